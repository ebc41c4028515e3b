"""Do features of equal importance settle in polytopes, and why in these? Trained arrangements, and Gram matrices.

Five to eight features share three dimensions at S = 0.9, where the paper's introduction shows the pentagon, and on
either side of it. Of many restarts the one of lowest exact loss is kept and set beside the polytope at its best lengths
and biases, one of each for each factor (`srm_ref.experiments.shared.polytope_fits`); the antiprism is the tight one, of
height 1/sqrt(3).

The other way round: a Gram matrix that leaves out some directions, and else is as near to the identity as it can be, is
factored into columns W, which are a polytope.

Conventions: a try ends in a polytope where its sorted D_i lie within 0.02 of the polytope's; of the best the sorted
cosines, too, within 0.15. Arrays are filled up with zeros.

Time: quick 3 s (16 restarts, 1000 steps, batches of 256), paper 1.7 minutes (100 restarts, 5000 steps, 512); processor
time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.

Source: TMS section "Why These Geometric Structures?" and its aside on polytopes and low-rank matrices; sparsities are
ours.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice, counted
from srm_ref.experiments.claims import SCALES, Claim, Said, Side, claim, depends, here, part_of
from srm_ref.experiments.shared.low_rank_rows import draw_low_rank, factor_row, low_rank_rows
from srm_ref.experiments.shared.planar import cosines
from srm_ref.experiments.shared.polytope_fits import LEFT_OUT, columns_of, fitted_losses, layers, stand_upright
from srm_ref.experiments.shared.restarts import repeat_per_restart, train_restarts
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.solids import draw_columns_in_space
from srm_ref.progress import Progress
from srm_ref.superposition.exact_loss import active_set_loss
from srm_ref.superposition.features import active_set_probability, feature_batches
from srm_ref.superposition.geometries import sort_into_geometries
from srm_ref.superposition.measures import feature_dimensionality, gram_matrix
from srm_ref.superposition.polytopes import POLYTOPES

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "polytopes"
TITLE = "Polytopes, trained and from what they leave out"
SOURCE = 'TMS "Why These Geometric Structures?"'
SEED = 18
SPARSITY, MIDDLE = np.array([0.4, 0.8, 0.9, 0.97]), 2  # most rows are judged at 0.9
SIZES = (5, 6, 7, 8)
SOLIDS = (("triangular bipyramid", ("triangle", "digon"), "three D_i of 2/3, two of 1/2"),
          ("octahedron", ("digon", "digon", "digon"), "six D_i of 1/2"),
          ("pentagonal bipyramid", ("pentagon", "digon"), "five D_i of 2/5, two of 1/2"),
          ("square antiprism", ("square antiprism",), "eight D_i a little below 3/8"))  # name, factors, their D_i
OURS = "5 to 8 features in three dimensions, I = 1, S = 0.4, 0.8, 0.9, 0.97; the lowest exact loss of many tries"
OWN = here(NAME, OURS,
           "none: TMS draws the solids and finds their parts in large models; these sizes it does not train")
CLOSE = 0.005  # relative, of the best trained model to the minimum beside it
SETTINGS = {"quick": {"n_restarts": 16, "n_steps": 1000, "n_samples": 256},
            "paper": {"n_restarts": 100, "n_steps": 5000, "n_samples": 512}}


class Numbers(NamedTuple):
    """What `run` measured: for 5, 6, 7 and 8 features at each sparsity, and for each polytope in LEFT_OUT.

    W (4, 4, 3, 8): of the lowest loss; turned, and the features numbered anew, as in `stand_upright`.
    losses (4, 4, n_restarts): exact.
    D (4, 4, n_restarts, 8): of each restart, descending.
    factor_losses, product_loss (4, 4): exact; nan for 7 and 8 features at S = 0.4; of the polytope at its best: factor
    by factor, added, and of the whole.
    gram (4, 5, 5).
    columns (4, 3, 5): W with that Gram matrix; the first feature points up.
    solid_D (3, 8): D_i of the two bipyramids and of the octahedron between them, descending.
    """

    W: np.ndarray
    losses: np.ndarray
    D: np.ndarray
    factor_losses: np.ndarray
    product_loss: np.ndarray
    gram: np.ndarray
    columns: np.ndarray
    solid_D: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train many models of each size at each sparsity; fit the polytopes; factor the Gram matrices."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    trained = [_tries(n, **settings, rng=rng, progress=part_of(progress, k, len(SIZES))) for k, n in enumerate(SIZES)]
    fitted = np.array([fitted_losses(factors, SPARSITY) for _, factors, _ in SOLIDS])  # (4, 2, 4)
    fitted[2:, :, 0] = np.nan  # there Newton's method finds no minimum of that shape
    grams = [np.eye(u.shape[1]) - u.T @ u for u, _ in LEFT_OUT.values()]
    filled = [_filled(gram, 5, 5) for gram in grams], [_filled(columns_of(gram), 3, 5) for gram in grams]
    return Numbers(*(np.stack(each) for each in zip(*trained)), fitted[:, 0], fitted[:, 1], *map(np.stack, filled),
                   np.stack([_filled(-np.sort(-feature_dimensionality(POLYTOPES[name].W))[np.newaxis], 1, 8)[0]
                             for name, _, _ in SOLIDS[:3]]))


def _tries(n: int, n_restarts: int, n_steps: int, n_samples: int, rng: np.random.Generator,
           progress: Progress | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """W of the best, losses and D_i of all restarts with n features at each sparsity."""
    sample = feature_batches(n_samples, n, SPARSITY[:, np.newaxis], n_instances=len(SPARSITY))
    tried = train_restarts(sample, np.ones((len(SPARSITY), n)), 3, n_restarts, n_steps=n_steps, rng=rng,
                           progress=progress)
    chance = active_set_probability(np.repeat(SPARSITY[:, np.newaxis], n, axis=1))
    losses = active_set_loss(tried, np.ones(n), repeat_per_restart(chance, n_restarts)).reshape(-1, n_restarts)
    W = tried["W"].reshape(-1, n_restarts, 3, n)
    best = [stand_upright(tries[k]) for tries, k in zip(W, losses.argmin(axis=1))]
    return _filled(np.stack(best), 3, 8), losses, _filled(-np.sort(-feature_dimensionality(W)), n_restarts, 8)


def _filled(matrices: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Append zeros to the last two axes."""
    below, beside = rows - matrices.shape[-2], columns - matrices.shape[-1]
    return np.pad(matrices, [(0, 0)] * (matrices.ndim - 2) + [(0, below), (0, beside)])


