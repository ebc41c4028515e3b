"""How are fair inputs drawn in your own property tests? Hypothesis strategies that keep clear of ties and kinks.

Everything is made of small integers and eighths, so what Hypothesis shrinks to can be redone by hand. This is the
only module of the package that needs Hypothesis.

    from hypothesis import given
    from srm_ref.verification.strategies import spotlights
    @given(spotlights())
    def test_longer_activations(inputs): ...

Contents: spotlights, projections, networks, weights, sparse_batches.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from srm_ref.verification.laws.inputs import (KINK_MARGIN, MARGIN, MODELS, cosines, lowest_feature,
                                              pre_activations)

__all__ = ["spotlights", "projections", "networks", "weights", "sparse_batches"]

EPSILONS = st.integers(3, 9).map(lambda tenths: tenths / 10)
ANGLES = st.lists(st.integers(-63, 126).map(lambda tenths: tenths / 10), min_size=1, max_size=6)
Inputs = dict[str, Any]


def _rows(n_rows: st.SearchStrategy[int], n_dims: int, low: int, high: int) -> st.SearchStrategy[np.ndarray]:
    row = st.lists(st.integers(low, high), min_size=n_dims, max_size=n_dims).filter(any)
    return n_rows.flatmap(lambda n: st.lists(row, min_size=n, max_size=n)).map(lambda r: np.array(r, dtype=float))


@st.composite
def _basis_and_planes(draw: st.DrawFn, n_dims: int) -> tuple[np.ndarray, np.ndarray]:
    basis = draw(_rows(st.integers(2, 4), n_dims, -3, 3))
    unit = basis / np.linalg.norm(basis, axis=1, keepdims=True)
    gram = np.abs(unit @ unit.T)
    pairs = [(i, j) for i in range(len(basis)) for j in range(len(basis)) if gram[i, j] < 0.999]
    assume(pairs)
    return basis, np.array(draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=4)))


@st.composite
def spotlights(draw: st.DrawFn, signed: bool = True) -> Inputs:
    """Draw the inputs of `spotlight`: integer activations and basis, every cosine clear of the cone's edge.

    Parameters
    ----------
    draw : callable
        Supplied by Hypothesis.
    signed : bool
        Keep clear of the opposite cone's edge too.

    Returns
    -------
    dict
        Keys activations, basis, epsilon, planes, thetas: arrays.
    """
    n_dims = draw(st.integers(2, 5))
    basis, planes = draw(_basis_and_planes(n_dims))
    epsilon, thetas = draw(EPSILONS), np.array(draw(ANGLES))
    x = draw(_rows(st.integers(1, 8), n_dims, -4, 4))
    cos = np.array([cosines(x, basis[i], basis[j], thetas) for i, j in planes])
    clear = np.abs(cos - epsilon).min(axis=(0, 1)) > MARGIN
    if signed:
        clear &= np.abs(cos + epsilon).min(axis=(0, 1)) > MARGIN
    assume(clear.any())
    return {"activations": x[clear], "basis": basis, "epsilon": epsilon, "planes": planes, "thetas": thetas}


@st.composite
def projections(draw: st.DrawFn) -> Inputs:
    """Draw the inputs of `project`, every activation clear of the threshold on its distance from a plane.

    Parameters
    ----------
    draw : callable
        Supplied by Hypothesis.

    Returns
    -------
    dict
        Keys activations, basis, epsilon, planes: arrays.
    """
    n_dims = draw(st.integers(2, 5))
    basis, planes = draw(_basis_and_planes(n_dims))
    epsilon, x = draw(EPSILONS), draw(_rows(st.integers(1, 8), n_dims, -4, 4))
    quarter = np.array([0.0, np.pi / 2])
    r = np.array([np.hypot(*cosines(x, basis[i], basis[j], quarter)) for i, j in planes])
    clear = np.abs(r - epsilon).min(axis=0) > MARGIN
    assume(clear.any())
    return {"activations": x[clear], "basis": basis, "epsilon": epsilon, "planes": planes}


def _eighths(*shape: int, low: int = -8) -> st.SearchStrategy[np.ndarray]:
    n = int(np.prod(shape))
    return st.lists(st.integers(low, 8), min_size=n, max_size=n).map(lambda v: np.array(v).reshape(shape) / 8)


@st.composite
def networks(draw: st.DrawFn, model: str | None = None) -> Inputs:
    """Draw the inputs of `toy_loss_and_gradient`: parameters, features and importances, clear of every kink.

    Parameters
    ----------
    draw : callable
        Supplied by Hypothesis.
    model : str, optional
        One of the four models; default: any.

    Returns
    -------
    dict
        Keys model, parameters, features, importance.
    """
    model = draw(st.sampled_from(list(MODELS))) if model is None else model
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    sizes = {"n_features": n, "n_hidden": m}
    parameters = {name: draw(_eighths(*(sizes[axis] for axis in axes))) for name, axes in MODELS[model].shapes.items()}
    features = draw(_eighths(draw(st.integers(1, 5)), n, low=8 * lowest_feature(model)))
    hidden, output = pre_activations(model, parameters, features)
    clear = np.abs(np.hstack([hidden, output])).min(axis=1) > KINK_MARGIN
    assume(clear.any())
    importance = np.array(draw(st.lists(st.integers(1, 16), min_size=n, max_size=n))) / 8
    return {"model": model, "parameters": parameters, "features": features[clear], "importance": importance}


def weights() -> st.SearchStrategy[np.ndarray]:
    """Return a strategy for W, shape (n_hidden, n_features), in eighths; some features may be zero.

    Returns
    -------
    strategy of ndarray, shape (n_hidden, n_features)
    """
    return st.tuples(st.integers(1, 4), st.integers(1, 6)).flatmap(lambda shape: _eighths(*shape))


def sparse_batches() -> st.SearchStrategy[Inputs]:
    """Return a strategy for the arguments of `sample_features`, with a seed in place of a generator.

    Returns
    -------
    strategy of dict
        Keys n_samples, n_features, sparsity, seed.
    """
    return st.fixed_dictionaries({"n_samples": st.integers(1, 200), "n_features": st.integers(1, 6),
                                  "sparsity": st.integers(0, 20).map(lambda k: k / 20),
                                  "seed": st.integers(0, 2**32 - 1)})
