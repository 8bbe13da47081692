"""Pages that are made for print can also be read on a screen: in light, in dark, on a phone."""

from shutil import copy

import pytest

from course.handouts import write_handouts
from course.make import PAGES
from massage.look.tokens import read_colours
from tests.conftest import COLOURS, fits_the_width, loaded, passes_axe

FORM = "intake-form.html"
NAMES = (FORM, "evaluation-form.html", "instructor-guide.html", "syllabus.html")
GROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture(scope="module")
def folder(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("paper")
    write_handouts(root / PAGES, folder)
    copy(root / "docs" / FORM, folder)
    return folder


def write_as_browsers_do(colour):
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


@pytest.mark.parametrize("name", NAMES)
def test_it_follows_the_screen_fits_passes_axe_and_is_light_on_paper(open_page, folder, name):
    page = open_page(folder / name, 1280, 900)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert fits_the_width(page)
        for scheme, rules in (("light", None), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(GROUND) == write_as_browsers_do(read_colours(scheme)["paper"])
            passes_axe(page, rules)
    assert loaded(page) == [(folder / name).as_uri()]
    page.emulate_media(media="print")
    assert page.evaluate(GROUND) == write_as_browsers_do(read_colours()["paper"])
