"""Which tests are slow? Those that `slow_tests.txt` lists, measured, beside those that carry the mark.

    python -m pytest --durations=0 --durations-min=0.15 -vv | python -m tests.slow_tests

writes the list again: one test per line, as pytest names it, that took more than LIMIT seconds.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Iterable

LIST = Path(__file__).with_suffix(".txt")
LIMIT = 0.15  # seconds, of the call and of what it sets up
ALWAYS_QUICK = ("tests/test_house_rules.py", "tests/test_registries.py", "tests/test_slow_tests.py")  # they remind
_LINE = re.compile(r"^(\d+\.\d+)s (?:call|setup)\s+(\S.*?)\s*$")


def listed() -> list[str]:
    """The names of the tests that were slow when they were last measured."""
    return LIST.read_text(encoding="utf-8").splitlines()


def slow_ones(printed: Iterable[str]) -> list[str]:
    """Read the durations that pytest printed; return the names of the slow tests, in order, each once."""
    found = (_LINE.match(line) for line in printed)
    return sorted({match[2] for match in found if match and float(match[1]) > LIMIT
                   and not match[2].startswith(ALWAYS_QUICK)})


if __name__ == "__main__":
    names = slow_ones(sys.stdin)
    LIST.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    print(f"{len(names)} tests took more than {LIMIT} s: {LIST}")
