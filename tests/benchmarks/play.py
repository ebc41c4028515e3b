"""How long does a moved control of `srm-ref resonance --play` take until the picture stands? Numbers and drawing
together.

    python -m tests.benchmarks.play [N_SAMPLES N_DIMS]      10,000 x 64 unless said otherwise

Every control is moved `MOVES` times, each time to another place, and after every move the canvas is drawn as a window
does (Agg, 11 inches wide, 100 dots an inch, and what was asked for drawn once). Exit status 1 where the median of some
control is above the 100 ms that are wanted, by the clock: on a machine that does other work look at the processor's
time.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from srm_ref.commands.resonance_play import once, topic_of
from srm_ref.figures.play.panel import Panel
from srm_ref.geometry.bases import standard

MOVES, WANTED = 40, 0.1  # seconds


class Window(FigureCanvasAgg):
    """A canvas that draws when there is time, once for all that asked, as those of windows do."""

    asked = 0

    def draw_idle(self) -> None:
        """Remember that something is to be drawn."""
        self.asked += 1

    def draw_when_asked(self) -> None:
        """Draw, if it is."""
        if self.asked:
            self.draw()
        self.asked = 0

    def blit(self, bbox: object = None) -> None:
        """Hand the picture to the window: here there is none."""


def seconds_of(panel: Panel, name: str, places: np.ndarray) -> list[tuple[float, float]]:
    """Move one control through all places, and draw after every move: seconds by the clock, and of the processor."""
    times = []
    for place in places:
        start, processor = time.perf_counter(), time.process_time()
        panel.choose(name, float(place))
        panel.figure.canvas.draw_when_asked()
        times.append((time.perf_counter() - start, time.process_time() - processor))
    return times


def main() -> int:
    """Print the median and the longest time of every control."""
    n_samples, n_dims = [int(word) for word in sys.argv[1:3]] or (10_000, 64)
    rng = np.random.default_rng(0)
    rows = rng.laplace(size=(n_samples, n_dims)).astype(np.float32)
    arguments = argparse.Namespace(test=39, arcs=False, seed=0, epsilon=0.5)
    start = time.perf_counter()
    made = once(arguments, rows, standard(n_dims))
    figure = Figure()
    Window(figure)
    panel = Panel(topic_of("benchmark", made, 0.5), figure)
    panel.figure.canvas.draw()
    print(f"{n_samples:,} x {n_dims}: opened in {time.perf_counter() - start:.1f} s, with 39 rotations")
    medians = []
    for control in panel.topic.controls:
        times = seconds_of(panel, control.name,
                           np.resize(rng.permutation(np.linspace(control.low, control.high, 37)), MOVES))
        clock, processor = zip(*times)
        medians.append(statistics.median(clock))
        print(f"{control.label:16} median {1e3 * medians[-1]:4.0f} ms, longest {1e3 * max(clock):4.0f} ms; "
              f"of the processor's time {1e3 * statistics.median(processor):4.0f} ms")
    return 0 if max(medians) <= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
