"""Sets of features that come together or never: exact covariances, by seeded tests of stated false alarm (5 sigma)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from srm_ref.superposition.correlated_features import (sample_anticorrelated_sets, sample_correlated_sets,
                                                       sample_partly_correlated_sets)
from srm_ref.superposition.features import sample_features
from tests.strategies import seeds
from tests.superposition.test_features import KOLMOGOROV, SIGMAS, assert_mean, kolmogorov

N_SAMPLES = 60_000
SAMPLERS = {
    "correlated": sample_correlated_sets,
    "partly": lambda n, sizes, sparsity, rng, **more: sample_partly_correlated_sets(n, sizes, sparsity, 0.4, rng,
                                                                                    **more),
    "anticorrelated": sample_anticorrelated_sets,
}
samplers = st.sampled_from(sorted(SAMPLERS))


def assert_covariance(x, y, mean_x, mean_y, covariance):
    """Within SIGMAS standard errors of the mean product, whose variance is estimated from the same draws."""
    products = (x - mean_x) * (y - mean_y)
    assert abs(products.mean() - covariance) < SIGMAS * products.std() / np.sqrt(len(x))


# --- definition


@pytest.mark.parametrize("p", [0.05, 0.4, 1.0])
def test_correlated_sets_are_all_or_nothing(p):
    x = sample_correlated_sets(N_SAMPLES, [2, 3], 1.0 - p, np.random.default_rng(20))
    for members in (x[:, :2], x[:, 2:]):
        count = (members != 0.0).sum(axis=1)
        assert set(np.unique(count)) <= {0, members.shape[1]}
        assert_mean(count != 0, p, p * (1 - p))
    assert_mean(x.T, p / 2, p / 3 - p**2 / 4)
    assert_mean((x[:, 0] != 0.0) & (x[:, 2] != 0.0), p * p, p * p * (1 - p * p))  # different sets: independent


@pytest.mark.parametrize("p", [0.05, 0.4])
def test_covariance_and_its_eigenvalues(p):
    """Cov = p(1-p)/4; so (1,1)/sqrt2 carries 7p/12 - p^2/2 and (1,-1)/sqrt2 carries p/12."""
    x = sample_correlated_sets(N_SAMPLES, [2], 1.0 - p, np.random.default_rng(21))
    assert_covariance(x[:, 0], x[:, 1], p / 2, p / 2, p * (1 - p) / 4)
    together, apart = (x[:, 0] + x[:, 1]) / np.sqrt(2), (x[:, 0] - x[:, 1]) / np.sqrt(2)
    assert_covariance(together, together, p / np.sqrt(2), p / np.sqrt(2), 7 * p / 12 - p**2 / 2)
    assert_covariance(apart, apart, 0.0, 0.0, p / 12)
    assert_covariance(together, apart, p / np.sqrt(2), 0.0, 0.0)


def test_magnitudes_within_a_set_are_independent():
    x = sample_correlated_sets(N_SAMPLES, [2], 0.5, np.random.default_rng(22))
    x = x[x[:, 0] > 0.0]
    assert_mean(x[:, 0] * x[:, 1], 1 / 4, 1 / 9 - 1 / 16)
    assert kolmogorov(x[:, 0]) < KOLMOGOROV


@pytest.mark.parametrize("p", [0.1, 1.0])
def test_anticorrelated_sets_have_one_member_at_a_time(p):
    """P(active) = p/g, E x = p/2g, E x^2 = p/3g, Cov = -p^2/4g^2, x_i x_j = 0; the probability is the set's."""
    x = sample_anticorrelated_sets(N_SAMPLES, [2, 3], 1.0 - p, np.random.default_rng(23))
    for members in (x[:, :2], x[:, 2:]):
        g = members.shape[1]
        count = (members != 0.0).sum(axis=1)
        assert count.max() == 1
        assert_mean(count, p, p * (1 - p))
        assert_mean((members != 0.0).T, p / g, p / g * (1 - p / g))
        assert_mean(members.T, p / (2 * g), p / (3 * g) - (p / (2 * g)) ** 2)
        assert_covariance(members[:, 0], members[:, 1], p / (2 * g), p / (2 * g), -((p / (2 * g)) ** 2))
        assert kolmogorov(members[members > 0.0]) < KOLMOGOROV
    assert_mean((x[:, 0] != 0.0) & (x[:, 2] != 0.0), p * p / 6, p * p / 6 * (1 - p * p / 6))


@pytest.mark.parametrize("rho", [0.0, 0.25, 0.8, 1.0])
@pytest.mark.parametrize("p", [0.1, 0.6])
def test_partly_correlated_activities_have_the_correlation_asked_for(rho, p):
    x = sample_partly_correlated_sets(N_SAMPLES, [3, 2], 1.0 - p, rho, np.random.default_rng(24))
    on = (x != 0.0).astype(float)
    assert_mean(on.T, p, p * (1 - p))
    assert_mean(x.T, p / 2, p / 3 - p**2 / 4)
    for i, j, correlation in [(0, 1, rho), (1, 2, rho), (0, 2, rho), (3, 4, rho), (2, 3, 0.0)]:
        joint = p * p + correlation * p * (1 - p)
        assert_mean(on[:, i] * on[:, j], joint, joint * (1 - joint))
        assert_covariance(x[:, i], x[:, j], p / 2, p / 2, correlation * p * (1 - p) / 4)


