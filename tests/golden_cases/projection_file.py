"""Which points show that a projection on a privileged plane is right? The cases of cases/projection.json.

Contents: cases.

Source: the projection on privileged planes in SRM's author's code: keep r >= epsilon, give (x.e1, x.e2), not
normalised.
"""

from __future__ import annotations

from tests.golden_cases.arcs import plane_points
from tests.golden_cases.clouds import combinations, identity, permutations, spread_basis
from tests.golden_cases.decimals import Lattice
from tests.golden_cases.writing import BY_HAND, RATIONAL, case

__all__ = ["cases"]

TOLERANCE = {"atol": 1e-3, "rtol": 1e-5}        # coordinates up to 120 in float32; the defects move them by 0.1 or more
LENGTH = ("points normalised", "the picture loses the activations' lengths")

# name, level, about, catches, effect, activations, basis, epsilon, planes, points by hand
BY_HAND_TABLE = [
    ("harness-one-point", "harness", "one point in the plane, one off it", "the answer's shape or meaning",
     "nothing else can be compared", [[3, 4, 0], [0, 0, 1]], identity(3), "0.9", [[0, 1]], [[[3.0, 4.0]]]),
    ("harness-empty-plane", "harness", "no activation near the plane: an empty (0, 2) array", "empty planes dropped",
     "points carry the wrong plane's label", [[0, 0, 1], [0, 1, 5]], identity(3), "0.9", [[0, 1], [1, 2]],
     [[], [[0.0, 1.0], [1.0, 5.0]]]),
    ("lengths-kept", "required", "a short and a long activation in one direction", *LENGTH, [[2, 0], [0, 7], [-5, 0]],
     identity(2), "0.5", [[0, 1], [1, 0]], [[[2.0, 0.0], [0.0, 7.0], [-5.0, 0.0]],
     [[0.0, 2.0], [7.0, 0.0], [0.0, -5.0]]]),
    ("forty-five-degrees", "required", "a = (1, 0), b = (1, 1): coordinates on (1, 0) and (0, 1)",
     "Gram-Schmidt step forgotten", "the picture is sheared", [[1, 1], [3, 0], [0, -2]], [[1, 0], [1, 1]], "0.5",
     [[0, 1]], [[[1.0, 1.0], [3.0, 0.0], [0.0, -2.0]]]),
    ("distance-to-the-plane", "required", "kept by the angle to the plane, however far from both rows",
     "cone about a row in place of the plane", "only activations near the rows themselves are shown",
     [[1, 1, 0], [-2, 2, 1], [3, 4, 12], [0, 1, 3]], identity(3), "0.9", [[0, 1]], [[[1.0, 1.0], [-2.0, 2.0]]]),
    ("long-activations", "required", "long activations far from the plane stay out", "activations not normalised",
     "long activations are in every picture", [[3, 4, 12], [30, 40, 120], [3, 4, 0]], identity(3), "0.9", [[0, 1]],
     [[[3.0, 4.0]]]),
    ("long-rows", "required", "rows of length 5 and 2: coordinates are on unit vectors", "basis rows not normalised",
     "the picture is stretched", [[1, 2], [-3, 1]], [[5, 0], [0, 2]], "0.5", [[0, 1]], [[[1.0, 2.0], [-3.0, 1.0]]]),
    ("all-of-them", "required", "epsilon below zero keeps every direction", "absolute value of epsilon",
     "far activations are lost", [[1, 0, 5], [0, 2, 0]], identity(3), "-0.5", [[0, 1]], [[[1.0, 0.0], [0.0, 2.0]]]),
    ("zero-row", "convention", "a zero activation has no angle to any plane: left out",
     "zero activations kept", "a point at the origin for each dead sample", [[0, 0, 0], [1, 2, 0]], identity(3), "0.9",
     [[0, 1]], [[[1.0, 2.0]]]),
]

