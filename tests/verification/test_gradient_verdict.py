"""Right, wrong, or cannot tell: is each said where it is true, whatever the scale, the type, and the point?"""

from __future__ import annotations

import numpy as np
import pytest

from srm_ref.superposition.models import MODELS
from srm_ref.verification.gradient_verdict import judge_gradient


def verdict(loss, gradient, point):
    return judge_gradient(loss, {"w": np.asarray(gradient)}, {"w": np.asarray(point)}).verdict


def relus(p):
    return float(np.maximum(p["w"], 0.0).sum())


# --- analytic

@pytest.mark.parametrize("size", [1e-6, 1.0, 1e6, 1e9])
def test_the_scale_of_the_parameters_does_not_matter(size):
    point = size * np.array([0.5, -0.3])

    def loss(p):
        return float(np.cosh(p["w"] / size).sum())

    right = np.sinh(point / size) / size
    assert verdict(loss, right, point) == "right"
    assert verdict(loss, right * [1.0, 1.00003], point) == "wrong"


@pytest.mark.parametrize(("factor", "said"), [(1.0, "right"), (1.5, "wrong"), (0.0, "wrong")])
def test_an_entry_a_hundred_million_times_smaller_is_judged_too(factor, said):
    H = np.array([1e8, 1.0])
    found = judge_gradient(lambda p: float(0.5 * (H * p["w"] ** 2).sum()), {"w": H * [1.0, factor]}, {"w": np.ones(2)})
    assert found.verdict == said and (said == "right" or (found.name, found.index) == ("w", (1,)))


def test_one_that_rounding_covers_cannot_be_told():
    H = np.array([1e17, 1.0])
    assert verdict(lambda p: float(0.5 * (H * p["w"] ** 2).sum()), H * [1.0, 1.5], np.ones(2)) == "cannot tell"
    for factor in (0.0, 1.0, 1.001):
        said = verdict(lambda p: float((p["w"] ** 3).sum() + 1e14), factor * 3 * np.array([0.25, 0.09]), [0.5, -0.3])
        assert said == "cannot tell"


def test_at_a_stationary_point_and_at_a_dead_unit():
    def well(p):
        return float(((p["w"] ** 2 - 1) ** 2).sum())

    assert [verdict(well, [g], [1.0]) for g in (0.0, 1e-3)] == ["right", "wrong"]
    dead = [judge_gradient(lambda p: relus({"w": p["w"] - 5}) + float((p["b"] ** 2).sum()), {"w": [g], "b": [2.0]},
                           {"w": [1.0], "b": [1.0]}).verdict for g in (0.0, 0.1)]
    assert dead == ["right", "wrong"]


def test_at_a_kink_what_lies_between_its_sides_cannot_be_told():
    assert [verdict(relus, [g], [0.0]) for g in (-0.1, 0.0, 0.5, 1.0, 1.2)] == ["wrong", *["cannot tell"] * 3, "wrong"]
    for near in (1e-12, 1e-9):
        assert verdict(relus, [1.0, 1.0], [near, 1.0]) == "cannot tell"
    assert [verdict(relus, [g, 1.0], [1e-3, 1.0]) for g in (0.0, 0.5, 1.0)] == ["wrong", "wrong", "right"]


# --- properties

@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["relu_output", "absolute_value"])
def test_a_right_gradient_is_never_called_wrong_in_either_type(name, seed):
    rng, model, importance = np.random.default_rng(seed), MODELS[name], np.ones(5)
    start = {k: v + 0.1 * rng.standard_normal(v.shape) for k, v in model.initial_parameters(5, 2, rng).items()}
    features = rng.random((50, 5))
    for dtype, factor in ((np.float64, 1.0001), (np.float32, 1.3)):
        point, X = {k: v.astype(dtype) for k, v in start.items()}, features.astype(dtype)
        gradients = model.loss_and_gradient(point, X, importance)[1]
        right, wrong = (judge_gradient(lambda p: float(model.loss(p, X, importance)), given, point).verdict
                        for given in (gradients, {k: factor * v for k, v in gradients.items()}))
        assert right in (("right", "cannot tell") if dtype is np.float32 else ("right",))
        assert wrong == "wrong"


def test_nothing_given_is_changed():
    point, gradient = {"w": np.array([0.5, 2.0])}, {"w": np.array([1.0, 4.0])}
    point["w"].flags.writeable = gradient["w"].flags.writeable = False
    assert judge_gradient(lambda p: float((p["w"] ** 2).sum()), gradient, point).verdict == "right"


# --- errors

@pytest.mark.parametrize(("gradients", "match"), [
    ({"v": np.ones(2)}, r"gradients: wanted the keys \['w'\]"), ({"w": np.ones(3)}, r"gradients\['w'\]: wanted shape"),
    (None, "gradients: wanted a dict"), ({"w": np.full(2, np.nan)}, r"gradients\['w'\]: wanted finite")])
def test_bad_arguments(gradients, match):
    with pytest.raises(ValueError, match=match):
        judge_gradient(relus, gradients, {"w": np.ones(2)})
    with pytest.raises(ValueError, match="loss: wanted a finite number"):
        judge_gradient(lambda p: np.nan, {"w": np.ones(2)}, {"w": np.ones(2)})
