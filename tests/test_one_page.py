"""Both papers on one page: every function equals the package's, and the page is as short, and as alone, as it says."""

from __future__ import annotations

import ast
import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import srm_ref
from srm_ref import one_page
from srm_ref.descent import Adam, cosine
from srm_ref.geometry.bases import cross_polytope, polygon, simplex
from srm_ref.superposition import MODELS, feature_dimensionality
from srm_ref.superposition.features import draw_by_definition
from tests.spotlight_oracle import MARGIN, clear_angles, orthonormal_pair, turned_probe_counts
from tests.strategies import basis_of, examples, generators, toy_features, toy_parameters

PAGE = Path(one_page.__file__)
SOURCE = PAGE.read_text(encoding="utf-8")
TREE = ast.parse(SOURCE)
FUNCTIONS = [node for node in TREE.body if isinstance(node, ast.FunctionDef)]
MOST_CODE_LINES, MOST_LINES, LONGEST_FUNCTION, LONGEST_LINE = 150, 260, 20, 120
ROUNDING = 1e-15  # relative: one operation in another order
MODEL = MODELS["relu_output"]


def arc_problem(rng, kind):
    """Activations of every kind that arcs distinguish, and a basis: axes, oblique, overcomplete or with opposites."""
    n_dims = int(rng.integers(2, 6))
    basis = basis_of(kind, n_dims, rng)
    across = np.linalg.svd(basis[:2])[2][2:]  # at right angles to the first plane: r = 0 there; none in two dimensions
    activations = np.concatenate([
        rng.standard_normal((6, n_dims)), np.zeros((2, n_dims)), -2.5 * np.eye(n_dims), np.eye(n_dims), basis, -basis,
        3.0 * across, np.ones((1, n_dims)), basis[:1] + basis[1:2] + 0.1 * rng.standard_normal((2, n_dims))])
    return rng.permutation(activations), basis


EPSILONS = st.one_of(st.floats(-1, 1), st.sampled_from([-1.0, -0.5, -1e-3, 0.0, 1e-3, 0.5, 0.5**0.5, 0.9, 1.0]))
KINDS = st.sampled_from(["standard", "rotated", "few rows", "overcomplete", "cross-polytope",
                         "one direction both ways", "nearly parallel"])
N_ANGLES = st.sampled_from([1, 2, 3, 7, 12, 36, 100])


def clear_of(activations, basis, plane, epsilon, n_angles):
    """Say of every angle whether no activation is within 1e-9 of the edge of the cone there: (n_angles,) bool."""
    e1, e2 = orthonormal_pair(*basis[plane])
    thetas = 2 * np.pi * np.arange(n_angles)[:, None] / n_angles
    directions = activations[activations.any(axis=1)]
    directions = directions / np.sqrt((directions**2).sum(axis=1, keepdims=True))
    return (np.abs((np.cos(thetas) * e1 + np.sin(thetas) * e2) @ directions.T - epsilon) > MARGIN).all(axis=1)


# --- definition

@given(generators, EPSILONS, KINDS, N_ANGLES)
def test_the_definition_is_the_packages(rng, epsilon, kind, n_angles):
    activations, basis = arc_problem(rng, kind)
    a, b = basis[:2]
    thetas = clear_angles(activations, a, b, epsilon, 2 * np.pi * np.arange(n_angles) / n_angles)
    if thetas.size:
        ours = one_page.spotlight_curve_by_definition(activations, a, b, epsilon, thetas)
        assert_array_equal(ours, srm_ref.spotlight_curve_by_definition(activations, a, b, epsilon, thetas))
        assert_array_equal(ours, turned_probe_counts(activations, a, b, epsilon, thetas) / len(activations))


@examples(150)
@given(generators, EPSILONS, KINDS, N_ANGLES)
def test_the_arcs_count_as_the_package_does(rng, epsilon, kind, n_angles):
    activations, basis = arc_problem(rng, kind)
    ours = one_page.resonance_by_arcs(activations, basis, epsilon, n_angles)
    package = srm_ref.spotlight_resonance(activations, basis, epsilon, "permutations", n_angles)
    assert ours.shape == package.values.shape and ours.dtype.kind == "i"
    theirs = package.values * package.n_samples  # counts, to rounding: `.values` are shares
    for plane, counts, shares in zip(package.planes, ours, theirs):
        clear = clear_of(activations, basis, plane, epsilon, n_angles)
        assert_array_equal(counts[clear], np.rint(shares[clear]))
        assert_allclose(shares, np.rint(shares), rtol=0, atol=1e-9)


