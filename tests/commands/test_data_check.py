"""The look at the data before the method: every sign is found where it is planted, and none in plain activations."""

from __future__ import annotations

import numpy as np
import pytest

from srm_ref.commands.data_check import MOST_LINES, data_check, look_at, off_centre

PLAIN = np.random.default_rng(0).standard_normal((500, 6))


def bfloat16_bits(rows):
    return (np.asarray(rows, dtype=np.float32).view(np.uint32) >> 16).astype(np.uint16)


def layer_normalised(rows):
    centred = rows - rows.mean(axis=1, keepdims=True)
    return centred / centred.std(axis=1, keepdims=True)


def with_dead(rows):
    return np.column_stack([rows, np.zeros((len(rows), 2))])


PLANTED = {
    "is the file transposed?": PLAIN.T,
    "column 0 holds whole numbers that rise": np.column_stack([np.arange(500), PLAIN]),
    "if it is a header, leave it out": np.vstack([np.arange(6), PLAIN]),
    "bits look like bfloat16": bfloat16_bits(PLAIN),
    "dimension 2 alone has": PLAIN * [1, 1, 30, 1, 1, 1],
    "2 dimensions are 0 in every row (6, 7)": with_dead(PLAIN),
    "off centre": PLAIN + 2.0,
    "as after a layer normalisation": layer_normalised(PLAIN),
    "3 rows repeat an earlier one": np.vstack([PLAIN, PLAIN[:3]]),
}


# --- definition

@pytest.mark.parametrize("words", PLANTED)
def test_what_is_planted_is_said_with_what_to_do(words):
    said = [line for line in data_check(PLANTED[words]) if words in line]
    assert len(said) == 1 and any(mark in said[0] for mark in (": ", ";", "?"))


@pytest.mark.parametrize("words", PLANTED)
def test_nothing_is_said_where_it_is_not(words):
    assert not any(words in line for line in data_check(PLAIN))
    assert data_check(PLAIN) == []


# --- analytic

@pytest.mark.parametrize("n_dims, factor, wanted", [(2, 30.0, False), (3, 1.5, False), (3, 3.0, True), (6, 3.0, True)])
def test_one_of_few_dimensions_is_no_outlier_for_having_half(n_dims, factor, wanted):
    rows = PLAIN[:, :n_dims] * np.append(factor, np.ones(n_dims - 1))
    assert any("an outlier dimension" in line for line in data_check(rows)) == wanted


def test_one_thing_is_said_in_the_singular():
    said = data_check(np.vstack([np.column_stack([PLAIN, np.zeros(len(PLAIN))]), np.append(PLAIN[0], 0.0)]))
    assert [line.split(":")[0] for line in said] == [
        "1 dimension is 0 in every row (6)", "1 row repeats an earlier one, and counts again each time"]


def test_off_centre_is_a_mean_longer_than_the_spread():
    """Rows (m +- 1, 0): mean m, spread 1."""
    for m, wanted in ((0.9, False), (1.1, True)):
        assert off_centre(look_at(np.array([[m + 1, 0.0], [m - 1, 0.0]]))) is wanted
    assert not off_centre(look_at(np.array([[5.0, 1.0]])))  # one row has no spread to compare with


def test_other_integers_of_16_bits_are_not_taken_for_bfloat16():
    rng = np.random.default_rng(1)
    for rows in (rng.integers(0, 4096, (500, 6)), rng.integers(0, 256, (500, 6)), np.zeros((20, 6))):
        assert not any("bfloat16" in line for line in data_check(rows.astype(np.uint16)))
    assert any("bfloat16" in line for line in data_check(bfloat16_bits(PLAIN).view(np.int16)))


# --- properties

def test_chunks_do_not_matter(monkeypatch):
    rows = np.column_stack([np.arange(500), with_dead(PLAIN)])
    whole = data_check(rows)
    monkeypatch.setattr("srm_ref.commands.data_check._ROWS_AT_ONCE", 7)
    assert data_check(rows) == whole and len(whole) >= 2


def test_there_are_at_most_eight_lines():
    rows = np.zeros((3, 9), dtype=np.uint16)
    rows[:] = np.arange(9)
    rows[1:, 0] = bfloat16_bits([[1.5], [2.5]])[:, 0]
    assert len(data_check(rows)) <= MOST_LINES == 8


@pytest.mark.parametrize("rows", [np.zeros((3, 2)), np.ones((1, 1)), np.full((4, 3), 1e300), np.full((2, 2), 5e-324)])
def test_odd_rows_are_looked_at_without_a_warning(rows):
    data_check(rows)
