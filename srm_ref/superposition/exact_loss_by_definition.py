"""What is the exact expected loss, by its definition? Every set of active features, every output, integral by integral.

    E L = sum over active sets K of P(K) sum_i I_i E_K (x_i - relu(z_i))^2,   z = G x + b,   G = W^T W,

with the features in K independent and uniform on [0, 1], the others 0. Write g_0 for the step [z > 0] and
g_p(z) = relu(z)^p / p!, so that each is the derivative of the next. Then relu(z) = g_1, relu(z)^2 = 2 g_2, and

    E_K (x_i - relu(z_i))^2 = E_K x_i^2 - 2 E_K x_i g_1(z_i) + 2 E_K g_2(z_i)
    d/dG_ij                 = -2 E_K [z_i > 0] (x_i - z_i) x_j = -2 E_K x_i x_j g_0(z_i) + 2 E_K x_j g_1(z_i)
    d/db_i                  = -2 E_K [z_i > 0] (x_i - z_i)     = -2 E_K x_i g_0(z_i)     + 2 E_K g_1(z_i)

The second derivatives by two of the numbers G_i1, ..., G_in, b_i, of which x_j or 1 are the slopes of z_i, follow by
differentiating once more; the derivative of the step is Dirac's delta, g_(-1):

    d^2/dG_ij dG_il         = 2 E_K x_j x_l g_0(z_i) - 2 E_K x_i x_j x_l g_(-1)(z_i)

without x_l for dG_ij db_i, without both for db_i^2. (The term with (x_i - z_i) g_(-1)(z_i) is x_i g_(-1)(z_i), since
z_i = 0 where it counts.) All of these are means of a product of powers and one g_p, found by integrating by parts over
one feature after another:

    int_0^1 x^a g_p(c + w x) dx = (g_{p+1}(c + w) - a int_0^1 x^(a-1) g_{p+1}(c + w x) dx) / w     (a > 0)
    int_0^1     g_p(c + w x) dx = (g_{p+1}(c + w) - g_{p+1}(c)) / w
    int_0^1 x^a g_p(c)       dx = g_p(c) / (a + 1)                                                 (w = 0)

with g_0(0) = g_(-1)(c) = 0 for a number c: where z_i = 0 with positive probability, the gradient takes relu'(0) = 0,
and second derivatives are those of a bias that is a little lower.

This is the definition that `srm_ref.superposition.exact_loss` is tested against. It sums over 2^n_features sets, and
over the 2^k corners of each, and in floating point it loses digits where an entry of G is small but not 0. With arrays
of fractions (dtype object) every line is exact rational arithmetic. Nothing is checked; NumPy and the standard library
suffice.

Contents: mean_of_product, population_loss_by_definition, population_loss_and_gradient_by_definition,
population_hessian_by_definition.

Source: TMS sections "Demonstrating Superposition" (the loss) and "Mathematical Understanding" (the sum over sets).
"""

from __future__ import annotations

import math
from itertools import combinations, product

import numpy as np

__all__ = ["mean_of_product", "population_loss_by_definition", "population_loss_and_gradient_by_definition",
           "population_hessian_by_definition"]


def mean_of_product(factors: tuple[tuple[float, int], ...], c: float, p: int) -> float:
    """Return E prod_j x_j^(a_j) g_p(c + sum_j w_j x_j) over independent x_j, uniform on [0, 1], `factors` (w_j, a_j).

    p >= -1; g_0 is the step [z > 0], g_(-1) Dirac's delta. int_0^1 relu(2 x - 1) dx is the area of a triangle of base
    1/2 and height 1:

    >>> mean_of_product(((2.0, 0),), -1.0, 1)
    0.25
    """
    if not factors:
        return c**p / math.factorial(p) if c > 0 and p >= 0 else 0
    (w, a), rest = factors[0], factors[1:]
    if w == 0:
        return mean_of_product(rest, c, p) / (a + 1)
    at_one = mean_of_product(rest, c + w, p + 1)
    if a == 0:
        return (at_one - mean_of_product(rest, c, p + 1)) / w
    return (at_one - a * mean_of_product(((w, a - 1), *rest), c, p + 1)) / w


