"""The accumulator driven by Dask, on threads, on worker processes and on a cluster of two: a map-reduce engine changes
no count.

Skipped where Dask is not installed; it is never a dependency.
"""

import functools
import os
import signal

import numpy as np
import pytest

from srm_ref.spotlight.accumulate import SpotlightAccumulator
from srm_ref.spotlight.resonance import mean_spotlight_resonance, spotlight_resonance
from srm_ref.spotlight.rotation_parts import RotationAccumulator
from tests.strategies import tied_and_generic_activations

dask, Client = pytest.importorskip("dask"), pytest.importorskip("distributed").Client

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # Dask's own warnings are not ours to fail on


def sweep_with_dask(path, basis, planes, scheduler, n_rows=100):
    """Count the rows of a file in pieces."""
    empty = functools.partial(SpotlightAccumulator, basis, epsilon=0.5, planes=planes, n_angles=72)
    return merged_by_dask(path, empty, scheduler, n_rows)


def merged_by_dask(path, empty, scheduler, n_rows, before=lambda first: None):
    """Fill accumulators and merge them two by two: names and numbers of rows are sent, never rows.

    empty() makes an accumulator; before(first) is called in every piece, with the number of its first row.
    """
    @dask.delayed
    def count(path, first, stop):
        before(first)
        return empty().update(np.load(path, mmap_mode="r")[first:stop])

    @dask.delayed
    def merge(left, right):
        return empty().merge(left).merge(right)  # a task must leave what it is given as it is

    n_samples = len(np.load(path, mmap_mode="r"))
    parts = [count(path, first, first + n_rows) for first in range(0, n_samples, n_rows)]
    while len(parts) > 1:
        parts = [merge(*parts[k:k + 2]) if k + 1 < len(parts) else parts[k] for k in range(0, len(parts), 2)]
    return parts[0].compute(scheduler=scheduler).result()


def sweep_on_a_cluster(path, basis, planes):
    """The same with two worker processes behind a scheduler; Client("tcp://...") joins one that runs already."""
    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
        return sweep_with_dask(path, basis, planes, scheduler=client)


# --- definition

SWEEPS = {name: functools.partial(sweep_with_dask, scheduler=name) for name in ("threads", "processes", "synchronous")}
SWEEPS["cluster"] = sweep_on_a_cluster


@pytest.fixture
def saved(tmp_path):
    """What was saved, and the name of the file."""
    activations, basis = tied_and_generic_activations(n_samples=730, n_dims=6, seed=1)
    np.save(tmp_path / "activations.npy", activations)
    return activations, basis, str(tmp_path / "activations.npy")


@pytest.mark.parametrize("name", SWEEPS)
def test_dask_gives_the_one_shot_counts(name, saved):
    activations, basis, path = saved
    mean = SWEEPS[name](path, basis, "mean")
    expected = mean_spotlight_resonance(activations, basis, 0.5, n_angles=72)
    np.testing.assert_array_equal(mean.counts, expected.counts)
    assert (mean.n_samples, mean.n_zero) == (expected.n_samples, expected.n_zero)
    each = SWEEPS[name](path, basis, "combinations")
    np.testing.assert_array_equal(each.counts, spotlight_resonance(activations, basis, 0.5, "combinations", 72).counts)


@pytest.mark.parametrize("scheduler", ["threads", "processes"])
def test_dask_gives_the_rotation_test_of_one_run(scheduler, saved):
    activations, basis, path = saved
    found = merged_by_dask(path, functools.partial(RotationAccumulator, basis, 39, 3), scheduler, 100)
    wanted = RotationAccumulator(basis, 39, 3).update(activations).result().kurtosis_test
    np.testing.assert_array_equal(found.kurtosis_test.null, wanted.null)
    assert (found.kurtosis_test.value, found.kurtosis_test.p_value) == (wanted.value, wanted.p_value)


def test_a_worker_that_is_killed_in_mid_run_changes_no_count(saved, tmp_path):
    activations, basis, path = saved
    empty = functools.partial(SpotlightAccumulator, basis, epsilon=0.5, planes="mean", n_angles=72)
    marker = str(tmp_path / "killed")

    def die_once(first):
        if first == 50 * 8 and not os.path.exists(marker):
            with open(marker, "w", encoding="ascii") as file:
                file.write(str(os.getpid()))
            os.kill(os.getpid(), signal.SIGKILL)

    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
        workers = set(client.run(os.getpid).values())
        found = merged_by_dask(path, empty, client, 50, die_once)
    with open(marker, encoding="ascii") as file:
        assert int(file.read()) in workers
    wanted = mean_spotlight_resonance(activations, basis, 0.5, n_angles=72)
    np.testing.assert_array_equal(found.counts, wanted.counts, strict=True)
    assert (found.n_samples, found.n_zero) == (wanted.n_samples, wanted.n_zero)


@pytest.mark.parametrize("n_rows", [1, 7, 729, 730, 1000])
def test_the_size_of_the_pieces_changes_no_count(n_rows, saved):
    activations, basis, path = saved
    found = sweep_with_dask(path, basis, "mean", "threads", n_rows)
    np.testing.assert_array_equal(found.counts, mean_spotlight_resonance(activations, basis, 0.5, n_angles=72).counts)


# --- errors

def test_a_failing_piece_fails_the_whole_sweep(saved):
    activations, basis, path = saved
    activations[13, 2] = np.nan
    np.save(path, activations)
    with pytest.raises(ValueError, match="activations: wanted finite numbers; found nan"):
        sweep_with_dask(path, basis, "mean", "threads", 200)
