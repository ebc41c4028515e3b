"""When do correlated features collapse into one? Three pairs in two dimensions, from dense to sparse.

The two features of a pair are active together. At each density p = 1 - S many models are trained, their losses over all
the data computed exactly, the lowest kept and followed down the exact loss. A pair is collapsed where both of its
features have one vector: the model then keeps their sum and drops their difference. Principal components would do that
with as many sums as there are dimensions; the covariance of a pair has eigenvalues 7p/12 - p^2/2 on the sum, p/12 on
the difference.

Time: quick 2 s (32 restarts, 1200 steps, batches of 128), paper 45 s (100 restarts, 7500 steps, batches of 256);
processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Two arrangements, with three and with two pairs collapsed, are also followed down the exact loss at densities about the
one at which they change places: which of them loses less needs no training.

Source: TMS section "Correlated and anticorrelated features", on collapsing; its captions state ranges of p, not the
grid.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here, part_of
from srm_ref.experiments.shared.pentagon_map import crossings
from srm_ref.experiments.shared.planar import share_a_vector
from srm_ref.experiments.shared.restarts import minimise_exactly, polish_best, repeat_per_restart, train_restarts
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.figures.columns import draw_columns
from srm_ref.progress import Progress
from srm_ref.superposition.correlated_features import (correlated_set_probability, joint_probability,
                                                       sample_correlated_sets)
from srm_ref.superposition.geometries import canonical_plane
from srm_ref.superposition.measures import feature_norms

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "collapse"
TITLE = "Correlated pairs collapse as they become denser"
SOURCE = 'TMS "Correlated and anticorrelated features"'
SEED = 9
DENSITY = np.array([0.7, 0.4, 0.3, 0.2, 0.12, 0.05, 0.01])
N_SETS, N_HIDDEN = 3, 2
GROUPS = np.repeat(np.arange(N_SETS), 2)
SETTINGS = {"quick": {"n_restarts": 32, "n_steps": 1200, "n_samples": 128, "n_descent": 150},
            "paper": {"n_restarts": 100, "n_steps": 7500, "n_samples": 256, "n_descent": 1000}}
ONE_VECTOR, NOISY = 0.1, 0.4  # most distance within a collapsed pair, and before descent
PRESENT = 0.5  # least length of a feature
CHANGING = np.array([0.26, 0.3, 0.34, 0.38, 0.42])  # densities about which three collapsed pairs give way to two
RAYS = np.radians([[0, 0, 180, 180, 90, 90], [0, 0, 90, 90, 180, 270]])  # three collapsed pairs, two
OURS = "three correlated pairs, m = 2, seven densities; the lowest loss of many tries, followed down the exact loss"
SAID = Said("TMS", "Correlated and anticorrelated features, captions on collapsing", "",
            "n = 6 in three correlated pairs, m = 2; densities of the five models not stated, ranges with \"~\"", OURS)
OWN = here(NAME, OURS)


class Numbers(NamedTuple):
    """What `run` measured, for each density.

    density (7,).
    W (7, 2, 6): of the lowest loss, after descent; features 0 and 1 are a pair, and so on. Feature 0 points up.
    bias (7, 6).
    loss (7,): exact.
    tried_losses (7, n_restarts): exact losses of the models as trained.
    tried_collapsed (7, n_restarts): their collapsed pairs.
    changing (5,): densities; branch_loss (2, 5): exact there, of three collapsed pairs and of two.
    """

    density: np.ndarray
    W: np.ndarray
    bias: np.ndarray
    loss: np.ndarray
    tried_losses: np.ndarray
    tried_collapsed: np.ndarray
    changing: np.ndarray
    branch_loss: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train many models at each density, keep the best and follow it to its minimum."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    n_restarts, sparsity, importance = settings["n_restarts"], 1.0 - DENSITY, np.ones(2 * N_SETS)

    def sample(rng: np.random.Generator) -> np.ndarray:
        return sample_correlated_sets(settings["n_samples"], [2] * N_SETS, sparsity[:, np.newaxis], rng,
                                      n_instances=len(DENSITY), dtype=np.float32)
    tried = train_restarts(sample, np.ones((len(DENSITY), 2 * N_SETS)), N_HIDDEN, n_restarts,
                           n_steps=settings["n_steps"], rng=rng, progress=part_of(progress, 0, 2))
    losses, best, loss = polish_best(tried, importance, _probability(DENSITY), n_restarts,
                                     n_steps=settings["n_descent"], learning_rate=2e-3,
                                     progress=part_of(progress, 1, 2))
    return Numbers(DENSITY, np.array([canonical_plane(W) for W in best["W"]]), best["bias"], loss,
                   losses.reshape(-1, n_restarts), share_a_vector(tried["W"], NOISY).sum(axis=-1).reshape(-1,
                                                                                                          n_restarts),
                   CHANGING, _branches(rng))


def _probability(density: np.ndarray) -> np.ndarray:
    """Of every active set at every density, shape (n_densities, 64)."""
    return np.array([joint_probability(*[correlated_set_probability(2, 1.0 - p)] * N_SETS) for p in density])


def _branches(rng: np.random.Generator) -> np.ndarray:
    """Losses of three collapsed pairs and of two, each at the minimum near which it starts, shape (2, 5)."""
    W = np.sqrt(0.5) * np.stack([np.cos(RAYS), np.sin(RAYS)], axis=1)
    W[1, :, 4:] *= np.sqrt(2)
    W = repeat_per_restart(W, len(CHANGING))
    W = W + rng.normal(0.0, 0.01, W.shape)  # an ideal arrangement may be a saddle point
    start = {"W": W, "bias": np.zeros((2 * len(CHANGING), 2 * N_SETS))}
    _, loss = minimise_exactly(start, np.ones(2 * N_SETS), np.tile(_probability(CHANGING), (2, 1)), n_steps=300,
                               learning_rate=0.02)
    return loss.reshape(2, -1)


def _principal_loss(p: float) -> float:
    """Variance that principal components leave: all but the largest eigenvalues, those of sums of pairs."""
    return 2 * N_SETS * (p / 3 - p**2 / 4) - N_HIDDEN * (7 * p / 12 - p**2 / 2)


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the captions by which pairs have one vector."""
    collapsed = share_a_vector(numbers.W, ONE_VECTOR)
    count = collapsed.sum(axis=-1)
    lengths = feature_norms(numbers.W)[np.repeat(collapsed, 2, axis=-1) & (numbers.density < 0.5)[:, np.newaxis]]
    return [
        _principal(numbers),
        *(_counted(numbers, count, *row) for row in ((3, 0.25, 0.5), (2, 0.15, 0.2), (1, 0.05, 0.15), (0, 0.0, 0.05))),
        _change(numbers),
        claim("The sparser, the fewer pairs are collapsed",
              SAID.that("the five solutions in order: all sets collapsed, then two, one, none"),
              _listed(numbers.density, count),
              np.all(np.diff(count[np.argsort(-numbers.density)]) <= 0) and count.max() > count.min()),
        claim("A collapsed pair has length 1/sqrt(2): the model keeps (a + b)/sqrt(2)",
              SAID.that("a collapsed set is represented by (a + b)/sqrt(2)"),
              f"lengths {lengths.min(initial=9):.3f} to {lengths.max(initial=0):.3f} of {len(lengths)} features at "
              "p < 0.5; 1/sqrt(2) = 0.707",
              len(lengths) and np.abs(lengths - np.sqrt(0.5)).max() < 0.05),
        _hexagon(numbers),
    ]


