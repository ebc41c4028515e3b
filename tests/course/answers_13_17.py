"""Further answers to lessons 13 to 17: right ones in other forms, and mistakes with a piece of what is said of them.

The piece "" stands for a mistake that the checker does not know by name: it shows the smallest input that goes wrong.
"""

import cmath
import itertools
import math

import numpy as np

from tests.course.answers_08_12 import GRADIENT_MISTAKES, gradient_by_outputs, gradient_with

norm = np.linalg.norm


def by_gauss(f, low, high, n=6):
    """The integral of f by Gauss's rule, exact for polynomials up to the power 2 n - 1."""
    nodes, weights = np.polynomial.legendre.leggauss(n)
    return (high - low) / 2 * float((weights * f((high - low) / 2 * nodes + (high + low) / 2)).sum())


# Lesson 13

def dropped_by_cases(b, r, p):
    answer = b if b > 0 else 0
    active = by_gauss(lambda x: (x - answer)**2, 0, 1)
    return r * (p * active + (1 - p) * answer**2)


def dropped_by_variance(b, r, p):
    """Variance, and the square of the distance from the mean."""
    return r * (p / 3 - (p / 2)**2 + (max(b, 0) - p / 2)**2)


def begins_by_bisection(r):
    """Where the two losses cross."""
    low, high = 0.0, 1.0
    for _ in range(60):
        p = (low + high) / 2
        low, high = (p, high) if (1 + r) * p * p / 6 < min(1, r) * (p / 3 - p * p / 4) else (low, p)
    return low


def pair_by_integrals(b, p):
    """The four cases as integrals over the pieces on which they are polynomials."""
    def error(x, y):
        return (max(x - y + b, 0.0) - x)**2

    def both(x):
        """Over y: open below x + b, an error of x above."""
        end = min(max(x + b, 0.0), 1.0)
        return by_gauss(lambda y: (b - y)**2, 0, end) + (1 - end) * x**2

    cut = min(max(-b, 1 - b if b > 0 else -b, 0.0), 1.0)
    whole = sum(by_gauss(np.vectorize(both), *ends) for ends in ((0, cut), (cut, 1)))
    own = sum(by_gauss(np.vectorize(lambda x: error(x, 0)), *ends) for ends in ((0, max(-b, 0)), (max(-b, 0), 1)))
    other = by_gauss(lambda y: (b - y)**2, 0, max(b, 0))
    return (1 - p)**2 * max(b, 0)**2 + p * (1 - p) * (own + other) + p**2 * whole


def pair_by_horner(b, p):
    if b >= 0:
        return p**2 / 6 + b * (-(p**2) / 3 + b * (1 - p + b * (p * (1 + p) / 3 - b * p**2 / 6)))
    return p**2 / 6 + b * (-(p**2) / 3 + b * (p * (1 - p) + b * ((2 * p - p**2) / 3 + b * p**2 / 6)))


def best_by_fixed_point(p):
    """The linear term solved for, again and again; far from 0 by Newton's own denominator."""
    b = 0.3
    for _ in range(200):
        rest = -(p**2) / 3 + p * (1 + p) * b**2 - 2 * p**2 * b**3 / 3 + 2 * (1 - p) * b
        b -= rest / (2 * (1 - p) + p * (1 + p))
    return b


def corners_by_slope(w1, w2, b):
    """The integral over y as a difference of cubes, that over x by Gauss's rule between the kinks."""
    def inner(x):
        low, high = np.maximum(b + w1 * x, 0), np.maximum(b + w1 * x + w2, 0)
        return (high**3 - low**3) / (3 * w2)

    kinks = sorted({0.0, 1.0, *(k for k in (-b / w1, -(b + w2) / w1) if 0 < k < 1)})
    return sum(by_gauss(inner, *ends) for ends in zip(kinks, kinks[1:]))


def corners_by_outer(w1, w2, b):
    z = np.maximum(np.add.outer([0, w1], [0, w2]) + b, 0)**4
    return np.array([1, -1]) @ z @ np.array([1, -1]) / w1 / w2 / 12


# Lesson 14

