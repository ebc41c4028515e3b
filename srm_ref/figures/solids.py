"""Where do features point in three dimensions? The columns of W seen from a corner, each set of them joined.

The three hidden axes are drawn from one fixed point of view, without perspective, as thin grey lines of length 1; what
is nearer to the eye covers what is farther. Conventions of `srm_ref.figures.canvas`.

Contents: draw_columns_in_space.

Source: TMS section "Superposition and Learning Dynamics".
"""

from __future__ import annotations

from typing import Sequence

import numpy as np

from srm_ref.checks import real_array
from srm_ref.figures.canvas import GREY, Axes, ink_on, new_axes, style

__all__ = ["draw_columns_in_space"]

_TURN, _TILT = np.radians(28.0), np.radians(20.0)  # of the eye, about the vertical axis and above the horizon
_ACROSS = np.array([-np.sin(_TURN), np.cos(_TURN), 0.0])
_NEAR = np.array([np.cos(_TILT) * np.cos(_TURN), np.cos(_TILT) * np.sin(_TURN), np.sin(_TILT)])
_UP = np.cross(_NEAR, _ACROSS)


def draw_columns_in_space(W: np.ndarray, groups: Sequence[int], *, reach: float = 1.25, ax: Axes | None = None) -> Axes:
    """Draw each column of W as a ray with its number, and the features of each group as the corners of a polygon.

    W (3, n_features).
    groups: features of one group share colour and marker, and are joined.
    reach: both axes of the picture go from -reach to reach.
    """
    from matplotlib.patches import Polygon

    W = real_array(W, "W", (3, "n_features"))
    groups = real_array(groups, "groups", (W.shape[1],)).astype(int)
    ax = new_axes(ax)
    places, depth = np.column_stack([_ACROSS @ W, _UP @ W]), _NEAR @ W
    for axis in np.eye(3):
        ax.plot([0.0, _ACROSS @ axis], [0.0, _UP @ axis], color=GREY, linewidth=0.7, linestyle=":", zorder=1)
    for group in np.unique(groups):
        ax.add_patch(Polygon(places[groups == group], facecolor=style(group).colour, alpha=0.18,
                             edgecolor=style(group).colour, linewidth=1.0, zorder=2))
    for (x, y), near, group, i in zip(places, depth, groups, range(len(places))):
        look, above = style(group), 4.0 + near  # |near| stays below 2
        ax.plot([0.0, x], [0.0, y], color=look.colour, linewidth=1.6, zorder=above, solid_capstyle="round")
        ax.scatter([x], [y], s=170, color=[look.colour], marker=look.marker, edgecolors="white", linewidths=0.8,
                   zorder=above)
        ax.annotate(str(i), (x, y), ha="center", va="center", fontsize=9, color=ink_on(look.colour),
                    zorder=above + 0.001)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    ax.set_axis_off()
    return ax
