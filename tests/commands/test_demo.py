"""What a person reads: the table, the sentences, the claims and the figure say what the numbers say."""

from __future__ import annotations

import functools
import re

import numpy as np
import pytest

from srm_ref.experiments.shared.demo_networks import CLOUDS, PRICED, Search, arrays
from srm_ref.experiments.spotlight.demo import NAMES, NARROWEST, DemoNumbers, claims, draw, table
from srm_ref.figures.canvas import save_figure
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.spotlight.rotation_test import basis_rotation_test

SIDES = {"A": "aligned", "D": "anti-aligned", "0": "no preference found"}
FIELDS = re.compile(r"^(.{36})(.{9})(.{15})(.{15})(.{15})(.*)$")


@functools.cache
def reading(side):
    """Of a planted cloud: near the axes, with coordinates as equal as tanh makes them, or without preference."""
    rng = np.random.default_rng(1)
    gaussian = rng.standard_normal((300, 16))
    cloud = {"A": np.eye(16)[rng.integers(16, size=300)] + 0.1 * gaussian, "D": np.tanh(0.7 * gaussian),
             "0": gaussian}[side]
    found = basis_rotation_test(cloud, np.eye(16), None, 39, rng)
    assert found.verdict == SIDES[side]
    return found


def numbers_of(post="DD00A", pre=None, form="DD000", losses=(0.0110, 0.0107, 0.0113, 0.0123)):
    """Numbers of planted clouds; one letter for each search, as SIDES."""
    searches = [
        Search(reading(b).kurtosis_test, reading(p),
               reading(f).kurtosis_test) for b, p, f in zip(pre or post, post, form)
    ]
    return DemoNumbers(n_epochs=7, n_turns=20, l1_price=0.01, losses=np.array(losses), searches=tuple(searches))


def told(numbers):
    """What the first sentence says of every search, as SIDES."""
    words = re.search(r"(?ms)^1\. (.*?)^2\. ", table(numbers))[1]
    words = " ".join(words.split()).removesuffix(".")
    found = dict.fromkeys(NAMES, "")
    for part in words.split("; "):
        head, names = part.split(": ")
        side = "D" if "Farther" in head and "anti-aligned" in head else "A" if "nearer (aligned)" in head else "0"
        for name in names.split(", ") if names != "none" else ():
            found[name] += side
    return "".join(found.values())


def row(numbers, k):
    return FIELDS.match(
        next(line for line in table(numbers).split("---\n")[1].splitlines() if line.startswith(NAMES[k] + " ")))


# --- definition


@pytest.mark.parametrize("post", ["DD00A", "AA00A", "DD00D", "00000", "AD0DA", "DDDDD"])
def test_every_word_has_the_side_of_its_cloud(post):
    numbers = numbers_of(post)
    assert told(numbers) == post
    full = table(numbers).split("in full:\n")[1].split("\n- ")
    for k, side in enumerate(post):
        verdict = row(numbers, k)[6]
        assert verdict == {"A": "ALIGNED", "D": "ANTI-ALIGNED", "0": "no preference found"}[side]
        assert full[k].removeprefix("- ").startswith(f"{NAMES[k]}: ")
        words = " ".join(full[k].split())
        assert [f"lie {word}" in words for word in ("nearer to", "farther from")] == [side == "A", side == "D"]
        assert ("No preference found in the mean" in words) == (side == "0")


def test_the_table_holds_losses_effects_and_p_values_of_every_cloud():
    numbers = numbers_of(post="DD00A", pre="D0D0A", form="DD0A0")
    for k, search in enumerate(numbers.searches):
        fields = row(numbers, k)
        assert fields[2].strip() == ("0.0110", "0.0107", "0.0107", "0.0113", "0.0123")[k]
        for cloud in range(len(CLOUDS)):
            effect, p = re.fullmatch(r"([+-]\d\.\d\d) \((\d\.\d\d)\)", fields[3 + cloud].strip()).groups()
            assert abs(float(effect) - search.effects[cloud]) < 0.0051 and abs(float(p)
                                                                               - search.tests[cloud].p_value) < 0.0051


def test_the_second_sentence_tells_where_form_and_pre_activations_agree():
    words = " ".join(table(numbers_of(post="DD00A", pre="DA0DA", form="AD0D0")).split())
    same, alone = re.search(
        r"2\. The same is found before the form, in the pre-activations, of: (.*); and for the form alone, of: "
        r"(.*)\. 3\.", words).groups()
    assert same == "tanh, tanh with an L1 price" and alone == "rotated tanh in its own basis"


# --- analytic


def test_the_third_sentence_tells_the_cost_of_the_price():
    text = " ".join(table(numbers_of()).split())
    assert "Without a price tanh is ANTI-ALIGNED at a loss of 0.0110; with an L1 price of 0.01 on its activations "\
           "it is ALIGNED at 0.0123 (+12 %)." in text
    other = " ".join(table(numbers_of(post="AD00D", losses=(0.02, 0.01, 0.01, 0.01))).split())
    assert ("tanh is ALIGNED at a loss of 0.0200; with an L1 price of 0.01 on its activations it is ANTI-ALIGNED at "
            "0.0100 (-50 %).") in other


