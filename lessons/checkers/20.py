"""When is an answer to lesson 20 right, and what is said when it is not?"""

import numpy as np

from srm_ref import random_rotation
from srm_ref.checks import counted
from srm_ref.course import lessons_folder, load_file
from srm_ref.course.comparing import plain
from srm_ref.course.exercises import Exercise, Note, Wrong, expect_untouched
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, above, below, holds
from srm_ref.spotlight.fourth_moments import sensitivity
from srm_ref.geometry.bases import cross_polytope, polygon
from srm_ref.geometry.matching import match_directions
from srm_ref.spotlight.extremes import extreme_basis

RIGHT = load_file(lessons_folder() / "solutions" / "20.py", "solution_20")


def heights_inputs(rng):
    yield np.array([1.0]), np.array([0.5]), 1, Note("one dimension: every row is on the line, and the kurtosis is 1")
    yield np.array([1.0]), np.array([1 / 6]), 3, Note("every row on one of three axes: the kurtosis is 3")
    yield np.array([0.5, 1.0]), np.array([0.5, 0.0]), 4, Note("all four cosines are 0.5 in size: the kurtosis is 1")
    yield np.array([0.6, 0.8, 1.0]), np.array([0.5, 0.25, 0.0]), 2
    for k, n_dims in ((5, 3), (40, 16)):
        yield np.append(np.sort(rng.uniform(0.05, 0.95, k)), 1.0), np.sort(rng.uniform(0.0, 0.5, k + 1))[::-1].copy(), n_dims


def heights_known(epsilons, heights, n_dims):
    right, edges = RIGHT.kurtosis_from_heights(epsilons, heights, n_dims), np.append(0.0, epsilons)
    widths, middles, n2 = np.diff(edges), (edges[1:] + edges[:-1]) / 2, n_dims**2
    exact = "the integral of epsilon^3 over a stair is (b^4 - a^4) / 4, exactly"
    return [
        (right / n2, "this is the mean of P^4: the kurtosis is n^2 times it"),
        (right / n_dims, "n^2 and not n: the mean over directions is meant, not their sum"),
        (right / 2, "8, not 4: the height is the share in ONE cone, and |P| >= epsilon has two"),
        (4 * right, "the integral of epsilon^3 has a 4 below"),
        (right / 4, "8 times the integral: the 4 is below once only"),
        (8 * n2 * (heights * widths).sum(), "the weight epsilon^3 is missing"),
        (8 * n2 * (heights * middles**3 * widths).sum(), exact), (8 * n2 * (heights * edges[1:]**3 * widths).sum(), exact),
        (8 * n2 * (heights * edges[:-1]**3 * widths).sum(), exact),
        (2 * n2 * (heights[1:] * np.diff(epsilons**4)).sum(), "the first stair begins at 0, and heights[0] belongs to it"),
        (2 * n2 * (heights * np.diff(edges)**4).sum(), "b^4 - a^4 is not (b - a)^4"),
        (2 * n2 * (heights * epsilons**4).sum(), "each stair begins where the one before ends: b^4 - a^4")]


def planes_inputs(rng):
    yield np.array([[1.0, 0.0]]), Note("on an axis")
    yield np.array([[1.0, 1.0]]), Note("on the diagonal, and not of length 1: r^4 = 4")
    yield np.array([[1.0, 0.0, 0.0]]), Note("on an axis of three: it is in two of the three planes")
    yield np.array([[0.0, 0.0, 0.0], [0.5, 0.5, 0.0]]), Note("a row of zeros adds nothing")
    yield (np.array([[0.6, 0.8, 0.0, 0.0], [2.0, 1.0, 0.0, -1.0]]),)
    yield (rng.standard_normal((5, 4)),)
    yield (rng.standard_normal((3, 9)),)


