"""How does a representation stand to its basis? Projections onto the privileged planes, before and after the form.

For every functional form one network; at each epoch all pre-activations (PRE) and activations (POST) within
arccos(0.85) of a privileged plane are projected onto it, all planes in one picture, and the density is divided by that
of isotropic samples of the same lengths: 1 is no preference.

Isotropic samples fill every plane evenly around, so of the points a third would lie within 15 degrees of +-a or +-b,
and a third within 15 degrees of the bisectors between them, the diagonals; each plane is judged by its own angle
between a and b. The contrast (axes - diagonals) / (axes + diagonals) is compared with those in bases turned at random:
the cloud of a trained network is not isotropic, and what every basis shows says nothing about the form's own.

Few points: of 1,797 isotropic samples in 16 dimensions 27 would lie so near one of the 120 planes of a standard basis.
So the points within arccos(0.6), some 9,500 then, are counted too: a count by angle is right at every epsilon.

Time: quick 10 s, paper 1 minute; processor time.

Contents: NAME, TITLE, SOURCE, SEED, USES_IMAGES, FORMS, EPSILON, WIDER, WHEN, Numbers, run, claims, draw.
Source: the SRM author's privileged plane projective method, and the pictures and notes in his repository.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice, counted
from srm_ref.experiments.claims import SCALES, Claim, Said, cannot_tell, claim, part_of
from srm_ref.experiments.shared.image_networks import (FORMS, HIDDEN, Images, embedded_images, forms_of, setting_of,
                                                       train_form)
from srm_ref.experiments.shared.layer_clouds import layers_of
from srm_ref.experiments.shared.sentences import EACH_SIGN, PICTURES, ours
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.projections import draw_density_bar, draw_density_ratio
from srm_ref.geometry.bases import rotated, standard
from srm_ref.geometry.vectors import cosine_similarity, norms
from srm_ref.progress import Progress
from srm_ref.spotlight.density import projected_density
from srm_ref.spotlight.projection import project_on_planes

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "USES_IMAGES", "FORMS", "EPSILON", "WIDER", "WHEN", "Numbers", "run",
           "claims",
           "draw"]

NAME = "projection_grids"
TITLE = "Privileged plane projections through training"
SOURCE = "the SRM author's notebook and notes"
SEED = 33
USES_IMAGES = True
EPSILON = 0.85
WIDER = 0.6
N_BINS, NEAR, FEWEST = 15, np.pi / 12, 20
WHEN = ("PRE", "POST")
SETTINGS = {"quick": {"epochs": (0, 2, 10, 20), "n_turns": 19},
            "paper": {"epochs": (0, 2, 5, 10, 20, 50, 100), "n_turns": 39}}


class Numbers(NamedTuple):
    """What `run` measured; axes are form (as FORMS), cloud (as WHEN) and epoch.

    epochs (n_epochs,); n_images (2,): images and pixels.
    ratio (6, 2, n_epochs, N_BINS, N_BINS): density over the isotropic one; nan where too little is expected.
    edges (6, 2, n_epochs, N_BINS + 1).
    gamma (6, 2), radians: least and greatest angle between a and b of the planes.
    near (6, 2, n_epochs, 2, 2): at EPSILON and WIDER, points within 15 degrees of +-a or +-b, and of the diagonals.
    turned (6, 2, n_epochs, n_turns, 2, 2): the same in the form's basis turned at random.
    """

    epochs: np.ndarray
    n_images: np.ndarray
    ratio: np.ndarray
    edges: np.ndarray
    gamma: np.ndarray
    near: np.ndarray
    turned: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None,
        images: Images | None = None) -> Numbers:
    """Train one network per form and project its bottleneck at every epoch, in its own basis (isotropic tanh:
    standard).

    images (Images): default: the embedded digits.
    """
    settings, images = SETTINGS[choice(scale, "scale", SCALES)], images or embedded_images()
    pictures, near, turned, gammas = [], [], [], []
    for k, name in enumerate(FORMS):
        forms = forms_of(name, rng)
        basis = standard(forms[1].n_dims) if forms[1].basis is None else forms[1].basis
        training = train_form(images, forms, SEED, settings["epochs"], part_of(progress, k, len(FORMS)))
        pre = [layers_of(parameters, forms, images.pixels)[1] for parameters in training.parameters]
        clouds = [*pre, *map(forms[1].forward, pre)]
        pictures.append([projected_density(x, basis, EPSILON, "combinations", N_BINS) for x in clouds])
        near.append([_near(x, basis)[0] for x in clouds])
        turned.append([[_near(x, rotated(basis, rng))[0] for _ in range(settings["n_turns"])] for x in clouds])
        gammas.append(_near(clouds[-1], basis)[1])
    shape = len(FORMS), len(WHEN), len(settings["epochs"])
    ratio, edges = (np.array([[of(picture) for picture in row] for row in pictures])
                    for of in (lambda picture: picture.ratio(2.0), lambda picture: picture.edges))
    return Numbers(np.array(settings["epochs"]), np.array(images.pixels.shape), ratio.reshape(*shape, N_BINS, N_BINS),
                   edges.reshape(*shape, -1), np.array(gammas), np.array(near).reshape(*shape, 2, 2),
                   np.array(turned).reshape(*shape, -1, 2, 2))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge on which side of turned bases the points stand, and whether both sides occur through training."""
    setting = setting_of(Images(np.zeros(numbers.n_images), np.zeros(0)), int(numbers.epochs[-1]), 1,
                         f"bottleneck; tanh in {3 * HIDDEN[1] // 2} Thomson vectors among the forms")
    rows = []
    for k, name in enumerate(FORMS):
        for j in range(len(WHEN)):
            if name == "isotropic tanh":
                rows += [_nothing(numbers, k, j, i, EACH_SIGN._replace(ours=setting)) for i in (0, 1)]
            else:
                rows += [_gathered(numbers, k, j, 0, ours(NAME, setting)),
                         _both(numbers, k, j, 0, PICTURES._replace(ours=setting)),
                         _gathered(numbers, k, j, 1, ours(NAME, setting))]
    return rows


