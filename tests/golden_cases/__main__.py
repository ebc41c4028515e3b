"""`python -m tests.golden_cases [--check]`: write the files of cases again, or only compare them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.golden_cases import cap_file, features_file, measures_file, projection_file, signed_file
from tests.golden_cases import spotlight_file, toy_file
from tests.golden_cases.writing import text_of_file

__all__ = ["FILES", "rebuilt", "main"]

FILES = {"spotlight": spotlight_file, "signed-spotlight": signed_file, "projection": projection_file,
         "cap-fraction": cap_file, "toy-model": toy_file, "measures": measures_file, "features": features_file}
DIRECTORY = Path(__file__).parents[2] / "srm_ref" / "verification" / "cases"


def rebuilt() -> dict[str, str]:
    """Return {suite: text of its file}, from exact arithmetic alone."""
    return {suite: text_of_file(suite, module.cases()) for suite, module in FILES.items()}


def main(arguments: list[str] | None = None) -> int:
    """Write the files of cases, or with --check compare; return 1 where a file differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden_cases", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare the files with what is rebuilt; write nothing")
    check = parser.parse_args(arguments).check
    status = 0
    for suite, text in rebuilt().items():
        path = DIRECTORY / f"{suite}.json"
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        if not check and not same:
            path.write_text(text, encoding="utf-8", newline="\n")
        status |= check and not same
        sys.stdout.write(f"{path.name}: {'as rebuilt' if same else 'differs' if check else 'written'}\n")
    return int(status)


if __name__ == "__main__":
    raise SystemExit(main())
