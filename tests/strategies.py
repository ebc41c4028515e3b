"""Hypothesis strategies and seeded data that the tests share: all of them in this one place."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

# --- common

seeds = st.integers(0, 2**32 - 1)
generators = seeds.map(np.random.default_rng)


def tied_and_generic_activations(n_samples, n_dims, seed):
    """Activations of which some are zero, some are rows of the basis (ties) and most are generic; and a rotated basis."""
    rng = np.random.default_rng(seed)
    basis = np.linalg.qr(rng.normal(size=(n_dims, n_dims)))[0]
    activations = rng.normal(size=(n_samples, n_dims))
    activations[::7] = 0.0
    activations[1::5] = 3.0 * basis[rng.integers(n_dims, size=len(activations[1::5]))]
    return activations, basis

# --- geometry: planes of all sizes and openings, angles of several turns

angles = st.floats(-20.0, 20.0)


@st.composite
def plane_pairs(draw: st.DrawFn, max_dims: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Two vectors (n_dims,) of lengths 1e-3 .. 1e3, with angles between 1e-4 and pi - 1e-4."""
    rng, n_dims = draw(generators), draw(st.integers(2, max_dims))
    a, across = rng.standard_normal((2, n_dims))
    across -= (across @ a) / (a @ a) * a
    tilt = draw(st.sampled_from([np.pi / 2, 2.0, 1.0, 0.3, 1e-2, 1e-4, np.pi - 1e-4]))
    b = np.cos(tilt) * a / np.sqrt(a @ a) + np.sin(tilt) * across / np.sqrt(across @ across)
    return a * 10.0 ** draw(st.integers(-3, 3)), b * 10.0 ** draw(st.integers(-3, 3))


# --- spotlight: bases of every kind, with activations near their directions, their diagonals, nowhere, and zero

def basis_of(family: str, n_dims: int, rng: np.random.Generator) -> np.ndarray:
    """A basis (n_basis, n_dims) of one of `BASIS_FAMILIES`, rows of any lengths."""
    axes = np.eye(n_dims)
    near = axes[:2] + 1e-4 * rng.standard_normal((2, n_dims))
    return {"standard": axes, "rotated": np.linalg.qr(rng.standard_normal((n_dims, n_dims)))[0],
            "few rows": rng.standard_normal((2, n_dims)), "overcomplete": rng.standard_normal((2 * n_dims, n_dims)),
            "cross-polytope": np.concatenate([3.0 * axes, -axes]), "nearly parallel": np.concatenate([axes, near])}[family]


BASIS_FAMILIES = ("standard", "rotated", "few rows", "overcomplete", "cross-polytope", "nearly parallel")


@st.composite
def spotlight_problems(draw: st.DrawFn, families: tuple = BASIS_FAMILIES) -> tuple[np.ndarray, np.ndarray, float]:
    """Activations (n_samples, n_dims), a basis (n_basis, n_dims), and an epsilon that no two of their cosines meet."""
    rng, n_dims = draw(generators), draw(st.integers(2, 5))
    basis = basis_of(draw(st.sampled_from(families)), n_dims, rng)
    generic = rng.standard_normal((draw(st.integers(1, 12)), n_dims))
    near = basis[rng.integers(len(basis), size=(4, 2))].sum(axis=1) + 0.1 * rng.standard_normal((4, n_dims))
    activations = np.concatenate([generic, near, np.zeros((draw(st.integers(0, 2)), n_dims))])
    epsilon = draw(st.sampled_from([0.9317, 0.7071, 0.5233, 0.0619, -0.2871, -0.6457, -0.9771]))
    return rng.permutation(activations) * 10.0 ** draw(st.integers(-2, 2)), basis, epsilon
