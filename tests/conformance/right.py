"""A right implementation of every function of the kit, in NumPy, written to be broken line by line."""

import math

import numpy as np

from srm_ref.superposition.exact_loss import population_loss as expected_loss


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def spotlight(activations, basis, epsilon, planes, thetas):
    lit = np.linalg.norm(activations, axis=1) > 0
    x = unit(activations[lit])
    curves = np.zeros((len(planes), len(thetas)))
    for k, (i, j) in enumerate(planes):
        a = unit(basis[i])
        b = unit(basis[j])
        g = a @ b
        if abs(g) > 1 - 1e-6:
            raise ValueError("no plane")
        e2 = (b - g * a) / np.sqrt(1 - g * g)
        for t, theta in enumerate(thetas):
            probe = np.cos(theta) * a + np.sin(theta) * e2
            cosine = x @ probe
            curves[k, t] = np.count_nonzero(cosine >= epsilon)
    return curves / len(activations)


def signed_spotlight(activations, basis, epsilon, planes, thetas):
    bright = spotlight(activations, basis, epsilon, planes, thetas)
    dark = spotlight(activations, basis, epsilon, planes, thetas + np.pi)
    return bright - dark


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    n = len(basis)
    pairs = [(i, j) for i in range(n) for j in range(n) if (i < j if ensemble == "combinations" else i != j)]
    cosine = unit(basis) @ unit(basis).T
    planes = [p for p in pairs if abs(cosine[p]) < 1 - 1e-6]
    return spotlight(activations, basis, epsilon, planes, thetas).mean(axis=0)


def project(activations, basis, epsilon, planes):
    out = []
    lengths = np.linalg.norm(activations, axis=1)
    for i, j in planes:
        a = unit(basis[i])
        e2 = basis[j] - (basis[j] @ a) * a
        e2 = unit(e2)
        if abs(unit(basis[j]) @ a) > 1 - 1e-6:
            raise ValueError("no plane")
        xy = np.stack([activations @ a, activations @ e2], axis=1)
        near = np.hypot(xy[:, 0], xy[:, 1]) >= epsilon * lengths
        out.append(xy[near & (lengths > 0)])
    return out


NODES, WEIGHTS = np.polynomial.legendre.leggauss(600)


def cap_fraction(n_dims, epsilon):
    def mass(low, high):                                        # of sin^(n-2) over the polar angle
        angle = low + (high - low) * (NODES + 1) / 2
        return (high - low) / 2 * (WEIGHTS @ np.sin(angle) ** (n_dims - 2))

    half_angle = math.acos(epsilon)
    return float(mass(0, half_angle) / (2 * mass(0, math.pi / 2)))


def hidden(model, parameters, features):
    before = features @ parameters["W1" if model == "absolute_value" else "W"].T
    if model in ("relu_hidden", "absolute_value"):
        return before, np.maximum(before, 0)
    return before, before


def toy_forward(model, parameters, features):
    before, h = hidden(model, parameters, features)
    decoder = parameters["W2"].T if model == "absolute_value" else parameters["W"]
    z = h @ decoder + parameters["bias"]
    return z if model == "linear" else np.maximum(z, 0)


def toy_loss_and_gradient(model, parameters, features, importance):
    n_samples, n_features = features.shape
    before, h = hidden(model, parameters, features)
    decoder = parameters["W2"].T if model == "absolute_value" else parameters["W"]
    z = h @ decoder + parameters["bias"]
    y = z if model == "linear" else np.maximum(z, 0)
    target = np.abs(features) if model == "absolute_value" else features
    error = y - target
    loss = (importance * error**2).sum() / n_samples
    dz = 2 * importance * error / n_samples
    if model != "linear":
        dz = dz * (z > 0)
    dh = dz @ decoder.T
    if model in ("relu_hidden", "absolute_value"):
        dh = dh * (before > 0)
    bias = dz.sum(axis=0)
    encoder_term = dh.T @ features
    decoder_term = h.T @ dz
    if model == "absolute_value":
        return loss, {"W1": encoder_term, "W2": decoder_term.T, "bias": bias}
    return loss, {"W": encoder_term + decoder_term, "bias": bias}


def population_loss(parameters, importance, sparsity):
    return expected_loss(parameters, importance, sparsity)


def feature_dimensionality(W):
    norms = np.linalg.norm(W, axis=0)
    safe = np.where(norms > 0, norms, 1)
    overlaps = (W / safe).T @ W
    total = (overlaps**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(norms > 0, norms**2 / total, 0)


def interference(W):
    norms = np.linalg.norm(W, axis=0)
    overlaps = (W / np.where(norms > 0, norms, 1)).T @ W
    squares = overlaps**2
    np.fill_diagonal(squares, 0)
    return squares.sum(axis=1)


def sample_features(n_samples, n_features, sparsity, rng):
    chance = rng.random((n_samples, n_features))
    active = chance >= sparsity
    magnitude = rng.random((n_samples, n_features))
    return np.where(active, magnitude, 0)
