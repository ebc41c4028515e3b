"""What the command line says about planted clouds: never the wrong side, and no side where the numbers do not tell."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from srm_ref.cli import main
from srm_ref.commands import projection, resonance
from srm_ref.geometry.bases import cross_polytope, simplex, standard
from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight.statistics import sign_tells_axes, summarise

EPSILONS = (0.3, 0.51, 0.6, 0.7, 0.75, 0.9)
LIMIT = ("a cone this wide, half-way between two axes, holds both. Neither the harmonic's sign nor alignment above or below 1 "
         "tells axes from diagonals")
SIDES = re.compile(r"diagonal|on the ax|\balign(?!ment )|anti|avoid|gather|half-way|no preference", re.IGNORECASE)


def clouds(n_dims, n_samples=400):
    """Rows on the axes, nearly on them, and normal numbers squeezed by tanh, which lie between them.

    Sums of two axes stand here in two dimensions only: in more they are near the axes of their other planes, too.
    """
    rng = np.random.default_rng(n_dims)
    axes = np.eye(n_dims)[rng.integers(n_dims, size=n_samples)] * rng.choice([-1, 1], size=(n_samples, 1))
    noise = 0.1 * rng.standard_normal((n_samples, n_dims))
    found = {"axes": axes, "near axes": axes + noise, "tanh": np.tanh(2 * rng.standard_normal((n_samples, n_dims)))}
    return found if n_dims > 2 else found | {"diagonals": axes @ [[1, 1], [-1, 1]] + noise}


@pytest.fixture
def printed(tmp_path, monkeypatch, capsys):
    """Run a command on a cloud: what it prints, a sentence a line as it may be, and every word in its picture."""
    monkeypatch.chdir(tmp_path)
    pictures = []
    for command in (resonance, projection):
        monkeypatch.setattr(command, "save_figure", lambda figure, path: pictures.append(figure) or path.write_bytes(b"picture"))

    def run(name, cloud, epsilon, *more, basis=None):
        np.save("cloud.npy", cloud)
        if basis is not None:
            np.save("basis.npy", basis)
            more = *more, "--basis", "basis.npy"
        assert main([name, "cloud.npy", "--epsilon", repr(epsilon), *more]) == 0
        drawn = [text.get_text() for figure in pictures for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]
        return " ".join(capsys.readouterr().out.split()), "\n".join(drawn)
    return run


def side(out):
    """What a person reads off the two numbers, following what is said beside them: 1 axes, -1 diagonals, 0 nothing said."""
    number = re.search(r" harmonic ([+-][\d.]+) fourth harmonic: > 0 on the axes, < 0 on the diagonals, 0 no preference", out)
    against = re.search(r" alignment ([\d.]+) at the privileged directions, over the mean: 1 is no preference", out)
    assert (number is None) == (against is None)
    if number is None:
        return 0
    assert np.sign(float(number[1])) == np.sign(float(against[1]) - 1)
    return int(np.sign(float(number[1])))


# --- definition

@pytest.mark.parametrize("epsilon", EPSILONS)
@pytest.mark.parametrize("n_dims", [2, 4, 16])
def test_no_cloud_is_called_what_it_is_not(printed, n_dims, epsilon):
    for name, cloud in clouds(n_dims).items():
        out, drawn = printed("resonance", cloud, epsilon, "--angles", "24", "--planes", "mean")
        wanted = 1 if "axes" in name else -1
        dark = math.isnan(summarise(cloud, standard(n_dims), epsilon).harmonic)
        assert ("nothing is lit" in out) == dark
        assert side(out) == (wanted if sign_tells_axes(epsilon) and not dark else 0), (name, out)
        assert (f"note epsilon {epsilon:g} is below 1/sqrt(2) = 0.70711: {LIMIT}" in out) == (not sign_tells_axes(epsilon) and not dark)
        assert not SIDES.search(drawn)


@pytest.mark.parametrize("more", [("--test", "3"), ("--signed",), ("--planes", "combinations"), ("--planes", "mean", "--test", "2")])
@pytest.mark.parametrize("epsilon", [-0.8, 0.0, 0.3, 0.7, 0.7071])
def test_below_the_limit_no_word_but_the_limit_speaks_of_a_side(printed, epsilon, more):
    for cloud in clouds(4, 60).values():
        out, drawn = printed("resonance", cloud, epsilon, "--angles", "8", *more)
        said = out.replace("its sign does not tell axes from diagonals here", "", 1).replace(LIMIT, "", 1)
        assert len(said) == len(out) - len(LIMIT) - 47
        assert not SIDES.search(said) and not SIDES.search(drawn)


@pytest.mark.parametrize("epsilon", EPSILONS)
def test_the_projection_shows_and_calls_it_nothing(printed, epsilon):
    for cloud in clouds(4).values():
        out, drawn = printed("projection", cloud, epsilon, "--bins", "6")
        assert not SIDES.search(out) and not SIDES.search(drawn)


# --- analytic

def test_rows_on_the_axes_had_the_wrong_sign_there():
    """What made this file: at 0.56, within the advice for 1,000 x 16, every row is an axis and reads as on the diagonals."""
    found = summarise(np.eye(16), np.eye(16), 0.56)
    assert found.harmonic < -0.15 and found.alignment < 0.85


def test_the_rows_of_a_triangle_read_below_one_in_it():
    assert summarise(simplex(2), simplex(2), 0.75).alignment == pytest.approx(0.72, abs=0.005)


@pytest.mark.parametrize("epsilon", [0.6, 0.75])
def test_an_oblique_basis_is_called_neither(printed, epsilon):
    out, _ = printed("resonance", simplex(2), epsilon, basis=simplex(2))
    assert side(out) == 0 and "its sign does not tell axes from diagonals here" in out
    assert ("can be read only where all planes are known to be at right angles" in out) == sign_tells_axes(epsilon)
    assert (LIMIT in out) != sign_tells_axes(epsilon)


@pytest.mark.parametrize("basis", [cross_polytope(3), random_rotation(3, np.random.default_rng(0))], ids=["cross", "rotated"])
def test_directions_at_right_angles_are_read(printed, basis):
    for rows, wanted in ((basis[:3], 1), (basis[:3] + basis[[1, 2, 0]], -1)):
        out, _ = printed("resonance", rows, 0.8, basis=basis)
        assert side(out) == wanted and "note that sign" not in out
        assert side(printed("resonance", rows, 0.6, basis=basis)[0]) == 0
