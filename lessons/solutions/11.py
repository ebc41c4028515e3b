"""Exercises of lesson 11, superposition. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def n_kept():
    """How many of the five features does the model keep at density 0.2, with a bias? A whole number."""
    # solution
    return 4
    # end of solution


# Exercises.


def draw_features(n_samples, n_features, sparsity, rng):
    """Draw sparse features: each is 0 with probability `sparsity`, else uniform on [0, 1], all independent.

    Difficulty 1 of 3, 8 minutes. rng is a numpy Generator: rng.random(shape) is uniform on [0, 1]. Shape (n_samples,
    n_features).
    """
    # solution
    active = rng.random((n_samples, n_features)) >= sparsity
    return np.where(active, rng.random((n_samples, n_features)), 0.0)
    # end of solution


def linear_loss(W, bias, importance, density):
    """Return the expected loss of the linear model y = W^T W x + b, exactly, without samples.

    Difficulty 2 of 3, 12 minutes. W has shape (n_hidden, n_features); bias and importance have shape (n_features,);
    all features have the same density p. With Delta the identity minus W^T W: variance of every error, plus the square
    of its mean. A number.
    """
    # solution
    lacking = np.eye(W.shape[1]) - W.T @ W  # Delta
    variance = density / 3 - density**2 / 4
    mean = density / 2 * lacking.sum(axis=1) - bias
    return float((importance * (variance * (lacking**2).sum(axis=1) + mean**2)).sum())
    # end of solution


def linear_optimum(importance, density, n_hidden):
    """Return (kept, bias, loss) of the best linear model.

    Difficulty 2 of 3, 8 minutes. importance has shape (n_features,), in any order, no two equal. kept: the indices
    of the kept features, ascending, shape (n_hidden,); bias: shape (n_features,); loss: a number.
    """
    # solution
    kept = np.sort(np.argsort(-importance)[:n_hidden])
    bias = np.full(len(importance), density / 2)
    bias[kept] = 0.0
    dropped = np.delete(importance, kept)
    return kept, bias, float((density / 3 - density**2 / 4) * dropped.sum())
    # end of solution


def interference_of(W):
    """Return s_i, the sum over j != i of (W_i / |W_i| . W_j)^2, for every feature; 0 where W_i = 0.

    Difficulty 2 of 3, 8 minutes. W has shape (n_hidden, n_features); feature i is column i. Shape (n_features,).
    """
    # solution
    lengths = np.linalg.norm(W, axis=0)
    directions = W / np.where(lengths > 0, lengths, 1.0)
    pushes = directions.T @ W
    np.fill_diagonal(pushes, 0.0)
    return (pushes**2).sum(axis=1)
    # end of solution


def crowded_loss(t, cosines):
    """Return the mean loss while exactly one feature is active: arrows of length 1, all biases -t.

    Difficulty 3 of 3, 15 minutes. The active feature's value is uniform on [0, 1]. t is in [0, 1); cosines holds the
    dot products of its arrow with all other arrows, of any sign. All importances are 1. Which shadows remain, and
    from which value of x on? A number, exact.
    """
    # solution
    loss = t**3 / 3 + t**2 * (1 - t)
    for cosine in cosines:
        if cosine > t:
            loss += (cosine - t) ** 3 / (3 * cosine)
    return float(loss)
    # end of solution


def all_five():
    """Find W and b that keep all five features in two dimensions, with an exact loss below 0.022 at density 0.1.

    Difficulty 2 of 3, 15 minutes. Return (W, bias), of shapes (2, 5) and (5,). The importances are 0.9^i, as in the
    lesson; the loss is population_loss({"W": W, "bias": bias}, 0.9 ** np.arange(5), 0.9), of srm_ref.superposition, and
    every column has to be longer than 1/2. Two pairs of opposite columns of length 1, the fifth feature dropped, lose
    0.0260; the linear model 0.0677 at best.
    """
    # solution
    angles = 2 * np.pi * np.arange(5) / 5
    return 1.1 * np.stack([np.cos(angles), np.sin(angles)]), np.full(5, -0.2)
    # end of solution
