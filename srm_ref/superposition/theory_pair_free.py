"""What does a pair of features lose in one dimension for ANY two weights? McGrath's closed form without biases.

n = 2, m = 1, W = [w_1, w_2], no bias; c = w_1 w_2, density p, S = 1 - p:

    L = p S / 3 ( I_1 (1 - w_1^2)^2 + I_2 (1 - w_2^2)^2 + (I_1 + I_2) relu(c)^2 )
        + p^2 ( I_1 K(w_1^2, c) + I_2 K(w_2^2, c) )

with K(a, c) = E (x - relu(a x + c y))^2 over x, y uniform on [0, 1]. Beside the candidates of
`srm_ref.superposition.theory_pair` it has a minimum at w_1 ~ w_2 ~ 1 / sqrt(2), "confused features", where features are
dense and equally important. That phase is the missing bias's: with trained biases it is nowhere the global minimum.

Contents: pair_loss_without_bias, both_active_error.

Source: TMS, comment by T. McGrath. The text gives the idea, split off the zeros and integrate over the half-plane on
which the ReLU is open; the formulas are derived here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import real_array, refuse
from srm_ref.superposition.arguments import checked_densities, checked_rows

__all__ = ["pair_loss_without_bias", "both_active_error"]


def pair_loss_without_bias(weights: Any, importance: Any, density: Any) -> np.ndarray:
    """Return the exact expected loss of W = [w_1, w_2] without bias; the formula of the module's first lines.

    Parameters
    ----------
    weights : array_like, shape (..., 2)
    importance : array_like, shape (2,)
        Not negative.
    density : array_like
        p, in [0, 1], of a shape that broadcasts with that of the weights before its last axis.

    Returns
    -------
    ndarray, the broadcast shape

    Raises
    ------
    ValueError
        Shapes that do not fit, negative importance, density outside [0, 1].

    Examples
    --------
    >>> pair_loss_without_bias([[0, 0], [1, -1]], [1.0, 1.0], 0.3).round(6).tolist()  # 2 p / 3, 2 p^2 / 6
    [0.2, 0.03]
    """
    w = real_array(weights, "weights", (..., 2))
    I, p = checked_rows(importance, "importance", (), 2), checked_densities(density)
    c, own = w[..., 0] * w[..., 1], w**2
    alone = (I * (1.0 - own) ** 2).sum(axis=-1) + I.sum() * np.maximum(c, 0.0) ** 2
    both = (I * both_active_error(own, c[..., np.newaxis])).sum(axis=-1)
    return p * (1.0 - p) / 3.0 * alone + p**2 * both


def both_active_error(slope: Any, interference: Any) -> np.ndarray:
    """Return ``K(a, c) = E (x - relu(a x + c y))^2``, x and y independent and uniform on [0, 1], for a >= 0.

    ``c >= 0: (1-a)^2/3 + c^2/3 - (1-a) c/2``, and with d = -c > 0
    ``a <= d: 1/3 - a^2 (3-a) / (12 d)``;  ``a > d: (1-a)^2/3 + d^2/3 + (1-a) d/2 - d^3 (1+a) / (12 a^2)``.

    Parameters
    ----------
    slope, interference : array_like
        a >= 0 and c, of shapes that broadcast.

    Returns
    -------
    ndarray, the broadcast shape

    Raises
    ------
    ValueError
        A negative slope, numbers that are not finite.

    Examples
    --------
    >>> both_active_error([1.0, 1.0, 0.0], [0.0, -1.0, 0.0]).round(6).tolist()
    [0.0, 0.166667, 0.333333]
    """
    a, c = np.broadcast_arrays(real_array(slope, "slope"), real_array(interference, "interference"))
    if np.any(a < 0.0):
        refuse("slope", "numbers >= 0", str(a[a < 0.0].flat[0]))
    d, h = np.maximum(-c, 0.0), 1.0 - a
    larger = np.maximum(a, d)
    ratio = np.minimum(a, d) / np.where(larger > 0.0, larger, 1.0)  # a/d or d/a; powers of either alone may underflow
    positive = h**2 / 3 + c**2 / 3 - h * c / 2
    mostly_off = 1 / 3 - a * ratio * (3.0 - a) / 12
    mostly_on = h**2 / 3 + d**2 / 3 + h * d / 2 - d * ratio**2 * (1.0 + a) / 12
    return np.where(c >= 0.0, positive, np.where(a <= d, mostly_off, mostly_on))
