"""Every exercise: what is right passes in all its forms, what is wrong is refused, and a hint names only the mistake
that was made.
"""

import copy
import functools
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from srm_ref import cap_fraction, harmonic, mass, plane_rotation, resolvable_epsilon, spotlight_curve
from srm_ref.course.comparing import Tolerance, same
from srm_ref.course.exercises import Exercise, Note, Wrong, expect, expect_untouched
from srm_ref.course.finder import lessons, lessons_folder, load_file
from srm_ref.course.judging import outcomes_of, right_values, verdicts
from srm_ref.networks import elementwise, isotropic, overcomplete
from srm_ref.superposition import (MODELS, attack_directions, best_antipodal_bias, critical_density,
                                   expected_relu_square, feature_dimensionality, feature_groups, leverage_scores,
                                   population_loss, relu_interference)
from srm_ref.superposition.measures import interference
from srm_ref.superposition.theory_linear import linear_population_loss
from tests.course.answers_01_04 import ANSWERS_01_04
from tests.course.answers_05_07 import ANSWERS_05_07
from tests.course.answers_08_12 import ANSWERS_08_12
from tests.course.answers_13_17 import ANSWERS_13_17
from tests.course.answers_18_23 import ANSWERS_18_23
from tests.course.answers_near_limits import NEAR
from tests.course.answers_open import OPEN_RIGHT, OPEN_WRONG
from tests.course.answers_right import RIGHT_FORMS
from tests.course.answers_wrong import SLOW, WRONG
from tests.samples import sample

NUMBERS = [lesson.number for lesson in lessons()]


@functools.cache
def exercises(number):
    return load_file(lessons_folder() / "checkers" / f"{number:02}.py", f"checker_{number:02}").EXERCISES


EVERY = [(number, exercise) for number in NUMBERS for exercise in exercises(number)]
TABLES = [(number, exercise) for number, exercise in EVERY if exercise.inputs]
OPEN = [(number, exercise) for number, exercise in EVERY if exercise.wanted]
CLOSED = [(number, exercise) for number, exercise in EVERY if not exercise.wanted]
FURTHER = {**ANSWERS_01_04, **ANSWERS_05_07, **ANSWERS_08_12, **ANSWERS_13_17, **ANSWERS_18_23}
LONG = {"draw_features", "draw_set", "find_hidden_rotation"}  # they look at many samples
EVERY_WRONG = [*WRONG, *OPEN_WRONG, *((*key, *row) for key, (_, wrong) in FURTHER.items() for row in wrong)]
EVERY_RIGHT = {key: [answer for answers in (RIGHT_FORMS, OPEN_RIGHT) for answer in answers.get(key, ())] +
               FURTHER.get(key, ([], []))[0] for key in {**RIGHT_FORMS, **OPEN_RIGHT, **FURTHER}}
QUICK = [(number, exercise) for number, exercise in EVERY if number != 18]  # which asks the whole conformance kit


def named(cases):
    return [f"{number}-{exercise.name}" for number, exercise in cases]


def the(number, name):
    return next(exercise for exercise in exercises(number) if exercise.name == name)


def judged(exercise, answer):
    verdict, = verdicts([exercise], SimpleNamespace(**{exercise.name: answer}))
    return verdict


def replayed(values):
    """An answer that gives these values one after the other, an exception's type by raising it."""
    left = iter(values)

    def answer(*arguments):
        value = next(left)
        if isinstance(value, type):
            raise value("planted")
        return value
    return answer


def columns(exercise):
    """The known mistakes' values on all inputs: for each mistake a list of values, and its hint."""
    rows = exercise.known_values()
    assert len({len(row) for row in rows}) == 1, "as many mistakes at every input"
    return [([value for value, _ in column], column[0][1]) for column in zip(*rows)]


def equal(values, others, tolerance):
    return all(value is other or (
        not isinstance(value, type) and not isinstance(other, type) and same(value, other, tolerance))
               for value, other in zip(values, others))


# --- definition

