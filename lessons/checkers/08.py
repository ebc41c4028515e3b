"""When is an answer to lesson 8 right, and what is said when it is not?"""

import numpy as np

from srm_ref import random_rotation
from srm_ref.course.exercises import Exercise, Wrong, expect_close, expect_untouched
from srm_ref.networks import elementwise, isotropic, loss_and_gradient, overcomplete

_TURN = random_rotation(3, np.random.default_rng(80))
_FRAME = np.random.default_rng(81).standard_normal((5, 3))
_FRAME /= np.linalg.norm(_FRAME, axis=1, keepdims=True)
_Z, _U = np.random.default_rng(82).standard_normal((2, 4, 3))


def check_tanh_in_basis(answer):
    given = _Z.copy()
    found = answer(given, _TURN.copy())
    expect_untouched(given, _Z, "z")
    expect_close(found, elementwise("tanh", _TURN).apply(_Z), "tanh_in_basis(z, basis)", [
        (np.tanh(_Z @ _TURN.T), "these are the coordinates in the basis: put the vector together again, sum_i tanh(b_i . z) b_i"),
        (np.tanh(_Z @ _TURN) @ _TURN.T, "the rows of the basis are the b_i: b_i . z for all rows of z is z @ basis.T, not z @ basis"),
        (np.tanh(_Z @ _TURN), "the rows of the basis are the b_i: b_i . z for all rows of z is z @ basis.T, not z @ basis"),
        (np.tanh(_Z), "this is tanh in the standard basis: the basis does not appear"),
        (np.tanh(_Z @ _TURN.T) @ _TURN.T, "the way back is the transpose of the way there: tanh(Q z) is multiplied by Q^T"),
        ((np.tanh(_Z @ _TURN.T) @ _TURN).T,
         "samples are rows: the result has the shape of z, (n_samples, n_dims); yours is its transpose")])


def check_form_vjp(answer):
    right = overcomplete("tanh", _FRAME)
    square, wanted = elementwise("tanh", _TURN), right.vjp(_Z, _U)
    s, inner = _Z @ _FRAME.T, _U @ _FRAME.T
    expect_close(answer(_Z.copy(), _U.copy(), _FRAME.copy()), wanted, "form_vjp with five vectors in three dimensions", [
        (5 / 3 * wanted, "n/k is missing: the sum runs over k vectors in n dimensions"),
        (25 / 9 * wanted, "the factor is n/k, not k/n"),
        (wanted / 3, "the factor is n/k, not 1/k"),
        (3 / 5 * ((1 - np.tanh(s)) ** 2 * inner) @ _FRAME, "the derivative of tanh is 1 - tanh(s)^2, not (1 - tanh(s))^2"),
        (3 / 5 * (1 - np.tanh(s) ** 2 * inner) @ _FRAME, "brackets: the whole slope (1 - tanh(s)^2) is multiplied by b_i . u"),
        (3 / 5 * ((1 - np.tanh(inner) ** 2) * s) @ _FRAME, "z and upstream have changed places: slopes at b_i . z, times b_i . u"),
        (3 / 5 * ((1 - np.tanh(s) ** 2) @ _FRAME) * _U, "u is multiplied entry by entry: read it along each b_i instead, b_i . u"),
        ((1 - np.tanh(_Z) ** 2) * _U, "the slopes are taken along the b_i, at b_i . z; these are those of the standard basis"),
        (3 / 5 * (1 - np.tanh(np.tanh(s)) ** 2) * inner @ _FRAME, "the slope belongs to the argument s = b_i . z, not to tanh(s)"),
        (3 / 5 * (np.tanh(s) * inner) @ _FRAME, "back goes the derivative, 1 - tanh(s)^2, not tanh(s)"),
        (3 / 5 * (1 - np.tanh(s) ** 2) @ _FRAME, "upstream does not appear: J^T u multiplies each slope by b_i . u"),
        (3 / 5 * (1 - np.tanh(s) ** 2) * inner, "these are coordinates along the b_i: put the vector together again, sum_i (...) b_i"),
        (right.apply(_Z) * _U, "J^T u is not f(z) times u")])
    expect_close(answer(_Z.copy(), _U.copy(), _TURN.copy()), square.vjp(_Z, _U), "form_vjp in an orthonormal basis")


