"""Appendix: how is a result shown, laid out as rows, and kept in a file? No mathematics here.

    rows = resonance.table()                    a list of dicts, one a row: what any data frame is made from
    resonance.save("layer3.npz")                arrays alone, nothing pickled
    srm_ref.Resonance.load("layer3.npz")        equal to the bit

Contents: Result.
"""

from __future__ import annotations

import html
import os
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from srm_ref.checks import refuse
from srm_ref.writing import write_arrays

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
        """Write all of the result to the .npz file `path`, whole or not at all."""
        held = {field.name: np.asarray(getattr(self, field.name)) for field in fields(self)}
        write_arrays(path, held | {"format": FORMAT, "kind": type(self).__name__})

    @classmethod
    def load(cls: type[Kind], path: str | os.PathLike[str]) -> Kind:
        """Read what `save` wrote to `path`; ValueError for any other file."""
        try:
            with open(path, "rb") as stream, np.load(stream, allow_pickle=False) as file:
                held = {name: file[name] for name in file.files}
            kind, names = (str(held.pop("format")), str(held.pop("kind"))), {field.name for field in fields(cls)}
        except MemoryError:
            raise
        except Exception as error:  # damaged archives raise a dozen kinds
            refuse("path", f"a {cls.__name__} as save wrote it",
                   f"{os.fspath(path)!r}: {type(error).__name__}: {error}")
        if kind != (FORMAT, cls.__name__) or held.keys() != names:
            refuse("path", f"a {cls.__name__} as save wrote it", f"{os.fspath(path)!r}: {kind[1]} in {kind[0]!r}")
        return cls(**{name: value if value.ndim else value.item() for name, value in held.items()})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={said}' for name, said in self._said())})"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{name}</th><td>{html.escape(said)}</td></tr>" for name, said in self._said())
        return f"<table><caption>{type(self).__name__}</caption>{rows}</table>"

    def _said(self) -> list[tuple[str, str]]:
        values = [(field.name, getattr(self, field.name)) for field in fields(self)]
        return [(name, f"<{value.dtype} {value.shape}>" if isinstance(value, np.ndarray) else
                 f"{value:.6g}" if isinstance(value, float) else repr(value)) for name, value in values]
