"""Sentences with a superlative are borne by a test, a proof or a written exemption; what was false once stays right."""

import re
from pathlib import Path

import numpy as np
import pytest

from srm_ref.geometry.sphere import cap_fraction
from srm_ref.superposition.attacks import attack_size, attacked_losses
from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.theory_linear import best_linear_loss
from srm_ref.superposition.theory_pair import best_antipodal_bias
from tests.superlatives import ASSERTED, COVERED, assertions, called, modules, prose, sentences, uncovered

TOP = Path(__file__).parent.parent
TEXTS = modules(TOP)
TWO_PAIRS = np.array([[1, -1, 0, 0, 0], [0, 0, 1, -1, 0]])


# --- definition

def test_every_sentence_with_a_superlative_is_covered():
    bare = {path: found for path, text in TEXTS.items() if (found := uncovered(path, text))}
    assert bare == {}


def test_no_entry_speaks_of_a_sentence_that_is_gone():
    spoken = {}
    for path, text in TEXTS.items():
        spoken.setdefault(called(path), []).extend(sentences(path, text))
    gone = [(name, words) for name, entries in COVERED.items() for words, _ in entries
            if not any(words in one for one in spoken.get(name, ()))]
    assert gone == []


@pytest.mark.parametrize("bearer", sorted({by for entries in COVERED.values() for _,
                                           by in entries if by.startswith("tests/")}))
