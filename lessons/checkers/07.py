"""When is an answer to lesson 7 right, and what is said when it is not?"""

from functools import partial

import numpy as np

from srm_ref import cap_fraction
from srm_ref.course import lessons_folder, load_file
from srm_ref.course.comparing import Tolerance
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import above, array_of, holds
from srm_ref import basis_rotation_test, isotropic_band, mass

RIGHT = load_file(lessons_folder() / "solutions" / "07.py", "solution_07")


def straight(epsilon):
    """A cap fraction that can be inverted by hand: 0.5 at 0, 0 at 1."""
    return (1 - epsilon) / 2


def epsilon_inputs(rng):
    yield straight, 100, 10, Note("with the cap fraction (1 - epsilon) / 2 it is at 0.8")
    yield straight, 100, 40, Note("with the cap fraction (1 - epsilon) / 2 it is at 0.2: below 0.5")
    yield straight, 10, 0.001
    yield from ((partial(cap_fraction, n_dims), n_samples, expected)
                for n_dims, n_samples, expected in ((3, 200, 25), (16, 5000, 10), (64, 5000, 10)))


def _halved(small, low=0.0, high=1.0, width=1e-9):
    while high - low > width:
        middle = (low + high) / 2
        low, high = (middle, high) if small(middle) else (low, middle)
    return low


def epsilon_known(cap, n_samples, expected):
    right = RIGHT.choose_epsilon(cap, n_samples, expected)
    return [
        (_halved(lambda e: cap(e) >= expected), "no share reaches `expected`; N times the cap fraction does"),
        (_halved(lambda e: n_samples * cap(e) < expected), "the search ran up to 1: the cap fraction falls as epsilon grows, so the other half of the "
                                                           "interval is to be kept"),
        (_halved(lambda e: n_samples * cap(e) <= n_samples - expected, 0.0, 1.0), "the cap fraction falls as epsilon grows, from 0.5 at epsilon = 0"),
        (_halved(lambda e: n_samples * cap(e) >= expected, 0.5), "the search began at 0.5, and the answer may be smaller: begin with [0, 1]"),
        (expected / n_samples, "this is the cap fraction there; epsilon itself is wanted"),
        (_halved(lambda e: n_samples * cap(e) >= expected, width=1e-3), "near, but not to 1e-6: halve on"),
        (_halved(lambda e: 2 * n_samples * cap(e) >= expected), "the cap on one side counts, not both"),
        (np.arccos(right), "this is the half angle of the cone; epsilon is its cosine"),
        (n_samples * cap(right), "this is the number of lit activations at that epsilon; epsilon itself is wanted")]


def harmonic_inputs(rng):
    yield np.array([]), np.array([]), Note("where nothing is lit the harmonic is undefined: nan")
    yield np.array([0.0]), np.array([0.3])
    yield np.array([np.pi / 4]), np.array([0.3]), Note("an arc half-way between two axes")
    yield np.array([0.2]), np.array([0.3])
    yield np.array([0.0, 0.1]), np.array([0.6, 0.1]), Note("a wide arc counts more than a narrow one")
    yield np.array([0.1, 1.5, -2.0, 0.7]), np.array([0.6, 0.3, 0.1, 0.5])
    yield rng.uniform(-np.pi, np.pi, 40), rng.uniform(0.01, 0.8, 40)
    yield np.array([0.2]), np.array([1e-3]), Note("a narrow arc is an arc")


