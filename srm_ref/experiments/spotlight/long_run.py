"""Does the side change in a long training? Kurtosis before and after the form, to 112,500 steps.

The pictures of the SRM author show networks to about 125,000 steps of batches of 24, at times on the diagonals and at
times on the axes. Here tanh in the standard basis, tanh along 32 Thomson vectors, and tanh with an L1 price are trained
once each; at paper scale for 112,500 steps on any images, that is 1,500 epochs of the embedded digits.

Time: quick 4 s (1,500 steps); paper 5 minutes (112,500 steps); processor time.

Contents: NAME, TITLE, SOURCE, SEED, USES_IMAGES, NETWORKS, Numbers, run, claims, draw.
Source: the SRM author's pictures and notes; the L1 price is this package's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, cannot_tell, claim, part_of
from srm_ref.experiments.shared.image_networks import HIDDEN, Images, embedded_images, forms_of, train_form
from srm_ref.experiments.shared.layer_clouds import CLOUDS, POST, PRE, layers_of, read_cloud, short
from srm_ref.experiments.shared.sentences import PICTURES, ours
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.geometry.bases import thomson
from srm_ref.networks.functional_forms import overcomplete
from srm_ref.progress import Progress
from srm_ref.spotlight.verdict import LEVEL

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "USES_IMAGES", "NETWORKS", "Numbers", "run", "claims", "draw"]

NAME = "long_run"
TITLE = "One long training"
SOURCE = "the SRM author's notes and pictures"
SEED = 44
USES_IMAGES = True
NETWORKS = ("tanh, standard", "tanh, 32 Thomson vectors", "tanh, standard, L1 price .01")
BATCH = 24
SHARES = (0.0, 0.01, 0.03, 0.1, 0.2, 0.4, 0.7, 1.0)
SETTINGS = {"quick": {"n_steps": 1_500, "n_rotations": 39}, "paper": {"n_steps": 112_500, "n_rotations": 99}}


class Numbers(NamedTuple):
    """What `run` measured; axes are network (as NETWORKS), snapshot, and cloud (PRE and POST).

    epochs, steps (n_snapshots,); n_images (2,): images and pixels.
    readings (3, n_snapshots, 2, 5): as `layer_clouds.Reading`.
    losses (3, n_snapshots).
    """

    epochs: np.ndarray
    steps: np.ndarray
    n_images: np.ndarray
    readings: np.ndarray
    losses: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None,
        images: Images | None = None) -> Numbers:
    """Train each network once and read its bottleneck at initialisation and on the way.

    images (Images): default: the embedded digits.
    """
    settings, images = SETTINGS[choice(scale, "scale", SCALES)], images or embedded_images()
    a_epoch = -(-len(images.pixels) // BATCH)
    n_epochs = -(-settings["n_steps"] // a_epoch)
    epochs = sorted({round(share * n_epochs) for share in SHARES})
    found, losses = [], []
    for k, name in enumerate(NETWORKS):
        forms = forms_of("tanh, standard", rng)
        if "Thomson" in name:
            forms[1] = overcomplete("tanh", thomson(2 * HIDDEN[1], HIDDEN[1], rng))
        training = train_form(images, forms, SEED, epochs, part_of(progress, k, len(NETWORKS)),
                              0.01 if "L1" in name else 0.0)
        clouds = [(z, forms[1].forward(z)) for z in (layers_of(p, forms,
                                                               images.pixels)[1] for p in training.parameters)]
        found.append([[read_cloud(x, forms[1].basis, settings["n_rotations"], SEED) for x in pair] for pair in clouds])
        losses.append(training.losses)
    return Numbers(np.array(epochs), a_epoch * np.array(epochs), np.array(images.pixels.shape), np.array(found),
                   np.array(losses))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge whether both sides occur in the course of training, and whether the last side is the first one found."""
    n, pixels = numbers.n_images
    setting = (f"{pixels}-48-16-48-{pixels} autoencoders of {n:,} images, Adam 1e-3, batches of {BATCH}, "
               f"{int(numbers.steps[-1]):,} steps, one seed; bottleneck, by kurtosis")
    rows = []
    for k, name in enumerate(NETWORKS):
        for cloud in (PRE, POST):
            said = ours(NAME, setting) if "L1" in name else PICTURES._replace(ours=setting)
            rows.append(_both(numbers, k, cloud, f"{name}, {CLOUDS[cloud]}", said))
    return rows


def _both(numbers: Numbers, k: int, cloud: int, what: str, said: Said) -> Claim:
    readings = numbers.readings[k, :, cloud]
    sides = np.where(readings[:, 1] <= LEVEL, readings[:, 4], 0)
    measured = ", ".join(f"{short(r[0])} (p {r[1]:.2g}) at step {step:,}" for r, step in zip(readings, numbers.steps))
    sentence = f"{what}: both sides occur in one training, farther from the directions at times and nearer at others"
    if (sides == 1).any() and (sides == -1).any():
        return claim(sentence, said, measured, True)
    if not sides.any():
        return cannot_tell(sentence, said, measured, "no side is found at any step; 95 % of the rotations lie "
                           f"within {short(readings[:, 2].min())} to {short(readings[:, 3].max())}")
    side, found = "nearer" if sides.sum() > 0 else "farther", int((sides != 0).sum())
    return claim(sentence, said, measured, False, f"the side that is found is {side}, at {found} of {len(sides)} "
                 "snapshots", f"at none of these steps, on these images; both occur in {_both_occur(numbers)}")


def _both_occur(numbers: Numbers) -> str:
    """Networks and clouds that are found on both sides in the course of their training."""
    sides = np.where(numbers.readings[..., 1] <= LEVEL, numbers.readings[..., 4], 0)  # (network, step, cloud)
    both = (sides == 1).any(axis=1) & (sides == -1).any(axis=1)
    return "; ".join(f"{NETWORKS[k]}, {CLOUDS[cloud]}" for k, cloud in np.argwhere(both)) or "no network here"


def draw(numbers: Numbers) -> Figure:
    """Draw the effects over steps, with the range that rotations give."""
    figure, axes = new_figure(1, len(NETWORKS), width=14, height=4.4)
    for k, (name, ax) in enumerate(zip(NETWORKS, axes[0])):
        for cloud in (PRE, POST):
            look, readings = style(cloud), numbers.readings[k, :, cloud]
            ax.plot(numbers.steps + 1, readings[:, 0], color=look.colour, linestyle=look.line, marker=look.marker,
                    label=CLOUDS[cloud])
            ax.fill_between(numbers.steps + 1, readings[:, 2], readings[:, 3], color=look.colour, alpha=0.15)
        ax.axhline(0, color="black", linewidth=0.8)
        ax.set(xscale="log", title=name, xlabel="steps + 1", ylabel="effect of kurtosis; shaded: 95 % of rotations")
        legend(ax)
    return figure
