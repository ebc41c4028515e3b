"""The command line as a person meets it: what it prints, what it writes, and one line for whatever goes wrong."""

import errno
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib import import_module, metadata

import numpy as np
import pytest

from srm_ref.cli import COMMANDS, main
from srm_ref.commands import counting, output, resonance
from srm_ref.commands.resonance_report import NOT_SAID
from srm_ref.commands.counting import FileSweep, count_rows
from srm_ref.geometry.bases import cross_polytope, simplex, standard
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.spotlight.baseline import isotropic_band, resolvable_epsilon
from srm_ref.spotlight.lit import lit_counts
from srm_ref.spotlight.reading import sentence
from srm_ref.spotlight.density import projected_density
from srm_ref.spotlight.projection import project_on_planes
from srm_ref.spotlight.resonance import mean_spotlight_resonance, spotlight_resonance
from srm_ref.spotlight.rotation_test import basis_rotation_test
from srm_ref.spotlight.statistics import summarise
from tests.samples import sample


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A directory of its own with a file of activations, some of them zero."""
    monkeypatch.chdir(tmp_path)
    activations = np.tanh(2 * np.random.default_rng(0).standard_normal((300, 4)))
    activations[[5, 77]] = 0.0
    np.save("acts.npy", activations)
    return tmp_path


@pytest.fixture(autouse=True)
def composed(request, monkeypatch):
    """Compose pictures but do not paint them, which takes most of the time, except where a test asks for `painted`."""
    if "painted" not in request.fixturenames:
        monkeypatch.setattr(output, "save_figure", lambda figure, path: path.write_bytes(b"picture"))


@pytest.fixture
def painted():
    """Paint pictures in earnest."""


def content(directory):
    return {name: pathlib.Path(directory, name).read_bytes() for name in files(directory)}


def files(directory="."):
    return sorted(os.path.relpath(os.path.join(place, name), directory)
                  for place, _, names in os.walk(directory) for name in names
                  if not name.startswith(".") or ".part" in name)  # hidden: which question a name belongs to


def written(name="acts_resonance", out="srm-ref-out"):
    with np.load(f"{out}/{name}.npz", allow_pickle=False) as numbers:
        return {key: numbers[key] for key in numbers.files}


# --- definition

@pytest.mark.parametrize("planes", ["permutations", "combinations"])
@pytest.mark.parametrize("signed", [False, True])
def test_resonance_writes_what_the_function_returns(here, planes, signed):
    assert main(["resonance", "acts.npy", "--epsilon", "0.6", "--angles", "24", "--planes", planes]
                + ["--signed"] * signed) == 0
    expected = spotlight_resonance(np.load("acts.npy"), standard(4), 0.6, planes, 24, signed=signed)
    numbers = written()
    for name in ("thetas", "planes", "counts", "mean", "std", "n_samples", "n_zero", "skipped_planes"):
        np.testing.assert_array_equal(numbers[name], getattr(expected, name))
    assert files("srm-ref-out") == ["acts_resonance.npz", "acts_resonance.png", "acts_scan.png"]


def test_resonance_summary_numbers_are_those_of_the_functions(here):
    assert main(["resonance", "acts.npy", "--epsilon", "0.6", "--test", "9", "--seed", "3", "--arcs"]) == 0
    numbers, activations = written(), np.load("acts.npy")
    summary = summarise(activations, standard(4), 0.6)
    test = basis_rotation_test(activations, standard(4), 0.6, 9, np.random.default_rng(3), arcs=True)
    assert (numbers["mass"], numbers["harmonic"], numbers["alignment"]) == summary[:3]
    assert numbers["alignment"] * numbers["mass"] == pytest.approx(
        numbers["height"]) and numbers["height"] == test.height
    for name in ("kurtosis", "kurtosis_p_value", "height_p_value", "harmonic_p_value", "mass_p_value", "effect",
                 "verdict", "kurtosis_null", "harmonic_null", "mass_null", "loads", "trimmed_verdict"):
        np.testing.assert_array_equal(numbers[name], getattr(test, name))
    np.testing.assert_array_equal(numbers["scan_heights"], test.scan.heights)
    assert numbers["sentence"] == sentence(test)
    assert (numbers["lit_samples"], numbers["lit_pairs"]) == lit_counts(activations, standard(4), 0.6)
    assert numbers["resolvable_epsilon"] == resolvable_epsilon(4, 298)
    assert numbers["baseline"] == pytest.approx(cap_fraction(4, 0.6) * 298 / 300)
    np.testing.assert_allclose(numbers["band"], np.array(isotropic_band(298, 4, 0.6, 0.95)) * 298 / 300)


@pytest.mark.parametrize("name", ["acts.npz", "acts.csv"])
def test_the_same_activations_from_another_kind_of_file(here, name):
    activations = np.load("acts.npy")
    np.savez("acts.npz", first=activations) if name == "acts.npz" else np.savetxt(name, activations, "%.17g", ",")
    assert main(["resonance", name, "--angles", "12", "--epsilon", "0.5"]) == 0
    np.testing.assert_array_equal(written()["counts"],
                                  spotlight_resonance(activations, standard(4), 0.5, n_angles=12).counts)


def test_mean_and_a_basis_from_a_file(here, capsys):
    np.save("axes.npy", cross_polytope(4))
    assert main(["resonance", "acts.npy", "--basis", "axes.npy", "--planes", "mean", "--epsilon", "0.7"]) == 0
    numbers = written()
    np.testing.assert_array_equal(
        numbers["mean"], mean_spotlight_resonance(np.load("acts.npy"), cross_polytope(4), 0.7).mean)
    assert "counts" not in numbers and numbers["plane_angle"] == pytest.approx(np.pi / 2)
    assert "4 pairs are (anti)parallel, left out" in capsys.readouterr().out


@pytest.mark.parametrize("chosen, planes", [
    ([], "combinations"), (["--planes", "permutations"], "permutations"), (["--plane", "3", "1"], [(3, 1)])])
def test_projection_writes_what_the_functions_return(here, capsys, chosen, planes):
    assert main(["projection", "acts.npy", "--epsilon", "0.7", "--bins", "6", *chosen]) == 0
    expected = project_on_planes(np.load("acts.npy"), standard(4), 0.7, planes)
    density = projected_density(np.load("acts.npy"), standard(4), 0.7, planes, 6)
    numbers = written("acts_projection")
    for name in ("points", "plane", "sample", "planes", "n_zero"):
        np.testing.assert_array_equal(numbers[name], getattr(expected, name))
    for name in ("edges", "counts", "expected"):
        np.testing.assert_array_equal(numbers[name], getattr(density, name))
    out = capsys.readouterr().out
    assert f"points        {len(expected.points):,}: " in out and "2 are zero: near no plane" in out


def test_a_projection_says_what_isotropic_data_would_give(here, capsys):
    activations = np.random.default_rng(2).standard_normal((4000, 6))
    np.save("round.npy", activations)
    assert main(["projection", "round.npy", "--epsilon", "0.8", "--plane", "0", "1"]) == 0
    found, expected = map(float, re.search(r"points +[\d,]+: (\S+) per plane, where isotropic data would give (\S+)\n",
                                           capsys.readouterr().out).groups())
    assert expected == pytest.approx(4000 * 0.36**2, abs=0.1)  # P(r > t) = (1 - t^2)^((n - 2) / 2)
    assert abs(found - expected) < 4 * expected**0.5
    assert main(["projection", "acts.npy", "--epsilon", "0.999"]) == 0
    assert "a thin picture means nothing" in capsys.readouterr().out


@pytest.mark.slow
def test_jobs_change_nothing_but_the_time(here):
    for jobs in (1, 2, 3):
        assert main(["resonance", "acts.npy", "--epsilon", "0.6", "--jobs", str(jobs), "--out", f"out{jobs}"]) == 0
    one, *others = (written(out=f"out{jobs}") for jobs in (1, 2, 3))
    for other in others:
        for name, value in one.items():
            np.testing.assert_array_equal(other[name], value)


@pytest.mark.slow
def test_more_jobs_than_rows_and_arrays_in_memory():
    rows = np.random.default_rng(1).standard_normal((3, 4))
    done = []
    counted = count_rows(rows, FileSweep(standard(4), 0.2, "combinations", 12, False), 5, lambda k, n: done.append(
        (k, n)))
    np.testing.assert_array_equal(counted.counts,
                                  spotlight_resonance(rows, standard(4), 0.2, "combinations", 12).counts)
    assert done == [(1, 3), (2, 3), (3, 3)]


# --- analytic

@pytest.mark.parametrize("arguments", [
    ["resonance", "acts.npy", "--epsilon", "0.6"], ["resonance", "acts.npy", "--signed", "--angles", "1"],
    ["resonance", "acts.npy", "--planes", "mean"], ["resonance", "zero.npy"], ["projection", "acts.npy"],
    ["projection", "acts.npy", "--epsilon", "-1", "--bins", "1"]])
def test_pictures_are_painted_without_a_warning(here, painted, arguments):
    np.save("zero.npy", np.vstack([np.zeros((20, 3)), [[0.0, 0.0, 1.0]]]))
    assert main(arguments) == 0
    assert next(pathlib.Path("srm-ref-out").glob("*.png")).read_bytes().startswith(b"\x89PNG")


def test_resonance_says_what_a_person_needs(here, capsys):
    assert main(["resonance", "acts.npy", "--epsilon", "0.6", "--test", "39", "--arcs"]) == 0
    captured = capsys.readouterr()
    assert re.fullmatch(r"srm-ref: the arcs of 39 rotations will take about [\d.]+ s\n", captured.err)
    out = " ".join(captured.out.split())
    assert out.startswith(
        "verdict ANTI-ALIGNED (39 random rotations of the basis, seed 0; about the origin) These 298 rows (and 2 "
        "rows of length zero) lie farther from the 4 directions")
    assert out.index(NOT_SAID["anti-aligned"]) < out.index("activations acts.npy")
    for words in ("acts.npy: 300 samples x 4 dimensions; 2 are zero", "standard, 4 directions", "12 ordered pairs",
                  "epsilon 0.6: all within 53.1 degrees", "of 298 samples into one spotlight", "mass ", "harmonic ",
                  "alignment ", "height ", "times chance (p = 0.05)", "arcs mass p = ", "harmonic p = ",
                  "scan p = 0.025", "lit ", "srm-ref-out/acts_resonance.png", "srm-ref-out/acts_resonance.npz"):
        assert words in out
    assert "can show nothing" not in out


def test_an_epsilon_that_can_show_nothing_is_called_that(here, capsys):
    assert main(["resonance", "acts.npy", "--epsilon", "0.99"]) == 0
    out = capsys.readouterr().out
    assert "epsilon 0.99 can show nothing at this size" in " ".join(out.split())
    best = resolvable_epsilon(4, 298)
    assert f"(resolvable_epsilon) is {best:.3g}: try --epsilon {int(best * 1000) / 1000:g}" in " ".join(out.split())


def test_the_mean_over_many_planes_reaches_further_and_that_is_said(here, capsys):
    """Of 400 samples in 64 dimensions, 3 are expected in one spotlight at 0.3, and 389 in 2 x 64 of them."""
    np.save("wide.npy", np.random.default_rng(3).standard_normal((400, 64)))
    assert main(["resonance", "wide.npy", "--epsilon", "0.3", "--planes", "mean"]) == 0
    everywhere = f"{128 * 400 * cap_fraction(64, 0.3):.3g}"
    assert (f"That is for one plane; the mean over planes rests on all directions, where such data have "
            f"{everywhere}") in (
        " ".join(capsys.readouterr().out.split()))
    assert main(["resonance", "wide.npy", "--epsilon", "0.9", "--planes", "mean"]) == 0
    out = capsys.readouterr().out
    assert "can show nothing at this size" in out and "That is for one plane" not in out


def test_nothing_lit_and_nothing_to_light(here, capsys):
    np.save("zero.npy", np.zeros((20, 3)))
    assert main(["resonance", "zero.npy"]) == 0
    out = capsys.readouterr().out
    assert "nothing is lit" in out and "mean curve 0 at every angle" in out
    assert "no sample has a direction: there is nothing to measure" in out and "CANNOT TELL" in out


def test_the_angle_of_an_oblique_basis_is_written(here):
    np.save("simplex.npy", simplex(4))
    assert main(["resonance", "acts.npy", "--basis", "simplex.npy", "--epsilon", "0.6"]) == 0
    assert written()["plane_angle"] == pytest.approx(np.arccos(-1 / 4))


def test_every_command_says_what_it_is_for(capsys):
    with pytest.raises(SystemExit) as leaving:
        main(["--help"])
    out = capsys.readouterr().out
    assert leaving.value.code == 0 and all(name in out for name in COMMANDS)
    for name in COMMANDS:
        with pytest.raises(SystemExit) as leaving:
            main([name, "--help"])
        question = import_module(f"srm_ref.commands.{name}").__doc__.splitlines()[0]
        assert leaving.value.code == 0 and question in " ".join(capsys.readouterr().out.split())


def test_the_version_is_the_installed_one(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"srm-ref {metadata.version('srm_ref')}\n"


def test_console_script_and_module_are_the_same():
    scripts = metadata.distribution("srm_ref").entry_points.select(group="console_scripts", name="srm-ref")
    assert [script.load() for script in scripts] == [main]


# --- properties

def test_nothing_is_written_outside_out(here):
    before = files()
    assert main(["resonance", "acts.npy", "--out", "deep/er"]) == 0
    assert set(files()) - set(before) == {
        f"deep/er/acts_{name}"
        for name in ("resonance.npz", "resonance.png", "scan.png")
    }


def test_the_same_request_writes_the_same_bytes(here, painted):
    for out in ("one", "two"):
        assert main(["resonance", "acts.npy", "--epsilon", "0.5", "--test", "3", "--out", out]) == 0
    assert content("one")["acts_resonance.png"] == content("two")["acts_resonance.png"]
    one, two = written(out="one"), written(out="two")
    for name in one:
        np.testing.assert_array_equal(one[name], two[name])


@pytest.mark.parametrize("more", [["--epsilon", "0.5"], ["--basis", "turned.npy"], ["--centre"], ["--signed"]])
def test_two_questions_never_write_one_name(here, more):
    np.save("turned.npy", np.roll(np.eye(4), 1, axis=0) + 0.5)
    assert main(["resonance", "acts.npy", "--quiet"]) == 0
    first = content("srm-ref-out")
    for _ in range(2):  # the second time it writes over its own
        assert main(["resonance", "acts.npy", "--quiet", *more]) == 0
    assert {name: value for name, value in content("srm-ref-out").items() if "_2_" not in name} == first
    assert "acts_2_resonance.npz" in files("srm-ref-out") and not any("_3_" in name for name in files("srm-ref-out"))


def test_files_of_one_name_in_two_directories_and_arrays_of_one_file(here, capsys):
    for place in ("runA", "runB"):
        os.mkdir(place)
        shutil.copy("acts.npy", f"{place}/layer3.npy")
        assert main(["resonance", f"{place}/layer3.npy"]) == 0
    np.savez("jax.npz", **{f"layers/{k}/mlp": np.load("acts.npy") for k in (0, 1)})
    for k in (0, 1):
        assert main(["projection", f"jax.npz:layers/{k}/mlp", "--epsilon", "0.5"]) == 0
    assert {name
            for name in files("srm-ref-out") if name.endswith("npz")} == {
                "layer3_resonance.npz", "layer3_2_resonance.npz", "jax_layers_0_mlp_projection.npz",
                "jax_layers_1_mlp_projection.npz"
            }


@pytest.mark.parametrize("name", [r"cost$\frac$.npy", "a$b^$.npy", "été.npy", b"lat\xefn.npy", "two $x$ of $y$.npy"])
def test_a_name_is_only_a_name(here, painted, name, capfd):
    np.save("few.npy", np.random.default_rng(0).standard_normal((200, 3)))
    try:
        os.rename("few.npy", name)
    except OSError:
        pytest.skip("the file system refuses such a name")
    for command in ("resonance", "projection"):
        assert main([command, os.fsdecode(name), "--epsilon", "0.5", "--quiet"][:4 + (command == "resonance")]) == 0
    endings = sorted(file.rpartition("_")[2] for file in files("srm-ref-out") if "scan" not in file)
    assert endings == ["projection.npz", "projection.png", "resonance.npz", "resonance.png"]
    assert "could not be drawn" not in capfd.readouterr().err


def test_numbers_are_written_where_no_picture_can_be(here, monkeypatch, capsys):
    def no_font(figure, path):
        raise RuntimeError("no such font")
    monkeypatch.setattr(output, "save_figure", no_font)
    assert main(["resonance", "acts.npy"]) == 0
    said = capsys.readouterr()
    assert files("srm-ref-out") == ["acts_resonance.npz"] and "acts_resonance.png could not be drawn" in said.err


# --- errors

def failing(arguments, capsys):
    """Status and the one line on standard error of a request that must fail."""
    try:
        status = main(arguments)
    except SystemExit as leaving:
        status = leaving.code
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("srm-ref: error: ")
    assert captured.err.count("\n") == 1 and captured.err.endswith("\n")
    return status, captured.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs a right to give away")
def test_what_may_not_be_looked_at_is_said_in_one_form(here, capsys, request, monkeypatch):
    assert main(["resonance", "acts.npy", "--quiet"]) == 0  # all that is imported has been
    open_to_all = tempfile.mkdtemp()  # what pytest makes is closed to others
    request.addfinalizer(lambda: shutil.rmtree(open_to_all))
    os.chmod(shutil.copytree(here, open_to_all, dirs_exist_ok=True), 0o755)
    monkeypatch.chdir(open_to_all)
    os.mkdir("locked", 0o700)
    os.seteuid(65534)
    try:
        out, inside = (failing(["resonance", *arguments], capsys) for arguments in (
            ["acts.npy", "--out", "locked/x/y"], ["locked/acts.npy"]))
    finally:
        os.seteuid(0)
    assert out == (2, "srm-ref: error: --out: wanted a directory to write to; found 'locked/x/y': Permission denied\n")
    assert inside == (2, "srm-ref: error: activations: wanted a file to read; found Permission denied: "
                      "'locked/acts.npy'\n")


@pytest.mark.parametrize("arguments, reason", [
    ([], "arguments are required: COMMAND"),
    (["bogus"], "invalid choice: 'bogus'"),
    (["resonance"], "arguments are required: FILE"),
    (["projection", "acts.npy", "more.npy"], "unrecognized arguments: more.npy"),
    (["resonance", "acts.npy", "more.npy"], "no file 'more.npy'"),
    (["resonance", "acts.npy", "--json", "none/there.json"], "--json: wanted a file to write"),
    (["resonance", "acts.npy", "--eps", "0.5"], "unrecognized arguments: --eps"),
    (["resonance", "acts.npy", "--epsilon", "wide"], "invalid float value: 'wide'"),
    (["resonance", "acts.npy", "--epsilon", "1.5"], "epsilon: wanted a number in [-1, 1]; found 1.5"),
    (["resonance", "acts.npy", "--epsilon", "nan"], "epsilon: wanted"),
    (["resonance", "acts.npy", "--angles", "0"], "--angles: wanted a whole number >= 1; found '0'"),
    (["resonance", "acts.npy", "--angles", "1.5"], "--angles: wanted a whole number >= 1; found '1.5'"),
    (["resonance", "acts.npy", "--jobs", "0"], "--jobs: wanted"),
    (["resonance", "acts.npy", "--test", "-3"], "--test: wanted"),
    (["resonance", "acts.npy", "--seed", "-1"], "--seed: wanted a whole number >= 0"),
    (["resonance", "acts.npy", "--planes", "all"], "invalid choice: 'all'"),
    (["resonance", "missing.npy"], "no file 'missing.npy'"),
    (["resonance", "missing\nline.npy"], "no file"),
    (["resonance", "acts.npy", "--basis", "missing.npy"], "basis: wanted a file to read; found no file 'missing.npy'"),
    (["resonance", "acts.npy", "--basis", "narrow.npy"], "basis: wanted 4 columns, as 'acts.npy' has; found 3"),
    (["resonance", "acts.npy", "--basis", "zero.npy"], "basis: wanted "),
    (["resonance", "acts.npy", "--basis", "one.npy"], "basis: wanted at least two rows, to span a plane"),
    (["resonance", "nan.npy"], "activations: wanted finite numbers; found nan at index (250, 2)"),
    (["resonance", "acts.npy", "--out", "acts.npy"], "--out: wanted a directory to write to; found 'acts.npy': "),
    (["resonance", "acts.npy", "--out", "acts.npy/below"], "--out: wanted a directory to write to"),
    (["resonance", "acts.npy", "--angles", "99999999999999"], "memory"),
    (["resonance", "acts.npy", "--angles", "9999999999"], "memory"),
    (["resonance", "broad.npy", "--angles", "100000", "--planes", "permutations"], "on the command line that is "
                                                                                   "--planes mean"),
    (["projection", "acts.npy", "--plane", "1", "1"], "planes: wanted two different rows of the basis"),
    (["projection", "acts.npy", "--plane", "0", "4"], "planes: wanted indices from 0 to 3; found (0, 4)"),
    (["projection", "acts.npy", "--plane", "0", "1", "--planes", "permutations"], "not allowed with argument"),
    (["projection", "acts.npy", "--bins", "0"], "--bins: wanted a whole number >= 1"),
    (["projection", "nan.npy"], "activations: wanted finite numbers; found nan at index (250, 2)"),
    (["demo", "--epochs", "0"], "--epochs: wanted a whole number >= 1"),
    (["demo", "--out", "acts.npy"], "--out: wanted a directory"),
])
def test_bad_usage_and_bad_input_are_one_line_and_status_2(here, capsys, arguments, reason):
    activations = np.load("acts.npy")
    activations[250, 2] = np.nan
    np.save("nan.npy", activations)
    np.save("narrow.npy", standard(3))
    np.save("broad.npy", np.ones((2, 700)))
    np.save("zero.npy", np.diag([1.0, 1.0, 0.0, 1.0]))
    np.save("one.npy", standard(4)[:1])
    before = files()
    status, line = failing(arguments, capsys)
    assert status == 2 and reason in line
    assert files() == before and not os.path.exists("srm-ref-out")


@pytest.mark.parametrize("error, status, words", [
    (KeyboardInterrupt(), 130, "interrupted; nothing incomplete was written"),
    (MemoryError("3 GB"), 2, "not enough memory: 3 GB"),
    (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "x.png"), 2, "x.png: No space left"),
    (ValueError("one\ntwo"), 2, "one two"),
])
def test_a_failure_while_writing_leaves_nothing(here, capsys, monkeypatch, error, status, words):
    def failing_write(path, numbers):
        path.write_bytes(b"half")
        path.unlink()
        raise error
    monkeypatch.setattr(resonance, "write_arrays", failing_write)
    found, line = failing(["resonance", "acts.npy", "--out", "new/er"], capsys)
    assert found == status and words in line
    assert files() == ["acts.npy"] and not os.path.exists("new")


def test_earlier_results_outlive_a_failure(here, capsys, monkeypatch):
    assert main(["resonance", "acts.npy", "--epsilon", "0.5"]) == 0
    before = content("srm-ref-out")
    capsys.readouterr()

    def full(path, numbers):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    monkeypatch.setattr(resonance, "write_arrays", full)
    assert failing(["resonance", "acts.npy", "--epsilon", "0.9"], capsys)[0] == 2
    assert content("srm-ref-out") == before


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a directory that even its owner cannot write to")
def test_a_directory_that_cannot_be_made(here, capsys):
    status, line = failing(["resonance", "acts.npy", "--out", "/proc/self/results"], capsys)
    assert status == 2 and "--out: wanted a directory to write to" in line


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_bad_row_far_into_the_file_is_named_whoever_finds_it(here, capsys, jobs):
    activations = np.ones((5000, 3))
    activations[4321, 1] = -np.inf
    np.save("late.npy", activations)
    status, line = failing(["resonance", "late.npy", "--jobs", jobs], capsys)
    assert status == 2 and "found -inf at index (4321, 1)" in line and files() == ["acts.npy", "late.npy"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_a_reader_who_leaves_is_no_error(here):
    command = f"{sys.executable} -m srm_ref resonance acts.npy | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=120)
    assert done.stdout in ("141\n", "0\n") and done.stderr == ""


def _read_until(terminal, words, seconds=90):
    seen, end = b"", time.monotonic() + seconds
    while words not in seen and time.monotonic() < end:
        try:
            seen += os.read(terminal, 4096)
        except OSError:  # the other end has closed
            break
    return seen


def _hear_interrupts():
    """A suite that was started in the background ignores SIGINT, and its children would inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("change", [lambda file: os.truncate(file, 900), lambda file: os.utime(file, (1, 1)),
                                    lambda file: np.save(file, np.zeros((300, 4)))],
                                    ids=["cut", "touched", "rewritten"])
