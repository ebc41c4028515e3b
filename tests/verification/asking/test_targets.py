"""Where the implementation runs: here, in a process of its own, or as a program; what breaks there stays there."""

import json
import os
import sys
import textwrap
import time

import numpy as np
import pytest

from srm_ref.verification.asking.calls import call_adapter
from srm_ref.verification.asking.processes import LineProcess, run_once
from srm_ref.verification.asking.session import PATIENCE, Session
from srm_ref.verification.asking.programs import CommandTarget, LinesTarget
from srm_ref.verification.asking.targets import ModuleTarget, TargetBroken, WorkerTarget
from srm_ref.verification.conventions import with_defaults
from tests.conformance import right

SPHERE = {"n_dims": 3, "epsilon": 0.5}
ADAPTER = """
    import sys, time
    import numpy as np

    CONVENTIONS = {"cone": "open"}

    def cap_fraction(n_dims, epsilon):
        print("a word on standard output")
        if n_dims == 4:
            time.sleep(60)
        if n_dims == 5:
            raise RuntimeError("five is right out")
        if n_dims == 6:
            import os
            sys.stderr.write("last words")
            sys.stderr.flush()
            os._exit(7)
        if n_dims == 7:
            sys.exit("gone")
        return np.float32((1 - epsilon) / 2)

    def interference(W):
        W[0, 0] = 99.0
        return np.zeros(2)

    class Curves:
        @staticmethod
        def spotlight(activations, basis, epsilon, planes, thetas):
            return np.zeros((len(planes), len(thetas)))

    def sweep(activations, basis, epsilon, planes, thetas):
        return np.ones((len(planes), len(thetas)))
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working directory with an adapter in it that is installed nowhere."""
    (tmp_path / "their_adapter.py").write_text(textwrap.dedent(ADAPTER), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    """One worker for all tests of this file; those that end it leave it to start again, where it started before."""
    directory, here = tmp_path_factory.mktemp("to_declared"), os.getcwd()
    (directory / "their_adapter.py").write_text(textwrap.dedent(ADAPTER), encoding="utf-8")
    os.chdir(directory)
    target = WorkerTarget("their_adapter", None, 30.0)
    os.chdir(here)
    yield target
    target.close()


# --- definition

def test_the_four_targets_agree(here, worker):
    program = here / "program.py"
    program.write_text("import json, sys\nfor line in sys.stdin:\n    case = json.loads(line)\n"
                       "    print(json.dumps((1 - case['inputs']['epsilon']) / 2 if case['inputs'] else None),"
                       " flush=True)\n",
                       encoding="utf-8")
    command, lines = (kind([sys.executable, str(program)], 30.0) for kind in (CommandTarget, LinesTarget))
    targets = (ModuleTarget(right), worker, command, lines)
    assert [target.call("cap_fraction", SPHERE).value for target in targets] == [pytest.approx(0.25)] * 4
    assert lines.call_in_sequence("cap_fraction", [SPHERE] * 3, False).value == [0.25] * 3
    lines.close()


# --- analytic

def test_an_exception_of_theirs_is_an_outcome(worker):
    outcome = worker.call("cap_fraction", {"n_dims": 5, "epsilon": 0.5})
    assert outcome.kind == "error" and outcome.text.rstrip().endswith("RuntimeError: five is right out")
    assert "their_adapter.py" in outcome.text and "calls.py" not in outcome.text
    assert worker.call("cap_fraction", SPHERE).value == 0.25


def test_leaving_python_is_an_error_and_not_the_end(worker):
    left = worker.call("cap_fraction", {"n_dims": 7, "epsilon": 0.5})
    assert left.kind == "error" and "SystemExit: gone" in left.text
    died = worker.call("cap_fraction", {"n_dims": 6, "epsilon": 0.5})
    assert died.kind == "error" and "exit status 7" in died.text and "last words" in died.text
    assert worker.call("cap_fraction", SPHERE).value == 0.25


def test_a_call_that_hangs_is_ended(here):
    target = WorkerTarget("their_adapter", None, 0.5)
    started = time.monotonic()
    outcome = target.call("cap_fraction", {"n_dims": 4, "epsilon": 0.5})
    assert outcome.kind == "timeout" and time.monotonic() - started < 10
    assert target.call("cap_fraction", SPHERE).kind in ("answer", "timeout")     # a new process, on a busy machine
    target.close()


def test_conventions_missing_functions_and_names(worker, here):
    assert worker.conventions["cone"] == "open" and worker.conventions["rotation"] == "towards"
    assert worker.call("project", {}).kind == "missing"
    named = WorkerTarget("their_adapter:sweep", "spotlight", 30.0)
    question = {"activations": [[1.0, 0.0]], "basis": [[1, 0], [0, 1]], "epsilon": 0.5, "planes": [[0, 1]],
                "thetas": [0.0]}
    assert named.call("spotlight", question).value == [[1.0]]
    named.close()
    inside = WorkerTarget("their_adapter:Curves", None, 30.0)
    assert inside.call("spotlight", question).value == [[0.0]]
    inside.close()


def test_writing_to_the_inputs_is_noticed(worker):
    assert worker.call("interference", {"W": [[1, 2], [3, 4]]}).changed == ["W"]
    assert call_adapter(right.interference, "interference", {"W": [[1, 2], [3, 4]]}).changed == ()


@pytest.mark.parametrize("body, kind, words", [
    ("print(null_)", "error", "exit status 1"), ("print('no json')", "error", "not one JSON value: 'no json"),
    ("print('null')", "missing", ""),
    pytest.param("import time; time.sleep(60)", "timeout", "no answer within 1 s", marks=pytest.mark.slow),
    ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "error", "ended by signal 9"),
    ("import sys; print('null' if 'CONV' in sys.stdin.read() else '[[0.5]]')", "answer", "")])
