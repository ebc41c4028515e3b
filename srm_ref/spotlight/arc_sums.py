"""What do the arcs of all planes add up to? Two integrals and a count, without a grid and almost without angles.

A sample with in-plane coordinates (p, q), r = hypot(p, q), lights the arc of half-width w = arccos(epsilon / r) about
phi = atan2(q, p). Over all samples of a block and all planes i < j this module sums

    widths    w                       pi times the mean of the curves
    fourths   sin(4w) cos(4 phi)      4 pi times the real part of their fourth Fourier coefficient
    inside    1[P_i >= epsilon] + 1[P_j >= epsilon] + 1[-P_i >= epsilon] + 1[-P_j >= epsilon]

the last being the curves at the privileged angles 0, gamma, pi, pi + gamma: closed, decided by P itself. In plane (j, i) phi
is gamma - phi, so fourths takes the mean of both orders; widths and inside are the same in both.

Below epsilon = 0 most pairs are lit, but no work is: a sample is outside the spotlight at -epsilon where it is inside the
opposite one at epsilon, so w(-epsilon) = pi - w(epsilon), with r = 0 lit all around, and the pruned sums at epsilon do.

Contents: ArcSums, arc_sums, n_partners.
Source: SRM for the curves; their exact integrals are this package's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.spotlight.frames import Frame, PlaneSet
from srm_ref.spotlight.pairs import lit_pairs
from srm_ref.spotlight.sweep import arcs_of

__all__ = ["ArcSums", "arc_sums", "n_partners"]


class ArcSums(NamedTuple):
    """Hold sums over samples and planes i < j; those of two blocks of samples are added field by field."""

    widths: float  # sum of w, radians
    fourths: float  # sum of sin(4w) cos(4 phi), the mean of both orders of every plane
    inside: int  # samples inside the spotlight at the four privileged angles of every plane


def arc_sums(values: np.ndarray, frame: Frame, planes: PlaneSet, epsilon: float) -> ArcSums:
    """Sum the arcs that a block of samples lights in all planes.

    Parameters
    ----------
    values : ndarray, shape (k, n_basis)
        P of samples that are not zero.
    frame : Frame
    planes : PlaneSet
        "combinations" of `frame`.
    epsilon : float
        In [-1, 1].

    Returns
    -------
    ArcSums

    Examples
    --------
    >>> from srm_ref.spotlight.frames import frame_of, plane_set
    >>> frame = frame_of([[1, 0], [0, 1]])
    >>> sums = arc_sums(np.array([[0.6, 0.8]]), frame, plane_set("combinations", frame), 0.8)
    >>> round(sums.widths, 6), round(sums.fourths, 6), sums.inside  # arccos(0.8), -0.5376 * 0.8432, at the edge of b
    (0.643501, -0.453304, 1)
    """
    inside = _inside(values, epsilon, n_partners(frame))
    if epsilon > 0:
        return ArcSums(*_lit_sums(values, frame, planes, epsilon), inside)
    n_pairs = len(values) * planes.n_planes
    if epsilon == 0:  # w = pi / 2, sin(4w) = 0; but r = 0 is lit all around
        return ArcSums(np.pi / 2 * (n_pairs + _n_dark(values, planes)), 0.0, inside)
    widths, fourths = _lit_sums(values, frame, planes, -epsilon)
    return ArcSums(np.pi * n_pairs - widths, -fourths, inside)


def n_partners(frame: Frame) -> np.ndarray:
    """Count the planes that each direction is in: the directions that it is not (anti)parallel to.

    Parameters
    ----------
    frame : Frame

    Returns
    -------
    ndarray of int, shape (n_basis,)

    Examples
    --------
    >>> from srm_ref.spotlight.frames import frame_of
    >>> n_partners(frame_of([[1, 0], [0, 1], [-1, 0]])).tolist()
    [1, 2, 1]
    """
    if frame.spans is None:
        return np.full(frame.n_basis, frame.n_basis - 1)
    return np.count_nonzero(frame.spans, axis=1)


def _lit_sums(values: np.ndarray, frame: Frame, planes: PlaneSet, epsilon: float) -> tuple[float, float]:
    """Sum w and sin(4w) cos(4 phi) over the lit pairs: cos(w) = epsilon / r and cos(phi) = p / r need no angle but w."""
    widths = fourths = 0.0
    for pairs in lit_pairs(values, frame, planes, epsilon):
        arcs = arcs_of(pairs, frame, epsilon)
        r = np.maximum(arcs.r, epsilon)  # a pair a rounding short of being lit has w = 0
        cos_w = epsilon / r
        sin_4w = 4 * cos_w * np.sqrt((1 - cos_w) * (1 + cos_w)) * (2 * cos_w * cos_w - 1)
        cos_4phi = _quadruple(arcs.p / r)
        if frame.cosines is not None:  # in plane (j, i) phi is gamma - phi, and its cosine P_j / r
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


def _n_dark(values: np.ndarray, planes: PlaneSet) -> int:
    """Count the (sample, plane) pairs with r = 0: both cosines exactly zero, less the pairs that span no plane."""
    zero = values == 0
    n_zeros = np.count_nonzero(zero, axis=1)
    n_dark = int((n_zeros * (n_zeros - 1) // 2).sum())
    return n_dark - sum(int(np.count_nonzero(zero[:, i] & zero[:, j])) for i, j in planes.skipped)
