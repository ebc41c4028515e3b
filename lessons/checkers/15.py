"""When is an answer to lesson 15 right, and what is said when it is not?"""

import numpy as np

from lessons.checking import Exercise, expect_close
from srm_ref import harmonic, mass, plane_rotation, spotlight_curve
from srm_ref.spotlight.angles import full_turn


def check_turned_curve(answer):
    h = np.array([[2.0, 0.3, 0.5], [0.2, 1.0, -0.1], [-1.0, 2.0, 0.4], [0.4, 0.5, 0.0], [1.0, -0.2, 0.1]])
    thetas, axes = full_turn(36), np.eye(3)
    values = spotlight_curve(h, axes[0], axes[1], 0.87, thetas)
    for steps in (7, -3):
        R = plane_rotation(axes[0], axes[1], steps * 2 * np.pi / 36)
        wanted = spotlight_curve(h @ R.T, axes[0], axes[1], 0.87, thetas)
        expect_close(answer(values.copy(), steps), wanted, f"turned_curve(values, {steps})", [
            (np.roll(values, -steps), "the wrong way: f_RW(theta) = f_W(theta - alpha), so the peaks move with the model"),
            (values, "the outputs stay the same, the curve does not"),
            (np.roll(values[::-1], steps), "turning does not mirror the curve")])


def _share(t):
    return t / 2 if t <= 1 else 1 - 1 / (2 * t)


def check_share_up_to(answer):
    for beta, gamma, ratio in ((0.3, 1.2, 1.5), (0.9, 1.2, 0.8), (2.0, 2.6, 2.0), (0.2, 3.0, 0.5)):
        equal = np.sin(beta) / np.sin(gamma - beta)
        t = ratio * equal
        expect_close(answer(beta, gamma, ratio), _share(t), f"share_up_to({beta}, {gamma}, {ratio})", [
            (beta / gamma, "directions are not uniform between the two: start from v / u <= t"),
            (_share(equal), "the lengths count: the part of u W_i across the direction beta is u ratio sin(beta)"),
            (_share(equal / ratio), "the longer W_i is, the more activations lie near it: t grows with ratio"),
            (t / 2 if t > 1 else np.inf, "t / 2 holds for t <= 1 only; beyond, the region is all but a triangle of area 1 / (2 t)"),
            (t if t <= 1 else np.inf, "the region v <= t u of the unit square is a triangle: half of t"),
            (1 / (2 * t) if t > 1 else np.inf, "for t > 1 this is the triangle that is left out"),
            (1 - _share(t), "this is the share nearer to feature j: v belongs to j, so v / u must be small"),
            (_share(ratio * np.tan(beta) / np.tan(gamma - beta)), "the part across the direction beta goes with the sine, not the tangent")])


def check_code_harmonic(answer):
    for n_axis, n_between, m, epsilon in ((3, 2, 4, 0.8), (1, 5, 6, 0.95), (0, 3, 5, 0.9)):
        codes = [np.eye(m)[k] for k in range(n_axis)] + [np.eye(m)[k] + np.eye(m)[(k + 1) % m] for k in range(n_between)]
        w, on = np.arccos(epsilon), (m - 1) * n_axis
        full = np.sin(4 * w) / (4 * w)
        expect_close(answer(n_axis, n_between, m, epsilon), harmonic(np.array(codes), np.eye(m), epsilon), f"code_harmonic({n_axis}, {n_between}, {m}, {epsilon})", [
            (full * (n_axis - n_between) / (n_axis + n_between), "a code on an axis is lit in every plane of its neuron: n_hidden - 1 of them"),
            (full * (m * n_axis - n_between) / (m * n_axis + n_between), "a neuron has n_hidden - 1 planes, one with each other neuron"),
            ((on - n_between) / (on + n_between), "arcs have widths: the factor sin(4 w) / (4 w) is missing"),
            (np.sin(4 * w) / w * (on - n_between) / (on + n_between), "c_4 has a 4 below: sin(4 w) / (4 w)"),
            (full * (on + n_between) / (on + n_between), "half-way between two neurons cos(4 phi) is -1"),
            (full * (n_between - on) / (on + n_between), "the sign: codes on the axes count +, those between -")])


