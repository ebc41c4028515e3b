"""Do single directions stand for single classes? The images in the cone of each direction, and their labels.

For each of +b_i and -b_i: which samples lie within arccos(0.5) = 60 degrees of it, and how pure in class they are.
Controls: the same cones with shuffled labels, and the cones of bases turned at random, whose directions mean nothing
to the form. Pre-activations (PRE) and activations (POST) of a network with tanh in the standard basis, and activations
of one with isotropic tanh and of one with tanh and an L1 price on the bottleneck, which aligns it (`sign_law`). A cone
is significant where its p-value among shuffles, multiplied by the number of directions, is at most 0.05.

A direction that stands for one class is not yet a neuron that does: where classes lie in clusters, directions of any
basis are pure. What would make the neurons special is to be purer than turned bases.

Time: quick 3 s, paper 20 s; processor time.

Contents: NAME, TITLE, SOURCE, SEED, USES_IMAGES, WHERE, Numbers, run, claims, draw.
Source: the SRM abstract; the controls are this package's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, cannot_tell, claim, part_of
from srm_ref.experiments.shared.image_networks import Images, embedded_images, forms_of, setting_of, train_form
from srm_ref.experiments.shared.layer_clouds import layers_of
from srm_ref.experiments.shared.sentences import GRANDMOTHERS, ours
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.contact_sheet import draw_contact_sheet
from srm_ref.geometry.bases import rotated, standard
from srm_ref.networks.selectivity import cone_selectivity, top_samples
from srm_ref.progress import Progress
from srm_ref.spotlight.verdict import LEVEL, Ranked, ranked

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "USES_IMAGES", "WHERE", "Numbers", "run", "claims", "draw"]

NAME = "grandmother_neurons"
TITLE = "Grandmother neurons, with their images"
SOURCE = "the SRM abstract"
SEED = 35
USES_IMAGES = True
EPSILON, N_TOP, LEAST = 0.5, 8, 10
WHERE = ("tanh, POST", "tanh, PRE", "isotropic tanh, POST", "tanh with an L1 price, POST")
PRICED, L1_PRICE = 3, 0.01
SETTINGS = {"quick": {"n_epochs": 20, "n_shuffles": 999, "n_turns": 39},
            "paper": {"n_epochs": 100, "n_shuffles": 9999, "n_turns": 199}}


class Numbers(NamedTuple):
    """What `run` measured; axes are cloud (as WHERE) and direction (+b_1 .. +b_n, -b_1 .. -b_n) of the standard basis.

    n_epochs (); n_images (2,): images and pixels.
    counts, majority (4, 32): samples in the cone, their commonest class (-1: none).
    purity, null_purity, p_value (4, 32): nan where the cone is empty; null: of shuffled labels.
    turned_purity, turned_counts (4, n_turns): in bases turned at random, mean over cones of LEAST samples or more (nan:
        none), and samples in all cones.
    top_images (32, N_TOP, height, width): nearest to each direction in the first of WHERE.
    top_labels (32, N_TOP).
    """

    n_epochs: np.ndarray
    n_images: np.ndarray
    counts: np.ndarray
    majority: np.ndarray
    purity: np.ndarray
    null_purity: np.ndarray
    p_value: np.ndarray
    turned_purity: np.ndarray
    turned_counts: np.ndarray
    top_images: np.ndarray
    top_labels: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None,
        images: Images | None = None) -> Numbers:
    """Train three networks and look into the cones.

    images (Images): default: the embedded digits.
    """
    settings, images = SETTINGS[choice(scale, "scale", SCALES)], images or embedded_images()
    labels, clouds = images.labels.astype(np.int64), []
    for k, (name, price) in enumerate((("tanh, standard", 0.0), ("isotropic tanh", 0.0),
                                       ("tanh, standard", L1_PRICE))):
        forms = forms_of(name, rng)
        training = train_form(images, forms, SEED, (settings["n_epochs"],), part_of(progress, k, 3), l1_price=price)
        z = layers_of(training.parameters[-1], forms, images.pixels)[1]
        clouds += [forms[1].forward(z), z][:2 if k == 0 else 1]
    axes = standard(clouds[0].shape[1])
    cones = [cone_selectivity(x, labels, axes, EPSILON, settings["n_shuffles"], rng) for x in clouds]
    turned = np.array([[_in_turned(x, labels, axes, rng) for _ in range(settings["n_turns"])] for x in clouds])
    top = top_samples(clouds[0], axes, N_TOP)
    side = round(images.pixels.shape[1] ** 0.5)
    return Numbers(np.array(settings["n_epochs"]), np.array(images.pixels.shape), np.array([c.counts for c in cones]),
                   np.array([c.majority for c in cones]), np.array([c.purity for c in cones]),
                   np.array([c.null_mean for c in cones]), np.array([c.p_values for c in cones]), turned[..., 0],
                   turned[..., 1], images.pixels[top].reshape(*top.shape, side, -1),
                   images.labels[top].astype(np.int64))


def _in_turned(cloud: np.ndarray, labels: np.ndarray, axes: np.ndarray, rng: np.random.Generator) -> tuple[float,
                                                                                                           float]:
    cones = cone_selectivity(cloud, labels, rotated(axes, rng), EPSILON, 1, rng)
    return float(_mean_of_filled(cones.counts, cones.purity)), float(cones.counts.sum())


def claims(numbers: Numbers) -> list[Claim]:
    """Judge purity against shuffles and turned bases, and how many samples the cones hold."""
    setting = setting_of(Images(np.zeros(numbers.n_images), np.zeros(0)), int(numbers.n_epochs), 1,
                         f"tanh bottleneck, cones of 60 degrees, {numbers.turned_purity.shape[1]} turned bases")
    theirs, here = GRANDMOTHERS._replace(ours=setting), ours(NAME, setting)
    rows = [_selective(numbers, k, theirs) for k in range(2)]
    for k in range(2):
        rows.append(_beyond(f"{WHERE[k]}: privileged directions are purer than those of bases turned at random", theirs,
                            *_purities(numbers, k), "they are less pure: classes lie in clusters, not along axes",
                            _would(*_purities(numbers, PRICED))))
    for k in range(2):
        rows.append(_beyond(f"{WHERE[k]}: more samples lie within 60 degrees of the privileged directions than of "
                            "turned ones", here, *_samples(numbers, k), "fewer do: anti-aligned",
                            _would(*_samples(numbers, PRICED))))
    return rows


def _purities(numbers: Numbers, k: int) -> tuple[float, np.ndarray, str]:
    """Mean purity of a cloud's cones, that in turned bases, and what it is called."""
    purity, shuffled = (float(_mean_of_filled(numbers.counts[k], of[k])) for of in (numbers.purity,
                                                                                    numbers.null_purity))
    return purity, numbers.turned_purity[k], f"mean purity ({shuffled:.2f} with shuffled labels)"


