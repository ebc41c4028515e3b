"""Two features, one dimension: when is the extra one dropped, given the dimension, or put into superposition?

The map of the paper, three times: from the closed-form losses of three candidate solutions, from the exact minimum of
the loss over all the data, from trained models. And across the boundary, at seven importances: the shorter of the two
features, which is 0 where one is dropped and near 1 where both are stored.

Conventions: r is the importance of the extra feature over that of the other, p = 1 - S the density. Exact minima are
over weights and biases; the candidates of theory have length 1.

Time: quick 4 s (12 x 12 points, 10 models each, 1000 steps, batches from 128), paper 18 minutes (40 x 40, 10 000
steps, from 1024); processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Superposition as a Phase Change"; the smooth part near r = 1 is in the comment by T. McGrath.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, claim, part_of
from srm_ref.experiments.shared.phase_maps import exact_minima, phase_grid, superposition, train_grid
from srm_ref.figures.canvas import GREY, Figure, legend, new_figure, style
from srm_ref.figures.phases import draw_phase_key, draw_phase_map
from srm_ref.progress import Progress
from srm_ref.superposition.geometries import label_pair_solution
from srm_ref.superposition.measures import feature_norms
from srm_ref.superposition.theory_pair import PAIR_CANDIDATES, critical_density, pair_phase

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "phase_two_features"
TITLE = "Phase diagram of two features in one dimension"
SOURCE = 'TMS "Superposition as a Phase Change"'
SEED = 3
SETTINGS = {"quick": {"n_points": 12, "n_restarts": 10, "n_steps": 1000, "n_samples": 128},
            "paper": {"n_points": 40, "n_restarts": 10, "n_steps": 10_000, "n_samples": 1024}}
ACROSS_IMPORTANCE = np.array([0.1, 0.2, 0.5, 0.8, 2.0, 5.0, 10.0])
ACROSS_RATIO = np.linspace(0.75, 1.55, 33)  # of p_c
STORED = 0.5  # length from which a feature counts as represented
NEAR = 1.3  # a point nearer to a boundary than by this factor may lie on its other side


class Numbers(NamedTuple):
    """What `run` measured.

    importances (n,): r, ascending.
    densities (n,): p, descending; rows of the maps.
    trained_norms, trained_superposition (n, n, 2): means over the models kept.
    trained_W (n, n, 1, 2): of the trained model of lowest loss at each point.
    exact_W (n, n, 1, 2); exact_loss (n, n).
    across_densities (7, 33): densities about p_c at the importances 0.1, 0.2, 0.5, 0.8, 2, 5, 10.
    across_W (7, 33, 1, 2): exact minima there.
    """

    importances: np.ndarray
    densities: np.ndarray
    trained_norms: np.ndarray
    trained_superposition: np.ndarray
    trained_W: np.ndarray
    exact_W: np.ndarray
    exact_loss: np.ndarray
    across_densities: np.ndarray
    across_W: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train over the grid, find the exact minima over the grid and across the boundary."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    grid = phase_grid(settings["n_points"])
    shape = len(grid.densities), len(grid.importances)
    trained = train_grid(grid, 2, settings["n_restarts"], settings["n_steps"], settings["n_samples"], rng, part_of(progress, 0, 2))
    candidates = [np.array(W) for W in PAIR_CANDIDATES.values()]
    importances, densities = np.tile(grid.importances, shape[0]), np.repeat(grid.densities, shape[1])
    exact, loss = exact_minima(importances, densities, candidates, 3, rng, trained.best, part_of(progress, 2, 4))
    across = critical_density(ACROSS_IMPORTANCE)[:, np.newaxis] * ACROSS_RATIO
    beside, _ = exact_minima(np.repeat(ACROSS_IMPORTANCE, len(ACROSS_RATIO)), across.ravel(), candidates, 3, rng,
                             progress=part_of(progress, 3, 4))
    return Numbers(*grid, trained.norms, trained.superposition, trained.best["W"].reshape(*shape, 1, 2),
                   exact["W"].reshape(*shape, 1, 2), loss.reshape(shape), across, beside["W"].reshape(*across.shape, 1, 2))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge where the regions lie, and how one becomes the other."""
    norms = numbers.trained_norms
    averaged = np.where(norms.min(axis=-1) > STORED, "antipodal", np.where(norms[..., 1] < norms[..., 0], "drop", "dedicate"))
    return [
        _regions("Trained models, averaged without the worst,", averaged, numbers, "near r = 1 every second start, those of equal "
                 "sign, ends in a minimum that leaves a feature out; to discard one model in ten does not remove them"),
        _regions("The best of the trained models at each point", label_pair_solution(numbers.trained_W), numbers),
        _regions("The exact minima", label_pair_solution(numbers.exact_W), numbers),
        _triple_point(), _boundary(numbers), _sharp(numbers), _gradual(numbers), _confused(numbers)]


