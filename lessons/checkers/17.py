"""When is an answer to lesson 17 right, and what is said when it is not?"""

import tempfile
import tracemalloc
from pathlib import Path

import numpy as np

from srm_ref import SpotlightAccumulator, mean_spotlight_resonance
from srm_ref.course.exercises import Exercise, Wrong, expect_close, expect_equal

PARTS = [(np.array([3, 0, 1, 2]), 4), (np.array([10, 2, 7, 30]), 50), (np.array([0, 0, 0, 0]), 0), (np.array([1, 5, 5, 6]), 9)]


def check_merged_curve(answer):
    counts, sizes = np.array([c for c, _ in PARTS]), np.array([n for _, n in PARTS])
    with np.errstate(all="ignore"):
        shares = counts / sizes[:, None]
        try:
            found = answer([(c.copy(), n) for c, n in PARTS])
        except ZeroDivisionError:
            raise Wrong("a worker without activations has no share: add the counts first, divide once") from None
    wanted = counts.sum(axis=0) / 63
    hint = "an average of averages: a part of 4 must not weigh as much as a part of 50; add the counts, divide once"
    expect_close(found, wanted, "merged_curve(parts)", [
        (shares.mean(axis=0), "a worker without activations has no share: add the counts first, divide once"), (shares[sizes > 0].mean(axis=0), hint),
        (np.nan_to_num(shares).mean(axis=0), hint), (counts.sum(axis=0), "the curve is a share: divide by the number of all activations"),
        (counts.sum(axis=0) / 4, "divide by the number of activations, not of parts"), (counts.sum(axis=0) / sizes[-1], "divide by all activations"),
        (np.zeros(4, int), "all zeros: // drops what follows the point; divide with /"),
        (shares[sizes > 0].sum(axis=0), "shares are not added: add the counts, divide once"),
        (counts.sum() / 63, "angle by angle: the sum is over the workers, axis 0")])


