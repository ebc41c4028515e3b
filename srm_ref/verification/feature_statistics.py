"""Which numbers describe a batch of sparse features? Shares and means that change with the known defects of a sampler.

    zero_share                      entries equal to 0
    outside_share                   entries outside [0, 1]
    column_active_share             non-zero share of one feature
    pair_active_share               share of samples with both of two features non-zero
    next_row_active_share           share of pairs of rows (0, 1), (2, 3), ... with a feature non-zero in both
    pair_product                    mean of x_i x_j over samples
    active_mean, active_mean_square over the non-zero entries
    active_distance_from_uniform    largest distance of their distribution function from that of U[0, 1]

Where a statistic has a value for every feature or pair, it is the value farthest from the expectation at `density`.

Contents: statistics_of.

Source: TMS section "Demonstrating superposition": x_i = 0 with probability S = 1 - density, else uniform on [0, 1].
"""

from __future__ import annotations

import numpy as np

__all__ = ["statistics_of"]


def statistics_of(features: np.ndarray, density: float) -> dict[str, float]:
    """Return the statistics of a batch of independent sparse features.

    Parameters
    ----------
    features : ndarray, shape (n_samples, n_features)
    density : float
        P(x_i != 0), the expectation that "farthest" refers to.

    Returns
    -------
    dict of str to float
        The active ones are nan where every entry is zero.

    Examples
    --------
    >>> round(statistics_of(np.array([[0.0, 0.25], [0.0, 0.75]]), 0.5)["zero_share"], 3)
    0.5
    """
    active = features != 0
    upper = np.triu_indices(features.shape[1], 1)
    pairs, products = _pair_means(active)[upper], _pair_means(features)[upper]
    rows = len(features) // 2 * 2
    both_rows = (active[0:rows:2] & active[1:rows:2]).mean(axis=0)
    values = np.sort(features[active])
    return {
        "zero_share": float(1 - active.mean()),
        "outside_share": float(((features < 0) | (features > 1)).mean()),
        "column_active_share": _farthest(active.mean(axis=0), density),
        "pair_active_share": _farthest(pairs, density**2),
        "next_row_active_share": _farthest(both_rows, density**2),
        "pair_product": _farthest(products, density**2 / 4),
        "active_mean": float(values.mean()) if values.size else float("nan"),
        "active_mean_square": float((values**2).mean()) if values.size else float("nan"),
        "active_distance_from_uniform": _distance_from_uniform(values) if values.size else float("nan"),
    }


def _pair_means(columns: np.ndarray) -> np.ndarray:
    """Return the mean of x_i x_j over rows, shape (n_features, n_features)."""
    columns = columns.astype(float)
    return columns.T @ columns / len(columns)


def _farthest(values: np.ndarray, expected: float) -> float:
    return float(values[np.argmax(np.abs(values - expected))])


def _distance_from_uniform(values: np.ndarray) -> float:
    """Return sup_x |F(x) - x| of sorted values: at each value, just before its step and at it."""
    n, uniform = len(values), np.clip(values, 0.0, 1.0)
    above, below = np.arange(1, n + 1) / n - uniform, uniform - np.arange(n) / n
    return float(max(above.max(), below.max()))