def planes_known(P):
    right, n, (squares, fourths) = RIGHT.harmonic_of_planes(P), P.shape[1], ((P**2).sum(axis=1), (P**4).sum(axis=1))
    i, j = np.triu_indices(n, 1)
    r, phi = np.hypot(P[:, i], P[:, j]), np.arctan2(P[:, j], P[:, i])
    return [
        ((n + 2) * fourths - 3, "the rows need not have length 1: where 3 stands for length 1, 3 times |P|^4 is wanted"),
        ((n + 2) * fourths - 3 * squares, "3 times |P|^4 is wanted, the square of the sum of squares"),
        ((n - 1) * fourths - 6 * (squares**2 - fourths), "each product P_i^2 P_j^2 with i < j once: half of |P|^4 - sum P^4, times 6"),
        (n * fourths - 3 * (squares**2 - fourths), "each direction is in n - 1 planes, not in n"),
        (2 * right, "each plane once: i < j"), (right / len(i), "the sum over planes is wanted, not the mean"),
        (-right, "the sign is wrong: (1, 0) has phi = 0, and cos(4 phi) = 1"),
        (right.mean(), "a number for each row is wanted, not their mean"), (right.sum(), "a number for each row is wanted, not their sum"),
        ((r**2 * np.cos(4 * phi)).sum(axis=1), "r^4, not r^2"), (np.cos(4 * phi).sum(axis=1), "the weight r^4 is missing"),
        ((r**4 * np.sin(4 * phi)).sum(axis=1), "cos(4 phi), not sin"), ((r**4 * np.cos(phi)).sum(axis=1), "four times the angle"),
        ((n - 1) * fourths, "the mixed terms are missing: -6 P_i^2 P_j^2"),
        ((n + 2) * fourths.sum() - 3 * (squares**2).sum(), "a number for each row is wanted, not their sum")]


