"""The rules of the house hold in the repository, and each rule catches the faults it is there for."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.house_rules import (BACK_ROOMS, BANNERS, LONGEST_LINE, MOST_CODE_LINES, MOST_MODULE_CODE, PARTS, READ_PAGES,
                               RULES)

TOP = Path(__file__).resolve().parent.parent
HEAD = '"""A question?"""\n\nfrom __future__ import annotations\n'


def repository(ends="*.py"):
    files = [file for folder in ("srm_ref", "tests", "lessons") for file in sorted((TOP / folder).rglob(ends))]
    files += TOP.glob("README.md") if ends == "*.md" else []
    return {file.relative_to(TOP).as_posix(): file.read_text(encoding="utf-8") for file in files}


# --- definition

@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_the_repository_keeps(rule):
    sources = repository()
    if rule.__name__ in READ_PAGES:
        sources |= repository("*.md")
        assert {"README.md", "lessons/README.md", "srm_ref/verification/adapters.md"} <= sources.keys()
    assert "srm_ref/checks.py" in sources and "tests/test_house_rules.py" in sources
    broken = rule(sources)
    assert not broken, "\n" + "\n".join(broken)


# --- analytic

GOOD = {
    "srm_ref/__init__.py": '"""Title page."""\nfrom srm_ref.cli import main\n',
    "srm_ref/checks.py": HEAD + "__all__ = []\n",
    "srm_ref/geometry/vectors.py": HEAD + '''
import numpy as np
from srm_ref.checks import refuse
__all__ = ["norms"]
def norms(vectors: np.ndarray) -> np.ndarray:
    """Return lengths (n,) of vectors (n, n_dims)."""
    if not len(vectors):
        refuse("vectors", "some", "none")
    return np.sqrt((vectors**2).sum(axis=-1))
''',
    "srm_ref/geometry/extra.py": HEAD + "from srm_ref.geometry.vectors import norms\n__all__ = []\n",
    "srm_ref/geometry/rotations.py": HEAD + "from srm_ref.geometry.extra import norms\n__all__ = []\n",
    "srm_ref/figures/canvas.py": HEAD + "from matplotlib.figure import Figure\n__all__ = []\n",
    "srm_ref/verification/strategies.py": HEAD + "import hypothesis\n__all__ = []\n",
    "srm_ref/cli.py": HEAD + '__all__ = ["main"]\ndef main():\n    """Run."""\n    print("done")\n',
    "tests/test_vectors.py": '# --- definition\n# --- golden\nassert True\n',
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_what_is_right_passes(rule):
    assert rule(GOOD) == []


def _documented(arguments, doc):
    definition = f'def f({arguments}):\n    """{doc}"""\n    return 1\n'
    return {"srm_ref/descent.py": HEAD + '__all__ = ["f"]\n' + definition}


def _package(text, path="srm_ref/descent.py"):
    return {path: HEAD + "__all__ = []\n" + text}


_LONG_BODY = "def f():\n" + "    x = 1\n" * (MOST_CODE_LINES + 1)
_PAGE = '"""Page.\n\nArguments\n    x, y      what they are\n"""\n'
_LISTS = HEAD.replace('?', '?\n\nContents: {}.\n')
_TALK = '    """' + "Words.\n    " * 17 + '"""\n'

FAULTS = [
    ("book_order",
     _package("import srm_ref.geometry.vectors\n", "srm_ref/checks.py") | {"srm_ref/geometry/vectors.py": ""},
     "later part"),
    ("book_order", _package("def f():\n    from srm_ref.figures.canvas import style\n", "srm_ref/spotlight/arcs.py")
     | {"srm_ref/figures/canvas.py": ""}, "later part"),
    ("book_order", _package("from srm_ref.geometry import bases\n", "srm_ref/geometry/vectors.py")
     | {"srm_ref/geometry/bases.py": ""}, "no order of"),
    ("book_order", _package("from srm_ref.geometry.two import x\n", "srm_ref/geometry/one.py")
     | _package("from srm_ref.geometry.one import x\n", "srm_ref/geometry/two.py"), "no order of srm_ref.geometry.one"),
    ("book_order", _package("from srm_ref.geometry import norms\n", "srm_ref/geometry/bases.py")
     | _package("from srm_ref.geometry.bases import x\n", "srm_ref/geometry/__init__.py"), "no order of"),
    ("book_order", _package("import srm_ref\n"), "imports srm_ref, which has no place"),
    ("book_order", _package("", "srm_ref/utilities.py"), "no place in the book"),
    ("allowed_imports", _package("import scipy.special\n"), "imports scipy"),
    ("allowed_imports", _package("def f():\n    from torch import nn\n"), "imports torch"),
    ("allowed_imports", _package("import matplotlib\n"), "imports matplotlib"),
    ("allowed_imports", _package("from matplotlib import pyplot as plt\n", "srm_ref/figures/canvas.py"), "pyplot"),
    ("allowed_imports", {"tests/test_x.py": "import matplotlib.pyplot\n"}, "pyplot"),
    ("allowed_imports", {"lessons/01_x.py": "import pandas\n"}, "imports pandas"),
    ("allowed_imports", _package("import hypothesis\n", "srm_ref/verification/runner.py"), "imports hypothesis"),
    ("allowed_imports", _package("import pickle\n"), "imports pickle"),
    ("allowed_imports", _package("import random\n"), "imports random"),
    ("allowed_imports", _package("from tests import strategies\n"), "imports tests"),
    ("allowed_imports", _package("from srm_ref.checks import *\n"), "import *"),
    ("back_rooms", _package("from srm_ref.spotlight.counting.grid import x\n", "srm_ref/commands/resonance.py")
     | _package("", "srm_ref/spotlight/counting/grid.py"), "a back room of another part"),
    ("back_rooms", _package("def f():\n    from srm_ref.superposition.exact import a\n", "srm_ref/networks/digits.py")
     | _package("", "srm_ref/superposition/exact/a.py"), "a back room of another part"),
    ("back_rooms", {"srm_ref/verification/asking/__init__.py": '"""Calls."""\nfrom srm_ref.checks import number\n'},
     "more than its docstring"),
    ("definitions",
     _package("from srm_ref.spotlight.arcs import radius\ndef f_by_definition(p, q):\n    return radius(p, q)\n"),
     "f_by_definition uses srm_ref.spotlight.arcs.radius"),
    ("definitions",
     _package("from srm_ref.geometry import sphere\ndef _help():\n    return sphere.cap(1)\n"
              "def _more():\n    return _help()\ndef f_by_definition():\n    return _more()\n"),
     "f_by_definition uses srm_ref.geometry.sphere"),
    ("definitions", _package("def f_by_definition():\n    from srm_ref.descent import Adam\n    return 1\n"),
     "f_by_definition uses srm_ref.descent.Adam"),
    ("sizes", _package("x = 1\n" * MOST_MODULE_CODE), f"{MOST_MODULE_CODE + 2} lines of code"),
    ("sizes", _package(_LONG_BODY), f"f has {MOST_CODE_LINES + 1} lines of code"),
    ("sizes", _package("class A:\n" + _LONG_BODY.replace("def", "    def").replace("    x", "        x")),
     f"f has {MOST_CODE_LINES + 1}"), ("sizes", _package("x = '" + "y" * LONGEST_LINE + "'\n"), "characters"),
    ("sizes", {"tests/test_x.py": "#" * (LONGEST_LINE + 1) + "\n"}, f"{LONGEST_LINE + 1} characters"),
    ("module_heads", {"srm_ref/descent.py": HEAD.partition("\n")[2] + "__all__ = []\n"}, "no module docstring"),
    ("module_heads", {"srm_ref/descent.py": '"""A question?"""\n__all__ = []\n'}, "annotations"),
    ("module_heads", {"srm_ref/descent.py": HEAD}, "no __all__"),
    ("module_heads", {"srm_ref/descent.py": HEAD + '__all__ = ["gone"]\n'}, "gone, which is not there"),
    ("module_heads", {"srm_ref/geometry/__init__.py": ""}, "no module docstring"),
    ("contents", {"srm_ref/descent.py": HEAD + '__all__ = ["a", "b", "c"]\na = b = c = 1\n'}, "for 3 public names"),
    ("contents", {"srm_ref/descent.py": _LISTS.format("a") + '__all__ = ["a", "b"]\na = b = 1\n'}, "leaves out b"),
    ("contents", {"srm_ref/descent.py": _LISTS.format("a, Gone") + '__all__ = ["a"]\na = 1\n'},
     "names Gone, which is not there"),
    ("reading_orders", {
        "srm_ref/descent/__init__.py": '"""Page.\n\nReading order: steps.\n"""\n', "srm_ref/descent/steps.py": "",
        "srm_ref/descent/more/__init__.py": ""
    }, "leaves out more"),
    ("docstrings", {"srm_ref/descent.py": HEAD + '__all__ = ["f"]\ndef f(): return\n'}, "f: no docstring"),
    ("docstrings", {"srm_ref/descent.py": HEAD + '__all__ = ["A"]\nclass A:\n    """A."""\n    def f(self): ...\n'},
     "A.f: no docstring"), ("docstrings", _documented("x, y", "Do x."), "parameter y is told neither"),
    ("docstrings", _documented("*, x", "Do."), "parameter x is told neither"),
    ("docstrings", _documented("*x", "Do."), "parameter x is told neither"),
    ("docstrings", _documented("x, y, z", "Do.") | {"srm_ref/__init__.py": _PAGE}, "parameter z is told neither"),
    ("docstrings", _documented("x", "Do self.x, x2.") | {"srm_ref/geometry/__init__.py": _PAGE},
     "parameter x is told neither"), ("docstrings", _documented("x: np.ndarray", "Do x."), "no word of shapes"),
    ("docstrings", _documented("x", "Do x.\n\n    Returns\n    -------\n    dict of str to float\n    "),
     "Returns says dict of str to float"),
    ("docstring_share", {"srm_ref/networks/digits.py": HEAD + "__all__ = []\ndef f():\n" + _TALK + "    x = 1\n" * 20},
     "srm_ref/networks: 19 docstring lines for 23 lines of code"),
    ("environment", {"tests/test_x.py": "for n in 'ab':\n    os.environ.setdefault(n, '1')\n"}, "changes os.environ"),
    ("environment", _package("os.environ['A'] = '1'\n"), "changes os.environ"),
    ("environment", _package("if True:\n    del os.environ['A']\n"), "changes os.environ"),
    ("banned", _package("np.random.rand(3)\n"), "np.random.rand uses the global"),
    ("banned", {"tests/test_x.py": "numpy.random.seed(1)\n"}, "np.random.seed"),
    ("banned", _package("from numpy.random import rand\n"), "global functions"),
    ("banned", {"tests/test_x.py": "np.random.default_rng()\n"}, "without a seed"),
    ("banned", _package("np.random.RandomState(1)\n"), "RandomState"), ("banned", _package("assert True\n"), "assert"),
    ("banned", _package("try:\n    pass\nexcept:\n    pass\n"), "bare except"),
    ("banned", _package("print(1)\n"), "print"),
    ("banned", _package("np.load(f, allow_pickle=True)\n"), "allow_pickle"),
    ("banned", _package("def f(**options):\n    return g(**options)\n"), "**options"),
    ("banned", _package("warnings.warn('small')\n"), "warnings.warn"), ("banned", _package("eval('1')\n"), "eval"),
    ("banned", _package("np.trapezoid(y)\n"), "NumPy 1.26"),
    ("other_packages", _package("# as SciPy does\n"), "names SciPy"),
    ("section_numbers", _package('"""Source: SR'
                                 'M section 4."""\n'), "cites SR"
     "M section 4"), ("section_numbers", _package("# as in SR"
                                                  "M\n# sections 1 and 5\n"), "cites SR"
                      "M # sections 1"),
    ("section_numbers", {"README.md": "Up.\n(SR"
                         "M's Sec. 2.1)\n"}, "README.md:2: cites SR"
     "M's Sec. 2"), ("section_numbers", {"lessons/pages/1.md": "SR"
                                         "M, §3\n"}, "cites SR"
                     "M, §3"),
    ("section_numbers", {"tests/golden_cases/caps.py": "x = 1  # SR"
                         "M section 4's\n"}, "cites SR"
     "M section 4"),
    ("phrases", _package('"""Return a row'
                         '\n    a plane."""\n'), "say one ... per ..."),
    ("phrases", {"README.md": "one row"
                 " a sample\n(one row"
                 " a sample)\n"}, "'(one row"),
    ("phrases", _package("# directions, one a"
                         " row\n"), "say one per ..."), ("phrases", _package("# how the sums are"
                         "\n# had fast\n"), "say computed"), ("phrases", {"lessons/01_x.py": "# equal to"
                                                                        " the bit\n"}, "say bit for bit"),
    ("phrases", _package("# at most so"
                         " many calls\n"), "say this many, that many"),
    ("singulars", {"srm_ref/commands/x.py": "print(f'{n:,} rows')\n"}, "x.py:1: 'rows' behind a number"),
    ("singulars", {"srm_ref/verification/report.py": "x = 1\nf'{len(a)} further functions'\n"}, "'further functions'"),
    ("singulars", {"srm_ref/figures/nulls.py": "refuse('names', f'{n} '\n       f'texts, one per row', '2')\n"},
     "nulls.py:1: 'texts'"),
    ("singulars", {"srm_ref/files.py": "f'an array of {array.ndim} axes'\n"}, "'axes'"),
    ("singulars", {"srm_ref/course/check.py": "f'no result after {seconds:g} seconds'\n"}, "'seconds'"),
    ("singulars", {"srm_ref/figures/play/x.py": "f'lit at {angle:.0f} degrees, {angle:.1f} degrees'\n"}, "'degrees'"),
    ("singulars", {"srm_ref/spotlight/reading.py": "f'{n} rows' if n > 2 else 'few' if n == 1 else f'{n} rows'\n"},
     "reading.py:1: 'rows'"),
    ("singulars", {"lessons/checkers/19.py": "Wrong(f'{n_samples} rows, {n_rows} at a time')\n"}, "19.py:1: 'rows'"),
    ("singulars", {"srm_ref/memory.py": "f'{counted(n, unit)} need 3 GB'\n"}, "'need' behind counted"),
    ("banners", {"tests/test_x.py": "# --- errors\n# --- definition\n"}, "errors, definition instead of"),
    ("banners", {"tests/test_x.py": "# --- definition\n# --- sundries\n"}, "definition, sundries instead of"),
    ("banners", {"tests/test_x.py": "# --- definition\n# --- errors\n# --- errors\n"}, "instead of"),
    ("banners", {"tests/test_x.py": "# --- definition\n"}, "1 of the parts"),
    ("banners", {"tests/test_x.py": "x = 1\n"}, "0 of the parts"),
    ("mirrored_tests", {"tests/no_such_part/test_x.py": "# --- definition\n# --- errors\n"},
     "there is no part srm_ref/no_such_part"),
    ("mirrored_tests", {"tests/test_x.py": "# --- definition\n# --- errors\ndef test_t22_ties(): ...\n"}, "by a code"),
]


