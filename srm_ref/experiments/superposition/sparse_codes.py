"""Do sparse codes recover the features from the hidden numbers? Judged by the W that is known here.

A ReLU output model stores 16 equally important features in six dimensions. Sparse codes, half, once and twice as many
as features, are trained on its hidden numbers at prices from 0.003 to 3; of several tries the one of lowest objective
is kept. They see hidden numbers only. Every column V_j of the decoder that is not dead is then compared with W; a
feature is found where a column has a cosine of at least 0.95 with it.

Shortfall. Where the slope by the code bias c_j is 0, the mean over the samples in which code j is active of V_j . (H -
Hhat) is price/2: at every point of rest, however many codes there are. It is what the soft threshold says of one code.

A second detector, which does not see W either: kurtosis of the hidden numbers along V_j, n^2 mean P^4 over its mean by
chance, and the spotlight, the share of them with cosine at least 0.9 to V_j. Each is asked to tell columns that lie
near a feature (cosine above 0.95) from the others: the share of pairs, one of either kind, that it orders rightly. A
column within arccos 0.9 of a feature has in its cone all samples in which that feature is alone.

Time: quick 6 s (2 tries, 900 steps of 256), paper 60 s (4 tries, 4000 steps of 512); processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "The Strategic Picture of Superposition" names an overcomplete basis, found after training, as a way
out; sizes, prices and detectors are ours. `srm_ref.superposition.sparse_codes` says whose the form of the codes is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.descent import Adam
from srm_ref.experiments.claims import SCALES, Claim, claim, here, part_of
from srm_ref.experiments.shared.restarts import best_restarts, train_restarts
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.figures.traces import draw_against
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.geometry.vectors import norms, unit
from srm_ref.progress import Progress
from srm_ref.spotlight.fourth_moments import isotropic_kurtosis, kurtosis
from srm_ref.superposition.features import feature_batches, sample_features
from srm_ref.superposition.models import MODELS, Arrays
from srm_ref.superposition.sparse_codes import (codes_of, dead_codes, initial_sparse_codes, recovery, sparse_objective,
                                                train_sparse_codes)
from srm_ref.superposition.training import select

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "sparse_codes"
TITLE = "Features got back out by sparse codes"
SOURCE = 'TMS "The Strategic Picture of Superposition"'
SEED = 41
N_FEATURES, N_HIDDEN, SPARSITY = 16, 6, 0.97
PRICES, WIDTHS = np.array([0.003, 0.03, 0.1, 0.3, 1.0, 3.0]), (8, 16, 32)
FOUND, EPSILON, N_JUDGED = 0.95, 0.9, 10_000
SETTINGS = {"quick": {"n_restarts": 2, "n_steps": 900, "batch": 256},
            "paper": {"n_restarts": 4, "n_steps": 4000, "batch": 512}}
OWN = here(NAME, "n = 16, m = 6, S = 0.97, I = 1; 8, 16 and 32 codes, six prices from 0.003 to 3; the lowest objective "
           "of several tries; found: cosine 0.95 with a column")


class Numbers(NamedTuple):
    """What `run` measured; first axes: widths (3,) and prices (6,). Columns beyond the width, and dead ones: nan.

    price (6,); W (6, 16). cosine (3, 6, 16): of each feature with the nearest column alive.
    n_dead, n_active (3, 6): codes, and how many of them a sample has on average.
    unexplained (3, 6): mean |H - Hhat|^2 over the variance of H. shortfall (3, 6, 32): in units of price/2.
    near (3, 6, 32): cosine of each column with the nearest feature. kurtosis, lit (3, 6, 32): over chance.
    """

    price: np.ndarray
    W: np.ndarray
    cosine: np.ndarray
    n_dead: np.ndarray
    n_active: np.ndarray
    unexplained: np.ndarray
    shortfall: np.ndarray
    near: np.ndarray
    kurtosis: np.ndarray
    lit: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train a model, then codes of every width at every price, and hold each decoder against W."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    W = _model(settings, rng)
    H = sample_features(N_JUDGED, N_FEATURES, SPARSITY, rng) @ W.T
    measured = []
    for k, width in enumerate(WIDTHS):
        codes = _codes(W, H, width, settings, rng, part_of(progress, k, len(WIDTHS)))
        measured.append([_measured(select(codes, i), H, W, float(price)) for i, price in enumerate(PRICES)])
    return Numbers(PRICES, W, *(np.array([[row[i] for row in rows] for rows in measured]) for i in range(8)))


def _model(settings: dict[str, int], rng: np.random.Generator) -> np.ndarray:
    """W of the model of lowest loss of eight."""
    sample, importance = feature_batches(256, N_FEATURES, SPARSITY), np.ones((1, N_FEATURES))
    tried = train_restarts(sample, importance, N_HIDDEN, 8, n_steps=settings["n_steps"], rng=rng)
    judged = sample_features(N_JUDGED, N_FEATURES, SPARSITY, rng)
    return best_restarts(tried, MODELS["relu_output"].loss(tried, judged, importance[0]), 8)["W"][0]


def _codes(W: np.ndarray, H: np.ndarray, width: int, settings: dict[str, int], rng: np.random.Generator,
           progress: Progress | None) -> Arrays:
    """Codes of lowest objective at each price."""
    n_restarts, narrow = settings["n_restarts"], W.T.astype(np.float32)
    prices, sample = np.repeat(PRICES, n_restarts), feature_batches(settings["batch"], N_FEATURES, SPARSITY)
    start = initial_sparse_codes(N_HIDDEN, width, rng, n_instances=len(prices), dtype=np.float32)
    trained = train_sparse_codes(start, lambda rng: sample(rng) @ narrow, prices, n_steps=settings["n_steps"],
                                 optimiser=Adam(1e-2), rng=rng, progress=progress)
    trained = {name: value.astype(np.float64) for name, value in trained.items()}
    return best_restarts(trained, sparse_objective(trained, H, prices), n_restarts)


def _measured(codes: Arrays, H: np.ndarray, W: np.ndarray, price: float) -> tuple:
    """The fields of `Numbers` from `cosine` on, for one decoder."""
    V, C, dead = codes["decoder"], codes_of(codes, H), dead_codes(codes, H)
    missed = H - (C @ V.T + codes["bias"])  # (B, m)
    short, near, peaked, lit = np.full((4, WIDTHS[-1]), np.nan)
    directions = unit(H[norms(H) > 0.0])
    for j in np.flatnonzero(~dead):
        short[j] = (missed[C[:, j] > 0.0] @ V[:, j]).mean() / (price / 2)
        near[j] = recovery(W, V[:, [j]]).mean
        peaked[j] = kurtosis(H, V[:, j][np.newaxis]) / isotropic_kurtosis(N_HIDDEN)
        lit[j] = (directions @ V[:, j] >= EPSILON).mean() / cap_fraction(N_HIDDEN, EPSILON)
    cosine = recovery(V[:, ~dead], W).cosines if not dead.all() else np.full(N_FEATURES, np.nan)
    unexplained = (missed**2).sum() / ((H - H.mean(axis=0)) ** 2).sum()
    return cosine, dead.sum(), (C > 0.0).sum(axis=1).mean(), unexplained, short, near, peaked, lit


def claims(numbers: Numbers) -> list[Claim]:
    """Judge recovery over price and width, what the error says of it, the shortfall, death and two detectors."""
    low, wanted, high, deadly = (int(np.flatnonzero(PRICES == price)[0]) for price in (0.003, 0.3, 1.0, 3.0))
    lost, unexplained = n_lost(numbers), numbers.unexplained
    least = int(unexplained[1].argmin())
    columns = numbers.near[0] > FOUND
    return [
        claim("There is a price at which as many codes as features find every feature; at a hundredth of it most are "
              "lost", OWN, f"features lost, of 16, at prices {_row(PRICES)}: {_row(lost[1])}",
              lost[1, wanted] == 0 and lost[1, low] > N_FEATURES / 2, otherwise="not at 0.3 and 0.003",
              would=f"fewest are lost at {PRICES[lost[1].argmin()]:g}, most at {PRICES[lost[1].argmax()]:g}"),
        claim("The error of reconstruction does not find that price: where it is least, most features are lost", OWN,
              f"share of variance unexplained: {_row(unexplained[1])}", lost[1, least] > N_FEATURES / 2,
              otherwise=f"at {PRICES[least]:g} {lost[1, least]} of 16 are lost", would="at none of these prices"),
        claim("Twice as many codes find every feature as well, over a wider range of prices; several share one", OWN,
              f"features lost with 32 codes: {_row(lost[2])}; columns near a feature at 0.3: "
              f"{int((numbers.near[2, wanted] > FOUND).sum())}",
              (lost[2] == 0).sum() > (lost[1] == 0).sum() and (numbers.near[2, wanted] > FOUND).sum() > N_FEATURES,
              otherwise=f"at {(lost[2] == 0).sum()} of these prices, 16 codes at {(lost[1] == 0).sum()}",
              would="at none of these prices"),
        claim("With half as many codes as features prices up to 0.1 make columns between features, a price of 1 "
              "columns of single features", OWN, f"columns near a feature, of 8: {_row(columns.sum(axis=1))}",
              columns[low:wanted].sum(axis=1).max() <= 1 and columns[high].sum() == WIDTHS[0],
              otherwise="not at each of these prices", would="at the prices with 0 or 1, and 8, in that list"),
        *_without_W(numbers, deadly),
    ]


def _without_W(numbers: Numbers, deadly: int) -> list[Claim]:
    short = [float(np.nanmedian(numbers.shortfall[1, k])) for k in range(deadly)]
    unexplained = numbers.unexplained[:, deadly]
    both = [pairs_in_order(values, numbers.near) for values in (numbers.kurtosis, numbers.lit)]
    return [
        claim("Where a code is active the reconstruction falls short along its column by half the price on average, "
              "within 10 %", OWN, f"median over 16 codes, in units of price/2, at prices up to 1: {_row(short)}",
              max(abs(value - 1) for value in short) < 0.1,
              otherwise="training has not come to rest",
              would=f"at {sum(abs(value - 1) < 0.1 for value in short)} of these {len(short)} prices"),
        claim("A price of 3, above twice the length of every feature, leaves nothing of the reconstruction", OWN,
              f"longest feature {norms(numbers.W.T).max():.2f}; unexplained {_row(unexplained)}",
              2 * norms(numbers.W.T).max() < PRICES[deadly] and unexplained.min() > 0.95),
        claim("Kurtosis along a column and the spotlight's share about it each tell columns near a feature from the "
              "others, without W, in nine pairs of ten", OWN,
              f"pairs in order: kurtosis {both[0]:.3f}, spotlight {both[1]:.3f}", min(both) > 0.9,
              otherwise="fourth powers do not see whether a column points to a feature or away from it",
              would=f"for the spotlight alone: {both[1]:.3f} of the pairs"),
    ]


def n_lost(numbers: Numbers) -> np.ndarray:
    """Count the features, (3, 6), to which no column alive has a cosine of 0.95."""
    return (~(numbers.cosine >= FOUND)).sum(axis=2)


def pairs_in_order(values: np.ndarray, near: np.ndarray) -> float:
    """Return the share of pairs of columns, one near a feature and one not, whose `values` stand in that order.

    values, near: of one shape; nan: no column. Equal values count half. nan where there is no pair.
    """
    there = ~np.isnan(near)
    high, low = values[there & (near > FOUND)], values[there & (near <= FOUND)]
    order = np.sign(high[:, np.newaxis] - low)
    return float((order + 1.0).mean() / 2.0) if order.size else float("nan")


def _row(values: np.ndarray) -> str:
    return ", ".join(f"{value:.3g}" for value in values)


def draw(numbers: Numbers) -> Figure:
    """Draw features found and variance unexplained over the price, and both detectors over the cosine."""
    figure, axes = new_figure(1, 4, width=15.0, height=3.9)
    left, error, *detectors = axes[0]
    for k, width in enumerate(WIDTHS):
        draw_against(numbers.price, N_FEATURES - n_lost(numbers)[k], label=f"{width} codes", index=k, ax=left)
        draw_against(numbers.price, numbers.unexplained[k], label=f"{width} codes", index=k, ax=error)
    left.set(xscale="log", xlabel="price", ylabel="features found, of 16", ylim=(-0.5, 16.5))
    error.set(xscale="log", yscale="log", xlabel="price", ylabel="share of variance unexplained")
    for ax, values, name in zip(detectors, (numbers.kurtosis, numbers.lit), ("kurtosis", "share in the cone")):
        for k, width in enumerate(WIDTHS):
            look = style(k)
            ax.plot(numbers.near[k].ravel(), values[k].ravel(), color=look.colour, marker=look.marker, markersize=3,
                    linestyle="none", label=f"{width} codes")
        ax.axvline(FOUND, color="black", linewidth=0.8)
        ax.set(xlabel="cosine of a column with the nearest feature", ylabel=f"{name}, over chance")
    legend(left)
    return figure
