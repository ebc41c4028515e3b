"""On the directions, or between them: what decides the sign? Two knobs, the form's cost of a coordinate and a price.

Five forms at the bottleneck (`priced_forms`), each with and without an L1 price of its activations. What is asked is on
which side of chance the pre-activations (PRE), the activations (POST) and the form's own share (FORM) stand, by
kurtosis among rotations of the standard basis. The symmetry of a form says WHICH directions can be special; whether
activations stand ON them or BETWEEN them is a matter of cost: where a large coordinate is expensive, activations spread
over many; where spreading is expensive, they gather on few. An L1 price makes spreading expensive. It changes under
rotations, and so it privileges the basis by itself, in a linear layer too.

For tanh the price is a dial, and the height (share of samples in the cones of the directions, over chance) is reported
at every epsilon. In the plane, without training: tanh along the two axes, along three directions (+ and -, a hexagon),
and isotropic tanh, of Gaussian points of standard deviation 3: the curve's Fourier coefficient at the symmetry of the
form.

Time: quick 15 s (two seeds, 20 epochs); paper 8 minutes (eight seeds, 50 epochs, six prices).

Contents: NAME, TITLE, SOURCE, SEED, USES_IMAGES, FORMS, PLANE, Numbers, run, claims, draw.
Source: this package; that a form can induce alignment, anti-alignment or isotropy is the SRM author's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, part_of
from srm_ref.experiments.shared.image_networks import HIDDEN, Images, embedded_images, setting_of
from srm_ref.experiments.shared.layer_clouds import (CLOUDS, FORM, POST, PRE, found_side, layers_of, listed,
                                                     read_clouds, told)
from srm_ref.experiments.shared.plane_signs import PLANE, plane_claims, plane_sign
from srm_ref.experiments.shared.priced_forms import BOTTLENECKS, train_bottleneck
from srm_ref.experiments.shared.sentences import ALIGNED, EACH_SIGN, ours
from srm_ref.figures.canvas import Axes, Figure, legend, new_figure, style
from srm_ref.geometry.bases import standard
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.geometry.vectors import norms, unit
from srm_ref.progress import Progress

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "USES_IMAGES", "FORMS", "PLANE", "Numbers", "run", "claims", "draw"]

NAME = "sign_law"
TITLE = "What decides the sign: the cost of a coordinate"
SOURCE = "this package"
SEED = 41
USES_IMAGES = True
FORMS = tuple(BOTTLENECKS)
PRICE = 0.01
EPSILONS = np.round(np.arange(0.3, 0.91, 0.05), 2)
SETTINGS = {"quick": {"n_seeds": 2, "n_epochs": 20, "n_rotations": 39, "dial": (0.001, 0.003), "n_points": 20_000},
            "paper": {"n_seeds": 8, "n_epochs": 50, "n_rotations": 99, "dial": (0.0006, 0.001, 0.003, 0.03),
                      "n_points": 200_000}}


class Numbers(NamedTuple):
    """What `run` measured; axes are form (as FORMS), price (0 and PRICE), seed, and cloud (as `layer_clouds.CLOUDS`).

    n_epochs (); n_images (2,): images and pixels.
    readings (5, 2, n_seeds, 3, 5): as `layer_clouds.Reading`.
    losses (5, 2, n_seeds), dial_losses (n_prices, n_seeds): mean squared errors, without what the price adds.
    prices (n_prices,): of tanh, increasing, 0 and PRICE among them.
    dial (n_prices, n_seeds, 3, 5).
    epsilons (n_epsilons,); heights (n_prices, 2, n_epsilons): of tanh, PRE and POST, over chance, mean over seeds.
    plane, plane_errors (3,): c_m / c_0 as PLANE, and its standard error.
    """

    n_epochs: np.ndarray
    n_images: np.ndarray
    readings: np.ndarray
    losses: np.ndarray
    prices: np.ndarray
    dial: np.ndarray
    dial_losses: np.ndarray
    epsilons: np.ndarray
    heights: np.ndarray
    plane: np.ndarray
    plane_errors: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None,
        images: Images | None = None) -> Numbers:
    """Train every form with and without the price, turn the dial for tanh, and look at the plane.

    images (Images): default: the embedded digits.
    """
    settings, images = SETTINGS[choice(scale, "scale", SCALES)], images or embedded_images()
    cases = [(name, price) for name in FORMS for price in (0.0, PRICE)] + [("tanh",
                                                                            price) for price in settings["dial"]]
    n_seeds, found = settings["n_seeds"], {}
    for k, (name, price) in enumerate(cases):
        parts = [part_of(progress, k * n_seeds + seed, len(cases) * n_seeds) for seed in range(n_seeds)]
        found[name, price] = [_network(images, name, price, seed, settings, rng, part) for seed,
                              part in enumerate(parts)]
    prices = sorted(price for name, price in found if name == "tanh")
    grid = [[found[name, price] for price in (0.0, PRICE)] for name in FORMS]
    plane = np.array([plane_sign(figure, settings["n_points"], rng) for figure in PLANE])
    return Numbers(np.array(settings["n_epochs"]), np.array(images.pixels.shape),
                   np.array([[[one[0] for one in seeds] for seeds in row] for row in grid]),
                   np.array([[[one[1] for one in seeds] for seeds in row] for row in grid]), np.array(prices),
                   np.array([[one[0] for one in found["tanh", price]] for price in prices]),
                   np.array([[one[1] for one in found["tanh", price]] for price in prices]), EPSILONS,
                   np.array([np.mean([one[2] for one in found["tanh", price]], axis=0) for price in prices]),
                   plane[:, 0], plane[:, 1])


def _network(images: Images, name: str, price: float, seed: int, settings: dict, rng: np.random.Generator,
             progress: Progress | None) -> tuple[np.ndarray, float, np.ndarray]:
    """Readings, loss and heights of one network."""
    training, forms = train_bottleneck(images, name, price, seed, settings["n_epochs"], progress)
    z = layers_of(training.parameters[-1], forms, images.pixels)[1]
    readings = read_clouds(z, forms[1], standard(HIDDEN[1]), settings["n_rotations"], rng)
    chance = np.array([cap_fraction(HIDDEN[1], epsilon) for epsilon in EPSILONS])
    heights = [(np.abs(unit(x[norms(x) > 0]))[..., None] >= EPSILONS).mean(axis=(0, 1)) / 2 / chance
               for x in (z, forms[1].forward(z))]
    return readings, float(training.losses[-1]), np.array(heights)


SIGNS = (  # what is judged, form, price or none, cloud, side
    ("large coordinates dear (tanh), no price: activations are anti-aligned", "tanh", 0, POST, "anti-aligned"),
    ("tanh, no price: pre-activations are anti-aligned as well, which is learned", "tanh", 0, PRE, "anti-aligned"),
    ("large coordinates dear, without a bound (asinh), no price: activations are anti-aligned", "asinh", 0, POST,
     "anti-aligned"),
    ("neither dear (linear), no price: no preference", "linear", 0, POST, "no preference"),
    ("large coordinates cheap (z + z^3), no price: activations are aligned", "z + z^3", 0, POST, "aligned"),
    ("the form z + z^3 alone aligns: pre-activations turned at random are aligned after it", "z + z^3", 0, FORM,
     "aligned"),
    ("before z + z^3 no preference is found, learned or not", "z + z^3", 0, PRE, "no preference"),
    *((f"spreading dear ({name} with an L1 price): activations are aligned", name, 1, POST,
       "aligned") for name in FORMS),
    ("the price privileges the basis by itself: before a linear layer, which has no basis, pre-activations are aligned",
     "linear", 1, PRE, "aligned"),
)


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the map of signs, the dial and the plane."""
    setting = setting_of(Images(np.zeros(numbers.n_images), np.zeros(0)), int(numbers.n_epochs),
                         numbers.readings.shape[2],
                         f"only the bottleneck's form and its L1 price (0 or {PRICE:g}) differ; kurtosis, standard "
                         "basis")
    here, author, abstract = ours(NAME, setting), EACH_SIGN._replace(ours=setting), ALIGNED._replace(ours=setting)
    rows = []
    for sentence, name, price, cloud, side in SIGNS:
        of_form = numbers.readings[FORMS.index(name), :, :, cloud]
        said = abstract if price and cloud == POST else author if name in ("tanh", "linear") and cloud == POST else here
        other = f"{'without a' if price else f'with an L1 price of {PRICE:g}'} price: {listed(of_form[1 - price])}"
        rows.append(told(sentence, said, of_form[price], side, other.replace(f"{PRICE:g} price", f"{PRICE:g}")))
    return rows + [_dial(numbers, here), _cost(numbers, here), *plane_claims(NAME, numbers.plane, numbers.plane_errors)]


