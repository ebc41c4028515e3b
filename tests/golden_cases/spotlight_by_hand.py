"""Which spotlights can be counted on one's fingers? The hand-made cases: harness, one defect each, conventions.

Contents: by_hand_cases, tie_cases, refusal_cases.

Source: SRM, the resonance curve; the settled decisions on zero activations, closed cones and pairs that span no plane.
"""

from __future__ import annotations

from tests.golden_cases.clouds import identity, permutations, spotlight_case
from tests.golden_cases.decimals import radians, turn
from tests.golden_cases.writing import BY_HAND, case

__all__ = ["TIES", "by_hand_cases", "tie_cases", "refusal_cases"]

QUARTERS = [turn(k, 4) for k in range(4)]
EAST, NORTH, WEST, SOUTH = [1, 0], [0, 1], [-1, 0], [0, -1]
I2, I3 = identity(2), identity(3)

# name, level, about, catches, effect, activations, basis, epsilon, planes, angles, counts by hand
BY_HAND_TABLE = [
    ("harness-one-sample", "harness", "one activation on a, seen at 0 and at pi", "the answer's shape or meaning",
     "nothing else can be compared", [EAST], I2, "0.5", [[0, 1]], [turn(0, 4), turn(2, 4)], [[1, 0]]),
    ("harness-shape", "harness", "two planes and three angles: the answer is (2, 3)", "the answer transposed",
     "planes and angles change places", [[1, 0, 0], [0, 1, 0], [0, 2, 0], [0, 0, 1]], I3, "0.9", [[0, 1], [2, 0]],
     [turn(0, 4), turn(1, 4), turn(2, 4)], [[1, 2, 0], [1, 1, 0]]),
    ("quarter-turns", "required", "the probe starts at a and turns towards b", "rotation sense flipped",
     "the curve is mirrored", [EAST, NORTH, NORTH, WEST, WEST, WEST], I2, "0.8", [[0, 1]], QUARTERS, [[1, 2, 3, 0]]),
    ("long-activations", "required", "directions count, lengths do not", "activations not normalised",
     "long activations light every spotlight", [[10, 30], [30, -40], [1, 0]], I2, "0.9", [[0, 1]], QUARTERS,
     [[1, 1, 0, 0]]),
    ("opposite-activation", "required", "an activation at -p is not in the cone about p", "absolute cosine",
     "every curve gets a copy of itself half a turn away", [WEST, [-2, 0], NORTH], I2, "0.9", [[0, 1]], QUARTERS,
     [[0, 1, 2, 0]]),
    ("off-the-plane", "required", "3-4-5: cosine 0.6 at the angle nearest to it",
     "activation normalised inside its plane",
     "activations far from the plane are counted", [[3, 0, 4], [0, 3, 4], [0, 4, 3]], I3, "0.7", [[0, 1]], QUARTERS,
     [[0, 1, 0, 0]]),
    ("long-rows", "required", "basis rows of length 5 and 2", "probe not normalised",
     "lengths of basis rows change the counts", [[1, 1], [1, -3], NORTH], [[5, 0], [0, 2]], "0.8", [[0, 1]], QUARTERS,
     [[0, 1, 0, 1]]),
    ("forty-five-degrees", "required", "a = (1, 0), b = (1, 1): a right angle from a is (0, 1), not b",
     "Gram-Schmidt step forgotten", "in oblique planes the probe runs unevenly",
     [EAST, EAST, EAST, [1, 1], NORTH, [0, 2]], [[1, 0], [1, 1]], "0.9", [[0, 1]],
     [turn(0, 8), turn(1, 8), turn(2, 8)], [[3, 1, 2]]),
    ("both-orders", "required", "plane (1, 0) starts at the other vector", "planes sorted before use",
     "half of the ordered planes show another plane's curve", [EAST, EAST, NORTH], I2, "0.9", [[0, 1], [1, 0]],
     [turn(0, 4), turn(1, 4)], [[2, 1], [1, 2]]),
    ("planes-as-asked", "required", "rows come in the order asked for, repeats included", "order of planes changed",
     "curves carry the wrong labels", [[1, 0, 0], [0, 1, 0], [0, 2, 0], [0, 0, 1], [0, 0, 2], [0, 0, 3]], I3, "0.9",
     [[2, 0], [0, 1], [2, 0], [1, 2]], [turn(0, 4), turn(1, 4)], [[3, 1], [1, 2], [3, 1], [2, 3]]),
    ("angles-as-given", "required", "a closed grid: 0 and 2 pi are the same direction", "own grid of angles",
     "values belong to other angles than the caller's", [EAST, NORTH, NORTH], I2, "0.9", [[0, 1]],
     [turn(k, 4) for k in range(5)], [[1, 2, 0, 0, 1]]),
    ("angles-beyond-a-turn", "required", "-pi/2, 5 pi/2 and 9 pi are angles too", "angles clipped to one turn",
     "negative angles are lost", [EAST, NORTH, NORTH, SOUTH, SOUTH, SOUTH, WEST], I2, "0.9", [[0, 1]],
     [turn(-1, 4), turn(5, 4), turn(18, 4)], [[3, 2, 1]]),
    ("irregular-angles", "required", "angles in no order: 100, 10 and 190 degrees or so", "own grid of angles",
     "values belong to other angles than the caller's", [EAST, EAST, NORTH, WEST, WEST, WEST], I2, "0.9", [[0, 1]],
     [radians("1.7"), radians("0.2"), radians("3.3")], [[1, 2, 3]]),
    ("zero-row", "convention", "a zero activation is inside nothing and still counts in N: 1 of 2",
     "zero activations excluded from N", "the same cloud with dead samples looks brighter", [[0, 0], EAST], I2, "0.9",
     [[0, 1]], [turn(0, 4), turn(1, 4)], [[1, 0]]),
    ("zero-row-wide-cone", "convention", "with epsilon below zero a zero activation is still outside: 2 of 3",
     "zero activations counted inside", "dead samples raise a curve by their share", [[0, 0], EAST, NORTH], I2, "-0.5",
     [[0, 1]], [turn(0, 4), turn(2, 4)], [[2, 1]]),
    ("only-zero-rows", "convention", "a dead layer lights nothing", "nan from dividing zero by zero",
     "one dead layer turns a whole figure into nan", [[0, 0, 0], [0, 0, 0]], I3, "0.9", [[0, 1], [1, 2]],
     [turn(0, 4), turn(1, 4)], [[0, 0], [0, 0]]),
]

