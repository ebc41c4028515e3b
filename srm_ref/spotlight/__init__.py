"""Part II: the Spotlight Resonance Method. Do representations align with a privileged basis?

Reading order
    definition       rotate, compare, count: the formula, literally
    arcs             the closed form: one activation lights one arc; curves with no angular resolution
    resonance        the public entries: one plane, all planes, their mean
    statistics       three numbers that sum up the curves of all planes
    baseline         what a cloud without any preference would give
    rotation_test    is THIS basis special?
    projection       what lies near a plane;  density: its picture against the isotropic one
    accumulate       the same counts, streamed and merged
    counting         a back room: how the same integers are had fast, ties included; skip it at first reading
"""

from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.arcs import StepCurve, resonance_by_arcs
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
           "resonance_by_definition", "resonance_by_arcs", "signed_spotlight_curve_by_definition", "spotlight_curve_by_definition",
           "MeanResonance", "RequestTooLarge", "Resonance", "mean_spotlight_resonance", "spotlight_resonance",
           "StepCurve", "isotropic_band", "resolvable_epsilon", "Summary", "alignment", "harmonic", "mass", "summarise",
           "sign_tells_axes",
           "RotationTest", "basis_rotation_test", "Projection", "project_on_planes", "Density", "projected_density"]
