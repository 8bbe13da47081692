"""Rules of single cells, rows and clients, and the line that says what is broken."""

import re
import tomllib

import numpy as np
import pandas as pd
import pytest

from analysis.codes import Code
from analysis.records import check_records
from analysis.rules import Broken, find_wrong, is_rounded, quote
from analysis.schema import COLUMNS, Column

HEADER = "client_id,day,pain_before"


def lines(path):
    """Every broken rule as its line."""
    return tuple(map(str, check_records(path).broken))


@pytest.mark.parametrize(
    "codes",
    [["2.98725E+13", "C1"], ["2.98725e+13", "C1"], ["2,98725E+13", "C1"], ["3E+13", "C1"],
     ["29872500000000", "58997800000000", "42629600000000"],
     ["29872500000000.0", "58997800000000.0", "42629600000000.0"],
     ["12345678901234500", "22345678901234500", "32345678901234500"]],
)  # fmt: skip
def test_codes_that_a_spreadsheet_rounded_are_refused(write, codes):
    path = write("client_id;day;pain_before\n" + "".join(f"{code};0;5\n" for code in codes * 2))
    broken = lines(path)
    assert broken[0].startswith(f"line 2, client_id: {codes[0]} (and ")
    assert "format the column as text, and export again" in broken[0]
    assert "C1" in codes or len(broken) == 1


@pytest.mark.parametrize("codes", [["1E5", "2E7", "E10"], ["29872500000000", "29872500000017"]])
def test_codes_that_only_look_like_rounded_ones_are_read(write, codes):
    rows = "".join(f"{code},0,5\n" for code in codes)
    assert lines(write(f"{HEADER}\n{rows}")) == ()


def test_people_who_share_a_code_are_not_told_to_agree(write):
    rows = "".join(f"{code},{day},5,{active}\n" for active in ("yes", "no")
                   for code in "ABC" for day in (0, 7))  # fmt: skip
    broken = lines(write(f"{HEADER},active\n{rows}"))
    assert len(broken) == 1
    assert "put the site's code in front of each" in broken[0]


def test_two_answers_about_one_client(write):
    path = write(f"{HEADER},active\nA,0,5,yes\nA,7,5,no\nA,14,5,\n")
    assert lines(path) == (
        "line 3, active: no is not what an earlier row of client A says: "
        "write the same answer in every row of a client; if these are two people, such as of two "
        "sites, give them two codes",
    )


def test_many_clients_with_two_answers_may_be_two_sites(write):
    rows = [f"{n},0,5,yes\n{n},7,5,no" for n in range(6)]
    (message,) = lines(write("\n".join([f"{HEADER},new_client", *rows])))
    assert message.startswith("line 3, new_client: 6 clients have both answers, this one first")
    assert "Were client codes given out anew at each site" in message


BOOK = f"{HEADER},agreed_day,agreed_known"
LATER = (
    "is not later than the visit before, on day {day} (line {earlier}): write the day of the next "
    "appointment that stood in the client's book when that day ended, or leave the cell empty if "
    "none did"
)


@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        (["A,0,5,,", "A,14,5,14,yes", "A,42,4,28,yes", "A,60,4,,", "A,70,4,90,no"], []),
        (["A,14,5,1,", "B,0,5,,", "A,0,5,,", "B,20,5,21,"], []),
        (["A,0,5,,", "A,14,5,14,", "A,28,5,14,"], ["line 4, agreed_day: 14 " + LATER]),
        (["A,28,5,13,", "A,0,5,,", "B,20,4,20,", "A,14,5,14,", "B,0,4,,"],
         ["line 2, agreed_day: 13 " + LATER.replace("{earlier}", "5")]),
        (["A,0,5,3,", "A,14,5,,"], ["line 2, agreed_day: 3 stands at a client's first visit, and "
                                    "no visit lies before it: leave the cell empty"]),
        (["A,0,5,0,"], ["line 2, agreed_day: 0 is too low: write a whole number from 1 to 36500, "
                        "or leave the cell empty"]),
        (["A,0,5,,", "A,14,5,14,maybe"], ["line 3, agreed_known: maybe is not yes or no in small "
                                          "letters: write yes or no, or leave the cell empty"]),
        (["A,0,5,,no", "A,14,5,,no", "A,28,5,28,no"], []),  # says nothing where no day stands
    ],
)  # fmt: skip
def test_the_day_in_the_book_is_later_than_the_visit_before(write, rows, broken):
    broken = [one.format(day=14, earlier=3) for one in broken]
    assert list(lines(write("\n".join([BOOK, *rows])))) == broken


