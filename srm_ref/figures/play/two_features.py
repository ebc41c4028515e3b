"""Where in the phase diagram are we, what does each candidate cost there, and where does descent end?

Contents: TwoFeaturesView.
"""

from __future__ import annotations

from typing import Any

from srm_ref.figures.canvas import Figure, style
from srm_ref.figures.play.panel import axes_in

__all__ = ["TwoFeaturesView"]

_BARS = ("drop", "dedicate", "antipodal", "lowest\nfound")


class TwoFeaturesView:
    """Draw `TwoFeatures`: what `srm_ref.course.playing.two_features` makes."""

    def __init__(self, figure: Figure) -> None:
        ax = axes_in(figure, 0.06, 0.15, 0.25, 0.68)
        ax.set(xscale="log", xlim=(0.1, 10.0), ylim=(0.0, 1.0), xlabel="importance of feature 2",
               ylabel="density of both")
        ax.axvline(1.0, ymin=4 / 7, color="black", linewidth=1.0)
        self.boundary, = ax.plot([], [], color="black", linewidth=1.4)
        self.now, = ax.plot([], [], "o", color=style(1).colour, markersize=9)
        self.said = ax.set_title("", fontsize="small")
        for x, y, name in ((0.3, 0.75, "drop"), (3.3, 0.75, "dedicate"), (1.0, 0.2, "antipodal")):
            ax.text(x, y, name, ha="center", fontsize="small")
        ax = axes_in(figure, 0.39, 0.15, 0.27, 0.68)
        self.losses = ax.bar(range(4), [0.0] * 4, color=[style(0).colour] * 3 + [style(1).colour], width=0.6)
        ax.set_xticks(range(4), _BARS, fontsize="small")
        ax.set_ylabel("expected loss")
        self.lost = ax.set_title("", fontsize="small")
        ax = axes_in(figure, 0.74, 0.15, 0.24, 0.68)
        self.weights = ax.bar([0, 1], [0.0, 0.0], color=style(1).colour, width=0.5)
        ax.axhline(0.0, color="black", linewidth=0.8)
        ax.set_xticks([0, 1], ["feature 1", "feature 2"])
        ax.set(ylim=(-1.5, 1.5), ylabel="weight in the lowest minimum")
        self.biases = ax.set_title("", fontsize="small")

    def __call__(self, numbers: Any) -> None:
        self.boundary.set_data(numbers.importances, numbers.boundary)
        self.now.set_data([numbers.importance], [numbers.density])
        self.said.set_text(f"importance {numbers.importance:.3g}, density {numbers.density:.2f}: {numbers.phase}")
        for bar, loss in zip(self.losses, (*numbers.losses.values(), numbers.loss)):
            bar.set_height(loss)
        self.losses[0].axes.set_ylim(0.0, 1.1 * max(numbers.losses.values()))
        self.lost.set_text(f"lowest minimum found: {numbers.loss:.5f}")
        for bar, weight in zip(self.weights, numbers.W[0]):
            bar.set_height(weight)
        self.biases.set_text(f"biases {numbers.bias[0]:+.3f}, {numbers.bias[1]:+.3f}")
