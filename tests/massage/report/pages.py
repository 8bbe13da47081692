"""What must hold for every report page."""

import re

from bs4 import BeautifulSoup


def read(page):
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def check_page(page, n_notebooks):
    """What must hold for every report."""
    assert len(page.find_all("section", class_="notebook")) == n_notebooks
    assert len(page.find_all("article", class_="card")) >= 2
    for image in page.find_all("img"):
        assert image["src"].startswith("data:image/png;base64,")
        assert len(image["alt"]) >= 25
        assert "No description" not in image["alt"]
    assert not page.find_all("script")
    assert not page.find_all("link", href=re.compile("^http"))
    assert "This is not medical advice. See a doctor for a diagnosis." in page.find("footer").text
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
