"""When is an answer to lesson 12 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course.exercises import Exercise, Wrong, expect_close, expect_equal, expect_untouched
from srm_ref.superposition import feature_groups, leverage_scores, relu_interference
from srm_ref.superposition.polytopes import polygon, square_antiprism, tegum_product, triangular_prism
from srm_ref.verification.cases import load_cases
from srm_ref.verification.compare import verdict_on
from srm_ref.verification.conventions import with_defaults
from srm_ref.verification.diagnosis import diagnose

W = np.array([[1.2, -0.3, 0.5, 0.0], [0.1, 0.9, -0.7, 0.0], [0.4, 0.2, 0.8, 0.0]])  # no two lengths alike, the last not stored


def check_dimensionality(answer):
    cases = [case for case in load_cases("feature_dimensionality") if "value" in case.expected]
    with np.errstate(all="ignore"):
        given = [np.array(case.inputs["W"], dtype=float) for case in cases]
        answers = [(case, np.asarray(answer(weights), dtype=float)) for case, weights in zip(cases, given)]
    for case, weights in zip(cases, given):
        expect_untouched(weights, np.array(case.inputs["W"]), "W")
    conventions = with_defaults({})
    failed = [case for case, found in answers if not verdict_on(case, found, conventions).passed]
    for found in diagnose("feature_dimensionality", answers, [case.id for case in failed], conventions):
        if found.kind.startswith("explains"):
            names = " or ".join(name for name, _, _ in found.mistakes[:2])
            raise Wrong(f"{names}: this explains {found.n_explained} of {found.n_cases} golden cases; look at {found.mistakes[0][1]}")
    for case, found in answers:
        if found.shape != np.shape(case.expected["value"]):
            raise Wrong(f"{case.about}: wanted shape {np.shape(case.expected['value'])}, one number a feature; found shape {found.shape}")
        if case in failed:
            raise Wrong(f"golden case {case.id}, {case.about}, W = {np.array(case.inputs['W']).tolist()}: "
                        f"wanted {case.expected['value']}; found {found.round(6).tolist()}")
    try:
        with np.errstate(all="raise"):
            answer(W.copy())
    except FloatingPointError:
        raise Wrong("a feature that is not stored divides 0 by 0: keep the division away from it") from None


def check_leverage(answer):
    wide = np.column_stack([W, [0.6, -0.5, 0.2]])  # more features stored than dimensions: not every leverage is 1
    flat = np.vstack([wide[:2], wide[:2].sum(axis=0, keepdims=True)])  # three rows of rank 2: F has no inverse
    for name, weights in (("features that span the space", wide), ("features in a plane of the space", flat)):
        frame = weights @ weights.T
        try:
            found = answer(weights.copy())
        except np.linalg.LinAlgError:
            raise Wrong(f"{name}: F has no inverse there; use the inverse on the span, numpy.linalg.pinv") from None
        wanted, lengths = leverage_scores(weights), np.linalg.norm(weights, axis=0)
        whole = weights.T @ np.linalg.pinv(frame) @ weights
        if weights is flat and np.shape(found) == wanted.shape and not np.allclose(found, wanted, atol=1e-5):
            raise Wrong(f"{name}: right where features span the space, but here F has no inverse, and what numpy.linalg.inv returns is "
                        "rounding; use numpy.linalg.pinv")
        expect_close(found, wanted, f"leverage of {name}", [
            (whole, "this is a matrix, W^T F^+ W: the leverages are its diagonal"),
            (whole.sum(axis=1), "these are row sums of W^T F^+ W: the leverages are its diagonal"),
            (np.diagonal(whole) / np.where(lengths > 0, lengths, 1.0) ** 2, "W_i itself stands on both sides, not its direction"),
            (np.sum(weights * (frame @ weights), axis=0), "this is W_i^T F W_i: F is to be inverted"),
            (np.sum(weights**2, axis=0), "these are the squared lengths, which are the leverages of a tight frame with c = 1 only"),
            (_dimensionality(weights), "these are the dimensionalities, which the leverages bound"),
            (np.sum(weights * (np.linalg.pinv(frame) @ weights), axis=1), "sum over hidden dimensions: one number a feature")], atol=1e-5)


def _dimensionality(weights):
    gram = weights.T @ weights
    total = (gram**2).sum(axis=1)
    return np.where(total > 0, np.diagonal(gram) ** 2 / np.where(total > 0, total, 1.0), 0.0)


def check_two_layers(answer):
    for k, z in ((3, 0.8), (4, 0.3), (7, 0.5), (4, 3**-0.5)):
        r = (1 - z**2) ** 0.5
        expect_close(answer(k, z), 1 / (k * ((1 - z**2) ** 2 + 2 * z**4)), f"two_layers({k}, {z:.2f})", [
            (2 / (k * ((1 - z**2) ** 2 + 2 * z**4)), "there are two layers: F is the sum over 2 k corners"),
            ([1 / (k * (r**4 + 2 * z**4))] * (2 * k), "all corners have the same D: one number is wanted"),
            (1 / (k * r**3 + 2 * k * z**4), "the radius is r = sqrt(1 - z^2), and it enters with r^4: r^2 in F, r^2 in the corner"),
            (k / (r**4 + 2 * z**4), "F is a sum over corners, and it stands below: more corners, smaller D"),
            (1 / (k * r**4 + 2 * k * z**2), "along the axis, too, the corner's coordinate enters squared: 2 k z^2 times z^2"),
            (1 / (4 * r**4 + 8 * z**4), "this is the square antiprism's for every k: how many corners are there?"),
            (3 / (2 * k), "3 / (2 k) is the tight frame's, at z^2 = 1/3; at other heights F is no multiple of the identity"),
            (1 / (k * r**4 + k * z**4), "across each layer adds k/2 r^2 to F, along the axis each corner adds z^2: 2 k z^2 in all"),
            (1 / (2 * k * r**4 + 2 * k * z**4), "the squares of cosines add up to k/2, not k, in each layer"),
            (1 / (k * (1 - z**2) + 2 * k * z**2), "these are two entries of F; wanted is W_i^T F W_i, with the corner's coordinates")])


def check_energy(answer):
    gram = W.T @ W
    off = gram - np.diag(np.diagonal(gram))
    wanted = relu_interference(W).sum()
    expect_close(answer(W.copy()), wanted, "energy(W)", [
        ((np.maximum(gram, 0) ** 2).sum(), "leave i = j out: a feature does not disturb itself"),
        ((np.maximum(_cosines(), 0) ** 2).sum(), "these are cosines: features of any lengths count with their dot products"),
        ((np.maximum(gram - np.eye(len(gram)), 0) ** 2).sum(), "only where lengths are 1 is the diagonal the identity: leave i = j out"),
        ((off**2).sum(), "negative dot products are free behind the ReLU: cut them off before you square"),
        (np.maximum(off, 0).sum(), "the dot products are squared"),
        (np.maximum(off, 0).sum() ** 2, "square each dot product, then add"),
        (np.abs(off).sum(), "the dot products are squared, and negative ones cut off before"),
        ((np.maximum(off, 0) ** 2).sum(axis=1), "one number is wanted: the sum over i as well"),
        ((np.maximum(off, 0) ** 2).mean(), "the sum is wanted, not the mean"),
        ((np.triu(np.maximum(gram, 0)) ** 2).sum(), "leave i = j out, and count every pair in both orders"),
        ((np.maximum(W @ W.T - np.diag(np.diagonal(W @ W.T)), 0) ** 2).sum(), "features are columns: W^T W, not W W^T"),
        (wanted / 2, "ordered pairs are wanted: feature i disturbs output j, and feature j output i"),
        (((-np.minimum(off, 0)) ** 2).sum(), "these are the negative dot products; the ReLU lets the positive ones through")])


def _cosines():
    lengths = np.linalg.norm(W, axis=0)
    U = W / np.where(lengths > 0, lengths, 1.0)
    return U.T @ U - np.diag(lengths > 0)


def check_groups(answer):
    chain = np.array([[1, 0.9, 0, 0, 0, 0.3], [0, 0.45, 0.4, 1, 0, 0.3], [0, 0, 0.9, 0, 0, 0], [0, 0, 0, 0, -1, 0]])
    chain = chain[:, [0, 5, 4, 2, 1, 3]]  # the short one stands before others, so that their numbers show if it was cut out
    product = tegum_product(polygon(5), [[1, -1]], polygon(3))[:, [0, 5, 7, 1, 2, 6, 8, 3, 9, 4]]
    short = np.array([[0.6, 0.14, 0.0], [0.0, 0.58, 0.6]])  # 0 and 1: a cosine of 0.23, a dot product of 0.084
    for name, weights in (("a chain", chain), ("pentagon, digon and triangle, mixed", product), ("square antiprism", square_antiprism()),
                          ("two features at 77 degrees, 0.6 long", short)):
        found, wanted = answer(weights.copy(), 0.1), feature_groups(weights, 0.1)
        if not isinstance(found, list):
            raise Wrong(f"return a list of tuples, one a group; found {type(found).__name__}")
        found = [tuple(int(i) for i in group) for group in found]
        if found == wanted:
            continue
        if found == [group for group in wanted if len(group) > 1]:
            raise Wrong(f"{name}: a stored feature that is linked to nobody is a group of one")
        stored = [i for i in range(weights.shape[1]) if np.linalg.norm(weights[:, i]) >= 0.5]
        if found == [tuple(stored.index(i) for i in group) for group in wanted]:
            raise Wrong(f"{name}: these numbers count stored features only; a feature keeps the number of its column of W")
        if any(i not in sum(found, ()) for i in stored):
            missing = [i for i in stored if i not in sum(found, ())]
            raise Wrong(f"{name}: features {missing} are at least 1/2 long, and in no group of yours: {found}")
        lengths = np.linalg.norm(weights, axis=0)
        if found == _chained(np.abs(weights.T @ weights) > 0.1 * np.outer(lengths, lengths), stored):
            raise Wrong(f"{name}: links are by dot product, not by cosine: wanted {wanted}; found {found}")
        if found == _chained(np.abs(weights.T @ weights) > 0.01, stored):
            raise Wrong(f"{name}: the dot product itself is compared, not its square: wanted {wanted}; found {found}")
        if found == feature_groups(weights, 0.1, 0.0):
            raise Wrong(f"{name}: features shorter than 1/2 are not stored, are in no group and link nobody")
        if found == _positive_groups(weights):
            raise Wrong(f"{name}: opposite features share a dimension as well: compare the size of the dot product, without its sign")
        if sorted(i for group in found for i in group) != sorted(i for group in feature_groups(weights, 0.1) for i in group):
            raise Wrong(f"{name}: every stored feature is in exactly one group: groups that share a feature are one. Yours: {found}")
        if sorted(tuple(sorted(group)) for group in found) == feature_groups(weights, 0.1):
            raise Wrong(f"{name}: the groups are right; sort each, and order them by their first feature")
        if len(found) > len(feature_groups(weights, 0.1)):
            raise Wrong(f"{name}: links chain: a friend's friend belongs to the group, too. Yours: {found}")
        expect_equal(found, feature_groups(weights, 0.1), f"groups of {name}")
    found = [tuple(int(i) for i in group) for group in answer(triangular_prism(0.1), 0.9)]
    if found == feature_groups(triangular_prism(0.1), 0.1):
        raise Wrong("min_overlap does not appear: at 0.9 other features are linked than at 0.1")
    expect_equal(found, feature_groups(triangular_prism(0.1), 0.9), "groups at min_overlap = 0.9")


def _positive_groups(weights):
    return _chained(weights.T @ weights > 0.1, [i for i in range(weights.shape[1]) if weights[:, i] @ weights[:, i] >= 0.25])


def _chained(linked, left):
    found = []
    while left:
        group = {left[0]}
        while grown := {j for j in left if j not in group and any(linked[i, j] for i in group)}:
            group |= grown
        found.append(tuple(sorted(group)))
        left = [i for i in left if i not in group]
    return found


def _dimensionality_of_directions(weights):
    lengths = np.linalg.norm(weights, axis=0)
    return _dimensionality(weights / np.where(lengths > 0, lengths, 1.0))


def _dimensionality_without_itself(weights):
    gram = weights.T @ weights
    off = gram - np.diag(np.diagonal(gram))
    return np.diagonal(gram) ** 2 / (off**2).sum(axis=1)


def _dimensionality_of_rows(weights):
    return _dimensionality(weights.T)


def _dimensionality_with_nan(weights):
    gram = weights.T @ weights
    return np.diagonal(gram) ** 2 / (gram**2).sum(axis=1)


def _leverage_by_inverse(weights):
    if np.linalg.matrix_rank(weights) < len(weights):
        raise np.linalg.LinAlgError("Singular matrix")
    return np.sum(weights * (np.linalg.inv(weights @ weights.T) @ weights), axis=0)


def _leverage_not_inverted(weights):
    return np.sum(weights * (weights @ weights.T @ weights), axis=0)


def _leverage_matrix(weights):
    return weights.T @ np.linalg.pinv(weights @ weights.T) @ weights


def _one_layer(k, z):
    return 2 / (k * ((1 - z**2) ** 2 + 2 * z**4))


def _tight_at_any_height(k, z):
    return 3 / (2 * k)


def _energy_with_itself(weights):
    return (np.maximum(weights.T @ weights, 0) ** 2).sum()


def _energy_of_both_signs(weights):
    gram = weights.T @ weights
    return (gram**2).sum() - (np.diagonal(gram) ** 2).sum()


def _energy_of_rows(weights):
    gram = weights @ weights.T
    return (np.maximum(gram - np.diag(np.diagonal(gram)), 0) ** 2).sum()


def _energy_of_pairs(weights):
    return relu_interference(weights).sum() / 2


def _groups_of_positive(weights, min_overlap):
    return _positive_groups(weights)


def _groups_with_short(weights, min_overlap):
    return feature_groups(weights, min_overlap, 0.0)


def _groups_without_singles(weights, min_overlap):
    return [group for group in feature_groups(weights, min_overlap) if len(group) > 1]


def _groups_renumbered(weights, min_overlap):
    return feature_groups(weights[:, np.linalg.norm(weights, axis=0) >= 0.5], min_overlap)


def _groups_by_cosine(weights, min_overlap):
    lengths = np.linalg.norm(weights, axis=0)
    linked = np.abs(weights.T @ weights) > min_overlap * np.outer(lengths, lengths)
    return _chained(linked, [i for i in range(weights.shape[1]) if lengths[i] >= 0.5])


def _groups_of_neighbours(weights, min_overlap):
    gram, left, found = np.abs(weights.T @ weights), [i for i in range(weights.shape[1]) if weights[:, i] @ weights[:, i] >= 0.25], []
    while left:
        found.append(tuple(j for j in left if j == left[0] or gram[left[0], j] > min_overlap))
        left = [j for j in left if j not in found[-1]]
    return found


EXERCISES = (
    Exercise("dimensionality", check_dimensionality, (
        (_dimensionality_of_directions, "features normalised first"), (_dimensionality_without_itself, "j = i left out"),
        (_dimensionality_of_rows, "transposed W"), (_dimensionality_with_nan, "nan for a feature that is not stored"))),
    Exercise("leverage", check_leverage, (
        (_leverage_by_inverse, "inverse on the span"), (_leverage_not_inverted, "to be inverted"),
        (_dimensionality, "which the leverages bound"), (_leverage_matrix, "its diagonal"))),
    Exercise("two_layers", check_two_layers, ((_one_layer, "two layers"), (_tight_at_any_height, "at other heights"))),
    Exercise("energy", check_energy, (
        (_energy_with_itself, "does not disturb itself"), (_energy_of_both_signs, "free behind the ReLU"),
        (_energy_of_pairs, "ordered pairs"), (_energy_of_rows, "features are columns"))),
    Exercise("groups", check_groups, (
        (_groups_of_positive, "without its sign"), (_groups_with_short, "not stored"), (_groups_of_neighbours, "links chain"),
        (_groups_without_singles, "a group of one"), (_groups_renumbered, "keeps the number"), (_groups_by_cosine, "not by cosine"))),
)
