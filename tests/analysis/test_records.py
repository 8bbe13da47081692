"""Every kind of bad file gets its message; sound but thin files pass with a remark."""

import gzip
import io
import re
import tomllib
import zipfile

import numpy as np
import pandas as pd
import pytest

from analysis import Outcome, RecordsError, load_sessions
from analysis.records import check_records
from massage.words.codes import tell_remarks

HEADER = "client_id,day,pain_before"
SOUND = f"{HEADER}\nA,0,5\nA,7,4\n"
RELAXED = Outcome("relaxed", -3, 3, better="higher")


def wide(columns):
    """A table turned on its side."""
    return ",".join(f"c{i}" for i in range(columns)) + "\n" + ",".join("1" * columns) + "\n"


def xlsx(table=None):
    file = io.BytesIO()
    table = pd.DataFrame({"client_id": ["A", "A"], "day": [0, 7]}) if table is None else table
    table.to_excel(file, index=False, engine="openpyxl")
    return file.getvalue()


def parquet(table):
    file = io.BytesIO()
    table.to_parquet(file)
    return file.getvalue()


def archive():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("sessions.csv", SOUND)
    return file.getvalue()


ROWS = pd.DataFrame({"client_id": ["A"] * 400, "day": range(400), "pain_before": 5.0})

BAD_CELLS = {
    "pain of 11": ("A,0,11", "line 2, pain_before: 11 is too high: write a number from 0 to 10, "
                   "or leave the cell empty"),
    "pain below zero": ("A,0,-1", "line 2, pain_before: -1 is below zero: write a number from 0 "
                        "to 10, or leave the cell empty"),
    "decimal comma": ('A,0,"7,5"', "line 2, pain_before: 7,5 is written with a decimal comma: "
                      "write 7.5"),
    "comma between thousands": ('A,0,5\nA,"1,014",5', "line 3, day: 1,014 is written with a comma "
                                "between thousands: write 1014"),
    "comma in a rating": ('A,0,"1,014"', "line 2, pain_before: 1,014 is written with a decimal "
                          "comma: write 1.014"),
    "too many thousands": ('A,0,5\nA,"40,000",5', "line 3, day: 40,000 is not a number: write a "
                           "whole number from 0 to 36500"),
    "decimal comma in a day": ('A,0,5\nA,"7,5",5', "line 3, day: 7,5 is not a number: write a "
                               "whole number from 0 to 36500"),
    "lines without a visit": ("A,,\nA,0,5\nB,,\nB,0,4", "line 2, day: 2 lines have no day, this "
                              "one first: every session needs a whole number from 0 to 36500. "
                              "Lines without a visit, such as those that REDCap writes for what is "
                              "asked once (age, condition), are no sessions: copy what you need of "
                              "them into the client's other lines, then remove them"),
    "number in words": ("A,0,seven", "line 2, pain_before: seven is not a number: write a number "
                        "from 0 to 10"),
    "number with a unit": ("A,0,7/10", "line 2, pain_before: 7/10 is not a number: write a number "
                           "from 0 to 10"),
    "word for missing": ("A,0,n/a", "line 2, pain_before: n/a is text: leave the cell empty where "
                         "nothing was recorded"),
    "infinity": ("A,0,inf", "line 2, pain_before: inf is not a number: write a number from 0 to "
                 "10"),
    "date for a day": ("A,2024-01-05,5", "line 2, day: 2024-01-05 is a date: write a whole number "
                       "from 0 to 36500"),
    "half a day": ("A,0,5\nA,2.5,5", "line 3, day: 2.5 is not a whole number: write a whole number "
                   "from 0 to 36500"),
    "negative day": ("A,0,5\nA,-7,5", "line 3, day: -7 is below zero: write a whole number from 0 "
                     "to 36500"),
    "day far away": ("A,0,5\nA,40000,5", "line 3, day: 40000 is too high: write a whole number "
                     "from 0 to 36500"),
    "no day": ("A,0,5\nA,,5", "line 3, day: the cell is empty: every session needs a whole number "
               "from 0 to 36500"),
    "no client": ("A,0,5\n,7,5", "line 3, client_id: the cell is empty: every session needs a "
                  "random code"),
    "same day twice": ("A,0,5\nA,7,5\nA,7,4", "line 4, day: 7 is already there for client A (line "
                       "3): keep one row per client and day; if these are two people, such as of "
                       "two sites, give them two codes"),
    "codes given out per site": (
        "\n".join(f"{code},{day},5" for _ in range(2) for code in "AB" for day in (0, 7, 9)),
        "line 8, day: 6 lines have a client and day that an earlier line has, this one first (0, "
        "client A, line 2). Were client codes given out anew at each site, so that one code stands "
        "for several people? Then put the site's code in front of each, such as A-12 and B-12. "
        "Only where it is the same person, keep one row per client and day"),
    "late first day": ("A,3,5\nA,9,5", "line 2, day: 3 is the first day of client A: count days "
                       "from the client's first session, which is day 0"),
    "too few cells": ("A,0,5\nA,7", "line 3: 2 cells where the header has 3: is the file cut "
                      "short, or a separator missing?"),
    "too many cells": ("A,0,7,5", "line 2: 4 cells where the header has 3: a value that contains "
                       "the separator needs quotation marks around it"),
    "row of empty cells": ("A,0,5\n,,\nA,7,5", "line 3: the line is empty: remove it"),
    "empty line": ("A,0,5\n\nA,7,5", "line 3: the line is empty: remove it"),
    "empty lines": ("A,0,5\n\n,,\n\nA,7,5", "line 3: the lines from here to line 5 are empty: "
                    "remove them"),
}  # fmt: skip

