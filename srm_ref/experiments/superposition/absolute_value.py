"""Can a layer of neurons compute on features that it holds in superposition? The absolute value, small and large.

y = relu(W2 relu(W1 x) + b), target |x|. Small: three features, six neurons, which suffice: one for each sign of each
feature. Large: 100 features, 40 neurons, importances 0.8^i, densities from 1 to 0.001. Before anything is read off,
each neuron is scaled so that its largest input weight is 1 in size, which changes nothing it computes. A neuron is
monosemantic if one of its weights then exceeds 0.2 in size, polysemantic if several do. Losses are compared with the
best constant output's, v(p) sum I.

Time: quick 7 s (12 restarts of 1500 steps; 7 models, 3000 steps, batches of 64), paper 42 s (6000 steps, batches of
1024); processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Computation in Superposition"; optimiser, start and threshold are ours, and the paper gives no
counts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.descent import AdamW
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here, part_of
from srm_ref.experiments.shared.absolute_models import constant_loss, train_absolute
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.matrices import superposition_colour_bar
from srm_ref.figures.stacks import draw_stacks
from srm_ref.progress import Progress
from srm_ref.superposition.features import geometric_importance
from srm_ref.superposition.geometries import features_per_neuron, rescaled_neurons
from srm_ref.superposition.measures import interference

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "absolute_value"
TITLE = "Absolute values, computed in superposition"
SOURCE = 'TMS "Computation in Superposition"'
SEED = 14
SMALL, LARGE, THRESHOLD, IDLE = (3, 6), (100, 40), 0.2, 0.25
DENSITIES = np.array([1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001])
SHOWN = (0, 2, 3, 4, 6)
OURS = "the same sizes and importances; a neuron reads a feature where its weight, over its largest, exceeds 0.2"
SMALL_ONE = Said("TMS", "Computation in Superposition, the basic model",
                 "a drawing: for each feature a neuron for each sign; the loss is 0",
                 "n = 3, m = 6; S and importances not stated", "n = 3, m = 6, S = 0, importances 1")
SAID = Said("TMS", "Computation in Superposition, varying sparsity", "",
            "n = 100, m = 40, importances 0.8^i, 1 - S from 1 to 0.001; neurons judged by eye, no counts given", OURS)
OWN = here(NAME, OURS)
SETTINGS = {"quick": {"n_restarts": 12, "small_steps": 1500, "n_steps": 3000, "batch": 64, "rate": 4e-3},
            "paper": {"n_restarts": 40, "small_steps": 6000, "n_steps": 6000, "batch": 1024, "rate": 3e-3}}


class Numbers(NamedTuple):
    """What `run` measured.

    small_loss (n_restarts,): over the best constant's loss; ascending.
    small_W1 (6, 3): of the lowest loss, rescaled, neurons by their feature.
    small_W2 (3, 6); density (7,).
    W1 (7, 40, 100): rescaled, neurons by their largest feature.
    gain (7, 40): largest output weight of each neuron, after rescaling: max_i |W1_ri| max_j |W2_jr|.
    loss (7,): over the best constant's loss.
    """

    small_loss: np.ndarray
    small_W1: np.ndarray
    small_W2: np.ndarray
    density: np.ndarray
    W1: np.ndarray
    gain: np.ndarray
    loss: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train small models many times, a large one at each density."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    dense, ones = np.ones(settings["n_restarts"]), np.ones(SMALL[0])
    small, tried = train_absolute(SMALL, dense, ones, AdamW(1e-2), settings["small_steps"], 256, rng,
                                  part_of(progress, 0, 2))
    best = int(np.argmin(tried))
    small_W1, small_W2 = _ordered(small["W1"][best], small["W2"][best])
    importance = geometric_importance(LARGE[0], 0.8)
    large, loss = train_absolute(LARGE, DENSITIES, importance, AdamW(settings["rate"]), settings["n_steps"],
                                 settings["batch"],
                                 rng, part_of(progress, 1, 2))
    neurons = [_ordered(one, two) for one, two in zip(large["W1"], large["W2"])]
    gain = np.array([np.abs(two).max(axis=0) for _, two in neurons])
    return Numbers(np.sort(tried) / constant_loss(1.0, ones), small_W1, small_W2, DENSITIES,
                   np.array([one for one, _ in neurons]), gain, loss / constant_loss(DENSITIES, importance))


def _ordered(W1: np.ndarray, W2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rescaled neurons in the order of their largest feature."""
    W1, W2 = rescaled_neurons(W1, W2)
    order = np.argsort(np.abs(W1).argmax(axis=1), kind="stable")
    return W1[order], W2[:, order]


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the small circuit, and count the large models' neurons."""
    counts = np.array([features_per_neuron(W, THRESHOLD) for W in numbers.W1])
    mono, poly = (counts == 1).sum(axis=1), (counts > 1).sum(axis=1)
    listed = ", ".join(f"{m} at 1-S = {p:g}" for m, p in zip(mono, numbers.density))
    both = (mono > 0) & (poly > 0)
    return [
        _small(numbers),
        _dense(numbers, counts),
        claim("The sparser, the fewer monosemantic neurons; at 1-S = 0.001 none",
              SAID.that("a few polysemantic ones at 0.1, more as features grow sparser, at 0.001 all are"), listed,
              np.all(np.diff(mono[1:]) <= 0) and mono[0] >= mono[2] and mono[-1] == 0),
        claim("In between both kinds coexist in one layer",
              SAID.that("mono- and polysemantic neurons coexist, at about 0.01 above all"),
              "; ".join(f"{m} and {q} at {p:g}" for m, q, p in zip(mono[2:4], poly[2:4], numbers.density[2:4])),
              both[2:4].any()),
        _important(_largest_features(numbers.W1, counts, numbers.gain >= IDLE)),
        claim("Superposition computes: each of the seven models loses less than half of what the best constant does",
              OWN,
              f"loss / best constant's: {', '.join(f'{x:.2f}' for x in numbers.loss)}", numbers.loss.max() < 0.5),
    ]


