"""How does a representation turn to its basis? Projections onto the privileged planes, from initialisation through training.

For each form one network; at each epoch all activations within arccos(epsilon) of a privileged plane are dropped onto it,
all planes in one picture, and the density is divided by that of isotropic activations of the same lengths: 1 is no preference.
Left to right: initialisation, then epochs.

Time: quick 8 s, paper 60 s, two cores.

Contents: NAME, TITLE, SOURCE, SEED, USES_IMAGES, Numbers, run, claims, draw.
Source: SRM and the privileged plane projective method that followed it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, judge, part_of
from srm_ref.experiments.image_networks import EPSILON, Images, embedded_images, forms_of, train_form
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.projections import draw_density_ratio
from srm_ref.geometry.bases import standard
from srm_ref.progress import Progress
from srm_ref.spotlight.density import projected_density

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "USES_IMAGES", "FORMS", "Numbers", "run", "claims", "draw"]

NAME = "projection_grids"
TITLE = "Privileged plane projections through training"
SOURCE = "SRM, privileged plane projection"
SEED = 33
USES_IMAGES = True
FORMS = ("tanh, standard", "tanh, rotated", "ReLU, standard", "isotropic tanh")
N_BINS = 15
SETTINGS = {"quick": (0, 2, 10, 20), "paper": (0, 2, 5, 10, 20, 50, 100)}


class Numbers(NamedTuple):
    """What `run` measured; axes are form (as FORMS) and epoch.

    Attributes
    ----------
    epochs : ndarray of int, shape (n_epochs,)
    ratio : ndarray, shape (4, n_epochs, N_BINS, N_BINS)
        Density over the isotropic one; nan where too little is expected.
    edges : ndarray, shape (4, n_epochs, N_BINS + 1)
    near_axes, near_diagonals : ndarray, shape (4, n_epochs)
        Points over expectation within 15 degrees of an axis of the plane, and of a diagonal, beyond a quarter of the picture.
    """

    epochs: np.ndarray
    ratio: np.ndarray
    edges: np.ndarray
    near_axes: np.ndarray
    near_diagonals: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None, images: Images | None = None) -> Numbers:
    """Train one network a form and project its bottleneck at every epoch, in its own basis (isotropic tanh: the standard one).

    Parameters
    ----------
    scale : {"quick", "paper"}
    rng : numpy.random.Generator
    progress : callable, optional
    images : Images, optional
        Default: the embedded digits.

    Returns
    -------
    Numbers

    Raises
    ------
    ValueError
        Another scale.
    """
    epochs, images = SETTINGS[choice(scale, "scale", SCALES)], images or embedded_images()
    pictures = []
    for k, name in enumerate(FORMS):
        forms = forms_of(name, rng)
        basis = standard(forms[1].n_dims) if forms[1].basis is None else forms[1].basis
        training = train_form(images, forms, SEED, epochs, part_of(progress, k, len(FORMS)))
        pictures.append([projected_density(x, basis, EPSILON, "combinations", N_BINS) for x in training.activations])
    shares = np.array([[_near(picture) for picture in row] for row in pictures])
    return Numbers(np.array(epochs), np.array([[picture.ratio(2.0) for picture in row] for row in pictures]),
                   np.array([[picture.edges for picture in row] for row in pictures]), shares[..., 0], shares[..., 1])


def claims(numbers: Numbers) -> list[Claim]:
    """Judge where the points stand after training.

    Parameters
    ----------
    numbers : Numbers

    Returns
    -------
    list of Claim
    """
    rows = []
    for k, name in enumerate(FORMS):
        axes, diagonals = numbers.near_axes[k], numbers.near_diagonals[k]
        measured = (f"near axes {axes[0]:.2f}, then {axes[-1]:.2f} times the isotropic number; near diagonals "
                    f"{diagonals[0]:.2f}, then {diagonals[-1]:.2f}")
        if name == "isotropic tanh":
            even = 0.5 < axes[-1] / diagonals[-1] < 2.0
            rows.append(judge("isotropic tanh: axes and diagonals of the planes fill alike (within a factor of two)", SOURCE, measured,
                              even))
        else:
            rows.append(judge(f"{name}: training draws points to the axes of the privileged planes, more than to their diagonals",
                              SOURCE, measured, axes[-1] > diagonals[-1],
                              "" if axes[-1] > diagonals[-1] else "they stand on the diagonals: anti-aligned"))
    return rows


def draw(numbers: Numbers) -> Figure:
    """Draw a row a form, left to right through training.

    Parameters
    ----------
    numbers : Numbers

    Returns
    -------
    matplotlib.figure.Figure
    """
    n_forms, n_epochs = numbers.near_axes.shape
    figure, axes = new_figure(n_forms, n_epochs, width=4.4 * n_epochs, height=3.4 * n_forms)
    for k, name in enumerate(FORMS):
        for j, epoch in enumerate(numbers.epochs):
            ax = draw_density_ratio(numbers.ratio[k, j], numbers.edges[k, j], gamma=np.pi / 2, ax=axes[k, j])
            ax.set_title(f"{name}: " + ("initialisation" if epoch == 0 else f"epoch {int(epoch)}"), fontsize="medium")
    return figure


def _near(picture: object) -> tuple[float, float]:
    """Points over expectation near the axes, and near the diagonals, of all cells beyond a quarter of the picture's reach."""
    middle = (picture.edges[1:] + picture.edges[:-1]) / 2
    x, y = np.meshgrid(middle, middle, indexing="ij")
    angle = np.degrees(np.arctan2(y, x)) % 90
    outer = np.hypot(x, y) > picture.edges[-1] / 4
    axes, diagonals = outer & (np.minimum(angle, 90 - angle) < 15), outer & (np.abs(angle - 45) < 15)
    return tuple(float(picture.counts[part].sum() / picture.expected[part].sum()) for part in (axes, diagonals))