BAD_OTHER_COLUMNS = {
    "negative duration": ("duration_min", "-60", "-60 is too low: write a number from 5 to 240, "
                          "in minutes, or leave the cell empty"),
    "endless session": ("duration_min", "600", "600 is too high: write a number from 5 to 240, in "
                        "minutes, or leave the cell empty"),
    "booked after": ("booked_day", "3", "3 is after the session's day, 0: write the day on which "
                     "the appointment was fixed, which can't be later"),
    "unknown condition": ("condition", "back pain", "back pain is not a known value: write one of "
                          "strain, pregnancy, scoliosis, fibromyalgia, chronic_pain, stress, "
                          "other, or leave the cell empty"),
    "unknown pain site": ("pain_site", "toe", "toe is not a known value: write one of low_back, "
                          "upper_back, neck, shoulder, widespread, other, or leave the cell empty"),
    "unknown event": ("adverse_event", "bad", "bad is not a known value: write one of none, mild, "
                      "moderate, serious, or leave the cell empty"),
    "neither yes nor no": ("other_care", "maybe", "maybe is not yes or no in small letters: "
                           "write yes or no, or leave the cell empty"),
    "yes in capitals": ("new_client", "YES", "YES is not yes or no in small letters: write yes "
                        "or no, or leave the cell empty"),
    "month 13": ("month", "13", "13 is too high: write a whole number from 1 to 12, or leave the "
                 "cell empty"),
    "25 hours of sleep": ("sleep_hours", "25", "25 is too high: write a number from 0 to 24, in "
                          "hours, or leave the cell empty"),
    "sleep of 11": ("sleep_quality", "11", "11 is too high: write a number from 0 to 10, or leave "
                    "the cell empty"),
}  # fmt: skip

