"""Further answers to lessons 8 to 12: right ones in other forms, and mistakes with a piece of what is said of them.

The piece "" stands for a mistake that the checker does not know by name: it shows the smallest input that goes wrong.
"""

import cmath
import itertools
import math

import numpy as np

norm = np.linalg.norm


def relu(z):
    return np.where(z > 0, z, 0.0)


# Lesson 8

def tanh_by_exponentials(z, basis):
    s = z @ basis.T
    return (2 / (1 + np.exp(-2 * s)) - 1) @ basis


def unnoticed_by_fourth_powers(R):
    """A row of length 1 has the sum of fourth powers 1 only if it is an axis."""
    return bool(abs((R**4).sum() - len(R)) < 1e-9)


def fold_by_chebyshev(activations, k):
    """cos(2 k phi) = 2 cos(2 phi) cos(2 (k - 1) phi) - cos(2 (k - 2) phi)."""
    x, y = activations[(activations**2).sum(axis=1) > 0].T
    double = (x * x - y * y) / (x * x + y * y)
    before, now = np.ones_like(double), double
    for _ in range(k - 1):
        before, now = now, 2 * double * now - before
    return now.mean()


# Lesson 9

def form_by_directions(z, upstream, basis):
    """One direction after the other, added up."""
    k, n = basis.shape
    total = np.zeros_like(z)
    for b in basis:
        total += np.outer((upstream @ b) / np.cosh(z @ b)**2, b)
    return total / k * n


def isotropic_by_outer(z, upstream):
    """J = g Id + (s - g) h h^T, all rows at once."""
    r = np.sqrt(np.einsum("sn,sn->s", z, z))
    g = np.divide(np.tanh(r), r, out=np.ones_like(r), where=r > 0)
    h = np.divide(z, r[:, None], out=np.zeros_like(z), where=r[:, None] > 0)
    J = g[:, None, None] * np.eye(z.shape[1]) + ((1 - np.tanh(r)**2 - g)[:, None, None] * h[:, :, None] * h[:, None, :])
    return np.einsum("sij,si->sj", J, upstream)


def isotropic_by_cosh(z, upstream):
    rows = []
    for x, u in zip(z.tolist(), upstream.tolist()):
        r = math.sqrt(sum(c * c for c in x))
        if r == 0:
            rows.append(u)
            continue
        dot, across, along = sum(a * b for a, b in zip(x, u)) / r**2, math.tanh(r) / r, math.cosh(min(r, 300))**-2
        rows.append([across * (b - dot * a) + along * dot * a for a, b in zip(x, u)])
    return rows


def autoencoder_by_einsum(W1, bias1, W2, bias2, images, apply, vjp):
    z = np.einsum("sp,hp->sh", images, W1) + bias1
    h = apply(z)
    error = (np.einsum("sh,ph->sp", h, W2) + bias2 - images) * 2 / images.shape[0] / images.shape[1]
    back = vjp(z, np.einsum("sp,ph->sh", error, W2))
    return (np.einsum("sh,sp->hp", back, images), np.einsum("sh->h", back), np.einsum("sp,sh->ph", error, h),
            np.einsum("sp->p", error))


def autoencoder_with_ones(W1, bias1, W2, bias2, images, apply, vjp):
    """Biases as one more column of the weights."""
    ones = np.ones((len(images), 1))
    first, X = np.hstack([W1, bias1[:, None]]), np.hstack([images, ones])
    z = X @ first.T
    H = np.hstack([apply(z), ones])
    error = 2 * (H @ np.hstack([W2, bias2[:, None]]).T - images) / images.size
    d1, d2 = vjp(z, error @ W2).T @ X, error.T @ H
    return d1[:, :-1], d1[:, -1], d2[:, :-1], d2[:, -1]


def autoencoder_in_columns(W1, bias1, W2, bias2, images, apply, vjp):
    X = images.T
    Z = W1 @ X + bias1[:, None]
    H = apply(Z.T).T
    D2 = 2 * (W2 @ H + bias2[:, None] - X) / X.size
    D1 = vjp(Z.T, (W2.T @ D2).T).T
    return [D1 @ X.T, D1 @ np.ones(X.shape[1]), D2 @ H.T, D2 @ np.ones(X.shape[1])]


def autoencoder_with(change):
    def answer(W1, bias1, W2, bias2, images, apply, vjp):
        return change(*autoencoder_in_columns(W1, bias1, W2, bias2, images, apply, vjp))
    return answer


# Lesson 10

