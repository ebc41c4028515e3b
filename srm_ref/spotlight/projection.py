"""What lies near each privileged plane, laid down on it? The privileged plane projection.

An activation is near plane (i, j) where its angle to the PLANE is at most arccos(epsilon), that is r = hypot(p, q) >=
epsilon for its cosines (p, q) with e1 and e2; its point there is |x| (p, q) = (x . e1, x . e2), not normalised: where
it lies, and how long it is. A resonance curve counts the same activations by angle. The points come all at once
(`project_on_planes`) or in pieces (`pieces_of`), for those who cannot hold all of them.

Conventions: planes, degenerate pairs and zero activations are treated as in `resonance`: e1 along b_i, e2 towards b_j,
(anti)parallel pairs left out and listed, zero activations near no plane. The rule is closed (r = epsilon counts as
near) and is decided in float64, for each plane by its own p and q, (i, j) and (j, i) being two planes. At epsilon <= 0
it takes every activation that is not zero.

Contents: Projection, project_on_planes, project_on_planes_by_definition; Selection, selection_of, Piece, pieces_of,
require_representable.
Source: Bird's privileged plane projective method, a sequel to SRM; SRM for the planes. Compare with the author's code
after 25 June 2025: before, pairs of directions that are not at right angles had oblique coordinates there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Iterator, NamedTuple

import numpy as np

from srm_ref.checks import check_activations, counted, number, real_array, refuse
from srm_ref.geometry.vectors import norms, plane_frame
from srm_ref.memory import RequestTooLarge, available_memory
from srm_ref.progress import Progress
from srm_ref.spotlight.arcs import radius
from srm_ref.spotlight.counting.pairs import CandidatePairs, candidate_pairs
from srm_ref.spotlight.counting.planes import (BasisGeometry, CosineBlock, Planes, basis_cosines, e2_cosine,
                                               geometry_and_planes)
from srm_ref.spotlight.results import Result

__all__ = ["Selection", "selection_of", "Piece", "pieces_of", "require_representable", "Projection",
           "project_on_planes", "project_on_planes_by_definition"]


class Selection(NamedTuple):
    """Hold everything about a projection but the activations."""

    geometry: BasisGeometry
    planes: Planes
    epsilon: float
    row_of: Callable[[np.ndarray, np.ndarray], np.ndarray] | None  # the row of plane (i, j); None for an explicit list


class Piece(NamedTuple):
    """Hold some of the points: in no particular order, but the samples of any one plane ascend from piece to piece."""

    points: np.ndarray  # (k, 2)
    plane: np.ndarray  # (k,)
    sample: np.ndarray  # (k,)


def selection_of(basis: Any, epsilon: float, planes: Any) -> Selection:
    """Validate and prepare everything about a projection but the activations."""
    geometry, chosen = geometry_and_planes(basis, planes)
    return Selection(geometry, chosen, number(epsilon, "epsilon", -1, 1), _numbering(chosen, geometry))


def pieces_of(block: CosineBlock, selection: Selection) -> Iterator[Piece]:
    """Yield the points of a block of samples, about as many at a time as a processor's cache holds.

    block: CosineBlock. selection: Selection.
    """
    require_representable(block.lengths, block.sample)
    for pairs in candidate_pairs(block.values, selection.geometry, selection.planes, selection.epsilon):
        yield _piece(block, pairs, selection)
        if selection.planes.ordered:
            yield _piece(block, pairs._replace(i=pairs.j, j=pairs.i, p_i=pairs.p_j, p_j=pairs.p_i), selection)


def require_representable(lengths: np.ndarray, rows: np.ndarray) -> None:
    """Refuse activations whose length, and so perhaps a coordinate of their point, is beyond the largest double.

    lengths (k,). rows (k,): which activations these are, for the message.
    """
    finite = np.isfinite(lengths)
    if not finite.all():
        refuse("activations", "lengths below the largest double", f"a longer one at row {int(rows[np.argmin(finite)])}")


def _piece(block: CosineBlock, pairs: CandidatePairs, selection: Selection) -> Piece:
    p, q = pairs.p_i, e2_cosine(selection.geometry, pairs.i, pairs.j, pairs.p_i, pairs.p_j)  # (n_pairs,)
    near = np.flatnonzero(radius(p, q) >= selection.epsilon)  # (n_near,); a candidate may be just short of epsilon
    sample = pairs.sample[near]
    plane = pairs.row[near] if selection.row_of is None else selection.row_of(pairs.i[near], pairs.j[near])
    return Piece(np.stack([p[near], q[near]], axis=1) * block.lengths[sample, None], plane, block.sample[sample])


def _numbering(planes: Planes, geometry: BasisGeometry) -> Callable[[np.ndarray, np.ndarray], np.ndarray] | None:
    """Number the planes as `Planes.pairs` lists them; by a formula if no plane is left out."""
    n = geometry.n_basis
    if planes.explicit is not None:
        return None
    if geometry.spans is None and planes.ordered:
        return lambda i, j: i * (n - 1) + j - (j > i)
    if geometry.spans is None:
        return lambda i, j: i * (2 * n - i - 1) // 2 + j - i - 1
    table = planes.row_of_plane(geometry)
    return lambda i, j: table[i, j]


_POINT_BYTES, _PLANE_BYTES = 32, 40  # point, plane and sample; plane, count, place, end


@dataclass(frozen=True, repr=False)
class Projection(Result):
    """Hold the activations near each plane, sorted by plane, and within a plane by sample.

    points (k, 2): coordinates along e1 and e2, in the units of the activations. plane (k,): row of `planes`. sample
    (k,): row of the activations. planes (n_planes, 2): (i, j): e1 along basis row i, e2 towards row j. skipped_planes
    (n_skipped, 2): pairs i < j that are (anti)parallel and span no plane. n_samples, n_zero: all activations, and
    those of length zero among them, which are near no plane.
    """

    points: np.ndarray
    plane: np.ndarray
    sample: np.ndarray
    planes: np.ndarray
    skipped_planes: np.ndarray
    n_samples: int
    n_zero: int
    epsilon: float

    def columns(self) -> dict[str, np.ndarray]:
        """Return a row per point: i, j of its plane, sample, and its coordinates, each (k,)."""
        i, j = self.planes[self.plane].T
        return {"i": i, "j": j, "sample": self.sample, "e1": self.points[:, 0], "e2": self.points[:, 1]}


def project_on_planes(activations: Any, basis: Any, epsilon: float, planes: Any = "permutations", *,
                      progress: Progress | None = None) -> Projection:
    """Lay the activations near each privileged plane down on it.

    Keeps x_s for plane (i, j) where r >= epsilon, and gives (x_s . e1, x_s . e2) = |x_s| (p, q), with
    p = P_i,  q = (P_j - g P_i) / sqrt(1 - g^2),  r = sqrt(p^2 + q^2),  P = unit(activations) unit(basis)^T,  g = b_i .
    b_j.

    Reads the activations twice: first to count the points, then to fill arrays of exactly their number.

    activations (n_samples, n_dims): a memory map is read in chunks. basis (n_basis, n_dims): privileged directions, of
    any lengths. epsilon: cosine of the largest angle to the plane, in [-1, 1]; at 0 or below every activation that is
    not zero is kept. planes (n_planes, 2): "permutations", "combinations", or explicit pairs of rows of the basis.
    progress: called with (samples done, all samples), where the samples of both readings count. Returns `.points` of
    shape (k, 2), `.plane` and `.sample` of shape (k,). Raises RequestTooLarge, which is a MemoryError and a ValueError,
    if that many points cannot fit; `projected_density` needs memory for one picture only.

    >>> result = project_on_planes([[3, 0, 4], [5, 1, 1], [0, 2, 0]], np.eye(3), 0.9, "combinations")
    >>> result.planes.tolist(), result.plane.tolist(), result.sample.tolist()
    ([[0, 1], [0, 2], [1, 2]], [0, 0, 1, 1, 2], [1, 2, 0, 1, 2])
    >>> result.points.round(12).tolist()
    [[5.0, 1.0], [0.0, 2.0], [3.0, 4.0], [5.0, 1.0], [2.0, 0.0]]
    """
    selection = selection_of(basis, epsilon, planes)
    activations = check_activations(activations, selection.geometry.rows.shape[1])
    n_samples = len(activations)
    counts, n_zero = _count(activations, selection, _half(progress, 0))
    ends = np.cumsum(counts)
    points, sample = np.empty((ends[-1], 2)), np.empty(ends[-1], np.int64)
    _fill(points, sample, ends - counts, ends, activations, selection, _half(progress, 1))
    plane = np.repeat(np.arange(len(counts)), counts)
    return Projection(points, plane, sample, selection.planes.pairs(selection.geometry), selection.planes.skipped,
                      n_samples, n_zero, selection.epsilon)


def project_on_planes_by_definition(activations: Any, basis: Any, epsilon: float, planes: Any
                                    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lay the activations near each plane of a list down on it, one after the other: slow, to be read.

    Returns points (k, 2), which are (x . e1, x . e2) for every x at an angle of arccos(epsilon) or less to the plane,
    and plane and sample, (k,) each.

    >>> planes = [(0, 1), (0, 2)]
    >>> points, plane, sample = project_on_planes_by_definition([[3, 0, 4], [0, 2, 0]], np.eye(3), 0.9, planes)
    >>> points.tolist(), plane.tolist(), sample.tolist()
    ([[0.0, 2.0], [3.0, 4.0]], [0, 1], [1, 0])
    """
    activations, basis = real_array(activations, "activations", ("n_samples", "n_dims")), real_array(basis, "basis")
    epsilon, near = number(epsilon, "epsilon", -1, 1), []
    for k, (i, j) in enumerate(real_array(planes, "planes", ("n_planes", 2)).astype(int)):
        e1, e2 = plane_frame(basis[i], basis[j])
        for s, x in enumerate(activations):
            point = np.array([x @ e1, x @ e2])
            if x.any() and norms(point) >= epsilon * norms(x):  # the cosine of x's angle to the plane is |point| / |x|
                near.append((point, k, s))
    points, plane, sample = zip(*near) if near else (np.empty((0, 2)), (), ())
    return np.array(points), np.array(plane, int), np.array(sample, int)


