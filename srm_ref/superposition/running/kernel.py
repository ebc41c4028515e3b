"""How is one training step made fast? A model's loss and gradient once more: unchecked, in place, features first.

`Model.loss_and_gradient` is what you read, and this is what `train` runs. Both are made from the same statement of the
model: its two scalar maps, its target, tied or not, with a hidden bias or not. The tests compare the two for every
statement of MODELS and for further ones. What differs is how the numbers are computed:

- arrays are feature-major, (n_instances, n_features, n_samples): importances and biases then multiply long runs of
  memory, where rows of five features would cost a loop each;
- every array of the size of the batch is allocated for the first batch and overwritten in each step;
- importance and 2/B multiply the small matrices, not the batch: with R tau'(Z) in place of dZ = 2/B I R tau'(Z),
  dH = (2/B W2^T I) R tau'(Z) and dW2 = 2/B I (R tau'(Z) H^T);
- a gated map (`srm_ref.scalar_maps.Sigma`) costs one comparison: the booleans multiply the argument, which gives the
  value, and later the gradient; the identity costs nothing;
- sums of squares and row sums are matrix products.

A run between two steps is a `State`. Its parameters lie one after the other in one flat array, of which the named ones
are views: an optimiser that works entry by entry then needs one call per step, however many named parameters there are.

Contents: Settings, State, step; Kernel, views.

Source: as for the models, TMS section "Demonstrating Superposition"; the arrangement is ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from srm_ref.descent import SGD, Adam
from srm_ref.scalar_maps import IDENTITY, Sigma
from srm_ref.superposition.models import Arrays, Model

__all__ = ["Settings", "State", "step", "Kernel", "views"]


class Settings(NamedTuple):
    """Hold the arguments of `train` that are not arrays, generators or files."""

    model: Any
    optimiser: SGD | Adam
    schedule: str
    n_steps: int
    snapshots: tuple[int, ...]
    l1: float
    record_every: int


@dataclass
class State:
    """Hold a run between two steps: all that is needed to continue as if it had never stopped.

    step: updates done.
    parameters (dict of arrays).
    moved (dict of arrays): what the optimiser changes: {"all": one flat array}, of which the parameters are views, or
        the parameters.
    importance (n_features,) or (n_instances, n_features).
    moments (dict of arrays): the optimiser's state.
    losses (n_records, n_instances): means of the batch losses over `record_every` steps; the current record is
        unfinished.
    snapshots (n_snapshots, n_instances, ...).
    kernel (Kernel): made by the first `step`; it is not saved.
    gradient (dict of arrays): keys and shapes of `moved`, overwritten by `step`.
    """

    step: int
    parameters: Arrays
    moved: Arrays
    importance: np.ndarray
    moments: Arrays
    rng: np.random.Generator
    losses: np.ndarray
    snapshots: Arrays
    kernel: Kernel | None = None
    gradient: Arrays = field(default_factory=dict)

    @classmethod
    def begin(cls, settings: Settings, parameters: Arrays, importance: np.ndarray, rng: np.random.Generator,
              n_instances: int, *, flat: bool) -> State:
        """Return the state before the first step; the parameters are copied, into one array where `flat`."""
        if flat:
            moved = {"all": np.concatenate([value.ravel() for value in parameters.values()])}
            parameters = views(moved["all"], parameters)
        else:
            parameters = moved = {name: value.copy() for name, value in parameters.items()}
        n_records = -(-settings.n_steps // settings.record_every)
        n_snapshots = len(settings.snapshots)
        kept = {name: np.zeros((n_snapshots, *value.shape), value.dtype) for name, value in parameters.items()}
        return cls(0, parameters, moved, importance, settings.optimiser.initial_state(moved), rng,
                   np.zeros((n_records, n_instances)), kept)


def step(settings: Settings, state: State, features: np.ndarray) -> tuple[np.ndarray, Arrays]:
    """Return losses (n_instances,) and the gradient, keys and shapes of ``state.moved``, on one batch of `features`.

    The run's first batch is checked, and a kernel is made for the model of `settings`. features (n_samples,
    n_features) or (n_instances, n_samples, n_features).
    """
    if state.kernel is None:
        settings.model.checked(state.parameters, features)
        state.gradient = {"all": np.zeros_like(state.moved["all"])}
        state.kernel = Kernel(settings.model, state.parameters, views(state.gradient["all"], state.parameters),
                              state.importance, features.shape[-2], settings.l1)
    return state.kernel(features), state.gradient


def views(flat: np.ndarray, like: Arrays) -> Arrays:
    """Return `flat` cut into arrays named and shaped as those of `like`, sharing its memory.

    flat (n_parameters,).
    like (dict of arrays): together of n_parameters entries.
    Returns (dict of arrays).

    >>> views(np.arange(3.0), {"W": np.zeros((1, 2)), "bias": np.zeros(1)})["W"].tolist()
    [[0.0, 1.0]]
    """
    cuts = np.cumsum([value.size for value in like.values()])
    pieces = np.split(flat, cuts[:-1])
    return {name: piece.reshape(value.shape) for (name, value), piece in zip(like.items(), pieces)}


class Kernel:
    """Loss and gradient of `model` for batches of `n_samples`, in buffers that each call overwrites.

    Nothing is checked: `train` has checked everything once.

    model: a `Model` itself, not a subclass, whose overridden steps would be ignored.
    parameters (dict of arrays, with an instance axis): read anew in each call, so that an optimiser may change them
        in place.
    gradients (dict of arrays, keys and shapes of `parameters`): overwritten in each call.
    importance (n_features,) or (n_instances, n_features).
    """

    def __init__(self, model: Model, parameters: Arrays, gradients: Arrays, importance: np.ndarray, n_samples: int,
                 l1: float = 0.0) -> None:
        self.model, self.parameters, self.gradients, self.l1 = model, parameters, gradients, l1
        tied, bias = model.tied, parameters["bias"]
        self.W1 = parameters["W" if tied else "W1"]  # (instances, m, n)
        self.W2 = np.swapaxes(self.W1, 1, 2) if tied else parameters["W2"]  # (instances, n, m)
        instances, n_hidden, n_features = self.W1.shape
        wide, narrow, dtype = (instances, n_features, n_samples), (instances, n_hidden, n_samples), bias.dtype
        self.H, self.dH, self.hidden_gate = np.empty(narrow, dtype), np.empty(narrow, dtype), np.empty(narrow, bool)
        self.Y, self.R, self.output_gate = np.empty(wide, dtype), np.empty(wide, dtype), np.empty(wide, bool)
        self.weighted_W2 = np.empty((instances, n_features, n_hidden), dtype)
        self.ones = np.ones(n_samples, dtype)
        self.importance = np.ascontiguousarray(np.broadcast_to(importance, bias.shape), dtype)
        self.rate = (2.0 / n_samples) * self.importance[..., np.newaxis]  # (instances, n, 1): 2/B I

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """Overwrite `gradients` and return the loss of every instance, shape (n_instances,).

        features (n_samples, n_features) or (n_instances, n_samples, n_features).
        """
        X = np.ascontiguousarray(np.swapaxes(features, -1, -2))  # (..., n, B); not a copy if it was drawn feature-major
        hidden_slope, output_slope = self._forward(X)
        loss = self._loss(X)
        self._backward(X, hidden_slope, output_slope)
        return loss

    def _forward(self, X: np.ndarray) -> tuple[np.ndarray | None, np.ndarray | None]:
        H, Y = self.H, self.Y
        np.matmul(self.W1, X, out=H)  # (instances, m, B): A, and H once sigma is applied
        if self.model.hidden_bias:
            H += self.parameters["hidden_bias"][..., np.newaxis]
        hidden_slope = _apply(self.model.hidden_map, H, self.hidden_gate)
        np.matmul(self.W2, H, out=Y)  # (instances, n, B): Z, and Y once tau is applied
        Y += self.parameters["bias"][..., np.newaxis]
        return hidden_slope, _apply(self.model.output_map, Y, self.output_gate)

    def _loss(self, X: np.ndarray) -> np.ndarray:
        R, B = self.R, X.shape[-1]
        np.subtract(self.Y, self.model.target(X), out=R)
        rows = R.reshape(-1, 1, B)
        squares = np.matmul(rows, np.swapaxes(rows, 1, 2)).reshape(R.shape[:2])  # (instances, n): sums over samples
        loss = (self.importance * squares).sum(axis=1) / B
        if self.l1 > 0.0:
            loss += self.l1 * np.abs(self.H).sum(axis=(1, 2)) / B
        return loss

    def _backward(self, X: np.ndarray, hidden_slope: np.ndarray | None, output_slope: np.ndarray | None) -> None:
        H, dH, R, gradients = self.H, self.dH, self.R, self.gradients
        if output_slope is not None:
            R *= output_slope  # R tau'(Z) from here on: dZ without the factor 2/B I
        np.multiply(self.W2, self.rate, out=self.weighted_W2)
        np.matmul(np.swapaxes(self.weighted_W2, 1, 2), R, out=dH)  # (instances, m, B)
        if self.l1 > 0.0:
            dH += (self.l1 / X.shape[-1]) * np.sign(H)
        if hidden_slope is not None:
            dH *= hidden_slope  # dA from here on
        dW2 = np.matmul(R, np.swapaxes(H, 1, 2)) * self.rate  # (instances, n, m)
        dW1 = np.matmul(dH, np.swapaxes(X, -1, -2))  # (instances, m, n)
        if self.model.tied:
            np.add(dW1, np.swapaxes(dW2, 1, 2), out=gradients["W"])
        else:
            gradients["W1"][...], gradients["W2"][...] = dW1, dW2
        np.multiply(R @ self.ones, self.rate[..., 0], out=gradients["bias"])
        if self.model.hidden_bias:
            np.matmul(dH, self.ones, out=gradients["hidden_bias"])


def _apply(sigma: Sigma, array: np.ndarray, gate: np.ndarray) -> np.ndarray | None:
    """Overwrite `array` by sigma(array) and return the slope, in `gate` if the map is gated; None for the identity,
    whose slope is 1."""
    if sigma is IDENTITY:
        return None
    slope = sigma.slope(array, out=gate) if sigma.gated else sigma.slope(array)  # before it is overwritten
    if sigma.gated:
        array *= slope  # the slope is booleans: multiplying by them is faster than a maximum
    else:
        array[...] = sigma.value(array)
    return slope
