"""How does a representation turn to its basis? Projections onto the privileged planes, from initialisation through training.

For every functional form one network; at each epoch all activations within arccos(epsilon) of a privileged plane are dropped
onto it, all planes in one picture, and the density is divided by that of isotropic activations of the same lengths: 1 is no
preference. Left to right: initialisation, then epochs.

Isotropic activations fill every plane evenly around, so of the points a third would lie within 15 degrees of +-a or +-b, and a
third within 15 degrees of the bisectors between them, the diagonals; each plane is judged by its own angle between a and b. Of
24 Thomson vectors in 16 dimensions most pairs are orthogonal all the same (they fall apart into simplices in subspaces at right
angles to each other); the picture names b at the least and the greatest angle. At the end the same is measured in bases turned
at random: the cloud of a trained network is not isotropic, and what every basis shows says nothing about the form's own.

Time: quick 4 s, paper 15 s; processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, USES_IMAGES, FORMS, Numbers, run, claims, draw.
Source: SRM and the privileged plane projective method that followed it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, claim, part_of
from srm_ref.experiments.shared.image_networks import EPSILON, FORMS, Images, embedded_images, forms_of, train_form
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.projections import draw_density_bar, draw_density_ratio
from srm_ref.geometry.bases import rotated, standard
from srm_ref.geometry.vectors import cosine_similarity
from srm_ref.progress import Progress
from srm_ref.spotlight.density import projected_density
from srm_ref.spotlight.projection import project_on_planes

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "USES_IMAGES", "FORMS", "Numbers", "run", "claims", "draw"]

NAME = "projection_grids"
TITLE = "Privileged plane projections through training"
SOURCE = "SRM, privileged plane projection"
SEED = 33
USES_IMAGES = True
N_BINS, NEAR = 15, np.pi / 12
SETTINGS = {"quick": {"epochs": (0, 2, 10, 20), "n_turns": 19}, "paper": {"epochs": (0, 2, 5, 10, 20, 50, 100), "n_turns": 99}}


class Numbers(NamedTuple):
    """What `run` measured; axes are form (as FORMS) and epoch.

    epochs (n_epochs,).
    ratio (6, n_epochs, N_BINS, N_BINS): density over the isotropic one; nan where too little is expected.
    edges (6, n_epochs, N_BINS + 1).
    gamma (6, 2), radians: least and greatest angle between a and b of the planes.
    near_axes, near_diagonals (6, n_epochs): points within 15 degrees of +-a or +-b, and of the diagonals, over the
        number that isotropic activations would have.
    turned_axes, turned_diagonals (6, n_turns): the same after the last epoch, in the form's basis turned at random.
    """

    epochs: np.ndarray
    ratio: np.ndarray
    edges: np.ndarray
    gamma: np.ndarray
    near_axes: np.ndarray
    near_diagonals: np.ndarray
    turned_axes: np.ndarray
    turned_diagonals: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None, images: Images | None = None) -> Numbers:
    """Train one network a form and project its bottleneck at every epoch, in its own basis (isotropic tanh: the standard one).

    images (Images): default: the embedded digits.
    """
    settings, images = SETTINGS[choice(scale, "scale", SCALES)], images or embedded_images()
    pictures, near, turned, gammas = [], [], [], []
    for k, name in enumerate(FORMS):
        forms = forms_of(name, rng)
        basis = standard(forms[1].n_dims) if forms[1].basis is None else forms[1].basis
        training = train_form(images, forms, SEED, settings["epochs"], part_of(progress, k, len(FORMS)))
        pictures.append([projected_density(x, basis, EPSILON, "combinations", N_BINS) for x in training.activations])
        near.append([_near(x, basis)[:2] for x in training.activations])
        turned.append([_near(training.activations[-1], rotated(basis, rng))[:2] for _ in range(settings["n_turns"])])
        gammas.append(_near(training.activations[-1], basis)[2])
    near, turned = np.array(near), np.array(turned)
    return Numbers(np.array(settings["epochs"]), np.array([[picture.ratio(2.0) for picture in row] for row in pictures]),
                   np.array([[picture.edges for picture in row] for row in pictures]), np.array(gammas),
                   near[..., 0], near[..., 1], turned[..., 0], turned[..., 1])


def claims(numbers: Numbers) -> list[Claim]:
    """Judge where the points stand after training, against where they stand in turned bases."""
    rows = []
    for k, name in enumerate(FORMS):
        axes, diagonals = numbers.near_axes[k], numbers.near_diagonals[k]
        turned = _contrast(numbers.turned_axes[k], numbers.turned_diagonals[k])
        before, after = _contrast(axes, diagonals)[[0, -1]]
        measured = (f"near axes {axes[0]:.2f}, then {axes[-1]:.2f} times the isotropic number; near diagonals {diagonals[0]:.2f}, "
                    f"then {diagonals[-1]:.2f}; (axes - diagonals) / (axes + diagonals) {before:+.2f}, then {after:+.2f}; "
                    f"{len(turned)} turned bases {turned.min():+.2f} to {turned.max():+.2f}")
        told = not turned.min() <= after <= turned.max()
        if name == "isotropic tanh":
            rows.append(claim("isotropic tanh: points lie in the standard planes as in those of turned bases", SOURCE, measured,
                              not told))
            continue
        rows.append(claim(f"{name}: after training points keep to places that the form's own basis sets, and no turned one", SOURCE,
                          measured, told, "" if told else "turned bases show as much: the cloud is narrow, in whatever basis it is seen"))
        gathered = after > max(0.0, turned.max())
        rows.append(claim(f"{name}: they gather along the privileged directions, more than in any turned basis", SOURCE, measured,
                          gathered, "" if gathered else "they stand on the diagonals: anti-aligned" if told and after < 0
                          else "no more than in turned bases"))
    before, after = (np.abs(_contrast(numbers.near_axes, numbers.near_diagonals))[:3, k] for k in (0, -1))
    grown = (after > before).all()
    rows.append(claim("of the three tanh forms: training makes the structure along the own basis stronger", SOURCE,
                      "size of (axes - diagonals) / (axes + diagonals) " + ", ".join(
                          f"{x:.2f} to {y:.2f} ({name})" for x, y, name in zip(before, after, FORMS)), grown,
                      "" if grown else "it is there at initialisation: the form itself bends the cloud, without training"))
    return rows


def draw(numbers: Numbers) -> Figure:
    """Draw a row a form, left to right through training, all in one scale of colours."""
    n_forms, n_epochs = numbers.near_axes.shape
    figure, axes = new_figure(n_forms, n_epochs, width=3.1 * n_epochs + 1.2, height=2.75 * n_forms)
    for k, name in enumerate(FORMS):
        gamma = np.unique(numbers.gamma[k].round(3))
        for j, epoch in enumerate(numbers.epochs):
            ax = draw_density_ratio(numbers.ratio[k, j], numbers.edges[k, j], gamma=gamma, widest=100.0, bar=False, ax=axes[k, j])
            ax.set(xlabel="along e1, the direction of a" if k == n_forms - 1 else "",
                   ylabel=f"{name}\nalong e2, at right angles to a" if j == 0 else "")
            if k == 0:
                ax.set_title("initialisation" if epoch == 0 else f"epoch {int(epoch)}")
    draw_density_bar(axes)
    figure.suptitle("Activations near the planes of the form's own basis (isotropic tanh: the standard one), in their own units")
    return figure


def _near(activations: np.ndarray, basis: np.ndarray) -> tuple[float, float, list[float]]:
    """Points near the privileged directions and near the diagonals, over expectation, and the planes' extreme angles."""
    found = project_on_planes(activations, basis, EPSILON, "combinations")
    cosines = cosine_similarity(basis, basis)[tuple(found.planes.T)]
    gammas = np.arccos(np.clip(cosines, -1.0, 1.0))
    phi, gamma = np.arctan2(found.points[:, 1], found.points[:, 0]), gammas[found.plane]
    near_axes = np.minimum(_off_line(phi), _off_line(phi - gamma)) < NEAR
    near_diagonals = np.minimum(_off_line(phi - gamma / 2), _off_line(phi - gamma / 2 - np.pi / 2)) < NEAR
    n_samples, n_dims = found.n_samples - found.n_zero, basis.shape[1]
    third = len(found.planes) * n_samples * (1 - EPSILON**2) ** (n_dims / 2 - 1) / 3  # P(r > epsilon), 120 of 360 degrees
    return near_axes.sum() / third, near_diagonals.sum() / third, [gammas.min(), gammas.max()]


def _off_line(angle: np.ndarray) -> np.ndarray:
    """Angle to the nearest of 0 and pi, in radians."""
    return np.abs((angle + np.pi / 2) % np.pi - np.pi / 2)


def _contrast(axes: np.ndarray, diagonals: np.ndarray) -> np.ndarray:
    """(axes - diagonals) / (axes + diagonals) in [-1, 1]; 0 where there is nothing near either."""
    total = axes + diagonals
    return np.divide(axes - diagonals, total, out=np.zeros_like(total), where=total > 0)
