"""What has training done to a layer, and what its form? Three clouds, read by kurtosis among rotations of a basis.

    PRE     the pre-activations z: the form of this layer has not touched them, so that what they show was learned
    POST    the activations f(z): what the next layer sees
    FORM    f(R z) for Haar-random rotations R, as one cloud: what the form makes of such a cloud alone

The rotation test turns the basis after the form has acted, so that for POST it must find something in any elementwise
form that is not linear, trained or not; PRE and FORM separate the two shares.

Networks of one kind that differ in their seed are judged together. A side is *found* if all of them stand on it, at
least half of them with p <= .05, or if a test of signs over them has p <= .05, for which six are needed. If there is
nothing to find, the probability of that is at most .05: a single network must have p <= .05, of two one must, with the
other on the same side, and six or more that stand on one side pass the test of signs anyway.

Contents: CLOUDS, PRE, POST, FORM, N_TURNS, BEYOND, Reading, read_cloud, read_clouds, turned_forms, layers_of,
effect_of, found_side, sign_test, listed, short, told, unfound, told_by_price.
Source: this package.
"""

from __future__ import annotations

from math import comb
from typing import NamedTuple, Sequence

import numpy as np

from srm_ref.checks import counted
from srm_ref.experiments.claims import Claim, Said, Side, cannot_tell, claim, depends
from srm_ref.geometry.bases import rotated
from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import norms, unit
from srm_ref.networks.autoencoder import Parameters
from srm_ref.networks.functional_forms import FunctionalForm
from srm_ref.spotlight.fourth_moments import effect_size, has_axes
from srm_ref.spotlight.verdict import LEVEL, ranked

__all__ = ["CLOUDS", "PRE", "POST", "FORM", "N_TURNS", "BEYOND", "Reading", "read_cloud", "read_clouds", "turned_forms",
           "layers_of", "effect_of", "found_side", "sign_test", "listed", "short", "told", "unfound",
           "told_by_price"]

CLOUDS = ("PRE", "POST", "FORM")
PRE = 0
POST = 1
FORM = 2
N_TURNS = 20  # of R
SIDES = {"aligned": 1, "anti-aligned": -1}
BEYOND = f"an effect beyond that range, with p <= {LEVEL:g}, would have been found"


class Reading(NamedTuple):
    """What one cloud shows of one basis."""

    effect: float  # of kurtosis: 0 by chance; -1 and 1 at the extremes of an orthonormal basis; else kurtosis / k0 - 1
    p_value: float  # by equal tails
    low: float  # 2.5 % of the rotations have an effect below low, 2.5 % one above high; p decides what is found
    high: float
    side: float  # of the median of the rotations: -1, 0 or 1


def read_cloud(cloud: np.ndarray, basis: np.ndarray, n_rotations: int, seed: int) -> Reading:
    """Rank the kurtosis of a cloud (n_samples, n_dims) among those for rotations of the basis (n_basis, n_dims).

    seed: of the rotations.
    """
    rng, axes, rows = np.random.default_rng(seed), has_axes(basis), unit(cloud[norms(cloud) > 0])
    bases = [unit(basis), *(rotated(unit(basis), rng) for _ in range(n_rotations))]
    test = ranked([_kurtosis(rows, b) for b in bases])
    value, low, high = (effect_size(float(k), basis.shape[1], axes) - (not axes)
                        for k in (test.value, *np.quantile(test.null, (LEVEL / 2, 1 - LEVEL / 2))))
    return Reading(value, test.p_value, low, high, float(np.sign(test.value - np.median(test.null))))


def _kurtosis(rows: np.ndarray, basis: np.ndarray) -> float:
    """`kurtosis` of rows and directions of length 1, in floating point: many times as fast, and right to 1e-12."""
    squares = (rows @ basis.T) ** 2
    return rows.shape[1] ** 2 * float(np.vdot(squares, squares)) / squares.size


