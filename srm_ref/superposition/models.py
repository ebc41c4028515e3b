"""Which toy models are there? The four of the paper, each a short statement; one code for all: forward, loss, gradient.

    MODELS[name].initial_parameters(n_features, n_hidden, rng)             -> dict of arrays
    MODELS[name].forward(parameters, features)                             -> (..., n_samples, n_features)
    MODELS[name].loss(parameters, features, importance)                    -> float, or (n_instances,)
    MODELS[name].loss_and_gradient(parameters, features, importance)       -> loss, dict of arrays

A toy model maps features x to an output y through hidden numbers h, usually fewer of them. In rows, X of shape (B, n):

    A = X W1^T + c      H = sigma(A)      Z = H W2^T + b      Y = tau(Z)      R = Y - T

    L = 1/B sum I R^2 + l1/B sum |H|    squared error times importance, summed over features, mean over samples

and its statement fixes what is open here: sigma and tau, each a value and a slope from `srm_ref.scalar_maps`; whether
the decoder is tied to the encoder, W1 = W and W2 = W^T, or has weights of its own; whether there is a hidden bias c
(in the paper's models there is none); and the target T, X itself or a function of it. `MODELS` is the table of
statements, and to add a model is to add a statement.

Conventions: W1 (m, n), W2 (n, m), b (n,), c (m,), n = n_features, m = n_hidden, B = n_samples. Every array may carry a
leading instance axis: parameters of shape (n_instances, ...) are that many models at once, given one batch for all,
(n_samples, n_features), or one for each, (n_instances, n_samples, n_features); the loss then has shape (n_instances,).

Training does not run this code but `srm_ref.superposition.running.kernel`, made from the same statement, which computes
the same numbers unchecked and in place. The tests compare the two for every statement of MODELS and for further ones.

Contents: Model, mean_loss, MODELS.

Source: TMS sections "Demonstrating Superposition": squared error weighted by importance, summed over features;
"Superposition in a Privileged Basis", "Computation in Superposition". The notebook released with TMS divides by
n_features as well, which leaves the optimum as it is but changes what a learning rate means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

import numpy as np

from srm_ref.checks import generator, integer, number, real_array, refuse, require_all
from srm_ref.scalar_maps import IDENTITY, SIGMAS, Sigma
from srm_ref.superposition.features import float_type

__all__ = ["Model", "mean_loss", "MODELS"]

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Model:
    """The statement of a toy model. Its methods take parameters and return numbers; the object keeps no state.

    hidden_map, output_map: sigma and tau, of the hidden numbers and of the output.
    tied: W2 = W1^T, one parameter "W"; else "W1" and "W2".
    hidden_bias: whether there is a parameter "hidden_bias", c.
    target (callable): ``target(X) -> T`` of the same shape: what the output should be.
    """

    name: str
    hidden_map: Sigma
    output_map: Sigma
    tied: bool = True
    hidden_bias: bool = False
    target: Callable[[np.ndarray], np.ndarray] = IDENTITY.value

    @property
    def shapes(self) -> dict[str, tuple[str, ...]]:
        """The parameters' names and axes, in the order in which training lays them out."""
        encoder, decoder = ("n_hidden", "n_features"), ("n_features", "n_hidden")
        weights = {"W": encoder} if self.tied else {"W1": encoder, "W2": decoder}
        return {**weights, "bias": ("n_features",), **({"hidden_bias": ("n_hidden",)} if self.hidden_bias else {})}

    def initial_parameters(self, n_features: int, n_hidden: int, rng: np.random.Generator, *,
                           n_instances: int | None = None, std: float | None = None,
                           dtype: Any = np.float64) -> Arrays:
        """Draw starting parameters: a normal encoder of standard deviation `std`, zero biases.

        A decoder that is not tied starts as W2 = |W1|^T, so that outputs of hidden numbers >= 0 are not dead at the
        start. Names and axes are those of `shapes`, after a leading axis of `n_instances` independent draws; the scale
        does not depend on their number.

        std: in [0, inf). Default ``sqrt(2 / (n_features + n_hidden))`` (Glorot). dtype: numpy.float64 or numpy.float32.
        """
        sizes = {"n_features": integer(n_features, "n_features", 1), "n_hidden": integer(n_hidden, "n_hidden", 1)}
        instances = () if n_instances is None else (integer(n_instances, "n_instances", 1),)
        std = (2.0 / sum(sizes.values())) ** 0.5 if std is None else number(std, "std", 0.0)
        normal = generator(rng).standard_normal((*instances, sizes["n_hidden"], sizes["n_features"]))
        encoder = (std * normal).astype(float_type(dtype))
        weights = {"W": encoder} if self.tied else {"W1": encoder, "W2": _transposed(np.abs(encoder)).copy()}
        return weights | {name: np.zeros((*instances, sizes[axes[0]]), float_type(dtype))
                          for name, axes in self.shapes.items() if name not in weights}

    def hidden(self, parameters: Arrays, features: np.ndarray) -> np.ndarray:
        """Return the hidden activations h of `features`, shape (..., n_samples, n_hidden)."""
        return self.run(*self.checked(parameters, features))[1]

    def forward(self, parameters: Arrays, features: np.ndarray) -> np.ndarray:
        """Return the model's output y for `features`, shape (..., n_samples, n_features).

        Two features in one number, W = [1, -1]: the ReLU cuts what is negative, and (1, 0) is returned unchanged.

        >>> parameters = {"W": [[1.0, -1.0]], "bias": [0.0, 0.0]}
        >>> MODELS["relu_output"].forward(parameters, [[1.0, 0.0], [0.0, 0.5]]).tolist()
        [[1.0, 0.0], [0.0, 0.5]]
        """
        return self.run(*self.checked(parameters, features))[3]

    def loss(self, parameters: Arrays, features: np.ndarray, importance: np.ndarray, *,
             l1: float = 0.0) -> float | np.ndarray:
        """Return the loss L of the module's first lines: a float, or an ndarray of shape (n_instances,).

        `importance`, I, has shape (n_features,) or (n_instances, n_features) and is not negative; `l1`, the price of
        hidden activity, lies in [0, inf).
        """
        parameters, X = self.checked(parameters, features)
        I = self.checked_importance(importance, parameters)[..., np.newaxis, :]
        _, H, _, Y = self.run(parameters, X)
        return _number_or_row(mean_loss(Y - self.target(X), H, I, number(l1, "l1", 0.0)))

    def weights(self, parameters: Arrays) -> tuple[np.ndarray, np.ndarray]:
        """Return the encoder W1 (..., m, n) and the decoder W2 (..., n, m); tied, they are two views of W."""
        if self.tied:
            return parameters["W"], _transposed(parameters["W"])
        return parameters["W1"], parameters["W2"]

    def run(self, parameters: Arrays, X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return A, H, Z and Y for samples in rows X; nothing is checked."""
        W1, W2 = self.weights(parameters)
        A = X @ _transposed(W1)  # (..., B, m)
        if self.hidden_bias:
            A = A + parameters["hidden_bias"][..., np.newaxis, :]
        H = self.hidden_map.value(A)
        Z = H @ _transposed(W2) + parameters["bias"][..., np.newaxis, :]  # (..., B, n)
        Y = self.output_map.value(Z)
        return A, H, Z, Y

    def loss_and_gradient(self, parameters: Arrays, features: np.ndarray, importance: np.ndarray, *,
                          l1: float = 0.0) -> tuple[float | np.ndarray, Arrays]:
        """Return the loss and its gradient with respect to every parameter; arguments and loss as in `loss`.

        Write dL = <dL/dV, dV>, where <U, V> is the sum of products of all entries, so that <U, V Q> = <V^T U, Q>, <U,
        Q V> = <U V^T, Q> and <U, Q^T> = <U^T, Q>. dY stands for the array dL/dY, and so on, from the loss backwards::

            R = Y - T               dY = 2/B I R                            of a square, entry by entry
            Y = tau(Z)              <dY, tau'(Z) dZ> = <dY tau'(Z), dZ>     dZ := dY tau'(Z)
            Z = H W2^T + b          b is added to every row                 db  = sum over rows of dZ
              along W2              <dZ, H dW2^T> = <dZ^T H, dW2>           dW2 = dZ^T H
              along H               <dZ, dH W2^T> = <dZ W2, dH>             dH  = l1/B sign(H) + dZ W2  (penalty first)
            H = sigma(A)            as for tau                              dA  = dH sigma'(A)
            A = X W1^T + c          c is added to every row                 dc  = sum over rows of dA
              along W1              <dA, X dW1^T> = <dA^T X, dW1>           dW1 = dA^T X
            tied: W1 = W, W2 = W^T  <dW1, dW> + <dW2, dW^T>                 dW  = dW1 + dW2^T = dA^T X + H^T dZ

        One feature of size 2 through w = 1/2: h = 1, y = 1/2, L = (1/2 - 2)^2, dL/dw = 2 (y - x) 2 w x = -6.

        >>> loss, gradient = MODELS["linear"].loss_and_gradient({"W": [[0.5]], "bias": [0.0]}, [[2.0]], [1.0])
        >>> loss, gradient["W"].tolist(), gradient["bias"].tolist()
        (2.25, [[-6.0]], [-3.0])
        """
        parameters, X = self.checked(parameters, features)
        I = self.checked_importance(importance, parameters)[..., np.newaxis, :]  # (..., 1, n)
        l1, B, W2 = number(l1, "l1", 0.0), X.shape[-2], self.weights(parameters)[1]
        A, H, Z, Y = self.run(parameters, X)
        R = Y - self.target(X)  # (..., B, n)
        dY = (2.0 / B) * I * R
        dZ = dY * self.output_map.slope(Z)
        dH = (l1 / B) * np.sign(H) + dZ @ W2  # (..., B, m)
        dA = dH * self.hidden_map.slope(A)
        if self.tied:
            gradient = {"W": _transposed(H) @ dZ + _transposed(dA) @ X}  # (..., m, n)
        else:
            gradient = {"W1": _transposed(dA) @ X, "W2": _transposed(dZ) @ H}  # (..., m, n), (..., n, m)
        gradient["bias"] = _sum_of_rows(dZ)  # (..., n)
        if self.hidden_bias:
            gradient["hidden_bias"] = _sum_of_rows(dA)  # (..., m)
        return _number_or_row(mean_loss(R, H, I, l1)), gradient

    def checked(self, parameters: Arrays, features: np.ndarray) -> tuple[Arrays, np.ndarray]:
        """Return finite arrays of matching shapes, float32 where given as float32, or refuse them."""
        shapes = self.shapes
        if not isinstance(parameters, dict) or parameters.keys() != shapes.keys():
            found = sorted(parameters) if isinstance(parameters, dict) else type(parameters).__name__
            refuse("parameters", f"a dict with the keys {sorted(shapes)}", str(found))
        arrays = {name: real_array(parameters[name], f"parameters[{name!r}]", (..., *axes), keep_float32=True)
                  for name, axes in shapes.items()}
        first = next(iter(shapes))  # W or W1: (..., n_hidden, n_features)
        instances, sizes = arrays[first].shape[:-2], dict(zip(shapes[first], arrays[first].shape[-2:]))
        if len(instances) > 1:
            refuse(f"parameters[{first!r}]", "at most one leading axis, of instances", f"shape {arrays[first].shape}")
        for name, axes in shapes.items():
            wanted = (*instances, *(sizes[axis] for axis in axes))
            if arrays[name].shape != wanted:
                refuse(f"parameters[{name!r}]", f"shape {wanted} beside {first} of shape {arrays[first].shape}",
                       f"shape {arrays[name].shape}")
        X = real_array(features, "features", (..., "n_samples", sizes["n_features"]), keep_float32=True)
        if X.shape[:-2] not in ((), instances):
            n = sizes["n_features"]
            each = f" or ({instances[0]}, n_samples, {n}), some for every instance" if instances else ""
            refuse("features", f"shape (n_samples, {n}){each}", f"shape {X.shape}")
        return arrays, X

    def checked_importance(self, importance: np.ndarray, parameters: Arrays) -> np.ndarray:
        """Return importances as finite numbers >= 0 of a matching shape and the parameters' type, or refuse them."""
        bias = parameters["bias"]
        I = real_array(importance, "importance", (..., bias.shape[-1]))
        if I.shape not in (bias.shape[-1:], bias.shape):
            refuse("importance", f"shape (n_features,) or the bias's {bias.shape}", f"shape {I.shape}")
        require_all(I >= 0.0, I, "importance", "numbers >= 0")
        return I.astype(bias.dtype, copy=False)

    def checked_start(self, parameters: Arrays, importance: np.ndarray) -> tuple[Arrays, np.ndarray]:
        """Return parameters, which must have an instance axis, and importances, as training needs them, or refuse
        them."""
        n_features = np.shape(parameters.get("bias", [0]))[-1:] if isinstance(parameters, dict) else (1,)
        arrays, _ = self.checked(parameters, np.zeros((1, *(n_features or (1,)))))
        if arrays["bias"].ndim != 2:
            refuse("parameters", "a leading instance axis, as n_instances=1 gives",
                   f"bias of shape {arrays['bias'].shape}")
        return arrays, self.checked_importance(importance, arrays)


def mean_loss(R: np.ndarray, H: np.ndarray, I: np.ndarray, l1: float) -> np.ndarray:
    """Return ``L = 1/B sum I R^2 + l1/B sum |H|`` of every instance; nothing is checked.

    R (..., n_samples, n_features): output minus target. H (..., n_samples, n_hidden).
    I (..., 1, n_features): importance. Returns (...).
    """
    B = R.shape[-2]
    return (I * R**2).sum(axis=(-2, -1)) / B + l1 * np.abs(H).sum(axis=(-2, -1)) / B


def _sum_of_rows(array: np.ndarray) -> np.ndarray:
    """Sum over samples in float64: a running sum in float32 is off by 1e-5 after a million of them."""
    return array.sum(axis=-2, dtype=np.float64).astype(array.dtype, copy=False)


def _number_or_row(loss: np.ndarray) -> float | np.ndarray:
    return float(loss) if loss.ndim == 0 else loss


def _transposed(matrices: np.ndarray) -> np.ndarray:
    """Swap the last two axes, of one matrix or of many: .T would turn the instance axis round as well."""
    return np.swapaxes(matrices, -1, -2)


RELU = SIGMAS["relu"]

MODELS: dict[str, Model] = {model.name: model for model in (
    # y = W^T W x + b, which can do no better than principal component analysis
    Model("linear", hidden_map=IDENTITY, output_map=IDENTITY),
    # y = relu(W^T W x + b), the main model: the ReLU cuts off negative interference, so that superposition pays where
    # features are sparse
    Model("relu_output", hidden_map=IDENTITY, output_map=RELU),
    # y = relu(W^T relu(W x) + b), whose hidden ReLU privileges the neurons' basis
    Model("relu_hidden", hidden_map=RELU, output_map=RELU),
    # y = relu(W2 relu(W1 x) + b), trained to give |x| for x in [-1, 1]
    Model("absolute_value", hidden_map=RELU, output_map=RELU, tied=False, target=np.abs),
)}
