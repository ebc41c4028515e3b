"""The rules of the house, each a function from {path: source} to the list of what breaks it. Read with ast, never run.

A path is relative to the top of the repository, with slashes. `RULES` names them all; tests/test_house_rules.py applies
each to the repository, and to planted faults.
"""

from __future__ import annotations

import ast
import functools
import re
import sys
import types
from typing import Callable, Iterator

from tests.docstrings import grouped, lines_of, parsed as _parsed

PARTS = {  # in book order; inside a part the modules listed keep their order, and others stand where they fit
    "checks": (),
    "progress": (),
    "writing": (),
    "memory": (),
    "mapped": (),
    "geometry": ("vectors", "rotations", "bases", "sphere"),
    "scalar_maps": (),
    "spotlight": ("definition", "arcs", "resonance", "verdict", "fourth_moments", "statistics", "baseline",
                  "epsilon_scan", "rotation_test", "reading", "found_basis", "projection", "density", "accumulate"),
    "descent": (),
    "superposition": ("arguments", "features", "correlated_features", "models", "training", "measures", "polytopes",
                      "geometries", "exact_loss", "exact_hessian", "theory_linear", "theory_counts", "theory_pair",
                      "theory_triple", "bounds", "compression", "attacks", "sparse_codes"),
    "networks": ("functional_forms", "autoencoder", "digits", "selectivity"),
    "verification": ("gradcheck", "cases", "laws", "diagnosis", "runner"),
    "figures": ("canvas", "angles", "curves", "polar", "planes", "projections"),
    "experiments": ("claims", "registry", "report"),
    "course": ("finder", "showing", "exercises", "check"),
    "csv_text": (),
    "files": (),
    "commands": ("options", "output"),
    "cli": (),
    "__main__": (),
    "one_page": (),  # last, so that no other part may import it
}
BACK_ROOMS = ("spotlight.counting", "spotlight.turning", "superposition.exact", "superposition.running",
              "verification.asking")
PAGES = ("__init__.py", "__main__.py")  # title pages: they export, and their size is that of the list
MOST_MODULE_CODE, MOST_CODE_LINES, LONGEST_LINE = 150, 25, 120
# docstring lines per code line of a part; below this size a part is too small to judge
MOST_DOCSTRING_LINES, LEAST_CODE_LINES = 0.75, 20
LEAN = {
    "geometry", "spotlight", "spotlight/counting", "spotlight/turning", "descent", "networks", "superposition",
    "superposition/exact", "superposition/running", "figures", "experiments", "experiments/meeting",
    "experiments/shared", "experiments/spotlight", "experiments/superposition", "top", "commands", "course",
    "verification", "verification/adapters", "verification/asking", "verification/drawn", "verification/laws",
    "verification/mistakes"
}
ARRAY_SHAPE = re.compile(r"\bshapes?\b|\((?:\.\.\.|[\w.*]+,|\w+(?: [-+] \w+)?, ?[\w., +-]*)\)?")
ONLY_A_TYPE = re.compile(r"^Returns\n-+\n((?!callable|\w+ of callables|subclass)"
                         r"[\w.]+(?: of [\w.]+(?: to [\w.]+)?)?)(?:\n\n|\Z)", flags=re.MULTILINE)
ONE_PAGE = "srm_ref/one_page.py"
"""Copied alone, it is its own reader: its docstrings are short, and run as a program it prints. tests/test_one_page.py
holds it to that: an equation or shapes and a source in every docstring, and no print but in the program's part."""
PRINTING = ("srm_ref/commands/", "srm_ref/cli.py", "srm_ref/course/build.py", "srm_ref/course/script.py",
            ONE_PAGE)  # programs that a person starts
# the last two refuse
DEFINITIONS_USE = ("numpy", "srm_ref.geometry.vectors", "srm_ref.checks", "srm_ref.superposition.arguments")
RUNS_LESSONS = "srm_ref/course/running.py"
OPENS_WINDOWS = ("srm_ref/figures/play/window.py", "tests/figures/play/test_window.py")
BANNERS = ["definition", "analytic", "properties", "errors", "golden"]
SEEDED = {"default_rng", "Generator", "SeedSequence", "BitGenerator", "PCG64", "Philox"}
ONLY_IN_NUMPY_2 = {"trapezoid", "vecdot", "matvec", "vecmat", "concat", "permute_dims", "matrix_transpose", "isdtype",
                   "unstack", "cumulative_sum", "cumulative_prod", "astype", "pow", "acos", "asin", "atan", "atan2"}
