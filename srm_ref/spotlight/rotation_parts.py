"""How is the rotation test made of data that lie on many machines? Each adds up integers; the integers are added.

A part carries the basis, a seed, the number of rotations, and for the basis and each of its rotations the sums of P^2
and P^4 over the activations that it has seen, one pair of sums for each direction. The rotations are drawn from the
seed, so that every machine turns the basis in the same way; parts whose rotations differ are not added. The sums are
integers, in units of 2^-50 (`turning.moment_sums`), so the result is the same, bit for bit, in whatever chunks the
activations come, in whatever order, merged in whatever tree.

All is in float64. So kurtosis, scale, shape, loads, their p-values and the verdict are those of `basis_rotation_test`,
bit for bit, for activations stored in float64, and nearly those where it compares float32 with float32. What no sum can
carry, the most extreme activations and the number of independent directions, is not there.

    part = RotationAccumulator(basis, n_rotations=99, seed=0)           one for each worker
    for chunk in my_chunks: part.update(chunk)
    total.merge(part); total.result()
    part.save("3.npz"); total.merge(RotationAccumulator.load("3.npz"))

Contents: KurtosisTest, RotationAccumulator.
Source: this package.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from srm_ref.checks import check_activations, integer, number, real_array, refuse, require_finite
from srm_ref.geometry.rotations import random_rotation
from srm_ref.mapped import READ_AT_ONCE
from srm_ref.progress import Progress
from srm_ref.spotlight.fourth_moments import (FourthMoments, Moments, effect_size, has_axes, isotropic_kurtosis,
                                              sensitivity)
from srm_ref.spotlight.parts import require_format, require_other_shards
from srm_ref.spotlight.results import Result
from srm_ref.spotlight.turning.rotation_sums import Directions
from srm_ref.spotlight.verdict import LEVEL, Carrier, Ranked, decide, find_carriers, obstacle, ranked
from srm_ref.writing import read_arrays, write_arrays

__all__ = ["KurtosisTest", "RotationAccumulator"]

FORMAT = "srm_ref rotations 1"
_AT_ONCE = 2**24  # numbers in the turned bases of one pass
_HALF = 2**40  # sums are kept in a file as two integers: high * 2^40 + low


@dataclass(frozen=True, repr=False)
class KurtosisTest(Result):
    """Hold the kurtosis of a basis among those of its rotations, with what is made of the same sums."""

    verdict: str  # one of VERDICTS
    reason: str  # why nothing can be told; else empty
    effect: float  # kurtosis_effect
    kurtosis_test: Ranked
    scale: Ranked
    shape: Ranked
    loads: np.ndarray  # (n_directions,) mean P^4 over its value by chance
    load_p_values: np.ndarray  # (n_directions,) family-wise
    carriers: tuple[Carrier, ...]  # none where the verdict is anti-aligned, or nothing can be told
    chance: float
    sensitivity: float
    n_samples: int
    n_zero: int
    n_dims: int
    n_rotations: int
    seed: int
    level: float

    def columns(self) -> dict[str, np.ndarray]:
        """Return one row for the given basis, rotation 0, and one for each rotation: columns (n_rotations + 1,)."""
        tests = {"kurtosis": self.kurtosis_test, "scale": self.scale, "shape": self.shape}
        return {"rotation": np.arange(self.n_rotations + 1)} | {
            name: np.append(test.value, test.null) for name, test in tests.items()}


class RotationAccumulator:
    """Add up what the rotation test of kurtosis needs, part by part.

    n_samples, n_zero: activations seen so far, and zero ones among them. shards: names of what has been seen, where its
    caller names it: no name is merged twice.

    n_rotations: at least 0; 0 is kurtosis alone. seed: at least 0; `numpy.random.default_rng(seed)` draws them.

    >>> total, part = RotationAccumulator(np.eye(8), 39), RotationAccumulator(np.eye(8), 39)
    >>> result = total.update(np.eye(8)[:5]).merge(part.update(np.eye(8)[3:])).result()
    >>> result.verdict, result.kurtosis_test.value, result.kurtosis_test.p_value, result.n_samples
    ('aligned', 8.0, 0.05, 10)
    """

    def __init__(self, basis: Any, n_rotations: int = 99, seed: int = 0) -> None:
        self.n_rotations, self.seed = integer(n_rotations, "n_rotations", 0), integer(seed, "seed", 0)
        self._basis = real_array(basis, "basis", ("n_basis", "n_dims"))
        self._given = Directions.of(self._basis)
        # sums of P^2 and of P^4, (2, n_rotations + 1, n_basis), in units of 2^-50, as Python's integers
        self._sums = np.zeros((2, self.n_rotations + 1, len(self._basis)), dtype=object)
        self.n_samples = 0
        self.n_zero = 0
        self.shards: set[str] = set()

    def update(self, chunk: Any, progress: Progress | None = None) -> RotationAccumulator:
        """Add a chunk of activations.

        chunk (n_samples, n_dims): refused chunks change nothing; a memory map is read in blocks, once for each 2^24
        numbers of turned bases. progress: called with (samples done, all samples), those of all bases together.
        Returns itself.
        """
        chunk = check_activations(chunk, self._given.n_dims)
        rng, added = np.random.default_rng(self.seed), []
        at_once, n_all = max(1, _AT_ONCE // self._given.padded.size), self.n_rotations + 1
        while len(added) < n_all:
            bases = [self._turned(len(added) + k, rng) for k in range(min(at_once, n_all - len(added)))]
            self._add(chunk, bases, None if progress is None else _part_of(progress, len(added), len(bases), n_all))
            added += [sums.result() for sums in bases]
        self._sums += np.array([[m.seconds for m in added], [m.fourths for m in added]], dtype=object)
        self.n_samples, self.n_zero = self.n_samples + added[0].n_samples, self.n_zero + added[0].n_zero
        return self

    def merge(self, other: RotationAccumulator) -> RotationAccumulator:
        """Add what another one has seen of the same basis and rotations.

        other: left as it is. Returns itself.
        """
        if not isinstance(other, RotationAccumulator):
            refuse("other", "a RotationAccumulator", type(other).__name__)
        for name, ours, theirs in [("basis", self._basis, other._basis), ("seed", self.seed, other.seed),
                                   ("n_rotations", self.n_rotations, other.n_rotations)]:
            if not np.array_equal(ours, theirs):
                refuse("other", "sums of the same rotations of the same basis", f"those of another {name}")
        require_other_shards(self.shards, other.shards)
        self._sums = self._sums + other._sums
        self.n_samples, self.n_zero = self.n_samples + other.n_samples, self.n_zero + other.n_zero
        self.shards |= other.shards
        return self

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the question and the exact sums so far to the .npz file `path`, for `load` on another machine."""
        write_arrays(path, {
            "format": FORMAT, "basis": self._basis, "n_rotations": self.n_rotations, "seed": self.seed,
            "high": (self._sums // _HALF).astype(np.int64), "low": (self._sums % _HALF).astype(np.int64),
            "n_samples": self.n_samples, "n_zero": self.n_zero, "shards": np.array(sorted(self.shards), dtype=str)})

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> RotationAccumulator:
        """Read what `save` wrote to `path`; ValueError for any other file."""
        return read_arrays(path, "a part that RotationAccumulator.save wrote", cls._of)

    @classmethod
    def _of(cls, held: dict[str, np.ndarray]) -> RotationAccumulator:
        require_format(held, FORMAT)
        loaded = cls(held["basis"], held["n_rotations"].item(), held["seed"].item())
        loaded._take(held)
        return loaded

    def result(self, level: float = LEVEL) -> KurtosisTest:
        """Return the test of everything seen so far; more may be added afterwards. level in (0, 1]."""
        level = number(level, "level", 0, 1, low_open=True)
        if self.n_samples == 0:
            refuse("activations", "at least one sample before result()", "none")
        n_dims = self._given.n_dims
        curves = [Moments(*self._sums[:, k].tolist(), self.n_samples, self.n_zero, n_dims)
                  for k in range(self.n_rotations + 1)]
        test, seen = ranked([m.kurtosis for m in curves]), sensitivity(self._basis)
        hindered = obstacle(n_dims, curves[0].n_lit, self.n_rotations, seen, level)
        verdict = "cannot tell" if hindered else decide(test, level)
        largest = np.array([m.loads.max() for m in curves[1:]])
        carriers, p_values = find_carriers(curves[0].loads, largest, level)
        return KurtosisTest(
            verdict=verdict, reason=hindered, effect=effect_size(test.value, n_dims, has_axes(self._basis)),
            kurtosis_test=test, scale=ranked([m.scale for m in curves]), shape=ranked([m.shape for m in curves]),
            loads=curves[0].loads, load_p_values=p_values,
            carriers=carriers if verdict in ("aligned", "no preference found") else (),
            chance=isotropic_kurtosis(n_dims), sensitivity=seen, n_samples=self.n_samples, n_zero=self.n_zero,
            n_dims=n_dims, n_rotations=self.n_rotations, seed=self.seed, level=level)

    def _turned(self, k: int, rng: np.random.Generator) -> FourthMoments:
        """Begin the sums of the given basis, k = 0, or of the next rotation."""
        n_dims = self._given.n_dims
        return FourthMoments(self._given.turned(random_rotation(n_dims, rng)) if k else self._given)

    def _add(self, chunk: np.ndarray, bases: list[FourthMoments], progress: Progress | None) -> None:
        step = max(1, READ_AT_ONCE // chunk.shape[1])
        for first in range(0, len(chunk), step):
            rows = np.asarray(chunk[first:first + step])
            require_finite(rows, "activations", self.n_samples + first)
            for sums in bases:
                sums.update(rows)
            if progress is not None:
                progress(first + len(rows), len(chunk))

    def _take(self, held: dict[str, np.ndarray]) -> None:
        n_samples = integer(held["n_samples"].item(), "n_samples", 0)
        n_zero = integer(held["n_zero"].item(), "n_zero", 0, n_samples)
        for name in ("high", "low"):
            if held[name].shape != self._sums.shape or held[name].dtype.kind != "i" or held[name].min() < 0:
                refuse(name, f"integers >= 0 of shape {self._sums.shape}",
                       f"{held[name].dtype} of shape {held[name].shape}")
        self._sums = held["high"].astype(object) * _HALF + held["low"].astype(object)
        self.n_samples, self.n_zero, self.shards = n_samples, n_zero, set(held["shards"].tolist())


def _part_of(progress: Progress, first: int, n_bases: int, n_all: int) -> Progress:
    """Report the progress of a pass for n_bases of n_all bases as that of the whole."""
    return lambda done, total: progress(first * total + n_bases * done, n_all * total)
