"""The training kernel: the same numbers as the statement's own gradient, for every statement and layout of the
batch.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.running.kernel import Kernel
from tests.statements import STATEMENTS
from tests.strategies import generators, statement_names, toy_features, toy_parameters

ATOL = {np.float64: 1e-12, np.float32: 1e-5}  # hundreds of roundings of numbers near 1


def kernel_and_gradients(name, parameters, importance, n_samples, l1=0.0):
    gradients = {key: np.full_like(value, np.nan) for key, value in parameters.items()}
    return Kernel(STATEMENTS[name], parameters, gradients, importance, n_samples, l1), gradients


# --- definition


@given(statement_names, generators, st.sampled_from([np.float64, np.float32]), st.sampled_from([(), (3,)]),
       st.booleans(), st.sampled_from([0.0, 0.2]), st.booleans())
def test_the_kernel_is_the_model(name, rng, dtype, batch_axis, feature_major, l1, importance_each):
    parameters = {k: v.astype(dtype) for k, v in toy_parameters(name, 5, 2, rng, (3,)).items()}
    importance = rng.uniform(0.1, 2.0, (3, 5) if importance_each else 5)
    kernel, gradients = kernel_and_gradients(name, parameters, importance, 11, l1)
    for _ in range(2):  # the second call finds the buffers full
        X = toy_features(name, 11, 5, rng, batch_axis).astype(dtype)
        if feature_major:
            X = np.swapaxes(np.ascontiguousarray(np.swapaxes(X, -1, -2)), -1, -2)
        loss = kernel(X)
        expected, expected_gradients = STATEMENTS[name].loss_and_gradient(parameters, X, importance, l1=l1)
        assert_allclose(loss, expected, rtol=ATOL[dtype])
        for key, value in expected_gradients.items():
            assert gradients[key].dtype == dtype
            assert_allclose(gradients[key], value, atol=ATOL[dtype])


# --- analytic


@pytest.mark.parametrize("name", ["relu_output", "relu_hidden", "absolute_value"])
def test_at_the_kink_the_relus_derivative_is_zero(name):
    zero = {k: np.zeros_like(v) for k, v in toy_parameters(name, 3, 2, np.random.default_rng(0), (1,)).items()}
    kernel, gradients = kernel_and_gradients(name, zero, np.ones(3), 4)
    assert_allclose(kernel(np.full((4, 3), 0.5)), 0.75)
    for value in gradients.values():
        assert_array_equal(value, 0.0)


# --- properties


@pytest.mark.parametrize("name", STATEMENTS)
def test_parameters_are_read_anew_and_the_batch_is_left_alone(name):
    rng = np.random.default_rng(0)
    parameters, X = toy_parameters(name, 5, 2, rng, (2,)), toy_features(name, 11, 5, rng, (2,))
    before = X.copy()
    kernel, gradients = kernel_and_gradients(name, parameters, np.ones(5), 11)
    kernel(X)
    for value in parameters.values():
        value *= 0.5
    loss = kernel(X)
    assert_array_equal(X, before)
    assert_allclose(loss, STATEMENTS[name].loss(parameters, X, np.ones(5)), rtol=1e-12)


@given(generators, statement_names)
def test_returned_losses_survive_the_next_call(rng, name):
    parameters = toy_parameters(name, 5, 2, rng, (2,))
    kernel, _ = kernel_and_gradients(name, parameters, np.ones(5), 11)
    first = kernel(toy_features(name, 11, 5, rng, (2,)))
    kept = first.copy()
    kernel(toy_features(name, 11, 5, rng, (2,)))
    assert_array_equal(first, kept)
