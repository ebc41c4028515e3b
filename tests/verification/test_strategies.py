"""The strategies that other people's property tests may import: fair, valid, and wide enough to be worth it."""

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from srm_ref.verification.adapters import exact, fast
from srm_ref.verification.laws.inputs import MARGIN, MODELS, cosines
from srm_ref.verification.strategies import networks, projections, sparse_batches, spotlights, weights
from tests.conformance import right
from tests.strategies import examples


# --- definition

@examples(20)
@given(spotlights())
def test_spotlights_suit_every_implementation(inputs):
    arguments = inputs.values()
    assert np.array_equal(fast.spotlight(*arguments), exact.spotlight(*arguments))
    assert np.allclose(right.spotlight(*arguments), fast.spotlight(*arguments), atol=1e-12)
    assert np.allclose(right.signed_spotlight(*arguments), fast.signed_spotlight(*arguments), atol=1e-12)


@examples(20)
@given(projections())
def test_projections_suit_every_implementation(inputs):
    for here, there in zip(right.project(*inputs.values()), fast.project(*inputs.values())):
        assert np.allclose(here, there)


@examples(20)
@given(networks())
def test_networks_suit_every_implementation(inputs):
    here, there = (module.toy_loss_and_gradient(*inputs.values()) for module in (right, fast))
    assert np.isclose(here[0], there[0]) and all(np.allclose(here[1][k], there[1][k]) for k in here[1])


@examples(20)
@given(weights())
def test_weights_suit_every_implementation(W):
    assert np.allclose(right.feature_dimensionality(W), fast.feature_dimensionality(W))


@examples(20)
@given(sparse_batches())
def test_batches_suit_every_sampler(inputs):
    shape = inputs["n_samples"], inputs["n_features"]
    x = right.sample_features(*shape, inputs["sparsity"], np.random.default_rng(inputs["seed"]))
    assert x.shape == shape and ((x >= 0) & (x <= 1)).all()


# --- properties

@examples(20)
@given(spotlights())
def test_no_cosine_is_near_an_edge(inputs):
    for i, j in inputs["planes"]:
        cosine = cosines(inputs["activations"], inputs["basis"][i], inputs["basis"][j], inputs["thetas"])
        assert np.abs(np.abs(cosine) - inputs["epsilon"]).min() > MARGIN


@pytest.mark.parametrize("model", MODELS)
@examples(5)
@given(data=st.data())
def test_the_model_may_be_chosen(model, data):
    assert data.draw(networks(model))["model"] == model


@pytest.mark.parametrize("wanted", [
    lambda i: len(i["planes"]) == 4, lambda i: i["basis"].shape[1] == 5, lambda i: (i["thetas"] < 0).any(),
    lambda i: not np.allclose(np.linalg.norm(i["basis"], axis=1), 1),
    lambda i: abs(i["basis"][0] @ i["basis"][1]) > 0, lambda i: 0 < fast.spotlight(*i.values()).mean() < 1])
def test_the_strategy_reaches_what_it_should(wanted):
    find(spotlights(), wanted, settings=settings(phases=[Phase.generate], max_examples=500))


# --- golden

@pytest.mark.slow
def test_what_it_shrinks_to_can_be_redone_by_hand():
    """Origin: the simplest activation that lights a spotlight is one small integer vector in two dimensions."""
    inputs = find(spotlights(), lambda i: fast.spotlight(*i.values()).any())
    assert inputs["activations"].size == 2 and inputs["basis"].shape == (2, 2) and len(inputs["thetas"]) == 1
    assert np.abs(inputs["activations"]).max() <= 2 and inputs["thetas"][0] in (0.0, 0.1, 1.0)
