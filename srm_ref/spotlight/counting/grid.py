"""Which angles of a grid does an arc light, ties included, and how many arcs light each angle?

An arc lights |theta - phi| <= w (`srm_ref.spotlight.arcs`). On a grid of angles the counts must equal those of
p cos(theta) + q sin(theta) >= epsilon as float64 evaluates it, ties included. Rounding of arccos and atan2 moves an
arc's end by less than END_ATOL, so the angles of the grid are of three kinds. Those inside by more than END_ATOL are
counted as a range; those outside by more are not counted; those nearer to an end, the borderline, are decided one by
one by the inequality itself.

                low                                  high               low = phi - w, high = phi + w
    ... . . . ( . | . ) . . . . . . . . . . . . . ( . | . ) . . . ...   dots: angles of the grid; ( ) END_ATOL from an
    end outside  borderline          inside           borderline  outside

Angles are numbered around the circle: grid index k is the k-th angle of the grid in [0, 2 pi). Indices are not reduced
modulo n: k + n is angle k one turn later. Arcs are counted by one difference array per curve. An arc that covers the
indices start .. stop - 1 adds +1 at start and -1 at stop; the running sum is the number of arcs over each angle, and an
arc that passes index n once adds 1 to the whole curve:

    counts[k] = sum over arcs (stop // n - start // n)  +  sum over j <= k of differences[j].

Everything is an integer, so that tallies of parts of the data add up, in any order, to exactly the tally of the whole.

Contents: AngleGrid, angle_grid, grid_index; END_ATOL, UNDERFLOW_RADIUS, SLACK, GridArcs, grid_arcs,
inequality_holds; Tally, smallest_dtype; count_arcs.
Source: this package's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import counted, integer, plain_array, real_array
from srm_ref.memory import UNASKED_BYTES, require_memory
from srm_ref.spotlight.arcs import Arcs, full_turn, wrap

__all__ = ["AngleGrid", "angle_grid", "grid_index", "END_ATOL", "UNDERFLOW_RADIUS", "SLACK", "GridArcs", "grid_arcs",
           "inequality_holds", "Tally", "smallest_dtype", "count_arcs"]

BYTES_PER_ANGLE = 64
"""What a sweep of one curve holds at its peak: angles, cosines, sines, order, and the tally (measured: 56)."""

END_ATOL = 1e-6
"""Radians. Where w is near 0 or pi, arccos amplifies the 16 roundings of epsilon / r that `TOUCHING` allows for to
sqrt(2 * 16 * 2^-52) = 8e-8, and the inequality's own rounding moves its edge by 2e-8; elsewhere both are near 1e-16."""

UNDERFLOW_RADIUS = 1e-140
"""A radius below this has squares near underflow: every angle of its circle is decided by the inequality itself."""

SLACK = 1e-9
"""Relative room in comparisons of r with epsilon whose outcome is decided later: no rounding is as large."""


class AngleGrid(NamedTuple):
    """Hold angles of evaluation in the caller's order, and the same angles in their order around the circle."""

    thetas: np.ndarray  # (n_angles,) radians, as asked for
    cosines: np.ndarray  # (n_angles,) by grid index
    sines: np.ndarray  # (n_angles,) by grid index
    ascending: np.ndarray | None  # (n_angles,) in [0, 2 pi), ascending; None for a full turn, 2 pi k / n
    order: np.ndarray  # (n_angles,) order[k] = place in thetas of grid index k

    @property
    def n_angles(self) -> int:
        """Number of angles."""
        return len(self.thetas)


