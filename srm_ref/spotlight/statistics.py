"""Which few numbers sum up the resonance of all planes? Four, and no grid of angles enters any of them.

An activation with in-plane coordinates (p, q), r = hypot(p, q), lights the arc of half-width w = arccos(epsilon / r)
about phi = atan2(q, p). Over all N activations and all planes (i, j) of a basis

    mass       mean of f over theta and planes = sum w / (pi N n_planes): how much of the cloud lies near the planes
    harmonic   Re c_4 / c_0 of the mean curve = sum sin(4w) cos(4 phi) / (4 sum w): which in-plane angles are preferred
    height     mean over directions of [share with P_i >= epsilon + share with P_i <= -epsilon] / 2: f at the directions
    alignment  height over mass

Reading them. Under isotropy mass and height are A_n(epsilon), harmonic 0, alignment 1 (in expectation). Height can be
read at every epsilon > 0: it grows with the number of activations within the cones about the directions. At epsilon >=
1 / sqrt(2), and where all privileged angles are quarter turns (orthonormal bases, cross-polytopes), harmonic > 0 means
on the axes and < 0 on the diagonals: `sign_tells_axes`. At a lower epsilon neither that sign nor the comparison of
alignment with 1 tells them apart: a sample with r > sqrt(2) epsilon lights more than an eighth of a turn to each side,
and rows on the axes can read as those on diagonals do. In an oblique basis neither tells: a row on a third direction
may stand half-way between a plane's own two. The rows of a triangle have alignment 0.72 in it at epsilon 0.75. A
comparison with rotations of the basis is possible everywhere.

Conventions: as in `resonance`, all ordered planes (mass is the same over i < j). Height is a mean over directions, not
over planes, and is decided by P_i >= epsilon itself (closed cones). An activation that touches the spotlight at one
angle only (r = epsilon, to within the 16 roundings of `arcs.TOUCHING`) lights nothing: its arc has no length. Where
nothing is lit, or all that is lit touches in this way, mass is 0 and harmonic and alignment are nan.

Cost: one product P = unit(X) unit(basis)^T and the candidate pairs of activation and plane; at epsilon < 0 those of
-epsilon.

Contents: ArcSums, arc_sums (the sums over all planes); Summary, summarise, summary_by_definition, mass, harmonic,
height, height_by_definition, alignment, sign_tells_axes; summary_of for a basis whose geometry is known already.
Source: SRM for the curve; these summaries of it are this package's.
"""

from __future__ import annotations

import math
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import check_activations, number, real_array
from srm_ref.geometry.vectors import PARALLEL_ATOL, norms, plane_frame, unit
from srm_ref.progress import Progress
from srm_ref.spotlight.arcs import half_widths, radius
from srm_ref.spotlight.counting.pairs import candidate_pairs
from srm_ref.spotlight.counting.planes import (BasisGeometry, Planes, basis_cosines, basis_geometry, e2_cosine,
                                               planes_of)
from srm_ref.spotlight.turning.height_counts import heights

__all__ = ["ArcSums", "arc_sums", "Summary", "summarise", "summary_by_definition", "summary_of", "mass", "harmonic",
           "height", "height_by_definition", "alignment", "sign_tells_axes"]


class ArcSums(NamedTuple):
    """Hold sums over samples and planes i < j; those of two blocks of samples are added field by field."""

    widths: float  # sum of w, radians
    fourths: float  # sum of sin(4w) cos(4 phi), the mean of both orders of every plane
    inside: int  # samples inside the spotlight on every direction, forwards and backwards


def arc_sums(values: np.ndarray, geometry: BasisGeometry, planes: Planes, epsilon: float) -> ArcSums:
    """Sum w and sin(4w) cos(4 phi) over the arcs that a block of samples lights in all planes.

    values (k, n_basis): P of samples that are not zero. planes: "combinations" of `geometry`.

    >>> from srm_ref.spotlight.counting.planes import basis_geometry, planes_of
    >>> geometry = basis_geometry([[1, 0], [0, 1]])
    >>> sums = arc_sums(np.array([[0.6, 0.8]]), geometry, planes_of("combinations", geometry), 0.8)
    >>> round(sums.widths, 6), round(sums.fourths, 6), sums.inside  # arccos(0.8), -0.5376 * 0.8432, at the edge of b
    (0.643501, -0.453304, 1)
    """
    inside = int(np.count_nonzero(values >= epsilon) + np.count_nonzero(values <= -epsilon))
    if epsilon > 0:
        return ArcSums(*_lit_sums(values, geometry, planes, epsilon), inside)
    n_pairs = len(values) * planes.n_planes
    if epsilon == 0:  # w = pi / 2, sin(4w) = 0; but r = 0 is lit all around
        return ArcSums(np.pi / 2 * (n_pairs + _n_dark(values, planes)), 0.0, inside)
    # at epsilon < 0 the arc is the whole circle less that of -epsilon on the far side, and sin(4 (pi - w)) = -sin(4w)
    widths, fourths = _lit_sums(values, geometry, planes, -epsilon)
    return ArcSums(np.pi * n_pairs - widths, -fourths, inside)


