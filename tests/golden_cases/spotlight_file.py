"""Which clouds and planes show that a spotlight is right? The cases of cases/spotlight.json.

Contents: cases.

Source: SRM, the resonance curve; every cosine at least 1e-3 from the cone's edge, except where a case is about ties.
"""

from __future__ import annotations

from fractions import Fraction

from tests.golden_cases.arcs import counts
from tests.golden_cases.clouds import (
    FULL_8, FULL_12, IRREGULAR, combinations, identity, permutations, random_cloud, spotlight_case, spread_basis,
)
from tests.golden_cases.decimals import turn
from tests.golden_cases.spotlight_by_hand import by_hand_cases, refusal_cases, tie_cases
from tests.golden_cases.writing import DECIMAL, case

__all__ = ["CLOUDS", "cases"]

OWN_BASIS = ("standard basis used instead of the given one", "alignment is measured against the wrong basis")
OVERCOMPLETE = ("basis taken to be orthonormal", "planes of overcomplete sets are wrong")

# name, about, catches, effect, seed, n_samples, basis, epsilon, planes, angles
CLOUDS = [
    ("plane-2d", "two dimensions, standard basis, both ordered planes", "rotation sense flipped",
     "the curve is mirrored", 11, 9, identity(2), "0.8", permutations(2), FULL_8),
    ("permutations-3d", "three dimensions, all six ordered planes", "planes sorted before use",
     "half of the ordered planes show another plane's curve", 12, 12, identity(3), "0.7", permutations(3), FULL_8),
    ("combinations-4d", "four dimensions, the six unordered planes", "activation normalised inside its plane",
     "activations far from the plane are counted", 13, 16, identity(4), "0.6", combinations(4), FULL_12),
    ("oblique-2d", "rows at 45 and 63 degrees", "Gram-Schmidt step forgotten",
     "the probe runs unevenly and counts shift", 14, 12, [[1, 0], [1, 1], [1, 2]], "0.9", permutations(3), FULL_12),
    ("oblique-3d", "three oblique rows, angles in no order", "bivector not normalised",
     "the probe turns too slowly in oblique planes", 15, 14, [[2, 1, 0], [0, 2, 1], [1, 0, 2]], "0.75",
     permutations(3), IRREGULAR),
    ("obtuse-3d", "rows at more than a right angle", "Gram-Schmidt step forgotten",
     "the probe leaves the unit circle", 16, 14, [[2, -1, 0], [-1, 2, -1], [0, -1, 2]], "0.7", permutations(3), FULL_8),
    ("nearly-parallel", "rows 2.3 degrees apart", "second vector left oblique",
     "the whole turn collapses onto one line", 17, 12, [[50, 1, 0], [50, -1, 0]], "0.8", permutations(2), FULL_8),
    ("nearly-antiparallel", "rows 176 degrees apart", "plane thrown away as antiparallel",
     "a real plane is lost", 18, 12, [[20, 1, 0, 0], [-20, 0, 1, 0]], "0.7", permutations(2), FULL_8),
    ("overcomplete-2d", "five directions in two dimensions", *OVERCOMPLETE, 19, 12,
     [[5, 0], [2, 5], [-4, 3], [-4, -3], [2, -5]], "0.9", [[0, 1], [1, 3], [4, 2], [2, 0]], FULL_8),
    ("simplex-3d", "the four corners of a tetrahedron", *OVERCOMPLETE, 20, 14,
     [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]], "0.8", permutations(4), FULL_8),
    ("non-unit-rows", "basis rows of length 5, 13 and 1", "probe not normalised",
     "lengths of basis rows change the counts", 21, 14, [[3, 4, 0], [0, 5, 12], [1, 0, 0]], "0.65", permutations(3),
     FULL_8),
    ("rotated-3d", "an orthogonal basis away from the axes", *OWN_BASIS, 22, 14, [[2, 2, 1], [-2, 1, 2], [1, -2, 2]],
     "0.7", permutations(3), FULL_8),
    ("rotated-4d", "a Hadamard basis in four dimensions", *OWN_BASIS, 23, 16,
     [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]], "0.6", combinations(4), FULL_8),
    ("wide", "more than half of the sphere: epsilon below zero", "absolute value of epsilon",
     "wide spotlights become narrow", 24, 12, identity(3), "-0.4", [[0, 1], [2, 0]], FULL_8),
    ("narrow", "a narrow cone", "half angle passed for its cosine", "the cone has another width", 25, 14, identity(3),
     "0.95", permutations(3), FULL_12),
    ("eight-dims", "eight dimensions", "activation normalised inside its plane",
     "activations far from the plane are counted", 26, 20, identity(8), "0.5", [[0, 1], [5, 2], [7, 3]], FULL_8),
    ("sixteen-dims", "sixteen dimensions, oblique rows", "rotation matrix not orthogonal off the plane",
     "off-plane parts leak into the cosine", 27, 16, spread_basis(3, 16, 4), "0.45", [[0, 2], [1, 0]], FULL_8),
    ("sixty-four-dims", "64 dimensions, oblique rows", "rotation matrix not orthogonal off the plane",
     "off-plane parts leak into the cosine", 28, 12, spread_basis(3, 64, 5), "0.3", [[2, 0], [0, 1]], FULL_8),
    ("single-sample", "one activation in five dimensions", "shape lost for a single sample",
     "one activation is an error or a scalar", 29, 1, spread_basis(3, 5, 6), "0.5", permutations(3), FULL_8),
]

