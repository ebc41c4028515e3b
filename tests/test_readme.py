"""The README keeps its word, and .ci/run finds out when it does not.

Its Python examples run as doctests; those that need another library run here with what stands in for it, which refuses
what the library refuses.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import srm_ref
from srm_ref.cli import main
from srm_ref.files import read_array

TOP = Path(__file__).resolve().parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
needs_shell = pytest.mark.skipif(not (shutil.which("bash") and shutil.which("git")), reason="needs bash and git")


def blocks(kind):
    """The contents of the fenced blocks of one kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


# --- definition

def test_there_are_two_commands_of_one_line_each():
    first, second = blocks("sh")
    assert first == ('python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/srm-ref demo\n')
    assert second == ".venv/bin/python -m pytest\n"


@pytest.mark.parametrize("line", "".join(blocks("text")).splitlines())
def test_the_other_commands_run_as_they_stand(line, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    np.save("FILE.npy", np.random.default_rng(0).standard_normal((60, 3)))
    np.save("DIRECTIONS.npy", srm_ref.bases.simplex(3))
    program, *arguments = re.split(r" {2,}", line)[0].split()
    assert program == "srm-ref" and main(["39" if a == "99" else a for a in arguments if a not in ("--jobs", "2")]) == 0
    assert len(list(Path("srm-ref-out").glob("[!.]*"))) == (2 if arguments[0] == "projection"
                                                            or arguments.count("FILE.npy") > 1 else 3)


class Tensor:
    """What stands in for a torch tensor: bfloat16, on a device, with a gradient until it is detached."""

    def __init__(self, values, keeps=frozenset({"a gradient", "bfloat16", "a device"})):
        self.values, self.keeps, self.shape = values, keeps, values.shape

    def __getitem__(self, index):
        return Tensor(self.values[index], self.keeps)

    def reshape(self, *shape):
        return Tensor(self.values.reshape(*shape), self.keeps)

    def detach(self):
        return Tensor(self.values, self.keeps - {"a gradient"})

    def float(self):
        return Tensor(self.values, self.keeps - {"bfloat16"})

    def cpu(self):
        return Tensor(self.values, self.keeps - {"a device"})

    def numpy(self):
        if self.keeps:
            raise TypeError(f"no numpy() of what has {', '.join(sorted(self.keeps))}")
        return self.values


def with_torch(batches, mlp):
    """A model whose third layer calls its hook: with the module, its input and its output."""
    def register(hook):
        mlp.hook = hook
        return SimpleNamespace(remove=lambda: setattr(mlp, "hook", None))

    act = SimpleNamespace(register_forward_hook=register)
    layers = [None, None, None, SimpleNamespace(mlp=SimpleNamespace(act=act))]

    class Model:
        def __call__(self, batch):
            mlp.hook(act, (batch,), Tensor(batch))

    model = Model()
    model.layers = layers
    return {"model": model, "batches": batches}


def with_flax(batches, mlp):
    def apply(variables, batch, capture_intermediates, mutable):
        assert variables == "weights" and capture_intermediates and mutable == ["intermediates"]
        return None, {"intermediates": {"layer3": {"mlp": {"__call__": (batch,)}}}}

    return {"model": SimpleNamespace(apply=apply), "variables": "weights", "batches": batches}


def with_lens(batches, mlp):
    def run_with_cache(tokens, names_filter):
        values = Tensor(tokens, frozenset({"bfloat16", "a device"}))
        return None, {names_filter: values}

    return {"model": SimpleNamespace(run_with_cache=run_with_cache), "batches": batches}


EXAMPLES = dict(zip((with_torch, with_flax, with_lens), re.split(r"\n(?=# )", "".join(blocks("py")))))


@pytest.mark.parametrize("library", EXAMPLES)
def test_activations_are_got_out_of_another_library(library, tmp_path, monkeypatch):
    """All tokens but the first, 100,000 rows at most, as `srm-ref resonance` reads them."""
    monkeypatch.chdir(tmp_path)
    torch, mlp = ModuleType("torch"), SimpleNamespace(hook=None)
    torch.no_grad = contextlib.nullcontext
    monkeypatch.setitem(sys.modules, "torch", torch)
    batches = np.random.default_rng(0).standard_normal((3, 200, 201, 2), dtype=np.float32)
    exec(EXAMPLES[library], library(batches, mlp))
    kept = read_array("layer3.npy")
    assert kept.dtype == np.float32 and len(kept) == 100_000 and mlp.hook is None
    np.testing.assert_array_equal(kept, batches[:, :, 1:].reshape(-1, 2)[:100_000])


# --- analytic

def test_the_examples_are_three():
    assert [text.split("\n")[0].split(":")[0] for text in EXAMPLES.values()] == ["# PyTorch", "# JAX with Flax",
                                                                                 "# TransformerLens"]
    assert all(text.count("numpy.save") == 1 for text in EXAMPLES.values())


def test_every_place_that_is_named_is_there():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (TOP / target).is_file(), target
    for part in re.findall(r"`(srm_ref/\w+)`", README):
        assert (TOP / part).is_dir() or (TOP / f"{part}.py").is_file(), part
    for part, module in re.findall(r"^\|[^`|]*`(srm_ref/\w+)`[^|]*\|[^|]*\| `([\w/.]+)` \|$", README,
                                   flags=re.MULTILINE):
        assert (TOP / part / module).is_file() or (TOP / "srm_ref" / module).is_file(), module


def test_the_odds_told_of_squeezed_numbers_are_those_printed():
    activations = np.tanh(2 * np.random.default_rng(0).standard_normal((2000, 6)))
    mean = srm_ref.spotlight_resonance(activations, srm_ref.bases.standard(6), epsilon=0.7).mean
    wanted = mean[0], mean[45], srm_ref.cap_fraction(6, 0.7)
    assert mean[0] == mean[90] and wanted == tuple(sorted(wanted))  # rarer than chance on both, most of all on the axes
    told = re.search(r"[Oo]ne activation in ([\d,]+) lies.*one in (\d+) of the diagonal.*one in\s(\d+) of either",
                     README, flags=re.DOTALL)
    assert [int(number.replace(",", "")) for number in told.groups()] == [round(1 / share) for share in wanted]


def test_the_picture_is_a_png_of_modest_size():
    picture = (TOP / "lessons/images/demo.png").read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) < 500_000


