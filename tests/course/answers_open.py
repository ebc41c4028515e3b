"""Answers to open exercises: several right ones of different kinds, and wrong ones with a piece of what is said.

The first wrong answer to an exercise is the trivial one.
"""

import numpy as np

from srm_ref import descent
from srm_ref.superposition import MODELS, initial_sparse_codes, population_loss, train_sparse_codes
from srm_ref.superposition.exact_loss import population_loss_and_gradient


def around(n, turn=0.0):
    """n directions in the plane, at equal angles, as columns."""
    angles = 2 * np.pi * np.arange(n) / n + turn
    return np.stack([np.cos(angles), np.sin(angles)])


def descended(n_features, n_hidden, sparsity, importance, n_starts=4, n_steps=300, seed=0):
    """W and bias of the lowest exact loss of several descents."""
    parameters = MODELS["relu_output"].initial_parameters(n_features, n_hidden, np.random.default_rng(seed),
                                                            n_instances=n_starts)
    optimiser = descent.Adam(0.05)
    state = optimiser.initial_state(parameters)
    for step in range(n_steps):
        losses, gradients = population_loss_and_gradient(parameters, importance, sparsity)
        optimiser.update(parameters, gradients, state, descent.cosine(step, n_steps))
    best = int(np.argmin(losses))
    return parameters["W"][best], parameters["bias"][best]


# Lesson 1

def two_kept():
    return np.eye(2, 5), np.array([0, 0, 0.05, 0.05, 0.05])


def two_pairs():
    return np.array([[1.0, -1, 0, 0, 0], [0, 0, 1, -1, 0]]), np.array([0, 0, 0, 0, 0.05])


def turned_pentagon():
    return 1.1 * around(5, 0.3), np.full(5, -0.21)


def trained_pentagon():
    return descended(5, 2, 0.9, np.ones(5), n_starts=3, n_steps=200)


# Lesson 2

def pushed_apart():
    rows = np.random.default_rng(0).standard_normal((20, 8))
    for step in range(1500):
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        gram = rows @ rows.T - np.eye(20)
        rows = rows - 0.3 * gram**7 @ rows / np.abs(gram).max() ** 6
    return rows


def last_twenty_turned():
    pairs = [np.where(np.isin(np.arange(8), (i, j)), 3.0, -1.0) for i in range(8) for j in range(i + 1, 8)]
    return np.array(pairs[8:]) @ np.linalg.qr(np.random.default_rng(1).standard_normal((8, 8)))[0]


def drawn_directions():
    return np.random.default_rng(0).standard_normal((20, 8))


def axes_three_times():
    return np.vstack([np.eye(8), -np.eye(8), np.eye(8)[:4]])


# Lesson 3

def by_forty(*planes):
    """A rotation by 40 degrees in each of the planes, pairs of axes, in turn."""
    R, c, s = np.eye(4), np.cos(np.radians(40)), np.sin(np.radians(40))
    for i, j in planes:
        turn = np.eye(4)
        turn[[i, i, j, j], [i, j, i, j]] = c, -s, s, c
        R = turn @ R
    return R


# Lesson 4

def leaning(half_width, n, turn=0.0):
    """n activations at equal angles, each lit at epsilon 0.8 within half_width degrees on either side."""
    r = 0.8 / np.cos(np.radians(half_width))
    return np.vstack([r * around(n, np.radians(turn)), np.full(n, np.sqrt(1 - r**2))]).T


# Lesson 8

def along(n_lines, turn=0.0):
    lines = np.pi * np.arange(n_lines) / n_lines + turn
    rows = np.stack([np.cos(lines), np.sin(lines)], axis=1)
    return lambda z: np.tanh(z @ rows.T) @ rows


def breathing(z):
    return z * (2 + np.cos(6 * np.arctan2(z[:, 1], z[:, 0])))[:, None]


def isotropic_tanh(z):
    r = np.linalg.norm(z, axis=1, keepdims=True)
    return np.tanh(r) * z / r


# Lesson 10

def half_way():
    return np.array([np.eye(4)[i] + np.eye(4)[j] for i in range(4) for j in range(i)] * 10)