def check_lone_mass(answer):
    directions = np.array([[1.0, 0, 0], [0.6, 0.8, 0], [-0.6, 0.8, 0], [0, -0.28, 0.96], [-0.48, -0.8, 0.36]])
    G = directions @ directions.T
    for i, j, density, epsilon in ((0, 2, 0.3, 0.55), (1, 4, 0.4, 0.7)):
        n, chance = 5, density * (1 - density) ** 4
        of_each = mass(directions, directions[[i, j]], epsilon)  # one sample a feature
        oblique = np.sqrt(G[i] ** 2 + G[j] ** 2)
        unsigned = np.sqrt(np.maximum((G[i] ** 2 + G[j] ** 2 - 2 * np.abs(G[i, j] * G[i] * G[j])) / (1 - G[i, j] ** 2), 0))
        expect_close(answer(G.copy(), i, j, density, epsilon), chance * n * of_each, f"lone_mass(G, {i}, {j}, {density}, {epsilon})", [
            (2 * chance * np.arccos(epsilon) / np.pi, "third features that lean into the plane are lit as well"),
            (of_each, "out of all samples: exactly one feature, this one, is active with probability p (1 - p)^(n - 1)"),
            (chance * of_each, "the sum over features is wanted, not their mean"),
            (density * n * of_each, "alone: the other n - 1 features are inactive"),
            (density * (1 - density) ** 5 * n * of_each, "the OTHERS are inactive: n - 1 of them"),
            ((1 - density) * density**4 * n * of_each, "density and sparsity are exchanged: p is the probability that a feature is active"),
            (chance * np.arccos(np.minimum(epsilon / unsigned[unsigned >= epsilon - 1e-12], 1)).sum() / np.pi,
             "cosines have signs: g g_ik g_jk may be negative"),
            (2 * chance * n * of_each, "an arc covers the share w / pi of a turn: its full width is 2 w, the turn 2 pi"),
            (chance * np.arccos(np.minimum(epsilon / oblique[oblique >= epsilon], 1)).sum() / np.pi,
             "features i and j are oblique: r^2 has the term - 2 g g_ik g_jk and is divided by 1 - g^2")])


def check_staircase(answer):
    W = np.array([[2.0, 0.3, -1.0, 0.5, -0.2], [0.0, 0.4, 0.5, -0.5, -0.1]])
    directions = W / np.linalg.norm(W, axis=0)
    density, chance = 0.3, 0.3 * 0.7**4
    for i, epsilon in ((0, 0.65), (1, 0.5), (1, -0.5), (2, 0.9), (3, -0.9)):
        cosines = directions.T @ directions[:, i]
        codes = spotlight_curve(W.T, W[:, i], np.array([-W[1, i], W[0, i]]), epsilon, np.zeros(1))[0] * 5
        expect_close(answer(W.copy(), i, density, epsilon), chance * codes, f"staircase(W, {i}, {density}, {epsilon})", [
            (chance * (np.abs(cosines) >= epsilon).sum(), "an opposite feature is outside the cone: compare the cosine, not its size"),
            (chance * ((W.T @ W[:, i]) >= epsilon).sum(), "lengths do not matter to the spotlight: divide the dot products by both lengths"),
            (chance * ((directions.T @ W[:, i]) >= epsilon).sum(), "lengths do not matter to the spotlight: divide the dot products by both lengths"),
            (chance * ((cosines >= epsilon).sum() - 1), "feature i lights its own cone as well"),
            (0.7 * 0.3**4 * codes, "density and sparsity are exchanged: p is the probability that a feature is active"),
            (chance * codes / 5, "the sum over features is wanted, not their mean"),
            ((cosines >= epsilon).sum() / 5, "out of all samples: each lone feature has the probability p (1 - p)^(n - 1)"),
            (density * (cosines >= epsilon).sum(), "alone: the other n - 1 features are inactive")])


