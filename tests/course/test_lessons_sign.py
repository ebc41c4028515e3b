"""The course reads the sign of the harmonic, and alignment against 1, only where they tell axes from diagonals."""

import ast
import re

import numpy as np
import pytest

from srm_ref import alignment, harmonic
from srm_ref.course.finder import lessons_folder

HERE = lessons_folder()

STATISTIC = re.compile(r"harmonic|\balignments?\b|\bthe sign(?::| is| says| tells| gives| may)|\bdips? at the axes\b",
                       re.IGNORECASE)
READING = re.compile(
    r"\bax[ie]s\b|diagonals?\b|\balign(?:s|ed)\b|\bneurons?\b|\bbetween (?:the|them|many|two|ax|neu)|\bwhich side\b",
    re.IGNORECASE)
RANGE = re.compile(r"0?\.707|1 ?/ ?(?:\\?sqrt\(?\{? ?2)")

NO_READING = "both p-values, of the mass and of the harmonic"
EXEMPT = {  # a piece of the sentence: why it needs no range
    "code_harmonic(1, 1, 3, 0.8) (a neuron has": "a hint on how a number is made; its epsilon is 0.8",
    "the alignment of representations | [10]": "the abstract's own words; no statistic of a curve is read",
    "harmonic: neurons (marker)": "label of a figure: whose value is marked, not what its sign means",
    "in its own axes: harmonic": "a number printed without a reading; the basis in which it was taken",
    NO_READING: "the harmonic is ranked among rotations by its size; no side is read",
    "random bases give harmonics as large": "sizes are compared, and the finding is that nothing is found",
    "Return the harmonic, in the neuron basis, of": "a quantity to compute; the next paragraph sets epsilon above 1 / "
                                                    "sqrt(2)",
}


def comments(text):
    """Runs of lines that are comments, without their marks; comments behind code one by one."""
    runs = re.findall(r"(?:^ *#.*\n)+", text, flags=re.MULTILINE)
    behind = re.findall(r"^ *[^#\n ][^#\n]*  # (.*)$", text, flags=re.MULTILINE)
    return [re.sub(r"^ *# ?", "", run, flags=re.MULTILINE) for run in runs] + behind


def strings(text):
    """Every string of a program, pieces joined, what is filled in left out."""
    tree, found = ast.parse(text), []
    inside = {
        id(part)
        for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node) if part is not node
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.append("".join(part.value for part in node.values if isinstance(part, ast.Constant)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            found.append(node.value)
    return found


def paragraphs(path):
    """What a file says to a reader: paragraphs, items of lists, rows of tables, comments, strings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        pieces = [re.sub(r"```.*?```", "\n\n", text, flags=re.DOTALL)]
    else:
        pieces = [*comments(text), *strings(text)]
    parts = [part for piece in pieces for part in re.split(r"\n\s*\n|\n(?=(?:[-|#]|\d+\.) )", piece)]
    return [" ".join(part.split()) for part in parts if part.strip()]


def unbounded(paragraph, exempt=EXEMPT):
    """Sentences, two by two, that read a sign in a paragraph that does not say from which epsilon on it may be read."""
    if RANGE.search(paragraph):
        return []
    sentences = re.split(r"(?<=[.?!]) +", paragraph)
    pairs = [" ".join(pair) for pair in zip(sentences, sentences[1:])] or sentences
    return [
        pair for pair in pairs
        if STATISTIC.search(pair) and READING.search(pair) and not any(piece in pair for piece in exempt)
    ]



FILES = sorted([*HERE.glob("*.py"), *HERE.glob("*.md"), *HERE.glob("pages/*.md"),
                *(path for folder in ("checkers", "exercises", "solutions") for path in HERE.glob(f"{folder}/*.py"))])


# --- definition

@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_no_sign_is_read_without_its_range(path):
    found = [sentence for paragraph in paragraphs(path) for sentence in unbounded(paragraph)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("folder", ["exercises", "solutions"])
def test_an_exercise_that_asks_for_a_reading_states_the_range(folder):
    tasks = [text for path in sorted(HERE.glob(f"{folder}/*.py")) for text in strings(path.read_text(encoding="utf-8"))
             if STATISTIC.search(text) and READING.search(text) and NO_READING not in " ".join(text.split())]
    assert len(tasks) == 2 and all(RANGE.search(task) for task in tasks)  # 7 `read`, 17 `code_harmonic`


def test_every_exemption_is_needed():
    found = " ".join(sentence for path in FILES for paragraph in paragraphs(path)
                     for sentence in unbounded(paragraph, ()))
    assert not [piece for piece in EXEMPT if piece not in found]


def test_the_course_claims_no_reading_without_limits_and_cites_no_numbered_section():
    for path in FILES:
        text = " ".join(path.read_text(encoding="utf-8").replace("\n#", "\n").split())
        assert not re.search(r"no such limit|SRM,? section \d", text, re.IGNORECASE), path.name


# --- analytic

@pytest.mark.parametrize("n", [2, 5, 16])
@pytest.mark.parametrize("epsilon", [0.9, 0.75, 0.7, 0.6, 0.4])
def test_rows_on_the_axes_get_the_wrong_sign_below_the_limit(n, epsilon):
    """One-hot rows: harmonic sin(4w) / (4w), alignment pi / (4w), w = arccos(epsilon); below 1 / sqrt(2) negative and
    less than 1.
    """
    w, rows = np.arccos(epsilon), np.eye(n)
    assert abs(harmonic(rows, rows, epsilon) - np.sin(4 * w) / (4 * w)) < 1e-12
    assert abs(alignment(rows, rows, epsilon) - np.pi / (4 * w)) < 1e-12
    assert (harmonic(rows, rows, epsilon) > 0) == (alignment(rows, rows, epsilon) > 1) == (epsilon > 1 / np.sqrt(2))


# --- errors

@pytest.mark.parametrize("sentence", [
    "**Harmonic**: Re(c_4) / c_0 of the mean curve (orthonormal bases). Above 0: on the axes; below 0: on the "
    "diagonals.",
    "not its size: the sign tells axes from diagonals",
    "a harmonic above 0 is on the axes: aligned",
    "the sign is the other one: above 0 on the axes, where cos(4 phi) = 1",
    "The paper speaks of alignment with the neurons; with these digits the bottlenecks are **anti-aligned**.",
    "**Before** training the activations are already anti-aligned, with harmonics from $-0.67$ to $-0.38$.",
    "the structure followed it, and was **anti**-aligned: dips at the axes.",
    "a negative harmonic means no structure; it is structure between the axes",
])
def test_the_word_search_finds_what_once_stood_here(sentence, tmp_path):
    path = tmp_path / "lesson.py"
    for text in (f"# %% [markdown]\n# {sentence}\n", f"raise Wrong({sentence!r})\n", f"x = 1  # {sentence}\n"):
        path.write_text(text, encoding="utf-8")
        assert [found for paragraph in paragraphs(path) for found in unbounded(paragraph)], text
        path.write_text(text.replace(sentence, "At epsilon >= 0.707: " + sentence), encoding="utf-8")
        assert not [found for paragraph in paragraphs(path) for found in unbounded(paragraph)], text