BAD_FILES = {
    "empty": (b"", "the file is empty"),
    "only blanks": (b"  \n\n", "the file is empty"),
    "header only": (f"{HEADER}\n".encode(), "the file has a header and no rows: there is not one "
                    "session"),
    "first line empty": (f"\n{SOUND}".encode(), "line 2 holds the column names: remove the lines "
                         "above it, so that it is the first"),
    "binary": (bytes(range(1, 32)) * 40, "the file is binary, not a table: save it as CSV UTF-8"),
    "gzip": (gzip.compress(SOUND.encode()), "the file is compressed (gzip): unpack it first"),
    "gzip cut short": (gzip.compress(SOUND.encode() * 500)[:60], "the file is compressed (gzip) "
                       "and damaged or cut short: fetch it again, unpack it"),
    "bzip2": (b"BZh91AY", "the file is compressed (bzip2): save it as CSV UTF-8, XLSX or Parquet"),
    "zip": (archive(), "the file is a ZIP archive, not a table: unpack it first"),
    "old Excel": (b"\xd0\xcf\x11\xe0" + bytes(600), "the file is an Excel file of the old kind "
                  "(.xls), or one locked with a password: save it as CSV UTF-8, XLSX or Parquet"),
    "title above the header": (f"Sessions, 2026, all\n\n{SOUND}".encode(), "line 3 holds the "
                               "column names: remove the lines above it, so that it is the first"),
    "title row in XLSX": (xlsx(pd.DataFrame({"Sessions": ["client_id", "A"], "": ["day", 0]})),
                          "line 2 holds the column names: remove the lines above it, so that it "
                          "is the first"),
    "PDF": (b"%PDF-1.7 ...", "the file is a PDF document: save it as CSV UTF-8, XLSX or Parquet"),
    "XLSX cut short": (xlsx()[:2000], "the XLSX file is damaged or cut short: fetch or save it "
                       "again"),
    "formula never calculated": (
        xlsx(pd.DataFrame({"client_id": ["A", "A"], "day": [0, 7], "pain_before": [3, "=1+2"]})),
        "line 3, column C: a formula whose result isn't stored: copy the cells and paste them as "
        "values, then save again",
    ),
    "XLSX with nothing": (xlsx(pd.DataFrame()), "the file is empty: no sheet has a value"),
    "Parquet cut short": (parquet(ROWS)[:900], "the Parquet file is damaged or cut short: fetch "
                          "or save it again"),
    "Parquet without rows": (parquet(ROWS.head(0)), "the file has a header and no rows: there is "
                             "not one session"),
    "UTF-16": (SOUND.encode("utf-16"), "the file is in UTF-16 or binary, not UTF-8: save it as CSV "
               "UTF-8"),
    "UTF-16 unmarked": (SOUND.encode("utf-16-le"), "the file is in UTF-16 or binary, not UTF-8: "
                        "save it as CSV UTF-8"),
    "Windows-1252": (f"{SOUND}Ä,0,5\n".encode("cp1252"), "line 4: a character is not in UTF-8 "
                     "(often a file saved for Windows-1252): save the file as CSV UTF-8"),
    "NUL": (b"client_id,day,pain_before\nA,0,5\nA,\x007,5\n", "line 3: there is a NUL character: "
            "the file is damaged"),
    "web page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "the file is a web page, not "
                 "a table: save it as CSV UTF-8"),
    "JSON": (b'{"client_id": "A"}', "the file is JSON, not a table: save it as CSV UTF-8"),
    "tabs": (SOUND.replace(",", "\t").encode(), "the cells are separated by tabs: use commas or "
             "semicolons"),
    "prose": (b"Dear Anna\nthank you\n", "the file is not a table: no commas or semicolons in the "
              "first line"),
    "1,000 columns": (wide(1000).encode(), "the file has 1000 columns; session records have one "
                      "row per session and at most 200 columns: is it turned on its side, or "
                      "another kind of table?"),
    "quote not closed": (f'{HEADER}\nA,0,5\nA,"7,5\nA,9,5\n'.encode(), 'line 3: a quotation mark '
                         '(") is opened and never closed'),
    "quote inside": (f'{HEADER}\nA,0,"5" or 6\n'.encode(), 'line 2: a quotation mark (") stands '
                     "inside a cell: write it twice"),
    "same header twice": (b"client_id,day,pain_before,day\nA,0,5,0\n", "line 1: columns 2 and 4 "
                          "have the same name (day): give each column a name of its own"),
    "no client column": (b"client,day,pain_before\nA,0,5\n", "line 1: there is no column "
                         "client_id; the nearest name is client: rename it client_id"),
    "names in place of codes": (
        b"Client,day,pain_before\nAnn Alder,0,5\n", "line 1: there is no column client_id; Client "
        "seems to hold names, which must not be records: is this an export of practice software? "
        "It becomes session records, with random codes in place of names, by analysis anonymise "
        "(docs/your-own-records.md)"
    ),
    "no day column": (b"client_id,Days,pain_before\nA,0,5\n", "line 1: there is no column day; "
                      "the nearest name is Days: rename it day"),
    "no outcome": (b"client_id,day\nA,0\n", "line 1: there is no outcome; at least one of "
                   "pain_before, sleep_quality, pain_after, sleep_hours, stress, mood, "
                   "activity_limit is needed"),
    "outcome without a value": (b"client_id,day,pain_before\nA,0,\n", "pain_before: no value in "
                                "the whole file, so there is no outcome to study"),
}  # fmt: skip


