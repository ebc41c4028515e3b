"""Clouds of activations, each with a basis, for which the right verdict is known because it is planted here.

Every cloud is made by a function (rng, n_samples, n_dims) -> (activations, basis), and is listed under the verdict that
is right if there are enough samples. The law of the null clouds is the same after any common rotation: there any
finding is a false alarm, with a probability of at most the level. The mixed clouds stand at chance in the mean of P^4
though some samples are nearer to the directions and others farther, and the scan over epsilon finds it. The basis in
blind clouds has a number of dimensions of its own.

Contents: Make, NULL_CLOUDS, ALIGNED_CLOUDS, ANTI_CLOUDS, MIXED_CLOUDS, UNDETECTED_CLOUDS, BLIND_CLOUDS.
Source: this package.
"""

from __future__ import annotations

import itertools
from typing import Callable

import numpy as np

from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit

__all__ = ["Make", "NULL_CLOUDS", "ALIGNED_CLOUDS", "ANTI_CLOUDS", "MIXED_CLOUDS", "UNDETECTED_CLOUDS", "BLIND_CLOUDS"]

Make = Callable[[np.random.Generator, int, int], "tuple[np.ndarray, np.ndarray]"]
"""(rng, n_samples, n_dims) -> activations (n_samples, n_dims), basis (n_directions, n_dims)."""

_Rows = Callable[[np.random.Generator, int, int], np.ndarray]


# --- rows (n_samples, n_dims), of which the coordinate axes may be special

