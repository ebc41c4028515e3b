"""When is an answer to lesson 14 right, and what is said when it is not?"""

import numpy as np

from lessons.checking import Exercise, Wrong, expect_close, expect_equal
from srm_ref.superposition import MODELS


def _model_at_work():
    """Parameters and features at which every mask matters: random biases, signs on both sides of both ReLUs."""
    rng = np.random.default_rng(14)
    return rng.standard_normal((3, 5)), 0.4 * rng.standard_normal(5), rng.random((40, 5)) * (rng.random((40, 5)) < 0.6), np.linspace(1, 0.3, 5)


def _gradient(W, bias, x, importance, hidden_mask=True, output_mask=True, encoder=True, decoder=True, rectify=True):
    """The gradient, with the parts that somebody may have forgotten."""
    a = x @ W.T
    h = np.maximum(a, 0.0) if rectify else a
    z = h @ W + bias
    dz = 2 / len(x) * importance * (np.maximum(z, 0.0) - x) * ((z > 0) if output_mask else 1.0)
    da = (dz @ W.T) * ((a > 0) if hidden_mask else 1.0)
    return decoder * (h.T @ dz) + encoder * (da.T @ x), dz.sum(axis=0)


def check_hidden_gradient(answer):
    W, bias, x, importance = _model_at_work()
    slopes = MODELS["relu_hidden"].loss_and_gradient({"W": W, "bias": bias}, x, importance)[1]
    try:
        dW, dbias = answer(W.copy(), bias.copy(), x.copy(), importance.copy())
    except (TypeError, ValueError) as error:
        raise Wrong(f"wanted two arrays, (dW, dbias); {error}") from None
    known = [(_gradient(W, bias, x, importance, hidden_mask=False),
              "where a hidden neuron is off (h = 0) nothing flows back to its input weights: the hidden ReLU's mask is missing"),
             (_gradient(W, bias, x, importance, output_mask=False), "the output's ReLU passes nothing back where z <= 0"),
             (_gradient(W, bias, x, importance, encoder=False), "W is used twice: what flows through the encoder is missing"),
             (_gradient(W, bias, x, importance, decoder=False), "W is used twice: the decoder's part, h^T dz, is missing"),
             (_gradient(W, bias, x, importance, rectify=False, hidden_mask=False), "this is the gradient of the ReLU output model: h = relu(W x) here"),
             (_gradient(W, 0 * bias, x, importance), "the bias is missing in z = W^T h + b"),
             (_gradient(W, bias, x, np.ones(5)), "the importances are missing"),
             (_gradient(W, bias, x, importance**2), "the importance multiplies the squared error: it enters once, not squared"),
             (tuple(len(x) * slopes[key] for key in ("W", "bias")), "the loss is a mean over samples: divide by their number"),
             (tuple(slopes[key] / 2 for key in ("W", "bias")), "the derivative of a square has a factor 2")]
    for (wrong_W, wrong_bias), hint in known:
        same = np.shape(dW) == W.shape and np.allclose(dW, wrong_W, rtol=0, atol=1e-9)
        if same and not np.allclose(dW, slopes["W"], rtol=0, atol=1e-9):
            raise Wrong(hint)
    expect_close(dW, slopes["W"], "dW", [(slopes["W"].T, "dW has the shape of W, (n_hidden, n_features)")])
    expect_close(dbias, slopes["bias"], "dbias", [
        (_gradient(W, bias, x, np.ones(5))[1], "the importances are missing in the bias's gradient"),
        (slopes["bias"] / len(x), "sum the bias's gradient over samples; 1 / n_samples is in dz already")])


def check_passes_relu(answer):
    def ask(M):
        return answer(np.array(M, dtype=float))

    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    if ask(turn):
        raise Wrong("a rotation by 36.87 degrees does not pass: its rows have two entries, one of them negative")
    if ask([[0, -1], [1, 0]]):
        raise Wrong("a negative entry does not pass: relu(-1) = 0, not -1")
    if ask([[0.5, 0.5], [0.3, 0.7]]):
        raise Wrong("entries that are not negative are not enough: put a = (1, -1)")
    if not ask([[0, 2.5], [0.1, 0]]):
        raise Wrong("M need not be orthogonal: positive scales pass as well, relu(2.5 a) = 2.5 relu(a)")
    if not ask([[1, 0, 0], [2, 0, 0], [0, 0, 3]]):
        raise Wrong("only rows matter: a column may be used by two rows")
    if not ask([[0, 0], [0, 1]]):
        raise Wrong("a row of zeros passes: relu(0) = 0 times anything")
    if ask([[1, 0], [1, 2]]):
        raise Wrong("row 1 of ((1, 0), (1, 2)) has two positive entries: it does not pass")
    expect_equal(ask(np.eye(4)[[2, 0, 3, 1]]), True, "passes_relu of a permutation")