def _sides(numbers: Numbers, k: int, j: int, i: int) -> tuple[np.ndarray, str]:
    """At every epoch 1 where more points than in all turned bases are near the axes, -1 near the diagonals, else 0."""
    points = numbers.near[k, j, :, i]
    own, turned = _contrast(points), _contrast(numbers.turned[k, j, :, :, i])
    sides = np.where(own > turned.max(axis=-1), 1, np.where(own < turned.min(axis=-1), -1, 0))
    sides[points.sum(axis=-1) < FEWEST] = 0
    text = "; ".join(f"epoch {epoch}: {_of_points(contrast, count)}, in turned bases {row.min():+.2f} to "
                     f"{row.max():+.2f}"
                     for epoch, contrast, count, row in zip(numbers.epochs, own, points.sum(axis=-1), turned))
    return sides, f"(axes - diagonals) / (axes + diagonals): {text}"


def _of_points(contrast: float, count: int) -> str:
    return f"{contrast:+.2f} of {counted(int(count), 'point')}" if count else "no point near either"


def _what(k: int, j: int, i: int) -> str:
    return f"{FORMS[k]}, {WHEN[j]}, epsilon {(EPSILON, WIDER)[i]:g}"


def _power(numbers: Numbers) -> str:
    return (f"a contrast beyond those of all {numbers.turned.shape[3]} turned bases would have been seen, from "
            f"{FEWEST} points near axes and diagonals on")


def _gathered(numbers: Numbers, k: int, j: int, i: int, said: Said) -> Claim:
    sides, measured = _sides(numbers, k, j, i)
    sentence = f"{_what(k, j, i)}: after training more points stand near the directions than in any turned basis"
    if sides[-1] == 0:
        return cannot_tell(sentence, said, measured, _power(numbers))
    return claim(sentence, said, measured, sides[-1] == 1, "" if sides[-1] == 1 else
                 "they stand on the diagonals: anti-aligned",
                 f"they stand on the axes at epoch {', '.join(map(str, numbers.epochs[sides == 1]))}"
                 if (sides == 1).any() else "at none of these epochs; with an L1 price on the bottleneck kurtosis is "
                 "above chance (experiment sign_law)")