def _lit_sums(values: np.ndarray, geometry: BasisGeometry, planes: Planes, epsilon: float) -> tuple[float, float]:
    """Sum w and sin(4w) cos(4 phi) over the pairs that are lit; from cos(w) = epsilon / r and cos(phi) = p / r, without
    any angle but w.
    """
    widths = fourths = 0.0
    for pairs in candidate_pairs(values, geometry, planes, epsilon):
        p = pairs.p_i  # (n_pairs,)
        r = radius(p, e2_cosine(geometry, pairs.i, pairs.j, p, pairs.p_j))
        w = half_widths(r, epsilon)
        r = np.maximum(r, epsilon)  # a candidate just short of epsilon has w = 0, and nothing is divided by 0
        cos_w = np.where(w > 0, epsilon / r, 1.0)  # 1 where r = epsilon to within rounding: sin(4w) = 0 exactly
        sin_4w = 4 * cos_w * np.sqrt((1 - cos_w) * (1 + cos_w)) * (2 * cos_w * cos_w - 1)
        cos_4phi = _quadruple(p / r)
        if geometry.cosines is not None:  # in plane (j, i) phi is gamma - phi, and its cosine P_j / r
            cos_4phi = (cos_4phi + _quadruple(pairs.p_j / r)) / 2
        widths += float(w.sum())
        fourths += float(sin_4w @ cos_4phi)
    return widths, fourths


def _quadruple(cosine: np.ndarray) -> np.ndarray:
    """cos(4 phi) from cos(phi): T_4 = T_2(T_2), T_2(x) = 2 x^2 - 1."""
    doubled = 2 * cosine * cosine - 1
    return 2 * doubled * doubled - 1


