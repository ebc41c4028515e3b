"""Which forms make a large coordinate expensive, or cheap? Five for a bottleneck, in networks of one design.

What a form does to a large coordinate:

    tanh        saturates at 1
    asinh       grows as a logarithm
    linear      leaves it as it is
    z + z^3     expands it
    ReLU        leaves it as it is where it is positive, and makes it 0 elsewhere

The other two hidden layers have tanh in the standard basis, so that networks of one seed differ in the bottleneck
alone.

Contents: BOTTLENECKS, bottleneck_form, train_bottleneck.
Source: this package.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.shared.image_networks import HIDDEN, Images, train_form
from srm_ref.geometry.bases import standard
from srm_ref.networks.autoencoder import Training
from srm_ref.networks.functional_forms import FunctionalForm, elementwise, in_frame, in_frame_vjp
from srm_ref.progress import Progress
from srm_ref.scalar_maps import IDENTITY, SIGMAS, Sigma

__all__ = ["BOTTLENECKS", "bottleneck_form", "train_bottleneck"]

BOTTLENECKS: dict[str, Sigma] = {
    "tanh": SIGMAS["tanh"],
    "asinh": Sigma(np.arcsinh, lambda s: 1.0 / np.sqrt(1.0 + s * s)),
    "linear": IDENTITY,
    "z + z^3": Sigma(lambda s: s + s**3, lambda s: 1.0 + 3.0 * s * s),
    "ReLU": SIGMAS["relu"],
}


def bottleneck_form(name: str, n_dims: int) -> FunctionalForm:
    """Build the form that acts on every coordinate in the standard basis of n_dims dimensions.

    name: of BOTTLENECKS.

    >>> bottleneck_form("z + z^3", 2).apply([1.0, -2.0]).tolist()
    [2.0, -10.0]
    """
    parts = {"basis": standard(n_dims), "sigma": BOTTLENECKS[choice(name, "name", list(BOTTLENECKS))]}
    return FunctionalForm(name, n_dims, parts["basis"], partial(in_frame, **parts), partial(in_frame_vjp, **parts))


def train_bottleneck(images: Images, name: str, l1_price: float, seed: int, n_epochs: int,
                     progress: Progress | None = None) -> tuple[Training, list[FunctionalForm]]:
    """Train one autoencoder of `images`, of that form, with an L1 price of its bottleneck; equal seeds start alike.

    name: of BOTTLENECKS. l1_price: of the sum over neurons, in the mean over samples. n_epochs: at least 1.
    Returns: with the state after the last epoch alone, and the forms.
    """
    outer = elementwise("tanh", standard(HIDDEN[0]))
    forms = [outer, bottleneck_form(name, HIDDEN[1]), outer]
    return train_form(images, forms, seed, (n_epochs,), progress, l1_price), forms
