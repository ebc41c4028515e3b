"""What a wrong, or an unusual right, implementation is: a few functions in place of those of `right.py`."""
from __future__ import annotations

import functools
import itertools
import types
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.field.questions import QUESTIONS, answers, differ

BASE = Path(__file__).with_name("right.py")

SUITE_OF_FAMILY = {
    "spotlight": "spotlight", "signed": "signed_spotlight", "mean": "mean_spotlight", "projection": "project",
    "cap": "cap_fraction", "forward": "toy_forward", "gradient": "toy_loss_and_gradient",
    "population": "population_loss", "dimensionality": "feature_dimensionality", "interference": "interference",
    "samples": "sample_features",
}
COUNTS = ("spotlight", "signed", "mean")    # families whose answers are counts: exact
RELATIVE = ("cap", "dimensionality", "interference")    # and whose answers may be small


@functools.cache
def compiled(text):
    return compile(text, "an implementation from the field", "exec")


def edited_base(name, edits):
    """The base's text with every (old, new) of `edits` put in place; each old text must be there once."""
    text = BASE.read_text()
    for old, new in edits:
        if text.count(old) != 1:
            raise ValueError(f"{name}: {old!r} occurs {text.count(old)} times in the base")
        text = text.replace(old, new)
    return text


@dataclass(frozen=True)
class Entry:
    """One implementation. `code` is appended to the base; `edits` are (old, new), each found once in the base."""

    name: str
    family: str
    sentence: str
    code: str
    edits: tuple
    ask: str

    def source(self):
        return f"{edited_base(self.name, self.edits)}\n\n# --- {self.sentence}\n\n{self.code}"

    def module(self):
        """A fresh module object of its own."""
        module = types.ModuleType("field_" + self.name.replace("-", "_"))
        exec(compiled(edited_base(self.name, self.edits)), module.__dict__)  # noqa: S102
        exec(compiled(self.code), module.__dict__)  # noqa: S102
        return module

    def write(self, folder):
        """Write the adapter module; its name is the TARGET of `srm-ref verify`."""
        path = Path(folder) / ("field_" + self.name.replace("-", "_").replace(".", "_") + ".py")
        path.write_text(self.source())
        return path.stem

    def tolerances(self):
        """Relative and absolute."""
        return (1e-9 if self.family in COUNTS else 1e-4), (0.0 if self.family in RELATIVE else 1e-13)

    def witness(self, module, right):
        """Does `module` answer the entry's question otherwise than `right`?"""
        return differ(answers(QUESTIONS[self.ask], module), answers(QUESTIONS[self.ask], right), *self.tolerances())


class Table(dict):
    """Entries of one family, by name."""

    def __init__(self, family, ask):
        super().__init__()
        self.family, self.ask = family, ask

    def add(self, name, sentence, code, ask=None):
        """`code` is a text of functions, or a tuple: pairs (old, new) in the base, and perhaps a text at the end."""
        parts = (code,) if isinstance(code, str) else code
        edits = tuple(part for part in parts if not isinstance(part, str))
        text = "\n".join(part for part in parts if isinstance(part, str))
        full = f"{self.family}-{name}"
        if full in self:
            raise ValueError(f"{full} is there twice")
        self[full] = Entry(full, self.family, sentence, text.strip("\n") + "\n", edits, ask or self.ask)


def merged(*tables):
    every = dict(itertools.chain.from_iterable(table.items() for table in tables))
    if len(every) != sum(len(table) for table in tables):
        raise ValueError("two entries have one name")
    return every
