"""How are p-values distributed? Their share below every level, beside the diagonal of uniform ones.

Contents: draw_p_values.
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import real_array
from srm_ref.figures.canvas import GREY, Axes, legend, new_axes, style

__all__ = ["draw_p_values"]


def draw_p_values(p_values: np.ndarray, *, label: str | None = None, index: int = 0, ax: Axes | None = None) -> Axes:
    """Draw the share of p-values at or below each level; uniform ones follow the grey diagonal.

    p_values (n,): in (0, 1].
    index: which colour and line pattern.
    """
    ordered = np.sort(real_array(p_values, "p_values", ("n",)))
    ax, look = new_axes(ax), style(index)
    if not ax.lines:
        ax.plot([0, 1], [0, 1], color=GREY, linewidth=1.0, linestyle="-.", label="uniform")
    shares = np.arange(1, len(ordered) + 1) / len(ordered)
    ax.step(np.concatenate([[0], ordered, [1]]), np.concatenate([[0], shares, [1]]), where="post", color=look.colour,
            linestyle=look.line, linewidth=1.8, label=label)
    ax.set(xlabel="p-value", ylabel="share of seeds at or below", xlim=(0, 1), ylim=(0, 1.02))
    legend(ax)
    return ax
