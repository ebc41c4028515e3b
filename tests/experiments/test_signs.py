"""No experiment reads a sign that does not tell axes from diagonals; on planted clouds each names the right side."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from srm_ref.experiments.registry import NAMES, experiment
from srm_ref.experiments.shared import demo_networks, layer_clouds
from srm_ref.experiments.shared.image_networks import HIDDEN, Images
from srm_ref.spotlight.fourth_moments import isotropic_kurtosis, kurtosis, kurtosis_effect
from srm_ref.experiments.spotlight import (demo, functional_forms, grandmother_neurons, overcomplete_frames,
                                           projection_grids, trivial_anisotropy)
from srm_ref.geometry.bases import rotated
from srm_ref.geometry.sphere import uniform_directions
from srm_ref.spotlight.resonance import mean_spotlight_resonance
from srm_ref.spotlight.statistics import sign_tells_axes, summarise
from tests.strategies import generators

FOLDER = Path(demo_networks.__file__).parent
BELOW = (grandmother_neurons,)
N_SAMPLES, N_DIMS = 300, HIDDEN[1]
SIDES = ("aligned", "anti-aligned", "isotropic")
IMAGES = Images(np.zeros((N_SAMPLES, 4)), np.arange(N_SAMPLES) % 3)
READ_OFF_A_SIGN = re.compile(r"(harmonic|alignment)( is)? (above|below) (0|1|all)|no such limit|gather "
                             r"(on|along)|below 0 they")


def planted(side, basis, seed=0):
    """Activations near single directions of a basis, or with coordinates as equal as tanh makes them, or isotropic."""
    rng = np.random.default_rng(seed)
    if side == "aligned":  # noise of the size that gives harmonic < 0 and alignment < 1 at epsilon 0.6
        picked = rng.integers(len(basis), size=N_SAMPLES)
        noise = rng.standard_normal((N_SAMPLES, basis.shape[1]))
        return rng.choice([-1, 1], N_SAMPLES)[:, None] * basis[picked] + 0.1 * noise
    gaussian = rng.standard_normal((N_SAMPLES, basis.shape[1]))
    return np.tanh(0.7 * gaussian @ basis.T) @ basis if side == "anti-aligned" else gaussian


def trained_to(side):
    """In place of training: the planted cloud in the basis of the bottleneck's form, at every snapshot."""
    def train(features, forms, start, n_epochs, *others, **options):
        basis = forms[1].basis
        cloud = planted("isotropic" if basis is None else side, np.eye(N_DIMS) if basis is None else basis, seed=1)
        n = len(n_epochs) if isinstance(n_epochs, tuple) else 2
        return SimpleNamespace(activations=np.stack([cloud] * n), losses=np.full(n, 0.01), parameters=[cloud] * n)
    return train


SETTINGS = {functional_forms: {"n_seeds": 1, "epochs": (0, 1), "n_rotations": 39},
            overcomplete_frames: {"n_seeds": 1, "n_epochs": 1, "n_rotations": 39},
            projection_grids: {"epochs": (0, 1), "n_turns": 19},
            grandmother_neurons: {"n_epochs": 1, "n_shuffles": 9, "n_turns": 39}}


@functools.cache
def measured(module, side):
    """What the experiment itself measures of planted clouds, and of what the form makes of them."""
    with pytest.MonkeyPatch.context() as patch:
        if module is demo_networks:
            patch.setattr(module, "N_ROTATIONS", 39)
            patch.setattr(module, "N_TURNS", 2)
            patch.setattr(module, "train", trained_to(side))
            patch.setattr(module, "pre_activations", lambda cloud, forms, images: cloud)
            return module.run(np.random.default_rng(0))
        patch.setattr(layer_clouds, "N_TURNS", 2)
        patch.setattr(module, "train_form", lambda images, forms, seed, epochs, *others, **options:
                      trained_to(side)(images, forms, None, epochs))
        patch.setattr(module, "layers_of", lambda cloud, forms, images: [None, cloud, None])
        if hasattr(module, "mean_spotlight_resonance"):  # the curves are drawn, and say nothing here
            patch.setattr(module, "mean_spotlight_resonance", functools.partial(mean_spotlight_resonance, n_angles=2))
        patch.setitem(module.SETTINGS, "quick", SETTINGS[module])
        return module.run("quick", np.random.default_rng(0), images=IMAGES)


# --- definition

@given(generators)
def test_kurtosis_is_the_mean_fourth_power_sample_by_sample(rng):
    activations, basis = rng.standard_normal((5, 3)), rng.standard_normal((4, 3))
    powers = [(x @ b / np.sqrt(x @ x) / np.sqrt(b @ b)) ** 4 for x in activations for b in basis]
    assert_allclose(kurtosis(np.vstack([activations, np.zeros(3)]), basis), 9 * sum(powers) / 20, rtol=1e-12)


# --- analytic