def share_in_one_array(z, apply, statistic, rotations):
    turned = np.matmul(rotations, z.T)  # (n_rotations, n, n_samples)
    return list(map(statistic, map(apply, np.swapaxes(turned, 1, 2))))


def share_row_by_row(z, apply, statistic, rotations):
    found = []
    for R in rotations:
        found.append(statistic(apply(np.array([R @ row for row in z]))))
    return np.array(found)


def kurtosis_by_squares(activations, basis):
    squares = (activations @ basis.T)**2 / np.maximum((activations**2).sum(axis=1), 1e-300)[:, None]
    return activations.shape[1]**2 * (squares**2).sum() / (activations.any(axis=1).sum() * len(basis))


def kurtosis_with_nan(activations, basis):
    u = activations / norm(activations, axis=1, keepdims=True)
    return np.nanmean(np.einsum("sn,kn->sk", u, basis)**4) * basis.shape[1]**2


def side_by_counting(value, null):
    low = high = 1
    for x in null:
        low, high = low + int(x <= value), high + int(x >= value)
    return (low > high) - (low < high) if 40 * min(low, high) <= 1 + len(null) else 0


def side_by_sorting(value, null):
    ordered, m = np.sort(null), len(null)
    low, high = 1 + np.searchsorted(ordered, value, "right"), 1 + m - np.searchsorted(ordered, value, "left")
    found = {True: np.int64(1), False: np.int64(-1)}[bool(high < low)]
    return found if min(low, high) / (1 + m) <= 0.025 else 0 * found


# Lesson 11

def draw_by_rows(n_samples, n_features, sparsity, rng):
    rows = []
    for _ in range(n_samples):
        lit = rng.uniform(size=n_features) > sparsity if sparsity < 1 else np.zeros(n_features, bool)
        rows.append(lit * rng.uniform(size=n_features))
    return np.array(rows)


def linear_by_covariance(W, bias, importance, density):
    """E |D x - b|^2 by the matrix of second moments of x."""
    n = len(bias)
    second = density**2 / 4 * np.ones((n, n)) + (density / 3 - density**2 / 4) * np.eye(n)
    D = np.eye(n) - W.T @ W
    squares = np.diag(D @ second @ D.T) - density * bias * D.sum(axis=1) + bias**2
    return float(importance @ squares)


def linear_by_einsum(W, bias, importance, density):
    D = np.identity(W.shape[1]) - np.einsum("mi,mj->ij", W, W)
    v = density * (4 - 3 * density) / 12
    return np.einsum("i,ij,ij->", importance, D, D) * v + np.dot(importance, (D.sum(axis=1) * density / 2 - bias)**2)


def optimum_by_partition(importance, density, n_hidden):
    n = len(importance)
    mask = np.zeros(n, dtype=bool)
    mask[np.argpartition(-importance, n_hidden - 1)[:n_hidden]] = True
    lost = float(importance[~mask].sum())
    return np.nonzero(mask)[0], (~mask) * density / 2, lost * density * (4 - 3 * density) / 12


def optimum_by_threshold(importance, density, n_hidden):
    least = sorted(importance.tolist())[-n_hidden]
    kept = [i for i, value in enumerate(importance) if value >= least]
    bias = [0.0 if value >= least else density / 2 for value in importance]
    return kept, bias, sum(value for value in importance if value < least) * (density / 3 - (density / 2)**2)


def interference_by_subtraction(W):
    """The whole sum of squares less the feature's own."""
    own = (W**2).sum(axis=0)
    G = W.T @ W
    return np.divide((G**2).sum(axis=1) - own**2, own, out=np.zeros(len(own)), where=own > 0)


def interference_by_units(W):
    lengths = norm(W, axis=0)
    U = W / np.where(lengths == 0, 1, lengths)
    pushes = np.einsum("mi,mj->ij", U, W) * ~np.eye(W.shape[1], dtype=bool)
    return np.square(pushes).sum(axis=1)


def crowded_by_polynomials(t, cosines):
    """The integral of (c x - t)^2 from t / c to 1, multiplied out."""
    total = t**3 / 3 + t**2 * (1 - t)
    for c in cosines:
        if c > t:
            total += c * c / 3 - c * t + t * t - t**3 / (3 * c)
    return total


def crowded_by_gauss(t, cosines):
    """Gauss's rule is exact for the squares, piece by piece."""
    nodes, weights = np.polynomial.legendre.leggauss(3)

    def integral(f, low, high):
        return (high - low) / 2 * (weights * f((high - low) / 2 * nodes + (high + low) / 2)).sum()

    own = integral(lambda x: x**2, 0, t) + integral(lambda x: t**2 + 0 * x, t, 1)
    return own + sum(integral(lambda x: (c * x - t)**2, t / c, 1) for c in cosines[cosines > t])


