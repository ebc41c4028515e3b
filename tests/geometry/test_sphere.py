"""The share of the sphere inside one spotlight, and directions drawn evenly."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.geometry.sphere import cap_fraction, log_cap_fraction, uniform_directions
from srm_ref.geometry.vectors import norms
from tests.strategies import generators

PROMISE = 1e-12  # relative, of cap_fraction up to 10,000 dimensions; a hundredth of what users need
ROUNDING = 2e-14
dimensions = st.one_of(st.integers(2, 40), st.sampled_from([199, 200, 201, 512, 4096, 10_000]))


# --- definition


@pytest.mark.parametrize("n_dims", [3, 4, 5, 8, 16, 33])
@pytest.mark.parametrize("epsilon", [-0.95, -0.2, 0.0, 0.1, 0.4, 0.70, 0.71, 0.99])
def test_it_is_the_integral_of_the_spheres_density(n_dims, epsilon):
    """A = int_0^w sin^(n-2) / int_0^pi sin^(n-2), w = arccos(epsilon), by Gauss-Legendre quadrature."""
    nodes, weights = np.polynomial.legendre.leggauss(60)

    def integral(upper: float) -> float:
        return float(weights @ np.sin((nodes + 1) * upper / 2) ** (n_dims - 2)) * upper / 2

    share = integral(math.acos(epsilon)) / integral(math.pi)
    assert cap_fraction(n_dims, epsilon) == pytest.approx(share, rel=1e-12, abs=0)


# --- analytic


@pytest.mark.parametrize("epsilon", [
    -1.0, -0.999, -0.3, -1e-9, 0.0, 1e-300, 1e-9, 0.3, 0.7, 0.71, 0.999, 0.99999999, 1 - 1e-12, 1.0,
])
def test_closed_forms_in_two_to_five_dimensions(epsilon):
    e, w = epsilon, math.atan2(math.sqrt((1 - epsilon) * (1 + epsilon)), epsilon)
    assert cap_fraction(2, e) == pytest.approx(w / math.pi, rel=ROUNDING, abs=0)
    assert cap_fraction(3, e) == pytest.approx((1 - e) / 2, rel=ROUNDING, abs=0)
    assert cap_fraction(4, e) == pytest.approx((w - e * math.sin(w)) / math.pi, rel=ROUNDING, abs=1e-16)
    assert cap_fraction(5, e) == pytest.approx((2 + e) * (1 - e) ** 2 / 4, rel=ROUNDING, abs=0)


@pytest.mark.parametrize("n_dims", [2, 3, 16, 10_000])
def test_ends_and_equator_are_exact(n_dims):
    assert [cap_fraction(n_dims, e) for e in (-1, -0.0, 0, 1)] == [1.0, 0.5, 0.5, 0.0]
    assert [log_cap_fraction(n_dims, e) for e in (-1, 0, 1)] == [0.0, math.log(0.5), -math.inf]


def test_the_sphere_in_one_dimension_is_two_points():
    assert [cap_fraction(1, e) for e in (-1, -0.999, 0, 0.5, 1)] == [1.0, 0.5, 0.5, 0.5, 0.5]
    assert [log_cap_fraction(1, e) for e in (-1, 0.5)] == [0.0, math.log(0.5)]


def test_below_the_smallest_double_only_the_logarithm_is_left():
    assert cap_fraction(4096, 0.9) == 0.0
    assert -3406 < log_cap_fraction(4096, 0.9) < -3405


# --- properties


@given(dimensions, st.floats(-1, 1))
def test_a_cap_and_the_opposite_one_fill_the_sphere(n_dims, epsilon):
    assert cap_fraction(n_dims, epsilon) + cap_fraction(n_dims, -epsilon) == pytest.approx(1.0, rel=1e-15)


@given(dimensions, st.floats(-1, 1), st.floats(-1, 1))
def test_narrower_cones_catch_less(n_dims, first, second):
    wide, narrow = sorted((first, second))
    assert 0.0 <= cap_fraction(n_dims, narrow) <= cap_fraction(n_dims, wide) * (1 + PROMISE) <= 1.0 + PROMISE


@given(dimensions, st.floats(1e-3, 1))
def test_more_dimensions_catch_less(n_dims, epsilon):
    assert log_cap_fraction(n_dims + 1, epsilon) <= log_cap_fraction(n_dims, epsilon)


@given(dimensions, st.floats(-1, 1))
def test_the_logarithm_is_that_of_the_fraction(n_dims, epsilon):
    fraction = cap_fraction(n_dims, epsilon)
    if fraction > 1e-300:
        assert math.exp(log_cap_fraction(n_dims, epsilon)) == pytest.approx(fraction, rel=PROMISE, abs=0)


@pytest.mark.parametrize("n_dims", [2, 5, 6, 7, 8, 64, 199, 200, 9999, 10_000])
def test_no_jump_where_one_series_takes_over_from_the_other(n_dims):
    switch = math.sqrt(min(0.5, 3 / n_dims))
    below, above = cap_fraction(n_dims, switch * (1 - 1e-13)), cap_fraction(n_dims, switch * (1 + 1e-13))
    assert 0 <= below / above - 1 < 4 * PROMISE


@given(st.integers(1, 6), generators)
def test_uniform_directions_have_unit_length(n_dims, rng):
    np.testing.assert_allclose(norms(uniform_directions(20, n_dims, rng)), 1.0, rtol=1e-15)


@pytest.mark.parametrize("n_dims", [1, 2, 3, 16])
def test_uniform_directions_fill_caps_as_they_should(n_dims):
    """Counts of a binomial, within five standard deviations, about two axes and a diagonal."""
    n_samples = 40_000
    directions = uniform_directions(n_samples, n_dims, np.random.default_rng(n_dims))
    diagonal = np.full(n_dims, 1 / math.sqrt(n_dims))
    for axis in (np.eye(n_dims)[0], -np.eye(n_dims)[-1], diagonal):
        for epsilon in (-0.5, 0.2, 0.6):
            share = cap_fraction(n_dims, epsilon)
            spread = math.sqrt(share * (1 - share) / n_samples)
            assert (directions @ axis >= epsilon).mean() == pytest.approx(share, abs=5 * spread)


# --- errors


@pytest.mark.parametrize("function", [cap_fraction, log_cap_fraction])
@pytest.mark.parametrize("n_dims, epsilon, message", [
    (0, 0.5, "n_dims: wanted an integer >= 1; found 0"), (2.5, 0.5, "n_dims: wanted an integer"),
    (3, 1.1, r"epsilon: wanted a number in \[-1, 1\]; found 1.1"), (3, -1.0000001, "epsilon"), (3, math.nan, "epsilon"),
    (3, math.inf, "epsilon"), (3, [0.5], "epsilon"), (3, "0.5", "epsilon"), (3, None, "epsilon"),
])
def test_sizes_and_cosines_are_checked(function, n_dims, epsilon, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        function(n_dims, epsilon)


@pytest.mark.parametrize("n_samples, n_dims, rng, argument", [
    (0, 3, np.random.default_rng(0), "n_samples"), (3, 0, np.random.default_rng(0), "n_dims"), (3, 3, 7, "rng"),
])
def test_sampling_arguments_are_checked(n_samples, n_dims, rng, argument):
    with pytest.raises(ValueError, match=f"^{argument}: wanted"):
        uniform_directions(n_samples, n_dims, rng)


# --- golden


# Origin: mpmath 1.3 in 40 digits, at the double epsilon: the integral of sin^(n-2) by tanh-sinh quadrature, found equal
# to mpmath's own regularised incomplete beta function to 18 digits. Columns: n_dims, epsilon, A, log A.
CAPS = [
    (2, 0.9, 0.1435662931287062545, -1.940958377436801466),
    (5, -0.7072, 0.9419766906880000190, -0.05977474920449298233),
    (16, 0.6, 0.005444773529177398415, -5.213099115899778724),
    (16, 1 - 2**-53, 4.017290330390798459e-119, -272.6170184380988998),
    (17, 0.99, 2.436516530697000417e-15, -33.64820702702445750),
    (64, 0.5, 0.00001113760219595936513, -11.40518358936573016),
    (100, 0.1, 0.1598742370696506884, -1.833367791137358191),
    (128, 0.8, 2.940344696820976431e-30, -67.99902597152664073),
    (200, 0.36, 7.641745749049610549e-8, -16.38705466569185180),
    (512, 0.9, 1.031790019164801685e-186, -428.2495321203374634),
    (512, -0.01, 0.5893791356697012305, -0.5286856085760631070),
    (1000, 0.3, 1.448076238478201576e-22, -50.28663610240875361),
    (1536, 0.6, 2.966627646405057098e-151, -346.6029232070145857),
    (4096, 0.3, 2.843287941691412952e-86, -196.9773568890150225),
    (9999, 0.01733, 0.04155552345134014967, -3.180724831465456223),
    (10_000, 0.001, 0.4601751300318648338, -0.7761481444929238229),
    (10_000, 0.01733, 0.04154782095932039653, -3.180910202874908705),
    (10_000, 0.1, 5.954958503404419570e-24, -53.47781799743609038),
    (10_000, 0.3, 2.242862272760072193e-207, -475.8273613992532566),
    (10_000, 0.36, 4.665300197806734503e-304, -698.4457160868770499),
    (10_000, -0.01, 0.8413326466248713563, -0.1727681602039713247),
]


@pytest.mark.parametrize("n_dims, epsilon, fraction, logarithm", CAPS)
def test_caps_against_high_precision(n_dims, epsilon, fraction, logarithm):
    assert cap_fraction(n_dims, epsilon) == pytest.approx(fraction, rel=PROMISE, abs=0)
    assert log_cap_fraction(n_dims, epsilon) == pytest.approx(logarithm, rel=PROMISE, abs=0)


@pytest.mark.parametrize("n_dims, epsilon, logarithm", [
    (4096, 0.9, -3405.3196032784698062), (10_000, 0.9, -8308.2444151614496364),
])
def test_logarithms_of_what_no_double_can_hold(n_dims, epsilon, logarithm):
    """Origin: mpmath 1.3 in 40 digits, regularised incomplete beta function at the double 0.9."""
    assert log_cap_fraction(n_dims, epsilon) == pytest.approx(logarithm, rel=PROMISE)
