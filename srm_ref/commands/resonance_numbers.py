"""Which numbers does `srm-ref resonance` print, draw and write? One dictionary, from which all three are made.

Contents: Measured, measure, curves_of, rotations_for, turned_test, numbers_of, BAND_LEVEL, EXPECTED.

Source: SRM for the curve; the verdict, the baseline and the summary numbers are this package's.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import counted
from srm_ref.commands.counting import FileSweep, count_rows
from srm_ref.commands.data_check import data_check, look_at, off_centre
from srm_ref.commands.options import centred, privileged_angle
from srm_ref.geometry.bases import rotated
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.memory import RequestTooLarge
from srm_ref.progress import Progress, ProgressBar
from srm_ref.spotlight.baseline import isotropic_band, resolvable_epsilon
from srm_ref.spotlight.fourth_moments import has_axes, isotropic_kurtosis, kurtosis
from srm_ref.spotlight.lit import lit_counts
from srm_ref.spotlight.reading import sentence
from srm_ref.spotlight.resonance import MeanResonance, Resonance, mean_spotlight_resonance
from srm_ref.spotlight.rotation_test import RotationTest, basis_rotation_test
from srm_ref.spotlight.statistics import height, summarise
from srm_ref.spotlight.verdict import default_rotations

__all__ = ["Measured", "measure", "curves_of", "rotations_for", "turned_test", "numbers_of", "BAND_LEVEL", "EXPECTED"]

BAND_LEVEL = 0.95
# least number of activations that isotropic data must put into a spotlight for a dark one to say anything
EXPECTED = 10
MOST_CURVES = 20_000  # planes; beyond, the mean curve is all that is made without being asked
# most directions of a basis that is not orthonormal, each of which lights many of the others' planes
_MOST_OBLIQUE = 256
_TIMED_ROWS = 2_000
_MOST_CENTRED = 2**27  # most numbers that are centred in memory without being asked for


class Measured(NamedTuple):
    """Hold the numbers of one file, and the test from which many of them come."""

    numbers: dict[str, Any]  # angles in radians
    test: RotationTest | None  # None if no rotation was made
    look: list[str]  # what stands out in the data


def measure(arguments: argparse.Namespace, activations: np.ndarray, basis: np.ndarray) -> Measured:
    """Count, summarise, test, and look at the data.

    Parameters
    ----------
    arguments : argparse.Namespace
        Of `srm-ref resonance`.
    activations : ndarray, shape (n_samples, n_dims)
    basis : ndarray, shape (n_basis, n_dims)
    """
    numbers = {
        "n_samples": len(activations), "n_dims": basis.shape[1], "n_basis": len(basis), "epsilon": arguments.epsilon,
        "signed": arguments.signed, "centred": arguments.centre,
        "plane_angle": privileged_angle(basis, arguments.basis)
    }
    if basis.shape[1] > 1:  # one dimension has no plane
        numbers |= _curves(arguments, activations, basis) | _sums(arguments, activations, basis)
    n_rotations = rotations_for(arguments, activations, basis)
    test = turned_test(arguments, activations, basis, n_rotations) if n_rotations else None
    numbers |= {"n_rotations": n_rotations, "seed": arguments.seed}
    numbers |= numbers_of(test) if test else _without_test(activations, basis)
    seen = look_at(activations)
    if test and not arguments.centre and activations.size <= _MOST_CENTRED and off_centre(seen):
        about_mean = turned_test(argparse.Namespace(**vars(arguments) | {"arcs": False}), centred(activations), basis,
                                 n_rotations)
        numbers |= {"centred_verdict": about_mean.verdict, "centred_kurtosis": about_mean.kurtosis,
                    "centred_p_value": about_mean.p_value}
    return Measured(numbers, test, data_check(activations, seen))


def rotations_for(arguments: argparse.Namespace, activations: np.ndarray, basis: np.ndarray) -> int:
    """Choose the number of rotations: as asked for, or by the rule of `default_rotations`.

    Parameters
    ----------
    arguments : argparse.Namespace
    activations : ndarray, shape (n_samples, n_dims)
    basis : ndarray, shape (n_basis, n_dims)

    Returns
    -------
    int
        0 where the work is too much to be done without being asked for.
    """
    return arguments.test or default_rotations(len(activations), basis.shape[1], len(basis))


def turned_test(arguments: argparse.Namespace, activations: np.ndarray, basis: np.ndarray,
                n_rotations: int) -> RotationTest:
    """Compare the basis with its rotations; with --arcs say beforehand how long that will take.

    Parameters
    ----------
    arguments : argparse.Namespace
    activations : ndarray, shape (n_samples, n_dims)
    basis : ndarray, shape (n_basis, n_dims)
    n_rotations : int
    """
    if arguments.arcs:
        seconds = _seconds_of_arcs(activations, basis, arguments.epsilon) * (1 + n_rotations)
        sys.stderr.write(f"srm-ref: the arcs of {counted(n_rotations, 'rotation')} will take about "
                         f"{_spoken(seconds)}\n")
    with ProgressBar("rotating the basis") as progress:
        return basis_rotation_test(activations, basis, arguments.epsilon, n_rotations,
                                   np.random.default_rng(arguments.seed), progress, arcs=arguments.arcs)


def numbers_of(test: RotationTest) -> dict[str, Any]:
    """Name every number of a test.

    Returns
    -------
    dict of str to number, str or ndarray
    """
    numbers = {
        name: getattr(test, name)
        for name in ("verdict", "reason", "effect", "detectable", "detectable_effect", "chance", "loads",
                     "load_p_values", "trimmed_verdict", "n_trimmed", "n_effective", "sensitivity", "has_axes", "level",
                     "n_zero")
    }
    ranked = {
        "kurtosis": test.kurtosis_test, "scale": test.scale, "shape": test.shape, "trimmed_kurtosis": test.trimmed,
        "top_share": test.top_share, "nearest": test.nearest, "height": test.height_test
    }
    for name, found in ranked.items():
        numbers |= {name: found.value, f"{name}_null": found.null, f"{name}_p_value": found.p_value}
    for name in ("epsilons", "heights", "low", "high", "p_value", "statistic", "above", "below"):
        numbers[f"scan_{name}"] = getattr(test.scan, name)
    numbers |= {
        "sentence": sentence(test), "carriers": np.array([carrier.direction for carrier in test.carriers], dtype=int)
    }
    if test.mass is not None:
        numbers |= {
            name: getattr(test, name)
            for name in ("mass_null", "mass_p_value", "harmonic_null", "harmonic_p_value")
        }
    return numbers


def _without_test(activations: np.ndarray, basis: np.ndarray) -> dict[str, Any]:
    reason = ("no rotations were made, as they would take long for so wide a layer, and without them nothing tells "
              "the basis from "
              "another: --test 39 makes them")
    return {
        "verdict": "cannot tell", "reason": reason, "sentence": f"Cannot tell: {reason}.", "has_axes": has_axes(basis),
        "kurtosis": kurtosis(activations, basis), "chance": isotropic_kurtosis(basis.shape[1])
    }


def curves_of(arguments: argparse.Namespace, basis: np.ndarray) -> FileSweep:
    """Return the curves that `srm-ref resonance` counts for its `arguments`; basis (n_basis, n_dims)."""
    few = len(basis) * (len(basis) - 1) <= MOST_CURVES
    planes = arguments.planes or ("permutations" if few else "mean")
    return FileSweep(basis, arguments.epsilon, planes, arguments.angles, arguments.signed)


def _curves(arguments: argparse.Namespace, activations: np.ndarray, basis: np.ndarray) -> dict[str, Any]:
    sweep = curves_of(arguments, basis)
    planes = sweep.planes
    with ProgressBar("counting") as progress:
        resonance = _counted(activations, sweep, arguments.jobs, progress)
    numbers = {name: getattr(resonance, name) for name in
               ("thetas", "mean", "skipped_planes", "n_samples", "n_zero", "epsilon", "signed")}
    numbers |= {"ordered": planes != "combinations"} | _reference(resonance, basis.shape[1])
    if len(basis) <= _MOST_OBLIQUE or (arguments.epsilon > 0 and has_axes(basis)):
        own = mean_spotlight_resonance(basis, basis, arguments.epsilon, "combinations" if planes == "combinations" else
                                       "permutations", arguments.angles, signed=arguments.signed)
        numbers["self_mean"] = own.mean
    if isinstance(resonance, MeanResonance):
        return numbers | {"n_planes": resonance.n_planes}
    return numbers | {"n_planes": len(resonance.planes), "std": resonance.std, "planes": resonance.planes,
                      "counts": resonance.counts}


def _counted(activations: np.ndarray, sweep: FileSweep, jobs: int, progress: Progress) -> Resonance | MeanResonance:
    try:
        return count_rows(activations, sweep, jobs, progress)
    except RequestTooLarge as error:
        raise ValueError(f"{error}; on the command line that is --planes mean") from None


def _sums(arguments: argparse.Namespace, activations: np.ndarray, basis: np.ndarray) -> dict[str, Any]:
    with ProgressBar("summing up") as progress:
        summary = summarise(activations, basis, arguments.epsilon, progress=progress)
    with ProgressBar("counting what is lit") as progress:
        lit = lit_counts(activations, basis, arguments.epsilon, progress=progress)
    return {
        "mass": summary.mass, "harmonic": summary.harmonic, "alignment": summary.alignment,
        "lit_samples": lit.n_samples, "lit_pairs": lit.n_pairs, "height": height(activations, basis, arguments.epsilon)
    }


def _reference(resonance: Resonance | MeanResonance, n_dims: int) -> dict[str, Any]:
    """Return what isotropic data of this size would give, with equally many zero activations, in no spotlight."""
    epsilon, n_directed = resonance.epsilon, resonance.n_samples - resonance.n_zero
    share = cap_fraction(n_dims, epsilon)
    numbers = {"isotropic_samples": share * n_directed, "resolvable_epsilon": np.nan,
               "baseline": 0.0 if resonance.signed else share * n_directed / resonance.n_samples}
    if n_directed >= EXPECTED:
        numbers["resolvable_epsilon"] = resolvable_epsilon(n_dims, n_directed, EXPECTED)
    if n_directed and not resonance.signed:
        band = isotropic_band(n_directed, n_dims, epsilon, BAND_LEVEL)
        numbers |= {"band": np.array(band) * n_directed / resonance.n_samples, "band_level": BAND_LEVEL}
    return numbers


def _seconds_of_arcs(activations: np.ndarray, basis: np.ndarray, epsilon: float) -> float:
    """Time the arcs of some rows with a turned basis, and scale the time up to all rows."""
    some = activations[::-(-len(activations) // _TIMED_ROWS)]
    turned = rotated(np.asarray(basis, dtype=float), np.random.default_rng(0))
    start = time.perf_counter()
    summarise(some, turned, epsilon)
    return (time.perf_counter() - start) * len(activations) / len(some)


def _spoken(seconds: float) -> str:
    return (f"{seconds:.1f} s" if seconds < 90 else counted(f"{seconds / 60:.0f}", "minute") if seconds < 5400
            else f"{seconds / 3600:.1f} hours")
