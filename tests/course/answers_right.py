"""Right answers in other forms than the shipped solutions: loops, closed forms, NumPy's own functions."""

import cmath
import itertools
import math
from types import SimpleNamespace

import numpy as np

from srm_ref import find_basis

norm = np.linalg.norm


def unit(v):
    return v / norm(v)


def frame(a, b):
    e1 = unit(a)
    return e1, unit(b - (b @ e1) * e1)


def frame_by_qr(a, b):
    Q, R = np.linalg.qr(np.stack([a, b], axis=1))
    return Q[:, 0] * np.sign(R[0, 0]), Q[:, 1] * np.sign(R[1, 1])


def resonance_with_nan(A, d, eps):
    return np.mean(A @ d / norm(A, axis=1) / norm(d) >= eps)  # 0/0 is nan, and no comparison with nan holds


def resonance_by_rows(A, d, eps):
    return sum(1 for x in A if norm(x) > 0 and x @ d / (norm(x) * norm(d)) >= eps) / len(A)


def resonance_made_safe(A, d, eps):
    lengths = norm(A, axis=1)
    return float((((A @ d) / np.where(lengths > 0, lengths, 1) / norm(d) >= eps) & (lengths > 0)).mean())


def peaks_by_rolling(values, height):
    above = np.asarray(values) > height
    return int((np.roll(above, -1) & ~above).sum())


def peaks_by_loop(values, height):
    return sum(1 for k in range(len(values)) if values[k] > height >= values[k - 1])


def many_by_loop(cap):
    k = max(1, int(cap ** -0.5) - 2)
    while (k + 1) * k * cap < 1:
        k += 1
    return k


def many_by_root(cap):
    return math.ceil((1 + math.sqrt(1 + 4 / cap)) / 2) - 1


def angle_by_sine_and_cosine(x, y):
    u, v = unit(x), unit(y)
    return math.atan2(norm(v - (u @ v) * u), u @ v)


def exponential_by_powers(B, theta, n_terms):
    return sum(np.linalg.matrix_power(theta * B, k) / math.factorial(k) for k in range(n_terms))


def exponential_by_horner(B, theta, n_terms):
    total = np.eye(len(B))
    for k in range(n_terms - 1, 0, -1):
        total = np.eye(len(B)) + theta / k * B @ total
    return total


def turn_short(v, e1, e2, theta):
    p, q, c, s = v @ e1, v @ e2, np.cos(theta), np.sin(theta)
    return v + ((c - 1) * p - s * q) * e1 + (s * p + (c - 1) * q) * e2


def turn_by_bivector(v, e1, e2, theta):
    Bv = e2 * (e1 @ v) - e1 * (e2 @ v)
    BBv = e2 * (e1 @ Bv) - e1 * (e2 @ Bv)
    return v + np.sin(theta) * Bv + (1 - np.cos(theta)) * BBv


def turn_complex(v, e1, e2, theta):
    z = complex(v @ e1, v @ e2)
    w = z * cmath.exp(1j * theta) - z
    return v + w.real * e1 + w.imag * e2


def angle_in_plane(x, a, b):
    e1, e2 = frame(a, b)
    angle = math.atan2(x @ e2, x @ e1)
    return angle if angle >= 0 else angle + 2 * math.pi


def by_norm_and_trace(R):
    whole = R - R.T
    return math.atan2(norm(whole) / np.sqrt(8), (np.trace(R) - len(R) + 2) / 2), np.sqrt(2) * whole / norm(whole)


def curve_with_nan(activations, e1, e2, epsilon, thetas):
    directions = activations / norm(activations, axis=1, keepdims=True)
    p, q = directions @ e1, directions @ e2
    return [np.mean(p * np.cos(t) + q * np.sin(t) >= epsilon) for t in thetas]


def curve_by_rows(activations, e1, e2, epsilon, thetas):
    curve = np.zeros(len(thetas))
    for x in activations:
        if norm(x) > 0:
            curve += (x @ e1) / norm(x) * np.cos(thetas) + (x @ e2) / norm(x) * np.sin(thetas) >= epsilon
    return curve / len(activations)


def inside_by_complex(theta, phi, w):
    return bool(abs(cmath.phase(cmath.exp(1j * (theta - phi)))) <= w)


def inside_by_remainder(theta, phi, w):
    return abs(math.remainder(theta - phi, 2 * math.pi)) <= w


def inside_by_distance(theta, phi, w):
    off = abs(theta - phi) % (2 * np.pi)
    return min(off, 2 * np.pi - off) <= w


def arc_by_math(p, q, epsilon):
    r = math.hypot(p, q)
    if r < epsilon:
        return None
    if epsilon + r <= 0:
        return math.atan2(q, p), math.pi
    return np.array([math.atan2(q, p), math.acos(epsilon / r)])


def mean_by_rows(p, q, epsilon):
    return sum(math.acos(epsilon / math.hypot(a, b))
               for a, b in zip(p, q) if math.hypot(a, b) >= epsilon) / math.pi / len(p)


def fourier_by_sinc(phi, w, n_samples, k):
    return (w * np.sinc(k * w / np.pi) * np.exp(-1j * k * phi)).sum() / np.pi / n_samples


def fourier_by_ends(phi, w, n_samples, k):
    if k == 0:
        return w.sum() / np.pi / n_samples
    return ((np.exp(-1j * k * (phi - w)) - np.exp(-1j * k * (phi + w))) / (2j * np.pi * k)).sum() / n_samples


