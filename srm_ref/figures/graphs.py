"""Which features share dimensions? Features as nodes, their dot products as edges; what is connected shares a subspace.

Each connected part is drawn for itself, its nodes on a circle, in the order of their angles in the plane that holds
most of their squared length: a digon is a line, a pentagon a pentagon. The larger |W_i . W_j|, the thicker the edge, up
to 1; solid edges are negative (which the ReLU cuts off), dashed ones positive. Parts are sorted by size, and their size
chooses colour and shape.
Conventions of `srm_ref.figures.canvas`.

Contents: draw_feature_graph.

Source: TMS section "The Geometry of Superposition".
"""

from __future__ import annotations

import math

import numpy as np

from srm_ref.checks import number, real_array, refuse
from srm_ref.figures.canvas import Axes, new_axes, style

__all__ = ["draw_feature_graph"]


def draw_feature_graph(W: np.ndarray, components: list[np.ndarray], *, edge_above: float = 0.1,
                       ax: Axes | None = None) -> Axes:
    """Draw the given connected parts of the graph of features, packed in rows.

    W (n_hidden, n_features).
    components (list of ndarray of int): the features of each part; features in no part are left out.
    edge_above: an edge is drawn where |W_i . W_j| is larger.
    """
    W = real_array(W, "W", ("n_hidden", "n_features"))
    edge_above = number(edge_above, "edge_above", 0.0)
    parts = sorted((_checked(part, W.shape[1]) for part in components), key=len)
    ax = new_axes(ax)
    ax.set_axis_off()
    ax.set_aspect("equal")
    for part, centre in zip(parts, _centres([_radius(len(part)) for part in parts])):
        _draw_part(ax, W[:, part], centre + _radius(len(part)) * _circle(W[:, part]), edge_above)
    ax.autoscale_view()
    ax.margins(0.04)
    return ax


def _checked(part: np.ndarray, n_features: int) -> np.ndarray:
    part = real_array(part, "components", ("n_nodes",)).astype(int)
    if part.min() < 0 or part.max() >= n_features:
        refuse("components", f"features from 0 to {n_features - 1}", f"{part.tolist()}")
    return part


def _radius(n_nodes: int) -> float:
    return 0.0 if n_nodes == 1 else max(0.55, 0.11 * n_nodes)


def _circle(columns: np.ndarray) -> np.ndarray:
    """Return places on the unit circle, one per column, in the order of the columns' angles in their widest plane."""
    n = columns.shape[1]
    order = np.argsort(_angles(columns), kind="stable") if n > 2 else np.arange(n)
    turn = 2 * np.pi * np.argsort(order) / n + np.pi / 2
    return np.column_stack([np.cos(turn), np.sin(turn)])


def _angles(columns: np.ndarray) -> np.ndarray:
    right = np.linalg.svd(np.vstack([columns, np.zeros_like(columns[0])]), full_matrices=False)[2]  # at least two rows
    return np.arctan2(right[1], right[0])


def _centres(radii: list[float]) -> list[np.ndarray]:
    """Pack circles, sorted by radius, in rows of about equal width."""
    widths = [2 * radius + 0.75 for radius in radii]
    row_width = max(math.sqrt(1.35 * sum(width**2 for width in widths)), max(widths, default=1.0))
    centres, x, y, height = [], 0.0, 0.0, 0.0
    for width in widths:
        if x > 0 and x + width > row_width:
            x, y, height = 0.0, y - height, 0.0
        centres.append(np.array([x + width / 2, y - width / 2]))
        x, height = x + width, max(height, width)
    return centres


def _draw_part(ax: Axes, columns: np.ndarray, places: np.ndarray, edge_above: float) -> None:
    from matplotlib.collections import LineCollection

    dots = columns.T @ columns
    look = style(len(places) - 1)
    for sign, pattern in ((-1, "-"), (1, (0, (2, 1.5)))):
        pairs = [(i, j) for i in range(len(places)) for j in range(i) if sign * dots[i, j] > edge_above]
        ax.add_collection(
            LineCollection([places[list(pair)] for pair in pairs], linestyles=[pattern], colors=look.colour,
                           linewidths=[2.2 * min(abs(dots[pair]), 1.0) for pair in pairs], zorder=1, alpha=0.8))
    ax.scatter(*places.T, s=16, color=look.colour, marker=look.marker, edgecolors="black", linewidths=0.4, zorder=2)
