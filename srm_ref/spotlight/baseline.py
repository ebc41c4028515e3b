"""What would activations that prefer no direction show? The baseline of every curve, and how far chance moves it.

For directions uniform on the sphere every f(theta) of every plane has the expectation A_n(epsilon), the share of the
sphere inside one spotlight (`cap_fraction`), and the number inside, N f(theta), is binomial. Hence a band at each angle
of a plane's curve, and the largest epsilon at which a spotlight still catches anything by chance: beyond it isotropic
data give an empty picture, and so does any other cloud whose structure is not very strong.

Conventions: n_samples counts activations that are not zero; shares are of n_samples. The band is pointwise, for one
plane at one angle fixed beforehand: of 360 angles about (1 - level) 360 leave it by chance, and neighbouring angles
leave it together. The mean curve over many planes moves less than the band says.

Contents: isotropic_band, isotropic_band_by_definition, resolvable_epsilon. (The baseline itself is
`srm_ref.geometry.sphere.cap_fraction`.) Source: SRM, the isotropic case; the band is this package's.
"""

from __future__ import annotations

import math
from typing import Callable

import numpy as np

from srm_ref.checks import counted, integer, number, refuse
from srm_ref.geometry.sphere import cap_fraction, cap_fraction_by_definition, log_cap_fraction

__all__ = ["isotropic_band", "isotropic_band_by_definition", "resolvable_epsilon"]

_N_BISECTIONS = 64  # of [-1, 1]: to 2^-63
_NEGLIGIBLE = 1e-40  # of the likeliest count's probability; 1 - level cannot be below 1e-16
_N_TERMS = 4096  # of the binomial distribution, computed at once


def isotropic_band(n_samples: int, n_dims: int, epsilon: float, level: float) -> tuple[float, float]:
    """Bound the resonance of isotropic data at one angle of one plane: the central binomial interval of at least
    `level`.

    With K ~ Binomial(N, A_n(epsilon)) the number of activations inside the spotlight,

        lower = max{k: P(K < k) <= (1 - level) / 2} / N,   upper = min{k: P(K > k) <= (1 - level) / 2} / N

    from the probabilities themselves, by the ratios P(k + 1) / P(k) = (N - k) / (k + 1) * A / (1 - A) outwards from the
    likeliest k. All terms are positive; tail probabilities are right to about 1e-12 relative.

    n_samples: N, at least 1: activations that are not zero. n_dims: at least 1. level in (0, 1): the least probability
    that the interval holds the share. Returns lower and upper, in [0, 1], multiples of 1 / N; both ends belong to the
    interval. Time and memory grow as the square root of n_samples.

    >>> isotropic_band(2, 2, 0.0, 0.5)  # K is 0, 1, 2 with probabilities 1/4, 1/2, 1/4
    (0.5, 0.5)
    >>> isotropic_band(2, 2, 0.0, 0.6)
    (0.0, 1.0)
    >>> isotropic_band(50_000, 768, 0.7, 0.99)  # A = 1.5e-114: no activation, whatever the level
    (0.0, 0.0)
    """
    n_samples, level = integer(n_samples, "n_samples", 1), number(level, "level", 0, 1, low_open=True)
    if level == 1.0:
        refuse("level", "a number in (0, 1)", f"{level:g}")
    epsilon = number(epsilon, "epsilon", -1, 1)
    # share <= 1/2: at epsilon < 0 that outside, with all its digits; nothing is outside the cap at epsilon = -1,
    # which is closed
    share = 0.0 if epsilon == -1.0 else cap_fraction(n_dims, abs(epsilon))
    first, weights = _binomial_weights(n_samples, share)
    tail = (1.0 - level) / 2.0
    lower = first + _negligible_terms(weights, tail)
    upper = first + len(weights) - 1 - _negligible_terms(weights[::-1], tail)
    if epsilon < 0.0:
        lower, upper = n_samples - upper, n_samples - lower
    return lower / n_samples, upper / n_samples


