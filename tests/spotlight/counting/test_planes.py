"""What a sweep knows of a basis and its pairs: cosines, sines down to nearly parallel rows, which pairs to sweep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.bases import cross_polytope, simplex
from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import PARALLEL_ATOL
from srm_ref.spotlight.counting.planes import ORTHONORMAL_ATOL, basis_geometry, planes_of, e2_cosine, _is_orthonormal
from tests.spotlight_oracle import orthonormal_pair
from tests.strategies import BASIS_FAMILIES, basis_of, generators

ATOL = 1e-14  # a few roundings of numbers up to 1

bases = st.builds(basis_of, st.sampled_from(BASIS_FAMILIES), st.integers(2, 6), generators)


def filled(geometry):
    """cosines, sines, spans also where the frame leaves them out because the basis is orthonormal."""
    if geometry.sines is not None:
        return geometry.cosines, geometry.sines, geometry.spans
    same = np.eye(geometry.n_basis, dtype=bool)
    return same.astype(float), 1.0 - same, ~same


def listed(planes, basis):
    geometry = basis_geometry(basis)
    chosen = planes_of(planes, geometry)
    return chosen, chosen.pairs(geometry).tolist(), geometry


# --- definition

@given(bases)
def test_cosines_sines_and_spans_are_those_of_the_pairs(basis):
    cosines, sines, spans = filled(basis_geometry(basis))
    assert (np.diag(cosines) == 1).all() and (np.diag(sines) == 0).all()
    for i, x in enumerate(basis):
        for j, y in enumerate(basis):
            x_, y_ = x / np.sqrt(x @ x), y / np.sqrt(y @ y)
            assert abs(cosines[i, j] - x_ @ y_) < ATOL
            sine = np.sqrt(max(((y_ - (x_ @ y_) * x_) ** 2).sum(), 0.0))
            assert abs(sines[i, j] - sine) < 1e-13 and spans[i, j] == (sine > PARALLEL_ATOL)


@given(bases, generators)
def test_the_second_coordinate_is_the_cosine_with_e2(basis, rng):
    geometry, x = basis_geometry(basis), rng.standard_normal(basis.shape[1])
    x = x / np.sqrt(x @ x)
    for i, j in planes_of("permutations", geometry).pairs(geometry):
        e1, e2 = orthonormal_pair(basis[i], basis[j])
        q = e2_cosine(geometry, i, j, geometry.rows[i] @ x, geometry.rows[j] @ x)
        assert abs(q - e2 @ x) < ATOL / filled(geometry)[1][i, j]


# --- analytic

def test_bases_that_are_recognised():
    rng = np.random.default_rng(0)
    assert basis_geometry(np.diag([2.0, 5.0, 0.1])).is_identity and basis_geometry(np.eye(3)).cosines is None
    turned = random_rotation(6, rng)
    for basis in (turned, 3 * turned[:4], np.eye(4)[[1, 0, 2, 3]], -np.eye(3), np.eye(4)[:2]):
        geometry = basis_geometry(basis)
        assert (not geometry.is_identity and geometry.cosines is None and geometry.sines is None
                and geometry.spans is None)
    for basis in (simplex(3), cross_polytope(3), [[1.0, 0.0], [1e-12, 1.0]], np.eye(3) + 1e-11):
        assert basis_geometry(basis).cosines is not None


@pytest.mark.parametrize("tilt, orthonormal", [(0.3 * ORTHONORMAL_ATOL, True), (3.0 * ORTHONORMAL_ATOL, False)])
def test_orthonormal_to_rounding_error(tilt, orthonormal):
    assert (basis_geometry([[1.0, 0.0, 0.0], [tilt, 1.0, 0.0]]).cosines is None) == orthonormal


@pytest.mark.parametrize("block", [1, 3, 7, 8, 50])
def test_a_large_basis_is_compared_in_blocks(block):
    basis = random_rotation(8, np.random.default_rng(0))
    assert _is_orthonormal(basis, block)
    for row in (0, 4, 7):
        tilted = basis.copy()
        tilted[row] = tilted[row] + 1e-9 * basis[row - 1]
        assert not _is_orthonormal(tilted, block)


def test_many_nearly_parallel_pairs_are_measured_in_blocks():
    """5050 pairs of sines near 1e-4: more than one block, every one good to twelve digits."""
    angles = 1e-4 * np.arange(101)
    geometry = basis_geometry(np.stack([np.cos(angles), np.sin(angles)], axis=1))
    assert_allclose(geometry.sines, np.abs(np.sin(angles[:, None] - angles)), rtol=1e-11, atol=1e-300)


@pytest.mark.parametrize("sine", [0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-7])
@pytest.mark.parametrize("opposite", [1.0, -1.0])
def test_the_sine_of_nearly_parallel_rows_keeps_its_digits(sine, opposite):
    basis = np.array([[1.0, 0.0, 0.0], opposite * np.array([np.sqrt(1 - sine * sine), 0.6 * sine, 0.8 * sine])])
    geometry = basis_geometry(basis * [[2.0], [0.3]])
    if geometry.spans[0, 1]:
        assert_allclose(geometry.sines[[0, 1], [1, 0]], sine, rtol=1e-14 + 2e-16 / sine)


@pytest.mark.parametrize("opposite", [1.0, -1.0])
def test_the_nearest_pair_that_spans_a_plane_keeps_its_counts(opposite):
    """Twice the least sine, where e2 is known exactly: q is right to a tenth of the margin of 1e-9 within which
    counts are promised.
    """
    sine = 2 * PARALLEL_ATOL
    basis = np.array([[1.0, 0.0, 0.0], opposite * np.array([np.sqrt((1 - sine) * (1 + sine)), 0.6 * sine, 0.8 * sine])])
    Q, x = random_rotation(3, np.random.default_rng(0)), np.array([[0.6, -0.48, 0.64], [0.0, 0.6, 0.8],
                                                                   [-0.8, 0.36, 0.48]])
    geometry, x_turned = basis_geometry(basis @ Q.T * [[2.0], [0.3]]), x @ Q.T
    q = e2_cosine(geometry, 0, 1, x_turned @ geometry.rows[0], x_turned @ geometry.rows[1])
    assert_allclose(q, opposite * x @ [0.0, 0.6, 0.8], atol=1e-10)


def test_what_spans_no_plane():
    basis = np.array([[1.0, 0.0], [1.0, 0.5 * PARALLEL_ATOL], [-3.0, 0.0], [1.0, 1e-3]])
    assert basis_geometry(basis).spans.tolist() == [[False, False, False, True]] * 3 + [[True, True, True, False]]


# --- properties

@given(bases)
def test_every_pair_is_swept_or_skipped(basis):
    n = len(basis)
    combinations, pairs, _ = listed("combinations", basis)
    permutations, ordered, _ = listed("permutations", basis)
    skipped = combinations.skipped.tolist()
    assert pairs == [[i, j] for i in range(n) for j in range(i + 1, n) if [i, j] not in skipped]
    assert ordered == [[i, j] for i in range(n) for j in range(n) if i != j and sorted([i, j]) not in skipped]
    assert all(i < j for i, j in skipped) and permutations.skipped.tolist() == skipped
    assert (combinations.n_planes, permutations.n_planes) == (len(pairs), len(ordered))
    assert permutations.ordered and not combinations.ordered


@given(bases, st.sampled_from(["permutations", "combinations"]))
def test_the_row_table_is_the_list_inverted(basis, planes):
    chosen, pairs, geometry = listed(planes, basis)
    table = chosen.row_of_plane(geometry)
    assert all(table[i, j] == row for row, (i, j) in enumerate(pairs))
    assert (table >= 0).sum() == len(pairs) and table.min() == -1


@given(bases, generators)
def test_an_explicit_list_is_kept(basis, rng):
    _, pairs, geometry = listed("permutations", basis)
    wanted = np.array(pairs)[rng.integers(len(pairs), size=9)]
    for dtype in (np.int8, np.uint16, np.int64):
        chosen = planes_of(wanted.astype(dtype), geometry)
        assert_array_equal(chosen.pairs(geometry), wanted)
        assert chosen.n_planes == 9 and not chosen.ordered and chosen.skipped.shape == (0, 2)
    assert planes_of(wanted.tolist(), geometry).pairs(geometry).tolist() == wanted.tolist()


# --- errors

@pytest.mark.parametrize("basis, message", [
    ([[1.0, 0.0], [0.0, 0.0]], "basis: wanted vectors of non-zero length; found a zero vector at row 1"),
    ([[1.0, 0.0], [0.0, np.inf]], r"basis: wanted finite numbers; found inf at index \(1, 1\)"),
    ([1.0, 0.0], r"basis: wanted shape \(n_basis, n_dims\); found shape \(2,\)"),
    (np.ones((2, 2, 2)), r"basis: wanted shape \(n_basis, n_dims\); found shape \(2, 2, 2\)"),
    ([["a", "b"]], "basis: wanted an array of real numbers; found dtype <U1"),
    ([[1j, 0]], "basis: wanted an array of real numbers; found dtype complex128"),
    (np.empty((0, 3)), "basis: wanted at least one number"),
    (None, "basis: wanted an array of real numbers; found dtype object")])
def test_a_basis_is_an_array_of_directions(basis, message):
    with pytest.raises(ValueError, match="^" + message):
        basis_geometry(basis)


@pytest.mark.parametrize("planes, found", [
    ("all", "'all'"), ("Permutations", "'Permutations'"), (None, "dtype object"), ([], "dtype float64"),
    ([[0.0, 1.0]], r"dtype float64, shape \(1, 2\)"), ([0, 1], r"dtype int\d+, shape \(2,\)"),
    ([[0, 1, 2]], r"dtype int\d+, shape \(1, 3\)"), (np.empty((0, 2), int), r"dtype int\d+, shape \(0, 2\)"),
    ([[True, False]], "dtype bool"), ([[0, 1], [1]], "list")])
def test_planes_are_a_word_or_pairs_of_integers(planes, found):
    with pytest.raises(ValueError, match=f"^planes: wanted .*'permutations', 'combinations'.*; found {found}"):
        planes_of(planes, basis_geometry(np.eye(3)))


@pytest.mark.parametrize("planes, message", [
    ([[0, 1], [0, 4]], r"planes: wanted indices from 0 to 3; found \(0, 4\) at row 1"),
    ([[-1, 1]], r"planes: wanted indices from 0 to 3; found \(-1, 1\) at row 0"),
    (np.array([[2**63, 0]], np.uint64), r"planes: wanted .* 0 to 3; found \(9223372036854775808, 0\) at row 0"),
    ([[0, 1], [1, 0], [1, 1]], r"planes: wanted two different rows of the basis; found \(1, 1\) at row 2"),
    ([[0, 1], [2, 0]], r"planes: wanted pairs that span a plane; found \(anti\)parallel rows \(2, 0\) at row 1"),
    ([[1, 3]], r"planes: wanted pairs that span a plane; found \(anti\)parallel rows \(1, 3\) at row 0")])
def test_impossible_planes_are_named(planes, message):
    basis = np.array([[1.0, 0.0], [0.0, 2.0], [-3.0, 0.0], [0.0, 1.0]])
    with pytest.raises(ValueError, match="^" + message):
        planes_of(planes, basis_geometry(basis))


@pytest.mark.parametrize("planes", ["permutations", "combinations"])
def test_a_basis_that_spans_no_plane_at_all(planes):
    with pytest.raises(ValueError, match="^basis: wanted at least two rows, to span a plane; found 1"):
        planes_of(planes, basis_geometry([[1.0, 0.0]]))
    for flat in ([[1.0, 2.0], [-2.0, -4.0], [3.0, 6.0]], [[1.0], [2.0]]):
        with pytest.raises(ValueError, match="^basis: wanted at least one pair of rows that spans a plane; found"):
            planes_of(planes, basis_geometry(flat))


# --- golden

def test_pairs_by_hand():
    """Origin: by hand. e1, e2, -e1, -e2 in two dimensions: 0 and 2, 1 and 3 are antiparallel."""
    combinations, pairs, _ = listed("combinations", cross_polytope(2))
    assert pairs == [[0, 1], [0, 3], [1, 2], [2, 3]] and combinations.skipped.tolist() == [[0, 2], [1, 3]]
    ordered = [[0, 1], [0, 3], [1, 0], [1, 2], [2, 1], [2, 3], [3, 0], [3, 2]]
    assert listed("permutations", cross_polytope(2))[1] == ordered
    assert listed("combinations", np.eye(3))[1] == [[0, 1], [0, 2], [1, 2]]


def test_coordinates_by_hand():
    """Origin: by hand. b = (3, 4) / 5, g = 0.6, sine 0.8, e2 = (0, 1); x = (0.28, 0.96): P = 0.28, 0.936."""
    geometry = basis_geometry([[2, 0], [3, 4]])
    assert_allclose([geometry.cosines[0, 1], geometry.sines[0, 1]], [0.6, 0.8], atol=ATOL)
    assert_allclose(e2_cosine(geometry, 0, 1, 0.28, 0.936), 0.96, atol=ATOL)
    # from b towards a: e2 = (0.8, -0.6), and 0.28 * 0.8 - 0.96 * 0.6 = -0.352
    assert_allclose(e2_cosine(geometry, 1, 0, 0.936, 0.28), -0.352, atol=ATOL)
