"""Which laws can be tried on this implementation, and with which random inputs?

Contents: LAWS, law_id, laws_for, try_law.
"""

from __future__ import annotations

import zlib

import numpy as np

from srm_ref.verification.laws import others, spotlight, toy
from srm_ref.verification.laws.law import Ask, Law, Violation, first_violation

__all__ = ["LAWS", "law_id", "laws_for", "try_law"]

LAWS: tuple[Law, ...] = (*spotlight.LAWS, *toy.LAWS, *others.LAWS)


def law_id(law: Law) -> str:
    """Return the id of a law in the report: its last function and its name.

    Examples
    --------
    >>> law_id(LAWS[0])
    'law/spotlight/rotation'
    """
    return f"law/{law.functions[-1]}/{law.name}"


def laws_for(functions: set[str]) -> list[Law]:
    """Return the laws that need only these functions."""
    return [law for law in LAWS if set(law.functions) <= functions]


def try_law(law: Law, ask: Ask, trials: int = 3, seed: int = 0) -> Violation | None:
    """Try a law a few times, on random inputs drawn from its name and the seed, which are the same every time.

    Parameters
    ----------
    law : Law
    ask : callable
        ``ask(function, inputs)`` returns an answer in this package's conventions, or raises `CallFailed`.
    trials, seed : int

    Returns
    -------
    Violation or None
        The first violation.

    Raises
    ------
    CallFailed
        As `ask` raises it.
    """
    rng = np.random.default_rng([zlib.crc32(law_id(law).encode()), seed] if seed else zlib.crc32(law_id(law).encode()))
    return first_violation(law.trial, ask, rng, trials)
