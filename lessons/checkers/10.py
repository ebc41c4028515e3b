"""When is an answer to lesson 10 right, and what is said when it is not?"""

from dataclasses import replace

import numpy as np

from srm_ref.course.exercises import Exercise, Wrong, expect_close
from srm_ref.superposition import MODELS
from srm_ref.verification.cases import load_cases
from srm_ref.verification.gradcheck import gradient_error
from srm_ref.verification.mistakes.mistake import pairs_of
from srm_ref.verification.mistakes.toy import GRADIENT_MISTAKES, ToySteps, loss_and_gradient


def _point(seed):
    """Draw a point that hides nothing: biases other than 0, importances that differ, six samples, no output near 0."""
    rng = np.random.default_rng(seed)
    W, bias = rng.standard_normal((3, 5)) * 0.6, 0.4 * rng.standard_normal(5)
    return W, bias, rng.random((6, 5)) * (rng.random((6, 5)) < 0.7), np.array([1.0, 0.5, 2.0, 0.8, 1.5])


def _pair(found, W, what):
    if not isinstance(found, (tuple, list)) or len(found) != 2:
        raise Wrong(f"{what}: wanted the pair (dW, db); found {type(found).__name__}")
    if np.shape(found[0]) == W.shape[1:] and np.shape(found[1]) == W.shape:
        raise Wrong(f"{what}: the order is (dW, db): this is (db, dW)")
    for value, shape, name in zip(found, (W.shape, W.shape[1:]), ("dW", "db")):
        if np.shape(value) != shape:
            raise Wrong(f"{what}: {name} wanted of shape {shape}, like its parameter; found shape {np.shape(value)}")
    return {"W": np.array(found[0], dtype=float), "bias": np.array(found[1], dtype=float)}


def _explained(answer, model):
    """Say which of the kit's known mistakes, or which two, give these gradients on all golden cases; "" where none does."""
    answers = []
    for case in load_cases("toy_loss_and_gradient"):
        if case.inputs["model"] == model:
            p = {name: np.array(value, dtype=float) for name, value in case.inputs["parameters"].items()}
            X, importance = np.array(case.inputs["features"], dtype=float), np.array(case.inputs["importance"], dtype=float)
            answers.append((case.inputs, _pair(answer(p["W"], p["bias"], X, importance), p["W"], f"the golden case {case.id}")))
    single = sorted(GRADIENT_MISTAKES, key=lambda mistake: "both_scales" in mistake.steps)  # those of the loss last: no loss is returned here
    for mistake in (*single, *pairs_of(single)):
        if all(_predicts(replace(ToySteps(), **mistake.steps), *each) for each in answers):
            line = "; ".join(dict.fromkeys(mistake.line.split("; ")))  # a pair of mistakes may be of one line
            line = line.replace("2 / B", "2 / N").replace("y - t", "y - x").replace("y_i - t_i", "y_i - x_i")  # the letters of the lesson
            return f"{mistake.name}: look at {line}" + (", where U is dL/dz" if "U" in line else "")
    return ""


def _predicts(steps, inputs, found):
    with np.errstate(all="ignore"):
        try:
            predicted = loss_and_gradient(inputs, steps)[1]
        except ValueError:  # a transposed W does not fit
            return False
    return all(np.shape(predicted[name]) == found[name].shape and np.allclose(predicted[name], found[name], rtol=0, atol=1e-9) for name in found)


def _check_gradient(answer, model, what):
    for seed in (3, 4):
        W, bias, X, importance = _point(seed)
        p = {"W": W, "bias": bias}
        found = _pair(answer(W.copy(), bias.copy(), X.copy(), importance.copy()), W, what)
        error = gradient_error(lambda q: MODELS[model].loss(q, X, importance), found, p)
        if not error < 1e-6:
            explained = _explained(answer, model)
            right = MODELS[model].loss_and_gradient(p, X, importance)[1]
            wrong = " and ".join(name for name, key in (("dW", "W"), ("db", "bias")) if not np.allclose(found[key], right[key]))
            for name, key in (("dW", "W"), ("db", "bias")):
                factor = (found[key] * right[key]).sum() / (right[key] ** 2).sum()
                if not explained and not np.allclose(found[key], right[key]) and np.allclose(found[key], factor * right[key]):
                    raise Wrong(f"{what}: {name} is {factor:.3g} times what it should be")
            worst = max(np.abs(found[key] - right[key]).max() / np.abs(right[key]).max() for key in right)
            raise Wrong(explained or f"{what}: {wrong or 'it'} off by {worst:.2g} of the largest entry of the gradient")


