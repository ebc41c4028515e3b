"""What does the ReLU output model lose, whatever the distribution of the active features? Exactly, with gradient.

    E L = sum over active sets K of P(K) sum_i I_i E_K (x_i - relu(z_i))^2,   z = W^T W x + b,

E_K over features of K independent and uniform on [0, 1], the others 0. Computed by cutting the cube into faces
(`srm_ref.superposition.subdivision`), in time and memory of order 3^n_features. Independent, correlated, partly
correlated and anticorrelated features differ in P alone (`srm_ref.superposition.active_sets`).

Accuracy, measured against exact rational arithmetic over mixtures of vanishing, tiny and large weights: 1e-12 relative
for a given Gram matrix W^T W, usually 1e-15. Rounding W^T W itself adds an error of about 1e-16 relative to the square
root of the loss, so that of a loss 1e-13 of the zero model's nine digits are left.

Conventions: a leading instance axis on the parameters evaluates many models at once.

Contents: active_set_loss, active_set_loss_and_gradient.

Source: TMS sections "Demonstrating Superposition" (the model) and "Mathematical Understanding" (the sum over k).
"""

from __future__ import annotations

from typing import Any, Iterator

import numpy as np

from srm_ref.superposition.arguments import checked_parameters, checked_rows, few_features, number_or_row
from srm_ref.superposition.output_units import Corners, Units, corners, starting_load
from srm_ref.superposition.subdivision import mean_squares, mean_squares_and_slopes

__all__ = ["active_set_loss", "active_set_loss_and_gradient"]

_NUMBERS_AT_ONCE = 2**16  # of one array over all faces: what fits the cache
_ROWS_AT_LEAST = 6  # narrower arrays are gathered too slowly, wider ones take memory


def active_set_loss(parameters: dict[str, Any], importance: Any, probability: Any) -> float | np.ndarray:
    """Return the exact expected loss of the ReLU output model over any distribution of active sets.

    Parameters
    ----------
    parameters : dict of arrays
        "W", shape (n_hidden, n_features) or (n_instances, n_hidden, n_features), at most 12 features;
        "bias", shape (n_features,) or (n_instances, n_features).
    importance : array_like, shape (n_features,) or (n_instances, n_features)
        Not negative.
    probability : array_like, shape (2^n_features,) or (n_instances, 2^n_features)
        Of every active set, not negative. Need not sum to 1: the loss is linear in it.

    Returns
    -------
    float, or ndarray of shape (n_instances,)

    Raises
    ------
    ValueError
        Shapes that do not fit, numbers that are not finite, negative importance or probability, too many features.

    Examples
    --------
    Two features that are never active together are stored in one number without loss.

    >>> active_set_loss({"W": [[1.0, -1.0]], "bias": [0.0, 0.0]}, [1.0, 1.0], [0.2, 0.4, 0.4, 0.0])
    0.0
    """
    W, bias, importance, chance = _checked(parameters, importance, probability)
    squares = np.concatenate([mean_squares(*part) for part in _parts(W, bias, chance)]).reshape(bias.shape)
    loss = (importance * squares).sum(axis=-1)
    return number_or_row(loss)


def active_set_loss_and_gradient(parameters: dict[str, Any], importance: Any,
                                 probability: Any) -> tuple[float | np.ndarray, dict[str, np.ndarray]]:
    """Return the exact expected loss over any distribution of active sets, and its gradient.

    ``dE L/dG_ij = -2 I_i E [z_i > 0] (x_i - z_i) x_j = U_ij``, and with G = W^T W: ``dW = W (U + U^T)``;
    ``dE L/db_i = -2 I_i E [z_i > 0] (x_i - z_i)``. Where z_i = 0 with positive probability, relu'(0) = 0.

    Parameters
    ----------
    parameters, importance, probability
        As in `active_set_loss`.

    Returns
    -------
    loss : float, or ndarray of shape (n_instances,)
    gradients : dict of arrays, keys and shapes of `parameters`

    Raises
    ------
    ValueError
        As in `active_set_loss`.

    Examples
    --------
    One feature, always active, b = 0: L = (1 - w^2)^2 / 3, dL/dw = -4 w (1 - w^2) / 3.

    >>> loss, gradient = active_set_loss_and_gradient({"W": [[0.5]], "bias": [0.0]}, [1.0], [0.0, 1.0])
    >>> loss, gradient["W"].tolist()
    (0.1875, [[-0.5]])
    """
    W, bias, importance, chance = _checked(parameters, importance, probability)
    squares, slopes = zip(*(mean_squares_and_slopes(*part) for part in _parts(W, bias, chance)))
    loss = (importance * np.concatenate(squares).reshape(bias.shape)).sum(axis=-1)
    slopes = importance[..., np.newaxis] * np.concatenate(slopes, axis=1).T.reshape(*bias.shape, -1)  # (..., n, n + 1)
    U = slopes[..., :-1]
    gradients = {"W": W @ (U + np.swapaxes(U, -1, -2)), "bias": slopes[..., -1]}
    return number_or_row(loss), gradients


def _checked(parameters: Any, importance: Any, probability: Any) -> tuple[np.ndarray, ...]:
    W, bias = checked_parameters(parameters)
    instances, n = W.shape[:-2], few_features(W.shape[-1], "parameters['W']")
    chance = checked_rows(probability, "probability", instances, 2**n)
    return W, bias, checked_rows(importance, "importance", instances, n), chance


def _parts(W: np.ndarray, bias: np.ndarray, chance: np.ndarray) -> Iterator[tuple[Units, Corners, np.ndarray]]:
    """Lay the units of all instances side by side, in parts that fit the cache, and prepare each part."""
    n = W.shape[-1]
    gram = (np.swapaxes(W, -1, -2) @ W).reshape(-1, n)
    bias, chance = bias.ravel(), chance.reshape(-1, 2**n)
    size = max(_ROWS_AT_LEAST, _NUMBERS_AT_ONCE // 3**n)
    for start in range(0, len(bias), size):
        row = np.arange(start, min(start + size, len(bias)))
        units = Units(gram[row].T, bias[row], row % n)
        yield units, corners(units), starting_load(units, chance[row // n].T)
