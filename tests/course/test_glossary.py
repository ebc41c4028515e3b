"""The glossary is that of the lessons, and no word stands in a lesson before the one that defines it."""

from pathlib import Path

import pytest

from srm_ref.course.finder import Cell, Lesson, lessons, lessons_folder
from srm_ref.course.glossary import TERMS, early_uses, entries, glossary

FIRST = ("# 1. One\n\nA cone lights points, see lesson 2.\n\n## Arcs\n\n`arc` and $arc$ are no words. "
         "**Cap**: what it lights.")
SECOND = ("# 2. Two\n\n- **3. Arcs.** Step 2.1 says. A **cone** is\n\n$$x = 1$$\n\nfor all. More.\n"
          "- An **arc** is a \"part\". So is a cap.\n\n| an arc |")


def course(*texts):
    return [Lesson(n, Path(f"{n:02}_x.py"), "X", [Cell(True, text, 1), Cell(False, "cone = 1", 9)])
            for n, text in enumerate(texts, 1)]


# --- definition

def test_no_word_stands_before_the_lesson_that_defines_it():
    assert early_uses(lessons()) == []


def test_the_glossary_is_that_of_the_lessons():
    kept = (lessons_folder() / "glossary.md").read_text(encoding="utf-8")
    assert kept == glossary(), "run python -m srm_ref.course.build"
    assert list(TERMS) == sorted(TERMS) and len(set(TERMS)) == len(TERMS) > 50


# --- analytic

def test_entries_by_hand():
    found = entries(course(FIRST, SECOND), ["arc", "cap", "cone"])
    assert [(entry.term, entry.lesson.number, entry.sentence) for entry in found] == [
        ("arc", 2, 'An **arc** is a "part".'), ("cap", 1, "**Cap**: what it lights."),
        ("cone", 2, "A **cone** is $$x = 1$$ for all.")]


@pytest.mark.parametrize("text, n_early", [
    (FIRST, 0), (FIRST.replace(", see lesson 2", ""), 1), (FIRST.replace("lesson 2", "lessons 3 and 2"), 0),
    (FIRST.replace("lesson 2", "lesson 22"), 1), (FIRST + "\n\nTwo Arcs meet.", 1),
    (FIRST + "\n\nHalf-arc, arcade, sub-cone.", 0)])
def test_early_uses_by_hand(text, n_early):
    found = early_uses(course(text, SECOND), ["arc", "cap", "cone"])
    assert len(found) == n_early and all(line.startswith("lesson 1 uses ") for line in found)


# --- errors

def test_a_word_that_nobody_defines_is_refused():
    with pytest.raises(ValueError, match="terms: wanted words that a lesson defines in bold type; found 'aether'"):
        entries(lessons(), ["aether"])
