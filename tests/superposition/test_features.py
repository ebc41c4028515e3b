"""Sparse features: every way of drawing them against exact moments and laws, by seeded tests of stated false alarm.

A mean is compared with its exact value within `SIGMAS` exact standard errors: a right sampler fails one such comparison
with probability 6e-7 (two-sided normal), all the comparisons of this file together with less than 1e-3 over seeds. The
seeds are fixed, so that the tests always give the same answer.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.features import (draw_by_definition, feature_batches, fill, fill_by_gaps, fill_by_uniforms,
                                            geometric_importance, log_spaced, sample_features, _places)
from tests.strategies import seeds

SIGMAS = 5.0
KOLMOGOROV = 2.75  # sqrt(n) times the distance of distribution functions; false alarm 2 exp(-2 2.75^2) = 5e-7
N_SAMPLES = 60_000
ENOUGH = 100.0  # expected events from which the normal law holds well enough for that rate


def by_uniforms(density, n_samples, rng, low=0.0, dtype=np.float64):
    out = np.full((len(density), n_samples), np.nan, dtype)
    fill_by_uniforms(out, density, rng, low)
    return out


def by_places(density, n_samples, rng, low=0.0, dtype=np.float64):
    out = np.full((len(density), n_samples), np.nan, dtype)
    fill_by_gaps(out, density, rng, low)
    return out


WAYS = {"definition": draw_by_definition, "uniforms": by_uniforms, "places": by_places}
DENSITIES = {"dense": [0.95] * 4, "half": [0.5] * 4, "sparse": [0.05] * 4, "very sparse": [0.004] * 4,
             "mixed": [0.6, 0.3, 0.05, 0.0]}


def column(density):
    return np.array(density, dtype=float)[:, np.newaxis]


def assert_mean(values, mean, variance):
    """Compare means over the last axis with exact ones, within SIGMAS exact standard errors."""
    error = np.abs(np.mean(values, axis=-1) - mean)
    limit = SIGMAS * np.sqrt(np.asarray(variance) / np.shape(values)[-1])
    assert np.all(error <= limit + 1e-12), (error / np.maximum(limit, 1e-300) * SIGMAS, "standard errors")


def kolmogorov(values):
    """Return sqrt(n) times the largest distance between the values' distribution function and the uniform one."""
    x, n = np.sort(values), len(values)
    return math.sqrt(n) * max(np.max(np.arange(1, n + 1) / n - x), np.max(x - np.arange(n) / n))


# --- definition


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("density", DENSITIES.values(), ids=DENSITIES)
def test_moments_of_every_way(way, density):
    """P(x != 0) = p, E x = p/2, E x^2 = p/3, Var x = p/3 - p^2/4, and no covariance between features."""
    p = column(density)
    x = way(p, N_SAMPLES, np.random.default_rng(11))
    p = p[:, 0]
    assert_mean(x != 0.0, p, p * (1 - p))
    assert_mean(x, p / 2, p / 3 - p**2 / 4)
    assert_mean(x**2, p / 3, p / 5 - p**2 / 9)
    for i, j in [(0, 1), (1, 2), (2, 3), (0, 3)]:
        if N_SAMPLES * p[i] * p[j] < ENOUGH:
            continue
        assert_mean(x[i] * x[j], p[i] * p[j] / 4, p[i] * p[j] / 9 - (p[i] * p[j] / 4) ** 2)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("density", [[0.95] * 4, [0.3] * 4, [0.05] * 4])
def test_magnitudes_are_uniform_whatever_is_active(way, density):
    """Magnitudes fill [0, 1] evenly: they do not end at the density, as when activity's number is used twice."""
    x = way(column(density), N_SAMPLES, np.random.default_rng(12))
    assert kolmogorov(x[x > 0.0]) < KOLMOGOROV
    neighbour = np.roll(x, 1, axis=0)
    both = x[(x > 0.0) & (neighbour > 0.0)]
    assert kolmogorov(both) < KOLMOGOROV  # and do not depend on what else is active


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("p", [0.7, 0.3, 0.06])
def test_number_of_active_features_is_binomial(way, p):
    x = way(column([p] * 6), N_SAMPLES, np.random.default_rng(13))
    active = (x != 0.0).sum(axis=0)
    for k in range(7):
        expected = math.comb(6, k) * p**k * (1 - p) ** (6 - k)
        if N_SAMPLES * expected > ENOUGH:
            assert_mean(active == k, expected, expected * (1 - expected))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("p", [0.7, 0.1])
