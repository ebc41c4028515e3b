"""By what route do six features, two correlated sets of three, reach an octahedron in three dimensions?

Features of a set are active together. Several runs start at almost nothing; the loss of each snapshot
is exact. Three numbers describe a snapshot: the mean cosine within sets (1: each set is one bundle; 0: its members are
orthogonal), the mean over features of the lowest cosine with the other set (-1: each has an antipode there), and the
dimensionalities, all 1/2 for an octahedron. Two losses are known exactly, with p the density and biases at their best
to first order in p: sets bundled, each feature read as its set's mean, p/3; the octahedron with pairs from different
sets, p^2. A triangular antiprism is a triangle with its inversion: every feature has an antipode in the other set, at
any opening.

Time: quick 1 s (10 runs, 4000 steps), paper 4 s (32 runs, 12 000 steps); processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Superposition and Learning Dynamics", phenomenon 2; sparsity and rate are ours, TMS states none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice, counted
from srm_ref.descent import AdamW
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here
from srm_ref.experiments.shared.planar import cosines
from srm_ref.figures.canvas import GREY, Figure, new_figure, style
from srm_ref.figures.solids import draw_columns_in_space
from srm_ref.figures.traces import draw_loss
from srm_ref.progress import Progress
from srm_ref.superposition.correlated_features import (correlated_set_probability, joint_probability,
                                                       sample_correlated_sets)
from srm_ref.superposition.exact_loss import active_set_loss
from srm_ref.superposition.measures import feature_dimensionality, n_features_represented
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.training import train

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "octahedron"
TITLE = "From bundles to an octahedron"
SOURCE = 'TMS "Superposition and Learning Dynamics"'
SEED = 11
SPARSITY, N_HIDDEN, SET = 0.95, 3, 3
GROUPS = np.repeat([0, 1], SET)
SETTINGS = {"quick": {"n_runs": 10, "n_steps": 4000}, "paper": {"n_runs": 32, "n_steps": 12_000}}
N_SNAPSHOTS, RATE = 70, 1e-2
OURS = "two correlated sets of three, m = 3, S = 0.95, rate 1e-2 along a cosine, from almost nothing"
SAID = Said("TMS", "Superposition and Learning Dynamics, phenomenon 2", "",
            "n = 6 in two correlated sets of three, m = 3; S and rate not stated; one run shown, others mentioned",
            OURS)
OWN = here(NAME, OURS)


class Numbers(NamedTuple):
    """What `run` measured.

    steps (n_snapshots,).
    W (n_snapshots, n_runs, 3, 6): features 0 to 2 are one set. Each run is turned so that the end of the first set
        lies along the axes, as nearly as can be.
    loss (n_snapshots, n_runs): exact.
    """

    steps: np.ndarray
    W: np.ndarray
    loss: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train from almost nothing, with snapshots that are dense at the beginning."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    model, n_steps = MODELS["relu_output"], settings["n_steps"]
    start = model.initial_parameters(2 * SET, N_HIDDEN, rng, n_instances=settings["n_runs"], std=0.02, dtype=np.float32)
    steps = np.unique(np.geomspace(10, n_steps + 10, N_SNAPSHOTS).astype(int) - 10)
    trained = train(model, start, lambda rng: sample_correlated_sets(256, [SET, SET], SPARSITY, rng, dtype=np.float32),
                    np.ones(2 * SET), n_steps=n_steps, optimiser=AdamW(RATE), rng=rng, schedule="cosine",
                    snapshots=steps.tolist(), progress=progress)
    one = correlated_set_probability(SET, SPARSITY)
    snapshots = {name: value.astype(np.float64) for name, value in trained.snapshots.items()}
    loss = [active_set_loss({name: value[k] for name, value in snapshots.items()}, np.ones(2 * SET),
                            joint_probability(one, one))
            for k in range(len(steps))]
    return Numbers(steps, _upright(snapshots["W"][-1]) @ snapshots["W"], np.array(loss))


def _upright(W: np.ndarray) -> np.ndarray:
    """Orthogonal matrices that bring the first set of each last W nearest to the axes (polar decomposition)."""
    left, _, right = np.linalg.svd(W[..., :SET])
    return np.swapaxes(left @ right, -1, -2)


def _set_angles(W: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cosines within sets, (..., 6); mean over features of the lowest cosine across; whether antipodes are distinct."""
    angles = cosines(W)
    pairs = [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)]
    within = np.stack([angles[..., i, j] for i, j in pairs], axis=-1)
    across = angles[..., :SET, SET:]
    lowest = 0.5 * (across.min(axis=-1).mean(axis=-1) + across.min(axis=-2).mean(axis=-1))
    partners = np.sort(across.argmin(axis=-1), axis=-1)
    return within, lowest, np.all(partners == np.arange(SET), axis=-1)