@given(generators, KINDS)
def test_kurtosis_is_the_sum_over_points_and_directions(rng, kind):
    activations, basis = arc_problem(rng, kind)
    assert math.isclose(one_page.kurtosis(activations, basis), kurtosis_by_loops(activations, basis), rel_tol=1e-12)


def kurtosis_by_loops(activations, basis):
    """n_dims^2 times the mean of cos^4, one pair at a time."""
    fourth_powers = []
    for x in activations.tolist():
        for b in basis.tolist():
            if any(x):
                cosine_of_pair = sum(s * t for s, t in zip(x, b)) / (math.hypot(*x) * math.hypot(*b))
                fourth_powers.append(cosine_of_pair**4)
    return len(basis[0]) ** 2 * math.fsum(fourth_powers) / len(fourth_powers)


@pytest.mark.parametrize("instances", [(), (3,)])
@examples(20)
@given(rng=generators, sizes=st.tuples(st.integers(1, 6), st.integers(1, 4), st.integers(1, 12)))
def test_the_model_is_the_packages_to_the_bit(instances, rng, sizes):
    """Outputs, loss and gradient, for one model and for many, which may share a batch."""
    n_features, n_hidden, n_samples = sizes
    parameters = toy_parameters("relu_output", n_features, n_hidden, rng, instances)
    importance = rng.uniform(0.1, 2.0, n_features)
    for features in (toy_features("relu_output", n_samples, n_features, rng, instances),
                     toy_features("relu_output", n_samples, n_features, rng)):
        hidden, _, output = one_page.forward(parameters, features)
        assert_array_equal(output, MODEL.forward(parameters, features))
        assert_array_equal(hidden, MODEL.hidden(parameters, features))
        loss, gradient = MODEL.loss_and_gradient(parameters, features, importance)
        assert_array_equal(one_page.loss(parameters, features, importance), loss)
        ours = one_page.gradient(parameters, features, importance)
        assert ours.keys() == gradient.keys()
        for name, value in gradient.items():
            assert_allclose(ours[name], value, rtol=ROUNDING, atol=0)


@given(generators)
def test_adam_is_the_packages(rng):
    """Ten updates, from a first gradient that is zero in one place."""
    start = {"W": rng.standard_normal((3, 2, 5)), "bias": np.zeros((3, 5))}
    theirs = {name: value.copy() for name, value in start.items()}
    ours, mean, mean_square = dict(start), dict.fromkeys(start, 0.0), dict.fromkeys(start, 0.0)
    adam, kept = Adam(0.03, beta1=0.8, beta2=0.95, eps=1e-6), {name: value.copy() for name, value in start.items()}
    state = adam.initial_state(theirs)
    for t in range(1, 11):
        gradients = {name: rng.standard_normal(value.shape) * (rng.random(value.shape) < 0.8)
                     for name, value in start.items()}
        adam.update(theirs, gradients, state)
        one_page.adam_step(ours, gradients, mean, mean_square, t, 0.03, 0.8, 0.95, 1e-6)
        for name in start:
            assert_allclose(ours[name], theirs[name], rtol=0, atol=20 * ROUNDING)  # of steps of 0.03
            assert_allclose(mean[name], state[f"first.{name}"], rtol=0, atol=ROUNDING)
            assert_allclose(mean_square[name], state[f"second.{name}"], rtol=0, atol=ROUNDING)
            assert_array_equal(start[name], kept[name])


def test_adams_defaults_are_the_packages():
    ours, theirs = {"w": np.ones(2)}, {"w": np.ones(2)}
    adam = Adam(0.1)
    adam.update(theirs, {"w": np.array([1e-8, 3.0])}, adam.initial_state(theirs))
    one_page.adam_step(ours, {"w": np.array([1e-8, 3.0])}, {"w": 0.0}, {"w": 0.0}, 1, 0.1)
    assert_allclose(ours["w"], theirs["w"], rtol=ROUNDING)
    state = adam.initial_state(theirs)
    for t in range(1, 4):
        adam.update(theirs, {"w": np.array([1.0, -3.0 * t])}, state)
    means, squares = {"w": 0.0}, {"w": 0.0}
    for t in range(1, 4):
        one_page.adam_step(ours, {"w": np.array([1.0, -3.0 * t])}, means, squares, t, 0.1)
    assert_allclose(ours["w"], theirs["w"], rtol=10 * ROUNDING)