# Lesson 12

def gradient_by_outputs(hidden):
    """The loss as a sum over samples and outputs; each one's derivative by W from the product rule."""
    def answer(W, bias, X, importance):
        dW, db = np.zeros(W.shape), np.zeros(bias.shape)
        for x, i in itertools.product(X, range(len(bias))):
            a = W @ x
            open_, h = (a > 0, relu(a)) if hidden else (np.ones(len(a)), a)
            z = W[:, i] @ h + bias[i]
            if z > 0:
                slope = 2 * importance[i] * (z - x[i]) / len(X)
                dW[:, i] += slope * h
                dW += slope * np.outer(W[:, i] * open_, x)
                db[i] += slope
        return dW, db
    return answer


def differences_by_flat_index(loss, W, step):
    slopes = []
    for k in range(W.size):
        above, below = W.copy(), W.copy()
        above.flat[k], below.flat[k] = above.flat[k] + step, below.flat[k] - step
        slopes.append((loss(above) - loss(below)) / (2 * step))
    return np.reshape(slopes, W.shape)


def differences_by_masks(loss, W, step):
    found = np.zeros(W.shape)
    for index, _ in np.ndenumerate(W):
        mask = np.zeros(W.shape)
        mask[index] = step
        found[index] = 0.5 * (loss(W + mask) / step - loss(W - mask) / step)
    return found


def slope_by_log_of_ratio(loss, gradient, W, direction, short, long):
    def rest(t):
        return math.fabs(loss(W + t * direction) - loss(W) - t * float(np.sum(gradient * direction)))
    return math.log(rest(long) / rest(short)) / math.log(long / short)


def slope_by_logs_to_base_2(loss, gradient, W, direction, short, long):
    inner, here = np.tensordot(gradient, direction, axes=W.ndim), loss(W)
    r = np.array([loss(W + t * direction) - here - t * inner for t in (short, long)])
    return np.diff(np.log2(np.sqrt(r**2)))[0] / np.diff(np.log2([short, long]))[0]


def adam_with_corrected_rate(w, g, m, v, t, rate):
    """Kingma and Ba's short form, with epsilon multiplied along."""
    m, v, root = 0.9 * m + (1 - 0.9) * g, 0.999 * v + (1 - 0.999) * g * g, math.sqrt(1 - 0.999**t)
    return w - rate * root / (1 - 0.9**t) * m / (np.sqrt(v) + root * 1e-8), m, v


def adam_entry_by_entry(w, g, m, v, t, rate):
    new = [np.empty_like(w) for _ in range(3)]
    for index in np.ndindex(w.shape):
        first, second = 0.9 * m[index] + 0.1 * g[index], 0.999 * v[index] + 0.001 * g[index]**2
        step = first / (1 - 0.9**t) / (math.sqrt(second / (1 - 0.999**t)) + 1e-8)
        new[0][index], new[1][index], new[2][index] = w[index] - rate * step, first, second
    return tuple(new)


def gradient_with(change, hidden=False):
    """The gradient with one thing done otherwise."""
    right = gradient_by_outputs(hidden)

    def answer(W, bias, X, importance):
        return change(lambda W=W, bias=bias, X=X, importance=importance: right(W, bias, X, importance),
                      W, bias, X, importance)
    return answer


GRADIENT_MISTAKES = [
    (lambda right, W, b, X, I: right(X=X[:1]), ""), (lambda right, W, b, X, I: right(W=relu(W)), ""),
    (lambda right, W, b, X, I: right(W=W / norm(W)), ""),
    (lambda right, W, b, X, I: (right()[0] / I.sum(), right()[1] / I.sum()), ""),
    (lambda right, W, b, X, I: (right()[0], right()[1] + b), "")]