CROSS = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, 0, 0], [0, -1, 0], [0, 0, -1]]
MEAN_DEFECT = ("mean over planes including degenerate ones", "every mean is too low by the share of such planes")

# name, about, catches, effect, seed, basis, epsilon, ensemble
MEANS = [
    ("permutations", "mean over all ordered planes of an orthonormal basis", "order of planes mixed up",
     "mean curves lose their symmetry about 45 degrees", 41, identity(3), "0.7", "permutations"),
    ("combinations", "mean over planes i < j of oblique rows", "combinations for permutations",
     "the mean belongs to another ensemble", 42, [[2, 1, 0], [0, 2, 1], [1, 0, 2]], "0.7", "combinations"),
    ("cross-polytope", "the six antiparallel ordered pairs are left out: 24 planes remain", *MEAN_DEFECT, 43, CROSS,
     "0.7", "permutations"),
    ("repeated-row", "rows 0 and 2 are parallel: two planes remain", *MEAN_DEFECT, 44, [[1, 0], [1, 1], [2, 0]], "0.8",
     "combinations"),
]


def cases() -> list[dict]:
    """Return all cases of the file, the smallest first."""
    drawn = [spotlight_case(name, about, catches, effect, random_cloud(seed, n, basis, epsilon, planes, angles), basis,
                            epsilon, planes, angles)
             for name, about, catches, effect, seed, n, basis, epsilon, planes, angles in CLOUDS]
    return [*by_hand_cases(), *drawn, *tie_cases(), *refusal_cases(), *(_mean_case(*row) for row in MEANS)]


def _mean_case(name: str, about: str, catches: str, effect: str, seed: int, basis: list[list[int]], epsilon: str,
               ensemble: str) -> dict:
    pairs = permutations(len(basis)) if ensemble == "permutations" else combinations(len(basis))
    planes = [p for p in pairs if _spans(basis[p[0]], basis[p[1]])]
    cloud = random_cloud(seed, 12, basis, epsilon, planes, FULL_8)
    rows = counts(cloud, basis, epsilon, planes, FULL_8)["closed"]
    mean = [Fraction(sum(column), len(planes) * len(cloud)) for column in zip(*rows)]
    inputs = {"activations": cloud, "basis": basis, "epsilon": float(epsilon), "ensemble": ensemble,
              "thetas": [turn(k, 8).value for k in range(8)]}
    return case(f"mean-spotlight/{name}", "mean_spotlight", about, catches, effect, DECIMAL, inputs, {"value": mean})


def _spans(a: list[int], b: list[int]) -> bool:
    dot = sum(i * j for i, j in zip(a, b))
    return sum(i * i for i in a) * sum(j * j for j in b) > dot * dot
