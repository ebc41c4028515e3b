"""Which probe angles does one activation light? A single arc of the circle, in closed form.

Only two numbers of a unit activation x matter in a plane, its cosines with the plane's frame: p = x . e1, q = x . e2.
The probe at theta is cos(theta) e1 + sin(theta) e2; with r = hypot(p, q) and phi = atan2(q, p),

    cos(x, probe at theta) = p cos(theta) + q sin(theta) = r cos(theta - phi),

so x is lit exactly for |theta - phi| <= w (mod 2 pi):

    w = arccos(epsilon / r)   where |epsilon| <= r;
    w = pi                    where epsilon <= -r   (lit from every angle);
    no arc                    where epsilon > r.

On the angles theta_k = 2 pi k / n an arc covers the whole numbers k from (phi - w) n / (2 pi) to (phi + w) n / (2 pi).
That is the method for all planes on half a page: `resonance_by_arcs`. `spotlight_resonance` returns the same integers,
those of ties included, and is faster.

Counted with no angular resolution at all, N activations make a step function with at most two steps each. The exact
curve is the share of arcs over theta:

    mean over theta      (1/N) sum_s w_s / pi
    Fourier coefficients c_k = (1/N) sum_s sin(k w_s) / (pi k) e^{-i k phi_s},   f(theta) = sum_k c_k e^{i k theta}

At a breakpoint the curve has the value of the closed arcs that end or begin there, which may exceed both neighbours.

Where r = epsilon the spotlight's edge touches x at one angle: w = 0. There arccos turns one rounding of r, 1e-16, into
1e-8 radians, so `half_widths` treats every r within TOUCHING of |epsilon| as equal to it.

Contents: full_turn, wrap (angles); TOUCHING, radius, half_widths, Arcs, arcs_of, reaches; count_by_definition,
count_on_full_turn, resonance_by_arcs; StepCurve, step_curve. Source: the identity is elementary; SRM evaluates the
inequality at every angle. The closed form of its counting is this package's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import integer, number, real_array
from srm_ref.geometry.vectors import PARALLEL_ATOL, norms, unit

__all__ = ["TOUCHING", "full_turn", "wrap", "radius", "half_widths", "Arcs", "arcs_of", "reaches",
           "count_by_definition", "count_on_full_turn", "resonance_by_arcs", "StepCurve", "step_curve"]

TOUCHING = 16 * 2.0**-52
"""Relative distance of r from |epsilon| up to which they count as equal: the roundings of p, q, r and the cosines."""


def full_turn(n_angles: int) -> np.ndarray:
    """List the angles theta_k = 2 pi k / n_angles, k = 0 .. n_angles - 1.

    n_angles: at least 1. Returns (n_angles,): radians in [0, 2 pi).

    >>> np.degrees(full_turn(4)).round(9).tolist()
    [0.0, 90.0, 180.0, 270.0]
    """
    n_angles = integer(n_angles, "n_angles", 1)
    return 2 * np.pi * np.arange(n_angles) / n_angles


def wrap(thetas: np.ndarray) -> np.ndarray:
    """Reduce angles to [0, 2 pi); angles inside are returned unchanged.

    sin and cos reduce by pi itself, `mod` by the double next to it, whose error grows with every turn.

    thetas (...): radians, of any size. Returns (...).

    >>> wrap(np.array([1.0, -1.0, 7.0, -1e-30])).round(6).tolist()
    [1.0, 5.283185, 0.716815, 0.0]
    """
    turn = 2 * np.pi
    turned = np.mod(np.arctan2(np.sin(thetas), np.cos(thetas)), turn)
    turned = np.where(turned >= turn, 0.0, turned)  # mod of a tiny negative angle rounds up to the full turn
    return np.where((thetas >= 0) & (thetas < turn), thetas, turned)


def radius(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Measure how near to its plane a unit activation lies: r = hypot(p, q) = sqrt(p^2 + q^2).

    p, q (k,): cosines with e1 and e2. Returns (k,): in [0, 1], to rounding: 1 in the plane, 0 at right angles to it.

    >>> radius(np.array([0.6, 3e-170]), np.array([0.8, 4e-170])).tolist()
    [1.0, 5e-170]
    """
    with np.errstate(under="ignore"):
        r = np.sqrt(p * p + q * q)
    tiny = r < 1e-140
    if tiny.any():  # the square of a number below 1e-162 is 0; hypot avoids that, and takes six times as long
        r[tiny] = np.hypot(p[tiny], q[tiny])
    return r


