"""Which orthonormal basis do activations lie nearest to, or farthest from? Found on one half of them, tested on the
other.

The rotation test can say that a given basis is special, but never that no other is more so. Here the basis is searched
for, by climbs (`extremes`) from bases drawn at random.

Why half is held out. A basis reached by a climb is extreme for the activations that the climb used, whether it is
special or not: with n (n - 1) / 2 angles to choose, isotropic activations have an extreme basis as well. So the climb
uses one half of the activations, and `basis_rotation_test` asks on the other half whether the basis differs from its
rotations. Given the first half, the basis is fixed; where one common rotation of the other half's rows leaves their
joint law as it is, p <= level happens with a probability of at most level. Rows that belong together, as those of one
document do, must be in the same half (`groups`).

What is found is a basis, not a cause, nor always the axes in which rows were made: another basis may be more extreme. A
mean that is not zero is a preferred direction, and is found as one; `centre` subtracts from each half its own mean.
Where activations span fewer dimensions than they have (`rank`), the parts of the directions outside that span are
arbitrary, and so are the angles computed from them.

Angles between bases are those between partners (`match_directions`), and large angles mean little: two bases drawn at
random are 61 degrees apart in 16 dimensions in the median over partners, and 72 in 64. `chance_angles` gives such
angles for comparison. How well the activations determine the found basis shows in `refit_angles`: the angles to where
the climb leads when it is continued on the other half. Starts that agree are no evidence of a preference: in 8
dimensions they mostly agree on isotropic activations as well.

From the given basis a climb is made as well, on the first half (`from_given`): it ends where no small turn of the given
directions helps, and that end is tested on the other half like the found one. It has no part in what is found.

Contents: AGREEMENT, N_CHANCE, FoundBasis, find_basis (and extreme_basis, extreme_basis_by_definition, of `extremes`).
Source: this package; `extremes` says where it meets factor analysis and dictionary learning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from srm_ref.checks import check_activations, counted, flag, generator, integer, plain_array, require_finite
from srm_ref.geometry.matching import match_directions
from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import norms
from srm_ref.memory import require_memory
from srm_ref.progress import Progress
from srm_ref.spotlight.extremes import (Climb, climb, extreme_basis, extreme_basis_by_definition, orthonormal, side,
                                        unit_rows)
from srm_ref.spotlight.fourth_moments import isotropic_kurtosis, kurtosis
from srm_ref.spotlight.halves import first_half, labels_of, rows_of
from srm_ref.spotlight.results import Result
from srm_ref.spotlight.rotation_test import RotationTest, basis_rotation_test
from srm_ref.spotlight.verdict import Ranked, equal_tail_p_value

__all__ = ["AGREEMENT", "N_CHANCE", "FoundBasis", "find_basis", "extreme_basis", "extreme_basis_by_definition"]

AGREEMENT = np.radians(10.0)
"""Two climbs ended at the same basis if no direction is farther than this from its partner."""

N_CHANCE = 19
"""The number of random bases, whose angles with the given one are compared with those of the found basis."""

_ROWS = 4096  # read at once
_SPANNED = 1e-12  # of the largest sum of squares along a direction


@dataclass(frozen=True, repr=False)
class FoundBasis(Result):
    """Hold a basis that was found on one half of the activations, and its test on the other half.

    Its directions stand in the order and with the signs that bring them nearest to those of the given basis. Angles are
    in radians, between the lines along partners (`match_directions`).
    """

    sign: int  # 1: of highest kurtosis, -1: of lowest
    basis: np.ndarray  # (n_dims, n_dims)
    kurtosis_fitted: float  # on the half that it was found on
    test: RotationTest  # on the other half
    start_kurtoses: np.ndarray  # (n_starts,) on the first half, where each climb ended; the most extreme first
    start_angles: np.ndarray  # (n_starts,) the widest angle between partners in the basis and where this start ended
    n_unended: int  # climbs that ended at the largest number of steps
    given: np.ndarray  # (n_dims, n_dims)
    angles: np.ndarray  # (n_dims,) angles to the given basis
    refit_angles: np.ndarray  # (n_dims,) to where the directions go if the climb is continued on the other half
    chance_angles: np.ndarray  # (N_CHANCE, n_dims) between bases drawn at random and the given one, each row ascending
    given_test: Ranked  # the given basis on the other half, among the same rotations
    from_given: np.ndarray  # (n_dims, n_dims) where the given basis climbs to on the first half, row by row
    from_given_angles: np.ndarray  # (n_dims,) by which its directions have moved there
    from_given_test: Ranked  # that end on the other half, among the same rotations
    gain_error: float  # standard error of `gain`, groups taken as independent
    rank: int  # dimensions that the first half's rows span
    n_fitted: int  # non-zero rows of the first half
    n_groups: int

    @property
    def kurtosis_held_out(self) -> float:
        """The kurtosis on the half that was not used to find the basis."""
        return self.test.kurtosis

    @property
    def p_value(self) -> float:
        """The p-value on the other half, against rotations, by equal tails."""
        return self.test.kurtosis_p_value

    @property
    def n_agree(self) -> int:
        """How many climbs ended at this basis, every direction within AGREEMENT of its partner."""
        return int(np.count_nonzero(self.start_angles <= AGREEMENT))

    @property
    def found(self) -> bool:
        """Whether the other half shows the preference that the first half was climbed for."""
        return self.test.verdict == ("aligned" if self.sign > 0 else "anti-aligned")

    @property
    def share_kept(self) -> float:
        """The share of the fitted excess over chance that remains on the other half: the rest is overfitting."""
        chance = isotropic_kurtosis(len(self.basis))
        return _share(self.kurtosis_held_out - chance, self.kurtosis_fitted - chance)

    @property
    def gain(self) -> float:
        """Kurtosis of the found basis less that of the given one, on the other half."""
        return self.kurtosis_held_out - self.given_test.value

    @property
    def given_leads_here(self) -> bool:
        """Whether the climb from the given basis ended at the found one, every direction within AGREEMENT."""
        return bool(match_directions(self.basis, self.from_given)[1].max() <= AGREEMENT)

    @property
    def share_of_given(self) -> float:
        """What share of the found basis's excess over chance the given one has, on the other half."""
        chance = isotropic_kurtosis(len(self.basis))
        return _share(self.given_test.value - chance, self.kurtosis_held_out - chance)

    def columns(self) -> dict[str, np.ndarray]:
        """Return a row per direction: its number, angle to the given basis and after the refit, each (n_dims,)."""
        return {"direction": np.arange(len(self.basis)), "angle": self.angles, "refit_angle": self.refit_angles}


