"""Are a layer's neurons, or a toy model's features, found by a search that does not know them?

Bases of extreme kurtosis are looked for on one half of the activations and compared with one that is known: neurons,
the basis in which tanh acts, feature directions. Angles are those between partners, and are compared with the least
median over 19 random bases.

- ReLU hidden: x' = relu(W^T relu(W x) + b), ten features in five neurons. Are the neurons the basis of highest
  kurtosis?
- orthogonal: x' = relu(W^T W x + b), as many features as dimensions. Where trained features are at right angles, their
  directions are a basis that nobody drew. Is it the highest?
- tanh in a turned basis: the bottleneck of an autoencoder of the digits. Is the form's basis the one of lowest
  kurtosis?
- L1: the same bottleneck in the standard basis, with a price on sum |h|. Are the neurons, in which the price is paid,
  the basis of highest kurtosis?

Three methods of other fields climb to nearly the same thing. Quartimax (Neuhaus and Wrigley 1954) maximises the sum of
fourth powers over rotations of a loading matrix; here its rows are activations of length 1. Independent component
analysis by kurtosis (Hyvarinen and Oja 1997) subtracts the mean and whitens first; this does neither. Complete
dictionary learning by the fourth power (Zhai, Yang, Liao, Wright and Ma 2020) is the step for the highest kurtosis,
with proofs of recovery for codes that are sparse.

Time: quick 10 s, processor time, measured; paper not measured.

Contents: NAME, TITLE, SOURCE, SEED, KINDS, Numbers, run, claims, draw.
Source: this package; models of TMS section "Superposition in a Privileged Basis", networks of SRM's kind.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.descent import Adam
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here
from srm_ref.experiments.shared.toy_spotlight import hidden_activations, train_models
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.geometry.bases import rotated, standard
from srm_ref.networks.autoencoder import LAYER_SIZES, initial_parameters, train
from srm_ref.networks.digits import load_digits
from srm_ref.networks.functional_forms import elementwise
from srm_ref.progress import Progress
from srm_ref.spotlight.found_basis import find_basis
from srm_ref.superposition.features import geometric_importance, sample_features
from srm_ref.superposition.models import MODELS

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "KINDS", "Numbers", "run", "claims", "draw"]

NAME = "found_neurons"
TITLE = "Neurons and features found, not given"
SOURCE = "this package"
SEED = 24
KINDS = ("ReLU hidden", "orthogonal", "tanh, turned", "tanh, L1")
DENSITIES = {"ReLU hidden": (1.0, 0.3, 0.1, 0.03), "orthogonal": (1.0, 0.3, 0.1, 0.03)}
SHAPES = {"ReLU hidden": ("relu_hidden", 10, 5), "orthogonal": ("relu_output", 6, 6)}
L1_PRICE = 0.01
SETTINGS = {"quick": {"n_restarts": 8, "n_steps": 1200, "n_samples": 4000, "n_epochs": 8, "n_seeds": 1},
            "paper": {"n_restarts": 60, "n_steps": 6000, "n_samples": 20_000, "n_epochs": 50, "n_seeds": 3}}
NEAR = 10.0  # degrees


class Numbers(NamedTuple):
    """What `run` measured.

    kinds (n_rows,): places in KINDS. density (n_rows,): of features; nan for networks.
    found (n_rows, 8): held-out kurtosis of the found basis, of the known one, by chance; p of both; and medians of
        angles in radians: found to known, the least of bases drawn at random, found to itself on the other half.
    squareness (n_rows,): the largest |cosine| of two feature directions in "orthogonal"; elsewhere 0.
    """

    kinds: np.ndarray
    density: np.ndarray
    found: np.ndarray
    squareness: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train, look for the basis, and compare it with the one that is known."""
    settings, rows = SETTINGS[choice(scale, "scale", SCALES)], []
    for kind in DENSITIES:
        rows += _toys(kind, settings, rng)
        if progress is not None:
            progress(len(rows), 8 + 2 * settings["n_seeds"])
    for _ in range(settings["n_seeds"]):
        rows += _networks(settings, rng)
        if progress is not None:
            progress(len(rows), 8 + 2 * settings["n_seeds"])
    kinds, density, found, squareness = zip(*rows)
    return Numbers(np.array(kinds), np.array(density), np.array(found), np.array(squareness))