@examples(10)
@given(generators, st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.6, 0.95]), st.sampled_from([1, 2, 25]))
def test_training_is_the_plain_loop_with_the_packages_parts(rng, seed, sparsity, n_steps):
    """The same batches, the package's model, Adam and schedule: one state from the first step to the last."""
    start = one_page.initial_parameters(4, 2, 5, rng)
    kept = {name: value.copy() for name, value in start.items()}
    importance = rng.uniform(0.2, 1.5, 5)
    ours = one_page.train(start, importance, sparsity, 16, n_steps, 0.03, np.random.default_rng(seed))
    theirs, draws, adam = {name: value.copy() for name, value in start.items()}, np.random.default_rng(seed), Adam(0.03)
    state = adam.initial_state(theirs)
    for step in range(n_steps):
        features = one_page.sample_features((16, 5), sparsity, draws)
        adam.update(theirs, MODEL.loss_and_gradient(theirs, features, importance)[1], state, cosine(step, n_steps))
    for name in start:
        assert_allclose(ours[name], theirs[name], rtol=0, atol=1e-12)  # roundings of 25 steps, of numbers near 1
        assert_array_equal(start[name], kept[name])  # what the caller gave is as it was


PAIRS = [  # the page's function, the package's, and arguments at which they agree: a new pair is one line
    ("feature_dimensionality", one_page.feature_dimensionality, feature_dimensionality, lambda rng:
     (rng.standard_normal((3, 2, 5)) * (rng.random((1, 1, 5)) < 0.7), )),
    ("unit", one_page.unit, srm_ref.geometry.vectors.unit, lambda rng: (rng.standard_normal((4, 3)), )),
    ("random_rotation", one_page.random_rotation, srm_ref.random_rotation, lambda rng:
     (int(rng.integers(1, 6)), np.random.default_rng(rng.integers(1000)))),
    ("initial_parameters", lambda rng: one_page.initial_parameters(3, 2, 5, rng)["W"],
     lambda rng: MODEL.initial_parameters(5, 2, rng, n_instances=3)["W"], lambda rng:
     (np.random.default_rng(rng.integers(1000)), )),
    ("sample_features", one_page.sample_features,
     lambda shape, sparsity, rng: draw_by_definition(np.full((shape[0], 1), 1 - sparsity), shape[1], rng), lambda rng: (
         (4, 30), rng.choice([0.0, 0.3, 0.95, 1.0]), np.random.default_rng(rng.integers(1000)))),
    ("kurtosis", one_page.kurtosis, srm_ref.kurtosis, lambda rng: (rng.standard_normal(
        (30, 4)), rng.standard_normal((6, 4)))),
]


@pytest.mark.parametrize("name, ours, theirs, arguments", PAIRS, ids=[pair[0] for pair in PAIRS])
@examples(15)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_page_and_the_package_give_the_same_numbers(name, ours, theirs, arguments, seed):
    first, second = (arguments(np.random.default_rng(seed)) for _ in range(2))  # generators are used up
    assert_allclose(ours(*first), theirs(*second), rtol=1e-13, atol=1e-15)


# --- analytic

def test_ends_of_arcs():
    """By hand: r = 0 is lit everywhere or nowhere; a row on e1 from -60 to 60 degrees at epsilon = 1/2."""
    p, q = np.array([1.0, 0.0, 0.5, 0.0]), np.array([0.0, 1.0, 0.0, 0.0])
    for epsilon, phi, degrees in [(0.5, [0, 90, 0], [60, 60, 0]), (1.0, [0, 90], [0, 0]),
                                  (0.0, [0, 90, 0, 0], [90, 90, 90, 180]),
                                  (-0.5, [0, 90, 0, 0], [120, 120, 180, 180]), (-1.0, [0, 90, 0, 0], [180] * 4)]:
        found = one_page.arcs(p, q, epsilon)
        assert_allclose(np.degrees(found), [phi, degrees], atol=1e-6)
    assert_allclose(np.degrees(one_page.arcs(np.array([0.0]), np.array([-2e-9]), 1e-9)), [[-90], [60]], atol=1e-6)


