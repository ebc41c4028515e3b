"""Do activation functions give representations a basis, and on which side of chance? Every form, before, after, alone.

For each form and seed an autoencoder is trained; nothing but the form differs between networks of one seed. Two of them
are trained again with an L1 price of their bottleneck's activations. Of every bottleneck the pre-activations (PRE), the
activations (POST) and what the form makes of pre-activations turned at random (FORM) are read by kurtosis among
rotations of the form's own basis; isotropic tanh, which has none, in the standard one; tanh in a rotated basis in the
standard one too. See `layer_clouds`.

A random basis needs no test: the rotation test compares with random bases, and among them any of them is as likely as
another. Curves are at epsilon 0.75, above 1/sqrt(2): they are high where activations are.

Time: quick 20 s (two seeds, 20 epochs, 39 rotations); paper 4 minutes (eight seeds, 100 epochs, 99 rotations).

Contents: NAME, TITLE, SOURCE, SEED, USES_IMAGES, NETWORKS, Numbers, run, claims, draw.
Source: the sentences of the SRM abstract and of its author, each with its row; settings are this package's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, cannot_tell, claim, part_of
from srm_ref.experiments.shared.image_networks import (EPSILON, FORMS, HIDDEN, Images, embedded_images, forms_of,
                                                       setting_of, train_form)
from srm_ref.experiments.shared.layer_clouds import (FORM, POST, PRE, effect_of, found_side, layers_of, listed,
                                                     read_clouds, short, sign_test, told, told_by_price, unfound)
from srm_ref.experiments.shared.sentences import ALIGNED, CAUSAL_LINK, EACH_SIGN, FORMS_CAUSE, NOT_THE_STANDARD, ours
from srm_ref.figures.canvas import Axes, Figure, new_figure, style
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.geometry.bases import standard
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.progress import Progress
from srm_ref.spotlight.resonance import mean_spotlight_resonance
from srm_ref.spotlight.verdict import LEVEL

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "USES_IMAGES", "NETWORKS", "Numbers", "run", "claims", "draw"]

NAME = "functional_forms"
TITLE = "Functional forms and the basis of representations"
SOURCE = "the SRM abstract, and its author"
SEED = 31
USES_IMAGES = True
L1_PRICE = 0.01
NETWORKS = (*((name, 0.0) for name in FORMS), ("tanh, standard", L1_PRICE), ("ReLU, standard", L1_PRICE))
TANH, TURNED, THOMSON, RELU, LEAKY, ISOTROPIC, PRICED_TANH, PRICED_RELU = range(len(NETWORKS))
SETTINGS = {"quick": {"n_seeds": 2, "epochs": (0, 2, 5, 10, 20), "n_rotations": 39},
            "paper": {"n_seeds": 8, "epochs": (0, 2, 5, 10, 20, 50, 100), "n_rotations": 99}}


class Numbers(NamedTuple):
    """What `run` measured; axes are network (as NETWORKS), seed, and cloud (as `layer_clouds.CLOUDS`).

    epochs (n_epochs,); n_images (2,): images and pixels.
    readings (8, n_seeds, 3, 5): after the last epoch, in the form's own basis; as `layer_clouds.Reading`.
    elsewhere (n_seeds, 3, 5): of tanh in a rotated basis, in the standard one.
    effects (8, n_seeds, n_epochs, 2): of PRE and POST on the way.
    thetas (n_angles,), radians; mean (8, 2, n_angles): over planes, first seed, at the first and the last epoch.
    losses (8, n_seeds, n_epochs): mean squared error.
    """

    epochs: np.ndarray
    n_images: np.ndarray
    readings: np.ndarray
    elsewhere: np.ndarray
    effects: np.ndarray
    thetas: np.ndarray
    mean: np.ndarray
    losses: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None,
        images: Images | None = None) -> Numbers:
    """Train every network from every seed and read it.

    images (Images): default: the embedded digits.
    """
    settings, images = SETTINGS[choice(scale, "scale", SCALES)], images or embedded_images()
    n_seeds, found, elsewhere, curves = settings["n_seeds"], [], [], []
    for k, (name, price) in enumerate(NETWORKS):
        for seed in range(n_seeds):
            forms = forms_of(name, rng)
            training = train_form(images, forms, seed, settings["epochs"],
                                  part_of(progress, k * n_seeds + seed, len(NETWORKS) * n_seeds), l1_price=price)
            basis = standard(HIDDEN[1]) if forms[1].basis is None else forms[1].basis
            z = [layers_of(parameters, forms, images.pixels)[1] for parameters in training.parameters]
            found.append((read_clouds(z[-1], forms[1], basis, settings["n_rotations"], rng),
                          [[effect_of(cloud, basis) for cloud in (x, forms[1].forward(x))] for x in z],
                          training.losses))
            if k == TURNED:
                elsewhere.append(read_clouds(z[-1], forms[1], standard(HIDDEN[1]), settings["n_rotations"], rng))
            if seed == 0:
                curves.append([mean_spotlight_resonance(forms[1].forward(z[i]), basis, EPSILON) for i in (0, -1)])
    readings, effects, losses = (np.array(part).reshape(len(NETWORKS), n_seeds, *np.shape(part)[1:])
                                 for part in zip(*found))
    return Numbers(np.array(settings["epochs"]), np.array(images.pixels.shape), readings, np.array(elsewhere), effects,
                   curves[0][0].thetas, np.array([[c.mean for c in row] for row in curves]), losses)


def claims(numbers: Numbers) -> list[Claim]:
    """Judge which basis each form's representations follow, on which side, and what was learned of it."""
    pixels = Images(np.zeros(numbers.n_images), np.zeros(0))
    setting = setting_of(pixels, int(numbers.epochs[-1]), numbers.readings.shape[1], "bottleneck, by kurtosis")
    theirs, at = {"ours": setting}, numbers.readings[:, :, POST]
    return [
        *(told_by_price(f"with {name}, activations are aligned with the privileged basis", ALIGNED._replace(**theirs),
                        at[free], at[priced], L1_PRICE)
          for name, free, priced in (("tanh", TANH, PRICED_TANH), ("ReLU", RELU, PRICED_RELU))),
        *(_special(k, at[k], FORMS_CAUSE._replace(**theirs)) for k in range(ISOTROPIC)),
        told("tanh in a rotated basis: activations show no preference for the standard basis",
             NOT_THE_STANDARD._replace(**theirs), numbers.elsewhere[:, POST], "no preference",
             "no other size was tried"),
        *(told(f"isotropic tanh: {what} show no preference for the standard basis", EACH_SIGN._replace(**theirs),
               numbers.readings[ISOTROPIC, :, cloud], "no preference", "no other size was tried")
          for what, cloud in (("activations", POST), ("pre-activations", PRE))),
        _causal(numbers, CAUSAL_LINK._replace(**theirs)),
        *_shares(numbers, ours(NAME, setting)),
        _grown(numbers, ours(NAME, setting)),
    ]


