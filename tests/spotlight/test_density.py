"""The density picture: cells against the points themselves, its expectation against integrals and against drawn
directions.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.sphere import uniform_directions
from srm_ref.spotlight.density import Density, isotropic_counts, point_counts, projected_density
from srm_ref.spotlight.projection import project_on_planes
from tests.strategies import generators, spotlight_problems, tied_and_generic_activations

CELL_RTOL = 2e-3  # as promised, of cells as wide as a fiftieth of the picture or wider


# --- definition


@given(spotlight_problems(), st.integers(1, 7), st.sampled_from(["permutations", "combinations", [[1, 0]]]))
def test_counts_are_those_of_the_projected_points(problem, n_bins, planes):
    found = projected_density(*problem, planes, n_bins=n_bins, extent=1.7)
    points = project_on_planes(*problem, planes).points
    u, v = points.T
    for m in range(n_bins):
        for n in range(n_bins):
            (x0, x1), (y0, y1) = found.edges[m:m + 2], found.edges[n:n + 2]
            assert found.counts[m, n] == np.count_nonzero((u >= x0) & (u < x1) & (v >= y0) & (v < y1))
    assert found.n_points == len(points)


@pytest.mark.parametrize("n_dims, epsilon", [(2, 0.5), (3, 0.7), (4, -0.2), (9, 0.4)])
def test_isotropic_directions_scatter_about_the_expectation(n_dims, epsilon):
    rng = np.random.default_rng(n_dims)
    lengths = np.exp(0.3 * rng.standard_normal(60_000))
    activations = uniform_directions(60_000, n_dims, rng) * lengths[:, None]
    found = projected_density(activations, np.eye(n_dims), epsilon, [[0, 1]], n_bins=12, extent=1.5)
    deviations = (found.counts - found.expected) / np.sqrt(np.maximum(found.expected, 1))
    assert found.expected.max() > 80 and np.abs(deviations).max() < 5  # 144 cells: by chance once in 12,000 seeds
    assert 0.6 < np.mean(deviations[found.expected > 5] ** 2) < 1.4


# --- analytic


def test_the_edges_of_cells_are_closed_below_and_at_the_end():
    edges = np.array([-1.0, 0.0, 1.0])
    corners = np.array([[-1, -1], [0, 0], [1, 1], [0, -1], [1.0000001, 0], [-1.1, 0]])
    assert point_counts(corners, edges).tolist() == [[1, 0], [1, 2]]
    assert point_counts(np.empty((0, 2)), edges).tolist() == [[0, 0], [0, 0]]
    assert point_counts(np.array([[2.5, 0.5], [0.5, 2.5], [2.0, 2.9]]), np.array([0.0, 1.0, 3.0])).tolist() == [[0, 1],
                                                                                                                [1, 1]]


def test_in_four_dimensions_isotropic_points_are_even_over_the_disc():
    """Area density 1 / (pi L^2) from epsilon L to L: cells of side 0.1 in the ring, in the hole, and outside."""
    expected = isotropic_counts(np.full(1000, 2.0), 4, 0.5, np.linspace(-2.1, 2.1, 43))
    centres = np.linspace(-2.05, 2.05, 42)
    radius = np.hypot(*np.meshgrid(centres, centres))
    assert_allclose(expected[(radius > 1.1) & (radius < 1.9)], 1000 * 0.01 / (np.pi * 4), rtol=CELL_RTOL)
    assert (expected[(radius < 0.9) | (radius > 2.1)] < 1e-9).all()


def test_gaussian_lengths_give_the_picture_of_a_gaussian():
    """n = 6: (u, v) is normal, the rest of |x|^2 is chi-squared with 4, F(y) = 1 - (1 + y / 2) e^(-y / 2), and
    r >= epsilon where the rest is at most rho^2 (1 / epsilon^2 - 1)."""
    n_samples, epsilon, edges = 200_000, 0.6, np.linspace(-3, 3, 31)
    lengths = np.sqrt((np.random.default_rng(9).standard_normal((n_samples, 6)) ** 2).sum(axis=1))
    fine = np.linspace(-3, 3, 601)[:-1] + 0.005
    rho_squared = fine[:, None] ** 2 + fine**2
    y = rho_squared * (1 / epsilon**2 - 1) / 2
    density = np.exp(-rho_squared / 2) / (2 * np.pi) * (1 - (1 + y) * np.exp(-y))
    wanted = n_samples * 1e-4 * density.reshape(30, 20, 30, 20).sum(axis=(1, 3))
    found = isotropic_counts(lengths, 6, epsilon, edges)
    assert_allclose(found[wanted > 5], wanted[wanted > 5], rtol=0.03)
    assert_allclose(found.sum(), wanted.sum(), rtol=0.005)  # lengths are drawn: 1 / sqrt(2e5) = 0.002


def test_a_ratio_is_no_number_where_few_are_found_and_few_expected():
    picture = Density(np.array([0.0, 1.0, 2.0]), np.array([[0, 6], [9, 2]]), np.array([[5.0, 3.0], [4.999, 0.0]]), 17,
                      1)
    assert_array_equal(picture.ratio(), [[0.0, 2.0], [9 / 4.999, np.nan]])  # 2 found where 0 are expected are few
    assert_array_equal(picture.ratio(fewest=7.0), [[np.nan, np.nan], [9 / 4.999, np.nan]])
    excess = Density(np.array([0.0, 1.0]), np.array([[20_000]]), np.array([[1e-3]]), 20_000, 1)
    assert excess.ratio()[0, 0] == 2e7
    impossible = Density(np.array([0.0, 1.0]), np.array([[10]]), np.array([[0.0]]), 10, 1)
    assert np.isfinite(impossible.ratio()[0, 0]) and impossible.ratio()[0, 0] > 1e100


def test_the_picture_of_one_length_from_afar():
    found = projected_density(np.eye(5) * 2, np.eye(5), 0.8, "combinations", n_bins=2, extent=2)
    assert_array_equal(found.counts, [[0, 0], [0, 20]])
    assert_allclose(found.expected, np.full((2, 2), 5 * 10 * 0.36**1.5 / 4), rtol=CELL_RTOL)
    assert found.n_points == 20 and found.n_planes == 10


@pytest.mark.parametrize("activations, extent", [
    ([[3, 4]] * 5, 5), ([[0, -k] for k in range(1, 102)], 100), ([[0, 0]] * 300 + [[0, 7]], 7)])
def test_the_picture_shows_the_length_that_99_of_100_stay_below(activations, extent):
    assert_allclose(projected_density(activations, np.eye(2), 0.9, n_bins=2).edges, [-extent, 0, extent], rtol=1e-14)


# --- properties


@given(generators, st.integers(2, 30), st.floats(-1, 0.95), st.integers(1, 9))
def test_an_expectation_is_symmetric_like_the_square_and_holds_everything(rng, n_dims, epsilon, n_bins):
    lengths = np.exp(rng.standard_normal(30))
    expected = isotropic_counts(lengths, n_dims, epsilon, np.linspace(-1.01, 1.01, n_bins + 1) * lengths.max())
    assert_allclose(expected, expected.T, atol=1e-9)
    assert_allclose(expected, expected[::-1], atol=1e-9)
    assert (expected >= 0).all()  # not a rounding below
    assert_allclose(expected.sum(), 30 * (1 - max(epsilon, 0) ** 2) ** ((n_dims - 2) / 2), rtol=1e-9)


@given(generators, st.integers(3, 30), st.floats(0, 0.9), st.integers(-100, 100))
def test_an_expectation_adds_up_over_samples_and_has_no_unit(rng, n_dims, epsilon, exponent):
    lengths, edges = np.exp(rng.standard_normal(40)), np.array([-3.0, -0.7, -0.1, 0.4, 1.1, 2.3])
    both = isotropic_counts(lengths, n_dims, epsilon, edges)
    parts = isotropic_counts(lengths[:15], n_dims, epsilon, edges) + isotropic_counts(
        lengths[15:], n_dims, epsilon, edges)
    assert_allclose(both, parts, atol=2e-3)  # lengths are grouped
    scale = 2.0**exponent
    assert_allclose(isotropic_counts(scale * lengths, n_dims, epsilon, scale * edges), both, atol=2e-3)


def test_chunks_and_memory_maps_give_the_same_picture(tmp_path):
    activations, basis = tied_and_generic_activations(80_000, 8, 3)
    np.save(tmp_path / "activations.npy", activations)
    mapped = projected_density(np.load(tmp_path / "activations.npy", mmap_mode="r"), basis, 0.9, extent=3.0)
    halves = [projected_density(half, basis, 0.9, extent=3.0) for half in np.split(activations, 2)]
    assert_array_equal(mapped.counts, halves[0].counts + halves[1].counts)
    assert_allclose(mapped.expected, halves[0].expected + halves[1].expected, rtol=1e-3, atol=1e-9)
    assert mapped.counts.sum() < mapped.n_points == sum(half.n_points for half in halves)


def test_progress_ends_at_the_end():
    calls = []
    projected_density(np.ones((30, 2)), np.eye(2), 0.5, progress=lambda *call: calls.append(call))
    assert calls == [(30, 30)]


def test_subnormal_lengths_have_the_expectation_of_any_others():
    rows = np.random.default_rng(0).standard_normal((40, 3))
    wanted = projected_density(rows, np.eye(3), 0.5, n_bins=4, extent=2.0)
    small = projected_density(2.0**-1030 * rows, np.eye(3), 0.5, n_bins=4, extent=2.0**-1029)
    assert_allclose(small.expected, wanted.expected, rtol=1e-4)  # lengths fall into other groups
    rows[0] = 5e-324  # one among others: no warning, which would be an error here
    assert np.isfinite(projected_density(rows, np.eye(3), 0.5, n_bins=4).expected).all()


# --- errors


@pytest.mark.parametrize("changed, message", [
    ({"n_bins": 0}, "n_bins: wanted an integer >= 1; found 0"),
    ({"extent": 0.0}, "extent: wanted a number in .0, inf.; found 0.0"),
    ({"epsilon": 3}, "epsilon: wanted a number in"),
    ({"planes": [[0, 0]]}, "planes: wanted two different rows"),
    ({"activations": [[0, 0]] * 3}, "activations: wanted at least one sample that is not zero; found 3 zero samples"),
    ({"activations": [[0, 1], [np.nan, 0]]}, r"activations: wanted finite numbers; found nan at index \(1, 0\)"),
    ({"activations": [[0, 1], [1.7e308, 1.7e308]]}, "activations: wanted lengths below the largest double.*row 1"),
    ({"activations": [[0, 5e-324]] * 3},
     "activations: wanted a length that can be divided into [0-9]+ cells; found 4.94066e-324"),
    ({"extent": 1e-315}, "extent: wanted a length that can be divided into [0-9]+ cells; found 1e-315"),
])
def test_picture_refused(changed, message):
    arguments = {"activations": [[1, 2]], "basis": np.eye(2), "epsilon": 0.5, "planes": "permutations", "n_bins": 4,
                 "extent": None} | changed
    with pytest.raises(ValueError, match=message):
        projected_density(*arguments.values())


@pytest.mark.parametrize("arguments, message", [
    (([1.0, 0.0], 3, 0.5, [0, 1]), "lengths: wanted numbers > 0; found 0.0 at index 1"),
    (([1.0], 1, 0.5, [0, 1]), "n_dims: wanted an integer >= 2; found 1"),
    (([1.0], 3, 0.5, [0, 0]), "edges: wanted ascending numbers; found 0 after 0 at index 1"),
    (([1.0], 3, 0.5, [1.0]), "edges: wanted at least two ascending numbers"),
    (([1.0], 3, math.nan, [0, 1]), "epsilon: wanted a number in"),
])
def test_expectation_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        isotropic_counts(*arguments)


@pytest.mark.parametrize("least", [0, -1.0, math.nan])
def test_a_ratio_of_nothing_is_refused(least):
    with pytest.raises(ValueError, match="fewest: wanted a number in"):
        projected_density([[1, 2]], np.eye(2), 0.5).ratio(least)


# --- golden

# scipy 1.17.1, quad within quad, split at the circles: the integral over each cell between the edges -2, -1/2, 0.3,
# 1, 2 of
# sum_L (n-2) / (2 pi L^2) (1 - rho^2 / L^2)^((n-4)/2) where epsilon L <= rho <= L.
GOLDEN = [
    ((1.0, 1.5, 2.0), 5, 0.5, [[0.16217429, 0.24564363, 0.16553178, 0.05484558],
                               [0.24564363, 0.02888382, 0.16883163, 0.09793030],
                               [0.16553178, 0.16883163, 0.15210088, 0.06228414],
                               [0.05484558, 0.09793030, 0.06228414, 0.01526405]]),
    ((1.0, 1.5, 2.0), 16, 0.3, [[0.03318618, 0.16781040, 0.06366063, 0.00259969],
                                [0.16781040, 0.32024031, 0.28615708, 0.01430640],
                                [0.06366063, 0.28615708, 0.11729074, 0.00518405],
                                [0.00259969, 0.01430640, 0.00518405, 0.00012931]]),
    ((0.7,), 6, 0.0, [[0.0, 0.03368533, 0.00198645, 0.0], [0.03368533, 0.61655737, 0.14540136, 0.0],
                      [0.00198645, 0.14540136, 0.02129634, 0.0], [0.0, 0.0, 0.0, 0.0]]),
]


@pytest.mark.parametrize("lengths, n_dims, epsilon, wanted", GOLDEN)
def test_cells_of_an_independent_integration(lengths, n_dims, epsilon, wanted):
    found = isotropic_counts(lengths, n_dims, epsilon, [-2, -0.5, 0.3, 1, 2])
    assert_allclose(found, wanted, rtol=CELL_RTOL, atol=1e-7)
