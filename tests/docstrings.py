"""How many docstring lines does a part have, and did a rewriting lose a formula, a shape, a source or a doctest?

    python -m tests.docstrings TREE          lists them part by part
    python -m tests.docstrings OLD NEW       and says what OLD has and NEW has not; status 1 if code differs
                                             or anything is lost

A tree is the top of a copy of the repository. A docstring line is a line of a docstring that is not blank; a code line
is any other line that is neither blank nor a comment. A formula is a run of symbols around a relation (=, <=, ...); it
is kept if the docstrings of its part still contain it, blanks and line ends aside. A source is the name of a paper, its
year, or its number in the arXiv.
"""

from __future__ import annotations

import ast
import collections
import doctest
import functools
import re
import sys
from pathlib import Path
from typing import Iterator, NamedTuple

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
RELATIONS = {"=", "<=", ">=", "<", ">", "<-", "~", "!=", ":=", "=="}
FUNCTIONS = {
    "sum", "sqrt", "exp", "log", "log1p", "cos", "sin", "tan", "arccos", "arcsin", "arctan2", "relu", "ReLU", "max",
    "min", "mean", "floor", "ceil", "sign", "int", "det", "rank", "unit", "prod", "pi", "epsilon", "theta", "phi",
    "lambda", "sigma", "alpha", "beta", "gamma", "mod", "tanh", "var", "std", "Beta", "Gamma", "clip", "erf", "tr",
    "diag"
}
SOURCES = re.compile(r"\bSRM\b|\bTMS\b|arXiv[ :]\d{4}\.\d{4,5}|\bDLMF [\d.]+|\b(?:1[89]|20)\d\d\b")
SHAPE = re.compile(r"\([\w.][\w.+*/ -]*,[\w.,+*/ -]*\)")
# a shape, and not the arguments of a function
ARRAY = re.compile(r"\(\.\.\.[^()]*\)|\([^()=]*\bn_\w+[^()=]*\)|\(\w+,\)")


class Words(NamedTuple):
    """What the docstrings of one part say, and beside how much code."""

    n_docstring: int
    n_code: int
    text: str
    formulas: tuple[str, ...]
    shapes: tuple[str, ...]
    sources: tuple[str, ...]
    doctests: tuple[str, ...]


def part_of(path: str) -> str:
    """Give the folder under srm_ref that a module stands in, "top" for those directly under it."""
    return path.removeprefix("srm_ref/").rpartition("/")[0] or "top"


def counted(text: str) -> tuple[int, int]:
    """Count a module's docstring lines and code lines."""
    lines, words = text.splitlines(), set()
    for node, _ in docstrings_of(text):
        words |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    code = sum(1 for n, line in enumerate(lines, 1) if n not in words and line.strip()[:1] not in ("", "#"))
    return sum(1 for n in words if lines[n - 1].strip()), code


@functools.cache
def parsed(text: str) -> ast.Module:
    """Give the syntax tree of a module: made once, changed by nobody."""
    return ast.parse(text)


@functools.cache
def docstrings_of(text: str) -> tuple[tuple[ast.AST, str], ...]:
    """Give every documented node of a module with its docstring."""
    nodes = (node for node in ast.walk(parsed(text)) if isinstance(node, DOCUMENTED))
    return tuple((node, doc) for node in nodes if (doc := ast.get_docstring(node)) is not None)


def grouped(sources: dict[str, str]) -> dict[str, list[str]]:
    """Give the texts of every part of {path: source}."""
    parts = collections.defaultdict(list)
    for path, text in sources.items():
        if path.startswith("srm_ref/"):
            parts[part_of(path)].append(text)
    return dict(sorted(parts.items()))


def read(sources: dict[str, str]) -> dict[str, Words]:
    """Read {path: source} part by part."""
    return {part: _words(texts) for part, texts in grouped(sources).items()}


def lines_of(texts: list[str]) -> tuple[int, int]:
    """Count the docstring lines and the code lines of a part."""
    docs, code = zip(*map(counted, texts))
    return sum(docs), sum(code)


def _words(texts: list[str]) -> Words:
    docs = [doc for text in texts for _, doc in docstrings_of(text)]
    examples = [example for doc in docs for example in doctest.DocTestParser().get_examples(doc)]
    prose = [_without_examples(doc) for doc in docs]
    return Words(*lines_of(texts), squeezed(_without_shapes("\n".join(prose))),
                 tuple(f for doc in prose for f in formulas(doc)),
                 tuple(s for doc in prose for s in SHAPE.findall(doc)),
                 tuple(s for doc in prose for s in SOURCES.findall(doc)),
                 tuple(f"{example.source.strip()} -> {example.want.strip()}" for example in examples))


def squeezed(text: str) -> str:
    """Leave out what two ways of writing a formula differ in: blanks, line ends, backquotes."""
    return re.sub(r"[\s`]+", "", text)