def _shares(numbers: Numbers, said: Said) -> list[Claim]:
    """What was learned, and what the form alone makes."""
    at = numbers.readings
    return [
        told("tanh, standard: anti-alignment is learned: pre-activations, which no form has touched, are anti-aligned",
             said, at[TANH, :, PRE], "anti-aligned", f"with an L1 price: {listed(at[PRICED_TANH, :, PRE])}"),
        told("tanh, standard: the form alone makes some: pre-activations turned at random are anti-aligned after it",
             said, at[TANH, :, FORM], "anti-aligned", f"with an L1 price: {listed(at[PRICED_TANH, :, FORM])}"),
        told("ReLU, standard: the form alone aligns pre-activations turned at random", said, at[RELU, :, FORM],
             "aligned", f"with an L1 price: {listed(at[PRICED_RELU, :, FORM])}"),
    ]


def _special(k: int, readings: np.ndarray, said: Said) -> Claim:
    sentence = f"{NETWORKS[k][0]}: the form makes its own basis special for activations, on one side or the other"
    if found_side(readings) == 0:
        return cannot_tell(sentence, said, listed(readings), unfound(readings) + (
            "; a cloud in the positive orthant is narrow, and turned bases vary as much" if "ReLU" in NETWORKS[k][0]
            else ""))
    return claim(sentence, said, listed(readings), True)


