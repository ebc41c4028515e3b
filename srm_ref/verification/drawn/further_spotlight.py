"""What else may a spotlight implementation have? Rotation matrices, planes in order, a grid, kurtosis, a p-value.

    R(theta) = I + sin(theta) B + (1 - cos(theta)) B^2, B = e2 e1^T - e1 e2^T; theta_k = 2 pi k / n_angles
    kurtosis = n_dims^2 mean (x.b / |x| |b|)^4 over activations and directions; p = min(1, 2 min(n_<=, n_>=) / (1 + m))

n_<= counts the value itself and the m null values that are at most the value; n_>= likewise.

Contents: QUESTIONS.

Source: the public code of SRM's author, for rotations and sets of planes; equal tails: Davison and Hinkley (1997),
chapter 4.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Callable

import numpy as np

from srm_ref.checks import counted
from srm_ref.verification.drawn.judges import closer
from srm_ref.verification.drawn.question import Drawn, Inputs, Rng, asked

__all__ = ["QUESTIONS"]

Wrong = "tuple[str, Any, Any] | None"


def _rotations(basis: np.ndarray, planes: np.ndarray, thetas: np.ndarray) -> np.ndarray:
    """Return (n_planes, n_angles, n_dims, n_dims)."""
    found = []
    for i, j in planes:
        e1 = basis[i] / np.linalg.norm(basis[i])
        e2 = basis[j] - (basis[j] @ e1) * e1
        e2 = e2 / np.linalg.norm(e2)
        B = np.outer(e2, e1) - np.outer(e1, e2)
        found.append([np.eye(len(e1)) + np.sin(t) * B + (1 - np.cos(t)) * B @ B for t in thetas])
    return np.array(found)


def _turning(rng: Rng, n_dims: tuple[int, int], high: float = 7.0) -> Inputs:
    n = int(rng.integers(*n_dims))
    planes = np.array([rng.permutation(4)[:2] for _ in range(3)])
    return {"basis": rng.standard_normal((4, n)) * 10.0 ** rng.uniform(-2, 2, (4, 1)), "planes": planes,
            "thetas": rng.uniform(-high, high, 5)}


def _pairs(n_directions: int, ensemble: str) -> list[list[int]]:
    every = [[i, j] for i in range(n_directions) for j in range(n_directions)]
    return [[i, j] for i, j in every if i < j or (i > j and ensemble == "permutations")]


def _kurtosis(activations: np.ndarray, basis: np.ndarray) -> float:
    lit = activations[np.any(activations != 0, axis=1)]
    if not len(lit):
        return np.nan
    cosines = lit @ basis.T / np.linalg.norm(lit, axis=1)[:, np.newaxis] / np.linalg.norm(basis, axis=1)
    return basis.shape[1] ** 2 * float(np.mean(cosines**4))


def _cloud(rng: Rng, n_directions: tuple[int, int], dark: float = 0.0, axes: bool = False) -> Inputs:
    n = int(rng.integers(3, 12))
    x = rng.standard_normal((int(rng.integers(20, 300)), n)) * 10.0 ** rng.uniform(-3, 3, (1, 1))
    x = x * (rng.random((len(x), 1)) >= dark)
    basis = np.eye(n) if axes else rng.standard_normal((int(rng.integers(*n_directions)), n))
    return {"activations": x, "basis": basis}


def _tails(value: float, null: np.ndarray) -> float:
    tails = 1 + min(np.count_nonzero(null <= value), np.count_nonzero(null >= value))
    return min(1.0, 2.0 * tails / (1 + len(null)))


def _nulls(rng: Rng, m: int, place: float, whole: bool = False) -> Inputs:
    null = rng.standard_normal(m)
    null = np.rint(2 * null) if whole else null
    return {"value": float(np.round(place * 2) if whole else place + 0.01 * rng.random()), "null": null}


def _judged(definition: Callable[..., Any], rtol: float, atol: float) -> Callable[[Inputs, Any], Wrong]:
    def judge(inputs: Inputs, answer: Any) -> Wrong:
        expected = np.asarray(definition(**inputs), dtype=float)
        largest = max(float(np.abs(expected).max(initial=0.0)), 1e-300)
        return closer(expected, np.asarray(answer), rtol, atol / largest)

    return judge


# function, its definition, relative and absolute tolerance; then name, how it is drawn, what is asked, what it catches
TABLE: list[tuple[str, Callable[..., Any], float, float, list[tuple[str, Callable[[Rng], Inputs], str, str]]]] = [
    ("rotation_matrices", _rotations, 0.0, 2e-5, [
        ("sizes", partial(_turning, n_dims=(3, 12)), "oblique rows of any lengths in 3 to 11 dimensions",
         "a bivector that is not normalised, or eigenvectors of a repeated eigenvalue that are not orthogonal"),
        ("two-dimensions", partial(_turning, n_dims=(2, 3)), "two dimensions", "rotation sense flipped"),
        ("many-dimensions", partial(_turning, n_dims=(40, 60)), "40 to 59 dimensions",
         "eigenvectors of a repeated eigenvalue that are not orthogonal")]),
    ("rotation_matrices", _rotations, 0.0, 1e-3, [
        ("large-angles", partial(_turning, n_dims=(3, 6), high=3000.0), "angles of thousands of radians",
         "a series that is cut off")]),
    ("plane_pairs", _pairs, 0.0, 0.0, [
        (f"{ensemble}-{n}", (lambda rng, n=n, ensemble=ensemble: {"n_directions": n, "ensemble": ensemble}),
         f"{ensemble} of {counted(n, 'direction')}, i ascending, then j", "another order, or a shuffled one")
        for ensemble in ("permutations", "combinations") for n in (2, 3, 7)]),
    ("angle_grid", lambda n_angles: 2 * np.pi * np.arange(n_angles) / n_angles, 0.0, 1e-5, [
        (f"{n}-angles", (lambda rng, n=n: {"n_angles": n}), f"{counted(n, 'angle')} of a full turn, its end left out",
         "both ends of the grid") for n in (2, 7, 360, 501)]),
    ("kurtosis", _kurtosis, 1e-4, 0.0, [
        ("axes", partial(_cloud, n_directions=(3, 4), axes=True), "the coordinate axes", "excess in place of kurtosis"),
        ("oblique", partial(_cloud, n_directions=(2, 9)), "oblique directions of any lengths",
         "directions not normalised"),
        ("zero-rows", partial(_cloud, n_directions=(2, 9), dark=0.3), "activations of zeros among others, left out",
         "zero activations counted")]),
    ("rotation_p_value", _tails, 1e-5, 0.0, [
        ("middle", partial(_nulls, m=99, place=0.0), "a value amid 99 null values", "one tail"),
        ("above", partial(_nulls, m=99, place=9.0), "a value above all null values", "a p-value of 0"),
        ("below", partial(_nulls, m=49, place=-9.0), "a value below all null values", "the upper tail alone"),
        ("ties", partial(_nulls, m=199, place=1.0, whole=True), "a value that many null values equal",
         "ties left out")]),
]
QUESTIONS = [Drawn(name, function, statement, broken, asked(function, make, _judged(definition, rtol, atol)))
             for function, definition, rtol, atol, rows in TABLE for name, make, statement, broken in rows]
