"""When is an answer to lesson 21 right, and what is said when it is not?"""

import numpy as np

from srm_ref.course import lessons_folder, load_file
from srm_ref.course.comparing import Tolerance
from srm_ref.course.exercises import Exercise, Note
from srm_ref.course.predictions import Prediction
from srm_ref.course.wanting import array_of, below, parts_of
from srm_ref.superposition import sample_features, sparse_objective
from srm_ref.superposition.polytopes import polygon

RIGHT = load_file(lessons_folder() / "solutions" / "21.py", "solution_21")
BY_HAND = Tolerance(1e-12, 1e-11)


def codes_inputs(rng):
    yield (np.array([[1.0]]), np.array([-0.5]), np.array([[1.0]]), np.array([0.0]), np.array([[2.0], [1.5]]), 0.3,
           Note("one hidden number, one code: 1.5 and 1"))
    yield (np.array([[1.0, 0.0], [-1.0, 0.0]]), np.array([-0.5, 0.25]), np.array([[1.0, -1.0], [0.0, 0.0]]), np.array([0.0, 1.0]),
           np.array([[2.0, 1.0], [-1.0, 0.0]]), 0.4, Note("the example of the lesson, with a bias that is not 0"))
    yield (np.array([[1.0, 0.5]]), np.array([-9.0]), np.array([[0.6], [0.8]]), np.array([0.3, -0.2]), np.array([[1.0, 2.0], [0.5, -1.0]]), 0.7,
           Note("the only code is dead: b alone is left"))
    yield (np.array([[1.0]]), np.array([-1.0]), np.array([[1.0]]), np.array([0.0]), np.array([[1.0], [3.0]]), 0.5,
           Note("the first code is exactly 0 before its ReLU, where relu'(0) = 0"))
    for k, m, n in ((3, 2, 5), (6, 4, 9)):
        V = rng.standard_normal((m, k))
        yield rng.standard_normal((k, m)), rng.standard_normal(k), V / np.linalg.norm(V, axis=0), rng.standard_normal(m), rng.standard_normal((n, m)), 0.5


def objective_known(E, c, V, b, H, price):
    def parts(H=H, b_in=b, b_out=b, c=c, relu=True):
        P = (H - b_in) @ E.T + c
        C = np.maximum(P, 0) if relu else P
        return ((C @ V.T + b_out - H) ** 2).sum(), C.sum()

    n, m, k = len(H), len(b), len(c)
    square, activity = parts()

    def L(square=square, activity=activity):
        return float((square + price * activity) / n)

    return [
        (L(activity=0), "the price is missing"), (L(square=0), "the error is missing"),
        (n * L(), "the mean over samples: divide by their number"),
        (L(activity=n * activity), "the price, too, is a mean over samples"),
        (L(activity=activity / k) if k > 1 else L(activity=activity / 2), "the codes are summed, not averaged over codes"),
        (L(square=square / m) if m > 1 else L(square=square / 3), "the error is summed over hidden numbers, not averaged"),
        (L(*parts(b_in=0 * b)), "b is taken from H before the encoder"), (L(*parts(b_out=0 * b)), "b is added after the decoder"),
        (L(*parts(c=0 * c)), "the code bias c is missing"), (L(*parts(relu=False)), "the codes pass a ReLU"),
        (L(square=np.sqrt(square)), "the square of the length, without a root")]


def gradient_known(E, c, V, b, H, price):
    n = len(H)
    P = (H - b) @ E.T + c
    C = np.maximum(P, 0)
    dHhat = 2 / n * (C @ V.T + b - H)

    def four(dHhat=dHhat, mask=P > 0, paid=price / n, second=1.0, shift=b, C=C):
        dP = (dHhat @ V + paid) * mask
        return dP.T @ (H - shift), dP.sum(axis=0), dHhat.T @ C, dHhat.sum(axis=0) - second * dP.sum(axis=0) @ E

    dE, dc, dV, db = four()
    along = V / np.linalg.norm(V, axis=0)
    return [
        (four(second=0.0), "b is used twice: it is also taken from H before the encoder, and that path is missing"),
        (four(second=-1.0), "on its way through the encoder b has a minus sign"),
        ((dE, dc, dV, db - dHhat.sum(axis=0)), "b is used twice: it is also added after the decoder"),
        (four(mask=np.ones_like(P)), "the ReLU's mask is missing: a code that is 0 hears nothing"),
        (four(mask=P >= 0), "relu'(0) = 0: the mask is 1 where P > 0, not where P = 0"),
        (four(paid=0.0), "the slope of the price is missing"), (four(paid=price), "the price, too, is a mean over samples: its slope is price / N"),
        (four(paid=price / n / 2), "the slope of price times c is the price itself: no factor 2 belongs to it, and no half"),
        (four(dHhat=dHhat / 2), "the slope of a square has a factor 2"),
        (four(dHhat=n * dHhat, paid=price), "the mean over samples: divide by their number"),
        (four(shift=0 * b), "the encoder sees H - b, not H"), (four(C=P), "the decoder sees the codes after the ReLU"),
        ((dE, dc, dV - along * (along * dV).sum(axis=0), db), "here no length is kept: leave dV whole; the projection is exercise 3"),
        ((-dE, -dc, -dV, -db), "the sign is wrong: H_hat - H, not H - H_hat")]


