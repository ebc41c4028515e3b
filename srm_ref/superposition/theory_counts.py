"""What does the ReLU output model lose with none, one, k active features? It explains why sparsity helps.

    L = sum_k p^k S^(n-k) L_k,   L_k the SUM over all sets of k active features of the loss integrated over their values

for features of equal density p = 1 - S. As S -> 1 the terms L_0 and L_1 dominate, and in L_1 negative dot products cost
nothing: that is why superposition pays when features are sparse. Two active features already make antipodal pairs err.

    J(c, b) = int_0^1 relu(c x + b)^2 dx        interference of slope c
    Q(a, b) = int_0^1 (x - relu(a x + b))^2 dx  how well an output of slope a follows its feature
    L_0 = sum_i I_i relu(b_i)^2
    L_1 = sum_i I_i Q(G_ii, b_i) + sum_{i != j} I_j J(G_ij, b_j)

Contents: interference_integral, self_error, zero_active_loss, one_active_loss, losses_by_count.

Source: TMS section "Mathematical Understanding", which prints L_0 without its I_i.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import real_array, require_all
from srm_ref.superposition.arguments import checked_parameters, checked_rows, few_features, number_or_row
from srm_ref.superposition.exact_loss import active_set_loss
from srm_ref.superposition.measures import gram_matrix, off_diagonal

__all__ = ["interference_integral", "self_error", "zero_active_loss", "one_active_loss", "losses_by_count"]


def interference_integral(slope: Any, bias: Any) -> np.ndarray:
    """Return ``J(c, b) = int_0^1 relu(c x + b)^2 dx`` for slope c and bias b of shapes that broadcast.

    ``J = (relu(b + c)^3 - relu(b)^3) / (3 c)``, computed as ``(u^2 + u v + v^2) / 3`` with u = relu(b), v = relu(b + c)
    times the share of [0, 1] on which the ReLU is open, because the difference suffers from cancellation for small c.

    >>> interference_integral([3.0, 0.0, -1.0], [0.0, 2.0, 0.0]).tolist()
    [3.0, 4.0, 0.0]
    """
    c, b = np.broadcast_arrays(real_array(slope, "slope"), real_array(bias, "bias"))
    u, v = np.maximum(b, 0.0), np.maximum(b + c, 0.0)  # relu at x = 0 and at x = 1
    crosses = (u > 0.0) != (v > 0.0)
    # (v^3 - u^3) / (3 c) without the difference: c = v - u, times the share of [0, 1] where the output is open
    open_share = np.where(crosses, np.maximum(u, v) / np.where(crosses, np.abs(c), 1.0), 1.0)
    return (u * u + u * v + v * v) / 3.0 * open_share


def self_error(slope: Any, bias: Any) -> np.ndarray:
    """Return ``Q(a, b) = int_0^1 (x - relu(a x + b))^2 dx`` for slope a >= 0, |W_i|^2, and bias b, shapes broadcast.

    With h = 1 - a and t = -b / a, where the output opens:
    ``b >= 0: h^2/3 - h b + b^2``;
    ``b < 0 < a + b: t^3/3 + h^2 (1 - t^3)/3 - h b (1 - t^2) + b^2 (1 - t)``;
    ``a + b <= 0, b <= 0: 1/3``.

    >>> self_error([1.0, 0.0, 2.0], [0.0, -1.0, -1.0]).round(6).tolist()  # copied, dead, cut at 1/2
    [0.0, 0.333333, 0.083333]
    """
    slope = real_array(slope, "slope")
    require_all(slope >= 0.0, slope, "slope", "numbers >= 0")
    a, b = np.broadcast_arrays(slope, real_array(bias, "bias"))
    h, cut = 1.0 - a, (b < 0.0) & (a + b > 0.0)
    t = np.where(cut, -b / np.where(cut, a, 1.0), 0.0)  # where z = a x + b opens, in (0, 1); below it the error is x^2
    opened = h**2 * (1.0 - t**3) / 3.0 - h * b * (1.0 - t**2) + b**2 * (1.0 - t)
    return np.where((b < 0.0) & ~cut, 1.0 / 3.0, t**3 / 3.0 + opened)


def zero_active_loss(parameters: dict[str, Any], importance: Any) -> float | np.ndarray:
    """Return the loss on the empty input, () or (n_instances,): ``L_0 = sum_i I_i relu(b_i)^2``.

    >>> zero_active_loss({"W": [[1.0, -1.0]], "bias": [0.5, -0.5]}, [4.0, 1.0])
    1.0
    """
    W, bias = checked_parameters(parameters)
    importance = checked_rows(importance, "importance", W.shape[:-2], W.shape[-1])
    return number_or_row((importance * np.maximum(bias, 0.0) ** 2).sum(axis=-1))


def one_active_loss(parameters: dict[str, Any], importance: Any) -> float | np.ndarray:
    """Return the loss, () or (n_instances,), with exactly one active feature: ``L_1`` of the module's first lines.

    Antipodal pairs lose nothing here, however many there are.

    >>> one_active_loss({"W": [[1.0, -1.0]], "bias": [0.0, 0.0]}, [1.0, 1.0])
    0.0
    """
    W, bias = checked_parameters(parameters)
    importance = checked_rows(importance, "importance", W.shape[:-2], W.shape[-1])
    G = gram_matrix(W)  # (..., n, n)
    own = self_error(np.diagonal(G, axis1=-2, axis2=-1), bias)
    onto_others = off_diagonal(interference_integral(G, bias[..., np.newaxis, :]))  # entry (i, j): i active, output j
    return number_or_row((importance * (own + onto_others.sum(axis=-2))).sum(axis=-1))


def losses_by_count(parameters: dict[str, Any], importance: Any) -> np.ndarray:
    """Return all ``L_k``, (n_features + 1,): the loss with exactly k active features, summed over the sets; n <= 12.

    ``sum_k p^k S^(n-k) L_k`` is the expected loss at density p = 1 - S.

    >>> losses_by_count({"W": [[1.0, -1.0]], "bias": [0.0, 0.0]}, [1.0, 1.0]).round(6).tolist()
    [0.0, 0.0, 0.333333]
    """
    W = real_array(checked_parameters(parameters)[0], "parameters['W']", ("n_hidden", "n_features"))
    n = few_features(W.shape[1], "parameters['W']")
    # (2^n,): the number of members of every set: its bits
    size = (np.arange(2**n)[:, np.newaxis] >> np.arange(n) & 1).sum(axis=1)
    return np.array([active_set_loss(parameters, importance, size == k) for k in range(n + 1)])
