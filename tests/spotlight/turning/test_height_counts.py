"""Heights: the definition, ties, one product for all, and a histogram that counts exactly what its epsilons say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.sphere import cap_fraction, uniform_directions
from srm_ref.spotlight.resonance import exact_spotlight_curve
from srm_ref.spotlight.turning.height_counts import heights
from srm_ref.spotlight.turning.rotation_sums import count_on_grid, epsilon_grid
from srm_ref.spotlight.statistics import height, height_by_definition
from tests.strategies import generators, spotlight_problems


# --- definition

@given(spotlight_problems())
def test_it_is_its_definition(problem):
    assert height(*problem) == height_by_definition(*problem)


@pytest.mark.parametrize("epsilon", [1.0, 0.5, 0.0, -0.0, -0.5, -1.0])
def test_ties_are_closed(epsilon):
    activations = np.array([[2.0, 0, 0], [0, -1, 0], [0, 0, 0], [3, 3, 3]])
    basis = np.array([[1.0, 0, 0], [0, 5, 0], [0, 0, -1]])
    wanted = {1.0: 2, 0.5: 2 + 3, 0.0: 2 + 2 * 2 * 2 + 3, -0.5: 2 * (1 + 4) + 3, -1.0: 18}[epsilon]  # pairs, both signs
    assert height(activations, basis, epsilon) == height_by_definition(activations, basis, epsilon) == wanted / 24


@given(spotlight_problems(families=("standard", "rotated")))
def test_it_is_the_spotlight_on_the_privileged_directions_of_every_plane(problem):
    activations, basis, epsilon = problem
    n = len(basis)
    curves = [exact_spotlight_curve(activations, basis[i], basis[j], epsilon) for i in range(n) for j in range(i)]
    wanted = np.mean([curve([0, np.pi / 2, np.pi, 3 * np.pi / 2]).mean() for curve in curves])
    assert_allclose(height(activations, basis, epsilon), wanted, rtol=1e-12)


# --- analytic

@pytest.mark.parametrize("n_dims", [2, 5, 20])
def test_isotropic_activations_have_the_height_of_the_cap(n_dims):
    cloud = uniform_directions(20_000, n_dims, np.random.default_rng(n_dims))
    for epsilon in (0.9, 0.5, 0.1):
        chance = cap_fraction(n_dims, epsilon)
        error = np.sqrt(chance * (1 - chance) / (2 * 20_000 * n_dims))
        assert abs(height(cloud, np.eye(n_dims), epsilon) - chance) < 5 * error


@pytest.mark.parametrize("n_dims", [1, 2, 3, 16, 64, 768, 5000])
def test_the_grid(n_dims):
    grid = epsilon_grid(n_dims)
    assert grid[-1] == 1.0 and np.all(np.diff(grid) > 0)
    assert 0.9 / (16 * n_dims) <= grid[0] ** 2 <= 1 / (16 * n_dims) * (1 + 1e-15)
    assert np.max(grid[1:] ** 2 / grid[:-1] ** 2) < 1 + 1 / 15.5
    mantissas, exponents = np.frexp(grid**2)
    bins = np.ldexp(np.floor(mantissas * 32) / 32, exponents)  # 16 from a power of 2 to the next
    assert_allclose(grid**2, bins, rtol=1e-15)
    assert np.all(grid**2 >= bins) and np.all(np.nextafter(grid, 0) ** 2 < bins)  # the least double that is in the bin


def test_between_axes_and_their_pairs_the_scale_matters():
    """e_i + e_j: nearer to axes than chance within 46 degrees, farther within 41: none has a cosine of .71 or more."""
    pairs = np.array([[float(k in (i, j)) for k in range(8)] for i in range(8) for j in range(i)])
    at = heights(pairs, np.eye(8), np.cos(np.radians([46, 41])))
    chance = [cap_fraction(8, np.cos(np.radians(angle))) for angle in (46, 41)]
    assert at[0] > chance[0] and at[1] == 0 < chance[1]


# --- properties

@given(spotlight_problems(), st.lists(st.floats(-1, 1), min_size=1, max_size=9))
def test_one_product_gives_what_many_give(problem, epsilons):
    activations, basis, epsilon = problem
    epsilons = [*epsilons, epsilon, 0.0, 1.0]
    assert_array_equal(heights(activations, basis, epsilons), [height(activations, basis, e) for e in epsilons])


@given(generators, st.sampled_from([1, 2, 7, 48]))
def test_the_histogram_counts_what_the_epsilons_of_the_grid_say(rng, n_dims):
    grid = epsilon_grid(n_dims)
    near = np.nextafter(grid, 0), np.nextafter(grid, 2)
    cosines = np.concatenate([rng.uniform(-1, 1, 200), grid, -grid, *near, [0, -0.0]])
    cosines = cosines[: len(cosines) // 4 * 4].reshape(4, -1)
    counts = count_on_grid(cosines**2, np.empty(cosines.shape, dtype=np.int64), n_dims)
    assert_array_equal(counts, [np.count_nonzero(np.abs(cosines) >= epsilon) for epsilon in grid])


# --- errors

def test_what_is_refused():
    for epsilon in (1.5, -1.1):
        with pytest.raises(ValueError, match="epsilon: wanted a number in"):
            height([[1, 2]], np.eye(2), epsilon)
        with pytest.raises(ValueError, match="epsilons: wanted a number in"):
            heights([[1, 2]], np.eye(2), [0.5, epsilon])
    with pytest.raises(ValueError, match="n_dims: wanted an integer >= 1"):
        epsilon_grid(0)


def test_zero_rows_are_in_no_cone():
    assert height([[0, 0], [1, 0]], np.eye(2), -1.0) == 0.5
