"""A basis found on one half and tested on the other: p is uniform where there is nothing, and planted bases are
recovered.
"""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.geometry.matching import match_directions
from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight.extremes import extreme_basis, unit_rows
from srm_ref.spotlight.found_basis import N_CHANCE, find_basis
from srm_ref.spotlight.fourth_moments import kurtosis, kurtosis_by_definition
from srm_ref.spotlight.halves import first_half
from srm_ref.spotlight.verdict import equal_tail_p_value
from tests.samples import sample
from tests.strategies import examples, generators, seeds

FALSE_ALARM = 1e-3  # of a uniformity test below, over the choice of its seed


def near_axes(rng, n_rows, n_dims, noise=0.1):
    signs = rng.choice([-1.0, 1.0], (n_rows, 1))
    return signs * np.eye(n_dims)[rng.integers(n_dims, size=n_rows)] + noise * rng.standard_normal((n_rows, n_dims))


def halves(rng, n_rows, n_dims):
    """Rows in two groups of the same size, whichever becomes the first half."""
    return near_axes(rng, n_rows, n_dims), np.arange(n_rows) % 2


def held_out_rows(rows, groups, found):
    """The group whose kurtosis in the found basis is the one that is called held out."""
    for group in (0, 1):
        if kurtosis(rows[groups == group], found.basis) == found.kurtosis_held_out:
            return rows[groups == group], group
    raise AssertionError("neither half has the kurtosis that is called held out")


# --- definition

@given(seeds, st.sampled_from([1, -1]))
@examples(15)
def test_the_second_half_has_no_part_in_what_is_found(seed, sign):
    rng = np.random.default_rng(seed)
    rows, groups = halves(rng, 40, 3)
    found = find_basis(rows, sign, 2, np.random.default_rng(seed), groups=groups, n_rotations=3)
    held_out, group = held_out_rows(rows, groups, found)
    changed = rows.copy()
    changed[groups == group] = rng.standard_normal(held_out.shape)
    again = find_basis(changed, sign, 2, np.random.default_rng(seed), groups=groups, n_rotations=3)
    np.testing.assert_array_equal(again.basis, found.basis)
    assert again.kurtosis_fitted == found.kurtosis_fitted and again.kurtosis_held_out != found.kurtosis_held_out


def test_every_number_is_of_the_half_that_it_is_said_to_be_of():
    rng = np.random.default_rng(2)
    rows, groups = halves(rng, 60, 4)
    found = find_basis(rows, 1, 3, rng, groups=groups, n_rotations=9, given=(own := random_rotation(4, rng)))
    held_out, group = held_out_rows(rows, groups, found)
    assert found.kurtosis_held_out == pytest.approx(kurtosis_by_definition(held_out, found.basis))
    assert found.kurtosis_fitted == pytest.approx(kurtosis_by_definition(rows[groups != group], found.basis), abs=1e-9)
    assert found.given_test.value == pytest.approx(kurtosis_by_definition(held_out, own))
    assert found.gain == pytest.approx(found.kurtosis_held_out - found.given_test.value)
    assert found.share_of_given == pytest.approx((found.given_test.value - 2) / (found.kurtosis_held_out - 2))
    assert found.share_kept == pytest.approx((found.kurtosis_held_out - 2) / (found.kurtosis_fitted - 2))
    assert (found.n_fitted, found.test.n_samples, found.n_groups, found.rank) == (30, 30, 2, 4)
    assert found.start_kurtoses.tolist() == sorted(found.start_kurtoses, reverse=True) and found.start_angles[0] < 1e-6
    np.testing.assert_allclose(found.angles, match_directions(own, found.basis)[1], atol=1e-7)
    assert np.all((found.basis * own).sum(axis=1) > 0) and found.chance_angles.shape == (N_CHANCE, 4)


