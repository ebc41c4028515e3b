"""Wrong answers that were accepted once, or got a hint at another mistake: (lesson, exercise, answer, piece of the
hint).
"""

from types import SimpleNamespace

import numpy as np

from srm_ref.course.finder import lessons_folder, load_file

RIGHT = {
    number: load_file(lessons_folder() / "solutions" / f"{number:02}.py", f"solution_{number:02}")
    for number in range(1, 24)
}


def multiplied_out(A, d, eps):
    return np.mean(A @ d >= eps * np.linalg.norm(A, axis=1) * np.linalg.norm(d))


def multiplied_out_curve(activations, e1, e2, epsilon, thetas):
    probes = np.outer(np.cos(thetas), e1) + np.outer(np.sin(thetas), e2)
    return (probes @ activations.T >= epsilon * np.linalg.norm(activations, axis=1)).mean(axis=1)


def trapezoid(n_dims, epsilon, n_steps):
    def integral(end):
        values = np.sin(np.linspace(0, end, n_steps + 1)) ** (n_dims - 2)
        return ((values[1:] + values[:-1]) / 2).sum() * end / n_steps
    return integral(np.arccos(epsilon)) / integral(np.pi)


def min_of_two_ways_round(theta, phi, w):
    return bool(min(abs(theta - phi), 2 * np.pi - abs(theta - phi)) <= w)


def open_at_r(p, q, epsilon):
    return None if epsilon >= np.hypot(p, q) else RIGHT[5].arc(p, q, epsilon)


def no_width_at_the_origin(p, q, epsilon):
    if np.hypot(p, q) == 0 and epsilon <= 0:
        return 0.0, None
    return RIGHT[5].arc(p, q, epsilon)


def by_rank(basis):
    return sum(
        int(np.linalg.matrix_rank(basis[[i, j]]) == 2) for i in range(len(basis)) for j in range(i + 1, len(basis)))


def whole_matrix(v, e1, e2, theta):
    n = len(v)
    B = np.outer(e2, e1) - np.outer(e1, e2)
    return (np.eye(n) + np.sin(theta) * B + (1 - np.cos(theta)) * B @ B) @ v


def table_of_arcs(phi, w, n_angles):
    thetas = 2 * np.pi * np.arange(n_angles) / n_angles
    return (np.abs((thetas[:, None] - phi + np.pi) % (2 * np.pi) - np.pi) <= w).sum(axis=1)


def smaller_tail_doubled(value, null):
    k = len(null)
    return min(1.0, 2 * (1 + min((null >= value).sum(), (null <= value).sum())) / (k + 1))


def frame_in_place(a, b):
    a /= np.linalg.norm(a)
    b -= (b @ a) * a
    return a.copy(), b / np.linalg.norm(b)


def turn_in_place(v, e1, e2, theta):
    p, q = v @ e1, v @ e2
    v -= p * e1 + q * e2
    return v + (p * np.cos(theta) - q * np.sin(theta)) * e1 + (p * np.sin(theta) + q * np.cos(theta)) * e2


def coordinates_in_place(activations, e1, e2):
    activations /= np.linalg.norm(activations, axis=1, keepdims=True)
    return activations @ e1, activations @ e2


def isotropic_in_place(z, upstream):
    found = RIGHT[9].isotropic_vjp(z, upstream)
    upstream *= 2
    return found


def output_kink(W, bias, X, importance):
    H = X @ W.T
    Z = H @ W + bias
    D = 2 / len(X) * importance * (np.maximum(Z, 0) - X) * (Z >= 0)
    return H.T @ D + (D @ W.T).T @ X, D.sum(axis=0)


def hidden_kinks(output, hidden):
    def answer(W, bias, X, importance):
        A = X @ W.T
        H = np.maximum(A, 0)
        Z = H @ W + bias
        D = 2 / len(X) * importance * (np.maximum(Z, 0) - X) * output(Z, 0)
        return H.T @ D + ((D @ W.T) * hidden(A, 0)).T @ X, D.sum(axis=0)
    return answer


def gradient_in_place(W, bias, X, importance):
    found = RIGHT[12].gradient(W, bias, X, importance)
    X *= -1
    return found


def by_central_differences(W, bias, X, importance, hidden=False):
    def loss(W, bias):
        H = np.maximum(X @ W.T, 0) if hidden else X @ W.T
        return (importance * (np.maximum(H @ W + bias, 0) - X) ** 2).sum(axis=1).mean()

    return (RIGHT[12].differences(lambda V: loss(V, bias), W,
                                  1e-6), RIGHT[12].differences(lambda b: loss(W, b), bias, 1e-6))


