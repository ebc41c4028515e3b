"""Exercises of lesson 21, sparse codes. Replace every line that raises NotImplementedError."""

import numpy as np


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
