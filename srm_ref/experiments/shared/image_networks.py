"""Which networks do the experiments on images train, and on which images? Autoencoders that differ in functional form alone.

Layers n_pixels-48-16-48-n_pixels, Adam, batches of 24. For one seed all networks start from the same weights and see the same
batches; a form's basis is drawn anew for every hidden layer. The images are the embedded 8x8 digits, or any pair of IDX files
(MNIST and its like); of more than MOST_IMAGES images the first MOST_IMAGES are used.

Contents: EPSILON, HIDDEN, FORMS, Images, embedded_images, idx_images, forms_of, train_form.
Source: SRM, the autoencoder experiments; sizes and settings are this package's.
"""

from __future__ import annotations

import os
from typing import NamedTuple, Sequence

import numpy as np

from srm_ref.checks import choice
from srm_ref.geometry.bases import rotated, standard, thomson
from srm_ref.networks.autoencoder import Training, initial_parameters, train
from srm_ref.networks.digits import load_digits, load_idx
from srm_ref.networks.functional_forms import FunctionalForm, elementwise, isotropic, overcomplete
from srm_ref.progress import Progress

__all__ = ["EPSILON", "HIDDEN", "FORMS", "Images", "embedded_images", "idx_images", "forms_of", "train_form"]

EPSILON = 0.6
"""At 16 neurons and 1797 samples isotropic data put ten samples into one such spotlight; 0.7 would leave fewer than two.

Below 1/sqrt(2) = 0.71 the sign of the harmonic, and of alignment against 1, does not tell axes from diagonals: a sample that lies
in the plane to within r > sqrt(2) 0.6 = 0.849 is lit over more than 45 degrees to either side and counts in the harmonic with the
opposite sign, and one-hot activations have harmonic -0.14 and alignment 0.85 at 0.6. So no experiment reads a sign here: the
rotation test says whether a basis is special, and the mean fourth power of the cosines with it (`kurtosis`) whether activations
lie near its directions or between them. From 0.71 on there would be no such samples, but after 20 epochs only 60 to 600 lit pairs of
sample and plane in place of 1900 to 11000 for the tanh forms.
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
    """Make one functional form a hidden layer.

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


def train_form(images: Images, forms: Sequence[FunctionalForm], seed: int, snapshot_epochs: Sequence[int],
               progress: Progress | None = None) -> Training:
    """Train one network on `images`; equal seeds give equal starting weights and equal batches whatever the forms.

    forms: one for each of HIDDEN. snapshot_epochs: increasing; the last is the number of epochs.
    """
    n_pixels = images.pixels.shape[1]
    rng = np.random.default_rng(seed)
    start = initial_parameters((n_pixels, *HIDDEN, n_pixels), rng)
    return train(images.pixels, forms, start, snapshot_epochs[-1], rng, snapshot_epochs=snapshot_epochs, progress=progress)
