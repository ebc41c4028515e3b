"""What is a known mistake? A few replaced steps of a short right implementation, and the line of mathematics to look
at.

Each function of the kit has one right implementation here, written as a dataclass of small steps; a mistake replaces
one or two of them. Mistakes of different steps combine, so pairs of mistakes are models as well.

Contents: Mistake, pairs_of, together.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any, Callable, Mapping, NamedTuple, Sequence

__all__ = ["Mistake", "pairs_of", "together"]


class Mistake(NamedTuple):
    """A mistake: its name, the line of mathematics that it breaks, the steps that it replaces.

    `convention` says what to declare where the mistake is a convention that may be declared instead.
    """

    name: str
    line: str
    steps: Mapping[str, Callable[..., Any]]
    convention: str = ""


def pairs_of(mistakes: list[Mistake]) -> list[Mistake]:
    """Return all pairs of mistakes that replace different steps, each as one mistake.

    Examples
    --------
    >>> a, b = Mistake("a", "x = 1", {"x": int}), Mistake("b", "y = 2", {"y": int})
    >>> [pair.name for pair in pairs_of([a, b, a])]
    ['a, and b', 'b, and a']
    """
    return [together((a, b)) for a, b in combinations(mistakes, 2) if not a.steps.keys() & b.steps.keys()]


def together(mistakes: Sequence[Mistake]) -> Mistake:
    """Return several mistakes of different steps as one.

    Examples
    --------
    >>> together([Mistake("a", "x = 1", {"x": int}), Mistake("b", "y = 2", {"y": int})]).line
    'x = 1; y = 2'
    """
    steps = {step: new for mistake in mistakes for step, new in mistake.steps.items()}
    return Mistake(", and ".join(m.name for m in mistakes), "; ".join(m.line for m in mistakes), steps,
                   ", ".join(filter(None, (m.convention for m in mistakes))))
