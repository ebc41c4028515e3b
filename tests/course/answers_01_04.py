"""Further answers to lessons 1 to 4: right ones in other forms, and mistakes with a piece of what is said of them.

The piece "" stands for a mistake that the checker does not know by name: it shows the smallest input that goes wrong.
"""

import cmath
import itertools
import math

import numpy as np

norm = np.linalg.norm


def unit(v):
    return v / norm(v)


def frame_of(a, b):
    e1 = unit(a)
    return e1, unit(b - (b @ e1) * e1)


# Lesson 1

def resonance_by_angles(activations, direction, epsilon):
    """The angle with the direction, at most that of the cone, for rows that have one; ties as the cosine has them."""
    lit = 0
    for row in activations[activations.any(axis=1)]:
        cosine = np.dot(row, direction) / np.sqrt(np.dot(row, row) * np.dot(direction, direction))
        lit += bool(np.arccos(min(1.0, max(-1.0, cosine))) <= np.arccos(epsilon) + 1e-12)
    return lit / activations.shape[0]


def resonance_by_floor(activations, direction, epsilon):
    """Lengths of 0 made tiny do as well: the cosine is 0 / tiny = 0, and such rows are taken out by a mask."""
    lengths = np.sqrt((activations**2).sum(axis=1))
    cosines = (activations @ unit(direction)) / np.fmax(lengths, 1e-300)
    return np.where(lengths == 0, False, cosines >= epsilon).mean()


def peaks_in_text(values, height):
    above = "".join("01"[int(value > height)] for value in values)
    return (above[-1] + above).count("01")


def peaks_by_groups(values, height):
    """Stretches of one kind one after the other; the first and the last are one where both are above."""
    kinds = [kind for kind, _ in itertools.groupby(v > height for v in values)]
    if len(kinds) == 1:
        return 0
    return sum(kinds) - (kinds[0] and kinds[-1])


# Lesson 2

def cap_with_math(n, epsilon, n_steps):
    """As sums of math.sin with the widths cancelled by the ratio of the ends."""
    def mean(end):
        return math.fsum(math.sin(end * (2 * k + 1) / (2 * n_steps)) ** (n - 2) for k in range(n_steps)) / n_steps
    end = math.acos(epsilon)
    return mean(end) * end / (mean(math.pi) * math.pi)


def many_by_bisection(cap):
    low, high = 1, 2
    while high * (high - 1) * cap < 1:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle * (middle - 1) * cap < 1 else (low, middle)
    return low


def angle_by_kahan(x, y):
    a, b = norm(x), norm(y)
    return 2 * math.atan2(norm(b * x - a * y), norm(b * x + a * y))


def angle_by_halves(x, y):
    """Half a chord is the sine of half the angle, up to a right angle; from there on by the other diagonal."""
    u, v = unit(x), unit(y)
    return 2 * math.asin(norm(u - v) / 2) if u @ v >= 0 else math.pi - 2 * math.asin(norm(u + v) / 2)


# Lesson 3

def frame_by_solving(a, b):
    """The coefficient of a in b by least squares."""
    s = np.linalg.lstsq(a[:, None], b, rcond=None)[0][0]
    rest = b - s * a
    return a / np.sqrt(a @ a), rest / np.sqrt(rest @ rest)


def exponential_by_list(B, theta, n_terms):
    terms = [np.eye(len(B))]
    for k in range(1, n_terms):
        terms.append(theta / k * (B @ terms[-1]))
    return np.sum(terms[:n_terms], axis=0)


def exponential_by_einsum(B, theta, n_terms):
    power, factorial, found = np.identity(B.shape[0]), 1.0, np.zeros_like(B, dtype=float)
    for k in range(n_terms):
        found += theta**k / factorial * power
        power, factorial = np.einsum("ij,jk->ik", power, B), factorial * (k + 1)
    return found


def turn_by_polar(v, e1, e2, theta):
    r, phi = math.hypot(v @ e1, v @ e2), math.atan2(v @ e2, v @ e1)
    still = v - (v @ e1) * e1 - (v @ e2) * e2
    return still + r * math.cos(phi + theta) * e1 + r * math.sin(phi + theta) * e2