def _n_dark(values: np.ndarray, planes: Planes) -> int:
    """Count the (sample, plane) pairs with r = 0: both cosines exactly zero, less the pairs that span no plane."""
    zero = values == 0
    n_zeros = np.count_nonzero(zero, axis=1)  # (k,), of which every two are a plane with r = 0
    n_dark = int((n_zeros * (n_zeros - 1) // 2).sum())
    return n_dark - sum(int(np.count_nonzero(zero[:, i] & zero[:, j])) for i, j in planes.skipped)


class Summary(NamedTuple):
    """Hold the three summaries of the curves of all planes."""

    mass: float  # in [0, 1]
    harmonic: float  # in [-1, 1]; nan where nothing is lit
    alignment: float  # >= 0; nan where nothing is lit
    n_samples: int
    n_zero: int


def summarise(activations: Any, basis: Any, epsilon: float, *, progress: Progress | None = None) -> Summary:
    """Compute mass, harmonic and alignment of all planes of a basis, in one pass over the activations.

    mass = sum w / (pi N n_planes),   harmonic = sum sin(4w) cos(4 phi) / (4 sum w),
    alignment = height / mass

    activations (n_samples, n_dims): a memory map is read in chunks. basis (n_basis, n_dims): privileged directions,
    of any lengths; (anti)parallel pairs are left out. epsilon: cosine of the cone's half angle, in [-1, 1]. Returns
    `.mass`, `.harmonic`, `.alignment`, `.n_samples`, `.n_zero`.

    >>> result = summarise([[1, 0], [0, 3], [0, 0]], [[1, 0], [0, 1]], 0.8)
    >>> round(result.mass, 4), round(result.harmonic, 4), round(result.alignment, 4), result.n_zero
    (0.1366, 0.2089, 1.2205, 1)
    """
    geometry = basis_geometry(basis)
    epsilon = number(epsilon, "epsilon", -1, 1)
    activations = check_activations(activations, geometry.rows.shape[1])
    return summary_of(activations, geometry, planes_of("combinations", geometry), epsilon, progress)


def summary_by_definition(activations: Any, basis: Any, epsilon: float) -> tuple[float, float, float]:
    """Compute mass, harmonic and alignment plane by plane from their definitions: slow, to be read.

    c_k = mean over planes and samples of (1 / 2 pi) * integral over the lit theta, |theta - phi| <= w, of cos(k theta)
    mass = c_0,   harmonic = c_4 / c_0,   alignment = height / c_0

    Returns: mass, harmonic, alignment, as `summarise`; where r is within rounding of epsilon, `summarise` decides by
    `arcs.TOUCHING` and this function by r itself.

    >>> [round(value, 4) for value in summary_by_definition([[1, 0], [0, 3], [0, 0]], [[1, 0], [0, 1]], 0.8)]
    [0.1366, 0.2089, 1.2205]
    """
    activations, directions = real_array(activations, "activations", ("n_samples", "n_dims")), unit(basis, "basis")
    epsilon, c_0, c_4 = number(epsilon, "epsilon", -1, 1), [], []
    for i, j in permutations(range(len(directions)), 2):
        b_i, b_j = directions[i], directions[j]
        if norms(b_j - (b_i @ b_j) * b_i) > PARALLEL_ATOL:
            e1, e2 = plane_frame(b_i, b_j)
            for x in activations:
                phi, w = _arc(x, e1, e2, epsilon)
                c_0.append(w / np.pi)
                c_4.append(np.sin(4 * w) / (4 * np.pi) * np.cos(4 * phi))
    if not np.sum(c_0) > 0:
        return 0.0, math.nan, math.nan
    mean, at_directions = float(np.mean(c_0)), height_by_definition(activations, directions, epsilon)
    return mean, float(np.sum(c_4) / np.sum(c_0)), at_directions / mean


def _arc(x: np.ndarray, e1: np.ndarray, e2: np.ndarray, epsilon: float) -> tuple[float, float]:
    """phi and w of one activation: p cos(theta) + q sin(theta) = r cos(theta - phi) >= epsilon for |theta - phi| <=
    w.
    """
    if not x.any():
        return 0.0, 0.0
    p, q = unit(x) @ e1, unit(x) @ e2
    r, phi = np.hypot(p, q), np.arctan2(q, p)
    if r <= abs(epsilon):
        return phi, np.pi if epsilon <= 0 else 0.0
    return phi, np.arccos(epsilon / r)


def mass(activations: Any, basis: Any, epsilon: float) -> float:
    """Compute the mean resonance over all angles and planes: (1 / (N n_planes)) sum over samples and planes of w / pi.

    Returns in [0, 1]; A_n(epsilon) for isotropic activations, in expectation.

    >>> round(mass([[1, 0], [0, 3]], [[1, 0], [0, 1]], 0.5), 12)  # arccos(0.5) / pi
    0.333333333333
    """
    return summarise(activations, basis, epsilon).mass


def harmonic(activations: Any, basis: Any, epsilon: float) -> float:
    """Compute the fourth harmonic of the mean curve over its mean: Re c_4 / c_0 = sum sin(4w) cos(4 phi) / (4 sum w).

    epsilon in [-1, 1]; where `sign_tells_axes` is true, > 0 means on the axes and < 0 on the diagonals of an
    orthonormal basis. Returns in [-1, 1]; 0 for isotropic activations, in expectation; nan where nothing is lit.

    >>> basis = [[1, 0], [0, 1]]
    >>> axis, diagonal, zero = [[5, 0]], [[5, 5]], [[0, 0]]
    >>> round(harmonic(axis, basis, 0.9), 3), round(harmonic(diagonal, basis, 0.9), 3), harmonic(zero, basis, 0.9)
    (0.539, -0.539, nan)
    """
    return summarise(activations, basis, epsilon).harmonic


def alignment(activations: Any, basis: Any, epsilon: float) -> float:
    """Compare the resonance at the privileged directions with its mean over all angles: 1 for isotropic ones.

    height / mass

    In plane (i, j) the cosines at 0, gamma, pi, pi + gamma are P_i, P_j, -P_i, -P_j: where all directions are in
    equally many planes, height is the mean of the mean curve over these angles.

    basis (n_basis, n_dims): oblique bases too. Returns at least 0; 1 or more for rows on the axes of an orthonormal
    basis where `sign_tells_axes` is true; nan where nothing is lit.

    >>> round(alignment([[1, 0], [0, 3]], [[1, 0], [0, 1]], 0.5), 12)  # 1/4 over 1/3
    0.75
    >>> round(alignment([[1, 0], [0, 3]], [[1, 0], [0, 1]], 0.9), 3), alignment([[2, 2]], [[1, 0], [0, 1]], 0.9)
    (1.741, 0.0)
    """
    return summarise(activations, basis, epsilon).alignment


def height(activations: Any, basis: Any, epsilon: float) -> float:
    """Measure the share of activations within the cone of a privileged direction, averaged over all directions and both
    signs.

    basis (n_directions, n_dims). Returns in [0, 1]; `cap_fraction(n_dims, epsilon)` by chance, where no activation is
    zero.

    >>> height([[3, 0], [1, 1]], np.eye(2), 0.9), height([[3, 0], [1, 1]], np.eye(2), 0.5)  # 1 of 8; 3 of 8
    (0.125, 0.375)
    """
    return float(heights(activations, basis, [number(epsilon, "epsilon", -1, 1)])[0])


def height_by_definition(activations: Any, basis: Any, epsilon: float) -> float:
    """Measure height, one activation and one direction after the other: the definition.

    basis (n_directions, n_dims).

    >>> height_by_definition([[3, 0], [1, 1], [0, 0]], np.eye(2), 0.9)
    0.08333333333333333
    """
    basis = real_array(basis, "basis", ("n_directions", "n_dims"))
    activations = real_array(activations, "activations", ("n_samples", basis.shape[1]))
    count = 0
    for x in activations:
        for b in basis:
            if norms(x) > 0.0:
                cosine = unit(x) @ unit(b)
                count += int(cosine >= epsilon) + int(cosine <= -epsilon)
    return count / (2 * len(activations) * len(basis))


def sign_tells_axes(epsilon: float) -> bool:
    """Say whether the sign of the harmonic, and of alignment - 1, may be read as "on the axes" or "between them".

    A sample counts with sin(4w) cos(4 phi) in the harmonic, w = arccos(epsilon / r), and cos(4 phi) = 1 on an axis.
    Because r <= 1, w <= arccos(epsilon), and that is at most pi / 4 exactly if

        epsilon >= 1 / sqrt(2)

    Then sin(4w) >= 0 for every lit sample: no sample on an axis contributes a negative number, none on a diagonal a
    positive one. The same w <= pi / 4 decides for alignment: a sample on an axis gives pi / (4w) >= 1 in its planes. At
    a lower epsilon a sample with r > sqrt(2) epsilon counts with the other sign, and rows that are all on the axes can
    have harmonic < 0, alignment < 1. It is still a sum over planes: e_1 + e_2, on the diagonal of one plane, lies on an
    axis of every plane of e_1 and a third direction.

    Returns whether epsilon >= sqrt(0.5), in floats. Both readings also need quarter turns between the directions.

    >>> sign_tells_axes(0.9), sign_tells_axes(0.7)
    (True, False)
    >>> basis = [[1, 0], [0, 1]]
    >>> [bool(harmonic(basis, basis, epsilon) > 0) for epsilon in (0.9, 0.7)]  # every row is an axis
    [True, False]
    """
    return number(epsilon, "epsilon", -1, 1) >= math.sqrt(0.5)


def summary_of(activations: np.ndarray, geometry: BasisGeometry, planes: Planes, epsilon: float,
               progress: Progress | None = None) -> Summary:
    """Compute the three summaries for a basis that `basis_geometry` and `planes_of` have measured.

    activations (n_samples, n_dims): as `check_activations` returns them. planes: "combinations" of `geometry`.
    """
    n_samples, n_zero, widths, fourths, inside = len(activations), 0, 0.0, 0.0, 0
    for block in basis_cosines(activations, geometry):
        sums = arc_sums(block.values, geometry, planes, epsilon)
        widths, fourths, inside = widths + sums.widths, fourths + sums.fourths, inside + sums.inside
        n_zero += block.n_zero
        if progress is not None:
            progress(block.stop, n_samples)
    if not widths > 0:
        return Summary(0.0, math.nan, math.nan, n_samples, n_zero)
    n_curves = n_samples * planes.n_planes
    whole = widths / (np.pi * n_curves)
    return Summary(whole, fourths / (4 * widths), inside / (2 * n_samples * geometry.n_basis) / whole, n_samples,
                   n_zero)
