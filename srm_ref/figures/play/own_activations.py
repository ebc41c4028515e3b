"""One's own activations in one plane of a basis, the curve of that plane, the heights at all epsilons, and all loads.

Ticks and labels stay where they are, so that an event draws only what moves: the curve is drawn as a fraction of the
upper end of its axis, and the number of that end is a text that changes.

Contents: OwnActivationsView.
Source: SRM, the resonance curve; heights and loads are this package's.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import counted
from srm_ref.figures.angles import angle_axis
from srm_ref.figures.canvas import GREY, Axes, Figure, style
from srm_ref.figures.play.panel import axes_in
from srm_ref.figures.scans import draw_epsilon_scan

__all__ = ["OwnActivationsView"]

_TURN = np.linspace(0.0, 2 * np.pi, 181)
_MOST_NAMED = 8  # in the picture; there may be more
_TOPS = np.outer(10.0**np.arange(-9, 1), [1.0, 2.0, 5.0]).ravel()


class OwnActivationsView:
    """Draw `Moved`: what `srm_ref.commands.resonance_play` makes."""

    def __init__(self, figure: Figure) -> None:
        self.once = None
        self._plane(axes_in(figure, 0.05, 0.1, 0.38, 0.76))
        self._curve(axes_in(figure, 0.53, 0.59, 0.45, 0.3))
        self.scan, self.loads = axes_in(figure, 0.53, 0.1, 0.22, 0.31), axes_in(figure, 0.82, 0.1, 0.16, 0.31)
        self.here = self.scan.axvline(1.0, color="black", linewidth=1.0, linestyle=":")
        self.high, self.chosen = _title(self.scan), self.loads.plot([], [], "o", color=style(1).colour, markersize=5)[0]
        self.moving = [
            self.dark, self.lit, self.lamp, self.edge, *self.names, self.curve, self.now, self.said, *self.marks,
            self.here, self.high, self.chosen
        ]

    def _plane(self, ax: Axes) -> None:
        ax.plot(np.cos(_TURN), np.sin(_TURN), color=GREY, linewidth=0.8)
        ax.set(aspect="equal", xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
        self.dark, = ax.plot([], [], ",", color=GREY)
        self.lit, = ax.plot([], [], ".", color=style(1).colour, markersize=4)
        self.lamp, = ax.plot([], [], color="black", linewidth=1.5)
        self.edge, = ax.plot([], [], color="black", linestyle="--", linewidth=1.0)
        self.names = [ax.text(0.5, -0.06, "", ha="center", va="top", transform=ax.transAxes),
                      ax.text(-0.06, 0.5, "", ha="right", va="center", rotation="vertical", transform=ax.transAxes)]

    def _curve(self, ax: Axes) -> None:
        angle_axis(ax)
        ax.set(ylim=(0.0, 1.0), yticks=[0.0, 0.5, 1.0], yticklabels=[])
        self.curve, = ax.plot([], [], color=style(0).colour, linewidth=1.6)
        self.now, = ax.plot([], [], "o", color="black", clip_on=False)
        self.said = _title(ax)
        self.marks = [ax.text(-0.01, y, "", ha="right", va="center", fontsize="small", transform=ax.transAxes)
                      for y in (0.0, 0.5, 1.0)]

    def __call__(self, numbers: Any) -> None:
        if self.once is not numbers.once:
            self._begin(numbers.once)
        self._show_plane(numbers)
        self._show_curve(numbers)
        self.here.set_xdata([numbers.epsilon] * 2)
        self.high.set_text(f"height {_times(numbers.height, numbers.chance)}")
        loads = self.load.get_ydata()
        places = [numbers.a, numbers.b] if len(loads) else []
        self.chosen.set_data(places, loads[places] if places else [])

    def _begin(self, once: Any) -> None:
        """Draw what no control moves."""
        scan = once.test.scan if once.test else None
        low, high = (scan.low, scan.high) if scan is not None and len(scan.epsilons) else (once.heights, once.heights)
        draw_epsilon_scan(once.epsilons, once.heights, low, high, once.chance, ax=self.scan)
        self.scan.set(xlabel="epsilon", ylabel="multiple of chance", xlim=(0.0, 1.0))
        if self.scan.get_legend() is not None:
            self.scan.get_legend().remove()
        loads = once.test.loads if once.test else np.empty(0)
        self.load, = self.loads.plot(np.arange(len(loads)), loads, ".", color=GREY, markersize=4)
        for direction in list(once.names)[:_MOST_NAMED]:
            self.loads.annotate(str(direction), (direction, once.names[direction]), fontsize="small", xytext=(3, 0),
                                textcoords="offset points")
        self.loads.axhline(1.0, color=GREY, linewidth=0.8, linestyle=":")
        self.loads.set(xlabel="direction", ylabel="load (1 by chance)", ylim=(0.0, 1.15 * max([1.0, *loads])))
        self.loads.set_title("named: with number" if once.names else "none is named", fontsize="small")
        self.once = once

    def _show_plane(self, numbers: Any) -> None:
        theta, lit = numbers.theta, numbers.lit
        self.dark.set_data(numbers.p[~lit], numbers.q[~lit])
        self.lit.set_data(numbers.p[lit], numbers.q[lit])
        self.lamp.set_data([0.0, np.cos(theta)], [0.0, np.sin(theta)])
        along = theta + np.arccos(numbers.epsilon) * np.array([-1.0, 1.0])
        self.edge.set_data(np.cos(along), np.sin(along))
        self.names[0].set_text(f"direction {numbers.a}" + _load(numbers.once, numbers.a))
        self.names[1].set_text(f"at right angles, on the side of direction {numbers.b}"
                               + _load(numbers.once, numbers.b))

    def _show_curve(self, numbers: Any) -> None:
        n, degrees = numbers.once.n_samples, np.degrees(numbers.theta)
        parallel = np.isnan(numbers.value)
        self.said.set_text(
            f"directions {numbers.a} and {numbers.b} span no plane" if parallel else
            f"{round(numbers.value * n):,} of {n:,} lit at {counted(f'{degrees:.0f}', 'degree')}, epsilon "
            f"{numbers.epsilon:.2f}")
        highest = 0.0 if parallel else float(numbers.curve.max())
        top = float(_TOPS[min(np.searchsorted(_TOPS, max(highest, 2.0 / n)), len(_TOPS) - 1)])
        self.curve.set_data(np.degrees(numbers.thetas), numbers.curve / top)
        self.now.set_data([degrees], [numbers.value / top])
        for mark, share in zip(self.marks, (0.0, 0.5, 1.0)):
            mark.set_text(f"{share * top:g}")


def _title(ax: Axes) -> Any:
    return ax.text(0.5, 1.03, "", ha="center", va="bottom", fontsize="small", transform=ax.transAxes)


def _load(once: Any, direction: int) -> str:
    return f" (named, load {once.names[direction]:.3g})" if direction in once.names else ""


def _times(height: float, chance: float) -> str:
    return f"{height / chance:.3g} times chance" if chance > 0.0 else f"{height:.3g}"