def dimensionality_by_frame(W):
    """|W_i|^4 / (W_i^T F W_i)."""
    F, squares = W @ W.T, (W**2).sum(axis=0)
    below = np.einsum("mi,mn,ni->i", W, F, W)
    return np.array([s * s / d if s > 0 else 0.0 for s, d in zip(squares, below)])


def leverage_by_least_squares(W):
    """How much of e_i is reached by W^T."""
    return [float((W.T @ np.linalg.lstsq(W.T, e, rcond=None)[0])[i]) for i, e in enumerate(np.eye(W.shape[1]))]


def layers_by_formula(k, z):
    height, radius = z * z, 1 - z * z
    return 1 / k / (radius * radius + 2 * height * height)


def layers_by_sums(k, z):
    """The sum of squared dot products of one corner with all, the second layer turned by half a step."""
    r2, total = 1 - z * z, 0.0
    for j in range(k):
        total += (r2 * math.cos(2 * math.pi * j / k) + z * z)**2
        total += (r2 * math.cos(2 * math.pi * (j + 0.5) / k) - z * z)**2
    return 1 / total


def energy_by_rows(W):
    total = 0.0
    for i in range(W.shape[1]):
        pushes = np.delete(W[:, i] @ W, i)
        total += pushes[pushes > 0] @ pushes[pushes > 0]
    return total


def groups_by_labels(W, min_overlap):
    """Every feature takes the smallest label among those it is linked with, until nothing changes."""
    stored = norm(W, axis=0) >= 0.5
    linked = (np.abs(W.T @ W) > min_overlap) & stored & stored[:, None] | np.eye(len(stored), dtype=bool)
    label = np.arange(len(stored))
    while (new := np.where(linked, label, len(label)).min(axis=1)).tolist() != label.tolist():
        label = new
    return [tuple(np.flatnonzero(label == k).tolist()) for k in np.unique(label[stored])]


def groups_by_powers(W, min_overlap):
    stored = [i for i, w in enumerate(W.T) if w @ w >= 0.25]
    A = (np.abs(W[:, stored].T @ W[:, stored]) > min_overlap) | np.eye(len(stored), dtype=bool)
    reach = np.linalg.matrix_power(A.astype(float), max(len(stored), 1)) > 0
    found = []
    for row in reach:
        group = tuple(stored[j] for j in np.flatnonzero(row))
        if group not in found:
            found.append(group)
    return found


# Lesson 15

def set_row_by_row(n_samples, n_features, density, rho, rng):
    X = np.zeros((n_samples, n_features))
    for row in X:
        if rng.random() < rho:
            active = np.full(n_features, rng.random() < density)
        else:
            active = rng.random(n_features) < density
        row[active] = rng.random(active.sum())
    return X


def set_by_copies(n_samples, n_features, density, rho, rng):
    """One number for the sample is copied to all members where it is bound."""
    decides = rng.random((n_samples, n_features))
    bound = rng.binomial(1, rho, n_samples) == 1
    decides[bound] = decides[bound, :1]
    return (decides < density) * rng.uniform(size=decides.shape)


def set_in_single(n_samples, n_features, density, rho, rng):
    bound = rng.random((n_samples, 1)) < rho
    activity = bound * (rng.random((n_samples, 1)) < density) + ~bound * (rng.random((n_samples, n_features)) < density)
    return activity.astype(np.float32) * rng.random(activity.shape, dtype=np.float32)


def layouts_by_moments(p, both):
    square, product = p / 3, both / 4
    antipodes = [4 * p * p / 6, 4 * both / 6]  # E min(a, b)^2 = 1/6 for two outputs of each of two pairs
    return antipodes[0], 2 * (2 * square - 2 * product) / 2, antipodes[1]


def layouts_by_integrals(p, both):
    """The smaller of two values has the density 2 (1 - x)."""
    smaller = by_gauss(lambda x: x**2 * 2 * (1 - x), 0, 1)
    one, two = by_gauss(lambda x: x**2, 0, 1), by_gauss(lambda d: d**2 * 2 * (1 - d), 0, 1)
    return np.array([4 * p**2 * smaller, 2 * (p - both) * one + both * two, 4 * both * smaller])


