"""`srm-ref find`: what it writes is what it found, and what it says was measured on the rows that were held out."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.image import imread

from srm_ref.cli import main
from srm_ref.commands import find
from srm_ref.geometry.matching import match_directions
from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight.found_basis import find_basis

N_DIMS = 5


def near_axes(rng, n_rows=300):
    axes = rng.choice([-1.0, 1.0], (n_rows, 1)) * np.eye(N_DIMS)[rng.integers(N_DIMS, size=n_rows)]
    return axes + 0.1 * rng.standard_normal((n_rows, N_DIMS))


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    """Run the command on rows: its lines by their heading words, those of the first side only where several have the
    word.
    """
    monkeypatch.chdir(tmp_path)

    def run(rows, *more, basis=None):
        np.save("acts.npy", rows)
        if basis is not None:
            np.save("basis.npy", basis)
            more = *more, "--basis", "basis.npy"
        assert main(["find", "acts.npy", *more]) == 0
        lines = {}
        for line in capsys.readouterr().out.splitlines():
            if head := line[:13].strip():
                lines.setdefault(head, line[14:])
        return lines | {"last": line.strip()}
    return run


# --- definition

def test_the_written_basis_is_the_found_one(said, tmp_path):
    rows = near_axes(np.random.default_rng(0)) @ random_rotation(N_DIMS, np.random.default_rng(1))
    lines = said(rows, "--starts", "3", "--seed", "5", "--rotations", "39")
    for side, sign in find.SIDES.items():
        wanted = find_basis(rows, sign, 3, np.random.default_rng(5), n_rotations=39)
        written = np.load(tmp_path / "srm-ref-out" / f"acts_{side}.npy")
        np.testing.assert_array_equal(written, wanted.basis)
        assert lines[side].startswith(f"kurtosis {wanted.kurtosis_fitted:.4g} on the rows that it was found on, "
                                      f"{wanted.kurtosis_held_out:.4g} on the others; by chance {15 / 7:.4g}")
    assert sorted(path.name for path in (tmp_path / "srm-ref-out").glob("[!.]*")) == [
        "acts_found.png", "acts_highest.npy", "acts_lowest.npy"]
    assert imread(tmp_path / "srm-ref-out" / "acts_found.png").shape[2] == 4


# --- analytic

def test_a_hidden_basis_is_found_and_told_from_the_given_one(said):
    rng = np.random.default_rng(2)
    own = random_rotation(N_DIMS, rng)
    rows = near_axes(rng) @ own
    lines = said(rows, "--side", "highest", "--rotations", "39")
    assert lines["tested"].startswith("These 150 rows lie nearer to the 5 directions than")
    assert lines["starts"].startswith("6 of 6 random starts ended at this basis, all directions within 10 degrees")
    assert lines["so"].startswith("a basis is found, and it is ") or lines["so"].startswith(
        "a basis is found. It is farther from")
    assert "no farther" not in lines["so"] and "5 of 5 directions by 10 degrees or less" in lines["angles"]
    assert lines["from given"].startswith("a climb from the given basis moved its directions by a median of ")
    lines = said(rows, "--side", "highest", "--rotations", "39", basis=own)
    ended = re.search(r"at most ([\d.]+) degrees?, and ended at the found basis: kurtosis", lines["from given"])
    moved = float(ended[1])
    assert moved < 3
    gap = float(re.search(r"median ([\d.]+), widest", lines["angles"])[1])
    assert gap < 3 and float(re.search(r"([\d.]+) % of the found", lines["given"])[1]) > 97
    assert lines["so"] == ("a basis is found, and it is no farther from the given one than it moves itself from one "
                           "half to the other")


def test_a_given_basis_that_leads_elsewhere_is_told_apart_with_the_numbers_of_its_own_end(said):
    """Two bases in one cloud, half-way from each other: more rows lie near the found one; the given is an end too."""
    rng = np.random.default_rng(10)
    own = random_rotation(4, rng)
    halfway = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2 @ own
    rows = np.concatenate([np.eye(4)[rng.integers(4, size=n)] @ basis for n, basis in ((900, own), (700, halfway))])
    rows += 0.1 * rng.standard_normal(rows.shape)
    turn = np.eye(4)
    turn[:2, :2] = [[0.96, -0.28], [0.28, 0.96]]  # by 16 degrees, so that the given basis is not its own end
    for given, where in ((turn @ halfway, "not the found basis"), (turn @ own, "the found basis")):
        line = said(rows, "--side", "highest", "--rotations", "39", "--starts", "9", basis=given)["from given"]
        found = find_basis(rows, 1, 9, np.random.default_rng(0), n_rotations=39, given=given)
        moved, median, p, value = found.from_given_angles, *(
            float(re.search(f"{before}([\\d.]+)", line)[1]) for before in ("median of ", "p = ", "kurtosis "))
        assert f"and ended at {where}: " in line and p == found.from_given_test.p_value
        assert median == pytest.approx(np.degrees(np.median(moved)), abs=0.06)
        assert float(re.search("at most ([\\d.]+)", line)[1]) == pytest.approx(np.degrees(moved.max()), abs=0.06)
        assert value == pytest.approx(found.from_given_test.value, rel=1e-3) and value > found.given_test.value + 0.01


def test_nothing_is_found_where_nothing_is(said):
    lines = said(np.random.default_rng(4).standard_normal((300, N_DIMS)), "--side", "highest", "--rotations", "39")
    assert lines["so"] == "no basis found: what was climbed to on one half shows no such preference on the other"
    assert "angles" not in lines and "from given" not in lines
    assert "excess" not in lines["given"] and "Found less" not in lines["given"]


def test_an_offset_is_said_to_be_one_and_holds_one_direction_only(said):
    rows = np.random.default_rng(5).standard_normal((300, N_DIMS)) + 4.0
    lines = said(rows, "--side", "highest", "--rotations", "39")
    assert lines["note"].startswith("the mean of the rows is larger than their spread")
    assert lines["so"].startswith("there is a preference, but these rows do not hold a basis in place")
    assert "1 of 5 directions by 10 degrees or less" in lines["angles"]
    lines = said(rows, "--side", "highest", "--rotations", "39", "--centre")
    assert lines["so"].startswith("no basis found") and "note" not in lines


def test_too_few_rotations_can_tell_nothing(said):
    lines = said(near_axes(np.random.default_rng(0)), "--side", "lowest", "--rotations", "9")
    assert lines["so"] == "nothing can be told: see above why" and lines["tested"].startswith(
        "Cannot tell: 9 rotations")


def test_low_rank_and_zero_rows_are_said(said):
    rows = np.random.default_rng(6).standard_normal((100, N_DIMS)) * [1, 1, 0, 0, 0]
    rows[::10] = 0.0
    lines = said(rows, "--side", "highest", "--rotations", "9")
    assert lines["note"].startswith("the rows that were looked at span 2 of 5 dimensions")
    assert sum(int(n) for n in re.findall(r"on (\d+) ", lines["halves"])) == 90
    assert said(np.zeros((4, 2)), "--rotations", "39")["so"] == "nothing can be told: see above why"


def test_groups_stay_together(said, tmp_path):
    rng = np.random.default_rng(7)
    np.savetxt(tmp_path / "documents.csv", np.repeat(np.arange(4), 25))
    lines = said(near_axes(rng, 100), "--groups", "documents.csv", "--side", "highest", "--rotations", "9")
    assert lines["halves"].startswith("looked for on 50 rows, tested on 50 others (rows of length zero left out), "
                                      "whole groups of 4")


# --- properties

@pytest.mark.parametrize("seed", range(3))
def test_what_is_not_found_is_not_read(said, seed):
    """Whatever the verdict, angles and gains stand only beside a basis that was found."""
    rows = np.random.default_rng(seed).standard_normal((60, N_DIMS))
    lines = said(rows, "--side", "lowest", "--rotations", "39", "--starts", "2")
    assert ("angles" in lines) == lines["tested"].startswith("These") == ("Found less given" in lines["given"])


def test_a_found_basis_is_taken_by_the_other_commands(said, tmp_path, capsys):
    rng = np.random.default_rng(8)
    own = random_rotation(N_DIMS, rng)
    lines = said(near_axes(rng) @ own, "--side", "highest", "--rotations", "9")
    assert lines["written"].startswith("srm-ref-out/acts_highest.npy, srm-ref-out/acts_found.png")
    assert lines["last"].endswith("with --basis, test it on other rows, never on these")
    np.save("others.npy", near_axes(rng) @ own)
    assert main(["resonance", "others.npy", "--basis", "srm-ref-out/acts_highest.npy", "--epsilon", "0.8"]) == 0
    assert match_directions(own, np.load("srm-ref-out/acts_highest.npy"))[1].max() < np.radians(5)


# --- errors

@pytest.mark.parametrize("more, message", [
    (("--basis", "basis.npy"), "given: wanted orthonormal rows"),
    (("--groups", "acts.npy"), "groups: wanted one column; found 5 in 'acts.npy'"),
    (("--starts", "0"), "--starts: wanted a whole number >= 1"),
    (("--side", "middle"), "--side: invalid choice"),
])
def test_refused(tmp_path, monkeypatch, capsys, more, message):
    monkeypatch.chdir(tmp_path)
    np.save("acts.npy", np.ones((4, 5)))
    np.save("basis.npy", np.ones((5, 5)))
    try:
        status = main(["find", "acts.npy", *more])
    except SystemExit as leaving:
        status = leaving.code
    assert status == 2 and message in capsys.readouterr().err and not (tmp_path / "srm-ref-out").exists()
