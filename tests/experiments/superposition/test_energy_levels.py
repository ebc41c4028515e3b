"""Energy levels: the plateau, the jumps and the fall of the loss are each judged by their own numbers."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import energy_levels as experiment
from srm_ref.experiments.superposition.energy_levels import Numbers
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

STEPS = np.arange(21) * 100


def run_of(jumps):
    """Four features: two jump to 1/2 at the given snapshots, two vanish; the loss falls by 0.1 at each jump."""
    D = np.full((21, 4), 0.2)
    loss = np.where(np.arange(21) < 3, 2.0, 1.0)
    for i, k in enumerate(jumps):
        D[k:, i] = 0.5
        loss[k:] -= 0.1
    D[12:, 2:] = 0.0
    return D, loss


D, LOSS = run_of((8, 12))
FULL = np.where(np.arange(21) < 3, 0.2, 1.05)
GOOD = Numbers(steps=STEPS, loss=np.column_stack([LOSS, LOSS]), linear_loss=np.array(1.0),
               represented=np.column_stack([FULL, FULL]), dimensionality=np.stack([D, D], axis=1),
               norms=np.tile([1.0, 1, 0, 0], (2, 1)), shown=np.array(1))


def with_run(D, loss):
    return {"dimensionality": np.stack([GOOD.dimensionality[:, 0], D], axis=1), "loss": np.column_stack([LOSS, loss])}


SLOW = D.copy()
SLOW[4:19, 0] = np.linspace(0.2, 0.5, 15)
ELSEWHERE = LOSS.copy()
ELSEWHERE[8:], ELSEWHERE[16:] = 1.0, 0.8  # falls when nothing moves
EARLY = D.copy()
EARLY[3, 0] = 0.46


# --- analytic

def test_all_claims_hold_for_two_jumps():
    assert holding(experiment, GOOD) == [True] * 5


FAULTS = [
    ({"loss": 1.03 * GOOD.loss}, [0]),
    (with_run(EARLY, LOSS), [1]),
    ({"norms": np.tile([1.0, 1, 0.6, 0], (2, 1))}, [2]),
    (with_run(SLOW, LOSS), [3, 4]),  # what creeps has no step at which the loss could fall
    (with_run(D, ELSEWHERE), [4]),
]
PLANTED = {experiment.NAME: (GOOD, [change for change, _ in FAULTS])}


@pytest.mark.parametrize("changed, failing", FAULTS)
def test_each_claim_can_fail(changed, failing):
    assert only_failing(experiment, GOOD, **changed) == failing


def test_only_the_shown_run_is_drawn():
    figure = drawn(experiment, GOOD._replace(shown=np.array(0)))
    top, bottom = figure.axes
    assert top.get_title() == "one line per feature: 2 of 4 end at 1/2 (digons, dark)"
    np.testing.assert_array_equal(bottom.lines[0].get_ydata(), LOSS)


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: the plateau is a linear model's loss, known exactly; sum D_i <= m, with equality for orthogonal
    digons.
    """
    numbers = quick_numbers(experiment)
    assert holding(experiment, numbers) == [True] * 5
    assert float(numbers.linear_loss) == pytest.approx((0.35 / 3 - 0.35**2 / 4) * 54)
    ends = numbers.dimensionality[-1].sum(axis=1)
    assert np.all(ends <= 6 + 1e-6) and np.all(ends > 5.9)
