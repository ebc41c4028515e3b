"""When is an answer to lesson 1 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course.exercises import Exercise, Wrong, expect_close, expect_equal

W = np.array([[1.2, -0.5, 0.2], [0.0, 0.8, -0.6]])
BIAS = np.array([-0.1, 0.05, 0.2])
FEATURES = np.array([[1.0, 0.0, 0.0], [0.0, 0.5, 1.0], [0.3, 0.2, 0.9], [0.0, 0.0, 0.0]])


def check_forward(answer):
    hidden = FEATURES @ W.T
    wanted = np.maximum(hidden @ W + BIAS, 0)
    expect_close(answer(W.copy(), BIAS.copy(), FEATURES.copy()), wanted, "forward(W, bias, features)", [
        (hidden @ W + BIAS, "these are the values before the ReLU: cut off what is negative"),
        (np.maximum(hidden @ W, 0), "the bias is missing"),
        (np.maximum(hidden @ W, 0) + BIAS, "the bias goes inside the ReLU, not outside"),
        (np.maximum(np.maximum(hidden, 0) @ W + BIAS, 0), "there is no ReLU on the hidden layer of this model"),
        (np.maximum(hidden @ W - BIAS, 0), "the bias is added, not subtracted"),
        (np.maximum(hidden @ W + BIAS, 0).T, "samples are rows, of the result too: this is the transpose"),
        (np.abs(hidden @ W + BIAS), "the ReLU turns what is negative into 0, it does not drop the sign")])


def check_shadow(answer):
    gram, lengths = W.T @ W, np.linalg.norm(W, axis=0)
    for i, j in ((0, 1), (2, 1), (1, 1)):
        expect_close(answer(W.copy(), i, j), gram[i, j], f"shadow(W, {i}, {j})", [
            (gram[i, j] / lengths[i] / lengths[j], "this is the cosine: the lengths of the arrows matter too"),
            (gram[i, j] / lengths[i], "this is divided by one arrow's length: the lengths of both arrows matter"),
            (gram[i, j] / lengths[j], "this is divided by one arrow's length: the lengths of both arrows matter"),
            (gram, "one number is wanted, the entry (i, j) of this matrix"),
            (W[:, i] * W[:, j], "the products are to be summed over the hidden dimensions: one number is wanted"),
            (abs(gram[i, j]), "before the ReLU, shadows may be negative"),
            (max(gram[i, j], 0.0), "before the ReLU, shadows may be negative"),
            ((W @ W.T)[min(i, 1), min(j, 1)], "features are the columns of W, not the rows")])


def check_resonance(answer):
    activations = np.array([[2.0, 0.0], [3.0, 4.0], [0.0, 0.0], [-1.0, 0.0], [0.6, 0.8]])
    along = np.array([[0.0, 7.0], [0.0, 0.1], [0.0, 0.4], [1.0, 0.0], [2.0, 1.0], [0.4, 0.3]])
    expect_close(answer(along, np.array([0.0, 5.0]), 0.5), 4 / 6, "cosines 1, 1, 1, 0, 0.447 and 0.6, epsilon 0.5", [
        (5 / 6, "the direction need not have length 1: divide by its length too"),
        (2 / 6, "only the direction of an activation counts: divide by its length"),
        (4, "a share is wanted: divide the count by the number of activations"),
        (3 / 6, "epsilon is a cosine: compare it with the cosine, not with the angle")])
    with np.errstate(all="raise"):
        try:
            found = answer(activations.copy(), np.array([5.0, 0.0]), 0.6)
        except FloatingPointError:
            raise Wrong("an activation of length zero has no direction: leave it out before you divide") from None
    expect_close(found, 3 / 5, "three of five cosines (1, 0.6 and 0.6, one zero row, -1) reach 0.6", [
        (3 / 4, "zero activations are inside no cone, but they count in the number of activations"),
        (1 / 5, "the cone is closed: a cosine equal to epsilon is inside (add nothing to the lengths: 0.6 must stay 0.6)"),
        (4 / 5, "the opposite direction is another direction: do not take the absolute value")])


def check_count_peaks(answer):
    five = np.zeros(360)
    for centre in range(0, 360, 72):
        five[np.arange(centre - 4, centre + 5) % 360] = 1.0
    found = answer(five.copy(), 0.5)
    if np.shape(found) != ():
        raise Wrong(f"count_peaks(values, height): wanted one number; found shape {np.shape(found)}")
    if found == 6:
        raise Wrong("the peak at angle 0 runs over the end of the array: after the last angle comes the first again")
    if found == 10:
        raise Wrong("every peak is counted twice: it has a rising and a falling side")
    if found == int((five > 0.5).sum()):
        raise Wrong("these are the angles above the height; neighbouring ones belong to one peak")
    expect_equal(found, 5, "five peaks, one of them across angle 0")
    expect_equal(answer(np.ones(8), 0.5), 0, "a curve that is above the height everywhere")
    found = answer(np.array([1.0, 1.0, 0.0, 0.0, 1.0, 0.0]), 0.5)
    if found == 1:
        raise Wrong("a peak that begins at the first angle has its left side at the last one: after the last angle comes the first again")
    expect_equal(found, 2, "values 1 1 0 0 1 0, height 0.5")
    expect_equal(answer(np.array([0.5, 1.0, 0.5, 1.0, 0.2, 0.2]), 0.5), 2, "values 0.5 1 0.5 1 0.2 0.2, height 0.5 (0.5 is not above)")


def _forward_without_bias(W, bias, features):
    return np.maximum(features @ W.T @ W, 0)


def _forward_bias_outside(W, bias, features):
    return np.maximum(features @ W.T @ W, 0) + bias


def _shadow_cosine(W, i, j):
    return W[:, i] @ W[:, j] / np.linalg.norm(W[:, i]) / np.linalg.norm(W[:, j])


def _shadow_cut(W, i, j):
    return max(W[:, i] @ W[:, j], 0.0)


def _resonance_divides_by_zero(activations, direction, epsilon):
    cosines = activations @ direction / np.linalg.norm(activations, axis=1) / np.linalg.norm(direction)
    return np.mean(cosines >= epsilon)


def _resonance_long_direction(activations, direction, epsilon):
    lengths = np.linalg.norm(activations, axis=1)
    return np.mean([x @ direction / length >= epsilon if length else False for x, length in zip(activations, lengths)])


def _resonance_drops_zeros(activations, direction, epsilon):
    activations = activations[np.linalg.norm(activations, axis=1) > 0]
    return np.mean(activations @ direction / np.linalg.norm(activations, axis=1) / np.linalg.norm(direction) >= epsilon)


def _peaks_not_cyclic(values, height):
    above = np.append(False, values > height)
    return int(np.count_nonzero(above[1:] & ~above[:-1]))


def _peaks_of_diff(values, height):
    return int((np.diff((values > height).astype(int)) == 1).sum())


def _peaks_counts_angles(values, height):
    return int(np.count_nonzero(values > height))


EXERCISES = (
    Exercise("forward", check_forward, ((_forward_without_bias, "the bias is missing"), (_forward_bias_outside, "inside the ReLU"))),
    Exercise("shadow", check_shadow, ((_shadow_cosine, "lengths of the arrows"), (_shadow_cut, "may be negative"))),
    Exercise("resonance", check_resonance, ((_resonance_divides_by_zero, "has no direction"),
                                            (_resonance_drops_zeros, "they count in the number"),
                                            (_resonance_long_direction, "need not have length 1"))),
    Exercise("count_peaks", check_count_peaks, ((_peaks_not_cyclic, "runs over the end"), (_peaks_counts_angles, "belong to one peak"),
                                                (_peaks_of_diff, "begins at the first angle"))),
)
