"""Appendix: how is a result shown, laid out as rows, and kept in a file? No mathematics here.

    rows = resonance.table()                    a list of dicts, one per row, from which any data frame can be made
    resonance.save("layer3.npz")                arrays, nothing pickled
    srm_ref.Resonance.load("layer3.npz")        equal bit for bit

A result may hold other results and records (named tuples): the field `null` of the record in the field `scale` is the
array "scale.null" of the file. Records of one kind in a row are kept as columns. What is None is not in the file.

Contents: Result.
"""

from __future__ import annotations

import html
import os
from dataclasses import fields
from typing import Any, Iterator, Mapping, TypeVar, get_args, get_type_hints

import numpy as np

from srm_ref.checks import refuse
from srm_ref.writing import read_arrays, write_arrays

__all__ = ["Result"]

FORMAT = "srm_ref result 1"
Kind = TypeVar("Kind", bound="Result")


class Result:
    """A result: a dataclass of arrays and numbers, shown by its shapes; `columns` says what its table holds."""

    def columns(self) -> dict[str, np.ndarray]:
        """Return the table's columns, each (n_rows,)."""
        raise NotImplementedError

    def table(self) -> list[dict[str, Any]]:
        """Return the rows as plain Python numbers by the names of the columns."""
        columns = {name: np.asarray(column).tolist() for name, column in self.columns().items()}
        return [dict(zip(columns, row)) for row in zip(*columns.values())]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the result to the .npz file `path`, completely or not at all."""
        write_arrays(path, dict(_arrays("", type(self), self)) | {"format": FORMAT, "kind": type(self).__name__})

    @classmethod
    def load(cls: type[Kind], path: str | os.PathLike[str]) -> Kind:
        """Read what `save` wrote to `path`; ValueError for any other file."""
        def made(held: dict[str, np.ndarray]) -> tuple[tuple[str, str], Kind | None]:
            kind = (str(held.pop("format")), str(held.pop("kind")))
            result = _read("", cls, held) if kind == (FORMAT, cls.__name__) else None
            return kind, result if result is not None and held.keys() == dict(_arrays("", cls, result)).keys() else None
        wanted = f"a {cls.__name__} as save wrote it"
        kind, result = read_arrays(path, wanted, made)
        if result is None:
            refuse("path", wanted, f"{os.fspath(path)!r}: {kind[1]} in {kind[0]!r}")
        return result

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={said}' for name, said in self._said())})"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{name}</th><td>{html.escape(said)}</td></tr>" for name, said in self._said())
        return f"<table><caption>{type(self).__name__}</caption>{rows}</table>"

    def _said(self) -> list[tuple[str, str]]:
        return [(field.name, _short(getattr(self, field.name))) for field in fields(self)]


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"<{value.dtype} {value.shape}>"
    if isinstance(value, Result) or isinstance(value, tuple) and any(isinstance(part, tuple) for part in value):
        return f"<{type(value).__name__}>" if isinstance(value, Result) else f"<{len(value)} {type(value[0]).__name__}>"
    if isinstance(value, tuple):
        return f"({', '.join(map(_short, value))})"
    return f"{value:.6g}" if isinstance(value, float) else repr(value)


def _hints(kind: Any) -> dict[str, Any] | None:
    """Return the kinds of the fields of a result or a record; None for anything else."""
    if not (isinstance(kind, type) and (issubclass(kind, Result) or hasattr(kind, "_fields"))):
        return None
    names = kind._fields if hasattr(kind, "_fields") else [field.name for field in fields(kind)]
    hints = get_type_hints(kind)
    return {name: hints[name] for name in names}


def _arrays(name: str, kind: Any, value: Any) -> Iterator[tuple[str, np.ndarray]]:
    """Lay out a value of a kind as named arrays."""
    kind, rows = _plain_kind(kind)
    hints = _hints(kind)
    if value is None:
        return
    if hints is None:
        yield name, np.asarray(value)
    elif rows:
        yield from ((_inside(name, part), np.array([getattr(row, part) for row in value])) for part in hints)
    else:
        for part, inner in hints.items():
            yield from _arrays(_inside(name, part), inner, getattr(value, part))


def _read(name: str, kind: Any, held: Mapping[str, np.ndarray]) -> Any:
    """Make a value of a kind of the named arrays, as `_arrays` laid it out."""
    may_miss = type(None) in get_args(kind)
    kind, rows = _plain_kind(kind)
    hints = _hints(kind)
    if may_miss and name not in held and not any(other.startswith(f"{name}.") for other in held):
        return None
    if hints is None:
        value = held[name]
        return tuple(value.tolist()) if kind is tuple else value if value.ndim else value.item()
    if rows:
        return tuple(kind(*row) for row in zip(*(held[_inside(name, part)].tolist() for part in hints)))
    return kind(**{part: _read(_inside(name, part), inner, held) for part, inner in hints.items()})


def _plain_kind(kind: Any) -> tuple[Any, bool]:
    """Return X for X | None, (X, True) for rows of records X, and tuple for other tuples."""
    inner = [part for part in get_args(kind) if part is not type(None)]
    if getattr(kind, "__origin__", None) is tuple:
        return (inner[0], True) if _hints(inner[0]) else (tuple, False)
    return (inner[0] if len(inner) < len(get_args(kind)) else kind), False


def _inside(name: str, part: str) -> str:
    return f"{name}.{part}" if name else part
