"""Does a price on hidden activity drive superposition out, and what does that cost?

ReLU output models, 20 features in five dimensions, trained at prices lambda from 0 upwards: loss + lambda mean |h|_1.
Importances are 0.8^i, and for comparison all 1. The restart of lowest priced loss is kept at each price; the loss shown
is the unpriced one.

A feature alone in a dimension, stored as w x and read as w^2 x, pays lambda w / 2 and saves I (2 w^2 - w^4) / 3, each
times its density; the best bargain is at w^2 = 2/3, and there is one if and only if I > lambda / 0.7258: an importance
threshold, exact where density is small enough for its square, and with it the biases, to be left out. Of the section's
other ways out of superposition, and of its aside on mixtures of experts, nothing is measured here.

Time: quick 3 s (4 restarts, 1200 steps), paper 83 s (20 restarts, 6000 steps of 512); processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "The Strategic Picture of Superposition" (creating models without superposition); sizes and prices
are ours.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.descent import AdamW
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here, part_of
from srm_ref.experiments.shared.restarts import best_restarts
from srm_ref.figures.canvas import Figure, legend, new_figure
from srm_ref.figures.matrices import draw_norm_bars, superposition_colour_bar
from srm_ref.figures.traces import draw_against
from srm_ref.progress import Progress
from srm_ref.superposition.features import feature_batches, geometric_importance, sample_features
from srm_ref.superposition.measures import feature_norms, interference
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.training import train

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "l1_penalty"
TITLE = "A price on activity as a way out"
SOURCE = 'TMS "The Strategic Picture of Superposition"'
SEED = 17
N_FEATURES, N_HIDDEN, SPARSITY = 20, 5, 0.95
PRICES = np.array([0.0, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5])
SHOWN = (0, 3, 6)
BARGAIN = 2 / 3 * np.sqrt(2 / 3) * (2 - 2 / 3)  # max over w of (2/3) (2 w - w^3)
SETTINGS = {"quick": {"n_restarts": 4, "n_steps": 1200, "batch": 128},
            "paper": {"n_restarts": 20, "n_steps": 6000, "batch": 512}}
OURS = "n = 20, m = 5, S = 0.95, importances 0.8^i, eight prices from 0 to 0.5; the lowest priced loss of several tries"
SAID = Said("TMS", "The Strategic Picture of Superposition, in words", "",
            "an L1 penalty on hidden activations; the price, n, m and S not stated; nothing drawn", OURS)


class Numbers(NamedTuple):
    """What `run` measured; the first axis is the law of importance: 0.8^i, and 1.

    price (n_prices,): lambda.
    importance (2, 20); W (2, n_prices, 5, 20).
    loss (2, n_prices): without the price, on samples common to all.
    """

    price: np.ndarray
    importance: np.ndarray
    W: np.ndarray
    loss: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train at every price under both laws of importance and keep the best restarts."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    importance = np.array([geometric_importance(N_FEATURES, 0.8), np.ones(N_FEATURES)])
    features = sample_features(20_000, N_FEATURES, SPARSITY, rng)
    kept = [_best_at(float(price), importance, settings, features, rng, part_of(progress, k, len(PRICES)))
            for k, price in enumerate(PRICES)]
    loss = [[MODELS["relu_output"].loss({name: value[law] for name, value in best.items()}, features, importance[law])
             for best in kept] for law in range(2)]
    return Numbers(PRICES, importance, np.stack([best["W"] for best in kept], axis=1), np.array(loss))


def _best_at(price: float, importance: np.ndarray, settings: dict[str, int], features: np.ndarray,
             rng: np.random.Generator,
             progress: Progress | None) -> dict[str, np.ndarray]:
    """The restart of lowest priced loss under each law of importance."""
    model, n_restarts = MODELS["relu_output"], settings["n_restarts"]
    weights = np.repeat(importance, n_restarts, axis=0)
    start = model.initial_parameters(N_FEATURES, N_HIDDEN, rng, n_instances=len(weights), dtype=np.float32)
    trained = train(model, start, feature_batches(settings["batch"], N_FEATURES, SPARSITY), weights,
                    n_steps=settings["n_steps"],
                    optimiser=AdamW(1e-2), rng=rng, schedule="cosine", l1=price, progress=progress).parameters
    trained = {name: value.astype(np.float64) for name, value in trained.items()}
    return best_restarts(trained, model.loss(trained, features, weights, l1=price), n_restarts)


def claims(numbers: Numbers) -> list[Claim]:
    """Judge what remains of superposition, which features survive, and the cost."""
    kept = feature_norms(numbers.W) > 0.5  # (2, n_prices, 20)
    crowded = np.where(kept, interference(numbers.W), 0.0).max(axis=2)
    free = (crowded[0] < 0.01) & kept[0].any(axis=1)
    first = int(free.argmax()) if free.any() else len(free) - 1
    expected = numbers.importance[0] > numbers.price[:, np.newaxis] / BARGAIN
    agree = [bool(np.array_equal(kept[0, k], expected[k])) for k in np.flatnonzero(free)]
    lists = "; ".join(f"at lambda {numbers.price[k]:g}: {_listed(kept[0, k])}, above the threshold "
                      f"{_listed(expected[k])}"
                      for k in np.flatnonzero(free))
    cost = numbers.loss[0, first] / numbers.loss[0, 0]
    return [
        claim("A large enough price on activity removes superposition",
              SAID.that("for a sufficiently large penalty there is no superposition"),
              f"largest sum of squared overlaps, importances 0.8^i: {_row(crowded[0])} at lambda {_row(numbers.price)}",
              free.any() and crowded[0, 0] > 1),
        claim("It does so by dropping features below an importance threshold, I = lambda / 0.73",
              SAID.that("features below an importance threshold are no longer represented; its value is ours"),
              f"features kept (0 is the most important) {lists or 'at no price without superposition'}",
              bool(agree) and all(agree), otherwise="tries end with a dimension unused, or at the threshold itself",
              would=f"at {sum(agree) or 'none'} of the prices without superposition"),
        claim("Without superposition the loss is much higher", SAID.that("but the loss is much higher"),
              f"{cost:.1f} times that without a price, at lambda {numbers.price[first]:g}; to this package much is "
              "twice", free.any() and cost > 2),
        _equal(crowded[1], kept[1]),
    ]


def _equal(crowded: np.ndarray, kept: np.ndarray) -> Claim:
    return claim("Equally important features keep their pairs while they are worth their price: no price tried that "
                 "leaves a feature removes superposition",
                 here(NAME, OURS.replace("importances 0.8^i", "all importances 1")),
                 f"largest sum of squared overlaps: {_row(crowded)}; features kept: {_row(kept.sum(axis=1))}",
                 crowded[kept.any(axis=1)].min(initial=9) > 0.5)


def _listed(kept: np.ndarray) -> str:
    return ", ".join(map(str, np.flatnonzero(kept))) or "none"


def _row(values: np.ndarray) -> str:
    return ", ".join(f"{value:.2g}" for value in values)


def draw(numbers: Numbers) -> Figure:
    """Draw lengths of features at three prices, and what remains, and what it costs, at all of them."""
    figure, axes = new_figure(1, 5, width=14.0, height=4.2)
    for ax, k in zip(axes[0], SHOWN):
        draw_norm_bars(feature_norms(numbers.W[0, k]), interference(numbers.W[0, k]), ax=ax)
        ax.set_title(rf"$\lambda$ = {numbers.price[k]:g}", fontsize="medium")
        ax.set_ylabel("feature" if k == 0 else "")
    superposition_colour_bar(figure, axes[0, :3])
    for law, name in enumerate(("importance $0.8^i$", "importance 1")):
        kept = feature_norms(numbers.W[law]) > 0.5
        draw_against(numbers.price, kept.sum(axis=1), label=name, index=law, ax=axes[0, 3])
        draw_against(numbers.price, numbers.loss[law] / numbers.loss[law, 0], label=name, index=law, ax=axes[0, 4])
    axes[0, 3].axhline(N_HIDDEN, color="black", linewidth=0.8)
    axes[0, 3].set(xlabel=r"price $\lambda$", ylim=(0, None), yticks=range(0, 21, 5))
    axes[0, 3].set_title("features kept; line: m", fontsize="medium")
    axes[0, 4].set(xlabel=r"price $\lambda$", ylim=(0, None))
    axes[0, 4].set_title("loss / loss without a price", fontsize="medium")
    legend(axes[0, 3])
    return figure
