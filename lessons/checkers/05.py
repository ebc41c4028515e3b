"""When is an answer to lesson 5 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course.exercises import Exercise, Wrong, expect_close, expect_equal

P = np.array([0.9, 0.1, -0.7, 0.3, 0.2])
Q = np.array([0.2, -0.95, 0.6, 0.3, 0.1])


def _expect_arc(found, phi, w, what, mistakes=()):
    if found is None or np.shape(found) != (2,):
        raise Wrong(f"{what}: wanted (phi, w)")
    expect_close(found[0], phi, f"{what}: phi", [
        (phi % (2 * np.pi) if phi < 0 else np.inf, "phi is wanted in (-pi, pi], as arctan2 gives it"),
        (np.arctan(np.tan(phi)), "arctan(q / p) cannot tell (p, q) from (-p, -q): use arctan2(q, p)"),
        (np.arctan2(np.cos(phi), np.sin(phi)), "arctan2 takes the second coordinate first: arctan2(q, p)"),
        (np.degrees(phi), "phi is wanted in radians, not in degrees"), (w, "the centre comes first: return (phi, w)"),
        (-phi, "the arc lies about +phi: r cos(theta - phi) has its top where theta = phi")])
    expect_close(found[1], w, f"{what}: w", mistakes)


def check_arc(answer):
    for p, q, epsilon in ((0.8, 0.3, 0.5), (-0.6, -0.5, 0.4), (0.5, 0.2, -0.3)):
        r = np.hypot(p, q)
        _expect_arc(answer(p, q, epsilon), np.arctan2(q, p), np.arccos(epsilon / r), f"arc({p}, {q}, {epsilon})", [
            (np.arccos(epsilon), "the activation leans out of the plane: divide epsilon by r"),
            (np.arccos(np.clip(epsilon / r**2, -1, 1)), "divide epsilon by r, the root of p^2 + q^2, not by its square"),
            (np.degrees(np.arccos(epsilon / r)), "w is wanted in radians, not in degrees"),
            (np.pi / 2 - np.arccos(epsilon / r), "arccos is wanted, not arcsin: w = 0 where epsilon = r"),
            (2 * np.arccos(epsilon / r), "this is the whole width; half of it is wanted")])
    dark, full = _arc_or_nothing(answer, 0.6), _arc_or_nothing(answer, -0.6)
    if dark is not None:
        raise Wrong("r = 0.5 never reaches epsilon = 0.6: there is no arc, return None")
    if full is None or np.shape(full) != (2,) or not np.isfinite(full[1]):
        raise Wrong("r = 0.5 and epsilon = -0.6: the cosine never falls below -0.5, so it is lit from every angle, w = pi")
    expect_close(full[1], np.pi, "lit from every angle: w", [
        (2 * np.pi, "lit from every angle: w is half the width, and the whole turn is 2 pi wide")])


def _arc_or_nothing(answer, epsilon):
    """Ask where epsilon / r is no cosine; math.acos refuses it, np.arccos gives nan."""
    try:
        with np.errstate(invalid="ignore"):
            return answer(0.3, 0.4, epsilon)
    except ValueError:
        return np.nan, np.nan


def check_inside(answer):
    expect_equal(answer(0.3, 0.1, 0.25), True, "inside(0.3, 0.1, 0.25), where w is half the width")
    expect_equal(answer(0.5, 0.1, 0.25), False, "inside(0.5, 0.1, 0.25)")
    if answer(0.1 + np.pi, 0.1, 0.25):
        raise Wrong("inside(0.1 + pi, 0.1, 0.25): the angle opposite to phi is outside; only a full turn leads back")
    if answer(-0.3, 0.1, 0.25):
        raise Wrong("the arc has two ends: an angle too far behind phi is outside as well")
    for theta, phi, w, wanted in ((6.2, 0.1, 0.3, True), (-3.1, 3.1, 0.2, True), (13.0, 0.3, 0.2, True), (3.2, 0.1, 0.5, False)):
        if bool(answer(theta, phi, w)) is not wanted:
            raise Wrong(f"inside({theta}, {phi}, {w}): angles that differ by a full turn are the same: take the difference to [-pi, pi]")
    if not answer(0.5, 0.25, 0.25):
        raise Wrong("the arc is closed: its ends are inside")


def check_mean_resonance(answer):
    r = np.hypot(P, Q)
    for epsilon in (0.6, 0.4):
        w = np.arccos(epsilon / r[r >= epsilon])
        nan = "nan: an activation with r below epsilon has no arc, and arccos of a number above 1 is not defined; leave it out"
        try:
            with np.errstate(invalid="ignore"):
                found = answer(P.copy(), Q.copy(), epsilon)
        except ValueError as error:
            raise Wrong(nan if "math domain" in str(error) else f"ValueError: {error}") from None
        if found is None or np.shape(found) != ():
            raise Wrong(f"mean_resonance(p, q, {epsilon}): one number is wanted; found {found!r}")
        if np.isnan(found):
            raise Wrong(nan)
        expect_close(found, w.sum() / np.pi / 5, f"mean_resonance(p, q, {epsilon})", [
            (w.mean() / np.pi, "divide by the number of all activations, not of those that are lit"),
            (w.sum() / 5, "this is the mean half-width: an arc covers the share 2 w / (2 pi) of the turn"),
            (2 * w.sum() / np.pi / 5, "an arc covers 2 w of 2 pi: the twos cancel"),
            (w.sum() / (2 * np.pi) / 5, "w is half the width: an arc covers 2 w of 2 pi"),
            (len(w) * np.arccos(epsilon) / np.pi / 5, "the activations lean out of the plane: divide epsilon by r"),
            (np.arccos(np.minimum(epsilon / r**2, 1)).sum() / np.pi / 5, "divide epsilon by r, the root of p^2 + q^2, not by its square"),
            (np.arccos(epsilon / r[r**2 >= epsilon] ** 2).sum() / np.pi / 5, "r is the root of p^2 + q^2"),
            (w.sum() / np.pi, "add up, then divide by the number of all activations"),
            (len(w) / 5, "this is the share of activations that are lit at some angle: each counts with its arc's share of the turn"),
            (np.degrees(w).sum() / np.pi / 5, "w in radians over pi, or in degrees over 180")])


def check_fourier(answer):
    phi, w = np.array([0.3, 2.0, -1.0]), np.array([0.5, 0.2, np.pi])
    for k in (4, 1, -2):
        wanted = (np.sin(k * w) / (np.pi * k) * np.exp(-1j * k * phi)).sum() / 5
        found = answer(phi.copy(), w.copy(), 5, k)
        if found is None or np.shape(found) != ():
            raise Wrong(f"c_{k}: one complex number is wanted; found {found!r}")
        unshifted = (np.sin(k * w) / (np.pi * k)).sum() / 5
        by_width = (np.sin(w) / (np.pi * k) * np.exp(-1j * k * phi)).sum() / 5
        first = (np.sin(k * w) / (np.pi * k) * np.exp(-1j * phi)).sum() / 5
        expect_close([np.real(found), np.imag(found)], [wanted.real, wanted.imag], f"c_{k} (real and imaginary part)", [
            ([wanted.real, -wanted.imag], "the sign of the exponent is minus: c_k = 1/(2 pi) times the integral of f e^(-i k theta)"),
            ([wanted.real * 5 / 3, wanted.imag * 5 / 3], "divide by n_samples: those that are never lit count too"),
            ([unshifted, 0], "every arc is turned to its centre by e^(-i k phi)"),
            ([wanted.real, 0], "c_k is complex: keep the imaginary part"), ([abs(wanted), 0], "c_k itself is wanted, not its size"),
            ([by_width.real, by_width.imag], "the integral over an arc gives sin(k w), not sin(w)"),
            ([first.real, first.imag], "the exponent is -i k phi: the k is missing"),
            ([wanted.real * 5, wanted.imag * 5], "the sum over activations is divided by n_samples"),
            ([wanted.real * np.pi, wanted.imag * np.pi], "a pi is missing below: sin(k w) / (pi k)"),
            ([-wanted.real, -wanted.imag] if k < 0 else [np.inf, np.inf], "for negative k the k below keeps its sign: sin(k w) / (pi k)"),
            ([wanted.real / 2, wanted.imag / 2], "half of it is missing: 2 i sin(k w) over 2 pi i k, the twos cancel"),
            ([wanted.real * 2, wanted.imag * 2], "a factor 2 too much: 2 i sin(k w) over 2 pi i k"),
            ([wanted.real * k, wanted.imag * k], "the integral brings a division by k")])
    try:
        with np.errstate(all="raise"):
            zeroth = answer(phi.copy(), w.copy(), 5, 0)
    except (FloatingPointError, ZeroDivisionError):
        raise Wrong("k = 0 is a case of its own: c_0 is the mean of the curve") from None
    expect_close(np.real(zeroth), w.sum() / np.pi / 5, "c_0", [
        (0.0, "k = 0 is a case of its own: c_0 is the mean of the curve"), (np.nan, "k = 0 is a case of its own: c_0 is the mean of the curve"),
        (w.mean() / np.pi, "c_0: divide by n_samples, for those that are never lit count too"),
        (w.sum() / np.pi, "c_0: the sum over activations is divided by n_samples"),
        (2 * w.sum() / np.pi / 5, "c_0: an arc covers 2 w of 2 pi, the twos cancel"),
        (w.sum() / (2 * np.pi) / 5, "c_0: w is half the width: an arc covers 2 w of 2 pi"),
        (w.sum() / 5, "c_0: an arc covers the share 2 w / (2 pi) of the turn")])


def check_grid_counts(answer):
    plain, together = (np.array([1.0, 1.4, 3.0]), np.array([0.5, 0.3, 0.01])), (np.array([1.0, 1.1]), np.array([0.5, 0.6]))
    around = np.array([0.1, -0.2, 6.1, 1.0]), np.array([0.4, 1.0, 0.5, 2.9])
    for (phi, w), n in ((plain, 36), (together, 36), (around, 24)):
        thetas = 2 * np.pi * np.arange(n) / n
        difference = np.abs((thetas - phi[:, None] + np.pi) % (2 * np.pi) - np.pi)
        wanted = (difference <= w[:, None]).sum(axis=0)
        found = np.asarray(answer(phi.copy(), w.copy(), n))
        if found.shape != wanted.shape:
            raise Wrong(f"grid_counts: wanted shape {wanted.shape}; found shape {found.shape}")
        if np.array_equal(found, np.diff(wanted, prepend=0)):
            raise Wrong("these are the differences: the counts are their running sum")
        if found.dtype.kind not in "iu" and not np.array_equal(found, np.round(np.asarray(found, dtype=float))):
            raise Wrong("counts are wanted, whole numbers, not shares")
        if phi is plain[0] and found.sum() < wanted.sum():
            raise Wrong("some angles are missed: the last lit angle is inside, so take 1 away one place behind it")
        if phi is plain[0] and wanted.sum() < found.sum() <= wanted.sum() + 6:
            raise Wrong("too many angles are lit: the first one is at or after the beginning of the arc (ceil), the last at or before its end")
        if phi is together[0] and not np.array_equal(found, wanted):
            raise Wrong("where two arcs begin at one angle only one of them is counted: with equal indices d[start] += 1 adds once; use "
                        "np.add.at, np.bincount or a loop over the arcs")
        if phi is around[0] and not np.array_equal(found, wanted):
            raise Wrong("arcs that run over the angle 0 are not counted right: their ends must be taken modulo n_angles, and "
                        "such an arc counts once more from 0 on")
        expect_close(found, wanted, f"grid_counts({phi.tolist()}, {w.tolist()}, {n})")


def _arc_not_divided(p, q, epsilon):
    return np.arctan2(q, p), np.arccos(epsilon)


def _arc_without_cases(p, q, epsilon):
    return np.arctan2(q, p), np.arccos(epsilon / np.hypot(p, q))


def _arc_arctan(p, q, epsilon):
    return np.arctan(q / p), np.arccos(epsilon / np.hypot(p, q))


def _arc_arctan2_swapped(p, q, epsilon):
    return np.arctan2(p, q), np.arccos(epsilon / np.hypot(p, q))


def _arc_degrees(p, q, epsilon):
    return np.degrees(np.arctan2(q, p)), np.degrees(np.arccos(epsilon / np.hypot(p, q)))


def _inside_flat(theta, phi, w):
    return abs(theta - phi) <= w


def _inside_one_sided(theta, phi, w):
    return theta - phi <= w


def _mean_of_the_lit(p, q, epsilon):
    r = np.hypot(p, q)
    return np.arccos(epsilon / r[r >= epsilon]).mean() / np.pi


def _mean_nan(p, q, epsilon):
    return np.arccos(epsilon / np.hypot(p, q)).sum() / np.pi / len(p)


def _mean_half(p, q, epsilon):
    r = np.hypot(p, q)
    return np.arccos(epsilon / r[r >= epsilon]).sum() / (2 * np.pi) / len(p)


def _fourier_sign(phi, w, n_samples, k):
    return (np.sin(k * w) / (np.pi * k) * np.exp(1j * k * phi)).sum() / n_samples


def _fourier_real(phi, w, n_samples, k):
    return (np.sin(k * w) / (np.pi * k) * np.cos(k * phi)).sum() / n_samples


def _fourier_zero_of_the_lit(phi, w, n_samples, k):
    return w.mean() / np.pi if k == 0 else (np.sin(k * w) / (np.pi * k) * np.exp(-1j * k * phi)).sum() / n_samples


def _fourier_no_zero(phi, w, n_samples, k):
    return (np.sin(k * w) / (np.pi * np.float64(k)) * np.exp(-1j * k * phi)).sum() / n_samples


def _counts_not_cyclic(phi, w, n_angles, shift=1):
    step = 2 * np.pi / n_angles
    differences = np.zeros(n_angles + 1, dtype=int)
    for low, high in zip(np.ceil((phi - w) / step).astype(int), np.floor((phi + w) / step).astype(int)):
        differences[np.clip(low, 0, n_angles)] += 1
        differences[np.clip(high + shift, 0, n_angles)] -= 1
    return np.cumsum(differences)[:-1]


def _counts_equal_beginnings(phi, w, n_angles):
    first, stop = np.ceil((phi - w) * n_angles / (2 * np.pi)).astype(int), np.floor((phi + w) * n_angles / (2 * np.pi)).astype(int) + 1
    differences = np.zeros(n_angles, dtype=int)
    differences[first % n_angles] += 1
    differences[stop % n_angles] -= 1
    return np.cumsum(differences) + (stop // n_angles - first // n_angles).sum()


def _counts_one_short(phi, w, n_angles):
    return _counts_not_cyclic(phi, w, n_angles, shift=0)


EXERCISES = (
    Exercise("arc", check_arc, ((_arc_not_divided, "divide epsilon by r"), (_arc_without_cases, "there is no arc"),
                                (_arc_arctan, "use arctan2"), (_arc_arctan2_swapped, "second coordinate first"),
                                (_arc_degrees, "radians"))),
    Exercise("inside", check_inside, ((_inside_flat, "a full turn are the same"), (_inside_one_sided, "two ends"))),
    Exercise("mean_resonance", check_mean_resonance, ((_mean_of_the_lit, "number of all activations"), (_mean_nan, "leave it out"),
                                                      (_mean_half, "half the width"))),
    Exercise("fourier", check_fourier, ((_fourier_sign, "exponent is minus"), (_fourier_no_zero, "case of its own"),
                                        (_fourier_real, "keep the imaginary part"), (_fourier_zero_of_the_lit, "c_0: divide by n_samples"))),
    Exercise("grid_counts", check_grid_counts, ((_counts_not_cyclic, "modulo n_angles"), (_counts_one_short, "one place behind"),
                                                (_counts_equal_beginnings, "begin at one angle"))),
)
