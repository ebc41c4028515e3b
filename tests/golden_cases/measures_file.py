"""Which weights show that dimensionality and interference are right? The cases of cases/measures.json.

For rational W both are rational: with G = W^T W, D_i = G_ii^2 / (G^2)_ii and s_i = sum_{j != i} G_ij^2 / G_ii.
Polytopes are given with rational corners where they have them, which may need a dimension more than they span (a
triangle is the projection of three axes along (1, 1, 1)); the others are regular, and D_i = m / n by symmetry.

Contents: dimensionality, interference, cases.

Source: TMS section "The geometry of superposition"; D_i = 0 for a feature that is not stored.
"""

from __future__ import annotations

from fractions import Fraction
from math import cos, pi, sin, sqrt
from typing import Sequence

from tests.golden_cases.decimals import Lattice
from tests.golden_cases.writing import CLOSED, RATIONAL, case

__all__ = ["dimensionality", "interference", "cases"]

TOLERANCE = {"atol": 1e-5, "rtol": 1e-5}
HALF = Fraction(1, 2)
SELF = ("j = i left out of the dimensionality", "orthogonal features get an infinite dimensionality")


def _gram(W: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    columns = list(zip(*W))
    return [[sum((Fraction(x) * y for x, y in zip(u, v)), Fraction(0)) for v in columns] for u in columns]


def dimensionality(W: Sequence[Sequence[Fraction]]) -> list[Fraction]:
    """Return D_i = G_ii^2 / sum_j G_ij^2, 0 where feature i is not stored.

    Examples
    --------
    >>> dimensionality([[1, -1, 0]])
    [Fraction(1, 2), Fraction(1, 2), Fraction(0, 1)]
    """
    return [row[i] ** 2 / sum(g * g for g in row) if row[i] else Fraction(0) for i, row in enumerate(_gram(W))]


def interference(W: Sequence[Sequence[Fraction]]) -> list[Fraction]:
    """Return s_i = sum over j != i of G_ij^2 / G_ii, 0 where feature i is not stored.

    Examples
    --------
    >>> interference([[1, -2]])
    [Fraction(4, 1), Fraction(1, 1)]
    """
    return [sum(g * g for j, g in enumerate(row) if j != i) / row[i] if row[i] else Fraction(0)
            for i, row in enumerate(_gram(W))]


def _transpose(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    return [list(column) for column in zip(*rows)]


def _signs(n: int) -> list[list[int]]:
    return [[*corner, s] for corner in _signs(n - 1) for s in (1, -1)] if n else [[]]


def _lattice_matrix(seed: int, rows: int, columns: int) -> list[list[Fraction]]:
    lattice = Lattice(seed)
    return [lattice.eighths(columns, -8, 8) for _ in range(rows)]


# name, level, about, catches, effect, W (columns are features), D by hand or None
EXACT = [
    ("harness-dedicated", "harness", "two orthogonal features, each with a dimension of its own",
     "the answer's shape or meaning", "nothing else can be compared", [[1, 0], [0, 1]], [1, 1]),
    ("digon", "required", "an antipodal pair shares one dimension", *SELF, [[1, -1]], [HALF, HALF]),
    ("triangle", "required", "three corners in the plane x + y + z = 0", *SELF,
     [[1, -1, 0], [0, 1, -1], [-1, 0, 1]], [Fraction(2, 3)] * 3),
    ("square", "required", "two antipodal pairs", "interference taken without its sign squared",
     "negative interference raises the dimensionality", [[1, 0, -1, 0], [0, 1, 0, -1]], [HALF] * 4),
    ("tetrahedron", "required", "four corners of a cube", *SELF,
     _transpose([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]), [Fraction(3, 4)] * 4),
    ("octahedron", "required", "three antipodal pairs", *SELF,
     [[1, -1, 0, 0, 0, 0], [0, 0, 1, -1, 0, 0], [0, 0, 0, 0, 1, -1]], [HALF] * 6),
    ("cube", "required", "eight corners of a cube", *SELF, _transpose(_signs(3)), [Fraction(3, 8)] * 8),
    ("triangular-bipyramid", "required", "a triangle and a digon in orthogonal subspaces: 2/3 three times, 1/2 twice",
     "one number for all features", "different features cannot be told apart",
     [[1, -1, 0, 0, 0], [0, 1, -1, 0, 0], [-1, 0, 1, 0, 0], [0, 0, 0, 3, -3]], [Fraction(2, 3)] * 3 + [HALF] * 2),
    ("unequal-digon", "required", "a pair of lengths 1 and 2: 1/5 and 4/5", "features normalised first",
     "strong and weak features count alike", [[1, -2]], [Fraction(1, 5), Fraction(4, 5)]),
    ("scaled-triangle", "required", "a triangle ten times as large", "direction of feature i not normalised",
     "dimensionality depends on scale", [[10, -10, 0], [0, 10, -10], [-10, 0, 10]], [Fraction(2, 3)] * 3),
    ("unlearned-feature", "required", "a feature that is not stored has dimensionality 0",
     "nan for a feature that is not stored", "one dead feature turns sums and plots into nan",
     [[1, -1, 0], [0, 0, 0]], [HALF, HALF, 0]),
    ("copies", "required", "three copies of one direction: 1/3 each", *SELF, [[1, 1, 1], [2, 2, 2]],
     [Fraction(1, 3)] * 3),
    ("square-matrix", "required", "as many features as dimensions, W not symmetric", "transposed W",
     "rows are taken for features", [[1, 2, 0], [0, 1, 1], [0, 0, 3]], None),
    ("random-4-in-2", "required", "four features in two dimensions", *SELF, _lattice_matrix(71, 2, 4), None),
    ("random-6-in-3", "required", "six features in three dimensions", *SELF, _lattice_matrix(72, 3, 6), None),
    ("random-3-in-5", "required", "fewer features than dimensions", *SELF, _lattice_matrix(73, 5, 3), None),
]


def cases() -> list[dict]:
    """Return all cases of the file: dimensionalities of rational and of regular polytopes, interferences."""
    rational = [_dimensionality(name, level, about, catches, effect, W, dimensionality(W), by_hand)
                for name, level, about, catches, effect, W, by_hand in EXACT]
    regular = [_dimensionality(name, "required", about, *SELF, W, [Fraction(m, len(W[0]))] * len(W[0]), None, CLOSED)
               for name, about, W, m in _regular()]
    measured = [case(f"interference/{name}", "interference", about, "interference including j = i",
                     "a feature disturbs itself", RATIONAL, {"W": W}, {"value": interference(W)}, TOLERANCE)
                for name, _, about, _, _, W, _ in EXACT if name != "harness-dedicated"]
    return [*rational, *regular, *measured]


def _dimensionality(name: str, level: str, about: str, catches: str, effect: str, W: list, exact: list,
                    by_hand: list | None, origin: str = RATIONAL) -> dict:
    if by_hand is not None and by_hand != exact:
        raise ValueError(f"{name}: by hand {by_hand}; exactly {exact}")
    return case(f"dimensionality/{name}", "feature_dimensionality", about, catches, effect, origin, {"W": W},
                {"value": exact}, TOLERANCE, level)


def _regular() -> list[tuple[str, str, list, int]]:
    """Return regular polytopes with irrational corners, rounded to nine decimals: tight frames, D_i = m / n."""
    golden = (1 + sqrt(5)) / 2
    icosahedron = [p for s in (1, -1) for t in (golden, -golden) for p in ((0, s, t), (s, t, 0), (t, 0, s))]
    height, radius = sqrt(1 / 3), sqrt(2 / 3)
    antiprism = [(radius * cos(pi * k / 4), radius * sin(pi * k / 4), height * (-1) ** k) for k in range(8)]
    polygon = {k: [(cos(2 * pi * j / k), sin(2 * pi * j / k)) for j in range(k)] for k in (5, 6)}
    table = [("pentagon", "five corners in a plane: 2/5", polygon[5], 2),
             ("hexagon", "six corners: 1/3", polygon[6], 2),
             ("antiprism", "the tight square antiprism: 3/8", antiprism, 3),
             ("icosahedron", "twelve corners: 1/4", icosahedron, 3)]
    return [(name, about, [[round(v, 9) + 0.0 for v in row] for row in zip(*points)], m)
            for name, about, points, m in table]
