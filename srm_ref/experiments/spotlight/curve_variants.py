"""What do the variants of the spotlight's curve show, and what do they hide? Ordered, unordered, signed.

One cloud, the activations of a trained tanh bottleneck, and two planted ones, near the axes and isotropic, seen with
ordered pairs (permutations), with unordered pairs (combinations), and signed: the cone's share minus the opposite
cone's. As a reference the self-resonance, the curve of the basis vectors themselves. And the scale of resolution: the
mean curve of samples near the axes is highest on the axes where epsilon is above 1/sqrt(2), and between them below it,
where one cone holds two axes.

Time: quick 2 s, paper 15 s; processor time.

Contents: NAME, TITLE, SOURCE, SEED, CLOUDS, EPSILONS, Numbers, run, claims, draw.
Source: the SRM abstract; the identities and the limits are this package's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, Side, claim
from srm_ref.experiments.shared.image_networks import EPSILON, HIDDEN, embedded_images, forms_of, train_form
from srm_ref.experiments.shared.sentences import BOTH_SIGNS, VARIATIONS, ours
from srm_ref.experiments.shared.sides import by_setting
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.geometry.bases import standard
from srm_ref.progress import Progress
from srm_ref.spotlight.resonance import mean_spotlight_resonance

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "CLOUDS", "EPSILONS", "Numbers", "run", "claims", "draw"]

NAME = "curve_variants"
TITLE = "Ordered, unordered and signed curves"
SOURCE = "the SRM abstract"
SEED = 45
CLOUDS = ("trained tanh bottleneck", "near the axes, of one sign", "near the axes, of both signs", "isotropic")
VARIANTS = ("permutations", "combinations", "signed")
EPSILONS = (0.6, 0.75, 0.85)
N_ANGLES = 360
SETTINGS = {"quick": {"n_epochs": 20, "n_samples": 4_000}, "paper": {"n_epochs": 100, "n_samples": 100_000}}


class Numbers(NamedTuple):
    """What `run` measured.

    thetas (N_ANGLES,), radians.
    curves (4, 3, N_ANGLES): as CLOUDS and VARIANTS, at epsilon 0.75.
    mirrored (2, N_ANGLES): of the trained cloud times -1, permutations, and signed.
    resolved (3, N_ANGLES): near the axes, of both signs, as EPSILONS.
    self_resonance (N_ANGLES,): of the basis vectors themselves.
    """

    thetas: np.ndarray
    curves: np.ndarray
    mirrored: np.ndarray
    resolved: np.ndarray
    self_resonance: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train one network, plant three clouds, and sweep all of them."""
    settings, axes, images = SETTINGS[choice(scale, "scale", SCALES)], standard(HIDDEN[1]), embedded_images()
    trained = train_form(images, forms_of("tanh, standard", rng), SEED, (settings["n_epochs"],),
                         progress).activations[-1]
    n = settings["n_samples"]
    near = axes[rng.integers(len(axes), size=n)] + 0.1 * rng.standard_normal((n, len(axes)))
    both = near * rng.choice([-1.0, 1.0], size=(n, 1))
    clouds = trained, near, both, rng.standard_normal((n, len(axes)))
    curves = [[_curve(x, EPSILON, variant) for variant in VARIANTS] for x in clouds]
    return Numbers(2 * np.pi * np.arange(N_ANGLES) / N_ANGLES, np.array(curves),
                   np.array([_curve(-trained, EPSILON, variant) for variant in VARIANTS[::2]]),
                   np.array([_curve(both, epsilon, VARIANTS[0]) for epsilon in EPSILONS]), _curve(axes, EPSILON,
                                                                                                  VARIANTS[0]))


def _curve(cloud: np.ndarray, epsilon: float, variant: str) -> np.ndarray:
    planes = "combinations" if variant == "combinations" else "permutations"
    sweep = mean_spotlight_resonance(cloud, standard(cloud.shape[1]), epsilon, planes, N_ANGLES,
                                     signed=variant == "signed")
    return sweep.mean


