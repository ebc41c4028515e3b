"""When is an answer to lesson 3 right, and what is said when it is not?"""

import math

import numpy as np

from srm_ref import plane_rotation
from srm_ref.course.exercises import Exercise, Wrong, expect_close
from srm_ref.geometry.rotations import unit_bivector
from srm_ref.geometry.vectors import plane_frame, unit

A = np.array([2.0, 0.0, 1.0, 0.0])
B = np.array([1.0, 3.0, -1.0, 2.0])
V = np.array([0.5, -1.0, 2.0, 4.0])


def check_frame(answer):
    e1, e2 = plane_frame(A, B)
    rest = B - (B @ e1) * e1
    found = answer(A.copy(), B.copy())
    if not isinstance(found, (tuple, list, np.ndarray)) or len(found) != 2:
        raise Wrong("frame(a, b): wanted two vectors (e1, e2)")
    expect_close(found[0], e1, "e1", [
        (A, "e1 must have length 1: divide a by its length"), (unit(B), "a and b are exchanged: e1 is along a"),
        (e2, "the order is (e1, e2): this is e2")])
    expect_close(found[1], e2, "e2", [
        (unit(B), "this is b divided by its length: it is not at right angles to a"),
        (rest, "e2 must have length 1 too"), (rest / np.linalg.norm(B), "e2 must have length 1 too: divide after taking the part away"),
        (unit(B + (B @ e1) * e1), "the part along e1 is to be taken away, not added"), (-e2, "e2 points away from b"),
        (unit(B - (A @ B) * A), "take the part along e1 away, with a of length 1")])


def _partial(matrix, theta, ks, factorial=True):
    total, power, divisor = np.zeros(matrix.shape), np.eye(len(matrix)), 1.0
    for k in range(max(ks) + 1):
        if k:
            power, divisor = power @ matrix * theta, divisor * k
        if k in ks:
            total = total + power / (divisor if factorial else 1.0)
    return total


def check_exponential(answer):
    matrix, theta = unit_bivector(A, B), 0.7
    for n_terms in (4, 1, 25):
        expect_close(answer(matrix.copy(), theta, n_terms), _partial(matrix, theta, range(n_terms)),
                     f"exponential(B, {theta}, {n_terms})", [
            (_partial(matrix, theta, range(n_terms), factorial=False), "divide the term k by k!"),
            (_partial(matrix, theta, range(n_terms + 1)), "this is one term too many: the last one is k = n_terms - 1"),
            (_partial(matrix, theta, range(1, n_terms + 1)), "the term k = 0, the identity, is missing"),
            (_partial(matrix, theta, range(1, max(n_terms, 2))), "the term k = 0, the identity, is missing"),
            (np.exp(theta * matrix), "np.exp works entry by entry: the powers here are matrix products"),
            (sum((theta * matrix) ** k / float(math.factorial(k)) for k in range(n_terms)), "** works entry by entry: the powers here are matrix products"),
            (_partial(matrix, -theta, range(n_terms)), "the sign of theta is wrong"),
            (_partial(matrix, theta, range(n_terms)) - np.eye(4) + 1, "the term k = 0 is the identity matrix, not a matrix of ones"),
            (_partial(matrix, theta, range(n_terms - 1)) if n_terms > 1 else np.zeros((4, 4)),
             "this is one term too few: n_terms counts the term k = 0 as well"),
            (sum((np.linalg.matrix_power(theta * matrix, k) / max(k, 1) for k in range(n_terms))), "divide the term k by k!, not by k"),
            (sum((np.linalg.matrix_power(matrix, k) * (theta if k else 1) / float(math.factorial(k)) for k in range(n_terms))),
             "theta has the power k too")])


def _turned(v, e1, e2, theta, first=1, second=1):
    p, q, c, s = v @ e1, v @ e2, np.cos(theta), np.sin(theta)
    return v + (p * c - first * q * s - p) * e1 + (second * p * s + q * c - q) * e2


