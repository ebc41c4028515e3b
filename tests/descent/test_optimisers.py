"""Optimisers and schedules: against their recursions unrolled, exact first steps, and trajectories from elsewhere."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.descent import SCHEDULES, SGD, Adam, AdamW, constant, cosine, linear, schedule_factors
from tests.strategies import seeds

RTOL = 1e-12  # a few hundred roundings
OPTIMISERS = [SGD(0.1), SGD(0.1, momentum=0.9), Adam(0.1), AdamW(0.1, weight_decay=0.5)]
optimisers = st.sampled_from(OPTIMISERS)


def follow(optimiser, start, gradients, scales=None):
    """Return the parameter after each of the gradients, from one state kept throughout."""
    parameters = {"w": np.array(start, dtype=float)}
    state, path = optimiser.initial_state(parameters), []
    for i, gradient in enumerate(gradients):
        optimiser.update(parameters, {"w": np.array(gradient)}, state, *([] if scales is None else [scales[i]]))
        path.append(parameters["w"].copy())
    return np.array(path)


# --- definition


def test_momentum_is_the_unrolled_sum():
    gradients = np.random.default_rng(0).normal(size=(6, 3))
    velocities = [sum(0.8 ** (t - i) * gradients[i] for i in range(t + 1)) for t in range(6)]
    assert_allclose(follow(SGD(0.1, momentum=0.8), np.ones(3), gradients), 1.0 - 0.1 * np.cumsum(velocities, axis=0),
                    rtol=RTOL)


def test_adam_is_weighted_means_of_all_gradients_so_far():
    gradients, w = np.random.default_rng(1).normal(size=(8, 3)), np.ones(3)
    for t, found in enumerate(follow(Adam(0.05, 0.7, 0.9, 1e-3), w, gradients), start=1):
        first, second = (np.array([beta ** (t - i) for i in range(1, t + 1)]) for beta in (0.7, 0.9))
        mean = first @ gradients[:t] / first.sum()  # bias correction makes the weights sum to 1
        square = second @ gradients[:t] ** 2 / second.sum()
        w = w - 0.05 * mean / (np.sqrt(square) + 1e-3)
        assert_allclose(found, w, rtol=RTOL)


# --- analytic


@pytest.mark.parametrize(("schedule", "factors"), [
    (constant, [1.0, 1.0, 1.0, 1.0, 1.0]),
    (linear, [1.0, 0.8, 0.6, 0.4, 0.2]),
    (cosine, [1.0, math.cos(math.pi / 8), math.sqrt(0.5), math.sin(math.pi / 8), 0.0]),
])
def test_schedules_on_five_steps(schedule, factors):
    assert_allclose([schedule(step, 5) for step in range(5)], factors, atol=1e-15)
    assert schedule(0, 1) == 1.0
    assert SCHEDULES[schedule.__name__] is schedule


def test_first_step_of_adamw():
    """w (1 - lr wd) - lr sign(g), up to eps; nothing moves at rate 0, nor without decay at gradient 0."""
    w, g = np.array([1.0, -2.0, 0.5]), np.array([0.3, -4.0, 1e-3])
    assert_allclose(follow(AdamW(0.1, weight_decay=0.2), w, [g])[0], w * (1 - 0.1 * 0.2) - 0.1 * np.sign(g), rtol=2e-5)
    assert_array_equal(follow(AdamW(0.1, weight_decay=0.0), w, [0 * g] * 3)[-1], w)
    assert_array_equal(follow(AdamW(0.0, weight_decay=0.2), w, [g] * 3)[-1], w)


def test_decay_is_adamws_alone_and_spares_no_bias():
    still = {"W": np.zeros((2, 2)), "bias": np.zeros(2)}
    for optimiser, kept in [(SGD(0.1), 1.0), (Adam(0.1), 1.0), (AdamW(0.1), 0.999)]:
        parameters = {name: np.ones_like(value) for name, value in still.items()}
        optimiser.update(parameters, still, optimiser.initial_state(parameters))
        assert_allclose(np.concatenate([value.ravel() for value in parameters.values()]), kept, rtol=RTOL)


@pytest.mark.parametrize("optimiser", OPTIMISERS[:3])
def test_a_bowl_is_descended_to_its_bottom(optimiser):
    parameters, bottom = {"w": np.array([3.0, -2.0])}, np.array([1.0, 0.5])
    state = optimiser.initial_state(parameters)
    for step in range(500):
        optimiser.update(parameters, {"w": parameters["w"] - bottom}, state, linear(step, 500))
    assert_allclose(parameters["w"], bottom, atol=2e-3)


# --- properties


@given(optimisers, seeds)
def test_scale_multiplies_the_rate(optimiser, seed):
    gradients = np.random.default_rng(seed).normal(size=(5, 2))
    half = {**vars(optimiser), "learning_rate": 0.5 * optimiser.learning_rate}
    assert_allclose(follow(optimiser, np.ones(2), gradients, [0.5] * 5),
                    follow(type(optimiser)(**half), np.ones(2), gradients), rtol=RTOL)


@given(optimisers, seeds)
def test_entries_never_meet(optimiser, seed):
    """One flat parameter moves as its pieces under two names do: what lets many models share one optimiser."""
    rng = np.random.default_rng(seed)
    pieces = {"W": rng.normal(size=(2, 3)), "bias": rng.normal(size=3)}
    flat = {"all": np.concatenate([value.ravel() for value in pieces.values()])}
    states = optimiser.initial_state(pieces), optimiser.initial_state(flat)
    for gradient in rng.normal(size=(4, 9)):
        optimiser.update(pieces, {"W": gradient[:6].reshape(2, 3), "bias": gradient[6:]}, states[0])
        optimiser.update(flat, {"all": gradient}, states[1])
    assert_array_equal(np.concatenate([value.ravel() for value in pieces.values()]), flat["all"])


@given(optimisers, st.sampled_from([np.float32, np.float64]))
def test_updates_happen_in_place_and_in_the_parameters_type(optimiser, dtype):
    owner = np.ones(5, dtype)
    parameters = {"w": owner[1:3]}
    state = optimiser.initial_state(parameters)
    gradient = np.ones(2, dtype)
    optimiser.update(parameters, {"w": gradient}, state)
    assert owner[1] < 1.0 == owner[0] and parameters["w"].dtype == dtype
    assert_array_equal(gradient, 1.0)
    assert {value.dtype for name, value in state.items() if name != "step"} == {np.dtype(dtype)}
    assert int(state["step"]) == 1


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_settings_are_python_floats_whatever_they_came_as(optimiser):
    """A NumPy scalar would take part in the promotion of types, and cannot be written as text."""
    given_as = type(optimiser)(**{name: np.float64(value) for name, value in vars(optimiser).items()})
    assert given_as == optimiser and {type(value) for value in vars(given_as).values()} == {float}


@given(st.integers(1, 50), st.sampled_from(sorted(SCHEDULES)))
def test_schedules_fall_from_one_and_stay_in_the_unit_interval(n_steps, name):
    factors = [SCHEDULES[name](step, n_steps) for step in range(n_steps)]
    assert schedule_factors(name, n_steps) == factors
    assert factors[0] == 1.0 and min(factors) >= 0.0
    assert all(later <= earlier for earlier, later in zip(factors, factors[1:]))


@given(seeds)
def test_adamw_without_decay_is_adam(seed):
    gradients = np.random.default_rng(seed).normal(size=(3, 2))
    assert_array_equal(follow(AdamW(0.1, weight_decay=0.0), np.ones(2), gradients),
                       follow(Adam(0.1), np.ones(2), gradients))


# --- errors


@pytest.mark.parametrize(("make", "match"), [
    (lambda: SGD(-0.1), r"learning_rate: wanted a number in \[0, inf\); found -0.1"),
    (lambda: SGD(0.1, momentum=1.0), "momentum: wanted a number"),
    (lambda: Adam(beta1=1.0), "beta1: wanted a number"),
    (lambda: Adam(beta2=-0.1), "beta2: wanted a number"),
    (lambda: Adam(eps=0.0), "eps: wanted a number"),
    (lambda: AdamW(weight_decay=-1.0), "weight_decay: wanted a number"),
    (lambda: Adam(float("nan")), "learning_rate: wanted a number"),
    (lambda: linear(5, 5), r"step: wanted an integer in \[0, 4\]; found 5"),
    (lambda: cosine(0, 0), "n_steps: wanted an integer >= 1; found 0"),
    (lambda: constant(-1, 3), "step: wanted an integer"),
])
def test_settings_outside_their_range_are_refused(make, match):
    with pytest.raises(ValueError, match=match):
        make()


@pytest.mark.parametrize(("parameters", "gradients", "match"), [
    ({"w": np.ones(2)}, {"v": np.ones(2)}, r"gradients: wanted the parameters' keys \['w'\]; found \['v'\]"),
    ({"w": np.ones(2)}, {"w": np.ones(1)}, r"gradients\['w'\]: wanted the parameter's shape \(2,\); found \(1,\)"),
    ({"w": [1.0, 2.0]}, {"w": np.ones(2)}, r"parameters\['w'\]: wanted an array of floats.*found list"),
    ({"w": np.arange(2)}, {"w": np.ones(2)}, r"parameters\['w'\]: wanted an array of floats.*found dtype int"),
])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_parameters_and_gradients_must_fit(optimiser, parameters, gradients, match):
    with pytest.raises(ValueError, match=match):
        optimiser.update(parameters, gradients, optimiser.initial_state(parameters))


# --- golden

GRADIENTS = [[0.3, -0.02], [-0.1, 0.05], [0.2, 0.0]]


@pytest.mark.parametrize(("optimiser", "path"), [
    (SGD(0.1), [[0.97, -1.998], [0.98, -2.003], [0.96, -2.003]]),
    (SGD(0.1, momentum=0.9), [[0.97, -1.998], [0.953, -2.0012], [0.9177, -2.00408]]),
    (Adam(0.1), [[0.9000000033333332, -1.900000049999975], [0.8599781479280808, -1.944221564767276],
                 [0.7996695015761391, -1.97840492183022]]),
    (Adam(0.1, 0.5, 0.7, 1e-3), [[0.9003322259136213, -1.9047619047619047], [0.8843237116022756, -1.9691138792011313],
                                 [0.8215925700290115, -2.0062086297290542]]),
    (AdamW(0.1), [[0.8990000033333332, -1.898000049999975], [0.8580791479247475, -1.940323564717276],
                  [0.796912422424881, -1.9725665982155027]]),
    (AdamW(0.1, weight_decay=0.5), [[0.8500000033333331, -1.8000000499999749],
                                    [0.7674781477614141, -1.7542215622672772],
                                    [0.6687955940214017, -1.7006938412168573]]),
])
def test_three_steps_from_one_and_minus_two(optimiser, path):
    """Origin: torch.optim of PyTorch 2.13.0, float64, the same settings and gradients."""
    assert_allclose(follow(optimiser, [1.0, -2.0], GRADIENTS), path, rtol=RTOL)
