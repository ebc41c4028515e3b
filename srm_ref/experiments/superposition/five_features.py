"""Five features, two dimensions: what does a model do as the features become sparser?

Trained as the paper's introduction has it: importances 0.9^i, sparsity S = 0, 0.8 and 0.9. At each sparsity many models
are trained, their losses over all the data computed exactly, the lowest kept and followed down the exact loss to its
minimum. Shown are the columns of W, turned and reflected into one position, and how often training found which loss.

Time: quick 2 s (24 restarts, 1500 steps, batches of 256), paper 78 s (100 restarts, 10 000 steps, batches of 1024);
processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Introduction"; the notebook released with it gives the importances and the paper-scale settings.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here, part_of
from srm_ref.experiments.shared.planar import antipodal_partner, cosines
from srm_ref.experiments.shared.restarts import polish_best, train_restarts
from srm_ref.figures.canvas import GREY, Figure, new_figure, style
from srm_ref.figures.columns import draw_columns
from srm_ref.progress import Progress
from srm_ref.superposition.features import active_set_probability, feature_batches, geometric_importance
from srm_ref.superposition.geometries import canonical_plane
from srm_ref.superposition.measures import feature_norms, gram_matrix

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "five_features"
TITLE = "Five features in two dimensions"
SOURCE = 'TMS "Introduction"'
SEED = 1
N_FEATURES, N_HIDDEN = 5, 2
SPARSITY = np.array([0.0, 0.8, 0.9])
SETTINGS = {"quick": {"n_restarts": 24, "n_steps": 1500, "n_samples": 256},
            "paper": {"n_restarts": 100, "n_steps": 10_000, "n_samples": 1024}}
ABSENT = 0.1  # features shorter than this count as not represented
OURS = "n = 5, m = 2, importances 0.9^i, S = 0, 0.8, 0.9; the lowest of many tries, followed down the exact loss"
FIGURE = Said("TMS", "Introduction, first figure", "", "n = 5, m = 2, S = 0, 0.8, 0.9; importances only in the "
                                                       "notebook: 0.9^i",
              OURS)
OWN = here(NAME, OURS)


class Numbers(NamedTuple):
    """What `run` measured, for each sparsity.

    sparsity (3,); importance (5,).
    W (3, 2, 5): of the lowest loss, at its minimum; the most important feature points up.
    bias (3, 5).
    loss (3,): exact.
    tried_losses (3, n_restarts): exact losses of the models as trained, ascending.
    """

    sparsity: np.ndarray
    importance: np.ndarray
    W: np.ndarray
    bias: np.ndarray
    loss: np.ndarray
    tried_losses: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train many models at each sparsity, keep the best and follow it to its minimum."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    n_restarts, importance = settings["n_restarts"], geometric_importance(N_FEATURES, 0.9)
    sample = feature_batches(settings["n_samples"], N_FEATURES, SPARSITY[:, np.newaxis], n_instances=len(SPARSITY))
    tried = train_restarts(sample, np.tile(importance, (len(SPARSITY), 1)), N_HIDDEN, n_restarts,
                           n_steps=settings["n_steps"],
                           rng=rng, progress=part_of(progress, 0, 2))
    probability = active_set_probability(np.repeat(SPARSITY[:, np.newaxis], N_FEATURES, axis=1))
    losses, best, loss = polish_best(tried, importance, probability, n_restarts, n_steps=500, learning_rate=1e-3,
                                     progress=part_of(progress, 1, 2))
    return Numbers(SPARSITY, importance, np.array([canonical_plane(W) for W in best["W"]]), best["bias"], loss,
                   np.sort(losses.reshape(-1, n_restarts), axis=1))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the introduction's sentences by the columns of W."""
    norms, angles, gram = feature_norms(numbers.W), cosines(numbers.W), gram_matrix(numbers.W)
    lengths = [", ".join(f"{length:.2f}" for length in row) for row in norms]
    partner = antipodal_partner(numbers.W[1])
    off = [matrix[~np.eye(N_FEATURES, dtype=bool)] for matrix in gram]
    turns = np.degrees(_gaps(numbers.W[2]))
    return [
        claim("Dense: the two most important features are orthogonal, the other three are not represented",
              FIGURE.that("a drawing and its caption: at 0 % sparsity the two most important have a dimension each"),
              f"lengths {lengths[0]}; cosine of the first two {angles[0, 0, 1]:+.3f}",
              norms[0, :2].min() > 0.9 and norms[0, 2:].max() < ABSENT and abs(angles[0, 0, 1]) < 0.05),
        claim("80 % sparse: the four most important are two antipodal pairs, the fifth is not represented",
              FIGURE.that("a drawing and its caption: at 80 % the four most important lie as antipodal pairs"),
              f"lengths {lengths[1]}; opposite features {_pairs(partner)}",
              np.all(partner[:4] >= 0) and norms[1, 4] < ABSENT and abs(angles[1, 0, :4]).min() < 0.05),
        claim("90 % sparse: all five are represented, as a pentagon",
              FIGURE.that("a drawing and its caption: at 90 % all five lie as a pentagon"),
              f"lengths {lengths[2]}; {turns.min():.0f} to {turns.max():.0f} degrees between neighbours",
              norms[2].min() > 0.9 and np.abs(turns - 72).max() < 8),
        claim("There is positive interference in the pentagon, and none in the pairs",
              FIGURE.that("the caption: with the pentagon comes positive interference"),
              f"largest W_i . W_j: {off[2].max():+.2f} at S = 0.9, {off[1].max():+.2f} at S = 0.8",
              off[2].max() > 0.1 and off[1].max() < 0.05),
        _principal(numbers),
    ]


