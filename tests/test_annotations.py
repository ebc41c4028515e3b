"""Every function of the package names the type of every argument and of what it returns: type checkers read them."""

from __future__ import annotations

import ast
import inspect
import typing
from pathlib import Path

import pytest

from tests.hostile import public

TOP = Path(__file__).parents[1]
BARE = {list, dict, tuple, set, frozenset, type, typing.Callable, typing.Iterator, typing.Sequence, typing.Mapping}


def unannotated(text):
    """Arguments of functions, methods and inner functions without a type, and functions that return they do not say
    what.
    """
    found, methods = [], set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            methods |= {id(inner) for inner in node.body}
        if not isinstance(node, ast.FunctionDef):
            continue
        arguments = [*node.args.posonlyargs, *node.args.args]
        if id(node) in methods and "staticmethod" not in {ast.unparse(each) for each in node.decorator_list}:
            arguments = arguments[1:]
        arguments += [*node.args.kwonlyargs, *filter(None, [node.args.vararg, node.args.kwarg])]
        found += [f"{node.name}:{node.lineno}: {argument.arg}" for argument in arguments if argument.annotation is None]
        if node.returns is None:
            found.append(f"{node.name}:{node.lineno}: what it returns")
    return found


# --- definition

def test_every_function_of_the_package_is_annotated():
    sources = {str(path.relative_to(TOP)): path.read_text(encoding="utf-8") for path in TOP.glob("srm_ref/**/*.py")}
    assert len(sources) > 150
    assert {path: found for path, text in sources.items() if (found := unannotated(text))} == {}


@pytest.mark.parametrize("name", public())
def test_the_types_of_a_public_name_can_be_read(name):
    """Annotations are text until a type checker asks: every name in them is there, and collections say of what.
    """
    value = public()[name]
    hints = typing.get_type_hints(value.__init__ if inspect.isclass(value) else value)
    if inspect.isclass(value):
        hints = typing.get_type_hints(value) | hints
    for argument in inspect.signature(value).parameters:
        assert hints[argument] not in BARE
    assert inspect.isclass(value) or hints["return"] not in BARE


def test_the_package_says_that_it_is_typed():
    assert (TOP / "srm_ref" / "py.typed").exists() and "py.typed" in (TOP / "setup.cfg").read_text(encoding="utf-8")


# --- errors

@pytest.mark.parametrize(("text", "found"), [
    ("def f(x, y: int) -> int: ...", ["f:1: x"]), ("def f(*, k): ...", ["f:1: k", "f:1: what it returns"]),
    ("def f(*a, **k) -> None: ...", ["f:1: a", "f:1: k"]), ("class A:\n def f(self, x) -> int: ...", ["f:2: x"]),
    ("class A:\n def f(self) -> None: ...", []), ("class A:\n @staticmethod\n def f(x) -> None: ...", ["f:3: x"]),
    ("def f() -> None:\n def g(y): ...", ["g:2: y", "g:2: what it returns"])])
def test_what_is_left_out_is_found(text, found):
    assert unannotated(text) == found