def lengths_inputs(rng):
    yield np.array([[1.0], [0.0]]), np.array([[3.0], [2.0]]), Note("a column of length 1 along the first axis: only the second entry turns it")
    yield np.array([[2.0], [0.0]]), np.array([[3.0], [2.0]]), Note("a column of length 2 turns half as far")
    yield np.array([[3.0, 0.0], [4.0, 0.5]]), np.array([[3.0, 1.0], [4.0, 1.0]]), Note("the first dV lies along its column: nothing is left")
    yield rng.standard_normal((3, 5)), rng.standard_normal((3, 5))
    yield rng.standard_normal((4, 4)), rng.standard_normal((4, 4)), Note("as many columns as rows: it is columns that have a length")


def lengths_known(U, dV):
    lengths = np.linalg.norm(U, axis=0)
    V = U / lengths
    right = RIGHT.through_the_lengths(U, dV)
    rows = np.linalg.norm(U, axis=1, keepdims=True)
    rows = np.where(rows > 0, rows, 1)
    R = U / rows
    whole = np.linalg.norm(U)
    return [
        (dV, "this is the slope by V: the part along the column does not turn it, and has to go"),
        (dV / lengths, "the part of dV along the column has to go: a longer U is the same V"),
        (right * lengths, "a longer column turns less: divide by its length"),
        ((dV - U * (U * dV).sum(axis=0)) / lengths, "the part along a column is taken with the column brought to length 1"),
        ((V * (V * dV).sum(axis=0)) / lengths, "this is the part along the column: it has to go, and the rest stays"),
        (dV - V * (V * dV).sum() / lengths, "one dot product for each column, and the whole of it divided by the length"),
        ((dV - V * (V * dV).sum()) / lengths, "one dot product for each column, not one for all"),
        ((dV - R * (R * dV).sum(axis=1, keepdims=True)) / rows, "columns have a length, not rows"),
        ((dV - U / whole * (U / whole * dV).sum()) / whole, "each column has a length of its own, not the matrix as a whole"),
        ((dV + V * (V * dV).sum(axis=0)) / lengths, "the part along the column is subtracted, not added"),
        (right / lengths, "divide by the length once")]


def code_inputs(rng):
    yield np.array([[2.0]]), np.array([1.0]), 1.0, Note("2 is told as 1.5: half the price is missing")
    yield np.array([[0.3], [-1.0]]), np.array([1.0]), 1.0, Note("below half the price, and on the other side: 0")
    yield np.array([[1.0, 2.0], [2.0, -1.0]]), np.array([0.6, 0.8]), 0.4
    v = rng.standard_normal(5)
    yield rng.standard_normal((12, 5)), v / np.linalg.norm(v), 0.3
    yield rng.standard_normal((6, 5)), -v / np.linalg.norm(v), 0.0, Note("no price: the part along v, where it is positive")


def code_known(H, v, price):
    d = H @ v
    return [
        (np.maximum(d, 0), "the price is missing"), (np.maximum(d - price, 0), "half the price: the slope of the square has a factor 2"),
        (d - price / 2, "a code is not negative"), (np.maximum(d + price / 2, 0), "a price makes codes smaller"),
        (np.sign(d) * np.maximum(abs(d) - price / 2, 0), "c >= 0: a sample on the other side has code 0"),
        (np.where(d > price / 2, d, 0), "this is a hard threshold: what is above it is shrunk as well"),
        (np.maximum(np.linalg.norm(H, axis=1) - price / 2, 0), "the part of h along v, not its length"),
        (np.maximum(d - price / 2, 0)[:, None] * v, "the code is a number for each sample; this is the reconstruction"),
        (np.maximum(d * (1 - price / 2), 0), "the price is subtracted; it does not scale")]


def five_rays():
    return (sample_features(4000, 5, 0.95, np.random.default_rng(21)) @ (1.13 * polygon(5)).T,)


def is_cheap(found):
    E, c, V, b = parts_of(found, "E, c, V, b")
    V = array_of(V, (2, None), "V")
    E, c, b = array_of(E, (V.shape[1], 2), "E"), array_of(c, (V.shape[1],), "c"), array_of(b, (2,), "b")
    below(float(abs(np.linalg.norm(V, axis=0) - 1).max()), 1e-6, "largest distance of a column's length from 1")
    codes = {"encoder": E, "code_bias": c, "decoder": V, "bias": b}
    below(float(sparse_objective(codes, five_rays()[0], 0.3)), 0.0395, "objective at the price 0.3")


PREDICTIONS = (
    Prediction("lower_objective", RIGHT.lower_objective, shows="min(objectives, key=lambda name: objectives[name][-1])", choices=("free", "kept"),
               because="longer columns make the same reconstruction of smaller codes, and only codes are paid: nothing has become sparser",
               overlooked={"kept": "the free run may do all that the kept one does, and make columns longer as well"}),
)

EXERCISES = (
    Exercise("objective", RIGHT.objective, codes_inputs, objective_known),
    Exercise("gradient", RIGHT.gradient, codes_inputs, gradient_known, tolerance=BY_HAND),
    Exercise("through_the_lengths", RIGHT.through_the_lengths, lengths_inputs, lengths_known),
    Exercise("best_code", RIGHT.best_code, code_inputs, code_known),
    Exercise("cheap_codes", RIGHT.cheap_codes, given=five_rays, wanted=(is_cheap,), hints=(
        "which directions should the columns have? The angles are told",
        "initial_sparse_codes and train_sparse_codes do it; samples are rows of H drawn at random",
        "by hand: along the five directions a gain above 1 and a bias below -0.15, because a neighbour casts a shadow, as the lesson's last figure shows")),
)
