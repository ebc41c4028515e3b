"""What decides the sign, optimiser or form, variants of the curve: claims that can fail, and what they are made of."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from srm_ref.experiments.claims import WHO
from srm_ref.experiments.shared.classifier import classifier_loss_and_gradient, train_classifier
from srm_ref.experiments.shared.image_networks import HIDDEN, Images
from srm_ref.experiments.shared.layer_clouds import FORM, POST, PRE
from srm_ref.experiments.shared.plane_signs import PLANE, plane_claims, plane_sign
from srm_ref.experiments.shared.priced_forms import BOTTLENECKS, bottleneck_form, train_bottleneck
from srm_ref.experiments.spotlight import adam_or_form, curve_variants, sign_law
from srm_ref.networks.functional_forms import elementwise
from tests.experiment_checks import drawn, only_failing, verdicts

MODULES = (sign_law, adam_or_form, curve_variants)
SURE, UNSURE, OTHER = (-.4, .02), (.01, .5), (.4, .02)
TINY = Images(np.random.default_rng(0).random((40, 16)), np.random.default_rng(1).integers(0, 3, 40))


def reading(effect, p_value):
    return [effect, p_value, -0.1, 0.1, np.sign(effect)]


def seeds(one, n=2):
    return np.array([reading(*one)] * n)


def law_numbers():
    """Two seeds: with a price all aligned; without, as the law says."""
    readings = np.tile(seeds(OTHER)[:, None], (5, 2, 1, 3, 1))
    for name, one in (("tanh", SURE), ("asinh", SURE), ("linear", UNSURE)):
        readings[sign_law.FORMS.index(name), 0] = seeds(one)[:, None]
    readings[sign_law.FORMS.index("z + z^3"), 0, :, PRE] = seeds(UNSURE)
    dial = np.array([np.tile(seeds((effect, .02))[:, None], (1, 3, 1)) for effect in (-.2, -.1, .1, .3)])
    losses = np.tile([0.0100, 0.0110], (5, 1))[..., None] * np.ones(2)
    return sign_law.Numbers(np.array(5), np.array([40, 16]), readings, losses, np.array([0.0, .001, .003, .01]), dial,
                            np.array([[.01] * 2, [.0105] * 2, [.011] * 2, [.013] * 2]),
                            sign_law.EPSILONS, np.ones((4, 2, len(sign_law.EPSILONS))), np.array([-.5, .3, .001]),
                            np.full(3, .005))


def changed(array, place, value):
    copy = array.copy()
    copy[place] = value
    return copy


def optimiser_numbers(one, n_seeds, control=SURE):
    readings = np.tile(seeds(one, n_seeds), (4, 4, 1, 1))
    readings[adam_or_form.CONTROL] = seeds(control, n_seeds)
    for part, value in ((slice(3), one), (slice(3, 4), control)):
        if value is UNSURE:  # ranks spread evenly
            readings[part, :, :, 1] = np.linspace(0.1, 1, n_seeds)
            readings[part, :, :, 4] = np.where(np.arange(n_seeds) % 2, 1, -1)
    return adam_or_form.Numbers(readings, np.ones(readings.shape[:3]))


def variant_numbers():
    ordered = np.random.default_rng(0).random((4, 360))
    signed = ordered - np.roll(ordered, 180, axis=-1)
    signed[2] *= 0.01
    ordered[2] = ordered[2, 0]
    pairs = ordered.copy()
    ordered = (pairs + np.roll(pairs[..., ::-1], 91, axis=-1)) / 2
    signed[[0, 1, 3]] = (ordered - np.roll(ordered, 180, axis=-1))[[0, 1, 3]]
    signed[2] = 0.0
    peaks = np.tile(np.where(np.arange(90) == 0, 2.0, np.where(np.arange(90) == 45, 1.0, 0.5)), 4)
    resolved = np.array([4 - peaks, peaks, peaks])
    return curve_variants.Numbers(np.arange(360), np.stack([ordered, pairs, signed], axis=1),
                                  np.array([np.roll(ordered[0], 180), -signed[0]]), resolved, peaks)


LAW, VARIANTS = law_numbers(), variant_numbers()
PLANTED = {  # good numbers, and false ones
    "sign_law": (LAW, [
        {"readings": np.tile(seeds(SURE)[:, None], (5, 2, 1, 3, 1)), "plane": np.array([.5, -.3, .3])},
        {"readings": np.tile(seeds(OTHER)[:, None], (5, 2, 1, 3, 1)), "dial": LAW.dial[::-1]},
        {"dial_losses": LAW.dial_losses * [[1], [1], [2], [2]]}]),
    "adam_or_form": (optimiser_numbers(UNSURE, 20), [optimiser_numbers(SURE, 20, UNSURE)._asdict()]),
    "curve_variants": (VARIANTS, [{"mirrored": VARIANTS.mirrored + 1, "resolved": VARIANTS.resolved[[1, 1, 1]]},
                                  {"curves": changed(VARIANTS.curves, (3, 2), 1.0)},
                                  {"curves": changed(VARIANTS.curves, (3, 1), 1.0)},
                                  {"curves": changed(VARIANTS.curves, (2, 2), 1.0)}]),
}


# --- definition

@pytest.mark.parametrize("name", BOTTLENECKS)
def test_the_slope_of_each_bottleneck_form_is_its_derivative(name):
    s, h = np.array([-2.0, -0.3, 0.4, 1.7]), 1e-6
    sigma = BOTTLENECKS[name]
    assert_allclose(sigma.slope(s), (sigma.value(s + h) - sigma.value(s - h)) / (2 * h), rtol=1e-6, atol=1e-9)
    assert_allclose(bottleneck_form(name, 4).apply(s), sigma.value(s), rtol=1e-12)


def test_the_classifiers_gradient_is_that_of_finite_differences():
    rng, forms = np.random.default_rng(0), [elementwise("tanh", np.eye(4))]
    parameters = {"W1": rng.standard_normal((4, 3)), "bias1": rng.standard_normal(4), "W2": rng.standard_normal((3, 4)),
                  "bias2": rng.standard_normal(3)}
    features, labels, h = rng.standard_normal((5, 3)), rng.integers(0, 3, 5), 1e-6
    loss, gradient = classifier_loss_and_gradient(parameters, forms, features, labels)
    for name, value in parameters.items():
        for place in np.ndindex(value.shape):
            near = [classifier_loss_and_gradient({**parameters, name: changed(value, place, value[place] + step)},
                                                 forms,
                                                 features, labels)[0] for step in (h, -h)]
            assert_allclose(gradient[name][place], (near[0] - near[1]) / (2 * h), rtol=1e-5, atol=1e-8)
    assert loss > 0


# --- analytic

def test_the_sign_law_holds_for_numbers_made_so():
    assert verdicts(sign_law, law_numbers()) == ["holds"] * (len(sign_law.SIGNS) + 5)


@pytest.mark.parametrize("name, price, cloud, value, failing", [
    ("tanh", 0, POST, OTHER, [0]), ("tanh", 0, PRE, OTHER, [1]), ("asinh", 0, POST, OTHER, [2]),
    ("linear", 0, POST, SURE, [3]), ("z + z^3", 0, POST, SURE, [4]), ("z + z^3", 0, FORM, SURE, [5]),
    ("z + z^3", 0, PRE, OTHER, [6]), ("tanh", 1, POST, SURE, [7]), ("asinh", 1, POST, SURE, [8]),
    ("linear", 1, POST, SURE, [9]), ("z + z^3", 1, POST, SURE, [10]), ("ReLU", 1, POST, UNSURE, [11]),
    ("linear", 1, PRE, UNSURE, [12]), ("tanh", 0, FORM, OTHER, [])])
def test_a_false_reading_is_seen_by_its_row_alone(name, price, cloud, value, failing):
    good = law_numbers()
    readings = changed(good.readings, (sign_law.FORMS.index(name), price, slice(None), cloud), seeds(value))
    assert only_failing(sign_law, good, readings=readings) == failing


def test_the_dial_the_cost_and_the_plane_can_fail():
    good, n = law_numbers(), len(sign_law.SIGNS)
    assert n in only_failing(sign_law, good, dial=good.dial[::-1])
    assert n in only_failing(sign_law, good, dial=good.dial + 1)
    assert only_failing(sign_law, good, dial_losses=changed(good.dial_losses, 2, 0.02)) == [n + 1]
    assert only_failing(sign_law, good, dial_losses=changed(good.dial_losses, 3, 0.02)) == []
    for k, value in enumerate((.5, -.3, .3)):
        assert only_failing(sign_law, good, plane=changed(good.plane, k, value)) == [n + 2 + k]


def test_one_sigma_has_both_signs_in_the_plane():
    rng = np.random.default_rng(0)
    values, errors = zip(*(plane_sign(figure, 20_000, rng) for figure in PLANE))
    assert values[0] < -0.4 and values[1] > 0.2 and abs(values[2]) < 4 * errors[2]
    assert [row.holds for row in plane_claims("sign_law", np.array(values), np.array(errors))] == [True] * 3
    assert [row.holds for row in plane_claims("sign_law", -np.array(values), np.array(errors))] == [False, False, True]


def test_nothing_found_decides_from_twenty_seeds_on():
    few, many = (verdicts(adam_or_form, optimiser_numbers(UNSURE, n)) for n in (4, 20))
    assert few == ["cannot tell"] * 12 + ["holds"] * 4
    assert many == ["holds", "holds", "does not hold", "does not hold"] * 3 + ["holds"] * 4
    assert verdicts(adam_or_form, optimiser_numbers(SURE, 4)) == ["does not hold", "does not hold", "holds",
                                                                  "holds"] * 3 + ["holds"] * 4
    assert verdicts(adam_or_form, optimiser_numbers(SURE, 20, UNSURE))[12:] == ["does not hold"] * 4
    assert all("would be found" in row.measured for row in adam_or_form.claims(optimiser_numbers(UNSURE, 20)))
    rows = adam_or_form.claims(optimiser_numbers(SURE, 20))  # the side is told where an optimiser made one, only there
    assert [k for k, row in enumerate(rows) if "kurtosis below" in row.reason] == [2, 3, 6, 7, 10, 11]


def test_of_seeds_without_a_preference_hardly_any_experiment_finds_one():
    rng, n = np.random.default_rng(0), 1000
    tails = rng.integers(1, 41, size=(n, 20)) / 40  # rank among 39 rotations and itself
    p, side = np.minimum(1, 2 * np.minimum(tails, 1 - tails + 1 / 40)), np.where(tails > 0.5, 1, -1)
    rows = np.stack([side * .01, p, np.full_like(p, -.1), np.full_like(p, .1), side], axis=-1)
    # at most 50 / 12 expected, four standard errors more
    assert sum(adam_or_form.over_seeds(row)[0] for row in rows) <= 12


def test_the_variants_hold_for_numbers_made_so_and_fail_for_others():
    good = variant_numbers()
    assert verdicts(curve_variants, good) == ["holds"] * 4 + ["depends"]
    assert only_failing(curve_variants, good, mirrored=good.mirrored + 1) == [0]
    assert only_failing(curve_variants, good, curves=changed(good.curves, (3, 2), 1.0)) == [1]
    assert only_failing(curve_variants, good, curves=changed(good.curves, (3, 1), 1.0)) == [2]
    assert curve_variants.claims(good._replace(resolved=good.resolved[[1, 1, 1]]))[-1].verdict == "holds"
    assert curve_variants.claims(good._replace(resolved=good.resolved[[0, 0, 0]]))[-1].verdict == "does not hold"


@pytest.mark.parametrize("module, numbers", [
    (sign_law, law_numbers()._replace(readings=-law_numbers().readings, dial=-law_numbers().dial, plane=np.ones(3))),
    (adam_or_form, optimiser_numbers(UNSURE, 20, UNSURE)), (adam_or_form, optimiser_numbers(SURE, 2)),
    (curve_variants, variant_numbers()._replace(mirrored=np.ones((2, 360))))])
def test_rows_say_who_where_and_in_which_settings_and_what_fails_says_where_it_would_not(module, numbers):
    for row in module.claims(numbers):
        assert row.said.who in WHO and row.said.where and row.said.theirs and "not written" not in row.said.ours
        assert row.verdict != "does not hold" or row.reason and row.would
        assert row.verdict != "cannot tell" or row.reason


@pytest.mark.parametrize("module, numbers", [(sign_law, law_numbers()), (curve_variants, variant_numbers()),
                                             (adam_or_form, optimiser_numbers(SURE, 3))])
def test_figures_have_labels(module, numbers):
    assert all(ax.get_xlabel() for ax in drawn(module, numbers).axes if ax.get_subplotspec().is_last_row())


# --- properties

def test_networks_of_one_seed_differ_in_the_bottleneck_alone():
    for name in ("tanh", "linear"):
        training, forms = train_bottleneck(TINY, name, 0.0, 3, 1)
        assert [form.name for form in forms] == ["tanh", name, "tanh"] and [f.n_dims for f in forms] == list(HIDDEN)
        assert training.activations.shape == (1, 40, 16)
    priced = train_bottleneck(TINY, "linear", 1.0, 3, 20)[0].activations
    assert np.abs(priced).mean() < 0.7 * np.abs(train_bottleneck(TINY, "linear", 0.0, 3, 20)[0].activations).mean()


def test_a_classifier_learns_what_can_be_learned():
    pixels = np.repeat(np.eye(3), 20, axis=0)
    forms = [elementwise("tanh", np.eye(5))]
    assert train_classifier(Images(pixels, pixels.argmax(axis=1)), forms, 0, 200)[1] == 1.0
