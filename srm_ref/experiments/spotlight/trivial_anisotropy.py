"""Is training needed at all? Isotropic Gaussian data, passed once through an activation function, seen in its basis.

An elementwise form bends an isotropic cloud by itself: tanh presses long coordinates together and moves directions
towards the diagonals, ReLU folds the cloud into one orthant and leaves half of the coordinates at zero. An isotropic
form cannot. The effect depends on the size of the data: small numbers pass tanh unchanged.

Whether the basis is special, and on which side, is read from the kurtosis among rotations of the basis. The curves are
for the eye: at epsilon 0.75, as in the author's notebook, they are high where activations are.

Time: quick 3 s, paper 1 minute; processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.
Source: the SRM author's notebook, Example.ipynb.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, claim
from srm_ref.experiments.shared.layer_clouds import listed, read_cloud, told
from srm_ref.experiments.shared.sentences import EACH_SIGN, FORMS_CAUSE, TANH_TRIVIAL, TRIVIAL, ours
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.geometry.bases import standard
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.networks.functional_forms import elementwise, isotropic
from srm_ref.progress import Progress
from srm_ref.spotlight.resonance import mean_spotlight_resonance
from srm_ref.spotlight.verdict import LEVEL

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "trivial_anisotropy"
TITLE = "Anisotropy without training"
SOURCE = "the SRM author's notebook, Example.ipynb"
SEED = 32
N_DIMS, EPSILON, FORMS, STDS = 8, 0.75, ("none", "tanh", "relu", "leaky_relu", "isotropic tanh"), (0.3, 1.0, 2.0)
NICE = {"tanh": "tanh", "relu": "ReLU", "leaky_relu": "leaky ReLU"}
SETTINGS = {"quick": {"n_samples": 5_000, "n_rotations": 39}, "paper": {"n_samples": 100_000, "n_rotations": 199}}


class Numbers(NamedTuple):
    """What `run` measured; axes are form (as FORMS) and standard deviation of the data (as STDS).

    readings (5, 3, 5): as `layer_clouds.Reading`; thetas (n_angles,), radians; mean (5, 3, n_angles).
    """

    readings: np.ndarray
    thetas: np.ndarray
    mean: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Pass the same Gaussian samples, at three sizes, through every form."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    gaussian, axes = rng.standard_normal((settings["n_samples"], N_DIMS)), standard(N_DIMS)
    shape, readings, means = (len(FORMS), len(STDS)), [], []
    for k, name in enumerate(FORMS):
        for std in STDS:
            activations = _passed(name, std * gaussian)
            readings.append(read_cloud(activations, axes, settings["n_rotations"], int(rng.integers(2**63))))
            sweep = mean_spotlight_resonance(activations, axes, EPSILON)
            means.append(sweep.mean)
        if progress is not None:
            progress(k + 1, len(FORMS))
    return Numbers(np.array(readings).reshape(*shape, -1), sweep.thetas, np.array(means).reshape(*shape, -1))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge what each form does to isotropic data of standard deviation 1, the size in the author's notebook."""
    at = {name: numbers.readings[k] for k, name in enumerate(FORMS)}
    setting = f"{N_DIMS} dimensions, standard deviation 1; kurtosis among rotations, curves at epsilon {EPSILON:g}"
    here = {"ours": setting}
    rows = [told("isotropic data prefer no basis", ours(NAME, setting), at["none"][1:2], "no preference",
                 _at_all_sizes(at["none"])),
            told("isotropic tanh leaves isotropic data without a preferred basis",
                 EACH_SIGN._replace(**here), at["isotropic tanh"][1:2], "no preference",
                 _at_all_sizes(at["isotropic tanh"]))]
    for name in ("tanh", "relu", "leaky_relu"):
        found = at[name][1, 1] <= LEVEL
        said = TRIVIAL._replace(**here) if name != "leaky_relu" else FORMS_CAUSE._replace(**here)
        rows.append(claim(f"{NICE[name]}, once, without training, makes its basis special for isotropic data", said,
                          listed(at[name][1:2]), found, "" if found else "within what rotations give",
                          _at_all_sizes(at[name])))
    return rows + [
        told("the trivial anisotropy of tanh is anti-aligned: isotropic data end up farther from its directions",
             TANH_TRIVIAL._replace(**here), at["tanh"][1:2], "anti-aligned", _at_all_sizes(at["tanh"])),
        told("the trivial anisotropy of ReLU is aligned: isotropic data end up nearer to its directions",
             ours(NAME, setting), at["relu"][1:2], "aligned", _at_all_sizes(at["relu"]))]


def _at_all_sizes(readings: np.ndarray) -> str:
    return "effects at standard deviations: " + ", ".join(f"{r[0]:+.3f} (p {r[1]:.3f}) at {s:g}" for r,
                                                          s in zip(readings, STDS))


def draw(numbers: Numbers) -> Figure:
    """Draw the mean curves, a column per form: above in one scale, below each over its own mean, where faint ones show.

    """
    figure, axes = new_figure(2, len(FORMS), width=16, height=6.2, share_x=True)
    level = cap_fraction(N_DIMS, EPSILON)
    for k, (name, column) in enumerate(zip(FORMS, axes.T)):
        for j, std in enumerate(STDS):
            curve = numbers.mean[k, j]
            for row, isotropic_level, ax in ((curve, level, column[0]), (_over_mean(curve), 1.0, column[1])):
                draw_resonance_curve(numbers.thetas, row, index=j, label=f"standard deviation {std:g}", ax=ax,
                                     baseline=isotropic_level if j == 0 else None)
        column[0].set_title("isotropic data" if name == "none" else f"after {NICE.get(name, name)}")
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
