"""Which random inputs are fair? Those on which float32 rounding cannot change a count or the side of a kink.

The toy models are those that `srm_ref.superposition.models` states: shapes, kinks and targets are read from there.

Contents: cosines, spotlight_inputs, haar, toy_network, pre_activations, lowest_feature; MODELS, the table of
statements.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.scalar_maps import IDENTITY
from srm_ref.superposition.models import MODELS

__all__ = ["MODELS", "cosines", "spotlight_inputs", "haar", "toy_network", "pre_activations", "lowest_feature"]

MARGIN = 2e-3                   # of a cosine from the cone's edge
KINK_MARGIN = 0.06              # of a pre-activation from 0; the steps of the gradient laws stay below it


def cosines(activations: np.ndarray, a: np.ndarray, b: np.ndarray, thetas: np.ndarray) -> np.ndarray:
    """Return the cosine of every activation with the probe at every angle.

    Parameters
    ----------
    activations : ndarray, shape (n_samples, n_dims)
        None of them zero.
    a, b : ndarray, shape (n_dims,)
    thetas : ndarray, shape (n_angles,)

    Returns
    -------
    ndarray, shape (n_angles, n_samples)

    Examples
    --------
    >>> cosines(np.array([[3.0, 4.0]]), np.array([1.0, 0.0]), np.array([1.0, 1.0]), np.array([0.0])).tolist()
    [[0.6]]
    """
    e1 = a / np.linalg.norm(a)
    e2 = b - (b @ e1) * e1
    e2 = e2 / np.linalg.norm(e2)
    probes = np.outer(np.cos(thetas), e1) + np.outer(np.sin(thetas), e2)        # (n_angles, n_dims)
    return probes @ (activations / np.linalg.norm(activations, axis=1, keepdims=True)).T


def spotlight_inputs(rng: np.random.Generator, n_dims: int = 4, n_basis: int = 3, n_samples: int = 24,
                     n_planes: int = 3, n_angles: int = 7) -> dict[str, Any]:
    """Draw an oblique basis, planes, angles and activations clear of the edges of the cones about +p and -p.

    Parameters
    ----------
    rng : numpy.random.Generator
    n_dims, n_basis, n_samples, n_planes, n_angles : int

    Returns
    -------
    dict
        The inputs of `spotlight`, arrays throughout.
    """
    basis = rng.standard_normal((n_basis, n_dims)) * rng.uniform(0.5, 3, (n_basis, 1))
    pairs = np.array([(i, j) for i in range(n_basis) for j in range(n_basis) if i != j])
    planes = pairs[rng.permutation(len(pairs))[:n_planes]]
    thetas, epsilon = rng.uniform(0, 2 * np.pi, n_angles), float(rng.uniform(0.4, 0.8))
    clear = np.empty((0, n_dims))
    while len(clear) < n_samples:
        near = rng.standard_normal((4 * n_samples, n_basis)) @ basis
        x = near + 0.3 * rng.standard_normal(near.shape)
        edge = [np.abs(np.abs(cosines(x, basis[i], basis[j], thetas)) - epsilon).min(axis=0) for i, j in planes]
        clear = np.concatenate([clear, x[np.min(edge, axis=0) > MARGIN]])
    return {"activations": clear[:n_samples], "basis": basis, "epsilon": epsilon, "planes": planes, "thetas": thetas}


def haar(n: int, rng: np.random.Generator, determinant: int = 1) -> np.ndarray:
    """Draw an orthogonal matrix of the stated determinant.

    Parameters
    ----------
    n : int
    rng : numpy.random.Generator
    determinant : {1, -1}

    Returns
    -------
    ndarray, shape (n, n)
    """
    q, r = np.linalg.qr(rng.standard_normal((n, n)))
    q = q * np.sign(np.diag(r))
    if np.sign(np.linalg.det(q)) != determinant:
        q[:, 0] = -q[:, 0]
    return q


def toy_network(rng: np.random.Generator, model: str, n_features: int = 3, n_hidden: int = 2, n_samples: int = 6
                ) -> dict[str, Any]:
    """Draw parameters, features and importances of a toy model, every sample clear of every kink.

    Parameters
    ----------
    rng : numpy.random.Generator
    model : str
    n_features, n_hidden, n_samples : int

    Returns
    -------
    dict
        The inputs of `toy_loss_and_gradient`; biases are not zero, importances differ.
    """
    def matrix(*shape: int) -> np.ndarray:
        return rng.uniform(-1, 1, shape)

    sizes = {"n_hidden": n_hidden, "n_features": n_features}
    shapes = {name: [sizes[axis] for axis in axes] for name, axes in MODELS[model].shapes.items() if name != "bias"}
    parameters = {name: matrix(*shape) for name, shape in shapes.items()}
    parameters["bias"] = rng.uniform(0.1, 0.4, n_features) * rng.choice([-1, 1, 1], n_features)
    low, clear = lowest_feature(model), np.empty((0, n_features))
    while len(clear) < n_samples:
        x = rng.uniform(low, 1, (20, n_features)) * (rng.random((20, n_features)) < 0.7)
        hidden, output = pre_activations(model, parameters, x)
        clear = np.concatenate([clear, x[np.abs(np.hstack([hidden, output])).min(axis=1) > KINK_MARGIN]])
        if len(clear) == 0:
            return toy_network(rng, model, n_features, n_hidden, n_samples)
    return {"model": model, "parameters": parameters, "features": clear[:n_samples],
            "importance": rng.uniform(0.2, 2, n_features)}


def pre_activations(model: str, parameters: dict[str, np.ndarray], features: np.ndarray
                    ) -> tuple[np.ndarray, np.ndarray]:
    """Return the arguments of the hidden and of the output map; 1 for the identity, which has no kink.

    Parameters
    ----------
    model : str
    parameters : dict of ndarray
    features : ndarray, shape (n_samples, n_features)

    Returns
    -------
    hidden : ndarray, shape (n_samples, n_hidden)
    output : ndarray, shape (n_samples, n_features)
    """
    A, _, Z, _ = MODELS[model].run(parameters, features)
    maps = (MODELS[model].hidden_map, MODELS[model].output_map)
    before, z = (np.ones_like(met) if sigma is IDENTITY else met for sigma, met in zip(maps, (A, Z)))
    return before, z


def lowest_feature(model: str) -> int:
    """Return the lower end of a toy model's features: 0, or -1 where the target is not the features themselves."""
    return 0 if MODELS[model].target is IDENTITY.value else -1