def test_the_given_basis_climbs_on_the_first_half_and_is_tested_on_the_other():
    rng = np.random.default_rng(23)
    rows, groups = halves(rng, 60, 4)
    for sign in (1, -1):  # on the way to the lowest, a direction leaves the one that is nearest to it in the end
        own = random_rotation(4, rng)
        found = find_basis(rows, sign, 2, rng, groups=groups, n_rotations=9, given=own)
        held_out, group = held_out_rows(rows, groups, found)
        np.testing.assert_allclose(found.from_given, extreme_basis(rows[groups != group], own, sign), atol=1e-12)
        cosines = np.abs((found.from_given * own).sum(axis=1))
        np.testing.assert_allclose(np.cos(found.from_given_angles), cosines, atol=1e-12)
        nearest = match_directions(own, found.from_given)[1]
        assert (found.from_given_angles.max() > nearest.max() + 0.1) == (sign < 0)
        value, null = found.from_given_test.value, found.test.kurtosis_null
        assert value == pytest.approx(kurtosis_by_definition(held_out, found.from_given))
        assert found.from_given_test.p_value == equal_tail_p_value(value, null) and found.from_given_test.null is null
        assert found.given_leads_here == (match_directions(found.basis, found.from_given)[1].max() <= np.radians(10))


@pytest.mark.parametrize("degrees, leads", [(0, True), (9, True), (11, False), (45, False)])
def test_the_given_basis_leads_here_if_every_direction_ends_near_one_of_the_found(degrees, leads):
    """In any order and on either side; one direction that agrees is not enough."""
    rng = np.random.default_rng(21)
    found = find_basis(near_axes(rng, 40, 3), 1, 1, rng, n_rotations=1)
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    end = np.array([[c, -s, 0], [s, c, 0], [0, 0, -1]]) @ found.basis
    assert dataclasses.replace(found, from_given=end[[2, 0, 1]]).given_leads_here == leads


@pytest.mark.parametrize("n_copies", [1, 5])
def test_the_error_of_the_gain_is_that_of_independent_groups(n_copies):
    """The standard deviation over rows, by the root of their number; five copies of a row in one group count as one."""
    rows, groups = np.random.default_rng(3).laplace(size=(80, 4)), np.tile(np.arange(80), n_copies)
    own, again = random_rotation(4, np.random.default_rng(5)), np.tile(rows, (n_copies, 1))
    found = find_basis(again, 1, 2, np.random.default_rng(4), groups=groups, given=own, n_rotations=3)
    held_out = unit_rows(rows[~first_half(groups, np.random.default_rng(4))[:80]])
    gains = [4 * (sum((found.basis @ u)**4) - sum((own @ u)**4)) for u in held_out]
    assert len(gains) == 40 and abs(found.gain) > found.gain_error and found.gain == pytest.approx(np.mean(gains))
    assert found.gain_error == pytest.approx(np.std(gains, ddof=1) / math.sqrt(40))


def uniform(p_values, n_values):
    """Whether p is uniform on 1/n, ..., 1 up to the bound of Dvoretzky, Kiefer, Wolfowitz and Massart."""
    at_most = np.arange(1, n_values + 1) / n_values
    distance = max(abs(np.mean(np.asarray(p_values) <= p + 1e-12) - p) for p in at_most)
    return distance < math.sqrt(math.log(2 / FALSE_ALARM) / (2 * len(p_values)))


NULLS = {
    "isotropic": (lambda rng: rng.standard_normal((50, 3)), {}),
    "isotropic about another centre, centred": (lambda rng: rng.standard_normal((50, 3)) + 4.0, {"centre": True}),
    "of unequal lengths": (lambda rng: rng.standard_normal((50, 3)) * rng.lognormal(0, 2, (50, 1)), {}),
    "documents of near copies, in groups": (
        lambda rng: np.repeat(rng.standard_normal((10, 3)), 5, axis=0) + 0.02 * rng.standard_normal((50, 3)),
        {"groups": np.repeat(np.arange(10), 5)}),
}
SPECIAL = {
    "off centre": (lambda rng: rng.standard_normal((50, 3)) + 3.0 * random_rotation(3, rng)[0], {}),
    "documents of near copies, torn apart": (
        lambda rng: np.repeat(rng.standard_normal((10, 3)), 5, axis=0) + 0.02 * rng.standard_normal((50, 3)), {}),
}


def p_values(make, more, sign, n_seeds):
    """Of the found basis, and of the end to which the given one climbs."""
    found = []
    for seed in range(n_seeds):
        rng = np.random.default_rng(seed)
        one = find_basis(make(rng), sign, 1, rng, n_rotations=9, **more)
        found.append((one.p_value, one.from_given_test.p_value))
    return list(zip(*found))


