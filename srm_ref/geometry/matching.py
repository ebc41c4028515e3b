"""Which direction of one basis belongs to which of another? The closest pairing, and its angles.

A basis found from data has its directions in any order and of any sign. To compare it with another, every direction is
given a partner of its own so that the sum over pairs of the squared cosines is as large as possible: an assignment.
To give each direction its nearest one could give the same partner to two directions.

The assignment is solved by shortest augmenting paths (the Hungarian method). Numbers r_i and c_j with r_i + c_j >= s_ij
for all i, j, and equality for the pairs that are matched, prove that no other assignment has a larger sum: every sum is
at most sum r_i + sum c_j, which is the sum of the matched pairs. The two properties are kept whenever a row is added.

Contents: assignment, match_directions.
Source: H. W. Kuhn, "The Hungarian method for the assignment problem", Naval Research Logistics Quarterly 2 (1955).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import counted, real_array, refuse
from srm_ref.geometry.vectors import cosine_similarity

__all__ = ["assignment", "match_directions"]


def assignment(scores: Any) -> np.ndarray:
    """Give every row of `scores` (n, n) a column of its own, (n,), so that their sum is as large as possible.

    >>> assignment([[9, 8], [8, 1]]).tolist()  # 8 + 8, though 9 is the largest
    [1, 0]
    """
    scores = real_array(scores, "scores", ("n", "n"))
    n = len(scores)
    if scores.shape != (n, n):
        refuse("scores", "a square matrix", f"shape {scores.shape}")
    row_of = np.full(n + 1, -1)  # column -> its row; the last column stands for "none yet"
    r, c = np.zeros(n), np.zeros(n + 1)
    for row in range(n):
        row_of[n], column = row, n
        slack, before, reached = np.full(n, np.inf), np.full(n, n), np.zeros(n + 1, dtype=bool)
        while row_of[column] >= 0:  # grow a tree of paths along pairs without slack until a free column is reached
            reached[column], here = True, row_of[column]
            left, free = r[here] + c[:n] - scores[here], ~reached[:n]
            nearer = free & (left < slack)
            slack[nearer], before[nearer] = left[nearer], column
            column = int(np.argmin(np.where(free, slack, np.inf)))
            least = slack[column]
            r[row_of[reached]] -= least
            c[reached] += least
            slack[free] -= least
        while column != n:  # along the path, every row moves on by one column
            row_of[column], column = row_of[before[column]], before[column]
    return np.argsort(row_of[:n])


def match_directions(basis: Any, other: Any) -> tuple[np.ndarray, np.ndarray]:
    """Give every direction of `basis` (n, n_dims) a partner of its own in `other` (n, n_dims), up to sign.

    The assignment i -> p_i with the largest sum of (b_i . o_p_i)^2. Returns partners (n,), the row of `other` for
    every row of `basis`, and angles (n,), radians in [0, pi/2] between the lines along partners.

    >>> partners, angles = match_directions([[1, 0], [0, 1]], [[0, -2], [3, 3]])
    >>> partners.tolist(), np.degrees(angles).round(6).tolist()
    ([1, 0], [45.0, 0.0])
    """
    cosines = np.abs(cosine_similarity(basis, other))
    if cosines.shape[0] != cosines.shape[1]:
        refuse("other", f"{counted(cosines.shape[0], 'direction')}, as many as the basis has", f"{cosines.shape[1]}")
    partners = assignment(cosines**2)
    return partners, np.arccos(cosines[np.arange(len(cosines)), partners])
