"""The spotlight paper's experiments: claims that can fail, figures, other images, and quick runs that repeat to the bit."""

import struct

import numpy as np
import pytest

from srm_ref.experiments.shared.image_networks import (FORMS, HIDDEN, Images, embedded_images, forms_of, idx_images,
                                                       train_form)
from srm_ref.experiments.spotlight import (functional_forms, grandmother_neurons, overcomplete_frames, projection_grids,
                                           trivial_anisotropy)
from srm_ref.figures.contact_sheet import draw_contact_sheet
from srm_ref.geometry.bases import thomson
from srm_ref.geometry.sphere import uniform_directions
from srm_ref.spotlight.arcs import full_turn

MODULES = (trivial_anisotropy, functional_forms, projection_grids, overcomplete_frames, grandmother_neurons)
TINY = Images(np.random.default_rng(0).random((40, 16)), np.random.default_rng(1).integers(0, 3, 40))


def forms_numbers(harmonic, p_value, kurtosis=5.0):
    """Own, standard, random: the same for every form and seed; one kurtosis for all."""
    h = np.broadcast_to(np.array(harmonic, float), (6, 2, 3, 3)).copy()
    p = np.broadcast_to(np.array(p_value, float), (6, 2, 3)).copy()
    flat = np.full((6, 2, 360), 0.01)
    mass = 0.01 / (1 + np.abs(h))
    return functional_forms.Numbers(np.array([0, 2, 5]), h, mass, h, np.full(h.shape, float(kurtosis)), p, p, full_turn(360), flat,
                                    flat / 10, np.ones((6, 2, 3)))


def anisotropy_numbers(harmonic, p_value, kurtosis):
    return trivial_anisotropy.Numbers(*(np.full((5, 3), float(x)) for x in (harmonic, p_value, kurtosis)), full_turn(360),
                                      np.full((5, 3, 360), 0.01))


def grids_numbers(axes, diagonals, isotropic=(1.0, 1.0)):
    """Every form at `axes` and `diagonals` (before, after), isotropic tanh elsewhere; turned bases show contrasts of +-0.2."""
    shape, turned = (len(FORMS), 2), np.broadcast_to([0.8, 1.0, 1.2], (len(FORMS), 3))
    near = [np.array([pair] * (len(FORMS) - 1) + [(1.0, last)], float) for pair, last in zip((axes, diagonals), isotropic)]
    return projection_grids.Numbers(
        np.array([0, 2]), np.ones((*shape, 15, 15)), np.broadcast_to(np.linspace(-1, 1, 16), (*shape, 16)),
        np.tile(np.radians([90.0, 120.0]), (len(FORMS), 1)), *near, turned, turned[:, ::-1])


def frames_numbers(mass, alignment, kurtosis):
    """Turned frames have masses and alignments of 0.9 .. 1.1, kurtoses of 2.4 .. 2.9."""
    spread, fourth = (np.broadcast_to(np.linspace(*ends, 5), (4, 5)) for ends in ((0.9, 1.1), (2.4, 2.9)))
    own = (np.full(4, float(x)) for x in (mass, alignment, kurtosis))
    return overcomplete_frames.Numbers(np.array([17, 24, 32, 48]), *own, spread, spread, fourth, full_turn(360),
                                       np.full((4, 360), 0.01), np.full((4, 360), 0.02))


def neuron_numbers(counts, purity, p_value):
    rows = [np.broadcast_to(np.array(values)[:, None], (3, 32)) for values in (counts, purity, p_value)]
    return grandmother_neurons.Numbers(rows[0], np.zeros((3, 32), int), rows[1], np.full((3, 32), 0.2), rows[2],
                                       np.zeros((32, 8, 4, 4)), np.zeros((32, 8), int))


def held(module, numbers):
    return [claim.holds for claim in module.claims(numbers)]


# --- definition

