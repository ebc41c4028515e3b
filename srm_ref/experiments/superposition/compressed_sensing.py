"""How many features do m dimensions hold, and does that follow the bound of compressed sensing?

To recover all k-sparse inputs of n features through a matrix with the restricted isometry property takes m = Omega(k
log(n/k)) dimensions; with k = O(p n) at most n = O(m / (p log(1/p))) features fit. Models of equally important
features, many more than they can learn, at four densities and in three sizes: the features represented, |W|_F^2, over m
and over the bound.

A rate with an unknown constant is refuted by no finite numbers: what can be seen is whether features grow in proportion
to m, and how far the quotient moves. And whether the premise is there: two unit columns are a near isometry where their
cosine is small.

Time: quick 8 s (m = 4, 8, 16, n = 20 m, 2000 steps of 64 samples), paper 3 minutes (6000 steps of 256); processor time,
extrapolated from 100 steps.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS appendix on compressed sensing; sizes and densities are ours; the appendix trains nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here, part_of
from srm_ref.experiments.shared.planar import cosines
from srm_ref.experiments.shared.restarts import train_restarts
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.progress import Progress
from srm_ref.superposition.bounds import dimensions_for_recovery
from srm_ref.superposition.features import feature_batches
from srm_ref.superposition.measures import is_represented, n_features_represented

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "compressed_sensing"
TITLE = "Features held, and the bound of compressed sensing"
SOURCE = "TMS, appendix on compressed sensing"
SEED = 35
DENSITY, HIDDEN, RATIO = np.array([0.3, 0.2, 0.1, 0.05]), np.array([4, 8, 16]), 20  # n = RATIO m
SETTINGS = {"quick": (2000, 64), "paper": (6000, 256)}  # steps, samples
OURS = "n = 20 m, m = 4, 8, 16, I = 1, 1-S from 0.3 to 0.05; one trained model each"
SAID = Said("TMS", "appendix on compressed sensing", "",
            "a theorem for matrices with the restricted isometry property, up to a "
            "constant; no model", OURS)
OWN = here(NAME, OURS)


class Numbers(NamedTuple):
    """What `run` measured, for each number of dimensions and each density.

    density (4,); hidden (3,). per_dimension (3, 4): features represented, |W|_F^2 / m.
    most_alike (3, 4): largest |cosine| of two features represented.
    """

    density: np.ndarray
    hidden: np.ndarray
    per_dimension: np.ndarray
    most_alike: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train one model of each size at each density."""
    n_steps, n_samples = SETTINGS[choice(scale, "scale", SCALES)]
    held, alike = [], []
    for k, m in enumerate(HIDDEN):
        sample = feature_batches(n_samples, RATIO * int(m), 1.0 - DENSITY[:, np.newaxis], n_instances=len(DENSITY))
        W = train_restarts(sample, np.ones((len(DENSITY), RATIO * int(m))), int(m), 1, n_steps=n_steps, rng=rng,
                           learning_rate=5e-3, progress=part_of(progress, k, len(HIDDEN)))["W"]
        held.append(n_features_represented(W) / m)
        there = is_represented(W)
        angles = np.abs(cosines(W)) * (there[:, np.newaxis] & there[..., np.newaxis]) * ~np.eye(W.shape[-1], dtype=bool)
        alike.append(angles.max(axis=(1, 2)))
    return Numbers(DENSITY, HIDDEN, np.array(held), np.array(alike))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge proportion to m, the quotient with the bound, and the theorem's premise."""
    held, bound = numbers.per_dimension, dimensions_for_recovery(1, numbers.density)
    quotient = held[-1] * bound
    return [
        _proportion(numbers),
        claim("The sparser, the more features a dimension, yet fewer than 1/p", OWN,
              f"m = {numbers.hidden[-1]}: " + ", ".join(f"{one:.2f} of 1/p = {1 / p:.3g}"
                                                        for one, p in zip(held[-1], numbers.density)),
              np.all(np.diff(held[-1]) > 0) and np.all(held[-1] < 1 / numbers.density)),
        claim("The features held stay of the order of the bound, m / (p log(1/p))",
              SAID.that("at most of the order of m / (p log(1/p)) features"), "features over the bound: "
              + ", ".join(f"{q:.2f} at 1-S = {p:g}" for q, p in zip(quotient, numbers.density))
              + f" (m = {numbers.hidden[-1]}); to this package of one order is what moves by less than a factor 2",
              quotient.max() < 2 * quotient.min(),
              "a rate with an unknown constant is refuted by no finite numbers: this is how far the quotient moves"),
        claim("The theorem's premise is not there: each model has two features with |cosine| above 0.5, no near "
              "isometry",
              OWN, f"largest |cosine| of two features represented: at least {numbers.most_alike.min():.2f}",
              numbers.most_alike.min() > 0.5),
    ]


def _proportion(numbers: Numbers) -> Claim:
    held, p, m = numbers.per_dimension, numbers.density, numbers.hidden
    listed = "; ".join(f"1-S = {one:g}: {', '.join(f'{number:.2f}' for number in column)}"
                       for one, column in zip(p, held.T))
    spread = held.max(axis=0) / held.min(axis=0)
    uneven, even = int(spread.argmax()), ", ".join(f"{one:g}" for one in p[spread < 1.2])
    return claim("Features grow in proportion to the dimensions: per dimension as many for m = 4, 8 and 16, within "
                 "20 %", OWN, f"features a dimension, {listed}", spread.max() < 1.2,
                 otherwise=f"at 1-S = {p[uneven]:g} the model of m = {m[held[:, uneven].argmin()]} holds the fewest a "
                           f"dimension, that of m = {m[held[:, uneven].argmax()]} {spread[uneven]:.2f} times as many",
                 would=f"at 1-S = {even or 'none of those tried'}")


def draw(numbers: Numbers) -> Figure:
    """Draw features per dimension over the sparsity, with the bound's shape, and their quotient."""
    figure, axes = new_figure(1, 2, width=10.4, height=4.2)
    (left, right), bound = axes[0], dimensions_for_recovery(1, numbers.density)
    for k, (m, held) in enumerate(zip(numbers.hidden, numbers.per_dimension)):
        look = style(k)
        for ax, values in ((left, held), (right, held * bound)):
            ax.plot(1 / numbers.density, values, color=look.colour, marker=look.marker, linestyle=look.line,
                    label=f"m = {m}")
    left.plot(1 / numbers.density, 1 / bound, color="black", linewidth=0.8, linestyle=":", label="1 / (p log(1/p))")
    left.set(xlabel="$1/(1-S)$", ylabel="features a dimension", xscale="log", yscale="log", ylim=(1, None))
    right.set(xlabel="$1/(1-S)$", ylabel=r"features a dimension $\times$ p log(1/p)", xscale="log", ylim=(0, None))
    legend(left)
    return figure
