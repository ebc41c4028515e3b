"""Further answers to lessons 18 to 23: right ones in other forms, and mistakes with a piece of what is said of them.

The piece "" stands for a mistake that the checker does not know by name: it shows the smallest input that goes wrong.
"""

import functools
import itertools
import math
import operator
from fractions import Fraction
from types import SimpleNamespace

import numpy as np

norm = np.linalg.norm


def relu(z):
    return np.maximum(z, 0)


# Lesson 18

def spotlight_by_qr(activations, basis, epsilon, planes, thetas):
    """Frames by QR, probes and cosines in one product, zero rows as nan."""
    lengths = norm(activations, axis=1, keepdims=True)
    units = np.divide(activations, lengths, out=np.full(np.shape(activations), np.nan), where=lengths > 0)
    curves = []
    for i, j in planes:
        pair = np.stack([basis[i] / norm(basis[i]), basis[j] / norm(basis[j])], axis=1)
        Q, R = np.linalg.qr(pair)
        if abs(R[1, 1]) < 1e-9:
            raise ValueError("these rows span no plane")
        e1, e2 = (Q * np.sign(np.diag(R))).T
        cosines = np.outer(np.cos(thetas), units @ e1) + np.outer(np.sin(thetas), units @ e2)
        curves.append((cosines >= epsilon).mean(axis=1))
    return curves


def spotlight_by_coordinates(activations, basis, epsilon, planes, thetas):
    """Cosines with all directions first, then each plane by the cosine of its two directions."""
    rows = basis / norm(basis, axis=1)[:, None]
    gram, lengths = rows @ rows.T, norm(activations, axis=1)
    P = activations[lengths > 0] @ rows.T / lengths[lengths > 0][:, None]
    found = np.empty((len(planes), len(thetas)))
    for k, (i, j) in enumerate(planes):
        rest = rows[j] - gram[i, j] * rows[i]
        if not norm(rest) > 1e-9:
            raise ValueError(f"no plane: rows {i} and {j}")
        p, q = P[:, i], activations[lengths > 0] @ rest / norm(rest) / lengths[lengths > 0]
        found[k] = [np.count_nonzero(p * math.cos(t) + q * math.sin(t) >= epsilon) / len(lengths) for t in thetas]
    return found


def spotlight_by_loops(activations, basis, epsilon, planes, thetas):
    found = []
    for i, j in planes:
        e1 = basis[i] / np.sqrt(basis[i] @ basis[i])
        e2 = basis[j] - (basis[j] @ e1) * e1
        if np.sqrt(e2 @ e2) <= 1e-9 * np.sqrt(basis[j] @ basis[j]):
            raise ValueError("parallel")
        e2 = e2 / np.sqrt(e2 @ e2)
        row = []
        for theta in thetas:
            probe, lit = np.cos(theta) * e1 + np.sin(theta) * e2, 0
            for x in activations:
                length = np.sqrt(x @ x)
                lit += bool(length > 0 and x @ probe / length >= epsilon)
            row.append(lit / len(activations))
        found.append(row)
    return np.array(found)


def spotlight_with(change):
    """The spotlight with other arguments, as after one wrong step."""
    return lambda *given: spotlight_by_coordinates(*change(*given))


def loss_by_einsum(W, bias, features, importance):
    G = np.einsum("mi,mj->ij", W, W)
    Z = np.einsum("sj,ij->si", features, G) + bias
    error = relu(Z) - features
    U = np.where(Z > 0, 2 * importance * error / len(features), 0)
    dG = np.einsum("si,sj->ij", U, features)  # by the entries of W^T W
    return float(np.einsum("i,si->", importance, error**2) / len(features)), W @ (dG + dG.T), U.sum(axis=0)


def loss_in_columns(W, bias, features, importance):
    X, n = features.T, features.shape[0]
    H = W @ X
    Z = W.T @ H + bias[:, None]
    error = relu(Z) - X
    U = 2 / n * importance[:, None] * error * np.heaviside(Z, 0)
    return [(importance @ error**2).sum() / n, H @ U.T + W @ U @ X.T, U @ np.ones(n)]


def loss_by_outputs(W, bias, features, importance):
    """One output after the other."""
    total, dW, db = 0.0, np.zeros_like(W), np.zeros_like(bias)
    H = features @ W.T
    for i, weight in enumerate(importance):
        z = H @ W[:, i] + bias[i]
        error = relu(z) - features[:, i]
        u = 2 * weight * error * (z > 0) / len(features)
        total += weight * (error @ error) / len(features)
        dW[:, i] += u @ H
        dW += np.outer(W[:, i], u @ features)
        db[i] = u.sum()
    return total, dW, db


def loss_changed(change):
    return lambda *given: change(*loss_by_outputs(*given), *given)


def sample_by_rows(n_samples, n_features, sparsity, rng):
    return np.array([[rng.random() if rng.random() >= sparsity else 0.0 for _ in range(n_features)]
                     for _ in range(n_samples)]).reshape(n_samples, n_features)


