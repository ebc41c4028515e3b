"""What do the toy models share? Their arguments, their loss and the first lines of every gradient.

Each model maps features x to an output y through fewer hidden numbers h, and is judged by

    L = mean over samples of sum_i I_i (y_i - t_i)^2   (+ l1 mean over samples of sum_r |h_r|, where asked)

with the target t = x, or |x| for the absolute value model. Samples are rows X, shape (n_samples, n_features), and
every array may carry a leading instance axis: parameters of shape (n_instances, ...) are as many models at once, fed
with one batch for all, (n_samples, n_features), or a batch each, (n_instances, n_samples, n_features); the loss then
has shape (n_instances,). B below is n_samples; [.] is 1 where true; relu'(0) = 0.

Contents: Model.

Source: TMS section "Demonstrating Superposition": squared error weighted by importance, summed over features. The
notebook released with TMS divides by n_features as well; the optimum is the same, the learning rate's meaning is not.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import generator, integer, number, real_array, refuse
from srm_ref.superposition.draws import float_type

__all__ = ["Model"]

Arrays = dict[str, np.ndarray]


class Model:
    """A toy model without state: parameters go in, numbers come out. The concrete ones are in `tied` and `untied`.

    A concrete model says how it starts (`_start`), runs (`_run`) and carries derivatives back (`_pull_back`); its
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
        return _number_or_row(loss), self._pull_back(p, X, H, Z, dY, dH)

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

    def _pull_back(self, p: Arrays, X: np.ndarray, H: np.ndarray, Z: np.ndarray, dY: np.ndarray,
                   dH: np.ndarray) -> Arrays:
        raise NotImplementedError


def _number_or_row(loss: np.ndarray) -> float | np.ndarray:
    return float(loss) if loss.ndim == 0 else loss