def lines(path, *outcomes):
    """Every broken rule as its line."""
    return tuple(map(str, check_records(path, *outcomes).broken))


def told(checked):
    return tell_remarks(checked.remarks)


@pytest.fixture
def write(tmp_path):
    def to_file(content, name="records.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return to_file


def test_there_are_at_least_thirty_kinds_of_bad_file():
    assert len(BAD_CELLS) + len(BAD_OTHER_COLUMNS) + len(BAD_FILES) >= 60


@pytest.mark.parametrize(("rows", "message"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_bad_cell(write, rows, message):
    assert lines(write(f"{HEADER}\n{rows}\n")) == (message,)


@pytest.mark.parametrize(
    ("column", "value", "message"), BAD_OTHER_COLUMNS.values(), ids=BAD_OTHER_COLUMNS
)
def test_bad_cell_in_another_column(write, column, value, message):
    path = write(f"{HEADER},{column}\nA,0,5,{value}\n")
    assert lines(path) == (f"line 2, {column}: {message}",)


@pytest.mark.parametrize(("content", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_file(write, content, message):
    assert lines(write(content)) == (message,)


def test_every_broken_rule_in_one_pass(write):
    path = write(f"{HEADER},condition\nA,0,11,strain\nA,7,seven,sore\nA,7,5\nB,1,5,strain\n")
    with pytest.raises(RecordsError) as raised:
        load_sessions(path)
    places = [message.split(":")[0] for message in map(str, raised.value.broken)]
    assert places == [
        "line 2, pain_before",
        "line 3, condition",
        "line 3, pain_before",
        "line 4",
        "line 5, day",
    ]
    assert str(raised.value) == "\n".join(map(str, raised.value.broken))


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


def test_a_wide_table_of_sessions_is_read(write):
    more = [f"q{place}" for place in range(287)]
    text = f"{HEADER},{','.join(more)}\nA,0,5{',1' * 287}\n"
    assert lines(write(text)) == ()


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize(("mark", "other"), [(";", ","), (",", ";")])
def test_line_ends_of_every_age(write, end, mark, other):
    note = f'"a{other} b{other} c{other} d{end}{other}{other}"'
    lines = [HEADER.replace(",", mark) + f'{mark}"the{other}{other}{other}{other} note"',
             *(f"A{mark}{day}{mark}5{mark}{note}" for day in (0, 7, 14))]  # fmt: skip
    assert load_sessions(write(end.join(lines)))["day"].to_list() == [0, 7, 14]


def test_lines_of_old_macs_are_counted(write):
    path = write(f"{SOUND}Ä,0,5\n".replace("\n", "\r").encode("cp1252"))
    assert lines(path)[0].startswith("line 4: a character is not in UTF-8")


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


def test_lines_are_counted_as_an_editor_does(write):
    path = write(f'{HEADER},notes\nA,0,5,"two\nlines"\nA,7,11,\n')
    assert lines(path)[0].startswith("line 4, pain_before: 11")


def test_unclear_days_do_not_bring_a_second_message(write):
    found = lines(write(f"{HEADER}\nA,zero,5\nA,7,5\n"))
    assert len(found) == 1


def test_a_named_outcome_has_its_own_range_and_must_be_there(write):
    path = write("client_id,day,relaxed\nA,0,4\n")
    assert lines(path, [RELAXED]) == (
        "line 2, relaxed: 4 is too high: write a number from -3 to 3, or leave the cell empty",
    )
    assert lines(write("client_id,day,Relaxed\nA,0,2\n"), [RELAXED])[0] == (
        "line 1: there is no column relaxed; the nearest name is Relaxed: rename it relaxed"
    )


def test_an_outcome_can_change_the_range_of_a_column(write):
    promis = Outcome("sleep_quality", 8, 40, better="lower", name="sleep")
    path = write("client_id,day,sleep_quality\nA,0,40\n")
    assert lines(path, [promis]) == ()
    assert lines(path)[0].startswith("line 2, sleep_quality: 40 is too high")


def test_extra_columns_are_never_shown(write):
    path = write(f"{HEADER},name,phone\nA,0,5,Anna,555\nA,7,11,Anna,555\n")
    checked = check_records(path)
    shown = " ".join([*map(str, checked.broken), *told(checked)])
    assert "Anna" not in shown
    assert "555" not in shown
    assert list(checked.sessions) == ["client_id", "day", "pain_before"]


def test_control_characters_and_long_cells_are_not_passed_on(write):
    path = write(f"{HEADER}\nA,0,\x1b[31m{'x' * 90}\n")
    message = lines(path)[0]
    assert "\x1b" not in message
    assert len(message) < 140


SOUND_BUT_THIN = {
    "one client": (SOUND, "few clients: 1; no answer is given with fewer than 10"),
    "constant column": (f"{HEADER}\nA,0,5\nB,0,5\n", "pain_before has the same value in every row "
                        "that has one"),
    "extra column": (f"{HEADER},notes\nA,0,5,x\nA,7,4,y\n", "columns that are not part of the "
                     "format were left out: 1"),
    "nearly a column": (f"{HEADER},Sleep_Quality\nA,0,5,3\nA,7,4,2\n", "a column left out is "
                        "called sleep_quality: is it sleep_quality?"),
    "no sleep": (SOUND, "sleep_quality has no values, so nothing can be said about sleep"),
    "spaces": (f"{HEADER}\nA, 0,5\nA,7,4\n", "spaces around some cells were left out"),
    "codes like names": (f"{HEADER}\nAnna B,0,5\nAnna B,7,4\n", "some client codes look like a "
                         "name, a phone number or an address; use random codes"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "remark"), SOUND_BUT_THIN.values(), ids=SOUND_BUT_THIN)
def test_sound_but_thin(write, content, remark):
    checked = check_records(write(content))
    assert checked.broken == ()
    assert remark in told(checked)


def test_only_another_outcome_of_the_format_is_enough(write):
    assert lines(write("client_id,day,stress\nA,0,5\n")) == ()


@pytest.mark.parametrize(
    "content",
    [
        SOUND,
        "\ufeff" + SOUND,
        SOUND.replace(",", ";"),
        SOUND.replace("\n", "\r\n"),
        SOUND.rstrip("\n"),
        SOUND + "\n\n",
        SOUND.replace("A,7,4", "A,7.0,4.0"),
        SOUND.replace("A,7,4", '"A","7","4"'),
    ],
    ids=["plain", "BOM", "semicolons", "CRLF", "no last line end", "blank end", "7.0", "quoted"],
)
def test_the_same_records_in_every_csv_dialect(write, content):
    sessions = load_sessions(write(content))
    assert sessions.to_dict("list") == {
        "client_id": ["A", "A"],
        "day": [0, 7],
        "pain_before": [5.0, 4.0],
    }
    assert sessions["day"].dtype == np.int64


def test_csv_xlsx_and_parquet_hold_the_same_records(practice, tmp_path):
    sessions = load_sessions(practice)
    sessions.to_excel(tmp_path / "records.xlsx", index=False)
    sessions.to_parquet(tmp_path / "records.parquet")
    for name in ("records.xlsx", "records.parquet"):
        pd.testing.assert_frame_equal(load_sessions(tmp_path / name), sessions)


def test_parquet_words_in_a_number_column(tmp_path):
    pd.DataFrame({"client_id": ["A"], "day": [0], "pain_before": ["seven"]}).to_parquet(
        tmp_path / "records.parquet"
    )
    assert lines(tmp_path / "records.parquet")[0].startswith("line 2, pain_before")


def test_a_workbook_with_two_sheets_gets_a_remark(tmp_path):
    with pd.ExcelWriter(tmp_path / "two.xlsx") as book:
        ROWS.to_excel(book, sheet_name="sessions", index=False)
        ROWS.to_excel(book, sheet_name="other", index=False)
    checked = check_records(tmp_path / "two.xlsx")
    remark = "the workbook has 2 sheets (sessions, other); only sessions was read"
    assert remark in told(checked)


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_sessions(tmp_path / "nothing.csv")


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
