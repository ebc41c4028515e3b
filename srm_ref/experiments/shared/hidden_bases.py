"""Is a basis that was hidden in activations found again? Clouds with a planted basis, turned at random, and clouds with
none.

Every cloud is made in the coordinate axes and turned by a Haar-random rotation, whose rows are then the hidden basis.
The search does not know the basis and uses one half of the rows; measured are the kurtosis on the other half, and the
angles of the found directions to the hidden ones.

The hidden basis need not be the most extreme one. ReLU(g) has a mean along (1, ..., 1), a direction of its own: in 32
dimensions the basis of highest kurtosis has a direction 13 degrees from it, lies 68 degrees from the axes at its
widest, and is higher than they are on held-out rows. In 8 and 16 dimensions it is that of the axes.

Contents: Hidden, HIDDEN, UNIFORM, Recovery, recover, false_alarm.
Source: this package.
"""

from __future__ import annotations

from typing import Callable, NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.geometry.rotations import random_rotation
from srm_ref.spotlight.found_basis import find_basis

__all__ = ["Hidden", "HIDDEN", "UNIFORM", "Recovery", "recover", "false_alarm"]

N_STARTS, N_ROTATIONS = 4, 39
_ACTIVE = 3


class Hidden(NamedTuple):
    """Hold how rows are made, and on which side their axes are extreme."""

    rows: Callable[[np.random.Generator, int, int], np.ndarray]  # (rng, n_rows, n_dims)
    sign: int


def _one_hot(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    signs = rng.choice([-1.0, 1.0], size=(n, 1))
    return signs * np.eye(d)[rng.integers(d, size=n)] + 0.2 * rng.standard_normal((n, d))


def _sparse(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    ranks = np.argsort(np.argsort(rng.random((n, d)), axis=1), axis=1)
    return (ranks < _ACTIVE) * rng.standard_normal((n, d))


HIDDEN: dict[str, Hidden] = {
    "one-hot + noise .2": Hidden(_one_hot, 1),
    "tanh(2g)": Hidden(lambda rng, n, d: np.tanh(2.0 * rng.standard_normal((n, d))), -1),
    "Laplace": Hidden(lambda rng, n, d: rng.laplace(size=(n, d)), 1),
    "ReLU(g)": Hidden(lambda rng, n, d: np.maximum(rng.standard_normal((n, d)), 0.0), 1),
    "3 active": Hidden(_sparse, 1),
}
"""Clouds by name; g is a standard Gaussian matrix."""

UNIFORM = ("isotropic", "isotropic, off centre, centred")
"""Clouds without a preferred direction, where the held-out p is uniform."""


class Recovery(NamedTuple):
    """Hold what one search gave: kurtoses, the held-out p, and angles to the hidden basis in radians."""

    fitted: float
    held_out: float
    p_value: float
    median_angle: float
    widest_angle: float
    refit_angle: float  # the median by which the basis moves where the climb goes on with the other half
    share_kept: float
    share_agreeing: float  # of the starts
    # of the found basis's held-out excess, that of the hidden one: below 1, the found one is more extreme
    share_of_hidden: float


def recover(name: str, n_rows: int, n_dims: int, seed: int) -> Recovery:
    """Hide the basis called `name` in `HIDDEN`, look for it by `seed`, and measure how far off it was found.

    >>> found = recover("3 active", 400, 6, 0)
    >>> found.p_value, bool(found.widest_angle < np.radians(10))
    (0.05, True)
    """
    rng, hidden = np.random.default_rng(seed), HIDDEN[choice(name, "name", list(HIDDEN))]
    own = random_rotation(n_dims, rng)
    found = find_basis(hidden.rows(rng, n_rows, n_dims) @ own, hidden.sign, N_STARTS, rng, given=own,
                       n_rotations=N_ROTATIONS)
    angles = float(np.median(found.angles)), float(found.angles.max()), float(np.median(found.refit_angles))
    return Recovery(found.kurtosis_fitted, found.kurtosis_held_out, found.p_value, *angles, found.share_kept,
                    found.n_agree / N_STARTS, found.share_of_given)


def false_alarm(name: str, sign: int, n_rows: int, n_dims: int, seed: int) -> float:
    """Look for a basis of this `sign` where there is none, or where there is an offset only, and give the held-out p.

    name: of `UNIFORM`, or "isotropic, off centre": an offset of length sqrt(n_dims), as long as a row is without it.
    """
    offset = "isotropic, off centre"
    rng, name = np.random.default_rng(seed), choice(name, "name", [*UNIFORM, offset])
    rows = rng.standard_normal((n_rows, n_dims))
    if name != UNIFORM[0]:
        rows += np.sqrt(n_dims) * random_rotation(n_dims, rng)[0]
    return find_basis(rows, sign, 2, rng, n_rotations=N_ROTATIONS, centre=name == UNIFORM[1]).p_value
