"""What all readers share: the header is found, and cells are written as in a CSV file."""

import datetime

import pytest

from analysis.cells.table import (
    UnreadableError,
    as_text,
    check_header,
    find_header,
    name_empty,
    table_of,
)
from analysis.cells.text import decode, read_csv

TABLE = [["code", "day", "pain"], ["A", "0", "5"], ["A", "7", "4"]]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([], 0),
        (TABLE, 0),
        ([["All visits"], *TABLE], 1),
        ([["All visits"], [], *TABLE], 2),
        ([["From", "2026-01-05"], *TABLE], 1),
        ([["a", "b", "c"], ["client_id", "day"], ["A", "0"]], 1),
        ([["All visits"], *TABLE[1:]], 0),  # values are no names
        ([["All visits"], ["code", "code", "pain"], *TABLE[1:]], 0),
    ],
)
def test_the_header_is_the_first_row_that_fills_as_many_cells_as_others(rows, place):
    assert find_header(rows) == place


def test_rows_of_another_length_are_told_and_left_out():
    cells = table_of([*TABLE, ["B"], [], ["B", "7", "4", "x"], [" B ", "9", "5"]], range(1, 8))
    assert cells.frame.index.to_list() == [2, 3, 7]
    assert cells.frame.loc[7].to_list() == ["B", "9", "5"]
    assert [(one.line, one.rule) for one in cells.broken] == [
        (5, "empty_line"), (4, "few_cells"), (6, "many_cells"),
    ]  # fmt: skip
    assert cells.remarks == ("spaces around some cells were left out",)


def test_empty_lines_are_named_once_for_each_run():
    assert [(one.line, one.rule.facts["last"]) for one in name_empty({9, 3, 4, 5})] == [
        (3, 5), (9, 9),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (["", ""], "line 1 is empty"),
        (["day", "", "day"], r"columns 1 and 3 have the same name \(day\)"),
        (["Ann Alder", "Ann Alder"], "columns 1 and 2 have the same name: "),
    ],
)
def test_a_header_that_can_t_be_used_is_refused(header, message):
    with pytest.raises(UnreadableError, match=message):
        check_header(header)
    check_header(["day", "", ""])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""), (7.0, "7"), (2.5, "2.5"), (True, "TRUE"), (float("inf"), "inf"),
        (999_999_999_999_999, "999999999999999"), (10**15, "1.00000000000000E+15"),
        (-1e16, "-1.00000000000000E+16"), (datetime.date(2026, 1, 5), "2026-01-05"),
    ],
)  # fmt: skip
def test_a_cell_is_written_as_in_a_csv_file(cell, text):
    assert as_text(cell) == text


def test_separators_behind_the_last_column_of_an_export_are_no_cells():
    rows = [["Client", "Date"], ["Ann", "1", "", " "], ["Bob", "2", "x"], ["Cy", "3"]]
    cells = table_of(rows, [1, 2, 3, 4], as_exported=True)
    assert cells.frame["Client"].to_list() == ["Ann", "Cy"]
    assert [one.line for one in cells.broken] == [3]
    assert [one.line for one in table_of(rows, [1, 2, 3, 4]).broken] == [2, 3]


def test_tabs_separate_the_cells_of_an_export():
    text = "Client\tDate\tNote\nElm, Ann\t2025-01-06\tsore; left\n"
    cells = read_csv(text, as_exported=True)
    assert cells.frame.to_dict("list") == {
        "Client": ["Elm, Ann"], "Date": ["2025-01-06"], "Note": ["sore; left"],
    }  # fmt: skip
    with pytest.raises(UnreadableError, match="separated by tabs"):
        read_csv(text)
    with pytest.raises(UnreadableError, match="separated by vertical bars"):
        read_csv(text.replace("\t", "|"), as_exported=True)


def test_an_export_may_be_in_utf_16():
    text = "Kunde\tDatum\nJürg\t6.1.2025\n"
    assert decode(text.encode("utf-16"), as_exported=True) == text
    assert decode(("\ufeff" + text).encode("utf-16-be"), as_exported=True) == text
    for content, is_export in ((text.encode("utf-16"), False), (text.encode("utf-16")[:-1], True)):
        with pytest.raises(UnreadableError, match="UTF-16 or binary"):
            decode(content, as_exported=is_export)
