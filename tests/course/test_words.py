"""What the course says of itself is so: minutes, letters, numbers in prose, and formulas that Markdown leaves alone."""

import collections
import importlib
import re

import pytest

from srm_ref.course.finder import lessons, lessons_folder

HERE = lessons_folder()
LESSONS = lessons()
NAMED = [lesson.path.stem for lesson in LESSONS]

GREEK = set("alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau upsilon "
            "phi varphi chi "
            "psi omega Gamma Delta Theta Lambda Sigma Phi Psi Omega ell".split())
COUNTING = {"i", "j", "k", "l", "r", "s"}  # one row of the list has them for all lessons


def prose(lesson):
    return "\n".join(cell.source for cell in lesson.cells if cell.is_text)


def code(lesson):
    return "\n".join(cell.source for cell in lesson.cells if not cell.is_text)


def formulas(text):
    return re.findall(r"\$\$.*?\$\$|\$[^$]+\$", text, flags=re.DOTALL)


def letters(formula):
    """The letters of a formula; words, functions and decorations are none."""
    bare = re.sub(r"\\(?:mathrm|text|mathbb)\{[^{}]*\}", " ", formula)
    found = (match[1] or match[2] for match in re.finditer(r"\\([A-Za-z]+)|([A-Za-z])", bare))
    return [letter for letter in found if len(letter) == 1 or letter in GREEK]


def rows_of_letters(text):
    """(letter, first column, lessons) of the list of letters."""
    rows = re.findall(r"^\| (\$.*?) \| .*? \| ([\d, *]+) \|$", text.partition("## Every letter")[2], flags=re.MULTILINE)
    for shown, numbers in rows:
        named = {letters(formula)[0] for formula in re.findall(r"\$([^$]+)\$", shown)}
        every = range(1, len(LESSONS) + 1) if numbers == "*" else map(int, numbers.split(", "))
        yield from ((letter, shown, number) for number in every for letter in named)


def reading_minutes(lesson):
    """130 words a minute, a formula in a line like four words; three minutes for a displayed formula; 20 lines of
    code a minute.
    """
    text = prose(lesson)
    displayed = len(re.findall(r"\$\$.*?\$\$", text, flags=re.DOTALL))
    lines = re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL)
    words = len(re.findall(r"[A-Za-z][a-z']*", re.sub(r"\$[^$]*\$", " ",
                                                      lines))) + 4 * len(re.findall(r"\$[^$]+\$", lines))
    return words / 130 + 3 * displayed + sum(bool(line.strip()) for line in code(lesson).splitlines()) / 20


# --- definition

@pytest.mark.parametrize("lesson", LESSONS, ids=NAMED)
def test_minutes_of_reading_are_those_of_the_stated_model(lesson):
    stated, wanted = int(re.search(r"(\d+) to read", lesson.cells[0].source)[1]), reading_minutes(lesson)
    assert stated % 5 == 0 and abs(stated - wanted) <= 4.5, f"{wanted:.1f} by the model of lessons/README.md"


def test_the_model_is_stated():
    text = " ".join((HERE / "README.md").read_text(encoding="utf-8").split())
    assert ("130 words a minute, a formula in a line counting as four words, three minutes for a displayed "
            "formula") in text
    assert "20 lines of code a minute" in text


def test_every_letter_of_every_formula_is_listed_and_means_one_thing_in_a_lesson():
    rows = list(rows_of_letters((HERE / "notation.md").read_text(encoding="utf-8")))
    used = {(letter, lesson.number)
            for lesson in LESSONS
            for formula in formulas(prose(lesson))
            for letter in letters(formula)}
    listed = {(letter, number) for letter, _, number in rows}
    assert not used - listed, "a letter without a meaning"
    assert not {pair for pair in listed - used if pair[0] not in COUNTING}, "a meaning without a letter"
    twice = collections.Counter(rows)
    assert max(twice.values()) == 1, "two meanings that the first column does not tell apart"


# --- properties

@pytest.mark.parametrize("lesson", LESSONS, ids=NAMED)
def test_no_dollar_sign_stands_beside_a_star_or_a_quotation_mark(lesson):
    """There a page may show the formula's source."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", prose(lesson), flags=re.DOTALL)
    assert not re.findall(r'.{20}[*"]\$[^$]+\$|\$[^$\s][^$]*\$[*"].{0,20}', text)


ELSEWHERE = {"SpotlightResonanceMethod.py": "the author's public code"}
FILES = {file.relative_to(HERE.parent).as_posix() for part in ("srm_ref", "tests", "lessons")
         for file in (HERE.parent / part).rglob("*.py")}


def missing_files(text, files=FILES):
    """The names of Python files in backquotes that end no path of the repository; answers are the reader's own."""
    named = re.findall(r"`(?!answers/)([\w/]+\.py)`", text)
    return {name for name in named if not any(f"/{file}".endswith(f"/{name}") for file in files)}


