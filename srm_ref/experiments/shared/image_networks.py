"""Which networks do the experiments on images train, and on which images? Autoencoders of one design.

Layers n_pixels-48-16-48-n_pixels, Adam, batches of 24. For one seed all networks start from the same weights and see
the same batches; a form's basis is drawn anew for every hidden layer. The images are the embedded 8x8 digits, or any
pair of IDX files (MNIST and its like); of more than MOST_IMAGES images the first MOST_IMAGES are used.

Contents: EPSILON, HIDDEN, FORMS, Images, embedded_images, idx_images, forms_of, setting_of, train_form.
Source: this package. Which networks the SRM paper trains is not known here; batches of 24 are from its author's notes.
"""

from __future__ import annotations

import os
from typing import NamedTuple, Sequence

import numpy as np

from srm_ref.checks import choice, counted
from srm_ref.geometry.bases import rotated, standard, thomson
from srm_ref.networks.autoencoder import Training, initial_parameters, train
from srm_ref.networks.digits import load_digits, load_idx
from srm_ref.networks.functional_forms import FunctionalForm, elementwise, isotropic, overcomplete
from srm_ref.progress import Progress

__all__ = ["EPSILON", "HIDDEN", "FORMS", "Images", "embedded_images", "idx_images", "forms_of", "setting_of",
           "train_form"]

EPSILON = 0.75
"""As in the SRM author's notebook. Above 1/sqrt(2) = 0.71 a cone holds no two directions at right angles: a curve is
high at the directions where activations are near them. At 16 neurons and 1,797 samples isotropic data put less than one
sample into one such spotlight: a mean over planes can be read, a single plane's curve cannot.
"""

HIDDEN = (48, 16, 48)
FORMS = ("tanh, standard", "tanh, rotated", "tanh, Thomson", "ReLU, standard", "leaky ReLU, standard", "isotropic tanh")
MOST_IMAGES = 10_000


class Images(NamedTuple):
    """Flat images in [0, 1] with their classes."""

    pixels: np.ndarray  # (n_samples, n_pixels)
    labels: np.ndarray  # (n_samples,)


def embedded_images() -> Images:
    """Return the digits that come with the package.

    Returns: 1797 samples of 64 pixels.
    """
    return Images(*load_digits()[:2])


def idx_images(images_path: str | os.PathLike[str], labels_path: str | os.PathLike[str]) -> Images:
    """Read a pair of IDX files, the first MOST_IMAGES of them.

    images_path, labels_path: IDX, or gzipped IDX.
    """
    pixels, labels = load_idx(images_path, labels_path)[:2]
    return Images(pixels[:MOST_IMAGES], labels[:MOST_IMAGES])


def forms_of(name: str, rng: np.random.Generator) -> list[FunctionalForm]:
    """Make one functional form for each hidden layer.

    name: of FORMS. "Thomson" takes one and a half times as many vectors as the layer has neurons; below twice as many
        such a set falls apart into simplices in orthogonal subspaces, so that most of its angles are right ones.
    rng: draws rotations and frames.
    Returns (list of FunctionalForm, one for each of HIDDEN).
    """
    sigma, _, where = choice(name, "name", FORMS).partition(", ")
    if name == "isotropic tanh":
        return [isotropic("tanh", width) for width in HIDDEN]
    sigma = sigma.lower().replace(" ", "_")
    if where == "rotated":
        return [elementwise(sigma, rotated(standard(width), rng)) for width in HIDDEN]
    if where == "Thomson":
        return [overcomplete(sigma, thomson(3 * width // 2, width, rng)) for width in HIDDEN]
    return [elementwise(sigma, standard(width)) for width in HIDDEN]


def setting_of(images: Images, n_epochs: int, n_seeds: int, what: str = "bottleneck") -> str:
    """Say which networks were trained on `images`, for how many epochs, from how many seeds, and what of them is read.

    n_epochs, n_seeds, what: for the sentence.
    """
    n, pixels = images.pixels.shape
    sizes = "-".join(map(str, (pixels, *HIDDEN, pixels)))
    return (f"{sizes} autoencoders of {n:,} images, Adam 1e-3, batches of 24, {n_epochs} epochs, "
            f"{counted(n_seeds, 'seed')}; {what}")


def train_form(images: Images, forms: Sequence[FunctionalForm], seed: int, snapshot_epochs: Sequence[int],
               progress: Progress | None = None, l1_price: float = 0.0) -> Training:
    """Train one network on `images`; equal seeds give equal starting weights and equal batches whatever the forms.

    forms: one for each of HIDDEN. snapshot_epochs: increasing; the last is the number of epochs. l1_price: of the
    bottleneck's activations.
    """
    n_pixels = images.pixels.shape[1]
    rng = np.random.default_rng(seed)
    start = initial_parameters((n_pixels, *HIDDEN, n_pixels), rng)
    return train(images.pixels, forms, start, snapshot_epochs[-1], rng, snapshot_epochs=snapshot_epochs,
                 l1_price=l1_price, progress=progress)
