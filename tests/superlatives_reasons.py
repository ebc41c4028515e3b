"""Why a sentence with a superlative needs no test of its own: reasons that many of them share."""

from __future__ import annotations

DEFINED = "it is said in a definition, of what is made so"
PLAIN = "no claim about all cases: 'only' sets one thing apart"
LAYOUT = "of the program's own working, which its tests run on every case they draw"
TRIED = "of the tries that were made, and of no others"
ADVICE = "advice: it tells the reader what to do, not what is"
