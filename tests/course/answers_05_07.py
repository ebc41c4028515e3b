"""Further answers to lessons 5 to 7: right ones in other forms, and mistakes with a piece of what is said of them.

The piece "" stands for a mistake that the checker does not know by name: it shows the smallest input that goes wrong.
"""

import itertools
import math

import numpy as np

norm = np.linalg.norm


# Lesson 5

def arc_by_complex_numbers(p, q, epsilon):
    z = complex(p, q)
    if abs(z) < epsilon:
        return None
    ratio = epsilon / abs(z) if z else -1.0  # at the origin any epsilon up to 0 is below r cos = 0
    return float(np.angle(z)), math.acos(max(ratio, -1.0))


def mean_by_sorting(p, q, epsilon):
    """From the largest r down, until r is below epsilon."""
    total = 0.0
    for r in sorted(np.sqrt(p**2 + q**2), reverse=True):
        if r < epsilon:
            break
        total += 2 * math.acos(epsilon / r) / math.tau
    return total / p.size


def fourier_by_real_parts(phi, w, n_samples, k):
    """Cosine and sine coefficients, put together at the end."""
    size = 2 * w if k == 0 else 2 * np.sin(k * w) / k
    real, imaginary = (size * np.cos(k * phi)).sum(), -(size * np.sin(k * phi)).sum()
    return complex(real, imaginary) / (2 * math.pi * n_samples)


def counts_by_sorting(phi, w, n_angles):
    """Arcs begun by an angle less those ended before it, over the two turns that an arc may reach."""
    width = 2 * np.pi / n_angles
    begin = np.mod(phi - w, 2 * np.pi)
    begins, ends = np.sort(begin), np.sort(begin + 2 * w)
    at = np.arange(2 * n_angles) * width
    counts = np.searchsorted(begins, at, side="right") - np.searchsorted(ends, at, side="left")
    return counts.reshape(2, n_angles).sum(axis=0)


def counts_by_one_arc(phi, w, n_angles):
    """An array of differences over two turns, folded at the end, arc by arc."""
    d = np.zeros(2 * n_angles + 1, dtype=int)
    for centre, half in zip(phi, w):
        first, stop = (math.ceil((centre - half) * n_angles / math.tau),
                       math.floor((centre + half) * n_angles / math.tau) + 1)
        d[first % n_angles] += 1
        d[first % n_angles + stop - first] -= 1
    return np.cumsum(d)[:-1].reshape(2, n_angles).sum(axis=0)


# Lesson 6

def planes_by_counting(n_basis, ordered):
    i, j = np.divmod(np.arange(n_basis**2), n_basis)
    return np.column_stack([i, j])[(i != j) if ordered else (i < j)]


def count_by_lstsq(basis):
    """What is left of one unit row when the other is fitted to it."""
    rows = basis / np.sqrt((basis**2).sum(axis=1))[:, None]
    left = rows[None] - np.einsum("id,jd->ij", rows, rows)[:, :, None] * rows[:, None]
    return int((np.triu(np.sqrt((left**2).sum(axis=2)), 1) >= 1e-10).sum())


def count_by_half_chords(basis):
    """sin(a) = 2 sin(a / 2) cos(a / 2), from the two diagonals of a rhombus."""
    rows = [row / norm(row) for row in basis]
    return sum(norm(a - b) * norm(a + b) / 2 >= 1e-10 for a, b in itertools.combinations(rows, 2))


def in_plane_by_gram_schmidt(P, gram, i, j):
    """The lower triangle of the Cholesky factor of the pair's own Gram matrix, solved for."""
    lower = np.linalg.cholesky(gram[np.ix_([i, j], [i, j])])
    return np.linalg.solve(lower, P[:, [i, j]].T)


def in_plane_by_angle(P, gram, i, j):
    gamma = math.acos(gram[i, j])
    return [np.array([row[i] for row in P]), np.array([(row[j] - row[i] * math.cos(gamma)) / math.sin(gamma)
                                                       for row in P])]


def candidates_by_loop(P, epsilon):
    return [[2 * value * value >= epsilon * epsilon for value in row] for row in P.tolist()]


def mean_by_cosines(phi, w, n_samples, n_basis, thetas):
    """Inside an arc the cosine of the difference is at least that of the half-width, for widths up to pi."""
    total = np.zeros(len(thetas))
    for centre, half in [*zip(phi, w), *zip(np.pi / 2 - phi, w)]:
        total += np.cos(thetas - centre) >= np.cos(half) - 1e-14
    return total / (n_samples * n_basis * (n_basis - 1))


def mean_by_remainder(phi, w, n_samples, n_basis, thetas):
    n_planes = n_basis * (n_basis - 1)
    return [sum(abs(math.remainder(theta - centre, math.tau)) <= half for a, half in zip(phi, w)
                for centre in (a, math.pi / 2 - a)) / n_samples / n_planes for theta in thetas]


