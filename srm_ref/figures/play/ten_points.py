"""Points of a plane, the cone over them, the arcs from which each is lit, and the curve: how do they hang together?

Contents: TenPointsView.
Source: SRM, the resonance curve; the arcs are this package's.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import counted
from srm_ref.figures.angles import angle_axis
from srm_ref.figures.canvas import GREY, Figure, style
from srm_ref.figures.play.panel import axes_in

__all__ = ["TenPointsView"]

_TURN = np.linspace(0.0, 2 * np.pi, 181)
_BESIDE = {3: (6, -4), 4: (-11, -9)}  # points, from activations that stand close together to their numbers


class TenPointsView:
    """Draw `TenPoints`: what `srm_ref.course.playing.ten_points` makes."""

    def __init__(self, figure: Figure) -> None:
        ax = axes_in(figure, 0.03, 0.09, 0.42, 0.78, "the plane; outside, the angles from which each point is lit")
        ax.plot(np.cos(_TURN), np.sin(_TURN), color=GREY, linewidth=0.8)
        ax.set(aspect="equal", xlim=(-1.75, 1.75), ylim=(-1.75, 1.75), xlabel="p", ylabel="q", xticks=[-1, 0, 1],
               yticks=[-1, 0, 1])
        self.beyond, = ax.fill([0.0], [0.0], color="#f0e442", alpha=0.8, zorder=1)
        self.lamp, = ax.plot([], [], color="black", linewidth=1.5)
        self.cone = [ax.plot([], [], color=GREY, linestyle="--", linewidth=1.0)[0] for _ in range(2)]
        self.dark, = ax.plot([], [], "o", markerfacecolor="white", markeredgecolor="black", markersize=5, zorder=3)
        self.lit, = ax.plot([], [], "o", color="black", markersize=7, zorder=3)
        self.arcs = [
            ax.plot([], [], color=style(s).colour, linestyle=style(s).line, linewidth=1.6)[0] for s in range(10)
        ]
        self.names = [
            ax.annotate(str(s), (0.0, 0.0), xytext=_BESIDE.get(s, (4, 4)), textcoords="offset points",
                        fontsize="small") for s in range(10)
        ]
        self.owners = [ax.text(0.0, 0.0, str(s), ha="center", va="center", fontsize="small") for s in range(10)]
        right = axes_in(figure, 0.54, 0.14, 0.44, 0.73)
        self.curve, = right.plot([], [], color=style(0).colour, linewidth=1.8)
        self.now, = right.plot([], [], "o", color="black")
        self.said = right.set_title("", fontsize="small")
        angle_axis(right)
        right.set(ylabel="resonance (share of activations lit)", ylim=(0.0, 1.0))

    def __call__(self, numbers: Any) -> None:
        theta, half, dark = numbers.theta, np.arccos(numbers.epsilon), numbers.has_direction & ~numbers.lit
        edge = theta + np.linspace(-half, half, 60)
        self.beyond.set_xy(np.stack([np.cos(edge), np.sin(edge)], axis=1))
        self.lamp.set_data([0.0, np.cos(theta)], [0.0, np.sin(theta)])
        for line, side in zip(self.cone, (theta - half, theta + half)):
            line.set_data([0.0, np.cos(side)], [0.0, np.sin(side)])
        for line, chosen in ((self.lit, numbers.lit), (self.dark, dark)):
            line.set_data(numbers.p[chosen], numbers.q[chosen])
        for s, (line, owner, name) in enumerate(zip(self.arcs, self.owners, self.names)):
            span = numbers.centre[s] + numbers.half_width[s] * np.linspace(-1.0, 1.0,
                                                                           61) if numbers.reached[s] else np.empty(0)
            line.set_data((1.1 + 0.065 * s) * np.cos(span), (1.1 + 0.065 * s) * np.sin(span))
            end = span[-1] + 0.09 if len(span) else 0.0
            owner.set_position(((1.1 + 0.065 * s) * np.cos(end), (1.1 + 0.065 * s) * np.sin(end)))
            owner.set_visible(len(span) > 0)
            name.xy = numbers.p[s], numbers.q[s]
            name.set_visible(bool(numbers.has_direction[s]))
        self.curve.set_data(np.degrees(numbers.thetas), numbers.curve)
        self.now.set_data([np.degrees(theta)], [numbers.value])
        self.said.set_text(
            f"{round(numbers.value * len(numbers.lit))} of {len(numbers.lit)} lit at "
            f"{counted(f'{np.degrees(theta):.0f}', 'degree')}, "
            f"cone of half angle {np.degrees(half):.1f} degrees")
