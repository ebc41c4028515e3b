"""How many rooms does one call go through? A walk through the modules of the package, as the interpreter takes it.

A stay is an entry into a module: a call into, or a return to, a module of srm_ref other than the one before. `LEFT_OUT`
are no rooms of any mathematics: they refuse arguments and tell of progress.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any, Callable

LEFT_OUT = ("srm_ref.checks", "srm_ref.progress")


def stays(function: Callable[[], Any]) -> tuple[int, list[str]]:
    """Call the function; return the number of stays, and the modules that were entered, in alphabetical order."""
    walk: list[str] = []

    def enter(frame: FrameType | None) -> None:
        while frame is not None and not _is_room(_module(frame)):
            frame = frame.f_back
        if frame is not None and walk[-1:] != [_module(frame)]:
            walk.append(_module(frame))

    def follow(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and _is_room(_module(frame)):
            enter(frame)
        elif event == "return" and _is_room(_module(frame)):
            enter(frame.f_back)

    before = sys.getprofile()
    sys.setprofile(follow)
    try:
        function()
    finally:
        sys.setprofile(before)
    return len(walk), sorted(set(walk))


def _module(frame: FrameType) -> str:
    return frame.f_globals.get("__name__", "")


def _is_room(module: str) -> bool:
    return module.startswith("srm_ref") and module not in LEFT_OUT
