"""What a person reads: the table, the claims and the figure say what the numbers say."""

from __future__ import annotations

import numpy as np
import pytest

from srm_ref.experiments.spotlight.demo import DemoNumbers, claims, draw, table
from srm_ref.figures.canvas import save_figure

N_ANGLES = 8


def numbers_of(own=(2.04, -0.4), other=(2.67, 0.0)):
    """Numbers with `own` (kurtosis, harmonic) in the own bases and `other` everywhere else; random 2.4 .. 2.9, +-0.1."""
    fourth, harmonic = np.full((3, 2, 2), other[0]), np.full((3, 2, 2), other[1])
    for network, basis in ((0, 0), (1, 1)):
        fourth[network, 1, basis], harmonic[network, 1, basis] = own
    at = np.ones((3, 2, 1))
    mean = 0.001 * (1.0 + np.arange(3 * 2 * N_ANGLES).reshape(3, 2, N_ANGLES))
    return DemoNumbers(n_epochs=7, n_samples=1000, n_dims=16, n_planes=240, epsilon=0.6, baseline=0.005,
                       explained=np.array([0.911, 0.912, 0.913]), thetas=2 * np.pi * np.arange(N_ANGLES) / N_ANGLES,
                       mean=mean, std=0.5 * mean, fourfold=0.9 * mean, random_low=0.1 * mean[:, 0],
                       random_high=0.2 * mean[:, 0], mass=np.full((3, 2, 2), 0.005), harmonic=harmonic,
                       alignment=np.ones((3, 2, 2)), kurtosis=fourth, random_harmonic=at * [-0.11, 0.0, 0.12],
                       random_alignment=at * [0.8, 1.2, 1.0], random_kurtosis=at * [2.4, 2.9, 2.6])


def rows_of(text):
    lines = text.splitlines()
    return [line for line in lines[lines.index(next(line for line in lines if line.startswith("---"))) + 1:][:11] if line]


# --- analytic


def test_the_table_names_the_basis_the_numbers_and_the_sign():
    text = table(numbers_of())
    rows = rows_of(text)
    assert len(rows) == 9
    assert rows[0].split("  ")[0] == "tanh, standard basis"
    assert all(words in rows[0] for words in ("standard (own)", "2.04", "-0.40", "ANTI-aligned", "2.67  no preference"))
    assert all(words in rows[1] for words in ("rotated ", "2.67", "+0.00", "no preference")) and "own" not in rows[1]
    assert all(words in rows[2] for words in ("3 random bases", "2.40 .. 2.90", "-0.11 .. +0.12"))
    assert "standard " in rows[3] and "own" not in rows[3] and "no preference" in rows[3]
    assert "rotated (own)" in rows[4] and "ANTI-aligned" in rows[4]
    assert not any("own" in row or "ligned" in row for row in rows[6:])
    assert "tanh, rotated basis: structured along the rotated basis, its own: ANTI-aligned (kurtosis 2.04)." in text.splitlines()
    assert "isotropic tanh: structured along neither basis, as far as can be seen." in text.splitlines()


def test_the_table_says_how_it_was_measured():
    text = table(numbers_of())
    for words in ("1000 digits", "7 epochs", "91, 91, 91 % of the variance", "raw", "240 planes", "epsilon = 0.6",
                  "half angle 53 degrees", "5.0 of 1000 activations", "in all 3 random bases", "in 50 % of cases at most",
                  "16^2 times the mean fourth power", "16 where each", "2.67 on average"):
        assert words in text
    assert max(map(len, text.splitlines())) <= 120 and not text.endswith("\n")


@pytest.mark.parametrize("own, word", [((5.0, 0.4), "aligned"), ((2.0, -0.4), "ANTI-aligned"),
                                       ((2.5, -0.4), "no preference"), ((2.5, 0.4), "no preference"),
                                       ((5.0, -0.4), "aligned"), ((2.0, 0.4), "ANTI-aligned")])  # as one-hot rows at epsilon 0.6
