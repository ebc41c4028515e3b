"""How does a dense autoencoder map images to images, what is the gradient of its loss, and how is it trained?

The network, for layers l = 1 .. L and a batch of N rows x of n pixels each::

    h_0 = x
    z_l = W_l h_{l-1} + bias_l
    h_l = f_l(z_l) for l < L: a functional form at every hidden layer
    y = z_L: a linear output layer
    loss = 1/(N n) sum (y - x)^2: the mean over samples and pixels

and, where the bottleneck's activations h have an L1 penalty (here called their price), as in sparse coding, training
minimises

    loss + l1_price/N sum |h|: |h| summed over neurons, averaged over samples

Conventions: W h of the formulas is ``h @ W.T`` on rows. The bottleneck is the narrowest hidden layer, the first if
there are several. An epoch is one pass over all rows in an order drawn anew; epoch 0 is the initialisation. Activations
are neither centred nor scaled: the spotlight is defined for directions seen from the origin, and the forms act about
the origin too.

Contents: Parameters, forward, bottleneck, pre_activations, narrowest, loss_and_gradient; require_fit, backpropagate
(for inner loops); LAYER_SIZES, initial_parameters, Training, train.

Source: a sequel to SRM by its author trains autoencoders (arXiv 2507.12070, abstract); sizes and settings are this
package's. Glorot and Bengio (2010) for the initial scale.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from srm_ref.checks import generator, integer, integers, number, real_array, refuse
from srm_ref.descent import SGD, Adam
from srm_ref.networks.functional_forms import FunctionalForm
from srm_ref.progress import Progress

__all__ = ["Parameters", "forward", "bottleneck", "pre_activations", "narrowest", "loss_and_gradient", "require_fit",
           "backpropagate", "LAYER_SIZES", "initial_parameters", "Training", "train"]

Parameters = dict[str, np.ndarray]
"""``W<l>`` of shape (n_out, n_in) and ``bias<l>`` of shape (n_out,) for every layer l = 1 .. L."""


def forward(parameters: Parameters, forms: Sequence[FunctionalForm], features: Any) -> list[np.ndarray]:
    """Run the network on `features` and return every layer, (n_samples, n_out) each: [h_1, .., h_{L-1}, y].

    >>> from srm_ref.networks.functional_forms import elementwise
    >>> parameters = {"W1": np.array([[1.0, 1.0]]), "bias1": np.zeros(1), "W2": np.ones((2, 1)), "bias2": np.ones(2)}
    >>> [layer.tolist() for layer in forward(parameters, [elementwise("relu", [[1.0]])], [[2.0, 3.0], [-2.0, 0.0]])]
    [[[5.0], [0.0]], [[6.0, 6.0], [1.0, 1.0]]]
    """
    features = require_fit(parameters, forms, features)
    z, h = _layers(parameters, forms, features)
    return [*h[1:], z[-1]]


def bottleneck(parameters: Parameters, forms: Sequence[FunctionalForm], features: Any) -> np.ndarray:
    """Return the activations of the narrowest hidden layer, (n_samples, n_bottleneck), neither centred nor scaled."""
    return forward(parameters, forms, features)[narrowest(forms)]


def pre_activations(parameters: Parameters, forms: Sequence[FunctionalForm], features: Any) -> np.ndarray:
    """Return what the form of the bottleneck b acts on, (n_samples, n_bottleneck): z_b = W_b h_{b-1} + bias_b.

    ``forms[narrowest(forms)].apply`` turns it into `bottleneck`.

    >>> from srm_ref.networks.functional_forms import elementwise
    >>> parameters = {"W1": np.array([[1.0, 1.0]]), "bias1": np.zeros(1), "W2": np.ones((2, 1)), "bias2": np.ones(2)}
    >>> pre_activations(parameters, [elementwise("relu", [[1.0]])], [[2.0, 3.0], [-2.0, 0.0]]).tolist()
    [[5.0], [-2.0]]
    """
    return _layers(parameters, forms, require_fit(parameters, forms, features))[0][narrowest(forms)]


def narrowest(forms: Sequence[FunctionalForm]) -> int:
    """Return the index of the narrowest hidden layer in `forms`, the first if there are several: the bottleneck.

    >>> from srm_ref.networks.functional_forms import isotropic
    >>> narrowest([isotropic("tanh", width) for width in (48, 16, 48)])
    1
    """
    return int(np.argmin([form.n_dims for form in forms]))


def loss_and_gradient(parameters: Parameters, forms: Sequence[FunctionalForm], features: Any, l1_price: float = 0.0
                      ) -> tuple[float, Parameters]:
    """Compute the loss 1/(N n) sum (y - x)^2 + l1_price/N sum |h|, h the bottleneck, and its gradient by hand.

    Line by line, with delta_l = d loss / d z_l (one row per sample) and J_l the Jacobian of f_l at z_l:

    1. delta_L = 2/(N n) (y - x)                       (the loss; y = z_L)
    2. d loss / d W_l = sum over samples delta_l h_{l-1}^T      (z_l = W_l h_{l-1} + bias_l)
    3. d loss / d bias_l = sum over samples delta_l
    4. d loss / d h_{l-1} = W_l^T delta_l              (the same line of the network)
    5. delta_{l-1} = J_{l-1}^T (W_l^T delta_l)         (h_{l-1} = f_{l-1}(z_{l-1}): the form's vector-Jacobian product)

    The price reaches the weights through the activations h = h_b of the bottleneck b alone, and d |h| / d h = sign(h)
    for each neuron, so line 4 has one more term where l - 1 = b, before the form:

    4b. d loss / d h_b = W_{b+1}^T delta_{b+1} + l1_price/N sign(h_b)

    Where an activation is exactly 0, |h| has no slope and sign(0) = 0 is taken: a subgradient. The price, at least 0,
    is on the activations in the standard basis, whatever the basis of the form. The gradient has the keys and shapes of
    `parameters`: its entries are the derivatives with respect to theirs.

    >>> from srm_ref.networks.functional_forms import elementwise
    >>> parameters = {"W1": np.array([[2.0]]), "bias1": np.zeros(1), "W2": np.array([[1.0]]), "bias2": np.zeros(1)}
    >>> loss, gradients = loss_and_gradient(parameters, [elementwise("relu", [[1.0]])], [[3.0]])
    >>> loss, {name: value.ravel().tolist() for name, value in gradients.items()}
    (9.0, {'W1': [18.0], 'bias1': [6.0], 'W2': [36.0], 'bias2': [6.0]})
    >>> loss, gradients = loss_and_gradient(parameters, [elementwise("relu", [[1.0]])], [[3.0]], l1_price=0.5)
    >>> loss, gradients["bias1"].tolist(), gradients["W2"].tolist()  # 0.5 |6| more, and 0.5 more for every h
    (12.0, [6.5], [[36.0]])
    """
    features, l1_price = require_fit(parameters, forms, features), number(l1_price, "l1_price", 0.0)
    gradients = {name: np.empty_like(value) for name, value in parameters.items()}
    return backpropagate(parameters, forms, features, gradients, l1_price), gradients


def require_fit(parameters: Parameters, forms: Sequence[FunctionalForm], features: Any) -> np.ndarray:
    """Return `features` as float64, (n_samples, n_pixels), if all arguments fit one autoencoder, or refuse them.
    """
    features = real_array(features, "features", ("n_samples", "n_pixels"))
    if not forms or not all(isinstance(form, FunctionalForm) for form in forms):
        refuse("forms", "one FunctionalForm for every hidden layer", f"{forms!r:.60}")
    sizes = [features.shape[1], *(form.n_dims for form in forms), features.shape[1]]
    shapes = {}
    for layer, (n_in, n_out) in enumerate(zip(sizes, sizes[1:]), start=1):
        shapes[f"W{layer}"], shapes[f"bias{layer}"] = (n_out, n_in), (n_out,)
    if not isinstance(parameters, dict) or parameters.keys() != shapes.keys():
        found = list(parameters) if isinstance(parameters, dict) else type(parameters).__name__
        refuse("parameters", f"the keys {list(shapes)}", str(found))
    for name, shape in shapes.items():
        value = parameters[name]
        if not isinstance(value, np.ndarray) or value.dtype != np.float64 or value.shape != shape:
            refuse(f"parameters[{name!r}]", f"a float64 array of shape {shape}",
                   f"{getattr(value, 'dtype', type(value).__name__)} of shape {np.shape(value)}")
    return features


def backpropagate(parameters: Parameters, forms: Sequence[FunctionalForm], features: np.ndarray,
                  gradients: Parameters, l1_price: float = 0.0) -> float:
    """Write the gradient of `loss_and_gradient`, with `l1_price`, into `gradients`; return the loss; check nothing.

    gradients (dict of arrays, keys and shapes of `parameters`): overwritten.
    """
    z, h = _layers(parameters, forms, features)
    error = z[-1] - features  # (n_samples, n_pixels)
    delta = (2.0 / error.size) * error
    priced, price = (narrowest(forms) + 1, l1_price / len(features)) if l1_price else (None, 0.0)  # b, and each |h_b|'s
    for layer in range(len(z), 0, -1):
        np.matmul(delta.T, h[layer - 1], out=gradients[f"W{layer}"])
        np.sum(delta, axis=0, out=gradients[f"bias{layer}"])
        if layer > 1:
            upstream = delta @ parameters[f"W{layer}"]  # d loss / d h_{layer - 1}
            if layer - 1 == priced:
                upstream += price * np.sign(h[priced])
            delta = forms[layer - 2].pullback(z[layer - 2], upstream)
    paid = price * float(np.abs(h[priced]).sum()) if priced else 0.0
    return float(np.vdot(error, error)) / error.size + paid


def _layers(parameters: Parameters, forms: Sequence[FunctionalForm], features: np.ndarray
            ) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return [z_1, .., z_L] and [h_0, .., h_{L-1}]."""
    h = [features]
    z = []
    for layer in range(1, len(forms) + 2):
        z.append(h[-1] @ parameters[f"W{layer}"].T + parameters[f"bias{layer}"])
        if layer <= len(forms):
            h.append(forms[layer - 1].forward(z[-1]))
    return z, h


LAYER_SIZES = (64, 48, 16, 48, 64)
"""From the 64 pixels of the 8x8 digits through 16 neurons at the bottleneck back to 64 pixels."""


def initial_parameters(layer_sizes: Sequence[int], rng: np.random.Generator) -> Parameters:
    """Draw weights from N(0, 2 / (n_in + n_out)), Glorot's normal initialisation; biases are 0.

    Normal and not uniform: the distribution of a normal matrix does not change under rotations of its rows or columns,
    so that the initial weights prefer no basis. layer_sizes: widths from the input to the output; the last equals the
    first.

    >>> parameters = initial_parameters([64, 16, 64], np.random.default_rng(0))
    >>> {name: value.shape for name, value in parameters.items()}
    {'W1': (16, 64), 'bias1': (16,), 'W2': (64, 16), 'bias2': (64,)}
    """
    sizes = integers(layer_sizes, "layer_sizes", 1)
    if len(sizes) < 3 or sizes[0] != sizes[-1]:
        refuse("layer_sizes", "at least three sizes, the last equal to the first", str(sizes))
    generator(rng)
    parameters = {}
    for layer, (n_in, n_out) in enumerate(zip(sizes, sizes[1:]), start=1):
        parameters[f"W{layer}"] = np.sqrt(2.0 / (n_in + n_out)) * rng.standard_normal((n_out, n_in))
        parameters[f"bias{layer}"] = np.zeros(n_out)
    return parameters


class Training(NamedTuple):
    """Hold what `train` recorded: one entry on the first axis for every snapshot.

    epochs (n_snapshots,): epochs finished at each snapshot; 0 is the initialisation. activations (n_snapshots,
    n_samples, n_bottleneck): bottleneck activations of every row of the features, neither centred nor scaled. losses
    (n_snapshots,): mean squared error over all features and pixels; the price of activations is not included.
    parameters (tuple of dicts of arrays, length n_snapshots).
    """

    epochs: np.ndarray
    activations: np.ndarray
    losses: np.ndarray
    parameters: tuple[Parameters, ...]


def train(features: Any, forms: Sequence[FunctionalForm], parameters: Parameters, n_epochs: int,
          rng: np.random.Generator, *, snapshot_epochs: Sequence[int] | None = None, optimiser: SGD | Adam = Adam(),
          batch_size: int = 24, l1_price: float = 0.0, progress: Progress | None = None) -> Training:
    """Train from `parameters` on `features`, shuffled anew by `rng` before every epoch, and keep snapshots.

    Adam scales every parameter separately and is therefore not equivariant under rotations of a layer, whereas SGD is:
    with Adam a weak preference for the standard basis may come from the optimiser alone. Generators in the same state
    give the same batches whatever the forms are. Raises ValueError if a parameter or a loss is no longer finite.

    parameters: where training starts; not changed. n_epochs: at least 0. optimiser: SGD, Adam or AdamW.
    snapshot_epochs: increasing, in [0, n_epochs]; default (0, n_epochs).
    batch_size: at least 1; the last batch of an epoch is smaller if the samples do not divide evenly.
    l1_price: at least 0, of the bottleneck's activations: see `loss_and_gradient`. progress: counts epochs.
    """
    features = require_fit(parameters, forms, features)
    n_epochs, batch_size = integer(n_epochs, "n_epochs", 0), integer(batch_size, "batch_size", 1)
    snapshot_epochs = _snapshot_epochs(snapshot_epochs, n_epochs)
    generator(rng)
    l1_price = number(l1_price, "l1_price", 0.0)
    flat, parameters = _packed(parameters)
    slope, gradients = _packed(parameters)
    state = optimiser.initial_state({"all": flat})
    snapshots = []
    for epoch in range(n_epochs + 1):
        if epoch > 0:
            shuffled = features[rng.permutation(len(features))]
            # a network that diverges is refused at its next snapshot
            with np.errstate(over="ignore", invalid="ignore"):
                for start in range(0, len(features), batch_size):
                    backpropagate(parameters, forms, shuffled[start:start + batch_size], gradients, l1_price)
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
    epochs = integers(snapshot_epochs, "snapshot_epochs", 0, n_epochs)
    if not epochs or any(later <= earlier for earlier, later in zip(epochs, epochs[1:])):
        refuse("snapshot_epochs", "one epoch or more, increasing", str(epochs))
    return epochs
