"""What an implementation has, what it leaves behind, and who is accused of what."""

import numpy as np
import pytest

from srm_ref.verification.asking.session import Session
from srm_ref.verification.asking.targets import MODELS, ModuleTarget
from srm_ref.verification.cases import case_named, load_cases
from srm_ref.verification.checks import Options, model_of, run_case
from srm_ref.verification.report import as_text
from srm_ref.verification.runner import check_cases, verify
from srm_ref.verification.suites import EVERY, FUNCTIONS, FURTHER
from tests.conformance import right
from tests.conformance.planted import planted

FORWARD = ("toy_forward", "toy_loss_and_gradient")
QUICK = Options(1)


def adapter(**functions):
    return type("Adapter", (), {name: staticmethod(f) if callable(f) else f for name, f in functions.items()})


def one_model(model, *question):
    if model != "relu_output":
        raise NotImplementedError(f"no {model} model here")
    return right.toy_forward(model, *question)


# --- definition

@pytest.mark.parametrize("declared", [True, False])
def test_one_model_is_enough(declared):
    theirs = adapter(toy_forward=right.toy_forward,
                     MODELS=("relu_output",)) if declared else adapter(toy_forward=one_model)
    report = verify(ModuleTarget(theirs), FORWARD, options=QUICK)
    assert report.passed and report.found == ["toy_forward"]
    skipped = [check for check in report.checks if check.status == "skipped"]
    assert {check.model for check in skipped} == set(MODELS) - {"relu_output"}
    assert "skipped, because the implementation does not have it: " in as_text(report)
    assert " checks of the model absolute_value" in as_text(report)


def test_a_model_may_be_required():
    theirs = adapter(toy_forward=one_model)
    report = verify(ModuleTarget(theirs), ("toy_forward",), options=Options(1, required=("linear",)))
    assert [check.id for check in report.checks if check.failing] == ["required/toy_forward/linear"]
    report = verify(ModuleTarget(theirs), ("toy_forward",), options=Options(1, required=("relu_output",)))
    assert report.passed


def test_the_harness_cases_are_of_the_relu_output_model():
    for function in FORWARD:
        assert load_cases(function)[0].inputs["model"] == "relu_output" and load_cases(function)[0].level == "harness"


def test_null_for_a_model_is_no_missing_function():
    class Program:
        name, conventions, trials, models, near = "program", ModuleTarget(right).conventions, 1, MODELS, {}

        def call(self, function, inputs):
            outcome = ModuleTarget(right).call(function, inputs)
            return outcome if inputs["model"] == "relu_hidden" else outcome._replace(kind="missing", value=None)

        def call_in_sequence(self, function, questions, in_place):
            return None

    report = verify(Program(), ("toy_forward",), options=QUICK)
    assert report.passed and report.found == ["toy_forward"]
    assert {check.model for check in report.checks if check.status == "passed"} == {"relu_hidden"}


def test_what_there_are_no_cases_of_is_asked_where_it_is_there():
    def optimiser_steps(optimiser, start, gradients, learning_rate, weight_decay):
        if optimiser != "sgd":
            raise NotImplementedError(optimiser)
        return start - learning_rate * np.cumsum(gradients, axis=0)

    theirs = adapter(optimiser_steps=optimiser_steps, dimensions_per_feature=lambda W: np.sum(W**2) / len(W))
    report = verify(ModuleTarget(theirs), tuple(EVERY), options=QUICK)
    assert report.found == ["optimiser_steps", "dimensions_per_feature"]
    by_name = {check.id.partition("/")[2]: check.status for check in report.checks}
    assert by_name["optimiser_steps/sgd"] == "passed" and by_name["optimiser_steps/adam"] == "skipped"
    assert by_name["dimensions_per_feature/sizes"] == "failed"
    assert [(d.function, d.kind) for d in report.diagnoses] == [("dimensions_per_feature", "checks")]
    text = as_text(report)
    assert "dimensions_per_feature: 2 laws or drawn questions fail; what these were made to catch:" in text
    assert f"coverage: 0 of {len(FUNCTIONS)} functions" in text
    assert f"; and 2 of {len(FURTHER)} further functions" in text


def test_what_is_further_is_not_required_by_all():
    theirs = adapter(**{name: getattr(right, name) for name in FUNCTIONS})
    missing = [name for name in FURTHER]
    report = verify(ModuleTarget(theirs), ("interference", *missing), options=Options(1, required=("all",)))
    assert report.passed and report.missing == missing
    named = verify(ModuleTarget(theirs), ("interference", *missing), options=Options(1, required=("kurtosis",)))
    assert [check.id for check in named.checks if check.failing] == ["required/kurtosis"]


