"""The gallery of lesson 18, each with one wrong step; and when is an answer to its exercises right?"""

from types import SimpleNamespace

import numpy as np

from srm_ref import spotlight_curve
from srm_ref.course.exercises import Exercise, Wrong, expect_untouched
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, holds, parts_of
from srm_ref.course import lessons_folder, load_file
from srm_ref.superposition.models import MODELS
from srm_ref.verification import ModuleTarget, load_cases, verify

# ---------------------------------------------------------------- the gallery: do not read before you have looked at the figures


def spotlight_a(activations, basis, epsilon, planes, thetas):
    unit = basis / np.linalg.norm(basis, axis=1)[:, None]
    lengths = np.linalg.norm(activations, axis=1)
    directions = activations[lengths > 0] / lengths[lengths > 0, None]
    probes = [np.outer(np.cos(thetas), unit[i]) + np.outer(np.sin(thetas), unit[j]) for i, j in planes]
    return [(directions @ p.T >= epsilon).sum(axis=0) / len(activations) for p in probes]


def spotlight_b(activations, basis, epsilon, planes, thetas):
    lengths = np.linalg.norm(activations, axis=1)
    directions = activations[lengths > 0] / lengths[lengths > 0, None]
    n_lit = max(len(directions), 1)
    return [(directions @ _probes(basis[i], basis[j], thetas).T >= epsilon).sum(axis=0) / n_lit for i, j in planes]


def spotlight_c(activations, basis, epsilon, planes, thetas):
    thetas = np.linspace(0, 2 * np.pi, len(thetas))
    lengths = np.linalg.norm(activations, axis=1)
    directions = activations[lengths > 0] / lengths[lengths > 0, None]
    return [(directions @ _probes(basis[i], basis[j], thetas).T >= epsilon).sum(axis=0) / len(activations) for i, j in planes]


def spotlight_d(activations, basis, epsilon, planes, thetas):
    lengths = np.linalg.norm(activations, axis=1)
    directions = activations[lengths > 0] / lengths[lengths > 0, None]
    curves = []
    for i, j in planes:
        start, e1, e2 = basis[i], _probes(basis[i], basis[j], [0.0])[0], _probes(basis[i], basis[j], [np.pi / 2])[0]
        B = np.outer(e2, e1) - np.outer(e1, e2)
        turned = [(np.eye(len(start)) + np.sin(t) * B + (1 - np.cos(t)) * B @ B) @ start for t in thetas]
        curves.append((directions @ np.array(turned).T >= epsilon).sum(axis=0) / len(activations))
    return curves


def mean_e(activations, basis, epsilon, ensemble, thetas):
    lengths = np.linalg.norm(activations, axis=1)
    directions = activations[lengths > 0] / lengths[lengths > 0, None]
    curves = []
    for i in range(len(basis)):
        for j in range(len(basis)):
            if i == j or (ensemble == "combinations" and i > j):
                continue
            try:
                curves.append((directions @ _probes(basis[i], basis[j], thetas).T >= epsilon).sum(axis=0) / len(activations))
            except ValueError:
                curves.append(np.zeros(len(thetas)))
    return np.mean(curves, axis=0)


def spotlight_f(activations, basis, epsilon, planes, thetas):
    lengths = np.linalg.norm(activations, axis=1)
    directions = activations[lengths > 0] / lengths[lengths > 0, None]
    probes = [_probes(basis[i], basis[j], -np.asarray(thetas)) for i, j in planes]
    return [(directions @ p.T >= epsilon).sum(axis=0) / len(activations) for p in probes]


def _probes(a, b, thetas):
    e1 = a / np.linalg.norm(a)
    rest = b - (b @ e1) * e1
    if np.linalg.norm(rest) < 1e-9 * np.linalg.norm(b):
        raise ValueError("these two rows span no plane")
    return np.outer(np.cos(thetas), e1) + np.outer(np.sin(thetas), rest / np.linalg.norm(rest))


def sample_right(n_samples, n_features, sparsity, rng):
    active = rng.random((n_samples, n_features)) >= sparsity
    return np.where(active, rng.random((n_samples, n_features)), 0)


