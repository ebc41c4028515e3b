"""Does a batch of sparse features have the right distribution? Shares, values, and correlations at every lag.

A right sampler exceeds each bound with probability 1e-9 at most, without a normal approximation, also one that draws in
float32 (whose uniform numbers are 0 with probability 2^-24, or 2^-23). Shares: Chernoff's bound, n KL(found, p) against
log(2/1e-9). Distribution functions: Dvoretzky-Kiefer-Wolfowitz-Massart. Sums over entries a lag apart: Freedman's
inequality for the martingale sum_s y_s y_{s+k}, y the entries less their mean, over all lags of the batch read row by
row.

Contents: ALARM, complaint, share_complaint, shared_values.

Source: TMS section "Demonstrating superposition": x_i = 0 with probability S, else uniform on [0, 1], independent.
"""

from __future__ import annotations

from math import log, sqrt
from typing import Any

import numpy as np

from srm_ref.checks import counted

__all__ = ["ALARM", "complaint", "share_complaint", "shared_values"]

ALARM = 1e-9
FLOAT32_ZERO = 2.0**-23
# share of distinct values: float32 has 2^24 of them, and repeats a few in a hundred thousand
DISTINCT = 0.9
Wrong = "tuple[str, Any, Any] | None"


def share_complaint(name: str, count: float, n: int, p: float, worst_of: int = 1) -> Wrong:
    """Return a complaint if `count` of `n` is too unlikely at the probability `p`.

    Parameters
    ----------
    name : str
    count : float
    n : int
    p : float
    worst_of : int
        How many such counts were looked at.

    Returns
    -------
    tuple or None
        Name, expected share, found share.

    Examples
    --------
    >>> share_complaint("heads", 52, 100, 0.5), share_complaint("heads", 99, 100, 0.5)
    (None, ('heads', 0.5, 0.99))
    """
    q = count / n
    terms = [a * log(a / b) if a > 0 else 0.0 for a, b in ((q, p), (1 - q, 1 - p)) if b > 0 or a == 0]
    impossible = len(terms) < 2
    return (name, p, q) if impossible or n * sum(terms) > log(2 * worst_of / ALARM) else None


def complaint(x: np.ndarray, shape: tuple[int, int], sparsity: float) -> Wrong:
    """Return what is wrong with a batch, or None.

    Parameters
    ----------
    x : ndarray
    shape : tuple of int
        Wanted.
    sparsity : float

    Returns
    -------
    tuple or None
        Name of the statistic, expected, found.
    """
    if x.shape != shape:
        return "shape", str(shape), str(x.shape)
    if not ((x >= 0) & (x <= 1)).all():
        return "smallest or largest entry", "between 0 and 1", f"{x.min():.8g}, {x.max():.8g}"
    active, density = x != 0, 1 - sparsity
    wrong = _shares(active, density)
    if wrong is None and active.any():
        wrong = _values(x[active], density) or _rows(x, active) or _lags(active - density, density * sparsity,
                                                                         "non-zero")
        return wrong or _lags(x - density / 2, density / 3 - density**2 / 4, "values")
    return wrong


def _shares(active: np.ndarray, density: float) -> Wrong:
    n, k = active.shape
    p = min(density, 1 - FLOAT32_ZERO)
    wrong = share_complaint("share of non-zero entries", active.sum(), n * k, p)
    for i in range(k):
        wrong = wrong or share_complaint(f"share of non-zero entries, feature {i}", active[:, i].sum(), n, p, k)
    pairs = active.T.astype(float) @ active
    for i, j in zip(*np.triu_indices(k, 1)):
        wrong = wrong or share_complaint(f"share of samples with features {i} and {j} non-zero", pairs[i, j], n, p * p,
                                         k * k)
    numbers = np.bincount(active.sum(axis=1), minlength=k + 1)
    return wrong or share_complaint("share of samples of zeros only", numbers[0], n, (1 - p) ** k)


def _values(values: np.ndarray, density: float) -> Wrong:
    n, ordered = len(values), np.sort(values)
    distance = max((np.arange(1, n + 1) / n - ordered).max(), (ordered - np.arange(n) / n).max())
    if distance > sqrt(log(2 / ALARM) / (2 * n)):
        return "distance of the non-zero entries from the uniform distribution", 0.0, float(distance)
    distinct = len(np.unique(values)) / n
    if n >= 50 and distinct < DISTINCT:
        return "share of distinct values among the non-zero entries", "nearly 1", distinct
    return None


def _rows(x: np.ndarray, active: np.ndarray) -> Wrong:
    full = x[active.sum(axis=1) >= 4]
    repeated = len(full) - len(np.unique(full, axis=0))
    return ("rows that occur twice, with four non-zero entries or more", 0, repeated) if repeated else None


def _lags(y: np.ndarray, variance: float, name: str) -> Wrong:
    """Test the sum over entries a lag apart, for every lag: Freedman, a union bound over the lags."""
    flat = y.ravel()
    n = len(flat)
    if n < 50 or variance <= 0:
        return None
    spectrum = np.fft.rfft(flat, 2 * n)
    sums = np.fft.irfft(np.abs(spectrum) ** 2, 2 * n)[1:n]
    level, largest = log(2 * n / ALARM), max(float(np.abs(flat).max()) ** 2, variance)
    allowed = sqrt(2 * 1.2 * n * level) * variance + 2 / 3 * largest * level
    lag = int(np.argmax(np.abs(sums)))
    if abs(sums[lag]) <= allowed:
        return None
    rows, columns = divmod(lag + 1, y.shape[1])
    return (f"correlation of {name}, entries {counted(rows, 'row')} and {counted(columns, 'column')} apart", 0.0,
            float(sums[lag] / (n * variance)))


def shared_values(here: np.ndarray, there: np.ndarray) -> float:
    """Return the share of the non-zero values of one batch that occur in the other.

    Parameters
    ----------
    here, there : ndarray, shape (n_samples, n_features)

    Examples
    --------
    >>> shared_values(np.array([0.5, 0.25, 0.0]), np.array([0.5, 0.0]))
    0.5
    """
    values = here[here != 0]
    return float(np.isin(values, there[there != 0]).mean()) if values.size else 0.0