def slope_without_size(loss, gradient, W, direction, short, long):
    def rest(t):
        return loss(W + t * direction) - loss(W) - t * (gradient * direction).sum()
    return (np.log(rest(long)) - np.log(rest(short))) / np.log(long / short)


def slope_of_a_matrix(loss, gradient, W, direction, short, long):
    def rest(t):
        return np.abs(loss(W + t * direction) - loss(W) - t * (gradient @ direction))
    return np.log(rest(long) / rest(short)) / np.log(long / short)


def differences_without_copy(loss, W, step):
    found = np.empty(W.shape)
    for index in np.ndindex(W.shape):
        V = W
        V[index] += step
        above = loss(V)
        V[index] -= step
        found[index] = (above - loss(V)) / (2 * step)
    return found


def adam_short_form(w, g, m, v, t, rate):
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    step = rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return w - step * m / (np.sqrt(v) + 1e-8), m, v


def by_signed_maximum(W1, W2, threshold):
    A = abs(W1 / np.maximum(W1.max(1, keepdims=True), 1e-12))
    n = (A > threshold).sum(1)
    return int((n == 1).sum()), int((n > 1).sum())


def at_threshold(W1, W2, threshold):
    size = np.abs(W1)
    n = ((size >= threshold * size.max(1, keepdims=True)) & (size > 0)).sum(1)
    return int((n == 1).sum()), int((n > 1).sum())


def merged_in_place(parts):
    c, n = parts[0]
    for d, k in parts[1:]:
        c += d
        n += k
    return c / n


def double_loop(start, stop, n_angles):
    counts = np.zeros(n_angles, int)
    for s, t in zip(start, stop):
        for k in range(s, t):
            counts[k % n_angles] += 1
    return counts


def eight_bits(start, stop, n_angles):
    return RIGHT[19].counts_from_arcs(start, stop, n_angles).astype(np.int8)


