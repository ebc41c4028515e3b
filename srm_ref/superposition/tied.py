"""Which toy models use one matrix W both ways? Linear, ReLU output and ReLU hidden: encoder W, decoder W^T.

In rows, X of shape (B, n), W of shape (m, n), b the bias:

===========  ===========  ==================  ===========
model        hidden       before the output   output
===========  ===========  ==================  ===========
linear       H = X W^T    Z = H W + b         Y = Z
ReLU output  H = X W^T    Z = H W + b         Y = relu(Z)
ReLU hidden  A = X W^T    Z = H W + b         Y = relu(Z)
             H = relu(A)
===========  ===========  ==================  ===========

W appears twice in Z, so its gradient has two terms: what flows into the decoder and what flows on into the encoder.
<U, V> below is the sum of products of all entries; <U, V Q> = <V^T U, Q> and <U, Q V> = <U V^T, Q>.

Contents: Linear, ReluOutput, ReluHidden.

Source: TMS sections "Demonstrating Superposition" and "Superposition in a Privileged Basis".
"""

from __future__ import annotations

import numpy as np

from srm_ref.superposition.model import Arrays, Model

__all__ = ["Linear", "ReluOutput", "ReluHidden"]


def _transposed(matrices: np.ndarray) -> np.ndarray:
    return np.swapaxes(matrices, -1, -2)


class _Tied(Model):
    shapes = {"W": ("n_hidden", "n_features"), "bias": ("n_features",)}

    def _start(self, normal: np.ndarray) -> Arrays:
        return {"W": normal}


class Linear(_Tied):
    """The linear model y = W^T W x + b, which can do no better than principal components.

    Gradient, given dY = dL/dY and the penalty's dH = l1/B sign(H)::

        Z = H W + b          dZ = dY                           the output is Z itself
        along db             <dZ, 1 db>                      = <sum over rows of dZ, db>
        along dW in Z        <dZ, H dW>                      = <H^T dZ, dW>
        along dH in Z        <dZ, dH W>                      = <dZ W^T, dH>, so dH += dZ W^T
        along dW in H        <dH, X dW^T> = <dH^T X, dW>       since H = X W^T

        dW = H^T dZ + dH^T X
        db = sum over rows of dZ

    Examples
    --------
    One feature of size 2 through w = 1/2: h = 1, y = 1/2, L = (1/2 - 2)^2, dL/dw = 2 (y - x) 2 w x = -6.

    >>> loss, gradient = Linear().loss_and_gradient({"W": [[0.5]], "bias": [0.0]}, [[2.0]], [1.0])
    >>> loss, gradient["W"].tolist(), gradient["bias"].tolist()
    (2.25, [[-6.0]], [-3.0])
    """

    name = "linear"
    rectifies_hidden, rectifies_output = False, False

    def _run(self, p: Arrays, X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        H = X @ _transposed(p["W"])  # (..., B, m)
        Z = H @ p["W"] + p["bias"][..., np.newaxis, :]  # (..., B, n)
        return H, Z, Z

    def _pull_back(self, p: Arrays, X: np.ndarray, H: np.ndarray, Z: np.ndarray, dY: np.ndarray,
                   dH: np.ndarray) -> Arrays:
        dZ = dY
        dH = dH + dZ @ _transposed(p["W"])  # (..., B, m)
        return {"W": _transposed(H) @ dZ + _transposed(dH) @ X, "bias": dZ.sum(axis=-2)}


class ReluOutput(_Tied):
    """The main model y = relu(W^T W x + b), which can use superposition: the ReLU cuts negative interference.

    Gradient, given dY = dL/dY and the penalty's dH = l1/B sign(H)::

        Y = relu(Z)          <dY, [Z > 0] dZ>                = <dY [Z > 0], dZ>, so dZ = dY [Z > 0]
        Z = H W + b          db = sum over rows of dZ          as in the linear model from here on
        along dW in Z        <dZ, H dW>                      = <H^T dZ, dW>
        along dH in Z        <dZ, dH W>                      = <dZ W^T, dH>, so dH += dZ W^T
        along dW in H        <dH, X dW^T>                    = <dH^T X, dW>

        dW = H^T dZ + dH^T X
        db = sum over rows of dZ

    Examples
    --------
    Two features in one number, W = [1, -1]: the input (1, 0) gives z = (1, -1), y = (1, 0), and no error at all.

    >>> parameters = {"W": [[1.0, -1.0]], "bias": [0.0, 0.0]}
    >>> ReluOutput().forward(parameters, [[1.0, 0.0], [0.0, 0.5]]).tolist()
    [[1.0, 0.0], [0.0, 0.5]]
    """

    name = "relu_output"
    rectifies_hidden, rectifies_output = False, True

    def _run(self, p: Arrays, X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        H = X @ _transposed(p["W"])  # (..., B, m)
        Z = H @ p["W"] + p["bias"][..., np.newaxis, :]  # (..., B, n)
        return H, Z, np.maximum(Z, 0.0)

    def _pull_back(self, p: Arrays, X: np.ndarray, H: np.ndarray, Z: np.ndarray, dY: np.ndarray,
                   dH: np.ndarray) -> Arrays:
        dZ = dY * (Z > 0.0)
        dH = dH + dZ @ _transposed(p["W"])  # (..., B, m)
        return {"W": _transposed(H) @ dZ + _transposed(dH) @ X, "bias": dZ.sum(axis=-2)}


class ReluHidden(_Tied):
    """The model y = relu(W^T relu(W x) + b), whose hidden ReLU privileges the neurons' basis. No hidden bias.

    Gradient, given dY = dL/dY and the penalty's dH = l1/B sign(H)::

        Y = relu(Z)          dZ = dY [Z > 0]                   as in the ReLU output model
        Z = H W + b          db = sum over rows of dZ
        along dW in Z        <dZ, H dW>                      = <H^T dZ, dW>
        along dH in Z        <dZ, dH W>                      = <dZ W^T, dH>, so dH += dZ W^T
        H = relu(A)          <dH, [A > 0] dA>                = <dH [A > 0], dA>, so dA = dH [A > 0]; A > 0 iff H > 0
        along dW in A        <dA, X dW^T>                    = <dA^T X, dW>

        dW = H^T dZ + dA^T X
        db = sum over rows of dZ

    Examples
    --------
    The hidden ReLU loses what the output ReLU of `ReluOutput` could still read: -1 times a feature.

    >>> parameters = {"W": [[1.0, -1.0]], "bias": [0.0, 0.0]}
    >>> ReluHidden().forward(parameters, [[1.0, 0.0], [0.0, 0.5]]).tolist()
    [[1.0, 0.0], [0.0, 0.0]]
    """

    name = "relu_hidden"
    rectifies_hidden, rectifies_output = True, True

    def _run(self, p: Arrays, X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        H = np.maximum(X @ _transposed(p["W"]), 0.0)  # (..., B, m)
        Z = H @ p["W"] + p["bias"][..., np.newaxis, :]  # (..., B, n)
        return H, Z, np.maximum(Z, 0.0)

    def _pull_back(self, p: Arrays, X: np.ndarray, H: np.ndarray, Z: np.ndarray, dY: np.ndarray,
                   dH: np.ndarray) -> Arrays:
        dZ = dY * (Z > 0.0)
        dA = (dH + dZ @ _transposed(p["W"])) * (H > 0.0)  # (..., B, m)
        return {"W": _transposed(H) @ dZ + _transposed(dA) @ X, "bias": dZ.sum(axis=-2)}
