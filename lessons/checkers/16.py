"""When is an answer to lesson 16 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.comparing import Tolerance
from srm_ref.course.exercises import Exercise, Note, Wrong, expect
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, holds, parts_of
from srm_ref.superposition import MODELS

RIGHT = load_file(lessons_folder() / "solutions" / "16.py", "solution_16")
GRADIENTS = load_file(lessons_folder() / "checkers" / "gradients.py", "gradients")


def gradient_known(*arguments):
    return GRADIENTS.known(*arguments, hidden=True)


def passes_inputs(rng):
    def case(*rows, note=""):
        return (np.array(rows, dtype=float), Note(note)) if note else (np.array(rows, dtype=float),)

    yield case([1])
    yield case([0], note="a row of zeros passes: relu(0) = 0 times anything")
    yield case([-1], note="relu(-1) = 0, not -1")
    yield case([0, 1], [1, 0], note="a permutation passes: one entry in every row; it need not stand on the diagonal")
    yield case([0, -1], [1, 0], note="it has a negative entry: relu(-1) = 0, not -1")
    yield case([0, 0], [0, 1], note="a row of zeros passes: relu(0) = 0 times anything")
    yield case([0, 2.5], [0.1, 0], note="M need not be orthogonal: positive scales pass as well, relu(2.5 a) = 2.5 relu(a)")
    yield case([1, 0], [1, 0], note="only rows matter: a column may be used by two rows")
    yield case([1, 0], [1, 2], note="row 1 has two positive entries: put a = (1, -1) in")
    yield case([0.5, 0.5], [0.3, 0.7], note="entries that are not negative are not enough: put a = (1, -1) in")
    yield case([1e-12, 0], [0, 1], note="a small entry passes as a large one does")
    yield case([1, -1e-12], [0, 1], note="a small negative entry does not pass")
    yield case([0.8, -0.6], [0.6, 0.8], note="a rotation by 36.87 degrees: its rows have two entries, one of them negative")
    yield case([1, 0, 0], [2, 0, 0], [0, 0, 3], note="only rows matter: a column may be used by two rows")
    yield case(*np.eye(4)[[2, 0, 3, 1]])
    yield case(*-np.eye(3))


def passes_known(M):
    nonzero = M != 0
    orthogonal = bool(np.allclose(M @ M.T, np.eye(len(M))))
    one_each, positive = bool((nonzero.sum(axis=1) == 1).all()), bool((M >= 0).all())
    at_most = bool((nonzero.sum(axis=1) <= 1).all())
    columns = bool((nonzero.sum(axis=0) <= 1).all())
    permutation = bool(np.isin(M, (0, 1)).all() and (M.sum(axis=0) == 1).all() and (M.sum(axis=1) == 1).all())
    scaled = bool((nonzero.sum(axis=0) == 1).all() and (nonzero.sum(axis=1) == 1).all() and positive)
    return [
        (permutation, "permutations are not all: M need not be orthogonal, positive scales pass as well"),
        (scaled, "scaled permutations are not all: a row of zeros passes, and a column may be used by two rows"),
        (positive, "entries that are not negative are not enough: put a = (1, -1) into ((0.5, 0.5), (0.3, 0.7))"),
        (at_most, "one entry in a row is not enough, it may not be negative: relu(-1) = 0, not -1"),
        (one_each and positive, "a row of zeros passes, too: at most one entry that is not 0"),
        (positive and columns, "rows matter, not columns: a column may be used by two rows, a row may not use two columns"),
        (orthogonal, "orthogonal is neither enough nor needed: a rotation by 36.87 degrees does not pass, ((0, 2.5), (0.1, 0)) does"),
        (bool(np.allclose(M, np.diag(np.diag(M))) and positive), "the entries need not stand on the diagonal: a permutation passes"),
        (not RIGHT.passes_relu(M), "this is the opposite: True means that M passes"),
        (True, "not every matrix passes"), (False, "some matrices pass")]


def turned_inputs(rng):
    yield 0.0, 0.5, Note("not turned: no loss")
    yield np.pi / 2, 1.0, Note("turned by a right angle, both always active")
    yield np.pi / 4, 1.0, Note("at pi / 4 both formulas give the same")
    yield 0.3, 0.0, Note("density 0: no loss")
    yield from ((0.3, 0.4), (np.pi / 4, 0.9), (1.2, 0.5), (np.pi / 2, 0.3))
    yield from (tuple(map(float, (rng.uniform(0, np.pi / 2), rng.random()))) for _ in range(6))


def turned_known(theta, p):
    s, c = np.sin(theta), np.cos(theta)
    near, far = s**3 / (12 * c), 1 / 3 - s * c / 2 - (c**3 / (12 * s) if s else 0.0)
    first = theta <= np.pi / 4
    both, alone = near if first else far, p * (1 - p) * s**2 / 3
    right, part = alone + p**2 * both, c**3 / (12 * s) if s else 0.0
    angle = np.radians(theta)
    beyond = "beyond 45 degrees: "

    def far_as(value):
        return right if first else alone + p**2 * value

    mirrored = right if first else p * (1 - p) * c**2 / 3 + p**2 * part
    return [
        (p * (1 - p) * np.sin(angle) ** 2 / 3 + p**2 * np.sin(angle) ** 3 / (12 * np.cos(angle)), "theta is in radians: sin and cos take it as it is"),
        (alone, "where both features are active there is an error too"), (p**2 * both, "where only x_2 is active there is an error too"),
        (p * s**2 / 3 + p**2 * both, "x_2 is active ALONE with probability p (1 - p)"), (alone + p * both, "both features are active with probability p^2"),
        (p * (1 - p) * s**2 / 3 + (1 - p) ** 2 * both, "density and sparsity are exchanged: p is the probability that a feature is active"),
        (alone + both, "both features are active with probability p^2, not always"),
        (right / 2, "the loss is the SUM of both features' squared errors, r^2 (c^2 + s^2), not their mean"),
        (3 * alone + p**2 * both, "the mean of x^2 on [0, 1] is 1/3"),
        (2 * alone + p**2 * both, "only x_2 is cut when it is alone; x_1 passes, for c > 0"),
        (alone + p**2 * (s**3 / (3 * c) if first else far), "the outer integral of x_2^3 gives another 1/4"),
        (p * (1 - p) * c**2 / 3 + p**2 * (part if first else 1 / 3 - s * c / 2 - near), "sine and cosine are exchanged: there is no loss at theta = 0"),
        (mirrored, "the loss is not mirrored at 45 degrees: it goes on growing, up to 90"),
        (alone + p**2 * near, "beyond 45 degrees s x_2 / c exceeds 1, the end of x_1's range: the inner integral is another one"),
        (far_as(1 / 3 - s * c / 2), beyond + "subtract the part where s x_2 - c x_1 is negative, c^3 / (12 s)"),
        (far_as(1 / 3 - s * c / 2 + part), beyond + "the part where s x_2 - c x_1 is negative counts in its mean square, not in the loss: SUBTRACT it"),
        (far_as(1 / 3 - s * c / 2 - 4 * part), beyond + "the part to subtract has an outer integral, too, another 1/4"),
        (far_as(part), beyond + "this is the part to subtract, from the mean of (s x_2 - c x_1)^2"),
        (far_as(1 / 3 + s * c / 2 - part), beyond + "the square has the term - 2 s c x_1 x_2, with a minus"),
        (far_as(1 / 3 - s * c - part), "the mean of x_1 x_2 is 1/4: 1/2 times 1/2"),
        (far_as(1 / 3 - part), "the mean of x_1 x_2 is 1/4: the square has the term - 2 s c x_1 x_2")]


_BY_NEURON = "neurons are rows of W1: scale each by the largest weight in its row, and count in its row, not by feature"


def _counted(sizes, threshold, least=1, how=np.greater):
    """(monosemantic, polysemantic), from sizes after scaling, neurons in rows."""
    counts = how(sizes, threshold).sum(axis=1)
    return int((counts == 1).sum()), int((counts > least).sum())


def count_inputs(rng):
    def case(*rows, threshold=0.2, note=""):
        W1 = np.array(rows, dtype=float)
        W2 = np.arange(1.0, W1.size + 1).reshape(W1.T.shape) - W1.size / 2
        return (W1, W2, threshold, Note(note)) if note else (W1, W2, threshold)

    yield case([0.0, 0.0], note="a neuron without any input weight is neither")
    yield case([1.0, 0.0])
    yield case([0.01, 0.0], note="every neuron is scaled first")
    yield case([1.0, 1.0])
    yield case([-10.0, 1.0, 0.0], note="the size counts: this neuron reads -10, and 1 is a tenth of it")
    yield case([-3.0, 0.1, 0.05, 0.0], note="the size counts: this neuron reads -3 alone")
    yield case([-3.0, -2.5], note="the size of a weight counts")
    yield case([1.0, 0.5], threshold=0.5, note="a weight equal to the threshold does not count: above it")
    yield case([-4.0, 2.0], [0.25, 0.0], threshold=0.5, note="a weight equal to the threshold does not count: above it")
    seven = ([0.01, 0.0, 0.009, 0.0], [10.0, 0.5, -0.1, 1.0], [0.0, 0.0, 0.0, 0.0], [-3.0, 0.1, 0.0, -2.5], [0.0, 0.0, 0.05, 0.0],
             [0.6, 0.5, -0.13, 0.0], [-2.0, -2.0, -2.0, -0.41])
    yield from (case(*seven, threshold=threshold) for threshold in (0.2, 0.7))
    yield case(*(rng.standard_normal((9, 5)) * (rng.random((9, 5)) < 0.5) * rng.uniform(0.01, 4, (9, 1))), threshold=0.4)
    yield case([1.0, 0.5 + 1e-6], threshold=0.5, note="a weight a millionth above the threshold counts")


def count_known(W1, W2, threshold):
    size = np.abs(W1)
    alive = size.max(axis=1, keepdims=True) > 0
    largest = np.where(alive, size.max(axis=1, keepdims=True), 1.0)
    top, of_feature = W1.max(axis=1, keepdims=True), np.where(size.max(axis=0) > 0, size.max(axis=0), 1.0)
    scaled, written = size / largest, np.abs(W2).T
    mono, poly = _counted(scaled, threshold)
    n_dead = int((~alive).sum())
    signed_top = "the size of a weight counts: scale by the largest SIZE in the row, as -3 in (-3, 0.1, 0, -2.5)"
    dead, reads = "a neuron without any input weight is neither: it is dead", "what a neuron READS is counted: W1, not W2"
    return [
        ((poly, mono), "the order is (monosemantic, polysemantic)"),
        (_counted(size, threshold), "neurons are scaled before they are counted: a neuron may have small weights only"),
        (_counted(W1 / largest, threshold), "the size of a weight counts, after scaling: a neuron that reads -3 and -2.5 is polysemantic"),
        (_counted(W1 / np.where(top != 0, top, np.inf), threshold), signed_top),
        (_counted(np.abs(W1 / np.maximum(top, 1e-12)), threshold), signed_top),
        (_counted(scaled, threshold, how=np.greater_equal), "a weight counts above the threshold: > and not >="),
        ((mono + n_dead, poly), dead), ((mono, poly + n_dead), dead),
        (_counted(scaled, threshold, least=0), "a neuron with ONE large weight is monosemantic, and not polysemantic as well"),
        (_counted(size / of_feature, threshold), _BY_NEURON),
        (_counted(size / (size.max() or 1.0), threshold), "scale each neuron by its own largest weight, not by the largest of all"),
        (_counted(size / np.where(alive, size.sum(axis=1, keepdims=True), 1), threshold), "divide by the largest weight of a neuron, not by their sum"),
        (_counted(size / np.where(alive, np.linalg.norm(W1, axis=1, keepdims=True), 1), threshold),
         "divide by the largest weight of a neuron, not by its length"),
        (_counted((size / of_feature).T, threshold), _BY_NEURON), (_counted(scaled.T, threshold), _BY_NEURON),
        (_counted(written / np.maximum(written.max(axis=1, keepdims=True), 1e-300), threshold), reads), (_counted(written, threshold), reads)]


def is_a_circuit(answer):
    model, rays = MODELS["absolute_value"], np.vstack([np.eye(3), -np.eye(3)])
    for a, dominant in ((1.0, 0), (0.25, 0), (0.04, 2), (0.1, 1)):
        found = answer(a, dominant)
        if not isinstance(found, (tuple, list)) or len(found) != 2:
            raise Wrong(f"wanted two things, (W1, W2); found {type(found).__name__}")
        W1, W2 = (np.asarray(matrix, dtype=float) for matrix in found)
        if W1.shape != (4, 3) or W2.shape != (3, 4):
            raise Wrong(f"wanted W1 of shape (4, 3) and W2 of shape (3, 4); found {W1.shape} and {W2.shape}")
        if not (np.isfinite(W1).all() and np.isfinite(W2).all()):
            raise Wrong("weights are finite numbers")
        order = [dominant, *(i for i in range(3) if i != dominant)]
        if not np.allclose(np.abs(W1[:, dominant]), 1):
            raise Wrong(f"every neuron reads the dominant feature, here {dominant}, with weight 1 or -1")
        if not np.all(np.isclose(np.abs(W1[:, order[1:]]), a, rtol=1e-9, atol=0) | (W1[:, order[1:]] == 0)):
            raise Wrong("the features that do not dominate are read with weights of size a, or not at all")
        y = model.forward({"W1": W1, "W2": W2, "bias": np.zeros(3)}, rays)[[*order, *(3 + i for i in order)]][:, order]
        _judge_circuit(y, W1[:, dominant], a, f"a = {a}, feature {dominant} dominant")


def _judge_circuit(y, signs, a, where):
    """Say what is wrong with the outputs y of lone features of size 1 and -1, the dominant one first."""
    own, crossed = y[[1, 2, 4, 5], [1, 2, 1, 2]], y[[1, 2, 4, 5], [2, 1, 2, 1]]  # at its own output, at the other's
    if np.allclose(y[[0, 3], 0], 0) and np.allclose(own, 0):
        raise Wrong(f"{where}: no output answers its feature: row i of W2 writes output i")
    if np.abs(y[[0, 3]][:, 1:]).max() > 1e-9:
        raise Wrong(f"{where}: the dominant feature alone disturbs the other outputs: of two neurons that fire with it, one must take away what the "
                    "other writes")
    if not (np.abs(y[[0, 3], 0] - 1) <= a / 2 + 1e-9).all():
        missing = "; all four read it with one sign, and both signs need neurons" if abs(signs.sum()) == 4 else ""
        raise Wrong(f"{where}: alone, at 1 and -1, the dominant feature comes out as {y[0, 0]:.4g} and {y[3, 0]:.4g}, wanted 1 to within a / 2 "
                    f"(of two neurons that fire with it its output takes half of each){missing}")
    if np.allclose(own, 0) and np.allclose(crossed, 1):
        raise Wrong("the weakly read features' outputs are exchanged: row i of W2 writes output i")
    if (own < 1e-9).any():
        raise Wrong("one sign of a weakly read feature does not reach its output: both signs need a neuron, which writes with +1 / a")
    if np.abs(crossed).max() > 1e-9:
        raise Wrong("the weakly read features disturb each other: what writes to one output must take away from the other")
    if not np.allclose(own, 1):
        raise Wrong(f"{where}: lone features of size 1 that are read with a come out as {own.round(4).tolist()}, wanted 1: "
                    "what is read with a is written with 1 / a")
    if (off := np.abs(y[[1, 2, 4, 5], 0]).max()) > a / 2 + 1e-9:
        raise Wrong(f"{where}: with another feature alone the dominant output is off by {off:.4g}, wanted a / 2 at most")


def _circuit(a, dominant, half=0.5, write=None, inhibit=-1.0):
    """The circuit, with what somebody may have got wrong."""
    first, second = (i for i in range(3) if i != dominant)
    W1, W2, write = np.zeros((4, 3)), np.zeros((3, 4)), 1 / a if write is None else write
    W1[:, dominant], W2[dominant] = [1, 1, -1, -1], half
    W1[:, first], W2[first] = [a, 0, -a, 0], write * np.array([1, inhibit, 1, inhibit])
    W1[:, second], W2[second] = [0, -a, 0, a], write * np.array([inhibit, 1, inhibit, 1])
    return W1, W2


def _one_sign(a, dominant):
    W1, W2 = _circuit(a, dominant)
    first, second = (i for i in range(3) if i != dominant)
    W1[:, first], W1[:, second] = [a, 0, 0, 0], [0, a, 0, 0]
    return W1, W2


def _exchanged(a, dominant):
    W1, W2 = _circuit(a, dominant)
    first, second = (i for i in range(3) if i != dominant)
    W2[[first, second]] = W2[[second, first]]
    return W1, W2


def is_the_larger(found):
    W1, W2 = parts_of(found, "W1, W2")
    W1, W2 = array_of(W1, (3, 2), "W1"), array_of(W2, (3,), "W2")
    x = np.vstack([np.random.default_rng(0).uniform(-2, 2, (500, 2)), [[2, -2], [-2, 2], [-2, -2], [0, 0]]])
    y = np.maximum(x @ W1.T, 0) @ W2
    worst = int(np.abs(y - x.max(axis=1)).argmax())
    holds(abs(y[worst] - x[worst].max()) < 1e-6, f"answer to x = ({x[worst, 0]:.3g}, {x[worst, 1]:.3g})",
          f"{x[worst].max():.3g}", f"{y[worst]:.3g}")


PREDICTIONS = (
    Prediction("stays_at_zero", RIGHT.stays_at_zero,
               "'linear' if turned_model_loss('relu_output', 0.5, 0.3) < 1e-9 < turned_model_loss('relu_hidden', 0.5, 0.3) else 'another'",
               "W^T W is the same for a turned W, and without a ReLU in the hidden layer nothing else counts; with one a turned "
               "column has a negative entry, which is cut off",
               choices=("linear", "ReLU", "both", "neither"),
               overlooked={"both": "a hidden ReLU cuts off the negative entries that a turned column has",
                           "ReLU": "a hidden ReLU cuts off the negative entries that a turned column has",
                           "neither": "without a hidden ReLU a rotation cancels in W^T W"}),
)

EXERCISES = (
    Exercise("hidden_gradient", RIGHT.hidden_gradient, GRADIENTS.inputs, gradient_known, tolerance=Tolerance(1e-12, 1e-11)),
    Exercise("passes_relu", RIGHT.passes_relu, passes_inputs, passes_known),
    Exercise("turned_loss", RIGHT.turned_loss, turned_inputs, turned_known),
    Exercise("count_neurons", RIGHT.count_neurons, count_inputs, count_known),
    Exercise("three_on_four", RIGHT.three_on_four, hints=(
        "two features first: what is relu(x) + relu(-x)? Then let four neurons read the dominant feature, "
        "two with each sign",
        "the four neurons read the dominant feature with 1, 1, -1, -1; each of the two others is read by "
        "two of them, once with each sign",
        "a common mistake: writing with 1. What is read with a is written with 1 / a, and the neuron that "
        "reads the same sign of the dominant feature alone takes its part away again"), properties=(is_a_circuit,), wrong=(
        (lambda a, dominant: _circuit(a, dominant, inhibit=0.0), "must take away"), (lambda a, dominant: _circuit(a, dominant, write=1.0), "written with 1 / a"),
        (lambda a, dominant: _circuit(a, dominant, half=1.0), "half of each"), (_one_sign, "both signs need a neuron"), (_exchanged, "exchanged"),
        (lambda a, dominant: _circuit(a, 0), "here 2"), (lambda a, dominant: (np.abs(_circuit(a, dominant)[0]), _circuit(a, dominant)[1]), "both signs need"),
        (lambda a, dominant: (_circuit(a, dominant)[0], _circuit(a, 0)[1]), "alone disturbs the other outputs"))),
    Exercise("larger_of_two", RIGHT.larger_of_two, wanted=(is_the_larger,), hints=(
        "the larger of two numbers is the second, plus what the first is above it, if anything",
        "relu(x_1 - x_2) is one neuron; x_2 itself may be negative, and a ReLU passes only what is positive",
        "x_2 = relu(x_2) - relu(-x_2): two neurons")),
)
