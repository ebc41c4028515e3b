"""Three features, two dimensions: which two share, and who is left out?

The map of the paper, three times: from the closed-form losses of four candidate solutions, from the exact minimum of
the loss over all the data, from trained models. Above, what becomes of the extra feature; below, of the first two: shown
is the less well off of them. The paper's colours show the extra feature alone, which to the right of r = 1 has a dimension of its
own above and below p = 4/7, where the other two begin to share.

Conventions: r is the importance of the extra, third feature, p = 1 - S the density. Exact minima are over weights and
biases; the candidates of theory have length 1.

Time: quick 7 s (12 x 12 points, 10 models each, 600 steps, batches from 128), paper 70 minutes (40 x 40, 20 models, 10 000
steps, batches from 1024); processor time, at paper scale extrapolated from 40 steps.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Superposition as a Phase Change".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, claim, part_of
from srm_ref.experiments.shared.phase_maps import exact_minima, phase_grid, superposition, train_grid
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.figures.phases import draw_phase_key, draw_phase_map
from srm_ref.progress import Progress
from srm_ref.superposition.measures import feature_norms, gram_matrix
from srm_ref.superposition.polytopes import simplex
from srm_ref.superposition.theory_pair import critical_density
from srm_ref.superposition.theory_triple import TRIPLE_CANDIDATES, triple_candidate_losses, triple_phase

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "phase_three_features"
TITLE = "Phase diagram of three features in two dimensions"
SOURCE = 'TMS "Superposition as a Phase Change"'
SEED = 4
SETTINGS = {"quick": {"n_points": 12, "n_restarts": 10, "n_steps": 600, "n_samples": 128, "n_random": 1},
            "paper": {"n_points": 40, "n_restarts": 20, "n_steps": 10_000, "n_samples": 1024, "n_random": 4}}
EQUAL_DENSITY = np.array([0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9])  # at r = 1
ACROSS_IMPORTANCE, ACROSS_DENSITY = np.array([2.0, 4.0, 8.0]), np.linspace(0.5, 0.8, 13)
STORED, SHARED = 0.5, 0.25  # length, superposition
NEAR = 1.3  # a point nearer to a boundary than by this factor may lie on its other side
PHASES = {"drop third": (0.0, 0.0, 1.0, 0.0), "drop first": (1.0, 0.0, 0.0, 0.0), "pair 1 and 2": (1.0, 0.0, 1.0, 1.0),
          "pair 2 and 3": (1.0, 1.0, 1.0, 1.0)}  # length and superposition: of the third; of the less well off of the others


class Numbers(NamedTuple):
    """What `run` measured.

    importances (n,): r, ascending.
    densities (n,): p, descending; rows of the maps.
    trained_norms, trained_superposition (n, n, 3): means over the models kept; of the first two features the longer
        one of each model stands first.
    trained_W (n, n, 2, 3): of the trained model of lowest loss at each point.
    exact_W (n, n, 2, 3); exact_loss (n, n).
    equal_density (8,): densities at which r = 1 is looked at.
    equal_W (8, 2, 3); equal_loss (8,).
    across_W (3, 13, 2, 3): exact minima at the importances 2, 4, 8 and densities 0.5 to 0.8.
    """

    importances: np.ndarray
    densities: np.ndarray
    trained_norms: np.ndarray
    trained_superposition: np.ndarray
    trained_W: np.ndarray
    exact_W: np.ndarray
    exact_loss: np.ndarray
    equal_density: np.ndarray
    equal_W: np.ndarray
    equal_loss: np.ndarray
    across_W: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train over the grid, find the exact minima over the grid, at equal importance and across p = 4/7."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    grid = phase_grid(settings["n_points"])
    shape = len(grid.densities), len(grid.importances)
    trained = train_grid(grid, 3, settings["n_restarts"], settings["n_steps"], settings["n_samples"], rng, part_of(progress, 0, 2))
    candidates = [*(np.array(W) for W in TRIPLE_CANDIDATES.values()), 0.9 * simplex(2)]
    exact, loss = exact_minima(np.tile(grid.importances, shape[0]), np.repeat(grid.densities, shape[1]), candidates,
                               settings["n_random"], rng, trained.best, part_of(progress, 1, 2))
    equal, equal_loss = exact_minima(np.ones(len(EQUAL_DENSITY)), EQUAL_DENSITY, candidates, 6, rng)
    across = len(ACROSS_IMPORTANCE), len(ACROSS_DENSITY)
    beside, _ = exact_minima(np.repeat(ACROSS_IMPORTANCE, across[1]), np.tile(ACROSS_DENSITY, across[0]), candidates, 1, rng)
    return Numbers(*grid, trained.norms, trained.superposition, trained.best["W"].reshape(*shape, 2, 3),
                   exact["W"].reshape(*shape, 2, 3), loss.reshape(shape), EQUAL_DENSITY, equal["W"], equal_loss,
                   beside["W"].reshape(*across, 2, 3))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge where the regions lie, and what the four candidates leave out."""
    return [
        _regions("Trained models, averaged without the worst,", _phases(numbers.trained_norms, numbers.trained_superposition),
                 numbers, "the start decides which two features pair; each pairing is a minimum, and to discard one model leaves several"),
        _regions("The best of the trained models at each point", _phases_of(numbers.trained_W), numbers),
        _regions("The exact minima", _phases_of(numbers.exact_W), numbers),
        *_horizontal(numbers), _vertical(numbers), _triangle(numbers),
    ]


