"""One verification from end to end: what is run, what is said, and the smallest question that shows a failure."""

import json

import numpy as np
import pytest

from srm_ref.verification.asking.calls import CallOutcome
from srm_ref.verification.asking.session import BUDGET, Session
from srm_ref.verification.asking.targets import ModuleTarget
from srm_ref.verification.cases import case_named, load_cases
from srm_ref.verification.checks import Options
from srm_ref.verification.compare import Difference, verdict_on
from srm_ref.verification.conventions import with_defaults
from srm_ref.verification.laws import LAWS, CallFailed, laws_for
from srm_ref.verification.drawn import DRAWN, drawn_for
from srm_ref.verification.records import as_json, as_junit
from srm_ref.verification.report import as_text
from srm_ref.verification.runner import check_cases, verify
from srm_ref.verification.shrinking import smallest_question, spelled
from srm_ref.verification.suites import FUNCTIONS, FURTHER, SUITES, functions_of, python_arguments
from tests.conformance import right
from tests.conformance.mutants import ROWS
from tests.conformance.planted import planted

OURS = with_defaults(None)
FAULTS = {(row[1], row[0]): row[2:4] for row in ROWS}


def report_on(function, name):
    with np.errstate(all="ignore"):
        return verify(ModuleTarget(planted(*FAULTS[function, name]), name), (function,), options=Options(1))


@pytest.fixture(scope="module")
def flipped():
    return report_on("spotlight", "rotation sense flipped")


# --- definition

@pytest.mark.parametrize("functions", [("project", "toy_forward"),
                                       pytest.param(tuple(FUNCTIONS), marks=pytest.mark.slow)])
def test_a_right_implementation_passes_every_case_and_law(functions):
    seen = []
    report = verify(ModuleTarget(right, "right"), functions, progress=lambda done, total: seen.append((done, total)),
                    options=Options(1))
    assert report.passed and report.diagnoses == [] and report.missing == []
    assert len(report.checks) == len(laws_for(set(functions))) + sum(
        len(load_cases(name)) + len(drawn_for(name)) for name in functions)
    assert seen[-1] == (len(report.checks), len(report.checks)) and seen == sorted(seen)
    assert as_text(report).rstrip().splitlines()[-1].startswith("PASSED: ")


def test_a_wrong_one_is_told_what_and_why(flipped):
    text = as_text(flipped)
    assert not flipped.passed
    for words in ("FAILED spotlight/quarter-turns (required): the probe starts at a and turns towards b",
                  "[0, 1]: expected 0.33333333, found 0 (first of 2 in 4)",
                  "by hand: activations = [[0, 1]], basis = [[1, 0], [0, 1]], epsilon = 0.8, planes = [[0, 1]], "
                  "thetas = [1.5707963]: expected 1, found 0",
                  "this case was made to catch: rotation sense flipped: the curve is mirrored",
                  "spotlight: this explains all numbers of its ", " failing cases, and contradicts no right one:",
                  "* rotation sense flipped",
                  "look at: theta grows from a = e1 towards b", 'or declare CONVENTIONS = {"rotation": "away"}',
                  "coverage: 1 of 1 function"):
        assert words in text, words


# --- analytic

@pytest.mark.parametrize("function, name, killer, words", [
    ("spotlight", "activations not normalised", "spotlight/sixty-four-dims", "activations = ["),
    ("spotlight", "zero rows excluded", "spotlight/zero-row", "[0, 0]"),
    ("toy_forward", "bias outside the relu", "toy-forward/relu-output-narrow", "features = [["),
    ("toy_loss_and_gradient", "factor 2 missing", "toy-gradient/relu-output-narrow", "expected W [0, 0] "),
    ("project", "points normalised", "project/lengths-kept", "expected [[2.0, 0.0]], found [[1.0, 0.0]]")])
def test_questions_are_small(function, name, killer, words):
    check = next(check for check in report_on(function, name).checks if check.id == killer)
    question, _, _ = check.by_hand.partition(": expected")
    rows = question.partition("activations = " if "spot" in function or function == "project" else "features = ")[2]
    assert words in check.by_hand
    if name != "zero rows excluded":
        assert rows.partition("]]")[0].count("[") == 2, "one sample is enough"