def sample_by_binomial(n_samples, n_features, sparsity, rng):
    return rng.binomial(1, 1 - sparsity, (n_samples, n_features)) * rng.uniform(0, 1, (n_samples, n_features))


def adapter_by_partial(sweep):
    def counts(columns, pair, half_angle, angles):
        return np.asarray(sweep(columns, pair[0], pair[1], half_angle, angles))

    def spotlight(activations, basis, epsilon, planes, thetas):
        lit = np.compress(norm(activations, axis=1) > 0, activations, axis=0)
        one = functools.partial(counts, np.ascontiguousarray(lit.T), half_angle=math.degrees(math.acos(epsilon)),
                                angles=np.degrees(thetas))
        return np.stack([one(basis[list(pair)]) for pair in planes]) / activations.shape[0]

    return SimpleNamespace(spotlight=spotlight, CONVENTIONS={"cone": "open", "rotation": "away"})


class LibraryAdapter:
    """An adapter that is a class with a method."""

    CONVENTIONS = {"cone": "open", "rotation": "away"}

    def __init__(self, sweep):
        self.sweep = sweep

    def spotlight(self, activations, basis, epsilon, planes, thetas):
        kept = activations[[row.any() for row in activations]]
        angle = 180 / np.pi * np.arccos(epsilon)
        return [self.sweep(kept.T, basis[i], basis[j], angle, 180 / np.pi * np.asarray(thetas)) / len(activations)
                for i, j in planes]


def adapter_with(conventions, change=lambda curve, activations: curve):
    def answer(sweep):
        made = LibraryAdapter(sweep)

        def spotlight(activations, *given):
            return [change(curve, activations) for curve in made.spotlight(activations, *given)]
        return SimpleNamespace(spotlight=spotlight, CONVENTIONS=conventions)
    return answer


def law_by_half_angles(spotlight, activations, a, b, epsilon, thetas):
    u, v = a / norm(a), b / norm(b)
    gamma = 2 * math.atan2(norm(u - v), norm(u + v))
    pair = np.vstack([b, a])
    f_ba, f_ab = (np.ravel(spotlight(activations, pair, epsilon, np.array([plane]), angles))
                  for plane, angles in (([0, 1], gamma - thetas), ([1, 0], thetas)))
    return not np.any(np.abs(f_ba - f_ab) > 1e-9)


def law_from_the_other_side(spotlight, activations, a, b, epsilon, thetas):
    """f_ab(gamma - theta) = f_ba(theta) at theta replaced by gamma - theta."""
    gamma = math.acos(np.dot(a, b) / math.sqrt(np.dot(a, a) * np.dot(b, b)))
    basis, planes = np.array([a, b]), np.array([[0, 1], [1, 0]])
    shifted = np.asarray(spotlight(activations, basis, epsilon, planes, gamma - thetas))[1]
    plain = np.asarray(spotlight(activations, basis, epsilon, planes, thetas))[0]
    return bool((np.abs(shifted - plain) < 0.5 / len(activations)).all())


def law_angle_by_angle(spotlight, activations, a, b, epsilon, thetas):
    gamma = np.arctan2(norm(norm(b) * a - norm(a) * b), norm(norm(b) * a + norm(a) * b)) * 2
    for theta in thetas:
        there = spotlight(activations, np.array([a, b]), epsilon, np.array([[0, 1]]), np.array([theta]))[0][0]
        back = spotlight(activations, np.array([b, a]), epsilon, np.array([[0, 1]]), np.array([gamma - theta]))[0][0]
        if abs(there - back) > 1e-12:
            return False
    return True


# Lesson 19

def merged_by_fractions(parts):
    n = sum(size for _, size in parts)
    return [float(Fraction(sum(int(c) for c in column), n)) for column in zip(*(counts for counts, _ in parts))]


def arcs_by_complement(start, stop, n_angles):
    """An arc over the end is a full turn less the arc that it leaves out."""
    over = stop > n_angles
    first, last = np.where(over, stop - n_angles, start), np.where(over, start, stop)
    sign = np.where(over, -1, 1)
    d = np.zeros(n_angles + 1, dtype=np.int64)
    np.add.at(d, first, sign)
    np.subtract.at(d, last, sign)
    return np.cumsum(d[:-1]) + over.sum()


def arcs_by_loop_over_arcs(start, stop, n_angles):
    d = [0] * (2 * n_angles + 1)
    for s, t in zip(start.tolist(), stop.tolist()):
        d[s] += 1
        d[t] -= 1
    counts = list(itertools.accumulate(d[:-1]))
    return list(map(operator.add, counts[:n_angles], counts[n_angles:]))


def tree_by_queue(parts, merge):
    level = list(parts)
    while len(level) > 1:
        level, left = [], level
        while left:
            first = left.pop(0)
            level.append(merge(first, left.pop(0)) if left else first)
    return level[0]