def test_claims_hold_for_numbers_made_to_hold():
    found = held(functional_forms, forms_numbers([0.3, 0.0, 0.0], [0.01, 0.5, 0.5]))
    assert found == [True] * 10
    assert held(trivial_anisotropy, anisotropy_numbers(0.3, 0.01, 1.6)) == [False, False, True, True, True, True]
    assert held(projection_grids, grids_numbers((1.2, 1.5), (0.9, 0.8))) == [True] * 12
    assert held(overcomplete_frames, frames_numbers(0.5, 1.0, 5.0)) == [True] * 8
    assert held(grandmother_neurons, neuron_numbers([20, 10, 10], [0.9, 0.5, 0.5], [0.001, 0.5, 0.5])) == [True] * 3


# --- analytic

def test_claims_fail_for_numbers_made_to_fail():
    assert held(functional_forms, forms_numbers([-0.3, 0.0, 0.0], [0.5, 0.01, 0.01], 2.0)) == [False] * 10
    assert not held(functional_forms, forms_numbers([0.0, 0.0, 0.3], [0.01, 0.5, 0.5]))[6]  # a random basis emptier
    assert held(trivial_anisotropy, anisotropy_numbers(-0.3, 0.5, 5.0)) == [True, True, False, False, False, False]
    assert held(projection_grids, grids_numbers((1.2, 1.0), (0.9, 1.0), (0.4, 0.9))) == [False] * 12
    assert held(projection_grids, grids_numbers((0.9, 0.4), (1.0, 0.9))) == [True, False] * 5 + [True, True]  # anti-aligned
    assert held(projection_grids, grids_numbers((1.0, 1.1), (1.0, 1.0)))[:10] == [False] * 10  # as in turned bases
    assert held(overcomplete_frames, frames_numbers(1.0, 1.0, 2.9)) == [False] * 8
    assert held(overcomplete_frames, frames_numbers(1.0, 1.5, 2.0)) == [True, False] * 4
    assert held(grandmother_neurons, neuron_numbers([20, 30, 10], [0.5, 0.9, 0.5], [0.5, 0.5, 0.5])) == [False] * 3


def test_a_claim_that_fails_says_why():
    for claim in functional_forms.claims(forms_numbers([-0.3, 0.0, 0.0], [0.01, 0.5, 0.5], 2.0)):
        assert claim.holds or claim.reason


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
    ((0, 180, 120, 300, 14, -14, 134), (3, 0)), ((60, 240, 150, 330, 46, 74, 136), (0, 3)), ((16, 44, 76, 104, 196, 224), (0, 0))])
def test_points_are_near_the_directions_of_their_own_plane(degrees, expected):
    basis = np.array([[1.0, 0.0], [-0.5, 0.75**0.5]])  # 120 degrees: the diagonals stand at 60 and 150
    points = np.column_stack([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    axes, diagonals, gamma = projection_grids._near(points, basis)
    assert (axes, diagonals) == pytest.approx(expected)
    assert np.degrees(gamma) == pytest.approx([120, 120])


def test_each_plane_is_judged_by_its_own_angle():
    basis = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-0.5, 0.0, 0.75**0.5]])  # 90, 120 and 90 degrees
    axes, diagonals, gamma = projection_grids._near(basis[2:], basis)
    assert (axes, diagonals) == pytest.approx((2 / 0.8, 0))  # on b in both its planes; P(r > 0.6) = 0.8, in three planes
    assert np.degrees(gamma) == pytest.approx([90, 120])


def test_isotropic_points_are_near_both_as_often_as_expected():
    isotropic, frame = (uniform_directions(k, 6, np.random.default_rng(0)) for k in (20_000, 9))
    axes, diagonals, _ = projection_grids._near(isotropic, frame[np.abs(frame @ frame[0]) < 0.9])
    assert (axes, diagonals) == pytest.approx((1, 1), abs=0.03)  # about 40 000 points near each


def test_frames_are_the_figures_they_are_said_to_be():
    angles = {}
    for size in overcomplete_frames.SIZES:
        frame = thomson(size, HIDDEN[1], np.random.default_rng(size))
        cosines = (frame @ frame.T)[np.triu_indices(size, 1)]
        angles[overcomplete_frames.FIGURES[size]] = set(cosines.round(2).tolist()), float((np.abs(cosines) > 1e-3).mean())
    assert angles["simplex"][0] == {-0.06}  # -1/16
    assert angles["several simplices"][0] <= {0.0, -0.33, -0.5, -1.0} and 0 < angles["several simplices"][1] < 0.2
    assert angles["cross-polytope"] == ({0.0, -1.0}, pytest.approx(16 / 496))
    assert angles["mostly oblique angles"][1] > 0.5