def rates_by_covariance_matrix(p, g):
    C = np.full((g, g), p / 4 - p * p / 4) + np.eye(g) * (p / 3 - p / 4)
    ones = np.ones(g)
    return 4 * ones @ C @ ones / g, 4 * (C[0, 0] - (p - p * p) / 4)


def attack_by_loop(W, i, size):
    row = [sum(W[m, i] * W[m, j] for m in range(W.shape[0])) for j in range(W.shape[1])]
    length = math.sqrt(sum(g * g for g in row))
    return [size * g / length if length else 0.0 for g in row]


def attack_by_divide(W, i, size):
    row = np.einsum("m,mn->n", W[:, i], W)
    return size * np.divide(row, np.hypot.reduce(row), out=np.zeros(row.shape), where=row.any())


def cost_by_moves(W, bias, features, delta):
    """(y' - x)^2 - (y - x)^2 = (y' - y) (y' + y - 2 x)."""
    z = features @ W.T @ W + bias
    y, moved = np.clip(z, 0, None), np.clip(z + W.T @ (W @ delta), 0, None)
    return np.sum((moved - y) * (moved + y - 2 * features)) / features.shape[0]


def cost_by_einsum(W, bias, features, delta):
    shown = np.stack([features, features + delta])
    y = np.einsum("tsn,mn,mk->tsk", shown, W, W) + bias
    losses = np.einsum("tsk->t", ((y > 0) * y - features)**2) / len(features)
    return losses[1] - losses[0]


# Lesson 16

def passes_by_rows(M):
    for row in M.tolist():
        if min(row) < 0 or sum(1 for x in row if x) > 1:
            return False
    return True


def turned_by_integrals(theta, p):
    """Output 2 answers relu(-s h1 + c h2) ...: the cut-off part of s x_2 - c x_1, and the case alone."""
    s, c = math.sin(theta), math.cos(theta)
    alone = s * s / 3

    def inner(y):
        end = np.minimum(s * y / c, 1.0)
        return s * s * y * y * end - s * c * y * end**2 + c * c * end**3 / 3

    kink = min(c / s, 1.0) if s > 0 else 1.0
    both = by_gauss(inner, 0, kink) + by_gauss(inner, kink, 1)
    return p * (1 - p) * alone + p * p * both


def turned_by_half_angles(theta, p):
    s2, s, c = (1 - math.cos(2 * theta)) / 2, math.sin(theta), math.cos(theta)
    if 4 * theta > math.pi:
        both = 1 / 3 - math.sin(2 * theta) / 4 - (1 - s2) * c / s / 12
    else:
        both = s2 * math.tan(theta) / 12
    return p * s2 / 3 - p * p * (s2 / 3 - both)


def neurons_by_sorting(W1, W2, threshold):
    """The second largest weight decides."""
    mono = poly = 0
    for row in np.sort(np.abs(W1), axis=1)[:, ::-1]:
        if row[0]:
            many = len(row) > 1 and row[1] / row[0] > threshold
            mono, poly = mono + (not many), poly + bool(many)
    return mono, poly


def neurons_in_columns(W1, W2, threshold):
    sizes = np.abs(W1).T
    top = sizes.max(axis=0)
    n = (sizes > threshold * top).sum(axis=0)[top > 0]
    return [int((n == 1).sum()), int((n >= 2).sum())]


def circuit_by_signs(order):
    """The same circuit with its neurons in another order, the signs of the weakly read features turned."""
    def answer(a, dominant):
        first, second = (i for i in range(3) if i != dominant)
        rows = [(1, -a, 0), (1, 0, a), (-1, a, 0), (-1, 0, -a)]
        W1, W2 = np.zeros((4, 3)), np.zeros((3, 4))
        for k, j in enumerate(order):
            W1[k, [dominant, first, second]] = rows[j]
            W2[dominant, k] = 0.5
            W2[first, k] = (1 if rows[j][1] else -1) / a
            W2[second, k] = (1 if rows[j][2] else -1) / a
        return W1, W2
    return answer


