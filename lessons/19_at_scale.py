# %% [markdown]
# # 19. At scale: files larger than memory, many workers, and the same object under Dask
#
# **Objectives.** Sweep data that do not fit into memory, or are spread over many machines; say why the result is the
# same bit for bit however the data are cut; start worker processes safely; say beforehand what a sweep costs, and what
# float32 changes.
#
# **Prerequisites.** Lesson 6.
#
# **Minutes.** 50 to read, 45 for the exercises.
#
# ## Question
#
# A layer's activations fill 300 GB on four machines; yours has 8 GB of memory. So the data are counted in pieces, by
# several workers, and the pieces are put together. Does the answer depend on how they were cut, on who was first, on
# how many workers there were? It should not, not even in the last bit: otherwise the result cannot be repeated.

# %%
import functools
import os
import subprocess
import sys
import tempfile
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.reduction import ForkingPickler  # what carries objects between processes
from pathlib import Path

import numpy as np

import srm_ref
from srm_ref import SpotlightAccumulator, mean_spotlight_resonance, random_rotation, spotlight_resonance
from srm_ref.commands import counting
from srm_ref.course import lessons_folder, show, source
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.spotlight.arcs import full_turn
from srm_ref.spotlight.counting.grid import Tally, angle_grid, smallest_dtype

folder = tempfile.TemporaryDirectory()  # everything that this lesson writes is in here, and goes with it
FILE, N, DIMS, EPSILON = Path(folder.name, "activations.npy"), 60_000, 64, 0.6

# %% [markdown]
# We make such a file, small: 60,000 activations in 64 dimensions, 15 MB in float32. It is written in pieces too. As
# files often do, it drifts: the first rows prefer the neurons a little, the last ones strongly.

# %%
rng = np.random.default_rng(17)
written = np.lib.format.open_memmap(FILE, mode="w+", dtype=np.float32, shape=(N, DIMS))
for first in range(0, N, 5000):
    g = rng.standard_normal((5000, DIMS))
    written[first:first + 5000] = np.sign(g) * np.abs(g) ** (2 + 2 * first / N)
written.flush()
del written
activations = np.load(FILE, mmap_mode="r")  # nothing is read yet
assert type(activations) is np.memmap and round(activations.nbytes / 1e6) == 15

# %% [markdown]
# ## Picture
#
# Cut the rows into four parts of different sizes. Each part is counted by another worker. Counts can be stacked, and
# the stack is the count of the whole. Shares cannot: the mean of the four curves is another curve.
#
# **What do you expect?** The last part is the largest, and it prefers the neurons most. Does the mean of the curves lie
# above the curve of the whole, or below it? Predict `mean_of_curves`.

# %%
neurons, edges, thetas = np.eye(DIMS), [0, 8_000, 20_000, 36_000, N], full_turn(360)
whole = mean_spotlight_resonance(activations, neurons, EPSILON)
parts = [mean_spotlight_resonance(activations[first:stop], neurons, EPSILON) for first, stop in zip(edges, edges[1:])]
average = np.mean([part.mean for part in parts], axis=0)

figure, axes = new_figure(1, 2, width=11, height=4.2)
bottom = np.zeros(360)
for k, (part, hatch) in enumerate(zip(parts, ("//", "..", "xx", ""))):
    axes[0, 0].fill_between(np.degrees(thetas), bottom, bottom + part.counts, facecolor=style(k).colour, alpha=0.45,
                            hatch=hatch,
                            edgecolor="white", linewidth=0, label=f"part {k + 1}: {part.n_samples:,} rows")
    bottom = bottom + part.counts
axes[0, 0].plot(np.degrees(thetas), whole.counts, color="black", linewidth=1.5, label="the whole, in one call")
axes[0, 1].plot(np.degrees(thetas), whole.mean, color="black", linewidth=1.5, label="the whole, in one call")
axes[0, 1].plot(np.degrees(thetas), average, color=style(1).colour, linestyle=style(1).line,
                label="mean of the four parts' curves")
for ax, word in zip(axes[0], ("counts, all planes together", "resonance, mean over planes")):
    ax.set_xlabel("angle from a towards b (degrees)")
    ax.set_ylabel(word)
    ax.set_xticks(np.arange(0, 361, 90))
    ax.set_ylim(0, 1.5 * ax.get_lines()[0].get_ydata().max())
    legend(ax)
