"""Does a representation follow a basis with more vectors than dimensions? Thomson frames, with and without n/k.

tanh acts along k unit vectors that repel each other on the sphere (the Thomson problem) at the 16 neurons of the
bottleneck, k = 17, 32, 64 as in the pictures of the SRM author; the layers of 48 have tanh in the standard basis. Two
forms per frame: f(z) = (n/k) sum_i tanh(b_i . z) b_i, which is near the identity for small z, and the same without n/k.

What such frames are: 17 vectors a simplex, 32 the cross-polytope (+ and - along 16 orthogonal axes, where the form
with n/k is tanh elementwise in a turned basis, since tanh is odd), 64 nothing with a name here. Three clouds are read
by kurtosis among rotations of the frame (see `layer_clouds`), and by the mean cosine with the nearest direction, for
kurtosis hardly sees a frame of 64: its excess over chance is small even for the frame's own directions.

Time: quick 15 s, paper 4 minutes; processor time.

Contents: NAME, TITLE, SOURCE, SEED, USES_IMAGES, SIZES, FIGURES, SCALINGS, Numbers, run, claims, draw.
Source: the SRM author's pictures of Thomson bases; that n/k is missing in his form is a third party's report.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, cannot_tell, claim, part_of
from srm_ref.experiments.shared.image_networks import (EPSILON, HIDDEN, Images, embedded_images, forms_of, setting_of,
                                                       train_form)
from srm_ref.experiments.shared.layer_clouds import (CLOUDS, POST, PRE, found_side, layers_of, listed, read_clouds,
                                                     unfound)
from srm_ref.experiments.shared.sentences import NOT_THE_STANDARD, ours
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.geometry.bases import rotated, thomson
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.geometry.vectors import cosine_similarity, norms
from srm_ref.networks.functional_forms import FunctionalForm, overcomplete
from srm_ref.progress import Progress
from srm_ref.spotlight.fourth_moments import sensitivity
from srm_ref.spotlight.resonance import mean_spotlight_resonance
from srm_ref.spotlight.verdict import DULL, LEVEL, ranked

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "USES_IMAGES", "SIZES", "FIGURES", "SCALINGS", "Numbers", "run", "claims",
           "draw"]

NAME = "overcomplete_frames"
TITLE = "Overcomplete Thomson frames"
SOURCE = "the SRM author's notes and pictures"
SEED = 34
USES_IMAGES = True
SIZES = (17, 32, 64)
FIGURES = {17: "simplex", 32: "cross-polytope", 64: "mostly oblique angles"}
SCALINGS = ("with n/k", "without n/k")
SETTINGS = {"quick": {"n_seeds": 2, "n_epochs": 20, "n_rotations": 39},
            "paper": {"n_seeds": 8, "n_epochs": 100, "n_rotations": 99}}


class Numbers(NamedTuple):
    """What `run` measured after training; axes are size (as SIZES), scaling (as SCALINGS) and seed.

    n_epochs (); n_images (2,): images and pixels; sensitivities (3,).
    readings (3, 2, n_seeds, 3, 5): as `layer_clouds.CLOUDS` and `Reading`.
    nearest (3, 2, n_seeds, 2, 2): mean cosine with the nearest direction, over its median for turned frames, and p, of
        PRE and POST.
    thetas (n_angles,), radians; mean, turned_mean (3, 2, n_angles): of POST, first seed, in the frame and in one
    turned.
    """

    n_epochs: np.ndarray
    n_images: np.ndarray
    sensitivities: np.ndarray
    readings: np.ndarray
    nearest: np.ndarray
    thetas: np.ndarray
    mean: np.ndarray
    turned_mean: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None,
        images: Images | None = None) -> Numbers:
    """Train networks for each size of frame and both scalings, and read the frame.

    images (Images): default: the embedded digits.
    """
    settings, images = SETTINGS[choice(scale, "scale", SCALES)], images or embedded_images()
    n_seeds, outer = settings["n_seeds"], forms_of("tanh, standard", rng)
    frames, found, nearest, curves = [thomson(size, HIDDEN[1], rng) for size in SIZES], [], [], []
    cases = [(k, scaled, seed) for k in range(len(SIZES)) for scaled in (True, False) for seed in range(n_seeds)]
    for done, (k, scaled, seed) in enumerate(cases):
        frame, form = frames[k], _form(frames[k], scaled)
        training = train_form(images, [outer[0], form, outer[2]], seed, (settings["n_epochs"],),
                              part_of(progress, done, len(cases)))
        z = layers_of(training.parameters[-1], [outer[0], form, outer[2]], images.pixels)[1]
        found.append(read_clouds(z, form, frame, settings["n_rotations"], rng))
        nearest.append([_nearest(x, frame, settings["n_rotations"], rng) for x in (z, form.forward(z))])
        if seed == 0:
            curves.append([mean_spotlight_resonance(form.forward(z), b, EPSILON) for b in (frame, rotated(frame, rng))])
    shape = len(SIZES), len(SCALINGS)
    means = np.array([[curve.mean for curve in pair] for pair in curves]).reshape(*shape, 2, -1)
    return Numbers(np.array(settings["n_epochs"]), np.array(images.pixels.shape), np.array(list(map(sensitivity,
                                                                                                    frames))),
                   np.array(found).reshape(*shape, n_seeds, 3, 5), np.array(nearest).reshape(*shape, n_seeds, 2, 2),
                   curves[0][0].thetas, means[:, :, 0], means[:, :, 1])


def _form(frame: np.ndarray, scaled: bool) -> FunctionalForm:
    """tanh along the frame; unscaled: k/n times the package's form."""
    form, factor = overcomplete("tanh", frame), len(frame) / frame.shape[1]
    if scaled:
        return form
    return replace(form, forward=lambda z: factor * form.forward(z),
                   pullback=lambda z, upstream: factor * form.pullback(z, upstream))