def find_basis(activations: Any, sign: int, n_starts: int, rng: np.random.Generator, *, groups: Any = None,
               given: Any = None, n_rotations: int = 99, centre: bool = False,
               progress: Progress | None = None) -> FoundBasis:
    """Find the basis of highest or lowest kurtosis on one half of the activations, and test it on the other.

    sign: 1 for the highest kurtosis, -1 for the lowest. n_starts: Haar-random bases from which to climb, at least 1;
    the most extreme end is taken. rng: draws the halves, the starts, the rotations, and bases to compare angles with.
    groups (n_samples,): rows of one group (a document) come into the same half. Default: every row for itself. given
    (n_dims, n_dims): orthonormal rows to compare with; default: the standard basis. It does not influence the search.
    n_rotations: of the test. centre: subtract from the rows of each half their mean. progress: called with (starts
    done, n_starts); the test comes after them.

    >>> rng = np.random.default_rng(0)
    >>> rows = np.eye(4)[rng.integers(4, size=200)] @ random_rotation(4, rng)
    >>> found = find_basis(rows, 1, 3, rng)
    >>> round(found.kurtosis_held_out, 6), found.p_value, found.n_agree, found.test.verdict
    (4.0, 0.02, 3, 'aligned')
    """
    sign, n_starts, rng = side(sign), integer(n_starts, "n_starts", 1), generator(rng)
    n_dims = (activations := _check(activations)).shape[1]
    given = np.eye(n_dims) if given is None else orthonormal(given, "given", n_dims)
    fitted = first_half(labels := labels_of(groups, len(activations)), rng)
    first, second = (rows_of(activations, half, flag(centre, "centre")) for half in (fitted, ~fitted))
    rows, lit = unit_rows(first), norms(second) > 0.0
    climbs = _climbs(rows, sign, n_starts, rng, progress)
    basis, kurtoses = _in_order_of(given, climbs[0].basis), np.array([ended.kurtoses[-1] for ended in climbs])
    test = basis_rotation_test(second, basis, None, n_rotations, rng)
    refit, onward = climb(unit_rows(second), basis, sign).basis, climb(rows, given, sign).basis
    given_test, onward_test = (_ranked(second, one, test.kurtosis_null) for one in (given, onward))
    return FoundBasis(
        sign=sign, basis=basis, kurtosis_fitted=float(kurtoses[0]), test=test, start_kurtoses=kurtoses,
        start_angles=np.array([match_directions(basis, ended.basis)[1].max() for ended in climbs]),
        n_unended=sum(not ended.ended for ended in climbs), given=given, angles=_angles_of_rows(basis, given),
        refit_angles=_angles_of_rows(basis, refit), chance_angles=_chance_angles(n_dims, rng),
        given_test=given_test, from_given=onward, from_given_angles=_angles_of_rows(onward, given),
        from_given_test=onward_test,
        gain_error=_gain_error(unit_rows(second), labels[~fitted][lit], basis, given), rank=_rank(rows),
        n_fitted=len(rows), n_groups=int(labels.max()) + 1)


