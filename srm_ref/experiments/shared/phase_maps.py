"""What becomes of an extra feature, at every importance and density? Trained models and exact minima over a grid.

All features but the last have importance 1, the last, the extra one, the relative importance r; all have density
p = 1 - S; there is one hidden dimension fewer than there are features. Two answers at each point of the grid:

- trained: as the paper does it, several models, that of the highest loss discarded, lengths and superposition of the
  others averaged (the paper does not say what it averages; averaging W would cancel its arbitrary sign);
- exact: the lowest minimum of the loss over all the data that descent finds from the paper's candidate solutions, from
  the best trained model, and from starts at random. A candidate is moved a little first: some are saddle points.

Training starts from small weights, as it does in the notebook released with the paper, where they shrink with the
number of models: from large weights, more models end in a minimum that leaves out a feature which would better be
superposed.

Contents: PhaseGrid, phase_grid, Trained, train_grid, exact_minima, superposition, COLOURS, nearest_colour, stuck,
differing.

Source: TMS section "Superposition as a Phase Change": ten models a point.
"""

from __future__ import annotations

from typing import NamedTuple, Sequence

import numpy as np

from srm_ref.checks import counted
from srm_ref.experiments.claims import part_of
from srm_ref.experiments.shared.restarts import best_restarts, minimise_exactly, repeat_per_restart, train_restarts
from srm_ref.progress import Progress
from srm_ref.superposition.exact_loss import active_set_loss
from srm_ref.superposition.features import active_set_probability, feature_batches
from srm_ref.superposition.measures import feature_norms, interference
from srm_ref.superposition.models import Arrays

__all__ = ["PhaseGrid", "phase_grid", "Trained", "train_grid", "exact_minima", "superposition", "COLOURS", "differing",
           "nearest_colour",
           "stuck"]

COLOURS = ("grey", "blue", "red")  # not represented; a dimension of its own; in superposition
_SMALL = 0.1  # standard deviation of the weights that training starts from
_ACTIVE = 8  # times that a feature should occur in a batch
_MOVED = 0.03  # standard deviation of what is added to a start
_STEPS, _RATE = 250, 0.03  # of exact descent


class PhaseGrid(NamedTuple):
    """Relative importances, ascending, and densities, descending, evenly spaced in their logarithms."""

    importances: np.ndarray
    densities: np.ndarray


class Trained(NamedTuple):
    """Trained models: means over those kept, (n_densities, n_importances, n_features), and the best of each point.

    norms, superposition (n_densities, n_importances, n_features): superposition cut at 1 before averaging.
    best (dict of arrays): one instance per point, densities outer.
    losses (n_densities, n_importances, n_restarts): exact, of all restarts.
    """

    norms: np.ndarray
    superposition: np.ndarray
    best: Arrays
    losses: np.ndarray


def phase_grid(n_points: int) -> PhaseGrid:
    """Return the paper's ranges: importance 0.1 to 10, density 1 to 0.01.

    n_points: each way.

    >>> [axis.round(3).tolist() for axis in phase_grid(3)]
    [[0.1, 1.0, 10.0], [1.0, 0.1, 0.01]]
    """
    return PhaseGrid(np.logspace(-1.0, 1.0, n_points), np.logspace(0.0, -2.0, n_points))


def superposition(W: np.ndarray) -> np.ndarray:
    """Return the interference of each feature, cut at 1, as the maps show it.

    W (..., n_hidden, n_features). Returns (..., n_features).
    """
    return np.minimum(interference(W), 1.0)


def nearest_colour(norm: np.ndarray, crowded: np.ndarray) -> np.ndarray:
    """Return which of COLOURS is nearest to that of a feature in the maps; both are cut at 1.

    norm, crowded (...): length and superposition, as averaged. Returns (...,), of strings.

    >>> nearest_colour(np.array([0.2, 0.9, 0.7]), np.array([0.9, 0.1, 0.6])).tolist()
    ['grey', 'blue', 'red']
    """
    length = np.minimum(norm, 1.0)
    distance = [length, np.hypot(1 - length, crowded), np.hypot(1 - length, 1 - crowded)]
    return np.array(COLOURS)[np.argmin(distance, axis=0)]


def stuck(losses: np.ndarray, lowest: np.ndarray) -> np.ndarray:
    """Return the share of restarts whose loss is 5 % and more above the lowest minimum found at their point.

    losses (n_densities, n_importances, n_restarts); lowest (n_densities, n_importances), as is what is returned.
    """
    return (losses > 1.05 * lowest[..., np.newaxis]).mean(axis=-1)


