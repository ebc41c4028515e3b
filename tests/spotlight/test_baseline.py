"""The isotropic baseline: the binomial band against exact arithmetic, and the resolvable threshold against the cap it
inverts.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.geometry.sphere import cap_fraction, log_cap_fraction, uniform_directions
from srm_ref.spotlight.baseline import isotropic_band, resolvable_epsilon

EPSILON_ATOL = 1e-12  # of a bisection down to 1e-19, on logarithms right to 1e-12


def counts_of(n_samples, n_dims, epsilon, level):
    lower, upper = isotropic_band(n_samples, n_dims, epsilon, level)
    return round(lower * n_samples), round(upper * n_samples)


def exact_distribution(n, share):
    """P(K = k), k = 0 .. n, in exact arithmetic on the double `share`."""
    share = Fraction(share)
    return [math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


# --- definition


@pytest.mark.parametrize("n_samples", [1, 2, 7, 60])
@pytest.mark.parametrize("n_dims, epsilon", [(2, 0.3), (2, 0.0), (3, -0.4), (16, 0.6), (16, -0.6), (1, 0.5)])
@pytest.mark.parametrize("level", [0.01, 0.3, 0.95, 1 - 1e-9])
def test_the_band_is_that_of_the_binomial_distribution_in_exact_arithmetic(n_samples, n_dims, epsilon, level):
    probabilities = exact_distribution(n_samples, cap_fraction(n_dims, epsilon))
    tail = (1 - Fraction(level)) / 2
    lower = max(k for k in range(n_samples + 1) if sum(probabilities[:k]) <= tail)
    upper = min(k for k in range(n_samples + 1) if sum(probabilities[k + 1:]) <= tail)
    assert counts_of(n_samples, n_dims, epsilon, level) == (lower, upper)


def test_the_band_holds_its_share_of_isotropic_curves():
    n_samples, level, n_trials = 200, 0.8, 2000
    lower, upper = isotropic_band(n_samples, 4, 0.5, level)
    inside = uniform_directions(n_samples * n_trials, 4, np.random.default_rng(1))[:, 0] >= 0.5
    held = np.mean(
        np.abs(inside.reshape(n_trials, -1).mean(axis=1) - (lower + upper) / 2) <= (upper - lower) / 2 + 1e-12)
    covered = sum(math.exp(log_binomial(n_samples, k, cap_fraction(4, 0.5))) for k in
                  range(round(lower * n_samples), round(upper * n_samples) + 1))
    assert level <= covered < level + 0.06
    # by chance once in two million seeds
    assert abs(held - covered) < 5 * math.sqrt(covered * (1 - covered) / n_trials)


def log_binomial(n, k, share):
    return (math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
            + k * math.log(share) + (n - k) * math.log1p(-share))


# --- analytic


@pytest.mark.parametrize("arguments, band", [
    ((1, 2, 0.0, 0.5), (0, 1)),  # 1/2, 1/2: nothing can be cut off
    ((2, 2, 0.0, 0.5), (1, 1)),  # 1/4 on each side may be cut off, exactly
    ((2, 2, 0.0, 0.5000001), (0, 2)),
    ((10, 5, 1.0, 0.9), (0, 0)),  # a spotlight of one point
    ((10, 5, -1.0, 0.9), (10, 10)),  # a spotlight everywhere
    ((10, 1, -1.0, 0.9), (10, 10)),  # in one dimension the cap falls to 1/2 just above -1
    ((4, 1, 1.0, 0.5), (1, 3)),  # two points: 1/2 each, 1/16 beyond
    ((10**7, 768, 0.9, 1 - 1e-15), (0, 0)),  # A = 1e-280
    ((10**7, 768, -0.9, 1 - 1e-15), (10**7, 10**7)),
    ((10**7, 20_000, 0.9, 1 - 1e-15), (0, 0)),  # A is below the smallest double
])
def test_band_by_hand(arguments, band):
    assert counts_of(*arguments) == band


@pytest.mark.parametrize("arguments, epsilon", [
    ((2, 30), 0.5), ((2, 1000, 250), math.sqrt(0.5)), ((3, 40), 0.5), ((3, 1000, 750), -0.5), ((7, 20), 0.0),
    ((7, 10), -1.0),
    ((2, 10, 9.999), math.cos(math.pi * 0.9999)), ((1, 30), 1.0), ((1, 20), 1.0), ((1, 19), -1.0), ((5, 1, 0.5), 0.0),
])
def test_resolvable_epsilon_by_hand(arguments, epsilon):
    assert abs(resolvable_epsilon(*arguments) - epsilon) < EPSILON_ATOL


# --- properties


@given(st.integers(1, 3000), st.integers(2, 40), st.floats(-1, 1), st.floats(0.001, 0.9999))
def test_the_band_covers_its_level_and_not_a_count_more(n_samples, n_dims, epsilon, level):
    share = cap_fraction(n_dims, epsilon)
    lower, upper = counts_of(n_samples, n_dims, epsilon, level)
    assert 0 <= lower <= upper <= n_samples
    if not 1e-9 < share < 1 - 1e-9:
        return
    tail = (1 - level) / 2

    def probability(ks):
        return math.fsum(math.exp(log_binomial(n_samples, k, share)) for k in ks)

    slack = 1e-9  # of the logarithms above, near 1e4 times their rounding
    assert probability(range(lower)) <= tail + slack <= probability(range(lower + 1)) + 2 * slack
    assert probability(range(upper + 1, n_samples + 1)) <= tail + slack
    assert tail + slack <= probability(range(upper, n_samples + 1)) + 2 * slack


@given(st.integers(1, 10**7), st.integers(2, 2000), st.floats(0.01, 0.99), st.floats(0.1, 0.999))
def test_the_opposite_threshold_has_the_opposite_band(n_samples, n_dims, epsilon, level):
    lower, upper = counts_of(n_samples, n_dims, epsilon, level)
    assert counts_of(n_samples, n_dims, -epsilon, level) == (n_samples - upper, n_samples - lower)


@given(st.integers(1, 10**7), st.integers(2, 2000), st.floats(-1, 1))
def test_a_higher_level_widens_the_band(n_samples, n_dims, epsilon):
    bands = [isotropic_band(n_samples, n_dims, epsilon, level) for level in (0.1, 0.5, 0.9, 0.999, 1 - 1e-12)]
    lower, upper = np.transpose(bands)
    assert (np.diff(lower) <= 0).all() and (np.diff(upper) >= 0).all()


@given(st.integers(2, 20_000), st.integers(1, 10**7), st.floats(0.01, 0.99))
def test_the_resolvable_epsilon_inverts_the_cap(n_dims, n_samples, share):
    expected = share * n_samples
    epsilon = resolvable_epsilon(n_dims, n_samples, expected)
    margin = 1e-9 / math.sqrt(n_dims)  # the cap changes over lengths of 1 / sqrt(n_dims)
    assert log_cap_fraction(n_dims, max(epsilon - margin, -1.0)) >= math.log(share) - 1e-12
    assert log_cap_fraction(n_dims, min(epsilon + margin, 1.0)) < math.log(share) + 1e-12


def test_more_samples_resolve_more_and_wider_layers_less():
    by_samples = [resolvable_epsilon(64, n_samples) for n_samples in (10, 15, 30, 100, 10**4, 10**7, 10**300)]
    by_width = [resolvable_epsilon(n_dims, 10**5) for n_dims in (2, 3, 10, 100, 1000, 16_384)]
    assert (np.diff(by_samples) > 0).all() and (np.diff(by_width) < 0).all()


# --- errors


@pytest.mark.parametrize("arguments, message", [
    ((0, 3, 0.5, 0.9), "n_samples: wanted an integer >= 1; found 0"),
    ((10.0, 3, 0.5, 0.9), "n_samples: wanted an integer"),
    ((10, 0, 0.5, 0.9), "n_dims: wanted an integer >= 1; found 0"),
    ((10, 3, 1.5, 0.9), r"epsilon: wanted a number in \[-1, 1\]; found 1.5"),
    ((10, 3, math.nan, 0.9), "epsilon: wanted a number"),
    ((10, 3, 0.5, 0.0), "level: wanted a number in .0, 1.; found 0.0"),
    ((10, 3, 0.5, 1.0), r"level: wanted a number in \(0, 1\); found 1"),
    ((10, 3, 0.5, 95), "level: wanted a number in .0, 1.; found 95"),
])
def test_band_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        isotropic_band(*arguments)


@pytest.mark.parametrize("arguments, message", [
    ((3, 9), "n_samples: wanted at least 10 activations .*; found 9"),
    ((3, 10, 10.5), "n_samples: wanted at least 10.5 activations"),
    ((3, 0), "n_samples: wanted an integer >= 1; found 0"),
    ((0, 30), "n_dims: wanted an integer >= 1; found 0"),
    ((3, 30, 0), "expected: wanted a number in .0, inf.; found 0"),
])
def test_resolvable_epsilon_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        resolvable_epsilon(*arguments)


# --- golden

# scipy 1.17.1: binom.ppf((1 - level) / 2, N, A), binom.isf((1 - level) / 2, N, A), A = betainc((n-1)/2, 1/2,
# 1-epsilon^2) / 2,
# and 1 less that for epsilon < 0.
GOLDEN_BANDS = [
    (1000, 2, 0.5, 0.95, 304, 363),
    (50_000, 16, 0.6, 0.99, 231, 316),
    (10**7, 3, 0.0, 0.95, 4_996_901, 5_003_099),
    (10**7, 64, 0.5, 0.999, 78, 148),
    (500, 3, -0.3, 0.9, 307, 342),
    (24, 8, 0.2, 0.5, 6, 9),
    (10**6, 16, 0.9, 0.9999, 0, 5),
    (200, 5, 0.7, 0.05, 12, 12),
    (10**7, 20, -0.7, 0.99, 9_997_826, 9_998_059),
    (10**6, 2, 0.5, 1 - 2**-40, 329_969, 336_704),
    (10**7, 2, 0.0, 1 - 2**-40, 4_988_705, 5_011_295),
    (3000, 9, 0.4, 1 - 2**-45, 247, 523),
]

# mpmath 1.3.0, 40 digits: the root of N A(epsilon) = expected by bisection on the regularised betainc.
GOLDEN_EPSILONS = [
    (16, 2000, 10, 0.60550591965385353),
    (64, 10_000, 10, 0.3763970171370349),
    (768, 50_000, 10, 0.1273457563693698),
    (1536, 23_210, 1, 0.099985871131349191),
    (10_000, 10**7, 10, 0.047510963945599046),
    (2, 10**7, 10, 0.9999999999950652),
    (16, 100, 60, -0.066438578398316203),
]


@pytest.mark.parametrize("n_samples, n_dims, epsilon, level, lower, upper", GOLDEN_BANDS)
def test_bands_of_an_independent_library(n_samples, n_dims, epsilon, level, lower, upper):
    assert counts_of(n_samples, n_dims, epsilon, level) == (lower, upper)


@pytest.mark.parametrize("n_dims, n_samples, expected, epsilon", GOLDEN_EPSILONS)
def test_resolvable_epsilons_of_forty_digits(n_dims, n_samples, expected, epsilon):
    assert abs(resolvable_epsilon(n_dims, n_samples, expected) - epsilon) < EPSILON_ATOL