# Lesson 7

def epsilon_by_false_position(cap, n_samples, expected):
    """The secant between two ends, a halving in between: 80 rounds of each."""
    low, high = 0.0, 1.0
    for k in range(160):
        left, right = n_samples * cap(low) - expected, n_samples * cap(high) - expected
        middle = (low + high) / 2 if k % 2 or left == right else low + (high - low) * left / (left - right)
        if n_samples * cap(middle) > expected:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def epsilon_by_grid(cap, n_samples, expected):
    """Ten times smaller grids, each about the last place where enough are lit."""
    low, width = 0.0, 1.0
    for _ in range(9):
        tried = [low + width * k / 10 for k in range(11)]
        low = max(t for t in tried if t <= 1 and (t == low or n_samples * cap(t) >= expected))
        width /= 10
    return low


def harmonic_by_ends(phi, w):
    """The integral of cos(4 theta) over each arc, from its two ends."""
    if w.sum() == 0:
        return math.nan
    return float(np.mean(np.sin(4 * (phi + w)) - np.sin(4 * (phi - w))) / np.mean(8 * w))


def p_by_sorting(value, null):
    everything = [*null.tolist(), value]
    centre = sum(everything) / len(everything)
    far = sorted(abs(x - centre) for x in everything)
    own = abs(value - centre)
    return sum(1 for distance in far if distance >= own) / len(far)


def read_by_table(harmonic_value, p, level):
    if math.isnan(harmonic_value):
        return "nothing lit"
    return {(True, True): "aligned", (True, False): "anti-aligned"}.get((p <= level, harmonic_value > 0), "not special")


def read_by_words(harmonic_value, p, level):
    if not harmonic_value == harmonic_value:
        word = "nothing lit"
    elif level < p:
        word = "not special"
    else:
        word = "anti-" * (harmonic_value <= 0) + "aligned"
    return word


