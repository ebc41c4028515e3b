"""How does one integrate (t - relu(z))^2 over a cube exactly, without subtracting? Cut its faces until no kink is left.

**Output units.** An output unit is z = c + sum_j w_j x_j, with a target t that is one of the features or 0. Both are
affine, so that their values at the corners of [0, 1]^n determine them. Active features are free, inactive ones 0: every
set of active features is a face of the cube, which `face_weights` weighs. The corners' sums are carried in twice the
precision (what TwoSum rounds off is summed as well), so that a kink close to a corner is located correctly, and so is
an output close to its target.

**Subdivision.** The textbook's formula for E relu(z)^2 over k active features is an alternating sum over 2^k corners
divided by the product of the weights; catastrophic cancellation takes every digit when a weight is small. This module
uses another formula without catastrophic cancellation: nothing is divided by a weight, and with one harmless exception
only numbers that are not negative are added.

Take a face of the cube on which z changes sign. Let the apex be the point with z = 0 on its diagonal from the lowest
corner (z = l < 0) to the highest (z = h > 0), at the fraction s = -l / (h - l). The face is the union of the pyramids
from the apex over its 2k facets, of height s over the facets y_j = 0 and 1 - s over the facets y_j = 1. Along rays from
the apex relu(z) grows linearly, and so does t - t(apex). With f = t - relu(z), Euler's theorem on homogeneous functions
gives, means taken over the face and over its facets,

    (k + 2) mean f^2 = sum over facets of height * mean f^2  +  2 t(apex) mean f
    (k + 1) mean f   = sum over facets of height * mean f    +  t(apex)

Facets are cut in turn, down to faces on which z keeps its sign. There f is affine (z >= 0) or t (z <= 0), and mean f^2
is the square of the mean plus the variances, sums of squares again. `descend` runs this from the top: a face carries
its share `load[0]` of mean f^2 and `load[1]` of 2 mean f, and hands both on to its facets.

The exception is mean f, which may be negative. It does no harm: |mean f| <= sqrt(mean f^2), and t(apex) is at most of
the order of sqrt(mean f^2) where that is small, since relu(z) = 0 at the apex and so f = t there.

The slopes follow from d f^2 / d w_j = -2 [z > 0] (t - z) x_j, whose mean obeys the same recursion, with two helpers:

    k mean [z > 0]                   = sum over facets of height * mean [z > 0]
    (k + 1) mean [z > 0] (t - z)     = sum over facets of height * mean [z > 0] (t - z)      +  t(apex) mean [z > 0]
    (k + 1) mean [z > 0] x_j         = sum over facets of height * mean [z > 0] x_j          +  x_j(apex) mean [z > 0]
    (k + 2) mean [z > 0] (t - z) x_j = sum over facets of height * mean [z > 0] (t - z) x_j
                                       +  t(apex) mean [z > 0] x_j  +  x_j(apex) mean [z > 0] (t - z)

The last two are handed down with the same loads as f^2 and f, for all j at once; only the two helpers are computed
upwards, from facets to faces.

Conventions: coordinates are flipped, y_j = 1 - x_j where w_j < 0, so that z grows along all of them and is lowest at
corner 0. The target's weight must not be negative, and W_i . W_i never is. Rows are independent units side by side, in
the last axis of every array. Corners and faces are numbered as in `srm_ref.superposition.exact.cube_faces`.

Contents: OutputUnits, Corners, corners, face_weights, doubled; Cut, descend, sum_of_rows, mean_squares,
mean_squares_and_slopes.

Source: TMS section "Mathematical Understanding" (the sum over sets of active features); the recursion is derived here.
Box splines are evaluated by convex combinations in the same spirit (de Boor and Hoellig 1982).
"""

from __future__ import annotations

from typing import Iterator, NamedTuple

import numpy as np

from srm_ref.superposition.exact.cube_faces import FREE, Faces, cube_faces

__all__ = ["OutputUnits", "Corners", "corners", "face_weights", "doubled", "Cut", "descend", "sum_of_rows",
           "mean_squares", "mean_squares_and_slopes"]

_MEAN_OF_KIND = np.array([0.0, 0.0, 0.0, 0.0, 1.0, 1 / 2])  # last three: of a coordinate 0, 1, or uniform on [0, 1]
_SQUARE_OF_KIND = np.array([0.0, 0.0, 0.0, 0.0, 1.0, 1 / 3])
_PART = 2**15  # numbers of one array of a part: some dozen of them fit the cache


class OutputUnits(NamedTuple):
    """Output units z = bias + weights . x, each with its target.

    weights (n, n_rows); bias (n_rows,).
    target (n_rows,): the feature the unit should reproduce, whose weight must not be negative; n for the target 0.
    """

    weights: np.ndarray
    bias: np.ndarray
    target: np.ndarray


class Corners(NamedTuple):
    """Hold numbers of the corners, arrays of shape (2^n, n_rows).

    `z`, `residual` = t - z, and `variance`: that of t - z over the face that frees the coordinates that are 1 here.
    """

    z: np.ndarray
    residual: np.ndarray
    variance: np.ndarray


