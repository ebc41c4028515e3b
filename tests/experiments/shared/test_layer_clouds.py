"""Three clouds of a layer, and what networks of one kind show together."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from srm_ref.experiments.shared.layer_clouds import (FORM, POST, PRE, found_side, layers_of, listed, read_cloud,
                                                     read_clouds, short, sign_test, told, turned_forms)
from srm_ref.experiments.shared.sentences import ALIGNED
from srm_ref.experiments.shared.sides import by_setting
from srm_ref.experiments.claims import Side
from srm_ref.geometry.bases import simplex, standard
from srm_ref.networks.autoencoder import initial_parameters, pre_activations
from srm_ref.networks.functional_forms import elementwise, isotropic
from srm_ref.spotlight.fourth_moments import kurtosis, kurtosis_effect


def readings(*pairs, low=-0.1, high=0.1):
    return np.array([(effect, p, low, high, np.sign(effect)) for effect, p in pairs])


# --- definition

def test_the_effect_is_that_of_the_exact_kurtosis():
    rng = np.random.default_rng(0)
    cloud = np.vstack([rng.laplace(size=(200, 4)), np.zeros(4)])
    for basis, less in ((np.eye(4), 0.0), (simplex(4), 1.0)):
        found = read_cloud(cloud, 3 * basis, 39, 1)
        assert_allclose(found.effect, kurtosis_effect(kurtosis(cloud, basis), basis) - less, rtol=1e-9)
        assert found.low < found.high and found.side == 1 or less


def test_pre_activations_are_the_autoencoders_own():
    rng = np.random.default_rng(0)
    forms = [elementwise("tanh", np.eye(width)) for width in (5, 3, 5)]
    parameters, features = initial_parameters((6, 5, 3, 5, 6), rng), rng.random((7, 6))
    layers = layers_of(parameters, forms, features)
    assert_allclose(layers[1], pre_activations(parameters, forms, features), rtol=1e-12)
    assert [z.shape for z in layers] == [(7, 5), (7, 3), (7, 5)]


# --- analytic

def test_of_isotropic_samples_the_form_alone_makes_what_is_seen_after_it():
    z = 2 * np.random.default_rng(0).standard_normal((2000, 6))
    found = read_clouds(z, elementwise("tanh", np.eye(6)), np.eye(6), 39, np.random.default_rng(1))
    assert found[PRE, 1] > 0.05 and found[POST, 1] <= 0.05 and found[FORM, 1] <= 0.05
    assert abs(found[POST, 0] - found[FORM, 0]) < 0.02 and found[POST, 0] < -0.5


def test_a_form_that_commutes_with_rotations_makes_nothing():
    z = np.random.default_rng(0).standard_normal((200, 4)) * [5, 1, 1, 1]
    cloud = turned_forms(z, isotropic("tanh", 4), 50, np.random.default_rng(1))
    assert cloud.shape == (10_000, 4) and read_cloud(cloud, np.eye(4), 39, 2).p_value > 0.05


@pytest.mark.parametrize("pairs, side", [
    ([(.3, .02)], 1), ([(-.3, .02)], -1), ([(.3, .06)], 0), ([(.3, .02), (.1, .5)], 1), ([(.3, .02), (-.1, .5)], 0),
    ([(.3, .02), (.2, .5), (.1, .5)], 0), ([(.3, .02), (.2, .02), (.1, .5)], 1),
    ([(-.1, .3)] * 5, 0), ([(-.1, .3)] * 6, -1), ([(-.1, .3)] * 7 + [(.1, .3)], 0), ([(.1, .3)] * 8 + [(-.1, .3)], 1)])
def test_all_stand_on_one_side_and_half_of_them_surely_or_signs_tell(pairs, side):
    assert found_side(readings(*pairs)) == side


def test_a_side_is_told_with_its_verdict():
    sure, other, unsure = readings((.3, .02), (.2, .2)), readings((-.3, .02), (-.2, .2)), readings((.3, .2), (-.2, .2))
    assert [told("a", ALIGNED, r, "aligned", "x").verdict for r in (sure, other, unsure)] == [
        "holds", "does not hold", "cannot tell"]
    assert [told("a", ALIGNED, r, "anti-aligned", "x").verdict for r in (sure, other)] == ["does not hold", "holds"]
    assert [told("a", ALIGNED, r, "no preference", "x").verdict for r in (unsure, readings((.3, .02), (.3, .04)))] == [
        "holds", "does not hold"]
    assert told("a", ALIGNED, other, "aligned", "elsewhere").would == "elsewhere"


def test_of_many_networks_the_signs_alone_tell():
    """Eight on one side, two of them with p <= .05, is no chance: the rank of one network is above or below alike."""
    together = readings(*[(-.3, .02)] * 2, *[(-.3, .2)] * 6)
    assert told("a", ALIGNED, together, "aligned", "x").verdict == "does not hold"
    weak = readings(*[(-.02, .3)] * 8)
    assert told("a", ALIGNED, weak, "no preference").verdict == "does not hold"
    mixed = readings(*[(-.02, .3)] * 5, *[(.02, .3)] * 3)
    assert told("a", ALIGNED, mixed, "no preference").verdict == "holds"


def test_networks_that_differ_by_their_seed_are_told_so():
    both = readings(*[(-.2, .02)] * 5, *[(.2, .02)] * 2, (.01, .5))
    row = told("a", ALIGNED, both, "anti-aligned", "x")
    assert row.verdict == "depends" and "true: -0.2 [-0.2, -0.2] at 5 of 8 seeds" in row.measured
    assert "false: 0.2 [0.2, 0.2] at 2 of 8 seeds" in row.measured
    one = told("a", ALIGNED, readings(*[(-.2, .02)] * 6, (.2, .02), (.01, .5)), "anti-aligned", "x")
    assert one.verdict == "cannot tell"
    assert one.reason == "no side is common: with p <= 0.05 6 of 8 networks are anti-aligned and 1 aligned"
    assert told("a", ALIGNED, readings((-.1, .5), (.1, .5)), "aligned", "x").reason.startswith("no side is found; ")


def test_an_effect_is_never_written_as_nothing():
    assert [short(x) for x in (0.0, 4e-4, -4e-4, .304, -.005)] == ["+0.00", "+0.0004", "-0.0004", "+0.30", "-0.01"]


def test_what_is_true_at_some_settings_depends():
    sides = [Side(str(v), v, v - 0.1, v + 0.1) for v in (1.0, 2.0)]
    for above, verdict in ((0, "holds"), (1.5, "depends"), (3, "does not hold")):
        assert by_setting("a", ALIGNED, sides, lambda v: v > above, "v", "why").verdict == verdict
    assert "true: 2" in by_setting("a", ALIGNED, sides, lambda v: v > 1.5, "v").measured


def test_many_networks_are_told_in_short():
    assert "7 of 20 with p <= 0.05" in listed(readings(*[(.3, .02)] * 7, *[(-.1, .5)] * 13))


# --- properties

@given(st.lists(st.floats(-1, 1), min_size=1, max_size=12))
def test_signs_are_tested_alike_on_both_sides(values):
    values = np.array(values)
    assert 0 < sign_test(values) <= 1 and sign_test(values) == sign_test(-values)


@pytest.mark.parametrize("n", range(1, 25))
def test_without_anything_to_find_a_side_is_found_in_one_case_of_twenty_at_most(n):
    """Exactly, over the numbers of networks on each side and of those with p <= .05, which a side does not change."""
    alarms = 0.0
    for above in range(n + 1):
        for sure in range(n + 1):
            pairs = [(.1 if k < above else -.1, .02 if k < sure else .5) for k in range(n)]
            alarms += (found_side(readings(*pairs)) != 0) * comb(n, above) / 2**n * comb(n, sure) * .05**sure * (
                .95 ** (n - sure))
    assert alarms <= 0.05 + 1e-12


def test_of_two_networks_without_a_side_one_in_twenty_pairs_seems_to_have_one():
    rng, n = np.random.default_rng(0), 400
    alarms = sum(found_side(np.array([read_cloud(rng.standard_normal((60, 3)), standard(3), 39, seed) for seed in
                                      (2 * k, 2 * k + 1)])) != 0 for k in range(n))
    assert alarms <= 36  # at most 20 expected; four standard errors more are 37