def check_turn(answer):
    e1, e2 = plane_frame(A, B)
    for theta in (0.8, 3.0):
        wanted = plane_rotation(A, B, theta) @ V
        in_plane = wanted - (V - (V @ e1) * e1 - (V @ e2) * e2)
        expect_close(answer(V.copy(), e1.copy(), e2.copy(), theta), wanted, f"turn(v, e1, e2, {theta})", [
            (plane_rotation(A, B, -theta) @ V, "this turns the other way: e1 must move towards e2"),
            (in_plane, "the part of v at right angles to the plane stands still; it does not vanish"),
            (_turned(V, e1, e2, theta, -1, 1), "a sign is wrong: e2 turns towards -e1, so q sin(theta) is taken away from p cos(theta)"),
            (_turned(V, e1, e2, theta, 1, -1), "a sign is wrong: e1 turns towards e2, so p sin(theta) is added to q cos(theta)"),
            (np.cos(theta) * e1 + np.sin(theta) * e2, "this is the probe, e1 turned: turn v"),
            (_turned(V, e1, e2, np.radians(theta)), "theta is in radians already"),
            (V - (V @ e1) * e1 + (V @ e1) * (np.cos(theta) * e1 + np.sin(theta) * e2), "the part of v along e2 turns as well"),
            (V + in_plane, "v is added whole: only its part at right angles to the plane stands still")])


def check_in_plane_angle(answer):
    e1, e2 = plane_frame(A, B)
    for x in (V, -V, np.array([1.0, -2.0, 0.0, 0.5])):
        p, q = x @ e1, x @ e2
        wanted = np.arctan2(q, p) % (2 * np.pi)
        expect_close(answer(x.copy(), A.copy(), B.copy()), wanted, "in_plane_angle(x, a, b)", [
            (np.arctan2(q, p), "angles from 0 to 2 pi are wanted: take the remainder of a negative one"),
            (np.arctan2(x @ unit(B), p) % (2 * np.pi), "b is oblique: use e2, the unit part of b at right angles to a"),
            (np.arctan2(x @ B, x @ A) % (2 * np.pi), "b is oblique, and neither has length 1: use e1 and e2"),
            (np.arctan2(x @ unit(A - (A @ unit(B)) * unit(B)), x @ unit(B)) % (2 * np.pi), "a and b are exchanged: the angle is 0 along a"),
            (wanted % np.pi, "the arctan of q / p does not tell a direction from its opposite: use arctan2(q, p)"),
            (np.arctan(q / p), "the arctan of q / p does not tell a direction from its opposite: use arctan2(q, p)"),
            ((np.arctan(q / p)) % (2 * np.pi), "the arctan of q / p does not tell a direction from its opposite: use arctan2(q, p)"),
            (np.arctan2(q, p) + np.pi, "a negative angle gets 2 pi more, not every angle pi more"),
            (np.arctan2(p, q) % (2 * np.pi), "arctan2 takes the coordinate along e2 first"),
            (np.arccos(x @ e1 / np.linalg.norm(x)), "this is the angle to a in all dimensions; project on the plane first"),
            (np.arccos(p / np.hypot(p, q)), "the arccos does not know on which side of a the point lies"),
            (-wanted % (2 * np.pi), "the sense is wrong: the angle grows towards b"),
            (np.degrees(wanted), "radians are wanted, not degrees")])


