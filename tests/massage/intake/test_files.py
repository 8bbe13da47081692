"""Exports as files: what is hidden is said and stays said, and what misleads is told as it is."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from openpyxl import Workbook

from analysis import load_sessions
from massage.__main__ import main

HEADER = ["Client", "Date", "Status", "Pain"]
MAP = """[appointments]
client = "Client"
start = "Date"
status = "Status"
[status]
attended = ["completed"]
[scores]
pain_before = "Pain"
"""
DAYS = [(client, datetime(2024, 1, 8) + timedelta(days=14 * visit + client))
        for client in range(5) for visit in range(3)]  # fmt: skip


def rows(write_day, write_client="Client {} Example"):
    return [[write_client.format(client), write_day(day), "completed", 5 + day.day % 3]
            for client, day in DAYS]  # fmt: skip


def as_csv(table, header=HEADER):
    text = io.StringIO()
    csv.writer(text).writerows([header, *table])
    return text.getvalue().encode()


def as_workbook(table, change=None):
    book = Workbook()
    for row in (HEADER, *table):
        book.active.append(row)
    if change:
        change(book, book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def run(tmp_path, capsys):
    """Anonymise one file; return what was said, and each client's days and pain, or None."""

    def anonymise(content, settings="", mapping=MAP):
        (tmp_path / "export").write_bytes(content)
        (tmp_path / "map.toml").write_text(settings + mapping)
        out = tmp_path / "sessions.csv"
        code = main(["anonymise", str(tmp_path / "export"), "--map", str(tmp_path / "map.toml"),
                     "--out", str(out), "--key", str(tmp_path / "key.json"),
                     "--min-k", "2"])  # fmt: skip
        said = capsys.readouterr()
        if code:
            return said.err, None
        sessions = load_sessions(out).sort_values(["client_id", "day"])
        records = sorted(own[["day", "month", "pain_before"]].to_numpy().tolist()
                         for _, own in sessions.groupby("client_id"))  # fmt: skip
        return said.out, records

    return anonymise


@pytest.fixture
def truth(run):
    return run(as_csv(rows("{:%Y-%m-%d}".format)))[1]


@pytest.mark.parametrize(
    ("form", "settings"),
    [
        ("{:%Y-%m-%dT00:00:00Z}", 'time_zone = "America/New_York"\n'),
        ("{:%Y-%m-%d 00:00:00+00}", 'time_zone = "America/New_York"\n'),
        ("{:%Y-%m-%dT00:00:00Z}", ""),
        ("{:%m/%d/%Y 12:00 AM}", 'date_order = "month first"\n'),
        ("{:%d-%b-%Y}", ""),
        ("{:%d/%m/%y}", 'date_order = "day first"\n'),
        ("{:%d. %m. %Y}", 'date_order = "day first"\n'),
        ("{:%Y-%m-%d} 10:00 +02", 'time_zone = "Europe/Berlin"\n'),
    ],
)
def test_days_are_the_same_in_every_form(run, truth, form, settings):
    assert run(as_csv(rows(form.format)), settings)[1] == truth


@pytest.mark.parametrize("of_day", [lambda day: day, lambda day: day.date()])
def test_days_of_a_workbook_are_those_of_the_csv(run, truth, of_day):
    assert run(as_workbook(rows(of_day)), 'time_zone = "America/New_York"\n')[1] == truth


def test_two_visits_of_a_day_without_times_are_one_in_both_forms(run):
    again = ["Client 0 Example", datetime(2024, 1, 8), "Completed", 7]
    for table in (as_csv([*rows("{:%Y-%m-%d}".format), [again[0], "2024-01-08", *again[2:]]]),
                  as_workbook([*rows(lambda day: day), again])):  # fmt: skip
        said, records = run(table)
        assert "second appointments of a day: 1" in said
        assert sum(map(len, records)) == len(DAYS)


def test_other_columns_keep_their_zone(run, tmp_path):
    booked = [f"{day - timedelta(days=2):%Y-%m-%dT03:00:00Z}" for _, day in DAYS]
    table = [[*row, when] for row, when in zip(rows("{:%Y-%m-%dT00:00:00Z}".format), booked,
                                               strict=True)]  # fmt: skip
    mapping = MAP.replace("[status]", 'booked = "Booked"\n[status]')
    settings = 'time_zone = "America/New_York"\n'
    records = run(as_csv(table, [*HEADER, "Booked"]), settings, mapping)[1]
    assert sum(map(len, records)) == len(DAYS)
    sessions = load_sessions(tmp_path / "sessions.csv")
    assert set(sessions["day"] - sessions["booked_day"]) == {3}


def test_years_of_two_and_of_four_digits_are_not_mixed(run):
    table = rows("{:%d/%m/%Y 10:00}".format)
    table[4][1] = table[4][1].replace("2024", "24")
    said, records = run(as_csv(table), 'date_order = "day first"\n')
    assert records is None
    assert "file 1, start: some years have two digits and others four" in said


def hide(book, sheet):
    book.create_sheet("old", 0).append(HEADER)
    book["old"].append(["Wilhelmina", datetime(2024, 1, 8), "completed", 5])
    book["old"].sheet_state = "veryHidden"
    for line in (3, 4):
        sheet.row_dimensions[line].hidden = True
    sheet["F1"], sheet["F2"] = "Phone", "555"
    sheet.column_dimensions["F"].hidden = True


