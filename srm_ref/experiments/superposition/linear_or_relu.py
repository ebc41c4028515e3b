"""What does one ReLU change? A linear model keeps the most important features; with a ReLU more share the dimensions.

Twenty features of importance 0.7^i in five dimensions, and eighty of 0.9^i in twenty, at densities 1 - S from 1 to
0.001: the matrix W^T W and the bias of each model, the length of each feature and its superposition.

ReLU models that start elsewhere end with other losses and with a feature more or less; of several, the lowest loss on
fresh samples is kept (the paper does not say how it chose). The linear model's loss depends on the mean and the
covariance of the features alone, so that it is trained without noise, on one fixed batch that has exactly these.

Time: quick 10 s (best of 8 for n = 20, one model for n = 80), paper 4.4 minutes (best of 10 and of 4); processor time,
measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Demonstrating Superposition"; numbers of features are read off its figures by eye.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, here, part_of
from srm_ref.experiments.shared.linear_and_relu import (best_relu_models, counted_by_eye, draw_models,
                                                        linear_models)
from srm_ref.experiments.shared.planar import cosines
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.progress import Progress
from srm_ref.superposition.measures import feature_norms, gram_matrix, interference, is_represented, off_diagonal

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "linear_or_relu"
TITLE = "A linear model and a ReLU model, from dense to sparse"
SOURCE = 'TMS "Demonstrating Superposition"'
SEED = 2
DENSITY = np.array([1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001])
LINEAR_DENSITY = np.array([1.0, 0.1, 0.001])
SMALL, LARGE = (20, 5, 0.7), (80, 20, 0.9)  # features, dimensions, importance over that of the feature before
# steps of the linear models; restarts, steps and samples of the others
SETTINGS = {"quick": {"linear": 6000, "small": (8, 2000, 256), "large": (1, 4000, 128)},
            "paper": {"linear": 10_000, "small": (10, 10_000, 1024), "large": (4, 10_000, 1024)}}
BY_EYE = {"small": (5, 7, 9, 10, 11, 13, 12), "large": (20, 26, 32, 41, 49, 50, 50)}  # features in the paper's figures
ALONE, ANTIPODAL, NEAR = 0.1, -0.95, 0.02
OURS = "the same sizes and densities; ReLU models: the lowest loss of several tries; represented: longer than 1/2"
SAID = Said("TMS", "Demonstrating Superposition", "", "n = 20, m = 5, importances 0.7^i, 1-S = 1, 0.3, 0.1, 0.03, "
                                                      "0.01, "
            "0.003, 0.001; how models were chosen not stated", OURS)
LARGER = SAID._replace(theirs="n = 80, m = 20, importances 0.9^i, the same densities")
EYE = SAID._replace(who="TMS, figure by eye")
OWN = here(NAME, OURS)


class Numbers(NamedTuple):
    """What `run` measured: one model at each density.

    density (7,): 1 - S of the ReLU models.
    linear_density (3,).
    small_W, small_bias (7, 5, 20) and (7, 20): reLU models.
    large_W, large_bias (7, 20, 80) and (7, 80); small_linear_W, small_linear_bias (3, 5, 20) and (3, 20);
        large_linear_W, large_linear_bias (3, 20, 80) and (3, 80).
    """

    density: np.ndarray
    linear_density: np.ndarray
    small_W: np.ndarray
    small_bias: np.ndarray
    large_W: np.ndarray
    large_bias: np.ndarray
    small_linear_W: np.ndarray
    small_linear_bias: np.ndarray
    large_linear_W: np.ndarray
    large_linear_bias: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train ReLU and linear models in both sizes, all densities and restarts at once."""
    settings, trained = SETTINGS[choice(scale, "scale", SCALES)], []
    for part, (size, training) in enumerate(((SMALL, settings["small"]), (LARGE, settings["large"]))):
        best = best_relu_models(size, DENSITY, training, rng, part_of(progress, part, 4))
        trained += [best["W"], best["bias"]]
    for part, size in enumerate((SMALL, LARGE), 2):
        exact = linear_models(size, LINEAR_DENSITY, settings["linear"], rng, part_of(progress, part, 4))
        trained += [exact["W"], exact["bias"]]
    return Numbers(DENSITY, LINEAR_DENSITY, *trained)


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the section's sentences by W^T W and the bias."""
    return [_linear(numbers.small_linear_W, numbers.small_linear_bias, numbers.linear_density),
            _linear(numbers.large_linear_W, numbers.large_linear_bias, numbers.linear_density),
            _dense(numbers.small_W[0], numbers.small_bias[0]), _dense(numbers.large_W[0], numbers.large_bias[0]),
            _counted(numbers.small_W), _least_important_first(numbers), _pairs_first(numbers.small_W),
            _sparse_regime(numbers), *_rescaled(numbers)]


