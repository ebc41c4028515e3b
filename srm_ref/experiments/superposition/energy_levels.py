"""Do features jump between dimensionalities while a model learns, and does its loss fall when they do?

Equally important features, W beginning at almost nothing, a constant rate. Snapshots on the way give D_i of every
feature and the loss on one set of samples, the same for all snapshots, so that small falls show. At first the model
learns principal components, as a linear model would: with equal features any projector of rank m is as good, with the
loss v (n - m), v = p/3 - p^2/4, and no feature stands out. Then features leave that level, a few at a time, for 1/2,
that of digons. Shown is the run that ends with the most features there, as TMS shows a run "in which all features
become digons".

Time: quick 2 s (4 runs, n = 60, m = 6, 2400 steps), paper 25 s (4 runs, n = 100, m = 10, 20 000 steps); processor time,
measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Superposition and Learning Dynamics", phenomenon 1; the sizes are ours, TMS states none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice, counted
from srm_ref.descent import AdamW
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.traces import draw_loss, draw_traces
from srm_ref.progress import Progress
from srm_ref.superposition.features import feature_batches, sample_features
from srm_ref.superposition.measures import feature_dimensionality, feature_norms, n_features_represented
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.training import train

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "energy_levels"
TITLE = "Features jump between levels as the loss falls"
SOURCE = 'TMS "Superposition and Learning Dynamics"'
SEED = 10
DENSITY, N_RUNS = 0.35, 4
SETTINGS = {"quick": {"n_features": 60, "n_hidden": 6, "n_steps": 2400, "rate": 3e-3, "n_samples": 8000},
            "paper": {"n_features": 100, "n_hidden": 10, "n_steps": 20_000, "rate": 1e-3, "n_samples": 40_000}}
N_SNAPSHOTS = 120
NEAR = 0.05  # of 1/2, for a feature at the digons' level
SAID = Said("TMS", "Superposition and Learning Dynamics, phenomenon 1", "",
            "a large number of equally important features; n, m, S and steps not stated; a run chosen to be shown",
            "")
OWN = here(NAME, "")


class Numbers(NamedTuple):
    """What `run` measured.

    steps (n_snapshots,); loss (n_snapshots, n_runs).
    linear_loss (): v (n - m).
    represented (n_snapshots, n_runs): ||W||_F^2 / m.
    dimensionality (n_snapshots, n_runs, n_features).
    norms (n_runs, n_features): at the end.
    shown ().
    """

    steps: np.ndarray
    loss: np.ndarray
    linear_loss: np.ndarray
    represented: np.ndarray
    dimensionality: np.ndarray
    norms: np.ndarray
    shown: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train a few models from almost nothing and measure every snapshot."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    n, m, n_steps = settings["n_features"], settings["n_hidden"], settings["n_steps"]
    model, importance = MODELS["relu_output"], np.ones(n)
    start = model.initial_parameters(n, m, rng, n_instances=N_RUNS, std=0.005, dtype=np.float32)
    steps = np.linspace(0, n_steps, N_SNAPSHOTS + 1).astype(int)
    trained = train(model, start, feature_batches(256, n, 1 - DENSITY, n_instances=N_RUNS), importance, n_steps=n_steps,
                    optimiser=AdamW(settings["rate"]), rng=rng, snapshots=steps.tolist(), progress=progress)
    features = sample_features(settings["n_samples"], n, 1 - DENSITY, rng, dtype=np.float32)
    at = [{name: value[k] for name, value in trained.snapshots.items()} for k in range(len(steps))]
    loss = np.array([model.loss(parameters, features, importance) for parameters in at])
    D = feature_dimensionality(trained.snapshots["W"])
    shown = np.argmax((np.abs(D[-1] - 0.5) < NEAR).sum(axis=1))
    return Numbers(steps, loss, np.array((DENSITY / 3 - DENSITY**2 / 4) * (n - m)),
                   n_features_represented(trained.snapshots["W"]) / m, D, feature_norms(trained.snapshots["W"][-1]),
                   shown)


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the plateau, the jumps, and that the loss falls with them."""
    first, k = _first_full(numbers), int(numbers.shown)
    represented, digons = numbers.norms > 0.5, np.abs(numbers.dimensionality[-1] - 0.5) < NEAR  # (n_runs, n_features)
    ends = np.all(digons | ~represented, axis=1)
    rest = numbers.dimensionality[-1, k][~represented[k]]
    share, median = _share_of_fall(numbers, k, first[k]), _rise_times(numbers, k, digons[k])
    rows = [
        *_plateau(numbers, first),
        claim("There are runs that end with all represented features as digons",
              SAID.that("of the run in the figure: all features become digons"),
              f"{ends.sum()} of {len(ends)} runs; of the run shown, {(digons & represented)[k].sum()} of "
              f"{represented[k].sum()} represented features have D_i within {NEAR} of 1/2, the "
              f"{counted(int((~represented[k]).sum()), 'other')} D_i of at most {rest.max(initial=0):.2f}", ends.any(),
              otherwise="an odd dimension is left, which no pair has taken yet", would="in none of these runs"),
        claim("A feature's move to its level takes a small part of training (a jump)",
              SAID.that("features seem to jump between levels of D_i, in a drawing of D_i over the steps"),
              f"from D_i = 0.25 to 0.4: {median:.1%} of all steps in the median (this package asks for 10 %)",
              median < 0.1),
        claim("The loss falls at the steps at which features jump",
              SAID.that("the drops of the loss coincide with the jumps, in the same drawing"),
              f"after the plateau, the quarter of intervals with the most change of D_i has {share:.0%} of the fall "
              "(this package asks for half)", share > 0.5),
    ]
    ours = (f"n = {represented.shape[1]}, m = n / 10, S = {1 - DENSITY:g}, W from almost nothing, a constant rate, "
            f"{len(ends)} runs")
    return [row._replace(said=row.said._replace(ours=ours)) for row in rows]