def test_what_programs_do(body, kind, words):
    target = CommandTarget([sys.executable, "-S", "-c", body], 1.0 if kind == "timeout" else 60.0)
    outcome = target.call("spotlight", {})
    assert outcome.kind == kind and words in outcome.text


COUNTING = """
import json, sys, time
for count, line in enumerate(sys.stdin):
    n = json.loads(line)["inputs"].get("n_dims")
    if n == 4: time.sleep(60)
    if n == 5: sys.exit("five is right out")
    print(json.dumps({"error": "six"} if n == 6 else {"cone": "open"} if n is None else count), flush=True)
"""


def test_a_program_that_stays_is_started_once_and_again_where_it_ended():
    target = LinesTarget([sys.executable, "-S", "-c", COUNTING], 30.0)
    assert target.conventions["cone"] == "open"
    outcomes = [target.call("cap_fraction", {"n_dims": n}) for n in (3, 3, 6, 5, 3)]
    assert [o.kind for o in outcomes] == ["answer", "answer", "error", "error", "answer"]
    assert [o.value for o in outcomes] == [1, 2, None, None, 0], "counted from its start"
    assert outcomes[2].text == "six"
    assert "the program ended instead of answering: exit status 1\nfive is right out" in outcomes[3].text
    assert target.call_in_sequence("cap_fraction", [{"n_dims": 3}, {"n_dims": 6}], False).text == "six"
    target._timeout = 0.3
    assert target.call("cap_fraction", {"n_dims": 4}).kind == "timeout"
    target.close()


def test_a_program_that_reads_to_the_end_is_told_that_it_must_answer_lines():
    with pytest.raises(ValueError, match="--lines: wanted a program that answers each line .*; found no answer"):
        LinesTarget([sys.executable, "-S", "-c", "import sys; sys.stdin.read()"], 0.3)
    with pytest.raises(ValueError, match="--command: wanted a program that can be started; found '/nowhere'"):
        LinesTarget(["/nowhere"], 1.0)


def test_a_program_may_declare_conventions():
    body = "import json, sys; json.load(sys.stdin); print(json.dumps({'rotation': 'away'}))"
    assert CommandTarget([sys.executable, "-S", "-c", body], 30.0).conventions["rotation"] == "away"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="a shell")