def test_every_file_that_the_prose_names_is_there_and_every_exemption_is_needed():
    assert {name for lesson in LESSONS for name in missing_files(prose(lesson))} == set(ELSEWHERE)


# --- errors

def test_a_file_that_is_gone_is_found():
    files = {"srm_ref/superposition/measures.py"}
    assert not missing_files("`srm_ref/superposition/measures.py`, `measures.py`, `superposition/measures.py`", files)
    assert missing_files("`overlaps.py`, `sures.py`", files) == {"overlaps.py", "sures.py"}


def test_a_letter_that_nobody_listed_is_found():
    assert letters(r"\hat W_i \cdot \mathrm{relu}(\zeta x)") == ["W", "i", "zeta", "x"]
    row = "## Every letter\n\n| letter | meaning | lessons |\n|---|---|---|\n| $W_i$, $\\zeta$ | weights | 1, 3 |\n"
    assert sorted(rows_of_letters(row)) == [("W", "$W_i$, $\\zeta$", 1), ("W", "$W_i$, $\\zeta$", 3),
                                            ("zeta", "$W_i$, $\\zeta$", 1), ("zeta", "$W_i$, $\\zeta$", 3)]


# --- golden

GIVEN = {(1, "0.7"): "the strength of an example",
         (17, "0.025"): "the level of the test of Kolmogorov and Smirnov, `ks_critical`'s"}


def decimals(text):
    return set(re.findall(r"(?<![\d.\w])\d+\.\d+(?![\d.]*\w)", text))


def numbers(program):
    """Numbers of a program, also in its strings, and the leading digits of those with a power of ten."""
    found = re.findall(r"(?<![\w.])(\d[\d_]*\.?\d*)(?:e[-+]?\d+)?", program)
    return {float(number.replace("_", "")) for number in found}


def unasserted(lesson, given=GIVEN):
    """Decimal numbers of the prose that the lesson's code does not contain, as they are or as a percentage."""
    known = numbers(code(lesson))
    told = decimals(prose(lesson).partition("## In the papers")[0])
    return {number for number in told if (lesson.number, number) not in given
            and not any(abs(float(number) * factor - value) < 1e-12 for factor in (1, 0.01, 100) for value in known)}


@pytest.mark.parametrize("lesson", LESSONS, ids=NAMED)
def test_every_decimal_number_of_the_prose_stands_in_the_lessons_code(lesson):
    assert not unasserted(lesson)


def test_numbers_that_stand_nowhere_in_the_code_are_found_and_every_exemption_is_needed():
    assert decimals("from 0.97 to 1.5, in 0.25 s; not 1.2.3 or v1.2") == {"0.97", "1.5", "0.25"}
    assert numbers('assert x == "1.2e-16" and y < 0.5 and z == 2_000') == {1.2, 0.5, 2000}
    left = {(lesson.number, number) for lesson in LESSONS for number in unasserted(lesson, {})}
    assert left == set(GIVEN)


def named(name):
    """What a dotted name of the package means."""
    parts = name.split(".")
    for k in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:k]))
        except ModuleNotFoundError:
            continue
        for part in parts[k:]:
            found = getattr(found, part)
        return found
    raise AttributeError(name)


def test_every_line_of_the_papers_leads_to_lessons_names_and_tests_that_are_there():
    text = (HERE / "papers.md").read_text(encoding="utf-8")
    rows = [row.split(" | ") for row in re.findall(r"^\| (.*`) \|$", text, flags=re.MULTILINE)]
    assert len(rows) == 23 and all(len(row) == 5 for row in rows)
    for _, _, where, name, test in rows:
        pages = re.findall(r"\((pages/[^)]+)\)", where)
        assert pages and all((HERE / page).is_file() for page in pages), where
        last = name.strip("`").rpartition(".")[2]
        assert named(name.strip("`")) is not None
        assert last in (HERE.parent / test.strip("`")).read_text(encoding="utf-8"), f"{test} does not speak of {last}"
    numbers_of_lessons = {int(number) for row in rows for number in re.findall(r"\[(\d+)\]", row[2])}
    assert numbers_of_lessons >= set(range(1, 17)) - {7}
