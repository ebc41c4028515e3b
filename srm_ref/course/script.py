"""A lesson runs as a script: where are its figures? Nothing is drawn that nobody asks for.

For every figure a line says which picture of lessons/images it is. With ``--figures DIR`` behind the name of the
script, or in ``srm-ref lesson``, it is drawn anew into a folder instead.

Contents: tell, tell_or_draw.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from srm_ref.course.finder import lessons_folder
from srm_ref.writing import replacing

__all__ = ["tell", "tell_or_draw"]


def tell(item: Any) -> None:
    """Say where a figure, `item`, is if the program that runs is a lesson; in a notebook or a test say nothing."""
    program = getattr(sys.modules["__main__"], "__file__", None)
    if program is not None and Path(program).resolve().parent == lessons_folder():
        words = sys.argv[1:]
        asked = "--figures" in words[:-1]
        tell_or_draw(item, Path(words[words.index("--figures") + 1]) if asked else None)


def tell_or_draw(item: Any, folder: Path | None) -> None:
    """Draw a figure, `item`, into a folder, which is made if need be; without one say where its picture is kept."""
    if folder is None:
        print(f"figure         {lessons_folder() / 'images' / item.file}  (--figures DIR draws it anew)")
        return
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / item.file) as temporary:
        temporary.write_bytes(item.content())
    print(f"figure         {folder / item.file}")
