"""Tables of a notebook's page: each has a box of its own that is scrolled, whatever it holds."""

import pytest
from bs4 import BeautifulSoup

from massage.report.page import LONG_CELL, break_long_word, put_tables_into_boxes

INNER = "<table><tr><td>in</td></tr></table>"
NESTED = f"<p>a</p><table border=1><tr><td>{INNER}</td><td>{INNER}</td></tr></table><p>b</p>"


def boxes(html):
    """What each box holds, and the page without its boxes."""
    soup = BeautifulSoup(html, "html.parser")
    found = soup.select("div.scroll")
    held = ["".join(map(str, one.contents)) for one in found]
    return held, soup


@pytest.mark.parametrize("page", ["", "<p>no table</p>", "<p>a</table>b</p>", "<tables>"])
def test_a_page_without_tables_stays_as_it_is(page):
    assert put_tables_into_boxes(page, "Why?") == page


def test_each_table_has_one_box_with_its_number():
    held, soup = boxes(put_tables_into_boxes(f"{INNER}<p>and</p>{INNER}", "Pain & <sleep>"))
    assert held == [INNER, INNER]
    named = [one["aria-label"] for one in soup.select("div.scroll")]
    assert named == ["Table 1 of: Pain & <sleep>", "Table 2 of: Pain & <sleep>"]
    assert all(one["role"] == "region" and one["tabindex"] == "0" for one in soup.select("div"))


def test_a_table_in_a_table_is_in_the_box_of_the_outer_one():
    held, soup = boxes(put_tables_into_boxes(NESTED + INNER, "Why?"))
    assert [BeautifulSoup(one, "html.parser").find("td").text for one in held] == ["in", "in"]
    assert [one.count("<table") for one in held] == [3, 1]
    assert [one.name for one in soup.contents] == ["p", "div", "p", "div"]


@pytest.mark.parametrize("letters", [8, 23, 24, 64])
def test_only_a_cell_of_one_long_word_may_be_broken(letters):
    """Checksums and DOIs made a table wider than a sheet; what is read of them stays the same."""
    cell = "10.1001/ab.cd-ef" * 4
    html = f"<td>{cell[:letters]}</td><td>{cell} and more</td>"
    broken = LONG_CELL.sub(break_long_word, html)
    assert broken.count("<wbr>") == {8: 0, 23: 0, 24: 1, 64: 3}[letters]
    assert broken.replace("<wbr>", "") == html
