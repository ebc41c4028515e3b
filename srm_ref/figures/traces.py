"""How does training go? One line per feature over the steps, and the loss on the same steps with its levels.

Steps run to the right. Conventions of `srm_ref.figures.canvas`.

Contents: draw_traces, draw_loss, draw_against.

Source: TMS sections "Superposition and Learning Dynamics" and "Relationship to Adversarial Robustness".
"""

from __future__ import annotations

from typing import Sequence

import numpy as np

from srm_ref.checks import choice, real_array
from srm_ref.figures.canvas import GREY, Axes, new_axes, style

__all__ = ["draw_traces", "draw_loss", "draw_against"]


def draw_traces(steps: np.ndarray, traces: np.ndarray, *, groups: Sequence[int] | None = None,
                levels: Sequence[float] = (), ax: Axes | None = None) -> Axes:
    """Draw one thin line per feature, and dashed levels behind them.

    steps (n_steps,); traces (n_steps, n_features).
    groups (sequence of int, length n_features): the look of each line; without them all lines look alike.
    """
    steps = real_array(steps, "steps", ("n_steps",))
    traces = real_array(traces, "traces", (len(steps), "n_features"))
    groups = real_array([0] * traces.shape[1] if groups is None else groups, "groups", (traces.shape[1],))
    ax = new_axes(ax)
    for level in levels:
        ax.axhline(level, color=GREY, linewidth=0.9, linestyle="--", zorder=1)
    for trace, group in zip(traces.T, groups):
        ax.plot(steps, trace, color=style(int(group)).colour, linewidth=0.9, alpha=0.75, zorder=2 + 0.01 *
                (int(group) == 0))
    ax.set_xlim(steps[0], steps[-1])
    return ax


def draw_loss(steps: np.ndarray, losses: np.ndarray, *, levels: Sequence[tuple[float, str]] = (),
              names_at: str = "right", label: str | None = None, index: int = 0, ax: Axes | None = None) -> Axes:
    """Draw a loss over the steps, with named levels.

    steps (n_steps,); losses (n_steps,).
    levels: each is written above its line.
    names_at ({"left", "right"}).
    index: the look.
    """
    steps = real_array(steps, "steps", ("n_steps",))
    right = choice(names_at, "names_at", ("left", "right")) == "right"
    losses = real_array(losses, "losses", steps.shape)
    ax = new_axes(ax)
    look = style(index)
    ax.plot(steps, losses, color=look.colour, linewidth=1.6, label=label, zorder=3)
    for level, name in levels:
        ax.axhline(level, color=GREY, linewidth=0.9, linestyle="--", zorder=1)
        ax.annotate(name, (float(right), level), xycoords=("axes fraction", "data"), xytext=(-4 if right else 4, 3),
                    textcoords="offset points", ha=names_at, fontsize="small", color=GREY)
    ax.set_xlim(steps[0], steps[-1])
    return ax


def draw_against(x: np.ndarray, y: np.ndarray, *, label: str | None = None, index: int = 0, joined: bool = True,
                 ax: Axes | None = None) -> Axes:
    """Draw the points (x, y), joined in their order or not.

    x, y (n_points,).
    index: the look.
    """
    x = real_array(x, "x", ("n_points",))
    y = real_array(y, "y", x.shape)
    ax, look = new_axes(ax), style(index)
    ax.plot(x, y, color=look.colour, linestyle=look.line if joined else "none", linewidth=1.6, marker=look.marker,
            markersize=5, label=label, zorder=3)
    return ax
