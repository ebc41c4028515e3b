"""Is this gradient the gradient of that loss? Central differences over every entry, and the Taylor remainder's slope.

The two fail differently: central differences name one wrong entry among thousands, at the price of two losses per
entry; the slope needs ten losses however many entries there are, and shows an error d of the gradient along its
direction if d exceeds about the curvature times the largest step.

Conventions: parameters, gradients and directions are dicts of arrays with the same keys and shapes; `loss` takes such
a dict and returns one number (sum over instances if there are several). Arguments are not changed. Keep away from
kinks: at z = 0 a central difference of relu(z) is 1/2, which is neither one-sided derivative.

Contents: central_differences, gradient_error, random_direction, taylor_slope.

Source: Taylor's theorem; for gradients by hand of the toy models, TMS section "Demonstrating Superposition".
"""

from __future__ import annotations

import math
from typing import Callable, Mapping, Sequence

import numpy as np

from srm_ref.checks import generator, number, real_array, refuse

__all__ = ["central_differences", "gradient_error", "random_direction", "taylor_slope"]

Arrays = Mapping[str, np.ndarray]
Loss = Callable[[dict[str, np.ndarray]], float]

# long enough to exceed rounding, short enough for the second order to lead
STEPS = tuple(float(t) for t in np.geomspace(1e-4, 1e-2, 9))


def central_differences(loss: Loss, parameters: Arrays, step: float = 1e-6) -> dict[str, np.ndarray]:
    """Differentiate `loss` numerically with respect to every entry of `parameters`.

    ``dL/dp ~ (L(p + step) - L(p - step)) / (2 step)``, one entry at a time; error O(step^2) + O(rounding / step).

    Parameters
    ----------
    loss : callable
        ``loss(parameters) -> float``.
    parameters : dict of arrays, any shapes
        The point; not changed.
    step : float
        In (0, inf).

    Returns
    -------
    dict of arrays of float64, keys and shapes of `parameters`

    Raises
    ------
    ValueError
        Parameters not finite, step not positive, or a loss that is not one finite number.

    Examples
    --------
    >>> slopes = central_differences(lambda p: float((p["w"] ** 2).sum()), {"w": np.array([1.0, -2.0])})
    >>> slopes["w"].round(6).tolist()
    [2.0, -4.0]
    """
    step = number(step, "step", 0.0, low_open=True)
    point = checked_copies(parameters, "parameters")
    numeric = {}
    for name, value in point.items():
        numeric[name] = np.empty_like(value)
        for index in np.ndindex(value.shape):
            here = value[index]
            value[index] = here + step
            above = number(loss(point), "loss")
            value[index] = here - step
            below = number(loss(point), "loss")
            value[index] = here
            numeric[name][index] = (above - below) / (2.0 * step)
    return numeric


def gradient_error(loss: Loss, gradients: Arrays, parameters: Arrays, step: float = 1e-6) -> float:
    """Return how far `gradients` lie from the central differences of `loss`, relative to the gradient's largest entry.

    ``max over parameters of ( max |numeric - analytic| / max |analytic| )``, the maxima over all entries of one
    parameter. Where parameters and losses are near 1 in size, right gradients give about 1e-9 in float64. One scale for
    all entries of a parameter: an entry 1e6 times smaller than the largest can be entirely wrong and give 1e-6; and at
    a stationary point rounding alone gives inf. `judge_gradient` has no scale to choose, and can say that it cannot
    tell.

    Parameters
    ----------
    loss : callable
        ``loss(parameters) -> float``.
    gradients, parameters : dict of arrays, same keys and shapes
    step : float
        In (0, inf).

    Returns
    -------
    float
        In [0, inf]; 0 where both are all zero, inf where only the analytic gradient is.

    Raises
    ------
    ValueError
        Keys or shapes differ; values not finite; step not positive.

    Examples
    --------
    >>> point = {"w": np.array([1.0, -2.0])}
    >>> square = lambda p: float((p["w"] ** 2).sum())
    >>> round(gradient_error(square, {"w": 2.0 * point["w"]}, point), 6)
    0.0
    >>> round(gradient_error(square, {"w": point["w"]}, point), 6)
    1.0
    """
    analytic = checked_copies(gradients, "gradients", like=parameters)
    numeric = central_differences(loss, parameters, step)
    worst = 0.0
    for name, value in analytic.items():
        distance, scale = float(np.max(np.abs(numeric[name] - value))), float(np.max(np.abs(value)))
        if distance > 0.0:
            worst = max(worst, distance / scale if scale > 0.0 else math.inf)
    return worst