# --- properties

def test_networks_of_one_seed_differ_in_form_alone():
    first, second = (train_form(TINY, forms_of(name, np.random.default_rng(0)), 7, (0, 1)) for name in FORMS[:2])
    for key, value in first.parameters[0].items():
        np.testing.assert_array_equal(value, second.parameters[0][key])
    assert first.activations.shape == (2, 40, 16)


@pytest.mark.parametrize("module, numbers", [
    (functional_forms, forms_numbers([0.3, 0.0, 0.0], [0.01, 0.5, 0.5])), (trivial_anisotropy, anisotropy_numbers(0.3, 0.01, 1.6)),
    (projection_grids, grids_numbers((1.2, 1.5), (0.9, 0.8))), (overcomplete_frames, frames_numbers(0.5, 1.5, 5.0))])
def test_figures_have_labels(module, numbers):
    for ax in module.draw(numbers).axes:
        place = ax.get_subplotspec()  # none: a colour bar
        outside = place is None or place.is_first_col() or place.is_last_row()
        assert ax.get_xlabel() or ax.get_ylabel() or not outside


def test_a_line_that_lies_on_another_can_be_read():
    numbers = forms_numbers([0.3, 0.0, 0.0], [0.01, 0.5, 0.5])
    numbers.harmonic[0, ..., 1] = 0.3  # the first form's own basis is the standard one
    numbers.harmonic[-1, ..., 0] = np.nan  # the last has none
    axes = functional_forms.draw(numbers).axes
    lower = [ax for ax in axes if "harmonic" in ax.get_ylabel() or ax.get_xlabel() == "epoch"]
    assert [ax.get_title(loc="right") for ax in lower] == ["own basis = standard basis", "", "", "", "", "no own basis"]
    named = {line.get_label(): line for line in lower[0].lines if not line.get_label().startswith("_")}
    assert set(named) == set(functional_forms.BASES)
    assert named["own"].get_linewidth() > 2 * named["standard"].get_linewidth()
    assert list(named).index("own") < list(named).index("standard")  # drawn first, and so below
    assert len({(line.get_marker(), str(line.get_linestyle())) for line in named.values()}) == 3


def test_contact_sheet_shows_every_image_and_label():
    ax = draw_contact_sheet(np.zeros((2, 3, 4, 4)), np.array([[1, 2, 3], [4, 5, 6]]), ["+b0", "-b0"])
    assert len(ax.images) == 6
    assert [text.get_text() for text in ax.texts] == ["1", "2", "3", "+b0", "4", "5", "6", "-b0"]
    assert len(grandmother_neurons.draw(neuron_numbers([20, 10, 0], [0.9, 0.5, 0.5], [0.01, 0.5, 0.5])).axes) == 2


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_quick_runs_repeat_to_the_bit(module):
    first, second = (module.run("quick", np.random.default_rng(module.SEED)) for _ in range(2))
    for name, value in first._asdict().items():
        np.testing.assert_array_equal(value, second._asdict()[name], err_msg=name)
    assert all(claim.holds or claim.reason for claim in module.claims(first))
    if module is functional_forms:  # structured along its own basis, and along no other
        assert held(module, first)[:5] == [True] * 5
        assert (first.kurtosis[:2, :, -1, 0] < 2.2).all()  # anti-aligned, as measured again and again


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

@pytest.mark.parametrize("module", MODULES)
def test_another_scale_is_refused(module):
    with pytest.raises(ValueError, match="scale: wanted one of 'quick', 'paper'; found 'huge'"):
        module.run("huge", np.random.default_rng(0))


def test_a_sheet_without_its_labels_is_refused():
    with pytest.raises(ValueError, match="labels: wanted one for each of 2 x 3 images, and 2 row names"):
        draw_contact_sheet(np.zeros((2, 3, 4, 4)), np.zeros((2, 2)), ["a", "b"])