def test_the_notation_is_that_of_the_package():
    symbols = {symbol for row in re.findall(r"^\| (`[^|]*) \|", README.split("## Notation")[1].split("## ")[0],
                                            flags=re.MULTILINE) for symbol in re.findall(r"`(\w+)`", row)}
    lines = srm_ref.__doc__.split("Notation")[1].split("Reading order")[0]
    assert symbols and all(re.search(rf"\b{symbol}\b", lines) for symbol in symbols)


def test_the_version_to_cite_is_this_one():
    assert re.findall(r"version = \{([\d.]+)\}", README) == [srm_ref.__version__]


# --- errors

def run_ci(directory, readme, path=os.environ["PATH"], *words):
    """Run .ci/run in a repository of its own that holds this README and what is in the directory already."""
    (directory / ".ci").mkdir(exist_ok=True)
    (directory / ".ci/run").write_text((TOP / ".ci/run").read_text())
    (directory / "README.md").write_text(readme)
    identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", *command], cwd=directory, check=True, stdin=subprocess.DEVNULL)
    return subprocess.run(["bash", str(directory / ".ci/run"), *words], cwd="/", stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, env={**os.environ, "CI": "true", "PATH": path})


GOOD = "mkdir srm-ref-out && echo 1 > srm-ref-out/demo.png && echo 1 > srm-ref-out/demo.npz"


def page(*commands):
    return "# Title\n" + "".join(f"\n```sh\n{command}\n```\n" for command in commands) + "\n```text\nfalse\n```\n"