def check_turned_loss(answer):
    for theta, p in ((0.3, 0.4), (np.pi / 4, 0.9), (1.2, 0.5), (np.pi / 2, 0.3)):
        s, c = np.sin(theta), np.cos(theta)
        alone, near, far = p * (1 - p) * s**2 / 3, s**3 / (12 * c), 1 / 3 - s * c / 2 - c**3 / (12 * s)
        both = near if theta <= np.pi / 4 else far
        expect_close(answer(theta, p), alone + p**2 * both, f"turned_loss({theta:.2f}, {p})", [
            (alone, "where both features are active there is an error too"),
            (p * s**2 / 3 + p**2 * both, "x_2 is active ALONE with probability p (1 - p)"),
            (3 * alone + p**2 * both, "the mean of x^2 on [0, 1] is 1/3"),
            (2 * alone + p**2 * both, "only x_2 is cut when it is alone; x_1 passes, for c > 0"),
            (alone + p**2 * s**3 / (3 * c), "the outer integral of x_2^3 gives another 1/4"),
            (p * (1 - p) * c**2 / 3 + p**2 * c**3 / (12 * s), "sine and cosine are exchanged: there is no loss at theta = 0"),
            (alone + p**2 * near, "beyond 45 degrees s x_2 / c exceeds 1, the end of x_1's range: the inner integral is another one"),
            (alone + p**2 * (1 / 3 - s * c / 2), "beyond 45 degrees: subtract the part where s x_2 - c x_1 is negative, c^3 / (12 s)"),
            (alone + p**2 * (1 / 3 - c**3 / (12 * s)), "the mean of x_1 x_2 is 1/4: the square has the term - 2 s c x_1 x_2")])


def check_count_neurons(answer):
    W1 = np.array([[0.01, 0.0, 0.009, 0.0], [10.0, 0.5, -0.1, 1.0], [0.0, 0.0, 0.0, 0.0], [-3.0, 0.1, 0.0, -2.5], [0.0, 0.0, 0.05, 0.0]])
    W2 = np.arange(20.0).reshape(4, 5) - 7
    found = answer(W1.copy(), W2.copy(), 0.2)
    expect_close(found, (2, 2), "count_neurons on five neurons, one of them dead", [
        ((0, 2), "neurons are scaled before they are counted: one of these has all its weights below 0.1"),
        ((2, 1), "the size of a weight counts: a neuron that reads -3 and -2.5 is polysemantic"),
        ((0, 1), "the size of a weight counts, after scaling: a neuron that reads -3 and -2.5 is polysemantic"),
        ((3, 2), "a neuron without any input weight is neither: it is dead"),
        ((2, 3), "a neuron without any input weight is neither: it is dead"),
        ((1, 2), "scale each neuron by its own largest weight, a row of W1; not by a feature's"),
        ((1, 3), "neurons are rows of W1; these are counts by feature")])


def check_three_on_four(answer):
    model, rays = MODELS["absolute_value"], np.vstack([np.eye(3), -np.eye(3)])
    for a, dominant in ((0.25, 0), (0.04, 2), (0.1, 1)):
        W1, W2 = (np.asarray(matrix, dtype=float) for matrix in answer(a, dominant))
        if W1.shape != (4, 3) or W2.shape != (3, 4):
            raise Wrong(f"wanted W1 of shape (4, 3) and W2 of shape (3, 4); found {W1.shape} and {W2.shape}")
        order = [dominant, *(i for i in range(3) if i != dominant)]
        if not np.allclose(np.abs(W1[:, dominant]), 1):
            raise Wrong(f"every neuron reads the dominant feature, here {dominant}, with weight 1 or -1")
        W1, W2 = W1[:, order], W2[order]  # from here on it is feature 0
        if not np.all(np.isclose(np.abs(W1[:, 1:]), a) | (W1[:, 1:] == 0)):
            raise Wrong("the features that do not dominate are read with weights of size a, or not at all")
        y = model.forward({"W1": W1, "W2": W2, "bias": np.zeros(3)}, rays)
        error = y - np.abs(rays)
        own = y[[1, 2, 4, 5], [1, 2, 1, 2]]  # what the weakly read features come out as
        if np.allclose(own, a) or np.allclose(own, a**2):
            raise Wrong("what is read with a must be written with 1 / a")
        if np.allclose(y[0, 0], 2) or np.allclose(y[3, 0], 2):
            raise Wrong("two neurons fire for each sign of the dominant feature: its output takes half of each")
        if np.abs(error[[0, 3]][:, 1:]).max() > 1e-9:
            raise Wrong("the dominant feature alone disturbs the other outputs: one of its two neurons must take away what the other writes")
        if (own < 1e-9).any():
            raise Wrong("one sign of a weakly read feature reaches its output through no neuron: both signs need one")
        if np.abs(error[:, 1:]).max() > 1e-9:
            raise Wrong("the weakly read features disturb each other: what writes to one output must take away from the other")
        expect_close(np.abs(error[:, 0]) <= a / 2 + 1e-9, np.ones(6), "the dominant output within a / 2 of right, with each feature alone")