def _nearest(cloud: np.ndarray, frame: np.ndarray, n_rotations: int, rng: np.random.Generator) -> tuple[float, float]:
    rows = cloud[norms(cloud) > 0]
    test = ranked([float(np.abs(cosine_similarity(rows, b)).max(axis=1).mean())
                   for b in (frame, *(rotated(frame, rng) for _ in range(n_rotations)))])
    return test.value / float(np.median(test.null)), test.p_value


def claims(numbers: Numbers) -> list[Claim]:
    """Judge every size, scaling and cloud by kurtosis, and by the nearest direction where kurtosis hardly sees."""
    setting = setting_of(Images(np.zeros(numbers.n_images), np.zeros(0)), int(numbers.n_epochs),
                         numbers.readings.shape[2], "bottleneck with tanh along the frame, by kurtosis")
    rows = []
    for k, size in enumerate(SIZES):
        for j, scaling in enumerate(SCALINGS):
            for cloud, said in ((POST, NOT_THE_STANDARD._replace(ours=setting)), (PRE, ours(NAME, setting))):
                rows.append(_special(numbers, k, j, cloud, f"{size} directions, {scaling}, {CLOUDS[cloud]}", said))
    return rows


def _special(numbers: Numbers, k: int, j: int, cloud: int, what: str, said: Said) -> Claim:
    """The frame is special where kurtosis finds a side, or, where it hardly sees, the nearest direction does."""
    readings, nearest = numbers.readings[k, j, :, cloud], numbers.nearest[k, j, :, cloud]
    side, dull = found_side(readings), numbers.sensitivities[k] < DULL
    by_nearest = (nearest[:, 1] <= LEVEL).all() and len(set(np.sign(nearest[:, 0] - 1))) == 1
    words = "no side" if side == 0 else "nearer than chance" if side > 0 else "farther than chance: anti-aligned"
    cosines = ", ".join(f"{ratio:.3f} (p {p:.2g})" for ratio, p in nearest) if len(nearest) < 5 else (
        f"{nearest[:, 0].min():.3f} to {nearest[:, 0].max():.3f}, {(nearest[:, 1] <= LEVEL).sum()} of {len(nearest)} "
        f"with p <= {LEVEL:g}")
    measured = (f"{listed(readings)}: {words}; cosine with the nearest direction over that for turned frames "
                f"{cosines}; "
                f"sensitivity of kurtosis {numbers.sensitivities[k]:.2f}")
    sentence = f"{what}: the frame is special, for it is told from turned ones"
    if side != 0 or dull and by_nearest:
        return claim(sentence, said, measured, True, "by the nearest direction only" if side == 0 else "")
    return cannot_tell(sentence, said, measured, unfound(readings) + "; kurtosis hardly sees this frame" * bool(dull))


def draw(numbers: Numbers) -> Figure:
    """Draw the mean curve of each frame beside that of a turned one, a row per scaling."""
    figure, axes = new_figure(len(SCALINGS), len(SIZES), width=12.5, height=7.2, share_y=True)
    for j, scaling in enumerate(SCALINGS):
        for k, size in enumerate(SIZES):
            ax = axes[j, k]
            draw_resonance_curve(numbers.thetas, numbers.mean[k, j], label="the network's frame",
                                 baseline=cap_fraction(HIDDEN[1], EPSILON), ax=ax)
            draw_resonance_curve(numbers.thetas, numbers.turned_mean[k, j], label="the same frame, turned at random",
                                 index=1, ax=ax)
            ax.set_title(f"{size} directions, {scaling}:\n{FIGURES[size]}", fontsize="medium")
            ax.set(ylabel="" if k else "resonance (share lit)", xticks=range(0, 361, 90),
                   xlabel="in-plane angle (degrees)")
            ax.get_legend().remove()
    axes[0, 0].set_ylim(0, 1.05 * max(numbers.mean.max(), numbers.turned_mean.max()))
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
    return figure