def corners(units: OutputUnits) -> Corners:
    """Evaluate z and t - z of the units at all corners, correct to the last digits even where terms cancel."""
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
    """Return the rounded sum and its rounding error, exactly (Knuth)."""
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
    """Put the chance of each active set on its face, shape (3^n, n_rows): active coordinates free, others x_j = 0.

    chance (2^n, n_rows): of every active set, number sum of 2^j over its members.
    """
    n, n_rows = units.weights.shape
    threes = 3 ** np.arange(n)[:, np.newaxis]
    at_zero = np.where(units.weights < 0.0, 1, 0)  # the digit of x_j = 0: flipped coordinates are 1 there
    faces = cube_faces(n)
    load = np.zeros((3**n, n_rows))
    place = faces.place[doubled((at_zero * threes).sum(axis=0), (FREE - at_zero) * threes)]  # (2^n, n_rows)
    np.put_along_axis(load, place, chance, axis=0)
    return load


def doubled(start: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Add every subset of the steps to a start, subset number sum_{j in subset} 2^j: the corners' order.

    start (n_rows,); steps (n, n_rows). Returns (2^n, n_rows).

    >>> doubled(np.array([10]), np.array([[1], [5]])).ravel().tolist()
    [10, 11, 15, 16]
    """
    sums = start[np.newaxis]
    for step in steps:
        sums = np.concatenate([sums, sums + step])
    return sums


class Cut(NamedTuple):
    """Hold where the kink cuts faces, arrays of shape (n_faces, n_rows).

    `off` where z <= 0 throughout, else `on` where z >= 0 throughout; elsewhere `low` and `high` are the pyramids'
    heights s and 1 - s, and `apex` is t(apex). These three are 0 where nothing is cut. `digits` are the target's.
    """

    on: np.ndarray
    off: np.ndarray
    low: np.ndarray
    high: np.ndarray
    apex: np.ndarray
    digits: np.ndarray

    def of(self, part: slice) -> Cut:
        """Keep some of the faces."""
        return Cut(*[field[part] for field in self])


def descend(units: OutputUnits, values: Corners, load: np.ndarray, *,
            touching: bool = False) -> Iterator[tuple[slice, Cut, np.ndarray]]:
    """Distribute the load of every cut face over its facets, from the whole cube down to the corners.

    load (3^n, n_rows): from `face_weights`. Yields which faces; cut; load (2, n_faces, n_rows): the weights of mean f^2
    and of 2 mean f of these faces in the total.
        Faces come in parts that fit the cache, from the top: all at once, or parts of one level after the other.
    touching: cut faces with z = 0 at their lowest corner, too, from an apex there.
    """
    faces, n_rows = cube_faces(len(units.weights)), len(units.bias)
    at_once = load.size <= _PART
    whole, shares, flow = _cut(units, values, slice(0, len(load)), touching) if at_once else None, [], None
    for level in reversed(faces.levels):
        k, first, size = level.dimension, level.block.start, len(level.free)
        below = np.empty((2, 2, size, n_rows))  # of both loads, to the facets y_j = 0 and y_j = 1
        for part in _parts_of(level.block, n_rows):
            here = slice(part.start - first, part.stop - first)
            cut = _cut(units, values, part, touching) if whole is None else whole.of(part)
            share = np.zeros((2, 1, n_rows)) if flow is None else sum_of_rows(flow, level.parents[:, here])
            share[0] /= k + 3  # what the faces of dimension k + 1 hand on
            share[1] /= k + 2
            share[0] += load[part]
            share[1] += cut.apex * share[0] / (k + 2)
            np.multiply(cut.low, share, out=below[:, 0, here])
            np.multiply(cut.high, share, out=below[:, 1, here])
            if not at_once:
                yield part, cut, share
            shares = [share, *shares] if at_once else []
        flow = below.reshape(2, 2 * size, n_rows)
    if at_once:
        yield slice(0, len(load)), whole, np.concatenate(shares, axis=1)


def _parts_of(faces: slice, n_rows: int) -> Iterator[slice]:
    """Cut a list of faces into parts that fit the cache."""
    size = max(1, _PART // n_rows)
    return (slice(start, min(start + size, faces.stop)) for start in range(faces.start, faces.stop, size))


def sum_of_rows(rows: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Add up the rows at all the places of every face.

    rows (2, n, ...); places (n_places, n_faces). Returns (2, n_faces, ...).
    """
    total = rows.take(places[0], axis=1)
    one = np.empty_like(total)
    for place in places[1:]:
        total += rows.take(place, axis=1, out=one, mode="clip")  # a mode that needs no copy; all places are within
    return total


def _cut(units: OutputUnits, values: Corners, part: slice, touching: bool) -> Cut:
    faces = cube_faces(len(units.weights))
    lowest, highest = values.z.take(faces.lowest[part], axis=0), values.z.take(faces.highest[part], axis=0)
    off = highest <= 0.0
    on = (lowest > 0.0 if touching else lowest >= 0.0) & ~off  # z = 0 throughout counts as off: relu'(0) = 0
    crossed, digits = ~(on | off), faces.digits[part].take(units.target, axis=1)
    below, above = np.maximum(-lowest, 0.0), np.maximum(highest, 0.0)
    span = np.where(crossed, below + above, np.inf)  # so that a face that is not cut hands nothing on
    low, high = below / span, above / span
    return Cut(on, off, low, high, np.where(digits == FREE, low, crossed & (digits == 1)), digits)


def mean_squares(units: OutputUnits, values: Corners, load: np.ndarray) -> np.ndarray:
    """Return E (t - relu(z))^2 of every unit, as a sum over the faces that are not cut.

    values: from `corners`.
    load (3^n, n_rows): from `face_weights`; the mean is taken with these weights.
    Returns (n_rows,).
    """
    return sum(_whole_faces(units, values, *step) for step in descend(units, values, load))


def _whole_faces(units: OutputUnits, values: Corners, part: slice, cut: Cut, load: np.ndarray) -> np.ndarray:
    faces = cube_faces(len(units.weights))
    mean, k = _mean_residual(values, faces, part), faces.dimension[part, np.newaxis]
    kind = cut.digits + np.int8(3) * cut.off  # below 3 where the face is not off
    square = np.where(cut.on, mean**2 + values.variance.take(faces.free[part], axis=0), _SQUARE_OF_KIND.take(kind))
    mean = np.where(cut.on, mean, _MEAN_OF_KIND.take(kind)) + cut.apex / (k + 1)  # one of the two is 0
    return np.einsum("fr,fr->r", load[0], square) + 2.0 * np.einsum("fr,fr->r", load[1], mean)


def _mean_residual(values: Corners, faces: Faces, part: slice) -> np.ndarray:
    return (values.residual.take(faces.lowest[part], axis=0) + values.residual.take(faces.highest[part], axis=0)) / 2


def mean_squares_and_slopes(units: OutputUnits, values: Corners, load: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return `mean_squares` and its derivatives with respect to the weights and, last, the bias.

    units, values, load: as in `mean_squares`.
    Returns squares (n_rows,); slopes (n + 1, n_rows).
    """
    steps = list(descend(units, values, load))
    squares = sum(_whole_faces(units, values, *step) for step in steps)
    slopes = np.zeros((len(units.weights) + 1, len(units.bias)))
    means = [np.empty((2, len(level.free), len(units.bias))) for level in cube_faces(len(units.weights)).levels]
    for part, cut, share in reversed(steps):
        slopes += _first_moments(units, part, cut, share, _ascend(units, values, part, cut, means))
    return squares, -2.0 * slopes


def _ascend(units: OutputUnits, values: Corners, part: slice, cut: Cut, means: list[np.ndarray]) -> np.ndarray:
    """Return the means of [z > 0] and [z > 0] (t - z) over some faces, (2, n_faces, n_rows); note them by level."""
    faces = cube_faces(len(units.weights))
    found = np.stack([cut.on, cut.on * _mean_residual(values, faces, part)], dtype=float)
    for level in faces.levels:
        start, stop = max(part.start, level.block.start), min(part.stop, level.block.stop)
        if start >= stop:
            continue
        here, k = slice(start - level.block.start, stop - level.block.start), level.dimension
        at = slice(start - part.start, stop - part.start)
        if k:
            zero, one = (sum_of_rows(means[k - 1], facets[:, here])
                         for facets in (level.zero_facets, level.one_facets))
            found[:, at] += (cut.low[at] * zero + cut.high[at] * one) / [[[k]], [[k + 1]]]
            found[1, at] += cut.apex[at] * found[0, at] / (k + 1)
        means[k][:, here] = found[:, at]
    return found


def _first_moments(units: OutputUnits, part: slice, cut: Cut, load: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Add up [z > 0] (t - z) x_j, and without x_j in the last row, over some faces."""
    faces, whole = cube_faces(len(units.weights)), cut.on
    digits, k = faces.digits[part, :-1].T, faces.dimension[part, np.newaxis]  # (n, n_faces), (n_faces, 1)
    mass = load[0] * means[1] / np.where(whole, 1.0, k + 2)
    mass += load[1] * means[0] / np.where(whole, 1.0, k + 1)
    place = np.where(whole, 0.5, cut.low)
    free, one, zero = ((digits == digit).astype(float) for digit in (FREE, 1, 0))
    upper, lower = free @ (mass * place) + one @ mass, free @ (mass * (1.0 - place)) + zero @ mass
    at_target = np.arange(len(digits))[:, np.newaxis] == units.target
    spread = (at_target - units.weights) / 12 * (free @ (load[0] * whole))
    return np.concatenate([np.where(units.weights < 0.0, lower, upper) + spread, mass.sum(axis=0)[np.newaxis]])