ANSWERS_08_12 = {
    (8, "tanh_in_basis"): ([tanh_by_exponentials], [
        (lambda z, basis: np.tanh(norm(z, axis=1, keepdims=True)) * z, ""),
        (lambda z, basis: sum(np.tanh(z * b) for b in basis), ""),
        (lambda z, basis: np.tanh(z @ basis.T) @ np.abs(basis), ""),
        (lambda z, basis: (np.tanh(z @ basis.T) / (z @ basis.T)) * z, "")]),
    (8, "goes_unnoticed"): ([unnoticed_by_fourth_powers], [
        (lambda R: bool(np.allclose(R.T @ R, np.eye(len(R)))), "not every orthogonal matrix: let z grow along"),
        (lambda R: bool(np.allclose(R @ R, np.eye(len(R)))), ""),
        (lambda R: bool(((R == 0) | (abs(R) == 1)).all()), ""),
        (lambda R: bool(np.allclose(np.tanh(R @ np.ones(len(R))), R @ np.tanh(np.ones(len(R))))), "")]),
    (8, "fold"): ([fold_by_chebyshev], [
        (lambda X, k: np.mean([cmath.exp(2j * k * cmath.phase(complex(*x))) for x in X if x.any()]), ""),
        (lambda X, k: np.cos(2 * np.pi * k * np.arctan2(*X[X.any(axis=1)].T[::-1])).mean(), ""),
        (lambda X, k: np.cos(2 * k * np.arctan(X[:, 1] / X[:, 0])).mean(), ""),
        (lambda X, k: np.cos(np.degrees(2 * k * np.arctan2(*X[X.any(axis=1)].T[::-1]))).mean(), "")]),
    (9, "form_vjp"): ([form_by_directions], [
        (lambda z, u, B: form_by_directions(z, u, B) + u, ""), (lambda z, u, B: form_by_directions(u, z, B),
         "z and upstream have changed places: slopes at"),
        (lambda z, u, B: B.shape[1] / len(B) * (u @ B.T / np.cosh(z @ B.T)) @ B, ""),
        (lambda z, u, B: form_by_directions(z.mean(axis=0) + 0 * z, u, B), "")]),
    (9, "isotropic_vjp"): ([isotropic_by_outer, isotropic_by_cosh], [
        (lambda z, u: np.tanh(norm(z, axis=1, keepdims=True)) * u, ""), (lambda z, u: isotropic_by_outer(u, z), ""),
        (lambda z, u: isotropic_by_outer(z, z), ""),
        (lambda z, u: isotropic_by_outer(z / 2, u), "")]),
    (9, "autoencoder_gradient"): ([autoencoder_by_einsum, autoencoder_with_ones, autoencoder_in_columns], [
        (autoencoder_with(lambda dW1, db1, dW2, db2: (-dW1, -db1, dW2, db2)), ""),
        (autoencoder_with(lambda dW1, db1, dW2, db2: (dW1, db1, dW2)), ""),
        (lambda W1, b1, W2, b2, X, f, g: autoencoder_in_columns(W1, b1, W2, b2, X, lambda z: z, lambda z, u: u), ""),
        (lambda W1, b1, W2, b2, X, f, g: autoencoder_in_columns(W1, b1, W1.T, b2, X, f, g), "")]),
    (10, "forms_share"): ([share_in_one_array, share_row_by_row], [
        (lambda z, f, s, Rs: share_in_one_array(f(z), lambda rows: rows, s, Rs),
         "this turns after the form: what the form did is"),
        (lambda z, f, s, Rs: [s(f(z @ np.linalg.inv(R))) + 0 * s(z) for R in Rs[::-1]], ""),
        (lambda z, f, s, Rs: np.array([f(z @ R.T).mean() for R in Rs]), ""),
        (lambda z, f, s, Rs: max(s(f(z @ R.T)) for R in Rs), "")]),
    (10, "kurtosis"): ([kurtosis_by_squares, kurtosis_with_nan], [
        (lambda X, B: kurtosis_by_squares(X - X.mean(axis=0), B), ""), (lambda X, B: kurtosis_with_nan(X, B) - 3, ""),
        (lambda X, B: kurtosis_with_nan(X, B) * (B.shape[1] + 2) / 3 / B.shape[1], ""),
        (lambda X, B: (X**4).mean() / (X**2).mean()**2, "")]),
    (10, "side"): ([side_by_counting, side_by_sorting], [
        (lambda v, null: int(v > np.quantile(null, 0.95)) - int(v < np.quantile(null, 0.05)),
         "two tails: twice the smaller one"),
        (lambda v, null: int((1 + np.sum(null >= v)) / (1 + len(null)) <= 0.025), ""),
        (lambda v, null: side_by_counting(v, null) if np.mean(abs(null - null.mean()) >= abs(v - null.mean())) <= 0.05
         else 0, ""),
        (lambda v, null: 1 if side_by_counting(v, null) else 0, "the side is wanted: -1 below chance")]),
    (11, "draw_features"): ([draw_by_rows], [
        (lambda n, k, s, rng: rng.random((n, k)) * (1 - s), "is ever 0: it is 0 with probability `sparsity`"),
        (lambda n, k, s, rng: np.where(rng.random((n, k)) >= s, rng.standard_normal((n, k)), 0),
         "active feature is uniform on [0, 1], rng.random"),
        (lambda n, k, s, rng: np.where(rng.random((k, n)) >= s, rng.random((k, n)), 0),
         "wanted shape (50, 3); found shape (3, 50)"),
        (lambda n, k, s, rng: np.where(rng.random((n, k)) >= s, 2 * rng.random((n, k)) - 1, 0),
         "active feature is uniform on [0, 1], rng.random")]),
    (11, "linear_loss"): ([linear_by_covariance, linear_by_einsum], [
        (lambda W, b, I, p: linear_by_einsum(W.T @ W, b, I, p), ""),
        (lambda W, b, I, p: linear_by_einsum(W, b, I, p) / 2, ""),
        (lambda W, b, I, p: linear_by_einsum(W, b * p, I, p), ""),
        (lambda W, b, I, p: linear_by_einsum(W, b, I / I.sum(), p), "")]),
    (11, "linear_optimum"): ([optimum_by_partition, optimum_by_threshold], [
        (lambda I, p, m: optimum_by_threshold(I, p, len(I) - m), ""),
        (lambda I, p, m: (*optimum_by_threshold(I, p, m)[:2], 0.0), ""),
        (lambda I, p, m: optimum_by_threshold(I, p, m)[::-1], ""),
        (lambda I, p, m: optimum_by_threshold(I, 1 - p, m), "")]),
    (11, "interference_of"): ([interference_by_subtraction, interference_by_units], [
        (lambda W: interference_by_units(W.T), ""), (lambda W: interference_by_units(W) / W.shape[1], ""),
        (lambda W: interference_by_units(np.where(abs(W) < 0.1, 0, W)), ""),
        (lambda W: np.cumsum(interference_by_units(W)), "")]),
    (11, "crowded_loss"): ([crowded_by_polynomials, crowded_by_gauss], [
        (lambda t, c: crowded_by_polynomials(-t, c), ""), (lambda t, c: crowded_by_polynomials(t, np.unique(c)), ""),
        (lambda t, c: crowded_by_polynomials(t, c[:1]), ""), (lambda t, c: crowded_by_polynomials(t, c - t), "")]),
    (12, "gradient"): ([gradient_by_outputs(False)], [
        (gradient_with(change), piece) for change, piece in GRADIENT_MISTAKES]),
    (12, "gradient_with_hidden_relu"): ([gradient_by_outputs(True)], [
        (gradient_with(change, True), piece) for change, piece in GRADIENT_MISTAKES]),
    (12, "differences"): ([differences_by_flat_index, differences_by_masks], [
        (lambda loss, W, h: differences_by_masks(loss, W, h * 10), ""),
        (lambda loss, W, h: np.gradient(W, h) if W.ndim == 1 else differences_by_masks(loss, W, h).T, ""),
        (lambda loss, W, h: np.array([(loss(W + h) - loss(W - h)) / (2 * h)] * W.size).reshape(W.shape), ""),
        (lambda loss, W, h: [(loss(W + h * e) - loss(W)) / h for e in np.eye(W.size).reshape(-1, *W.shape)], "")]),
    (12, "remainder_slope"): ([slope_by_log_of_ratio, slope_by_logs_to_base_2], [
        (lambda L, g, W, d, s, t: slope_by_log_of_ratio(L, g, W, d / norm(d), s, t),
         "d need not have length 1, and is not to be"),
        (lambda L, g, W, d, s, t: slope_by_log_of_ratio(L, -g, W, d, s, t),
         "the first order is to be subtracted, not added"),
        (lambda L, g, W, d, s, t: abs(slope_by_log_of_ratio(L, g, W, d, s, t)) ** 0.5, ""),
        (lambda L, g, W, d, s, t: round(slope_by_log_of_ratio(L, g, W, d, s, t)), "")]),
    (12, "adam_step"): ([adam_with_corrected_rate, adam_entry_by_entry], [
        (lambda w, g, m, v, t, rate: adam_entry_by_entry(w, g, m, v, 1, rate), ""),
        (lambda w, g, m, v, t, rate: (w - rate * np.sign(g), m, v), ""),
        (lambda w, g, m, v, t, rate: adam_entry_by_entry(w, g, v, m, t, rate), ""),
        (lambda w, g, m, v, t, rate: adam_entry_by_entry(w, g, 0 * m, 0 * v, t, rate), "")]),
}
