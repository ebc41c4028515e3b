"""Which code of a lesson tells its story, and which only imports, draws or asserts? A page folds the second away.

A code cell is cut at its statements, in order, and nothing is lost: joined again, the pieces are the cell.

    imports   import statements
    figure    what names something that draws: the functions of srm_ref.figures, show, animate, and what they have given
    checks    asserts, and loops over nothing but asserts
    story     everything else; also whatever prints, and whatever calls the package or a function of the lesson

A value that only figures and asserts read goes with them. What is too short to be worth a fold stays in the story.

Contents: STORY, FEWEST_LINES, Piece, folded.
"""

from __future__ import annotations

import ast
import itertools
from typing import Iterator, NamedTuple, Sequence

__all__ = ["STORY", "FEWEST_LINES", "Piece", "folded"]

STORY = ("story",)
FEWEST_LINES = 3
"""A shorter piece stays in the story, unless it is the end of its cell."""
_DRAWING_MODULES = ("srm_ref.figures", "matplotlib")
_SHOWING = {"show", "animate", "still", "play"}


class Piece(NamedTuple):
    """A stretch of a code cell, and what kinds of statements it is made of: STORY, or some of the others."""

    kinds: tuple[str, ...]
    source: str


class _Statement:
    """A top-level statement with the comments above it; its kind is found later."""

    def __init__(self, text: str, nodes: list[ast.stmt]) -> None:
        self.text, self.nodes, self.kind = text, nodes, "story"
        named = [node for top in nodes for node in ast.walk(top) if isinstance(node, ast.Name)]
        self.read = {node.id for node in named if isinstance(node.ctx, ast.Load)}
        self.set = {node.id for node in named if isinstance(node.ctx, ast.Store)}
        self.called = {node.func.id for top in nodes for node in ast.walk(top)
                       if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def folded(cells: Sequence[str]) -> list[list[Piece]]:
    """Cut the code cells of one lesson, given in order, into pieces.

    Examples
    --------
    >>> cell = "import numpy as np\\nx = np.ones(3)\\nprint(x.sum())\\nassert x.sum() == 3"
    >>> [(piece.kinds, piece.source) for piece in folded([cell])[0]][1:]
    [(('checks',), 'assert x.sum() == 3')]
    """
    cut = [_statements(cell) for cell in cells]
    every = list(itertools.chain.from_iterable(cut))
    _name_kinds(every)
    _follow_readers(every)
    return [_pieces(statements) for statements in cut]


def _statements(cell: str) -> list[_Statement]:
    lines, found, done = cell.splitlines(keepends=True), [], 0
    body = ast.parse(cell).body
    for node, after in itertools.zip_longest(body, body[1:]):
        end = node.end_lineno if after is not None else len(lines)
        if end > done:
            found.append(_Statement("".join(lines[done:end]), [node]))
            done = end
        else:  # a second statement on the same line
            found[-1] = _Statement(found[-1].text, [*found[-1].nodes, node])
    return found or [_Statement(cell, [])]


def _name_kinds(statements: list[_Statement]) -> None:
    """What draws is found from the imports on, in the order of the lesson."""
    draws: set[str] = set()
    for statement in statements:
        if all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in statement.nodes) and statement.nodes:
            statement.kind = "imports"
            draws |= {name for node in statement.nodes for name in _imported_to_draw(node)}
        elif any(map(_only_asserts, statement.nodes)):
            statement.kind = "checks"
        elif statement.read & draws and "print" not in statement.called:
            statement.kind = "figure"
            draws |= {name for node in statement.nodes for name in _given(node, draws)}


def _imported_to_draw(node: ast.stmt) -> Iterator[str]:
    module = getattr(node, "module", None) or ""
    for alias in node.names:
        shows = module == "srm_ref.course" and alias.name in _SHOWING
        if shows or (module or alias.name).startswith(_DRAWING_MODULES):
            yield alias.asname or alias.name


def _given(node: ast.stmt, draws: set[str]) -> Iterator[str]:
    """Give the names of what a drawing function has returned, and of a function that draws."""
    if isinstance(node, ast.FunctionDef):
        yield node.name
    if isinstance(node, ast.Assign):
        root = node.value
        while isinstance(root, (ast.Call, ast.Attribute, ast.Subscript)):
            root = root.func if isinstance(root, ast.Call) else root.value
        if isinstance(root, ast.Name) and root.id in draws:
            yield from (name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name))


def _only_asserts(node: ast.stmt) -> bool:
    if isinstance(node, (ast.For, ast.With)):
        *before, last = node.body
        return _only_asserts(last) and all(isinstance(inner, ast.Assign) or _only_asserts(inner) for inner in before)
    return isinstance(node, ast.Assert)


def _follow_readers(statements: list[_Statement]) -> None:
    """A plain value goes where all that read it have gone; what a function of the package or the lesson gives stays."""
    own = {alias.asname or alias.name for statement in statements for node in statement.nodes
           if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("srm_ref") for alias in node.names}
    own |= {node.name for statement in statements for node in statement.nodes if isinstance(node, ast.FunctionDef)}
    for statement in reversed(statements):
        plain = all(isinstance(node, ast.Assign) for node in statement.nodes) and not statement.called & own
        readers = {other.kind for other in statements if other is not statement and other.read & statement.set}
        if statement.kind == "story" and plain and readers and readers <= {"figure", "checks"}:
            statement.kind = "figure" if "figure" in readers else "checks"


def _pieces(statements: list[_Statement]) -> list[Piece]:
    runs = [(is_story, list(run)) for is_story, run in itertools.groupby(statements, lambda one: one.kind == "story")]
    found: list[Piece] = []
    for number, (is_story, run) in enumerate(runs, 1):
        source, kinds = "".join(one.text for one in run), tuple(dict.fromkeys(one.kind for one in run))
        short = sum(bool(line.strip()) for line in source.splitlines()) < FEWEST_LINES and number < len(runs)
        piece = Piece(STORY if is_story or short else kinds, source)
        joined = found and found[-1].kinds == piece.kinds == STORY
        found[-1:] = [Piece(STORY, found[-1].source + source)] if joined else [*found[-1:], piece]
    return found
