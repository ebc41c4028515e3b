"""When is an answer to lesson 11 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.comparing import Tolerance
from srm_ref.course.exercises import Exercise, Note, Wrong, expect
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import above, array_of, below, parts_of
from srm_ref.superposition import population_loss
from srm_ref.verification.feature_statistics import statistics_of

RIGHT = load_file(lessons_folder() / "solutions" / "11.py", "solution_11")
_W = np.array([[1.0, -0.8, 0.3, 0.0, 0.5], [0.2, 0.4, -1.1, 0.0, 0.6]])  # feature 3 is not learned


def _drawn(answer, n_samples, n_features, sparsity, seed):
    X = np.asarray(answer(n_samples, n_features, sparsity, np.random.default_rng(seed)), dtype=float)
    if X.shape != (n_samples, n_features):
        raise Wrong(f"draw_features: wanted shape {(n_samples, n_features)}; found shape {X.shape}")
    return X


def uses_the_generator(answer):
    small = [_drawn(answer, 50, 3, 0.8, seed) for seed in (1, 1, 2)]
    if not np.array_equal(small[0], small[1]):
        raise Wrong("the same generator must give the same draw: use rng for everything, not numpy.random")
    if np.array_equal(small[0], small[2]) and small[0].any():
        raise Wrong("another generator gives the same draw: use the rng that is given, make none of your own")
    if _drawn(answer, 40, 3, 1.0, 3).any():
        raise Wrong("at sparsity 1 every feature is 0")
    if not _drawn(answer, 40, 3, 0.0, 3).all():
        raise Wrong("at sparsity 0 no feature is 0")


def keeps_its_law(answer, sparsity=0.8, n_samples=40_000, n_features=6):
    X = _drawn(answer, n_samples, n_features, sparsity, 90)
    found = statistics_of(X, 1 - sparsity)
    zero_share, mean = found["zero_share"], found["active_mean"]
    active = X != 0
    if zero_share < 0.01:
        raise Wrong("no feature is ever 0: it is 0 with probability `sparsity`")
    if abs(zero_share - (1 - sparsity)) < 0.02:
        raise Wrong("features are active with probability S: the sparsity is the probability of 0")
    if (active.all(axis=0) | ~active.any(axis=0)).all():
        raise Wrong("a feature is active in all samples or in none: draw the mask anew for every sample")
    if abs(found["pair_active_share"] - 0.2) < 0.02:
        raise Wrong("all features of a sample are active together: draw a number of its own for every feature")
    if found["outside_share"] > 0:
        raise Wrong("there are values outside [0, 1]: an active feature is uniform on [0, 1], rng.random")
    if mean > 0.99:
        raise Wrong("an active feature is uniform on [0, 1], not 1")
    if all(np.ptp(column[column != 0]) == 0 for column in X.T):
        raise Wrong("every feature has one value for all samples: draw the values anew for every sample")
    if all(np.ptp(row[row != 0]) == 0 for row in X[:50] if row.any()):
        raise Wrong("the active features of a sample all have one value: draw a value of its own for every feature")
    if abs(mean - 0.9) < 0.01 or abs(mean - 0.1) < 0.01:
        raise Wrong(f"active values lie between {X[active].min():.2f} and {X[active].max():.2f}, as the mask's own random numbers do that passed a "
                    "threshold. Draw twice")
    wanted = {"zero_share": 0.8, "column_active_share": 0.2, "pair_active_share": 0.04, "next_row_active_share": 0.04, "active_mean": 0.5,
              "active_mean_square": 1 / 3, "active_distance_from_uniform": 0.0, "pair_product": 0.01}
    for name, value in wanted.items():
        expect(float(found[name]), value, f"the statistic {name} of 40 000 samples at S = 0.8", Tolerance(0.0022 if name == "pair_product" else 0.015))


def linear_loss_inputs(rng):
    yield np.array([[0.0]]), np.array([0.0]), np.array([1.0]), 1.0, Note("nothing is learned: p/3 is lost")
    yield np.array([[0.0]]), np.array([0.25]), np.array([2.0]), 0.5, Note("nothing is learned, the answer is the mean: the variance is lost")
    yield np.array([[1.0, 0.5]]), np.array([0.0, 0.0]), np.array([1.0, 1.0]), 0.5
    yield np.zeros((1, 2)), np.zeros(2), np.ones(2), 0.0, Note("density 0: nothing is ever there")
    yield _W, np.array([0.1, -0.2, 0.05, 0.3, 0.15]), np.array([1.0, 2.0, 0.5, 0.7, 1.5]), 0.4
    yield rng.standard_normal((3, 7)), rng.standard_normal(7), rng.random(7) + 0.5, 0.15


def linear_loss_known(W, bias, importance, p):
    G = W.T @ W
    R, v = np.eye(len(G)) - G, p / 3 - p**2 / 4
    means, squares = p / 2 * R.sum(axis=1), (R**2).sum(axis=1)
    offset = (means - bias) ** 2
    return [
        ((importance * (p / 3 * squares + offset)).sum(), "p/3 is the mean square: the variance is p/3 - p^2/4"),
        (importance * (v * squares + offset), "one number is wanted: the sum over the features' errors"),
        ((importance * (p / 12 * squares + offset)).sum(), "p/12 forgets that being absent varies too: v = p/3 - p^2/4"),
        ((importance * (squares / 12 + offset)).sum(), "1/12 is the variance where p = 1: v = p/3 - p^2/4"),
        ((importance * (v * squares + (2 * means - bias) ** 2)).sum(), "p is the probability, p/2 the mean of a feature"),
        ((importance * (v * R.sum(axis=1) ** 2 + offset)).sum(), "variances add with squared weights: sum_j R_ij^2, not (sum_j R_ij)^2"),
        (RIGHT.linear_loss(W, bias, importance, 1 - p), "density is the probability of being active; this takes it for S"),
        ((importance * v * squares).sum(), "the square of the mean error is missing, (p/2 sum_j R_ij - b_i)^2"),
        ((importance * (v * squares + (means + bias) ** 2)).sum(), "the error is x - y, so the bias is subtracted: sum_j R_ij x_j - b_i"),
        ((importance * (v * squares + means**2)).sum(), "the bias does not appear"),
        ((v * squares + offset).sum(), "importance does not appear"),
        ((importance**2 * (v * squares + offset)).sum(), "importance multiplies the squared error, it is not squared with it"),
        ((importance * (v * squares + offset)).mean(), "the loss is a sum over features, not a mean"),
        ((importance * (v * np.diag(R) ** 2 + offset)).sum(), "only the diagonal of R is there: the shadows, j != i, count too"),
        ((importance * (v * squares + np.abs(means - bias))).sum(), "the mean error is squared, too"),
        ((importance * (v * (G**2).sum(axis=1) + (p / 2 * G.sum(axis=1) + bias) ** 2)).sum(),
         "this is the size of the answer, not of the error: R is the identity minus W^T W")]


def optimum_inputs(rng):
    yield np.array([1.0, 2.0]), 0.5, 1, Note("importances come in any order")
    yield np.array([2.0, 1.0]), 0.5, 1
    yield np.array([1.0, 0.5]), 0.5, 2, Note("all features are kept: no loss")
    yield np.array([0.5, 2.0, 1.0, 0.2, 3.0]), 0.4, 2, Note("kept is ascending")
    yield np.array([0.5, 3.0, 1.0, 0.2, 2.0]), 1.0, 2, Note("density 1")
    yield rng.permutation(9) + rng.random(), 0.07, 4


def optimum_known(importance, p, m):
    kept, bias, loss = RIGHT.linear_optimum(importance, p, m)
    v, dropped = p / 3 - p**2 / 4, np.delete(importance, kept)
    lost, mask = dropped.sum(), np.isin(np.arange(len(importance)), kept)
    best = np.argsort(-importance)[:m]

    def chosen(kept):
        return kept, np.where(np.isin(np.arange(len(importance)), kept), 0.0, p / 2), v * np.delete(importance, kept).sum()

    return [
        (chosen(np.arange(m)), "these are the first features, not the most important ones: they come in any order"),
        (chosen(np.sort(np.argsort(importance)[:m])), "these are the least important ones"),
        ((importance[kept], bias, loss), "these are the importances of the kept features: their indices are wanted"),
        ((best, bias, loss), "ascending indices are wanted"),
        ((np.argsort(importance)[-m:], bias, loss), "ascending indices are wanted, not indices in ascending order of importance"),
        ((mask, bias, loss), "indices are wanted, not a mask; numpy.flatnonzero makes one of the other"),
        ((np.delete(np.arange(len(importance)), kept), bias, loss), "these are the dropped features' indices"),
        ((kept, np.full(len(importance), p / 2), loss), "a kept feature is answered exactly: its bias is 0"),
        ((kept, 0 * bias, loss), "a dropped feature is answered with its mean: its bias is p/2"),
        ((kept, p / 2 - bias, loss), "it is the dropped features that are answered with their mean"),
        ((kept, np.full(len(dropped), p / 2), loss), "a bias for every feature is wanted, kept or not"),
        ((kept, bias * (1 - p) / p, loss), "p is the probability of being active: the mean is p/2, not (1 - p)/2"),
        ((kept, 2 * bias, loss), "p is the probability, p/2 the mean of a feature"),
        ((kept, bias / p, loss), "the mean of a feature is p/2: it is 1/2 only where it is always active"),
        ((kept, bias, p / 3 * lost), "with the best bias a dropped feature costs its variance, p/3 - p^2/4, not its mean square"),
        ((kept, bias, loss / len(importance)), "the loss is a sum over features, not a mean"),
        ((kept, bias, p / 12 * lost), "p/12 forgets that being absent varies too: v = p/3 - p^2/4"),
        ((kept, bias, v * len(dropped)), "a dropped feature costs its importance times v"),
        ((kept, bias, v * importance[kept].sum()), "these are the kept features: the dropped ones cost"),
        ((kept, bias, lost), "the variance v is missing")]


def interference_inputs(rng):
    yield np.array([[1.0, 0.0]]), Note("feature 1 is not learned, W_1 = 0: its interference is 0, not nan")
    yield (np.array([[1.0, 1.0]]),)
    yield np.array([[2.0, -1.0]]), Note("W_i is divided by its length, W_j is not")
    yield np.array([[1.0, 0.0], [0.0, 3.0]]), Note("at right angles nothing disturbs")
    yield np.zeros((2, 3)), Note("nothing is learned at all")
    yield (_W,)
    yield (rng.standard_normal((4, 9)),)
    yield rng.standard_normal((4, 4)) * 3, Note("as many features as hidden dimensions")
    yield np.array([[1.0, 3e-4], [0.0, 4e-4]]), Note("a short feature has a direction")


def interference_known(W):
    G, lengths, eye = W.T @ W, np.linalg.norm(W, axis=0), np.eye(W.shape[1])
    off, safe, right = G - np.diag(np.diag(G)), np.where(lengths > 0, lengths, 1.0), RIGHT.interference_of(W)
    pushes, rows = off / safe[:, None], np.linalg.norm(W, axis=1, keepdims=True)
    whole = (W**2).sum()
    return [
        (((G / safe[:, None]) ** 2).sum(axis=1), "j = i is in the sum: a feature is no interference for itself"),
        (right.sum(), "one number per feature is wanted, not the sum over all"),
        (pushes.sum(axis=1) ** 2, "square each push, then add: sums of both signs cancel"),
        ((off**2).sum(axis=1) / safe**4, "W_i is divided by its length |W_i|, not by |W_i|^2"),
        ((off**2).sum(axis=1) / (whole or 1.0), "every W_i has a length of its own: np.linalg.norm(W, axis=0)"),
        (((((W / np.where(rows > 0, rows, 1)).T @ W) * (1 - eye)) ** 2).sum(axis=1),
         "these are the lengths of rows: feature i is column i, np.linalg.norm(W, axis=0)"),
        (((G / safe[:, None]) ** 2).sum(axis=1) - 1, "j = i contributes |W_i|^2, which is not 1: leave it out of the sum"),
        (np.sqrt(right), "this is the square root: the sum of squares is wanted"),
        ((off**2).sum(axis=1), "W_i is to be of length 1: divide by |W_i|"),
        (((off / safe) ** 2).sum(axis=1), "the wrong one has length 1: W_i is divided by its length, W_j is not"),
        (((off / safe / safe[:, None]) ** 2).sum(axis=1), "only W_i is divided by its length: a long W_j pushes harder"),
        (np.abs(pushes).sum(axis=1), "squares are added, not absolute values"),
        ((np.maximum(pushes, 0) ** 2).sum(axis=1), "negative pushes count, too: there is no ReLU here"),
        ((pushes**2).max(axis=1), "the sum over all others is wanted, not the worst of them"),
        (np.where(lengths > 0, right, np.nan), "a feature that is not learned has W_i = 0: its interference is 0, not nan")]


def crowded_inputs(rng):
    yield 0.0, np.array([]), Note("no bias and nobody else: no error")
    yield 0.5, np.array([]), Note("nobody else: the own answer relu(x - t) alone errs")
    yield 0.0, np.array([0.5])
    yield 0.1, np.array([0.5])
    yield 0.1, np.array([-0.5]), Note("negative shadows are cut off by the ReLU")
    yield 0.1, np.array([0.0]), Note("a cosine of 0 leaves no shadow")
    yield 0.0, np.array([0.0, -1.0, 0.3]), Note("a cosine of 0 leaves no shadow, with t = 0 neither")
    yield 0.5, np.array([0.5, 0.2]), Note("a shadow of at most t is cut off: only cosines above t leave something")
    c, mixed = np.cos(np.radians(72)), np.array([0.5, 0.1, -0.3, 0.05, 0.9])
    yield from ((0.1, np.array([c, c, -0.809, -0.809])), (0.2, mixed), (0.0, mixed), (0.35, rng.uniform(-1, 1, 12)))


def _grid(t, cosines):
    x = (np.arange(1000) + 0.5) / 1000
    return ((x - np.maximum(x - t, 0)) ** 2).mean() + sum((np.maximum(cosine * x - t, 0) ** 2).mean() for cosine in cosines)


def crowded_known(t, cosines):
    own = t**2 - 2 * t**3 / 3
    positive = cosines[cosines > 0]
    lit = cosines[cosines > t]
    cubes = ((lit - t) ** 3 / (3 * lit)).sum()
    sizes = np.abs(cosines)
    return [
        (own + ((positive - t) ** 3 / (3 * positive)).sum(), "a shadow below t is cut off by the ReLU: only cosines above t leave something"),
        (own + ((cosines - t) ** 3 / (3 * cosines)).sum(), "shadows below t, negative ones too, are cut off by the ReLU: only cosines above t leave something"),
        (t**3 / 3 + t * (1 - t) + cubes, "above t the own answer errs by t, and the error is squared: t^2 (1 - t)"),
        (t**3 / 3 + cubes, "above t the own answer errs by t: the part t^2 (1 - t) is missing"),
        (t**2 + t**3 / 3 + cubes, "above t the own answer errs by t, for a share 1 - t of the values only: t^2 (1 - t)"),
        (own + 2 * cubes, "the 2 of the lesson stands for two equal neighbours: here every shadow is in the list"),
        (own + ((lit - t) ** 2 / (2 * lit)).sum(), "the error is squared before it is averaged: (c x - t)^2"),
        (own + (lit**2 / 3).sum(), "the bias is missing in the shadows: relu(c x - t)"),
        (own + (np.maximum(sizes - t, 0) ** 3 / np.where(sizes > 0, 3 * sizes, 1)).sum(), "negative shadows are cut off by the ReLU: they cost nothing"),
        (own, "the shadows on the other features are missing"),
        (cubes, "the feature's own answer, relu(x - t), is too small: its error is missing"),
        (t**2 + cubes, "below t the own answer is 0, so it errs by x there, not by t"),
        (own + ((lit - t) ** 3 / 3).sum(), "the integral of (c x - t)^2 over x has a c below: substitute u = c x - t"),
        (own + ((lit - t) ** 2).sum(), "this is the shadow of x = 1: average over x"),
        ((own + cubes) / (1 + len(cosines)), "the loss is a sum over features, not a mean"),
        (_grid(t, cosines), "close, but a sum over a grid: the integrals can be done, t^3/3 and the like")]


def _generator_of_its_own(n_samples, n_features, sparsity, rng):
    rng = np.random.default_rng(0)
    return np.where(rng.random((n_samples, n_features)) >= sparsity, rng.random((n_samples, n_features)), 0.0)


def _draws(mask, values, active=np.greater_equal):
    """A sampler whose mask and values are drawn in these shapes, with 0 for 1 and 1 for all."""
    def answer(n_samples, n_features, sparsity, rng):
        sizes = {"each": (n_samples, n_features), "sample": (n_samples, 1), "feature": (1, n_features)}
        lit, drawn = active(rng.random(sizes[mask]), sparsity), rng.random(sizes[values]) if values else np.ones((1, 1))
        return np.where(lit, drawn, np.zeros((n_samples, n_features)))
    return answer


def _mask_as_value(n_samples, n_features, sparsity, rng):
    x = rng.random((n_samples, n_features))
    return np.where(x >= sparsity, x, 0.0)


def keeps_all_five(found):
    W, bias = parts_of(found, "W, bias")
    W, bias = array_of(W, (2, 5), "W"), array_of(bias, (5,), "bias")
    above(float(np.linalg.norm(W, axis=0).min()), 0.5, "least length of a column of W")
    below(float(population_loss({"W": W, "bias": bias}, 0.9 ** np.arange(5), 0.9)), 0.022, "exact loss at density 0.1")


PREDICTIONS = (
    Prediction("n_kept", RIGHT.n_kept, "int((np.linalg.norm(results[0.2, True][0], axis=0) > 0.5).sum())",
               "two antipodal pairs have no positive shadows at all; a fifth feature would bring some, and at this density "
               "features are still too often together",
               overlooked={2: "so does the linear model: with a ReLU an opposite feature casts no shadow while it is alone",
                           5: "the pentagon's positive shadows cost more than dropping the least important feature, until density falls further",
                           3: "where one feature has an opposite one, the other can have one as well"}),
)

EXERCISES = (
    Exercise("draw_features", RIGHT.draw_features, hints=(
        "two things are drawn for every entry: whether it is there, and how large it is; which shape do "
        "both draws have?",
        "one call of rng.random((n_samples, n_features)) says who is active, a second one how large the "
        "active are",
        "a common mistake: using one draw for both, so that an active value is never below the sparsity. "
        "Draw twice"), properties=(uses_the_generator, keeps_its_law), wrong=(
        (_draws("each", "each", np.less), "at sparsity 1"), (_draws("sample", "each"), "active together"), (_mask_as_value, "Draw twice"),
        (_draws("feature", "each"), "for every sample"), (_draws("each", "sample"), "value of its own"),
        (_draws("each", "feature"), "one value for all samples"), (_draws("each", ""), "not 1"), (_generator_of_its_own, "rng that is given"))),
    Exercise("linear_loss", RIGHT.linear_loss, linear_loss_inputs, linear_loss_known),
    Exercise("linear_optimum", RIGHT.linear_optimum, optimum_inputs, optimum_known, integers=True),
    Exercise("interference_of", RIGHT.interference_of, interference_inputs, interference_known),
    Exercise("crowded_loss", RIGHT.crowded_loss, crowded_inputs, crowded_known),
    Exercise("all_five", RIGHT.all_five, wanted=(keeps_all_five,), hints=(
        "the lesson's own code descends on this loss: its third model is one answer",
        "five columns of one length at equal angles, and one negative bias for all: two numbers to find",
        "lengths a little above 1, and a bias near -0.2")),
)
