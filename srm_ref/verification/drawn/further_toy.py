"""What else may a toy-model implementation have? Samplers of sets, optimisers, a start, dimensions per feature.

    correlated: all features of the set with probability 1 - S, else none; anti-correlated: one at random, or none
    sgd: w - r g; adam: w - r mhat / (sqrt(vhat) + 1e-8), beta 0.9 and 0.999; adamw: w (1 - r decay), then adam
    dimensions per feature: n_hidden / |W|_F^2

Contents: QUESTIONS.

Source: TMS sections "Correlated and anticorrelated features" and "Uniform superposition"; Kingma and Ba (2015),
algorithm 1; Loshchilov and Hutter (2019), algorithm 2.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Callable

import numpy as np

from srm_ref.checks import counted
from srm_ref.verification.asking.session import Session
from srm_ref.verification.drawn.judges import closer
from srm_ref.verification.drawn.question import Drawn, Inputs, Rng, asked
from srm_ref.verification.drawn.samplers import complaint, share_complaint
from srm_ref.verification.laws.law import Violation

__all__ = ["QUESTIONS"]

BETA1, BETA2, EPS = 0.9, 0.999, 1e-8
# tolerance of a variance: with 27,000 numbers or more on either side a right start is far within it
ALIKE = 0.15
Wrong = "tuple[str, Any, Any] | None"


def _set(session: Session, rng: Rng, function: str, n_features: int, sparsity: float) -> Violation | None:
    inputs = {"n_samples": 12_000, "n_features": n_features, "sparsity": sparsity, "seed": int(rng.integers(2**31))}
    x = session.ask(function, inputs)
    if x.shape != (12_000, n_features):
        return Violation("shape", str((12_000, n_features)), str(x.shape), inputs)
    wrong = (_together if function == "sample_correlated" else _apart)(x, sparsity)
    return Violation(*wrong, inputs) if wrong else None


def _together(x: np.ndarray, sparsity: float) -> Wrong:
    """Judge a set whose features come together: one feature alone, then the rows that are not zero, as samples of
    sparsity 0."""
    active = (x != 0).sum(axis=1)
    partly = np.count_nonzero((active > 0) & (active < x.shape[1]))
    if partly > 3:                                                  # float32 may draw a zero, once in millions
        return "samples in which some but not all are non-zero", 0, int(partly)
    full = x[active == x.shape[1]]
    return complaint(x[:, :1], (len(x), 1), sparsity) or (complaint(full, full.shape, 0.0) if len(full) else None)


def _apart(x: np.ndarray, sparsity: float) -> Wrong:
    """Judge a set of which one at most is active: the sum over the set, then each feature's share."""
    several = np.count_nonzero((x != 0).sum(axis=1) > 1)
    if several:
        return "samples in which more than one is non-zero", 0, int(several)
    wrong = complaint(x.sum(axis=1, keepdims=True), (len(x), 1), sparsity)
    for i, count in enumerate(np.count_nonzero(x, axis=0)):
        name = f"share of non-zero entries, feature {i}"
        wrong = wrong or share_complaint(name, count, len(x), (1 - sparsity) / x.shape[1], x.shape[1])
    return wrong


def _positions(optimiser: str, start: np.ndarray, gradients: np.ndarray, learning_rate: float, weight_decay: float
               ) -> np.ndarray:
    """Return the parameters after each step, (n_steps, n_parameters)."""
    w, m, v, path = np.array(start, dtype=float), 0.0, 0.0, []
    for t, g in enumerate(gradients, 1):
        if optimiser == "sgd":
            w = w - learning_rate * g
        else:
            m, v = BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * g**2
            step = (m / (1 - BETA1**t)) / (np.sqrt(v / (1 - BETA2**t)) + EPS)
            w = w * (1 - learning_rate * weight_decay) - learning_rate * step
        path.append(w)
    return np.array(path)


def _moved(inputs: Inputs, answer: Any) -> Wrong:
    """Judge the difference from the start, not the parameters: a step is small beside them."""
    expected, start = _positions(**inputs), np.asarray(inputs["start"])
    if np.shape(answer) != expected.shape:
        return "shape", str(expected.shape), str(np.shape(answer))
    return closer(expected - start, np.asarray(answer) - start, 2e-3, 1e-4, "way from the start")


