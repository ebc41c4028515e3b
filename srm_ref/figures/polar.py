"""Which way do the activations of a plane point?

A resonance curve around a circle: a to the right, b counterclockwise from it, the distance from the centre the share
of activations that the spotlight lights in that direction. Conventions of `srm_ref.figures.canvas`.

Contents: draw_polar_curve.

Source: SRM, the resonance curve; drawn around a circle by this package.
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import number
from srm_ref.figures.angles import checked_curve, closed_turn
from srm_ref.figures.canvas import GREY, Axes, new_axes, style

__all__ = ["draw_polar_curve"]


def draw_polar_curve(thetas: np.ndarray, mean: np.ndarray, std: np.ndarray | None = None, *,
                     baseline: float | None = None, label: str | None = None, index: int = 0,
                     ax: Axes | None = None) -> Axes:
    """Draw a resonance curve around a circle.

    thetas (n_angles,): radians, ascending.
    mean (n_angles,): the distance from the centre, which is 0, or the lowest point of a line where that is negative.
    std (n_angles,), optional: half width of the shaded ring around the curve.
    baseline: the isotropic expectation: a circle.
    index: which colour and line pattern.
    ax (polar Axes).
    """
    look = style(index)
    thetas, mean = checked_curve(thetas, mean, "mean")
    ax = new_axes(ax, polar=True)
    if std is not None:
        spread = checked_curve(thetas, std, "std")[1]
        inner = mean - spread if mean.min() < 0 else np.maximum(mean - spread, 0.0)  # the centre is as low as it goes
        turned, inner, outer = closed_turn(thetas, inner, mean + spread)
        ax.fill_between(turned, inner, outer, color=look.colour, alpha=0.18, linewidth=0)
    if baseline is not None:
        circle = np.linspace(0.0, 2 * np.pi, 181)
        level = np.full_like(circle, number(baseline, "baseline"))
        ax.plot(circle, level, color="black", linewidth=1.0, linestyle="-.", label="isotropic baseline", zorder=2)
    turned, row = closed_turn(thetas, mean)
    ax.plot(turned, row, color=look.colour, linestyle=look.line, linewidth=1.8, label=label, zorder=3)
    _finish(ax)
    return ax


def _finish(ax: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    least = min(float(np.min(line.get_ydata())) for line in ax.lines)
    if least < 0 and not any(line.get_gid() == "zero" for line in ax.lines):
        ax.plot(np.linspace(0.0, 2 * np.pi, 181), np.zeros(181), color=GREY, linewidth=1.0, zorder=1.5, gid="zero")
    ax.set_ylim(min(0.0, least), None, auto=True)
    ax.set_xlabel("angle: in-plane, from a (0°) towards b (degrees)\nradius: resonance (share of activations lit)",
                  fontsize="small")
    ax.set_rlabel_position(22.5)
    ax.yaxis.set_major_locator(MaxNLocator(5))
    ax.tick_params(axis="y", labelsize="small", labelcolor=GREY)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2, fontsize="small", frameon=False)
