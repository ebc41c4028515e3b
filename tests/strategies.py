"""Hypothesis strategies and seeded data that the tests share: all of them in this one place."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from srm_ref.scalar_maps import IDENTITY
from srm_ref.superposition.models import MODELS
from tests.conftest import PROFILES
from tests.statements import STATEMENTS

# --- common

seeds = st.integers(0, 2**32 - 1)
generators = seeds.map(np.random.default_rng)


def examples(n_whole):
    """So many examples where all tests run, and fewer among the quick ones, in the proportion that conftest.PROFILES
    gives.
    """
    return settings(max_examples=max(3, n_whole * settings.default.max_examples // PROFILES["whole"]))


def tied_and_generic_activations(n_samples, n_dims, seed):
    """Activations of which some are zero, some are rows of the basis (ties) and most are generic; and a rotated
    basis.
    """
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
    return {
        "standard": axes, "rotated": np.linalg.qr(rng.standard_normal(
            (n_dims, n_dims)))[0], "few rows": rng.standard_normal((2, n_dims)), "overcomplete": rng.standard_normal(
                (2 * n_dims, n_dims)), "cross-polytope": np.concatenate([3.0 * axes, -axes]),
        "one direction both ways": np.concatenate([axes,
                                                   -2.0 * axes[:1]]), "nearly parallel": np.concatenate([axes, near])
    }[family]


BASIS_FAMILIES = ("standard", "rotated", "few rows", "overcomplete", "cross-polytope", "one direction both ways",
                  "nearly parallel")


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


# --- spotlight: clouds with ties on purpose, scales of all sizes, angles in any order

def tied_cloud(kind: str, n_samples: int, basis: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Activations (n_samples, n_dims) of one of `CLOUDS`."""
    shape = (n_samples, basis.shape[1])
    rows = basis / np.abs(basis).max(axis=1, keepdims=True)
    rows = rows / np.sqrt((rows**2).sum(axis=1, keepdims=True))
    sparse = np.where(rng.random(shape) < 0.3, rng.choice([5e-324, 1e-310, 1e-200], shape), 0.0)
    sparse[:, 0] += rng.choice([0.0, 1.0], n_samples)
    one_hot = np.eye(shape[1])[rng.integers(shape[1], size=n_samples)] * rng.choice([-2.5, 1.0, 7.3], (n_samples, 1))
    return {
        "generic": rng.standard_normal(shape), "lattice": rng.integers(-1, 2, shape).astype(float), "one-hot": one_hot,
        "basis rows": rows[rng.integers(len(rows), size=n_samples)] * rng.choice([-1.0, 1.0, 0.3], (n_samples, 1)),
        "diagonals": rows[rng.integers(len(rows), size=(n_samples, 2))].sum(axis=1), "subnormal": sparse,
        "all scales": rng.standard_normal(shape) * 10.0**rng.integers(-330, 300, shape)
    }[kind]


CLOUDS = ("generic", "lattice", "one-hot", "basis rows", "diagonals", "subnormal", "all scales")


@st.composite
def angle_requests(draw: st.DrawFn) -> int | np.ndarray:
    """A number of angles, or angles: both 0 and 2 pi, unsorted, repeated, of any winding."""
    n_angles, rng = draw(st.sampled_from([1, 2, 3, 4, 5, 8, 12, 30, 36, 100, 360, 1000])), draw(generators)
    if draw(st.booleans()):
        return n_angles
    thetas = np.linspace(0.0, 2 * np.pi, min(n_angles, 40) + 1)
    return rng.permutation([*thetas, *thetas[:2], -thetas[1], 3 * thetas[-1], -1e-17, 1e13, -2.0**70])


@st.composite
def tied_sweeps(draw: st.DrawFn, families: tuple = BASIS_FAMILIES) -> tuple:
    """Activations (n_samples, n_dims), basis, epsilon, angles: ties are the rule."""
    rng, n_dims = draw(generators), draw(st.integers(2, 5))
    basis = basis_of(draw(st.sampled_from(families)), n_dims, rng)
    activations = tied_cloud(draw(st.sampled_from(CLOUDS)), draw(st.integers(1, 20)), basis, rng)
    angles = draw(angle_requests())
    thetas = 2 * np.pi * np.arange(angles) / angles if np.ndim(angles) == 0 else angles
    at_grid = float(np.cos(thetas[draw(st.integers(0, len(thetas) - 1))]))
    special = st.sampled_from([at_grid, -at_grid, 0.5, 0.5**0.5, -(0.5**0.5), 0.8, 1.0, -1.0, 0.0, -0.0, 1e-3, -1e-5,
                               1e-200, -1e-200, 5e-324])
    return activations, basis, draw(st.one_of(special, st.floats(-1, 1))), angles