def _linear(W: np.ndarray, bias: np.ndarray, density: np.ndarray) -> Claim:
    m, n = W.shape[1:]
    kept, rest = np.abs(feature_norms(W)[:, :m] - 1.0).max(), feature_norms(W)[:, m:].max()
    mixed = np.abs(off_diagonal(gram_matrix(W)[:, :m, :m])).max()
    expected = np.where(np.arange(n) < m, 0.0, density[:, np.newaxis] / 2)
    wrong = np.abs(bias - expected).max()
    return claim(f"The linear model with {n} features keeps the {m} most important, orthogonally, and the mean of the "
                 f"rest, at each of {len(W)} sparsities", (SAID if n == 20 else LARGER).that(
                     "the linear model represents the m most important features at any sparsity"),
                 f"largest errors: {kept:.3f} of the kept lengths 1, {rest:.3f} of the other lengths 0, {mixed:.3f} of "
                 f"the dot products 0, {wrong:.3f} of the biases 0 or E x",
                 max(kept, wrong) < NEAR and max(rest, mixed) < ALONE)


def _dense(W: np.ndarray, bias: np.ndarray) -> Claim:
    (m, n), represented = W.shape, is_represented(W)
    crowded = interference(W)[represented].max(initial=0.0)
    own, wrong = np.abs(bias[:m]).max(), np.abs(bias[m:] - 0.5).max()
    return claim(f"Dense (1 - S = 1), the ReLU model with {n} features does the same: {m} features, no superposition, "
                 "bias 0 on them, 1/2 on the rest",
                 (SAID if n == 20 else LARGER).that("where dense it does as the linear model does"),
                 f"{represented.sum()} represented, superposition at most {crowded:.3f}, bias on them within {own:.3f} "
                 f"of 0, of the rest within {wrong:.3f} of 1/2",
                 np.array_equal(np.flatnonzero(represented), np.arange(m))
                 and crowded < ALONE and max(own, wrong) < 5 * NEAR)


def _counted(W: np.ndarray) -> Claim:
    return counted_by_eye(f"The sparser the features, the more are represented: {_listed(BY_EYE['small'])} in the "
                          "paper's figure for n = 20, here to within one",
                          EYE.that("the long bars of |W_i| at each density, counted"), W, DENSITY, BY_EYE["small"],
                          f"; of these orthogonal to all others {_listed(_alone(W))}")


def _least_important_first(numbers: Numbers) -> Claim:
    orders = []
    for W in (numbers.small_W[1], numbers.large_W[1]):
        shared = is_represented(W) & (interference(W) >= ALONE)
        alone = is_represented(W) & (interference(W) < ALONE)
        before = np.flatnonzero(alone)[:, np.newaxis] < np.flatnonzero(shared)
        orders.append(float(before.mean()) if before.size else 0.0)
    return claim("At 1 - S = 0.3 the less important features share dimensions, the most important still have their own",
                 SAID.that("superposition starts with the least important features"),
                 f"a feature alone is the more important one in {100 * orders[0]:.0f} % of all pairs with one that "
                 f"shares at n = 20, in {100 * orders[1]:.0f} % at n = 80 (this package asks for 90 %)",
                 min(orders) >= 0.9)