def some_on_axes(seed=1):
    corners = np.sign(np.random.default_rng(seed).standard_normal((800, 4)))
    return np.vstack([np.tile(np.eye(4)[:3], (133, 1)), 2 * corners])


def cloud_about(direction, seed=1, n=2000):
    direction = np.array(direction, dtype=float)
    noise = np.random.default_rng(seed).standard_normal((n, len(direction)))
    return direction / np.linalg.norm(direction) + 0.05 * noise


# Lesson 11

def descended_with_importance():
    return descended(5, 2, 0.9, 0.9 ** np.arange(5), n_starts=2, n_steps=200)


# Lesson 12

def point(W, bias, X):
    return np.array(W, dtype=float), np.full(3, bias), np.array(X, dtype=float)


MIXED, TWO_ROWS = [[1, -1, 0.5], [0.5, 1, -1]], [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]


# Lesson 13

def by_grid():
    tried = [(np.array([[w1, w2]]), np.array([b1, b2])) for w1 in (0.9, 0.95) for w2 in (-0.8, -0.7, -0.6)
             for b1 in (0.1, 0.15, 0.2) for b2 in (0.25, 0.3)]
    return min(tried, key=lambda pair: population_loss({"W": pair[0], "bias": pair[1]}, [1, 0.8], 0.4))


# Lesson 14

def icosahedron():
    golden = (1 + 5**0.5) / 2
    two = np.array([[0, 1, golden], [0, 1, -golden]])
    return np.vstack([two, np.roll(two, 1, axis=1), np.roll(two, 2, axis=1)]).T


# Lesson 15

TURN = np.array([[0.6, -0.8], [0.8, 0.6]])
TWO_DIGONS = np.array([[1.0, -1, 0, 0], [0, 0, 1, -1]])


def gauss(*shape):
    return np.random.default_rng(0).standard_normal(shape)


# Lesson 20

def dodecahedron():
    golden = (1 + 5**0.5) / 2
    rolled = [np.roll([0, 1 / golden, sign * golden], k) for sign in (1, -1) for k in range(3)]
    return np.vstack([[[1, 1, 1], [1, 1, -1], [1, -1, 1], [-1, 1, 1]], rolled])


FIVE_AROUND = np.array([[1.0, 0.2], [0.9, 0.3], [-0.3, 1.0], [0.5, -1.0], [0.0, 0.0]])
OBLIQUE = np.array([[2.0, 0.0], [1.0, 1.0]])

# Lesson 21

def by_gain_and_bias(gain, bias, directions):
    return lambda H: (gain * directions.T, np.full(directions.shape[1], bias), directions, np.zeros(2))


def eight_codes(H):
    start = initial_sparse_codes(2, 8, np.random.default_rng(1))
    codes = train_sparse_codes(start, lambda rng: H[rng.integers(len(H), size=512)], 0.3, n_steps=700,
                               optimiser=descent.Adam(0.02), rng=np.random.default_rng(1))
    return codes["encoder"], codes["code_bias"], codes["decoder"], codes["bias"]


def long_columns(H):
    E, c, V, b = by_gain_and_bias(1.2, -0.345, around(5))(H)
    return E / 4, c / 4, 4 * V, b


# Lesson 22

def five_apart(H):
    return around(5)


def axes_only(H):
    return np.array([[1.0, 0, -1, 0, 1], [0, 1, 0, -1, 1]])


def most_crowded_angles(H):
    """The five degrees with most points, each with its neighbours taken out before the next."""
    lit = H[np.linalg.norm(H, axis=1) > 0]
    counts = np.bincount(np.degrees(np.arctan2(lit[:, 1], lit[:, 0])).round().astype(int) % 360, minlength=360)
    found = []
    for _ in range(5):
        found.append(int(counts.argmax()))
        counts[(found[-1] + np.arange(-5, 6)) % 360] = 0
    return np.stack([np.cos(np.radians(found)), np.sin(np.radians(found))])


def longest_in_each_crowd(H):
    """The same directions, by the mean of the points within two degrees, and three times as long."""
    lit = H[np.linalg.norm(H, axis=1) > 0]
    lit = lit / np.linalg.norm(lit, axis=1, keepdims=True)
    near = lit @ most_crowded_angles(H) > np.cos(np.radians(2))
    return 3 * np.stack([lit[column].mean(axis=0) for column in near.T], axis=1)


