"""Which numbers does `srm-ref resonance` print, draw and write? One dictionary, from which all three are made.

Contents: measure, BAND_LEVEL, EXPECTED.

Source: SRM; the baseline, the three summary numbers and the test are this package's.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from srm_ref.commands.counting import FileSweep, count_rows
from srm_ref.commands.options import privileged_angle
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.memory import RequestTooLarge
from srm_ref.progress import Progress, ProgressBar
from srm_ref.spotlight.baseline import isotropic_band, resolvable_epsilon
from srm_ref.spotlight.resonance import MeanResonance, Resonance
from srm_ref.spotlight.rotation_test import basis_rotation_test
from srm_ref.spotlight.statistics import summarise

__all__ = ["measure", "BAND_LEVEL", "EXPECTED"]

BAND_LEVEL = 0.95
EXPECTED = 10  # activations that isotropic data would put into a spotlight, below which a dark one says nothing


def measure(arguments: argparse.Namespace, activations: np.ndarray, basis: np.ndarray) -> dict[str, Any]:
    """Count, summarise and, where asked for, test.

    Parameters
    ----------
    arguments : argparse.Namespace
        Of `srm-ref resonance`.
    activations : ndarray, shape (n_samples, n_dims)
    basis : ndarray, shape (n_basis, n_dims)

    Returns
    -------
    dict of str to number, str or ndarray
        Angles in radians.
    """
    sweep = FileSweep(basis, arguments.epsilon, arguments.planes, arguments.angles, arguments.signed)
    with ProgressBar("counting") as progress:
        resonance = _counted(activations, sweep, arguments.jobs, progress)
    numbers = {"n_dims": basis.shape[1], "n_basis": len(basis), "plane_angle": privileged_angle(basis, arguments.basis),
               "ordered": arguments.planes != "combinations"}
    numbers |= _curves(resonance) | _reference(resonance, basis.shape[1])
    with ProgressBar("summing up") as progress:
        summary = summarise(activations, basis, arguments.epsilon, progress=progress)
    numbers |= {"mass": summary.mass, "harmonic": summary.harmonic, "alignment": summary.alignment}
    return numbers | _test(arguments, activations, basis) if arguments.test else numbers


def _counted(activations: np.ndarray, sweep: FileSweep, jobs: int, progress: Progress) -> Resonance | MeanResonance:
    try:
        return count_rows(activations, sweep, jobs, progress)
    except RequestTooLarge as error:
        raise ValueError(f"{error}; on the command line that is --planes mean") from None


def _curves(resonance: Resonance | MeanResonance) -> dict[str, Any]:
    numbers = {name: getattr(resonance, name) for name in
               ("thetas", "mean", "skipped_planes", "n_samples", "n_zero", "epsilon", "signed")}
    if isinstance(resonance, MeanResonance):
        return numbers | {"n_planes": resonance.n_planes}
    return numbers | {"n_planes": len(resonance.planes), "std": resonance.std, "planes": resonance.planes,
                      "counts": resonance.counts}


def _reference(resonance: Resonance | MeanResonance, n_dims: int) -> dict[str, Any]:
    """What isotropic data of the same size would give; the zero activations among ours are inside no spotlight."""
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


def _test(arguments: argparse.Namespace, activations: np.ndarray, basis: np.ndarray) -> dict[str, Any]:
    rng = np.random.default_rng(arguments.seed)
    with ProgressBar("rotating the basis") as progress:
        test = basis_rotation_test(activations, basis, arguments.epsilon, arguments.test, rng, progress=progress)
    return {"n_rotations": arguments.test, "seed": arguments.seed, "harmonic_p_value": test.p_value,
            "harmonic_null": test.null, "mass_p_value": test.mass_p_value, "mass_null": test.mass_null}