def _pairs_first(W: np.ndarray) -> Claim:
    opposite = [int(((cosines(one).min(axis=1) < ANTIPODAL) & is_represented(one)).sum()) for one in W]
    sharing = is_represented(W).sum(axis=1) - _alone(W)
    return claim("Superposition begins with antipodal pairs; in the sparse regime other arrangements take over",
                 SAID.that("first as antipodal pairs, later other structures, as drawn"),
                 f"features that share {_listed(sharing)}; of these one of an antipodal pair {_listed(opposite)}",
                 sharing[1] > 0 and np.array_equal(sharing[1:3], opposite[1:3])
                 and np.all(np.array(opposite[4:]) < sharing[4:]))


def _sparse_regime(numbers: Numbers) -> Claim:
    dots = [off_diagonal(gram_matrix(W[4:])).max(axis=(1, 2)) for W in (numbers.small_W, numbers.large_W)]
    biases = [bias[4:].min(axis=1) for bias in (numbers.small_bias, numbers.large_bias)]
    return claim("In the sparse regime (1 - S of 0.01 and less) there are positive interference and negative biases",
                 SAID.that("positive interference and negative biases in the sparse regime"),
                 f"at 0.01, 0.003, 0.001, n = 20: largest W_i . W_j {_signed(dots[0])}, lowest bias "
                 f"{_signed(biases[0])}; n = 80: {_signed(dots[1])}, {_signed(biases[1])}",
                 np.min(dots) > 0.1 and np.max(biases) < -0.05)


def _rescaled(numbers: Numbers) -> list[Claim]:
    small, large = (is_represented(W).sum(axis=1) / W.shape[1] for W in (numbers.small_W, numbers.large_W))
    correlation, excess = np.corrcoef(small, large)[0, 1], np.abs(large / small - 1.0)
    listed = (f"features a dimension: n = 20 {', '.join(f'{x:.2f}' for x in small)}; n = 80 "
              f"{', '.join(f'{x:.2f}' for x in large)}")
    return [
        claim("The model with 80 features is like that with 20, rescaled: features a dimension rise alike",
              LARGER.that("a rescaled version of the smaller model, qualitatively the same; no number"),
              f"{listed}; correlation {correlation:.3f}; to this package alike is above 0.9", correlation > 0.9),
        claim("From dense to 1-S = 0.01 both hold as many features a dimension, within 20 %; where features are "
              "sparser the larger one holds more", OWN, f"{listed}; n = 80 in the paper's figure by eye "
                                                        f"{_listed(BY_EYE['large'])}",
              excess[:5].max() < 0.2 and np.all(large[5:] > small[5:]),
              otherwise="the counts move by a feature with the seed and with the length of training",
              would="at 1-S = " + ", ".join(f"{p:g}" for p, e in zip(DENSITY, excess) if e < 0.2)),
    ]


def _alone(W: np.ndarray) -> np.ndarray:
    return (is_represented(W) & (interference(W) < ALONE)).sum(axis=1)


def _listed(counts: np.ndarray) -> str:
    return ", ".join(str(count) for count in counts)


def _signed(values: np.ndarray) -> str:
    return ", ".join(f"{value:+.2f}" for value in values)


def draw(numbers: Numbers) -> Figure:
    """Draw a column per model, the linear one first: W^T W with the bias, and each feature's length and
    superposition."""
    figure, axes = new_figure(4, 1 + len(numbers.density), width=17.0, height=10.8)
    titles = [f"linear, $1-S$ = {numbers.linear_density[-1]:g}"] + [f"ReLU, $1-S$ = {p:g}" for p in numbers.density]
    for top, linear_W, linear_bias, W, bias in (
            (0, numbers.small_linear_W, numbers.small_linear_bias, numbers.small_W, numbers.small_bias),
            (2, numbers.large_linear_W, numbers.large_linear_bias, numbers.large_W, numbers.large_bias)):
        draw_models(figure, axes[top:top + 2], np.concatenate([linear_W[-1:], W]),
                    np.concatenate([linear_bias[-1:], bias]),
                    titles)
    return figure
