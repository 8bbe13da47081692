"""What an XLSX workbook shows is read, whatever it says of itself; the rest is counted and said."""

import io
import re
import time
import zipfile

import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.chart import LineChart, Reference
from openpyxl.styles import Font

from analysis import RecordsError, load_sessions
from analysis.records import check_records
from massage.__main__ import main

HEADER = ["client_id", "day", "pain_before"]
ROWS = [[f"C{client}", 14 * visit, 3 + (client + visit) % 5]
        for client in range(12) for visit in range(6)]  # fmt: skip
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main":
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships":
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}  # fmt: skip


def lines(checked):
    return tuple(map(str, checked.broken))


@pytest.fixture
def save(tmp_path):
    """Save the 72 sessions as a workbook, changed first as a book and then as written parts."""

    def to_file(change=None, rewrite=None, *, rows=(HEADER, *ROWS)):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        if change:
            change(book, book.active)
        file = io.BytesIO()
        book.save(file)
        path = tmp_path / "records.xlsx"
        path.write_bytes(rewritten(file, rewrite) if rewrite else file.getvalue())
        return path

    return to_file


def rewritten(file, rewrite):
    new = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(new, "w") as archive:
        for name in old.namelist():
            archive.writestr(name, rewrite(name, old.read(name)))
    return new.getvalue()


def in_sheet(pattern, written):
    return lambda name, part: re.sub(pattern, written, part) if "sheet1" in name else part


def as_strict(_, part):
    for usual, strict in STRICT.items():
        part = part.replace(usual, strict)
    return part


def add_sheet(state, place=0, rows=(HEADER, *ROWS[:9])):
    def change(book, _):
        sheet = book.create_sheet("old", place)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = state

    return change


WHOLE = {
    "size too small": in_sheet(rb"<dimension[^>]*/>", b'<dimension ref="A1:C20"/>'),
    "too few columns": in_sheet(rb"<dimension[^>]*/>", b'<dimension ref="A1:B73"/>'),
    "one cell": in_sheet(rb"<dimension[^>]*/>", b'<dimension ref="A1"/>'),
    "size too large": in_sheet(rb"<dimension[^>]*/>", b'<dimension ref="A1:XFD1048576"/>'),
    "no size": in_sheet(rb"<dimension[^>]*/>", b""),
    "a size that is none": in_sheet(rb"<dimension[^>]*/>", b'<dimension ref="all"/>'),
    "cells without places": in_sheet(rb' r="[A-Z]*\d+"', b""),
    "Strict Open XML": as_strict,
}


@pytest.mark.parametrize("rewrite", WHOLE.values(), ids=WHOLE)
def test_every_cell_is_read_whatever_a_workbook_says_of_itself(save, rewrite):
    assert load_sessions(save(rewrite=rewrite)).to_numpy().tolist() == ROWS


def hide_lines(_, sheet):
    for line in (3, 4):
        sheet.row_dimensions[line].hidden = True
    sheet.row_dimensions[900].hidden = True  # holds nothing


def hide_by_filter(_, sheet):
    sheet.auto_filter.ref = "A1:C73"
    sheet.auto_filter.add_filter_column(0, ["C0"])
    for line in range(8, 74):
        sheet.row_dimensions[line].hidden = True


def hide_column(_, sheet):
    sheet["D1"], sheet["D2"] = "sleep_quality", 7
    sheet.column_dimensions["D"].hidden = True


HIDDEN = {
    "a sheet": (add_sheet("hidden"), ROWS, "hidden sheets that were left out: 1"),
    "a sheet, very": (add_sheet("veryHidden"), ROWS, "hidden sheets that were left out: 1"),
    "a sheet behind": (add_sheet("hidden", 1), ROWS, "hidden sheets that were left out: 1"),
    "rows": (hide_lines, [ROWS[0], *ROWS[3:]], "hidden or filtered rows that were left out: 2"),
    "filtered rows": (hide_by_filter, ROWS[:6], "hidden or filtered rows that were left out: 66"),
    "a column": (hide_column, ROWS, "hidden columns that were left out: 1"),
}


@pytest.mark.parametrize(("change", "rows", "remark"), HIDDEN.values(), ids=HIDDEN)
def test_what_is_hidden_is_left_out_and_said(save, change, rows, remark):
    checked = check_records(save(change))
    assert checked.sessions.to_numpy().tolist() == rows
    assert [text for text in checked.remarks if "left out" in text] == [remark]