LEFT_OUT = [
    "hidden sheets that were left out: 1",
    "hidden or filtered rows that were left out: 2",
    "hidden columns that were left out: 1",
]


def test_what_is_hidden_is_said_and_stays_with_the_records(run, tmp_path):
    said, records = run(as_workbook(rows(lambda day: day), hide))
    assert sum(map(len, records)) == len(DAYS) - 2
    report = (tmp_path / "sessions.privacy.md").read_text()
    for text in LEFT_OUT:
        assert text in said
        assert text in report


def test_what_is_hidden_is_said_when_the_export_is_refused(run):
    table = rows(lambda day: day)
    table[5][1] = "odd"
    for mapping in (MAP, MAP.replace('"Date"', '"When"')):
        said, records = run(as_workbook(table, hide), mapping=mapping)
        assert records is None
        assert all(text in said for text in LEFT_OUT)


def test_what_is_hidden_is_said_beside_a_suggestion(tmp_path, capsys):
    (tmp_path / "export").write_bytes(as_workbook(rows(lambda day: day), hide))
    assert main(["anonymise", "--suggest", str(tmp_path / "export")]) == 0
    said = capsys.readouterr()
    for text in LEFT_OUT:
        assert f"# {text}" in said.out
        assert text in said.err


def test_a_cover_sheet_is_passed_over(run, truth):
    def add_cover(book, _):
        cover = book.create_sheet("Cover", 0)
        for row in (["Practice", "Willow"], [], ["Exported", "2024-05-01"]):
            cover.append(row)

    said, records = run(as_workbook(rows(lambda day: day), add_cover))
    assert records == truth
    assert "other sheets that were left out: 1" in said


@pytest.mark.parametrize("number", ["2.98725E+1{}", "2,98725e+1{}", "2987250000000{}000000"])
def test_rounded_numbers_of_clients_are_refused(run, number):
    said, records = run(as_csv(rows("{:%Y-%m-%d}".format, number)))
    assert records is None
    assert "client: a number that a spreadsheet has rounded" in said
    assert "format the column as text, and export again" in said
    assert number.format(0) not in said


def test_long_numbers_of_clients_are_refused_where_a_workbook_holds_them_as_numbers(run, truth):
    table = rows(lambda day: day)
    for row, (client, _) in zip(table, DAYS, strict=True):
        row[0] = 12345678901234000 + client
    assert "client: a number that a spreadsheet has rounded" in run(as_workbook(table))[0]
    for row in table:
        row[0] = str(row[0])
    assert run(as_workbook(table))[1] == truth


def test_numbers_given_out_per_site_are_told_as_such(run):
    table = rows("{:%Y-%m-%d}".format)
    other_site = [[*row[:3], row[3] - 1] for row in table]
    said, _ = run(as_csv(table + other_site))
    assert "put the site's code in front of each number" in said
    assert said.count("\n") == 2
    times = rows("{:%Y-%m-%d 10:00}".format) + [[row[0], f"{row[1]} 11:00", *row[2:]]
                                                for row in other_site]  # fmt: skip
    said, _ = run(as_csv(times))
    assert "second appointments of a day (are numbers of clients given out anew" in said


def test_lines_without_a_visit_are_told_as_what_they_are(run):
    table = rows("{:%Y-%m-%d}".format)
    said, records = run(as_csv([["Client 0 Example", "", "completed", ""], *table]))
    assert records is None
    assert "line 2, start: there is no date. Lines without a visit, such as those that REDC" in said


def test_a_wide_export_is_read(run, truth):
    more = [f"q{place}" for place in range(290)]
    table = [[*row, *[""] * 290] for row in rows("{:%Y-%m-%d}".format)]
    assert run(as_csv(table, [*HEADER, *more]))[1] == truth


def test_titles_above_the_table_are_left_out_and_counted(run, truth):
    table = [[""] * 4, HEADER, *rows("{:%Y-%m-%d}".format)]
    for content in (as_csv(table, ["Report", "", "", ""]), b"Report\n\n" + as_csv(table[2:])):
        said, records = run(content)
        assert records == truth
        assert "lines above the names of the columns that were left out: 2" in said


@pytest.mark.parametrize(("client", "told"), [("{}", 12), ("Client {} Example", 0)])
def test_numbers_that_stand_in_the_files_of_two_sites_are_told(tmp_path, capsys, client, told):
    """Names of one practice's yearly exports are the same people; numbers may not be."""
    for site, day in (("a", 10), ("b", 13)):
        lines = [
            f"{client.format(n)},2026-0{month}-{day},{month},Attended"
            for n in range(1, 13)
            for month in (1, 2, 3)
        ]
        text = "\n".join(["Client,Date,Pain,Status", *lines])
        (tmp_path / f"{site}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "map.toml").write_text(
        "[appointments]\nclient = 'Client'\nstart = 'Date'\nstatus = 'Status'\n"
        "[status]\nattended = ['Attended']\n[scores]\npain_before = 'Pain'\n",
        encoding="utf-8",
    )
    files = [str(tmp_path / f"{site}.csv") for site in "ab"]
    places = [
        "--map",
        tmp_path / "map.toml",
        "--key",
        tmp_path / "key",
        "--out",
        tmp_path / "o.csv",
    ]
    assert main(["anonymise", *files, *map(str, places)]) == 0
    said = capsys.readouterr().out
    assert ("give out numbers anew? Then put the site's code in front of each): 12" in said) == (
        told == 12
    )