def circuit_changed(change):
    def answer(a, dominant):
        W1, W2 = circuit_by_signs((0, 1, 2, 3))(a, dominant)
        change(W1, W2, a, dominant)
        return W1, W2
    return answer


def change_scale(W1, W2, a, dominant):
    W1 *= 2
    W2 /= 2


def change_bias(W1, W2, a, dominant):
    W2[dominant] = 1.0


def change_reading(W1, W2, a, dominant):
    W1[W1 == a] = 0


def change_all(W1, W2, a, dominant):
    W2[:] = np.abs(W2)


# Lesson 17

def turned_by_fourier(values, steps):
    n = len(values)
    return np.fft.ifft(np.fft.fft(values) * np.exp(-2j * np.pi * np.fft.fftfreq(n) * steps)).real


def share_by_area(beta, gamma, ratio):
    """The part of the unit square below v = t u, by the integral of min(t u, 1)."""
    t = ratio * math.sin(beta) / math.sin(gamma - beta)
    kink = min(1 / t, 1.0)
    return by_gauss(lambda u: t * u, 0, kink) + (1 - kink)


def share_by_complex(beta, gamma, ratio):
    """The direction of feature i's axis is 0: turn by -beta and compare heights."""
    i, j = cmath.exp(-1j * beta) * ratio, cmath.exp(1j * (gamma - beta))
    t = -i.imag / j.imag
    return min(t, 1 / t) / 2 if t <= 1 else 1 - min(t, 1 / t) / 2


def harmonic_by_cases(n_axis, n_between, n_hidden, epsilon):
    w = math.acos(epsilon)
    arcs = [0.0] * (n_axis * (n_hidden - 1)) + [math.pi / 4] * n_between
    return sum(math.cos(4 * phi) * math.sin(4 * w) / 4 for phi in arcs) / (w * len(arcs))


def harmonic_by_double_angles(n_axis, n_between, n_hidden, epsilon):
    """sin(4 w) = 4 sin w cos w (2 cos^2 w - 1)."""
    sine = math.sqrt(1 - epsilon**2)
    arc = sine * epsilon * (2 * epsilon**2 - 1) / math.acos(epsilon)
    above = n_axis * n_hidden - n_axis
    return arc * (1 - 2 * n_between / (above + n_between))


def mass_at_once(G, i, j, density, epsilon):
    p, q = G[i], (G[j] - G[i, j] * G[i]) / math.sqrt(1 - G[i, j]**2)
    r = np.hypot(p, q)
    r = r[r >= epsilon - 1e-12]
    return density * (1 - density)**(len(G) - 1) * np.sum(np.arccos(np.minimum(epsilon / r, 1))) / np.pi


def mass_by_inverse(G, i, j, density, epsilon):
    """r^2 is a quadratic form with the inverse of the pair's own Gram matrix."""
    pair = G[[i, j]]
    r2 = np.einsum("ak,ab,bk->k", pair, np.linalg.inv(G[np.ix_([i, j], [i, j])]), pair)
    w = np.arccos(np.clip(epsilon / np.sqrt(np.maximum(r2, 1e-300)), -1, 1))  # 0 where r is below epsilon
    return w.sum() / np.pi * density * np.exp((len(G) - 1) * np.log1p(-density))


def mass_by_complex(G, i, j, density, epsilon):
    gamma = cmath.acos(G[i, j]).real
    total = 0.0
    for k in range(G.shape[0]):
        r = abs(complex(G[i, k], (G[j, k] - G[i, k] * math.cos(gamma)) / math.sin(gamma)))
        total += math.acos(min(1.0, epsilon / r)) if r > 1e-12 else 0.0
    return total / math.pi * density * (1 - density)**(len(G) - 1)


def staircase_by_angles(W, i, density, epsilon):
    units = [w / math.sqrt(w @ w) for w in W.T]
    lit = [u for u in units if math.acos(max(-1, min(1, u @ units[i]))) <= math.acos(epsilon) + 1e-9]
    return len(lit) * density * math.pow(1 - density, len(units) - 1)


