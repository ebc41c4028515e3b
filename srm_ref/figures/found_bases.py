"""How do two bases compare? The sizes of all cosines, and the angles of partners beside those by chance.

Conventions of `srm_ref.figures.canvas`. Angles come in radians, between lines: from 0 to a right angle.

Contents: draw_cosine_sizes, draw_partner_angles.
"""

from __future__ import annotations

import numpy as np

from srm_ref.checks import counted, real_array
from srm_ref.figures.canvas import COLOUR_MAP, GREY, Axes, legend, new_axes, style

__all__ = ["draw_cosine_sizes", "draw_partner_angles"]

_MOST_MARKED = 64  # directions; of more, markers would run together


def draw_cosine_sizes(cosines: np.ndarray, *, x_label: str = "given direction", y_label: str = "found direction",
                      ax: Axes | None = None) -> Axes:
    """Draw the sizes of the cosines of two bases as coloured squares from 0 to 1, with a colour bar.

    cosines (n_found, n_given): of either sign; the sign is left out.
    x_label, y_label: what columns and rows are.
    """
    from matplotlib.ticker import MaxNLocator

    sizes = np.abs(real_array(cosines, "cosines", ("n_found", "n_given")))
    ax = new_axes(ax)
    image = ax.imshow(sizes, cmap=COLOUR_MAP, vmin=0.0, vmax=1.0, interpolation="nearest")
    ax.figure.colorbar(image, ax=ax, label="|cosine|", fraction=0.05, pad=0.02)
    ax.grid(False)
    for axis, text in ((ax.xaxis, x_label), (ax.yaxis, y_label)):
        axis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        axis.set_label_text(text)
    return ax


def draw_partner_angles(angles: np.ndarray, refit_angles: np.ndarray | None = None,
                        chance_angles: np.ndarray | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw the angles of partners, narrowest first, beside what the basis moves by and what chance gives.

    angles (n,): radians, from a found basis to a given one.
    refit_angles (n,), optional: from the found basis to where it goes on other activations.
    chance_angles (n_bases, n), optional: from bases drawn at random to the given one; drawn as a grey band from the
        least to the largest.
    """
    angles, ax = real_array(angles, "angles", ("n",)), new_axes(ax)
    n = len(angles)
    places = np.arange(1, n + 1)
    if chance_angles is not None:
        chance = np.degrees(np.sort(real_array(chance_angles, "chance_angles", ("n_bases", n)), axis=1))
        ax.fill_between(places, chance.min(axis=0), chance.max(axis=0), color=GREY, alpha=0.35, linewidth=0,
                        label=f"{counted(len(chance), 'basis', 'bases')} drawn at random, to the given one")
    curves = [(angles, "found basis to the given one")]
    if refit_angles is not None:
        curves.append((real_array(refit_angles, "refit_angles", (n,)), "found basis to itself, on the other half"))
    for k, (values, label) in enumerate(curves):
        look = style(k)
        ax.plot(places, np.degrees(np.sort(values)), color=look.colour, linestyle=look.line, linewidth=1.8, label=label,
                marker=look.marker if n <= _MOST_MARKED else None, markersize=4)
    ax.set(xlabel="partners, the nearest first", ylabel="angle in degrees", xlim=(0.5, n + 0.5), ylim=(-2, 92))
    ax.set_yticks([0, 15, 30, 45, 60, 75, 90])
    legend(ax)
    return ax
