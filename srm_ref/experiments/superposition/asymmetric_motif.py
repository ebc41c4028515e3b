"""How does a neuron compute for two features without one disturbing the other? Asymmetric superposition, inhibited.

y = relu(W2 relu(W1 x) + b), target |x|, six features, ten neurons, importances 0.7^i. In many trained models, neurons
scaled to a largest input weight of 1, this motif is looked for:

- a neuron reads a dominant feature with 1 and a victim with less, 0.1 to 0.7, and writes them the other way round: the
  victim more strongly than the dominant one, so that the products of both, in times out, stay within 0.5 to 1.5;
- alone, the dominant feature would then drive the victim's output far off: by the neuron's output weight to it, > 1 per
  unit;
- other neurons that fire for the dominant feature's sign write negatively to the victim and cancel at least half of
  that.

Time: quick 2 s (24 restarts, 2500 steps of 128 samples), paper 56 s (200 restarts, 6000 steps); processor time,
measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Computation in Superposition", asymmetric superposition motif; sizes, search and thresholds are
ours.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice, counted
from srm_ref.descent import AdamW
from srm_ref.experiments.claims import SCALES, Claim, Said, claim
from srm_ref.experiments.shared.absolute_models import constant_loss, train_absolute
from srm_ref.figures.canvas import Figure, new_figure, style
from srm_ref.figures.matrices import draw_matrix, superposition_colour_bar
from srm_ref.figures.stacks import draw_stacks
from srm_ref.progress import Progress
from srm_ref.superposition.features import geometric_importance
from srm_ref.superposition.geometries import features_per_neuron, rescaled_neurons
from srm_ref.superposition.measures import interference

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "asymmetric_motif"
TITLE = "The asymmetric superposition motif"
SOURCE = 'TMS "Computation in Superposition"'
SEED = 15
N_FEATURES, N_HIDDEN, DENSITY, RATIO, THRESHOLD = 6, 10, 0.2, 0.7, 0.2
SAID = Said("TMS", "Computation in Superposition, asymmetric superposition motif", "",
            "one small model of absolute values, with two instances; n, m and S not stated",
            "n = 6, m = 10, 1 - S = 0.2, importances 0.7^i; every instance in many trained models")
SETTINGS = {"quick": {"n_restarts": 24, "n_steps": 2500, "batch": 128},
            "paper": {"n_restarts": 200, "n_steps": 6000, "batch": 512}}
NONE = "there is no instance of the motif"


class Numbers(NamedTuple):
    """What `run` measured.

    loss (n_restarts,): over the best constant output's; ascending.
    W1 (n_restarts, 10, 6): rescaled, neurons by their largest feature.
    W2 (n_restarts, 6, 10).
    motifs (n_motifs, 8): one per row: restart, neuron, dominant feature, victim, victim's input weight over the
        dominant one's, the neuron's output weights to dominant and victim, and what reaches the victim's output,
        before its ReLU, of a unit of the dominant feature.
    """

    loss: np.ndarray
    W1: np.ndarray
    W2: np.ndarray
    motifs: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train many small models and look for the motif in each."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    importance, density = geometric_importance(N_FEATURES, RATIO), np.full(settings["n_restarts"], DENSITY)
    trained, loss = train_absolute((N_FEATURES, N_HIDDEN), density, importance, AdamW(1e-2), settings["n_steps"],
                                   settings["batch"], rng, progress)
    neurons = []
    for k in np.argsort(loss, kind="stable"):
        W1, W2 = rescaled_neurons(trained["W1"][k], trained["W2"][k])
        order = np.argsort(np.abs(W1).argmax(axis=1), kind="stable")
        neurons.append((W1[order], W2[:, order]))
    found = [(k, *motif) for k, (W1, W2) in enumerate(neurons) for motif in find_motifs(W1, W2)]
    return Numbers(np.sort(loss) / constant_loss(DENSITY, importance), np.array([W1 for W1, _ in neurons]),
                   np.array([W2 for _, W2 in neurons]), np.array(found, dtype=np.float64).reshape(-1, 8))


def find_motifs(W1: np.ndarray, W2: np.ndarray) -> list[tuple[float, ...]]:
    """Find neurons that read one feature strongly and another weakly, and write them the other way round.

    W1 (n_hidden, n_features): rescaled.
    W2 (n_features, n_hidden). Returns: neuron, dominant, victim, ratio of input weights, output weights to both, what
        a unit of the dominant feature adds to the victim's output through all neurons.

    One neuron as in the paper, and one that inhibits:

    >>> found = find_motifs(np.array([[1.0, -0.25], [1.0, 0.0]]), np.array([[0.5, 0.5], [4.0, -4.0]]))
    >>> [round(float(number), 2) for number in found[0]]
    [0.0, 0.0, 1.0, 0.25, 0.5, 4.0, 0.0]
    """
    motifs = []
    for r, row in enumerate(W1):
        a = int(np.abs(row).argmax())
        reaching = W2 @ np.maximum(np.sign(row[a]) * W1[:, a],
                                   0.0)  # all neurons' answer to a unit of a, of the sign r reads
        for b in np.flatnonzero((np.abs(row) >= 0.1) & (np.abs(row) <= 0.7)):
            products = W2[a, r], abs(row[b]) * W2[b, r]
            if all(0.5 <= product <= 1.5 for product in products) and W2[b, r] > 1.0:
                motifs.append((r, a, int(b), abs(row[b]), W2[a, r], W2[b, r], reaching[b]))
    return motifs


def claims(numbers: Numbers) -> list[Claim]:
    """Judge how often the motif is there, its ratios, and its inhibition."""
    tries, _, _, _, inward, to_dominant, to_victim, reaching = numbers.motifs.T
    per_try = np.bincount(tries.astype(int), minlength=len(numbers.loss))
    outward = to_victim / to_dominant
    inhibited, gone = reaching < 0.5 * to_victim, reaching < 0.1
    n = len(inward)
    return [
        claim("There is a model with two instances of the motif", SAID.that("the model shown has two of them, circled"),
              f"{counted(n, 'instance')} in {(per_try > 0).sum()} of {len(per_try)} models, up to "
              f"{per_try.max()} in one",
              per_try.max() >= 2),
        _inverse(inward, outward),
        claim("Other neurons inhibit the victim where the dominant feature would disturb it",
              SAID.that("a second neuron strongly inhibits the victim's output when the dominant feature is there"),
              f"in {inhibited.sum()} of {n}; a unit of the dominant feature would add {_median(to_victim):.2f} to the "
              f"victim's output, with all neurons {_median(reaching):+.2f} (medians)" if n else NONE,
              n > 0 and inhibited.mean() > 0.9),
        claim("So the interference is deleted by the output ReLU: nothing, or less than nothing, reaches it",
              SAID.that("positive interference becomes negative, which the ReLU deletes"),
              f"below 0.1, to this package nothing, in {gone.sum()} of {n}", n > 0 and gone.mean() > 0.8,
              otherwise="what is left is small beside what would be there; the output's bias takes care of some of it",
              would=f"below half of what would be there in {inhibited.sum()} of {n}"),
    ]


def _inverse(inward: np.ndarray, outward: np.ndarray) -> Claim:
    n, product = len(inward), _median(inward * outward)
    slope = np.corrcoef(np.log(inward), np.log(outward))[0, 1] if n > 2 else 0.0
    return claim("Input weights (2, -1/2) go with output weights (1/2, 2): what is read weakly is written strongly",
                 SAID.that("a worked example: W1 = (2, -1/2), W2 = (1/2, 2): one feature is disturbed 16 times less"),
                 f"victim over dominant, median of {n}: read {_median(inward):.2f}, written {_median(outward):.2f}, "
                 f"product {product:.2f}; correlation of their logarithms {slope:+.2f} (this package asks for a "
                 "product within 0.3 of 1 and a correlation below -0.7)" if n else NONE,
                 n > 0 and abs(product - 1) < 0.3 and slope < -0.7)


def _median(values: np.ndarray) -> float:
    return float(np.median(values)) if len(values) else np.nan


def draw(numbers: Numbers) -> Figure:
    """Draw the model with most instances of the motif: stacks of input weights, output weights, all ratios."""
    figure, axes = new_figure(1, 3, width=13.0, height=4.2)
    k = int(np.bincount(numbers.motifs[:, 0].astype(int), minlength=len(numbers.loss)).argmax())
    W1, W2 = numbers.W1[k], numbers.W2[k]
    stacks, outward, ratios = axes[0]
    draw_stacks(W1, interference(W1), polysemantic=features_per_neuron(W1, 0.1) > 1, least=0.05, ax=stacks)
    stacks.set(xticks=np.arange(N_HIDDEN), ylabel="weight, stacked")
    stacks.set_title("input weights of each neuron, largest 1", fontsize="medium")
    draw_matrix(W2, reach=4.0, x_label="neuron", y_label="output", ax=outward)
    outward.set_title("output weights: orange to 4, blue (dots) to −4", fontsize="medium")
    outward.set_xticks(np.arange(N_HIDDEN))
    for row in numbers.motifs[numbers.motifs[:, 0] == k]:
        outward.annotate("victim", (row[1], row[3]), ha="center", va="center", fontsize=6.5, rotation=90)
    superposition_colour_bar(figure, axes[0, :1])
    x = np.geomspace(0.1, 0.7, 20)
    ratios.plot(x, 1 / x, color="black", linewidth=0.8, linestyle=":")
    ratios.scatter(numbers.motifs[:, 4], numbers.motifs[:, 6] / numbers.motifs[:, 5], s=22, zorder=3,
                   color=style(0).colour,
                   marker=style(0).marker)
    ratios.set(xscale="log", yscale="log", xlabel="read: victim's weight over the dominant one's",
               ylabel="written: the same ratio", xlim=(0.1, 0.75))
    ratios.set_title(f"{len(numbers.motifs)} instances in all models; dotted: inverse", fontsize="medium")
    for axis, ticks in ((ratios.xaxis, [0.1, 0.2, 0.3, 0.5, 0.7]), (ratios.yaxis, [1, 2, 3, 5, 7, 10])):
        axis.set_ticks([], minor=True)
        axis.set_ticks(ticks, [f"{tick:g}" for tick in ticks])
    return figure
