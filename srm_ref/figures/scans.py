"""At which resolutions are there more, or fewer, activations near the directions of a basis than by chance?

Conventions of `srm_ref.figures.canvas`: everything drawn is given, and nothing is computed from it but the
multiple of chance.

Contents: draw_epsilon_scan.
Source: this package.
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import number, real_array, require_ascending
from srm_ref.figures.canvas import GREY, Axes, legend, new_axes, style

__all__ = ["draw_epsilon_scan"]

_LEAST, _MOST = 1e-2, 1e4  # multiples of chance; what lies beyond is drawn at the edge


def draw_epsilon_scan(epsilons: np.ndarray, heights: np.ndarray, low: np.ndarray, high: np.ndarray, chance: np.ndarray,
                      *, marked: float | None = None, label: str = "the basis", index: int = 0,
                      ax: Axes | None = None) -> Axes:
    """Draw heights over epsilon as multiples of chance, with the envelope of the rotations.

    epsilons (n_epsilons,): ascending, in (0, 1]; none at all is allowed, and said in the picture.
    heights, low, high (n_epsilons,): of the basis, and the ends of the envelope.
    chance (n_epsilons,): the height in expectation, A_n(epsilon) for activations that are not zero; at least 0.
    marked: an epsilon, drawn as a line.
    index: which colour and line pattern.
    """
    look, ax = style(index), new_axes(ax)
    ax.set(xlabel="epsilon (narrow cones on the right)", ylabel="activations near the directions, multiple of chance")
    if not np.size(epsilons):
        ax.text(0.5, 0.5, "too few activations are lit", transform=ax.transAxes, ha="center", va="center", color=GREY)
        return ax
    epsilons = real_array(epsilons, "epsilons", ("n_epsilons",))
    require_ascending(epsilons, "epsilons")
    rows = [real_array(row, name, epsilons.shape) for row, name in
            ((heights, "heights"), (low, "low"), (high, "high"), (chance, "chance"))]
    by, bottom, top = (_multiple(row, rows[3]) for row in rows[:3])
    ax.set_yscale("log")
    ax.fill_between(epsilons, bottom, top, color="#b3b3b3", alpha=0.6, linewidth=0,
                    label="what its rotations give, at one level for all")
    ax.axhline(1.0, color=GREY, linewidth=1.0, linestyle="-.", label="chance")
    ax.plot(epsilons, by, color=look.colour, linestyle=look.line, linewidth=1.8, label=label, zorder=3)
    outside = (rows[0] > rows[2]) | (rows[0] < rows[1])
    ax.plot(epsilons[outside], by[outside], linestyle="none", marker=look.marker, markersize=4, color=look.colour,
            zorder=4, label="outside" if outside.any() else None)
    if marked is not None:
        line = {"color": "black", "linewidth": 1.0, "linestyle": ":"}
        ax.axvline(number(marked, "marked", -1.0, 1.0), label=f"epsilon {marked:g}", **line)
    _multiples_axis(ax, np.concatenate([by, bottom, top, [1.0]]))
    legend(ax)
    return ax


def _multiples_axis(ax: Axes, drawn: np.ndarray) -> None:
    """Make room for all that is drawn, and name round multiples alone."""
    ax.set_ylim(drawn.min() / 1.3, drawn.max() * 1.3)
    names = {0.01: "0.01 or less", 10_000: "10,000 or more"}
    ticks = [
        t for t in (0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100, 1000, 10_000) if ax.get_ylim()[0] <= t <= ax.get_ylim()[1]
    ]
    ax.set_yticks(ticks, [names.get(t, f"{t:,g}") for t in ticks], minor=False)
    ax.set_yticks([], minor=True)


def _multiple(row: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Divide by chance, kept between the edges of the picture."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = np.where(row > 0, row / chance, 0.0)
    return np.clip(ratio, _LEAST, _MOST)
