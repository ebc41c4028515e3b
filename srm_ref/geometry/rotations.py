"""How does one turn by theta in the plane of two vectors, and what is a rotation drawn at random?"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import generator, integer

__all__ = ["random_rotation"]


def random_rotation(n_dims: int, rng: np.random.Generator) -> np.ndarray:
    """Draw a rotation from the Haar (uniform) distribution on SO(n_dims).

    Parameters
    ----------
    n_dims : int
        At least 1.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (n_dims, n_dims)
        Orthogonal, determinant +1.

    Raises
    ------
    ValueError
        n_dims below 1, or rng not a Generator.
    """
    n_dims = integer(n_dims, "n_dims", 1)
    q, r = np.linalg.qr(generator(rng).standard_normal((n_dims, n_dims)))
    q *= np.copysign(1.0, np.diagonal(r))  # QR with diag(R) > 0 is unique, and then Q is Haar on O(n)
    if np.linalg.slogdet(q)[0] < 0:
        q[:, 0] *= -1.0  # a fixed reflection carries Haar on the other half of O(n) over to SO(n)
    return q
