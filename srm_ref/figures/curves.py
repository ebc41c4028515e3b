"""How does the resonance change as the spotlight turns through a plane?

Conventions of `srm_ref.figures.canvas` and `srm_ref.figures.angles`: everything drawn is given, nothing is computed
from it, and no window opens.

Contents: draw_resonance_curve (with spread, isotropic baseline and band), draw_ensemble (one curve per plane),
draw_step_curve (the exact curve with its jumps),
draw_self_resonance (the curve of the basis vectors themselves, to compare with).

Source: SRM, the resonance curve; the isotropic baseline and its band are this package's.
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import counted, number, plain_array, real_array
from srm_ref.figures.angles import angle_axis, checked_curve, closed_turn, draw_reference, resonance_axis
from srm_ref.figures.canvas import Axes, legend, new_axes, style

__all__ = ["draw_resonance_curve", "draw_ensemble", "draw_step_curve", "draw_self_resonance"]

FEW = 7  # this many curves can be distinguished by colour and pattern


def draw_resonance_curve(thetas: np.ndarray, mean: np.ndarray, std: np.ndarray | None = None, *,
                         baseline: float | None = None, band: tuple[float, float] | None = None,
                         band_label: str = "isotropic band (one plane)", label: str | None = None,
                         signed: bool = False, index: int = 0, ax: Axes | None = None) -> Axes:
    """Draw one resonance curve, with its spread and what isotropic data would give where these are given.

    thetas (n_angles,): radians, ascending.
    mean (n_angles,): the curve.
    std (n_angles,), optional: half height of the shaded strip around the curve.
    baseline (n_angles,), optional: the isotropic expectation: a thin dash-dotted line.
    band (n_angles,), optional: lower and upper edge of what isotropic data give by chance: a grey strip.
    band_label: the strip's name in the legend, where it stands for another kind of chance.
    label: the curve's name in the legend.
    signed: the values are signed resonances; changes the axis label only.
    index: which colour and line pattern: give each curve on the same Axes its own.
    """
    look = style(index)
    thetas, mean = checked_curve(thetas, mean, "mean")
    ax = new_axes(ax)
    if std is not None:
        spread = checked_curve(thetas, std, "std")[1]
        turned, low, high = closed_turn(thetas, mean - spread, mean + spread)
        ax.fill_between(np.degrees(turned), low, high, color=look.colour, alpha=0.18, linewidth=0)
    draw_reference(ax, thetas, baseline, band, band_label)
    turned, row = closed_turn(thetas, mean)
    ax.plot(np.degrees(turned), row, color=look.colour, linestyle=look.line, linewidth=1.8, label=label, zorder=3)
    _finish(ax, turned, signed)
    return ax


def draw_ensemble(thetas: np.ndarray, values: np.ndarray, *, planes: np.ndarray | None = None,
                  mean: np.ndarray | None = None, baseline: float | None = None, signed: bool = False,
                  ax: Axes | None = None) -> Axes:
    """Draw one curve per plane: up to seven named by their planes, more as thin lines behind the mean.

    thetas (n_angles,): radians, ascending.
    values (n_planes, n_angles).
    planes (n_planes, 2), optional: the plane (i, j) of each row, for the legend.
    mean (n_angles,), optional: drawn on top, thick.
    baseline (n_angles,), optional: the isotropic expectation.
    signed: the values are signed resonances; changes the axis label only.
    """
    values = real_array(values, "values", ("n_planes", "n_angles"))
    names = _plane_names(planes, len(values))
    thetas, _ = checked_curve(thetas, values[0], "values[0]")
    ax = new_axes(ax)
    turned, *rows = closed_turn(thetas, *values)
    if len(rows) <= FEW:
        for k, (row, name) in enumerate(zip(rows, names)):
            ax.plot(np.degrees(turned), row, color=style(k).colour, linestyle=style(k).line, linewidth=1.4, label=name)
    else:
        opacity = max(0.04, min(0.6, 15 / len(rows)))
        ax.plot(np.degrees(turned), np.array(rows).T, color=style(0).colour, linewidth=0.8, alpha=opacity)
        ax.plot([], [], color=style(0).colour, linewidth=0.8, label=f"each of {counted(len(rows), 'plane')}")
    draw_reference(ax, thetas, baseline, None)
    if mean is not None:
        turned, row = closed_turn(*checked_curve(thetas, mean, "mean"))
        ax.plot(np.degrees(turned), row, color="black", linewidth=2.2, label="mean over planes", zorder=4)
    _finish(ax, turned, signed)
    return ax


def draw_step_curve(breakpoints: np.ndarray, values: np.ndarray, *, label: str | None = None, signed: bool = False,
                    index: int = 0, ax: Axes | None = None) -> Axes:
    """Draw an exact curve with its jumps: ``values[k]`` holds from ``breakpoints[k]`` to the next, the last one around.

    breakpoints (n_breakpoints,): radians in [0, 2 pi], ascending; none at all for a constant curve.
    values (n_breakpoints,), or (1,) where there is no breakpoint.
    signed: the values are signed resonances; changes the axis label only.
    index: which colour and line pattern.
    """
    edges, heights = np.array([0.0, 2 * np.pi]), values
    breakpoints = plain_array(breakpoints, "breakpoints")
    if np.size(breakpoints):
        breakpoints, values = checked_curve(real_array(breakpoints, "breakpoints", ("n_breakpoints", )), values,
                                            "values")
        edges = np.concatenate([[0.0], breakpoints, [2 * np.pi]])
        heights = np.concatenate([values[-1:], values])  # (n_breakpoints + 1,): the last value comes round to 0
    heights = real_array(heights, "values", (len(edges) - 1,))
    look = style(index)
    ax = new_axes(ax)
    ax.plot(np.degrees(edges), np.append(heights, heights[-1]), drawstyle="steps-post", color=look.colour,
            linestyle=look.line, linewidth=1.4, label=label)
    _finish(ax, edges, signed)
    return ax


def draw_self_resonance(thetas: np.ndarray, values: np.ndarray, size: float, *, ax: Axes) -> Axes:
    """Draw the basis vectors' own curve behind another one: what activations exactly on the directions give.

    Its shape is what counts, so it is scaled: its largest deviation from 0 becomes `size`.

    thetas (n_angles,): radians, ascending.
    values (n_angles,).
    size: above 0, in the units of the curve beside it.
    """
    thetas, values = checked_curve(thetas, values, "values")
    largest = float(np.abs(values).max())
    turned, row = closed_turn(thetas, values * (number(size, "size", 0.0, low_open=True) / largest if largest else 1.0))
    ax.plot(np.degrees(turned), row, color="#7a7a7a", linestyle=(0, (1, 1.5)), linewidth=1.2, zorder=2,
            label="the basis vectors themselves (scaled)")
    if all(np.min(line.get_ydata(), initial=0.0) >= 0 for line in ax.lines):
        ax.set_ylim(bottom=0.0, auto=True)
    legend(ax)
    return ax


def _plane_names(planes: np.ndarray | None, n_planes: int) -> list[str]:
    if planes is None:
        return [f"plane {k}" for k in range(n_planes)]
    return [f"plane ({i:.0f}, {j:.0f})" for i, j in real_array(planes, "planes", (n_planes, 2))]


def _finish(ax: Axes, thetas: np.ndarray, signed: bool) -> None:
    angle_axis(ax, thetas[0], thetas[-1])
    resonance_axis(ax, signed)
    legend(ax)
