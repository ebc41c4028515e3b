"""Does superposition make a model easy to fool, and does a model that is attacked while it learns avoid superposition?

Models of equally important features at densities from 1 to 1/20; each is attacked in the costliest of the 2 n ways that
raise or lower one output (length a tenth of the mean input's); another push of that length may cost more. Its
vulnerability is the rise of the loss over that of a model without superposition, which is known exactly: lambda^2.
Theory, with equal lengths: an attack on output i moves it by lambda |W_i|^2 / sqrt(D_i), so its own squared error grows
with 1 / D_i, the features in its dimension.

Then models of the sparsest features are trained anew, each sample attacked on a random output in every step, up to the
mean length of an input (`srm_ref.experiments.shared.attack_training`).

Time: quick 5 s (12 densities, 2000 steps), paper 4 minutes (24, 10 000 steps of 1024 samples); processor time,
measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Relationship to Adversarial Robustness"; n, m and densities are ours, TMS states none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.descent import AdamW
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here, part_of
from srm_ref.experiments.shared.attack_training import train_attacked
from srm_ref.experiments.shared.toy_spotlight import train_models
from srm_ref.figures.canvas import Figure, legend, new_figure
from srm_ref.figures.dimensionality import sparsity_axis
from srm_ref.figures.traces import draw_against
from srm_ref.progress import Progress
from srm_ref.superposition.attacks import vulnerability
from srm_ref.superposition.features import log_spaced, sample_features
from srm_ref.superposition.measures import dimensions_per_feature, interference, is_represented

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "adversarial"
TITLE = "Vulnerability follows features per dimension"
SOURCE = 'TMS "Relationship to Adversarial Robustness"'
SEED = 12
N_FEATURES, N_HIDDEN = 100, 10
FRACTIONS = np.array([0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0])  # attacks in training, over the mean length of an input
GONE = 0.1  # mean sum of squared overlaps below which a model is not in superposition
OURS = ("n = 100, m = 10, 1 - S from 1 to 1/20; one attack per model, the costliest of 2 n, a tenth of the mean input "
        "long, target the clean input; without superposition: the exact model")
SAID = Said("TMS", "Relationship to Adversarial Robustness", "",
            "the models of uniform superposition; attack by L2 norm, 0.1 of the mean input; densities and the model "
            "without superposition not stated", OURS)
WORDS = Said("TMS", "Relationship to Adversarial Robustness, of adversarial training, in words", "",
             "an analytic attack on a random feature; n, m, S and steps not stated",
             "n = 100, m = 10, 1 - S = 1/20; each sample attacked on a random output at every step")
OWN = here(NAME, OURS)
SETTINGS = {"quick": {"n_densities": 12, "n_steps": 2000, "batch": 128, "n_samples": 1000},
            "paper": {"n_densities": 24, "n_steps": 10_000, "batch": 1024, "n_samples": 10_000}}


class Numbers(NamedTuple):
    """What `run` measured, for each density.

    density (n_densities,): from 1 to 1/20.
    per_dimension (n_densities,): features per dimension, ||W||_F^2 / m.
    vulnerability (n_densities,): (L' - L) / (L'_0 - L_0).
    trained_per_dimension (7,): features per dimension of the models trained under attacks of FRACTIONS.
    trained_superposition (7,): their sum of squared overlaps with other features, mean over represented features; 0
        where there is none.
    trained_represented (7,).
    """

    density: np.ndarray
    per_dimension: np.ndarray
    vulnerability: np.ndarray
    trained_per_dimension: np.ndarray
    trained_superposition: np.ndarray
    trained_represented: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train one model per density and attack each; then train under attack."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    importance, density = np.ones(N_FEATURES), log_spaced(settings["n_densities"], 1 / 20)
    trained = train_models("relu_output", N_FEATURES, N_HIDDEN, 1 - density, importance, AdamW(1e-2),
                           settings["n_steps"], rng,
                           n_samples=settings["batch"], progress=part_of(progress, 0, 2))
    found = []
    for k, p in enumerate(density):
        features = sample_features(settings["n_samples"], N_FEATURES, 1 - p, rng)
        found.append(vulnerability({name: value[k] for name, value in trained.items()}, features, importance).ratio)
    W = train_attacked(FRACTIONS, N_FEATURES, N_HIDDEN, 1 - density[-1], rng, n_steps=settings["n_steps"],
                       n_samples=settings["batch"], progress=part_of(progress, 1, 2))["W"]
    there = is_represented(W)
    crowded = np.where(there, interference(W), 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return Numbers(density, 1 / dimensions_per_feature(trained["W"]), np.array(found), 1 / dimensions_per_feature(W),
                   crowded,
                   there.sum(axis=1))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge how far vulnerability rises, and with what."""
    inverse, found, features = 1 / numbers.density, numbers.vulnerability, numbers.per_dimension
    without, sparse = features < 1.1, inverse >= 11
    ranks = np.corrcoef(np.argsort(np.argsort(features)), np.argsort(np.argsort(found)))[0, 1]
    pairs = np.abs(features - 2) < 0.15
    return [
        claim("Dense features, no superposition: as vulnerable as a model that stores each feature apart", OWN,
              f"{_range(found[without])} times, at {_range(features[without])} features per dimension",
              without.any() and np.abs(found[without] - 1).max() < 0.15),
        claim("Vulnerability rises sharply as superposition forms, to more than 3 times",
              SAID.that("vulnerability increases sharply as superposition forms (more than 3x), in a figure"),
              f"1/(1-S) >= 11: {_range(found[sparse])} times; at {inverse[-1]:.0f}: {found[-1]:.2f}",
              found[sparse].min() > 3),
        claim("It closely follows the number of features per dimension",
              SAID.that("the level of vulnerability closely tracks the number of features per dimension, drawn one "
                        "over the other"),
              f"rank correlation {ranks:.3f} over {len(found)} densities; to this package closely is above 0.9",
              ranks > 0.9),
        claim("Antipodal pairs, two features per dimension, are about twice as vulnerable: 1 / D_i", OWN,
              f"{_range(found[pairs])} times", pairs.any() and np.abs(found[pairs] - 2).max() < 0.4),
        claim("Far into superposition the proportion breaks: vulnerability stays below features per dimension", OWN,
              f"at 1/(1-S) = {inverse[-1]:.0f}: {found[-1]:.2f} times with {features[-1]:.2f} features per dimension",
              found[-1] < 0.8 * features[-1]),
        *_trained_under_attack(numbers),
    ]


