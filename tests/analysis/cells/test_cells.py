"""Files are read by what they hold; what can't be read is named."""

import gzip
import io
import zipfile

import pandas as pd
import pytest

from analysis import load_sessions
from analysis.records import check_records

HEADER = "client_id,day,pain_before"
SOUND = f"{HEADER}\nA,0,5\nA,7,4\n"


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
                  "(.xls) that is damaged, or one locked with a password: save it as CSV UTF-8, "
                  "XLSX or Parquet"),
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
}  # fmt: skip


def lines(path):
    """Every broken rule as its line."""
    return tuple(map(str, check_records(path).broken))


@pytest.mark.parametrize(("content", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_file(write, content, message):
    assert lines(write(content)) == (message,)


def test_csv_xlsx_and_parquet_hold_the_same_records(practice, tmp_path):
    sessions = load_sessions(practice)
    sessions.to_excel(tmp_path / "records.xlsx", index=False)
    sessions.to_parquet(tmp_path / "records.parquet")
    for name in ("records.xlsx", "records.parquet"):
        pd.testing.assert_frame_equal(load_sessions(tmp_path / name), sessions)


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_sessions(tmp_path / "nothing.csv")
