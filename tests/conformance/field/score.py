"""How many of the wrong implementations does the kit catch, and does it accept the right ones?

    python -m tests.conformance.field.score [--jobs 2] [--only WORD] [--third SEED]

The function that an implementation is about is tried first, alone, by the kit's unit tests (`conformance_tests`), in a
process of its own, up to the first failure. Where that finds nothing, the implementation is written as a module and
given to `srm-ref verify`, with all functions and all cases. Caught means a failed test, or exit status 1.
"""
from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import types
import unittest
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from srm_ref.verification.conformance import conformance_tests
from tests.conformance.field import RIGHT, SUITE_OF_FAMILY, WRONG

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 300
VERDICTS = {0: "passed", 1: "caught"}
FAILED = 10     # exit status of a process in which a unit test failed; an exception of any other kind gives 1


def verify(target, folder, *options):
    """Exit status of the command, as a word; other statuses and the time limit are words of their own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "srm_ref", "verify", target, *options]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "out of time"
    return VERDICTS.get(done.returncode, f"status {done.returncode}")


def own_function(entry):
    """Run the kit's unit tests on the entry's own function, and end the process with status FAILED if one fails."""
    name = SUITE_OF_FAMILY[entry.family]
    alone = types.ModuleType(entry.name)
    setattr(alone, name, getattr(entry.module(), name))
    result = unittest.TestResult()
    result.failfast = True
    unittest.defaultTestLoader.loadTestsFromTestCase(conformance_tests(alone)).run(result)
    os._exit(0 if result.wasSuccessful() else FAILED)


def quick(entry):
    process = multiprocessing.get_context("fork").Process(target=own_function, args=(entry,))
    process.start()
    process.join(SECONDS)
    if process.is_alive():
        process.kill()
        return "out of time"
    return {0: "passed", FAILED: "caught"}.get(process.exitcode, f"status {process.exitcode}")


def judge(entry, folder):
    verdict = quick(entry)
    verdict = verify(entry.write(folder), folder) if verdict == "passed" else verdict
    print(f"{entry.name}: {verdict}", file=sys.stderr, flush=True)
    return verdict


def judge_all(entries, jobs):
    """Verdict by name; taken in a random order, so that what an interrupted run has printed is a fair sample."""
    order = [list(entries)[k] for k in np.random.default_rng(0).permutation(len(entries))]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        verdicts = dict(zip(order, pool.map(lambda name: judge(entries[name], folder), order)))
    return {name: verdicts[name] for name in entries}


def share(count, total):
    return f"{count:4} of {total:4} ({count / total:.1%})" if total else "none"


def report(wrong, right):
    """Lines: totals, one line a family, survivors, and what became of the right ones."""
    caught = {name for name, verdict in wrong.items() if verdict == "caught"}
    lines = [f"wrong ones caught   {share(len(caught), len(wrong))}", ""]
    totals = Counter(WRONG[name].family for name in wrong)
    found = Counter(WRONG[name].family for name in caught)
    lines += [f"  {family:16} {share(found[family], total)}" for family, total in totals.items()]
    lines += ["", "not caught"]
    lines += [f"  {name}: {verdict}. {WRONG[name].sentence}" for name, verdict in wrong.items() if name not in caught]
    accepted = [name for name, verdict in right.items() if verdict == "passed"]
    lines += ["", f"right ones accepted {share(len(accepted), len(right))}"]
    return lines + [f"  {name}: {verdict}. {RIGHT[name].sentence}" for name, verdict in right.items()
                    if verdict != "passed"]


def chosen(entries, only, third):
    names = [name for name in entries if only in name]
    if third is not None:
        names = [names[k] for k in sorted(np.random.default_rng(third).permutation(len(names))[::3])]
    return {name: entries[name] for name in names}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    parser.add_argument("--only", default="", help="names that hold this word")
    parser.add_argument("--third", type=int, metavar="SEED", help="a random third, for a quicker answer")
    options = parser.parse_args()
    wrong = judge_all(chosen(WRONG, options.only, options.third), options.jobs)
    right = judge_all(chosen(RIGHT, options.only, None), options.jobs)
    print("\n".join(report(wrong, right)))


if __name__ == "__main__":
    main()