def test_a_file_that_changes_while_it_is_counted_is_refused(here, monkeypatch, change):
    monkeypatch.setattr(counting, "READ_AT_ONCE", 400)
    sweep, rows = FileSweep(standard(4), 0.5, "permutations", 8, False), np.load("acts.npy", mmap_mode="r")
    whole = count_rows(np.load("acts.npy"), sweep, 1, lambda *_: None)
    told = []
    assert count_rows(rows, sweep, 1, lambda *now: told.append(now)).counts.tolist() == whole.counts.tolist()
    assert told[-1] == (300, 300) and [done for done, _ in told] == sorted(done for done, _ in told)
    with pytest.raises(ValueError, match="activations: wanted a file that stays as it is .*acts.npy', changed"):
        count_rows(rows, sweep, 1, lambda done, _: change("acts.npy") if done == 100 else None)


@pytest.mark.slow
@pytest.mark.parametrize("sent, status, words, jobs", sample(
    [(signal.SIGINT, 130, b"interrupted", "1"), (signal.SIGINT, 130, b"interrupted", "2"),
     (signal.SIGTERM, 143, b"told to end", "1"), (signal.SIGTERM, 143, b"told to end", "2")],
    {(signal.SIGINT, "1"), (signal.SIGTERM, "2")}, name=lambda row: (row[0], row[3])))
