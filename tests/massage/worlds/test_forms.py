"""Exports of simulated books: every line is there as the program writes it, and can be read."""

from datetime import date

import pandas as pd
import pytest

from calibration.forms import FORMS, map_form, write_export
from massage.intake.anonymise import anonymise
from massage.intake.mapping import make_mapping
from massage.worlds import WORLDS
from massage.worlds.simulate import simulate_book

WITHOUT_FUTURE = ("acuity", "cliniko")


@pytest.fixture(scope="module")
def book():
    return simulate_book(WORLDS["book_mix"], 60, [3])


@pytest.fixture(scope="module", params=FORMS)
def exported(request, book, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    tables = write_export(*book, request.param)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    return request.param, tables, folder


def test_the_export_reads_as_the_visits_there_were(exported, book):
    form, tables, folder = exported
    visits, _ = book
    mapping = make_mapping(map_form(form))
    files = [folder / f"{name}.csv" for name in tables]
    records = anonymise(files, mapping, folder / "key.json").records
    shared = ["day", "pain_before", "pain_after", "sleep_quality"]
    if form != "jane":
        shared.append("booked_day")
    assert records["client_id"].nunique() == 60
    pd.testing.assert_frame_equal(
        records[shared].sort_values(shared, ignore_index=True),
        with_lines(visits, book[1])[shared].sort_values(shared, ignore_index=True),
        check_dtype=False,
    )


def with_lines(visits, lines):
    """Visits with the day on which the line that was attended was made."""
    came = lines.loc[lines["status"] == "attended", ["client", "day", "made"]]
    joined = visits.drop(columns="booked_day").merge(came, on=["client", "day"])
    return joined.rename(columns={"made": "booked_day"})


def test_every_line_is_in_the_export(exported, book):
    form, tables, _ = exported
    lines = book[1]
    if form in WITHOUT_FUTURE:
        lines = lines[lines["status"] != "booked"]
    rows = tables["appointments"]
    assert len(rows) == len(lines)
    assert not rows.iloc[:, -1 if form == "acuity" else 0].duplicated().any()
    assert rows.map(lambda cell: isinstance(cell, str)).all().all()
    n = lines["status"].value_counts()
    if form == "acuity":
        labels = rows["Label"].value_counts()
        assert labels.to_dict() == {"": n["attended"], "Cancelled": n["cancelled"],
                                    "No Show": n["missed"]}  # fmt: skip
    if form == "cliniko":
        assert (rows["cancelled_at"] != "").sum() == n["cancelled"]
        assert (rows["did_not_arrive"] == "true").sum() == n["missed"]


def test_dates_are_written_as_the_program_writes_them(book):
    visits, lines = book
    one = lines[lines["status"] == "cancelled"].iloc[0]
    start = visits.loc[visits["client"] == one["client"], "start"].iloc[0]
    first = date(2023, 1, 1).toordinal() + start
    day, made, off = (
        date.fromordinal(int(first + one[name])) for name in ("day", "made", "cancelled")
    )
    fresha = write_export(visits, lines, "fresha")["appointments"].set_index("Appt. ref.")
    row = fresha.loc[f"#{10_000_000 + one['id']}"]
    assert row["Scheduled date"] == f"{day:%d %b %Y}, 10:00am"
    assert row["Created date"] == f"{made:%d %b %Y}, 11:15am"
    assert row["Cancelled date"] == f"{off:%d %b %Y}, 08:30am"
    cliniko = write_export(visits, lines, "cliniko")["appointments"].set_index("id")
    row = cliniko.loc[str(90_000_000 + one["id"])]
    assert row["starts_at"] == f"{day}T10:00:00Z"
    assert row["cancelled_at"] == f"{off}T08:30:00Z"
    acuity = write_export(visits, lines, "acuity")["appointments"].set_index("Appointment ID")
    row = acuity.loc[str(5_000_000 + one["id"])]
    assert row["Start Time"] == f"{day:%m/%d/%Y} 10:00 am"
    assert row["Date Scheduled"] == f"{made:%m/%d/%Y}"


def test_an_export_of_an_earlier_day_shows_the_book_as_it_stood():
    """Moved in place since: it stands where it stood. Made since: it isn't there."""
    visits, lines = simulate_book(WORLDS["moved_in_place"], 60, [4])
    start = lines["client"].map(visits.drop_duplicates("client").set_index("client")["start"])
    on = int((start + lines["moved_on"]).median())
    early, late = (write_export(visits, lines, "fresha", day)["appointments"] for day in (on, None))
    both = early.merge(late, on="Appt. ref.", suffixes=("", "_later"))
    assert len(both) == len(early) == (start + lines["made"] <= on).sum()
    moved = (start + lines["made"] <= on) & (start + lines["moved_on"] > on)
    assert moved.sum() > 3
    other = both["Scheduled date"] != both["Scheduled date_later"]
    refs = set("#" + (10_000_000 + lines["id"][moved]).astype(str))
    assert set(both["Appt. ref."][other]) == refs
    day = start + lines["stood_on"].fillna(lines["day"])
    first = pd.Timestamp(date(2023, 1, 1)) + pd.to_timedelta(day, "D")
    shown = early.set_index("Appt. ref.")["Scheduled date"]
    for place in moved[moved].index:
        ref = f"#{10_000_000 + lines['id'][place]}"
        assert shown[ref].startswith(first[place].strftime("%d %b %Y"))
    came = (start + lines["day"] <= on) & (lines["status"] == "attended")
    assert (early["Status"] == "Completed").sum() == came.sum()


def test_a_mapping_takes_settings_of_ones_own():
    written = map_form("fresha", time_zone="Europe/London")
    assert written["time_zone"] == "Europe/London"
    assert written["preset"] == "fresha"


def test_refuses_what_cannot_be_exported(book):
    visits, lines = book
    with pytest.raises(ValueError, match="there is no form 'excel'; there are acuity, fresha"):
        write_export(visits, lines, "excel")
    two = simulate_book(WORLDS["plain"], 5, [1, 2])
    with pytest.raises(ValueError, match="one practice has one export"):
        write_export(*two, "acuity")
    many = simulate_book(WORLDS["plain"], 700, [1])
    with pytest.raises(ValueError, match="there are names for 640 people, and 700 clients"):
        write_export(*many, "acuity")
