"""How does a page link what its text names? Lessons by number, files, and functions to their modules.

Formulas, code blocks and headings stay as they are; a link that is there already leads on from the page's folder. In
one text per function is linked where it is named first; a file without its folder is in the folder of the file named
before it. A name that two modules make public is not linked, as it could be either (srm_ref/one_page.py, which repeats
the core, does not count).

Contents: linked, modules_of_names.
"""

from __future__ import annotations

import ast
import functools
import os
import re
from collections import defaultdict
from pathlib import Path
from typing import Mapping

from srm_ref.course.finder import lessons, lessons_folder

__all__ = ["linked", "modules_of_names"]

_PARTS = re.compile(r"```.*?```|^#+ .*?$|\$\$.*?\$\$|\$[^$\n]*(?:\n[^$\n]*)?\$|\[[^\]]*\]\((?P<target>[^)\n]*)\)"
                    r"|(?P<code>`[^`\n]+`)|(?P<lessons>\b[Ll]essons?\s\d+(?:(?:,| and| to| or)\s\d+)*)(?![\d.]*\d)",
                    re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"(?:srm_ref|lessons|tests)/[\w/.]+\.(?:py|md|json)")


def linked(text: str, page: Path, own: int = 0) -> str:
    """Link what a Markdown text names, for a page at a path; the page's own lesson, by its number, is not linked.

    Examples
    --------
    >>> print(linked("as `unit` of lesson 4", lessons_folder() / "pages" / "a.md"))
    as [`unit`](../../srm_ref/geometry/vectors.py) of [lesson 4](04_the_spotlight_by_hand.md)
    """
    pages = {one.number: f"{one.path.stem}.md" for one in lessons() if one.number != own}
    targets = {n: _way(lessons_folder() / "pages" / name, page) for n, name in pages.items()}
    seen: list[str] = []

    def link(found: re.Match) -> str:
        if found["target"] and (lessons_folder() / found["target"]).is_file():
            return found[0].replace(f"({found['target']})", f"({_way(lessons_folder() / found['target'], page)})")
        if found["code"]:
            return _code(found["code"], page, seen)
        if found["lessons"]:
            return _numbers(found["lessons"], targets)
        return found[0]

    return _PARTS.sub(link, text)


def _code(code: str, page: Path, seen: list[str]) -> str:
    """Link a file, or a public name at its first mention, with or without what it is called with."""
    top, words = lessons_folder().parent, code.strip("`")
    if re.fullmatch(r"\w+\.py", words) and (beside := next((one for one in reversed(seen) if "/" in one), "")):
        file = f"{beside.rpartition('/')[0]}/{words}"
    else:
        file = words if _FILE.fullmatch(words) else modules_of_names().get(re.sub(r"\(.*\)$", "", words))
    if file is None or (words in seen and file != words) or not (top / file).is_file():
        return code
    seen.append(words)
    return f"[{code}]({_way(top / file, page)})"


def _way(file: Path, page: Path) -> str:
    return os.path.relpath(file, page.parent).replace(os.sep, "/")


def _numbers(words: str, targets: Mapping[int, str]) -> str:
    """Link "lesson 4" as a whole, and of several lessons each number."""
    numbers = re.findall(r"\d+", words)
    if len(numbers) == 1 and int(numbers[0]) in targets:
        return f"[{words}]({targets[int(numbers[0])]})"
    return re.sub(r"\d+", lambda n: f"[{n[0]}]({targets[int(n[0])]})" if int(n[0]) in targets else n[0], words)


@functools.cache
def modules_of_names() -> dict[str, str]:
    """Say where the public functions and classes of the package are defined: {name: "srm_ref/part/module.py"}."""
    package, found = Path(__file__).resolve().parents[1], defaultdict(set)
    for path in sorted(package.rglob("*.py")):
        if path.is_relative_to(package / "lessons") or path.name == "one_page.py":
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                found[node.name].add(f"srm_ref/{path.relative_to(package).as_posix()}")
    return {name: next(iter(files)) for name, files in found.items() if len(files) == 1}