def _gauss(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    return rng.standard_normal((n, d))


def _near_axes(noise: float) -> _Rows:
    return lambda rng, n, d: _signs(rng, n, 1) * np.eye(d)[rng.integers(d, size=n)] + noise * _gauss(rng, n, d)


def _equal(n_equal: Callable[[int], int], noise: float = 0.0) -> _Rows:
    """Coordinates of which n_equal(d), drawn for every row, are +-1 and the others 0."""
    def rows(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
        ranks = np.argsort(np.argsort(rng.random((n, d)), axis=1), axis=1)
        return (ranks < n_equal(d)) * _signs(rng, n, d) + noise * _gauss(rng, n, d)
    return rows


def _mixture(share: Callable[[int], float], first: _Rows, second: _Rows) -> _Rows:
    """Rows of one kind, share(d) of them, then rows of another."""
    def rows(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
        n_first = round(share(d) * n)
        return np.concatenate([first(rng, n_first, d), second(rng, n - n_first, d)])
    return rows


def _tanh(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    return np.tanh(2.0 * _gauss(rng, n, d))


def _relu(bias: float) -> _Rows:
    return lambda rng, n, d: np.maximum(_gauss(rng, n, d) - bias, 0.0)


def _axis_scales(scales: Callable[[int], np.ndarray]) -> _Rows:
    return lambda rng, n, d: _gauss(rng, n, d) * scales(d)


def _first(d: int, value: float) -> np.ndarray:
    return np.concatenate([[value], np.ones(d - 1)])


def _diagonal(rng: np.random.Generator, d: int) -> np.ndarray:
    return np.full(d, d**-0.5)


def _anywhere(rng: np.random.Generator, d: int) -> np.ndarray:
    return unit(rng.standard_normal(d))


def _stretched(direction: Callable[[np.random.Generator, int], np.ndarray], factor: float) -> _Rows:
    def rows(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
        gauss, axis = _gauss(rng, n, d), direction(rng, d)
        return gauss + (factor - 1.0) * np.outer(gauss @ axis, axis)
    return rows


def _off_centre(direction: Callable[[np.random.Generator, int], np.ndarray], distance: Callable[[int], float]) -> _Rows:
    return lambda rng, n, d: _gauss(rng, n, d) + distance(d) * direction(rng, d)


def _turned(rows: _Rows) -> _Rows:
    return lambda rng, n, d: rows(rng, n, d) @ random_rotation(d, rng).T


def _documents(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    """Copies of 30 rows that are nearly the same."""
    return _gauss(rng, 30, d)[np.arange(n) % 30] + 0.1 * _gauss(rng, n, d)


def _signs(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    return rng.choice([-1.0, 1.0], size=(n, d))


def _chance_share(d: int) -> float:
    """The share of one-hot rows among corners of the cube that puts kurtosis at chance: s d + (1 - s) = 3d/(d+2)."""
    return 2.0 / (d + 2.0)


# --- bases (n_directions, n_dims), with rows near them, near their duals, or anywhere

def _on_axes(rows: _Rows) -> Make:
    return lambda rng, n, d: (rows(rng, n, d), np.eye(d))


def _near(basis_of: Callable[[np.random.Generator, int], np.ndarray], noise: float = 0.05) -> Make:
    def make(rng: np.random.Generator, n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
        basis = unit(basis_of(rng, d))
        near = _signs(rng, n, 1) * basis[rng.integers(len(basis), size=n)]
        return near + noise * _gauss(rng, n, basis.shape[1]), basis
    return make


def _isotropic_with(basis_of: Callable[[np.random.Generator, int], np.ndarray]) -> Make:
    return lambda rng, n, d: (_gauss(rng, n, d), basis_of(rng, d))


def _near_duals(rng: np.random.Generator, n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows with one cosine that is not 0, of about d^-1/4: one in d of that size gives a kurtosis of about 1."""
    basis = unit(_oblique(rng, d, 1.0 - d**-0.5))
    return _signs(rng, n, 1) * unit(np.linalg.inv(basis).T)[rng.integers(d, size=n)] + 0.02 * _gauss(rng, n, d), basis


def _overcomplete(rng: np.random.Generator, d: int) -> np.ndarray:
    return rng.standard_normal((2 * d, d))


def _oblique(rng: np.random.Generator, d: int, cosine: float = 0.75) -> np.ndarray:
    """Directions with one cosine between any two: the root of the Gram matrix (1 - cosine) I + cosine."""
    side = np.sqrt(1.0 - cosine)
    return side * np.eye(d) + (np.sqrt(1.0 - cosine + cosine * d) - side) / d


def _simplex(rng: np.random.Generator, d: int) -> np.ndarray:
    centred = np.eye(d + 1) - 1.0 / (d + 1)
    return centred @ np.linalg.svd(centred)[2][:d].T


def _cross(rng: np.random.Generator, d: int) -> np.ndarray:
    return np.concatenate([np.eye(d), -np.eye(d)])


def _pentagon(rng: np.random.Generator, d: int) -> np.ndarray:
    angles = 2.0 * np.pi * np.arange(5) / 5
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _icosahedron(rng: np.random.Generator, d: int) -> np.ndarray:
    golden = (1.0 + 5.0**0.5) / 2.0
    return np.array([np.roll([0.0, s, t * golden], k) for k in range(3) for s in (1, -1) for t in (1, -1)])


def _cell_24(rng: np.random.Generator, d: int) -> np.ndarray:
    return np.array([v for v in itertools.product((-1.0, 0.0, 1.0), repeat=4) if np.abs(v).sum() == 2])


NULL_CLOUDS: dict[str, Make] = {
    "isotropic": _on_axes(_gauss),
    "rotated near one-hot": _on_axes(_turned(_near_axes(0.05))),
    "rotated tanh(2g)": _on_axes(_turned(_tanh)),
    "elongated x3, random direction": _on_axes(_stretched(_anywhere, 3.0)),
    "correlated, random covariance": _on_axes(lambda rng, n, d: _gauss(rng, n, d) @ _gauss(rng, d, d)),
    "off centre by 5, random direction": _on_axes(_off_centre(_anywhere, lambda d: 5.0)),
    "30 documents of near copies": _on_axes(_documents),
    "one direction, random": _on_axes(lambda rng, n, d: _signs(rng, n, 1) * _anywhere(rng, d)),
    "isotropic, overcomplete basis": _isotropic_with(_overcomplete),
    "isotropic, oblique basis": _isotropic_with(_oblique),
}
ALIGNED_CLOUDS: dict[str, Make] = {
    "near one-hot, noise .05": _on_axes(_near_axes(0.05)),
    "near one-hot, noise .2": _on_axes(_near_axes(0.2)),
    "pairs e_i +- e_j": _on_axes(_equal(lambda d: 2, 0.05)),
    "Laplace coordinates": _on_axes(lambda rng, n, d: rng.laplace(size=(n, d))),
    "Student t3 coordinates": _on_axes(lambda rng, n, d: rng.standard_t(3, size=(n, d))),
    "axis scales 10^-1 .. 10^1": _on_axes(_axis_scales(lambda d: 10.0**np.linspace(-1, 1, d))),
    "sparse ReLU(g - 1.5)": _on_axes(_relu(1.5)),
    "ReLU(g)": _on_axes(_relu(0.0)),
    "half one-hot, half tanh(2g)": _on_axes(_mixture(lambda d: 0.5, _near_axes(0.05), _tanh)),
    "elongated x3 along axis 0": _on_axes(_axis_scales(lambda d: _first(d, 3.0))),
    "off centre by 5 on axis 0": _on_axes(_off_centre(lambda rng, d: np.eye(d)[0], lambda d: 5.0)),
    "off centre by 100 on axis 0": _on_axes(_off_centre(lambda rng, d: np.eye(d)[0], lambda d: 100.0)),
    "variance x50 on axis 0": _on_axes(_axis_scales(lambda d: _first(d, 50.0))),
    "near an overcomplete basis": _near(_overcomplete),
    "near an oblique basis, cosine 3/4": _near(_oblique),
    "near a simplex": _near(_simplex),
    "near a cross-polytope": _near(_cross),
}
ANTI_CLOUDS: dict[str, Make] = {
    "tanh(2g)": _on_axes(_tanh),
    "off centre by (1..1)": _on_axes(_off_centre(_diagonal, lambda d: d**0.5)),
    "elongated x3 along (1..1)": _on_axes(_stretched(_diagonal, 3.0)),
    "near the duals of an oblique basis": _near_duals,
}
MIXED_CLOUDS: dict[str, Make] = {
    "(d+2)/3 equal coordinates": _on_axes(_equal(lambda d: round((d + 2) / 3))),
    "one-hot and cube, kurtosis at chance": _on_axes(_mixture(_chance_share, _near_axes(0.0), _equal(lambda d: d))),
}
UNDETECTED_CLOUDS: dict[str, Make] = {  # below chance by 6/((d+1)(d+2)): too little for some hundred rows
    "LayerNorm of g": _on_axes(lambda rng, n, d: (g := _gauss(rng, n, d)) - g.mean(axis=1, keepdims=True)),
}
BLIND_CLOUDS: dict[str, Make] = {
    "near a pentagon": _near(_pentagon), "near an icosahedron": _near(_icosahedron), "near a 24-cell": _near(_cell_24)}
