"""What does a model's matrix look like? Heat maps of numbers from -1 to 1, and bars for the length of each feature.

Conventions of `srm_ref.figures.canvas`, and one colour map more for numbers of both signs: white is 0, blue is
negative and orange positive. Blue ends darker than orange, and in matrices of up to `MOST_DOTS` rows a strongly
negative entry carries a white dot, so that the sign survives a print in greys. Features stand in the order given, the
first on top.

Contents: signed_map, draw_matrix, draw_gram, draw_norm_bars, signed_colour_bar, superposition_colour_bar.

Source: TMS section "Demonstrating Superposition".
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from srm_ref.checks import number, real_array
from srm_ref.figures.canvas import COLOUR_MAP, GREY, Axes, Figure, new_axes

__all__ = ["signed_map", "draw_matrix", "draw_gram", "draw_norm_bars", "signed_colour_bar",
           "superposition_colour_bar"]

MOST_DOTS = 24  # rows; in larger matrices a dot would cover its cell
_DOT_BELOW = -0.3  # of the reach


@functools.cache
def signed_map() -> Any:
    """Return the colour map for signed numbers: blue below 0, white at 0, orange above.

    Returns: from 0 to 1; its lightness falls to both sides of the middle.
    """
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("signed", ["#052f5f", "#4393c3", "#ffffff", "#f0b27a", "#d95f0e"])


def draw_matrix(matrix: np.ndarray, *, reach: float = 1.0, x_label: str | None = None, y_label: str | None = None,
                ax: Axes | None = None) -> Axes:
    """Draw the entries of `matrix` as coloured squares, from -`reach` to `reach`.

    matrix (n_rows, n_columns).
    reach: entries beyond it have the colours' ends.
    x_label, y_label: what columns and rows are.
    """
    from matplotlib.ticker import MaxNLocator

    matrix = real_array(matrix, "matrix", ("n_rows", "n_columns"))
    reach = number(reach, "reach", 0.0, low_open=True)
    ax = new_axes(ax)
    ax.imshow(matrix, cmap=signed_map(), vmin=-reach, vmax=reach, interpolation="nearest")
    if len(matrix) <= MOST_DOTS:
        rows, columns = np.nonzero(matrix < _DOT_BELOW * reach)
        ax.scatter(columns, rows, s=max(1.5, 60.0 / len(matrix)), color="white", linewidths=0, gid="negative")
    ax.grid(False)
    for axis, text in ((ax.xaxis, x_label), (ax.yaxis, y_label)):
        axis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        axis.set_label_text(text or "")
    for spine in ax.spines.values():
        spine.set(visible=True, color=GREY, linewidth=0.6)
    return ax


def draw_gram(gram: np.ndarray, bias: np.ndarray | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw W^T W from -1 to 1, and the bias in a column of its own to the right of it.

    gram (n_features, n_features); bias (n_features,), optional; ax (matplotlib Axes).
    """
    gram = real_array(gram, "gram", ("n_features", "n_features"))
    n = len(gram)
    gram = real_array(gram, "gram", (n, n))
    ax = draw_matrix(gram, ax=ax)
    if bias is not None:
        column, gap, width = real_array(bias, "bias", (n,)), 0.05 * n, max(1.0, 0.05 * n)
        left = n - 0.5 + gap
        ax.imshow(column[:, np.newaxis], cmap=signed_map(), vmin=-1.0, vmax=1.0, interpolation="nearest",
                  aspect=ax.get_aspect(), extent=(left, left + width, n - 0.5, -0.5))
        ax.set_xlim(-0.5, left + width)
        ax.axvspan(n - 0.5, left, color="white", zorder=3)
        ax.set_xticks([(n - 1) / 2, left + width / 2], ["$W^TW$", "$b$"])
        ax.tick_params(axis="x", length=0)
    return ax


def draw_norm_bars(norms: np.ndarray, superposition: np.ndarray, *, ax: Axes | None = None) -> Axes:
    """Draw each feature's length as a bar; the lighter the bar, the more the others point along it.

    norms (n_features,): length of W_i.
    superposition (n_features,): sum over the others j of (W_i/|W_i| . W_j)^2: 0 alone, 1 as beside a copy of length
        1; more is drawn as 1.
    """
    from matplotlib import colormaps
    from matplotlib.ticker import MaxNLocator

    norms = real_array(norms, "norms", ("n_features",))
    crowded = real_array(superposition, "superposition", norms.shape)
    ax = new_axes(ax)
    edge = 0.4 if len(norms) <= MOST_DOTS else 0.0
    ax.barh(np.arange(len(norms)), norms, height=0.9 if edge else 1.0, linewidth=edge, edgecolor="black",
            color=colormaps[COLOUR_MAP](np.clip(crowded, 0.0, 1.0)))
    ax.set_ylim(len(norms) - 0.5, -0.5)
    ax.set_xlim(0.0, max(1.25, float(norms.max()) * 1.05))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    ax.set_xlabel(r"length $\|W_i\|$")
    return ax


def signed_colour_bar(figure: Figure, axes: np.ndarray, label: str) -> None:
    """Put a colour bar of `draw_matrix`, -1 to 1, beside `axes`, an array of Axes of any shape."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    mappable = ScalarMappable(Normalize(-1.0, 1.0), signed_map())
    figure.colorbar(mappable, ax=list(np.ravel(axes)), label=label, fraction=0.012, pad=0.01,
                    ticks=[-1, -0.5, 0, 0.5, 1])


def superposition_colour_bar(figure: Figure, axes: np.ndarray) -> None:
    """Put a colour bar of `draw_norm_bars`, 0 to 1, beside `axes`, an array of Axes of any shape."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    figure.colorbar(ScalarMappable(Normalize(0.0, 1.0), COLOUR_MAP), ax=list(np.ravel(axes)), fraction=0.012, pad=0.01,
                    extend="max", label=r"superposition $\sum_{j\neq i}(\hat W_i\cdot W_j)^2$", ticks=[0, 0.5, 1])
