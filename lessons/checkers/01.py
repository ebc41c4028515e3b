"""When is an answer to lesson 1 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, below, parts_of
from srm_ref.superposition import population_loss

RIGHT = load_file(lessons_folder() / "solutions" / "01.py", "solution_01")


def forward_inputs(rng):
    W, bias = np.array([[1.2, -0.5, 0.2], [0.0, 0.8, -0.6]]), np.array([-0.1, 0.05, 0.2])
    yield np.array([[2.0]]), np.array([-1.0]), np.array([[1.0]])
    yield W, bias, np.zeros((1, 3)), Note("no feature is active: what is left is ReLU(b)")
    yield W, bias, np.array([[1.0, 0.0, 0.0], [0.0, 0.5, 1.0], [0.3, 0.2, 0.9], [0.0, 0.0, 0.0]])
    for n_samples, m, n in ((3, 3, 3), (7, 2, 5), (1, 4, 3)):
        yield rng.standard_normal((m, n)), rng.standard_normal(n), rng.random((n_samples, n)) * (rng.random((n_samples, n)) < 0.6)


def forward_known(W, bias, features):
    hidden = features @ W.T
    z = hidden @ W + bias
    return [
        (z, "these are the values before the ReLU: cut off what is negative"),
        (np.maximum(hidden @ W, 0), "the bias is missing"),
        (np.maximum(hidden @ W, 0) + bias, "the bias goes inside the ReLU, not outside"),
        (np.maximum(np.maximum(hidden, 0) @ W + bias, 0), "there is no ReLU on the hidden layer of this model"),
        (np.maximum(hidden @ W - bias, 0), "the bias is added, not subtracted"),
        (np.maximum(z, 0).T, "samples are rows, of the result too: this is the transpose"),
        (np.abs(z), "the ReLU turns what is negative into 0, it does not drop the sign"),
        (np.maximum(features + bias, 0), "the features go through the hidden layer: W^T W is missing"),
        (np.minimum(np.maximum(z, 0), 1), "the ReLU has no upper end: outputs may be above 1")]


def _samples_as_columns(W, bias, features):
    return np.maximum(W.T @ (W @ features) + bias, 0)


def shadow_inputs(rng):
    yield np.array([[2.0, 1.0]]), 0, 1
    yield np.array([[2.0, -1.0]]), 0, 1, Note("shadows may be negative")
    W = np.array([[1.2, -0.5, 0.2], [0.0, 0.8, -0.6]])
    yield from ((W, i, j) for i, j in ((0, 1), (2, 1), (1, 1)))
    yield rng.standard_normal((4, 6)), 5, 2
    yield rng.standard_normal((6, 6)), 4, 5


def shadow_known(W, i, j):
    gram, lengths = W.T @ W, np.linalg.norm(W, axis=0)
    rows = W @ W.T
    one = "this is divided by one arrow's length: the lengths of both arrows matter"
    return [
        (gram[i, j] / lengths[i] / lengths[j], "this is the cosine: the lengths of the arrows matter too"),
        (gram[i, j] / lengths[i], one), (gram[i, j] / lengths[j], one),
        (gram, "one number is wanted, the entry (i, j) of this matrix"),
        (W[:, i] * W[:, j], "the products are to be summed over the hidden dimensions: one number is wanted"),
        (abs(gram[i, j]), "before the ReLU, shadows may be negative: this is the size"),
        (max(gram[i, j], 0.0), "before the ReLU, shadows may be negative: here they are cut off"),
        (-gram[i, j], "the sign is turned: a shadow of an arrow at an acute angle is positive"),
        (rows[i, j] if max(i, j) < len(rows) else IndexError, "features are the columns of W, not the rows")]


def resonance_inputs(rng):
    yield np.array([[1.0]]), np.array([2.0]), 0.5, Note("the direction need not have length 1")
    yield np.array([[3.0]]), np.array([1.0]), 0.5
    yield np.array([[-1.0]]), np.array([1.0]), 0.5, Note("the opposite direction is another direction")
    yield np.array([[3.0, 4.0]]), np.array([1.0, 0.0]), 0.6, Note("the cone is closed: a cosine equal to epsilon is inside")
    yield np.zeros((1, 2)), np.array([1.0, 0.0]), 0.5, Note("a zero activation is inside no cone")
    yield np.zeros((1, 2)), np.array([1.0, 0.0]), -0.5, Note("a zero activation is inside no cone, at negative epsilon neither")
    yield np.array([[2.0, 0.0], [0.0, 0.0]]), np.array([1.0, 0.0]), 0.5, Note("a zero activation counts in the number of activations")
    yield np.array([[0.0, 7.0], [0.0, 0.1], [0.0, 0.4], [1.0, 0.0], [2.0, 1.0], [0.4, 0.3]]), np.array([0.0, 5.0]), 0.5
    for epsilon in (0.3, 0.8, -0.2):
        rows = rng.standard_normal((40, 3)) * rng.random((40, 1)) * 3
        rows[::9] = 0
        yield rows, rng.standard_normal(3) * 2, epsilon
    yield np.array([[3.0, 4.0]]), np.array([1.0, 0.0]), 0.6 + 1e-6, Note("a cosine a millionth below epsilon is outside")
    yield np.array([[1e-6, 0.0], [0.0, 1.0]]), np.array([1.0, 0.0]), 0.5, Note("a short activation has a direction")


def resonance_known(activations, direction, epsilon):
    lengths, length = np.linalg.norm(activations, axis=1), np.linalg.norm(direction)
    lit, n = lengths > 0, len(activations)
    cosines = activations[lit] @ direction / lengths[lit] / length
    right = (cosines >= epsilon).sum()
    zero_inside = activations @ direction >= epsilon * lengths * length
    return [
        ((cosines * length >= epsilon).sum() / n, "the direction need not have length 1: divide by its length too"),
        ((cosines * lengths[lit] >= epsilon).sum() / n, "only the direction of an activation counts: divide by its length"),
        ((activations @ direction >= epsilon).sum() / n, "dot products are no cosines: divide by both lengths, and leave zero rows out"),
        (right, "a share is wanted: divide the count by the number of activations"),
        (np.mean(cosines >= epsilon) if lit.any() else np.nan,
         "zero activations are inside no cone, but they count in the number of activations"),
        ((cosines > epsilon).sum() / n, "the cone is closed: a cosine equal to epsilon is inside"),
        ((np.abs(cosines) >= epsilon).sum() / n, "the opposite direction is another direction: do not take the absolute value"),
        ((np.arccos(np.clip(cosines, -1, 1)) <= epsilon).sum() / n, "epsilon is a cosine: compare it with the cosine, not with the angle"),
        (np.mean(zero_inside), "a zero activation is inside here, where 0 >= 0: it is inside no cone"),
        (((cosines >= epsilon).sum() + (~lit).sum() * (epsilon <= 0)) / n, "a zero activation is inside no cone, at negative epsilon neither"),
        (1 - right / n, "this is the share outside the cone")]


def count_peaks_inputs(rng):
    yield np.zeros(3), 0.5
    yield np.ones(3), 0.5, Note("a curve that is above the height everywhere has no sides, and so no peak")
    yield np.array([0.0, 1.0, 0.0]), 0.5
    yield np.array([0.5, 0.2, 0.5, 0.2]), 0.5, Note("a value equal to the height is not above it")
    yield np.array([0.0, 0.0, 1.0]), 0.5, Note("after the last angle comes the first again")
    yield np.array([1.0, 0.0, 0.0]), 0.5, Note("the first angle's left neighbour is the last one")
    yield np.array([1.0, 1.0, 0.0, 1.0]), 0.5, Note("after the last angle comes the first again: this is one peak")
    yield np.array([1.0, 1.0, 0.0, 0.0, 1.0, 0.0]), 0.5
    yield np.array([0.5, 1.0, 0.5, 1.0, 0.2, 0.2]), 0.5, Note("a value equal to the height is not above it")
    yield np.array([-1.0, -0.2, -1.0, -1.0]), -0.5
    five = np.zeros(360)
    for centre in range(0, 360, 72):
        five[np.arange(centre - 4, centre + 5) % 360] = 1.0
    yield five, 0.5, Note("five peaks, one of them across angle 0")
    for n in (7, 30, 200):
        yield np.round(rng.random(n), 1), 0.5


def count_peaks_known(values, height):
    above = values > height
    edges, flat = np.diff(above.astype(int)), np.append(False, above)
    higher = (values > np.roll(values, 1)) & (values >= np.roll(values, -1)) & above
    closed = values >= height
    return [
        (int((flat[1:] & ~flat[:-1]).sum()), "a peak at angle 0 runs over the end of the array: after the last angle comes the first again"),
        (int((edges == 1).sum()), "a peak that begins at the first angle has its left side at the last one: after the last angle comes the first again"),
        (int((edges == -1).sum()), "a peak that ends at the last angle has its right side at the first one"),
        (int((above != np.roll(above, 1)).sum()), "every peak is counted twice: it has a rising and a falling side"),
        (int(above.sum()), "these are the angles above the height; neighbouring ones belong to one peak"),
        (int((closed & ~np.roll(closed, 1)).sum()), "a value equal to the height is not above it"),
        (int((above & ~np.roll(above, 1)).sum()) or int(above.all()),
         "a curve that is above the height everywhere has no sides, and so no peak"),
        (int(higher.sum()), "these are local maxima: a stretch above the height is one peak, however often it goes up and down in between")]


def loses_little(found):
    W, bias = parts_of(found, "W, bias")
    W, bias = array_of(W, (2, 5), "W"), array_of(bias, (5,), "bias")
    below(float(population_loss({"W": W, "bias": bias}, np.ones(5), 0.9)), 0.027, "exact loss at sparsity 0.9")


PREDICTIONS = (
    Prediction(
        "n_peaks", RIGHT.n_peaks, because="one at the angle of each of the five arrows, where a feature that is alone puts its activations",
        shows="int((lambda high: (high & ~np.roll(high, 1)).sum())(curve(np.radians(np.arange(0, 360, 0.25))) > 0.02))",
        overlooked={2: "the spotlight is turned from neuron to neuron, but activations gather at features, not at neurons",
                    1: "five features are alone at times, each with a direction of its own",
                    10: "an arrow has one end: features are not negative, so nothing lies opposite an arrow of a pentagon"}),
    Prediction(
        "peak_height", RIGHT.peak_height, room=0.015, shows="float(np.mean(peaks))",
        because="one feature is alone in 0.05 times 0.95^4, that is 4.07 %, of the samples, and 77 % of the activations are zero"),
)

EXERCISES = (
    Exercise("forward", RIGHT.forward, forward_inputs, forward_known, mistakes=(
        (_samples_as_columns, "samples are rows: W features takes them for columns; multiply by W.T from the right"),)),
    Exercise("shadow", RIGHT.shadow, shadow_inputs, shadow_known),
    Exercise("resonance", RIGHT.resonance, resonance_inputs, resonance_known),
    Exercise("count_peaks", RIGHT.count_peaks, count_peaks_inputs, count_peaks_known),
    Exercise("five_at_once", RIGHT.five_at_once, wanted=(loses_little,), hints=(
        "the lesson's code does it at sparsity 0.95: what changes at 0.9?",
        "five arrows of one length, 72 degrees apart, and one bias for all: two numbers are left to find",
        "more features are present together than in the lesson: shorter arrows than 1.135 and a bias nearer to 0 than -0.246")),
)