def check_gradient(answer):
    _check_gradient(answer, "relu_output", "gradient")


def check_gradient_with_hidden_relu(answer):
    _check_gradient(answer, "relu_hidden", "gradient_with_hidden_relu")


def _quartic(W):
    return float((W**4).sum() + W.ravel()[0] * W.ravel()[-1] ** 2)


def _quartic_slopes(W):
    slopes = 4 * W**3
    slopes.ravel()[0] += W.ravel()[-1] ** 2
    slopes.ravel()[-1] += 2 * W.ravel()[0] * W.ravel()[-1]
    return slopes


def check_differences(answer):
    for W in (np.array([[0.3, -1.2, 0.8], [0.5, 1.1, -0.4]]), np.array([0.7, -0.6, 1.3])):
        step, given, seen = 1e-3, W.copy(), []
        found = answer(lambda V: seen.append(np.array(V)) or _quartic(V), given, step)
        if not np.array_equal(given, W):
            raise Wrong("W is not what it was: put every entry back after its turn, or change a copy (adding the step again leaves a rounding "
                        "error behind: keep the old value, or a copy)")
        up, down = np.empty(W.shape), np.empty(W.shape)
        for index in np.ndindex(W.shape):
            for sign, out in ((1, up), (-1, down)):
                V = W.copy()
                V[index] += sign * step
                out[index] = sign * (_quartic(V) - _quartic(W)) / step
        wanted, ones = (up + down) / 2, np.ones(W.shape)
        together = (_quartic(W + step * ones) - _quartic(W - step * ones)) / (2 * step)
        if not isinstance(found, (int, float, np.number, np.ndarray, list)):
            raise Wrong(f"differences: wanted an array of shape {W.shape}; found {type(found).__name__}")
        if np.shape(found) in ((), W.shape) and np.allclose(found, together):
            raise Wrong("one entry at a time: all entries moved together")
        if np.shape(found) == W.shape and np.allclose(found, 0):
            raise Wrong("every difference is 0: V = W is another name for the same array, not a copy; take W.copy()")
        half = (_quartic_slopes(W) * 3 + wanted * 1) / 4  # the error falls with the square of the step: a quarter of it is left
        expect_close(found, wanted, f"differences(loss, W of shape {W.shape}, {step})", [
            (up, "this is the one-sided difference: its error falls with the step, not with its square"),
            (down, "this is the one-sided difference: its error falls with the step, not with its square"),
            (2 * wanted, "the two points lie 2 step apart: divide by 2 step"),
            (half, "this is the difference to half the step: the two points are W + step and W - step, 2 step apart"),
            (half / 2, "the two points are W + step and W - step: with half a step to each side one divides by step"),
            (-wanted, "the sign is wrong: the loss at W + step minus the loss at W - step"),
            (2 * step * wanted, "divide the difference of the two losses by 2 step"),
            (wanted.ravel(), f"the result has the shape of W, {W.shape}: this is flat"),
            (_quartic_slopes(W), "these are the exact slopes, or differences to a finer step: use the loss and the step you are given"),
        ], atol=1e-8)


