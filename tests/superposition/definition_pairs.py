"""Every fast function of the toy models beside its definition: a table, gone through by Hypothesis in one test.

A row is a fast function, its definition, a strategy of arguments that both take, and what it means that they agree.
Where the two draw at random they agree in law: `same_law` compares means within five standard errors, seeds fixed by
Hypothesis.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.superposition.exact_hessian import population_hessian
from srm_ref.superposition.exact_loss import (expected_relu_square, expected_relu_square_by_definition, population_loss,
                                              population_loss_and_gradient)
from srm_ref.superposition.exact_loss_by_definition import (population_hessian_by_definition,
                                                            population_loss_and_gradient_by_definition,
                                                            population_loss_by_definition)
from srm_ref.superposition.features import draw_by_definition, fill_by_gaps, fill_by_uniforms
from srm_ref.superposition.models import Model
from srm_ref.superposition.sparse_codes import sparse_objective, sparse_objective_by_definition
from srm_ref.superposition.training import step_loss_and_gradient
from tests.statements import STATEMENTS
from tests.strategies import generators, statement_names, toy_features, toy_parameters

STANDARD_ERRORS = 5.0


class Pair(NamedTuple):
    """A fast function and its definition, called with the same arguments."""

    fast: Callable[..., Any]
    definition: Callable[..., Any]
    arguments: st.SearchStrategy[tuple]
    agree: Callable[[Any, Any], None]


def close(rtol: float, atol: float = 0.0) -> Callable[[Any, Any], None]:
    """Compare numbers, and gradients by name."""
    def agree(found: Any, expected: Any) -> None:
        if isinstance(expected, tuple):
            (found, slopes), (expected, expected_slopes) = found, expected
            assert slopes.keys() == expected_slopes.keys()
            for name, value in expected_slopes.items():
                assert_allclose(slopes[name], value, rtol=rtol, atol=atol, err_msg=name)
        assert_allclose(found, expected, rtol=rtol, atol=atol)
    return agree


@st.composite
def quarters(draw: st.DrawFn) -> tuple[dict, np.ndarray, np.ndarray]:
    """A model whose Gram matrix has entries 0 or at least 1/16: the definition divides by them."""
    rng, n = draw(generators), draw(st.integers(1, 4))
    W = rng.integers(-5, 6, (draw(st.integers(1, 3)), n)) / 4
    return {"W": W, "bias": rng.integers(-8, 9, n) / 8}, rng.random(n) + 0.1, rng.choice([0.0, 0.3, 0.9, 1.0], n)


@st.composite
def one_step(draw: st.DrawFn) -> tuple[Model, dict, np.ndarray, np.ndarray]:
    """A statement, parameters of three instances, a batch for all or one for each, importances."""
    name, rng = draw(statement_names), draw(generators)
    X = toy_features(name, draw(st.integers(1, 9)), 5, rng, draw(st.sampled_from([(), (3,)])))
    return STATEMENTS[name], toy_parameters(name, 5, 2, rng, (3,)), X, rng.uniform(0.1, 2.0, 5)


@st.composite
def relu_squares(draw: st.DrawFn) -> tuple[np.ndarray, float, np.ndarray]:
    rng, n = draw(generators), draw(st.integers(1, 5))
    return rng.choice([-1, 1], n) * (0.2 + rng.random(n)), float(rng.normal()), rng.random(n)


@st.composite
def draws(draw: st.DrawFn) -> tuple[np.ndarray, int, np.random.Generator, float]:
    rng, n = draw(generators), draw(st.integers(1, 3))
    return rng.uniform(0.02, 0.9, (n, 1)), 20_000, rng, draw(st.sampled_from([0.0, -1.0]))


@st.composite
def coded(draw: st.DrawFn) -> tuple[dict, np.ndarray, float]:
    """Sparse codes of a few hidden numbers, columns of any length, and a price."""
    rng, m, k = draw(generators), draw(st.integers(1, 4)), draw(st.integers(1, 5))
    shapes = {"encoder": (k, m), "code_bias": (k,), "decoder": (m, k), "bias": (m,)}
    parameters = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    return parameters, rng.standard_normal((draw(st.integers(1, 6)), m)), draw(st.sampled_from([0.0, 0.3, 5.0]))


def filled(fill: Callable) -> Callable[..., np.ndarray]:
    """The fast way to draw as a function of what the definition takes."""
    def drawn(density: np.ndarray, n_samples: int, rng: np.random.Generator, low: float) -> np.ndarray:
        out = np.empty((len(density), n_samples))
        fill(out, density, rng, low)
        return out
    return drawn


def same_law(found: np.ndarray, expected: np.ndarray) -> None:
    """Share of zeros, mean and mean square of every feature: the difference of two samples, in standard errors."""
    for statistic in (lambda x: x != 0.0, lambda x: x, np.square):
        a, b = statistic(found).astype(float), statistic(expected).astype(float)
        error = np.sqrt((a.var(axis=1) + b.var(axis=1)) / a.shape[1])
        assert (np.abs(a.mean(axis=1) - b.mean(axis=1)) <= STANDARD_ERRORS * error + 1e-12).all()


def read(model: Model, *arguments: Any) -> Any:
    """The gradient that is read."""
    return model.loss_and_gradient(*arguments)


SUPERPOSITION_PAIRS: dict[str, Pair] = {
    "population_loss": Pair(population_loss, population_loss_by_definition, quarters(), close(1e-8, 1e-11)),
    "population_loss_and_gradient": Pair(population_loss_and_gradient, population_loss_and_gradient_by_definition,
                                         quarters(), close(1e-8, 1e-10)),
    "population_hessian": Pair(population_hessian, population_hessian_by_definition, quarters(), close(1e-8, 1e-8)),
    "expected_relu_square": Pair(expected_relu_square, expected_relu_square_by_definition, relu_squares(),
                                 close(1e-9,
                                       1e-11)), "step_loss_and_gradient": Pair(step_loss_and_gradient, read, one_step(),
                                                                               close(1e-10, 1e-12)),
    "sparse_objective": Pair(sparse_objective, sparse_objective_by_definition, coded(), close(1e-12)),
    "fill_by_uniforms": Pair(filled(fill_by_uniforms), draw_by_definition, draws(),
                             same_law), "fill_by_gaps": Pair(filled(fill_by_gaps), draw_by_definition, draws(),
                                                             same_law),
}
