"""Which part of a resonance curve repeats every quarter turn, as a preference for an orthonormal basis does?

Contents: fourfold_part.

Source: this package.
"""

from __future__ import annotations

import numpy as np

__all__ = ["fourfold_part"]


def fourfold_part(curves: np.ndarray) -> np.ndarray:
    """Keep of every curve what repeats each quarter turn: the mean of f(theta + k pi / 2) over k = 0 .. 3.

    These are the Fourier terms 0, 4, 8, ... of the curve. Activations whose mean is not zero add the terms 1, 2, 3 in
    any basis; those show where the cloud lies, and nothing about a preference for an orthonormal basis.

    curves (..., n_angles): on a regular grid of a full turn; n_angles a multiple of 4.
    Returns (..., n_angles).

    >>> fourfold_part(np.array([4.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0])).tolist()
    [1.0, 0.25, 1.0, 0.25, 1.0, 0.25, 1.0, 0.25]
    """
    quarter = curves.shape[-1] // 4
    return np.mean([np.roll(curves, -k * quarter, axis=-1) for k in range(4)], axis=0)
