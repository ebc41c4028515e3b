"""Exercises of lesson 22, features got back. Replace every line that raises NotImplementedError."""

import numpy as np

from srm_ref.descent import Adam
from srm_ref.superposition import initial_sparse_codes, train_sparse_codes

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def best_price():
    """At which price of 0.003, 0.03, 0.1, 0.3, 1 and 3 do 16 codes find most features? One of these numbers."""
    # solution
    return 0.3
    # end of solution


def least_error_price():
    """At which of these prices is the error of 16 codes least? One of these numbers."""
    # solution
    return 0.003
    # end of solution


# Exercises.


def recovered(V, W):
    """Return, for every feature, the largest cosine of its direction with a column of the decoder; with its sign.

    Difficulty 1 of 3, 10 minutes. V (m, k), W (m, n); no column is zero, and columns have any length. The result has
    shape (n,).
    """
    # solution
    V, W = (M / np.linalg.norm(M, axis=0) for M in (V, W))
    return (W.T @ V).max(axis=1)
    # end of solution


def dead(E, c, b, H):
    """Return which codes are 0 on all samples: an array of k booleans.

    Difficulty 1 of 3, 5 minutes. E (k, m), c (k,), b (m,), H (N, m). A code is relu((h - b) E^T + c).
    """
    # solution
    return ~((H - b) @ E.T + c > 0).any(axis=0)
    # end of solution


def in_order(high, low):
    """Return the share of pairs, one number of each list, in which the one of `high` is larger; equal ones count half.

    Difficulty 2 of 3, 10 minutes. high (a,), low (b,). 1 if the two kinds are told apart without error, 0.5 by chance.
    """
    # solution
    return float((high[:, None] > low).mean() + (high[:, None] == low).mean() / 2)
    # end of solution


def alone(p, n):
    """Return the share of the samples that are not zero in which a given one of n features is the only active one.

    Difficulty 2 of 3, 10 minutes. p is the density of every feature, 0 < p < 1; features are independent.
    """
    # solution
    return p * (1 - p) ** (n - 1) / (1 - (1 - p) ** n)
    # end of solution


def find_features(H):
    """Return five directions, the columns of an array (2, 5), so that each feature has a cosine above 0.99 with one.

    Difficulty 3 of 3, 20 minutes. H holds 4000 hidden activations, shape (4000, 2), of five features of density 0.05
    that stand at five angles nobody tells you. Train sparse codes, or find another way.
    """
    # solution
    codes = initial_sparse_codes(2, 5, np.random.default_rng(0), n_instances=6)
    codes = train_sparse_codes(codes, lambda rng: H[rng.integers(len(H), size=512)], 0.3, n_steps=800,
                               optimiser=Adam(0.02), rng=np.random.default_rng(1))
    directions = H[np.linalg.norm(H, axis=1) > 0]
    directions = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    bright = (np.einsum("sm,imk->isk", directions, codes["decoder"]) > 0.99).any(axis=2).mean(axis=1)
    return codes["decoder"][bright.argmax()]
    # end of solution
