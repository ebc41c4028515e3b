"""The accumulator driven by Dask, on real worker processes and on threads: a map-reduce engine changes no count.

Skipped where Dask is not installed; it is never a dependency.
"""

import numpy as np
import pytest

from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.resonance import mean_spotlight_resonance, spotlight_resonance
from tests.strategies import tied_and_generic_activations

dask = pytest.importorskip("dask")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # Dask's own warnings are not ours to fail on


def sweep_with_dask(chunks, basis, planes, scheduler):
    """One accumulator a chunk, merged two by two."""
    @dask.delayed
    def count(chunk):
        return SpotlightAccumulator(basis, epsilon=0.5, planes=planes, n_angles=72).update(chunk)

    @dask.delayed
    def merge(left, right):
        return SpotlightAccumulator(basis, epsilon=0.5, planes=planes, n_angles=72).merge(left).merge(right)

    parts = [count(chunk) for chunk in chunks]
    while len(parts) > 1:
        parts = [merge(*parts[k:k + 2]) if k + 1 < len(parts) else parts[k] for k in range(0, len(parts), 2)]
    return parts[0].compute(scheduler=scheduler, num_workers=2).result()


# --- definition

@pytest.mark.parametrize("scheduler", ["threads", "processes", "synchronous"])
def test_dask_gives_the_one_shot_counts(scheduler):
    activations, basis = tied_and_generic_activations(n_samples=700, n_dims=6, seed=1)
    chunks = np.split(activations, [1, 13, 300, 301, 650])
    mean = sweep_with_dask(chunks, basis, "mean", scheduler)
    expected = mean_spotlight_resonance(activations, basis, 0.5, n_angles=72)
    np.testing.assert_array_equal(mean.counts, expected.counts)
    assert (mean.n_samples, mean.n_zero) == (expected.n_samples, expected.n_zero)
    each = sweep_with_dask(chunks, basis, "combinations", scheduler)
    np.testing.assert_array_equal(each.counts, spotlight_resonance(activations, basis, 0.5, "combinations", 72).counts)


# --- errors

def test_a_failing_chunk_fails_the_whole_sweep():
    activations, basis = tied_and_generic_activations(n_samples=20, n_dims=6, seed=2)
    activations[13, 2] = np.nan
    with pytest.raises(ValueError, match="activations: wanted finite numbers; found nan"):
        sweep_with_dask(np.split(activations, 4), basis, "mean", "threads")