@pytest.mark.parametrize("n_angles", [1, 2, 3, 8, 360])
def test_full_circles_are_counted_once(n_angles):
    """Wherever they begin; for a row on an axis at epsilon = -1; and for rows at right angles to the plane."""
    phi = np.linspace(-np.pi, np.pi, 97)
    assert_array_equal(one_page.count_on_grid(phi, np.full(97, np.pi), n_angles), np.full(n_angles, 97))
    assert_array_equal(one_page.resonance_by_arcs(np.eye(2)[:1], np.eye(2), -1.0, n_angles), np.ones((2, n_angles)))
    across = np.array([[0.0, 0.0, 2.0], [0.0, 0.0, -1.0], [0.0, 0.0, 0.0]])
    for epsilon, n_lit in [(-1.0, 2), (-0.3, 2), (0.0, 2), (1e-12, 0), (1.0, 0)]:
        counts = one_page.resonance_by_arcs(across, np.eye(3)[:2], epsilon, n_angles)
        assert_array_equal(counts, np.full((2, n_angles), n_lit))
        package = srm_ref.spotlight_resonance(across, np.eye(3)[:2], epsilon, n_angles=n_angles)
        assert_array_equal(counts / 3, package.values)


def test_one_row_on_an_axis_by_hand():
    """Eight angles: lit at 0.8 from the row's own angle alone, at -0.5 from all but the three opposite to it."""
    row, axes = np.array([[2.0, 0.0]]), np.eye(2)
    for epsilon, counts in [(0.8, [[1, 0, 0, 0, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0, 0, 0]]),
                            (-0.5, [[1, 1, 1, 0, 0, 0, 1, 1], [1, 1, 1, 1, 1, 0, 0, 0]])]:
        assert one_page.resonance_by_arcs(row, axes, epsilon, 8).tolist() == counts


def test_parallel_rows_span_no_plane():
    """Cross-polytope in two dimensions: 12 ordered pairs less 4 of opposites; a direction and its copy: no plane."""
    assert one_page.resonance_by_arcs(np.eye(2), cross_polytope(2), 0.5, 4).shape == (8, 4)
    assert one_page.resonance_by_arcs(np.eye(2), np.array([[1.0, 0], [3, 0], [0, 1]]), 0.5, 4).shape == (4, 4)
    assert one_page.resonance_by_arcs(np.eye(2), np.array([[1.0, 1.0], [1 / 3, 1 / 3]]), 0.5, 4).size == 0


@pytest.mark.parametrize("n_dims", [2, 3, 16])
def test_kurtosis_of_known_clouds(n_dims):
    """n_dims on the axes, 1 at cube corners, more than 1 elsewhere; averaged over rotations what chance gives."""
    rng, axes = np.random.default_rng(0), np.eye(n_dims)
    assert_allclose(one_page.kurtosis(-3.0 * axes, 2.0 * axes), n_dims, rtol=1e-14)
    assert_allclose(one_page.kurtosis(rng.choice([-7.0, 7.0], (20, n_dims)), axes), 1.0, rtol=1e-14)
    assert one_page.kurtosis(rng.standard_normal((20, n_dims)), axes) > 1.0
    basis = rng.standard_normal((4, n_dims))  # oblique, and overcomplete in two and three dimensions
    turned = [one_page.kurtosis(axes[:1], basis @ one_page.random_rotation(n_dims, rng).T) for _ in range(1500)]
    mean, error = np.mean(turned), np.std(turned) / np.sqrt(len(turned))
    assert abs(mean - 3 * n_dims / (n_dims + 2)) < 5 * error and error < 0.1


@pytest.mark.parametrize("value, null, p_value", [
    (3.0, [1.0, 2.0, 4.0], 1.0), (9.0, [1.0, 2.0, 4.0], 0.5), (0.0, [1.0, 2.0, 4.0], 0.5), (2.0, [2.0, 2.0, 2.0], 1.0),
    (9.0, list(range(9)), 0.2), (0.5, list(range(9)), 0.4), (8.0, list(range(9)), 0.4), (4.0, list(range(9)), 1.0)])
def test_p_values_by_hand(monkeypatch, value, null, p_value):
    """Ranks counted on paper; ties count on both sides."""
    values = iter([value, *null])
    monkeypatch.setattr(one_page, "kurtosis", lambda activations, basis: next(values))
    found = one_page.rotation_test(np.eye(2), np.eye(2), len(null), np.random.default_rng(0))
    assert found[0] == value and found[1].tolist() == null
    assert_allclose(found[2], p_value, rtol=1e-14)