@pytest.mark.slow
@pytest.mark.parametrize("name, sign", sample(itertools.product(NULLS, [1, -1]), {(next(iter(NULLS)), 1)}))
def test_held_out_p_is_uniform_where_no_direction_is_preferred(name, sign):
    for p in p_values(*NULLS[name], sign, 250):
        assert uniform(p, 5) and set(np.round(np.multiply(p, 5), 9)) == {1, 2, 3, 4, 5}


@pytest.mark.slow
@pytest.mark.parametrize("name", SPECIAL)
def test_held_out_p_is_not_uniform_for_an_offset_or_for_copies_in_both_halves(name):
    """An offset is a preferred direction; copies of a document carry what was fitted into the other half."""
    p, _ = p_values(*SPECIAL[name], 1, 100)
    assert not uniform(p, 5) and np.mean(np.array(p) <= 0.2) > 0.5


# --- analytic

@pytest.mark.parametrize("sign, make", [
    (1, lambda rng: near_axes(rng, 400, 5)),
    (-1, lambda rng: rng.choice([-1.0, 1.0], (400, 5)) + 0.1 * rng.standard_normal((400, 5)))], ids=["axes", "corners"])
def test_a_planted_basis_is_found_and_told_from_another(sign, make):
    rng = np.random.default_rng(8)
    own = random_rotation(5, rng)
    rows = make(rng) @ own
    found = find_basis(rows, sign, 4, rng, given=own, n_rotations=39)
    assert found.found and found.p_value == 0.05 and found.angles.max() < np.radians(3)
    assert found.share_of_given > 0.98 and found.share_kept > 0.9
    other = find_basis(rows, sign, 4, rng, n_rotations=39)
    assert other.found and np.median(other.angles) > np.radians(20) > np.radians(5) > other.refit_angles.max()
    assert sign * other.gain > 20 * other.gain_error


def test_what_is_found_on_isotropic_rows_is_overfitted():
    """With fewer rows than width squared the fitted excess is large, and on the other half it is not there."""
    rng = np.random.default_rng(9)
    found = find_basis(rng.standard_normal((200, 12)), 1, 2, rng, n_rotations=39)
    assert found.kurtosis_fitted > 1.4 * found.test.chance and abs(found.share_kept) < 0.2 and not found.found


def test_two_bases_in_one_cloud_are_two_ends():
    rng = np.random.default_rng(10)
    own = random_rotation(4, rng)
    halfway = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2 @ own
    rows = np.concatenate([near_axes(rng, 900, 4, 0.02) @ own, near_axes(rng, 700, 4, 0.02) @ halfway])
    found = find_basis(rows, 1, 12, rng, given=own, n_rotations=39)
    assert found.found and found.angles.max() < np.radians(3) and 0 < found.n_agree < 12
    others = found.start_kurtoses[found.start_angles > np.radians(10)]
    assert np.all(others < found.kurtosis_fitted - 0.05)
    assert found.given_leads_here and found.from_given_angles.max() < np.radians(3)
    other = find_basis(rows, 1, 12, rng, given=halfway, n_rotations=39)  # a given basis leads to its own end
    assert other.found and not other.given_leads_here and other.from_given_angles.max() < np.radians(3)
    assert other.from_given_test.value < other.kurtosis_held_out - 0.05


def test_rows_that_span_less_than_the_space_are_counted():
    rng = np.random.default_rng(11)
    found = find_basis(rng.standard_normal((80, 2)) @ random_rotation(5, rng)[:2], 1, 2, rng, n_rotations=9)
    assert found.rank == 2
    np.testing.assert_allclose(found.basis @ found.basis.T, np.eye(5), atol=1e-12)


def test_nothing_can_be_told_of_zeros_or_in_one_dimension():
    rng = np.random.default_rng(12)
    dark = find_basis(np.zeros((6, 3)), 1, 2, rng, n_rotations=39)
    assert dark.test.verdict == "cannot tell" and not dark.found and math.isnan(dark.kurtosis_fitted) and dark.rank == 0
    line = find_basis(rng.standard_normal((6, 1)), -1, 2, rng, n_rotations=39)
    assert line.test.verdict == "cannot tell" and line.basis.shape == (1, 1) and line.kurtosis_fitted == 1.0


def test_equal_rows_have_no_direction_from_their_mean():
    rows = np.full((20, 3), 0.1) * np.array([1.0, 2.0, 3.0])
    assert find_basis(rows, 1, 1, np.random.default_rng(0), n_rotations=1, centre=True).rank == 0


