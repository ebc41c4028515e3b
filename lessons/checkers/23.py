"""When is an answer to lesson 23 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, below, parts_of
from srm_ref.superposition import MODELS

RIGHT = load_file(lessons_folder() / "solutions" / "23.py", "solution_23")
SEVEN = np.kron(np.eye(7), [0.6, 0.8])


def radius_inputs(rng):
    yield 4, Note("four points lie at right angles: nothing is to be cut off, and the radius is 1")
    yield 3, Note("three points need less than 1: their negative products leave room for a positive bias")
    yield from ((n,) for n in (6, 5, 8, 13, 40))


def radius_known(n):
    cosine = np.cos(2 * np.pi / n)
    return [
        (1 / (1 - cosine), "this is the radius squared: take the root"),
        (np.sqrt(1 - cosine), "the cosine stands below: the nearer the neighbours, the longer the vectors"),
        (1 / np.sqrt(1 + cosine), "rho^2 cos <= rho^2 - 1 gives rho^2 (1 - cos) >= 1: a minus"),
        (1 / np.sqrt(abs(1 - np.cos(np.pi / n))), "neighbours are 2 pi / N apart, not pi / N"),
        (1 / np.sqrt(1 - np.cos(np.radians(2 * np.pi / n))), "the angle is in radians already"),
        (n / (np.pi * np.sqrt(2)), "this is the limit for many points"),
        (1.0, "a radius of 1 recalls up to four points; neighbours in a polygon of more have positive products"),
        (n / (1 - cosine), "this is what the squares of all weights add up to")]


W = np.array([[1.2, -0.3, 0.5, 0.0], [0.1, 0.9, -0.7, 0.4]])
POINTS = np.array([[1.0, 0.0, 0.3, 0.0], [0.0, 0.6, 0.0, 0.9], [0.0, 0.0, 0.8, 0.0]])


def shares_inputs(rng):
    yield np.array([[2.0]]), np.array([[0.5]])
    yield np.array([[1.0, -1.0]]), np.eye(2), Note("two points share one dimension")
    yield np.eye(2), np.array([[0.0, 0.0], [1.0, 0.0]]), Note("a point whose hidden vector is 0 has the share 0")
    yield np.eye(2), np.array([[2.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), Note("lengths differ: only h_s is divided by its length")
    yield W, POINTS
    yield rng.standard_normal((2, 6)), rng.random((5, 6))
    yield rng.standard_normal((3, 4)), rng.random((9, 4)), Note("more points than features")
    yield np.eye(2), np.array([[3e-4, 4e-4], [1.0, 0.0]]), Note("a short hidden vector has a share")


def shares_known(W, points):
    H = points @ W.T
    dots, right = H @ H.T, RIGHT.point_shares(W, points)
    lengths = np.sqrt(np.diag(dots))
    safe = np.where(lengths > 0, lengths, 1.0)
    off, there = dots - np.diag(np.diag(dots)), lengths > 0
    gram = W.T @ W
    safe_sum = (gram**2).sum(axis=1)

    def share(above, below):
        return np.where(there, above / np.where(below > 0, below, np.nan), 0.0)

    return [
        (np.where(safe_sum > 0, np.diag(gram)**2 / np.where(safe_sum > 0, safe_sum, 1), 0), "these are the shares of the features: columns of W; wanted are those of the points, of W x"),
        (share(lengths**4, (off**2).sum(axis=1)), "r = s belongs in the sum: a point shares its dimension with itself"),
        (share(lengths**2, ((dots / safe / safe[:, None])**2).sum(axis=1)), "below, only h_s is divided by its length, h_r is not"),
        (share(lengths**2, (dots**2).sum(axis=1)), "h_s is divided by its length below, before the dot product is squared, or |h_s|^2 is missing above"),
        (share(lengths**2, np.abs(dots / safe[:, None]).sum(axis=1)), "below, the dot products are squared before they are added"),
        (np.where(there, right, np.nan), "nan for a point whose hidden vector is 0: its share is 0"),
        (right.sum(), "one number per point is wanted, not the sum over all"),
        (np.full(len(points), len(W) / len(points)), "2/N is the share in a regular polygon; the hidden vectors of these points do not form one")]


BIAS = np.array([-0.1, 0.2, 0.0, 0.05])


def recalled_inputs(rng):
    yield np.array([[1.0]]), np.array([0.0]), np.array([[0.5]]), 0.01
    yield np.array([[1.0, 0.0]]), np.zeros(2), np.array([[1.0, 1.0]]), 0.2, Note("feature 1 is not stored: one right entry is not enough")
    yield np.array([[1.0]]), np.array([0.25]), np.array([[0.5]]), 0.25, Note("a difference equal to atol is within it")
    yield np.array([[1.0, -1.0]]), np.zeros(2), np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 0.0]]), 0.1, Note("every entry has to be right, those that are 0 too")
    yield np.array([[1.0, 0.5]]), np.array([0.0, -0.5]), np.array([[1.0, 0.0], [0.0, 1.0]]), 0.1, Note("the bias is inside the ReLU")
    yield W, BIAS, np.vstack([POINTS, np.zeros(4)]), 0.3
    yield np.eye(2), np.full(2, 0.1), np.array([[0.5, 0.5]]), 0.15, Note("two entries off by 0.1 each: every entry counts for itself")
    yield rng.standard_normal((2, 5)), 0.3 * rng.standard_normal(5), rng.random((8, 5)), 0.8
    yield np.array([[1.0]]), np.array([0.25 + 1e-6]), np.array([[0.5]]), 0.25, Note("a difference a millionth above atol is not within it")


def recalled_known(W, bias, points, atol):
    z = points @ W.T @ W + bias
    y = np.maximum(z, 0)
    return [
        ((np.abs(y - points) < atol).all(axis=1), "a difference equal to atol is within it"),
        ((np.abs(y - points) <= atol).any(axis=1), "every entry has to be right, not any one"),
        ((np.abs(z - points) <= atol).all(axis=1), "the ReLU is missing: negative values are answered by 0"),
        ((y - points <= atol).all(axis=1), "answers that are too small are errors as well: compare the size of the difference"),
        ((np.abs(np.maximum(z - bias, 0) - points) <= atol).all(axis=1), "the bias is missing"),
        ((np.abs(np.maximum(z - bias, 0) + bias - points) <= atol).all(axis=1), "the bias is inside the ReLU"),
        (np.abs(y - points).mean(axis=1) <= atol, "every entry has to be right, not the mean of all"),
        ((np.abs(y - points) <= atol).all(axis=0), "one answer per point is wanted: all along the features, axis 1"),
        (np.abs(y - points) <= atol, "one answer per point is wanted: all of its entries together"),
        (bool((np.abs(y - points) <= atol).all()), "one answer per point is wanted, not one for all points")]


def recalls_seven(found):
    W, bias = parts_of(found, "W, bias")
    W, bias = array_of(W, (2, 14), "W"), array_of(bias, (14,), "bias")
    below(MODELS["relu_output"].loss({"W": W, "bias": bias}, SEVEN, np.ones(14)), 1e-6, "training loss")
    below(float((W**2).sum()), 20.0, "sum of the squares of W")


PREDICTIONS = (
    Prediction("n_stored", RIGHT.n_stored, shows="n_stored",
               because="300 points are enough to learn features, and what is learned is the pentagon of lesson 1: five of them at equal angles, or nearly",
               overlooked={2: "one feature for each hidden number is what a linear model keeps",
                           4: "two antipodal pairs lose more at this density (lesson 14, step 8)",
                           8: "eight features in two dimensions disturb each other too often at this density"}),
)

EXERCISES = (
    Exercise("recall_radius", RIGHT.recall_radius, radius_inputs, radius_known),
    Exercise("point_shares", RIGHT.point_shares, shares_inputs, shares_known),
    Exercise("recalled", RIGHT.recalled, recalled_inputs, recalled_known),
    Exercise("seven_points", RIGHT.seven_points, wanted=(recalls_seven,), hints=(
        "the seven points share no feature: step 2 says what W and b are once the hidden vectors are chosen",
        "put the hidden vectors on a circle, at the radius of step 3: seven times its square is 18.6",
        "W = sum of h_s x_s^T and b = -(rho^2 - 1) times the sum of all points")),
)
