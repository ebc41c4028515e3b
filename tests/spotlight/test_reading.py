"""What the sentence says, and what it never says."""

from __future__ import annotations

import re

import numpy as np
import pytest

from srm_ref.spotlight.rotation_test import basis_rotation_test
from srm_ref.experiments.spotlight.planted_truths import PLANTED
from srm_ref.spotlight.reading import sentence

FORBIDDEN = ["neuron", "because of training", "the network", "causes", "caused", "proves", "no other basis",
             "isotropic", "feature", "significant", "nan", "inf", "None", "[", "\n", "  "]


def said_of(name, n_samples=300, n_dims=10, seed=0, **options):
    rng = np.random.default_rng(seed)
    activations, basis = PLANTED[name].make(rng, n_samples, n_dims)
    reading = basis_rotation_test(activations, basis, None, 39, rng, **options)
    return reading, sentence(reading)


# --- definition

@pytest.mark.parametrize("name", ["near one-hot, noise .05", "tanh(2g)", "rotated near one-hot",
                                  "near an overcomplete basis"])
def test_the_size_the_range_and_p_are_said(name):
    reading, said = said_of(name)
    low, high = reading.detectable
    assert f"kurtosis {reading.kurtosis:.4g}" in said or f"is {reading.kurtosis:.4g}, by chance" in said
    null = f"39 rotations: {low:.4g} to {high:.4g}; p = {reading.p_value:.3g}, equal tails"
    assert f"by chance {reading.chance:.4g} ({null}" in said
    assert said.count(f"{reading.n_samples} rows") == 1
    if reading.verdict != "no preference found":
        percent = f"{100 * abs(reading.effect):.3g} % of the way"
        size = percent if reading.has_axes else f"{reading.effect:.3g} times"
        assert said.index(size) < said.index("p = ")


def test_the_openings_of_the_four_verdicts():
    openings = {
        "near one-hot, noise .05": "These 300 rows lie nearer to the 10 directions than to the same directions",
        "tanh(2g)": "These 300 rows lie farther from the 10 directions than from the same directions turned at",
        "rotated near one-hot": "No preference found in the mean: ",
        "near a pentagon": "Cannot tell: kurtosis is blind in this"}
    for name, opening in openings.items():
        assert said_of(name)[1].startswith(opening)


# --- analytic

def test_each_caution_is_said_where_it_applies():
    assert "(coordinates more equal than chance)" in said_of("tanh(2g)")[1]
    assert "no single direction can lower kurtosis by more than 1/10" in said_of("tanh(2g)")[1]
    assert "the verdict may be one direction's" in said_of("off centre by 100 on axis 0")[1]
    assert "as about 1 independent direction. " in said_of("off centre by 100 on axis 0")[1]
    assert "Mostly because directions are used unevenly (scale" in said_of("axis scales 10^-1 .. 10^1")[1]
    assert "Mostly because samples are concentrated within directions (shape" in said_of("Student t3 coordinates")[1]
    assert "Mostly because samples are spread out within directions (shape" in said_of("tanh(2g)")[1]
    assert "Mostly because directions are used more evenly than by chance" in said_of("off centre by (1..1)")[1]
    assert ": 0 (" in said_of("variance x50 on axis 0")[1]
    assert "But at epsilon" in said_of("(d+2)/3 equal coordinates")[1]
    assert "rows of length zero" in said_of("sparse ReLU(g - 1.5)")[1]
    assert "of a row" not in said_of("isotropic")[1] and "has a cosine of" in said_of("near a pentagon")[1]


@pytest.mark.parametrize("n_samples", [20, 22, 24, 26])
def test_no_more_directions_are_told_than_there_are_rows(n_samples):
    """The estimate may exceed the number of rows; what is said of it does not."""
    reading, said = said_of("isotropic", n_samples)
    assert ("They all count as independent directions." in said) == (reading.n_effective >= n_samples)
    assert all(int(told) <= n_samples for told in re.findall(r"count as about (\d+)", said))


def test_few_extreme_rows_are_said_to_carry_it():
    cloud = np.random.default_rng(3).standard_normal((600, 64))
    cloud[5] = np.eye(64)[3]
    said = sentence(basis_rotation_test(cloud, np.eye(64), None, 39, np.random.default_rng(4)))
    assert "Without the 6 most extreme rows (1 %, rounded up) the verdict is 'no preference found'" in said


def test_a_dull_basis_is_said_to_be_hardly_seen():
    rng = np.random.default_rng(0)
    angles = 2 * np.pi * np.arange(5) / 5 + [0.3, 0, 0, 0, 0]  # a pentagon with one corner moved
    basis = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    reading = basis_rotation_test(rng.standard_normal((100, 2)), basis, None, 39, rng)
    assert 1e-3 < reading.sensitivity < 0.1
    said = sentence(reading)
    assert "Kurtosis hardly sees this basis (sensitivity" in said and "has a cosine of" in said


# --- properties

@pytest.mark.parametrize("name", PLANTED)
def test_it_never_says_what_it_may_not(name):
    reading, said = said_of(name, n_samples=120, n_dims=7)
    assert not [word for word in FORBIDDEN if word in said]
    assert said.endswith((".", ").")) and said.count("(") == said.count(")")
    assert not re.search(r"\.\.|\. \.|,\.| ,", said)


# --- errors

def test_too_few_rotations_or_rows_are_the_reason():
    rng = np.random.default_rng(0)
    few = sentence(basis_rotation_test(np.eye(4), np.eye(4), None, 19, rng))
    assert few.startswith("Cannot tell: 19 rotations cannot give a p-value")
    assert sentence(basis_rotation_test(np.zeros((2, 4)), np.eye(4), None, 39, rng)) == (
        "Cannot tell: 0 of the activations are not zero; at least 2 are needed.")
