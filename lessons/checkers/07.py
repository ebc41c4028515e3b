"""When is an answer to lesson 7 right, and what is said when it is not?"""

import numpy as np

from lessons.checking import Exercise, Wrong, expect_close, expect_equal
from srm_ref import cap_fraction, resolvable_epsilon


def check_choose_epsilon(answer):
    for n_dims, n_samples, expected in ((64, 5000, 10), (16, 5000, 10), (3, 200, 25)):  # in the first 0.5 is too large
        wanted = resolvable_epsilon(n_dims, n_samples, expected)
        swapped = resolvable_epsilon(n_dims, n_samples, n_samples - expected)
        found = answer(lambda epsilon: cap_fraction(n_dims, epsilon), n_samples, expected)
        if abs(found) < 1e-6:
            raise Wrong("the search ran down to 0: no share reaches `expected`; N times the cap fraction does")
        if abs(found - 1) < 1e-6:
            raise Wrong("the search ran up to 1: the cap fraction falls as epsilon grows, so the other half of the interval is to be kept")
        expect_close(found, wanted, f"choose_epsilon for {n_dims} dimensions, N = {n_samples}, expected = {expected}", [
            (swapped, "this is where all but `expected` are lit")], atol=1e-6)


def check_harmonic(answer):
    phi, w = np.array([0.1, 1.5, -2.0, 0.7]), np.array([0.6, 0.3, 0.1, 0.5])
    wanted = (np.sin(4 * w) * np.cos(4 * phi)).sum() / (4 * w.sum())
    expect_close(answer(phi.copy(), w.copy()), wanted, "harmonic(phi, w)", [
        (4 * wanted, "c_4 has a 4 below: sin(4 w) / (4 pi)"),
        ((np.sin(4 * w) * np.cos(4 * phi) / (4 * w)).mean(), "the ratio of the sums is wanted, not the mean of the ratios"),
        (np.cos(4 * phi).mean(), "the arcs have widths: every cos(4 phi) counts with sin(4 w)"),
        ((np.sin(4 * w) * np.exp(-4j * phi)).sum().imag / (4 * w.sum()), "the real part is wanted: cos(4 phi)"),
        ((np.sin(w) * np.cos(phi)).sum() / w.sum(), "this is the first harmonic; four times the angle is wanted"),
        (np.sum(w * np.cos(4 * phi)) / w.sum(), "an arc's fourth coefficient is sin(4 w) / (4 pi), not w / pi")])
    try:
        with np.errstate(all="raise"):
            empty = answer(np.array([]), np.array([]))
    except (FloatingPointError, ZeroDivisionError):
        raise Wrong("where nothing is lit the harmonic is undefined: return nan before you divide") from None
    if not np.isnan(empty):
        raise Wrong("where nothing is lit the harmonic is undefined: return nan, not a number that looks like a finding")


def check_p_value(answer):
    null = np.array([0.1, -0.2, 0.0, 0.3, -0.1, 0.25, 0.15, -0.05, 0.2])
    for value in (0.5, -0.5, 0.1):
        centre = (null.sum() + value) / 10
        farther = np.count_nonzero(np.abs(null - centre) >= abs(value - centre))
        expect_close(answer(value, null.copy()), (1 + farther) / 10, f"p_value({value}, null)", [
            (farther / 9, "the value is one of the k + 1: count it as well, p is never 0"),
            (farther / 10, "the value is one of the k + 1: count it as well, p is never 0"),
            ((1 + farther) / 9, "there are k + 1 values in all: divide by k + 1"),
            ((1 + np.count_nonzero(null >= value)) / 10, "this is one-sided: values far below the centre count too"),
            ((1 + np.count_nonzero(np.abs(null) >= abs(value))) / 10, "distances are measured from the mean of all values, not from 0")])
    found = answer(6.0, np.array([1.0, 2.0, 0.0, -1.0, 13.0, 0.5, 1.0]))
    expect_close(found, _right(6.0, np.array([1.0, 2.0, 0.0, -1.0, 13.0, 0.5, 1.0])), "p_value(6, (1, 2, 0, -1, 13, 0.5, 1))", [
        (_centre_of_null(6.0, np.array([1.0, 2.0, 0.0, -1.0, 13.0, 0.5, 1.0])),
         "the centre is the mean of the value and the null together: with the null's own mean the value is not one of k + 1 alike")])


def _right(value, null):
    centre = np.append(null, value).mean()
    return (1 + np.count_nonzero(np.abs(null - centre) >= abs(value - centre))) / (len(null) + 1)


def _centre_of_null(value, null):
    return (1 + np.count_nonzero(np.abs(null - null.mean()) >= abs(value - null.mean()))) / (len(null) + 1)


def check_read(answer):
    if answer(0.3, 0.4, 0.05) == "aligned" or answer(-0.3, 0.4, 0.05) == "anti-aligned":
        raise Wrong("a harmonic of 0.3 with p = 0.4 is what rotated bases show as well: not special")
    if answer(float("nan"), 1.0, 0.05) != "nothing lit":
        raise Wrong("nan means that nothing was lit: that is no answer, not a missing preference")
    expect_equal(answer(0.1, 0.01, 0.05), "aligned", "read(0.1, 0.01, 0.05)")
    expect_equal(answer(-0.4, 0.01, 0.05), "anti-aligned", "read(-0.4, 0.01, 0.05)")
    expect_equal(answer(0.0, 0.8, 0.05), "not special", "read(0.0, 0.8, 0.05)")
    expect_equal(answer(0.2, 0.05, 0.05), "aligned", "read(0.2, 0.05, 0.05), p equal to the level")


def _epsilon_without_n(cap, n_samples, expected):
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if cap(middle) >= expected else (low, middle)
    return low


def _epsilon_backwards(cap, n_samples, expected):
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if n_samples * cap(middle) >= expected else (middle, high)
    return low


def _harmonic_without_four(phi, w):
    return (np.sin(4 * w) * np.cos(4 * phi)).sum() / w.sum()


def _harmonic_mean_of_ratios(phi, w):
    return (np.sin(4 * w) * np.cos(4 * phi) / (4 * w)).mean()


def _harmonic_zero_where_dark(phi, w):
    return (np.sin(4 * w) * np.cos(4 * phi)).sum() / (4 * w.sum()) if len(w) else 0.0


def _p_without_itself(value, null):
    centre = np.append(null, value).mean()
    return np.mean(np.abs(null - centre) >= abs(value - centre))


def _p_one_sided(value, null):
    return (1 + np.count_nonzero(null >= value)) / (len(null) + 1)


def _read_sign_only(harmonic_value, p, level):
    return "aligned" if harmonic_value > 0 else "anti-aligned"


def _read_without_nan(harmonic_value, p, level):
    return "not special" if p > level else "aligned" if harmonic_value > 0 else "anti-aligned"


EXERCISES = (
    Exercise("choose_epsilon", check_choose_epsilon, ((_epsilon_without_n, "ran down to 0"), (_epsilon_backwards, "the other half"))),
    Exercise("harmonic", check_harmonic, ((_harmonic_without_four, "has a 4 below"), (_harmonic_mean_of_ratios, "ratio of the sums"),
                                          (_harmonic_zero_where_dark, "looks like a finding"))),
    Exercise("p_value", check_p_value, ((_p_without_itself, "count it as well"), (_p_one_sided, "one-sided"),
                                        (_centre_of_null, "null's own mean"))),
    Exercise("read", check_read, ((_read_sign_only, "rotated bases show as well"), (_read_without_nan, "nothing was lit"))),
)
