"""Several files in one table: every row is its own reading, and p-values are corrected for the number of files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import srm_ref
from srm_ref.cli import main
from srm_ref.commands import output
from srm_ref.spotlight.verdict import holm


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Four clouds in files of three kinds; pictures are composed and not painted."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(output, "save_figure", lambda figure, path: path.write_bytes(b"picture"))
    rng = np.random.default_rng(0)
    Path("b").mkdir()
    np.save("none.npy", rng.standard_normal((200, 6)))
    np.save("b/none.npy", np.tanh(3 * rng.standard_normal((200, 6))))
    np.savez("two.npz", first=np.eye(5)[rng.integers(5, size=150)], second=rng.standard_normal((90, 4)),
             scalar=np.float64(3))
    return tmp_path


def rows_of(capsys, *arguments):
    assert main(["resonance", *arguments, "--json", "said.json"]) == 0
    return capsys.readouterr().out.splitlines(), json.loads(Path("said.json").read_text())["files"]


# --- definition

def test_every_row_is_its_own_reading(capsys):
    lines, rows = rows_of(capsys, "none.npy", "b/none.npy", "two.npz")
    assert [row["file"] for row in rows] == ["none.npy", "b/none.npy", "two.npz:first", "two.npz:second"]
    assert [row["verdict_of_all"]
            for row in rows] == ["no preference found", "anti-aligned", "aligned", "no preference found"]
    for line, row in zip(lines[1:], rows):
        assert line.startswith(row["verdict_of_all"]) and row["file"] in line and f"{row['kurtosis']:.4g}" in line
        assert line.endswith(f"{row['kurtosis_p_value']:>7.3g} {row['holm_p_value']:>7.3g}")
    own = srm_ref.basis_rotation_test(np.load("none.npy"), np.eye(6), 0.9, 159, np.random.default_rng(0))
    assert (rows[0]["kurtosis"], rows[0]["kurtosis_p_value"], rows[0]["n_rotations"]) == (own.kurtosis, own.p_value,
                                                                                          159)
    p_values = [row["kurtosis_p_value"] for row in rows]
    assert [row["holm_p_value"] for row in rows] == pytest.approx(holm(np.array(p_values)))
    assert sorted(path.name for path in Path("srm-ref-out").glob("[!.]*")) == [
        "none_2_scan.png", "none_scan.png", "two_first_scan.png", "two_second_scan.png"]


def test_one_array_that_has_the_name_is_taken_alone(capsys):
    np.savez("named.npz", activations=np.load("none.npy"), labels=np.ones((200, 1)))
    assert main(["resonance", "named.npz"]) == 0
    assert capsys.readouterr().out.startswith("verdict       NO PREFERENCE FOUND")


# --- analytic

def test_with_too_few_rotations_for_so_many_files_nothing_can_be_told(capsys):
    """39 rotations reach p = .05, and three files need .0167."""
    lines, rows = rows_of(capsys, "none.npy", "b/none.npy", "two.npz:first", "--test", "39")
    assert [row["verdict_of_all"] for row in rows] == ["cannot tell"] * 3
    assert "b/none.npy: cannot tell: 39 rotations are too few for 3 files; --test 119" in lines
    _, rows = rows_of(capsys, "none.npy", "b/none.npy", "two.npz:first", "--test", "119")
    assert [row["verdict_of_all"] for row in rows] == ["no preference found", "anti-aligned", "aligned"]


def test_holm_by_hand():
    """.01 times 4, .02 times 3, .02 times 2 but not below the one before, .5 alone; a test that was not made does not
    count.
    """
    np.testing.assert_allclose(holm(np.array([0.5, 0.02, 0.01, np.nan, 0.02])), [0.5, 0.06, 0.04, np.nan, 0.06])
    np.testing.assert_array_equal(holm(np.array([0.6, 0.7])), [1.0, 1.0])
    assert holm(np.array([])).shape == (0,)


# --- properties

def test_the_order_of_files_does_not_matter(capsys):
    _, one = rows_of(capsys, "none.npy", "b/none.npy")
    _, two = rows_of(capsys, "b/none.npy", "none.npy")
    assert [row["holm_p_value"] for row in one] == [row["holm_p_value"] for row in two][::-1]


# --- errors

def test_a_file_that_cannot_be_told_is_a_row_and_a_file_that_cannot_be_read_is_an_error(capsys):
    np.save("zero.npy", np.zeros((20, 3)))
    lines, rows = rows_of(capsys, "none.npy", "zero.npy", "b/none.npy")
    assert rows[1]["verdict_of_all"] == "cannot tell" and rows[1]["holm_p_value"] is None
    assert rows[2]["holm_p_value"] == 2 * rows[2]["kurtosis_p_value"]  # two tests were made
    assert any(line.startswith("zero.npy: cannot tell: 0 of the activations are not zero") for line in lines)
    assert main(["resonance", "none.npy", "missing.npy"]) == 2
    assert "no file 'missing.npy'" in capsys.readouterr().err


def test_json_for_standard_output_stands_alone(capsys):
    assert main(["resonance", "none.npy", "--json", "-"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"] == "no preference found" and len(said["mean"]) == 360 and "counts" not in said
    assert len(said["kurtosis_null"]) == 99 and said["sentence"].startswith("No preference found in the mean")