def turn_by_reflections(v, e1, e2, theta):
    """Two mirrors, half the angle apart."""
    for mirror in (e1, math.cos(theta / 2) * e1 + math.sin(theta / 2) * e2):
        across = v - (v @ e1) * e1 - (v @ e2) * e2
        v = across + 2 * (v @ mirror) * mirror - (v - across)
    return v


def in_plane_by_lstsq(x, a, b):
    """Coefficients of a and b in the projection, then the projection's coordinates."""
    s, t = np.linalg.lstsq(np.stack([a, b], axis=1), x, rcond=None)[0]
    e1, e2 = frame_of(a, b)
    shadow = s * a + t * b
    return np.mod(np.arctan2(shadow @ e2, shadow @ e1), 2 * np.pi)


def in_plane_by_cases(x, a, b):
    e1, e2 = frame_of(a, b)
    p, q = float(x @ e1), float(x @ e2)
    angle = math.acos(max(-1.0, min(1.0, p / math.hypot(p, q))))
    return angle if q >= 0 else 2 * math.pi - angle


def recover_by_eigenvalues(R):
    """The eigenvalues of a rotation of one plane are 1 and e^(+-i theta)."""
    theta = np.abs(np.angle(np.linalg.eigvals(R))).max()
    return theta, (R - R.T) / (2 * np.sin(theta))


def recover_by_singular_values(R):
    """R - R^T has the singular values 2 sin(theta), twice, and 0; the sign of the cosine is the trace's."""
    whole = R - R.T
    sine = np.linalg.svd(whole, compute_uv=False)[0] / 2
    return math.atan2(sine, 1 - (len(R) - np.trace(R)) / 2), whole / (2 * sine)


def recover_by_half_angle(R):
    """|R - Id|^2 is 8 sin^2(theta / 2)."""
    half = math.asin(min(1.0, norm(R - np.eye(len(R))) / math.sqrt(8)))
    return [2 * half, (R - R.T) / (2 * math.sin(2 * half))]


# Lesson 4

def coordinates_by_hand(activations, e1, e2):
    p, q = [], []
    for x in activations:
        length = math.sqrt(sum(c * c for c in x))
        p.append(sum(c * d for c, d in zip(x, e1)) / length)
        q.append(sum(c * d for c, d in zip(x, e2)) / length)
    return p, q


def curve_at_once(activations, e1, e2, epsilon, thetas):
    """Probes in rows, one product, no division by a length that is 0."""
    probes = np.cos(thetas)[:, None] * e1 + np.sin(thetas)[:, None] * e2
    lengths = norm(activations, axis=1)
    unit_rows = np.divide(activations, lengths[:, None], out=np.full(activations.shape, np.nan),
                          where=lengths[:, None] > 0)
    return (probes @ unit_rows.T >= epsilon).mean(axis=1)


def curve_by_complex(activations, e1, e2, epsilon, thetas):
    lit = activations[np.abs(activations).sum(axis=1) > 0]
    z = (lit @ e1 + 1j * (lit @ e2)) / norm(lit, axis=1)
    return [sum((z * np.exp(-1j * theta)).real >= epsilon) / len(activations) for theta in thetas]