# --- analytic


def test_extremes_of_partial_correlation_are_the_two_pure_laws():
    together = sample_partly_correlated_sets(500, [2, 2], 0.5, 1.0, np.random.default_rng(1))
    assert_array_equal(together, sample_correlated_sets(500, [2, 2], 0.5, np.random.default_rng(1)))
    alone = sample_partly_correlated_sets(N_SAMPLES, [3], 0.5, 0.0, np.random.default_rng(2)) != 0.0
    for k, share in enumerate([1 / 8, 3 / 8, 3 / 8, 1 / 8]):
        assert_mean(alone.sum(axis=1) == k, share, share * (1 - share))


@pytest.mark.parametrize("sampler", SAMPLERS.values(), ids=SAMPLERS)
def test_sets_of_one_are_independent_features(sampler):
    p = 0.3
    x = sampler(N_SAMPLES, [1, 1, 1], 1.0 - p, np.random.default_rng(25))
    for k in range(4):
        share = [1, 3, 3, 1][k] * p**k * (1 - p) ** (3 - k)
        assert_mean((x != 0.0).sum(axis=1) == k, share, share * (1 - share))


@pytest.mark.parametrize("sampler", SAMPLERS.values(), ids=SAMPLERS)
def test_sets_and_instances_have_their_own_sparsity(sampler):
    x = sampler(40, [2, 1], [[1.0, 0.0], [0.0, 1.0]], np.random.default_rng(26), n_instances=2)
    assert x.shape == (2, 40, 3)
    assert not x[0, :, :2].any() and not x[1, :, 2].any()
    assert (x[0, :, 2] > 0.0).all() and (x[1, :, :2].sum(axis=1) > 0.0).all()


@pytest.mark.parametrize("sampler", SAMPLERS.values(), ids=SAMPLERS)
def test_instances_draw_their_own_samples(sampler):
    x = sampler(N_SAMPLES, [1], 0.5, np.random.default_rng(29), n_instances=2)[..., 0]
    assert_mean((x[0] != 0.0) & (x[1] != 0.0), 1 / 4, 3 / 16)
    both = x[:, (x > 0.0).all(axis=0)]
    assert_mean(both[0] * both[1], 1 / 4, 1 / 9 - 1 / 16)


# --- properties


@given(samplers, seeds, st.lists(st.integers(1, 4), min_size=1, max_size=3), st.floats(0.0, 1.0),
       st.sampled_from([None, 2]), st.sampled_from([0.0, -1.0]), st.sampled_from([np.float32, np.float64]))
def test_shapes_ranges_and_seeds(name, seed, sizes, sparsity, n_instances, low, dtype):
    def draw():
        return SAMPLERS[name](9, sizes, sparsity, np.random.default_rng(seed), n_instances=n_instances, low=low,
                              dtype=dtype)
    x = draw()
    assert x.shape == (() if n_instances is None else (n_instances,)) + (9, sum(sizes)) and x.dtype == dtype
    assert x.min() >= low and x.max() <= 1.0
    assert_array_equal(x, draw())


# --- errors

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(("call", "match"), [
    (lambda: sample_correlated_sets(5, [], 0.5, RNG), "set_sizes: wanted at least one set"),
    (lambda: sample_correlated_sets(5, [2, 0], 0.5, RNG), r"set_sizes\[1\]: wanted an integer >= 1; found 0"),
    (lambda: sample_correlated_sets(5, [2, 2], [0.5] * 4, RNG), r"sparsity: wanted shape \(\) or \(n_sets,\)"),
    (lambda: sample_anticorrelated_sets(5, [2], -0.5, RNG), r"sparsity: wanted numbers in \[0, 1\]; found -0.5"),
    (lambda: sample_anticorrelated_sets(0, [2], 0.5, RNG), "n_samples: wanted an integer >= 1"),
    (lambda: sample_anticorrelated_sets(5, [2], 0.5, None), "rng: wanted a numpy.random.Generator"),
    (lambda: sample_partly_correlated_sets(5, [2], 0.5, 1.1, RNG), r"correlation: wanted numbers in \[0, 1\]"),
    (lambda: sample_partly_correlated_sets(5, [2], 0.5, 0.5, 7), "rng: wanted a numpy.random.Generator"),
    (lambda: sample_correlated_sets(5, [2], 0.5, RNG, dtype=int), "dtype: wanted numpy.float64 or numpy.float32"),
])
def test_what_does_not_fit_is_refused(call, match):
    with pytest.raises(ValueError, match=match):
        call()


# --- golden


def test_pairs_of_bound_features_by_counting():
    """Origin: by hand. Two features, p = 1/2, rho = 1/2: both on with 1/2 (1/2) + 1/2 (1/4) = 3/8, one alone 1/8."""
    on = sample_partly_correlated_sets(N_SAMPLES, [2], 0.5, 0.5, np.random.default_rng(27)) != 0.0
    for pattern, share in [((0, 0), 3 / 8), ((0, 1), 1 / 8), ((1, 0), 1 / 8), ((1, 1), 3 / 8)]:
        assert_mean((on == np.array(pattern, bool)).all(axis=1), share, share * (1 - share))
    independent = sample_features(N_SAMPLES, 2, 0.5, np.random.default_rng(28)) != 0.0
    assert_mean(independent.all(axis=1), 1 / 4, 3 / 16)
