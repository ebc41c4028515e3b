"""What does a sweep over all planes cost? Seconds, ratio to the bare matrix product, and peak memory.

    python -m tests.benchmarks.sweep             the whole table, about four minutes on two cores
    python -m tests.benchmarks.sweep --quick     a tenth of the samples

Every row takes the median of five runs in this one process. "bare" is the float64 product unit(X) @ unit(basis).T
alone, timed in turn with the sweep; "ns per lit pair" is what the sweep takes beyond one bare product, for each lit
(activation, unordered plane) pair. Peak memory is what Python and NumPy allocate above the input, in a run of its own.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
import tracemalloc
from pathlib import Path

import numpy as np

from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight.counting.pairs import candidate_pairs
from srm_ref.spotlight.counting.planes import basis_cosines, basis_geometry, planes_of
from srm_ref.spotlight.resonance import mean_spotlight_resonance, spotlight_resonance
from srm_ref.spotlight.turning.rotation_sums import sums_of_rotations

RUNS = 5
HEADER = f"{'case':<58}{'seconds':>9}{'bare':>8}{'ratio':>8}{'lit pairs':>12}{'ns per lit pair':>16}{'peak MB':>9}"


def isotropic(n_samples, n_dims, rng):
    return rng.standard_normal((n_samples, n_dims), dtype=np.float32)


def sparse_in(basis, n_samples, rng, active=2.0):
    """On average `active` large coordinates a sample in this basis, above a floor of small ones."""
    n_basis = len(basis)
    codes = 1e-3 * rng.standard_normal((n_samples, n_basis))
    on = rng.random(codes.shape) < active / n_basis
    codes[on] += rng.random(np.count_nonzero(on))
    return (codes @ basis).astype(np.float32)


def median_seconds(*functions):
    """Time functions in turn, so that a drift of the machine's speed meets all of them; return the medians."""
    times = [[] for _ in functions]
    for function in functions:
        function()
    for _ in range(RUNS):
        for row, function in zip(times, functions):
            start = time.perf_counter()
            function()
            row.append(time.perf_counter() - start)
    return [float(np.median(row)) for row in times]


def peak_megabytes(function):
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    function()
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    return peak / 1e6


def count_lit(activations, basis, epsilon):
    geometry = basis_geometry(basis)
    planes = planes_of("combinations", geometry)
    return sum(len(pairs.sample) for block in basis_cosines(activations, geometry)
               for pairs in candidate_pairs(block.values, geometry, planes, epsilon))


def report(name, sweep, activations, basis, epsilon, reference=None):
    """Print one row; `reference` replaces the bare product where no product is owed."""
    directions, transposed = unit(activations), unit(basis).T
    seconds, bare = median_seconds(sweep, reference or (lambda: directions @ transposed))
    lit = count_lit(activations, basis, epsilon)
    per_pair = f"{(seconds - bare) / lit * 1e9:15.0f}" if lit > 1000 and seconds > bare else f"{'-':>15}"
    print(f"{name:<58}{seconds:9.3f}{bare:8.3f}{seconds / bare:8.2f}{lit:12,}{per_pair}{peak_megabytes(sweep):9.0f}",
          flush=True)


def normalise_and_square(activations):
    rows = activations.astype(np.float64)
    rows /= np.sqrt((rows * rows).sum(axis=1))[:, None]
    return rows * rows


def targets(scale, rng):
    n_samples = 50_000 // scale
    basis = random_rotation(768, rng)
    for kind, activations in (("isotropic", isotropic(n_samples, 768,
                                                      rng)), ("sparse", sparse_in(basis, n_samples, rng))):
        for epsilon in (0.7, 0.9):
            report(f"mean, {n_samples:,} x 768 float32, rotated, {kind}, eps {epsilon}",
                   lambda: mean_spotlight_resonance(activations, basis, epsilon), activations, basis, epsilon)
        report(f"one basis of a rotation test, the same, {kind}",
               lambda: sums_of_rotations(activations, basis, 0, rng, 0.7), activations, basis, 0.7)
    n_samples = 23_210 // scale
    activations = isotropic(n_samples, 1536, rng) ** 3
    for epsilon in (0.7, 0.9):
        report(f"mean, {n_samples:,} x 1536, identity (bare: normalise, square), eps {epsilon}",
               lambda: mean_spotlight_resonance(activations, np.eye(1536), epsilon), activations, np.eye(1536), epsilon,
               lambda: normalise_and_square(activations))
    small = np.tanh(isotropic(2_000, 16, rng))
    report("240 curves, 2,000 x 16, eps 0.9, 100 angles",
           lambda: spotlight_resonance(small, np.eye(16), 0.9, n_angles=100), small, np.eye(16), 0.9)
    middle, turned = isotropic(10_000 // scale, 64, rng), random_rotation(64, rng)
    for epsilon in (0.5, -0.2):
        report(f"4,032 curves, {len(middle):,} x 64, eps {epsilon}, 360 angles",
               lambda: spotlight_resonance(middle, turned, epsilon), middle, turned, epsilon)


def scaling(scale, rng):
    """Change one size at a time about 8,000 x 256 samples, a rotated basis of 256, epsilon 0.7, 360 angles."""
    def row(label, n_samples=8_000, n_dims=256, n_basis=256, epsilon=0.7, n_angles=360):
        basis = random_rotation(n_dims, rng)[:n_basis] if n_basis <= n_dims else unit(
            rng.standard_normal((n_basis, n_dims)))
        activations = sparse_in(basis, n_samples // scale, rng)
        report(f"mean, {label}", lambda: mean_spotlight_resonance(activations, basis, epsilon, n_angles=n_angles),
               activations, basis, epsilon)
    for n_samples in (2_000, 8_000, 32_000):
        row(f"n_samples {n_samples:,}", n_samples=n_samples)
    for n_dims in (256, 512, 1024):
        row(f"n_dims {n_dims}", n_dims=n_dims)
    for n_basis in (64, 256, 512):
        row(f"n_basis {n_basis}" + (" (overcomplete)" if n_basis > 256 else ""), n_basis=n_basis)
    for epsilon in (0.9, 0.7, 0.5, 0.3):
        row(f"epsilon {epsilon}", epsilon=epsilon)
    for n_angles in (36, 360, 3600):
        row(f"n_angles {n_angles}", n_angles=n_angles)


def memory_map(scale, rng):
    """Peak memory on a memory-mapped file must not grow with the file."""
    basis = random_rotation(768, rng)
    with tempfile.TemporaryDirectory() as directory:
        for n_samples in (5_000 // scale, 50_000 // scale):
            path = Path(directory) / "activations.npy"
            np.save(path, isotropic(n_samples, 768, rng))
            peak = peak_megabytes(lambda: mean_spotlight_resonance(np.load(path, mmap_mode="r"), basis, 0.7))
            print(f"memory map, {n_samples:,} x 768 float32 ({path.stat().st_size / 1e6:.0f} MB): peak {peak:.0f} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the samples")
    scale = 10 if parser.parse_args().quick else 1
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"NumPy {np.__version__}; medians of {RUNS}")
    print(HEADER)
    rng = np.random.default_rng(0)
    targets(scale, rng)
    scaling(scale, rng)
    memory_map(scale, rng)


if __name__ == "__main__":
    main()
