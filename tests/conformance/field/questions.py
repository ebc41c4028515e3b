"""Concrete inputs, each within the contract for adapters, on which a wrong implementation shows itself.

A question is a function of a module that holds an adapter's functions; it returns numbers, or a list of arrays.
Shares are given as counts, so that one sample too many is a difference of one whatever the number of samples.
"""
from __future__ import annotations

import functools
import math
import warnings

import numpy as np

QUESTIONS = {}
TURN = 2 * math.pi


def question(function):
    QUESTIONS[function.__name__] = function
    return function


def answers(function, module):
    """A list of float arrays, or the word "refused"."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            answer = function(module)
            return [np.asarray(part, dtype=np.float64) for part in (answer if isinstance(answer, list) else [answer])]
        except Exception:
            return "refused"


def differ(found, wanted, tolerance=1e-4, absolute=1e-13):
    """Do two answers differ by more than `tolerance` of the largest number of each array?"""
    if isinstance(found, str) or isinstance(wanted, str):
        return not (isinstance(found, str) and isinstance(wanted, str))
    if len(found) != len(wanted) or [x.shape for x in found] != [x.shape for x in wanted]:
        return True
    for x, y in zip(found, wanted):
        if not np.array_equal(np.isfinite(x), np.isfinite(y)):
            return True
        scale = np.abs(y[np.isfinite(y)]).max(initial=0.0)
        ok = np.isfinite(y)
        if (np.abs(x[ok] - y[ok]) > tolerance * scale + absolute).any():
            return True
    return False


# --- spotlight -------------------------------------------------------------------------------------------------------

def turn(n):
    return TURN * np.arange(n) / n


def data(seed, n_samples, n_dims, n_basis=None, orthonormal=False):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n_samples, n_dims))
    if orthonormal:
        return x, np.linalg.qr(rng.standard_normal((n_dims, n_dims)))[0]
    return x, rng.standard_normal((n_basis or n_dims, n_dims)) * rng.uniform(0.5, 3, (n_basis or n_dims, 1))


def clear(x, basis, epsilon, planes, thetas, margin=1e-3):
    """Leave out the samples whose cosine is near the edge of a cone, or of the opposite one."""
    keep = np.ones(len(x), dtype=bool)
    lengths = np.sqrt((x ** 2).sum(axis=1))
    u = x / np.where(lengths > 0, lengths, 1)[:, None]
    for i, j in planes:
        e1 = basis[i] / np.linalg.norm(basis[i])
        e2 = basis[j] - (basis[j] @ e1) * e1
        e2 = e2 / np.linalg.norm(e2)
        c = np.outer(u @ e1, np.cos(thetas)) + np.outer(u @ e2, np.sin(thetas))
        r = np.hypot(u @ e1, u @ e2)
        near = (np.abs(np.abs(c) - abs(epsilon)) < margin).any(axis=1) | (np.abs(r - epsilon) < margin)
        keep &= ~near | (lengths == 0)
    return x[keep]


def setting(seed=0, n_samples=60, n_dims=4, n_basis=None, orthonormal=False, epsilon=0.5,
            planes=((0, 1), (1, 0), (1, 2)), thetas=24, scale=1.0, change=None):
    """Arguments of `spotlight`: activations, basis, epsilon, planes, thetas."""
    x, basis = data(seed, n_samples, n_dims, n_basis, orthonormal)
    thetas = turn(thetas) if isinstance(thetas, int) else np.asarray(thetas, dtype=np.float64)
    planes = np.array(planes)
    x = clear(x, basis, epsilon, planes, thetas) * scale
    if change:
        x, basis = change(x.copy(), basis.copy())
    return x, basis, epsilon, planes, thetas


def with_zeros(x, basis):
    x[::5] = 0.0
    return x, basis


def mixed(x, basis):
    return x * 10.0 ** np.linspace(-6, 6, len(x))[:, None], basis


def first_long(x, basis):
    x[0] *= 1e6
    return x, basis


def duplicated(x, basis):
    return np.repeat(x, 3, axis=0), basis


def basis_scaled(x, basis):
    return x, basis * 10.0 ** np.linspace(-3, 3, len(basis))[:, None]


def nonnegative(x, basis):
    return np.abs(x), basis


SETTINGS = {
    "plain": {},
    "orthonormal": {"orthonormal": True},
    "identity": {"change": lambda x, b: (x, np.eye(4))},
    "zeros": {"change": with_zeros},
    "zeros_negative": {"change": with_zeros, "epsilon": -0.3},
    "zeros_at_zero": {"change": with_zeros, "epsilon": 0.0},
    "negative": {"epsilon": -0.4},
    "very_negative": {"epsilon": -0.95},
    "all": {"epsilon": -1.0},
    "half": {"epsilon": 0.0},
    "small": {"epsilon": 0.05},
    "wide": {"epsilon": 0.25},
    "narrow": {"epsilon": 0.95, "n_samples": 400},
    "very_narrow": {"epsilon": 0.995, "n_samples": 3000, "n_dims": 2, "planes": ((0, 1), (1, 0))},
    "beyond_a_turn": {"thetas": np.linspace(-20, 20, 41)},
    "negative_angles": {"thetas": -turn(24)},
    "far_angles": {"thetas": 1e3 + np.linspace(0, 7, 24)},
    "unordered_angles": {"thetas": np.random.default_rng(4).uniform(0, TURN, 24)},
    "backwards": {"thetas": turn(24)[::-1].copy()},
    "uneven_angles": {"thetas": turn(24) ** 2 / TURN},
    "one_angle": {"thetas": [0.7]},
    "closed_turn": {"thetas": np.linspace(0, TURN, 25)},
    "half_turn": {"thetas": np.linspace(0, math.pi, 19)},
    "odd_angles": {"thetas": 23},
    "many_angles": {"thetas": 400, "n_samples": 200},
    "a_thousand_angles": {"thetas": 1100, "n_samples": 200},
    "one_sample": {"n_samples": 1, "epsilon": 0.2},
    "two_samples": {"n_samples": 2, "epsilon": 0.1},
    "three_hundred": {"n_samples": 400, "epsilon": -0.5},
    "thousands": {"n_samples": 5000},
    "seventy_thousand": {"n_samples": 90000, "epsilon": -0.9, "thetas": 3, "planes": ((0, 1),)},
    "half_turn_even": {"thetas": np.linspace(0, math.pi, 20)},
    "first_quadrant": {"n_samples": 300, "n_dims": 2, "epsilon": 0.1, "planes": ((0, 1),), "thetas": [0.0, 0.8],
                       "change": lambda x, b: (np.abs(x), np.eye(2))},
    "few_samples_narrow": {"n_samples": 8, "epsilon": 0.8},
    "twelve_directions": {"n_dims": 5, "n_basis": 12, "planes": ((0, 11),)},
    "odd_samples": {"n_samples": 67},
    "a_thousand_and_some": {"n_samples": 1300},
    "three_hundred_narrow": {"n_samples": 300, "epsilon": 0.9, "n_dims": 2, "planes": ((0, 1),)},
    "one_plane": {"planes": ((0, 1),)},
    "equal_planes": {"planes": ((0, 1), (2, 3), (0, 1))},
    "reversed_planes": {"planes": ((1, 0), (3, 2))},
    "unordered_planes": {"planes": ((2, 3), (0, 1), (3, 0), (1, 2))},
    "late_planes": {"planes": ((3, 2), (2, 3))},
    "two_dims": {"n_dims": 2, "planes": ((0, 1), (1, 0))},
    "three_dims": {"n_dims": 3},
    "five_dims": {"n_dims": 5},
    "nine_dims": {"n_dims": 9, "epsilon": 0.3, "n_samples": 200},
    "forty_dims": {"n_dims": 40, "epsilon": 0.15, "n_samples": 400},
    "three_hundred_dims": {"n_dims": 300, "epsilon": 0.06, "n_samples": 400},
    "wide_basis": {"n_dims": 3, "n_basis": 8, "planes": ((0, 5), (7, 2), (6, 4))},
    "few_directions": {"n_dims": 6, "n_basis": 3, "epsilon": 0.4},
    "large": {"scale": 1e8},
    "tiny": {"scale": 1e-9},
    "faint": {"scale": 1e-24},
    "short": {"scale": 0.01},
    "long": {"scale": 50.0},
    "mixed": {"change": mixed},
    "first_long": {"change": first_long},
    "duplicates": {"change": duplicated},
    "basis_scaled": {"change": basis_scaled},
    "nonnegative": {"change": nonnegative},
}


def nearly(degrees, seed=3, epsilon=0.5):
    x, basis = data(seed, 60, 4)
    angle = math.radians(degrees)
    u, v = (basis[k] / np.linalg.norm(basis[k]) for k in (0, 1))
    basis[1] = math.cos(angle) * u + math.sin(angle) * v
    planes, thetas = np.array([[0, 1], [1, 0]]), turn(24)
    return clear(x, basis, epsilon, planes, thetas), basis, epsilon, planes, thetas


def obtuse(seed=6):
    x, basis = data(seed, 60, 4)
    basis[1] = -basis[0] + 0.3 * basis[1]
    planes, thetas = np.array([[0, 1], [1, 0]]), turn(24)
    return clear(x, basis, 0.5, planes, thetas), basis, 0.5, planes, thetas


def arguments(name):
    x, basis, epsilon, planes, thetas = made(name)
    return x.copy(), basis.copy(), epsilon, planes.copy(), thetas.copy()


@functools.cache
def made(name):
    if name == "nearly_parallel":
        return nearly(1.0)
    if name == "almost_parallel":
        return nearly(0.01)
    if name == "obtuse":
        return obtuse()
    return setting(**SETTINGS[name])


def counted(function, x, basis, epsilon, planes, thetas):
    return np.asarray(function(x, basis, epsilon, planes, thetas), dtype=np.float64) * len(x)


def register(name):
    def spotlight(m):
        return counted(m.spotlight, *arguments(name))

    def signed(m):
        return counted(m.signed_spotlight, *arguments(name))

    def pictures(m):
        x, basis, epsilon, planes, _ = arguments(name)
        return [canonical(points) for points in m.project(x, basis, epsilon, planes)]

    QUESTIONS["spotlight/" + name] = spotlight
    QUESTIONS["signed/" + name] = signed
    QUESTIONS["project/" + name] = pictures
    for ensemble in ("permutations", "combinations"):
        def mean(m, ensemble=ensemble):
            x, basis, epsilon, _, thetas = arguments(name)
            n = len(basis) * (len(basis) - 1)
            planes = [(i, j) for i in range(len(basis)) for j in range(len(basis)) if i != j]
            x = clear(x, basis, epsilon, planes, thetas) if name in CLEARED else x
            return np.asarray(m.mean_spotlight(x, basis, epsilon, ensemble, thetas), dtype=np.float64) * len(x) * n
        QUESTIONS[f"mean/{name}/{ensemble}"] = mean


CLEARED = {"plain", "orthonormal", "negative", "half", "two_dims", "nine_dims", "wide_basis", "beyond_a_turn",
           "narrow", "three_dims", "few_directions", "one_angle", "unordered_angles", "few_samples_narrow",
           "twelve_directions"}


def canonical(points):
    """Points in one order, whatever order they came in."""
    points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    key = np.round(points / (np.abs(points).max(initial=0.0) or 1.0), 4)
    return points[np.lexsort((key[:, 1], key[:, 0]))]


for _name in [*SETTINGS, "nearly_parallel", "almost_parallel", "obtuse"]:
    register(_name)


def ties(m, function):
    x = np.array([[1.0, 0.0], [0.0, 2.0], [-1.0, 0.0], [2.0, 0.0]])
    thetas = np.array([0.0])
    return [np.asarray(getattr(m, function)(x, np.eye(2), epsilon, np.array([[0, 1]]), thetas)) * 4
            for epsilon in (1.0, 0.0)]


@question
def spotlight_ties(m):
    return ties(m, "spotlight")


@question
def signed_ties(m):
    return ties(m, "signed_spotlight")


@question
def project_ties(m):
    x = np.array([[3.0, 0.0, 4.0], [0.0, 0.0, 5.0], [3.0, 0.0, 0.0]])
    planes = np.array([[0, 1]])
    return [canonical(m.project(x, np.eye(3), epsilon, planes)[0]) for epsilon in (1.0, 0.0)]


def parallel(m, function, factor, more=()):
    basis = np.array([[1.0, 2.0, 0.0], [factor, 2 * factor, 0.0], [0.0, 0.0, 1.0]])
    x = np.random.default_rng(8).standard_normal((30, 3))
    return np.asarray(getattr(m, function)(x, basis, 0.5, np.array([[0, 1], *more]), *(
        () if function == "project" else (turn(12),)))[0], dtype=np.float64)


for _function in ("spotlight", "signed_spotlight", "project"):
    for _word, _factor in (("parallel", 1.5), ("antiparallel", -2.0)):
        QUESTIONS[f"{_word}/{_function}"] = (
            lambda m, function=_function, factor=_factor: parallel(m, function, factor))
        QUESTIONS[f"{_word}_beside_others/{_function}"] = (
            lambda m, function=_function, factor=_factor: parallel(m, function, factor, [(0, 2)]))


@question
def mean_cross_polytope(m):
    x = np.random.default_rng(9).standard_normal((50, 3))
    basis = np.vstack([np.eye(3), -np.eye(3)])
    return [np.asarray(m.mean_spotlight(x, basis, 0.6, ensemble, turn(12))) * 50 * 24
            for ensemble in ("permutations", "combinations")]


def several_calls(m, function):
    """The same shapes with other numbers, other angles, another epsilon, and the first once more."""
    call = getattr(m, function)
    first, second = setting(seed=1, n_samples=60), setting(seed=2, n_samples=60)
    k = min(len(first[0]), len(second[0]))
    cases = [(x[:k], basis, epsilon, planes, thetas) for x, basis, epsilon, planes, thetas in (first, second)]
    x, basis, epsilon, planes, thetas = cases[0]
    y = cases[1]
    cases += [(x, basis, 0.31, planes, thetas), (x, basis, epsilon, planes, thetas + 0.3),
              (x, y[1], epsilon, planes, thetas), (x, basis, epsilon, planes[::-1], thetas), cases[0]]
    if function == "project":
        return [canonical(p) for c in cases for p in call(*c[:4])]
    if function == "mean_spotlight":
        return [np.asarray(call(*c[:3], "permutations", c[4])) * k * 12 for c in cases]
    kept = [call(*c) for c in cases]
    return [np.asarray(v) * k for v in kept]


for _function in ("spotlight", "signed_spotlight", "mean_spotlight", "project"):
    QUESTIONS[f"several_calls/{_function}"] = lambda m, function=_function: several_calls(m, function)


def same_objects(m, function):
    """The caller's arrays, changed in place between two calls."""
    x, basis, epsilon, planes, thetas = setting(seed=1)
    call = getattr(m, function)
    last = () if function == "project" else (thetas,)
    third = "permutations" if function == "mean_spotlight" else planes
    out = []
    for _ in range(2):
        answer = call(x, basis, epsilon, third, *last)
        out += [canonical(p) for p in answer] if function == "project" else [np.asarray(answer) * len(x)]
        x[:] = x[:, ::-1].copy()
    return out


