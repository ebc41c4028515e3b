"""Every fast function of the spotlight beside its definition.

Steps have no value at their edges: activations are drawn away from the cone's edge, and then the same integers are
wanted. What happens on the edge is tested where the ties are (`tests.spotlight.test_resonance_sweep`).
"""

from __future__ import annotations

from typing import Any, Callable

import numpy as np
from hypothesis import strategies as st

from srm_ref.spotlight import (arcs, baseline, definition, density, found_basis, fourth_moments, projection, resonance,
                               statistics)
from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.counting import grid
from tests.definitions import Pair, close, equal, the_same_shares
from tests.spotlight_oracle import clear_angles
from tests.strategies import BASIS_FAMILIES, generators, spotlight_problems

WELL_APART = BASIS_FAMILIES[:-1]  # nearly parallel directions amplify rounding: they have tests of their own


def all_planes(basis: np.ndarray) -> np.ndarray:
    """All ordered pairs of rows that are not (anti)parallel, in lexicographic order."""
    rows = basis / np.sqrt((basis**2).sum(axis=1, keepdims=True))
    return np.argwhere(np.abs(rows @ rows.T) < 1 - 1e-9)


@st.composite
def curves(draw: st.DrawFn) -> tuple:
    """Activations, a plane, epsilon, and angles at which no activation is within 1e-9 of the edge."""
    activations, basis, epsilon = draw(spotlight_problems(families=WELL_APART[:4]))
    thetas = draw(generators).uniform(-7, 7, 30)
    return activations, *basis[:2], epsilon, clear_angles(activations, *basis[:2], epsilon, thetas)


@st.composite
def sweeps(draw: st.DrawFn, ways: int = 1) -> tuple:
    """Activations, a basis, epsilon, planes, and angles that are clear in every plane."""
    activations, basis, epsilon = draw(spotlight_problems(families=WELL_APART))
    planes, thetas = all_planes(basis), draw(generators).uniform(-7, 7, 25)
    for i, j in planes:
        thetas = clear_angles(activations, basis[i], basis[j], epsilon, thetas)
    return activations, basis, epsilon, planes, thetas if len(thetas) else np.array([0.123])


@st.composite
def in_plane(draw: st.DrawFn) -> tuple:
    """p, q, epsilon and a full turn at which no sample is near the edge."""
    rng, n_angles = draw(generators), draw(st.sampled_from([1, 2, 7, 36, 360]))
    r, phi, epsilon = rng.random(9), rng.uniform(-4, 4, 9), draw(st.floats(-1, 1))
    thetas = 2 * np.pi * np.arange(n_angles) / n_angles
    clear = (np.abs(r * np.cos(thetas[:, None] - phi) - epsilon) > 1e-9).all(axis=0)
    return (r * np.cos(phi))[clear], (r * np.sin(phi))[clear], epsilon, thetas


@st.composite
def near_planes(draw: st.DrawFn) -> tuple:
    activations, basis, epsilon = draw(spotlight_problems(families=WELL_APART))
    return activations, basis, epsilon, all_planes(basis)


@st.composite
def pictures(draw: st.DrawFn) -> tuple:
    rng, n_dims = draw(generators), draw(st.integers(3, 6))
    edges = np.linspace(-2, 2, draw(st.sampled_from([2, 4, 6])) + 1) + 0.001
    return (rng.standard_normal((8, n_dims)), np.linalg.qr(rng.standard_normal((n_dims, n_dims)))[0][:3],
            draw(st.sampled_from([-0.3, 0.0, 0.5, 0.8])), [(0, 1), (2, 0)], edges)


def streamed(activations: Any, basis: Any, epsilon: float, planes: Any, thetas: Any) -> np.ndarray:
    """The curves of an accumulator that is given its samples in two parts."""
    total = SpotlightAccumulator(basis, epsilon, planes, thetas)
    for part in np.array_split(activations, 2):
        if len(part):
            total.update(part)
    return total.result().values


def mean_by_definition(*sweep: Any) -> np.ndarray:
    """Mean over planes of the curves."""
    return definition.resonance_by_definition(*sweep).mean(axis=0)


def counted_on_full_turn(p: np.ndarray, q: np.ndarray, epsilon: float, thetas: np.ndarray) -> np.ndarray:
    """Counts from arcs, where the definition evaluates the inequality."""
    found = arcs.arcs_of(p, q, epsilon)
    lit = arcs.reaches(found.r, epsilon)
    return arcs.count_on_full_turn(found.centre[lit], found.half_width[lit], len(thetas))


def counted_on_grid(p: np.ndarray, q: np.ndarray, epsilon: float, thetas: np.ndarray) -> np.ndarray:
    """The same from the machine that is made for ties."""
    tally = grid.Tally(1, grid.angle_grid(len(thetas)), np.dtype(np.int64))
    grid.count_arcs(tally, arcs.arcs_of(p, q, epsilon), np.zeros(len(p), int), None, epsilon, False)
    return tally.counts(len(p))[0]


def projected(activations: Any, basis: Any, epsilon: float, planes: Any) -> tuple:
    """Points, planes and samples."""
    found = projection.project_on_planes(activations, basis, epsilon, planes)
    return found.points, found.plane, found.sample


def same_points(found: tuple, expected: tuple) -> None:
    """The same samples near the same planes, at the same places to rounding."""
    equal(found[1:], expected[1:])
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-9, atol=1e-9 * np.abs(expected[0]).max(initial=1e-300))


