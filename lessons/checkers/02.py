"""When is an answer to lesson 2 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course.exercises import Exercise, Wrong, expect_close, expect_equal

X = np.array([[3.0, 4.0, 0.0], [0.0, 0.0, 2.0], [1.0, -1.0, 1.0]])
Y = np.array([[0.0, 5.0, 0.0], [-1.0, 2.0, 2.0]])


def check_cosines(answer):
    lengths_x, lengths_y = np.linalg.norm(X, axis=1)[:, None], np.linalg.norm(Y, axis=1)[:, None]
    wanted = (X / lengths_x) @ (Y / lengths_y).T
    x, y = X.copy(), Y.copy()
    expect_close(answer(x, y), wanted, "cosines(x, y)", [
        (X @ Y.T, "these are dot products: divide every row by its length"),
        ((X / lengths_x) @ Y.T, "the rows of y must be divided by their lengths too"),
        (X @ (Y / lengths_y).T, "the rows of x must be divided by their lengths too"),
        (wanted.T, "row i of the result belongs to row i of x: this is the transpose"),
        ((X / np.linalg.norm(X)) @ (Y / np.linalg.norm(Y)).T, "each row has a length of its own: norm(..., axis=1)"),
        ((X / np.linalg.norm(X, axis=0)) @ (Y / np.linalg.norm(Y, axis=0)).T, "a vector is a row, not a column: norm(..., axis=1)"),
        (X / lengths_x**2 @ (Y / lengths_y**2).T, "divide by the lengths, not by their squares"),
        (np.abs(wanted), "a cosine may be negative: no absolute value"),
        (np.arccos(wanted), "these are the angles: the cosine itself is wanted")])
    if not (np.array_equal(x, X) and np.array_equal(y, Y)):
        raise Wrong("the result is right, but your function has changed the arrays it was given: x / lengths, not x /= lengths")


def _midpoints(power, end, n_steps):
    return float((np.sin((np.arange(n_steps) + 0.5) * end / n_steps) ** power).sum() * end / n_steps)


def _ends(power, end, n_steps, shift):
    return float((np.sin((np.arange(n_steps) + shift) * end / n_steps) ** power).sum() * end / n_steps)


def check_cap_by_integral(answer):
    for n, epsilon in ((5, 0.3), (8, -0.2), (3, 0.5)):
        end = np.arccos(epsilon)
        wanted = _midpoints(n - 2, end, 2000) / _midpoints(n - 2, np.pi, 2000)
        expect_close(answer(n, epsilon, 2000), wanted, f"cap_by_integral({n}, {epsilon}, 2000)", [
            (_midpoints(n - 3, end, 2000) / _midpoints(n - 3, np.pi, 2000),
             "the power is not n - 3: dt brings another factor sin(phi)"),
            (_midpoints(n - 2, end, 2000) / _midpoints(n - 2, np.pi / 2, 2000),
             "this is the share of half the sphere: the whole one goes from 0 to pi"),
            (_midpoints(n - 2, end, 2000), "divide by the same integral over the whole sphere"),
            (1 - wanted, "this is the share outside the cap: the pole is at phi = 0"),
            (_midpoints(n - 2, np.arccos(abs(epsilon)), 2000) / _midpoints(n - 2, np.pi, 2000), "below 0 the cap is more than half: keep epsilon's sign"),
            (_midpoints((n - 3) / 2, end, 2000) / _midpoints((n - 3) / 2, np.pi, 2000),
             "1 - t^2 is sin(phi) squared: that doubles the power, and dt brings another factor sin(phi)"),
            (_midpoints(n - 1, end, 2000) / _midpoints(n - 1, np.pi, 2000), "the power is not n - 1: (n - 3) from the density and 1 from dt"),
            (_midpoints(n - 2, epsilon, 2000) / _midpoints(n - 2, np.pi, 2000), "the angle goes from 0 to arccos(epsilon), not to epsilon"),
            (wanted * np.pi / end, "the steps of the two integrals have different widths: multiply each sum by its own"),
            (_ends(n - 2, end, 2000, 0) / _ends(n - 2, np.pi, 2000, 0), "the midpoint rule takes the middle of each step: add half a step"),
            (_ends(n - 2, end, 2000, 1) / _ends(n - 2, np.pi, 2000, 1), "the midpoint rule takes the middle of each step: subtract half a step"),
        ], atol=1e-9)


def check_how_many(answer):
    for cap, wanted in ((0.01, 10), (0.1, 3), (1e-6, 1000), (0.15, 3), (0.05, 4)):
        found = answer(cap)
        if not isinstance(found, (int, float, np.number)):
            raise Wrong(f"how_many({cap:g}): wanted a whole number; found {type(found).__name__}")
        if found == round(1 / cap) or found == round(1 / cap) - 1:
            raise Wrong("it is pairs that can be too close, and k directions have k (k - 1) / 2 of them")
        if found == int((1 + np.sqrt(1 + 8 / cap)) / 2) or found == int((1 + np.sqrt(1 + 8 / cap)) / 2) - (cap == 0.1):
            raise Wrong("a cosine may be too far from 0 on both sides: every pair has two caps, probability 2 A")
        if cap == 0.05 and found == 5:
            raise Wrong("how_many(0.05): five directions have one such pair on average, and less than one is wanted")
        if found != wanted and found == int(np.sqrt(1 / cap)):
            raise Wrong(f"how_many({cap:g}): k (k - 1) A must be below 1, not k^2 A; that is one direction more here")
        if found == wanted + 1:
            raise Wrong(f"how_many({cap:g}): {found} directions have {found * wanted * cap:.3g} such pairs on average; wanted are less than one")
        if found == wanted - 1:
            raise Wrong(f"how_many({cap:g}): one direction more still has less than one such pair on average")
        if found != int(found):
            raise Wrong(f"how_many({cap:g}): wanted a whole number of directions; found {float(found):.6g}")
        expect_equal(found, wanted, f"how_many({cap:g})")


def check_angle(answer):
    x, y = np.array([2.0, 0.0, 0.0]), np.array([0.0, 0.0, 0.5])
    expect_close(answer(x.copy(), y.copy()), np.pi / 2, "two vectors at right angles", [
        (90.0, "radians are wanted, not degrees"),
        (np.pi / 4, "this is half the angle: |u - v| and |u + v| give the tangent of the half"),
        (np.sqrt(2), "this is the chord |u - v|, shorter than the arc")])
    expect_close(answer(x.copy(), np.array([-3.0, 3.0, 0.0])), 3 * np.pi / 4, "angle((2, 0, 0), (-3, 3, 0))", [
        (2 * np.arctan2(np.sqrt(34), np.sqrt(10)), "|x - y| and |x + y| belong to the half angle only if the lengths are equal: divide first"),
        (np.pi / 4, "the angle is the obtuse one: do not lose the sign of the cosine"),
        (-np.pi / 4, "the angle is the obtuse one: do not lose the sign of the cosine")])
    for tiny in (1e-7, 1e-9):
        found = answer(np.array([7.0, 0.0]), 3 * np.array([np.cos(tiny), np.sin(tiny)]))
        if not abs(found / tiny - 1) < 1e-6:
            raise Wrong(f"the angle is {tiny:g}, you find {float(found):.9g}: a cosine next to 1 has lost the angle's digits")


def _cosines_dot(x, y):
    return x @ y.T


def _cosines_in_place(x, y):
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    return x @ (y / np.linalg.norm(y, axis=1, keepdims=True)).T


def _cosines_one_side(x, y):
    return x / np.linalg.norm(x, axis=1, keepdims=True) @ y.T


def _cap_power(n_dims, epsilon, n_steps):
    return _midpoints(n_dims - 3, np.arccos(epsilon), n_steps) / _midpoints(n_dims - 3, np.pi, n_steps)


def _cap_half(n_dims, epsilon, n_steps):
    return _midpoints(n_dims - 2, np.arccos(epsilon), n_steps) / _midpoints(n_dims - 2, np.pi / 2, n_steps)


def _cap_left(n_dims, epsilon, n_steps):
    return _ends(n_dims - 2, np.arccos(epsilon), n_steps, 0) / _ends(n_dims - 2, np.pi, n_steps, 0)


def _many_no_pairs(cap):
    return int(round(1 / cap)) - 1


def _many_squared(cap):
    return int(np.sqrt(1 / cap))


def _many_one_cap(cap):
    k = 2
    while (k + 1) * k / 2 * cap < 1:
        k += 1
    return k


def _angle_arccos(x, y):
    return np.arccos(np.clip(x @ y / np.linalg.norm(x) / np.linalg.norm(y), -1, 1))


def _angle_degrees(x, y):
    return np.degrees(_angle_arccos(x, y))


def _angle_acute(x, y):
    return np.arccos(np.clip(abs(x @ y) / np.linalg.norm(x) / np.linalg.norm(y), -1, 1))


EXERCISES = (
    Exercise("cosines", check_cosines, ((_cosines_dot, "dot products"), (_cosines_one_side, "rows of y must be divided"),
                                        (_cosines_in_place, "has changed the arrays"))),
    Exercise("cap_by_integral", check_cap_by_integral, ((_cap_power, "another factor sin"), (_cap_half, "half the sphere"),
                                                        (_cap_left, "add half a step"))),
    Exercise("how_many", check_how_many, ((_many_no_pairs, "it is pairs"), (_many_one_cap, "two caps"), (_many_squared, "not k^2 A"))),
    Exercise("angle", check_angle, ((_angle_arccos, "lost the angle's digits"), (_angle_degrees, "radians are wanted"),
                                    (_angle_acute, "obtuse"))),
)
