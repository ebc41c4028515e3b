"""Does a representation follow a basis with more vectors than dimensions? Thomson frames of several sizes, at the bottleneck.

tanh acts along k unit vectors that repel each other on the sphere (the Thomson problem), f(z) = (n/k) sum_i tanh(b_i . z) b_i, at
every hidden layer but the bottleneck as many as neurons and a half more; at the 16 neurons of the bottleneck k = 17, 24, 32, 48.
What such frames are: 17 vectors a simplex, 24 several simplices in subspaces at right angles to each other, 32 the cross-polytope
(+ and - along 16 orthogonal axes, where the form is tanh elementwise in a turned basis, since tanh is odd); 48 nothing with a name
here, more than half of its angles oblique. So the harmonic means little; mass (how much of the cloud lies near the planes) and
alignment (the height at the frame's own directions over the mean height) are compared with the same frame turned at random, and
tell whether the frame is special. Alignment above or below 1 does not tell where the cloud lies: at epsilon 0.6 the cone is wider
than 45 degrees, and holds two directions at right angles when it stands between them. That is read from the mean fourth power of
the cosines with the frame, see `kurtosis`.

Time: quick 4 s, paper 30 s; processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, USES_IMAGES, Numbers, run, claims, draw.
Source: SRM, overcomplete bases.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, claim, part_of
from srm_ref.experiments.shared.image_networks import EPSILON, HIDDEN, Images, embedded_images, forms_of, train_form
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.geometry.bases import rotated, thomson
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.networks.functional_forms import overcomplete
from srm_ref.progress import Progress
from srm_ref.spotlight.fourth_moments import kurtosis
from srm_ref.spotlight.resonance import mean_spotlight_resonance
from srm_ref.spotlight.statistics import alignment, mass

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "USES_IMAGES", "Numbers", "run", "claims", "draw"]

NAME = "overcomplete_frames"
TITLE = "Overcomplete Thomson frames"
SOURCE = "SRM, overcomplete bases"
SEED = 34
USES_IMAGES = True
SIZES = (17, 24, 32, 48)
FIGURES = {17: "simplex", 24: "several simplices", 32: "cross-polytope", 48: "mostly oblique angles"}
SETTINGS = {"quick": {"n_epochs": 20, "n_turns": 39}, "paper": {"n_epochs": 100, "n_turns": 199}}


class Numbers(NamedTuple):
    """What `run` measured after training, for each size of frame.

    sizes (4,).
    mass, alignment, kurtosis (4,): under the frame.
    turned_mass, turned_alignment, turned_kurtosis (4, n_turns): under the same frame, turned at random.
    thetas (n_angles,), radians; mean, turned_mean (4, n_angles).
    """

    sizes: np.ndarray
    mass: np.ndarray
    alignment: np.ndarray
    kurtosis: np.ndarray
    turned_mass: np.ndarray
    turned_alignment: np.ndarray
    turned_kurtosis: np.ndarray
    thetas: np.ndarray
    mean: np.ndarray
    turned_mean: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None, images: Images | None = None) -> Numbers:
    """Train a network for each size of frame and compare its frame with turned ones.

    images (Images): default: the embedded digits.
    """
    settings, images = SETTINGS[choice(scale, "scale", SCALES)], images or embedded_images()
    outer = forms_of("tanh, Thomson", rng)
    found = []
    for k, size in enumerate(SIZES):
        frame = thomson(size, HIDDEN[1], rng)
        training = train_form(images, [outer[0], overcomplete("tanh", frame), outer[2]], SEED, (0, settings["n_epochs"]),
                              part_of(progress, k, len(SIZES)))
        found.append(_measured(training.activations[-1], frame, settings["n_turns"], rng))
    own, turned, curves = (np.array(part) for part in zip(*found))
    thetas = 2 * np.pi * np.arange(360) / 360
    return Numbers(np.array(SIZES), *own.T, *np.moveaxis(turned, -1, 0), thetas, curves[:, 0], curves[:, 1])


def claims(numbers: Numbers) -> list[Claim]:
    """Judge every size of frame."""
    rows = []
    for k, size in enumerate(numbers.sizes):
        turned, aligned = numbers.turned_mass[k], numbers.turned_alignment[k]
        measured = (f"mass {numbers.mass[k]:.4f}, turned frames {turned.min():.4f} to {turned.max():.4f}; alignment "
                    f"{numbers.alignment[k]:.2f}, turned frames {aligned.min():.2f} to {aligned.max():.2f}")
        outside = not turned.min() <= numbers.mass[k] <= turned.max() or not aligned.min() <= numbers.alignment[k] <= aligned.max()
        rows.append(claim(f"{size} directions in {HIDDEN[1]} dimensions: the frame is told from all turned frames", SOURCE, measured,
                          outside))
        rows.append(_nearer(size, numbers.kurtosis[k], numbers.turned_kurtosis[k]))
    return rows


def _nearer(size: int, found: float, turned: np.ndarray) -> Claim:
    return claim(f"{size} directions: activations lie nearer to them than to those of any turned frame (kurtosis)", SOURCE,
                 f"kurtosis {found:.2f}, turned frames {turned.min():.2f} to {turned.max():.2f}", found > turned.max(),
                 "" if found > turned.max() else "no nearer than to turned ones" if found >= turned.min()
                 else "farther than from those of every turned frame: anti-aligned")


def draw(numbers: Numbers) -> Figure:
    """Draw the mean curve of each frame beside that of a turned one."""
    figure, axes = new_figure(1, len(numbers.sizes), width=15.5, height=4.2, share_y=True)
    for k, (size, ax) in enumerate(zip(numbers.sizes, axes[0])):
        draw_resonance_curve(numbers.thetas, numbers.mean[k], label="the network's frame", baseline=cap_fraction(HIDDEN[1], EPSILON), ax=ax)
        draw_resonance_curve(numbers.thetas, numbers.turned_mean[k], label="the same frame, turned at random", index=1, ax=ax)
        ax.set_title(f"{int(size)} directions in {HIDDEN[1]} dimensions:\n{FIGURES[int(size)]}", fontsize="medium")
        ax.set(ylabel="" if k else "resonance (share of activations lit)", xticks=range(0, 361, 90), xlabel="in-plane angle (degrees)")
        ax.get_legend().remove()
    axes[0, 0].set_ylim(0, 1.05 * max(numbers.mean.max(), numbers.turned_mean.max()))
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False, handlelength=3.0)
    return figure


def _measured(activations: np.ndarray, frame: np.ndarray, n_turns: int, rng: np.random.Generator) -> tuple:
    frames = [frame, *(rotated(frame, rng) for _ in range(n_turns))]
    numbers = [(mass(activations, f, EPSILON), alignment(activations, f, EPSILON), kurtosis(activations, f)) for f in frames]
    curves = [mean_spotlight_resonance(activations, f, EPSILON).mean for f in frames[:2]]
    return numbers[0], numbers[1:], curves