# --- properties

@examples(20)
@given(generators, st.integers(2, 30), st.integers(2, 8))
def test_halves_are_whole_groups_and_as_even_as_one_group_allows(rng, n_rows, n_labels):
    groups = rng.integers(n_labels, size=n_rows)
    groups[:2] = (0, 1)
    found = find_basis(rng.standard_normal((n_rows, 2)), 1, 1, rng, groups=[f"document {k}" for k in groups],
                       n_rotations=1)
    sizes = np.bincount(groups)
    sums = {0}
    for size in sizes:
        sums |= {partial + size for partial in sums}
    assert found.n_fitted in sums and found.n_fitted + found.test.n_samples == n_rows
    assert abs(found.n_fitted - n_rows / 2) <= max(sizes.max() / 2, n_rows / 2 - min(sizes[sizes > 0]))


@examples(10)
@given(seeds)
def test_equal_generators_give_equal_results_and_lengths_do_not_matter(seed):
    rows = np.random.default_rng(seed).standard_normal((30, 3))
    one, two = (find_basis(x, 1, 2, np.random.default_rng(seed), n_rotations=3) for x in (rows, 8.0 * rows))
    np.testing.assert_array_equal(one.basis, two.basis)
    assert (one.p_value, one.kurtosis_held_out, one.n_agree) == (two.p_value, two.kurtosis_held_out, two.n_agree)


def test_a_memory_map_gives_the_same(tmp_path):
    rows = near_axes(np.random.default_rng(0), 60, 3).astype(np.float32)
    np.save(tmp_path / "rows.npy", rows)
    mapped = np.load(tmp_path / "rows.npy", mmap_mode="r")
    one, two = (find_basis(x, -1, 2, np.random.default_rng(1), n_rotations=3) for x in (rows, mapped))
    np.testing.assert_array_equal(one.basis, two.basis)


def test_halves_and_refit_are_drawn_and_made_as_said():
    """Other generators divide the rows otherwise; the refit is made on the other half, where it leads elsewhere."""
    rows = np.random.default_rng(1).laplace(size=(60, 3))
    found = [find_basis(rows, 1, 1, np.random.default_rng(seed), n_rotations=1) for seed in range(8)]
    assert len({one.kurtosis_fitted for one in found}) > 4
    assert all(one.refit_angles.max() > 0.01 for one in found)


def test_progress_counts_the_starts():
    calls = []
    rng = np.random.default_rng(0)
    find_basis(rng.standard_normal((20, 2)), 1, 3, rng, n_rotations=1, progress=lambda *call: calls.append(call))
    assert calls == [(1, 3), (2, 3), (3, 3)]


# --- errors

@pytest.mark.parametrize("changed, message", [
    ({"sign": 0}, "sign: wanted 1 for the highest kurtosis or -1 for the lowest; found 0"),
    ({"n_starts": 0}, "n_starts: wanted an integer >= 1; found 0"),
    ({"rng": 7}, "rng: wanted a numpy.random.Generator"),
    ({"activations": np.ones((4, 2)) * [[1], [1], [1], [np.inf]]}, r"activations: wanted finite numbers; found inf at "
                                                                   r"index \(3, 0\)"),
    ({"activations": np.ones(4)}, "activations: wanted shape"),
    ({"activations": np.ones((1, 2))}, "activations: wanted at least two rows, one for each half; found one"),
    ({"groups": [5, 5, 5, 5]}, "groups: wanted at least two groups of rows, one for each half; found one"),
    ({"groups": [1, 2]}, r"groups: wanted shape \(4,\), a label for every row; found shape \(2,\)"),
    ({"given": [[1, 1], [0, 1]]}, "given: wanted orthonormal rows"),
    ({"given": np.eye(3)}, r"given: wanted shape \(n_dims, 2\)"),
    ({"n_rotations": 0}, "n_rotations: wanted an integer >= 1; found 0"),
])
def test_refused(changed, message):
    arguments = {"activations": np.eye(2)[[0, 1, 0, 1]], "sign": 1, "n_starts": 1, "rng": np.random.default_rng(0)
                 } | changed
    with pytest.raises(ValueError, match=message):
        find_basis(**arguments)
