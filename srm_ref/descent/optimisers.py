"""How are parameters moved downhill? SGD with momentum, Adam and AdamW, on dicts of arrays, at a rate that may change.

Nothing here knows a model. Parameters, gradients and state are dicts of arrays; `update` changes parameters and state
IN PLACE, so that a caller may keep views of them. The state is the caller's: flat, savable in one ``.npz``, and never
hidden or reset by the optimiser.

Conventions: t counts updates from 1; `scale` is a schedule's factor on the learning rate. `AdamW` alone has weight
decay, which acts on every parameter, biases too. A schedule is a function of the step alone: ``schedule(step,
n_steps)`` with step = 0 .. n_steps - 1 is the factor on the learning rate, in [0, 1].

Contents: SGD, Adam, AdamW; constant, linear, cosine, SCHEDULES, schedule_factors.

Source: Kingma and Ba, "Adam" (2015), algorithm 1; Loshchilov and Hutter, "Decoupled weight decay regularization"
(2019), algorithm 2; momentum without dampening: Sutskever et al. (2013), with the rate outside the sum. The notebook
released with TMS defines the three schedules and uses the first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Callable

import numpy as np

from srm_ref.checks import choice, integer, number, refuse

__all__ = ["SGD", "Adam", "AdamW", "constant", "linear", "cosine", "SCHEDULES", "schedule_factors"]

_BELOW_ONE = {"momentum", "beta1", "beta2"}


class _Checked:
    """Keep settings as Python floats in their ranges: a NumPy float64 would make float32 moments round differently."""

    def __post_init__(self) -> None:
        for field in fields(self):
            high = math.nextafter(1.0, 0.0) if field.name in _BELOW_ONE else math.inf
            value = number(getattr(self, field.name), field.name, 0.0, high, low_open=field.name == "eps")
            object.__setattr__(self, field.name, value)


@dataclass(frozen=True)
class SGD(_Checked):
    """Step down the gradient, with heavy-ball momentum where asked.

    ``v_t = momentum v_{t-1} + g_t``, ``w_t = w_{t-1} - scale learning_rate v_t``, v_0 = 0.

    learning_rate: in [0, inf). momentum: in [0, 1); 0 is plain gradient descent.

    >>> w = {"w": np.array([1.0])}
    >>> optimiser = SGD(0.5, momentum=0.5)
    >>> state = optimiser.initial_state(w)
    >>> for _ in range(2):
    ...     optimiser.update(w, {"w": np.array([1.0])}, state)
    ...     print(float(w["w"][0]))
    0.5
    -0.25
    """

    learning_rate: float
    momentum: float = 0.0

    def initial_state(self, parameters: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return ``{"step": 0, "velocity.<name>": 0, ...}``, zeros like each parameter."""
        return _zeros_like(parameters, ("velocity",))

    def update(self, parameters: dict[str, np.ndarray], gradients: dict[str, np.ndarray],
               state: dict[str, np.ndarray], scale: float = 1.0) -> None:
        """Take one step in place; `scale` is the schedule's factor on the learning rate."""
        _require_alike(parameters, gradients)
        state["step"] += 1
        rate = float(scale) * self.learning_rate
        for name, value in parameters.items():
            velocity = state[f"velocity.{name}"]
            velocity *= self.momentum
            velocity += gradients[name]
            value -= rate * velocity


