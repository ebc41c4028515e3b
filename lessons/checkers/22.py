"""When is an answer to lesson 22 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import above, array_of, holds
from srm_ref.superposition import recovery, sample_features

RIGHT = load_file(lessons_folder() / "solutions" / "22.py", "solution_22")
ANGLES = np.array([0.4, 1.5, 2.9, 4.1, 5.3])
HIDDEN = 1.1 * np.stack([np.cos(ANGLES), np.sin(ANGLES)])  # (2, 5), what find_features is to find


def recovered_inputs(rng):
    yield np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([[3.0], [4.0]]), Note("one feature between two columns: 0.6 and 0.8")
    yield np.array([[-1.0], [0.0]]), np.array([[1.0, 0.0], [0.0, 2.0]]), Note("a column opposite a feature has not found it: -1, and 0")
    yield np.array([[-1.0, 0.6], [0.0, 0.8]]), np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 2.0]])
    yield from ((rng.standard_normal((4, k)), rng.standard_normal((4, n))) for k, n in ((7, 5), (2, 6)))
    yield rng.standard_normal((3, 3)), rng.standard_normal((3, 3)), Note("as many rows as columns: columns are the directions")


def recovered_known(V, W):
    v, w = (M / np.linalg.norm(M, axis=0) for M in (V, W))
    cosines = w.T @ v
    return [
        (abs(cosines).max(axis=1), "the sign counts: a code is not negative, and its opposite is another direction"),
        (cosines.max(axis=0), "one number for each feature, not for each column"), (cosines.mean(axis=1), "the largest, not the mean"),
        (cosines.min(axis=1), "the largest cosine, not the smallest"), ((W.T @ V).max(axis=1), "cosines: bring columns of both to length 1"),
        ((w.T @ V).max(axis=1), "columns of the decoder have any length, too"), ((W.T @ v).max(axis=1), "features have any length, too"),
        (cosines.argmax(axis=1), "the cosine itself, not which column has it"), (cosines.max(axis=1).mean(), "one number for each feature, not their mean"),
        (np.arccos(np.clip(cosines.max(axis=1), -1, 1)), "the cosine, not the angle")]


def dead_inputs(rng):
    yield np.array([[1.0], [-1.0]]), np.array([0.0, 0.0]), np.array([0.0]), np.array([[1.0], [2.0]]), Note("the second code looks the other way")
    yield np.array([[1.0], [-1.0]]), np.array([-2.0, 1.5]), np.array([0.0]), np.array([[1.0], [2.0]]), Note("a code of exactly 0 is 0")
    yield np.array([[1.0], [1.0]]), np.array([-0.5, -1.5]), np.array([1.0]), np.array([[1.0], [2.0]]), Note("b is taken from h first")
    for k, m, n in ((6, 3, 4), (9, 2, 3)):
        yield rng.standard_normal((k, m)), rng.standard_normal(k) - 1, rng.standard_normal(m), rng.standard_normal((n, m))
    yield np.array([[1.0]]), np.array([-1.0 + 1e-6]), np.array([0.0]), np.array([[1.0], [0.5]]), Note("a code of a millionth is not 0")


def dead_known(E, c, b, H):
    P = (H - b) @ E.T + c
    return [
        ((P > 0).any(axis=0), "these are the living ones"), (~(P > 0).all(axis=0), "dead is 0 on ALL samples, not on one of them"),
        (~(P >= 0).any(axis=0), "a code that is exactly 0 is 0: > and not >="), (~(H @ E.T + c > 0).any(axis=0), "b is taken from h first"),
        (~((H - b) @ E.T > 0).any(axis=0), "the bias c is missing"), (~(P > 0).any(axis=1), "one answer for each code, not for each sample"),
        (np.flatnonzero(~(P > 0).any(axis=0)), "True or False for each code, not the numbers of the dead ones"), (P.mean(axis=0) <= 0, "a mean below 0 is not yet dead: one sample is enough"),
        (~((H + b) @ E.T + c > 0).any(axis=0), "b is taken away from h")]


def order_inputs(rng):
    yield np.array([2.0]), np.array([1.0]), Note("one pair, in order: 1")
    yield np.array([1.0]), np.array([1.0]), Note("equal numbers count half")
    yield np.array([3.0, 1.0]), np.array([2.0, 1.0, 0.0]), Note("six pairs: four in order, one equal, one not")
    yield from ((rng.integers(0, 9, a) * 0.5, rng.integers(0, 7, b) * 0.5) for a, b in ((5, 8), (20, 3)))
    yield rng.standard_normal(12) + 1, rng.standard_normal(9)
    yield np.array([1.00001]), np.array([1.0]), Note("a little larger is larger")


def order_known(high, low):
    larger, equal = high[:, None] > low, high[:, None] == low
    right = larger.mean() + equal.mean() / 2
    k = min(len(high), len(low))
    return [
        (larger.mean(), "equal numbers count half"), ((larger | equal).mean(), "equal numbers count half, not whole"), (1 - right, "the one of high is to be larger"),
        (larger.sum() + equal.sum() / 2, "the share of the pairs, not their number"), ((high > low.mean()).mean(), "each number of high against each of low, not against the mean"),
        ((high[:k] > low[:k]).mean() + (high[:k] == low[:k]).mean() / 2, "all pairs, not those that stand beside each other"),
        ((larger | equal).all(axis=1).mean(), "each pair counts, not each number of high"), (2 * right - 1, "by chance 0.5, not 0"),
        (float(high.mean() > low.mean()), "all pairs, not the two means")]


def alone_inputs(rng):
    yield 0.5, 1, Note("one feature: where a sample is not zero it is alone")
    yield 0.5, 2, Note("two features: a quarter of the samples over three quarters")
    yield from ((0.03, 16), (0.1, 5), (0.9, 3))
    yield float(rng.uniform(0.1, 0.3)), 7


def alone_known(p, n):
    q = 1 - p
    right = RIGHT.alone(p, n)
    return [
        (p * q ** (n - 1), "of the samples that are NOT zero: divide by their share"), (right * n, "the share of a given feature, not of any one of them"),
        (p / (1 - q**n), "the others are off: that takes a factor for each of them"), (p * q**n / (1 - q**n), "n - 1 others, not n"),
        (q ** (n - 1) / (1 - q**n), "the feature itself is active: a factor p"), (p * q ** (n - 1) / q**n, "the samples that are not zero: 1 - (1 - p)^n"),
        (q * p ** (n - 1) / (1 - p**n), "p is the density, not the sparsity"), (1 / n, "not every sample has one active feature"),
        (p * q ** (n - 1) * (1 - q**n), "divide by the share of samples that are not zero")]


def made_hidden():
    return (sample_features(4000, 5, 0.95, np.random.default_rng(22)) @ HIDDEN.T,)


def finds_all(found):
    V = array_of(found, (2, 5), "directions")
    holds(bool((np.linalg.norm(V, axis=0) > 0).all()), "directions", "five columns of non-zero length", "a column of zeros")
    cosines = recovery(V, HIDDEN).cosines
    above(float(cosines.min()), 0.99, "smallest over features of the largest cosine with a direction")


PREDICTIONS = (
    Prediction("best_price", RIGHT.best_price, shows="float(PRICES[found[1].argmax()])",
               because="lower prices choose too weakly among directions that reconstruct, higher ones take codes away from features",
               overlooked={0.003: "a price so low leaves the directions open: any that span will do",
                           3.0: "above twice the length of a feature, 2.2 here, its code is worth nothing"}),
    Prediction("least_error_price", RIGHT.least_error_price, shows="float(PRICES[error[1].argmin()])",
               because="a price can only take from the reconstruction: the less it is, the smaller the error",
               overlooked={0.3: "most features are found there, but half the price is missing along every code"}),
)

EXERCISES = (
    Exercise("recovered", RIGHT.recovered, recovered_inputs, recovered_known),
    Exercise("dead", RIGHT.dead, dead_inputs, dead_known),
    Exercise("in_order", RIGHT.in_order, order_inputs, order_known),
    Exercise("alone", RIGHT.alone, alone_inputs, alone_known),
    Exercise("find_features", RIGHT.find_features, given=made_hidden, wanted=(finds_all,), hints=(
        "plot the points: most of those that are not zero lie on rays",
        "a price near 0.3 and several starts: two codes may settle on one ray",
        "of several starts take the one whose columns have most points within a narrow cone")),
)
