"""When is an answer to lesson 4 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import above, array_of, holds
from srm_ref import spotlight_curve

RIGHT = load_file(lessons_folder() / "solutions" / "04.py", "solution_04")

E1, E2 = np.eye(3)[:2]
ACTIVATIONS = np.array([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [3.0, 4.0, 0.0], [2.0, -1.0, 2.0], [-1.0, 0.3, 0.2], [1.0, 1.0, 9.0]])
WITH_ZERO = np.vstack([ACTIVATIONS, np.zeros((2, 3))])
VALUES = np.array([0.3, 0.1, 0.0, 0.2, 0.6, 0.4, 0.05, 0.7])


def angles_inputs(rng):
    yield 1, Note("one angle: 0")
    yield from ((n,) for n in (2, 3, 8, 60))
    yield from ((n, Note("2 pi is 0 again, and rounding must not let it in: there are n_angles angles")) for n in (61, 122, 197, 244, 343))
    yield (3600,)


def angles_known(n):
    right, last = 2 * np.pi * np.arange(n) / n, "2 pi is 0 again: it must be left out"
    return [
        (np.linspace(0, 2 * np.pi, n), last + ", and the step is 2 pi / n_angles"),
        (np.linspace(0, 2 * np.pi, n + 1), last),
        (np.arange(0, 2 * np.pi, 2 * np.pi / n), "np.arange with a step that is no whole number lets 2 pi in for some numbers of angles, "
                                                 "61 among them: multiply np.arange(n_angles) by the step"),
        (2 * np.pi * np.arange(1, n + 1) / n, "the first angle is 0: count from 0, and 2 pi is left out"),
        (right - np.pi, "the first angle is 0, not -pi"), (np.arange(n), "these are the numbers of the angles: the step is 2 pi / n_angles"),
        (np.degrees(right), "radians are wanted, not degrees"), (right / 2, "a full turn is 2 pi, not pi"),
        (right * n, "the step is 2 pi / n_angles, not 2 pi")]


def coordinates_inputs(rng):
    yield np.array([[2.0, 0.0]]), *np.eye(2)
    yield np.array([[-2.0, 0.0]]), *np.eye(2), Note("p and q may be negative")
    yield np.array([[0.0, 0.0, 5.0]]), E1, E2, Note("an activation at right angles to the plane: both are 0")
    yield np.array([[1.0, 0.0, 1.0]]), E1, E2, Note("an activation that leans out of the plane comes out short")
    yield ACTIVATIONS, E1, E2
    yield ACTIVATIONS, np.array([0.6, 0.8, 0.0]), np.array([0.0, 0.0, 1.0])
    for n in (2, 7):
        e1, e2 = np.linalg.qr(rng.standard_normal((n, 2)))[0].T
        yield rng.standard_normal((5, n)) * 4, e1.copy(), e2.copy()
    yield np.array([[3e-7, 4e-7]]), *np.eye(2), Note("a short activation has a direction")


def coordinates_known(activations, e1, e2):
    lengths = np.linalg.norm(activations, axis=1)
    directions, (x, y) = activations / lengths[:, None], (activations @ e1, activations @ e2)
    p, q = directions @ e1, directions @ e2
    return [
        ((x, y), "divide every activation by its length first"),
        ((x / np.hypot(x, y), y / np.hypot(x, y)), "divide by the length in all dimensions, not by the length within the plane: an "
                                                   "activation far from the plane must come out short"),
        ((q, p), "the order is (p, q): p belongs to e1, q to e2"),
        ((np.abs(p), np.abs(q)), "p and q may be negative: no absolute value"),
        ((p / lengths, q / lengths), "divide by the length once, not by its square"),
        ((directions[:, 0], directions[:, 1]), "this is right for e1 = (1, 0, ...), e2 = (0, 1, 0, ...) only: take the dot product with e"),
        ((activations / np.linalg.norm(activations, axis=0) @ e1, activations / np.linalg.norm(activations, axis=0) @ e2),
         "an activation is a row, not a column: norm(..., axis=1)"),
        ((x / np.linalg.norm(activations), y / np.linalg.norm(activations)), "every activation has a length of its own: norm(..., axis=1)"),
        (np.stack([p, q], axis=1), "two arrays are wanted, all p and all q: this is one pair for each activation")]


def curve_inputs(rng):
    here = np.array([0.0])
    yield np.array([[2.0, 0.0, 0.0]]), E1, E2, 0.5, here
    yield np.array([[0.0, 2.0, 0.0]]), E1, E2, 0.5, np.array([np.pi / 2 - 0.1]), Note("the probe turns from e1 towards e2")
    yield np.array([[-2.0, 0.0, 0.0]]), E1, E2, 0.5, here, Note("the opposite direction is another direction")
    yield np.array([[3.0, 4.0]]), *np.eye(2), 0.6, here, Note("the cone is closed: a cosine equal to epsilon is inside")
    yield np.zeros((1, 2)), *np.eye(2), 0.5, here, Note("a zero activation is inside no cone")
    yield np.zeros((1, 2)), *np.eye(2), -0.5, here, Note("a zero activation is inside no cone, at negative epsilon neither")
    yield np.array([[1.0, 0.0], [0.0, 0.0]]), *np.eye(2), 0.5, here, Note("a zero activation counts in the number of activations")
    off_ties = 2 * np.pi * np.arange(60) / 60 + 0.01
    yield from ((WITH_ZERO, E1, E2, epsilon, off_ties) for epsilon in (0.7, -0.3))
    yield WITH_ZERO, E1, E2, 0.7, np.array([7.0, -20.0]), Note("angles may lie beyond a full turn")
    e1, e2 = np.linalg.qr(rng.standard_normal((5, 2)))[0].T
    yield rng.standard_normal((30, 5)) * 3, e1.copy(), e2.copy(), 0.4, rng.random(9) * 2 * np.pi, Note("e1 and e2 are any orthonormal pair")
    yield np.array([[3.0, 4.0]]), *np.eye(2), 0.6 + 1e-6, here, Note("a cosine a millionth below epsilon is outside")
    yield np.array([[1e-6, 0.0], [0.0, 1.0]]), *np.eye(2), 0.5, here, Note("a short activation has a direction")


def curve_known(activations, e1, e2, epsilon, thetas):
    n, lengths = len(activations), np.linalg.norm(activations, axis=1)
    lit = activations[lengths > 0]
    directions, x, y = lit / lengths[lengths > 0][:, None], activations @ e1, activations @ e2

    def shares(rows=directions, e1=e1, e2=e2, epsilon=epsilon, thetas=thetas, how=np.greater_equal, by=n, of=lambda c: c):
        cosines = np.cos(thetas)[:, None] * (rows @ e1) + np.sin(thetas)[:, None] * (rows @ e2)
        return how(of(cosines), epsilon).sum(axis=1) / by if by else np.full(len(thetas), np.nan)

    right = shares()
    flat = np.stack([x, y], axis=1)[np.hypot(x, y) > 0]
    cosines = np.outer(directions @ e1, np.cos(thetas)) + np.outer(directions @ e2, np.sin(thetas))
    return [
        (shares(by=len(lit)), "zero activations are inside no cone, but they count in the number of activations"),
        (right + (epsilon <= 0) * (n - len(lit)) / n, "a zero activation is inside no cone, at negative epsilon neither"),
        (right + (n - len(lit)) / n, "a zero activation is inside here, where 0 >= 0: it is inside no cone"),
        (shares(e2=-e2), "the probe turns the wrong way: from e1 towards e2"),
        (shares(of=np.abs), "the opposite direction is another direction: no absolute value"),
        (shares(thetas=np.radians(thetas)), "the angles are in radians already"),
        (shares(epsilon=np.cos(epsilon)), "epsilon is the cosine of the half angle already, not an angle"),
        (shares(e1=-e1), "the sign of e1 is wrong: the probe is cos(theta) e1 + sin(theta) e2"),
        (shares(how=np.less_equal), "lit is what has a large cosine: at least epsilon, not at most"),
        (right - shares(thetas=thetas + np.pi), "this is the signed curve: here nothing is subtracted"),
        (shares(rows=activations), "divide every activation by its length first"),
        (shares(rows=flat / np.linalg.norm(flat, axis=1, keepdims=True), e1=np.eye(2)[0], e2=np.eye(2)[1]),
         "divide by the length in all dimensions, not by the length within the plane: an activation far from the plane must come out short"),
        (right * n, "the resonance is a share: divide the count by the number of activations"),
        (shares(how=np.greater), "the cone is closed: a cosine equal to epsilon is inside"),
        ((cosines >= epsilon).mean(axis=1), "one value for each angle is wanted, this is one for each activation: take the mean over the "
                                            "activations, not over the angles")]


def signed_inputs(rng):
    yield np.array([1.0, 0.0]), Note("two angles: half a turn is one step")
    yield (np.array([0.5, 0.2, 0.1, 0.0]),)
    yield VALUES[:6], Note("half a turn is three steps")
    yield (VALUES,)
    yield (rng.random(10),)
    yield (rng.random(360),)


def signed_known(values):
    half = len(values) // 2
    right = values - np.roll(values, half)
    return [
        (np.concatenate([right[:half], values[half:] - right[:half]]), "the second half was taken from the first when that had changed: work on a copy"),
        (right[:half], "this is half a turn: the second half is wanted too (it is the first with the other sign)"),
        (values - np.roll(values, -(half // 2)), "theta + pi is half of all angles further, not a quarter"),
        (values - np.roll(values, half // 2), "theta + pi is half of all angles further, not a quarter"),
        (-right, "the sign is wrong: what lies ahead counts plus, what lies behind minus"),
        (values - values[::-1], "theta + pi is half a turn further, not the array read backwards"),
        (values - np.roll(values, -1), "theta + pi is half of all angles further, not one"),
        (values - np.roll(values, -4), "half a turn is len(values) // 2 steps: four only where there are eight angles"),
        (right / 2, "nothing is divided by 2: the difference itself is wanted"),
        (np.append(values[:-half] - values[half:], values[-half:]), "after the last angle comes the first again: the second half looks at the first"),
        (values + np.roll(values, half), "the opposite cone is subtracted, not added")]


def other_order_inputs(rng):
    yield np.array([0.1, 0.2, 0.3]), 0, Note("at theta = 0 both planes look along one direction, as gamma is 0")
    yield np.array([0.1, 0.2, 0.3]), 1
    yield np.array([0.1, 0.2, 0.3]), 2
    yield from ((VALUES, m) for m in (2, 1, 5))
    yield rng.random(7), 3
    yield rng.random(360), 60


def other_order_known(values, m):
    n, at_zero = len(values), "one angle off: at theta = 0 the value must be that at gamma"
    away = np.arange(n)
    return [
        (np.roll(values, -m), "the lamp also turns the other way: theta enters with a minus"),
        (values[::-1], "gamma - theta is no plain reversal: at theta = 0 the value must be that at gamma"),
        (values[-away % n], "at theta = 0 plane (j, i) looks along direction j, which is at gamma in plane (i, j)"),
        (values[(-m - away) % n], "gamma enters with a plus: gamma - theta"),
        (np.roll(values, m), "the lamp also turns the other way: theta enters with a minus (and gamma with a plus)"),
        (values[(m - 1 - away) % n], at_zero), (values[(m + 1 - away) % n], at_zero),
        (values[(-m - 1 - away) % n], "at theta = 0 the value must be that at gamma: values[gamma_index]"),
        (values, "nothing has changed: the lamp starts at gamma and turns the other way"),
        (-values[(m - away) % n], "the other order changes the angles, not the sign of the values")]


def is_flat(found):
    rows = array_of(found, (None, 3), "activations")
    holds(3 <= len(rows) <= 40, "number of activations", "3 to 40", len(rows))
    above(float(np.linalg.norm(rows, axis=1).min()), 0.0, "least length of an activation")
    values = spotlight_curve(rows, np.eye(3)[0], np.eye(3)[1], 0.8, 2 * np.pi * np.arange(360) / 360)
    above(float(values.max()), 0.0, "highest value of the curve")
    holds(np.ptp(values) < 1e-9, "curve", "the same value at all 360 angles", f"{values.min():.3g} to {values.max():.3g}")


PREDICTIONS = (
    Prediction("highest", RIGHT.highest, "int(round(10 * so_far.max()))",
               "between two of the eight angles a fourth activation comes in before the first of the three goes out",
               overlooked={3: "that is the highest of the eight values, and the curve has places between them"}),
)

EXERCISES = (
    Exercise("angles", RIGHT.angles, angles_inputs, angles_known),
    Exercise("coordinates", RIGHT.coordinates, coordinates_inputs, coordinates_known),
    Exercise("curve", RIGHT.curve, curve_inputs, curve_known),
    Exercise("signed", RIGHT.signed, signed_inputs, signed_known),
    Exercise("other_order", RIGHT.other_order, other_order_inputs, other_order_known),
    Exercise("flat_curve", RIGHT.flat_curve, wanted=(is_flat,), hints=(
        "each activation lights one stretch of the circle: the stretches have to fill it without a gap, and overlap nowhere",
        "an activation in the plane is lit within 36.87 degrees on either side; one that leans out of it within less",
        "five stretches of 72 degrees fill the circle: half of one is 36 degrees, and cos 36 = 0.8 / r gives r. Let their ends lie between whole degrees")),
)