for _function in ("spotlight", "signed_spotlight", "mean_spotlight", "project"):
    QUESTIONS[f"same_objects/{_function}"] = lambda m, function=_function: same_objects(m, function)


def inputs_after(m, function):
    """What the arrays hold after the call: the caller's numbers."""
    x, basis, epsilon, planes, thetas = setting(seed=1, change=with_zeros)
    third = "permutations" if function == "mean_spotlight" else planes
    getattr(m, function)(x, basis, epsilon, third, *(() if function == "project" else (thetas,)))
    return [x, basis, planes, thetas]


for _function in ("spotlight", "signed_spotlight", "mean_spotlight", "project"):
    QUESTIONS[f"inputs_after/{_function}"] = lambda m, function=_function: inputs_after(m, function)


@question
def project_dark_plane(m):
    """Nothing near the first plane: an empty picture."""
    x = np.array([[0.0, 0.0, 1.0], [0.1, 0.0, 2.0]])
    pictures = m.project(x, np.eye(3), 0.5, np.array([[0, 1], [0, 2]]))
    return [canonical(points) for points in pictures]


@question
def project_zero_rows(m):
    x = np.array([[0.0, 0.0, 0.0], [3.0, 4.0, 0.0], [0.0, 0.0, 0.0]])
    return [canonical(m.project(x, np.eye(3), e, np.array([[0, 1]]))[0]) for e in (-0.5, 0.0, 0.5)]


