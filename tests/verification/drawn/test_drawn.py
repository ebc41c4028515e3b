"""Drawn questions: the package answers them, each kind notices a planted fault, and failures are made small."""

from collections import Counter

import numpy as np
import pytest

from srm_ref.verification.adapters import fast
from srm_ref.verification.asking.session import Session
from srm_ref.verification.asking.targets import ModuleTarget
from srm_ref.verification.checks import Options, run_drawn
from srm_ref.verification.drawn import DRAWN, drawn_for, drawn_id, try_drawn
from srm_ref.verification.drawn.clouds import CLOUDS
from srm_ref.verification.drawn.networks import network
from srm_ref.verification.drawn.samplers import complaint, share_complaint
from srm_ref.verification.drawn.state import AGAIN
from srm_ref.verification.laws.inputs import MODELS
from srm_ref.verification.suites import EVERY, FUNCTIONS
from tests.conformance import drawn_faults as faults
from tests.conformance import right
from tests.samples import sample

TABLES = {"spotlight": (faults.CLOUDS, faults.REFUSALS), "project": (faults.PICTURES, faults.REFUSALS),
          "signed_spotlight": (faults.CLOUDS, faults.REFUSALS, faults.TIES), "mean_spotlight": (faults.ENSEMBLES,),
          "cap_fraction": (faults.CAPS,), "toy_forward": (faults.NETWORKS,),
          "toy_loss_and_gradient": (faults.NETWORKS,),
          "population_loss": (faults.LOSSES,), "feature_dimensionality": (faults.MEASURES,),
          "interference": (faults.MEASURES,), "sample_features": (faults.BATCHES,),
          **{name: (table,) for name, table in faults.FURTHER.items()}}
STATE = ("asked-again", "overwritten")
SLOW = ("sample_features", "signed_spotlight", "mean_spotlight")
TRIALS = 6
OTHER_MODELS = tuple(name.replace("_", "-") for name in MODELS if name != "relu_output")


def kind(question):
    return question.name.removesuffix("-relu-output") if question.function.startswith("toy") else question.name


def adapter(function, call):
    return type("Adapter", (), {function: staticmethod(call)})


def faulty(function, fault):
    names = EVERY[function].arguments

    def call(*arguments):
        return fault(lambda **q: getattr(fast, function)(*(q[name] for name in names)), dict(zip(names, arguments)))

    return Session(ModuleTarget(adapter(function, call)))


# --- definition

@pytest.mark.parametrize("function", [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else [])
                                      for name in EVERY])
def test_the_package_answers_rightly(function):
    session = Session(ModuleTarget(fast))
    assert [drawn_id(q) for q in drawn_for(function) if try_drawn(q, session) is not None] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", sample(range(1, 4), {1}))
def test_a_right_implementation_does_so_for_other_seeds_too(seed):
    another, ours = Session(ModuleTarget(right)), Session(ModuleTarget(fast))  # the further functions are ours alone
    asked = [(q, another if q.function in FUNCTIONS else ours) for q in DRAWN]
    assert [drawn_id(q) for q, session in asked if try_drawn(q, session, 1, seed) is not None] == []


def test_every_kind_has_a_fault_and_every_name_is_its_own():
    assert len({drawn_id(q) for q in DRAWN}) == len(DRAWN) > 250
    assert set(TABLES) == set(EVERY)
    for function, tables in TABLES.items():
        kinds = {kind(q) for q in drawn_for(function) if not q.name.endswith(OTHER_MODELS)} - set(STATE)
        assert kinds <= {name for table in tables for name in table}, function


# --- analytic

def sampled():
    """All questions with a fault of their own; two of each table stay among the quick tests."""
    seen = Counter()
    for question in DRAWN:
        if not question.name.endswith(OTHER_MODELS) and question.name not in STATE:
            table = next(k for k, t in enumerate(TABLES[question.function]) if kind(question) in t)
            where = id(TABLES[question.function][table])
            seen[where] += 1
            few = seen[where] <= 2 and question.function not in SLOW
            yield pytest.param(question, id=drawn_id(question), marks=[] if few else [pytest.mark.exhaustive])


@pytest.mark.parametrize("question", list(sampled()))
def test_a_planted_fault_is_noticed(question):
    fault = next(table[kind(question)] for table in TABLES[question.function] if kind(question) in table)
    check = run_drawn(question, faulty(question.function, fault), Options(TRIALS))
    assert check.status == "failed" and check.place and check.catches, check


def remembered(function, key, buffer=False):
    """An adapter that remembers answers under a key, or hands out one buffer."""
    memory = {}

    def call(*arguments):
        answer = getattr(fast, function)(*arguments)
        if buffer:
            kept = memory.setdefault(np.shape(answer), np.array(answer))
            kept[...] = answer
            return kept
        return memory.setdefault(key(arguments), answer)

    return Session(ModuleTarget(adapter(function, call)))