def check_remainder_slope(answer):
    W, d = np.array([[0.6, -0.5], [0.4, 0.9]]), np.array([[0.8, 0.1], [-0.9, 0.5]])  # d is not of length 1
    right = _quartic_slopes(W)
    for g, kind in ((right, "right"), (right * np.array([[1.0, 1.3], [1.0, 0.6]]), "wrong")):
        for short, long in ((1e-3, 1e-2), (2e-3, 2.5e-2)):
            def ratio(remainder):
                return np.log(abs(remainder(long) / remainder(short)))

            def plain(t):
                return _quartic(W + t * d) - _quartic(W)

            def remainder(t):
                return plain(t) - t * (g * d).sum()

            wanted = ratio(remainder) / np.log(long / short)
            with np.errstate(invalid="ignore"):
                found = answer(_quartic, g.copy(), W.copy(), d.copy(), short, long)
            if not isinstance(found, (int, float, np.number, np.ndarray)):
                raise Wrong(f"wanted one number; found {type(found).__name__}")
            if np.shape(found) != ():
                raise Wrong(f"wanted one number; found shape {np.shape(found)}: <g, d> is the sum of all products of entries, (g * d).sum()")
            if np.isnan(found):
                raise Wrong("nan: the logarithm of a negative number; the remainder is an absolute value")
            expect_close(found, wanted, f"remainder_slope of a {kind} gradient, t = {short} to {long}", [
                (ratio(plain) / np.log(long / short), "take the first order away: t <g, d>"),
                (1 / wanted, "log r against log t: the ratio is upside down"),
                (abs(remainder(long) / remainder(short)), "this is the ratio of the remainders: take logarithms, and divide by log(long / short)"),
                ((abs(remainder(long)) - abs(remainder(short))) / (long - short), "both axes are logarithmic: take the logarithms of r and of t"),
                (wanted / np.log(10), "one logarithm is to base 10, the other natural: take the same for both"),
                (wanted * np.log(10), "one logarithm is to base 10, the other natural: take the same for both"),
                (np.log(abs(remainder(long))) / np.log(long), "a slope needs two points: the change of log r over the change of log t"),
                (np.log(abs(remainder(short))) / np.log(short), "a slope needs two points: the change of log r over the change of log t"),
                (ratio(lambda t: plain(t) - t * (g * d).sum() / np.linalg.norm(d)) / np.log(long / short), "take d as it is: L is evaluated at W + t d"),
                (-wanted, "both differences in one order: (log r(long) - log r(short)) / (log long - log short)"),
                (ratio(remainder) / (long - short), "both axes are logarithmic: divide by log(long) - log(short)"),
                (ratio(lambda t: plain(t) - (g * d).sum()) / np.log(long / short), "the first order is t times <g, d>"),
                (ratio(lambda t: plain(t) + t * (g * d).sum()) / np.log(long / short), "the first order is to be taken away, not added"),
            ], atol=1e-6)


def _adam(w, g, m, v, t, rate, powers=(1.0, 1.0), eps_inside=False):
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    first, second = m / (1 - 0.9 ** (t * powers[0])), v / (1 - 0.999 ** (t * powers[1]))
    return w - rate * first / (np.sqrt(second) + 1e-8), m, v


