"""When is an answer to lesson 15 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.comparing import Tolerance
from srm_ref.course.exercises import Exercise, Note, Wrong, expect
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, below, parts_of

RIGHT = load_file(lessons_folder() / "solutions" / "15.py", "solution_15")

W = np.array([[1.1, -0.4, 0.3, 0.0], [0.2, 0.9, -0.8, 0.0]])  # the last feature is not stored
BIAS = np.array([-0.1, 0.15, 0.05, 0.2])
OTHER_RNG = np.random.default_rng(7)  # of an answer that does not use the generator it is given
X = np.array([[0.9, 0.0, 0.4, 0.0], [0.0, 0.7, 0.0, 0.3], [0.0, 0.0, 0.0, 0.0], [0.5, 0.6, 0.2, 0.8]])


def _drawn(answer, n_samples, n_features, p, rho, seed=3):
    x = np.asarray(answer(n_samples, n_features, p, rho, np.random.default_rng(seed)), dtype=float)
    if x.shape != (n_samples, n_features):
        raise Wrong(f"draw_set: wanted shape ({n_samples}, {n_features}); found {x.shape}")
    return x


def draws_anew(answer, n=60, p=0.3, rho=0.6):
    """The generator that is given decides, and each sample for itself whether it is bound."""
    if not np.array_equal(_drawn(answer, 50, 3, p, rho), _drawn(answer, 50, 3, p, rho)):
        raise Wrong("the same generator must give the same draw: use rng for everything, not numpy.random")
    if np.array_equal(_drawn(answer, 50, 3, p, rho), _drawn(answer, 50, 3, p, rho, 4)):
        raise Wrong("another generator gives the same draw: use the rng that is given")
    active = np.array([_drawn(answer, n, 12, 0.5, rho, seed) > 0 for seed in range(40)])
    if abs(active.mean() - 0.5) > 0.1:
        raise Wrong(f"each member should be active with probability density = 0.5, bound or not; yours with {active.mean():.2f}")
    alike = (active == active[:, :, :1]).all(axis=2)
    if set(alike.mean(axis=1).round(2)) <= {0.0, 1.0}:
        raise Wrong("all samples are bound, or none is: whether a sample is bound is drawn anew for every sample")
    if np.ptp(alike.mean(axis=0)) == 1 or len(set(alike.sum(axis=1))) == 1:
        raise Wrong("a fixed number of samples, or the same samples in each draw, are bound: each is bound with probability rho, by a draw of its own")


def keeps_its_law(answer, n=60_000, p=0.3, rho=0.6):
    x = _drawn(answer, n, 3, p, rho)
    active = x > 0
    share = active.mean()
    if active.any() and (x[active] == 1).all():
        raise Wrong("an active value is uniform on [0, 1], not 1: multiply the activities by strengths")
    if (x < 0).any() or (x > 1).any():
        raise Wrong("there are values outside [0, 1]")
    if abs(share - (1 - p)) < 0.01:
        raise Wrong("each member is active with probability 1 - density here: density is the probability of NOT being 0")
    if abs(share - p) > 0.01:
        raise Wrong(f"each member should be active with probability density = {p}, bound or not; yours with {share:.2f}")
    both = [x[active[:, i] & active[:, j]][:, [i, j]] for i, j in ((0, 1), (1, 2))]
    if any(np.corrcoef(pair.T)[0, 1] > 0.1 for pair in both):
        raise Wrong("the strengths of two active members are equal or correlated: draw a strength for each, independent of everything")
    for level in (0.25, 0.5, 0.75):
        if abs((x[active] < level).mean() - level) > 0.02:
            raise Wrong("active values should be uniform on [0, 1]: are they the random numbers that decided about the activity?")
    found = [np.corrcoef(active[:, [i, j]].T)[0, 1] for i, j in ((0, 1), (0, 2), (1, 2))]
    if np.abs(np.array(found) - rho).max() > 0.03:
        raise Wrong(_told(found, rho))


def keeps_its_ends(answer, p=0.3, rho=0.6):
    whole, single = _drawn(answer, 4000, 2, p, 1.0) > 0, _drawn(answer, 20_000, 2, p, 0.0) > 0
    if not np.array_equal(whole[:, 0], whole[:, 1]):
        raise Wrong("at rho = 1 all members are active together")
    if abs(np.corrcoef(single.T)[0, 1]) > 0.05:
        raise Wrong("at rho = 0 the members are independent")
    every = (_drawn(answer, 60_000, 3, p, rho) > 0).all(axis=1).mean()
    expect(every, rho * p + (1 - rho) * p**3, "share of samples with all three active, where one draw binds the whole set or nothing", Tolerance(0.01, 0.0))
    if _drawn(answer, 50, 2, 0.0, rho).any() or not _drawn(answer, 50, 2, 1.0, rho).all():
        raise Wrong("at density 0 no member is ever active, at density 1 all are")


def _told(found, rho):
    mean = float(np.mean(found))
    if np.ptp(found) > 0.1:
        return f"the correlations of pairs differ, from {min(found):.2f} to {max(found):.2f}: wanted {rho} for every pair"
    for value, hint in ((rho**2, "the correlation is rho^2, as where members follow the common draw each for itself: a sample is bound as a whole or not"),
                        (rho**0.5, "the correlation is the root of rho: one coin binds the whole sample, so rho itself is its probability"),
                        (0.0, "the activities are independent: where the sample is bound one draw decides for all members"),
                        (1.0, "the members are always active together: with probability 1 - rho each draws for itself"),
                        (1 - rho, "the correlation is 1 - rho: the sample is bound with probability rho")):
        if abs(mean - value) < 0.02:
            return hint
    return f"the activities of two members should have the correlation {rho}; yours {mean:.2f}"


def layout_inputs(rng):
    yield 0.5, 0.5, Note("fully correlated pairs")
    yield 0.4, 0.0, Note("the members of a pair exclude each other")
    yield 0.0, 0.0
    yield 0.3, 0.09, Note("independent members")
    yield 0.3, 0.17
    yield from ((float(p), float(p * share)) for p, share in rng.random((5, 2)))


def layout_known(p, both):
    right = orthogonal, collapsed, antipodal = RIGHT.layout_losses(p, both)

    def made(*three):
        return np.array(three)

    return [
        (made(antipodal, collapsed, antipodal), "same set orthogonal: the antipodes are of different sets, which are independent: p^2"),
        (made(orthogonal, collapsed, orthogonal), "same set antipodal: both members are active with the probability `both`, not p^2"),
        (made(orthogonal / 2, collapsed, antipodal / 2), "there are two pairs of antipodes, and both outputs of a pair err"),
        (made(orthogonal, collapsed / 2, antipodal), "collapsed: this is one set; there are two"),
        (made(orthogonal, 2 * p / 3 - both, antipodal), "collapsed: E a b = P_11 / 4, so E (a - b)^2 = 2 p / 3 - P_11 / 2; half of it is lost"),
        (made(orthogonal, 2 * collapsed, antipodal), "collapsed: both outputs are off by (a - b)/2: together (a - b)^2 / 2"),
        (made(orthogonal, 2 * p / 3 - p**2 / 2, antipodal), "collapsed: both members are active with probability `both`, not p^2"),
        (made(*(right / 2)), "there are two pairs, and both outputs of an antipodal pair err"),
        (made(2 * orthogonal, collapsed, 2 * antipodal), "four outputs, each erring by the square of the smaller value: 1/6, not 1/3"),
        (made(orthogonal, p / 6, antipodal), "p / 6 is the collapsed loss of fully correlated pairs; here `both` may be below p"),
        (made(orthogonal, both / 6, antipodal), "collapsed: a member that is active alone errs, too: E (a - b)^2 = 2 p / 3 - P_11 / 2"),
        (made(orthogonal, 2 * p / 3, antipodal), "collapsed: E (a - b)^2 has the term -2 E a b, with E a b = P_11 / 4"),
        (made(antipodal, collapsed, orthogonal), "the order is: same set orthogonal, collapsed, same set antipodal"),
        (made(collapsed, orthogonal, antipodal), "the order is: same set orthogonal, collapsed, same set antipodal")]


def growth_inputs(rng):
    yield 0.5, 1, Note("a set of one: no covariance in its sum")
    yield 1.0, 3, Note("density 1: the members are independent of each other, and only their strengths vary")
    yield from ((0.3, 3), (0.8, 2), (0.1, 5))
    yield from ((float(p), int(g)) for p, g in zip(rng.random(4), rng.integers(2, 9, 4)))


def growth_known(p, g):
    v, c = p / 3 - p**2 / 4, p * (1 - p) / 4
    sum_rate, difference = RIGHT.growth_rates(p, g)
    opposite = "a difference (1, -1, 0, ..) meets v once and -c once: v - c"
    return [
        (sum_rate, "two rates are wanted: of the sum, and of a difference"),
        ((-sum_rate, -difference), "the sign: flow goes against the gradient -4 W C, so W grows"),
        ((sum_rate, 4 * v), opposite), ((sum_rate, 4 * (v + c)), opposite),
        ((4 * (p / 3 + (g - 1) * c), 4 * (p / 3 - c)), "p/3 is the mean square: the variance is p/3 - p^2/4"),
        ((4 * (v + (g - 1) * p / 4), 4 * (v - p / 4)), "p/4 is the mean product: the covariance is (p - p^2)/4"),
        ((4 * (v + (g - 1) * 4 * c), 4 * (v - 4 * c)), "p (1 - p) is the covariance of the activities, four times that of the values"),
        ((16 * g * c, 0.0), "p (1 - p) belongs to the activities: the values' variance is p/3 - p^2/4, their covariance p (1 - p)/4"),
        ((np.exp(sum_rate), np.exp(difference)), "the rates are wanted, 4 kappa, not exp(4 kappa)"),
        ((sum_rate / 4, difference / 4), "these are the eigenvalues; W grows as exp(4 kappa t)"),
        ((sum_rate / 2, difference / 2), "W stands twice in W^T W: the gradient is -4 W C, not -2 W C"),
        ((4 * v, difference), "the sum direction collects the covariances with the g - 1 others as well"),
        ((4 * (v + g * c), difference), "(1, .., 1) meets the diagonal once and the covariance g - 1 times"),
        ((4 * (v + c), difference), "that is for a pair; a set of g has g - 1 others in every row"),
        ((difference, sum_rate), "the sum comes first, then the difference"),
        ((4 * (p / 3 + (g - 1) * p / 4), 4 * (p / 3 - p / 4)), "subtract the means: the covariances, not the second moments"),
        ((4 * g * v, 0.0), "the strengths are independent: the covariance is p (1 - p) / 4, less than the variance")]


def attack_inputs(rng):
    yield np.array([[1.0, 0.0]]), 0, 0.5
    yield np.array([[1.0, 0.0]]), 1, 0.5, Note("feature 1 is not stored: its G_i is 0 and has no direction; return zeros")
    yield np.array([[1.0, -1.0]]), 0, 1.0, Note("an input with negative G_ij is to be lowered")
    yield np.array([[2.0, 1.0]]), 1, 3.0, Note("the attack has the length `size`, whatever the length of G_i")
    yield from ((W, i, size) for i, size in ((0, 0.3), (2, 1.7), (3, 0.5), (1, 0.0)))
    yield rng.standard_normal((3, 7)), 4, 0.01
    yield rng.standard_normal((4, 4)), 2, 2.0
    yield np.array([[3e-4, 1.0], [4e-4, 0.0]]), 0, 0.5, Note("a short feature can be attacked")


def attack_known(W, i, size):
    G = W.T @ W
    row, right = G[i], RIGHT.attack(W, i, size)
    length, own, up, others = np.linalg.norm(row), np.linalg.norm(W[:, i]), np.maximum(row, 0), np.where(np.arange(len(G)) == i, 0.0, row)
    stored = length > 0

    def toward(direction, by=None):
        by = np.linalg.norm(direction) if by is None else by
        return size * direction / by if by > 0 else np.zeros(len(direction))

    no_direction = "a feature that is not stored has no direction to divide by: return zeros, not nan"
    return [
        (toward(G, np.linalg.norm(G)), "one row of G is wanted, that of output i"),
        (toward(row, row @ row), "divide by the length of G_i, not by its square"),
        (toward(row, np.abs(row).max()), "the length is the root of the sum of squares, not the largest size"),
        (toward(up), "an input with negative G_ij is to be lowered: keep the signs"),
        (toward(others), "input i itself moves output i, too: G_ii belongs to G_i"),
        (row * min(1, size / length) if stored else right, "the attack has the length `size`, longer than G_i or not"),
        (size * row, "the attack has the length `size`: divide by the length of G_i"),
        (row / length if stored else right, "that has length 1: multiply by `size`"),
        (size * np.eye(len(G))[i] * stored, "that raises input i alone: the other features move the output as well"),
        (toward(W[:, i], own), "the attack is a change of the input, one number per feature: G_i = W^T W_i"),
        (-right, "that lowers the output: mind the sign"),
        (toward(np.sign(row)), "that moves every input equally far, which suits a bound on each input; here the length is bounded"),
        (toward(row, np.abs(row).sum()), "the length is the root of the sum of squares, not the sum of sizes"),
        (toward(row, own), "divide by the length of G_i, not by that of W_i"),
        (right if stored else np.full(len(G), np.nan), no_direction),
        (right if stored else 0.0, "for a feature that is not stored an array of zeros is wanted, shape (n_features,), not the number 0"),
        (right if stored else ZeroDivisionError, no_direction)]


def without_a_warning(answer):
    try:
        with np.errstate(all="raise"):
            answer(W.copy(), 3, 0.5)
    except (FloatingPointError, ZeroDivisionError):
        raise Wrong("feature 3 is not stored: its G_i is 0 and has no direction; return zeros, without a warning") from None


def _right_with_a_warning(W, i, size):
    row = W.T @ W[:, i]
    return np.nan_to_num(size * row / np.linalg.norm(row))


def cost_inputs(rng):
    yield np.array([[1.0]]), np.array([0.0]), np.array([[0.5]]), np.array([0.0]), Note("no attack costs nothing")
    yield np.array([[1.0]]), np.array([0.0]), np.array([[0.5]]), np.array([0.2])
    yield np.array([[1.0]]), np.array([-0.2]), np.array([[0.5]]), np.array([0.2]), Note("here the attack lowers the loss")
    yield np.array([[1.0]]), np.array([0.0]), np.array([[0.9]]), np.array([0.6]), Note("x + delta may leave [0, 1]")
    yield np.array([[1.0]]), np.array([0.3]), np.array([[0.1]]), np.array([-0.3]), Note("x + delta may be negative")
    yield from ((W, BIAS, X, delta) for delta in (np.array([0.5, -0.2, 0.2, 0.0]), np.array([-0.6, 0.1, 0.0, 0.4])))
    yield rng.standard_normal((3, 5)), 0.3 * rng.standard_normal(5), rng.random((9, 5)), rng.standard_normal(5)


def cost_known(W, bias, features, delta):
    def loss(shown, target=features, bias=bias, relu=True):
        z = shown @ W.T @ W + bias
        return (((np.maximum(z, 0) if relu else z) - target) ** 2).sum(axis=1)

    shown, clean, n = features + delta, loss(features), features.shape[1]
    right = loss(shown).mean() - clean.mean()
    moved = np.maximum(shown @ W.T @ W + bias, 0) - np.maximum(features @ W.T @ W + bias, 0)
    return [
        ((moved**2).sum(axis=1).mean(), "this is how far the outputs move; the loss compares each with the clean x"),
        (loss(shown) - clean, "one number is wanted: the mean over samples"),
        (loss(features, bias=bias + delta).mean() - clean.mean(), "the attack changes the input, not the bias"),
        (loss(features - delta).mean() - clean.mean(), "x + delta, not x - delta"),
        (loss(np.clip(shown, 0, 1)).mean() - clean.mean(), "the attack is not cut off at 0 and 1: x + delta may leave [0, 1]"),
        (loss(np.maximum(shown, 0)).mean() - clean.mean(), "the attack is not cut off at 0: x + delta may be negative"),
        (loss(shown).mean() / clean.mean(), "by how much: the difference, not the ratio"),
        (loss(shown).mean() ** 0.5 - clean.mean() ** 0.5, "the loss is the mean of squares, without a root"),
        (loss(shown, shown).mean() - clean.mean(), "the target is the clean x: the model is to be fooled, not told"),
        (loss(shown).mean(), "this is the loss under attack; subtract the loss without it"),
        (right / n if n > 1 else right / 2, "the loss is a sum over features, not a mean"),
        (right * len(features) if len(features) > 1 else right * 2, "the loss is a mean over samples, not a sum"),
        (-right, "attacked less clean, not the other way round"),
        (abs(right), "an attack may lower the loss: keep the sign"), (max(right, 0.0), "an attack may lower the loss: keep the sign"),
        (loss(shown, relu=False).mean() - loss(features, relu=False).mean(), "the output goes through a ReLU"),
        (loss(shown, bias=0.0).mean() - loss(features, bias=0.0).mean(), "the bias is missing")]


def _set(bound, together="sample", strength="each"):
    """A sampler with the sizes of its draws, and how it decides which samples are bound."""
    def answer(n_samples, n_features, density, rho, rng):
        sizes = {"each": (n_samples, n_features), "sample": (n_samples, 1), "once": (1, 1)}
        tied = np.arange(n_samples)[:, None] < rho * n_samples if bound == "first" else rng.random(sizes[bound]) < rho
        active = np.where(tied, rng.random(sizes[together]) < density, rng.random(sizes["each"]) < density)
        return active * rng.random(sizes[strength])
    return answer


def _by_sparsity(n_samples, n_features, density, rho, rng):
    return RIGHT.draw_set(n_samples, n_features, 1 - density, rho, rng)


def _global(n_samples, n_features, density, rho, rng):
    return RIGHT.draw_set(n_samples, n_features, density, rho, OTHER_RNG)


def loses_nothing_on_pairs_that_exclude(found):
    W, bias = parts_of(found, "W, bias")
    W, bias = array_of(W, (2, 4), "W"), array_of(bias, (4,), "bias")
    rng = np.random.default_rng(0)
    which = rng.choice(3, size=(4000, 2), p=(0.3, 0.3, 0.4))  # of each pair the first, the second or none
    active = np.stack([which[:, 0] == 0, which[:, 0] == 1, which[:, 1] == 0, which[:, 1] == 1], axis=1)
    x = active * rng.random((4000, 4))
    loss = float(((np.maximum(x @ W.T @ W + bias, 0) - x) ** 2).sum(axis=1).mean())
    below(loss, 0.001, "mean loss on 4000 samples")


PREDICTIONS = (
    Prediction("n_collapsed", RIGHT.n_collapsed, "int(collapsed[-1])",
               "at density 0.03 different pairs are hardly ever active together, so six arrows find room, the members of a pair "
               "side by side",
               overlooked={3: "collapse is the answer to crowding: at density 0.4 all three pairs collapse, at 0.03 none"}),
    Prediction("zero_products", RIGHT.zero_products, "'across' if across < 0.05 else 'inside'",
               "members of a set are active together, so shadows between them would cost every time",
               choices=("inside", "across"), overlooked={"across": "the two sets are seldom active together, so shadows across cost little"}),
)

EXERCISES = (
    Exercise("draw_set", RIGHT.draw_set, hints=(
        "let rho = 1: how do the activities of two members differ then? And let rho = 0: what does one "
        "know of the other?",
        "three draws decide who is active: whether a sample is bound (one for each sample), the common "
        "draw (one for each sample), the members' own draws (one for each entry)",
        "a common mistake: binding each member by a draw of its own; two members are then both bound with "
        "probability rho^2 only"), properties=(draws_anew, keeps_its_law, keeps_its_ends), wrong=(
        (_set("each"), "rho^2"), (_set("sample", strength="sample"), "draw a strength for each"), (_by_sparsity, "1 - density"),
        (_global, "use rng for everything"), (_set("once"), "anew for every sample"), (_set("first"), "by a draw of its own"))),
    Exercise("layout_losses", RIGHT.layout_losses, layout_inputs, layout_known),
    Exercise("growth_rates", RIGHT.growth_rates, growth_inputs, growth_known),
    Exercise("attack", RIGHT.attack, attack_inputs, attack_known, properties=(without_a_warning,), wrong=((_right_with_a_warning, "without a warning"),)),
    Exercise("cost", RIGHT.cost, cost_inputs, cost_known),
    Exercise("pairs_that_exclude", RIGHT.pairs_that_exclude, wanted=(loses_nothing_on_pairs_that_exclude,), hints=(
        "a negative shadow costs nothing while the feature it falls on is not active",
        "so the members of a pair may stand opposite each other; the two pairs may not see each other at all",
        "two digons at right angles, all of length 1, without a bias")),
)