def claims(numbers: Numbers) -> list[Claim]:
    """Judge each size at S = 0.9, then sparsities, products and losses, and the low-rank matrices."""
    return [_five(numbers), *(_settles(numbers, k) for k in range(1, len(SIZES))), _never_worse(numbers),
            _leaves(numbers), *_products(numbers),
            *low_rank_rows(numbers.gram, numbers.columns), factor_row([name for name, _, _ in SOLIDS], numbers.solid_D)]


def _is_solid(D: np.ndarray, k: int) -> np.ndarray:
    """Whether D_i, descending, are those of the k-th solid."""
    return np.abs(D[..., :SIZES[k]] - np.sort(POLYTOPES[SOLIDS[k][0]].dimensionality)[::-1]).max(axis=-1) < 0.02


def _best(numbers: Numbers, k: int, s: int = MIDDLE) -> tuple[np.ndarray, np.ndarray]:
    return numbers.W[k, s, :, :SIZES[k]], numbers.D[k, s, numbers.losses[k, s].argmin()]


def _shown(D: np.ndarray) -> str:
    """D_i to two digits, and how often each occurs: 4 x 0.50, 1 x 1.00."""
    values, counts = np.unique(np.round(D[D > 0], 2), return_counts=True)
    return ", ".join(f"{count} x {value:.2f}" for value, count in zip(values, counts))


def _shapes(W: np.ndarray) -> str:
    return " + ".join(sorted(group.name for group in sort_into_geometries(W))) or "none"


def _five(numbers: Numbers) -> Claim:
    """Whether five features settle in the triangular bipyramid: it depends on the sparsity."""
    best = numbers.losses[0].min(axis=-1)
    ratio, ends = numbers.factor_losses[0] / best, _is_solid(numbers.D[0], 0).mean(axis=1)
    listed = ", ".join(f"{one:.3f} at S = {S:g} ({share:.0%} of the tries end there)"
                       for one, S, share in zip(ratio, SPARSITY, ends))
    true_at, false_at = (Side(f"S = {SPARSITY[k]:g}", ratio[k], ratio[k] * (1 - CLOSE), ratio[k] * (1 + CLOSE))
                         for k in (int(ratio.argmin()), int(ratio.argmax())))
    sentence = "Five features in three dimensions settle in the triangular bipyramid: three D_i of 2/3, two of 1/2"
    if not true_at.low <= 1 < false_at.low:
        return claim(sentence, OWN, listed, false_at.low <= 1,
                     would=f"nearest at {true_at.setting}, {true_at.value:.3f} times")
    return depends(sentence, OWN, true_at, false_at, "its loss at its best over the lowest found", f"{listed}; sparse "
                   "features prefer one alone and two pairs: a pair beside one alone loses p^2/3, a triangle 3/8 p^2")


