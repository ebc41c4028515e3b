"""How near do activations lie to the directions of a basis, at all resolutions at once? The mean of P^4.

Conventions. n = n_dims. u = unit(x) for a non-zero activation x, P_i = u . unit(b_i) for k directions b_1 .. b_k.
Means are over non-zero activations and directions; s is the share of activations that are not zero.

    kurtosis = n^2 mean P_i^4        (= n sum_i P_i^4, averaged over activations, in an orthonormal basis)

It is about the origin, from which the spotlight looks: no mean is subtracted (`centred_kurtosis` is the other form).
In an orthonormal basis it is n where every activation is on an axis, 1 (the least) where every activation is a
multiple of (+-1, ..., +-1), and n/m for m equal coordinates. It is n times the inverse participation ratio, and the
quartimax criterion of factor analysis for rows of length 1.

Chance. Turned by a Haar-random rotation, every cloud and every basis has the mean k0 = 3n/(n+2): for fixed u and b the
turned cosine is one coordinate of a point drawn evenly from the sphere, and the mean of its fourth power is 3/(n(n+2)).

Theorem (a), for every basis: kurtosis is the spotlight's height, integrated over all epsilon. The height is half the
share of pairs (activation, direction) with |P_i| >= epsilon, over all activations (`statistics`).

    P^4 = integral of 4 e^3 over e from 0 to |P| = integral of 4 e^3 [|P| >= e] over e from 0 to 1
    mean over pairs of [|P| >= e], pairs with a zero activation counted as dark = 2 height(e)
    s mean P_i^4 = integral of 4 e^3 . 2 height(e)
    8 integral from 0 to 1 of epsilon^3 height(epsilon) = s kurtosis / n^2

Under isotropy height is the cap fraction A_n, so where no activation is zero kurtosis / k0 is the mean of
height(epsilon) / A_n(epsilon) with the weight epsilon^3 A_n(epsilon): wide cones have most weight.

Theorem (b), for orthonormal bases: kurtosis is the fourth harmonic of all planes i < j, integrated over all epsilon
with the weight epsilon^3. One activation, one plane: p = P_i, q = P_j, r = hypot(p, q), phi = atan2(q, p). It lights
|theta - phi| <= w, w = arccos(epsilon/r).

    c_4 = 1/(2 pi) integral of exp(-4 i theta) over the arc = exp(-4 i phi) sin(4w) / (4 pi)    (0 for |epsilon| >= r)
    epsilon = r cos w,  d epsilon = -r sin w dw,  w from pi (epsilon = -r) to 0 (epsilon = r)
    integral of epsilon^3 Re c_4 = r^4 cos(4 phi) / (4 pi) . integral from 0 to pi of sin(4w) cos^3(w) sin(w)
    cos^3(w) sin(w) = sin(2w)/4 + sin(4w)/8,  so the last integral is pi/16
    integral from -1 to 1 of epsilon^3 Re c_4 = r^4 cos(4 phi) / 64
    r^4 cos(4 phi) = p^4 - 6 p^2 q^2 + q^4
    sum over i < j of it = (n - 1) sum P_i^4 - 3 (1 - sum P_i^4) = (n + 2) sum P_i^4 - 3        (sum P_i^2 = 1)
    64 integral from -1 to 1 of epsilon^3 sum over i < j of Re c_4(epsilon) = s ((n + 2)/n kurtosis - 3)

Blind bases. kurtosis(basis, basis) >= k0 for every set of directions (Welch's and Sidelnikov's inequality). Where the
directions and their opposites form a spherical 4-design (regular polygons except the square, the icosahedron, the
24-cell) it is k0, and so is the kurtosis of EVERY cloud: `sensitivity` is 0, and kurtosis shows nothing.

The sums are exact in the sense of `turning.moment_sums`: P_i^2 and P_i^4 are rounded once to multiples of 2^-50 and
added as integers.

Contents: kurtosis, kurtosis_by_definition, isotropic_kurtosis, sensitivity; centred_kurtosis,
isotropic_centred_kurtosis (the form of other tools); has_axes, kurtosis_effect, effect_size (of a preference);
FourthMoments, Moments (sums over chunks). Source: this package. Elhage, Lasenby and Olah (2023) average the kurtosis of
each token's coordinates, compare it with 3, the limit of many dimensions, and do not say whether a mean is subtracted;
public code that follows them subtracts it. They take values above chance for a privileged basis and say nothing of
values below.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from srm_ref.checks import check_activations, integer, real_array, refuse
from srm_ref.geometry.vectors import norms, unit
from srm_ref.spotlight.turning.moment_sums import Moments, MomentTally
from srm_ref.spotlight.turning.rotation_sums import Directions, Workspace, unit_chunks
from srm_ref.spotlight.verdict import effect_size, has_axes, isotropic_kurtosis, sensitivity

__all__ = ["kurtosis", "kurtosis_by_definition", "isotropic_kurtosis", "sensitivity", "centred_kurtosis",
           "isotropic_centred_kurtosis", "has_axes", "kurtosis_effect", "effect_size", "FourthMoments", "Moments"]


def kurtosis(activations: Any, basis: Any) -> float:
    """Measure how unequal the cosines of activations with a basis are: n_dims^2 mean P_i^4.

    basis (n_directions, n_dims): of any lengths but zero; oblique and overcomplete bases too. The value by chance is 3
    n_dims / (n_dims + 2). In an orthonormal basis it lies in [1, n_dims]; it is nan if no activation has a direction.
    The roundings to 2^-50 change it by less than n_dims^2 2^-51.

    >>> axes = np.eye(4)
    >>> kurtosis([[0, 7, 0, 0], [0, 0, 0, 0]], axes), kurtosis([[2, -2, 2, 2]], axes), kurtosis([[0, 1, 0, 1]], axes)
    (4.0, 1.0, 2.0)
    """
    moments = FourthMoments(basis)
    moments.update(activations)
    return moments.result().kurtosis


def kurtosis_by_definition(activations: Any, basis: Any) -> float:
    """Measure kurtosis, one activation and one direction after the other: the definition.

    basis (n_directions, n_dims).

    >>> round(kurtosis_by_definition([[1, 1]], [[1, 0], [0, 1], [1, 1]]), 12)  # 4 (1/4 + 1/4 + 1) / 3
    2.0
    """
    basis = real_array(basis, "basis", ("n_directions", "n_dims"))
    activations = real_array(activations, "activations", ("n_samples", basis.shape[1]))
    fourths = [(unit(x) @ unit(b))**4 for x in activations if norms(x) > 0.0 for b in basis]
    return float(basis.shape[1]**2 * sum(fourths) / len(fourths)) if fourths else math.nan


def centred_kurtosis(activations: Any, basis: Any) -> float:
    """Average over activations the kurtosis of one activation's coordinates about their own mean.

    c_i = x . unit(b_i),   d_i = c_i - mean_j c_j,   mean over activations of (mean_i d_i^4) / (mean_i d_i^2)^2

    basis (n_directions, n_dims). At least 1. Activations whose coordinates are all equal are left out; nan if no others
    are there. It does not change when a multiple of (1, ..., 1) is added to an activation's coordinates; `kurtosis`
    does. In an orthonormal basis an activation with coordinates d (their mean subtracted) has n sum (d_i / |d|)^4: this
    is `kurtosis` of the activations without their parts along the sum of the basis vectors.

    >>> round(centred_kurtosis([[5, 3, 5, 3], [7, 7, 7, 7]], np.eye(4)), 12)  # deviations (1, -1, 1, -1); none
    1.0
    """
    directions = Directions.of(basis)
    total, n_unequal = 0.0, 0
    for chunk in unit_chunks(check_activations(activations, directions.n_dims)):
        coordinates = chunk.rows @ directions.rows.T
        deviations = coordinates - coordinates.mean(axis=1, keepdims=True)
        squares = (deviations**2).mean(axis=1)
        unequal = squares > directions.n_directions * np.finfo(float).eps**2  # by more than rounding
        total += float(((deviations[unequal]**4).mean(axis=1) / squares[unequal]**2).sum())
        n_unequal += int(np.count_nonzero(unequal))
    return total / n_unequal if n_unequal else math.nan


def isotropic_centred_kurtosis(n_dims: int) -> float:
    """Give the centred kurtosis expected by chance in an orthonormal basis: 3(n-1)/(n+1).

    Deviations from the mean of n coordinates fill n - 1 dimensions evenly; the fourth power of a coordinate of length
    sqrt((n-1)/n) there has the mean ((n-1)/n)^2 3/((n-1)(n+1)), times n^2.

    n_dims: at least 2.

    >>> isotropic_centred_kurtosis(2), isotropic_centred_kurtosis(5)
    (1.0, 2.0)
    """
    n_dims = integer(n_dims, "n_dims", 2)
    return 3.0 * (n_dims - 1.0) / (n_dims + 1.0)


def kurtosis_effect(kurtosis: float, basis: Any) -> float:
    """Place a kurtosis between chance and its extremes in an orthonormal basis; elsewhere divide it by chance.

    (kurtosis - k0) / (n - k0) above k0, (kurtosis - k0) / (k0 - 1) below, in an orthonormal basis; kurtosis / k0
    elsewhere

    kurtosis: float. basis (n_directions, n_dims). In an orthonormal basis it is 1 where every activation is on an axis,
    0 by chance, -1 where all coordinates are equal in size, and nan in one dimension. Elsewhere it is at least 0, and 1
    by chance.

    >>> kurtosis_effect(4.0, np.eye(4)), kurtosis_effect(2.0, np.eye(4)), kurtosis_effect(1.0, np.eye(4))
    (1.0, 0.0, -1.0)
    """
    return effect_size(kurtosis, np.shape(basis)[1], has_axes(basis))


class FourthMoments:
    """Add up the moments of activations that come in chunks.

    basis (n_directions, n_dims). Any chunks, in any order, merged in any order, give the same `Moments` bit for bit.

    >>> first, second = FourthMoments(np.eye(2)), FourthMoments(np.eye(2))
    >>> first.update([[3, 0], [0, 0]])
    >>> second.update([[-1, 1]])
    >>> first.merge(second)
    >>> first.result().kurtosis, first.result().n_zero  # 2 (1 + 1/2) / 2
    (1.5, 1)
    """

    def __init__(self, basis: Any) -> None:
        self._directions = Directions.of(basis)
        self._sums = MomentTally(self._directions.n_directions, self._directions.n_dims)

    def update(self, chunk: Any) -> None:
        """Add activations (n_samples, n_dims); a chunk that is refused leaves the sums unchanged."""
        directions = self._directions
        chunk, workspace = check_activations(chunk, directions.n_dims), Workspace(directions.n_directions)
        added = MomentTally(directions.n_directions, directions.n_dims)
        for part in unit_chunks(chunk, self._sums.n_samples):
            for cosines in directions.cosines(part.rows, workspace):
                squares = np.multiply(cosines, cosines, out=cosines)  # P^2
                added.add_squares(squares, workspace.spare(squares))
            added.n_samples, added.n_zero = added.n_samples + part.n_read, added.n_zero + part.n_zero
        self._sums.merge(added)

    def merge(self, other: FourthMoments) -> None:
        """Add the sums of another one, for the same basis."""
        if not np.array_equal(self._directions.rows, other._directions.rows):
            refuse("other", "sums for the same basis", "another basis")
        self._sums.merge(other._sums)

    def result(self) -> Moments:
        """Return the sums as they stand."""
        return self._sums.moments()
