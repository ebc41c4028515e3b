"""Three features that matter equally, in two dimensions: a triangle, or a pair and one alone?

The lowest minimum of the exact loss over weights and biases at ten densities, from the four candidates of the paper's
phase diagram, from a triangle and from random starts; beside it what the lowest candidate loses.

Time: quick 1 s, paper 4 s (6 and 40 random starts); processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS, an aside of the section on polytopes and low-rank matrices; densities are ours.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, Side, claim, depends, here
from srm_ref.experiments.shared.phase_maps import exact_minima
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.progress import Progress
from srm_ref.superposition.measures import gram_matrix
from srm_ref.superposition.polytopes import simplex
from srm_ref.superposition.theory_triple import TRIPLE_CANDIDATES, triple_candidate_losses

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "three_equal_features"
TITLE = "Three equal features: a pair and one alone, or a triangle"
SOURCE = 'TMS, aside "Polytopes and Low-Rank Matrices"'
SEED = 32
DENSITY = np.array([0.1, 0.25, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9])
SETTINGS = {"quick": 6, "paper": 40}  # random starts
EQUAL = 0.05  # most spread of the dot products of an equilateral triangle
EXACT = "n = 3, m = 2, I = 1, ten densities from 0.1 to 0.9; lowest minima found of the exact loss"
ASIDE = Said("TMS", "Polytopes and Low-Rank Matrices, an aside",
             "it does not seem surprising that of three equally important and equally sparse features the optimal "
             "strategy is an equilateral triangle",
             "n = 3, m = 2, equal importance and sparsity; no sparsity stated", EXACT)
OWN = here(NAME, EXACT)


class Numbers(NamedTuple):
    """What `run` measured.

    density (n,): p. W (n, 2, 3), loss (n,): of the lowest minimum. candidate_loss (n,): the least of the four closed
    forms.
    """

    density: np.ndarray
    W: np.ndarray
    loss: np.ndarray
    candidate_loss: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Find the exact minima at all densities."""
    n_random = SETTINGS[choice(scale, "scale", SCALES)]
    starts = [*(np.array(W) for W in TRIPLE_CANDIDATES.values()), 0.9 * simplex(2)]
    found, loss = exact_minima(np.ones(len(DENSITY)), DENSITY, starts, n_random, rng, progress=progress)
    least = np.min(list(triple_candidate_losses(1.0, DENSITY).values()), axis=0)
    return Numbers(DENSITY, found["W"], loss, least)


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the aside, and what the four candidates leave out."""
    return [_triangle(numbers), _fifth(numbers)]


def _spread(numbers: Numbers) -> np.ndarray:
    """Largest minus smallest dot product of the three features at r = 1: 0 for an equilateral triangle."""
    return np.ptp(gram_matrix(numbers.W)[:, [0, 0, 1], [1, 2, 2]], axis=1)


def _triangle(numbers: Numbers) -> Claim:
    spread, p = _spread(numbers), numbers.density
    listed = "; ".join(f"{one:.2f} at p = {at:g}" for one, at in zip(spread, p))
    true_at, false_at = int(spread.argmin()), int(spread.argmax())
    if not spread[true_at] < EQUAL < spread[false_at]:
        return claim("Three equally important, equally sparse features form an equilateral triangle", ASIDE, listed,
                     spread[false_at] < EQUAL, would=f"at none of these densities; it is nearest at p = {p[true_at]:g}")
    sides = [Side(f"p = {p[k]:g}", round(float(spread[k]), 3), max(spread[k] - EQUAL / 2, 0.0), spread[k] + EQUAL / 2)
             for k in (true_at, false_at)]
    return depends("Three equally important, equally sparse features form an equilateral triangle", ASIDE, *sides,
                   f"largest minus smallest dot product, 0 for the triangle; {listed}",
                   f"a triangle is the lowest found at p = {_triangles(numbers)}; where features are sparser, a pair "
                   "and one alone lose less")


def _triangles(numbers: Numbers) -> str:
    return ", ".join(f"{p:g}" for p in numbers.density[_spread(numbers) < EQUAL]) or "none of these"


def _fifth(numbers: Numbers) -> Claim:
    least = numbers.candidate_loss
    k = int(np.argmin(np.abs(numbers.density - 0.6)))
    return claim("At r = 1, p from .55 to .9 a shrunken triangle, W perpendicular to (1, 1, 1), is the lowest found; "
                 "the four candidates leave it out", OWN, f"triangle at p = {_triangles(numbers)}; at p = "
                 f"{numbers.density[k]:g} it loses {numbers.loss[k]:.4f}, the lowest candidate "
                 f"{least[k]:.4f}",
                 np.array_equal(_spread(numbers) < EQUAL, numbers.density > 0.525)
                 and np.all(numbers.loss < least))


def draw(numbers: Numbers) -> Figure:
    """Draw the three dot products over the density, and the loss against the lowest candidate's."""
    figure, axes = new_figure(1, 2, width=10.4, height=4.2)
    left, right = axes[0]
    dots = gram_matrix(numbers.W)[:, [0, 0, 1], [1, 2, 2]]
    for k, values in enumerate(np.sort(dots, axis=1).T):
        left.plot(numbers.density, values, color=style(k).colour, linestyle=style(k).line, marker=style(k).marker,
                  markersize=9 - 2 * k, label=("lowest", "middle", "highest")[k])
    legend(left)
    left.set(xlabel="density $1-S$", ylabel="dot products of the three features", title="From a pair to a triangle")
    right.plot(numbers.density, numbers.loss / numbers.candidate_loss, color=style(0).colour, marker=style(0).marker)
    right.set(xlabel="density $1-S$", ylabel="lowest minimum found / lowest candidate",
              title="What free lengths and biases save")
    return figure
