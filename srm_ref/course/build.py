"""Build what is made from the lessons: ``python -m srm_ref.course.build [N ...]`` writes stubs, pages and images.

- lessons/exercises/NN.py from lessons/solutions/NN.py: what stands between ``# solution`` and ``# end of solution``
  gives way to a line that raises NotImplementedError;
- lessons/pages/NN_title.md from the lesson, which is run, as `srm_ref.course.pages` says, and its figures
  (lessons/images);
- lessons/glossary.md from all lessons, as `srm_ref.course.glossary` says.

The tests fail when any of these disagrees with its source.

Contents: stub_of, main.
"""

from __future__ import annotations

import re
import sys
from typing import Sequence

from srm_ref.course.finder import lessons, lessons_folder
from srm_ref.course.glossary import glossary
from srm_ref.course.pages import render

__all__ = ["stub_of", "main"]

_SOLUTION = re.compile(r"^( *)# solution\n.*?^ *# end of solution\n", re.DOTALL | re.MULTILINE)


def stub_of(solution: str) -> str:
    """Turn the text of a file, `solution`, into the learner's stub."""
    return _SOLUTION.sub(r'\1raise NotImplementedError("replace this line with your answer")' + "\n", solution)


def main(argv: Sequence[str] | None = None) -> int:
    """Build everything, or the lessons whose numbers are in argv (by default the arguments of the process)."""
    wanted = [int(word) for word in (sys.argv[1:] if argv is None else argv)]
    folder = lessons_folder()
    (folder / "glossary.md").write_text(glossary(), encoding="utf-8")
    for path in sorted((folder / "solutions").glob("[0-9][0-9].py")):
        if not wanted or int(path.stem) in wanted:
            (folder / "exercises" / path.name).write_text(stub_of(path.read_text(encoding="utf-8")), encoding="utf-8")
    for lesson in lessons():
        if wanted and lesson.number not in wanted:
            continue
        print(f"{lesson.path.name} ...", flush=True)
        page = render(lesson)
        for item in page.shown:
            (folder / "images" / item.file).write_bytes(item.content())
        (folder / "pages" / f"{lesson.path.stem}.md").write_text(page.markdown, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