def test_an_interruption_is_one_line_and_leaves_nothing(here, sent, status, words, jobs):
    """On a real terminal, so that the progress bar tells when work is under way."""
    pty = pytest.importorskip("pty")
    np.save("big.npy", np.random.default_rng(0).standard_normal((40_000, 48)))
    terminal, inside = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "srm_ref", "resonance", "big.npy", "--epsilon", "-0.5", "--jobs", jobs],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=inside, start_new_session=True,
        preexec_fn=_hear_interrupts)
    os.close(inside)
    seen = _read_until(terminal, b"s left")
    assert b"counting [" in seen
    os.killpg(process.pid, sent)
    seen = _read_until(terminal, b"no such words").replace(b"\r\n", b"\n")
    assert process.wait(60) == status
    os.close(terminal)
    assert seen.endswith(b"\r\x1b[Ksrm-ref: error: " + words + b"; nothing incomplete was written\n")
    assert seen.count(b"\n") == 1 and files() == ["acts.npy", "big.npy"] and not os.path.exists("srm-ref-out")


@pytest.mark.slow
def test_a_worker_that_is_killed_fails_the_whole(here, monkeypatch, capsys):
    monkeypatch.setattr("srm_ref.commands.counting._start_worker", _die)
    status, line = failing(["resonance", "acts.npy", "--jobs", "2"], capsys)
    assert status == 2 and "a worker process ended before its work was done" in line and files() == ["acts.npy"]


def _die(stop):
    os._exit(9)


# --- golden

def test_a_file_that_can_be_counted_by_hand(here):
    """Origin: by hand. Two samples on the axes, one zero; a cone of 60 degrees either way; angles 0, 45, ..., 315."""
    with open("hand.csv", "w") as file:
        file.write("x,y\n2,0\n0,3\n0,0\n")
    assert main(["resonance", "hand.csv", "--epsilon", "0.5", "--angles", "8", "--planes", "combinations"]) == 0
    numbers = written("hand_resonance")
    assert numbers["counts"].tolist() == [[1, 2, 1, 1, 0, 0, 0, 1]] and numbers["n_zero"] == 1
    assert numbers["mass"] == pytest.approx(2 / 9)