def _principal(numbers: Numbers) -> Claim:
    k = int(np.argmax(numbers.density))
    p, W = numbers.density[k], numbers.W[k]
    singular, share = np.linalg.svd(W, compute_uv=False), numbers.loss[k] / _principal_loss(p)
    sums = 0.5 * ((W[:, ::2] + W[:, 1::2]) ** 2).sum() / (W**2).sum()
    return claim(f"p = {p:g}: like principal components, an orthogonal projection of the sums of pairs",
                 SAID.that("for about 0.5 <= 1-S the solution is the most like principal components"),
                 f"singular values {singular[0]:.2f}, {singular[1]:.2f}; {100 * sums:.1f} % of |W|^2 on sums; loss "
                 f"{share:.3f} times that of principal components",
                 np.abs(singular - 1).max() < 0.1 and sums > 0.98 and abs(share - 1) < 0.05)


def _counted(numbers: Numbers, count: np.ndarray, wanted: int, low: float, high: float) -> Claim:
    inside = (numbers.density > low) & (numbers.density <= high)
    reasons = []
    for k in np.flatnonzero(inside & (count != wanted)):
        rivals = numbers.tried_losses[k][numbers.tried_collapsed[k] == wanted]
        share = rivals.min(initial=np.inf) / numbers.loss[k]
        least = f"the lowest try with {wanted} has {share:.3f} times the loss kept"
        reasons.append(f"at p = {numbers.density[k]:g} {least if len(rivals) else f'no try ended with {wanted}'}")
    right = numbers.density[inside & (count == wanted)]
    return claim(f"Where {low:g} < p <= {high:g}, the number of collapsed pairs is {wanted}",
                 SAID.that(f"a caption: for about {low:g} to {high:g} of 1-S, collapsed sets: {wanted}"),
                 _listed(numbers.density[inside], count[inside]), inside.any() and not reasons, "; ".join(reasons),
                 f"at p = {', '.join(f'{p:g}' for p in right) or 'none tried'} in that range")