def tree_by_index(parts, merge):
    """In place of a copy, with a stride that doubles."""
    held, stride = dict(enumerate(parts)), 1
    while stride < len(held):
        for k in range(0, len(held) - stride, 2 * stride):
            held[k] = merge(held[k], held[k + stride])
        stride *= 2
    return held[0]


def file_by_array_split(path, accumulator, n_rows):
    rows = np.load(path, mmap_mode="r")
    for k in range(math.ceil(len(rows) / n_rows)):
        accumulator.update(rows[slice(k * n_rows, (k + 1) * n_rows)])
    return accumulator


def file_by_generator(path, accumulator, n_rows):
    rows = np.lib.format.open_memmap(path, mode="r")
    for chunk in (np.asarray(rows[k:k + n_rows]) for k in range(0, rows.shape[0], n_rows)):
        accumulator.update(chunk)
    return accumulator


def file_by_reading(path, accumulator, n_rows):
    """Without a memory map: the header, then as many bytes as a chunk has."""
    with open(path, "rb") as file:
        version = np.lib.format.read_magic(file)
        read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
        (n_samples, n_dims), _, dtype = read(file)
        for first in range(0, n_samples, n_rows):
            n = min(n_rows, n_samples - first)
            accumulator.update(np.frombuffer(file.read(n * n_dims * dtype.itemsize), dtype).reshape(n, n_dims))
    return accumulator


def monoid_by_generators(merge, empty, states):
    broken = itertools.chain(
        (x for x in states if not (merge(x, empty) == x and merge(empty, x) == x)),
        (1 for x, y in itertools.combinations(states, 2) if merge(x, y) != merge(y, x)),
        (1 for x, y, z in itertools.product(states, states, states)
         if merge(x, merge(y, z)) != merge(merge(x, y), z)))
    return next((False for _ in broken), True)


def monoid_by_counting(merge, empty, states):
    n, kept = len(states), 0
    for x in states:
        kept += (merge(empty, x) == x) + (merge(x, empty) == x)
        for y in states:
            kept += merge(x, y) == merge(y, x)
            kept += sum(merge(merge(x, y), z) == merge(x, merge(y, z)) for z in states)
    return kept == 2 * n + n**2 + n**3


def first_rows_only(path, accumulator, n_rows):
    accumulator.update(np.load(path, mmap_mode="r")[:n_rows])
    return accumulator


def row_by_row(path, accumulator, n_rows):
    for row in np.load(path, mmap_mode="r"):
        accumulator.update(row[None])
    return accumulator


def result_of_it(path, accumulator, n_rows):
    return [file_by_array_split(path, accumulator, n_rows)]


def short_one_again(path, accumulator, n_rows):
    rows = np.load(path, mmap_mode="r")
    for k in range(0, len(rows), n_rows):
        first = max(0, min(k, len(rows) - n_rows))  # the last chunk is filled up with rows before it
        accumulator.update(rows[first:k + n_rows])
    return accumulator


# Lesson 20

def heights_by_loop(epsilons, heights, n_dims):
    total, before = 0.0, 0.0
    for epsilon, height in zip(epsilons, heights):
        total += 2 * height * (epsilon - before) * (epsilon + before) * (epsilon**2 + before**2)
        before = epsilon
    return n_dims**2 * total


def heights_by_falls(epsilons, heights, n_dims):
    """By parts: a cosine of that size for every fall of the staircase."""
    falls = heights - np.append(heights[1:], 0.0)
    return float(2 * n_dims * n_dims * (falls * epsilons**4).sum())


def heights_by_gauss(epsilons, heights, n_dims):
    edges = np.append(0.0, epsilons)
    x, w = np.polynomial.legendre.leggauss(2)
    middle, half = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    return 8 * n_dims**2 * np.sum(heights[:, None] * half[:, None] * w * (middle[:, None] + half[:, None] * x)**3)


def planes_by_complex(P):
    i, j = np.triu_indices(P.shape[1], 1)
    return ((P[:, i] + 1j * P[:, j])**4).real.sum(axis=1)


def planes_by_polar(P):
    total = np.zeros(len(P))
    for i, j in itertools.combinations(range(P.shape[1]), 2):
        total += np.hypot(P[:, i], P[:, j])**4 * np.cos(4 * np.arctan2(P[:, j], P[:, i]))
    return total


def planes_by_pairs(P):
    """a^4 - 6 a^2 b^2 + b^4 over all ordered pairs, halved."""
    Q, n = P * P, P.shape[1]
    whole = np.einsum("si,sj->s", Q * Q, np.ones((len(P), n))) * 2 - 6 * np.einsum("si,sj->s", Q, Q)
    return (whole - (2 - 6) * (Q * Q).sum(axis=1)) / 2


def sensitivity_by_tensor(basis):
    """The mean of fourth powers of cosines is the squared size of the mean fourth tensor."""
    rows, n = basis / norm(basis, axis=1, keepdims=True), basis.shape[1]
    tensor = np.einsum("ka,kb,kc,kd->abcd", rows, rows, rows, rows) / len(rows)
    return (tensor**2).sum() * n * (n + 2) / 3 - 1


