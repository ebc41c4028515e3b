"""Part II: the Spotlight Resonance Method. Do representations align with a privileged basis?

Reading order
    definition       rotate, compare, count: the formula, literally
    arcs             the closed form: one activation lights one arc; the method for all planes on half a page
                     (`resonance_by_arcs`); curves with no angular resolution
    resonance        the public entries: one plane, all planes, their mean
    fourth_moments   kurtosis: all resolutions at once, no epsilon to choose
    statistics       mass, height, harmonic, alignment: few numbers that sum up the curves of all planes
    baseline         what a cloud without any preference would show
    epsilon_scan     the heights at all epsilons, compared with those of random rotations
    verdict          aligned, anti-aligned, no preference found, or cannot tell: how one of the four is decided, and
                     what kurtosis can see of a basis at all
    rotation_test    is THIS basis special?  rotation_arcs: its mass and harmonic, which are made when asked for
    moment_tensor    kurtosis of every basis from one array, and thousands of rotations at once, in few dimensions
    reading          what the test lets you say, in words
    found_basis      which basis is special? The most extreme ones, reached by the climbs of extremes on one of two
                     halves of the rows
    projection       what lies near a plane;  density: its picture against the isotropic one
    accumulate       the same counts, streamed and merged;  rotation_parts: the rotation test, too;
                     parts: what a part must be before it is merged
    results          how results are shown and kept
    counting         a back room: how the same integers are computed fast, ties included; skip it at first reading
    turning          a back room: the sums of a basis and of its rotations, exact, from one product each

A fast function has its definition beside it, *_by_definition: slow, plain, and what the tests compare it with.

Letters, one meaning each
    x          one activation, a row of X; N is the number of rows, s counts them
    a, b       the two directions that span a plane; b_i, b_j are rows of the unit basis
    e1, e2     the plane's frame: e1 along a, e2 at right angles to it, on b's side
    B          the plane's unit bivector, e2 e1^T - e1 e2^T
    g          b_i . b_j, the cosine between a plane's two directions; gamma is the angle between them
    P          cosines of activations with the basis, (n_samples, n_basis), columns P_i; p_i, p_j are entries of them
    p, q       cosines of one activation with e1 and e2: p = x . e1 / |x|, q = x . e2 / |x|
    r          in-plane radius, hypot(p, q); phi is the in-plane angle, atan2(q, p)
    w          half-width of the arc of angles from which an activation is lit; lit: inside the cone about the probe
    theta      in-plane angle of the probe, from a towards b
    f          the resonance curve; f_signed is the signed one, c its Fourier coefficients c_0, c_4
    u, v       a point's coordinates in a picture of a plane; rho is its distance from the middle
    t          the sine or cosine of an angle that is integrated over
    i, j       indices of rows of the basis
    k, m, n    other indices and counts: of angles, planes, cells; n is the number of dimensions or of angles

Arguments that mean the same everywhere; n_rotations is at least 1, level lies in (0, 1]
    activations      (n_samples, n_dims), rows are samples; a zero row is in no spotlight, but is counted
    basis            (n_basis, n_dims), rows are directions of any length but 0
    epsilon          in [-1, 1], the cosine of the spotlight's half angle; the cone is closed
    theta, thetas    in-plane angles in radians, thetas (n_angles,)
    planes           "permutations", "combinations", or (n_planes, 2) rows i, j of the basis
    signed           whether the share behind is taken from the share ahead
    level            largest probability of a finding where there is nothing to find
    sweep, tally     all that is fixed before any activation is read; the counts so far, changed in place
    geometry, grid   what a sweep needs to know of the basis, and of the angles
    sign             1 or -1: which end of kurtosis is sought, or whether arcs are added or taken away
    other            another object of the same class;  dtype: a type of signed integers, for counts
    value, null      a number for the given basis, and the same number for each of its m rotations, (m,)
    curves, moments  the sums for the given basis, then for its rotations; the sums for one basis
"""

from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.arcs import StepCurve, resonance_by_arcs
from srm_ref.spotlight.baseline import isotropic_band, isotropic_band_by_definition, resolvable_epsilon
from srm_ref.spotlight.definition import (resonance_by_definition, signed_spotlight_curve_by_definition,
                                          spotlight_curve_by_definition)
from srm_ref.spotlight.density import Density, projected_density, projected_density_by_definition
from srm_ref.spotlight.epsilon_scan import EpsilonScan, epsilon_scan
from srm_ref.spotlight.found_basis import FoundBasis, extreme_basis, extreme_basis_by_definition, find_basis
from srm_ref.spotlight.fourth_moments import FourthMoments, isotropic_kurtosis, kurtosis, sensitivity
from srm_ref.spotlight.projection import Projection, project_on_planes, project_on_planes_by_definition
from srm_ref.spotlight.reading import sentence
from srm_ref.spotlight.resonance import (MeanResonance, RequestTooLarge, Resonance, exact_spotlight_curve,
                                         mean_spotlight_resonance, signed_spotlight_curve, spotlight_curve,
                                         spotlight_resonance)
from srm_ref.spotlight.rotation_parts import KurtosisTest, RotationAccumulator
from srm_ref.spotlight.rotation_test import RotationTest, basis_rotation_test
from srm_ref.spotlight.statistics import (Summary, alignment, harmonic, height, mass, sign_tells_axes, summarise,
                                          summary_by_definition)

__all__ = ["SpotlightAccumulator", "exact_spotlight_curve", "signed_spotlight_curve", "spotlight_curve",
           "resonance_by_definition", "resonance_by_arcs", "signed_spotlight_curve_by_definition",
           "spotlight_curve_by_definition", "MeanResonance", "RequestTooLarge", "Resonance", "mean_spotlight_resonance",
           "spotlight_resonance", "StepCurve", "isotropic_band", "resolvable_epsilon", "Summary", "alignment",
           "harmonic", "height", "mass", "summarise", "sign_tells_axes", "summary_by_definition",
           "isotropic_band_by_definition", "project_on_planes_by_definition", "projected_density_by_definition",
           "FourthMoments", "isotropic_kurtosis", "kurtosis", "sensitivity", "EpsilonScan", "epsilon_scan",
           "FoundBasis", "extreme_basis", "extreme_basis_by_definition", "find_basis", "RotationTest",
           "basis_rotation_test", "KurtosisTest", "RotationAccumulator", "sentence", "Projection",
           "project_on_planes", "Density", "projected_density"]
