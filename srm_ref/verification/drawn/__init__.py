"""Which questions are drawn afresh for each seed? Sizes, magnitudes, edges: where code is right only somewhere.

A drawn question has no number written down: it is compared with the definition, evaluated in float64 by the models
behind the diagnosis, which the golden cases hold to exact arithmetic. What fails is asked again with less and less,
and the smallest question that still fails is told.

Reading order: question (what one is, and how it is made smaller), judges (when an answer is right); then the
questions: clouds, ensembles, batches, ties, refusals, pictures, caps, networks, measures, samplers; further_spotlight
and further_toy, about functions without golden cases; state, what a call leaves behind; and table, all of them.
"""

from __future__ import annotations

from srm_ref.verification.drawn.question import Drawn
from srm_ref.verification.drawn.table import DRAWN, drawn_for, drawn_id, try_drawn

__all__ = ["Drawn", "DRAWN", "drawn_for", "drawn_id", "try_drawn"]
