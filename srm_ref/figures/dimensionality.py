"""How many dimensions does a feature get? Feature dimensionality against sparsity, with the polytopes' lines.

Conventions: 1/(1 - S) runs to the right on a logarithmic scale, from dense (1) to sparse. Conventions of
`srm_ref.figures.canvas`.

Contents: POLYTOPE_LINES, sparsity_axis, draw_dimensions_per_feature, draw_feature_dimensionality.

Source: TMS section "The Geometry of Superposition".
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import real_array, require_all, require_ascending
from srm_ref.figures.canvas import GREY, Axes, new_axes, style

__all__ = ["POLYTOPE_LINES", "sparsity_axis", "draw_dimensions_per_feature", "draw_feature_dimensionality"]

POLYTOPE_LINES = ((1.0, "1  its own dimension"), (3 / 4, "3/4  tetrahedron"), (2 / 3, "2/3  triangle"), (1 / 2,
                                                                                                         "1/2  digon"),
                  (2 / 5, "2/5  pentagon"), (3 / 8, "3/8  square antiprism"), (0.0, "0  not represented"))
_CLOSE = 0.04  # lines nearer to each other than this share the room of two names
_GOLDEN = 0.6180339887498949


def sparsity_axis(ax: Axes, low: float, high: float) -> None:
    """Label the horizontal axis as 1/(1 - S), from `low` to `high`, on a logarithmic scale."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    ax.set(xscale="log", xlim=(low, high), xlabel="$1/(1-S)$  (dense 1, sparser to the right)")
    ax.xaxis.set_major_locator(FixedLocator([1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, place: f"{value:g}"))


def draw_dimensions_per_feature(inverse_densities: np.ndarray, values: np.ndarray, *, ax: Axes | None = None) -> Axes:
    """Draw D* = m / ||W||_F^2, the dimensions for each feature represented, against 1/(1 - S).

    inverse_densities (n_models,): 1/(1 - S), ascending, at least 1.
    values (n_models,); ax (matplotlib Axes).
    """
    across = _ascending(inverse_densities)
    ax = new_axes(ax)
    ax.plot(across, real_array(values, "values", across.shape), color="black", linewidth=1.6, marker="o", markersize=4,
            zorder=4, label=r"$D^*=m/\|W\|_F^2$, all features")
    sparsity_axis(ax, across[0] / 1.06, across[-1] * 1.06)
    ax.set_ylim(-0.04, 1.06)
    ax.set_ylabel("dimensions per feature")
    return ax


def draw_feature_dimensionality(inverse_densities: np.ndarray, dimensionality: np.ndarray, *,
                                ax: Axes | None = None) -> Axes:
    """Draw D_i of every feature of every model as a point, with a line where each polytope would put it.

    Points of one model are spread sideways, without meaning, so that equal ones can be seen to be many.

    inverse_densities (n_models,): 1/(1 - S), ascending, at least 1.
    dimensionality (n_models, n_features): in [0, 1].
    """
    across = _ascending(inverse_densities)
    points = real_array(dimensionality, "dimensionality", (len(across), "n_features"))
    ax = new_axes(ax)
    sideways = np.arange(points.shape[1]) * _GOLDEN % 1.0 - 0.5  # even at any number of points
    apart = np.diff(np.log(across))
    gaps = np.minimum(np.append(apart, 0.2), np.append(0.2, apart)).clip(max=0.2)  # to the nearer neighbour
    for x, gap, row in zip(across, gaps, points):
        ax.scatter(x * np.exp(0.7 * gap * sideways), row, s=6, color=style(0).colour, alpha=0.35, linewidths=0,
                   zorder=2)
    _polytope_lines(ax)
    sparsity_axis(ax, across[0] / 1.15, across[-1] * 1.15)
    ax.set_ylim(-0.04, 1.06)
    ax.set_ylabel(r"feature dimensionality $D_i$")
    return ax


def _polytope_lines(ax: Axes) -> None:
    levels = [level for level, _ in POLYTOPE_LINES]
    for k, (level, name) in enumerate(POLYTOPE_LINES):
        ax.axhline(level, color=GREY, linewidth=0.9, linestyle="--", zorder=1, gid="polytope")
        above = k + 1 < len(levels) and level - levels[k + 1] < _CLOSE
        below = k > 0 and levels[k - 1] - level < _CLOSE
        ax.annotate(name, (1.0, level), xycoords=("axes fraction", "data"), xytext=(4, 5 * (above - below)),
                    fontsize="small", textcoords="offset points", va="center")


def _ascending(inverse_densities: np.ndarray) -> np.ndarray:
    across = real_array(inverse_densities, "inverse_densities", ("n_models",))
    require_all(across >= 1, across, "inverse_densities", "ascending numbers >= 1")
    require_ascending(across, "inverse_densities", "ascending numbers >= 1")
    return across
