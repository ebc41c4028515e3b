"""Which orthonormal basis near a start has the highest, or the lowest, kurtosis? Climb to it by steps that never go the
wrong way.

Conventions. u = unit(x) for N non-zero activations x; B is an orthonormal basis, one direction per row; P = u B^T; n =
n_dims.

    f(B) = mean over u of sum_i P_i^4 = kurtosis / n,     G = mean of (P^3)^T u = gradient / 4,     C = mean of u^T u

A step replaces B by polar(M), the orthogonal matrix nearest to M (left @ right of its singular value decomposition): of
all orthogonal matrices B' it has the largest <M, B'> = trace(M^T B').

    highest    B <- polar(G)                            G = mean of (P^3)^T u
    lowest     B <- polar(pull B C - G), pull = 3       3 B C - G = mean of (3P - P^3)^T u

No step goes the wrong way. Highest: t^4 is convex, so f is convex in B and lies above its tangent plane,

    f(B') >= f(B) + 4 <G, B' - B> >= f(B)               because <G, B'> is the largest there is

Lowest: on orthogonal matrices sum_i P_i^2 = 1, so f and g(B) = f(B) - 6 mean sum_i P_i^2 differ by a constant. On the
segment from B to B' every row has a length of at most 1, so |P_i| <= 1, and there t^4 - 6 t^2 is concave: its second
derivative is 12 (t^2 - 1). So g lies below its tangent plane, whose slope is 4 (G - 3 B C):

    g(B') <= g(B) - 4 <3 B C - G, B' - B> <= g(B)       because <3 B C - G, B'> is the largest there is

The same holds for every pull above 3, and with c = 3 lambda_max(C) in place of 3 C (12 lambda_max bounds the second
derivatives of f); those bounds are less sharp.

In n dimensions G is about 3/(n+2) B C where activations are nearly isotropic, so that 3 B C is about n times as large
and steps are short. A pull of 3/(n+2) is tried first, and a step with less than the proved pull is taken only if f was
measured to fall; where it does not, the pull is doubled, up to 3. The climb ends when even a step with the proved pull
changes f by less than 1e-9 of it. Such a basis is a local extreme or a saddle. There are several of them: where a climb
ends depends on its start.

Cost: a step takes two products, P = u B^T and (P^3)^T u, and a singular value decomposition of an (n, n) matrix:
2.0 times the two products alone for 10,000 rows of 768, on one thread (`python -m tests.benchmarks.find 10000 768 2`).

Contents: PROVED_PULL, Climb, climb, extreme_basis, extreme_basis_by_definition; unit_rows, orthonormal, side.
Source: this package. f is the quartimax criterion of factor analysis for rows of length 1. The step for the highest is
that of Zhai, Yang, Liao, Wright and Ma, "Complete dictionary learning via l4-norm maximization over the orthogonal
group", Journal of Machine Learning Research 21 (2020); the convexity argument and the step for the lowest are this
package's.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import check_activations, counted, integer, plain_array, real_array, refuse
from srm_ref.geometry.vectors import norms, unit
from srm_ref.spotlight.turning.rotation_sums import unit_chunks

__all__ = ["PROVED_PULL", "Climb", "climb", "extreme_basis", "extreme_basis_by_definition", "unit_rows", "orthonormal",
           "side"]

PROVED_PULL = 3.0
"""No step towards the lowest goes the wrong way with this pull or a larger one."""

_MOST_STEPS, _LEAST_GAIN = 2000, 1e-9
_ORTHONORMAL_ATOL = 1e-6  # largest deviation of products of rows from right angles that float32 may leave
_COSINES = 2**19  # held at once (4 MB)


class Climb(NamedTuple):
    """Hold where a climb ended, and the kurtosis after each of its steps."""

    basis: np.ndarray  # (n_dims, n_dims)
    kurtoses: np.ndarray  # (1 + n_steps,) the first is that of the start; nan if no activation has a direction
    n_products: int  # pairs of products: of every step, of those measured and not taken, of the start
    ended: bool  # whether it ended at a fixed point, not at the largest number of steps


def extreme_basis(activations: Any, start: Any, sign: int) -> np.ndarray:
    """Climb from a basis to one of extreme kurtosis: B <- polar(G), or B <- polar(pull B C - G).

    activations (n_samples, n_dims): rows of length zero have no part in it. start (n_dims, n_dims): orthonormal rows,
    to one part in a million. sign: 1 for the highest kurtosis, -1 for the lowest. Returns (n_dims, n_dims): orthonormal
    rows; row i is where direction i of `start` went. Unless it is a saddle, no basis near it has a more extreme
    kurtosis; bases elsewhere may. If no activation has a direction, the start is returned.

    >>> turn = np.array([[0.8, 0.6], [-0.6, 0.8]])
    >>> highest, lowest = extreme_basis([[3, 0], [0, -2]], turn, 1), extreme_basis(np.eye(2), turn, -1)
    >>> abs(highest).round(6).tolist(), abs(lowest).round(3).tolist()
    ([[1.0, 0.0], [0.0, 1.0]], [[0.707, 0.707], [0.707, 0.707]])
    """
    start = orthonormal(start, "start")
    return climb(unit_rows(check_activations(activations, len(start))), start, sign).basis


def climb(rows: np.ndarray, start: np.ndarray, sign: int) -> Climb:
    """Take the steps of `extreme_basis`, and record them.

    rows (n_rows, n_dims): of length 1. start (n_dims, n_dims): orthonormal.
    """
    sign, n = side(sign), len(start)
    basis, second = _polar(start), rows.T @ rows / max(len(rows), 1)  # second = C
    mean, gradient = _fourths(rows, basis)
    pull, enough = (0.0, 0.0) if sign > 0 else (min(3.0 / (n + 2), PROVED_PULL), PROVED_PULL)
    kurtoses, n_products, ended = [n * mean], 1, len(rows) == 0
    while not ended and n_products < _MOST_STEPS:
        onward = _polar(gradient if sign > 0 else pull * basis @ second - gradient)
        new_mean, new_gradient = _fourths(rows, onward)
        n_products, gain = n_products + 1, sign * (new_mean - mean)
        if gain > 0.0:
            basis, mean, gradient = onward, new_mean, new_gradient
            kurtoses.append(n * mean)
        if gain <= _LEAST_GAIN * mean:
            pull, ended = min(2.0 * pull, enough), pull == enough
    return Climb(basis, np.array(kurtoses) if len(rows) else np.array([math.nan]), n_products, ended)


def extreme_basis_by_definition(activations: Any, start: Any, sign: int) -> np.ndarray:
    """Climb by projected gradient, with a line search at each step: the definition.

    The slope of f along turns of the basis, B to (I + A) B with A antisymmetric, is <4 G B^T, A>: so A is taken along
    the antisymmetric part of G B^T, and polar replaces (I + t A) B by the nearest orthogonal matrix.

    start (n_dims, n_dims). Returns (n_dims, n_dims): a basis where the slope is zero along every turn.

    >>> abs(extreme_basis_by_definition([[3, 0], [0, -2]], [[0.8, 0.6], [-0.6, 0.8]], 1)).round(4).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    basis, sign = orthonormal(start, "start"), side(sign)
    if plain_array(activations, "activations").size == 0:
        refuse("activations", "at least one sample", f"shape {np.shape(activations)}")
    samples, t = real_array(activations, "activations", ("n_samples", len(basis))), 1.0
    rows = samples[norms(samples) > 0.0]
    rows = unit(rows) if len(rows) else rows  # (n_lit, n_dims)
    mean, gradient = _fourths(rows, basis)
    while len(rows) and t > 1e-12:
        product = gradient @ basis.T
        turn = sign * (product - product.T)
        onward = _polar(basis + t * turn @ basis)
        new_mean, new_gradient = _fourths(rows, onward)
        # a step is taken if f gains a twentieth of what its slope 2 |turn|^2 predicts; else one of half the length is
        # tried
        if sign * (new_mean - mean) > 0.1 * t * (turn**2).sum():
            basis, mean, gradient, t = onward, new_mean, new_gradient, 2.0 * t
        else:
            t = 0.5 * t
    return basis


