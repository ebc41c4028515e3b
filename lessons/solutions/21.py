"""Exercises of lesson 21, sparse codes. Replace every line that raises NotImplementedError."""

import numpy as np

from srm_ref.descent import Adam
from srm_ref.superposition import initial_sparse_codes, train_sparse_codes

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def lower_objective():
    """Which run ends with the lower objective, the one whose lengths are "free" or the one whose lengths are "kept"?"""
    # solution
    return "free"
    # end of solution


# Exercises.


def objective(E, c, V, b, H, price):
    """Return L of the codes: mean over samples of |H_hat - H|^2 + price times the sum of the codes.

    Difficulty 1 of 3, 10 minutes. E (k, m), c (k,), V (m, k), b (m,), H (N, m), samples in rows. C = relu((H - b) E^T +
    c), H_hat = C V^T + b.
    """
    # solution
    C = np.maximum((H - b) @ E.T + c, 0)
    return float((((C @ V.T + b - H) ** 2).sum() + price * C.sum()) / len(H))
    # end of solution


def gradient(E, c, V, b, H, price):
    """Return (dE, dc, dV, db), the gradient of that objective; relu'(0) = 0, and no length of a column is kept.

    Difficulty 3 of 3, 20 minutes. Shapes as before. One of the four is used twice.
    """
    # solution
    P = (H - b) @ E.T + c
    C = np.maximum(P, 0)
    dHhat = 2 / len(H) * (C @ V.T + b - H)
    dP = (dHhat @ V + price / len(H)) * (P > 0)
    return dP.T @ (H - b), dP.sum(axis=0), dHhat.T @ C, dHhat.sum(axis=0) - dP.sum(axis=0) @ E
    # end of solution


def through_the_lengths(U, dV):
    """Return dU, the gradient by U of a function of V = U / |U|, column by column, from its gradient dV by V.

    Difficulty 2 of 3, 15 minutes. U and dV have shape (m, k); no column of U is zero, and lengths need not be 1.
    """
    # solution
    lengths = np.linalg.norm(U, axis=0)
    V = U / lengths
    return (dV - V * (V * dV).sum(axis=0)) / lengths
    # end of solution


def best_code(H, v, price):
    """Return the best code of each row of H along v alone: the c >= 0 at which |h - c v|^2 + price c is least.

    Difficulty 1 of 3, 5 minutes. H (N, m); v (m,) has length 1. The result has shape (N,).
    """
    # solution
    return np.maximum(H @ v - price / 2, 0)
    # end of solution


def cheap_codes(H):
    """Find codes of H with columns of length 1 and an objective below 0.0395 at the price 0.3.

    Difficulty 2 of 3, 15 minutes. H (4000, 2) are hidden activations of five features of length 1.13 and density 0.05,
    at the angles 0, 72, ... degrees. Return (E, c, V, b), of shapes (k, 2), (k,), (2, k), (2,), with any number k of
    codes. Codes that are all dead have 0.105; the soft threshold along the five directions, 0.0425; along the two axes
    and their opposites, 0.0421. Train, search or think.
    """
    # solution
    codes = initial_sparse_codes(2, 5, np.random.default_rng(3))
    codes = train_sparse_codes(codes, lambda rng: H[rng.integers(len(H), size=512)], 0.3, n_steps=700,
                               optimiser=Adam(0.02), rng=np.random.default_rng(1))
    return codes["encoder"], codes["code_bias"], codes["decoder"], codes["bias"]
    # end of solution
