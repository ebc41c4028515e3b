"""Every function that an adapter may have, written from the two papers and the contract for adapters alone.

Plain NumPy, small functions: the wrong implementations of this folder each replace one or a few of them.
"""
import itertools
import math
from fractions import Fraction

import numpy as np

# --- directions and planes -------------------------------------------------------------------------------------------


def rows(x):
    return np.array(x, dtype=np.float64, ndmin=2)


def unit_rows(x):
    """Directions of rows, zero for a zero row; scaled by the largest entry first, so that no square overflows."""
    largest = np.abs(x).max(axis=1, keepdims=True)
    x = x / np.where(largest > 0, largest, 1.0)
    return x / np.where(largest > 0, np.sqrt((x * x).sum(axis=1, keepdims=True)), 1.0)


def frame(a, b):
    """Two orthonormal vectors: e1 along a, e2 in the plane, towards b."""
    a, b = unit_rows(rows([a, b]))
    rest = b - (a @ b) * a
    if np.sqrt(rest @ rest) < 1e-9:
        raise ValueError("the two directions span no plane")
    e2 = unit_rows(rows(rest))[0]
    return a, unit_rows(rows(e2 - (a @ e2) * a))[0]


def coordinates(x, e1, e2):
    """In-plane coordinates of rows."""
    return x @ e1, x @ e2


def cosines(p, q, thetas):
    """Cosine of every sample with the probe at every angle: (n_samples, n_angles)."""
    return np.outer(p, np.cos(thetas)) + np.outer(q, np.sin(thetas))


def pairs(ensemble, n_basis):
    if ensemble == "permutations":
        return list(itertools.permutations(range(n_basis), 2))
    return list(itertools.combinations(range(n_basis), 2))


def spans(a, b):
    try:
        frame(a, b)
    except ValueError:
        return False
    return True


# --- spotlight -------------------------------------------------------------------------------------------------------


def inside(c, epsilon):
    return c >= epsilon


def opposite(c, epsilon):
    return c <= -epsilon


def share(hits, n_samples):
    return hits.sum(axis=0) / n_samples


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    lit = np.any(x != 0, axis=1)
    e1, e2 = frame(a, b)
    p, q = coordinates(unit_rows(x), e1, e2)
    c = cosines(p, q, thetas)
    return share(inside(c, epsilon) & lit[:, None], len(x))


def signed_curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    lit = np.any(x != 0, axis=1)
    e1, e2 = frame(a, b)
    p, q = coordinates(unit_rows(x), e1, e2)
    c = cosines(p, q, thetas)
    return (share(inside(c, epsilon) & lit[:, None], len(x))
            - share(opposite(c, epsilon) & lit[:, None], len(x)))


def spotlight(activations, basis, epsilon, planes, thetas):
    return np.array([curve(activations, basis[i], basis[j], epsilon, thetas) for i, j in planes])


def signed_spotlight(activations, basis, epsilon, planes, thetas):
    return np.array([signed_curve(activations, basis[i], basis[j], epsilon, thetas) for i, j in planes])


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    planes = [(i, j) for i, j in pairs(ensemble, len(basis)) if spans(basis[i], basis[j])]
    return spotlight(activations, basis, epsilon, planes, thetas).mean(axis=0)


def near(p, q, epsilon):
    return np.hypot(p, q) >= epsilon


def picture(activations, a, b, epsilon):
    x = rows(activations)
    e1, e2 = frame(a, b)
    p, q = coordinates(unit_rows(x), e1, e2)
    keep = near(p, q, epsilon) & np.any(x != 0, axis=1)
    return np.column_stack(coordinates(x, e1, e2))[keep]


def project(activations, basis, epsilon, planes):
    return [picture(activations, basis[i], basis[j], epsilon) for i, j in planes]


# --- share of a sphere -----------------------------------------------------------------------------------------------


def beta_series(a, b, x):
    """I_x(a, b) = x^a (1-x)^b / (a B(a,b)) sum_k (a+b)_k / (a+1)_k x^k."""
    term = total = 1.0
    k = 0
    while term > 1e-17 * total:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
    log_front = (a * math.log(x) + b * math.log1p(-x) - math.log(a)
                 + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b))
    return math.exp(log_front) * total


def upper_cap(n_dims, epsilon):
    """For epsilon >= 0."""
    if n_dims == 1 or epsilon == 0:
        return 0.5
    if epsilon == 1:
        return 0.0
    if epsilon ** 2 < 0.5 and n_dims * epsilon ** 2 < 1:
        return 0.5 - beta_series(0.5, (n_dims - 1) / 2, epsilon ** 2) / 2
    return beta_series((n_dims - 1) / 2, 0.5, 1 - epsilon ** 2) / 2


def cap_fraction(n_dims, epsilon):
    n_dims, epsilon = int(n_dims), float(epsilon)
    if epsilon == -1:
        return 1.0
    return upper_cap(n_dims, epsilon) if epsilon >= 0 else 1 - upper_cap(n_dims, -epsilon)


# --- toy models ------------------------------------------------------------------------------------------------------


def relu(z):
    return np.maximum(z, 0.0)


def step(z):
    return (z > 0).astype(np.float64)


def weights(model, parameters):
    """Encoder (n_hidden, n_features), decoder (n_features, n_hidden), bias (n_features,)."""
    bias = np.asarray(parameters["bias"], dtype=np.float64)
    if model == "absolute_value":
        return np.asarray(parameters["W1"], dtype=np.float64), np.asarray(parameters["W2"], dtype=np.float64), bias
    W = np.asarray(parameters["W"], dtype=np.float64)
    return W, W.T, bias