ANSWERS_01_04 = {
    (1, "resonance"): ([resonance_by_angles, resonance_by_floor], [
        (lambda A, d, e: np.mean(A @ d / (norm(A, axis=1) * norm(d) + 1e-12) >= e),
         "a cosine equal to epsilon is inside"),
        (lambda A, d, e: np.mean(unit(A) @ unit(d) >= e), ""),
        (lambda A, d, e: np.mean(np.abs(A - unit(d)).sum(axis=1) <= e), ""),
        (lambda A, d, e: np.mean((A @ d / norm(A, axis=1) / norm(d))[A.any(axis=1)] >= e) if A.any() else 0.0,
         "a zero activation counts in the number")]),
    (1, "forward"): ([], [
        (lambda W, b, X: np.maximum(X @ W.T @ W, 0) + np.maximum(b, 0), ""),
        (lambda W, b, X: np.maximum(X @ W.T @ W + b.sum(), 0), ""),
        (lambda W, b, X: 1 / (1 + np.exp(-(X @ W.T @ W + b))), ""),
        (lambda W, b, X: np.array([max(0.0, z) for z in (X @ W.T @ W + b)[:, 0]]), "")]),
    (1, "shadow"): ([], [
        (lambda W, i, j: W[i] @ W[j], "features are the columns of W"),
        (lambda W, i, j: W[:, i] @ W[:, i], ""),
        (lambda W, i, j: (W[:, i] + W[:, j]).sum(), ""),
        (lambda W, i, j: (W @ W.T)[i, j], "features are the columns of W")]),
    (1, "count_peaks"): ([peaks_in_text, peaks_by_groups], [
        (lambda v, h: len([k for k in range(1, len(v) - 1) if v[k - 1] < v[k] > v[k + 1] and v[k] > h]), ""),
        (lambda v, h: int(np.sum((v > h) & (np.roll(v, 1) < h))), ""),
        (lambda v, h: int(np.abs(np.diff(np.sign(v - h))).sum() // 4), ""),
        (lambda v, h: int(((v > h) & ~(np.roll(v, 1) > h) & ~(np.roll(v, -1) > h)).sum()), "")]),
    (2, "cosines"): ([lambda x, y: np.array([[math.cos(angle_by_kahan(a, b)) for b in y] for a in x])], [
        (lambda x, y: x @ y.T / norm(x) / norm(y), "each row has a length of its own"),
        (lambda x, y: x @ y.T / (norm(x, axis=1)[:, None] * norm(y, axis=1)[:, None].max()), ""),
        (lambda x, y: np.array([a @ b / norm(a) / norm(b) for a, b in zip(x, y)]), ""),
        (lambda x, y: 1 - (x @ y.T / np.outer(norm(x, axis=1), norm(y, axis=1))), "")]),
    (2, "cap_by_integral"): ([cap_with_math], [
        (lambda n, e, k: cap_with_math(n, e, k) / 2, ""),
        (lambda n, e, k: cap_with_math(n + 2, e, k), "the power is n - 2, not n"),
        (lambda n, e, k: cap_with_math(n, e, k + 1), ""),
        (lambda n, e, k: cap_with_math(n, math.sin(e), k), "")]),
    (2, "how_many"): ([many_by_bisection, lambda cap: next(k for k in itertools.count(1) if (k + 1) * k * cap >= 1)], [
        (lambda cap: int(1 / cap), ""),
        (lambda cap: round((1 + math.sqrt(1 + 4 / cap)) / 2), ""),
        (lambda cap: next(k for k in itertools.count(1) if k * (k - 1) * cap >= 1),
         "this is one too many"),
        (lambda cap: next(k for k in itertools.count(1) if (k + 1) * k * cap / 2 >= 1),
         "on both sides: every pair has two caps")]),
    (2, "angle"): ([angle_by_kahan, angle_by_halves], [
        (lambda x, y: np.arccos(1 - norm(unit(x) - unit(y)) ** 2 / 2), "lost the angle's digits"),
        (lambda x, y: np.arctan2(norm(x - y), norm(x + y)) * 2, "divide first"),
        (lambda x, y: 2 * np.arcsin(norm(unit(x) - unit(y))), ""),
        (lambda x, y: np.degrees(angle_by_kahan(x, y)), "radians are wanted")]),
    (3, "frame"): ([frame_by_solving], [
        (lambda a, b: (unit(a), unit(b)), "this is b divided by its length: it is not at"),
        (lambda a, b: (unit(a), unit(a - (a @ unit(b)) * unit(b))), ""),
        (lambda a, b: (unit(a), unit(b) - (unit(b) @ unit(a)) * unit(a)), "e2 must have length 1 too: divide after"),
        (lambda a, b: tuple(np.linalg.qr(np.stack([a, b], axis=1))[0].T), "")]),
    (3, "exponential"): ([exponential_by_list, exponential_by_einsum], [
        (lambda B, t, k: exponential_by_list(B, t, k + 2), ""),
        (lambda B, t, k: np.cos(t) * np.eye(len(B)) + np.sin(t) * B, ""),
        (lambda B, t, k: exponential_by_list(B, t, 60), ""),
        (lambda B, t, k: np.linalg.matrix_power(np.eye(len(B)) + t / k * B, k), "")]),
    (3, "turn"): ([turn_by_polar, turn_by_reflections], [
        (lambda v, a, b, t: v * math.cos(t) + (v @ a) * b * math.sin(t) - (v @ b) * a * math.sin(t), ""),
        (lambda v, a, b, t: v + math.sin(t) * ((v @ a) * b - (v @ b) * a), ""),
        (lambda v, a, b, t: v + (math.cos(t) - 1) * v + math.sin(t) * ((v @ a) * b - (v @ b) * a), ""),
        (lambda v, a, b, t: turn_by_polar(v, a, b, math.degrees(t)), "")]),
    (3, "in_plane_angle"): ([in_plane_by_lstsq, in_plane_by_cases], [
        (lambda x, a, b: np.arctan2(x @ unit(b), x @ unit(a)) % (2 * np.pi), "b may be oblique"),
        (lambda x, a, b: in_plane_by_cases(x, b, a), "a and b are exchanged"),
        (lambda x, a, b: math.acos(unit(x) @ unit(a)), "this is the angle to a in all dimensions;"),
        (lambda x, a, b: abs(math.atan2(x @ frame_of(a, b)[1], x @ frame_of(a, b)[0])),
         "the arccos does not know on which side of a the")]),
    (3, "angle_and_bivector"): ([recover_by_eigenvalues, recover_by_singular_values, recover_by_half_angle][:2], [
        (lambda R: (math.acos(R[0, 0]), (R - R.T) / 2 / math.sqrt(1 - R[0, 0] ** 2)), ""),
        (lambda R: (recover_by_eigenvalues(R)[0], (R + R.T) / 2), ""),
        (lambda R: (recover_by_half_angle(R)[0] / 2, recover_by_eigenvalues(R)[1]), ""),
        (lambda R: (recover_by_eigenvalues(R)[0], recover_by_eigenvalues(R)[1] * math.sqrt(2)), "")]),
    (4, "angles"): ([], [
        (lambda n: np.linspace(0, 2 * np.pi, n)[:-1], ""),
        (lambda n: np.arange(0, 2 * np.pi, 2 * np.pi / n)[:-1], ""),
        (lambda n: np.linspace(-np.pi, np.pi, n, endpoint=False), "the first angle is 0, not -pi"),
        (lambda n: 2 * 3.14 * np.arange(n) / n, "")]),
    (4, "coordinates"): ([coordinates_by_hand, lambda X, a, b: np.einsum(
        "sd,kd,s->ks", X, np.stack([a, b]), 1 / np.sqrt(np.einsum("sd,sd->s", X, X)))], [
        (lambda X, a, b: (X @ a / norm(X @ a), X @ b / norm(X @ b)), ""),
        (lambda X, a, b: (X @ a / norm(X), X @ b / norm(X)), "every activation has a length of its own"),
        (lambda X, a, b: np.arctan2(X @ b, X @ a), ""),
        (lambda X, a, b: (X @ a / norm(X, axis=1), X @ b), "")]),
    (4, "curve"): ([curve_at_once, curve_by_complex], [
        (lambda X, a, b, e, t: [np.mean(np.hypot(X @ a, X @ b) >= e) for _ in t], ""),
        (lambda X, a, b, e, t: curve_at_once(X, a, b, np.cos(np.arccos(e) / 2), t), ""),
        (lambda X, a, b, e, t: curve_by_complex(X, b, a, e, t), ""),
        (lambda X, a, b, e, t: curve_by_complex(X, a, b, e, np.degrees(t)), "")]),
    (4, "signed"): ([lambda f: np.kron([1, -1], np.subtract(*np.split(f, 2)))], [
        (lambda f: f - f[::-1], "theta + pi is half a turn further, not the"), (lambda f: f - np.roll(f, 1), ""),
        (lambda f: f[:len(f) // 2] - f[len(f) // 2:],
         "this is half a turn: the second half is wanted"), (lambda f: f - f.mean(), "")]),
    (4, "other_order"): ([lambda f, m: np.concatenate([f, f])[[m % len(f) + len(f) * (k > m % len(f)) - k
                                                              for k in range(len(f))]]], [
        (lambda f, m: np.roll(f[::-1], m),
         "one angle off: at theta = 0 the value must be"), (lambda f, m: np.roll(f, m),
         "the lamp also turns the other way: theta enters"),
        (lambda f, m: np.array([f[m - k] if m >= k else 0.0 for k in range(len(f))]), ""),
        (lambda f, m: f[(np.arange(len(f)) - m) % len(f)], "the lamp also turns the other way: theta enters")]),
}