def half_widths(r: np.ndarray, epsilon: float) -> np.ndarray:
    """Give half the width of the arc that an activation at in-plane radius r lights: w = arccos(epsilon / r).

    r (...) in [0, 1]: length of the unit activation's projection onto the plane. epsilon: cosine of the cone's half
    angle. Returns (...): radians in [0, pi]; pi where epsilon <= -r and 0 where epsilon >= r (`reaches` says which of
    those have an arc at all), both to within TOUCHING. At r = 0: pi where epsilon <= 0, else 0.

    >>> half_widths(np.array([1.0, 0.5, 0.2]), 0.5).round(6).tolist()
    [1.047198, 0.0, 0.0]
    >>> half_widths(np.array([0.5, 0.0]), -0.5).round(6).tolist()
    [3.141593, 3.141593]
    """
    if epsilon == 0:  # epsilon = 0, a half-space: half of every circle, except at r = 0
        return np.where(r > 0, np.pi / 2, np.pi)
    beyond = r > abs(epsilon) * (1 + TOUCHING)
    return np.arccos(epsilon / np.where(beyond, r, abs(epsilon)))


class Arcs(NamedTuple):
    """The arcs of some activations in their planes: lit for |theta - centre| <= half_width."""

    p: np.ndarray  # (k,) cosine with e1
    q: np.ndarray  # (k,) cosine with e2
    r: np.ndarray  # (k,) in-plane radius
    centre: np.ndarray  # (k,) phi, radians
    half_width: np.ndarray  # (k,) w, radians; pi: lit from every angle


def arcs_of(p: np.ndarray, q: np.ndarray, epsilon: float) -> Arcs:
    """Compute the arcs of activations from their cosines with e1 and e2: r = hypot(p, q), phi = atan2(q, p), w.

    p, q (k,). Returns arrays of shape (k,); w = 0 also stands for activations that have no arc (`reaches` tells which).

    >>> arcs = arcs_of(np.array([0.0]), np.array([0.8]), 0.4)
    >>> np.degrees([arcs.centre[0], arcs.half_width[0]]).round(9).tolist()
    [90.0, 60.0]
    """
    r = radius(p, q)
    return Arcs(p, q, r, np.arctan2(q, p), half_widths(r, epsilon))


def reaches(r: np.ndarray, epsilon: float) -> np.ndarray:
    """Say which activations the spotlight lights from some angle: r >= epsilon, to within TOUCHING.

    r (...). Returns (...).

    >>> reaches(np.array([0.5, np.nextafter(0.6, 0), 0.6]), 0.6).tolist()
    [False, True, True]
    """
    return r >= epsilon * (1 - TOUCHING)


def count_by_definition(p: np.ndarray, q: np.ndarray, epsilon: float, thetas: np.ndarray) -> np.ndarray:
    """Count at every angle the samples with p cos(theta) + q sin(theta) >= epsilon, one comparison at a time.

    p, q (n_samples,): in-plane coordinates of unit activations. Returns (n_angles,).

    >>> count_by_definition(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 0.5, np.array([0.0, 0.7, 1.5])).tolist()
    [1, 2, 1]
    """
    return np.array([np.count_nonzero(p * cosine + q * sine >= epsilon)
                     for cosine, sine in zip(np.cos(thetas), np.sin(thetas))])