def test_the_reading_follows_the_kurtosis(own, word):
    row = rows_of(table(numbers_of(own)))[0]
    assert f"{own[1]:+.2f}  {word}  " in row


def test_the_legend_reads_a_sign_only_where_it_tells_axes_from_diagonals():
    numbers = numbers_of()
    assert "below 0: on the diagonals" in table(numbers._replace(epsilon=0.75))
    assert "below 0" not in table(numbers) and "here its sign does not tell axes from diagonals" in table(numbers)


@pytest.mark.parametrize("own, other, held", [
    ((2.0, -0.4), (2.67, 0.0), [True, True, True, False, True]),
    ((5.0, -0.4), (2.67, 0.0), [True, True, True, True, True]),
    ((2.67, 0.0), (2.67, 0.0), [False, False, True, False, True]),
    ((2.0, -0.4), (5.0, 0.4), [False, False, False, False, True]),
    ((2.0, -0.4), (2.0, -0.4), [False, False, False, False, True]),
])
def test_claims_are_judged_by_the_numbers(own, other, held):
    found = claims(numbers_of(own, other))
    assert [claim.holds for claim in found] == held
    assert f"kurtosis {own[0]:.2f} in the standard basis, {other[0]:.2f} in the rotated one" in found[0].measured
    assert ("farther from the directions" in found[3].reason) == (own[0] < 2.4)


def test_activations_lie_nearer_to_privileged_directions_only_if_in_both_networks():
    for anti in (0, 1):  # network 0 in basis 0, network 1 in basis 1
        numbers = numbers_of((5.0, 0.4))
        numbers.kurtosis[anti, 1, anti] = 2.0
        assert [claim.holds for claim in claims(numbers)] == [True, True, True, False, True]


def test_networks_that_learn_unequally_are_reported():
    found = claims(numbers_of()._replace(explained=np.array([0.9, 0.92, 0.9])))
    assert not found[-1].holds and found[-1].measured == "90.0 %, 92.0 %, 90.0 % explained"


# --- properties


def test_every_panel_shows_its_network_in_its_basis(tmp_path):
    numbers = numbers_of()
    figure = draw(numbers)
    panels = [ax for ax in figure.axes if ax.lines]
    assert len(panels) == 6
    for place, ax in enumerate(panels):
        basis, network = divmod(place, 3)
        assert ax.get_title().startswith(("tanh, standard", "tanh, rotated", "isotropic")[network])
        assert f"searched in the {('standard', 'rotated')[basis]} basis" in ax.get_title()
        assert ax.get_title().endswith("its own") == ((network, basis) in ((0, 0), (1, 1)))
        drawn = {line.get_label(): line for line in ax.lines}
        mean = drawn["mean and standard deviation over 240 planes"]
        assert np.allclose(mean.get_xdata(), 45 * np.arange(9))
        assert np.array_equal(mean.get_ydata()[:-1], numbers.mean[network, basis])
        assert np.array_equal(drawn["its part that repeats every quarter turn"].get_ydata()[:-1],
                              numbers.fourfold[network, basis])
        assert set(drawn["isotropic baseline"].get_ydata()) == {0.005}
        assert ax.get_ylim()[0] == 0.0 and ax.get_ylim()[1] > (numbers.mean + numbers.std).max()
        text = " ".join(note.get_text() for note in ax.texts)
        assert ("ANTI-aligned\nkurtosis 2.04; in random bases 2.40 to 2.90" in text) == ((network, basis) in ((0, 0), (1, 1)))
    assert "(degrees)" in panels[-1].get_xlabel()
    assert [text.get_text().split()[0] for text in figure.legends[0].get_texts()] == ["mean", "its", "that", "isotropic"]
    save_figure(figure, tmp_path / "demo.png")
    assert (tmp_path / "demo.png").stat().st_size > 10_000