@pytest.mark.parametrize("hidden", ["hidden='true'", 'ht="0" customHeight="1"', 'ht="0.0"'])
def test_hidden_as_other_programs_write_it(save, hidden):
    written = in_sheet(b'<row r="3"', b'<row r="3" ' + hidden.encode())
    checked = check_records(save(rewrite=written))
    assert checked.sessions.to_numpy().tolist() == [ROWS[0], *ROWS[2:]]
    assert "hidden or filtered rows that were left out: 1" in checked.remarks


def test_a_remark_is_not_lost_when_a_file_is_refused(save, capsys):
    def hide_codes(_, sheet):
        sheet.column_dimensions["A"].hidden = True

    path = save(hide_codes)
    assert lines(check_records(path)) == ("line 1: there is no column client_id",)
    assert main(["check", str(path)]) == 1
    assert "Remark: hidden columns that were left out: 1." in capsys.readouterr().out
    with pytest.raises(RecordsError, match="hidden columns that were left out: 1"):
        load_sessions(path)


def hide_all_but_header(_, sheet):
    for line in range(2, 74):
        sheet.row_dimensions[line].hidden = True


def test_where_nothing_is_shown_that_is_said(save):
    checked = check_records(save(hide_all_but_header))
    assert lines(checked) == ("the file has a header and no rows: there is not one session",)
    assert checked.remarks == ("hidden or filtered rows that were left out: 72",)

    def hide_sheet(book, sheet):
        book.create_sheet("empty")
        sheet.sheet_state = "hidden"

    checked = check_records(save(hide_sheet))
    assert lines(checked) == ("the file is empty: no sheet that is shown has a value",)
    assert checked.remarks == ("hidden sheets that were left out: 1",)


def add_cover(book, _):
    book.create_sheet("Cover", 0).append(["Willow", "all sessions"])


def test_a_cover_sheet_is_passed_over_and_the_sheets_are_named(save):
    checked = check_records(save(add_cover))
    assert checked.sessions.to_numpy().tolist() == ROWS
    named = "the workbook has 2 sheets (Cover, Sheet); only Sheet was read"
    assert named in checked.remarks
    renamed = check_records(save(add_cover, rows=(["code", *HEADER[1:]], *ROWS)))
    assert lines(renamed) == ("line 1: there is no column client_id",)
    assert renamed.remarks == (named,)


def test_charts_on_a_sheet_of_their_own_are_passed_over(save):
    def add_chart(book, sheet):
        chart = LineChart()
        chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=7), titles_from_data=True)
        book.create_chartsheet("c", 0).add_chart(chart)

    assert load_sessions(save(add_chart)).to_numpy().tolist() == ROWS


def test_a_formatted_cell_at_the_end_costs_no_time(save):
    def format_last(_, sheet):
        sheet.cell(1_048_576, 16_384).font = Font(bold=True)

    def read(path):
        start = time.process_time()
        assert load_sessions(path).to_numpy().tolist() == ROWS
        return time.process_time() - start

    plain = min(read(save()) for _ in range(5))
    assert min(read(save(format_last)) for _ in range(5)) < 3 * plain


def test_a_word_in_the_last_row_brings_one_message_about_empty_lines(save):
    def write_last(_, sheet):
        sheet.cell(1_048_576, 1, "C0")

    broken = lines(check_records(save(write_last)))
    assert broken == (
        "line 74: the lines from here to line 1048575 are empty: remove them",
        "line 1048576, day: the cell is empty: every session needs a whole number from 0 to 36500",
    )


TITLE, BLANK = ["Appointments, all", None, None], [None, None, None]


@pytest.mark.parametrize(
    ("above", "line"), [([TITLE], 2), ([TITLE, TITLE, BLANK], 4), ([BLANK, BLANK], 3)]
)
def test_titles_above_the_header_are_told_with_the_header_s_line(save, above, line):
    for header, verb in ((HEADER, "holds"), (["Patient", "Start", "Pain"], "seems to hold")):
        assert lines(check_records(save(rows=(*above, header, *ROWS)))) == (
            f"line {line} {verb} the column names: remove the lines above it, so that it is the "
            "first",
        )


