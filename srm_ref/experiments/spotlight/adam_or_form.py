"""Does the optimiser alone privilege the neurons' basis? Networks without a preferred basis, under four optimisers.

A linear bottleneck, a bottleneck with isotropic tanh and the hidden layer of a toy model with ReLU output do not know
how they are turned: a turned start, with turned gradients, gives turned weights. Steps of SGD, with momentum or not,
turn with the weights; steps of Adam and AdamW, which scale every weight separately, do not, and could make the standard
basis special. A tanh bottleneck, whose form does make it special, shows that the test finds what is there.

One kurtosis per network among rotations of the standard basis; over seeds two tests: the mean of the ranks among
rotations (a common side), and how many have p <= .05 (sides that differ). Twelve rows are judged beside the control, so
that each test is at .05 / 24 and the chance of any false finding at most .05. Power: a common shift of 4 / sqrt(n)
standard deviations of the rotations would be found in about 8 of 10 such experiments of n seeds.

If fewer than 20 seeds find nothing, nothing follows.

Found at paper scale, by 20 seeds other than those that the level was set with: under Adam and AdamW linear autoencoders
and toy models prefer the standard basis, with mean ranks of .20 to .27 (-3.5 to -4.6 standard errors); under SGD, with
momentum or not, neither does, nor do autoencoders with isotropic tanh under any of the four, where a common shift of
.04 to .08 would have been found in linear ones and toy models and of .03 in these. The side is that of low kurtosis,
anti-aligned, as in the tanh control and other than in transformers, whose kurtosis is above chance.

Time: quick 10 s (two seeds); paper 4.4 minutes (twenty seeds); processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, NETWORKS, OPTIMISERS, FEWEST, Numbers, run, claims, draw, over_seeds.
Source: this package; Elhage, Lasenby and Olah (2023) suspect Adam, Caples and Neuhaus (2024) train with SGD.
"""

from __future__ import annotations

from dataclasses import replace
from math import comb
from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.descent import SGD, Adam, AdamW
from srm_ref.experiments.claims import SCALES, Claim, Said, cannot_tell, claim, part_of
from srm_ref.experiments.shared.image_networks import HIDDEN, Images, embedded_images
from srm_ref.experiments.shared.layer_clouds import layers_of, read_cloud
from srm_ref.experiments.shared.priced_forms import bottleneck_form
from srm_ref.experiments.shared.sentences import ours
from srm_ref.experiments.shared.toy_spotlight import hidden_activations, train_models
from srm_ref.figures.canvas import Figure, new_figure, style
from srm_ref.geometry.bases import standard
from srm_ref.networks.autoencoder import initial_parameters, train
from srm_ref.networks.functional_forms import FunctionalForm, isotropic
from srm_ref.progress import Progress
from srm_ref.spotlight.verdict import LEVEL

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "NETWORKS", "OPTIMISERS", "FEWEST", "Numbers", "run", "claims", "draw",
           "over_seeds"]

NAME = "adam_or_form"
TITLE = "The optimiser or the form"
SOURCE = "this package, after Elhage, Lasenby and Olah 2023"
SEED = 1620
NETWORKS = ("linear autoencoder", "isotropic tanh autoencoder", "toy model", "tanh autoencoder")
CONTROL = len(NETWORKS) - 1
OPTIMISERS = {"SGD": SGD(0.3), "SGD with momentum": SGD(0.1, momentum=0.9), "Adam": Adam(1e-3),
              "AdamW": AdamW(1e-3, weight_decay=0.01)}
FASTER = {SGD: 3.0, Adam: 10.0, AdamW: 10.0}  # rates of toy models, which make fewer steps, over those of autoencoders
N_FEATURES, N_HIDDEN, SPARSITY = 24, 8, 0.9
FEWEST = 20
N_TESTS, Z_LIMIT = 24, 3.08  # of a standard normal number: beyond it with probability .05 / 24
SETTINGS = {"quick": {"n_seeds": 2, "n_epochs": 10, "n_steps": 400, "n_samples": 1500, "n_rotations": 39},
            "paper": {"n_seeds": 20, "n_epochs": 50, "n_steps": 6000, "n_samples": 4000, "n_rotations": 99}}
