"""The spotlight's experiments on images: claims that can fail, figures, other images, runs that repeat bit for bit."""

import struct

import numpy as np
import pytest

from srm_ref.experiments.claims import WHO
from srm_ref.experiments.shared.image_networks import (FORMS, HIDDEN, Images, embedded_images, forms_of, idx_images,
                                                       setting_of, train_form)
from srm_ref.experiments.shared.layer_clouds import FORM, POST, PRE
from srm_ref.experiments.spotlight import (functional_forms, grandmother_neurons, long_run, other_layers,
                                           overcomplete_frames, projection_grids, trivial_anisotropy)
from srm_ref.figures.contact_sheet import draw_contact_sheet
from srm_ref.geometry.bases import thomson
from srm_ref.spotlight.arcs import full_turn
from tests.experiment_checks import quick_numbers, verdicts

MODULES = (trivial_anisotropy, functional_forms, projection_grids, overcomplete_frames, grandmother_neurons,
           other_layers, long_run)
TINY = Images(np.random.default_rng(0).random((40, 16)), np.random.default_rng(1).integers(0, 3, 40))
SURE, UNSURE, OTHER = (-.4, .02), (-.05, .5), (.4, .02)  # effects with their p-values


def reading(effect, p_value, low=-0.1, high=0.1):
    return [effect, p_value, low, high, np.sign(effect)]


def seeds(one, n=2):
    return np.array([reading(*one)] * n)


def forms_numbers(own=SURE, priced=OTHER, elsewhere=UNSURE, isotropic=UNSURE, pre=SURE, before=0.0):
    """Two seeds: the six forms, the two priced ones, and tanh in a rotated basis seen in the standard one."""
    readings = np.empty((8, 2, 3, 5))
    readings[:] = seeds(own)[:, None]
    readings[functional_forms.TANH, :, PRE] = seeds(pre)
    readings[functional_forms.RELU, :, FORM] = seeds((-own[0], own[1]))
    readings[functional_forms.ISOTROPIC], readings[6:] = seeds(isotropic)[:, None], seeds(priced)[:, None]
    effects = np.tile([before, pre[0], pre[0]], (8, 2, 2, 1)).swapaxes(2, 3)
    return functional_forms.Numbers(np.array([0, 2, 5]), np.array([40, 16]), readings,
                                    np.tile(seeds(elsewhere)[:, None], (1, 3, 1)), effects, full_turn(360),
                                    np.full((8, 2, 360), 0.01), np.ones((8, 2, 3)))


def anisotropy_numbers(tanh, relu, nothing):
    """The same at every size of data; leaky ReLU as ReLU, isotropic tanh as no form."""
    readings = np.array([[reading(*one)] * 3 for one in (nothing, tanh, relu, relu, nothing)])
    return trivial_anisotropy.Numbers(readings, full_turn(360), np.full((5, 3, 360), 0.01))


def grids_numbers(*near, isotropic=(50, 50)):
    """Points near axes and diagonals at two epochs, of every form but isotropic tanh; 19 turned bases have 40 to 60."""
    own = np.empty((6, 2, 2, 2, 2), int)
    own[:5], own[5] = np.array(near)[:, None], isotropic
    turned = np.stack([np.arange(40, 61), np.arange(60, 39, -1)], axis=1)[1:-1]
    return projection_grids.Numbers(np.array([0, 2]), np.array([40, 16]), np.ones((6, 2, 2, 15, 15)),
                                    np.broadcast_to(np.linspace(-1, 1, 16), (6, 2, 2, 16)),
                                    np.tile(np.radians([90.0, 120.0]), (6, 1)), own, np.tile(turned[:, None], (6, 2, 2,
                                                                                                               1, 2,
                                                                                                               1)))


def frames_numbers(one, nearest=(1.0, .5), sensitivity=(1.0, 5.0, 0.05)):
    return overcomplete_frames.Numbers(np.array(5), np.array([40, 16]), np.array(sensitivity),
                                       np.tile(seeds(one)[:, None], (3, 2, 1, 3, 1)), np.tile(nearest, (3, 2, 2, 2, 1)),
                                       full_turn(360), np.full((3, 2, 360), 0.01), np.full((3, 2, 360), 0.02))


def neuron_numbers(counts=20, purity=0.9, p_value=0.001, turned_purity=0.5, turned_counts=300):
    rows = [np.full((4, 32), value) for value in (counts, purity, p_value)]
    spread = np.linspace(-.1, .1, 39)
    return grandmother_neurons.Numbers(np.array(5), np.array([40, 16]), rows[0], np.zeros((4, 32), int), rows[1],
                                       np.full((4, 32), 0.2), rows[2], np.tile(turned_purity + spread, (4, 1)),
                                       np.tile(turned_counts + 100 * spread, (4, 1)), np.zeros((32, 8, 4, 4)),
                                       np.zeros((32, 8), int))


