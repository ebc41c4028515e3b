"""`srm-ref verify`: targets, suites, programs, exit status, JSON."""

import argparse
import json
import shutil
import sys
import textwrap

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

@pytest.mark.slow
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


def test_a_module_that_raises_when_imported_fails(here, capsys):
    (here / "broken.py").write_text("raise RuntimeError('not today')\n", encoding="utf-8")
    assert run("broken") == 1
    assert "it cannot be imported" in (out := capsys.readouterr().out) and "RuntimeError: not today" in out


def test_a_program(here, capsys):
    (here / "program.py").write_text("import json, sys\ncase = json.load(sys.stdin)\n"
                                     "W = case['inputs'].get('W') if case['function'] == 'interference' else None\n"
                                     "print(json.dumps([0.5 for _ in W[0]] if W else None))\n", encoding="utf-8")
    assert run("--command", f"{sys.executable} -S program.py", "--suite", "interference") == 1
    assert "coverage: 1 of 1 functions, 15 of 15 cases" in capsys.readouterr().out


# --- errors

@pytest.mark.parametrize("words, message", [
    ((), "TARGET: wanted either TARGET or --command; found neither"),
    (("their_adapter", "--command", "cat"), "TARGET: wanted either TARGET or --command; found both"),
    (("their_adapter.py",), "TARGET: wanted package.module or package.module:function; found 'their_adapter.py'"),
    (("no/such/file",), "TARGET: wanted package.module"),
    (("their_adapter", "--suite", "colours"), "--suite: wanted one of"),
    (("their_adapter", "--timeout", "0"), "--timeout: wanted a number in"),
    (("their_adapter", "--suite", "projection"), "their_adapter: wanted at least one of the functions project; found"),
    (("their_adapter:measure", "--suite", "toy-model"), "--suite: wanted the function that 'measure' is: toy_forward"),
    (("--command", ""), "--command: wanted a program and its arguments"),
    (("--command", "/nowhere/at/all"), "--command: wanted a program that can be started")])
def test_bad_usage(words, message, capsys):
    with pytest.raises(ValueError, match=message):
        run(*words)


# --- golden

@pytest.mark.skipif(shutil.which("false") is None, reason="a program that only fails")
def test_a_program_that_only_fails(capsys):
    """Origin: by hand. Every case is an error but the two where a refusal is right."""
    assert run("--command", "false", "--suite", "spotlight", "--json", "-") == 1
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert [c["id"] for c in checks if c["status"] == "passed"] == ["spotlight/antiparallel-pair",
                                                                   "spotlight/parallel-pair"]