def check_adam_step(answer):
    w, g = np.array([1.0, -2.0, 0.5]), np.array([0.3, -0.02, 0.0])
    m, v, rate = np.array([0.05, 0.01, 0.0]), np.array([0.002, 0.003, 0.0]), 0.1
    for t in (3, 1):
        m, v = (m, v) if t == 3 else (np.zeros(3), np.zeros(3))
        given = [w.copy(), g.copy(), m.copy(), v.copy()]
        with np.errstate(all="ignore"):
            found = answer(*given, t, rate)
        if not isinstance(found, tuple) or len(found) != 3:
            raise Wrong("wanted the triple (w, m, v)")
        if not all(np.array_equal(now, before) for now, before in zip(given, (w, g, m, v))):
            raise Wrong("the arrays given were changed: return new ones")
        new_w, new_m, new_v = _adam(w, g, m, v, t, rate)
        expect_close(found[1], new_m, f"adam_step, t = {t}: m", [
            (m, "the m that was given comes back: return the new one"),
            (0.1 * g, "m begins anew: 0.9 times the old m belongs to it, or the optimiser has no memory"),
            (new_m / (1 - 0.9**t), "return m itself: the corrected m is for this step only"),
            (0.999 * m + 0.001 * g, "beta_1 = 0.9 belongs to m, beta_2 = 0.999 to v"),
            (new_v, "the order is (w, m, v)"), (new_w, "the order is (w, m, v)"),
            (0.1 * m + 0.9 * g, "0.9 belongs to the old m, 0.1 to the new gradient")])
        expect_close(found[2], new_v, f"adam_step, t = {t}: v", [
            (v, "the v that was given comes back: return the new one"),
            (0.001 * g**2, "v begins anew: 0.999 times the old v belongs to it, or the optimiser has no memory"),
            (new_v / (1 - 0.999**t), "return v itself: the corrected v is for this step only"),
            (0.999 * v + 0.001 * abs(g), "v is a mean of squares: g^2"),
            (0.999 * v + 0.001 * g, "v is a mean of squares: g^2")])
        if np.shape(found[0]) == g.shape and np.isnan(found[0]).tolist() == [False, False, True]:
            raise Wrong("nan for a gradient that was always 0: epsilon_A keeps the division from 0/0")
        with np.errstate(all="ignore"):  # some mistakes divide by 0 at t = 1
            mistakes = [
                (w - rate * new_m / (np.sqrt(new_v) + 1e-8), "divide m by 1 - 0.9^t and v by 1 - 0.999^t: they begin at 0 and are too small at first"),
                (2 * w - new_w, "downhill is against the gradient: subtract"),
                (w - rate * new_m / (1 - 0.9**t) / (np.sqrt(new_v) + 1e-8), "v is divided by 1 - 0.999^t, as m by 1 - 0.9^t"),
                (w - rate * new_m / (np.sqrt(new_v / (1 - 0.999**t)) + 1e-8), "m is divided by 1 - 0.9^t, as v by 1 - 0.999^t"),
                (w - rate * new_m / (1 - 0.9**t) / np.sqrt(new_v / (1 - 0.999**t) + 1e-8), "epsilon_A is added to the root, not under it"),
                (w - rate * new_m / (1 - 0.9 * t) / (np.sqrt(new_v / (1 - 0.999 * t)) + 1e-8), "0.9 and 0.999 to the power t, not times t"),
                (w - rate * new_m / (1 - 0.9 ** (t - 1)) / (np.sqrt(new_v / (1 - 0.999 ** (t - 1))) + 1e-8), "updates are counted from 1: the power is t"),
                (w - rate * np.sign(g), "this is the step of an optimiser that forgets: m and v come from the updates before"),
                (w - rate * new_m / (1 - 0.9**t) / (new_v / (1 - 0.999**t) + 1e-8), "divide by the square root of v"),
                (w - rate * new_m / (1 - 0.9 ** (t + 1)) / (np.sqrt(new_v / (1 - 0.999 ** (t + 1))) + 1e-8), "updates are counted from 1: the power is t"),
            ]
        expect_close(found[0], new_w, f"adam_step, t = {t}: w", mistakes)


def _output_variant(decoder=1, encoder=1, bias_weight=True, mask=True, scale=True):
    def answer(W, bias, X, importance):
        H = X @ W.T
        Z = H @ W + bias
        dZ = 2 / (len(X) if scale else 1) * importance * (np.maximum(Z, 0) - X) * (Z > 0 if mask else 1)
        return decoder * H.T @ dZ + encoder * (dZ @ W.T).T @ X, (dZ if bias_weight else dZ / importance).sum(axis=0)
    return answer


def _hidden_variant(encoder_mask=True, squared=False):
    def answer(W, bias, X, importance):
        A = X @ W.T
        H = np.maximum(A, 0)
        Z = H @ W + bias
        dZ = 2 / len(X) * importance * (np.maximum(Z, 0) - X) * (Z > 0)
        dA = dZ @ W.T * ((A > 0) if encoder_mask else 1) * (H if squared else 1)
        return H.T @ dZ + dA.T @ X, dZ.sum(axis=0)
    return answer


def _one_sided(loss, W, step):
    slopes = np.empty(W.shape)
    for index in np.ndindex(W.shape):
        V = W.copy()
        V[index] += step
        slopes[index] = (loss(V) - loss(W)) / step
    return slopes


def _without_two(loss, W, step):
    slopes = np.empty(W.shape)
    for index in np.ndindex(W.shape):
        V, U = W.copy(), W.copy()
        V[index] += step
        U[index] -= step
        slopes[index] = (loss(V) - loss(U)) / step
    return slopes