def grid_by_add_at(phi, w, n):
    first = np.ceil((phi - w) / (2 * np.pi / n)).astype(int)
    stop = np.floor((phi + w) / (2 * np.pi / n)).astype(int) + 1
    d = np.zeros(n, int)
    np.add.at(d, first % n, 1)
    np.add.at(d, stop % n, -1)
    return np.cumsum(d) + np.sum(stop // n - first // n)


def planes_by_itertools(n, ordered):
    return np.array(list(itertools.permutations(range(n), 2) if ordered else itertools.combinations(range(n), 2)))


def planes_by_triu(n, ordered):
    return np.argwhere(~np.eye(n, dtype=bool)) if ordered else np.stack(np.triu_indices(n, 1), axis=1)


def count_by_cross_parts(basis):
    rows = [unit(b) for b in basis]
    return sum(1 for a, b in itertools.combinations(rows, 2)
               if norm(np.outer(a, b) - np.outer(b, a)) / np.sqrt(2) >= 1e-10)


def candidates_by_squares(P, epsilon):
    return 2 * P**2 >= epsilon**2


def mean_by_loop(phi, w, n_samples, n_basis, thetas):
    total = np.zeros(len(thetas))
    for centre, width in zip(phi, w):
        for c in (centre, np.pi / 2 - centre):
            total += np.abs(np.angle(np.exp(1j * (thetas - c)))) <= width + 1e-13
    return total / n_samples / n_basis / (n_basis - 1)


def epsilon_halved(cap, n_samples, expected):
    low, high = 0, 1
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if cap(middle) < expected / n_samples else (middle, high)
    return (low + high) / 2


def harmonic_by_average(phi, w):
    if not len(phi):
        return np.nan
    return np.average(np.cos(4 * phi) * np.sinc(4 * w / np.pi), weights=w)


def p_by_all(value, null):
    everything = np.append(null, value)
    distances = np.abs(everything - everything.mean())
    return np.mean(distances >= distances[-1])


def p_by_loop(value, null):
    centre = np.append(null, value).mean()
    return (1 + sum(abs(x - centre) >= abs(value - centre) for x in null)) / (1 + len(null))


def read_otherwise(harmonic_value, p, level):
    if harmonic_value != harmonic_value:
        return "nothing lit"
    if p <= level and harmonic_value > 0:
        return "aligned"
    return "anti-aligned" if p <= level else "not special"


def tanh_by_rows(z, basis):
    return np.array([sum(np.tanh(b @ x) * b for b in basis) for x in z])


def form_by_jacobian(z, upstream, basis):
    k, n = basis.shape
    return np.array([n / k * sum((1 - np.tanh(b @ x) ** 2) * (b @ u) * b for b in basis) for x, u in zip(z, upstream)])


def form_by_cosh(z, upstream, basis):
    return np.einsum("sk,kn->sn",
                     (upstream @ basis.T) / np.cosh(z @ basis.T)**2, basis) * basis.shape[1] / basis.shape[0]


def isotropic_by_rows(z, upstream):
    rows = []
    for x, u in zip(z, upstream):
        r = norm(x)
        if r == 0:
            rows.append(u)
        else:
            h = x / r
            J = np.tanh(r) / r * (np.eye(len(x)) - np.outer(h, h)) + (1 - np.tanh(r) ** 2) * np.outer(h, h)
            rows.append(J.T @ u)
    return np.array(rows)


def isotropic_with_nan(z, upstream):
    r = norm(z, axis=1, keepdims=True)
    h, g = z / r, np.tanh(r) / r
    along = (h * upstream).sum(axis=1, keepdims=True) * h
    return np.where(r == 0, upstream, g * upstream + (1 - np.tanh(r) ** 2 - g) * along)


def autoencoder_by_samples(W1, bias1, W2, bias2, images, apply, vjp):
    dW1, db1, dW2, db2 = 0 * W1, 0 * bias1, 0 * W2, 0 * bias2
    for x in images:
        z = (W1 @ x + bias1)[None]
        h = apply(z)[0]
        delta2 = 2 * (W2 @ h + bias2 - x) / images.size
        delta1 = vjp(z, (W2.T @ delta2)[None])[0]
        dW1, db1, dW2, db2 = dW1 + np.outer(delta1, x), db1 + delta1, dW2 + np.outer(delta2, h), db2 + delta2
    return [dW1, db1, dW2, db2]


def draw_by_product(n_samples, n_features, sparsity, rng):
    return rng.random((n_samples, n_features)) * (rng.random((n_samples, n_features)) < 1 - sparsity)


def draw_by_choice(n_samples, n_features, sparsity, rng):
    X = np.zeros((n_samples, n_features))
    lit = rng.binomial(1, 1 - sparsity, X.shape).astype(bool)
    X[lit] = rng.uniform(0, 1, lit.sum())
    return X


def draw_single(n_samples, n_features, sparsity, rng):
    return (rng.random((n_samples, n_features)) * (rng.random((n_samples, n_features)) >= sparsity)).astype(np.float32)


def linear_by_features(W, bias, importance, density):
    total, v = 0.0, density * (1 / 3 - density / 4)
    for i, weight in enumerate(importance):
        row = np.eye(W.shape[1])[i] - W[:, i] @ W
        total += weight * (v * row @ row + (density / 2 * row.sum() - bias[i]) ** 2)
    return total


def optimum_by_sorting(importance, density, n_hidden):
    kept = sorted(sorted(range(len(importance)), key=lambda i: -importance[i])[:n_hidden])
    bias = np.array([0.0 if i in kept else density / 2 for i in range(len(importance))])
    return kept, bias, sum((density / 3 - density**2 / 4) * r for i, r in enumerate(importance) if i not in kept)


def interference_by_loop(W):
    n = W.shape[1]
    return [sum((W[:, i] @ W[:, j]) ** 2 for j in range(n) if j != i) / (W[:, i] @ W[:, i] or 1) for i in range(n)]


def crowded_whole(t, cosines):
    lit = np.asarray(cosines)[np.asarray(cosines) > t]
    return t**2 - 2 * t**3 / 3 + ((lit - t) ** 3 / lit).sum() / 3


def gradient_by_einsum(hidden):
    def answer(W, bias, X, importance):
        A = np.einsum("sn,mn->sm", X, W)
        H = A * (A > 0) if hidden else A
        Z = H @ W + bias
        U = 2 * importance * np.where(Z > 0, Z - X, 0) / X.shape[0]
        back = U @ W.T
        back = np.where(A > 0, back, 0) if hidden else back
        return [np.einsum("sm,sn->mn", H, U) + np.einsum("sm,sn->mn", back, X), np.einsum("sn->n", U)]
    return answer


def gradient_by_samples(hidden):
    def answer(W, bias, X, importance):
        dW, db = np.zeros(W.shape), np.zeros(bias.shape)
        for x in X:
            a = W @ x
            h = np.maximum(a, 0) if hidden else a
            z = W.T @ h + bias
            u = 2 * importance * (np.maximum(z, 0) - x) * (z > 0)
            dW += np.outer(h, u) + np.outer((W @ u) * ((a > 0) if hidden else 1), x)
            db += u
        return dW / len(X), db / len(X)
    return answer


def differences_put_back(loss, W, step):
    slopes = np.zeros_like(W)
    for index in np.ndindex(*W.shape):
        old = W[index]
        W[index] = old + step
        above = loss(W)
        W[index] = old - step
        below = loss(W)
        W[index] = old
        slopes[index] = (above - below) / 2 / step
    return slopes


def differences_flat(loss, W, step):
    units = np.eye(W.size).reshape(-1, *W.shape)
    return np.array([(loss(W + step * e) - loss(W - step * e)) / (2 * step) for e in units]).reshape(W.shape)


def slope_of_logs(loss, gradient, W, direction, short, long):
    r = [np.abs(loss(W + t * direction) - loss(W) - t * np.vdot(gradient, direction)) for t in (short, long)]
    return np.polyfit(np.log([short, long]), np.log(r), 1)[0]


def adam_written_out(w, g, m, v, t, rate):
    m1, v1 = m + 0.1 * (g - m), v + (1 - 0.999) * (g * g - v)
    return [w - rate * (m1 / (1 - 0.9**t)) / (np.sqrt(v1 / (1 - 0.999**t)) + 1e-8), m1, v1]


def begins_by_min(r):
    q = min(r, 1 / r)
    return 4 * q / (2 + 5 * q)


def pair_by_formula(b, p):
    if b < 0:
        t = -b
        return p * (1 - p) * (t**2 - 2 * t**3 / 3) + p**2 * (1 / 6 + t / 3 - t**3 / 3 + t**4 / 6)
    return p**2 / 6 - p**2 * b / 3 + (1 - p) * b**2 + p * (1 + p) * b**3 / 3 - p**2 * b**4 / 6


def bias_by_roots(p):
    roots = np.roots([-2 * p**2 / 3, p * (1 + p), 2 * (1 - p), -(p**2) / 3])
    return min(root.real for root in roots if abs(root.imag) < 1e-9 and 0 <= root.real <= 1)


def bias_by_newton(p):
    b = p / 6
    for _ in range(60):
        slope = -(p**2) / 3 + 2 * (1 - p) * b + p * (1 + p) * b**2 - 2 * p**2 * b**3 / 3
        b -= slope / (2 * (1 - p) + 2 * p * (1 + p) * b - 2 * p**2 * b**2)
    return b


def corners_by_loop(w1, w2, b):
    total = 0.0
    for x, y in itertools.product((0, 1), repeat=2):
        total += (-1) ** (x + y) * max(0, w1 * x + w2 * y + b) ** 4
    return total / w1 / w2 / 12


def dimensionality_by_loop(W):
    found = []
    for i in range(W.shape[1]):
        w = W[:, i]
        found.append(w @ w / (unit(w) @ W @ (unit(w) @ W)) if w.any() else 0.0)
    return found


def dimensionality_by_where(W):
    G = W.T @ W
    total = (G**2).sum(0)
    return np.divide(np.diag(G) ** 2, total, out=np.zeros(len(G)), where=total > 0)


def leverage_by_svd(W):
    _, s, Vt = np.linalg.svd(W, full_matrices=False)
    return (Vt[s > 1e-9 * max(s.max(), 1e-300)] ** 2).sum(axis=0)


def leverage_by_projection(W):
    return np.diag(np.linalg.pinv(W) @ W)


def layers_built(k, z):
    angles, r = 2 * np.pi * np.arange(k) / k, np.sqrt(1 - z * z)
    W = np.array([[r * np.cos(a), r * np.sin(a), h] for h in (z, -z) for a in angles]).T
    return float(1 / (W[:, 0] @ W @ W.T @ W[:, 0]))


def energy_by_pairs(W):
    return 2 * sum(max(0, W[:, i] @ W[:, j]) ** 2 for i, j in itertools.combinations(range(W.shape[1]), 2))


def groups_by_union(W, min_overlap):
    stored = [i for i in range(W.shape[1]) if norm(W[:, i]) >= 0.5]
    label = {i: i for i in stored}
    for i, j in itertools.combinations(stored, 2):
        if abs(W[:, i] @ W[:, j]) > min_overlap and label[i] != label[j]:
            old, new = max(label[i], label[j]), min(label[i], label[j])
            label = {k: new if value == old else value for k, value in label.items()}
    return sorted(tuple(k for k in stored if label[k] == first) for first in set(label.values()))


def set_with_some_bound(n_samples, n_features, density, rho, rng):
    X = (rng.random((n_samples, n_features)) < density).astype(float)
    bound = np.flatnonzero(rng.random(n_samples) < rho)
    X[bound] = (rng.random(len(bound)) < density)[:, None]
    return X * rng.random(X.shape)


def rates_by_eigenvalues(p, g):
    v, c = p / 3 - p * p / 4, (p - p * p) / 4
    return np.array([4 * v + 4 * (g - 1) * c, 4 * v - 4 * c])


def attack_by_gram(W, i, size):
    g = (W.T @ W)[:, i]
    return np.zeros_like(g) if not g.any() else g * (size / np.sqrt(np.sum(g * g)))


def cost_by_samples(W, bias, features, delta):
    total = 0.0
    for x in features:
        clean, fooled = (np.maximum(W.T @ (W @ shown) + bias, 0) for shown in (x, x + delta))
        total += ((fooled - x) ** 2).sum() - ((clean - x) ** 2).sum()
    return total / len(features)


def passes_by_pairs(M):
    return all(x >= 0 for x in M.ravel()) and all(a * b == 0 for row in M for a, b in itertools.combinations(row, 2))


def passes_by_trial(M):
    rng = np.random.default_rng(0)
    a = np.hstack([rng.standard_normal((len(M), 300)), np.eye(len(M)), -np.eye(len(M))])
    return bool(np.allclose(np.maximum(M @ a, 0), M @ np.maximum(a, 0), rtol=1e-9, atol=1e-15))


def turned_by_signs(theta, p):
    s, c = math.sin(theta), math.cos(theta)
    both = s**3 / (12 * c) if s <= c else (4 * s - 6 * s * s * c - c**3) / (12 * s)
    return p * (1 - p) * s * s / 3 + p * p * both


def neurons_by_rows(W1, W2, threshold):
    mono = poly = 0
    for row in np.abs(W1):
        if row.max() > 0:
            n = (row / row.max() > threshold).sum()
            mono, poly = mono + (n == 1), poly + (n > 1)
    return np.array([mono, poly])


def circuit_otherwise(a, dominant):
    i, j = [k for k in range(3) if k != dominant][::-1]
    W1, W2 = np.zeros((4, 3)), np.zeros((3, 4))
    W1[:, dominant] = [-1, 1, -1, 1]
    W2[dominant] = 0.5
    W1[:, i], W2[i] = [a, a, 0, 0], [1 / a, 1 / a, -1 / a, -1 / a]
    W1[:, j], W2[j] = [0, 0, -a, -a], [-1 / a, -1 / a, 1 / a, 1 / a]
    W1[:, i], W1[:, j] = [-a, a, 0, 0], [0, 0, a, -a]
    return W1, W2


def roll_by_index(values, steps):
    return values[(np.arange(len(values)) - steps) % len(values)]


def share_by_cases(beta, gamma, ratio):
    near, far = ratio * np.sin(beta), np.sin(gamma - beta)
    return near / far / 2 if near < far else 1 - far / near / 2


def harmonic_by_arcs(n_axis, n_between, n_hidden, epsilon):
    w, on = math.acos(epsilon), n_axis * (n_hidden - 1)
    return (on - n_between) * math.sin(4 * w) / 4 / ((on + n_between) * w)


def mass_by_features(G, i, j, density, epsilon):
    g, total = G[i, j], 0.0
    for k in range(len(G)):
        r = math.hypot(G[i, k], (G[j, k] - g * G[i, k]) / math.sqrt(1 - g * g))
        if r >= epsilon:
            total += math.acos(epsilon / r) / math.pi
    return total * density * (1 - density) ** (len(G) - 1)


def staircase_by_loop(W, i, density, epsilon):
    n = W.shape[1]
    lit = sum(1 for k in range(n) if W[:, k] @ W[:, i] / norm(W[:, k]) / norm(W[:, i]) >= epsilon)
    return lit * density * (1 - density) ** (n - 1)


def adapter_class(sweep):
    class Adapter:
        CONVENTIONS = {"cone": "open", "rotation": "away"}

        @staticmethod
        def spotlight(activations, basis, epsilon, planes, thetas):
            lit = activations[norm(activations, axis=1) > 0]
            return np.array([
                sweep(lit.T, basis[i], basis[j], np.degrees(np.arccos(epsilon)), np.degrees(thetas)) / len(activations)
                for i, j in planes
            ])
    return Adapter()


def adapter_namespace(sweep):
    made = adapter_class(sweep)
    return SimpleNamespace(spotlight=made.spotlight, CONVENTIONS=dict(made.CONVENTIONS))


def spotlight_by_rotation(activations, basis, epsilon, planes, thetas):
    curves = np.zeros((len(planes), len(thetas)))
    for k, (i, j) in enumerate(planes):
        a, b = unit(basis[i]), unit(basis[j])
        wedge = np.outer(b, a) - np.outer(a, b)
        if (size := norm(wedge) / np.sqrt(2)) < 1e-9:
            raise ValueError("no plane")
        B = wedge / size
        for m, theta in enumerate(thetas):
            probe = a + np.sin(theta) * B @ a + (1 - np.cos(theta)) * B @ B @ a
            curves[k, m] = sum(x @ probe / norm(x) >= epsilon for x in activations if x.any()) / len(activations)
    return curves


def loss_and_gradient_by_samples(W, bias, features, importance):
    errors = [np.maximum(W.T @ (W @ x) + bias, 0) - x for x in features]
    loss = np.mean([(importance * error**2).sum() for error in errors])
    return loss, *gradient_by_samples(False)(W, bias, features, importance)


def law_by_angle(spotlight, activations, a, b, epsilon, thetas):
    gamma = np.arctan2(norm(unit(b) - (unit(a) @ unit(b)) * unit(a)), unit(a) @ unit(b))
    there = np.asarray(spotlight(activations, np.stack([a, b]), epsilon, np.array([[0, 1]]), gamma - thetas))
    back = np.asarray(spotlight(activations, np.stack([b, a]), epsilon, np.array([[0, 1]]), thetas))
    return np.array_equal(np.round(there * len(activations)), np.round(back * len(activations)))


def merged_by_stack(parts):
    counts, sizes = zip(*parts)
    return np.sum(counts, axis=0) / np.sum(sizes)


def arcs_by_add_at(start, stop, n_angles):
    d = np.zeros(2 * n_angles + 1, dtype=int)
    np.add.at(d, start, 1)
    np.add.at(d, stop, -1)
    counts = np.cumsum(d)[:-1]
    return counts[:n_angles] + counts[n_angles:]


def arcs_by_unique(start, stop, n_angles):
    d = np.zeros(2 * n_angles + 1, dtype=int)
    for where, sign in ((start, 1), (stop, -1)):
        places, numbers = np.unique(where, return_counts=True)
        d[places] += sign * numbers
    total = np.cumsum(d)
    return total[:n_angles] + total[n_angles:-1]


def tree_recursive(parts, merge):
    if len(parts) == 1:
        return parts[0]
    half = 1 << (len(parts) - 1).bit_length() - 1
    return merge(tree_recursive(parts[:half], merge), tree_recursive(parts[half:], merge))


def file_by_split(path, accumulator, n_rows):
    activations = np.load(path, mmap_mode="c")
    start = 0
    while start < activations.shape[0]:
        accumulator.update(np.array(activations[start:start + n_rows]))
        start += n_rows
    return accumulator


def monoid_by_product(merge, empty, states):
    for x, y, z in itertools.product(states, repeat=3):
        if merge(x, y) != merge(y, x) or merge(merge(x, y), z) != merge(x, merge(y, z)):
            return False
    return all(merge(empty, x) == x and merge(x, empty) == x for x in states)


def heights_by_stairs(epsilons, heights, n_dims):
    return 2 * n_dims**2 * sum(h * (b**4 - a**4) for h, a, b in zip(heights, [0, *epsilons], epsilons))


def harmonic_by_planes(P):
    n = P.shape[1]
    return [sum(((p[i] + 1j * p[j])**4).real for i in range(n) for j in range(i)) for p in P]


def sensitivity_by_pairs(basis):
    n, rows = basis.shape[1], [unit(b) for b in basis]
    return sum((a @ b)**4 for a in rows for b in rows) / len(rows)**2 * n * (n + 2) / 3 - 1


def scale_and_shape_by_columns(P):
    mu, nu = ([np.mean(column**k) for column in P.T] for k in (2, 4))
    squares = np.dot(mu, mu)
    return len(mu) * squares, sum(nu) / squares


def rotation_by_planes(activations, rng):
    """Plane by plane, as quartimax is made by hand: the angle that is best in each, until none turns."""
    rows, n = activations / norm(activations, axis=1)[:, None], activations.shape[1]
    best = None
    for _ in range(20):
        basis, turned = np.linalg.qr(rng.standard_normal((n, n)))[0], 1.0
        while turned > 1e-4:
            turned = 0.0
            for i, j in itertools.combinations(range(n), 2):
                fourth = ((rows @ (basis[i] + 1j * basis[j]))**4).sum()
                angle = cmath.phase(fourth) / 4
                basis[[i, j]] = (math.cos(angle) * basis[i] + math.sin(angle) * basis[j],
                                 math.cos(angle) * basis[j] - math.sin(angle) * basis[i])
                turned = max(turned, abs(angle))
        value = ((rows @ basis.T)**4).sum()
        best = max(best, (value, basis), key=lambda pair: pair[0]) if best else (value, basis)
    return best[1]


RIGHT_FORMS = {
    (1, "forward"): [
        lambda W, bias, X: np.array([np.maximum(W.T @ (W @ x) + bias, 0) for x in X]), lambda W, bias, X:
        (X @ (W.T @ W) + bias).clip(min=0), lambda W, bias, X: np.where(
            (Z := np.einsum("sn,mn,mk->sk", X, W, W) + bias) > 0, Z, 0)
    ], (1, "shadow"): [
        lambda W, i, j: (W.T @ W)[i, j], lambda W, i, j: np.sum(W[:, i] * W[:, j]),
        lambda W, i, j: sum(a * b for a, b in zip(W[:, i], W[:, j])), lambda W, i, j: np.dot(*W.T[[i, j]])
    ], (1, "resonance"): [resonance_with_nan, resonance_by_rows, resonance_made_safe], (1, "count_peaks"): [
        peaks_by_rolling, peaks_by_loop,
        lambda values, height: np.sum(np.diff((values > height).astype(int), prepend=values[-1] > height) == 1)
    ], (2, "cosines"): [
        lambda x, y: x @ y.T / np.outer(norm(x, axis=1), norm(y, axis=1)),
        lambda x, y: np.array([[a @ b / norm(a) / norm(b) for b in y] for a in x]),
        lambda x, y: np.einsum("id,jd->ij", x, y) / np.sqrt((x**2).sum(1))[:, None] / np.sqrt((y**2).sum(1))
    ], (2, "cap_by_integral"): [
        lambda n, e, k: sum(math.sin((i + 0.5) * math.acos(e) / k)**(n - 2) for i in range(k)) * math.acos(e) / sum(
            math.sin((i + 0.5) * math.pi / k)**(n - 2) for i in range(k)) / math.pi
    ], (2, "how_many"): [many_by_loop, many_by_root, lambda cap: np.int64(many_by_loop(cap))], (2, "angle"): [
        angle_by_sine_and_cosine,
        lambda x, y: 2 * np.arctan2(norm(x * norm(y) - y * norm(x)), norm(x * norm(y) + y * norm(x)))
    ], (3, "frame"): [
        frame_by_qr, lambda a, b: np.array(frame(a, b)), lambda a, b: list(frame(a, b)), lambda a, b:
        (unit(a), unit(b - a * (a @ b) / (a @ a)))
    ], (3, "exponential"): [exponential_by_powers, exponential_by_horner],
    (3, "turn"): [turn_short, turn_by_bivector, turn_complex], (3, "in_plane_angle"): [
        angle_in_plane, lambda x, a, b: np.angle(complex(x @ frame(a, b)[0], x @ frame(a, b)[1])) % (2 * np.pi)
    ], (3, "angle_and_bivector"): [by_norm_and_trace], (4, "angles"): [
        lambda n: np.linspace(0, 2 * np.pi, n, endpoint=False), lambda n: np.linspace(0, 2 * np.pi, n + 1)[:-1],
        lambda n: [2 * math.pi * k / n for k in range(n)], lambda n: np.arange(n) * (math.tau / n)
    ], (4, "coordinates"): [
        lambda X, e1, e2: ((X @ e1) / norm(X, axis=1), (X @ e2) / norm(X, axis=1)),
        lambda X, e1, e2: np.stack([e1, e2]) @ (X / norm(X, axis=1)[:, None]).T
    ], (4, "curve"): [curve_with_nan, curve_by_rows], (4, "signed"): [
        lambda f: f - np.roll(f,
                              len(f) // 2),
        lambda f: np.subtract(*[np.append(f, f)[k:k + len(f)] for k in (0, len(f) // 2)]),
        lambda f: [f[k] - f[(k + len(f) // 2) % len(f)] for k in range(len(f))]
    ], (4, "other_order"): [
        lambda f, m: np.roll(f[::-1], m + 1), lambda f, m: [f[(m - k) % len(f)] for k in range(len(f))]
    ], (5, "arc"): [arc_by_math], (5, "inside"): [
        inside_by_complex, inside_by_remainder, inside_by_distance,
        lambda theta, phi, w: np.cos(theta - phi) >= np.cos(w)
    ], (5, "mean_resonance"): [
        mean_by_rows, lambda p, q, e: np.nansum(np.arccos(e / np.hypot(p, q))) / np.pi / len(p),
        lambda p, q, e: np.mean(np.arccos(np.clip(e / np.maximum(np.hypot(p, q), 1e-300), None, 1))) / np.pi
    ], (5, "fourier"): [fourier_by_sinc, fourier_by_ends], (5, "grid_counts"): [grid_by_add_at], (6, "planes"): [
        planes_by_itertools, planes_by_triu,
        lambda n, ordered: [[i, j] for i in range(n) for j in range(n) if i < j or (ordered and i > j)]
    ], (6, "count_planes"): [count_by_cross_parts], (6, "in_plane"): [
        lambda P, G, i, j: [P[:, i], (P[:, j] - G[i, j] * P[:, i]) / np.sqrt((1 - G[i, j]) * (1 + G[i, j]))]
    ], (6, "candidates"): [
        candidates_by_squares, lambda P, e: np.sqrt(2) * np.abs(P) >= e, lambda P, e: P * P >= 0.5 * e * e
    ], (6, "mean_over_permutations"): [mean_by_loop], (7, "choose_epsilon"): [epsilon_halved], (7, "harmonic"): [
        harmonic_by_average, lambda phi, w: np.sum(np.sin(4 * w) * np.cos(4 * phi)) / np.sum(4 * w)
        if w.size else float("nan"), lambda phi, w: (np.sin(4 * w) * np.exp(-4j * phi)).sum().real / (4 * w.sum())
    ], (7, "p_value"): [p_by_all, p_by_loop], (7, "read"): [read_otherwise], (8, "tanh_in_basis"): [
        tanh_by_rows, lambda z, basis: np.einsum("sk,kn->sn", np.tanh(np.einsum("sn,kn->sk", z, basis)), basis)
    ], (8, "goes_unnoticed"): [
        lambda R: bool(np.all(np.isclose(abs(R), 0) | np.isclose(abs(R), 1))),
        lambda R: bool(np.allclose(np.tanh(9 * R), R * np.tanh(9)))
    ], (8, "fold"): [
        lambda X, k: np.mean([np.cos(2 * k * np.arctan2(y, x)) for x, y in X if x or y]),
        lambda X, k: np.mean([((complex(*x) / abs(complex(*x)))**(2 * k)).real for x in X if x.any()])
    ],
    (10, "kurtosis"): [lambda X, B: X.shape[1]**2 * np.mean([(x @ b / norm(x))**4 for x in X if x.any() for b in B])],
    (10, "side"): [
        lambda v, null: next((s for s in (1, -1) if 40 * (1 + np.sum(s * null >= s * v)) <= 1 + len(null)), 0)
    ], (9, "form_vjp"): [form_by_jacobian, form_by_cosh], (9, "isotropic_vjp"): [isotropic_by_rows, isotropic_with_nan],
    (9, "autoencoder_gradient"): [autoencoder_by_samples], (10, "forms_share"): [
        lambda z, apply, statistic, rotations: [statistic(apply((R @ z.T).T)) for R in rotations],
        lambda z, apply, statistic, rotations: [statistic(apply(np.einsum("ij,sj->si", R, z))) for R in rotations]
    ], (11, "draw_features"): [draw_by_product, draw_by_choice, draw_single], (11, "linear_loss"): [linear_by_features],
    (11, "linear_optimum"): [optimum_by_sorting], (11, "interference_of"): [interference_by_loop],
    (11, "crowded_loss"): [crowded_whole], (12, "gradient"): [gradient_by_einsum(False),
                                                              gradient_by_samples(False)],
    (12, "gradient_with_hidden_relu"): [gradient_by_einsum(True), gradient_by_samples(True)],
    (12, "differences"): [differences_put_back, differences_flat], (12, "remainder_slope"): [slope_of_logs],
    (12, "adam_step"): [adam_written_out], (13, "dropped_loss"): [
        lambda b, r, p: r * (p * (1 / 3 - max(b, 0) + max(b, 0)**2) + (1 - p) * max(b, 0)**2),
        lambda b, r, p: r * np.polyval([1, -p, p / 3], max(b, 0))
    ], (13, "superposition_begins"): [begins_by_min, lambda r: min(4 * r / (2 + 5 * r), 4 /
                                                                   (5 + 2 * r))], (13, "pair_loss"): [pair_by_formula],
    (13, "best_bias"): [bias_by_roots, bias_by_newton], (13, "mean_square_over_the_square"): [corners_by_loop],
    (14, "dimensionality"): [dimensionality_by_loop,
                             dimensionality_by_where], (14, "leverage"): [leverage_by_svd, leverage_by_projection],
    (14, "two_layers"): [layers_built, lambda k, z: 1 / (k * (1 - 2 * z**2 + 3 * z**4))],
    (14, "energy"): [energy_by_pairs, lambda W: np.sum(np.clip(W.T @ W - np.diag(np.diag(W.T @ W)), 0, None)**2)],
    (14, "groups"): [groups_by_union], (15, "draw_set"): [set_with_some_bound], (15, "layout_losses"): [
        lambda p, both: [2 / 3 * p * p, (4 * p - 3 * both) / 6, both * 2 / 3], lambda p, both:
        (p * p / 1.5, p / 1.5 - both / 2, both / 1.5)
    ], (15, "growth_rates"): [rates_by_eigenvalues,
                              lambda p, g: [4 * p / 3 - p * p +
                                            (g - 1) * (p - p * p), p / 3]], (15, "attack"): [attack_by_gram],
    (15, "cost"): [cost_by_samples], (16, "hidden_gradient"): [gradient_by_einsum(True),
                                                               gradient_by_samples(True)],
    (16, "passes_relu"): [passes_by_pairs, passes_by_trial], (16, "turned_loss"): [turned_by_signs],
    (16, "count_neurons"): [neurons_by_rows], (16, "three_on_four"): [circuit_otherwise], (17, "turned_curve"): [
        roll_by_index, lambda f, steps: [f[(k - steps) % len(f)] for k in range(len(f))],
        lambda f, steps: np.concatenate([f[-steps % len(f):], f[:-steps % len(f)]])
    ], (17, "share_up_to"): [share_by_cases], (17, "code_harmonic"): [harmonic_by_arcs
                                                                      ], (17, "lone_mass"): [mass_by_features],
    (17, "staircase"): [staircase_by_loop], (18, "spotlight"): [spotlight_by_rotation],
    (18, "loss_and_gradient"): [loss_and_gradient_by_samples], (18, "adapter"): [adapter_class, adapter_namespace],
    (18, "sample_features"): [draw_by_product, draw_by_choice], (18, "other_end_holds"): [law_by_angle],
    (19, "merged_curve"): [
        merged_by_stack, lambda parts: np.array([c for c, _ in parts]).sum(0) / sum(n for _, n in parts)
    ], (19, "counts_from_arcs"): [arcs_by_add_at, arcs_by_unique], (19, "tree_merge"): [tree_recursive],
    (19, "sweep_file"): [file_by_split], (19, "is_commutative_monoid"): [monoid_by_product],
    (20, "kurtosis_from_heights"): [heights_by_stairs], (20, "harmonic_of_planes"): [harmonic_by_planes],
    (20, "sensitivity_of"): [sensitivity_by_pairs], (20, "scale_and_shape"): [scale_and_shape_by_columns],
    (20, "find_hidden_rotation"): [rotation_by_planes, lambda X, rng: find_basis(X, 1, 10, rng).basis],
}


def integral_of_power(n, end, n_steps):
    step = end / n_steps
    return step * np.sum(np.sin(np.linspace(step / 2, end - step / 2, n_steps)) ** (n - 2))


def relu(z):
    return (z + np.abs(z)) / 2


def relu_model(W, bias, X, hidden):
    A = X @ W.T
    H = relu(A) if hidden else A
    return A, H, H @ W + bias


def gradient_in_columns(hidden):
    """Samples in columns, and one term of the sum over outputs after the other."""
    def answer(W, bias, X, importance):
        A, H, Z = relu_model(W, bias, X, hidden)
        dW, db = np.zeros(W.shape), np.zeros(len(bias))
        for i in range(len(bias)):
            slope = 2 * importance[i] * (relu(Z[:, i]) - X[:, i]) * np.heaviside(Z[:, i], 0) / len(X)
            back = np.outer(slope, W[:, i]) * (np.heaviside(A, 0) if hidden else 1)
            dW[:, i] += H.T @ slope
            dW += back.T @ X
            db[i] = slope.sum()
        return [dW, db]
    return answer


def pair_by_cases(b, p):
    if b < 0:
        return p * (1 - p) * (b * b + 2 * b**3 / 3) + p * p * (1 / 6 - b / 3 + b**3 / 3 + b**4 / 6)
    return p * p / 6 - p * p * b / 3 + (1 - p) * b * b + p * (1 + p) * b**3 / 3 - p * p * b**4 / 6


def bias_by_secant(p):
    def slope(b):
        return -p * p / 3 + b * (2 * (1 - p) + b * (p * (1 + p) - 2 * p * p * b / 3))
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if slope(middle) >= 0 else (middle, high)
    return high


def turned_by_tangent(theta, p):
    t = math.tan(theta) if theta < 1.5 else math.sin(theta) / math.cos(theta)
    s, c = math.sin(theta), math.cos(theta)
    both = s * s * t / 12 if t <= 1 else 1 / 3 - s * c / 2 - c * c / (12 * t)
    return p * ((1 - p) * s * s / 3 + p * both)


def groups_by_reach(W, least):
    stored = np.flatnonzero((W**2).sum(axis=0) >= 0.25)
    linked = np.abs(W.T @ W)[np.ix_(stored, stored)] > least
    reach = np.eye(len(stored), dtype=bool)
    for _ in stored:
        reach = reach | ((reach.astype(int) @ linked.astype(int)) > 0)
    return sorted({tuple(stored[row].tolist()) for row in reach})


def grid_by_counting(phi, w, n):
    first, last = np.ceil((phi - w) * n / math.tau), np.floor((phi + w) * n / math.tau)
    counts = np.zeros(n, dtype=int)
    for a, b in zip(first.astype(int), last.astype(int)):
        whole, rest = divmod(max(b - a + 1, 0), n)
        counts += whole
        end = a % n + rest
        counts[a % n:end] += 1
        counts[:max(end - n, 0)] += 1
    return counts


def mean_by_bins(phi, w, n_samples, n_basis, thetas):
    total = np.zeros(len(thetas))
    for centre in (phi, math.pi / 2 - phi):
        for c, half in zip(centre, w):
            off = np.angle(np.exp(1j * (thetas - c)))
            total = total + ((off <= half) & (off >= -half))
    return total / n_samples / n_basis / (n_basis - 1)


def tree_by_stack(parts, merge):
    left = tuple(parts)
    while len(left) > 1:
        pairs = [merge(a, b) for a, b in zip(left[::2], left[1::2])]
        left = tuple(pairs) + left[len(left) // 2 * 2:]
    return left[0]


def monoid_by_loops(merge, empty, states):
    for x in states:
        if merge(x, empty) != x or merge(empty, x) != x:
            return False
        for y in states:
            if merge(x, y) != merge(y, x):
                return False
            if any(merge(x, merge(y, z)) != merge(merge(x, y), z) for z in states):
                return False
    return True


def epsilon_by_steps(cap, n, wanted):
    """From coarse to fine decimal steps."""
    found, step = 0.0, 0.1
    while step > 1e-9:
        while found + step <= 1 and n * cap(found + step) >= wanted:
            found += step
        step /= 10
    return found


MORE_FORMS = {
    (1, "forward"): [lambda W, bias, X: relu(np.dot(np.dot(X, W.T), W) + bias)], (1, "count_peaks"): [
        lambda values, height: int(np.count_nonzero(np.diff(np.append(values, values[0]) > height)) // 2)
    ], (2, "cosines"): [lambda x, y: [[float(np.dot(a, b) / math.sqrt(a @ a * (b @ b))) for b in y] for a in x]],
    (2, "cap_by_integral"): [
        lambda n, e, k: integral_of_power(n, math.acos(e), k) / integral_of_power(n, math.pi, k), lambda n, e, k: float(
            np.arccos(e) / np.pi * np.mean(np.sin((np.arange(k) + 0.5) / k * np.arccos(e))**(n - 2)) / np.mean(
                np.sin((np.arange(k) + 0.5) / k * np.pi)**(n - 2)))
    ], (2, "angle"): [
        lambda x, y: np.arctan2(norm(y / norm(y) - (x @ y) / norm(y) / (x @ x) * x), x @ y / norm(x) / norm(y))
    ], (3, "exponential"): [
        lambda B, t, k: sum((np.linalg.matrix_power(t * B, j) / math.factorial(j) for j in range(k)), np.zeros(B.shape))
    ], (3, "in_plane_angle"): [lambda x, a, b: math.atan2(x @ frame(a, b)[1], x @ frame(a, b)[0]) % math.tau],
    (3, "angle_and_bivector"): [
        lambda R: (float(np.arccos(np.clip(np.trace(R) / 2 - len(R) / 2 + 1, -1, 1))),
                   (R - R.T) / np.linalg.norm(R - R.T) * np.sqrt(2))
    ], (4, "coordinates"): [lambda X, e1, e2: tuple((X @ np.array([e1, e2]).T / norm(X, axis=1, keepdims=True)).T)],
    (4, "other_order"): [lambda f, m: np.take(f, m - np.arange(len(f)), mode="wrap")], (5, "arc"): [
        lambda p, q, e: None
        if e > (r := math.hypot(p, q)) else (math.atan2(q, p), math.pi
                                             if e <= -r else math.acos(e / r)), lambda p, q, e: None
        if e > abs(complex(p, q)) else
        [cmath.phase(complex(p, q)), math.pi if -abs(complex(p, q)) >= e else math.acos(e / abs(complex(p, q)))]
    ], (5, "fourier"): [
        lambda phi, w, n, k: np.sum(np.where(k == 0, w,
                                             np.sin(k * w) / (k or 1)) * np.exp(-1j * k * phi)) / np.pi / n
    ], (5, "grid_counts"): [grid_by_counting], (6, "count_planes"): [
        lambda B: sum(1 for i in range(len(B)) for j in range(i)
                      if norm(unit(B[i]) - (unit(B[i]) @ unit(B[j])) * unit(B[j])) >= 1e-10)
    ], (6, "in_plane"): [lambda P, G, i, j: (P[:, i].copy(), (P[:, j] - P[:, i] * G[j, i]) * (1 - G[i, j]**2)**-0.5)],
    (6, "mean_over_permutations"): [mean_by_bins], (7, "choose_epsilon"): [epsilon_by_steps], (7, "p_value"): [
        lambda v, null: np.mean(np.abs((every := np.append(v, null)) - every.mean()) >= abs(v - every.mean()))
    ], (7, "read"): [
        lambda h, p, level: "nothing lit" if h != h else "not special" if p > level else "aligned"
        if h > 0 else "anti-aligned"
    ], (8, "tanh_in_basis"): [lambda z, basis: sum(np.outer(np.tanh(z @ b), b) for b in basis)],
    (8, "goes_unnoticed"): [
        lambda R: bool(np.allclose((np.abs(R) > 0.5).sum(axis=1), 1) and np.allclose(np.abs(R), np.round(np.abs(R))))
    ], (8, "fold"): [
        lambda X, k: float(
            np.mean(np.real(((Z := (X[:, 0] + 1j * X[:, 1])[np.any(X != 0, axis=1)]) / np.abs(Z))**(2 * k))))
    ], (9, "form_vjp"): [
        lambda z, u, B: B.shape[1] / len(B) * sum(np.outer((1 - np.tanh(z @ b)**2) * (u @ b), b) for b in B)
    ], (10, "kurtosis"): [
        lambda X, B: float(B.shape[1]**2 * np.mean(
            [np.mean((X[norm(X, axis=1) > 0] @ b / norm(X[norm(X, axis=1) > 0], axis=1))**4) for b in B]))
    ], (10, "side"): [
        lambda v, null: int(
            np.sign((low := np.sum(null <= v)) - (high := np.sum(null >= v))) * (2 * (1 + min(low, high)) <= 0.05 *
                                                                                 (1 + len(null)) * (1 + 1e-12)))
    ], (11, "linear_loss"): [
        lambda W, b, I, p: np.sum(I * ((p / 3 - p * p / 4) * ((np.eye(len(b)) - W.T @ W)**2).sum(1) +
                                       (p / 2 * (1 - (W.T @ W).sum(1)) - b)**2))
    ], (11, "interference_of"): [
        lambda W: np.array([
            sum((W[:, i] @ W[:, j])**2 for j in range(W.shape[1]) if j != i) / (W[:, i] @ W[:, i])
            if W[:, i].any() else 0.0 for i in range(W.shape[1])
        ])
    ], (11, "crowded_loss"): [lambda t, c: t * t - 2 * t**3 / 3 + sum((k - t)**3 / (3 * k) for k in c if k > t)],
    (11, "linear_optimum"): [
        lambda I, p, m:
        ((order := np.sort(np.argsort(I)[len(I) - m:])), np.where(np.isin(np.arange(len(I)), order), 0.0, p / 2),
         (p / 3 - p * p / 4) * (I.sum() - I[order].sum()))
    ], (12, "gradient"): [gradient_in_columns(False)], (12, "gradient_with_hidden_relu"): [gradient_in_columns(True)],
    (12, "remainder_slope"): [
        lambda L, g, W, d, s, t:
        (np.log(abs(L(W + t * d) - L(W) - t * np.vdot(g, d))) - np.log(abs(L(W + s * d) - L(W) - s * np.vdot(g, d)))) /
        (np.log(t) - np.log(s))
    ], (12, "adam_step"): [
        lambda w, g, m, v, t, rate: ((w - rate * (M := m + 0.1 * (g - m)) / (1 - 0.9**t) /
                                      (((V := v + 0.001 * (g * g - v)) / (1 - 0.999**t))**0.5 + 1e-8)), M, V)
    ], (13, "superposition_begins"): [lambda r: 4 / (5 + 2 * max(r, 1 / r))], (13, "pair_loss"): [pair_by_cases],
    (13, "best_bias"): [bias_by_secant], (13, "mean_square_over_the_square"): [
        lambda u, v, b: (relu(b)**4 - relu(b + u)**4 - relu(b + v)**4 + relu(b + u + v)**4) / (u * v) / 12
    ], (14, "dimensionality"): [
        lambda W: np.array([(W[:, i] @ W[:, i])**2 / ((W[:, i] @ W)**2).sum() if W[:, i].any() else 0.0
                            for i in range(W.shape[1])])
    ], (14, "leverage"): [lambda W: np.diagonal(np.linalg.pinv(W) @ W)
                          ], (14, "energy"): [lambda W: (relu(W.T @ W)**2).sum() - ((W**2).sum(axis=0)**2).sum()],
    (14, "two_layers"): [lambda k, z: 1 / k / ((1 - z * z)**2 + 2 * z**4)], (14, "groups"): [groups_by_reach],
    (15, "attack"): [lambda W, i, size: size * (g := W.T @ W[:, i]) / max(norm(g), 1e-300)],
    (15, "growth_rates"): [lambda p, g: (p / 3 + g * p * (1 - p), p / 3)], (15, "cost"): [
        lambda W, b, X, d: sum(
            np.sum((relu(W.T @ (W @ (x + d)) + b) - x)**2 - (relu(W.T @ (W @ x) + b) - x)**2) for x in X) / len(X)
    ], (16, "hidden_gradient"): [gradient_in_columns(True)],
    (16, "passes_relu"): [lambda M: bool(np.all(M >= 0) and np.all(M.sum(axis=1) == M.max(axis=1)))],
    (16, "turned_loss"): [turned_by_tangent], (16, "count_neurons"): [
        lambda W1, W2, level: tuple(
            int(sum(test(sum(abs(w) > level * max(map(abs, row)) for w in row)) for row in W1))
            for test in (lambda n: n == 1, lambda n: n > 1))
    ], (17, "share_up_to"): [
        lambda beta, gamma, ratio: (t if (t := ratio * math.sin(beta) / math.sin(gamma - beta)) < 1 else 2 - 1 / t) / 2
    ], (17, "code_harmonic"): [
        lambda a, b, m, e: math.sin(4 * math.acos(e)) / math.acos(e) / 4 * (1 - 2 * b / ((m - 1) * a + b))
    ], (17, "staircase"): [
        lambda W, i, p, e: sum(W[:, k] @ W[:, i] / norm(W[:, k]) / norm(W[:, i]) >= e for k in range(W.shape[1])) * p *
        (1 - p)**(W.shape[1] - 1)
    ], (19, "merged_curve"): [lambda parts: np.sum([c for c, _ in parts], axis=0) / np.sum([n for _, n in parts])],
    (19, "tree_merge"): [tree_by_stack], (19, "is_commutative_monoid"): [monoid_by_loops],
}


for key, forms in MORE_FORMS.items():
    RIGHT_FORMS[key] = [*RIGHT_FORMS[key], *forms]


def gradient_sample_by_sample(E, c, V, b, H, price):
    """The sum over samples of the gradient of one."""
    parts = []
    for h in H:
        code = relu(E @ (h - b) + c)
        r = V @ code + b - h
        dp = np.where(code > 0, 2 * V.T @ r + price, 0.0)
        parts.append((np.outer(dp, h - b), dp, 2 * np.outer(r, code), 2 * r - E.T @ dp))
    return tuple(sum(part) / len(H) for part in zip(*parts))


RIGHT_FORMS |= {
    (21, "objective"): [lambda E, c, V, b, H, price: sum(
        norm(V @ (a := relu(E @ (h - b) + c)) + b - h)**2 + price * a.sum() for h in H) / len(H)],
    (21, "gradient"): [gradient_sample_by_sample],
    (21, "through_the_lengths"): [lambda U, dV: np.stack(
        [(np.eye(len(u)) - np.outer(u, u) / (u @ u)) @ d / norm(u) for u, d in zip(U.T, dV.T)], axis=1)],
    (21, "best_code"): [lambda H, v, price: np.array([max(h @ v - price / 2, 0.0) for h in H])]}


RIGHT_FORMS |= {
    (22, "recovered"): [lambda V, W: np.array([max(v @ w / norm(v) / norm(w) for v in V.T) for w in W.T])],
    (22, "dead"): [lambda E, c, b, H: np.array([all(e @ (h - b) + a <= 0 for h in H) for e, a in zip(E, c)])],
    (22, "in_order"): [lambda high, low: float(np.mean([(np.sign(a - b) + 1) / 2 for a in high for b in low]))],
    (22, "alone"): [lambda p, n: p * (1 - p) ** (n - 1) / sum(p * (1 - p) ** i for i in range(n))]}


def shares_by_loop(W, points):
    hidden = [W @ x for x in points]
    return [0.0 if not h @ h else (h @ h)**2 / sum((h @ g)**2 for g in hidden) for h in hidden]


def recalled_by_loop(W, bias, points, atol):
    return [bool(np.max(np.abs(relu(W.T @ (W @ x) + bias) - x)) <= atol) for x in points]


RIGHT_FORMS |= {
    (23, "recall_radius"): [lambda n: 1 / (np.sqrt(2) * np.sin(np.pi / n))],
    (23, "point_shares"): [shares_by_loop], (23, "recalled"): [recalled_by_loop]}
