"""Do correlated features choose a basis of their own? Two sets of ten in ten dimensions.

The features of a set are active together or not at all. Each set alone fits into the ten dimensions with no
interference; both together do not. Several models are trained and the lowest loss on fresh samples is kept; where its
two diagonal blocks of W^T W are the identity, each set is an orthogonal basis of the space and the cross block is an
orthogonal matrix.

Time: quick 1 s (4 restarts, 3000 steps, batches of 128), paper 24 s (10 restarts, 10 000 steps, batches of 1024);
processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Correlated and anticorrelated features", local almost-orthogonal bases; it states no sparsity.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here
from srm_ref.experiments.shared.restarts import best_restarts, repeat_per_restart, train_restarts
from srm_ref.figures.canvas import GREY, Figure, legend, new_figure, style
from srm_ref.figures.matrices import draw_gram, signed_colour_bar
from srm_ref.progress import Progress
from srm_ref.superposition.correlated_features import sample_correlated_sets
from srm_ref.superposition.measures import gram_matrix
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.training import best_of, evaluate

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "local_bases"
TITLE = "Each correlated set takes a basis of its own"
SOURCE = 'TMS "Correlated and anticorrelated features"'
SEED = 8
SPARSITY = np.array([0.97, 0.99])
SET = N_HIDDEN = 10
SETTINGS = {"quick": {"n_restarts": 4, "n_steps": 3000, "n_samples": 128},
            "paper": {"n_restarts": 10, "n_steps": 10_000, "n_samples": 1024}}

OURS = "two correlated sets of ten in ten dimensions, S = 0.97 and 0.99, the lowest loss of several tries"
SAID = Said("TMS", "Correlated and anticorrelated features, local almost-orthogonal bases", "",
            "n = 20 in two correlated sets of ten, m = 10; S not stated", OURS)
OWN = here(NAME, OURS)


class Numbers(NamedTuple):
    """What `run` measured, for each sparsity.

    sparsity (2,): of a set, and so of each of its features.
    W (2, 10, 20): of the lowest loss; the first ten features are one set.
    bias (2, 20).
    loss, standard_error (2,): of these on fresh samples.
    """

    sparsity: np.ndarray
    W: np.ndarray
    bias: np.ndarray
    loss: np.ndarray
    standard_error: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train several models at each sparsity and keep the best."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    n_restarts, importance = settings["n_restarts"], np.ones((len(SPARSITY), 2 * SET))

    def sample(rng: np.random.Generator, n_samples: int = settings["n_samples"]) -> np.ndarray:
        return sample_correlated_sets(n_samples, [SET, SET], SPARSITY[:, np.newaxis], rng, n_instances=len(SPARSITY),
                                      dtype=np.float32)
    tried = train_restarts(sample, importance, N_HIDDEN, n_restarts, n_steps=settings["n_steps"], rng=rng,
                           progress=progress)
    fresh = evaluate(MODELS["relu_output"], tried, lambda rng: repeat_per_restart(sample(rng, 4096), n_restarts),
                     importance[0], rng, 8)
    best, kept = best_restarts(tried, fresh.mean, n_restarts), best_of(fresh.mean, n_restarts)
    return Numbers(SPARSITY, best["W"], best["bias"], fresh.mean[kept], fresh.standard_error[kept])


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the two diagonal blocks and the cross block of W^T W."""
    diagonal, within, cross = _blocks(numbers.W)
    off, across = _rms(within), _rms(cross)
    singular = np.linalg.svd(cross, compute_uv=False)
    at = [f"S = {S:g}" for S in numbers.sparsity]
    return [
        claim("All features are represented, with length 1",
              SAID.that("the matrix W^T W as drawn: ones along its diagonal"),
              f"diagonal of W^T W, the squared lengths: {diagonal.min():.3f} to {diagonal.max():.3f}",
              np.abs(diagonal - 1).max() < 0.1),
        claim("Features of the same set are nearly orthogonal: each diagonal block is the identity",
              SAID.that("models prefer to represent correlated features as orthogonal; almost orthogonal bases, local "
                        "to a set"),
              "; ".join(f"{name}: rms {one:.3f} off the diagonal" for name, one in zip(at, off)), off.max() < 0.1),
        claim("The interference is in the cross blocks, not within the sets",
              SAID.that("the matrix as drawn: no interference within the sets"),
              "; ".join(f"{name}: rms {one:.3f}, {one / max(other, 1e-12):.0f} times that within the sets"
                        for name, one, other in zip(at, across, off)),
              np.all(off < across / 3)),
        claim("The second set is a turned basis of the same space: the cross block is an orthogonal matrix", OWN,
              f"its singular values {singular.min():.3f} to {singular.max():.3f}; rms {across.min():.3f} to "
              f"{across.max():.3f}, 1/sqrt({SET}) = {SET ** -0.5:.3f}", np.abs(singular - 1).max() < 0.15),
    ]


def _blocks(W: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Diagonal of W^T W, (..., 20); entries within sets but off it, (..., 180); the cross block, (..., 10, 10)."""
    gram = gram_matrix(W)
    apart = ~np.eye(SET, dtype=bool)
    blocks = [gram[..., part, part][..., apart] for part in (slice(SET), slice(SET, None))]
    return np.diagonal(gram, axis1=-2, axis2=-1), np.concatenate(blocks, axis=-1), gram[..., :SET, SET:]


def _rms(values: np.ndarray) -> np.ndarray:
    return np.sqrt((values.reshape(len(values), -1) ** 2).mean(axis=-1))


def draw(numbers: Numbers) -> Figure:
    """Draw W^T W at each sparsity, and how large its entries are within sets and across."""
    figure, axes = new_figure(1, len(numbers.sparsity) + 1, width=13.0, height=4.4)
    _, within, cross = _blocks(numbers.W)
    for ax, W, bias, S in zip(axes.flat, numbers.W, numbers.bias, numbers.sparsity):
        draw_gram(gram_matrix(W), bias, ax=ax)
        for place in (ax.axhline, ax.axvline):
            place(SET - 0.5, color=GREY, linewidth=1.0)
        ax.set_title(f"sparsity S = {S:g}", fontsize="medium")
        ax.set_ylabel("feature, ten to a set")
    signed_colour_bar(figure, axes.flat[:-1], "entry of $W^TW$, or bias")
    ax = axes.flat[-1]
    for k, (values, name) in enumerate(((within, "same set"), (cross, "other set"))):
        size = np.sort(np.abs(values).reshape(len(values), -1)[-1])
        ax.plot(size, np.linspace(0, 1, len(size)), color=style(k).colour, linestyle=("-", "--")[k], label=name)
    ax.set(xlabel=r"$|W_i \cdot W_j|$", ylabel="fraction of pairs below")
    ax.set_title(f"overlaps at S = {numbers.sparsity[-1]:g}", fontsize="medium")
    legend(ax)
    return figure