@pytest.mark.parametrize("lag", [1, 2, 3])
def test_samples_are_independent_of_each_other(way, p, lag):
    """No mask is shared over the batch, and gaps between places have no memory."""
    on = way(column([p] * 3), N_SAMPLES, np.random.default_rng(14)) != 0.0
    pairs = on[:, : -lag : 2 * lag] & on[:, lag :: 2 * lag]  # no sample in two pairs
    assert_mean(pairs, p * p, p * p * (1 - p * p))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_symmetric_features(way):
    """Uniform on [-1, 1]: E x = 0, E x^2 = p/3, E |x| = p/2."""
    p = column([0.6, 0.05])
    x = way(p, N_SAMPLES, np.random.default_rng(15), -1.0)
    p = p[:, 0]
    assert x.min() >= -1.0 and x.max() <= 1.0
    assert_mean(x != 0.0, p, p * (1 - p))
    assert_mean(x, 0.0, p / 3)
    assert_mean(x**2, p / 3, p / 5 - p**2 / 9)
    assert_mean(np.abs(x), p / 2, p / 3 - p**2 / 4)
    assert kolmogorov((x[x != 0.0] + 1.0) / 2.0) < KOLMOGOROV


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_every_entry_has_its_chance(way):
    """Also the first and the last of a small batch, where a count of places that is off by one would show."""
    rng, p = np.random.default_rng(16), 0.3
    on = np.array([way(column([p] * 2), 3, rng) != 0.0 for _ in range(4000)])  # (n_draws, 2, 3)
    assert_mean(np.moveaxis(on, 0, -1), p, p * (1 - p))
    assert_mean(on.reshape(4000, 6).T[:-1] & on.reshape(4000, 6).T[1:], p * p, p * p * (1 - p * p))


# --- analytic


def test_places_go_on_however_many_there_are():
    """Gaps of one throughout, which chance all but never gives, need several rounds of drawing."""
    class Shortest:
        def standard_exponential(self, count):
            return np.zeros(count)

    assert_array_equal(_places(0.01, 1000, Shortest()), np.arange(1000))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_density_zero_is_silence(way):
    assert_array_equal(way(column([0.0, 0.0]), 50, np.random.default_rng(0)), np.zeros((2, 50)))


@pytest.mark.parametrize("way", [draw_by_definition, by_uniforms])
def test_density_one_leaves_nothing_out(way):
    for low in (0.0, -1.0):
        assert np.count_nonzero(way(column([1.0, 1.0]), 5000, np.random.default_rng(0), low)) == 10_000


def test_sparsity_is_the_probability_of_zero_not_its_complement():
    x = sample_features(20_000, 3, 0.9, np.random.default_rng(1))
    assert_mean((x == 0.0).T, 0.9, 0.09)


@pytest.mark.parametrize("n_samples", [40, 4000])
def test_each_feature_and_instance_has_its_own_sparsity(n_samples):
    sparsity = [[0.0, 0.5, 1.0], [1.0, 0.95, 0.0]]
    x = sample_features(n_samples, 3, sparsity, np.random.default_rng(2), n_instances=2)
    assert_allclose((x == 0.0).mean(axis=1), sparsity, atol=0.5 / np.sqrt(n_samples) * SIGMAS)
    of_instances = sample_features(n_samples, 3, [[0.0], [1.0]], np.random.default_rng(2), n_instances=2)
    assert_array_equal((of_instances == 0.0).mean(axis=(1, 2)), [0.0, 1.0])
    of_features = sample_features(n_samples, 3, [0.0, 1.0, 0.0], np.random.default_rng(2), n_instances=2)
    assert_array_equal((of_features == 0.0).mean(axis=(0, 1)), [0.0, 1.0, 0.0])


def test_instances_draw_their_own_samples():
    x = sample_features(2000, 4, 0.3, np.random.default_rng(3), n_instances=2)
    assert x.shape == (2, 2000, 4)
    agree = ((x[0] != 0.0) == (x[1] != 0.0)).ravel()
    assert_mean(agree, 0.7**2 + 0.3**2, 0.58 * 0.42)


@pytest.mark.parametrize(("law", "values"), [
    (lambda: geometric_importance(4, 0.5), [1.0, 0.5, 0.25, 0.125]),
    (lambda: geometric_importance(2, 1.0), [1.0, 1.0]),
    (lambda: log_spaced(3, 0.01), [1.0, 0.1, 0.01]),
    (lambda: log_spaced(1, 0.01), [1.0]),
])
def test_importance_laws(law, values):
    assert_allclose(law(), values, rtol=1e-14)


@pytest.mark.parametrize("density", [1e-3, 1e-5, 1e-7, 5e-9])
def test_rare_features_have_their_rate_and_all_magnitudes_in_float32_too(density):
    """Uniforms that stand evenly in [0, 2 density), as coarse as each type draws them: one half is active."""
    class Even:
        def random(self, dtype, out):
            u = 2 * density * (np.arange(out.size) + 0.5) / out.size
            out[...] = (u if dtype == np.float64 else np.floor(u * 2**24) / 2**24).reshape(out.shape)

    out = np.empty((2, 10_000), np.float32)
    fill_by_uniforms(out, column([density, 0.9]), Even())
    active = out[0][out[0] != 0]
    assert len(active) == pytest.approx(10_000, abs=2) and kolmogorov(active) < 0.1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("low", [0.0, -1.0])
