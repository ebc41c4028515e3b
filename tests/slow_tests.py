"""Which tests are slow? Those that `slow_tests.txt` lists, measured, beside those that carry the mark.

    python -m pytest -p tests.slow_tests

runs tests, here all of them, and corrects the list: one test per line, as pytest names it, that took more than LIMIT
seconds of processor time. What was not run keeps its place.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Iterable, Iterator, Mapping

import pytest

LIST = Path(__file__).with_suffix(".txt")
LIMIT = 0.05  # seconds, of the call and of what it sets up, processes that it starts included
ALWAYS_QUICK = ("tests/test_house_rules.py", "tests/test_registries.py", "tests/test_slow_tests.py")  # they remind
_spent: dict[str, float] = {}


def listed() -> list[str]:
    """The names of the tests that were slow when they were last measured."""
    return LIST.read_text(encoding="utf-8").splitlines()


def corrected(before: Iterable[str], spent: Mapping[str, float]) -> list[str]:
    """The names of the slow tests in order: of those measured by their seconds, of the others those listed `before`."""
    slow = {name for name, seconds in spent.items() if seconds > LIMIT}
    return sorted(name for name in slow | (set(before) - spent.keys()) if not name.startswith(ALWAYS_QUICK))


def processor_seconds() -> float:
    """Of this process and of all that it started and has waited for."""
    return time.process_time() + sum(os.times()[2:4])


# --- what pytest calls, where it is asked for with -p

@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    begin = processor_seconds()
    yield
    _spent[item.nodeid] = processor_seconds() - begin


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    begin = processor_seconds()
    yield
    _spent[item.nodeid] += processor_seconds() - begin


def pytest_sessionfinish() -> None:
    names = corrected(listed(), _spent)
    LIST.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    print(f"\n{len(names)} tests take more than {LIMIT} s: {LIST}")