def layers_numbers(one):
    return other_layers.Numbers(np.array(5), np.array([40, 16]), np.tile(seeds(one)[:, None], (2, 5, 1, 3, 1)),
                                np.full((2, 2), 0.9))


def run_numbers(*steps):
    readings = np.array([reading(*one) for one in steps])
    n = len(steps)
    return long_run.Numbers(np.arange(n), 75 * np.arange(n), np.array([40, 16]), np.tile(readings[:, None], (3, 1, 2,
                                                                                                             1)),
                            np.ones((3, n)))


ALL_OTHER = forms_numbers(own=OTHER, priced=SURE, elsewhere=SURE, isotropic=SURE, pre=OTHER)
UNTOLD = forms_numbers(own=UNSURE, priced=UNSURE, pre=UNSURE, before=-.5)
PLANTED = {  # good numbers, and false ones
    "functional_forms": (forms_numbers(), [ALL_OTHER._asdict(), UNTOLD._asdict()]),
    "trivial_anisotropy": (anisotropy_numbers((-.5, .05), (.3, .05), (.01, .6)),
                           [anisotropy_numbers((-.05, .5), (.05, .5), (.3, .02))._asdict()]),
    "projection_grids": (grids_numbers((20, 80), (80, 20)),
                         [grids_numbers((20, 80), (20, 80), isotropic=(80, 20))._asdict()]),
    "overcomplete_frames": (frames_numbers(SURE), [frames_numbers(UNSURE)._asdict()]),
    "grandmother_neurons": (neuron_numbers(), [neuron_numbers(10, .3, .5, .5, 900)._asdict()]),
    "other_layers": (layers_numbers(SURE), [layers_numbers(UNSURE)._asdict()]),
    "long_run": (run_numbers(UNSURE, SURE, OTHER), [run_numbers(UNSURE, SURE, SURE)._asdict()]),
}


def held(module, numbers):
    return [claim.holds for claim in module.claims(numbers)]


# --- definition

def test_claims_hold_for_numbers_made_to_hold():
    forms = verdicts(functional_forms, forms_numbers())
    assert forms == ["depends"] * 2 + ["holds"] * 13
    assert held(trivial_anisotropy, anisotropy_numbers((-.5, .05), (.3, .05), (.01, .6))) == [True] * 7
    assert held(projection_grids, grids_numbers((20, 80), (80, 20))) == [True] * 34
    assert held(overcomplete_frames, frames_numbers(SURE)) == [True] * 12
    assert held(grandmother_neurons, neuron_numbers(counts=20, turned_counts=300)) == [True] * 6
    assert held(other_layers, layers_numbers(SURE)) == [True] * 15
    assert held(long_run, run_numbers(UNSURE, SURE, OTHER)) == [True] * 6


# --- analytic

def test_claims_fail_or_cannot_be_told_for_numbers_made_so():
    aligned = verdicts(functional_forms, forms_numbers(own=OTHER, priced=SURE, elsewhere=SURE, isotropic=SURE,
                                                       pre=OTHER))
    assert aligned == ["holds"] * 7 + ["does not hold"] * 8
    unsure = verdicts(functional_forms, forms_numbers(own=UNSURE, priced=UNSURE, pre=UNSURE, before=-.5))
    assert unsure == ["cannot tell"] * 7 + ["holds"] * 3 + ["does not hold"] + ["cannot tell"] * 3 + ["does not hold"]
    assert held(trivial_anisotropy, anisotropy_numbers((-.05, .5), (.05, .5), (.3, .02))) == [False] * 7
    swapped = held(trivial_anisotropy, anisotropy_numbers((.5, .05), (-.3, .05), (.01, .6)))
    assert swapped == [True] * 5 + [False] * 2
    assert verdicts(projection_grids, grids_numbers((20, 80), (20, 80), isotropic=(80, 20))) == ["does not hold"] * 34
    assert set(verdicts(projection_grids, grids_numbers((50, 50), (50, 50)))[:30]) == {"cannot tell"}
    assert set(verdicts(projection_grids, grids_numbers((1, 9), (9, 1)))[:30]) == {"cannot tell"}  # too few points
    assert set(verdicts(overcomplete_frames, frames_numbers(UNSURE))) == {"cannot tell"}
    nearest = verdicts(overcomplete_frames, frames_numbers(UNSURE, nearest=(1.1, .02)))
    assert nearest == ["cannot tell"] * 8 + ["holds"] * 4  # where kurtosis hardly sees, and there alone
    assert verdicts(grandmother_neurons, neuron_numbers(10, .3, .5, .5, 900)) == ["does not hold"] * 6
    assert verdicts(grandmother_neurons, neuron_numbers(10, .5, .001, .5, 320)) == ["holds"] * 2 + ["cannot tell"] * 4
    below = [row.would for row in grandmother_neurons.claims(neuron_numbers(10, .3, .5, .5, 900))]
    assert all(would.startswith("not even in the same network with an L1 price") for would in below[2:])
    assert "in turned bases 890 to 910" in below[4]
    assert verdicts(grandmother_neurons, neuron_numbers(3, .5, .001))[:2] == ["cannot tell"] * 2
    assert set(verdicts(other_layers, layers_numbers(UNSURE))) == {"cannot tell"}
    assert verdicts(other_layers, layers_numbers(OTHER)) == ["does not hold", "does not hold", "holds"] * 5
    assert set(verdicts(long_run, run_numbers(UNSURE, SURE, SURE))) == {"does not hold"}
    assert set(verdicts(long_run, run_numbers(UNSURE, UNSURE))) == {"cannot tell"}


