"""When is an answer to lesson 7 right, and what is said when it is not?"""

import numpy as np

from srm_ref import cap_fraction, resolvable_epsilon
from srm_ref.course.exercises import Exercise, Wrong, expect_close, expect_equal


WORDS = ("aligned", "anti-aligned", "not special", "nothing lit")


def check_choose_epsilon(answer):
    for n_dims, n_samples, expected in ((64, 5000, 10), (16, 5000, 10), (3, 200, 25)):  # in the first 0.5 is too large
        wanted = resolvable_epsilon(n_dims, n_samples, expected)
        swapped = resolvable_epsilon(n_dims, n_samples, n_samples - expected)
        found = answer(lambda epsilon: cap_fraction(n_dims, epsilon), n_samples, expected)
        if found is None or np.shape(found) != ():
            raise Wrong(f"choose_epsilon: one number is wanted; found {found!r}")
        if abs(found) < 1e-6:
            raise Wrong("the search ran down to 0: no share reaches `expected`; N times the cap fraction does")
        if abs(found - 1) < 1e-6:
            raise Wrong("the search ran up to 1: the cap fraction falls as epsilon grows, so the other half of the interval is to be kept")
        expect_close(found, wanted, f"choose_epsilon for {n_dims} dimensions, N = {n_samples}, expected = {expected}", [
            (swapped, "this is where all but `expected` are lit"), (0.5, "the search began at 0.5, and the answer is smaller: begin with [0, 1]"),
            (expected / n_samples, "this is the cap fraction there; epsilon itself is wanted"),
            (found if abs(found - wanted) < 2e-3 else np.inf, f"near, but not to 1e-6: wanted {wanted:.7f}, found {found:.7f}; halve on")], atol=1e-6)