def check_isotropic_vjp(answer):
    form = isotropic("tanh", 3)
    r = np.linalg.norm(_Z, axis=1, keepdims=True)
    across, slope = np.tanh(r) / r, 1 - np.tanh(r) ** 2
    along = (_Z * _U).sum(axis=1, keepdims=True) * _Z / r**2
    whole = np.linalg.norm(_Z)
    part = (_Z * _U).sum(axis=1, keepdims=True) * _Z / whole**2
    expect_close(answer(_Z.copy(), _U.copy()), form.vjp(_Z, _U), "isotropic_vjp(z, upstream)", [
        (np.tanh(whole) / whole * (_U - part) + (1 - np.tanh(whole) ** 2) * part,
         "one length for the whole array: r belongs to a row, np.linalg.norm(z, axis=1, keepdims=True)"),
        (across * _U - (slope - across) * along, "the sign of the second part is turned: g u + (tanh' - g) (h . u) h"),
        (across * (_U - _Z**2 / r**2 * _U) + slope * _Z**2 / r**2 * _U,
         "h . u is a sum over the row's entries, one number a row: (h * u).sum(axis=1, keepdims=True)"),
        (across * _U, "the factor tanh(r)/r depends on z too: what lies along z shrinks by 1 - tanh(r)^2 instead"),
        (slope * _U, "only what lies along z shrinks by 1 - tanh(r)^2; what lies across it shrinks by tanh(r)/r"),
        ((1 - np.tanh(_Z) ** 2) * _U, "this is the elementwise tanh's: here tanh acts on the length alone"),
        (slope * (_U - along) + across * along, "the two factors have changed places: tanh(r)/r is for what lies across z"),
        (across * _U + slope * along, "g u contains what lies along z already: take it away before you add the other factor"),
        (across * _U + (slope - across) * along * r, "the part of u along z is (h . u) h with h = z/|z| of length 1, both times"),
        (across * _U + (slope - across) * along * r**2,
         "the part of u along z is (h . u) h with h = z/|z| of length 1, both times")], atol=1e-7)
    some = _Z * [[1.0], [0.0], [1.0], [1.0]]  # one row of zeros among others
    with np.errstate(all="ignore"):
        found = np.asarray(answer(some.copy(), _U.copy()), dtype=float)
    if np.isnan(found).any():
        raise Wrong("a row of z is 0, and the answer there is nan: there is no direction, but the Jacobian is the identity")
    expect_close(found, form.vjp(some, _U), "isotropic_vjp with z = 0 in row 1, where J is the identity", [
        (np.where(some.any(axis=1, keepdims=True), form.vjp(some, _U), 0.0), "a row of z is 0: J is the identity there, not 0, "
         "since tanh(r)/r tends to 1 as r tends to 0")], atol=1e-7)


def check_autoencoder_gradient(answer):
    rng = np.random.default_rng(83)
    W1, bias1, W2, bias2 = (rng.standard_normal(shape) for shape in ((3, 4), 3, (4, 3), 4))
    images, form = rng.random((6, 4)), overcomplete("tanh", _FRAME)
    names = ("W1", "bias1", "W2", "bias2")
    wanted = loss_and_gradient(dict(zip(names, (W1, bias1, W2, bias2))), [form], images)[1]
    mistakes = _gradient_mistakes(W1, bias1, W2, bias2, images, form)
    found = answer(W1.copy(), bias1.copy(), W2.copy(), bias2.copy(), images.copy(), form.apply, form.vjp)
    if not isinstance(found, (tuple, list)) or len(found) != 4:
        raise Wrong(f"a tuple of four gradients is wanted, in the order dW1, dbias1, dW2, dbias2; found {type(found).__name__}")
    shapes = [np.shape(part) for part in found]
    if sorted(shapes) == [(3,), (3, 4), (4,), (4, 3)] and [len(shape) for shape in shapes] != [2, 1, 2, 1] or shapes[1] == (4,):
        raise Wrong("the order is dW1, dbias1, dW2, dbias2")
    if shapes[1] in ((6,), (6, 3)) or shapes[3] in ((6,), (6, 4)):
        raise Wrong("a bias is added to every sample, so its gradient is the sum of delta over samples, axis 0")
    for k in (3, 2, 1, 0):  # from the output back: the first line that is wrong is the one to look at
        expect_close(found[k], wanted[names[k]], f"d{names[k]}", [(mistake[k], hint) for mistake, hint in mistakes])


