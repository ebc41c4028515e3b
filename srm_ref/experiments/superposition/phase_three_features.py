"""Three features, two dimensions: which two share, and who is left out?

The map of the paper, three times: from the closed-form losses of four candidate solutions, from the exact minimum of
the loss over all the data, from trained models. Above, what becomes of the extra feature; below, of the first two:
shown is the less well off of them. The paper's colours show the extra feature alone, which to the right of r = 1 has a
dimension of its own above and below p = 4/7, where the other two begin to share.

Conventions: r is the importance of the extra, third feature, p = 1 - S the density. Exact minima are
the lowest of the exact loss that descent finds, over weights and biases; the candidates of theory have length 1.

Time: quick 7 s (12 x 12 points, 10 models each, 600 steps, batches from 128), paper 51 minutes (40 x 40, 10 000
steps, batches from 1024); processor time, measured on a busy machine.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Superposition as a Phase Change".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here, part_of
from srm_ref.experiments.shared.phase_maps import (differing, exact_minima, nearest_colour, phase_grid, stuck,
                                                   superposition, train_grid)
from srm_ref.experiments.shared.phase_triples import PHASES, draw_triple_maps, theory_ends
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.progress import Progress
from srm_ref.superposition.measures import feature_norms
from srm_ref.superposition.polytopes import simplex
from srm_ref.superposition.theory_pair import critical_density
from srm_ref.superposition.theory_triple import TRIPLE_CANDIDATES, triple_phase

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "phase_three_features"
TITLE = "Phase diagram of three features in two dimensions"
SOURCE = 'TMS "Superposition as a Phase Change"'
SEED = 4
SETTINGS = {"quick": {"n_points": 12, "n_restarts": 10, "n_steps": 600, "n_samples": 128, "n_random": 1},
            "paper": {"n_points": 40, "n_restarts": 10, "n_steps": 10_000, "n_samples": 1024, "n_random": 4}}
ACROSS_IMPORTANCE, ACROSS_DENSITY = np.array([2.0, 4.0, 8.0]), np.linspace(0.5, 0.8, 13)
STORED, SHARED = 0.5, 0.25  # length, superposition
NEAR = 1.3  # a point nearer to a boundary than by this factor may lie on its other side
GRID = "n = 3, m = 2, I = (1, 1, r), r 0.1 to 10, 1-S 0.01 to 1"
SAID = Said("TMS", "Superposition as a Phase Change, n = 3, m = 2", "",
            f"{GRID}; ten models a point, that of highest loss discarded, the others averaged; the extra feature alone "
            f"is coloured",
            "")
THEORY = SAID._replace(theirs=f"{GRID}; four closed-form losses of unit lengths", ours="the same four losses")
EXACT = f"{GRID}; lowest minima found of the exact loss"
OWN = here(NAME, EXACT)
TRAINED = here(NAME, f"{GRID}; ten trained models a point, of these the one of lowest loss")


class Numbers(NamedTuple):
    """What `run` measured.

    importances (n,): r, ascending.
    densities (n,): p, descending; rows of the maps.
    trained_norms, trained_superposition (n, n, 3): means over the models kept; of the first two features the longer
        one of each model stands first.
    trained_W (n, n, 2, 3): of the trained model of lowest loss at each point.
    exact_W (n, n, 2, 3); exact_loss (n, n).
    across_W (3, 13, 2, 3): exact minima at the importances 2, 4, 8 and densities 0.5 to 0.8.
    stuck (n, n): share of tries 5 % and more above the exact minimum.
    theory_ends (3,): highest density at which the theory lets the first two share, at the importances 2, 4, 8.
    """

    importances: np.ndarray
    densities: np.ndarray
    trained_norms: np.ndarray
    trained_superposition: np.ndarray
    trained_W: np.ndarray
    exact_W: np.ndarray
    exact_loss: np.ndarray
    across_W: np.ndarray
    stuck: np.ndarray
    theory_ends: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train over the grid, find the exact minima over the grid and across p = 4/7."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    grid = phase_grid(settings["n_points"])
    shape = len(grid.densities), len(grid.importances)
    trained = train_grid(grid, 3, settings["n_restarts"], settings["n_steps"], settings["n_samples"], rng,
                         part_of(progress, 0, 2))
    candidates = [*(np.array(W) for W in TRIPLE_CANDIDATES.values()), 0.9 * simplex(2)]
    exact, loss = exact_minima(np.tile(grid.importances, shape[0]), np.repeat(grid.densities, shape[1]), candidates,
                               settings["n_random"], rng, trained.best, part_of(progress, 1, 2))
    across = len(ACROSS_IMPORTANCE), len(ACROSS_DENSITY)
    beside, _ = exact_minima(np.repeat(ACROSS_IMPORTANCE, across[1]), np.tile(ACROSS_DENSITY, across[0]), candidates, 1,
                             rng)
    return Numbers(*grid, trained.norms, trained.superposition, trained.best["W"].reshape(*shape, 2, 3),
                   exact["W"].reshape(*shape, 2, 3), loss.reshape(shape),
                   beside["W"].reshape(*across, 2, 3), stuck(trained.losses, loss.reshape(shape)),
                   theory_ends(ACROSS_IMPORTANCE))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge where the regions lie."""
    return [
        _drawn(numbers),
        _regions("The lowest of the trained models at each point", TRAINED, _phases_of(numbers.trained_W), numbers),
        _regions("The lowest minima found", OWN, _phases_of(numbers.exact_W), numbers),
        *_horizontal(numbers), _vertical(numbers),
    ]