def test_a_mean_over_samples_needs_them_all():
    """Dividing by N - 1 is right for no single sample: the question stays as large as the plane's."""
    fault = ModuleTarget(planted("curves / len(activations)", "curves / max(len(activations) - 1, 1)"))
    case = case_named("spotlight/quarter-turns")
    session = Session(fault)
    difference = verdict_on(case, session.ask("spotlight", case.inputs), OURS).difference
    hand = smallest_question(case, difference, session.ask, OURS)
    assert len(hand.inputs["activations"]) == 6 and len(hand.inputs["thetas"]) == 1


def test_missing_functions_are_counted_and_do_not_fail():
    report = verify(ModuleTarget(type("Some", (), {"cap_fraction": staticmethod(right.cap_fraction)}), "some"))
    assert report.passed and report.found == ["cap_fraction"] and len(report.missing) == len(FUNCTIONS) - 1
    text = as_text(report)
    n, n_drawn = len(load_cases("cap_fraction")), len(drawn_for("cap_fraction"))
    all_drawn = sum(len(drawn_for(name)) for name in FUNCTIONS)
    assert (f"coverage: 1 of {len(FUNCTIONS)} functions, {n} of {len(load_cases())} cases, 3 of {len(LAWS)} laws, "
            f"{n_drawn} of {all_drawn} drawn questions; not there, skipped: spotlight, ") in text


def test_a_harness_answer_of_another_shape_is_told_once():
    class Sideways:
        @staticmethod
        def spotlight(*question):
            return right.spotlight(*question).T
    report = verify(ModuleTarget(Sideways), ("spotlight",))
    text = as_text(report)
    assert text.count("this case was made to catch") == 1 and "more of spotlight: spotlight/" in text
    assert not any(check.id.startswith(("law/", "drawn/")) for check in report.checks)
    assert [name for d in report.diagnoses for name, _, _ in d.mistakes] == ["answer transposed"]


def test_optional_cases_are_shown_and_do_not_fail():
    class Single:
        @staticmethod
        def cap_fraction(n_dims, epsilon):
            return np.float32(right.cap_fraction(n_dims, epsilon))
    report = verify(ModuleTarget(Single), ("cap_fraction",))
    assert report.passed and sum(check.bad for check in report.checks) > 5 and report.diagnoses == []
    assert "optional cap-fraction/tail-512-dims-at-0.9: expected 1.03179e-186, found 0" in as_text(report)
    assert "agrees as float32 arithmetic does" in as_text(report)
    optional = sum(check.bad for check in report.checks)
    assert f" checks, {optional} optional checks failed, in " in as_text(report).splitlines()[-1]


def test_exceptions_are_reported_once_at_length():
    class Broken:
        @staticmethod
        def interference(W):
            raise ZeroDivisionError("no interference today")
    report = verify(ModuleTarget(Broken), ("interference",))
    text = as_text(report)
    assert not report.passed and [check.status for check in report.checks].count("error") == 1
    assert {check.status for check in report.checks} == {"error", "not run"}
    assert text.count("Traceback (most recent call last)") == 1
    assert text.count("| ZeroDivisionError: no interference today") == 1
    assert "interference: without an answer of this kind, nothing else about it can be compared" in text
    assert text.rstrip().splitlines()[-1].startswith("FAILED: 1 of 15 checks, 14 not run")


def test_an_adapter_that_writes_to_its_inputs_fails():
    class Greedy:
        @staticmethod
        def interference(W):
            answer = right.interference(W)
            W *= 0
            return answer
    report = verify(ModuleTarget(Greedy), ("interference",))
    assert [check.id for check in report.checks if check.bad] == ["law/interference/inputs-left-alone"]
    assert "changed: W" in as_text(report)


def test_ties_are_weighed_together():
    """An implementation whose ties fall as rounding has it may fall on the open side in one case: no strict cone."""
    tie = [case for case in load_cases("spotlight") if case.expected.get("ties") == "declared"]

    class Rounding:
        @staticmethod
        def spotlight(activations, basis, epsilon, planes, thetas):
            shift = 1e-15 if epsilon == 1 else -1e-15
            return right.spotlight(activations, basis, epsilon + shift, planes, thetas)

    checks = {check.id: check for check, _ in check_cases("spotlight", Session(ModuleTarget(Rounding)))}
    assert all(checks[case.id].status == "passed" for case in tie)
    assert checks["spotlight/ties-needle"].remark == "ties fall as rounding has it"
    strict = planted("cosine >= epsilon", "cosine > epsilon")
    checks = {check.id: check for check, _ in check_cases("spotlight", Session(ModuleTarget(strict)))}
    assert all(checks[case.id].status == "failed" for case in tie)