def _settles(numbers: Numbers, k: int) -> Claim:
    (W, D), above = _best(numbers, k), numbers.factor_losses[k, MIDDLE] / numbers.losses[k, MIDDLE].min() - 1
    ends = ", ".join(f"{share:.0%} at {S:g}" for share, S in zip(_is_solid(numbers.D[k], k).mean(axis=1), SPARSITY))
    turned = np.abs(np.sort(cosines(W), axis=None) - np.sort(cosines(POLYTOPES[SOLIDS[k][0]].W), axis=None)).max()
    there = [f"{S:g}" for s, S in enumerate(SPARSITY) if _is_solid(_best(numbers, k, s)[1], k)]
    return claim(f"{SIZES[k]} features in three dimensions settle in the {SOLIDS[k][0]} at S = 0.9: {SOLIDS[k][2]}",
                 OWN,
                 f"the lowest of {numbers.losses.shape[-1]}: {_shapes(W)}, D_i {_shown(D)}, mean "
                 f"{D[:SIZES[k]].mean():.4f}, cosines up to {turned:.2f} from the polytope's; there end {ends}; the "
                 f"polytope at its best: {above:+.2%} in loss",
                 _is_solid(D, k) and turned < 0.15 and (SIZES[k] < 8 or D.mean() < 3 / 8),
                 otherwise=f"{_shapes(W)} instead", would=f"at S = {', '.join(there) or 'none of those tried'}")


def _never_worse(numbers: Numbers) -> Claim:
    ratio = numbers.losses.min(axis=-1) / numbers.factor_losses
    listed = "; ".join(f"n = {n}: " + ", ".join("none" if np.isnan(value) else f"{value:.4f}" for value in row)
                       for n, row in zip(SIZES, ratio)) + " (none: no minimum of that shape was found)"
    return claim("Where a fitted polytope has a minimum, training finds what is as good, to 0.5 %, or better",
                 OWN, f"exact loss over the polytope's at S = {', '.join(f'{S:g}' for S in SPARSITY)}, {listed}",
                 np.nanmax(ratio) < 1.005, would=f"in {(ratio < 1.005).sum()} of {ratio.size} cases")


def _leaves(numbers: Numbers) -> Claim:
    (W, D), above = _best(numbers, 2, -1), numbers.factor_losses[2, -1] / numbers.losses[2, -1].min() - 1
    there = [bool(_is_solid(_best(numbers, 2, s)[1], 2)) for s in range(len(SPARSITY))]
    return claim("Sparsity decides as well: seven features leave the bipyramid by S = 0.97 for an arrangement that is "
                 "no product", OWN, f"the lowest model found is the bipyramid at S = "
                 f"{', '.join(f'{S:g}' for S in SPARSITY[there]) or 'none'} of the four; at S = 0.97 it has D_i "
                 f"{_shown(D)}, in {counted(len(sort_into_geometries(W)), 'orthogonal group')}; the bipyramid loses "
                 f"{above:.1%} more",
                 all(there[1:3]) and above > 0 and len(sort_into_geometries(W)) == 1)


def _products(numbers: Numbers) -> list[Claim]:
    found = [sort_into_geometries(_best(numbers, k)[0]) for k in range(len(SIZES))]
    sums = [sum(group.rank for group in groups) for groups in found]
    named = [group.name for groups in found for group in groups]
    D = [_best(numbers, k)[1] for k in range(len(SIZES))]
    away = [float(np.abs(D[k][:n] - 3 / n).min()) for k, n in ((0, 5), (2, 7))]
    apart = float(np.nanmax(np.abs(numbers.factor_losses / numbers.product_loss - 1)))
    return [
        claim("At S = 0.9 five, six and seven features fall into orthogonal groups, each a polytope of fewer "
              "dimensions (a tegum product)", OWN,
              "; ".join(f"n = {n}: {_shapes(_best(numbers, k)[0])}" for k, n in enumerate(SIZES)),
              all(len(groups) > 1 for groups in found[:3]) and sums == [3] * 4 and "other" not in named),
        claim("At S = 0.9 the D_i are those of the groups, not 3/n: none within 0.02 of 3/5 of five, of 3/7 of seven "
              "features", OWN, f"nearest: {away[0]:.3f} from 3/5, {away[1]:.3f} from 3/7; they add up to "
              f"{', '.join(f'{d.sum():.3f}' for d in D)}",
              min(away) > 0.02 and all(abs(d.sum() / 3 - 1) < 0.01 for d in D)),
        claim("The factors of a product do not feel each other: its exact loss is the sum of theirs", OWN,
              f"relative difference {apart:.0e} at most", apart < 1e-9),
    ]


def draw(numbers: Numbers) -> Figure:
    """Draw the trained arrangements in space, and below each Gram matrix with its columns."""
    figure, axes = new_figure(3, 4, width=13.0, height=10.6)
    for k, (n, ax) in enumerate(zip(SIZES, axes[0])):
        W, D, joined = *_best(numbers, k), layers(_best(numbers, k)[0])
        draw_columns_in_space(W, joined + (joined > 1), ax=ax)  # the third marker has no room for numbers
        found = "" if _is_solid(D, k) else " not found"
        ax.set_title(f"{n} features: {SOLIDS[k][0]}{found}\n{_shapes(W)}\n$D_i$: {_shown(D)}", fontsize="medium")
    draw_low_rank(figure, axes[1:], numbers.gram, numbers.columns)
    figure.suptitle(f"Above: the best of {numbers.losses.shape[-1]} trained models at S = {SPARSITY[MIDDLE]:g}, in "
                    f"space. Below: polytopes from what their Gram matrices leave out", fontsize="medium")
    return figure