def test_the_null_is_the_kurtosis_in_bases_turned_by_the_packages_rotations():
    rng, basis = np.random.default_rng(0), simplex(4)
    activations = np.abs(rng.standard_normal((30, 4)))
    value, null, _ = one_page.rotation_test(activations, basis, 5, np.random.default_rng(1))
    same = np.random.default_rng(1)
    expected = [kurtosis_by_loops(activations, srm_ref.bases.rotated(basis, same)) for _ in range(5)]
    assert_allclose([value, *null], [kurtosis_by_loops(activations, basis), *expected], rtol=1e-12)


RNG = np.random.default_rng(3)
NORMAL = RNG.standard_normal((400, 8))


@pytest.mark.parametrize("activations, basis, n_rotations, words", [
    (np.tanh(2 * NORMAL), np.eye(8), 39, "anti-aligned (farther from"),
    (np.sign(NORMAL), np.eye(8), 99, "anti-aligned (farther from"),
    (np.eye(8)[RNG.integers(8, size=90)] + 0.05 * NORMAL[:90], np.eye(8), 39, "aligned (nearer to"),
    (np.maximum(NORMAL - 1.0, 0), np.eye(8), 39, "aligned (nearer to"),
    (np.eye(2)[RNG.integers(2, size=90)] + 0.05 * NORMAL[:90, :2], np.eye(2), 99, "aligned (nearer to"),
    (NORMAL, np.eye(8), 99, "no preference found"),
    (np.eye(8) @ one_page.random_rotation(8, RNG), np.eye(8), 99, "no preference found"),
    (NORMAL, np.eye(8), 38, "cannot tell: this needs"), (NORMAL[:1], np.eye(8), 99, "cannot tell: this needs"),
    (np.zeros((5, 8)), np.eye(8), 99, "cannot tell: this needs"),
    (np.eye(2).repeat(9, axis=0), polygon(5), 99, "cannot tell: in this basis"),
    (np.array([[1.0], [2.0]]), np.eye(1), 99, "cannot tell: in this basis")])
def test_verdicts_on_planted_truths(activations, basis, n_rotations, words):
    """The sign is the tail; a pentagon is blind, and so is one dimension; too little to test is said, not tested."""
    said = one_page.verdict(activations, basis, n_rotations, np.random.default_rng(0))
    assert said.startswith(words)
    if not words.startswith("cannot"):
        value, null, p_value = one_page.rotation_test(activations, basis, n_rotations, np.random.default_rng(0))
        by_chance = {2: "1.50", 8: "2.40"}[len(basis)]  # 3 n / (n + 2)
        assert f"kurtosis {value:.2f}, by chance {by_chance}, {null.min():.2f} to {null.max():.2f} in " in said
        assert f"{n_rotations} random rotations of the basis, p = {p_value:.2f}." in said
        assert "It says nothing of what caused it, or of other bases;" in said


def test_dimensionality_of_known_arrangements():
    """A digon, a feature by itself and one that is not there; a pentagon; unequal opposites by hand: 16/20, 1/5."""
    assert one_page.feature_dimensionality(np.array([[1.0, -1, 0, 0], [0, 0, 3, 0]])).tolist() == [0.5, 0.5, 1.0, 0.0]
    assert_allclose(one_page.feature_dimensionality(1.13 * polygon(5).T), np.full(5, 0.4), rtol=1e-14)
    assert_allclose(one_page.feature_dimensionality(np.array([[2.0, -1.0]])), [0.8, 0.2], rtol=1e-14)


# --- properties

@given(generators, st.integers(1, 6), st.integers(1, 3), st.integers(1, 8))
def test_the_gradient_is_the_slope_of_the_loss(rng, n_features, n_hidden, n_samples):
    """Central differences, every entry, away from the kink of the ReLU."""
    parameters = toy_parameters("relu_output", n_features, n_hidden, rng)
    features = toy_features("relu_output", n_samples, n_features, rng)
    importance = rng.uniform(0.1, 2.0, n_features)
    if np.abs(one_page.forward(parameters, features)[1]).min() > 1e-3:  # a step of 1e-6 crosses no kink
        ours, step = one_page.gradient(parameters, features, importance), 1e-6
        for name, array in parameters.items():
            for place in np.ndindex(array.shape):
                moved = []
                for sign in (1, -1):
                    there = {key: value.copy() for key, value in parameters.items()}
                    there[name][place] += sign * step
                    moved.append(one_page.loss(there, features, importance))
                assert abs((moved[0] - moved[1]) / (2 * step) - ours[name][place]) < 1e-7


