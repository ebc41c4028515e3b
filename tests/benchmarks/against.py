"""Is this tree as fast as another one? `python -m tests.benchmarks.against OTHER_TREE [--turns 30]`, at the top of this
tree.

Two worker processes, one with each tree on its path, are asked in turn for the same cells: old, new, old, new. Of each
cell the smallest processor time of either side is kept, which a busy machine disturbs least, and their ratio is
printed: 1.10 means that this tree takes a tenth longer. Each worker computes in one thread.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

N_CELLS_APART = 0.1  # seconds of a cell's own time, at least, in each turn: shorter ones are repeated


def cells():
    """Name and call of every cell; public names only, so that trees with other rooms can be asked."""
    import srm_ref
    from srm_ref.descent import Adam
    from srm_ref.superposition import MODELS, feature_batches, population_loss, population_loss_and_gradient, train

    rng = np.random.default_rng(0)
    dense, sparse = rng.standard_normal((20_000, 64)), rng.standard_normal((8_000, 128)) * (rng.random(
        (8_000, 128)) < 0.05)
    basis, oblique = srm_ref.bases.rotated(np.eye(64), rng), rng.standard_normal((40, 64))
    network = {"W": rng.standard_normal((3, 8)), "bias": rng.standard_normal(8) / 10}

    def training(name, n_features, n_hidden, n_instances):
        model = MODELS[name]
        start = model.initial_parameters(n_features, n_hidden, np.random.default_rng(1), n_instances=n_instances)
        batch = feature_batches(256, n_features, 0.9, n_instances=n_instances)
        return lambda: train(model, start, batch, np.ones(n_features), n_steps=60, optimiser=Adam(1e-3),
                             rng=np.random.default_rng(2))

    return {
        "mean curve, 20,000 x 64, rotated, epsilon 0.5": lambda: srm_ref.mean_spotlight_resonance(dense, basis, 0.5),
        "mean curve, 8,000 x 128, sparse, epsilon 0.7": lambda: srm_ref.mean_spotlight_resonance(
            sparse, np.eye(128), 0.7),
        "4,032 curves, 2,000 x 64, epsilon 0.4": lambda: srm_ref.spotlight_resonance(dense[:2000], np.eye(64), 0.4),
        "oblique, 5,000 x 64, basis of 40, epsilon 0.5": lambda: srm_ref.mean_spotlight_resonance(
            dense[:5000], oblique, 0.5),
        "every pair lit, 500 x 64, epsilon -0.2": lambda: srm_ref.mean_spotlight_resonance(
            dense[:500], np.eye(64), -0.2), "240 curves, 2,000 x 16, epsilon 0.9": lambda: srm_ref.spotlight_resonance(
                dense[:2000, :16], np.eye(16), 0.9, n_angles=100),
        "harmonic, 5,000 x 64, epsilon 0.4": lambda: srm_ref.harmonic(dense[:5000], basis, 0.4),
        "train relu_output, 5 in 2, 10 instances": training("relu_output", 5, 2, 10),
        "train relu_hidden, 20 in 5, 8 instances": training("relu_hidden", 20, 5, 8),
        "train absolute_value, 100 in 40, 1 instance": training("absolute_value", 100, 40, 1),
        "train linear, 20 in 5, 8 instances": training("linear", 20, 5, 8),
        "population loss, 8 features": lambda: population_loss(network, np.ones(8), 0.8),
        "population loss and gradient, 8 features": lambda: population_loss_and_gradient(network, np.ones(8), 0.8),
    }


def serve() -> None:
    """Answer each line, the name of a cell, with its smallest processor time in this turn."""
    asked = cells()
    for line in sys.stdin:
        call, times = asked[line.rstrip("\n")], []
        while sum(times) < N_CELLS_APART:
            start = time.process_time()
            call()
            times.append(time.process_time() - start)
        print(min(times), flush=True)


def main() -> int:
    """Ask two trees in turn and print one line per cell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tree", help="the other tree, older")
    parser.add_argument("--turns", type=int, default=30)
    arguments = parser.parse_args()
    trees = {"old": Path(arguments.tree).resolve(), "new": Path.cwd()}
    single = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    workers = {
        side: subprocess.Popen([sys.executable, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True, env={**os.environ, **single, "PYTHONPATH": str(tree)})
        for side, tree in trees.items()
    }
    best = {name: {side: float("inf") for side in workers} for name in cells()}
    for _ in range(arguments.turns):
        for name, least in best.items():
            for side, worker in workers.items():
                print(name, file=worker.stdin, flush=True)
                least[side] = min(least[side], float(worker.stdout.readline()))
    for worker in workers.values():
        worker.stdin.close()
        worker.wait()
    for name, least in best.items():
        print(f"{name:<52} old {1e3 * least['old']:9.3f} ms   new {1e3 * least['new']:9.3f} ms   ratio "
              f"{least['new'] / least['old']:.3f}")
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        serve()
    else:
        sys.exit(main())
