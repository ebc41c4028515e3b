"""Pages link what their texts name: lessons by number, files, public functions; every link leads somewhere."""

import re

import pytest

from srm_ref.course.finder import lessons, lessons_folder
from srm_ref.course.links import linked, modules_of_names

LESSONS = lessons()
PAGE = lessons_folder() / "pages" / "00_any.md"
LINK = re.compile(r"\[[^\]]*\]\(([^)\n]*)\)")


def texts():
    return [(lesson.number, cell.source) for lesson in LESSONS for cell in lesson.cells if cell.is_text]


# --- definition

@pytest.mark.parametrize("text, wanted", [
    ("see lesson 4.", "see [lesson 4](04_the_spotlight_by_hand.md)."),
    ("Lessons 2 and\n3", "Lessons [2](02_directions_and_cosine.md) and\n[3](03_planes_and_rotations.md)"),
    ("lessons 2 to 4", "lessons [2](02_directions_and_cosine.md) to [4](04_the_spotlight_by_hand.md)"),
    ("lessons 9, 3", "lessons [9](09_back_through_a_form.md), [3](03_planes_and_rotations.md)"),
    ("lesson 7 itself", "lesson 7 itself"), ("lesson 99", "lesson 99"),
    ("lesson\n4:", "[lesson\n4](04_the_spotlight_by_hand.md):"),
    ("[so](notation.md), [so](https://a.b)", "[so](../notation.md), [so](https://a.b)"),
    ("`cap_fraction` and `cap_fraction`", "[`cap_fraction`](../../srm_ref/geometry/sphere.py) and `cap_fraction`"),
    ("`cap_fraction(n, epsilon)`", "[`cap_fraction(n, epsilon)`](../../srm_ref/geometry/sphere.py)"),
    ("`srm_ref/geometry/sphere.py`, `vectors.py`, `no.py`",
     "[`srm_ref/geometry/sphere.py`](../../srm_ref/geometry/sphere.py), "
     "[`vectors.py`](../../srm_ref/geometry/vectors.py), `no.py`")])
def test_links_by_hand(text, wanted):
    assert linked(text, PAGE, own=7) == wanted


@pytest.mark.parametrize("text", [
    "`vectors.py` and `srm_ref/no.py`", "`srm-ref lesson 4 --check`",
    "$`unit`$ and\n```\n`unit` of lesson 4\n```\n# Lesson 4",
    "[lesson 4](x.md) of [`unit`](y.md)", "$$x$$ and $x$ and $y\nz$"])
def test_what_is_no_name_or_a_link_already_stays(text):
    assert linked(text, PAGE) == text


# --- properties

def test_every_link_of_every_lesson_leads_somewhere():
    targets = [target for number, text in texts() for target in LINK.findall(linked(text, PAGE, number))]
    inside = [target for target in targets if ":" not in target]
    assert len(inside) > 150 and [target for target in inside if not (PAGE.parent / target).is_file()] == []


def test_no_number_of_a_lesson_and_no_file_stays_bare():
    for number, text in texts():
        bare = re.sub(r"```.*?```|^#.*?$", "", linked(text, PAGE, number), flags=re.DOTALL | re.MULTILINE)
        bare = LINK.sub("", bare)
        named = re.findall(r"[Ll]essons?\s(\d+)", re.sub(r"`[^`\n]*`", "", bare))
        assert {int(one) for one in named} <= {number}, text
        assert not re.search(r"`(?:srm_ref|lessons|tests)/[\w/.]*\.py`", bare), text


def test_a_name_that_could_be_two_is_no_link():
    names = modules_of_names()
    assert not {"run", "main"} & names.keys() and names["exact_spotlight_curve"].startswith("srm_ref/spotlight/")
    for name, file in names.items():
        source = (lessons_folder().parent / file).read_text(encoding="utf-8")
        assert re.search(rf"^(?:def|class) {name}\b", source, re.MULTILINE)