@question
def off_plane(m):
    """Samples at right angles to the plane, and epsilon from above to below zero."""
    x = np.array([[0.0, 0.0, 1.0], [0.3, 0.1, 2.0], [1.0, -1.0, 3.0]])
    return [np.asarray(m.spotlight(x, np.eye(3), e, np.array([[0, 1]]), turn(5))) * 3 for e in (0.07, -0.07)]


@question
def signed_off_plane(m):
    x = np.array([[0.0, 0.0, 1.0], [0.3, 0.1, 2.0], [1.0, -1.0, 3.0]])
    return [np.asarray(m.signed_spotlight(x, np.eye(3), e, np.array([[0, 1]]), turn(5))) * 3 for e in (0.07, -0.07)]


# --- share of a sphere -----------------------------------------------------------------------------------------------

CAPS = {
    "plain": [(2, 0.5), (3, 0.5), (4, 0.3), (8, 0.6), (16, 0.2)],
    "two": [(2, 0.2), (2, 0.9)], "three": [(3, 0.2), (3, 0.9)], "four": [(4, 0.2)], "even": [(4, 0.2), (8, 0.3)],
    "odd": [(5, 0.2), (9, 0.3)],
    "negative": [(2, -0.5), (3, -0.2), (8, -0.6), (64, -0.1)], "zero": [(2, 0.0), (3, 0.0), (50, 0.0)],
    "ends": [(2, 1.0), (3, 1.0), (16, 1.0), (2, -1.0), (3, -1.0), (16, -1.0)],
    "one": [(2, 1.0), (5, 1.0)], "minus_one": [(2, -1.0), (5, -1.0)],
    "small": [(3, 1e-3), (10, 0.01), (50, 1e-4)], "high": [(4, 0.99), (8, 0.95)], "near_one": [(3, 0.999), (5, 0.9999)],
    "wide": [(64, 0.2), (100, 0.1)], "hundreds": [(300, 0.05), (512, 0.1)], "thousands": [(2000, 0.02), (4096, 0.04)],
    "ten_thousand": [(10000, 0.01)], "tail": [(64, 0.8), (100, 0.7)], "far_tail": [(512, 0.5), (768, 0.6)],
    "middling": [(20, 0.35), (30, 0.5)], "line": [(1, 0.3), (1, -0.3)],
}
for _name, _cases in CAPS.items():
    QUESTIONS["cap/" + _name] = lambda m, cases=_cases: [m.cap_fraction(n, e) for n, e in cases]


