"""The exact loss by its definition: exact in fractions, and every fast function of the part against its definition."""

from __future__ import annotations

import ast
import inspect
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.superposition import exact_loss_by_definition
from srm_ref.superposition.exact_loss import population_loss, population_loss_and_gradient
from srm_ref.superposition.exact_loss_by_definition import (mean_of_product, population_loss_and_gradient_by_definition,
                                                            population_loss_by_definition)
from tests.exact_means import model_loss
from tests.strategies import examples, relu_models
from tests.superposition.definition_pairs import SUPERPOSITION_PAIRS

RTOL = 1e-12


def fractions(array):
    return np.array([Fraction(float(value)) for value in np.ravel(array)], dtype=object).reshape(np.shape(array))


def in_fractions(drawn):
    parameters, importance, sparsity = drawn
    return {name: fractions(value) for name, value in parameters.items()}, fractions(importance), fractions(sparsity)


# --- definition


@pytest.mark.parametrize("name", SUPERPOSITION_PAIRS)
def test_fast_functions_agree_with_their_definitions(name):
    pair = SUPERPOSITION_PAIRS[name]

    @given(pair.arguments)
    @examples(25)
    def agree(arguments):
        pair.agree(pair.fast(*arguments), pair.definition(*arguments))

    agree()


@given(relu_models(max_features=3))
@examples(20)
def test_in_fractions_the_definition_is_exact_and_the_fast_loss_keeps_its_digits(drawn):
    loss, slopes = population_loss_and_gradient_by_definition(*in_fractions(drawn))
    assert loss == model_loss(drawn[0]["W"], drawn[0]["bias"], drawn[1], drawn[2])
    found, found_slopes = population_loss_and_gradient(*drawn)
    assert found == pytest.approx(float(loss), rel=RTOL)
    for name, value in slopes.items():
        exact = value.astype(float)
        assert_allclose(found_slopes[name], exact, rtol=0, atol=RTOL * (1 + np.abs(exact).max()))


# --- analytic


@pytest.mark.parametrize(("factors", "c", "p", "exact"), [  # by hand
    ((), 3.0, 2, 4.5), ((), -3.0, 2, 0.0), ((), 2.0, 0, 1.0), ((), 0.0, 0, 0.0),
    (((0.0, 2),), 1.0, 1, 1 / 3), (((1.0, 1),), 0.0, 1, 1 / 3), (((-1.0, 0),), 1.0, 1, 1 / 2),
    (((1.0, 0), (-1.0, 0)), 0.0, 0, 1 / 2), (((1.0, 0), (-1.0, 0)), 0.0, 1, 1 / 6),
])
def test_means_by_hand(factors, c, p, exact):
    assert mean_of_product(factors, c, p) == pytest.approx(exact, rel=RTOL)


def test_three_features_and_one_number_in_sixths():
    """All weights 1/2 and b = 0, dense: in fractions a fraction, the same as the fast function's number."""
    parameters = {"W": fractions(np.full((1, 3), 0.5)), "bias": fractions(np.zeros(3))}
    loss = population_loss_by_definition(parameters, fractions(np.ones(3)), Fraction(0))
    # z = (x + y + v) / 4 = s / 4: E (x - s/4)^2 = 1/3 - E x s / 2 + E s^2 / 16, E x s = 1/3 + 1/2, E s^2 = 1 + 3/2,
    # three times
    assert loss == 3 * (Fraction(1, 3) - Fraction(5, 12) + Fraction(5, 32)) == Fraction(7, 32)
    assert population_loss({"W": np.full((1, 3), 0.5), "bias": np.zeros(3)}, np.ones(3),
                           0.0) == pytest.approx(7 / 32, rel=RTOL)


# --- properties


@given(st.floats(-2, 2), st.integers(0, 3), st.integers(0, 3))
def test_a_mean_over_one_feature_is_the_mean_over_a_grid(c, a, p):
    x, w = (np.arange(20_000) + 0.5) / 20_000, 1.75
    z = c + w * x
    g = (z > 0).astype(float) if p == 0 else np.maximum(z, 0.0) ** p / [1, 1, 2, 6][p]
    assert mean_of_product(((w, a),), c, p) == pytest.approx((x**a * g).mean(), abs=1e-4)


def test_the_definition_stands_alone():
    """It shares nothing with what it defines: the standard library and NumPy are all it imports."""
    imported = {(node.module if isinstance(node, ast.ImportFrom) else node.names[0].name)
                for node in ast.walk(ast.parse(inspect.getsource(exact_loss_by_definition)))
                if isinstance(node, (ast.Import, ast.ImportFrom))}
    assert imported == {"__future__", "math", "itertools", "numpy"}
