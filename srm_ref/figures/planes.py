"""Which planes light up, and where? The atomistic view: every plane for itself.

One row per plane, one column per angle, lightness for the resonance; or, for one number per plane, a square of basis
vector against basis vector. Conventions of `srm_ref.figures.canvas`: numbers are given, not computed, and the colour
map's lightness grows with the number.

Contents: draw_plane_map, draw_plane_matrix.

Source: SRM, the resonance curve of every plane; the map and the square are this package's.
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import flag, integer, real_array, refuse
from srm_ref.figures.angles import angle_axis, checked_curve
from srm_ref.figures.canvas import COLOUR_MAP, Axes, new_axes

__all__ = ["draw_plane_map", "draw_plane_matrix"]

MOST_ROW_LABELS = 25


def draw_plane_map(thetas: np.ndarray, values: np.ndarray, *, planes: np.ndarray | None = None,
                   signed: bool = False, ax: Axes | None = None) -> Axes:
    """Draw the curves of many planes as the rows of one picture, in the order given.

    thetas (n_angles,): radians, ascending, evenly spaced.
    values (n_planes, n_angles).
    planes (n_planes, 2), optional: the plane (i, j) of each row, for the labels; every row has one up to 25 planes,
        beyond that some have.
    signed: the values are signed resonances: the colours then lie evenly about 0.
    """
    values = real_array(values, "values", ("n_planes", "n_angles"))
    pairs = None if planes is None else real_array(planes, "planes", (len(values), 2))
    names = None if pairs is None else [f"({i:.0f}, {j:.0f})" for i, j in pairs]
    thetas, _ = checked_curve(thetas, values[0], "values[0]")
    left, right = _outer_edges(thetas)
    ax = new_axes(ax)
    low, high = (-np.abs(values).max(), np.abs(values).max()) if flag(signed, "signed") else (min(0.0, values.min()),
                                                                                              values.max())
    image = ax.imshow(values, aspect="auto", interpolation="nearest", cmap=COLOUR_MAP, vmin=low, vmax=high,
                      extent=(np.degrees(left), np.degrees(right), len(values) - 0.5, -0.5))
    ax.grid(False)
    angle_axis(ax, left, right)
    _label_rows(ax, names, len(values))
    ax.figure.colorbar(image, ax=ax, label="signed resonance" if signed else "resonance (share of activations lit)")
    return ax


def draw_plane_matrix(planes: np.ndarray, numbers: np.ndarray, n_basis: int, *, label: str,
                      ax: Axes | None = None) -> Axes:
    """Draw one number per plane (i, j) in row i and column j; pairs that are not among the planes stay hatched.

    planes (n_planes, 2); numbers (n_planes,).
    n_basis: how many basis vectors there are.
    label: what the numbers are, for the colour bar.
    """
    from matplotlib.ticker import MaxNLocator

    numbers = real_array(numbers, "numbers", ("n_planes",))
    n_basis = integer(n_basis, "n_basis", 2)
    pairs = real_array(planes, "planes", (len(numbers), 2)).astype(int)
    outside = ((pairs < 0) | (pairs >= n_basis)).any(axis=1)
    if outside.any():
        k = int(np.argmax(outside))
        refuse("planes", f"indices from 0 to {n_basis - 1}", f"{tuple(pairs[k].tolist())} at index {k}")
    square = np.full((n_basis, n_basis), np.nan)
    square[pairs[:, 0], pairs[:, 1]] = numbers
    ax = new_axes(ax)
    ax.patch.set(hatch="////", edgecolor="#c4c4c4", facecolor="white")
    image = ax.imshow(square, interpolation="nearest", cmap=COLOUR_MAP)
    ax.grid(False)
    for axis, text in ((ax.xaxis, "b: basis vector"), (ax.yaxis, "a: basis vector")):
        axis.set_major_locator(MaxNLocator(integer=True))
        axis.set_label_text(text)
    ax.figure.colorbar(image, ax=ax, label=label)
    return ax


def _outer_edges(thetas: np.ndarray) -> tuple[float, float]:
    steps = np.diff(thetas)
    width = float(steps[0]) if len(steps) else 2 * np.pi
    if len(steps) and not np.allclose(steps, width, rtol=1e-6, atol=0.0):
        k = int(np.argmax(np.abs(steps - width)))
        refuse("thetas", "evenly spaced angles", f"a step of {steps[k]:g} after one of {width:g}")
    return float(thetas[0]) - width / 2, float(thetas[-1]) + width / 2


def _label_rows(ax: Axes, names: list[str] | None, n_planes: int) -> None:
    from matplotlib.ticker import FixedLocator, MaxNLocator

    ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=10))
    ax.set_ylabel("plane, by its place in the list" if names is None else "plane (i, j)")
    if names is not None:
        rows = np.unique(np.linspace(0, n_planes - 1, min(n_planes, MOST_ROW_LABELS)).round().astype(int))
        ax.yaxis.set_major_locator(FixedLocator(rows.tolist()))
        ax.set_yticks(rows, [names[k] for k in rows], fontsize="small" if n_planes <= 12 else "x-small")