def _ranked(rows: np.ndarray, basis: np.ndarray, null: np.ndarray) -> Ranked:
    """Rank an orthonormal basis among the rotations of another: they are Haar-random, whichever was turned."""
    value = kurtosis(rows, basis)
    return Ranked(value, null, equal_tail_p_value(value, null))


def _climbs(rows: np.ndarray, sign: int, n_starts: int, rng: np.random.Generator,
            progress: Progress | None) -> list[Climb]:
    """Climb from random bases; list the most extreme end first."""
    climbs = []
    for k in range(n_starts):
        climbs.append(climb(rows, random_rotation(rows.shape[1], rng), sign))
        if progress is not None:
            progress(k + 1, n_starts)
    return sorted(climbs, key=lambda ended: -sign * ended.kurtoses[-1])


def _check(activations: Any) -> np.ndarray:
    """Refuse what is no matrix of finite numbers, and name the row by its number before the shuffle."""
    activations = plain_array(activations, "activations")
    activations = check_activations(activations, activations.shape[1] if activations.ndim == 2 else 0)
    for first in range(0, len(activations), _ROWS):
        require_finite(np.asarray(activations[first:first + _ROWS]), "activations", first)
    require_memory(16.0 * activations.size, "activations", "rows", counted(activations.size, "number"), "take some")
    return activations


def _in_order_of(given: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Reorder directions and change their signs so that each is in the place, and on the side, of its partner."""
    ordered = basis[match_directions(given, basis)[0]]
    return ordered * np.where((ordered * given).sum(axis=1) < 0.0, -1.0, 1.0)[:, None]


def _angles_of_rows(basis: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.arccos(np.minimum(np.abs((basis * other).sum(axis=1)), 1.0))


def _chance_angles(n_dims: int, rng: np.random.Generator) -> np.ndarray:
    """Haar-random bases are as far from the standard basis as from any other."""
    axes = np.eye(n_dims)
    return np.array([np.sort(match_directions(axes, random_rotation(n_dims, rng))[1]) for _ in range(N_CHANCE)])


def _gain_error(rows: np.ndarray, labels: np.ndarray, basis: np.ndarray, given: np.ndarray) -> float:
    """Return the standard error of the difference of two kurtoses over unit rows in groups; nan for fewer than two
    groups.
    """
    if (n_groups := len(np.unique(labels))) < 2:
        return float("nan")
    gains = np.concatenate([len(basis) * (_sums(some, basis) - _sums(some, given))
                            for some in np.array_split(rows, 1 + len(rows) // _ROWS)])
    sums = np.bincount(labels, weights=gains - gains.mean())
    return float(np.sqrt((sums**2).sum() * n_groups / (n_groups - 1)) / len(gains))


def _sums(rows: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Return sum_i P_i^4 of every row."""
    squares = np.square(rows @ basis.T)
    return np.einsum("ij,ij->i", squares, squares)


def _rank(rows: np.ndarray) -> int:
    """Count the dimensions that unit rows span."""
    eigenvalues = np.linalg.eigvalsh(rows.T @ rows)
    return int(np.count_nonzero(eigenvalues > _SPANNED * max(eigenvalues[-1], 1.0)))


def _share(part: float, whole: float) -> float:
    return part / whole if whole != 0.0 else float("nan")
