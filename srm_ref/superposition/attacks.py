"""How easily is a model in superposition fooled? Which small push moves an output most, and what does it do to the
loss?

Output i is relu(G_i . x + b_i), G = W^T W. Among perturbations of length lambda, delta_i = lambda G_i / |G_i| raises
its pre-activation most, by lambda |G_i| = lambda |W_i|^2 / sqrt(D_i): the smaller the share of a dimension that a
feature of given norm has to itself, the farther its output can be pushed. The squared push is lambda^2 / D_i for a
feature of norm 1, so vulnerability follows the number of features per dimension. These 2 n pushes are tried, for every
output i up and down; others may cost more.

Decisions, where the paper leaves them open: the target is the clean x; one attack, a feature and a sign, is used for
the whole data set, that which raises the mean loss most; lambda is a tenth of the mean length of x; the model without
superposition that it is compared with is exact, G = diag(1, .., 1, 0, .., 0), whose loss rises by lambda^2 max I.

Conventions: W is (..., n_hidden, n_features), feature i its column; features are rows x, (n_samples, n_features). The
leading instance axis is allowed: (n_instances, ...).

Contents: attack_size, attack_directions, attack_shift; Vulnerability, attacked_losses, baseline_increase,
vulnerability.

Source: TMS section "Superposition and Adversarial Vulnerability".
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import number, real_array, refuse
from srm_ref.geometry.vectors import norms
from srm_ref.superposition.measures import gram_matrix, weight_matrix
from srm_ref.superposition.models import MODELS

__all__ = ["attack_size", "attack_directions", "attack_shift", "Vulnerability", "attacked_losses", "baseline_increase",
           "vulnerability"]


def attack_size(features: Any, fraction: float = 0.1) -> float | np.ndarray:
    """Return lambda, a `fraction` of the mean length of the inputs: ``fraction * mean |x|``, () or (n_instances,).

    features (n_samples, n_features) or (n_instances, n_samples, n_features).

    >>> round(attack_size([[3.0, 4.0], [0.0, 0.0]]), 12)
    0.25
    """
    x = real_array(features, "features", (..., "n_samples", "n_features"))
    size = number(fraction, "fraction", 0.0) * norms(x).mean(axis=-1)
    return float(size) if size.ndim == 0 else size


def attack_directions(W: Any) -> np.ndarray:
    """Return the unit directions ``G_i / |G_i|`` that raise pre-activations most, (..., n_features, n_features).

    Row i attacks output i; it is 0 where W_i = 0, an output that no input reaches. Unchanged by a common factor of W.

    >>> attack_directions([[2.0, -2.0, 0.0]]).round(4).tolist()[0]
    [0.7071, -0.7071, 0.0]
    """
    W = weight_matrix(W)
    exponent = np.frexp(np.abs(W).max(axis=(-2, -1), keepdims=True))[1]
    G = gram_matrix(np.ldexp(W, -exponent))  # a power of two rounds nothing, and no product underflows or overflows
    length = norms(G)[..., np.newaxis]
    return G / np.where(length > 0.0, length, 1.0)


def attack_shift(W: Any) -> np.ndarray:
    """Return how much an attack of length 1 raises pre-activations, (..., n_features): ``|G_i| = |W_i|^2 / sqrt(D_i)``.

    >>> attack_shift([[1.0, -1.0]]).round(4).tolist()
    [1.4142, 1.4142]
    """
    return norms(gram_matrix(W))


class Vulnerability(NamedTuple):
    """What the costliest of the 2 n attacks does: floats and ints, or arrays of shape (n_instances,).

    ratio: increase of the loss over that of the model without superposition. increase, baseline: the two increases.
    feature, sign: the attacked output, and +1 (raised) or -1 (lowered). clean: the loss without attack.
    """

    ratio: Any
    increase: Any
    baseline: Any
    feature: Any
    sign: Any
    clean: Any


def attacked_losses(parameters: dict[str, Any], features: Any, importance: Any, size: Any) -> np.ndarray:
    """Return the loss under every attack: inputs x + delta, targets x, for both signs of all delta_i.

    ``L'(i, sign) = mean over samples of sum_j I_j (x_j - relu(G_j . (x + sign size G_i / |G_i|) + b_j))^2``.

    features (n_samples, n_features) or (n_instances, n_samples, n_features). size () or (n_instances,): lambda.
    Returns (..., n_features, 2): the last axis: raised, lowered.
    """
    parameters, X = MODELS["relu_output"].checked(parameters, features)
    I = MODELS["relu_output"].checked_importance(importance, parameters)
    W = parameters["W"]
    size = np.broadcast_to(real_array(size, "size"), W.shape[:-2])[..., np.newaxis, np.newaxis]
    G = gram_matrix(W)
    Z = X @ G + parameters["bias"][..., np.newaxis, :]  # (..., B, n)
    push = size * attack_directions(W) @ G  # (..., n, n): row i is what attack i adds to every z
    losses = np.empty((*push.shape[:-1], 2))
    for i in range(push.shape[-1]):
        for column, sign in enumerate((1.0, -1.0)):
            R = np.maximum(Z + sign * push[..., i:i + 1, :], 0.0) - X
            losses[..., i, column] = (I * (R**2).mean(axis=-2)).sum(axis=-1)
    return losses


def baseline_increase(importance: Any, size: Any) -> float | np.ndarray:
    """Return what the costliest of the 2 n attacks costs a model without superposition: ``size^2 max_i I_i``, exactly.

    That model copies its most important features, G = diag(1, .., 1, 0, .., 0), b = 0 on them: raising x_i by lambda
    changes output i by lambda and no other. size () or (n_instances,).

    >>> baseline_increase([1.0, 0.5], 0.5)
    0.25
    """
    increase = real_array(size, "size") ** 2 * real_array(importance, "importance", (..., "n_features")).max(axis=-1)
    return float(increase) if np.ndim(increase) == 0 else increase


def vulnerability(parameters: dict[str, Any], features: Any, importance: Any, fraction: float = 0.1) -> Vulnerability:
    """Return how much more the costliest of the 2 n attacks costs a model than it costs one without superposition.

    ``(L' - L) / (L'_0 - L_0)`` with the decisions of the module's first lines. With one model and one batch for each
    sparsity on the instance axis this is the vulnerability curve, to be laid over 1 / `dimensions_per_feature`.
    `features` as in `attacked_losses`; `fraction`: length of the attack over the mean length of the inputs, > 0.

    A model without superposition against itself:

    >>> found = vulnerability({"W": [[1.0, 0.0]], "bias": [0.0, 0.5]}, [[1.0, 1.0]], [1.0, 1.0])
    >>> round(found.ratio, 12)
    1.0
    """
    fraction = number(fraction, "fraction", 0.0, low_open=True)
    clean = MODELS["relu_output"].loss(parameters, features, importance)
    size = np.broadcast_to(attack_size(features, fraction), np.shape(clean))
    baseline = baseline_increase(importance, size)
    if not np.all(baseline):
        refuse("features", "inputs that are not all 0, and an importance > 0", "nothing that an attack could change")
    losses = attacked_losses(parameters, features, importance, size)
    flat = losses.reshape(*losses.shape[:-2], -1)
    costliest, increase = flat.argmax(axis=-1), flat.max(axis=-1) - clean
    found = (increase / baseline, increase, baseline, costliest // 2, 1 - 2 * (costliest % 2), clean)
    return Vulnerability(*(np.asarray(value).item() if losses.ndim == 2 else value for value in found))