@pytest.mark.parametrize("function", [f for f in FUNCTIONS if f != "sample_features"])
@pytest.mark.parametrize("name, key", [("asked-again", lambda a: str(a[1:])), ("overwritten", lambda a: tuple(map(id,
                                                                                                                  a)))])
def test_answers_that_depend_on_what_was_asked_before(function, name, key):
    question = next(q for q in drawn_for(function) if q.name == name)
    one_argument = function.startswith(("feature", "interf"))
    if (name == "overwritten" and function == "cap_fraction") or (one_argument and name != "overwritten"):
        key = lambda a: None  # noqa: E731  no arrays, or one argument only
    assert try_drawn(question, remembered(function, key)) is not None


def test_one_buffer_for_all_answers_and_chance_are_told_as_such():
    question = next(q for q in drawn_for("feature_dimensionality") if q.name == "asked-again")
    assert try_drawn(question, remembered("feature_dimensionality", None, buffer=True)) is not None
    rng = np.random.default_rng(0)
    chance = adapter("interference", lambda W: right.interference(W) * (1 + 1e-3 * rng.random()))
    violation = try_drawn(drawn_for("interference")[0], Session(ModuleTarget(chance)))
    assert violation.place == AGAIN


# --- properties

def test_the_smallest_failing_question_is_told():
    """Nine features are one too many for this one: what is shown has nine."""
    def eight_at_most(W):
        out = right.feature_dimensionality(W)
        out[8:] = 0
        return out
    session = Session(ModuleTarget(adapter("feature_dimensionality", eight_at_most)))
    question = next(q for q in drawn_for("feature_dimensionality") if q.name == "hundreds-of-features")
    assert try_drawn(question, session).place.startswith("W (1, 9): [8]")


def test_counts_in_bytes_are_told_from_256_on():
    def bytes_only(*arguments):
        n = len(arguments[0])
        return np.rint(right.spotlight(*arguments) * n).astype(np.uint8) / n
    session = Session(ModuleTarget(adapter("spotlight", bytes_only)))
    violation = try_drawn(next(q for q in drawn_for("spotlight") if q.name == "thousands-of-samples"), session)
    assert violation.inputs["thetas"].shape == (1,) and 256 <= len(violation.inputs["activations"]) < 1300


@pytest.mark.parametrize("seed", range(6))
def test_batches_of_a_right_sampler_are_not_complained_about(seed):
    rng = np.random.default_rng(seed)
    for sparsity in (0.0, 0.3, 0.9, 0.999):
        x = np.where(rng.random((5000, 4)) >= sparsity, rng.random((5000, 4), dtype=np.float32), 0)
        assert complaint(x, (5000, 4), sparsity) is None


def test_what_a_float32_sampler_may_do():
    """A zero among dense values is float32's; a sixth of them is not."""
    x = np.random.default_rng(0).random((20000, 5))
    x[0, 0] = 0.0
    assert complaint(x, (20000, 5), 0.0) is None
    x[:20] = 0.0
    assert "non-zero" in complaint(x, (20000, 5), 0.0)[0]


def test_pre_activations_are_clear_of_the_kink():
    for model in ("relu_output", "absolute_value"):
        inputs = network(np.random.default_rng(1), model, sparsity=0.0)
        assert len(inputs["features"]) >= 1 and inputs["model"] == model


# --- errors

def test_an_exception_of_theirs_is_an_outcome():
    def broken(n_dims, epsilon):
        raise RuntimeError("no chance")
    check = run_drawn(drawn_for("cap_fraction")[0], Session(ModuleTarget(adapter("cap_fraction", broken))), Options())
    assert check.status == "error" and "no chance" in check.text


def test_an_answer_of_another_shape_is_a_failure():
    flat = adapter("spotlight", lambda *arguments: np.zeros(3))
    checks = [run_drawn(q, Session(ModuleTarget(flat)), Options()) for q in drawn_for("spotlight")[:6]]
    assert {check.status for check in checks} == {"failed"}


# --- golden

def test_chernoff_by_hand():
    """Origin: by hand. n KL(q, p): 1000 (0.6 log(0.6/0.5) + 0.4 log(0.4/0.5)) = 20.1 < log(2e9) = 21.4; 0.61: 24.4."""
    assert share_complaint("x", 600, 1000, 0.5) is None and share_complaint("x", 610, 1000, 0.5) == ("x", 0.5, 0.61)


def test_the_table_of_clouds():
    """Origin: the sizes that the page promises."""
    assert len(CLOUDS) == 26
