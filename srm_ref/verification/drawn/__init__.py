"""Which questions are drawn afresh for each seed? Sizes, magnitudes, edges: where code that is right elsewhere may go
wrong.

No expected number is stored for a drawn question: its answer is compared with the definition, evaluated in float64 by
the models behind the diagnosis, which the golden cases hold to exact arithmetic. A question that fails is made smaller
step by step, and the smallest one found that still fails is reported.

Reading order: question (what one is, and how it is made smaller), judges (when an answer is right); then the
questions: clouds, ensembles, batches, ties, refusals, pictures, caps, networks, measures, samplers; further_spotlight
and further_toy, about functions without golden cases; state, what a call leaves behind; and table, all of them.
"""

from __future__ import annotations

from srm_ref.verification.drawn.question import Drawn
from srm_ref.verification.drawn.table import DRAWN, drawn_for, drawn_id, try_drawn

__all__ = ["Drawn", "DRAWN", "drawn_for", "drawn_id", "try_drawn"]