@pytest.mark.parametrize("number", NUMBERS)
def test_stub_is_unsolved_and_solution_right(number):
    stub, solved = (load_file(lessons_folder() / folder / f"{number:02}.py", folder)
                    for folder in ("exercises", "solutions"))
    assert 3 <= len(exercises(number)) <= 7
    assert [verdict.state for verdict in verdicts(exercises(number), stub)] == ["unsolved"] * len(exercises(number))
    assert [verdict[:3] for verdict in verdicts(exercises(number), solved)] == [(e.name, "right", "")
                                                                                for e in exercises(number)]
    assert all(exercise.solution.__name__ == exercise.name for exercise in exercises(number))


@pytest.mark.parametrize("number, exercise", EVERY, ids=named(EVERY))
def test_every_exercise_knows_several_mistakes_and_says_something_of_its_inputs(number, exercise):
    n_known = len(columns(exercise)) if exercise.inputs else 0
    assert n_known + len(exercise.wrong) >= 4 or exercise.wanted
    if exercise.inputs:
        notes = [note for _, note in exercise.cases() if note]
        assert len(exercise.cases()) >= 4 and (notes or exercise.name == "planes")


@pytest.mark.parametrize("number, exercise", CLOSED, ids=named(CLOSED))
def test_four_right_forms_and_four_mistakes_are_tried_on_every_closed_exercise(number, exercise):
    tried = [exercise.solution, *EVERY_RIGHT[number, exercise.name]]
    mistakes = [answer for *key, answer, _ in [*EVERY_WRONG, *SLOW] if key == [number, exercise.name]]
    assert len(set(tried)) >= 5 and len(set(mistakes)) >= 4  # the shipped solution is the fifth


@pytest.mark.parametrize("number", NUMBERS)
def test_every_lesson_has_an_open_exercise(number):
    assert any(exercise.wanted for exercise in exercises(number))


@pytest.mark.parametrize("number, exercise", OPEN, ids=named(OPEN))
def test_an_open_exercise_has_several_right_answers_and_several_wrong_ones(number, exercise):
    right, wrong = OPEN_RIGHT[number, exercise.name], [row for row in OPEN_WRONG if row[:2] == (number, exercise.name)]
    assert not exercise.inputs and len(right) >= 2 and len(wrong) >= 5
    found = [np.hstack([np.ravel(part) for part in flat([made(exercise, answer)])])
             for answer in (exercise.solution, *right)]
    for k, one in enumerate(found):
        assert not any(one.shape == other.shape and np.allclose(one, other) for other in found[:k])


def with_noise(value, size=1e-4):
    """The same with a little noise on every number."""
    if isinstance(value, (tuple, list)):
        return type(value)(with_noise(part, size) for part in value)
    if callable(value):
        return lambda z: with_noise(value(z), size)
    return value + size * np.random.default_rng(0).standard_normal(np.shape(value))


SPOILT_PARTS = {
    "nan": lambda a: np.where(np.arange(a.size).reshape(a.shape) == a.size - 1, np.nan, a),
    "infinity": lambda a: np.where(np.arange(a.size).reshape(a.shape) == 0, np.inf, a), "complex": lambda a: a + 0j,
    "one axis more": lambda a: a[None], "nothing": lambda a: a[:0], "words": lambda a: a.astype(str),
}


def first_spoilt(value, spoil):
    """The same with its first array spoilt."""
    if isinstance(value, tuple):
        return (first_spoilt(value[0], spoil), *value[1:])
    return (lambda z: spoil(value(z))) if callable(value) else spoil(np.asarray(value, dtype=float))


@pytest.mark.parametrize("number, exercise", OPEN, ids=named(OPEN))
def test_an_open_exercise_refuses_spoilt_arrays_and_the_trivial_answer_with_noise(number, exercise):
    right = exercise.solution(*exercise.given())
    for name, spoil in SPOILT_PARTS.items():
        verdict = judged(exercise, lambda *given: first_spoilt(right, spoil))
        assert verdict.state == "wrong" and "wanted" in verdict.hint, (name, verdict)
    trivial = next(answer for *key, answer, _ in OPEN_WRONG if key == [number, exercise.name])
    assert judged(exercise, lambda *given: with_noise(trivial(*given))).state == "wrong"


