"""When is an answer to lesson 12 right, and what is said when it is not?"""

import numpy as np

from lessons.checking import Exercise, Wrong, expect_close, expect_equal
from srm_ref.superposition import feature_groups, leverage_scores, positive_interference
from srm_ref.superposition.polytopes import polygon, square_antiprism, tegum_product, triangular_prism
from srm_ref.verification.cases import load_cases
from srm_ref.verification.compare import judge
from srm_ref.verification.conventions import complete
from srm_ref.verification.diagnosis import diagnose

W = np.array([[1.2, -0.3, 0.5, 0.0], [0.1, 0.9, -0.7, 0.0], [0.4, 0.2, 0.8, 0.0]])  # no two lengths alike, the last not stored


def check_dimensionality(answer):
    cases = [case for case in load_cases("feature_dimensionality") if "value" in case.expected]
    with np.errstate(all="ignore"):
        answers = [(case, np.asarray(answer(np.array(case.inputs["W"], dtype=float)), dtype=float)) for case in cases]
    conventions = complete({})
    failed = [case for case, found in answers if not judge(case, found, conventions).passed]
    for found in diagnose("feature_dimensionality", answers, [case.id for case in failed], conventions):
        if found.kind.startswith("explains"):
            names = " and ".join(name for name, _, _ in found.mistakes[:2])
            raise Wrong(f"{names}: this explains {found.n_explained} of {found.n_cases} golden cases; look at {found.mistakes[0][1]}")
    if failed:
        raise Wrong(f"golden case {failed[0].id}, {failed[0].about}: wanted {failed[0].expected['value']}")
    try:
        with np.errstate(all="raise"):
            answer(W.copy())
    except FloatingPointError:
        raise Wrong("a feature that is not stored divides 0 by 0: keep the division away from it") from None


def check_leverage(answer):
    flat = np.vstack([W[:2], W[:2].sum(axis=0, keepdims=True)])  # three rows of rank 2: F has no inverse
    for name, weights in (("features that span the space", W), ("features in a plane of the space", flat)):
        frame = weights @ weights.T
        try:
            found = answer(weights.copy())
        except np.linalg.LinAlgError:
            raise Wrong(f"{name}: F has no inverse there; use the inverse on the span, numpy.linalg.pinv") from None
        expect_close(found, leverage_scores(weights), f"leverage of {name}", [
            (np.sum(weights * (frame @ weights), axis=0), "this is W_i^T F W_i: F is to be inverted"),
            (np.sum(weights**2, axis=0), "these are the squared lengths, which are the leverages of a tight frame with c = 1 only"),
            (_dimensionality(weights), "these are the dimensionalities, which the leverages bound"),
            (np.sum(weights * (np.linalg.pinv(frame) @ weights), axis=1), "sum over hidden dimensions: one number a feature")], atol=1e-7)


def _dimensionality(weights):
    gram = weights.T @ weights
    total = (gram**2).sum(axis=1)
    return np.where(total > 0, np.diagonal(gram) ** 2 / np.where(total > 0, total, 1.0), 0.0)


def check_two_layers(answer):
    for k, z in ((3, 0.8), (4, 0.3), (7, 0.5), (4, 3**-0.5)):
        r = (1 - z**2) ** 0.5
        expect_close(answer(k, z), 1 / (k * ((1 - z**2) ** 2 + 2 * z**4)), f"two_layers({k}, {z:.2f})", [
            (2 / (k * ((1 - z**2) ** 2 + 2 * z**4)), "there are two layers: F is the sum over 2 k corners"),
            (1 / (4 * r**4 + 8 * z**4), "this is the square antiprism's for every k: how many corners are there?"),
            (3 / (2 * k), "3 / (2 k) is the tight frame's, at z^2 = 1/3; at other heights F is no multiple of the identity"),
            (1 / (k * r**4 + k * z**4), "across each layer adds k/2 r^2 to F, along the axis each corner adds z^2: 2 k z^2 in all"),
            (1 / (2 * k * r**4 + 2 * k * z**4), "the squares of cosines add up to k/2, not k, in each layer"),
            (1 / (k * (1 - z**2) + 2 * k * z**2), "these are two entries of F; wanted is W_i^T F W_i, with the corner's coordinates")])


