"""When is an answer to lesson 11 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course.exercises import Exercise, Wrong, expect_close
from srm_ref.superposition import best_antipodal_bias, critical_density, expected_relu_square, population_loss


def check_dropped_loss(answer):
    for b, r, p in ((0.3, 0.7, 0.4), (0.1, 2.5, 0.8), (-0.3, 0.7, 0.4)):
        wanted = population_loss({"W": [[1.0, 0.0]], "bias": [0.0, b]}, [1.0, r], 1 - p)
        unclipped = r * (p / 3 - b * p + b * b)
        mistakes = [
            (wanted / r, "feature 2 has the importance r"),
            (r * (p / 3 - p * p / 4), "this is the loss with the best bias, p/2; here the bias is given"),
            (r * (1 / 3 - max(b, 0) + b * b), "an active feature has mean 1/2 and mean square 1/3, a sparse one p/2 and p/3"),
            (r * p * (1 / 3 - max(b, 0) + max(b, 0) ** 2), "where the feature is 0 the answer b is wrong as well, by b^2: it happens with probability 1 - p"),
            ((1 + r) / r * wanted, "only feature 2 is answered wrongly: its importance is r"),
            (r * wanted, "the importance r is a factor of the loss once"),
            (r * (p / 3 + b * p + b * b), "the middle term of the square has a minus: (x - b)^2"),
            (r * (p / 2 - b * p + b * b), "E x^2 is p/3, not p/2"),
            (r * ((1 - p) / 3 - b * (1 - p) + b * b), "p is the density, the probability of NOT being 0"),
            (r * (p / 3 + b * b), "the middle term of the square is missing: -2 b E x = -b p"),
            (r * (p / 3 - b * p / 2 + b * b), "the middle term is -2 b E x = -b p: E x is p/2, and there are two of it"),
        ]
        if b < 0:
            mistakes.insert(0, (unclipped, "the output is relu(b): a negative bias answers 0"))
            mistakes.insert(1, (r * (p / 3 + b * p + b * b), "the output is relu(b), not |b|: a negative bias answers 0"))
            mistakes.insert(2, (0.0, "a negative bias answers 0, and so it loses r E x^2"))
        expect_close(answer(b, r, p), wanted, f"dropped_loss({b}, {r}, {p})", mistakes)


def check_superposition_begins(answer):
    for r in (0.3, 1.0, 4.0, 0.05):
        q, wanted = min(r, 1 / r), float(critical_density(r))
        expect_close(answer(r), wanted, f"superposition_begins({r})", [
            (1 - wanted, "this is a sparsity, 1 - p; a density is wanted"),
            (2 * q / (1 + q), "here the dropped feature is answered with 0; its best bias is p/2, and then it loses the variance v(p) only"),
            (4 * r / (2 + 5 * r), "above r = 1 it is feature 1 that is left out: compare with dedicating, v(p)"),
            (4 / (5 + 2 * r), "below r = 1 it is feature 2 that is left out: compare with dropping, r v(p)"),
            (4 * q / (2 + 3 * q), "the antipodal pair errs on both features: (1 + r) p^2 / 6"),
            (4 / 7 if r > 1 else np.nan, "above r = 1 it is feature 1 that is left out: compare with dedicating, v(p)"),
            (4 / (2 + 5 * r), "with r > 1 the boundary is the one of 1/r: 4 q / (2 + 5 q) with q = 1/r, above and below"),
            (2 * q / (2 + 5 * q), "a factor 2: multiply r (p/3 - p^2/4) = (1 + r) p^2 / 6 by 12 / p"),
            (2 * q / (2 + 2 * q), "here the dropped feature is answered with 0; its best bias is p/2, and then it loses the variance v(p) only"),
            (4 / 5, "the antipodal pair errs on both features: (1 + r) p^2 / 6"),
        ])


def _cases(b, p):
    """Return what each of the four cases adds to the loss: none, own, other, both."""
    t, up = max(-b, 0.0), max(b, 0.0)
    own = up**2 if b >= 0 else t * t - 2 * t**3 / 3
    both = 1 / 6 - up / 3 + 2 * up**3 / 3 - up**4 / 6 if b >= 0 else 1 / 6 + t / 3 - t**3 / 3 + t**4 / 6
    return (1 - p) ** 2 * up**2, p * (1 - p) * own, p * (1 - p) * up**3 / 3, p * p * both


def check_pair_loss(answer):
    for b, p in ((0.0, 0.6), (0.3, 0.6), (0.7, 0.25), (-0.3, 0.6), (-0.8, 0.9)):
        wanted = population_loss({"W": [[1.0, -1.0]], "bias": [b, b]}, [1.0, 0.0], 1 - p)
        none, own, other, both = _cases(b, p)
        up = max(b, 0.0)
        polynomial = p**2 / 6 - p**2 * b / 3 + (1 - p) * b**2 + p * (1 + p) * b**3 / 3 - p**2 * b**4 / 6
        mistakes = [
            (2 * wanted, "one output is asked for: this is both"),
            (p * p / 6, "this is the loss without bias; here the bias is given"),
            (wanted + none, "the output is wrong by b^2 once where nothing is active, with probability (1-p)^2"),
            (wanted + other + own, "only its own feature is active with probability p (1-p), not 2 p (1-p); the same for the other"),
            (none + (own + other) / (1 - p) + both, "ONLY one is active with probability p (1-p): the other has to be 0"),
            (none + own + p * (1 - p) * up**2 + both, "where only the other is active, the output b - x closes at x = b: the integral of (b - x)^2 up to b"),
            (none + own + other + p * p / 6, "the bias changes the case of both active as well: it is open where y < x + b"),
            (wanted - both / 2, "both active: the loss is counted on half of the square only"),
            (population_loss({"W": [[1.0, -1.0]], "bias": [b, b]}, [1.0, 0.0], p), "p is the density, the probability of NOT being 0"),
            (both / p**2, "both features are active with probability p^2"),
            (wanted - none, "where nothing is active the output is relu(b): a positive bias errs by b^2, with probability (1-p)^2"),
            (wanted - own, "where only its own feature is active the bias is wrong as well"),
            (wanted - other, "where only the other feature is active, x < b, the output is still open: the integral of (b - x)^2"),
            (wanted - none - own - other, "three cases are missing: both are active with probability p^2 only"),
            (none + own + other + p * p * ((1 - up) ** 4 / 12 + (1 - up) ** 3 / 3 - (1 - up) ** 4 / 4),
             "both active: for y < b all x from 0 to 1 are in the open region, which adds b^3/3"),
        ]
        if b < 0:
            mirrored = population_loss({"W": [[1.0, -1.0]], "bias": [-b, -b]}, [1.0, 0.0], 1 - p)
            mistakes.insert(0, (mirrored, "a negative bias is not the mirror of a positive one: where nothing is active it does no harm"))
            mistakes.insert(0, (wanted + p * (1 - p) * 2 * (-b) ** 3 / 3, "only its own feature, b = -t: below x = t the error is x, not t"))
            mistakes.insert(0, (wanted - p * (1 - p) * (b * b + b**3), "only its own feature, b = -t: above x = t the output is x - t, which errs by t"))
            mistakes.insert(0, (polynomial, "the polynomial of b >= 0 does not hold below 0: the output then opens late, at x_1 - x_2 > -b"))
        expect_close(answer(b, p), wanted, f"pair_loss({b}, {p})", [each for each in mistakes if abs(each[0] - wanted) > 1e-9])


def check_best_bias(answer):
    for p in (0.9, 0.5, 0.1):
        wanted = float(best_antipodal_bias(p))
        found = answer(p)
        if isinstance(found, (int, float)) and (abs(found) < 1e-6 or abs(found - 1) < 1e-6):
            raise Wrong("the search ran to an end of the interval: where the derivative is negative the minimum lies to the right")
        if isinstance(found, (int, float, np.ndarray)) and np.shape(found) == () and 1e-8 < abs(found - wanted) < 2e-3:
            raise Wrong(f"best_bias({p}): near, but {abs(float(found) - wanted):.1g} off; wanted to 1e-9, so go on halving (30 times or more)")
        expect_close(found, wanted, f"best_bias({p})", [
            ((np.sqrt((1 - p) ** 2 + p**3 * (1 + p) / 3) - (1 - p)) / (p * (1 + p)), "the term with b^3 is missing"),
            (p * p / (6 * (1 - p)), "this is the first approximation for small p: solve the cubic"),
            (p / 2, "this is the bias of a feature that is dropped; here both are kept"),
            (-wanted, "the best bias is positive: each feature takes away from the other, the bias gives back"),
        ], atol=1e-8)


def check_mean_square_over_the_square(answer):
    def corner(z):
        return max(z, 0.0)

    for w1, w2, b in ((0.8, 0.5, 0.1), (1.0, -1.0, 0.2), (0.7, -1.6, -0.1), (-0.6, -0.9, 1.0)):
        wanted = expected_relu_square([w1, w2], b, 0.0)
        corners = np.array([b + w1 + w2, b + w1, b + w2, b])
        signs = np.array([1, -1, -1, 1])
        expect_close(answer(w1, w2, b), wanted, f"mean_square_over_the_square({w1}, {w2}, {b})", [
            ((signs * corners**4).sum() / (12 * w1 * w2), "the ReLU is missing at the corners: negative ones count 0"),
            (12 * wanted, "two integrations of a square divide by 3 and by 4"),
            (3 * wanted, "the first integration of the square divides by 3, the second by 4: 12 in all"),
            (4 * wanted, "the first integration of the square divides by 3, the second by 4: 12 in all"),
            (wanted * w1 * w2, "every integration divides by the slope: w1 and w2"),
            (2 * wanted, "the first integration of the square divides by 3, the second by 4: 12 in all"),
            (wanted / 2, "the first integration of the square divides by 3, the second by 4: 12 in all"),
            (wanted - corner(b) ** 4 / (12 * w1 * w2), "the fourth corner, where both are 0, is missing: relu(b)^4"),
            (expected_relu_square([w1, w2], 0.0, 0.0), "the bias is missing"),
            (sum(s * corner(z) ** 4 for s, z in zip((1, -1, 1, -1), corners)) / (12 * w1 * w2),
             "the signs of the corners: plus for none and both, minus for one"),
            ((corner(b + w1) ** 3 - corner(b) ** 3) / (3 * w1), "this is the integral over x alone"),
            (wanted * abs(w1 * w2) / (w1 * w2), "divide by w1 w2 with its sign"),
            (abs(w1 * w2) / (w1 * w2) * -wanted, "the signs of the corners: plus for none and both, minus for one"),
            (-wanted, "the signs of the corners: plus for none and both, minus for one"),
            (sum(corner(z) ** 4 for z in corners) / (12 * w1 * w2), "the corners have signs: plus for none and both, minus for one"),
            (sum(s * corner(z) ** 3 for s, z in zip(signs, corners)) / (12 * w1 * w2), "the power goes up twice: 2, 3, 4"),
            (sum(s * corner(z) ** 2 for s, z in zip(signs, corners)) / (12 * w1 * w2), "the power goes up twice: 2, 3, 4"),
        ])


def _dropped_without_relu(b, r, p):
    return r * (p / 3 - b * p + b**2)


def _dropped_at_its_best(b, r, p):
    return r * (p / 3 - p**2 / 4)


def _dropped_when_active(b, r, p):
    return r * p * (1 / 3 - max(b, 0) + max(b, 0) ** 2)


def _dropped_by_absolute_value(b, r, p):
    return r * (p / 3 - abs(b) * p + b**2)


def _begins_from_the_left(r):
    return 4 * r / (2 + 5 * r)


def _begins_without_bias(r):
    return 2 * min(r, 1 / r) / (1 + min(r, 1 / r))


def _begins_as_sparsity(r):
    return 1 - 4 * min(r, 1 / r) / (2 + 5 * min(r, 1 / r))


def _pair_only_both(b, p):
    return _cases(b, p)[3]


def _pair_one_polynomial(b, p):
    return p**2 / 6 - p**2 * b / 3 + (1 - p) * b**2 + p * (1 + p) * b**3 / 3 - p**2 * b**4 / 6


def _pair_without_other(b, p):
    none, own, _, both = _cases(b, p)
    return none + own + both


def _pair_mirrored(b, p):
    return sum(_cases(abs(b), p))


def _bias_approximate(p):
    return p**2 / (6 * (1 - p))


def _bias_backwards(p):
    low, high = 0.0, 1.0
    for _ in range(50):
        b = (low + high) / 2
        slope = -(p**2) / 3 + 2 * (1 - p) * b + p * (1 + p) * b**2 - 2 * p**2 * b**3 / 3
        low, high = (low, b) if slope < 0 else (b, high)
    return low


def _corners(power=4, relu=True, signs=(1, -1, -1, 1)):
    def answer(w1, w2, b):
        corners = [b + w1 + w2, b + w1, b + w2, b]
        return sum(s * (max(z, 0.0) if relu else z) ** power for s, z in zip(signs, corners)) / (12 * w1 * w2)
    return answer


EXERCISES = (
    Exercise("dropped_loss", check_dropped_loss, ((_dropped_without_relu, "answers 0"), (_dropped_at_its_best, "the bias is given"),
                                                  (_dropped_when_active, "wrong as well, by b^2"),
                                                  (_dropped_by_absolute_value, "not |b|"))),
    Exercise("superposition_begins", check_superposition_begins, (
        (_begins_from_the_left, "compare with dedicating"), (_begins_without_bias, "answered with 0"), (_begins_as_sparsity, "this is a sparsity"))),
    Exercise("pair_loss", check_pair_loss, ((_pair_only_both, "three cases are missing"), (_pair_one_polynomial, "does not hold below 0"),
                                            (_pair_without_other, "still open"), (_pair_mirrored, "not the mirror"))),
    Exercise("best_bias", check_best_bias, ((_bias_approximate, "first approximation"), (_bias_backwards, "ran to an end"))),
    Exercise("mean_square_over_the_square", check_mean_square_over_the_square, (
        (_corners(relu=False), "the ReLU is missing"), (_corners(signs=(1, 1, 1, 1)), "the corners have signs"), (_corners(power=3), "goes up twice"))),
)