def _regions(who: str, labels: np.ndarray, numbers: Numbers, otherwise: str = "") -> Claim:
    agree, clear = labels == pair_phase(numbers.importances, numbers.densities[:, np.newaxis]), _clear(numbers)
    holds = agree[clear].mean() >= 0.95
    return claim(f"{who} fall into the three regions of theory: dropped, dedicated, superposed", SOURCE,
                 f"{100 * agree[clear].mean():.1f} % of the {clear.sum()} points farther than a factor {NEAR:g} from a boundary "
                 f"agree (wanted: 95 %), {100 * agree.mean():.1f} % of all {agree.size}", holds, "" if holds else otherwise)


def _triple_point() -> Claim:
    r, p = np.meshgrid(np.logspace(-1, 1, 201), np.linspace(0.01, 1.0, 397))
    superposed, beyond = pair_phase(r, p) == "antipodal", p - critical_density(r)
    highest = p[:, 100][superposed[:, 100]].max()
    wrong = int((superposed != (beyond < 0))[np.abs(beyond) > 1e-9].sum())  # at the boundary itself two losses tie
    return claim("The theory's regions meet at r = 1, p = 4/7; below 4q/(2 + 5q), q = min(r, 1/r), features superpose", SOURCE,
                 f"least of the three losses on {r.size} points: {wrong} disagree with the formula; at r = 1 superposition up to "
                 f"p = {highest:.4f}, 4/7 = {4 / 7:.4f}", wrong == 0 and 0 <= 4 / 7 - highest < 0.0026)


def _boundary(numbers: Numbers) -> Claim:
    far = np.abs(np.log(ACROSS_IMPORTANCE)) > np.log(1.9)
    ratios = [ACROSS_RATIO[shorter > STORED].max(initial=0.0) for shorter in _shorter(numbers.across_W)[far]]
    return claim("Theory's boundary is where the exact one is, within 20 %, for r up to 0.5 and from 2", "here",
                 "superposition up to " + ", ".join(f"{ratio:.2f} p_c at r = {r:g}" for ratio, r in
                                                    zip(ratios, ACROSS_IMPORTANCE[far])) + ": better biases and lengths widen it",
                 np.all(np.abs(np.array(ratios) - 1.0) <= 0.2))


def _sharp(numbers: Numbers) -> Claim:
    shorter = _shorter(numbers.across_W)[2]
    k = int(np.argmax(-np.diff(shorter)))
    return claim("The change is sudden, as in a phase transition of first order", SOURCE,
                 f"r = 0.5: the extra feature's length falls from {shorter[k]:.2f} to {shorter[k + 1]:.2f} within a step of "
                 f"{100 * (ACROSS_RATIO[k + 1] / ACROSS_RATIO[k] - 1):.1f} % in p", shorter[k] > STORED and shorter[k + 1] < 0.1)