OTHERS = re.compile(r"\b(scipy|scikit|sklearn|torch|pytorch|tensorflow|keras|jax|pandas|autograd|numba|seaborn|"
                    r"sympy|mpmath|jupytext)\b", re.IGNORECASE)
ADAPTERS = "srm_ref/verification/adapters/"
UNITS = ("row|curve|line|column|number|point|panel|model|network|instance|step|bar|piece|stack|entry|verdict|family|"
         "direction|vertex|attack|sample|text|module|plane|array|length|value|activation|meaning|seed|dimension|file")
PHRASES = {  # what a reader stumbles over, and what is read at once
    rf"[ \"'(](?<!of )(?:[Aa]n?|[Oo]ne) (?:{UNITS}) an? (?!few |little )[a-z]": "one ... per ...",
    rf" one an? (?:{UNITS})\b(?! time)": "one per ...",
    r" had (?:by|from|with)\b| (?:is|are|be|was|were) had\b": "computed, obtained",
    r" to the bit\b": "bit for bit",
    r"(?:\b(?:at most|if|of|put)|#) so many\b(?! that)": "this many, that many",
}
SPEAKING = re.compile(r"(?:srm_ref/(?!experiments/\w+/|one_page\.py)|lessons/checkers/).+\.py")
"""Where what a person reads is counted by srm_ref.checks.counted. Not in each experiment, whose numbers are those of
its design, nor on the page that is copied alone."""
NEVER_ONE = re.compile(r"[A-Z_]+")  # a constant, by its name
WITH_DECIMALS = re.compile(r"\.[1-9]\d*[fe]|.*%")  # 1.0 degrees, 1 %
SMALL = "a|after|all|alone|and|as|at|before|by|every|for|from|in|no|of|on|or|over|than|that|the|to|where|with|your"
COUNTS_NOTHING = "is|has|was|does|this|its|as|times|less|us|basis|kurtosis|class|axis|holds|asks|knows|uses|says|s"
MANY = re.compile(rf" ((?:(?!(?:{SMALL}) )[\w-]*[^\Ws] ){{0,2}}(?!(?:{COUNTS_NOTHING})\b)[a-z]+s)\b(?!=)")
PLURAL_VERB = re.compile(r" (?:are|were|have|do|lie|hold|need|take)\b")
NUMBERED = re.compile(r"\bSRM(?:'s)?[\s#>,(]+(?:(?:sections?|sects?\.?|secs?\.?)[\s#>]|§§?)\s*\d+", re.IGNORECASE)

Sources = dict[str, str]


# --- the book

def book_order(sources: Sources) -> list[str]:
    """Parts import from earlier parts only; inside a part no circle, and the listed order is kept."""
    broken, modules = [], {_module(path): path for path in sources if path.startswith("srm_ref/")}
    order = list(PARTS)
    for module, path in modules.items():
        part = _part(module)
        if part == "":
            continue  # the title page imports the whole book
        if part not in PARTS:
            broken.append(f"{path}: {part} has no place in the book")
            continue
        for line, target in _imports_of(sources[path], modules):
            if target == "srm_ref" and part == "cli":
                continue  # the door names the version, which stands on the title page
            if _part(target) not in PARTS:
                broken.append(f"{path}:{line}: imports {target}, which has no place before it")
            elif order.index(_part(target)) > order.index(part):
                broken.append(f"{path}:{line}: {part} imports {target} from a later part")
    for part, listed in PARTS.items():
        broken += _out_of_order(part, listed, sources, modules)
    return broken


def back_rooms(sources: Sources) -> list[str]:
    """What is needed for ties, speed and streaming is imported from its own part only, and its title page is empty."""
    broken, modules = [], {_module(path): path for path in sources if path.startswith("srm_ref/")}
    for module, path in modules.items():
        own = [room for room in BACK_ROOMS if f"{module}.".startswith(f"srm_ref.{room.partition('.')[0]}.")]
        for line, target in _imports_of(sources[path], modules):
            room = next((room for room in BACK_ROOMS if f"{target}.".startswith(f"srm_ref.{room}.")), None)
            if room is not None and room not in own:
                broken.append(f"{path}:{line}: imports {target}, a back room of another part")
        if any(module == f"srm_ref.{room}" for room in BACK_ROOMS) and len(_parsed(sources[path]).body) > 1:
            broken.append(f"{path}: the page of a back room holds more than its docstring")
    return broken


