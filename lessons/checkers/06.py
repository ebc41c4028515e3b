"""When is an answer to lesson 6 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, holds
from srm_ref import spotlight_resonance

RIGHT = load_file(lessons_folder() / "solutions" / "06.py", "solution_06")

BASIS = np.array([[1.0, 0.0, 0.0], [1.0, 2.0, 0.0], [0.5, -1.0, 1.0], [0.0, 1.0, 3.0]])
X = np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 0.2], [0.3, -2.0, 0.1], [0.0, 0.4, 0.5]])


def _rows(array):
    return array / np.linalg.norm(array, axis=1)[:, None]


def planes_inputs(rng):
    yield from ((n, ordered) for n in (2, 3, 4, 7) for ordered in (False, True))


def planes_known(n, ordered):
    def pairs(keep):
        return np.array([(i, j) for i in range(n) for j in range(n) if keep(i, j)])

    right = RIGHT.planes(n, ordered)
    itself = "a direction spans no plane with itself: leave i == j out"
    return [
        (pairs(lambda i, j: ordered or i <= j), itself), (pairs(lambda i, j: True), itself),
        (1 + right, "directions are counted from 0: the last one is n_basis - 1"),
        (right if ordered else right[:, ::-1], "the smaller index comes first: i < j, plane (i, j) turns from b_i towards b_j"),
        (pairs(lambda i, j: i != j), "(i, j) and (j, i) are the same plane when not ordered: keep i < j only"),
        (pairs(lambda i, j: i < j), "ordered means that (i, j) and (j, i) are both there"),
        (RIGHT.planes(n, not ordered), "`ordered` is taken for its opposite"),
        (right[np.lexsort((right[:, 0], right[:, 1]))], "the right planes, but not in lexicographic order: (0, 1), (0, 2), ..."),
        (np.vstack([right[right[:, 0] < right[:, 1]], right[right[:, 0] > right[:, 1]][:, ::-1][:, ::-1]]),
         "not in lexicographic order: for ordered planes (0, 2) is followed by (1, 0), not by (1, 2)"),
        (right.T, "wanted is one plane per row: this is the transpose"),
        (right[:, 0], "each plane is a pair of indices, (i, j)")]


def count_planes_inputs(rng):
    yield np.array([[1.0, 0.0]]), Note("one direction spans no plane")
    yield (np.eye(2),)
    yield np.array([[2.0, 0.0], [6.0, 0.0]]), Note("rows may have any lengths, and (2, 0) and (6, 0) are parallel")
    yield np.array([[1.0, 0.0], [-2.0, 0.0]]), Note("antiparallel pairs do not count either")
    yield np.array([[1.0, 0.0], [1.0, 1e-6]]), Note("the sine of their angle is 1e-6, but their cosine only 5e-13 below 1")
    yield np.array([[1.0, 0.0], [1.0, 1e-9]]), Note("a sine of 1e-9 is not below 1e-10")
    yield np.array([[1.0, 0.0], [1.0, 1e-12]]), Note("a sine of 1e-12 is below 1e-10: no plane, though the rows are not quite parallel")
    yield np.array([[1e-12, 0.0], [0.0, 1e-12]]), Note("short rows at right angles span a plane")
    yield (BASIS,)
    yield np.vstack([np.eye(3), -2 * np.eye(3)]), Note("the axes both ways")
    rows = rng.standard_normal((9, 5))
    yield np.vstack([rows, 0.3 * rows, -1.7 * rows]), Note("nine directions in three lengths and both senses: rounding leaves 1 - cosine^2 of "
                                                           "parallel pairs at 1e-16, whose root is 1e-8")
    yield rng.standard_normal((9, 2)) * 1e3, Note("nine directions in two dimensions")
    yield np.array([[1.0, 0.0], [1.0, 5e-11]]), Note("a sine of 5e-11 is below 1e-10")
    yield np.array([[1.0, 0.0], [1.0, 2e-10]]), Note("a sine of 2e-10 is not below 1e-10")


def count_planes_known(basis):
    rows, n = _rows(basis), len(basis)
    cosines = np.clip(rows @ rows.T, -1, 1)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]

    def sine(a, b):
        return np.linalg.norm(b - (a @ b) * a)

    sines = {pair: sine(rows[pair[0]], rows[pair[1]]) for pair in pairs}
    parallel = sum(sines[pair] < 1e-10 and cosines[pair] > 0 for pair in pairs)
    return [
        (2 * RIGHT.count_planes(basis), "every pair is counted once: i < j only"),
        (RIGHT.count_planes(basis) + n, "a direction spans no plane with itself: i < j only"),
        (len(pairs), "parallel and antiparallel pairs span no plane: leave them out"),
        (len(pairs) - parallel, "b and -2 b span no plane: antiparallel pairs are left out too"),
        (sum(sine(basis[i], basis[j]) >= 1e-10 for i, j in pairs), "rows may have any lengths: divide each by its own first"),
        (int(np.triu(np.sqrt(1 - cosines**2) >= 1e-10, 1).sum()), "rounding leaves 1 - cosine^2 of some parallel pairs at 1e-16, whose root is 1e-8. "
                                                                  "Measure the length of b_j - (b_i . b_j) b_i instead"),
        (int(np.triu(1 - np.abs(cosines) >= 1e-10, 1).sum()), "directions 1e-6 apart span a plane: their cosine is only 5e-13 below 1. "
                                                              "The sine is to be compared with 1e-10"),
        (sum(np.linalg.matrix_rank(rows[list(pair)]) == 2 for pair in pairs), "the limit is a sine of 1e-10; matrix_rank has another one, 1e-16 or so"),
        (np.linalg.matrix_rank(rows), "this is the number of dimensions that the rows span, not of planes"),
        (len(pairs) - RIGHT.count_planes(basis), "these are the pairs that span no plane")]


def in_plane_inputs(rng):
    yield np.array([[0.6, 0.8]]), np.eye(2), 0, 1
    yield np.array([[0.6, 0.8]]), np.array([[1.0, 0.6], [0.6, 1.0]]), 0, 1, Note("the basis may be oblique")
    yield np.array([[0.6, 0.8]]), np.array([[1.0, 0.6], [0.6, 1.0]]), 1, 0, Note("i may be larger than j")
    yield np.array([[0.6, -0.8]]), np.array([[1.0, -0.6], [-0.6, 1.0]]), 0, 1, Note("cosines of directions may be negative")
    P, gram = _rows(X) @ _rows(BASIS).T, _rows(BASIS) @ _rows(BASIS).T
    yield from ((P, gram, i, j) for i, j in ((0, 1), (3, 2), (2, 0)))
    rows = _rows(rng.standard_normal((6, 4)))
    yield _rows(rng.standard_normal((9, 4))) @ rows.T, rows @ rows.T, 5, 1


def in_plane_known(P, gram, i, j):
    g, p, q = gram[i, j], P[:, i], RIGHT.in_plane(P, gram, i, j)[1]
    rest, root = P[:, j] - g * P[:, i], np.sqrt(1 - g * g)
    by_rows = len(P) > max(i, j)
    return [
        ((p, P[:, j]), "the basis may be oblique: subtract the part of b_j along b_i"),
        ((p, rest), "e2 must have length 1: divide by sqrt(1 - g^2)"),
        ((p, rest / (1 - g * g)), "the length of b_j - g b_i is the root of 1 - g^2"),
        ((p, rest / np.sqrt(1 - g)), "the length of b_j - g b_i is the root of 1 - g^2, with a square"),
        ((p, (P[:, j] + g * P[:, i]) / root), "the part along b_i is subtracted, not added"),
        ((p, rest / np.linalg.norm(rest)), "divide by the length of b_j - g b_i, sqrt(1 - g^2), not by that of the activations' values"),
        ((q, p), "p comes first: return (p, q)"),
        ((P[:, j], q), "p goes with the first direction, e1 = b_i"),
        (RIGHT.in_plane(P, gram, j, i), "this is plane (j, i): e1 is b_i"),
        ((P[i], (P[j] - g * P[i]) / root) if by_rows else IndexError, "every activation is a row of P, every direction a column: P[:, i]")]


def candidates_inputs(rng):
    yield np.array([[0.9, 0.1]]), 0.8
    yield np.array([[0.1, 0.1]]), 0.8
    yield np.array([[0.7, 0.5]]), 0.8, Note("a direction can be needed with less than epsilon, from epsilon / sqrt(2) on")
    yield np.array([[-0.9, 0.1]]), 0.8, Note("the lamp turns all the way round: a large negative coordinate is lit at the opposite side")
    for epsilon in (0.36, 0.72):  # however the bound is written, rounding leaves these ties where they are
        yield np.full((1, 2), epsilon / np.sqrt(2)), epsilon, Note("both coordinates are epsilon / sqrt(2): r is epsilon, which is lit")
    yield np.array([[0.6, -0.7, 0.3, 0.2], [0.9, 0.1, 0.0, -0.4], [0.5, 0.5, 0.5, 0.5], [-0.58, 0.56, 0.1, 0.0]]), 0.8
    yield from ((_rows(rng.standard_normal((30, n))), epsilon) for n, epsilon in ((3, 0.7), (6, 0.3), (12, 0.5)))
    yield np.array([[0.567, 0.567]]), 0.8, Note("just above epsilon / sqrt(2) = 0.5657: r is 0.802")


def candidates_known(P, epsilon):
    size, bound = np.abs(P), epsilon / np.sqrt(2)
    more = "more are marked than the bound asks for: r^2 <= 2 max(P_i^2, P_j^2), so it is epsilon / sqrt(2)"
    return [
        (size >= epsilon, "two coordinates of 0.6 give r = 0.85: a direction can be needed with less than epsilon, from epsilon / sqrt(2) on"),
        (P >= bound, "the lamp turns all the way round: a large negative coordinate is lit at the opposite side"),
        (P >= epsilon, "both signs count, and from epsilon / sqrt(2) on"),
        (size < bound, "these are the directions that are no candidates"),
        (size > bound, "where both coordinates are epsilon / sqrt(2), r is epsilon, and a cosine equal to epsilon is lit: >=, not >"),
        (P**2 >= epsilon / 2, "epsilon is squared, too: P^2 >= epsilon^2 / 2"),
        (size >= epsilon / 2, more), (np.ones(P.shape, bool), more), (size > 0, more),
        (size.max(axis=1) >= bound, "every direction of each activation is to be marked or not: booleans of the shape of P"),
        (np.where(size >= bound, P, 0.0), "booleans are wanted: True where a direction is a candidate")]


def mean_inputs(rng):
    yield np.array([]), np.array([]), 3, 2, np.array([0.0, 1.0]), Note("nothing is lit: the curve is 0")
    yield np.array([0.3]), np.array([0.1]), 1, 2, np.array([0.3]), Note("two ordered planes, (0, 1) and (1, 0)")
    yield np.array([0.3]), np.array([0.1]), 1, 2, np.array([np.pi / 2 - 0.3]), Note("an arc at phi in plane (i, j) is one at pi / 2 - phi in plane (j, i)")
    yield np.array([3.0]), np.array([0.5]), 1, 2, np.array([-3.1]), Note("angles that differ by a full turn are the same")
    thetas = 2 * np.pi * np.arange(90) / 90 + 0.003
    yield np.array([0.2, -1.0, 2.8, 0.9]), np.array([0.4, 0.3, 0.6, 0.1]), 10, 3, thetas
    yield rng.uniform(-np.pi, np.pi, 60), rng.uniform(0, 1.2, 60), 25, 5, rng.uniform(-9, 9, 40), Note("angles may lie beyond a full turn")


def _mean(centres, widths, divisor, thetas):
    difference = np.abs((thetas[:, None] - centres + np.pi) % (2 * np.pi) - np.pi)
    return (difference <= widths).sum(axis=1) / divisor


def mean_known(phi, w, n_samples, n, thetas):
    n_planes = n * (n - 1)
    divisor, twice = n_samples * n_planes, np.append(w, w)

    def with_second(second, divisor=divisor):
        return _mean(np.append(phi, second), twice, divisor, thetas)

    right, single = with_second(np.pi / 2 - phi), _mean(phi, w, divisor, thetas)
    flat = (np.abs(thetas[:, None] - np.append(phi, np.pi / 2 - phi)) <= twice).sum(axis=1)
    return [
        (single, "the planes (j, i) are missing: every arc counts once more, at pi / 2 - phi"),
        (2 * single, "this is the mean over combinations, or every arc twice at one place: it counts once more at pi / 2 - phi"),
        (right * 2, "there are n_basis (n_basis - 1) ordered planes: divide by all of them"),
        (right * n_planes, "divide by the number of planes as well"), (right * n_samples, "divide by the number of samples as well"),
        (with_second(np.pi - phi), "gamma is pi / 2 here, not pi: an arc at phi is one at pi / 2 - phi"),
        (with_second(-phi), "plane (j, i) starts at b_j, gamma = pi / 2 away: pi / 2 - phi, not -phi"),
        (with_second(phi + np.pi / 2), "plane (j, i) turns the other way: pi / 2 - phi, not phi + pi / 2"),
        (with_second(90 - phi), "angles are radians: pi / 2 - phi"),
        (right * divisor, "a share is wanted: divide by the numbers of samples and of planes"),
        (right * divisor / max(2 * len(phi), 1), "divide by the numbers of samples and of planes: most pairs of them have no arc at all"),
        (right * (n - 1) / n, "there are n_basis (n_basis - 1) ordered planes, not n_basis^2"),
        (flat / divisor, "angles that differ by a full turn are the same: take differences to [-pi, pi]")]


def shows_in_three_planes(found):
    rows = array_of(found, (None, 6), "activations")
    holds(len(rows) <= 100, "number of activations", "1 to 100", len(rows))
    result = spotlight_resonance(rows, np.eye(6), epsilon=0.8, planes="combinations", n_angles=360)
    for plane, curve in zip(result.planes.tolist(), result.values):
        high, name = float(curve.max()), f"highest value in plane ({plane[0]}, {plane[1]})"
        if max(plane) <= 2:
            holds(high >= 0.9, name, "at least 0.9", high)
        else:
            holds(high == 0, name, "0", high)


PREDICTIONS = (
    Prediction("planes_of_the_neuron", RIGHT.planes_of_the_neuron,
               "int((spotlight_resonance(X[3000:3150], axes_of_layer, epsilon=0.8, planes='combinations', n_angles=360)"
               ".values.max(axis=1) > 0.5).sum())",
               "neuron 2 makes a plane with each of the 11 others, and its direction lies in every one of them",
               overlooked={1: "a neuron lies in more than one plane", 66: "a plane without neuron 2 is at right angles to the cloud"}),
    Prediction("planes_half_way", RIGHT.planes_half_way,
               "int((spotlight_resonance(X[3150:], axes_of_layer, epsilon=0.8, planes='combinations', n_angles=360)"
               ".values.max(axis=1) > 0.5).sum())",
               "in plane (4, 7) its radius is nearly 1; in the other planes with 4 or 7 it is near 0.71, below epsilon = 0.8",
               overlooked={21: "in the planes with only one of 4 and 7 the radius is 0.71, below epsilon",
                           0: "its direction lies in the plane (4, 7)"}),
)

EXERCISES = (
    Exercise("planes", RIGHT.planes, planes_inputs, planes_known, integers=True),
    Exercise("count_planes", RIGHT.count_planes, count_planes_inputs, count_planes_known),
    Exercise("in_plane", RIGHT.in_plane, in_plane_inputs, in_plane_known),
    Exercise("candidates", RIGHT.candidates, candidates_inputs, candidates_known),
    Exercise("mean_over_permutations", RIGHT.mean_over_permutations, mean_inputs, mean_known),
    Exercise("seen_in_three_planes", RIGHT.seen_in_three_planes, wanted=(shows_in_three_planes,), hints=(
        "an activation shows in a plane where its radius there, r, reaches epsilon = 0.8",
        "half-way between neurons 0 and 1 the radius is 1 in plane (0, 1), but 0.71 in the other two",
        "share the length among three neurons: what is r in a plane with two of them, and in a plane with one?")),
)
