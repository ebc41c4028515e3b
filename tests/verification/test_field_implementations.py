"""Every wrong implementation from the field is wrong on an input it names, every right one right on several."""
from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.conformance.field import RIGHT, SUITE_OF_FAMILY, WRONG, right, score
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


def test_a_written_module_is_the_entry(tmp_path):
    entry = WRONG["cap-both-caps"]
    path = tmp_path / f"{entry.write(tmp_path)}.py"
    namespace = {}
    exec(path.read_text(), namespace)  # noqa: S102
    assert path.read_text() == entry.source() and abs(namespace["cap_fraction"](3, 0.5) - 0.5) < 1e-12


def test_the_report_counts_by_family_and_names_what_was_not_caught():
    wrong = {"cap-both-caps": "caught", "cap-gaussian": "passed", "mean-sum": "out of time"}
    text = "\n".join(score.report(wrong, {"right-cap-array": "passed", "right-cap-float32": "caught"}))
    assert "wrong ones caught      1 of    3 (33.3%)" in text and "cap                 1 of    2 (50.0%)" in text
    assert "cap-gaussian: passed." in text and "mean-sum: out of time." in text and "cap-both-caps" not in text
    assert "right ones accepted    1 of    2 (50.0%)" in text and "right-cap-float32: caught." in text


def test_what_diagnoses_name_was_judged_beside_the_sentence():
    judged = score.judgements()
    assert set(judged.values()) <= {"right", "partly", "wrong"} and {entry for entry, _ in judged} <= set(WRONG)
    assert list(judged.values()).count("wrong") <= 0.03 * len(judged)
    told = "\n".join(score.on_names({"cap-both-caps": "both caps counted", "cap-gaussian": "",
                                     "cap-volume": "complement"}))
    assert "named something         2 of    3 (66.7%) of the caught" in told and "right               1 of    2" in told
    assert "not judged: cap-volume: complement. " in told


# --- properties


def test_the_score_tells_wrong_from_right(tmp_path):
    entries = [WRONG["interference-root"], RIGHT["right-interference-float32"]]

    def verdict(entry):
        return score.verify(tmp_path, entry.write(tmp_path), "--suite", "interference")

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(verdict, entries)) == ["caught", "passed"]


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