def _drawn(numbers: Numbers) -> Claim:
    """Compare the colours of the extra feature, as averaged, with theory's."""
    theory = triple_phase(numbers.importances, numbers.densities[:, np.newaxis])
    wanted = np.select([theory == "drop third", theory == "pair 2 and 3"], ["grey", "red"], "blue")
    agree = nearest_colour(numbers.trained_norms[..., 2], numbers.trained_superposition[..., 2]) == wanted
    clear = _clear(numbers)
    wrong = numbers.stuck[clear & ~agree]
    lowest = nearest_colour(feature_norms(numbers.trained_W)[..., 2],
                            superposition(numbers.trained_W)[..., 2]) == wanted
    return claim("The extra feature's colours, averaged without the worst model, are those of theory",
                 SAID.that("the toy model's diagram looks like theory's, compared by eye")._replace(
                     ours=f"{GRID}, {' x '.join(map(str, agree.shape))} points; lengths and superposition averaged "
                          "over nine of ten models"),
                 f"{100 * agree[clear].mean():.1f} % of the {clear.sum()} points farther than a factor {NEAR:g} from a "
                 f"boundary agree (this package asks for 90 %)", agree[clear].mean() >= 0.9,
                 otherwise=f"which two pair is the start's choice; where colours differ {100 * wrong.mean():.0f} % of "
                           f"the tries "
                 "end 5 % and more above the lowest minimum found" if wrong.size else "",
                 would=f"of the lowest model at each point {100 * lowest[clear].mean():.1f} % agree")


def _regions(who: str, said: Said, labels: np.ndarray, numbers: Numbers) -> Claim:
    agree, clear = labels == triple_phase(numbers.importances, numbers.densities[:, np.newaxis]), _clear(numbers)
    return claim(f"{who} fall into the four regions of theory", said,
                 f"{100 * agree[clear].mean():.1f} % of the {clear.sum()} points farther than a factor {NEAR:g} from a "
                 f"boundary agree (this package asks for 90 %), {100 * agree.mean():.1f} % of all {agree.size}",
                 agree[clear].mean() >= 0.9, otherwise=differing(agree, numbers.importances, numbers.densities),
                 would="at all other points of the grid")


def _horizontal(numbers: Numbers) -> list[Claim]:
    shorter = feature_norms(numbers.across_W)[..., :2].min(axis=-1)
    ends = np.array([ACROSS_DENSITY[row > STORED].max(initial=0.0) for row in shorter])
    listed = ", ".join(f"p = {p:.3f} at r = {r:g}" for p, r in zip(ends, ACROSS_IMPORTANCE))
    edge = ", ".join(f"p = {p:.4f} at r = {r:g}" for p, r in zip(numbers.theory_ends, ACROSS_IMPORTANCE))
    return [claim("Where the extra feature matters more, theory lets the others share up to p = 4/7, whatever its "
                  "importance",
                  THEORY.that("a horizontal line in the diagram of closed-form losses"),
                  f"least of the four losses: they share up to {edge}; 4/7 = {4 / 7:.4f}",
                  np.abs(numbers.theory_ends - 4 / 7).max() < 0.002),
            claim("With free lengths and biases they share up to one density as well, and it is higher, about 0.7", OWN,
                  f"lowest minima found: they share up to {listed}",
                  np.ptp(ends) < 0.03 and 0.65 < ends.min() and ends.max() < 0.75,
                  otherwise="they end at other densities", would=f"with {ends.min():.3f} to {ends.max():.3f} for 0.7")]


def _vertical(numbers: Numbers) -> Claim:
    sparse = numbers.densities < 4 / 7 / NEAR
    crowded = superposition(numbers.exact_W)[sparse][:, :, 2]
    left, right = numbers.importances < 1 / NEAR, numbers.importances > NEAR
    return claim("At r = 1 the extra feature passes from a shared dimension to one of its own, at every density below",
                 THEORY.that("a vertical line in the diagram, at r = 1")._replace(ours=EXACT),
                 f"its superposition, p below {4 / 7 / NEAR:.2f}: at least "
                 f"{crowded[_below(numbers)[sparse] & left].min():.2f} where it "
                 f"matters less, at most {crowded[:, right].max():.2f} where it matters more",
                 crowded[_below(numbers)[sparse] & left].min() > 0.5 and crowded[:, right].max() < 0.1)


def _phases_of(W: np.ndarray) -> np.ndarray:
    return _phases(feature_norms(W), superposition(W))


def _phases(norms: np.ndarray, crowded: np.ndarray) -> np.ndarray:
    """Name the phase by who is stored and who shares; none where the first two both drop, or nothing fits."""
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
    return (np.abs(np.log(p / critical_density(np.minimum(r,
                                                          1.0)))) > np.log(NEAR)) & (np.abs(np.log(r)) > np.log(NEAR))


def draw(numbers: Numbers) -> Figure:
    """Draw the three maps of the extra feature, below them those of the others, and the key."""
    figure, axes = new_figure(2, 4, width=16.4, height=8.0)
    draw_triple_maps(numbers, axes)
    axes[1, 3].remove()
    figure.get_layout_engine().set(h_pad=0.1)
    return figure
