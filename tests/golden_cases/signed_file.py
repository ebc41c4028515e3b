"""Which clouds show that a signed spotlight is right? The cases of cases/signed-spotlight.json.

Contents: cases.

Source: SRM, the signed curve: g(theta) = share about p less share about -p.
"""

from __future__ import annotations

from tests.golden_cases.arcs import signed_counts
from tests.golden_cases.clouds import (
    FULL_8, IRREGULAR, combinations, identity, permutations, random_cloud, spotlight_case, spread_basis,
)
from tests.golden_cases.decimals import turn

__all__ = ["cases"]

QUARTERS = [turn(k, 4) for k in range(4)]
EAST, NORTH, WEST = [1, 0], [0, 1], [-1, 0]
UNSIGNED = ("opposite cone forgotten", "the signed curve is the unsigned one, and never negative")
SIGN = ("signs exchanged", "dark spots look bright")

# name, level, about, catches, effect, activations, basis, epsilon, planes, angles, signed counts by hand
BY_HAND_TABLE = [
    ("harness-one-sample", "harness", "one activation on a: +1 at 0, -1 at pi", "the answer's shape or meaning",
     "nothing else can be compared", [EAST], identity(2), "0.5", [[0, 1]], [turn(0, 4), turn(2, 4)], [[1, -1]]),
    ("quarter-turns", "required", "one east, two north, four west", *SIGN, [EAST, NORTH, NORTH, WEST, WEST, WEST, WEST],
     identity(2), "0.8", [[0, 1]], QUARTERS, [[-3, 2, 3, -2]]),
    ("balanced", "required", "an activation and its negative cancel", "sum in place of a difference",
     "opposite activations add up", [EAST, [-2, 0], NORTH], identity(2), "0.8", [[0, 1]], QUARTERS, [[0, 1, 0, -1]]),
    ("both-cones-at-once", "required", "with epsilon below zero an activation at a right angle is in both cones",
     *UNSIGNED, [EAST, NORTH, [0, -1]], identity(2), "-0.5", [[0, 1]], QUARTERS, [[1, 0, -1, 0]]),
    ("forty-five-degrees", "required", "a = (1, 0), b = (1, 1)", "Gram-Schmidt step forgotten",
     "in oblique planes the probe runs unevenly", [EAST, EAST, EAST, [1, 1], [0, -1], [0, -2]], [[1, 0], [1, 1]],
     "0.9", [[0, 1]], [turn(0, 8), turn(1, 8), turn(2, 8)], [[3, 1, -2]]),
    ("long-activations", "required", "directions count, lengths do not", "activations not normalised",
     "long activations light every spotlight", [[10, 30], [30, -40], [-1, 0]], identity(2), "0.9", [[0, 1]], QUARTERS,
     [[-1, 1, 1, -1]]),
    ("zero-row", "convention", "a zero activation is in neither cone and still counts in N",
     "zero activations excluded from N", "the same cloud with dead samples looks brighter", [[0, 0], WEST],
     identity(2), "0.9", [[0, 1]], QUARTERS[:2], [[-1, 0]]),
    ("zero-row-wide-cone", "convention", "a zero activation is in neither cone with epsilon below zero",
     "zero activations counted in one of the cones", "dead samples move a curve", [[0, 0], WEST, NORTH], identity(2),
     "-0.5", [[0, 1]], QUARTERS[:2], [[-1, 1]]),
    ("only-zero-rows", "convention", "a dead layer is neither bright nor dark", "nan from dividing zero by zero",
     "one dead layer turns a whole figure into nan", [[0, 0], [0, 0]], identity(2), "0.9", [[0, 1]], QUARTERS[:2],
     [[0, 0]]),
]

# name, about, catches, effect, seed, n_samples, basis, epsilon, planes, angles
CLOUDS = [
    ("permutations-3d", "three dimensions, all six ordered planes", *SIGN, 51, 12, identity(3), "0.7", permutations(3),
     FULL_8),
    ("oblique-3d", "three oblique rows, angles in no order", *UNSIGNED, 52, 14, [[2, 1, 0], [0, 2, 1], [1, 0, 2]],
     "0.75", permutations(3), IRREGULAR),
    ("overcomplete-2d", "five directions in two dimensions", "basis taken to be orthonormal",
     "planes of overcomplete sets are wrong", 53, 12, [[5, 0], [2, 5], [-4, 3], [-4, -3], [2, -5]], "0.9",
     [[0, 1], [1, 3], [4, 2], [2, 0]], FULL_8),
    ("wide", "epsilon below zero", "half angle passed for its cosine", "the cone has another width", 54, 12,
     identity(3),
     "-0.4", combinations(3), FULL_8),
    ("sixteen-dims", "sixteen dimensions, oblique rows", "rotation matrix not orthogonal off the plane",
     "off-plane parts leak into the cosine", 55, 16, spread_basis(3, 16, 7), "0.4", [[0, 2], [1, 0]], FULL_8),
]

# name, about, activations, basis, epsilon, planes, angles, signed counts by hand; at each angle the ties are one cone's
TIES = [
    ("ties-needle", "epsilon = 1 keeps exactly what points along p or -p", [[1, 0, 0], [0, 1, 0], [0, 2, 0], [0, 0,
                                                                                                              -1]],
     identity(3), "1", [[0, 1], [1, 2]], QUARTERS, [[1, 2, -1, -2], [2, -1, -2, 1]]),
    ("ties-whole-sphere", "epsilon = -1 puts everything in both cones, p and -p included", [EAST, NORTH, NORTH],
     identity(2), "-1", [[0, 1]], QUARTERS[:3:2], [[0, 0]]),
    ("ties-sixty-degrees", "(1, 1, 1, 1) is at exactly 60 degrees from an axis",
     [[1, 1, 1, 1], [1, -1, 1, -1], [3, 0, 0, 1]], identity(4), "0.5", [[0, 1]], QUARTERS[:1], [[3]]),
    ("ties-hundred-and-twenty-degrees", "epsilon = -1/2: what is at 120 degrees is in both cones",
     [[-1, 1, 1, 1], [-1, 1, -1, 1], [2, 0, 0, 0]], identity(4), "-0.5", [[0, 1]], QUARTERS[:1], [[1]]),
]


def cases() -> list[dict]:
    """Return all cases of the file, the smallest first."""
    shared = {"function": "signed_spotlight", "count": signed_counts}
    by_hand = [spotlight_case(name, about, catches, effect, activations, basis, epsilon, planes, angles, level=level,
                              by_hand=expected, **shared)
               for name, level, about, catches, effect, activations, basis, epsilon, planes, angles, expected
               in BY_HAND_TABLE]
    drawn = [spotlight_case(name, about, catches, effect, random_cloud(seed, n, basis, epsilon, planes, angles), basis,
                            epsilon, planes, angles, **shared)
             for name, about, catches, effect, seed, n, basis, epsilon, planes, angles in CLOUDS]
    ties = [spotlight_case(name, about, "strict cone", "activations on the edge are lost", activations, basis, epsilon,
                           planes,
                           angles, level="convention", by_hand=expected, ties="declared", **shared)
            for name, about, activations, basis, epsilon, planes, angles, expected in TIES]
    return [*by_hand, *drawn, *ties]