def _causal(numbers: Numbers, said: Said) -> Claim:
    """Of networks that differ in the form alone the preferred basis moves with the form's, and goes without it."""
    own, turned, none = (found_side(numbers.readings[k, :, POST]) for k in (TANH, TURNED, ISOTROPIC))
    moves = own != 0 and own == turned and none == found_side(numbers.elsewhere[:, POST]) == 0
    return claim("networks that differ in the form alone prefer the form's own basis, turned or not, and none where "
                 "the "
                 "form has none", said, f"tanh: {listed(numbers.readings[TANH, :, POST])}; turned, in its own basis: "
                 f"{listed(numbers.readings[TURNED, :, POST])}; in the standard one: "
                 f"{listed(numbers.elsewhere[:, POST])}; "
                 f"isotropic: {listed(numbers.readings[ISOTROPIC, :, POST])}", moves,
                 "" if moves else "not in all of the four", "no other number of epochs was tried")


def _grown(numbers: Numbers, said: Said) -> Claim:
    before, after = numbers.effects[[TANH, TURNED], :, 0, PRE].ravel(), numbers.effects[[TANH, TURNED], :, -1,
                                                                                        PRE].ravel()
    lower, p_value = int((after < before).sum()), sign_test(after - before)
    grown = lower == len(after) or 2 * lower > len(after) and p_value <= LEVEL
    return claim("training with tanh, in the standard or a rotated basis, lowers the pre-activations' effect", said,
                 f"in {lower} of {len(after)} networks (p {p_value:.2g} by signs); effect at initialisation, then at "
                 f"the end: {', '.join(f'{short(x)} {short(y)}' for x, y in zip(before, after))}", grown,
                 "" if grown else "in too few of the networks", f"it is lower in {lower} of {len(after)}")


def draw(numbers: Numbers) -> Figure:
    """Draw two panels per network: the mean curve before and after training, and below it the effects on the way."""
    figure, axes = new_figure(4, 4, width=16, height=12.5)
    panels = axes.reshape(2, 2, 4).swapaxes(1, 2).reshape(len(NETWORKS), 2)  # (network, upper and lower)
    for k, ((name, price), (upper, lower)) in enumerate(zip(NETWORKS, panels)):
        for snapshot, when in ((0, "initialisation"), (1, f"epoch {int(numbers.epochs[-1])}")):
            draw_resonance_curve(numbers.thetas, numbers.mean[k, snapshot], index=snapshot, label=when, ax=upper,
                                 baseline=cap_fraction(HIDDEN[1], EPSILON) if snapshot == 0 else None)
        upper.set_title(name + (f", L1 price {price:g}" if price else ""))
        _draw_effects(lower, numbers, k)
    for ax in axes[:, 1:].flat:
        ax.set_ylabel("")
    for upper, _ in panels[1:]:
        upper.get_legend().remove()
    panels[0, 1].legend(loc="upper right", framealpha=0.85, edgecolor="none", ncols=2, handlelength=3.2)
    figure.suptitle("Mean curve of activations in the form's own basis (isotropic tanh: standard), epsilon "
                    f"{EPSILON:g}, first "
                    "seed; below: the effect of kurtosis, one line per seed")
    return figure


def _draw_effects(ax: Axes, numbers: Numbers, k: int) -> None:
    for cloud, label in ((PRE, "PRE"), (POST, "POST")):
        look = style(cloud)
        drawn = {"color": look.colour, "linestyle": look.line, "marker": look.marker}
        ax.plot(numbers.epochs + 1, numbers.effects[k, :, :, cloud].T, **drawn)
        ax.plot([], [], label=label, **drawn)
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set(xscale="log", xlabel="epoch", ylabel="effect of kurtosis")
    ax.set_xticks(numbers.epochs + 1, [f"{epoch:g}" for epoch in numbers.epochs], minor=False)
    ax.set_xticks([], minor=True)
