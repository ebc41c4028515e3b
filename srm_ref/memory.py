"""Does a request fit into this machine's memory? The question is asked before anything is allocated.

Contents: RequestTooLarge, UNASKED_BYTES, require_memory, available_memory.
"""

from __future__ import annotations

import os

__all__ = ["RequestTooLarge", "UNASKED_BYTES", "require_memory", "available_memory"]

UNASKED_BYTES = 2**24
"""Sweeps that need no more than this, 16 MB, do not ask the system for its free memory."""


class RequestTooLarge(MemoryError, ValueError):
    """Raised before anything is allocated: the request does not fit into this machine's memory; the message says what
    would."""


def require_memory(n_bytes: float, argument: str, wanted: str, found: str, instead: str) -> None:
    """Refuse a request that needs more memory than is free.

    n_bytes: what the request will allocate.
    argument: the caller's name of the argument that asks for it.
    wanted, found: what has to fit, and what was asked for.
    instead: what would fit.
    """
    available = available_memory()
    if n_bytes > available:
        raise RequestTooLarge(f"{argument}: wanted {wanted} that fit into {available / 1e9:.1f} GB of free memory; "
                              f"found {found}, which would take {n_bytes / 1e9:.1f} GB ({instead})")


def available_memory() -> float:
    """Ask the system how many bytes are free; infinite where it does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            return next(1024.0 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration, ValueError):
        names = getattr(os, "sysconf_names", {})
        if "SC_PHYS_PAGES" in names and "SC_PAGE_SIZE" in names:
            return float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")
        return float("inf")
