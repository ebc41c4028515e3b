"""When is an answer to lesson 5 right, and what is said when it is not?"""

import tracemalloc

import numpy as np

from srm_ref.checks import counted
from srm_ref.course import lessons_folder, load_file
from srm_ref.course.exercises import Exercise, Note, Wrong
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, holds
from srm_ref import exact_spotlight_curve

RIGHT = load_file(lessons_folder() / "solutions" / "05.py", "solution_05")

P = np.array([0.9, 0.1, -0.7, 0.3, 0.2])
Q = np.array([0.2, -0.95, 0.6, 0.3, 0.1])


def arc_inputs(rng):
    yield 0.0, 0.0, 0.5, Note("an activation at right angles to the plane, r = 0, is never lit at a positive epsilon")
    yield 0.0, 0.0, 0.0, Note("r = 0 reaches epsilon = 0 at every angle: w = pi")
    yield 0.0, 0.0, -0.5, Note("r = 0 is above a negative epsilon at every angle: w = pi")
    yield 1.0, 0.0, 1.0, Note("the cone is closed: at r = epsilon one angle is lit, w = 0")
    yield 0.0, 0.5, 0.5, Note("the cone is closed: at r = epsilon one angle is lit, w = 0")
    yield -0.5, 0.0, 0.25, Note("phi is in (-pi, pi]: pi here")
    yield 0.5, 0.0, -0.5, Note("r = -epsilon: the cosine never falls below epsilon, w = pi")
    yield 0.3, 0.4, 0.6, Note("r = 0.5 never reaches epsilon = 0.6: there is no arc, return None")
    yield 0.3, 0.4, -0.6, Note("r = 0.5 and epsilon = -0.6: the cosine never falls below -0.5, so it is lit from every angle, w = pi")
    for p, q, epsilon in ((0.8, 0.3, 0.5), (-0.6, -0.5, 0.4), (0.5, 0.2, -0.3), (-0.2, 0.9, 0.7), (0.1, -0.6, 0.0)):
        yield p, q, epsilon
    yield 0.6, 0.0, 0.6 + 1e-6, Note("r is a millionth below epsilon: never lit")


def arc_known(p, q, epsilon):
    r, right = np.hypot(p, q), RIGHT.arc(p, q, epsilon)
    phi, w = right or (np.nan, np.nan)

    def made(phi, w):
        return (phi, w) if right else None

    return [
        (made(phi, np.pi if epsilon <= -r else np.arccos(epsilon)), "the activation leans out of the plane: divide epsilon by r"),
        (made(phi, np.arccos(np.clip(epsilon / r**2 if r else -1.0, -1, 1))), "divide epsilon by r, the root of p^2 + q^2, not by its square"),
        (made(np.degrees(phi), np.degrees(w)), "radians are wanted, not degrees"),
        (made(phi, np.degrees(w)), "w is wanted in radians, not in degrees"),
        (made(phi, np.pi if epsilon <= -r else np.pi / 2 - w), "arccos is wanted, not arcsin: w = 0 where epsilon = r"),
        (made(phi, 2 * w), "this is the whole width; half of it is wanted"),
        (made(w, phi), "the centre comes first: return (phi, w)"),
        (made(phi % (2 * np.pi), w), "phi is wanted in (-pi, pi], as arctan2 gives it"),
        (made(np.arctan2(p, q), w), "arctan2 takes the second coordinate first: arctan2(q, p)"),
        (made(-phi, w), "the arc lies about +phi: r cos(theta - phi) has its top where theta = phi"),
        (made(np.arctan(q / p) if p else np.pi / 2 * np.sign(q), w), "arctan(q / p) cannot tell (p, q) from (-p, -q): use arctan2(q, p)"),
        (None if epsilon >= r else right, "at epsilon = r one angle is lit, w = 0: the cone is closed"),
        (None if r == 0 else right, "r = 0 with epsilon at 0 or below is lit from every angle, w = pi"),
        (made(phi, 2 * np.pi if epsilon <= -r else w), "lit from every angle: w is half the width, and the whole turn is 2 pi wide"),
        ((phi, w) if right else (phi, np.nan), "where r never reaches epsilon there is no arc: return None, not nan")]