def _rolled_back(values, steps):
    return np.roll(values, -steps)


def _unchanged(values, steps):
    return values


def _uniform_directions(beta, gamma, ratio):
    return beta / gamma


def _half_t_always(beta, gamma, ratio):
    return ratio * np.sin(beta) / np.sin(gamma - beta) / 2


def _other_side(beta, gamma, ratio):
    return _share(np.sin(gamma - beta) / np.sin(beta) / ratio)


def _without_ratio(beta, gamma, ratio):
    return _share(np.sin(beta) / np.sin(gamma - beta))


def _ratio_inverted(beta, gamma, ratio):
    return _share(np.sin(beta) / np.sin(gamma - beta) / ratio)


def _one_plane_each(n_axis, n_between, n_hidden, epsilon):
    w = np.arccos(epsilon)
    return np.sin(4 * w) / (4 * w) * (n_axis - n_between) / (n_axis + n_between)


def _without_width(n_axis, n_between, n_hidden, epsilon):
    on = (n_hidden - 1) * n_axis
    return (on - n_between) / (on + n_between)


def _own_two_only(G, i, j, density, epsilon):
    return 2 * density * (1 - density) ** (len(G) - 1) * np.arccos(epsilon) / np.pi


def _as_if_orthogonal(G, i, j, density, epsilon):
    r = np.sqrt(G[i] ** 2 + G[j] ** 2)
    w = np.arccos(np.minimum(epsilon / r[r >= epsilon], 1))
    return density * (1 - density) ** (len(G) - 1) * w.sum() / np.pi


def _unsigned(G, i, j, density, epsilon):
    r = np.sqrt(np.maximum((G[i] ** 2 + G[j] ** 2 - 2 * np.abs(G[i, j] * G[i] * G[j])) / (1 - G[i, j] ** 2), 0))
    return density * (1 - density) ** (len(G) - 1) * np.arccos(np.minimum(epsilon / r[r >= epsilon - 1e-12], 1)).sum() / np.pi


def _others_active(G, i, j, density, epsilon):
    r = np.sqrt(np.maximum((G[i] ** 2 + G[j] ** 2 - 2 * G[i, j] * G[i] * G[j]) / (1 - G[i, j] ** 2), 0))
    return density * np.arccos(np.minimum(epsilon / r[r >= epsilon - 1e-12], 1)).sum() / np.pi


def _size_of_cosine(W, i, density, epsilon):
    directions = W / np.linalg.norm(W, axis=0)
    return density * (1 - density) ** (W.shape[1] - 1) * (np.abs(directions.T @ directions[:, i]) >= epsilon).sum()


def _dot_products(W, i, density, epsilon):
    return density * (1 - density) ** (W.shape[1] - 1) * (W.T @ W[:, i] >= epsilon).sum()


def _without_itself(W, i, density, epsilon):
    directions = W / np.linalg.norm(W, axis=0)
    return density * (1 - density) ** (W.shape[1] - 1) * ((directions.T @ directions[:, i] >= epsilon).sum() - 1)


EXERCISES = (
    Exercise("turned_curve", check_turned_curve, ((_rolled_back, "wrong way"), (_unchanged, "the curve does not"))),
    Exercise("share_up_to", check_share_up_to, ((_uniform_directions, "not uniform"), (_half_t_always, "t <= 1 only"),
                                                (_other_side, "nearer to feature j"), (_without_ratio, "lengths count"),
                                                (_ratio_inverted, "grows with ratio"))),
    Exercise("code_harmonic", check_code_harmonic, ((_one_plane_each, "n_hidden - 1"), (_without_width, "arcs have widths"))),
    Exercise("lone_mass", check_lone_mass, ((_own_two_only, "third features"), (_as_if_orthogonal, "oblique"),
                                            (_others_active, "alone: the other"), (_unsigned, "signs"))),
    Exercise("staircase", check_staircase, ((_size_of_cosine, "opposite feature"), (_dot_products, "divide the dot products"),
                                            (_without_itself, "its own cone"))),
)
