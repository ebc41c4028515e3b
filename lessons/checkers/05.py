"""When is an answer to lesson 5 right, and what is said when it is not?"""

import numpy as np

from lessons.checking import Exercise, Wrong, expect_close, expect_equal

P = np.array([0.9, 0.1, -0.7, 0.3, 0.2])
Q = np.array([0.2, -0.95, 0.6, 0.3, 0.1])


def _expect_arc(found, phi, w, what, mistakes=()):
    if found is None or np.shape(found) != (2,):
        raise Wrong(f"{what}: wanted (phi, w)")
    expect_close(found[0], phi, f"{what}: phi", [
        (phi % (2 * np.pi) if phi < 0 else np.inf, "phi is wanted in (-pi, pi], as arctan2 gives it"),
        (np.arctan(np.tan(phi)), "arctan(q / p) cannot tell (p, q) from (-p, -q): use arctan2(q, p)")])
    expect_close(found[1], w, f"{what}: w", mistakes)


def check_arc(answer):
    for p, q, epsilon in ((0.8, 0.3, 0.5), (-0.6, -0.5, 0.4), (0.5, 0.2, -0.3)):
        r = np.hypot(p, q)
        _expect_arc(answer(p, q, epsilon), np.arctan2(q, p), np.arccos(epsilon / r), f"arc({p}, {q}, {epsilon})", [
            (np.arccos(epsilon), "the activation leans out of the plane: divide epsilon by r"),
            (2 * np.arccos(epsilon / r), "this is the whole width; half of it is wanted")])
    with np.errstate(invalid="ignore"):
        dark, full = answer(0.3, 0.4, 0.6), answer(0.3, 0.4, -0.6)
    if dark is not None:
        raise Wrong("r = 0.5 never reaches epsilon = 0.6: there is no arc, return None")
    if full is None or not np.isfinite(full[1]):
        raise Wrong("r = 0.5 and epsilon = -0.6: the cosine never falls below -0.5, so it is lit from every angle, w = pi")
    expect_close(full[1], np.pi, "lit from every angle: w")


def check_inside(answer):
    expect_equal(answer(0.3, 0.1, 0.25), True, "inside(0.3, 0.1, 0.25)")
    expect_equal(answer(0.5, 0.1, 0.25), False, "inside(0.5, 0.1, 0.25)")
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
        with np.errstate(invalid="ignore"):
            found = answer(P.copy(), Q.copy(), epsilon)
        if np.isnan(found):
            raise Wrong("nan: an activation with r below epsilon has no arc, and arccos of a number above 1 is not defined; leave it out")
        expect_close(found, w.sum() / np.pi / 5, f"mean_resonance(p, q, {epsilon})", [
            (w.mean() / np.pi, "divide by the number of all activations, not of those that are lit"),
            (w.sum() / 5, "this is the mean half-width: an arc covers the share 2 w / (2 pi) of the turn"),
            (2 * w.sum() / np.pi / 5, "an arc covers 2 w of 2 pi: the twos cancel"),
            (w.sum() / (2 * np.pi) / 5, "w is half the width: an arc covers 2 w of 2 pi"),
            (len(w) * np.arccos(epsilon) / np.pi / 5, "the activations lean out of the plane: divide epsilon by r")])


def check_fourier(answer):
    phi, w = np.array([0.3, 2.0, -1.0]), np.array([0.5, 0.2, np.pi])
    for k in (4, 1, -2):
        wanted = (np.sin(k * w) / (np.pi * k) * np.exp(-1j * k * phi)).sum() / 5
        found = answer(phi.copy(), w.copy(), 5, k)
        expect_close([np.real(found), np.imag(found)], [wanted.real, wanted.imag], f"c_{k} (real and imaginary part)", [
            ([wanted.real, -wanted.imag], "the sign of the exponent is minus: c_k = 1/(2 pi) times the integral of f e^(-i k theta)"),
            ([wanted.real * 5 / 3, wanted.imag * 5 / 3], "divide by n_samples: those that are never lit count too"),
            ([wanted.real * 2, wanted.imag * 2], "a factor 2 too much: 2 i sin(k w) over 2 pi i k"),
            ([wanted.real * k, wanted.imag * k], "the integral brings a division by k")])
    try:
        with np.errstate(all="raise"):
            zeroth = answer(phi.copy(), w.copy(), 5, 0)
    except (FloatingPointError, ZeroDivisionError):
        raise Wrong("k = 0 is a case of its own: c_0 is the mean of the curve") from None
    expect_close(np.real(zeroth), w.sum() / np.pi / 5, "c_0", [(0.0, "k = 0 is a case of its own: c_0 is the mean of the curve")])