def inside_inputs(rng):
    yield 0.0, 0.0, 0.1
    yield 0.5, 0.0, 0.5, Note("the arc is closed: its ends are inside")
    yield -0.5, 0.0, 0.5, Note("the arc is closed, at its beginning too")
    yield 1.0, 0.0, 0.5
    yield -1.0, 0.0, 0.5, Note("the arc has two ends: an angle too far behind phi is outside as well")
    yield 0.3, 0.1, 0.25, Note("w is half the width")
    yield np.pi, 0.0, 0.3, Note("the angle opposite to phi is outside; only a full turn leads back")
    yield 6.2, 0.1, 0.3, Note("angles that differ by a full turn are the same")
    yield 0.1, 6.2, 0.3, Note("angles that differ by a full turn are the same")
    yield -3.1, 3.1, 0.2, Note("angles that differ by a full turn are the same")
    yield 13.0, 0.3, 0.2, Note("13 is 0.43 and two full turns")
    yield 9.3, 0.0, 0.3, Note("9.3 is 3.02 and a full turn: opposite")
    yield -20.0, 0.3, 0.2, Note("-20 is -1.15 and three full turns back")
    yield 0.3, -18.8, 0.3
    yield 2.0, -3.0, np.pi, Note("w = pi is the whole circle")
    yield 0.4, 0.4, 0.0, Note("w = 0 is one angle, the centre")
    for _ in range(30):
        theta, phi, w = rng.uniform(-30, 30), rng.uniform(-30, 30), rng.uniform(0, 3)
        yield float(theta), float(phi), float(w)
    yield 0.5 + 1e-6, 0.0, 0.5, Note("a millionth beyond the end is outside")
    yield 40 * np.pi + 0.3, 0.0, 0.301, Note("twenty full turns")


def inside_known(theta, phi, w):
    full = 2 * np.pi
    off = theta - phi
    near = abs((off + np.pi) % full - np.pi)
    same_turn = "angles that differ by a full turn are the same: take the difference to [-pi, pi]"
    return [
        (bool(abs(off) <= w), same_turn), (bool(off <= w), "the arc has two ends, and a full turn changes nothing: take the difference to [-pi, pi], "
                                                           "and its size"),
        (bool(off % full <= w), "the arc has two ends: an angle just behind phi is inside as well"),
        (bool((off + np.pi) % full - np.pi <= w), "the arc has two ends: take the size of the difference"),
        (bool(near < w), "the arc is closed: its ends are inside"),
        (bool(near <= w / 2), "w is half the width already"),
        (bool(near > w), "this is the opposite: True means inside"),
        (bool(abs(theta % full - phi % full) <= w), "just below 2 pi and just above 0 are neighbours: take the difference to [-pi, pi], not each angle"),
        (bool(min(abs(off), full - abs(off)) <= w), "theta and phi may differ by more than a full turn, where 2 pi minus the difference is negative"),
        (bool(abs((off + np.pi / 2) % np.pi - np.pi / 2) <= w), "half a turn does not lead back, only a full one does"),
        (bool(near <= np.radians(w)), "w is in radians already")]


def mean_inputs(rng):
    yield np.array([1.0]), np.array([0.0]), 0.5
    yield np.array([0.3]), np.array([0.0]), 0.5, Note("an activation with r below epsilon has no arc")
    yield np.array([1.0, 0.1]), np.array([0.0, 0.1]), 0.5, Note("those that are never lit count in the number of samples")
    yield np.array([0.0, 0.8]), np.array([0.0, 0.1]), 0.5, Note("an activation may be at right angles to the plane, r = 0")
    yield np.array([0.5]), np.array([0.0]), 0.5, Note("at r = epsilon the arc has no width: 0")
    yield from ((P, Q, epsilon) for epsilon in (0.6, 0.4))
    yield rng.uniform(-0.7, 0.7, 50), rng.uniform(-0.7, 0.7, 50), 0.35


