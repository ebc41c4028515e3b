"""Gradient checks: do they pass right gradients, and find wrong ones however few or small the wrong entries are?"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.verification.gradcheck import central_differences, gradient_error, random_direction, taylor_slope
from tests.strategies import generators

RIGHT = 1e-7  # central differences of smooth losses near 1, step 1e-6: rounding 1e-10, relative to gradients above 0.01


def bowl(seed, shapes=((2, 3), (3,), ())):
    """A loss that is no polynomial, its gradient, and a point: sum of c exp(w) over parameters of several shapes."""
    rng = np.random.default_rng(seed)
    weights = {f"p{i}": rng.uniform(0.5, 2.0, shape) for i, shape in enumerate(shapes)}
    point = {f"p{i}": rng.uniform(-1.0, 1.0, shape) for i, shape in enumerate(shapes)}

    def loss(p):
        return float(sum(np.sum(weights[k] * np.exp(p[k])) for k in p))

    return loss, {k: weights[k] * np.exp(point[k]) for k in point}, point


# --- definition


def test_differences_of_every_entry_in_every_shape():
    loss, gradient, point = bowl(0)
    numeric = central_differences(loss, point)
    assert {k: v.shape for k, v in numeric.items()} == {"p0": (2, 3), "p1": (3,), "p2": ()}
    for name, value in gradient.items():
        assert_allclose(numeric[name], value, rtol=RIGHT)


# --- analytic


def test_a_quadratic_has_no_remainder_in_central_differences():
    assert_allclose(central_differences(lambda p: float(p["w"] ** 2), {"w": np.array(3.0)}, step=0.5)["w"], 6.0)


def test_a_cubic_has_the_remainder_of_the_textbook():
    """((w + h)^3 - (w - h)^3) / 2h = 3 w^2 + h^2."""
    assert_allclose(central_differences(lambda p: float(p["w"] ** 3), {"w": np.array(2.0)}, step=0.5)["w"], 12.25)


def test_at_a_kink_the_difference_is_neither_slope():
    relu = central_differences(lambda p: max(float(p["w"]), 0.0), {"w": np.array(0.0)})["w"]
    assert_allclose(relu, 0.5)


@pytest.mark.parametrize(("factor", "error"), [(1.0, 0.0), (0.5, 1.0), (2.0, 0.5), (-1.0, 2.0)])
def test_the_error_is_relative_to_the_gradient_given(factor, error):
    loss, gradient, point = bowl(1, ((4,),))
    found = gradient_error(loss, {k: factor * v for k, v in gradient.items()}, point)
    assert_allclose(found, error, atol=RIGHT)


def test_zero_gradients():
    point = {"w": np.ones(3)}
    assert gradient_error(lambda p: 7.0, {"w": np.zeros(3)}, point) == 0.0
    assert gradient_error(lambda p: float(p["w"][1]), {"w": np.zeros(3)}, point) == math.inf


def test_the_slope_is_two_three_or_one():
    point, along = {"w": np.array([0.0])}, {"w": np.array([1.0])}
    for power in (2, 3):
        slope = taylor_slope(lambda p: float(p["w"][0] ** power), {"w": np.zeros(1)}, point, along)
        assert_allclose(slope, power, atol=1e-3)
    assert_allclose(taylor_slope(lambda p: float(p["w"][0]), {"w": np.zeros(1)}, point, along), 1.0, atol=1e-9)


def test_an_affine_loss_leaves_nothing_to_fit():
    point = {"w": np.array([1.0, 2.0])}
    slope = taylor_slope(lambda p: float(p["w"] @ [3.0, -1.0]), {"w": np.array([3.0, -1.0])}, point, point)
    assert slope == math.inf


@pytest.mark.parametrize(("loss", "gradient"), [
    (lambda p: float((p["w"] ** 3).sum() + 1e14), lambda w: 0 * w),
    (lambda p: float((p["w"] ** 3).sum() + 1e12), lambda w: 1.001 * 3 * w**2),
    (lambda p: float(np.cosh(p["w"] / 1e9).sum()), lambda w: 1.01 * np.sinh(w / 1e9) / 1e9),
], ids=["an offset of 1e14", "an offset of 1e12", "parameters of size 1e9"])
def test_where_rounding_covers_the_remainder_a_wrong_gradient_is_not_called_right(loss, gradient):
    point = {"w": np.array([0.5, -0.3]) * (1e9 if loss({"w": np.zeros(2)}) == 2.0 else 1.0)}
    direction = random_direction(point, np.random.default_rng(0))
    slope = taylor_slope(loss, {"w": gradient(point["w"])}, point, direction)
    assert math.isnan(slope) or slope < 1.3


# --- properties


@given(generators)
def test_right_gradients_pass(rng):
    loss, gradient, point = bowl(rng.integers(2**32))
    assert gradient_error(loss, gradient, point) < RIGHT
    assert_allclose(taylor_slope(loss, gradient, point, random_direction(point, rng)), 2.0, atol=0.05)


@given(generators, st.floats(1e-4, 1.0), st.sampled_from(["p0", "p1", "p2"]))
def test_one_wrong_entry_is_found(rng, size, name):
    loss, gradient, point = bowl(rng.integers(2**32))
    wrong = {k: np.array(v) for k, v in gradient.items()}
    wrong[name][tuple(rng.integers(length) for length in wrong[name].shape)] += size
    assert gradient_error(loss, wrong, point) > 1e-5


@given(generators, st.floats(0.1, 1.0))
def test_a_gradient_wrong_along_the_direction_has_slope_one(rng, size):
    loss, gradient, point = bowl(rng.integers(2**32))
    direction = random_direction(point, rng)
    wrong = {k: v + size * direction[k] for k, v in gradient.items()}
    assert taylor_slope(loss, wrong, point, direction) < 1.3


@given(generators)
def test_nothing_given_is_changed(rng):
    loss, gradient, point = bowl(rng.integers(2**32))
    before = [value.copy() for value in (*point.values(), *gradient.values())]
    taylor_slope(loss, gradient, point, random_direction(point, rng))
    gradient_error(loss, gradient, point)
    for value, old in zip((*point.values(), *gradient.values()), before):
        assert_array_equal(value, old)


def test_nothing_given_is_changed_for_a_moment_either():
    fixed = np.array([1.0, 2.0])
    fixed.flags.writeable = False
    assert_allclose(central_differences(lambda p: float(p["w"].prod()), {"w": fixed})["w"], [2.0, 1.0])


@given(generators)
def test_directions_have_unit_length_and_the_parameters_shapes(rng):
    point = {"W": np.zeros((3, 2)), "bias": np.zeros(2)}
    direction = random_direction(point, rng)
    assert {k: v.shape for k, v in direction.items()} == {"W": (3, 2), "bias": (2,)}
    assert_allclose(sum(np.sum(v**2) for v in direction.values()), 1.0)
    assert not np.allclose(direction["W"], random_direction(point, rng)["W"])


# --- errors

ONE = {"w": np.ones(2)}


def total(p):
    return float(p["w"].sum())


@pytest.mark.parametrize(("call", "match"), [
    (lambda: central_differences(total, ONE, step=0.0), "step: wanted a number in"),
    (lambda: central_differences(total, [1.0]), "parameters: wanted a dict of arrays; found list"),
    (lambda: central_differences(total, {}), "parameters: wanted a dict of arrays"),
    (lambda: central_differences(total, {"w": [np.nan]}), r"parameters\['w'\]: wanted finite numbers"),
    (lambda: central_differences(lambda p: math.nan, ONE), "loss: wanted a finite number"),
    (lambda: central_differences(lambda p: p["w"], ONE), "loss: wanted a finite number; found an array"),
    (lambda: gradient_error(total, {"v": np.ones(2)}, ONE), r"gradients: wanted the keys \['w'\]; found \['v'\]"),
    (lambda: gradient_error(total, {"w": np.ones(3)}, ONE), r"gradients\['w'\]: wanted shape \(2,\); found shape"),
    (lambda: taylor_slope(total, ONE, ONE, {"w": np.ones(1)}), r"direction\['w'\]: wanted shape"),
    (lambda: taylor_slope(total, ONE, ONE, ONE, steps=[0.1]), "steps: wanted at least two positive numbers"),
    (lambda: taylor_slope(total, ONE, ONE, ONE, steps=[0.1, -0.1]), "steps: wanted at least two positive numbers"),
    (lambda: random_direction(ONE, 0), "rng: wanted a numpy.random.Generator"),
])
def test_what_does_not_fit_is_refused(call, match):
    with pytest.raises(ValueError, match=match):
        call()


# --- golden


def test_differences_of_a_rational_loss():
    """Origin: by hand. L = 1 / (1 + u^2) + u v; at (1/2, 3) dL/du = v - 2u / (1 + u^2)^2 = 3 - 16/25, dL/dv = 1/2."""
    point = {"u": np.array(0.5), "v": np.array(3.0)}
    numeric = central_differences(lambda p: float(1 / (1 + p["u"] ** 2) + p["u"] * p["v"]), point)
    assert_allclose([float(numeric["u"]), float(numeric["v"])], [2.36, 0.5], rtol=1e-8)
