"""Two shapes for five features, and what each costs over density.

Contents: PentagonOrPairsView.
"""

from __future__ import annotations

from typing import Any

from srm_ref.figures.canvas import GREY, Figure, style
from srm_ref.figures.play.panel import axes_in

__all__ = ["PentagonOrPairsView"]

_BARS = ("your\npentagon", "best\npentagon", "best\npairs", "no\nfeatures")


class PentagonOrPairsView:
    """Draw `PentagonOrPairs`: what `srm_ref.course.playing.pentagon_or_pairs` makes."""

    def __init__(self, figure: Figure) -> None:
        ax = axes_in(figure, 0.02, 0.1, 0.29, 0.74)
        self.yours = ax.set_title("", fontsize="small")
        ax.set(aspect="equal", xlim=(-1.7, 1.7), ylim=(-1.7, 1.7), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
        self.pairs = [ax.plot([], [], color=style(1).colour, linestyle="--", linewidth=1.2)[0] for _ in range(4)]
        self.rays = [
            ax.plot([], [], color=style(0).colour, marker="o", markevery=[1], linewidth=2.0)[0] for _ in range(5)
        ]
        ax = axes_in(figure, 0.39, 0.16, 0.27, 0.68, "loss, as a share of that of no features")
        ax.set(xlim=(0.0, 0.4), ylim=(0.0, 0.6), xlabel="density of every feature")
        self.over = [ax.plot([], [], color=style(k).colour, linestyle=style(k).line, linewidth=1.6, label=name)[0]
                     for k, name in enumerate(("best pentagon", "best pairs"))]
        self.here = ax.axvline(0.0, color=GREY, linewidth=1.0)
        self.now = [
            ax.plot([], [], marker=style(k).marker, color=style(k).colour, linestyle="none")[0] for k in range(2)
        ]
        ax.legend(loc="lower right", fontsize="small", frameon=False)
        ax = axes_in(figure, 0.73, 0.16, 0.25, 0.68)
        self.bars = ax.bar(range(4), [0.0] * 4, width=0.6,
                           color=[style(2).colour, style(0).colour,
                                  style(1).colour, GREY])
        ax.set_xticks(range(4), _BARS, fontsize="small")
        ax.set_ylabel("exact loss")
        self.said = ax.set_title("", fontsize="small")

    def __call__(self, numbers: Any) -> None:
        for ray, (x, y) in zip((*self.rays, *self.pairs), (*numbers.W.T, *numbers.pairs.T)):
            ray.set_data([0.0, x], [0.0, y])
        best = numbers.pentagon_loss, numbers.pairs_loss
        for line, losses in zip(self.over, (numbers.pentagon_losses, numbers.pairs_losses)):
            line.set_data(numbers.densities, losses / numbers.nothing_losses)
        self.here.set_xdata([numbers.density] * 2)
        for point, loss in zip(self.now, best):
            point.set_data([numbers.density], [loss / numbers.nothing_loss])
        heights = numbers.loss, *best, numbers.nothing_loss
        for bar, height in zip(self.bars, heights):
            bar.set_height(height)
        self.bars[0].axes.set_ylim(0.0, 1.1 * max(heights))
        self.yours.set_text(f"your pentagon: loss {numbers.loss:.4f}; dashed: the pairs")
        lower = "the pentagon costs" if best[0] < best[1] else "the pairs cost"
        self.said.set_text(f"density {numbers.density:.2f}: {lower} less ({min(best):.4f})")