def mean_known(p, q, epsilon):
    r, n = np.hypot(p, q), len(p)
    w = np.arccos(epsilon / r[r >= epsilon])
    share = w.sum() / np.pi / n
    return [
        (w.mean() / np.pi if len(w) else np.nan, "divide by the number of all activations, not of those that are lit"),
        (w.sum() / n, "this is the mean half-width: an arc covers the share 2 w / (2 pi) of the turn"),
        (2 * share, "an arc covers 2 w of 2 pi: the twos cancel"), (share / 2, "w is half the width: an arc covers 2 w of 2 pi"),
        (len(w) * np.arccos(epsilon) / np.pi / n, "the activations lean out of the plane: divide epsilon by r"),
        (np.arccos(np.minimum(epsilon / r**2, 1)).sum() / np.pi / n, "divide epsilon by r, the root of p^2 + q^2, not by its square"),
        (share * n, "add up, then divide by the number of all activations"),
        (len(w) / n, "this is the share of activations that are lit at some angle: each counts with its arc's share of the turn"),
        (np.degrees(share), "w in radians over pi, or in degrees over 180"),
        (1 - share, "this is the share of the turn that is dark"),
        (np.arccos(epsilon / r).sum() / np.pi / n, "nan: an activation with r below epsilon has no arc, and arccos of a number above 1 is not "
                                                   "defined; leave it out")]


def _by_math_acos(p, q, epsilon):
    if (np.hypot(p, q) < epsilon).any():
        raise ValueError("math domain error")
    return RIGHT.mean_resonance(p, q, epsilon)


def fourier_inputs(rng):
    one = np.array([0.0]), np.array([0.5]), 1
    yield *one, 0, Note("c_0 is the mean of the curve")
    yield *one, 1
    yield np.array([0.7]), np.array([0.5]), 1, 2, Note("an arc is turned to its centre")
    yield np.array([0.7]), np.array([0.5]), 1, -3, Note("k may be negative")
    yield np.array([]), np.array([]), 4, 2, Note("nothing is lit: the curve is 0")
    yield np.array([]), np.array([]), 4, 0, Note("nothing is lit: the curve is 0")
    phi, w = np.array([0.3, 2.0, -1.0]), np.array([0.5, 0.2, np.pi])
    yield from ((phi, w, 5, k) for k in (0, 4, 1, -2))
    yield rng.uniform(-np.pi, np.pi, 20), rng.uniform(0, np.pi, 20), 33, 7


