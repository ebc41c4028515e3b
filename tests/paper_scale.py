"""Write srm_ref/experiments/paper_scale.md: every experiment at paper scale, told from what a run of hours has kept.

    srm-ref reproduce all --scale paper --out DIRECTORY --resume
    python -m tests.paper_scale DIRECTORY [--made-by TEXT]

The first command makes the numbers; the second judges them again by today's `claims` and writes the page, without
pictures. Experiments that DIRECTORY has not, or has from another seed, are named in the page as missing. TEXT says
versions and machine where the numbers come from a version that did not keep them. tests/experiments/test_report.py
fails where the page does not tell of the registry's experiments, or tells another title, source or seed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Sequence

from srm_ref.experiments.outcomes import kept
from srm_ref.experiments.registry import NAMES
from srm_ref.experiments.report import markdown

PAGE = Path(__file__).resolve().parent.parent / "srm_ref/experiments/paper_scale.md"
HEAD = """This page is committed: `python -m tests.paper_scale DIRECTORY` wrote it from the numbers that
`srm-ref reproduce all --scale paper --out DIRECTORY` kept. It shows no pictures; that command draws them."""


def written(directory: Path, made_by: str) -> str:
    """Tell what `directory` keeps of every experiment of the registry."""
    told = {name: one for name in NAMES if (one := kept(name, "paper", "", directory)) is not None}
    done = [one if one.made_by else one._replace(made_by=made_by) for one in told.values()]
    title, rest = markdown(done, "paper", False, [name for name in NAMES if name not in told]).split("\n", 1)
    return f"{title}\n\n{HEAD}\n{rest}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.paper_scale")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--made-by", default="", metavar="TEXT")
    asked = parser.parse_args(arguments)
    PAGE.write_text(written(asked.directory, asked.made_by), encoding="utf-8")
    sys.stdout.write(f"{PAGE} is written\n")


if __name__ == "__main__":
    main()