@question
def cap_twice(m):
    return [m.cap_fraction(n, e) for n, e in [(3, 0.5), (5, 0.5), (3, 0.25), (3, -0.5), (3, 0.5), (3, 0.504)]]


# --- toy models ------------------------------------------------------------------------------------------------------

KINDS = ("linear", "relu_output", "relu_hidden", "absolute_value")


def network(model, seed=0, n=5, m=2, n_samples=12, scale=0.7, bias=0.3, importance="decay", low=0.0, density=0.6):
    rng = np.random.default_rng(seed)
    if model == "absolute_value":
        low, parameters = -1.0, {"W1": rng.normal(0, scale, (m, n)), "W2": rng.normal(0, scale, (n, m))}
    else:
        parameters = {"W": rng.normal(0, scale, (m, n))}
    parameters["bias"] = bias * rng.standard_normal(n)
    x = np.where(rng.random((n_samples, n)) < density, rng.uniform(low, 1, (n_samples, n)), 0.0)
    weight = {"decay": 0.7 ** np.arange(n), "equal": np.ones(n), "spread": 10.0 ** np.arange(n)[::-1] / 10,
              "some_zero": np.arange(n) % 2 * 1.5, "all_zero": np.zeros(n), "large": 3.0 + np.arange(n)}[importance]
    return model, parameters, x, weight