def test_inputs_are_the_same_in_every_check():
    exercise = the(1, "forward")
    for (first, _), (second, _) in zip(exercise.cases(), exercise.cases()):
        assert all(np.array_equal(a, b) for a, b in zip(first, second))


# --- analytic

@pytest.mark.parametrize("number, exercise", TABLES, ids=named(TABLES))
def test_known_mistakes_differ_from_each_other_and_from_what_is_right(number, exercise):
    found = columns(exercise)
    right = right_values(exercise)
    for k, (values, hint) in enumerate(found):
        assert not equal(values, right, exercise.tolerance) or exercise.integers, hint
        for others, other in found[:k]:
            assert hint == other or not equal(values, others, exercise.tolerance), f"{hint} | {other}"


@pytest.mark.parametrize("number, exercise", TABLES, ids=named(TABLES))
def test_a_known_mistake_gets_its_own_hint(number, exercise):
    for values, hint in columns(exercise):
        assert judged(exercise, replayed(values))[:3] == (exercise.name, "wrong", hint)


@pytest.mark.parametrize("number, exercise", QUICK, ids=named(QUICK))
def test_wrong_answers_that_are_kept_with_an_exercise_get_their_hint(number, exercise):
    for answer, piece in exercise.wrong:
        verdict = judged(exercise, answer)
        assert verdict.state == "wrong" and piece in verdict.hint, verdict


@pytest.mark.slow
@pytest.mark.parametrize("exercise", sample(exercises(18), {"spotlight"}, lambda exercise: exercise.name),
                         ids=lambda exercise: exercise.name)
def test_wrong_answers_that_are_kept_with_lesson_18_get_their_hint(exercise):
    test_wrong_answers_that_are_kept_with_an_exercise_get_their_hint(18, exercise)


# --- properties

@pytest.mark.parametrize("number, name, answer, piece", [
    pytest.param(*row, id=f"{row[0]}-{row[1]}-{getattr(row[2], '__name__', '')}",
                 marks=[pytest.mark.exhaustive] if row[0] == 18 or row[1] in LONG and row not in WRONG else [])
    for row in EVERY_WRONG])
def test_wrong_answers_that_were_once_accepted_or_misled(number, name, answer, piece):
    exercise = the(number, name)
    verdict = judged(exercise, answer)
    assert verdict.state == "wrong" and piece in verdict.hint, verdict
    assert piece or not exercise.inputs or verdict.hint not in {hint for _, hint in columns(exercise)}, verdict


@pytest.mark.parametrize("number, name, answer", NEAR, ids=[f"{number}-{name}" for number, name, _ in NEAR])
def test_answers_that_are_wrong_near_a_limit_only_are_shown_an_input_near_it(number, name, answer):
    verdict = judged(the(number, name), answer)
    assert verdict.state == "wrong" and verdict.hint.startswith(f"{name}("), verdict


@pytest.mark.exhaustive
@pytest.mark.parametrize("number, name, answer, piece", SLOW)
def test_wrong_answers_that_take_long(number, name, answer, piece):
    test_wrong_answers_that_were_once_accepted_or_misled(number, name, answer, piece)


@pytest.mark.parametrize("number, name", [
    pytest.param(*key, id=f"{key[0]}-{key[1]}",
                 marks=[pytest.mark.exhaustive] if key[0] == 18 or key[1] in LONG else [])
    for key in EVERY_RIGHT])
def test_right_answers_in_other_forms_pass(number, name):
    for answer in EVERY_RIGHT[number, name]:
        verdict = judged(the(number, name), answer)
        assert verdict.state == "right" and not verdict.hint, verdict


