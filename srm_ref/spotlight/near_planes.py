"""Which activations are near which privileged plane? Answered in pieces, for those who cannot hold all points at once.

An activation is near plane (i, j) where its angle to the PLANE is at most arccos(epsilon), that is r = hypot(p, q) >= epsilon
for its cosines (p, q) with e1 and e2; its point there is |x| (p, q). The rule is closed and is decided in float64, for each
plane, (i, j) and (j, i) alike, by its own p and q. At epsilon <= 0 it takes every activation that is not zero.

Contents: Selection, selection_of, Piece, pieces_of, require_representable.
Source: Bird's privileged plane projective method, a sequel to SRM.
"""

from __future__ import annotations

from typing import Any, Callable, Iterator, NamedTuple

import numpy as np

from srm_ref.checks import number, refuse
from srm_ref.spotlight.frames import Frame, PlaneSet, frame_of, plane_set, second_coordinate
from srm_ref.spotlight.pairs import LitPairs, lit_pairs
from srm_ref.spotlight.products import Projections

__all__ = ["Selection", "selection_of", "Piece", "pieces_of", "require_representable"]


class Selection(NamedTuple):
    """What is near which plane: everything about a projection but the activations."""

    frame: Frame
    planes: PlaneSet
    epsilon: float
    row_of: Callable[[np.ndarray, np.ndarray], np.ndarray] | None  # the row of plane (i, j); None for an explicit list


class Piece(NamedTuple):
    """Some of the points, in no promised order, but the samples of any one plane ascend from piece to piece."""

    points: np.ndarray  # (k, 2)
    plane: np.ndarray  # (k,)
    sample: np.ndarray  # (k,)


def selection_of(basis: Any, epsilon: float, planes: Any) -> Selection:
    """Validate and prepare everything about a projection but the activations.

    Parameters
    ----------
    basis : array_like, shape (n_basis, n_dims)
    epsilon : float
        In [-1, 1].
    planes : str or array_like of int, shape (n_planes, 2)

    Returns
    -------
    Selection

    Raises
    ------
    ValueError
        A zero basis row, impossible planes, epsilon outside [-1, 1].
    """
    frame = frame_of(basis)
    chosen = plane_set(planes, frame)
    return Selection(frame, chosen, number(epsilon, "epsilon", -1, 1), _numbering(chosen, frame))


def pieces_of(block: Projections, selection: Selection) -> Iterator[Piece]:
    """Find the points of a block of samples, as many at a time as a processor's cache holds.

    Parameters
    ----------
    block : Projections
    selection : Selection

    Yields
    ------
    Piece

    Raises
    ------
    ValueError
        An activation longer than the largest double.
    """
    require_representable(block.lengths, block.sample)
    for pairs in lit_pairs(block.values, selection.frame, selection.planes, selection.epsilon):
        yield _piece(block, pairs, selection)
        if selection.planes.ordered:
            yield _piece(block, pairs._replace(i=pairs.j, j=pairs.i, p_i=pairs.p_j, p_j=pairs.p_i), selection)


def require_representable(lengths: np.ndarray, rows: np.ndarray) -> None:
    """Refuse activations whose length, and so perhaps whose point, is beyond the largest double.

    Parameters
    ----------
    lengths : ndarray, shape (k,)
    rows : ndarray of int, shape (k,)
        Which activations these are, for the message.

    Raises
    ------
    ValueError
        An infinite length.
    """
    finite = np.isfinite(lengths)
    if not finite.all():
        refuse("activations", "lengths below the largest double", f"a longer one at row {int(rows[np.argmin(finite)])}")


def _piece(block: Projections, pairs: LitPairs, selection: Selection) -> Piece:
    p, q = pairs.p_i, second_coordinate(selection.frame, pairs.i, pairs.j, pairs.p_i, pairs.p_j)
    near = np.flatnonzero(np.sqrt(p * p + q * q) >= selection.epsilon)
    sample = pairs.sample[near]
    plane = pairs.row[near] if selection.row_of is None else selection.row_of(pairs.i[near], pairs.j[near])
    return Piece(np.stack([p[near], q[near]], axis=1) * block.lengths[sample, None], plane, block.sample[sample])


def _numbering(planes: PlaneSet, frame: Frame) -> Callable[[np.ndarray, np.ndarray], np.ndarray] | None:
    """Number the planes as `PlaneSet.pairs` lists them; by a formula where none is left out."""
    n = frame.n_basis
    if planes.explicit is not None:
        return None
    if frame.spans is None and planes.ordered:
        return lambda i, j: i * (n - 1) + j - (j > i)
    if frame.spans is None:
        return lambda i, j: i * (2 * n - i - 1) // 2 + j - i - 1
    table = planes.row_table(frame)
    return lambda i, j: table[i, j]