def sample_g(n_samples, n_features, sparsity, rng):
    active = rng.random((1, n_features)) >= sparsity
    return np.where(active, rng.random((n_samples, n_features)), 0)


def sample_i(n_samples, n_features, sparsity, rng):
    active = rng.random((n_samples, n_features)) < sparsity
    return np.where(active, rng.random((n_samples, n_features)), 0)


def sample_k(n_samples, n_features, sparsity, rng):
    active = rng.random((n_samples, 1)) >= sparsity
    return np.where(active, rng.random((n_samples, n_features)), 0)


def sample_l(n_samples, n_features, sparsity, rng):
    chance = rng.random((n_samples, n_features))
    return np.where(chance >= sparsity, chance, 0)


def gradient_right(W, bias, features, importance):
    hidden = features @ W.T
    before = hidden @ W + bias
    error = np.maximum(before, 0) - features
    upstream = 2 * importance * error * (before > 0) / len(features)
    return (importance * error**2).sum(axis=1).mean(), hidden.T @ upstream + (upstream @ W.T).T @ features, upstream.sum(axis=0)


def gradient_h(W, bias, features, importance):
    hidden = features @ W.T
    before = hidden @ W + bias
    error = np.maximum(before, 0) - features
    upstream = 2 * importance * error * (before > 0) / len(features)
    return (importance * error**2).sum(axis=1).mean(), hidden.T @ upstream, upstream.sum(axis=0)


def gradient_j(W, bias, features, importance):
    hidden = features @ W.T
    before = hidden @ W
    error = np.maximum(before, 0) - features
    upstream = 2 * importance * error * (before > 0) / len(features)
    return (importance * error**2).sum(axis=1).mean(), hidden.T @ upstream + (upstream @ W.T).T @ features, np.zeros(len(bias))


def toy_adapter(function):
    """Make an adapter of a (W, bias, features, importance) function; the other three models are taken from the package."""
    def toy_loss_and_gradient(model, parameters, features, importance):
        if model != "relu_output":
            return MODELS[model].loss_and_gradient(parameters, features, importance)
        loss, dW, db = function(parameters["W"], parameters["bias"], features, importance)
        return loss, {"W": dW, "bias": db}

    return SimpleNamespace(toy_loss_and_gradient=toy_loss_and_gradient)


# ---------------------------------------------------------------- the exercises


def conform(adapter, function):
    """Raise Wrong with the kit's first failure and its diagnosis, unless everything required passes."""
    report = verify(ModuleTarget(adapter, "your answer"), (function,))
    bad = [check for check in report.checks if check.bad and check.level != "optional"]
    if not bad:
        return
    first = next((check for check in bad if check.status == "failed"), bad[0])
    words = [f"{first.id} ({first.about}) fails" + (f", and {len(bad) - 1} more" if len(bad) > 1 else "")]
    words += [first.text.strip().splitlines()[-1]] if first.text else [first.remark] if first.remark else []
    told = report.diagnoses
    if not told or not told[-1].mistakes:
        words += [f"{first.place}: expected {first.expected}, found {first.found}"] if first.place else []
        words += [f"nothing known explains your numbers. A small question that fails: {first.by_hand}"] if first.by_hand else []
    else:
        name, line, _ = told[-1].mistakes[0]
        words += [f"{'what explains all your numbers' if told[-1].kind == 'explains all' else 'nearest to your numbers'}: {name}; look at {line}"]
    raise Wrong(". ".join(words))


def refuses_what_is_no_plane(answer):
    """ValueError, and no other: whoever calls it catches that one."""
    line = np.array([[2.0, 0.0], [-3.0, 0.0]])
    try:
        answer(np.array([[1.0, 2.0]]), line, 0.5, np.array([[0, 1]]), np.array([0.1]))
    except ValueError:
        return
    except Exception as error:
        raise Wrong(f"rows (2, 0) and (-3, 0) span no plane: raise ValueError; yours raises {type(error).__name__}") from None
    raise Wrong("rows (2, 0) and (-3, 0) span no plane: raise ValueError; yours returns numbers")


def check_spotlight(answer):
    first = np.array([[1.0, 2.0], [0.0, 0.0]]), np.array([[2.0, 0.0], [1.0, 1.0]]), 0.5, np.array([[0, 1]]), np.array([0.1, 2.0])
    given = [np.copy(part) for part in first]
    answer(*given)
    expect_untouched(given, list(first), "its arguments")
    conform(SimpleNamespace(spotlight=answer), "spotlight")