def sensitivity_by_squares(basis):
    n, G = basis.shape[1], basis @ basis.T
    squares = G**2 / np.outer(np.diag(G), np.diag(G))
    return float(np.mean(squares**2) / (3 / n / (n + 2))) - 1


def sensitivity_by_kurtosis(basis):
    rows, n = [row / math.sqrt(row @ row) for row in basis], len(basis[0])
    kurtosis = [n * n * (a @ b)**4 for a in rows for b in rows]
    return (sum(kurtosis) / len(kurtosis)) / (3 * n / (n + 2)) - 1


def scale_by_einsum(P):
    n_samples, n = P.shape
    mu = np.einsum("sn,sn->n", P, P) / n_samples
    nu = np.einsum("sn,sn,sn,sn->", P, P, P, P) / n_samples
    return n * mu @ mu, nu / (mu @ mu)


def scale_by_quotient(P):
    kurtosis = P.shape[1] * (P**4).sum(axis=1).mean()
    scale = P.shape[1] * np.square(np.mean(P**2, axis=0)).sum()
    return np.array([scale, kurtosis / scale])


def scale_by_variance(P):
    """The mean square of mu is its squared mean, 1/n^2, and its variance."""
    mu, n = (P**2).mean(axis=0), P.shape[1]
    scale = n * n * (mu.var() + mu.mean()**2)
    return [scale, n * np.mean(P**4, axis=0).sum() / scale]


def rotation_by_gradient(activations, rng):
    """Steps uphill on the rotations, brought back by QR; the best of several starts."""
    rows, n = activations / norm(activations, axis=1, keepdims=True), activations.shape[1]
    best, highest = None, -1.0
    for _ in range(16):
        B = np.linalg.qr(rng.standard_normal((n, n)))[0]
        for _ in range(250):
            Q, R = np.linalg.qr((B + 30 / len(rows) * ((rows @ B.T)**3).T @ rows).T)
            B = (Q * np.sign(np.diag(R))).T
        if (value := ((rows @ B.T)**4).sum()) > highest:
            best, highest = B, value
    return best


def rotation_one_by_one(activations, rng):
    """One direction after the other, each in what the ones before have left, the best of many starts; then together."""
    rows, n = activations / norm(activations, axis=1, keepdims=True), activations.shape[1]

    def once():
        found, left = np.zeros((0, n)), np.eye(n)
        for _ in range(n):
            tried = []
            for v in rng.standard_normal((12, n)) @ left:
                for _ in range(60):
                    v = left @ ((rows @ v)**3 @ rows)
                    v /= norm(v)
                tried.append((((rows @ v)**4).sum(), v))
            v = max(tried, key=lambda pair: pair[0])[1]
            found, left = np.vstack([found, v]), left - np.outer(v, v)
        for _ in range(100):
            a, _, b = np.linalg.svd(((rows @ found.T)**3).T @ rows)
            found = a @ b
        return found

    return max((once() for _ in range(3)), key=lambda B: ((rows @ B.T)**4).sum())


# Lesson 21

def objective_by_einsum(E, c, V, b, H, price):
    C = relu(np.einsum("km,nm->nk", E, H - b) + c)
    errors = np.einsum("mk,nk->nm", V, C) + b - H
    return np.einsum("nm,nm->", errors, errors) / len(H) + price * np.einsum("nk->", C) / len(H)


def objective_by_means(E, c, V, b, H, price):
    C = ((H - b) @ E.T + c).clip(0)
    return np.mean(norm(C @ V.T + b - H, axis=1)**2 + price * norm(C, ord=1, axis=1))


def objective_in_columns(E, c, V, b, H, price):
    X = H.T - b[:, None]
    C = relu(E @ X + c[:, None])
    R = V @ C - X
    return (np.trace(R @ R.T) + price * np.sum(C)) / X.shape[1]


def codes_in_columns(E, c, V, b, H, price):
    n, X = len(H), H.T - b[:, None]
    P = E @ X + c[:, None]
    C, open_ = relu(P), P > 0
    R = 2 * (V @ C - X) / n
    D = open_ * (V.T @ R + price / n)
    return [D @ X.T, D @ np.ones(n), R @ C.T, (R - E.T @ D) @ np.ones(n)]


def codes_by_einsum(E, c, V, b, H, price):
    X = H - b
    P = np.einsum("nm,km->nk", X, E) + c
    R = 2 / len(H) * (np.einsum("nk,mk->nm", np.where(P > 0, P, 0), V) - X)
    D = np.where(P > 0, np.einsum("nm,mk->nk", R, V) + price / len(H), 0)
    return (np.einsum("nk,nm->km", D, X), np.einsum("nk->k", D), np.einsum("nm,nk->mk", R, relu(P)),
            np.einsum("nm->m", R) - np.einsum("nk,km->m", D, E))


