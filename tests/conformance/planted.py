"""How is a fault planted? The right implementation's source with one text replaced, run as a module of its own."""

from functools import lru_cache
from pathlib import Path
from types import ModuleType

from tests.conformance import right

SOURCE = Path(right.__file__).read_text(encoding="utf-8")


@lru_cache(maxsize=None)
def planted(old: str, new: str) -> ModuleType:
    """Return the right implementation with every `old` replaced by `new`; `old` must be there."""
    if old not in SOURCE:
        raise ValueError(f"not in the source: {old!r}")
    module = ModuleType("planted")
    module.__file__ = right.__file__
    exec(compile(SOURCE.replace(old, new), "planted", "exec"), module.__dict__)
    return module
