"""What tests of slides and pages share: fronts of four kinds of records, slides of thin ones."""

import nbformat
import pytest

from massage.practice import Practice
from massage.report.build import list_chapters
from massage.report.deck.contents import list_slides
from massage.report.page import write_pages
from massage.worlds import simulate_sessions
from tests.massage.report.practices import KINDS

FRONTS = ("practice", "blocked", "thin", "no site")


@pytest.fixture(scope="session")
def thin_slides():
    """Practice and slides by kind, for tests that only look."""
    made = {kind: Practice(make(), outcomes) for kind, (make, outcomes) in KINDS.items()}
    return {kind: (own, list_slides(own)) for kind, own in made.items()}


def records(kind, made):
    """Session records of a kind, as a practice, from those of the synthetic one."""
    if kind == "practice":
        return made
    if kind == "blocked":
        left = made.sessions.drop(columns=["booked_day", "original_day", "month"])
    elif kind == "no site":
        left = made.sessions.drop(columns="pain_site")
    else:
        left = simulate_sessions("plain", n_clients=8, seed=1)
    return type(made)(left)


@pytest.fixture(scope="session")
def reports(clinic, tmp_path_factory):
    """Where the front of each kind of records is; that of the practice has pages beside it."""
    saved = {path.stem: nbformat.read(path, as_version=4) for path in list_chapters()}
    fronts = {}
    for kind in FRONTS:
        folder = tmp_path_factory.mktemp("report")
        (folder / "pages").mkdir()
        books = saved if kind == "practice" else {}
        for name, text in write_pages(records(kind, clinic), books).items():
            (folder / name).write_text(text, encoding="utf-8")
        fronts[kind] = folder / "index.html"
    return fronts