def _dial(numbers: Numbers, said: Said) -> Claim:
    effects = numbers.dial[:, :, PRE, 0]
    rises = (np.diff(effects.mean(axis=1)) > 0).all() and effects[0].max() < 0 < effects[-1].min()
    return claim("the price is a dial: with it the effect of tanh's pre-activations rises, from below chance to above",
                 said,
                 "; ".join(f"{price:g}: {row.mean():+.3f} ({row.min():+.3f} to {row.max():+.3f})"
                           for price, row in zip(numbers.prices, effects)), rises,
                 "" if rises else "not at every step", "all prices measured are listed")


def _cost(numbers: Numbers, said: Said) -> Claim:
    """Of the prices at which activations are found aligned, that of the lowest loss."""
    over = numbers.dial_losses.mean(axis=1) / numbers.dial_losses[0].mean()
    aligned = np.array([found_side(readings[:, POST]) == 1 for readings in numbers.dial])
    cheap = bool(aligned.any()) and over[aligned].min() < 1.2
    return claim("the other sign is cheap: at some price tanh's activations are aligned, and the loss is less than a "
                 "fifth higher than without", said, "mean loss over that without a price: " + ", ".join(
                     f"{ratio:.3f} at {price:g}{' (aligned)' * bool(one)}"
                     for price, ratio, one in zip(numbers.prices, over, aligned)), cheap,
                 "" if cheap else "it costs more", "all prices measured are listed")