def _is_antiprism(W: np.ndarray) -> np.ndarray:
    """A triangle and, inverted, the other: half-open sets, for each feature an antipode of its own in the other set."""
    within, lowest, distinct = _set_angles(W)
    return (np.abs(within.mean(axis=-1) - 0.5) < 0.25) & (lowest < -0.85) & distinct


def claims(numbers: Numbers) -> list[Claim]:
    """Judge bundles, way and end by angles, dimensionalities and exact losses."""
    runs = f"{OURS}; {numbers.loss.shape[1]} runs"
    return [row._replace(said=row.said._replace(ours=runs))
            for row in (*_bundles(numbers), *_way(numbers), *_end(numbers))]


def _bundles(numbers: Numbers) -> list[Claim]:
    p, runs = 1 - SPARSITY, np.arange(numbers.loss.shape[1])
    within, lowest, _ = _set_angles(numbers.W)
    bundled, _, _ = _stages(numbers)
    level, cosine = numbers.loss[bundled, runs] / (p / 3), within[bundled, runs].mean(axis=1)
    opposed = lowest[bundled, runs] < -0.85
    apart = np.abs(level[~opposed] - 1).max(initial=0) < 0.1 and level[opposed].min(initial=9) > 1.05
    return [
        claim("First the members of each set are bundled: one direction per set",
              SAID.that("in the first regime each correlated set is a bundle, as principal components would have it"),
              f"where the loss rests, mean cosine within sets {cosine.min():.2f} to {cosine.max():.2f}, {len(runs)} "
              f"runs",
              cosine.min() > 0.9),
        claim("Orthogonal bundles rest at p/3, the variance that each set's mean leaves; opposed ones above it", OWN,
              f"loss / (p/3): orthogonal {_range(level[~opposed])}, opposed {_range(level[opposed])}",
              apart and not opposed.all()),
    ]


def _way(numbers: Numbers) -> list[Claim]:
    runs, (bundled, _, _) = np.arange(numbers.loss.shape[1]), _stages(numbers)
    prisms = _is_antiprism(numbers.W).any(axis=0)
    still = np.diff(np.log(numbers.loss), axis=0) / np.diff(np.log(numbers.steps + 10.0))[:, np.newaxis]
    resting = np.abs(still[bundled, runs])
    fastest = np.array([still[bundled[k]:, k].min() for k in runs])
    return [
        claim("There are distinct regimes: the loss rests, then falls fast",
              SAID.that("the loss over the steps, drawn: distinct regimes between abrupt changes"),
              f"d log loss / d log step: {-resting.max():.2f} or slower at rest, {fastest.max():.1f} or steeper in the "
              f"fall",
              resting.max() < 0.3 and fastest.max() < -1),
        claim("Bundles open into a triangular antiprism in some runs, not in all",
              SAID.that("of the run shown: a triangular antiprism on the way; other runs go other ways"),
              f"in {prisms.sum()} of {len(runs)} runs each feature has an antipode (mean cosine < -0.85) while the "
              f"sets are half open (mean cosine within 0.25 to 0.75); both bounds are this package's",
              0 < prisms.sum() < len(runs)),
    ]