def angle_grid(n_angles: Any) -> AngleGrid:
    """Prepare a full turn of `n_angles` angles, or the explicit angles given in its place.

    n_angles (n_angles,): a number of angles >= 1, or angles in radians, in any order, of any size, repeated or not.
    Raises RequestTooLarge if a single curve of that many angles does not fit into memory.

    >>> angle_grid([3.0, -1.0]).order.tolist()
    [0, 1]
    """
    if n_angles is None or isinstance(n_angles, (str, bytes)) or plain_array(n_angles, "n_angles").ndim == 0:
        n_bytes = BYTES_PER_ANGLE * integer(n_angles, "n_angles", 1)
        if n_bytes > UNASKED_BYTES:
            require_memory(n_bytes, "n_angles", "angles", counted(n_angles, "angle"),
                           "exact_spotlight_curve needs none at all")
        thetas = full_turn(n_angles)
        return AngleGrid(thetas, np.cos(thetas), np.sin(thetas), None, np.arange(len(thetas)))
    thetas = real_array(n_angles, "n_angles", ("n_angles",))
    turned = wrap(thetas)
    order = np.argsort(turned, kind="stable")
    return AngleGrid(thetas, np.cos(thetas)[order], np.sin(thetas)[order], turned[order], order)


def grid_index(grid: AngleGrid, theta: np.ndarray) -> np.ndarray:
    """Count the grid's angles before `theta`, from 0 on and over all turns: index(theta + 2 pi) = index(theta) +
    n_angles.

    theta (k,): radians; the count is right wherever theta is farther than rounding errors from every angle of the grid.
    Returns (k,).

    >>> grid_index(angle_grid(4), np.array([-0.1, 0.1, 1.6])).tolist()
    [0, 1, 2]
    """
    turn = 2 * np.pi
    if grid.ascending is None:
        return np.ceil(theta * (grid.n_angles / turn)).astype(np.int64)
    turns = np.floor(theta / turn)
    within = np.searchsorted(grid.ascending, theta - turns * turn)
    return turns.astype(np.int64) * grid.n_angles + within


class GridArcs(NamedTuple):
    """Arcs as grid indices: those certainly inside, start .. stop - 1, and those too near an end to be certain."""

    start: np.ndarray  # (k,) int64, winding
    stop: np.ndarray  # (k,) int64, start <= stop <= start + n_angles
    borderline_arc: np.ndarray  # (m,) which arc
    borderline_index: np.ndarray  # (m,) int64, winding


def grid_arcs(centre: np.ndarray, half_width: np.ndarray, r: np.ndarray, grid: AngleGrid) -> GridArcs:
    """Find each arc's place on a grid: the indices certainly inside, and the borderline within END_ATOL of an end.

    With low_from .. low_to - 1 the borderline of the end low and high_from .. high_to - 1 that of the end high, an arc
    is

        ordinary        inside low_to .. high_from - 1; both borderlines
        a point         w near 0: the two borderlines overlap; nothing inside, one borderline low_from .. high_to - 1
        nearly a circle w near pi: they overlap on the far side; inside low_to .. high_from - 1, one borderline
                        high_from .. low_to + n - 1
        an underflow    r < UNDERFLOW_RADIUS, whose cosines have lost digits: nothing inside, all n are borderline

    centre, half_width (k,): phi and w in radians. r (k,): in-plane radius. Returns of shape (k,), with a borderline
    of shape (m,); no angle of an arc is listed twice.

    >>> arcs = grid_arcs(np.zeros(1), np.array([np.pi / 2]), np.ones(1), angle_grid(8))
    >>> arcs.start.tolist(), arcs.stop.tolist(), arcs.borderline_index.tolist()
    ([-1], [2], [-2, 2])
    """
    low, high = centre - half_width, centre + half_width
    low_from, low_to = grid_index(grid, low - END_ATOL), grid_index(grid, low + END_ATOL)  # (k,)
    high_from, high_to = grid_index(grid, high - END_ATOL), grid_index(grid, high + END_ATOL)
    start, stop = low_to, np.maximum(low_to, high_from)
    underflow = r < UNDERFLOW_RADIUS
    unsure = np.flatnonzero((low_from != low_to) | (high_from != high_to) | underflow)
    if not unsure.size:  # the rule away from ties
        return GridArcs(start, stop, unsure, unsure)
    n, underflow = grid.n_angles, underflow[unsure]
    # (n_unsure,)
    low_from, low_to, high_from, high_to = (index[unsure] for index in (low_from, low_to, high_from, high_to))
    # two ranges per arc, low_from .. low_stop - 1 and high_from .. high_stop - 1, of which the special cases empty one
    point, circle = low_to > high_from, high_to > low_from + n
    low_stop = np.where(point, high_to, low_to)
    high_stop = np.where(circle, low_to + n, np.where(point, high_from, high_to))
    low_from = np.where(circle, low_stop, low_from)
    start[unsure[underflow]] = stop[unsure[underflow]] = 0
    low_from[underflow], low_stop[underflow], high_stop[underflow] = 0, n, high_from[underflow]
    arc, index = _integers_of_ranges(np.concatenate([low_from, high_from]), np.concatenate([low_stop, high_stop]))
    return GridArcs(start, stop, np.concatenate([unsure, unsure])[arc], index)