def _count(activations: np.ndarray, selection: Selection, progress: Progress | None) -> tuple[np.ndarray, int]:
    """Count the points of each plane, (n_planes,), and the zero activations; refuse what cannot fit as soon as it is
    known.
    """
    available = available_memory()
    n_planes, n_zero, n_points = selection.planes.n_planes, 0, 0
    _require_memory(n_planes, 0, available)
    counts = np.zeros(n_planes, np.int64)
    for block in basis_cosines(activations, selection.geometry):
        n_zero += block.n_zero
        for piece in pieces_of(block, selection):
            np.add.at(counts, piece.plane, 1)
            n_points += len(piece.plane)
        _require_memory(n_planes, n_points, available)
        if progress is not None:
            progress(block.stop, len(activations))
    return counts, n_zero


def _fill(points: np.ndarray, sample: np.ndarray, cursor: np.ndarray, ends: np.ndarray, activations: np.ndarray,
          selection: Selection, progress: Progress | None) -> None:
    """Put every point at its plane's cursor, which moves on, up to its plane's end."""
    for block in basis_cosines(activations, selection.geometry):
        for piece in pieces_of(block, selection):
            order = np.argsort(piece.plane, kind="stable")
            plane, first, sizes = np.unique(piece.plane[order], return_index=True, return_counts=True)
            _require_unchanged((cursor[plane] + sizes <= ends[plane]).all())
            place = np.arange(len(order)) + np.repeat(cursor[plane] - first, sizes)
            points[place], sample[place] = piece.points[order], piece.sample[order]
            cursor[plane] += sizes
        if progress is not None:
            progress(block.stop, len(activations))
    _require_unchanged(np.array_equal(cursor, ends))


def _half(progress: Progress | None, half: int) -> Progress | None:
    """Report the progress of the first or second reading as that of both."""
    return None if progress is None else lambda done, total: progress(half * total + done, 2 * total)


def _require_memory(n_planes: int, n_points: int, available: float) -> None:
    needed = n_planes * _PLANE_BYTES + n_points * _POINT_BYTES
    if needed > available:
        raise RequestTooLarge(
            f"planes: wanted points that fit into {available / 1e9:.1f} GB of free memory; found "
            f"{counted(n_planes, 'plane')} with at least {counted(n_points, 'point')}, which would take "
            f"{needed / 1e9:.1f} GB (projected_density needs one picture; or raise epsilon, or pass an explicit "
            "list of planes)")


def _require_unchanged(unchanged: bool) -> None:
    if not unchanged:
        refuse("activations", "the same numbers at both readings", "others at the second: was the file being written?")