def check_harmonic(answer):
    phi, w = np.array([0.1, 1.5, -2.0, 0.7]), np.array([0.6, 0.3, 0.1, 0.5])
    wanted = (np.sin(4 * w) * np.cos(4 * phi)).sum() / (4 * w.sum())
    found = answer(phi.copy(), w.copy())
    if found is None or np.shape(found) != ():
        raise Wrong(f"harmonic(phi, w): one number is wanted; found {found!r}")
    if np.iscomplexobj(found):
        raise Wrong("the real part is wanted: a real number, with cos(4 phi) in place of e^(-4 i phi)")
    complex_sum = (np.sin(4 * w) * np.exp(-4j * phi)).sum()
    expect_close(found, wanted, "harmonic(phi, w)", [
        (abs(complex_sum) / (4 * w.sum()), "the real part of c_4 is wanted, not its size: in an orthonormal basis and at epsilon >= 1 / sqrt(2) "
         "its sign tells axes from diagonals"),
        (-wanted, "the sign is the other one: + where cos(4 phi) = 1, on the axes (for w < pi / 4, every arc at epsilon >= 1 / sqrt(2))"),
        (wanted / np.pi, "c_4 and c_0 both have a pi below: it cancels"), (wanted * np.pi, "c_4 and c_0 both have a pi below: it cancels"),
        (wanted / 2, "c_0 is the sum of w / pi, without a 2"), (16 * wanted, "the 4 stands below: sin(4 w) / (4 pi)"),
        (complex_sum.real / (4 * np.pi), "this is Re(c_4): divide by c_0"),
        ((np.sin(w) * np.cos(4 * phi)).sum() / (4 * w.sum()), "an arc's fourth coefficient has sin(4 w), not sin(w)"),
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
    if empty is None or not isinstance(empty, (float, np.floating)) or not np.isnan(empty):
        raise Wrong(f"where nothing is lit the harmonic is undefined: return float('nan'), not a number that looks like a finding; found {empty!r}")


SKEWED = np.array([-0.1, 1.2, 1.55, 1.0, 0.55, 0.3, 0.9, -0.25, 0.15, 0.1, -0.35, 0.05])  # with the value -0.32 every mistake shows
NULL = np.array([0.1, -0.2, 0.0, 0.3, -0.1, 0.25, 0.15, -0.05, 0.2])


def check_p_value(answer):
    for value, null in ((-0.32, SKEWED), (0.5, NULL), (-0.5, NULL), (0.1, NULL)):
        n_all, everything = len(null) + 1, np.append(null, value)
        distances, from_median = np.abs(null - everything.mean()), np.abs(everything - np.median(everything))
        farther, strictly = (np.count_nonzero(how(distances, abs(value - everything.mean()))) for how in (np.greater_equal, np.greater))
        one_sided = "this is one-sided: count what lies as far from the centre on either side"
        itself = "the value is one of the k + 1: count it as well, p is never 0"
        expect_close(answer(value, null.copy()), (1 + farther) / n_all, f"p_value({value}, {null.tolist()})", [
            ((1 + strictly) / n_all, "a null value exactly as far as the value counts too: at least as far, >= and not >"),
            (farther / (n_all - 1), itself), (farther / n_all, itself), ((2 + farther) / n_all, "the value is counted twice"),
            ((1 + farther) / (n_all - 1), "there are k + 1 values in all: divide by k + 1"),
            (1 + farther, "a share is wanted: divide by k + 1"), (1 - (1 + farther) / n_all, "this is 1 - p"),
            ((1 + np.count_nonzero(null >= value)) / n_all, one_sided), ((1 + np.count_nonzero(null <= value)) / n_all, one_sided),
            ((1 + n_all - 1 - strictly) / n_all, "those at least as far as the value are to be counted, not those at most as far"),
            (np.mean(from_median >= from_median[-1]), "the centre is the mean of all values, not their median"),
            ((1 + np.count_nonzero(np.abs(null) >= abs(value))) / n_all, "distances are measured from the mean of all values, not from 0")])
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
    for asked in ((0.3, 0.4, 0.05), (0.1, 0.01, 0.05), (-0.4, 0.01, 0.05), (float("nan"), 1.0, 0.05)):
        if (found := answer(*asked)) not in WORDS:
            raise Wrong(f"read{asked}: wanted one of {', '.join(WORDS)}, spelt so; found {found!r}")
    if answer(0.1, 0.01, 0.05) == "anti-aligned" and answer(-0.4, 0.01, 0.05) == "aligned":
        raise Wrong("in an orthonormal basis and at epsilon >= 1 / sqrt(2), as here, a harmonic above 0 is on the axes: aligned")
    if answer(0.1, 0.01, 0.05) == "not special":
        raise Wrong("p = 0.01 at the level 0.05 is a finding, however small the harmonic: p decides; "
                    "the harmonic gives the sign, which may be read as epsilon >= 1 / sqrt(2)")
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


def _epsilon_from_half(cap, n_samples, expected):
    low, high = 0.5, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if n_samples * cap(middle) >= expected else (low, middle)
    return low


def _epsilon_too_soon(cap, n_samples, expected):
    low, high = 0.0, 1.0
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (middle, high) if n_samples * cap(middle) >= expected else (low, middle)
    return low


def _harmonic_size(phi, w):
    return abs((np.sin(4 * w) * np.exp(-4j * phi)).sum()) / (4 * w.sum())


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


def _p_from_median(value, null):
    distances = np.abs(np.append(null, value) - np.median(np.append(null, value)))
    return np.mean(distances >= distances[-1])


def _p_strictly_farther(value, null):
    centre = np.append(null, value).mean()
    return (1 + np.count_nonzero(np.abs(null - centre) > abs(value - centre))) / (len(null) + 1)


def _read_swapped(harmonic_value, p, level):
    if np.isnan(harmonic_value):
        return "nothing lit"
    return "not special" if p > level else "aligned" if harmonic_value < 0 else "anti-aligned"


def _read_capitals(harmonic_value, p, level):
    return "Aligned" if harmonic_value > 0 else "Anti-aligned"


def _read_without_nan(harmonic_value, p, level):
    return "not special" if p > level else "aligned" if harmonic_value > 0 else "anti-aligned"


EXERCISES = (
    Exercise("choose_epsilon", check_choose_epsilon, ((_epsilon_without_n, "ran down to 0"), (_epsilon_backwards, "the other half"),
                                                      (_epsilon_from_half, "begin with [0, 1]"), (_epsilon_too_soon, "near, but not"))),
    Exercise("harmonic", check_harmonic, ((_harmonic_without_four, "has a 4 below"), (_harmonic_mean_of_ratios, "ratio of the sums"),
                                          (_harmonic_zero_where_dark, "looks like a finding"), (_harmonic_size, "not its size"))),
    Exercise("p_value", check_p_value, ((_p_without_itself, "count it as well"), (_p_one_sided, "one-sided"),
                                        (_centre_of_null, "null's own mean"), (_p_strictly_farther, "at least as far"),
                                        (_p_from_median, "not their median"))),
    Exercise("read", check_read, ((_read_sign_only, "rotated bases show as well"), (_read_without_nan, "nothing was lit"),
                                  (_read_swapped, "on the axes: aligned"), (_read_capitals, "spelt so"))),
)
