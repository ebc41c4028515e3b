"""Are both cones of a signed curve closed, or both open? Ties on either side are asked about; the answer counts if all
of them agree.

Activations of length 2 whose cosine with the probe at angle 0 is exactly epsilon, or its negative; their other
components lie on both sides of the probe, so that rounding would not decide all of them alike. If rounding decides some
of them the question is given up.

Contents: QUESTIONS.
"""

from __future__ import annotations

import numpy as np

from srm_ref.verification.asking.session import Session
from srm_ref.verification.drawn.question import Drawn, Rng
from srm_ref.verification.laws.law import Violation

__all__ = ["QUESTIONS"]


def _closed_alike(session: Session, rng: Rng) -> Violation | None:
    """At +-1/2 exactly: eight on the cone, one by one, and their negatives on the opposite cone."""
    signs = np.array([[1, a, b, c] for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)], dtype=float)
    x = np.concatenate([signs, -signs])[rng.permutation(16)]
    answers = np.empty(16)
    for k, row in enumerate(x):
        inputs = {"activations": row[None], "basis": np.eye(4)[:2] * [[2.0], [3.0]], "epsilon": 0.5,
                  "planes": np.array([[0, 1]]), "thetas": np.array([0.0])}
        answers[k] = session.ask("signed_spotlight", inputs).reshape(())
    lit = np.abs(np.rint(answers)) == 1
    on, opposite = lit[x[:, 0] > 0], lit[x[:, 0] < 0]
    if on.all() == on.any() and opposite.all() == opposite.any() and on.all() != opposite.all():
        words = {True: "closed", False: "open"}
        return Violation("the opposite cone at its edge", words[bool(on.all())], words[bool(opposite.all())],
                         inputs | {"activations": x})
    return None


QUESTIONS = [Drawn("ties-on-both-sides", "signed_spotlight", "the cones about p and -p are both closed or both open",
                   "one comparison strict and the other not", _closed_alike)]
