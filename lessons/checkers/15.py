"""When is an answer to lesson 15 right, and what is said when it is not?"""

import numpy as np

from srm_ref import harmonic, mass, plane_rotation, spotlight_curve
from srm_ref.course.exercises import Exercise, Wrong, expect_close, expect_untouched
from srm_ref.spotlight.arcs import full_turn


def _untouched(answer, name, array, *others):
    """Call `answer` on a copy of `array`; complain if it changes it."""
    copy = array.copy()
    found = answer(copy, *others)
    expect_untouched(copy, array, name)
    return found


def check_turned_curve(answer):
    h = np.array([[2.0, 0.3, 0.5], [0.2, 1.0, -0.1], [-1.0, 2.0, 0.4], [0.4, 0.5, 0.0], [1.0, -0.2, 0.1]])
    thetas, axes = full_turn(36), np.eye(3)
    values = spotlight_curve(h, axes[0], axes[1], 0.87, thetas)
    for steps in (7, -3):
        R = plane_rotation(axes[0], axes[1], steps * 2 * np.pi / 36)
        wanted = spotlight_curve(h @ R.T, axes[0], axes[1], 0.87, thetas)
        cut = wanted.copy()
        cut[:max(steps, 0)], cut[36 + min(steps, 0):] = 0, 0
        expect_close(_untouched(answer, "values", values, steps), wanted, f"turned_curve(values, {steps}) on a grid of 36 angles", [
            (np.roll(values, -steps), "the wrong way: f_RW(theta) = f_W(theta - alpha), so the peaks move with the model"),
            (values, "the outputs stay the same, the curve does not"),
            (np.roll(values, steps + 1), "off by one: the value at index 0 goes to index `steps`"),
            (np.roll(values, steps - 1), "off by one: the value at index 0 goes to index `steps`"),
            (cut, "the grid is a full turn: what leaves at one end comes back at the other"),
            (np.roll(values[::-1], steps), "turning does not mirror the curve"),
            (np.roll(values[::-1], -steps), "turning does not mirror the curve")])


def _share(t):
    return t / 2 if t <= 1 else 1 - 1 / (2 * t)


def check_share_up_to(answer):
    for beta, gamma, ratio in ((0.3, 1.2, 1.5), (0.9, 1.2, 0.8), (2.0, 2.6, 2.0), (0.2, 3.0, 0.5)):
        equal = np.sin(beta) / np.sin(gamma - beta)
        t = ratio * equal
        expect_close(answer(beta, gamma, ratio), _share(t), f"share_up_to({beta}, {gamma}, {ratio})", [
            (_share(ratio * np.sin(np.radians(beta)) / np.sin(np.radians(gamma - beta))),
             "beta and gamma are in radians: sin takes them as they are"),
            (beta / gamma, "directions are not uniform between the two: start from v / u <= t"),
            (_share(equal), "the lengths count: the part of u W_i across the direction beta is u ratio sin(beta)"),
            (_share(equal / ratio), "the longer W_i is, the more activations lie near it: t grows with ratio"),
            (_share(1 / equal * ratio), "t = v / u is sin(beta) / sin(gamma - beta), not the reverse: it is 0 at beta = 0"),
            (_share(ratio**2 * equal), "W_i is `ratio` times as long as W_j, so the ratio enters once, not squared"),
            (1 - 1 / (2 * t) if t <= 1 else np.inf, "1 - 1 / (2 t) holds for t >= 1 only; below, the region is a triangle of area t / 2"),
            (1 - 1 / t if t > 1 else np.inf, "for t > 1 the triangle that is left out has half the area of 1 by 1 / t"),
            (min(1.0, t / 2) if t > 1 else np.inf,
             "t / 2 holds for t <= 1 only; beyond, the region is all but a triangle of area 1 / (2 t)"),
            (min(1.0, t) if t > 1 else np.inf, "for t > 1 the region v <= t u is all of the unit square but a triangle of area 1 / (2 t)"),
            (_share(ratio * np.sin(beta) / np.sin(gamma)), "the angle from the direction beta to feature j is gamma - beta"),
            (t / 2 if t > 1 else np.inf, "t / 2 holds for t <= 1 only; beyond, the region is all but a triangle of area 1 / (2 t)"),
            (t if t <= 1 else np.inf, "the region v <= t u of the unit square is a triangle: half of t"),
            (1 / (2 * t) if t > 1 else np.inf, "for t > 1 this is the triangle that is left out"),
            (1 - _share(t), "this is the share nearer to feature j: v belongs to j, so v / u must be small"),
            (_share(ratio * np.tan(beta) / np.tan(gamma - beta)),
             "the part across the direction beta goes with the sine, not the tangent")])


