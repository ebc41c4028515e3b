"""Neuron stack plots: every weight is a piece of its size, on its side of the axis, nearest the axis the largest."""

import numpy as np
import pytest

from srm_ref.figures.canvas import new_axes
from srm_ref.figures.stacks import draw_stacks

W = np.array([[1.0, 0.0, 0.0], [0.5, -2.0, 0.7], [0.0, -1.0, -0.01]])


def pieces(ax):
    """(neuron, bottom, height) of every piece, upwards or downwards from the axis."""
    return [(round(bar.get_x() + bar.get_width() / 2), bar.get_y(), bar.get_height()) for bar in ax.patches
            if bar.get_gid() != "polysemantic"]


# --- definition

def test_pieces_stand_on_each_other_the_largest_first():
    ax = draw_stacks(W, np.zeros(3), least=0.1)
    assert pieces(ax) == [(0, 0.0, 1.0), (1, 0.0, -2.0), (1, 0.0, 0.7), (1, 0.7, 0.5), (2, 0.0, -1.0)]
    assert [text.get_text() for text in ax.texts] == ["0", "1", "2", "0", "1"]
    light = {text.get_text(): text.get_color() for text in draw_stacks(W, np.array([0.0, 0.5, 1.0])).texts}
    assert light == {"0": "white", "1": "black", "2": "black"}
    assert draw_stacks(W, np.zeros(3), names=False).texts.__len__() == 0


def test_crowded_features_are_lighter_and_grey_stands_behind_neurons_of_several():
    ax = draw_stacks(W, np.array([0.0, 0.5, 2.0]), polysemantic=np.array([False, True, False]))
    grounds = [patch for patch in ax.patches if patch.get_gid() == "polysemantic"]
    assert [patch.get_x() for patch in grounds] == [0.5]
    colours = {bar.get_height(): sum(bar.get_facecolor()[:3]) for bar in ax.patches if bar not in grounds}
    assert colours[1.0] < colours[-2.0] < colours[0.7]


# --- analytic

def test_no_weight_no_piece():
    assert pieces(draw_stacks(np.zeros((2, 3)), np.zeros(3))) == []


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: draw_stacks(W, np.zeros(2)), r"superposition: wanted shape \(3,\)"),
    (lambda: draw_stacks(W, np.zeros(3), polysemantic=np.ones(2)), r"polysemantic: wanted shape \(3,\)"),
    (lambda: draw_stacks(W, np.zeros(3), least=-1), "least: wanted"),
    (lambda: draw_stacks(W, np.zeros(3), ax=new_axes(polar=True)), "ax: wanted Cartesian"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
