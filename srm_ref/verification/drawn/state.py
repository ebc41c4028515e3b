"""Does an answer depend on what was asked before? It must not, and earlier answers must stay as they were given.

A question, others of the same shapes that differ in one argument only, and the question again: kept answers are
compared after the last question. Then the same with arrays that the caller overwrites in place between calls.

Contents: AGAIN, LIKE_BEFORE, QUESTIONS.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from srm_ref.verification.asking.session import Session
from srm_ref.verification.drawn.clouds import cloud
from srm_ref.verification.drawn.judges import judge_of
from srm_ref.verification.drawn.networks import network
from srm_ref.verification.drawn.question import Drawn, Inputs, Rng
from srm_ref.verification.laws.law import CallFailed, Violation
from srm_ref.verification.suites import FUNCTIONS

__all__ = ["AGAIN", "LIKE_BEFORE", "QUESTIONS"]

AGAIN = "the same question, asked again"
LIKE_BEFORE = "another question, answered like the one before"


def _question(function: str, rng: Rng, model: str) -> Inputs:
    """Draw a small question; its shapes are always the same."""
    if function in ("spotlight", "signed_spotlight", "mean_spotlight", "project"):
        inputs = cloud(rng, 24, 4, n_basis=3, n_planes=2, n_angles=6) | {"ensemble": str(rng.choice(["permutations",
                                                                                                     "combinations"]))}
        return {key: inputs[key] for key in FUNCTIONS[function].arguments}
    if function == "cap_fraction":
        return {"n_dims": int(rng.integers(3, 30)), "epsilon": float(rng.uniform(-0.5, 0.5))}
    if function in ("feature_dimensionality", "interference"):
        return {"W": rng.standard_normal((3, 5))}
    inputs = network(rng, model, 4, 2, 60)
    inputs = inputs | {"features": inputs["features"][:7], "sparsity": float(rng.uniform(0.2, 0.9))}
    if function == "population_loss":
        p = {name: value[..., :3] for name, value in inputs["parameters"].items()}
        inputs = inputs | {"parameters": p, "importance": inputs["importance"][:3]}
    return {key: inputs[key] for key in FUNCTIONS[function].arguments}


def _variants(first: Inputs, second: Inputs, models: tuple[str, ...]) -> list[Inputs]:
    """Return the first question with one argument, or one array of parameters, of the second at a time."""
    tied = [model for model in models if model not in ("absolute_value", first.get("model"))]
    out = [first | {key: value} for key, value in second.items() if key not in ("model", "parameters")]
    out += [first | {"parameters": first["parameters"] | {key: value}} for key, value in second.get("parameters",
                                                                                                    {}).items()]
    return out + [first | {"model": model} for model in tied[:1] if "W" in first.get("parameters",
                                                                                     {}) and "model" in first]


def _asked_again(session: Session, rng: Rng, function: str, in_place: bool) -> Violation | None:
    model = session.a_model()
    first, second = _question(function, rng, model), _question(function, rng, model)
    asked = [first, second, first, *_variants(first, second, session.models), first]
    try:
        answers, judge = session.sequence(function, asked, in_place), judge_of(function)
    except CallFailed as failure:
        if "model" not in first or failure.args[0].kind != "missing":
            raise
        asked = [inputs for inputs in asked if inputs["model"] == model]        # the implementation has no other model
        answers, judge = session.sequence(function, asked, in_place), judge_of(function)
    where = "where arrays are overwritten in place between calls, " if in_place else ""
    for k in (2, len(asked) - 1):
        if not _same(answers[0], answers[k]):
            return Violation(where + AGAIN, _short(answers[0]), _short(answers[k]), first)
    for k, (inputs, answer) in enumerate(zip(asked, answers)):
        if wrong := judge(inputs, answer):
            # two models that answer alike: that is a wrong model, not a memory
            other_model = inputs.get("model") != first.get("model")
            if k and _same(answers[0], answer) and not other_model and not judge(first, answers[0]):
                return Violation(where + LIKE_BEFORE, wrong[1], wrong[2], inputs)
            return Violation(f"{where}question {k + 1} of {len(asked)}: {wrong[0]}", wrong[1], wrong[2], inputs)
    return None


def _same(here: Any, there: Any) -> bool:
    if isinstance(here, tuple):
        return _same(here[0], there[0]) and here[1].keys() == there[1].keys() and all(
            _same(value, there[1][name]) for name, value in here[1].items())
    if isinstance(here, list):
        return len(here) == len(there) and all(map(_same, here, there))
    here, there = np.asarray(here), np.asarray(there)
    return here.shape == there.shape and bool(np.allclose(here, there, 1e-6, 1e-9, equal_nan=True))


def _short(answer: Any) -> str:
    text = str(answer).replace("\n", " ")
    return text if len(text) <= 100 else text[:100] + " ..."


WAYS = [("asked-again", False,
         "a question is answered alike before and after others, and earlier answers stay as they were",
         "answers remembered under an incomplete key, buffers handed out twice, chance"),
        ("overwritten", True, "arrays that the caller overwrites between calls are read afresh",
         "answers remembered by the identity of an array")]
QUESTIONS = [Drawn(name, function, statement, broken, partial(_asked_again, function=function, in_place=in_place))
             for function in FUNCTIONS if function != "sample_features" for name, in_place, statement, broken in WAYS]
