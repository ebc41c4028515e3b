"""What do all pictures over the in-plane angle share?

Conventions of `srm_ref.figures.canvas`. Angles are given in radians and shown in degrees, 0 at a and growing towards b.
A curve whose angles cover the full turn is closed at its end, since f(theta + 2 pi) = f(theta).

Contents: checked_curve, closed_turn, angle_axis, resonance_axis, draw_reference, mark_privileged_directions.

Source: SRM, the resonance curve over the in-plane angle.
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import counted, flag, number, real_array, refuse, require_ascending
from srm_ref.figures.canvas import GREY, Axes

__all__ = ["checked_curve", "closed_turn", "angle_axis", "resonance_axis", "draw_reference",
           "mark_privileged_directions"]


def checked_curve(thetas: np.ndarray, values: np.ndarray, argument: str) -> tuple[np.ndarray, np.ndarray]:
    """Return ascending `thetas` and the `values` at them as float64 arrays of one length, or refuse them.

    thetas (n_angles,): radians, ascending.
    values (n_angles,).
    argument: the caller's name of `values`, for the message.
    Returns thetas, values (n_angles,).
    """
    thetas = real_array(thetas, "thetas", ("n_angles",))
    require_ascending(thetas, "thetas", "ascending angles")
    return thetas, real_array(values, argument, (len(thetas),))


def closed_turn(thetas: np.ndarray, *rows: np.ndarray) -> list[np.ndarray]:
    """Repeat the first angle one turn later, with its values, where `thetas` go all the way round.

    thetas (n_angles,): radians, ascending.
    *rows (n_angles,): values at the angles.
    Returns (n_angles + 1,) each, or (n_angles,) where the angles cover less than a turn: the angles, then the rows.

    >>> turned, row = closed_turn(np.arange(4) * np.pi / 2, np.array([1.0, 2.0, 3.0, 4.0]))
    >>> np.degrees(turned).round().tolist(), row.tolist()
    ([0.0, 90.0, 180.0, 270.0, 360.0], [1.0, 2.0, 3.0, 4.0, 1.0])
    >>> [len(array) for array in closed_turn(np.array([0.0, 1.0]), np.array([5.0, 6.0]))]
    [2, 2]
    """
    gap = thetas[0] + 2 * np.pi - thetas[-1]
    if len(thetas) < 3 or not 0 < gap <= 1.5 * np.diff(thetas).max():
        return [thetas, *rows]
    return [np.append(thetas, thetas[0] + 2 * np.pi), *(np.append(row, row[0]) for row in rows)]


def angle_axis(ax: Axes, low: float = 0.0, high: float = 2 * np.pi) -> None:
    """Label the horizontal axis as the in-plane angle in degrees, from `low` to `high`.

    ax: cartesian.
    low, high: ticks stand at multiples of 45 degrees where at least two of them fall inside.
    """
    first, last = np.degrees(number(low, "low")), np.degrees(number(high, "high"))
    ax.set_xlim(first, last if last > first else first + 1.0)
    step = 90 if last - first > 450 else 45
    ticks = np.arange(np.ceil(first / step - 1e-9), np.floor(last / step + 1e-9) + 1) * step
    if len(ticks) >= 2:
        ax.set_xticks(ticks)
    ax.set_xlabel("in-plane angle from a towards b (degrees)")


def resonance_axis(ax: Axes, signed: bool) -> None:
    """Label the vertical axis, and let it begin at 0 unless something drawn is below.

    ax: cartesian.
    signed: the values are signed resonances.
    """
    ax.set_ylabel("signed resonance (share ahead − share behind)" if flag(signed, "signed")
                  else "resonance (share of activations lit)")
    if all(np.min(line.get_ydata(), initial=0.0) >= 0 for line in ax.lines):
        ax.set_ylim(bottom=0.0, auto=True)


def draw_reference(ax: Axes, thetas: np.ndarray, baseline: float | np.ndarray | None,
                   band: tuple[float, float] | None, band_label: str = "isotropic band (one plane)") -> None:
    """Draw what isotropic data would give: a dash-dotted line, and a grey strip for what chance alone may do.

    ax: cartesian.
    thetas (n_angles,): radians, ascending.
    baseline (n_angles,), or None.
    band (n_angles,), or None: lower and upper edge.
    band_label: the strip's name in the legend.
    """
    known = ax.get_legend_handles_labels()[1]
    if band is not None:
        low, high = (np.broadcast_to(_fits(edge, "band", thetas), thetas.shape) for edge in _pair(band))
        turned, low, high = closed_turn(thetas, low, high)
        name = None if band_label in known else band_label
        ax.fill_between(np.degrees(turned), low, high, color="#b3b3b3", alpha=0.6, linewidth=0, zorder=1.5, label=name)
    if baseline is not None:
        level = np.broadcast_to(_fits(baseline, "baseline", thetas), thetas.shape)
        turned, level = closed_turn(thetas, level)
        name = None if "isotropic baseline" in known else "isotropic baseline"
        ax.plot(np.degrees(turned), level, color="black", linewidth=1.0, linestyle="-.", zorder=2, label=name)


def mark_privileged_directions(ax: Axes, gamma: float = np.pi / 2) -> None:
    """Mark where a, b, -a and -b lie, by dotted lines with their names along the top.

    ax: with the angle in degrees along its horizontal axis.
    gamma: the angle between a and b.
    """
    gamma = number(gamma, "gamma", 0.0, np.pi, low_open=True)
    low, high = ax.get_xlim()
    for name, angle in (("a", 0.0), ("b", gamma), ("−a", np.pi), ("−b", np.pi + gamma), ("a", 2 * np.pi)):
        place = float(np.degrees(angle))
        if low - 1e-9 <= place <= high + 1e-9:
            ax.axvline(place, color=GREY, linewidth=0.9, linestyle=":", zorder=1, gid="privileged")
            ax.annotate(name, (place, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 3), ha="center",
                        va="bottom", textcoords="offset points", fontsize="small", fontstyle="italic")


def _pair(band: tuple[float, float]) -> tuple[float, float]:
    if isinstance(band, (str, bytes)) or not hasattr(band, "__len__") or len(band) != 2:
        refuse("band", "its lower and its upper end", f"{band!r:.60}")
    return band


def _fits(value: float | np.ndarray, argument: str, thetas: np.ndarray) -> np.ndarray:
    level = real_array(value, argument)
    if level.shape not in ((), (1,), thetas.shape):
        refuse(argument, f"a number, or one for each of {counted(len(thetas), 'angle')}", f"shape {level.shape}")
    return level
