"""Which laws do projections, caps, measures and samplers obey?

Contents: LAWS.

Source: this package's laws, of caps and projections as SRM's author computes them; TMS section "The geometry of
superposition".
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any, Callable

import numpy as np

from srm_ref.verification.compare import same_points
from srm_ref.verification.laws.inputs import cosines, haar, spotlight_inputs
from srm_ref.verification.laws.law import Ask, Law, Violation, differ

__all__ = ["LAWS"]

Inputs = dict[str, Any]
Rng = np.random.Generator
POINTS = {"atol": 1e-3, "rtol": 1e-4}


# projection

def _projection_inputs(rng: Rng) -> Inputs:
    """Draw inputs whose activations are clear of the threshold on r for every plane."""
    inputs = spotlight_inputs(rng, n_samples=16)
    x, basis, epsilon = inputs["activations"], inputs["basis"], inputs["epsilon"]
    quarter = np.array([0, np.pi / 2])
    r = [np.hypot(*cosines(x, basis[i], basis[j], quarter)) for i, j in inputs["planes"]]
    clear = np.abs(np.array(r) - epsilon).min(axis=0) > 2e-3
    return {"activations": x[clear], "basis": basis, "epsilon": epsilon, "planes": inputs["planes"]}


def _same_picture(ask: Ask, rng: Rng, change: Callable[[Inputs, Rng], Inputs], factor: float) -> Violation | None:
    inputs = _projection_inputs(rng)
    expected = [factor * points for points in ask("project", inputs)]
    verdict = same_points(expected, ask("project", change(inputs, rng)), POINTS)
    if verdict.passed:
        return None
    found = verdict.difference
    return Violation(*found[:3], inputs) if found else Violation(verdict.remark, 0, 0, inputs)


def _turned(inputs: Inputs, rng: Rng) -> Inputs:
    q = haar(inputs["basis"].shape[1], rng)
    return inputs | {"activations": inputs["activations"] @ q, "basis": inputs["basis"] @ q}


def _enlarged(inputs: Inputs, rng: Rng) -> Inputs:
    return inputs | {"activations": 3 * inputs["activations"]}


def _rows_scaled(inputs: Inputs, rng: Rng) -> Inputs:
    return inputs | {"basis": inputs["basis"] * rng.uniform(0.2, 5, (3, 1))}


def _from_the_other_end(ask: Ask, rng: Rng) -> Violation | None:
    """The picture of (j, i) is the picture of (i, j) mirrored and turned by gamma: distances from the origin do not
    change."""
    inputs = _projection_inputs(rng)
    swapped = inputs | {"planes": inputs["planes"][:, ::-1].copy()}
    for here, there in zip(ask("project", inputs), ask("project", swapped)):
        distances = [np.sort(np.hypot(*points.T)) for points in (here, there)]
        if found := differ(*distances, inputs, 1e-3, "distances from the origin"):
            return found
    return None


# caps

def _complement(ask: Ask, rng: Rng) -> Violation | None:
    inputs = {"n_dims": int(rng.integers(2, 40)), "epsilon": float(rng.uniform(0.05, 0.5))}
    other = inputs | {"epsilon": -inputs["epsilon"]}
    return differ(1 - ask("cap_fraction", inputs), ask("cap_fraction", other), inputs, name="fraction")


def _decreasing(ask: Ask, rng: Rng) -> Violation | None:
    n_dims, epsilons = int(rng.integers(2, 30)), np.sort(rng.uniform(-0.9, 0.9, 6))
    values = np.array([ask("cap_fraction", {"n_dims": n_dims, "epsilon": float(e)}) for e in epsilons])
    return differ(np.minimum.accumulate(values), values, {"n_dims": n_dims, "epsilon": epsilons.tolist()}, 1e-6)


def _recurrence(ask: Ask, rng: Rng) -> Violation | None:
    n, e = int(rng.integers(2, 12)), float(rng.uniform(0.05, 0.5))
    step = e * (1 - e * e) ** ((n - 1) / 2) * math.gamma(n / 2) / (2 * math.sqrt(math.pi) * math.gamma((n + 1) / 2))
    inputs = {"n_dims": n, "epsilon": e}
    return differ(ask("cap_fraction", inputs) - step, ask("cap_fraction", inputs | {"n_dims": n + 2}), inputs,
                  name="fraction in n + 2 dimensions")


# measures

def _measure(ask: Ask, rng: Rng, change: Callable[[np.ndarray, Rng], np.ndarray],
             result: Callable[[np.ndarray], np.ndarray]) -> Violation | None:
    W = rng.standard_normal((3, 5))
    expected = result(ask("feature_dimensionality", {"W": W}))
    return differ(expected, ask("feature_dimensionality", {"W": change(W, rng)}), {"W": W})


def _bounded(ask: Ask, rng: Rng) -> Violation | None:
    W = rng.standard_normal((3, 5))
    D = ask("feature_dimensionality", {"W": W})
    return (differ(np.clip(D, 0, 1), D, {"W": W})
            or (Violation("sum of D, at most the rank", 3.0, float(D.sum()), {"W": W}) if D.sum() > 3 + 1e-5 else None))


def _from_interference(ask: Ask, rng: Rng) -> Violation | None:
    W = rng.standard_normal((3, 5))
    square = (W**2).sum(axis=0)
    return differ(square / (square + ask("interference", {"W": W})), ask("feature_dimensionality", {"W": W}), {"W": W})


# expected losses

def _network(rng: Rng) -> Inputs:
    return {"parameters": {"W": rng.uniform(-1, 1, (2, 3)), "bias": rng.uniform(-0.5, 0.5, 3)},
            "importance": rng.uniform(0.2, 2, 3), "sparsity": float(rng.uniform(0.2, 0.9))}


def _only_zeros(ask: Ask, rng: Rng) -> Violation | None:
    inputs = _network(rng) | {"sparsity": 1.0}
    expected = inputs["importance"] @ np.maximum(inputs["parameters"]["bias"], 0) ** 2
    return differ(expected, ask("population_loss", inputs), inputs, name="loss")


def _importances_add(ask: Ask, rng: Rng) -> Violation | None:
    inputs, other = _network(rng), rng.uniform(0.2, 2, 3)
    summed = inputs | {"importance": inputs["importance"] + other}
    parts = ask("population_loss", inputs) + ask("population_loss", inputs | {"importance": other})
    return differ(parts, ask("population_loss", summed), inputs, name="loss")


# samplers

def _own_generator(ask: Ask, rng: Rng) -> Violation | None:
    inputs = {"n_samples": 50, "n_features": 4, "sparsity": 0.5, "seed": int(rng.integers(2**31))}
    return differ(ask("sample_features", inputs), ask("sample_features", inputs), inputs)


def _other_seed(ask: Ask, rng: Rng) -> Violation | None:
    inputs = {"n_samples": 50, "n_features": 4, "sparsity": 0.5, "seed": int(rng.integers(2**31))}
    same = np.array_equal(ask("sample_features", inputs), ask("sample_features", inputs | {"seed": inputs["seed"] + 1}))
    return Violation("equal draws from different seeds", 0.0, 1.0, inputs) if same else None


def _mean_of_planes(ask: Ask, rng: Rng) -> Violation | None:
    inputs = spotlight_inputs(rng, n_planes=6)
    mean = {key: inputs[key] for key in ("activations", "basis", "epsilon", "thetas")} | {"ensemble": "permutations"}
    return differ(ask("spotlight", inputs).mean(axis=0), ask("mean_spotlight", mean), inputs)


PROJECT, CAP, MEASURE, SAMPLE = ("project",), ("cap_fraction",), ("feature_dimensionality",), ("sample_features",)
POPULATION = ("population_loss",)
LAWS = [
    Law("rotation", PROJECT, "turning X and B together changes no picture", "the standard basis is used",
        partial(_same_picture, change=_turned, factor=1.0)),
    Law("lengths-of-activations", PROJECT, "activations three times as long: a picture three times as large",
        "points normalised", partial(_same_picture, change=_enlarged, factor=3.0)),
    Law("lengths-of-rows", PROJECT, "lengths of basis rows change no picture", "basis rows not normalised",
        partial(_same_picture, change=_rows_scaled, factor=1.0)),
    Law("other-end", PROJECT, "plane (j, i) shows plane (i, j) mirrored: distances from the origin stay",
        "Gram-Schmidt step forgotten", _from_the_other_end),
    Law("complement", CAP, "A(e) + A(-e) = 1", "absolute value of epsilon", _complement),
    Law("decreasing", CAP, "a narrower cone holds less", "epsilon taken for an angle", _decreasing),
    Law("recurrence", CAP, "A_{n+2}(e) = A_n(e) - e (1-e^2)^((n-1)/2) Gamma(n/2) / (2 sqrt(pi) Gamma((n+1)/2))",
        "dimension off by one", _recurrence),
    Law("rotation", MEASURE, "W -> Q W leaves D alone", "transposed W",
        partial(_measure, change=lambda W, rng: haar(3, rng) @ W, result=lambda D: D)),
    Law("scale", MEASURE, "W -> c W leaves D alone", "direction of feature i not normalised",
        partial(_measure, change=lambda W, rng: 7 * W, result=lambda D: D)),
    Law("signs", MEASURE, "the sign of a feature does not matter", "interference taken without its square",
        partial(_measure, change=lambda W, rng: W * [1, -1, 1, -1, -1], result=lambda D: D)),
    Law("order", MEASURE, "features in reverse order: D in reverse order", "features mixed up",
        partial(_measure, change=lambda W, rng: W[:, ::-1], result=lambda D: D[::-1])),
    Law("unlearned", MEASURE, "a feature that is not stored has D = 0 and changes no other", "nan for such a feature",
        partial(_measure, change=lambda W, rng: np.pad(W, ((0, 0), (0, 1))), result=lambda D: np.append(D, 0))),
    Law("copies", MEASURE, "every feature twice: every D halved", "j = i left out",
        partial(_measure, change=lambda W, rng: np.hstack([W, W]), result=lambda D: np.tile(D / 2, 2))),
    Law("bounds", MEASURE, "0 <= D <= 1, and their sum is at most the rank", "norm in place of squared norm", _bounded),
    Law("from-interference", ("feature_dimensionality", "interference"), "D = |W_i|^2 / (|W_i|^2 + s_i)",
        "interference including j = i", _from_interference),
    Law("only-zeros", POPULATION, "with sparsity 1 the loss is sum I relu(b)^2", "density called sparsity",
        _only_zeros),
    Law("importances-add", POPULATION, "the loss is linear in the importances", "importance squared or forgotten",
        _importances_add),
    Law("own-generator", SAMPLE, "one seed, one draw", "another generator than the one given", _own_generator),
    Law("other-seed", SAMPLE, "another seed, another draw", "a fixed seed inside", _other_seed),
    Law("mean-of-planes", ("spotlight", "mean_spotlight"), "the mean curve is the mean over all ordered planes",
        "other planes in the mean", _mean_of_planes),
]