def unit_rows(activations: Any) -> np.ndarray:
    """Collect the directions of all activations that have one.

    Returns (n_lit, n_dims).

    >>> unit_rows(np.array([[0, -2], [0, 0]])).tolist()
    [[0.0, -1.0]]
    """
    return np.concatenate([chunk.rows for chunk in unit_chunks(activations)])


def orthonormal(basis: Any, argument: str, n_dims: int | str = "n_dims") -> np.ndarray:
    """Refuse a basis that is not n orthonormal rows in n dimensions; correct the rounding of float32.

    basis (n_dims, n_dims). argument: the caller's name of it. Returns (n_dims, n_dims).

    >>> orthonormal([[1, 0], [0, 2]], "start")
    Traceback (most recent call last):
    ValueError: start: wanted orthonormal rows; found rows with products that are off by up to 3
    """
    basis = real_array(basis, argument, ("n_dims", n_dims))
    if basis.shape[0] != basis.shape[1]:
        refuse(argument, f"{counted(basis.shape[1], 'row')}, as many as dimensions", f"shape {basis.shape}")
    off = float(np.abs(basis @ basis.T - np.eye(len(basis))).max())
    if off > _ORTHONORMAL_ATOL:
        refuse(argument, "orthonormal rows", f"rows with products that are off by up to {off:.2g}")
    return _polar(basis)


def side(sign: Any) -> int:
    """Return 1 or -1, or refuse the sign."""
    if integer(sign, "sign", -1, 1) == 0:
        refuse("sign", "1 for the highest kurtosis or -1 for the lowest", "0")
    return int(sign)


def _polar(matrix: np.ndarray) -> np.ndarray:
    left, _, right = np.linalg.svd(matrix)
    return left @ right


def _fourths(rows: np.ndarray, basis: np.ndarray) -> tuple[float, np.ndarray]:
    """Return f and G, some rows at a time."""
    total, gradient = 0.0, np.zeros_like(basis)
    step = max(1, _COSINES // len(basis))
    for first in range(0, len(rows), step):
        some = rows[first:first + step]
        cosines = some @ basis.T  # P, (some rows, n_dims)
        cubes = cosines**2 * cosines
        total += float(np.vdot(cubes, cosines))
        gradient += cubes.T @ some
    n_rows = max(len(rows), 1)
    return total / n_rows, gradient / n_rows
