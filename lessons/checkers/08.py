"""When is an answer to lesson 8 right, and what is said when it is not?"""

import numpy as np

from srm_ref import random_rotation
from srm_ref.course import lessons_folder, load_file
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, holds
from srm_ref.networks import isotropic

RIGHT = load_file(lessons_folder() / "solutions" / "08.py", "solution_08")


def tanh_inputs(rng):
    diagonal = np.array([[1.0, 1.0], [1.0, -1.0]]) / np.sqrt(2)
    yield np.zeros((1, 2)), np.eye(2)
    yield np.array([[1.0, -2.0]]), np.eye(2)
    yield np.array([[1.0, 1.0]]), diagonal, Note("along a row of the basis: tanh of the length")
    yield np.array([[1.0, -2.0]]), np.array([[0.6, 0.8], [-0.8, 0.6]]), Note("the rows of the basis are the b_i")
    yield from ((rng.standard_normal((k, n)), random_rotation(n, rng)) for k, n in ((4, 3), (3, 3), (5, 8)))


def tanh_known(z, basis):
    tanh = np.tanh
    columns = "the rows of the basis are the b_i: b_i . z for all rows of z is z @ basis.T, not z @ basis"
    return [
        (tanh(z @ basis.T), "these are the coordinates in the basis: put the vector together again, sum_i tanh(b_i . z) b_i"),
        (tanh(z @ basis) @ basis.T, columns), (tanh(z @ basis), columns),
        (tanh(z), "this is tanh in the standard basis: the basis does not appear"),
        (tanh(z @ basis.T) @ basis.T, "the way back is the transpose of the way there: tanh(Q z) is multiplied by Q^T"),
        (z @ basis.T @ basis, "tanh does not appear: there and back is z again"),
        (tanh(tanh(z @ basis.T) @ basis), "tanh acts on the coordinates in the basis alone, once"),
        (isotropic("tanh", z.shape[1]).apply(z), "this is the isotropic form, tanh of the length: here tanh acts on each coordinate"),
        ((tanh(z @ basis.T) @ basis).T, "samples are rows: the result has the shape of z, (n_samples, n_dims); this is its transpose")]


def unnoticed_inputs(rng):
    half = np.sqrt(0.5)
    yield np.eye(2),
    yield np.array([[0.0, 1.0], [1.0, 0.0]]), Note("the axes change places")
    yield np.array([[0.0, -1.0], [1.0, 0.0]]), Note("tanh(-s) = -tanh(s): signs may change")
    yield np.array([[half, -half], [half, half]]), Note("a turn by 45 degrees")
    yield np.array([[0.6, -0.8], [0.8, 0.6]]),
    yield np.diag([1.0, -1.0, 1.0]), Note("no rotation, but orthogonal: f(R z) = R f(z) holds")
    yield np.diag([-1.0, -1.0, -1.0]),
    blocks = np.eye(4)
    blocks[:2, :2] = [[0.6, -0.8], [0.8, 0.6]]
    yield blocks, Note("some rows of R are rows of the identity, others are not")
    yield np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]), Note("a permutation that is not symmetric")
    yield np.full((4, 4), 0.5) - np.diag([1.0] * 4), Note("a reflection that keeps the corner (1, 1, 1, 1)")
    yield np.eye(5)[rng.permutation(5)] * rng.choice([-1.0, 1.0], 5) * (1 + 1e-13), Note("entries are right to about 1e-12 only")
    yield random_rotation(5, rng),
    small = np.eye(2) @ [[np.cos(1e-3), -np.sin(1e-3)], [np.sin(1e-3), np.cos(1e-3)]]
    yield small, Note("a turn by a thousandth is a turn")
    yield blocks[::-1, ::-1].copy(), Note("the first rows of R are rows of the identity, others are not")


def unnoticed_known(R):
    size = abs(R)
    return [
        (bool(np.allclose(R.max(axis=1), 1)), "signs may change as well: tanh(-s) = -tanh(s)"),
        (True, "not every orthogonal matrix: let z grow along an axis and compare both sides"),
        (bool(np.allclose(R, np.eye(len(R)))), "the identity is not the only one: axes may change places and signs"),
        (bool(np.linalg.det(R) > 0), "the determinant tells rotations from reflections, not what tanh notices"),
        (bool(np.allclose(R, np.diag(np.diag(R)))), "axes may change places: R need not be diagonal"),
        (bool(np.allclose(size, size.T)), "R need not be symmetric, and that does not suffice"),
        (bool(np.isclose(size.max(), 1)), "every row has one entry of size 1, not only one of them"),
        (not bool(np.allclose(size.max(axis=1), 1, rtol=0, atol=1e-9)), "this is the opposite")]


