"""Turn the basis in which a functional form acts, and look in the basis that stays: curve, kurtosis and verdict follow.

A cloud of isotropic pre-activations in four dimensions goes through tanh, ReLU or nothing, along four directions that
are turned by one angle, the first towards the second and the third towards the fourth. The axes in which spotlight and
test look are not.

Contents: TITLE, LESSON, ALT, PRE_ACTIVATIONS, TurnedForm, numbers, TOPIC.
Source: SRM, functional forms; kurtosis and verdict are this package's.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from srm_ref.figures.play.panel import Choice, Slide, Topic
from srm_ref.figures.play.turned_form import TurnedFormView
from srm_ref.geometry.bases import standard
from srm_ref.geometry.rotations import plane_rotation
from srm_ref.networks.functional_forms import elementwise
from srm_ref.spotlight.arcs import full_turn
from srm_ref.spotlight.fourth_moments import kurtosis
from srm_ref.spotlight.resonance import spotlight_curve
from srm_ref.spotlight.rotation_test import basis_rotation_test

__all__ = ["TITLE", "LESSON", "ALT", "PRE_ACTIVATIONS", "TurnedForm", "numbers", "TOPIC"]

TITLE = "A form is turned, the axes stay"
LESSON = "forms_and_symmetry"
ALT = ("Left: a cloud that tanh has squeezed along turned directions, two of them drawn as arrows. Middle: its "
       "resonance curve between "
       "two axes that stay. Right: kurtosis in these axes over the angle of the turn, with a dot at the present one "
       "and the verdict above.")
PRE_ACTIVATIONS = 2.0 * np.random.default_rng(0).standard_normal((600, 4))
TURNS = np.radians(np.arange(0.0, 91.0, 3.0))
N_ROTATIONS = 99


class TurnedForm(NamedTuple):
    """What is drawn."""

    activations: np.ndarray  # (600, 4)
    basis: np.ndarray  # (4, 4) the form's directions
    thetas: np.ndarray  # (360,)
    curve: np.ndarray  # (360,) between the first two axes that stay
    angle: float  # radians
    kurtosis: float  # in the axes that stay
    turns: np.ndarray  # (31,) radians
    kurtoses: np.ndarray  # (31,) with the form at each of them
    chance: float
    verdict: str
    p_value: float


def numbers(setting: dict[str, Any], memory: Any = None) -> TurnedForm:
    """Let the form act along the turned directions, and look along the axes.

    setting: form, one of "tanh", "relu", "identity"; angle in degrees; epsilon. memory: None.
    """
    angle, axes, thetas = np.radians(setting["angle"]), standard(4), full_turn(360)
    activations = _activations(setting["form"], angle)
    test = basis_rotation_test(activations, axes, None, N_ROTATIONS, np.random.default_rng(0))
    return TurnedForm(activations, _directions(angle), thetas,
                      spotlight_curve(activations, *axes[:2], setting["epsilon"], thetas), angle, test.kurtosis, TURNS,
                      _kurtoses(setting["form"]), test.chance, test.verdict, test.p_value)


def _directions(angle: float) -> np.ndarray:
    """Return the axes, turned from the first towards the second; a direction per row."""
    axes = standard(4)
    return (plane_rotation(*axes[:2], angle) @ plane_rotation(*axes[2:], angle)).T


def _activations(form: str, angle: float) -> np.ndarray:
    return PRE_ACTIVATIONS if form == "identity" else elementwise(form, _directions(angle)).forward(PRE_ACTIVATIONS)


@cache
def _kurtoses(form: str) -> np.ndarray:
    return np.array([kurtosis(_activations(form, angle), standard(4)) for angle in TURNS])


TOPIC = Topic(TITLE,
              (Slide("angle", "turn (degrees)", 0.0, 90.0, 0.0, 1.0), Slide("epsilon", "epsilon", 0.3, 0.99, 0.8, 0.01),
               Choice("form", "form", ("tanh", "relu", "identity"), "tanh")), numbers, TurnedFormView, height=4.0)
