"""Does the spotlight see the polygon? Take the FEATURE directions of a two-dimensional model as the basis, and look.

Two hidden dimensions hold k equally important, sparse features as a regular k-gon (k = 3, 4, 5), or as nearly that as training
gets. The hidden plane is the only plane there is; the probe starts at feature 0 and turns towards feature 1. Where one feature
is active alone, h lies along its column of W: the curve must peak at the features' angles. Activations with two or more active
features, and inputs without any, keep it from being a comb.

Time: quick 1 s, paper 30 s; processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.
Source: nobody has published this; the polygons are TMS section "The Geometry of Superposition".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.descent import Adam
from srm_ref.experiments.claims import SCALES, Claim, claim, part_of
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
SOURCE = "here"
SEED = 22
POLYGONS, SPARSITY, EPSILON = (3, 4, 5), 0.95, 0.99
NEAR_DEGREES = 3.0  # a peak this near to a feature's angle is that feature's
SETTINGS = {"quick": {"n_restarts": 12, "n_steps": 1200, "n_samples": 20_000},
            "paper": {"n_restarts": 60, "n_steps": 10_000, "n_samples": 200_000}}


class Numbers(NamedTuple):
    """What `run` measured, for each polygon; features beyond a polygon's own are nan.

    n_features (3,); thetas (n_angles,), radians; curves (3, n_angles).
    feature_angles (3, 5), radians: from feature 0 towards feature 1.
    norms (3, 5).
    losses (3, n_restarts): exact; the lowest is shown.
    """

    n_features: np.ndarray
    thetas: np.ndarray
    curves: np.ndarray
    feature_angles: np.ndarray
    norms: np.ndarray
    losses: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train each polygon from many starts, keep the lowest exact loss, sweep its hidden plane."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    thetas, n_restarts = full_turn(720), settings["n_restarts"]
    shape = len(POLYGONS), max(POLYGONS)
    angles, norms, curves, losses = np.full(shape, np.nan), np.full(shape, np.nan), [], []
    for k, n_features in enumerate(POLYGONS):
        trained = train_models("relu_output", n_features, 2, np.full(n_restarts, SPARSITY), np.ones(n_features), Adam(0.01),
                               settings["n_steps"], rng, progress=part_of(progress, k, len(POLYGONS)))
        losses.append(population_loss(trained, np.ones(n_features), SPARSITY))
        best = int(np.argmin(losses[-1]))
        kept = {key: value[best:best + 1] for key, value in trained.items()}
        activations = hidden_activations("relu_output", kept, np.array([SPARSITY]), settings["n_samples"], rng)[0]
        W = kept["W"][0]
        curves.append(spotlight_curve(activations, W[:, 0], W[:, 1], EPSILON, thetas))
        turn = np.arctan2(W[1], W[0]) - np.arctan2(W[1, 0], W[0, 0])
        towards = np.sign(np.linalg.det(W[:, :2]))  # feature 1 lies at a positive angle
        angles[k, :n_features], norms[k, :n_features] = np.mod(towards * turn, 2 * np.pi), np.linalg.norm(W, axis=0)
    return Numbers(np.array(POLYGONS), thetas, np.array(curves), angles, norms, np.array(losses))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge, polygon by polygon, where the curve peaks."""
    rows = []
    for n_features, curve, angles, norms in zip(numbers.n_features, numbers.curves, numbers.feature_angles, numbers.norms):
        own = np.sort(angles[:n_features])
        gaps = np.degrees(np.diff(np.append(own, own[0] + 2 * np.pi)))
        regular = 360 / n_features
        even = np.abs(gaps - regular).max() < NEAR_DEGREES
        rows.append(claim(f"{n_features} features in two dimensions: a regular polygon, {regular:.0f} degrees apart", SOURCE,
                          f"gaps {gaps.min():.1f} to {gaps.max():.1f} degrees, norms "
                          f" {np.nanmin(norms):.2f} to {np.nanmax(norms):.2f}",
                          even, "" if even or n_features != 3 else "an antipodal pair beside a dedicated feature loses p^2 / 3, "
                          "a unit triangle without bias 3 p^2 / 8 + p^3 / 8: the triangle is not the optimum"))
        distance = np.abs(np.angle(np.exp(1j * (numbers.thetas[:, None] - own)))).min(axis=1)
        near = np.degrees(distance) < NEAR_DEGREES
        rows.append(claim(f"{n_features} features: the resonance at the features' angles is above all that lies between", SOURCE,
                          f"lowest within {NEAR_DEGREES:.0f} degrees of a feature {curve[near].min():.4f}, highest farther than "
                          f"10 degrees from all {curve[np.degrees(distance) > 10].max():.4f}; isotropic "
                          f"{cap_fraction(2, EPSILON):.4f} times the non-zero share, {1 - SPARSITY ** n_features:.2f}",
                          curve[near].min() > curve[np.degrees(distance) > 10].max()))
    return rows


def draw(numbers: Numbers) -> Figure:
    """Draw one curve a polygon, with the features' angles."""
    figure, axes = new_figure(1, len(numbers.n_features), width=12, height=3.6, share_y=True)
    for k, (n_features, ax) in enumerate(zip(numbers.n_features, axes[0])):
        baseline = cap_fraction(2, EPSILON) * (1 - SPARSITY ** int(n_features))
        draw_resonance_curve(numbers.thetas, numbers.curves[k], label="hidden activations", index=0, baseline=baseline, ax=ax)
        for angle in np.degrees(numbers.feature_angles[k, :n_features]):
            ax.axvline(angle, color=GREY, linewidth=1.0, linestyle=":")
            ax.plot([angle], [1.02], marker=style(1).marker, color=style(1).colour, clip_on=False,
                    transform=ax.get_xaxis_transform())
        ax.set_title(f"{n_features} features (squares: their angles)", fontsize="medium", pad=14)
        if k and ax.get_legend() is not None:
            ax.get_legend().remove()  # the first panel has room for it
        ax.set_ylabel("" if k else ax.get_ylabel())
    axes[0, 0].legend(loc="upper left", bbox_to_anchor=(0.04, 0.98), fontsize="small", frameon=False)  # where no curve rises
    return figure
