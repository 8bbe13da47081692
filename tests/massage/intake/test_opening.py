"""Opening an export: below the line that is said to name its columns, or that seems to."""

import openpyxl
import pytest

from analysis.cells import UnreadableError
from massage.intake.opening import HeaderError, read_export

LINES = ["Report,of,March", "Client,Date,Pain", "Ann,2026-03-01,4", "Bea,2026-03-02,5"]


@pytest.fixture(params=["csv", "xlsx"])
def export(request, tmp_path):
    path = tmp_path / f"export.{request.param}"
    if request.param == "csv":
        path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
        return path
    book = openpyxl.Workbook()
    for line in LINES:
        book.active.append(line.split(","))
    book.save(path)
    return path


def test_the_line_that_is_said_names_the_columns(export):
    assert [*read_export(export).frame] == ["Report", "of", "March"]
    told = read_export(export, 2)
    assert [*told.frame] == ["Client", "Date", "Pain"]
    assert told.frame.index.to_list() == [3, 4]
    assert [*told.left_out.values()] == [1]


@pytest.mark.parametrize("line", [4, 9])
def test_a_line_that_can_t_name_them_is_refused_with_its_number(export, line):
    with pytest.raises(HeaderError) as refused:
        read_export(export, line)
    assert line == 4 or "line 9 is said to hold the names of the columns" in str(refused.value)


def test_what_is_no_table_at_all_asks_for_no_line(tmp_path):
    path = tmp_path / "export.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n")
    with pytest.raises(UnreadableError) as refused:
        read_export(path)
    assert not isinstance(refused.value, HeaderError)


@pytest.mark.parametrize(("cells", "named"), [(",,", []), (",x,y", ["(4)", "(5)"])])
def test_columns_without_a_name_are_left_out_or_called_by_their_place(tmp_path, cells, named):
    """Two of them would have one name, and a table has each but once."""
    path = tmp_path / "export.csv"
    lines = [f"{LINES[1]},,", *(f"{line}{cells}" for line in LINES[2:])]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [*read_export(path).frame] == ["Client", "Date", "Pain", *named]
