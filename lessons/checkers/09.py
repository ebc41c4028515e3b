"""When is an answer to lesson 9 right, and what is said when it is not?"""

import numpy as np

from srm_ref import random_rotation
from srm_ref.course import lessons_folder, load_file
from srm_ref.course.comparing import Tolerance
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, holds, parts_of
from srm_ref.networks import elementwise, isotropic
from srm_ref.networks import elementwise, isotropic, overcomplete

RIGHT = load_file(lessons_folder() / "solutions" / "09.py", "solution_09")


def _unit_rows(rng, k, n):
    rows = rng.standard_normal((k, n))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def form_vjp_inputs(rng):
    yield np.zeros((1, 2)), np.array([[1.0, -2.0]]), np.eye(2), Note("at z = 0 the slopes are 1")
    yield np.array([[0.5, -1.0]]), np.array([[1.0, -2.0]]), np.eye(2)
    yield np.array([[0.5, -1.0]]), np.array([[1.0, 3.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]]), Note("k may be larger than n: the factor is n/k")
    for n_samples, k, n in ((4, 5, 3), (3, 3, 3), (2, 7, 4)):
        yield *rng.standard_normal((2, n_samples, n)), _unit_rows(rng, k, n)
    yield *rng.standard_normal((2, 4, 3)), random_rotation(3, rng)


def form_vjp_known(z, u, basis):
    k, n = basis.shape
    s, inner, right = z @ basis.T, u @ basis.T, RIGHT.form_vjp(z, u, basis)
    slope, share = 1 - np.tanh(s) ** 2, n / k
    return [
        (right / share, "n/k is missing: the sum runs over k vectors in n dimensions"), (right / share**2, "the factor is n/k, not k/n"),
        (right / n, "the factor is n/k, not 1/k"),
        (share * ((1 - np.tanh(s)) ** 2 * inner) @ basis, "the derivative of tanh is 1 - tanh(s)^2, not (1 - tanh(s))^2"),
        (share * (1 - np.tanh(s) ** 2 * inner) @ basis, "brackets: the whole slope (1 - tanh(s)^2) is multiplied by b_i . u"),
        (share * ((1 - np.tanh(inner) ** 2) * s) @ basis, "z and upstream have changed places: slopes at b_i . z, times b_i . u"),
        (share * (slope @ basis) * u, "u is multiplied entry by entry: read it along each b_i instead, b_i . u"),
        ((1 - np.tanh(z) ** 2) * u, "the slopes are taken along the b_i, at b_i . z; these are those of the standard basis"),
        (share * (1 - np.tanh(np.tanh(s)) ** 2) * inner @ basis, "the slope belongs to the argument s = b_i . z, not to tanh(s)"),
        (share * (np.tanh(s) * inner) @ basis, "back goes the derivative, 1 - tanh(s)^2, not tanh(s)"),
        (share * slope @ basis, "upstream does not appear: J^T u multiplies each slope by b_i . u"),
        (share * slope * inner, "these are coordinates along the b_i: put the vector together again, sum_i (...) b_i"),
        (overcomplete("tanh", basis).apply(z) * u, "J^T u is not f(z) times u"),
        (share * ((1 - np.tanh(share * s) ** 2) * inner) @ basis, "the factor n/k stands before the sum, not inside the tanh")]


def isotropic_inputs(rng):
    yield np.array([[2.0, 0.0]]), np.array([[1.0, 0.0]]), Note("along z lengths shrink by 1 - tanh(r)^2")
    yield np.array([[2.0, 0.0]]), np.array([[0.0, 1.0]]), Note("across z lengths shrink by tanh(r)/r")
    yield np.zeros((1, 2)), np.array([[1.0, -2.0]]), Note("z = 0: there is no direction, but the Jacobian is the identity")
    yield np.array([[1e-9, 0.0]]), np.array([[1.0, -2.0]]), Note("next to z = 0 the Jacobian is next to the identity")
    yield np.array([[60.0, 0.0]]), np.array([[1.0, 1.0]]), Note("far out tanh is 1")
    z, u = rng.standard_normal((2, 4, 3))
    yield z, u
    yield z * [[1.0], [0.0], [1.0], [1.0]], u, Note("row 1 is z = 0, where J is the identity")
    yield rng.standard_normal((3, 6)), rng.standard_normal((3, 6))
    yield np.array([[9e-4, 0.0]]), np.array([[1.0, -2.0]]), Note("r = 9e-4: tanh(r)/r is 1 - r^2 / 3")


