"""How many dimensions does a feature get, where all matter equally? D*, D_i, and the shapes that features form.

Many equally important features, from dense to sparse: D* = m / |W|_F^2, the dimensions for each feature represented;
the dimensionality D_i of each feature; and the graph of features that share dimensions, for four of the models. Two
more runs, one with half the dimensions and one with half the features, tell on what D* depends.

Conventions: a fraction counts as a line where at least twice as many D_i lie within 0.005 of it as in equally wide
windows 0.0125 to either side, over all models.

At quick scale (n = 200, m = 20) nobody can tell where a line is missing: features of triangles and tetrahedra take
longer.

Time: quick 15 s (n = 200, m = 20, 3000 steps, 9000 of the smaller models, batches of 64), paper about 10 minutes (n =
400, m = 30, 37 densities, 10 000 steps, batches of 256); processor time, quick measured, paper from 6.8 minutes for 30
densities.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "The Geometry of Superposition", uniform superposition and feature dimensionality.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice, counted
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, part_of
from srm_ref.experiments.shared.dimensionality_lines import FRACTIONS, line, together
from srm_ref.experiments.shared.restarts import train_restarts
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.figures.dimensionality import draw_dimensions_per_feature, draw_feature_dimensionality
from srm_ref.figures.graphs import draw_feature_graph
from srm_ref.progress import Progress
from srm_ref.superposition.features import feature_batches
from srm_ref.superposition.geometries import feature_groups, sort_into_geometries
from srm_ref.superposition.measures import dimensions_per_feature, feature_dimensionality

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "uniform_geometry"
TITLE = "Dimensions per feature, and the shapes behind them"
SOURCE = 'TMS "The Geometry of Superposition"'
SEED = 10
QUICK = np.array([1, 1.15, 1.3, 1.5, 1.7, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 8, 10, 20])
BETWEEN = [1.4, 1.45, 1.55, 1.6, 1.65, 1.75, 1.8, 1.85, 1.9, 1.95, 2.1, 2.2, 2.8, 3.2, 3.8, 4.2, 4.8, 5.5, 7, 13, 16]
PAPER = np.sort(np.concatenate([QUICK, BETWEEN]))  # more where triangles and tetrahedra, pentagons and antiprisms are
COMPARED = np.array([1.0, 2.5, 3.0, 5.0])  # 1/(1 - S) of the models with half the dimensions, half the features
# n, m, 1/(1 - S), steps, steps of the smaller models, samples
SETTINGS = {"quick": (200, 20, QUICK, 3000, 9000, 64), "paper": (400, 30, PAPER, 10_000, 10_000, 256)}
RATE = 5e-3
SHOWN = (2.0, 3.0, 4.5, 6.0)  # 1/(1 - S) of the graphs
SAID = Said("TMS", "The Geometry of Superposition, uniform superposition", "",
            "n = 400, m = 30, I = 1; the densities, steps and batches not stated", "")
LINES = SAID._replace(where="The Geometry of Superposition, feature dimensionality, a scatter with lines drawn in")


class Numbers(NamedTuple):
    """What `run` measured: one model at each density.

    inverse_density (n_models,): 1/(1 - S), ascending.
    W (n_models, m, n).
    compared (4,): 1/(1 - S) of the two arrays that follow.
    half_hidden, half_features (4,): D* of models with m/2 dimensions, with n/2 features.
    """

    inverse_density: np.ndarray
    W: np.ndarray
    compared: np.ndarray
    half_hidden: np.ndarray
    half_features: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train one model at each density, and the smaller ones."""
    n, m, inverse, n_steps, longer, n_samples = SETTINGS[choice(scale, "scale", SCALES)]
    trained = []
    for part, (features, hidden, at) in enumerate(((n, m, inverse), (n, m // 2, COMPARED), (n // 2, m, COMPARED))):
        sample = feature_batches(n_samples, features, 1.0 - 1.0 / at[:, np.newaxis], n_instances=len(at))
        trained.append(train_restarts(sample, np.ones((len(at), features)), hidden, 1,
                                      n_steps=longer if part else n_steps, rng=rng, learning_rate=RATE,
                                      progress=part_of(progress, part, 3))["W"])
    return Numbers(inverse, trained[0], COMPARED, dimensions_per_feature(trained[1]),
                   dimensions_per_feature(trained[2]))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge where D* stays, and at which fractions the D_i gather."""
    across, each = numbers.inverse_density, dimensions_per_feature(numbers.W)
    D, (_, m, n) = feature_dimensionality(numbers.W), numbers.W.shape
    rows = [
        _sticky("Dense, a feature gets a dimension: D* stays at 1 for 1/(1 - S) up to 1.3", across, each, 1, 1, 1.3),
        _sticky("D* stays at 1/2 for 1/(1 - S) from 2.5 to 3.5", across, each, 0.5, 2.5, 3.5),
        _pairs(numbers), _falls(across, each), _packed(across, m, D), _no_line_at_one(across, D),
        *(line(across, D, fraction, name, LINES) for fraction, name in FRACTIONS), _scales(numbers, each),
        _subspaces(numbers), together(across, D, LINES)]
    ours = f"n = {n}, m = {m}, I = 1; 1/(1 - S) from {across[0]:g} to {across[-1]:g}, {len(across)} models"
    return [row._replace(said=row.said._replace(ours=ours)) for row in rows]


def _would(across: np.ndarray, right: np.ndarray) -> str:
    return "at 1/(1 - S) = " + (", ".join(f"{x:g}" for x in across[right]) or "none of those tried")


def _sticky(sentence: str, across: np.ndarray, each: np.ndarray, level: float, low: float, high: float) -> Claim:
    inside = (across >= low) & (across <= high)
    near = inside & (np.abs(each - level) <= 0.03)
    return claim(sentence,
                 SAID.that("D* is sticky at 1 and at 1/2, plateaus in a drawing; their ends are read off here"),
                 ", ".join(f"{value:.3f} at {x:g}" for x, value in zip(across[inside], each[inside]))
                 + f" (this package asks for {level:g} to within 0.03)",
                 np.array_equal(near, inside), otherwise="one model per density", would=_would(across, near))


def _pairs(numbers: Numbers) -> Claim:
    k = int(np.argmin(np.abs(numbers.inverse_density - 3.0)))
    groups = sort_into_geometries(numbers.W[k])
    paired = sum(len(group.features) for group in groups if group.name == "digon")
    total = sum(len(group.features) for group in groups)
    return claim("There features are antipodal pairs, in dimensions of their own",
                 SAID.that("at 1/2 features are antipodal pairs, two to a dimension"),
                 f"1/(1 - S) = {numbers.inverse_density[k]:g}: {paired} of {total} features represented are in digons "
                 "(this package asks for 80 %)", total > 0 and paired >= 0.8 * total,
                 otherwise="some groups are larger", would=f"{100 * paired / max(total, 1):.0f} % of them are")


def _subspaces(numbers: Numbers) -> Claim:
    shown, apart = [], []
    for x, W in zip(numbers.inverse_density, numbers.W):
        if 2.5 <= x <= 4.5:
            singular = [np.linalg.svd(W[:, list(group)], compute_uv=False) for group in feature_groups(W)]
            dims = [int((values > 0.3 * values[0]).sum()) for values in singular]
            shown.append(f"{counted(len(dims), 'group')}, {sum(dims)} dimensions at {x:g}")
            apart.append(len(dims) > 1 and abs(sum(dims) - W.shape[0]) <= 0.05 * W.shape[0])
    across = numbers.inverse_density[(numbers.inverse_density >= 2.5) & (numbers.inverse_density <= 4.5)]
    return claim("Features fall into groups, each in its own subspace: their dimensions add up to m",
                 SAID.that("the graphs of features fall into components, in orthogonal subspaces: tegum products"),
                 f"{'; '.join(shown)} (this package asks for m to within 5 %)", all(apart),
                 otherwise="groups overlap, or leave dimensions unused", would=_would(across, np.array(apart) > 0))


def _falls(across: np.ndarray, each: np.ndarray) -> Claim:
    after = across >= 4.0
    fewer, rises = each[after].max() < 0.5, np.diff(each[after]).max()
    falling = np.append(np.diff(each[after]) < 0, True)
    return claim("Beyond, features get fewer dimensions than 1/2, the fewer the sparser they are",
                 SAID.that("beyond the plateau D* falls below 1/2, as drawn"),
                 ", ".join(f"{value:.3f} at {x:g}" for x, value in zip(across[after], each[after])),
                 fewer and rises < 0,
                 otherwise=f"one model per density: between neighbours D* changes by {rises:+.3f} at most",
                 would=_would(across[after], falling & (each[after] < 0.5)))


def _packed(across: np.ndarray, m: int, D: np.ndarray) -> Claim:
    total = D.sum(axis=1) / m
    near = np.abs(total - 1.0) <= 0.01
    return claim("The dimensionalities add up to the number of dimensions: features are packed efficiently",
                 LINES.that("the sum of the D_i is close to m when they are packed efficiently"),
                 f"sum over m {total.min():.4f} to {total.max():.4f} in {len(total)} models (this package asks for "
                 "1 to within 1 %)", near.all(), otherwise="one model per density, and not all have come to rest",
                 would=_would(across, near))


def _no_line_at_one(across: np.ndarray, D: np.ndarray) -> Claim:
    dense = D[across <= 1.3]
    return claim("Dense features do not show as a line at 1: D* is 1, but features lie along no dimension of their own",
                 LINES.that("no line at 1 is visible in the dense regime"),
                 f"1/(1 - S) up to 1.3: {int((dense > 0.9).sum())} of {dense.size} features have D_i above 0.9, the "
                 f"largest {dense.max():.2f} (this package asks for fewer than 1 % above 0.9)",
                 (dense > 0.9).mean() < 0.01, otherwise="some dense features have a dimension of their own",
                 would=_would(across, (D > 0.9).mean(axis=1) < 0.01))


def _scales(numbers: Numbers, each: np.ndarray) -> Claim:
    whole = np.interp(numbers.compared, numbers.inverse_density, each)
    listed = "; ".join(f"1/(1 - S) = {x:g}: {a:.3f}, {b:.3f}, {c:.3f}" for x, a, b, c in
                       zip(numbers.compared, whole, numbers.half_hidden, numbers.half_features))
    off = np.abs(np.array([numbers.half_hidden, numbers.half_features]) / whole - 1.0).max(axis=0)
    return claim("D* depends on neither size: twice the dimensions hold twice the features, and features without room "
                 "do not count",
                 SAID.that("n is irrelevant where n is much larger than m; twice the m learns twice the features"),
                 f"D* as is, with half the dimensions, with half the features: {listed} (this package asks the "
                 "last two to be within 10 % of the first)", off.max() < 0.1,
                 otherwise=f"the largest difference is {off.max():.0%}", would=_would(numbers.compared, off < 0.1))


def draw(numbers: Numbers) -> Figure:
    """Draw D*, the D_i with the polytopes' lines, and the graphs of four models."""
    figure, axes = new_figure(2, 3, width=16.4, height=10.0)
    across, each = numbers.inverse_density, dimensions_per_feature(numbers.W)
    m, n = numbers.W.shape[1:]
    draw_dimensions_per_feature(across, each, ax=axes[0, 0])
    for k, (values, name) in enumerate(((numbers.half_hidden, f"n = {n}, m = {m // 2}"),
                                        (numbers.half_features, f"n = {n // 2}, m = {m}"))):
        axes[0, 0].plot(numbers.compared, values, linewidth=0, color=style(k).colour, marker=style(k + 1).marker,
                        markersize=7, alpha=0.8, label=f"$D^*$, {name}", zorder=5)
    axes[0, 0].set_title(f"Dimensions per feature, n = {n}, m = {m}", fontsize="medium")
    legend(axes[0, 0])
    draw_feature_dimensionality(across, feature_dimensionality(numbers.W), ax=axes[0, 1])
    axes[0, 1].set_title("Each feature, and where a polytope would put it", fontsize="medium")
    for ax, x in zip((axes[0, 2], *axes[1]), SHOWN):
        k = int(np.argmin(np.abs(across - x)))
        groups = [np.array(group) for group in feature_groups(numbers.W[k])]
        draw_feature_graph(numbers.W[k], groups, ax=ax)
        ax.set_title(f"Who shares with whom, $1/(1-S)$ = {across[k]:g}: {sum(map(len, groups))} features\n"
                     f"in groups of {_sizes(groups)} (solid: opposed, dashed: alike)", fontsize="medium")
        ax.set_anchor("N")
    return figure


def _sizes(groups: list[np.ndarray]) -> str:
    """How many groups there are of each size: 9 x 2, 1 x 13."""
    sizes, counts = np.unique([len(group) for group in groups], return_counts=True)
    return ", ".join(f"{size} ({count} times)" if count > 1 else f"{size}" for size, count in zip(sizes, counts))
