"""The spotlight on toy models: claims that can fail, figures, and quick runs that repeat bit for bit."""

import numpy as np
import pytest

from srm_ref.descent import Adam
from srm_ref.experiments.claims import WHO
from srm_ref.experiments.meeting import hidden_alignment, interference_resonance, polygon_resonance, turned_neurons
from srm_ref.experiments.shared.toy_spotlight import hidden_activations, ks_critical, ks_distance, train_models
from srm_ref.spotlight.arcs import full_turn
from tests.experiment_checks import quick_numbers

MODULES = (turned_neurons, polygon_resonance, hidden_alignment, interference_resonance)


def turned(shift=30, p=None):
    curve = np.arange(360.0)
    p = np.arange(1, 21) / 20 if p is None else p
    return turned_neurons.Numbers(full_turn(360), curve, np.roll(curve, shift), np.radians(30.0), np.array(0.0),
                                  np.stack([p, p]),
                                  np.stack([p, p]), np.array(19))


def polygon(angles_degrees, peaks_degrees, sparse_angles=None):
    thetas, k = full_turn(720), len(angles_degrees)
    away = np.abs((np.degrees(thetas)[:, None] - peaks_degrees + 180) % 360 - 180).min(axis=1)
    angles = np.full((1, 5), np.nan)
    angles[0, :k] = np.radians(angles_degrees)
    norms = np.where(np.isnan(angles), np.nan, 1.0)
    copies = [angles] if sparse_angles is None else [angles, np.radians([[*sparse_angles, np.nan, np.nan]])]
    n, gaps = len(copies), [polygon_resonance._gaps(a[0, :k]).max() for a in copies]
    return polygon_resonance.Numbers(np.full(n, k), np.full(n, 0.5), thetas, np.tile((away < 5).astype(float), (n, 1)),
                                     np.concatenate(copies), np.tile(norms, (n, 1)), np.zeros((n, 2)),
                                     np.array([(gap - 1, gap + 1) for gap in gaps]))


def hidden(share, code_harmonic, p_value, mass_p_value=(0.5, 0.01, 0.01, 0.01, 0.01, 0.01), spread=0.0):
    density = hidden_alignment.DENSITIES
    rivals = np.array(share, float)[:, None] + spread * np.array([-1, 1])
    return hidden_alignment.Numbers(density, np.zeros((6, 5, 10)), np.full(6, 5), np.array(share, float),
                                    np.array(code_harmonic, float), np.full(6, 0.1), np.array(p_value, float),
                                    np.full(6, 2.0), np.array(mass_p_value), rivals, np.tile([-0.5, 0.5], (6, 1)))


def pairs(cosine, mass, peak, mass_p_value, fewer_mass=None):
    return interference_resonance.Numbers(cosine, mass, peak, np.array(40), np.array(0), np.array(0.5),
                                          np.array(mass_p_value), cosine, mass if fewer_mass is None else fewer_mass)


def held(module, numbers):
    return [claim.holds for claim in module.claims(numbers)]


BOTH = polygon([0, 120, 240], [0, 120, 240], [0, 120, 240])
CODE = np.tile([-1 / 2, -1 / 3, 0, 1 / 6], 50)
PLANTED = {  # good numbers, and false ones
    "turned_neurons": (turned(), [turned(shift=31)._asdict(), turned(p=np.full(20, 0.05))._asdict()]),
    "polygon_resonance": (BOTH, [polygon([0, 90, 180], [60, 180, 300], [0, 90, 180])._asdict()]),
    "hidden_alignment": (hidden([1, 1, .8, .5, .2, 0], [1, 1, .5, 0, -.5, -.5], [1, 1, .01, .01, .01, .01]), [
        hidden([1, .9, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1], [1, 1, .01, .5, .01, .01], [.5, .5] + [.01] * 4)._asdict()]),
    "interference_resonance": (pairs(CODE, -CODE ** 2, np.random.default_rng(0).random(200), 0.01), [
        pairs(np.linspace(-1, 1, 200), *[np.linspace(-1, 1, 200) ** 2] * 2, 0.5)._asdict()]),
}


# --- definition

def test_claims_hold_for_numbers_made_to_hold():
    assert held(turned_neurons, turned()) == [True] * 3
    assert held(polygon_resonance, polygon([0, 72, 144, 216, 288], [0, 72, 144, 216, 288]))[1:] == [True, True]
    assert held(polygon_resonance, polygon([0, 120, 240], [0, 120, 240])) == [True, True]
    assert held(hidden_alignment, hidden([1, 1, .8, .5, .2, 0], [1, 1, .5, 0, -.5, -.5], [1, 1, .01, .01, .01,
                                                                                          .01])) == [True] * 5
    cosine = np.tile([-1 / 2, -1 / 3, 0, 1 / 6], 50)
    assert held(interference_resonance, pairs(cosine, -cosine ** 2, np.random.default_rng(0).random(200),
                                              0.01)) == [True] * 4


# --- analytic

