"""Requests that do not fit are refused before anything is made."""

from __future__ import annotations

import pytest

from srm_ref import memory
from srm_ref.memory import RequestTooLarge, available_memory, require_memory

# --- definition


def test_what_fits_passes_and_what_does_not_is_refused(monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: 2e9)
    require_memory(2e9, "planes", "curves", "9 planes", "fewer")
    with pytest.raises(RequestTooLarge) as refusal:
        require_memory(2.1e9, "planes", "curves", "9 planes", "pass fewer")
    assert str(refusal.value) == ("planes: wanted curves that fit into 2.0 GB of free memory; found 9 planes, "
                                  "which would take 2.1 GB (pass fewer)")


# --- analytic

def test_it_is_both_kinds_of_error():
    assert issubclass(RequestTooLarge, MemoryError) and issubclass(RequestTooLarge, ValueError)


def test_the_system_is_asked(monkeypatch, tmp_path):
    system = tmp_path / "meminfo"
    real_open = open
    monkeypatch.setattr("builtins.open", lambda path, **options: real_open(system, **options))
    system.write_text("MemTotal:       9 kB\nMemAvailable:       2048 kB\nMemFree:  1 kB\n")
    assert available_memory() == 2048 * 1024
    for text in ("MemTotal: 9 kB\n", "MemAvailable: many kB\n"):
        system.write_text(text)
        assert available_memory() > 1e8  # what the machine has in all, or no bound
    system.unlink()
    monkeypatch.setattr(memory.os, "sysconf_names", {})
    assert available_memory() == float("inf")
