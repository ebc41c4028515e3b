"""How does a dense autoencoder map images to images, and what is the gradient of its loss?

The network, for layers l = 1 .. L and a batch of N rows x of n pixels each::

    h_0 = x
    z_l = W_l h_{l-1} + bias_l
    h_l = f_l(z_l) for l < L: a functional form at every hidden layer
    y = z_L: a linear output layer
    loss = 1/(N n) sum (y - x)^2: the mean over samples and pixels

Conventions: parameters are a dict W1, bias1, .., WL, biasL with W_l of shape (n_out, n_in), so that W h of the formulas
is ``h @ W.T`` on rows. `forms` holds one functional form for every hidden layer, of that layer's width. The bottleneck
is the narrowest hidden layer (the first of equals). Everything is float64.

Contents: Parameters, forward, bottleneck, narrowest, loss_and_gradient; require_fit, backpropagate for inner loops.

Source: SRM, the autoencoders of its experiments.
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from srm_ref.checks import real_array, refuse
from srm_ref.networks.functional_forms import FunctionalForm

__all__ = ["Parameters", "forward", "bottleneck", "narrowest", "loss_and_gradient", "require_fit",
           "backpropagate"]

Parameters = dict[str, np.ndarray]
"""``W<l>`` of shape (n_out, n_in) and ``bias<l>`` of shape (n_out,) for every layer l = 1 .. L."""


def forward(parameters: Parameters, forms: Sequence[FunctionalForm], features: Any) -> list[np.ndarray]:
    """Run the network on rows of `features` and return every layer: [h_1, .., h_{L-1}, y].

    Parameters
    ----------
    parameters : dict of arrays, W1, bias1, .., WL, biasL
    forms : sequence of FunctionalForm, one a hidden layer
    features : array_like, shape (n_samples, n_pixels)

    Returns
    -------
    list of ndarray, shape (n_samples, n_out) of each layer
        The last is the reconstruction.

    Raises
    ------
    ValueError
        Parameters, forms and features that do not fit each other; features not finite.

    Examples
    --------
    >>> from srm_ref.networks.functional_forms import elementwise
    >>> parameters = {"W1": np.array([[1.0, 1.0]]), "bias1": np.zeros(1), "W2": np.ones((2, 1)), "bias2": np.ones(2)}
    >>> [layer.tolist() for layer in forward(parameters, [elementwise("relu", [[1.0]])], [[2.0, 3.0], [-2.0, 0.0]])]
    [[[5.0], [0.0]], [[6.0, 6.0], [1.0, 1.0]]]
    """
    features = require_fit(parameters, forms, features)
    z, h = _layers(parameters, forms, features)
    return [*h[1:], z[-1]]


def bottleneck(parameters: Parameters, forms: Sequence[FunctionalForm], features: Any) -> np.ndarray:
    """Return the activations of the narrowest hidden layer, raw: neither centred nor scaled.

    Parameters
    ----------
    parameters, forms, features
        As in `forward`.

    Returns
    -------
    ndarray, shape (n_samples, n_bottleneck)

    Raises
    ------
    ValueError
        As `forward`.
    """
    return forward(parameters, forms, features)[narrowest(forms)]


def narrowest(forms: Sequence[FunctionalForm]) -> int:
    """Return the index of the narrowest hidden layer in `forms`, the first of equals: the bottleneck.

    Parameters
    ----------
    forms : sequence of FunctionalForm, one a hidden layer

    Returns
    -------
    int

    Examples
    --------
    >>> from srm_ref.networks.functional_forms import isotropic
    >>> narrowest([isotropic("tanh", width) for width in (48, 16, 48)])
    1
    """
    return int(np.argmin([form.n_dims for form in forms]))


def loss_and_gradient(parameters: Parameters, forms: Sequence[FunctionalForm], features: Any
                      ) -> tuple[float, Parameters]:
    """Compute the loss 1/(N n) sum (y - x)^2 and its gradient by backpropagation.

    Line by line, with delta_l = d loss / d z_l (one row a sample) and J_l the Jacobian of f_l at z_l:

    1. delta_L = 2/(N n) (y - x)                       (the loss; y = z_L)
    2. d loss / d W_l = sum over samples delta_l h_{l-1}^T      (z_l = W_l h_{l-1} + bias_l)
    3. d loss / d bias_l = sum over samples delta_l
    4. d loss / d h_{l-1} = W_l^T delta_l              (the same line of the network)
    5. delta_{l-1} = J_{l-1}^T (W_l^T delta_l)         (h_{l-1} = f_{l-1}(z_{l-1}): the form's vector-Jacobian product)

    Parameters
    ----------
    parameters, forms, features
        As in `forward`; the features are inputs and targets.

    Returns
    -------
    loss : float
    gradients : dict of arrays, keys and shapes of `parameters`

    Raises
    ------
    ValueError
        As `forward`.

    Examples
    --------
    >>> from srm_ref.networks.functional_forms import elementwise
    >>> parameters = {"W1": np.array([[2.0]]), "bias1": np.zeros(1), "W2": np.array([[1.0]]), "bias2": np.zeros(1)}
    >>> loss, gradients = loss_and_gradient(parameters, [elementwise("relu", [[1.0]])], [[3.0]])
    >>> loss, {name: value.ravel().tolist() for name, value in gradients.items()}
    (9.0, {'W1': [18.0], 'bias1': [6.0], 'W2': [36.0], 'bias2': [6.0]})
    """
    features = require_fit(parameters, forms, features)
    gradients = {name: np.empty_like(value) for name, value in parameters.items()}
    return backpropagate(parameters, forms, features, gradients), gradients


def require_fit(parameters: Parameters, forms: Sequence[FunctionalForm], features: Any) -> np.ndarray:
    """Return `features` as float64 if `parameters`, `forms` and `features` make one autoencoder, or refuse them.

    Parameters
    ----------
    parameters, forms, features
        As in `forward`.

    Returns
    -------
    ndarray, shape (n_samples, n_pixels)

    Raises
    ------
    ValueError
        A parameter missing, superfluous, not float64 or of a shape that does not fit its neighbours; forms of other
        widths; features not finite or of another width.
    """
    features = real_array(features, "features", ("n_samples", "n_pixels"))
    if not forms or not all(isinstance(form, FunctionalForm) for form in forms):
        refuse("forms", "one FunctionalForm for every hidden layer", f"{forms!r:.60}")
    sizes = [features.shape[1], *(form.n_dims for form in forms), features.shape[1]]
    shapes = {}
    for layer, (n_in, n_out) in enumerate(zip(sizes, sizes[1:]), start=1):
        shapes[f"W{layer}"], shapes[f"bias{layer}"] = (n_out, n_in), (n_out,)
    if parameters.keys() != shapes.keys():
        refuse("parameters", f"the keys {list(shapes)}", str(list(parameters)))
    for name, shape in shapes.items():
        value = parameters[name]
        if not isinstance(value, np.ndarray) or value.dtype != np.float64 or value.shape != shape:
            refuse(f"parameters[{name!r}]", f"a float64 array of shape {shape}",
                   f"{getattr(value, 'dtype', type(value).__name__)} of shape {np.shape(value)}")
    return features


def backpropagate(parameters: Parameters, forms: Sequence[FunctionalForm], features: np.ndarray,
                  gradients: Parameters) -> float:
    """Write the gradient of `loss_and_gradient` into the arrays of `gradients` and return the loss; nothing is checked.

    Parameters
    ----------
    parameters, forms, features
        As in `forward`, known to fit.
    gradients : dict of arrays, keys and shapes of `parameters`
        Overwritten.

    Returns
    -------
    float
    """
    z, h = _layers(parameters, forms, features)
    error = z[-1] - features  # (n_samples, n_pixels)
    delta = (2.0 / error.size) * error
    for layer in range(len(z), 0, -1):
        np.matmul(delta.T, h[layer - 1], out=gradients[f"W{layer}"])
        np.sum(delta, axis=0, out=gradients[f"bias{layer}"])
        if layer > 1:
            delta = forms[layer - 2].pullback(z[layer - 2], delta @ parameters[f"W{layer}"])
    return float(np.vdot(error, error)) / error.size


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