def isotropic_band_by_definition(n_samples: int, n_dims: int, epsilon: float, level: float) -> tuple[float, float]:
    """Find the band from all probabilities of the binomial distribution, K = 0 .. n_samples: slow, to be read.

    lower = max{k: P(K < k) <= (1 - level) / 2} / N,   upper = min{k: P(K > k) <= (1 - level) / 2} / N

    epsilon, level: as for `isotropic_band`. Returns lower and upper.

    >>> isotropic_band_by_definition(2, 2, 0.0, 0.6)
    (0.0, 1.0)
    """
    n_samples, level = integer(n_samples, "n_samples", 1), number(level, "level", 0, 1)
    share, tail = cap_fraction_by_definition(n_dims, epsilon), (1 - level) / 2
    chances = [math.comb(n_samples, k) * share**k * (1 - share) ** (n_samples - k) for k in range(n_samples + 1)]
    lower = max(k for k in range(n_samples + 1) if math.fsum(chances[:k]) <= tail)
    upper = min(k for k in range(n_samples + 1) if math.fsum(chances[k + 1:]) <= tail)
    return lower / n_samples, upper / n_samples


def resolvable_epsilon(n_dims: int, n_samples: int, expected: float = 10) -> float:
    """Find the largest epsilon at which isotropic data still put `expected` activations into one spotlight.

    Solves N A_n(epsilon) = expected by bisection; log A decides, so that no width of layer underflows.

    n_dims: at least 1. n_samples: N, at least `expected`. expected: activations in one spotlight, above 0. Returns in
    [-1, 1]. Below 0 where more than half of all activations are expected; -1 where all are. With n_dims = 1, where A
    = 1/2 at every epsilon above -1, either 1 or -1.

    >>> round(resolvable_epsilon(2, 30), 12), round(resolvable_epsilon(3, 40), 12)  # cos(pi / 3), and 1 - 2/4
    (0.5, 0.5)
    >>> [round(resolvable_epsilon(n_dims, 50_000), 2) for n_dims in (16, 64, 768)]
    [0.76, 0.43, 0.13]
    """
    n_dims, n_samples = integer(n_dims, "n_dims", 1), integer(n_samples, "n_samples", 1)
    expected = number(expected, "expected", 0, low_open=True)
    if expected > n_samples:
        refuse("n_samples", f"at least {counted(f'{expected:g}', 'activation')} (`expected`), to put that many into "
               "one spotlight", f"{n_samples}")
    log_share = math.log(expected / n_samples or 5e-324)  # a quotient below the least number is as good as that
    low, high = -1.0, 1.0
    for _ in range(_N_BISECTIONS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if log_cap_fraction(n_dims, middle) >= log_share else (low, middle)
    return low


def _binomial_weights(n: int, share: float) -> tuple[int, np.ndarray]:
    """Return the first k and P(k) / P(mode) for k, k + 1, ... of Binomial(n, share), share <= 1/2, negligible ends
    left out.
    """
    mode, odds = int((n + 1) * share), share / (1.0 - share)
    up = _products(lambda j: (n - mode - j) / (mode + j + 1.0) * odds, n - mode)
    down = _products(lambda j: (mode - j) / (n - mode + j + 1.0) / odds, mode)
    return mode - len(down), np.concatenate([down[::-1], [1.0], up])


def _products(ratio: Callable[[np.ndarray], np.ndarray], n_ratios: int) -> np.ndarray:
    """Return the products ratio(0), ratio(0) ratio(1), ..., which fall from 1, until one is negligible or ratios
    end."""
    blocks, last, first = [np.empty(0)], 1.0, 0
    while last > _NEGLIGIBLE and first < n_ratios:
        j = np.arange(first, min(first + _N_TERMS, n_ratios), dtype=np.float64)
        with np.errstate(under="ignore"):  # terms below the smallest double do not count
            blocks.append(last * np.cumprod(ratio(j)))
        last, first = float(blocks[-1][-1]), first + _N_TERMS
    return np.concatenate(blocks)


def _negligible_terms(weights: np.ndarray, tail: float) -> int:
    """Count how many terms can be cut off the front while those cut off hold no more than `tail` of the whole."""
    below = np.concatenate([[0.0], np.cumsum(weights)])
    return int(np.searchsorted(below[:-1], tail * below[-1], side="right")) - 1