NETWORKS = {
    "plain": {}, "no_bias": {"bias": 0.0}, "equal": {"importance": "equal"}, "some_zero": {"importance": "some_zero"},
    "large_importance": {"importance": "large"}, "spread": {"importance": "spread"},
    "all_zero": {"importance": "all_zero"},
    "one_sample": {"n_samples": 1}, "two_samples": {"n_samples": 2}, "thirteen": {"n_samples": 13},
    "three_hundred": {"n_samples": 300}, "thousands": {"n_samples": 5000},
    "square": {"n": 3, "m": 3}, "wide": {"n": 3, "m": 6}, "one_hidden": {"m": 1}, "three_hidden": {"m": 3},
    "one_feature": {"n": 1, "m": 1}, "two_features": {"n": 2, "m": 1}, "eight": {"n": 8, "m": 3},
    "forty": {"n": 40, "m": 10, "scale": 0.3}, "hundreds": {"n": 300, "m": 20, "scale": 0.2, "n_samples": 40},
    "as_many_samples": {"n": 5, "m": 5, "n_samples": 5},
    "strong": {"scale": 30.0}, "weak": {"scale": 1e-3}, "very_strong": {"scale": 1e6}, "large_bias": {"bias": 5.0},
    "negative_features": {"low": -1.0}, "sparse": {"density": 0.1, "n_samples": 30}, "zero_samples": {"density": 0.0},
    "dense": {"density": 1.0},
    "small_errors": {"scale": 0.01, "bias": 0.002, "low": -0.01, "density": 0.3},
    "signed_and_small": {"low": -1.0, "scale": 0.2}, "long_features": {"low": -40.0},
}


def gradient_list(answer):
    loss, gradients = answer
    return [np.asarray(loss), *(np.asarray(gradients[key]) for key in sorted(gradients))]


for _name, _options in NETWORKS.items():
    for _model in KINDS:
        QUESTIONS[f"forward/{_model}/{_name}"] = lambda m, model=_model, options=_options: m.toy_forward(
            *network(model, **options)[:3])
        QUESTIONS[f"gradient/{_model}/{_name}"] = lambda m, model=_model, options=_options: gradient_list(
            m.toy_loss_and_gradient(*network(model, **options)))
    QUESTIONS[f"forward/{_name}"] = lambda m, name=_name: [
        np.asarray(QUESTIONS[f"forward/{model}/{name}"](m)) for model in KINDS]
    QUESTIONS[f"gradient/{_name}"] = lambda m, name=_name: [
        part for model in KINDS for part in QUESTIONS[f"gradient/{model}/{name}"](m)]


@question
def gradient_at_kinks(m):
    """Zero samples and zero biases: every pre-activation is 0 exactly, and relu'(0) is declared to be 0."""
    out = []
    for model in ("relu_output", "relu_hidden", "absolute_value"):
        _, parameters, x, importance = network(model, bias=0.0)
        x[:4] = 0.0
        x[4, 0] = 0.0
        parameters["bias"][:] = 0.0
        parameters = {key: value.copy() for key, value in parameters.items()}
        for key in ("W", "W1"):
            if key in parameters:
                parameters[key][0] = 0.0
        out += gradient_list(m.toy_loss_and_gradient(model, parameters, x, importance))
    return out


@question
def gradient_on_kinks_bias(m):
    """Pre-activation 0 and target 1: x = 1 in a feature that is not stored, b = 0."""
    parameters = {"W": np.array([[1.0, 0.0]]), "bias": np.zeros(2)}
    return gradient_list(m.toy_loss_and_gradient("relu_output", parameters, np.array([[0.5, 1.0]]), np.ones(2)))


@question
def gradient_dead(m):
    out = []
    for model in KINDS:
        _, parameters, x, importance = network(model)
        out += gradient_list(m.toy_loss_and_gradient(model, {**parameters, "bias": np.full(5, -20.0)}, x, importance))
    return out