def differing(agree: np.ndarray, importances: np.ndarray, densities: np.ndarray) -> str:
    """Say where a map differs from another; agree (n_densities, n_importances), over `densities` and `importances`.

    >>> differing(np.array([[True, False], [True, True]]), np.array([0.5, 2.0]), np.array([1.0, 0.1]))
    'differing: 1 point, at r from 2 to 2 and 1-S from 1 to 1'
    """
    if agree.all():
        return "no point differs"
    p, r = (values[~agree] for values in np.meshgrid(densities, importances, indexing="ij"))
    return (f"differing: {counted(len(p), 'point')}, at r from {r.min():.2g} to {r.max():.2g} and 1-S from "
            f"{p.min():.2g} to {p.max():.2g}")


def train_grid(grid: PhaseGrid, n_features: int, n_restarts: int, n_steps: int, n_samples: int,
               rng: np.random.Generator,
               progress: Progress | None = None) -> Trained:
    """Train `n_restarts` models at each point of the grid, one row of equal density after the other.

    n_features, n_restarts, n_steps, n_samples: tries at least 2, since one is discarded; batches of at least
        n_samples, larger where features are sparse, so that each is active about eight times in each.
    """
    importance = _importance(grid.importances, n_features)
    norms, crowded, best, tried_losses = [], [], [], []
    for row, density in enumerate(grid.densities):
        sample = feature_batches(max(n_samples, round(_ACTIVE / density)), n_features, 1.0 - density)
        tried = train_restarts(sample, importance, n_features - 1, n_restarts, n_steps=n_steps, rng=rng, std=_SMALL,
                               progress=part_of(progress, row, len(grid.densities)))
        losses = active_set_loss(tried, repeat_per_restart(importance, n_restarts), _probability(density, n_features))
        kept = np.argsort(losses.reshape(-1, n_restarts), axis=1)[:, :-1]  # without the highest
        for total, measured in ((norms, feature_norms(tried["W"])), (crowded, superposition(tried["W"]))):
            by_try = measured.reshape(-1, n_restarts, n_features)
            total.append(np.take_along_axis(by_try, kept[..., np.newaxis], axis=1).mean(axis=1))
        best.append(best_restarts(tried, losses, n_restarts))
        tried_losses.append(losses.reshape(-1, n_restarts))
    return Trained(np.array(norms), np.array(crowded),
                   {name: np.concatenate([row[name] for row in best]) for name in best[0]}, np.array(tried_losses))


def exact_minima(importances: np.ndarray, densities: np.ndarray, candidates: Sequence[np.ndarray], n_random: int,
                 rng: np.random.Generator, also: Arrays | None = None,
                 progress: Progress | None = None) -> tuple[Arrays, np.ndarray]:
    """Return the lowest minimum of the exact loss that descent from several starts finds at each of many points.

    importances, densities (n_points,): relative importance of the last feature, density of all.
    candidates (n_hidden, n_features) each: where descent starts at every point; a feature of length 0 has the bias
        p/2 there, others 0.
    n_random: starts at random, at every point.
    also (dict of arrays, n_points instances): one start more at each point.
    Returns parameters (dict of arrays, n_points instances); losses (n_points,).
    """
    n_hidden, n_features = np.shape(candidates[0])
    n_points, n_restarts = len(densities), len(candidates) + n_random + (also is not None)
    W = np.empty((n_points, n_restarts, n_hidden, n_features))
    bias = np.zeros((n_points, n_restarts, n_features))
    W[:] = rng.normal(0.0, np.sqrt(1.0 / n_hidden), W.shape)
    W[:, :len(candidates)] = np.array(candidates) + _MOVED * W[:, :len(candidates)]
    absent = np.array([feature_norms(candidate) == 0.0 for candidate in candidates])
    bias[:, :len(candidates)] = absent * densities[:, np.newaxis, np.newaxis] / 2
    if also is not None:
        W[:, -1], bias[:, -1] = also["W"], also["bias"]
    start = {"W": W.reshape(-1, n_hidden, n_features), "bias": bias.reshape(-1, n_features)}
    importance, probability = _importance(importances, n_features), _probability(densities, n_features)
    each = repeat_per_restart(importance, n_restarts), repeat_per_restart(probability, n_restarts)
    reached, losses = minimise_exactly(start, *each, n_steps=_STEPS,
                                       learning_rate=_RATE, progress=progress)
    return best_restarts(reached, losses, n_restarts), losses.reshape(n_points, n_restarts).min(axis=1)


def _importance(importances: np.ndarray, n_features: int) -> np.ndarray:
    return np.column_stack([np.ones((len(importances), n_features - 1)), importances])


def _probability(densities: np.ndarray, n_features: int) -> np.ndarray:
    return active_set_probability(np.repeat(1.0 - np.asarray(densities)[..., np.newaxis], n_features, axis=-1))
