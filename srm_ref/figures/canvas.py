"""What does every figure of the package look like, and how does it reach a file?

Conventions. Figures are `matplotlib.figure.Figure` objects, made without pyplot: nothing global is changed, no window
opens, the caller decides what is saved. A drawing function takes numbers and ``ax=None``, draws on that Axes or on a
new one, and returns it; it computes no statistic. Angles are given in radians and shown on axes in degrees. Colours are
those of Okabe and Ito, which people with any of the common colour deficiencies can distinguish; each comes with a line
pattern and a marker of its own, so that a print in greys can be read as well. Where a colour stands for a number the
map is cividis: its lightness grows with the number, for colour-blind eyes too.

Contents: Axes, Figure, Style, style, ink_on, COLOUR_MAP, GREY, new_figure, new_axes, plain_title, legend, save_figure,
tidy.

Source: M. Okabe and K. Ito, "Color Universal Design" (2008); J. Nunez, C. Anderton and R. Renslow, "Optimizing
colormaps with consideration for color vision deficiency", PLoS ONE 13 (2018), for cividis.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from srm_ref.checks import flag, integer, number, refuse
from srm_ref.writing import replacing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
else:  # names for annotations: matplotlib itself is imported only when something is drawn
    Axes = Figure = Any

__all__ = ["Axes", "Figure", "Style", "style", "ink_on", "COLOUR_MAP", "GREY", "new_figure", "new_axes",
           "plain_title", "legend", "save_figure", "tidy"]

COLOUR_MAP = "cividis"
GREY = "#6e6e6e"


class Style(NamedTuple):
    """A colour, a line pattern and a marker that belong together."""

    colour: str
    line: str | tuple
    marker: str


_STYLES = (
    Style("#0072B2", "-", "o"),  # blue
    Style("#D55E00", (0, (5, 2)), "s"),  # vermilion
    Style("#009E73", (0, (5, 1.5, 1, 1.5)), "^"),  # bluish green
    Style("#CC79A7", (0, (1.2, 1.2)), "D"),  # reddish purple
    Style("#000000", (0, (8, 2, 1, 2, 1, 2)), "v"),  # black
    Style("#E69F00", (0, (2.5, 1)), "P"),  # orange
    Style("#56B4E9", (0, (10, 3)), "X"),  # sky blue
)

# A figure that is saved twice from the same numbers is the same file: no time of writing inside it.
_UNDATED = {".png": {}, ".pdf": {"CreationDate": None}, ".svg": {"Date": None}}


def style(index: int) -> Style:
    """Return the look of the `index`-th of several things on one Axes; after the seventh they repeat.

    >>> style(0).colour, style(7) == style(0)
    ('#0072B2', True)
    """
    return _STYLES[integer(index, "index", 0) % len(_STYLES)]


def ink_on(ground: Any) -> str:
    """Return "black" or "white", the one that stands out more from a `ground`, any colour of matplotlib.

    Source: contrast ratio (L + .05) / (l + .05) of relative luminances, Web Content Accessibility Guidelines 2.1.

    >>> ink_on("#0072B2"), ink_on("#CC79A7")
    ('white', 'black')
    """
    from matplotlib.colors import to_rgb

    channels = np.array(to_rgb(ground))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ [0.2126, 0.7152, 0.0722])
    return "black" if (luminance + 0.05) ** 2 >= 1.05 * 0.05 else "white"


def new_figure(n_rows: int = 1, n_columns: int = 1, *, width: float | None = None, height: float | None = None,
               share_x: bool = False, share_y: bool = False, polar: bool = False) -> tuple[Figure, np.ndarray]:
    """Make a figure of `n_rows` times `n_columns` Axes that belongs to no window and to no global state.

    width, height: default: 6.4 and 4 for one Axes, less for each of several.
    share_x, share_y: give all Axes the same limits.
    polar: polar Axes instead of Cartesian ones.
    Returns figure; axes (n_rows, n_columns).

    >>> figure, axes = new_figure(2, 3)
    >>> axes.shape, len(figure.axes)
    ((2, 3), 6)
    """
    from matplotlib.figure import Figure

    n_rows, n_columns = integer(n_rows, "n_rows", 1), integer(n_columns, "n_columns", 1)
    width = (6.4 if n_columns == 1 else 3.8 * n_columns) if width is None else width
    height = (4.0 if n_rows == 1 else 2.9 * n_rows) if height is None else height
    size = number(width, "width", 0.0, low_open=True), number(height, "height", 0.0, low_open=True)
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(n_rows, n_columns, sharex=flag(share_x, "share_x"), sharey=flag(share_y, "share_y"),
                           squeeze=False, subplot_kw={"projection": "polar"} if flag(polar, "polar") else None)
    for ax in axes.flat:
        tidy(ax)
    return figure, axes


def new_axes(ax: Axes | None = None, *, polar: bool = False) -> Axes:
    """Return `ax` itself, or where it is None the only Axes of a new figure.

    polar: what the caller is about to draw on: polar coordinates or Cartesian ones.
    """
    from matplotlib.axes import Axes

    polar = flag(polar, "polar")
    if ax is None:
        return new_figure(polar=polar, width=5.4 if polar else None, height=5.0 if polar else None)[1][0, 0]
    if not isinstance(ax, Axes):
        refuse("ax", "a matplotlib Axes or None", type(ax).__name__)
    if (ax.name == "polar") != polar:
        refuse("ax", "polar Axes" if polar else "Cartesian Axes", f"Axes of projection {ax.name!r}")
    return ax


def plain_title(drawn: Axes | Figure, text: str) -> None:
    """Set `text` as the title of Axes or of a figure, letter by letter: a file's name may hold $, or what no font has.

    drawn: what gets the title.
    """
    from matplotlib.font_manager import FontProperties, findfont, get_font

    glyphs = get_font(findfont(FontProperties())).get_charmap()
    shown = "".join(letter if letter.isspace() or ord(letter) in glyphs else "\N{REPLACEMENT CHARACTER}"
                    for letter in text)
    words = (drawn.suptitle if hasattr(drawn, "suptitle") else drawn.set_title)(shown, fontsize="medium")
    words.set_parse_math(False)


def legend(ax: Axes) -> None:
    """Show what is labelled on `ax`, if anything is."""
    from matplotlib.lines import Line2D

    if ax.get_legend_handles_labels()[0]:
        shown = ax.legend(loc="best", fontsize="small", framealpha=0.85, edgecolor="none", handlelength=2.8,
                          markerscale=2)
        for handle in shown.legend_handles:  # faint on the Axes, where many overlap; not here
            handle.set_alpha(None if handle.get_alpha() is None else max(handle.get_alpha(), 0.6))
            if isinstance(handle, Line2D):  # markers along lines are large enough as they are drawn
                handle.set_markersize(min(handle.get_markersize(), 6.0))


def save_figure(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write `figure` to `path` completely or not at all; the ending chooses the format.

    path (path ending in .png, .pdf or .svg): its directory must exist.
    """
    from matplotlib.figure import Figure

    if not isinstance(figure, Figure):
        refuse("figure", "a matplotlib Figure", type(figure).__name__)
    ending = Path(path).suffix.lower()
    if ending not in _UNDATED:
        refuse("path", "a file name ending in .png, .pdf or .svg", repr(str(path)))
    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=150, bbox_inches="tight", pad_inches=0.08, metadata=_UNDATED[ending])


def tidy(ax: Axes) -> None:
    """Give Axes the look of the package: no frame above and to the right, a faint grid behind what is drawn.

    Parameters
    ----------
    ax : matplotlib Axes
    """
    if ax.name != "polar":
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
    ax.grid(True, color="#d9d9d9", linewidth=0.6)
    ax.set_axisbelow(True)
