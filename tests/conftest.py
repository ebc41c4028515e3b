"""What holds for every test: the same examples everywhere, and two marks, slow and exhaustive, that leave tests out.

Hypothesis runs the same examples everywhere, so that a red test is red on every machine: 40 of each property, and 10
where `-m "not slow"` asks for the quick tests; where a test says its own number (`strategies.examples`), a quarter of
it.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.slow_tests import listed

PROFILES = {"whole": 40, "quick": 10}

for _name, _n_examples in PROFILES.items():
    settings.register_profile(_name, derandomize=True, deadline=None, max_examples=_n_examples,
                              suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("whole")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("markexpr", "") == "not slow":
        settings.load_profile("quick")


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what was measured to be, and what is exhaustive: `-m "not slow"` replaces the line of setup.cfg
    that leaves it out.
    """
    slow = set(listed())
    for item in items:
        if item.nodeid in slow or item.get_closest_marker("exhaustive"):
            item.add_marker("slow")
