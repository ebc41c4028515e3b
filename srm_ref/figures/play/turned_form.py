"""A cloud, the directions of the form that made it, and what is seen of it in axes that stay.

Contents: TurnedFormView.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.figures.angles import angle_axis
from srm_ref.figures.canvas import GREY, Figure, style
from srm_ref.figures.play.panel import axes_in

__all__ = ["TurnedFormView"]


class TurnedFormView:
    """Draw `TurnedForm`: what `srm_ref.course.playing.turned_form` makes."""

    def __init__(self, figure: Figure) -> None:
        ax = axes_in(figure, 0.02, 0.12, 0.3, 0.72, "first two coordinates; arrows: the form's directions")
        ax.set(aspect="equal")
        self.cloud, = ax.plot([], [], ".", color=style(0).colour, markersize=3, alpha=0.6)
        self.arrows = [ax.plot([], [], color=style(1).colour, linewidth=2.5)[0] for _ in range(2)]
        ax = axes_in(figure, 0.39, 0.15, 0.26, 0.69, "resonance between the axes that stay")
        angle_axis(ax)
        ax.set_xticks(range(0, 361, 90))
        ax.set(ylabel="share of activations lit", ylim=(0.0, 0.5))
        self.curve, = ax.plot([], [], color=style(0).colour, linewidth=1.6)
        ax = axes_in(figure, 0.72, 0.15, 0.26, 0.69)
        ax.set(xlim=(0, 90), ylim=(1.0, 3.4), xlabel="turn of the form (degrees)", xticks=range(0, 91, 15))
        ax.set_ylabel("kurtosis in the axes that stay")
        self.chance, = ax.plot([], [], color=GREY, linestyle="-.", linewidth=1.0, label="chance")
        self.over_turns, = ax.plot([], [], color=style(0).colour, linewidth=1.6)
        self.now, = ax.plot([], [], "o", color="black")
        self.said = ax.set_title("", fontsize="small")
        ax.legend(loc="upper right", fontsize="small", frameon=False)

    def __call__(self, numbers: Any) -> None:
        self.cloud.set_data(*numbers.activations.T[:2])
        edge = 1.05 * max(2.0, float(np.abs(numbers.activations[:, :2]).max()))
        self.cloud.axes.set(xlim=(-edge, edge), ylim=(-edge, edge))
        for line, direction in zip(self.arrows, numbers.basis):
            line.set_data([0.0, 2.0 * direction[0]], [0.0, 2.0 * direction[1]])
        self.curve.set_data(np.degrees(numbers.thetas), numbers.curve)
        self.curve.axes.set_ylim(0.0, 1.15 * max(float(numbers.curve.max()), 0.02))
        self.over_turns.set_data(np.degrees(numbers.turns), numbers.kurtoses)
        self.chance.set_data([0.0, 90.0], [numbers.chance, numbers.chance])
        self.now.set_data([np.degrees(numbers.angle)], [numbers.kurtosis])
        self.said.set_text(f"{numbers.verdict}: kurtosis {numbers.kurtosis:.3f}, p = {numbers.p_value:.2g}")