def _toys(kind: str, settings: dict[str, int], rng: np.random.Generator) -> list[tuple]:
    """The best of some models at each density."""
    name, n_features, n_hidden = SHAPES[kind]
    density, n_tries = np.array(DENSITIES[kind]), settings["n_restarts"]
    importance = geometric_importance(n_features, 0.75 if kind == "ReLU hidden" else 1.0)
    trained = train_models(name, n_features, n_hidden, np.repeat(1.0 - density, n_tries), importance, Adam(0.01),
                           settings["n_steps"], rng, std=0.5)
    features, rows = sample_features(10_000, n_features, (1.0 - density)[:, None], rng, n_instances=len(density)), []
    for k, p in enumerate(density):
        tries = {key: value[k * n_tries:(k + 1) * n_tries] for key, value in trained.items()}
        best = int(np.argmin(MODELS[name].loss(tries, features[k], importance)))
        model = {key: value[best:best + 1] for key, value in tries.items()}
        hidden = hidden_activations(name, model, np.array([1.0 - p]), settings["n_samples"], rng)[0]
        known, overlap = (standard(n_hidden), 0.0) if kind == "ReLU hidden" else _directions(model["W"][0])
        rows.append((KINDS.index(kind), p, _measured(hidden, known, 1, rng), overlap))
    return rows


def _directions(W: np.ndarray) -> tuple[np.ndarray, float]:
    """The orthonormal basis nearest to the feature directions, and how far these are from right angles."""
    units = W.T / np.linalg.norm(W, axis=0)[:, None]
    left, _, right = np.linalg.svd(units)
    return left @ right, float(np.abs(units @ units.T - np.eye(len(units))).max())


def _networks(settings: dict[str, int], rng: np.random.Generator) -> list[tuple]:
    digits, rows = load_digits(), []
    for kind, sign, price in (("tanh, turned", -1, 0.0), ("tanh, L1", 1, L1_PRICE)):
        bases = [rotated(standard(width), rng) if price == 0.0 else standard(width) for width in LAYER_SIZES[1:-1]]
        forms = [elementwise("tanh", basis) for basis in bases]
        start = initial_parameters(LAYER_SIZES, rng)
        training = train(digits.images, forms, start, settings["n_epochs"], rng, l1_price=price)
        own = min(bases, key=len)
        rows.append((KINDS.index(kind), np.nan, _measured(training.activations[-1], own, sign, rng), 0.0))
    return rows


def _measured(activations: np.ndarray, known: np.ndarray, sign: int, rng: np.random.Generator) -> list[float]:
    one = find_basis(activations, sign, 6, rng, given=known, n_rotations=39)
    medians = [np.median(one.angles), np.median(one.chance_angles, axis=1).min(), np.median(one.refit_angles)]
    return [one.kurtosis_held_out, one.given_test.value, one.test.chance, one.p_value, one.given_test.p_value, *medians]


def claims(numbers: Numbers) -> list[Claim]:
    """Judge toy models at each density, and networks."""
    return [*_of_toys(numbers), *_of_networks(numbers)]


def _of_toys(numbers: Numbers) -> list[Claim]:
    rows = []
    for kind, known, ours in (("ReLU hidden", "neurons", "ten features, importances .75^i, in five ReLU neurons"),
                              ("orthogonal", "feature directions", "six equally important features in six dimensions")):
        of = numbers.kinds == KINDS.index(kind)
        p, found, angle, random = numbers.density[of], numbers.found[of], *np.degrees(numbers.found[of, 5:7]).T
        said = here(NAME, f"{ours}, Adam, the best of several starts")
        listed = "; ".join(f"1-S = {d:g}: {a:.3g} degrees (random from {r:.3g})" for d, a, r in zip(p, angle, random))
        medium, dense = p == 0.3, p == 1.0
        rows += [claim(f"{kind}, 1-S = 0.3: the {known} are found, within {NEAR:.0f} degrees in the median", said,
                       listed, angle[medium].max() <= NEAR),
                 claim(f"{kind}, 1-S = 1: the {known} are not found: the basis found is no nearer to them than 19 "
                       "random ones, and they are not aligned", said,
                       f"{listed}; kurtosis of {known} {found[dense, 1][0]:.3g}, chance {found[dense, 2][0]:.3g}",
                       np.all(angle[dense] >= random[dense]) and np.all(found[dense, 1] < found[dense, 2]),
                       "dense features, never below 0, have a mean, and the mean is a direction of its own"),
                 _sparse(kind, said, listed, found[p < 0.3], angle[p < 0.3], float(numbers.squareness[of].max()))]
    return rows