def codes_code_by_code(E, c, V, b, H, price):
    """One code after the other; the slopes by its own four numbers."""
    X, n = H - b, len(H)
    P = X @ E.T + c
    R = 2 * (relu(P) @ V.T - X) / n
    dE, dc, dV, db = 0.0 * E, 0.0 * c, 0.0 * V, R.sum(axis=0)
    for k in range(len(c)):
        on = P[:, k] > 0
        slope = R[on] @ V[:, k] + price / n
        dE[k], dc[k], dV[:, k] = slope @ X[on], slope.sum(), P[on, k] @ R[on]
        db = db - slope.sum() * E[k]
    return dE, dc, dV, db


def lengths_by_einsum(U, dV):
    squares = np.einsum("mk,mk->k", U, U)
    return dV / np.sqrt(squares) - U * np.einsum("mk,mk->k", U, dV) / squares**1.5


def lengths_by_projections(U, dV):
    V = U / norm(U, axis=0)
    across = np.eye(len(U)) - np.einsum("ik,jk->kij", V, V)
    return np.einsum("kij,jk,k->ik", across, dV, 1 / norm(U, axis=0))


def lengths_by_loop(U, dV):
    found = np.zeros(U.shape)
    for k in range(U.shape[1]):
        u, d = U[:, k], dV[:, k]
        r = math.sqrt(u @ u)
        for i, j in itertools.product(range(len(u)), repeat=2):
            found[i, k] += ((i == j) / r - u[i] * u[j] / r**3) * d[j]
    return found


def code_by_where(H, v, price):
    along = np.einsum("nm,m->n", H, v)
    return np.where(2 * along > price, along - 0.5 * price, 0.0)


def code_by_cases(H, v, price):
    found = []
    for h in H:
        slope = price - 2 * sum(a * b for a, b in zip(h, v))  # of the parabola at 0
        found.append(0.0 if slope >= 0 else -slope / 2)
    return found


def code_by_halves(H, v, price):
    s = H @ v - price / 2
    return (s + abs(s)) / 2


# Lesson 22

def recovered_by_loop(V, W):
    found = []
    for w in W.T:
        found.append(max(np.dot(v, w) / math.sqrt(np.dot(v, v) * np.dot(w, w)) for v in V.T))
    return found


def recovered_by_einsum(V, W):
    return np.max(np.einsum("mk,mn,k,n->nk", V, W, 1 / norm(V, axis=0), 1 / norm(W, axis=0)), axis=1)


def recovered_by_distances(V, W):
    """Unit vectors at the distance d have the cosine 1 - d^2 / 2: the nearest one."""
    v, w = V / norm(V, axis=0), W / norm(W, axis=0)
    squares = ((w[:, :, None] - v[:, None, :])**2).sum(axis=0)
    return 1 - squares.min(axis=1) / 2


def dead_by_sums(E, c, b, H):
    return relu(H @ E.T + (c - E @ b)).sum(axis=0) == 0


def dead_by_largest(E, c, b, H):
    return [bool(max(row @ (h - b) for h in H) + bias <= 0) for row, bias in zip(E, c)]


def dead_by_einsum(E, c, b, H):
    return (np.einsum("km,nm->kn", E, H - b) + c[:, None]).max(axis=1) <= 0


def order_by_loop(high, low):
    points = 0.0
    for a, b in itertools.product(high, low):
        points += 1 if a > b else 0.5 if a == b else 0
    return points / len(high) / len(low)


def order_by_ranks(high, low):
    """Mann and Whitney's count from the sum of ranks, ties at their mean rank."""
    both = np.concatenate([high, low])
    ordered = np.sort(both)
    ranks = (np.searchsorted(ordered, both, "left") + np.searchsorted(ordered, both, "right") + 1) / 2
    a = len(high)
    return (ranks[:a].sum() - a * (a + 1) / 2) / (a * len(low))


def order_by_searching(high, low):
    ordered = np.sort(low)
    return float(np.mean([np.searchsorted(ordered, high, side) for side in ("left", "right")])) / len(low)


def alone_by_enumeration(p, n):
    """Over all patterns of active features."""
    here = anywhere = 0.0
    for k in range(1, n + 1):
        chance = math.comb(n, k) * p**k * (1 - p)**(n - k)
        anywhere += chance
        here += chance / n if k == 1 else 0
    return here / anywhere


def alone_by_logs(p, n):
    return -p * math.exp((n - 1) * math.log1p(-p)) / math.expm1(n * math.log1p(-p))


def alone_by_odds(p, n):
    """Divided by (1 - p)^n above and below."""
    return p / (1 - p) / ((1 - p)**-n - 1)


# Lesson 23

def radius_by_half_angle(n_points):
    return math.sqrt(0.5) / math.sin(math.pi / n_points)


def radius_by_side(n_points):
    """Neighbours have to stand the root of 2 apart."""
    side = abs(np.exp(2j * np.pi / n_points) - 1)
    return np.sqrt(2) / side


