"""How many features fit? Lower bounds on interference, and the dimensions that compressed sensing asks for.

Contents: welch_bound, least_frame_potential, dimensions_for_recovery.
Source: Welch (1974); Benedetto and Fickus (2003); TMS appendix on compressed sensing, after Do Ba, Indyk, Price and
Woodruff (2010).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import integer, real_array, require_all
from srm_ref.superposition.arguments import checked_densities

__all__ = ["welch_bound", "least_frame_potential", "dimensions_for_recovery"]


def welch_bound(n_features: int, n_hidden: int) -> float:
    """Return the least coherence of n unit features in m dimensions: ``sqrt((n - m) / (m (n - 1)))``.

    0 where n_features <= n_hidden. No W of unit columns has a smaller `coherence`; simplices reach it.

    >>> round(welch_bound(4, 3), 12)  # the tetrahedron
    0.333333333333
    """
    n, m = integer(n_features, "n_features", 1), integer(n_hidden, "n_hidden", 1)
    return 0.0 if n <= m else ((n - m) / (m * (n - 1))) ** 0.5


def least_frame_potential(n_features: int, n_hidden: int) -> float:
    """Return the least ``sum_ij (W_i . W_j)^2`` of n unit features in m dimensions: ``max(n, n^2 / m)``.

    Reached by tight frames (Benedetto and Fickus): so the interferences s_i add up to n^2 / m - n at least.

    >>> least_frame_potential(5, 2)
    12.5
    """
    n, m = integer(n_features, "n_features", 1), integer(n_hidden, "n_hidden", 1)
    return max(float(n), n**2 / m)


def dimensions_for_recovery(n_features: Any, density: Any) -> np.ndarray:
    """Return ``n p log(1 / p)``: up to a constant, the dimensions needed to recover features of density p.

    Recovering every k-sparse input of n features through a matrix with the restricted isometry property takes
    m = Omega(k log(n / k)); with k = O(p n) this is Omega(n p log(1/p)). So the number of features grows at most like
    m / (p log(1/p)): linearly in m, by a factor that only sparsity sets (TMS appendix on compressed sensing).

    What this does not show: trained toy models neither have the restricted isometry property nor recover all k-sparse
    inputs. It is a rate: the constant is unknown. It is 0 at p = 0 and at p = 1, where the argument, for sparse
    inputs, says nothing. The shapes of n_features and `density` broadcast.

    >>> dimensions_for_recovery(1, [0.5, 0.1, 0.01]).round(3).tolist()
    [0.347, 0.23, 0.046]
    """
    n, p = real_array(n_features, "n_features"), checked_densities(density)
    require_all(n > 0.0, n, "n_features", "numbers > 0")
    return n * p * -np.log(np.where(p > 0.0, p, 1.0))