def _sparse(kind: str, said: Said, listed: str, found: np.ndarray, angle: np.ndarray, overlap: float) -> Claim:
    if kind == "ReLU hidden":
        pairs = "; ".join(f"{row[1]:.4g} and {row[0]:.4g}" for row in found)
        return claim("ReLU hidden, 1-S <= 0.1, in superposition: another basis is higher than the neurons on held-out "
                     "rows", said, f"kurtosis of the neurons and of the basis found: {pairs}",
                     np.all(found[:, 0] > found[:, 1]))
    return claim("orthogonal, 1-S <= 0.1: the feature directions are found, within 2 degrees in the median", said,
                 f"{listed}; largest |cosine| of two features {overlap:.2g}", angle.max() <= 2.0)


def _of_networks(numbers: Numbers) -> list[Claim]:
    rows = []
    for kind, sign, own, be, have in (("tanh, turned", -1, "the basis in which tanh acts", "is", "has"),
                                      ("tanh, L1", 1, "the neurons, in which the price is paid,", "are", "have")):
        found = numbers.found[numbers.kinds == KINDS.index(kind)]
        value, given, chance, _, p = found[:, :5].T
        share, degrees = (given - chance) / (value - chance), np.degrees(found[:, 5:7])
        word, most = ("anti-aligned", "lowest") if sign < 0 else ("aligned", "highest")
        where = f"L1 price {L1_PRICE:g} on the bottleneck" if sign > 0 else "forms in bases drawn at random"
        said = here(NAME, f"digits, 64-48-16-48-64, Adam, batches of 24, {where}")
        rows += [claim(f"{kind}: {own} {be} {word} on rows that were not looked at (p <= .05)", said,
                       f"kurtosis {_listed(given)}, chance {chance[0]:.3g}, p {_listed(p)}",
                       np.all(sign * (given - chance) > 0) and np.all(p <= 0.05)),
                 claim(f"{kind}: {own} {have} less than 90 % of the excess of the {most} basis that is found",
                       said, f"found {_listed(value)}; share {_listed(100 * share)} %; median angles "
                       f"{_listed(degrees[:, 0])} degrees, from 19 random bases at least {_listed(degrees[:, 1])}",
                       np.all(share < 0.9))]
    return rows


def _listed(values: np.ndarray) -> str:
    return ", ".join(f"{value:.3g}" for value in values)


def draw(numbers: Numbers) -> Figure:
    """Draw the angles of toy models over density, and all kurtoses."""
    figure, axes = new_figure(1, 2, width=11, height=4.4)
    left, right = axes[0]
    for k, kind in enumerate(DENSITIES):
        of, look = numbers.kinds == KINDS.index(kind), style(k)
        angle, random = np.degrees(numbers.found[of, 5:7]).T
        left.plot(1 / numbers.density[of], angle, color=look.colour, linestyle=look.line, marker=look.marker,
                  label=kind)
        left.plot(1 / numbers.density[of], random, color=look.colour, linestyle=":", linewidth=1.0,
                  label=f"{kind}: least of 19 random bases")
    left.set(xscale="log", xlabel="1 / density", ylabel="median angle, found to known, degrees", ylim=(0, None))
    legend(left)
    places = np.arange(len(numbers.kinds))
    for k, label in enumerate(("found basis", "known basis", "chance")):
        look = style(k)
        right.plot(numbers.found[:, k], places, linestyle="none", marker=look.marker, color=look.colour, label=label)
    names = [KINDS[kind] + ("" if np.isnan(p) else f", {p:g}") for kind, p in zip(numbers.kinds, numbers.density)]
    right.set_yticks(places, names, fontsize="small")
    right.set(xlabel="kurtosis on held-out rows", ylim=(len(places) - 0.5, -0.5))
    legend(right)
    return figure