show(figure, "19_parts_of_a_whole",
     "Left: counts of four parts stacked on each other; the top of the stack is the black curve of the whole. Right: "
     "the mean of the four parts' curves is dashed and lies below the curve of the whole everywhere.")

# %%
assert np.array_equal(bottom, whole.counts) and np.all(average < 0.95 * whole.mean)
print(f"the stack equals the whole: {np.array_equal(bottom, whole.counts)}; the mean of the curves falls short by at "
      f"least "
      f"{100 * (1 - average / whole.mean).min():.0f} %")

# %% [markdown]
# ## Definition
#
# A **monoid** is a set with an operation that puts two elements together, such that
#
# - the tree does not matter (associative): $(x + y) + z = x + (y + z)$;
# - there is an empty element: $0 + x = x + 0 = x$;
#
# and it is **commutative** if the order does not matter either: $x + y = y + x$. Whatever is a commutative monoid can
# be merged in any order and in any tree. That is all that a map-reduce engine asks for.
#
# An **accumulator** holds what has been counted so far. It has `update(chunk)`, `merge(other)`, and `result()`.
#
# ## Derivation
#
# **1. Counting is a homomorphism.** For the angles $\theta_0, \dots, \theta_{m-1}$ of a plane let
# $c(X) \in \mathbb{Z}^m$ be the counts of the rows of $X$:
#
# $$c_k(X) = \sum_{s} \left[ \cos(x_s, p(\theta_k)) \ge \varepsilon \right] .$$
#
# (The bracket is 1 where what it says is true, else 0.) A sum over the rows of $X$ and $Y$ together is the sum over
# those of $X$ plus the sum over those of $Y$: $c(X, Y) = c(X) + c(Y)$, and $c$ of no rows is 0. Putting data together
# becomes adding vectors of integers, which is a commutative monoid because adding integers is one. So with numbers of
# samples: $N(X, Y) = N(X) + N(Y)$. The pair $(c, N)$ is all that need be kept; divide once, at the end: $f = c / N$.
#
# **2. Shares are no monoid.** The mean of two curves against the curve of both, with $N = N_1 + N_2$:
#
# $$\frac{f_1 + f_2}{2} - \frac{N_1 f_1 + N_2 f_2}{N} = \frac{(N - 2 N_1) f_1 + (N - 2 N_2) f_2}{2 N} =
# \frac{(N_2 - N_1) (f_1 - f_2)}{2 N} .$$
#
# It is right only if the parts are of one size or have the same curve. And the tree matters: the mean of (the mean of 0
# and 0) and 1 is 1/2, the mean of 0 and (the mean of 0 and 1) is 1/4.
#
# **3. Why integers.** Adding floating-point numbers is commutative, but not associative, since every sum is rounded:

# %%
print((0.1 + 0.2) + 0.3 == 0.1 + (0.2 + 0.3), (1e16 + 1.0) - 1e16, (1e16 - 1e16) + 1.0)
assert (0.1 + 0.2) + 0.3 != 0.1 + (0.2 + 0.3) and (1e16 + 1.0) - 1e16 == 0 and (1e16 - 1e16) + 1.0 == 1
one, two = parts[0], parts[1]
both = (one.counts + two.counts) / ((one.n_samples + two.n_samples) * whole.n_planes)
wanted = (two.n_samples - one.n_samples) * (one.mean - two.mean) / (2 * (one.n_samples + two.n_samples))
assert np.allclose((one.mean + two.mean) / 2 - both, wanted, rtol=0, atol=1e-15)
print([f"{smallest_dtype(2 * n).name} for {n:,}" for n in (63, 16_383, 2**30 - 1, 2**60)])

