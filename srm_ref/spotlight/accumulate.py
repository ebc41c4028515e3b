"""How is a data set swept that does not fit into memory, or is spread over many machines? By update, merge, result.

The counts are integers and every sample is counted by itself, so the result is the same bit for bit, in whatever chunks
and order the samples come, and in whatever order parts are merged. An accumulator can be pickled, so that any
map-reduce engine can carry it; or it goes from machine to machine as a file, which holds nothing but arrays.

    part = SpotlightAccumulator(basis, epsilon=0.7, planes="mean")      one for each worker
    for chunk in my_chunks: part.update(chunk)
    total.merge(part); total.result()
    part.save("3.npz"); total.merge(SpotlightAccumulator.load("3.npz"))

Contents: SpotlightAccumulator.
Source: SRM for the curve; the streaming form is this package's.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srm_ref.checks import check_activations, integer, refuse, require_finite
from srm_ref.progress import Progress
from srm_ref.spotlight.counting.grid import smallest_dtype
from srm_ref.spotlight.counting.planes import BLOCK, CHUNK
from srm_ref.spotlight.parts import require_format, require_other_shards
from srm_ref.spotlight.resonance import (MeanResonance, Resonance, checked_tally, empty_tally, mean_result,
                                         per_plane_result, sweep_chunk, sweep_of)
from srm_ref.writing import read_arrays, write_arrays

__all__ = ["SpotlightAccumulator"]

FORMAT = "srm_ref part 1"


class SpotlightAccumulator:
    """Sweep activations part by part; the result equals the one-shot call on all of them exactly.

    n_samples, n_zero: samples counted so far, and how many of them are zero. shards: the names of what has been
    counted, where the caller gives names: no name is merged twice.

    planes (n_planes, 2): as for `spotlight_resonance`; or "mean" for the mean over all ordered planes, which needs
    memory for one curve. n_angles (n_angles,). Raises RequestTooLarge if the curves of that many planes cannot fit.

    >>> total = SpotlightAccumulator([[1, 0], [0, 1]], epsilon=0.9, planes="mean", n_angles=4)
    >>> part = SpotlightAccumulator([[1, 0], [0, 1]], epsilon=0.9, planes="mean", n_angles=4)
    >>> total.update([[1, 0]]).merge(part.update([[0, 3]])).result().mean.tolist()
    [0.5, 0.5, 0.0, 0.0]
    """

    def __init__(self, basis: Any, epsilon: float = 0.9, planes: Any = "permutations", n_angles: Any = 360,
                 signed: bool = False) -> None:
        mean = isinstance(planes, str) and planes == "mean"
        self._asked = {"basis": basis, "epsilon": epsilon, "planes": planes, "n_angles": n_angles, "signed": signed}
        self._sweep = sweep_of(basis, epsilon, "permutations" if mean else planes, n_angles, signed, mean)
        self._tally = empty_tally(self._sweep, np.dtype(np.int64)) if mean else checked_tally(self._sweep, 2**29)
        self._whole = True
        self.n_samples = 0
        self.n_zero = 0
        self.shards: set[str] = set()

    def update(self, chunk: Any, progress: Progress | None = None) -> "SpotlightAccumulator":
        """Count a chunk of activations.

        chunk (n_samples, n_dims): a chunk that is refused changes nothing. progress: called with (samples of this chunk
        done, samples of this chunk). Returns itself.
        """
        self._require_whole()
        chunk = check_activations(chunk, self._sweep.geometry.rows.shape[1])
        step = max(BLOCK, CHUNK // chunk.shape[1])
        for first in range(0, len(chunk), step):
            require_finite(np.asarray(chunk[first:first + step]), "activations", self.n_samples + first)
        self._tally.widen(smallest_dtype(2 * (self.n_samples + len(chunk))))
        self._whole = False
        self.n_zero += sweep_chunk(self._sweep, chunk, self._tally, self.n_samples, progress)
        self.n_samples += len(chunk)
        self._whole = True
        return self

    def merge(self, other: "SpotlightAccumulator") -> "SpotlightAccumulator":
        """Add what another accumulator of the same sweep has counted.

        other: left as it is. Returns itself.
        """
        if not isinstance(other, SpotlightAccumulator):
            refuse("other", "a SpotlightAccumulator", type(other).__name__)
        self._require_whole()
        other._require_whole()
        self._require_same_sweep(other)
        require_other_shards(self.shards, other.shards)
        n_samples = self.n_samples + other.n_samples
        self._tally.widen(smallest_dtype(2 * n_samples))
        self._tally.merge(other._tally)
        self.n_samples, self.n_zero = n_samples, self.n_zero + other.n_zero
        self.shards |= other.shards
        return self

    def save(self, path: Any) -> None:
        """Write the question and the exact counts so far to the .npz file `path`, for `load` on another machine."""
        self._require_whole()
        asked = {f"asked_{name}": np.asarray(value) for name, value in self._asked.items()}
        write_arrays(
            path, asked | {
                "format": FORMAT, "differences": self._tally.differences, "turns": self._tally.turns,
                "n_samples": self.n_samples, "n_zero": self.n_zero, "shards": np.array(sorted(self.shards), dtype=str)
            })

    @classmethod
    def load(cls, path: Any) -> "SpotlightAccumulator":
        """Read what `save` wrote to `path`; ValueError for any other file."""
        return read_arrays(path, "a part that SpotlightAccumulator.save wrote", cls._of)

    @classmethod
    def _of(cls, held: dict[str, np.ndarray]) -> "SpotlightAccumulator":
        require_format(held, FORMAT)
        asked = {name: held[f"asked_{name}"] for name in ("basis", "epsilon", "planes", "n_angles", "signed")}
        loaded = cls(**{name: value if value.ndim else value.item() for name, value in asked.items()})
        tally, differences, turns = loaded._tally, held["differences"], held["turns"]
        fits = differences.shape == tally.differences.shape and turns.shape == tally.turns.shape
        if differences.dtype.kind != "i" or not fits:
            refuse("differences", f"integers of shape {tally.differences.shape}",
                   f"{differences.dtype} of shape {differences.shape}")
        tally.widen(differences.dtype)
        tally.differences[...], tally.turns[...] = differences, turns
        loaded.n_samples, loaded.n_zero = (integer(held[name].item(), name, 0) for name in ("n_samples", "n_zero"))
        loaded.shards = set(held["shards"].tolist())
        return loaded

    def result(self) -> Resonance | MeanResonance:
        """Return the curves of everything counted so far, a `MeanResonance` for planes="mean", else a `Resonance`.
        """
        self._require_whole()
        if self.n_samples == 0:
            refuse("activations", "at least one sample before result()", "none")
        finish = mean_result if self._sweep.mean else per_plane_result
        return finish(self._sweep, self._tally, self.n_samples, self.n_zero)

    def _require_whole(self) -> None:
        if not self._whole:
            refuse("accumulator", "one whose updates all finished", "one whose last update failed part-way")

    def _require_same_sweep(self, other: "SpotlightAccumulator") -> None:
        ours, theirs = self._sweep, other._sweep
        differing = [name for name, one, other_one in (
            ("basis", ours.geometry.rows, theirs.geometry.rows), ("epsilon", ours.epsilon, theirs.epsilon),
            ("signed", ours.signed, theirs.signed), ("n_angles", ours.grid.thetas, theirs.grid.thetas),
            ("planes", (ours.mean, ours.planes.ordered), (theirs.mean, theirs.planes.ordered)),
            ("planes", _explicit(ours), _explicit(theirs))) if not np.array_equal(one, other_one)]
        if differing:
            refuse("other", "an accumulator of the same sweep", f"one with another {differing[0]}")


def _explicit(sweep: Any) -> np.ndarray:
    return np.empty((0, 2)) if sweep.planes.explicit is None else sweep.planes.explicit
