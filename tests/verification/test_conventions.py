"""Declared conventions: inputs are put into them, answers are brought back from them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.verification.conventions import CHOICES, with_defaults, from_declared, to_declared

NETWORK = {"model": "linear", "parameters": {"W": [[1.0, 2.0, 3.0]], "bias": [0.0, 0.0, 1.0]},
           "features": [[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]], "importance": [1.0, 2.0, 3.0]}


# --- definition

def test_what_is_not_declared_is_ours():
    assert with_defaults(None) == with_defaults({}) == {name: words[0] for name, words in CHOICES.items()}


@pytest.mark.parametrize("name", CHOICES)
def test_every_convention_is_on_both_pages(name):
    from pathlib import Path

    import srm_ref.verification as package
    for page in ("cases.md", "adapters.md"):
        text = (Path(package.__file__).parent / page).read_text(encoding="utf-8")
        assert f'"{name}"' in text and all(f'"{word}"' in text for word in CHOICES[name][1:]), page


def test_the_first_line_counts_the_conventions():
    import srm_ref.verification.conventions as module
    words = {7: "Seven", 8: "Eight", 9: "Nine"}
    assert f"? {words[len(CHOICES)]}, each declared with one word." in module.__doc__.splitlines()[0]


# --- analytic

def test_away_gets_the_mirrored_angles():
    sent = to_declared({"thetas": [0.0, 1.0, -1.0]}, with_defaults({"rotation": "away"}))["thetas"]
    assert np.allclose(sent, [0.0, 2 * np.pi - 1, 1.0])


def test_features_by_rows_gets_transposed_weights_and_gives_them_back():
    conventions = with_defaults({"W": "features-hidden"})
    assert to_declared(NETWORK, conventions)["parameters"]["W"] == [[1.0], [2.0], [3.0]]
    assert to_declared({"W": [[1, 2]]}, conventions)["W"] == [[1.0], [2.0]]
    loss, gradients = from_declared("toy_loss_and_gradient", (1.0, {"W": np.ones((3, 1)), "bias": np.ones(3)}), NETWORK,
                                    conventions)
    assert gradients["W"].shape == (1, 3) and gradients["bias"].shape == (3,)


@pytest.mark.parametrize("declared, factor", [({"loss": "mean"}, 3.0), ({"samples": "sum"}, 0.5),
                                              ({"loss": "mean", "samples": "sum"}, 1.5)])
def test_losses_are_rescaled_with_their_gradients(declared, factor):
    loss, gradients = from_declared("toy_loss_and_gradient", (2.0, {"bias": np.ones(3)}), NETWORK,
                                    with_defaults(declared))
    assert loss == 2.0 * factor and gradients["bias"].tolist() == [factor] * 3


def test_shares_of_what_is_not_zero_become_shares_of_all():
    inputs = {"activations": [[0, 0], [1, 0], [0, 0], [0, 1]], "thetas": [0.0]}
    conventions = with_defaults({"zero_activations": "excluded"})
    assert from_declared("spotlight", np.array([[0.5]]), inputs, conventions).tolist() == [[0.25]]
    only_zeros = inputs | {"activations": [[0, 0]]}
    assert from_declared("spotlight", np.array([[np.nan]]), only_zeros, conventions).tolist() == [[0.0]]
    points = [np.ones((1, 2))]
    assert from_declared("project", points, {"activations": inputs["activations"]}, conventions) is points


def test_an_expected_loss_over_features_is_multiplied_by_n():
    assert from_declared("population_loss", 0.5, {"importance": [1, 1, 1, 1]}, with_defaults({"loss": "mean"})) == 2.0
    assert from_declared("population_loss", 0.5, {"importance": [1, 1, 1, 1]}, with_defaults(None)) == 0.5


# --- properties

@given(thetas=st.lists(st.floats(-20, 20), min_size=1))
def test_mirroring_twice_is_the_same_direction(thetas):
    conventions = with_defaults({"rotation": "away"})
    there_and_back = to_declared(to_declared({"thetas": thetas}, conventions), conventions)["thetas"]
    assert np.allclose(np.exp(1j * np.array(there_and_back)), np.exp(1j * np.array(thetas)))


@given(st.fixed_dictionaries({}, optional={name: st.sampled_from(words) for name, words in CHOICES.items()}))
def test_inputs_given_are_left_alone(declared):
    before = repr(NETWORK)
    to_declared(NETWORK, with_defaults(declared))
    assert repr(NETWORK) == before


# --- errors

@pytest.mark.parametrize("declared, words", [
    ([("cone", "open")], "CONVENTIONS: wanted a dict; found list"),
    ({"spin": "left"}, "CONVENTIONS: wanted keys among rotation, .*; found 'spin'"),
    ({"cone": "half"}, "CONVENTIONS.'cone'.: wanted 'closed' or 'open'; found 'half'")])
def test_what_is_not_understood_is_refused(declared, words):
    with pytest.raises(ValueError, match=words):
        with_defaults(declared)
