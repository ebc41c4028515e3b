"""How are the linear models and the ReLU models of one size trained, at many densities at once?

Features of falling importance, ratio^i. The loss of a linear model depends on the mean and the covariance of the
features alone: one batch that has exactly these, the corners of a simplex, moved and stretched, trains it without
noise.

Contents: best_relu_models, linear_models, counted_by_eye, draw_models.

Source: TMS section "Demonstrating Superposition".
"""

from __future__ import annotations

from typing import Sequence

import numpy as np

from srm_ref.experiments.claims import Claim, Said, Side, claim, depends
from srm_ref.experiments.shared.restarts import best_restarts, repeat_per_restart, train_restarts
from srm_ref.figures.canvas import Figure
from srm_ref.figures.matrices import draw_gram, draw_norm_bars, signed_colour_bar, superposition_colour_bar
from srm_ref.geometry.bases import simplex
from srm_ref.progress import Progress
from srm_ref.superposition.features import feature_batches, geometric_importance
from srm_ref.superposition.measures import feature_norms, gram_matrix, interference, is_represented
from srm_ref.superposition.models import MODELS, Arrays
from srm_ref.superposition.training import evaluate

__all__ = ["best_relu_models", "linear_models", "counted_by_eye", "draw_models"]


def best_relu_models(size: tuple[int, int, float], density: np.ndarray, training: tuple[int, int, int],
                     rng: np.random.Generator, progress: Progress | None = None) -> Arrays:
    """Train ReLU models at every density and keep, of several, the lowest loss on fresh samples.

    size: features, dimensions, importance of each feature over that of the one before. density (n_densities,): 1 - S.
    training: restarts, steps, samples in a batch. Returns (dict of arrays, n_densities instances).
    """
    (n_features, n_hidden, ratio), (n_restarts, n_steps, n_samples) = size, training
    importance, sparsity = _importances(n_features, ratio, density), 1.0 - density[:, np.newaxis]
    sample = feature_batches(n_samples, n_features, sparsity, n_instances=len(density))
    tried = train_restarts(sample, importance, n_hidden, n_restarts, n_steps=n_steps, rng=rng, progress=progress)
    fresh = feature_batches(4096, n_features, sparsity, n_instances=len(density))
    losses = evaluate(MODELS["relu_output"], tried, lambda rng: repeat_per_restart(fresh(rng), n_restarts),
                      importance[0], rng, 8).mean
    return best_restarts(tried, losses, n_restarts)


def linear_models(size: tuple[int, int, float], density: np.ndarray, n_steps: int, rng: np.random.Generator,
                  progress: Progress | None = None) -> Arrays:
    """Train a linear model at every density, on one batch of exactly the features' mean and covariance.

    size, density (n_densities,), n_steps: as above. Returns (dict of arrays, n_densities instances).
    """
    n_features, n_hidden, ratio = size
    p = density[:, np.newaxis, np.newaxis]
    deviation = np.sqrt(n_features * (p / 3 - p**2 / 4))  # a simplex has mean 0 and covariance 1/n
    batch = (p / 2 + deviation * simplex(n_features)).astype(np.float32)  # (n_densities, n_features + 1, n_features)
    return train_restarts(lambda rng: batch, _importances(n_features, ratio, density), n_hidden, 1, n_steps=n_steps,
                          rng=rng,
                          model="linear", progress=progress)


def _importances(n_features: int, ratio: float, density: np.ndarray) -> np.ndarray:
    return np.tile(geometric_importance(n_features, ratio), (len(density), 1))


def counted_by_eye(sentence: str, said: Said, W: np.ndarray, density: np.ndarray, by_eye: Sequence[int],
                   beside: str) -> Claim:
    """Judge whether as many features are longer than 1/2 as a figure has long bars, to within one at each density.

    sentence, said: of the row. W (n_densities, n_hidden, n_features). by_eye (n_densities,): the bars. beside: what is
    measured as well. Where 1/2 is too short or too long for it and another length is not, the row depends on that.
    """
    norms, lengths = feature_norms(W), np.linspace(0.3, 0.9, 61)
    counts = is_represented(W).sum(axis=1)
    off = np.abs((norms > lengths[:, np.newaxis, np.newaxis]).sum(axis=-1) - by_eye).max(axis=1)
    measured, right = f"represented {', '.join(map(str, counts))}{beside}", np.abs(counts - by_eye) <= 1
    wrong = "; ".join(f"{one} for {two} at 1-S = {p:g}" for p, one, two in zip(density, counts, by_eye)
                      if abs(one - two) > 1)
    if right.all() or off.min() > 1:
        return claim(sentence, said, measured, right.all(), "" if right.all() else wrong,
                     f"as it is at 1-S = {', '.join(f'{p:g}' for p in density[right]) or 'none of these'}")
    sides = [Side(_ranges(lengths, at), off[at].mean(), off[at].min(), off[at].max()) for at in (off <= 1, off > 1)]
    return depends(sentence, said, *sides, "distance from the bars at the worst density, over lengths from which on a "
                   f"feature counts; this package takes up to 1 as true; with 1/2 {measured}",
                   f"{wrong}, where a feature has a length of "
                   f"{norms[~right].flat[np.abs(norms[~right] - 0.5).argmin()]:.3f}; a figure is judged by eye")


def _ranges(values: np.ndarray, chosen: np.ndarray) -> str:
    """Write which of ascending values are chosen.

    >>> _ranges(np.array([0.3, 0.4, 0.5, 0.6]), np.array([True, True, False, True]))
    '0.30 to 0.40 and 0.60 to 0.60'
    """
    runs = np.split(np.flatnonzero(chosen), np.flatnonzero(np.diff(np.flatnonzero(chosen)) > 1) + 1)
    return " and ".join(f"{values[run[0]]:.2f} to {values[run[-1]]:.2f}" for run in runs)


def draw_models(figure: Figure, axes: np.ndarray, W: np.ndarray, bias: np.ndarray,
                titles: list[str]) -> None:
    """Draw a column per model: above W^T W with the bias, below each feature's length and superposition.

    axes (2, n_models). W (n_models, n_hidden, n_features), bias (n_models, n_features). titles: one per model.
    """
    for k, (one, its_bias) in enumerate(zip(W, bias)):
        draw_gram(gram_matrix(one), its_bias, ax=axes[0, k]).set_title(titles[k], fontsize="medium")
        draw_norm_bars(feature_norms(one), interference(one), ax=axes[1, k])
        axes[1, k].set_title(f"{is_represented(one).sum()} represented", fontsize="small")
    for row in axes:
        row[0].set_ylabel(f"feature (of {W.shape[2]}, in {W.shape[1]} dims)", fontsize="small")
    signed_colour_bar(figure, axes[0], "entry of $W^TW$ or $b$")
    superposition_colour_bar(figure, axes[1])