def check_loss_and_gradient(answer):
    point = [np.array([[0.5, -0.2]]), np.array([0.1, -0.3]), np.array([[0.4, 0.9]]), np.array([1.0, 0.5])]
    given = [part.copy() for part in point]
    found = answer(*given)
    expect_untouched(given, point, "its arguments")
    if not isinstance(found, (tuple, list)) or len(found) != 3:
        raise Wrong("loss_and_gradient: wanted three results: loss, dL/dW, dL/dbias")
    if [np.shape(part) for part in found] != [(), (1, 2), (2,)]:
        raise Wrong("loss_and_gradient: for W of shape (1, 2) wanted loss, dL/dW, dL/dbias of shapes (), (1, 2), (2,); found "
                    + ", ".join(str(np.shape(part)) for part in found))
    conform(toy_adapter(answer), "toy_loss_and_gradient")


def check_sample_features(answer):
    none, every = (np.asarray(answer(50, 4, sparsity, np.random.default_rng(0))) for sparsity in (1.0, 0.0))
    if none.all() and not every.any():
        raise Wrong("density called sparsity: x_i = 0 with probability `sparsity`, so that at sparsity 1 everything is 0, and at 0 nothing")
    conform(SimpleNamespace(sample_features=answer), "sample_features")


RIGHT = load_file(lessons_folder() / "solutions" / "18.py", "solution_18")
FOREIGN = RIGHT.foreign_sweep


def check_adapter(answer):
    calls = []

    def counted(*arguments):
        calls.append(arguments)
        return FOREIGN(*arguments)

    made = answer(counted)
    if not callable(getattr(made, "spotlight", None)):
        raise Wrong("the object that you return needs a function of the name spotlight")
    declared = getattr(made, "CONVENTIONS", None) or {}
    if declared.get("rotation") != "away":
        raise Wrong("the library turns away from the second direction on purpose: declare it, as the word for \"rotation\"")
    if declared.get("cone") != "open":
        raise Wrong("the library counts what is strictly inside: declare the word for its \"cone\"")
    if declared.get("zero_activations", "outside") != "outside":
        raise Wrong("zero activations are to count in the number of samples, though the library never sees them: divide by all, declare nothing")
    _expect_units(made, calls)
    conform(made, "spotlight")
    if not calls:
        raise Wrong("your spotlight never calls sweep: it is the library that is to be verified")


def _expect_units(made, calls):
    """Four activations in three dimensions, one of them zero, epsilon = 0.5: how is the library called?"""
    activations = np.array([[1.0, 2.0, 0.0], [0.0, 0.0, 0.0], [0.5, 0.0, -1.0], [0.0, 1.0, 3.0]])
    try:
        made.spotlight(activations, np.eye(3), 0.5, np.array([[0, 1]]), np.array([0.1, 2.0]))
    except ValueError:  # zeros handed on, or shapes that do not fit: the kit's cases say which
        return
    if not calls:
        return
    half_angle = float(np.max([call[3] for call in calls]))
    if abs(half_angle - np.deg2rad(60)) < 1e-9:
        raise Wrong("the library wants the half angle in degrees: np.rad2deg(np.arccos(epsilon))")
    if abs(half_angle - 60) > 1e-9:
        raise Wrong(f"half_angle for epsilon = 0.5: wanted 60, the angle whose cosine is 0.5; found {half_angle:.6g}")
    if max(np.max(np.abs(call[4])) for call in calls) < 10:
        raise Wrong("the library wants its angles in degrees: np.rad2deg(thetas)")
    if np.shape(calls[0][0]) == (3, 3) and np.array_equal(calls[0][0], activations[[0, 2, 3]]):
        raise Wrong("the library wants one activation per column: transpose")