def test_the_table_says_how_it_was_measured():
    text = table(numbers_of())
    for words in ("300 digits", "7 epochs", "16 neurons", "39 rotations", "20 times", "L1 price of 0.01", "equal tails",
                  "without the price"):
        assert words in text
    assert max(map(len, text.splitlines())) <= 120 and not text.endswith("\n")


def test_the_narrowest_spotlight_holds_so_many_by_chance():
    assert round(2 * 1797 * 16 * cap_fraction(16, np.cos(np.radians(NARROWEST)))) == 43 and 1797 * 16 == 28752


@pytest.mark.parametrize("planted, failing", [
    ({}, []),
    ({"post": "AD00A"}, [0, 5]), ({"pre": "0D00A"}, [0]), ({"post": "DA00A"}, [1, 5]), ({"pre": "D000A"}, [1]),
    ({"post": "DDD0A"}, [2]), ({"post": "DDA0A"}, [2]), ({"post": "DD0DA"}, [3]), ({"post": "DD0AA"}, [3]),
    ({"post": "DD00D"}, [4]), ({"post": "DD000"}, [4]), ({"pre": "DD000"}, [4]), ({"form": "0D000"}, [5]),
    ({"form": "DA000"}, [5]),
    ({"losses": (0.01, 0.01, 0.01, 0.0121)}, [6]), ({"losses": (0.01, 0.01, 0.01, 0.0099)}, [6]),
])
def test_claims_turn_where_a_number_does(planted, failing):
    good, one = numbers_of(form="DD000"), numbers_of(**planted)
    weak = one._replace(searches=tuple(_weaker_form(search) for search in one.searches))
    assert [k for k, claim in enumerate(claims(weak)) if not claim.holds] == failing
    assert claims(good)[5].holds is False  # the form alone does as much as training: here it is the same cloud


def _weaker_form(search):
    """The form's anti-alignment half as far from chance, and its null as well."""
    chance = search.post.chance
    value = 0.5 * (search.form.value + chance) if search.form.value < search.form.null.min() else search.form.value
    return search._replace(form=search.form._replace(value=value, null=0.5 * (search.form.null + chance)))


def test_claims_show_the_numbers_that_they_are_judged_by():
    numbers = numbers_of()
    found, search = claims(numbers), numbers.searches[PRICED]
    words = (f"POST kurtosis {search.post.kurtosis:.2f}, effect {search.effects[1]:+.2f}, p "
             f"{search.post.p_value:.2f}: aligned")
    assert words in found[4].measured
    assert "POST" in found[0].measured and found[6].measured == "0.0123 against 0.0110"


# --- properties


@pytest.mark.parametrize("post", ["DD00A", "A0DD0"])
def test_the_figure_shows_every_search_on_its_side(post, tmp_path):
    numbers = numbers_of(post)
    figure = draw(numbers)
    curves, strips = figure.axes
    labels = [text.get_text() for text in curves.get_legend().get_texts()]
    words = {"A": "ALIGNED", "D": "ANTI-ALIGNED", "0": "no preference found"}
    assert labels == [
        "at least 95 % of random rotations", *(f"{name}: {words[side]}" for name, side in zip(NAMES, post))
    ]
    found = arrays(numbers)
    for k, line in enumerate(curves.lines[::2]):  # every other one is the line of chance
        angles, ratios = line.get_xdata(), line.get_ydata()
        heights = np.array(
            [found["heights"][k, np.argmin(np.abs(found["epsilons"] - np.cos(np.radians(a))))] for a in angles])
        chance = np.array([cap_fraction(16, np.cos(np.radians(angle))) for angle in angles])
        assert np.allclose(ratios, np.clip(heights / chance, 1 / 16, 16), rtol=1e-9)
        assert (ratios[-1] > 4) == (post[k] == "A") and (ratios[-1] < 0.5) == (post[k] == "D")
    notes = [text.get_text() for text in strips.texts if ", p = " in text.get_text()]
    assert notes[1::3] == [
        f"{words[side]}, p = {search.post.p_value:.2f}" for side, search in zip(post, numbers.searches)
    ]
    assert [text.get_text() for text in strips.texts if text.get_text() in NAMES] == list(NAMES)
    points = [line.get_xdata() for line in strips.lines if len(line.get_xdata()) == len(CLOUDS)]
    assert np.array_equal(np.concatenate(points), found["kurtosis"].ravel())
    save_figure(figure, tmp_path / "demo.png")
    assert (tmp_path / "demo.png").stat().st_size > 10_000


def test_curves_are_not_drawn_where_one_of_them_is_unknown():
    numbers = numbers_of()
    found = arrays(numbers)
    known = np.isfinite(found["heights"]).all(axis=0)
    angles = np.degrees(np.arccos(found["epsilons"][known]))
    assert len(draw(numbers).axes[0].lines[0].get_xdata()) == np.count_nonzero((angles >= 45) & (angles <= 70))