@pytest.mark.parametrize("m", [1, 2, 6, 16])
def test_m_equal_coordinates_have_kurtosis_n_over_m(m):
    rows = np.zeros((3, 16))
    rows[:, :m] = np.random.default_rng(m).choice([-2.0, 2.0], (3, m))
    assert_allclose(kurtosis(rows, np.eye(16)), 16 / m, rtol=1e-12)
    assert isotropic_kurtosis(16) == 48 / 18


def test_nothing_has_no_kurtosis():
    assert np.isnan(kurtosis(np.zeros((2, 3)), np.eye(3)))


def test_the_planted_cloud_has_the_signs_that_were_misread():
    summary = summarise(planted("aligned", np.eye(N_DIMS)), np.eye(N_DIMS), 0.6)
    assert summary.harmonic < 0 and summary.alignment < 1  # and yet every sample lies near an axis


@pytest.mark.parametrize("side", SIDES)
def test_the_demo_names_the_planted_side(side):
    numbers, nothing = measured(demo_networks, side), "no preference found"
    own = nothing if side == "isotropic" else side
    assert [search.post.verdict for search in numbers.searches] == [own, own, nothing, nothing, own]
    assert [search.verdicts[0] for search in numbers.searches] == [own, own, nothing, nothing, own]
    assert [claim.holds for claim in demo.claims(numbers)][:5] == [
        side == "anti-aligned", side == "anti-aligned", True, True, side == "aligned"]
    rows = demo.table(numbers).split("---\n")[1].splitlines()[:5]
    words = {"aligned": " ALIGNED", "anti-aligned": " ANTI-ALIGNED", nothing: " no preference found"}
    assert all(row.endswith(words[verdict]) for verdict, row in zip((own, own, nothing, nothing, own), rows))


@functools.cache
def rows_of(module, side):
    return module.claims(measured(module, side))


def row_of(module, side, words):
    return next(row for row in rows_of(module, side) if words in row.claim)


@pytest.mark.slow
@pytest.mark.parametrize("side", SIDES[:2])
def test_the_forms_and_frames_name_the_planted_side(side):
    assert row_of(functional_forms, side, "anti-alignment is learned").holds == (side == "anti-aligned")
    readings = measured(functional_forms, side).readings
    assert (readings[:2, :, layer_clouds.PRE, 4] == (1 if side == "aligned" else -1)).all()
    assert (readings[functional_forms.ISOTROPIC, :, layer_clouds.PRE, 1] > 0.05).all()
    for words in ("17 directions, with n/k, PRE", "32 directions, without n/k, PRE"):
        assert ("anti-aligned" if side == "anti-aligned" else "nearer than chance") in row_of(
            overcomplete_frames, side, words).measured


@pytest.mark.slow
@pytest.mark.parametrize("side", SIDES[:2])
def test_counts_by_angle_and_in_cones_name_the_planted_side(side):
    for form in ("tanh, standard", "tanh, rotated"):
        row = row_of(projection_grids, side, f"{form}, PRE, epsilon 0.6: after training")
        assert row.verdict == ("holds" if side == "aligned" else "does not hold")
    assert row_of(grandmother_neurons, side, "PRE: more samples lie within").holds == (side == "aligned")


@pytest.mark.parametrize("side", SIDES)
def test_untrained_tanh_is_judged_by_where_the_data_are(side, monkeypatch):
    cloud, axes = planted(side, np.eye(trivial_anisotropy.N_DIMS), seed=1), np.eye(trivial_anisotropy.N_DIMS)
    monkeypatch.setattr(trivial_anisotropy, "_passed", lambda name, data: cloud)
    monkeypatch.setitem(trivial_anisotropy.SETTINGS, "quick", {"n_samples": 2, "n_rotations": 39})
    numbers = trivial_anisotropy.run("quick", np.random.default_rng(0))
    rows = trivial_anisotropy.claims(numbers)
    assert [rows[-2].holds, rows[-1].holds] == [side == "anti-aligned", side == "aligned"]
    assert [row.holds for row in rows[:5]] == [side == "isotropic"] * 2 + [side != "isotropic"] * 3
    assert_allclose(numbers.readings[..., 0], kurtosis_effect(kurtosis(cloud, axes), axes), atol=1e-12)


# --- properties

@pytest.mark.parametrize("n", [2, 5])
def test_turned_at_random_a_cloud_has_the_isotropic_kurtosis_on_average(n):
    rng = np.random.default_rng(n)
    cloud, frame = rng.standard_normal((4, n)) ** 3, uniform_directions(7, n, rng)
    values = np.array([kurtosis(cloud, rotated(frame, rng)) for _ in range(1600)])
    assert abs(values.mean() - isotropic_kurtosis(n)) < 4 * values.std() / 40


def test_the_experiments_below_the_limit_are_those_looked_at_here():
    modules = [*map(experiment, NAMES), demo_networks]
    below = {module for module in modules if hasattr(module, "EPSILON") and not sign_tells_axes(module.EPSILON)}
    assert below == set(BELOW)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_no_sentence_reads_where_activations_lie_off_a_sign(path):
    module = path.read_text(encoding="utf-8")
    assert not READ_OFF_A_SIGN.findall(" ".join(module.split()))
