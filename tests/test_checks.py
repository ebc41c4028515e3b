"""Arguments of the promised shape pass unchanged; everything else is refused with argument, wanted, found."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srm_ref.checks import (check_activations, choice, counted, flag, generator, integer, integers, number, plain_array,
                            real_array, refuse, require_all, require_ascending, require_finite)

# --- definition


def test_refuse_has_one_form():
    with pytest.raises(ValueError, match=r"^epsilon: wanted a number; found 'x'$"):
        refuse("epsilon", "a number", "'x'")


# --- analytic

@pytest.mark.parametrize("value", [[1, 2], (1.5, 2), np.array([1, 2], np.int8), np.array([True, False]),
                                   np.float16([1, 2])])
def test_numbers_of_any_kind_become_float64(value):
    array = real_array(value, "x", (2,))
    assert array.dtype == np.float64
    np.testing.assert_array_equal(array, np.asarray(value, float))


def test_float32_is_kept_where_asked_and_only_then():
    single = np.ones(2, np.float32)
    assert real_array(single, "x", keep_float32=True) is single
    assert real_array(single, "x").dtype == np.float64
    assert real_array([1, 2], "x", keep_float32=True).dtype == np.float64


@pytest.mark.parametrize("shape, wanted", [((3, 4), ("n", 4)), ((3, 4), (..., 4)), ((4,), (..., 4)),
                                           ((2, 3, 4), (..., "n", 4)),
                                           ((3, 4), (None, None)), ((), ())])
def test_shapes_that_fit(shape, wanted):
    assert real_array(np.ones(shape), "x", wanted).shape == shape


@pytest.mark.parametrize("low, high, low_open, value", [(0, 1, False, 0), (0, 1, False, 1), (0, 1, True, 1e-300),
                                                        (-math.inf, math.inf, False, -1e308),
                                                        (0, math.inf, True, np.float32(2))])
def test_numbers_in_range(low, high, low_open, value):
    assert number(value, "x", low, high, low_open=low_open) == float(value)


def test_one_thing_is_counted_in_the_singular_however_its_number_is_written():
    assert [counted(n, "axis", "axes") for n in (0, 1, 2)] == ["0 axes", "1 axis", "2 axes"]
    assert [counted(n, "row") for n in (np.int64(1), True + 0, 1_000_000)] == ["1 row", "1 row", "1,000,000 rows"]
    assert [counted(f"{x:.3g}", "degree") for x in (0.9999, 1.001, 1.01)] == ["1 degree", "1 degree", "1.01 degrees"]


# --- properties

@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1), st.data())
def test_the_first_offender_is_named(values, data):
    place = data.draw(st.integers(0, len(values) - 1))
    later = data.draw(st.integers(place, len(values) - 1))
    values[later], values[place] = math.inf, math.nan
    with pytest.raises(ValueError, match=rf"^x: wanted finite numbers; found nan at index {place}$"):
        real_array(values, "x")


@given(st.integers())
def test_integers_pass_whatever_their_type(value):
    assert integer(value, "n") == value
    assert integer(np.int64(value % 1000), "n", 0, 999) == value % 1000


# --- errors

@pytest.mark.parametrize("value, found", [
    ("text", "dtype <U4"), ([1j], "dtype complex128"), ([None], "dtype object"), ([[1], [1, 2]], "list"),
    (np.array(["2020"], "M8[D]"), "dtype datetime64"), ([], r"an empty array of shape \(0,\)"),
    ([math.inf], "inf at index 0"), ([[1, 2], [3, math.nan]], r"nan at index \(1, 1\)"), (math.nan, "found nan$")])
def test_arrays_refused(value, found):
    with pytest.raises(ValueError, match=f"^x: wanted .*; found .*{found}|^x: wanted .*{found}"):
        real_array(value, "x")


@pytest.mark.parametrize("shape, wanted, spelled", [((3,), ("n", 4), r"\(n, 4\); found shape \(3,\)"),
                                                    ((4, 3), ("n", 4), r"\(n, 4\); found shape \(4, 3\)"),
                                                    ((5,), (..., 4), r"\(\.\.\., 4\); found shape \(5,\)"),
                                                    ((), ("n",), r"\(n,\); found shape \(\)")])
def test_shapes_refused(shape, wanted, spelled):
    with pytest.raises(ValueError, match=f"^x: wanted shape {spelled}$"):
        real_array(np.ones(shape), "x", wanted)


def test_rows_of_a_chunk_are_named_as_the_caller_counts_them():
    with pytest.raises(ValueError, match=r"found nan at index \(107, 1\)"):
        require_finite(np.array([[0, 0], [0, math.nan]]), "x", first_row=106)


@given(st.lists(st.integers(-3, 3), min_size=1).map(np.array))
def test_the_first_entry_that_does_not_fit_is_named(values):
    wrong = [k for k, value in enumerate(values) if value < 0]
    if not wrong:
        return require_all(values >= 0, values, "x", "numbers >= 0")
    with pytest.raises(ValueError, match=f"^x: wanted numbers >= 0; found {values[wrong[0]]} at index {wrong[0]}$"):
        require_all(values >= 0, values, "x", "numbers >= 0")


@given(st.lists(st.integers(-3, 3), min_size=1).map(np.array))
def test_the_first_number_that_does_not_ascend_is_named(values):
    wrong = [k for k in range(1, len(values)) if values[k] <= values[k - 1]]
    if not wrong:
        return require_ascending(values, "x")
    with pytest.raises(ValueError, match=f"^x: wanted ascending numbers; found .* after .* at index {wrong[0]}$"):
        require_ascending(values, "x")


@pytest.mark.parametrize("value", ["1", None, 1j, [1], math.nan, math.inf, -0.1, 1.1, np.ones(2)])
def test_numbers_refused(value):
    with pytest.raises(ValueError, match=r"^epsilon: wanted a number in \[0, 1\]; found "):
        number(value, "epsilon", 0, 1)


def test_an_open_end_is_refused_and_said():
    with pytest.raises(ValueError, match=r"^rate: wanted a number in \(0, inf\); found 0$"):
        number(0, "rate", 0, low_open=True)


@pytest.mark.parametrize("value", [1.0, True, "1", None, [1], np.bool_(True), 0, 4])
def test_integers_refused(value):
    with pytest.raises(ValueError, match=r"^n: wanted an integer in \[1, 3\]; found "):
        integer(value, "n", 1, 3)


def test_a_largest_integer_is_said_alone_too():
    with pytest.raises(ValueError, match="^n: wanted an integer <= 3; found 4$"):
        integer(4, "n", high=3)


@pytest.mark.parametrize("value", [0, None, np.random.RandomState(0)])
def test_only_generators_are_chance(value):
    with pytest.raises(ValueError, match="^rng: wanted a numpy.random.Generator"):
        generator(value)
    rng = np.random.default_rng(0)
    assert generator(rng) is rng


@pytest.mark.parametrize("value", ["c", None, ["a"]])
def test_choices_refused(value):
    with pytest.raises(ValueError, match="^planes: wanted one of 'a', 'b'; found "):
        choice(value, "planes", ("a", "b"))


@pytest.mark.parametrize("check", [plain_array, real_array])
def test_numbers_under_a_mask_are_not_numbers(check):
    hidden = np.ma.masked_greater([[1.0, 999.0], [2.0, 3.0]], 100)
    for value in (hidden, [hidden[0], hidden[1]], np.ma.masked):
        with pytest.raises(ValueError, match="^x: wanted an array without masked entries; found 1 masked$"):
            check(value, "x")
    np.testing.assert_array_equal(check(np.ma.masked_greater([1.0, 2.0], 100), "x"), [1.0, 2.0])


class Frame:
    """A table of columns of their own types, as data frame libraries make, nullable ones too."""

    columns, dtypes = ["a", "b", "c"], {"a": np.dtype(float), "b": "Float64", "c": "string"}

    def __array__(self, *_, **__):
        return np.array([[1.0, 2.0, "x"]], dtype=object)


def test_columns_that_are_no_numbers_are_named():
    with pytest.raises(ValueError,
                       match=r"^x: .* columns .*: 'b' \(Float64\), 'c' \(string\); \.to_numpy\(float\) converts"):
        real_array(Frame(), "x")
    with pytest.raises(ValueError, match=r"first entry that is no number is None at index \(0, 1\)$"):
        real_array(np.array([[1.0, None]], dtype=object), "x")
    with pytest.raises(ValueError, match=r"numbers kept as Python objects; \.astype\(float\) converts them$"):
        real_array(np.array([1.0, 2], dtype=object), "x")
    with pytest.raises(ValueError, match="bytes that bfloat16 numbers become; convert those to float32 first$"):
        real_array(np.zeros(3, "V2"), "x")


def test_a_stack_of_samples_is_told_how_to_be_rows():
    with pytest.raises(ValueError,
                       match=r"found shape \(2, 5, 3\); if its rows are samples, reshape\(-1, 3\) gives that shape$"):
        check_activations(np.ones((2, 5, 3)), 3)


@pytest.mark.parametrize("value", [10**400, -10**400, 10**5000], ids=["10**400", "-10**400", "10**5000"])
def test_no_number_is_too_large_to_be_refused(value):
    for check in (number, integer):
        with pytest.raises(ValueError, match="^n: wanted ") as refusal:
            check(value, "n")
        assert len(str(refusal.value)) < 200
    with pytest.raises(ValueError, match="^n: wanted an integer in .*; found an integer too long to print$"):
        integer(10**5000, "n", 0, 1)
    with pytest.raises(ValueError, match="^n: wanted True or False; found a value of type list$"):
        flag([[1], [2, 3]], "n")


@pytest.mark.parametrize("value", ["no", "", 0, 1, None, math.nan, [True], {1}, object(), np.empty((0, 4))])
def test_flags_are_true_or_false(value):
    with pytest.raises(ValueError, match="^signed: wanted True or False; found "):
        flag(value, "signed")
    assert flag(np.True_, "signed") is True and flag(False, "signed") is False


@pytest.mark.parametrize("value", [3, "12", None, [1, 2.5], [[1], [2]], {1: 2}.items()])
def test_lists_of_integers_refused(value):
    with pytest.raises(ValueError, match=r"^sizes(\[[01]\])?: wanted "):
        integers(value, "sizes", 1)
    assert integers((1, np.int8(2)), "sizes", 1) == [1, 2] and integers([], "sizes") == []


# --- golden

def test_messages_as_people_see_them():
    with pytest.raises(ValueError) as refused:
        number("0.9", "epsilon", -1, 1)
    assert str(refused.value) == "epsilon: wanted a number in [-1, 1]; found '0.9'"
    with pytest.raises(ValueError) as refused:
        integer(2.5, "n_angles", 1)
    assert str(refused.value) == "n_angles: wanted an integer >= 1; found 2.5"
