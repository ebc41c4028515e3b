"""How do mass and harmonic of a basis stand among those of its rotations? They need the arcs of every lit pair.

Mass and harmonic are sums over all planes (`statistics`), of every lit pair of an activation and a plane: for every
rotation a sweep of its own, which takes minutes where epsilon is small. Their p says that the basis differs from
its rotations, not in which direction: below epsilon = 1/sqrt(2) the sign of the harmonic does not distinguish axes from
diagonals (`statistics.sign_tells_axes`), and near it the test of the harmonic can miss rows that are all near the axes.
Where nothing is lit the harmonic counts as 0, in the null too.

Contents: centred_p_value, arcs_of_rotations.
Source: this package. Monte Carlo p-values: Phipson and Smyth, Statistical Applications in Genetics and Molecular
Biology 9 (2010) 39.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import check_activations, number
from srm_ref.geometry.bases import rotated
from srm_ref.progress import Progress
from srm_ref.spotlight.counting.planes import basis_geometry, planes_of
from srm_ref.spotlight.statistics import summary_of

__all__ = ["centred_p_value", "arcs_of_rotations"]

_TIE_RTOL = 1e-12  # values this close, relative to the largest, are equal: sums of many arcs agree to about 1e-14


def centred_p_value(value: float, null: np.ndarray) -> float:
    """Rank a value among null values by its distance from the mean of all: (1 + #{|null - c| >= |value - c|}) / (1 +
    n).

    With c the mean of the value and the n null values together, p is exact in both directions for any number of
    rotations from 2 on: c treats the value like the others. (With one rotation both are equally far from c, and p = 1.)

    null (n,). Returns in [1 / (1 + n), 1].

    >>> centred_p_value(9.0, np.array([1.0, 2.0, 0.0]))  # c = 3
    0.25
    >>> centred_p_value(3.0, np.array([1.0, 2.0, 6.0]))  # c = 3
    1.0
    """
    everything = np.append(null, value)
    distances = np.abs(everything - everything.mean())
    tie = _TIE_RTOL * np.abs(everything).max()
    return (1 + int(np.count_nonzero(distances[:-1] >= distances[-1] - tie))) / len(everything)


def arcs_of_rotations(activations: Any, basis: Any, epsilon: float | None, n_rotations: int, rng: np.random.Generator,
                      progress: Progress | None) -> dict[str, Any]:
    """Compute mass and harmonic of a basis and of its rotations, each null (n_rotations,), with their p-values.

    Returns the fields of `rotation_test.RotationTest` that stand below `mass` there, by name.
    """
    geometry = basis_geometry(basis)
    planes, epsilon = planes_of("combinations", geometry), number(epsilon, "epsilon", -1, 1)
    activations, summaries = check_activations(activations, geometry.rows.shape[1]), []
    for k in range(n_rotations + 1):
        turned = geometry if k == 0 else geometry._replace(rows=rotated(geometry.rows, rng), is_identity=False)
        report = progress and (lambda done, total: progress(k * total + done, (n_rotations + 1) * total))
        summaries.append(summary_of(activations, turned, planes, epsilon, report))
    given, (harmonics, masses) = summaries[0], np.array([(s.harmonic, s.mass) for s in summaries]).T
    counted = np.nan_to_num(harmonics)
    return {"mass": given.mass, "mass_null": masses[1:], "mass_p_value": centred_p_value(masses[0], masses[1:]),
            "harmonic": given.harmonic, "harmonic_null": counted[1:],
            "harmonic_p_value": centred_p_value(counted[0], counted[1:]), "alignment": given.alignment}
