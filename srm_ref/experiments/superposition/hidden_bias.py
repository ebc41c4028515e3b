"""What does a hidden ReLU do if it may have a bias of its own? It gets out of the way.

Ten features in five neurons, importances 0.75^i. Three kinds of model at two densities, the lowest loss of many tries
each: a hidden ReLU with a bias, one without, and no hidden ReLU at all. Where the hidden biases are so positive that no
neuron is ever shut, the first kind is the third: W^T c is taken up by the output's bias.

Time: quick 10 s (16 restarts, 1500 steps of 128 samples), paper 3 minutes (100 restarts, 6000 steps of 256); processor
time, quick measured, paper extrapolated.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Superposition in a Privileged Basis", in words; densities are those of `hidden_neurons`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.descent import AdamW
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here, part_of
from srm_ref.experiments.shared.restarts import best_restarts
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.matrices import draw_matrix
from srm_ref.progress import Progress
from srm_ref.scalar_maps import SIGMAS
from srm_ref.superposition.features import feature_batches, geometric_importance, sample_features
from srm_ref.superposition.models import MODELS, Arrays, Model
from srm_ref.superposition.training import train

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "hidden_bias"
TITLE = "A hidden ReLU with a bias of its own"
SOURCE = 'TMS "Superposition in a Privileged Basis"'
SEED = 34
N_FEATURES, N_HIDDEN = 10, 5
DENSITY = np.array([0.7, 0.15])
BIASED = Model("hidden_bias", hidden_map=SIGMAS["relu"], output_map=SIGMAS["relu"], hidden_bias=True)
KINDS = ("hidden ReLU with a bias", "without", "no hidden ReLU")
SETTINGS = {"quick": (16, 1500, 128), "paper": (100, 6000, 256)}  # restarts, steps, samples
OURS = "n = 10, m = 5, importances 0.75^i, 1-S = 0.7 and 0.15; the lowest loss of many tries on common samples"
SAID = Said("TMS", "Superposition in a Privileged Basis, in words", "",
            "the ReLU hidden layer model with a hidden bias; n, m and S not stated; nothing drawn", OURS)
OWN = here(NAME, OURS)


class Numbers(NamedTuple):
    """What `run` measured, for each density.

    density (2,). W (2, 5, 10), hidden_bias (2, 5): of the lowest loss with a hidden bias.
    open_share (2,): of all pairs of a sample and a neuron, those in which the neuron is not shut.
    loss (2, 3): with hidden bias, without, and without hidden ReLU.
    """

    density: np.ndarray
    W: np.ndarray
    hidden_bias: np.ndarray
    open_share: np.ndarray
    loss: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train all three kinds at both densities, and keep the lowest loss of each on common samples."""
    n_restarts, n_steps, n_samples = SETTINGS[choice(scale, "scale", SCALES)]
    importance, at = geometric_importance(N_FEATURES, 0.75), np.repeat([0, 1], n_restarts)
    features = np.array([sample_features(20_000, N_FEATURES, 1 - p, rng) for p in DENSITY])  # (2, 20000, 10)
    best, loss = [], []
    for part, model in enumerate((BIASED, MODELS["relu_hidden"], MODELS["relu_output"])):
        trained = _trained(model, 1 - DENSITY[at], importance, n_steps, n_samples, rng, part_of(progress, part, 3))
        losses = np.array([model.loss({name: value[i] for name, value in trained.items()}, features[k], importance)
                           for i, k in enumerate(at)])
        best.append(best_restarts(trained, losses, n_restarts))
        loss.append(losses.reshape(2, n_restarts).min(axis=1))
    is_open = BIASED.hidden(best[0], features) > 0
    return Numbers(DENSITY, best[0]["W"], best[0]["hidden_bias"], is_open.mean(axis=(1, 2)), np.column_stack(loss))