def _change(numbers: Numbers) -> Claim:
    ratio = numbers.branch_loss[0] / numbers.branch_loss[1]
    at = float(crossings(ratio[np.newaxis], numbers.changing)[0])
    return claim("Three collapsed pairs and two change places between p = 0.34 and 0.42, not at 0.25", OWN,
                 f"exact losses cross at p = {'none of these' if np.isnan(at) else f'{at:.3f}'}; three over two: "
                 + ", ".join(f"{one:.4f} at {p:g}" for one, p in zip(ratio, numbers.changing)), 0.34 < at < 0.42)


def _listed(density: np.ndarray, count: np.ndarray) -> str:
    return "; ".join(f"{k} at p = {p:g}" for p, k in zip(density, count))


def _hexagon(numbers: Numbers) -> Claim:
    """Six rays in turn, members of a pair next to each other."""
    W = numbers.W[int(np.argmin(numbers.density))]
    turns = np.arctan2(W[1], W[0])
    gaps = np.degrees(np.diff(np.sort(turns), append=turns.min() + 2 * np.pi))
    apart = np.degrees(np.abs(np.angle(np.exp(1j * (turns[::2] - turns[1::2])))))
    return claim(f"p = {numbers.density.min():g}: a hexagon, the members of each pair side by side",
                 SAID.that("in the very sparse regime a hexagon with correlated features side by side; for 1-S <= "
                           "about 0.05 none collapsed"),
                 f"{gaps.min():.0f} to {gaps.max():.0f} degrees between neighbours, {apart.min():.0f} to "
                 f"{apart.max():.0f} within pairs",
                 feature_norms(W).min() > PRESENT and np.abs(gaps - 60).max() < 15 and np.abs(apart - 60).max() < 15)


def draw(numbers: Numbers) -> Figure:
    """Draw the columns of W at each density, then what fewer or more collapsed pairs would cost."""
    figure, axes = new_figure(2, 4, width=12.4, height=6.6)
    count = share_a_vector(numbers.W, ONE_VECTOR).sum(axis=-1)
    for ax, W, p, pairs in zip(axes.flat, numbers.W, numbers.density, count):
        draw_columns(W, groups=GROUPS, ax=ax)
        ax.set_title(f"$p$ = {p:g}: {pairs} of {N_SETS} collapsed", fontsize="medium")
    ax = axes.flat[-1]
    for pairs in range(N_SETS + 1):
        found = numbers.tried_collapsed == pairs
        lowest = np.where(found, numbers.tried_losses, np.inf).min(axis=1) / numbers.loss
        there, look = np.isfinite(lowest), style(pairs)
        ax.plot(numbers.density[there], lowest[there], color=look.colour, marker=look.marker, markersize=5,
                label=f"{pairs} collapsed")
    ax.set(xscale="log", xlabel="density $p$ = 1 − $S$", ylabel="their lowest loss / loss kept", ylim=(0.95, 2.5))
    ax.set_title("tries by pairs collapsed", fontsize="medium")
    legend(ax)
    figure.get_layout_engine().set(h_pad=0.1)
    figure.suptitle("Columns of W; features of one colour are a correlated pair", fontsize="medium")
    return figure