def _both(numbers: Numbers, k: int, j: int, i: int, said: Said) -> Claim:
    sides, measured = _sides(numbers, k, j, i)
    sentence = f"{_what(k, j, i)}: points stand on the diagonals at some epochs and on the axes at others"
    if (sides == 1).any() and (sides == -1).any():
        return claim(sentence, said, measured, True)
    if (sides == 0).any():
        return cannot_tell(sentence, said, measured, _power(numbers))
    return claim(sentence, said, measured, False, "they stand on one side throughout",
                 "at none of these epochs; longer runs are in the experiment long_run")


def _nothing(numbers: Numbers, k: int, j: int, i: int, said: Said) -> Claim:
    """Epochs of fewer than FEWEST points do not count; where they are most of the epochs, nobody can tell."""
    sides, measured = _sides(numbers, k, j, i)
    enough = numbers.near[k, j, :, i].sum(axis=-1) >= FEWEST
    sentence = f"{_what(k, j, i)}: points lie in the standard planes as in those of turned bases, at most epochs"
    measured = f"{measured}; {_power(numbers)}"
    if 2 * enough.sum() < len(enough):
        return cannot_tell(sentence, said, measured, f"{enough.sum()} of {len(enough)} epochs have so many points")
    holds = (sides[enough] != 0).mean() <= 0.5
    return claim(sentence, said, measured, holds, "" if holds else "they do not at more than half of the epochs",
                 f"at the epochs {', '.join(map(str, numbers.epochs[(sides == 0) & enough])) or 'none'}")


def draw(numbers: Numbers) -> Figure:
    """Draw two rows per form, before and after it, left to right through training, all in one scale of colours."""
    n_forms, n_when, n_epochs = numbers.near.shape[:3]
    figure, axes = new_figure(n_forms * n_when, n_epochs, width=2.4 * n_epochs + 1.2, height=2.1 * n_forms * n_when)
    for row in range(n_forms * n_when):
        k, j = divmod(row, n_when)
        gamma = np.unique(numbers.gamma[k].round(3))
        for i, epoch in enumerate(numbers.epochs):
            ax = draw_density_ratio(numbers.ratio[k, j, i], numbers.edges[k, j, i], gamma=gamma, widest=100.0,
                                    bar=False,
                                    ax=axes[row, i])
            ax.set(xlabel="along e1, the direction of a" if row == n_forms * n_when - 1 else "",
                   ylabel=f"{FORMS[k]}, {WHEN[j]}\nalong e2" if i == 0 else "")
            if row == 0:
                ax.set_title("initialisation" if epoch == 0 else f"epoch {int(epoch)}")
    draw_density_bar(axes)
    figure.suptitle("Samples near the planes of the form's own basis (isotropic tanh: standard), in their own units")
    return figure


def _near(activations: np.ndarray, basis: np.ndarray) -> tuple[np.ndarray, list[float]]:
    """Points near the directions and near the diagonals, at both epsilons, and the planes' extreme angles."""
    found = project_on_planes(activations, basis, WIDER, "combinations")
    gammas = np.arccos(np.clip(cosine_similarity(basis, basis)[tuple(found.planes.T)], -1.0, 1.0))
    phi, gamma = np.arctan2(found.points[:, 1], found.points[:, 0]), gammas[found.plane]
    near_axes = np.minimum(_off_line(phi), _off_line(phi - gamma)) < NEAR
    near_diagonals = np.minimum(_off_line(phi - gamma / 2), _off_line(phi - gamma / 2 - np.pi / 2)) < NEAR
    narrow = norms(found.points) >= EPSILON * norms(activations)[found.sample]
    return (np.array([[(near & within).sum() for near in (near_axes, near_diagonals)] for within in (narrow, True)]),
            [gammas.min(), gammas.max()])


def _off_line(angle: np.ndarray) -> np.ndarray:
    """Angle to the nearest of 0 and pi, in radians."""
    return np.abs((angle + np.pi / 2) % np.pi - np.pi / 2)


def _contrast(near: np.ndarray) -> np.ndarray:
    """(axes - diagonals) / (axes + diagonals) in [-1, 1], over the last axis; 0 where there is nothing near either."""
    total, difference = near.sum(axis=-1), near[..., 0] - near[..., 1]
    return np.divide(difference, total, out=np.zeros(total.shape), where=total > 0)
