"""Every planted fault is caught, by the case that is meant to catch it, and told by its name."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from srm_ref.superposition import MODELS
from srm_ref.verification.asking.targets import ModuleTarget
from srm_ref.verification.cases import load_cases
from srm_ref.verification.conventions import with_defaults
from srm_ref.verification.diagnosis import diagnose
from srm_ref.verification.mistakes.families import FAMILIES, agrees, right_steps
from srm_ref.verification.mistakes.mistake import pairs_of
from srm_ref.verification.runner import verify
from srm_ref.verification.suites import FUNCTIONS
from tests.conformance import right
from tests.conformance.mutants import ROWS
from tests.conformance.planted import planted

OURS = with_defaults(None)


@pytest.fixture(autouse=True)
def cases_alone(monkeypatch):
    """A diagnosis is of the cases: laws and drawn questions, which are tested elsewhere, are left out here."""
    monkeypatch.setattr("srm_ref.verification.runner.laws_for", lambda functions: [])
    monkeypatch.setattr("srm_ref.verification.runner.drawn_for", lambda function: [])
    monkeypatch.setattr("srm_ref.verification.runner.DRAWN", ())


def verified(old, new, function):
    with np.errstate(all="ignore"):
        return verify(ModuleTarget(planted(old, new)), (function,))


def named(report):
    return [name for d in report.diagnoses if d.kind == "explains all" for name, _, _ in d.mistakes]


# --- definition

SLOW = ("sample_features", "cap_fraction")


def marked(row):
    """Give a row its name, and its place: the first of each function is quick to test, all together are not; every
    second of the others is exhaustive.
    """
    place = [other[0] for other in ROWS if other[1] == row[1]].index(row[0])
    marks = [pytest.mark.exhaustive] if place % 2 else [pytest.mark.slow] if place or row[1] in SLOW else []
    return pytest.param(*row, id=f"{row[1]}-{row[0]}", marks=marks)


@pytest.mark.parametrize("name, function, old, new, killer, words", [marked(row) for row in ROWS])
def test_a_planted_fault_is_caught_and_named(name, function, old, new, killer, words):
    report = verified(old, new, function)
    assert not report.passed
    assert killer in [check.id for check in report.checks if check.bad]
    if words is not None:
        assert any(words in told for told in named(report)), report.diagnoses
    else:
        assert named(report) == [], "what is not known must not be explained"


def test_the_table_is_what_was_promised():
    known = [row for row in ROWS if row[5] is not None]
    assert len(ROWS) >= 40 and len(known) / len(ROWS) >= 0.9
    assert {row[1] for row in ROWS} == set(FUNCTIONS) and len({row[:2] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_right_steps_explain_the_expected_answers(function):
    """The models behind the diagnosis, unbroken, give what exact arithmetic gives."""
    module = ModuleTarget(right)
    for case in load_cases(function):
        outcome = module.call(function, case.inputs)
        if case.level != "optional" and outcome.kind == "answer":
            answer = outcome.value
            if function == "toy_loss_and_gradient":
                answer = answer["loss"], {k: np.array(v, float) for k, v in answer["gradients"].items()}
            elif function == "project":
                answer = [np.array(points).reshape(-1, 2) for points in answer]
            elif function not in ("cap_fraction", "population_loss"):
                answer = np.array(answer)
            assert agrees(function, right_steps(function, OURS), case, answer), case.id


# --- analytic

def _predictions(function, steps):
    """Return what steps answer to the cases that diagnosis looks at; None where they cannot run."""
    out = []
    for case in load_cases(function):
        if case.level == "optional" or "refusal" in case.expected:
            continue
        try:
            with np.errstate(all="ignore"):
                predicted = FAMILIES[function].predict(case.inputs, steps)
        except (ValueError, IndexError):
            predicted = None
        out.append((case, predicted[0] if function.endswith("spotlight") and predicted is not None else predicted))
    return out


SAME = {  # the same thing, done in two ways
    ("angle measured from b towards a", "planes reversed"),
    ("direction of feature i not normalised", "1 in place of the squared norm"),
    ("features normalised first", "feature j normalised too"),          # no numerator tells them apart
}


@pytest.mark.slow
@pytest.mark.parametrize("function", [f for f in FUNCTIONS if f != "sample_features"])
def test_no_known_mistake_passes_and_no_two_look_alike(function):
    """Each model fails some case, and its answers are explained by it alone, or by what is the same mistake."""
    right_one = right_steps(function, OURS)
    for mistake in FAMILIES[function].mistakes:
        answers = [(c, p) for c, p in _predictions(function, replace(right_one, **mistake.steps)) if p is not None]
        failed = [c.id for c, p in answers if not agrees(function, right_one, c, p)]
        assert failed, f"{mistake.name} would pass"
        told = {name for d in diagnose(function, answers, failed, OURS) for name, _, _ in d.mistakes}
        others = {other for other in told if {(mistake.name, other), (other, mistake.name)} & SAME}
        assert told == {mistake.name} | others, f"{mistake.name}: {told}"


# --- properties

def test_two_mistakes_at_once_are_named_together():
    report = verified("z = h @ decoder + parameters[\"bias\"]\n    y", "z = h @ decoder - parameters[\"bias\"]\n    "
                      "importance = importance**2\n    y", "toy_loss_and_gradient")
    assert named(report) == ["bias subtracted in place of added, and importance squared"]


def test_rounding_is_recognised_as_such():
    class Half:
        @staticmethod
        def toy_loss_and_gradient(*question):
            loss, gradients = right.toy_loss_and_gradient(*question)
            return loss, {name: value.astype(np.float16) for name, value in gradients.items()}
    report = verify(ModuleTarget(Half), ("toy_loss_and_gradient",))
    assert not report.passed and [d.kind for d in report.diagnoses] == ["rounding"]


def test_a_declared_convention_is_no_mistake_and_hides_none():
    class Away:
        CONVENTIONS = {"rotation": "away"}

        @staticmethod
        def spotlight(activations, basis, epsilon, planes, thetas):
            long = activations * np.linalg.norm(activations, axis=1, keepdims=True)
            lit = long.any(axis=1)
            return planted("x = unit(activations[lit])", "x = activations[lit]").spotlight(
                activations, basis, epsilon, planes, -thetas) if lit.any() else np.zeros((len(planes), len(thetas)))
    report = verify(ModuleTarget(Away), ("spotlight",))
    assert named(report) == ["activations not normalised"]


def test_a_mistake_is_named_beside_open_cones():
    class Open:
        CONVENTIONS = {"cone": "open"}

        @staticmethod
        def spotlight(activations, basis, epsilon, planes, thetas):
            return planted("cosine >= epsilon", "cosine > epsilon").spotlight(activations, basis, epsilon, planes,
                                                                              -thetas)
    assert named(verify(ModuleTarget(Open), ("spotlight",))) == ["rotation sense flipped"]


def test_a_mistake_is_named_beside_another_derivative_at_zero():
    class One:
        CONVENTIONS = {"relu_at_zero": "one"}

        @staticmethod
        def toy_loss_and_gradient(*question):
            fault = planted(*next(row[2:4] for row in ROWS if row[0] == "all relu slopes 1 at zero"))
            loss, gradients = fault.toy_loss_and_gradient(*question)
            return loss, {name: value / 2 for name, value in gradients.items()}
    assert named(verify(ModuleTarget(One), ("toy_loss_and_gradient",))) == ["factor 2 missing"]


def test_what_explains_most_is_counted_over_the_failures():
    """Interference including j = i, but for the first case, which comes out right: all failures are explained."""
    class Mostly:
        @staticmethod
        def interference(W):
            own = (W**2).sum(axis=0) if W.shape != (1, 2) or abs(W).max() > 1 else 0
            return right.interference(W) + own
    report = verify(ModuleTarget(Mostly), ("interference",))
    (found,) = report.diagnoses
    n_failed = sum(check.status == "failed" for check, _ in report.answers["interference"])
    assert (found.kind, found.n_explained, found.n_cases) == ("explains most", n_failed, n_failed) and n_failed > 10
    assert [name for name, _, _ in found.mistakes] == ["interference including j = i"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_pairs_replace_different_steps(function):
    for pair in pairs_of(FAMILIES[function].mistakes):
        assert all(step in FAMILIES[function].right.__dataclass_fields__ for step in pair.steps)


def test_a_fault_in_one_models_code_is_named_though_the_others_are_right():
    def toy_loss_and_gradient(model, parameters, features, importance):
        loss, gradient = MODELS[model].loss_and_gradient(parameters, features, importance)
        if model == "relu_output":  # without what flows on into the encoder
            W, X = np.array(parameters["W"]), np.array(features)
            Z = X @ W.T @ W + np.array(parameters["bias"])
            dZ = 2 / len(X) * np.array(importance) * (np.maximum(Z, 0) - X) * (Z > 0)
            gradient["W"] = (X @ W.T).T @ dZ
        return loss, gradient

    report = verify(ModuleTarget(SimpleNamespace(toy_loss_and_gradient=toy_loss_and_gradient)),
                    ("toy_loss_and_gradient",))
    assert [found.mistakes[0][0] for found in report.diagnoses] == ["encoder term of the tied gradient missing"]


# --- errors

def test_nothing_failed_nothing_told():
    assert diagnose("interference", [], [], OURS) == []


def test_what_no_mistake_explains_is_said():
    report = verify(ModuleTarget(type("Odd", (),
                                      {"interference": staticmethod(lambda W: np.arange(W.shape[1]) + 0.3)})),
                    ("interference",))
    assert [d.kind for d in report.diagnoses] == ["unknown"]


def test_no_number_that_is_finite_is_no_warning():
    cases = [(case, np.full(len(case.expected["value"]), np.inf))
             for case in load_cases("feature_dimensionality") if "value" in case.expected]
    found, = diagnose("feature_dimensionality", cases, [case.id for case, _ in cases], with_defaults({}))
    assert found.n_explained < len(cases) == found.n_cases


def test_numbers_are_explained_although_other_calls_raise():
    """Transposing W raises where W is not square; the square cases are enough to tell."""
    report = verified("before, h = hidden(model, parameters, features)",
                      "parameters = {k: v.T for k, v in parameters.items()}\n    "
                      "before, h = hidden(model, parameters, features)", "toy_forward")
    assert "error" in {check.status for check in report.checks} and "transposed W" in named(report)