def _gradient_mistakes(W1, bias1, W2, bias2, images, form):
    def gradient(factor=2 / images.size, back=form.vjp, at="z", first=bias1, second=bias2, last=None):
        z = images @ W1.T + first
        h = form.apply(z)
        delta2 = factor * (h @ W2.T + second - images)
        delta1 = back(z if at == "z" else h, delta2 @ W2)
        return delta1.T @ images, delta1.sum(axis=0), delta2.T @ (h if last is None else z), delta2.sum(axis=0)

    right = gradient()
    return [
        (gradient(factor=2.0), "this is the gradient of the sum: the loss is the mean over samples and pixels"),
        (gradient(factor=2 / len(images)), "the mean is over pixels too: divide by n_samples n_pixels"),
        (gradient(factor=1 / images.size), "the derivative of a square has a 2"),
        (gradient(factor=-2 / images.size), "the sign is turned: the derivative of (y - x)^2 by y is 2 (y - x)"),
        (gradient(back=lambda z, u: u), "the gradient has to come back through the form as well: vjp"),
        (gradient(last="z"), "dW2 multiplies what enters the second layer, h, not z"),
        (gradient(back=lambda z, u: form.vjp(u, z)), "the arguments of vjp have changed places: vjp(z, upstream)"),
        (gradient(at="h"), "the vjp is taken at the pre-activations z, not at h"),
        (gradient(second=0.0), "y has a bias: bias2 is missing in the forward pass"),
        (gradient(first=0.0), "z has a bias: bias1 is missing in the forward pass"),
        (tuple(part.T for part in right), "this is transposed: dW has the shape of W, (n_out, n_in), so it is delta.T @ input"),
        (tuple(part / len(images) if k in (1, 3) else part for k, part in enumerate(right)),
         "a bias gets the sum of delta over samples: the mean is in delta already"),
    ]


def check_forms_share(answer):
    rng = np.random.default_rng(84)
    z, form = 2 * rng.standard_normal((40, 3)) + [1.0, 0.0, 0.5], elementwise("tanh", np.eye(3))
    rotations = np.array([random_rotation(3, rng) for _ in range(4)])

    def statistic(rows):
        return float((rows**4).sum() / (rows**2).sum())

    wanted = [statistic(form.apply(z @ R.T)) for R in rotations]
    chained, turned = [], z
    for R in rotations:
        turned = turned @ R.T
        chained.append(statistic(form.apply(turned)))
    given = z.copy()
    found = answer(given, form.apply, statistic, rotations.copy())
    expect_untouched(given, z, "z")
    expect_close(found, wanted, "forms_share(z, apply, statistic, rotations)", [
        ([statistic(form.apply(z) @ R.T) for R in rotations],
         "this turns after the form: what the form did is turned with it. Turn z, then apply"),
        ([statistic(z @ R.T) for R in rotations], "the form does not appear: apply it to the turned rows"),
        ([statistic(form.apply(z @ R)) for R in rotations], "rows are turned by z @ R.T: z @ R turns the other way"),
        ([statistic(form.apply(z @ R.T) @ R) for R in rotations], "do not turn back: that is the form in another basis, not this one"),
        (chained,
         "the rotations pile up: every one starts from the z that was given"),
        (np.sort(wanted), "one value a rotation is wanted, in the rotations' order"),
        (np.array(wanted) - statistic(form.apply(z)), "nothing is to be taken away: the values for f(R z) themselves"),
        (np.mean(wanted), "one value a rotation is wanted, not their mean"),
        ([statistic(form.apply(z))] * 4, "the rotations do not appear")])


def _in_coordinates_of_the_basis(z, basis):
    return np.tanh(z @ basis.T)


def _columns_as_basis(z, basis):
    return np.tanh(z @ basis) @ basis.T


def _in_place(z, basis):
    z[:] = np.tanh(z @ basis.T) @ basis
    return z


def _vjp_without_factor(z, upstream, basis):
    return ((1 - np.tanh(z @ basis.T) ** 2) * (upstream @ basis.T)) @ basis


def _vjp_in_standard_basis(z, upstream, basis):
    return (1 - np.tanh(z) ** 2) * upstream