def fourier_known(phi, w, n, k):
    whole, zeroth = RIGHT.fourier(phi, w, n, k), w.sum() / np.pi / n
    m = max(len(w), 1)

    def made(value, at_zero=zeroth):  # a mistake for k != 0 beside the right c_0
        return complex(value if k else at_zero)

    below = np.pi * (k or 1)
    turned = np.sin(k * w) / below * np.exp(-1j * k * phi)
    case = "k = 0 is a case of its own: c_0 is the mean of the curve"
    return [
        (made(np.conj(whole)), "the sign of the exponent is minus: c_k = 1/(2 pi) times the integral of f e^(-i k theta)"),
        (whole * n / m, "divide by n_samples: those that are never lit count too"),
        (made(np.sin(k * w).sum() / below / n), "every arc is turned to its centre by e^(-i k phi)"),
        (whole.real, "c_k is complex: keep the imaginary part"), (abs(whole), "c_k itself is wanted, not its size"),
        (made((np.sin(w) / below * np.exp(-1j * k * phi)).sum() / n), "the integral over an arc gives sin(k w), not sin(w)"),
        (made((np.sin(k * w) / below * np.exp(-1j * phi)).sum() / n), "the exponent is -i k phi: the k is missing"),
        (whole * n, "the sum over activations is divided by n_samples"), (whole * np.pi, "a pi is missing below: sin(k w) / (pi k)"),
        (made(whole * np.sign(k)), "for negative k the k below keeps its sign: sin(k w) / (pi k)"),
        (whole / 2, "half of it is missing: 2 i sin(k w) over 2 pi i k, the twos cancel"),
        (whole * 2, "a factor 2 too much: 2 i sin(k w) over 2 pi i k"), (made(whole * k), "the integral brings a division by k"),
        (made(whole, 0.0), case), (made(whole, np.nan), case), (turned.sum() / n if k else ZeroDivisionError, case),
        (made(whole, zeroth * n / m), "c_0: divide by n_samples, for those that are never lit count too"),
        (made(whole, zeroth * n), "c_0: the sum over activations is divided by n_samples"),
        (made(whole, 2 * zeroth), "c_0: an arc covers 2 w of 2 pi, the twos cancel"),
        (made(whole, zeroth / 2), "c_0: w is half the width: an arc covers 2 w of 2 pi"),
        (made(whole, zeroth * np.pi), "c_0: an arc covers the share 2 w / (2 pi) of the turn")]


def grid_counts_inputs(rng):
    yield np.array([]), np.array([]), 5, Note("no arcs: zeros")
    yield np.array([1.0]), np.array([0.01]), 4, Note("an arc may be too short to cover any angle")
    yield np.array([np.pi / 2]), np.array([0.1]), 4
    yield np.array([0.0]), np.array([0.1]), 4, Note("an arc over the angle 0")
    yield np.array([0.1]), np.array([1.9]), 4, Note("an arc over the angle 0")
    yield np.array([6.1]), np.array([0.5]), 4, Note("an arc over the angle 0, from below")
    yield np.array([1.0, 1.1]), np.array([0.5, 0.6]), 12, Note("two arcs begin at one angle of the grid")
    yield np.array([1.0, 1.4, 3.0]), np.array([0.5, 0.3, 0.01]), 36
    yield np.array([0.1, -0.2, 6.1, 1.0]), np.array([0.4, 1.0, 0.5, 2.9]), 24
    yield rng.uniform(-np.pi, np.pi, 80), rng.uniform(0, 3, 80), 50, Note("80 arcs on 50 angles")
    yield np.full(40, 1.003), np.full(40, 0.5), 7, Note("40 arcs over the same angles")