TIES = [
    ("ties-needle", "epsilon = 1 keeps exactly what points along p", [[1, 0, 0], [0, 1, 0], [0, 0, -1], [2, 0, 0]],
     I3, "1", QUARTERS, [[2, 1, 0, 0]]),
    ("ties-whole-sphere", "epsilon = -1 keeps everything, -p included", [EAST, WEST, NORTH], I2, "-1", QUARTERS[:3],
     [[3, 3, 3]]),
    ("ties-right-angle", "epsilon = 0 keeps what is at a right angle", [[0, 0, 1], [0, 0, -2], [1, 0, 0], [-1, 0, 0]],
     I3, "0", QUARTERS[:1], [[3]]),
    ("ties-sixty-degrees", "(1, 1, 1, 1) is at exactly 60 degrees from an axis",
     [[1, 1, 1, 1], [1, -1, 1, -1], [-1, 1, 1, 1]], identity(4), "0.5", QUARTERS[:2], [[2, 2]]),
]
STRICT = ("strict cone", "activations on the edge are lost; one-hot data are full of ties")


def by_hand_cases() -> list[dict]:
    """Return the cases with counts made by hand, each confirmed by the exact count."""
    return [spotlight_case(name, about, catches, effect, activations, basis, epsilon, planes, angles, level=level,
                           by_hand=expected)
            for name, level, about, catches, effect, activations, basis, epsilon, planes, angles, expected
            in BY_HAND_TABLE]


def tie_cases() -> list[dict]:
    """Return the cases about the cone's edge: four decided by the declared cone, one by anybody's rounding."""
    declared = [spotlight_case(name, about, *STRICT, activations, basis, epsilon, [[0, 1]], angles,
                               level="convention", by_hand=expected, ties="declared")
                for name, about, activations, basis, epsilon, angles, expected in TIES]
    one_hot = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, 0, 0], [0, -1, 0]]
    rounding = spotlight_case("ties-one-hot", "one-hot data, epsilon = cos(60 degrees): rounding decides, nothing more",
                              "cone wider or narrower than stated", "more than the ties changes", one_hot, I3, "0.5",
                              permutations(3), [turn(k, 6) for k in range(6)], level="convention", ties="rounding")
    return [*declared, rounding]


def refusal_cases() -> list[dict]:
    """Return the cases whose two basis rows span no plane: an error, nan, or what the adapter declares."""
    effect = "a row of zeros that is no measurement is averaged in, or a flat curve is believed"
    rows = [("antiparallel-pair", [[1, 0], [-1, 0]]), ("parallel-pair", [[1, 2], [2, 4]])]
    return [case(f"spotlight/{name}", "spotlight", "two rows that span no plane, asked for by name",
                 "degenerate plane gives a curve", effect, BY_HAND,
                 {"activations": [[1, 0], [0, 1], [3, 1]], "basis": basis, "epsilon": 0.9, "planes": [[0, 1]],
                  "thetas": [turn(0, 4).value, turn(1, 4).value]}, {"refusal": True}, level="convention")
            for name, basis in rows]