def as_float32(value):
    if isinstance(value, tuple):
        return tuple(map(as_float32, value))
    return np.float32(value) if isinstance(value,
                                           (float,
                                            np.floating)) or getattr(value, "dtype", None) == np.float64 else value


def as_list(value):
    return [as_list(part) for part in value] if isinstance(value, (tuple, np.ndarray)) and np.ndim(value) else value


def kinds(exercise):
    parts = (part for value in right_values(exercise) for part in (value if isinstance(value, tuple) else (value,)))
    return {np.asarray(part).dtype.kind for part in parts if not isinstance(part, list)}


FLOATS = [(number, exercise) for number, exercise in TABLES if "f" in kinds(exercise)]


@pytest.mark.parametrize("number, exercise", FLOATS, ids=named(FLOATS))
def test_single_precision_passes_and_is_told(number, exercise):
    verdict = judged(exercise, lambda *given: as_float32(exercise.solution(*given)))
    assert (verdict.state, verdict.hint) == ("right", "to single precision, as your results are float32")


@pytest.mark.parametrize("number, exercise", TABLES, ids=named(TABLES))
def test_lists_pass_for_arrays_and_numpy_numbers_for_numbers(number, exercise):
    values = right_values(exercise)
    if all(isinstance(value, np.ndarray) and value.ndim and value.size for value in values):
        assert judged(exercise, lambda *given: as_list(exercise.solution(*given))).state == "right"
    if isinstance(values[0], (bool, int, float)):
        assert judged(exercise, lambda *given: np.asarray(exercise.solution(*given))[()]).state == "right"


def each_part(change):
    """Change every number and array of an answer, the parts of tuples one by one."""
    def changed(value):
        if isinstance(value, tuple):
            return tuple(map(changed, value))
        array = np.asarray(value) if not isinstance(value, (str, list, type(None))) else np.array("")
        return change(array) if array.dtype.kind in "iufc" else value
    return changed


def read_only(array):
    array = array.copy()
    array.setflags(write=False)
    return array


OTHER_KINDS = {  # the same numbers, kept otherwise
    "columns first": lambda a: np.array(a, order="F"), "a view backwards": lambda a: a[..., ::-1].copy()[..., ::-1]
    if a.ndim else a, "read only": read_only, "more digits": lambda a: a.astype(np.longdouble)
    if a.dtype == np.float64 else a
}
SPOILT = {  # other numbers
    "negative": np.negative, "twice": lambda a: 2 * a, "last first": lambda a: a[::-1]
    if a.ndim else 1 - a, "two digits": lambda a: np.round(a, 2)
    if a.dtype.kind == "f" else a + 1, "root": lambda a: np.sign(a) * np.abs(a)**0.5,
    "nan last": lambda a: np.where(np.arange(max(a.size, 1)).reshape(a.shape) == a.size - 1, np.nan, a)
}


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=[pytest.mark.slow] if k > 1 else [])
                                  for k, kind in enumerate(OTHER_KINDS)])
@pytest.mark.parametrize("number, exercise", TABLES, ids=named(TABLES))
def test_right_numbers_pass_however_they_are_kept(number, exercise, kind):
    verdict = judged(exercise, lambda *given: each_part(OTHER_KINDS[kind])(exercise.solution(*given)))
    assert verdict.state == "right", verdict


def made(exercise, answer):
    """What an answer to an open exercise returns; a function that it returns is asked at a few places."""
    found = answer(*exercise.given())
    return found(np.random.default_rng(0).standard_normal((9, 2))) if callable(found) else found


def flat(values):
    """All arrays and numbers of the values, one after the other."""
    for value in values:
        if isinstance(value, (tuple, list)):
            yield from flat(value)
        elif not isinstance(value, (str, list, type(None))):
            yield np.asarray(value)


NUMBERED = [(number, exercise) for number, exercise in TABLES if kinds(exercise) & set("iufc")]


