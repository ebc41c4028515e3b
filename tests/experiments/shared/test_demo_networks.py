"""The demo's numbers: that the networks differ in one thing each, and that each number is what it is called."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from srm_ref.experiments.shared import demo_networks
from srm_ref.experiments.shared.demo_networks import (ELSEWHERE, ISOTROPIC, L1_PRICE, NETWORKS, OWN, PRICED, SEARCHES,
                                                      TURNED, arrays, run)
from srm_ref.experiments.spotlight import demo
from srm_ref.geometry.bases import rotated
from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.networks.autoencoder import LAYER_SIZES, initial_parameters, train
from srm_ref.networks.digits import load_digits
from srm_ref.networks.functional_forms import elementwise, isotropic
from srm_ref.spotlight.turning.height_counts import heights

HIDDEN = LAYER_SIZES[1:-1]
N_ROTATIONS, N_TURNS = 39, 2
RTOL = 1e-9  # the same operations on the same numbers, perhaps in other places of memory


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(demo_networks, "N_ROTATIONS", 3)
    monkeypatch.setattr(demo_networks, "N_TURNS", 1)


@pytest.fixture(scope="module")
def numbers():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo_networks, "N_ROTATIONS", N_ROTATIONS)
        patch.setattr(demo_networks, "N_TURNS", N_TURNS)
        return run(np.random.default_rng(0), n_epochs=2)


def fourth_powers(cloud, basis):
    return 256 * np.mean((unit(cloud) @ basis.T) ** 4)


# --- definition


def test_the_numbers_are_those_of_the_networks_trained_one_by_one(numbers):
    rng, images = np.random.default_rng(0), load_digits().images
    turned = [rotated(np.eye(width), rng) for width in HIDDEN]
    start, batches = initial_parameters(LAYER_SIZES, rng), int(rng.integers(2**63))
    tanh = [elementwise("tanh", np.eye(width)) for width in HIDDEN]
    settings = ((tanh, 0.0, [np.eye(16)]), ([elementwise("tanh", q) for q in turned], 0.0, [turned[1], np.eye(16)]),
                ([isotropic("tanh", width) for width in HIDDEN], 0.0, [np.eye(16)]), (tanh, 0.01, [np.eye(16)]))
    searches = iter(numbers.searches)
    for k, (forms, price, bases) in enumerate(settings):
        training = train(images, forms, start, 2, np.random.default_rng(batches), l1_price=price)
        assert_allclose(numbers.losses[k], training.losses[-1], rtol=RTOL)
        p, activations = training.parameters[-1], training.activations[-1]
        z = forms[0].apply(images @ p["W1"].T + p["bias1"]) @ p["W2"].T + p["bias2"]
        turns = [random_rotation(16, rng) for _ in range(N_TURNS)]
        alone = [forms[1].apply(z @ turn.T) for turn in turns]  # f(R z)
        for basis in bases:
            search, again = next(searches), np.random.default_rng(int(rng.integers(2**63)))
            wanted = [
                fourth_powers(z, basis),
                fourth_powers(activations, basis),
                np.mean([fourth_powers(c, basis) for c in alone])
            ]
            assert_allclose([test.value for test in search.tests], wanted, rtol=RTOL)
            others = [rotated(basis, again) for _ in range(N_ROTATIONS)]
            for test, clouds in zip(search.tests, ([z], [activations], alone)):  # the same rotations for all three
                assert_allclose(test.null,
                                [np.mean([fourth_powers(cloud, other) for cloud in clouds])
                                 for other in others], rtol=RTOL)
            scan = search.post.scan
            assert_allclose(scan.heights, heights(activations, basis, scan.epsilons), rtol=RTOL)
    assert (numbers.n_epochs, numbers.n_turns, numbers.l1_price) == (2, N_TURNS, 0.01)


def test_the_networks_differ_from_the_first_in_one_thing_each(few, monkeypatch):
    calls = []
    def recording(features, forms, parameters, n_epochs, rng, **options):
        calls.append((features, parameters, n_epochs, rng.bit_generator.state, forms, options["l1_price"]))
        return train(features, forms, parameters, n_epochs, rng, **options)
    monkeypatch.setattr(demo_networks, "train", recording)
    run(np.random.default_rng(1), n_epochs=0)
    first = calls[0]
    assert len(calls) == len(NETWORKS)
    for call in calls[1:]:
        assert_array_equal(call[0], first[0])
        assert all(np.array_equal(call[1][name], first[1][name]) for name in first[1])
        assert call[2:4] == first[2:4]
    assert [[form.name for form in call[4]] for call in calls] == [["tanh"] * 3, ["tanh"] * 3, ["isotropic tanh"] * 3,
                                                                   ["tanh"] * 3]
    assert [call[5] for call in calls] == [0.0, 0.0, 0.0, L1_PRICE]
    assert all(np.array_equal(form.basis, np.eye(form.n_dims)) for call in (calls[0], calls[3]) for form in call[4])
    assert not np.allclose(calls[1][4][0].basis, calls[1][4][2].basis)  # every hidden layer has a rotation of its own


# --- analytic


def test_isotropic_tanh_leaves_every_direction_where_it_was(numbers):
    search = numbers.searches[ISOTROPIC]
    assert_allclose(search.pre.null, search.post.kurtosis_null, rtol=RTOL)
    assert_allclose(search.pre.value, search.post.kurtosis, rtol=RTOL)
    assert search.pre.p_value == search.post.p_value and search.verdicts[0] == search.verdicts[1]


def test_searches_name_what_they_search():
    assert [(NETWORKS[network], basis) for network, basis in SEARCHES] == [
        ("tanh", "standard"), ("rotated tanh", "rotated"), ("rotated tanh", "standard"), ("isotropic tanh", "standard"),
        ("tanh with an L1 price", "standard")]
    for k, name in enumerate(demo.NAMES):
        network, basis = SEARCHES[k]
        assert name.startswith(NETWORKS[network])
        assert ("its own" in name) == (basis == "rotated") and ("standard" in name) == (network == 1
                                                                                        and basis == "standard")


# --- properties


def test_the_arrays_hold_the_numbers(numbers):
    found = arrays(numbers)
    for k, search in enumerate(numbers.searches):
        assert found["verdicts"][k].tolist() == list(search.verdicts)
        for cloud, test in enumerate(search.tests):
            assert (found["kurtosis"][k, cloud], found["p_values"][k, cloud]) == (test.value, test.p_value)
            assert_array_equal(found["null"][k, cloud], test.null)
        kept = np.isin(found["epsilons"], search.post.scan.epsilons)
        for name in ("heights", "low", "high"):
            assert_array_equal(found[name][k, kept], getattr(search.post.scan, name))
            assert np.isnan(found[name][k, ~kept]).all()
    assert found["losses"].shape == (4,) and found["searches"].tolist()[TURNED] == ["rotated tanh", "rotated"]
    assert not any(value.dtype.hasobject for value in found.values())


def test_the_same_seed_gives_the_same_bits_and_another_does_not(few):
    one, two, other = (arrays(run(np.random.default_rng(seed), n_epochs=1)) for seed in (3, 3, 4))
    assert all(one[name].tobytes() == two[name].tobytes() for name in one)
    assert not any(np.array_equal(one[name], other[name]) for name in ("losses", "kurtosis", "null", "effects"))


def test_progress_rises_to_the_whole(few):
    shares = []
    run(np.random.default_rng(5), n_epochs=1, progress=lambda done, total: shares.append(done / total))
    assert shares == sorted(shares) and len(set(shares)) == len(shares)
    assert shares[-1] == 1.0


# --- errors


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="rng: wanted a numpy.random.Generator"):
        run(0)
    with pytest.raises(ValueError, match="n_epochs: wanted an integer >= 0; found -1"):
        run(np.random.default_rng(0), n_epochs=-1)


# --- golden


def told_of(seed):
    """Look at one run of the demo; return how many of its two tests without a cause found something by chance.

    Origin: an independent first sketch (other code, 50 epochs, seeds 0 to 2): losses .0107 to .0110 without a price and
    .0121 to .0126 with it (beforehand: .0115 to .0126); effects of tanh POST -.34 to -.38, PRE -.21 to -.25.
    """
    found = run(np.random.default_rng(seed))
    verdicts, claims = [search.post.verdict for search in found.searches], demo.claims(found)
    assert [verdicts[k] for k in (OWN, TURNED, PRICED)] == ["anti-aligned", "anti-aligned", "aligned"]
    assert [claim.holds for claim in claims[:2] + claims[4:]] == [True] * 5
    assert all(-0.42 < found.searches[k].effects[1] < -0.28 and -0.32 < found.searches[k].effects[0] < -0.15
               for k in (OWN, TURNED))
    assert all(0.03 < effect < 0.12 for effect in found.searches[PRICED].effects[:2])
    assert 0.0104 < found.losses[0] < 0.0115 < found.losses[3] < 0.0128
    if seed == 0:  # the numbers of the README
        assert verdicts.count("no preference found") == 2
        assert found.searches[PRICED].verdicts[2] == "no preference found"
        assert round(found.losses[3] / found.losses[0], 2) == 1.12
        assert all(0.45 < found.searches[k].effects[2] / found.searches[k].effects[1] < 0.6 for k in (OWN, TURNED))
    return sum(verdicts[k] != "no preference found" for k in (ELSEWHERE, ISOTROPIC))


@pytest.mark.slow
def test_the_demo_of_the_readme_is_as_told():
    assert told_of(0) == 0


@pytest.mark.exhaustive
def test_other_seeds_give_the_same_verdicts():
    # of 6 tests at level 0.05 three or more turn out so with probability 0.002 where there is nothing
    assert sum(told_of(seed) for seed in (0, 11, 12)) <= 2