def radius_by_bisection(n_points):
    low, high = 0.5, float(n_points)
    for _ in range(100):
        rho = (low + high) / 2
        low, high = (rho, high) if rho**2 * math.cos(2 * math.pi / n_points) > rho**2 - 1 else (low, rho)
    return high


def shares_by_units(W, points):
    H = np.einsum("mf,sf->sm", W, points)
    lengths = norm(H, axis=1)
    U = np.divide(H, lengths[:, None], out=np.zeros_like(H), where=lengths[:, None] > 0)
    total = ((U @ H.T)**2).sum(axis=1)
    return np.divide(lengths**2, total, out=np.zeros(len(H)), where=total > 0)


def shares_by_frame(W, points):
    """|h|^4 / (h^T F h), F the frame operator of the hidden vectors."""
    H = points @ W.T
    F = H.T @ H
    return [float((h @ h)**2 / (h @ F @ h)) if h.any() else 0.0 for h in H]


def shares_with_nan(W, points):
    G = points @ W.T @ W @ points.T
    return np.nan_to_num(np.diag(G)**2 / np.square(G).sum(axis=0))


def recalled_by_norm(W, bias, points, atol):
    return norm(relu(points @ (W.T @ W) + bias) - points, ord=np.inf, axis=1) <= atol


def recalled_in_columns(W, bias, points, atol):
    off = relu(W.T @ (W @ points.T) + bias[:, None]) - points.T
    return np.logical_and(off.max(axis=0) <= atol, off.min(axis=0) >= -atol)


def recalled_by_counting(W, bias, points, atol):
    y = np.einsum("si,mi,mj->sj", points, W, W) + bias
    return (np.abs(np.where(y > 0, y, 0) - points) > atol).sum(axis=1) == 0


