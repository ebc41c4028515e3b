"""What is the verdict on a sentence that was measured at several settings, and is true at some of them?

Contents: by_setting.
"""

from __future__ import annotations

from typing import Callable, Sequence

from srm_ref.experiments.claims import Claim, Said, Side, claim, depends

__all__ = ["by_setting"]


def by_setting(sentence: str, said: Said, sides: Sequence[Side], true_of: Callable[[float], bool], meaning: str,
               reason: str = "") -> Claim:
    """Let a sentence hold where it is true at all settings, depend where it is at some, and fail where it is at none.

    sides: at least two. true_of: of a value. meaning: what the values are, and when the sentence is true. reason: why
    it is not true where it is not. If it depends, the first true and the first false setting are reported.

    >>> sides = Side("p = .1", 2.0, 1.9, 2.1), Side("p = .5", 0.5, 0.4, 0.6)
    >>> said = Said("TMS", "Introduction", "", "not stated", "two densities")
    >>> [by_setting("it sinks", said, sides, true_of, "weight").verdict
    ...  for true_of in (lambda x: x > 1, lambda x: x > 0, lambda x: x > 3)]
    ['depends', 'holds', 'does not hold']
    """
    true, false = ([side for side in sides if true_of(side.value) == wanted] for wanted in (True, False))
    if true and false:
        return depends(sentence, said, true[0], false[0], meaning, reason)
    measured = "; ".join(map(str, sides)) + f" ({meaning})"
    return claim(sentence, said, measured, bool(true), "" if true else reason,
                 "" if true else "none of the settings measured")
