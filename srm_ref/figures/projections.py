"""What do the activations near a privileged plane look like, laid down on it?

Points are in-plane coordinates along e1 (from a) and e2 (at right angles to it, towards b), in the units of the
activations; both axes have one scale, so that angles look like angles. The density picture is a ratio to isotropic
data: 1 is no preference.
Conventions of `srm_ref.figures.canvas`.

Contents: draw_projection_scatter, draw_density_ratio.

Source: SRM, and the author's privileged plane projection.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm

from srm_ref.checks import number, real_array, refuse
from srm_ref.figures.canvas import COLOUR_MAP, GREY, legend, new_axes, style

__all__ = ["draw_projection_scatter", "draw_density_ratio"]

WIDEST_RATIO = 100.0  # the colours end here: a hundredth and a hundred times the isotropic density


def draw_projection_scatter(points: np.ndarray, *, gamma: float | None = None, label: str | None = None,
                            index: int = 0, ax: Axes | None = None) -> Axes:
    """Draw projected activations as points, the more of them the fainter, with the privileged directions.

    Parameters
    ----------
    points : ndarray, shape (n_points, 2)
        Coordinates along e1 and e2; no point at all is allowed, and said in the picture.
    gamma : float, radians in (0, pi), optional
        The angle between a and b: draws the directions of both, forwards and backwards.
    label : str, optional
    index : int, >= 0
        Which colour and marker.
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        Another shape, numbers that are not finite, `gamma` out of range, polar Axes.
    """
    look = style(index)
    points = np.asarray(points, dtype=float)
    if points.shape != (0, 2):
        points = real_array(points, "points", ("n_points", 2))
    ax = new_axes(ax)
    if gamma is not None:
        _draw_directions(ax, number(gamma, "gamma", 0.0, np.pi, low_open=True))
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


def draw_density_ratio(ratio: np.ndarray, edges: np.ndarray, *, gamma: float | None = None,
                       ax: Axes | None = None) -> Axes:
    """Draw a density over the isotropic one as a picture: the colour map's middle is 1, its ends 1/100 and 100 at most.

    Parameters
    ----------
    ratio : ndarray, shape (n_bins, n_bins)
        First axis along e1, second along e2, >= 0; nan where isotropic data have nothing to compare with: hatched.
    edges : ndarray, shape (n_bins + 1,)
        Ascending edges of the bins, the same along e1 and e2, in the units of the activations.
    gamma : float, radians in (0, pi), optional
        The angle between a and b: draws the directions of both, forwards and backwards.
    ax : matplotlib Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        Shapes that do not agree, negative or infinite ratios, edges that do not ascend, polar Axes.
    """
    edges = real_array(edges, "edges", ("n_edges",))
    if len(edges) < 2 or np.any(np.diff(edges) <= 0):
        refuse("edges", "at least two ascending numbers", f"{edges[:4].tolist()}")
    ratio = np.asarray(ratio, dtype=float)
    known = real_array(np.where(np.isnan(ratio), 1.0, ratio), "ratio", (len(edges) - 1, len(edges) - 1))
    if known.min() < 0:
        refuse("ratio", "numbers >= 0 or nan", f"{known.min():g}")
    ax = new_axes(ax)
    ax.patch.set(hatch="////", edgecolor="#c4c4c4", facecolor="white")
    lit = known[known > 0]
    widest = float(np.clip(np.maximum(lit, 1 / lit).max(initial=2.0), 2.0, WIDEST_RATIO))
    image = ax.pcolormesh(edges, edges, np.clip(ratio, 1 / widest, widest).T, cmap=COLOUR_MAP,
                          norm=LogNorm(1 / widest, widest), rasterized=True)
    if gamma is not None:
        _draw_directions(ax, number(gamma, "gamma", 0.0, np.pi, low_open=True))
    _square(ax, float(np.abs(edges).max()))
    ax.grid(False)
    ticks = sorted({1 / widest, 1.0, widest} | {t for t in (0.01, 0.1, 10.0, 100.0) if 1 / widest < t < widest})
    bar = ax.figure.colorbar(image, ax=ax, label="density, as a multiple of isotropic data's", ticks=ticks)
    bar.set_ticklabels([f"{tick:.3g}" for tick in ticks])
    bar.minorticks_off()
    return ax


def _draw_directions(ax: Axes, gamma: float) -> None:
    for name, angle in (("a", 0.0), ("b", gamma)):
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
