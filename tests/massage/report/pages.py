"""What must hold for every page of a report."""

import re

from bs4 import BeautifulSoup

OTHERS = re.compile(
    r"^(https://doi\.org/|#|pages/\d\d_\w+\.html$|(\.\./)?index\.html|\d\d_\w+\.html)"
)


def read(page):
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def read_report(index):
    """The front, and the notebooks' pages beside it, as soups by file."""
    pages = sorted((index.parent / "pages").glob("*.html"))
    return {path.name: read(path) for path in [index, *pages]}


def check_page(page):
    """What must hold for the front and for each page beside it."""
    assert not page.find_all(["script", "img"])
    assert not page.find_all("link", href=re.compile("^http"))
    for link in page.find_all("a"):
        assert OTHERS.match(link["href"]), link["href"]
    for picture in page.find_all("svg"):
        assert picture.get("aria-hidden") == "true" or len(picture["aria-label"]) >= 25
    assert "This is not medical advice. See a doctor for a diagnosis." in page.find("footer").text
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)[:3]


def check_report(index, n_notebooks):
    """What must hold for every report; returns its front."""
    pages = read_report(index)
    assert len(pages) == n_notebooks + 1
    for page in pages.values():
        check_page(page)
    front = pages[index.name]
    linked = {link["href"].removeprefix("pages/") for link in front.select("#steps a")}
    assert linked == set(pages) - {index.name}
    assert front.select_one("#answer .answer")
    return front