# %% [markdown]
# Sums of rounded numbers depend on the tree in their last bits. Integers are exact until they overflow; the package
# holds twice the number of samples in the narrowest integer that can, and widens it as more come (63 samples fit into 1
# byte, $2^{30} - 1$ into 4).
#
# **4. What is really kept.** Lesson 5 turned each lit activation into an arc: from the angle with number `start` to the
# one before `stop`. The $m$ angles are numbered $0, \dots, m - 1$ around the circle, and on into the next turn where an
# arc winds past the last one. Angle $k$ is covered once for every whole number $j$ with
# $\mathrm{start} \le k + j m < \mathrm{stop}$, that is
#
# $$\frac{\mathrm{start} - k}{m} \le j < \frac{\mathrm{stop} - k}{m} , \qquad \text{so} \qquad
# \left\lceil \frac{\mathrm{stop} - k}{m} \right\rceil -
# \left\lceil \frac{\mathrm{start} - k}{m} \right\rceil \text{ times.}$$
#
# Write $\mathrm{start} = a m + s$ with $0 \le s < m$. Then $(\mathrm{start} - k) / m = a + (s - k) / m$, and
# $(s - k) / m$ lies between $-1$ and 1, both excluded: rounded up it is 1 if $s > k$, else 0, which is $1 - [s \le k]$.
# In the same way with $\mathrm{stop} = b m + t$. The two ones cancel:
#
# $$\text{covered} = (b - a) + [s \le k] - [t \le k] .$$
#
# And $[s \le k]$, as a function of $k$, is the running sum of a single 1 at place $s$. So an arc is kept as **three
# numbers**: $+1$ at place $s$ and $-1$ at place $t$ of an array of differences, and $b - a$ whole turns. However long
# the arc, the work is the same. The running sum of a sum is the sum of the running sums, so such arrays can be merged
# **before** they are summed up. By hand, on eight angles, the arcs 1 to 3, 3 to 5, and 6 to 9, which is 6, 7, 0, 1:

# %%
tally = Tally(1, angle_grid(8), np.dtype(np.int64))
start, stop = np.array([1, 3, 6]), np.array([4, 6, 10])
tally.add(np.zeros(3, int), start, stop)
print("differences", tally.differences[0], "  turns", tally.turns[0], "  counts", tally.counts(3)[0])
by_hand = [sum((k - s) % 8 < t - s for s, t in zip(start, stop)) for k in range(8)]
assert tally.counts(3)[0].tolist() == by_hand == [1, 2, 1, 2, 1, 1, 1, 1]
assert tally.differences[0].tolist() == [0, 1, -1, 1, -1, 0, 0, 0] and tally.turns[0] == 1

# %% [markdown]
# (At place 6 a $-1$ of the second arc and a $+1$ of the third meet.)
#
# **5. What could still spoil it.** $c(X, Y) = c(X) + c(Y)$ needs each row's decision to be its own affair. But the
# cosines come from a matrix product, and a fast product may add up a row's terms in another order when it is multiplied
# together with 10 other rows than with a thousand. Then a cosine's last bit may change, and a row that lies on the edge
# may change sides. So the package multiplies rows in blocks of exactly 256, the last one filled up with zeros, and
# columns in multiples of 16 (`srm_ref/spotlight/counting/pairs.py` says why). Only then is the sentence true: same
# counts, **ties included**, whatever the chunks.
#
# **6. What a sweep costs.** $N$ samples, $n$ dimensions, a basis of $n_b$ directions.
#
# - One matrix product, $N n_b n$ multiplications, whatever the number of planes (lesson 6); none in the standard basis.
# - One arc for each **lit pair** of an activation and a plane: tens of nanoseconds each, up to about a hundred
#   (measured, README).
# - Memory: $n_b (n_b - 1)$ curves of $m$ angles, or a single one for the mean. And a working block that does not grow
#   with $N$.
#
# How many pairs are lit? For activations without preference, a pair is lit with the probability that
# $r \ge \varepsilon$. Let $x$ have independent standard normal coordinates $g_1, \dots, g_n$, the first two in the
# plane (all planes are alike), and $A = g_1^2 + g_2^2$, $B = g_3^2 + \dots + g_n^2$. Then
#
# $$r \ge \varepsilon \iff A \ge \varepsilon^2 (A + B) \iff A \ge \kappa B, \qquad \kappa =
# \frac{\varepsilon^2}{1 - \varepsilon^2} .$$
#
# In polar coordinates a circle of radius $\rho$ has length $2 \pi \rho$ and density $e^{-\rho^2 / 2} / 2 \pi$ on it, so
# $P(A \ge t) = \int_{\sqrt t}^\infty \rho e^{-\rho^2 / 2} d\rho = e^{-t / 2}$. $B$ is independent of $A$, so put
# $t = \kappa B$ and take the mean over $B$. The coordinates are independent, so the mean of the product is the product
# of means:
#
# $$P(r \ge \varepsilon) = \mathbb{E} e^{-\kappa B / 2} = \left( \mathbb{E} e^{-\kappa g^2 / 2} \right)^{n - 2}, \qquad
# \mathbb{E} e^{-\kappa g^2 / 2} = \int \frac{e^{-(1 + \kappa) g^2 / 2}}{\sqrt{2 \pi}} dg =
# \frac{1}{\sqrt{1 + \kappa}} .$$
#
# (In the last integral put $u = g \sqrt{1 + \kappa}$.) Since $1 + \kappa = 1 / (1 - \varepsilon^2)$,
#
# $$P(r \ge \varepsilon) = (1 - \varepsilon^2)^{(n - 2) / 2} .$$

