"""Where does a basis stand among random rotations of it? Heights relative to chance, and numbers among their null.

Conventions of `srm_ref.figures.canvas`. What the rotations give is grey. Heights relative to chance have a logarithmic
axis that ends at 1/MOST and MOST; what lies beyond, 0 included, is drawn on its edge, which says so.

Contents: MOST, draw_relative_heights, draw_among_null.

Source: this package.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np

from srm_ref.checks import counted, real_array, refuse, require_all
from srm_ref.figures.canvas import GREY, Axes, new_axes, style

__all__ = ["MOST", "draw_relative_heights", "draw_among_null"]

MOST = 16.0
_TICKS = ((1 / 16, "1/16\nor less"), (1 / 8, "1/8"), (1 / 4, "1/4"), (1 / 2, "1/2"), (1, "1"), (2, "2"), (4, "4"),
          (8, "8"), (16, "16\nor more"))


def draw_relative_heights(epsilons: np.ndarray, ratios: np.ndarray, *,
                          band: tuple[np.ndarray, np.ndarray] | None = None,
                          band_label: str = "random rotations of the basis", label: str | None = None, index: int = 0,
                          ax: Axes | None = None) -> Axes:
    """Draw what a spotlight on the directions of a basis lights, relative to chance, over its half angle.

    epsilons (n_epsilons,): in [-1, 1]; on the axis their half angles, in degrees, narrower to the right.
    ratios (n_epsilons,): heights over those by chance, at least 0.
    band: two arrays (n_epsilons,), what the rotations give relative to chance; band_label: what the legend calls it.
    """
    epsilons = real_array(epsilons, "epsilons", ("n_epsilons",))
    require_all(np.abs(epsilons) <= 1.0, epsilons, "epsilons", "numbers in [-1, 1]")
    ratios = real_array(ratios, "ratios", epsilons.shape)
    require_all(ratios >= 0.0, ratios, "ratios", "numbers >= 0")
    angles, ax, look = np.degrees(np.arccos(epsilons)), new_axes(ax), style(index)
    if band is not None:
        low, high = (np.clip(real_array(edge, "band", epsilons.shape), 1 / MOST, MOST) for edge in band)
        ax.fill_between(angles, low, high, color="#b3b3b3", alpha=0.6, linewidth=0, zorder=1.5, label=band_label)
    ax.plot(angles, np.clip(ratios, 1 / MOST, MOST), color=look.colour, linestyle=look.line, linewidth=2.4, label=label,
            clip_on=False, zorder=3)
    ax.axhline(1.0, color="black", linewidth=1.0, linestyle="-.", zorder=2)
    ax.set(yscale="log", ylim=(1 / MOST, MOST), xlim=(angles.max(), angles.min()),
           xlabel="half angle of the spotlight (degrees)", ylabel="activations inside, relative to chance")
    ax.set_yticks([tick for tick, _ in _TICKS], [name for _, name in _TICKS])
    ax.set_yticks([], minor=True)
    return ax


def draw_among_null(values: np.ndarray, nulls: np.ndarray, names: Sequence[str], *, title: str | None = None,
                    notes: Sequence[str] | None = None, first: float = 0.0, index: int = 0,
                    ax: Axes | None = None) -> Axes:
    """Draw numbers, each on a row of its own among those that chance gives to it; rows go downwards.

    values (n_rows,).
    nulls (n_rows, n_rotations): drawn as grey strokes.
    names: of the rows, on the vertical axis.
    title: of all these rows, above the first.
    notes (sequence of str, length n_rows): what to say of each value, at the right.
    first: where the first row stands; further rows follow at distance 1. Rows already on `ax` keep their names.
    index: which colour and marker.
    """
    values = real_array(values, "values", ("n_rows",))
    nulls = real_array(nulls, "nulls", (len(values), "n_rotations"))
    notes = [""] * len(values) if notes is None else notes
    for argument, texts in (("names", names), ("notes", notes)):
        if len(texts) != len(values):
            refuse(argument, f"{counted(len(values), 'text')}, one per row", f"{len(texts)}")
    ax, look, rows = new_axes(ax), style(index), first + np.arange(len(values))
    known = [text.get_text() for text in ax.get_yticklabels()]
    before = list(zip(ax.get_yticks(), known)) if ax.yaxis_inverted() else []
    for row, null, note in zip(rows, nulls, notes):
        ax.plot(null, np.full(len(null), row), linestyle="none", marker="|", markersize=9, color=GREY, alpha=0.55,
                zorder=2)
        ax.annotate(note, (1.0, row), xycoords=("axes fraction", "data"), ha="right", va="center", fontsize="small")
    ax.plot(values, rows, linestyle="none", marker=look.marker, markersize=8, color=look.colour,
            markeredgecolor="black", markeredgewidth=0.6, zorder=3)
    if title is not None:
        ax.annotate(title, (0.0, first - 0.8), xycoords=("axes fraction", "data"), xytext=(-60, 0),
                    textcoords="offset points", va="center", color=look.colour, fontweight="bold",
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0})
    low, high = ax.dataLim.intervalx
    ax.set_xlim(low - 0.06 * (high - low), high + (0.65 if any(notes) else 0.06) * (high - low))  # room for notes
    shown = [*before, *zip(rows, names)]
    ax.set_yticks([row for row, _ in shown], [name for _, name in shown])
    ax.set_ylim(max(row for row, _ in shown) + 0.7, min(row for row, _ in shown) - 1.4)
    return ax
