"""Which toy models are there? The four of the paper, by name; each has forward, loss and its gradient by hand.

    MODELS[name].initial_parameters(n_features, n_hidden, rng)             -> dict of arrays
    MODELS[name].forward(parameters, features)                             -> (..., n_samples, n_features)
    MODELS[name].loss(parameters, features, importance)                    -> float, or (n_instances,)
    MODELS[name].loss_and_gradient(parameters, features, importance)       -> loss, dict of arrays

Each model maps features x to an output y through fewer hidden numbers h, and is judged by

    L = mean over samples of sum_i I_i (y_i - t_i)^2   (+ l1 mean over samples of sum_r |h_r|, where asked)

with the target t = x, or |x| for the absolute value model. In rows, X of shape (B, n), b the bias:

===============  ===========  ==================  ===========  =====================
model            hidden       before the output   output       parameters
===============  ===========  ==================  ===========  =====================
linear           H = X W^T    Z = H W + b         Y = Z        W (m, n), b (n,)
ReLU output      H = X W^T    Z = H W + b         Y = relu(Z)  W (m, n), b (n,)
ReLU hidden      A = X W^T    Z = H W + b         Y = relu(Z)  W (m, n), b (n,)
                 H = relu(A)
absolute value   A = X W1^T   Z = H W2^T + b      Y = relu(Z)  W1 (m, n), W2 (n, m),
                 H = relu(A)                                   b (n,)
===============  ===========  ==================  ===========  =====================

Samples are rows X, shape (n_samples, n_features), and every array may carry a leading instance axis: parameters of
shape (n_instances, ...) are as many models at once, fed with one batch for all, (n_samples, n_features), or a batch
each, (n_instances, n_samples, n_features); the loss then has shape (n_instances,). B below is n_samples; [.] is 1 where
true; relu'(0) = 0. <U, V> is the sum of products of all entries; <U, V Q> = <V^T U, Q> and <U, Q V> = <U V^T, Q>. In the
tied models W appears twice in Z, so its gradient has two terms: what flows into the decoder and what flows on into the
encoder.

Contents: Model, Linear, ReluOutput, ReluHidden, AbsoluteValue, MODELS.

Source: TMS sections "Demonstrating Superposition": squared error weighted by importance, summed over features;
"Superposition in a Privileged Basis", "Computation in Superposition". The notebook released with TMS divides by
n_features as well; the optimum is the same, the learning rate's meaning is not.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import generator, integer, number, real_array, refuse
from srm_ref.superposition.features import float_type

__all__ = ["Model", "Linear", "ReluOutput", "ReluHidden", "AbsoluteValue", "MODELS"]

Arrays = dict[str, np.ndarray]


class Model:
    """A toy model without state: parameters go in, numbers come out. The concrete ones are in `tied` and `untied`.

    A concrete model says how it starts (`_start`), runs (`_run`) and carries derivatives back (`_backward`); its
    docstring derives the last line by line. The class attributes tell the training kernel which steps to take; it knows
    those of the package's four classes only, and `train` refuses a model of any other class.
    """

    name: str
    shapes: dict[str, tuple[str, ...]]  # parameter -> its axes
    rectifies_hidden: bool
    rectifies_output: bool

    def initial_parameters(self, n_features: int, n_hidden: int, rng: np.random.Generator, *,
                           n_instances: int | None = None, std: float | None = None,
                           dtype: Any = np.float64) -> Arrays:
        """Draw starting parameters: normal weights of standard deviation `std`, zero biases.

        Parameters
        ----------
        n_features, n_hidden : int
            At least 1.
        rng : numpy.random.Generator
        n_instances : int, optional
            Adds a leading axis of independent draws; the scale does not depend on it.
        std : float, optional
            In [0, inf). Default ``sqrt(2 / (n_features + n_hidden))`` (Glorot).
        dtype : numpy.float64 or numpy.float32

        Returns
        -------
        dict of arrays
            {"W": (n_hidden, n_features), "bias": (n_features,)}, the absolute value model {"W1": (n_hidden,
            n_features), "W2": (n_features, n_hidden), "bias": (n_features,)}; each after the instance axis, if any.

        Raises
        ------
        ValueError
            Sizes below 1, `rng` not a Generator, a negative `std`.
        """
        sizes = {"n_features": integer(n_features, "n_features", 1), "n_hidden": integer(n_hidden, "n_hidden", 1)}
        instances = () if n_instances is None else (integer(n_instances, "n_instances", 1),)
        std = (2.0 / sum(sizes.values())) ** 0.5 if std is None else number(std, "std", 0.0)
        normal = generator(rng).standard_normal((*instances, sizes["n_hidden"], sizes["n_features"]))
        weights = self._start((std * normal).astype(float_type(dtype)))
        return {**weights, "bias": np.zeros((*instances, sizes["n_features"]), dtype=float_type(dtype))}

    def hidden(self, parameters: Arrays, features: np.ndarray) -> np.ndarray:
        """Return the hidden activations h of `features`, shape (..., n_samples, n_hidden)."""
        return self._run(*self.checked(parameters, features))[0]

    def forward(self, parameters: Arrays, features: np.ndarray) -> np.ndarray:
        """Return the model's output y for `features`.

        Parameters
        ----------
        parameters : dict of arrays
            As `initial_parameters` returns them.
        features : array_like, shape (n_samples, n_features) or (n_instances, n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_features) or (n_instances, n_samples, n_features)

        Raises
        ------
        ValueError
            Keys or shapes that do not fit, or numbers that are not finite.
        """
        return self._run(*self.checked(parameters, features))[2]

    def target(self, features: np.ndarray) -> np.ndarray:
        """Return what the output should be: the features themselves."""
        return features

    def loss(self, parameters: Arrays, features: np.ndarray, importance: np.ndarray, *,
             l1: float = 0.0) -> float | np.ndarray:
        """Return the loss L of the module's first lines.

        Parameters
        ----------
        parameters, features
            As in `forward`.
        importance : array_like, shape (n_features,) or (n_instances, n_features)
            I, not negative.
        l1 : float
            Price of hidden activity, in [0, inf).

        Returns
        -------
        float, or ndarray of shape (n_instances,)

        Raises
        ------
        ValueError
            As in `forward`; negative importance or l1.
        """
        p, X = self.checked(parameters, features)
        return _number_or_row(self._judge(X, *self._run(p, X), self.checked_importance(importance, p), l1)[0])

    def loss_and_gradient(self, parameters: Arrays, features: np.ndarray, importance: np.ndarray, *,
                          l1: float = 0.0) -> tuple[float | np.ndarray, Arrays]:
        """Return the loss and its gradient with respect to every parameter, derived in the model's docstring.

        All models begin alike: ``dL/dY = 2/B I (Y - T)``, and the penalty's ``dL/dH = l1/B sign(H)``.

        Parameters
        ----------
        parameters, features, importance, l1
            As in `loss`.

        Returns
        -------
        loss : float, or ndarray of shape (n_instances,)
        gradients : dict of arrays, keys and shapes of `parameters`

        Raises
        ------
        ValueError
            As in `loss`.
        """
        p, X = self.checked(parameters, features)
        H, Z, Y = self._run(p, X)
        loss, dY, dH = self._judge(X, H, Z, Y, self.checked_importance(importance, p), l1)
        return _number_or_row(loss), self._backward(p, X, H, Z, dY, dH)

    def checked(self, parameters: Arrays, features: np.ndarray) -> tuple[Arrays, np.ndarray]:
        """Return finite arrays of fitting shapes, float32 where given so, or refuse them."""
        if not isinstance(parameters, dict) or parameters.keys() != self.shapes.keys():
            found = sorted(parameters) if isinstance(parameters, dict) else type(parameters).__name__
            refuse("parameters", f"a dict with the keys {sorted(self.shapes)}", str(found))
        p = {name: real_array(parameters[name], f"parameters[{name!r}]", (..., *axes), keep_float32=True)
             for name, axes in self.shapes.items()}
        first = next(iter(self.shapes))  # W or W1: (..., n_hidden, n_features)
        instances, sizes = p[first].shape[:-2], dict(zip(self.shapes[first], p[first].shape[-2:]))
        if len(instances) > 1:
            refuse(f"parameters[{first!r}]", "at most one leading axis, of instances", f"shape {p[first].shape}")
        for name, axes in self.shapes.items():
            wanted = (*instances, *(sizes[axis] for axis in axes))
            if p[name].shape != wanted:
                refuse(f"parameters[{name!r}]", f"shape {wanted} beside {first} of shape {p[first].shape}",
                       f"shape {p[name].shape}")
        X = real_array(features, "features", (..., "n_samples", sizes["n_features"]), keep_float32=True)
        if X.shape[:-2] not in ((), instances):
            refuse("features", f"shape (n_samples, n_features) or leading axis {instances}", f"shape {X.shape}")
        return p, X

    def checked_importance(self, importance: np.ndarray, parameters: Arrays) -> np.ndarray:
        """Return importances as finite numbers >= 0 of a fitting shape and the parameters' type, or refuse them."""
        bias = parameters["bias"]
        weight = real_array(importance, "importance", (..., bias.shape[-1]))
        if weight.shape not in (bias.shape[-1:], bias.shape):
            refuse("importance", f"shape (n_features,) or the bias's {bias.shape}", f"shape {weight.shape}")
        if np.any(weight < 0.0):
            refuse("importance", "numbers >= 0", str(weight[weight < 0.0][0]))
        return weight.astype(bias.dtype, copy=False)

    def _judge(self, X: np.ndarray, H: np.ndarray, Z: np.ndarray, Y: np.ndarray, importance: np.ndarray,
               l1: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return L, dL/dY and the penalty's part of dL/dH."""
        l1, B, weight = number(l1, "l1", 0.0), X.shape[-2], importance[..., np.newaxis, :]
        residual = Y - self.target(X)  # (..., B, n)
        loss = (weight * residual**2).sum(axis=(-2, -1)) / B + l1 * np.abs(H).sum(axis=(-2, -1)) / B
        return loss, (2.0 / B) * weight * residual, (l1 / B) * np.sign(H)

    def _start(self, normal: np.ndarray) -> Arrays:
        raise NotImplementedError

    def _run(self, p: Arrays, X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        raise NotImplementedError

    def _backward(self, p: Arrays, X: np.ndarray, H: np.ndarray, Z: np.ndarray, dY: np.ndarray,
                  dH: np.ndarray) -> Arrays:
        raise NotImplementedError


def _number_or_row(loss: np.ndarray) -> float | np.ndarray:
    return float(loss) if loss.ndim == 0 else loss


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

    def _backward(self, p: Arrays, X: np.ndarray, H: np.ndarray, Z: np.ndarray, dY: np.ndarray,
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

    def _backward(self, p: Arrays, X: np.ndarray, H: np.ndarray, Z: np.ndarray, dY: np.ndarray,
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

    def _backward(self, p: Arrays, X: np.ndarray, H: np.ndarray, Z: np.ndarray, dY: np.ndarray,
                  dH: np.ndarray) -> Arrays:
        dZ = dY * (Z > 0.0)
        dA = (dH + dZ @ _transposed(p["W"])) * (H > 0.0)  # (..., B, m)
        return {"W": _transposed(H) @ dZ + _transposed(dA) @ X, "bias": dZ.sum(axis=-2)}


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

    def _backward(self, p: Arrays, X: np.ndarray, H: np.ndarray, Z: np.ndarray, dY: np.ndarray,
                  dH: np.ndarray) -> Arrays:
        dZ = dY * (Z > 0.0)
        dA = (dH + dZ @ p["W2"]) * (H > 0.0)  # (..., B, m)
        return {"W1": _transposed(dA) @ X, "W2": _transposed(dZ) @ H, "bias": dZ.sum(axis=-2)}


MODELS: dict[str, Model] = {model.name: model for model in (Linear(), ReluOutput(), ReluHidden(), AbsoluteValue())}