def _regions(who: str, labels: np.ndarray, numbers: Numbers, otherwise: str = "") -> Claim:
    theory = triple_phase(numbers.importances, numbers.densities[:, np.newaxis])
    agree, clear = labels == theory, _clear(numbers)
    holds = agree[clear].mean() >= 0.9
    return claim(f"{who} fall into the four regions of theory", SOURCE,
                 f"{100 * agree[clear].mean():.1f} % of the {clear.sum()} points farther than a factor {NEAR:g} from a boundary "
                 f"agree (wanted: 90 %), {100 * agree.mean():.1f} % of all {agree.size}", holds, "" if holds else otherwise)


def _horizontal(numbers: Numbers) -> list[Claim]:
    shorter = feature_norms(numbers.across_W)[..., :2].min(axis=-1)
    ends = np.array([ACROSS_DENSITY[row > STORED].max(initial=0.0) for row in shorter])
    listed = ", ".join(f"p = {p:.3f} at r = {r:g}" for p, r in zip(ends, ACROSS_IMPORTANCE))
    near = np.abs(ends / (4 / 7) - 1.0).max() <= 0.2
    return [claim("Where the extra feature matters more, the others begin to share at one density, whatever its importance", SOURCE,
                  f"exact minima share up to {listed}", np.ptp(ends) < 0.03 and ends.min() > 0.0),
            claim("That density is 4/7, within 20 %", SOURCE, f"exact minima share up to {listed}; 4/7 = {4 / 7:.3f}", near,
                  "" if near else "theory compares features of length 1; two equally important ones go on sharing, shortened")]


def _vertical(numbers: Numbers) -> Claim:
    sparse = numbers.densities < 4 / 7 / NEAR
    crowded = superposition(numbers.exact_W)[sparse][:, :, 2]
    left, right = numbers.importances < 1 / NEAR, numbers.importances > NEAR
    return claim("At r = 1 the extra feature passes from a shared dimension to one of its own, at every density below", SOURCE,
                 f"its superposition, p below {4 / 7 / NEAR:.2f}: at least {crowded[_below(numbers)[sparse] & left].min():.2f} where it "
                 f"matters less, at most {crowded[:, right].max():.2f} where it matters more",
                 crowded[_below(numbers)[sparse] & left].min() > 0.5 and crowded[:, right].max() < 0.1)


def _triangle(numbers: Numbers) -> Claim:
    least = np.min(list(triple_candidate_losses(1.0, numbers.equal_density).values()), axis=0)
    gram = gram_matrix(numbers.equal_W)
    dots = gram[:, [0, 0, 1], [1, 2, 2]]
    triangle = (dots.max(axis=1) < -0.2) & (np.ptp(dots, axis=1) < 0.05)
    k = int(np.argmin(np.abs(numbers.equal_density - 0.6)))
    return claim("At r = 1 there is a fifth solution, W perpendicular to (1, 1, 1), which the paper leaves out: a shrunken triangle",
                 "here", "best at p = " + ", ".join(f"{p:g}" for p in numbers.equal_density[triangle]) + " of "
                 + ", ".join(f"{p:g}" for p in numbers.equal_density) + f"; at p = {numbers.equal_density[k]:g} it loses "
                 f"{numbers.equal_loss[k]:.4f}, the best candidate {least[k]:.4f}",
                 np.array_equal(triangle, numbers.equal_density > 0.525) and np.all(numbers.equal_loss < least))