def isotropic_known(z, u):
    r = np.linalg.norm(z, axis=1, keepdims=True)
    lit, safe = r > 0, np.where(r > 0, r, 1.0)
    right, h, g, slope = RIGHT.isotropic_vjp(z, u), z / safe, np.where(lit, np.tanh(r) / safe, 1.0), 1 - np.tanh(r) ** 2
    along = (h * u).sum(axis=1, keepdims=True) * h
    whole = np.linalg.norm(z) or 1.0
    part = (z * u).sum(axis=1, keepdims=True) * z / whole**2
    own = "the part of u along z is (h . u) h with h = z/|z| of length 1, both times"
    return [
        (np.tanh(whole) / whole * (u - part) + (1 - np.tanh(whole) ** 2) * part,
         "one length for the whole array: r belongs to a row, np.linalg.norm(z, axis=1, keepdims=True)"),
        (g * u - (slope - g) * along, "the sign of the second part is turned: g u + (tanh' - g) (h . u) h"),
        (g * (u - h**2 * u) + slope * h**2 * u, "h . u is a sum over the row's entries, one number per row: (h * u).sum(axis=1, keepdims=True)"),
        (g * u, "the factor tanh(r)/r depends on z too: what lies along z shrinks by 1 - tanh(r)^2 instead"),
        (slope * u, "only what lies along z shrinks by 1 - tanh(r)^2; what lies across it shrinks by tanh(r)/r"),
        ((1 - np.tanh(z) ** 2) * u, "this is the elementwise tanh's: here tanh acts on the length alone"),
        (slope * (u - along) + g * along, "the two factors have changed places: tanh(r)/r is for what lies across z"),
        (g * u + slope * along, "g u contains what lies along z already: subtract it before you add the other factor"),
        (g * u + (slope - g) * along * r, own), (g * u + (slope - g) * along * r**2, own),
        (np.where(lit, right, np.nan), "a row of z is 0, and the answer there is nan: there is no direction, but the Jacobian is the identity"),
        (np.where(lit, right, 0.0), "a row of z is 0: J is the identity there, not 0, since tanh(r)/r tends to 1 as r tends to 0")]


def autoencoder_inputs(rng):
    def drawn(n_samples, n_pixels, n_hidden, form, b=1.0):
        return (rng.standard_normal((n_hidden, n_pixels)), b * rng.standard_normal(n_hidden), rng.standard_normal((n_pixels, n_hidden)),
                b * rng.standard_normal(n_pixels), rng.random((n_samples, n_pixels)), form.apply, form.vjp)

    yield drawn(1, 2, 1, isotropic("tanh", 1), b=0.0) + (Note("one sample, two pixels, one hidden neuron, no biases"),)
    yield drawn(3, 2, 2, elementwise("tanh", np.eye(2)))
    yield drawn(6, 4, 3, overcomplete("tanh", _unit_rows(rng, 5, 3)))
    yield drawn(5, 3, 3, isotropic("tanh", 3))


