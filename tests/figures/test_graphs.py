"""Feature graphs: every node and edge is there once, its sign shows, and parts stay apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.figures.canvas import new_axes, style
from srm_ref.figures.graphs import draw_feature_graph
from srm_ref.geometry.bases import polygon
from tests.strategies import examples, seeds

DIGON_AND_LONER = np.array([[1.0, -0.9, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.2]])
SOLID, DASHED = 0, 1  # each part draws its negative edges, then its positive ones, then its nodes


def parts_of(ax):
    """(edges of negative products, edges of positive ones, nodes) of each part, as arrays of places."""
    drawn = list(ax.collections)
    return [(drawn[k].get_segments(), drawn[k + 1].get_segments(), np.asarray(drawn[k + 2].get_offsets()))
            for k in range(0, len(drawn), 3)]


# --- definition

def test_a_digon_is_one_solid_edge_and_a_loner_is_a_dot():
    ax = draw_feature_graph(DIGON_AND_LONER, [[0, 1], [2]])
    (none, neither, loner), (solid, dashed, digon) = parts_of(ax)  # smallest first
    assert (len(none), len(neither), len(dashed), len(solid)) == (0, 0, 0, 1) and loner.shape == (1, 2)
    np.testing.assert_array_equal(np.sort(solid[0], axis=0), np.sort(digon, axis=0))
    assert ax.get_aspect() == 1 and not ax.axison


def test_edges_are_as_thick_as_products_are_large_up_to_one():
    W = np.array([[1.0, -0.5, 2.0]])  # products -0.5, 2, -1
    ax = draw_feature_graph(W, [[0, 1, 2]])
    thick = [list(collection.get_linewidths()) for collection in ax.collections[:2]]
    assert sorted(thick[SOLID]) == pytest.approx([1.1, 2.2]) and thick[DASHED] == pytest.approx([2.2])


def test_small_products_are_no_edges():
    W = np.array([[1.0, 0.0], [0.09, 1.0]])
    assert [len(edges) for edges in parts_of(draw_feature_graph(W, [[0, 1]]))[0][:2]] == [0, 0]
    assert [len(edges) for edges in parts_of(draw_feature_graph(W, [[0, 1]], edge_above=0.05))[0][:2]] == [0, 1]


def test_parts_of_one_size_share_a_look_that_others_do_not_have():
    W = np.hstack([np.eye(6), -np.eye(6)])
    ax = draw_feature_graph(W, [[0, 6], [1, 7], [2]])
    colours = [tuple(collection.get_facecolor()[0]) for collection in ax.collections[2::3]]
    assert colours[1] == colours[2] != colours[0]
    assert style(0).marker != style(1).marker  # and so not by colour alone


# --- analytic

@pytest.mark.parametrize("shuffle", [[0, 1, 2, 3, 4], [2, 0, 1, 4, 3]])
def test_a_pentagon_is_drawn_as_one_however_its_features_are_numbered(shuffle):
    W = polygon(5)[shuffle].T
    solid, dashed, nodes = parts_of(draw_feature_graph(W, [range(5)]))[0]
    sides = sorted(float(np.hypot(*(edge[1] - edge[0]))) for edge in dashed)
    radius = np.hypot(*(nodes[0] - nodes.mean(axis=0)))
    np.testing.assert_allclose(sides, [2 * radius * np.sin(np.pi / 5)] * 5)  # neighbours: 72 degrees, product +0.309
    chords = [float(np.hypot(*(edge[1] - edge[0]))) for edge in solid]
    np.testing.assert_allclose(chords, [2 * radius * np.sin(2 * np.pi / 5)] * 5)  # the star: 144 degrees, -0.809


def test_three_features_in_one_dimension_have_places_too():
    nodes = parts_of(draw_feature_graph(np.array([[1.0, -1.0, 0.5]]), [[0, 1, 2]]))[0][2]
    assert len(np.unique(nodes.round(6), axis=0)) == 3


def test_no_part_is_an_empty_picture():
    assert len(draw_feature_graph(np.eye(2), []).collections) == 0


# --- properties

@examples(30)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), seeds)
def test_parts_do_not_overlap(sizes, seed):
    W = np.random.default_rng(seed).standard_normal((4, sum(sizes)))
    ends = np.cumsum([0, *sizes])
    drawn = parts_of(draw_feature_graph(W, [np.arange(a, b) for a, b in zip(ends, ends[1:])]))
    boxes = [(nodes.min(axis=0), nodes.max(axis=0)) for _, _, nodes in drawn]
    assert sorted(len(nodes) for _, _, nodes in drawn) == sorted(sizes)
    for k, (low, high) in enumerate(boxes):
        for other_low, other_high in boxes[:k]:
            assert ((high + 0.1 < other_low) | (other_high + 0.1 < low)).any()


# --- errors

@pytest.mark.parametrize("call, reason", [
    (lambda: draw_feature_graph([1.0, 2.0], [[0]]), r"W: wanted shape \(n_hidden, n_features\)"),
    (lambda: draw_feature_graph([[np.nan]], [[0]]), "W: wanted finite"),
    (lambda: draw_feature_graph(np.eye(2), [[0, 2]]), r"components: wanted features from 0 to 1; found \[0, 2\]"),
    (lambda: draw_feature_graph(np.eye(2), [[-1]]), r"components: wanted features from 0 to 1; found \[-1\]"),
    (lambda: draw_feature_graph(np.eye(2), [[]]), "components: wanted"),
    (lambda: draw_feature_graph(np.eye(2), [[0]], edge_above=-1), "edge_above: wanted"),
    (lambda: draw_feature_graph(np.eye(2), [[0]], ax=new_axes(polar=True)), "ax: wanted Cartesian"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()