def grid_counts_known(phi, w, n):
    first = np.ceil((phi - w) * n / (2 * np.pi)).astype(int)
    stop = np.floor((phi + w) * n / (2 * np.pi)).astype(int) + 1
    right = RIGHT.grid_counts(phi, w, n)

    def counted(first, stop):
        return sum((np.arange(a, b)[:, None] % n == np.arange(n)).sum(axis=0) for a, b in zip(first, stop)) + np.zeros(n, int)

    lost = np.zeros(n, int)
    lost[first % n] += 1
    lost[stop % n] -= 1
    flat = np.zeros(n, int)
    for a, b in zip(first, stop):
        flat[max(a, 0):max(b, 0)] += 1
    return [
        (np.diff(right, prepend=0), "these are the differences: the counts are their running sum"),
        (counted(first, stop - 1), "the last lit angle is inside, so subtract 1 one place behind it"),
        (counted(first - 1, stop), "the first lit angle is at or after the beginning of the arc: ceil, not floor"),
        (counted(first, stop + 1), "the last lit angle is at or before the end of the arc, and 1 is subtracted one place behind it: floor + 1"),
        (np.cumsum(lost) + (stop // n - first // n).sum(), "where two arcs begin at one angle only one of them is counted: with equal indices "
                                                           "d[start] += 1 adds once; use np.add.at, np.bincount or a loop over the arcs"),
        (flat, "arcs that run over the angle 0 are cut off there: their ends must be taken modulo n_angles, and such an arc counts once more from 0 on"),
        (right - (stop // n - first // n).sum(), "an arc that runs over the angle 0 counts once more from 0 on: add 1 everywhere for each"),
        (right / max(len(phi), 1), "counts are wanted, not shares")]


def needs_no_table(answer):
    n_arcs, n_angles = 4_000, 500  # a table of all pairs would have 2 million entries
    phi, w = np.linspace(-3, 3, n_arcs), np.full(n_arcs, 0.7531)
    tracemalloc.start()
    try:
        found = answer(phi, w, n_angles)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    if peak > 4e6:
        raise Wrong(f"{counted(n_arcs, 'arc')} on {counted(n_angles, 'angle')}: your function needs {peak / 1e6:.0f} MB, as a table of all arcs and angles does; "
                    "an array of differences has n_angles + 1 entries")
    if np.abs(np.asarray(found) - RIGHT.grid_counts(phi, w, n_angles)).max() > 0:
        raise Wrong(f"{counted(n_arcs, 'arc')} on {counted(n_angles, 'angle')}: not counted right; are your counts of a type that holds 4,000?")


def _by_table(phi, w, n_angles):
    thetas = 2 * np.pi * np.arange(n_angles) / n_angles
    return (np.abs((thetas - phi[:, None] + np.pi) % (2 * np.pi) - np.pi) <= w[:, None]).sum(axis=0)


def has_ten_steps_and_its_mean(found):
    rows = array_of(found, (5, 3), "activations")
    curve = exact_spotlight_curve(rows, np.eye(3)[0], np.eye(3)[1], 0.8)
    ends = np.sort(np.mod(curve.breakpoints, 2 * np.pi))
    apart = int((np.diff(np.append(ends, ends[0] + 2 * np.pi)) > 1e-9).sum()) if len(ends) else 0
    holds(apart == 10, "number of breakpoints", "10", apart)
    mean = float(curve.fourier(0).real)
    holds(abs(mean - 0.1) < 1e-6, "mean of the exact curve", "0.1 to a millionth", f"{mean:.7f}")


PREDICTIONS = (
    Prediction("n_over_the_line", RIGHT.n_over_the_line,
               "sum(float(np.hypot(p, q)) >= EPSILON for p, q in ((0.8, 0.6), (2 / 3, 2 / 3), (0.0, -0.6)))",
               "a bump is as high as r: 1 for activation 3, 0.94 for 4, but 0.6 for 6, below epsilon = 0.8",
               overlooked={3: "the bump of activation 6 is only r = 0.6 high", 1: "activation 4 has r = 0.94, above 0.8"}),
)

EXERCISES = (
    Exercise("arc", RIGHT.arc, arc_inputs, arc_known),
    Exercise("inside", RIGHT.inside, inside_inputs, inside_known),
    Exercise("mean_resonance", RIGHT.mean_resonance, mean_inputs, mean_known, mistakes=(
        (_by_math_acos, "an activation with r below epsilon has no arc: leave it out, math.acos does not know what to do with it"),)),
    Exercise("fourier", RIGHT.fourier, fourier_inputs, fourier_known),
    Exercise("grid_counts", RIGHT.grid_counts, grid_counts_inputs, grid_counts_known, integers=True,
             properties=(needs_no_table,), wrong=((_by_table, "a table of all arcs"),)),
    Exercise("mean_of_a_tenth", RIGHT.mean_of_a_tenth, wanted=(has_ten_steps_and_its_mean,), hints=(
        "the mean of the curve is the mean of w / pi over the activations, wherever the arcs lie",
        "cos w = epsilon / r: an activation that leans out of the plane has a smaller r, and a narrower arc",
        "all alike: w = 0.1 pi, so r = 0.8 / cos(0.1 pi); and no two arcs may begin or end at the same angle")),
)