def basis_inputs(rng):
    yield np.eye(2), Note("two axes: the kurtosis of the axes is 2, by chance it is 1.5")
    yield polygon(3), Note("the triangle is blind: 0")
    yield 3.0 * np.eye(3), Note("the lengths of the directions do not matter")
    yield (np.array([[1.0, 0.0], [1.0, 1.0]]),)
    yield np.array([[2.0, 0.0, 0.0]]), Note("one direction only")
    yield from ((cross_polytope(3),), (polygon(7),))
    yield from ((rng.standard_normal(shape),) for shape in ((4, 4), (9, 3), (5, 6)))
    yield np.array([[1.0, 0.0], [2.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), Note("a direction that stands there three times counts three times")


def basis_known(basis):
    right, n = RIGHT.sensitivity_of(basis), basis.shape[1]
    rows = basis / np.linalg.norm(basis, axis=1, keepdims=True)
    cosines, by, m = rows @ rows.T, n * (n + 2) / 3, len(rows)
    others = (cosines**4).sum() - m
    return [
        (((basis @ basis.T) ** 4).mean() * by - 1, "bring the directions to length 1 first"),
        (right + 1, "take 1 away: 0 is to mean blind"), ((right + 1) * 3 * n / (n + 2), "this is the kurtosis: divide by its value by chance, 3n / (n + 2), and take 1 away"),
        ((cosines**2).mean() * n - 1, "this is of second powers; kurtosis is of fourth ones"),
        (others / (m * max(m - 1, 1)) * by - 1, "a direction's cosine with itself counts, too"),
        ((cosines**4).sum(axis=1).mean() * by - 1, "the mean over all pairs of directions: divide by their number"),
        (n**2 * (cosines**4).mean() / 3 - 1, "3n / (n + 2) by chance; 3 is its limit for many dimensions"),
        (n * (cosines**4).mean() * (n + 2) / (3 * n) - 1, "n^2 times the mean of P^4, not n"),
        (n**2 * (cosines**4).mean() - 3 * n / (n + 2), "divided by the value by chance, not the difference from it"),
        (n**2 * (cosines**3).mean() * (n + 2) / (3 * n) - 1, "fourth powers, not third ones")]


def shape_inputs(rng):
    yield np.eye(2), Note("each of two axes once: scale 1, shape 2")
    yield np.array([[1.0, 0.0], [1.0, 0.0]]), Note("one axis only: scale 2, shape 1; the other direction is never used")
    yield np.array([[0.6, 0.8]]), Note("one row: every direction's P^2 is the same in all rows, and shape is 1")
    yield (np.array([[0.6, -0.8], [0.8, 0.6], [1.0, 0.0]]),)
    for n_samples, n in ((6, 3), (20, 5)):
        rows = rng.standard_normal((n_samples, n)) * np.arange(1, n + 1)
        yield (rows / np.linalg.norm(rows, axis=1, keepdims=True),)


def shape_known(P):
    (scale, shape), n = RIGHT.scale_and_shape(P), P.shape[1]
    second, fourth = (P**2).mean(axis=0), (P**4).mean(axis=0)
    used = second > 0
    return [
        ((shape, scale), "scale first, then shape"), ((scale / n, shape), "scale is n times the sum of the squared mu: 1 where all are 1/n"),
        ((scale, scale * shape), "the second one is the kurtosis: divide the sum of nu by the sum of mu^2"),
        ((scale, (fourth[used] / second[used]**2).mean()), "the ratio of the sums, not the mean of the ratios"),
        ((scale, np.nan if not used.all() else (fourth / second**2).mean()), "the ratio of the sums: a direction that is never used would be 0/0"),
        ((n * (P.mean(axis=0)**2).sum(), shape), "mu is the mean of P^2, not the square of the mean of P"),
        ((n * second.sum(), shape), "mu is squared: the sum of the mu themselves is always 1"),
        ((scale, fourth.sum() / second.sum()**2), "the sum of the squares of mu, not the square of their sum"),
        ((n * fourth.sum(), shape), "this is the kurtosis; scale has mu^2 in it"),
        ((n**2 * (second**2).sum(), shape), "n once: mu^2 is summed over directions"), ((scale, 1 / shape), "nu above, mu^2 below")]


def _sparse(seed, n_samples, n_dims, n_active):
    """Codes with some active coordinates, and the rotation by which they are turned."""
    rng = np.random.default_rng(seed)
    active = rng.permuted(np.tile(np.arange(n_dims) < n_active, (n_samples, 1)), axis=1)
    hidden = random_rotation(n_dims, rng)
    return (active * rng.standard_normal((n_samples, n_dims))) @ hidden, hidden


def _two_bases(seed):
    """Rows near the axes of one basis, and fewer near those of another that is half-way."""
    rng = np.random.default_rng(seed)
    hidden = random_rotation(4, rng)
    halfway = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2
    axes = np.concatenate([np.eye(4)[rng.integers(4, size=300)], halfway[rng.integers(4, size=260)]])
    return (axes + 0.02 * rng.standard_normal(axes.shape)) @ hidden, hidden


def _widest(answer, rows, hidden, seed, what):
    given = rows.copy()
    found = answer(given, np.random.default_rng(1000 + seed))  # never the draws that hid the rotation
    expect_untouched(given, rows, "activations")
    n = len(hidden)
    if not isinstance(found, np.ndarray) or found.dtype.kind != "f" or found.shape != hidden.shape:
        raise Wrong(f"{what}: wanted an array of shape ({n}, {n}), one direction per row; found {plain(found)}")
    if not np.allclose(found @ found.T, np.eye(n), atol=1e-6):
        raise Wrong(f"{what}: wanted orthonormal rows; products of two of yours are off by up to {np.abs(found @ found.T - np.eye(n)).max():.2g}")
    return float(np.degrees(match_directions(hidden, found)[1].max())), found


def finds_sparse_codes(answer):
    for seed, (n_samples, n_dims, n_active) in enumerate(((100, 3, 1), (400, 5, 2), (600, 6, 2))):
        rows, hidden = _sparse(seed, n_samples, n_dims, n_active)
        what = f"{counted(n_samples, 'row')} with {n_active} of {counted(n_dims, 'coordinate')} active"
        widest, found = _widest(answer, rows, hidden, seed, what)
        if widest > 5.0:
            transposed = np.degrees(match_directions(hidden, found.T)[1].max())
            of_covariance = np.degrees(match_directions(np.linalg.eigh(rows.T @ rows)[1].T, found)[1].max())
            unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
            yours, highest = (float(((unit @ basis.T)**4).sum()) for basis in (found, hidden))
            hint = ("your columns are the hidden directions: one direction per row is wanted" if transposed <= 5.0 else
                    "these are the axes of the covariance, which is nearly the same in all directions, so it shows nothing; fourth powers do"
                    if of_covariance <= 5.0 else
                    f"the sum of fourth powers of the cosines is {yours:.4g} in your basis, {highest:.4g} in the hidden one: climb on")
            raise Wrong(f"{what}: wanted every direction within 5 degrees of a hidden one; the widest is {counted(f'{widest:.0f}', 'degree')} off ({hint})")


def takes_the_best_of_several(answer):
    for seed in range(8):
        rows, hidden = _two_bases(seed)
        what = "300 rows near the hidden axes of 4 dimensions, 260 near those of a second basis half-way"
        widest, _ = _widest(answer, rows, hidden, seed, what)
        if widest > 5.0:
            raise Wrong(f"{what}: wanted every direction within 5 degrees of a hidden one; the widest is {counted(f'{widest:.0f}', 'degree')} off "
                        "(a climb may end at the second basis, which is lower: climb from several random starts and take the highest end)")


def _by_covariance(activations, rng):
    return np.linalg.eigh(activations.T @ activations)[1].T


def _one_climb(activations, rng):
    return extreme_basis(activations, random_rotation(activations.shape[1], rng), 1)


def _one_step(activations, rng):
    left, _, right = np.linalg.svd((activations**3).T @ activations)
    return left @ right


def _not_orthonormal(activations, rng):
    return 1.01 * RIGHT.find_hidden_rotation(activations, rng)


def _changes_the_rows(activations, rng):
    activations /= np.linalg.norm(activations, axis=1, keepdims=True)
    return RIGHT.find_hidden_rotation(activations, rng)


def is_blind(found):
    rows = array_of(found, (None, 3), "directions")
    holds(10 <= len(rows) <= 30, "number of directions", "10 to 30", len(rows))
    above(float(np.linalg.norm(rows, axis=1).min()), 0.0, "least length of a row")
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    below(float(np.abs(unit @ unit.T - np.eye(len(unit))).max()), 1 - 1e-6, "largest size of the cosine of two directions")
    below(float(sensitivity(rows)), 1e-9, "sensitivity")


PREDICTIONS = (
    Prediction("depends_in", RIGHT.depends_in, "max(of_polygon, key=lambda name: np.ptp(of_polygon[name]))",
               "the sum of the fourth powers of the cosines with the m corners of a regular polygon has a part cos 4 phi for the square, and for no other",
               choices=("square", "triangle", "pentagon", "hexagon"),
               overlooked={"hexagon": "its sum of fourth powers is the same everywhere; the largest cosine is what swings there"}),
    Prediction("n_found", RIGHT.n_found, "sum(one.found for one in found.values())",
               "the turned axes, and a higher basis than the axes in the two clouds that use directions unevenly; in the three others "
               "every basis has nearly the kurtosis of chance, the axes too, and the climb fits the noise of its half",
               overlooked={6: "isotropic rows have no basis, and what was climbed to on one half is not there on the other",
                           5: "six of sixteen and one in nine have special axes, but not by their kurtosis, which is all that the climb sees",
                           1: "one long axis, and half and half, have the kurtosis of chance in the axes, and more in other bases"}),
)

EXERCISES = (
    Exercise("kurtosis_from_heights", RIGHT.kurtosis_from_heights, heights_inputs, heights_known),
    Exercise("harmonic_of_planes", RIGHT.harmonic_of_planes, planes_inputs, planes_known),
    Exercise("sensitivity_of", RIGHT.sensitivity_of, basis_inputs, basis_known),
    Exercise("scale_and_shape", RIGHT.scale_and_shape, shape_inputs, shape_known),
    Exercise("find_hidden_rotation", RIGHT.find_hidden_rotation, hints=(
        "which basis is the highest for rows that all lie on the axes of a hidden one, and what is its kurtosis?",
        "the hidden one, with kurtosis n; from a random orthonormal start, replace B by polar(G), the product of the two "
        "orthogonal factors of numpy.linalg.svd(G), until it stays",
        "a common mistake: one climb only; it may end at a basis that is lower than another, so take the best of a dozen starts"),
        properties=(finds_sparse_codes, takes_the_best_of_several), wrong=(
        (_by_covariance, "shows nothing; fourth powers do"), (_one_climb, "from several random starts"), (_one_step, "climb on"),
        (lambda rows, rng: RIGHT.find_hidden_rotation(rows, rng).T, "one direction per row is wanted"), (_not_orthonormal, "orthonormal rows"),
        (_changes_the_rows, "in place"), (lambda rows, rng: np.eye(rows.shape[1]), "degrees off"))),
    Exercise("blind_basis", RIGHT.blind_basis, wanted=(is_blind,), hints=(
        "which bodies are so symmetric that a sum of fourth powers cannot tell their directions apart?",
        "the icosahedron's six axes are blind: what about two sets of directions that are both blind, taken together?",
        "turn a copy of the six by any rotation; or take the ten axes through the corners of a dodecahedron")),
)
