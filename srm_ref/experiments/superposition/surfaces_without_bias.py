"""Two features in one dimension, and no bias: which minima has the loss, and how does one become another?

The exact loss over both weights, W = [w_1, w_2], at three settings: a second feature that matters little, sparse
features, dense features that matter nearly alike. Then, at six importances of the second feature, the lowest minimum
over the sparsity: where its second weight jumps, one minimum has overtaken another; where it does not, one has become
the other.

Conventions: minima are points of a grid of 0.01 that are below their eight neighbours; w_1 >= 0, since W and -W lose
the same.

Time: quick 7 s (89 sparsities), paper 28 s (353); processor time, quick measured. No chance is used.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS, a comment by T. McGrath; the closed form is this package's (`srm_ref.superposition.theory_pair`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, claim
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.progress import Progress
from srm_ref.superposition.theory_pair import pair_loss_without_bias

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "surfaces_without_bias"
TITLE = "The loss of two features without bias"
SOURCE = "TMS, comment by T. McGrath"
SEED = 33
FIRST, SECOND = np.linspace(0.0, 1.4, 141), np.linspace(-1.4, 1.4, 281)
SHOWN = ((0.1, 0.1), (0.9, 0.8), (0.1, 0.8))  # sparsity, importance of the second feature
IMPORTANCE = np.array([0.02, 0.05, 0.1, 0.2, 0.4, 0.8])
SETTINGS = {"quick": 89, "paper": 353}  # sparsities from 0.1 to 0.98
OURS = "n = 2, m = 1, no bias, I_1 = 1: (S, I_2) = (0.1, 0.1), (0.9, 0.8), (0.1, 0.8), S from 0.1 to 0.98 at six I_2"
SAID = Said("TMS, a comment", "by T. McGrath, three surfaces of the loss", "",
            "n = 2, m = 1, no bias; of the third surface S = 0.1, I_2 = 0.8, of the others not legible", OURS)


class Numbers(NamedTuple):
    """What `run` measured.

    surfaces (3, 141, 281): loss over w_1 and w_2. minima (3, 2, 2): the lowest and the second, nan where there is none.
    sparsity (n,). second (6, n): w_2 of the lowest minimum, at each importance.
    """

    surfaces: np.ndarray
    minima: np.ndarray
    sparsity: np.ndarray
    second: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Evaluate the closed form over the grid of weights; `rng` is not used."""
    sparsity = np.linspace(0.1, 0.98, SETTINGS[choice(scale, "scale", SCALES)])
    surfaces, second = np.array([_surface(*setting) for setting in SHOWN]), []
    for k, importance in enumerate(IMPORTANCE):
        lowest = [int(_surface(S, importance).argmin()) % len(SECOND) for S in sparsity]
        second.append(SECOND[lowest])
        if progress is not None:
            progress(k + 1, len(IMPORTANCE))
    return Numbers(surfaces, np.array([_minima(surface) for surface in surfaces]), sparsity, np.array(second))


def _surface(sparsity: float, importance: float) -> np.ndarray:
    weights = np.stack(np.meshgrid(FIRST, SECOND, indexing="ij"), axis=-1)
    return pair_loss_without_bias(weights, [1.0, importance], 1.0 - sparsity)


def _minima(surface: np.ndarray) -> np.ndarray:
    """The lowest two points below all of their neighbours, shape (2, 2), of the inside of the grid."""
    inside = surface[1:-1, 1:-1]
    below = np.ones(inside.shape, dtype=bool)
    for i, j in ((i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)):
        below &= inside < surface[i:i + inside.shape[0], j:j + inside.shape[1]]
    rows, columns = np.nonzero(below)
    order = np.argsort(inside[rows, columns])[:2]
    found = np.full((2, 2), np.nan)
    found[:len(order)] = np.column_stack([FIRST[rows + 1], SECOND[columns + 1]])[order]
    return found


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the three surfaces, and the ways from one minimum to another."""
    (low, _), (pair, _), (confused, other) = numbers.minima
    jumps = np.abs(np.diff(numbers.second, axis=1)).max(axis=1)
    listed = ", ".join(f"{jump:.2f} at I_2 = {I:g}" for jump, I in zip(jumps, IMPORTANCE))
    step = numbers.sparsity[1] - numbers.sparsity[0]
    return [
        claim("A second feature that matters little has a small weight, not 0", SAID.that("W_2 small but nonzero"),
              f"S = 0.1, I_2 = 0.1: lowest at {_shown(low)}", 0.02 < abs(low[1]) < 0.3),
        claim("Sparse features form an antipodal pair", SAID.that("antipodal at high sparsity"),
              f"S = 0.9, I_2 = 0.8: lowest at {_shown(pair)}", pair[1] < -0.9 and abs(pair.sum()) < 0.1),
        claim("Dense features that matter nearly alike are confused, with an antipodal minimum beside",
              SAID.that("confused features, W_1 and W_2 about 1/sqrt(2), and a second minimum"),
              f"S = 0.1, I_2 = 0.8: lowest at {_shown(confused)}, "
              f"{'no second minimum' if np.isnan(other).any() else f'second at {_shown(other)}'}",
              np.abs(confused - 0.5**0.5).max() < 0.05 and other[1] < -0.9),
        claim("Between confused and antipodal the lowest minimum jumps", SAID.that("a discontinuous change"),
              f"largest change of w_2 within a step of {step:.4f} in S: {jumps[-1]:.2f} at I_2 = 0.8", jumps[-1] > 1.0),
        claim("Between a small weight and an antipodal pair it moves continuously", SAID.that("a continuous change"),
              f"largest change of w_2 within a step of {step:.4f} in S: {listed}", jumps[:3].max() < 0.1,
              otherwise="over S at a fixed I_2 it jumps, at small I_2 from almost 0; which path through S and I_2 is "
                        "meant is not legible",
              would=f"at none of these {len(jumps)} importances, and small ones do not help: the smallest jump is "
                    f"{jumps.min():.2f}, at I_2 = {IMPORTANCE[jumps.argmin()]:g}"),
    ]


def _shown(weights: np.ndarray) -> str:
    return f"({weights[0]:.2f}, {weights[1]:.2f})"


def draw(numbers: Numbers) -> Figure:
    """Draw the three surfaces with their minima, and the second weight over the sparsity."""
    figure, axes = new_figure(1, 4, width=17.0, height=4.2)
    for k, (ax, (S, I)) in enumerate(zip(axes[0], SHOWN)):
        ax.contourf(SECOND, FIRST, np.log(numbers.surfaces[k]), 24, cmap="viridis")
        for index, (first, second) in enumerate(numbers.minima[k]):
            ax.plot([second], [first], color="white", marker=style(index).marker, markersize=8)
        ax.set(xlabel="$w_2$", ylabel="$w_1$" if k == 0 else "")
        ax.set_title(f"log loss, S = {S:g}, $I_2$ = {I:g}", fontsize="medium")
    for index, k in enumerate((2, 4, 5)):
        look = style(index)
        axes[0, 3].plot(numbers.sparsity, numbers.second[k], color=look.colour, linestyle=look.line,
                        label=f"$I_2$ = {IMPORTANCE[k]:g}")
    axes[0, 3].set(xlabel="sparsity S", ylabel="$w_2$ of the lowest minimum")
    legend(axes[0, 3])
    return figure