def _phases_of(W: np.ndarray) -> np.ndarray:
    return _phases(feature_norms(W), superposition(W))


def _phases(norms: np.ndarray, crowded: np.ndarray) -> np.ndarray:
    """Name the phase by who is stored and who shares; none of the four where the first two both drop, or nothing fits."""
    others, shared = norms[..., :2].min(axis=-1), crowded[..., :2].max(axis=-1) > SHARED
    third, crowded_third = norms[..., 2] > STORED, crowded[..., 2] > SHARED
    return np.select([~third & (others > STORED), third & (others <= STORED), third & shared & ~crowded_third,
                      third & shared & crowded_third], list(PHASES), "none")


def _below(numbers: Numbers) -> np.ndarray:
    r, p = numbers.importances, numbers.densities[:, np.newaxis]
    return p < critical_density(np.minimum(r, 1.0)) / NEAR


def _clear(numbers: Numbers) -> np.ndarray:
    """Points far from all boundaries of theory: r = 1, and p_c to its left, 4/7 to its right."""
    r, p = numbers.importances, numbers.densities[:, np.newaxis]
    return (np.abs(np.log(p / critical_density(np.minimum(r, 1.0)))) > np.log(NEAR)) & (np.abs(np.log(r)) > np.log(NEAR))


def draw(numbers: Numbers) -> Figure:
    """Draw the three maps of the extra feature, below them those of the others, and the key."""
    figure, axes = new_figure(2, 4, width=16.4, height=8.0)
    left, lift = np.logspace(-1, 0, 101), [[np.nan, np.nan]]
    boundary = np.concatenate([np.column_stack([left, critical_density(left)]), [[10.0, 4 / 7]], lift, [[1.0, 0.01], [1.0, 1.0]]])
    fine = phase_grid(120)
    labels = triple_phase(fine.importances, fine.densities[:, np.newaxis])
    theory = np.stack([sum((labels == name) * value[k] for name, value in PHASES.items()) for k in range(4)], axis=-1)
    exact = _shown(feature_norms(numbers.exact_W), superposition(numbers.exact_W))
    trained = _shown(numbers.trained_norms, numbers.trained_superposition)
    for column, (title, grid, values) in enumerate((("Theory: least of four closed forms", fine, theory), (
            "Exact: minimum over all weights and biases", numbers, exact),
            ("Trained: mean of all models but the worst", numbers, trained))):
        for row, who in enumerate(("the extra feature", "the less well off of the first two")):
            draw_phase_map(grid.importances, grid.densities, values[..., 2 * row], values[..., 2 * row + 1], boundary=boundary,
                           ax=axes[row, column]).set_title(f"{title}\n{who}", fontsize="medium")
    draw_phase_key(ax=axes[0, 3]).set_title("Colours; dashed in the maps:\ntheory's boundaries", fontsize="medium")
    dots = gram_matrix(numbers.equal_W)[:, [0, 0, 1], [1, 2, 2]]
    for k, values in enumerate(np.sort(dots, axis=1).T):
        axes[1, 3].plot(numbers.equal_density, values, color=style(k).colour, linestyle=style(k).line, marker=style(k).marker,
                        markersize=9 - 2 * k, label=("lowest", "middle", "highest")[k])
    legend(axes[1, 3])
    axes[1, 3].set(xlabel="density $1-S$", ylabel="dot products of the three features")
    axes[1, 3].set_title("Equal importance: exact minimum,\nfrom a pair to a triangle", fontsize="medium")
    figure.get_layout_engine().set(h_pad=0.1)
    return figure


def _shown(norms: np.ndarray, crowded: np.ndarray) -> np.ndarray:
    return np.stack([norms[..., 2], crowded[..., 2], norms[..., :2].min(axis=-1), crowded[..., :2].max(axis=-1)], axis=-1)
