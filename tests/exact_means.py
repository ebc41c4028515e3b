"""Exact means over sparse uniform features, in rational arithmetic: the oracle of everything that claims many digits.

E prod_i x_i^(a_i) g_p(c + sum_i w_i x_i), with g_p(z) = relu(z)^p / p! (g_0 the step, g_(-1) Dirac's delta), by
integrating one feature after another by parts. Nothing here is shared with the package: no recursion over
faces, no floating point.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import factorial, prod

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def moment(factors, c, p):
    """E prod x^a g_p(c + sum w x) over x uniform on [0, 1], for factors = ((w, a), ...)."""
    if not factors:
        return (c**p / factorial(p) if c > 0 and p >= 0 else Fraction(0))
    (w, a), rest = factors[0], factors[1:]
    if w == 0:
        return moment(rest, c, p) / (a + 1)
    upper = moment(rest, c + w, p + 1)
    lower = moment(rest, c, p + 1) if a == 0 else a * moment(((w, a - 1), *rest), c, p + 1)
    return (upper - lower) / w


def all_sets(n):
    return [K for k in range(n + 1) for K in combinations(range(n), k)]


def probability(sets, sparsity):
    """{K: prod_K (1 - S) prod_not_K S} over the given sets, exactly."""
    return {K: prod((1 - S if j in K else S for j, S in enumerate(sparsity)), start=Fraction(1)) for K in sets}


def rational(numbers):
    return [Fraction(float(value)) for value in numbers]


def unit_loss(w, c, target, sparsity):
    """E (x_target - relu(z))^2 of one output unit; target None for E relu(z)^2."""
    total = Fraction(0)
    for K, chance in probability(all_sets(len(w)), sparsity).items():
        if not chance:
            continue
        active = [(w[j], 0) for j in K]
        value = 2 * moment(tuple(active), c, 2)
        if target in K:
            active[K.index(target)] = (w[target], 1)
            value += THIRD - 2 * moment(tuple(active), c, 1)
        total += chance * value
    return total


def unit_slope(w, c, target, sparsity, j):
    """-2 E [z > 0] (x_target - z) x_j; j None for the bias."""
    total = Fraction(0)
    for K, chance in probability(all_sets(len(w)), sparsity).items():
        if not chance or (j is not None and j not in K):
            continue
        powers = {i: int(i == j) for i in K}
        value = moment(tuple((w[i], powers[i]) for i in K), c, 1)
        if target in K:
            powers[target] += 1
            value -= moment(tuple((w[i], powers[i]) for i in K), c, 0)
        total += 2 * chance * value
    return total


def unit_curvature(w, c, target, sparsity, j, l):
    """2 E ([z > 0] - x_target delta(z)) x_j x_l; j, l None for the bias."""
    total, needed = Fraction(0), {i for i in (j, l) if i is not None}
    for K, chance in probability(all_sets(len(w)), sparsity).items():
        if not chance or not needed <= {*K}:
            continue
        powers = {i: (i == j) + (i == l) for i in K}
        value = moment(tuple((w[i], powers[i]) for i in K), c, 0)
        if target in K:
            powers[target] += 1
            value -= moment(tuple((w[i], powers[i]) for i in K), c, -1)
        total += 2 * chance * value
    return total


def model_loss(W, bias, importance, sparsity):
    """The ReLU output model's expected loss, the Gram matrix included in the exact arithmetic."""
    W, bias, importance = [rational(row) for row in W], rational(bias), rational(importance)
    n = len(bias)
    gram = [[sum(row[i] * row[j] for row in W) for j in range(n)] for i in range(n)]
    return sum(importance[i] * unit_loss(gram[i], bias[i], i, rational(sparsity)) for i in range(n))
