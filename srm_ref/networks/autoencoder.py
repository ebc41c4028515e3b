"""What do the bottleneck activations of an autoencoder look like at the start of training, and on the way?

The network is that of `dense`: a functional form at every hidden layer, a linear output, the mean squared error.

Conventions: an epoch is one pass over all rows in an order drawn anew; epoch 0 is the initialisation. Activations are
kept raw, neither centred nor scaled: the spotlight is defined on directions seen from the origin, and the functional
forms act about the origin too.

Contents: LAYER_SIZES, initial_parameters, Training, train.

Source: SRM, the autoencoders of its experiments; Glorot and Bengio (2010) for the initial scale.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from srm_ref.checks import generator, integer, refuse
from srm_ref.descent import SGD, Adam
from srm_ref.networks.dense import Parameters, backpropagate, forward, narrowest, require_fit
from srm_ref.networks.functional_forms import FunctionalForm
from srm_ref.progress import Progress

__all__ = ["LAYER_SIZES", "initial_parameters", "Training", "train"]

LAYER_SIZES = (64, 48, 16, 48, 64)
"""The 8x8 digits in, 16 neurons at the bottleneck, and the same way back."""


def initial_parameters(layer_sizes: Sequence[int], rng: np.random.Generator) -> Parameters:
    """Draw weights from N(0, 2 / (n_in + n_out)), Glorot's normal initialisation; biases are 0.

    Parameters
    ----------
    layer_sizes : sequence of int, at least three
        Widths from the input to the output; the last equals the first.
    rng : numpy.random.Generator

    Returns
    -------
    dict of arrays
        ``W<l>`` of shape (n_out, n_in) and ``bias<l>`` of shape (n_out,) for l = 1 .. n_layers.

    Raises
    ------
    ValueError
        Fewer than three sizes, a size below 1, or a last size unlike the first.

    Notes
    -----
    Normal and not uniform: the distribution of a normal matrix does not change under rotations of its rows or columns,
    so that the initial weights prefer no basis.

    Examples
    --------
    >>> parameters = initial_parameters([64, 16, 64], np.random.default_rng(0))
    >>> {name: value.shape for name, value in parameters.items()}
    {'W1': (16, 64), 'bias1': (16,), 'W2': (64, 16), 'bias2': (64,)}
    """
    sizes = [integer(size, "layer_sizes", 1) for size in layer_sizes]
    if len(sizes) < 3 or sizes[0] != sizes[-1]:
        refuse("layer_sizes", "at least three sizes, the last equal to the first", str(sizes))
    generator(rng)
    parameters = {}
    for layer, (n_in, n_out) in enumerate(zip(sizes, sizes[1:]), start=1):
        parameters[f"W{layer}"] = np.sqrt(2.0 / (n_in + n_out)) * rng.standard_normal((n_out, n_in))
        parameters[f"bias{layer}"] = np.zeros(n_out)
    return parameters


class Training(NamedTuple):
    """What `train` saw: one entry on the first axis for every snapshot.

    Attributes
    ----------
    epochs : ndarray of int, shape (n_snapshots,)
        Epochs finished at each snapshot; 0 is the initialisation.
    activations : ndarray, shape (n_snapshots, n_samples, n_bottleneck)
        Bottleneck activations of every row of the features, raw.
    losses : ndarray, shape (n_snapshots,)
        Mean squared error over all features and pixels.
    parameters : tuple of dicts of arrays, length n_snapshots
    """

    epochs: np.ndarray
    activations: np.ndarray
    losses: np.ndarray
    parameters: tuple[Parameters, ...]


def train(features: Any, forms: Sequence[FunctionalForm], parameters: Parameters, n_epochs: int,
          rng: np.random.Generator, *, snapshot_epochs: Sequence[int] | None = None, optimiser: SGD | Adam = Adam(),
          batch_size: int = 24, progress: Progress | None = None) -> Training:
    """Train from `parameters` on `features`, shuffled anew by `rng` before every epoch, and keep snapshots.

    Parameters
    ----------
    features : array_like, shape (n_samples, n_pixels)
    forms : sequence of FunctionalForm, one a hidden layer
    parameters : dict of arrays, as `initial_parameters` returns
        Where training starts; not changed.
    n_epochs : int
        At least 0.
    rng : numpy.random.Generator
        Draws the batches and nothing else: equal generators give equal batches whatever the forms are.
    snapshot_epochs : sequence of int in [0, n_epochs], increasing, optional
        Default: (0, n_epochs).
    optimiser : SGD, Adam or AdamW
    batch_size : int
        At least 1. An epoch's last batch is smaller where the division leaves a rest.
    progress : callable, optional
        Called as ``progress(epochs done, n_epochs)``.

    Returns
    -------
    Training

    Raises
    ------
    ValueError
        As `forward`; snapshots out of range or order; training that leaves the finite numbers.

    Notes
    -----
    Adam scales every parameter by itself and therefore is not equivariant under rotations of a layer, as SGD is: with
    Adam a weak preference for the standard basis may come from the optimiser alone.
    """
    features = require_fit(parameters, forms, features)
    n_epochs, batch_size = integer(n_epochs, "n_epochs", 0), integer(batch_size, "batch_size", 1)
    snapshot_epochs = _snapshot_epochs(snapshot_epochs, n_epochs)
    generator(rng)
    flat, parameters = _packed(parameters)
    slope, gradients = _packed(parameters)
    state = optimiser.initial_state({"all": flat})
    snapshots = []
    for epoch in range(n_epochs + 1):
        if epoch > 0:
            shuffled = features[rng.permutation(len(features))]
            with np.errstate(over="ignore", invalid="ignore"):  # a network that blows up is refused at its snapshot
                for start in range(0, len(features), batch_size):
                    backpropagate(parameters, forms, shuffled[start:start + batch_size], gradients)
                    optimiser.update({"all": flat}, {"all": slope}, state)
            if progress is not None:
                progress(epoch, n_epochs)
        if epoch in snapshot_epochs:
            snapshots.append(_snapshot(parameters, forms, features, epoch))
    epochs, activations, losses, kept = zip(*snapshots)
    return Training(np.array(epochs), np.array(activations), np.array(losses), kept)


def _packed(parameters: Parameters) -> tuple[np.ndarray, Parameters]:
    """Copy all parameters into one vector, and return it with a dict of views of it: one update then moves them all."""
    flat = np.concatenate([value.ravel() for value in parameters.values()])
    pieces = np.split(flat, np.cumsum([value.size for value in parameters.values()])[:-1])
    return flat, {name: piece.reshape(parameters[name].shape) for name, piece in zip(parameters, pieces)}


def _snapshot(parameters: Parameters, forms: Sequence[FunctionalForm], features: np.ndarray, epoch: int
              ) -> tuple[int, np.ndarray, float, Parameters]:
    with np.errstate(over="ignore", invalid="ignore"):
        layers = forward(parameters, forms, features)
        loss = float(np.mean((layers[-1] - features) ** 2))
    if not np.isfinite(loss):
        refuse("optimiser", "steps that keep the network finite", f"a loss of {loss} after epoch {epoch}")
    return epoch, layers[narrowest(forms)], loss, {name: value.copy() for name, value in parameters.items()}


def _snapshot_epochs(snapshot_epochs: Sequence[int] | None, n_epochs: int) -> list[int]:
    if snapshot_epochs is None:
        return sorted({0, n_epochs})
    epochs = [integer(epoch, "snapshot_epochs", 0, n_epochs) for epoch in snapshot_epochs]
    if not epochs or any(later <= earlier for earlier, later in zip(epochs, epochs[1:])):
        refuse("snapshot_epochs", "at least one epoch, increasing", str(epochs))
    return epochs