def test_instances_are_independent():
    rng = np.random.default_rng(0)
    start = one_page.initial_parameters(3, 2, 5, rng)
    together = one_page.train(start, np.ones(5), 0.5, 8, 5, 0.01, np.random.default_rng(1))
    alone = one_page.train({k: v[1:2] for k, v in start.items()}, np.ones(5), 0.5, 8, 5, 0.01, np.random.default_rng(1))
    for name in start:
        assert_allclose(together[name][1:2], alone[name], rtol=1e-12)


# --- golden

def test_sizes():
    """The page's promise: 150 lines of code, 260 in all, 20 a function, 120 characters a line."""
    lines, told = SOURCE.splitlines(), set()
    for node in [TREE, *FUNCTIONS]:
        assert ast.get_docstring(node), getattr(node, "name", "the page")
        told |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    code = [line for n, line in enumerate(lines, 1) if n not in told and re.match(r"\s*[^\s#]", line)]
    assert len(lines) <= MOST_LINES and len(code) <= MOST_CODE_LINES and max(map(len, lines)) <= LONGEST_LINE
    assert max(node.end_lineno - node.lineno + 1 for node in FUNCTIONS) <= LONGEST_FUNCTION


def test_every_function_is_public_and_says_shapes_and_source():
    """unit and transposed are elementary: they have no source. A verdict has words in place of shapes."""
    assert sorted(one_page.__all__) == sorted(node.name for node in FUNCTIONS)
    shapes = re.compile(r"shape|\(n_|one number|of the parameters'|like shapes|P, the cosines|words")
    sources = re.compile(r"\((SRM|TMS|srm_ref|srm_ref;\s+TMS states no settings|Kingma, Ba|Mezzadri 2007|Glorot)\)")
    for node in FUNCTIONS:
        told = ast.get_docstring(node)
        assert shapes.search(told) or node.name == "transposed", node.name
        assert sources.search(told) or node.name in ("unit", "transposed", "gradient"), node.name


def test_it_needs_numpy_alone_and_nothing_needs_it():
    imports = [ast.unparse(node) for node in ast.walk(TREE) if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert imports == ["from __future__ import annotations", "import numpy as np"]
    others = {path.name: path.read_text("utf-8") for path in PAGE.parent.rglob("*.py") if path != PAGE}
    assert [name for name, text in others.items() if re.search(r"import.*\bone_page|one_page import", text)] == []


def test_it_prints_only_as_a_program():
    inside = {id(node) for node in ast.walk(TREE.body[-1])}
    assert ast.unparse(TREE.body[-1]).startswith("if __name__ == '__main__':")
    prints = [node for node in ast.walk(TREE) if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"]
    assert prints and all(id(node) in inside for node in prints)


def test_copied_alone_it_prints_one_verdict_and_one_pentagon(tmp_path):
    """Origin: tanh is anti-aligned and five sparse features make a pentagon, as both are known to (72 degrees, 2/5)."""
    (tmp_path / "one_page.py").write_text(SOURCE, encoding="utf-8")
    command = [sys.executable, "-I", "one_page.py"]  # -I: PYTHONPATH and this folder count for nothing
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0 and run.stderr == "", run.stderr
    verdicts = re.findall(r"^(anti-aligned|aligned|no preference|cannot tell)", run.stdout, flags=re.MULTILINE)
    assert verdicts == ["anti-aligned"]
    rows = re.findall(r"^ +(-?\d+\.\d) +(\d\.\d{3}) +(\d\.\d{3})$", run.stdout, flags=re.MULTILINE)
    angles, lengths, dimensionality = np.array(rows, dtype=float).T
    assert len(rows) == 5
    assert_allclose(np.diff(np.append(angles, angles[0] + 360)), np.full(5, 72), atol=2)
    assert_allclose(lengths, np.full(5, 1.135), atol=0.02)  # the optimum's, by the exact loss
    assert_allclose(dimensionality, np.full(5, 0.4), atol=0.01)