def _end(numbers: Numbers) -> list[Claim]:
    p, runs, end = 1 - SPARSITY, range(numbers.loss.shape[1]), numbers.loss[-1]
    within, lowest, distinct = _set_angles(numbers.W[-1])
    D = feature_dimensionality(numbers.W[-1])
    octahedra = (np.abs(D - 0.5).max(axis=1) < 0.02) & (lowest < -0.95) & distinct
    return [
        claim("Each run here ends as an octahedron whose antipodal pairs join different sets",
              SAID.that("the octahedron is a strong attractor; antipodal pairs come from different sets"),
              f"{octahedra.sum()} of {len(runs)} runs; D_i {D.min():.3f} to {D.max():.3f}, within sets |cosine| "
              f"<= {np.abs(within).max():.2f}", octahedra.all()),
        claim("The octahedron's loss is p^2 to within 5 %: what costs anything is both members of a pair at once", OWN,
              f"{end.min() / p**2:.3f} to {end.max() / p**2:.3f} times p^2", np.abs(end / p**2 - 1).max() < 0.05),
    ]


def _range(values: np.ndarray) -> str:
    return f"{values.min():.3f} to {values.max():.3f} ({counted(len(values), 'run')})" if len(values) else "in no run"


def _stages(numbers: Numbers) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Snapshots of each run where it rests and where it is half-way down; the losses of the ends.

    It rests where log loss changes least with log step before half-way and after ||W||_F^2 has first reached 1.
    """
    p, runs = 1 - SPARSITY, range(numbers.loss.shape[1])
    half = (numbers.loss < np.sqrt(p / 3 * p**2)).argmax(axis=0)
    slope = np.abs(np.diff(np.log(numbers.loss), axis=0) / np.diff(np.log(numbers.steps + 10.0))[:, np.newaxis])
    begun = (n_features_represented(numbers.W) >= 1.9).argmax(axis=0)
    rest = [begun[k] + np.argmin(slope[begun[k]:max(half[k], begun[k] + 1), k]) for k in runs]
    return np.array(rest), half, numbers.loss[-1]


def draw(numbers: Numbers) -> Figure:
    """Draw one run in space at four stages, and below the losses of all with the two exact levels."""
    figure, axes = new_figure(2, 4, width=11.4, height=6.6)
    _ = [ax.remove() for ax in axes[1]]
    below = figure.add_subplot(axes[0, 0].get_gridspec()[1, :])
    (bundled, half, _), prisms = _stages(numbers), _is_antiprism(numbers.W)
    k = int(prisms.any(axis=0).argmax())  # the first run that goes through an antiprism, or the first of all
    opened = int(prisms[:, k].argmax() or (bundled[k] + half[k]) // 2)
    shown = (int(bundled[k]), opened, max(int(half[k]), opened + 1), len(numbers.steps) - 1)
    for ax, at, letter in zip(axes[0], shown, "ABCD"):
        draw_columns_in_space(numbers.W[at, k], GROUPS, ax=ax)
        ax.set_title(f"{letter}: step {numbers.steps[at]}, loss {numbers.loss[at, k]:.4f}", fontsize="medium")
    levels = (((1 - SPARSITY) / 3, "sets bundled: $p/3$"), ((1 - SPARSITY) ** 2, "octahedron: $p^2$"))
    for run in [j for j in range(len(half)) if j != k]:
        below.plot(numbers.steps + 10, numbers.loss[:, run], color=GREY, linewidth=0.7, alpha=0.6, zorder=2)
    draw_loss(numbers.steps + 10, numbers.loss[:, k], levels=levels, names_at="left", ax=below)
    for at, letter in zip(shown, "ABCD"):
        below.annotate(letter, (numbers.steps[at] + 10, numbers.loss[at, k]), xytext=(-4, 8),
                       textcoords="offset points",
                       ha="center", weight="bold")
        below.plot(numbers.steps[at] + 10, numbers.loss[at, k], color=style(0).colour, marker="o", zorder=4)
    below.set(xscale="log", yscale="log", xlabel="training step + 10", ylabel="exact loss",
              xlim=(numbers.steps[0] + 10, 1.1 * (numbers.steps[-1] + 10)))
    figure.suptitle("Columns of W in one run; triangles join the features of a correlated set. Below: its loss, other "
                    "runs grey",
                    fontsize="medium")
    return figure
