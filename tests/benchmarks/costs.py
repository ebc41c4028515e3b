"""How do the costs grow? Processor seconds against samples, width, basis, epsilon and rotations, each with its law.

    python -m tests.benchmarks.costs [--figure costs.png] [--quick]         some two minutes on one core

A sweep of N samples of n numbers in k directions multiplies N n k times and follows every lit pair of a sample and a
plane:

    seconds = c N n k + d (lit pairs)

A rotation test makes one product for each of its m + 1 bases, and draws m rotations: seconds = e (m + 1) + f m. The
four numbers are measured once, in the middle of every panel: c is the float64 product alone, d what a sweep takes
beyond it, e a test of the given basis alone, f the drawing alone. The lines are these laws; only the dots are measured
one by one. Where epsilon is so large that most samples are lit in no plane, a float32 product replaces the other, and
dots lie below the line; so they do where rotations are many, for they share the reading of the rows. Everything is in
one thread, in processor time, the median of three runs.
"""

from __future__ import annotations

import argparse
import os

if __name__ == "__main__":  # before NumPy is loaded; who only imports this keeps the threads of the processes to come
    for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(_name, "1")

import time
from typing import Any, Callable, NamedTuple

import numpy as np

import srm_ref
from srm_ref.figures.canvas import legend, new_figure, save_figure, tidy
from srm_ref.geometry.rotations import random_rotation
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight.turning.rotation_sums import sums_of_rotations
from tests.benchmarks.sweep import count_lit, isotropic, peak_megabytes, sparse_in

RUNS, MIDDLE = 3, {"n_samples": 8_000, "n_dims": 256, "n_basis": 256, "epsilon": 0.7}
PANELS = {"n_samples": [2_000, 4_000, 8_000, 16_000, 32_000], "n_dims": [256, 512, 1024, 2048],
          "n_basis": [32, 64, 128, 256], "epsilon": [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]}
ROTATIONS = [1, 2, 4, 8, 16, 32]


class Laws(NamedTuple):
    """The four numbers that are measured once, in seconds."""

    product: float  # c, one multiplication
    pair: float  # d, one lit pair
    curve: float  # e, the sums of one basis
    drawing: float  # f, one rotation


def seconds(function: Callable[[], Any]) -> float:
    """Processor time, the median of some runs after one that is not counted."""
    times = []
    for _ in range(RUNS + 1):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return float(np.median(times[1:]))


def problem(rng: np.random.Generator, **changed: Any) -> tuple[np.ndarray, np.ndarray, float]:
    """Sparse activations in float32, the first rows of a rotation, and epsilon."""
    size = MIDDLE | changed
    basis = random_rotation(size["n_dims"], rng)[:size["n_basis"]]
    return sparse_in(basis, size["n_samples"], rng), basis, size["epsilon"]


def measure_laws(rng: np.random.Generator) -> Laws:
    """Measure c, d, e and f in the middle of every panel."""
    activations, basis, epsilon = problem(rng)
    rows, columns = unit(activations), unit(basis).T
    bare, work = seconds(lambda: rows @ columns), activations.size * len(basis)
    swept = seconds(lambda: srm_ref.mean_spotlight_resonance(activations, basis, epsilon))
    curve = seconds(lambda: sums_of_rotations(activations, basis, 0, rng, epsilon))
    drawing = seconds(lambda: random_rotation(activations.shape[1], rng))
    return Laws(bare / work, (swept - bare) / count_lit(activations, basis, epsilon), curve, drawing)


def measure_panel(name: str, values: list, laws: Laws, rng: np.random.Generator) -> tuple[list[float], list[float]]:
    """Sweep at every value of one size: seconds, and those of the law."""
    measured, law = [], []
    for value in values:
        asked = problem(rng, **{name: value})
        measured.append(seconds(lambda: srm_ref.mean_spotlight_resonance(*asked)))
        law.append(laws.product * asked[0].size * len(asked[1]) + laws.pair * count_lit(*asked))
        print(f"{name:<10}{value:>8}   measured {measured[-1]:7.3f} s   law {law[-1]:7.3f} s", flush=True)
    return measured, law


def measure_rotations(laws: Laws, rng: np.random.Generator) -> tuple[list[float], list[float]]:
    """Make rotation tests of more and more rotations: seconds, and those of the law."""
    activations, basis, epsilon = problem(rng)
    measured = [seconds(lambda: sums_of_rotations(activations, basis, m, rng, epsilon)) for m in ROTATIONS]
    law = [laws.curve * (m + 1) + laws.drawing * m for m in ROTATIONS]
    for m, one, two in zip(ROTATIONS, measured, law):
        print(f"rotations {m:>8}   measured {one:7.3f} s   law {two:7.3f} s", flush=True)
    return measured, law


