"""What do all spotlights share? Unit vectors (a zero vector stays zero) and the frame of a plane.

The package's own functions refuse what is degenerate; these must accept anything that a mistake leads to.

Contents: unit_or_zero, gram_schmidt.

Source: SRM, the plane that two privileged directions span.
"""

from __future__ import annotations

import numpy as np

__all__ = ["unit_or_zero", "gram_schmidt"]


def unit_or_zero(x: np.ndarray) -> np.ndarray:
    """Return rows of length 1; rows of zeros stay zeros.

    Parameters
    ----------
    x : ndarray, shape (..., n_dims)

    Returns
    -------
    ndarray, shape (..., n_dims)

    Examples
    --------
    >>> unit_or_zero(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    lengths = np.linalg.norm(x, axis=-1, keepdims=True)
    return np.divide(x, lengths, out=np.zeros_like(x), where=lengths > 0)


def gram_schmidt(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return e1 along `a` and e2 at a right angle to it, towards `b`.

    Parameters
    ----------
    a, b : ndarray, shape (n_dims,)

    Returns
    -------
    e1, e2 : ndarray, shape (n_dims,)
    """
    e1 = unit_or_zero(a)
    return e1, unit_or_zero(b - (b @ e1) * e1)
