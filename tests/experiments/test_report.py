"""The report: every claim in the table, pictures and numbers beside it, a failing claim shown as failing."""

import re
import sys
import types
from typing import NamedTuple

import numpy as np
import pytest

from srm_ref.cli import main
from srm_ref.experiments import registry, report
from srm_ref.experiments.claims import claim
from srm_ref.experiments.registry import NAMES, experiment
from srm_ref.figures.canvas import new_figure


class Numbers(NamedTuple):
    drawn: np.ndarray


@pytest.fixture
def small_experiment(monkeypatch):
    """An experiment of the one shape, small enough to see through."""
    module = types.ModuleType("srm_ref.experiments.shared.small", "Is one number above another?")
    module.NAME, module.TITLE, module.SOURCE, module.SEED = "small", "A small one", "TMS", 5
    module.run = lambda scale, rng, progress=None: Numbers(rng.random(3))
    module.claims = lambda numbers: [claim("it is | above 0", "TMS", "0.8", True), claim("it is above 1", "SRM", "0.8", False, "it is not")]
    module.draw = lambda numbers: new_figure()[0]
    monkeypatch.setitem(sys.modules, "srm_ref.experiments.shared.small", module)
    monkeypatch.setattr(registry, "FOLDERS", {"small": "shared"})
    monkeypatch.setattr(registry, "NAMES", ("small",))
    return module


# --- definition

def test_a_failing_claim_stands_in_the_report_as_failing(small_experiment):
    text = report.markdown([report.perform("small", "quick")], "quick")
    assert "1 of 2 claims hold" in text
    assert "| it is above 1 | SRM | 0.8 | **no**: it is not |" in text
    assert "| it is \\| above 0 | TMS | 0.8 | yes |" in text
    assert "![A small one](small.png)" in text and "seed 5" in text


# --- analytic

def test_every_experiment_has_the_one_shape():
    assert len(set(NAMES)) == len(NAMES)
    for name in NAMES:
        module = experiment(name)
        assert module.NAME == name and isinstance(module.SEED, int) and module.TITLE and module.SOURCE
        assert callable(module.run) and callable(module.claims) and callable(module.draw)


def test_seeds_are_the_experiments_own(small_experiment):
    outcome = report.perform("small", "quick")
    np.testing.assert_array_equal(outcome.numbers["drawn"], np.random.default_rng(5).random(3))


# --- properties

def test_the_command_writes_figure_numbers_and_report(tmp_path, capsys):
    name, out = "grandmother_neurons", tmp_path / "out"
    assert main(["reproduce", name, "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == [f"{name}.npz", f"{name}.png", "report.md"]
    printed = capsys.readouterr().out
    assert "DOES NOT HOLD" in printed and "claims hold; figures, numbers and report.md are in" in printed
    with np.load(out / f"{name}.npz") as numbers:
        assert numbers["counts"].shape == (3, 32)


@pytest.mark.slow
def test_everything_is_reproduced_by_one_command(tmp_path, capsys):
    assert main(["reproduce", "all", "--out", str(tmp_path)]) == 0
    wanted = ["report.md", *(f"{name}.{kind}" for name in NAMES for kind in ("npz", "png"))]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(wanted)
    text, printed = (tmp_path / "report.md").read_text(encoding="utf-8"), capsys.readouterr().out
    n_claims = len(re.findall(r"^  (?:holds|DOES NOT HOLD) ", printed, flags=re.MULTILINE))
    table = text.split("## Claims")[1].split("\n## ")[0]
    assert len(re.findall(r"^\| \[", table, flags=re.MULTILINE)) == n_claims > 100
    assert f"of {n_claims} claims hold" in text and f"of {n_claims} claims hold" in printed
    for name in NAMES:
        assert f"\n{name}: " in f"\n{printed}" and f"seed {experiment(name).SEED};" in text
        assert f"![{experiment(name).TITLE}]({name}.png)" in text and f"| [{name}](#{name}) |" in table


def test_the_list_names_them_all(capsys):
    assert main(["reproduce", "list"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in NAMES)


# --- errors

def test_bad_requests_are_one_line(tmp_path, capsys):
    for request in (["reproduce", "nothing"], ["reproduce", "trivial_anisotropy", "--scale", "huge"]):
        with pytest.raises(SystemExit) as left:
            main(request)
        assert left.value.code == 2
    assert main(["reproduce", "grandmother_neurons", "--data", str(tmp_path / "a"), str(tmp_path / "b"), "--out", str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 3
    with pytest.raises(ValueError, match="NAME: wanted one of"):
        experiment("nothing")
