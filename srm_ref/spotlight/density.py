"""Where near the privileged planes are there more activations than chance would put there? A picture, cell by cell.

The picture counts the projected activations (`projection`) in square cells, and divides by what isotropic activations
OF THE SAME LENGTHS would put there: 1 is no preference for any direction, whatever the lengths. That expectation is
exact, for directions uniform on the sphere in n dimensions have in-plane radius r with

    P(r > t) = (1 - t^2)^((n-2)/2),      at every in-plane angle alike,

so N activations of lengths L_s put, in expectation, sum_s P(r > max(rho / L_s, epsilon)) points beyond radius rho into
each plane, evenly around the circle, and no random reference adds its own noise to the picture. If the lengths are
those of Gaussian activations, this is what that Gaussian would show. Where both the points of a cell and their
expectation are few nothing can be said, and the ratio is nan.

Conventions: first axis along e1, second along e2; cells contain their lower edges, the last also its upper one. Points
in both orders of a plane, and of one sample in several planes, are all counted. They are not independent, so that
ratios scatter by more than 1 / sqrt(expected).

Contents: Density, projected_density, point_counts, isotropic_counts; projected_density_by_definition,
isotropic_counts_by_definition.
Source: Bird's privileged plane projective method, a sequel to SRM, divides by a sampled Gaussian; the expectation is
ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from srm_ref.checks import (check_activations, counted, integer, number, real_array, refuse, require_all,
                            require_ascending, require_finite)
from srm_ref.geometry.vectors import norms
from srm_ref.progress import Progress
from srm_ref.spotlight.counting.planes import CHUNK, basis_cosines
from srm_ref.spotlight.projection import (pieces_of, project_on_planes_by_definition, require_representable,
                                          selection_of)
from srm_ref.spotlight.results import Result

__all__ = ["Density", "projected_density", "projected_density_by_definition", "point_counts", "isotropic_counts",
           "isotropic_counts_by_definition"]

_N_SHELLS = 4096  # between radius 0 and the picture's corners; a shell's points are placed at its middle radius
_GROUP = 2.0**-8  # lengths within this ratio of each other are replaced by their mean
_LEAST_EXPECTED = 1e-200  # in a cell, so that a quotient stays finite
_SHOWN = 0.99  # the quantile of the lengths that is the picture's extent where none is given
_LEAST_CELL = 2.0**-1040  # the width of a cell that subnormal numbers still divide into thin shells


@dataclass(frozen=True, repr=False)
class Density(Result):
    """Hold a picture of the activations near privileged planes, and what isotropic ones of their lengths would show.

    edges (n_bins + 1,): edges of the cells along both axes, in the units of the activations. counts (n_bins, n_bins):
    points of all planes together; first axis along e1, second along e2. expected (n_bins, n_bins): the same for
    isotropic activations. n_points: all points, those outside the picture included.
    """

    edges: np.ndarray
    counts: np.ndarray
    expected: np.ndarray
    n_points: int
    n_planes: int

    def columns(self) -> dict[str, np.ndarray]:
        """Return a row per cell: its middle along both axes, count, expected, each (n_bins^2,)."""
        middle = (self.edges[1:] + self.edges[:-1]) / 2
        e1, e2 = np.meshgrid(middle, middle, indexing="ij")
        return {"e1": e1.ravel(), "e2": e2.ravel(), "count": self.counts.ravel(), "expected": self.expected.ravel()}

    def ratio(self, fewest: float = 5.0) -> np.ndarray:
        """Divide counts by expectation: 1 is no preference.

        fewest: above 0. Cells with fewer points and with fewer expected are nan: there nothing can be said. Where few
        are expected and many are there, the ratio is an excess, however large. Returns (n_bins, n_bins): at least 0, or
        nan.
        """
        enough = np.maximum(self.expected, self.counts) >= number(fewest, "fewest", 0, low_open=True)
        return np.where(enough, self.counts / np.where(enough, np.maximum(self.expected, _LEAST_EXPECTED), 1.0), np.nan)


def projected_density(activations: Any, basis: Any, epsilon: float, planes: Any = "permutations", n_bins: int = 50,
                      extent: float | None = None, *, progress: Progress | None = None) -> Density:
    """Make the picture of all activations near privileged planes, without holding the points.

    activations (n_samples, n_dims): a memory map is read in chunks, once for the lengths and once for the points.
    epsilon: cosine of the largest angle to the plane, in [-1, 1]. planes (n_planes, 2): all these planes in one
    picture; [(i, j)] for that of one plane. n_bins: cells along each axis, at least 1. extent: the picture shows
    -extent .. extent along both axes. By default the length that 99 % of the activations stay below. Returns
    `.edges`, `.counts`, `.expected`, `.ratio()`.

    >>> result = projected_density([[3, 1], [2, 1], [-1, 2]], np.eye(2), 0.9, "combinations", n_bins=2, extent=4)
    >>> result.counts.tolist(), result.expected.round(6).tolist()
    ([[0, 1], [0, 2]], [[0.75, 0.75], [0.75, 0.75]])
    """
    selection, n_bins = selection_of(basis, epsilon, planes), integer(n_bins, "n_bins", 1)
    n_dims = selection.geometry.rows.shape[1]
    activations = check_activations(activations, n_dims)
    extent = None if extent is None else number(extent, "extent", 0, low_open=True)
    lengths = _lengths(activations)
    edges = np.linspace(-1, 1, n_bins + 1) * (np.quantile(lengths, _SHOWN) if extent is None else extent)
    if edges[-1] < n_bins * _LEAST_CELL:
        refuse("activations" if extent is None else "extent",
               f"a length that can be divided into {counted(n_bins, 'cell')}", f"{edges[-1]:g}")
    counts, n_points = np.zeros((n_bins, n_bins), np.int64), 0
    for block in basis_cosines(activations, selection.geometry):
        for piece in pieces_of(block, selection):
            counts += point_counts(piece.points, edges)
            n_points += len(piece.points)
        if progress is not None:
            progress(block.stop, len(activations))
    expected = selection.planes.n_planes * isotropic_counts(lengths, n_dims, epsilon, edges)
    return Density(edges, counts, expected, n_points, selection.planes.n_planes)


def point_counts(points: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Count points in square cells.

    points (k, 2). edges (n_bins + 1,): ascending, for both axes. Returns (n_bins, n_bins): [m, n]: points with
    edges[m] <= u < edges[m + 1], edges[n] <= v < edges[n + 1]; the last cells are closed.

    >>> point_counts(np.array([[0.0, -1.0], [1.0, 1.0], [1.5, 0.0]]), np.array([-1.0, 0.0, 1.0])).tolist()
    [[0, 0], [1, 1]]
    """
    return np.histogram2d(points[:, 0], points[:, 1], bins=(edges, edges))[0].astype(np.int64)


