"""What becomes of a feature, as a function of how much it matters and how often it is there?

Each point of the map is coloured by two numbers: the feature's length (0: not represented) and its superposition (how
far others share its direction; 0: a dimension of its own). Grey is "not represented", dark blue "a dimension of its
own", vermilion "in superposition"; their lightness falls in the order grey, vermilion, blue, so that the regions can be
told apart in greys too.

Conventions: importance relative to the other features runs to the right, density 1 - S downwards, from dense to
sparse, both on logarithmic scales, as in the paper. Points are the middles of the cells. Conventions of
`srm_ref.figures.canvas`.

Contents: phase_colours, draw_phase_map, draw_phase_key.

Source: TMS section "Superposition as a Phase Change".
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import real_array, refuse
from srm_ref.figures.canvas import Axes, new_axes

__all__ = ["phase_colours", "draw_phase_map", "draw_phase_key"]

ABSENT, OWN, SHARED = np.array([0.87, 0.87, 0.85]), np.array([0.02, 0.19, 0.38]), np.array([0.84, 0.37, 0.05])


def phase_colours(norms: np.ndarray, superposition: np.ndarray) -> np.ndarray:
    """Return the colour of each pair of a length and a superposition, both cut to [0, 1].

    norms, superposition (...). Returns (..., 3): red, green, blue in [0, 1].
    """
    norms = real_array(norms, "norms")
    there = np.clip(norms, 0.0, 1.0)[..., np.newaxis]
    shared = np.clip(real_array(superposition, "superposition", norms.shape), 0.0, 1.0)[..., np.newaxis]
    return (1.0 - there) * ABSENT + there * ((1.0 - shared) * OWN + shared * SHARED)


def draw_phase_map(importances: np.ndarray, densities: np.ndarray, norms: np.ndarray, superposition: np.ndarray, *,
                   boundary: np.ndarray | None = None, ax: Axes | None = None) -> Axes:
    """Draw a phase map, with a boundary that theory predicts where it is given.

    importances (n_columns,): ascending, above 0, evenly spaced in their logarithms.
    densities (n_rows,): descending, above 0, evenly spaced in their logarithms.
    norms, superposition (n_rows, n_columns).
    boundary (n_points, 2), optional: importance and density; nan where the pen is lifted.
    """
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    columns, rows = _edges(importances, "importances", 1), _edges(densities, "densities", -1)
    norms = real_array(norms, "norms", (len(rows) - 1, len(columns) - 1))
    colours = phase_colours(norms, superposition)
    ax = new_axes(ax)
    ax.pcolormesh(columns, rows, colours, rasterized=True)
    if boundary is not None:
        line = np.asarray(boundary, dtype=float)
        for colour, width, pattern in (("black", 2.6, "-"), ("white", 1.4, (0, (4, 2)))):
            ax.plot(line[:, 0], line[:, 1], color=colour, linewidth=width, linestyle=pattern, gid="boundary")
    ax.set(xscale="log", yscale="log", xlim=columns[[0, -1]], ylim=rows[[-1, 0]])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(FixedLocator([0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0]))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, place: f"{value:g}"))
    ax.grid(False)
    ax.set_xlabel("relative importance of the extra feature")
    ax.set_ylabel("density $1-S$")
    return ax


def draw_phase_key(ax: Axes | None = None) -> Axes:
    """Draw which colour stands for which length and superposition."""
    steps = np.linspace(0.0, 1.0, 33)
    ax = new_axes(ax)
    ax.imshow(phase_colours(*np.meshgrid(steps, steps, indexing="xy")), origin="lower", extent=(0, 1, 0, 1),
              aspect="equal")
    ax.grid(False)
    ax.set(xlabel=r"length $\|W_i\|$", ylabel=r"superposition $\sum_{j\neq i}(\hat W_i\cdot W_j)^2$", xticks=[0, 1],
           yticks=[0, 1])
    ax.set_xticklabels(["0", r"$\geq 1$"])
    ax.set_yticklabels(["0", r"$\geq 1$"])
    for place, text, colour, side in (((0.03, 0.5), "not represented", "black", "left"),
                                      ((0.97, 0.04), "its own dimension", "white", "right"),
                                      ((0.97, 0.94), "in superposition", "black", "right")):
        ax.text(*place, text, color=colour, ha=side, va="center", fontsize="small")
    return ax


def _edges(middles: np.ndarray, argument: str, direction: int) -> np.ndarray:
    """Return the cells' edges around `middles`, ascending or descending on a logarithmic scale."""
    middles = real_array(middles, argument, ("n_points",))
    wanted = (f"at least two {'ascending' if direction > 0 else 'descending'} numbers above 0, evenly spaced in "
              f"their logarithms")
    if len(middles) < 2 or middles.min() <= 0:
        refuse(argument, wanted, f"{middles[:4].tolist()}")
    steps = np.diff(np.log(middles))
    if np.any(direction * steps <= 0) or not np.allclose(steps, steps[0], rtol=1e-6, atol=0.0):
        refuse(argument, wanted, f"{middles[:4].tolist()}")
    return np.exp(np.concatenate([[np.log(middles[0]) - steps[0] / 2], np.log(middles) + steps[0] / 2]))