@needs_shell
@pytest.mark.parametrize("commands, status, words", [
    ([GOOD, 'echo "3 passed in 1s"'], 0, "3 passed in 1s"),
    (["false", "true"], 1, "+ false"),
    ([GOOD, "false"], 1, "+ false"),
    ([f"{GOOD} && exit 3", "true"], 3, ""),
    (["true", "true"], 1, "left no srm-ref-out/demo.png"),
    ([GOOD], 1, "wanted two commands"),
    ([], 1, "wanted two commands"),
])
def test_ci_fails_where_a_command_fails(tmp_path, commands, status, words):
    done = run_ci(tmp_path, page(*commands))
    assert done.returncode == status, done.stderr
    assert words in done.stdout + done.stderr


@needs_shell
@pytest.mark.parametrize("closing, status, expected", [
    ("4 passed in 1.0s", 0, 0), ("1 failed, 3 passed in 1.0s", 1, 1), ("1 skipped in 0.1s", 5, 5),
    ("3 passed, 1 skipped in 1.0s", 0, 1), ("3 passed, 2 deselected in 1.0s", 0, 1), ("no tests ran in 0.1s", 0, 1)])
def test_ci_fails_where_the_test_with_dask_fails_or_is_skipped(tmp_path, closing, status, expected):
    """With a python3 that makes environments in which pytest says what it is told to say."""
    tools, repository = tmp_path / "tools", tmp_path / "repository"
    (repository / "tests").mkdir(parents=True)
    (repository / "tests/test_dask.py").write_text("")
    tools.mkdir()
    (tools / "environment").write_text(f'#!/bin/sh\ncase $0 in *python) echo "{closing}"; exit {status};; esac\n')
    (tools / "python3").write_text(f'#!/bin/sh\nmkdir -p "$3/bin" && cp "{tools}/environment" "$3/bin/pip" '
                                   f'&& cp "{tools}/environment" "$3/bin/python"\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)
    done = run_ci(repository, page(GOOD, "true"), f"{tools}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode == expected, done.stderr
    assert closing in done.stdout


@needs_shell
@pytest.mark.parametrize("packages, expected", [("echo packed", 0), ("echo packed; exit 4", 4)])
def test_ci_fails_where_the_packages_do_not_work(tmp_path, packages, expected):
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci/packages").write_text(packages + "\n")
    done = run_ci(tmp_path, page(GOOD, "true"))
    assert done.returncode == expected and "packed" in done.stdout


@needs_shell
@pytest.mark.parametrize("says, status, expected", [("2 passed in 9s", 0, 0), ("1 failed in 9s", 1, 1),
                                                    ("8 deselected in 0.1s", 5, 0)])
def test_ci_runs_what_is_exhaustive_where_all_is_asked_for(tmp_path, says, status, expected):
    """With a Python that says what it is told to say, and a folder of tests beside the tests at the top."""
    (tmp_path / "tests/part").mkdir(parents=True)
    for name in ("tests/test_x.py", "tests/part/test_y.py"):
        (tmp_path / name).write_text("")
    script = f"'#!/bin/sh\\necho {says}; exit {status}'"
    python = f"mkdir -p .venv/bin && printf {script} >.venv/bin/python && chmod +x .venv/bin/python"
    done = run_ci(tmp_path, page(f"{GOOD} && {python}", "true"), os.environ["PATH"], "all")
    assert done.returncode == expected, done.stderr
    assert f"+ exhaustive: tests: 0 s: {says}" in done.stdout
    assert (f"+ exhaustive: tests/part: 0 s: {says}" in done.stdout) == (expected == 0)


@needs_shell
def test_ci_runs_what_is_committed_in_a_checkout_of_its_own(tmp_path):
    done = run_ci(tmp_path, page(f"{GOOD} && pwd && touch left-behind", "git status --porcelain"))
    assert done.returncode == 0 and str(tmp_path) not in done.stdout.splitlines()
    assert not (tmp_path / "left-behind").exists() and not (tmp_path / "srm-ref-out").exists()
