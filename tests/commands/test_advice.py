"""Advice that is printed can be followed, and is not printed where no advice helps."""

from __future__ import annotations

import re

import numpy as np
import pytest

from srm_ref.cli import main

CLOUDS = {name: np.random.default_rng(k).standard_normal(shape) for k, (name, shape) in enumerate({
    "few": (20, 64), "fewer": (12, 16), "wide": (100, 200), "enough": (3000, 16)}.items())}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("srm_ref.commands.output.save_figure", lambda figure, path: None)


def said(command, rows, capsys, *more):
    np.save("a.npy", rows)
    assert main([command, "a.npy", *more]) == 0
    return " ".join(capsys.readouterr().out.split())


# --- definition

@pytest.mark.parametrize("name", CLOUDS)
def test_an_epsilon_that_is_advised_can_show_something(name, capsys):
    """Never 0, where every activation lights half of every circle whatever the cloud."""
    rows = CLOUDS[name]
    out = said("resonance", rows, capsys, "--test", "1", "--planes", "mean", "--epsilon", "0.95")
    advised = [float(value) for value in re.findall(r"try --epsilon (\S+)", out)]
    assert len(advised) == (name in ("wide", "enough")) and all(value > 0.02 for value in advised)
    if not advised:
        assert "no epsilon resolves a single plane" in out
    else:
        again = said("resonance", rows, capsys, "--test", "1", "--planes", "mean", "--epsilon", str(advised[0]))
        assert "try --epsilon" not in again and "data without any preference would put 10" in again


# --- analytic

def test_a_projection_tells_an_excess_however_few_points_are_expected(capsys):
    rows = np.random.default_rng(0).standard_normal((2000, 12))
    rows[:, 3] += 100.0
    out = said("projection", rows, capsys, "--epsilon", "0.97")
    found, times = re.search(r"densest cell ([\d,]+) points .*: (\S+) times as many", out).groups()
    assert int(found.replace(",", "")) > 1000 and float(times) > 1000 and "a thin picture" not in out


# --- errors

def test_a_single_column_is_no_matter_of_the_basis(capsys):
    rows = np.random.default_rng(0).standard_normal((50, 1))
    assert "in one dimension there is no other direction to compare with" in said("resonance", rows, capsys)
    assert "Cannot tell: one dimension has no plane" in said("projection", rows, capsys)
    with open("a.csv", "w", encoding="utf-8") as file:
        file.writelines(f"{a:.3f};{a:.3f}\n" for a in rows[:, 0])
    assert main(["resonance", "a.csv"]) == 2 and "separated" in capsys.readouterr().err


def test_zeros_are_answered_by_both_commands(capsys):
    assert "CANNOT TELL" in said("resonance", np.zeros((40, 4)), capsys)
    assert "no sample differs from zero" in said("projection", np.zeros((40, 4)), capsys)