@pytest.mark.parametrize("module, numbers", [
    (functional_forms, forms_numbers(OTHER, SURE, SURE, SURE, OTHER)), (overcomplete_frames, frames_numbers(UNSURE)),
    (projection_grids, grids_numbers((20, 80), (20, 80), isotropic=(80, 20))), (long_run, run_numbers(SURE, SURE)),
    (grandmother_neurons, neuron_numbers(10, .3, .5, .5, 900)), (other_layers, layers_numbers(OTHER)),
    (trivial_anisotropy, anisotropy_numbers((.5, .05), (-.3, .05), (.3, .02)))])
def test_rows_say_who_where_and_in_which_settings_and_what_fails_says_where_it_would_not(module, numbers):
    for row in module.claims(numbers):
        assert row.said.who in WHO and row.said.where and row.said.theirs and "not written" not in row.said.ours
        assert row.verdict != "does not hold" or row.reason and row.would
        assert row.verdict != "cannot tell" or row.reason  # its power


def test_the_setting_counts_the_images_and_the_seeds():
    assert setting_of(TINY, 5, 1).startswith("16-48-16-48-16 autoencoders of 40 images, Adam 1e-3, batches of 24, 5 "
                                             "epochs, 1 seed;")


@pytest.mark.parametrize("name", FORMS)
def test_forms_fit_the_layers_and_their_bases_are_as_named(name):
    forms = forms_of(name, np.random.default_rng(0))
    assert [form.n_dims for form in forms] == list(HIDDEN)
    own = forms[1].basis
    if "standard" in name:
        np.testing.assert_array_equal(own, np.eye(16))
    elif "rotated" in name:
        np.testing.assert_allclose(own @ own.T, np.eye(16), atol=1e-12)
        assert np.abs(own - np.eye(16)).max() > 0.1
    else:
        assert (own is None) == (name == "isotropic tanh")
        assert own is None or own.shape == (24, 16)


@pytest.mark.parametrize("degrees, expected", [
    ((0, 180, 120, 300, 14, -14, 134), (7, 0)), ((60, 240, 150, 330, 46, 74, 136), (0, 7)),
    ((16, 44, 76, 104, 196, 224), (0, 0))])
def test_points_are_near_the_directions_of_their_own_plane(degrees, expected):
    basis = np.array([[1.0, 0.0], [-0.5, 0.75**0.5]])  # 120 degrees: the diagonals stand at 60 and 150
    points = np.column_stack([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    near, gamma = projection_grids._near(points, basis)
    assert near.tolist() == [list(expected)] * 2
    assert np.degrees(gamma) == pytest.approx([120, 120])


def test_each_plane_is_judged_by_its_own_angle():
    basis = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-0.5, 0.0, 0.75**0.5]])  # 90, 120 and 90 degrees
    near, gamma = projection_grids._near(np.vstack([basis[2:], np.ones((1, 3))]), basis)
    assert near.tolist() == [[2, 0], [2, 1]]  # on b in both its planes; (1, 1, 1) on a diagonal, r = 0.816
    assert np.degrees(gamma) == pytest.approx([90, 120])


