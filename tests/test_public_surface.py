"""Names and shapes that code outside relies on: they are all there, take what they promise, and need NumPy alone."""

import subprocess
import sys

import numpy as np
import pytest

import srm_ref

RNG = np.random.default_rng(0)
ACTIVATIONS = RNG.normal(size=(30, 4))
BASIS = np.eye(4)
THETAS = np.linspace(0, 6, 7)
A, B = BASIS[:2]

# --- definition


def test_importing_and_computing_need_no_matplotlib():
    code = ("import sys, numpy, srm_ref, srm_ref.superposition, srm_ref.networks, srm_ref.verification\n"
            "srm_ref.spotlight_resonance(numpy.eye(3), numpy.eye(3))\n"
            "sys.exit('matplotlib' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_name_that_is_listed_is_there():
    assert [name for name in srm_ref.__all__ if not hasattr(srm_ref, name)] == []


# --- analytic

@pytest.mark.parametrize("value, shape", [
    (lambda: srm_ref.plane_rotation(A, B, 0.3), (4, 4)), (lambda: srm_ref.plane_rotation(A, B, THETAS), (7, 4, 4)),
    (lambda: srm_ref.random_rotation(5, RNG), (5, 5)), (lambda: srm_ref.bases.standard(3), (3, 3)),
    (lambda: srm_ref.bases.simplex(3), (4, 3)), (lambda: srm_ref.bases.cross_polytope(3), (6, 3)),
    (lambda: srm_ref.bases.polygon(5), (5, 2)), (lambda: srm_ref.bases.thomson(4, 3, RNG), (4, 3)),
    (lambda: srm_ref.bases.rotated(BASIS, RNG), (4, 4)), (lambda: srm_ref.cap_fraction(4, 0.5), ()),
    (lambda: srm_ref.spotlight_curve(ACTIVATIONS, A, B, 0.5, THETAS), (7,)),
    (lambda: srm_ref.spotlight_curve_by_definition(ACTIVATIONS, A, B, 0.5, THETAS), (7,)),
    (lambda: srm_ref.signed_spotlight_curve(ACTIVATIONS, A, B, 0.5, THETAS), (7,)),
    (lambda: srm_ref.exact_spotlight_curve(ACTIVATIONS, A, B, 0.5)(THETAS), (7,)),
    (lambda: srm_ref.alignment(ACTIVATIONS, BASIS, 0.5), ()), (lambda: srm_ref.harmonic(ACTIVATIONS, BASIS, 0.5), ()),
    (lambda: srm_ref.mass(ACTIVATIONS, BASIS, 0.5), ()),
    (lambda: srm_ref.height(ACTIVATIONS, BASIS, 0.5), ()),
    (lambda: srm_ref.kurtosis(ACTIVATIONS, BASIS), ()), (lambda: srm_ref.sensitivity(BASIS), ()),
    (lambda: srm_ref.resolvable_epsilon(4, 30, expected=10), ())])
def test_shapes(value, shape):
    assert np.shape(value()) == shape


def test_resonance_and_its_mean():
    result = srm_ref.spotlight_resonance(ACTIVATIONS, BASIS, epsilon=0.5, planes="permutations", n_angles=36,
                                         signed=False)
    assert (result.thetas.shape, result.planes.shape, result.values.shape) == ((36,), (12, 2), (12, 36))
    assert (result.mean.shape, result.std.shape, result.skipped_planes.shape) == ((36,), (36,), (0, 2))
    assert (result.n_samples, result.n_zero) == (30, 0)
    mean = srm_ref.mean_spotlight_resonance(ACTIVATIONS, BASIS, epsilon=0.5, planes="permutations", n_angles=36,
                                            signed=False)
    assert (mean.thetas.shape, mean.mean.shape, mean.n_planes) == ((36,), (36,), 12)
    streamed = srm_ref.SpotlightAccumulator(BASIS, epsilon=0.5, planes="permutations", n_angles=36, signed=False)
    np.testing.assert_array_equal(streamed.update(ACTIVATIONS).result().values, result.values)


def test_statistics_and_projection():
    lower, upper = srm_ref.isotropic_band(100, 4, 0.5, 0.95)
    assert 0 <= lower < upper <= 1
    test = srm_ref.basis_rotation_test(ACTIVATIONS, BASIS, 0.5, 39, RNG, arcs=True)
    for name in ("kurtosis", "height", "mass", "harmonic"):
        assert np.ndim(getattr(test, name)) == 0 and getattr(test, f"{name}_null").shape == (39,)
        assert 0 < getattr(test, f"{name}_p_value") <= 1
    assert (test.statistic, test.p_value) == (test.kurtosis, test.kurtosis_p_value) and test.null is test.kurtosis_null
    assert test.verdict in ("aligned", "anti-aligned", "no preference found", "cannot tell") and isinstance(
        test.reason, str)
    assert np.ndim(test.effect) == np.ndim(test.n_effective) == 0 and len(test.detectable) == 2 and test.trimmed_verdict
    assert [value.null.shape for value in (test.scale, test.shape)] == [(39,),
                                                                        (39,)] and isinstance(test.carriers, tuple)
    without = srm_ref.basis_rotation_test(ACTIVATIONS, BASIS, None, 9, RNG)
    assert without.height is without.mass is without.harmonic is None and without.kurtosis == test.kurtosis
    scan = srm_ref.epsilon_scan(ACTIVATIONS, BASIS, 9, RNG)
    assert scan.epsilons.shape == scan.heights.shape == scan.low.shape == scan.high.shape and 0 < scan.p_value <= 1
    assert isinstance(scan, srm_ref.EpsilonScan) and isinstance(test, srm_ref.RotationTest)
    projection = srm_ref.project_on_planes(ACTIVATIONS, BASIS, 0.5, planes="permutations")
    assert projection.points.shape == (*projection.plane.shape, 2) and projection.plane.shape == projection.sample.shape


def test_toy_models():
    from srm_ref.superposition import MODELS, feature_dimensionality, population_loss, sample_features

    features, importance = sample_features(8, 5, 0.5, RNG), np.ones(5)
    assert set(MODELS) >= {"linear", "relu_output", "relu_hidden", "absolute_value"}
    for name, model in MODELS.items():
        parameters = model.initial_parameters(5, 2, RNG)
        keys = {"W1": (2, 5), "W2": (5, 2), "bias": (5,)} if not model.tied else {"W": (2, 5), "bias": (5,)}
        assert {key: value.shape for key, value in parameters.items()} == keys
        loss, gradient = model.loss_and_gradient(parameters, features, importance)
        assert loss == model.loss(parameters, features, importance) and isinstance(loss, float)
        assert {key: value.shape for key, value in gradient.items()} == keys
        assert model.forward(parameters, features).shape == (8, 5)
        many = {key: np.stack([value] * 3) for key, value in parameters.items()}
        assert model.loss(many, np.stack([features] * 3), importance).shape == (3,)
    W = np.eye(2, 5)
    np.testing.assert_array_equal(feature_dimensionality(W), [1, 1, 0, 0, 0])
    assert isinstance(population_loss({"W": W, "bias": np.zeros(5)}, importance, 0.5), float)
