"""After each event that is driven, what is drawn are the package's numbers at the setting that the controls show."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from srm_ref import basis_rotation_test, bases, kurtosis, spotlight_curve
from srm_ref.course.finder import lesson, lessons
from srm_ref.course.playing import five_features, pentagon_or_pairs, ten_points, turned_form
from srm_ref.course.playing.registry import NAMES, entry, of_lesson, still
from srm_ref.descent import Adam
from srm_ref.experiments.shared.phase_maps import exact_minima
from srm_ref.figures.play.panel import Choice, Panel
from srm_ref.networks.functional_forms import elementwise
from srm_ref.superposition import (MODELS, antipodal_loss, best_antipodal_bias, critical_density,
                                   feature_dimensionality, feature_variance, pair_candidate_losses, population_loss,
                                   sample_features)
from srm_ref.superposition.polytopes import POLYTOPES
from tests.strategies import examples

LESSONS = lessons()


def panel(name):
    return Panel(entry(name).topic, Figure())


def places(line):
    return np.stack(line.get_data(), axis=1)


def number_in(artist, before):
    return float(re.search(rf"{before} ([+-]?[\d.]+)", artist.get_text())[1])


# --- definition

@examples(12)
@given(st.lists(st.tuples(st.sampled_from(["theta", "epsilon"]), st.floats(0, 1)), min_size=1, max_size=4))
def test_ten_points_are_lit_as_the_curve_says(events):
    shown, X, (a, b) = panel("ten_points"), ten_points.ACTIVATIONS, np.eye(3)[:2]
    for name, share in events:
        shown.choose(name, {"theta": 360 * share, "epsilon": -0.95 + 1.94 * share}[name])
        theta, epsilon, view = np.radians(shown.widgets["theta"].val), shown.widgets["epsilon"].val, shown.view
        thetas, heights = view.curve.get_data()
        np.testing.assert_array_equal(heights, spotlight_curve(X, a, b, epsilon, np.radians(thetas)))
        (angle,), (value,) = view.now.get_data()
        assert value == spotlight_curve(X, a, b, epsilon, [theta])[0] and angle == pytest.approx(np.degrees(theta))
        assert len(places(view.lit)) == round(10 * value) and len(places(view.lit)) + len(places(view.dark)) == 9
        unit = X[:9, :2] / np.sqrt((X[:9]**2).sum(axis=1, keepdims=True))
        assert {tuple(x) for x in np.round(np.concatenate([places(view.lit), places(view.dark)]), 9) + 0.0} == {
            tuple(x) for x in np.round(unit, 9) + 0.0}
        edges = [line.get_data() for line in view.cone]
        for x, y in edges:
            assert np.cos(theta) * x[1] + np.sin(theta) * y[1] == pytest.approx(epsilon)
        for s, arc in enumerate(view.arcs):  # just inside its ends an activation is lit, just outside it is dark
            x, y = arc.get_data()
            if len(x) and 0.01 < np.arccos(np.clip((x[0] * x[-1] + y[0] * y[-1]) / (x[0]**2 + y[0]**2), -1, 1)) < 3.1:
                first, last = (np.arctan2(y[k], x[k]) for k in (0, -1))
                ends = np.array([first + 1e-6, last - 1e-6, first - 1e-6, last + 1e-6])
                assert spotlight_curve(X[s:s + 1], a, b, epsilon, ends).tolist() == [1, 1, 0, 0]
            elif not len(x):
                assert not spotlight_curve(X[s:s + 1], a, b, epsilon, np.linspace(0, 6.28, 100)).any()
        for s, (arc, owner) in enumerate(zip(view.arcs, view.owners)):  # the number of its activation, behind its end
            x, y = arc.get_data()
            assert owner.get_text() == str(s) and owner.get_visible() == (len(x) > 0)
            if len(x):
                assert np.hypot(*owner.get_position()) == pytest.approx(np.hypot(x[-1], y[-1]))
                assert np.hypot(*np.subtract(owner.get_position(), (x[-1], y[-1]))) < 0.16


@pytest.mark.parametrize("events", [{"angle": 45.0}, {"form": "relu", "angle": 30.0, "epsilon": 0.7},
                                    {"form": "identity"}])
def test_a_turned_form_has_its_curve_kurtosis_and_verdict(events):
    shown = panel("turned_form")
    for name, value in events.items():
        shown.choose(name, value)
    angle, form, epsilon, view = np.radians(events.get("angle", 0.0)), events.get("form",
                                                                                  "tanh"), events.get("epsilon",
                                                                                                      0.8), shown.view
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    z = turned_form.PRE_ACTIVATIONS
    x = z if form == "identity" else elementwise(form, np.kron(np.eye(2), turned)).forward(z)
    np.testing.assert_allclose(places(view.cloud), x[:, :2], atol=1e-12)
    edges = np.reshape([view.cloud.axes.get_xlim(), view.cloud.axes.get_ylim()], (2, 1, 2))
    assert np.all(edges[..., 0] < x[:, :2].T) and np.all(x[:, :2].T < edges[..., 1])  # no point is outside the picture
    np.testing.assert_allclose([places(line)[1] for line in view.arrows], 2 * turned, atol=1e-12)
    thetas, heights = view.curve.get_data()
    np.testing.assert_array_equal(heights, spotlight_curve(x, *np.eye(4)[:2], epsilon, np.radians(thetas)))
    test = basis_rotation_test(x, bases.standard(4), None, 99, np.random.default_rng(0))
    (at,), (value,) = view.now.get_data()
    assert (at, value) == (pytest.approx(np.degrees(angle)), pytest.approx(
        test.kurtosis)) and view.chance.get_ydata()[0] == test.chance
    assert view.said.get_text() == f"{test.verdict}: kurtosis {test.kurtosis:.3f}, p = {test.p_value:.2g}"
    at = np.interp(np.degrees(angle), *view.over_turns.get_data())
    assert at == pytest.approx(kurtosis(x, np.eye(4)), abs=1e-9)


def test_the_verdict_follows_the_turn():
    shown = panel("turned_form")
    assert shown.view.said.get_text().startswith("anti-aligned")
    shown.choose("angle", 45)
    assert shown.view.said.get_text().startswith("no preference found")
    shown.choose("angle", 0)
    shown.choose("form", "relu")
    assert shown.view.said.get_text().startswith("aligned")


@pytest.mark.parametrize("density, importance", [(0.2, 0.0), (0.9, -0.5), (0.62, 0.6)])
def test_two_features_have_their_candidates_and_their_exact_minimum(density, importance):
    shown = panel("two_features")
    shown.choose("density", density)
    shown.choose("importance", importance)
    r, p, view = 10.0**importance, density, shown.view
    heights = [bar.get_height() for bar in view.losses]
    assert heights[:3] == pytest.approx([float(loss) for loss in pair_candidate_losses(r, p).values()])
    W, bias = [bar.get_height() for bar in view.weights], shown.numbers.bias
    assert heights[3] == pytest.approx(population_loss({"W": [W], "bias": bias}, [1.0, r], 1 - p), abs=1e-12)
    assert number_in(view.biases, "biases") == pytest.approx(bias[0], abs=5e-4)
    assert heights[3] <= min(heights[:3]) + 1e-9 and max(W) > 0
    others = exact_minima(np.array([r]), np.array([p]), [np.array([[1.0, -1.0]])], 12, np.random.default_rng(1))[1][0]
    assert heights[3] <= others * (1 + 1e-4)  # twelve more starts find nothing lower
    np.testing.assert_array_equal(view.boundary.get_ydata(), critical_density(view.boundary.get_xdata()))
    assert [float(x[0]) for x in view.now.get_data()] == pytest.approx([r, p])


def by_plain_loop(moves):
    """The same training, by the model's own gradient: (sparsity, moments) after moments."""
    model = MODELS["relu_output"]
    parameters = model.initial_parameters(5, 2, np.random.default_rng(3), std=0.2)
    optimiser = Adam(five_features.RATE)
    moments, step = optimiser.initial_state(parameters), 0
    for sparsity, n_ticks in moves:
        for _ in range(n_ticks * five_features.STEPS):
            features = sample_features(five_features.BATCH, 5, sparsity, np.random.default_rng([3, step]))
            _, gradient = model.loss_and_gradient(parameters, features, five_features.IMPORTANCE)
            optimiser.update(parameters, gradient, moments)
            step += 1
    return parameters


