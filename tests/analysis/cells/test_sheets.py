"""Which sheet of a workbook is read, whatever kind of workbook it stands in."""

import pytest

from analysis.cells import UnreadableError
from analysis.cells.sheets import Sheet, read_sheets

HEAD = (1, {1: "Client", 2: "Date", 3: "Pain"})


class Made(Sheet):
    def __init__(self, name, rows, *, shown=True, hidden=()):
        self.hidden = set(hidden)
        self.begin(name, shown, iter(rows))

    def find_hidden(self):
        return self.hidden, set()


def test_the_first_table_that_is_shown_is_read_without_its_hidden_rows():
    rows = [HEAD, (2, {1: "a", 2: "b", 3: "1"}), (3, {1: "c", 2: "d", 3: "2"})]
    sheets = [
        Made("old", rows, shown=False), Made("cover", [(1, {1: "title"})]), Made("nothing", []),
        Made("visits", rows, hidden=[2]),
    ]  # fmt: skip
    found = read_sheets(sheets, as_exported=True)
    assert found.frame.to_numpy().tolist() == [["c", "d", "2"]]
    assert found.frame.index.tolist() == [3]
    assert sorted(found.left_out.values()) == [1, 1, 1]


def test_no_sheet_is_refused():
    with pytest.raises(UnreadableError):
        read_sheets([Made("nothing", [])], as_exported=True)
