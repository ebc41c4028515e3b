"""Can features in superposition be computed with? The absolute value model: y = relu(W2 relu(W1 x) + b), target |x|.

In rows, X of shape (B, n), W1 of shape (m, n), W2 of shape (n, m), b the bias:

    A = X W1^T,   H = relu(A),   Z = H W2^T + b,   Y = relu(Z),   T = |X|

It starts with W2 = |W1|^T, not with an independent draw: with a random W2 and sparse features an output whose weights
happen to be negative never fires before its bias has sunk, and a dead ReLU has gradient 0 for ever.

Contents: AbsoluteValue.

Source: TMS section "Computation in Superposition"; the start is ours.
"""

from __future__ import annotations

import numpy as np

from srm_ref.superposition.model import Arrays, Model

__all__ = ["AbsoluteValue"]


def _transposed(matrices: np.ndarray) -> np.ndarray:
    return np.swapaxes(matrices, -1, -2)


class AbsoluteValue(Model):
    """The model y = relu(W2 relu(W1 x) + b), trained to give |x| for x in [-1, 1]. No hidden bias, nothing tied.

    Gradient, given dY = dL/dY and the penalty's dH = l1/B sign(H)::

        Y = relu(Z)          <dY, [Z > 0] dZ>                = <dY [Z > 0], dZ>, so dZ = dY [Z > 0]
        Z = H W2^T + b       db = sum over rows of dZ
        along dW2 in Z       <dZ, H dW2^T>                   = <dZ^T H, dW2>
        along dH in Z        <dZ, dH W2^T>                   = <dZ W2, dH>, so dH += dZ W2
        H = relu(A)          <dH, [A > 0] dA>                = <dH [A > 0], dA>, so dA = dH [A > 0]; A > 0 iff H > 0
        along dW1 in A       <dA, X dW1^T>                   = <dA^T X, dW1>

        dW1 = dA^T X
        dW2 = dZ^T H
        db  = sum over rows of dZ

    Examples
    --------
    Two neurons a feature, one for each sign, compute the absolute value without error.

    >>> parameters = {"W1": [[1.0], [-1.0]], "W2": [[1.0, 1.0]], "bias": [0.0]}
    >>> AbsoluteValue().forward(parameters, [[0.5], [-0.25]]).tolist()
    [[0.5], [0.25]]
    """

    name = "absolute_value"
    shapes = {"W1": ("n_hidden", "n_features"), "W2": ("n_features", "n_hidden"), "bias": ("n_features",)}
    rectifies_hidden, rectifies_output = True, True

    def target(self, features: np.ndarray) -> np.ndarray:
        """Return what the output should be: the features' absolute values."""
        return np.abs(features)

    def _start(self, normal: np.ndarray) -> Arrays:
        return {"W1": normal, "W2": _transposed(np.abs(normal)).copy()}

    def _run(self, p: Arrays, X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        H = np.maximum(X @ _transposed(p["W1"]), 0.0)  # (..., B, m)
        Z = H @ _transposed(p["W2"]) + p["bias"][..., np.newaxis, :]  # (..., B, n)
        return H, Z, np.maximum(Z, 0.0)

    def _pull_back(self, p: Arrays, X: np.ndarray, H: np.ndarray, Z: np.ndarray, dY: np.ndarray,
                   dH: np.ndarray) -> Arrays:
        dZ = dY * (Z > 0.0)
        dA = (dH + dZ @ p["W2"]) * (H > 0.0)  # (..., B, m)
        return {"W1": _transposed(dA) @ X, "W2": _transposed(dZ) @ H, "bias": dZ.sum(axis=-2)}
