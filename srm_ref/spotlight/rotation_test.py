"""Is THIS basis special for THESE activations? Compare it with random rotations of itself.

A mass above the isotropic baseline, or a harmonic that is not 0, may only say that the cloud is not isotropic: a narrow
cloud lies near some planes of any basis. The question is whether the privileged basis differs from the same basis turned at
random, angles among its directions kept. If the activations prefer no direction, value and null are exchangeable, and with

    c = mean of the value and the n_rotations null values together
    p = (1 + #{|null - c| >= |value - c|}) / (1 + n_rotations)

p is exactly uniform on 1 / (1 + n_rotations), ..., 1, ties aside: c treats the value like the others, and so p is honest in
both directions for any number of rotations from 2 on. (With one rotation both are as far from c, and p = 1.) Values that
differ by rounding only are ties, and ties make p larger, never smaller.

What p says is that the basis differs from its rotations, not to which side: below epsilon = 1 / sqrt(2) the sign of the
harmonic does not tell axes from diagonals (`statistics.sign_tells_axes`). Near that epsilon a row on an axis counts as almost
nothing in the harmonic, and the test of the harmonic can miss rows that are all near the axes.

Conventions: as in `statistics`. Where nothing is lit the harmonic is undefined; in the null, and for p, it counts as 0.

Cost: one product of the activations with a basis for the basis itself and for every rotation, after reading the activations
once more; reading and normalising a chunk costs far less than multiplying it, and so memory stays that for one chunk.

Contents: RotationTest, basis_rotation_test.
Source: this package's; SRM compares privileged with random bases by eye. Monte Carlo p-values: Phipson and Smyth, Statistical
Applications in Genetics and Molecular Biology 9 (2010) 39.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import generator, integer, number
from srm_ref.geometry.bases import rotated
from srm_ref.progress import Progress
from srm_ref.spotlight.counting.planes import basis_geometry, check_activations, planes_of
from srm_ref.spotlight.statistics import summary_of

__all__ = ["RotationTest", "basis_rotation_test", "centred_p_value"]

_TIE_RTOL = 1e-12
"""Values this close, relative to the largest, are equal: sums of many arcs agree to about 1e-14."""


class RotationTest(NamedTuple):
    """Hold what the privileged basis shows, and what its rotations show."""

    statistic: float  # harmonic under the basis; nan where nothing is lit
    null: np.ndarray  # (n_rotations,) harmonics under its rotations; 0 where nothing is lit
    p_value: float  # of the harmonic, two-sided
    mass: float
    mass_null: np.ndarray  # (n_rotations,)
    mass_p_value: float  # two-sided
    alignment: float  # nan where nothing is lit


def basis_rotation_test(activations: Any, basis: Any, epsilon: float, n_rotations: int, rng: np.random.Generator,
                        progress: Progress | None = None) -> RotationTest:
    """Test whether a basis is special for the activations, against Haar-random rotations of that basis.

    p = (1 + #{|null - c| >= |value - c|}) / (1 + n_rotations),   c = mean(value, null_1, ..., null_n)

    for the fourth harmonic and for the mass (`statistics`).

    Parameters
    ----------
    activations : array_like, shape (n_samples, n_dims)
        A memory map is read in chunks, once for every rotation.
    basis : array_like, shape (n_basis, n_dims)
        Privileged directions, of any lengths.
    epsilon : float
        Cosine of the cone's half angle, in [-1, 1].
    n_rotations : int
        At least 1; p is at least 1 / (1 + n_rotations).
    rng : numpy.random.Generator
        Draws the rotations.
    progress : callable, optional
        Called with (samples done, all samples), those of all rotations together.

    Returns
    -------
    RotationTest
        `.statistic`, `.null` of shape (n_rotations,) and `.p_value` are the harmonic's; `.mass`, `.mass_null`,
        `.mass_p_value` the mass's; `.alignment`.

    Raises
    ------
    ValueError
        Bad shapes, NaN or infinity, a zero basis row, no pair that spans a plane, epsilon outside [-1, 1], n_rotations
        below 1, or rng not a Generator.

    Examples
    --------
    >>> axes = np.eye(3)
    >>> result = basis_rotation_test(axes, axes, 0.9, 19, np.random.default_rng(0))
    >>> round(result.statistic, 3), result.p_value, result.null.shape
    (0.539, 0.05, (19,))
    """
    geometry = basis_geometry(basis)
    planes, epsilon = planes_of("combinations", geometry), number(epsilon, "epsilon", -1, 1)
    n_rotations, rng = integer(n_rotations, "n_rotations", 1), generator(rng)
    activations = check_activations(activations, geometry.rows.shape[1])

    summaries = [summary_of(activations, geometry, planes, epsilon, _share_of(progress, 0, n_rotations))]
    for k in range(1, n_rotations + 1):
        turned = geometry._replace(rows=rotated(geometry.rows, rng), is_identity=False)  # the same angles, the same planes
        summaries.append(summary_of(activations, turned, planes, epsilon, _share_of(progress, k, n_rotations)))
    harmonics, masses = np.array([(s.harmonic, s.mass) for s in summaries]).T
    counted = np.nan_to_num(harmonics)
    return RotationTest(float(harmonics[0]), counted[1:], centred_p_value(counted[0], counted[1:]), float(masses[0]),
                        masses[1:], centred_p_value(masses[0], masses[1:]), summaries[0].alignment)


def centred_p_value(value: float, null: np.ndarray) -> float:
    """Rank a value among null values by its distance from the mean of all: (1 + #{|null - c| >= |value - c|}) / (1 + n).

    Parameters
    ----------
    value : float
    null : ndarray, shape (n,)

    Returns
    -------
    float
        In [1 / (1 + n), 1].

    Examples
    --------
    >>> centred_p_value(9.0, np.array([1.0, 2.0, 0.0]))  # c = 3
    0.25
    >>> centred_p_value(3.0, np.array([1.0, 2.0, 6.0]))  # c = 3
    1.0
    """
    everything = np.append(null, value)
    distances = np.abs(everything - everything.mean())
    tie = _TIE_RTOL * np.abs(everything).max()
    return (1 + int(np.count_nonzero(distances[:-1] >= distances[-1] - tie))) / len(everything)


def _share_of(progress: Progress | None, k: int, n_rotations: int) -> Progress | None:
    """Report the progress of pass k of n_rotations + 1 as that of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(k * total + done, (n_rotations + 1) * total)