def inequality_holds(p: np.ndarray, q: np.ndarray, epsilon: float, grid: AngleGrid,
                     grid_indices: np.ndarray) -> np.ndarray:
    """Evaluate p cos(theta) + q sin(theta) >= epsilon at one angle of the grid for each pair (p, q).

    p, q (m,). grid_indices (m,): winding. Returns (m,).
    """
    k = grid_indices % grid.n_angles
    return p * grid.cosines[k] + q * grid.sines[k] >= epsilon


def _integers_of_ranges(first: np.ndarray, stop: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """List every integer of every range first .. stop - 1, with the number of the range that it comes from."""
    lengths = np.maximum(stop - first, 0)
    which = np.repeat(np.arange(len(first)), lengths)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return which, first[which] + offset


def smallest_dtype(largest: int) -> np.dtype:
    """Choose the narrowest signed integer that holds -largest .. largest exactly.

    largest: at least 0.

    >>> [smallest_dtype(n).name for n in (100, 200, 50_000, 3_000_000_000)]
    ['int8', 'int16', 'int32', 'int64']
    """
    return np.dtype(next(t for t in (np.int8, np.int16, np.int32, np.int64) if largest <= np.iinfo(t).max))


class Tally:
    """Count arcs on a grid of angles, one row per curve.

    differences (n_rows, n_angles). turns (n_rows,).

    dtype: must hold twice the number of samples to come, for `differences` never wraps.
    """

    def __init__(self, n_rows: int, grid: AngleGrid, dtype: np.dtype) -> None:
        self.grid = grid
        self.differences = np.zeros((n_rows, grid.n_angles), dtype)
        self.turns = np.zeros(n_rows, np.int64)

    def add(self, rows: np.ndarray, start: np.ndarray, stop: np.ndarray, sign: int = 1) -> None:
        """Add (sign +1) or take away (-1) the arcs start .. stop - 1, each in its row.

        rows (k,). start, stop (k,): winding grid indices; start <= stop <= start + n_angles.
        """
        n = self.grid.n_angles
        start_turn, stop_turn = start // n, stop // n
        if len(self.differences) == 1:
            self.differences[0] += sign * (np.bincount(start - n * start_turn, minlength=n)
                                           - np.bincount(stop - n * stop_turn, minlength=n))
            self.turns[0] += sign * int((stop_turn - start_turn).sum())
            return
        one = self.differences.dtype.type(sign)  # add.at is many times slower where it has to cast
        flat = self.differences.reshape(-1)
        np.add.at(flat, rows * n + (start - n * start_turn), one)
        np.subtract.at(flat, rows * n + (stop - n * stop_turn), one)
        np.add.at(self.turns, rows, sign * (stop_turn - start_turn))

    def add_full(self, rows: np.ndarray, sign: int = 1) -> None:
        """Add arcs that cover the whole circle, each in its row.

        rows (k,).
        """
        self.turns += sign * np.bincount(rows, minlength=len(self.turns))

    def merge(self, other: "Tally") -> None:
        """Add another tally of the same rows and grid."""
        self.differences += other.differences
        self.turns += other.turns

    def widen(self, dtype: np.dtype) -> None:
        """Change to a wider integer type before more samples come than the present one can count.

        dtype: dtype of signed integers.
        """
        if np.dtype(dtype).itemsize > self.differences.dtype.itemsize:
            self.differences = self.differences.astype(dtype)

    def counts(self, largest: int) -> np.ndarray:
        """Add the differences up to counts, in the caller's order of angles.

        largest: a bound on the absolute value of every count: the number of samples (for a mean, times the number of
        planes). Returns (n_rows, n_angles).
        """
        counts = np.empty(self.differences.shape, smallest_dtype(largest))
        for row, differences in enumerate(self.differences):
            # (n_angles,) in the order of the circle, put back into the caller's
            counts[row, self.grid.order] = np.cumsum(differences, dtype=np.int64) + self.turns[row]
        return counts


def count_arcs(tally: Tally, arcs: Arcs, rows: np.ndarray, mirrored: np.ndarray | None, epsilon: float,
               signed: bool) -> None:
    """Count arcs into the rows of a tally, and their mirror images, with p and q exchanged, into other rows.

    In an orthonormal basis plane (j, i) is the mirror image of plane (i, j), theta -> pi / 2 - theta, and on a full
    turn of 4 k angles the grid indices are mirrored, which costs nothing. The signed curve takes away the arcs of the
    opposite cone: cos(x, probe) <= -epsilon is cos(-x, probe) >= epsilon, an arc about phi + pi. (So f_signed(theta) =
    f(theta) - f(theta + pi).)

    tally: changed in place. arcs: of shape (k,) each. rows (k,). mirrored (k,): rows of the mirror images; with None
    these are not counted.
    """
    if epsilon <= 0:
        arcs, rows, mirrored = _count_full(tally, arcs, rows, mirrored, epsilon, signed)
    opposite = Arcs(-arcs.p, -arcs.q, arcs.r, arcs.centre + np.pi, arcs.half_width) if signed else None
    for cone, sign in ((arcs, 1), (opposite, -1)) if signed else ((arcs, 1),):
        on_grid = grid_arcs(cone.centre, cone.half_width, cone.r, tally.grid)
        _count_cone(tally, rows, cone.p, cone.q, on_grid, epsilon, sign)
        if mirrored is not None:
            _count_cone(tally, mirrored, cone.q, cone.p, _mirror(on_grid, cone, tally.grid), epsilon, sign)


def _count_full(tally: Tally, arcs: Arcs, rows: np.ndarray, mirrored: np.ndarray | None, epsilon: float,
                signed: bool) -> tuple[Arcs, np.ndarray, np.ndarray | None]:
    """Count what is lit from every angle at epsilon <= 0, and return the other arcs with their rows."""
    full = (arcs.p == 0) & (arcs.q == 0)  # at right angles to the plane
    if epsilon < -UNDERFLOW_RADIUS:
        full |= arcs.r < -epsilon * (1 - SLACK)
    for lines in (rows, mirrored):
        if lines is not None and not signed:  # in both cones: cancels in a signed curve
            tally.add_full(lines[full])
    rest = np.flatnonzero(~full)
    return Arcs(*(field[rest] for field in arcs)), rows[rest], None if mirrored is None else mirrored[rest]


def _count_cone(tally: Tally, rows: np.ndarray, p: np.ndarray, q: np.ndarray, on_grid: GridArcs, epsilon: float,
                sign: int) -> None:
    """Add what is certainly inside, then those of the borderline that the inequality accepts."""
    tally.add(rows, on_grid.start, on_grid.stop, sign)
    arc, index = on_grid.borderline_arc, on_grid.borderline_index
    if arc.size:
        inside = inequality_holds(p[arc], q[arc], epsilon, tally.grid, index)
        tally.add(rows[arc[inside]], index[inside], index[inside] + 1, sign)


def _mirror(on_grid: GridArcs, arcs: Arcs, grid: AngleGrid) -> GridArcs:
    """Mirror arcs, theta -> pi / 2 - theta: index k becomes n / 4 - k, and start .. stop - 1 the indices from n / 4 -
    stop + 1 on.
    """
    n = grid.n_angles
    if grid.ascending is not None or n % 4:  # pi / 2 is no angle of the grid
        return grid_arcs(np.pi / 2 - arcs.centre, arcs.half_width, arcs.r, grid)
    return GridArcs(n // 4 + 1 - on_grid.stop, n // 4 + 1 - on_grid.start, on_grid.borderline_arc,
                    n // 4 - on_grid.borderline_index)