def check_code_harmonic(answer):
    for n_axis, n_between, m, epsilon in ((3, 2, 5, 0.8), (1, 5, 6, 0.95), (0, 3, 5, 0.9)):
        codes = [np.eye(m)[k] for k in range(n_axis)] + [np.eye(m)[k] + np.eye(m)[(k + 1) % m] for k in range(n_between)]
        w, on = np.arccos(epsilon), (m - 1) * n_axis
        full = np.sin(4 * w) / (4 * w)
        wanted = harmonic(np.array(codes), np.eye(m), epsilon)
        pairs, ordered, degrees = m * (m - 1) / 2 * n_axis, 2 * on, np.degrees(w)
        expect_close(answer(n_axis, n_between, m, epsilon), wanted, f"code_harmonic({n_axis}, {n_between}, {m}, {epsilon})", [
            (full * (n_axis - n_between) / (n_axis + n_between),
             "a code on an axis is lit in every plane of its neuron: n_hidden - 1 of them"),
            (full * (m * n_axis - n_between) / (m * n_axis + n_between), "a neuron has n_hidden - 1 planes, one with each other neuron"),
            ((on - n_between) / (on + n_between), "arcs have widths: the factor sin(4 w) / (4 w) is missing"),
            (np.sin(4 * w) / w * (on - n_between) / (on + n_between), "c_4 has a 4 below: sin(4 w) / (4 w)"),
            (full * (pairs - n_between) / (pairs + n_between), "of all planes only those of the code's own neuron count: n_hidden - 1"),
            (full * (ordered - n_between) / (ordered + n_between), "planes are counted once, not in both orders"),
            (np.sin(4 * degrees) / (4 * degrees) * (on - n_between) / (on + n_between), "w is in radians, as np.arccos gives it"),
            (np.sin(4 * epsilon) / (4 * epsilon) * (on - n_between) / (on + n_between), "w is arccos(epsilon), not epsilon"),
            (np.sin(w) / w * (on - n_between) / (on + n_between), "the FOURTH harmonic of an arc: sin(4 w) / (4 w)"),
            (np.sin(2 * w) / (2 * w) * (on - n_between) / (on + n_between), "the FOURTH harmonic of an arc: sin(4 w) / (4 w)"),
            (full * on / (on + n_between), "half-way between two neurons cos(4 phi) is -1, not 0"),
            (full * (on - n_between), "the harmonic is c_4 divided by c_0: by the arcs of all codes, (n_hidden - 1) n_axis + n_between"),
            (full * (on - n_between) / (n_axis + n_between),
             "above and below arcs are counted, not codes: (n_hidden - 1) n_axis + n_between below"),
            (full * (on + n_between) / (on + n_between), "half-way between two neurons cos(4 phi) is -1"),
            (full * (n_between - on) / (on + n_between), "the sign: at epsilon above 1 / sqrt(2) codes on the axes count +, those between -")])


