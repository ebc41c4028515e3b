"""Labels of solutions and neurons: every region of the thresholds, and the symmetries the labels must have."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.superposition.geometries import features_per_neuron, label_pair_solution, pair_relation, rescaled_neurons
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.theory_pair import PAIR_CANDIDATES
from tests.strategies import generators

# --- definition


@pytest.mark.parametrize("w, label", [
    ((1.0, 0.0), "drop"), ((-1.0, 0.2), "drop"), ((0.0, -1.0), "dedicate"), ((0.3, -0.6), "dedicate"),
    ((1.0, -1.0), "antipodal"), ((-0.5, 0.5), "antipodal"), ((0.7, 0.7), "confused"), ((-0.3, -0.9), "confused"),
    ((0.2, 0.2), "none"), ((0.0, 0.0), "none"), ((0.4, -0.4), "none"), ((0.9, 0.2), "drop"),
])
def test_pair_labels(w, label):
    assert label_pair_solution([w]) == label


def test_candidates_carry_their_own_names():
    for name, W in PAIR_CANDIDATES.items():
        assert label_pair_solution(W) == name


@pytest.mark.parametrize("degrees, length, relation", [
    (0, 1.0, "collapsed"), (0, 2.0, "other"), (3, 1.0, "collapsed"), (30, 1.0, "other"), (46, 1.0, "side by side"),
    (60, 2.0, "side by side"), (74, 1.0, "side by side"), (80, 1.0, "other"), (90, 0.1, "orthogonal"),
    (95, 1.0, "orthogonal"), (120, 1.0, "other"), (165, 1.0, "antipodal"), (180, 3.0, "antipodal"),
])
def test_pair_relations(degrees, length, relation):
    angle = np.radians(degrees)
    assert pair_relation([1.0, 0.0], length * np.array([np.cos(angle), np.sin(angle)])) == relation


def test_neurons_count_what_they_read():
    weights = [[1.0, 0.31, -0.5], [0.9, 0.3, 0.0], [0.0, 0.0, 9e-4], [0.0, 0.0, 2e-3]]
    assert_array_equal(features_per_neuron(weights, 0.3), [3, 1, 0, 0])
    assert_array_equal(features_per_neuron(weights, 1e-3), [3, 2, 0, 1])
    assert_array_equal(features_per_neuron(weights, 0.0), [3, 2, 0, 1])  # the third is dead


# --- properties


@given(st.floats(-2, 2), st.floats(-2, 2))
def test_pair_labels_do_not_see_the_common_sign_and_mirror_with_the_features(a, b):
    mirrored = {"drop": "dedicate", "dedicate": "drop"}
    label = str(label_pair_solution([[a, b]]))
    assert label_pair_solution([[-a, -b]]) == label
    assert label_pair_solution([[b, a]]) == mirrored.get(label, label)


@given(generators)
def test_rescaled_neurons_compute_the_same(rng):
    parameters = {"W1": rng.normal(size=(4, 3)), "W2": rng.normal(size=(3, 4)), "bias": rng.normal(size=3)}
    W1, W2 = rescaled_neurons(parameters["W1"], parameters["W2"])
    assert_allclose(np.abs(W1).max(axis=1), 1.0, rtol=1e-15)
    x = rng.uniform(-1, 1, size=(50, 3))
    model = MODELS["absolute_value"]
    scaled = {"W1": W1, "W2": W2, "bias": parameters["bias"]}
    assert_allclose(model.forward(scaled, x), model.forward(parameters, x), atol=1e-12)


def test_leading_axes_are_separate_solutions():
    W = np.random.default_rng(0).normal(size=(3, 4, 1, 2))
    labels = label_pair_solution(W)
    assert labels.shape == (3, 4) and labels[2, 1] == label_pair_solution(W[2, 1])


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: label_pair_solution(np.eye(2)), "W: wanted shape"),
    (lambda: pair_relation([1.0, 2.0], [1.0]), "second: wanted shape"),
    (lambda: rescaled_neurons(np.ones((2, 3)), np.ones((3, 3))), "W2: wanted shape"),
    (lambda: features_per_neuron([[1.0]], -0.1), "threshold: wanted a number"),
    (lambda: features_per_neuron([[np.nan]], 0.1), "weights: wanted finite numbers"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


def test_degenerate_cases():
    assert pair_relation([0.0, 0.0], [1.0, 0.0]) == "not represented"
    W1, W2 = rescaled_neurons([[0.0, 0.0]], [[3.0], [1.0]])
    assert not W1.any() and W2.tolist() == [[3.0], [1.0]]
