"""Which experiments are there? One module each, in the order of the report.

Contents: FOLDERS, NAMES, experiment.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from srm_ref.checks import choice

__all__ = ["FOLDERS", "NAMES", "experiment"]

FOLDERS = {
    "five_features": "superposition",
    "linear_or_relu": "superposition",
    "phase_two_features": "superposition",
    "surfaces_without_bias": "superposition",
    "phase_three_features": "superposition",
    "three_equal_features": "superposition",
    "uniform_geometry": "superposition",
    "polytopes": "superposition",
    "perturbed_pentagon": "superposition",
    "pentagon_densities": "superposition",
    "correlated_features": "superposition",
    "local_bases": "superposition",
    "collapse": "superposition",
    "energy_levels": "superposition",
    "octahedron": "superposition",
    "adversarial": "superposition",
    "hidden_neurons": "superposition",
    "hidden_bias": "superposition",
    "absolute_value": "superposition",
    "asymmetric_motif": "superposition",
    "nonlinear_compression": "superposition",
    "compressed_sensing": "superposition",
    "finite_data": "superposition",
    "l1_penalty": "superposition",
    "sparse_codes": "superposition",
    "trivial_anisotropy": "spotlight",
    "functional_forms": "spotlight",
    "projection_grids": "spotlight",
    "overcomplete_frames": "spotlight",
    "grandmother_neurons": "spotlight",
    "sign_law": "spotlight",
    "adam_or_form": "spotlight",
    "other_layers": "spotlight",
    "long_run": "spotlight",
    "curve_variants": "spotlight",
    "planted_truths": "spotlight",
    "found_bases": "spotlight",
    "turned_neurons": "meeting",
    "polygon_resonance": "meeting",
    "hidden_alignment": "meeting",
    "interference_resonance": "meeting",
    "found_neurons": "meeting",
}
"""Every experiment, in the order of the report, with the folder that its module is in."""

NAMES = tuple(FOLDERS)


def experiment(name: str) -> ModuleType:
    """Import an experiment by its name.

    name: one of NAMES.
    Returns: with NAME, TITLE, SOURCE, SEED, run, claims, draw.
    """
    return import_module(f"srm_ref.experiments.{FOLDERS[choice(name, 'NAME', NAMES)]}.{name}")
