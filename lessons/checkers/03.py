"""When is an answer to lesson 3 right, and what is said when it is not?"""

import math
import tracemalloc

import numpy as np

from srm_ref import plane_rotation
from srm_ref.checks import counted
from srm_ref.course import lessons_folder, load_file
from srm_ref.course.comparing import Tolerance
from srm_ref.course.exercises import Exercise, Note, Wrong
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, below, holds
from srm_ref.geometry.rotations import unit_bivector
from srm_ref.geometry.vectors import plane_frame, unit

RIGHT = load_file(lessons_folder() / "solutions" / "03.py", "solution_03")

A = np.array([2.0, 0.0, 1.0, 0.0])
B = np.array([1.0, 3.0, -1.0, 2.0])
V = np.array([0.5, -1.0, 2.0, 4.0])


def frame_inputs(rng):
    yield np.array([2.0, 0.0]), np.array([0.0, 3.0])
    yield np.array([2.0, 0.0]), np.array([1.0, 1.0]), Note("a and b are oblique")
    yield np.array([2.0, 0.0]), np.array([-5.0, 1.0]), Note("the angle of a and b is obtuse")
    yield A, B
    yield from ((rng.standard_normal(n) * 3, rng.standard_normal(n) / 3) for n in (2, 3, 30))


def frame_known(a, b):
    (e1, e2), length = plane_frame(a, b), np.linalg.norm(b)
    rest = b - (b @ e1) * e1
    return [
        ((a, e2), "e1 must have length 1: divide a by its length"),
        ((a, rest), "e1 and e2 must have length 1"),
        (plane_frame(b, a), "a and b are exchanged: e1 is along a"),
        ((e2, e1), "the order is (e1, e2): this is (e2, e1)"),
        ((e1, unit(b)), "this is b divided by its length: it is not at right angles to a"),
        ((e1, rest), "e2 must have length 1 too"),
        ((e1, rest / length), "e2 must have length 1 too: divide after subtracting the part"),
        ((e1, unit(b + (b @ e1) * e1)), "the part along e1 is to be subtracted, not added"),
        ((e1, -e2), "e2 points away from b"),
        ((e1, unit(b - (a @ b) * a)), "subtract the part along e1, with a of length 1"),
        (e1, "two vectors are wanted, (e1, e2)")]


def _terms(matrix, theta, ks, divisor=math.factorial):
    total = np.zeros(matrix.shape)
    for k in ks:
        total = total + np.linalg.matrix_power(theta * matrix, k) / float(divisor(k))
    return total


def exponential_inputs(rng):
    yield np.array([[2.0]]), 0.5, 1, Note("one term: the identity alone")
    yield np.array([[2.0]]), 0.5, 2
    yield np.array([[0.0, -1.0], [1.0, 0.0]]), 0.5, 3
    yield np.array([[0.0, -1.0], [1.0, 0.0]]), np.pi, 40, Note("half a turn, to all digits")
    for n_terms in (4, 1, 25):
        yield unit_bivector(A, B), 0.7, n_terms
    yield rng.standard_normal((3, 3)), -1.2, 6, Note("B is any square matrix")
    yield rng.standard_normal((5, 5)) / 5, 2 * np.pi + 0.3, 8
    yield np.array([[0.0, 1.0], [0.0, 0.0]]), 3.0, 100, Note("from k = 2 on all powers of this B are 0")


def exponential_known(matrix, theta, n_terms):
    n, ks = len(matrix), range(n_terms)
    right = RIGHT.exponential(matrix, theta, n_terms)
    none = "the term k = 0, the identity, is missing"
    return [
        (_terms(matrix, theta, ks, lambda k: 1), "divide the term k by k!"),
        (_terms(matrix, theta, range(len(ks) + 1)), "this is one term too many: the last one is k = n_terms - 1"),
        (_terms(matrix, theta, range(1, len(ks) + 1)), none), (right - np.eye(n), none),
        (np.exp(theta * matrix), "np.exp works entry by entry: the powers here are matrix products"),
        (sum((theta * matrix) ** k / float(math.factorial(k)) for k in ks), "** works entry by entry: the powers here are matrix products"),
        (RIGHT.exponential(matrix, -theta, n_terms), "the sign of theta is wrong"),
        (right - np.eye(n) + 1, "the term k = 0 is the identity matrix, not a matrix of ones"),
        (_terms(matrix, theta, ks[:-1]), "this is one term too few: n_terms counts the term k = 0 as well"),
        (_terms(matrix, theta, ks, lambda k: max(k, 1)), "divide the term k by k!, not by k"),
        (np.eye(n) + theta * (_terms(matrix, 1.0, ks) - np.eye(n)), "theta has the power k too"),
        (_terms(matrix.T, theta, ks), "this is the transpose: it turns the other way")]