def random_direction(parameters: Arrays, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw a direction, uniform on the unit sphere of all `parameters` together.

    Parameters
    ----------
    parameters : dict of arrays, any shapes
    rng : numpy.random.Generator

    Returns
    -------
    dict of arrays, keys and shapes of `parameters`
        The squares of all entries sum to 1.

    Raises
    ------
    ValueError
        Parameters not finite, or `rng` not a Generator.

    Examples
    --------
    >>> direction = random_direction({"w": np.zeros((2, 3)), "b": np.zeros(3)}, np.random.default_rng(0))
    >>> round(sum(float((d ** 2).sum()) for d in direction.values()), 12)
    1.0
    """
    generator(rng)
    normal = {name: rng.standard_normal(value.shape) for name, value in checked_copies(parameters,
                                                                                       "parameters").items()}
    length = math.sqrt(_dot(normal, normal))
    return {name: value / length for name, value in normal.items()}


def taylor_slope(loss: Loss, gradients: Arrays, parameters: Arrays, direction: Arrays,
                 steps: Sequence[float] = STEPS) -> float:
    """Return the order at which the first-order Taylor remainder of `loss` vanishes along `direction`.

    ``r(t) = |L(p + t d) - L(p) - t <g, d>|``; the least-squares slope of log r against log t. A right gradient leaves
    r = O(t^2), slope 2; a wrong one leaves r = O(t), slope 1.

    Parameters
    ----------
    loss : callable
        ``loss(parameters) -> float``.
    gradients, parameters, direction : dict of arrays, same keys and shapes
        `random_direction` makes a direction of unit length.
    steps : sequence of float, at least two, positive
        The t; small enough for the second order to dominate, large enough for it to exceed rounding.

    Returns
    -------
    float
        inf where fewer than two remainders rise above rounding, and rounding is below 1e-6 of what the gradient
        foretells: the loss is affine here and the gradient right to that precision. nan if rounding is larger: nothing
        can be said.

    Raises
    ------
    ValueError
        Keys or shapes differ; values not finite; steps fewer than two or not positive.

    Examples
    --------
    >>> point, along = {"w": np.array([1.0])}, {"w": np.array([1.0])}
    >>> cube = lambda p: float(p["w"][0] ** 3)
    >>> round(taylor_slope(cube, {"w": np.array([3.0])}, point, along), 1)
    2.0
    >>> round(taylor_slope(cube, {"w": np.array([4.0])}, point, along), 1)
    1.0
    """
    point = checked_copies(parameters, "parameters")
    rate = _dot(checked_copies(gradients, "gradients", like=point), checked_copies(direction, "direction", like=point))
    start = number(loss(point), "loss")
    times = real_array(steps, "steps", ("n_steps",))
    if len(times) < 2 or np.any(times <= 0.0):
        refuse("steps", "at least two positive numbers", str(times.tolist()))
    along = np.array([number(loss({k: v + t * direction[k] for k, v in point.items()}), "loss") for t in times])
    remainders = np.abs(along - start - times * rate)
    rounding = 16.0 * np.finfo(float).eps * np.maximum(np.abs(along), abs(start))
    seen = remainders > rounding
    if np.count_nonzero(seen) < 2:
        return math.inf if np.max(np.abs(times * rate) * 1e-6 - rounding) > 0 else math.nan
    x, y = np.log(times[seen]), np.log(remainders[seen])
    x, y = x - x.mean(), y - y.mean()
    return float(x @ y / (x @ x))


def _dot(a: Arrays, b: Arrays) -> float:
    return float(sum(np.sum(a[name] * b[name]) for name in a))


def checked_copies(arrays: Arrays, argument: str, like: Arrays | None = None, *,
                   keep_float32: bool = False) -> dict[str, np.ndarray]:
    """Return copies of the `arrays` of a dict, finite, with the keys and shapes of `like`; which the caller may
    change."""
    if not isinstance(arrays, Mapping) or not arrays:
        refuse(argument, "a dict of arrays", f"{type(arrays).__name__} {arrays!r:.40}")
    if like is not None and not isinstance(like, Mapping):
        refuse("parameters", "a dict of arrays", f"{type(like).__name__} {like!r:.40}")
    if like is not None and arrays.keys() != like.keys():
        refuse(argument, f"the keys {sorted(like)}", str(sorted(arrays)))
    copies = {name: np.array(real_array(value, f"{argument}[{name!r}]", keep_float32=keep_float32))
              for name, value in arrays.items()}
    for name in copies if like is not None else ():
        if copies[name].shape != np.shape(like[name]):
            refuse(f"{argument}[{name!r}]", f"shape {np.shape(like[name])}", f"shape {copies[name].shape}")
    return copies
