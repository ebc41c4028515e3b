"""How much of the sphere does one spotlight cover, and how are directions drawn evenly over it?

The cap of all directions within arccos(epsilon) of a fixed one shrinks fast with the number of dimensions. Its share of
the sphere is what a spotlight catches of activations that prefer no direction: the baseline of every resonance curve.

Conventions: the sphere is that of unit vectors in n_dims dimensions (n_dims = 2: the circle); caps are closed.

Contents: cap_fraction, cap_fraction_by_definition, log_cap_fraction, uniform_directions.
Source: SRM, the isotropic case; Li, Asian Journal of Mathematics and Statistics 4 (2011) 66 for the cap; DLMF 8.17.8
for the series and 5.11.13 for the ratio of gamma functions.
"""

from __future__ import annotations

import math

import numpy as np

from srm_ref.checks import generator, integer, number
from srm_ref.geometry.vectors import unit

__all__ = ["cap_fraction", "cap_fraction_by_definition", "log_cap_fraction", "uniform_directions"]

_N_TERMS = 1024  # of a series, summed at once


def cap_fraction(n_dims: int, epsilon: float) -> float:
    """Give the share of the sphere whose cosine with a fixed direction is at least epsilon.

    For epsilon >= 0, A = I_x((n-1)/2, 1/2) / 2 with x = 1 - epsilon^2 and I the regularised incomplete beta function;
    for epsilon < 0, A(epsilon) = 1 - A(-epsilon). Near the equator, where the series of I_x converges slowly, the same
    number is A = 1/2 - I_{epsilon^2}(1/2, (n-1)/2) / 2. Relative error below 1e-12 up to n_dims = 10,000.

    1 at epsilon = -1; 0 at epsilon = 1 (n_dims > 1) and where it is below the smallest double: see `log_cap_fraction`.
    With n_dims = 1 the sphere is the two points +-1, and A = 1/2 for every epsilon above -1.

    >>> round(cap_fraction(2, 0.5), 12)  # arccos(0.5) / pi
    0.333333333333
    >>> round(cap_fraction(3, 0.5), 12)  # (1 - 0.5) / 2, Archimedes
    0.25
    """
    n_dims, epsilon = integer(n_dims, "n_dims", 1), number(epsilon, "epsilon", -1, 1)
    if epsilon < 0.0:
        return 1.0 if epsilon == -1.0 else 1.0 - cap_fraction(n_dims, -epsilon)
    return _wide_cap(n_dims, epsilon) if _is_wide(n_dims, epsilon) else math.exp(_log_narrow_cap(n_dims, epsilon))


def cap_fraction_by_definition(n_dims: int, epsilon: float, n_steps: int = 20_000) -> float:
    """Integrate the sphere's density in `n_dims` = n dimensions over the polar angle: to be read.

    A = int_0^w sin(t)^(n-2) dt / int_0^pi sin(t)^(n-2) dt,   w = arccos(epsilon),   by the midpoint rule of `n_steps`

    >>> round(cap_fraction_by_definition(2, 0.5), 9), round(cap_fraction_by_definition(3, 0.5), 6)
    (0.333333333, 0.25)
    """
    n_dims, n_steps, epsilon = integer(n_dims, "n_dims", 1), integer(n_steps, "n_steps",
                                                                     1), number(epsilon, "epsilon", -1, 1)
    if n_dims == 1:
        return 1.0 if epsilon == -1 else 0.5

    def integral(upper: float) -> float:
        t = upper * (np.arange(n_steps) + 0.5) / n_steps  # (n_steps,)
        return upper * float(np.mean(np.sin(t) ** (n_dims - 2)))

    return integral(math.acos(epsilon)) / integral(math.pi)


