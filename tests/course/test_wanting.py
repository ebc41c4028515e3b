"""What an open exercise wants is told where it is not so: the property, what is wanted, what was found."""

from types import SimpleNamespace

import numpy as np
import pytest

from srm_ref.course.exercises import Exercise, Wrong
from srm_ref.course.judging import verdicts
from srm_ref.course.wanting import above, array_of, below, holds, parts_of


def is_long(found):
    above(np.linalg.norm(array_of(found, (2,), "v")), 5.0, "length of v")


def is_whole(found):
    holds(np.all(found == np.round(found)), "v", "whole numbers", found)


def long_vector(scale):
    return scale * np.array([3.0, 4.5])


LONG = Exercise("long_vector", long_vector, wanted=(is_long, is_whole), given=lambda: (2.0,))


def judged(answer):
    verdict, = verdicts([LONG], SimpleNamespace(long_vector=answer))
    return verdict[:3]


# --- definition

@pytest.mark.parametrize("answer", [long_vector, lambda scale: [6, 8], lambda scale: np.array([0.0, -scale * 3])])
def test_whatever_has_the_properties_is_right(answer):
    assert judged(answer) == ("long_vector", "right", "")


@pytest.mark.parametrize("answer, hint", [
    (lambda scale: np.array([3.0, 4.0]), "length of v: wanted above 5; found 5"),
    (lambda scale: np.array([scale, 0]), "length of v: wanted above 5; found 2"),
    (lambda scale: np.array([6.5, 0]), "v: wanted whole numbers; found [6.5, 0]"),
    (lambda scale: np.ones(3), "v: wanted finite real numbers of shape (2,); found shape (3,)"),
    (lambda scale: None, "long_vector(2): found None: the function has to return its result"),
    (lambda scale: 1 / 0, "long_vector(2): ZeroDivisionError: division by zero"),
    (lambda: 0, "TypeError"), (7, "long_vector is to be a function; it is 7")])
def test_the_first_property_that_fails_is_told(answer, hint):
    name, state, said = judged(answer)
    assert state == "wrong" and (said.startswith(hint) or hint in said and hint == "TypeError")


def test_an_open_answer_is_called_once_and_given_the_same_every_time():
    calls = []

    def answer(x):
        calls.append(x)
        x *= 9
        return np.array([9, 9])
    exercise = Exercise("long_vector", long_vector, wanted=(is_long, is_whole), given=lambda: (np.array([1.0]),))
    assert verdicts([exercise], SimpleNamespace(long_vector=answer))[0][:3] == ("long_vector", "right", "")
    verdicts([exercise], SimpleNamespace(long_vector=answer))
    assert [x[0] for x in calls] == [9.0, 9.0]


def test_a_property_that_changes_what_was_found_changes_a_copy():
    def spoils(found):
        found *= 0
    exercise = Exercise("long_vector", long_vector, wanted=(spoils, is_long), given=lambda: (2.0,))
    assert verdicts([exercise], SimpleNamespace(long_vector=long_vector))[0].state == "right"


# --- errors

@pytest.mark.parametrize("found", ["text", None, [[1, 2], [3]], np.nan, [np.inf, 1], [1j, 2], [], [[1, 2]], {}, True])
def test_what_is_no_array_of_the_shape_is_refused(found):
    with pytest.raises(Wrong, match=r"^W: wanted finite real numbers of shape \(any,\); found "):
        array_of(found, (None,), "W")


@pytest.mark.parametrize("found", [np.nan, 2.0, 3.0])
def test_a_bound_is_not_below_itself_and_nothing_is_below_it_that_is_no_number(found):
    with pytest.raises(Wrong, match="^loss: wanted below 2; found "):
        below(found, 2.0, "loss")
    with pytest.raises(Wrong, match="^loss: wanted above 3; found "):
        above(found, 3.0, "loss")


def test_a_number_close_to_its_bound_is_told_with_enough_digits():
    with pytest.raises(Wrong, match="^loss: wanted below 0.022; found 0.0220000001$"):
        below(0.0220000001, 0.022, "loss")


@pytest.mark.parametrize("found", [np.ones((2, 3)), (1,), (1, 2, 3), None, "ab"])
def test_parts_are_named(found):
    with pytest.raises(Wrong, match=r"^what is returned: wanted 2 results, \(W, bias\); found "):
        parts_of(found, "W, bias")
    assert parts_of((1, 2), "W, bias") == (1, 2)
