"""The bar is drawn on a terminal, wiped after the work, and silent elsewhere."""

import io

import pytest

from srm_ref.progress import ProgressBar


class Terminal(io.StringIO):
    def isatty(self):
        return True


# --- definition

def test_a_terminal_sees_share_and_time_left():
    terminal = Terminal()
    with ProgressBar("sweep", terminal) as bar:
        bar.started -= 10.0  # as if ten seconds had passed
        bar(1, 4)
    assert "sweep [######" in terminal.getvalue()
    assert " 25 % " in terminal.getvalue() and " 30 s left" in terminal.getvalue()


# --- analytic

def test_what_is_no_terminal_sees_nothing():
    stream = io.StringIO()
    with ProgressBar("sweep", stream) as bar:
        bar(4, 4)
    assert stream.getvalue() == ""


def test_drawn_at_most_ten_times_a_second_but_always_at_the_end():
    terminal = Terminal()
    bar = ProgressBar("sweep", terminal)
    for done in range(1, 1001):
        bar(done, 1000)
    assert terminal.getvalue().count("\r") < 50
    assert "100 %" in terminal.getvalue()


# --- properties

@pytest.mark.parametrize("total", [0, 1, 7])
def test_any_total_can_be_drawn(total):
    ProgressBar("x", Terminal())(total, total)


# --- errors

def test_the_line_is_wiped_after_an_error_too():
    terminal = Terminal()
    with pytest.raises(RuntimeError):
        with ProgressBar("sweep", terminal) as bar:
            bar(1, 2)
            raise RuntimeError
    assert terminal.getvalue().endswith("\r\x1b[K")