def measure_memory(rng: np.random.Generator) -> tuple[list[float], list[float]]:
    """Peak memory above the input, of sweeps and of rotation tests, against samples."""
    swept, turned = [], []
    for n_samples in PANELS["n_samples"]:
        asked = problem(rng, n_samples=n_samples)
        swept.append(peak_megabytes(lambda: srm_ref.mean_spotlight_resonance(*asked)))
        turned.append(peak_megabytes(lambda: sums_of_rotations(*asked[:2], 4, rng)))
        print(f"memory, {n_samples} samples: sweep {swept[-1]:.0f} MB, rotation test {turned[-1]:.0f} MB", flush=True)
    return swept, turned


def real_layer(scale: int, rng: np.random.Generator) -> None:
    """Print what a minute is enough for at the size of a real layer, 768 numbers in 768 directions.

    One core is measured; the others are its speed times their number, each core with a process of its own.
    """
    basis = random_rotation(768, rng)
    dark, sparse = isotropic(20_000 // scale, 768, rng), sparse_in(basis, 20_000 // scale, rng)
    rows, columns = unit(dark), basis.T
    bare = seconds(lambda: rows @ columns)
    drawing = seconds(lambda: random_rotation(768, rng))
    none, four = (seconds(lambda: sums_of_rotations(dark, basis, m, rng, 0.7)) for m in (0, 4))
    curve = (four - none) / 4 - drawing
    sweeps = {name: seconds(lambda: srm_ref.mean_spotlight_resonance(data, basis, 0.7)) / len(data)
              for name, data in (("isotropic", dark), ("sparse", sparse))}
    dark_sweep = sweeps["isotropic"] * len(dark)
    print(f"\n{len(dark):,} x 768: float64 product {bare:.2f} s; sweep of isotropic data {dark_sweep / bare:.2f} of "
          f"it, one rotation more of a test {curve / bare:.2f}; drawing one rotation {drawing:.2f} s")
    rotation = curve * 50_000 / len(dark) + drawing
    for name, n_cores in (("one core, measured", 1), ("a laptop, 4 cores", 4), ("a workstation, 32 cores", 32),
                          ("a cluster, 100 parts of 4 cores", 400)):
        print(f"| {name} | " + " | ".join(f"{60 * n_cores / sweeps[kind] / 1e6:.1f} million" for kind in sweeps)
              + f" | {60 * n_cores / rotation:,.0f} |")


def draw(path: str, panels: dict[str, tuple], memory: tuple[list[float], list[float]]) -> None:
    """Draw dots and laws, one panel per size, and peak memory in the last."""
    figure, axes = new_figure(2, 3)
    for ax, (name, (values, measured, law)) in zip(axes.flat, panels.items()):
        ax.plot(values, law, "-", color="#6e6e6e", label="law")
        ax.plot(values, measured, "o", color="#0072B2", label="measured")
        ax.set(xlabel=name, ylabel="processor seconds", yscale="log", xscale="linear" if name == "epsilon" else "log")
        ax.set_xticks(values, [f"{value:g}" for value in values])
    last = axes.flat[5]
    for label, numbers, mark in zip(("sweep", "rotation test"), memory, ("o-", "s--")):
        last.plot(PANELS["n_samples"], numbers, mark, label=label)
    last.set(xlabel="n_samples", ylabel="peak memory above the input, MB", xscale="log", ylim=(0, None))
    last.set_xticks(PANELS["n_samples"], [f"{n:g}" for n in PANELS["n_samples"]])
    for ax in axes.flat:
        ax.tick_params(axis="both", which="minor", labelsize=6, labelbottom=False)
        tidy(ax)
        legend(ax)
    save_figure(figure, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--figure", default="costs.png")
    parser.add_argument("--quick", action="store_true", help="a fifth of the samples")
    arguments = parser.parse_args()
    rng, scale = np.random.default_rng(0), 5 if arguments.quick else 1
    MIDDLE["n_samples"] //= scale
    PANELS["n_samples"] = [n // scale for n in PANELS["n_samples"]]
    laws = measure_laws(rng)
    print(f"c {1e12 * laws.product:.1f} ps a multiplication, d {1e9 * laws.pair:.0f} ns per lit pair, "
          f"e {1e3 * laws.curve:.0f} ms a basis, f {1e3 * laws.drawing:.0f} ms a rotation drawn")
    panels = {name: (values, *measure_panel(name, values, laws, rng)) for name, values in PANELS.items()}
    panels["rotations"] = (ROTATIONS, *measure_rotations(laws, rng))
    draw(arguments.figure, panels, measure_memory(rng))
    real_layer(scale, rng)


if __name__ == "__main__":
    main()