def fold_inputs(rng):
    around = np.pi * np.arange(4) / 4
    yield np.array([[2.0, 0.0]]), 2, Note("on an axis: 1")
    yield np.array([[1.0, 1.0]]), 2, Note("on a diagonal: -1")
    yield np.array([[1.0, 0.0], [0.0, 3.0], [5.0, 5.0]]), 2, Note("lengths do not count")
    yield np.array([[1.0, 1.0], [0.0, 0.0]]), 2, Note("a zero activation has no angle and is left out")
    yield np.array([[0.0, 2.0]]), 3, Note("k = 3: half-way between the vectors")
    yield np.stack([np.cos(around), np.sin(around)], axis=1), 3
    yield rng.standard_normal((30, 2)) + [1.0, 0.5], 2
    yield rng.standard_normal((30, 2)) + [0.2, -1.0], 5
    yield np.array([[1e-6, 0.0], [1.0, 1.0]]), 2, Note("a short activation has an angle")


def fold_known(activations, k):
    x, y = activations.T
    phi, lit = np.arctan2(y, x), (x != 0) | (y != 0)
    lengths = np.hypot(x, y)
    return [
        (np.cos(2 * k * phi).mean(), "arctan2(0, 0) is 0: zero activations count as if they lay on the first vector; leave them out"),
        (np.cos(2 * k * phi)[lit].sum() / len(x), "divide by the number of activations that are not zero"),
        (np.cos(k * phi)[lit].mean(), "this is cos(k phi): k lines have 2k directions"),
        (np.sin(2 * k * phi)[lit].mean(), "the cosine is wanted, not the sine"),
        ((lengths * np.cos(2 * k * phi)).sum() / lengths.sum(), "lengths do not count: every activation counts once"),
        (np.cos(2 * k * np.arctan2(x, y))[lit].mean(), "the angle is arctan2(second, first), 0 along (1, 0)"),
        (np.cos(2 * k * phi[lit].mean()), "take the mean of the cosines, not the cosine of the mean angle"),
        (abs(np.exp(2j * k * phi)[lit].mean()), "the sign is what is asked for: the real part, not the size")]


def passes_sixty_degrees_alone(found):
    holds(callable(found), "what is returned", "a function of z", type(found).__name__)
    near = np.random.default_rng(0).uniform(-2, 2, (400, 2))
    far = np.vstack([near, 10 * near[:100]])

    def off(degrees, z):
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        R = np.array([[c, -s], [s, c]])
        there = array_of(found(z @ R.T), z.shape, "f(R z)")
        return float(np.abs(there - array_of(found(z.copy()), z.shape, "f(z)") @ R.T).max())

    for z, size in ((near, ""), (far, ", |z| up to 28")):
        holds(off(60, z) < 1e-9, "f(R z) - R f(z) for 60 degrees" + size, "0 to 1e-9", f"{off(60, z):.2g}")
    holds(off(30, near) >= 0.01, "f(R z) - R f(z) for 30 degrees", "0.01 or more for some z", f"at most {off(30, near):.2g}")


PREDICTIONS = (
    Prediction("negative_for", RIGHT.negative_for,
               "{(-1, 1, -1, 1): 'even', (1, -1, 1, -1): 'odd'}.get(tuple(int(np.sign(value)) for value in law.values()), 'all')",
               "with an even number of lines the corners of the shape lie between the lines, with an odd number on them",
               choices=("even", "odd", "all", "none"),
               overlooked={"odd": "three lines make a hexagon whose corners lie on the lines",
                           "all": "three lines make a hexagon whose corners lie on the lines",
                           "none": "two lines make a square whose corners lie half-way between them"}),
)

EXERCISES = (
    Exercise("tanh_in_basis", RIGHT.tanh_in_basis, tanh_inputs, tanh_known),
    Exercise("goes_unnoticed", RIGHT.goes_unnoticed, unnoticed_inputs, unnoticed_known),
    Exercise("fold", RIGHT.fold, fold_inputs, fold_known),
    Exercise("sixfold", RIGHT.sixfold, wanted=(passes_sixty_degrees_alone,), hints=(
        "put together what a turn by 60 degrees maps onto itself: which set of lines is that?",
        "tanh is odd, so a line and its opposite direction count as one: three lines, 60 degrees apart",
        "or leave the direction of z alone and let its length depend on cos(6 phi)")),
)
