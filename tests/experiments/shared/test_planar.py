"""Cosines and antipodes: lengths do not matter, short features have no direction."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.experiments.shared.planar import antipodal_partner, cosines


def columns(seed, n_features=5):
    return np.random.default_rng(seed).standard_normal((2, n_features))


# --- analytic

def test_short_features_have_no_direction_and_no_partner():
    W = np.array([[1.0, -0.3, 0.05, -1.0], [0.0, 0.0, 0.0, 0.35]])
    assert cosines(W)[0].round(3).tolist() == [1.0, -1.0, 0.0, -0.944]
    assert antipodal_partner(W).tolist() == [-1] * 4
    assert antipodal_partner(W + [[0, -0.3, 0, 0], [0] * 4]).tolist() == [1, 0, -1, -1]


# --- properties

@given(seed=st.integers(0, 50))
def test_cosines_do_not_see_lengths(seed):
    W = columns(seed) + 2.0
    np.testing.assert_allclose(cosines(W * [1.0, 2, 3, 4, 5]), cosines(W), atol=1e-12)


@given(seed=st.integers(0, 50))
def test_partners_are_each_others(seed):
    W = columns(seed, 4)
    W = np.concatenate([W, -2 * W[:, :2]], axis=1)
    partner = antipodal_partner(W)
    found = np.flatnonzero(partner >= 0)
    assert {0, 1} <= set(found.tolist()) | set(np.flatnonzero(np.linalg.norm(W, axis=0) <= 0.5).tolist())
    assert all(cosines(W)[i, partner[i]] < -0.95 for i in found)