def read_clouds(z: np.ndarray, form: FunctionalForm, basis: np.ndarray, n_rotations: int,
                rng: np.random.Generator) -> np.ndarray:
    """Read PRE, POST and FORM of a layer and its form, z (n_samples, n_dims), with the same rotations.

    Returns (3, 5): as CLOUDS and `Reading`.
    """
    clouds = z, form.forward(z), turned_forms(z, form, N_TURNS, rng)
    seed = int(rng.integers(2**63))
    return np.array([read_cloud(cloud, basis, n_rotations, seed) for cloud in clouds])


def turned_forms(z: np.ndarray, form: FunctionalForm, n_turns: int, rng: np.random.Generator) -> np.ndarray:
    """Return form(R z) for n_turns Haar-random R one below the other, (n_turns n_samples, n_dims).

    z (n_samples, n_dims).
    """
    return np.concatenate([form.forward(z @ random_rotation(z.shape[1], rng).T) for _ in range(n_turns)])


def layers_of(parameters: Parameters, forms: Sequence[FunctionalForm], features: np.ndarray) -> list[np.ndarray]:
    """Return the pre-activations of every hidden layer, (n_samples, width) each.

    parameters, forms: of an autoencoder. features (n_samples, n_pixels): go in.
    """
    found, below = [], features
    for layer, form in enumerate(forms, 1):
        found.append(below @ parameters[f"W{layer}"].T + parameters[f"bias{layer}"])
        below = form.forward(found[-1])
    return found


def effect_of(cloud: np.ndarray, basis: np.ndarray) -> float:
    """Give the effect of `Reading` without its test; cloud (n_samples, n_dims), basis (n_basis, n_dims)."""
    axes, value = has_axes(basis), _kurtosis(unit(cloud[norms(cloud) > 0]), unit(basis))
    return effect_size(value, basis.shape[1], axes) - (not axes)


def found_side(readings: np.ndarray) -> int:
    """Say on which side of chance networks stand together: 1, -1, or 0 if no side is found.

    readings (n_networks, 5): as `Reading`.

    >>> found_side(np.array([[.5, .02, -.1, .1, 1], [.1, .2, -.1, .1, 1]]))
    1
    >>> found_side(np.array([[.5, .02, -.1, .1, 1], [-.1, .2, -.1, .1, -1]]))
    0
    >>> found_side(np.array([[-.1, .2, -.1, .1, -1]] * 6))
    -1
    """
    sides, sure = readings[:, 4], readings[:, 1] <= LEVEL
    together = abs(sides.sum()) == len(sides) and 2 * sure.sum() >= len(sides)
    return int(np.sign(sides.sum())) if together or sign_test(sides) <= LEVEL else 0


def sign_test(values: np.ndarray) -> float:
    """Give the two-sided p-value of `values` (n,) being as often above 0 as below: 2^(1 - n) where all have one sign.

    >>> sign_test(np.array([-.3, -.2])), sign_test(np.array([-1, -1, -1, 1, 0]))
    (0.5, 0.625)
    """
    signs = np.sign(values[values != 0])
    most = max(int((signs > 0).sum()), int((signs < 0).sum()))
    return min(1.0, 2.0 * _at_least(most, len(signs), 0.5))


def _at_least(k: int, n: int, p: float) -> float:
    """Give the probability of k or more successes in n tries, each with probability p."""
    return sum(comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k, n + 1))


def listed(readings: np.ndarray) -> str:
    """Write the effects of networks and their p-values, and p over them; readings (n_networks, 5), as `Reading`."""
    effects, p = readings[:, 0], readings[:, 1]
    one = ", ".join(f"{short(effect)} (p {q:.2g})" for effect, q in zip(effects, p)) if len(p) < 5 else (
        f"{short(np.median(effects))} ({short(effects.min())} to {short(effects.max())}, {(p <= LEVEL).sum()} of "
        f"{len(p)} with p <= {LEVEL:g})")
    over = f"; over {len(p)} seeds p {sign_test(readings[:, 4]):.2g} by a test of signs" if len(p) > 1 else ""
    each = " of each" if len(p) > 1 else ""
    return (f"effect of kurtosis {one}{over}; 95 % of the rotations{each} lie within {short(readings[:, 2].min())} to "
            f"{short(readings[:, 3].max())}")


