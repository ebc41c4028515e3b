"""Where does something that moves open? In a window, or in a notebook whose backend is interactive; elsewhere it is
refused.

The only module of the package that uses pyplot: which window there can be, and its loop of events, is pyplot's to say.

Contents: window_figure, show_windows.
"""

from __future__ import annotations

from srm_ref.checks import refuse
from srm_ref.figures.canvas import Figure

__all__ = ["window_figure", "show_windows"]


def window_figure() -> Figure:
    """Make a figure of pyplot's that can be shown and can answer to a hand.

    Raises
    ------
    ValueError
        No such backend of matplotlib is at hand: no screen, no toolkit, or a notebook with pictures that stand still.
    """
    from matplotlib import pyplot
    from matplotlib.backend_bases import FigureManagerBase

    try:
        figure = pyplot.figure()
    except (ImportError, RuntimeError) as error:
        refuse("display", "a screen, and a toolkit for windows that matplotlib knows", str(error))
    if type(figure.canvas.manager).show is FigureManagerBase.show:  # it draws, and cannot show
        pyplot.close(figure)
        refuse("display",
               "a screen and an interactive backend of matplotlib (in a notebook: %matplotlib widget, of ipympl)",
               f"the backend {pyplot.get_backend()!r}, whose pictures stand still")
    return figure


def show_windows() -> None:
    """Show all figures of pyplot's; from a program, return when they are closed."""
    from matplotlib import pyplot

    pyplot.show()
