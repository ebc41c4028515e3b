"""Questions and answers in files: what is asked is the same, and so are the verdicts; conventions may change both."""

import json

import numpy as np
import pytest

from srm_ref.verification.asking.answers import array_value
from srm_ref.verification.asking.targets import ModuleTarget
from srm_ref.verification.checks import Options
from srm_ref.verification.offline import AnswersTarget, write_questions
from srm_ref.verification.runner import verify
from srm_ref.verification.suites import FUNCTIONS as SUITE
from srm_ref.verification.suites import python_arguments
from tests.conformance import right
from tests.conformance.planted import planted
from tests.conformance.variants import VARIANTS

FUNCTIONS = ("cap_fraction", "interference", "project")


def answered(path, adapter, conventions=None):
    """Answer a file of questions, as a program would; beside it, the file of answers."""
    out = path.with_name("answers.jsonl")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    answers = [conventions]
    for question in lines[1:]:
        function = getattr(adapter, question["function"], None)
        try:
            with np.errstate(all="ignore"):
                answers.append(function and array_value(question["function"], function(
                    *python_arguments(question["function"], question["inputs"]))))
        except ValueError as error:
            answers.append({"error": str(error)})
    text = "".join(json.dumps(answer, default=np.ndarray.tolist) + "\n" for answer in answers)
    out.write_text(text, encoding="utf-8")
    return out


@pytest.fixture(scope="module")
def questions(tmp_path_factory):
    path = tmp_path_factory.mktemp("offline") / "questions.jsonl"
    write_questions(path, FUNCTIONS, Options(1), {})
    return path


# --- definition

def test_a_right_implementation_passes_from_its_file_and_everything_is_asked(questions):
    target = AnswersTarget(questions, answered(questions, right))
    report, direct = (verify(t, FUNCTIONS, options=Options(1)) for t in (target, ModuleTarget(right)))
    assert report.passed and [c.id for c in report.checks] == [c.id for c in direct.checks]
    assert {check.status for check in report.checks} == {"passed"}, "every question is among those written"


def test_a_wrong_one_is_told_the_same_as_beside_its_program(questions):
    fault = planted("np.fill_diagonal(squares, 0)", "pass")
    target = AnswersTarget(questions, answered(questions, fault))
    report, direct = (verify(t, FUNCTIONS, options=Options(1)) for t in (target, ModuleTarget(fault)))
    assert [c.id for c in report.checks if c.failing] == [c.id for c in direct.checks if c.failing] != []
    assert report.diagnoses == direct.diagnoses


@pytest.mark.slow
def test_all_functions_by_another_right_implementation(tmp_path):
    path = tmp_path / "questions.jsonl"
    write_questions(path, [name for name in SUITE if name not in FUNCTIONS], Options(1), {})
    target = AnswersTarget(path, answered(path, right))
    report = verify(target, target.settings["functions"], options=Options(1))
    assert report.passed and {check.status for check in report.checks} == {"passed"}


# --- properties

def test_questions_are_written_in_declared_conventions(tmp_path):
    path = tmp_path / "questions.jsonl"
    write_questions(path, ("feature_dimensionality",), Options(1), {"W": "features-hidden"})
    variant = VARIANTS["features by rows"]
    target = AnswersTarget(path, answered(path, variant, variant.CONVENTIONS))
    report = verify(target, target.settings["functions"], options=Options(1))
    assert report.passed and report.found == ["feature_dimensionality"]


def test_each_question_is_written_once_and_says_how_it_was_drawn(questions):
    first, *rest = questions.read_text(encoding="utf-8").splitlines()
    assert len(set(rest)) == len(rest) > 60
    assert json.loads(first)["settings"]["functions"] == list(FUNCTIONS) and json.loads(first)["settings"]["seed"] == 0


def test_null_is_what_is_not_there(questions):
    only = type("Only", (), {"interference": staticmethod(right.interference)})
    report = verify(AnswersTarget(questions, answered(questions, only)), FUNCTIONS, options=Options(1))
    assert report.passed and report.found == ["interference"]


# --- errors

def test_files_that_do_not_belong_together(questions, tmp_path):
    answers = answered(questions, right)
    short = tmp_path / "short.jsonl"
    short.write_text("null\n1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="--answers: wanted .* lines, one for each line of --questions; found 2"):
        AnswersTarget(questions, short)
    with pytest.raises(ValueError, match="--questions: wanted a file that srm-ref verify --questions has written"):
        AnswersTarget(answers, answers)
    with pytest.raises(ValueError, match="--answers: wanted a file that can be read"):
        AnswersTarget(questions, tmp_path / "nowhere")
    with pytest.raises(ValueError, match="--answers: wanted W=hidden-features, as the questions were written"):
        AnswersTarget(questions, answered(questions, right, {"W": "features-hidden"}))


def test_an_answer_of_another_shape_is_an_outcome(questions):
    odd = type("Odd", (), {"interference": staticmethod(lambda W: np.zeros(99))})
    report = verify(AnswersTarget(questions, answered(questions, odd)), FUNCTIONS, options=Options(1))
    assert not report.passed
