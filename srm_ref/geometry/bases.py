"""Which sets of directions may a representation prefer?"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import integer, real_array
from srm_ref.geometry.rotations import random_rotation

__all__ = ["standard", "rotated"]


def standard(n: int) -> np.ndarray:
    """Return the standard basis e_1 .. e_n as rows.

    Parameters
    ----------
    n : int
        Dimensions, at least 1.

    Returns
    -------
    ndarray, shape (n, n)

    Raises
    ------
    ValueError
        n below 1.
    """
    return np.eye(integer(n, "n", 1))


def rotated(basis: Any, rng: np.random.Generator) -> np.ndarray:
    """Turn a whole basis by one Haar-random rotation R: row b becomes R b.

    Parameters
    ----------
    basis : array_like, shape (n_basis, n_dims)
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (n_basis, n_dims)
        The same lengths and angles among the rows.

    Raises
    ------
    ValueError
        Basis not a matrix of finite real numbers, or rng not a Generator.
    """
    basis = real_array(basis, "basis", ("n_basis", "n_dims"))
    return basis @ random_rotation(basis.shape[1], rng).T
