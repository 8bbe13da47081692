"""Exports that could be read as something else than they say: refused, or told with the records."""

from datetime import date, timedelta

import pandas as pd
import pytest

from massage.intake.anonymise import anonymise
from massage.intake.guess import suggest_mapping
from massage.intake.mapping import make_mapping, read_toml
from massage.intake.near_names import count_longer
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


@pytest.mark.parametrize(
    ("day", "status", "n"),
    [(FIRST, "booked", 1), (date(2052, 1, 6), "came", 1), (FIRST, "missed", 0)],
)
def test_ratings_of_visits_that_count_as_still_to_come_are_told(tmp_path, day, status, n):
    """Whose pain is on record came: a word means something else, or a year has a slip."""
    odd = lines("{:%Y-%m-%d}".format, [("Ann Elm", day)], Status=status)
    table = pd.concat([lines("{:%Y-%m-%d}".format, VISITS[1:]), odd])
    found = read(tmp_path, as_text(table), mapping=MAPPING)
    assert found.warnings.get("rated_coming", 0) == n
    before = read(tmp_path, as_text(table), mapping=MAPPING, rated="before")
    assert "rated_coming" not in before.warnings


@pytest.mark.parametrize(
    ("service", "n"),
    [
        ("Refund", 24), ("Gift card", 24), ("Package of 5", 24), ("Yoga class", 24), ("Tip", 24),
        ("Massage (voucher)", 0), ("Gift voucher 60 min", 0), ("Fingertip drainage", 0), ("", 0),
    ],
)  # fmt: skip
def test_services_that_sound_like_no_massage_are_told(tmp_path, service, n):
    text = as_text(lines("{:%Y-%m-%d}".format, Service=service))
    assert read(tmp_path, text, mapping=MAPPING).warnings.get("no_massage", 0) == n


@pytest.mark.parametrize(
    "nobody",
    ["Walk-in Client", "Walk In Customer", "Customer, Walk-In", "Deleted Client", "(deleted)",
     "[Removed]", "Anonymised", "Test Test", "Demo client", "Test Patient", "Guest user",
     "New Client", "Cash customer", "Laufkundschaft", "Gelöscht", "-", "0", "n/a", "NULL", "TBD"],
)  # fmt: skip
def test_what_stands_in_place_of_many_people_is_no_client(tmp_path, nobody):
    """All whom a program has deleted would be one client, who comes often."""
    odd = lines("{:%Y-%m-%d}".format, [(nobody, day) for _, day in VISITS[::3]])
    text = as_text(pd.concat([lines("{:%Y-%m-%d}".format), odd]))
    assert read(tmp_path, text, mapping=MAPPING).records["client_id"].nunique() == len(CLIENTS)


def test_names_that_only_sound_so_are_clients(tmp_path):
    names = ["Guest, Ann", "Walker In", "Tess Test", "Sample, Bob", "Penny Cash", "10", "Nina N."]
    table = lines("{:%Y-%m-%d}".format, [(name, day) for name in names for _, day in VISITS[::3]])
    found = read(tmp_path, as_text(table), mapping=MAPPING)
    assert found.records["client_id"].nunique() == len(names)


def test_names_with_more_words_than_another_s_are_counted():
    """Ms. Ann Elm, and Ann Elm with a remark, are Ann Elm twice over."""
    longer = ["ms. ann elm", "elm ann (vip)", "ann elm +1", "ann b. elm"]
    others = ["ann elm", "ann", "elm", "bob elm fir", "ann fir", "a7"]
    assert count_longer(pd.Series([*longer, *others, *longer])) == len(longer)


@pytest.mark.parametrize(
    "names", [("Name", "Surname"), ("Client", "Last name"), ("Forename", "Surname"),
              ("Given name", "Family name"), ("Client First", "Client Last"),
              ("Vorname", "Nachname"), ("Prénom", "Nom")],
)  # fmt: skip
def test_a_column_of_first_names_is_joined_with_that_of_last_names(names):
    """Else two Anns are one client."""
    given, family = names
    table = pd.DataFrame(
        {given: ["Ann", "Ann"], family: ["Elm", "Oak"], "Date": ["2025-01-06"] * 2}
    )
    assert read_toml(suggest_mapping(table))["appointments"]["client"] == [given, family]
    for other in (["Ann Elm", "Ann Oak"], ["C7", "C8"]) if given in ("Name", "Client") else ():
        told = read_toml(suggest_mapping(table.assign(**{given: other})))
        assert told["appointments"]["client"] == given


VISIT = {"Client": ["Ann Elm"], "Date": ["2025-01-06"], "Status": ["Completed"]}
NO_DATE = {"Client": ["Ann Elm"], "Status": ["Completed"]}


@pytest.mark.parametrize(
    ("table", "role", "column"),
    [
        (VISIT | {"Client created": ["2024-01-05"]}, "booked", None),
        (VISIT | {"Invoice created": ["2025-01-06"]}, "booked", None),
        (VISIT | {"Created": ["2025-01-02"], "Created by": ["Nora"]}, "booked", "Created"),
        (NO_DATE | {"Date paid": ["2025-01-08"]}, "start", None),
        (NO_DATE | {"Date joined": ["2024-01-08"]}, "start", None),
        (NO_DATE | {"Date de création": ["2024-01-08"]}, "start", None),
        (VISIT | {"Client No-Show": ["No"]}, "client", "Client"),
        (VISIT | {"Client number of visits": ["3"]}, "client", "Client"),
        (VISIT | {"Client no.": ["3"]}, "client", "Client no."),
        (VISIT | {"Confirmation status": ["Confirmed"]}, "status", "Status"),
    ],
)  # fmt: skip
def test_columns_about_something_else_are_not_taken(table, role, column):
    roles = read_toml(suggest_mapping(pd.DataFrame(table)))["appointments"]
    assert roles.get(role) == column