def staircase_by_products(W, i, density, epsilon):
    n = W.shape[1]
    inside = np.einsum("mk,m->k", W, W[:, i]) >= epsilon * norm(W, axis=0) * norm(W[:, i]) - 1e-12
    return float(sum(inside * density * (1 - density)**(n - 1)))


ANSWERS_13_17 = {
    (13, "dropped_loss"): ([dropped_by_cases, dropped_by_variance], [
        (lambda b, r, p: dropped_by_variance(b, 1, p),
         "feature 2 has the importance r"), (lambda b, r, p: dropped_by_variance(b * p, r, p), ""),
        (lambda b, r, p: dropped_by_variance(b, r, p) - r * p / 3, ""),
        (lambda b, r, p: dropped_by_variance(min(b, p / 2), r, p), "")]),
    (13, "superposition_begins"): ([begins_by_bisection], [
        (lambda r: 4 * r / (7 * r), ""), (lambda r: begins_by_bisection(r**0.5), ""),
        (lambda r: min(1.0, 2 * begins_by_bisection(r)), ""), (lambda r: max(4 * r / (2 + 5 * r), 4 / (5 + 2 * r)),
         "the two sides of r = 1 are exchanged: the pair")]),
    (13, "pair_loss"): ([pair_by_integrals, pair_by_horner], [
        (lambda b, p: pair_by_horner(-b, p), ""), (lambda b, p: pair_by_horner(b / 2, p), ""),
        (lambda b, p: pair_by_horner(max(b, 0), p), ""), (lambda b, p: pair_by_horner(b, p) / p if p else 0.0, "")]),
    (13, "best_bias"): ([best_by_fixed_point], [
        (lambda p: best_by_fixed_point(p)**2, ""), (lambda p: best_by_fixed_point(1 - p) if p < 1 else 0.0, ""),
        (lambda p: float(np.argmin([pair_by_horner(b, p) for b in np.linspace(0, 1, 1001)])) / 1000, ""),
        (lambda p: float(np.roots([-2 * p**2 / 3, p * (1 + p), 2 * (1 - p), -(p**2) / 3])[0].real), "")]),
    (13, "mean_square_over_the_square"): ([corners_by_slope, corners_by_outer], [
        (lambda u, v, b: max(b + u / 2 + v / 2, 0)**2, ""), (lambda u, v, b: corners_by_outer(abs(u), abs(v), b), ""),
        (lambda u, v, b: (b + u / 2 + v / 2)**2 + (u * u + v * v) / 12, "the ReLU is missing at the corners: negative"),
        (lambda u, v, b: corners_by_outer(u, v, b) / 4, "")]),
    (14, "dimensionality"): ([dimensionality_by_frame], [
        (lambda W: dimensionality_by_frame(W) / dimensionality_by_frame(W).sum() if W.any() else 0 * W[0], ""),
        (lambda W: dimensionality_by_frame(W.T), ""), (lambda W: dimensionality_by_frame(np.abs(W)), ""),
        (lambda W: dimensionality_by_frame(W - W.mean(axis=1, keepdims=True)), "")]),
    (14, "leverage"): ([leverage_by_least_squares], [
        (lambda W: np.diag(W.T @ np.linalg.inv(W @ W.T + 0.01 * np.eye(len(W))) @ W), ""),
        (lambda W: np.diag(W @ np.linalg.pinv(W)), "sum over hidden dimensions: one number per"),
        (lambda W: np.diag(W.T @ np.linalg.pinv(W @ W.T))[:W.shape[1]], ""),
        (lambda W: np.full(W.shape[1], np.linalg.matrix_rank(W) / W.shape[1]), "")]),
    (14, "two_layers"): ([layers_by_formula, layers_by_sums], [
        (lambda k, z: layers_by_sums(2 * k, z), ""), (lambda k, z: layers_by_formula(k, 1 - z), ""),
        (lambda k, z: min(1.0, 3 / (2 * k)),
         "3 / (2 k) is the tight frame's, at z^2 = 1/3;"), (lambda k, z: layers_by_formula(k, z * z), "")]),
    (14, "energy"): ([energy_by_rows], [
        (lambda W: 2 * energy_by_rows(W), ""), (lambda W: energy_by_rows(W) / W.shape[1], ""),
        (lambda W: energy_by_rows(np.maximum(W, 0)), ""), (lambda W: energy_by_rows(W)**2, "")]),
    (14, "groups"): ([groups_by_labels, groups_by_powers], [
        (lambda W, o: [tuple(i for i, w in enumerate(W.T) if w @ w >= 0.25)], ""),
        (lambda W, o: sorted({tuple(j for j in range(W.shape[1]) if abs(W[:, i] @ W[:, j]) > o)
                              for i in range(W.shape[1])}), ""),
        (lambda W, o: [set(group) for group in groups_by_labels(W, o)], ""),
        (lambda W, o: groups_by_labels(W.T, o), "")]),
    (15, "draw_set"): ([set_row_by_row, set_by_copies, set_in_single], [
        (lambda n, k, p, rho, rng: (rng.random((n, 1)) < rho) * set_by_copies(n, k, p, 1.0, rng),
         "bound or not; yours with"),
        (lambda n, k, p, rho, rng: set_by_copies(n, k, p, rho, rng) > 0,
         "1], not 1: multiply the activities by strengths"),
        (lambda n, k, p, rho, rng: set_by_copies(n, k, p, rho, rng).T, "draw_set: wanted shape (50, 3); found (3, 50)"),
        (lambda n, k, p, rho, rng: set_by_copies(n, k, p, rho, rng) * (rng.random((n, 1)) < 0.5),
         "bound or not; yours with")]),
    (15, "layout_losses"): ([layouts_by_moments, layouts_by_integrals], [
        (lambda p, both: np.divide(layouts_by_integrals(p, both), 4), ""),
        (lambda p, both: layouts_by_integrals(p, both)[[0, 2]], ""),
        (lambda p, both: layouts_by_integrals(p, max(both, p * p)), ""),
        (lambda p, both: layouts_by_integrals(p, both / p if p else 0.0), "")]),
    (15, "growth_rates"): ([rates_by_covariance_matrix], [
        (lambda p, g: rates_by_covariance_matrix(p, g)[0] / g, ""),
        (lambda p, g: (rates_by_covariance_matrix(p, g)[0], 0.0), ""),
        (lambda p, g: tuple(rate / p for rate in rates_by_covariance_matrix(p, g)), ""),
        (lambda p, g: rates_by_covariance_matrix(1 - p, g), "")]),
    (15, "attack"): ([attack_by_loop, attack_by_divide], [
        (lambda W, i, s: s * np.abs(W.T @ W[:, i]) / (norm(W.T @ W[:, i]) or 1), ""),
        (lambda W, i, s: s * W[i] / (norm(W[i]) or 1) if i < len(W) else np.zeros(W.shape[1]), ""),
        (lambda W, i, s: np.clip(W.T @ W[:, i], -s, s), ""),
        (lambda W, i, s: s**2 * (W.T @ W[:, i]) / (norm(W.T @ W[:, i]) or 1), "")]),
    (15, "cost"): ([cost_by_moves, cost_by_einsum], [
        (lambda W, b, X, d: cost_by_moves(W, b, X, d) / X.shape[1], ""),
        (lambda W, b, X, d: cost_by_moves(W, b, X, d) * len(X), ""),
        (lambda W, b, X, d: cost_by_moves(W, 0 * b, X, d), "the bias is missing"),
        (lambda W, b, X, d: np.sum((W.T @ (W @ d))**2), "")]),
    (16, "hidden_gradient"): ([gradient_by_outputs(True)], [
        (gradient_with(change, True), piece) for change, piece in GRADIENT_MISTAKES]),
    (16, "passes_relu"): ([passes_by_rows], [
        (lambda M: bool(np.linalg.det(M) > 0), ""), (lambda M: bool((M == M.T).all()), ""),
        (lambda M: bool(np.allclose(np.maximum(M @ np.ones(len(M)), 0), M @ np.ones(len(M)))), ""),
        (lambda M: bool(np.all(np.abs(M) @ np.ones(len(M)) <= 1)), "")]),
    (16, "turned_loss"): ([turned_by_integrals, turned_by_half_angles], [
        (lambda t, p: turned_by_half_angles(t / 2, p), ""),
        (lambda t, p: turned_by_half_angles(min(t, math.pi / 4), p), ""),
        (lambda t, p: p * math.sin(t)**2 / 3, ""), (lambda t, p: turned_by_half_angles(t, p) * p, "")]),
    (16, "count_neurons"): ([neurons_by_sorting, neurons_in_columns], [
        (lambda W1, W2, t: neurons_in_columns(W1 * W2.T, W2, t), ""),
        (lambda W1, W2, t: (sum(neurons_in_columns(W1, W2, t)), neurons_in_columns(W1, W2, t)[1]), ""),
        (lambda W1, W2, t: neurons_in_columns(W1**2, W2, t), ""),
        (lambda W1, W2, t: neurons_in_columns(W1 - W1.mean(axis=1, keepdims=True), W2, t), "")]),
    (16, "three_on_four"): ([circuit_by_signs((0, 1, 2, 3)), circuit_by_signs((3, 0, 2, 1)),
                             lambda a, dominant: [m.tolist() for m in circuit_by_signs((1, 0, 3, 2))(a, dominant)]], [
        (circuit_changed(change_scale),
         "dominant feature, here 0, with weight 1 or -1"), (circuit_changed(change_bias),
         "fire with it its output takes half of each)"), (circuit_changed(change_reading),
         "dominant feature, here 0, with weight 1 or -1"),
        (circuit_changed(change_all), "it, one must take away what the other writes")]),
    (17, "turned_curve"): ([turned_by_fourier], [
        (lambda f, s: np.roll(f, s * 2), ""), (lambda f, s: np.roll(f, s // len(f)), ""),
        (lambda f, s: np.interp(np.arange(len(f)) - s, np.arange(len(f)), f), ""),
        (lambda f, s: np.roll(f, s)[s:], "")]),
    (17, "share_up_to"): ([share_by_area, share_by_complex], [
        (lambda b, g, r: math.sin(b) / math.sin(g), ""), (lambda b, g, r: share_by_area(g - b, g, r),
         "t = v / u is sin(beta) / sin(gamma - beta), not"),
        (lambda b, g, r: b * r / (b * r + g - b), ""), (lambda b, g, r: share_by_area(b / 2, g, r), "")]),
    (17, "code_harmonic"): ([harmonic_by_cases, harmonic_by_double_angles], [
        (lambda a, b, m, e: harmonic_by_cases(a, b, m + 1, e),
         "a neuron has n_hidden - 1 planes, one with each"), (lambda a, b, m, e: harmonic_by_cases(b, a, m, e), ""),
        (lambda a, b, m, e: (a - b) / (a + b), ""), (lambda a, b, m, e: harmonic_by_cases(a, b, m, e)**2, "")]),
    (17, "lone_mass"): ([mass_at_once, mass_by_inverse, mass_by_complex], [
        (lambda G, i, j, p, e: mass_at_once(G, j, i, p, e) * len(G) / 2, ""),
        (lambda G, i, j, p, e: mass_at_once(np.abs(G), i, j, p, e), "cosines have signs: g g_ik g_jk may be negative"),
        (lambda G, i, j, p, e: mass_at_once(G, i, j, p, e**2), ""),
        (lambda G, i, j, p, e: mass_at_once(G, i, j, p, e) / (1 - (1 - p)**len(G)), "")]),
    (17, "staircase"): ([staircase_by_angles, staircase_by_products], [
        (lambda W, i, p, e: staircase_by_products(W.T, i, p, e) if i < len(W) else 0.0, ""),
        (lambda W, i, p, e: min(1.0, staircase_by_products(W, i, p, e) / (1 - p)), ""),
        (lambda W, i, p, e: staircase_by_products(W, 0, p, e), ""),
        (lambda W, i, p, e: p * (1 - p)**(W.shape[1] - 1) * (norm(W - W[:, [i]], axis=0) <= 1 - e).sum(), "")]),
}
