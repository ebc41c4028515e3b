"""Figures without global state, in colours that colour-blind eyes tell apart, and whole files or none."""

import subprocess
import sys

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.figure import Figure

from srm_ref.figures.canvas import COLOUR_MAP, ink_on, legend, new_axes, new_figure, plain_title, save_figure, style

N_STYLES = 7


def lightness(colour):
    """CIE lightness L* of colours (..., 3) in sRGB, 0 to 100."""
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    y = linear @ [0.2126, 0.7152, 0.0722]
    return np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y)


# --- definition

def test_new_axes_is_the_given_axes_or_a_new_figures_only_one():
    ax = new_axes()
    assert ax.figure.axes == [ax] and new_axes(ax) is ax
    assert new_axes(polar=True).name == "polar"


@pytest.mark.parametrize("rows, columns", [(1, 1), (2, 3)])
def test_new_figure_has_the_axes_asked_for(rows, columns):
    figure, axes = new_figure(rows, columns, share_y=True)
    assert isinstance(figure, Figure) and axes.shape == (rows, columns)
    axes[0, 0].set_ylim(3, 4)
    assert all(ax.get_ylim() == (3, 4) for ax in axes.flat)


# --- analytic

def test_only_pyplot_knows_open_figures_and_nothing_here_imports_it():
    code = ("import sys, srm_ref.figures as f; ax = f.draw_resonance_curve([0, 1, 2], [1, 2, 3]); "
            "sys.exit('matplotlib.pyplot' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], stdin=subprocess.DEVNULL, timeout=60).returncode == 0


def test_computing_needs_no_matplotlib():
    code = "import sys; sys.modules['matplotlib'] = None; import srm_ref; srm_ref.bases.standard(3)"
    assert subprocess.run([sys.executable, "-c", code], stdin=subprocess.DEVNULL, timeout=60).returncode == 0


def test_a_legend_only_where_something_is_labelled():
    ax = new_axes()
    ax.plot([0, 1], [0, 1])
    legend(ax)
    assert ax.get_legend() is None
    ax.scatter([0], [1], alpha=0.05, label="faint")
    legend(ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["faint"]
    assert ax.get_legend().legend_handles[0].get_alpha() >= 0.6


# --- properties

def test_looks_differ_in_colour_pattern_and_marker_and_repeat():
    looks = [style(k) for k in range(N_STYLES)]
    for part in zip(*looks):
        assert len(set(part)) == N_STYLES
    assert [style(k + N_STYLES) for k in range(N_STYLES)] == looks


def test_ink_stands_out_from_any_ground_and_the_other_one_less():
    """The contrast of black times that of white is 21, so that the larger one is 4.58 or more."""
    def luminance(colour):
        return sum(w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055)**2.4)
                   for w, c in zip((0.2126, 0.7152, 0.0722), colour))

    for ground in np.random.default_rng(0).random((200, 3)):
        contrast = {"black": (luminance(ground) + 0.05) / 0.05, "white": 1.05 / (luminance(ground) + 0.05)}
        assert contrast[ink_on(ground)] == max(contrast.values()) >= 4.58


def test_the_colour_maps_lightness_grows_with_the_number():
    steps = np.diff(lightness(colormaps[COLOUR_MAP](np.linspace(0, 1, 64))[:, :3]))
    assert steps.min() > 0.5


@pytest.mark.parametrize("ending", [".png", ".pdf", ".svg"])
def test_the_same_figure_is_the_same_file(tmp_path, ending):
    for name in ("one", "two"):
        ax = new_axes()
        ax.plot([0, 1], [0, 1])
        save_figure(ax.figure, tmp_path / f"{name}{ending}")
    one, two = ((tmp_path / f"{name}{ending}").read_bytes() for name in ("one", "two"))
    if ending == ".svg":  # element ids are random there
        assert b"<dc:date>" not in one and len(one) == len(two)
    else:
        assert one == two


def test_a_title_is_drawn_letter_by_letter(tmp_path):
    """Formulas are none, and what the font has not is replaced: matplotlib would warn, which is an error here."""
    figure, _ = new_figure()
    plain_title(figure, "$x$ \\frac 層 é \udcef")
    assert figure.get_suptitle() == "$x$ \\frac \ufffd é \ufffd"
    save_figure(figure, tmp_path / "a.png")


# --- errors

def test_a_failed_save_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    figure, _ = new_figure()
    save_figure(figure, tmp_path / "a.png")
    before = (tmp_path / "a.png").read_bytes()

    def half(path, **options):
        path.write_bytes(b"half")
        raise OSError("disk full")
    monkeypatch.setattr(figure, "savefig", half)
    with pytest.raises(OSError, match="disk full"):
        save_figure(figure, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes() == before and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("call, reason", [
    (lambda: style(-1), "index: wanted an integer >= 0; found -1"),
    (lambda: new_figure(0), "n_rows: wanted an integer >= 1"),
    (lambda: new_figure(1, 0), "n_columns: wanted an integer >= 1"),
    (lambda: new_axes("ax"), "ax: wanted a matplotlib Axes or None; found str"),
    (lambda: new_axes(new_axes(), polar=True), "wanted polar Axes; found Axes of projection 'rectilinear'"),
    (lambda: new_axes(new_axes(polar=True)), "wanted Cartesian Axes; found Axes of projection 'polar'"),
    (lambda: save_figure(new_figure()[0], "a.bmp"), "ending in .png, .pdf or .svg; found 'a.bmp'"),
    (lambda: save_figure(new_axes(), "a.png"), "figure: wanted a matplotlib Figure"),
])
def test_refusals(call, reason):
    with pytest.raises(ValueError, match=reason):
        call()


# --- golden

def test_the_colours_are_those_of_okabe_and_ito():
    """Origin: the published palette, all eight of it less the yellow, too light for a line on white."""
    published = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7"}
    assert {style(k).colour for k in range(N_STYLES)} == published
