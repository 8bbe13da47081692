"""Dates of practice software: each form, what could be two days, and other time zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from massage.intake.date_columns import without_midnight
from massage.intake.dates import DateError, Moment, date_reader

THIRD_OF_APRIL = date(2026, 4, 3)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-04-03", "2026/4/3", "2026.04.03", "April 3, 2026", "April 3rd, 2026", "Apr 3 2026",
        "3 April 2026", "3rd apr. 2026", "03 Apr 2026", "Friday, April 3, 2026", "Fri 3 Apr 2026",
        "03-Apr-2026", "3-APR-26", "03/Apr/2026", "3. Apr 2026", "2026-Apr-03", "Apr 3, 26",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("clock", "minute"),
    [("", None), (" 10:05 am", 605), (", 10:05am", 605), (" 22:05", 1325), (" 10:05:59 PM", 1325),
     (" 12:00 AM", 0), (" 12:30 p.m.", 750), ("T00:00:00", 0)],
)  # fmt: skip
def test_a_day_that_can_only_be_one(cell, clock, minute):
    assert date_reader()(cell + clock) == Moment(THIRD_OF_APRIL, minute)


@pytest.mark.parametrize("mark", ["/", "-", "."])
def test_what_can_be_two_days_is_refused_until_the_order_is_said(mark):
    cell = f"03{mark}04{mark}2026"
    with pytest.raises(DateError, match='date_order = "day first" or "month first"'):
        date_reader()(cell)
    assert date_reader("day first")(cell).day == THIRD_OF_APRIL
    assert date_reader("month first")(cell).day == date(2026, 3, 4)
    assert date_reader()("04/04/2026").day == date(2026, 4, 4)


@pytest.mark.parametrize("cell", ["03. 04. 2026", "3. 4. 2026", "03/04/26", "3.4.26", "03-04-26"])
def test_spaces_after_points_and_two_digits_of_a_year(cell):
    assert date_reader("day first")(f"{cell} 10:00") == Moment(THIRD_OF_APRIL, 600)
    assert date_reader("month first")(cell).day == date(2026, 3, 4)
    with pytest.raises(DateError, match="can be two days"):
        date_reader()(cell)


def test_a_year_of_two_digits_lies_in_the_years_that_are_read():
    read = date_reader("day first")
    assert [read(f"01/02/{year}").day.year for year in ("90", "99", "00", "89")] == [
        1990, 1999, 2000, 2089,
    ]  # fmt: skip
    with pytest.raises(DateError, match="can be two days"):
        date_reader()("04/04/26")  # or 2004


@pytest.mark.parametrize(
    "cell",
    ["", "soon", "31/02/2026", "13/13/2026", "2026-02-30", "3 Brumaire 2026", "03/04/126", "45000",
     "2026-04-03 25:00", "2026-04-03 13:00 pm", "0 April 2026", "3 April 1066", "2026-05",
     "2026-04-03 10:61", "3/4-2026", "'=1+1", "2026-04-03 10:00 am and more"],
)  # fmt: skip
def test_what_is_no_date_is_refused_without_being_quoted(cell):
    with pytest.raises(DateError) as refused:
        date_reader("day first", "UTC")(cell)
    assert cell.strip() not in str(refused.value) or not cell


def test_times_of_another_zone_take_the_practice_s_own():
    with pytest.raises(DateError, match="time_zone"):
        date_reader()("2026-04-03T03:30:00Z")
    read = date_reader(zone="America/New_York")
    assert read("2026-04-03T03:30:00Z") == Moment(date(2026, 4, 2), 23 * 60 + 30)
    assert read("2026-04-03 04:00:00 UTC") == Moment(THIRD_OF_APRIL, 0)
    assert read("2026-04-03T06:30:00+02:00") == Moment(THIRD_OF_APRIL, 30)
    for offset in (" +02", "+02", "+0200", " GMT+0200", " UTC+02:00"):
        assert read(f"2026-04-03 06:30:00{offset}") == Moment(THIRD_OF_APRIL, 30)
    assert read("2026-04-03T23:30:00-05") == Moment(date(2026, 4, 4), 30)
    assert read("2026-04-03T06:30:00") == Moment(THIRD_OF_APRIL, 6 * 60 + 30)


def test_every_hour_of_two_years_is_the_local_day_by_python_s_own_reckoning():
    rng = np.random.default_rng(0)
    read = date_reader(zone="Europe/London")
    for hours in rng.integers(0, 2 * 365 * 24, 500):
        moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=int(hours))
        local = moment.astimezone(ZoneInfo("Europe/London"))
        for written in (f"{moment:%Y-%m-%dT%H:%M:%S}Z", f"{moment:%Y-%m-%d %H:%M:%S} UTC"):
            assert read(written) == Moment(local.date(), 60 * local.hour + local.minute)


@pytest.mark.parametrize(
    ("order", "zone", "words"),
    [("american", None, "date_order is 'american'"), (None, "Mars/Olympus", "time_zone is"),
     (None, "../etc/passwd", "time_zone is")],
)  # fmt: skip
def test_an_order_or_a_zone_that_is_not_known_is_refused(order, zone, words):
    with pytest.raises(ValueError, match=words):
        date_reader(order, zone)


@pytest.mark.parametrize(
    "clock", ["T00:00:00Z", " 00:00", " 00:00:00+00:00", " 00:00:00.000 UTC", " 12:00 AM", ""]
)
def test_a_column_that_is_midnight_throughout_holds_days(clock):
    cells = pd.Series([f"2026-04-03{clock}", "", f"2026-04-04{clock}"])
    assert without_midnight(cells).to_list() == ["2026-04-03", "", "2026-04-04"]


@pytest.mark.parametrize("other", ["2026-04-04T00:00:01Z", "2026-04-04 12:00 PM", "soon"])
def test_a_column_with_any_other_time_keeps_all_of_them(other):
    cells = pd.Series(["2026-04-03T00:00:00Z", other])
    assert without_midnight(cells).to_list() == cells.to_list()


@pytest.mark.parametrize("cell", ["Monday, January 6, 2025 at 9:30 AM", "6 Jan 2025 at 9:30"])
def test_a_time_may_stand_behind_at(cell):
    assert date_reader()(cell) == Moment(date(2025, 1, 6), 570)


@pytest.mark.parametrize("cell", ["45663", "45663.4", " 45663,395833 "])
def test_the_number_of_a_spreadsheet_is_told_as_such(cell):
    with pytest.raises(DateError, match="format the column as a date"):
        date_reader("day first")(cell)
    with pytest.raises(DateError, match="not a date that is known"):
        date_reader("day first")("10234")


@pytest.mark.parametrize(
    "cell",
    ["Apr. 3, 2026", "3. April 2026", "3 avril 2026", "3 avr. 2026", "3-abr-2026", "3 aprile 2026",
     "Fr., 3.4.2026", "Freitag, 3. April 2026", "vendredi 3 avril 2026", "Fri 2026-04-03",
     "vie 03/04/2026", "3 abril 2026"],
)  # fmt: skip
def test_months_and_weekdays_may_be_of_another_language(cell):
    assert date_reader("day first")(cell).day == THIRD_OF_APRIL


@pytest.mark.parametrize(
    "cell", ["5 brumaire 2025", "5 jui 2025", "5 kesä 2025", "moved 5 May 2025"]
)
def test_what_isn_t_a_month_or_a_weekday_is_refused(cell):
    """Of jui, nobody can tell whether it is June or July."""
    with pytest.raises(DateError, match=r"month whose name isn.t known|not a date that is known"):
        date_reader()(cell)


@pytest.mark.parametrize("clock", ["14.30", "14h30", "2.30 pm", "14.30.15", "2:30PM"])
def test_a_time_may_have_other_marks(clock):
    assert date_reader()(f"2026-04-03 {clock}") == Moment(THIRD_OF_APRIL, 870)
    assert date_reader()("2026-04-03 2 pm") == Moment(THIRD_OF_APRIL, 840)
    with pytest.raises(DateError):
        date_reader()("2026-04-03 14")
