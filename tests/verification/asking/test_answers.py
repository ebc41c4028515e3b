"""What comes back from an implementation: anything array-like, or a clear word of what it was."""

import numpy as np
import pytest

from srm_ref.verification.asking.answers import array_value, parsed_answer


class Detached:
    """An array of another library: it must be asked for its numbers, and carries a history before that."""

    def __init__(self, numbers, history=True):
        self.numbers, self.history = numbers, history

    def detach(self):
        return Detached(self.numbers, history=False)

    def __array__(self, dtype=None, copy=None):
        if self.history:
            raise RuntimeError("call detach first")
        return np.array(self.numbers, dtype=dtype)


# --- definition

@pytest.mark.parametrize("value", [[[0.5, 0.25]], ((0.5, 0.25),), np.array([[0.5, 0.25]], np.float32),
                                   np.array([[0.5, 0.25]], np.float16), Detached([[0.5, 0.25]]),
                                   [[np.float64(0.5), np.array(0.25)]]])
def test_anything_array_like_is_the_same_answer(value):
    answer = parsed_answer("spotlight", array_value("spotlight", value))
    assert answer.dtype == np.float64 and answer.tolist() == [[0.5, 0.25]]


# --- analytic

@pytest.mark.parametrize("value", [0.25, np.float32(0.25), np.array([0.25]), [0.25], Detached(0.25)])
def test_one_number(value):
    assert parsed_answer("cap_fraction", array_value("cap_fraction", value)) == 0.25


@pytest.mark.parametrize("value", [(np.float32(0.5), {"W": np.eye(2), "bias": [1, 2]}),
                                   {"loss": 0.5, "gradients": {"W": [[1, 0], [0, 1]], "bias": (1, 2)}},
                                   [Detached(0.5), {"W": Detached([[1, 0], [0, 1]]), "bias": Detached([1, 2])}]])
def test_loss_and_gradients(value):
    loss, gradients = parsed_answer("toy_loss_and_gradient", array_value("toy_loss_and_gradient", value))
    assert loss == 0.5 and gradients["W"].tolist() == [[1, 0], [0, 1]] and gradients["bias"].tolist() == [1, 2]


def test_pictures_may_be_empty():
    planes = parsed_answer("project", array_value("project", [np.empty((0, 2)), [], np.ones((3, 2))]))
    assert [points.shape for points in planes] == [(0, 2), (0, 2), (3, 2)]


def test_what_is_done_to_an_array_later_does_not_change_the_answer():
    theirs = np.array([[0.5, 0.25]])
    answers = [array_value("spotlight", theirs), array_value("project", [theirs])[0],
               array_value("toy_loss_and_gradient", (0.5, {"W": theirs}))["gradients"]["W"]]
    theirs[:] = 0.0
    assert [answer.tolist() for answer in answers] == [[[0.5, 0.25]]] * 3


def test_null_is_nan():
    assert np.isnan(parsed_answer("spotlight", [[None, 0.5]])[0, 0])


# --- errors

@pytest.mark.parametrize("function, value, words", [
    ("spotlight", None, "answer: wanted an array of numbers; found None"),
    ("spotlight", "dark", "answer: wanted real numbers; found dtype <U4"),
    ("spotlight", [[1], [1, 2]], "answer: wanted an array of numbers; found list"),
    ("spotlight", np.ones(2) * 1j, "answer: wanted real numbers; found dtype complex128"),
    ("cap_fraction", [0.5, 0.5], "answer: wanted one number; found an array of shape \\(2,\\)"),
    ("project", 0.5, "answer: wanted a list of arrays"),
    ("project", [[1, 2, 3]], "answer.0.: wanted shape \\(k, 2\\); found shape \\(3,\\)"),
    ("toy_loss_and_gradient", 0.5, "answer: wanted \\(loss, dict of gradients\\); found float 0.5"),
    ("toy_loss_and_gradient", (0.5, [1]), "answer: wanted \\(loss, dict of gradients\\)")])
def test_what_is_no_answer(function, value, words):
    with pytest.raises(ValueError, match=words):
        parsed_answer(function, value)
