"""When is an answer to lesson 12 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.comparing import Tolerance
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, below, holds, parts_of

RIGHT = load_file(lessons_folder() / "solutions" / "12.py", "solution_12")
GRADIENTS = load_file(lessons_folder() / "checkers" / "gradients.py", "gradients")

BY_HAND = Tolerance(1e-12, 1e-11)
"""Derived, not measured: central differences are off by 1e-10 or so."""


def _known(hidden):
    return lambda *arguments: GRADIENTS.known(*arguments, hidden=hidden)


def quartic(W):
    return float((W**4).sum() + W.ravel()[0] * W.ravel()[-1] ** 2)


def sunken(W):
    """Curved downwards: what is left beyond the first order is negative."""
    return -quartic(W)


def _slopes(W):
    slopes = 4 * W**3
    slopes.ravel()[0] += W.ravel()[-1] ** 2
    slopes.ravel()[-1] += 2 * W.ravel()[0] * W.ravel()[-1]
    return slopes


def differences_inputs(rng):
    yield quartic, np.array([2.0]), 0.5
    yield quartic, np.array([0.7, -0.6, 1.3]), 1e-3
    yield quartic, np.array([[0.3, -1.2, 0.8], [0.5, 1.1, -0.4]]), 1e-3, Note("any number of axes")
    yield sunken, rng.standard_normal((2, 2, 3)), 1e-2, Note("any number of axes")


def differences_known(loss, W, step):
    def each(up, down, by):
        found = np.empty(W.shape)
        for index in np.ndindex(W.shape):
            above, below = W.copy(), W.copy()
            above[index] += up
            below[index] -= down
            found[index] = (loss(above) - loss(below)) / by
        return found

    right, ones = each(step, step, 2 * step), np.ones(W.shape)
    one_sided = "this is the one-sided difference: its error falls with the step, not with its square"
    return [
        (each(step, 0, step), one_sided), (each(0, step, step), one_sided),
        (2 * right, "the two points lie 2 step apart: divide by 2 step"),
        (each(step / 2, step / 2, step), "this is the difference to half the step: the two points are W + step and W - step, 2 step apart"),
        (each(step / 2, step / 2, 2 * step), "the two points are W + step and W - step: with half a step to each side one divides by step"),
        (each(step, 0, 2 * step), "half a one-sided difference: is V = W another name for the same array? Take W.copy(), "
         "and go to W - step from W, not from W + step"),
        (-right, "the sign is wrong: the loss at W + step minus the loss at W - step"),
        (2 * step * right, "divide the difference of the two losses by 2 step"),
        (right.ravel() if W.ndim > 1 else right[:, None], "the result has the shape of W"),
        (0 * right, "every difference is 0: V = W is another name for the same array, not a copy; take W.copy()"),
        (_slopes(W) * (-1 if loss is sunken else 1), "these are the exact slopes, or differences to a finer step: use the loss and the step you are given"),
        ((loss(W + step * ones) - loss(W - step * ones)) / (2 * step), "one entry at a time: all entries moved together")]


def _not_put_back(loss, W, step):
    slopes = np.empty(W.shape)
    for index in np.ndindex(W.shape):
        W[index] += step
        above = loss(W)
        W[index] -= 2 * step
        slopes[index] = (above - loss(W)) / (2 * step)
    return slopes


def remainder_inputs(rng):
    W, d = np.array([[0.6, -0.5], [0.4, 0.9]]), np.array([[0.8, 0.1], [-0.9, 0.5]])  # d is not of length 1
    right = _slopes(W)
    yield quartic, np.array([4.0 + 3.0]), np.array([1.0]), np.array([1.0]), 0.01, 0.1
    yield sunken, np.array([-7.0]), np.array([1.0]), np.array([1.0]), 0.01, 0.1, Note("the remainder is an absolute value: L may be curved downwards")
    for loss, sign in ((quartic, 1), (sunken, -1)):
        for g in (right, right * np.array([[1.0, 1.3], [1.0, 0.6]])):
            yield loss, sign * g, W, d, 1e-2, 1e-1, Note("d is not of length 1")
    yield quartic, right, W, -d, 2e-2, 0.25, Note("the slope is taken between t = short and t = long")


def remainder_known(loss, g, W, d, short, long):
    rate, here, steps = (g * d).sum(), loss(W), np.log(long / short)

    def ratio(rest):
        return np.log(abs(rest(long) / rest(short)))

    def plain(t):
        return loss(W + t * d) - here

    def rest(t):
        return plain(t) - t * rate

    right, length = ratio(rest) / steps, np.linalg.norm(d)
    ten = "one logarithm is to base 10, the other natural: take the same for both"
    two, plain_axes = "a slope needs two points: the change of log r over the change of log t", "both axes are logarithmic: take the logarithms of r and of t"
    return [
        (ratio(plain) / steps, "subtract the first order: t <g, d>"),
        (1 / right, "log r against log t: the ratio is upside down"),
        (abs(rest(long) / rest(short)), "this is the ratio of the remainders: take logarithms, and divide by log(long / short)"),
        ((abs(rest(long)) - abs(rest(short))) / (long - short), plain_axes), (ratio(rest) / (long - short), plain_axes),
        (right / np.log(10), ten), (right * np.log(10), ten),
        (np.log(abs(rest(long))) / np.log(long), two), (np.log(abs(rest(short))) / np.log(short), two),
        (ratio(lambda t: plain(t) - t * rate / length) / steps, "take d as it is: L is evaluated at W + t d"),
        (ratio(lambda t: loss(W + t * d / length) - here - t * rate / length) / steps, "d need not have length 1, and is not to be brought to it"),
        (-right, "both differences in one order: (log r(long) - log r(short)) / (log long - log short)"),
        (ratio(lambda t: plain(t) - rate) / steps, "the first order is t times <g, d>"),
        (ratio(lambda t: plain(t) + t * rate) / steps, "the first order is to be subtracted, not added"),
        (right if min(rest(short), rest(long)) > 0 else np.nan, "the logarithm of a negative number is nan: the remainder is an absolute value"),
        (np.log(abs((plain(long) - long * (g @ d)) / (plain(short) - short * (g @ d)))) / steps,
         "<g, d> is the sum of all products of entries, (g * d).sum(); g @ d of two matrices is a matrix")]


def adam_inputs(rng):
    one = np.array([1.0])
    zero = 0 * one
    yield one, zero, zero, zero, 1, 0.1, Note("a gradient that was always 0: epsilon_A keeps the division from 0/0")
    yield one, one, zero, zero, 1, 0.1, Note("the first update: m and v begin at 0 and are too small at first")
    yield one, np.array([1e-8]), zero, zero, 1, 0.1, Note("a gradient as small as epsilon_A, which is added to the root, not under it")
    yield one, np.array([-3.0]), one, one, 2, 0.1
    yield np.array([1.0, -2.0, 0.5]), np.array([0.3, -0.02, 0.0]), np.array([0.05, 0.01, 0.0]), np.array([0.002, 0.003, 0.0]), 3, 0.1
    yield rng.standard_normal((2, 3)), 1e-7 * rng.standard_normal((2, 3)), np.zeros((2, 3)), np.zeros((2, 3)), 1, 1e-3
    yield rng.standard_normal(4), rng.standard_normal(4), rng.standard_normal(4), rng.random(4), 2000, 1e-2


def adam_known(w, g, m, v, t, rate):
    M, V = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    c1, c2, tiny = 1 - 0.9**t, 1 - 0.999**t, 1e-8

    def step(first=M / c1, second=V / c2, M=M, V=V):
        return w - rate * first / (np.sqrt(second) + tiny), M, V

    new, zero = step()[0], 0 * m
    return [
        ((new, m, v), "the m and v that were given come back: return the new ones"),
        (step(0.1 * g / (1 - 0.9), 0.001 * g**2 / (1 - 0.999), 0.1 * g, 0.001 * g**2),
         "m and v begin anew: 0.9 times the old m and 0.999 times the old v belong to them, or the optimiser has no memory"),
        ((new, M / c1, V / c2), "return m and v themselves: the corrected ones are for this step only"),
        (step((0.999 * m + 0.001 * g) / c2, (0.9 * v + 0.1 * g**2) / c1, 0.999 * m + 0.001 * g, 0.9 * v + 0.1 * g**2),
         "beta_1 = 0.9 belongs to m, beta_2 = 0.999 to v"),
        ((M, V, new), "the order is (w, m, v)"), ((new, V, M), "the order is (w, m, v)"),
        (step((0.1 * m + 0.9 * g) / c1, (0.001 * v + 0.999 * g**2) / c2, 0.1 * m + 0.9 * g, 0.001 * v + 0.999 * g**2),
         "0.9 and 0.999 belong to the old m and v, the rest to the new gradient"),
        (step(second=(0.999 * v + 0.001 * abs(g)) / c2, V=0.999 * v + 0.001 * abs(g)), "v is a mean of squares: g^2"),
        (step(second=(0.999 * v + 0.001 * g) / c2, V=0.999 * v + 0.001 * g), "v is a mean of squares: g^2"),
        (step(M, V), "divide m by 1 - 0.9^t and v by 1 - 0.999^t: they begin at 0 and are too small at first"),
        ((2 * w - new, M, V), "downhill is against the gradient: subtract"),
        (step(second=V), "v is divided by 1 - 0.999^t, as m by 1 - 0.9^t"), (step(first=M), "m is divided by 1 - 0.9^t, as v by 1 - 0.999^t"),
        ((w - rate * (M / c1) / np.sqrt(V / c2 + tiny), M, V), "epsilon_A is added to the root, not under it"),
        ((w - rate * np.sqrt(c2) / c1 * M / (np.sqrt(V) + tiny), M, V),
         "epsilon_A is added to the root of the corrected v; here it is added to the uncorrected one, Kingma and Ba's short form"),
        ((w - rate * (M / c1) / np.sqrt(V / c2), M, V), "nan for a gradient that was always 0: epsilon_A keeps the division from 0/0"),
        (step(M / (1 - 0.9 * t), V / (1 - 0.999 * t)), "0.9 and 0.999 to the power t, not times t"),
        (step(M / (1 - 0.9 ** (t - 1)), V / (1 - 0.999 ** (t - 1))), "updates are counted from 1: the power is t, not t - 1"),
        (step(M / (1 - 0.9 ** (t + 1)), V / (1 - 0.999 ** (t + 1))), "updates are counted from 1: the power is t, not t + 1"),
        ((w - rate * (M / c1) / (V / c2 + tiny), M, V), "divide by the square root of v"),
        (step(zero + m / c1, zero + v / c2), "the step is made with the new m and v, not with the old ones")]


def _without_the_cut(W, bias, X):
    dZ = 2 / len(X) * (np.maximum(X @ W.T @ W + bias, 0) - X)
    return (X @ W.T).T @ dZ + (dZ @ W.T).T @ X


def passes_once(found):
    parts = parts_of(found, "W1, bias1, X1, W2, bias2, X2")
    for k, point in ((1, parts[:3]), (2, parts[3:])):
        W, bias, X = (array_of(part, shape, f"{name}{k}") for part, shape, name in zip(point, ((2, 3), (3,), (4, 3)), ("W", "bias", "X")))
        right = RIGHT.gradient(W, bias, X, np.ones(3))[0]
        size, off = float(np.linalg.norm(right)), float(np.linalg.norm(_without_the_cut(W, bias, X) - right))
        holds(size >= 0.1, f"length of the right gradient at point {k}", "at least 0.1", f"{size:.3g}")
        if k == 1:
            below(off, 1e-9, "how far the wrong gradient is off at point 1")
        else:
            holds(off >= 0.1 * size, "how far the wrong gradient is off at point 2", f"at least a tenth of {size:.3g}", f"{off:.3g}")


PREDICTIONS = (
    Prediction("alike_in", RIGHT.alike_in,
               "'equal importance' if abs(found['A', 'equal'][1] - found['B', 'equal'][1]) < 1e-4 "
               "< 1e-3 < abs(found['A', 'falling'][1] - found['B', 'falling'][1]) else 'another'",
               "with equal importances both find the same pentagon, of the same loss to four decimals; with falling ones the wrong "
               "gradient still finds a pentagon, and the right one drops a feature",
               choices=("equal importance", "falling importance", "both", "neither"),
               overlooked={"neither": "a wrong gradient may be 0 where the right one is",
                           "both": "one of the gradients is wrong, and where importances differ it shows"}),
)

EXERCISES = (
    Exercise("gradient", RIGHT.gradient, GRADIENTS.inputs, _known(hidden=False), tolerance=BY_HAND),
    Exercise("gradient_with_hidden_relu", RIGHT.gradient_with_hidden_relu, GRADIENTS.inputs, _known(hidden=True), tolerance=BY_HAND),
    Exercise("differences", RIGHT.differences, differences_inputs, differences_known, wrong=((_not_put_back, "changed W in place"),)),
    Exercise("remainder_slope", RIGHT.remainder_slope, remainder_inputs, remainder_known, tolerance=Tolerance(1e-6, 0.0)),
    Exercise("adam_step", RIGHT.adam_step, adam_inputs, adam_known),
    Exercise("passes_and_fails", RIGHT.passes_and_fails, wanted=(passes_once,), hints=(
        "what was forgotten is a factor that is 1 or 0: where is it 1 everywhere?",
        "z = W^T W x + b is positive everywhere if W, b and x are",
        "for the second point draw W of both signs, and make the biases negative")),
)