def turn_inputs(rng):
    e1, e2 = np.eye(2)
    yield e1, e1, e2, 0.3
    yield e2, e1, e2, 0.3
    yield np.eye(3)[2], *np.eye(3)[:2], 0.3, Note("v is at right angles to the plane: it stands still")
    yield e1, e1, e2, 2 * np.pi + 0.5, Note("more than a full turn")
    yield np.zeros(2), e1, e2, 1.0
    for theta in (0.8, 3.0, -0.8):
        yield V, *plane_frame(A, B), theta
    yield rng.standard_normal(20), *plane_frame(*rng.standard_normal((2, 20))), -17.0


def turn_known(v, e1, e2, theta):
    p, q = v @ e1, v @ e2

    def turned(c, s, first=1, second=1, off=v - p * e1 - q * e2):
        return off + (p * c - first * q * s) * e1 + (second * p * s + q * c) * e2

    c, s = np.cos(theta), np.sin(theta)
    return [
        (turned(c, -s), "this turns the other way: e1 must move towards e2"),
        (turned(c, s, off=0 * v), "the part of v at right angles to the plane stands still; it does not vanish"),
        (turned(c, s, first=-1), "a sign is wrong: e2 turns towards -e1, so q sin(theta) is subtracted from p cos(theta)"),
        (turned(c, s, second=-1), "a sign is wrong: e1 turns towards e2, so p sin(theta) is added to q cos(theta)"),
        (c * e1 + s * e2, "this is the probe, e1 turned: turn v"),
        (turned(np.cos(np.radians(theta)), np.sin(np.radians(theta))), "theta is in radians already"),
        (v - p * e1 + p * (c * e1 + s * e2), "the part of v along e2 turns as well"),
        (turned(c, s, off=v), "v is added whole: only its part at right angles to the plane stands still"),
        (turned(s, c), "sine and cosine have changed places: at theta = 0 nothing turns")]


def needs_no_matrix(answer):
    n = 1200  # a matrix would have 1.4 million entries, 12 MB
    v, e1, e2 = np.cos(np.arange(n)), np.eye(n, 1).ravel(), np.eye(n, 1, -1).ravel()
    tracemalloc.start()
    try:
        answer(v, e1, e2, 0.4)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    if peak > 8 * n * 100:
        raise Wrong(f"for vectors of {counted(n, 'entry', 'entries')} your function needs {peak / 1e6:.0f} MB: with vectors only it needs less than one, and no matrix")


def _by_matrix(v, e1, e2, theta):
    return plane_rotation(e1, e2, theta) @ v


def in_plane_angle_inputs(rng):
    e1, e2 = np.eye(2)
    yield e1, e1, e2
    yield e2, e1, e2
    yield -e1, e1, e2, Note("opposite to a")
    yield -e2, e1, e2, Note("angles from 0 to 2 pi are wanted")
    yield np.array([1.0, 1.0]), 2 * e1, e1 + e2, Note("a and b may be oblique")
    yield np.array([0.0, 1.0, 7.0]), np.array([1.0, 0, 0]), np.array([0.0, 1, 0]), Note("what counts is the projection on the plane")
    yield from ((x, A, B) for x in (V, -V, np.array([1.0, -2.0, 0.0, 0.5])))
    yield from (tuple(rng.standard_normal((3, n))) for n in (2, 3, 10))
    yield np.array([1.0, -1e-5]), e1, e2, Note("just short of a full turn")


def in_plane_angle_known(x, a, b):
    e1, e2 = plane_frame(a, b)
    p, q = x @ e1, x @ e2
    right = np.arctan2(q, p) % (2 * np.pi)
    opposite = "the arctan of q / p does not tell a direction from its opposite: use arctan2(q, p)"
    return [
        (np.arctan2(q, p), "angles from 0 to 2 pi are wanted: take the remainder of a negative one"),
        (np.arctan2(x @ unit(b), p) % (2 * np.pi), "b may be oblique: use e2, the unit part of b at right angles to a"),
        (np.arctan2(x @ b, x @ a) % (2 * np.pi), "b may be oblique, and neither need have length 1: use e1 and e2"),
        (RIGHT.in_plane_angle(x, b, a), "a and b are exchanged: the angle is 0 along a"),
        (right % np.pi, opposite), (np.arctan(q / p), opposite), (np.arctan(q / p) % (2 * np.pi), opposite),
        (np.arctan2(q, p) + np.pi, "a negative angle gets 2 pi more, not every angle pi more"),
        (np.arctan2(p, q) % (2 * np.pi), "arctan2 takes the coordinate along e2 first"),
        (np.arccos(np.clip(x @ e1 / np.linalg.norm(x), -1, 1)), "this is the angle to a in all dimensions; project on the plane first"),
        (np.arccos(np.clip(p / np.hypot(p, q), -1, 1)), "the arccos does not know on which side of a the point lies"),
        (-right % (2 * np.pi), "the sense is wrong: the angle grows towards b"),
        (np.degrees(right), "radians are wanted, not degrees")]


