"""How does the mean of (t - relu(z))^2 bend when weights and bias move? The recursion of `subdivision` once more.

As a function of z alone, (t - relu(z))^2 has the slope -2 [z > 0] (t - z) and the second derivative 2 v, with

    v = [z > 0] - t delta(z).

The step comes from the parabola where z > 0, Dirac's delta from the kink: at z = 0 the slope jumps from 0 to -2 t. With
x = (x_1, ..., x_n, 1), so that z = (weights, bias) . x, the matrix of second derivatives is 2 mean v x x^T. Under a
mean, delta(z) is an integral over the plane z = 0, divided by the length of the weights: the surface term.

**Subdivision.** Seen from the apex, where z = 0, the step is homogeneous of degree 0, delta of degree -1, and
x_j - x_j(apex) of degree 1. So Euler's theorem gives, on a face of dimension k that is cut, with the means over the
face on the left, over its facets under the sum, and c = x(apex), t = t(apex):

    (k - 1) mean delta         = sum of height * mean delta           (k >= 2; an edge has mean delta = 1 / (h - l))
    k mean delta x_j           = sum of height * mean delta x_j      +  c_j mean delta
    (k + 1) mean delta x_j x_l = sum of height * mean delta x_j x_l  +  c_j mean delta x_l  +  c_l mean delta x_j
    k mean v                   = sum of height * mean v              -  t mean delta
    (k + 1) mean v x_j         = sum of height * mean v x_j          +  c_j mean v  -  t mean delta x_j
    (k + 2) mean v x_j x_l     = sum of height * mean v x_j x_l      +  c_j mean v x_l  +  c_l mean v x_j
                                                                     -  t mean delta x_j x_l

Dividing by h - l is harmless: what z gains along an edge is known to the last digits, and a short edge has its share
through a height that is as small. Faces that are not cut have delta = 0 and v = [z > 0]. The second moments are handed
down with the loads that `descend` finds for f^2 and f, since the factors are the same; the four lower means are
computed upwards. Step and delta are each a sum of terms that are not negative; what cancels is their difference.

The plane z = 0 may pass through a corner, and then runs between pyramids. Every corner with z = 0 counts as one where
z < 0, as if the bias were a little lower: a face on which z >= 0 is cut there as well, with s = 0, and one on which
z <= 0 is not. So each piece of the plane is counted once, and the result is the limit from lower biases.

Contents: mean_curvatures.

Source: TMS section "Mathematical Understanding" (the sum over sets of active features); the recursion is derived here.
"""

from __future__ import annotations

import numpy as np

from srm_ref.superposition.exact.cube_faces import FREE, Level, cube_faces
from srm_ref.superposition.exact.subdivision import Corners, Cut, OutputUnits, descend, sum_of_rows

__all__ = ["mean_curvatures"]


def mean_curvatures(units: OutputUnits, values: Corners, load: np.ndarray) -> np.ndarray:
    """Return the second derivatives of `mean_squares` with respect to the weights and, last, the bias.

    values: from `corners`. load (3^n, n_rows): from `face_weights`.
    Returns (n_rows, n + 1, n + 1), symmetric.
    """
    n, n_rows = units.weights.shape
    steps, below = list(descend(units, values, load, touching=True)), np.empty((2, 0, n + 1, n_rows))
    moments, variance = np.zeros((n_rows, n + 1, n + 1)), np.zeros((n_rows, n + 1))
    for level in cube_faces(n).levels:
        here = np.empty((2, len(level.free), n + 1, n_rows))
        for part, cut, share in steps:
            some = slice(max(part.start, level.block.start), min(part.stop, level.block.stop))
            if some.start >= some.stop:
                continue
            at = slice(some.start - part.start, some.stop - part.start)
            within = slice(some.start - level.block.start, some.stop - level.block.start)
            cut, share, centre = cut.of(at), share[:, at], _centres(units, some, cut.of(at))
            here[:, within] = _first_moments(values, level, within, cut, centre, below)
            delta, v = here[:, within]
            # the terms c_j mean v x_l and c_j mean delta x_l, by the loads; on whole faces, half of mean x_j mean x_l
            handed = share[0] / np.where(cut.on, 2.0, level.dimension + 2)
            v = handed[:, np.newaxis] * v - (share[1] / (level.dimension + 1))[:, np.newaxis] * delta
            moments += centre.T @ v.transpose(2, 0, 1)
            free = (cube_faces(n).digits[some] == FREE).astype(float)  # (n_faces, n + 1)
            variance += (share[0] * cut.on).T @ free / 12
        below = here
    return 2.0 * (moments + np.swapaxes(moments, -1, -2) + variance[:, :, np.newaxis] * np.eye(n + 1))


def _centres(units: OutputUnits, some: slice, cut: Cut) -> np.ndarray:
    """Return (x, 1) at the apex of some faces that are cut, in the middle of the others, (n_faces, n + 1, n_rows)."""
    digits = cube_faces(len(units.weights)).digits[some][:, :, np.newaxis]  # the last is 0, and 1 where it is flipped
    flipped = np.concatenate([units.weights < 0.0, np.ones((1, len(units.bias)), dtype=bool)])  # (n + 1, n_rows)
    y, one_minus_y = (np.where(cut.on, 0.5, height)[:, np.newaxis] for height in (cut.low, cut.high))
    return np.where(digits == FREE, np.where(flipped, one_minus_y, y), (digits == 1) != flipped)


def _first_moments(values: Corners, level: Level, within: slice, cut: Cut, centre: np.ndarray,
                   below: np.ndarray) -> np.ndarray:
    """Return the means of delta x_j and of v x_j over some faces of a level, (2, n_faces, n + 1, n_rows); x_n = 1."""
    k, t = level.dimension, cut.apex[:, np.newaxis]
    if k == 0:
        return np.stack([np.zeros_like(centre), cut.on[:, np.newaxis] * centre])
    zero, one = (sum_of_rows(below, facets[:, within]) for facets in (level.zero_facets, level.one_facets))
    delta, v = cut.low[:, np.newaxis] * zero + cut.high[:, np.newaxis] * one  # each (n_faces, n + 1, n_rows)
    if k == 1:
        z_low, z_high = (values.z.take(corner[within], axis=0) for corner in (level.lowest, level.highest))
        mean_delta = ~(cut.on | cut.off) / np.where(cut.on | cut.off, 1.0, z_high - z_low)
    else:
        mean_delta = delta[:, -1] / (k - 1)
    mean_v = (v[:, -1] - cut.apex * mean_delta) / k
    delta = (delta + centre * mean_delta[:, np.newaxis]) / k
    v = (v + centre * mean_v[:, np.newaxis] - t * delta) / (k + 1)
    return np.stack([delta, v + cut.on[:, np.newaxis] * centre])