def test_a_header_with_a_column_that_has_no_name_is_found_below_a_title(save):
    header = ["Patient", "Start", "Pain", None]
    rows = [[*row, "x"] for row in ROWS]
    broken = lines(check_records(save(rows=(TITLE, header, *rows))))
    assert broken[0].startswith("line 2 seems to hold the column names")
    assert "seems to hold" not in lines(check_records(save(rows=(header, *rows))))[0]


def test_a_note_beside_the_table_is_told_with_its_column(save):
    def write_note(_, sheet):
        sheet["F4"], sheet["F9"] = "ask Wilhelmina", "paid"

    assert lines(check_records(save(write_note))) == (
        "line 4, column F: there is something in this column, and no name above it: write one into "
        "the line that names the columns, or move what doesn't belong to the table to another "
        "sheet",
    )


def archive(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        for name, content in parts.items():
            zipped.writestr(name.replace("__", "."), content)
    return file.getvalue()


LOOKALIKES = {
    "ODS": ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content__xml": ""},
            "an OpenDocument spreadsheet (ODS): open it, choose File, Save As, and save it as XLSX "
            "or CSV UTF-8"),
    "Numbers": ({"Index/Document__iwa": ""}, "a Numbers document: open it in Numbers, choose File, "
                "Export To, and export it as Excel (XLSX) or CSV"),
    "old Numbers": ({"Index__zip": ""}, "a Numbers document: open it in Numbers, choose File, "
                    "Export To, and export it as Excel (XLSX) or CSV"),
    "XLSB": ({"xl/workbook__bin": "", "xl/styles__xml": ""}, "a binary Excel workbook (XLSB): open "
             "it, choose File, Save As, and save it as XLSX or CSV UTF-8"),
    "Word": ({"word/document__xml": ""}, "a Word document: copy its table into a spreadsheet, and "
             "save that as XLSX or CSV UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "message"), LOOKALIKES.values(), ids=LOOKALIKES)
def test_other_spreadsheets_are_named(tmp_path, parts, message):
    (tmp_path / "a.xlsx").write_bytes(archive(**parts))
    assert lines(check_records(tmp_path / "a.xlsx")) == (f"the file is {message}",)


@pytest.mark.parametrize("written", ["to_excel", "to_parquet"])
@pytest.mark.parametrize(
    ("ids", "is_sound"),
    [(2.98725e13 + pd.Series(range(12)), True), (12345678901234567.0 + pd.Series(range(12)), False),
     (pd.Series([f"{12345678901234567 + n}" for n in range(12)]), True),
     (pd.Series(["2.98725E+13"] * 12), False)],
)  # fmt: skip
def test_numbers_of_clients_too_long_for_a_spreadsheet_are_refused(
    tmp_path, written, ids, is_sound
):
    path = tmp_path / "records"
    table = pd.DataFrame({"client_id": ids, "day": 0, "pain_before": 5})
    if written == "to_excel":
        table.to_excel(path, index=False, engine="openpyxl")
    else:
        table.to_parquet(path)
    broken = lines(check_records(path))
    if is_sound:
        assert broken == ()
        return
    assert len(broken) == 1
    assert broken[0].startswith("line 2, client_id: ")
    assert broken[0].endswith(
        "(and 11 more like it) is a number that a spreadsheet has rounded, so that several "
        "people may have become one: in the spreadsheet that the numbers come from, format the "
        "column as text, and export again"
    )


def test_a_workbook_with_two_sheets_gets_a_remark(tmp_path):
    table = pd.DataFrame(ROWS, columns=HEADER)
    with pd.ExcelWriter(tmp_path / "two.xlsx") as book:
        table.to_excel(book, sheet_name="sessions", index=False)
        table.to_excel(book, sheet_name="other", index=False)
    checked = check_records(tmp_path / "two.xlsx")
    remark = "the workbook has 2 sheets (sessions, other); only sessions was read"
    assert remark in checked.remarks


def test_a_formula_without_a_result_is_named_wherever_it_is_shown(save):
    def write_formulas(_, sheet):
        sheet["B80"], sheet["J90"], sheet["E5"], sheet["B3"] = "=SUM(B2:B9)", "=1", "=2", "=3"
        sheet.column_dimensions["E"].hidden = True
        sheet.row_dimensions[3].hidden = True

    checked = check_records(save(write_formulas))
    assert [(one.line, one.column, one.rule) for one in checked.broken] == [
        (80, "column B", "not_calculated"),
        (90, "column J", "not_calculated"),
    ]
