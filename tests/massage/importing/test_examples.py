"""What is shown of cells: never what stands in them."""

import pandas as pd
import pytest

from massage.importing.examples import show_examples, show_form


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("Ann Elm", "Aaa Aaa"),
        (" O'Brien-7 ", "A'Aaaaa-0"),
        ("\N{LATIN CAPITAL LETTER E WITH ACUTE}mile", "Aaaaa"),
        ("ann@example.org", "aaa@aaaaaaa.aaa"),
        ("", ""),
    ],
)
def test_a_letter_stands_for_any_letter_and_0_for_any_digit(cell, form):
    assert show_form(cell) == form


def test_a_long_cell_is_cut():
    assert len(show_form("long words " * 20)) < 50


def shown(cells, role, order=None, zone=None, shift=10):
    return show_examples(pd.Series(cells, dtype=str), role, order, zone, shift)


def test_dates_are_shifted_and_read_in_the_order_that_is_said():
    assert shown(["03/04/2026 10:30"], "start", "day first") == ("13 April 2026, 10:30",)
    assert shown(["03/04/2026"], "start", "month first") == ("14 March 2026",)


def test_dates_that_cant_be_read_show_their_form():
    assert shown(["03/04/2026"], "booked") == ("00/00/0000",)
    assert shown(["2026-04-03T10:00:00Z"], "start") == ("0000-00-00A00:00:00A",)


def test_ratings_show_the_least_the_middle_and_the_most():
    assert shown(["7", "", "3", "10/10", "4"], "pain_before") == ("3", "4", "10")
    assert shown(["7,5", "6"], "sleep_hours") == ("6", "6", "7.5")
    assert shown(["Moderate"], "pain_before") == ("Aaaaaaaa",)


def test_an_empty_column_has_none():
    assert shown(["", " "], "client") == ()
    assert shown([], "start") == ()