def isotropic_counts(lengths: Any, n_dims: int, epsilon: float, edges: Any) -> np.ndarray:
    """Give the expected counts of one plane for isotropic activations of given lengths.

    E = sum over shells of [N(rho_k) - N(rho_k+1)] * (share of the shell's circle in the cell),
    N(rho) = sum_s (1 - max(rho / L_s, epsilon)^2)^((n-2)/2)

    lengths (n_samples,): above 0. n_dims: n, at least 2. edges (n_bins + 1,): ascending, for both axes. Returns
    (n_bins, n_bins): with 50 cells per axis each is right to 0.2 %, since a thin shell is replaced by its middle; to 3
    % where n = 2 and the activations lie on circles.

    >>> isotropic_counts([1.0, 1.0], 4, 0.6, [-1, 0, 1]).round(4).tolist()  # 1 - 0.6^2 of each, a quarter per quadrant
    [[0.32, 0.32], [0.32, 0.32]]
    """
    lengths, edges = real_array(lengths, "lengths", ("n_samples",)), real_array(edges, "edges", ("n_edges",))
    n_dims, epsilon = integer(n_dims, "n_dims", 2), number(epsilon, "epsilon", -1, 1)
    require_all(lengths > 0, lengths, "lengths", "numbers > 0")
    if len(edges) < 2:
        refuse("edges", "at least two ascending numbers", f"{edges.tolist()}")
    require_ascending(edges, "edges")
    radii = np.linspace(0, np.sqrt(2) * np.abs(edges).max(), _N_SHELLS + 1)
    points = -np.diff(_beyond(radii, lengths, n_dims, epsilon))  # (n_shells,)
    half_arcs = np.arccos(np.clip(edges[:, None] / ((radii[1:] + radii[:-1]) / 2), -1, 1))  # (n_edges, n_shells)
    above = np.array([_overlap(half_arc, half_arcs) @ points for half_arc in half_arcs]) / (2 * np.pi)
    return np.maximum(-np.diff(-np.diff(above, axis=0), axis=1), 0.0)  # rounding leaves -1e-16 where there is nothing