def autoencoder_known(W1, bias1, W2, bias2, images, apply, vjp):
    def gradient(factor=2 / images.size, back=vjp, at_h=False, first=bias1, second=bias2, into_last=None):
        z = images @ W1.T + first
        h = apply(z)
        delta2 = factor * (h @ W2.T + second - images)
        delta1 = back(h if at_h else z, delta2 @ W2)
        return delta1.T @ images, delta1.sum(axis=0), delta2.T @ (h if into_last is None else z), delta2.sum(axis=0)

    right = dW1, db1, dW2, db2 = gradient()
    return [
        (gradient(factor=2.0), "this is the gradient of the sum: the loss is the mean over samples and pixels"),
        (gradient(factor=2 / len(images)), "the mean is over pixels too: divide by n_samples n_pixels"),
        (gradient(factor=2 / images.shape[1]), "the mean is over samples too: divide by n_samples n_pixels"),
        (gradient(factor=1 / images.size), "the derivative of a square has a 2"),
        (gradient(factor=-2 / images.size), "the sign is turned: the derivative of (y - x)^2 by y is 2 (y - x)"),
        (gradient(back=lambda z, u: u), "the gradient has to come back through the form as well: vjp"),
        (gradient(into_last="z"), "dW2 multiplies what enters the second layer, h, not z"),
        (gradient(back=lambda z, u: vjp(u, z)), "the arguments of vjp have changed places: vjp(z, upstream)"),
        (gradient(at_h=True), "the vjp is taken at the pre-activations z, not at h"),
        (gradient(second=0.0), "y has a bias: bias2 is missing in the forward pass"),
        (gradient(first=0.0), "z has a bias: bias1 is missing in the forward pass"),
        (tuple(part.T for part in right), "this is transposed: dW has the shape of W, (n_out, n_in), so it is delta.T @ input"),
        ((dW1, db1 / len(images), dW2, db2 / len(images)), "a bias gets the sum of delta over samples: the mean is in delta already"),
        ((dW2, db2, dW1, db1), "the order is dW1, dbias1, dW2, dbias2"), ((dW1, dW2, db1, db2), "the order is dW1, dbias1, dW2, dbias2")]


def differ_both_ways(found):
    z1, u1, z2, u2 = (array_of(part, (2,), name) for part, name in zip(parts_of(found, "z1, u1, z2, u2"), ("z1", "u1", "z2", "u2")))
    forms = {"elementwise": elementwise("tanh", np.eye(2)), "isotropic": isotropic("tanh", 2)}
    for z, u, more, less, place in ((z1, u1, "elementwise", "isotropic", "z1"), (z2, u2, "isotropic", "elementwise", "z2")):
        holds(abs(np.linalg.norm(u) - 1) < 1e-6, f"length of the gradient at {place}", "1", float(np.linalg.norm(u)))
        length = {name: float(np.linalg.norm(form.vjp(z[None], u[None]))) for name, form in forms.items()}
        holds(length[more] >= 5 * length[less], f"what comes back at {place}", f"{more} at least 5 times {less}",
              f"{more} {length[more]:.3g}, {less} {length[less]:.3g}")


PREDICTIONS = (
    Prediction("on_the_axis", RIGHT.on_the_axis,
               "max(('elementwise', elementwise('tanh', np.eye(2))), ('isotropic', isotropic('tanh', 2)), key=lambda pair: "
               "np.linalg.norm(pair[1].vjp(np.array([[1.2, 0.0]]), np.array([[0.0, 1.0]]))))[0]",
               "across the axis the elementwise form is at 0 of its tanh, with slope 1; the isotropic one shrinks by tanh(r)/r = 0.69",
               choices=("elementwise", "isotropic"), overlooked={"isotropic": "the other coordinate is 0, and the slope of tanh there is 1"}),
    Prediction("on_the_diagonal", RIGHT.on_the_diagonal,
               "max(('elementwise', elementwise('tanh', np.eye(2))), ('isotropic', isotropic('tanh', 2)), key=lambda pair: "
               "np.linalg.norm(pair[1].vjp(np.array([[1.2, 1.2]]), np.array([[1.0, -1.0]]))))[0]",
               "there both coordinates are bent, slope 0.31, while across z the isotropic form shrinks by tanh(r)/r = 0.55 only",
               choices=("elementwise", "isotropic"), overlooked={"elementwise": "on the diagonal both of its tanh are bent, with slope 0.31"}),
)

EXERCISES = (
    Exercise("form_vjp", RIGHT.form_vjp, form_vjp_inputs, form_vjp_known),
    Exercise("isotropic_vjp", RIGHT.isotropic_vjp, isotropic_inputs, isotropic_known, tolerance=Tolerance(1e-7, 1e-7)),
    Exercise("autoencoder_gradient", RIGHT.autoencoder_gradient, autoencoder_inputs, autoencoder_known),
    Exercise("where_they_differ", RIGHT.where_they_differ, wanted=(differ_both_ways,), hints=(
        "across z the isotropic form lets through tanh(r)/r, however z lies; what does the elementwise one let through?",
        "on an axis the elementwise form lets everything through across it: how far out is tanh(r)/r below 1/5?",
        "on the diagonal the elementwise form lets through 1 - tanh(z_1)^2 in every direction, which falls much faster than tanh(r)/r")),
)