# %%
def candidate_pairs(X, epsilon):
    """Count the pairs of an activation and an unordered plane of neurons with r >= epsilon."""
    squares = (X / np.linalg.norm(X, axis=1, keepdims=True)) ** 2
    i, j = np.triu_indices(X.shape[1], 1)
    return sum(int((squares[k:k + 500, i] + squares[k:k + 500, j] >= epsilon**2).sum()) for k in range(0, len(X), 500))


gauss = np.random.default_rng(1).standard_normal((3000, 16))
expected, counted = 3000 * 120 * (1 - 0.6**2) ** 7, candidate_pairs(gauss, 0.6)
assert abs(counted / expected - 1) < 0.03
print(f"isotropic, 3,000 x 16, epsilon 0.6: expected {expected:,.0f} lit pairs, counted within 3 % of that")
for n in (16, 64, 768):
    share, planes = 0.64 ** ((n - 2) / 2), n * (n - 1) // 2
    print(f"{n:4} dimensions: {planes:7,} planes; of a million isotropic activations lit pairs: "
          f"{1e6 * planes * share:9.2g}"
          f"; all ordered curves at 360 angles, int32: {2 * planes * 360 * 4 / 1e6:6,.1f} MB")
assert round(2 * 294_528 * 360 * 4 / 1e6) == 848

# %% [markdown]
# In a wide layer isotropic data cost the matrix product and nothing more, because nothing is lit. What costs is
# structure: the lit pairs are the finding. And 848 MB for the curves of 768 neurons is why there is `planes="mean"`,
# one curve. A request that cannot fit is refused before anything is allocated:

# %%
try:
    spotlight_resonance(np.ones((1, 2)), np.random.default_rng(2).standard_normal((2000, 2)), 0.9, "permutations",
                        100_000)
except MemoryError as refused:
    print(type(refused).__name__, "-", str(refused).partition(" of free memory")[0].rpartition(" into ")[0], "...")
else:
    raise AssertionError("terabytes were not refused")
readme = lessons_folder().parent / "README.md"
if readme.is_file():  # in a clone of the repository; the installed package comes without it
    table = [row.split("|") for row in readme.read_text(encoding="utf-8").splitlines() if row.count("|") == 8
             and row.startswith("| ")]
    nanoseconds = [float(row[6]) for row in table if row[6].strip().isdigit()]
    assert len(nanoseconds) > 5 and 20 < min(nanoseconds) and max(nanoseconds) < 120

# %% [markdown]
# ## In the package
#
# `srm_ref/spotlight/accumulate.py`. Its merge, and the tally's below it:

# %%
print(source(SpotlightAccumulator.merge), source(Tally.merge), sep="\n\n")

# %% [markdown]
# **A file larger than memory** needs nothing else: a memory map is an array whose rows are read when they are used. Ten
# times the rows, and the same memory:

# %%
def peak_of(rows):
    """The most memory that a sweep of the last rows of the file holds at once, in bytes."""
    tracemalloc.start()
    SpotlightAccumulator(neurons, EPSILON, "mean").update(activations[-rows:])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


