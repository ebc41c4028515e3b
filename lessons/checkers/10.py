"""When is an answer to lesson 10 right, and what is said when it is not?"""

import numpy as np

from srm_ref import random_rotation
from srm_ref.course import lessons_folder, load_file
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import above, array_of, holds
from srm_ref import harmonic, kurtosis
from srm_ref.networks import elementwise

RIGHT = load_file(lessons_folder() / "solutions" / "10.py", "solution_10")


def third_moment(rows):
    """A statistic that is no symmetric one: it changes with the sense of a turn."""
    return float((rows[:, 0] ** 3).sum() + (rows**4).sum() / (1 + (rows**2).sum()))


def forms_share_inputs(rng):
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    form = elementwise("tanh", np.eye(2))
    yield np.array([[2.0, 1.0]]), form.apply, third_moment, np.eye(2)[None]
    yield np.array([[2.0, 1.0]]), form.apply, third_moment, turn[None], Note("rows are turned by z @ R.T")
    yield np.array([[2.0, 1.0]]), form.apply, third_moment, np.array([turn, turn.T, np.eye(2)]), Note("each rotation turns the z that was given")
    yield (2 * rng.standard_normal((40, 3)) + [1.0, 0.0, 0.5], elementwise("tanh", np.eye(3)).apply, third_moment,
           np.array([random_rotation(3, rng) for _ in range(4)]))


def forms_share_known(z, apply, statistic, rotations):
    right, chained, turned = RIGHT.forms_share(z, apply, statistic, rotations), [], z
    for R in rotations:
        turned = turned @ R.T
        chained.append(statistic(apply(turned)))

    def each(rows):
        return np.array([rows(R) for R in rotations])

    return [
        (each(lambda R: statistic(apply(z) @ R.T)), "this turns after the form: what the form did is turned with it. Turn z, then apply"),
        (each(lambda R: statistic(z @ R.T)), "the form does not appear: apply it to the turned rows"),
        (each(lambda R: statistic(apply(z @ R))), "rows are turned by z @ R.T: z @ R turns the other way"),
        (each(lambda R: statistic(apply(z @ R.T) @ R)), "do not turn back: that is the form in another basis, not this one"),
        (np.array(chained), "the rotations pile up: every one starts from the z that was given"),
        (np.sort(right), "one value per rotation is wanted, in the rotations' order"),
        (right - statistic(apply(z)), "nothing is to be subtracted: the values for f(R z) themselves"),
        (np.mean(right), "one value per rotation is wanted, not their mean"),
        (each(lambda R: statistic(apply(z))), "the rotations do not appear")]


def kurtosis_inputs(rng):
    yield np.array([[2.0, 0.0]]), np.eye(2), Note("on an axis: n")
    yield np.array([[1.0, 1.0]]), np.eye(2), Note("on a diagonal: 1")
    yield np.array([[1.0, 0.0], [5.0, 5.0]]), np.eye(2), Note("lengths do not count")
    yield np.array([[1.0, 1.0], [0.0, 0.0]]), np.eye(2), Note("a zero activation is left out")
    yield np.array([[1.0, 2.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]]), Note("three directions in two dimensions")
    yield rng.standard_normal((20, 4)), random_rotation(4, rng)
    yield rng.standard_normal((20, 3)) + [1.0, 0.0, 0.0], random_rotation(3, rng)[:2]
    yield np.array([[1e-6, 0.0], [1.0, 1.0]]), np.eye(2), Note("a short activation has a direction")


def kurtosis_known(activations, basis):
    lit = activations[np.any(activations != 0, axis=1)]
    u, n = lit / np.linalg.norm(lit, axis=1, keepdims=True), basis.shape[1]
    P, raw = u @ basis.T, lit @ basis.T
    return [
        (n**2 * (raw**4).mean(), "lengths do not count: divide every activation by its length"),
        (n**2 * (P**4).sum() / len(activations) / len(basis), "divide by the number of activations that are not zero"),
        (np.nan if len(lit) < len(activations) else n**2 * (P**4).mean(), "a zero activation gives 0/0: leave it out before dividing"),
        (n * (P**4).mean(), "the factor is n^2"), ((P**4).mean(), "the factor n^2 is missing"),
        (len(basis) * n * (P**4).mean(), "the factor is n^2, n the number of dimensions, not of directions"),
        (n**2 * (P**2).mean() ** 2, "the mean of fourth powers, not the square of the mean square"),
        (n**2 * (abs(P) ** 3).mean(), "the fourth power is wanted"),
        ((P**4).mean() / (P**2).mean() ** 2, "divide by nothing: this is the shape alone, without the scale")]


