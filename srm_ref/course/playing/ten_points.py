"""The ten activations of lesson 4: which of them are lit, and from where? Turn the spotlight, and change its width.

Contents: TITLE, LESSON, ALT, ACTIVATIONS, TenPoints, numbers, TOPIC.
Source: SRM, the resonance curve.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.figures.play.panel import Slide, Topic
from srm_ref.figures.play.ten_points import TenPointsView
from srm_ref.geometry.vectors import norms, plane_frame
from srm_ref.spotlight.arcs import arcs_of, full_turn, reaches
from srm_ref.spotlight.resonance import spotlight_curve

__all__ = ["TITLE", "LESSON", "ALT", "ACTIVATIONS", "TenPoints", "numbers", "TOPIC"]

TITLE = "Ten points, one spotlight"
LESSON = "the_spotlight_by_hand"
ALT = ("Left: ten points in the plane of two neurons, the cone at one angle with the lit points full, and around the "
       "circle an arc of "
       "angles for each point from which it is lit. Right: the resonance curve with a dot at that angle.")
ACTIVATIONS = np.array(
    [[2, 0, 0], [0, 3, 0], [1, 1, 0], [4, 3, 0], [2, 2, 1], [1, 0, 1], [0, -3, 4], [-1, 0, 0], [0, 0, 5], [0, 0, 0]],
    dtype=float)
A, B = np.eye(3)[:2]


class TenPoints(NamedTuple):
    """What is drawn; entries of (10,) are nan or False where an activation has no direction."""

    theta: float  # radians
    epsilon: float
    p: np.ndarray  # (10,)
    q: np.ndarray
    has_direction: np.ndarray  # (10,) bool
    lit: np.ndarray  # (10,) bool, at theta
    reached: np.ndarray  # (10,) bool, from some angle
    centre: np.ndarray  # (10,) radians, of the arc
    half_width: np.ndarray
    thetas: np.ndarray  # (360,)
    curve: np.ndarray  # (360,)
    value: float  # of the curve, at theta


def numbers(setting: dict[str, Any], memory: Any = None) -> TenPoints:
    """Turn the lamp to theta and give the cone its width.

    setting: theta in degrees, epsilon. memory: None.
    """
    theta, epsilon, thetas = np.radians(setting["theta"]), setting["epsilon"], full_turn(360)
    length = norms(ACTIVATIONS)
    has_direction = length > 0.0
    p, q = (np.where(has_direction, ACTIVATIONS @ e / np.where(has_direction, length, 1.0), np.nan)
            for e in plane_frame(A, B))
    arcs = arcs_of(p, q, epsilon)
    lit = np.array([spotlight_curve(x[np.newaxis], A, B, epsilon, [theta])[0] == 1.0 for x in ACTIVATIONS])
    return TenPoints(theta, epsilon, p, q, has_direction, lit, has_direction & reaches(arcs.r, epsilon), arcs.centre,
                     arcs.half_width, thetas, spotlight_curve(ACTIVATIONS, A, B, epsilon, thetas),
                     float(spotlight_curve(ACTIVATIONS, A, B, epsilon, [theta])[0]))


TOPIC = Topic(
    TITLE,
    (Slide("theta", "theta (degrees)", 0.0, 360.0, 45.0, 1.0), Slide("epsilon", "epsilon", -0.95, 0.99, 0.8, 0.01)),
    numbers, TenPointsView, height=5.0)