def test_five_features_are_trained_live_and_measured_exactly():
    shown = panel("five_features")
    shown.choose("start", 3)
    for sparsity, n_ticks in ((0.9, 3), (0.5, 2)):
        shown.choose("sparsity", sparsity)
        for _ in range(n_ticks):
            shown.tick()
    wanted, view = by_plain_loop([(0.9, 3), (0.5, 2)]), shown.view
    W = np.stack([places(ray)[1] for ray in view.rays], axis=1)
    np.testing.assert_allclose(W, wanted["W"], atol=1e-12)
    assert [bar.get_height() for bar in view.bars] == pytest.approx(feature_dimensionality(W))
    exact = population_loss(wanted, five_features.IMPORTANCE, 0.5)
    assert view.exact.get_ydata()[-1] == pytest.approx(exact) and number_in(view.lost, "exact loss") == pytest.approx(
        exact, abs=5e-5)
    assert view.losses.get_xdata().tolist() == [0, 10, 20, 30, 40, 50] and view.losses.get_ydata()[-1] == pytest.approx(
        exact, rel=0.2)
    shown.choose("sparsity", 0.9)  # without a tick: the same model, judged at the new sparsity
    assert number_in(view.lost, "exact loss") == pytest.approx(population_loss(wanted, five_features.IMPORTANCE, 0.9),
                                                               abs=5e-5)
    shown.choose("start", 4)
    assert view.losses.get_xdata().tolist() == [0]


