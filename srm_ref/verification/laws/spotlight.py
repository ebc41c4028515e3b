"""Which laws does every spotlight obey? Symmetries first, then additivity, bounds, and laws of the signed curve.

Contents: SYMMETRIES, LAWS.

Source: SRM, the share of samples inside a turning cone: each law follows from f being a share of samples decided by
cosines with the probe.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Callable

import numpy as np

from srm_ref.verification.laws.inputs import haar, spotlight_inputs
from srm_ref.verification.laws.law import Ask, Law, Violation, differ

__all__ = ["SYMMETRIES", "LAWS"]

Inputs = dict[str, Any]
Rng = np.random.Generator


def _turned(inputs: Inputs, rng: Rng, determinant: int) -> Inputs:
    q = haar(inputs["basis"].shape[1], rng, determinant)
    return inputs | {"activations": inputs["activations"] @ q, "basis": inputs["basis"] @ q}


def _scaled(inputs: Inputs, rng: Rng, name: str) -> Inputs:
    return inputs | {name: inputs[name] * np.exp(rng.uniform(-3, 3, (len(inputs[name]), 1)))}


def _shuffled(inputs: Inputs, rng: Rng) -> Inputs:
    return inputs | {"activations": rng.permutation(inputs["activations"])}


def _doubled(inputs: Inputs, rng: Rng) -> Inputs:
    return inputs | {"activations": np.repeat(inputs["activations"], 2, axis=0)}


def _padded(inputs: Inputs, rng: Rng) -> Inputs:
    return inputs | {name: np.pad(inputs[name], ((0, 0), (0, 2))) for name in ("activations", "basis")}


def _a_turn_later(inputs: Inputs, rng: Rng) -> Inputs:
    return inputs | {"thetas": inputs["thetas"] + 2 * np.pi}


def _from_the_other_end(inputs: Inputs, rng: Rng) -> Inputs:
    a, b = inputs["basis"][inputs["planes"][0]]
    gamma = np.arccos(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
    return inputs | {"planes": inputs["planes"][:, ::-1].copy(), "thetas": gamma - inputs["thetas"]}


# name, statement, what breaks it, the change of inputs that leaves the answer alone, number of planes
SYMMETRIES: list[tuple[str, str, str, Callable[[Inputs, Rng], Inputs], int]] = [
    ("rotation", "f(X Q, B Q) = f(X, B) for a rotation Q", "the standard basis is used, or off-plane parts leak",
     partial(_turned, determinant=1), 3),
    ("reflection", "f(X Q, B Q) = f(X, B) for a reflection Q", "orientation of the axes in place of a and b's",
     partial(_turned, determinant=-1), 3),
    ("lengths-of-activations", "f does not depend on the lengths of activations", "activations not normalised",
     partial(_scaled, name="activations"), 3),
    ("lengths-of-rows", "f does not depend on the lengths of basis rows", "basis rows not normalised",
     partial(_scaled, name="basis"), 3),
    ("order-of-samples", "f does not depend on the order of samples", "samples lost or used twice", _shuffled, 3),
    ("samples-twice", "f is the same for every sample taken twice", "counts not divided by N", _doubled, 3),
    ("more-dimensions", "coordinates of zeros change nothing", "the number of dimensions enters", _padded, 3),
    ("full-turn", "f(theta + 2 pi) = f(theta)", "angles clipped or taken in degrees", _a_turn_later, 3),
    ("other-end", "f_ji(gamma - theta) = f_ij(theta), gamma the angle between the rows",
     "rotation not towards b, or uneven", _from_the_other_end, 1),
]


def _symmetry(ask: Ask, rng: Rng, function: str, change: Callable[[Inputs, Rng], Inputs], n_planes: int
              ) -> Violation | None:
    inputs = spotlight_inputs(rng, n_planes=n_planes)
    return differ(ask(function, inputs), ask(function, change(inputs, rng)), inputs)


def _order_of_rows(ask: Ask, rng: Rng, function: str) -> Violation | None:
    inputs = spotlight_inputs(rng)
    planes, angles = rng.permutation(3), rng.permutation(7)
    moved = inputs | {"planes": inputs["planes"][planes], "thetas": inputs["thetas"][angles]}
    first = ask(function, inputs)
    if first.shape != (3, 7):  # no rows to reorder
        return differ(np.empty((3, 7)), first, inputs)
    return differ(first[planes][:, angles], ask(function, moved), inputs)


def _merging(ask: Ask, rng: Rng, function: str) -> Violation | None:
    inputs, k = spotlight_inputs(rng), 9
    first = ask(function, inputs | {"activations": inputs["activations"][:k]})
    rest = ask(function, inputs | {"activations": inputs["activations"][k:]})
    n = len(inputs["activations"])
    return differ((k * first + (n - k) * rest) / n, ask(function, inputs), inputs)


def _bounds(ask: Ask, rng: Rng, function: str) -> Violation | None:
    inputs = spotlight_inputs(rng)
    answer, n = ask(function, inputs), len(inputs["activations"])
    low = 0 if function == "spotlight" else -1
    return differ(np.clip(np.rint(answer * n) / n, low, 1), answer, inputs)


def _narrower(ask: Ask, rng: Rng) -> Violation | None:
    inputs = spotlight_inputs(rng)
    wide = ask("spotlight", inputs | {"epsilon": inputs["epsilon"] - 0.3})
    narrow = ask("spotlight", inputs)
    return differ(np.maximum(wide, narrow), wide, inputs)


def _complement(ask: Ask, rng: Rng) -> Violation | None:
    inputs = spotlight_inputs(rng)
    mirrored = inputs | {"activations": -inputs["activations"], "epsilon": -inputs["epsilon"]}
    return differ(1 - ask("spotlight", inputs), ask("spotlight", mirrored), inputs)


def _odd(ask: Ask, rng: Rng) -> Violation | None:
    inputs = spotlight_inputs(rng)
    return differ(-ask("signed_spotlight", inputs),
                  ask("signed_spotlight", inputs | {"activations": -inputs["activations"]}), inputs)


def _half_turn(ask: Ask, rng: Rng) -> Violation | None:
    inputs = spotlight_inputs(rng)
    opposite = inputs | {"thetas": inputs["thetas"] + np.pi}
    return differ(ask("spotlight", inputs) - ask("spotlight", opposite), ask("signed_spotlight", inputs), inputs)


def _laws_of(function: str) -> list[Law]:
    letter = "f" if function == "spotlight" else "g"
    laws = [Law(name, (function,), letter + statement[1:] if statement[0] == "f" else statement, broken,
                partial(_symmetry, function=function, change=change, n_planes=n_planes))
            for name, statement, broken, change, n_planes in SYMMETRIES]
    return laws + [
        Law("order-of-rows", (function,), "planes and angles in another order: rows and columns in that order",
            "order of planes or angles changed", partial(_order_of_rows, function=function)),
        Law("merging", (function,), f"N {letter} of a union is the sum over its parts", "an average of averages",
            partial(_merging, function=function)),
        Law("bounds", (function,), f"N {letter} is a whole number, {letter} at most 1 in size",
            "not a share of samples", partial(_bounds, function=function)),
    ]


LAWS = [
    *_laws_of("spotlight"),
    Law("narrower-cone", ("spotlight",), "a narrower cone holds no more", "epsilon taken for an angle", _narrower),
    Law("complement", ("spotlight",), "f(-X, -epsilon) = 1 - f(X, epsilon)", "absolute cosine or absolute epsilon",
        _complement),
    *_laws_of("signed_spotlight"),
    Law("odd", ("signed_spotlight",), "g(-X) = -g(X)", "the opposite cone forgotten", _odd),
    Law("half-turn", ("spotlight", "signed_spotlight"), "g(theta) = f(theta) - f(theta + pi)",
        "signed and unsigned curves made differently", _half_turn),
]
