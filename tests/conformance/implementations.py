"""What does the kit find in public implementations? Results as JSON in, a page out.

    python -m tests.conformance.implementations --take INDEX RESULTS    from results of `verify --json`, the table
    python -m tests.conformance.implementations                         from the table, the page

INDEX is a JSON list of {"name", "repository", "file", "revision", "date", "result", "remark"}; "result" names a file in
the folder RESULTS. The table keeps counts, names of checks and words of diagnoses, and nothing of anybody's code.
"""
from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import srm_ref.verification as package
from srm_ref.checks import counted
from srm_ref.verification.conventions import with_defaults
from srm_ref.verification.suites import FUNCTIONS

TABLE = Path(__file__).with_name("implementations.json")
PAGE = Path(package.__file__).with_name("implementations.md")
SHOWN = 4               # names of failed checks of a function
HEAD = """# Public implementations

What `srm-ref verify --quick` said about {n} pieces of public code for the two papers, on the day of each entry.
Most are research code, written before these cases were there; a failure here says nothing about a figure that was
drawn with the code, whose inputs may never have met it. Each was fetched and run outside this package, through an
adapter of a few lines that calls its functions and adds nothing to them but shapes and types, or that says so. Where
a convention is declared, it is the implementation's own choice and no fault. No code of theirs is in this package.

If one of these is yours and has changed since: `srm-ref verify` tells you the new state, and its JSON can take the
place of the old one (`python -m tests.conformance.implementations` in a checkout makes this page from such results).

| implementation | functions asked | checks passed | failed | skipped |
|---|---|---|---|---|
"""


def taken(entry, record):
    """One row of the table: an entry of INDEX with what its record says."""
    if record["format"] != "srm-ref-report":
        raise ValueError(f"{entry['result']}: wanted a record of srm-ref verify --json")
    functions = {}
    for name in record["functions_found"]:
        checks = [check for check in record["checks"] if check["function"] == name and check["level"] != "optional"]
        bad = [check["id"] for check in checks if check["status"] in ("failed", "error", "timeout")]
        functions[name] = {"passed": sum(check["status"] == "passed" for check in checks), "failed": bad,
                           "skipped": Counter(check["model"] or "other" for check in checks
                                              if check["status"] in ("skipped", "not run"))}
    diagnoses = [{"function": d["function"], "words": words_of(d)} for d in record["diagnoses"]]
    declared = {name: word for name, word in record["conventions"].items() if word != with_defaults(None)[name]}
    return {**{key: entry[key] for key in ("name", "repository", "file", "revision", "date", "remark")},
            "cases": record["versions"]["cases_content"], "declared": declared, "functions": functions,
            "diagnoses": diagnoses}


def words_of(diagnosis):
    """A diagnosis in one sentence."""
    kind, of = diagnosis["kind"], diagnosis["n_cases"]
    names = ("; " if kind == "checks" else " or ").join(dict.fromkeys(m["name"] for m in diagnosis["mistakes"]))
    if kind in ("explains all", "explains most"):
        more = "".join(f"; then {' or '.join(m['name'] for m in d['mistakes'])}" for d in diagnosis["further"])
        return f"{names} (explains {diagnosis['n_explained']} of {counted(of, 'failing case')}){more}"
    right = "the cases are right; " if diagnosis["function"] in FUNCTIONS else ""
    return {"rounding": "rounding", "unknown": f"nothing known explains the {counted(of, 'failing case')}",
            "checks": f"{right}what fails was made to catch: {names}",
            "state": "answers depend on what was asked before, or on chance"}[kind]


def page(rows):
    """The page, as text."""
    lines = [HEAD.format(n=len(rows)).rstrip("\n")]
    for row in rows:
        parts = row["functions"].values()
        passed, failed = sum(f["passed"] for f in parts), sum(len(f["failed"]) for f in parts)
        skipped = sum(sum(f["skipped"].values()) for f in parts)
        lines.append(f"| {row['name']} | {', '.join(row['functions'])} | {passed} | {failed} | {skipped} |")
    for row in rows:
        lines += ["", *section(row)]
    return "\n".join(lines) + "\n"


def section(row):
    """What is told about one implementation."""
    lines = [f"## {row['name']}", "", f"{row['repository']}, {row['file']}, revision {row['revision']}, looked at on "
             f"{row['date']} with the cases of {row['cases']}. {row['remark']}".rstrip()]
    if row["declared"]:
        lines += ["", "Declared: " + ", ".join(f"{name} = {word}" for name, word in row["declared"].items()) + "."]
    lines.append("")
    for name, found in row["functions"].items():
        skipped = ", ".join(f"{n} of the model {model}" if model != "other" else str(n)
                            for model, n in found["skipped"].items())
        failed, more = found["failed"], len(found["failed"]) - SHOWN
        told = f"; {len(failed)} failed: {', '.join(failed[:SHOWN])}" if failed else ""
        told += f" and {more} more" if more > 0 else ""
        lines.append(f"- `{name}`: {found['passed']} passed{told}{f'; skipped {skipped}' if skipped else ''}")
        lines += [f"  - diagnosis: {d['words']}" for d in row["diagnoses"] if d["function"] == name]
    return lines


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--take", nargs=2, metavar=("INDEX", "RESULTS"), help="take results into the table first")
    take = parser.parse_args(arguments).take
    if take:
        entries = json.loads(Path(take[0]).read_text(encoding="utf-8"))
        rows = [taken(entry, json.loads(Path(take[1],
                                             entry["result"]).read_text(encoding="utf-8"))) for entry in entries]
        TABLE.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(json.loads(TABLE.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
