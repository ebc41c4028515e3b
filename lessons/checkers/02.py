"""When is an answer to lesson 2 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.comparing import Tolerance
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import above, array_of, below

RIGHT = load_file(lessons_folder() / "solutions" / "02.py", "solution_02")


def cosines_inputs(rng):
    yield np.array([[2.0]]), np.array([[3.0]])
    yield np.array([[2.0]]), np.array([[-3.0]]), Note("a cosine may be negative")
    yield np.array([[3.0, 4.0]]), np.array([[0.0, 5.0], [1.0, 0.0]])
    yield np.array([[3.0, 4.0, 0.0], [0.0, 0.0, 2.0], [1.0, -1.0, 1.0]]), np.array([[0.0, 5.0, 0.0], [-1.0, 2.0, 2.0]])
    for n_x, n_y, n_dims in ((2, 2, 2), (5, 3, 4), (1, 6, 40)):
        yield rng.standard_normal((n_x, n_dims)) * 5, rng.standard_normal((n_y, n_dims)) / 5
    yield np.array([[3e-7, 4e-7]]), np.array([[2e-7, 0.0], [0.0, 1.0]]), Note("short rows have directions")


def cosines_known(x, y):
    lengths_x, lengths_y = np.linalg.norm(x, axis=1)[:, None], np.linalg.norm(y, axis=1)[:, None]
    wanted = (x / lengths_x) @ (y / lengths_y).T
    return [
        (x @ y.T, "these are dot products: divide every row by its length"),
        ((x / lengths_x) @ y.T, "the rows of y must be divided by their lengths too"),
        (x @ (y / lengths_y).T, "the rows of x must be divided by their lengths too"),
        (wanted.T, "row i of the result belongs to row i of x: this is the transpose"),
        ((x / np.linalg.norm(x)) @ (y / np.linalg.norm(y)).T, "each row has a length of its own: norm(..., axis=1)"),
        ((x / np.linalg.norm(x, axis=0)) @ (y / np.linalg.norm(y, axis=0)).T, "a vector is a row, not a column: norm(..., axis=1)"),
        (x / lengths_x**2 @ (y / lengths_y**2).T, "divide by the lengths, not by their squares"),
        (x / np.abs(x).sum(axis=1, keepdims=True) @ (y / np.abs(y).sum(axis=1, keepdims=True)).T,
         "a length is the root of the sum of squares, not the sum of sizes"),
        (np.abs(wanted), "a cosine may be negative: no absolute value"),
        (np.arccos(np.clip(wanted, -1, 1)), "these are the angles: the cosine itself is wanted")]


def cap_inputs(rng):
    yield 2, 0.0, 1
    yield 3, 0.5, 4
    yield 3, 0.5, 2000
    yield 5, 0.3, 1000
    yield 8, -0.2, 2000, Note("below 0 the cap is more than half")
    yield 40, 0.1, 500
    yield 6, 0.99, 100


def _integral(power, end, n_steps, shift=0.5):
    return (np.sin((np.arange(n_steps) + shift) * end / n_steps) ** power).sum() * end / n_steps


def _trapezoid(power, end, n_steps):
    values = np.sin(np.linspace(0, end, n_steps + 1)) ** power
    return (values.sum() - (values[0] + values[-1]) / 2) * end / n_steps


def cap_known(n, epsilon, n_steps):
    end, middle = np.arccos(epsilon), "the midpoint rule takes the middle of each step: "

    def share(power, end=end, whole=np.pi, shift=0.5):
        return _integral(power, end, n_steps, shift) / _integral(power, whole, n_steps, shift)

    return [
        (share(n - 3), "the power is not n - 3: dt brings another factor sin(phi)"),
        (share(n - 2, whole=np.pi / 2), "this is the share of half the sphere: the whole one goes from 0 to pi"),
        (_integral(n - 2, end, n_steps), "divide by the same integral over the whole sphere"),
        (1 - share(n - 2), "this is the share outside the cap: the pole is at phi = 0"),
        (share(n - 2, end=np.arccos(abs(epsilon))), "below 0 the cap is more than half: keep epsilon's sign"),
        (share((n - 3) / 2), "1 - t^2 is sin(phi) squared: that doubles the power, and dt brings another factor sin(phi)"),
        (share(n - 1), "the power is not n - 1: (n - 3) from the density and 1 from dt"),
        (share(n - 2, end=epsilon), "the angle goes from 0 to arccos(epsilon), not to epsilon"),
        (share(n - 2) * np.pi / end, "the steps of the two integrals have different widths: multiply each sum by its own"),
        (share(n - 2, shift=0), middle + "add half a step"), (share(n - 2, shift=1), middle + "subtract half a step"),
        (_trapezoid(n - 2, end, n_steps) / _trapezoid(n - 2, np.pi, n_steps),
         middle + "this is the trapezoid rule, which takes the two ends"),
        (share(n), "the power is n - 2, not n: t^2 and dt bring one factor less each")]


def how_many_inputs(rng):
    yield from ((cap,) for cap in (0.4, 0.25, 0.15, 0.1, 0.05))
    yield 1 / 6, Note("three directions have 3 pairs, 2 A each: one on average, and less than one is wanted")
    yield 1 / 20, Note("five directions have one such pair on average, and less than one is wanted")
    yield from ((cap,) for cap in (0.01, 1e-6, 3e-11))
    yield from ((float(cap),) for cap in np.sort(rng.random(12) / 4)[::-1])


def how_many_known(cap):
    k = RIGHT.how_many(cap)
    with_one_cap = next(k for k in range(max(2, int((2 / cap) ** 0.5) - 2), 10**9) if (k + 1) * k / 2 * cap >= 1)
    root = 1 / cap**0.5
    return [
        (round(1 / cap), "it is pairs that can be too close, and k directions have k (k - 1) / 2 of them"),
        (round(1 / cap) - 1, "it is pairs that can be too close, and k directions have k (k - 1) / 2 of them"),
        (with_one_cap, "a cosine may be too far from 0 on both sides: every pair has two caps, probability 2 A"),
        (int(root), "k (k - 1) A must be below 1, not k^2 A"),
        (k + 1, "this is one too many: so many directions have one such pair or more on average, and less than one is wanted"),
        (k - 1, "this is one too few: one direction more still has less than one such pair on average"),
        (next(j for j in range(max(k - 1, 1), k + 3) if j * (j + 1) * cap * (1 - 1e-12) > 1),
         "less than one pair is wanted on average: one exactly is too many"),
        ((1 + (1 + 4 / cap) ** 0.5) / 2, "an integer is wanted: the largest one below this"),
        (int(0.5 + (0.25 + 2 / cap) ** 0.5 / 2), "the equation is k^2 - k - 1 / A = 0")]


def angle_inputs(rng):
    yield np.array([1.0, 0.0]), np.array([2.0, 0.0]), Note("the same direction: the angle is 0")
    yield np.array([1.0, 0.0]), np.array([0.0, 1.0])
    yield np.array([1.0, 0.0]), np.array([-3.0, 0.0]), Note("opposite directions: the angle is pi")
    yield np.array([2.0, 0.0, 0.0]), np.array([-3.0, 3.0, 0.0]), Note("the angle is the obtuse one")
    yield np.array([2.0, 0.0, 0.0]), np.array([0.0, 0.0, 0.5])
    for tiny in (1e-4, 1e-7, 1e-9):
        yield np.array([7.0, 0.0]), 3 * np.array([np.cos(tiny), np.sin(tiny)]), Note(f"the angle is {tiny:g}: a cosine next to 1 has lost its digits")
    yield from ((rng.standard_normal(n) * 4, rng.standard_normal(n)) for n in (2, 3, 50))


def angle_known(x, y):
    u, v = x / np.linalg.norm(x), y / np.linalg.norm(y)
    right, cosine = RIGHT.angle(x, y), np.clip(u @ v, -1, 1)
    return [
        (np.degrees(right), "radians are wanted, not degrees"),
        (right / 2, "this is half the angle: |u - v| and |u + v| give the tangent of the half"),
        (np.linalg.norm(u - v), "this is the chord |u - v|, shorter than the arc"),
        (2 * np.arctan2(np.linalg.norm(x - y), np.linalg.norm(x + y)),
         "where the lengths differ, |x - y| and |x + y| are not in the ratio of the half angle's tangent: divide first"),
        (min(right, np.pi - right), "the angle may be obtuse: do not lose the sign of the cosine"),
        (np.arctan(np.linalg.norm(v - (u @ v) * u) / (u @ v)), "the angle may be obtuse, where the tangent is negative: use arctan2"),
        (np.pi - right, "the two lengths have changed places: this is pi minus the angle"),
        (np.cos(right), "this is the cosine, not the angle")]


def _by_arccos(x, y):
    return np.arccos(np.clip(x @ y / np.linalg.norm(x) / np.linalg.norm(y), -1, 1))


def are_nearly_orthogonal(found):
    rows = array_of(found, (20, 8), "directions")
    lengths = np.linalg.norm(rows, axis=1)
    above(float(lengths.min()), 0.0, "least length of a row")
    unit = rows / lengths[:, None]
    below(float(np.abs(unit @ unit.T - np.eye(20)).max()), 0.45, "largest size of a cosine")


PREDICTIONS = (
    Prediction("flat_in", RIGHT.flat_in, "min((3, 10, 100, 512), key=lambda n: np.ptp((n - 3) * np.log1p(-t * t)))",
               "the density is (1 - t^2) to the power (n - 3)/2, and that power is 0 for n = 3: Archimedes' theorem",
               overlooked={512: "there nearly all cosines are close to 0", 10: "the power (n - 3)/2 is 3.5 there"}),
)

EXERCISES = (
    Exercise("cosines", RIGHT.cosines, cosines_inputs, cosines_known),
    Exercise("cap_by_integral", RIGHT.cap_by_integral, cap_inputs, cap_known, tolerance=Tolerance(1e-11, 1e-9)),
    Exercise("how_many", RIGHT.how_many, how_many_inputs, how_many_known, integers=True),
    Exercise("angle", RIGHT.angle, angle_inputs, angle_known, tolerance=Tolerance(1e-15, 1e-6), mistakes=(
        (_by_arccos, "a cosine next to 1 has lost the angle's digits"),)),
    Exercise("nearly_orthogonal", RIGHT.nearly_orthogonal, wanted=(are_nearly_orthogonal,), hints=(
        "the sum over all pairs of a high even power of the cosine is nearly the largest one's: what does descent on it do?",
        "or try rows of two different numbers, a at two places and b at the six others: what are their cosines?",
        "with a = 3 and b = -1 every row has the squared length 24, and two rows have the dot product 8 or -8")),
)
