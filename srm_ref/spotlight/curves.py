"""How does the resonance of one plane look, from one privileged direction towards another?

The same sweep that serves all planes of a basis, here with the basis (a, b) and its one plane. Conventions as
everywhere: theta in radians, 0 at a, growing towards b; closed cone; zero activations inside no cone, but counted in
the number of samples.

Contents: spotlight_curve, signed_spotlight_curve, exact_spotlight_curve.
Source: SRM.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import real_array
from srm_ref.geometry.vectors import plane_frame
from srm_ref.spotlight.arcs import half_widths
from srm_ref.spotlight.frames import second_coordinate
from srm_ref.spotlight.products import check_activations, projections
from srm_ref.spotlight.step_curve import StepCurve, step_curve
from srm_ref.spotlight.sweep import Sweep, new_tally, sweep_chunk, sweep_of

__all__ = ["spotlight_curve", "signed_spotlight_curve", "exact_spotlight_curve"]


def spotlight_curve(activations: Any, a: Any, b: Any, epsilon: float, thetas: Any) -> np.ndarray:
    """Compute the resonance of one plane: the share of activations in the cone about the probe at each angle.

    f(theta) = (1/N) sum_s 1[p_s cos(theta) + q_s sin(theta) >= epsilon]                       (SRM, in the plane)

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
    a, b : array_like, shape (n_dims,)
        theta = 0 at a, growing towards b.
    epsilon : float
        Cosine of the cone's half angle, in [-1, 1].
    thetas : array_like, shape (n_angles,)
        Radians.

    Returns
    -------
    ndarray, shape (n_angles,)
        In [0, 1].

    Raises
    ------
    ValueError
        Bad shapes, NaN or infinity, a or b zero, parallel or antiparallel, epsilon outside [-1, 1].

    Examples
    --------
    >>> spotlight_curve([[1, 0], [0, 3], [0, 0]], [1, 0], [0, 1], 0.9, [0, 0.5, np.pi / 2]).round(3).tolist()
    [0.333, 0.0, 0.333]
    """
    return _plane_curve(activations, a, b, epsilon, thetas, signed=False)


def signed_spotlight_curve(activations: Any, a: Any, b: Any, epsilon: float, thetas: Any) -> np.ndarray:
    """Compute the signed resonance of one plane: the cone's share less the opposite cone's.

    g(theta) = (1/N) sum_s ( 1[cos >= epsilon] - 1[cos <= -epsilon] ) = f(theta) - f(theta + pi)            (SRM)

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
    a, b : array_like, shape (n_dims,)
    epsilon : float
        In [-1, 1]. At epsilon <= 0 the cones overlap, and what lies in both cancels.
    thetas : array_like, shape (n_angles,)
        Radians.

    Returns
    -------
    ndarray, shape (n_angles,)
        In [-1, 1].

    Raises
    ------
    ValueError
        As `spotlight_curve`.

    Examples
    --------
    >>> signed_spotlight_curve([[1, 0], [0, -3]], [1, 0], [0, 1], 0.9, [0, np.pi / 2]).tolist()
    [0.5, -0.5]
    """
    return _plane_curve(activations, a, b, epsilon, thetas, signed=True)


def exact_spotlight_curve(activations: Any, a: Any, b: Any, epsilon: float) -> StepCurve:
    """Compute the resonance of one plane as a step function, with no angular resolution.

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
    a, b : array_like, shape (n_dims,)
    epsilon : float
        In [-1, 1].

    Returns
    -------
    StepCurve
        Callable on angles; `.breakpoints`, `.values`, `.mean()`, `.fourier(k)`.

    Raises
    ------
    ValueError
        As `spotlight_curve`.

    Examples
    --------
    >>> curve = exact_spotlight_curve([[1, 0], [0, 3]], [1, 0], [0, 1], 0.5)
    >>> np.degrees(curve.breakpoints).round(6).tolist(), curve.values.tolist()
    ([30.0, 60.0, 150.0, 300.0], [1.0, 0.5, 0.0, 0.5])
    >>> round(curve.mean(), 6), round(abs(curve.fourier(4)), 6)
    (0.333333, 0.068916)
    """
    sweep = _plane_sweep(a, b, epsilon, 1, signed=False)
    activations = check_activations(activations, sweep.frame.rows.shape[1])
    p, p_b = np.concatenate([block.values for block in projections(activations, sweep.frame)]).T
    q = second_coordinate(sweep.frame, 0, 1, p, p_b)
    r = np.sqrt(p * p + q * q)
    lit = r >= sweep.epsilon
    return step_curve(np.arctan2(q, p)[lit], half_widths(r[lit], sweep.epsilon), len(activations))


def _plane_curve(activations: Any, a: Any, b: Any, epsilon: float, thetas: Any, signed: bool) -> np.ndarray:
    sweep = _plane_sweep(a, b, epsilon, real_array(thetas, "thetas", ("n_angles",)), signed)
    activations = check_activations(activations, sweep.frame.rows.shape[1])
    tally = new_tally(sweep, np.dtype(np.int64))
    sweep_chunk(sweep, activations, tally)
    return tally.counts(len(activations))[0] / len(activations)


def _plane_sweep(a: Any, b: Any, epsilon: float, thetas: Any, signed: bool) -> Sweep:
    a = real_array(a, "a", ("n_dims",))
    b = real_array(b, "b", (len(a),))
    plane_frame(a, b)  # refuses by name what spans no plane
    return sweep_of(np.stack([a, b]), epsilon, np.array([[0, 1]]), thetas, signed, mean=False)