def count_on_full_turn(centres: np.ndarray, half_widths: np.ndarray, n_angles: int) -> np.ndarray:
    """Count the closed arcs over each of the angles theta_k = 2 pi k / n_angles, k = 0 .. n_angles - 1.

    An arc covers k = start .. stop - 1, where k and k + n_angles are one angle: the count rises by 1 at start and falls
    by 1 at stop, so the counts are a running sum. It begins with the arcs that are over k = 0 because they wind past
    the end.

    centres, half_widths (n_arcs,): phi and w, radians; w = pi is the whole circle. Returns (n_angles,).

    >>> count_on_full_turn(np.radians([0.0, 100.0]), np.radians([50.0, 15.0]), 8).tolist()  # 0 and +-45; 90
    [1, 1, 1, 0, 0, 0, 0, 1]
    """
    n = n_angles
    start = np.ceil((centres - half_widths) * n / (2 * np.pi)).astype(int)  # (n_arcs,)
    stop = np.floor((centres + half_widths) * n / (2 * np.pi)).astype(int) + 1
    stop = np.where(half_widths < np.pi, stop, start + n)  # the ends of a full circle may round to two sides of one k
    differences = np.bincount(start % n, minlength=n) - np.bincount(stop % n, minlength=n)  # (n_angles,)
    return np.sum(stop // n - start // n) + np.cumsum(differences)


def resonance_by_arcs(activations: Any, basis: Any, epsilon: float, n_angles: int) -> np.ndarray:
    """Count the activations inside the spotlight, for all ordered planes of a basis, in closed form.

    p = P_i,   q = (P_j - g P_i) / sine,   g = b_i . b_j,   sine = |b_j - g b_i|,   P = unit(activations) unit(basis)^T

    Every activation has one arc (`arcs_of`), counted on the grid (`count_on_full_turn`). `spotlight_resonance` gives
    the same counts, and is made for ties (here a cosine within rounding of epsilon may fall on either side), speed and
    data of any size.

    n_angles: of a full turn, at least 1. Returns (n_planes, n_angles): n_samples times the resonance; planes (0, 1),
    (0, 2), ..., (1, 0), ..., without the (anti)parallel pairs.

    >>> resonance_by_arcs([[1, 0], [0, 3], [0, 0]], [[1, 0], [0, 1]], 0.9, 4).tolist()
    [[1, 1, 0, 0], [1, 1, 0, 0]]
    """
    activations, directions = real_array(activations, "activations", ("n_samples", "n_dims")), unit(basis, "basis")
    epsilon, n_angles = number(epsilon, "epsilon", -1, 1), integer(n_angles, "n_angles", 1)
    nonzero = activations[norms(activations) > 0]  # a zero row has no direction and is never lit
    P = unit(nonzero) @ directions.T if len(nonzero) else np.empty((0, len(directions)))  # (n_nonzero, n_basis)
    counts = []
    for i, j in permutations(range(len(directions)), 2):
        g = directions[i] @ directions[j]
        sine = norms(directions[j] - g * directions[i])
        if sine > PARALLEL_ATOL:
            arcs = arcs_of(P[:, i], (P[:, j] - g * P[:, i]) / sine, epsilon)  # (n_nonzero,) each
            lit = reaches(arcs.r, epsilon)
            counts.append(count_on_full_turn(arcs.centre[lit], arcs.half_width[lit], n_angles))
    return np.array(counts)


@dataclass(frozen=True)
class StepCurve:
    """Hold the exact resonance curve of one plane; call it with angles.

    breakpoints (n_breakpoints,): ascending angles in [0, 2 pi) where the curve changes; none where it is constant.
    values (max(n_breakpoints, 1),): values[k] holds between breakpoints[k] and the next one around the circle.
    at_breakpoints (n_breakpoints,): the values at the breakpoints themselves, of the closed arcs. centres,
    half_widths (n_arcs,): phi and w in radians of the samples that have an arc. n_samples: all samples, zero ones
    included.
    """

    breakpoints: np.ndarray
    values: np.ndarray
    at_breakpoints: np.ndarray
    centres: np.ndarray
    half_widths: np.ndarray
    n_samples: int

    def __call__(self, thetas: Any) -> np.ndarray:
        """Evaluate the curve.

        thetas (...): radians, of any size. Returns (...): shares in [0, 1].
        """
        thetas = wrap(real_array(thetas, "thetas"))
        if not len(self.breakpoints):
            return np.full(thetas.shape, self.values[0])
        after = np.searchsorted(self.breakpoints, thetas, side="right") - 1
        result = self.values[after]  # -1: before the first breakpoint the last step continues
        exact = (after >= 0) & (self.breakpoints[after] == thetas)
        return np.where(exact, self.at_breakpoints[after], result)

    def mean(self) -> float:
        """Average the curve over a full turn: (1/N) sum_s w_s / pi.

        Returns in [0, 1].
        """
        return float(self.half_widths.sum() / np.pi / self.n_samples)

    def fourier(self, k: int) -> complex:
        """Compute the k-th Fourier coefficient: c_k = (1/N) sum_s sin(k w_s) / (pi k) e^{-i k phi_s}.

        k: any; c_0 is the mean, c_{-k} the conjugate of c_k.
        """
        k = integer(k, "k")
        if k == 0:
            return complex(self.mean())
        terms = np.sin(k * self.half_widths) / (np.pi * k) * np.exp(-1j * k * self.centres)
        return complex(terms.sum() / self.n_samples)


def step_curve(centres: np.ndarray, half_widths: np.ndarray, n_samples: int) -> StepCurve:
    """Sort closed arcs into the step function that counts them.

    centres, half_widths (n_arcs,): radians; w = pi is the whole circle, w = 0 a single point. n_samples: what the
    counts are divided by.

    >>> curve = step_curve(np.array([1.0, 2.0]), np.array([0.5, 0.5]), 4)
    >>> curve.breakpoints.tolist(), curve.values.tolist()
    ([0.5, 1.5, 2.5], [0.25, 0.25, 0.0])
    >>> curve([0.0, 1.0, 1.5, 2.0]).tolist()
    [0.0, 0.25, 0.5, 0.25]
    """
    partial = half_widths < np.pi
    n_full = int(np.count_nonzero(~partial))
    low = wrap(centres[partial] - half_widths[partial])  # (n_partial,)
    high = wrap(centres[partial] + half_widths[partial])
    # (n_breakpoints,), and for each end which breakpoint it is
    breakpoints, which = np.unique(np.concatenate([low, high]), return_inverse=True)
    opens = np.bincount(which[:len(low)], minlength=len(breakpoints))
    closes = np.bincount(which[len(low):], minlength=len(breakpoints))
    over_zero = int(np.count_nonzero(low > high))  # arcs that are open before the first breakpoint
    after = n_full + over_zero + np.cumsum(opens - closes)
    at = after + closes  # closed arcs: those that end here are still over it
    if not len(breakpoints):
        after = np.array([n_full])
    return StepCurve(breakpoints, after / n_samples, at / n_samples, centres, half_widths, n_samples)
