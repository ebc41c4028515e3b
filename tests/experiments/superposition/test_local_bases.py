"""Local bases: diagonal blocks, cross block and lengths each decide their own claim."""

import numpy as np
import pytest

from srm_ref.experiments.superposition import local_bases as experiment
from srm_ref.experiments.superposition.local_bases import Numbers
from tests.experiment_checks import drawn, holding, only_failing, quick_numbers

rng = np.random.default_rng(3)
TURN = np.linalg.qr(rng.standard_normal((10, 10)))[0]
BASES = np.hstack([np.eye(10), TURN])
GOOD = Numbers(sparsity=np.array([0.97, 0.99]), W=np.array([BASES, BASES]), bias=np.zeros((2, 20)),
               loss=np.array([0.02, 0.01]),
               standard_error=np.array([1e-4, 1e-4]))
NEIGHBOURS = np.eye(10) + np.roll(0.4 * np.eye(10), 1, axis=0)


def with_second(W):
    return {"W": np.array([BASES, W])}


# --- definition

def test_blocks_are_taken_apart():
    W = rng.standard_normal((2, 10, 20))
    diagonal, within, cross = experiment._blocks(W)
    gram = W[1].T @ W[1]
    np.testing.assert_allclose(diagonal[1], (W[1] ** 2).sum(axis=0))
    np.testing.assert_allclose(cross[1], gram[:10, 10:])
    both = (gram**2).sum() - (np.diag(gram) ** 2).sum() - 2 * (gram[:10, 10:] ** 2).sum()
    assert within.shape == (2, 180) and (within[1] ** 2).sum() == pytest.approx(both)


# --- analytic

def test_all_claims_hold_for_two_exact_bases():
    assert holding(experiment, GOOD) == [True] * 4


FAULTS = [
    (np.hstack([np.eye(10) * np.where(np.arange(10) == 3, 0.5, 1), TURN]), [0, 3]),  # one feature short
    (BASES / np.sqrt(1.3), [0, 3]),
    (np.hstack([NEIGHBOURS / np.linalg.norm(NEIGHBOURS, axis=0), TURN]), [1, 2, 3]),
    (np.hstack([np.eye(10), np.linalg.qr(np.ones((10, 1)), "complete")[0][:, [0] * 10]]), [1, 2, 3]),
    # a set in one direction
    (np.hstack([np.eye(10), TURN @ np.diag([1.2] + [1] * 9)]), [0, 3]),
]
PLANTED = {experiment.NAME: (GOOD, [with_second(change) for change, _ in FAULTS])}


@pytest.mark.parametrize("W, failing", FAULTS)
def test_each_claim_can_fail(W, failing):
    assert only_failing(experiment, GOOD, **with_second(W)) == failing


def test_a_figure_has_both_matrices_and_the_overlaps():
    figure = drawn(experiment, GOOD)
    titles = [ax.get_title() for ax in figure.axes]
    assert titles[:3] == ["sparsity S = 0.97", "sparsity S = 0.99", "overlaps at S = 0.99"]
    assert [text.get_text() for text in figure.axes[2].get_legend().get_texts()] == ["same set", "other set"]
    assert figure.axes[2].get_xlabel() and figure.axes[2].get_ylabel() == "fraction of pairs below"


# --- golden

@pytest.mark.slow
def test_quick_run():
    """Origin: an orthogonal 10 by 10 matrix has root mean square 1/sqrt(10)."""
    numbers = quick_numbers(experiment)
    assert holding(experiment, numbers) == [True] * 4
    cross = np.swapaxes(numbers.W[..., :10], 1, 2) @ numbers.W[..., 10:]
    np.testing.assert_allclose(np.sqrt((cross**2).mean(axis=(1, 2))), 10**-0.5, rtol=0.03)
