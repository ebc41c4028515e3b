"""Functional forms: built right, equivariant under what they should be and nothing else, bad input refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.bases import cross_polytope, polygon, simplex
from srm_ref.geometry.rotations import random_rotation
from srm_ref.networks.functional_forms import FunctionalForm, elementwise, isotropic, overcomplete
from srm_ref.scalar_maps import SIGMAS
from srm_ref.verification.gradcheck import gradient_error, random_direction, taylor_slope
from tests.strategies import generators

ATOL = 1e-13  # a few hundred roundings of numbers near 1
GRADIENT_ERROR = 1e-7  # central differences of smooth functions reach 1e-9

sigmas = st.sampled_from(sorted(SIGMAS))


def commutes(form, rotation, z):
    """Whether turning the rows before the form equals turning them after it."""
    return np.allclose(form.apply(z @ rotation.T), form.apply(z) @ rotation.T, rtol=0, atol=1e-12)


def smooth_forms(rng):
    return [elementwise("tanh", np.eye(4)), elementwise("tanh", random_rotation(4, rng)),
            overcomplete("tanh", simplex(4)), isotropic("tanh", 4)]


# --- definition


def test_in_the_standard_basis_sigma_acts_on_every_coordinate():
    z = np.random.default_rng(0).normal(size=(2, 3, 5))
    assert_array_equal(elementwise("relu", np.eye(5)).apply(z), np.maximum(z, 0))
    assert_allclose(elementwise("tanh", np.eye(5)).apply(z), np.tanh(z), atol=ATOL)


def test_in_a_turned_basis_sigma_acts_on_the_coordinates_in_it():
    rng = np.random.default_rng(1)
    basis, z = random_rotation(5, rng), rng.normal(size=(3, 5))
    for row, mapped in zip(z, elementwise("tanh", basis).apply(z)):
        assert_allclose(mapped, basis.T @ np.tanh(basis @ row), atol=ATOL)


@given(generators, sigmas)
def test_an_orthonormal_set_is_an_overcomplete_set_of_just_enough(rng, sigma):
    basis, z = random_rotation(4, rng), rng.normal(size=(3, 4))
    assert_array_equal(overcomplete(sigma, 7.0 * np.eye(4)).apply(z), elementwise(sigma, np.eye(4)).apply(z))
    assert_allclose(overcomplete(sigma, 7.0 * basis).apply(z), elementwise(sigma, basis).apply(z), atol=ATOL)


# --- analytic


def test_relu_along_both_ends_of_every_axis_is_half_the_identity():
    z = np.random.default_rng(2).normal(size=(3, 6))
    assert_allclose(overcomplete("relu", cross_polytope(6)).apply(z), z / 2, atol=ATOL)


@pytest.mark.parametrize("basis", [simplex(4), cross_polytope(4), polygon(7)])
def test_tight_frames_give_the_identity_near_zero(basis):
    z = 1e-6 * np.random.default_rng(3).normal(size=(3, basis.shape[1]))
    form = overcomplete("tanh", basis)
    assert_allclose(form.apply(z), z, rtol=0, atol=1e-16)
    assert_allclose(form.vjp(z, z), z, rtol=0, atol=1e-16)


def test_what_a_form_says_of_itself():
    basis = random_rotation(3, np.random.default_rng(4))
    assert_array_equal(elementwise("tanh", basis).basis, basis)
    assert_allclose(overcomplete("relu", 2.0 * simplex(3)).basis, simplex(3), atol=ATOL)
    assert isotropic("tanh", 3).basis is None
    forms = [elementwise("leaky_relu", basis), overcomplete("relu", simplex(3)), isotropic("tanh", 3)]
    assert [form.name for form in forms] == ["leaky relu", "relu along 4 vectors", "isotropic tanh"]
    assert [form.n_dims for form in forms] == [3, 3, 3]


# --- properties


@given(generators, st.integers(1, 6))
def test_isotropic_tanh_commutes_with_every_rotation(rng, n_dims):
    z, rotation = rng.normal(size=(3, n_dims)), random_rotation(n_dims, rng)
    form = isotropic("tanh", n_dims)
    assert commutes(form, rotation, z)
    assert_allclose(form.vjp(z @ rotation.T, z[::-1] @ rotation.T), form.vjp(z, z[::-1]) @ rotation.T, atol=1e-12)


@given(generators, sigmas)
def test_turning_the_frame_with_the_data_turns_the_output(rng, sigma):
    z, turn = rng.normal(size=(3, 4)), random_rotation(4, rng)
    for build, basis in ((elementwise, np.eye(4)), (overcomplete, simplex(4))):
        assert_allclose(build(sigma, basis @ turn.T).apply(z @ turn.T), build(sigma, basis).apply(z) @ turn.T,
                        atol=1e-12)


@given(generators, sigmas)
def test_elementwise_forms_commute_with_permutations_and_odd_ones_with_signs(rng, sigma):
    z, permutation = rng.normal(size=(3, 4)), np.eye(4)[rng.permutation(4)]
    form, value = elementwise(sigma, np.eye(4)), SIGMAS[sigma].value
    assert commutes(form, permutation, z)
    assert commutes(form, np.diag([1.0, -1.0, -1.0, 1.0]), z) == np.allclose(value(-z), -value(z))


@given(generators, sigmas)
def test_forms_in_a_frame_commute_with_no_rotation_that_moves_it(rng, sigma):
    turn = random_rotation(4, rng)
    z = 2.0 * np.random.default_rng(5).normal(size=(20, 4))
    assert not commutes(elementwise(sigma, np.eye(4)), turn, z)
    assert not commutes(overcomplete(sigma, simplex(4)), turn, z)


@pytest.mark.parametrize("sigma, k", [("relu", 3), ("relu", 5), ("tanh", 4), ("tanh", 8)])
def test_a_polygon_form_commutes_with_the_polygon_s_own_turns(sigma, k):
    angle = 2 * np.pi / k
    own = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    half = np.array([[np.cos(angle / 2), -np.sin(angle / 2)], [np.sin(angle / 2), np.cos(angle / 2)]])
    z = 3.0 * np.random.default_rng(6).normal(size=(20, 2))
    form = overcomplete(sigma, polygon(k))
    assert commutes(form, own, z)
    assert not commutes(form, half, z)


@pytest.mark.parametrize("index", range(4))
def test_gradients_pass_central_differences_and_the_taylor_slope(index):
    rng = np.random.default_rng(7)
    form, z, upstream = smooth_forms(rng)[index], *rng.normal(size=(2, 3, 4))
    def loss(point):
        return float(np.sum(upstream * form.apply(point["z"])))
    point, gradients = {"z": z}, {"z": form.vjp(z, upstream)}
    assert gradient_error(loss, gradients, point) < GRADIENT_ERROR
    assert taylor_slope(loss, gradients, point, random_direction(point, rng)) == pytest.approx(2.0, abs=0.05)


# --- errors


@pytest.mark.parametrize("basis, message", [
    ([[1.0, 0.0]], r"basis: wanted as many rows as columns.*found shape \(1, 2\)"),
    ([[1.0, 0.0], [0.0, 2.0]], r"basis: wanted orthonormal rows; found rows with products that .* up to 3.0e\+00"),
    ([[1.0, 0.0], [1e-8, 1.0]], r"basis: wanted orthonormal rows"),
    ([[1.0, 0.0], [0.0, float("nan")]], r"basis: wanted finite numbers; found nan at index \(1, 1\)"),
    ([1.0, 0.0], r"basis: wanted shape"),
])
def test_elementwise_refuses_bases_that_are_not_orthonormal(basis, message):
    with pytest.raises(ValueError, match=message):
        elementwise("tanh", basis)


@pytest.mark.parametrize("build", [lambda: elementwise("sigmoid", np.eye(2)), lambda: overcomplete("gelu", np.eye(2)),
                                   lambda: isotropic("relu", 2)])
def test_unknown_scalar_functions_are_refused(build):
    with pytest.raises(ValueError, match="sigma: wanted one of 'tanh'"):
        build()


def test_overcomplete_refuses_a_zero_row_and_isotropic_no_dimensions():
    with pytest.raises(ValueError, match="basis: wanted vectors of non-zero length; found a zero vector at row 1"):
        overcomplete("tanh", [[1.0, 0.0], [0.0, 0.0]])
    with pytest.raises(ValueError, match="n_dims: wanted an integer >= 1; found 0"):
        isotropic("tanh", 0)


@pytest.mark.parametrize("form", [elementwise("tanh", np.eye(2)), isotropic("tanh", 2)])
def test_application_refuses_other_widths_and_numbers_that_are_not_finite(form):
    with pytest.raises(ValueError, match="z: wanted shape"):
        form.apply([[1.0, 2.0, 3.0]])
    with pytest.raises(ValueError, match=r"z: wanted finite numbers; found inf at index \(0, 1\)"):
        form.apply([[1.0, np.inf]])
    with pytest.raises(ValueError, match="upstream: wanted shape"):
        form.vjp([[1.0, 2.0]], [[1.0, 2.0], [3.0, 4.0]])
    assert isinstance(form, FunctionalForm)


# --- golden


def test_leaky_relu_in_a_basis_turned_by_45_degrees():
    # By hand: Q z = (5, -1) / sqrt 2 for z = (3, 2), sigma gives (5, -0.01) / sqrt 2, and Q^T takes it back.
    form = elementwise("leaky_relu", np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2))
    assert_allclose(form.apply([3.0, 2.0]), [2.505, 2.495], atol=ATOL)
    assert_allclose(form.vjp([3.0, 2.0], [1.0, 0.0]), [0.505, 0.495], atol=ATOL)
