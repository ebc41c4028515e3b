"""Which polytope is it whose Gram matrix leaves out some directions? Rows about E - sum of u u^T, and about factors.

Contents: factor_row, low_rank_rows, draw_low_rank.

Source: TMS section "Why These Geometric Structures?", aside on polytopes and low-rank matrices.
"""

from __future__ import annotations

import numpy as np

from srm_ref.experiments.claims import Claim, Said, claim
from srm_ref.experiments.shared.planar import cosines
from srm_ref.experiments.shared.polytope_fits import LEFT_OUT, layers
from srm_ref.figures.canvas import Figure
from srm_ref.figures.columns import draw_columns
from srm_ref.figures.matrices import draw_gram, signed_colour_bar
from srm_ref.figures.solids import draw_columns_in_space
from srm_ref.superposition.geometries import sort_into_geometries
from srm_ref.superposition.measures import feature_dimensionality, gram_matrix
from srm_ref.superposition.polytopes import POLYTOPES

__all__ = ["factor_row", "low_rank_rows", "draw_low_rank"]

SAID = Said("TMS", "aside Polytopes and Low-Rank Matrices", "",
            "triangle and square; more rows of its table could not be read",
            "triangle, square, tetrahedron, pentagon; linear algebra, nothing is trained")

DRAWING = Said("TMS", "Why These Geometric Structures?, a drawing and its caption",
               "a bipyramid is the tegum product of a polygon and an antipode: 3 x 2/3 and 2 x 1/2, 5 x 2/5 and 2 x "
               "1/2; the octahedron changes no line, 3/6 = 1/2", "geometry of the solids, no sparsity",
               "the solids' unit columns")


def factor_row(names: list[str], solid_D: np.ndarray) -> Claim:
    """Judge whether the dimensionalities of both bipyramids, and of the octahedron, are those of their factors.

    names: of the solids. solid_D (3, 8): descending, filled up with zeros.
    """
    wanted = [[2 / 3] * 3 + [1 / 2] * 2 + [0] * 3, [1 / 2] * 6 + [0] * 2, [1 / 2] * 2 + [2 / 5] * 5 + [0]]
    listed = "; ".join(f"{name}: {', '.join(f'{value:.3f}' for value in D[D > 0])}" for name, D in zip(names, solid_D))
    return claim("The D_i of the bipyramids and of the octahedron are those of their factors", DRAWING, listed,
                 np.abs(solid_D - wanted).max() < 1e-9)


def low_rank_rows(gram: np.ndarray, columns: np.ndarray) -> list[Claim]:
    """Judge Gram matrices that leave something out, and their columns.

    gram (4, 5, 5), columns (4, 3, 5): in the order of LEFT_OUT, filled up with zeros.
    """
    names, sizes, ranks = zip(*((name, u.shape[1], u.shape[1] - len(u)) for name, (u, _) in LEFT_OUT.items()))
    grams = [one[:n, :n] for one, n in zip(gram, sizes)]
    W = [one[:m, :n] for one, m, n in zip(columns, ranks, sizes)]
    table = [m / n * gram_matrix(POLYTOPES[name].W) for name, m, n in zip(names, ranks, sizes)]
    off = [np.unique(cosines(one)[~np.eye(n, dtype=bool)].round(9)) for one, n in zip(W, sizes)]
    right = [np.array_equal(row.round(6), np.round(POLYTOPES[name].dot_products, 6))
             and np.allclose(gram_matrix(one), wanted, atol=1e-8)
             for name, row, one, wanted in zip(names, off, W, table)]
    error = max(float(np.abs(one - two).max()) for one, two in zip(grams, table))
    return [
        claim("E - sum of u u^T over what is left out is m/n times the polytope's Gram matrix (triangle, square, "
              "tetrahedron, pentagon)",
              SAID.that("triangle and square: W perpendicular to (1, 1, 1), to (1, 0, 1, 0) and (0, 1, 0, 1)"),
              f"the largest difference is {error:.0e}; entries of the triangle's: {grams[0][0, 0]:.4f} and "
              f"{grams[0][0, 1]:.4f}",
              error < 1e-12),
        claim("Factored, its columns are the polytope's corners, up to a rotation and one length",
              SAID.that("a table of such matrices beside their polytopes"), "dot products of unit columns: "
              + "; ".join(f"{name} {', '.join(f'{value:.3f}' for value in row)}" for name, row in zip(names, off)),
              all(right)),
        *_square_and_sums(names, W, ranks)]


def _square_and_sums(names: tuple[str, ...], W: list[np.ndarray], ranks: tuple[int, ...]) -> list[Claim]:
    pairs = [(group.features, group.name) for group in sort_into_geometries(W[1])]
    sums = [feature_dimensionality(one).sum() for one in W]
    return [
        claim("The square falls into two digons", SAID.that("the square is two digons"),
              "; ".join(f"{name} of {features}" for features, name in pairs),
              pairs == [((0, 2), "digon"), ((1, 3), "digon")]),
        claim("The D_i add up to m", SAID.that("the dimensionalities add up to m"),
              ", ".join(f"{name} {one:.6f}" for name, one in zip(names, sums)),
              np.abs(np.subtract(sums, ranks)).max() < 1e-9),
    ]


def draw_low_rank(figure: Figure, axes: np.ndarray, gram: np.ndarray, columns: np.ndarray) -> None:
    """Draw each Gram matrix, and below it its columns; gram and columns as in `low_rank_rows`, axes (2, 4)."""
    for k, (name, (u, words)) in enumerate(LEFT_OUT.items()):
        q, n = u.shape
        W = columns[k, :n - q, :n]
        draw_gram(gram[k, :n, :n], ax=axes[0, k]).set_title(f"$W^TW$ that leaves out\n{words}",
                                                                    fontsize="medium")
        below = draw_columns(W, ax=axes[1, k]) if n - q == 2 else draw_columns_in_space(W, layers(W), ax=axes[1, k])
        below.set_title(rf"its columns: {name}, $\|W_i\|^2$ = {n - q}/{n}", fontsize="medium")
    signed_colour_bar(figure, axes[0], r"$W_i \cdot W_j$")
