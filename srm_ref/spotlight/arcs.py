"""Which probe angles does one activation light? A single arc of the circle, in closed form.

Only two numbers of a unit activation matter in a plane: p = x . e1, q = x . e2. With r = hypot(p, q) and
phi = atan2(q, p),

    cos(x, probe at theta) = p cos(theta) + q sin(theta) = r cos(theta - phi),

so x is lit exactly for |theta - phi| <= w (mod 2 pi):

    w = arccos(epsilon / r)   where |epsilon| <= r;
    w = pi                    where epsilon <= -r   (lit from every angle);
    no arc                    where epsilon > r.

Counted with no angular resolution at all, N activations make a step function with at most two steps each. The exact
curve is the share of arcs over theta:

    mean over theta      (1/N) sum_s w_s / pi
    Fourier coefficients c_k = (1/N) sum_s sin(k w_s) / (pi k) e^{-i k phi_s},   f(theta) = sum_k c_k e^{i k theta}

At a breakpoint the curve has the value of the closed arcs that end or begin there, which may exceed both neighbours.

Contents: half_widths, count_by_definition, StepCurve, step_curve.
Source: the identity is elementary; SRM evaluates the inequality at every angle. The closed form of its counting is this
package's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from srm_ref.checks import integer, real_array
from srm_ref.spotlight.angles import wrap

__all__ = ["half_widths", "count_by_definition", "StepCurve", "step_curve"]


def half_widths(r: np.ndarray, epsilon: float) -> np.ndarray:
    """Give half the width of the arc that an activation at in-plane radius r lights: w = arccos(epsilon / r).

    Parameters
    ----------
    r : ndarray, shape (...)
        In [0, 1]: length of the unit activation's projection onto the plane.
    epsilon : float
        Cosine of the cone's half angle.

    Returns
    -------
    ndarray, shape (...)
        Radians in [0, pi]; pi where epsilon <= -r, 0 where epsilon >= r (the caller decides whether those are lit).

    Examples
    --------
    >>> half_widths(np.array([1.0, 0.5, 0.2]), 0.5).round(6).tolist()
    [1.047198, 0.0, 0.0]
    >>> half_widths(np.array([0.5, 0.0]), -0.5).round(6).tolist()
    [3.141593, 3.141593]
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # r = 0 gives +-inf, or nan at epsilon = 0
        ratio = np.clip(epsilon / r, -1.0, 1.0)
    return np.arccos(np.where(r > 0, ratio, -1.0 if epsilon <= 0 else 1.0))


def count_by_definition(p: np.ndarray, q: np.ndarray, epsilon: float, thetas: np.ndarray) -> np.ndarray:
    """Count at every angle the samples with p cos(theta) + q sin(theta) >= epsilon, one comparison at a time.

    Parameters
    ----------
    p, q : ndarray, shape (n_samples,)
        In-plane coordinates of unit activations.
    epsilon : float
    thetas : ndarray, shape (n_angles,)
        Radians.

    Returns
    -------
    ndarray of int, shape (n_angles,)

    Examples
    --------
    >>> count_by_definition(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 0.5, np.array([0.0, 0.7, 1.5])).tolist()
    [1, 2, 1]
    """
    cosines, sines = np.cos(thetas), np.sin(thetas)
    return np.array([np.count_nonzero(p * c + q * s >= epsilon) for c, s in zip(cosines, sines)])


@dataclass(frozen=True)
class StepCurve:
    """Hold the exact resonance curve of one plane; call it with angles.

    Parameters
    ----------
    breakpoints : ndarray, shape (n_breakpoints,)
        Ascending angles in [0, 2 pi) where the curve changes; none where it is constant.
    values : ndarray, shape (max(n_breakpoints, 1),)
        values[k] holds between breakpoints[k] and the next one around the circle.
    at_breakpoints : ndarray, shape (n_breakpoints,)
        The values at the breakpoints themselves, of the closed arcs.
    centres, half_widths : ndarray, shape (n_arcs,)
        phi and w in radians of the samples that are lit at all.
    n_samples : int
        All samples, zero ones included.
    """

    breakpoints: np.ndarray
    values: np.ndarray
    at_breakpoints: np.ndarray
    centres: np.ndarray
    half_widths: np.ndarray
    n_samples: int

    def __call__(self, thetas: Any) -> np.ndarray:
        """Evaluate the curve.

        Parameters
        ----------
        thetas : array_like, shape (...)
            Radians, any winding.

        Returns
        -------
        ndarray, shape (...)
            Shares in [0, 1].

        Raises
        ------
        ValueError
            Not finite real numbers.
        """
        thetas = wrap(real_array(thetas, "thetas"))
        if not len(self.breakpoints):
            return np.full(thetas.shape, self.values[0])
        after = np.searchsorted(self.breakpoints, thetas, side="right") - 1
        result = self.values[after]  # -1: before the first breakpoint the last step goes on
        exact = (after >= 0) & (self.breakpoints[after] == thetas)
        return np.where(exact, self.at_breakpoints[after], result)

    def mean(self) -> float:
        """Average the curve over a full turn: (1/N) sum_s w_s / pi.

        Returns
        -------
        float
            In [0, 1].
        """
        return float(self.half_widths.sum() / np.pi / self.n_samples)

    def fourier(self, k: int) -> complex:
        """Compute the k-th Fourier coefficient: c_k = (1/N) sum_s sin(k w_s) / (pi k) e^{-i k phi_s}.

        Parameters
        ----------
        k : int
            Any; c_0 is the mean, c_{-k} the conjugate of c_k.

        Returns
        -------
        complex

        Raises
        ------
        ValueError
            k is not an integer.
        """
        k = integer(k, "k")
        if k == 0:
            return complex(self.mean())
        terms = np.sin(k * self.half_widths) / (np.pi * k) * np.exp(-1j * k * self.centres)
        return complex(terms.sum() / self.n_samples)


def step_curve(centres: np.ndarray, half_widths: np.ndarray, n_samples: int) -> StepCurve:
    """Sort closed arcs into the step function that counts them.

    Parameters
    ----------
    centres, half_widths : ndarray, shape (n_arcs,)
        Radians; w = pi is the whole circle, w = 0 a single point.
    n_samples : int
        What the counts are divided by.

    Returns
    -------
    StepCurve

    Examples
    --------
    >>> curve = step_curve(np.array([1.0, 2.0]), np.array([0.5, 0.5]), 4)
    >>> curve.breakpoints.tolist(), curve.values.tolist()
    ([0.5, 1.5, 2.5], [0.25, 0.25, 0.0])
    >>> curve([0.0, 1.0, 1.5, 2.0]).tolist()
    [0.0, 0.25, 0.5, 0.25]
    """
    partial = half_widths < np.pi
    n_full = int(np.count_nonzero(~partial))
    low = wrap(centres[partial] - half_widths[partial])
    high = wrap(centres[partial] + half_widths[partial])
    breakpoints, which = np.unique(np.concatenate([low, high]), return_inverse=True)
    opens = np.bincount(which[:len(low)], minlength=len(breakpoints))
    closes = np.bincount(which[len(low):], minlength=len(breakpoints))
    over_zero = int(np.count_nonzero(low > high))  # arcs that are open before the first breakpoint
    after = n_full + over_zero + np.cumsum(opens - closes)
    at = after + closes
    if not len(breakpoints):
        after = np.array([n_full])
    return StepCurve(breakpoints, after / n_samples, at / n_samples, centres, half_widths, n_samples)
