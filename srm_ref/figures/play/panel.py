"""How does a slider reach a picture? Setting -> numbers -> picture, and nothing else.

    setting = the positions of the controls          a dict, {name: value}
    memory  = settle(setting, memory)                what lasts from one event to the next, in topics that have any
    numbers = topic.numbers(setting, memory)         the package's functions, at this setting
    view(numbers)                                    the artists take over the numbers

Every event goes this way from its beginning to its end: what is drawn are the numbers of the setting that the controls
show. The widgets are matplotlib's own. `Panel.choose` moves a control as a hand does, also where no window is open.

A view that lists what it moves (`moving`) is drawn in two layers where the canvas can: frames, ticks and labels once,
and at an event only what moves, on a copy of these. That makes an event several times faster.

Contents: Slide, Choice, Topic, Panel, axes_in.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

from srm_ref.checks import choice, number
from srm_ref.figures.canvas import Axes, Figure, tidy

__all__ = ["Slide", "Choice", "Topic", "Panel", "axes_in"]

_ROW, _FOOT = 0.28, 0.12  # inches: a slider, and the room below them


class Slide(NamedTuple):
    """A number between two ends."""

    name: str
    label: str
    low: float
    high: float
    start: float
    step: float


class Choice(NamedTuple):
    """One of several names."""

    name: str
    label: str
    options: tuple[str, ...]
    start: str


class Topic(NamedTuple):
    """Something to move: its controls, the function from their setting to numbers, and the view that draws these.

    `view(figure)` makes the artists and returns a function of the numbers. Where something lasts between events,
    `settle` makes it from the setting and what there was (None at first), and `tick` takes it a moment further.
    """

    title: str
    controls: tuple[Slide | Choice, ...]
    numbers: Callable[[dict[str, Any], Any], Any]
    view: Callable[[Figure], Callable[[Any], None]]
    height: float = 4.2  # inches, of the picture without its controls
    settle: Callable[[dict[str, Any], Any], Any] = lambda setting, memory: None
    tick: Callable[[dict[str, Any], Any], Any] | None = None


class Panel:
    """A picture with its controls: on a figure of pyplot's, in a window; on one of its own, to be saved."""

    def __init__(self, topic: Topic, figure: Figure | None = None) -> None:
        figure = _bare_figure() if figure is None else figure
        self.topic, self.figure, self.memory = topic, figure, None
        self.setting = {control.name: control.start for control in topic.controls}
        foot = _ROW * _rows(topic.controls) + _FOOT
        figure.set_size_inches(11.0, topic.height + foot)
        picture, below = figure.subfigures(2, 1, height_ratios=[topic.height, foot])
        picture.suptitle(topic.title, fontsize="medium")
        self.view = topic.view(picture)
        self.widgets = _widgets(below, topic.controls, foot)
        for name, widget in self.widgets.items():
            on_event = widget.on_changed if hasattr(widget, "set_val") else widget.on_clicked
            on_event(lambda value, name=name: self._moved(name, value))
        self.moving, self.frame = self._layer(), None
        self._show()

    def choose(self, name: str, value: float | str) -> None:
        """Move a control to `value`, a slider to its nearest step: what follows is what follows when a hand moves
        it.
        """
        control = {c.name: c for c in self.topic.controls}[choice(name, "control", tuple(self.widgets))]
        if isinstance(control, Choice):
            self.widgets[name].set_active(control.options.index(choice(value, name, control.options)))
        else:
            n_steps = round((number(value, name, control.low, control.high) - control.low) / control.step)
            # as it is written in the list
            self.widgets[name].set_val(min(round(control.low + n_steps * control.step, 9), control.high))

    def tick(self) -> None:
        """Let a moment pass."""
        if self.topic.tick is not None:
            self.memory = self.topic.tick(self.setting, self.memory)
            self._show()

    def run(self, milliseconds: int = 60) -> None:
        """Let moments pass one after the other, as long as the window is open."""
        if self.topic.tick is not None:
            self.timer = self.figure.canvas.new_timer(interval=milliseconds)
            self.timer.add_callback(self.tick)
            self.timer.start()
            self.figure.canvas.mpl_connect("close_event", lambda event: self.timer.stop())

    def _moved(self, name: str, value: float | str) -> None:
        self.setting = self.setting | {name: value if isinstance(value, str) else float(value)}
        self._show()

    def _show(self) -> None:
        self.memory = self.topic.settle(self.setting, self.memory)
        self.numbers = self.topic.numbers(self.setting, self.memory)
        self.view(self.numbers)
        if self.frame is None:
            self.figure.canvas.draw_idle()
        else:
            self.figure.canvas.restore_region(self.frame)
            self._draw_moving()
            self.figure.canvas.blit(self.figure.bbox)

    def _layer(self) -> list[Any]:
        """Take what moves out of the ordinary drawing, if the view says what that is and the canvas can."""
        moving = list(getattr(self.view, "moving", ()))
        if not moving or not self.figure.canvas.supports_blit:
            return []
        for widget in self.widgets.values():  # sliders
            widget.drawon = False
            moving += [widget.poly, widget._handle, widget.valtext]
        for artist in moving:
            artist.set_animated(True)
        self.figure.canvas.mpl_connect("draw_event", self._drawn)
        return moving

    def _drawn(self, event: Any) -> None:
        if not self.figure.canvas.is_saving():
            self.frame = self.figure.canvas.copy_from_bbox(self.figure.bbox)
            self._draw_moving()

    def _draw_moving(self) -> None:
        for artist in self.moving:
            artist.axes.draw_artist(artist)


def axes_in(figure: Figure, left: float, bottom: float, width: float, height: float, title: str = "") -> Axes:
    """Make Axes at a fixed place, where nothing has to be laid out again while a slider moves.

    Parameters
    ----------
    figure : Figure or SubFigure
    left, bottom, width, height : float
        Shares of the figure.
    title : str
    """
    ax = figure.add_axes((left, bottom, width, height))
    tidy(ax)
    ax.set_title(title, fontsize="small")
    return ax


def _bare_figure() -> Figure:
    from matplotlib.figure import Figure

    return Figure()


def _rows(controls: tuple[Slide | Choice, ...]) -> int:
    """Sliders one below the other; the names of a choice beside them."""
    slides = sum(isinstance(control, Slide) for control in controls)
    return max([slides, *(len(control.options) for control in controls if isinstance(control, Choice))])


def _widgets(figure: Figure, controls: tuple[Slide | Choice, ...], foot: float) -> dict[str, Any]:
    from matplotlib.widgets import RadioButtons, Slider

    made, row = {}, 0
    has_choice = any(isinstance(control, Choice) for control in controls)
    for control in controls:
        if isinstance(control, Choice):
            ax = figure.add_axes((0.8, _FOOT / foot, 0.17, 0.9 - _FOOT / foot))
            ax.set_title(control.label, fontsize="small", pad=1)
            made[control.name] = RadioButtons(ax, control.options, active=control.options.index(control.start))
            continue
        row += 1
        ax = figure.add_axes((0.17, 1.0 - row * _ROW / foot, 0.5 if has_choice else 0.7, 0.7 * _ROW / foot))
        made[control.name] = Slider(ax, control.label, control.low, control.high, valinit=control.start,
                                    valstep=control.step)
    return made