def seven_longer():
    X, radius = np.kron(np.eye(7), [0.6, 0.8]), 1.65
    return radius * around(7, 0.5) @ X, -(radius**2 - 1) * X.sum(axis=0)


def seven_mirrored():
    X = np.kron(np.eye(7), [0.6, 0.8])
    squared = 1 / (1 - np.cos(2 * np.pi / 7))
    return np.sqrt(squared) * np.eye(2)[::-1] @ around(7, 0.1)[:, ::-1] @ X, (1 - squared) * X.sum(axis=0)


def seven_too_short():
    X = np.kron(np.eye(7), [0.6, 0.8])
    return around(7) @ X, np.zeros(14)


def seven_too_long():
    X = np.kron(np.eye(7), [0.6, 0.8])
    return 2 * around(7) @ X, -3 * X.sum(axis=0)


EXAMPLES = {  # (lesson, exercise): right answers beside the shipped solution; (wrong answer, piece of what is said)
    (1, "five_at_once"): ([turned_pentagon, trained_pentagon], [
        (two_kept, "exact loss at sparsity 0.9: wanted below 0.027; found 0.0925"),
        (two_pairs, "exact loss at sparsity 0.9: wanted below 0.027; found 0.0375"),
        (lambda: (around(5).T, np.zeros(5)), "W: wanted finite real numbers of shape (2, 5); found shape (5, 2)"),
        (lambda: around(5), "what is returned: wanted 2 results, (W, bias)")]),
    (2, "nearly_orthogonal"): ([pushed_apart, last_twenty_turned], [
        (drawn_directions, "largest size of a cosine: wanted below 0.45; found 0."),
        (axes_three_times, "largest size of a cosine: wanted below 0.45; found 1"),
        (lambda: np.zeros((20, 8)), "least length of a row: wanted above 0; found 0"),
        (lambda: np.eye(8), "directions: wanted finite real numbers of shape (20, 8); found shape (8, 8)")]),
    (3, "turns_everything"): ([lambda: by_forty((0, 2), (3, 1)), lambda: by_forty((0, 1), (2, 3)).T], [
        (lambda: by_forty((0, 1)), "wanted 40 degrees for all; found 0.000 degrees for one"),
        (lambda: np.eye(4), "wanted 40 degrees for all; found 0.000 degrees for one"),
        (lambda: np.diag([-1.0, 1, 1, 1]), "determinant of R: wanted 1; found -1"),
        (lambda: 2 * by_forty((0, 1), (2, 3)),
         "largest entry of R^T R minus the identity: wanted below 1e-06; found")]),
    (4, "flat_curve"): ([lambda: leaning(36, 10, 0.5), lambda: 7 * leaning(30, 6, 0.25)], [
        (lambda: np.vstack([around(5), np.zeros(5)]).T,
         "curve: wanted the same value at all 360 angles; found 0.2 to 0.4"),
        (lambda: leaning(36, 5), "curve: wanted the same value at all 360 angles"),
        (lambda: np.tile([0.0, 0, 1], (5, 1)), "highest value of the curve: wanted above 0; found 0"),
        (lambda: np.eye(3)[:2], "number of activations: wanted 3 to 40; found 2")]),
    (5, "mean_of_a_tenth"): ([lambda: 3 * leaning(18, 5, 10), lambda: np.vstack(
        [leaning(12, 1, 0), leaning(24, 1, 60), leaning(18, 1, 130), leaning(10, 1, 200), leaning(26, 1, 300)])], [
        (lambda: np.vstack([around(5), np.zeros(5)]).T,
         "mean of the exact curve: wanted 0.1 to a millionth; found 0.2048"),
        (lambda: np.tile(leaning(18, 1), (5, 1)), "number of breakpoints: wanted 10; found 2"),
        (lambda: np.tile([0.0, 0, 1], (5, 1)), "number of breakpoints: wanted 10; found 0")]),
    (6, "seen_in_three_planes"): ([lambda: np.array([[1, -1, 1, 0.1, 0, 0], [1, -1, 1, 0, 0, -0.1]]),
                                   lambda: np.tile([2.0, 2.02, 1.98, 0, 0, 0], (9, 1))], [
        (lambda: np.eye(6)[:1], "highest value in plane (0, 3): wanted 0; found 1"),
        (lambda: np.eye(6)[:1] + np.eye(6)[1:2], "highest value in plane (0, 2): wanted at least 0.9; found 0"),
        (lambda: np.zeros((3, 6)), "highest value in plane (0, 1): wanted at least 0.9; found 0")]),
    (7, "real_but_not_of_the_neurons"): ([lambda: cloud_about([1] * 8), lambda: cloud_about([1, 1, 0, 2, 0, 3, 0, 1])
                                          ], [
        (lambda: gauss(2000, 8), "mass: wanted outside the band from "),
        (lambda: np.tile(np.eye(8), (250, 1)) + 0.1 * gauss(2000, 8),
         "p-value of the mass: wanted above 0.05; found 0.01"),
        (lambda: gauss(100, 8), "cloud: wanted finite real numbers of shape (2000, 8); found shape (100, 8)")]),
    (8, "sixfold"): ([lambda: breathing, lambda: along(3, 0.2)], [
        (lambda: isotropic_tanh, "f(R z) - R f(z) for 30 degrees: wanted 0.01 or more for some z; found at most"),
        (lambda: np.tanh, "f(R z) - R f(z) for 60 degrees: wanted 0 to 1e-9; found "),
        (lambda: along(6), "f(R z) - R f(z) for 30 degrees: wanted 0.01 or more for some z; found at most"),
        (lambda: 3, "what is returned: wanted a function of z; found int")]),
    (9, "where_they_differ"): ([
        lambda: (np.array([0, -8.0]), np.array([1.0, 0]), np.array([-4.0, 4]), np.array([1, 1]) / 2**0.5),
        lambda: (np.array([7, 0.1]), np.array([0.0, 1]), np.array([3.0, 4]), np.array([4, -3.0]) / 5)], [
        (lambda: (np.zeros(2), np.eye(2)[0], np.zeros(2), np.eye(2)[0]),
         "what comes back at z1: wanted elementwise at least 5 times isotropic; found elementwise 1, isotropic 1"),
        (lambda: (np.array([6.0, 0]), np.eye(2)[1], np.array([1.2, 1.2]), np.array([1, -1]) / 2**0.5),
         "z2: wanted isotropic at least 5 times elementwise; found isotropic 0.551, elementwise 0.305"),
        (lambda: (np.ones(2), np.ones(2), np.ones(2), np.ones(2)),
         "length of the gradient at z1: wanted 1; found 1.41421")]),
    (10, "seen_by_the_scan_alone"): ([half_way, some_on_axes], [
        (lambda: gauss(2000, 4), "size of the harmonic at epsilon 0.9: wanted at least 0.2; found 0.0"),
        (lambda: np.tile(np.eye(4), (20, 1)), "kurtosis: wanted 2 to within 0.05; found 4.000"),
        (lambda: np.sign(gauss(100, 4)), "kurtosis: wanted 2 to within 0.05; found 1.000")]),
    (11, "all_five"): ([descended_with_importance, lambda: (-1.1 * around(5, 1.0), np.full(5, -0.21))], [
        (two_pairs, "least length of a column of W: wanted above 0.5; found 0"),
        (lambda: (around(5), np.zeros(5)), "exact loss at density 0.1: wanted below 0.022; found 0.0"),
        (lambda: (np.ones((2, 5)), np.zeros(4)),
         "bias: wanted finite real numbers of shape (5,); found shape (4,)")]),
    (12, "passes_and_fails"): ([
        lambda: (*point(np.ones((2, 3)), 0, TWO_ROWS), *point(MIXED, 0, TWO_ROWS)),
        lambda: (*point([[1, 2, 1], [1, 0, 1]], 1, np.ones((4, 3))), *point(MIXED, -0.5, TWO_ROWS))], [
        (lambda: (*point(np.zeros((2, 3)), 0.1, TWO_ROWS), *point(MIXED, 0, TWO_ROWS)),
         "length of the right gradient at point 1: wanted at least 0.1; found 0"),
        (lambda: (*point(MIXED, 0, TWO_ROWS), *point(MIXED, 0, TWO_ROWS)),
         "how far the wrong gradient is off at point 1: wanted below 1e-09; found "),
        (lambda: (*point(np.ones((2, 3)), 0, TWO_ROWS), *point(np.ones((2, 3)), 0, TWO_ROWS)),
         "how far the wrong gradient is off at point 2: wanted at least a tenth of ")]),
    (13, "below_the_closed_forms"): ([by_grid, lambda: (np.array([[-0.949, 0.693]]), np.array([0.153, 0.305]))], [
        (lambda: (np.array([[1.0, 0]]), np.array([0, 0.3])), "wanted below 0.0876; found 0.088"),
        (lambda: (np.array([[1.0, -1]]), np.array([0.15, 0.15])),
         "exact loss at r = 0.8, p = 0.6: wanted below 0.0876; found 0.09"),
        (lambda: (np.array([1.0, -1]), np.zeros(2)),
         "W: wanted finite real numbers of shape (1, 2); found shape (2,)")]),
    (14, "one_group_that_fills"): ([icosahedron, lambda: np.linalg.qr(gauss(8, 3))[0].T * 3], [
        (lambda: np.hstack([np.eye(3), -np.eye(3)]),
         "groups: wanted one of all features; found [(0, 3), (1, 4), (2, 5)]"),
        (lambda: gauss(3, 5), "sum of D: wanted 3 to a millionth; found 2."),
        (lambda: np.eye(3), "number of features: wanted 4 to 20; found 3")]),
    (15, "pairs_that_exclude"): ([lambda: (TURN @ TWO_DIGONS, np.zeros(4)),
                                  lambda: (-1.01 * TWO_DIGONS, np.full(4, -0.005))], [
        (lambda: (TWO_DIGONS[:, [0, 2, 1, 3]], np.zeros(4)),
         "mean loss on 4000 samples: wanted below 0.001; found 0.0"),
        (lambda: (np.zeros((2, 4)), np.full(4, 0.15)), "mean loss on 4000 samples: wanted below 0.001; found 0.3"),
        (lambda: (2 * TWO_DIGONS, np.zeros(4)), "mean loss on 4000 samples: wanted below 0.001; found 3.")]),
    (16, "larger_of_two"): ([lambda: (np.array([[-2.0, 2], [1, 0], [-1, 0]]), np.array([0.5, 1, -1])),
                             lambda: (np.array([[0, -4.0], [3, -3], [0, 2]]), np.array([-0.25, 1 / 3, 0.5]))], [
        (lambda: (np.array([[1.0, 1], [-1, -1], [0, 0]]), np.array([0.5, -0.5, 0])), "answer to x = ("),
        (lambda: (np.array([[1.0, -1], [0, 1], [0, 0]]), np.ones(3)), "answer to x = (2, -2): wanted 2; found 4"),
        (lambda: (np.zeros((3, 2)), np.zeros(3)), "answer to x = (")]),
    (17, "six_that_look_like_three"): ([
        lambda: np.hstack([around(3, 0.5), 1.5 * around(3, 0.5)]), lambda: np.hstack([around(3), around(3, 0.15)])], [
        (lambda: around(6), "number of peaks: wanted 3; found 6"),
        (lambda: np.hstack([around(3), around(3)]), "least distance of two columns: wanted at least 0.1; found 0"),
        (lambda: np.hstack([around(3), 0.1 * around(3)]),
         "least length of a column of W: wanted above 0.5; found 0.1")]),
    (18, "catches_five"): ([lambda: (FIVE_AROUND[::-1], OBLIQUE, 0.95),
                            lambda: (np.vstack([FIVE_AROUND, np.zeros((3, 2))]), 2 * OBLIQUE[::-1], 0.8)], [
        (lambda: (FIVE_AROUND, np.eye(2), 0.9), "how far A is off: wanted at least 0.1; found 0"),
        (lambda: (FIVE_AROUND[:4], OBLIQUE, 0.9), "how far B is off: wanted at least 0.1; found 0"),
        (lambda: (FIVE_AROUND, OBLIQUE, 1.5), "epsilon: wanted between 0 and 1; found 1.5")]),
    (19, "order_that_matters"): ([lambda: [3, 2.0**28, -(2.0**28), 0], lambda: [3] * 9 + [1e8, -1e8]], [
        (lambda: [0.1, 0.2, 0.3], "difference of the two sums: wanted at least 1; found "),
        (lambda: [1, 1e12, -1e12], "largest size of a number: wanted at most 1e9; found 1e+12"),
        (lambda: [1e8, -1e8], "how many numbers: wanted 3 to 20; found 2")]),
    (20, "blind_basis"): ([dodecahedron, lambda: np.vstack([icosahedron().T, 3 * dodecahedron()])], [
        (lambda: np.tile(np.eye(3), (4, 1)),
         "largest size of the cosine of two directions: wanted below 0.999999; found 1"),
        (lambda: gauss(12, 3), "sensitivity: wanted below 1e-09; found 0."),
        (lambda: icosahedron().T, "number of directions: wanted 10 to 30; found 6")]),
    (21, "cheap_codes"): ([by_gain_and_bias(1.2, -0.345, around(5)), eight_codes], [
        (by_gain_and_bias(0.0, -1.0, around(5)), "objective at the price 0.3: wanted below 0.0395; found 0.105"),
        (by_gain_and_bias(1.0, -0.15, around(4)), "wanted below 0.0395; found 0.0421"),
        (by_gain_and_bias(1.0, -0.15, around(5)), "wanted below 0.0395; found 0.0425"),
        (long_columns, "largest distance of a column's length from 1")]),
    (22, "find_features"): ([most_crowded_angles, longest_in_each_crowd], [
        (five_apart, "wanted above 0.99"), (axes_only, "wanted above 0.99"),
        (lambda H: np.linalg.svd(H[:9])[2], "found shape (2, 2)"),
        (lambda H: np.zeros((2, 5)), "a column of zeros")]),
    (23, "seven_points"): ([seven_longer, seven_mirrored], [
        (lambda: (np.zeros((2, 14)), np.zeros(14)), "training loss: wanted below 1e-06; found 1"),
        (seven_too_short, "training loss: wanted below 1e-06; found 0."),
        (seven_too_long, "sum of the squares of W: wanted below 20; found 28"),
        (lambda: (np.zeros((14, 2)), np.zeros(14)), "W: wanted finite real numbers of shape (2, 14)")]),
}