def side_inputs(rng):
    null = np.arange(1.0, 100.0)
    yield 50.0, null, Note("in the middle of 99")
    yield 0.0, null, Note("below all 99: p = 0.02")
    yield 100.0, null, Note("above all 99: p = 0.02")
    yield 2.5, null, Note("two of 99 lie below: p = 2 . 3 / 100 is more than 0.05")
    yield 97.5, null, Note("two of 99 lie above: p = 2 . 3 / 100 is more than 0.05")
    yield 1.5, null, Note("one of 99 lies below: p = 0.04")
    yield 1.0, null, Note("a tie counts in both tails: p = 0.04")
    yield 2.0, null, Note("a tie counts in both tails: p = 0.06")
    yield 0.0, np.arange(1.0, 39.0), Note("below all of 38: p = 2/39, nothing can be found")
    yield 0.0, np.arange(1.0, 40.0), Note("below all of 39: p = 0.05")
    yield 45.0, np.arange(1.0, 40.0), Note("above all of 39: p = 0.05")
    yield 6.0, np.concatenate([np.full(96, 5.0), [80.0, 90.0, 100.0]]), Note("a long tail: above 96 of 99 is not enough")
    yield 6.0, np.concatenate([np.full(98, 5.0), [100.0]]), Note("ranks count, not distances from the mean")
    yield 5.0, np.full(99, 5.0), Note("all alike: nothing is found")


def side_known(value, null):
    m, below, above = len(null), np.sum(null <= value), np.sum(null >= value)

    def decided(p, low, high):
        return 0 if p > 0.05 else -1 if low < high else 1

    p = 2 * min(1 + below, 1 + above) / (1 + m)
    sd = null.std() or 1.0
    z = (value - null.mean()) / sd
    return [
        (decided(p / 2, below, above), "two tails: twice the smaller one"),
        (decided(2 * min(below, above) / m, below, above), "the value itself is one of 1 + m: without it p can be 0"),
        (0 if p >= 0.05 else -1 if below < above else 1, "p = 0.05 is found: p <= 0.05"),
        (-decided(p, below, above), "the sign is turned: above all rotations is 1"),
        (abs(decided(p, below, above)), "the side is wanted: -1 below chance"),
        (int(np.sign(z)) if abs(z) > 1.96 else 0, "ranks are compared, not standard deviations: the null need not be normal"),
        (int(value > null.max()) - int(value < null.min()), "beyond all rotations is more than p <= 0.05 asks for, or less"),
        (decided(2 * min(1 + np.sum(null < value), 1 + np.sum(null > value)) / (1 + m), below, above), "a tie counts in both tails: <= and >="),
        (int(np.sign(value - null.mean())), "nothing is found where p is more than 0.05: return 0")]


def has_the_kurtosis_of_chance(found):
    rows = array_of(found, (None, 4), "cloud")
    holds(50 <= len(rows) <= 2000, "number of activations", "50 to 2000", len(rows))
    above(float(np.linalg.norm(rows, axis=1).min()), 0.0, "least length of an activation")
    value = float(kurtosis(rows, np.eye(4)))
    holds(abs(value - 2) <= 0.05, "kurtosis", "2 to within 0.05", f"{value:.3f}")


def is_seen(found):
    value = float(harmonic(np.asarray(found, dtype=float), np.eye(4), 0.9))
    holds(abs(value) >= 0.2, "size of the harmonic at epsilon 0.9", "at least 0.2", f"{abs(value):.3f}")


PREDICTIONS = (
    Prediction("fuller_cones", RIGHT.fuller_cones, "'random' if cones['random'].counts.sum() > cones['standard'].counts.sum() else 'own'",
               "with tanh the activations stand away from the directions of the network's own basis (POST is below chance), so fewer of them lie in cones about these than about random directions",
               choices=("own", "random"), overlooked={"own": "with tanh they stand away from the directions of their own basis: POST is below chance"}),
)

EXERCISES = (
    Exercise("forms_share", RIGHT.forms_share, forms_share_inputs, forms_share_known),
    Exercise("kurtosis", RIGHT.kurtosis, kurtosis_inputs, kurtosis_known),
    Exercise("side", RIGHT.side, side_inputs, side_known),
    Exercise("seen_by_the_scan_alone", RIGHT.seen_by_the_scan_alone, wanted=(has_the_kurtosis_of_chance, is_seen), hints=(
        "kurtosis is a mean over activations: two kinds of them can have the mean of chance together",
        "activations on the axes have kurtosis 4, those with four equal sizes 1: in which shares is the mean 2?",
        "or: half-way between two axes it is n / 2. What is that for n = 4?")),
)
