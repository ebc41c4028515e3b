"""When is an answer to lesson 6 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course.exercises import Exercise, Wrong, expect_close, expect_equal

BASIS = np.array([[1.0, 0.0, 0.0], [1.0, 2.0, 0.0], [0.5, -1.0, 1.0], [0.0, 1.0, 3.0]])
X = np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 0.2], [0.3, -2.0, 0.1], [0.0, 0.4, 0.5]])


def _rows(array):
    return array / np.linalg.norm(array, axis=1)[:, None]


def check_planes(answer):
    for n in (4, 2):
        both = [(i, j) for i in range(n) for j in range(n) if i != j]
        for ordered, wanted in ((False, [pair for pair in both if pair[0] < pair[1]]), (True, both)):
            found = np.asarray(answer(n, ordered))
            if found.ndim != 2 or found.shape[1:] != (2,):
                raise Wrong(f"planes({n}, {ordered}): wanted shape ({len(wanted)}, 2); found shape {found.shape}")
            if (found[:, 0] == found[:, 1]).any():
                raise Wrong("a direction spans no plane with itself: leave i == j out")
            if found.min() == 1:
                raise Wrong("directions are counted from 0: the last one is n_basis - 1")
            if found.dtype.kind not in "iu":
                raise Wrong("the planes are pairs of indices: an array of integers is wanted")
            if not ordered and (found[:, 0] > found[:, 1]).all():
                raise Wrong("the smaller index comes first: i < j, plane (i, j) turns from b_i towards b_j")
            if not ordered and len(found) == 2 * len(wanted):
                raise Wrong("(i, j) and (j, i) are the same plane when not ordered: keep i < j only")
            if ordered and 2 * len(found) == len(wanted):
                raise Wrong("ordered means that (i, j) and (j, i) are both there")
            if sorted(map(tuple, found.tolist())) == wanted and found.tolist() != [list(pair) for pair in wanted]:
                raise Wrong("the right planes, but not in lexicographic order: (0, 1), (0, 2), ...")
            expect_equal(found.tolist(), [list(pair) for pair in wanted], f"planes({n}, {ordered})")


def check_count_planes(answer):
    found = answer(BASIS.copy())
    if found is None or np.shape(found) != ():
        raise Wrong(f"count_planes: one whole number is wanted; found {found!r}")
    if found == 12:
        raise Wrong("every pair is counted once: i < j only")
    if found == 10:
        raise Wrong("a direction spans no plane with itself: i < j only")
    expect_equal(int(found), 6, "four directions, no two parallel")
    found = answer(np.vstack([np.eye(3), -2 * np.eye(3)]))
    if found == 15:
        raise Wrong("b and -2 b span no plane: antiparallel pairs are left out too")
    if answer(np.array([[2.0, 0.0], [6.0, 0.0]])) != 0:
        raise Wrong("(2, 0) and (6, 0) span no plane: rows may have any lengths, divide each by its own first")
    expect_equal(int(found), 12, "the axes both ways")
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((40, 5))
    found = answer(np.vstack([rows, 0.3 * rows, -1.7 * rows]))
    if found > 120 * 119 // 2 - 3 * 40:
        raise Wrong("some parallel pairs were taken for planes: rounding leaves 1 - cosine^2 at 1e-16, whose root is 1e-8. Measure the "
                    "length of b_j - (b_i . b_j) b_i instead")
    expect_equal(found, 120 * 119 // 2 - 3 * 40, "40 directions in three lengths and both senses")
    if answer(np.array([[1.0, 0.0], [1.0, 1e-6]])) != 1:
        raise Wrong("two directions 1e-6 apart span a plane: the sine of their angle is 1e-6, but their cosine only 5e-13 below 1")


def check_in_plane(answer):
    P, gram = _rows(X) @ _rows(BASIS).T, _rows(BASIS) @ _rows(BASIS).T
    for i, j in ((0, 1), (3, 2)):
        g = gram[i, j]
        q = (P[:, j] - g * P[:, i]) / np.sqrt(1 - g * g)
        found = answer(P.copy(), gram.copy(), i, j)
        if not isinstance(found, (tuple, list, np.ndarray)) or len(found) != 2:
            raise Wrong("in_plane: wanted two arrays (p, q)")
        expect_close(found[0], P[:, i], f"p in plane ({i}, {j})", [
            (P[i], "every activation is a row of P, every direction a column: P[:, i]"), (P[:, j], "p goes with the first direction, e1 = b_i"),
            (q, "p comes first: return (p, q)")])
        expect_close(found[1], q, f"q in plane ({i}, {j})", [
            (P[:, j], "the basis is oblique: take the part of b_j along b_i away"),
            (P[:, j] - g * P[:, i], "e2 must have length 1: divide by sqrt(1 - g^2)"),
            ((P[:, j] - g * P[:, i]) / (1 - g * g), "the length of b_j - g b_i is the root of 1 - g^2"),
            ((P[:, j] - g * P[:, i]) / np.sqrt(1 - g), "the length of b_j - g b_i is the root of 1 - g^2, with a square"),
            ((P[:, j] + g * P[:, i]) / np.sqrt(1 - g * g), "the part along b_i is taken away, not added")])


def check_candidates(answer):
    P = np.array([[0.6, -0.7, 0.3, 0.2], [0.9, 0.1, 0.0, -0.4], [0.5, 0.5, 0.5, 0.5], [-0.58, 0.56, 0.1, 0.0]])
    found = np.asarray(answer(P.copy(), 0.8))
    if found.shape != P.shape:
        raise Wrong(f"candidates: wanted shape {P.shape}; found shape {found.shape}")
    wanted = np.abs(P) >= 0.8 / np.sqrt(2)
    if not np.isin(found, (0, 1)).all():
        raise Wrong("booleans are wanted: True where a direction is a candidate")
    found = found.astype(bool)
    if np.array_equal(found, np.abs(P) >= 0.8):
        raise Wrong("two coordinates of 0.6 give r = 0.85: a direction can be needed with less than epsilon, from epsilon / sqrt(2) on")
    if np.array_equal(found, P >= 0.8 / np.sqrt(2)) or np.array_equal(found, P >= 0.8):
        raise Wrong("the lamp turns all the way round: a large negative coordinate is lit at the opposite side")
    if np.array_equal(found, ~wanted):
        raise Wrong("these are the directions that are no candidates")
    if not (found & wanted == wanted).all():
        s, i = np.argwhere(wanted & (found == 0))[0]
        raise Wrong(f"activation {s} may be lit in a plane of direction {i}, where |P| = {abs(P[s, i])} >= 0.8 / sqrt(2) = 0.566, and it is not "
                    "marked")
    if (found & ~wanted).any():
        raise Wrong("more are marked than the bound asks for: r^2 <= 2 max(P_i^2, P_j^2), so it is epsilon / sqrt(2)")
    expect_equal(found.tolist(), wanted.tolist(), "candidates(P, 0.8)")


def _mean(centres, widths, divisor, thetas):
    difference = np.abs((thetas[:, None] - centres + np.pi) % (2 * np.pi) - np.pi)
    return (difference <= widths).sum(axis=1) / divisor


def check_mean_over_permutations(answer):
    phi, w = np.array([0.2, -1.0, 2.8, 0.9]), np.array([0.4, 0.3, 0.6, 0.1])
    thetas = 2 * np.pi * np.arange(90) / 90 + 0.003
    both = np.concatenate([phi, np.pi / 2 - phi]), np.concatenate([w, w])
    single, flat = _mean(phi, w, 1, thetas), (np.abs(thetas[:, None] - both[0]) <= both[1]).sum(axis=1)
    wanted = _mean(*both, 10 * 3 * 2, thetas)
    expect_close(answer(phi.copy(), w.copy(), 10, 3, thetas.copy()), wanted, "mean_over_permutations", [
        (single / 60, "the planes (j, i) are missing: every arc counts once more, at pi / 2 - phi"),
        (single / 30, "this is the mean over combinations: every arc counts once more, at pi / 2 - phi"),
        (wanted * 2, "there are n_basis (n_basis - 1) ordered planes: divide by all of them"),
        (wanted * 6, "divide by the number of planes as well"), (wanted * 10, "divide by the number of samples as well"),
        (_mean(np.append(phi, np.pi - phi), both[1], 60, thetas), "gamma is pi / 2 here, not pi: an arc at phi is one at pi / 2 - phi"),
        (_mean(np.append(phi, -phi), both[1], 60, thetas), "plane (j, i) starts at b_j, gamma = pi / 2 away: pi / 2 - phi, not -phi"),
        (_mean(np.append(phi, phi + np.pi / 2), both[1], 60, thetas), "plane (j, i) turns the other way: pi / 2 - phi, not phi + pi / 2"),
        (_mean(np.append(phi, 90 - phi), both[1], 60, thetas), "angles are radians: pi / 2 - phi"),
        (wanted * 60, "a share is wanted: divide by the numbers of samples and of planes"),
        (wanted * 60 / 8, "divide by the numbers of samples and of planes: most pairs of them have no arc at all"),
        (wanted * 6 / 9, "there are n_basis (n_basis - 1) ordered planes, not n_basis^2"),
        (flat / 60, "angles that differ by a full turn are the same: take differences to [-pi, pi]")])


def _planes_with_diagonal(n_basis, ordered):
    return np.array([(i, j) for i in range(n_basis) for j in range(n_basis) if ordered or i <= j])


def _planes_always_ordered(n_basis, ordered):
    return np.array([(i, j) for i in range(n_basis) for j in range(n_basis) if i != j])


def _planes_from_one(n_basis, ordered):
    return 1 + np.array([(i, j) for i in range(n_basis) for j in range(n_basis) if (i != j if ordered else i < j)])


def _count_without_lengths(basis):
    return sum(np.linalg.norm(b - (a @ b) * a) >= 1e-10 for k, a in enumerate(basis) for b in basis[k + 1:])


def _count_by_cosine_threshold(basis):
    rows = _rows(basis)
    return int(np.count_nonzero(np.triu(1 - np.abs(rows @ rows.T) >= 1e-10, 1)))


def _count_all(basis):
    return len(basis) * (len(basis) - 1) // 2


def _count_by_cosine(basis):
    rows = _rows(basis)
    cosines = np.clip(rows @ rows.T, -1, 1)
    return int(np.count_nonzero(np.triu(np.sqrt(1 - cosines**2) >= 1e-10, 1)))


def _q_orthogonal(P, gram, i, j):
    return P[:, i], P[:, j]


def _p_of_row(P, gram, i, j):
    return P[i], (P[j] - gram[i, j] * P[i]) / np.sqrt(1 - gram[i, j]**2)


def _q_not_divided(P, gram, i, j):
    return P[:, i], P[:, j] - gram[i, j] * P[:, i]


def _candidates_epsilon(P, epsilon):
    return np.abs(P) >= epsilon


def _candidates_positive(P, epsilon):
    return P >= epsilon / np.sqrt(2)


def _candidates_below(P, epsilon):
    return P**2 >= epsilon / 2


def _candidates_half(P, epsilon):
    return np.abs(P) >= epsilon / 2


def _mean_wrong_way(phi, w, n_samples, n_basis, thetas):
    return _mean(np.append(phi, phi + np.pi / 2), np.append(w, w), n_samples * n_basis * (n_basis - 1), thetas)


def _mean_of_combinations(phi, w, n_samples, n_basis, thetas):
    return _mean(phi, w, n_samples * n_basis * (n_basis - 1) / 2, thetas)


def _mean_half_divisor(phi, w, n_samples, n_basis, thetas):
    return _mean(np.append(phi, np.pi / 2 - phi), np.append(w, w), n_samples * n_basis * (n_basis - 1) / 2, thetas)


EXERCISES = (
    Exercise("planes", check_planes, ((_planes_with_diagonal, "with itself"), (_planes_always_ordered, "keep i < j"),
                                      (_planes_from_one, "counted from 0"))),
    Exercise("count_planes", check_count_planes, ((_count_all, "antiparallel pairs"), (_count_by_cosine, "whose root is 1e-8"),
                                                  (_count_without_lengths, "any lengths"), (_count_by_cosine_threshold, "5e-13 below 1"))),
    Exercise("in_plane", check_in_plane, ((_q_orthogonal, "the basis is oblique"), (_q_not_divided, "e2 must have length 1"),
                                          (_p_of_row, "every direction a column"))),
    Exercise("candidates", check_candidates, ((_candidates_epsilon, "from epsilon / sqrt(2) on"), (_candidates_positive, "all the way round"),
                                              (_candidates_half, "than the bound asks for"), (_candidates_below, "not marked"))),
    Exercise("mean_over_permutations", check_mean_over_permutations, (
        (_mean_of_combinations, "mean over combinations"), (_mean_half_divisor, "divide by all of them"), (_mean_wrong_way, "turns the other way"))),
)
