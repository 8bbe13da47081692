"""The claims as a hand-out: each with what the records say and what was printed, linked."""

import re

import pytest
from bs4 import BeautifulSoup

from massage.claims import CLAIMS, answer_claims, read_evidence
from massage.claims.evidence import find_evidence
from massage.report.deck.notes import list_limits
from massage.report.handout import list_rows, write_handout
from massage.words.codes import read_words
from massage.words.formats import NOT_ADVICE
from tests.conftest import fits_the_width, loaded, passes_axe_in_light_and_dark


@pytest.fixture(scope="module")
def own(thin_slides):
    return thin_slides["blocked"][0]


@pytest.fixture(scope="module")
def page(own, tmp_path_factory):
    path = tmp_path_factory.mktemp("handout") / "claims.html"
    path.write_text(write_handout(own, NOT_ADVICE), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def soup(page):
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def test_each_claim_has_a_row_with_what_records_and_print_say(own):
    rows = list_rows(own.examined, read_evidence())
    assert [f"C{row.number}" for row in rows] == [claim.id for claim in CLAIMS]
    full, row = answer_claims(own.examined)["C10"], rows[9]
    said = " ".join(row.records)
    assert full.startswith(said)
    assert f"Claim 10: {full.removeprefix(said).strip()}" in list_limits(own.examined)


def test_what_was_printed_is_linked_by_its_doi(soup):
    evidence = read_evidence()
    links = {link["href"] for link in soup.select("tbody a")}
    asked = [find_evidence(evidence, claim.id) for claim in CLAIMS]
    known = [doi for rows in asked for doi in rows.loc[rows["headline"] == "yes", "doi"].dropna()]
    assert links == {f"https://doi.org/{doi}" for doi in known}
    assert len(links) > 10


def test_how_many_are_in_a_small_group_is_not_told(own, soup):
    table = own.examined
    assert (table["n_clients"].between(1, 4) & table["text"].str.contains("too few")).any()
    said = " ".join(cell.text for cell in soup.select('td[data-label="These records"]'))
    assert "too few to tell (n under 5)" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert not re.search(r"n.=.[0-4]\b(?![,.]\d)", said)
    assert not re.search(r"(?<![\d.,])[1-4] of \d+ clients", said)


def test_it_says_what_it_must_and_each_limit_once(soup):
    assert soup.footer.text == NOT_ADVICE
    assert read_words("slides")["claims"]["lead"] in soup.text
    limits = [p.text for p in soup.select("h2 ~ p") if p.text.startswith("Claim")]
    assert len({one.partition(": ")[2] for one in limits}) == len(limits) > 3
    assert any(one.partition(": ")[2].startswith("People come when it is worst") for one in limits)


def test_it_fits_and_passes_axe(open_page, page):
    opened = open_page(page, 1280, 740)
    for width in (1280, 360):
        opened.set_viewport_size({"width": width, "height": 740})
        assert fits_the_width(opened)
        passes_axe_in_light_and_dark(opened)
    assert loaded(opened) == [page.as_uri()]
    assert opened.messages == []
