"""Closed days through ``anonymise``: what is written, or why not, and what it gives away."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from calibration.forms import map_form, write_export
from massage.importing.page import write_done
from massage.intake.anonymise import anonymise, keep, write_privacy_report
from massage.intake.attack_closures import Placed, place_by_closures
from massage.intake.closed_days import ClosedDays, find_closed_days, tell_closed_days
from massage.intake.closures import Closures
from massage.intake.mapping import make_mapping, read_toml
from massage.intake.mapping_text import MappingError
from massage.intake.shifts import SHIFTS, find_shifts
from massage.intake.wording import say_closed
from massage.worlds import WORLDS
from massage.worlds.calendar import FIRST_DAY
from massage.worlds.simulate import simulate_book

WORLD = replace(WORLDS["closed_one_therapist"], therapists=2)
TODAY = FIRST_DAY + timedelta(days=WORLD.records_days)
BOOK = simulate_book(WORLD, 60, [(3, 1)])


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    paths = []
    for name, table in write_export(*BOOK, "fresha").items():
        paths.append(folder / f"{name}.csv")
        table.to_csv(paths[-1], index=False)
    return paths


def run(exports, key_path, more="", policy="practice", **columns):
    given = map_form("fresha") | read_toml(more)
    given["appointments"] = given.get("appointments", {}) | columns
    return anonymise(exports, make_mapping(given), key_path, policy=policy, today=TODAY)


@pytest.fixture(scope="module")
def found(exports, tmp_path_factory):
    return run(exports, tmp_path_factory.mktemp("key") / "key.json")


def test_records_have_the_columns_and_no_date(found, tmp_path):
    assert set(SHIFTS) < set(found.records)
    assert found.records["shift_after"].notna().mean() > 0.9
    keep(found, tmp_path / "key.json", tmp_path / "sessions.csv")
    written = (tmp_path / "sessions.csv").read_text(encoding="utf-8")
    written = re.sub(r"\b[A-Z]\d+\b", "", written)  # codes, drawn at random
    assert str(FIRST_DAY.year) not in written


def test_the_file_beside_the_records_says_which_weeks_were_left_out(found, tmp_path):
    keep(found, tmp_path / "key.json", tmp_path / "sessions.csv")
    text = (tmp_path / "sessions.import.json").read_text(encoding="utf-8")
    kept = json.loads(text)["closed_days"]
    counts = found.closed.closures.runs["left_out"].replace("", "used").value_counts()
    assert kept["counted"] == counts.to_dict()
    assert kept["left_out"] == {
        "turn_of_year": ["2023-12-25..2024-01-01"],
        "whole_practice": ["2024-09-30..2024-10-04"],
    }
    told = re.sub(r"\b[0-9a-f]{32,}\b", "", text.casefold())  # digests, of which one may hold "ada"
    assert not any(word in told for word in ("therapist", "ada", "elm"))


def test_it_is_told_in_words_what_was_used(found):
    counts = found.closed.closures.runs["left_out"].value_counts()
    assert tell_closed_days(found.closed) == [
        f"Closed days: {counts.sum()} times a therapist was away for three working days or more, "
        f"of which {counts['']} are used.",
        f"Left out: {counts['turn_of_year']} that touch the days from 20 December to 6 January, "
        "since pain may change then for everybody.",
        f"Left out: {counts['whole_practice']} on which nobody in the practice saw a client, as on "
        "public holidays.",
    ]
    report = write_privacy_report(found)
    places = SimpleNamespace(records=Path("sessions.csv"))
    page = write_done(SimpleNamespace(places=places, mapping_file="map.toml"), found)
    for text in tell_closed_days(found.closed):
        assert text in report
        assert text in page


def test_records_that_leave_the_practice_say_nothing_of_closed_days(exports, tmp_path):
    left = run(exports, tmp_path / "key.json", policy="safe_harbor")
    assert not set(SHIFTS) & set(left.records)
    keep(left, tmp_path / "key.json", tmp_path / "sessions.csv")
    kept = json.loads((tmp_path / "sessions.import.json").read_text(encoding="utf-8"))
    assert kept["closed_days"] == {"why_not": "of_policy", "counted": {}}
    report = write_privacy_report(left)
    assert say_closed("of_policy") in report
    assert "within three days" not in report


def test_without_booking_dates_nothing_is_told(exports, tmp_path):
    none = run(exports, tmp_path / "key.json", booked=[])
    assert not set(SHIFTS) & set(none.records)
    assert tell_closed_days(none.closed) == [say_closed("no_booking_dates")]


def test_without_therapists_all_visits_are_one_s(exports, tmp_path):
    one = run(exports, tmp_path / "key.json", therapist=[])
    assert say_closed("one_therapist") in tell_closed_days(one.closed)
    assert list(one.closed.closures.usual.index) == ["1"]


def test_a_list_of_closed_days_takes_the_place_of_what_visits_tell(exports, found, tmp_path):
    used = found.closed.closures.used
    names = used["therapist"].unique()[:2]
    lines = [
        f'"{name.title()}" = ["{day(one.first)}..{day(one.last)}"]'
        for name in names
        for one in used[used["therapist"] == name].head(1).itertuples()
    ]
    listed = run(exports, tmp_path / "key.json", "\n".join(["[closed]", *lines, '"Nobody" = []']))
    mine = listed.closed.closures.runs
    expected = used.drop_duplicates("therapist").head(2)[["therapist", "first", "last"]]
    assert mine[["therapist", "first", "last"]].to_numpy().tolist() == expected.to_numpy().tolist()
    assert say_closed("unknown_therapists", n=1) in tell_closed_days(listed.closed)
    none = run(exports, tmp_path / "key.json", "[closed]\neveryone = [2023-03-01]")
    assert tell_closed_days(none.closed)[0] == say_closed("no_closures")
    assert not set(SHIFTS) & set(none.records)


def day(ordinal):
    return FIRST_DAY + timedelta(days=int(ordinal) - FIRST_DAY.toordinal())


@pytest.mark.parametrize(
    "wrong",
    ['everyone = "2024-07-01"', 'everyone = ["1 July"]', 'everyone = ["2024-07-08..2024-07-01"]',
     'everyone = ["2024-07-01..2034-07-08"]', "everyone = [3]"],
)  # fmt: skip
def test_a_list_that_is_none_is_refused(wrong):
    with pytest.raises(MappingError, match=r"\[closed\] needs a list of days for everyone"):
        make_mapping(read_toml(f'preset = "acuity"\n[closed]\n{wrong}'))


def test_days_are_read_alone_and_from_first_to_last():
    mapping = make_mapping(
        read_toml(
            'preset = "acuity"\n[closed]\neveryone = [2024-07-01, "2024-08-04 .. 2024-08-06"]'
        )
    )
    july, august = FIRST_DAY.replace(2024, 7, 1), FIRST_DAY.replace(2024, 8, 4)
    expected = {july.toordinal(), *(august.toordinal() + n for n in range(3))}
    assert mapping.closed == {"everyone": frozenset(expected)}


def test_a_practice_that_is_never_closed_has_none():
    visits = pd.DataFrame(
        {"person": [f"c{n % 9}" for n in range(400)], "therapist_name": "A", "start": 738_000,
         "day": np.arange(400), "booked_day": 0}
    )  # fmt: skip
    closed = find_closed_days(visits, make_mapping(read_toml('preset = "acuity"')), "practice")
    assert closed.why_not == "no_closures"
    assert closed.columns.empty


def test_the_attack_finds_first_visits_by_shifts_and_none_by_noise(found):
    placed = place_by_closures(found.closed)
    assert placed.tried > 20
    assert placed.near > 4 * placed.near_by_chance * placed.tried
    assert placed.far > 3 * placed.far_by_chance * placed.tried
    assert placed.far >= placed.near
    closed = found.closed
    told = closed.columns["shift_after"].dropna()
    mixed = pd.Series(told.sample(frac=1, random_state=1).to_numpy(), told.index)
    noise = closed.columns.assign(shift_after=mixed)
    blind = place_by_closures(ClosedDays(noise, "", closed.visits, closed.closures, closed.shifts))
    assert blind.near <= 0.15 * blind.tried


def test_chance_is_the_share_of_first_days_on_which_all_visits_fit():
    """Six visits 20 days apart within 301 days: 201 first days are possible."""
    first = 738_000
    hers = pd.DataFrame({"client": "a", "therapist": "A", "day": first + 50 + 20 * np.arange(6)})
    week = pd.DataFrame([[True] * 7], ["A"])
    closures = Closures(pd.DataFrame(columns=["left_out", "therapist", "first", "last"]), week,
                        first, first + 300)  # fmt: skip
    shifts = find_shifts(hers, closures)
    assert shifts["shift_after"].eq(0).all()
    placed = place_by_closures(ClosedDays(shifts, "", hers, closures, shifts))
    assert placed == Placed(1, 0, 0, 7 / 201, 29 / 201)  # the middle one is taken, day 100
