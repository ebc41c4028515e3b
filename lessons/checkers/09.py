"""When is an answer to lesson 9 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course.exercises import Exercise, Wrong, expect_close, expect_untouched
from srm_ref.superposition.exact_loss import population_loss
from srm_ref.superposition.measures import interference
from srm_ref.superposition.theory_linear import linear_population_loss
from srm_ref.verification.feature_statistics import statistics_of

_W = np.array([[1.0, -0.8, 0.3, 0.0, 0.5], [0.2, 0.4, -1.1, 0.0, 0.6]])  # feature 3 is not learned


def check_draw_features(answer):
    sparsity, n_samples, n_features = 0.8, 40_000, 6
    small = [np.asarray(answer(50, 3, sparsity, np.random.default_rng(seed)), dtype=float) for seed in (1, 1, 2)]
    if not np.array_equal(small[0], small[1]):
        raise Wrong("the same generator must give the same draw: use rng for everything, not numpy.random")
    if np.array_equal(small[0], small[2]):
        raise Wrong("another generator gives the same draw: use the rng that is given, make none of your own")
    X = np.asarray(answer(n_samples, n_features, sparsity, np.random.default_rng(90)), dtype=float)
    if X.shape != (n_samples, n_features):
        raise Wrong(f"draw_features: wanted shape {(n_samples, n_features)}; found shape {X.shape}")
    found = statistics_of(X, 1 - sparsity)
    if found["zero_share"] < 0.01:
        raise Wrong("no feature is ever 0: it is 0 with probability `sparsity`")
    if abs(found["zero_share"] - (1 - sparsity)) < 0.02:
        raise Wrong("features are active with probability S: the sparsity is the probability of 0")
    if abs(found["column_active_share"] - 0.2) > 0.5:
        raise Wrong("a feature is active in all samples or in none: draw the mask anew for every sample")
    if abs(found["pair_active_share"] - 0.2) < 0.02:
        raise Wrong("all features of a sample are active together: draw a number of its own for every feature")
    if found["outside_share"] > 0:
        raise Wrong("there are values outside [0, 1]: an active feature is uniform on [0, 1], rng.random")
    if found["active_mean"] > 0.99:
        raise Wrong("an active feature is uniform on [0, 1], not 1")
    if abs(found["active_mean"] - 0.9) < 0.01 or abs(found["active_mean"] - 0.1) < 0.01:
        raise Wrong("the values are the mask's own random numbers: those that passed a threshold are not uniform. Draw twice")
    if abs(found["zero_share"] - sparsity) > 0.02:
        raise Wrong(f"a feature is 0 with probability `sparsity`: wanted a share of 0.80 at S = 0.8; found {found['zero_share']:.2f}")
    if found["pair_product"] > 0.0117:  # independent: 0.2^2 / 4 = 0.0100; one value for all: 0.2^2 / 3 = 0.0133
        raise Wrong("the active features of a sample all have one value: draw a value of its own for every feature")
    wanted = {"zero_share": 0.8, "column_active_share": 0.2, "pair_active_share": 0.04, "next_row_active_share": 0.04, "active_mean": 0.5,
              "active_mean_square": 1 / 3, "active_distance_from_uniform": 0.0}
    for name, value in wanted.items():
        expect_close(found[name], value, f"the statistic {name} of 40 000 samples at S = 0.8", atol=0.015)


def check_linear_loss(answer):
    bias, importance, p = np.array([0.1, -0.2, 0.05, 0.3, 0.15]), np.array([1.0, 2.0, 0.5, 0.7, 1.5]), 0.4
    R, v = np.eye(5) - _W.T @ _W, p / 3 - p**2 / 4
    means, squares = p / 2 * R.sum(axis=1), (R**2).sum(axis=1)
    wanted = linear_population_loss({"W": _W, "bias": bias}, importance, 1 - p)
    expect_close(answer(_W.copy(), bias.copy(), importance.copy(), p), wanted, "linear_loss(W, bias, importance, density)", [
        ((importance * (p / 3 * squares + (means - bias) ** 2)).sum(), "p/3 is the mean square: the variance is p/3 - p^2/4"),
        (importance * (v * squares + (means - bias) ** 2), "one number is wanted: the sum over the features' errors"),
        ((importance * (p / 12 * squares + (means - bias) ** 2)).sum(), "p/12 forgets that being absent varies too: v = p/3 - p^2/4"),
        ((importance * (squares / 12 + (means - bias) ** 2)).sum(), "1/12 is the variance where p = 1: v = p/3 - p^2/4"),
        ((importance * (v * squares + (2 * means - bias) ** 2)).sum(), "p is the probability, p/2 the mean of a feature"),
        ((importance * (v * R.sum(axis=1) ** 2 + (means - bias) ** 2)).sum(),
         "variances add with squared weights: sum_j R_ij^2, not (sum_j R_ij)^2"),
        (linear_population_loss({"W": _W, "bias": bias}, importance, p), "density is the probability of being active; this takes it for S"),
        ((importance * v * squares).sum(), "the square of the mean error is missing, (p/2 sum_j R_ij - b_i)^2"),
        ((importance * (v * squares + (means + bias) ** 2)).sum(), "the error is x - y, so the bias is taken away: sum_j R_ij x_j - b_i"),
        ((importance * (v * squares + means**2)).sum(), "the bias does not appear"),
        ((v * squares + (means - bias) ** 2).sum(), "importance does not appear"),
        ((importance**2 * (v * squares + (means - bias) ** 2)).sum(), "importance multiplies the squared error, it is not squared with it"),
        ((importance * (v * squares + (means - bias) ** 2)).mean(), "the loss is a sum over features, not a mean"),
        ((importance * (v * np.diag(R) ** 2 + (means - bias) ** 2)).sum(), "only the diagonal of R is there: the shadows, j != i, count too"),
        ((importance * (v * ((_W.T @ _W) ** 2).sum(axis=1) + (p / 2 * (_W.T @ _W).sum(axis=1) + bias) ** 2)).sum(),
         "this is the size of the answer, not of the error: R is the identity minus W^T W")])


def check_linear_optimum(answer):
    importance, p, m = np.array([0.5, 3.0, 1.0, 0.2, 2.0]), 0.4, 2
    v = p / 3 - p**2 / 4
    found = answer(importance.copy(), p, m)
    if not isinstance(found, (tuple, list)) or len(found) != 3:
        raise Wrong("three things are wanted: kept, bias, loss")
    kept, bias, loss = found
    if np.shape(kept) == (5,) and np.asarray(kept).dtype == bool:
        raise Wrong("kept: indices are wanted, not a mask; numpy.flatnonzero makes one of the other")
    expect_close(kept, [1, 4], "kept", [
        ([0, 1], "these are the first features, not the most important ones: they come in any order"),
        ([0, 3], "these are the least important ones"),
        ([2.0, 3.0], "these are the importances of the kept features: their indices are wanted"),
        ([3.0, 2.0], "these are the importances of the kept features: their indices are wanted"),
        ([4, 1], "ascending indices are wanted")])
    expect_close(bias, [p / 2, 0, p / 2, p / 2, 0], "bias", [
        (np.full(5, p / 2), "a kept feature is answered exactly: its bias is 0"),
        (np.zeros(5), "a dropped feature is answered with its mean: its bias is p/2"),
        ([0, p / 2, 0, 0, p / 2], "it is the dropped features that are answered with their mean"),
        ([p / 2] * 3, "a bias for every feature is wanted, kept or not"),
        ([(1 - p) / 2, 0, (1 - p) / 2, (1 - p) / 2, 0], "p is the probability of being active: the mean is p/2, not (1 - p)/2"),
        ([p, 0, p, p, 0], "p is the probability, p/2 the mean of a feature"),
        ([0.5, 0, 0.5, 0.5, 0], "the mean of a feature is p/2: it is 1/2 only where it is always active")])
    expect_close(loss, v * 1.7, "loss", [
        (p / 3 * 1.7, "with the best bias a dropped feature costs its variance, p/3 - p^2/4, not its mean square"),
        (v * 1.7 / 3, "the loss is a sum over features, not a mean"),
        (p / 12 * 1.7, "p/12 forgets that being absent varies too: v = p/3 - p^2/4"),
        (v * 3, "a dropped feature costs its importance times v"),
        (v * 5.0, "these are the kept features: the dropped ones cost"),
        (1.7, "the variance v is missing")])


def check_interference_of(answer):
    given = _W.copy()
    with np.errstate(all="ignore"):
        found = np.asarray(answer(given), dtype=float)
    expect_untouched(given, _W, "W")
    if np.isnan(found).any():
        raise Wrong("feature 3 is not learned, W_3 = 0: its interference is 0, not nan")
    wanted, lengths = interference(_W), np.linalg.norm(_W, axis=0)
    G = _W.T @ _W
    off = G - np.diag(np.diag(G))
    safe = np.where(lengths > 0, lengths, 1.0)
    expect_close(found, wanted, "interference_of(W)", [
        (((G / safe[:, np.newaxis]) ** 2).sum(axis=1), "j = i is in the sum: a feature is no interference for itself"),
        (wanted.sum(), "one number a feature is wanted, not the sum over all"),
        ((off / safe[:, np.newaxis]).sum(axis=1) ** 2, "square each push, then add: sums of both signs cancel"),
        ((off**2).sum(axis=1) / safe**4, "W_i is divided by its length |W_i|, not by |W_i|^2"),
        ((off**2).sum(axis=1) / (_W**2).sum(), "every W_i has a length of its own: np.linalg.norm(W, axis=0)"),
        ((((_W / np.linalg.norm(_W, axis=1, keepdims=True)).T @ _W * ~np.eye(5, dtype=bool)) ** 2).sum(axis=1),
         "these are the lengths of rows: feature i is column i, np.linalg.norm(W, axis=0)"),
        (((G / safe[:, np.newaxis]) ** 2).sum(axis=1) - 1, "j = i contributes |W_i|^2, which is not 1: leave it out of the sum"),
        (np.sqrt(wanted), "this is the square root: the sum of squares is wanted"),
        ((off**2).sum(axis=1), "W_i is to be of length 1: divide by |W_i|"),
        (((off / safe[np.newaxis]) ** 2).sum(axis=1), "the wrong one has length 1: W_i is divided by its length, W_j is not"),
        (((off / safe / safe[:, np.newaxis]) ** 2).sum(axis=1), "only W_i is divided by its length: a long W_j pushes harder"),
        (np.abs(off / safe[:, np.newaxis]).sum(axis=1), "squares are added, not absolute values"),
        ((off / safe[:, np.newaxis]).max(axis=1) ** 2, "the sum over all others is wanted, not the worst of them")], atol=1e-5)


def check_crowded_loss(answer):
    c, mixed = np.cos(np.radians(72)), np.array([0.5, 0.1, -0.3, 0.05, 0.9])
    own, shadow = (lambda t: t**2 - 2 * t**3 / 3), (lambda t, cosine: max(cosine - t, 0.0) ** 3 / (3 * cosine) if cosine > 0 else 0.0)
    arrows = 2 * np.pi * np.arange(5) / 5
    pentagon = {"W": np.array([np.cos(arrows), np.sin(arrows)]), "bias": np.full(5, -0.1)}
    assumed = population_loss(pentagon, np.ones(5), 1 - 1e-7) / 5e-7  # so sparse that features are alone
    for t, cosines in ((0.1, np.array([c, c, -0.809, -0.809])), (0.2, mixed), (0.0, mixed)):
        wanted = own(t) + sum(shadow(t, cosine) for cosine in cosines)
        signed = sum((cosine - t) ** 3 / (3 * cosine) for cosine in cosines)
        both_signs = sum(max(abs(cosine) - t, 0.0) ** 3 / (3 * abs(cosine)) for cosine in cosines)
        cubes = sum(max(cosine - t, 0.0) ** 3 / (3 * cosine) for cosine in cosines if cosine > 0)
        positive = sum((cosine - t) ** 3 / (3 * cosine) for cosine in cosines if cosine > 0)
        with np.errstate(all="ignore"):
            found = answer(t, cosines.copy())
        if np.shape(found) == () and np.isnan(float(found)):
            raise Wrong("nan: something is divided by 0. A cosine of 0 or below leaves no shadow: leave it out before you divide by c")
        if np.shape(found) == () and 1e-9 < abs(float(found) - wanted) < 1e-5:
            raise Wrong("close, but a sum over a grid or over samples: the integrals can be done, t^3/3 and the like")
        expect_close(found, wanted, f"crowded_loss({t}, {cosines.round(3).tolist()})", [
            (own(t) + positive, "a shadow below t is cut off by the ReLU: only cosines above t leave something"),
            (t**3 / 3 + t * (1 - t) + cubes, "above t the own answer errs by t, and the error is squared: t^2 (1 - t)"),
            (t**3 / 3 + cubes, "above t the own answer errs by t: the part t^2 (1 - t) is missing"),
            (t**2 + t**3 / 3 + cubes, "above t the own answer errs by t, for a share 1 - t of the values only: t^2 (1 - t)"),
            (own(t) + 2 * cubes, "the 2 of the lesson stands for two equal neighbours: here every shadow is in the list"),
            (own(t) + sum(max(cosine - t, 0.0) ** 2 / (2 * cosine) for cosine in cosines if cosine > 0),
             "the error is squared before it is averaged: (c x - t)^2"),
            (own(t) + sum(cosine**2 / 3 for cosine in cosines if cosine > t), "the bias is missing in the shadows: relu(c x - t)"),
            (own(t) + signed, "a shadow below t is cut off by the ReLU: only cosines above t leave something"),
            (own(t) + both_signs, "negative shadows are cut off by the ReLU: they cost nothing"),
            (own(t), "the shadows on the other features are missing"),
            (wanted - own(t), "the feature's own answer, relu(x - t), is too small: its error is missing"),
            (t**2 + wanted - own(t), "below t the own answer is 0, so it errs by x there, not by t"),
            (own(t) + sum(max(cosine - t, 0.0) ** 3 / 3 for cosine in cosines),
             "the integral of (c x - t)^2 over x has a c below: substitute u = c x - t"),
            (own(t) + sum(max(cosine - t, 0.0) ** 2 for cosine in cosines), "this is the shadow of x = 1: average over x")])
        if t == 0.1:
            expect_close(answer(t, np.cos(arrows[1:])), assumed,
                         "crowded_loss against the exact loss of a pentagon so sparse that features are alone", atol=1e-5)


def _generator_of_its_own(n_samples, n_features, sparsity, rng):
    rng = np.random.default_rng(0)
    return np.where(rng.random((n_samples, n_features)) >= sparsity, rng.random((n_samples, n_features)), 0.0)


def _density_for_sparsity(n_samples, n_features, sparsity, rng):
    return np.where(rng.random((n_samples, n_features)) < sparsity, rng.random((n_samples, n_features)), 0.0)


def _one_mask_a_sample(n_samples, n_features, sparsity, rng):
    return np.where(rng.random((n_samples, 1)) >= sparsity, rng.random((n_samples, n_features)), 0.0)


def _mask_as_value(n_samples, n_features, sparsity, rng):
    x = rng.random((n_samples, n_features))
    return np.where(x >= sparsity, x, 0.0)


def _one_mask_for_all(n_samples, n_features, sparsity, rng):
    return rng.random((n_samples, n_features)) * (rng.random(n_features) >= sparsity)


def _one_value_a_sample(n_samples, n_features, sparsity, rng):
    return np.where(rng.random((n_samples, n_features)) >= sparsity, rng.random((n_samples, 1)), 0.0)


def _mean_square_for_variance(W, bias, importance, density):
    R = np.eye(W.shape[1]) - W.T @ W
    return (importance * (density / 3 * (R**2).sum(axis=1) + (density / 2 * R.sum(axis=1) - bias) ** 2)).sum()


def _without_mean(W, bias, importance, density):
    R = np.eye(W.shape[1]) - W.T @ W
    return (density / 3 - density**2 / 4) * (importance * (R**2).sum(axis=1)).sum()


def _summed_then_squared(W, bias, importance, density):
    R = np.eye(W.shape[1]) - W.T @ W
    v = density / 3 - density**2 / 4
    return (importance * (v * R.sum(axis=1) ** 2 + (density / 2 * R.sum(axis=1) - bias) ** 2)).sum()


def _mean_over_features(W, bias, importance, density):
    return linear_population_loss({"W": W, "bias": bias}, importance, 1 - density) / W.shape[1]


def _first_features(importance, density, n_hidden):
    bias = np.where(np.arange(len(importance)) < n_hidden, 0.0, density / 2)
    return np.arange(n_hidden), bias, (density / 3 - density**2 / 4) * importance[n_hidden:].sum()


def _mask_of_kept(importance, density, n_hidden):
    kept = importance >= np.sort(importance)[-n_hidden]
    return kept, np.where(kept, 0.0, density / 2), (density / 3 - density**2 / 4) * importance[~kept].sum()


def _mean_for_all(importance, density, n_hidden):
    kept = np.sort(np.argsort(-importance)[:n_hidden])
    return kept, np.full(len(importance), density / 2), (density / 3 - density**2 / 4) * np.delete(importance, kept).sum()


def _dropped_at_mean_square(importance, density, n_hidden):
    kept = np.sort(np.argsort(-importance)[:n_hidden])
    bias = np.full(len(importance), density / 2)
    bias[kept] = 0
    return kept, bias, density / 3 * np.delete(importance, kept).sum()


def _with_itself(W):
    lengths = np.linalg.norm(W, axis=0)
    return ((W / np.where(lengths > 0, lengths, 1)).T @ W) ** 2 @ np.ones(W.shape[1])


def _square_root(W):
    return np.sqrt(interference(W))


def _nan_where_absent(W):
    pushes = (W / np.linalg.norm(W, axis=0)).T @ W
    np.fill_diagonal(pushes, 0)
    return (pushes**2).sum(axis=1)


def _other_one_unit(W):
    lengths = np.linalg.norm(W, axis=0)
    pushes = W.T @ (W / np.where(lengths > 0, lengths, 1))
    np.fill_diagonal(pushes, 0)
    return (pushes**2).sum(axis=1)


def _on_a_grid(t, cosines):
    x = (np.arange(1000) + 0.5) / 1000
    return ((x - np.maximum(x - t, 0)) ** 2).mean() + sum((np.maximum(cosine * x - t, 0) ** 2).mean() for cosine in cosines)


def _negative_shadows_too(t, cosines):
    return t**2 - 2 * t**3 / 3 + sum(max(abs(cosine) - t, 0) ** 3 / (3 * abs(cosine)) for cosine in cosines)


def _own_error_constant(t, cosines):
    return t**2 + sum(max(cosine - t, 0) ** 3 / (3 * cosine) for cosine in cosines)


def _without_substitution(t, cosines):
    return t**2 - 2 * t**3 / 3 + sum(max(cosine - t, 0) ** 3 / 3 for cosine in cosines)


EXERCISES = (
    Exercise("draw_features", check_draw_features, (
        (_density_for_sparsity, "probability of 0"), (_one_mask_a_sample, "active together"), (_mask_as_value, "Draw twice"),
        (_one_mask_for_all, "for every sample"), (_one_value_a_sample, "value of its own"), (_generator_of_its_own, "rng that is given"))),
    Exercise("linear_loss", check_linear_loss, (
        (_mean_square_for_variance, "the variance is"), (_without_mean, "mean error is missing"), (_mean_over_features, "not a mean"),
        (_summed_then_squared, "squared weights"))),
    Exercise("linear_optimum", check_linear_optimum, (
        (_first_features, "in any order"), (_mean_for_all, "its bias is 0"), (_dropped_at_mean_square, "costs its variance"),
        (_mask_of_kept, "not a mask"))),
    Exercise("interference_of", check_interference_of, (
        (_with_itself, "j = i"), (_square_root, "square root"), (_nan_where_absent, "not nan"),
        (_other_one_unit, "wrong one has length 1"))),
    Exercise("crowded_loss", check_crowded_loss, (
        (_negative_shadows_too, "negative shadows"), (_own_error_constant, "errs by x there"), (_without_substitution, "substitute"),
        (_on_a_grid, "can be done"))),
)