def test_what_a_program_started_ends_with_it(tmp_path):
    mark = tmp_path / "mark"
    output, complaint = run_once(["sh", "-c", f"(sleep 2; touch {mark}) & sleep 60"], "", 0.3)
    assert (output, complaint) == (None, "timeout")
    time.sleep(2.5)
    assert not mark.exists()


def test_lines_come_back_in_order():
    twice = "import sys\nfor line in sys.stdin: print(line.strip() * 2)"
    process = LineProcess([sys.executable, "-S", "-u", "-c", twice])
    for word in ("ab", "cd"):
        process.send(word)
    assert [process.receive(30.0).strip() for _ in range(2)] == ["abab", "cdcd"]
    assert process.receive(0.05) is None
    process.close()


def test_patience_is_limited():
    class Slow:
        name, conventions, trials, calls, models, near = "slow", with_defaults(None), 1, 0, (), {}

        def call(self, function, inputs):
            self.calls += 1
            return call_adapter(right.cap_fraction, function, inputs)._replace(kind="timeout")

    target = Slow()
    session = Session(target)
    for _ in range(6):
        assert session.call("cap_fraction", SPHERE)[0].kind == "timeout"
    assert target.calls == PATIENCE


# --- errors

@pytest.mark.parametrize("name", ["no_such_module",
                                  pytest.param("no_such_package.module", marks=pytest.mark.slow)])
def test_a_module_that_is_not_there(here, name):
    with pytest.raises(ValueError, match=f"TARGET: wanted package.module .*; found '{name}'"):
        WorkerTarget(name, None, 30.0)


def test_a_function_of_another_name_is_told_how_to_be_asked(here):
    with pytest.raises(ValueError, match="found none in 'their_adapter:sweep'; --suite NAME says which of them it is$"):
        WorkerTarget("their_adapter:sweep", None, 30.0)


def test_a_module_that_raises_when_imported(here):
    (here / "broken.py").write_text("import their_adapter\n1 / 0\n", encoding="utf-8")
    with pytest.raises(TargetBroken, match="ZeroDivisionError") as caught:
        WorkerTarget("broken", None, 30.0)
    assert "broken.py" in str(caught.value) and "importlib" not in str(caught.value)


@pytest.mark.slow
def test_a_missing_import_of_theirs_is_theirs(here):
    (here / "needy.py").write_text("import a_library_that_is_not_here\n", encoding="utf-8")
    with pytest.raises(TargetBroken, match="a_library_that_is_not_here"):
        WorkerTarget("needy", None, 30.0)


def test_a_module_with_nothing_in_it(here):
    (here / "empty.py").write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="TARGET: wanted at least one of the functions spotlight, .*; found none"):
        WorkerTarget("empty", None, 30.0)
    with pytest.raises(ValueError, match="target: wanted at least one of the functions"):
        ModuleTarget(json)


@pytest.mark.slow
def test_a_name_that_is_not_there(here):
    with pytest.raises(TargetBroken, match="has no attribute 'nothing'"):
        WorkerTarget("their_adapter:nothing", "spotlight", 30.0)


@pytest.mark.slow
def test_conventions_that_are_none(here):
    (here / "odd.py").write_text("CONVENTIONS = {'cone': 'blue'}\ndef cap_fraction(n, e): return 0\n", encoding="utf-8")
    with pytest.raises(ValueError, match="CONVENTIONS.'cone'.: wanted 'closed' or 'open'; found 'blue'"):
        WorkerTarget("odd", None, 30.0)


def test_a_program_that_cannot_be_started():
    with pytest.raises(ValueError, match="--command: wanted a program that can be started; found '.*nowhere'"):
        CommandTarget(["/nowhere"], 5.0)


def test_arrays_travel_as_they_are(worker):
    """Doubles survive the way through JSON to the last bit."""
    e = float(np.nextafter(0.3, 1))
    assert worker.call("cap_fraction", {"n_dims": 3, "epsilon": e}).value == float(np.float32((1 - e) / 2))
