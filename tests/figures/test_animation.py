"""A GIF holds every frame in order, at its speed, and is written whole or not at all."""

import pytest
from matplotlib.image import imread

from srm_ref.figures.animation import save_animation
from srm_ref.figures.canvas import new_figure

SMALL = {"dots_per_inch": 20.0}


def bar():
    """A figure, and a frame-drawer that fills it from black (frame 0) to white (frame 3)."""
    figure, axes = new_figure(width=1, height=1)
    patch = axes[0, 0].axvspan(0, 1, color="black")
    axes[0, 0].set_axis_off()
    return figure, lambda frame: patch.set_color(str(frame / 3))


def frames_of(path):
    """Frames in a GIF, milliseconds each is shown for, and width and height, from its blocks (GIF89a, W3C 1990)."""
    data = path.read_bytes()
    assert data[:6] == b"GIF89a"
    at, frames, shown = 13 + _colours(data[10]), 0, []
    while data[at] != 0x3B:  # the end
        if data[at] == 0x21:  # an extension; 0xF9 holds the delay, in hundredths of a second
            if data[at + 1] == 0xF9:
                shown.append(10 * int.from_bytes(data[at + 4:at + 6], "little"))
            at += 2
        else:  # an image
            assert data[at] == 0x2C
            frames, at = frames + 1, at + 11 + _colours(data[at + 9])
        while data[at]:  # sub-blocks, each after its length
            at += data[at] + 1
        at += 1
    return frames, shown, (int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little"))


def _colours(packed):
    return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0


# --- definition

def test_every_frame_is_drawn_once_and_in_order(tmp_path):
    figure, draw_frame = bar()
    called = []
    save_animation(figure, lambda frame: (called.append(frame), draw_frame(frame))[1], 4, tmp_path / "a.gif", **SMALL)
    assert called == [0, 1, 2, 3] and frames_of(tmp_path / "a.gif")[0] == 4  # each differs from the one before
    assert imread(tmp_path / "a.gif")[10, 10, :3].tolist() == [0, 0, 0]  # the first is frame 0


# --- analytic

@pytest.mark.parametrize("rate, milliseconds", [(2.0, 500), (10.0, 100)])
def test_frames_follow_at_their_rate(tmp_path, rate, milliseconds):
    save_animation(*bar(), 2, tmp_path / "a.gif", frames_per_second=rate, **SMALL)
    assert frames_of(tmp_path / "a.gif")[1] == [milliseconds] * 2


def test_the_size_is_inches_times_dots(tmp_path):
    figure, draw_frame = bar()
    save_animation(figure, draw_frame, 2, tmp_path / "a.gif", dots_per_inch=30.0)
    assert frames_of(tmp_path / "a.gif")[2] == (30, 30)


# --- errors

def test_a_frame_that_fails_leaves_the_old_file_as_it_was(tmp_path):
    path = tmp_path / "a.gif"
    path.write_bytes(b"old")

    def fail(frame):
        if frame == 1:
            raise OSError("no second frame")

    with pytest.raises(OSError, match="no second frame"):
        save_animation(bar()[0], fail, 3, path, **SMALL)
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("change, reason", [
    ({"path": "a.mp4"}, "path: wanted a file name ending in .gif; found 'a.mp4'"),
    ({"n_frames": 0}, "n_frames: wanted an integer >= 1; found 0"),
    ({"frames_per_second": 0.0}, "frames_per_second: wanted"),
    ({"dots_per_inch": -1.0}, "dots_per_inch: wanted"),
])
def test_refusals(change, reason):
    with pytest.raises(ValueError, match=reason):
        save_animation(**{"figure": bar()[0], "draw_frame": bar()[1], "n_frames": 2, "path": "a.gif"} | change)
