"""Is what holds at the bottleneck true of other layers and tasks? The layers of 48 neurons, and a classifier.

Every hidden layer of the 48-16-48 autoencoder and of a classifier with hidden layers of 48 and 16 neurons, with tanh
or ReLU in the standard basis, is read before the form (PRE), after it (POST), and with the form alone (FORM).

Time: quick 20 s (two seeds, 20 epochs); paper 8 minutes (eight seeds, 100 epochs); processor time.

Contents: NAME, TITLE, SOURCE, SEED, USES_IMAGES, LAYERS, FORMS, Numbers, run, claims, draw.
Source: the sentences are the SRM abstract's and its author's; which layers they speak of is not stated.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, cannot_tell, claim, part_of
from srm_ref.experiments.shared.classifier import train_classifier
from srm_ref.experiments.shared.image_networks import Images, embedded_images, forms_of, setting_of, train_form
from srm_ref.experiments.shared.layer_clouds import (CLOUDS, POST, PRE, found_side, layers_of, listed,
                                                     read_clouds, told, unfound)
from srm_ref.experiments.shared.sentences import EACH_SIGN, FORMS_CAUSE, ours
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.geometry.bases import standard
from srm_ref.progress import Progress

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "USES_IMAGES", "LAYERS", "FORMS", "Numbers", "run", "claims", "draw"]

NAME = "other_layers"
TITLE = "Other layers, and a classifier"
SOURCE = "the SRM abstract, and its author"
SEED = 43
USES_IMAGES = True
LAYERS = ("autoencoder, first 48", "autoencoder, 16", "autoencoder, last 48", "classifier, 48", "classifier, 16")
FORMS = ("tanh, standard", "ReLU, standard")
SETTINGS = {"quick": {"n_seeds": 2, "n_epochs": 20, "n_rotations": 39},
            "paper": {"n_seeds": 8, "n_epochs": 100, "n_rotations": 99}}


class Numbers(NamedTuple):
    """What `run` measured; axes are form (as FORMS), layer (as LAYERS), seed, and cloud (as `layer_clouds.CLOUDS`).

    n_epochs (); n_images (2,): images and pixels.
    readings (2, 5, n_seeds, 3, 5): as `layer_clouds.Reading`.
    accuracies (2, n_seeds): of the classifiers, on the images they were trained on.
    """

    n_epochs: np.ndarray
    n_images: np.ndarray
    readings: np.ndarray
    accuracies: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None,
        images: Images | None = None) -> Numbers:
    """Train both kinds of network with both forms, and read every hidden layer.

    images (Images): default: the embedded digits.
    """
    settings, images = SETTINGS[choice(scale, "scale", SCALES)], images or embedded_images()
    n_seeds, found, accuracies = settings["n_seeds"], [], []
    for k, name in enumerate(FORMS):
        forms = forms_of(name, rng)
        for seed in range(n_seeds):
            parts = [part_of(progress, 2 * (k * n_seeds + seed) + j, 2 * len(FORMS) * n_seeds) for j in (0, 1)]
            coder = train_form(images, forms, seed, (settings["n_epochs"],), parts[0]).parameters[-1]
            classifier, accuracy = train_classifier(images, forms[:2], seed, settings["n_epochs"], parts[1])
            clouds = layers_of(coder, forms, images.pixels) + layers_of(classifier, forms[:2], images.pixels)
            found.append([read_clouds(z, form, standard(form.n_dims), settings["n_rotations"], rng)
                          for z, form in zip(clouds, forms + forms[:2])])
            accuracies.append(accuracy)
    readings = np.array(found).reshape(len(FORMS), n_seeds, len(LAYERS), 3, 5).swapaxes(1, 2)
    return Numbers(np.array(settings["n_epochs"]), np.array(images.pixels.shape), readings,
                   np.array(accuracies).reshape(len(FORMS), n_seeds))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge every layer: with tanh its side, before and after the form; with ReLU whether its basis is special."""
    least = np.floor(1000 * numbers.accuracies.min()) / 10
    setting = setting_of(Images(np.zeros(numbers.n_images), np.zeros(0)), int(numbers.n_epochs),
                         numbers.readings.shape[2], "classifiers of the same images, 48-16 hidden neurons, right on "
                         f"{f'at least {least:g} %' if least < 100 else 'all'} of them; kurtosis, standard basis")
    rows = []
    for layer, name in enumerate(LAYERS):
        for cloud, said in ((POST, EACH_SIGN._replace(ours=setting)), (PRE, ours(NAME, setting))):
            rows.append(told(f"{name} neurons, tanh, {CLOUDS[cloud]}: anti-aligned with the neurons", said,
                             numbers.readings[0, layer, :, cloud], "anti-aligned", _elsewhere(numbers, cloud)))
        rows.append(_special(name, numbers.readings[1, layer, :, POST], FORMS_CAUSE._replace(ours=setting)))
    return rows


def _elsewhere(numbers: Numbers, cloud: int) -> str:
    """Layers of tanh in which anti-alignment is found."""
    found = [name for layer, name in enumerate(LAYERS) if found_side(numbers.readings[0, layer, :, cloud]) < 0]
    return f"in these layers, {CLOUDS[cloud]}: {'; '.join(found) or 'none'}"


def _special(name: str, readings: np.ndarray, said: Said) -> Claim:
    sentence = f"{name} neurons, ReLU, POST: the neurons' basis is special, on one side or the other"
    side = found_side(readings)
    if side == 0:
        return cannot_tell(sentence, said, listed(readings), unfound(readings))
    return claim(sentence, said, f"{listed(readings)}: {'aligned' if side > 0 else 'anti-aligned'}", True)


def draw(numbers: Numbers) -> Figure:
    """Draw the effects of all layers, a panel per form."""
    figure, axes = new_figure(1, len(FORMS), width=13, height=4.6)
    places = np.arange(len(LAYERS))
    for k, (name, ax) in enumerate(zip(FORMS, axes[0])):
        for cloud, label in enumerate(CLOUDS):
            look, effects = style(cloud), numbers.readings[k, :, :, cloud, 0]
            ax.plot(effects, np.tile(places[:, None] + 0.2 * (cloud - 1), effects.shape[1]), color=look.colour,
                    linestyle="none", marker=look.marker)
            ax.plot([], [], color=look.colour, linestyle="none", marker=look.marker, label=label)
        ax.axvline(0, color="black", linewidth=0.8)
        ax.set_yticks(places, LAYERS if k == 0 else [""] * len(LAYERS))
        ax.set(title=name, xlabel="effect of kurtosis, one point per seed", ylabel="layer" if k == 0 else "",
               ylim=(len(LAYERS) - 0.5, -0.5))
        legend(ax)
    return figure