def check_counts_from_arcs(answer):
    n, rng = 12, np.random.default_rng(17)
    start = rng.integers(0, n, 40)
    stop = start + rng.integers(0, n + 1, 40)
    for first, last in ((np.array([1, 3]), np.array([4, 6])), (np.array([1, 1, 1]), np.array([4, 2, 4])), (start, stop)):
        wanted = np.array([sum((k - s) % n < t - s for s, t in zip(first, last)) for k in range(n)])
        lost = np.zeros(n, int)
        lost[first] += 1
        lost[last % n] -= 1
        turns = (last // n - first // n).sum()
        added = np.bincount(first, minlength=n)
        expect_close(answer(first.copy(), last.copy(), n), wanted, f"counts_from_arcs({first.tolist()[:4]}, {last.tolist()[:4]}, {n}), first arcs", [
            (np.cumsum(lost) + turns, "where many arcs begin at one angle all but one are lost: d[start] += 1 adds once for equal indices; use "
                                      "np.add.at or np.bincount"),
            (np.cumsum(lost), "where many arcs begin at one angle all but one are lost: use np.add.at or np.bincount"),
            (wanted - turns, "an arc that winds past the last angle covers angle 0 again: it is worth 1 more at every angle, with the difference "
                             "array as it is"),
            (np.cumsum(added - np.bincount(last[last < n], minlength=n)), "an arc that winds past the last angle goes on at angle 0"),
            (np.cumsum(added - np.bincount((last - 1) % n, minlength=n)) + ((last - 1) // n).sum(),
             "stop - 1 is still covered: the -1 stands at stop"),
            (np.cumsum(added - np.bincount((last + 1) % n, minlength=n)) + ((last + 1) // n).sum(),
             "stop - 1 is the last angle covered: the -1 stands at stop"),
            (added - np.bincount(last % n, minlength=n), "these are the differences: the counts are their running sum")])


def check_tree_merge(answer):
    for n in (1, 2, 5, 8, 13):
        merges = []

        def merge(left, right):
            merges.append((left, right))
            return (left[0] + right[0], 1 + max(left[1], right[1]))

        given = [((k,), 0) for k in range(n)]
        found = answer(given, merge)
        if given != [((k,), 0) for k in range(n)]:
            raise Wrong("the list that you were given is not yours to change: work on a copy")
        if isinstance(found, list) and len(found) == 1:
            raise Wrong("return the one part that is left, not a list of it")
        if not isinstance(found, tuple) or sorted(found[0]) != list(range(n)):
            held = sorted(found[0]) if isinstance(found, tuple) else found
            raise Wrong(f"of {n} parts, 0 to {n - 1}, the result holds {held}: every part once, and where a part has no partner it goes on alone")
        if found[0] != tuple(range(n)):
            raise Wrong("the order of the parts has changed: merge neighbours, left with right")
        if found[1] > np.ceil(np.log2(n)):
            raise Wrong(f"{n} parts take {int(np.ceil(np.log2(n)))} rounds in a tree; yours takes {found[1]}: this is a chain, where every "
                        "merge waits for the one before")
        expect_equal(len(merges), n - 1, f"the number of merges of {n} parts")


class _Recorder:
    """An accumulator that remembers how many rows it was given at a time."""

    def __init__(self, accumulator=None):
        self.accumulator, self.sizes = accumulator, []

    def update(self, chunk, progress=None):
        self.sizes.append(len(chunk))
        if self.accumulator is not None:
            self.accumulator.update(chunk)
        return self


def _peak(answer, path, n_rows):
    """The most memory that an answer holds at once, in bytes."""
    tracemalloc.start()
    answer(path, _Recorder(), n_rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def check_sweep_file(answer):
    rng = np.random.default_rng(3)
    for n_samples, n_rows in ((100, 30), (60, 20), (7, 50)):
        X, basis = rng.standard_normal((n_samples, 4)).astype(np.float32), np.eye(4)
        recorder = _Recorder(SpotlightAccumulator(basis, 0.6, "mean", 24))
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory, "activations.npy")
            np.save(path, X)
            found, sizes = answer(path, recorder, n_rows), recorder.sizes
        if sum(sizes) < n_samples:
            raise Wrong(f"{n_samples} rows, {n_rows} at a time: only {sum(sizes)} were counted; every row once, and the last chunk may be a "
                        "short one")
        if sum(sizes) > n_samples:
            raise Wrong(f"{n_samples} rows, {n_rows} at a time: {sum(sizes)} were counted; no row may be counted twice")
        if max(sizes) > n_rows:
            raise Wrong(f"update got {max(sizes)} rows at once, {n_rows} were allowed")
        wanted = mean_spotlight_resonance(X, basis, 0.6, n_angles=24)
        if found is not recorder:
            raise Wrong("return the accumulator that you were given")
        expect_equal(recorder.accumulator.result().counts.tolist(), wanted.counts.tolist(), "the counts")
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "activations.npy")
        np.save(path, np.zeros((20_000, 50), np.float32))  # 4 MB
        if _peak(answer, path, 100) > 2e6:
            raise Wrong("the whole file was read into memory: np.load(path, mmap_mode=\"r\") reads rows only as they are used")


def check_is_commutative_monoid(answer):
    def mean(x, y):
        return (x + y) / 2

    pairs = [(1, 2), (0, 5), (4, 4)]

    def add(x, y):
        return (x[0] + y[0], x[1] + y[1])

    for merge, empty, states, wanted, hint in (
            (add, (0, 0), pairs, True, "counts and numbers of samples, added: that is a commutative monoid"),
            (max, -np.inf, [1.0, 5.0, 3.0], True, "the larger of two is a commutative monoid, with minus infinity as its empty state"),
            (add, (0, 1), pairs, False, "(0, 1) is not empty: merging it changes a state"),
            (lambda x, y: x + y, "", ["a", "b", "ab"], False, "joining words depends on the order: try merge(x, y) against merge(y, x)"),
            (mean, None, [], True, "without states there is nothing that breaks a law"),
            (lambda x, y: y if x is None else x if y is None else mean(x, y), None, [0.0, 1.0, 5.0], False,
             "a mean of two means commutes, but the tree matters: try merge(merge(x, y), z) against merge(x, merge(y, z))"),
            (lambda x, y: x if y == 0 else y, 0, [1, 2], False, "keeping the last one commutes only with empty: try all pairs"),
            (lambda x, y: x, 0, [0], True, "with one state, which is the empty one, all laws hold"),
            (lambda x, y: x if x else y, 0, [3], True, "with one state all laws hold here"),
            (lambda x, y: abs(x - y), 0, [1, 2, 4], False, "a distance commutes, but the tree matters: try all triples"),
            (lambda x, y: x + y if x and y else x, 0, [1, 2], False, "empty must add nothing on both sides: merge(empty, x) here is empty"),
            (lambda x, y: x + y if x and y else y, 0, [1, 2], False, "empty must add nothing on both sides: merge(x, empty) here is empty"),
            (lambda x, y: x + y, "", ["a", "", "b"], False, "all pairs, not neighbours alone: the first and the last state do not commute here"),
            (lambda x, y: abs(x - y), 0, [2, 0, 5], False, "all triples, not neighbours alone: a state may stand in a triple twice")):
        found = answer(merge, empty, list(states))
        if not isinstance(found, (bool, np.bool_)):
            raise Wrong(f"is_commutative_monoid: wanted True or False; found {found!r}")
        if bool(found) != wanted:
            raise Wrong(hint)


def _average_of_averages(parts):
    return np.mean([counts / n for counts, n in parts if n], axis=0)


def _whole_numbers(parts):
    return sum(counts for counts, _ in parts) // sum(n for _, n in parts)


def _sum_only(parts):
    return sum(counts for counts, _ in parts)


def _average_with_nan(parts):
    with np.errstate(all="ignore"):
        return np.mean([counts / np.int64(n) for counts, n in parts], axis=0)


def _arcs_lost(start, stop, n_angles):
    d = np.zeros(n_angles, int)
    d[start] += 1
    d[stop % n_angles] -= 1
    return np.cumsum(d) + (stop // n_angles).sum()


def _arcs_without_turns(start, stop, n_angles):
    return np.cumsum(np.bincount(start, minlength=n_angles) - np.bincount(stop % n_angles, minlength=n_angles))


def _arcs_stop_covered(start, stop, n_angles):
    stop = stop + 1
    return np.cumsum(np.bincount(start, minlength=n_angles) - np.bincount(stop % n_angles, minlength=n_angles)) + (stop // n_angles).sum()


def _arcs_not_summed(start, stop, n_angles):
    return np.bincount(start, minlength=n_angles) - np.bincount(stop % n_angles, minlength=n_angles)


def _chain(parts, merge):
    total = parts[0]
    for part in parts[1:]:
        total = merge(total, part)
    return total


def _odd_one_lost(parts, merge):
    while len(parts) > 1:
        parts = [merge(parts[k], parts[k + 1]) for k in range(0, len(parts) - 1, 2)]
    return parts[0]


def _ends_together(parts, merge):
    parts = list(parts)
    while len(parts) > 1:
        half = len(parts) // 2
        parts = [merge(parts[k], parts[-1 - k]) for k in range(half)] + parts[half:len(parts) - half]
    return parts[0]


def _eats_the_list(parts, merge):
    while len(parts) > 1:
        parts.append(merge(parts.pop(0), parts.pop(0)))
    return parts[0]


def _short_chunk_lost(path, accumulator, n_rows):
    activations = np.load(path, mmap_mode="r")
    for k in range(len(activations) // n_rows):
        accumulator.update(activations[k * n_rows:(k + 1) * n_rows])
    return accumulator


def _read_whole(path, accumulator, n_rows):
    activations = np.load(path)
    for first in range(0, len(activations), n_rows):
        accumulator.update(activations[first:first + n_rows])
    return accumulator


def _all_at_once(path, accumulator, n_rows):
    return accumulator.update(np.load(path, mmap_mode="r"))


def _overlapping(path, accumulator, n_rows):
    activations = np.load(path, mmap_mode="r")
    for first in range(0, len(activations), max(1, n_rows - 1)):
        accumulator.update(activations[first:first + n_rows])
    return accumulator


def _order_only(merge, empty, states):
    return all(merge(x, y) == merge(y, x) for x in states for y in states) and all(merge(x, empty) == x for x in states)


def _tree_only(merge, empty, states):
    return (all(merge(merge(x, y), z) == merge(x, merge(y, z)) for x in states for y in states for z in states)
            and all(merge(x, empty) == x == merge(empty, x) for x in states))


def _neighbours_only(merge, empty, states):
    return (all(merge(x, empty) == x == merge(empty, x) for x in states) and all(merge(x, y) == merge(y, x) for x, y in zip(states, states[1:]))
            and all(merge(merge(x, y), z) == merge(x, merge(y, z)) for x in states for y in states for z in states))


def _empty_on_the_left_only(merge, empty, states):
    return _empty_forgotten(merge, empty, states) and all(merge(empty, x) == x for x in states)


def _empty_forgotten(merge, empty, states):
    return (all(merge(merge(x, y), z) == merge(x, merge(y, z)) for x in states for y in states for z in states)
            and all(merge(x, y) == merge(y, x) for x in states for y in states))


EXERCISES = (
    Exercise("merged_curve", check_merged_curve, ((_average_of_averages, "an average of averages"), (_sum_only, "is a share"),
                                                  (_average_with_nan, "has no share"), (_whole_numbers, "drops what follows"))),
    Exercise("counts_from_arcs", check_counts_from_arcs, ((_arcs_lost, "all but one are lost"), (_arcs_without_turns, "winds past"),
                                                          (_arcs_stop_covered, "last angle covered"), (_arcs_not_summed, "running sum"))),
    Exercise("tree_merge", check_tree_merge, ((_chain, "this is a chain"), (_odd_one_lost, "goes on alone"), (_ends_together, "the order"),
                                              (_eats_the_list, "not yours to change"))),
    Exercise("sweep_file", check_sweep_file, ((_short_chunk_lost, "a short one"), (_read_whole, "into memory"), (_all_at_once, "were allowed"),
                                              (_overlapping, "counted twice"))),
    Exercise("is_commutative_monoid", check_is_commutative_monoid, ((_order_only, "the tree matters"), (_tree_only, "depends on the order"),
                                                                    (_empty_forgotten, "is not empty"), (_neighbours_only, "not neighbours alone"),
                                                                    (_empty_on_the_left_only, "merge(x, empty)"))),
)
