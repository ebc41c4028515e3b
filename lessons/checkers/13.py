"""When is an answer to lesson 13 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.comparing import Tolerance
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, below, parts_of
from srm_ref.superposition import population_loss

RIGHT = load_file(lessons_folder() / "solutions" / "13.py", "solution_13")


def dropped_inputs(rng):
    yield 0.0, 1.0, 1.0
    yield 0.0, 1.0, 0.0, Note("density 0, bias 0: nothing is lost")
    yield 0.5, 1.0, 0.0, Note("density 0: the bias alone errs, always")
    yield -0.5, 1.0, 1.0, Note("the output is relu(b): a negative bias answers 0")
    yield from ((0.3, 0.7, 0.4), (0.1, 2.5, 0.8), (-0.3, 0.7, 0.4), (1.5, 0.2, 0.6))
    yield from (tuple(map(float, (rng.uniform(-1, 1), rng.uniform(0.1, 3), rng.random()))) for _ in range(6))


def dropped_known(b, r, p):
    up = max(b, 0.0)
    right = RIGHT.dropped_loss(b, r, p)
    return [
        (right / r, "feature 2 has the importance r"),
        (r * (p / 3 - p * p / 4), "this is the loss with the best bias, p/2; here the bias is given"),
        (r * (1 / 3 - up + up * up), "an active feature has mean 1/2 and mean square 1/3, a sparse one p/2 and p/3"),
        (r * p * (1 / 3 - up + up**2), "where the feature is 0 the answer b is wrong as well, by b^2: it happens with probability 1 - p"),
        ((1 + r) / r * right, "only feature 2 is answered wrongly: its importance is r"),
        (r * right, "the importance r is a factor of the loss once"),
        (r * (p / 3 + up * p + up * up), "the middle term of the square has a minus: (x - b)^2"),
        (r * (p / 2 - up * p + up * up), "E x^2 is p/3, not p/2"),
        (r * ((1 - p) / 3 - up * (1 - p) + up * up), "p is the density, the probability of NOT being 0"),
        (r * (p / 3 + up * up), "the middle term of the square is missing: -2 b E x = -b p"),
        (r * (p / 3 - up * p / 2 + up * up), "the middle term is -2 b E x = -b p: E x is p/2, and there are two of it"),
        (r * (p / 3 - b * p + b * b), "the output is relu(b): a negative bias answers 0"),
        (r * (p / 3 - abs(b) * p + b * b), "the output is relu(b), not |b|: a negative bias answers 0"),
        (right if b >= 0 else 0.0, "a negative bias answers 0, and so it loses r E x^2")]


def begins_inputs(rng):
    yield 1.0, Note("both features are equally important")
    yield from ((r,) for r in (0.5, 2.0, 0.3, 4.0, 0.05, 30.0))
    yield from ((float(r),) for r in rng.uniform(0.1, 5, 4))


def begins_known(r):
    q, right = min(r, 1 / r), RIGHT.superposition_begins(r)
    with_zero = "here the dropped feature is answered with 0; its best bias is p/2, and then it loses the variance v(p) only"
    return [
        (1 - right, "this is a sparsity, 1 - p; a density is wanted"), (2 * q / (1 + q), with_zero), (q / (1 + q), with_zero),
        (4 * r / (2 + 5 * r), "above r = 1 it is feature 1 that is left out: compare with dedicating, v(p)"),
        (4 / (5 + 2 * r), "below r = 1 it is feature 2 that is left out: compare with dropping, r v(p)"),
        (4 * q / (2 + 3 * q), "the antipodal pair errs on both features: (1 + r) p^2 / 6"),
        (4 / 7 if r > 1 else right, "above r = 1 it is feature 1 that is left out: compare with dedicating, v(p)"),
        (4 / (2 + 5 * r), "with r > 1 the boundary is the one of 1/r: 4 q / (2 + 5 q) with q = 1/r, above and below"),
        (2 * q / (2 + 5 * q), "a factor 2: multiply r (p/3 - p^2/4) = (1 + r) p^2 / 6 by 12 / p"),
        (4 / 5, "the antipodal pair errs on both features: (1 + r) p^2 / 6"),
        (4 / (5 + 2 * r) if r < 1 else 4 * r / (2 + 5 * r), "the two sides of r = 1 are exchanged: the pair has to beat the better one of the two")]


def _cases(b, p):
    """Return what each of the four cases adds to the loss: none, own, other, both."""
    t, up = max(-b, 0.0), max(b, 0.0)
    own = up**2 if b >= 0 else t * t - 2 * t**3 / 3
    both = 1 / 6 - up / 3 + 2 * up**3 / 3 - up**4 / 6 if b >= 0 else 1 / 6 + t / 3 - t**3 / 3 + t**4 / 6
    return (1 - p) ** 2 * up**2, p * (1 - p) * own, p * (1 - p) * up**3 / 3, p * p * both


def pair_inputs(rng):
    yield 0.0, 0.0, Note("density 0 and bias 0: no loss")
    yield 0.5, 0.0, Note("density 0: none is active, and the output is relu(b)")
    yield -0.5, 0.0, Note("density 0: none is active, and a negative bias does no harm")
    yield 0.0, 1.0, Note("both are always active")
    yield 1.0, 1.0, Note("b = 1: the output is always open")
    yield -1.0, 0.5, Note("b = -1: the output is never open")
    yield from ((0.0, 0.6), (0.3, 0.6), (0.7, 0.25), (-0.3, 0.6), (-0.8, 0.9))
    yield from (tuple(map(float, (rng.uniform(-1, 1), rng.random()))) for _ in range(6))


def pair_known(b, p):
    none, own, other, both = _cases(b, p)
    right, up, t = none + own + other + both, max(b, 0.0), max(-b, 0.0)
    mirrored = sum(_cases(abs(b), p))
    polynomial = p**2 / 6 - p**2 * b / 3 + (1 - p) * b**2 + p * (1 + p) * b**3 / 3 - p**2 * b**4 / 6
    half_open = (1 - up) ** 4 / 12 + (1 - up) ** 3 / 3 - (1 - up) ** 4 / 4
    return [
        (2 * right, "one output is asked for: this is both"),
        (p * p / 6, "this is the loss without bias; here the bias is given"),
        (right + none, "the output is wrong by b^2 once where nothing is active, with probability (1-p)^2"),
        (right + other + own, "only its own feature is active with probability p (1-p), not 2 p (1-p); the same for the other"),
        (none + ((own + other) / (1 - p) if p < 1 else 0.0) + both, "ONLY one is active with probability p (1-p): the other has to be 0"),
        (none + own + p * (1 - p) * up**2 + both, "where only the other is active, the output b - x closes at x = b: the integral of (b - x)^2 up to b"),
        (none + own + other + p * p / 6, "the bias changes the case of both active as well: it is open where y < x + b"),
        (right - both / 2, "both active: the loss is counted on half of the square only"),
        (sum(_cases(b, 1 - p)), "p is the density, the probability of NOT being 0"),
        (both / p**2 if p else 0.0, "both features are active with probability p^2"),
        (right - none, "where nothing is active the output is relu(b): a positive bias errs by b^2, with probability (1-p)^2"),
        (right - own, "where only its own feature is active the bias is wrong as well"),
        (right - other, "where only the other feature is active, x < b, the output is still open: the integral of (b - x)^2"),
        (both, "three cases are missing: both are active with probability p^2 only"),
        (none + own + other + p * p * half_open if b >= 0 else right, "both active: for y < b all x from 0 to 1 are in the open region, which adds b^3/3"),
        (right if b >= 0 else mirrored, "a negative bias is not the mirror of a positive one: where nothing is active it does no harm"),
        (right + p * (1 - p) * 2 * t**3 / 3, "only its own feature, b = -t: below x = t the error is x, not t"),
        (right - p * (1 - p) * (t * t - t**3), "only its own feature, b = -t: above x = t the output is x - t, which errs by t"),
        (polynomial, "the polynomial of b >= 0 does not hold below 0: the output then opens late, at x_1 - x_2 > -b")]


def best_inputs(rng):
    yield 1.0, Note("both features are always active")
    yield from ((p,) for p in (0.5, 0.9, 0.1, 1e-3))
    yield from ((float(p),) for p in rng.uniform(0.05, 1, 4))


def _search(p, width, backwards=False):
    low, high = 0.0, 1.0
    while high - low > width:
        b = (low + high) / 2
        slope = -(p**2) / 3 + 2 * (1 - p) * b + p * (1 + p) * b**2 - 2 * p**2 * b**3 / 3
        low, high = (b, high) if (slope < 0) is not backwards else (low, b)
    return low


def best_known(p):
    right = RIGHT.best_bias(p)
    return [
        (_search(p, 1e-12, backwards=True), "the search ran to an end of the interval: where the derivative is negative the minimum lies to the right"),
        (_search(p, 1e-3), "near, but wanted to 1e-9, so go on halving (30 times or more)"),
        (_search(p, 1e-6), "near, but wanted to 1e-9, so go on halving (30 times or more)"),
        ((np.sqrt((1 - p) ** 2 + p**3 * (1 + p) / 3) - (1 - p)) / (p * (1 + p)), "the term with b^3 is missing"),
        (p * p / (6 * (1 - p)) if p < 1 else ZeroDivisionError, "this is the first approximation for small p: solve the cubic"),
        (p * p / 6 / np.float64(1 - p), "this is the first approximation for small p: solve the cubic"),
        (p / 2, "this is the bias of a feature that is dropped; here both are kept"),
        (-right, "the best bias is positive: each feature takes away from the other, the bias gives back")]


def corner_inputs(rng):
    yield 1.0, 1.0, 0.0
    yield 1.0, 1.0, -1.0, Note("negative corners count 0")
    yield 1.0, 1.0, -2.0, Note("the ReLU is never open inside: 0")
    yield 1.0, -1.0, 0.0, Note("w1 and w2 are of any sign")
    yield -1.0, -1.0, 0.0
    yield from ((0.8, 0.5, 0.1), (1.0, -1.0, 0.2), (0.7, -1.6, -0.1), (-0.6, -0.9, 1.0))
    yield from (tuple(map(float, rng.choice([-1, 1], 3) * rng.uniform(0.2, 2, 3))) for _ in range(8))


def corner_known(w1, w2, b):
    def summed(signs=(1, -1, -1, 1), power=4, cut=lambda z: max(z, 0.0), b=b):
        return sum(s * cut(z) ** power for s, z in zip(signs, (b + w1 + w2, b + w1, b + w2, b))) / (12 * w1 * w2)

    right = RIGHT.mean_square_over_the_square(w1, w2, b)
    steps, signs = ("the first integration of the square divides by 3, the second by 4: 12 in all",
                    "the signs of the corners: plus for none and both, minus for one")
    return [
        (summed(cut=float), "the ReLU is missing at the corners: negative ones count 0"),
        (12 * right, "two integrations of a square divide by 3 and by 4"), (3 * right, steps), (4 * right, steps), (2 * right, steps), (right / 2, steps),
        (right * w1 * w2, "every integration divides by the slope: w1 and w2"),
        (summed((1, -1, -1, 0)), "the fourth corner, where both are 0, is missing: relu(b)^4"),
        (summed(b=0.0), "the bias is missing"),
        (summed((1, -1, 1, -1)), signs), (summed((1, 1, -1, -1)), signs), (-right, signs),
        ((max(b + w1, 0.0) ** 3 - max(b, 0.0) ** 3) / (3 * w1), "this is the integral over x alone"),
        (right * np.sign(w1 * w2), "divide by w1 w2 with its sign"),
        (summed((1, 1, 1, 1)), "the corners have signs: plus for none and both, minus for one"),
        (summed(power=3), "the power goes up twice: 2, 3, 4"), (summed(power=2), "the power goes up twice: 2, 3, 4"),
        (right**0.5, "the square itself is averaged: no root is taken")]


def loses_less(found):
    W, bias = parts_of(found, "W, bias")
    W, bias = array_of(W, (1, 2), "W"), array_of(bias, (2,), "bias")
    below(float(population_loss({"W": W, "bias": bias}, [1, 0.8], 0.4)), 0.0876, "exact loss at r = 0.8, p = 0.6")


PREDICTIONS = (
    Prediction("n_wells", RIGHT.n_wells,
               "(lambda v: int(((v[1:-1] < v[:-2]) & (v[1:-1] <= v[2:])).sum()))(profile(0.5, 0.485))",
               "one near -0.8, the antipodal pair, and one at 0, the dropped feature, with a hill between them",
               overlooked={1: "both the pair and the dropped feature are minima here: to get from one to the other the loss has to rise",
                           3: "a second weight of the same sign as the first is no well: both features would cast positive shadows"}),
)

EXERCISES = (
    Exercise("dropped_loss", RIGHT.dropped_loss, dropped_inputs, dropped_known),
    Exercise("superposition_begins", RIGHT.superposition_begins, begins_inputs, begins_known),
    Exercise("pair_loss", RIGHT.pair_loss, pair_inputs, pair_known),
    Exercise("best_bias", RIGHT.best_bias, best_inputs, best_known, tolerance=Tolerance(1e-9, 0.0)),
    Exercise("mean_square_over_the_square", RIGHT.mean_square_over_the_square, corner_inputs, corner_known),
    Exercise("below_the_closed_forms", RIGHT.below_the_closed_forms, wanted=(loses_less,), hints=(
        "the closed forms have lengths 1 and 1, or 1 and 0: nobody says that the second weight must be 1 or 0",
        "descend on the exact loss from several starts, or search a grid of two weights and two biases",
        "the weights have opposite signs and different sizes, the first the larger one; the biases differ, too")),
)
