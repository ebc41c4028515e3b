"""`srm-ref verify`: targets, suites, programs, exit status, JSON."""

import argparse
import json
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from xml.etree import ElementTree

import pytest

from srm_ref.commands import verify

ADAPTER = """
    import math

    def cap_fraction(n_dims, epsilon):
        return math.acos(epsilon) / math.pi

    def interference(W):
        G = W.T @ W
        return [(row @ row - row[i] ** 2) / row[i] if row[i] else 0.0 for i, row in enumerate(G)]

    def measure(W):
        return interference(W)
"""


def run(*words):
    parser = argparse.ArgumentParser()
    verify.add_arguments(parser)
    return verify.run(parser.parse_args(words))


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    (tmp_path / "their_adapter.py").write_text(textwrap.dedent(ADAPTER), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- definition

@pytest.mark.exhaustive
def test_the_package_itself(capsys):
    assert run("srm_ref.verification.adapters.fast") == 0
    out = capsys.readouterr().out
    assert "11 of 11 functions" in out and "\nPASSED: " in out


def test_a_module_in_the_working_directory(capsys):
    assert run("their_adapter") == 1
    out = capsys.readouterr().out
    assert "arccos(epsilon) / pi in every dimension" in out and "coverage: 2 of 11 functions" in out


# --- analytic

@pytest.mark.parametrize("words, status, ids", [
    pytest.param(("their_adapter", "--suite", "measures"), 0, {"interference"}, marks=pytest.mark.slow),
    (("their_adapter:measure", "--suite", "interference"), 0, {"interference"}),
    pytest.param(("their_adapter:interference",), 0, {"interference"}, marks=pytest.mark.slow),
    (("their_adapter:cap_fraction", "--suite", "cap-fraction"), 1, {"cap_fraction"})])
def test_one_function_or_suite(words, status, ids, capsys):
    assert run(*words, "--json", "-") == status
    content = json.loads(capsys.readouterr().out)
    assert set(content["functions_found"]) == ids and content["passed"] is (status == 0)


def test_json_to_a_file(here, capsys):
    assert run("their_adapter", "--suite", "measures", "--json", "results.json") == 0
    assert json.loads((here / "results.json").read_text(encoding="utf-8"))["passed"] is True
    assert capsys.readouterr().out.startswith("srm-ref verify their_adapter\n")


@pytest.mark.parametrize("target", ["their_adapter.py", "./their_adapter.py"])
def test_a_file_is_understood(target, capsys):
    assert run(target, "--suite", "interference", "--quick") == 0
    assert capsys.readouterr().out.startswith("srm-ref verify their_adapter\n")


def test_what_is_required_and_what_may_fail(here, capsys):
    (here / "known.txt").write_text("# not mended yet\n*/cap_fraction/*   a normal approximation\n"
                                    "cap-fraction/*  the same\n",
                                    encoding="utf-8")
    words = ("their_adapter", "--suite", "cap-fraction", "--quick", "--expected-failures", "known.txt")
    assert run(*words) == 0 and " failed as expected" in capsys.readouterr().out
    assert run("their_adapter", "--suite", "measures", "--quick", "--require", "all") == 1
    out = capsys.readouterr().out
    assert "FAILED required/feature_dimensionality (required): feature_dimensionality is there" in out
    (here / "known.txt").write_text("interference/digon by mistake\n", encoding="utf-8")
    assert run("their_adapter", "--suite", "interference", "--quick", "--expected-failures", "known.txt") == 1
    assert "expected to fail (by mistake), but passes: remove it from the list" in capsys.readouterr().out
    (here / "known.txt").write_text("interference/digon\n", encoding="utf-8")
    with pytest.raises(ValueError, match="wanted an id and a reason on each line; found known.txt, line 1"):
        run("their_adapter", "--expected-failures", "known.txt")


def test_junit_to_a_file(here, capsys):
    assert run("their_adapter", "--suite", "cap-fraction", "--quick", "--stop", "--junit", "results.xml") == 1
    root = ElementTree.parse(here / "results.xml").getroot()
    cases = root.findall("testcase")
    assert root.tag == "testsuite" and int(root.get("tests")) == len(cases) > 40
    assert int(root.get("failures")) == len(root.findall("testcase/failure")) > 5
    assert int(root.get("skipped")) == len(root.findall("testcase/skipped"))


def test_a_name_that_nearly_fits(here, capsys):
    (here / "near.py").write_text("def cap_fractions(n, e):\n    return 0\ndef interference(W):\n    return W[0]\n",
                                  encoding="utf-8")
    assert run("near", "--quick", "--stop") == 1
    assert "there is no cap_fraction, but cap_fractions: is that what it is?" in capsys.readouterr().out
    (here / "nearer.py").write_text("def cap_fractions(n, e):\n    return 0\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"cap_fractions \(for cap_fraction\?\)"):
        run("nearer")


def test_a_module_that_raises_when_imported_fails(here, capsys):
    (here / "broken.py").write_text("raise RuntimeError('not today')\n", encoding="utf-8")
    assert run("broken") == 1
    assert "it cannot be imported" in (out := capsys.readouterr().out) and "RuntimeError: not today" in out


def test_a_program(here, capsys):
    (here / "program.py").write_text("import json, sys\ncase = json.load(sys.stdin)\n"
                                     "W = case['inputs'].get('W') if case['function'] == 'interference' else None\n"
                                     "print(json.dumps([0.5 for _ in W[0]] if W else None))\n", encoding="utf-8")
    assert run("--command", f"{sys.executable} -S program.py", "--suite", "interference", "--stop") == 1
    assert "interference/digon" in (out := capsys.readouterr().out) and "coverage: 1 of 1 function" in out


ECHO = """
import json, sys
for line in sys.stdin:
    q = json.loads(line)
    print(json.dumps((1 - q["inputs"]["epsilon"]) / 2 if q["function"] == "cap_fraction" else None), flush=True)
"""


def test_a_program_that_stays_and_one_that_is_not_at_hand(here, capsys):
    """Right on the sphere in three dimensions only: it is told so beside its program and from its file."""
    (here / "program.py").write_text(ECHO, encoding="utf-8")
    program = f"{sys.executable} -S program.py"
    assert run("--command", program, "--lines", "--suite", "cap-fraction", "--trials", "1") == 1
    told = [capsys.readouterr().out]
    assert run("--questions", "q.jsonl", "--suite", "cap-fraction", "--seed", "0") == 0
    with open("q.jsonl") as questions, open("a.jsonl", "w") as answers:
        subprocess.run(shlex.split(program), stdin=questions, stdout=answers, check=True)
    assert run("--questions", "q.jsonl", "--answers", "a.jsonl") == 1
    told.append(capsys.readouterr().out)
    verdicts = [re.search(r"FAILED: .* checks", text)[0] for text in told]
    assert verdicts[0] == verdicts[1] and "diagnosis" in told[1]


# --- errors

@pytest.mark.parametrize("words, message", [
    ((), "TARGET: wanted one of TARGET, --command and --questions; found none"),
    (("their_adapter", "--command", "cat"), "TARGET: wanted one of .*; found TARGET and --command"),
    (("their_adapter", "--answers", "a.jsonl"), "--answers: wanted --questions FILE beside it; found --answers alone"),
    (("their_adapter", "--lines"), "--lines: wanted --command 'PROGRAM ...' beside it; found --lines alone"),
    (("their_adapter", "--declare", "W=features-hidden"), "--declare: wanted --questions FILE to be written"),
    (("--questions", "q.jsonl", "--declare", "W=sideways"), "CONVENTIONS.*: wanted 'hidden-features' or"),
    (("--questions", "q.jsonl", "--answers", "a.jsonl", "--seed", "3"), "--answers: wanted suite, trials and seed as"),
    (("../their_adapter.py",), "TARGET: wanted package.module or package.module:function; found '../their_adapter.py'"),
    (("their_adapter", "--require", "cap_fractions"), "--require: wanted all, or names .*; found 'cap_fractions'"),
    (("their_adapter", "--expected-failures", "nowhere.txt"), "--expected-failures: wanted a file that can be read"),
    (("their_adapter", "--trials", "0"), "--trials: wanted a number in"),
    (("no/such/file",), "TARGET: wanted package.module"),
    (("their_adapter", "--suite", "colours"), "--suite: wanted one of"),
    (("their_adapter", "--timeout", "0"), "--timeout: wanted a number in"),
    (("their_adapter", "--suite", "projection"), "their_adapter: wanted at least one of the functions project; found"),
    (("their_adapter:measure", "--suite", "toy-model"), "--suite: wanted the one function that 'measure' is,"),
    (("--command", ""), "--command: wanted a program and its arguments"),
    (("--command", "/nowhere/at/all"), "--command: wanted a program that can be started")])
def test_bad_usage(words, message, capsys):
    with pytest.raises(ValueError, match=message):
        run(*words)


# --- golden

@pytest.mark.skipif(shutil.which("false") is None, reason="a program that only fails")
def test_a_program_that_only_fails(capsys):
    """Origin: by hand. The first case is an error, and then nothing more is asked."""
    assert run("--command", "false", "--suite", "spotlight", "--json", "-") == 1
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert [c["id"] for c in checks if c["status"] == "error"] == ["spotlight/harness-one-sample",
                                                                  "mean-spotlight/permutations"]
    assert {c["status"] for c in checks} == {"error", "not run"}