# --- properties

def test_the_report_for_machines_is_json_without_extensions(flipped):
    def refuse(word):
        raise AssertionError(word)
    content = json.loads(as_json(flipped), parse_constant=refuse)
    assert content["passed"] is False and content["functions_found"] == ["spotlight"]
    quarter = next(check for check in content["checks"] if check["id"] == "spotlight/quarter-turns")
    assert (quarter["status"], quarter["expected"], quarter["found"]) == ("failed", pytest.approx(1 / 3), 0.0)
    assert content["diagnoses"][0]["mistakes"][0]["name"] == "rotation sense flipped"
    nothing = report_on("feature_dimensionality", "nan for dead features")
    assert "NaN" not in as_json(nothing)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_arguments_come_in_the_order_of_the_table(function):
    case = load_cases(function)[0]
    arguments = python_arguments(function, case.inputs)
    assert len(arguments) == len(FUNCTIONS[function].arguments)
    for name, value in zip(FUNCTIONS[function].arguments, arguments):
        if name == "planes":
            assert value.dtype == np.int64 and value.shape[1] == 2
        elif isinstance(value, np.ndarray):
            assert value.dtype == np.float64
        elif name == "rng":
            assert isinstance(value, np.random.Generator)


def test_suites():
    assert {name for suite in SUITES for name in functions_of(suite)} == set(FUNCTIONS)
    assert set(functions_of("further")) == set(FURTHER) and list(functions_of(None)) == [*FUNCTIONS, *FURTHER]
    assert functions_of("toy_forward") == ("toy_forward",) and functions_of("spotlight") == ("spotlight",
                                                                                          "mean_spotlight")


# --- errors

def test_unknown_suite():
    with pytest.raises(ValueError, match="--suite: wanted one of 'spotlight', .*; found 'torches'"):
        functions_of("torches")


def test_a_hanging_function_costs_patience_and_no_more():
    class Hanging:
        name, conventions, trials, calls, models, near = "hanging", OURS, 1, 0, (), {}

        def call_in_sequence(self, function, questions, in_place):
            return self.call(function, questions)

        def call(self, function, inputs):
            self.calls += 1
            return CallOutcome("timeout", None, "no answer within 1 s")

    target = Hanging()
    report = verify(target, ("cap_fraction", "interference"))
    assert target.calls == 4 and {check.status for check in report.checks} == {"timeout",
                                                                               "not run"} and not report.passed


def test_the_search_for_small_questions_has_a_budget():
    session = Session(ModuleTarget(right))
    for _ in range(BUDGET):
        session.ask_within_budget("cap_fraction", {"n_dims": 3, "epsilon": 0.0})
    with pytest.raises(CallFailed):
        session.ask_within_budget("cap_fraction", {"n_dims": 3, "epsilon": 0.0})


def test_an_answer_that_is_none_is_an_error():
    report = verify(ModuleTarget(type("Silent", (), {"interference": staticmethod(lambda W: None)})), ("interference",))
    assert "answer: wanted an array of numbers; found None" in as_text(report)


# --- golden

def test_spelling_of_inputs():
    """Origin: by hand."""
    inputs = {"parameters": {"W": np.array([[0.5, -1.0]])}, "model": "linear", "n": np.int64(3), "long": [0.125] * 200}
    text = spelled(inputs)
    assert text.startswith("parameters = {W: [[0.5, -1]]}, model = linear, n = 3, long = [0.125, 0.125")
    assert text.endswith(" ...") and len(text) < 400


def test_what_cannot_be_made_smaller_is_the_case_itself():
    case = case_named("cap-fraction/sphere")
    hand = smallest_question(case, Difference("", 0.1, 0.2), lambda *question: 0.2, OURS)
    assert (hand.inputs, hand.expected, hand.found) == (case.inputs, 0.1, 0.2)