@pytest.mark.parametrize("number, exercise", NUMBERED, ids=named(NUMBERED))
def test_other_numbers_are_refused_whatever_was_done_to_them(number, exercise):
    right, tried = right_values(exercise), 0
    for change in map(each_part, SPOILT.values()):
        with np.errstate(all="ignore"):
            other = [change(copy.deepcopy(value)) for value in right]
        if not all(
                np.allclose(found, value, rtol=1e-3, atol=1e-3, equal_nan=True)
                for found, value in zip(flat(other), flat(right))):
            tried += 1
            assert judged(exercise, replayed(other)).state == "wrong"
    assert tried >= 4


def ends_the_program(*given):
    sys.exit(0)


def is_interrupted(*given):
    raise KeyboardInterrupt


class Odd(BaseException):
    """Neither an Exception nor one of Python's own."""


def raises_its_own(*given):
    raise Odd("own")


NO_RESULT = "found None: the function has to return its result"
NO_ANSWERS = ((ends_the_program, "your answer ends the program (SystemExit)"),
              (is_interrupted, "ends the program (KeyboardInterrupt)"), (raises_its_own, "Odd: own"),
              (lambda *given: None, NO_RESULT), (lambda: 0, "TypeError"), (3, "is to be a function; it is 3"),
              (lambda *given: "0.5", ""), (lambda *given: object(), ""), (lambda *given: np.nan, ""))


@pytest.mark.parametrize("number, exercise", EVERY, ids=named(EVERY))
def test_nothing_else_passes(number, exercise):
    # lesson 18 asks the kit at length, and has tests of its own
    for answer, piece in NO_ANSWERS[:6 if number == 18 else None]:
        verdict = judged(exercise, answer)
        assert verdict.state == "wrong", answer
        assert piece in verdict.hint or (piece == NO_RESULT and exercise.name == "arc") or (
            piece == "TypeError" and exercise.wanted), verdict  # an open exercise may give nothing


def spoilt(exercise, spoil):
    return judged(exercise, lambda *given: spoil(exercise.solution(*given)))


def off(value):
    if isinstance(value, tuple):
        return tuple(map(off, value))
    return value + 1e-3 * (1 + np.abs(value)) if np.asarray(value).dtype.kind in "fc" else value


@pytest.mark.parametrize("number, exercise", FLOATS, ids=named(FLOATS))
def test_numbers_that_are_off_by_a_thousandth_are_refused(number, exercise):
    assert spoilt(exercise, off).state == "wrong"


