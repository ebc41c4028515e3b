"""How are many experiments told in one page? A table of all claims first, then each experiment with its picture.

Contents: ExperimentOutcome, perform, markdown.
"""

from __future__ import annotations

import time
from typing import NamedTuple, Sequence

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim
from srm_ref.experiments.registry import experiment
from srm_ref.experiments.shared.image_networks import Images
from srm_ref.figures.canvas import Figure
from srm_ref.progress import Progress

__all__ = ["ExperimentOutcome", "perform", "markdown"]


class ExperimentOutcome(NamedTuple):
    """One experiment, done."""

    name: str
    title: str
    source: str
    question: str  # first line of the module's docstring
    seed: int
    numbers: dict[str, np.ndarray]
    claims: list[Claim]
    figure: Figure
    seconds: float


def perform(name: str, scale: str, progress: Progress | None = None, images: Images | None = None) -> ExperimentOutcome:
    """Run an experiment with its own fixed seed, judge its claims, draw its figure.

    name: as in `registry.NAMES`.
    scale: "quick" or "paper".
    images (Images): for experiments on images, in place of the embedded digits; the others know nothing of it.
    """
    module = experiment(name)
    choice(scale, "scale", SCALES)
    start = time.perf_counter()
    rng = np.random.default_rng(module.SEED)
    own = {"images": images} if getattr(module, "USES_IMAGES", False) else {}
    numbers = module.run(scale, rng, progress, **own)
    seconds = time.perf_counter() - start
    question = (module.__doc__ or "").strip().splitlines()[0]
    return ExperimentOutcome(name, module.TITLE, module.SOURCE, question, module.SEED, numbers._asdict(), module.claims(numbers),
                             module.draw(numbers), seconds)


def markdown(outcomes: Sequence[ExperimentOutcome], scale: str) -> str:
    """Write the report of `outcomes` at one `scale`: all claims, held or not, then each experiment with its `NAME.png`.
    """
    rows = [claim for outcome in outcomes for claim in outcome.claims]
    held = sum(claim.holds for claim in rows)
    lines = ["# Two papers, measured again", "",
             f"Scale: {scale}. Every experiment draws from its own fixed seed, printed below; a second run gives the same "
             f"numbers. {held} of {len(rows)} claims hold as measured here; those that do not say so, with the reason where "
             f"it is known. SRM is the Spotlight Resonance Method paper, TMS is Toy Models of Superposition.", "",
             "## Claims", "", *_table_head("experiment | ")]
    for outcome in outcomes:
        lines += [f"| [{outcome.name}](#{outcome.name}) {_row(claim)}" for claim in outcome.claims]
    for outcome in outcomes:
        lines += ["", f"## {outcome.name}", "", f"**{outcome.title}** ({outcome.source}; seed {outcome.seed}; "
                  f"{outcome.seconds:.1f} s). {outcome.question}", "", f"![{outcome.title}]({outcome.name}.png)", "",
                  *_table_head(""), *[_row(claim) for claim in outcome.claims]]
    return "\n".join(lines) + "\n"


def _table_head(first: str) -> list[str]:
    columns = f"| {first}claim | source | measured here | holds |"
    return [columns, "|---" * (columns.count("|") - 1) + "|"]


def _row(claim: Claim) -> str:
    verdict = ("yes" if claim.holds else "**no**") + (f": {claim.reason}" if claim.reason else "")
    return "| " + " | ".join(text.replace("|", "\\|") for text in (claim.claim, claim.source, claim.measured, verdict)) + " |"