def check_lone_mass(answer):
    directions = np.array([[1.0, 0, 0], [0.6, 0.8, 0], [-0.6, 0.8, 0], [0, -0.28, 0.96], [-0.48, -0.8, 0.36]])
    G = directions @ directions.T
    for i, j, density, epsilon in ((0, 2, 0.3, 0.55), (1, 4, 0.4, 0.7)):
        n, chance = 5, density * (1 - density) ** 4
        of_each = mass(directions, directions[[i, j]], epsilon)  # one sample a feature
        squares, product, g = G[i] ** 2 + G[j] ** 2, G[i] * G[j], G[i, j]
        r_squared = (squares - 2 * g * product) / (1 - g**2)

        def mass_of(r_squared):
            r = np.sqrt(np.maximum(r_squared, 0))
            return chance * np.arccos(np.minimum(epsilon / r[r >= epsilon - 1e-12], 1)).sum() / np.pi

        found = _untouched(answer, "G", G, i, j, density, epsilon)
        if isinstance(found, (float, np.ndarray)) and np.isnan(found).any():
            raise Wrong("nan: where a feature's part in the plane, r, is below epsilon, arccos(epsilon / r) does not exist: it is not lit")
        n_lit = (r_squared >= epsilon**2 - 1e-12).sum()
        expect_close(found, chance * n * of_each, f"lone_mass(G, {i}, {j}, {density}, {epsilon})", [
            (n_lit * chance * np.arccos(epsilon) / np.pi,
             "a feature that leans out of the plane has a shorter arc: arccos(epsilon / r), r < 1"),
            (chance * n * of_each - 2 * chance * np.arccos(epsilon) / np.pi, "features i and j themselves are lit, too: they have r = 1"),
            (mass_of(squares - 2 * g * product), "q has sqrt(1 - g^2) below: r^2 is divided by 1 - g^2"),
            (mass_of((squares + 2 * g * product) / (1 - g**2)), "the sign: r^2 has the term - 2 g g_ik g_jk"),
            (mass_of((squares - 2 * g * product) / (1 - g)), "r^2 is divided by 1 - g^2, not by 1 - g"),
            (mass_of(r_squared**2), "the arc is arccos(epsilon / r), with r, not with r^2"),
            (chance * n * of_each / 2, "an arc of half width w is 2 w wide and covers the share w / pi of a turn"),
            (chance * n * of_each * np.pi, "the mass is a mean over the turn: an arc of half width w covers the share w / pi of it"),
            (np.degrees(chance * n * of_each), "the share w / pi wants w in radians, as np.arccos gives it"),
            (n * chance * n * of_each,
             "each feature is the lone one with probability p (1 - p)^(n - 1): the sum over features has the n already"),
            ((1 - density) ** (n - 2) * (1 - (1 - density) ** 2) * n * of_each,
             "the lesson's other formula is for one or both of i and j active; here it is exactly one of all: p (1 - p)^(n - 1) each"),
            (2 * chance * np.arccos(epsilon) / np.pi, "third features that lean into the plane are lit as well"),
            (of_each, "out of all samples: exactly one feature, this one, is active with probability p (1 - p)^(n - 1)"),
            (chance * of_each, "the sum over features is wanted, not their mean"),
            (density * n * of_each, "alone: the other n - 1 features are inactive"),
            (density * (1 - density) ** 5 * n * of_each, "the OTHERS are inactive: n - 1 of them"),
            ((1 - density) * density**4 * n * of_each, "density and sparsity are exchanged: p is the probability that a feature is active"),
            (mass_of((squares - 2 * np.abs(g * product)) / (1 - g**2)), "cosines have signs: g g_ik g_jk may be negative"),
            (2 * chance * n * of_each, "an arc covers the share w / pi of a turn: its full width is 2 w, the turn 2 pi"),
            (mass_of(squares), "features i and j are oblique: r^2 has the term - 2 g g_ik g_jk and is divided by 1 - g^2")])