def toy_calls(m, function):
    out = []
    for seed in (0, 1, 0):
        for model in KINDS:
            _, parameters, x, importance = network(model, seed=seed, importance="decay" if seed else "large")
            if function == "toy_forward":
                out.append(m.toy_forward(model, parameters, x))
            else:
                out.append((m.toy_loss_and_gradient(model, parameters, x, importance)))
    if function == "toy_forward":
        return [np.asarray(y) for y in out]
    return [part for answer in out for part in gradient_list(answer)]


def toy_inputs_after(m, function):
    out = []
    for model in KINDS:
        _, parameters, x, importance = network(model)
        getattr(m, function)(model, parameters, x, *(() if function == "toy_forward" else (importance,)))
        out += [x, importance, *(parameters[key] for key in sorted(parameters))]
    return out


def toy_same_objects(m, function):
    """A training step: the same arrays, changed in place."""
    out = []
    for model in KINDS:
        _, parameters, x, importance = network(model)
        for _ in range(2):
            answer = getattr(m, function)(model, parameters, x, *(() if function == "toy_forward" else (importance,)))
            out += [np.asarray(answer)] if function == "toy_forward" else gradient_list(answer)
            for value in parameters.values():
                value *= 0.5
            x *= 0.9
    return out


for _function in ("toy_forward", "toy_loss_and_gradient"):
    QUESTIONS[f"several_calls/{_function}"] = lambda m, function=_function: toy_calls(m, function)
    QUESTIONS[f"inputs_after/{_function}"] = lambda m, function=_function: toy_inputs_after(m, function)
    QUESTIONS[f"same_objects/{_function}"] = lambda m, function=_function: toy_same_objects(m, function)

# --- exact loss ------------------------------------------------------------------------------------------------------

DIGON = {"W": np.array([[1.0, -1.0]]), "bias": np.zeros(2)}


def population(seed, n, m, scale=0.8, bias=0.3):
    rng = np.random.default_rng(seed)
    return {"W": rng.normal(0, scale, (m, n)), "bias": bias * rng.standard_normal(n)}, 0.6 + rng.random(n)


POPULATIONS = {
    "digon": [(DIGON, np.array([1.0, 0.5]), s) for s in (0.0, 0.3, 0.9)],
    "plain": [(*population(1, 3, 2), 0.6)],
    "two_features": [(*population(2, 2, 1), 0.4), (*population(3, 2, 2), 0.7)],
    "one_feature": [({"W": np.array([[0.8]]), "bias": np.array([0.1])}, np.array([2.0]), 0.3)],
    "four": [(*population(4, 4, 2), 0.5)], "five": [(*population(5, 5, 2), 0.8)],
    "dense": [(*population(6, 3, 2), 0.0)], "empty": [(*population(7, 3, 2), 1.0)],
    "sparse": [(*population(8, 3, 2), 0.97)], "very_sparse": [(*population(8, 3, 2), 0.999)],
    "no_bias": [(*population(9, 3, 2, bias=0.0), 0.5)],
    "not_stored": [({"W": np.array([[1.0, 0.0]]), "bias": np.array([0.0, 0.2])}, np.ones(2), 0.5)],
    "zero_column": [({"W": np.array([[1.0, 0.0, -0.7], [0.2, 0.0, 0.5]]), "bias": np.array([0.1, 0.2, -0.1])},
                     np.ones(3), 0.5)],
    "orthogonal": [({"W": np.eye(3)[:2], "bias": np.array([0.0, 0.1, 0.3])}, np.ones(3), 0.4)],
    "negative_bias": [(*(lambda p, i: ({**p, "bias": -np.abs(p["bias"]) - 0.2}, i))(*population(10, 3, 2)), 0.5)],
    "positive_bias": [(*(lambda p, i: ({**p, "bias": np.abs(p["bias"]) + 0.3}, i))(*population(10, 3, 2)), 0.5)],
    "strong": [(*population(11, 3, 2, scale=4.0), 0.5)], "small": [(*population(12, 3, 2, scale=0.2), 0.5)],
    "very_weak": [(*population(12, 5, 2, scale=3e-3), 0.5)],
    "important": [(population(13, 3, 2)[0], np.array([5.0, 0.0, 0.2]), 0.5)],
    "sparse_bias": [({**population(14, 3, 2)[0], "bias": np.array([0.3, 0.2, 0.5])}, np.array([2.0, 0.5, 1.0]), 0.8)],
    "equal": [(population(13, 3, 2)[0], np.ones(3), 0.5)],
}
for _name, _cases in POPULATIONS.items():
    QUESTIONS["population/" + _name] = lambda m, cases=_cases: [
        m.population_loss({k: v.copy() for k, v in p.items()}, i.copy(), s) for p, i, s in cases]


@question
def population_calls(m):
    return [m.population_loss(p, i, s) for p, i, s in
            [(*population(1, 3, 2), 0.6), (*population(2, 3, 2), 0.6), (*population(2, 3, 2), 0.2),
             (*population(1, 3, 2), 0.6)]]