ANSWERS_18_23 = {
    (18, "spotlight"): ([spotlight_by_qr, spotlight_by_coordinates, spotlight_by_loops], [
        (spotlight_with(lambda X, B, e, planes, t: (X, B, e, planes[:, ::-1], t)), "angle measured from b towards a"),
        (spotlight_with(lambda X, B, e, planes, t: (X, B, e, planes, -t)), "rotation sense flipped"),
        (spotlight_with(lambda X, B, e, planes, t: (X, B, e + 1e-9, planes, t)), "strict cone"),
        (lambda *given: np.mean(spotlight_by_coordinates(*given), axis=0), "found shape (2,)")]),
    (18, "loss_and_gradient"): ([loss_by_einsum, loss_in_columns, loss_by_outputs], [
        (loss_changed(lambda loss, dW, db, *given: (loss, dW / 2, db)), "W[0, 0]: expected 4.0, found 2.0"),
        (loss_changed(lambda loss, dW, db, *given: (loss * len(given[2]), dW, db)),
                      "gradient of a mean beside a loss that is a sum"),
        (loss_changed(lambda loss, dW, db, *given: (loss, dW, db.mean())), "found (), (1, 2), ()"),
        (loss_changed(lambda loss, dW, db, *given: (dW, db)), "wanted three results")]),
    (18, "sample_features"): ([sample_by_rows, sample_by_binomial], [
        (lambda n, k, s, rng: np.where(rng.random((n, k)) >= s, 1.0, 0.0), "features/dense"),
        (lambda n, k, s, rng: np.where(rng.random((n, k)) >= s, rng.standard_normal((n, k)), 0), "features/dense"),
        (lambda n, k, s, rng: rng.random((n, k)) * (1 - s), "a quarter of the entries is zero"),
        (lambda n, k, s, rng: sample_by_binomial(n, k, s, np.random.default_rng(0)),
         "equal draws from different seeds")]),
    (18, "adapter"): ([adapter_by_partial, LibraryAdapter], [
        (adapter_with({"rotation": "away", "cone": "open"}, lambda curve, X: curve * len(X)),
         "counts not divided by N"),
        (adapter_with({"rotation": "away", "cone": "closed"}), "what is strictly inside"),
        (adapter_with({"rotation": "towards", "cone": "open"}), "turns away from the second direction"),
        (adapter_with({"rotation": "away", "cone": "open"},
                      lambda curve, X: curve * len(X) / max(X.any(axis=1).sum(), 1)),
         "zero activations excluded from N")]),
    (18, "other_end_holds"): ([law_by_half_angles, law_from_the_other_side, law_angle_by_angle], [
        (lambda f, X, a, b, e, t: law_by_half_angles(f, X, a, b, e, t[:1]), "wrong at one angle alone"),
        (lambda f, X, a, b, e, t: bool(np.isclose(np.sum(f(X, np.array([a, b]), e, np.array([[0, 1]]), t)),
                                                  np.sum(f(X, np.array([b, a]), e, np.array([[0, 1]]), -t)))),
         "a right implementation breaks the law"),
        (lambda f, X, a, b, e, t: not law_by_half_angles(f, X, a, b, e, t), "a right implementation breaks the law"),
        (lambda f, X, a, b, e, t: float(law_by_half_angles(f, X, a, b, e, t)), "wanted one True or False")]),
    (19, "merged_curve"): ([merged_by_fractions], [
        (lambda parts: parts[0][0] / parts[0][1], ""),
        (lambda parts: np.median([c / max(n, 1) for c, n in parts], axis=0), ""),
        (lambda parts: sum(c for c, _ in parts) / max(n for _, n in parts), ""),
        (lambda parts: functools.reduce(lambda x, y: (x + y) / 2, [c / max(n, 1) for c, n in parts]), "")]),
    (19, "counts_from_arcs"): ([arcs_by_complement, arcs_by_loop_over_arcs], []),
    (19, "tree_merge"): ([tree_by_queue, tree_by_index], [
        (lambda parts, merge: functools.reduce(merge, parts), "a chain, where a merge waits for the one before"),
        (lambda parts, merge: tree_by_queue(parts[::-1], merge), "to (1, 0): merge neighbours, left with right"),
        (lambda parts, merge: tree_by_queue(parts + parts[-1:] * (len(parts) % 2), merge),
         "where a part has no partner it goes on alone"),
        (lambda parts, merge: [tree_by_queue(parts, merge)], "the one part that is left, not a list of it")]),
    (19, "sweep_file"): ([file_by_array_split, file_by_generator, file_by_reading], [
        (first_rows_only, "only 30 counted; every row once"),
        (row_by_row, "and only the last chunk may be a short one"),
        (result_of_it, "return the accumulator that you were given"),
        (short_one_again, "120 counted; no row may be counted twice")]),
    (19, "is_commutative_monoid"): ([monoid_by_generators, monoid_by_counting], [
        (lambda merge, empty, states: all(merge(x, y) in states for x in states for y in states), ""),
        (lambda merge, empty, states: merge(empty, empty) == empty, ""),
        (lambda merge, empty, states: (functools.reduce(merge, states, empty)
                                       == functools.reduce(merge, states[::-1], empty)), ""),
        (lambda merge, empty, states: monoid_by_counting(merge, empty, states[:2]), "")]),
    (20, "kurtosis_from_heights"): ([heights_by_loop, heights_by_falls, heights_by_gauss], [
        (lambda e, h, n: heights_by_loop(e, h / h[0], n), ""), (lambda e, h, n: heights_by_loop(e, h, n) - 3, ""),
        (lambda e, h, n: heights_by_loop(e, h[::-1], n), ""), (
            lambda e, h, n: 2 * n * n * (h * np.diff(np.append(0.0, e**3))).sum(), "")]),
    (20, "harmonic_of_planes"): ([planes_by_complex, planes_by_polar, planes_by_pairs], [
        (lambda P: planes_by_complex(P / np.maximum(norm(P, axis=1, keepdims=True), 1e-300)), ""),
        (lambda P: planes_by_complex(P.T), ""), (lambda P: planes_by_complex(np.abs(P) ** 0.5), ""),
        (lambda P: ((P[:, :-1] + 1j * P[:, 1:])**4).real.sum(axis=1), "")]),
    (20, "sensitivity_of"): ([sensitivity_by_tensor, sensitivity_by_squares, sensitivity_by_kurtosis], [
        (lambda B: sensitivity_by_squares(B.T), ""), (lambda B: sensitivity_by_squares(np.abs(B)), ""),
        (lambda B: sensitivity_by_squares(B) * 3 / max(B.shape[1] - 1, 1), ""),
        (lambda B: sensitivity_by_squares(B)**2, "")]),
    (20, "scale_and_shape"): ([scale_by_einsum, scale_by_quotient, scale_by_variance], [
        (lambda P: scale_by_einsum(P.T), ""), (lambda P: scale_by_einsum(np.sqrt(np.abs(P))), ""),
        (lambda P: scale_by_einsum(P)[0] * scale_by_einsum(P)[1], ""),
        (lambda P: (P.shape[1] * P.var(axis=0) @ P.var(axis=0), scale_by_einsum(P)[1]), "")]),
    (20, "find_hidden_rotation"): ([rotation_by_gradient, rotation_one_by_one], [
        (lambda X, rng: rotation_by_gradient(X, rng)[:, ::-1], "the sum of fourth powers of the cosines"),
        (lambda X, rng: rotation_by_gradient(X, rng)[:2], "found [["),
        (lambda X, rng: np.linalg.qr(rng.standard_normal((X.shape[1],) * 2))[0],
         "the sum of fourth powers of the cosines"),
        (lambda X, rng: X[rng.permutation(len(X))[:X.shape[1]]], "wanted orthonormal rows")]),
    (21, "objective"): ([objective_by_einsum, objective_by_means, objective_in_columns], [
        (lambda E, c, V, b, H, price: objective_by_means(E, c, V, b, H, price / 2), ""),
        (lambda E, c, V, b, H, price: objective_by_means(E, c, E.T, b, H, price), ""),
        (lambda E, c, V, b, H, price: objective_by_means(E, c, V, b, H - b, price), ""),
        (lambda E, c, V, b, H, price: objective_by_means(E, c, V, b, H, price) - price * c.sum(), "")]),
    (21, "gradient"): ([codes_in_columns, codes_by_einsum, codes_code_by_code], [
        (lambda E, c, V, b, H, price: codes_in_columns(E, c, E.T, b, H, price), ""),
        (lambda E, c, V, b, H, price: codes_in_columns(E, c, V, b, H, -price), ""),
        (lambda E, c, V, b, H, price: codes_in_columns(E, c, V, b, H[:1], price), ""),
        (lambda *given: [part.T for part in codes_in_columns(*given)], "")]),
    (21, "through_the_lengths"): ([lengths_by_einsum, lengths_by_projections, lengths_by_loop], [
        (lambda U, dV: lengths_by_einsum(dV, U), ""), (lambda U, dV: lengths_by_einsum(np.abs(U), dV), ""),
        (lambda U, dV: dV * (1 - (U / norm(U, axis=0))**2) / norm(U, axis=0), ""),
        (lambda U, dV: lengths_by_einsum(U, dV) + dV, "")]),
    (21, "best_code"): ([code_by_where, code_by_cases, code_by_halves], [
        (lambda H, v, price: relu(H @ v) - price / 2, ""), (lambda H, v, price: relu(norm(H, axis=1) - price / 2),
         "the part of h along v, not its length"),
        (lambda H, v, price: np.where(H @ v > price / 2, H @ v, 0), "this is a hard threshold: what is above it is"),
        (lambda H, v, price: relu(H @ v) / (1 + price / 2), "")]),
    (22, "recovered"): ([recovered_by_loop, recovered_by_einsum, recovered_by_distances], [
        (lambda V, W: recovered_by_einsum(W, V),
         "one number for each feature, not for each column"), (lambda V, W: recovered_by_einsum(V.T, W.T), ""),
        (lambda V, W: np.array(recovered_by_loop(V, W))**2, ""), (lambda V, W: recovered_by_einsum(V[:, :1], W), "")]),
    (22, "dead"): ([dead_by_sums, dead_by_largest, dead_by_einsum], [
        (lambda E, c, b, H: dead_by_largest(E, c, b, H[:1]), ""), (lambda E, c, b, H: c < 0, ""),
        (lambda E, c, b, H: int(np.sum(dead_by_largest(E, c, b, H))), ""),
        (lambda E, c, b, H: relu((H - b) @ E.T + c).mean(axis=0) < 0.5, "")]),
    (22, "in_order"): ([order_by_loop, order_by_ranks, order_by_searching], [
        (lambda high, low: float(np.median(high) > np.median(low)), "all pairs, not the two means"),
        (lambda high, low: float((np.sort(high)[-1] > low).mean()), ""),
        (lambda high, low: order_by_loop(high, low) * len(high) / (len(high) + len(low)), ""),
        (lambda high, low: order_by_loop(set(high), set(low)), "")]),
    (22, "alone"): ([alone_by_enumeration, alone_by_logs, alone_by_odds], [
        (lambda p, n: alone_by_odds(p, n + 1), ""), (lambda p, n: (1 - p)**(n - 1), ""),
        (lambda p, n: p / (n * p),
         "not every sample has one active feature"), (lambda p, n: alone_by_odds(p, n) / (1 - p), "")]),
    (23, "recall_radius"): ([radius_by_half_angle, radius_by_side, radius_by_bisection], [
        (lambda n: radius_by_half_angle(2 * n),
         "neighbours are 2 pi / N apart, not pi / N"), (lambda n: radius_by_half_angle(n - 1), ""),
        (lambda n: math.sqrt(2) * radius_by_half_angle(n), ""), (lambda n: max(1.0, radius_by_half_angle(n)), "")]),
    (23, "point_shares"): ([shares_by_units, shares_by_frame, shares_with_nan], [
        (lambda W, X: shares_with_nan(W, X.T) if len(X) == X.shape[1] else shares_with_nan(np.eye(X.shape[1]), X), ""),
        (lambda W, X: shares_with_nan(np.eye(X.shape[1]), X), ""), (lambda W, X: shares_with_nan(W, X)**0.5, ""),
        (lambda W, X: shares_with_nan(relu(W), X), ""), (lambda W, X: 1 - shares_with_nan(W, X), "")][1:]),
    (23, "recalled"): ([recalled_by_norm, recalled_in_columns, recalled_by_counting], [
        (lambda W, b, X, atol: np.abs(relu(X @ W.T @ W + b) - X).sum(axis=1) <= atol, ""),
        (lambda W, b, X, atol: recalled_by_norm(W, b, X, 2 * atol), ""),
        (lambda W, b, X, atol: np.isclose(relu(X @ W.T @ W + b), X, atol=atol, rtol=0.5).all(axis=1), ""),
        (lambda W, b, X, atol: norm(relu(X @ W.T @ W + b) - X, axis=1) <= atol, "")]),
}
