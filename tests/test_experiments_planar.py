"""Solutions in the plane, turned into one position: the same W^T W, and one representative of each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.experiments.planar import antipodal_partner, canonical, cosines

angles = st.floats(-np.pi, np.pi)


def columns(seed, n_features=5):
    return np.random.default_rng(seed).standard_normal((2, n_features))


# --- analytic

def test_a_short_reference_gives_way_to_the_longest():
    W = np.array([[0.01, 0.0, 2.0], [0.0, 1.0, 0.0]])
    np.testing.assert_allclose(canonical(W)[:, 2], [0, 2])
    np.testing.assert_allclose(canonical(W, 1)[:, 1:], [[0, 2], [1, 0]])
    np.testing.assert_array_equal(canonical(np.zeros((2, 3))), np.zeros((2, 3)))


def test_short_features_have_no_direction_and_no_partner():
    W = np.array([[1.0, -0.3, 0.05, -1.0], [0.0, 0.0, 0.0, 0.35]])
    assert cosines(W)[0].round(3).tolist() == [1.0, -1.0, 0.0, -0.944]
    assert antipodal_partner(W).tolist() == [-1] * 4
    assert antipodal_partner(W + [[0, -0.3, 0, 0], [0] * 4]).tolist() == [1, 0, -1, -1]


# --- properties

@given(seed=st.integers(0, 50), turn=angles, mirrored=st.booleans())
def test_turned_and_mirrored_copies_have_one_position(seed, turn, mirrored):
    W = columns(seed)
    O = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ np.diag([1.0, -1.0 if mirrored else 1.0])
    position = canonical(W)
    np.testing.assert_allclose(canonical(O @ W), position, atol=1e-12)
    np.testing.assert_allclose(position.T @ position, W.T @ W, atol=1e-12)
    assert position[0, 0] == pytest.approx(0, abs=1e-12) and position[1, 0] > 0
    assert position[0, np.argmax(np.abs(position[0]) > 0.1)] > 0


@given(seed=st.integers(0, 50))
def test_cosines_do_not_see_lengths(seed):
    W = columns(seed) + 2.0
    np.testing.assert_allclose(cosines(W * [1.0, 2, 3, 4, 5]), cosines(W), atol=1e-12)


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: canonical(np.ones((3, 2))), r"W: wanted shape \(2, n_features\)"),
    (lambda: canonical(np.ones((2, 2)), 2), r"reference: wanted an integer in \[0, 1\]; found 2"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