@dataclass(frozen=True)
class Adam(_Checked):
    """Step by the gradient's running mean over its running root mean square, both corrected for their zero start.

    ``m_t = beta1 m_{t-1} + (1 - beta1) g_t``, ``v_t = beta2 v_{t-1} + (1 - beta2) g_t^2``,
    ``w_t = w_{t-1} - scale learning_rate (m_t / (1 - beta1^t)) / (sqrt(v_t / (1 - beta2^t)) + eps)``.

    learning_rate: in [0, inf). beta1, beta2: in [0, 1).
    eps: in (0, inf): keeps a parameter whose gradient was always 0 where it is.

    >>> w = {"w": np.array([1.0, 1.0])}
    >>> optimiser = Adam(0.5)
    >>> optimiser.update(w, {"w": np.array([3.0, -0.2])}, optimiser.initial_state(w))
    >>> w["w"].round(6).tolist()
    [0.5, 1.5]
    """

    learning_rate: float = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8

    def initial_state(self, parameters: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return ``{"step": 0, "first.<name>": 0, "second.<name>": 0, ...}``, zeros like each parameter."""
        return _zeros_like(parameters, ("first", "second"))

    def update(self, parameters: dict[str, np.ndarray], gradients: dict[str, np.ndarray],
               state: dict[str, np.ndarray], scale: float = 1.0) -> None:
        """Take one step in place; `scale` is the schedule's factor on the learning rate."""
        _require_alike(parameters, gradients)
        state["step"] += 1
        t = int(state["step"])
        rate = float(scale) * self.learning_rate / (1.0 - self.beta1**t)
        root_correction = math.sqrt(1.0 - self.beta2**t)
        for name, value in parameters.items():
            gradient, first, second = gradients[name], state[f"first.{name}"], state[f"second.{name}"]
            first *= self.beta1
            first += (1.0 - self.beta1) * gradient
            second *= self.beta2
            second += (1.0 - self.beta2) * gradient * gradient
            value -= rate * first / (np.sqrt(second) / root_correction + self.eps)


@dataclass(frozen=True)
class AdamW(Adam):
    """Shrink every parameter a little, biases too, then step as `Adam`: weight decay outside the gradient.

    ``w <- (1 - scale learning_rate weight_decay) w``, then Adam's step. With weight_decay = 0 it is `Adam`.

    learning_rate, beta1, beta2, eps: as in `Adam`.
    weight_decay: in [0, inf); 0.01 is the usual library default and what the TMS notebook therefore uses.

    >>> w = {"w": np.array([1.0])}
    >>> optimiser = AdamW(0.5, weight_decay=0.5)
    >>> optimiser.update(w, {"w": np.array([0.0])}, optimiser.initial_state(w))
    >>> w["w"].tolist()
    [0.75]
    """

    weight_decay: float = 0.01

    def update(self, parameters: dict[str, np.ndarray], gradients: dict[str, np.ndarray],
               state: dict[str, np.ndarray], scale: float = 1.0) -> None:
        """Take one step in place; `scale` is the schedule's factor on the learning rate."""
        _require_alike(parameters, gradients)
        keep = 1.0 - float(scale) * self.learning_rate * self.weight_decay
        for value in parameters.values():
            value *= keep
        super().update(parameters, gradients, state, scale)


def constant(step: int, n_steps: int) -> float:
    """Return 1 at every `step` of `n_steps`: the learning rate does not change.

    >>> constant(3, 4)
    1.0
    """
    _place(step, n_steps)
    return 1.0


def linear(step: int, n_steps: int) -> float:
    """Return ``1 - step / n_steps``: from 1 at the first `step` of `n_steps` to 1 / n_steps at the last.

    >>> [linear(step, 4) for step in range(4)]
    [1.0, 0.75, 0.5, 0.25]
    """
    step, n_steps = _place(step, n_steps)
    return 1.0 - step / n_steps


def cosine(step: int, n_steps: int) -> float:
    """Return ``cos(pi/2 step / (n_steps - 1))``: from 1 at the first `step` of `n_steps` to 0 at the last.

    If there is only one step it counts as the first.

    >>> [round(cosine(step, 4), 6) for step in range(4)]
    [1.0, 0.866025, 0.5, 0.0]
    """
    step, n_steps = _place(step, n_steps)
    return max(math.cos(0.5 * math.pi * step / (n_steps - 1)), 0.0) if n_steps > 1 else 1.0


SCHEDULES: dict[str, Callable[[int, int], float]] = {"constant": constant, "linear": linear, "cosine": cosine}


def schedule_factors(schedule: str, n_steps: int) -> list[float]:
    """Return the factors on the learning rate, in [0, 1], at all steps, of the `schedule` of that name in `SCHEDULES`.

    >>> schedule_factors("linear", 4)
    [1.0, 0.75, 0.5, 0.25]
    """
    n_steps = integer(n_steps, "n_steps", 1)
    return [SCHEDULES[choice(schedule, "schedule", tuple(SCHEDULES))](step, n_steps) for step in range(n_steps)]


def _zeros_like(parameters: dict[str, np.ndarray], slots: tuple[str, ...]) -> dict[str, np.ndarray]:
    for name, value in parameters.items():
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            found = f"dtype {value.dtype}" if isinstance(value, np.ndarray) else type(value).__name__
            refuse(f"parameters[{name!r}]", "an array of floats, to be changed in place", found)
    moments = {f"{slot}.{name}": np.zeros_like(value) for slot in slots for name, value in parameters.items()}
    return {"step": np.zeros((), dtype=np.int64), **moments}


def _require_alike(parameters: dict[str, np.ndarray], gradients: dict[str, np.ndarray]) -> None:
    if parameters.keys() != gradients.keys():
        refuse("gradients", f"the parameters' keys {sorted(parameters)}", f"{sorted(gradients)}")
    for name, value in parameters.items():
        if np.shape(gradients[name]) != value.shape:  # broadcasting would hide a wrong shape
            refuse(f"gradients[{name!r}]", f"the parameter's shape {value.shape}", f"{np.shape(gradients[name])}")


def _place(step: int, n_steps: int) -> tuple[int, int]:
    n_steps = integer(n_steps, "n_steps", 1)
    return integer(step, "step", 0, n_steps - 1), n_steps