@pytest.mark.parametrize("n_samples, at_once", [(101, 2**16), (101, 1500), (2800, 2**16), (2800, 3)])
def test_instances_that_are_filled_at_once_have_the_numbers_of_each_by_itself(dtype, low, n_samples, at_once,
                                                                               monkeypatch):
    """Neighbours that are dense, rare, or filled by gaps, in every order; and twice, the second from where the first
    has left the generator.
    """
    monkeypatch.setattr("srm_ref.superposition.features.AT_ONCE", at_once)
    density = 1.0 - (1.0 - np.array([0.05, 1.0, 1.0, 0.5, 0.001, 0.002, 0.3, 0.0, 0.11, 0.11, 0.9]))
    one, other = np.random.default_rng(3), np.random.default_rng(3)
    draw = feature_batches(n_samples, 3, 1.0 - density[:, np.newaxis], n_instances=len(density), low=low, dtype=dtype)
    for _ in range(2):
        wanted = np.empty((len(density), 3, n_samples), dtype)
        for out, p in zip(wanted, density):
            fill(out, np.full((3, 1), p), other, low)
        assert_array_equal(draw(one), wanted.swapaxes(1, 2))


# --- properties


@given(seeds, st.sampled_from([np.float32, np.float64]), st.integers(1, 4), st.integers(1, 30), st.floats(0.0, 1.0),
       st.sampled_from([None, 1, 3]), st.sampled_from([0.0, -1.0]))
def test_shapes_types_ranges_and_seeds(seed, dtype, n_features, n_samples, sparsity, n_instances, low):
    def draw():
        return sample_features(n_samples, n_features, sparsity, np.random.default_rng(seed), n_instances=n_instances,
                               low=low, dtype=dtype)
    x = draw()
    assert x.shape == (() if n_instances is None else (n_instances,)) + (n_samples, n_features)
    assert x.dtype == dtype and x.flags.c_contiguous
    assert x.min() >= low and x.max() <= 1.0
    assert_array_equal(x, draw())


@given(seeds, st.floats(0.0, 0.99))
def test_batches_are_the_samples_of_one_generator(seed, sparsity):
    """The prepared form draws what `sample_features` draws, batch after batch, over its own buffer."""
    draw, rngs = feature_batches(7, 3, sparsity, dtype=np.float64), [np.random.default_rng(seed) for _ in range(2)]
    for _ in range(3):
        batch = draw(rngs[0])
        assert_array_equal(batch, sample_features(7, 3, sparsity, rngs[1]))
    assert np.shares_memory(batch, draw(rngs[0])) and batch.T.flags.c_contiguous


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("density", "cheaper"), [([0.05] * 3, by_places), ([0.2] * 3, by_uniforms),
                                                  ([0.05, 0.2, 0.05], by_uniforms)])
def test_fill_draws_places_where_features_are_sparse(density, cheaper, dtype):
    out = np.empty((3, 4000), dtype)
    fill(out, column(density), np.random.default_rng(4))
    assert_array_equal(out, cheaper(column(density), 4000, np.random.default_rng(4), dtype=dtype))


# --- errors

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(("call", "match"), [
    (lambda: sample_features(0, 2, 0.5, RNG), "n_samples: wanted an integer >= 1; found 0"),
    (lambda: sample_features(2, 0, 0.5, RNG), "n_features: wanted an integer >= 1"),
    (lambda: sample_features(2, 2, 1.5, RNG), r"sparsity: wanted numbers in \[0, 1\]; found 1.5"),
    (lambda: sample_features(2, 2, [0.5, -0.1], RNG), r"sparsity: wanted numbers in \[0, 1\]; found -0.1 at index 1"),
    (lambda: sample_features(2, 2, [0.5] * 3, RNG), r"sparsity: wanted shape .*; found shape \(3,\)"),
    (lambda: sample_features(2, 2, [[0.5], [0.5]], RNG), r"sparsity: wanted shape .*; found shape \(2, 1\)"),
    (lambda: sample_features(2, 2, np.nan, RNG), "sparsity: wanted finite numbers"),
    (lambda: sample_features(2, 2, 0.5, 0), "rng: wanted a numpy.random.Generator"),
    (lambda: sample_features(2, 2, 0.5, RNG, n_instances=0), "n_instances: wanted an integer >= 1"),
    (lambda: sample_features(2, 2, 0.5, RNG, low=2.0), "low: wanted a number"),
    (lambda: sample_features(2, 2, 0.5, RNG, dtype=np.int64), "dtype: wanted numpy.float64 or numpy.float32"),
    (lambda: geometric_importance(3, 0.0), "ratio: wanted a number"),
    (lambda: log_spaced(0, 0.5), "n_values: wanted an integer >= 1"),
])
def test_what_does_not_fit_is_refused(call, match):
    with pytest.raises(ValueError, match=match):
        call()


# --- golden


def test_mean_length_of_twenty_features_at_a_tenth():
    """Origin: E||x|| = 0.692 at n = 20, p = 0.1, by 4e6 samples of an independent program, to three digits."""
    x = sample_features(200_000, 20, 0.9, np.random.default_rng(5))
    lengths = np.sqrt((x**2).sum(axis=1))
    assert_allclose(lengths.mean(), 0.692, atol=0.0005 + SIGMAS * lengths.std() / np.sqrt(len(x)))