def _counts(W, i, epsilon):
    """How many features somebody may take for lit: right, and wrong in several ways, with what is said."""
    directions, by_rows, by_all = W / np.linalg.norm(W, axis=0), W / np.linalg.norm(W, axis=1, keepdims=True), W / np.linalg.norm(W)
    cosines = directions.T @ directions[:, i]
    lengths = "lengths do not matter to the spotlight: divide the dot products by both lengths"
    columns = "features are columns of W: divide each COLUMN by its length"
    return (cosines >= epsilon).sum(), [
        ((np.abs(cosines) >= epsilon).sum(), "an opposite feature is outside the cone: compare the cosine, not its size"),
        ((cosines >= epsilon).sum() - 1, "feature i lights its own cone as well"),
        ((W.T @ W[:, i] >= epsilon).sum(), lengths), ((directions.T @ W[:, i] >= epsilon).sum(), lengths),
        ((W.T @ directions[:, i] >= epsilon).sum(), lengths), ((by_rows.T @ by_rows[:, i] >= epsilon).sum(), columns),
        ((by_all.T @ by_all[:, i] >= epsilon).sum(), columns),
        ((cosines <= epsilon).sum(), "the cone holds the cosines ABOVE epsilon: near is a large cosine"),
        ((cosines >= np.cos(epsilon)).sum(), "epsilon is a cosine already: compare cosines with it as it is"),
        ((cosines >= np.arccos(epsilon)).sum(), "epsilon is a cosine already: compare cosines with it as it is"),
        ((np.arccos(np.clip(cosines, -1, 1)) >= epsilon).sum(), "epsilon is a cosine: compare cosines with it, not angles")]


def check_staircase(answer):
    many = np.array([[-0.7, 0.2, -1.3, 0.5, -0.9, -0.5, 0.3, -0.2, 0.8, 1.1, 1.0, 0.9],  # every known mistake counts another number
                     [1.7, 0.7, -0.3, -0.4, 0.7, -0.6, -0.1, 0.3, 0.6, 1.4, -0.5, 0.8]])
    few = np.array([[2.0, 0.3, -1.0, 0.5, -0.2], [0.0, 0.4, 0.5, -0.5, -0.1]])
    density = 0.3
    for W, i, epsilon in ((many, 0, 0.2), (few, 0, 0.65), (few, 1, 0.5), (few, 1, -0.5), (few, 2, 0.9), (few, 3, -0.9)):
        n, (n_lit, wrong) = W.shape[1], _counts(W, i, epsilon)
        chance = density * (1 - density) ** (n - 1)
        codes = spotlight_curve(W.T, W[:, i], np.array([-W[1, i], W[0, i]]), epsilon, np.zeros(1))[0] * n
        what = f"staircase(W, {i}, {density}, {epsilon}) with {n} features, {n_lit} of them lit"
        expect_close(_untouched(answer, "W", W, i, density, epsilon), chance * codes, what, [
            ((1 - density) * density ** (n - 1) * codes,
             "density and sparsity are exchanged: p is the probability that a feature is active"),
            (chance * codes / n, "the sum over features is wanted, not their mean"),
            (n_lit / n, "out of all samples: each lone feature has the probability p (1 - p)^(n - 1)"),
            (n_lit, "out of all samples: each lone feature has the probability p (1 - p)^(n - 1)"),
            (density * n_lit, "alone: the other n - 1 features are inactive"),
            (density * (1 - density) ** n * n_lit, "the OTHERS are inactive: n - 1 of them"),
            (density * (1 - density) * n_lit, "n counts features, the columns of W, not hidden neurons: (1 - p)^(n - 1)"),
            *((chance * count, hint) for count, hint in wrong)])


def _rolled_back(values, steps):
    return np.roll(values, -steps)


def _unchanged(values, steps):
    return values


def _zeros_come_in(values, steps):
    moved = np.roll(values, steps)
    moved[:max(steps, 0)], moved[len(values) + min(steps, 0):] = 0, 0
    return moved


def _one_too_far(values, steps):
    return np.roll(values, steps + 1)


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


def _codes_counted_below(n_axis, n_between, n_hidden, epsilon):
    w, on = np.arccos(epsilon), (n_hidden - 1) * n_axis
    return np.sin(4 * w) / (4 * w) * (on - n_between) / (n_axis + n_between)


