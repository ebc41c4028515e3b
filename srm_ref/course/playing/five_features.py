"""Five features in two dimensions, trained while you look: the sparsity can be moved at any moment.

Every moment is `STEPS` steps of Adam on fresh samples at the present sparsity; sample k of a training is always the
same. What is said of the model is exact: the loss over all samples there can be, and every feature's dimensionality.

Contents: TITLE, LESSON, ALT, IMPORTANCE, STEPS, BATCH, RATE, Training, FiveFeatures, settle, tick, numbers, TOPIC.
Source: TMS introduction and section "The Geometry of Superposition".
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.descent import Adam
from srm_ref.figures.play.five_features import FiveFeaturesView
from srm_ref.figures.play.panel import Slide, Topic
from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.features import geometric_importance, sample_features
from srm_ref.superposition.measures import feature_dimensionality
from srm_ref.superposition.models import MODELS, Arrays

__all__ = ["TITLE", "LESSON", "ALT", "IMPORTANCE", "STEPS", "BATCH", "RATE", "Training", "FiveFeatures", "settle",
           "tick", "numbers", "TOPIC"]

TITLE = "Five features in two dimensions, trained while you look"
LESSON = "superposition"
ALT = ("Left: five features of a model in training as arrows in the plane, at the present sparsity. Middle: the loss "
       "of each batch and the "
       "exact loss over the steps. Right: the dimensionality of every feature as a bar, with lines at 1, 1/2 and 2/5.")
IMPORTANCE = geometric_importance(5, 0.9)
STEPS = 10
BATCH = 256
RATE = 0.02


class Training(NamedTuple):
    """A training so far."""

    start: float  # which start
    parameters: Arrays
    moments: dict[str, Any]  # the optimiser's
    step: int
    steps: tuple[int, ...]  # at the end of every moment, from 0
    losses: tuple[float, ...]  # mean loss of its batches, in training; the first is that of the first batch
    exact: tuple[float, ...]  # exact loss at its end, at the sparsity that it had


class FiveFeatures(NamedTuple):
    """What is drawn."""

    W: np.ndarray  # (2, 5)
    steps: np.ndarray  # (n_moments,)
    losses: np.ndarray  # (n_moments,) of batches
    exact: np.ndarray  # (n_moments,)
    exact_loss: float  # at the present sparsity, which may have moved since
    dimensionality: np.ndarray  # (5,)
    sparsity: float


def settle(setting: dict[str, Any], training: Training | None) -> Training:
    """Begin again if another start is chosen.

    setting: sparsity, start.
    """
    if training is not None and training.start == setting["start"]:
        return training
    parameters = MODELS["relu_output"].initial_parameters(5, 2, np.random.default_rng(int(setting["start"])), std=0.2)
    loss = MODELS["relu_output"].loss(parameters, _batch(setting, 0), IMPORTANCE)
    return Training(setting["start"], parameters, Adam(RATE).initial_state(parameters), 0, (0,), (float(loss),),
                    (float(population_loss(parameters, IMPORTANCE, setting["sparsity"])),))


def tick(setting: dict[str, Any], training: Training) -> Training:
    """Train `STEPS` steps."""
    parameters, moments = ({name: np.array(value)
                            for name, value in arrays.items()} for arrays in (training.parameters, training.moments))
    optimiser, losses = Adam(RATE), []
    for step in range(training.step, training.step + STEPS):
        loss, gradients = MODELS["relu_output"].loss_and_gradient(parameters, _batch(setting, step), IMPORTANCE)
        optimiser.update(parameters, gradients, moments)
        losses.append(float(loss))
    exact = float(population_loss(parameters, IMPORTANCE, setting["sparsity"]))
    return Training(training.start, parameters, moments, training.step + STEPS,
                    (*training.steps, training.step + STEPS), (*training.losses, float(np.mean(losses))),
                    (*training.exact, exact))


def numbers(setting: dict[str, Any], training: Training) -> FiveFeatures:
    """Measure the model as it is."""
    W = training.parameters["W"]
    return FiveFeatures(W, np.array(training.steps), np.array(training.losses), np.array(training.exact),
                        float(population_loss(training.parameters, IMPORTANCE, setting["sparsity"])),
                        feature_dimensionality(W), setting["sparsity"])


def _batch(setting: dict[str, Any], step: int) -> np.ndarray:
    return sample_features(BATCH, 5, setting["sparsity"], np.random.default_rng([int(setting["start"]), step]))


TOPIC = Topic(
    TITLE, (Slide("sparsity", "sparsity S", 0.0, 0.97, 0.9, 0.01), Slide("start", "start number", 0.0, 20.0, 0.0, 1.0)),
    numbers, FiveFeaturesView, height=4.0, settle=settle, tick=tick)
