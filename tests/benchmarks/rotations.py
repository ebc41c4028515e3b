"""What does a rotation cost, beside the float64 product, and in few dimensions beside none? Drawing apart.

    python -m tests.benchmarks.rotations [--samples N] [--rotations M]        about a minute on one core

Everything is in one thread, in processor time, so that other work on the machine lengthens it less. First the sums of
a basis and of M rotations of it, of N float32 activations of width 768, against M bare products of the same size;
what the drawing of the rotations takes is left out, and told. Then kurtosis under 999 rotations by the tensor of fourth
moments (`srm_ref.spotlight.moment_tensor`), and what one basis takes by a product.
"""

from __future__ import annotations

import argparse
import os

if __name__ == "__main__":  # before NumPy is loaded; who only imports this keeps the threads of the processes to come
    for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(_name, "1")

import time
from typing import Any, Callable

import numpy as np

from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight.moment_tensor import MomentTensor, kurtosis_test
from srm_ref.spotlight.turning.rotation_sums import sums_of_rotations

WIDTH, MANY = 768, 999
SMALL = [(8, 100_000), (16, 100_000), (24, 10_000), (24, 100_000)]


def seconds(function: Callable[[], Any], runs: int = 3) -> float:
    """Processor time, the median of some runs."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return float(np.median(times))


def wide(n_samples: int, n_rotations: int, rng: np.random.Generator) -> dict[str, float]:
    """Compare the sums of a basis and its rotations with as many bare products, and the drawing with them."""
    basis = random_rotation(WIDTH, rng)
    activations = rng.standard_normal((n_samples, WIDTH)).astype(np.float32)
    rows, columns = unit(activations.astype(np.float64)), basis.T.copy()
    before, drawing = seconds(lambda: rows @ columns), seconds(lambda: random_rotation(WIDTH, rng))
    whole = seconds(lambda: sums_of_rotations(activations, basis, n_rotations, rng, 0.7), 1)
    bare = (before + seconds(lambda: rows @ columns)) / 2
    return {"bare": bare, "whole": whole, "drawing": drawing,
            "ratio": (whole - n_rotations * drawing) / (n_rotations * bare), "drawn": drawing / bare}


def narrow(n_dims: int, n_samples: int, rng: np.random.Generator) -> dict[str, float]:
    """Time the tensor, many rotations by it, and one basis by a product."""
    activations, basis, tensor = rng.standard_normal((n_samples, n_dims)), np.eye(n_dims), MomentTensor(n_dims)
    tensor.update(activations)
    return {"tensor": seconds(lambda: MomentTensor(n_dims).update(activations)),
            "rotations": seconds(lambda: kurtosis_test(tensor, basis, MANY, rng)),
            "product": seconds(lambda: sums_of_rotations(activations, basis, 3, rng), 1) / 4}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what a rotation costs.")
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument("--rotations", type=int, default=99)
    arguments, rng = parser.parse_args(), np.random.default_rng(0)
    found = wide(arguments.samples, arguments.rotations, rng)
    print(f"{arguments.samples:,} x {WIDTH} float32, {arguments.rotations} rotations: {found['whole']:.1f} s;"
          f" a bare float64 product {found['bare']:.3f} s, drawing a rotation {found['drawing']:.3f} s;"
          f" a rotation without its drawing is {found['ratio']:.2f} of the product, its drawing {found['drawn']:.2f}",
          flush=True)
    for n_dims, n_samples in SMALL:
        found = narrow(n_dims, n_samples, rng)
        print(f"{n_samples:,} x {n_dims}: tensor {found['tensor']:.3f} s, {MANY} rotations {found['rotations']:.3f} s;"
              f" one basis by a product {found['product']:.4f} s", flush=True)


if __name__ == "__main__":
    main()
