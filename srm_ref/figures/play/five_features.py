"""Features as arrows, losses over steps, dimensionalities as bars: a model in training.

Contents: FiveFeaturesView.
"""

from __future__ import annotations

from typing import Any

from srm_ref.figures.canvas import GREY, Figure, style
from srm_ref.figures.play.panel import axes_in

__all__ = ["FiveFeaturesView"]


class FiveFeaturesView:
    """Draw `FiveFeatures`: what `srm_ref.course.playing.five_features` makes."""

    def __init__(self, figure: Figure) -> None:
        ax = axes_in(figure, 0.02, 0.12, 0.29, 0.72, "features")
        ax.set(aspect="equal", xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
        self.rays = [
            ax.plot([], [], color=style(i).colour, linestyle=style(i).line, marker=style(i).marker, markevery=[1],
                    linewidth=2.0, label=f"{i}")[0] for i in range(5)
        ]
        ax.legend(loc="upper left", fontsize="x-small", ncols=5, handlelength=0.8, columnspacing=0.6, frameon=False)
        ax = axes_in(figure, 0.39, 0.15, 0.27, 0.69)
        ax.set(yscale="log", xlabel="step of Adam", ylabel="loss")
        self.losses, = ax.plot([], [], color=GREY, linewidth=1.0, label="batches")
        self.exact, = ax.plot([], [], color=style(0).colour, linewidth=1.8, label="exact")
        self.lost = ax.set_title("", fontsize="small")
        ax.legend(loc="upper right", fontsize="small", frameon=False)
        ax = axes_in(figure, 0.73, 0.15, 0.25, 0.69)
        ax.set(ylim=(0.0, 1.1), xlabel="feature", ylabel="dimensionality", xticks=range(5))
        for level in (0.4, 0.5, 1.0):
            ax.axhline(level, color=GREY, linewidth=0.8, linestyle=":")
        self.bars = ax.bar(range(5), [0.0] * 5, width=0.6, color=[style(i).colour for i in range(5)])
        self.sum = ax.set_title("", fontsize="small")

    def __call__(self, numbers: Any) -> None:
        for ray, (x, y) in zip(self.rays, numbers.W.T):
            ray.set_data([0.0, x], [0.0, y])
        self.losses.set_data(numbers.steps, numbers.losses)
        self.exact.set_data(numbers.steps, numbers.exact)
        every = (*numbers.losses, *numbers.exact)
        self.exact.axes.set(xlim=(0, max(100, numbers.steps[-1])), ylim=(0.8 * min(every), 1.3 * max(every)))
        self.lost.set_text(f"exact loss {numbers.exact_loss:.4f} at S = {numbers.sparsity:.2f}")
        for bar, value in zip(self.bars, numbers.dimensionality):
            bar.set_height(value)
        self.sum.set_text(f"sum {numbers.dimensionality.sum():.2f} in 2 dimensions")
