"""What does a word mean, and which lesson says so? The glossary is made from the sentences that define words.

A lesson defines a word where it first stands in bold type. The sentence about it is the entry, to the letter. A word
must not be used in an earlier lesson, unless that paragraph says which lesson explains it.

Contents: TERMS, Entry, entries, early_uses, glossary.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Sequence

from srm_ref.checks import refuse
from srm_ref.course.finder import Lesson, lessons, lessons_folder
from srm_ref.course.links import linked

__all__ = ["TERMS", "Entry", "entries", "early_uses", "glossary"]

TERMS = ("accumulator", "adapter", "aligned", "alignment", "anti-aligned", "antipodal", "atomistic", "autoencoder",
         "band", "baseline", "bivector", "blind basis", "bottleneck", "cap", "cap fraction", "combinations",
         "commutes", "conformance kit", "decoder path", "elementwise form", "encoder path", "ensemble", "exchangeable",
         "extreme basis", "feature dimensionality", "frame operator", "functional form", "golden case",
         "gradient flow", "grandmother neuron", "half-width", "harmonic", "holistic", "importance",
         "importance threshold", "interference", "isotropic form", "kurtosis", "leverage", "mass", "monosemantic",
         "neuron stack plot", "permutations", "polysemantic", "population loss", "pre-activations", "privileged basis",
         "privileges", "resonance", "rotation test", "saddle", "signed permutation", "soft threshold", "sparse code",
         "sparsity", "spherical 4-design",
         "superposition", "superposition index", "tegum product", "tight frame", "unit bivector", "vulnerability",
         "wedge product")
"""In the order of the alphabet, each as the lesson that defines it writes it in bold type."""
_SENTENCE_ENDS = re.compile(r"(?<![*\d]\d\.)(?<!\*\d\.)(?<=[.?!])(?:\*\*)? +(?=[A-Z(*`$\"])")
_HEAD = """<!-- made from the lessons by python -m srm_ref.course.build -->

# Glossary

Each word with the sentence in which a lesson defines it. No earlier lesson uses it without saying where it is
explained, and a test sees to that. Letters are in the [notation](notation.md).

"""


class Entry(NamedTuple):
    """A word, where it is defined, and the sentence that does it."""

    term: str
    lesson: Lesson
    sentence: str


def entries(course: Sequence[Lesson], terms: Sequence[str] = TERMS) -> list[Entry]:
    """Find the definitions of the terms in a course, or refuse a term that no lesson defines."""
    return [_entry(term, course) for term in terms]


def early_uses(course: Sequence[Lesson], terms: Sequence[str] = TERMS) -> list[str]:
    """List where terms stand before the lesson of the course that defines them: "lesson N uses TERM: paragraph"."""
    found = []
    for entry in entries(course, terms):
        pointer = re.compile(rf"[Ll]essons? (?:\d+(?:,| and| to) )*{entry.lesson.number}\b")
        word = re.compile(rf"(?<![\w-]){re.escape(entry.term)}s?(?![\w-])", re.IGNORECASE)
        for lesson in course[:course.index(entry.lesson)]:
            found += [f"lesson {lesson.number} uses {entry.term}: {paragraph}" for paragraph in _paragraphs(lesson)
                      if word.search(re.sub(r"\$[^$]*\$|`[^`]*`", " ", paragraph)) and not pointer.search(paragraph)]
    return found


def glossary() -> str:
    """Write the glossary as a page for lessons/glossary.md."""
    page = lessons_folder() / "glossary.md"
    rows = []
    for term, lesson, sentence in entries(lessons()):
        said = re.sub(r" *(\$\$.*?\$\$) *", r"\n\n\1\n\n", linked(sentence, page)).strip()
        rows.append(f"### {term}\n\n[Lesson {lesson.number}](pages/{lesson.path.stem}.md): {said}")
    return _HEAD + "\n\n".join(rows) + "\n"


def _entry(term: str, course: Sequence[Lesson]) -> Entry:
    bold = re.compile(rf"\*\*{re.escape(term)}\*\*", re.IGNORECASE)
    for lesson in course:
        for paragraph in _paragraphs(lesson):
            for sentence in _SENTENCE_ENDS.split(paragraph):
                if bold.search(sentence):
                    return Entry(term, lesson, sentence)
    refuse("terms", "words that a lesson defines in bold type", repr(term))


def _paragraphs(lesson: Lesson) -> list[str]:
    """The prose of a lesson, each paragraph in one line with the formulas displayed in it; no headings, no tables."""
    text = "\n\n".join(cell.source for cell in lesson.cells if cell.is_text)
    text = re.sub(r"\n\n(?=\$\$)|(?<=\$\$)\n\n(?=[a-z])", "\n", text)
    paragraphs = re.split(r"\n\s*\n|\n(?=- |\d+\. )", text)
    flat = (" ".join(paragraph.removeprefix("- ").split()) for paragraph in paragraphs)
    return [paragraph for paragraph in flat if not paragraph.startswith(("#", "|", "```"))]
