"""Which batches are asked for? Large, small, sparse and dense ones, several from one generator, and from different
seeds.

Contents: SHARED, QUESTIONS.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from srm_ref.checks import counted
from srm_ref.verification.asking.session import Session
from srm_ref.verification.drawn.question import Drawn, Inputs, Rng
from srm_ref.verification.drawn.samplers import complaint, share_complaint, shared_values
from srm_ref.verification.laws.law import Violation

__all__ = ["SHARED", "QUESTIONS"]

SAMPLE = "sample_features"
SHARED = "share of the second batch's values that the first one has"


def _inputs(rng: Rng, n_samples: int, n_features: int, sparsity: float) -> Inputs:
    return {"n_samples": n_samples, "n_features": n_features, "sparsity": sparsity, "seed": int(rng.integers(2**31))}


def _violation(wrong: tuple | None, inputs: Inputs) -> Violation | None:
    return Violation(*wrong, inputs) if wrong else None


def _batch(session: Session, rng: Rng, n_samples: int, n_features: int, sparsity: float) -> Violation | None:
    inputs = _inputs(rng, n_samples, n_features, sparsity)
    return _violation(complaint(session.ask(SAMPLE, inputs), (n_samples, n_features), sparsity), inputs)


def _one_by_one(session: Session, rng: Rng) -> Violation | None:
    """600 batches of one sample, from one generator where that can be: together they are a batch."""
    inputs = _inputs(rng, 1, 4, 0.4)
    rows = session.sequence(SAMPLE, [inputs | {"seed": inputs["seed"] + k} for k in range(600)])
    for row in rows:
        if row.shape != (1, 4):
            return Violation("shape", "(1, 4)", str(row.shape), inputs)
    return _violation(complaint(np.concatenate(rows), (len(rows), 4), 0.4), inputs)


def _spread(session: Session, rng: Rng) -> Violation | None:
    """Numbers of non-zero entries vary from batch to batch: over 40 batches, equal ones have a chance below 1e-15."""
    inputs = _inputs(rng, 20, 4, 0.5)
    batches = session.sequence(SAMPLE, [inputs | {"seed": inputs["seed"] + k} for k in range(40)])
    active = np.array([batch != 0 for batch in batches])
    counts = {"in all": active.sum(axis=(1, 2))} | {f"of feature {i}": active[:, :, i].sum(axis=1) for i in range(4)}
    for name, count in counts.items():
        if len(batches) > 1 and count.min() == count.max():
            return Violation(f"number of non-zero entries {name}, batch after batch", "varying", int(count[0]), inputs)
    return None


def _two_batches(session: Session, rng: Rng, sparsity: float, seeds: int) -> Violation | None:
    """Two batches share neither masks nor values: from one generator (seeds 0), or from two seeds (seeds 1)."""
    inputs = _inputs(rng, 4000, 4, sparsity)
    if seeds:
        first, second = (session.ask(SAMPLE, inputs | {"seed": inputs["seed"] + k}) for k in range(2))
    else:
        first, second = session.sequence(SAMPLE, [inputs, inputs | {"seed": inputs["seed"] + 1}])
    if wrong := complaint(first, (4000, 4), sparsity):                  # before the second is judged
        return Violation(*wrong, inputs)
    if first.shape != second.shape:
        return Violation("shape of the second batch", str(first.shape), str(second.shape), inputs)
    shared = shared_values(first, second)
    if shared > 0.5:
        return Violation(SHARED, 0.0, shared, inputs)
    both, density = ((first != 0) & (second != 0)).sum(), 1 - sparsity
    wrong = share_complaint("share of entries non-zero in both batches", float(both), first.size, density**2)
    return _violation(wrong or complaint(np.concatenate([first, second]), (8000, 4), sparsity), inputs)


# name, samples, features, sparsity, what it was made to catch
BATCHES = [
    ("large", 110_000, 4, 0.9, "a sparsity that is off by a hundredth, for one feature"),
    ("dense-and-large", 70_000, 3, 0.0, "values that leave a hundredth of [0, 1] out"),
    ("nearly-dense", 20_000, 5, 0.2, "rows or values that occur again, reflected or shifted"),
    ("half", 20_000, 5, 0.5, "rows that depend on those before"),
    ("one-feature", 20_000, 1, 0.6, "samples that are never empty"),
    ("two-features", 20_000, 2, 0.8, "samples that are never empty"),
    ("many-features", 1_000, 30, 0.7, "a limit on features, or a number of them that is always active"),
    ("hundreds-of-features", 150, 300, 0.9, "a block of 256 features"),
    ("odd-number", 4_097, 5, 0.4, "an incomplete block of samples"),
    ("rare", 40_000, 4, 0.99, "density bounded from below"),
    ("very-rare", 60_000, 4, 0.999, "density bounded from below"),
    ("never", 2_000, 5, 1.0, "a sparsity of 1 replaced"),
]
QUESTIONS = [
    *(Drawn(name, SAMPLE, f"{counted(n, 'sample')} of {counted(k, 'feature')} with sparsity {sparsity:g}", broken,
            partial(_batch, n_samples=n, n_features=k, sparsity=sparsity)) for name, n, k, sparsity, broken in BATCHES),
    Drawn("one-by-one", SAMPLE, "600 batches of one sample, together", "a batch of one treated differently",
          _one_by_one),
    Drawn("spread", SAMPLE, "numbers of non-zero entries vary from batch to batch",
          "an exact number of active entries", _spread),
    Drawn("two-batches", SAMPLE, "two batches from one generator have nothing in common",
          "a generator that does not advance",
          partial(_two_batches, sparsity=0.3, seeds=0)),
    Drawn("two-seeds", SAMPLE, "batches from two seeds have nothing in common",
          "a mask, or values, from a seed of its own",
          partial(_two_batches, sparsity=0.3, seeds=1)),
]