def test_visits_twice_on_a_day_are_not_told_about_the_book_too(write):
    broken = lines(write(f"{BOOK}\nA,0,5,,\nA,14,5,14,\nA,14,5,14,\n"))
    assert len(broken) == 1
    assert broken[0].startswith("line 4, day: 14 is already there")


@pytest.mark.parametrize("table", ["analysis/lines.toml", "massage/words/remarks.toml"])
def test_no_sentence_is_left_that_nothing_says(root, table):
    source = "".join(path.read_text("utf-8") for path in (root / "src/analysis").rglob("*.py"))
    sentences = tomllib.loads((root / "src" / table).read_text("utf-8"))
    assert [name for name in sentences if not re.search(rf'"{name}"|\b{name}=', source)] == []


def test_a_broken_rule_is_a_value(write):
    first, second = check_records(write(f"{HEADER}\nA,0,11\nA,7,seven\n")).broken
    assert (first.line, first.column, first.rule) == (2, "pain_before", "too_high")
    assert first.rule.facts == {
        "value": "11",
        "right": "a number from 0 to 10, or leave the cell empty",
    }
    assert (second.line, second.column, second.rule) == (3, "pain_before", "not_a_number")


def test_lines_that_a_file_can_not_be_read_from_are_values(write):
    (missing,) = check_records(write(f"{HEADER}\nA,0\n")).broken
    assert (missing.line, missing.column, missing.rule) == (2, "", "few_cells")
    (nothing,) = check_records(write(b"")).broken
    assert (nothing.line, nothing.rule) == (None, "empty_file")


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ({"line": 4, "column": "day"}, "line 4, day: "),
        ({"line": 4, "column": "day", "where": "row"}, "row 4, day: "),
        ({"line": 0, "where": "row"}, "row 0: "),
        ({"column": "day"}, "day: "),
        ({}, ""),
    ],
)
def test_the_line_of_an_error_says_where_it_stands(where, place):
    assert str(Broken(Code("no_column", name="x"), **where)) == f"{place}there is no column x"


def test_errors_are_told_from_above_and_the_line_as_a_whole_last():
    places = [(3, ""), (3, "month"), (3, "day"), (None, "day"), (2, "")]
    told = sorted((Broken(Code("x"), *one) for one in places), key=lambda one: one.order)
    assert [(one.line, one.column) for one in told] == [
        (None, "day"), (2, ""), (3, "day"), (3, "month"), (3, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "quoted"),
    [(7.0, "7"), (2.5, "2.5"), ("a\nb\x1b", "a?b?"), ("x" * 40, "x" * 40),
     ("x" * 41, "x" * 40 + "...")],
)  # fmt: skip
def test_a_cell_is_quoted_short_and_on_one_line(cell, quoted):
    assert quote(cell) == quoted


@pytest.mark.parametrize(
    ("column", "values", "rules"),
    [
        (COLUMNS["pain_before"], [-1, 0, 10, 11, np.nan], "below_zero too_high"),
        (COLUMNS["duration_min"], [4, 5, 240, 241, np.nan], "too_low too_high"),
        (COLUMNS["month"], [1.5, 12, np.inf, np.nan], "not_whole not_whole,too_high"),
        (COLUMNS["day"], [0, np.nan], "empty"),
        (Column("number", 0, 10, free=True), [-5, 500, np.inf], "not_finite"),
        (COLUMNS["active"], ["yes", "no", "Yes", np.nan], "not_yes_or_no"),
        (COLUMNS["condition"], ["strain", "sore", np.nan], "not_known"),
        (COLUMNS["modality"], ["anything", np.nan], ""),
    ],
)
def test_single_cells_break_the_rules_of_their_column(column, values, rules):
    found = {
        rule: set(np.flatnonzero(wrong)) for rule, wrong in find_wrong(pd.Series(values), column)
    }
    by_cell = [",".join(sorted(rule for rule, places in found.items() if place in places))
               for place in range(len(values))]  # fmt: skip
    assert " ".join(filter(None, by_cell)) == rules


def test_long_numbers_are_rounded_only_where_all_of_them_end_in_zeros():
    cut = ["29872500000000", "58997800000000", "42629600000000"]
    assert is_rounded(pd.Series(cut)).all()
    assert not is_rounded(pd.Series(cut[:2])).any()
    assert not is_rounded(pd.Series([*cut, "29872500000017"])).any()
    assert is_rounded(pd.Series(["C1", "2.98725E+13", None])).to_list() == [False, True, False]
