"""Which sentences call something best, optimal, minimum, lowest, strongest, global, always, never, nowhere or only?

A search finds them in all strings and comments of the package, of checkers and of solutions, in the docstrings and
the text of the lessons, and in the pages of Markdown that people write. A string of the program counts from two words
on, and an f-string with {} for what is put into it. Not searched: the strings of the lessons' code, and pages that a
program writes from what is searched (stubs and pages of lessons, API.md, paper_scale.md).
COVERED says of each by a few of its words what bears it: a named test that could refute it, an assertion of the lesson,
a proof that stands there or in a paper named there, or why the word claims nothing of the kind. Sentences are parted at
full stops, colons and semicolons before a capital, at empty lines, and in Markdown at entries of lists and tables;
examples and formulas that stand alone do not count.

Those of the numerical parts' docstrings are listed here. Those of the experiments' and of all other parts' docstrings,
of the package's other strings and its comments, of the lessons' text and of what stands beside the lessons are listed
in the five modules beside it.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Collection
from pathlib import Path

from tests.superlatives_course import COURSE
from tests.superlatives_experiments import EXPERIMENTS
from tests.superlatives_lessons import LESSONS
from tests.superlatives_programs import PROGRAMS
from tests.superlatives_reasons import DEFINED, LAYOUT, PLAIN
from tests.superlatives_strings import STRINGS

WORDS = re.compile(r"\b(best|optimal|optimum|minimum|lowest|strongest|global|always|never|nowhere|only)\b",
                   re.IGNORECASE)
_BREAK = re.compile(r"(?<=[.:;])\s+(?=[A-Z`(])|\n\s*\n")
LINEAR, PAIR = "tests/superposition/test_theory_linear", "tests/superposition/test_theory_pair"

NUMERICAL = {  # file: (words of the sentence, what bears it: 'path::test', 'proof: ...', or the exemption)
    "bounds": [("a factor that only sparsity sets", "proof: m / (p log(1/p)) has no other variable")],
    "compression": [("can only approximate by steep ramps", "proof: piecewise linear functions are continuous")],
    "correlated_features": [("or never together", DEFINED), ("magnitudes are always independent", DEFINED),
                            ("activity within a set", DEFINED)],
    "cube_faces": [("only numbers them", PLAIN), ("lowest, highest (n_faces,)", DEFINED), ("never leaves 0", LAYOUT)],
    "subdivision": [("with one harmless exception only numbers", LAYOUT), ("lowest corner", DEFINED),
                    ("only the two helpers", LAYOUT),
                    ("is lowest at corner 0", DEFINED), ("W_i never is", LAYOUT)],
    "exact_loss": [("never active together",
                    "tests/superposition/test_models.py::test_anticorrelated_pairs_fit_on_one_axis"),
                   ("One feature, always active", DEFINED)],
    "models": [("leaves the optimum as it is", "proof: the losses differ by a constant factor")],
    "kernel": [("as if it had never stopped", "tests/superposition/test_training.py")],
    "theory_linear": [
        ("where is its optimum", "a question"), ("what the zero model, the best constant", "the next entries"),
        ("always answers 0", DEFINED), ("best constant answer", f"{LINEAR}_baselines.py::test_more_freedom_loses_less"),
        ("is best for W", f"{LINEAR}.py::test_the_best_bias_is_flat_and_beats_others"),
        ("Return a linear optimum", f"{LINEAR}.py::test_no_model_beats_the_optimum"),
        ("The only optimum of the linear model", "proof: Eckart and Young, named on the module's first lines")],
    "theory_pair": [
        ("the best ones, for the first two", "proof: the mean is the constant of least squared error"),
        ("With its best bias", f"{PAIR}.py::test_no_other_bias_loses_less"),
        ("Beside the candidates it has a minimum", f"{PAIR}_free.py::test_known_minima"),
        ("one ties with the lowest",
         "tests/test_superlatives.py::test_confused_features_tie_with_the_lowest_where_all_is_dense"),
        ("best_antipodal_bias; importance_and_density", "names in a list of contents")],
    "training": [("keeps the lowest loss", "what TMS does"), ("the lowest loss of each group is kept", DEFINED),
                 ("Keeping the best", "tests/superposition/test_training_selection.py::test_the_best_of_each_group"),
                 ("index of the lowest loss",
                  "tests/superposition/test_training_selection.py::test_the_best_of_each_group"),
                 ('MODELS["relu_output"]', "an example in the text")],
    "bases": [("the lowest taken", DEFINED)],
    "rotations": [("in three dimensions only", "proof: elsewhere a plane's complement has another dimension than one")],
    "vectors": [("Only rows whose squares", LAYOUT)],
    "optimisers": [("never hidden or reset",
                    "tests/descent/test_optimisers.py::test_adam_is_weighted_means_of_all_gradients_so_far"),
                   ("always 0", DEFINED), ("If there is only one step", PLAIN)],
    "functional_forms": [("which are never negative", "proof: lengths are not")],
    "arcs": [("Only two numbers", "proof: the spotlight turns in the plane of e1 and e2")],
    "grid": [("never wraps", DEFINED)],
    "pairs": [("only if its in-plane radius",
               "tests/spotlight/test_lit.py::test_a_pair_is_lit_where_its_curve_is_not_zero"),
              ("In a sweep at epsilon > 0 only",
               "tests/spotlight/test_lit.py::test_a_pair_is_lit_where_its_curve_is_not_zero"),
              ("has the bits it always has", LAYOUT)],
    "planes": [("never held whole", LAYOUT)],
    "epsilon_scan": [("somewhere where, and only where", "proof: p counts the curves that leave it as far")],
    "extremes": [
        ("has the highest, or the lowest, kurtosis?", "a question"), ("highest B <- polar(G)", DEFINED),
        ("Lowest: on orthogonal matrices", "proof: in the sentence itself"),
        ("A pull of 3/(n+2)", "proof: in the module's text"),
        ("The step for the highest", "proof: Zhai, Yang, Liao, Wright and Ma (2020)"),
        ("sign: 1 for the highest", DEFINED)],
    "found_basis": [("never that no other is more so", "it says what cannot be said"),
                    ("nor always the axes", "it says what cannot be said"),
                    ("Find the basis of highest or lowest", DEFINED),
                    ("sign: 1 for the highest", DEFINED)],
    "projection": [("memory for one picture only", PLAIN)],
    "reading": [("It never says that a neuron", "it says what is not said")],
    "resonance": [("memory for one curve only", PLAIN)],
    "rotation_test": [("may only say that the cloud", "it says what cannot be said"), ("only when asked for", PLAIN),
                      ("as `kurtosis` always does", LAYOUT)],
    "statistics": [("at one angle only", DEFINED)],
    "rotation_sums": [("which is always float64", LAYOUT),
                      ("for one sign only", "proof: cosines of one row cannot be above and below at once")],
}

README = [("peaks at *a* and *b* only", "tests/spotlight/test_reading.py"), ("degrees on axes of figures only", PLAIN),
          ("which need not be the only special ones", "it says what cannot be said"),
          ("and for the given samples only", "it says what cannot be said")]
_PARTS = (NUMERICAL, EXPERIMENTS, PROGRAMS, STRINGS, LESSONS, COURSE)
COVERED = {name: [entry for part in _PARTS for entry in part.get(name, ())]
           for name in dict.fromkeys(name for part in _PARTS for name in part)} | {"README": README}
ASSERTED = "asserted: "
SPOKEN = ("checkers", "solutions")  # folders whose modules say to the learner what stands in their strings
WRITTEN = ("API.md", "paper_scale.md")  # not searched


def called(path: str) -> str:
    """Give the name under which COVERED lists a file: that of a module, lesson or README, else with its folder's.

    >>> [called(path) for path in ("srm_ref/checks.py", "lessons/checkers/07.py", "tests/README.md", "README.md")]
    ['checks', 'checkers/07', 'tests/README', 'README']
    """
    file = Path(path)
    beside = file.parent.name in SPOKEN or file.suffix == ".md" and len(file.parts) > 1
    return f"{file.parent.name}/{file.stem}" if beside else file.stem


def sentences(path: str, text: str) -> list[str]:
    """Give every sentence with one of WORDS of a page, of what a checker or a solution says, of a module of the
    package, or of a lesson's docstrings and text.
    """
    if path.endswith(".md"):
        return [one for one in _searched(page(text)) if " " in one]  # a cell of one word is a heading
    if Path(path).parent.name in SPOKEN:
        return [found for said in spoken(text) for found in _searched(said)]
    tree = ast.parse(text)
    documented = [node for node in ast.walk(tree)
                  if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node)]
    found = [one for node in documented for one in _searched(re.sub(r"\n\s*>>>.*", "", ast.get_docstring(node)))]
    if not path.startswith("srm_ref/"):
        return found + _searched(prose(text))
    rest = spoken(text, {node.body[0].value.lineno for node in documented})
    return found + [one for said in rest for one in _searched(said) if " " in one]  # a word alone is a name


def page(text: str) -> str:
    """Give the words of a page of Markdown, without blocks of code, with entries of lists and tables apart.

    >>> page("It is so.\\n- one\\n- two\\n\\n| a | b |\\n").split("\\n\\n")
    ['It is so.', 'one', 'two', '', 'a', 'b', '']
    """
    words = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return re.sub(r"\n(?:-|\d+\.) |(?:(?<=\n)|^)\| | \| | \|\n", "\n\n", words)


def spoken(text: str, without: Collection[int] = ()) -> list[str]:
    """Give all strings and comments of a module, with {} for what is put into a string; but not those strings
    that begin in the lines `without`, as docstrings do.

    >>> spoken('x = f"the {name} of 2"  # two')
    ['the {} of 2', 'two']
    """
    tree = ast.parse(text)
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
              if part is not node}
    outside = [node for node in ast.walk(tree) if id(node) not in inside and getattr(node, "lineno", 0) not in without]
    whole = ["".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
             if isinstance(node, ast.JoinedStr) else node.value for node in outside
             if isinstance(node, ast.JoinedStr) or isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return whole + [token.string.lstrip("# ") for token in tokenize.generate_tokens(io.StringIO(text).readline)
                    if token.type == tokenize.COMMENT]


def prose(text: str) -> str:
    """Give what a lesson says in words: its cells of Markdown, without code and without formulas that stand alone.

    >>> prose("# %% [markdown]\\n# It is so.\\n\\n# %%\\nx = 1  # the best\\n").strip()
    'It is so.'
    """
    cells = [cell.partition("\n")[2] for cell in re.split(r"^# %%", text, flags=re.MULTILINE)[1:]
             if cell.startswith(" [markdown]")]
    words = re.sub(r"^# ?", "", "\n\n".join(cells), flags=re.MULTILINE)
    return re.sub(r"```.*?```|\$\$.*?\$\$", " ", words, flags=re.DOTALL)


def assertions(text: str) -> list[str | None]:
    """Give the assertions of a lesson."""
    return [ast.get_source_segment(text, node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Assert)]


def _searched(text: str) -> list[str]:
    return [" ".join(one.split()) for one in _BREAK.split(text) if WORDS.search(one)]


def uncovered(path: str, text: str) -> list[str]:
    """Give the sentences of a file that no entry of COVERED names."""
    return [one for one in sentences(path, text) if not any(words in one for words, _ in COVERED.get(called(path), ()))]


def modules(top: Path) -> dict[str, str]:
    """Give the texts that are searched, by path."""
    lessons = (top / "lessons", *(top / "lessons" / folder for folder in SPOKEN))
    paths = (*sorted((top / "srm_ref").rglob("*.py")), *(path for one in lessons for path in sorted(one.glob("*.py"))),
             *sorted((top / "srm_ref").rglob("*.md")), *sorted((top / "lessons").glob("*.md")), top / "tests/README.md",
             top / "README.md")
    paths = [path for path in paths if path.name not in WRITTEN]
    return {path.relative_to(top).as_posix(): path.read_text(encoding="utf-8") for path in paths}