def harmonic_known(phi, w):
    whole, total = (np.sin(4 * w) * np.exp(-4j * phi)).sum() / 4, w.sum()
    right, nothing = RIGHT.harmonic(phi, w), len(w) == 0

    def made(value):
        return np.nan if nothing else value

    return [
        (made(abs(whole) / total), "the real part of c_4 is wanted, not its size: in an orthonormal basis and at epsilon >= 1 / sqrt(2) "
                                   "its sign tells axes from diagonals"),
        (-right, "the sign is the other one: + where cos(4 phi) = 1, on the axes (for w < pi / 4, every arc at epsilon >= 1 / sqrt(2))"),
        (right / np.pi, "c_4 and c_0 both have a pi below: it cancels"), (right * np.pi, "c_4 and c_0 both have a pi below: it cancels"),
        (right / 2, "c_0 is the sum of w / pi, without a 2"), (16 * right, "the 4 stands below: sin(4 w) / (4 pi)"),
        (made(whole.real / np.pi), "this is Re(c_4): divide by c_0"), (made(whole / total), "the real part is wanted: a real number, with "
                                                                       "cos(4 phi) in place of e^(-4 i phi)"),
        (made((np.sin(w) * np.cos(4 * phi)).sum() / (4 * total)), "an arc's fourth coefficient has sin(4 w), not sin(w)"),
        (4 * right, "c_4 has a 4 below: sin(4 w) / (4 pi)"),
        (made((np.sin(4 * w) * np.cos(4 * phi) / (4 * w)).sum() / max(len(w), 1)), "the ratio of the sums is wanted, not the mean of the ratios"),
        (made(np.cos(4 * phi).sum() / max(len(w), 1)), "the arcs have widths: every cos(4 phi) counts with sin(4 w)"),
        (made(whole.imag / total), "the real part is wanted: cos(4 phi)"),
        (made((np.sin(w) * np.cos(phi)).sum() / total), "this is the first harmonic; four times the angle is wanted"),
        (made((w * np.cos(4 * phi)).sum() / total), "an arc's fourth coefficient is sin(4 w) / (4 pi), not w / pi"),
        (0.0 if nothing else right, "where nothing is lit the harmonic is undefined: return float('nan'), not a number that looks like a finding"),
        (ZeroDivisionError if nothing else right, "where nothing is lit the harmonic is undefined: return nan before you divide")]


def p_value_inputs(rng):
    yield 1.0, np.array([0.0])
    yield 1.0, np.array([0.0, 0.0])
    yield -1.0, np.array([0.0, 0.5, 0.25]), Note("two-sided: what lies as far from the centre on either side counts")
    yield 0.0, np.array([1.0, -1.0, 1.0, -1.0]), Note("the value is the centre: everything is at least as far")
    yield 1.0, np.array([1.0, 0.0, 0.0, 0.0]), Note("a null value exactly as far as the value counts too")
    yield 6.0, np.array([1.0, 2.0, 0.0, -1.0, 13.0, 0.5, 1.0]), Note("the value belongs to the mean as well")
    skewed = np.array([-0.1, 1.2, 1.55, 1.0, 0.55, 0.3, 0.9, -0.25, 0.15, 0.1, -0.35, 0.05])
    plain = np.array([0.1, -0.2, 0.0, 0.3, -0.1, 0.25, 0.15, -0.05, 0.2])
    yield from ((value, null) for value, null in ((-0.32, skewed), (0.5, plain), (-0.5, plain), (0.1, plain)))
    yield 0.9, rng.exponential(size=99)


def p_value_known(value, null):
    everything, n_all = np.append(null, value), len(null) + 1
    distance, own = np.abs(null - everything.mean()), abs(value - everything.mean())
    farther, strictly = (distance >= own).sum(), (distance > own).sum()
    above, below = (null >= value).sum(), (null <= value).sum()
    from_median, from_null = np.abs(everything - np.median(everything)), np.abs(everything - null.mean())
    itself, one_sided = ("the value is one of the k + 1: count it as well, p is never 0",
                         "this is one-sided: count what lies as far from the centre on either side")
    return [
        ((1 + strictly) / n_all, "a null value exactly as far as the value counts too: at least as far, >= and not >"),
        (farther / (n_all - 1), itself), (farther / n_all, itself), ((2 + farther) / n_all, "the value is counted twice"),
        ((1 + farther) / (n_all - 1), "there are k + 1 values in all: divide by k + 1"),
        (1 + farther, "a share is wanted: divide by k + 1"), (1 - (1 + farther) / n_all, "this is 1 - p"),
        ((1 + above) / n_all, one_sided), ((1 + below) / n_all, one_sided),
        (min(1.0, 2 * (1 + min(above, below)) / n_all), "this doubles the smaller tail, another two-sided p-value: here distances from the mean of all "
                                                        "k + 1 values are compared"),
        (2 * min(1 + above, 1 + below) / n_all, "this doubles the smaller tail, another two-sided p-value: here distances from the mean of all "
                                                "k + 1 values are compared"),
        ((n_all - strictly) / n_all, "those at least as far as the value are to be counted, not those at most as far"),
        (np.mean(from_median >= from_median[-1]), "the centre is the mean of all values, not their median"),
        ((1 + (from_null[:-1] >= from_null[-1]).sum()) / n_all,
         "the centre is the mean of the value and the null together: with the null's own mean the value is not one of k + 1 alike"),
        ((1 + (np.abs(null) >= abs(value)).sum()) / n_all, "distances are measured from the mean of all values, not from 0")]


