"""When is an answer to lesson 19 right, and what is said when it is not?"""

import tempfile
import time
import tracemalloc
from pathlib import Path

import numpy as np

from srm_ref import SpotlightAccumulator, mean_spotlight_resonance
from srm_ref.checks import counted
from srm_ref.course import lessons_folder, load_file
from srm_ref.course.exercises import Exercise, Note, Wrong, expect, expect_untouched
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, holds

RIGHT = load_file(lessons_folder() / "solutions" / "19.py", "solution_19")


def merged_inputs(rng):
    def parts(*pairs):
        return ([(np.array(counts), n) for counts, n in pairs],)

    yield parts(([1, 2], 4))
    yield parts(([1, 2], 4), ([3, 0], 4))
    yield parts(([4, 0], 4), ([0, 0], 50)) + (Note("a part of 4 must not weigh as much as a part of 50"),)
    yield parts(([1, 2], 4), ([0, 0], 0)) + (Note("a worker without activations has no share of its own"),)
    yield parts(([3, 0, 1, 2], 4), ([10, 2, 7, 30], 50), ([0, 0, 0, 0], 0), ([1, 5, 5, 6], 9))
    sizes = rng.integers(1, 1000, 7)
    yield parts(*((rng.integers(0, n + 1, 12), int(n)) for n in sizes))


