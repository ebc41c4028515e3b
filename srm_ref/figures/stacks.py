"""What does each neuron read? Stacks of its weights, one bar per neuron, one piece per feature.

Positive weights stand on the axis, negative ones hang from it; a piece's height is the weight's size, its number the
feature's. Pieces are as light as their feature is in superposition, as in `srm_ref.figures.matrices`; behind neurons
of one feature the ground is white, behind those of several it is grey. Neurons stand in the order given. Conventions
of `srm_ref.figures.canvas`.

Contents: draw_stacks.

Source: TMS sections "Superposition in a Privileged Basis" and "Computation in Superposition" (neuron stack plots).
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import number, real_array
from srm_ref.figures.canvas import COLOUR_MAP, Axes, ink_on, new_axes

__all__ = ["draw_stacks"]

_NAMED_FROM = 0.085  # of the tallest stack: smaller pieces have no room for a number


def draw_stacks(weights: np.ndarray, superposition: np.ndarray, *, polysemantic: np.ndarray | None = None,
                least: float = 0.0, names: bool = True, ax: Axes | None = None) -> Axes:
    """Draw one stack per neuron, its largest piece nearest to the axis.

    weights (n_neurons, n_features).
    superposition (n_features,): 0 and less dark, 1 and more light.
    polysemantic (n_neurons,), optional: neurons with a grey ground.
    least: smaller weights are left out.
    names: write the feature's number into each piece that has room for it.
    """
    weights = real_array(weights, "weights", ("n_neurons", "n_features"))
    crowded = real_array(superposition, "superposition", weights.shape[1:])
    ground = real_array(np.zeros(len(weights)) if polysemantic is None else np.asarray(polysemantic, dtype=np.float64),
                        "polysemantic", weights.shape[:1])
    kept, ax = np.where(np.abs(weights) >= number(least, "least", 0.0), weights, 0.0), new_axes(ax)
    for neuron in np.flatnonzero(ground):
        ax.axvspan(neuron - 0.5, neuron + 0.5, color="#e4e4e4", linewidth=0, zorder=0, gid="polysemantic")
    room = _NAMED_FROM * max(np.maximum(kept, 0).sum(axis=1).max(), np.maximum(-kept, 0).sum(axis=1).max())
    for neuron, row in enumerate(kept):
        _draw_stack(ax, neuron, row, crowded, room if names else np.inf)
    ax.axhline(0.0, color="black", linewidth=0.8)
    ax.grid(False, axis="x")
    ax.set(xlim=(-0.5, len(weights) - 0.5), xlabel="neuron", xticks=[])
    return ax


def _draw_stack(ax: Axes, neuron: int, row: np.ndarray, crowded: np.ndarray, room: float) -> None:
    from matplotlib import colormaps

    ends = {1.0: 0.0, -1.0: 0.0}
    edge = 0.5 if room < np.inf else 0.25
    for i in np.argsort(-np.abs(row), kind="stable"):
        if row[i] == 0.0:
            continue
        sign, light = float(np.sign(row[i])), float(np.clip(crowded[i], 0.0, 1.0))
        colour = colormaps[COLOUR_MAP](light)
        ax.bar(neuron, row[i], bottom=ends[sign], width=0.8, color=[colour], edgecolor="white", linewidth=edge,
               zorder=2)
        if abs(row[i]) > room:
            ax.annotate(str(i), (neuron, ends[sign] + row[i] / 2), ha="center", va="center", fontsize=7, zorder=3,
                        color=ink_on(colour))
        ends[sign] += row[i]