def check_grid_counts(answer):
    plain_phi, plain_w = np.array([1.0, 1.4, 3.0]), np.array([0.5, 0.3, 0.01])
    for phi, w, n in ((plain_phi, plain_w, 36), (np.array([0.1, -0.2, 6.1, 1.0]), np.array([0.4, 1.0, 0.5, 2.9]), 24)):
        thetas = 2 * np.pi * np.arange(n) / n
        difference = np.abs((thetas - phi[:, None] + np.pi) % (2 * np.pi) - np.pi)
        wanted = (difference <= w[:, None]).sum(axis=0)
        found = np.asarray(answer(phi.copy(), w.copy(), n))
        if found.shape != wanted.shape:
            raise Wrong(f"grid_counts: wanted shape {wanted.shape}; found shape {found.shape}")
        if phi is not plain_phi and not np.array_equal(found, wanted):
            raise Wrong("arcs that run over the angle 0 are not counted right: their ends must be taken modulo n_angles, and "
                        "such an arc counts once more from 0 on")
        if found.sum() < wanted.sum():
            raise Wrong("some angles are missed: the last lit angle is inside, so take 1 away one place behind it")
        if found.sum() > wanted.sum():
            raise Wrong("too many angles are lit: the first one is at or after the beginning of the arc (ceil), the last at or before its end")
        expect_close(found, wanted, "grid_counts(phi, w, n_angles)")


def _arc_not_divided(p, q, epsilon):
    return np.arctan2(q, p), np.arccos(epsilon)


def _arc_without_cases(p, q, epsilon):
    return np.arctan2(q, p), np.arccos(epsilon / np.hypot(p, q))


def _arc_arctan(p, q, epsilon):
    return np.arctan(q / p), np.arccos(epsilon / np.hypot(p, q))


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


def _fourier_no_zero(phi, w, n_samples, k):
    return (np.sin(k * w) / (np.pi * np.float64(k)) * np.exp(-1j * k * phi)).sum() / n_samples


def _counts_not_cyclic(phi, w, n_angles, shift=1):
    step = 2 * np.pi / n_angles
    differences = np.zeros(n_angles + 1, dtype=int)
    for low, high in zip(np.ceil((phi - w) / step).astype(int), np.floor((phi + w) / step).astype(int)):
        differences[np.clip(low, 0, n_angles)] += 1
        differences[np.clip(high + shift, 0, n_angles)] -= 1
    return np.cumsum(differences)[:-1]


def _counts_one_short(phi, w, n_angles):
    return _counts_not_cyclic(phi, w, n_angles, shift=0)


EXERCISES = (
    Exercise("arc", check_arc, ((_arc_not_divided, "divide epsilon by r"), (_arc_without_cases, "there is no arc"),
                                (_arc_arctan, "use arctan2"))),
    Exercise("inside", check_inside, ((_inside_flat, "a full turn are the same"), (_inside_one_sided, "two ends"))),
    Exercise("mean_resonance", check_mean_resonance, ((_mean_of_the_lit, "number of all activations"), (_mean_nan, "leave it out"),
                                                      (_mean_half, "half the width"))),
    Exercise("fourier", check_fourier, ((_fourier_sign, "exponent is minus"), (_fourier_no_zero, "case of its own"))),
    Exercise("grid_counts", check_grid_counts, ((_counts_not_cyclic, "modulo n_angles"), (_counts_one_short, "one place behind"))),
)
