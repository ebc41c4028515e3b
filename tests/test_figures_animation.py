"""A GIF holds every frame in order, at its speed, and is written whole or not at all."""

import numpy as np
import pytest
from PIL import Image

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
    with Image.open(path) as image:
        grey = []
        for k in range(image.n_frames):
            image.seek(k)
            shown = np.asarray(image.convert("L"), dtype=float)
            grey.append(float(shown[len(shown) // 2, shown.shape[1] // 2]))
        return grey, image.info["duration"], image.size


# --- definition

def test_every_frame_is_drawn_once_and_in_order(tmp_path):
    figure, draw_frame = bar()
    called = []
    save_animation(figure, lambda frame: (called.append(frame), draw_frame(frame))[1], 4, tmp_path / "a.gif", **SMALL)
    grey, _, _ = frames_of(tmp_path / "a.gif")
    assert called == [0, 1, 2, 3]
    np.testing.assert_allclose(grey, [0, 85, 170, 255], atol=3)  # a GIF has 256 colours


# --- analytic

@pytest.mark.parametrize("rate, milliseconds", [(2.0, 500), (10.0, 100)])
def test_frames_follow_at_their_rate(tmp_path, rate, milliseconds):
    save_animation(*bar(), 2, tmp_path / "a.gif", frames_per_second=rate, **SMALL)
    assert frames_of(tmp_path / "a.gif")[1] == milliseconds


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