@pytest.mark.parametrize("density, length, bias", [(0.05, 1.2, -0.3), (0.2, 1.0, 0.1), (0.4, 0.7, 0.0),
                                                   (0.1, 1.6, 0.4)])
def test_pentagon_and_pairs_cost_their_exact_losses(density, length, bias):
    shown = panel("pentagon_or_pairs")
    for name, value in (("density", density), ("length", length), ("bias", bias)):
        shown.choose(name, value)
    view, p = shown.view, density
    W = np.stack([places(ray)[1] for ray in view.rays], axis=1)
    top = view.bars[0].axes.get_ylim()[1]
    assert all(bar.get_height() < top for bar in view.bars)  # none is cut off
    yours, best, pairs, nothing = (bar.get_height() for bar in view.bars)
    assert np.allclose(W, length * POLYTOPES["pentagon"].W)
    assert yours == pytest.approx(population_loss({"W": W, "bias": np.full(5, bias)}, np.ones(5), 1 - p))
    assert nothing == pytest.approx(5 * feature_variance(1 - p))
    at_one = 4 * antipodal_loss(best_antipodal_bias(p), p) + feature_variance(1 - p)
    assert 0.95 * at_one < pairs <= at_one + 1e-12  # their length may differ from 1 too
    grid = [population_loss({"W": a * POLYTOPES["pentagon"].W, "bias": np.full(5, b)}, np.ones(5), 1 - p)
            for a in np.arange(0.2, 1.5, 0.1) for b in np.arange(-0.5, 0.3, 0.05)]
    assert best <= min(grid) + 1e-12 and best > 0.9 * min(grid)
    for line, point, loss in zip(view.over, view.now, (best, pairs)):
        assert point.get_ydata()[0] == pytest.approx(loss / nothing)
        assert np.interp(p, *line.get_data()) == pytest.approx(loss / nothing, rel=1e-3)
    assert ("the pentagon costs less" in view.said.get_text()) == (best < pairs)


# --- analytic

def test_every_topic_has_a_lesson_whose_page_has_its_picture():
    assert [one.name for name in NAMES for one in of_lesson(entry(name).lesson)] == list(NAMES)
    for one in map(entry, NAMES):
        text = "\n".join(cell.source for cell in lesson(one.lesson).cells)
        assert f'still("{one.name}"' in text, f"lesson {one.lesson} does not show {one.name}"


def test_the_ten_points_are_those_of_their_lesson():
    names = {}
    exec(next(cell.source for cell in lesson("4").cells if "ACTIVATIONS" in cell.source), names)
    np.testing.assert_array_equal(names["ACTIVATIONS"], ten_points.ACTIVATIONS)


def test_pentagons_are_better_where_features_are_sparse_and_pairs_where_they_are_denser():
    shown = panel("pentagon_or_pairs")
    pentagon, pairs = (line.get_ydata() for line in shown.view.over)
    crossing = pentagon_or_pairs.DENSITIES[np.argmax(pairs < pentagon)]
    assert 0.2 < crossing < 0.25 and np.all((pentagon < pairs) == (pentagon_or_pairs.DENSITIES < crossing))


# --- properties

@pytest.mark.parametrize("name", NAMES)
def test_a_topic_is_moved_to_both_ends_of_every_control_and_back(name):
    shown = panel(name)
    start = repr(shown.numbers)
    for control in shown.topic.controls:
        for value in (control.options if isinstance(control, Choice) else (control.low, control.high)):
            shown.choose(control.name, value)
            shown.tick()
            shown.figure.canvas.draw()
            assert shown.setting[control.name] == value
        shown.choose(control.name, control.start)
    if shown.topic.tick is None:
        assert repr(shown.numbers) == start
    assert len(entry(name).alt) > 40


# --- errors

def test_what_cannot_be_moved_is_refused():
    with pytest.raises(ValueError, match="TOPIC: wanted one of"):
        entry("no_such")
    with pytest.raises(ValueError, match="control: wanted one of"):
        still("ten_points", {"sparsity": 0.5})
    with pytest.raises(ValueError, match=r"epsilon: wanted a number in \[-0.95, 0.99\]; found 2"):
        still("ten_points", {"epsilon": 2})
    with pytest.raises(ValueError, match="form: wanted one of"):
        still("turned_form", {"form": "sine"})