def _no_hidden_mask(W, bias, x, importance):
    return _gradient(W, bias, x, importance, hidden_mask=False)


def _no_bias(W, bias, x, importance):
    return _gradient(W, 0 * bias, x, importance)


def _no_encoder(W, bias, x, importance):
    return _gradient(W, bias, x, importance, encoder=False)


def _output_model(W, bias, x, importance):
    return _gradient(W, bias, x, importance, rectify=False, hidden_mask=False)


def _summed(W, bias, x, importance):
    return tuple(len(x) * part for part in _gradient(W, bias, x, importance))


def _orthogonal_permutation(M):
    return bool(np.isin(M, (0, 1)).all() and (M.sum(axis=0) == 1).all() and (M.sum(axis=1) == 1).all())


def _non_negative(M):
    return bool((M >= 0).all())


def _one_entry_a_row(M):
    return bool(((M != 0).sum(axis=1) <= 1).all())


def _orthogonal(M):
    return bool(np.allclose(M @ M.T, np.eye(len(M))))


def _without_both(theta, p):
    return p * (1 - p) * np.sin(theta) ** 2 / 3


def _alone_with_p(theta, p):
    s, c = np.sin(theta), np.cos(theta)
    return p * s**2 / 3 + p**2 * (s**3 / (12 * c) if theta <= np.pi / 4 else 1 / 3 - s * c / 2 - c**3 / (12 * s))


def _first_half_only(theta, p):
    s, c = np.sin(theta), np.cos(theta)
    return p * (1 - p) * s**2 / 3 + p**2 * s**3 / (12 * c)


def _by_feature(W1, W2, threshold):
    size = np.abs(W1)
    counts = (size > threshold * size.max(axis=0)).sum(axis=0)
    return int((counts == 1).sum()), int((counts > 1).sum())


def _not_rescaled(W1, W2, threshold):
    counts = (np.abs(W1) > threshold).sum(axis=1)
    return int((counts == 1).sum()), int((counts > 1).sum())


def _signed(W1, W2, threshold):
    counts = (W1 / np.maximum(np.abs(W1).max(axis=1, keepdims=True), 1e-300) > threshold).sum(axis=1)
    return int((counts == 1).sum()), int((counts > 1).sum())


def _dead_counted(W1, W2, threshold):
    largest = np.abs(W1).max(axis=1, keepdims=True)
    counts = (np.abs(W1) >= threshold * largest).sum(axis=1)  # 0 >= 0
    return int((counts == 1).sum()), int((counts > 1).sum())


def _circuit(a, dominant, half=0.5, write=None, inhibit=-1.0):
    """The circuit, with what somebody may have got wrong."""
    first, second = (i for i in range(3) if i != dominant)
    W1, W2, write = np.zeros((4, 3)), np.zeros((3, 4)), 1 / a if write is None else write
    W1[:, dominant], W2[dominant] = [1, 1, -1, -1], half
    W1[:, first], W2[first] = [a, 0, -a, 0], write * np.array([1, inhibit, 1, inhibit])
    W1[:, second], W2[second] = [0, -a, 0, a], write * np.array([inhibit, 1, inhibit, 1])
    return W1, W2


def _not_inhibited(a, dominant):
    return _circuit(a, dominant, inhibit=0.0)


def _written_weakly(a, dominant):
    return _circuit(a, dominant, write=1.0)


def _dominant_twice(a, dominant):
    return _circuit(a, dominant, half=1.0)


def _always_feature_0(a, dominant):
    return _circuit(a, 0)


def _one_sign(a, dominant):
    W1, W2 = _circuit(a, dominant)
    first, second = (i for i in range(3) if i != dominant)
    W1[:, first], W1[:, second] = [a, 0, 0, 0], [0, a, 0, 0]
    return W1, W2


EXERCISES = (
    Exercise("hidden_gradient", check_hidden_gradient, ((_no_hidden_mask, "hidden ReLU's mask"), (_no_encoder, "through the encoder"),
                                                        (_output_model, "ReLU output model"), (_summed, "mean over samples"), (_no_bias, "bias is missing"))),
    Exercise("passes_relu", check_passes_relu, ((_orthogonal_permutation, "need not be orthogonal"), (_non_negative, "a = (1, -1)"),
                                                (_one_entry_a_row, "relu(-1) = 0"), (_orthogonal, "36.87"))),
    Exercise("turned_loss", check_turned_loss, ((_without_both, "both features are active"), (_alone_with_p, "ALONE"),
                                                (_first_half_only, "another one"))),
    Exercise("count_neurons", check_count_neurons, ((_not_rescaled, "scaled before"), (_signed, "size of a weight"),
                                                    (_dead_counted, "it is dead"), (_by_feature, "rows of W1"))),
    Exercise("three_on_four", check_three_on_four, ((_not_inhibited, "must take away"), (_written_weakly, "written with 1 / a"),
                                                    (_dominant_twice, "half of each"), (_one_sign, "no neuron"),
                                                    (_always_feature_0, "here 2"))),
)