def claims(numbers: Numbers) -> list[Claim]:
    """Judge what the abstract says of signs and variants, by identities, and where one of them misleads."""
    setting = f"mean over all planes of 16 neurons, epsilon {EPSILON:g}; one trained cloud of the digits, three planted"
    here, (ordered, pairs, signed) = ours(NAME, setting), numbers.curves.swapaxes(0, 1)
    other = np.roll(ordered, N_ANGLES // 2, axis=-1)
    rows = [
        ("signals of both signs contribute: the mirrored cloud has the same curve half a turn on", BOTH_SIGNS,
         other[0] - numbers.mirrored[0]),
        ("signed curves are a variant: the unsigned curve less itself half a turn on", VARIATIONS,
         signed - (ordered - other)),
        ("unordered pairs are a variant: ordered ones give the mean of their curve and its reflection at 45 degrees",
         VARIATIONS, ordered - (pairs + _exchanged(pairs)) / 2),
    ]
    return [*(_identity(sentence, said._replace(ours=setting), gap) for sentence, said, gap in rows),
            _hidden(signed, here),
            by_setting("samples near the axes make the mean curve higher on the axes than between them", here,
                       [_on_axes(numbers, k) for k in (1, 0, 2)], lambda ratio: ratio > 1,
                       "mean height at the four angles of axes over that at the four between them, and the range of "
                       "such quotients of one angle each; true above 1",
                       "where epsilon is below 1/sqrt(2) a cone between two axes holds both")]


def _identity(sentence: str, said: Said, gap: np.ndarray) -> Claim:
    largest = float(np.abs(gap).max())
    return claim(sentence, said, f"largest difference {largest:.0e}", largest < 1e-12, "" if largest < 1e-12 else
                 "an identity that must hold: a fault of the program", "it is an identity")


def _hidden(signed: np.ndarray, said: Said) -> Claim:
    one, both = np.abs(signed[1:3]).max(axis=-1)
    return claim("a signed curve hides a preference that both signs share: of samples near the axes it is nearly 0 "
                 "where "
                 "both signs occur, and is not where one does", said, f"largest signed height {one:.4f} of one sign, "
                 f"{both:.4f} of both", both < 0.1 * one, "" if both < 0.1 * one else "it does not vanish",
                 "other clouds are in the figure")


def _exchanged(curves: np.ndarray) -> np.ndarray:
    """The curve with the two directions of every plane exchanged: theta becomes 90 degrees - theta."""
    return np.roll(curves[..., ::-1], N_ANGLES // 4 + 1, axis=-1)


def _on_axes(numbers: Numbers, k: int) -> Side:
    quarter = N_ANGLES // 4
    on, off = numbers.resolved[k, ::quarter], numbers.resolved[k, quarter // 2::quarter]
    least = np.finfo(float).tiny
    return Side(f"epsilon {EPSILONS[k]:g}", on.mean() / max(off.mean(), least), on.min() / max(off.max(), least),
                on.max() / max(off.min(), least))


def draw(numbers: Numbers) -> Figure:
    """Draw the three variants of every cloud, and the self-resonance with the planted axes."""
    figure, axes = new_figure(1, len(CLOUDS) + 1, width=18, height=4.2)
    degrees = np.degrees(numbers.thetas)
    for k, (name, ax) in enumerate(zip(CLOUDS, axes[0])):
        for j, variant in enumerate(VARIANTS):
            ax.plot(degrees, numbers.curves[k, j], color=style(j).colour, linestyle=style(j).line, label=variant)
        ax.set_title(name, fontsize="medium")
    for j, epsilon in enumerate(EPSILONS):
        curve = numbers.resolved[j]
        axes[0, -1].plot(degrees, curve / curve.max(), color=style(j).colour, linestyle=style(j).line,
                         label=f"epsilon {epsilon:g}")
    axes[0, -1].plot(degrees, numbers.self_resonance / numbers.self_resonance.max(), color="black", linewidth=0.8,
                     label=f"the basis itself, {EPSILON:g}")
    axes[0, -1].set_title("near the axes, over the highest", fontsize="medium")
    for ax in axes[0]:
        ax.set(xlabel="in-plane angle (degrees)", ylabel="resonance (share lit)", xticks=range(0, 361, 90))
        legend(ax)
    return figure
