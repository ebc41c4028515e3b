"""What does one form do to points of the plane, along two axes, along three directions, along none? Without training.

Contents: PLANE, plane_sign, plane_claims.
Source: this package.
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import Claim, claim
from srm_ref.experiments.shared.sentences import ours
from srm_ref.geometry.bases import standard
from srm_ref.networks.functional_forms import isotropic, overcomplete

__all__ = ["PLANE", "plane_sign", "plane_claims"]

PLANE = {"square": 4, "hexagon": 6, "circle": 4}
"""Symmetries of tanh in the plane, and the multiple m of the angle at which each can show."""


def plane_sign(figure: str, n_points: int, rng: np.random.Generator, std: float = 3.0) -> tuple[float, float]:
    """Pass Gaussian points once through tanh, and take the mean of cos(m phi), phi from the first direction.

    A point lights an arc about its own angle, so that at a narrow cone c_m / c_0 of the resonance is this mean: above 0
    on the directions, below 0 between them.

    figure: of PLANE. n_points: at least 2. std: of the points' coordinates. Returns: with its standard error.
    """
    turn = np.pi * np.arange(3) / 3
    vectors = {"square": standard(2), "hexagon": np.stack([np.cos(turn), np.sin(turn)], axis=1)}
    m = PLANE[choice(figure, "figure", list(PLANE))]
    form = overcomplete("tanh", vectors[figure]) if figure in vectors else isotropic("tanh", 2)
    points = form.forward(std * rng.standard_normal((n_points, 2)))
    waves = np.cos(m * np.arctan2(points[:, 1], points[:, 0]))
    return float(waves.mean()), float(waves.std() / np.sqrt(n_points))


def plane_claims(module: str, values: np.ndarray, errors: np.ndarray) -> list[Claim]:
    """Judge one sigma with three symmetries: a symmetry says which directions can be special, but not the sign.

    module: whose rows they are. values, errors (3,): as PLANE, by `plane_sign`.
    """
    said = ours(module, "Gaussian points of standard deviation 3 in the plane, passed once through tanh; no training")
    places = {1: "on its directions", -1: "between its directions", 0: "nowhere in particular"}
    rows = []
    for (figure, m), wanted, value, error in zip(PLANE.items(), (-1, 1, 0), values, errors):
        holds = (0 if abs(value) < 4 * error else np.sign(value)) == wanted
        rows.append(claim(f"in the plane, tanh with the symmetry of a {figure} puts points {places[wanted]}", said,
                          f"c_{m} / c_0 of the narrow curve {value:+.3f}, standard error {error:.3f}", holds,
                          "" if holds else "another sign", "no other size of data was tried"))
    return rows