# --- analytic

SPOILING = """
def interference(W):
    {}
    return right.interference(W)
"""
PUT_BACK = """
seterr(**errors)
set_printoptions(precision=precision)
"""


@pytest.mark.parametrize("name, line", [
    ("NumPy's global random state", "np.random.seed(0)"), ("NumPy's error settings", "np.seterr(over='raise')"),
    ("NumPy's print options", "np.set_printoptions(precision=3)"),
    ("Python's global random state", "import random; random.random()"),
    ("the working directory", "import os; os.chdir('/')")])
def test_what_is_everybodys_is_left_alone(name, line, monkeypatch):
    """Theirs is text, which is run; the settings that it spoils are put back."""
    namespace = {"np": np, "right": right}
    exec("import random\n" + SPOILING.format(line), namespace)
    monkeypatch.chdir(".")
    before = {"errors": np.geterr(), "precision": np.get_printoptions()["precision"]}
    try:
        report = verify(ModuleTarget(adapter(interference=namespace["interference"])), ("interference",), options=QUICK)
    finally:
        exec(PUT_BACK, {**vars(np), **before})
    bad = [check for check in report.checks if check.failing]
    assert [check.id for check in bad] == ["law/interference/settings-left-alone"] and name in bad[0].remark


def test_ties_that_rounding_takes_off_are_no_strict_cone():
    """Cosines a little short: ties above zero fall outside, ties below zero inside, and nobody is accused."""
    short = planted("cosine = x @ probe", "cosine = (x @ probe) * (1 - 2**-52)")
    for function in ("spotlight", "signed_spotlight"):
        checks = [check for check, _ in check_cases(function, Session(ModuleTarget(short)))]
        assert not any(check.bad for check in checks), function


def test_a_mistake_is_named_beside_ties_that_rounding_takes_off():
    short = planted("cosine = x @ probe", "cosine = (x @ probe) * (1 - 2**-52)")

    def spotlight(activations, basis, epsilon, planes, thetas):
        dark = ~np.any(activations, axis=1)
        return short.spotlight(activations, basis, epsilon, planes, thetas) + (dark.mean() if epsilon <= 0 else 0)
    report = verify(ModuleTarget(adapter(spotlight=spotlight)), ("spotlight",), options=QUICK)
    assert [name for d in report.diagnoses for name, _, _ in d.mistakes] == ["all zero activations counted inside"]
    assert [d.kind for d in report.diagnoses] == ["explains all"]


def test_a_strict_cone_is_told_from_rounding_in_every_function_that_has_one():
    strict = planted("cosine >= epsilon", "cosine > epsilon")
    report = verify(ModuleTarget(strict), ("spotlight",), options=QUICK)
    assert [name for d in report.diagnoses for name, _, _ in d.mistakes] == ["strict cone"]
    near = planted("np.hypot(xy[:, 0], xy[:, 1]) >= epsilon * lengths",
                   "np.hypot(xy[:, 0], xy[:, 1]) > epsilon * lengths")
    checks = [check for check, _ in check_cases("project", Session(ModuleTarget(near)))]
    assert sum(check.bad for check in checks) == 3 and all(check.other_cone for check in checks if check.bad)


def test_memory_is_named_as_such_and_nothing_else_is_named():
    memory = {}

    def interference(W):
        return memory.setdefault(W.shape, right.interference(W))
    report = verify(ModuleTarget(adapter(interference=interference)), ("interference",), options=QUICK)
    assert [d.kind for d in report.diagnoses] == ["state"]
    assert "answers depend on what was asked before, or on chance" in as_text(report)


def test_two_models_that_answer_alike_are_no_memory():
    def toy_forward(model, *question):
        return np.maximum(right.toy_forward(model, *question), 0)               # the linear model rectified too
    report = verify(ModuleTarget(adapter(toy_forward=toy_forward)), ("toy_forward",), options=QUICK)
    assert [name for d in report.diagnoses for name, _, _ in d.mistakes] == ["relu in the linear model"]


