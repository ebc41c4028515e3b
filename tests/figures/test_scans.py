"""The picture of heights over epsilon: what is drawn is what is given, as multiples of chance."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from srm_ref.figures.scans import draw_epsilon_scan

EPSILONS = np.array([0.2, 0.4, 0.6, 0.8])
CHANCE = np.array([0.4, 0.2, 0.01, 1e-30])
HEIGHTS, LOW, HIGH = np.array([0.8, 0.2, 0.0, 0.01]), np.array([0.3, 0.1, 0.005, 0.0]), np.array([0.5, 0.3, 0.02, 0.05])


def line_of(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


# --- definition

def test_heights_are_drawn_as_multiples_of_chance_and_kept_in_the_picture():
    ax = draw_epsilon_scan(EPSILONS, HEIGHTS, LOW, HIGH, CHANCE, marked=0.6)
    assert_allclose(line_of(ax, "the basis").get_ydata(), [2.0, 1.0, 0.01, 1e4])
    assert_allclose(line_of(ax, "outside").get_xdata(), [0.2, 0.6])
    assert set(line_of(ax, "epsilon 0.6").get_xdata()) == {0.6}
    names = [text.get_text() for text in ax.get_yticklabels()]
    assert {"0.01 or less", "1", "10,000 or more"} <= set(names)


def test_the_envelope_is_filled_between_its_ends():
    ax = draw_epsilon_scan(EPSILONS[:2], HEIGHTS[:2], LOW[:2], HIGH[:2], CHANCE[:2])
    corners = ax.collections[0].get_paths()[0].vertices
    assert {(0.2, 0.75), (0.2, 1.25), (0.4, 0.5),
            (0.4, 1.5)} <= {tuple(np.round(corner, 9))
                            for corner in corners.tolist()}


# --- errors

def test_an_empty_scan_is_said_and_bad_ones_are_refused():
    empty = draw_epsilon_scan(*(np.empty(0) for _ in range(5)))
    assert [text.get_text() for text in empty.texts] == ["too few activations are lit"]
    with pytest.raises(ValueError, match="epsilons: wanted ascending numbers"):
        draw_epsilon_scan(EPSILONS[::-1], HEIGHTS, LOW, HIGH, CHANCE)
    with pytest.raises(ValueError, match="high"):
        draw_epsilon_scan(EPSILONS, HEIGHTS, LOW, HIGH[:2], CHANCE)