_SIDE = ("a rank below 1/2 is a kurtosis below that of rotations; transformers' residual streams are said to stand "
         "above, and of values below nothing is said there")
SGD_THERE = Said("another paper", "Caples and Neuhaus 2024, a forum post, title",
                 "training a language model with SGD does not result in a privileged basis",
                 "a transformer of 12 million parameters, TinyStories; residual stream", "")
ADAM_THERE = Said("another paper", "Privileged Bases in the Transformer Residual Stream, Elhage, Lasenby and Olah 2023",
                  "the per-dimension normalisers of Adam are provisionally concluded to be to blame for a privileged "
                  "basis; it is not claimed to be shown, and SGD was not tried",
                  "transformers of 200 million parameters; residual stream", "")


class Numbers(NamedTuple):
    """What `run` measured; axes are network (as NETWORKS), optimiser (as OPTIMISERS) and seed.

    readings (4, 4, n_seeds, 5): as `layer_clouds.Reading`.
    losses (4, 4, n_seeds): mean squared errors; nan for toy models.
    """

    readings: np.ndarray
    losses: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train every network by every optimiser from every seed, and read it in the standard basis."""
    settings, images = SETTINGS[choice(scale, "scale", SCALES)], embedded_images()
    forms = {"linear autoencoder": bottleneck_form("linear", HIDDEN[1]),
             "isotropic tanh autoencoder": isotropic("tanh", HIDDEN[1]),
             "tanh autoencoder": bottleneck_form("tanh", HIDDEN[1])}
    seeds, found = rng.integers(2**32, size=settings["n_seeds"]).tolist(), []
    for k, network in enumerate(NETWORKS):
        for j, optimiser in enumerate(OPTIMISERS.values()):
            part = part_of(progress, k * len(OPTIMISERS) + j, len(NETWORKS) * len(OPTIMISERS))
            clouds = (_toys(optimiser, settings, rng, part) if network == "toy model" else
                      [_autoencoder(images, forms[network], optimiser, seed, settings, part) for seed in seeds])
            found.append([(*read_cloud(x, standard(x.shape[1]), settings["n_rotations"], int(rng.integers(2**63))),
                           loss)
                          for x, loss in clouds])
    numbers = np.array(found).reshape(len(NETWORKS), len(OPTIMISERS), settings["n_seeds"], -1)
    return Numbers(numbers[..., :-1], numbers[..., -1])


def _autoencoder(images: Images, form: FunctionalForm, optimiser: SGD | Adam, seed: int, settings: dict[str, int],
                 progress: Progress | None) -> tuple[np.ndarray, float]:
    """Pre-activations of the only hidden layer, and the loss."""
    rng, n_pixels = np.random.default_rng(seed), images.pixels.shape[1]
    start = initial_parameters((n_pixels, form.n_dims, n_pixels), rng)
    training = train(images.pixels, [form], start, settings["n_epochs"], rng, snapshot_epochs=(settings["n_epochs"],),
                     optimiser=optimiser, progress=progress)
    return layers_of(training.parameters[-1], [form], images.pixels)[0], float(training.losses[-1])


def _toys(optimiser: SGD | Adam, settings: dict[str, int], rng: np.random.Generator,
          progress: Progress | None) -> list[tuple[np.ndarray, float]]:
    """Hidden activations of models of all seeds, trained at once."""
    sparsity = np.full(settings["n_seeds"], SPARSITY)
    faster = replace(optimiser, learning_rate=FASTER[type(optimiser)] * optimiser.learning_rate)
    trained = train_models("relu_output", N_FEATURES, N_HIDDEN, sparsity, np.ones(N_FEATURES), faster,
                           settings["n_steps"], rng, progress=progress)
    hidden = hidden_activations("relu_output", trained, sparsity, settings["n_samples"], rng)
    return [(h, np.nan) for h in hidden]


def over_seeds(readings: np.ndarray) -> tuple[bool, str]:
    """Tell whether networks prefer the basis on a common side, or each on its own; readings (n_seeds, 5), as `Reading`.

    Under no preference a rank u among rotations is uniform: the mean of n has the standard deviation 1 / sqrt(12 n).

    >>> over_seeds(np.array([[.3, .02, -.1, .1, 1]] * 6))[0], over_seeds(np.array([[.0, .6, -.1, .1, 1]] * 6))[0]
    (True, False)
    """
    n, p = len(readings), readings[:, 1]
    ranks = np.where(readings[:, 4] > 0, 1 - p / 2, p / 2)
    z, sure = (ranks.mean() - 0.5) * np.sqrt(12 * n), int((p <= LEVEL).sum())
    tail = sum(comb(n, k) * LEVEL**k * (1 - LEVEL) ** (n - k) for k in range(sure, n + 1))
    low, high = readings[:, 2].mean(), readings[:, 3].mean()
    return bool(abs(z) > Z_LIMIT or tail < LEVEL / N_TESTS), (
        f"{n} seeds: mean effect {readings[:, 0].mean():+.3f}, where 95 % of rotations give {low:+.3f} to {high:+.3f}; "
        f"mean rank {ranks.mean():.2f} ({z:+.1f} standard errors from 1/2), {sure} with p <= 0.05 (so many or more by "
        f"chance: probability {tail:.2g}); a common shift of about {4 / np.sqrt(n) * (high - low) / 3.92:.3f} would be "
        "found in 8 of 10 such experiments")


def claims(numbers: Numbers) -> list[Claim]:
    """Judge every network and optimiser by all seeds."""
    setting = "64-16-64 autoencoders of the digits, toy models of 24 features in 8 dimensions at S 0.9; standard basis"
    rows = []
    for k, network in enumerate(NETWORKS):
        for j, optimiser in enumerate(OPTIMISERS):
            found, measured = over_seeds(numbers.readings[k, j])
            if k == CONTROL:
                rows.append(_row(f"control: {network}, {optimiser}: the form makes the standard basis special",
                                 ours(NAME, setting), found, True, measured, numbers))
            elif j < 2:
                rows.append(_row(f"{network}, {optimiser}: no basis is special", SGD_THERE._replace(ours=setting),
                                 found, False,
                                 measured, numbers))
            else:
                rows.append(_row(f"{network}, {optimiser}: the optimiser alone makes the standard basis special",
                                 ADAM_THERE._replace(ours=setting), found, True, measured, numbers))
    return rows


def _row(sentence: str, said: Said, found: bool, wanted: bool, measured: str, numbers: Numbers) -> Claim:
    """Nothing found decides from FEWEST seeds on, and what is found at once."""
    n_seeds = numbers.readings.shape[2]
    if not found and n_seeds < FEWEST:
        return cannot_tell(sentence, said, measured, f"{n_seeds} seeds are too few to find nothing by")
    preferring = [f"{NETWORKS[k]} ({list(OPTIMISERS)[j]})" for k in range(CONTROL) for j in (2, 3)
                  if over_seeds(numbers.readings[k, j])[0]]
    return claim(sentence, said, measured, found == wanted, _SIDE if found and said.who != "this package" else "",
                 "of the networks here under Adam or AdamW a preference is found in: "
                 f"{', '.join(preferring) or 'none'}",
                 "a preference is found" if found else "none is found, and a shift of the size named would have been")


def draw(numbers: Numbers) -> Figure:
    """Draw the effects of all seeds, with the range that rotations give."""
    figure, axes = new_figure(1, len(NETWORKS), width=15, height=4.2)
    for k, (network, ax) in enumerate(zip(NETWORKS, axes[0])):
        for j, readings in enumerate(numbers.readings[k]):
            look = style(j)
            ax.plot(readings[:, 0], np.full(len(readings), j), marker=look.marker, linestyle="none", color=look.colour)
            ax.plot(readings[:, 2:4].mean(axis=0), [j + 0.25] * 2, color="black", linewidth=1.0)
        ax.axvline(0, color="black", linewidth=0.8)
        ax.set_yticks(range(len(OPTIMISERS)), list(OPTIMISERS) if k == 0 else [""] * len(OPTIMISERS))
        ax.set(title=network, xlabel="effect of kurtosis", ylabel="optimiser" if k == 0 else "", ylim=(-0.5, 3.6))
    figure.suptitle("Is the standard basis special? One point per seed; black: mean range of 95 % of the rotations")
    return figure