def _out_of_order(part: str, listed: tuple, sources: Sources, modules: dict[str, str]) -> list[str]:
    inside = {module: path for module, path in modules.items() if _part(module) == part}
    before = {module: {t for _, t in _imports_of(sources[path], modules) if t in inside and t != module}
              for module, path in inside.items()}
    chain = [f"srm_ref.{part}.{name}" for name in listed if f"srm_ref.{part}.{name}" in inside]
    for earlier, later in zip(chain, chain[1:]):
        before[later].add(earlier)
    while before:
        ready = {module for module, needs in before.items() if not needs & before.keys()}
        if not ready:
            return [f"srm_ref/{part}: no order of {', '.join(sorted(before))} lets each import only earlier ones"]
        before = {module: needs for module, needs in before.items() if module not in ready}
    return []


def allowed_imports(sources: Sources) -> list[str]:
    """NumPy and the standard library; matplotlib in figures, hypothesis in one module; pyplot where windows open; no
    stars.
    """
    broken = []
    for path, node in _nodes(sources, ast.Import | ast.ImportFrom):
        star = isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
        if star:
            broken.append(f"{path}:{node.lineno}: import *")
        for name in _imported(node):
            root = name.split(".")[0]
            if name.startswith(("matplotlib.pyplot", "pylab")) and path not in OPENS_WINDOWS:
                broken.append(f"{path}:{node.lineno}: pyplot, which keeps global state")
            elif not _may_import(path, root):
                broken.append(f"{path}:{node.lineno}: imports {root}")
    return broken


def _may_import(path: str, root: str) -> bool:
    free = set(sys.stdlib_module_names) - {"random", "pickle"} | {"numpy", "srm_ref"}
    if path.startswith("tests/"):
        return root in free | {"pickle", "pytest", "hypothesis", "matplotlib", "tests"}
    if path.startswith("lessons/"):
        return root in free | {"matplotlib"}
    return (root in free or (root == "matplotlib" and path.startswith("srm_ref/figures/"))
            or (root == "hypothesis" and path == "srm_ref/verification/strategies.py"))


def definitions(sources: Sources) -> list[str]:
    """A function *_by_definition, and what it calls in its module, uses nothing that it is there to judge."""
    broken = []
    for path, text in sources.items():
        if not path.startswith("srm_ref/"):
            continue
        functions = {node.name: node for node in _parsed(text).body if isinstance(node, ast.FunctionDef)}
        imported = {name.split(".")[-1]: name for node in _parsed(text).body for name in _imported(node)}
        for definition in (name for name in functions if name.endswith("_by_definition")):
            for name in sorted(_reached(definition, functions)):
                inside = {node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)}
                foreign = [imported[used] for used in sorted(inside & imported.keys())]
                foreign += [used for node in ast.walk(functions[name]) for used in _imported(node)]
                broken += [f"{path}:{functions[name].lineno}: {definition} uses {used}" for used in foreign
                           if not used.startswith(DEFINITIONS_USE) and used.split(".")[0] not in sys.stdlib_module_names
                           and not used.endswith("_by_definition")]
    return broken


