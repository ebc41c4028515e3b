"""Which laws must hold, whatever the inputs? Metamorphic properties, tried on the implementation under test.

Reading order: law (what a law is), inputs (fair random inputs), spotlight, toy, others; then `LAWS`, all of them, and
`try_law`, one trial.
"""

from __future__ import annotations

from srm_ref.verification.laws.law import CallFailed, Law, Violation
from srm_ref.verification.laws.trial import LAWS, laws_for, try_law

__all__ = ["CallFailed", "Law", "Violation", "LAWS", "laws_for", "try_law"]