def check_other_end_holds(answer):
    rng = np.random.default_rng(5)
    activations, thetas = rng.standard_normal((40, 4)), 2 * np.pi * np.arange(9) / 9 + 0.013
    a, b = np.array([2.0, 0.3, 0.0, 0.5]), np.array([0.8, 1.0, 0.2, 0.0])

    def right(activations, basis, epsilon, planes, thetas):
        directions = activations / np.linalg.norm(activations, axis=1)[:, None]
        return np.array([(directions @ _probes(basis[i], basis[j], np.asarray(thetas)).T >= epsilon).mean(axis=0) for i, j in planes])

    asked = activations, a, b, 0.4, thetas
    with_zeros = np.vstack([activations, np.zeros((20, 4))]), a, b, 0.4, thetas
    if not isinstance(answer(right, *asked), (bool, np.bool_)):
        raise Wrong("other_end_holds: wanted one True or False, for all angles together")
    if not answer(right, *asked):
        raise Wrong("you say that a right implementation breaks the law: the order of the plane is the other one on one side, and gamma is "
                    "the angle between a and b, whatever their lengths; here it is not a right angle")
    if not answer(spotlight_b, *with_zeros):
        raise Wrong("a spotlight that leaves zero activations out of N is wrong, and yet keeps this law: compare its two curves with each other, not "
                    "with a right implementation")
    for wrong, what in ((spotlight_f, "turns the wrong way"), (spotlight_a, "has no right angle between its e1 and e2")):
        if answer(wrong, *asked):
            raise Wrong(f"you say that the law holds for a spotlight that {what}: compare the curves angle by angle, gamma - theta on one "
                        "side and theta on the other")
    for odd in thetas[[0, 4, -1]]:
        def off_once(activations, basis, epsilon, planes, angles, odd=odd):
            near = np.abs(np.exp(1j * np.asarray(angles)) - np.exp(1j * odd)) < 1e-6
            return right(activations, basis, epsilon, planes, angles) + 0.3 * near

        if answer(off_once, *asked):
            raise Wrong("you say that the law holds for a spotlight that is wrong at one angle alone: all of the angles have to be compared")


def _spotlight(unit=True, gram_schmidt=True, drop=False, refuse=True):
    """A repair with some of the mistakes left in."""
    def spotlight(activations, basis, epsilon, planes, thetas):
        lengths = np.linalg.norm(activations, axis=1)
        directions, curves = activations[lengths > 0] / lengths[lengths > 0, None], []
        for i, j in planes:
            e1, e2 = basis[i] / np.linalg.norm(basis[i]), basis[j] / np.linalg.norm(basis[j])
            if gram_schmidt:
                rest = e2 - (e2 @ e1) * e1
                if np.linalg.norm(rest) < 1e-9:
                    if refuse:
                        raise ValueError("no plane")
                    rest = np.full(len(rest), np.inf)
                e2 = rest / np.linalg.norm(rest) if np.isfinite(rest).all() else np.zeros(len(rest))
            scale = 1.0 if unit else np.linalg.norm(basis[i])
            probes = scale * (np.outer(np.cos(thetas), e1) + np.outer(np.sin(thetas), e2))
            curves.append((directions @ probes.T >= epsilon).sum(axis=0) / (max(len(directions), 1) if drop else len(activations)))
        return curves

    return spotlight


def _gradient_before_bias(W, bias, features, importance):
    hidden = features @ W.T
    before = hidden @ W
    error = np.maximum(before + bias, 0) - features
    upstream = 2 * importance * error * (before > 0) / len(features)
    return (importance * error**2).sum(axis=1).mean(), hidden.T @ upstream + (upstream @ W.T).T @ features, upstream.sum(axis=0)


def _gradient_bias_unweighted(W, bias, features, importance):
    loss, dW, db = gradient_right(W, bias, features, importance)
    return loss, dW, db / importance


def _gradient_half_mended(W, bias, features, importance):
    loss, dW, db = gradient_h(W, bias, features, importance)
    return loss, dW, db / importance


def _adapter_without_conventions(sweep):
    return SimpleNamespace(spotlight=_calls(sweep))


def _adapter_cone_unsaid(sweep):
    return SimpleNamespace(spotlight=_calls(sweep), CONVENTIONS={"rotation": "away"})


def _adapter_zeros_handed_on(sweep):
    return SimpleNamespace(spotlight=_calls(sweep, keep=True), CONVENTIONS={"rotation": "away", "cone": "open"})