def short(effect: float) -> str:
    """Write an effect with its sign, to two decimals; one that these would make 0, to one digit.

    >>> short(-.0004), short(.304)
    ('-0.0004', '+0.30')
    """
    return f"{effect:+.2f}" if abs(effect) >= 0.005 or effect == 0 else f"{effect:+.1g}"


def told(sentence: str, said: Said, readings: np.ndarray, wanted: str, would: str = "") -> Claim:
    """Judge whether networks of one kind are "aligned" or "anti-aligned", or show "no preference".

    sentence, said: of the row. readings (n_networks, 5): as `Reading`. wanted: one of the three. would: as measured
    elsewhere.
    """
    side, measured = found_side(readings), listed(readings)
    if wanted not in SIDES:
        n, sure = len(readings), int((readings[:, 1] <= LEVEL).sum())
        together = max(int((readings[:, 4] > 0).sum()), int((readings[:, 4] < 0).sum()))
        chance = _at_least(sure, n, LEVEL)
        if sign_test(np.ones(n)) <= LEVEL:  # signs alone could tell: the lesser of two p-values, doubled
            chance = 2 * min(chance, sign_test(readings[:, 4]))
        return claim(sentence, said, f"{measured}; {BEYOND}", chance > LEVEL,
                     "" if chance > LEVEL else f"{sure} of {counted(n, 'network')} with p <= {LEVEL:g}, {together} on "
                     "one side", would)
    if side == 0:
        return _by_seed(sentence, said, readings, wanted)
    other = "aligned" if side > 0 else "anti-aligned"
    return claim(sentence, said, measured, side == SIDES[wanted], "" if side == SIDES[wanted] else f"they are {other}",
                 would)


def unfound(readings: np.ndarray) -> str:
    """Say that networks have no side in common, and how many have one; readings (n_networks, 5), as `Reading`."""
    sure = readings[:, 1] <= LEVEL
    if not sure.any():
        return f"no side is found; {BEYOND}"
    below, above = (int((sure & (readings[:, 4] == side)).sum()) for side in (-1, 1))
    return (f"no side is common: with p <= {LEVEL:g} {below} of {counted(len(readings), 'network')} are anti-aligned "
            f"and {above} aligned")


def _by_seed(sentence: str, said: Said, readings: np.ndarray, wanted: str) -> Claim:
    """Where more networks than chance gives are on either side, with p <= .05, the row depends on the seed."""
    n, sure = len(readings), readings[:, 1] <= LEVEL
    groups = [readings[sure & (readings[:, 4] == side), 0] for side in (SIDES[wanted], -SIDES[wanted])]
    if max(_at_least(len(group), n, LEVEL / 2) for group in groups) > LEVEL / 2:
        return cannot_tell(sentence, said, listed(readings), unfound(readings))
    sides = [Side(f"{len(group)} of {n} seeds", group.mean(), group.min(), group.max()) for group in groups]
    return depends(sentence, said, *sides, f"mean effect and range of networks with p <= {LEVEL:g}, above 0 aligned",
                   "seeds differ, on either side more of them than chance gives")


def told_by_price(sentence: str, said: Said, free: np.ndarray, priced: np.ndarray, price: float) -> Claim:
    """Judge whether networks are aligned, by those without and with an L1 price of activations.

    sentence, said: of the row. free, priced (n_networks, 5): as `Reading`. The verdict is "depends" if the two are
    found on different sides; else the networks without a price decide.
    """
    sides = [Side(where, r[:, 0].mean(), r[:, 0].min(), r[:, 0].max()) for where, r in (
        (f"an L1 price of {price:g}", priced), ("no price", free))]
    if found_side(free) == -1 and found_side(priced) == 1:
        return depends(sentence, said, *sides, f"mean effect of kurtosis and its range over {len(free)} seeds, above 0 "
                       "aligned", "what a coordinate costs decides; both sides are significant")
    other = f"with an L1 price of {price:g}: {listed(priced)}"
    row = told(sentence, said, free, "aligned", other)
    return row._replace(measured=f"{row.measured}; {other}")
