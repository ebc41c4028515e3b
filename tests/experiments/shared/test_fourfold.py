"""What repeats every quarter turn: every fourth Fourier term, and the definition angle by angle."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from numpy.testing import assert_allclose

from srm_ref.experiments.shared.fourfold import fourfold_part
from tests.strategies import generators

# --- definition


def test_each_angle_holds_the_mean_of_the_four_a_quarter_turn_apart():
    curve = np.arange(8.0) ** 2
    assert_allclose(fourfold_part(curve), [sum(curve[(k + 2 * turn) % 8] for turn in range(4)) / 4 for k in range(8)])


# --- properties


@given(generators)
def test_the_fourfold_part_keeps_every_fourth_fourier_term(rng):
    curve = rng.normal(size=(2, 24))
    kept = np.fft.rfft(curve)
    kept[:, np.arange(13) % 4 != 0] = 0
    assert_allclose(fourfold_part(curve), np.fft.irfft(kept, 24), atol=1e-14)
