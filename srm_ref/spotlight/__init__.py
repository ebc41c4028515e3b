"""Part II: the Spotlight Resonance Method. Do representations align with a privileged basis?

Reading order: definition (the formula, literally), angles, arcs (the closed form), step_curve (no angular resolution),
tally, frames, products (one for all planes), pairs, sweep, curves and resonance (the public entries), accumulate (the
same, streamed), then what a curve means: baseline, statistics, rotation_test, projection, density.
"""

from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.arcs import StepCurve
from srm_ref.spotlight.baseline import isotropic_band, resolvable_epsilon
from srm_ref.spotlight.definition import (resonance_by_definition, signed_spotlight_curve_by_definition,
                                          spotlight_curve_by_definition)
from srm_ref.spotlight.density import Density, projected_density
from srm_ref.spotlight.projection import Projection, project_on_planes
from srm_ref.spotlight.resonance import (MeanResonance, RequestTooLarge, Resonance, exact_spotlight_curve,
                                         mean_spotlight_resonance, signed_spotlight_curve, spotlight_curve,
                                         spotlight_resonance)
from srm_ref.spotlight.rotation_test import RotationTest, basis_rotation_test
from srm_ref.spotlight.statistics import Summary, alignment, harmonic, mass, sign_tells_axes, summarise

__all__ = ["SpotlightAccumulator", "exact_spotlight_curve", "signed_spotlight_curve", "spotlight_curve",
           "resonance_by_definition", "signed_spotlight_curve_by_definition", "spotlight_curve_by_definition",
           "MeanResonance", "RequestTooLarge", "Resonance", "mean_spotlight_resonance", "spotlight_resonance",
           "StepCurve", "isotropic_band", "resolvable_epsilon", "Summary", "alignment", "harmonic", "mass", "summarise",
           "sign_tells_axes",
           "RotationTest", "basis_rotation_test", "Projection", "project_on_planes", "Density", "projected_density"]
