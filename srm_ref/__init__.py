"""The Spotlight Resonance Method and Toy Models of Superposition in plain NumPy: to study, to verify, to teach.

Notation, one meaning for each symbol
    activations  X        (n_samples, n_dims)      rows x_s
    basis                 (n_basis, n_dims)        privileged directions b_i, of any lengths
    a, b                  (n_dims,)                a plane's two directions; plane (i, j) has a = b_i, b = b_j
    theta, thetas         radians                  0 at a, growing towards b
    epsilon               in [-1, 1]               cosine of the spotlight's half angle
    W                     (n_hidden, n_features)   feature i is column i
    bias                  (n_features,)
    sparsity     S        in [0, 1]                P(x_i = 0); density = 1 - S
    importance   I        (n_features,)            weight of a feature's squared error

Reading order (or first one_page: both papers on one page, which imports nothing but NumPy)
         checks, progress, writing, memory, mapped: what every part stands on, no mathematics
    I    geometry         directions, planes, rotations
    II   spotlight        the Spotlight Resonance Method ("SRM": Bird 2025, arXiv 2505.13471)
         scalar_maps      functions of one number and their slopes, for forms and toy models
         descent          SGD, Adam, schedules
    III  superposition    Toy Models of Superposition ("TMS": Elhage et al. 2022, arXiv 2209.10652)
    IV   networks         functional forms and the bases they privilege, in trained networks
    V    verification     is your implementation right?
         figures, experiments, course, csv_text, files, commands, cli

SRM is cited for what was read of it: the abstract, the first sentences of the introduction, and its author's public
code, notebooks and notes. The rest of that paper was not available.

Arguments that mean the same everywhere; those that do not fit raise ValueError "argument: wanted ...; found ..."
    rng              a numpy.random.Generator: the only source of random numbers
    progress         called as progress(done, total) during long work; None: no reports
    path             where a file is, or will be
    argument         the caller's name of a value, for error messages
    n_...            how many there are of what the rest of the name says; at least 1 unless stated otherwise
"""

from importlib import import_module
from types import ModuleType

from srm_ref.geometry import bases
from srm_ref.geometry.rotations import plane_rotation, random_rotation
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.arcs import StepCurve
from srm_ref.spotlight.baseline import isotropic_band, resolvable_epsilon
from srm_ref.spotlight.definition import spotlight_curve_by_definition
from srm_ref.spotlight.epsilon_scan import EpsilonScan, epsilon_scan
from srm_ref.spotlight.found_basis import FoundBasis, extreme_basis, find_basis
from srm_ref.spotlight.fourth_moments import kurtosis, sensitivity
from srm_ref.spotlight.projection import Projection, project_on_planes
from srm_ref.spotlight.resonance import (MeanResonance, Resonance, exact_spotlight_curve, mean_spotlight_resonance,
                                         signed_spotlight_curve, spotlight_curve, spotlight_resonance)
from srm_ref.spotlight.rotation_test import RotationTest, basis_rotation_test
from srm_ref.spotlight.statistics import alignment, harmonic, height, mass

__version__ = "0.2.0"

__all__ = [
    "__version__", "bases", "plane_rotation", "random_rotation", "cap_fraction",
    "spotlight_curve", "spotlight_curve_by_definition", "signed_spotlight_curve", "exact_spotlight_curve", "StepCurve",
    "spotlight_resonance", "mean_spotlight_resonance", "Resonance", "MeanResonance", "SpotlightAccumulator",
    "isotropic_band", "resolvable_epsilon", "kurtosis", "sensitivity", "mass", "height", "harmonic", "alignment",
    "epsilon_scan", "EpsilonScan", "basis_rotation_test", "RotationTest", "extreme_basis", "find_basis", "FoundBasis",
    "project_on_planes", "Projection",
]

_PARTS = ("geometry", "spotlight", "descent", "superposition", "networks", "verification", "figures", "course",
          "experiments")


def __getattr__(name: str) -> ModuleType:
    """Import a part of the book when it is first named, so that ``srm_ref.superposition`` works after ``import
    srm_ref``."""
    if name in _PARTS:
        return import_module(f"srm_ref.{name}")
    raise AttributeError(f"module 'srm_ref' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_PARTS})