def _trained_under_attack(numbers: Numbers) -> list[Claim]:
    crowded = numbers.trained_superposition
    listed = "mean sum of squared overlaps " + "; ".join(f"{s:.2f} of {n} features at {f:.0%}" for s, n, f in zip(
        crowded, numbers.trained_represented, FRACTIONS))
    first = FRACTIONS[int((crowded < GONE).argmax())] if (crowded < GONE).any() else np.inf
    return [
        claim("Training under attack reduces superposition, the more the stronger the attack",
              WORDS.that("adversarial training does reduce superposition"), listed,
              np.all(np.diff(crowded) < 0.02) and crowded[-1] < 0.5 * crowded[0]),
        claim("To be rid of it takes attacks of 80 % of the inputs' mean length",
              WORDS.that("to eliminate it takes attacks of 80 % of the input's L2 norm"),
              f"below {GONE:g}, to this package rid of it, {_from(first)}, at 1/(1-S) = "
              f"{1 / numbers.density[-1]:.0f}; features are lost as well: {numbers.trained_represented[-2]} left at "
              "80 %", first == 0.8,
              otherwise="the paper states neither n nor m nor S", would=f"here it is gone {_from(first)}"),
    ]


def _from(fraction: float) -> str:
    return f"from {fraction:.0%} on" if np.isfinite(fraction) else "at none of these strengths"


def _range(values: np.ndarray) -> str:
    return f"{values.min():.2f} to {values.max():.2f}" if len(values) else "none"


def draw(numbers: Numbers) -> Figure:
    """Draw vulnerability and features per dimension over 1/(1-S), the one against the other, and training under attack.
    """
    figure, axes = new_figure(1, 3, width=15.5, height=4.4)
    left, right, hardened = axes[0]
    draw_against(1 / numbers.density, numbers.vulnerability, label="vulnerability $(L'-L)/(L'_0-L_0)$", ax=left)
    draw_against(1 / numbers.density, numbers.per_dimension, label=r"features per dimension $\|W\|_F^2/m$", index=1,
                 ax=left)
    sparsity_axis(left, 0.95, 1.05 / numbers.density[-1])
    left.axhline(1.0, color="black", linewidth=0.8)
    left.set_ylim(0, None)
    left.set_title("both rise as superposition forms", fontsize="medium")
    legend(left)
    draw_against(numbers.per_dimension, numbers.vulnerability, joined=False, ax=right)
    reach = numbers.per_dimension.max()
    right.plot([1, reach], [1, reach], color="black", linewidth=0.8, linestyle=":", label=r"equal, as $1/D_i$")
    right.set(xlabel=r"features per dimension $\|W\|_F^2/m$", ylabel="vulnerability", xlim=(0, None), ylim=(0, None))
    right.set_title("one against the other, one point per model", fontsize="medium")
    legend(right)
    draw_against(FRACTIONS, numbers.trained_superposition, label="superposition, mean over features represented",
                 ax=hardened)
    draw_against(FRACTIONS, numbers.trained_per_dimension, label=r"features per dimension $\|W\|_F^2/m$", index=1,
                 ax=hardened)
    hardened.set(xlabel="attack in training, over the inputs' mean length", ylim=(0, None))
    hardened.set_title(f"trained under attack, $1/(1-S)$ = {1 / numbers.density[-1]:.0f}", fontsize="medium")
    legend(hardened)
    return figure
