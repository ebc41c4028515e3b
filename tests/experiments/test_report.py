"""The report: every claim in the table, pictures and numbers beside it, a failing claim shown as failing."""

import io
import re
import sys
import types
from typing import NamedTuple

import numpy as np
import pytest

from srm_ref.cli import main
from srm_ref.commands import reproduce
from srm_ref.experiments import registry, report
from srm_ref.experiments.claims import WHO, Said, Side, cannot_tell, claim, depends
from srm_ref.experiments.outcomes import keep, kept, perform
from srm_ref.experiments.registry import NAMES, experiment
from srm_ref.figures.canvas import new_figure
from srm_ref.writing import write_arrays
from tests import paper_scale
from tests.experiment_checks import drawn, quick_numbers, seconds_at_quick
from tests.samples import sample


class Numbers(NamedTuple):
    drawn: np.ndarray


@pytest.fixture
def small_experiment(monkeypatch):
    """An experiment of the one shape, small enough to see through."""
    module = types.ModuleType("srm_ref.experiments.shared.small", "Is one number above another?")
    module.NAME, module.TITLE, module.SOURCE, module.SEED = "small", "A small one", "TMS", 5
    module.Numbers = Numbers
    module.run = lambda scale, rng, progress=None: Numbers(rng.random(3))
    module.claims = lambda numbers: [claim("it is | above 0", "TMS", "0.8", True),
                                     claim("it is above 1", 'TMS "Introduction"', "0.8", False, "it is not")]
    module.draw = lambda numbers: new_figure()[0]
    monkeypatch.setitem(sys.modules, "srm_ref.experiments.shared.small", module)
    monkeypatch.setattr(registry, "FOLDERS", {"small": "shared"})
    monkeypatch.setattr(registry, "NAMES", ("small",))
    return module


# --- definition

def test_a_failing_claim_stands_in_the_report_as_failing(small_experiment):
    text = report.markdown([perform("small", "quick").told], "quick")
    assert "1 of 2 claims hold" in text and "; 1 experiment in " in text
    assert "| [small](#small) | it is \\| above 0 | TMS | holds |" in text
    assert "setting there: not written down yet; here: not written down yet" in text
    adds = text.split("## What this package adds")[1]
    assert "it is above 1" not in adds.split(
        "## Rows whose author")[0] and "| not written down yet | 0 | 1 | 0 | 0 |" in text
    assert "- it is above 1: **does not hold**: it is not\n" in text
    assert "![A small one](small.png)" in text and "seed 5" in text


def test_papers_come_before_this_package_and_each_row_has_its_setting(small_experiment):
    ours, theirs = Said("this package", "small", "", "none", "ours"), Said("TMS", "Introduction", "about", "n = 5",
                                                                           "n = 6")
    small_experiment.claims = lambda numbers: [claim("own", ours, "1", True), claim("old", theirs, "2", False, "why",
                                                                                        "at n = 5, measured 3")]
    text = report.markdown([perform("small", "paper").told], "paper")
    assert text.index("## To take away") < text.index("| old |") < text.index("## What this package adds") < text.index(
        "| own |")
    assert "  - setting there: n = 5; here: n = 6\n  - where it would hold: at n = 5, measured 3\n" in text
    assert "| TMS | 0 | 1 | 0 | 0 |" in text and "| this package | 1 | 0 | 0 | 0 |" in text
    assert report.QUICK not in text and report.READ in text


# --- analytic

def test_every_experiment_has_the_one_shape():
    assert len(set(NAMES)) == len(NAMES)
    for name in NAMES:
        module = experiment(name)
        assert module.NAME == name and isinstance(module.SEED, int) and module.TITLE and module.SOURCE
        assert callable(module.run) and callable(module.claims) and callable(module.draw)


def test_seeds_are_the_experiments_own(small_experiment):
    outcome = perform("small", "quick")
    np.testing.assert_array_equal(outcome.numbers["drawn"], np.random.default_rng(5).random(3))


def test_what_depends_needs_intervals_that_do_not_overlap():
    said = Said("TMS", "Introduction", "", "not stated", "two densities")
    low, high = Side("p = .1", 1.0, 0.9, 1.1), Side("p = .5", 2.0, 1.05, 2.9)
    assert depends("it is", said, low, high._replace(low=1.2), "a length").verdict == "depends"
    assert depends("it is", said, high._replace(low=1.2), low, "a length").verdict == "depends"
    assert depends("it is", said, low, high, "a length").verdict == depends("it is", said, high, low,
                                                                            "a length").verdict == "cannot tell"
    assert cannot_tell("it is", said, "5", "an effect of 3").reason == "an effect of 3"