@pytest.mark.parametrize("rule, sources, words", FAULTS, ids=[f"{rule}: {words}" for rule, _, words in FAULTS])
def test_a_planted_fault_is_caught(rule, sources, words):
    broken = RULES[rule](sources)
    assert len(broken) == 1 and words in broken[0]


def test_every_rule_has_a_planted_fault():
    assert {rule for rule, _, _ in FAULTS} == set(RULES)


# --- properties

@given(fault=st.sampled_from(FAULTS), company=st.sets(st.sampled_from(sorted(GOOD))))
def test_a_fault_is_caught_in_any_company(fault, company):
    rule, sources, words = fault
    others = {path: GOOD[path] for path in company if path not in sources}
    assert any(words.split(" of srm")[0] in line for line in RULES[rule](others | sources))


@given(kept=st.sets(st.sampled_from(BANNERS), min_size=2))
def test_any_two_parts_in_order_will_do(kept):
    text = "\n".join(f"# --- {banner}" for banner in BANNERS if banner in kept)
    assert RULES["banners"]({"tests/test_x.py": text}) == []


# --- golden

@pytest.mark.parametrize("said", [
    "f'{counted(n, \"row\")} of {N_BASES} bases, {x:.1f} degrees'", "f'{n:,} rows' if n > 1 else 'one row'",
    "'the row' if n == 1 else f'the {n} most extreme rows'", "f'{n} is {m} times {name!r} bars'",
    "f'{column} holds whole numbers'", "f'{\", \".join(words)} rows, {\"few\" if low else \"many\"} rows'"])
