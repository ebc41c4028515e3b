"""Second derivatives of the exact loss: by differences, by hand, in fractions, and what rotations say about them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.superposition.exact_hessian import population_hessian
from srm_ref.superposition.exact_loss import population_loss_and_gradient
from srm_ref.superposition.exact_loss_by_definition import population_hessian_by_definition
from srm_ref.superposition.polytopes import polygon
from tests.strategies import examples, generators, relu_models
from tests.superposition.definition_pairs import quarters

STEP, BY_DIFFERENCES = 1e-6, 1e-6


def flat(parameters):
    return np.concatenate([np.ravel(parameters["W"]), parameters["bias"]])


def shaped(vector, m, n):
    return {"W": vector[:m * n].reshape(m, n), "bias": vector[m * n:]}


def identity(n):
    return {"W": np.eye(n), "bias": np.zeros(n)}


def differences(parameters, importance, sparsity):
    """Central differences of the exact gradient, a column per parameter."""
    (m, n), centre, columns = parameters["W"].shape, flat(parameters), []
    for change in STEP * np.eye(len(centre)):
        ends = [flat(population_loss_and_gradient(shaped(point, m, n), importance, sparsity)[1])
                for point in (centre + change, centre - change)]
        columns.append((ends[0] - ends[1]) / (2 * STEP))
    return np.array(columns).T


def fractions(array):
    return np.array([Fraction(float(value)) for value in np.ravel(array)], dtype=object).reshape(np.shape(array))


def in_fractions(parameters, importance, sparsity):
    exact = {name: fractions(value) for name, value in parameters.items()}
    return population_hessian_by_definition(exact, fractions(importance), fractions(sparsity)).astype(float)


def one_feature(w, b, p):
    """The loss of one feature by g = w^2, twice differentiated by hand, then the chain rule; kink at s = -b / g."""
    g, s = w * w, min(max(-b / (w * w), 0), 1)
    # int_s^1 of x^2, x (g x + b), and by g, g b, b: moments from s to 1, and the kink's s^3, s^2, s over g
    zeroth, first, second = 1 - s, (1 - s**2) / 2, (1 - s**3) / 3
    kink = 1 / g if 0 < s < 1 else 0
    L_g = -2 * ((1 - g) * second - b * first)
    L_gg, L_gb, L_bb = (2 * (moment - kink * s**k) for moment, k in ((second, 3), (first, 2), (zeroth, 1)))
    nothing = 2 * (1 - p) if b > 0 else 0
    return np.array([[p * (2 * L_g + 4 * g * L_gg), 2 * w * p * L_gb], [2 * w * p * L_gb, p * L_bb + nothing]])


# --- definition


@given(relu_models(max_features=4))
def test_it_is_the_slope_of_the_exact_gradient(drawn):
    found = population_hessian(*drawn)
    # a plane z = 0 close to a corner bends fast: the differences are wrong there, by their own step
    scale = np.abs(found).max() + 1
    assert_allclose(found, differences(*drawn), rtol=0, atol=BY_DIFFERENCES * scale)


@given(relu_models(max_features=3))
@examples(20)
def test_in_fractions_the_definition_is_exact_and_the_fast_form_keeps_its_digits(drawn):
    exact = in_fractions(*drawn)
    assert_allclose(population_hessian(*drawn), exact, rtol=0, atol=1e-12 * (1 + np.abs(exact).max()))


@given(quarters().filter(lambda drawn: drawn[0]["W"].shape[1] <= 3))
@examples(40)
def test_where_planes_touch_corners_and_edges_both_forms_take_the_same_side(drawn):
    exact = in_fractions(*drawn)
    assert_allclose(population_hessian(*drawn), exact, rtol=0, atol=1e-13 * (1 + np.abs(exact).max()))


# --- analytic


@pytest.mark.parametrize("w", [0.5, -1.2])
@pytest.mark.parametrize("b", [0.25, 0.0, -0.125, -0.2, -3.0])
@pytest.mark.parametrize("p", [1.0, 0.25])
def test_one_feature_by_hand(w, b, p):
    found = population_hessian({"W": [[w]], "bias": [b]}, [3.0], 1 - p)
    assert_allclose(found, 3 * one_feature(w, b, p), rtol=0, atol=1e-13)


def test_without_weights_only_the_gram_matrix_bends():
    # W = 0, b > 0: z = b, dL/dG_ij = -2 I_i E (x_i - b_i) x_j, d^2L/db^2 = 2 I; a negative eigenvalue: a saddle
    p, importance, b = np.array([0.5, 0.25]), np.array([1.0, 2.0]), np.array([0.25, 0.375])
    found = population_hessian({"W": np.zeros((2, 2)), "bias": b}, importance, 1 - p)
    moments = np.where(np.eye(2), p / 3, np.outer(p, p) / 4) - b[:, np.newaxis] * p / 2
    U = -2 * importance[:, np.newaxis] * moments
    expected = np.zeros((6, 6))
    expected[:2, :2] = expected[2:4, 2:4] = U + U.T
    expected[4:, 4:] = np.diag(2 * importance)
    assert_allclose(found, expected, rtol=0, atol=1e-15)
    assert np.linalg.eigvalsh(found)[0] < 0


def test_outputs_that_are_never_on_do_not_bend():
    W = np.random.default_rng(5).normal(size=(2, 4))
    assert not population_hessian({"W": W, "bias": np.full(4, -50.0)}, np.ones(4), 0.4).any()


@pytest.mark.parametrize(("W", "b", "i", "jump"), [
    # b_i = 0 and no feature active: 2 I_i P(none); columns at right angles may be active beside it
    ([[1.0, -1.0]], [0.0, 0.5], 0, 2 * 0.25), ([[1.0, 0.0], [0.0, 1.0]], [0.0, 0.5], 0, 2 * 0.5),
    # b_i = -|W_i|^2 = -1: 2 (1 - 0 - 1 / 1) P(only i) on the upper side, where the kink is at x = 1 - 0
    ([[1.0, -1.0]], [-1.0, 0.5], 0, -2 * 0.25), ([[1.0, 0.0], [0.0, 1.0]], [-1.0, 0.5], 0, -2 * 0.5),
])
def test_where_it_jumps_it_is_the_limit_from_lower_biases(W, b, i, jump):
    at, lower, upper = (population_hessian({"W": W, "bias": np.array(b) + shift * np.eye(2)[i]}, np.ones(2), 0.5)
                        for shift in (0.0, -1e-9, 1e-9))
    assert_allclose(at, lower, rtol=0, atol=1e-7)
    row = np.size(W) + i
    assert upper[row, row] - at[row, row] == pytest.approx(jump, abs=1e-7)


# --- properties


@given(quarters())
def test_it_jumps_where_the_docstring_says_and_comes_from_below(drawn):
    parameters, importance, S = drawn
    m, n = parameters["W"].shape
    at, lower, upper = (population_hessian({"W": parameters["W"], "bias": parameters["bias"] + shift}, importance, S)
                        for shift in (0.0, -1e-12, 1e-12))
    assert_allclose(at, lower, rtol=0, atol=1e-7)
    G, b, always = parameters["W"].T @ parameters["W"], parameters["bias"], S == 0.0
    for i in range(n):
        others = always & (np.arange(n) != i)
        none = b[i] == 0 and not G[i, always].any()
        alone = b[i] == -G[i, i] != 0 and S[i] < 1 and not G[i, others].any()
        assert (abs(upper - at)[m * n + i, m * n + i] > 1e-7) == (none or alone)
    if not any(b == 0) and not any(b == -np.diag(G)):
        assert_allclose(upper, at, rtol=0, atol=1e-7)


@given(relu_models())
def test_it_is_symmetric(drawn):
    found = population_hessian(*drawn)
    assert np.array_equal(found, found.T)


@given(relu_models(), generators)
def test_along_a_rotation_of_hidden_space_the_gradient_turns_with_it(drawn, rng):
    # grad L(R W) = R grad L(W): with R = 1 + A, A = -A^T, the Hessian takes A W to A dL/dW: to 0 where the slope is 0
    parameters, importance, sparsity = drawn
    (m, n), A = parameters["W"].shape, rng.standard_normal((len(parameters["W"]),) * 2)
    A = A - A.T
    _, gradient = population_loss_and_gradient(parameters, importance, sparsity)
    hessian = population_hessian(parameters, importance, sparsity)
    turned = hessian @ flat({"W": A @ parameters["W"], "bias": np.zeros(n)})
    expected = flat({"W": A @ gradient["W"], "bias": np.zeros(n)})
    assert_allclose(turned, expected, rtol=0, atol=1e-11 * (1 + np.abs(hessian).max()))


def test_at_a_stationary_point_there_is_a_zero_for_every_plane_of_rotation():
    values = np.linalg.eigvalsh(population_hessian(identity(3), np.ones(3), 0.5))  # where L = 0
    assert values[0] > -1e-14 and (values < 1e-14).sum() == 3


@given(relu_models(max_features=4), generators)
def test_reordering_features_reorders_it(drawn, rng):
    parameters, importance, sparsity = drawn
    m, n = parameters["W"].shape
    order = rng.permutation(n)
    places = np.arange((m + 1) * n).reshape(m + 1, n)[:, order].ravel()
    other = {"W": parameters["W"][:, order], "bias": parameters["bias"][order]}
    found = population_hessian(parameters, importance, sparsity)
    assert_allclose(population_hessian(other, importance[order], sparsity[order]), found[np.ix_(places, places)],
                    rtol=0, atol=1e-12 * (1 + np.abs(found).max()))


@pytest.mark.parametrize("W", [
    [[1.0, -1.0 + 1e-9]], [[1.0, -1.0], [0.0, 1e-9]], [[1.0, 1e-9, -1.0], [1e-8, 1.0, 1e-7]],
    [[1.0, 0.0, -0.5], [0.0, 0.0, 0.8]], [[1e-5, -1e-5, 1.0]], [[0.0, 0.0, 0.0]],
])
@pytest.mark.parametrize("b", [0.125, -0.25, 1e-9, -1e-9])
def test_small_entries_of_the_gram_matrix_cost_no_digits(W, b):
    W = np.array(W)
    n = W.shape[1]
    given_to_all = {"W": W, "bias": np.full(n, b)}, np.ones(n), np.full(n, 0.5)
    exact, found = in_fractions(*given_to_all), population_hessian(*given_to_all)
    assert_allclose(found, exact, rtol=0, atol=1e-14 * np.abs(exact).max())
    if abs(b) > STEP:  # else a step of the differences leads across the plane
        assert_allclose(found, differences(*given_to_all), rtol=0, atol=1e-9)


def test_many_models_at_once():
    rng = np.random.default_rng(3)
    parameters = {"W": rng.normal(size=(4, 2, 3)), "bias": rng.normal(size=(4, 3))}
    S, importance = rng.random((4, 3)), rng.random((4, 3))
    found = population_hessian(parameters, importance, S)
    assert found.shape == (4, 9, 9)
    for k in range(4):
        one = population_hessian({name: value[k] for name, value in parameters.items()}, importance[k], S[k])
        assert_allclose(found[k], one, rtol=0, atol=1e-13)


# --- errors


@pytest.mark.parametrize("call, message", [
    (lambda: population_hessian({"W": np.eye(2)}, np.ones(2), 0.5), "parameters: wanted a dict"),
    (lambda: population_hessian(identity(2), [-1, 1], 0.5), "importance: wanted numbers >= 0; found -1"),
    (lambda: population_hessian(identity(2), [1, 1], 1.5), r"sparsity: wanted numbers in \[0, 1\]; found 1.5"),
    (lambda: population_hessian(identity(13), np.ones(13), 0.5), "wanted at most 12 features"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- golden


DENSITIES = np.arange(2, 91) / 100


def stationary_polygons(k, a, b):
    """The k-gon of lengths a and biases b without slope at each density in turn, the others of six features dropped."""
    U = polygon(k)
    along, W, bias = np.stack([np.append(U, np.zeros(k)), np.append(np.zeros(2 * k), np.ones(k))]), [], []
    for p in DENSITIES:
        for _ in range(4):  # Newton, from the last density's
            given_to_all = {"W": a * U, "bias": np.full(k, b)}, np.ones(k), 1 - p
            slopes = along @ flat(population_loss_and_gradient(*given_to_all)[1])
            a, b = np.array([a, b]) - np.linalg.solve(along @ population_hessian(*given_to_all) @ along.T, slopes)
        W.append(np.pad(a * U, ((0, 0), (0, 6 - k))))
        bias.append(np.append(np.full(k, b), np.full(6 - k, p / 2)))
    return {"W": np.array(W), "bias": np.array(bias)}


@pytest.mark.slow
@pytest.mark.parametrize(("k", "a", "b", "minima"), [  # length and bias at 0.02; from 2 to 90 hundredths
    (3, 1.0034, 0.0001, [*range(2, 91)]), (4, 1.0013, 0.0, [*range(2, 66)]),
    (5, 1.1558, -0.2679, [*range(2, 31), *range(58, 70)]), (6, 1.2569, -0.5265, [*range(2, 15)]),
])
def test_at_which_densities_polygons_of_six_features_are_minima(k, a, b, minima):
    polygons, S = stationary_polygons(k, a, b), 1 - DENSITIES[:, np.newaxis]
    _, gradient = population_loss_and_gradient(polygons, np.ones(6), S)
    assert max(np.abs(gradient["W"]).max(), np.abs(gradient["bias"]).max()) < 1e-12
    values = np.linalg.eigvalsh(population_hessian(polygons, np.ones(6), S))
    assert ((np.abs(values) < 1e-12).sum(axis=1) == 1).all()  # turning the plane, and nothing else
    assert [round(100 * p) for p, row in zip(DENSITIES, values) if row[0] > -1e-12] == minima