def _plateau(numbers: Numbers, first: np.ndarray) -> list[Claim]:
    runs = np.arange(len(first))
    plateau, spread = numbers.loss[first, runs] / numbers.linear_loss, numbers.dimensionality[first, runs].max(axis=1)
    return [
        claim("First comes a plateau at the linear model's loss, v (n - m), within 2 %", OWN,
              f"loss / v (n - m) when ||W||_F^2 first reaches m: {plateau.min():.3f} to {plateau.max():.3f}, "
              f"{len(runs)} runs", np.abs(plateau - 1).max() < 0.02),
        claim("On the plateau no feature has a level of its own", OWN,
              f"largest D_i there {spread.max():.2f}, every run", spread.max() < 0.45),
    ]


def _first_full(numbers: Numbers) -> np.ndarray:
    """The snapshot of each run at which ||W||_F^2 first reaches m; the last where it never does."""
    full = numbers.represented >= 1.0
    return np.where(full.any(axis=0), full.argmax(axis=0), len(full) - 1)


def _share_of_fall(numbers: Numbers, k: int, first: int) -> float:
    moved = np.abs(np.diff(numbers.dimensionality[first:, k], axis=0)).sum(axis=1)
    fall = -np.diff(numbers.loss[first:, k])
    most = np.argsort(moved)[::-1][:max(1, len(moved) // 4)]
    return float(fall[most].sum() / fall.sum()) if len(moved) and fall.sum() > 0 else 0.0


def _rise_times(numbers: Numbers, k: int, digons: np.ndarray) -> float:
    """Median over features that end as digons of the share of training from the last D < 0.25 to the next D > 0.4."""
    shares = []
    for trace in numbers.dimensionality[:, k, digons].T:
        low = np.flatnonzero(trace < 0.25)[-1:]
        high = np.flatnonzero(trace > 0.4)
        if len(low):
            shares.append((numbers.steps[high[high > low[0]][0]] - numbers.steps[low[0]]) / numbers.steps[-1])
    return float(np.median(shares)) if shares else 1.0


def draw(numbers: Numbers) -> Figure:
    """Draw D_i of every feature of one run over the steps, and its loss below."""
    figure, axes = new_figure(2, 1, width=8.4, height=6.8, share_x=True)
    k = int(numbers.shown)
    top, bottom = axes[:, 0]
    ends = np.abs(numbers.dimensionality[-1, k] - 0.5) < NEAR
    draw_traces(numbers.steps, numbers.dimensionality[:, k], groups=np.where(ends, 0, 6), levels=(0.5,), ax=top)
    top.set(ylabel=r"feature dimensionality $D_i$", ylim=(-0.02, 0.72))
    top.set_title(f"one line per feature: {ends.sum()} of {len(ends)} end at 1/2 (digons, dark)", fontsize="medium")
    draw_loss(numbers.steps, numbers.loss[:, k], ax=bottom,
              levels=[(float(numbers.linear_loss), "linear model: $v\\,(n-m)$")])
    low, high = numbers.loss[:, k].min(), float(numbers.linear_loss)
    bottom.set(xlabel="training steps", ylabel="loss", ylim=(low - 0.1 * (high - low), high + 1.2 * (high - low)))
    return figure