def _samples(numbers: Numbers, k: int) -> tuple[float, np.ndarray, str]:
    return float(numbers.counts[k].sum()), numbers.turned_counts[k], "samples in all cones"


def _would(value: float, turned: np.ndarray, what: str) -> str:
    """What the network with a price has: the setting in which the neurons' basis is preferred."""
    known = turned[~np.isnan(turned)]
    between = f", in turned bases {known.min():.4g} to {known.max():.4g}" if len(known) else ""
    above = "" if len(known) and value > known.max() else "not even "
    return (f"{above}in the same network with an L1 price of {L1_PRICE} on its activations, POST: {what} {value:.4g}"
            f"{between}")


def _selective(numbers: Numbers, k: int, said: Said) -> Claim:
    filled = numbers.counts[k] >= LEAST
    significant = int(np.nansum(filled & (numbers.p_value[k] * numbers.counts.shape[1] <= LEVEL)))
    measured = (f"{significant} of {int(filled.sum())} cones that hold {LEAST} samples or more are significant (p "
                f"times the number of all cones at most {LEVEL:g})")
    sentence = f"{WHERE[k]}: some directions stand for one class: their cones are purer than shuffled labels allow"
    if not filled.any():
        return cannot_tell(sentence, said, measured, f"no cone holds {LEAST} samples")
    return claim(sentence, said, measured, significant > 0, "" if significant else "none is beyond shuffled labels",
                 "no other data were tried here; --data takes any IDX files")


def _beyond(sentence: str, said: Said, value: float, turned: np.ndarray, what: str, why: str, would: str) -> Claim:
    """Holds above turned bases, by equal tails; does not hold below them; between, nobody can tell."""
    known = turned[~np.isnan(turned)]
    if np.isnan(value) or len(known) < 39:
        return cannot_tell(sentence, said, what, f"cones of {LEAST} samples or more are missing")
    test: Ranked = ranked([value, *known.tolist()])
    low, high = np.quantile(known, (LEVEL / 2, 1 - LEVEL / 2))
    measured = f"{what} {value:.4g}, in 95 % of turned bases {low:.4g} to {high:.4g}, p {test.p_value:.3f}"
    if test.p_value > LEVEL:
        return cannot_tell(sentence, said, measured,
                           f"a value beyond that range, with p <= {LEVEL:g}, would have been found")
    above = bool(value > np.median(known))
    return claim(sentence, said, measured, above, "" if above else why, would)


def draw(numbers: Numbers) -> Figure:
    """Draw the contact sheet: one row per direction, its nearest images, with cone size, purity and p-value."""
    n_basis = numbers.counts.shape[1] // 2
    figure, axes = new_figure(1, 2, width=12, height=10.2)
    for k, (sign, ax) in enumerate(zip("+−", axes[0])):
        part = slice(k * n_basis, (k + 1) * n_basis)
        columns = (numbers.counts, numbers.purity, numbers.majority, numbers.p_value)
        names = [f"{sign}b{i}   {n} in cone" + ("" if n < 1 else f", {p:.0%} class {m}, p {q:.2g}")
                 for i, (n, p, m, q) in enumerate(zip(*(column[0, part] for column in columns)))]
        draw_contact_sheet(numbers.top_images[part], numbers.top_labels[part], names, ax=ax).set_anchor("N")
    figure.suptitle(f"Images nearest to each direction of the tanh network's bottleneck; cone: cosine >= {EPSILON}",
                    fontsize="medium")
    return figure


def _mean_of_filled(counts: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Mean over the cones that hold LEAST samples or more, over the last axis; nan where there is none."""
    filled = counts >= LEAST
    return np.where(filled, values, 0.0).sum(axis=-1) / np.where(filled.any(axis=-1), filled.sum(axis=-1), np.nan)
