"""Do activations lie near the directions of a basis, or far from them? The mean fourth power of the cosines tells.

For a unit activation u and unit directions b_i of an n-dimensional space, over all non-zero activations and all directions,

    kurtosis = n^2 mean (u . b_i)^4

In an orthonormal basis it is n where every activation lies on an axis, n/m where m coordinates are equal in size and the others
zero, and 1, its least, where all n are equal in size. Isotropic activations have 3n/(n+2), whatever the basis; and every cloud
has exactly this mean over bases turned at random. So above 3n/(n+2) activations lie nearer to the directions than in turned
bases on average (aligned), below it farther from them (anti-aligned). No spotlight, and so no epsilon, enters. In an oblique
or overcomplete basis it says the same of nearness to the directions, but the limits 1 and n are other ones.

The signs of the fourth harmonic, and of alignment against 1, say where the activations lie at epsilon >= 1/sqrt(2) alone. The
experiments on 16 neurons use a smaller epsilon, and read this number.

Contents: kurtosis, isotropic_kurtosis.
Source: this package's use of it; the cosines are taken about the origin, from which the spotlight looks, not about a mean.
"""

from __future__ import annotations

import numpy as np

from srm_ref.geometry.vectors import cosine_similarity

__all__ = ["kurtosis", "isotropic_kurtosis"]


def kurtosis(activations: np.ndarray, basis: np.ndarray) -> float:
    """Compute n^2 mean (u . b_i)^4 over non-zero activations and all directions.

    Parameters
    ----------
    activations : ndarray, shape (n_samples, n)
    basis : ndarray, shape (n_basis, n)
        Of any lengths but zero.

    Returns
    -------
    float
        nan where no activation differs from zero.

    Examples
    --------
    >>> axes = np.eye(4)
    >>> kurtosis(axes, axes), kurtosis(np.ones((1, 4)), axes), isotropic_kurtosis(4)
    (4.0, 1.0, 2.0)
    """
    lit = activations[activations.any(axis=1)]
    return float(basis.shape[1] ** 2 * (cosine_similarity(lit, basis) ** 4).mean()) if len(lit) else np.nan


def isotropic_kurtosis(n_dims: int) -> float:
    """Give 3n/(n+2): of isotropic activations in any basis, and of any activations on average over bases turned at random.

    Parameters
    ----------
    n_dims : int

    Returns
    -------
    float

    Examples
    --------
    >>> round(isotropic_kurtosis(16), 3)
    2.667
    """
    return 3 * n_dims / (n_dims + 2)