def _adapter_radians(sweep):
    return SimpleNamespace(spotlight=_calls(sweep, degrees=np.asarray), CONVENTIONS={"rotation": "away", "cone": "open"})


def _calls(sweep, keep=False, degrees=np.rad2deg):
    def spotlight(activations, basis, epsilon, planes, thetas):
        columns = activations.T if keep else activations[activations.any(axis=1)].T
        return [sweep(columns, basis[i], basis[j], np.rad2deg(np.arccos(epsilon)), degrees(thetas)) / len(activations) for i, j in planes]

    return spotlight


def _adapter_half_angle_in_radians(sweep):
    def spotlight(activations, basis, epsilon, planes, thetas):
        columns = activations[activations.any(axis=1)].T
        return [sweep(columns, basis[i], basis[j], np.arccos(epsilon), np.rad2deg(thetas)) / len(activations) for i, j in planes]

    return SimpleNamespace(spotlight=spotlight, CONVENTIONS={"rotation": "away", "cone": "open"})


def _adapter_zeros_declared(sweep):
    return SimpleNamespace(spotlight=_calls(sweep), CONVENTIONS={"rotation": "away", "cone": "open", "zero_activations": "excluded"})


def _law_each_angle(spotlight, activations, a, b, epsilon, thetas):
    gamma = np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    there = spotlight(activations, np.array([a, b]), epsilon, [[0, 1]], thetas)
    return np.isclose(there, spotlight(activations, np.array([b, a]), epsilon, [[0, 1]], gamma - thetas))


def _law_right_angle(spotlight, activations, a, b, epsilon, thetas):
    there = spotlight(activations, np.array([a, b]), epsilon, [[0, 1]], thetas)
    return np.allclose(there, spotlight(activations, np.array([b, a]), epsilon, [[0, 1]], np.pi / 2 - thetas))


def _law_same_order(spotlight, activations, a, b, epsilon, thetas):
    gamma = np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    there = spotlight(activations, np.array([a, b]), epsilon, [[0, 1]], thetas)
    return np.allclose(there, spotlight(activations, np.array([a, b]), epsilon, [[0, 1]], gamma - thetas))


def _law_by_a_right_implementation(spotlight, activations, a, b, epsilon, thetas):
    right = RIGHT.spotlight(activations, np.array([a, b]), epsilon, np.array([[0, 1]]), thetas)
    return bool(np.allclose(spotlight(activations, np.array([a, b]), epsilon, np.array([[0, 1]]), thetas), right))


def _refuses_by_assertion(activations, basis, epsilon, planes, thetas):
    try:
        return RIGHT.spotlight(activations, basis, epsilon, planes, thetas)
    except ValueError:
        raise AssertionError from None


def _law_always(spotlight, activations, a, b, epsilon, thetas):
    return True


def tells_five_apart(found):
    activations, basis, epsilon = parts_of(found, "activations, basis, epsilon")
    activations, basis = array_of(activations, (None, 2), "activations"), array_of(basis, (2, 2), "basis")
    epsilon = float(array_of(epsilon, (), "epsilon"))
    holds(len(activations) <= 50, "number of activations", "at most 50", len(activations))
    holds(0 < epsilon < 1, "epsilon", "between 0 and 1", epsilon)
    holds(abs(np.linalg.det(basis)) > 1e-6, "basis", "two rows that span the plane", basis)
    asked = activations, basis, epsilon, np.array([[0, 1]]), 2 * np.pi * np.arange(360) / 360
    right = spotlight_curve(activations, basis[0], basis[1], epsilon, asked[-1])
    for letter, wrong in zip("ABCDF", (spotlight_a, spotlight_b, spotlight_c, spotlight_d, spotlight_f)):
        off = float(np.abs(wrong(*asked)[0] - right).max())
        holds(off >= 0.1 - 1e-12, f"how far {letter} is off", "at least 0.1", off)


PREDICTIONS = (
    Prediction("lowest_loss", RIGHT.lowest_loss,
               "'the right one' if min(trained, key=lambda k: trained[k][2][-500:].mean()) == 'right' else 'a wrong one'",
               "a mistake in the samples makes another task, and K's is easier: there all features are active together or none",
               choices=("the right one", "a wrong one"),
               overlooked={"the right one": "a loss measures how well a task is done, not whether it is the right task"}),
)

