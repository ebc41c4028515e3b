"""Which functions can be verified, and how are they called? One table: names, arguments in order, results.

An adapter is a module with any of these functions. Arguments are passed by position; arrays are float64, `planes` is
an integer array (n_planes, 2), `parameters` a dict of arrays. A program in another language gets the same names as
the keys of one JSON object; where a function takes `rng`, the program gets a whole number `seed`.

Contents: Function, FUNCTIONS, SUITES, FURTHER, EVERY, functions_of, python_arguments.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from srm_ref.checks import choice

__all__ = ["Function", "FUNCTIONS", "SUITES", "FURTHER", "EVERY", "functions_of", "python_arguments"]


class Function(NamedTuple):
    """A function of an adapter: its suite, its arguments in order, what it returns, and whether most implementations
    have it."""

    suite: str
    arguments: tuple[str, ...]
    returns: str
    optional: bool = False


SPOTLIGHT = ("activations", "basis", "epsilon", "planes", "thetas")
TOY = ("model", "parameters", "features")

FUNCTIONS = {
    "spotlight": Function("spotlight", SPOTLIGHT, "(n_planes, n_angles)"),
    "mean_spotlight": Function("spotlight", (*SPOTLIGHT[:3], "ensemble", "thetas"), "(n_angles,)", True),
    "signed_spotlight": Function("signed-spotlight", SPOTLIGHT, "(n_planes, n_angles)"),
    "project": Function("projection", SPOTLIGHT[:4], "list of (k, 2), one per plane"),
    "cap_fraction": Function("cap-fraction", ("n_dims", "epsilon"), "float"),
    "toy_forward": Function("toy-model", TOY, "(n_samples, n_features)"),
    "toy_loss_and_gradient": Function("toy-model", (*TOY, "importance"), "(loss, gradients)"),
    "population_loss": Function("toy-model", ("parameters", "importance", "sparsity"), "float", True),
    "feature_dimensionality": Function("measures", ("W",), "(n_features,)"),
    "interference": Function("measures", ("W",), "(n_features,)", True),
    "sample_features": Function("features", ("n_samples", "n_features", "sparsity", "rng"), "(n_samples, n_features)"),
}
SUITES = tuple(dict.fromkeys(function.suite for function in FUNCTIONS.values()))

DRAWN_SET = Function("further", ("n_samples", "n_features", "sparsity", "rng"), "(n_samples, n_features)", True)
FURTHER = {
    "rotation_matrices": Function("further", ("basis", "planes", "thetas"), "(n_planes, n_angles, n_dims, n_dims)",
                                  True),
    "plane_pairs": Function("further", ("n_directions", "ensemble"), "(n_planes, 2)", True),
    "angle_grid": Function("further", ("n_angles",), "(n_angles,)", True),
    "kurtosis": Function("further", ("activations", "basis"), "float", True),
    "rotation_p_value": Function("further", ("value", "null"), "float", True),
    "sample_correlated": DRAWN_SET,
    "sample_anticorrelated": DRAWN_SET,
    "optimiser_steps": Function("further", ("optimiser", "start", "gradients", "learning_rate", "weight_decay"),
                                "(n_steps, n_parameters)", True),
    "initial_weights": Function("further", ("n_instances", "n_hidden", "n_features", "rng"),
                                "(n_instances, n_hidden, n_features)", True),
    "dimensions_per_feature": Function("further", ("W",), "float", True),
}
"""Functions without golden cases, with drawn questions only; no implementation is expected to have them."""
EVERY = FUNCTIONS | FURTHER


def functions_of(suite: str | None) -> tuple[str, ...]:
    """Return the names of the functions of a suite, "further" among them, or the one function that is named; None: all
    of them.

    Parameters
    ----------
    suite : str or None
        The name of a suite or of a function.

    Raises
    ------
    ValueError
        Neither a suite nor a function.

    Examples
    --------
    >>> functions_of("measures")
    ('feature_dimensionality', 'interference')
    """
    if suite is None:
        return tuple(EVERY)
    choice(suite, "--suite", tuple(dict.fromkeys((*SUITES, "further", *EVERY))))
    members = tuple(name for name, function in EVERY.items() if function.suite == suite)
    return members or (suite,)


def python_arguments(function: str, inputs: dict[str, Any]) -> list[Any]:
    """Return the arguments for a Python adapter, in order: fresh arrays, and a Generator where `rng` is wanted.

    Parameters
    ----------
    function : str
        A key of `FUNCTIONS`.
    inputs : dict
        As a case holds them.

    Examples
    --------
    >>> python_arguments("cap_fraction", {"n_dims": 3, "epsilon": 0.5})
    [3, 0.5]
    """
    return [_argument(name, inputs) for name in EVERY[function].arguments]


def _argument(name: str, inputs: dict[str, Any]) -> Any:
    if name == "rng":
        return np.random.default_rng(inputs["seed"])
    value = inputs[name]
    if name == "planes":
        return np.array(value, dtype=np.int64).reshape(-1, 2)
    if name == "parameters":
        return {key: np.array(array, dtype=np.float64) for key, array in value.items()}
    if name in ("activations", "basis", "thetas", "features", "importance", "W", "null", "start", "gradients"):
        return np.array(value, dtype=np.float64)
    return float(value) if name in ("epsilon", "sparsity", "value", "learning_rate", "weight_decay") else value
