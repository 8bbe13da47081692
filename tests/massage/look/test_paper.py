"""Pages that are made for print can also be read on a screen: in light, in dark, on a phone."""

from shutil import copy

import pytest
from axe_playwright_python.sync_playwright import Axe

from course.handouts import write_handouts
from course.make import PAGES
from massage.look.tokens import read_colours
from tests.conftest import fits_the_width, loaded

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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", NAMES)
def test_it_follows_the_screen_fits_and_passes_axe(open_page, folder, name, width, scheme):
    page = open_page(folder / name, width, 900, color_scheme=scheme)
    assert loaded(page) == [(folder / name).as_uri()]
    assert fits_the_width(page)
    assert page.evaluate(GROUND) == write_as_browsers_do(read_colours(scheme)["paper"])
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", NAMES)
def test_on_paper_it_is_light_whatever_the_screen(open_page, folder, name):
    page = open_page(folder / name, 800, 1100, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate(GROUND) == write_as_browsers_do(read_colours()["paper"])