def recover_inputs(rng):
    for n_dims, theta in ((2, 1.0), (2, 2.5), (3, 0.5), (3, 1.3), (3, 3.0), (4, 1.9)):
        yield (plane_rotation(A[:n_dims], B[:n_dims], theta),)
    yield plane_rotation(*rng.standard_normal((2, 12)), 2.2), Note("n is any number from 2 on")


def recover_known(R):
    theta, bivector = RIGHT.angle_and_bivector(R)
    n, twice, half = len(R), R - R.T, (R - R.T) / 2

    def at(cosine):
        found = np.arccos(np.clip(cosine, -1, 1))
        return found, half / np.sin(found)

    trace, sine = np.trace(R), np.sin(theta)
    bent = np.arcsin(np.clip(sine, -1, 1))
    return [
        (at((trace - 1) / 2), "this formula holds in three dimensions only: the trace is n - 2 + 2 cos(theta)"),
        (at(trace / 2), "this formula holds in two dimensions only: the trace is n - 2 + 2 cos(theta)"),
        (at(trace / n), "n - 2 directions stand still, and each adds 1 to the trace"),
        ((np.degrees(theta), bivector), "radians are wanted, not degrees"),
        ((bent, half / sine), "the arcsin stays below a right angle: it is the trace that tells theta from pi - theta"),
        ((theta, half / theta), "divide by the sine of theta, not by theta"),
        ((theta, twice / np.linalg.norm(twice)), "B has two entries 1 and -1 in its plane's frame, so its norm is sqrt(2), not 1"),
        ((theta, -bivector), "the sense is wrong: B = (R - R^T) / (2 sin(theta)), not the transpose"),
        ((-theta, -bivector), "theta is between 0 and pi: turn the sense of B with it"),
        ((theta, half), "R - R^T is 2 sin(theta) B: divide by the sine as well"),
        ((theta, twice / sine), "R - R^T is 2 sin(theta) B: the sine comes twice"),
        ((bivector, theta), "the order is (theta, B): this is (B, theta)")]


def is_a_rotation(found):
    R = array_of(found, (4, 4), "R")
    below(float(np.abs(R.T @ R - np.eye(4)).max()), 1e-6, "largest entry of R^T R minus the identity")
    holds(np.linalg.det(R) > 0, "determinant of R", "1", f"{np.linalg.det(R):.3g}")


def turns_by_forty_degrees(found):
    R = array_of(found, (4, 4), "R")
    x = np.vstack([np.eye(4), np.random.default_rng(0).standard_normal((200, 4))])
    cosines = (x * (x @ R.T)).sum(axis=1) / (x**2).sum(axis=1)
    degrees = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
    worst = float(degrees[np.abs(degrees - 40).argmax()])
    holds(abs(worst - 40) < 1e-3, "angle by which a vector is turned", "40 degrees for all", f"{worst:.3f} degrees for one")


PREDICTIONS = (
    Prediction("n_terms", RIGHT.n_terms, "1 + next(k for k in range(30) if errors[k] < 1e-7)",
               "the k-th term is as large as pi^k / k!, which grows up to k = 3 and is below 1e-7 from k = 19 on", room=4.0,
               overlooked={3: "after three terms the terms themselves have only begun to shrink"}),
    Prediction("shortcut_draws", RIGHT.shortcut_draws, "'a circle' if np.ptp(lengths) < 1e-9 else 'an ellipse'",
               "its squared length is 1 + sin(2 theta) cos(60 degrees), so the lengths change over the turn",
               choices=("a circle", "an ellipse", "a line"),
               overlooked={"a circle": "that needs b at right angles to a", "a line": "a and b are not parallel"}),
)

EXERCISES = (
    Exercise("frame", RIGHT.frame, frame_inputs, frame_known),
    Exercise("exponential", RIGHT.exponential, exponential_inputs, exponential_known),
    Exercise("turn", RIGHT.turn, turn_inputs, turn_known, properties=(needs_no_matrix,), wrong=((_by_matrix, "no matrix"),)),
    Exercise("in_plane_angle", RIGHT.in_plane_angle, in_plane_angle_inputs, in_plane_angle_known),
    Exercise("angle_and_bivector", RIGHT.angle_and_bivector, recover_inputs, recover_known, tolerance=Tolerance(1e-7, 1e-7)),
    Exercise("turns_everything", RIGHT.turns_everything, wanted=(is_a_rotation, turns_by_forty_degrees), hints=(
        "turn one plane: the vectors at right angles to it stay where they are. What is left to do with them?",
        "four dimensions hold two planes that are at right angles to each other: turn both",
        "turn both by the same angle: then the cosine of x and R x is the same for every x")),
)
