"""The perturbed pentagon: claims that can fail, a figure, and a quick run that repeats to the bit."""

import numpy as np
import pytest

from srm_ref.experiments import perturbed_pentagon as experiment

RHO = np.array([0.1, 0.2, 0.3, 1.0, 10.0])


def solution(n, degrees):
    """n unit features; feature 0 keeps its nearest neighbour at this many degrees."""
    W = np.zeros((2, 5))
    angles = np.radians([0, degrees, 2 * degrees, 180, 360 - degrees][:n] if n == 5 else [degrees, 90, 180, 270])
    W[:, 5 - n:] = [np.cos(angles), np.sin(angles)]
    return W


def numbers(best, crossing=0.269, room=(72, 72, 60, 72, 80)):
    gap = np.log(RHO / crossing)  # the pentagon's loss over the square's, falling through 1 at the crossing
    pentagon, square = np.exp(-gap), np.ones(5)
    n_represented = np.stack([np.array(best), np.array(best)], axis=1)
    return experiment.Numbers(RHO, np.stack([pentagon, square + 9], axis=1), n_represented,
                              np.array([solution(n, d) for n, d in zip(best, room)]), pentagon, square)


def held(made):
    return [claim.holds for claim in experiment.claims(made)]


# --- definition

def test_claims_hold_for_numbers_made_to_hold():
    assert held(numbers([4, 4, 5, 5, 5])) == [True, True, True, False, True, True]
    assert held(numbers([4, 4, 5, 5, 5], crossing=0.4))[3:5] == [True, False]


# --- analytic

def test_claims_fail_for_numbers_made_to_fail():
    assert held(numbers([5, 5, 5, 4, 4], room=(72, 72, 80, 72, 60))) == [False, False, True, False, True, False]
    never = numbers([4, 4, 5, 5, 5])._replace(square_loss=np.full(5, 100.0))
    assert held(never)[2:5] == [False, False, False]


def test_the_crossing_is_found_between_grid_points():
    assert experiment._crossing(numbers([4, 4, 5, 5, 5], crossing=0.5)) == pytest.approx(0.5)


# --- properties

def test_the_figure_shows_four_solutions_and_all_losses():
    axes = experiment.draw(numbers([4, 4, 5, 5, 5])).axes
    assert len(axes) == 5 and axes[-1].get_xlabel() and axes[-1].get_ylabel()


@pytest.mark.slow
def test_quick_run():
    first, second = (experiment.run("quick", np.random.default_rng(experiment.SEED)) for _ in range(2))
    for name, value in first._asdict().items():
        np.testing.assert_array_equal(value, second._asdict()[name], err_msg=name)
    assert held(first) == [True, True, True, False, True, True]
    at = int(np.argmin(np.abs(first.rho - 1)))
    assert first.pentagon_loss[at] == pytest.approx(0.008904, abs=2e-6)  # exact optimum, computed apart by quadrature
    at = int(np.argmin(np.abs(first.rho - 0.2)))
    assert first.square_loss[at] == pytest.approx(0.004966, abs=2e-6)
    assert first.pentagon_loss[at] == pytest.approx(0.005533, abs=2e-6)


# --- errors

def test_another_scale_is_refused():
    with pytest.raises(ValueError, match="scale: wanted one of 'quick', 'paper'; found 'huge'"):
        experiment.run("huge", np.random.default_rng(0))