def test_what_may_stand_before_a_plural(said):
    assert RULES["singulars"]({"srm_ref/files.py": said + "\n"}) == []
    assert RULES["singulars"]({"srm_ref/experiments/spotlight/demo.py": "f'{n} seeds'\n"}) == []


def test_a_back_room_is_open_to_its_own_part():
    sources = _package("from srm_ref.spotlight.counting.grid import x\n", "srm_ref/spotlight/resonance.py") | _package(
        "", "srm_ref/spotlight/counting/grid.py")
    assert RULES["back_rooms"](sources) == []
    assert all((TOP / "srm_ref" / room.replace(".", "/")).is_dir() for room in BACK_ROOMS)


def test_what_a_definition_may_use():
    text = ("import math\nimport numpy as np\nfrom srm_ref.checks import number\nfrom srm_ref.geometry.vectors import "
            "unit\n"
            "from srm_ref.geometry.sphere import cap, cap_by_definition\ndef g():\n    return cap()\n"
            "def f_by_definition(x):\n    return number(math.pi) * np.sum(unit(x)) * cap_by_definition()\n")
    assert RULES["definitions"](_package(text)) == []  # g may use what it likes


def test_the_order_of_the_parts():
    """Origin: the published order of the book, by hand."""
    parts = [part for part in PARTS if PARTS[part] or part in ("scalar_maps", "descent", "files", "cli")]
    assert parts == [
        "geometry", "scalar_maps", "spotlight", "descent", "superposition", "networks", "verification", "figures",
        "experiments", "course", "files", "commands", "cli"
    ]