@question
def population_inputs(m):
    p, i = population(1, 3, 2)
    m.population_loss(p, i, 0.5)
    return [p["W"], p["bias"], i]


# --- measures --------------------------------------------------------------------------------------------------------

def columns(seed, m, n, scale=1.0):
    return np.random.default_rng(seed).standard_normal((m, n)) * scale


def regular(k):
    return np.array([np.cos(turn(k)), np.sin(turn(k))])


MATRICES = {
    "plain": columns(0, 3, 5), "digon": np.array([[1.0, -1.0]]), "unequal_digon": np.array([[2.0, -1.0]]),
    "zero_column": np.array([[1.0, 0.0, 0.5], [0.3, 0.0, -0.5]]), "all_zero": np.zeros((2, 3)),
    "pentagon": regular(5), "long": columns(1, 3, 5, 20.0), "short": columns(2, 3, 5, 0.05),
    "tiny": columns(3, 3, 5, 1e-9),
    "faint": columns(3, 3, 5, 1e-12), "large": columns(4, 3, 5, 1e8),
    "mixed": columns(5, 3, 5) * 10.0 ** np.arange(-4, 6, 2), "square": columns(6, 4, 4), "tall": columns(7, 6, 3),
    "one_hidden": columns(8, 1, 6), "one_feature": np.array([[0.5], [1.5]]), "two_hidden": columns(9, 2, 4),
    "forty": columns(10, 10, 40), "hundreds": columns(11, 20, 300),
    "parallel": np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]),
    "orthogonal": np.diag([1.0, 2.0, 3.0]), "duplicates": np.repeat(columns(12, 3, 2), 2, axis=1),
    "unit": (lambda w: w / np.linalg.norm(w, axis=0))(columns(13, 3, 5)), "nonnegative": np.abs(columns(14, 3, 5)),
    "small_column": np.array([[1.0, 1e-5, 0.5], [0.3, 1e-5, -0.5]]), "small_and_many": columns(15, 3, 12, 0.3),
    "short_small": columns(2, 3, 5, 1e-3),
    "nearly_orthogonal": np.eye(3) + 1e-5 * columns(17, 3, 3),
    "last_zero": np.array([[1.0, -0.4, 0.0], [0.2, 0.9, 0.0]]), "nine": columns(16, 4, 9),
}
for _name, _W in MATRICES.items():
    QUESTIONS["dimensionality/" + _name] = lambda m, W=_W: np.asarray(m.feature_dimensionality(W.copy()))
    QUESTIONS["interference/" + _name] = lambda m, W=_W: np.asarray(m.interference(W.copy()))


def measure_calls(m, function):
    kept = [getattr(m, function)(W) for W in (columns(0, 3, 5), columns(1, 3, 5), columns(0, 3, 5) * 2)]
    return [np.asarray(v) for v in kept]


def measure_inputs(m, function):
    W = columns(0, 3, 5)
    W[:, 1] = 0
    getattr(m, function)(W)
    return W


def measure_same_object(m, function):
    W = columns(0, 3, 5)
    first = np.array(getattr(m, function)(W))
    W[0] *= 3
    return [first, np.array(getattr(m, function)(W))]


for _function in ("feature_dimensionality", "interference"):
    QUESTIONS[f"several_calls/{_function}"] = lambda m, function=_function: measure_calls(m, function)
    QUESTIONS[f"inputs_after/{_function}"] = lambda m, function=_function: measure_inputs(m, function)
    QUESTIONS[f"same_objects/{_function}"] = lambda m, function=_function: measure_same_object(m, function)


# --- data: what a sample must satisfy, as yes (1) or no (0) ----------------------------------------------------------

def near(found, wanted, error):
    return float(abs(found - wanted) < 5 * error)


def moments(x, sparsity):
    """Share of zeros, first and second moment of the active, and the share of the active below a quarter."""
    active = x[x != 0]
    k = max(len(active), 1)
    return [near((x == 0).mean(), sparsity, max(math.sqrt(sparsity * (1 - sparsity) / x.size), 1e-9)),
            near(active.mean() if k > 1 else 0.5, 0.5, 0.29 / math.sqrt(k)),
            near((active ** 2).mean() if k > 1 else 1 / 3, 1 / 3, 0.3 / math.sqrt(k)),
            near((active < 0.25).mean() if k > 1 else 0.25, 0.25, 0.44 / math.sqrt(k)),
            near((active > 0.9).mean() if k > 1 else 0.1, 0.1, 0.3 / math.sqrt(k)),
            float(x.min() >= 0 and x.max() <= 1)]


def correlation(u, v):
    return near(np.corrcoef(u.ravel(), v.ravel())[0, 1], 0.0, 1 / math.sqrt(u.size))


def draw(m, *arguments, seed=0):
    return np.array(m.sample_features(*arguments, np.random.default_rng(seed)), dtype=np.float64)


