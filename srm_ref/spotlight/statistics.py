"""Which few numbers sum up the resonance of all planes? Three, all exact from the arcs: no grid of angles anywhere.

An activation with in-plane coordinates (p, q), r = hypot(p, q), lights the arc of half-width w = arccos(epsilon / r) about
phi = atan2(q, p). Over all N activations and all planes (i, j) of a basis

    mass       mean of f over theta and planes = sum w / (pi N n_planes): how much of the cloud lies near the planes
    harmonic   Re c_4 / c_0 of the mean curve = sum sin(4w) cos(4 phi) / (4 sum w): which in-plane angles are preferred
    alignment  mean of f at the privileged angles 0, gamma, pi, pi + gamma of every plane, over mass

Reading them. Under isotropy mass is A_n(epsilon), harmonic 0, alignment 1 (in expectation). At epsilon >= 1 / sqrt(2), and
where all privileged angles are quarter turns (orthonormal bases, cross-polytopes), harmonic > 0 means on the axes and < 0 on
the diagonals: `sign_tells_axes`. At a lower epsilon neither that sign nor alignment against 1 tells them apart: a sample with
r > sqrt(2) epsilon lights more than an eighth of a turn to each side, and rows on the axes can read as those on diagonals do.
In an oblique basis neither tells: a row on a third direction may stand half-way between a plane's own two. The rows of a
triangle have alignment 0.72 in it at epsilon 0.75. What remains, everywhere, is to compare with rotations of the basis.

Conventions: as in `resonance`, all ordered planes (mass and alignment are the same over i < j). The privileged angles are
decided by P_i >= epsilon itself, closed, on the same product P as everything else. An activation that touches the spotlight
at one angle only (r = epsilon) lights nothing: its arc has no length. Where nothing is lit, harmonic and alignment are nan.

Cost: one product P = unit(X) unit(basis)^T and the lit pairs of activation and plane; at epsilon < 0 those of -epsilon.

Contents: ArcSums, arc_sums, n_partners (the sums over all planes); Summary, summarise, mass, harmonic, alignment,
sign_tells_axes; summary_of for a basis that is measured already.
Source: SRM for the curve; these summaries of it are this package's.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import number
from srm_ref.progress import Progress
from srm_ref.spotlight.counting.candidate_pairs import candidate_pairs
from srm_ref.spotlight.counting.cosines import check_activations, basis_cosines
from srm_ref.spotlight.counting.planes import BasisGeometry, Planes, basis_geometry, planes_of
from srm_ref.spotlight.counting.sweep import arcs_of

__all__ = ["ArcSums", "arc_sums", "n_partners", "Summary", "summarise", "summary_of", "mass", "harmonic", "alignment",
           "sign_tells_axes"]


class ArcSums(NamedTuple):
    """Hold sums over samples and planes i < j; those of two blocks of samples are added field by field."""

    widths: float  # sum of w, radians
    fourths: float  # sum of sin(4w) cos(4 phi), the mean of both orders of every plane
    inside: int  # samples inside the spotlight at the four privileged angles of every plane


def arc_sums(values: np.ndarray, geometry: BasisGeometry, planes: Planes, epsilon: float) -> ArcSums:
    """Sum the arcs that a block of samples lights in all planes.

    Parameters
    ----------
    values : ndarray, shape (k, n_basis)
        P of samples that are not zero.
    geometry : BasisGeometry
    planes : Planes
        "combinations" of `geometry`.
    epsilon : float
        In [-1, 1].

    Returns
    -------
    ArcSums

    Examples
    --------
    >>> from srm_ref.spotlight.counting.planes import basis_geometry, planes_of
    >>> geometry = basis_geometry([[1, 0], [0, 1]])
    >>> sums = arc_sums(np.array([[0.6, 0.8]]), geometry, planes_of("combinations", geometry), 0.8)
    >>> round(sums.widths, 6), round(sums.fourths, 6), sums.inside  # arccos(0.8), -0.5376 * 0.8432, at the edge of b
    (0.643501, -0.453304, 1)
    """
    inside = _inside(values, epsilon, n_partners(geometry))
    if epsilon > 0:
        return ArcSums(*_lit_sums(values, geometry, planes, epsilon), inside)
    n_pairs = len(values) * planes.n_planes
    if epsilon == 0:  # w = pi / 2, sin(4w) = 0; but r = 0 is lit all around
        return ArcSums(np.pi / 2 * (n_pairs + _n_dark(values, planes)), 0.0, inside)
    widths, fourths = _lit_sums(values, geometry, planes, -epsilon)
    return ArcSums(np.pi * n_pairs - widths, -fourths, inside)


def n_partners(geometry: BasisGeometry) -> np.ndarray:
    """Count the planes that each direction is in: the directions that it is not (anti)parallel to.

    Parameters
    ----------
    geometry : BasisGeometry

    Returns
    -------
    ndarray of int, shape (n_basis,)

    Examples
    --------
    >>> from srm_ref.spotlight.counting.planes import basis_geometry
    >>> n_partners(basis_geometry([[1, 0], [0, 1], [-1, 0]])).tolist()
    [1, 2, 1]
    """
    if geometry.spans is None:
        return np.full(geometry.n_basis, geometry.n_basis - 1)
    return np.count_nonzero(geometry.spans, axis=1)


def _lit_sums(values: np.ndarray, geometry: BasisGeometry, planes: Planes, epsilon: float) -> tuple[float, float]:
    """Sum w and sin(4w) cos(4 phi) over the lit pairs: cos(w) = epsilon / r and cos(phi) = p / r need no angle but w."""
    widths = fourths = 0.0
    for pairs in candidate_pairs(values, geometry, planes, epsilon):
        arcs = arcs_of(pairs, geometry, epsilon)
        r = np.maximum(arcs.r, epsilon)  # a pair a rounding short of being lit has w = 0
        cos_w = epsilon / r
        sin_4w = 4 * cos_w * np.sqrt((1 - cos_w) * (1 + cos_w)) * (2 * cos_w * cos_w - 1)
        cos_4phi = _quadruple(arcs.p / r)
        if geometry.cosines is not None:  # in plane (j, i) phi is gamma - phi, and its cosine P_j / r
            cos_4phi = (cos_4phi + _quadruple(pairs.p_j / r)) / 2
        widths += float(arcs.half_width.sum())
        fourths += float(sin_4w @ cos_4phi)
    return widths, fourths


def _quadruple(cosine: np.ndarray) -> np.ndarray:
    """cos(4 phi) from cos(phi): T_4 = T_2(T_2), T_2(x) = 2 x^2 - 1."""
    doubled = 2 * cosine * cosine - 1
    return 2 * doubled * doubled - 1


def _inside(values: np.ndarray, epsilon: float, partners: np.ndarray) -> int:
    """Count samples with P_i >= epsilon and with -P_i >= epsilon, once for every plane that direction i is in."""
    if epsilon > 0:
        found = np.flatnonzero(np.abs(values) >= epsilon)
        return int(partners[found % len(partners)].sum())
    ahead, behind = np.count_nonzero(values >= epsilon, axis=0), np.count_nonzero(-values >= epsilon, axis=0)
    return int((ahead + behind) @ partners)


def _n_dark(values: np.ndarray, planes: Planes) -> int:
    """Count the (sample, plane) pairs with r = 0: both cosines exactly zero, less the pairs that span no plane."""
    zero = values == 0
    n_zeros = np.count_nonzero(zero, axis=1)
    n_dark = int((n_zeros * (n_zeros - 1) // 2).sum())
    return n_dark - sum(int(np.count_nonzero(zero[:, i] & zero[:, j])) for i, j in planes.skipped)


class Summary(NamedTuple):
    """Hold the three summaries of an ensemble of curves."""

    mass: float  # in [0, 1]
    harmonic: float  # in [-1, 1]; nan where nothing is lit
    alignment: float  # >= 0; nan where nothing is lit
    n_samples: int
    n_zero: int


def summarise(activations: Any, basis: Any, epsilon: float, *, progress: Progress | None = None) -> Summary:
    """Compute mass, harmonic and alignment of all planes of a basis, in one pass over the activations.

    mass = sum w / (pi N n_planes),   harmonic = sum sin(4w) cos(4 phi) / (4 sum w),
    alignment = mean over planes of [f(0) + f(gamma) + f(pi) + f(pi + gamma)] / 4 / mass

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
        A memory map is read in chunks.
    basis : array_like, shape (n_basis, n_dims)
        Privileged directions, of any lengths; (anti)parallel pairs are left out.
    epsilon : float
        Cosine of the cone's half angle, in [-1, 1].
    progress : callable, optional
        Called with (samples done, all samples).

    Returns
    -------
    Summary
        `.mass`, `.harmonic`, `.alignment`, `.n_samples`, `.n_zero`.

    Raises
    ------
    ValueError
        Bad shapes, NaN or infinity, a zero basis row, no pair that spans a plane, epsilon outside [-1, 1].

    Examples
    --------
    >>> result = summarise([[1, 0], [0, 3], [0, 0]], [[1, 0], [0, 1]], 0.8)
    >>> round(result.mass, 4), round(result.harmonic, 4), round(result.alignment, 4), result.n_zero
    (0.1366, 0.2089, 1.2205, 1)
    """
    geometry = basis_geometry(basis)
    epsilon = number(epsilon, "epsilon", -1, 1)
    activations = check_activations(activations, geometry.rows.shape[1])
    return summary_of(activations, geometry, planes_of("combinations", geometry), epsilon, progress)


def mass(activations: Any, basis: Any, epsilon: float) -> float:
    """Compute the mean resonance over all angles and planes: (1 / (N n_planes)) sum over samples and planes of w / pi.

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
    basis : array_like, shape (n_basis, n_dims)
    epsilon : float
        In [-1, 1].

    Returns
    -------
    float
        In [0, 1]; A_n(epsilon) for isotropic activations, in expectation.

    Raises
    ------
    ValueError
        As `summarise`.

    Examples
    --------
    >>> round(mass([[1, 0], [0, 3]], [[1, 0], [0, 1]], 0.5), 12)  # arccos(0.5) / pi
    0.333333333333
    """
    return summarise(activations, basis, epsilon).mass


def harmonic(activations: Any, basis: Any, epsilon: float) -> float:
    """Compute the fourth harmonic of the mean curve over its mean: Re c_4 / c_0 = sum sin(4w) cos(4 phi) / (4 sum w).

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
    basis : array_like, shape (n_basis, n_dims)
    epsilon : float
        In [-1, 1]; where `sign_tells_axes`, > 0 says on the axes and < 0 on the diagonals of an orthonormal basis.

    Returns
    -------
    float
        In [-1, 1]; 0 for isotropic activations, in expectation; nan where nothing is lit.

    Raises
    ------
    ValueError
        As `summarise`.

    Examples
    --------
    >>> basis = [[1, 0], [0, 1]]
    >>> round(harmonic([[5, 0]], basis, 0.9), 3), round(harmonic([[5, 5]], basis, 0.9), 3), harmonic([[0, 0]], basis, 0.9)
    (0.539, -0.539, nan)
    """
    return summarise(activations, basis, epsilon).harmonic


def alignment(activations: Any, basis: Any, epsilon: float) -> float:
    """Compare the resonance at the privileged directions with its mean over all angles: 1 for isotropic ones.

    [mean over planes of (f(0) + f(gamma) + f(pi) + f(pi + gamma)) / 4] / mass

    where in plane (i, j) the four activations' cosines are P_i, P_j, -P_i, -P_j: no pair of directions is looked at for
    the numerator, only every direction and the number of planes that it is in.

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
    basis : array_like, shape (n_basis, n_dims)
        Oblique bases too.
    epsilon : float
        In [-1, 1].

    Returns
    -------
    float
        At least 0; 1 or more for rows on the axes of an orthonormal basis where `sign_tells_axes`; nan: nothing is lit.

    Raises
    ------
    ValueError
        As `summarise`.

    Examples
    --------
    >>> round(alignment([[1, 0], [0, 3]], [[1, 0], [0, 1]], 0.5), 12)  # 1/4 over 1/3
    0.75
    >>> round(alignment([[1, 0], [0, 3]], [[1, 0], [0, 1]], 0.9), 3), alignment([[2, 2]], [[1, 0], [0, 1]], 0.9)
    (1.741, 0.0)
    """
    return summarise(activations, basis, epsilon).alignment


def sign_tells_axes(epsilon: float) -> bool:
    """Tell whether the sign of the harmonic, and of alignment less 1, may be read as on the axes or between them.

    A sample counts with sin(4w) cos(4 phi) in the harmonic, w = arccos(epsilon / r), and cos(4 phi) = 1 on an axis. Because
    r <= 1, w <= arccos(epsilon), and that is at most pi / 4 exactly if

        epsilon >= 1 / sqrt(2)

    Then sin(4w) >= 0 for every lit sample: none on an axis counts below 0, none on a diagonal above. The same w <= pi / 4
    decides for alignment: a sample on an axis gives pi / (4w) >= 1 in its planes. At a lower epsilon a sample with
    r > sqrt(2) epsilon counts with the other sign, and rows that are all on the axes can have harmonic < 0, alignment < 1.
    A sum over planes it remains: e_1 + e_2, on a diagonal of one plane, projects onto axes of the planes of e_1 and another.

    Parameters
    ----------
    epsilon : float
        In [-1, 1].

    Returns
    -------
    bool
        Whether epsilon >= sqrt(0.5), in floats. Both signs need quarter turns between the directions too.

    Raises
    ------
    ValueError
        epsilon outside [-1, 1].

    Examples
    --------
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

    Parameters
    ----------
    activations : ndarray, shape (n_samples, n_dims)
        As `check_activations` returns them.
    geometry : BasisGeometry
    planes : Planes
        "combinations" of `geometry`.
    epsilon : float
        In [-1, 1].
    progress : callable, optional

    Returns
    -------
    Summary

    Raises
    ------
    ValueError
        NaN or infinity, at the first offending index.
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
    return Summary(whole, fourths / (4 * widths), inside / (4 * n_curves) / whole, n_samples, n_zero)