def check_angle_and_bivector(answer):
    for n_dims, theta in ((4, 1.9), (2, 2.5), (3, 1.3)):
        a, b = A[:n_dims], B[:n_dims]
        bivector = unit_bivector(a, b)
        R = plane_rotation(a, b, theta)
        found = answer(R.copy())
        if not isinstance(found, (tuple, list, np.ndarray)) or len(found) != 2:
            raise Wrong("angle_and_bivector(R): wanted (theta, B)")
        if np.shape(found[0]) == (n_dims, n_dims) and np.shape(found[1]) == ():
            raise Wrong("the order is (theta, B): this is (B, theta)")
        with np.errstate(invalid="ignore"):
            known = [(np.arccos((np.trace(R) - 1) / 2), "this formula holds in three dimensions only: the trace is n - 2 + 2 cos(theta)"),
                     (np.arccos(np.trace(R) / 2), "this formula holds in two dimensions only: the trace is n - 2 + 2 cos(theta)"),
                     (np.degrees(theta), "radians are wanted, not degrees"),
                     (np.arcsin(np.sin(theta)), "the arcsin stays below a right angle: it is the trace that tells theta from pi - theta"),
                     (np.arccos(np.trace(R) / n_dims), "n - 2 directions stand still, and each adds 1 to the trace")]
        expect_close(found[0], theta, f"theta in {n_dims} dimensions", known, atol=1e-7)
        expect_close(found[1], bivector, f"B in {n_dims} dimensions", [
            ((R - R.T) / 2 / theta, "divide by the sine of theta, not by theta"),
            (unit((R - R.T).ravel()).reshape(R.shape), "B has two entries 1 and -1 in its plane's frame, so its norm is sqrt(2), not 1"),
            (-bivector, "the sense is wrong: B = (R - R^T) / (2 sin(theta)), not the transpose"),
            ((R - R.T) / 2, "R - R^T is 2 sin(theta) B: divide by the sine as well"),
            ((R - R.T) / np.sin(theta), "R - R^T is 2 sin(theta) B: the sine comes twice")], atol=1e-7)


def _frame_oblique(a, b):
    return a / np.linalg.norm(a), b / np.linalg.norm(b)


def _frame_not_unit(a, b):
    e1 = a / np.linalg.norm(a)
    return e1, b - (b @ e1) * e1


def _exponential_without_factorial(matrix, theta, n_terms):
    return _partial(matrix, theta, range(n_terms), factorial=False)


def _exponential_entries(matrix, theta, n_terms):
    return np.exp(theta * matrix)


def _exponential_one_more(matrix, theta, n_terms):
    return _partial(matrix, theta, range(n_terms + 1))


def _turn_back(v, e1, e2, theta):
    return plane_rotation(e1, e2, -theta) @ v


def _turn_sign(v, e1, e2, theta):
    return _turned(v, e1, e2, theta, -1, 1)


def _turn_in_plane_only(v, e1, e2, theta):
    p, q = v @ e1, v @ e2
    return (p * np.cos(theta) - q * np.sin(theta)) * e1 + (p * np.sin(theta) + q * np.cos(theta)) * e2


def _angle_oblique(x, a, b):
    return np.arctan2(x @ unit(b), x @ unit(a)) % (2 * np.pi)


def _angle_signed(x, a, b):
    e1, e2 = plane_frame(a, b)
    return np.arctan2(x @ e2, x @ e1)


def _angle_arctan(x, a, b):
    e1, e2 = plane_frame(a, b)
    return np.arctan((x @ e2) / (x @ e1)) % (2 * np.pi)


def _angle_arccos(x, a, b):
    e1, e2 = plane_frame(a, b)
    return np.arccos(x @ e1 / np.hypot(x @ e1, x @ e2))


def _recover_3d(R):
    theta = np.arccos(np.clip((np.trace(R) - 1) / 2, -1, 1))
    return theta, (R - R.T) / 2


def _recover_flipped(R):
    theta = np.arccos((np.trace(R) - len(R) + 2) / 2)
    return theta, (R.T - R) / (2 * np.sin(theta))


def _recover_without_sine(R):
    return np.arccos((np.trace(R) - len(R) + 2) / 2), (R - R.T) / 2


EXERCISES = (
    Exercise("frame", check_frame, ((_frame_oblique, "not at right angles"), (_frame_not_unit, "length 1 too"))),
    Exercise("exponential", check_exponential, ((_exponential_without_factorial, "by k!"), (_exponential_entries, "entry by entry"),
                                                (_exponential_one_more, "one term too many"))),
    Exercise("turn", check_turn, ((_turn_back, "the other way"), (_turn_in_plane_only, "does not vanish"), (_turn_sign, "a sign is wrong"))),
    Exercise("in_plane_angle", check_in_plane_angle, ((_angle_oblique, "b is oblique"), (_angle_signed, "from 0 to 2 pi"),
                                                      (_angle_arccos, "which side"), (_angle_arctan, "from its opposite"))),
    Exercise("angle_and_bivector", check_angle_and_bivector, (
        (_recover_3d, "three dimensions only"), (_recover_flipped, "sense is wrong"), (_recover_without_sine, "divide by the sine"))),
)
