"""How is one training step made fast? The models' loss and gradient once more: unchecked, in place, features first.

What the steps compute is what `Model.loss_and_gradient` computes, and the tests compare the two; what differs is how:

- arrays are feature-major, (n_instances, n_features, n_samples): importances and biases then multiply long runs of
  memory, where rows of five features would cost a loop each;
- every array of the size of the batch is made once and overwritten in each step;
- importance and 2/B multiply the small matrices, not the batch: with E the masked residual, dZ = (2/B) I E, so
  dH = (2/B V^T I) E and dV = 2/B I (E H^T), V the decoder (W^T, or W2);
- sums of squares and row sums are matrix products.

The kernel does not call the model's own steps: it knows those of four classes, and `require_known` refuses every other.

Contents: Kernel, require_known.

Source: as for the models, TMS section "Demonstrating Superposition"; the arrangement is ours.
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import refuse
from srm_ref.superposition.models import AbsoluteValue, Arrays, Linear, Model, ReluHidden, ReluOutput

__all__ = ["Kernel", "require_known"]

KNOWN = (Linear, ReluOutput, ReluHidden, AbsoluteValue)  # a subclass may run, judge and pull back in steps of its own


def require_known(model: Model) -> Model:
    """Return `model` if a `Kernel` computes its loss and gradient, or refuse it: its steps would not be the ones taken.

    Parameters
    ----------
    model : Model

    Returns
    -------
    Model

    Raises
    ------
    ValueError
        Anything but an instance of one of the four classes themselves, with no attribute of its own.

    Examples
    --------
    >>> require_known(ReluOutput()).name
    'relu_output'
    """
    if type(model) not in KNOWN:
        refuse("model", "one whose steps the training kernel knows, of class " + ", ".join(kind.__name__ for kind in KNOWN)
               + "; train any other with its own loss_and_gradient and an optimiser of srm_ref.descent", type(model).__name__)
    if vars(model):
        refuse("model", f"a {type(model).__name__} as its class defines it, whose steps the training kernel knows",
               f"attributes of its own: {', '.join(vars(model))}")
    return model


class Kernel:
    """Loss and gradient of `model` for batches of `n_samples`, in buffers that each call overwrites.

    Parameters
    ----------
    model : Model
    parameters : dict of arrays, with an instance axis
        Read anew in each call, so that an optimiser may change them in place.
    gradients : dict of arrays, keys and shapes of `parameters`
        Overwritten in each call.
    importance : ndarray, shape (n_features,) or (n_instances, n_features)
    n_samples : int
    l1 : float

    Notes
    -----
    Nothing is checked, not even by `require_known`: `train` has checked everything once.
    """

    def __init__(self, model: Model, parameters: Arrays, gradients: Arrays, importance: np.ndarray, n_samples: int,
                 l1: float = 0.0) -> None:
        self.model, self.parameters, self.gradients, self.l1 = model, parameters, gradients, l1
        first, bias = parameters[next(iter(model.shapes))], parameters["bias"]
        (instances, n_hidden, n_features), dtype = first.shape, bias.dtype
        wide, narrow = (instances, n_features, n_samples), (instances, n_hidden, n_samples)
        self.H, self.dH = np.empty(narrow, dtype), np.empty(narrow, dtype)
        self.Z, self.E, self.on = np.empty(wide, dtype), np.empty(wide, dtype), np.empty(wide, bool)
        self.hidden_on = np.empty(narrow, bool)
        self.decoder = np.empty((instances, n_features, n_hidden), dtype)
        self.ones = np.ones(n_samples, dtype)
        self.importance = np.ascontiguousarray(np.broadcast_to(importance, bias.shape), dtype)
        self.slope = (2.0 / n_samples) * self.importance[..., np.newaxis]  # (instances, n_features, 1)

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """Overwrite `gradients` and return the loss of every instance, shape (n_instances,).

        Parameters
        ----------
        features : ndarray, shape (n_samples, n_features) or (n_instances, n_samples, n_features)
        """
        X = np.ascontiguousarray(np.swapaxes(features, -1, -2))  # (..., n, B); no copy if it was drawn feature-major
        encoder, decoder = self._matrices()
        self._forward(X, encoder, decoder)
        loss = self._residual(X)
        self._backward(X, decoder)
        return loss

    def _matrices(self) -> tuple[np.ndarray, np.ndarray]:
        if "W" in self.parameters:
            return self.parameters["W"], np.swapaxes(self.parameters["W"], 1, 2)
        return self.parameters["W1"], self.parameters["W2"]

    def _forward(self, X: np.ndarray, encoder: np.ndarray, decoder: np.ndarray) -> None:
        H, Z = self.H, self.Z
        np.matmul(encoder, X, out=H)  # (instances, m, B)
        if self.model.rectifies_hidden:
            np.maximum(H, 0.0, out=H)
        np.matmul(decoder, H, out=Z)  # (instances, n, B)
        Z += self.parameters["bias"][..., np.newaxis]
        if self.model.rectifies_output:
            np.greater(Z, 0.0, out=self.on)
            Z *= self.on  # Z is Y from here on

    def _residual(self, X: np.ndarray) -> np.ndarray:
        E, B = self.E, X.shape[-1]
        np.subtract(self.Z, self.model.target(X), out=E)
        rows = E.reshape(-1, 1, B)
        squares = np.matmul(rows, np.swapaxes(rows, 1, 2)).reshape(E.shape[:2])  # sum over samples
        loss = (self.importance * squares).sum(axis=1) / B
        if self.l1 > 0.0:
            loss += self.l1 * np.abs(self.H).sum(axis=(1, 2)) / B
        if self.model.rectifies_output:
            E *= self.on
        return loss

    def _backward(self, X: np.ndarray, decoder: np.ndarray) -> None:
        H, dH, E = self.H, self.dH, self.E
        np.multiply(decoder, self.slope, out=self.decoder)
        np.matmul(np.swapaxes(self.decoder, 1, 2), E, out=dH)  # (instances, m, B)
        if self.l1 > 0.0:
            dH += (self.l1 / X.shape[-1]) * np.sign(H)
        if self.model.rectifies_hidden:
            dH *= np.greater(H, 0.0, out=self.hidden_on)
        from_decoder = np.matmul(E, np.swapaxes(H, 1, 2)) * self.slope  # (instances, n, m)
        from_encoder = np.matmul(dH, np.swapaxes(X, -1, -2))  # (instances, m, n)
        if "W" in self.gradients:
            np.add(from_encoder, np.swapaxes(from_decoder, 1, 2), out=self.gradients["W"])
        else:
            self.gradients["W1"][...], self.gradients["W2"][...] = from_encoder, from_decoder
        np.multiply(E @ self.ones, self.slope[..., 0], out=self.gradients["bias"])