@st.composite
def clear_planes(draw: st.DrawFn, max_dims: int = 12) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Activations, some of them zero, two oblique directions, and an epsilon, in 2 .. max_dims dimensions."""
    rng, n_dims = draw(generators), draw(st.integers(2, max_dims))
    a, b = rng.standard_normal((2, n_dims))
    b = a * draw(st.sampled_from([0.0, 3.0, -3.0, 30.0])) + b
    n_samples = draw(st.integers(1, 15))
    in_plane = rng.standard_normal((n_samples, 2)) @ np.stack([a, b])
    activations = in_plane + draw(st.sampled_from([0.0, 0.3, 3.0])) * rng.standard_normal((n_samples, n_dims))
    activations[rng.random(n_samples) < 0.1] = 0.0
    scales = 10.0 ** rng.integers(-3, 4, (n_samples, 1))
    return activations * scales, a, b, draw(st.sampled_from([0.9, 0.71, 0.52, 0.11, 0.0, -0.3, -0.85, 1.0, -1.0]))


# --- superposition: output units whose exact mean is hard to find

@st.composite
def hard_units(draw: st.DrawFn, max_features: int = 4) -> tuple[np.ndarray, float, int, np.ndarray]:
    """Weights, bias, target, sparsity of one output unit: weights zero, tiny, ordinary and large beside each other,
    the kink outside, inside, barely inside, on a corner, and outputs that nearly reproduce their target."""
    rng, n = draw(generators), draw(st.integers(1, max_features))
    target = draw(st.integers(0, n - 1))
    sizes = draw(st.lists(st.sampled_from([0.0, 1e-14, 1e-9, 1e-4, 1.0, 30.0]), min_size=n, max_size=n))
    weights = rng.standard_normal(n) * sizes
    weights[target] = abs(weights[target])
    if draw(st.booleans()):
        weights[target] = 1.0 + draw(st.sampled_from([0.0, 1e-12, -1e-8, 1e-3]))
    tiny = rng.standard_normal() * 10.0 ** draw(st.integers(-15, 0))
    corner = -weights[rng.random(n) < 0.5].sum()
    reach = -weights[weights > 0].sum() * (1.0 - 10.0 ** draw(st.integers(-12, -1)))
    bias = draw(st.sampled_from([0.0, tiny, corner, corner + tiny, reach, 1.0, -1.0]))
    return weights, float(bias), target, rng.choice([0.0, 0.5, 1.0 - 2.0**-10, 1.0], size=n)


@st.composite
def relu_models(draw: st.DrawFn, max_features: int = 5) -> tuple[dict, np.ndarray, np.ndarray]:
    """Parameters of a ReLU output model of ordinary size, importance and sparsity by feature."""
    rng, n = draw(generators), draw(st.integers(1, max_features))
    W = rng.standard_normal((draw(st.integers(1, n)), n)) * draw(st.sampled_from([0.3, 0.8, 2.0]))
    return {"W": W, "bias": 0.3 * rng.standard_normal(n)}, rng.random(n) + 0.1, rng.random(n)


# --- superposition: models with biases that are not zero, data with zeros in it

model_names = st.sampled_from(list(MODELS))
statement_names = st.sampled_from(list(STATEMENTS))


def toy_parameters(name: str, n_features: int, n_hidden: int, rng: np.random.Generator,
                   instances: tuple[int, ...] = ()) -> dict[str, np.ndarray]:
    """Weights and biases drawn one by one: no start of training, nothing tied that the model does not tie."""
    sizes = {"n_features": n_features, "n_hidden": n_hidden}
    shapes = {key: [sizes[axis] for axis in axes] for key, axes in STATEMENTS[name].shapes.items()}
    return {
        key: (0.7 if len(shape) == 2 else 0.3) * rng.standard_normal((*instances, *shape))
        for key, shape in shapes.items()
    }


def toy_features(name: str, n_samples: int, n_features: int, rng: np.random.Generator,
                 instances: tuple[int, ...] = ()) -> np.ndarray:
    """Features of which about two fifths are 0; of both signs where the target is not the features themselves."""
    low = 0.0 if STATEMENTS[name].target is IDENTITY.value else -1.0
    shape = (*instances, n_samples, n_features)
    return rng.uniform(low, 1.0, shape) * (rng.random(shape) < 0.6)


@st.composite
def toy_problems(draw: st.DrawFn) -> tuple[str, dict, np.ndarray, np.ndarray, np.random.Generator]:
    """A statement's name, parameters, features (n_samples, n_features), importance, and the generator they came
    from.
    """
    name, rng = draw(statement_names), draw(generators)
    n_features, n_hidden, n_samples = draw(st.integers(1, 6)), draw(st.integers(1, 4)), draw(st.integers(1, 12))
    return (name, toy_parameters(name, n_features, n_hidden, rng), toy_features(name, n_samples, n_features, rng),
            rng.uniform(0.1, 2.0, n_features), rng)
