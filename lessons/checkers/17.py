"""When is an answer to lesson 17 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import above, array_of, holds
from srm_ref import spotlight_curve

RIGHT = load_file(lessons_folder() / "solutions" / "17.py", "solution_17")


def turned_inputs(rng):
    yield np.array([0.1, 0.2, 0.3]), 0
    yield np.array([0.1, 0.2, 0.3]), 1
    yield np.array([0.1, 0.2, 0.3]), -1, Note("steps may be negative")
    yield np.array([0.1, 0.2, 0.3, 0.5]), 6, Note("more steps than angles: more than a full turn")
    yield from ((rng.random(36), steps) for steps in (7, -3, -50))


def turned_known(values, steps):
    n, right = len(values), np.roll(values, steps)
    cut, off = right.copy(), "off by one: the value at index 0 goes to index `steps`"
    cut[:max(steps, 0)], cut[max(n + min(steps, 0), 0):] = 0, 0
    return [
        (np.roll(values, -steps), "the wrong way: f_RW(theta) = f_W(theta - alpha), so the peaks move with the model"),
        (values, "the outputs stay the same, the curve does not"),
        (np.roll(values, steps + 1), off), (np.roll(values, steps - 1), off),
        (cut, "the grid is a full turn: what leaves at one end comes back at the other"),
        (np.roll(values, abs(steps)), "steps may be negative, and then the model turns back"),
        (np.roll(values[::-1], steps), "turning does not mirror the curve"), (np.roll(values[::-1], -steps), "turning does not mirror the curve")]


def _share(t):
    return t / 2 if t <= 1 else 1 - 1 / (2 * t)


def share_inputs(rng):
    yield 0.5, 1.0, 1.0, Note("half-way between two features of one length: one half")
    yield 1e-6, 1.0, 1.0, Note("next to feature i: next to nothing")
    yield 1.0 - 1e-6, 1.0, 1.0, Note("next to feature j: nearly all")
    yield from ((0.3, 1.2, 1.5), (0.9, 1.2, 0.8), (2.0, 2.6, 2.0), (0.2, 3.0, 0.5))
    for gamma, part, ratio in zip(rng.uniform(0.2, 3.1, 6), rng.random(6), rng.uniform(0.3, 3, 6)):
        yield float(gamma * part), float(gamma), float(ratio)


def share_known(beta, gamma, ratio):
    equal = np.sin(beta) / np.sin(gamma - beta)
    t = ratio * equal
    right, small = _share(t), t <= 1
    return [
        (_share(ratio * np.sin(np.radians(beta)) / np.sin(np.radians(gamma - beta))), "beta and gamma are in radians: sin takes them as they are"),
        (beta / gamma, "directions are not uniform between the two: start from v / u <= t"),
        (_share(equal), "the lengths count: the part of u W_i across the direction beta is u ratio sin(beta)"),
        (_share(equal / ratio), "the longer W_i is, the more activations lie near it: t grows with ratio"),
        (_share(ratio / equal), "t = v / u is sin(beta) / sin(gamma - beta), not the reverse: it is 0 at beta = 0"),
        (_share(ratio**2 * equal), "W_i is `ratio` times as long as W_j, so the ratio enters once, not squared"),
        (1 - 1 / (2 * t), "1 - 1 / (2 t) holds for t >= 1 only; below, the region is a triangle of area t / 2"),
        (right if small else 1 - 1 / t, "for t > 1 the triangle that is left out has half the area of 1 by 1 / t"),
        (min(1.0, t / 2), "t / 2 holds for t <= 1 only; beyond, the region is all but a triangle of area 1 / (2 t)"),
        (min(1.0, t), "the region v <= t u of the unit square is a triangle for t <= 1, half of t, and all but a triangle beyond"),
        (_share(ratio * np.sin(beta) / np.sin(gamma)), "the angle from the direction beta to feature j is gamma - beta"),
        (t / 2, "t / 2 holds for t <= 1 only; beyond, the region is all but a triangle of area 1 / (2 t)"),
        (t if small else right, "the region v <= t u of the unit square is a triangle: half of t"),
        (right if small else 1 / (2 * t), "for t > 1 this is the triangle that is left out"),
        (1 - right, "this is the share nearer to feature j: v belongs to j, so v / u must be small"),
        (_share(ratio * np.tan(beta) / np.tan(gamma - beta)), "the part across the direction beta goes with the sine, not the tangent")]


def harmonic_inputs(rng):
    yield 1, 0, 2, 0.9, Note("codes on one neuron each, two neurons: one plane")
    yield 0, 1, 2, 0.9, Note("codes between two neurons alone")
    yield 1, 1, 3, 0.8, Note("a neuron has a plane with each other neuron")
    yield from ((3, 2, 5, 0.8), (1, 5, 6, 0.95), (0, 3, 5, 0.9), (4, 4, 9, 0.72))


def harmonic_known(n_axis, n_between, m, epsilon):
    w, on = np.arccos(epsilon), (m - 1) * n_axis
    codes, full = n_axis + n_between, np.sin(4 * w) / (4 * w)

    def ratio(on=on, full=full):
        return full * (on - n_between) / (on + n_between)

    right, pairs, degrees, fourth = ratio(), m * (m - 1) / 2 * n_axis, np.degrees(w), "the FOURTH harmonic of an arc: sin(4 w) / (4 w)"
    return [
        (ratio(n_axis), "a code on an axis is lit in every plane of its neuron: n_hidden - 1 of them"),
        (ratio(m * n_axis), "a neuron has n_hidden - 1 planes, one with each other neuron"),
        (ratio(full=1.0), "arcs have widths: the factor sin(4 w) / (4 w) is missing"),
        (4 * right, "c_4 has a 4 below: sin(4 w) / (4 w)"),
        (ratio(pairs), "of all planes only those of the code's own neuron count: n_hidden - 1"),
        (ratio(2 * on), "planes are counted once, not in both orders"),
        (ratio(full=np.sin(4 * degrees) / (4 * degrees)), "w is in radians, as np.arccos gives it"),
        (ratio(full=np.sin(4 * epsilon) / (4 * epsilon)), "w is arccos(epsilon), not epsilon"),
        (ratio(full=np.sin(w) / w), fourth), (ratio(full=np.sin(2 * w) / (2 * w)), fourth),
        (full * on / (on + n_between), "half-way between two neurons cos(4 phi) is -1, not 0"),
        (full * (on - n_between), "the harmonic is c_4 divided by c_0: by the arcs of all codes, (n_hidden - 1) n_axis + n_between"),
        (full * (on - n_between) / codes, "above and below arcs are counted, not codes: (n_hidden - 1) n_axis + n_between below"),
        (full, "half-way between two neurons cos(4 phi) is -1"),
        (-right, "the sign: at epsilon above 1 / sqrt(2) codes on the axes count +, those between -")]


def mass_inputs(rng):
    square, three = np.eye(2), np.eye(3)
    yield square, 0, 1, 0.5, 0.8
    yield square, 0, 1, 0.5, 1.0, Note("epsilon 1: arcs of no width")
    yield three, 0, 1, 0.3, 0.8, Note("feature 2 is at right angles to the plane: r = 0, not lit")
    yield np.array([[1.0, 0.6], [0.6, 1.0]]), 0, 1, 0.3, 0.8, Note("oblique features: both have r = 1")
    tilted = np.array([[1.0, 0.0, 0.8], [0.0, 1.0, 0.0], [0.8, 0.0, 1.0]])
    yield tilted, 0, 1, 0.3, 0.8, Note("feature 2 has r = 0.8 = epsilon: an arc of no width")
    yield tilted, 0, 1, 0.3, 0.7, Note("third features that lean into the plane are lit as well, with shorter arcs")
    directions = np.array([[1.0, 0, 0], [0.6, 0.8, 0], [-0.6, 0.8, 0], [0, -0.28, 0.96], [-0.48, -0.8, 0.36]])
    yield from ((directions @ directions.T, i, j, density, epsilon) for i, j, density, epsilon in ((0, 2, 0.3, 0.55), (1, 4, 0.4, 0.7)))
    rows = rng.standard_normal((9, 3))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    yield rows @ rows.T, 5, 2, 0.1, 0.62


def mass_known(G, i, j, density, epsilon):
    n, g = len(G), G[i, j]
    chance = density * (1 - density) ** (n - 1)
    squares, product = G[i] ** 2 + G[j] ** 2, G[i] * G[j]
    right, r_squared = RIGHT.lone_mass(G, i, j, density, epsilon), (squares - 2 * g * product) / (1 - g**2)
    summed, own = right / chance, 2 * np.arccos(epsilon) / np.pi

    def of(r_squared):
        r = np.sqrt(np.maximum(r_squared, 0))
        return chance * np.arccos(np.minimum(epsilon / r[r >= epsilon - 1e-12], 1)).sum() / np.pi

    n_lit = (r_squared >= epsilon**2 - 1e-12).sum()
    return [
        (n_lit * chance * np.arccos(epsilon) / np.pi, "a feature that leans out of the plane has a shorter arc: arccos(epsilon / r), r < 1"),
        (right - chance * own, "features i and j themselves are lit, too: they have r = 1"),
        (of(squares - 2 * g * product), "q has sqrt(1 - g^2) below: r^2 is divided by 1 - g^2"),
        (of((squares + 2 * g * product) / (1 - g**2)), "the sign: r^2 has the term - 2 g g_ik g_jk"),
        (of((squares - 2 * g * product) / (1 - g)), "r^2 is divided by 1 - g^2, not by 1 - g"),
        (of(r_squared**2), "the arc is arccos(epsilon / r), with r, not with r^2"),
        (right / 2, "an arc of half width w is 2 w wide and covers the share w / pi of a turn"),
        (right * np.pi, "the mass is a mean over the turn: an arc of half width w covers the share w / pi of it"),
        (np.degrees(right), "the share w / pi wants w in radians, as np.arccos gives it"),
        (n * right, "each feature is the lone one with probability p (1 - p)^(n - 1): the sum over features has the n already"),
        ((1 - density) ** (n - 2) * (1 - (1 - density) ** 2) * summed,
         "the lesson's other formula is for one or both of i and j active; here it is exactly one of all: p (1 - p)^(n - 1) each"),
        (chance * own, "third features that lean into the plane are lit as well"),
        (summed / n, "out of all samples: exactly one feature, this one, is active with probability p (1 - p)^(n - 1)"),
        (right / n, "the sum over features is wanted, not their mean"), (density * summed, "alone: the other n - 1 features are inactive"),
        (right * (1 - density), "the OTHERS are inactive: n - 1 of them"),
        ((1 - density) * density ** (n - 1) * summed, "density and sparsity are exchanged: p is the probability that a feature is active"),
        (of((squares - 2 * np.abs(g * product)) / (1 - g**2)), "cosines have signs: g g_ik g_jk may be negative"),
        (2 * right, "an arc covers the share w / pi of a turn: its full width is 2 w, the turn 2 pi"),
        (of(squares), "features i and j are oblique: r^2 has the term - 2 g g_ik g_jk and is divided by 1 - g^2"),
        (right if r_squared.min() >= epsilon**2 - 1e-12 else np.nan,
         "nan: where a feature's part in the plane, r, is below epsilon, arccos(epsilon / r) does not exist: it is not lit")]


def staircase_inputs(rng):
    yield np.array([[2.0, 1.0]]), 0, 0.3, 0.5
    yield np.array([[2.0, -1.0]]), 0, 0.3, 0.5, Note("an opposite feature is outside the cone")
    yield np.array([[2.0, 0.0], [0.0, 3.0]]), 0, 0.3, 0.0, Note("the cone is closed: a feature at right angles, cosine 0, is inside at epsilon 0")
    yield np.array([[3.0, 4.0, -4.0], [0.0, 0.0, 3.0]]), 0, 0.2, -0.8, Note("epsilon is anywhere in [-1, 1]; the cone is closed")
    yield np.array([[3.0, 1.0], [4.0, 0.0]]), 1, 0.3, 0.6, Note("the cone is closed: a cosine equal to epsilon is inside")
    many = np.array([[-0.7, 0.2, -1.3, 0.5, -0.9, -0.5, 0.3, -0.2, 0.8, 1.1, 1.0, 0.9],  # every known mistake counts another number
                     [1.7, 0.7, -0.3, -0.4, 0.7, -0.6, -0.1, 0.3, 0.6, 1.4, -0.5, 0.8]])
    few = np.array([[2.0, 0.3, -1.0, 0.5, -0.2], [0.0, 0.4, 0.5, -0.5, -0.1]])
    for W, i, epsilon in ((many, 0, 0.2), (few, 0, 0.65), (few, 1, 0.5), (few, 1, -0.5), (few, 2, 0.9), (few, 3, -0.9)):
        yield W, i, 0.3, epsilon
    yield rng.standard_normal((4, 15)), 7, 0.1, 0.25
    yield np.array([[3.0, 1.0], [4.0, 0.0]]), 1, 0.3, 0.6 + 1e-6, Note("a cosine a millionth below epsilon is outside")


def staircase_known(W, i, density, epsilon):
    n, D = W.shape[1], W / np.linalg.norm(W, axis=0)
    chance, cosines = density * (1 - density) ** (n - 1), D.T @ D[:, i]
    rows, whole = W / np.linalg.norm(W, axis=1, keepdims=True), W / np.linalg.norm(W)
    lit = (cosines >= epsilon).sum()

    def count(values, epsilon=epsilon):
        return chance * (values >= epsilon).sum()

    right = count(cosines)
    lengths, columns = ("lengths do not matter to the spotlight: divide the dot products by both lengths",
                        "features are columns of W: divide each COLUMN by its length")
    cosine = "epsilon is a cosine already: compare cosines with it as it is"
    every = "out of all samples: each lone feature has the probability p (1 - p)^(n - 1)"
    return [
        (count(np.abs(cosines)), "an opposite feature is outside the cone: compare the cosine, not its size"),
        (right - chance, "feature i lights its own cone as well"), (count(W.T @ W[:, i]), lengths), (count(D.T @ W[:, i]), lengths),
        (count(W.T @ D[:, i]), lengths), (count(rows.T @ rows[:, i]), columns), (count(whole.T @ whole[:, i]), columns),
        (chance * (cosines <= epsilon).sum(), "the cone holds the cosines ABOVE epsilon: near is a large cosine"),
        (chance * (cosines > epsilon).sum(), "the cone is closed: a cosine equal to epsilon is inside"),
        (count(cosines, np.cos(epsilon)), cosine), (count(cosines, np.arccos(epsilon)), cosine),
        (count(np.arccos(np.clip(cosines, -1, 1))), "epsilon is a cosine: compare cosines with it, not angles"),
        ((1 - density) * density ** (n - 1) * lit, "density and sparsity are exchanged: p is the probability that a feature is active"),
        (right / n, "the sum over features is wanted, not their mean"), (lit / n, every), (lit, every),
        (density * lit, "alone: the other n - 1 features are inactive"), (right * (1 - density), "the OTHERS are inactive: n - 1 of them"),
        (density * (1 - density) ** (len(W) - 1) * lit, "n counts features, the columns of W, not hidden neurons: (1 - p)^(n - 1)")]


def shows_three_peaks(found):
    W = array_of(found, (2, 6), "W")
    above(float(np.linalg.norm(W, axis=0).min()), 0.5, "least length of a column of W")
    apart = min(float(np.linalg.norm(W[:, i] - W[:, j])) for i in range(6) for j in range(i))
    holds(apart >= 0.1, "least distance of two columns", "at least 0.1", apart)
    lit = spotlight_curve(W.T, np.array([1.0, 0]), np.array([0, 1.0]), 0.99, 2 * np.pi * np.arange(720) / 720) > 0
    peaks = int((lit & ~np.roll(lit, 1)).sum())
    holds(peaks == 3, "number of peaks", "3", peaks)


PREDICTIONS = (
    Prediction("three_features", RIGHT.three_features,
               "'a pair and one alone' if (polygons[3]['W'].T @ polygons[3]['W']).min() < -0.9 else 'a triangle'",
               "the pair loses only when both of its members are active, p^2 / 3; the triangle's three shadows cost more",
               choices=("a triangle", "a pair and one alone", "three of one direction"),
               overlooked={"a triangle": "it is the most even arrangement, but each of its features disturbs two others",
                           "three of one direction": "then every feature would answer for every other"}),
)

EXERCISES = (
    Exercise("turned_curve", RIGHT.turned_curve, turned_inputs, turned_known),
    Exercise("share_up_to", RIGHT.share_up_to, share_inputs, share_known),
    Exercise("code_harmonic", RIGHT.code_harmonic, harmonic_inputs, harmonic_known),
    Exercise("lone_mass", RIGHT.lone_mass, mass_inputs, mass_known),
    Exercise("staircase", RIGHT.staircase, staircase_inputs, staircase_known),
    Exercise("six_that_look_like_three", RIGHT.six_that_look_like_three, wanted=(shows_three_peaks,), hints=(
        "what does the spotlight not see of an activation?",
        "only directions count: two features of one direction make one peak, whatever their lengths",
        "three directions, two lengths each; or two directions so close that both are in one cone of half-angle 8 degrees")),
)
