"""What is a resonance curve with no angular resolution at all? A step function with at most two steps an activation.

Every activation lights one closed arc |theta - phi| <= w of the probe's circle, so the exact curve is the share of arcs
over theta:

    mean over theta      (1/N) sum_s w_s / pi
    Fourier coefficients c_k = (1/N) sum_s sin(k w_s) / (pi k) e^{-i k phi_s},   f(theta) = sum_k c_k e^{i k theta}

At a breakpoint the curve has the value of the closed arcs that end or begin there, which may exceed both neighbours.

Contents: StepCurve, step_curve.
Source: the closed form of SRM's counting, by this package.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from srm_ref.checks import integer, real_array
from srm_ref.spotlight.angles import wrap

__all__ = ["StepCurve", "step_curve"]


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
