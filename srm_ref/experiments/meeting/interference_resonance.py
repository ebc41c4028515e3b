"""Does a pair of features that interferes also resonate? One plane per pair, its resonance against its interference.

In a ReLU output model with many sparse features the basis is the set of represented feature directions, and every pair
of them spans a plane (forty features, ten dimensions, and for comparison twenty-four features). Its interference is
(What_i . What_j)^2; its resonance is the plane's mass, the mean of the curve over the turn, and the height at feature
j's own angle. Orthogonal features divide its activations between two directions of their own; an interfering pair
brings its two directions nearer to one line, so their arcs overlap or face each other. Antipodal pairs at the limit
span no plane, and are left out by the definition.

Seen on the way: the forty directions settle into four cosines, -1/2, -1/3, 0 and 1/6, those of a spherical code that is
conjectured to minimise every reasonable energy of forty points in ten dimensions (Ballinger and others, Experimental
Mathematics 18, 2009). Training found this code without being told; for so symmetric a basis all planes are much alike.

Time: quick 4 s, paper 2 minutes; processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.
Source: nobody has published this; interference is that of TMS section "Demonstrating Superposition".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice, counted
from srm_ref.descent import Adam
from srm_ref.experiments.claims import SCALES, Claim, Said, Side, claim, part_of
from srm_ref.experiments.shared.sentences import ours
from srm_ref.experiments.shared.sides import by_setting
from srm_ref.experiments.shared.toy_spotlight import hidden_activations, train_models
from srm_ref.figures.canvas import Figure, new_figure, style
from srm_ref.geometry.vectors import cosine_similarity, norms
from srm_ref.progress import Progress
from srm_ref.spotlight.resonance import spotlight_resonance
from srm_ref.spotlight.rotation_test import basis_rotation_test

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "interference_resonance"
TITLE = "The resonance of a feature pair against its interference"
SOURCE = "this package"
SEED = 24
N_FEATURES, FEWER, N_HIDDEN, SPARSITY, EPSILON = 40, 24, 10, 0.95, 0.8
CODE_COSINES, CODE_ATOL = np.array([-1 / 2, -1 / 3, 0, 1 / 6]), 0.06
SETTINGS = {"quick": {"n_steps": 2000, "n_samples": 10_000, "n_rotations": 39},
            "paper": {"n_steps": 20_000, "n_samples": 100_000, "n_rotations": 199}}


class Numbers(NamedTuple):
    """What `run` measured, one entry per pair i < j of represented features that spans a plane.

    cosine (n_pairs,): what_i . What_j.
    mass (n_pairs,): mean of the curve over the turn.
    peak (n_pairs,): mean of the curve at the two features' own angles.
    n_represented, n_skipped ().
    aligned_p_value, mass_p_value (): of the rotation test with the feature directions as the basis.
    fewer_cosine, fewer_mass (n_fewer_pairs,): of the model with FEWER features.
    """

    cosine: np.ndarray
    mass: np.ndarray
    peak: np.ndarray
    n_represented: np.ndarray
    n_skipped: np.ndarray
    aligned_p_value: np.ndarray
    mass_p_value: np.ndarray
    fewer_cosine: np.ndarray
    fewer_mass: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train one model of each size and sweep the planes of all pairs of its features."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    activations, directions = _trained(N_FEATURES, settings, rng, part_of(progress, 0, 2))
    cosine, mass, peak, n_skipped = _planes(activations, directions)
    test = basis_rotation_test(activations, directions, EPSILON, settings["n_rotations"], rng, arcs=True)
    fewer_cosine, fewer_mass = _planes(*_trained(FEWER, settings, rng, part_of(progress, 1, 2)))[:2]
    return Numbers(cosine, mass, peak, np.array(len(directions)), np.array(n_skipped), np.array(test.harmonic_p_value),
                   np.array(test.mass_p_value), fewer_cosine, fewer_mass)


def _trained(n_features: int, settings: dict[str, int], rng: np.random.Generator,
             progress: Progress | None) -> tuple[np.ndarray, np.ndarray]:
    """Hidden activations of one model, and the directions of its represented features."""
    sparsity = np.array([SPARSITY])
    trained = train_models("relu_output", n_features, N_HIDDEN, sparsity, np.ones(n_features), Adam(0.01),
                           settings["n_steps"], rng, n_samples=1024, progress=progress)
    directions = trained["W"][0].T
    return (hidden_activations("relu_output", trained, sparsity, settings["n_samples"], rng)[0],
            directions[norms(directions) > 0.5])


def _planes(activations: np.ndarray, directions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Cosine, mass and height at the own angles of every pair that spans a plane, and how many do not."""
    resonance = spotlight_resonance(activations, directions, EPSILON, "combinations", 360)
    i, j = resonance.planes.T
    cosine = cosine_similarity(directions, directions)[i, j]
    own = np.round(np.degrees(np.arccos(cosine))).astype(int) % 360  # feature j's angle, to the nearest of 360
    peak = (resonance.values[:, 0] + resonance.values[np.arange(len(i)), own]) / 2
    return cosine, resonance.values.mean(axis=1), peak, len(resonance.skipped_planes)