def _without_shapes(text: str) -> str:
    """Leave out shapes of arrays, which look like the arguments of a function."""
    return ARRAY.sub(" ", text).replace("array_like", " ")


def _without_examples(doc: str) -> str:
    kept, inside = [], False
    for line in doc.splitlines():
        inside = line.lstrip().startswith(">>>") or (inside and bool(line.strip()))
        kept += [] if inside or set(line.strip()) == {"-"} else [line]  # nor the line under a heading
    return "\n".join(kept)


def formulas(text: str) -> Iterator[str]:
    """Yield the runs of symbols around a relation, without blanks; runs shorter than five characters are no news."""
    tokens, first = _without_shapes(text).split(), 0
    for k, token in enumerate(tokens):
        if token not in RELATIONS or k < first:
            continue
        start, stop = k, k + 1
        while start > first and _mathematical(tokens[start - 1]) and not tokens[start - 1].endswith(
            (",", ";", ":", ".")):
            start -= 1
        while stop < len(tokens) and (_mathematical(tokens[stop]) or tokens[stop] in RELATIONS):
            stop += 1
            if tokens[stop - 1].endswith((",", ";", ":", ".")):
                break
        first = stop
        found = squeezed("".join(tokens[start:stop])).strip(",;:.")
        if len(found) >= 5 and not found.startswith(tuple(RELATIONS)) and not found.endswith(tuple(RELATIONS)):
            yield _balanced(found)


def _mathematical(token: str) -> bool:
    bare = token.strip(",;:.()[]`|")
    plain = re.fullmatch(r"[A-Za-z][a-z]+", bare) is not None
    if (plain and bare not in FUNCTIONS) or SOURCES.search(token) or bare.endswith("'s"):
        return False
    return not re.fullmatch(r"[A-Za-z]+(-[A-Za-z]+)+", bare)


def _balanced(found: str) -> str:
    """Leave off brackets of the sentence around a formula."""
    while found.endswith(")") and found.count("(") < found.count(")"):
        found = found[:-1].rstrip(",;:.")
    while found.startswith("(") and found.count("(") > found.count(")"):
        found = found[1:]
    return found


# --- two trees

def bare(text: str) -> str:
    """Give a module's syntax tree without its docstrings, those under a constant too, as text."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED):
            node.body = [inner for inner in node.body if not _is_text(inner)] or [ast.Pass()]
    return ast.dump(tree)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def differing(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """List the modules whose code is not the same in both trees."""
    return [f"{path}: " + ("its code differs" if path in new else "is not there") for path, text in old.items()
            if path.startswith("srm_ref/") and (path not in new or bare(text) != bare(new[path]))]


def lost(old: dict[str, Words], new: dict[str, Words]) -> list[str]:
    """List the doctests, formulas and sources that the docstrings of OLD have and those of NEW have not."""
    broken, text = [], "".join(words.text for words in new.values())
    for part, words in old.items():
        now = new.get(part, Words(0, 0, "", (), (), (), ()))
        gone = collections.Counter(words.doctests) - collections.Counter(doc for other in new.values()
                                                                         for doc in other.doctests)
        broken += [f"{part}: doctest {doc}" for doc in gone]
        broken += [f"{part}: formula {f}" for f in dict.fromkeys(words.formulas) if f not in now.text and f not in text]
        broken += [f"{part}: source {s}" for s in sorted(set(words.sources) - set(now.sources))]
    return broken


# --- the program

def load(top: str | Path) -> dict[str, str]:
    """Read a tree's package: {path: source}."""
    return {
        file.relative_to(top).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(Path(top, "srm_ref").rglob("*.py"))
    }


def table(parts: dict[str, Words]) -> str:
    """Set out a tree's parts, a line each, and their total."""
    lines = [f"{'part':28}{'docstring':>10}{'code':>7}{'per line':>9}"
             f"{'formulas':>9}{'shapes':>8}{'sources':>8}{'doctests':>9}"]
    rows = [(part, words.n_docstring, words.n_code, *map(len, words[3:])) for part, words in parts.items()]
    rows.append(("all", *(sum(row[k] for row in rows) for k in range(1, 7))))
    for part, doc, code, *rest in rows:
        lines.append(f"{part:28}{doc:10}{code:7}{doc / max(code, 1):9.2f}{rest[0]:9}{rest[1]:8}{rest[2]:8}{rest[3]:9}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """List one tree or compare two; give 1 if the second lost anything."""
    trees = [load(top) for top in arguments]
    for top, tree in zip(arguments, trees):
        print(f"{top}\n{table(read(tree))}\n")
    if len(trees) < 2:
        return 0
    broken = differing(*trees) + lost(*map(read, trees))
    print("\n".join(broken) or "The code is the same, and no doctest, formula or source is lost.")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
