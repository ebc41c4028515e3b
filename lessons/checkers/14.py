"""When is an answer to lesson 14 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course.exercises import Exercise, Wrong, expect_close, expect_equal, expect_untouched
from srm_ref.superposition import MODELS


def _model_at_work():
    """Parameters and features at which every mask matters: random biases, signs on both sides of both ReLUs."""
    rng = np.random.default_rng(14)
    return (rng.standard_normal((3, 5)), 0.4 * rng.standard_normal(5), rng.random((40, 5)) * (rng.random((40, 5)) < 0.6),
            np.linspace(1, 0.3, 5))


def _gradient(W, bias, x, importance, hidden_mask=True, output_mask=True, encoder=True, decoder=True, rectify=True, output_relu=True):
    """The gradient, with the parts that somebody may have forgotten."""
    a = x @ W.T
    h = np.maximum(a, 0.0) if rectify else a
    z = h @ W + bias
    dz = 2 / len(x) * importance * ((np.maximum(z, 0.0) if output_relu else z) - x) * ((z > 0) if output_mask else 1.0)
    da = (dz @ W.T) * ((a > 0) if hidden_mask else 1.0)
    return decoder * (h.T @ dz) + encoder * (da.T @ x), dz.sum(axis=0)


def _two(found, what):
    """Take two things apart."""
    if not isinstance(found, (tuple, list)) or len(found) != 2:
        raise Wrong(f"wanted two things, {what}; found {type(found).__name__}")
    return found


def _untouched(answer, names, arrays, *others):
    """Call `answer` on copies; complain if it changes them."""
    copies = [array.copy() for array in arrays]
    found = answer(*copies, *others)
    for name, copy, array in zip(names, copies, arrays):
        expect_untouched(copy, array, name)
    return found


def check_hidden_gradient(answer):
    W, bias, x, importance = _model_at_work()
    slopes = MODELS["relu_hidden"].loss_and_gradient({"W": W, "bias": bias}, x, importance)[1]
    dW, dbias = _two(_untouched(answer, ("W", "bias", "x", "importance"), (W, bias, x, importance)), "(dW, dbias)")
    known = [(_gradient(W, bias, x, importance, hidden_mask=False),
              "where a hidden neuron is off (h = 0) nothing flows back to its input weights: the hidden ReLU's mask is missing"),
             (_gradient(W, bias, x, importance, output_mask=False), "the output's ReLU passes nothing back where z <= 0"),
             (_gradient(W, bias, x, importance, hidden_mask=False, output_mask=False),
              "both ReLUs' masks are missing: nothing flows back through one that is off"),
             (_gradient(W, bias, x, importance, output_mask=False, output_relu=False), "the output has a ReLU: y = relu(z), here y is z"),
             (_gradient(W, bias, x, importance, output_relu=False), "the error is relu(z) - x, not z - x"),
             (_gradient(W, bias, x, importance, encoder=False), "W is used twice: what flows through the encoder is missing"),
             (_gradient(W, bias, x, importance, decoder=False), "W is used twice: the decoder's part, h^T dz, is missing"),
             (_gradient(W, bias, x, importance, rectify=False, hidden_mask=False),
              "this is the gradient of the ReLU output model: h = relu(W x) here"),
             (_gradient(W, 0 * bias, x, importance), "the bias is missing in z = W^T h + b"),
             (_gradient(W, bias, x, np.ones(5)), "the importances are missing"),
             (_gradient(W, bias, x, importance**2), "the importance multiplies the squared error: it enters once, not squared"),
             (_gradient(W, bias, x, importance**0.5), "the importance multiplies the squared error: its square root is not taken"),
             (tuple(-slopes[key] for key in ("W", "bias")), "the sign: the gradient points uphill, and the error is y - x"),
             (tuple(len(x) * slopes[key] for key in ("W", "bias")), "the loss is a mean over samples: divide by their number"),
             (tuple(slopes[key] / 5 for key in ("W", "bias")),
              "the loss is a mean over samples and a SUM over features: divide by n_samples only"),
             (tuple(len(x) / 2 * slopes[key] for key in ("W", "bias")),
              "the loss is a mean over samples, and the derivative of a square has a factor 2: 2 / n_samples is missing"),
             (tuple(slopes[key] / 2 for key in ("W", "bias")), "the derivative of a square has a factor 2")]
    for (wrong_W, _), hint in known:
        same = np.shape(dW) == W.shape and np.allclose(dW, wrong_W, rtol=0, atol=1e-9)
        if same and not np.allclose(dW, slopes["W"], rtol=0, atol=1e-9):
            raise Wrong(hint)
    expect_close(dW, slopes["W"], "dW", [(slopes["W"].T, "dW has the shape of W, (n_hidden, n_features)"),
                                         (slopes["bias"], "the order is (dW, dbias)")])
    expect_close(dbias, slopes["bias"], "dbias", [
        (_gradient(W, bias, x, np.ones(5))[1], "the importances are missing in the bias's gradient"),
        (_gradient(W, bias, x, importance, output_mask=False)[1],
         "the bias stands inside the output's ReLU: its gradient has that mask, too"),
        (slopes["bias"] / len(x), "sum the bias's gradient over samples; 1 / n_samples is in dz already")])


def check_passes_relu(answer):
    def ask(M):
        found = answer(np.array(M, dtype=float))
        if np.shape(found) != () or not isinstance(found, (bool, np.bool_, int, np.ndarray)):
            raise Wrong(f"wanted True or False; found {'an array' if np.ndim(found) else repr(found)}")
        return bool(found)

    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    if ask(turn):
        raise Wrong("a rotation by 36.87 degrees does not pass: its rows have two entries, one of them negative")
    if ask([[0, -1], [1, 0]]):
        raise Wrong("((0, -1), (1, 0)) does not pass, for its negative entry: relu(-1) = 0, not -1")
    if ask([[0.5, 0.5], [0.3, 0.7]]):
        raise Wrong("entries that are not negative are not enough: put a = (1, -1) into ((0.5, 0.5), (0.3, 0.7))")
    if not ask(np.eye(4)[[2, 0, 3, 1]]):
        raise Wrong("a permutation passes: one entry, 1, in every row; it need not stand on the diagonal")
    if not ask([[0, 2.5], [0.1, 0]]):
        raise Wrong("((0, 2.5), (0.1, 0)) passes. M need not be orthogonal: positive scales pass as well, relu(2.5 a) = 2.5 relu(a)")
    if not ask([[1, 0, 0], [2, 0, 0], [0, 0, 3]]):
        raise Wrong("((1, 0, 0), (2, 0, 0), (0, 0, 3)) passes. Only rows matter: a column may be used by two rows")
    if not ask([[0, 0], [0, 1]]):
        raise Wrong("((0, 0), (0, 1)) passes. A row of zeros does: relu(0) = 0 times anything")
    if ask([[1, 0], [1, 2]]):
        raise Wrong("row 1 of ((1, 0), (1, 2)) has two positive entries: it does not pass")


def check_turned_loss(answer):
    for theta, p in ((0.3, 0.4), (np.pi / 4, 0.9), (1.2, 0.5), (np.pi / 2, 0.3)):
        s, c = np.sin(theta), np.cos(theta)
        alone, near, far = p * (1 - p) * s**2 / 3, s**3 / (12 * c), 1 / 3 - s * c / 2 - c**3 / (12 * s)
        both = near if theta <= np.pi / 4 else far
        mirror = p * (1 - p) * c**2 / 3 + p**2 * c**3 / (12 * s)
        s_deg, c_deg = np.sin(np.radians(theta)), np.cos(np.radians(theta))
        expect_close(answer(theta, p), alone + p**2 * both, f"turned_loss({theta:.2f}, {p})", [
            (p * (1 - p) * s_deg**2 / 3 + p**2 * s_deg**3 / (12 * c_deg), "theta is in radians: sin and cos take it as it is"),
            (alone, "where both features are active there is an error too"),
            (p**2 * both, "where only x_2 is active there is an error too"),
            (p * s**2 / 3 + p**2 * both, "x_2 is active ALONE with probability p (1 - p)"),
            (alone + p * both, "both features are active with probability p^2"),
            (p * (1 - p) * s**2 / 3 + (1 - p) ** 2 * both,
             "density and sparsity are exchanged: p is the probability that a feature is active"),
            (alone + both, "both features are active with probability p^2"),
            ((alone + p**2 * both) / 2, "the loss is the SUM of both features' squared errors, r^2 (c^2 + s^2), not their mean"),
            (3 * alone + p**2 * both, "the mean of x^2 on [0, 1] is 1/3"),
            (2 * alone + p**2 * both, "only x_2 is cut when it is alone; x_1 passes, for c > 0"),
            (alone + p**2 * s**3 / (3 * c), "the outer integral of x_2^3 gives another 1/4"),
            (mirror, "sine and cosine are exchanged: there is no loss at theta = 0" if theta <= np.pi / 4 else
             "the loss is not mirrored at 45 degrees: it goes on growing, up to 90"),
            (alone + p**2 * near,
             "beyond 45 degrees s x_2 / c exceeds 1, the end of x_1's range: the inner integral is another one"),
            (alone + p**2 * (1 / 3 - s * c / 2),
             "beyond 45 degrees: subtract the part where s x_2 - c x_1 is negative, c^3 / (12 s)"),
            (alone + p**2 * (1 / 3 - s * c / 2 + c**3 / (12 * s)),
             "beyond 45 degrees: the part where s x_2 - c x_1 is negative counts in its mean square, not in the loss: SUBTRACT it"),
            (alone + p**2 * (1 / 3 - s * c / 2 - c**3 / (3 * s)),
             "beyond 45 degrees: the part to subtract has an outer integral, too, another 1/4"),
            (alone + p**2 * c**3 / (12 * s), "beyond 45 degrees: this is the part to subtract, from the mean of (s x_2 - c x_1)^2"),
            (alone + p**2 * (1 / 3 + s * c / 2 - c**3 / (12 * s)),
             "beyond 45 degrees: the square has the term - 2 s c x_1 x_2, with a minus"),
            (alone + p**2 * (1 / 3 - s * c - c**3 / (12 * s)), "the mean of x_1 x_2 is 1/4: 1/2 times 1/2"),
            (alone + p**2 * (1 / 3 - c**3 / (12 * s)), "the mean of x_1 x_2 is 1/4: the square has the term - 2 s c x_1 x_2")])


_BY_NEURON = "neurons are rows of W1: scale each by the largest weight in its row, and count in its row, not by feature"


def _counted(sizes, threshold, least=1):
    """(monosemantic, polysemantic), from sizes after scaling, neurons in rows."""
    counts = (sizes > threshold).sum(axis=1)
    return int((counts == 1).sum()), int((counts > least).sum())


def check_count_neurons(answer):
    W1 = np.array([[0.01, 0.0, 0.009, 0.0], [10.0, 0.5, -0.1, 1.0], [0.0, 0.0, 0.0, 0.0], [-3.0, 0.1, 0.0, -2.5], [0.0, 0.0, 0.05, 0.0],
                   [0.6, 0.5, -0.13, 0.0], [-2.0, -2.0, -2.0, -0.41]])
    W2 = np.arange(28.0).reshape(4, 7) - 7
    size = np.abs(W1)
    alive = np.where(size.max(axis=1, keepdims=True) > 0, size, 1)
    scaled = size / alive.max(axis=1, keepdims=True)
    top = W1.max(axis=1, keepdims=True)
    for threshold in (0.2, 0.7):
        wanted = _counted(scaled, threshold)
        known = [(wanted[::-1], "the order is (monosemantic, polysemantic)"),
                 (_counted(size, threshold), "neurons are scaled before they are counted: one of these has all its weights below 0.1"),
                 (_counted(W1 / alive.max(axis=1, keepdims=True), threshold),
                  "the size of a weight counts, after scaling: a neuron that reads -3 and -2.5 is polysemantic"),
                 (_counted(W1 / np.where(top != 0, top, np.inf), threshold),
                  "the size of a weight counts: scale by the largest SIZE in the row, as -3 in (-3, 0.1, 0, -2.5)"),
                 ((wanted[0] + 1, wanted[1]), "a neuron without any input weight is neither: it is dead"),
                 ((wanted[0], wanted[1] + 1), "a neuron without any input weight is neither: it is dead"),
                 (_counted(scaled, threshold, least=0), "a neuron with ONE large weight is monosemantic, and not polysemantic as well"),
                 (_counted(size / size.max(axis=0), threshold), _BY_NEURON),
                 (_counted(size / size.max(), threshold), "scale each neuron by its own largest weight, not by the largest of all"),
                 (_counted(size / alive.sum(axis=1, keepdims=True), threshold),
                  "divide by the largest weight of a neuron, not by their sum"),
                 (_counted(size / np.linalg.norm(alive, axis=1, keepdims=True), threshold),
                  "divide by the largest weight of a neuron, not by its length"),
                 (_counted((size / size.max(axis=0)).T, threshold), _BY_NEURON),
                 (_counted(scaled.T, threshold), _BY_NEURON),
                 (_counted(np.abs(W2).T / np.abs(W2).T.max(axis=1, keepdims=True), threshold),
                  "what a neuron READS is counted: W1, not W2"),
                 (_counted(np.abs(W2).T, threshold), "what a neuron READS is counted: W1, not W2")]
        found = _untouched(answer, ("W1", "W2"), (W1, W2), threshold)
        expect_close(found, wanted, f"count_neurons on seven neurons, one of them dead, threshold {threshold}", known)


def check_three_on_four(answer):
    model, rays = MODELS["absolute_value"], np.vstack([np.eye(3), -np.eye(3)])
    for a, dominant in ((0.25, 0), (0.04, 2), (0.1, 1)):
        W1, W2 = (np.asarray(matrix, dtype=float) for matrix in _two(answer(a, dominant), "(W1, W2)"))
        if W1.shape != (4, 3) or W2.shape != (3, 4):
            raise Wrong(f"wanted W1 of shape (4, 3) and W2 of shape (3, 4); found {W1.shape} and {W2.shape}")
        order = [dominant, *(i for i in range(3) if i != dominant)]
        if not np.allclose(np.abs(W1[:, dominant]), 1):
            raise Wrong(f"every neuron reads the dominant feature, here {dominant}, with weight 1 or -1")
        if abs(W1[:, dominant].sum()) > 1e-9:
            raise Wrong("two neurons read the dominant feature with 1, two with -1: both signs need two")
        W1, W2 = W1[:, order], W2[order]  # from here on it is feature 0
        if not np.all(np.isclose(np.abs(W1[:, 1:]), a) | (W1[:, 1:] == 0)):
            raise Wrong("the features that do not dominate are read with weights of size a, or not at all")
        y = model.forward({"W1": W1, "W2": W2, "bias": np.zeros(3)}, rays)
        _judge_circuit(y, W2, a, f"a = {a}, feature {dominant} dominant")
        within = np.abs(y[:, 0] - np.abs(rays)[:, 0]) <= a / 2 + 1e-9
        expect_close(within, np.ones(6), "the dominant output within a / 2 of right (1: yes, 0: no), with each feature alone")


def _judge_circuit(y, W2, a, where):
    """Say what is wrong with the outputs y of lone features of size 1; feature 0 dominates."""
    own, crossed = y[[1, 2, 4, 5], [1, 2, 1, 2]], y[[1, 2, 4, 5], [2, 1, 2, 1]]  # at its own output, at the other's
    if np.allclose(y[0, 0], 2) or np.allclose(y[3, 0], 2):
        raise Wrong("two neurons fire for each sign of the dominant feature: its output takes half of each")
    if not np.allclose(y[[0, 3], 0], 1):
        raise Wrong(f"{where}: its output is {y[0, 0]:.4g} and {y[3, 0]:.4g} at 1 and -1, wanted 1: row i of W2 writes output i")
    if np.abs(y[[0, 3]][:, 1:]).max() > 1e-9:
        raise Wrong("the dominant feature alone disturbs the other outputs: of two neurons that fire with it, one must take away what the "
                    "other writes")
    if np.ptp(own) < 1e-9 and 0 < own[0] and not np.isclose(own[0], 1):
        raise Wrong("what is read with a must be written with 1 / a; "
                    f"{where}: a lone feature of size 1, read with a, comes out as {own[0]:.4g}")
    if np.allclose(own, 0) and np.allclose(crossed, 1):
        raise Wrong("the weakly read features' outputs are exchanged: row i of W2 writes output i")
    if (own < 1e-9).any():
        raise Wrong("one sign of a weakly read feature does not reach its output: both signs need a neuron, which writes with +1 / a")
    if np.abs(crossed).max() > 1e-9:
        raise Wrong("the weakly read features disturb each other: what writes to one output must take away from the other")
    if not np.allclose(own, 1):
        raise Wrong(f"{where}: lone features of size 1 that are read with a come out as {own.round(4).tolist()}, wanted 1")


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


def _in_place(W, bias, x, importance):
    dW, dbias = _gradient(W, bias, x, importance)
    W -= 0.1 * dW
    return dW, dbias


def _negative(W, bias, x, importance):
    return tuple(-part for part in _gradient(W, bias, x, importance))


def _mean_over_features(W, bias, x, importance):
    return tuple(part / x.shape[1] for part in _gradient(W, bias, x, importance))


def _one_result(W, bias, x, importance):
    return _gradient(W, bias, x, importance)[0]


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


def _mirrored(theta, p):
    return _first_half_only(min(theta, np.pi / 2 - theta), p)


def _degrees(theta, p):
    return _first_half_only(np.radians(theta), p)


def _added(theta, p):
    s, c = np.sin(theta), np.cos(theta)
    return _first_half_only(theta, p) if theta <= np.pi / 4 else p * (1 - p) * s**2 / 3 + p**2 * (1 / 3 - s * c / 2 + c**3 / (12 * s))


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


def _poly_first(W1, W2, threshold):
    size = np.abs(W1)
    counts = (size > threshold * size.max(axis=1, keepdims=True)).sum(axis=1)
    return int((counts > 1).sum()), int((counts == 1).sum())


def _by_length(W1, W2, threshold):
    counts = (np.abs(W1) > threshold * np.linalg.norm(W1, axis=1, keepdims=True)).sum(axis=1)
    return int((counts == 1).sum()), int((counts > 1).sum())


def _written_weights(W1, W2, threshold):
    return _counted(np.abs(W2).T / np.abs(W2).T.max(axis=1, keepdims=True), threshold)


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


def _outputs_exchanged(a, dominant):
    W1, W2 = _circuit(a, dominant)
    first, second = (i for i in range(3) if i != dominant)
    W2[[first, second]] = W2[[second, first]]
    return W1, W2


def _one_sign_of_dominant(a, dominant):
    W1, W2 = _circuit(a, dominant)
    return np.abs(W1), W2


def _rows_of_feature_0(a, dominant):
    return _circuit(a, dominant)[0], _circuit(a, 0)[1]


EXERCISES = (
    Exercise("hidden_gradient", check_hidden_gradient, (
        (_no_hidden_mask, "hidden ReLU's mask"), (_no_encoder, "through the encoder"), (_output_model, "ReLU output model"),
        (_summed, "mean over samples"), (_no_bias, "bias is missing"), (_in_place, "changed W in place"), (_negative, "the sign"),
        (_mean_over_features, "SUM over features"), (_one_result, "two things"))),
    Exercise("passes_relu", check_passes_relu, ((_orthogonal_permutation, "need not be orthogonal"), (_non_negative, "a = (1, -1)"),
                                                (_one_entry_a_row, "relu(-1) = 0"), (_orthogonal, "36.87"))),
    Exercise("turned_loss", check_turned_loss, (
        (_without_both, "both features are active"), (_alone_with_p, "ALONE"), (_first_half_only, "another one"),
        (_mirrored, "not mirrored"), (_degrees, "radians"), (_added, "SUBTRACT"))),
    Exercise("count_neurons", check_count_neurons, (
        (_not_rescaled, "scaled before"), (_signed, "size of a weight"), (_dead_counted, "it is dead"), (_by_feature, "by feature"),
        (_poly_first, "the order"), (_by_length, "not by its length"), (_written_weights, "READS"))),
    Exercise("three_on_four", check_three_on_four, (
        (_not_inhibited, "must take away"), (_written_weakly, "written with 1 / a"), (_dominant_twice, "half of each"),
        (_one_sign, "both signs need a neuron"), (_always_feature_0, "here 2"), (_outputs_exchanged, "exchanged"),
        (_one_sign_of_dominant, "both signs need two"), (_rows_of_feature_0, "row i of W2"))),
)
