"""Exports that could be read as something else than they say: refused, or told with the records."""

from datetime import date, timedelta

import pandas as pd
import pytest

from massage.intake.anonymise import anonymise
from massage.intake.mapping import make_mapping
from massage.intake.tables import ExportError

TODAY = date(2025, 12, 31)
FIRST, CLIENTS = date(2025, 1, 6), ("Ann Elm", "Bob Fir", "Cy Oak")
VISITS = [(who, FIRST + timedelta(days=13 * n)) for n in range(8) for who in CLIENTS]
HEADER = ["Client", "Date", "Status", "Service", "Pain"]
MAPPING = {
    "appointments": {"client": "Client", "start": "Date", "status": "Status", "service": "Service"},
    "scores": {"pain_before": "Pain"},
    "status": {"attended": ["came"], "coming": ["booked"], "missed": ["missed"]},
}
BESIDE = {
    "appointments": {"client": "Client", "start": "Date", "status": "Status"},
    "scores": {"client": "Client", "date": "Day", "pain_before": "Pain"},
    "status": {"attended": ["came"]},
}


def lines(write_day, visits=VISITS, **cells):
    """A row per visit; ``cells`` stand in place of what each has."""
    usual = {"Status": "came", "Service": "Massage", "Pain": "4"} | cells
    rows = [{"Client": who, "Date": write_day(day), **usual} for who, day in visits]
    return pd.DataFrame(rows, columns=HEADER)


def as_text(table):
    return table.to_csv(index=False)


def read(folder, *texts, mapping, encoding="utf-8", **said):
    paths = [folder / f"{place}.csv" for place, _ in enumerate(texts)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding=encoding)
    told = make_mapping(mapping | said)
    return anonymise(paths, told, folder / "key.json", fewest=2, today=TODAY)


def refusal(folder, *texts, mapping, **said):
    with pytest.raises(ExportError) as refused:
        read(folder, *texts, mapping=mapping, **said)
    return str(refused.value)


def test_a_year_of_two_digits_that_stands_first_is_no_day(tmp_path):
    """25-01-06 is no 25 January of 2006, whatever order is said."""
    said = refusal(
        tmp_path, as_text(lines("{:%y-%m-%d}".format)), mapping=MAPPING, date_order="day first"
    )
    assert said.startswith("file 1, start: dates seem to begin with a year of two digits")
    for order, form in (("day first", "{:%d-%m-%y}"), ("month first", "{:%m/%d/%y}")):
        found = read(tmp_path, as_text(lines(form.format)), mapping=MAPPING, date_order=order)
        assert sorted(found.records["day"].unique()) == [13 * n for n in range(8)]


def test_days_of_ratings_that_excel_turned_are_refused_as_those_of_visits_are(tmp_path):
    """It took the day for the month where it could: 3 April became 4 March."""

    def turned(day):
        return f"{day:%Y-%d-%m} 00:00:00" if day.day <= 12 else f"{day:%d/%m/%Y}"

    ratings = lines(turned).rename(columns={"Date": "Day"})[["Client", "Day", "Pain"]]
    visits = lines("{:%Y-%m-%d}".format).drop(columns="Pain")
    said = refusal(
        tmp_path, as_text(visits), as_text(ratings), mapping=BESIDE, date_order="day first"
    )
    assert said.startswith("file 2, date: some dates begin with the year and others don't")


EARLY = [visit for visit in VISITS if visit[1].day <= 12]
LATE = [visit for visit in VISITS if visit[1].day > 12]


@pytest.mark.parametrize(
    ("tables", "n"),
    [
        ([lines("{:%d/%m/%Y}".format, LATE), lines("{:%m/%d/%Y}".format, EARLY)], 1),
        ([pd.concat([lines("{:%d.%m.%Y}".format, LATE), lines("{:%m/%d/%Y}".format, EARLY)])], 1),
        ([lines("{:%d/%m/%Y}".format, VISITS[::2]), lines("{:%d/%m/%Y}".format, VISITS[1::2])], 0),
        ([lines("{:%d/%m/%Y}".format, LATE), lines("{:%Y-%m-%d}".format, EARLY)], 0),
        ([lines("{:%d/%m/%Y}".format, EARLY)], 0),
    ],
)
def test_dates_whose_order_only_others_tell_are_told(tmp_path, tables, n):
    """One order is said for all files: that of another one, or of other marks, may not be it."""
    found = read(tmp_path, *map(as_text, tables), mapping=MAPPING, date_order="day first")
    assert found.warnings.get("order_untold", 0) == n
