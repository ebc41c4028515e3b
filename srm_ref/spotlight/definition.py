"""What is the spotlight resonance of two privileged directions? The definition, literally: slow, to be read.

Rotate a unit vector, the probe, from a towards b and once around their plane; at every angle count the share of the
activations that lie inside the cone about the probe. The rest of this part computes the same curves faster, and its
tests compare with this module. A definition imports NumPy, `geometry.vectors` and the refusals of `checks`, and other
definitions: nothing that it is there to judge.

Conventions: theta in radians, 0 at a, growing towards b; the cone is closed (cosine >= epsilon); an activation of
length zero has no direction and lies inside no cone, but counts in the number of samples.

Contents: spotlight_curve_by_definition, signed_spotlight_curve_by_definition, resonance_by_definition.
Source: SRM, the resonance curve. The author's public code turns the probe away from b, so its theta is our -theta.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import number, real_array
from srm_ref.geometry.vectors import norms, plane_frame, unit

__all__ = ["spotlight_curve_by_definition", "signed_spotlight_curve_by_definition", "resonance_by_definition"]


def spotlight_curve_by_definition(activations: Any, a: Any, b: Any, epsilon: float, thetas: Any) -> np.ndarray:
    """Count, angle by angle, the share of activations inside the spotlight that turns from a towards b.

    f(theta) = (1/N) sum_s 1[cos(x_s, probe) >= epsilon],   probe = R(theta) e1              (SRM)

    a, b (n_dims,): the plane's two directions, of any lengths; neither parallel nor antiparallel. epsilon: cosine of
    the cone's half angle, in [-1, 1]. Returns (n_angles,): shares in [0, 1].

    >>> spotlight_curve_by_definition([[1, 0], [0, 3]], [1, 0], [0, 1], 0.9, [0, 0.5, np.pi / 2]).tolist()
    [0.5, 0.0, 0.5]
    """
    cosines = _cosines_with_probe(activations, a, b, thetas)
    return (cosines >= number(epsilon, "epsilon", -1, 1)).mean(axis=1)


def signed_spotlight_curve_by_definition(activations: Any, a: Any, b: Any, epsilon: float, thetas: Any) -> np.ndarray:
    """Count activations inside the cone less those inside the opposite cone, as a share of all.

    f_signed(theta) = (1/N) sum_s ( 1[cos(x_s, probe) >= epsilon] - 1[cos(x_s, probe) <= -epsilon] )       (SRM)

    a, b (n_dims,). epsilon in [-1, 1]. At epsilon <= 0 the two cones overlap; what lies in both cancels. Returns
    (n_angles,): in [-1, 1].

    >>> signed_spotlight_curve_by_definition([[0, -2], [0, 0]], [1, 0], [0, 1], 0.9, [0, np.pi / 2]).tolist()
    [0.0, -0.5]
    """
    cosines = _cosines_with_probe(activations, a, b, thetas)
    epsilon = number(epsilon, "epsilon", -1, 1)
    return ((cosines >= epsilon).astype(float) - (cosines <= -epsilon)).mean(axis=1)


def resonance_by_definition(activations: Any, basis: Any, epsilon: float, planes: Any, thetas: Any) -> np.ndarray:
    """Stack the curves of a list of planes: row k is the curve from basis[planes[k, 0]] towards basis[planes[k, 1]].

    Returns (n_planes, n_angles).
    """
    basis = real_array(basis, "basis", ("n_basis", "n_dims"))
    return np.array([spotlight_curve_by_definition(activations, basis[i], basis[j], epsilon, thetas)
                     for i, j in real_array(planes, "planes", ("n_planes", 2)).astype(int)])


def _cosines_with_probe(activations: Any, a: Any, b: Any, thetas: Any) -> np.ndarray:
    """cos(x_s, R(theta) e1), shape (n_angles, n_samples); nan, which no comparison accepts, for x_s = 0."""
    e1, e2 = plane_frame(a, b)
    activations = real_array(activations, "activations", ("n_samples", len(e1)))
    thetas = real_array(thetas, "thetas", ("n_angles",))
    directions = np.full(activations.shape, np.nan)
    nonzero = norms(activations) > 0
    if nonzero.any():
        directions[nonzero] = unit(activations[nonzero])
    return np.array([directions @ (_rotation(e1, e2, theta) @ e1) for theta in thetas])


def _rotation(e1: np.ndarray, e2: np.ndarray, theta: float) -> np.ndarray:
    """R(theta) = exp(theta B) = I + sin(theta) B + (1 - cos(theta)) B^2, B the plane's unit bivector: (n_dims,
    n_dims).
    """
    B = np.outer(e2, e1) - np.outer(e1, e2)
    return np.eye(len(e1)) + np.sin(theta) * B + (1 - np.cos(theta)) * (B @ B)