def _gradual(numbers: Numbers) -> Claim:
    shorter, p = _shorter(numbers.across_W)[3], numbers.across_densities[3]
    between = (shorter > 0.05) & (shorter < 0.4)
    extent = p[between].max() / p[between].min() if between.any() else 1.0
    return claim("Near the triple point it is not: the extra feature grows gradually before it superposes", "TMS, comment by McGrath",
                 f"r = 0.8: lengths from 0.05 to 0.4 at {between.sum()} of {p.size} densities, spanning a factor {extent:.2f}",
                 extent > 1.1)


def _confused(numbers: Numbers) -> Claim:
    W = np.concatenate([numbers.exact_W.reshape(-1, 1, 2), numbers.across_W.reshape(-1, 1, 2)])
    confused = int((label_pair_solution(W) == "confused").sum())
    return claim("With trained biases, features of equal sign (McGrath's confused ones) are nowhere the best", "here",
                 f"{confused} of {len(W)} exact minima are confused", confused == 0)


def _clear(numbers: Numbers) -> np.ndarray:
    """Points far from all boundaries of theory: p = p_c, and r = 1 above p_c."""
    r, p = numbers.importances, numbers.densities[:, np.newaxis]
    beyond = np.log(p / critical_density(r))
    return (np.abs(beyond) > np.log(NEAR)) & ((beyond < 0) | (np.abs(np.log(r)) > np.log(NEAR)))


def _shorter(W: np.ndarray) -> np.ndarray:
    return feature_norms(W).min(axis=-1)


def draw(numbers: Numbers) -> Figure:
    """Draw the map three times, its key, and what happens across the boundary."""
    figure, axes = new_figure(2, 3, width=13.0, height=8.4)
    r = np.logspace(-1, 1, 201)
    boundary = np.concatenate([np.column_stack([r, critical_density(r)]), [[np.nan, np.nan], [1.0, 4 / 7], [1.0, 1.0]]])
    fine = phase_grid(120)
    labels = pair_phase(fine.importances, fine.densities[:, np.newaxis])
    maps = (("Theory: least of three closed forms", fine, (labels != "drop") * 1.0, (labels == "antipodal") * 1.0),
            ("Exact: minimum over all weights and biases", numbers, feature_norms(numbers.exact_W)[..., 1],
             superposition(numbers.exact_W)[..., 1]),
            ("Trained: mean of ten models but the worst", numbers, numbers.trained_norms[..., 1], numbers.trained_superposition[..., 1]))
    for ax, (title, grid, norms, crowded) in zip(axes[0], maps):
        draw_phase_map(grid.importances, grid.densities, norms, crowded, boundary=boundary, ax=ax).set_title(title,
                                                                                                             fontsize="medium")
    draw_phase_key(ax=axes[1, 0]).set_title("Colours; dashed in the maps: theory's boundaries", fontsize="medium")
    for ax, chosen in ((axes[1, 1], (0, 1, 2)), (axes[1, 2], (2, 3))):
        for index, k in enumerate(chosen):
            ax.plot(numbers.across_densities[k], _shorter(numbers.across_W)[k], color=style(index).colour, markersize=4,
                    marker=style(index).marker, linewidth=0.8, label=f"importance {ACROSS_IMPORTANCE[k]:g}")
            ax.axvline(critical_density(ACROSS_IMPORTANCE[k]), color=style(index).colour, linewidth=1.0, linestyle=style(index).line)
        ax.set(xlabel="density $1-S$", ylim=(-0.04, 1.06))
        ax.axhline(0.0, color=GREY, linewidth=0.6)
        legend(ax)
    axes[1, 1].set_ylabel("length of the extra feature, exact minimum")
    axes[1, 1].set_title("Far from r = 1: sudden (vertical lines: theory)", fontsize="medium")
    axes[1, 2].set_title("Near r = 1: first gradual, then sudden", fontsize="medium")
    figure.get_layout_engine().set(h_pad=0.1)
    return figure
