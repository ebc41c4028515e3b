"""How are many experiments reported? One page to take away, the papers' claims, this package's findings, every
experiment.

Contents: READ, QUICK, markdown.
"""

from __future__ import annotations

from typing import Iterable, Sequence, Tuple

from srm_ref.checks import counted
from srm_ref.experiments.claims import HOLDS, PAPERS, VERDICTS, WHO, Claim, how_many_hold
from srm_ref.experiments.outcomes import Told

__all__ = ["READ", "QUICK", "markdown"]

READ = ("**What could be read.** Of Toy Models of Superposition (TMS) the whole text, and four of its figures. Of the "
        "Spotlight Resonance Method (SRM) both versions of the abstract, that of the ICLR 2025 workshop and that of "
        "arXiv 2505.13471, and its author's public code, notebooks and notes; not its body, figures and appendices. "
        "So no row speaks of what SRM's figures show, and its networks, layers and settings are \"not stated\" here.")
QUICK = ("**Quick scale** shows that everything runs. Two seeds give no one-sided p-value over seeds below 1/4, by a "
         "test of signs, so that effects over seeds are to be read at paper scale.")
_HEADS = {
    "does not hold": "Sentences of the papers that do not hold as measured here:",
    "depends": "Sentences of the papers that hold at one setting and not at another:",
    "cannot tell": "Sentences of the papers of which this measurement cannot tell:",
}
_LACKING = "not written down yet"
_Row = Tuple[Told, Claim]


def markdown(told: Sequence[Told], scale: str, pictures: bool = True, lacking: Sequence[str] = ()) -> str:
    """Write the report.

    Parameters
    ----------
    told : sequence of Told
    scale : str
    pictures : bool
        Whether to show them.
    lacking : sequence of str
        Names of experiments that are to be told and were not run yet.

    Returns
    -------
    str
        Markdown; pictures are `NAME.png` beside it.
    """
    rows = [(one, row) for one in told for row in one.claims]
    lines = ["# Two papers, measured again", "", "## To take away", "", _when(told, rows, scale),
             *_missing(lacking), "", *_to_take_away(rows, scale), "", "## What the papers say", ""]
    for who in PAPERS:
        theirs = [row for row in rows if row[1].said.who == who]
        lines += [f"### {who}: {WHO[who]}", "", *_table(theirs), ""] if theirs else []
    lines += ["## What this package adds", "", *_table([row for row in rows if row[1].said.who == "this package"])]
    unsorted = [row for row in rows if row[1].said.who not in WHO]
    if unsorted:
        lines += ["", "## Rows whose author and setting are not written down yet", "", *_table(unsorted)]
    for one in told:
        lines += ["", *_experiment(one, pictures)]
    return "\n".join(lines) + "\n"


def _when(told: Sequence[Told], rows: list[_Row], scale: str) -> str:
    if not told:
        return f"Scale: {scale}; no experiment is done yet."
    dates, makers = sorted({one.date for one in told}), sorted({one.made_by for one in told} - {""})
    return (f"Scale: {scale}; {counted(len(told), 'experiment')} in "
            f"{sum(one.seconds for one in told) / 60:.1f} minutes of processor time, "
            f"{' to '.join(dates[:1] + dates[1:][-1:])}"
            + "".join(f"; made by {maker}" for maker in makers)
            + ". Every experiment draws from its own fixed seed; a second run gives the same numbers. "
            f"{how_many_hold([row for _, row in rows])} as measured here.")


def _missing(lacking: Sequence[str]) -> list[str]:
    return ["", f"Not run yet, and not told here: {', '.join(lacking)}."] if lacking else []


def _to_take_away(rows: list[_Row], scale: str) -> list[str]:
    lines = [READ, ""]
    lines += [QUICK, ""] if scale == "quick" else []
    lines += ["| whose sentence | " + " | ".join(VERDICTS) + " |", "|---" * (len(VERDICTS) + 1) + "|"]
    for who in (*WHO, _LACKING):
        counts = [sum(_whose(row) == who and row.verdict == verdict for _, row in rows) for verdict in VERDICTS]
        lines += [f"| {who} | " + " | ".join(map(str, counts)) + " |"] if any(counts) else []
    for verdict in VERDICTS[1:]:
        chosen = [(one, row) for one, row in rows if row.verdict == verdict and row.said.who in PAPERS]
        lines += ["", f"**{_HEADS[verdict]}**" if chosen else f"{_HEADS[verdict]} None."]
        lines += [""]
        lines += [f"- {row.claim} ({row.source}; [{one.name}](#{one.name}))" for one, row in chosen]
    return lines


def _table(rows: Iterable[_Row]) -> list[str]:
    lines = ["| experiment | what is judged | where | verdict |", "|---|---|---|---|"]
    return lines + [f"| [{one.name}](#{one.name}) | {_cell(row.claim)} | {_cell(row.said.where or row.source)} | "
                    f"{_verdict(row)} |" for one, row in rows]


def _experiment(one: Told, pictures: bool) -> list[str]:
    data = f"; images: {one.data}" if one.data else ""
    lines = [f"## {one.name}", "",
             f"**{one.title}** ({one.source}; seed {one.seed}; {one.seconds:.1f} s; {one.date}{data}). {one.question}",
             ""]
    lines += [f"![{one.title}]({one.name}.png)", ""] if pictures else []
    for row in one.claims:
        said = row.said
        lines += [f"- {row.claim}: {_verdict(row)}" + (f": {row.reason}" if row.reason else ""),
                  f"  - measured: {row.measured}",
                  f"  - said by: {row.source}" + (f": {said.says}" if said.says else ""),
                  f"  - setting there: {said.theirs or _LACKING}; here: {said.ours or _LACKING}"]
        lines += [f"  - where it would hold: {row.would}"] if row.would else []
    return lines


def _whose(row: Claim) -> str:
    return row.said.who if row.said.who in WHO else _LACKING


def _verdict(row: Claim) -> str:
    return row.verdict if row.verdict == HOLDS else f"**{row.verdict}**"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
