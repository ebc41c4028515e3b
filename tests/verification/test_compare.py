"""When is an answer right? Counts exactly, points as sets, numbers within float32's reach, ties as declared."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.verification.cases import case_named, load_cases
from srm_ref.verification.compare import verdict_on, same_points
from srm_ref.verification.conventions import with_defaults
from srm_ref.verification.feature_statistics import statistics_of
from tests.conformance import right

OURS = with_defaults(None)
OPEN = with_defaults({"cone": "open"})
TIE = case_named("spotlight/ties-sixty-degrees")        # closed: 2 of 3, open: none
ROUNDING = case_named("spotlight/ties-one-hot")


def shares(case, key="counts"):
    return np.array(case.expected[key]) / case.expected["n_samples"]


# --- definition

@pytest.mark.parametrize("case", [c for c in load_cases() if "counts" in c.expected], ids=lambda c: c.id)
def test_the_expected_counts_pass_and_one_count_more_does_not(case):
    assert verdict_on(case, shares(case), OURS).passed
    more = shares(case)
    more[-1, -1] += 1 / case.expected["n_samples"]
    verdict = verdict_on(case, more, OURS)
    if "ties" not in case.expected:
        assert not verdict.passed and verdict.difference.n_wrong == 1
        assert verdict.difference.index == tuple(np.subtract(more.shape, 1))


# --- analytic

def test_ties_as_declared_between_and_as_the_other_cone():
    closed, opened = shares(TIE), shares(TIE, "counts_open")
    assert verdict_on(TIE, closed, OURS) == (True, "", None, False)
    assert verdict_on(TIE, opened, OPEN).passed
    between = np.array([[closed[0, 0], opened[0, 1]]])
    for conventions in (OURS, OPEN):
        assert verdict_on(TIE, between, conventions)[:2] == (True, "ties fall as rounding has it")
    assert not verdict_on(TIE, opened, OURS).passed and verdict_on(TIE, opened, OURS).other_cone
    assert not verdict_on(TIE, closed, OPEN).passed and verdict_on(TIE, closed, OPEN).other_cone
    assert not verdict_on(TIE, closed + 1 / 3, OURS).passed and not verdict_on(TIE, closed + 1 / 3, OURS).other_cone


def test_where_rounding_decides_anything_between_passes():
    assert verdict_on(ROUNDING, shares(ROUNDING, "counts_open"), OURS).passed
    assert not verdict_on(ROUNDING, shares(ROUNDING) + 0.2, OURS).passed


def test_refusals():
    case = case_named("spotlight/antiparallel-pair")
    assert verdict_on(case, np.full((1, 2), np.nan), OURS).passed
    assert not verdict_on(case, np.zeros((1, 2)), OURS).passed
    assert verdict_on(case, np.zeros((1, 2)), with_defaults({"parallel_planes": "zeros"})).passed
    assert not verdict_on(case, np.array([[0.0, 0.5]]), with_defaults({"parallel_planes": "zeros"})).passed


def test_points_in_any_order_but_all_of_them():
    square = [[[0, 0], [1, 0], [1, 1], [1, 1]]]
    near = {"atol": 1e-3, "rtol": 0.0}
    assert same_points(square, [np.array(square[0])[::-1] + 5e-4], near).passed
    assert "number of points" in same_points(square, [np.array(square[0][:3])], near).difference.place
    moved = same_points(square, [np.array([[0, 0], [1, 0], [1, 1], [1, 2]])], near).difference
    assert (moved.place, moved.expected, moved.found) == ("plane 0, point 3, coordinate 1", 1.0, 2.0)
    assert "one per plane" in same_points(square, [], near).remark


def test_a_single_precision_answer_passes_and_is_recognised():
    case = case_named("toy-forward/relu-output-narrow")
    exact = np.array(case.expected["value"])
    assert verdict_on(case, exact, OURS) == (True, "", None, False)
    single = verdict_on(case, exact * (1 + 3e-7), OURS)
    assert single.passed and single.remark.startswith("agrees as float32 arithmetic does")
    assert not verdict_on(case, exact * 1.001, OURS).passed


def test_nan_is_a_difference():
    case = case_named("toy-forward/relu-output-narrow")
    assert not verdict_on(case, np.full_like(np.array(case.expected["value"]), np.nan), OURS).passed


def test_gradients_are_told_by_name():
    case = case_named("toy-gradient/two-samples")
    good = {name: np.array(value, float) for name, value in case.expected["gradients"].items()}
    assert verdict_on(case, (0.25, good), OURS).passed
    assert verdict_on(case, (0.5, good), OURS).difference.place == "loss"
    assert verdict_on(case, (0.25, good | {"bias": good["bias"] / 2}), OURS).difference.place == "bias[0]"
    assert "wanted the keys" in verdict_on(case, (0.25, {"W": good["W"]}), OURS).remark


def test_the_declared_derivative_at_zero():
    case = case_named("toy-gradient/relu-output-kink")
    one = next(other["expected"] for other in case.alternatives if other["when"] == {"relu_at_zero": "one"})
    answer = one["loss"], {name: np.array(value, float) for name, value in one["gradients"].items()}
    assert not verdict_on(case, answer, OURS).passed and verdict_on(case, answer,
                                                                    with_defaults({"relu_at_zero": "one"})).passed


# --- properties

@given(noise=st.floats(-0.9, 0.9), case=st.sampled_from([c for c in load_cases() if "loss" in c.expected]))
def test_tolerances_are_the_cases_own(noise, case):
    gradients = {name: np.array(value, float) for name, value in case.expected["gradients"].items()}
    shifted = {name: value + noise * case.tolerance["atol"] for name, value in gradients.items()}
    assert verdict_on(case, (case.expected["loss"], shifted), OURS).passed
    doubled = {name: value + 3 * case.tolerance["atol"] * (1 + np.abs(value)) for name, value in gradients.items()}
    assert not verdict_on(case, (case.expected["loss"], doubled), OURS).passed


def test_false_alarms_are_as_rare_as_stated():
    """Forty right draws, none rejected: at 1e-9 a statistic, one rejection would be a wrong bound."""
    for case in load_cases("sample_features"):
        for seed in range(8):
            inputs = case.inputs | {"seed": seed}
            rng = np.random.default_rng(seed)
            x = right.sample_features(inputs["n_samples"], inputs["n_features"], inputs["sparsity"], rng)
            assert verdict_on(replace(case, inputs=inputs), x, OURS).passed


def test_bounds_of_samplers_are_not_idle():
    """Typical deviations are within a factor ten of what is allowed: the tolerances are not wide open."""
    case = case_named("features/sparsity-0.7")
    x = right.sample_features(20000, 5, 0.7, np.random.default_rng(1))
    measured = statistics_of(x, 0.3)
    used = [abs(measured[name] - row["value"]) / row["tolerance"]
            for name, row in case.expected["statistics"].items() if row["tolerance"]]
    assert max(used) > 0.1


# --- errors

@pytest.mark.parametrize("identifier, answer, words", [
    ("spotlight/quarter-turns", np.zeros(4), "wanted shape (1, 4); found shape (4,)"),
    ("features/dense", np.zeros((3, 5)), "wanted shape (20000, 5); found shape (3, 5)")])
def test_wrong_shapes(identifier, answer, words):
    verdict = verdict_on(case_named(identifier), answer, OURS)
    assert not verdict.passed and words in verdict.remark


# --- golden

def test_statistics_by_hand():
    """Origin: by hand, for two features in four samples: (1/2, 0), (0, 0), (1/4, 1), (3/4, 0)."""
    x = np.array([[0.5, 0.0], [0.0, 0.0], [0.25, 1.0], [0.75, 0.0]])
    found = statistics_of(x, 0.5)
    assert found == {"zero_share": 0.5, "outside_share": 0.0, "column_active_share": 0.75, "pair_active_share": 0.25,
                     "next_row_active_share": 0.5, "pair_product": 0.0625, "active_mean": 0.625,
                     "active_mean_square": 1.875 / 4, "active_distance_from_uniform": 0.25}