ratio = peak_of(N) / peak_of(N // 10)
print(f"ten times the rows, {'about the same memory' if ratio < 1.3 else 'more memory'}")
assert ratio < 1.3

# %% [markdown]
# **Map and reduce**, with the standard library alone. Map: every chunk is counted by its own accumulator. Reduce: they
# are merged, here two by two. Threads will do, because NumPy lets go of Python's lock while it works on large arrays;
# and they share memory, so that a chunk costs nothing to hand over.

# %%
def empty():
    """What everybody starts from: an accumulator that has counted nothing."""
    return SpotlightAccumulator(neurons, EPSILON, "mean")


def count(chunk):
    """Map: count one chunk."""
    return empty().update(chunk)


def tree(parts):
    """Reduce: merge neighbours two by two until one is left. The parts are left as they are."""
    while len(parts) > 1:
        parts = [functools.reduce(SpotlightAccumulator.merge, parts[k:k + 2], empty()) for k in range(0, len(parts), 2)]
    return parts[0]


with ThreadPoolExecutor(2) as pool:
    total = tree(list(pool.map(count, np.array_split(activations, 7))))
print(f"{total.n_samples:,} activations in 7 chunks; equal to the call on the whole: "
      f"{np.array_equal(total.result().counts, whole.counts)}")
assert np.array_equal(total.result().counts, whole.counts)

# %% [markdown]
# **The same under Dask.** Dask is a scheduler that spreads such a graph over the cores of a machine or over a cluster.
# Between processes everything is pickled, and a slice of a memory map is pickled **with its rows**. So what is sent is
# the name of the file and two numbers:

# %%
sizes = [len(ForkingPickler.dumps(what)) for what in (activations[:10_000], (str(FILE), 0, 10_000))]
print(f"10,000 rows, pickled: {sizes[0] / 1e6:.1f} MB; a name and two numbers: less than a kilobyte: {sizes[1] < 1000}")
assert sizes[0] > activations[:10_000].nbytes == 2_560_000 and sizes[1] < 1000

# %% [markdown]
# Dask is no dependency of this package, so **the next code is not run on this page**; it is the text of
# `tests/test_dask.py`, read from the file, where it is run, wherever Dask is installed, on threads, on processes, in a
# single thread and on a cluster of two workers, and compared with the one-shot call to the integer.

# %%
dask_test = lessons_folder().parent / "tests" / "test_dask.py"
if dask_test.is_file():  # in a clone of the repository; the installed package comes without its tests
    text = dask_test.read_text(encoding="utf-8")
    print(text[text.index("def sweep_with_dask"):text.index("# --- definition")].rstrip())
    assert 'for name in ("threads", "processes", "synchronous")' in text
    assert 'SWEEPS["cluster"] = sweep_on_a_cluster' in text
else:
    print("tests/test_dask.py is in the repository of this package")

# %% [markdown]
# Line by line it is the map and the reduce above. Three things to know. Every worker must see the file under that name:
# on a cluster it lies on a shared disk. A task must not change what it is given, for Dask may give it to another task
# as well; `SpotlightAccumulator.merge` changes the accumulator it is called on, so the task begins with an empty one.
# And a worker's memory limit counts the pages of a memory map that it has read, so take `n_rows` small enough for one
# piece to fit. (Like any program that starts processes, one with a `Client` stands under a main guard: below.)
#
# An accumulator can be carried from machine to machine because it can be pickled: it is the question and its counts,
# never the data. For `planes="mean"` that is little:

# %%
carried = ForkingPickler.dumps(total)
assert np.array_equal(ForkingPickler.loads(carried).result().counts, whole.counts) and len(carried) < 100_000
print(f"{activations.nbytes / 1e6:.0f} MB of activations, less than 100 kB to carry, most of it the basis, "
      "as it was given and with rows of length 1")
assert 2 * neurons.nbytes > len(carried) / 2

# %% [markdown]
# **Worker processes**, safely. Three rules:
#
# - **Start them fresh** (`spawn`), on every system. A forked process is a copy of yours, with the locks that other
#   threads held at that moment, and no thread to release them; NumPy starts such threads for its products. `fork` works
#   until it hangs.
# - **Guard the start.** A fresh process imports your file to find the function that it is to run. What starts workers
#   must therefore stand under `if __name__ == "__main__":`, or every worker would start workers.
# - **Carry names, not data.** Each worker opens the file for itself; counts come back.
#
# So the program is a file of its own. (This lesson could not start such workers itself: each would import the lesson,
# and run it.) We write it, and run it as you would:

# %%
PROGRAM = '''
"""Sweep a .npy file with two worker processes: python sweep_parts.py FILE.npy"""
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from srm_ref import SpotlightAccumulator


def empty(n_dims):
    return SpotlightAccumulator(np.eye(n_dims), epsilon=0.6, planes="mean")


def count(path, first, stop):
    activations = np.load(path, mmap_mode="r")
    return empty(activations.shape[1]).update(activations[first:stop])


def main(path):
    n_samples, n_dims = np.load(path, mmap_mode="r").shape
    firsts = range(0, n_samples, 10_000)
    total = empty(n_dims)
    with ProcessPoolExecutor(2, get_context("spawn")) as workers:
        for part in workers.map(count, [path] * len(firsts), firsts, [first + 10_000 for first in firsts]):
            total.merge(part)
    print(total.n_samples, total.result().counts.tolist())


if __name__ == "__main__":
    main(sys.argv[1])
'''


def run(*arguments):
    """Run Python in a process of its own, in this lesson's folder, and return what it printed."""
    path = os.pathsep.join(filter(None, (str(Path(srm_ref.__file__).parents[1]), os.environ.get("PYTHONPATH"))))
    return subprocess.run([sys.executable, *arguments], cwd=folder.name, capture_output=True, text=True,
                          encoding="utf-8", check=True,
                          env=os.environ | {"PYTHONPATH": path}).stdout


Path(folder.name, "sweep_parts.py").write_text(PROGRAM, encoding="utf-8")
n_counted, _, counts = run("sweep_parts.py", FILE.name).strip().partition(" ")
print(f"{n_counted} activations counted by two processes; equal: "
      f"{[int(c) for c in counts[1:-1].split(',')] == whole.counts.tolist()}")
assert int(n_counted) == N and [int(c) for c in counts[1:-1].split(",")] == whole.counts.tolist()

# %% [markdown]
# You need not write it: `srm-ref resonance FILE.npy --jobs 2` is this program, with care for interruptions, for failing
# pieces, and for the cores (two workers that each start a thread for every core get in each other's way). What a worker
# does there, from `srm_ref/commands/counting.py`:

# %%
print(source(counting._count_piece))
for jobs in (1, 2):
    run("-m", "srm_ref", "resonance", FILE.name, "--planes", "mean", "--epsilon", "0.6", "--test", "39", "--jobs",
        str(jobs), "--out", f"out{jobs}")
one, two = (np.load(Path(folder.name, f"out{jobs}", "activations_resonance.npz")) for jobs in (1, 2))
assert set(one.files) == set(two.files)
assert all(np.array_equal(one[name], two[name], equal_nan=one[name].dtype.kind == "f") for name in one.files)
assert np.array_equal(one["mean"], whole.mean)
print("--jobs 1 and --jobs 2 wrote the same numbers")
one.close()
two.close()

# %% [markdown]
# ## Check
#
# Twenty times: cut the rows at random places, shuffle the parts, merge them in a random tree. The data are chosen to
# make it hard: in a basis that is turned at random, every activation is the sum of four basis vectors, so its cosine
# with each of the four is 0.5, which is $\varepsilon$: at 0 and at 90 degrees the last bit of a product decides who is
# lit.

# %%
turned = random_rotation(DIMS, np.random.default_rng(5))
picks = np.argsort(np.random.default_rng(6).random((2000, DIMS)), axis=1)[:, :4]
on_the_edge = turned[picks].sum(axis=1)
once = mean_spotlight_resonance(on_the_edge, turned, 0.5, n_angles=72)
rng = np.random.default_rng(7)
for trial in range(20):
    cuts = np.sort(rng.choice(np.arange(1, 2000), size=9, replace=False))
    heap = [SpotlightAccumulator(turned, 0.5, "mean", 72).update(chunk) for chunk in np.split(on_the_edge, cuts)]
    while len(heap) > 1:
        left = heap.pop(int(rng.integers(len(heap))))
        heap.append(left.merge(heap.pop(int(rng.integers(len(heap))))))
    assert np.array_equal(heap[0].result().counts, once.counts) and heap[0].n_samples == 2000
cosines = (on_the_edge / 2) @ turned.T
assert np.minimum(np.abs(cosines), np.abs(cosines - 0.5)).max() < 1e-14
print("20 of 20 equal to the counts of the one call")

# %% [markdown]
# **What must not be counted** is refused, and leaves no half-counted state behind: a missing number, with its place in
# the whole stream, and a merge of two different questions.

# %%
safe = SpotlightAccumulator(neurons, EPSILON, "mean").update(activations[:1000])
damaged = np.array(activations[1000:1100])
damaged[7, 3] = np.nan
for attempt in (lambda: safe.update(damaged), lambda: safe.merge(SpotlightAccumulator(neurons, 0.5, "mean"))):
    try:
        attempt()
    except ValueError as error:
        print(error)
    else:
        raise AssertionError("this should have been refused")
safe.update(activations[1000:1100])
assert np.array_equal(safe.result().counts, mean_spotlight_resonance(activations[:1100], neurons, EPSILON).counts)

# %% [markdown]
# **float32.** The file holds float32, the products are made in float64. What did storing them as float32 change? Each
# coordinate is rounded by at most a factor $1 \pm \upsilon$, $\upsilon = 2^{-24}$, so the activation moves by at most
# $\upsilon \lvert x \rvert$, its direction by at most $2 \upsilon$, and every cosine by at most
# $2 \upsilon = 1.2 \cdot 10^{-7}$. (For the direction: with $y$ for the rounded $x$, the difference of
# $y / \lvert y \rvert$ and $x / \lvert x \rvert$ is $(y - x) / \lvert x \rvert$ plus
# $y (1 / \lvert y \rvert - 1 / \lvert x \rvert)$; both have length at most $\lvert y - x \rvert / \lvert x \rvert$, the
# second because $\lvert \lvert x \rvert - \lvert y \rvert \rvert \le \lvert x - y \rvert$.) A decision changes only if
# its cosine lies that close to $\varepsilon$: hardly ever with measured numbers, often with numbers that lie on the
# edge by construction, such as the sums of four above. (Small integers lose nothing: float32 holds whole numbers up to
# $2^{24}$ exactly, float16 up to $2^{11}$.) float16 has $\upsilon = 2^{-11}$, a cosine moves by up to 0.001, and some
# counts do change:

# %%
X = np.random.default_rng(8).standard_normal((20_000, 8))
exact = spotlight_resonance(X, np.eye(8), 0.7, "combinations").counts.astype(int)
changed = {}
for dtype in (np.float32, np.float16):
    rounded = spotlight_resonance(X.astype(dtype), np.eye(8), 0.7, "combinations").counts.astype(int)
    changed[dtype] = np.abs(rounded - exact)
    print(f"{dtype.__name__}: {100 * np.count_nonzero(changed[dtype]) / exact.size:.0f} % of {exact.size:,} counts "
          f"differ")
assert changed[np.float32].sum() < 5 and 0 < changed[np.float16].max() < 0.02 * exact.max()
assert round(2 * 2**-24 * 1e7, 1) == 1.2
assert 0.0009 < 2 * 2**-11 < 0.001
print(f"no float16 count by more than 2 % of the largest: {changed[np.float16].max() < 0.02 * exact.max()}")
moved = mean_spotlight_resonance(on_the_edge.astype(np.float32), turned, 0.5, n_angles=72).counts != once.counts
assert set(np.degrees(full_turn(72)[moved]).round().tolist()) == {0.0, 90.0}
print("float32, sums of four: the counts differ at 0 and 90 degrees, where all lie on the edge, and at no other angle")
assert int(np.float32(2**24)) == 2**24 and int(np.float32(2**24 + 1)) != 2**24 + 1
assert np.array_equal(np.arange(2**11 + 1).astype(np.float16), np.arange(2**11 + 1))
assert int(np.float16(2**11 + 1)) != 2**11 + 1
del activations  # an open file cannot be removed on every system
folder.cleanup()

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 19 --check` copies the exercises to `answers/19.py` and checks them there.
#
# 1. Put together what the workers sent.
# 2. Counts from arcs by a difference array.
# 3. Merge in a tree.
# 4. Sweep a file that need not fit into memory.
# 5. Is it a commutative monoid? Try the laws.
# 6. Open: numbers whose sum depends on the order.
#
# ## Remember
#
# - Keep counts and the number of samples; divide once. Integers under addition are a commutative monoid, shares are
#   not, and sums of floats depend on the tree in their last bits.
# - "Bit for bit" also needs that no row's decision depends on its neighbours: products in blocks of fixed shape.
# - Cost: one matrix product, then tens of nanoseconds for each lit pair. Memory: one curve for the mean, whatever the
#   file.
# - Workers: started fresh, behind a guard, with names and not data.
#
# ## What this does not show
#
# - How fast it is: pages print no seconds. The README has a table, with the machine it was measured on;
#   `python -m tests.benchmarks.sweep` measures yours.
# - That two machines with different processors agree on ties: their products may round differently. Cut as you like on
#   one machine; elsewhere what is not on an edge is the same.
# - Dask on several machines: the test runs a scheduler and two worker processes on one.
# - What a larger sample is good for. A curve from a billion activations that are all alike is still the curve of one.
#
# ## In the papers
#
# SRM defines the resonance as a share of samples and says nothing of how to count parts; its public code has no form
# for them. Accumulators as commutative monoids are the common ground of map-reduce systems: J. Lin, "Monoidify!", arXiv
# 1304.7544 (2013).
