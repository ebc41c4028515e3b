"""What does the ReLU output model lose on ALL the data? The exact expected loss, without samples and their noise.

    E L = sum_i I_i E (x_i - relu(z_i))^2,   z = W^T W x + b,
          x_j = 0 with probability S_j, else uniform on [0, 1], all independent.

This loss has no sampling noise, so that minima can be compared to many digits. More generally, all
distributions of the toy models have this form: some set K of features is active, and given that, the active ones are
independent and uniform on [0, 1], the others 0:

    E L = sum over active sets K of P(K) sum_i I_i E_K (x_i - relu(z_i))^2.

Independent, correlated, partly correlated and anticorrelated features differ in P alone (`active_set_probability` in
`features`, the other laws in `correlated_features`). E_K is computed by cutting the
cube into faces (`srm_ref.superposition.exact`), in time and memory of order 3^n_features.

Accuracy, measured against exact rational arithmetic over mixtures of vanishing, tiny and large weights: 1e-12 relative
for a given Gram matrix W^T W, usually 1e-15. Rounding W^T W itself adds an error of about 1e-16 relative to the square
root of the loss, so that a loss that is 1e-13 of the zero model's loss still has nine correct digits.

Conventions: sparsity S = P(x_i = 0). Set number sum of 2^i over its members, so that entry 0 is "none"; an array of
probabilities P has a last axis of length 2^n. A leading instance axis on the parameters evaluates many models at once.

Contents: active_set_loss, active_set_loss_and_gradient, parts_of_models; population_loss,
population_loss_and_gradient; expected_relu_square, expected_relu_square_by_definition.

Source: TMS sections "Demonstrating Superposition" (the model and its loss) and "Mathematical Understanding".
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any, Iterator

import numpy as np

from srm_ref.checks import number, real_array, require_all
from srm_ref.superposition.arguments import (checked_rows, checked_with_sets, checked_with_sparsity, few_features,
                                             number_or_row)
from srm_ref.superposition.exact.subdivision import (Corners, OutputUnits, corners, face_weights, mean_squares,
                                                     mean_squares_and_slopes)
from srm_ref.superposition.features import active_set_probability

__all__ = ["active_set_loss", "active_set_loss_and_gradient", "parts_of_models", "population_loss",
           "population_loss_and_gradient", "expected_relu_square", "expected_relu_square_by_definition"]

_NUMBERS_AT_ONCE = 2**16  # of one array over all faces: what fits the cache
_ROWS_AT_LEAST = 6  # narrower arrays are gathered too slowly, wider ones take memory


def active_set_loss(parameters: dict[str, Any], importance: Any, probability: Any) -> float | np.ndarray:
    """Return the exact expected loss of the ReLU output model, n <= 12, for any distribution of active sets.

    probability (2^n_features,) or (n_instances, 2^n_features): the probability of every active set, not negative. It
    need not sum to 1: the loss is linear in it.

    Two features that are never active together are stored in one number without loss.

    >>> active_set_loss({"W": [[1.0, -1.0]], "bias": [0.0, 0.0]}, [1.0, 1.0], [0.2, 0.4, 0.4, 0.0])
    0.0
    """
    return number_or_row(_loss(*checked_with_sets(parameters, importance, probability)))


def active_set_loss_and_gradient(parameters: dict[str, Any], importance: Any,
                                 probability: Any) -> tuple[float | np.ndarray, dict[str, np.ndarray]]:
    """Return the exact expected loss, `probability` as in `active_set_loss`, and its gradient.

    ``dE L/dG_ij = -2 I_i E [z_i > 0] (x_i - z_i) x_j = U_ij``, and with G = W^T W: ``dW = W (U + U^T)``;
    ``dE L/db_i = -2 I_i E [z_i > 0] (x_i - z_i)``. Where z_i = 0 with positive probability, relu'(0) = 0.

    One feature, always active, b = 0: L = (1 - w^2)^2 / 3, dL/dw = -4 w (1 - w^2) / 3.

    >>> loss, gradient = active_set_loss_and_gradient({"W": [[0.5]], "bias": [0.0]}, [1.0], [0.0, 1.0])
    >>> loss, gradient["W"].tolist()
    (0.1875, [[-0.5]])
    """
    loss, gradient = _loss_and_gradient(*checked_with_sets(parameters, importance, probability))
    return number_or_row(loss), gradient


def _loss(W: np.ndarray, bias: np.ndarray, I: np.ndarray, chance: np.ndarray) -> np.ndarray:
    squares = np.concatenate([mean_squares(*part) for part in _parts(W, bias, chance)]).reshape(bias.shape)
    return (I * squares).sum(axis=-1)


def _loss_and_gradient(W: np.ndarray, bias: np.ndarray, I: np.ndarray,
                       chance: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    squares, slopes = zip(*(mean_squares_and_slopes(*part) for part in _parts(W, bias, chance)))
    loss = (I * np.concatenate(squares).reshape(bias.shape)).sum(axis=-1)
    slopes = I[..., np.newaxis] * np.concatenate(slopes, axis=1).T.reshape(*bias.shape, -1)  # (..., n, n + 1)
    U = slopes[..., :-1]  # (..., n, n): by the rows of G
    return loss, {"W": W @ (U + np.swapaxes(U, -1, -2)), "bias": slopes[..., -1]}


def _parts(W: np.ndarray, bias: np.ndarray, chance: np.ndarray) -> Iterator[tuple[OutputUnits, Corners, np.ndarray]]:
    return parts_of_models(W, bias, chance, max(_ROWS_AT_LEAST, _NUMBERS_AT_ONCE // 3**W.shape[-1]))


def parts_of_models(W: np.ndarray, bias: np.ndarray, chance: np.ndarray,
                    n_at_once: int) -> Iterator[tuple[OutputUnits, Corners, np.ndarray]]:
    """Lay the units of all models side by side and prepare them in parts: units, their corners, weights of their faces.

    W (..., n_hidden, n), bias (..., n), chance (..., 2^n): of every active set; none is checked. n_at_once: units in a
    part.
    """
    n = W.shape[-1]
    gram = (np.swapaxes(W, -1, -2) @ W).reshape(-1, n)  # (instances n, n): a row of G is one output unit
    bias, chance = bias.ravel(), chance.reshape(-1, 2**n)  # (instances n,), (instances, 2^n)
    for start in range(0, len(bias), n_at_once):
        row = np.arange(start, min(start + n_at_once, len(bias)))
        units = OutputUnits(gram[row].T, bias[row], row % n)
        yield units, corners(units), face_weights(units, chance[row // n].T)


def population_loss(parameters: dict[str, Any], importance: Any, sparsity: Any) -> float | np.ndarray:
    """Return the exact expected loss of the ReLU output model, at most 12 features, on sparse independent features.

    ``E L = sum_i I_i E (x_i - relu(z_i))^2``, ``z = W^T W x + b`` (TMS section "Demonstrating Superposition"). It
    equals ``sum_i I_i (E x_i^2 - dJ_i/dw_i + J_i)``, with ``J_i = E relu(z_i)^2`` as a function of row i of W^T W, but
    is computed as a mean of squares: that difference suffers from catastrophic cancellation where the loss is small.

    sparsity (), (n_features,), (n_instances, 1) or (n_instances, n_features): P(x_i = 0).

    An antipodal pair errs where both features are active, by min(x_1, x_2) on both outputs: 2 p^2 / 6.

    >>> round(population_loss({"W": [[1.0, -1.0]], "bias": [0.0, 0.0]}, [1.0, 1.0], 0.5), 12)
    0.083333333333
    """
    W, bias, I, S = checked_with_sparsity(parameters, importance, sparsity)
    return number_or_row(_loss(W, bias, I, _independent_sets(S)))


def population_loss_and_gradient(parameters: dict[str, Any], importance: Any,
                                 sparsity: Any) -> tuple[float | np.ndarray, dict[str, np.ndarray]]:
    """Return `population_loss` and its gradient, by the formulas and of the shapes of `active_set_loss_and_gradient`.

    One feature, active half the time, b = 0: L = (1 - w^2)^2 / 6, dL/dw = -4 w (1 - w^2) / 6.

    >>> loss, gradient = population_loss_and_gradient({"W": [[0.5]], "bias": [0.0]}, [1.0], 0.5)
    >>> loss, gradient["W"].tolist()
    (0.09375, [[-0.25]])
    """
    W, bias, I, S = checked_with_sparsity(parameters, importance, sparsity)
    loss, gradient = _loss_and_gradient(W, bias, I, _independent_sets(S))
    return number_or_row(loss), gradient


def _independent_sets(S: np.ndarray) -> np.ndarray:
    """Return P(K) of every set K, (..., 2^n), as `active_set_probability` does, which also checks S."""
    chance = np.ones((*S.shape[:-1], 1))
    for S_i in np.moveaxis(S, -1, 0)[..., np.newaxis]:  # feature i doubles the list: the sets without it, those with it
        chance = np.concatenate([chance * S_i, chance * (1.0 - S_i)], axis=-1)
    return chance


def expected_relu_square(weights: Any, bias: float, sparsity: Any) -> float:
    """Return J = E relu(bias + weights . x)^2 over sparse uniform features, exactly.

    weights (n_features,): of any sign and size, at most 12. sparsity () or (n_features,).

    >>> round(expected_relu_square([1.0], -0.5, 0.0), 12)  # int from 1/2 to 1 of (x - 1/2)^2
    0.041666666667
    """
    weights, S = _checked_weights(weights, sparsity)
    units = OutputUnits(weights[:, np.newaxis], np.array([number(bias, "bias")]), np.array([len(weights)]))
    load = face_weights(units, active_set_probability(S)[:, np.newaxis])
    return float(mean_squares(units, corners(units), load)[0])


def expected_relu_square_by_definition(weights: Any, bias: float, sparsity: Any) -> float:
    """Return J = E relu(bias + weights . x)^2, weights (n_features,), none 0, by the textbook's alternating sum.

    ``J = sum over active sets K of prod_{j in K} (1 - S_j) prod_{j not in K} S_j J_K``, with k = |K|,
    ``J_K = 2/(k+2)! sum_{C subset K} (-1)^(k-|C|) relu(bias + sum_C w)^(k+2) / prod_K w``. Right where no w is small.
    """
    weights, S = _checked_weights(weights, sparsity)
    require_all(weights != 0.0, weights, "weights", "numbers other than 0, as the definition divides by them")
    bias, total = number(bias, "bias"), 0.0
    features = range(len(weights))
    for k in range(len(weights) + 1):
        for K in combinations(features, k):
            chance = math.prod(1.0 - S[j] if j in K else S[j] for j in features)
            corners_sum = sum((-1) ** (k - size) * max(bias + sum(weights[j] for j in C), 0.0) ** (k + 2)
                              for size in range(k + 1) for C in combinations(K, size))
            total += chance * 2 / math.factorial(k + 2) * corners_sum / math.prod(weights[j] for j in K)
    return float(total)


def _checked_weights(weights: Any, sparsity: Any) -> tuple[np.ndarray, np.ndarray]:
    weights = real_array(weights, "weights", ("n_features",))
    n = few_features(len(weights), "weights")
    return weights, checked_rows(sparsity, "sparsity", (), n, 1.0, one_for_all=True)