def _principal(numbers: Numbers) -> Claim:
    dropped = (1 / 3 - 1 / 4) * numbers.importance[N_HIDDEN:].sum()  # variance of a feature that is always active
    return claim("Dense: the loss is the variance of what is dropped, as for principal components", OWN,
                 f"{numbers.loss[0]:.6f}; (1/3 - 1/4) (I_2 + I_3 + I_4) = {dropped:.6f}",
                 abs(numbers.loss[0] / dropped - 1) < 1e-3)


def _gaps(W: np.ndarray) -> np.ndarray:
    """Angles between neighbouring features, all the way round."""
    angles = np.sort(np.arctan2(W[1], W[0]))
    return np.diff(angles, append=angles[0] + 2 * np.pi)


def _pairs(partner: np.ndarray) -> str:
    found = [f"{i} and {j}" for i, j in enumerate(partner) if j > i]
    return ", ".join(found) or "none"


def draw(numbers: Numbers) -> Figure:
    """Draw the columns of W at each sparsity, and below them the losses that the restarts ended with."""
    figure, axes = new_figure(2, len(numbers.sparsity), width=11.4, height=6.6)
    lowest = numbers.importance.min()
    shades = (numbers.importance - lowest) / (1.0 - lowest)
    for k, (top, bottom) in enumerate(axes.T):
        draw_columns(numbers.W[k], shades=shades, ax=top)
        top.set_title(f"sparsity S = {numbers.sparsity[k]:g}  (1 − S = {1 - numbers.sparsity[k]:g})", fontsize="medium")
        top.set_xlabel("hidden plane, turned so that feature 0 is up")
        losses = numbers.tried_losses[k]
        bottom.plot(np.arange(1, len(losses) + 1), losses, color=style(0).colour, marker="o", markersize=4, linewidth=0)
        bottom.axhline(numbers.loss[k], color=GREY, linewidth=1.0, linestyle="--")
        found = int((losses < 1.02 * numbers.loss[k]).sum())
        bottom.set_title(f"{found} of {len(losses)} tries within 2 % of the loss kept (dashed)", fontsize="small")
        bottom.set_xlabel("try, by its loss")
        bottom.set_ylabel("exact loss" if k == 0 else "")
    figure.suptitle("Columns of W; the darker the more important: feature i by 0.9 to the power i", fontsize="medium")
    figure.get_layout_engine().set(h_pad=0.08)
    return figure