def test_claims_fail_for_numbers_made_to_fail():
    assert held(turned_neurons, turned(shift=31))[0] is False
    assert held(turned_neurons, turned(p=np.full(40, 0.05)))[1:] == [False, False]
    assert held(polygon_resonance, polygon([0, 90, 180], [0, 90, 180])) == [False, True]
    assert held(polygon_resonance, polygon([0, 120, 240], [60, 180, 300])) == [True, False]
    assert held(polygon_resonance, polygon([0, 60, 144, 216, 288], [0, 60, 144, 216, 288]))[1:] == [False, True]
    assert held(hidden_alignment, hidden([1, .9, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1], [1, 1, .01, .5, .01, .01],
                                          [.5, .5, .01, .01, .01, .01])) == [False] * 5
    assert held(hidden_alignment, hidden([1] * 6, [0] * 6, [1] * 6, [.01] * 6))[-1] is False
    cosine = np.linspace(-1, 1, 200)
    assert held(interference_resonance, pairs(cosine, cosine ** 2, cosine ** 2, 0.5)) == [False] * 4


def verdict(module, numbers, k=0):
    return module.claims(numbers)[k].verdict


def test_what_depends_is_told_with_the_side_that_is_true():
    both = polygon_resonance.claims(polygon([0, 120, 240], [0, 120, 240], [0, 90, 180]))[0]
    other = polygon_resonance.claims(polygon([0, 90, 180], [0, 90, 180], [0, 120, 240]))[0]
    assert both.verdict == other.verdict == "depends" and "true: 120" in both.measured and "true: 120" in other.measured
    assert both.said.who == "TMS" and both.said.theirs.endswith("no sparsity stated")
    cosine = np.linspace(-1, 1, 200)
    flat = np.random.default_rng(0).random(200)
    assert verdict(interference_resonance, pairs(cosine, flat, flat, 0.01, -cosine ** 2), 2) == "depends"
    assert verdict(interference_resonance, pairs(cosine, flat, flat, 0.01, cosine ** 2), 2) == "does not hold"
    assert verdict(hidden_alignment, hidden([.5, 1, 1, 1, 1, 1], [0] * 6, [1] * 6)) == "depends"
    assert verdict(hidden_alignment, hidden([.5, 1, 1, 1, 1, 1], [0] * 6, [1] * 6, spread=.5)) == "cannot tell"
    assert verdict(hidden_alignment, hidden([1] * 6, [0] * 6, [1, 1, .01, .5, .01, .01]), 3) == "cannot tell"


@pytest.mark.parametrize("module, numbers", [
    (turned_neurons, turned(shift=31)), (polygon_resonance, polygon([0, 90, 180], [60, 180, 300])),
    (hidden_alignment, hidden([0, .9, 1, 1, 1, 1], [0] * 6, [1] * 6, [.01] * 6)),
    (interference_resonance, pairs(np.linspace(-1, 1, 200), *np.random.default_rng(0).random((2, 200)), 0.5))])
def test_rows_say_who_where_and_in_which_settings(module, numbers):
    for row in module.claims(numbers):
        assert row.said.who in WHO and row.said.where and row.said.theirs and row.said.ours
        assert row.verdict != "does not hold" or row.reason and row.would


def test_distance_from_uniform():
    assert ks_distance(np.arange(1, 21) / 20, 20) == pytest.approx(0, abs=1e-12)
    assert ks_distance(np.full(7, 1.0), 20) == pytest.approx(0.95)
    assert ks_distance(np.full(7, 0.05), 20) == pytest.approx(0.95)


def test_uniform_levels_stay_below_the_critical_distance_nineteen_times_in_twenty():
    # two distances, each at 2.5 %: 2000 pairs, false alarms 100 expected at most, 4 sigma 140
    rng = np.random.default_rng(0)
    samples = rng.integers(1, 21, size=(2000, 2, 48)) / 20
    alarms = sum(max(ks_distance(p, 20) for p in pair) >= ks_critical(48) for pair in samples)
    assert alarms < 140


# --- properties

def test_models_of_different_sparsity_are_trained_side_by_side():
    sparsity, rng = np.array([0.0, 0.9]), np.random.default_rng(0)
    trained = train_models("relu_output", 4, 2, sparsity, np.ones(4), Adam(0.01), 5, rng, n_samples=8)
    assert trained["W"].shape == (2, 2, 4) and trained["W"].dtype == np.float64
    activations = hidden_activations("relu_output", trained, sparsity, 500, rng)
    assert activations.shape == (2, 500, 2)
    empty = (activations == 0).all(axis=2).mean(axis=1)
    assert empty[0] == 0 and abs(empty[1] - 0.9 ** 4) < 0.1  # five standard errors are 0.106


@pytest.mark.parametrize("module, numbers", [
    (turned_neurons, turned()), (polygon_resonance, polygon([0, 120, 240], [60, 180, 300])),
    (hidden_alignment, hidden([1] * 6, [0] * 6, [1] * 6)), (interference_resonance,
                                                            pairs(*np.random.default_rng(0).random((3, 9)), 0.5))])
def test_figures_have_labels_on_every_axis(module, numbers):
    for ax in module.draw(numbers).axes:
        assert ax.get_xlabel() and ax.get_ylabel()


@pytest.mark.slow
def test_what_is_no_finding_holds_in_the_quick_runs():
    assert turned_neurons.claims(quick_numbers(turned_neurons))[0].holds  # an identity
    assert [claim.holds for claim in polygon_resonance.claims(quick_numbers(polygon_resonance))][-2:] == [True, True]