ANSWERS_05_07 = {
    (5, "arc"): ([arc_by_complex_numbers], [
        (lambda p, q, e: None if e > math.hypot(p, q) else (math.atan2(q, p), math.acos(max(-1, min(1, e)))), ""),
        (lambda p, q, e: (math.atan2(q, p), float(np.nan_to_num(np.arccos(e / np.hypot(p, q))))), ""),
        (lambda p, q, e: None if abs(e) > math.hypot(p, q) else arc_by_complex_numbers(p, q, e), ""),
        (lambda p, q, e: () if e > math.hypot(p, q) else arc_by_complex_numbers(p, q, e), "")]),
    (5, "inside"): ([], [
        (lambda t, phi, w: phi - w <= t <= phi + w, "angles that differ by a full turn are the same:"),
        (lambda t, phi, w: bool(np.cos(t - phi) > np.cos(w)), "the arc is closed: its ends are inside"),
        (lambda t, phi, w: bool((t - phi) % (2 * np.pi) <= 2 * w), ""),
        (lambda t, phi, w: abs(math.sin((t - phi) / 2)) <= math.sin(w), "")]),
    (5, "mean_resonance"): ([mean_by_sorting], [
        (lambda p, q, e: np.mean(np.hypot(p, q) >= e) * np.arccos(e / np.hypot(p, q).mean()) / np.pi, ""),
        (lambda p, q, e: np.mean([np.mean(p * np.cos(t) + q * np.sin(t) >= e) for t in np.arange(0, 6.28, 0.01)]), ""),
        (lambda p, q, e: np.mean(np.arccos(np.clip(e / np.hypot(p, q), -1, 1)) / 2 / np.pi), "w is half the width"),
        (lambda p, q, e: np.mean(np.arccos(np.clip(e / p, -1, 1))) / np.pi, "")]),
    (5, "fourier"): ([fourier_by_real_parts], [
        (lambda phi, w, n, k: complex((w * np.exp(-1j * k * phi)).sum() / np.pi / n), ""),
        (lambda phi, w, n, k: complex(np.sum(np.sinc(k * w) * w * np.exp(-1j * k * phi)) / np.pi / n), ""),
        (lambda phi, w, n, k: fourier_by_real_parts(phi, w, len(phi), k), ""),
        (lambda phi, w, n, k: fourier_by_real_parts(phi, w, n, abs(k)), "")]),
    (5, "grid_counts"): ([counts_by_sorting, counts_by_one_arc], [
        (lambda phi, w, n: np.round(n * w / np.pi).astype(int).sum() + np.zeros(n, int), ""),
        (lambda phi, w, n: np.bincount(np.round(phi * n / (2 * np.pi)).astype(int) % n, minlength=n), ""),
        (lambda phi, w, n: np.minimum(counts_by_sorting(phi, w, n), 1), ""),
        (lambda phi, w, n: np.roll(counts_by_sorting(phi, w, n), 1), "")]),
    (6, "planes"): ([planes_by_counting], [
        (lambda n, ordered: np.array(list(itertools.product(range(n), repeat=2))),
         "a direction spans no plane with itself: leave i"),
        (lambda n, ordered: np.array([(i, (i + 1) % n) for i in range(n)]), ""),
        (lambda n, ordered: np.array(list(itertools.combinations(range(n), 2)) * (1 + ordered)), ""),
        (lambda n, ordered: np.array([p for i, j in itertools.combinations(range(n), 2)
                                      for p in ([(i, j), (j, i)] if ordered else [(i, j)])]), "")]),
    (6, "count_planes"): ([count_by_lstsq, count_by_half_chords], [
        (lambda B: len(B) // 2, ""), (lambda B: len(B) * (len(B) - 1) // 2,
         "parallel and antiparallel pairs span no plane:"),
        (lambda B: int(np.sum(np.triu(np.abs(B @ B.T) < 1e-10, 1))), ""),
        (lambda B: len({tuple(np.round(np.abs(row / norm(row)), 9)) for row in B}), "")]),
    (6, "in_plane"): ([in_plane_by_gram_schmidt, in_plane_by_angle], [
        (lambda P, G, i, j: (P[:, i], np.sqrt(1 - P[:, i]**2)), ""),
        (lambda P, G, i, j: (P[:, i], P[:, j] - P[:, i] * (P[:, j] @ P[:, i]) / (P[:, i] @ P[:, i])), ""),
        (lambda P, G, i, j: (P[:, i], (P[:, j] - G[i, j]) / np.sqrt(1 - G[i, j]**2)), ""),
        (lambda P, G, i, j: (P[:, i], (P[:, j] - G[i, j] * P[:, i]) / np.sqrt(1 + G[i, j]**2)), "")]),
    (6, "candidates"): ([candidates_by_loop], [
        (lambda P, e: np.abs(P) >= np.sort(np.abs(P), axis=1)[:, -2:-1], ""),
        (lambda P, e: np.abs(P) >= e * np.sqrt(2), ""), (lambda P, e: np.abs(P) >= e / 1.41, ""),
        (lambda P, e: np.flatnonzero(np.abs(P) >= e / np.sqrt(2)), "")]),
    (6, "mean_over_permutations"): ([mean_by_cosines, mean_by_remainder], [
        (lambda phi, w, n, b, t: mean_by_cosines(phi, w / 2, n, b, t), ""),
        (lambda phi, w, n, b, t: mean_by_cosines(phi % (np.pi / 2), w, n, b, t), ""),
        (lambda phi, w, n, b, t: (mean_by_cosines(phi, w, n, b, t) > 0).astype(float), ""),
        (lambda phi, w, n, b, t: mean_by_cosines(phi, w, n, b, -t), "")]),
    (7, "choose_epsilon"): ([epsilon_by_false_position, epsilon_by_grid], [
        (lambda cap, n, k: epsilon_by_grid(cap, k, n), ""),
        (lambda cap, n, k: epsilon_by_grid(cap, n, k + 1), ""),
        (lambda cap, n, k: round(epsilon_by_grid(cap, n, k), 4), ""),
        (lambda cap, n, k: 1 - 2 * k / n, "")]),
    (7, "harmonic"): ([harmonic_by_ends], [
        (lambda phi, w: harmonic_by_ends(phi, 2 * w), ""), (lambda phi, w: harmonic_by_ends(phi - np.pi / 4, w),
         "the sign is the other one: + where cos(4 phi) ="),
        (lambda phi, w: harmonic_by_ends(np.degrees(phi), w), ""),
        (lambda phi, w: harmonic_by_ends(phi, w) if len(w) else None, "")]),
    (7, "p_value"): ([p_by_sorting], [
        (lambda v, null: np.mean(np.abs(null) >= np.abs(v)), ""),
        (lambda v, null: 2 * np.mean(np.append(null, v) >= v), ""),
        (lambda v, null: math.erfc(abs(v - null.mean()) / (null.std() or 1) / math.sqrt(2)), ""),
        (lambda v, null: np.mean((np.append(null, v) - null.mean())**2 >= (v - null.mean())**2),
         "the centre is the mean of the value and the")]),
    (7, "read"): ([read_by_table, read_by_words], [
        (lambda h, p, level: "aligned" if h > 0.2 else "anti-aligned" if h < -0.2 else "not special", ""),
        (lambda h, p, level: read_by_words(h, p, 0.05),
         "the level is an argument, not 0.05"), (lambda h, p, level: read_by_words(h, 1 - p, level), ""),
        (lambda h, p, level: p <= level, "")]),
}