EXERCISES = (
    Exercise("spotlight", RIGHT.spotlight, hints=(
        "try one plane whose rows have the lengths 3 and 5 and an angle of 60 degrees: what are e1 and "
        "e2?",
        "e1 is the first row at length 1; e2 is what is left of the second row after its part along e1 is "
        "subtracted, at length 1; N is the number of all rows",
        "a common mistake: dividing by the number of activations that are not zero. Zero ones are inside "
        "no cone, and count in N"), properties=(check_spotlight, refuses_what_is_no_plane), wrong=(
        (_spotlight(gram_schmidt=False), "Gram-Schmidt step forgotten"), (_spotlight(unit=False), "probe not normalised"),
        (_spotlight(drop=True), "zero activations excluded from N"), (_spotlight(refuse=False), "the plane, is not there"),
        (_refuses_by_assertion, "raises AssertionError"))),
    Exercise("loss_and_gradient", RIGHT.loss_and_gradient, hints=(
        "W is used twice: to encode and to decode. How many terms does its gradient have? And where is the "
        "ReLU's kink?",
        "the mask is taken after the bias is added; the gradient of W has the two terms hidden.T @ upstream and W "
        "@ upstream.T @ features",
        "a common mistake: dividing the importance out of the bias gradient again. It stands in upstream, "
        "and so in both gradients"), properties=(check_loss_and_gradient,), wrong=(
        (gradient_h, "encoder term"), (_gradient_before_bias, "before the bias"), (_gradient_bias_unweighted, "missing from the bias gradient"),
        (_gradient_half_mended, "encoder term of the tied gradient missing, and importance missing from"))),
    Exercise("sample_features", RIGHT.sample_features, hints=(
        "at sparsity 0.9, what share of the entries should be 0? And are all entries of a column to be 0 "
        "together?",
        "an entry is kept where its own draw is at least the sparsity: a draw for every entry, not for "
        "every column",
        "a common mistake: taking `sparsity` for the probability of being there"), properties=(check_sample_features,), wrong=(
        (sample_g, "mask shared over the batch"), (sample_i, "density called sparsity"), (sample_k, "mask shared between features"),
        (sample_l, "magnitude reuses"))),
    Exercise("adapter", RIGHT.adapter, hints=(
        "which of the library's choices differ from the kit's: where the angle grows to, the edge of the "
        "cone, zeros, units, rows or columns?",
        "rows and columns, units and zeros are the adapter's work; where the angle grows to and the edge "
        "of the cone are declared in CONVENTIONS",
        "a common mistake: turning the angle round in the adapter, which mends what can be declared"), properties=(check_adapter,), wrong=(
        (_adapter_without_conventions, "turns away"), (_adapter_cone_unsaid, "strictly inside"), (_adapter_zeros_handed_on, "an activation of length zero"),
        (_adapter_radians, "its angles in degrees"), (_adapter_half_angle_in_radians, "half angle in degrees"), (_adapter_zeros_declared, "divide by all"))),
    Exercise("other_end_holds", RIGHT.other_end_holds, hints=(
        "draw a and b at 60 degrees: at which angle of the plane (b, a) does its lamp look along a?",
        "call `spotlight` twice, once with the plane (0, 1) at thetas and once with (1, 0) at gamma - "
        "thetas, and compare all values",
        "a common mistake: taking gamma for a right angle. It is arccos of a . b / (|a| |b|), and a and b "
        "have any lengths"), properties=(check_other_end_holds,), wrong=(
        (_law_right_angle, "not a right angle"), (_law_same_order, "the other one"), (_law_always, "turns the wrong way"),
        (_law_each_angle, "one True or False"), (_law_by_a_right_implementation, "not with a right implementation"))),
    Exercise("catches_five", RIGHT.catches_five, wanted=(tells_five_apart,), hints=(
        "one of the five does not make the two rows orthogonal, one takes the lengths of rows for 1, one divides by another number",
        "so: an oblique basis, not of length 1; some zero activations; few activations, so that one of them is 0.1 of all",
        "two use other angles: take a cloud that is not its own mirror image, and some activations at angles between 180 and 360 degrees")),
)