def test_tests_that_bear_a_sentence_are_there(bearer):
    path, _, name = bearer.partition("::")
    assert re.search(rf"^def {name or 'test_'}", (TOP / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_assertions_that_bear_a_sentence_are_there():
    of = {called(path): assertions(text) for path, text in TEXTS.items() if re.match(r"lessons/\d", path)}
    gone = [(name, by) for name, entries in COVERED.items() for _, by in entries if by.startswith(ASSERTED)
            and not any(normal(by.removeprefix(ASSERTED)) in normal(one) for one in of[name])]
    assert gone == []


def normal(code):
    """Code without its layout."""
    return re.sub(r"\s", "", code)


# --- analytic

def test_a_relu_can_lose_less_than_every_linear_model_on_dense_data():
    W, bias = np.array([[0.3675, 0.9356]]), np.array([0.2606, -0.1113])
    loss = population_loss({"W": W, "bias": bias}, [1.0, 1.0], 0.0)
    x = (np.arange(600) + 0.5) / 600
    x1, x2 = np.meshgrid(x, x, indexing="ij")
    h = W[0, 0] * x1 + W[0, 1] * x2
    errors = [(x - np.maximum(w * h + b, 0)) ** 2 for x, w, b in zip((x1, x2), W[0], bias)]
    assert loss == pytest.approx(sum(errors).mean(), abs=1e-6) == pytest.approx(0.08325, abs=1e-5)
    assert loss < best_linear_loss([1.0, 1.0], 0.0, 1) - 5e-5


def test_confused_features_tie_with_the_lowest_where_all_is_dense():
    """Both signs of the second weight lose the same at p = 1, r = 1: there x and 1 - x are alike in law."""
    same = population_loss({"W": [[0.3675, 0.9356]], "bias": [0.2606, -0.1113]}, [1.0, 1.0], 0.0)
    opposed = population_loss({"W": [[0.3675, -0.9356]], "bias": [0.6044, 0.2325]}, [1.0, 1.0], 0.0)
    assert same == pytest.approx(opposed, abs=2e-8) and same > 0.0832


def test_another_push_of_the_same_length_can_cost_more_than_the_2n_that_are_tried():
    rng = np.random.default_rng(3)
    W, b = rng.standard_normal((2, 5)), rng.standard_normal(5) * 0.1
    X = np.where(rng.random((200, 5)) < 0.5, 0, rng.random((200, 5)))
    size, G, d = attack_size(X), W.T @ W, rng.standard_normal(5)
    d *= size / np.linalg.norm(d)
    for _ in range(200):  # projected ascent
        Z = (X + d) @ G + b
        g = (2 * (np.maximum(Z, 0) - X) * (Z > 0)).mean(axis=0) @ G
        d = d + 0.1 * size * g / np.linalg.norm(g)
        d *= size / np.linalg.norm(d)
    found = ((np.maximum((X + d) @ G + b, 0) - X) ** 2).mean(axis=0).sum()
    assert found > attacked_losses({"W": W, "bias": b}, X, np.ones(5), size).max() + 1e-6


def test_the_fraction_told_beside_the_example_of_the_band_is_the_fraction():
    text = (TOP / "srm_ref/spotlight/baseline.py").read_text(encoding="utf-8")
    assert f"A = {cap_fraction(768, 0.7):.1e}: no activation" in text


@pytest.mark.parametrize("path, words, W, bias, importance, sparsity", [
    ("01", "arrows of length 1 at right angles and three features forgotten lose 0.0925", np.eye(2, 5),
     [0, 0, 0.05, 0.05, 0.05], np.ones(5), 0.9),
    ("01", "two pairs of opposite arrows of length 1 and one feature forgotten, 0.0375", TWO_PAIRS, [0, 0, 0, 0, 0.05],
     np.ones(5), 0.9),
    ("11", "Two pairs of opposite columns of length 1, the fifth feature dropped, lose 0.0260", TWO_PAIRS,
     [0, 0, 0, 0, 0.05], 0.9 ** np.arange(5), 0.9),
    ("13", "Dropping the second feature loses 0.0880", [[1, 0]], [0, 0.3], [1, 0.8], 0.4),
    ("13", "the antipodal pair (1, -1) with its best bias 0.0933", [[1, -1]], [best_antipodal_bias(0.6)] * 2, [1, 0.8],
     0.4)])
def test_numbers_beside_open_exercises_are_the_losses_of_those_models(path, words, W, bias, importance, sparsity):
    loss = population_loss({"W": W, "bias": bias}, importance, sparsity)
    assert words.endswith(f"{loss:.4f}")
    assert words in " ".join(TEXTS[f"lessons/solutions/{path}.py"].split())


def test_the_number_of_the_linear_model_beside_an_open_exercise_is_its_lowest_loss():
    assert f"the linear model {best_linear_loss(0.9 ** np.arange(5), 0.9, 2):.4f} at best" in " ".join(
        TEXTS["lessons/solutions/11.py"].split())


# --- errors

def test_a_new_sentence_is_found():
    text = '"""What is it?\n\nThis is the best of all: nothing is."""\n'
    bounds = "srm_ref/superposition/bounds.py"
    assert uncovered(bounds, text) == ["This is the best of all: nothing is."]
    assert uncovered(bounds, '"""By a factor that only sparsity sets."""\n') == []
    assert uncovered("README.md", "# srm_ref\n\nIt is the best.\n\n```sh\nthe lowest\n```\n") == ["It is the best."]


@pytest.mark.parametrize("planted", [
    'raise ValueError("this is the lowest of all")', 'print(f"{x}: the lowest of all {y:.2f} that are")',
    'claim(f"{name}: the lowest of " f"all", SAID, "", True)', 'add("--out", help="the only way " "to write")',
    'ax.set_title("the best of all")', 'SAID = {"a hint": ("never so",)}', 'X = 1\n"""The strongest of all."""',
    "x = 1  # always the lowest", "# nowhere is it lower\nx = 1",
    'def f():\n    """It is."""\n    return "at its optimum"'])
@pytest.mark.parametrize("path", ["srm_ref/checks.py", "srm_ref/experiments/superposition/polytopes.py",
                                  "srm_ref/figures/canvas.py", "srm_ref/commands/options.py"])
def test_a_new_sentence_in_a_string_or_a_comment_of_the_package_is_found(path, planted):
    assert len(uncovered(path, planted)) == 1


def test_an_f_string_is_searched_whole_with_braces_for_what_is_put_in():
    assert uncovered("srm_ref/checks.py", 'x = f"at {a} the " f"lowest of {b:.{c}f}"') == ["at {} the lowest of {}"]


@pytest.mark.parametrize("names", ['choice(x, "kind", ["lowest", "best"])', 'lowest, best = 1, x["minimum"]', "only(x)",
                                   'def f():\n    """It is.\n\n    >>> "the best of all"\n    """\n'])
def test_names_choices_and_examples_are_no_sentences(names):
    assert uncovered("srm_ref/checks.py", names) == []


def test_a_docstring_is_searched_once():
    assert sentences("srm_ref/checks.py", '"""The best of all."""\n') == ["The best of all."]


def test_a_new_sentence_in_a_lesson_is_found():
    planted = "\n".join(["# %% [markdown]", "# The pentagon is always the best.", "#", "# $$ the best $$", "",
                         "# %%", "x = 1  # the lowest of all"])
    assert prose(planted).split("\n")[0] == "The pentagon is always the best."
    for path in (path for path in TEXTS if re.match(r"lessons/\d", path)):
        found = uncovered(path, planted)
        assert found == ["The pentagon is always the best."]


@pytest.mark.parametrize("path", ["lessons/checkers/07.py", "lessons/checkers/gradients.py",
                                  "lessons/solutions/13.py"])
def test_a_new_sentence_in_what_a_checker_or_a_solution_says_is_found(path):
    for planted in ('"""This is the lowest of all."""', 'HINT = "this is the lowest of all"',
                    "x = 1  # the lowest of all", 'HINT = f"{x} is the lowest of all"'):
        assert len(uncovered(path, planted)) == 1 and "lowest of all" in uncovered(path, planted)[0]
    assert uncovered(path, "lowest = 1\n") == []


@pytest.mark.parametrize("path", [path for path in TEXTS if path.endswith(".md")])
def test_a_new_sentence_on_a_page_is_found(path):
    planted = ("# A page\n\n- one\n- the lowest of all\n\n| a | b |\n|---|---|\n| c | the best of all |\n\n"
               "```\nnever\n```\n")
    assert uncovered(path, planted) == ["the lowest of all", "the best of all"]


@pytest.mark.parametrize("path", [
    "lessons/checkers/01.py", "lessons/solutions/23.py", "lessons/glossary.md", "lessons/notation.md",
    "lessons/papers.md", "lessons/README.md", "srm_ref/verification/adapters.md", "srm_ref/verification/cases.md",
    "srm_ref/verification/implementations.md", "tests/README.md", "srm_ref/CHANGES.md",
    "srm_ref/experiments/claims.py", "srm_ref/verification/cases.py", "srm_ref/writing.py",
    "srm_ref/figures/canvas.py", "srm_ref/course/check.py", "srm_ref/commands/find.py",
    "lessons/13_the_phase_change.py", "README.md", "srm_ref/spotlight/verdict.py"])
def test_every_part_is_searched(path):
    assert path in TEXTS
