"""Surfaces without bias: minima are found where they are, and each row follows its own part of the numbers."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import surfaces_without_bias as experiment
from srm_ref.experiments.superposition.surfaces_without_bias import FIRST, IMPORTANCE, SECOND, Numbers
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

MINIMA = np.array([[[0.95, 0.16], [np.nan, np.nan]], [[1.0, -1.0], [0.96, 0.27]], [[0.72, 0.69], [1.2, -1.1]]])
S = np.linspace(0.1, 0.98, 45)
SMOOTH = np.linspace(0.15, -1.0, 45) * np.ones((6, 1))
SMOOTH[5] = np.where(S < 0.4, 0.7, -1.0)
GOOD = Numbers(np.ones((3, len(FIRST), len(SECOND))), MINIMA, S, SMOOTH)


def with_minimum(k, which, weights):
    changed = MINIMA.copy()
    changed[k, which] = weights
    return {"minima": changed}


FAULTS = [
    (with_minimum(0, 0, [1.0, 0.0]), [0]),
    (with_minimum(1, 0, [0.96, 0.27]), [1]),
    (with_minimum(2, 0, [1.2, -1.1]), [2]),
    (with_minimum(2, 1, [np.nan, np.nan]), [2]),
    ({"second": np.linspace(0.15, -1.0, 45) * np.ones((6, 1))}, [3]),
    ({"second": np.where(S < 0.4, 0.7, -1.0) * np.ones((6, 1))}, [4]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


# --- definition

def test_minima_of_a_surface_that_is_known():
    w1, w2 = np.meshgrid(FIRST, SECOND, indexing="ij")
    surface = ((w1 - 0.5) ** 2 + (w2 - 0.5) ** 2) * ((w1 - 1.0) ** 2 + (w2 + 1.0) ** 2 + 0.01)
    found = experiment._minima(surface)
    np.testing.assert_allclose(found, [[0.5, 0.5], [1.0, -1.0]], atol=0.02)
    assert np.isnan(experiment._minima((w1 - 0.5) ** 2 + w2**2)[1]).all()


# --- analytic

@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert holding(experiment, GOOD) == [True] * 5
    assert only_failing(experiment, GOOD, **changed) == failing


def test_three_surfaces_and_a_way():
    axes = drawn(experiment, GOOD).axes
    assert len(axes) == 4 and "S = 0.9" in axes[1].get_title() and len(axes[3].lines) == 3 and len(IMPORTANCE) == 6


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: minima of the same formula over a grid elsewhere."""
    numbers = quick_numbers(experiment)
    np.testing.assert_allclose(numbers.minima[:, 0], [[0.945, 0.16], [1.01, -1.005], [0.725, 0.685]], atol=0.02)
    np.testing.assert_allclose(numbers.minima[2, 1], [1.20, -1.09], atol=0.02)
    assert holding(experiment, numbers) == [True] * 4 + [False]