def _stepping(rng: Rng, optimiser: str, n_steps: int, size: float = 1.0, decay: float = 0.0) -> Inputs:
    return {"optimiser": optimiser, "start": rng.standard_normal(5),
            "gradients": size * rng.standard_normal((n_steps, 5)), "learning_rate": float(rng.uniform(0.05, 0.2)),
            "weight_decay": decay}


def _start(session: Session, rng: Rng, n_hidden: int, n_features: int) -> Violation | None:
    """Compare one instance at a time with a hundred at a time: neither scale nor numbers may depend on it."""
    inputs = {"n_instances": 100, "n_hidden": n_hidden, "n_features": n_features, "seed": int(rng.integers(2**31))}
    many = session.ask("initial_weights", inputs)
    single = session.sequence("initial_weights", [inputs | {"n_instances": 1, "seed": k} for k in range(100)])
    if many.shape != (100, n_hidden, n_features):
        return Violation("shape", str((100, n_hidden, n_features)), str(many.shape), inputs)
    if np.array_equal(many[0], many[1]):
        return Violation("instances 0 and 1", "drawn apart", "equal", inputs)
    one, all_of = (float(np.mean(np.square(w))) for w in (np.concatenate(single), many))
    if not abs(all_of / one - 1) < _slack(len(single) * n_hidden * n_features):
        return Violation("mean square, 100 instances at a time, beside one at a time", one, all_of, inputs)
    return None


def _slack(n: int) -> float:
    """Return ALIKE, or more where few numbers were drawn: a program that is started once per question is asked less."""
    return max(ALIKE, 8 * (2 / n) ** 0.5)


def _columns(rng: Rng, n_hidden: tuple[int, int], size: float = 1.0) -> Inputs:
    return {"W": size * rng.standard_normal((int(rng.integers(*n_hidden)), int(rng.integers(3, 12))))}


def _per_feature(inputs: Inputs, answer: Any) -> Wrong:
    W = np.asarray(inputs["W"])
    return closer(np.asarray(len(W) / np.sum(W**2)), np.asarray(answer), 1e-4, 0.0)


# optimiser, name, how it is drawn, what is asked, what it was made to catch
STEPS: list[tuple[str, Callable[[Rng], Inputs], str, str]] = [
    ("sgd", partial(_stepping, optimiser="sgd", n_steps=3), "three steps of gradient descent", "momentum by default"),
    ("adam-first", partial(_stepping, optimiser="adam", n_steps=1), "the first step of Adam", "no bias correction"),
    ("adam", partial(_stepping, optimiser="adam", n_steps=12), "twelve steps of Adam", "moments that are not kept"),
    ("adam-small", partial(_stepping, optimiser="adam", n_steps=3, size=1e-6), "Adam with gradients of 1e-6",
     "eps inside the root, or before the bias correction"),
    ("adamw", partial(_stepping, optimiser="adamw", n_steps=6, decay=0.5), "six steps of AdamW, weight decay 0.5",
     "weight decay in the gradient"),
    ("adamw-no-decay", partial(_stepping, optimiser="adamw", n_steps=2), "AdamW with weight decay 0",
     "decay by default"),
]
QUESTIONS = [
    *(Drawn(f"{k}-features-{name}", function, f"a set of {counted(k, 'feature')} with sparsity {s:g}", broken,
            partial(_set, function=function, n_features=k, sparsity=s))
      for function, broken in (("sample_correlated", "a mask drawn feature by feature"),
                               ("sample_anticorrelated", "the set's sparsity taken for each feature's"))
      for k, s, name in ((2, 0.3, "often"), (5, 0.9, "rarely"))),
    *(Drawn(name, "optimiser_steps", statement, broken, asked("optimiser_steps", make, _moved))
      for name, make, statement, broken in STEPS),
    *(Drawn(f"{m}-by-{n}", "initial_weights",
            f"{counted(m, 'hidden unit')}, {counted(n, 'feature')}: one instance, and 100 at a time",
            "a scale from the number of instances", partial(_start, n_hidden=m, n_features=n))
      for m, n in ((10, 30), (20, 60))),
    Drawn("sizes", "dimensions_per_feature", "1 to 8 hidden units", "features per dimension",
          asked("dimensions_per_feature", partial(_columns, n_hidden=(1, 9)), _per_feature)),
    Drawn("long", "dimensions_per_feature", "columns of length 1e5", "lengths in place of squares",
          asked("dimensions_per_feature", partial(_columns, n_hidden=(2, 5), size=1e5), _per_feature)),
]