def merged_known(parts):
    counts, sizes = np.array([c for c, _ in parts]), np.array([n for _, n in parts])
    total, shares = sizes.sum(), counts / sizes[:, None]
    right, held = counts.sum(axis=0) / total, shares[sizes > 0]
    average = "an average of averages: a part of 4 must not weigh as much as a part of 50; add the counts, divide once"
    return [
        (shares.mean(axis=0), "an average of averages, nan where a worker has no activations: add the counts first, divide once"),
        (held.mean(axis=0), average), (np.nan_to_num(shares).mean(axis=0), average),
        (counts.sum(axis=0), "the curve is a share: divide by the number of all activations"),
        (counts.sum(axis=0) / len(parts), "divide by the number of activations, not of parts"),
        (counts.sum(axis=0) / (sizes[-1] or np.nan), "divide by all activations, not by the last worker's"),
        (counts.sum(axis=0) // total, "// drops what follows the point; divide with /"),
        (held.sum(axis=0), "shares are not added: add the counts, divide once"),
        (counts.sum() / total, "angle by angle: the sum is over the workers, axis 0"),
        (counts.sum(axis=1) / total, "the sum is over the workers, axis 0, not over the angles"),
        (1 - right, "this is the share that is not lit")]


def _adds_into_the_first(parts):
    total, n = parts[0][0], sum(n for _, n in parts)
    for counts, _ in parts[1:]:
        total += counts
    return total / n


def arcs_inputs(rng):
    none = np.array([], dtype=int)
    yield none, none, 4, Note("no arcs: zeros")
    yield np.array([1]), np.array([1]), 4, Note("stop = start: an arc that covers nothing")
    yield np.array([1]), np.array([3]), 4, Note("angles start to stop - 1 are covered")
    yield np.array([0]), np.array([4]), 4, Note("a full turn covers every angle once")
    yield np.array([2]), np.array([6]), 4, Note("a full turn covers every angle once")
    yield np.array([3]), np.array([5]), 4, Note("angle n_angles is angle 0 again")
    yield np.array([2]), np.array([4]), 4, Note("stop = n_angles: it ends before angle 0")
    yield np.array([1, 1]), np.array([2, 3]), 4, Note("arcs may begin at the same angle")
    yield np.array([0, 2]), np.array([3, 3]), 4, Note("arcs may end at the same angle")
    yield np.array([1, 3]), np.array([4, 6]), 12
    start = rng.integers(0, 12, 40)
    yield start, start + rng.integers(0, 13, 40), 12
    yield np.zeros(300, int), np.full(300, 5), 8, Note("300 arcs over the same angles: more than 8 bits hold")
    start = rng.integers(0, 3600, 2000)
    yield start, start + rng.integers(0, 3601, 2000), 3600


def arcs_known(start, stop, n):
    right = RIGHT.counts_from_arcs(start, stop, n)
    turns = (stop // n - start // n).sum()

    def counts(first, last=stop):
        return np.cumsum(np.bincount(first, minlength=n) - np.bincount(last % n, minlength=n)) + (last // n - first // n).sum()

    lost, half_lost = np.zeros(n, int), np.bincount(start, minlength=n)
    lost[start] += 1
    lost[stop % n] -= 1
    half_lost[stop % n] -= 1
    repeated = "where many arcs begin at one angle all but one are lost: d[start] += 1 adds once for equal indices; use np.add.at or np.bincount"
    cut = np.bincount(start, minlength=n) - np.bincount(stop[stop < n], minlength=n)
    return [
        (np.cumsum(lost) + turns, repeated), (np.cumsum(lost), repeated),
        (np.cumsum(half_lost) + turns, "where many arcs end at one angle all but one are lost: d[stop] -= 1 takes away once for equal indices"),
        (right - turns, "an arc that winds past the last angle covers angle 0 again: it is worth 1 more at every angle, with the difference array as it is"),
        (np.cumsum(cut), "an arc that winds past the last angle goes on at angle 0"),
        (counts(start, stop + 1), "stop - 1 is the last angle covered: the -1 stands at stop"),
        (counts(start, np.maximum(stop - 1, start)), "stop - 1 is still covered: the -1 stands at stop"),
        (np.bincount(start, minlength=n) - np.bincount(stop % n, minlength=n), "these are the differences: the counts are their running sum"),
        (right.astype(np.int8), "more than 127 arcs may cover an angle: the counts do not fit into 8 bits"),
        (right / max(len(start), 1), "counts are wanted, not shares")]


def needs_no_table(answer):
    n_arcs, n_angles = 4_000, 3600  # a table of arcs and angles has 14 million entries
    start = np.arange(n_arcs) * 7 % n_angles
    stop = start + np.arange(n_arcs) % (n_angles + 1)
    tracemalloc.start()
    began = time.process_time()
    try:
        found = answer(start.copy(), stop.copy(), n_angles)
        peak, took = tracemalloc.get_traced_memory()[1], time.process_time() - began
    finally:
        tracemalloc.stop()
    if peak > 2e7 or took > 3:
        raise Wrong(f"{counted(n_arcs, 'arc')} on {counted(n_angles, 'angle')}: your function takes {peak / 1e6:.0f} MB and {took:.1f} s, as a table of all arcs and angles or a "
                    "loop over both does; a difference array has n_angles entries, and two changes for each arc")
    expect(np.asarray(found), RIGHT.counts_from_arcs(start, stop, n_angles), f"{counted(n_arcs, 'arc')} on {counted(n_angles, 'angle')}")


def _table(start, stop, n_angles):
    k = np.arange(n_angles)
    return sum((((k - first[:, None]) % n_angles) < (last - first)[:, None]).sum(axis=0)
               for first, last in zip(np.array_split(start, len(start) // 4_000 + 1), np.array_split(stop, len(start) // 4_000 + 1)))


def joined(left, right):
    """A merge that remembers order and depth."""
    return left[0] + right[0], 1 + max(left[1], right[1])


def merges_in_a_tree(answer):
    for n in (1, 2, 3, 4, 5, 8, 13):
        merges = []

        def merge(left, right):
            merges.append((left, right))
            return joined(left, right)

        given = [((k,), 0) for k in range(n)]
        found = answer(given, merge)
        expect_untouched(given, [((k,), 0) for k in range(n)], "parts")
        if isinstance(found, list) and len(found) == 1:
            raise Wrong("return the one part that is left, not a list of it")
        held = sorted(found[0]) if isinstance(found, tuple) and len(found) == 2 and isinstance(found[0], tuple) else found
        if held != list(range(n)):
            raise Wrong(f"of {counted(n, 'part')}, 0 to {n - 1}, the result holds {held}: every part once, and where a part has no partner it goes on alone")
        if found[0] != tuple(range(n)):
            raise Wrong(f"the order of {counted(n, 'part')} has changed to {found[0]}: merge neighbours, left with right")
        if found[1] > np.ceil(np.log2(n)):
            raise Wrong(f"{counted(n, 'part')} merge in {counted(int(np.ceil(np.log2(n))), 'round')} in a tree; yours takes {found[1]}, as in a chain, where a "
                        "merge waits for the one before")
        expect(len(merges), n - 1, f"the number of merges of {counted(n, 'part')}")


class _Recorder:
    """An accumulator that remembers how many rows it was given at a time, and which."""

    def __init__(self, accumulator=None):
        self.accumulator, self.sizes = accumulator, []

    def update(self, chunk, progress=None):
        self.sizes.append(len(chunk))
        if self.accumulator is not None:
            self.accumulator.update(chunk)
        return self


def counts_every_row_once(answer):
    rng = np.random.default_rng(3)
    for n_samples, n_rows in ((1, 1), (100, 30), (60, 20), (7, 50)):
        X, basis = rng.standard_normal((n_samples, 4)).astype(np.float32), np.eye(4)
        recorder = _Recorder(SpotlightAccumulator(basis, 0.6, "mean", 24))
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory, "activations.npy")
            np.save(path, X)
            found, sizes = answer(path, recorder, n_rows), recorder.sizes
            expect_untouched(np.load(path), X, "the file")
        if sum(sizes) < n_samples:
            raise Wrong(f"{counted(n_samples, 'row')}, {n_rows} at a time: only {sum(sizes)} counted; every row once, and the last chunk may be a "
                        "short one")
        if sum(sizes) > n_samples:
            raise Wrong(f"{counted(n_samples, 'row')}, {n_rows} at a time: {sum(sizes)} counted; no row may be counted twice")
        if max(sizes) > n_rows:
            raise Wrong(f"update got {counted(max(sizes), 'row')} at once; at most {n_rows} allowed")
        if any(size < n_rows for size in sizes[:-1]):
            raise Wrong(f"update got chunks of {sizes}: {counted(n_rows, 'row')} at a time, and only the last chunk may be a short one")
        if found is not recorder:
            raise Wrong("return the accumulator that you were given")
        expect(recorder.accumulator.result().counts, mean_spotlight_resonance(X, basis, 0.6, n_angles=24).counts, "the counts")


def holds_no_file(answer):
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "activations.npy")
        np.save(path, np.zeros((20_000, 50), np.float32))  # 4 MB
        tracemalloc.start()
        try:
            answer(path, _Recorder(), 100)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        if peak > 2e6:
            raise Wrong("the whole file was read into memory: np.load(path, mmap_mode=\"r\") reads rows only as they are used")


def add(x, y):
    return x[0] + y[0], x[1] + y[1]


def mean(x, y):
    return y if x is None else x if y is None else (x + y) / 2


def join(x, y):
    return x + y


def last(x, y):
    return x if y == 0 else y


def first(x, y):
    return x


def either(x, y):
    return x if x else y


def distance(x, y):
    return abs(x - y)


def empty_on_the_right(x, y):
    return x + y if x and y else x


def empty_on_the_left(x, y):
    return x + y if x and y else y


def monoid_inputs(rng):
    pairs = [(1, 2), (0, 5), (4, 4)]
    every = "try all pairs and triples, not neighbours alone, a state with itself too"
    yield mean, None, [], Note("without states there is nothing that breaks a law")
    yield first, 0, [0], Note("with one state, which is the empty one, all laws hold")
    yield either, 0, [3], Note("with one state all laws hold here")
    yield add, (0, 1), [(2, 3)], Note("(0, 1) is not empty: merging it changes a state")
    yield empty_on_the_right, 0, [1, 2], Note("empty must add nothing on both sides: merge(empty, x) is empty here")
    yield empty_on_the_left, 0, [1, 2], Note("empty must add nothing on both sides: merge(x, empty) is empty here")
    yield last, 0, [1, 2], Note("keeping the last one commutes only with empty")
    yield join, "", ["a", "b"], Note("joining words depends on the order: merge(x, y) against merge(y, x)")
    yield join, "", ["a", "", "b"], Note(every)
    yield distance, 0, [1, 2, 4], Note("a distance commutes, but the tree matters: merge(merge(x, y), z) against merge(x, merge(y, z))")
    yield distance, 0, [2, 0, 5], Note(every)
    yield distance, 0, [1, 2], Note(every)
    yield mean, None, [0.0, 1.0, 5.0], Note("a mean of two means commutes, but the tree matters")
    yield add, (0, 1), pairs, Note("(0, 1) is not empty: merging it changes a state")
    yield add, (0, 0), pairs, Note("counts and numbers of samples, added, are a commutative monoid")
    yield max, -np.inf, [1.0, 5.0, 3.0], Note("the larger of two is a commutative monoid, with minus infinity as its empty state")


def monoid_known(merge, empty, states):
    left, right = (all(merge(*pair(x)) == x for x in states) for pair in (lambda x: (empty, x), lambda x: (x, empty)))
    order = all(merge(x, y) == merge(y, x) for x in states for y in states)
    tree = all(merge(merge(x, y), z) == merge(x, merge(y, z)) for x in states for y in states for z in states)
    near_order = all(merge(x, y) == merge(y, x) for x, y in zip(states, states[1:]))
    near_tree = all(merge(merge(x, y), z) == merge(x, merge(y, z)) for x, y, z in zip(states, states[1:], states[2:]))
    return [
        (order and left and right, "a distance commutes, but the tree matters: try merge(merge(x, y), z) against merge(x, merge(y, z))"),
        (tree and left and right, "joining words depends on the order: try merge(x, y) against merge(y, x)"),
        (order and tree, "(0, 1) is not empty for a sum: try whether `empty` adds nothing"),
        (order and tree and left, "empty must add nothing on both sides: try merge(x, empty), too"),
        (order and tree and right, "empty must add nothing on both sides: try merge(empty, x), too"),
        (near_order and tree and left and right, "all pairs, not neighbours alone: the first and the last state do not commute everywhere"),
        (order and near_tree and left and right, "all triples, not neighbours alone: a state may stand in a triple twice"),
        (bool(states) and order and tree and left and right, "without states there is nothing that breaks a law: True"),
        (not (order and tree and left and right), "this is the opposite: True means that all laws hold"),
        (True, "some of these break a law"), (False, "some of these keep all laws")]


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


def _chunks(n_chunks=lambda n, k: -(-n // k), mode="r", width=lambda k: k, step=lambda k: k):
    def answer(path, accumulator, n_rows):
        activations = np.load(path, mmap_mode=mode)
        for k in range(n_chunks(len(activations), step(n_rows))):
            accumulator.update(activations[k * step(n_rows):k * step(n_rows) + width(n_rows)])
        return accumulator
    return answer


def _added(numbers):
    total = np.float32(0)
    for number in numbers:
        total = np.float32(total + number)
    return float(total)


def depends_on_the_order(found):
    numbers = array_of(found, (None,), "numbers")
    holds(3 <= len(numbers) <= 20, "how many numbers", "3 to 20", len(numbers))
    holds(np.abs(numbers).max() <= 1e9, "largest size of a number", "at most 1e9", float(np.abs(numbers).max()))
    there, back = _added(numbers.astype(np.float32)), _added(numbers.astype(np.float32)[::-1])
    holds(abs(there - back) >= 1, "difference of the two sums", "at least 1", abs(there - back))


PREDICTIONS = (
    Prediction("mean_of_curves", RIGHT.mean_of_curves, "'below' if np.all(average < whole.mean) else 'above'",
               "the mean of the curves gives every part the same weight, and the part that prefers the neurons most is the largest",
               choices=("above", "below", "on it"),
               overlooked={"on it": "that would be so if the parts were equally large",
                           "above": "the mean takes weight away from the largest part, which has the highest curve"}),
)

EXERCISES = (
    Exercise("merged_curve", RIGHT.merged_curve, merged_inputs, merged_known, wrong=((_adds_into_the_first, "changed parts in place"),)),
    Exercise("counts_from_arcs", RIGHT.counts_from_arcs, arcs_inputs, arcs_known, properties=(needs_no_table,), integers=True,
             wrong=((_table, "a table of all arcs and angles"),)),
    Exercise("tree_merge", RIGHT.tree_merge, hints=(
        "do it by hand with five parts: which merges are in the first round, and who goes on alone?",
        "the first round makes three parts of five: 0 with 1, 2 with 3, and 4 alone; the second makes "
        "two, the third one",
        "a common mistake: merging one part after the other into the first, which is a chain of n - 1 "
        "rounds"), properties=(merges_in_a_tree,), wrong=(
        (_chain, "as in a chain"), (_odd_one_lost, "goes on alone"), (_ends_together, "the order"), (_eats_the_list, "changed parts in place"))),
    Exercise("sweep_file", RIGHT.sweep_file, hints=(
        "a file of ten rows, four at a time: which rows are in which chunk?",
        "rows 0 to 3, 4 to 7, and 8 to 9: the last chunk is a short one; np.load with mmap_mode maps the "
        "file and reads rows when they are used",
        "a common mistake: counting the chunks with n // n_rows, which loses the short one"), properties=(counts_every_row_once, holds_no_file), wrong=(
        (_chunks(lambda n, k: n // k), "a short one"), (_chunks(mode=None), "into memory"), (_chunks(lambda n, k: 1, width=lambda k: 10**9), "at most"),
        (_chunks(step=lambda k: max(1, k - 1)), "counted twice"), (_chunks(step=lambda k: max(1, k // 2), width=lambda k: max(1, k // 2)), "at a time"))),
    Exercise("is_commutative_monoid", RIGHT.is_commutative_monoid, monoid_inputs, monoid_known),
    Exercise("order_that_matters", RIGHT.order_that_matters, wanted=(depends_on_the_order,), hints=(
        "single precision keeps about seven digits: what is left of 1 beside 100 million?",
        "let a large number come and go again: what was added before is lost, what is added after stays",
        "1, then 1e8, then -1e8")),
)
