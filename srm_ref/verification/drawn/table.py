"""All drawn questions, and how one is tried.

Contents: DRAWN, drawn_id, drawn_for, try_drawn.
"""

from __future__ import annotations

import zlib

import numpy as np

from srm_ref.verification.asking.session import Session
from srm_ref.verification.drawn import (batches, caps, clouds, ensembles, further_spotlight, further_toy, measures,
                                        networks, pictures, refusals, state, ties)
from srm_ref.verification.drawn.question import Drawn
from srm_ref.verification.laws.law import Violation, first_violation

__all__ = ["DRAWN", "drawn_id", "drawn_for", "try_drawn"]

DRAWN: tuple[Drawn, ...] = (
    *state.QUESTIONS, *clouds.questions_of("spotlight"), *clouds.questions_of("signed_spotlight"), *ensembles.QUESTIONS,
    *pictures.QUESTIONS, *refusals.QUESTIONS, *ties.QUESTIONS, *caps.QUESTIONS, *networks.QUESTIONS,
    *measures.QUESTIONS, *batches.QUESTIONS, *further_spotlight.QUESTIONS, *further_toy.QUESTIONS)


def drawn_id(question: Drawn) -> str:
    """Return the id of a drawn question in the report.

    Examples
    --------
    >>> drawn_id(DRAWN[0])
    'drawn/spotlight/asked-again'
    """
    return f"drawn/{question.function}/{question.name}"


def drawn_for(function: str) -> list[Drawn]:
    """Return the drawn questions of a function."""
    return [question for question in DRAWN if question.function == function]


def try_drawn(question: Drawn, session: Session, trials: int = 1, seed: int = 0) -> Violation | None:
    """Try a drawn question a few times; the same seed gives the same questions.

    Parameters
    ----------
    question : Drawn
    session : Session
    trials, seed : int

    Returns
    -------
    Violation or None
        The first violation.

    Raises
    ------
    CallFailed
        The implementation raised, hung, or has no such option.
    """
    rng = np.random.default_rng([zlib.crc32(drawn_id(question).encode()), seed])
    return first_violation(question.trial, session, rng, trials)