# name, about, catches, effect, seed, n_samples, basis, epsilon, planes
CLOUDS = [
    ("permutations-3d", "all six ordered planes", "planes sorted before use", "half of the pictures are mirrored", 61,
     10, identity(3), "0.8", permutations(3)),
    ("oblique-3d", "three oblique rows", "Gram-Schmidt step forgotten", "the picture is sheared", 62, 10,
     [[2, 1, 0], [0, 2, 1], [1, 0, 2]], "0.8", permutations(3)),
    ("nearly-parallel", "rows 5.7 degrees apart", "second vector left oblique",
     "the picture collapses onto one line", 63, 8, [[20, 1, 0], [20, -1, 0]], "0.7", permutations(2)),
    ("overcomplete-2d", "five directions in two dimensions", "basis taken to be orthonormal",
     "planes of overcomplete sets are wrong", 64, 8, [[5, 0], [2, 5], [-4, 3], [-4, -3], [2, -5]], "0.9",
     [[0, 1], [4, 2]]),
    ("sixteen-dims", "sixteen dimensions, oblique rows", *LENGTH, 65, 12, spread_basis(4, 16, 8), "0.4",
     combinations(4)),
]


def cases() -> list[dict]:
    """Return all cases of the file, the smallest first."""
    return [*(_by_hand(*row) for row in BY_HAND_TABLE), *(_drawn(*row) for row in CLOUDS),
            *(_tie(*row) for row in TIES)]


# name, about, activations, epsilon
TIES = [
    ("ties-in-the-plane", "epsilon = 1 keeps exactly what lies in the plane", [[1, 0, 0], [0, -2, 0], [1, 0, 1]], "1"),
    ("ties-at-right-angles", "epsilon = 0 keeps what is at right angles to the plane, as a point at the origin",
     [[0, 0, 2], [1, 0, 3]], "0"),
    ("ties-three-four-five", "(3, 0, 4) is at exactly 3/5", [[3, 0, 4], [0, -3, 4], [4, 0, 3], [1, 0, 2]], "0.6"),
]


def _tie(name: str, about: str, cloud: list, epsilon: str) -> dict:
    """Return a case at the edge: points for the closed and for the open cone."""
    basis = identity(3)
    points = {key: [plane_points(cloud, basis[0], basis[1], epsilon, edge)]
              for key, edge in (("points", "closed"), ("points_open", "open"))}
    return case(f"project/{name}", "project", about, "strict cone", "one-hot data vanish", BY_HAND,
                _inputs(cloud, basis, epsilon, [[0, 1]]), points, TOLERANCE, "convention")


def _inputs(activations: list, basis: list, epsilon: str, planes: list) -> dict:
    return {"activations": activations, "basis": basis, "epsilon": float(epsilon), "planes": planes}


def _by_hand(name: str, level: str, about: str, catches: str, effect: str, activations: list, basis: list,
             epsilon: str, planes: list, points: list) -> dict:
    exact = [plane_points(activations, basis[i], basis[j], epsilon) for i, j in planes]
    if exact != points:
        raise ValueError(f"{name}: by hand {points}; exactly {exact}")
    return case(f"project/{name}", "project", about, catches, effect, BY_HAND,
                _inputs(activations, basis, epsilon, planes), {"points": points}, TOLERANCE, level)


def _drawn(name: str, about: str, catches: str, effect: str, seed: int, n_samples: int, basis: list, epsilon: str,
           planes: list) -> dict:
    lattice, cloud = Lattice(seed), []
    while len(cloud) < n_samples:
        i, j = planes[lattice.integer(0, len(planes) - 1)]
        u, v = lattice.integers(2, -3, 3)
        x = [r + u * p + v * q for r, p, q in zip(lattice.integers(len(basis[0]), -2, 2), basis[i], basis[j])]
        if any(x) and _clear(x, basis, epsilon, planes):
            cloud.append(x)
    points = [plane_points(cloud, basis[i], basis[j], epsilon) for i, j in planes]
    return case(f"project/{name}", "project", about, catches, effect, RATIONAL,
                _inputs(cloud, basis, epsilon, planes), {"points": points}, TOLERANCE)


def _clear(x: list[int], basis: list, epsilon: str, planes: list) -> bool:
    try:
        for i, j in planes:
            plane_points([x], basis[i], basis[j], epsilon)
    except ValueError:
        return False
    return True
