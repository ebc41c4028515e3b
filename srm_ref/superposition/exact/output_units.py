"""What is one output of the model, as a function on the cube? z = bias + weights . x at every corner, and its target.

An output unit is z = c + sum_j w_j x_j, with a target t that is one of the features, or 0. Both are affine, so that
their values at the corners of [0, 1]^n say everything. Active features are free, inactive ones 0: every set of active
features is a face of the cube, which `face_weights` weighs.

Conventions: coordinates are flipped, y_j = 1 - x_j where w_j < 0, so that z grows along all of them and is lowest at
corner 0. The target's weight must not be negative: W_i . W_i never is. Rows are independent units side by side, in the
last axis of every array. Corners and faces are numbered as in `srm_ref.superposition.exact.cube_faces`.

The corners' sums are carried in twice the precision (what TwoSum rounds off is summed as well), so that a kink that
barely enters the cube, or an output that barely misses its target, is found where it is.

Contents: OutputUnits, Corners, corners, face_weights.

Source: TMS section "Mathematical Understanding" (the sum over sets of active features).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.superposition.exact.cube_faces import FREE, cube_faces, doubled

__all__ = ["OutputUnits", "Corners", "corners", "face_weights"]


class OutputUnits(NamedTuple):
    """Output units z = bias + weights . x, each with its target.

    Attributes
    ----------
    weights : ndarray, shape (n, n_rows)
    bias : ndarray, shape (n_rows,)
    target : ndarray of int, shape (n_rows,)
        The feature the unit should reproduce, whose weight must not be negative; n for the target 0.
    """

    weights: np.ndarray
    bias: np.ndarray
    target: np.ndarray


class Corners(NamedTuple):
    """Numbers of the corners, arrays of shape (2^n, n_rows).

    `z`, `residual` = t - z, and `variance`: that of t - z over the face that frees the coordinates that are 1 here.
    """

    z: np.ndarray
    residual: np.ndarray
    variance: np.ndarray


def corners(units: OutputUnits) -> Corners:
    """Evaluate z and t - z at all corners, correct to the last digits however much cancels.

    Parameters
    ----------
    units : OutputUnits

    Returns
    -------
    Corners
    """
    n, rows = len(units.weights), np.arange(len(units.bias))
    z, lost = _lowest_corner(units)
    for weight in np.abs(units.weights):
        higher, error = _two_sum(z, weight)
        z, lost = np.concatenate([z, higher]), np.concatenate([lost, lost + error])
    z, lost = _two_sum(z, lost)
    target = cube_faces(n).digits[:2**n, units.target]  # (2^n, n_rows)
    slopes = np.concatenate([np.abs(units.weights), np.zeros((1, len(rows)))])  # the last: the target 0
    slopes[units.target, rows] = 1.0 - slopes[units.target, rows]
    return Corners(z, (target - z) - lost, doubled(np.zeros(len(rows)), slopes[:n] ** 2 / 12))


def _two_sum(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rounded sum and exactly what the rounding lost (Knuth)."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _lowest_corner(units: OutputUnits) -> tuple[np.ndarray, np.ndarray]:
    total, lost = units.bias[np.newaxis], np.zeros((1, len(units.bias)))
    for step in np.minimum(units.weights, 0.0):
        total, error = _two_sum(total, step)
        lost = lost + error
    return total, lost


def face_weights(units: OutputUnits, chance: np.ndarray) -> np.ndarray:
    """Put the chance of each active set on its face: active coordinates free, inactive ones at x_j = 0.

    Parameters
    ----------
    units : OutputUnits
    chance : ndarray, shape (2^n, n_rows)
        Of every active set, numbered as in `active_sets`.

    Returns
    -------
    ndarray, shape (3^n, n_rows)
    """
    n, n_rows = units.weights.shape
    threes = 3 ** np.arange(n)[:, np.newaxis]
    at_zero = np.where(units.weights < 0.0, 1, 0)  # the digit of x_j = 0: flipped coordinates are 1 there
    faces = cube_faces(n)
    load = np.zeros((3**n, n_rows))
    place = faces.place[doubled((at_zero * threes).sum(axis=0), (FREE - at_zero) * threes)]  # (2^n, n_rows)
    np.put_along_axis(load, place, chance, axis=0)
    return load
