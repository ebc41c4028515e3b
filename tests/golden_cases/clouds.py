"""Which integer clouds, bases and angles do the spotlight cases use? And how is one such case made?

Every activation and every basis row is a small integer vector, so that a reader can redo any number with pencil and
paper; the counts come from `arcs`.

Contents: FULL_8, FULL_12, IRREGULAR, identity, permutations, combinations, spread_basis, random_cloud, spotlight_case.

Source: this package's, for the resonance curve of SRM and the projection in its author's code.
"""

from __future__ import annotations

from typing import Callable, Sequence

from tests.golden_cases.arcs import counts, decide
from tests.golden_cases.decimals import Angle, Lattice, radians, turn
from tests.golden_cases.writing import BY_HAND, DECIMAL, case

__all__ = ["FULL_8", "FULL_12", "IRREGULAR", "identity", "permutations", "combinations", "spread_basis",
           "random_cloud", "spotlight_case"]

Rows = Sequence[Sequence[int]]

FULL_8 = [turn(k, 8) for k in range(8)]
FULL_12 = [turn(k, 12) for k in range(12)]
IRREGULAR = [radians(text) for text in ("0.3", "1.7", "-2.5", "7.9", "4.4", "0.3")]


def identity(n: int) -> list[list[int]]:
    """Return the standard basis of n dimensions."""
    return [[int(i == j) for j in range(n)] for i in range(n)]


def permutations(n: int) -> list[list[int]]:
    """Return all ordered pairs of n rows."""
    return [[i, j] for i in range(n) for j in range(n) if i != j]


def combinations(n: int) -> list[list[int]]:
    """Return all pairs i < j of n rows."""
    return [[i, j] for i in range(n) for j in range(i + 1, n)]


def spread_basis(count: int, n_dims: int, seed: int) -> list[list[int]]:
    """Return `count` rows of integers from -2 to 2 in `n_dims` dimensions: oblique, of unequal lengths."""
    lattice = Lattice(seed)
    return [lattice.integers(n_dims, -2, 2) for _ in range(count)]


def random_cloud(seed: int, count: int, basis: Rows, epsilon: str, planes: Rows, angles: Sequence[Angle]
                 ) -> list[list[int]]:
    """Draw `count` integer vectors that stay clear of every cone's edge, three quarters of them close to a plane.

    Close to a plane: a combination of its two basis rows and a little of everything else. In many dimensions a vector
    drawn without that care is inside no narrow spotlight.
    """
    lattice, cloud = Lattice(seed), []
    while len(cloud) < count:
        x = lattice.integers(len(basis[0]), -3, 3)
        if len(cloud) % 4:
            i, j = planes[lattice.integer(0, len(planes) - 1)]
            u, v = lattice.integers(2, -3, 3)
            x = [(r if r in (-3, 3) else 0) + 2 * (u * p + v * q) for r, p, q in zip(x, basis[i], basis[j])]
        if any(x) and _clear(x, basis, epsilon, planes, angles):
            cloud.append(x)
    return cloud


def _clear(x: list[int], basis: Rows, epsilon: str, planes: Rows, angles: Sequence[Angle]) -> bool:
    try:
        for i, j in planes:
            if not epsilon.startswith("-") and not any(_in_plane(x, basis[i], basis[j])):
                return False                        # what normalises inside the plane divides noise by noise
            for angle in angles:
                decide(x, basis[i], basis[j], epsilon, angle)
    except ValueError:
        return False
    return True


def _in_plane(x: Sequence[int], a: Sequence[int], b: Sequence[int]) -> tuple[int, int]:
    return sum(i * j for i, j in zip(x, a)), sum(i * j for i, j in zip(x, b))


def spotlight_case(name: str, about: str, catches: str, effect: str, activations: Rows, basis: Rows, epsilon: str,
                   planes: Rows, angles: Sequence[Angle], *, level: str = "required", by_hand: Rows | None = None,
                   ties: str = "", function: str = "spotlight", count: Callable = counts) -> dict:
    """Return one case with exact counts; `by_hand`: the counts somebody wrote down, which must agree.

    Parameters
    ----------
    ties : {"", "declared", "rounding"}
        Ties are allowed: decided as the cone is declared, or by anybody's rounding.
    count : callable
        `arcs.counts` or `arcs.signed_counts`.

    Raises
    ------
    ValueError
        Where the counts by hand and the exact counts differ, or a cosine is too near the edge.
    """
    found = count(activations, basis, epsilon, planes, angles, bool(ties))
    if by_hand is not None and list(by_hand) != found["closed"]:
        raise ValueError(f"{name}: by hand {by_hand}; exactly {found['closed']}")
    expected = {"counts": found["closed"], "n_samples": len(activations)}
    if ties:
        expected |= {"counts_open": found["open"], "ties": ties}
    inputs = {"activations": [list(x) for x in activations], "basis": [list(b) for b in basis],
              "epsilon": float(epsilon), "planes": [list(p) for p in planes], "thetas": [a.value for a in angles]}
    return case(f"{function.replace('_', '-')}/{name}", function, about, catches, effect,
                BY_HAND if by_hand is not None else DECIMAL, inputs, expected, level=level)