def test_the_page_of_paper_scale_tells_of_every_experiment_as_the_registry_has_it():
    text = paper_scale.PAGE.read_text(encoding="utf-8")
    lacking = re.search("^Not run yet, and not told here: (.*)[.]$", text, flags=re.MULTILINE)
    missing = lacking[1].split(", ") if lacking else []
    assert sorted(missing + re.findall("^## ([a-z0-9_]+)$", text, flags=re.MULTILINE)) == sorted(NAMES)
    heads = {name: f"**{module.TITLE}** ({module.SOURCE}; seed {module.SEED};"
             for name in NAMES for module in [experiment(name)]}
    assert [name for name in NAMES if name not in missing and heads[name] not in text] == []


# --- properties

def test_what_is_kept_is_found_again_as_it_was_told(small_experiment, tmp_path):
    outcome = perform("small", "quick")
    keep(outcome, tmp_path)
    assert kept("small", "quick", "", tmp_path) == outcome.told
    assert kept("small", "paper", "", tmp_path) is None
    small_experiment.SEED = 6
    assert kept("small", "quick", "", tmp_path) is None
    small_experiment.SEED = 5
    (tmp_path / "small.npz").unlink()
    assert kept("small", "quick", "", tmp_path) is None
    assert "no experiment is done yet" in report.markdown([], "quick", lacking=["small"])
    assert "not told here: small." in report.markdown([], "quick", lacking=["small"])


def test_what_is_kept_is_told_again_by_the_claims_of_today(small_experiment, tmp_path):
    keep(perform("small", "quick"), tmp_path)
    small_experiment.claims = lambda numbers: [claim("it is small", "TMS", f"{numbers.drawn.sum():.6f}", True)]
    small_experiment.TITLE = "Another title"
    told, measured = kept("small", "quick", "", tmp_path), np.random.default_rng(5).random(3).sum()
    assert [row.measured for row in told.claims] == [f"{measured:.6f}"] and told.title == "Another title"
    assert told.made_by and told.made_by in report.markdown([told], "quick")
    small_experiment.Numbers = NamedTuple("Numbers", [("others", np.ndarray)])
    assert kept("small", "quick", "", tmp_path) is None


