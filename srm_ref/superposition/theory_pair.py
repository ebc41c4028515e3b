"""When do two features share one dimension? The phase diagram of n = 2, m = 1, from three candidate solutions.

Feature 1 has importance 1, feature 2 the relative importance r; both have density p. The candidates W and their losses:

    drop        W = [1, 0]    r v(p)             feature 2 not represented, v(p) = p/3 - p^2/4
    dedicate    W = [0, 1]    v(p)               feature 1 not represented
    antipodal   W = [1, -1]   (1 + r) p^2 / 6    superposition; the error is min(x_1, x_2) on both outputs

The biases are (0, p/2) and (p/2, 0), the best ones, for the first two, and 0 for the antipodal pair. With its best bias
the pair loses a little less: `antipodal_loss`, `best_antipodal_bias`.

For ANY two weights W = [w_1, w_2], without bias, there is McGrath's closed form; c = w_1 w_2, S = 1 - p:

    L = p S / 3 ( I_1 (1 - w_1^2)^2 + I_2 (1 - w_2^2)^2 + (I_1 + I_2) relu(c)^2 )
        + p^2 ( I_1 N(w_1^2, c) + I_2 N(w_2^2, c) )

with N(a, c) = E (x - relu(a x + c y))^2 over x, y uniform on [0, 1]. Beside the candidates it has a minimum at w_1 ~
w_2 ~ 1 / sqrt(2), "confused features", where features are dense and equally important. That phase is due to the missing
bias: with trained biases no such minimum was found below all others, though at p = 1, r = 1 one ties with the lowest.

Conventions: density p = 1 - sparsity = P(x_i != 0), not sparsity: the formulas are polynomials in p.

Contents: pair_loss_without_bias, both_active_error; PAIR_CANDIDATES, pair_candidate_losses, pair_phase,
critical_density, antipodal_loss, best_antipodal_bias; importance_and_density and lowest for other modules.

Source: TMS section "Superposition as a Phase Change", its theory notebook, and the comment by T. McGrath. His text
gives the idea, to split off the zeros and integrate over the half-plane where the ReLU is open; the formulas are ours.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import real_array, require_all
from srm_ref.superposition.arguments import checked_densities, checked_rows
from srm_ref.superposition.theory_linear import feature_variance

__all__ = ["pair_loss_without_bias", "both_active_error", "PAIR_CANDIDATES", "pair_candidate_losses", "pair_phase",
           "critical_density", "antipodal_loss", "best_antipodal_bias", "importance_and_density", "lowest"]


def pair_loss_without_bias(weights: Any, importance: Any, density: Any) -> np.ndarray:
    """Return the exact expected loss of W = [w_1, w_2] without bias; the formula of the module's first lines.

    weights (..., 2); importance (2,). The shape of `density` broadcasts with that of the weights before its last axis.

    >>> pair_loss_without_bias([[0, 0], [1, -1]], [1.0, 1.0], 0.3).round(6).tolist()  # 2 p / 3, 2 p^2 / 6
    [0.2, 0.03]
    """
    w = real_array(weights, "weights", (..., 2))
    I, p = checked_rows(importance, "importance", (), 2), checked_densities(density)
    c, own = w[..., 0] * w[..., 1], w**2  # (...,), (..., 2): the entries of G
    alone = (I * (1.0 - own) ** 2).sum(axis=-1) + I.sum() * np.maximum(c, 0.0) ** 2
    # (..., 2): each output's error where both are active
    both = (I * both_active_error(own, c[..., np.newaxis])).sum(axis=-1)
    return p * (1.0 - p) / 3.0 * alone + p**2 * both


def both_active_error(slope: Any, interference: Any) -> np.ndarray:
    """Return ``N(a, c) = E (x - relu(a x + c y))^2``, x and y independent and uniform on [0, 1], for slope a >= 0.

    The interference c and a are of shapes that broadcast.
    ``c >= 0: (1-a)^2/3 + c^2/3 - (1-a) c/2``, and with d = -c > 0
    ``a <= d: 1/3 - a^2 (3-a) / (12 d)``;  ``a > d: (1-a)^2/3 + d^2/3 + (1-a) d/2 - d^3 (1+a) / (12 a^2)``.

    >>> both_active_error([1.0, 1.0, 0.0], [0.0, -1.0, 0.0]).round(6).tolist()
    [0.0, 0.166667, 0.333333]
    """
    slope = real_array(slope, "slope")
    require_all(slope >= 0.0, slope, "slope", "numbers >= 0")
    a, c = np.broadcast_arrays(slope, real_array(interference, "interference"))
    d, h = np.maximum(-c, 0.0), 1.0 - a
    larger = np.maximum(a, d)
    ratio = np.minimum(a, d) / np.where(larger > 0.0, larger, 1.0)  # a/d or d/a; powers of either alone may underflow
    positive = h**2 / 3 + c**2 / 3 - h * c / 2
    mostly_off = 1 / 3 - a * ratio * (3.0 - a) / 12
    mostly_on = h**2 / 3 + d**2 / 3 + h * d / 2 - d * ratio**2 * (1.0 + a) / 12
    return np.where(c >= 0.0, positive, np.where(a <= d, mostly_off, mostly_on))


PAIR_CANDIDATES: dict[str, tuple[tuple[float, ...], ...]] = {
    "drop": ((1.0, 0.0),), "dedicate": ((0.0, 1.0),), "antipodal": ((1.0, -1.0),),
}
"""The candidates' W, rows of hidden dimensions."""