def _trained(model: Model, sparsity: np.ndarray, importance: np.ndarray, n_steps: int, n_samples: int,
             rng: np.random.Generator, progress: Progress | None) -> Arrays:
    start = model.initial_parameters(N_FEATURES, N_HIDDEN, rng, n_instances=len(sparsity), std=0.5, dtype=np.float32)
    sample = feature_batches(n_samples, N_FEATURES, sparsity[:, np.newaxis], n_instances=len(sparsity))
    trained = train(model, start, sample, importance, n_steps=n_steps, optimiser=AdamW(1e-2), rng=rng,
                    schedule="cosine",
                    progress=progress)
    return {name: value.astype(np.float64) for name, value in trained.parameters.items()}


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the biases, the neurons, and the losses of the three kinds."""
    listed = "; ".join(f"1-S = {p:g}: {', '.join(f'{c:+.2f}' for c in row)}"
                       for p, row in zip(numbers.density, numbers.hidden_bias))
    shares = ", ".join(f"{share:.4f} at {p:g}" for p, share in zip(numbers.density, numbers.open_share))
    positive = int((numbers.hidden_bias > 0).sum())
    return [
        claim("Hidden biases become positive", SAID.that("the model pushes hidden biases to be positive"), listed,
              positive == numbers.hidden_bias.size, otherwise="a bias matters little to a neuron that reads what is "
                                                              "positive",
              would=f"{positive} of these {numbers.hidden_bias.size} are positive"),
        claim("Neurons then act as if they were linear: they are hardly ever shut",
              SAID.that("so that the neurons act as if they were linear"),
              f"share of samples and neurons that are not shut: {shares}; to this package hardly ever is in less "
              "than 1 of 100",
              numbers.open_share.min() > 0.99, otherwise="some neurons are shut for some inputs",
              would="at 1-S = " + (", ".join(f"{p:g}" for p, one in zip(numbers.density, numbers.open_share)
                                              if one > 0.99) or "neither of these")),
        *_losses(numbers),
    ]


def _losses(numbers: Numbers) -> list[Claim]:
    losses = "; ".join(f"1-S = {p:g}: {', '.join(f'{loss:.4f}' for loss in row)}"
                       for p, row in zip(numbers.density, numbers.loss))
    with_bias, without, free = numbers.loss.T
    return [
        claim("The loss is then that of the model without hidden ReLU, within 5 %", OWN,
              f"{', '.join(KINDS)}: {losses}", np.abs(with_bias / free - 1).max() < 0.05,
              otherwise="training ends elsewhere", would="at 1-S = " + (", ".join(
                  f"{p:g}" for p, one in zip(numbers.density, with_bias / free) if abs(one - 1) < 0.05)
                  or "neither of these")),
        claim("Without a hidden bias the hidden ReLU costs: its loss is more than 2 % higher where features are sparse",
              OWN,
              f"{', '.join(KINDS)}: {losses}", without[-1] > 1.02 * free[-1], otherwise="it costs less than that",
              would=f"at neither of these; it is {without[-1] / free[-1]:.3f} times as high"),
    ]


def draw(numbers: Numbers) -> Figure:
    """Draw W and the hidden biases at both densities, and the three losses."""
    figure, axes = new_figure(1, 3, width=13.0, height=4.2)
    for ax, W, bias, p in zip(axes[0], numbers.W, numbers.hidden_bias, numbers.density):
        draw_matrix(W.T, x_label="neuron, with its bias", y_label="feature", ax=ax)
        ax.set_xticks(np.arange(N_HIDDEN), [f"{c:+.2f}" for c in bias], rotation="vertical")
        ax.set_title(f"W, $1-S$ = {p:g}", fontsize="medium")
    ax = axes[0, 2]
    for k, p in enumerate(numbers.density):
        ax.bar(np.arange(3) + 0.4 * k, numbers.loss[k] / numbers.loss[k, 2], width=0.38, label=f"$1-S$ = {p:g}",
               hatch=("", "//")[k])
    ax.set_xticks(np.arange(3) + 0.2, ["with bias", "without", "no hidden ReLU"])
    ax.set_ylabel("loss / loss without hidden ReLU")
    ax.legend(fontsize="small", frameon=False)
    return figure