def projected_density_by_definition(activations: Any, basis: Any, epsilon: float, planes: Any, edges: Any
                                    ) -> tuple[np.ndarray, np.ndarray]:
    """Count the points of all planes cell by cell, and what isotropic activations of their lengths would show: to be
    read.

    edges (n_bins + 1,): ascending, for both axes; a point on the last edge is not counted. Returns: counts,
    expected (n_bins, n_bins).
    """
    points, _, _ = project_on_planes_by_definition(activations, basis, epsilon, planes)
    edges = real_array(edges, "edges", ("n_edges",))
    lengths, n_dims = norms(activations), np.shape(activations)[1]
    counts = [[sum(1 for u, v in points if u_low <= u < u_high and v_low <= v < v_high)
               for v_low, v_high in zip(edges, edges[1:])] for u_low, u_high in zip(edges, edges[1:])]
    return np.array(counts), len(planes) * isotropic_counts_by_definition(lengths[lengths > 0], n_dims, epsilon, edges)


def isotropic_counts_by_definition(lengths: Any, n_dims: int, epsilon: float, edges: Any,
                                   n_angles: int = 20_000) -> np.ndarray:
    """Integrate the expected counts of one plane over its in-plane angle, cell by cell: slow, to be read.

    A ray at the angle theta is in a cell from radius rho_in to rho_out; with S(rho) = sum_s P(r > max(rho / L_s,
    epsilon)), P(r > t) = (1 - t^2)^((n-2)/2), the cell has (1 / 2 pi) * integral of S(rho_in) - S(rho_out) over theta:
    midpoint rule.

    lengths (n_samples,). edges (n_bins + 1,). n_angles: of the midpoint rule. Returns (n_bins, n_bins).

    >>> isotropic_counts_by_definition([1.0, 1.0], 4, 0.6, [-1, 0, 1], n_angles=400).round(4).tolist()
    [[0.32, 0.32], [0.32, 0.32]]
    """
    theta = 2 * np.pi * (np.arange(n_angles) + 0.5) / n_angles
    u, v = np.cos(theta), np.sin(theta)  # (n_angles,)

    def beyond(rho: np.ndarray) -> np.ndarray:
        t = [np.maximum(rho / length, epsilon) for length in lengths]
        return np.sum([np.where(t_s < 1, (1 - np.minimum(t_s, 1)**2)**((n_dims - 2) / 2), 0.0) for t_s in t], axis=0)

    expected = np.zeros((len(edges) - 1, len(edges) - 1))
    for m, n in np.ndindex(expected.shape):
        # (2, n_angles) radii at which the ray crosses the strip
        ends_u = np.sort([edges[m] / u, edges[m + 1] / u], axis=0)
        ends_v = np.sort([edges[n] / v, edges[n + 1] / v], axis=0)
        rho_in = np.maximum(0, np.maximum(ends_u[0], ends_v[0]))
        rho_out = np.maximum(rho_in, np.minimum(ends_u[1], ends_v[1]))
        expected[m, n] = np.mean(beyond(rho_in) - beyond(rho_out))
    return expected


def _beyond(radii: np.ndarray, lengths: np.ndarray, n_dims: int, epsilon: float) -> np.ndarray:
    """Expected number of points farther out than each radius, (n_radii,)."""
    if n_dims == 2:  # r = 1: all in the plane
        return len(lengths) - np.searchsorted(np.sort(lengths), radii, side="right").astype(np.float64)
    _, group, sizes = np.unique(np.round(np.log(lengths) / _GROUP), return_inverse=True, return_counts=True)
    means, total = np.bincount(group, weights=lengths) / sizes, np.zeros(len(radii))
    for length, size in zip(means, sizes):
        with np.errstate(over="ignore"):  # of radii that are too large for t anyway
            t = np.clip(radii / length, epsilon, 1)
        total += size * ((1 - t) * (1 + t)) ** ((n_dims - 2) / 2)
    return total


def _overlap(about_u: np.ndarray, about_v: np.ndarray) -> np.ndarray:
    """Length of the arcs common to |theta| <= about_u and |theta - pi/2| <= about_v, both in [0, pi]: u and v beyond
    two edges.
    """
    near = np.minimum(about_u, np.pi / 2 + about_v) - np.maximum(-about_u, np.pi / 2 - about_v)
    # the second where both reach past -pi
    return np.maximum(near, 0) + np.maximum(about_u + about_v - 3 * np.pi / 2, 0)


def _lengths(activations: np.ndarray) -> np.ndarray:
    """Lengths of the activations that are not zero, read in chunks."""
    step, lengths = max(1, CHUNK // activations.shape[1]), []
    for first in range(0, len(activations), step):
        rows = np.array(activations[first:first + step], dtype=np.float64)
        require_finite(rows, "activations", first)
        lengths.append(norms(rows))
    lengths = np.concatenate(lengths)
    require_representable(lengths, np.arange(len(lengths)))
    if not lengths.any():
        refuse("activations", "at least one sample that is not zero", f"{counted(len(activations), 'zero sample')}")
    return lengths[lengths > 0]