def _alias(loss, W, step):
    slopes = np.empty(W.shape)
    for index in np.ndindex(W.shape):
        above, below = W, W
        above[index] += step
        below[index] -= step
        slopes[index] = (loss(above) - loss(below)) / (2 * step)
    return slopes


def _not_put_back(loss, W, step):
    slopes = np.empty(W.shape)
    for index in np.ndindex(W.shape):
        W[index] += step
        above = loss(W)
        W[index] -= 2 * step
        slopes[index] = (above - loss(W)) / (2 * step)
    return slopes


def _slope_without_first_order(loss, gradient, W, direction, short, long):
    return np.log(abs(loss(W + long * direction) - loss(W)) / abs(loss(W + short * direction) - loss(W))) / np.log(long / short)


def _slope_of_unit_direction(loss, gradient, W, direction, short, long):
    rate = (gradient * direction).sum() / np.linalg.norm(direction)
    return np.log(abs((loss(W + long * direction) - loss(W) - long * rate) / (loss(W + short * direction) - loss(W) - short * rate))) / np.log(long / short)


def _slope_upside_down(loss, gradient, W, direction, short, long):
    r = [abs(loss(W + t * direction) - loss(W) - t * (gradient * direction).sum()) for t in (short, long)]
    return np.log(long / short) / np.log(r[1] / r[0])


def _slope_on_plain_axis(loss, gradient, W, direction, short, long):
    r = [abs(loss(W + t * direction) - loss(W) - t * (gradient * direction).sum()) for t in (short, long)]
    return np.log(r[1] / r[0]) / (long - short)


def _adam_uncorrected(w, g, m, v, t, rate):
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    return w - rate * m / (np.sqrt(v) + 1e-8), m, v


def _adam_without_memory(w, g, m, v, t, rate):
    return _adam(w, g, 0 * m, 0 * v, 1, rate)


def _adam_keeps_corrected(w, g, m, v, t, rate):
    new_w, m, v = _adam(w, g, m, v, t, rate)
    return new_w, m / (1 - 0.9**t), v / (1 - 0.999**t)


def _adam_epsilon_under_the_root(w, g, m, v, t, rate):
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    return w - rate * (m / (1 - 0.9**t)) / np.sqrt(v / (1 - 0.999**t) + 1e-8), m, v


def _adam_without_epsilon(w, g, m, v, t, rate):
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    return w - rate * (m / (1 - 0.9**t)) / np.sqrt(v / (1 - 0.999**t)), m, v


EXERCISES = (
    Exercise("gradient", check_gradient, (
        (_output_variant(encoder=0), "encoder term of the tied gradient missing"), (_output_variant(decoder=0), "decoder term of the tied gradient missing"),
        (_output_variant(bias_weight=False), "importance missing from the bias gradient"),
        (_output_variant(mask=False), "output relu forgotten in the gradient"),
        (_output_variant(scale=False), "gradient of a sum beside a loss that is a mean"))),
    Exercise("gradient_with_hidden_relu", check_gradient_with_hidden_relu, (
        (_hidden_variant(encoder_mask=False), "hidden relu missing in the gradient"),
        (_output_variant(), "hidden relu missing: look at h = relu(W x)"), (_hidden_variant(squared=True), "off by"))),
    Exercise("differences", check_differences, ((_one_sided, "one-sided"), (_without_two, "divide by 2 step"), (_not_put_back, "put every entry back"),
                                                (_alias, "not a copy"))),
    Exercise("remainder_slope", check_remainder_slope, ((_slope_without_first_order, "first order away"), (_slope_upside_down, "upside down"),
                                                        (_slope_on_plain_axis, "both axes are logarithmic"),
                                                        (_slope_of_unit_direction, "take d as it is"))),
    Exercise("adam_step", check_adam_step, ((_adam_uncorrected, "begin at 0"), (_adam_without_memory, "no memory"),
                                            (_adam_keeps_corrected, "for this step only"), (_adam_without_epsilon, "epsilon_A keeps"),
                                            (_adam_epsilon_under_the_root, "not under it"))),
)
