"""Which experiments are there? One module each, in the order of the report.

Contents: NAMES, experiment.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from srm_ref.checks import choice

__all__ = ["NAMES", "experiment"]

NAMES = (
    "five_features",
    "linear_or_relu",
    "phase_two_features",
    "phase_three_features",
    "uniform_geometry",
    "polytopes",
    "perturbed_pentagon",
    "correlated_features",
    "local_bases",
    "collapse",
    "energy_levels",
    "octahedron",
    "adversarial",
    "hidden_neurons",
    "absolute_value",
    "asymmetric_motif",
    "nonlinear_compression",
    "l1_penalty",
    "trivial_anisotropy",
    "functional_forms",
    "projection_grids",
    "overcomplete_frames",
    "grandmother_neurons",
    "turned_neurons",
    "polygon_resonance",
    "hidden_alignment",
    "interference_resonance",
)


def experiment(name: str) -> ModuleType:
    """Import an experiment by its name.

    Parameters
    ----------
    name : str
        One of NAMES.

    Returns
    -------
    module
        With NAME, TITLE, SOURCE, SEED, run, claims, draw.

    Raises
    ------
    ValueError
        Another name.
    """
    return import_module(f"srm_ref.experiments.{choice(name, 'NAME', NAMES)}")