def pair_candidate_losses(relative_importance: Any, density: Any) -> dict[str, np.ndarray]:
    """Return the loss of every candidate, r and p of shapes that broadcast; the formulas of the module's first lines.

    >>> {name: round(float(loss), 4) for name, loss in pair_candidate_losses(1.0, 0.3).items()}
    {'drop': 0.0775, 'dedicate': 0.0775, 'antipodal': 0.03}
    """
    r, p = importance_and_density(relative_importance, density)
    v = feature_variance(1.0 - p)
    return {"drop": r * v, "dedicate": v + 0.0 * r, "antipodal": (1.0 + r) * p**2 / 6.0}


def pair_phase(relative_importance: Any, density: Any) -> np.ndarray:
    """Return which candidate loses least, in the broadcast shape: the phase diagram; of candidates that tie, the first.

    >>> pair_phase([0.1, 1.0, 10.0], [0.5, 0.5, 0.5]).tolist()
    ['drop', 'antipodal', 'dedicate']
    """
    return lowest(pair_candidate_losses(relative_importance, density))


def critical_density(relative_importance: Any) -> np.ndarray:
    """Return the density below which the pair is superposed: ``p_c = 4 q / (2 + 5 q)``, ``q = min(r, 1 / r)``.

    In r's shape; at most 4/7, at r = 1. At p_c the least loss has a kink, W jumps (first order). Training, which also
    adjusts norms and biases, puts the boundary about a tenth higher for r = 0.1 .. 0.5; near r = 1 the solution changes
    continuously.

    >>> critical_density([0.1, 1.0, 10.0]).round(4).tolist()
    [0.16, 0.5714, 0.16]
    """
    r, _ = importance_and_density(relative_importance, 0.0)
    q = np.minimum(r, 1.0 / r)
    return 4.0 * q / (2.0 + 5.0 * q)


def antipodal_loss(bias: Any, density: Any) -> np.ndarray:
    """Return what each output of the antipodal pair W = [1, -1] with equal biases in [-1, 1] loses, for importance 1.

    ``b >= 0: p^2/6 - p^2 b/3 + (1-p) b^2 + p (1+p) b^3/3 - p^2 b^4/6``, and with t = -b >= 0
    ``p (1-p) (t^3/3 + t^2 (1-t)) + p^2 ((1-t^4)/12 - t^3 (1-t)/3 + t^3/3 + (1+t) (1-t^3)/3 - (1-t^4)/4)``.

    The shapes of `bias` and `density` broadcast. Times 1 + r it is the loss of the pair.

    >>> antipodal_loss([0.0, 1.0, -1.0], 1.0).round(6).tolist()
    [0.166667, 0.333333, 0.333333]
    """
    bias = real_array(bias, "bias")
    require_all(np.abs(bias) <= 1.0, bias, "bias", "numbers in [-1, 1]")
    b, p = np.broadcast_arrays(bias, checked_densities(density))
    up, t = np.maximum(b, 0.0), np.maximum(-b, 0.0)
    above = p**2 / 6 - p**2 * up / 3 + (1 - p) * up**2 + p * (1 + p) * up**3 / 3 - p**2 * up**4 / 6
    both = (1 - t**4) / 12 - t**3 * (1 - t) / 3 + t**3 / 3 + (1 + t) * (1 - t**3) / 3 - (1 - t**4) / 4
    below = p * (1 - p) * (t**3 / 3 + t**2 * (1 - t)) + p**2 * both
    return np.where(b >= 0.0, above, below)


def best_antipodal_bias(density: Any) -> np.ndarray:
    """Return the bias at which `antipodal_loss` is least, in density's shape: about p^2 / (6 (1 - p)) for small p.

    The root in [0, 1] of ``-p^2/3 + 2 (1-p) b + p (1+p) b^2 - 2 p^2 b^3 / 3``, which is increasing and convex there, so
    that Newton's iteration from b = 1 descends to it. Positive for p > 0, at most 0.4422.

    >>> best_antipodal_bias([0.0, 0.3, 1.0]).round(4).tolist()
    [0.0, 0.0213, 0.4421]
    """
    p = checked_densities(density)
    b = np.ones_like(p)
    for _ in range(12):  # quadratic convergence: 5 to 7 steps are needed
        slope = -(p**2) / 3 + 2 * (1 - p) * b + p * (1 + p) * b**2 - 2 * p**2 * b**3 / 3
        b = b - slope / (2 * (1 - p) + 2 * p * (1 + p) * b - 2 * p**2 * b**2)
    return np.maximum(b, 0.0)


def importance_and_density(relative_importance: Any, density: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return both as arrays of one broadcast shape, or refuse them."""
    r = real_array(relative_importance, "relative_importance")
    require_all(r > 0.0, r, "relative_importance", "numbers > 0")
    r, p = np.broadcast_arrays(r, checked_densities(density))
    return r, p


def lowest(losses: dict[str, np.ndarray]) -> np.ndarray:
    """Return the name of the least of several `losses`, a dict of arrays of one shape; of equal ones the first."""
    return np.array(list(losses))[np.argmin(np.stack(list(losses.values())), axis=0)]
