"""When is an answer to lesson 4 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course.exercises import Exercise, Wrong, expect_close

ACTIVATIONS = np.array([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [3.0, 4.0, 0.0], [2.0, -1.0, 2.0], [-1.0, 0.3, 0.2], [1.0, 1.0, 9.0]])
E1, E2 = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])
WITH_ZERO = np.vstack([ACTIVATIONS, np.zeros((2, 3))])
VALUES = np.array([0.3, 0.1, 0.0, 0.2, 0.6, 0.4, 0.05, 0.7])


def check_angles(answer):
    for n in (8, 3):
        wanted = 2 * np.pi * np.arange(n) / n
        expect_close(answer(n), wanted, f"angles({n})", [
            (np.linspace(0, 2 * np.pi, n), "2 pi is 0 again: it must be left out, and the step is 2 pi / n_angles"),
            (np.linspace(0, 2 * np.pi, n + 1), "2 pi is 0 again: it must be left out"),
            (2 * np.pi * np.arange(n) / (n - 1), "2 pi is 0 again: it must be left out, and the step is 2 pi / n_angles"),
            (2 * np.pi * np.arange(1, n + 1) / n, "the first angle is 0: count from 0, and 2 pi is left out"),
            (wanted - np.pi, "the first angle is 0, not -pi"), (np.arange(n), "these are the numbers of the angles: the step is 2 pi / n_angles"),
            (np.degrees(wanted), "radians are wanted, not degrees"), (wanted / 2, "a full turn is 2 pi, not pi")])


def check_coordinates(answer):
    directions = ACTIVATIONS / np.linalg.norm(ACTIVATIONS, axis=1)[:, None]
    e1, e2 = np.array([0.6, 0.8, 0.0]), np.array([0.0, 0.0, 1.0])
    found = answer(ACTIVATIONS.copy(), e1.copy(), e2.copy())
    if not isinstance(found, (tuple, list, np.ndarray)) or len(found) != 2:
        raise Wrong("coordinates: wanted two arrays (p, q)")
    for value, e, other, name in ((found[0], e1, e2, "p"), (found[1], e2, e1, "q")):
        in_plane = np.hypot(ACTIVATIONS @ e1, ACTIVATIONS @ e2)
        expect_close(value, directions @ e, name, [
            (ACTIVATIONS @ e, "divide every activation by its length first"),
            (ACTIVATIONS @ e / in_plane, "divide by the length in all dimensions, not by the length within the plane: an activation far "
                                         "from the plane must come out short"),
            (directions @ other, "the order is (p, q): p belongs to e1, q to e2"),
            (np.abs(directions @ e), "p and q may be negative: no absolute value"),
            (ACTIVATIONS @ e / np.linalg.norm(ACTIVATIONS, axis=1) ** 2, "divide by the length once, not by its square"),
            (directions[:, 0 if name == "p" else 1], "this is right for e1 = (1, 0, 0), e2 = (0, 1, 0) only: take the dot product with e"),
            (ACTIVATIONS / np.linalg.norm(ACTIVATIONS, axis=0) @ e, "an activation is a row, not a column: norm(..., axis=1)"),
            (ACTIVATIONS @ e / np.linalg.norm(ACTIVATIONS), "every activation has a length of its own: norm(..., axis=1)")])


def _curve(activations, epsilon, thetas, e2=E2, compare=np.greater_equal, absolute=False, n=None):
    lit = activations[np.linalg.norm(activations, axis=1) > 0]
    directions = lit / np.linalg.norm(lit, axis=1)[:, None]
    cosines = np.cos(thetas)[:, None] * (directions @ E1) + np.sin(thetas)[:, None] * (directions @ e2)
    cosines = np.abs(cosines) if absolute else cosines
    return compare(cosines, epsilon).sum(axis=1) / (n or len(activations))


def _without_lengths(epsilon, thetas):
    probes = np.cos(thetas)[:, None] * E1 + np.sin(thetas)[:, None] * E2
    return (probes @ WITH_ZERO.T >= epsilon).mean(axis=1)


def check_curve(answer):
    off_ties = 2 * np.pi * np.arange(60) / 60 + 0.01
    for epsilon in (0.7, -0.3):
        try:
            with np.errstate(all="raise"):
                found = answer(WITH_ZERO.copy(), E1.copy(), E2.copy(), epsilon, off_ties.copy())
        except FloatingPointError:
            raise Wrong("an activation of length zero has no direction: leave it out before you divide") from None
        wanted = _curve(WITH_ZERO, epsilon, off_ties)
        if np.shape(found) in ((6,), (8,)):
            raise Wrong("one value an angle is wanted, this is one an activation: take the mean over the activations, not over the angles")
        expect_close(found, wanted, f"curve(..., epsilon={epsilon}, thetas)", [
            (_curve(WITH_ZERO, epsilon, off_ties, n=6), "zero activations are inside no cone, but they count in the number of activations"),
            (wanted + (epsilon <= 0) * 2 / 8, "a zero activation is inside no cone, at negative epsilon neither"),
            (_curve(WITH_ZERO, epsilon, off_ties, e2=-E2), "the probe turns the wrong way: from e1 towards e2"),
            (_curve(WITH_ZERO, epsilon, off_ties, absolute=True), "the opposite direction is another direction: no absolute value"),
            (_curve(WITH_ZERO, epsilon, np.radians(off_ties)), "the angles are in radians already"),
            (_curve(WITH_ZERO, np.cos(epsilon), off_ties), "epsilon is the cosine of the half angle already, not an angle"),
            (_curve(WITH_ZERO, epsilon, off_ties + np.pi, e2=-E2), "the sign of e1 is wrong: the probe is cos(theta) e1 + sin(theta) e2"),
            (_curve(WITH_ZERO, epsilon, off_ties, compare=np.less_equal), "lit is what has a large cosine: at least epsilon, not at most"),
            (wanted - _curve(WITH_ZERO, epsilon, off_ties + np.pi), "this is the signed curve: here nothing is taken away"),
            (_without_lengths(epsilon, off_ties), "divide every activation by its length first"),
            (_curve(WITH_ZERO[:, :2] @ np.eye(2, 3), epsilon, off_ties), "divide by the length in all dimensions, not by the length within "
                                                                         "the plane: an activation far from the plane must come out short"),
            (wanted * 8, "the resonance is a share: divide the count by the number of activations")])
    tie = answer(np.array([[3.0, 4.0], [0.0, 1.0]]), np.array([1.0, 0.0]), np.array([0.0, 1.0]), 0.6, np.array([0.0]))
    expect_close(tie, np.array([0.5]), "a cosine equal to epsilon", [(np.array([0.0]), "the cone is closed: a cosine equal to epsilon is inside")])


def check_signed(answer):
    given, wanted = VALUES.copy(), VALUES - np.roll(VALUES, 4)
    expect_close(answer(given), wanted, "signed(values)", [
        (np.concatenate([wanted[:4], VALUES[4:] - wanted[:4]]), "the second half was taken from the first when that had changed: work on a copy"),
        (wanted[:4], "this is half a turn: the second half is wanted too (it is the first with the other sign)"),
        (VALUES - np.roll(VALUES, -2), "theta + pi is half of all angles further, not a quarter"),
        (VALUES - np.roll(VALUES, 2), "theta + pi is half of all angles further, not a quarter"),
        (-wanted, "the sign is wrong: what lies ahead counts plus, what lies behind minus"),
        (VALUES - VALUES[::-1], "theta + pi is half a turn further, not the array read backwards"),
        (VALUES - np.roll(VALUES, -1), "theta + pi is half of all angles further, not one"),
        (VALUES + np.roll(VALUES, 4), "the opposite cone is taken away, not added")])
    if not np.array_equal(given, VALUES):
        raise Wrong("the result is right, but your function has changed the array it was given")
    expect_close(answer(VALUES[:6].copy()), VALUES[:6] - np.roll(VALUES[:6], 3), "signed(values) with six angles (half a turn is three)")


def check_other_order(answer):
    for m in (2, 1):
        wanted = VALUES[(m - np.arange(8)) % 8]
        expect_close(answer(VALUES.copy(), m), wanted, f"other_order(values, {m})", [
            (np.roll(VALUES, -m), "the lamp also turns the other way: theta enters with a minus"),
            (VALUES[::-1], "gamma - theta is no plain reversal: at theta = 0 the value must be that at gamma"),
            (VALUES[(-np.arange(8)) % 8], "at theta = 0 plane (j, i) looks along direction j, which is at gamma in plane (i, j)"),
            (VALUES[(-m - np.arange(8)) % 8], "gamma enters with a plus: gamma - theta"),
            (np.roll(VALUES, m), "the lamp also turns the other way: theta enters with a minus (and gamma with a plus)"),
            (VALUES[(m - 1 - np.arange(8)) % 8], "one angle off: at theta = 0 the value must be that at gamma"),
            (VALUES[(-m - 1 - np.arange(8)) % 8], "at theta = 0 the value must be that at gamma: values[gamma_index]"),
            (VALUES, "nothing has changed: the lamp starts at gamma and turns the other way"),
            (-VALUES, "the other order changes the angles, not the sign of the values")])


def _angles_both_ends(n_angles):
    return np.linspace(0, 2 * np.pi, n_angles)


def _angles_degrees(n_angles):
    return np.arange(n_angles) * 360 / n_angles


def _coordinates_not_unit(activations, e1, e2):
    return activations @ e1, activations @ e2


def _coordinates_within_the_plane(activations, e1, e2):
    p, q = activations @ e1, activations @ e2
    return p / np.hypot(p, q), q / np.hypot(p, q)


def _curve_divides(activations, e1, e2, epsilon, thetas):
    directions = activations / np.linalg.norm(activations, axis=1)[:, None]
    return np.array([np.mean(directions @ (np.cos(t) * e1 + np.sin(t) * e2) >= epsilon) for t in thetas])


def _curve_zero_inside(activations, e1, e2, epsilon, thetas):
    directions = activations / np.maximum(np.linalg.norm(activations, axis=1), 1e-12)[:, None]
    return np.array([np.mean(directions @ (np.cos(t) * e1 + np.sin(t) * e2) >= epsilon) for t in thetas])


def _curve_flipped(activations, e1, e2, epsilon, thetas):
    return _curve(activations, epsilon, thetas, e2=-E2)


def _curve_over_angles(activations, e1, e2, epsilon, thetas):
    lit = activations[np.linalg.norm(activations, axis=1) > 0]
    directions = lit / np.linalg.norm(lit, axis=1)[:, None]
    return (np.outer(directions @ e1, np.cos(thetas)) + np.outer(directions @ e2, np.sin(thetas)) >= epsilon).mean(axis=1)


def _curve_open(activations, e1, e2, epsilon, thetas):
    return _curve(activations, epsilon, thetas, compare=np.greater) if activations.shape[1] == 3 else np.array([0.0])


def _signed_reversed(values):
    return values - values[::-1]


def _signed_added(values):
    return values + np.roll(values, len(values) // 2)


def _signed_eight(values):
    return values - np.roll(values, 4)


def _order_one_off(values, gamma_index):
    return np.roll(values[::-1], gamma_index)


def _order_rolled(values, gamma_index):
    return np.roll(values, -gamma_index)


def _order_reversed(values, gamma_index):
    return values[::-1]


EXERCISES = (
    Exercise("angles", check_angles, ((_angles_both_ends, "must be left out"), (_angles_degrees, "radians are wanted"))),
    Exercise("coordinates", check_coordinates, ((_coordinates_not_unit, "by its length first"),
                                                (_coordinates_within_the_plane, "within the plane"))),
    Exercise("curve", check_curve, ((_curve_divides, "has no direction"), (_curve_zero_inside, "at negative epsilon neither"),
                                    (_curve_flipped, "the wrong way"), (_curve_open, "the cone is closed"),
                                    (_curve_over_angles, "not over the angles"))),
    Exercise("signed", check_signed, ((_signed_reversed, "half a turn further"), (_signed_added, "not added"), (_signed_eight, "with six angles"))),
    Exercise("other_order", check_other_order, ((_order_rolled, "the other way"), (_order_reversed, "no plain reversal"),
                                                (_order_one_off, "one angle off"))),
)