def _reached(name: str, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """The function itself, and those of its module that it calls, directly or not."""
    reached, waiting = set(), [name]
    while waiting:
        reached.add(function := waiting.pop())
        called = {node.id for node in ast.walk(functions[function]) if isinstance(node, ast.Name)} & functions.keys()
        waiting += called - reached
    return reached


# --- sizes

def sizes(sources: Sources) -> list[str]:
    """A module fits in a sitting, a function on a screen, a line on a page."""
    broken = []
    for path, text in sources.items():
        lines = text.splitlines()
        if not path.startswith("lessons/"):  # whose tables and formulas cannot be broken
            broken += [
                f"{path}:{n}: {len(line)} characters" for n, line in enumerate(lines, 1) if len(line) > LONGEST_LINE
            ]
        if not path.startswith("srm_ref/"):
            continue
        if not path.endswith(PAGES) and (length := _module_code(text)) > MOST_MODULE_CODE:
            broken.append(f"{path}: {length} lines of code")
        for node in _walked(text):
            if isinstance(node, ast.FunctionDef) and (length := _code_lines(node, lines)) > MOST_CODE_LINES:
                broken.append(f"{path}:{node.lineno}: {node.name} has {length} lines of code")
    return broken


def _module_code(text: str) -> int:
    """Count lines that are neither blank nor comment nor docstring."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    words = {line for node in _walked(text) if isinstance(node, documented) and ast.get_docstring(node) is not None
             for line in range(node.body[0].lineno, node.body[0].end_lineno + 1)}
    return sum(1 for n, line in enumerate(text.splitlines(), 1) if n not in words and line.strip()[:1] not in ("", "#"))


def _code_lines(node: ast.FunctionDef, lines: list[str]) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if not body:
        return 0
    inside = (line.strip() for line in lines[body[0].lineno - 1:node.end_lineno])
    return sum(1 for line in inside if line and not line.startswith("#"))


# --- docstrings

def module_heads(sources: Sources) -> list[str]:
    """Every module says what it answers, defers annotations, and lists its public names, which it has."""
    broken = []
    for path, text in sources.items():
        if not path.startswith("srm_ref/"):
            continue
        tree = _parsed(text)
        if not ast.get_docstring(tree):
            broken.append(f"{path}: no module docstring")
        if path.endswith(PAGES):
            continue
        if "from __future__ import annotations" not in text.splitlines():
            broken.append(f"{path}: no 'from __future__ import annotations'")
        names = _public_names(tree)
        if names is None:
            broken.append(f"{path}: no __all__")
        broken += [f"{path}: __all__ names {name}, which is not there"
                   for name in names or () if not _defines(tree, name)]
    return broken


def contents(sources: Sources) -> list[str]:
    """A module of three public names or more lists them in its head, "Contents: a, b, c.": all of `__all__`, and what
    is there.
    """
    broken = []
    for path, text in sources.items():
        if not path.startswith("srm_ref/") or path.endswith(PAGES) or path == ONE_PAGE:
            continue
        names = _public_names(_parsed(text)) or []
        told = re.search(r"^Contents: (.*?)\.(?:\s|\Z)",
                         ast.get_docstring(_parsed(text)) or "", flags=re.DOTALL | re.MULTILINE)
        if told is None:
            broken += [f"{path}: no 'Contents:' for {len(names)} public names"] if len(names) > 2 else []
            continue
        listed = re.findall(r"[A-Za-z_]\w*", told[1])
        broken += [f"{path}: 'Contents:' leaves out {name}" for name in names if name not in listed]
        broken += [f"{path}: 'Contents:' names {name}, which is not there" for name in listed
                   if re.search("[_A-Z]", name) and not re.search(rf"\b{name}\b", text.replace(told[0], ""))]
    return broken


def reading_orders(sources: Sources) -> list[str]:
    """The title page of a part names every module and every folder of it."""
    broken = []
    for path, text in sources.items():
        folder = path.removesuffix("__init__.py")
        doc = ast.get_docstring(_parsed(text)) or ""
        if path == folder or not path.startswith("srm_ref/") or "Reading order" not in doc:
            continue
        inside = {
            other.removeprefix(folder).split("/")[0].removesuffix(".py")
            for other in sources if other.startswith(folder)
        }
        broken += [f"{path}: the reading order leaves out {name}" for name in sorted(inside - {"__init__", "__main__"})
                   if not re.search(rf"(?<![\w.]){name}\b", doc)]
    return broken


def docstrings(sources: Sources) -> list[str]:
    """Every public function has a docstring that names its parameters, unless a title page does, and shapes of
    arrays; and it does not say again what an annotation says.
    """
    broken = []
    for path, text in sources.items():
        if not path.startswith("srm_ref/") or path.endswith("__init__.py") or path == ONE_PAGE:
            continue
        tree = _parsed(text)
        listed = set().union(*(_told_by_page(sources.get(page, "")) for page in _title_pages(path)))
        for name, node in _public_definitions(tree):
            doc = ast.get_docstring(node)
            whole = isinstance(node, ast.FunctionDef) and node.name == name  # methods need words, not every parameter
            whole = whole and not path.startswith(ADAPTERS)  # one table says what their functions take and return
            faults = ["no docstring"] if not doc else _doc_faults(node, doc, listed) if whole else []
            broken += [f"{path}:{node.lineno}: {name}: {fault}" for fault in faults]
    return broken


def _title_pages(path: str) -> list[str]:
    """Give the title pages of the folders that a module stands in."""
    folders = path.split("/")[:-1]
    return ["/".join(folders[:k + 1]) + "/__init__.py" for k in range(len(folders))]


def _told_by_page(text: str) -> set[str]:
    """Give the names that a title page explains: those that begin an indented line, before two blanks or a colon."""
    doc = ast.get_docstring(_parsed(text)) or ""
    lists = re.findall(r"^ {4}([A-Za-z_]\w*(?:, [A-Za-z_]\w*)*)(?: {2,}|: )\S", doc, flags=re.MULTILINE)
    return {name for names in lists for name in names.split(", ")}


def _doc_faults(node: ast.FunctionDef, doc: str, listed: set[str]) -> list[str]:
    arguments = [a for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg) if a]
    missing = [a.arg for a in arguments if a.arg not in listed and not a.arg.startswith("n_")
               and not re.search(rf"(?<![\w.]){a.arg}(?!\w)", doc)]
    faults = [f"parameter {name} is told neither here nor on a title page" for name in missing]
    annotations = " ".join(ast.unparse(a) for a in (*(a.annotation for a in arguments), node.returns) if a)
    if "ndarray" in annotations and not ARRAY_SHAPE.search(doc):
        faults.append("no word of shapes")
    return [*faults, *(f"Returns says {told}, as the annotation does" for told in ONLY_A_TYPE.findall(doc))]


def docstring_share(sources: Sources) -> list[str]:
    """A docstring says what is news: at most .75 docstring lines per code line in every part that is `LEAN`."""
    counts = {part: lines_of(texts) for part, texts in grouped(sources).items() if part in LEAN}
    return [f"srm_ref/{part}: {words} docstring lines for {code} lines of code"
            for part, (words, code) in counts.items()
            if words > MOST_DOCSTRING_LINES * code and code >= LEAST_CODE_LINES]


# --- bans

def banned(sources: Sources) -> list[str]:
    """No hidden chance, no silent or unsafe way out, nothing that only one version of NumPy has."""
    broken = []
    kinds = ast.Attribute | ast.ImportFrom | ast.Call | ast.ExceptHandler | ast.Assert | ast.FunctionDef | ast.keyword
    for path, node in _nodes(sources, kinds):
        ours = path.startswith("srm_ref/")
        faults = [fault for fault in _faults_anywhere(node) if not _only_looks(path, fault)]
        faults += (list(_faults_in_the_package(node, path)) if ours else [])
        broken += [f"{path}:{node.lineno}: {fault}" for fault in faults]
    return broken


def _only_looks(path: str, fault: str) -> bool:
    """Say whether the global state is read, to see whether somebody else's code has changed it."""
    return path == "srm_ref/verification/asking/surroundings.py" and fault.startswith("np.random.get_state ")


def _faults_anywhere(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and _dotted(node.value) in ("np.random", "numpy.random"):
        # a generator of its own; a look that changes nothing
        if node.attr not in SEEDED | {"RandomState", "get_state"}:
            yield f"np.random.{node.attr} uses the global random state"
    if isinstance(node, ast.ImportFrom) and node.module == "numpy.random":
        if any(alias.name not in SEEDED for alias in node.names):
            yield "numpy.random's global functions"
    if isinstance(node, ast.Call) and not node.args and _dotted(node.func).endswith("default_rng"):
        yield "default_rng() without a seed"
    if isinstance(node, ast.ExceptHandler) and node.type is None:
        yield "bare except"
    if isinstance(node, ast.Attribute) and node.attr in ONLY_IN_NUMPY_2 and _dotted(node.value) in ("np", "numpy"):
        yield f"np.{node.attr} is not in NumPy 1.26"


def _faults_in_the_package(node: ast.AST, path: str) -> Iterator[str]:
    if isinstance(node, ast.Assert):
        yield "assert, which python -O leaves out"
    if isinstance(node, ast.FunctionDef) and node.args.kwarg is not None:
        yield f"{node.name} takes **{node.args.kwarg.arg}, whose misspellings nobody sees"
    if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and getattr(node.value, "value", None) is not False:
        yield "allow_pickle, which runs what a file says"
    if isinstance(node, ast.Attribute) and node.attr == "RandomState":
        yield "RandomState instead of a Generator"
    if not isinstance(node, ast.Call):
        return
    called = _dotted(node.func)
    if called == "print" and not path.startswith(PRINTING):
        yield "print outside the command line"
    if called in ("eval", "exec", "warnings.warn", "warn", "os.system") and (called, path) != ("exec", RUNS_LESSONS):
        yield f"{called}()"


def environment(sources: Sources) -> list[str]:
    """No module changes the environment when it is imported, or processes that are started later would find it changed:
    with other threads, for example, linear algebra rounds in another way.
    """
    return [f"{path}:{node.lineno}: changes os.environ when it is imported" for path, text in sources.items()
            for node in _run_at_import(_parsed(text)) if _changes_environment(node)]


def _run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) or (
                isinstance(child, ast.If) and "__main__" in ast.unparse(child.test)):
            continue
        yield child
        yield from _run_at_import(child)


def _changes_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return _dotted(node.func) in {f"os.environ.{way}" for way in ("setdefault", "update", "pop", "clear")} | {
            "os.putenv", "os.unsetenv"}
    return (isinstance(node, ast.Subscript) and _dotted(node.value) == "os.environ"
            and not isinstance(node.ctx, ast.Load))


def other_packages(sources: Sources) -> list[str]:
    """The package speaks of itself and NumPy; its text names no tool that a reader need not have."""
    return [f"{path}:{n}: names {found.group()}" for path, text in sources.items() if path.startswith("srm_ref/")
            for n, line in enumerate(text.splitlines(), 1) if (found := OTHERS.search(line))]


def section_numbers(sources: Sources) -> list[str]:
    """No section of SRM is cited by number: how that paper numbers its sections is not known here. Pages too."""
    return [f"{path}:{text.count(chr(10), 0, found.start()) + 1}: cites {' '.join(found.group().split())}"
            for path, text in sources.items() for found in NUMBERED.finditer(text)]


def phrases(sources: Sources) -> list[str]:
    """Phrases that had to be read twice stand nowhere: standard words say the same. Pages too, but those of lessons."""
    flat = {path: re.sub(r"\n[ #]*", " ", text) for path, text in sources.items()
            if not path.startswith(("lessons/pages/", "tests/house_rules.py", "tests/test_house_rules.py"))}
    return [f"{path}: {found.group()!r}: say {instead}" for path, text in flat.items()
            for phrase, instead in PHRASES.items() for found in re.finditer(phrase, text)]


def singulars(sources: Sources) -> list[str]:
    """What a person reads is right for one thing, too: "1 row is", and not "1 rows are"."""
    broken = []
    for path, text in sources.items():
        if not SPEAKING.fullmatch(path):
            continue
        of_several = {id(said) for node in _walked(text, ast.IfExp) if "1" in ast.unparse(node.test).split()
                      for branch in (node.body, node.orelse) for said in ast.walk(branch)}
        for node in _walked(text, ast.JoinedStr):
            for number, words in zip(node.values, node.values[1:]):
                if id(node) in of_several or not isinstance(number, ast.FormattedValue) or not isinstance(
                        words, ast.Constant):
                    continue
                counts = isinstance(number.value, ast.Call) and _dotted(number.value.func) == "counted"
                if counts and (found := PLURAL_VERB.match(words.value)):
                    broken.append(f"{path}:{node.lineno}: {found[0].strip()!r} behind counted(...), maybe of one")
                elif _may_be_one(number) and (found := MANY.match(words.value)):
                    broken.append(f"{path}:{node.lineno}: {found[1]!r} behind a number: say counted(...)")
    return broken


def _may_be_one(number: ast.FormattedValue) -> bool:
    """Say whether what stands in the braces may be written as 1; words, constants and decimals are not."""
    value, form = number.value, ast.unparse(number.format_spec) if number.format_spec else ""
    words = isinstance(value, ast.IfExp) and isinstance(value.body, ast.Constant) and isinstance(value.body.value, str)
    joined = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "join"
    return not (number.conversion == ord("r") or words or joined or NEVER_ONE.fullmatch(ast.unparse(value))
                or WITH_DECIMALS.search(form))


# --- tests

def banners(sources: Sources) -> list[str]:
    """A test file is in headed parts: two or more of the five, each once, in their order."""
    broken = []
    for path, text in sources.items():
        if not re.fullmatch(r"tests/(\w+/)*test_\w+\.py", path):
            continue
        found = re.findall(r"^# --- (.*)$", text, flags=re.MULTILINE)
        if found != [banner for banner in BANNERS if banner in found]:
            broken.append(f"{path}: parts {', '.join(found)} instead of {', '.join(BANNERS)}")
        elif len(found) < 2:
            broken.append(f"{path}: {len(found)} of the parts {', '.join(BANNERS)}")
    return broken


NOT_PARTS = ("conformance", "golden_cases", "benchmarks")  # what tests use, not what they test


def mirrored_tests(sources: Sources) -> list[str]:
    """A test stands in the folder of the part that it tests, or at the top; no name is a code of a list elsewhere."""
    parts = {path.rpartition("/")[0] for path in sources if path.startswith("srm_ref/")}
    broken = []
    for path, text in sources.items():
        if not re.fullmatch(r"tests/(\w+/)*test_\w+\.py", path):
            continue
        folder = path.rpartition("/")[0].replace("tests", "srm_ref", 1)
        if folder not in parts | {"srm_ref"} and not path.startswith(tuple(f"tests/{name}/" for name in NOT_PARTS)):
            broken.append(f"{path}: there is no part {folder}")
        coded = re.findall(r"^ *def (test_t\d+\w*)", text, flags=re.MULTILINE)
        broken += [f"{path}: {name} names what it tests by a code" for name in coded]
    return broken


RULES: dict[str, Callable[[Sources], list[str]]] = {
    rule.__name__: rule
    for rule in (book_order, back_rooms, allowed_imports, definitions, sizes, module_heads, contents, reading_orders,
                 docstrings, docstring_share, banned, environment, other_packages, section_numbers, phrases,
                 singulars, banners, mirrored_tests)
}
READ_PAGES = {"section_numbers", "phrases"}  # rules that hold in Markdown as well


# --- reading source

@functools.cache
def _walked(text: str, kinds: type | types.UnionType = ast.AST) -> tuple[ast.AST, ...]:
    """Give the nodes of some kinds: rule after rule reads the same texts, and none changes a tree."""
    return tuple(node for node in (ast.walk(_parsed(text)) if kinds is ast.AST else _walked(text))
                 if isinstance(node, kinds))


def _nodes(sources: Sources, kinds: type | types.UnionType = ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for path, text in sources.items():
        for node in _walked(text, kinds):
            yield path, node


def _dotted(node: ast.AST) -> str:
    """Spell a name with its dots, as np.random; "" for any other expression."""
    if isinstance(node, ast.Attribute):
        return f"{before}.{node.attr}" if (before := _dotted(node.value)) else ""
    return node.id if isinstance(node, ast.Name) else ""


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _part(module: str) -> str:
    return (module + ".").split(".")[1]


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        if node.level:
            return ["srm_ref"]  # a relative import stays inside
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _imports_of(text: str, modules: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Yield line and module for every import of the package's own, also inside functions."""
    for node in _walked(text, ast.Import | ast.ImportFrom):
        for name in _imported(node):
            if name.split(".")[0] == "srm_ref":
                yield node.lineno, name if name in modules else name.rpartition(".")[0] or name


def _public_names(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [element.value for element in node.value.elts]
    return None


def _defines(tree: ast.Module, name: str) -> bool:
    branches = [inner for node in tree.body if isinstance(node, ast.If) for inner in node.body]
    for node in [*tree.body, *branches]:
        names = [getattr(node, "name", None)]
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            names = [ast.unparse(target) for target in getattr(node, "targets", [getattr(node, "target", None)])]
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.asname or alias.name for alias in node.names]
        if name in names:
            return True
    return False


def _public_definitions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    names = _public_names(tree) or []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in names:
            yield node.name, node
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner
