"""Who says what, under which conditions, and what was measured here? One row of the report, and its four verdicts.

An experiment is a module of one shape:

    NAME, TITLE, SOURCE, SEED           what `srm-ref reproduce NAME` calls it, its heading, where the papers have it
    run(scale, rng, progress=None)      -> numbers, a NamedTuple of arrays; scale is "quick" or "paper"
    claims(numbers)                     -> list of Claim
    draw(numbers)                       -> matplotlib Figure

Verdicts: a claim *holds* or *does not hold* as measured here; it *depends* on the setting where it holds at one and
fails at another, both measured, by intervals that do not overlap; *cannot tell* is the verdict where the measurement
could not have shown it, and its power is stated. With a claim that does not hold stands the setting at which it would,
measured too.

Contents: SCALES, WHO, PAPERS, VERDICTS, Said, here, Side, Claim, claim, depends, cannot_tell, how_many_hold, part_of.
"""

from __future__ import annotations

from typing import Collection, NamedTuple

from srm_ref.checks import counted
from srm_ref.progress import Progress

__all__ = ["SCALES", "WHO", "PAPERS", "VERDICTS", "Said", "here", "Side", "Claim", "claim", "depends", "cannot_tell",
           "how_many_hold", "part_of"]

SCALES = ("quick", "paper")
WHO = {
    "TMS": "Toy Models of Superposition, Elhage et al. 2022: text, captions and figures",
    "TMS, figure by eye": "numbers read off the figures of Toy Models of Superposition by eye, none is printed there",
    "TMS, a comment": "a comment by other researchers that is printed with Toy Models of Superposition",
    "TMS, theory notebook": "the notebook of exact losses that Toy Models of Superposition links to",
    "SRM abstract": "The Spotlight Resonance Method, Bird 2025: a sentence of the abstract that both its versions have",
    "SRM abstract, arXiv": "a sentence that only the arXiv version of that abstract has",
    "SRM author's code": "the program in the public repository of the author of the Spotlight Resonance Method",
    "SRM author's notebook": "the notebooks and notes in that repository",
    "SRM author's post": "a public post of the same author",
    "another paper": "a paper named in the row",
    "this package": "nobody but this package",
}
PAPERS = tuple(name for name in WHO if name != "this package")
VERDICTS = HOLDS, FAILS, DEPENDS, UNKNOWN = ("holds", "does not hold", "depends", "cannot tell")


class Said(NamedTuple):
    """One sentence, who says it, and the conditions stated with it; "not stated" is a value.

    Attributes
    ----------
    who : str
        One of WHO.
    where : str
        Section, figure or caption; of this package the module.
    says : str
        In this package's words, with its strength: "tends to", "about", a parenthesis, a drawing. Empty: what the row
        judges.
    theirs, ours : str
        The setting there, and the setting of what was measured here.
    """

    who: str
    where: str
    says: str
    theirs: str
    ours: str

    def that(self, says: str) -> "Said":
        """Return another sentence of the same place and setting."""
        return self._replace(says=says)


def here(where: str, ours: str, theirs: str = "none: nobody else says it") -> Said:
    """Return the source of a sentence of this package: found by the experiment `where`, in the setting `ours`.

    >>> here("five_features", "S = 0").who
    'this package'
    """
    return Said("this package", where, "", theirs, ours)


class Side(NamedTuple):
    """What was measured at one setting: a value within its interval."""

    setting: str
    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.4g} [{self.low:.4g}, {self.high:.4g}] at {self.setting}"


class Claim(NamedTuple):
    """One sentence beside its measurement.

    Attributes
    ----------
    claim : str
        A sentence that can be true or false: what is judged.
    said : Said
        Whose it is, or what it makes precise.
    measured : str
        The numbers, with units.
    verdict : str
        One of VERDICTS.
    reason : str
        Why it does not hold, what limits it, or the power of a measurement that cannot tell.
    would : str
        Where it does not hold: the setting at which it would, as measured, or that none was found, and among which.
    """

    claim: str
    said: Said
    measured: str
    verdict: str
    reason: str = ""
    would: str = ""

    @property
    def holds(self) -> bool:
        """Whether the verdict is "holds"."""
        return self.verdict == HOLDS

    @property
    def source(self) -> str:
        """Whose sentence it is, and where it stands."""
        return f"{self.said.who}, {self.said.where}" if self.said.where else self.said.who


def claim(claim: str, said: Said | str, measured: str, holds: object, reason: str = "", would: str = "",
          otherwise: str = "") -> Claim:
    """Make a row that holds or does not hold; `would` is left out if it holds.

    otherwise: the reason, of a row that does not hold only.

    A mere name as `said` stands for an experiment whose rows have no setting yet; the tests of the registry refuse it.

    >>> said = Said("TMS", "Introduction", "two and two make about four", "not stated", "integers")
    >>> row = claim("two and two are four", said, "4", 2 + 2 == 4)
    >>> row.holds, row.source
    (True, 'TMS, Introduction')
    """
    said = Said(said, "", "", "", "") if isinstance(said, str) else said
    if holds:
        return Claim(claim, said, measured, HOLDS, reason)
    return Claim(claim, said, measured, FAILS, otherwise or reason, would)


def depends(claim: str, said: Said, true_at: Side, false_at: Side, meaning: str, reason: str = "") -> Claim:
    """Make a row that holds at one setting and not at another; if their intervals overlap the verdict is "cannot tell".

    true_at, false_at: both settings, measured. meaning: what their values are, and from which on the sentence is true.

    >>> said = Said("TMS", "Introduction", "", "not stated", "two densities")
    >>> sides = Side("p = 0.1", 2.0, 1.9, 2.1), Side("p = 0.5", 0.5, 0.4, 0.6)
    >>> row = depends("it sinks", said, *sides, "weight; it sinks above 1")
    >>> row.verdict
    'depends'
    >>> row.measured
    'true: 2 [1.9, 2.1] at p = 0.1; false: 0.5 [0.4, 0.6] at p = 0.5 (weight; it sinks above 1)'
    """
    apart = true_at.low > false_at.high or true_at.high < false_at.low
    measured = f"true: {true_at}; false: {false_at} ({meaning})"
    if not apart:
        return Claim(claim, said, measured, UNKNOWN, "; ".join([*filter(None, [reason]), "the intervals overlap"]))
    return Claim(claim, said, measured, DEPENDS, reason)


def cannot_tell(claim: str, said: Said, measured: str, power: str) -> Claim:
    """Make a row that the measurement could not decide. power: how large an effect would have had to be to show."""
    return Claim(claim, said, measured, UNKNOWN, power)


def how_many_hold(claims: Collection[Claim]) -> str:
    """Say how many of `claims`, rows of any experiments, hold, as the report and the command do."""
    return (f"{sum(row.holds for row in claims)} of {counted(len(claims), 'claim')} "
            f"{'holds' if len(claims) == 1 else 'hold'}")


def part_of(progress: Progress | None, part: int, n_parts: int) -> Progress | None:
    """Report the progress of one of several equal parts of the work as that of the whole. part: 0 .. n_parts - 1.

    >>> part_of(lambda done, total: print(done, "of", total), 1, 4)(5, 10)
    15 of 40
    """
    if progress is None:
        return None
    return lambda done, total: progress(part * total + done, n_parts * total)