def _important(places: np.ndarray) -> Claim:
    return claim("Important features keep the monosemantic neurons",
                 SAID.that("the most important features keep neurons of their own"),
                 "mean index of the largest feature, of neurons of one and of several, where a density has both: "
                 + (", ".join(f"{one:.1f} and {several:.1f}" for one, several in places) or "none"),
                 len(places) and np.all(places[:, 0] < places[:, 1]),
                 otherwise="neurons with a second weight near the threshold change sides",
                 would=f"at {sum(one < several for one, several in places)} of {len(places)} densities that have both"
                 if len(places) else "at none: no density has both")


def _small(numbers: Numbers) -> Claim:
    solved = int((numbers.small_loss < 1e-3).sum())
    return claim("Small: for each feature one neuron for each sign, their sum the absolute value; no loss", SMALL_ONE,
                 f"{_signs(numbers.small_W1)}; loss / constant's {numbers.small_loss[0]:.1e}; {solved} of "
                 f"{len(numbers.small_loss)} tries reach it",
                 _is_exact(numbers.small_W1, numbers.small_W2) and solved > 0)


def _dense(numbers: Numbers, counts: np.ndarray) -> Claim:
    """Whether the neurons that work read one feature each, and from which threshold on they would."""
    works = numbers.gain[:2] >= IDLE
    ordered = np.sort(np.abs(numbers.W1[:2]), axis=2)
    second = np.where(works, ordered[..., -2] / np.maximum(ordered[..., -1], 1e-12), 0.0)  # over the largest
    several = (works & (counts[:2] > 1)).sum(axis=1)
    held = [f"at 1-S = {p:g} as it is; " for p, n in zip(numbers.density, several) if not n]
    return claim("Large, dense (1-S = 1 and 0.3): all neurons that work are monosemantic",
                 SAID.that("at 1-S of 1 and 0.3 all neurons are monosemantic, by eye"),
                 f"of {works.sum(axis=1)[0]} and {works.sum(axis=1)[1]} that work (to this package a gain of {IDLE} "
                 f"and more) {several[0]} and {several[1]} read several features; of all 40, {(counts[0] == 1).sum()} "
                 f"and {(counts[1] == 1).sum()} read one",
                 not several.any(), otherwise=f"second weights of up to {second.max():.2f} of the largest; the paper "
                 f"judges by eye, and {THRESHOLD} of the largest, from which on a weight counts, is this package's",
                 would=f"{''.join(held)}at both with a threshold of {second.max():.2f} of the largest")


def _signs(W1: np.ndarray) -> str:
    return "largest input weights " + ", ".join(f"{W1[r, i]:+.2f} x{i}" for r,
                                                i in enumerate(np.abs(W1).argmax(axis=1)))


def _is_exact(W1: np.ndarray, W2: np.ndarray) -> bool:
    n = W1.shape[1]
    signed = {(int(i), float(np.sign(row[i]))) for i, row in zip(np.abs(W1).argmax(axis=1), W1)}
    product = np.abs(W1).T @ W2.T / 2  # the identity where each feature has its two neurons and adds them
    return len(signed) == 2 * n and bool(np.abs(product - np.eye(n)).max() < 0.05)


def _largest_features(W1: np.ndarray, counts: np.ndarray, works: np.ndarray) -> np.ndarray:
    """Mean index of the largest feature, of neurons of one and of several, where there are two of each; shape (n, 2).

    Densities are compared each by itself: the mixture of kinds changes with density, and so do the features that are
    learned.
    """
    largest = np.abs(W1).argmax(axis=2)
    kinds = [[places[works_here & kind] for kind in (count == 1, count > 1)]
             for places, count, works_here in zip(largest, counts, works)]
    return np.array([[one.mean(), several.mean()] for one,
                     several in kinds if min(len(one), len(several)) >= 2]).reshape(-1, 2)


def draw(numbers: Numbers) -> Figure:
    """Draw the small model's neurons, and stacks of those of the large one at five densities."""
    figure, axes = new_figure(2, 3, width=13.0, height=6.4)
    small = axes[0, 0]
    draw_stacks(numbers.small_W1, interference(numbers.small_W1), least=0.02, ax=small,
                polysemantic=features_per_neuron(numbers.small_W1, THRESHOLD) > 1)
    small.set_title("3 features, 6 neurons, $1-S$ = 1", fontsize="medium")
    small.set_ylabel("input weight, largest 1")
    for ax, k in zip(axes.flat[1:], SHOWN):
        W1, counts = numbers.W1[k], features_per_neuron(numbers.W1[k], THRESHOLD)
        draw_stacks(np.abs(W1), interference(W1), polysemantic=counts > 1, least=0.05, names=False, ax=ax)
        ax.set_title(f"100 features, 40 neurons, $1-S$ = {numbers.density[k]:g}:\n{(counts == 1).sum()} monosemantic, "
                     f"{(counts > 1).sum()} polysemantic (grey)", fontsize="medium")
        ax.set_xlabel("neuron, by its largest feature")
    axes[1, 0].set_ylabel("sizes of input weights, stacked")
    superposition_colour_bar(figure, axes)
    return figure
