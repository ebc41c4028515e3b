"""What does a step of the climb cost? As a multiple of one product of activations and basis, forth and back.

    python -m tests.benchmarks.find [N_ROWS N_DIMS N_STEPS]      50,000 x 768, 5 steps unless said otherwise

"product" is what a step cannot do without: P = U B^T and then P^T U, in float64. The climb is timed with `N_STEPS`
products forth and back, on isotropic rows, where it does not end before; one of them is its start.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight import extremes


def main() -> int:
    """Print seconds of a step and of the product, and their ratio, for both signs."""
    n_rows, n_dims, n_steps = [int(word) for word in sys.argv[1:4]] or (50_000, 768, 5)
    rng = np.random.default_rng(0)
    rows, start = unit(rng.standard_normal((n_rows, n_dims))), random_rotation(n_dims, rng)
    times = []
    for _ in range(3):
        begin = time.process_time()
        (rows @ start.T).T @ rows
        times.append(time.process_time() - begin)
    product = float(np.median(times))
    extremes._MOST_STEPS = n_steps
    for sign in (1, -1):
        begin = time.process_time()
        found = extremes.climb(rows, start, sign)
        step = (time.process_time() - begin) / found.n_products
        print(f"sign {sign:+d}: {found.n_products} steps of {step:.2f} s, product forth and back {product:.2f} s: "
              f"{step / product:.2f} times (processor time, {n_rows:,} x {n_dims})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