def test_what_only_drawn_questions_find_is_told():
    def clipped(n_dims, epsilon):
        return right.cap_fraction(min(n_dims, 11), epsilon) if n_dims in (11, 13, 17,
                                                                          19) else right.cap_fraction(n_dims, epsilon)
    report = verify(ModuleTarget(adapter(cap_fraction=clipped)), ("cap_fraction",), options=Options(4))
    assert not report.passed and [d.kind for d in report.diagnoses] == ["checks"]
    assert "cap_fraction: its cases are right, and " in as_text(report)


@pytest.mark.slow
def test_three_mistakes_at_once():
    """Sense, length of the probe, and zeros: each is known, and so are the three together."""
    fault = planted("probe = np.cos(theta) * a + np.sin(theta) * e2",
                    "probe = (np.cos(theta) * a - np.sin(theta) * e2) * np.linalg.norm(basis[i])")

    def spotlight(activations, basis, epsilon, planes, thetas):
        dark = ~np.any(activations, axis=1)
        return fault.spotlight(activations, basis, epsilon, planes, thetas) + (dark.mean() if epsilon <= 0 else 0)
    report = verify(ModuleTarget(adapter(spotlight=spotlight)), ("spotlight",), options=QUICK)
    (found,) = report.diagnoses
    assert found.kind == "explains all"
    assert set(found.mistakes[0][0].split(", and ")) == {"rotation sense flipped", "probe not normalised",
                                                         "all zero activations counted inside"}


@pytest.mark.slow
def test_no_sampler_is_excused_by_rounding():
    def narrow(n_samples, n_features, sparsity, rng):
        x = right.sample_features(n_samples, n_features, sparsity, rng)
        return np.where(x > 0, 0.01 + 0.98 * x, 0)
    report = verify(ModuleTarget(adapter(sample_features=narrow)), ("sample_features",), options=QUICK)
    assert not report.passed and "rounding" not in {d.kind for d in report.diagnoses}


def test_a_guard_in_a_norm_is_not_rounding():
    def guarded(W):
        return right.interference(W) * (1 - 2e-4)
    report = verify(ModuleTarget(adapter(interference=guarded)), ("interference",), options=QUICK)
    assert not report.passed and {d.kind for d in report.diagnoses} == {"unknown"}


# --- properties

def test_a_list_of_tensors_with_gradients_is_an_answer():
    class Tensor:
        def __init__(self, numbers):
            self.numbers = numbers

        def detach(self):
            return np.array(self.numbers)

        def __array__(self, dtype=None, copy=None):
            raise RuntimeError("Can't call numpy() on Tensor that requires grad")

        def __len__(self):
            return len(self.numbers)

        def __getitem__(self, k):
            return Tensor(self.numbers[k])

    listed = adapter(toy_forward=lambda *question: [Tensor(row) for row in right.toy_forward(*question)])
    assert verify(ModuleTarget(listed), ("toy_forward",), options=QUICK).passed


def test_stopping_at_the_first_failure_asks_less():
    calls = []

    def wrong(W):
        calls.append(1)
        return right.interference(W) + 1
    verify(ModuleTarget(adapter(interference=wrong)), ("interference",), options=QUICK)
    whole = len(calls)
    calls.clear()
    verify(ModuleTarget(adapter(interference=wrong)), ("interference",), options=Options(1, stop=True))
    assert len(calls) < whole


def test_models_by_name():
    assert model_of("drawn/toy_forward/sizes-relu-hidden") == "relu_hidden" and model_of("law/project/rotation") == ""


# --- errors

def test_models_that_nobody_knows():
    with pytest.raises(ValueError, match="MODELS: wanted a tuple of names among linear, .*; found .*relu-output"):
        ModuleTarget(adapter(toy_forward=one_model, MODELS=("linear", "relu-output")))


@pytest.mark.parametrize("something", ["relu_output", {"relu_output": None}, (), 7, (1, 2)])
def test_something_else_of_that_name_declares_nothing(something):
    assert ModuleTarget(adapter(toy_forward=one_model, MODELS=something)).models == MODELS


# --- golden

def test_a_case_is_said_to_be_made_for_something():
    """Origin: the report's own words."""
    fault = planted("np.fill_diagonal(squares, 0)", "pass")
    check, _ = run_case(case_named("interference/digon"), Session(ModuleTarget(fault)))
    assert check.status == "failed" and check.expected == 1.0 and check.found == 2.0
    text = as_text(verify(ModuleTarget(fault), ("interference",), options=QUICK))
    assert "this case was made to catch: interference including j = i" in text
    assert "FAILED: " in text.rstrip().splitlines()[-1] and "this law is broken by, for instance:" not in text
