"""Slow ways to the numbers of the spotlight, for the tests: one comparison at a time, or one rotation at a time.

`same_product_counts` evaluates the in-plane inequality p cos(theta) + q sin(theta) >= epsilon at every angle, sample by
sample, in float64 on the package's own P: what fast counts must equal to the last integer, ties included.

`turned_probe_counts` knows nothing of the package: Gram and Schmidt, a matrix exponential, a dot product. Its integers
are the truth wherever `clear_angles` says that no activation is near the cone's edge.
"""

from __future__ import annotations

import numpy as np

from srm_ref.spotlight.counting.planes import basis_cosines, basis_geometry, e2_cosine

MARGIN = 1e-9  # cosines further than this from epsilon are decided alike by every correct way of computing them


def same_product_counts(activations, basis, epsilon, planes, thetas, signed=False):
    """Counts (n_planes, n_angles) of the inequality on the package's own p and q."""
    geometry = basis_geometry(basis)
    activations, thetas = np.asarray(activations, float), np.asarray(thetas, float)
    P = np.concatenate([block.values for block in basis_cosines(activations, geometry)])
    counts = []
    for i, j in planes:
        p, q = P[:, i], e2_cosine(geometry, i, j, P[:, i], P[:, j])
        cosines = p * np.cos(thetas)[:, None] + q * np.sin(thetas)[:, None]
        lit = (cosines >= epsilon).sum(axis=1)
        counts.append(lit - (cosines <= -epsilon).sum(axis=1) if signed else lit)
    return np.array(counts)


def orthonormal_pair(a, b):
    """e1 along a, e2 on b's side, by Gram and Schmidt, twice."""
    e1 = np.asarray(a, float) / np.abs(a).max()
    e1 = e1 / np.sqrt(e1 @ e1)
    e2 = np.asarray(b, float) / np.abs(b).max()
    for _ in range(2):
        e2 = e2 - (e1 @ e2) * e1
        e2 = e2 / np.sqrt(e2 @ e2)
    return e1, e2


def matrix_exponential(matrix):
    """exp(matrix) by its series, halved until the series is short and squared back."""
    halvings = max(0, int(np.ceil(np.log2(max(np.abs(matrix).sum(axis=0).max(), 1e-300)))) + 3)
    small = matrix / 2.0**halvings
    term, total = np.eye(len(matrix)), np.eye(len(matrix))
    for k in range(1, 18):
        term = term @ small / k
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total


def turned_cosines(activations, a, b, thetas):
    """cos(x_s, exp(theta (e2 e1^T - e1 e2^T)) e1), (n_angles, n_samples without the zero ones)."""
    e1, e2 = orthonormal_pair(a, b)
    activations = np.asarray(activations, float)
    activations = activations[np.abs(activations).max(axis=1) > 0]
    activations = activations / np.abs(activations).max(axis=1, keepdims=True)
    directions = activations / np.sqrt((activations**2).sum(axis=1, keepdims=True))
    generator = np.outer(e2, e1) - np.outer(e1, e2)
    return np.array([directions @ (matrix_exponential(theta * generator) @ e1) for theta in thetas])


def clear_angles(activations, a, b, epsilon, thetas):
    """Those of the angles at which every activation is further than MARGIN from both cones' edges."""
    cosines = turned_cosines(activations, a, b, thetas)
    return np.asarray(thetas)[(np.abs(np.abs(cosines) - abs(epsilon)) > MARGIN).all(axis=1)]


def turned_probe_counts(activations, a, b, epsilon, thetas, signed=False):
    """Counts (n_angles,) of the literal definition."""
    cosines = turned_cosines(activations, a, b, thetas)
    lit = (cosines >= epsilon).sum(axis=1)
    return lit - (cosines <= -epsilon).sum(axis=1) if signed else lit