def check_energy(answer):
    gram = W.T @ W
    off = gram - np.diag(np.diagonal(gram))
    wanted = positive_interference(W).sum()
    expect_close(answer(W.copy()), wanted, "energy(W)", [
        ((np.maximum(gram, 0) ** 2).sum(), "leave i = j out: a feature does not disturb itself"),
        ((np.maximum(_cosines(), 0) ** 2).sum(), "these are cosines: features of any lengths count with their dot products"),
        ((np.maximum(gram - np.eye(len(gram)), 0) ** 2).sum(), "only where lengths are 1 is the diagonal the identity: leave i = j out"),
        ((off**2).sum(), "negative dot products are free behind the ReLU: cut them off before you square"),
        (np.maximum(off, 0).sum(), "the dot products are squared"),
        (wanted / 2, "ordered pairs are wanted: feature i disturbs output j, and feature j output i"),
        (((-np.minimum(off, 0)) ** 2).sum(), "these are the negative dot products; the ReLU lets the positive ones through")])


def _cosines():
    lengths = np.linalg.norm(W, axis=0)
    U = W / np.where(lengths > 0, lengths, 1.0)
    return U.T @ U - np.diag(lengths > 0)


def check_groups(answer):
    chain = np.array([[1, 0.9, 0, 0, 0, 0.3], [0, 0.45, 0.4, 1, 0, 0.3], [0, 0, 0.9, 0, 0, 0], [0, 0, 0, 0, -1, 0]])
    chain = chain[:, [0, 4, 2, 1, 3, 5]]
    product = tegum_product(polygon(5), [[1, -1]], polygon(3))[:, [0, 5, 7, 1, 2, 6, 8, 3, 9, 4]]
    short = np.array([[0.6, 0.14, 0.0], [0.0, 0.58, 0.6]])  # 0 and 1: a cosine of 0.23, a dot product of 0.084
    for name, weights in (("a chain", chain), ("pentagon, digon and triangle, mixed", product), ("square antiprism", square_antiprism()),
                          ("two features at 77 degrees, 0.6 long", short)):
        if not isinstance(answer(weights.copy(), 0.1), list):
            raise Wrong("return a list of tuples, one a group")
        found = [tuple(int(i) for i in group) for group in answer(weights.copy(), 0.1)]
        if found == feature_groups(weights, 0.1):
            continue
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
    expect_equal(answer(triangular_prism(0.1), 0.9), feature_groups(triangular_prism(0.1), 0.9), "groups at min_overlap = 0.9")


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


def _one_layer(k, z):
    return 2 / (k * ((1 - z**2) ** 2 + 2 * z**4))


def _tight_at_any_height(k, z):
    return 3 / (2 * k)


def _energy_with_itself(weights):
    return (np.maximum(weights.T @ weights, 0) ** 2).sum()


def _energy_of_both_signs(weights):
    gram = weights.T @ weights
    return (gram**2).sum() - (np.diagonal(gram) ** 2).sum()


def _energy_of_pairs(weights):
    return positive_interference(weights).sum() / 2


def _groups_of_positive(weights, min_overlap):
    return _positive_groups(weights)


def _groups_with_short(weights, min_overlap):
    return feature_groups(weights, min_overlap, 0.0)


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
    Exercise("leverage", check_leverage, ((_leverage_by_inverse, "inverse on the span"), (_leverage_not_inverted, "to be inverted"),
                                          (_dimensionality, "which the leverages bound"))),
    Exercise("two_layers", check_two_layers, ((_one_layer, "two layers"), (_tight_at_any_height, "at other heights"))),
    Exercise("energy", check_energy, ((_energy_with_itself, "does not disturb itself"), (_energy_of_both_signs, "free behind the ReLU"),
                                      (_energy_of_pairs, "ordered pairs"))),
    Exercise("groups", check_groups, ((_groups_of_positive, "without its sign"), (_groups_with_short, "not stored"),
                                      (_groups_of_neighbours, "links chain"))),
)
