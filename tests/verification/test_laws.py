"""The laws: the package keeps them, and each notices a fault that was planted for it."""

import numpy as np
import pytest

from srm_ref.verification.adapters import exact, fast
from srm_ref.verification.asking.calls import CallOutcome
from srm_ref.verification.asking.session import Session
from srm_ref.verification.asking.targets import ModuleTarget
from srm_ref.verification.laws import LAWS, CallFailed, Violation, laws_for, try_law
from srm_ref.verification.laws.inputs import (KINK_MARGIN, MARGIN, MODELS, cosines, haar, pre_activations,
                                              spotlight_inputs, toy_network)
from srm_ref.verification.laws.law import differ
from srm_ref.verification.laws.toy import TABLE
from srm_ref.verification.laws.trial import law_id
from srm_ref.verification.suites import FUNCTIONS
from tests.conformance.law_killers import LAW_KILLERS
from tests.conformance.mutants import LAW_ROWS, ROWS
from tests.conformance.planted import planted
from tests.statements import ADDED

FAULTS = {(row[0], row[1]): row[2:4] for row in (*LAW_ROWS, *ROWS)}
PACKAGE = Session(ModuleTarget(fast))


# --- definition

@pytest.mark.parametrize("law", LAWS, ids=law_id)
def test_the_package_keeps_the_law(law):
    assert try_law(law, PACKAGE.ask, 1) is None


@pytest.mark.parametrize("statement", ADDED, ids=lambda model: model.name)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_the_laws_hold_for_a_statement_that_is_added(monkeypatch, row, statement):
    """Shapes, kinks and target are read from the statement; the gradient is the training kernel's and the published."""
    monkeypatch.setitem(MODELS, statement.name, statement)
    for adapter in (exact, fast):
        def ask(function, inputs):
            return getattr(adapter if hasattr(adapter, function) else fast, function)(**inputs)
        for seed in range(3):
            assert row[-1](ask, np.random.default_rng(seed), statement.name) is None


def test_laws_have_names_of_their_own_and_need_known_functions():
    assert len({law_id(law) for law in LAWS}) == len(LAWS)
    assert {name for law in LAWS for name in law.functions} == set(FUNCTIONS)
    assert laws_for({"spotlight"}) == [law for law in LAWS if law.functions == ("spotlight",)]


# --- analytic

@pytest.mark.parametrize("law", LAWS, ids=law_id)
def test_a_planted_fault_breaks_the_law(law):
    fault = planted(*FAULTS[LAW_KILLERS[law_id(law)]])
    with np.errstate(all="ignore"):
        violation = try_law(law, Session(ModuleTarget(fault)).ask)
    assert isinstance(violation, Violation) and violation.inputs


def test_every_law_has_its_fault_and_no_more():
    assert set(LAW_KILLERS) == {law_id(law) for law in LAWS}


def test_a_law_is_tried_on_the_same_inputs_every_time():
    seen = []
    for _ in range(2):
        calls = []
        try_law(LAWS[0], lambda function, inputs: calls.append(inputs) or PACKAGE.ask(function, inputs))
        seen.append([c["activations"].tolist() for c in calls])
    assert seen[0] == seen[1] and len(seen[0]) == 6 and seen[0][0] != seen[0][2]


# --- properties

@pytest.mark.parametrize("seed", range(5))
def test_random_spotlights_are_fair(seed):
    inputs = spotlight_inputs(np.random.default_rng(seed))
    for i, j in inputs["planes"]:
        cosine = cosines(inputs["activations"], inputs["basis"][i], inputs["basis"][j], inputs["thetas"])
        assert np.abs(np.abs(cosine) - inputs["epsilon"]).min() > MARGIN
    lit = exact.spotlight(**inputs)
    assert 0 < lit.mean() < 1, "a cloud that lights nothing tells nothing"


@pytest.mark.parametrize("model", MODELS)
def test_random_networks_are_fair(model):
    inputs = toy_network(np.random.default_rng(3), model)
    hidden, output = pre_activations(model, inputs["parameters"], inputs["features"])
    assert min(np.abs(hidden).min(), np.abs(output).min()) > KINK_MARGIN
    assert np.abs(inputs["parameters"]["bias"]).min() > 0.05 and np.ptp(inputs["importance"]) > 0.05


@pytest.mark.parametrize("determinant", [1, -1])
def test_random_orthogonal_matrices(determinant):
    q = haar(5, np.random.default_rng(0), determinant)
    assert np.allclose(q @ q.T, np.eye(5)) and np.isclose(np.linalg.det(q), determinant)


# --- errors

def test_a_failed_call_is_passed_on():
    def ask(function, inputs):
        raise CallFailed(CallOutcome("error", None, "to_declared"))
    with pytest.raises(CallFailed):
        try_law(LAWS[0], ask)


@pytest.mark.parametrize("answer", [np.zeros(3), np.array(0.5), np.zeros((0, 0)), np.full((3, 7), np.nan)])
@pytest.mark.parametrize("name", ["order-of-rows", "merging", "bounds", "narrower-cone"])
def test_an_odd_answer_is_a_violation_or_consistent(answer, name):
    """No answer of theirs, of whatever shape, raises in the kit."""
    law = next(law for law in LAWS if law.name == name)
    result = try_law(law, lambda function, inputs: answer)
    assert result is None or isinstance(result, Violation)
    if np.isnan(answer).any():
        assert result is not None


def test_a_loss_that_is_not_finite_is_a_violation():
    law = next(law for law in LAWS if law.name == "central-differences-linear")
    gradients = {"W": np.zeros((2, 3)), "bias": np.zeros(3)}
    assert "cannot be compared" in try_law(law, lambda *question: (float("nan"), gradients)).place


# --- golden

def test_differ_names_the_first_place():
    """Origin: by hand."""
    assert differ([[1, 2], [3, 4]], [[1, 2], [3.5, 5]], {}, name="W") == ("W[1, 0]", 3.0, 3.5, {})
    assert differ([1000.0], [1000.001], {}) is None and differ([1.0], [1.001], {}).found == 1.001
    assert differ([1.0], [[1.0]], {}).place == " shape: (1,) against (1, 1)"