def log_cap_fraction(n_dims: int, epsilon: float) -> float:
    """Give the natural logarithm of `cap_fraction(n_dims, epsilon)`, also where that is too small for a double.

    -inf at epsilon = 1 (n_dims > 1). Divide by math.log(10) for powers of ten.

    >>> round(log_cap_fraction(512, 0.9) / math.log(10), 1), round(log_cap_fraction(10_000, 0.9) / math.log(10), 1)
    (-186.0, -3608.2)
    """
    n_dims, epsilon = integer(n_dims, "n_dims", 1), number(epsilon, "epsilon", -1, 1)
    if epsilon < 0.0:
        return 0.0 if epsilon == -1.0 else math.log1p(-cap_fraction(n_dims, -epsilon))
    return math.log(_wide_cap(n_dims, epsilon)) if _is_wide(n_dims, epsilon) else _log_narrow_cap(n_dims, epsilon)


def uniform_directions(n_samples: int, n_dims: int, rng: np.random.Generator) -> np.ndarray:
    """Draw directions (n_samples, n_dims) evenly over the sphere by `rng`: Gaussian vectors divided by their lengths.

    >>> uniform_directions(2, 3, np.random.default_rng(0)).shape
    (2, 3)
    """
    shape = integer(n_samples, "n_samples", 1), integer(n_dims, "n_dims", 1)
    return unit(generator(rng).standard_normal(shape), "directions")


def _is_wide(n_dims: int, epsilon: float) -> bool:
    """Say whether the cap is above 1/25, so that "half the sphere less a band" gives it without loss of digits."""
    return n_dims == 1 or epsilon * epsilon < min(0.5, 3.0 / n_dims)


def _wide_cap(n_dims: int, epsilon: float) -> float:
    """A = 1/2 - a D S(1/2, a; epsilon^2), a = (n-1)/2."""
    a = (n_dims - 1) / 2
    if a == 0.0 or epsilon == 0.0:
        return 0.5
    return 0.5 - a * math.exp(_log_factor(n_dims, epsilon)) * _series(0.5, a, epsilon * epsilon)


def _log_narrow_cap(n_dims: int, epsilon: float) -> float:
    """log A, A = D S(a, 1/2; 1 - epsilon^2) / 2, a = (n-1)/2."""
    if epsilon == 1.0:
        return -math.inf
    series = _series((n_dims - 1) / 2, 0.5, (1.0 - epsilon) * (1.0 + epsilon))
    return _log_factor(n_dims, epsilon) + math.log(series / 2.0)


def _log_factor(n_dims: int, epsilon: float) -> float:
    """log D, D = x^a (1-x)^(1/2) / (a B(a, 1/2)) = epsilon x^a Gamma(n/2) / (sqrt(pi) Gamma((n+1)/2)), a = (n-1)/2."""
    log_x = math.log1p(-epsilon) + math.log1p(epsilon)  # 1 - epsilon^2 would lose digits at both ends
    return (n_dims - 1) / 2 * log_x + math.log(epsilon / math.sqrt(math.pi)) - _log_gamma_ratio(n_dims / 2)


def _log_gamma_ratio(z: float) -> float:
    """log(Gamma(z + 1/2) / Gamma(z)); for large z the difference of two logarithms would suffer from cancellation."""
    if z < 100.0:
        return math.lgamma(z + 0.5) - math.lgamma(z)
    y = 1.0 / z
    correction = y * (-1 / 8 + y * (1 / 128 + y * (5 / 1024 - y * (21 / 32768 + y * 399 / 262144))))
    return 0.5 * math.log(z) + math.log1p(correction)


def _series(a: float, b: float, x: float) -> float:
    """S(a, b; x) = sum_k (a+b)_k / (a+1)_k x^k, so that I_x(a, b) = x^a (1-x)^b / (a B(a, b)) S; all terms positive."""
    total, term, k = 1.0, 1.0, np.arange(_N_TERMS)
    # from here on, or soon after, terms fall at least as fast as the powers of x
    while term > 2.0**-56 * (1.0 - x) * total:
        with np.errstate(under="ignore"):  # terms below the smallest double do not count
            terms = term * np.cumprod((a + b + k) / (a + 1.0 + k) * x)
        total += float(terms.sum())
        term, k = float(terms[-1]), k + _N_TERMS
    return total