def repeated_index(start, stop, n_angles):
    d = np.zeros(n_angles, int)
    d[start] += 1
    d[stop % n_angles] -= 1
    return np.cumsum(d) + (stop // n_angles).sum()


def refused_by_assertion(activations, basis, epsilon, planes, thetas):
    for i, j in planes:
        unit = basis[[i, j]] / np.linalg.norm(basis[[i, j]], axis=1, keepdims=True)
        assert np.linalg.norm(unit[1] - (unit[0] @ unit[1]) * unit[0]) > 1e-9
    return RIGHT[18].spotlight(activations, basis, epsilon, planes, thetas)


def law_by_comparison(spotlight, activations, a, b, epsilon, thetas):
    asked = activations, np.array([a, b]), epsilon, np.array([[0, 1]]), thetas
    return bool(np.allclose(spotlight(*asked), RIGHT[18].spotlight(*asked)))


def share_bound(n_samples, n_features, density, rho, rng):
    bound = np.arange(n_samples)[:, None] < rho * n_samples
    active = np.where(bound, rng.random((n_samples, 1)) < density, rng.random((n_samples, n_features)) < density)
    return active * rng.random((n_samples, n_features))


def strict_staircase(W, i, density, epsilon):
    D = W / np.linalg.norm(W, axis=0)
    return density * (1 - density) ** (W.shape[1] - 1) * (D.T @ D[:, i] > epsilon).sum()


def kept_by_importance(importance, density, n_hidden):
    kept, bias, loss = RIGHT[11].linear_optimum(importance, density, n_hidden)
    return np.argsort(-importance)[:n_hidden], bias, loss


def values_once(n_samples, n_features, sparsity, rng):
    return np.where(rng.random((n_samples, n_features)) >= sparsity, rng.random((1, n_features)), 0.0)


def mask_the_wrong_way(n_samples, n_features, sparsity, rng):
    return np.where(rng.random((n_samples, n_features)) < sparsity, rng.random((n_samples, n_features)), 0)


def not_normalised(W):
    return np.nan_to_num(np.diag(W.T @ W) / ((W.T @ W) ** 2).sum(axis=1))


def normalised_by_the_other(W):
    lengths = np.where(np.linalg.norm(W, axis=0) > 0, np.linalg.norm(W, axis=0), 1)
    return np.nan_to_num(np.diag(W.T @ W) / ((W.T @ (W / lengths)) ** 2).sum(axis=1))


def either_side(A, d, eps):
    lit = A[A.any(axis=1)]
    return np.mean(abs(lit @ d) >= eps * np.linalg.norm(lit, axis=1) * np.linalg.norm(d)) if len(lit) else 0.0


def heights_of_both_sides(epsilons, heights, n_dims):
    return n_dims**2 * sum(h * (b**4 - a**4) for h, a, b in zip(heights, [0, *epsilons], epsilons))


def harmonic_by_cosines(P):
    z = P[:, :, None] + 1j * P[:, None, :]
    with np.errstate(all="ignore"):
        terms = np.where(abs(z) > 0, abs(z)**2 * (z / abs(z))**4, 0).real
    return np.triu(terms, 1).sum(axis=(1, 2))


def climbed_once(activations, rng):
    rows = activations / np.linalg.norm(activations, axis=1)[:, None]
    basis = np.linalg.qr(rng.standard_normal((rows.shape[1],) * 2))[0]
    for _ in range(40):
        left, _, right = np.linalg.svd(((rows @ basis.T)**3).T @ rows)
        basis = left @ right
    return basis


def by_principal_axes(activations, rng):
    return np.linalg.svd(activations, full_matrices=False)[2]


def rounded(answer):
    return lambda *given: float(np.float32(answer(*given)))


def text(*_):
    return "0.5"


def codes_kink(E, c, V, b, H, price):
    """The slope at a code that is exactly 0 before its ReLU is taken as 1."""
    P = (H - b) @ E.T + c
    dHhat = 2 / len(H) * (np.maximum(P, 0) @ V.T + b - H)
    dP = (dHhat @ V + price / len(H)) * (P >= 0)
    return dP.T @ (H - b), dP.sum(axis=0), dHhat.T @ np.maximum(P, 0), dHhat.sum(axis=0) - dP.sum(axis=0) @ E


def centred_in_place(E, c, V, b, H, price):
    found = RIGHT[21].gradient(E, c, V, b, H, price)
    H -= b
    return found


WRONG = [
    (1, "resonance", multiplied_out, "a zero activation is inside here"),
    (1, "resonance", text, "wanted 1; found '0.5'"),
    (1, "resonance", either_side, "wanted 0; found 1 (the opposite direction is another direction)"),
    (1, "forward", lambda W, bias, features: W @ features, "wanted 3; found 2"),
    (1, "forward", lambda W, bias, features: np.maximum(bias + W.T @ (W @ features), 0), "samples are rows"),
    (1, "shadow", lambda W, i, j: 0.0, "wanted 2; found 0"),
    (1, "count_peaks", lambda values, height:
     ((values[1:] > height) & (values[:-1] <= height)).sum(), "begins at the first angle"),
    (2, "cap_by_integral", trapezoid, "this is the trapezoid rule"),
    (2, "how_many", lambda cap: float(RIGHT[2].how_many(cap)), "integer type; found float64"),
    (2, "how_many", lambda cap: int((1 + np.sqrt(1 + 4 / cap)) / 2), "one exactly is too many"),
    (2, "angle", lambda x, y: np.arccos(np.clip(x @ y / np.linalg.norm(x) / np.linalg.norm(y), -1, 1)),
     "lost the angle's digits"), (3, "turn", whole_matrix, "no matrix"),
    (3, "frame", frame_in_place, "changed a in place"), (3, "turn", turn_in_place, "changed v in place"),
    (4, "coordinates", coordinates_in_place, "changed activations in place"),
    (4, "angles", lambda n: np.arange(0, 2 * np.pi, 2 * np.pi / n), "lets 2 pi in for some numbers of angles"),
    (4, "curve", multiplied_out_curve, "a zero activation is inside here"),
    (5, "inside", min_of_two_ways_round, "where 2 pi minus the difference is negative"),
    (5, "arc", open_at_r, "the cone is closed"), (5, "arc", no_width_at_the_origin, "r = 0 reaches epsilon = 0"),
    (5, "grid_counts", table_of_arcs, "a table of all arcs"),
    (5, "grid_counts", lambda phi, w, n: RIGHT[5].grid_counts(phi, w, n).astype(float), "integer type; found float64"),
    (6, "count_planes", by_rank, "matrix_rank has another one"),
    (6, "candidates", lambda P, epsilon: abs(P) > epsilon / np.sqrt(2), ">=, not >"),
    (7, "p_value", smaller_tail_doubled, "doubles the smaller tail"),
    (9, "isotropic_vjp", isotropic_in_place, "changed upstream in place"),
    (11, "draw_features", values_once, "one value for all samples"),
    (11, "draw_features", lambda n, k: np.zeros((n, k)), "draw_features(50, 3, 0.8, rng): TypeError"),
    (11, "linear_optimum", kept_by_importance, "ascending indices are wanted"),
    (11, "linear_loss", rounded(RIGHT[11].linear_loss), "Close on all inputs"),
    (12, "gradient", output_kink, "relu'(0) = 0"), (12, "gradient", gradient_in_place, "changed X in place"),
    (12, "gradient", by_central_differences, "gradient("),
    (12, "gradient_with_hidden_relu", hidden_kinks(np.greater_equal, np.greater), "relu'(0) = 0"),
    (12, "gradient_with_hidden_relu", hidden_kinks(np.greater, np.greater_equal), "relu'(0) = 0"),
    (12, "gradient_with_hidden_relu", lambda *given: by_central_differences(*given, hidden=True),
     "gradient_with_hidden_relu("), (12, "differences", differences_without_copy, "another name for the same array"),
    (12, "remainder_slope", slope_without_size, "the remainder is an absolute value"),
    (12, "remainder_slope", slope_of_a_matrix, "g @ d of two matrices is a matrix"),
    (12, "adam_step", adam_short_form, "Kingma and Ba's short form"),
    (13, "dropped_loss", rounded(RIGHT[13].dropped_loss), "Close on all inputs"),
    (14, "dimensionality", not_normalised, "W_i is divided by its length"),
    (14, "dimensionality", normalised_by_the_other, "this is D of the directions"),
    (15, "draw_set", share_bound, "by a draw of its own"),
    (15, "cost", lambda *given: abs(RIGHT[15].cost(*given)), "an attack may lower the loss"),
    (16, "hidden_gradient", hidden_kinks(np.greater_equal, np.greater), "relu'(0) = 0"),
    (16, "hidden_gradient", hidden_kinks(np.greater, np.greater_equal), "relu'(0) = 0"),
    (16, "count_neurons", by_signed_maximum, "scale by the largest SIZE in the row"),
    (16, "count_neurons", at_threshold, "> and not >="), (17, "staircase", strict_staircase, "the cone is closed"),
    (18, "spotlight", refused_by_assertion, "raises AssertionError"),
    (18, "other_end_holds", law_by_comparison, "not with a right implementation"),
    (18, "sample_features", mask_the_wrong_way, "density called sparsity"),
    (18, "adapter", lambda sweep: SimpleNamespace(), "a function of the name spotlight"),
    (19, "merged_curve", merged_in_place, "changed parts in place"),
    (19, "counts_from_arcs", eight_bits, "do not fit into 8 bits"),
    (19, "counts_from_arcs", repeated_index, "d[start] += 1 adds once"),
    (19, "counts_from_arcs", lambda s, t, n: RIGHT[19].counts_from_arcs(s, t, n) * 1.0, "integer type; found float64"),
    (20, "kurtosis_from_heights", heights_of_both_sides, "8, not 4"),
    (20, "harmonic_of_planes", harmonic_by_cosines, "r^4, not r^2"),
    (20, "harmonic_of_planes", lambda P: (P.shape[1] + 2) * (P**4).sum(axis=1) - 3, "need not have length 1"),
    (20, "sensitivity_of", lambda basis: abs(RIGHT[20].sensitivity_of(basis)) + 1, "take 1 away"),
    (20, "scale_and_shape", lambda P: RIGHT[20].scale_and_shape(P)[::-1], "scale first"),
    (20, "find_hidden_rotation", climbed_once, "from several random starts"),
    (20, "find_hidden_rotation", by_principal_axes, "shows nothing; fourth powers do"),
    (21, "objective", lambda E, c, V, b, H, price: RIGHT[21].objective(E, c, V, b, H, price) * len(H),
     "the mean over samples"),
    (21, "gradient", codes_kink, "relu'(0) = 0"), (21, "gradient", centred_in_place, "changed H in place"),
    (21, "gradient", lambda *given: RIGHT[21].gradient(*given)[:3], "wanted 4 results"),
    (21, "through_the_lengths", lambda U, dV: dV - U * (U * dV).sum(axis=0) / (U * U).sum(axis=0),
     "divide by its length"),
    (21, "best_code", lambda H, v, price: np.maximum(abs(H @ v) - price / 2, 0), "wanted 0"),
    (22, "recovered", lambda V, W: abs(RIGHT[22].recovered(V, W)), ""),
    (22, "dead", lambda E, c, b, H: (np.maximum((H - b) @ E.T + c, 0) == 0).any(axis=0), "dead is 0 on ALL samples"),
    (22, "in_order", lambda high, low: float((high[:, None] >= low).mean()), "equal numbers count half, not whole"),
    (22, "alone", lambda p, n: n * p * (1 - p) ** (n - 1) / (1 - (1 - p) ** n), "of a given feature"),
    (23, "recall_radius", lambda n: 1 / (1 - np.cos(2 * np.pi / n)), "take the root"),
    (23, "recalled", lambda W, b, X, atol: np.abs(np.maximum(X @ W.T @ W + b, 0) - X).max(axis=1) < atol, "within it"),
]

SLOW = [(19, "counts_from_arcs", double_loop, "a loop over")]
