"""When is an answer to lesson 13 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course.exercises import Exercise, Wrong, expect_close
from srm_ref.superposition import MODELS, attack_directions

W = np.array([[1.1, -0.4, 0.3, 0.0], [0.2, 0.9, -0.8, 0.0]])  # the last feature is not stored
BIAS = np.array([-0.1, 0.15, 0.05, 0.2])
OTHER_RNG = np.random.default_rng(7)  # of an answer that does not use the generator it is given
X = np.array([[0.9, 0.0, 0.4, 0.0], [0.0, 0.7, 0.0, 0.3], [0.0, 0.0, 0.0, 0.0], [0.5, 0.6, 0.2, 0.8]])


def check_draw_set(answer):
    n, p, rho = 60_000, 0.3, 0.6
    x = _drawn(answer, n, 3, p, rho)
    if not np.array_equal(_drawn(answer, 50, 3, p, rho), _drawn(answer, 50, 3, p, rho)):
        raise Wrong("the same generator must give the same draw: use rng for everything, not numpy.random")
    active = x > 0
    share = active.mean()
    if active.any() and (x[active] == 1).all():
        raise Wrong("an active value is uniform on [0, 1], not 1: multiply the activities by strengths")
    if len({_whole_batch(_drawn(answer, 200, 3, p, rho, seed) > 0) for seed in range(12)}) == 2:
        raise Wrong("all samples are bound, or none is: whether a sample is bound is drawn anew for every sample")
    if abs(share - p) > 0.01:
        if abs(share - (1 - p)) < 0.01:
            raise Wrong("this is active with probability 1 - density: the sparsity was meant to be density's complement")
        raise Wrong(f"each member should be active with probability density = {p}, bound or not; yours with {share:.2f}")
    both = [x[active[:, i] & active[:, j]][:, [i, j]] for i, j in ((0, 1), (1, 2))]
    with np.errstate(invalid="ignore", divide="ignore"):  # strengths that are all equal correlate with nothing
        related = any(np.corrcoef(pair.T)[0, 1] > 0.1 for pair in both)
    if related:
        raise Wrong("the strengths of two active members are equal or correlated: draw a strength for each, independent of everything")
    for level in (0.25, 0.5, 0.75):
        if abs((x[active] < level).mean() - level) > 0.02:
            raise Wrong("active values should be uniform on [0, 1]: do not use the random number again that decided about the activity")
    found = [np.corrcoef(active[:, [i, j]].T)[0, 1] for i, j in ((0, 1), (0, 2), (1, 2))]
    if np.abs(np.array(found) - rho).max() > 0.03:
        raise Wrong(_told(float(np.mean(found)), rho))
    whole, single = _drawn(answer, 4000, 2, p, 1.0) > 0, _drawn(answer, 20_000, 2, p, 0.0) > 0
    if not np.array_equal(whole[:, 0], whole[:, 1]) or abs(np.corrcoef(single.T)[0, 1]) > 0.05:
        raise Wrong("at rho = 1 all members are active together, at rho = 0 they are independent")
    if abs(active.all(axis=1).mean() - (rho * p + (1 - rho) * p**3)) > 0.01:
        raise Wrong("all three should be active together with probability rho p + (1 - rho) p^3: one draw binds the whole set or nothing")


def _whole_batch(active):
    return bool((active == active[:, :1]).all())


def _drawn(answer, n_samples, n_features, p, rho, seed=3):
    x = np.asarray(answer(n_samples, n_features, p, rho, np.random.default_rng(seed)), dtype=float)
    if x.shape != (n_samples, n_features):
        raise Wrong(f"draw_set: wanted shape ({n_samples}, {n_features}); found {x.shape}")
    return x


def _told(found, rho):
    if abs(found - rho**2) < 0.03:
        return "the correlation is rho^2: a sample is bound or not as a whole, members do not follow the common draw each for itself"
    if abs(found - rho**0.5) < 0.02:
        return "the correlation is the root of rho: one coin binds the whole sample, so rho itself is its probability"
    if abs(found) < 0.03:
        return "the activities are independent: where the sample is bound one draw decides for all members"
    if abs(found - 1) < 0.03:
        return "the members are always active together: with probability 1 - rho each draws for itself"
    if abs(found - (1 - rho)) < 0.03:
        return "bound and free are exchanged: the sample is bound with probability rho"
    return f"the activities of two members should have the correlation {rho}; yours {found:.2f}"


def check_layout_losses(answer):
    for p, both in ((0.3, 0.17), (0.5, 0.5), (0.4, 0.0)):
        wanted = np.array([2 * p**2 / 3, 2 * p / 3 - both / 2, 2 * both / 3])
        orthogonal, collapsed, antipodal = wanted
        expect_close(answer(p, both), wanted, f"layout_losses({p}, {both})", [
            ([2 * both / 3, collapsed, antipodal], "same set orthogonal: the antipodes are of different sets, which are independent: p^2"),
            ([orthogonal, collapsed, 2 * p**2 / 3], "same set antipodal: both members are active with the probability `both`, not p^2"),
            ([orthogonal / 2, collapsed, antipodal / 2], "there are two pairs of antipodes, and both outputs of a pair err"),
            ([orthogonal, collapsed / 2, antipodal], "collapsed: this is one set; there are two"),
            ([orthogonal, 2 * p / 3 - both, antipodal], "collapsed: E a b = P_11 / 4, so E (a - b)^2 = 2 p / 3 - P_11 / 2; half of it is lost"),
            ([orthogonal, 2 * collapsed, antipodal], "collapsed: both outputs are off by (a - b)/2: together (a - b)^2 / 2"),
            ([orthogonal, 2 * p / 3 - p**2 / 2, antipodal], "collapsed: both members are active with probability `both`, not p^2"),
            (wanted / 2, "there are two pairs, and both outputs of an antipodal pair err"),
            ([2 * orthogonal, collapsed, 2 * antipodal], "four outputs, each erring by the square of the smaller value: 1/6, not 1/3"),
            ([orthogonal, p / 6, antipodal], "p / 6 is the collapsed loss of fully correlated pairs; here `both` may be below p"),
            ([orthogonal, both / 6, antipodal], "collapsed: a member that is active alone errs, too: E (a - b)^2 = 2 p / 3 - P_11 / 2"),
            ([orthogonal, 2 * p / 3, antipodal], "collapsed: E (a - b)^2 has the term -2 E a b, with E a b = P_11 / 4"),
            ([antipodal, collapsed, orthogonal], "the order is: same set orthogonal, collapsed, same set antipodal")])


def check_growth_rates(answer):
    for p, g in ((0.3, 3), (0.8, 2), (0.1, 5)):
        v, c = p / 3 - p**2 / 4, p * (1 - p) / 4
        expect_close(answer(p, g), (4 * (v + (g - 1) * c), 4 * (v - c)), f"growth_rates({p}, {g})", [
            (4 * (v + (g - 1) * c), "two rates are wanted: of the sum, and of a difference"),
            ((-4 * (v + (g - 1) * c), -4 * (v - c)), "the sign: flow goes against the gradient -4 W C, so W grows"),
            ((4 * (v + (g - 1) * c), 4 * v), "a difference (1, -1, 0, ..) meets v once and -c once: v - c"),
            ((4 * (v + (g - 1) * c), 4 * (v + c)), "a difference (1, -1, 0, ..) meets v once and -c once: v - c"),
            ((4 * (p / 3 + (g - 1) * c), 4 * (p / 3 - c)), "p/3 is the mean square: the variance is p/3 - p^2/4"),
            ((4 * (v + (g - 1) * p / 4), 4 * (v - p / 4)), "p/4 is the mean product: the covariance is (p - p^2)/4"),
            ((4 * (v + (g - 1) * 4 * c), 4 * (v - 4 * c)), "p (1 - p) is the covariance of the activities, four times that of the values"),
            ((16 * g * c, 0.0), "p (1 - p) belongs to the activities: the values' variance is p/3 - p^2/4, their covariance p (1 - p)/4"),
            ((np.exp(4 * (v + (g - 1) * c)), np.exp(4 * (v - c))), "the rates are wanted, 4 kappa, not exp(4 kappa)"),
            ((v + (g - 1) * c, v - c), "these are the eigenvalues; W grows as exp(4 kappa t)"),
            ((2 * (v + (g - 1) * c), 2 * (v - c)), "W stands twice in W^T W: the gradient is -4 W C, not -2 W C"),
            ((4 * v, 4 * (v - c)), "the sum direction collects the covariances with the g - 1 others as well"),
            ((4 * (v + g * c), 4 * (v - c)), "(1, .., 1) meets the diagonal once and the covariance g - 1 times"),
            ((4 * (v + c), 4 * (v - c)), "that is for a pair; a set of g has g - 1 others in every row"),
            ((4 * (v - c), 4 * (v + (g - 1) * c)), "the sum comes first, then the difference"),
            ((4 * (p / 3 + (g - 1) * p / 4), 4 * (p / 3 - p / 4)), "take the means away: the covariances, not the second moments"),
            ((4 * (v + (g - 1) * v), 0.0), "the strengths are independent: the covariance is p (1 - p) / 4, less than the variance")])


def check_attack(answer):
    G = W.T @ W
    for i, size in ((0, 0.3), (2, 1.7)):
        expect_close(answer(W.copy(), i, size), size * attack_directions(W)[i], f"attack(W, {i}, {size})", [
            (size * G / np.linalg.norm(G), "one row of G is wanted, that of output i"),
            (size * G[i] / (G[i] @ G[i]), "divide by the length of G_i, not by its square"),
            (size * G[i] / np.abs(G[i]).max(), "the length is the root of the sum of squares, not the largest size"),
            (size * np.maximum(G[i], 0) / np.linalg.norm(np.maximum(G[i], 0)), "an input with negative G_ij is to be lowered: keep the signs"),
            (size * _others(G, i) / np.linalg.norm(_others(G, i)), "input i itself moves output i, too: G_ii belongs to G_i"),
            (G[i] * min(1, size / np.linalg.norm(G[i])), "the attack has the length `size`, longer than G_i or not"),
            (size * G[i], "the attack has the length `size`: divide by the length of G_i"),
            (attack_directions(W)[i], "that has length 1: multiply by `size`"),
            (size * np.eye(4)[i], "that raises input i alone: the other features move the output as well"),
            (size * W[:, i] / np.linalg.norm(W[:, i]), "the attack is a change of the input, one number a feature: G_i = W^T W_i"),
            (-size * attack_directions(W)[i], "that lowers the output: mind the sign"),
            (size * np.sign(G[i]) / 2, "that is the strongest attack where every input may change equally far; here the length is bounded"),
            (size * G[i] / np.abs(G[i]).sum(), "the length is the root of the sum of squares, not the sum of sizes")], atol=1e-5)
    try:
        with np.errstate(all="raise"):
            found = answer(W.copy(), 3, 0.5)
    except (FloatingPointError, ZeroDivisionError):
        raise Wrong("feature 3 is not stored: its G_i is 0 and has no direction; return zeros") from None
    if np.isnan(np.asarray(found, dtype=float)).any():
        raise Wrong("feature 3 is not stored: its G_i is 0 and has no direction; return zeros")
    if np.shape(found) == ():
        raise Wrong("feature 3 is not stored: an array of zeros is wanted, shape (n_features,), not the number 0")
    expect_close(found, np.zeros(4), "attack(W, 3, 0.5), a feature that is not stored")


def _others(G, i):
    return np.where(np.arange(len(G)) == i, 0.0, G[i])


def check_cost(answer):
    delta = 0.6 * attack_directions(W)[0]
    parameters, ones = {"W": W, "bias": BIAS}, np.ones(4)

    def loss(shown, target, bias=BIAS, relu=True):
        z = shown @ W.T @ W + bias
        return (((np.maximum(z, 0) if relu else z) - target) ** 2).sum(axis=1).mean()

    clean = MODELS["relu_output"].loss(parameters, X, ones)
    wanted = loss(X + delta, X) - clean
    given, found_y, clean_y = X.copy(), np.maximum((X + delta) @ W.T @ W + BIAS, 0), np.maximum(X @ W.T @ W + BIAS, 0)
    found = answer(W.copy(), BIAS.copy(), given, delta.copy())
    if not np.array_equal(given, X):
        raise Wrong("your answer has changed features in place, and with it the target: make a new array, features + delta")
    expect_close(found, wanted, "cost(W, bias, features, delta)", [
        (((found_y - clean_y) ** 2).sum(axis=1).mean(), "this is how far the outputs move; the loss compares each with the clean x"),
        (((found_y - X) ** 2).sum(axis=1) - ((clean_y - X) ** 2).sum(axis=1), "one number is wanted: the mean over samples"),
        (loss(X, X, BIAS + delta) - clean, "the attack changes the input, not the bias"),
        (loss(X - delta, X) - clean, "x + delta, not x - delta"),
        (loss(np.clip(X + delta, 0, 1), X) - clean, "the attack is not cut off at 0 and 1: x + delta may leave [0, 1]"),
        (loss(X + delta, X) / clean, "by how much: the difference, not the ratio"),
        (loss(X + delta, X) ** 0.5 - clean**0.5, "the loss is the mean of squares, without a root"),
        (loss(X + delta, X + delta) - clean, "the target is the clean x: the model is to be fooled, not told"),
        (loss(X + delta, X), "this is the loss under attack; take the loss without it away"),
        (wanted / 4, "the loss is a sum over features, not a mean"),
        (wanted * 4, "the loss is a mean over samples, not a sum"),
        (-wanted, "attacked less clean, not the other way round"),
        (loss(X + delta, X, relu=False) - loss(X, X, relu=False), "the output goes through a ReLU"),
        (loss(X + delta, X, 0.0) - loss(X, X, 0.0), "the bias is missing"),
        (loss(np.maximum(X + delta, 0), X) - clean, "the attack is not cut off at 0: x + delta may be negative")])


def _draw_rightly(n_samples, n_features, density, rho, rng):
    shape = (n_samples, n_features)
    return np.where(rng.random((n_samples, 1)) < rho, rng.random((n_samples, 1)) < density, rng.random(shape) < density) * rng.random(shape)


def _draw_each_for_itself(n_samples, n_features, density, rho, rng):
    shape = (n_samples, n_features)
    active = np.where(rng.random(shape) < rho, rng.random((n_samples, 1)) < density, rng.random(shape) < density)
    return active * rng.random(shape)


def _draw_one_strength(n_samples, n_features, density, rho, rng):
    active = np.where(rng.random((n_samples, 1)) < rho, rng.random((n_samples, 1)) < density, rng.random((n_samples, n_features)) < density)
    return active * rng.random((n_samples, 1))


def _draw_bound_as_a_batch(n_samples, n_features, density, rho, rng):
    active = rng.random((n_samples, 1 if rng.random() < rho else n_features)) < density
    return active * rng.random((n_samples, n_features))


def _draw_by_sparsity(n_samples, n_features, density, rho, rng):
    active = np.where(rng.random((n_samples, 1)) < rho, rng.random((n_samples, 1)) > density, rng.random((n_samples, n_features)) > density)
    return active * rng.random((n_samples, n_features))


def _draw_global(n_samples, n_features, density, rho, rng):
    return _draw_rightly(n_samples, n_features, density, rho, OTHER_RNG)


def _losses_orthogonal_from_both(p, both):
    return np.array([2 * both / 3, 2 * p / 3 - both / 2, 2 * both / 3])


def _losses_of_full_correlation(p, both):
    return np.array([2 * p**2 / 3, p / 6, 2 * both / 3])


def _losses_of_independence(p, both):
    return np.array([2 * p**2 / 3, 2 * p / 3 - both / 2, 2 * p**2 / 3])


def _rates_without_four(p, g):
    v, c = p / 3 - p**2 / 4, p * (1 - p) / 4
    return v + (g - 1) * c, v - c


def _rates_of_a_pair(p, g):
    v, c = p / 3 - p**2 / 4, p * (1 - p) / 4
    return 4 * (v + c), 4 * (v - c)


def _rates_of_moments(p, g):
    return 4 * (p / 3 + (g - 1) * p / 4), 4 * (p / 3 - p / 4)


def _attack_unbounded(W, i, size):
    return size * (W.T @ W)[i]


def _attack_one_input(W, i, size):
    return size * np.eye(W.shape[1])[i]


def _attack_nan(W, i, size):
    row = (W.T @ W)[i]
    return size * row / np.sqrt((row**2).sum())


def _cost_told(W, bias, features, delta):
    shown = features + delta
    return (((np.maximum(shown @ W.T @ W + bias, 0) - shown) ** 2).sum(axis=1).mean()
            - ((np.maximum(features @ W.T @ W + bias, 0) - features) ** 2).sum(axis=1).mean())


def _cost_without_clean(W, bias, features, delta):
    return ((np.maximum((features + delta) @ W.T @ W + bias, 0) - features) ** 2).sum(axis=1).mean()


def _cost_in_place(W, bias, features, delta):
    clean = ((np.maximum(features @ W.T @ W + bias, 0) - features) ** 2).sum(axis=1).mean()
    features += delta
    return ((np.maximum(features @ W.T @ W + bias, 0) - features) ** 2).sum(axis=1).mean() - clean


def _cost_mean(W, bias, features, delta):
    return (((np.maximum((features + delta) @ W.T @ W + bias, 0) - features) ** 2).mean()
            - ((np.maximum(features @ W.T @ W + bias, 0) - features) ** 2).mean())


EXERCISES = (
    Exercise("draw_set", check_draw_set, (
        (_draw_each_for_itself, "rho^2"), (_draw_one_strength, "draw a strength for each"), (_draw_by_sparsity, "1 - density"),
        (_draw_global, "use rng for everything"), (_draw_bound_as_a_batch, "anew for every sample"))),
    Exercise("layout_losses", check_layout_losses, (
        (_losses_orthogonal_from_both, "of different sets"), (_losses_of_independence, "not p^2"),
        (_losses_of_full_correlation, "p / 6"))),
    Exercise("growth_rates", check_growth_rates, (
        (_rates_without_four, "exp(4 kappa t)"), (_rates_of_a_pair, "for a pair"), (_rates_of_moments, "take the means away"))),
    Exercise("attack", check_attack, (
        (_attack_unbounded, "divide by the length"), (_attack_one_input, "raises input i alone"), (_attack_nan, "has no direction"))),
    Exercise("cost", check_cost, (
        (_cost_told, "the model is to be fooled"), (_cost_without_clean, "without it away"), (_cost_mean, "not a mean"),
        (_cost_in_place, "in place"))),
)