def read_inputs(rng):
    yield float("nan"), 1.0, 0.05, Note("nan means that nothing was lit: that is no answer, not a missing preference")
    yield float("nan"), 0.01, 0.05, Note("nan means that nothing was lit, whatever p is")
    yield 0.3, 0.4, 0.05, Note("a harmonic of 0.3 with p = 0.4 is what rotated bases show as well")
    yield -0.3, 0.4, 0.05
    yield 0.1, 0.01, 0.05, Note("p decides, however small the harmonic; its sign may be read as epsilon >= 1 / sqrt(2)")
    yield -0.4, 0.01, 0.05
    yield 0.0, 0.8, 0.05
    yield 0.2, 0.05, 0.05, Note("a p equal to the level counts as significant")
    yield -0.2, 0.2, 0.3, Note("the level need not be 0.05")
    yield 1e-6, 0.01, 0.05, Note("p decides, however small the harmonic")


def read_known(h, p, level):
    right, sign = RIGHT.read(h, p, level), "aligned" if h > 0 else "anti-aligned"
    swapped = {"aligned": "anti-aligned", "anti-aligned": "aligned"}
    return [
        (sign, "the sign alone is no finding: where p is above the level the basis is not special, and nan is nothing lit"),
        ("nothing lit" if h != h else sign, "a harmonic of 0.3 with p = 0.4 is what rotated bases show as well: not special"),
        (swapped.get(right, right), "in an orthonormal basis and at epsilon >= 1 / sqrt(2), as here, a harmonic above 0 is on the axes: aligned"),
        ("not special" if p > level else sign, "nan means that nothing was lit: that is no answer, not a missing preference"),
        ("not special" if p > level else right, "nan means that nothing was lit, whatever p is: ask for it first"),
        ("not special" if h == h and p >= level else right, "a p equal to the level counts as significant"),
        (right if h != h else "not special" if p <= level else sign, "a small p is a finding, a large one is none: the two are exchanged"),
        (right.capitalize(), "wanted one of aligned, anti-aligned, not special, nothing lit, spelt so"),
        (right if h != h else "not special" if p > 0.05 else sign, "the level is an argument, not 0.05"),
        ("not special" if h == h and abs(h) < 0.15 else right,
         "p decides, however small the harmonic; its sign may be read as epsilon >= 1 / sqrt(2)")]


def is_real_but_not_of_the_neurons(found):
    rows = array_of(found, (2000, 8), "cloud")
    above(float(np.linalg.norm(rows, axis=1).min()), 0.0, "least length of an activation")
    low, high = isotropic_band(len(rows), 8, 0.75, 0.99)
    value = float(mass(rows, np.eye(8), 0.75))
    holds(not low <= value <= high, "mass", f"outside the band from {low:.4f} to {high:.4f}", f"{value:.4f}")
    test = basis_rotation_test(rows, np.eye(8), 0.75, 99, np.random.default_rng(1), arcs=True)
    for p, name in ((test.mass_p_value, "p-value of the mass"), (test.harmonic_p_value, "p-value of the harmonic")):
        holds(p > 0.05, name, "above 0.05", f"{p:.2f}")


PREDICTIONS = (
    Prediction("n_special", RIGHT.n_special, "sum(test.mass_p_value <= 0.05 for test in tests.values())",
               "the cloud on the neurons has more mass than rotated bases have, the cloud off them less; the other three do "
               "not differ from rotated bases",
               overlooked={1: "a cloud that avoids the neurons treats them as special, too",
                           3: "a cloud on other axes prefers those, and the one-sided cloud prefers one side: the neurons do as other bases do",
                           4: "a cloud may prefer something that is not the basis of the neurons"}),
)

EXERCISES = (
    Exercise("choose_epsilon", RIGHT.choose_epsilon, epsilon_inputs, epsilon_known, tolerance=Tolerance(1e-6, 0.0)),
    Exercise("harmonic", RIGHT.harmonic, harmonic_inputs, harmonic_known),
    Exercise("p_value", RIGHT.p_value, p_value_inputs, p_value_known),
    Exercise("read", RIGHT.read, read_inputs, read_known),
    Exercise("real_but_not_of_the_neurons", RIGHT.real_but_not_of_the_neurons, wanted=(is_real_but_not_of_the_neurons,),
             hints=("the band is that of a cloud without any preference; the rotation test asks only about the neurons",
                    "a preference for directions that have nothing to do with the neurons is real, and is seen in any basis",
                    "gather the activations about one direction that has parts on several neurons; if a p-value is small by chance, choose another")),
)
