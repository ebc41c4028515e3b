"""Exercises of lesson 11, superposition. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def n_kept():
    """How many of the five features does the model keep at density 0.2, with a bias? A whole number."""
    raise NotImplementedError("replace this line with your answer")


# Exercises.


def draw_features(n_samples, n_features, sparsity, rng):
    """Draw sparse features: each is 0 with probability `sparsity`, else uniform on [0, 1], all independent.

    Difficulty 1 of 3, 8 minutes. rng is a numpy Generator: rng.random(shape) is uniform on [0, 1]. Shape (n_samples,
    n_features).
    """
    raise NotImplementedError("replace this line with your answer")


def linear_loss(W, bias, importance, density):
    """Return the expected loss of the linear model y = W^T W x + b, exactly, without samples.

    Difficulty 2 of 3, 12 minutes. W has shape (n_hidden, n_features); bias and importance have shape (n_features,);
    all features have the same density p. With Delta the identity minus W^T W: variance of every error, plus the square
    of its mean. A number.
    """
    raise NotImplementedError("replace this line with your answer")


def linear_optimum(importance, density, n_hidden):
    """Return (kept, bias, loss) of the best linear model.

    Difficulty 2 of 3, 8 minutes. importance has shape (n_features,), in any order, no two equal. kept: the indices
    of the kept features, ascending, shape (n_hidden,); bias: shape (n_features,); loss: a number.
    """
    raise NotImplementedError("replace this line with your answer")


def interference_of(W):
    """Return s_i, the sum over j != i of (W_i / |W_i| . W_j)^2, for every feature; 0 where W_i = 0.

    Difficulty 2 of 3, 8 minutes. W has shape (n_hidden, n_features); feature i is column i. Shape (n_features,).
    """
    raise NotImplementedError("replace this line with your answer")


def crowded_loss(t, cosines):
    """Return the mean loss while exactly one feature is active: arrows of length 1, all biases -t.

    Difficulty 3 of 3, 15 minutes. The active feature's value is uniform on [0, 1]. t is in [0, 1); cosines holds the
    dot products of its arrow with all other arrows, of any sign. All importances are 1. Which shadows remain, and
    from which value of x on? A number, exact.
    """
    raise NotImplementedError("replace this line with your answer")


def all_five():
    """Find W and b that keep all five features in two dimensions, with an exact loss below 0.022 at density 0.1.

    Difficulty 2 of 3, 15 minutes. Return (W, bias), of shapes (2, 5) and (5,). The importances are 0.9^i, as in the
    lesson; the loss is population_loss({"W": W, "bias": bias}, 0.9 ** np.arange(5), 0.9), of srm_ref.superposition, and
    every column has to be longer than 1/2. Two pairs of opposite columns of length 1, the fifth feature dropped, lose
    0.0260; the linear model 0.0677 at best.
    """
    raise NotImplementedError("replace this line with your answer")
