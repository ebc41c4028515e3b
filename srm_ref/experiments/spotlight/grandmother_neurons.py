"""Do single directions stand for single classes? The images inside the cone of each privileged direction, and their labels.

For each of +b_i and -b_i: which samples lie within arccos(epsilon) of it, how pure in class they are, and how pure the same cone
would be with shuffled labels. One network with tanh in the standard basis, one with isotropic tanh for comparison, and the tanh
network in a random basis. A cone is significant where its p-value, multiplied by the number of directions, is at most 0.05.

Time: quick 2 s, paper 6 s; processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, USES_IMAGES, WHERE, Numbers, run, claims, draw.
Source: SRM, "grandmother neurons".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, claim, part_of
from srm_ref.experiments.shared.image_networks import Images, embedded_images, forms_of, train_form
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.contact_sheet import draw_contact_sheet
from srm_ref.geometry.bases import rotated, standard
from srm_ref.networks.selectivity import cone_selectivity, top_samples
from srm_ref.progress import Progress

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "USES_IMAGES", "WHERE", "Numbers", "run", "claims", "draw"]

NAME = "grandmother_neurons"
TITLE = "Grandmother neurons, with their images"
SOURCE = 'SRM, "grandmother neurons"'
SEED = 35
USES_IMAGES = True
EPSILON, N_TOP, LEAST = 0.5, 8, 10
WHERE = ("tanh, its own basis", "tanh, a random basis", "isotropic tanh, standard basis")
SETTINGS = {"quick": {"n_epochs": 20, "n_shuffles": 999}, "paper": {"n_epochs": 100, "n_shuffles": 9999}}


class Numbers(NamedTuple):
    """What `run` measured; axes are network and basis (as WHERE), and direction (+b_1 .. +b_n, -b_1 .. -b_n).

    counts, majority (3, 32): samples in the cone, their commonest class (-1: none).
    purity, null_purity, p_value (3, 32): nan where the cone is empty.
    top_images (32, N_TOP, height, width): nearest to each direction in the first of WHERE.
    top_labels (32, N_TOP).
    """

    counts: np.ndarray
    majority: np.ndarray
    purity: np.ndarray
    null_purity: np.ndarray
    p_value: np.ndarray
    top_images: np.ndarray
    top_labels: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None, images: Images | None = None) -> Numbers:
    """Train two networks and look into the cones.

    images (Images): default: the embedded digits.
    """
    settings, images = SETTINGS[choice(scale, "scale", SCALES)], images or embedded_images()
    trained = [train_form(images, forms_of(name, rng), SEED, (0, settings["n_epochs"]), part_of(progress, k, 2)).activations[-1]
               for k, name in enumerate(("tanh, standard", "isotropic tanh"))]
    axes = standard(trained[0].shape[1])
    cones = [cone_selectivity(x, images.labels.astype(np.int64), basis, EPSILON, settings["n_shuffles"], rng)
             for x, basis in ((trained[0], axes), (trained[0], rotated(axes, rng)), (trained[1], axes))]
    top = top_samples(trained[0], axes, N_TOP)
    side = round(images.pixels.shape[1] ** 0.5)
    return Numbers(np.array([c.counts for c in cones]), np.array([c.majority for c in cones]), np.array([c.purity for c in cones]),
                   np.array([c.null_mean for c in cones]), np.array([c.p_values for c in cones]),
                   images.pixels[top].reshape(*top.shape, side, -1), images.labels[top].astype(np.int64))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge purity and how many samples the cones hold."""
    n_directions = numbers.counts.shape[1]
    significant = np.nansum((numbers.counts >= LEAST) & (numbers.p_value * n_directions <= 0.05), axis=1)
    pure, null = (_mean_of_filled(numbers.counts, values) for values in (numbers.purity, numbers.null_purity))
    held = numbers.counts.sum(axis=1)
    listed = "; ".join(
        f"{where}: {int(s)} of {int((c >= LEAST).sum())} cones of {LEAST} samples or more significant, mean purity {p:.2f} "
        f"(shuffled {q:.2f})" for where, s, c, p, q in zip(WHERE, significant, numbers.counts, pure, null))
    return [
        claim("some privileged directions stand for one class: their cones are purer than shuffled labels allow", SOURCE, listed,
              significant[0] > 0),
        claim("privileged directions are purer than those of a random basis", SOURCE, listed, pure[0] > pure[1],
              "" if pure[0] > pure[1] else "any direction of this space is as selective: classes lie in clusters, not along axes"),
        claim("more activations lie within 60 degrees of the privileged directions than of random ones", SOURCE,
              f"{held[0]} samples in the cones of the network's own basis, {held[1]} in those of a random one", held[0] > held[1],
              "" if held[0] > held[1] else "the cones round this tanh network's axes hold no more"),
    ]


def draw(numbers: Numbers) -> Figure:
    """Draw the contact sheet: one row a direction, its nearest images, with cone size, purity and p-value."""
    n_basis = numbers.counts.shape[1] // 2
    figure, axes = new_figure(1, 2, width=12, height=10.2)
    for k, (sign, ax) in enumerate(zip("+−", axes[0])):
        part = slice(k * n_basis, (k + 1) * n_basis)
        names = [f"{sign}b{i}   {n} in cone" + ("" if n < 1 else f", {p:.0%} class {m}, p {q:.3f}") for i, (n, p, m, q) in enumerate(
            zip(numbers.counts[0, part], numbers.purity[0, part], numbers.majority[0, part], numbers.p_value[0, part]))]
        draw_contact_sheet(numbers.top_images[part], numbers.top_labels[part], names, ax=ax).set_anchor("N")
    figure.suptitle(f"Images nearest to each direction of the tanh network's bottleneck; cone: cosine >= {EPSILON}", fontsize="medium")
    return figure


def _mean_of_filled(counts: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Mean over the cones that hold LEAST samples or more, one a row; nan where there is none."""
    filled = counts >= LEAST
    return np.where(filled, values, 0.0).sum(axis=1) / np.where(filled.any(axis=1), filled.sum(axis=1), np.nan)