def test_frames_are_the_figures_they_are_said_to_be():
    angles = {}
    for size in overcomplete_frames.SIZES:
        frame = thomson(size, HIDDEN[1], np.random.default_rng(size))
        cosines = (frame @ frame.T)[np.triu_indices(size, 1)]
        oblique = float((np.abs(cosines) > 1e-3).mean())
        angles[overcomplete_frames.FIGURES[size]] = set(cosines.round(2).tolist()), oblique
    assert angles["simplex"][0] == {-0.06}  # -1/16
    assert angles["cross-polytope"] == ({0.0, -1.0}, pytest.approx(16 / 496))
    assert angles["mostly oblique angles"][1] > 0.5


# --- properties

def test_the_price_reaches_the_training():
    forms = forms_of("tanh, standard", np.random.default_rng(0))
    free, priced = (train_form(TINY, forms, 7, (20,), None, price).activations[-1] for price in (0.0, 1.0))
    assert np.abs(priced).mean() < 0.7 * np.abs(free).mean()


def test_the_form_without_n_over_k_is_k_over_n_times_the_packages_own():
    frame, z = thomson(17, 16, np.random.default_rng(0)), np.random.default_rng(1).standard_normal((5, 16))
    own, without = overcomplete_frames._form(frame, True), overcomplete_frames._form(frame, False)
    np.testing.assert_allclose(without.apply(z), np.tanh(z @ frame.T) @ frame, rtol=1e-12)
    np.testing.assert_allclose(without.vjp(z, z), 17 / 16 * own.vjp(z, z), rtol=1e-12)


def test_networks_of_one_seed_differ_in_form_alone():
    first, second = (train_form(TINY, forms_of(name, np.random.default_rng(0)), 7, (0, 1)) for name in FORMS[:2])
    for key, value in first.parameters[0].items():
        np.testing.assert_array_equal(value, second.parameters[0][key])
    assert first.activations.shape == (2, 40, 16)


@pytest.mark.parametrize("module, numbers", [
    (functional_forms, forms_numbers()), (trivial_anisotropy, anisotropy_numbers((-.5, .05), (.3, .05), (.01, .6))),
    (projection_grids, grids_numbers((20, 80), (80, 20))), (overcomplete_frames, frames_numbers(SURE)),
    (other_layers, layers_numbers(SURE)), (long_run, run_numbers(SURE, OTHER))])
def test_figures_have_labels(module, numbers):
    for ax in module.draw(numbers).axes:
        place = ax.get_subplotspec()  # none: a colour bar
        outside = place is None or place.is_first_col() or place.is_last_row()
        assert ax.get_xlabel() or ax.get_ylabel() or not outside


def test_contact_sheet_shows_every_image_and_label():
    ax = draw_contact_sheet(np.zeros((2, 3, 4, 4)), np.array([[1, 2, 3], [4, 5, 6]]), ["+b0", "-b0"])
    assert len(ax.images) == 6
    assert [text.get_text() for text in ax.texts] == ["1", "2", "3", "+b0", "4", "5", "6", "-b0"]
    assert len(grandmother_neurons.draw(neuron_numbers()).axes) == 2


@pytest.mark.exhaustive
def test_tanh_networks_are_anti_aligned_without_a_price():
    readings = quick_numbers(functional_forms).readings  # so measured again and again
    assert (readings[:2, :, POST, 0] < -0.2).all() and (readings[:2, :, POST, 1] <= 0.05).all()


@pytest.mark.slow
def test_any_idx_images_can_take_the_digits_place(tmp_path):
    pixels = (255 * embedded_images().pixels[:300].reshape(-1, 8, 8)).astype(np.uint8)
    labels = embedded_images().labels[:300].astype(np.uint8)
    (tmp_path / "images").write_bytes(struct.pack(">IIII", 2051, *pixels.shape) + pixels.tobytes())
    (tmp_path / "labels").write_bytes(struct.pack(">II", 2049, len(labels)) + labels.tobytes())
    images = idx_images(tmp_path / "images", tmp_path / "labels")
    assert images.pixels.shape == (300, 64)
    numbers = grandmother_neurons.run("quick", np.random.default_rng(0), images=images)
    assert numbers.top_images.shape == (32, 8, 8, 8)


# --- errors

def test_a_sheet_without_its_labels_is_refused():
    with pytest.raises(ValueError, match=r"^labels: wanted shape \(2, 3\), one for each image; found shape \(2, 2\)$"):
        draw_contact_sheet(np.zeros((2, 3, 4, 4)), np.zeros((2, 2)), ["a", "b"])
    with pytest.raises(ValueError, match="^row_names: wanted 1 name, one per row; found 2$"):
        draw_contact_sheet(np.zeros((1, 3, 4, 4)), np.zeros((1, 3)), ["a", "b"])
