"""Parts from many machines: together they are one run over all rows, bit for bit; what does not belong is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from srm_ref.cli import main
from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.rotation_parts import KurtosisTest


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = np.round(np.random.default_rng(0).standard_normal((230, 4)), 1)
    rows[::50] = 0.0
    np.save("all.npy", rows)
    for k, part in enumerate(np.array_split(rows, 3)):
        np.save(f"{k}.npy", part)


def parts(*more, names="012"):
    for name in names:
        assert main(["resonance", f"{name}.npy", "--part", f"{name}.part.npz", "--quiet", *more]) == 0
    return [f"{name}.part.npz" for name in names]


def curves(name):
    with np.load(f"srm-ref-out/{name}_resonance.npz") as file:
        return {key: file[key] for key in file.files}


# --- definition

@pytest.mark.parametrize("more", [[], ["--planes", "mean", "--signed"], ["--planes", "combinations", "--angles", "50"]])
def test_parts_make_the_one_shot_result_in_any_tree(more):
    assert main(["resonance", "all.npy", "--test", "1", "--quiet", *more]) == 0
    first, second, third = parts(*more)
    assert main(["merge", third, first, "--part", "two.npz", "--quiet"]) == 0
    assert main(["merge", "two.npz", second]) == 0
    merged, wanted = curves("merged"), curves("all")
    for key, value in merged.items():
        np.testing.assert_array_equal(value, wanted[key], strict=True)
    assert {"thetas", "mean", "n_samples", "n_zero"} <= merged.keys() and merged["n_zero"] == 5


def test_what_is_said(capsys):
    assert main(["merge", *parts(), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["n_samples"] == 230


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_parts_of_the_rotation_test_make_that_of_one_run(dtype, capsys):
    for name in ("all", "0", "1", "2"):
        np.save(f"{name}.npy", np.load(f"{name}.npy").astype(dtype))
    first, second, third = parts("--test", "39", "--seed", "5")
    assert main(["merge", third, first, "--part", "two.npz", "--quiet"]) == 0
    assert main(["merge", "two.npz", second, "--json", "-"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert main(["resonance", "all.npy", "--test", "39", "--seed", "5", "--part", "all.npz", "--quiet"]) == 0
    assert main(["merge", "all.npz", "--name", "whole", "--quiet"]) == 0
    merged, whole = (KurtosisTest.load(f"srm-ref-out/{name}_rotations.npz") for name in ("merged", "whole"))
    for name in ("kurtosis_test", "scale", "shape"):
        for found, wanted in zip(getattr(merged, name), getattr(whole, name)):
            np.testing.assert_array_equal(found, wanted, strict=isinstance(wanted, np.ndarray))
    np.testing.assert_array_equal(merged.loads, whole.loads)
    assert (said["verdict"], said["kurtosis_p_value"], said["n_samples"]) == (
        whole.verdict, whole.kurtosis_test.p_value, 230)
    assert main(["resonance", "all.npy", "--test", "39", "--seed", "5", "--quiet"]) == 0
    with np.load("srm-ref-out/all_resonance.npz") as one_run:
        rtol = 0.0 if dtype == np.float64 else 1e-6  # the command compares float32 in float32
        for name in ("kurtosis", "kurtosis_null", "scale_null", "shape", "loads"):
            np.testing.assert_allclose(said[name], one_run[name], rtol=rtol, atol=0.0)
        assert said["verdict"] == one_run["verdict"] and said["carriers"] == one_run["carriers"].tolist()


def test_what_is_said_of_rotations(capsys):
    assert main(["merge", *parts("--test", "39")]) == 0
    said = capsys.readouterr().out
    assert "3 parts, 230 rows, 5 of them zero" in said and "39 random rotations of the basis, seed 0" in said
    assert main(["merge", *parts("--test", "3")]) == 0
    assert "CANNOT TELL" in (said := capsys.readouterr().out) and "3 rotations cannot give a p-value" in said


# --- errors

@pytest.mark.parametrize(("more", "found"), [(["--epsilon", "0.5"], "epsilon"), (["--signed"], "signed"),
                                             (["--angles", "7"], "n_angles"), (["--planes", "mean"], "planes")])
def test_parts_of_another_question_are_refused(capsys, more, found):
    written = parts(names="01") + parts(*more, names="2")
    assert main(["merge", *written]) == 2
    assert (f"2.part.npz: wanted an accumulator of the same sweep; found one with another "
            f"{found}") in capsys.readouterr().err


@pytest.mark.parametrize(("more", "found"), [
    (["--test", "5"], "wanted sums of the same rotations of the same basis; found those of another n_rotations"),
    (["--test", "4", "--seed", "1"], "wanted sums of the same rotations of the same basis; found those of "
                                   "another seed"),
    ([], "wanted a part of a rotation test (--test), as 0.part.npz; found one of curves")])
def test_parts_whose_rotations_differ_are_refused(capsys, more, found):
    written = parts("--test", "4", names="01") + parts(*more, names="2")
    assert main(["merge", *written]) == 2
    assert f"2.part.npz: {found}" in capsys.readouterr().err


def test_the_same_rows_twice_are_refused_whatever_their_file_is_called(capsys):
    np.save("copy.npy", np.load("1.npy"))
    written = parts() + ["copy.part.npz"]
    assert main(["resonance", "copy.npy", "--part", "copy.part.npz", "--quiet"]) == 0
    assert main(["merge", *written]) == 2
    assert ("copy.part.npz: wanted parts of different data; found one that has been merged "
            "already") in capsys.readouterr().err
    assert main(["merge", *written[:2], "--part", "two.npz", "--quiet"]) == 0
    assert main(["merge", "two.npz", written[1]]) == 2  # also once it is inside another
    assert main(["merge", *2 * parts("--test", "2", names="0")]) == 2
    assert "found one that has been merged already" in capsys.readouterr().err.splitlines()[-1]


def test_what_is_no_part_is_refused(capsys):
    np.savez("other.npz", x=np.ones(3))
    content = Path(parts(names="0")[0]).read_bytes()
    Path("half.npz").write_bytes(content[:-100])
    for bad in ("other.npz", "half.npz", "all.npy", "missing.npz"):
        assert main(["merge", bad]) == 2
        said = capsys.readouterr().err
        assert "path: wanted a part" in said and (bad != "missing.npz") == ("no file 'missing.npz'" not in said)
    with np.load("0.part.npz") as file:
        held = {name: file[name] for name in file.files}
    for name, other in [("differences", np.zeros((1, 3))), ("n_samples", -1), ("asked_epsilon", 7.0), ("turns", None)]:
        np.savez("bad.npz", **{key: value for key, value in (held | {name: other}).items() if value is not None})
        with pytest.raises(ValueError, match="path: wanted a part that SpotlightAccumulator.save wrote"):
            SpotlightAccumulator.load("bad.npz")


@pytest.mark.parametrize("arguments", [["0.npy", "1.npy"], ["0.npy", "--centre"], ["0.npy", "--test", "3", "--arcs"]])
def test_a_part_is_of_one_file_as_it_is(capsys, arguments):
    assert main(["resonance", *arguments, "--part", "p.npz"]) == 2
    assert "--part: wanted " in capsys.readouterr().err