def draw(numbers: Numbers) -> Figure:
    """Draw the map of signs, the dial, and the heights over epsilon."""
    figure, axes = new_figure(2, 2, width=13, height=8.5)
    for price, ax in enumerate(axes[0]):
        _draw_map(ax, numbers.readings[:, price])
        ax.set_title(f"L1 price {PRICE:g}" if price else "no price")
    for cloud in (PRE, POST):
        look, effects = style(cloud), numbers.dial[:, :, cloud, 0]
        axes[1, 0].plot(np.arange(len(numbers.prices)), effects, color=look.colour, linestyle="none",
                        marker=look.marker)
        axes[1, 0].plot(effects.mean(axis=1), color=look.colour, linestyle=look.line, label=CLOUDS[cloud])
        for k in (0, int(np.argmax(numbers.prices == PRICE))):
            shown = style(2 * cloud + (k > 0))
            axes[1, 1].plot(numbers.epsilons, numbers.heights[k, cloud], color=shown.colour, linestyle=shown.line,
                            marker=shown.marker, label=f"{CLOUDS[cloud]}, price {numbers.prices[k]:g}")
    axes[1, 0].set_xticks(np.arange(len(numbers.prices)), [f"{price:g}" for price in numbers.prices])
    axes[1, 0].set(xlabel="L1 price", ylabel="effect of kurtosis", title="tanh: the price is a dial")
    axes[1, 0].axhline(0, color="black", linewidth=0.8)
    axes[1, 1].set(xlabel="epsilon", ylabel="height over chance", title="tanh: share of samples in the cones",
                   yscale="log")
    axes[1, 1].axhline(1, color="black", linewidth=0.8)
    for ax in axes[1]:
        legend(ax)
    return figure


def _draw_map(ax: Axes, readings: np.ndarray) -> None:
    """Mean effects as bars; beside the panel the sides that are found."""
    places = np.arange(len(FORMS))
    for cloud, name in enumerate(CLOUDS):
        at = places + 0.27 * (cloud - 1)
        ax.barh(at, readings[:, :, cloud, 0].mean(axis=1), height=0.25, color=style(cloud).colour, label=name)
        for place, of_form in zip(at, readings[:, :, cloud]):
            side = found_side(of_form)
            ax.annotate({1: "aligned", -1: "anti-aligned", 0: ""}[side], (1.01, place), fontsize="x-small",
                        va="center", xycoords=ax.get_yaxis_transform())
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set_yticks(places, FORMS)
    ax.set(xlabel="effect of kurtosis, mean over seeds", ylim=(len(FORMS) - 0.5, -0.5))
    legend(ax)