@pytest.mark.parametrize("number, exercise", TABLES, ids=named(TABLES))
def test_an_answer_that_is_wrong_once_is_refused_with_the_smallest_input(number, exercise):
    right = right_values(exercise)
    for k in {0, len(right) // 2, len(right) - 1}:
        verdict = judged(exercise, replayed([*right[:k], "odd", *right[k + 1:]]))
        assert verdict.state == "wrong" and verdict.hint.startswith(
            f"{exercise.name}(") and "found 'odd'" in verdict.hint


CHANGING = [(number, exercise) for number, exercise in TABLES if any(
    isinstance(part, (np.ndarray, list)) and len(part) for arguments, _ in exercise.cases() for part in arguments)]


@pytest.mark.parametrize("number, exercise", CHANGING, ids=named(CHANGING))
def test_a_right_answer_that_changes_what_it_was_given_is_refused(number, exercise):
    def answer(*given):
        found = copy.deepcopy(exercise.solution(*given))
        for part in given:
            if isinstance(part, np.ndarray) and part.size:
                part[...] = part + 1 if part.dtype != bool else ~part
            elif isinstance(part, list) and part:
                part.pop()
        return found
    verdict = judged(exercise, answer)
    assert verdict.state == "wrong" and "in place, for whoever called it" in verdict.hint


# --- errors

def double(x):
    return 2 * x


DOUBLE = Exercise("double", double, lambda rng: [(np.array([0.5, 1.0]),)])


@pytest.mark.parametrize("body, hint", [
    ("pass", "double: found None: the function has to return its result"),
    ("return 'text'", "double([0.5, 1]): wanted [1, 2]; found 'text'"),
    ("return x[:1]", "double([0.5, 1]): wanted shape (2,); found shape (1,)"),
    ("return [1.0, 2.0 + 1e-5]", "double([0.5, 1]): wanted 2; found 2.00001 at index (1,). Close on all inputs, at "
                                 "most 5e-06 "
     "of the largest number off: as from single precision, too wide steps or a sample"),
    ("return np.linalg.inv(np.zeros((2, 2)))",
     "double([0.5, 1]): LinAlgError: Singular matrix (line 3 of your file: return np.linalg.inv(np.zeros((2, 2))))"),
    ("raise NotImplementedError", "replace the line that raises NotImplementedError"),
])
def test_what_a_checker_says_of_a_wrong_answer(tmp_path, body, hint):
    path = tmp_path / "answer.py"
    path.write_text(f"import numpy as np\ndef double(x):\n    {body}\n")
    verdict, = verdicts([DOUBLE], load_file(path, "answer"))
    assert verdict[:3] == ("double", "unsolved" if "replace" in hint else "wrong", hint)


def test_no_line_of_the_checker_is_shown_as_the_learners(tmp_path):
    path = tmp_path / "answer.py"
    path.write_text("def double():\n    return 1\ndef chance(n):\n    return 1\n")
    asked = Exercise("chance", double, properties=(lambda answer: answer(3, 4),))
    table, chance = verdicts([DOUBLE, asked], load_file(path, "answer"))
    assert table.hint == "double([0.5, 1]): TypeError: double() takes 0 positional arguments but 1 was given"
    assert chance.hint == "chance(3, 4): TypeError: chance() takes 1 positional argument but 2 were given"


def test_a_hint_is_given_only_where_every_value_is_that_mistakes():
    twice = Exercise("double", double, lambda rng: [(0.0,), (2.0,), (3.0,)], lambda x: [(x**2, "squared"),
                                                                                           (x + 2, "two more")])
    assert judged(twice, lambda x: x**2).hint == "squared"
    assert judged(twice, lambda x: x**2 if x < 3 else 0.0).hint == "double(3): wanted 6; found 0"
    both = Exercise("double", double, lambda rng: [(2.5,)], lambda x: [(x**2, "squared"), (x * 2.5, "times 2.5")])
    assert judged(both, lambda x: x**2).hint == "double(2.5): wanted 5; found 6.25"


def test_a_note_is_told_with_its_input_alone():
    noted = Exercise("double", double, lambda rng: [(0.0,), (-1.0, Note("x may be negative")), (2.0,)])
    assert judged(noted, abs).hint == "double(-1): wanted -2; found 1 (x may be negative)"
    assert judged(noted, lambda x: 2 * x if x < 1 else 0.0).hint == "double(2): wanted 4; found 0"


def test_the_function_is_called_on_copies_and_its_result_is_kept():
    buffer, seen = np.zeros(1), []

    def answer(x):
        seen.append(x)
        buffer[:] = 2 * x
        return buffer
    exercise = Exercise("double", double, lambda rng: [(np.array([1.0]),), (np.array([2.0]),)])
    assert judged(exercise, answer).state == "right"
    assert [outcome.value[0] for outcome in outcomes_of(exercise, answer)] == [2.0, 4.0]


def test_properties_say_what_was_wanted_or_changed():
    with pytest.raises(Wrong, match=r"^count: wanted 2; found 1$"):
        expect(np.int64(1), 2, "count")
    with pytest.raises(Wrong, match=r"^which: wanted False; found True at index \(1,\)$"):
        expect(np.array([True, True]), np.array([True, False]), "which")
    with pytest.raises(Wrong, match="changed W in place"):
        expect_untouched(np.zeros(2), np.ones(2), "W")


# --- golden

BY_PACKAGE = {
    (2, "cap_by_integral"): lambda n, epsilon, steps: cap_fraction(n, epsilon)
    if steps >= 500 and 0 <= epsilon < 1 else None,
    (3, "turn"): lambda v, e1, e2, theta: plane_rotation(e1, e2, theta) @ v,
    (4, "curve"): spotlight_curve,
    (7, "choose_epsilon"): lambda cap, n, expected: resolvable_epsilon(cap.args[0], n, expected)
    if hasattr(cap, "args") else None,
    (8, "tanh_in_basis"): lambda z, basis: elementwise("tanh", basis).apply(z),
    (9, "form_vjp"): lambda z, u, basis: overcomplete("tanh", basis).vjp(z, u),
    (9, "isotropic_vjp"): lambda z, u: isotropic("tanh", z.shape[1]).vjp(z, u),
    (11, "linear_loss"): lambda W, bias, importance, p: linear_population_loss({"W": W, "bias": bias}, importance, 1 - p
                                                                               ),
    (11, "interference_of"): interference,
    (12, "gradient"): lambda *given: by_model("relu_output", *given),
    (12, "gradient_with_hidden_relu"): lambda *given: by_model("relu_hidden", *given),
    (13, "dropped_loss"): lambda b, r, p: population_loss({"W": [[1.0, 0.0]], "bias": [0.0, b]}, [1.0, r], 1 - p),
    (13, "superposition_begins"): lambda r: float(critical_density(r)),
    (13, "pair_loss"): lambda b, p: population_loss({"W": [[1.0, -1.0]], "bias": [b, b]}, [1.0, 0.0], 1 - p),
    (13, "best_bias"): lambda p: float(best_antipodal_bias(p)),
    (13, "mean_square_over_the_square"): lambda w1, w2, b: expected_relu_square([w1, w2], b, 0.0),
    (14, "dimensionality"): feature_dimensionality,
    (14, "leverage"): leverage_scores,
    (14, "energy"): lambda W: relu_interference(W).sum(),
    (14, "groups"): lambda W, overlap: feature_groups(W, overlap, np.nextafter(0.5, 0)
                                                      ),  # at length 1/2 exactly they differ
    (15, "attack"): lambda W, i, size: size * attack_directions(W)[i],
    (16, "hidden_gradient"): lambda *given: by_model("relu_hidden", *given),
    (17, "staircase"): lambda W, i, density, epsilon: density *
    (1 - density)**(W.shape[1] - 1) * W.shape[1] * spotlight_curve(W.T, W[:, i], W[::-1, i] * [-1, 1], epsilon,
                                                                   np.zeros(1))[0] if len(W) == 2 else None,
    (17, "lone_mass"): lambda G, i, j, density, epsilon: density *
    (1 - density)**(len(G) - 1) * len(G) * mass(rows_of(G),
                                                rows_of(G)[[i, j]], epsilon),
    (17, "code_harmonic"): lambda n_axis, n_between, m, epsilon: harmonic(codes(n_axis, n_between, m), np.eye(m),
                                                                          epsilon),
}


def by_model(model, W, bias, X, importance):
    slopes = MODELS[model].loss_and_gradient({"W": W, "bias": bias}, X, importance)[1]
    return slopes["W"], slopes["bias"]


def rows_of(gram):
    values, vectors = np.linalg.eigh(gram)
    return vectors * np.sqrt(np.maximum(values, 0))


def codes(n_axis, n_between, m):
    axes = np.eye(m)
    return np.array([axes[k] for k in range(n_axis)] + [axes[k] + axes[(k + 1) % m] for k in range(n_between)])


@pytest.mark.parametrize("number, name", BY_PACKAGE, ids=[f"{number}-{name}" for number, name in BY_PACKAGE])
def test_solution_equals_the_package(number, name):
    exercise, compared = the(number, name), 0
    for (arguments, _), right in zip(exercise.cases(), right_values(exercise)):
        if (found := BY_PACKAGE[number, name](*copy.deepcopy(arguments))) is not None:
            compared += 1
            assert same(found, right, Tolerance(1e-6, 1e-5)), arguments
    assert compared >= 3