# Answers that keep to the letter and miss the point.

def sixfold_near_the_origin():
    return lambda z: np.where(np.linalg.norm(z, axis=1, keepdims=True) < 4, along(3)(z), np.tanh(z))


def nearly(rows, size=1e-7):
    """The rows with a little noise: no two are equal."""
    return rows + size * np.random.default_rng(0).standard_normal(np.shape(rows))


POINTLESS = {
    (1, "five_at_once"): [(lambda: (1e6 * around(5), np.full(5, -1e6)),
                           "exact loss at sparsity 0.9: wanted below 0.027"),
                          (lambda: (around(5) + 0j, np.zeros(5)), "W: wanted finite real numbers"),
                          (lambda: (np.full((2, 5), np.nan), np.zeros(5)), "found nan or infinity in it")],
    (2, "nearly_orthogonal"): [(lambda: np.vstack([np.eye(8), np.zeros((12, 8))]),
                                "least length of a row: wanted above 0"),
                               (lambda: nearly(np.vstack([np.eye(8), np.eye(8), np.eye(8)])[:20]),
                                "largest size of a cosine: wanted below 0.45; found 1"),
                               (lambda: np.eye(20)[:, :8], "least length of a row: wanted above 0; found 0")],
    (3, "turns_everything"): [(lambda: -by_forty((0, 1), (2, 3)), "wanted 40 degrees for all; found 140.000"),
                              (lambda: by_forty((0, 1), (0, 2)), "wanted 40 degrees for all; found"),
                              (lambda: by_forty((0, 1), (0, 1), (2, 3), (2, 3)), "found 80.000 degrees for one")],
    (4, "flat_curve"): [(lambda: np.vstack([around(40), np.zeros(40)]).T, "the same value at all 360 angles"),
                        (lambda: nearly(np.tile([0.0, 0, 1], (5, 1))),
                         "highest value of the curve: wanted above 0; found 0"),
                        (lambda: leaning(36, 5, 0.5) * [[1], [1], [1], [1], [0]], "least length of an activation")],
    (5, "mean_of_a_tenth"): [(lambda: nearly(np.tile(leaning(18, 1), (5, 1)), 1e-12),
                              "number of breakpoints: wanted 10"),
                             (lambda: leaning(18.01, 5),
                              "mean of the exact curve: wanted 0.1 to a millionth; found 0.1000"),
                             (lambda: leaning(18, 5)[:, :2],
                              "activations: wanted finite real numbers of shape (5, 3)")],
    (6, "seen_in_three_planes"): [(lambda: nearly(np.ones((100, 6))), "wanted at least 0.9; found 0"),
                                  (lambda: np.vstack([np.eye(6)[:3], np.ones((1, 6))]), "wanted at least 0.9; found"),
                                  (lambda: np.full((1, 6), np.inf), "found nan or infinity in it")],
    (7, "real_but_not_of_the_neurons"): [(lambda: nearly(np.zeros((2000, 8)), 1.0),
                                          "mass: wanted outside the band from"),
                                         (lambda: np.zeros((2000, 8)),
                                          "least length of an activation: wanted above 0; found 0"),
                                         (lambda: 1e6 * cloud_about([0, 0, 1, 0, 0, 0, 0, 0]), "p-value of the")],
    (8, "sixfold"): [(sixfold_near_the_origin, "f(R z) - R f(z) for 60 degrees, |z| up to 28: wanted 0 to 1e-9"),
                     (lambda: lambda z: 0 * z, "for 30 degrees: wanted 0.01 or more"),
                     (lambda: lambda z: along(3)(z)[:1], "wanted finite real numbers of shape (400, 2)")],
    (9, "where_they_differ"): [(lambda: (6 * np.eye(2)[0], np.array([0, 1e3]), np.full(2, 3.0), np.array([1, -1.0])),
                                "length of the gradient at z1: wanted 1; found 1000"),
                               (lambda: (np.full(2, 3.0), np.array([1, -1]) / 2**0.5, 6 * np.eye(2)[0], np.eye(2)[1]),
                                "what comes back at z1: wanted elementwise at least 5 times isotropic"),
                               (lambda: (np.full(2, np.nan), np.eye(2)[1], np.ones(2), np.eye(2)[1]),
                                "z1: wanted finite")],
    (10, "seen_by_the_scan_alone"): [(lambda: np.zeros((60, 4)), "least length of an activation: wanted above 0"),
                                     (lambda: np.tile(half_way(), (40, 1)), "number of activations: wanted 50 to 2000"),
                                     (lambda: nearly(half_way(), 0.5), "wanted")],
    (11, "all_five"): [(lambda: (np.hstack([two_pairs()[0][:, :4], [[1e-3], [0]]]), two_pairs()[1]),
                        "least length of a column of W: wanted above 0.5; found 0.001"),
                       (lambda: (50 * around(5), np.zeros(5)), "exact loss at density 0.1: wanted below 0.022"),
                       (lambda: (np.ones((5, 5)), np.zeros(5)), "W: wanted finite real numbers of shape (2, 5)")],
    (12, "passes_and_fails"): [(lambda: (*point(1e-9 * np.ones((2, 3)), 0, TWO_ROWS), *point(MIXED, 0, TWO_ROWS)),
                                "length of the right gradient at point 1: wanted at least 0.1"),
                               (lambda: (*point([[1] * 3] * 2, 0, TWO_ROWS), *point([[np.nan] * 3] * 2, 0, TWO_ROWS)),
                                "found nan or infinity in it"),
                               (lambda: (*point(MIXED, 0, TWO_ROWS), *point(np.ones((2, 3)), 0, TWO_ROWS)),
                                "how far the wrong gradient is off at point 1")],
    (13, "below_the_closed_forms"): [(lambda: (np.zeros((1, 2)), np.full(2, 0.3)), "wanted below 0.0876; found"),
                                     (lambda: (np.array([[1e8, -1e8]]), np.zeros(2)), "wanted below 0.0876; found"),
                                     (lambda: (np.array([[1.0, 1e-9]]), np.array([0, 0.3])),
                                      "wanted below 0.0876; found 0.088")],
    (14, "one_group_that_fills"): [(lambda: np.tile(np.eye(3), 2), "groups: wanted one of all features; found [(0, 3)"),
                                   (lambda: np.ones((3, 6)), "sum of D: wanted 3 to a millionth; found 1"),
                                   (lambda: np.hstack([np.eye(3), nearly(np.eye(3))]), "wanted")],
    (15, "pairs_that_exclude"): [(lambda: (np.zeros((2, 4)), np.zeros(4)), "wanted below 0.001; found"),
                                 (lambda: (1e5 * TWO_DIGONS, np.full(4, -1e5)), "wanted below 0.001; found"),
                                 (lambda: (np.eye(4), np.zeros(4)), "W: wanted finite real numbers of shape (2, 4)")],
    (16, "larger_of_two"): [(lambda: (np.array([[1e9, 0], [0, 1e9], [0, 0]]), np.full(3, 1e-9)), "answer to x = ("),
                            (lambda: (np.array([[1.0, -1], [0, 1], [0, -1]]), np.array([1, 1, -0.999])),
                             "answer to x = ("),
                            (lambda: (np.eye(3)[:, :2], np.ones((3, 1))),
                             "W2: wanted finite real numbers of shape (3,)")],
    (17, "six_that_look_like_three"): [(lambda: np.hstack([around(3), -around(3)]),
                                        "number of peaks: wanted 3; found 6"),
                                       (lambda: nearly(np.hstack([around(3), around(3)])),
                                        "least distance of two columns"),
                                       (lambda: np.tile(around(1), 6) * np.arange(1, 7),
                                        "number of peaks: wanted 3; found 1")],
    (18, "catches_five"): [(lambda: (np.zeros((5, 2)), OBLIQUE, 0.9), "is off: wanted at least 0.1; found 0"),
                           (lambda: (np.tile(FIVE_AROUND, (11, 1)), OBLIQUE, 0.9),
                            "number of activations: wanted at most 50"),
                           (lambda: (FIVE_AROUND, np.ones((2, 2)), 0.9), "basis: wanted two rows that span the plane")],
    (19, "order_that_matters"): [(lambda: [0.0] * 20, "difference of the two sums: wanted at least 1; found 0"),
                                 (lambda: [float("nan"), 1.0, 2.0], "found nan or infinity in it"),
                                 (lambda: [1.0, 1e8, 1e8], "difference of the two sums: wanted at least 1; found 0")],
    (20, "blind_basis"): [(lambda: np.vstack([icosahedron().T, -icosahedron().T]),
                           "cosine of two directions: wanted below"),
                          (lambda: np.vstack([icosahedron().T, np.zeros((6, 3))]),
                           "least length of a row: wanted above 0"),
                          (lambda: np.vstack([icosahedron().T, icosahedron().T[:4] + 0.1]),
                           "sensitivity: wanted below 1e-09")],
    (21, "cheap_codes"): [(by_gain_and_bias(np.nan, -0.3, around(5)), "found nan or infinity in it"),
                          (by_gain_and_bias(1e6, 0.0, around(5)), "objective at the price 0.3: wanted below 0.0395"),
                          (lambda H: by_gain_and_bias(1.2, -0.345, around(5))(H)[:3],
                           "wanted 4 results, (E, c, V, b)")],
    (22, "find_features"): [(lambda H: H[:5].T,
                             "directions: wanted five columns of non-zero length; found a column of zeros"),
                            (lambda H: nearly(np.ones((2, 5)), 1e-3), "wanted above 0.99; found"),
                            (lambda H: np.full((2, 5), np.inf), "found nan or infinity in it")],
    (23, "seven_points"): [(lambda: (1e3 * seven_longer()[0], seven_longer()[1]), "training loss: wanted below 1e-06"),
                           (lambda: (nearly(seven_longer()[0], 0.01), seven_longer()[1]),
                            "training loss: wanted below 1e-06"),
                           (lambda: (np.kron(np.eye(7), [0.6, 0.8]), np.zeros(14)),
                            "of shape (2, 14); found shape (7, 14)")],
}

OPEN_RIGHT = {key: right for key, (right, _) in EXAMPLES.items()}
OPEN_WRONG = [(*key, answer, piece) for key, (_, wrong) in EXAMPLES.items()
              for answer, piece in [*wrong, *POINTLESS.get(key, ())]]