def claims(numbers: Numbers) -> list[Claim]:
    """Judge rank correlations over pairs, and the feature directions as a basis."""
    here = ours(NAME, f"one model each of {N_FEATURES} and {FEWER} features in {N_HIDDEN} dimensions, S {SPARSITY:g}, "
                f"equal importance; epsilon {EPSILON:g}")
    correlation = _rank_correlation(numbers.cosine ** 2, numbers.peak)
    n_pairs, off = len(numbers.cosine), np.abs(numbers.cosine[:, None] - CODE_COSINES).min(axis=1)
    special = bool(numbers.mass_p_value <= 0.05)
    code, flat = numbers.n_represented == 40 and off.max() < CODE_ATOL, abs(correlation) < 2 / np.sqrt(n_pairs)
    return [
        claim("forty features in ten dimensions settle into the forty-point code with cosines -1/2, -1/3, 0, 1/6", here,
              f"{np.mean(off < CODE_ATOL):.0%} of {n_pairs} pairs within {CODE_ATOL} of one, at worst {off.max():.3f} "
              "off",
              code, "" if code else "other cosines occur", "24 features have other cosines"),
        claim("the feature directions are special: the cloud's mass near their planes differs from that of the same "
              "directions turned at random (rotation test, p <= 0.05)", here,
              f"{counted(int(numbers.n_represented), 'feature')} in {N_HIDDEN} dimensions, p "
              f"{float(numbers.mass_p_value):.3f}",
              special, "" if special else "within what rotations give", "no other size was tested"),
        _less_mass(numbers, here),
        claim("the height at the features' own angles does not depend on the pair's interference", here,
              f"{n_pairs} pairs of {N_FEATURES} features: rank correlation {correlation:+.2f}; "
              f"{2 / np.sqrt(n_pairs):.2f} "
              "is two standard errors of independent pairs", flat, "" if flat else "it does",
              "only this size was judged"),
    ]


def _less_mass(numbers: Numbers, here: Said) -> Claim:
    sides = [_correlation(f"{FEWER} features", numbers.fewer_cosine, numbers.fewer_mass),
             _correlation(f"{N_FEATURES} features", numbers.cosine, numbers.mass)]
    return by_setting("pairs that interfere more have less mass in their plane", here, sides,
                      lambda value: value < sides[1].low - sides[1].value,
                      "rank correlation of mass with interference, "
                      f"two standard errors to either side; true below -{sides[1].value - sides[1].low:.2g}, two "
                      f"standard errors at {N_FEATURES} features", "in the forty-point code all planes are much alike, "
                      "and its symmetry leaves mass nothing to follow")


def _correlation(setting: str, cosine: np.ndarray, mass: np.ndarray) -> Side:
    value, error = _rank_correlation(cosine ** 2, mass), 2 / np.sqrt(len(cosine))
    return Side(setting, value, value - error, value + error)


def draw(numbers: Numbers) -> Figure:
    """Draw mass and peak of every pair against its cosine."""
    figure, axes = new_figure(1, 2, width=10, height=3.8)
    for ax, values, name, index in ((axes[0, 0], numbers.mass, "mass: mean of the curve over a turn", 0),
                                    (axes[0, 1], numbers.peak, "curve at the features' own angles", 1)):
        look = style(index)
        ax.plot(numbers.cosine, values, linestyle="none", marker=look.marker, markersize=3, alpha=0.5,
                color=look.colour)
        ax.set(xlabel="cosine of the two feature directions", ylabel=name, xlim=(numbers.cosine.min() - 0.1,
                                                                                 numbers.cosine.max() + 0.1))
        ax.set_ylim(bottom=0)
    figure.suptitle("One point per pair of features; its interference is the square of the cosine", fontsize="medium")
    return figure


def _rank_correlation(x: np.ndarray, y: np.ndarray) -> float:
    """Spearman's: the correlation of the ranks, equal values sharing the mean of theirs."""
    return float(np.corrcoef(_ranks(x), _ranks(y))[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[which]
