"""How many of the wrong implementations does the kit catch, what does it call them, and does it accept the right ones?

    python -m tests.conformance.field.score [--jobs 2] [--only WORD] [--third SEED]

Each is written as a module of its own and given to `srm-ref verify`, in a process of its own: first quickly with the
suite of its own function, then, where that finds nothing, with everything up to the first failure. Caught means exit
status 1. What a diagnosis names is looked up in named.txt, where a person has judged it beside the entry's sentence.
"""
from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from srm_ref.cli import main
from tests.conformance.field import RIGHT, SUITE_OF_FAMILY, WRONG

SECONDS = 300
RAN = 10        # added to the command's exit status, so that a process which broke off is told from one that failed
VERDICTS = {RAN: "passed", RAN + 1: "caught"}
NAMED = Path(__file__).with_name("named.txt")
SAYS_NOTHING = ("unknown", "checks")            # kinds of diagnosis that name no mistake


def command(folder, arguments):
    """Run `srm-ref verify` from `folder`, in silence, and end the process."""
    os.chdir(folder)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os._exit(RAN + main(["verify", *arguments]))


def verify(folder, *arguments):
    """The verdict, as a word; other exit statuses and the time limit are words of their own."""
    process = multiprocessing.get_context("fork").Process(target=command, args=(folder, arguments))
    process.start()
    process.join(SECONDS)
    if process.is_alive():
        process.kill()
        return "out of time"
    return VERDICTS.get(process.exitcode, f"status {process.exitcode}")


def judge(entry, folder):
    """Verdict, and the names that the diagnosis gives."""
    target = entry.write(folder)
    found = Path(folder, f"{target}.json")
    verdict = verify(folder, target, "--suite", SUITE_OF_FAMILY[entry.family], "--quick", "--json", str(found))
    names = named_in(found) if verdict == "caught" else ""
    verdict = verify(folder, target, "--stop") if verdict == "passed" else verdict
    print(f"{entry.name} | {verdict} | {names}", file=sys.stderr, flush=True)
    return verdict, names


def named_in(path):
    """What a record's diagnoses name, on one line; "" for nothing."""
    told = json.loads(path.read_text(encoding="utf-8"))["diagnoses"]
    parts = [part for d in told for part in (d, *d["further"]) if part["kind"] not in SAYS_NOTHING]
    return "; then ".join(" or ".join(m["name"] for m in part["mistakes"]) or part["kind"] for part in parts)


def judge_all(entries, jobs):
    """Verdict and names by name; in a random order, so that what an interrupted run has printed is a fair sample."""
    order = [list(entries)[k] for k in np.random.default_rng(0).permutation(len(entries))]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        verdicts = dict(zip(order, pool.map(lambda name: judge(entries[name], folder), order)))
    return {name: verdicts[name] for name in entries}


def judgements():
    """{(entry, names): "right", "partly" or "wrong"}, as named.txt has them."""
    lines = [line.split(" | ") for line in NAMED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {(entry, names): word for word, entry, names in lines}


def on_names(names):
    """Lines: how many diagnoses name something, and how many of these are wrong."""
    judged = judgements()
    words = {name: judged.get((name, told), "not judged") for name, told in names.items() if told}
    count = Counter(words.values())
    lines = ["", f"named something      {share(len(words), len(names))} of the caught"]
    lines += [f"  {word:16} {share(count[word], len(words))}" for word in ("right", "partly", "wrong", "not judged")]
    return lines + [f"  {word}: {name}: {names[name]}. {WRONG[name].sentence}" for name, word in words.items()
                    if word in ("wrong", "not judged")]


def share(count, total):
    return f"{count:4} of {total:4} ({count / total:.1%})" if total else "none"


def report(wrong, right):
    """Lines: totals, one line per family, survivors, and what became of the right ones."""
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


def run():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    parser.add_argument("--only", default="", help="names that hold this word")
    parser.add_argument("--third", type=int, metavar="SEED", help="a random third, for a quicker answer")
    options = parser.parse_args()
    wrong = judge_all(chosen(WRONG, options.only, options.third), options.jobs)
    right = judge_all(chosen(RIGHT, options.only, None), options.jobs)
    print("\n".join(report(*({name: verdict for name, (verdict, _) in found.items()} for found in (wrong, right)))))
    print("\n".join(on_names({name: names for name, (verdict, names) in wrong.items() if verdict == "caught"})))


if __name__ == "__main__":
    run()
