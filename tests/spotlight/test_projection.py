"""The projection on all planes: every point in its place, in order; too many refused before they are made."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.geometry.vectors import in_plane_coordinates, norms, unit
from srm_ref.spotlight import projection
from srm_ref.spotlight.projection import project_on_planes
from srm_ref.spotlight.resonance import RequestTooLarge, exact_spotlight_curve, spotlight_resonance
from tests.strategies import spotlight_problems, tied_and_generic_activations

RTOL = 1e-10  # q = (P_j - g P_i) / sine has lost four digits in nearly parallel planes


# --- definition


@given(spotlight_problems(), st.sampled_from(["permutations", "combinations", "explicit"]))
def test_points_planes_and_samples_are_those_of_a_loop_over_planes(problem, planes):
    activations, basis, epsilon = problem
    planes = [[1, 0], [0, 1], [1, 0]] if planes == "explicit" else planes
    found, lengths = project_on_planes(activations, basis, epsilon, planes), norms(activations)
    points, plane, sample = [np.empty((0, 2))], [], []
    for k, (i, j) in enumerate(found.planes):
        p, q = in_plane_coordinates(activations, basis[i], basis[j])
        near = np.flatnonzero((np.hypot(p, q) >= epsilon * lengths) & (lengths > 0))
        points.append(np.stack([p, q], axis=1)[near])
        plane += [k] * len(near)
        sample += near.tolist()
    assert_array_equal(found.plane, plane)
    assert_array_equal(found.sample, sample)
    assert_allclose(found.points, np.concatenate(points), rtol=RTOL, atol=RTOL * lengths.max())


@given(spotlight_problems(), st.sampled_from(["permutations", "combinations"]))
def test_planes_are_those_of_the_resonance(problem, planes):
    activations, basis, epsilon = problem
    found, curves = project_on_planes(activations, basis, epsilon, planes), spotlight_resonance(
        activations, basis, epsilon, planes, 1)
    assert_array_equal(found.planes, curves.planes)
    assert_array_equal(found.skipped_planes, curves.skipped_planes)
    assert (found.n_samples, found.n_zero, found.epsilon) == (curves.n_samples, curves.n_zero, curves.epsilon)


# --- analytic


def test_one_activation_near_three_planes_of_three_dimensions():
    found = project_on_planes([[6, 3, 2]], np.eye(3), 0.9)  # |x| = 7; r = sqrt(45), sqrt(40), sqrt(13) over 7
    assert found.planes[found.plane].tolist() == [[0, 1], [0, 2], [1, 0], [2, 0]]
    assert_allclose(found.points, [[6, 3], [6, 2], [3, 6], [2, 6]], rtol=1e-14)


def test_an_oblique_plane_has_its_second_axis_on_the_side_of_b():
    found = project_on_planes([[0, 2, 0], [1, 1, 5]], [[3, 0, 0], [1, 1, 0]], 0.9, [[0, 1], [1, 0]])
    assert found.sample.tolist() == [0, 0] and found.plane.tolist() == [0, 1]
    assert_allclose(found.points, [[0, 2], [np.sqrt(2), -np.sqrt(2)]], atol=1e-14)


def test_antiparallel_directions_span_no_plane_and_are_listed():
    found = project_on_planes([[1.0, 0.0]], [[1, 0], [0, 1], [-2, 0]], 0.5, "combinations")
    assert found.planes.tolist() == [[0, 1], [1, 2]] and found.skipped_planes.tolist() == [[0, 2]]
    assert_allclose(found.points, [[1, 0], [0, -1]], atol=1e-15)  # from e2 the third direction lies on the other side


def test_nothing_near_is_an_empty_projection():
    for activations, epsilon in (([[1, 1, 1]], 0.9), ([[0, 0, 0]], -1.0)):
        found = project_on_planes(activations, np.eye(3), epsilon)
        assert found.points.shape == (0, 2) and found.plane.shape == found.sample.shape == (0,)
        assert found.n_samples == 1 and len(found.planes) == 6


# --- properties


@given(spotlight_problems())
def test_every_point_lights_an_arc_of_its_plane_and_no_other_does(problem):
    activations, basis, epsilon = problem
    found = project_on_planes(activations, basis, epsilon, "combinations")
    i, j = found.planes[-1]
    curve = exact_spotlight_curve(activations, basis[i], basis[j], epsilon)
    points = found.points[found.plane == len(found.planes) - 1]
    assert_allclose(np.sort(np.arctan2(points[:, 1], points[:, 0])), np.sort(curve.centres), rtol=0, atol=1e-9)


@given(spotlight_problems(), st.integers(-100, 100))
def test_points_grow_with_the_activations(problem, exponent):
    activations, basis, epsilon = problem
    one, grown = (project_on_planes(x, basis, epsilon) for x in (activations, activations * 2.0**exponent))
    assert_array_equal(grown.points, one.points * 2.0**exponent)
    assert_array_equal(grown.sample, one.sample)
    directions = project_on_planes(unit(activations[activations.any(axis=1)]), basis, epsilon)
    assert_allclose(norms(directions.points) if len(directions.points) else [], norms(one.points) / norms(
        activations)[one.sample] if len(one.points) else [], rtol=1e-9)
    assert (np.sqrt((directions.points**2).sum(axis=1)) <= 1 + 1e-9).all()


@pytest.mark.parametrize("epsilon", [0.8, -0.1])
def test_many_blocks_and_memory_maps_give_what_one_block_gives(tmp_path, epsilon):
    activations, basis = tied_and_generic_activations(1500, 8, 3)
    np.save(tmp_path / "activations.npy", activations)
    mapped = project_on_planes(np.load(tmp_path / "activations.npy", mmap_mode="r"), basis, epsilon)
    parts = [project_on_planes(activations[part], basis, epsilon) for part in (slice(0, 900), slice(900, 1500))]
    plane = np.concatenate([part.plane for part in parts])
    order = np.argsort(plane, kind="stable")
    assert_array_equal(mapped.plane, plane[order])
    assert_array_equal(mapped.sample, np.concatenate([parts[0].sample, 900 + parts[1].sample])[order])
    assert_array_equal(mapped.points, np.concatenate([part.points for part in parts])[order])


def test_points_of_more_than_one_piece_are_in_order():
    """40,000 samples of 16 numbers come in two blocks, each in several pieces."""
    rng = np.random.default_rng(5)
    activations = rng.standard_normal((40_000, 16)) * rng.choice([1, 4], size=(40_000, 16), p=[0.9, 0.1])
    found = project_on_planes(activations, np.eye(16), 0.8)
    assert (np.diff(found.plane * len(activations) + found.sample) > 0).all()
    i, j = found.planes[found.plane].T
    assert_allclose(found.points, np.stack([activations[found.sample, i], activations[found.sample, j]], axis=1),
                    rtol=1e-13)
    squares = (unit(activations) ** 2).T
    assert len(found.plane) == sum(np.count_nonzero(squares[i] + squares[j] >= 0.64) for i, j in found.planes)


def test_progress_runs_over_both_readings():
    calls = []
    project_on_planes(np.ones((30, 2)), np.eye(2), 0.5, progress=lambda *call: calls.append(call))
    assert calls == [(30, 60), (60, 60)]


# --- errors


def test_too_many_points_are_refused_as_soon_as_they_are_counted(monkeypatch):
    calls = []
    monkeypatch.setattr(projection, "available_memory", lambda: 3e6)  # room for 1e5 points; here 6 a sample
    with pytest.raises(
            RequestTooLarge, match=r"planes: wanted points that fit into 0.0 GB of free memory; found 6 planes "
            r"with at least [\d,]+ points, .*projected_density"):
        project_on_planes(np.ones((400_000, 3)), np.eye(3), 0.5, progress=lambda *call: calls.append(call))
    assert not calls  # at the first block
    monkeypatch.setattr(projection, "available_memory", lambda: 50e6)  # room for 1.5e6
    with pytest.raises(RequestTooLarge):
        project_on_planes(np.ones((400_000, 3)), np.eye(3), 0.5, progress=lambda *call: calls.append(call))
    assert len(calls) == 1  # at the second
    assert project_on_planes(np.ones((10_000, 3)), np.eye(3), 0.5).points.shape == (60_000, 2)


def test_too_many_planes_are_refused_before_anything_is_read(monkeypatch):
    monkeypatch.setattr(projection, "available_memory", lambda: 3e6)
    monkeypatch.setattr(projection, "basis_cosines", None)
    with pytest.raises(MemoryError, match="found 89,700 planes with at least 0 points"):
        project_on_planes(np.ones((2, 300)), np.eye(300), 0.9)


@pytest.mark.parametrize("before, after", [([3, 4, 0], [0, 0, 0]), ([3, 4, 0], [3, 4, 5]), ([1, 0, 0], [0, 1, 0])])
def test_a_file_that_changes_between_its_readings_is_refused(before, after):
    activations = np.array([before, [1, 0, 0]], dtype=float)

    def meddle(done, total):
        activations[0] = after

    with pytest.raises(ValueError, match="activations: wanted the same numbers at both readings"):
        project_on_planes(activations, np.eye(3), 0.7, progress=meddle)


@pytest.mark.parametrize("arguments, message", [
    (([[1, 2]], np.eye(3), 0.5), "activations: wanted shape"),
    (([[1, np.nan]], np.eye(2), 0.5), r"activations: wanted finite numbers; found nan at index \(0, 1\)"),
    (([[1, 2]], np.eye(2), 2), "epsilon: wanted a number in"),
    (([[1, 2]], np.eye(2), 0.5, [[1, 1]]), "planes: wanted two different rows"),
])
def test_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        project_on_planes(*arguments)


# --- golden


def test_an_oblique_plane_off_the_axes():
    """Origin: by hand. e1 = (2, 1, 2) / 3, and (3, 1, 1) less its part along e1 is (1, 0, -1), so e2 = (1, 0, -1) /
    sqrt(2).
    """
    found = project_on_planes([[3, -1, 4], [1, 1, 1]], [[2, 1, 2], [3, 1, 1]], 0.1, [[0, 1]])
    assert_allclose(found.points, [[13 / 3, -np.sqrt(0.5)], [5 / 3, 0]], atol=1e-14)
