"""Where do features point? The columns of W as rays, for models of two hidden numbers.

Both axes have one scale, so that right angles look right; the dotted circle has radius 1. Features are numbered as in
W, from 0. Conventions of `srm_ref.figures.canvas`.

Contents: draw_columns, draw_column_paths.

Source: TMS sections "Introduction" and "The Geometry of Superposition".
"""

from __future__ import annotations

from typing import Sequence

import numpy as np

from srm_ref.checks import counted, number, real_array, refuse, require_all
from srm_ref.figures.canvas import COLOUR_MAP, GREY, Axes, new_axes, style

__all__ = ["draw_columns", "draw_column_paths"]

_LIGHTEST = 0.85  # of the colour map: the lightest yellows do not show on white


def draw_columns(W: np.ndarray, *, groups: Sequence[int] | None = None, shades: np.ndarray | None = None,
                 reach: float = 1.35, names: bool = True, ax: Axes | None = None) -> Axes:
    """Draw each column of W as a ray from the origin, with its number.

    W (2, n_features).
    groups (sequence of int, length n_features): features of one group share colour and marker.
    shades (n_features,), optional: in [0, 1], from light to dark; instead of groups.
    reach: both axes go from -reach to reach.
    names: write the number of each feature beside it.
    """
    W = real_array(W, "W", (2, "n_features"))
    reach = number(reach, "reach", 0.0, low_open=True)
    looks = _looks(W.shape[1], groups, shades)
    ax = _plane(ax, reach)
    for i, ((x, y), (colour, marker)) in enumerate(zip(W.T, looks)):
        ax.plot([0.0, x], [0.0, y], color=colour, linewidth=1.8, zorder=2, solid_capstyle="round")
        ax.scatter([x], [y], s=38, color=[colour], marker=marker, edgecolors="black", linewidths=0.6, zorder=3)
    for place, text in _names(W, reach) if names else ():
        ax.annotate(text, place, ha="center", va="center", fontsize="small", zorder=4)
    return ax


def draw_column_paths(W: np.ndarray, values: np.ndarray, *, label: str, limits: tuple[float, float] | None = None,
                      reach: float = 1.35, ax: Axes | None = None) -> Axes:
    """Draw how each column of W moves over several models: one point per model, coloured on a logarithmic scale.

    W (n_models, 2, n_features): in one position, see `srm_ref.superposition.geometries.canonical_plane`.
    values (n_models,): above 0.
    label: what the values are, for the colour bar.
    limits (pair of floats): ends of the colours; default: those of the values.
    reach: both axes go from -reach to reach.
    """
    from matplotlib.colors import LogNorm

    W = real_array(W, "W", ("n_models", 2, "n_features"))
    values = real_array(values, "values", (len(W),))
    require_all(values > 0, values, "values", "numbers > 0")
    ax = _plane(ax, number(reach, "reach", 0.0, low_open=True))
    norm = LogNorm(*(limits or (values.min(), values.max())))
    for column in np.moveaxis(W, -1, 0):  # (n_models, 2)
        ax.plot(*column.T, color=GREY, linewidth=0.7, zorder=2)
        points = ax.scatter(*column.T, c=values, norm=norm, cmap=COLOUR_MAP, s=30, edgecolors="black", linewidths=0.4,
                            zorder=3)
    for place, text in _names(W[-1], reach):
        ax.annotate(text, place, ha="center", va="center", fontsize="small", zorder=4)
    ax.figure.colorbar(points, ax=ax, label=label, fraction=0.045, pad=0.02)
    return ax


def _plane(ax: Axes | None, reach: float) -> Axes:
    from matplotlib.patches import Circle

    ax = new_axes(ax)
    ax.add_patch(Circle((0.0, 0.0), 1.0, fill=False, color=GREY, linewidth=0.8, linestyle=":", zorder=1))
    ax.set_aspect("equal")
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    return ax


def _looks(n_features: int, groups: Sequence[int] | None, shades: np.ndarray | None) -> list[tuple]:
    from matplotlib import colormaps

    if shades is None:
        numbers = [0] * n_features if groups is None else list(groups)
        if len(numbers) != n_features:
            refuse("groups", f"{counted(n_features, 'number')}, one per feature", f"{len(numbers)}")
        return [(style(number).colour, style(number).marker) for number in numbers]
    if groups is not None:
        refuse("shades", "None where groups are given", "both")
    dark = np.clip(real_array(shades, "shades", (n_features,)), 0.0, 1.0)
    return [(colormaps[COLOUR_MAP](_LIGHTEST * (1.0 - shade)), "o") for shade in dark]


def _names(W: np.ndarray, reach: float) -> list[tuple[tuple[float, float], str]]:
    """Place the features' numbers beyond the rays' ends, or beside the origin; close ones share one place."""
    away, lengths = 0.16 * reach / 1.35, np.hypot(*W)
    free = 1.4 * away * _free_direction(W[:, lengths > away])
    places: dict[tuple[float, float], list[str]] = {}
    for i, (column, length) in enumerate(zip(W.T, lengths)):
        x, y = free if length <= away else column * (1 + away / length)
        near = next((other for other in places if np.hypot(other[0] - x, other[1] - y) < away), (float(x), float(y)))
        places.setdefault(near, []).append(str(i))
    names = [(place, ", ".join(numbers)) for place, numbers in places.items()]
    letter = 0.04 * reach / 1.35  # half of one: wider names stand farther out to the side
    return [((x + letter * (len(name) - 1) * float(x / np.hypot(x, y)), y), name) for (x, y), name in names]


def _free_direction(rays: np.ndarray) -> np.ndarray:
    """Return the unit vector, of sixteen, farthest from all `rays`, shape (2, n_rays); downwards among equals."""
    turns = -np.pi / 2 + np.arange(16) * np.pi / 8
    directions = np.column_stack([np.cos(turns), np.sin(turns)])
    nearest = (directions @ (rays / np.hypot(*rays))).max(axis=1, initial=-1.0)
    return directions[np.argmin(nearest.round(6))]