def test_resuming_writes_what_is_told_again(small_experiment, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(reproduce, "NAMES", ("small",))
    reproduce.run(_asked(tmp_path))
    small_experiment.claims = lambda numbers: [claim("it is said anew", "TMS", "1", True)]
    monkeypatch.setattr(reproduce, "perform", None)  # nothing runs
    reproduce.run(_asked(tmp_path, resume=True))
    assert all("it is said anew" in (tmp_path / name).read_text(encoding="utf-8")
               for name in ("small.json", "report.md"))


def measured_already(monkeypatch, *names):
    """Let experiments give the numbers of their quick run, measured once in this process, without measuring again."""
    for name in names:
        numbers = quick_numbers(experiment(name))
        monkeypatch.setattr(experiment(name), "run", lambda scale, rng, *more, numbers=numbers, **others: numbers)


def test_an_interruption_loses_what_was_running_and_resuming_does_the_rest(tmp_path, monkeypatch, capsys):
    names, done = ("nonlinear_compression", "trivial_anisotropy", "five_features"), []
    measured_already(monkeypatch, *names)

    def until_the_third(name, *others):
        if name == names[2]:
            raise KeyboardInterrupt
        done.append(name)
        return perform(name, *others)
    monkeypatch.setattr(reproduce, "NAMES", names)
    monkeypatch.setattr(reproduce, "perform", until_the_third)
    with pytest.raises(BaseException):
        reproduce.run(_asked(tmp_path))
    assert done == list(names[:2]) and "## trivial_anisotropy" in (tmp_path / "report.md").read_text(encoding="utf-8")
    monkeypatch.setattr(reproduce, "perform", lambda name, *others: (done.append(name), perform(name, *others))[1])
    assert reproduce.run(_asked(tmp_path, resume=True)) == 0
    assert done == list(names) and all(f"## {name}" in (tmp_path / "report.md").read_text(encoding="utf-8")
                                       for name in names)


def test_two_jobs_give_what_one_gives_to_the_bit(tmp_path, monkeypatch):
    names = ("octahedron", "three_equal_features")
    monkeypatch.setattr(reproduce, "NAMES", names)
    for jobs in (1, 2):
        assert reproduce.run(_asked(tmp_path / str(jobs), jobs=jobs)) == 0
    for name in names:
        with np.load(tmp_path / "1" / f"{name}.npz") as one, np.load(tmp_path / "2" / f"{name}.npz") as two:
            assert sorted(one) == sorted(two)
            for key in one:
                np.testing.assert_array_equal(one[key], two[key], err_msg=f"{name} {key}")
        assert kept(name, "quick", "", tmp_path / "1").claims == kept(name, "quick", "", tmp_path / "2").claims


def _asked(directory, resume=False, jobs=1):
    return types.SimpleNamespace(name="all", scale="quick", data=None, resume=resume, jobs=jobs, out=str(directory))


def test_the_command_writes_figure_numbers_and_report(tmp_path, capsys, monkeypatch):
    name, out = "grandmother_neurons", tmp_path / "out"
    measured_already(monkeypatch, name)
    assert main(["reproduce", name, "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == [f"{name}.json", f"{name}.npz", f"{name}.png", "report.md"]
    printed = capsys.readouterr().out
    assert "DOES NOT HOLD" in printed and "claims hold; figures, numbers and report.md are in" in printed
    with np.load(out / f"{name}.npz") as numbers:
        assert numbers["counts"].shape == (4, 32)


@pytest.mark.slow
@pytest.mark.parametrize("name", sample(NAMES, [name for name in NAMES if seconds_at_quick(experiment(name)) < 10]))
def test_a_quick_run_is_complete(name, tmp_path):
    module, numbers = experiment(name), quick_numbers(experiment(name))
    write_arrays(tmp_path / "numbers.npz", numbers._asdict())
    rows = module.claims(numbers)
    assert all(row.measured and row.said.who in WHO and row.said.theirs and row.said.ours for row in rows)
    assert [row.claim for row in rows if not (row.holds or row.reason)] == []
    assert [row.claim for row in rows if row.verdict == "does not hold" and not row.would] == []
    drawn(module, numbers).savefig(io.BytesIO(), format="png", dpi=40)  # finds what matplotlib cannot paint


@pytest.mark.exhaustive
def test_everything_is_reproduced_by_one_command_to_the_bit_of_another_run(tmp_path, capsys):
    assert main(["reproduce", "all", "--out", str(tmp_path)]) == 0
    wanted = ["report.md", *(f"{name}.{kind}" for name in NAMES for kind in ("json", "npz", "png"))]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(wanted)
    text, printed = (tmp_path / "report.md").read_text(encoding="utf-8"), capsys.readouterr().out
    n_claims = len(re.findall(r"^  (?:holds|DOES NOT HOLD|depends|cannot tell) ", printed, flags=re.MULTILINE))
    table = text.split("## To take away")[1].split("\n## five_features")[0]
    assert len(re.findall(r"^\| \[", table, flags=re.MULTILINE)) == n_claims > 100
    assert f"of {n_claims} claims hold" in text and f"of {n_claims} claims hold" in printed
    for name in NAMES:
        assert f"\n{name}: " in f"\n{printed}" and f"seed {experiment(name).SEED};" in text
        assert f"![{experiment(name).TITLE}]({name}.png)" in text and f"| [{name}](#{name}) |" in table
        with np.load(tmp_path / f"{name}.npz") as numbers:
            for key, value in quick_numbers(experiment(name))._asdict().items():
                np.testing.assert_array_equal(numbers[key], value, err_msg=f"{name} {key}")


def test_the_list_names_them_all(capsys):
    assert main(["reproduce", "list"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in NAMES)


# --- errors

@pytest.mark.parametrize("name", NAMES)
def test_another_scale_is_refused_by_every_experiment(name):
    with pytest.raises(ValueError, match="scale: wanted one of 'quick', 'paper'; found 'huge'"):
        experiment(name).run("huge", np.random.default_rng(0))


def test_bad_requests_are_one_line(tmp_path, capsys):
    for request in (["reproduce", "nothing"], ["reproduce", "trivial_anisotropy", "--scale", "huge"]):
        with pytest.raises(SystemExit) as left:
            main(request)
        assert left.value.code == 2
    assert main([
        "reproduce", "grandmother_neurons", "--data",
        str(tmp_path / "a"),
        str(tmp_path / "b"), "--out",
        str(tmp_path)
    ]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 3 and "--data: path: wanted a file that can be read" in said[-1]
    for ignored in (["--resume"], ["--jobs", "2"], ["--scale", "paper"], ["--data", "a", "b"]):
        assert main(["reproduce", "list", *ignored]) == 2
        assert "NAME: wanted an experiment beside --data, --resume" in capsys.readouterr().err
    with pytest.raises(ValueError, match="NAME: wanted one of"):
        experiment("nothing")
