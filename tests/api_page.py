"""Write srm_ref/API.md: every public name with its signature, one line of its docstring, and where it is read about.

    python -m tests.api_page

The page is made from the source alone, read and not run; tests/test_pages.py fails where it is not current. A name is
public where its module lists it in `__all__`. Experiments, commands and the machinery of the lessons are left out: they
are used by name on the command line. Read about means: the lessons whose cells use the name.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Iterator

from tests.docstrings import load

TOP = Path(__file__).resolve().parent.parent
PAGE = TOP / "srm_ref/API.md"
LEFT_OUT = ("experiments", "commands", "course", "cli", "__main__", "one_page", "files", "writing", "memory",
            "progress", "checks")
HEAD = """# Every public name

Made from the docstrings by `python -m tests.api_page`; a test fails where it is not current. Each name is imported from
the module above it, and most from the part as well; the docstring says the rest (`help(name)`). The numbers are of
the lessons whose cells use the name.
"""


def public(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, signature and first line of what a module lists in `__all__`, in the order of the list."""
    tree = ast.parse(text)
    defined = {name: (node, below) for node, below in zip(tree.body, [*tree.body[1:], None]) for name in _bound(node)}
    listed = [
        ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign) and "__all__" in _bound(node)
    ]
    for name in listed[0] if listed else ():
        if name in defined:
            yield (name, *_described(name, *defined[name]))


def _bound(node: ast.AST) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]


def _described(name: str, node: ast.AST, below: ast.AST | None) -> tuple[str, str]:
    if isinstance(node, ast.FunctionDef):
        return f"{name}({_arguments(node.args)})", _first_line(ast.get_docstring(node))
    if isinstance(node, ast.ClassDef):
        begin = [inner for inner in node.body if isinstance(inner, ast.FunctionDef) and inner.name == "__init__"]
        fields = [inner.target.id for inner in node.body if isinstance(inner, ast.AnnAssign)]
        arguments = _arguments(
            begin[0].args).removeprefix("self, ").removeprefix("self") if begin else ", ".join(fields)
        return f"{name}({arguments})", _first_line(ast.get_docstring(node))
    text = below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else "A constant."
    return name, _first_line(text)


def _arguments(arguments: ast.arguments) -> str:
    """Write a signature without annotations: names, defaults, and the marks of what must be named."""
    stripped = ast.parse(f"def f({ast.unparse(arguments)}): ...").body[0].args
    for argument in (*stripped.posonlyargs, *stripped.args, *stripped.kwonlyargs, stripped.vararg):
        if argument is not None:
            argument.annotation = None
    return ast.unparse(stripped)


def _first_line(text: str | None) -> str:
    paragraph = " ".join((text or "").strip().split("\n\n")[0].split())
    return re.split(r"(?<=[.;:]) (?=[A-Z])", paragraph)[0].replace("|", "\\|")


def lessons_with(lessons: dict[str, str]) -> dict[str, list[str]]:
    """Say for every name that lessons import from the package, or reach through it, which lessons do."""
    used: dict[str, list[str]] = {}
    for number, text in sorted(lessons.items()):
        tree, names, doors = ast.parse(text), set(), set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("srm_ref"):
                names |= {alias.name for alias in node.names}
                doors |= {alias.asname or alias.name for alias in node.names}
            elif isinstance(node, ast.Import):
                doors |= {(alias.asname or alias.name).split(".")[0]
                          for alias in node.names if alias.name.startswith("srm_ref")}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
                  and isinstance(node.value, ast.Name) and node.value.id in doors}
        for name in names:
            used.setdefault(name, []).append(number)
    return used


def page(sources: dict[str, str], lessons: dict[str, str]) -> str:
    """Make the page."""
    used, lines = lessons_with(lessons), [HEAD]
    for path, text in sources.items():
        module = path.removesuffix(".py").replace("/", ".")
        if path.endswith("__init__.py") or module.split(".")[1] in LEFT_OUT:
            continue
        rows = [f"- `{signature}` {line}" + (f" Lessons: {', '.join(used[name])}." if name in used else "")
                for name, signature, line in public(text)]
        question = (ast.get_docstring(ast.parse(text)) or "").splitlines()[0]
        lines += [f"## {module}\n\n{question}\n", "\n".join(rows) + "\n"] if rows else []
    return "\n".join(lines)


def current() -> str:
    """Make the page of this repository."""
    lessons = {file.name[:2]: file.read_text(encoding="utf-8") for file in (TOP / "lessons").glob("[0-9][0-9]_*.py")}
    return page(load(TOP), lessons)


if __name__ == "__main__":
    PAGE.write_text(current(), encoding="utf-8")
