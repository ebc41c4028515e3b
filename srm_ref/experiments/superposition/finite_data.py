"""What does a toy model store when its data are few? Data points first, then features, and a bad passage between them.

A ReLU output model of two hidden numbers is trained on the same T data points in every step. Its test loss is the exact
expected loss over all data that there can be, so that no test sample blurs it. It is given as a multiple of the loss of
the best constant answer, n (p/3 - p^2/4), which looks at no input; over data sets of one size the geometric mean is
taken, because a few models are far worse than the others.

Departures from the paper: eight features in place of 10 000, since the exact loss is a sum over 3^n faces; points keep
their lengths, except for the polygons; fewer steps at a higher rate. The number of hidden dimensions is not varied.

Time: quick 8 s (24 data sets of 7 sizes, 2000 steps), paper 5 minutes (48 of 16 sizes, 20 000 steps); processor time,
the second extrapolated from 250 steps.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: Henighan et al., "Superposition, Memorization, and Double Descent", Transformer Circuits Thread (2023).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice, counted
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here
from srm_ref.experiments.shared.few_points import evenness, fit_points, recall_length
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.progress import Progress
from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.features import sample_features
from srm_ref.superposition.measures import feature_norms
from srm_ref.superposition.theory_linear import feature_variance
from srm_ref.superposition.training import best_of

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "finite_data"
TITLE = "Few data: data points in superposition, and double descent"
SOURCE = "Henighan et al. 2023"
SEED = 41
N, DENSITY, RESTARTS = 8, 0.15, 4
POLYGONS, FEWER, DECAYED = np.array([4, 5, 6, 7]), np.array([12, 16, 20]), np.array([8, 16, 50])
SETTINGS = {"quick": (np.array([3, 8, 12, 16, 20, 50, 200]), 24, 2000),
            "paper": (np.array([3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 25, 50, 100, 200, 800]), 48, 20_000)}
OURS = "n = 8, m = 2, I = 1, 1-S = 0.15, points not rescaled; AdamW, rate 0.03 along a cosine, decay 0.01"
FAR = "n = 100, m = 2, 1-S = 0.04, |x| = 1, T = 4 to 7; the best of 4 trainings on each data set"
THEIRS = "n = 10 000, m = 2, S = 0.999, |x| = 1; 50 000 full-batch steps of AdamW, decay 0.01"
PAPER = 'Henighan et al. 2023, "Superposition, Memorization, and Double Descent"'
SAID = Said("another paper", PAPER, "", THEIRS, OURS)
APPENDIX = Said("another paper", PAPER + ", appendix", "", THEIRS.replace("m = 2", "m = 4"), OURS)
OWN = here(NAME, OURS)
NONE = "at none of the settings tried"


class Numbers(NamedTuple):
    """What `run` measured.

    even (4, 2): narrowest angle between neighbours over 360/T, T = 4 to 7, of hidden vectors, and of the columns at
        least half as long as the longest, over 360 / their number; median over data sets.
    length (4,): of the hidden vectors, over `recall_length`; mean, and median over data sets.
    sizes (k,): T. learnt (k,): training loss over that of the best constant, median over data sets. tested (k,): exact
        test loss over the same, geometric mean. worse (k,): share of data sets where it is above 1.
    stored (2,): at the largest T, features longer than 1/2, and how even they lie; medians.
    short (3,): `tested` with a quarter of the steps, at T = 12, 16, 20, on the same data from the same starts; decayed
        (3,): with a decay of 1, at T = 8, 16, 50.
    """

    even: np.ndarray
    length: np.ndarray
    sizes: np.ndarray
    learnt: np.ndarray
    tested: np.ndarray
    worse: np.ndarray
    stored: np.ndarray
    short: np.ndarray
    decayed: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train on data sets of every size, then with fewer steps and with more decay at three of them, then polygons."""
    sizes, n_sets, n_steps = SETTINGS[choice(scale, "scale", SCALES)]
    plans = [(T, n_steps, 0.01) for T in sizes] + [(T, n_steps // 4, 0.01) for T in FEWER]
    plans += [(T, n_steps, 1.0) for T in DECAYED]
    seed, measured = int(rng.integers(2**32)), []
    for k, (T, *plan) in enumerate(plans):  # the same data and starts wherever T is the same
        measured.append(_tested(T, *plan, n_sets, np.random.default_rng([seed, T])))
        if progress is not None:
            progress(k + 1, len(plans) + 1)
    learnt, tested, worse, n_stored, even = np.array(measured).T
    shapes = np.array([_polygons(T, n_steps, n_sets // 4, rng) for T in POLYGONS])
    k = len(sizes)
    return Numbers(shapes[:, :2], shapes[:, 2], sizes, learnt[:k], tested[:k], worse[:k],
                   np.array([n_stored[k - 1], even[k - 1]]), tested[k:k + 3], tested[k + 3:])


def _tested(T: int, n_steps: int, decay: float, n_sets: int, rng: np.random.Generator) -> tuple[float, ...]:
    """Train on `n_sets` data sets of T points: `learnt`, `tested`, `worse`, and both numbers of `stored`."""
    points = sample_features(n_sets * int(T), N, 1.0 - DENSITY, rng).reshape(n_sets, T, N)
    parameters, losses = fit_points(points, 2, n_steps=n_steps, rng=rng, decay=decay)
    constant = N * feature_variance(1.0 - DENSITY)
    test = population_loss(parameters, np.ones(N), 1.0 - DENSITY) / constant
    long = [W[:, feature_norms(W) > 0.5] for W in parameters["W"]]
    even = [evenness(W) if W.shape[1] > 1 else 0.0 for W in long]
    return (np.median(losses) / constant, np.exp(np.log(test).mean()), (test > 1.0).mean(),
            np.median([W.shape[1] for W in long]), np.median(even))


def _polygons(T: int, n_steps: int, n_sets: int, rng: np.random.Generator) -> np.ndarray:
    """Train on data sets of T unit points: both numbers of `even`, and `length`, as medians over data sets."""
    points = []
    for _ in range(n_sets):
        drawn = sample_features(10 * int(T), 100, 0.96, rng)
        drawn = drawn[drawn.any(axis=1)][:T]
        points.append(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))
    tried, losses = fit_points(np.repeat(points, RESTARTS, axis=0), 2, n_steps=n_steps // 2, rng=rng)
    found = []
    for W, X in zip(tried["W"][best_of(losses, RESTARTS)], points):
        H, lengths = W @ X.T, feature_norms(W)  # (2, T), (100,)
        columns = W[:, lengths > lengths.max() / 2]
        found.append((evenness(H), evenness(columns), feature_norms(H).mean() / recall_length(T)))
    return np.median(found, axis=0)


def claims(numbers: Numbers) -> list[Claim]:
    """Judge what is stored on either side, the passage between, and what steps and decay do to it."""
    return _of_storing(numbers) + _of_the_bump(numbers) + _of_training(numbers)


def _of_storing(numbers: Numbers) -> list[Claim]:
    points, columns = numbers.even.T
    n_stored, regular = numbers.stored
    polygon = here(NAME, FAR)
    listed = ", ".join(f"{one:.2f} and {two:.2f} at T = {T}" for one, two, T in zip(points, columns, POLYGONS))
    lengths = ", ".join(f"{one:.2f} at T = {T}" for one, T in zip(numbers.length, POLYGONS))
    return [
        claim("Trained on 4 to 7 points, the hidden vectors of the points lie round the circle, nearly evenly; the "
              "longest columns of W do not",
              SAID.that("small training sets: hidden vectors of the data points show clean structures, features look "
                        "messy")._replace(ours=FAR),
              f"narrowest angle over that of the regular polygon, points and columns: {listed}",
              points.min() > 0.6 and columns.max() < 0.3,
              otherwise="points share features, or columns lie evenly",
              would=_where(points > 0.6, POLYGONS)),
        claim("Their length is the least at which a regular polygon recalls all of its points, within 15 %", polygon,
              f"mean length over 1 / sqrt(1 - cos(2 pi / T)): {lengths}", np.abs(numbers.length - 1).max() < 0.15,
              otherwise="training stops at other lengths", would=_where(np.abs(numbers.length - 1) < 0.15, POLYGONS)),
        claim("From the largest data sets features are stored instead: more than m = 2 of them, nearly evenly",
              SAID.that("depending on dataset size: an overfitting regime, data points in superposition, and a "
                        "generalizing regime, features in superposition"),
              f"T = {numbers.sizes[-1]}: {counted(f'{n_stored:g}', 'feature')} longer than 1/2, narrowest angle "
              f"{regular:.2f} of the regular polygon's (medians)", n_stored > 2 and regular > 0.6,
              otherwise="there are too few points still", would="at none of the sizes tried"),
    ]


def _of_the_bump(numbers: Numbers) -> list[Claim]:
    tested, top, last = numbers.tested, int(np.argmax(numbers.tested)), numbers.sizes[-1]
    before, T = tested[:top + 1].min(), numbers.sizes[top]
    curve = ", ".join(f"{one:.2f} at T = {size}" for one, size in zip(tested, numbers.sizes))
    return [
        claim("Between both, test loss rises with the number of points, then falls below all before",
              SAID.that("double descent as the model transitions between these regimes"),
              f"exact loss over the best constant's: {curve}; this package asks for a rise by a quarter",
              tested[top] > 1.25 * before and tested[-1] < before,
              otherwise="there is no bump of this size", would=NONE),
        claim("At the top of the bump a quarter of the models and more test worse than an answer that looks at no "
              "input, at the largest T none does", OWN,
              f"{numbers.worse[top]:.0%} of the data sets at T = {T}, {numbers.worse[-1]:.0%} at T = {last}",
              numbers.worse[top] >= 0.25 and numbers.worse[-1] == 0.0,
              otherwise="few models make the bump, or it reaches to the largest T", would=NONE),
        claim("Three points are recalled within 1 % of the best constant's loss, those at the top of the bump are not",
              OWN, f"training loss over that: {numbers.learnt[0]:.1e} at T = {numbers.sizes[0]}, "
              f"{numbers.learnt[top]:.3f} at T = {T}", numbers.learnt[0] < 0.01 < numbers.learnt[top],
              otherwise="points are recalled at the top, or at no size", would=NONE),
    ]


def _of_training(numbers: Numbers) -> list[Claim]:
    full = numbers.tested[np.searchsorted(numbers.sizes, FEWER)]
    trainings = (numbers.short, FEWER), (full, FEWER), (numbers.decayed, DECAYED)
    short, all_steps, decayed = (", ".join(f"{one:.2f} at T = {T}" for one, T in zip(*some)) for some in trainings)
    rise = f"a rise of {100.0 * (np.max(numbers.decayed[1:] / numbers.decayed[:-1]) - 1.0):.1f} %"
    return [
        claim("More steps make the bump larger", APPENDIX.that("more epochs: a larger bump in test loss"),
              f"with a quarter of the steps {short}; with all {all_steps}", bool(np.all(full > numbers.short)),
              otherwise="not at each of these sizes", would=_where(full > numbers.short, FEWER)),
        claim("A weight decay of 1 removes the bump: test loss falls from 8 to 16 points, and from 16 to 50",
              APPENDIX.that("increasing weight decay to 1.0 removes the bump entirely"), decayed,
              bool(np.all(np.diff(numbers.decayed) < 0)), otherwise=f"{rise} is left", would=f"if {rise} is no bump"),
    ]


def _where(met: np.ndarray, sizes: np.ndarray) -> str:
    return "at T = " + (", ".join(f"{T}" for T in sizes[met]) or "none of those tried")


def draw(numbers: Numbers) -> Figure:
    """Draw training and test loss over the number of points, beside what steps and decay do to the bump."""
    figure, axes = new_figure(1, 2, width=10.4, height=4.2)
    lines = ((("test, all data", numbers.sizes, numbers.tested), ("training", numbers.sizes, numbers.learnt)),
             (("all steps, decay 0.01", numbers.sizes, numbers.tested),
              ("a quarter of the steps", FEWER, numbers.short), ("decay 1", DECAYED, numbers.decayed)))
    for ax, several in zip(axes[0], lines):
        for k, (name, sizes, values) in enumerate(several):
            ax.plot(sizes, values, color=style(k).colour, marker=style(k).marker, linestyle=style(k).line, label=name)
        ax.axhline(1.0, color="black", linewidth=0.8, linestyle=":")
        ax.set(xscale="log", xlabel="data points T", ylabel="loss / loss of the best constant")
        legend(ax)
    return figure
