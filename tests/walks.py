"""How often does a computation change rooms? The walk of one call through the modules of the package.

A stay is an entry into a module of `srm_ref`: a call into it, or a return to it, from a module different from the one
before. `srm_ref.checks` and `srm_ref.progress`, which judge arguments and tell of progress, are left out.
"""

from __future__ import annotations

import sys
from typing import Any, Callable

LEFT_OUT = ("srm_ref.checks", "srm_ref.progress")


def stays(function: Callable[[], Any]) -> tuple[int, list[str]]:
    """Call `function` and return the number of stays and the modules entered, in alphabetical order."""
    rooms: list[str] = []

    def watch(frame: Any, event: str, _: Any) -> None:
        here = frame if event == "call" else frame.f_back if event == "return" else None
        room = here.f_globals.get("__name__", "") if here is not None else ""
        if room.split(".")[0] == "srm_ref" and room not in LEFT_OUT and rooms[-1:] != [room]:
            rooms.append(room)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        function()
    finally:
        sys.setprofile(before)
    return len(rooms), sorted(set(rooms))