def _vjp_slope_of_value(z, upstream, basis):
    return basis.shape[1] / len(basis) * ((1 - np.tanh(np.tanh(z @ basis.T)) ** 2) * (upstream @ basis.T)) @ basis


def _vjp_without_brackets(z, upstream, basis):
    return basis.shape[1] / len(basis) * ((1 - np.tanh(z @ basis.T) ** 2 * (upstream @ basis.T)) @ basis)


def _ratio_only(z, upstream):
    r = np.linalg.norm(z, axis=1, keepdims=True)
    return np.tanh(r) / r * upstream


def _elementwise_instead(z, upstream):
    return (1 - np.tanh(z) ** 2) * upstream


def _nan_at_zero(z, upstream):
    r = np.linalg.norm(z, axis=1, keepdims=True)
    h = z / r
    along = (h * upstream).sum(axis=1, keepdims=True) * h
    return np.tanh(r) / r * (upstream - along) + (1 - np.tanh(r) ** 2) * along


def _length_of_all(z, upstream):
    r = np.linalg.norm(z)
    h = z / r
    along = (h * upstream).sum(axis=1, keepdims=True) * h
    return np.tanh(r) / r * (upstream - along) + (1 - np.tanh(r) ** 2) * along


def _gradient_of_sum(W1, bias1, W2, bias2, images, apply, vjp):
    return _gradient(W1, bias1, W2, bias2, images, apply, vjp, 2.0)


def _mean_over_samples_only(W1, bias1, W2, bias2, images, apply, vjp):
    return _gradient(W1, bias1, W2, bias2, images, apply, vjp, 2 / len(images))


def _without_vjp(W1, bias1, W2, bias2, images, apply, vjp):
    return _gradient(W1, bias1, W2, bias2, images, apply, lambda z, u: u, 2 / images.size)


def _vjp_at_h(W1, bias1, W2, bias2, images, apply, vjp):
    return _gradient(W1, bias1, W2, bias2, images, apply, lambda z, u: vjp(apply(z), u), 2 / images.size)


def _gradient(W1, bias1, W2, bias2, images, apply, vjp, factor):
    z = images @ W1.T + bias1
    h = apply(z)
    delta2 = factor * (h @ W2.T + bias2 - images)
    delta1 = vjp(z, delta2 @ W2)
    return delta1.T @ images, delta1.sum(axis=0), delta2.T @ h, delta2.sum(axis=0)


def _turned_after_the_form(z, apply, statistic, rotations):
    return np.array([statistic(apply(z) @ rotation.T) for rotation in rotations])


def _piled_up(z, apply, statistic, rotations):
    values = []
    for rotation in rotations:
        z = z @ rotation.T
        values.append(statistic(apply(z)))
    return np.array(values)


def _statistic_of_z(z, apply, statistic, rotations):
    return np.array([statistic(z @ rotation.T) for rotation in rotations])


def _turned_and_turned_back(z, apply, statistic, rotations):
    return np.array([statistic(apply(z @ rotation.T) @ rotation) for rotation in rotations])


EXERCISES = (
    Exercise("tanh_in_basis", check_tanh_in_basis, (
        (_in_coordinates_of_the_basis, "together again"), (_columns_as_basis, "rows of the basis"), (_in_place, "in place"))),
    Exercise("form_vjp", check_form_vjp, (
        (_vjp_without_factor, "n/k is missing"), (_vjp_in_standard_basis, "standard basis"),
        (_vjp_slope_of_value, "belongs to the argument"), (_vjp_without_brackets, "brackets"))),
    Exercise("isotropic_vjp", check_isotropic_vjp, (
        (_ratio_only, "depends on z too"), (_elementwise_instead, "elementwise tanh"), (_nan_at_zero, "Jacobian is the identity"),
        (_length_of_all, "belongs to a row"))),
    Exercise("autoencoder_gradient", check_autoencoder_gradient, (
        (_gradient_of_sum, "gradient of the sum"), (_mean_over_samples_only, "over pixels too"), (_without_vjp, "through the form"),
        (_vjp_at_h, "not at h"))),
    Exercise("forms_share", check_forms_share, (
        (_turned_after_the_form, "after the form"), (_statistic_of_z, "form does not appear"),
        (_turned_and_turned_back, "do not turn back"), (_piled_up, "pile up"))),
)