def population_loss_and_gradient_by_definition(parameters: dict[str, np.ndarray], importance: np.ndarray,
                                               sparsity: np.ndarray | float) -> tuple[float, dict[str, np.ndarray]]:
    """Return the exact expected loss of one ReLU output model on sparse independent features, and its gradient.

    importance (n_features,); sparsity () or (n_features,).

    One feature, active half the time, b = 0: L = (1 - w^2)^2 / 6, dL/dw = -4 w (1 - w^2) / 6.

    >>> one = {"W": np.array([[0.5]]), "bias": np.array([0.0])}
    >>> loss, gradient = population_loss_and_gradient_by_definition(one, np.array([1.0]), 0.5)
    >>> round(float(loss), 12), gradient["W"].round(12).tolist()
    (0.09375, [[-0.25]])
    """
    W, bias = parameters["W"], parameters["bias"]
    n, G = len(bias), W.T @ W  # (n, n)
    S = np.broadcast_to(sparsity, n)
    loss, U, slope = 0, np.zeros((n, n), G.dtype), np.zeros(n, G.dtype)
    for K in (K for k in range(n + 1) for K in combinations(range(n), k)):
        chance = math.prod(1 - S[j] if j in K else S[j] for j in range(n))
        for i in range(n):
            def mean(p: int, *powers: int) -> float:  # E_K of g_p(z_i) times an x_j for every j in powers
                factors = tuple((G[i, j], powers.count(j)) for j in K)
                return mean_of_product(factors, bias[i], p) if {*powers} <= {*K} else 0  # x_j = 0 outside K
            weight = importance[i] * chance
            loss += weight * (2 * mean(2) - 2 * mean(1, i)) + (weight / 3 if i in K else 0)
            slope[i] += weight * (2 * mean(1) - 2 * mean(0, i))
            for j in K:
                U[i, j] += weight * (2 * mean(1, j) - 2 * mean(0, i, j))  # by G_ij
    return loss, {"W": W @ (U + U.T), "bias": slope}  # G = W^T W: dG = dW^T W + W^T dW


def population_loss_by_definition(parameters: dict[str, np.ndarray], importance: np.ndarray,
                                  sparsity: np.ndarray | float) -> float:
    """Return the exact expected loss of one ReLU output model, importance (n_features,), sparsity () or (n_features,).

    An antipodal pair errs where both features are active, by min(x_1, x_2) on both outputs: 2 p^2 / 6.

    >>> pair = {"W": np.array([[1.0, -1.0]]), "bias": np.zeros(2)}
    >>> round(float(population_loss_by_definition(pair, np.ones(2), 0.5)), 12)
    0.083333333333
    """
    return population_loss_and_gradient_by_definition(parameters, importance, sparsity)[0]


def population_hessian_by_definition(parameters: dict[str, np.ndarray], importance: np.ndarray,
                                     sparsity: np.ndarray | float) -> np.ndarray:
    """Return the second derivatives of the exact expected loss in the order (W row by row, b), a symmetric matrix.

    importance (n_features,); sparsity () or (n_features,). Returns shape (N, N), N = (n_hidden + 1) n_features.

    One feature, S = 0, b > 0: L = (1 - w^2)^2 / 3 - b (1 - w^2) + b^2, with the second derivatives
    4 w^2 - 4/3 + 2 b, 2 w and 2.

    >>> one = {"W": np.array([[0.5]]), "bias": np.array([0.125])}
    >>> population_hessian_by_definition(one, np.array([1.0]), 0.0).round(12).tolist()
    [[-0.083333333333, 1.0], [1.0, 2.0]]
    """
    W, bias = parameters["W"], parameters["bias"]
    (m, n), G = W.shape, W.T @ W
    S, hessian, U = np.broadcast_to(sparsity, n), np.zeros(((m + 1) * n,) * 2, G.dtype), np.zeros((n, n), G.dtype)
    for i in range(n):
        chain, bend = np.zeros((n + 1, m + 1, n), G.dtype), np.zeros((n + 1, n + 1), G.dtype)  # of G_i1 .. G_in, b_i
        for j in range(n):  # G_ij = sum_h W_hi W_hj
            chain[j, :m, i] += W[:, j]
            chain[j, :m, j] += W[:, i]
        chain[n, m, i] = 1
        for K in (K for k in range(n + 1) for K in combinations(range(n), k)):
            def mean(p: int, *powers: int) -> float:  # E_K of g_p(z_i) times an x_j for every j in powers; x_n = 1
                factors = tuple((G[i, j], powers.count(j)) for j in K)
                return mean_of_product(factors, bias[i], p) if {*powers} <= {*K, n} else 0
            weight = importance[i] * math.prod(1 - S[j] if j in K else S[j] for j in range(n))
            for j in K:
                U[i, j] += weight * (2 * mean(1, j) - 2 * mean(0, i, j))
            for j, l in product((*K, n), repeat=2):
                bend[j, l] += weight * (2 * mean(0, j, l) - 2 * mean(-1, i, j, l))
        hessian += chain.reshape(n + 1, -1).T @ bend @ chain.reshape(n + 1, -1)
    hessian[:m * n, :m * n] += np.kron(np.eye(m, dtype=int), U + U.T)  # d^2 G = 2 dW^T dW
    return hessian