def sampled(n_samples, n_features, sparsity):
    def ask(m):
        x = draw(m, n_samples, n_features, sparsity)
        return [np.array(x.shape), np.array(moments(x, sparsity))]
    return ask


SAMPLES = {"plain": (20000, 5, 0.6), "dense": (20000, 4, 0.0), "sparse": (40000, 5, 0.97), "empty": (500, 3, 1.0),
           "half": (20000, 4, 0.5), "low": (20000, 5, 0.15), "one_sample": (1, 40000, 0.6),
           "one_feature": (60000, 1, 0.6),
           "few": (2000, 4, 0.8), "very_sparse": (200000, 4, 0.999), "many_features": (500, 300, 0.7),
           "odd": (20001, 3, 0.6)}
for _name, _arguments in SAMPLES.items():
    QUESTIONS["sample/" + _name] = sampled(*_arguments)


@question
def sample_independent(m):
    """Zeros, and values given that both are active: of two features, of rows one, two and half the batch apart."""
    x = draw(m, 8000, 6, 0.4)
    out = []
    for u, v in [(x[:, :-1], x[:, 1:]), (x[:-1], x[1:]), (x[:-2], x[2:]), (x[:4000], x[4000:]), (x[:, :3], x[:, 3:]),
                 (x[:, 0], x[:, -1]), (x[:2000], x[2000:4000]), (x[:4000], x[:3999:-1])]:
        both = (u != 0) & (v != 0)
        out += [correlation((u != 0) * 1.0, (v != 0) * 1.0), correlation(u[both], v[both]),
                float(not (u[both] == v[both]).any()), correlation((u != 0)[v != 0] * 1.0, v[v != 0]),
                correlation((v != 0)[u != 0] * 1.0, u[u != 0])]
    return np.array(out)


@question
def sample_each_feature(m):
    x = draw(m, 40000, 5, 0.6)
    return np.array([value for i in range(5) for value in moments(x[:, i], 0.6)])


@question
def sample_each_row_block(m):
    x = draw(m, 40000, 4, 0.6)
    blocks = (x[:300], x[300:10000], x[10000:30000], x[30000:])
    return np.array([value for block in blocks for value in moments(block, 0.6)])


@question
def sample_count_spread(m):
    """The number of active features in a row, and the number of active rows in small batches, are binomial."""
    x = draw(m, 20000, 8, 0.5)
    active = (x != 0)
    out = [active.sum(axis=1).var() / 2.0]
    rng = np.random.default_rng(1)
    counts = np.array([(np.asarray(m.sample_features(40, 1, 0.5, rng)) != 0).sum() for _ in range(1500)])
    out.append(counts.var() / 10.0)
    return np.array([float(abs(value - 1) < 0.2) for value in out])


@question
def sample_two_calls(m):
    """One generator, two calls: fresh numbers; two generators from one seed: the same; another seed: others."""
    rng = np.random.default_rng(0)
    first = np.array(m.sample_features(2000, 3, 0.2, rng), dtype=np.float64)
    second = np.array(m.sample_features(2000, 3, 0.2, rng), dtype=np.float64)
    other, again = draw(m, 2000, 3, 0.2, seed=1), draw(m, 2000, 3, 0.2)
    both = (first != 0) & (second != 0)
    apart = (first != 0) & (other != 0)
    return np.array([float(not np.array_equal(first, second)), float(not (first[both] == second[both]).any()),
                     correlation((first != 0) * 1.0, (second != 0) * 1.0), correlation(first[both], second[both]),
                     float(np.array_equal(first, again)), float(not (first[apart] == other[apart]).any())])


@question
def sample_kept(m):
    """What the first call returned, after the second."""
    rng = np.random.default_rng(0)
    first = m.sample_features(50, 3, 0.2, rng)
    before = np.array(first, dtype=np.float64)
    m.sample_features(50, 3, 0.2, rng)
    return np.array(float(np.array_equal(before, np.asarray(first))))


@question
def sample_third_call(m):
    rng = np.random.default_rng(0)
    return np.array([v for _ in range(4) for v in moments(np.asarray(m.sample_features(5000, 3, 0.6, rng)), 0.6)])


@question
def sample_other_sparsity(m):
    rng = np.random.default_rng(0)
    return np.array([v for s in (0.2, 0.9, 0.5) for v in moments(np.asarray(m.sample_features(5000, 3, s, rng)), s)])


@question
def sample_distinct(m):
    """Active values are distinct, as uniform ones are."""
    x = draw(m, 3000, 4, 0.3)
    active = x[x != 0]
    return np.array([float(len(np.unique(active)) > 0.99 * len(active)),
                     float(len(np.unique(x, axis=0)) > 0.9 * len(x))])


@question
def sample_batches_distinct(m):
    """Six batches from one generator: no two alike."""
    rng = np.random.default_rng(0)
    batches = [np.array(m.sample_features(20, 3, 0.2, rng)) for _ in range(6)]
    return np.array([float(not np.array_equal(u, v)) for k, u in enumerate(batches) for v in batches[:k]])
