"""The maps of the functional forms and their vector-Jacobian products."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.vectors import unit
from srm_ref.networks.functional_forms import in_frame, in_frame_vjp, isotropic_tanh, isotropic_tanh_vjp
from srm_ref.scalar_maps import LEAK, SIGMAS
from tests.strategies import generators

ATOL = 1e-13  # a few hundred roundings of numbers near 1
SLOPE_ATOL = 1e-8  # central differences with step 1e-5: 1e-10 of truncation, 1e-11 of rounding, times the dimensions
STEP = 1e-5
KINK_MARGIN = 1e-3  # no argument of sigma nearer to the kink of a ReLU than many steps

SCALARS = {"tanh": (math.tanh, lambda s: 1 / math.cosh(s) ** 2),
           "relu": (lambda s: max(s, 0.0), lambda s: float(s > 0)),
           "leaky_relu": (lambda s: s if s > 0 else 0.01 * s, lambda s: 1.0 if s > 0 else 0.01)}


def drawn(rng, n_samples=3, n_dims=4, n_basis=6):
    z, upstream = rng.normal(size=(2, n_samples, n_dims))
    return z, upstream, unit(rng.normal(size=(n_basis, n_dims)))


def jacobian(function, z):
    """Central differences of one row: J_ij = df_i / dz_j."""
    moves = STEP * np.eye(len(z))
    return (function(z + moves) - function(z - moves)).T / (2 * STEP)


# --- definition


@pytest.mark.parametrize("name", SIGMAS)
def test_a_frame_sums_sigma_along_every_vector(name):
    z, upstream, basis = drawn(np.random.default_rng(1))
    value, slope = SCALARS[name]
    for row, u, mapped, pulled in zip(z, upstream, in_frame(z, basis, SIGMAS[name]),
                                      in_frame_vjp(z, upstream, basis, SIGMAS[name])):
        assert_allclose(mapped, 4 / 6 * sum(value(b @ row) * b for b in basis), atol=ATOL)
        assert_allclose(pulled, 4 / 6 * sum(slope(b @ row) * (b @ u) * b for b in basis), atol=ATOL)


def test_isotropic_tanh_is_tanh_of_the_length_along_the_direction():
    z, upstream, _ = drawn(np.random.default_rng(2))
    for row, u, mapped, pulled in zip(z, upstream, isotropic_tanh(z), isotropic_tanh_vjp(z, upstream)):
        r = math.hypot(*row)
        h, g = row / r, math.tanh(r) / r
        assert_allclose(mapped, math.tanh(r) * h, atol=ATOL)
        full = g * np.eye(4) + ((1 - math.tanh(r) ** 2) / r - g / r) * np.outer(row, h)  # line 3 of the derivation
        assert_allclose(pulled, full.T @ u, atol=ATOL)


# --- analytic


@pytest.mark.parametrize("name, s, value, slope", [
    ("tanh", 0.0, 0.0, 1.0), ("tanh", math.log(3), 0.8, 0.36), ("tanh", -math.log(3), -0.8, 0.36),
    ("tanh", 50.0, 1.0, 0.0),
    ("relu", 2.5, 2.5, 1.0), ("relu", -2.5, 0.0, 0.0), ("relu", 0.0, 0.0, 0.0),
    ("leaky_relu", 2.5, 2.5, 1.0), ("leaky_relu", -2.5, -0.025, LEAK), ("leaky_relu", 0.0, 0.0, LEAK),
])
def test_scalar_functions(name, s, value, slope):
    assert_allclose(SIGMAS[name].value(np.array([s])), [value], atol=1e-15)
    assert_allclose(SIGMAS[name].slope(np.array([s])), [slope], atol=1e-15)


def test_isotropic_tanh_at_the_origin_is_the_identity_to_first_order():
    upstream = np.array([[3.0, -4.0, 5.0]])
    for z in (np.zeros((1, 3)), np.full((1, 3), 1e-300)):  # whose squares underflow
        assert_array_equal(isotropic_tanh(z), z)
        assert_array_equal(isotropic_tanh_vjp(z, upstream), upstream)


def test_isotropic_tanh_of_long_vectors_is_their_direction():
    z = np.array([[6.0, 8.0], [6e200, 8e200]])  # whose squares overflow
    assert_allclose(isotropic_tanh(z), [[0.6, 0.8]] * 2, atol=1e-8)
    across, along = np.array([[0.8, -0.6]] * 2), np.array([[0.6, 0.8]] * 2)
    assert_allclose(isotropic_tanh_vjp(z, across), across * np.array([[0.1], [1e-201]]), rtol=1e-8, atol=1e-17)
    assert_allclose(isotropic_tanh_vjp(z, along), np.zeros((2, 2)), atol=1e-8)


# --- properties


@given(generators, st.sampled_from(sorted(SIGMAS)), st.integers(1, 5), st.integers(1, 7))
def test_frame_gradients_are_the_slopes(rng, name, n_dims, n_basis):
    z, upstream, basis = drawn(rng, 1, n_dims, n_basis)
    assume(name == "tanh" or np.abs(z @ basis.T).min() > KINK_MARGIN)
    slopes = jacobian(lambda rows: in_frame(rows, basis, SIGMAS[name]), z[0])
    assert_allclose(in_frame_vjp(z, upstream, basis, SIGMAS[name])[0], slopes.T @ upstream[0], atol=SLOPE_ATOL)


@given(generators, st.integers(1, 5), st.sampled_from([1e-6, 1e-2, 1.0, 3.0]))
def test_isotropic_gradients_are_the_slopes(rng, n_dims, scale):
    z, upstream, _ = drawn(rng, 1, n_dims)
    slopes = jacobian(isotropic_tanh, scale * z[0])
    assert_allclose(isotropic_tanh_vjp(scale * z, upstream)[0], slopes.T @ upstream[0], atol=SLOPE_ATOL)


@given(generators, st.sampled_from(sorted(SIGMAS)))
def test_jacobians_are_symmetric(rng, name):
    z, upstream, basis = drawn(rng)
    other = rng.normal(size=upstream.shape)
    for pull in (lambda u: in_frame_vjp(z, u, basis, SIGMAS[name]), lambda u: isotropic_tanh_vjp(z, u)):
        assert_allclose(np.sum(pull(upstream) * other, axis=1), np.sum(upstream * pull(other), axis=1), atol=1e-12)


@given(generators)
def test_isotropic_tanh_keeps_directions_and_bounds_lengths(rng):
    z = drawn(rng)[0] * 10.0 ** rng.uniform(-150, 150, size=(3, 1))
    mapped = isotropic_tanh(z)
    assert_allclose(unit(mapped), unit(z), atol=1e-15)
    assert (np.linalg.norm(mapped, axis=1) <= 1 + 1e-15).all()


@given(generators, st.sampled_from([1e-9, 1e-5, 1e-3]))
def test_isotropic_tanh_is_smooth_at_the_origin(rng, radius):
    z = radius * unit(drawn(rng)[0])
    assert_allclose(isotropic_tanh(z), z * (1 - radius**2 / 3), rtol=radius**4 + 1e-15)  # next term: 2/15 r^4


# --- golden


@pytest.mark.parametrize("z, mapped, pulled", [  # mpmath 30 digits: the map, and the numeric derivative of u . f
    ([0.3, -0.4, 1.2], [0.198859190610763007, -0.265145587481017343, 0.795436762443052029],
     [0.785212899897643453, 1.16259602914495325, -0.173468243922142973]),
    ([1e-3, 2e-3, -2e-3], [0.000999997000010799961, 0.00199999400002159992, -0.00199999400002159992],
     [0.99999233337773311, 1.99998466675546622, -0.99998766674466626]),
])
def test_isotropic_tanh_against_mpmath(z, mapped, pulled):
    assert_allclose(isotropic_tanh(np.array([z])), [mapped], rtol=1e-15)
    assert_allclose(isotropic_tanh_vjp(np.array([z]), np.array([[1.0, 2.0, -1.0]])), [pulled], rtol=1e-14)


def test_tanh_along_a_triangle_against_mpmath():
    angles = 2 * np.pi * np.arange(3) / 3
    basis, z = np.stack([np.cos(angles), np.sin(angles)], axis=1), np.array([[0.7, -1.1]])
    assert_allclose(in_frame(z, basis, SIGMAS["tanh"]), [[0.510738929877436167, -0.809049628925187332]], rtol=1e-14)
    assert_allclose(in_frame_vjp(z, np.array([[2.0, 3.0]]), basis, SIGMAS["tanh"]),
                    [[1.56083401086334957, 1.7104693615780824]], rtol=1e-14)
