"""Is training needed at all? Isotropic Gaussian data, passed once through an activation function, measured in its basis.

An elementwise form bends an isotropic cloud by itself: tanh presses long coordinates together and moves directions towards the
diagonals, ReLU folds the cloud into one orthant and leaves half of the coordinates at zero. An isotropic form cannot. The effect
depends on the size of the data: small numbers pass tanh unchanged.

Whether the basis is special is asked by the rotation test of the fourth harmonic; its sign is not read, for below epsilon
1/sqrt(2) = 0.71 it does not tell axes from diagonals: of what a ReLU leaves, one lit pair of sample and plane in ten lies so close
to the plane that it counts with the opposite sign (after tanh none). Whether activations lie nearer to the privileged directions
than chance or farther from them is read from the mean fourth power of the cosines with the basis, see `kurtosis`.

Time: quick 1 s, paper 2.7 minutes; processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.
Source: SRM, the "trivial" anisotropy of untrained networks; for tanh's sign its author's notebook, Example.ipynb.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, claim, part_of
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.geometry.bases import standard
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.networks.functional_forms import elementwise, isotropic
from srm_ref.progress import Progress
from srm_ref.spotlight.fourth_moments import isotropic_kurtosis, kurtosis
from srm_ref.spotlight.resonance import mean_spotlight_resonance
from srm_ref.spotlight.rotation_test import basis_rotation_test

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "trivial_anisotropy"
TITLE = "Anisotropy without training"
SOURCE = "SRM, untrained networks"
SEED = 32
N_DIMS, EPSILON, FORMS, STDS = 16, 0.6, ("none", "tanh", "relu", "leaky_relu", "isotropic tanh"), (0.3, 1.0, 2.0)
SETTINGS = {"quick": {"n_samples": 3_000, "n_rotations": 39}, "paper": {"n_samples": 100_000, "n_rotations": 199}}


class Numbers(NamedTuple):
    """What `run` measured; axes are form (as FORMS) and standard deviation of the data (as STDS).

    harmonic, p_value, kurtosis (5, 3); thetas (n_angles,), radians; mean (5, 3, n_angles).
    """

    harmonic: np.ndarray
    p_value: np.ndarray
    kurtosis: np.ndarray
    thetas: np.ndarray
    mean: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Pass the same Gaussian samples, at three sizes, through every form."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    gaussian, axes = rng.standard_normal((settings["n_samples"], N_DIMS)), standard(N_DIMS)
    shape = len(FORMS), len(STDS)
    (harmonics, p_values, fourth), means = np.empty((3, *shape)), []
    for k, name in enumerate(FORMS):
        for j, std in enumerate(STDS):
            activations = _passed(name, std * gaussian)
            tell = part_of(progress, k * len(STDS) + j, len(FORMS) * len(STDS))
            test = basis_rotation_test(activations, axes, EPSILON, settings["n_rotations"], rng, tell, arcs=True)
            harmonics[k, j], p_values[k, j] = test.harmonic, test.harmonic_p_value
            fourth[k, j] = kurtosis(activations, axes)
            sweep = mean_spotlight_resonance(activations, axes, EPSILON)
            means.append(sweep.mean)
    return Numbers(harmonics, p_values, fourth, sweep.thetas, np.array(means).reshape(*shape, -1))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge what each form does to isotropic data of any of the sizes."""
    def measured(name: str) -> tuple[np.ndarray, np.ndarray, str]:
        h, p = numbers.harmonic[FORMS.index(name)], numbers.p_value[FORMS.index(name)]
        return h, p, "harmonic " + ", ".join(f"{x:+.2f} (p {q:.3f}) at std {s:g}" for x, q, s in zip(h, p, STDS))

    rows = []
    for name in ("none", "isotropic tanh"):
        h, p, text = measured(name)
        rows.append(claim(f"isotropic data after {'no form' if name == 'none' else name} prefer no basis", SOURCE, text,
                          (p > 0.05).all(), "" if (p > 0.05).all() else "three tests at 5 % each: one false alarm in seven"))
    for name in ("tanh", "relu", "leaky_relu"):
        h, p, text = measured(name)
        rows.append(claim(f"{name}, once, without training, structures isotropic data along its basis (std 1, p <= 0.05)", SOURCE,
                          text, p[1] <= 0.05))
    found, chance = numbers.kurtosis[FORMS.index("tanh")], isotropic_kurtosis(N_DIMS)
    rows.append(claim("the trivial anisotropy of tanh is anti-aligned: isotropic data end up farther from its privileged directions "
                      "(std 1, kurtosis below that of isotropic data)", "the SRM author's notebook, Example.ipynb",
                      "kurtosis " + ", ".join(f"{x:.2f} at std {s:g}" for x, s in zip(found, STDS)) + f"; isotropic {chance:.2f}",
                      found[1] < chance))
    return rows


def draw(numbers: Numbers) -> Figure:
    """Draw the mean curves, a column a form: above all in one scale, below each over its own mean, where faint ones show too.
    """
    figure, axes = new_figure(2, len(FORMS), width=16, height=6.2, share_x=True)
    level = cap_fraction(N_DIMS, EPSILON)
    for k, (name, column) in enumerate(zip(FORMS, axes.T)):
        for j, std in enumerate(STDS):
            curve = numbers.mean[k, j]
            for row, isotropic_level, ax in ((curve, level, column[0]), (_over_mean(curve), 1.0, column[1])):
                draw_resonance_curve(numbers.thetas, row, index=j, label=f"std {std:g}",
                                     baseline=isotropic_level if j == 0 else None, ax=ax)
        column[0].set_title("isotropic data" if name == "none" else f"after {name.replace('_', ' ').replace('relu', 'ReLU')}")
        column[0].set(ylim=(0, 1.08 * numbers.mean.max()), ylabel="" if k else "resonance (share lit)", xlabel="")
        column[1].set(ylim=(0, 4), xlabel="in-plane angle (degrees)", xticks=range(0, 361, 90),
                      ylabel="" if k else "the same, over its mean")
        for ax in column[k == 0:]:
            ax.get_legend().remove()
    return figure


def _over_mean(curve: np.ndarray) -> np.ndarray:
    return curve / curve.mean() if curve.any() else curve


def _passed(name: str, data: np.ndarray) -> np.ndarray:
    if name == "none":
        return data
    form = isotropic("tanh", N_DIMS) if name == "isotropic tanh" else elementwise(name, standard(N_DIMS))
    return form.apply(data)