def _width_in_degrees(n_axis, n_between, n_hidden, epsilon):
    w, on = np.degrees(np.arccos(epsilon)), (n_hidden - 1) * n_axis
    return np.sin(4 * w) / (4 * w) * (on - n_between) / (on + n_between)


def _without_width(n_axis, n_between, n_hidden, epsilon):
    on = (n_hidden - 1) * n_axis
    return (on - n_between) / (on + n_between)


def _own_two_only(G, i, j, density, epsilon):
    return 2 * density * (1 - density) ** (len(G) - 1) * np.arccos(epsilon) / np.pi


def _not_divided(G, i, j, density, epsilon):
    r = np.sqrt(np.maximum(G[i] ** 2 + G[j] ** 2 - 2 * G[i, j] * G[i] * G[j], 0))
    return density * (1 - density) ** (len(G) - 1) * np.arccos(np.minimum(epsilon / r[r >= epsilon - 1e-12], 1)).sum() / np.pi


def _all_arcs_alike(G, i, j, density, epsilon):
    r_squared = (G[i] ** 2 + G[j] ** 2 - 2 * G[i, j] * G[i] * G[j]) / (1 - G[i, j] ** 2)
    return density * (1 - density) ** (len(G) - 1) * np.arccos(epsilon) * (r_squared >= epsilon**2).sum() / np.pi


def _all_lit(G, i, j, density, epsilon):
    r = np.sqrt(np.maximum((G[i] ** 2 + G[j] ** 2 - 2 * G[i, j] * G[i] * G[j]) / (1 - G[i, j] ** 2), 0))
    with np.errstate(invalid="ignore", divide="ignore"):  # nan is this answer's mistake
        return density * (1 - density) ** (len(G) - 1) * np.arccos(epsilon / r).sum() / np.pi


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


def _by_rows(W, i, density, epsilon):
    directions = W / np.linalg.norm(W, axis=1, keepdims=True)
    return density * (1 - density) ** (W.shape[1] - 1) * (directions.T @ directions[:, i] >= epsilon).sum()


def _outside(W, i, density, epsilon):
    directions = W / np.linalg.norm(W, axis=0)
    return density * (1 - density) ** (W.shape[1] - 1) * (directions.T @ directions[:, i] <= epsilon).sum()


def _changes_W(W, i, density, epsilon):
    W /= np.linalg.norm(W, axis=0)
    return density * (1 - density) ** (W.shape[1] - 1) * (W.T @ W[:, i] >= epsilon).sum()


EXERCISES = (
    Exercise("turned_curve", check_turned_curve, ((_rolled_back, "wrong way"), (_unchanged, "the curve does not"),
                                                  (_zeros_come_in, "comes back"), (_one_too_far, "off by one"))),
    Exercise("share_up_to", check_share_up_to, ((_uniform_directions, "not uniform"), (_half_t_always, "t <= 1 only"),
                                                (_other_side, "nearer to feature j"), (_without_ratio, "lengths count"),
                                                (_ratio_inverted, "grows with ratio"))),
    Exercise("code_harmonic", check_code_harmonic, ((_one_plane_each, "n_hidden - 1"), (_without_width, "arcs have widths"),
                                                    (_codes_counted_below, "not codes"), (_width_in_degrees, "radians"))),
    Exercise("lone_mass", check_lone_mass, ((_own_two_only, "third features"), (_as_if_orthogonal, "oblique"),
                                            (_others_active, "alone: the other"), (_unsigned, "signs"),
                                            (_not_divided, "divided by 1 - g^2"), (_all_arcs_alike, "shorter arc"), (_all_lit, "nan"))),
    Exercise("staircase", check_staircase, ((_size_of_cosine, "opposite feature"), (_dot_products, "divide the dot products"),
                                            (_without_itself, "its own cone"), (_by_rows, "COLUMN"), (_outside, "ABOVE"),
                                            (_changes_W, "in place"))),
)
