"""Every wrong implementation from the field is wrong on an input it names, every right one right on several."""
from __future__ import annotations

import functools

import numpy as np
import pytest

from tests.conformance.field import RIGHT, SUITE_OF_FAMILY, WRONG, right
from tests.conformance.field.entries import COUNTS
from tests.conformance.field.questions import QUESTIONS, answers, differ
from tests.conformance.field.right_variants import SEVERAL

# --- definition


@functools.cache
def right_answer(ask):
    return answers(QUESTIONS[ask], right)


def whole(parts):
    """Counts as whole numbers, for shares that came in float32."""
    return [np.rint(x) if np.abs(x - np.rint(x)).max(initial=0.0) < 1e-3 else x for x in parts]


def test_there_are_many_of_each_family():
    families = [entry.family for entry in WRONG.values()]
    assert len(WRONG) >= 270 and len(RIGHT) >= 32
    assert set(families) == set(SUITE_OF_FAMILY) and min(map(families.count, SUITE_OF_FAMILY)) >= 15


def test_each_says_what_is_wrong_in_a_sentence_of_its_own():
    sentences = [(entry.family, entry.sentence) for entry in WRONG.values()]
    assert len(set(sentences)) == len(sentences)
    assert all(sentence.endswith(".") for _, sentence in sentences)


# --- properties


@pytest.mark.parametrize("family", SUITE_OF_FAMILY)
def test_the_wrong_ones_differ_from_the_base_on_the_input_they_name(family):
    same = [name for name, entry in WRONG.items() if entry.family == family
            and not differ(answers(QUESTIONS[entry.ask], entry.module()), right_answer(entry.ask), *entry.tolerances())]
    assert not same


@pytest.mark.parametrize("family", SUITE_OF_FAMILY)
def test_the_right_ones_agree_with_the_base_on_several_inputs(family):
    for name, entry in RIGHT.items():
        for ask in SEVERAL[family] if entry.family == family else ():
            found, wanted = answers(QUESTIONS[ask], entry.module()), right_answer(ask)
            if family in COUNTS and not isinstance(found, str) and not ask.startswith("inputs_after"):
                found, wanted = whole(found), whole(wanted)
            assert not differ(found, wanted, *entry.tolerances()), (name, ask)


def test_the_base_differs_from_itself_nowhere():
    fresh = next(iter(RIGHT.values()))
    base = type(fresh)("base", "spotlight", "", "", (), "spotlight/plain").module()
    for ask in {entry.ask for entry in WRONG.values()}:
        assert not differ(answers(QUESTIONS[ask], base), right_answer(ask), 1e-12), ask


# --- errors


def test_an_edit_that_does_not_fit_the_base_is_refused():
    entry = type(next(iter(RIGHT.values())))("x", "cap", "", "", (("no such text", ""),), "cap/plain")
    with pytest.raises(ValueError, match="occurs 0 times"):
        entry.source()