def hidden_layer(model, encoder, x):
    a = x @ encoder.T
    return a, (relu(a) if model in ("relu_hidden", "absolute_value") else a)


def output_layer(model, decoder, bias, h):
    z = h @ decoder.T + bias
    return z, (z if model == "linear" else relu(z))


def target(model, x):
    return np.abs(x) if model == "absolute_value" else x


def toy_forward(model, parameters, features):
    encoder, decoder, bias = weights(model, parameters)
    _, h = hidden_layer(model, encoder, rows(features))
    return output_layer(model, decoder, bias, h)[1]


def toy_loss(error, importance):
    return float((importance * error ** 2).sum(axis=1).mean())


def output_slope(model, error, importance, z):
    """dL/dz."""
    slope = 2 * importance * error / len(error)
    return slope if model == "linear" else slope * step(z)


def hidden_slope(model, slope, decoder, a):
    """dL/da."""
    back = slope @ decoder
    return back * step(a) if model in ("relu_hidden", "absolute_value") else back


def collect(model, d_encoder, d_decoder, d_bias):
    if model == "absolute_value":
        return {"W1": d_encoder, "W2": d_decoder, "bias": d_bias}
    return {"W": d_encoder + d_decoder.T, "bias": d_bias}


def bias_gradient(slope):
    return slope.sum(axis=0)


def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    error = y - target(model, x)
    slope = output_slope(model, error, importance, z)
    d_decoder = slope.T @ h
    d_encoder = hidden_slope(model, slope, decoder, a).T @ x
    return toy_loss(error, importance), collect(model, d_encoder, d_decoder, bias_gradient(slope))


# --- exact loss ------------------------------------------------------------------------------------------------------


def subsets(items):
    return itertools.chain.from_iterable(itertools.combinations(items, k) for k in range(len(items) + 1))


def ramp(z, m):
    """relu(z)^m / m!, which integrates to ramp(z, m + 1)."""
    return max(z, 0) ** m / Fraction(math.factorial(m)) if z > 0 else Fraction(0)


def cube_integral(weights, bias, m):
    """Integral over the unit cube of ramp(bias + weights . x, m): corners with signs, exact in rational numbers."""
    live = [w for w in weights if w != 0]
    total = Fraction(0)
    for corner in subsets(range(len(live))):
        sign = -1 if (len(live) - len(corner)) % 2 else 1
        total += sign * ramp(bias + sum((live[j] for j in corner), Fraction(0)), m + len(live))
    return total / math.prod(live, start=Fraction(1))


def square_term(weights, bias):
    """E relu(z)^2."""
    return 2 * cube_integral(weights, bias, 2)


def product_term(own, others, bias):
    """E x relu(bias + own x + others . x'): by parts in x."""
    if own == 0:
        return cube_integral(others, bias, 1) / 2
    upper = cube_integral(others, bias + own, 2) / own
    return upper - (cube_integral(others, bias + own, 3) - cube_integral(others, bias, 3)) / own ** 2


def active_loss(i, active, G, bias):
    """E (x_i - relu(z_i))^2, given the set of active features."""
    square = square_term([G[i][j] for j in active], bias)
    if i not in active:
        return square
    product = product_term(G[i][i], [G[i][j] for j in active if j != i], bias)
    return Fraction(1, 3) - 2 * product + square


def set_probability(active, sparsity):
    return math.prod((1 - s if j in active else s for j, s in enumerate(sparsity)), start=Fraction(1))


def population_loss(parameters, importance, sparsity):
    W = np.asarray(parameters["W"], dtype=np.float64)
    G = [[Fraction(float(g)) for g in row] for row in W.T @ W]
    n = len(G)
    bias = [Fraction(float(b)) for b in np.asarray(parameters["bias"])]
    sparsity = [Fraction(float(s)) for s in np.broadcast_to(np.asarray(sparsity, dtype=np.float64), (n,))]
    total = Fraction(0)
    for active in subsets(range(n)):
        p = set_probability(active, sparsity)
        if p:
            total += p * sum(Fraction(float(importance[i])) * active_loss(i, active, G, bias[i]) for i in range(n))
    return float(total)


# --- measures --------------------------------------------------------------------------------------------------------


def gram(W):
    W = np.asarray(W, dtype=np.float64)
    return W.T @ W


def scaled_gram(W):
    """Gram matrix of W over its longest column, so that squares of dot products neither overflow nor vanish."""
    W = np.asarray(W, dtype=np.float64)
    largest = np.abs(W).max()
    return (gram(W / largest), largest) if largest > 0 else (gram(W), 1.0)


def directions_gram(W):
    """What_i . W_j, with the rows of the result divided by |W_i|."""
    W = np.asarray(W, dtype=np.float64)
    return unit_rows(W.T) @ W


def feature_dimensionality(W):
    G = directions_gram(W)
    square = np.diag(G)
    lit = square > 0
    relative = G / np.where(lit, square, 1.0)[:, None]
    return np.where(lit, 1 / np.where(lit, (relative ** 2).sum(axis=1), 1.0), 0.0)


def interference(W):
    G = directions_gram(W)
    others = G - np.diag(np.diag(G))
    return (others ** 2).sum(axis=1)


# --- data ------------------------------------------------------------------------------------------------------------


def sample_features(n_samples, n_features, sparsity, rng):
    active = rng.random((n_samples, n_features)) >= sparsity
    return np.where(active, rng.random((n_samples, n_features)), 0.0)
