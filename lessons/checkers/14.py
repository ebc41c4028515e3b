"""When is an answer to lesson 14 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.comparing import Tolerance
from srm_ref.course.exercises import Exercise, Note, Wrong
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import above, array_of, holds
from srm_ref.superposition import feature_dimensionality, feature_groups
from srm_ref.superposition import feature_groups
from srm_ref.superposition.polytopes import polygon, square_antiprism, tegum_product, triangular_prism

RIGHT = load_file(lessons_folder() / "solutions" / "14.py", "solution_14")
W = np.array([[1.2, -0.3, 0.5, 0.0], [0.1, 0.9, -0.7, 0.0], [0.4, 0.2, 0.8, 0.0]])  # no two lengths alike, the last not stored


def dimensionality_inputs(rng):
    yield (np.array([[2.0]]),)
    yield np.array([[1.0, 0.0]]), Note("feature 1 is not stored, W_1 = 0: D is 0")
    yield np.array([[1.0, -1.0]]), Note("two features share one dimension")
    yield np.array([[2.0, 1.0]]), Note("lengths differ: only W_i is divided by its length")
    yield (np.eye(3),)
    yield np.zeros((2, 3)), Note("nothing is stored")
    yield (polygon(5),)
    yield (W,)
    yield rng.standard_normal((3, 8)) * rng.uniform(0.1, 2, 8), Note("more features than dimensions, of all lengths")
    yield (rng.standard_normal((4, 4)),)
    yield np.array([[1.0, 3e-4], [0.0, 4e-4]]), Note("a short feature has a dimensionality")


def dimensionality_known(W):
    gram, eye = W.T @ W, np.eye(W.shape[1])
    squares = np.diag(gram)
    lengths = np.sqrt(squares)
    right, safe = RIGHT.dimensionality(W), np.where(lengths > 0, lengths, 1.0)
    off, stored = gram * (1 - eye), lengths > 0

    def share(above, below):
        return np.where(stored, above / np.where(below > 0, below, np.nan), 0.0)

    rows = W @ W.T
    by_both = gram / safe / safe[:, None]
    return [
        (RIGHT.dimensionality(W / safe), "this is D of the directions: features normalised first, or below W_j divided by its length in place of W_i"),
        (share(squares**2, (off**2).sum(axis=1)), "j = i is left out of the sum: a feature shares its dimension with itself"),
        (np.where(stored, right, np.nan), "nan for a feature that is not stored: its D is 0"),
        (np.where(stored, right, 1.0), "a feature that is not stored has D = 0, not 1"),
        (share(lengths, (gram**2 / safe[:, None] ** 2).sum(axis=1)), "above stands the SQUARE of the length, |W_i|^2"),
        (share(squares, (gram**2).sum(axis=1)), "W_i is divided by its length below, before the dot product is squared, or |W_i|^2 is missing above"),
        (share(squares, (by_both**2).sum(axis=1)), "below, only W_i is divided by its length, W_j is not"),
        (share(squares, np.abs(gram / safe[:, None]).sum(axis=1)), "below, the dot products are squared before they are added"),
        (share(squares, (gram / safe[:, None]).sum(axis=1) ** 2), "below, each dot product is squared, then they are added"),
        (right.sum(), "one number per feature is wanted, not the sum over all"),
        (1 / np.where(right > 0, right, np.nan), "this is 1 / D: the squared length stands above"),
        (np.diag(rows) ** 2 / (rows**2).sum(axis=1), "features are columns of W: this is D of the rows")]


def without_a_warning(answer):
    try:
        with np.errstate(all="raise"):
            answer(W.copy())
    except FloatingPointError:
        raise Wrong("a feature that is not stored divides 0 by 0, with a warning: keep the division away from it") from None


def _right_with_a_warning(W):
    gram = W.T @ W
    return np.nan_to_num(np.diagonal(gram) ** 2 / (gram**2).sum(axis=1))


def leverage_inputs(rng):
    yield (np.array([[2.0]]),)
    yield np.array([[3.0, 0.0]]), Note("a feature that is not stored has leverage 0")
    yield (np.array([[1.0, 1.0]]),)
    yield np.array([[1.0, 2.0], [1.0, 2.0]]), Note("two features along one line of the plane: F has no inverse; use the inverse on the span, numpy.linalg.pinv")
    yield np.zeros((2, 2)), Note("nothing is stored: all leverages are 0")
    wide = np.column_stack([W, [0.6, -0.5, 0.2]])  # more features stored than dimensions: not every leverage is 1
    yield (wide,)
    yield np.vstack([wide[:2], wide[:2].sum(axis=0, keepdims=True)]), Note("features in a plane of the space: F has no inverse; use numpy.linalg.pinv")
    yield (rng.standard_normal((3, 7)),)
    yield np.array([[1.0, 0.0], [0.0, 0.03]]), Note("a short feature spans a dimension")


def leverage_known(W):
    frame = W @ W.T
    inverse, squares = np.linalg.pinv(frame), (W**2).sum(axis=0)
    whole = W.T @ inverse @ W
    return [
        (whole, "this is a matrix, W^T F^+ W: the leverages are its diagonal"),
        (whole.sum(axis=1), "these are row sums of W^T F^+ W: the leverages are its diagonal"),
        (np.diag(whole) / np.where(squares > 0, squares, 1.0), "W_i itself stands on both sides, not its direction"),
        (np.sum(W * (frame @ W), axis=0), "this is W_i^T F W_i: F is to be inverted"),
        (squares, "these are the squared lengths, which are the leverages of a tight frame with c = 1 only"),
        (RIGHT.dimensionality(W), "these are the dimensionalities, which the leverages bound"),
        (np.sum(W * (inverse @ W), axis=1), "sum over hidden dimensions: one number per feature"),
        (np.trace(whole), "one number per feature is wanted, not their sum, the number of dimensions of the span"),
        (np.sqrt(np.maximum(np.diag(whole), 0)), "the leverage itself is wanted, not its root")]


def two_layers_inputs(rng):
    yield 4, 3**-0.5, Note("the cube and the square antiprism of a tight frame: D is 3/8")
    yield 3, 0.0, Note("at height 0 both triangles lie in one plane")
    yield 3, 1.0, Note("at height 1 all corners are at the poles")
    yield from ((k, z) for k, z in ((3, 0.8), (4, 0.3), (7, 0.5), (5, -0.5)))
    yield from ((int(k), float(z)) for k, z in zip(rng.integers(3, 12, 4), rng.random(4)))


def two_layers_known(k, z):
    right, r = RIGHT.two_layers(k, z), np.sqrt(1 - z**2)
    return [
        (2 * right, "there are two layers: F is the sum over 2 k corners"),
        (np.full(2 * k, right), "all corners have the same D: one number is wanted"),
        (1 / (k * r**3 + 2 * k * z**4), "the radius is r = sqrt(1 - z^2), and it enters with r^4: r^2 in F, r^2 in the corner"),
        (k / (r**4 + 2 * z**4), "F is a sum over corners, and it stands below: more corners, smaller D"),
        (1 / (k * r**4 + 2 * k * z**2), "along the axis, too, the corner's coordinate enters squared: 2 k z^2 times z^2"),
        (1 / (4 * r**4 + 8 * z**4), "this is the square antiprism's for every k: how many corners are there?"),
        (3 / (2 * k), "3 / (2 k) is the tight frame's, at z^2 = 1/3; at other heights F is no multiple of the identity"),
        (1 / (k * r**4 + k * z**4), "across each layer adds k/2 r^2 to F, along the axis each corner adds z^2: 2 k z^2 in all"),
        (1 / (2 * k * r**4 + 2 * k * z**4), "the squares of cosines add up to k/2, not k, in each layer"),
        (1 / (k * (1 - z**2) + 2 * k * z**2), "these are two entries of F; wanted is W_i^T F W_i, with the corner's coordinates"),
        (1 / right, "this is W_i^T F W_i: D is 1 divided by it"),
        (1 / (k * z**4 + 2 * k * r**4), "height and radius have changed places: z is the height")]


def energy_inputs(rng):
    yield np.array([[2.0]]), Note("one feature disturbs nobody")
    yield np.array([[1.0, 1.0]]), Note("ordered pairs: 0 disturbs 1, and 1 disturbs 0")
    yield np.array([[1.0, -1.0]]), Note("negative dot products are free behind the ReLU")
    yield np.array([[2.0, 0.5]]), Note("features have any lengths")
    yield (np.eye(3),)
    yield (W,)
    yield (rng.standard_normal((3, 6)),)
    yield (rng.standard_normal((5, 5)),)


def energy_known(W):
    gram, rows = W.T @ W, W @ W.T
    off, right = gram - np.diag(np.diag(gram)), RIGHT.energy(W)
    up = np.maximum(off, 0)
    U = W / np.where(np.linalg.norm(W, axis=0) > 0, np.linalg.norm(W, axis=0), 1.0)
    cosines = U.T @ U
    np.fill_diagonal(cosines, 0)
    return [
        ((np.maximum(gram, 0) ** 2).sum(), "leave i = j out: a feature does not disturb itself"),
        ((np.maximum(cosines, 0) ** 2).sum(), "these are cosines: features of any lengths count with their dot products"),
        ((np.maximum(gram - np.eye(len(gram)), 0) ** 2).sum(), "only where lengths are 1 is the diagonal the identity: leave i = j out"),
        ((off**2).sum(), "negative dot products are free behind the ReLU: cut them off before you square"),
        (up.sum(), "the dot products are squared"), (up.sum() ** 2, "square each dot product, then add"),
        (np.abs(off).sum(), "the dot products are squared, and negative ones cut off before"),
        ((up**2).sum(axis=1), "one number is wanted: the sum over i as well"), ((up**2).mean(), "the sum is wanted, not the mean"),
        ((np.triu(np.maximum(gram, 0)) ** 2).sum(), "leave i = j out, and count every pair in both orders"),
        ((np.maximum(rows - np.diag(np.diag(rows)), 0) ** 2).sum(), "features are columns: W^T W, not W W^T"),
        (right / 2, "ordered pairs are wanted: feature i disturbs output j, and feature j output i"),
        ((np.minimum(off, 0) ** 2).sum(), "these are the negative dot products; the ReLU lets the positive ones through"),
        (right**0.5, "the sum of squares itself is wanted, not its root")]


def groups_inputs(rng):
    yield np.array([[1.0]]), 0.1, Note("a stored feature that is linked to nobody is a group of one")
    yield np.array([[0.4]]), 0.1, Note("features shorter than 1/2 are not stored")
    yield np.array([[0.5, 1.0]]), 0.1, Note("a feature of length 1/2 is not shorter than 1/2")
    yield np.array([[1.0, -1.0]]), 0.1, Note("opposite features share a dimension as well: the size of the dot product counts")
    yield np.array([[1.0, 0.5], [0.0, 0.8]]), 0.5, Note("a dot product equal to min_overlap is no link: > and not >=")
    yield np.array([[1.0, 0.2], [0.0, 1.0]]), 0.1, Note("the dot product itself is compared, 0.2 with 0.1")
    yield np.array([[0.6, 0.14, 0.0], [0.0, 0.58, 0.6]]), 0.1, Note("links are by dot product, not by cosine: 0 and 1 have 0.084")
    yield np.array([[1, 0.7, 0, 0.2], [0, 0.7, 1, 0.3]]), 0.3, Note("links chain: 0 and 2 are linked through 1")
    chain = np.array([[1, 0.9, 0, 0, 0, 0.3], [0, 0.45, 0.4, 1, 0, 0.3], [0, 0, 0.9, 0, 0, 0], [0, 0, 0, 0, -1, 0]])
    yield chain[:, [0, 5, 4, 2, 1, 3]], 0.1, Note("a chain, and a short feature that links nobody and keeps its number")
    yield tegum_product(polygon(5), [[1, -1]], polygon(3))[:, [0, 5, 7, 1, 2, 6, 8, 3, 9, 4]], 0.1, Note("pentagon, digon and triangle, mixed")
    yield square_antiprism(), 0.1
    yield triangular_prism(0.1), 0.9, Note("min_overlap is an argument")
    yield rng.standard_normal((4, 12)) * 0.6, 0.5
    yield np.array([[1.0, 0.5], [0.0, 0.8]]), 0.5 - 1e-6, Note("a dot product a millionth above min_overlap is a link")


def _chained(linked, left):
    found = []
    while left:
        group = {left[0]}
        while grown := {j for j in left if j not in group and any(linked[i, j] for i in group)}:
            group |= grown
        found.append(tuple(sorted(group)))
        left = [i for i in left if i not in group]
    return found


def _of_neighbours(gram, overlap, left):
    found = []
    while left:
        found.append(tuple(j for j in left if j == left[0] or gram[left[0], j] > overlap))
        left = [j for j in left if j not in found[-1]]
    return found


def groups_known(W, overlap):
    gram, lengths = W.T @ W, np.linalg.norm(W, axis=0)
    size, right = np.abs(gram), RIGHT.groups(W, overlap)
    stored = [i for i in range(len(gram)) if gram[i, i] >= 0.25]
    chosen = W[:, stored]
    return [
        (_chained(gram > overlap, stored), "opposite features share a dimension as well: compare the size of the dot product, without its sign"),
        (feature_groups(W, overlap, 0.0), "features shorter than 1/2 are not stored, are in no group and link nobody"),
        (_of_neighbours(size, overlap, stored), "links chain: a friend's friend belongs to the group, too"),
        ([group for group in right if len(group) > 1], "a stored feature that is linked to nobody is a group of one"),
        (_chained(np.abs(chosen.T @ chosen) > overlap, list(range(len(stored)))),
         "these numbers count stored features only; a feature keeps the number of its column of W"),
        (_chained(size > overlap * np.outer(lengths, lengths), stored), "links are by dot product, not by cosine"),
        (_chained(gram**2 > overlap, stored), "the dot product itself is compared, not its square"),
        (_chained(size > 0.1, stored), "min_overlap does not appear: at 0.9 other features are linked than at 0.1"),
        (_chained(size >= overlap, stored), "a dot product equal to min_overlap is no link: > and not >="),
        (_chained(size > overlap, [i for i in stored if gram[i, i] > 0.25]), "a feature of length 1/2 is not shorter than 1/2"),
        (_chained(size > overlap, [i for i in range(len(gram)) if gram[i, i] >= 0.5]), "the length is compared with 1/2, not its square"),
        (sorted(right, key=lambda group: (-len(group), group)), "the groups are ordered by their first feature, not by their size"),
        ([tuple(sorted(group, reverse=True)) for group in right], "each group is increasing"),
        ([tuple(i for i in range(len(gram)) if i == k or (i in stored and size[i, k] > overlap)) for k in stored],
         "every stored feature is in exactly one group: groups that share a feature are one")]


def fills_three_dimensions_as_one(found):
    W = array_of(found, (3, None), "W")
    holds(4 <= W.shape[1] <= 20, "number of features", "4 to 20", W.shape[1])
    above(float(np.linalg.norm(W, axis=0).min()), 0.5, "least length of a column of W")
    total = float(feature_dimensionality(W).sum())
    holds(abs(total - 3) < 1e-6, "sum of D", "3 to a millionth", f"{total:.7g}")
    groups = feature_groups(W, 0.1)
    holds(len(groups) == 1, "groups", "one of all features", groups)


PREDICTIONS = (
    Prediction("order_of_polygons", RIGHT.order_of_polygons,
               "tuple({3: 'triangle', 4: 'square', 5: 'pentagon', 6: 'hexagon'}[k] for k in dict.fromkeys(winner) if k > 2)",
               "the sparser features are, the less their shadows cost against what another stored feature saves",
               choices=("triangle", "square", "pentagon", "hexagon"),
               overlooked={("square", "triangle", "pentagon", "hexagon"): "the square has no positive shadows, but the triangle stores "
                           "one feature less and is cheaper while features are dense",
                           ("hexagon", "pentagon", "square", "triangle"): "the sparser features are, the more of them fit into a plane"}),
)

EXERCISES = (
    Exercise("dimensionality", RIGHT.dimensionality, dimensionality_inputs, dimensionality_known, properties=(without_a_warning,),
             wrong=((_right_with_a_warning, "keep the division away"),)),
    Exercise("leverage", RIGHT.leverage, leverage_inputs, leverage_known, tolerance=Tolerance(1e-5, 1e-7)),
    Exercise("two_layers", RIGHT.two_layers, two_layers_inputs, two_layers_known),
    Exercise("energy", RIGHT.energy, energy_inputs, energy_known),
    Exercise("groups", RIGHT.groups, groups_inputs, groups_known),
    Exercise("one_group_that_fills", RIGHT.one_group_that_fills, wanted=(fills_three_dimensions_as_one,), hints=(
        "when do the D add up to the number of dimensions? The lesson proves it for a kind of frame",
        "W W^T has to be a multiple of the identity: the rows of W are orthogonal and equally long",
        "any three orthonormal rows of length n will do, if no feature is at right angles to all others: qr of a random matrix gives them")),
)
