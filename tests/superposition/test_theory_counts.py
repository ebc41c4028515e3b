"""None, one, k active features: closed integrals against quadrature and rational arithmetic, and their sum."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.polytopes import cross_polytope, polygon, simplex
from srm_ref.superposition.theory_counts import (interference_integral, losses_by_count, zero_active_loss,
                                                 one_active_loss, self_error)
from tests.exact_means import THIRD, moment
from tests.strategies import relu_models

RTOL = 1e-12

coefficients = st.one_of(st.floats(-3, 3), st.sampled_from([0.0, 1e-9, -1e-9, 1e-300, 1.0, -1.0]))


def quadrature(f, cuts, n_nodes=20):
    """int_0^1 f exactly for polynomials between the cuts."""
    nodes, weights = np.polynomial.legendre.leggauss(n_nodes)
    edges = np.unique(np.concatenate([[0, 1], [c for c in cuts if 0 < c < 1]]))
    return sum((b - a) / 2 * weights @ f((a + b) / 2 + (b - a) / 2 * nodes) for a, b in zip(edges, edges[1:]))


# --- definition


@given(coefficients, coefficients)
def test_interference_integral(c, b):
    exact = 2 * moment(((Fraction(c), 0),), Fraction(b), 2)
    assert float(interference_integral(c, b)) == pytest.approx(float(exact), rel=RTOL, abs=1e-30)


@given(coefficients, coefficients)
def test_own_error_integral(c, b):
    a, bias = Fraction(abs(c)), Fraction(b)
    exact = THIRD - 2 * moment(((a, 1),), bias, 1) + 2 * moment(((a, 0),), bias, 2)
    assert float(self_error(abs(c), b)) == pytest.approx(float(exact), rel=1e-10, abs=1e-15)


@pytest.mark.parametrize("a, b", [(0.7, -0.2), (1.3, -0.25), (0.5, 0.4), (0.2, -0.5), (2.0, -1.0)])
def test_against_quadrature(a, b):
    cuts = [-b / a]
    found = quadrature(lambda x: np.maximum(a * x + b, 0) ** 2, cuts)
    assert float(interference_integral(a, b)) == pytest.approx(found, abs=1e-13)
    found = quadrature(lambda x: (x - np.maximum(a * x + b, 0)) ** 2, cuts)
    assert float(self_error(a, b)) == pytest.approx(found, abs=1e-13)


@given(relu_models())
def test_none_active_is_the_loss_on_the_empty_input(drawn):
    parameters, importance, _ = drawn
    empty = np.zeros((1, len(importance)))
    assert zero_active_loss(parameters, importance) == pytest.approx(
        MODELS["relu_output"].loss(parameters, empty, importance), rel=RTOL, abs=1e-300)


@given(relu_models())
def test_closed_forms_are_the_first_terms_of_the_decomposition(drawn):
    parameters, importance, _ = drawn
    L = losses_by_count(parameters, importance)
    assert zero_active_loss(parameters, importance) == pytest.approx(L[0], rel=RTOL, abs=1e-300)
    assert one_active_loss(parameters, importance) == pytest.approx(L[1], rel=1e-10)


# --- analytic


@pytest.mark.parametrize("W", [simplex(3), cross_polytope(3), polygon(4), polygon(3), -cross_polytope(2)])
def test_negative_interference_is_free(W):
    parameters, importance = {"W": W, "bias": np.zeros(W.shape[1])}, np.arange(1.0, W.shape[1] + 1)
    assert zero_active_loss(parameters, importance) == 0.0
    assert one_active_loss(parameters, importance) == pytest.approx(0.0, abs=1e-30)
    assert losses_by_count(parameters, importance)[2] > 0.1  # but not with two active features


def test_pentagon_without_bias():
    parameters = {"W": polygon(5), "bias": np.zeros(5)}
    found = one_active_loss(parameters, np.ones(5))
    assert found == pytest.approx(10 / 3 * np.cos(2 * np.pi / 5) ** 2, rel=1e-9)
    assert found == pytest.approx(0.318305, abs=5e-7)


def test_both_of_an_antipodal_pair_err_by_the_smaller():
    L = losses_by_count({"W": [[1.0, -1.0]], "bias": [0.0, 0.0]}, [1.0, 3.0])
    assert_allclose(L, [0, 0, 4 / 6], atol=1e-15)


def test_the_importance_belongs_to_the_disturbed_output():
    parameters = {"W": [[1.0, 0.5]], "bias": [0.0, 0.0]}
    only_first = one_active_loss(parameters, [1.0, 0.0])  # own: 0; from the second: 0.5 x
    assert only_first == pytest.approx(0.25 / 3, rel=RTOL)


# --- properties


@given(relu_models(), st.floats(0, 1))
def test_the_counts_rebuild_the_loss(drawn, S):
    parameters, importance, _ = drawn
    L, n = losses_by_count(parameters, importance), len(importance)
    k = np.arange(n + 1)
    total = ((1 - S) ** k * S ** (n - k.astype(float)) * L).sum()
    assert population_loss(parameters, importance, S) == pytest.approx(total, rel=RTOL)


@given(coefficients, coefficients)
def test_integrals_are_not_negative(c, b):
    assert interference_integral(c, b) >= 0
    assert self_error(abs(c), b) >= -1e-16


def test_instances_are_separate_models():
    rng = np.random.default_rng(1)
    parameters = {"W": rng.normal(size=(3, 2, 4)), "bias": rng.normal(size=(3, 4))}
    for function in (zero_active_loss, one_active_loss):
        one = {name: array[2] for name, array in parameters.items()}
        assert function(parameters, np.ones(4))[2] == pytest.approx(function(one, np.ones(4)), rel=RTOL)


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: self_error(-0.1, 0.0), "slope: wanted numbers >= 0; found -0.1"),
    (lambda: interference_integral(np.nan, 0.0), "slope: wanted finite numbers"),
    (lambda: zero_active_loss({"W": np.eye(2)}, [1, 1]), "parameters: wanted a dict"),
    (lambda: one_active_loss({"W": np.eye(2), "bias": np.zeros(2)}, [1, -1]), "importance: wanted numbers >= 0"),
    (lambda: losses_by_count({"W": np.eye(13), "bias": np.zeros(13)}, np.ones(13)), "at most 12 features"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


def test_integrals_by_hand():
    assert_allclose(interference_integral([1.0, 2.0, -1.0], [0.0, -1.0, 0.5]), [1 / 3, 1 / 6, 1 / 24], rtol=1e-15)
    assert_allclose(self_error([1.0, 0.5, 1.0], [0.0, 0.0, -0.5]), [0, 1 / 12, 1 / 24 + 1 / 8], atol=1e-16)
