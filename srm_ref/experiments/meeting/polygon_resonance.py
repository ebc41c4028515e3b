"""Does the spotlight see the polygon? Take the FEATURE directions of a two-dimensional model as the basis, and look.

Two hidden dimensions hold k equally important, sparse features as a regular k-gon (k = 3, 4, 5; three also where
features are dense), or as nearly that as training gets. The hidden plane is the only plane there is; the probe starts
at feature 0 and turns towards feature 1. Where one feature is active alone, h lies along its column of W: the curve
must peak at the features' angles. Activations with two or more active features, and inputs without any, keep it from
being a comb.

Time: quick 1 s, paper 30 s; processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.
Source: nobody has published this; the polygons are TMS section "The Geometry of Superposition".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.descent import Adam
from srm_ref.experiments.claims import SCALES, Claim, Said, Side, claim, part_of
from srm_ref.experiments.shared.sentences import ours
from srm_ref.experiments.shared.sides import by_setting
from srm_ref.experiments.shared.toy_spotlight import hidden_activations, train_models
from srm_ref.figures.canvas import GREY, Figure, new_figure, style
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.progress import Progress
from srm_ref.spotlight.arcs import full_turn
from srm_ref.spotlight.resonance import spotlight_curve
from srm_ref.superposition.exact_loss import population_loss

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "polygon_resonance"
TITLE = "The spotlight on feature directions shows the polygon"
SOURCE = "this package; the triangle: TMS, Polytopes and Low-Rank Matrices"
SEED = 22
POLYGONS, SPARSITIES, EPSILON = (3, 3, 4, 5), (0.95, 0.4, 0.95, 0.95), 0.99
WITHIN = 1.01  # models whose loss is at most this many times the lowest give the interval
NEAR_DEGREES = 3.0  # a peak this near to a feature's angle is that feature's
SETTINGS = {"quick": {"n_restarts": 12, "n_steps": 1200, "n_samples": 20_000},
            "paper": {"n_restarts": 60, "n_steps": 10_000, "n_samples": 200_000}}


TRIANGLE = Said("TMS", "Polytopes and Low-Rank Matrices, an aside", "it is not surprising that the optimal strategy "
                                                                    "for three "
                "equally important and equally sparse features is an equilateral triangle", "three features in two "
                "dimensions; no sparsity stated",
                "three features in two dimensions at two sparsities, many starts each")
HERE = ours(NAME, "k equally important features in two dimensions, the lowest exact loss of many starts; epsilon "
                  f"{EPSILON:g}")


class Numbers(NamedTuple):
    """What `run` measured, for each polygon; features beyond a polygon's own are nan.

    n_features, sparsities (4,); thetas (n_angles,), radians; curves (4, n_angles). feature_angles (4, 5), radians:
    from feature 0 towards feature 1. norms (4, 5). losses (4, n_restarts): exact; the lowest is shown. widest (4, 2),
    degrees: least and greatest widest gap between neighbours over the models within WITHIN of the lowest loss.
    """

    n_features: np.ndarray
    sparsities: np.ndarray
    thetas: np.ndarray
    curves: np.ndarray
    feature_angles: np.ndarray
    norms: np.ndarray
    losses: np.ndarray
    widest: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train each polygon from many starts, keep the lowest exact loss, sweep its hidden plane."""
    settings, thetas = SETTINGS[choice(scale, "scale", SCALES)], full_turn(720)
    angles, norms = np.full((2, len(POLYGONS), max(POLYGONS)), np.nan)
    curves, losses, widest = [], [], []
    for k, (n_features, sparsity) in enumerate(zip(POLYGONS, SPARSITIES)):
        trained = train_models("relu_output", n_features, 2, np.full(settings["n_restarts"], sparsity),
                               np.ones(n_features),
                               Adam(0.01), settings["n_steps"], rng, progress=part_of(progress, k, len(POLYGONS)))
        losses.append(population_loss(trained, np.ones(n_features), sparsity))
        best = int(np.argmin(losses[-1]))
        kept = {key: value[best:best + 1] for key, value in trained.items()}
        activations = hidden_activations("relu_output", kept, np.array([sparsity]), settings["n_samples"], rng)[0]
        W = kept["W"][0]
        curves.append(spotlight_curve(activations, W[:, 0], W[:, 1], EPSILON, thetas))
        angles[k, :n_features], norms[k, :n_features] = _angles(W), np.linalg.norm(W, axis=0)
        gaps = [_gaps(_angles(W)).max() for W in trained["W"][losses[-1] <= WITHIN * losses[-1][best]]]
        widest.append((min(gaps), max(gaps)))
    return Numbers(np.array(POLYGONS), np.array(SPARSITIES), thetas, np.array(curves), angles, norms, np.array(losses),
                   np.array(widest))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge, polygon by polygon, where the curve peaks."""
    rows = [_triangle(numbers)]
    for k, n_features in enumerate(numbers.n_features):
        gaps, regular = _gaps(numbers.feature_angles[k, :n_features]), 360 / n_features
        if n_features > 3:
            even = np.abs(gaps - regular).max() < NEAR_DEGREES
            rows.append(claim(f"{n_features} features in two dimensions at S {numbers.sparsities[k]:g}: a regular "
                              f"polygon, {regular:.0f} degrees each", HERE,
                              f"gaps {gaps.min():.1f} to {gaps.max():.1f} degrees, norms "
                              f"{np.nanmin(numbers.norms[k]):.2f} to {np.nanmax(numbers.norms[k]):.2f}", even,
                              "" if even else "the gaps are uneven", "no other sparsity was tried"))
        rows.append(_peaks(numbers, k))
    return rows


def _triangle(numbers: Numbers) -> Claim:
    return by_setting("three equally important and equally sparse features make an equilateral triangle", TRIANGLE,
                      [_widest(numbers, k) for k in np.flatnonzero(numbers.n_features == 3)],
                      lambda gap: gap < 120 + NEAR_DEGREES, "widest gap between neighbouring features in degrees, and "
                      "its range over the models within 1 % of the lowest exact loss; 120 is the triangle",
                      "where features are sparse, an antipodal pair beside a feature of its own loses p^2 / 3, a unit "
                      "triangle without bias 3 p^2 / 8 + p^3 / 8")


def _widest(numbers: Numbers, k: int) -> Side:
    gaps = _gaps(numbers.feature_angles[k, :numbers.n_features[k]])
    return Side(f"S = {numbers.sparsities[k]:g}", gaps.max(), *numbers.widest[k])


def _peaks(numbers: Numbers, k: int) -> Claim:
    """The lowest of the curve near features against the highest far from all."""
    n_features, curve, sparsity = int(numbers.n_features[k]), numbers.curves[k], numbers.sparsities[k]
    own = numbers.feature_angles[k, :n_features]
    away = np.degrees(np.abs(np.angle(np.exp(1j * (numbers.thetas[:, None] - own)))).min(axis=1))
    near, far = curve[away < NEAR_DEGREES].min(), curve[away > 10].max()
    return claim(f"{n_features} features at S {sparsity:g}: the resonance at the features' angles is above all that "
                 "lies "
                 "between", HERE, f"lowest within {NEAR_DEGREES:.0f} degrees of a feature {near:.4f}, highest farther "
                                  "than "
                 f"10 degrees from all {far:.4f}; isotropic {cap_fraction(2, EPSILON):.4f} times the non-zero share, "
                 f"{1 - sparsity ** n_features:.2f}", near > far, "" if near > far else "activations with two or more "
                 "active features fill the gaps", "the other polygons' rows")


def _angles(W: np.ndarray) -> np.ndarray:
    """Angles of all features from feature 0, in [0, 2 pi), feature 1 at less than pi."""
    turn = np.arctan2(W[1], W[0]) - np.arctan2(W[1, 0], W[0, 0])
    return np.mod(np.sign(np.linalg.det(W[:, :2])) * turn, 2 * np.pi)


def _gaps(angles: np.ndarray) -> np.ndarray:
    """Degrees from every angle to the next."""
    own = np.sort(angles)
    return np.degrees(np.diff(np.append(own, own[0] + 2 * np.pi)))


def draw(numbers: Numbers) -> Figure:
    """Draw one curve per polygon, with the features' angles."""
    figure, axes = new_figure(1, len(numbers.n_features), width=15, height=3.6, share_y=True)
    for k, (n_features, ax) in enumerate(zip(numbers.n_features, axes[0])):
        baseline = cap_fraction(2, EPSILON) * (1 - float(numbers.sparsities[k]) ** int(n_features))
        draw_resonance_curve(numbers.thetas, numbers.curves[k], label="hidden activations", index=0, baseline=baseline,
                             ax=ax)
        for angle in np.degrees(numbers.feature_angles[k, :n_features]):
            ax.axvline(angle, color=GREY, linewidth=1.0, linestyle=":")
            ax.plot([angle], [1.02], marker=style(1).marker, color=style(1).colour, clip_on=False,
                    transform=ax.get_xaxis_transform())
        ax.set_title(f"{n_features} features, S {numbers.sparsities[k]:g} (squares: their angles)", fontsize="medium",
                     pad=14)
        if k and ax.get_legend() is not None:
            ax.get_legend().remove()  # the first panel has room for it
        ax.set_ylabel("" if k else ax.get_ylabel())
    # where no curve rises
    axes[0, 0].legend(loc="upper left", bbox_to_anchor=(0.04, 0.98), fontsize="small", frameon=False)
    return figure
