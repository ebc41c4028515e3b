"""What do the activations near a privileged plane look like, laid down on it?

Points are in-plane coordinates along e1 (from a) and e2 (at right angles to it, towards b), in the units of the
activations; both axes have one scale, so that angles look like angles. The density picture is a ratio to isotropic
data: 1 is no preference.
Conventions of `srm_ref.figures.canvas`.

Contents: draw_projection_scatter, draw_density_ratio, draw_density_bar (one colour bar for several pictures).

Source: SRM, and the author's privileged plane projection.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np

from srm_ref.checks import counted, flag, number, plain_array, real_array, refuse, require_all, require_ascending
from srm_ref.figures.canvas import COLOUR_MAP, GREY, Axes, legend, new_axes, style

__all__ = ["draw_projection_scatter", "draw_density_ratio", "draw_density_bar"]

WIDEST_RATIO = 100.0  # the colours end here unless another end is asked for: a hundredth of, and a hundred times


def draw_projection_scatter(points: np.ndarray, *, gamma: float | Sequence[float] | None = None,
                            label: str | None = None, index: int = 0, ax: Axes | None = None) -> Axes:
    """Draw projected activations as points, the more of them the fainter, with the privileged directions.

    points (n_points, 2): coordinates along e1 and e2; no point at all is allowed, and said in the picture.
    gamma (float or sequence of float, radians in (0, pi)): the angle between a and b, several where planes of several
        angles share the picture: draws the directions of both, forwards and backwards.
    index: which colour and marker.
    """
    look = style(index)
    points = plain_array(points, "points")
    if points.shape != (0, 2):
        points = real_array(points, "points", ("n_points", 2))
    ax = new_axes(ax)
    _draw_directions(ax, gamma)
    if len(points):
        opacity = float(np.clip(30 / len(points) ** 0.5, 0.08, 0.8))
        ax.scatter(points[:, 0], points[:, 1], s=9 if len(points) < 3000 else 4, color=look.colour, label=label,
                   marker=look.marker, alpha=opacity, linewidths=0, zorder=2, rasterized=True)
    else:
        ax.text(0.5, 0.5, "no activation this near the plane", transform=ax.transAxes, ha="center", va="center",
                color=GREY, zorder=4, bbox={"facecolor": "white", "edgecolor": "none"})
    reach = max((float(np.abs(cloud.get_offsets()).max()) for cloud in ax.collections), default=1.0)
    _square(ax, 1.2 * reach if reach > 0 else 1.0)  # names of directions stand outside the cloud
    legend(ax)
    return ax


def draw_density_ratio(ratio: np.ndarray, edges: np.ndarray, *, gamma: float | Sequence[float] | None = None,
                       widest: float | None = None, bar: bool = True, ax: Axes | None = None) -> Axes:
    """Draw a density over the isotropic one as a picture: the colour map's middle is 1.

    ratio (n_bins, n_bins): first axis along e1, second along e2, >= 0; nan where points and expectation are few:
        hatched.
    edges (n_bins + 1,): ascending edges of the bins, the same along e1 and e2, in the units of the activations.
    gamma (float or sequence of float, radians in (0, pi)): the angle between a and b, several where planes of several
        angles share the picture: draws the directions of both, forwards and backwards.
    widest (float, above 1): the colours go from 1/widest to widest; by default as far as the ratios do, between 2 and
        100. What lies beyond has the colour of the end.
    bar: explain the colours beside the picture; False where `draw_density_bar` does it for several pictures at once.
    """
    from matplotlib.colors import LogNorm

    edges = real_array(edges, "edges", ("n_edges",))
    if len(edges) < 2:
        refuse("edges", "at least two ascending numbers", f"{edges.tolist()}")
    require_ascending(edges, "edges")
    ratio = plain_array(ratio, "ratio").astype(float)
    known = real_array(np.where(np.isnan(ratio), 1.0, ratio), "ratio", (len(edges) - 1, len(edges) - 1))
    require_all(known >= 0, known, "ratio", "numbers >= 0 or nan")
    ax = new_axes(ax)
    ax.patch.set(hatch="////", edgecolor="#c4c4c4", facecolor="white")
    lit = known[known > 0]
    reach = float(np.clip(np.maximum(lit, 1 / lit).max(initial=2.0), 2.0, WIDEST_RATIO))
    widest = reach if widest is None else number(widest, "widest", 1.0, low_open=True)
    mesh = ax.pcolormesh(edges, edges, np.clip(ratio, 1 / widest, widest).T, cmap=COLOUR_MAP,
                         norm=LogNorm(1 / widest, widest), rasterized=True)
    mesh.set_gid(" or less" * bool(known.min() * widest < 1 - 1e-12) + " or more" * bool(known.max() > widest))
    _draw_directions(ax, gamma)
    _square(ax, float(np.abs(edges).max()))
    ax.grid(False)
    if flag(bar, "bar"):
        draw_density_bar(np.array([ax]))
    return ax


def draw_density_bar(axes: np.ndarray) -> None:
    """Explain the colours of several density pictures drawn with one `widest`, once, to the right of them all.

    An end that stands for ratios beyond it as well is named so: "50 or more".

    axes (n_rows, n_columns) or (n,): each from `draw_density_ratio`.
    """
    from matplotlib.colors import LogNorm

    first = axes.flat[0]
    images = [drawn for drawn in first.collections if isinstance(drawn.norm, LogNorm)]
    if not images:
        refuse("axes", "Axes with a density picture",
               f"{counted(len(first.collections), 'other thing')} drawn on the first")
    image = images[-1]
    low, high = image.norm.vmin, image.norm.vmax
    ticks = sorted({low, 1.0, high} | {t for t in (0.01, 0.1, 10.0, 100.0) if low < t < high})
    rows = len(np.atleast_2d(axes))
    bar = first.figure.colorbar(image, ax=axes, label="density, as a multiple of isotropic data's", ticks=ticks,
                                shrink=min(1.0, 2.0 / rows), aspect=20 if rows == 1 else 35)
    beyond = "".join(drawn.get_gid() for ax in axes.flat for drawn in ax.collections if isinstance(drawn.norm, LogNorm))
    ends = {low: " or less" * (" or less" in beyond), high: " or more" * (" or more" in beyond)}
    bar.set_ticklabels([f"{tick:.3g}{ends.get(tick, '')}" for tick in ticks])
    bar.minorticks_off()


def _draw_directions(ax: Axes, gamma: float | Sequence[float] | None) -> None:
    if gamma is None:
        return
    angles = [number(angle, "gamma", 0.0, np.pi, low_open=True) for angle in np.atleast_1d(real_array(gamma, "gamma"))]
    for name, angle in (("a", 0.0), *(("b", angle) for angle in angles)):
        across = np.array([np.cos(angle), np.sin(angle)])
        ax.axline((0.0, 0.0), tuple(across), color="white", linewidth=2.2, alpha=0.5, zorder=3)  # for dark cells
        ax.axline((0.0, 0.0), tuple(across), color="black", linewidth=1.1, linestyle=":", zorder=3)
        for sign, text in ((1, name), (-1, "−" + name)):
            x, y = 0.5 + 0.46 * sign * across / np.abs(across).max()
            ax.text(x, y, text, transform=ax.transAxes, fontstyle="italic", ha="center", va="center", zorder=4,
                    bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 1.0})


def _square(ax: Axes, reach: float) -> None:
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal",
           xlabel="along e1, the direction of a (units of the activations)",
           ylabel="along e2, at right angles to a")