def pictured(activations: Any, basis: Any, epsilon: float, planes: Any, edges: np.ndarray) -> tuple:
    """Counts and expectation in the given cells."""
    lengths, found = np.sqrt(
        (activations**2).sum(axis=1)), projection.project_on_planes(activations, basis, epsilon, planes)
    expected = density.isotropic_counts(lengths, basis.shape[1], epsilon, edges)
    return density.point_counts(found.points, edges), len(planes) * expected


def same_picture(found: tuple, expected: tuple) -> None:
    """The same points in every cell; the expectations to the 0.2 % of a picture that `isotropic_counts` promises."""
    equal(found[0], expected[0])
    np.testing.assert_allclose(found[1], expected[1], rtol=2e-3, atol=2e-3 * expected[1].max())


def value(name: str) -> Callable[..., float]:
    """One of the three summaries by its definition."""
    place = ("mass", "harmonic", "alignment").index(name)
    return lambda *problem: statistics.summary_by_definition(*problem)[place]


@st.composite
def near_axes(draw: st.DrawFn) -> tuple:
    """A cloud near the axes, a start not far from them, and the highest: both climbs end on the same top."""
    rng, n_dims = draw(generators), draw(st.integers(2, 5))
    activations = np.eye(n_dims)[rng.integers(n_dims, size=60)] + 0.1 * rng.standard_normal((60, n_dims))
    return activations, np.linalg.qr(np.eye(n_dims) + 0.1 * rng.standard_normal((n_dims, n_dims)))[0], 1


SUMMED = spotlight_problems(families=WELL_APART)
BANDS = st.tuples(st.integers(1, 60), st.integers(2, 9), st.sampled_from([-0.61, -0.2, 0.13, 0.55, 0.8]),
                  st.sampled_from([0.511, 0.9, 0.987]))

SPOTLIGHT_PAIRS: dict[str, Pair] = {
    "spotlight_curve": Pair(resonance.spotlight_curve, definition.spotlight_curve_by_definition,
                            curves().filter(lambda drawn: len(drawn[-1])), the_same_shares),
    "signed_spotlight_curve": Pair(resonance.signed_spotlight_curve, definition.signed_spotlight_curve_by_definition,
                                   curves().filter(lambda drawn: len(drawn[-1])), the_same_shares),
    "exact_spotlight_curve": Pair(lambda *curve: resonance.exact_spotlight_curve(*curve[:-1])(curve[-1]),
                                  definition.spotlight_curve_by_definition,
                                  curves().filter(lambda drawn: len(drawn[-1])), the_same_shares),
    "spotlight_resonance": Pair(lambda *sweep: resonance.spotlight_resonance(*sweep).values,
                                definition.resonance_by_definition, sweeps(), the_same_shares),
    "mean_spotlight_resonance": Pair(lambda *sweep: resonance.mean_spotlight_resonance(*sweep).mean, mean_by_definition,
                                     sweeps(),
                                     the_same_shares), "SpotlightAccumulator": Pair(streamed,
                                                                                    definition.resonance_by_definition,
                                                                                    sweeps(), the_same_shares),
    "count_on_full_turn": Pair(counted_on_full_turn, arcs.count_by_definition, in_plane(),
                               equal), "count_arcs": Pair(counted_on_grid, arcs.count_by_definition, in_plane(), equal),
    "summarise": Pair(lambda *problem: tuple(statistics.summarise(*problem)[:3]), statistics.summary_by_definition,
                      SUMMED, close(0, 1e-11)), "mass": Pair(statistics.mass, value("mass"), SUMMED, close(0, 1e-12)),
    "harmonic": Pair(statistics.harmonic, value("harmonic"), SUMMED,
                     close(0, 1e-11)), "alignment": Pair(statistics.alignment, value("alignment"), SUMMED,
                                                         close(1e-11, 1e-11)),
    "height": Pair(statistics.height, statistics.height_by_definition, SUMMED, close(0, 1e-15)), "kurtosis": Pair(
        lambda activations, basis, _: fourth_moments.kurtosis(activations, basis),
        lambda activations, basis, _: fourth_moments.kurtosis_by_definition(activations, basis), SUMMED,
        close(1e-12, 0)), "extreme_basis": Pair(
            lambda *climb: fourth_moments.kurtosis(climb[0], found_basis.extreme_basis(*climb)),
            lambda *climb: fourth_moments.kurtosis(climb[0], found_basis.extreme_basis_by_definition(*climb)),
            near_axes(), close(1e-7)), "isotropic_band": Pair(baseline.isotropic_band,
                                                              baseline.isotropic_band_by_definition, BANDS, equal),
    "project_on_planes": Pair(projected, projection.project_on_planes_by_definition, near_planes(),
                              same_points), "projected_density": Pair(pictured, density.projected_density_by_definition,
                                                                      pictures(), same_picture),
    "isotropic_counts": Pair(
        density.isotropic_counts, density.isotropic_counts_by_definition,
        pictures().map(lambda picture: (np.sqrt((picture[0]**2).sum(axis=1)), picture[0].shape[1], picture[2], picture[
            -1])),
        lambda found, expected: np.testing.assert_allclose(found, expected, rtol=2e-3, atol=2e-3 * expected.max())),
}
