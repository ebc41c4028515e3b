"""How do your own activations look, in which plane of the basis, from which angle, with how wide a cone? For `resonance
--play`.

Computed once: the rotation test, with its scan over epsilon, its load for every direction and the directions it names.
Computed at every event, by the package's functions at the setting that the controls show: where the activations lie in
the plane, which of them are lit, the curve of the plane, and the height at this epsilon.

Contents: Once, Height, Moved, once, height_at, moved, topic_of, play_file.
Source: SRM, the resonance curve; scan and loads are this package's.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import counted, refuse
from srm_ref.commands.options import read_data
from srm_ref.commands.resonance_numbers import rotations_for, turned_test
from srm_ref.figures.play.own_activations import OwnActivationsView
from srm_ref.figures.play.panel import Panel, Slide, Topic
from srm_ref.figures.play.window import show_windows, window_figure
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.geometry.vectors import norms, plane_frame, unit
from srm_ref.spotlight.arcs import full_turn
from srm_ref.spotlight.resonance import spotlight_curve
from srm_ref.spotlight.rotation_test import RotationTest
from srm_ref.spotlight.statistics import height

__all__ = ["Once", "Height", "Moved", "once", "height_at", "moved", "topic_of", "play_file"]


_FEW = np.linspace(0.1, 0.9, 9)  # epsilons of the heights, if no rotation was made


class Once(NamedTuple):
    """Hold what no control changes."""

    rows: np.ndarray  # (n_lit, n_dims) the activations that have a direction, of length 1
    n_samples: int  # number of all, including those that have none
    basis: np.ndarray  # (n_basis, n_dims)
    test: RotationTest | None  # None where no rotation was made
    epsilons: np.ndarray  # (n_epsilons,) of the scan
    heights: np.ndarray  # (n_epsilons,)
    chance: np.ndarray  # (n_epsilons,)

    @property
    def names(self) -> dict[int, float]:
        """The directions that the test names, with their loads, the largest first."""
        return {carrier.direction: carrier.load for carrier in self.test.carriers} if self.test else {}


class Height(NamedTuple):
    """Hold the height at one epsilon, over all directions and all samples, and the height by chance."""

    epsilon: float
    height: float
    chance: float


class Moved(NamedTuple):
    """Hold what is drawn. If a and b are parallel there is no plane, and curve, value, p and q are empty or nan."""

    once: Once
    a: int  # rows of the basis
    b: int
    theta: float  # radians
    epsilon: float
    p: np.ndarray  # (n_lit,) cosines in the plane
    q: np.ndarray
    lit: np.ndarray  # (n_lit,) bool, at theta
    thetas: np.ndarray  # (360,)
    curve: np.ndarray  # (360,) share of all samples
    value: float  # of the curve, at theta
    at_epsilon: Height

    @property
    def height(self) -> float:
        """The height at this epsilon, over all directions."""
        return self.at_epsilon.height

    @property
    def chance(self) -> float:
        """The height by chance at this epsilon."""
        return self.at_epsilon.chance


def once(arguments: argparse.Namespace, activations: np.ndarray, basis: np.ndarray) -> Once:
    """Test the basis, and scan all epsilons.

    arguments: of `srm-ref resonance`.
    activations (n_samples, n_dims), basis (n_basis, n_dims): as it reads them.
    """
    if len(basis) < 2 or basis.shape[1] < 2:
        refuse("--play", "at least two directions in two dimensions, which span a plane",
               f"a basis of shape {basis.shape}")
    n_rotations, lengths = rotations_for(arguments, activations, basis), norms(activations)
    test = turned_test(arguments, activations, basis, n_rotations) if n_rotations else None
    scanned = test is not None and len(test.scan.epsilons) > 0
    epsilons = test.scan.epsilons if scanned else _FEW
    values = test.scan.heights if scanned else np.array([height(activations, basis, epsilon) for epsilon in _FEW])
    lit = lengths > 0.0
    rows = unit(np.asarray(activations[lit], dtype=float)) if lit.any() else np.empty((0, basis.shape[1]))
    chance = np.array([cap_fraction(basis.shape[1], float(epsilon)) for epsilon in epsilons])
    return Once(rows, len(activations), basis, test, epsilons, values, lit.mean() * chance)


def height_at(epsilon: float, made: Once, before: Height | None = None) -> Height:
    """Count what lies near the directions; nothing is counted again if epsilon is as it was before.

    made: of `once`. before: what was counted last.
    """
    if before is not None and before.epsilon == epsilon:
        return before
    share = len(made.rows) / made.n_samples
    near = share * height(made.rows, made.basis, epsilon) if share else 0.0
    return Height(epsilon, near, share * cap_fraction(made.basis.shape[1], epsilon))


def moved(setting: dict[str, Any], made: Once, at_epsilon: Height) -> Moved:
    """Compute what is drawn for one plane, one angle and one width.

    setting: a, b, rows of the basis; theta in degrees; epsilon. made: of `once`.
    at_epsilon: of `height_at`, at this epsilon.
    """
    a, b, thetas = int(setting["a"]), int(setting["b"]), full_turn(360)
    theta, epsilon, share = np.radians(setting["theta"]), setting["epsilon"], len(made.rows) / made.n_samples
    try:
        e1, e2 = plane_frame(made.basis[a], made.basis[b])
    except ValueError:  # a and b are parallel
        none = np.empty(0)
        return Moved(made, a, b, theta, epsilon, none, none, none.astype(bool), thetas, np.full(360, np.nan), np.nan,
                     at_epsilon)
    p, q = made.rows @ e1, made.rows @ e2
    curve = np.zeros(361) if not share else share * spotlight_curve(
        made.rows, made.basis[a], made.basis[b], epsilon, np.append(thetas, theta))
    return Moved(made, a, b, theta, epsilon, p, q, p * np.cos(theta) + q * np.sin(theta) >= epsilon, thetas, curve[:-1],
                 float(curve[-1]), at_epsilon)


def topic_of(title: str, made: Once, epsilon: float) -> Topic:
    """Make the topic: sliders for both directions of the plane, the angle and epsilon.

    title: of the window. made: of `once`.
    epsilon: where its slider starts; the plane is that of the two directions named first, or of the first two.
    """
    last = float(len(made.basis) - 1)
    order = [*made.names, *(k for k in range(2) if k not in made.names)]
    low = min(0.01, epsilon)
    controls = (Slide("a", "direction a", 0.0, last, float(order[0]),
                      1.0), Slide("b", "direction b", 0.0, last, float(order[1]),
                                  1.0), Slide("theta", "theta (degrees)", 0.0, 360.0, 0.0,
                                              1.0), Slide("epsilon", "epsilon", low, 1.0, epsilon, 0.01))
    return Topic(title, controls, lambda setting, memory: moved(setting, made, memory), OwnActivationsView, height=5.4,
                 settle=lambda setting, memory: height_at(setting["epsilon"], made, memory))


def play_file(arguments: argparse.Namespace, files: list[str]) -> int:
    """Open the activations of one file in a window, and wait until it is closed.

    arguments: of `srm-ref resonance`. files: as many as there are arrays.
    Returns: 0.
    """
    if len(files) > 1 or arguments.json:
        refuse("--play", "one file of one array, and no --json beside it", "more")
    figure = window_figure()  # if there is none, nothing is computed
    activations, basis = read_data(argparse.Namespace(**vars(arguments) | {"file": files[0]}))
    made = once(arguments, activations, basis)
    panel = Panel(topic_of(f"{Path(files[0]).name}: {_said(made)}", made, arguments.epsilon), figure)
    panel.run()
    show_windows()
    return 0


def _said(made: Once) -> str:
    size = f"{counted(made.n_samples, 'sample')} x {counted(made.basis.shape[1], 'dimension')}"
    if made.test is None:
        return f"{size}; no rotations made, --test asks for them"
    said = f"{made.test.verdict}, kurtosis {made.test.kurtosis:.3g}, by chance {made.test.chance:.3g}"
    return f"{size}; {said} (p = {made.test.p_value:.3g})"
