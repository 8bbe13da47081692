"""The appointment book: its lines tell what the simulator knows, and each habit is what it says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from massage.worlds import WORLDS
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_book, simulate_visits
from massage.worlds.world import BOOKED, BOOKED_TRUE, TRIED

WITH_BOOK = BOOKED | BOOKED_TRUE


def read_in_book(lines: pd.DataFrame, start: int) -> float:
    """Read the day that stood in one client's book at the end of the day ``start``.

    Straight from the definition: lines made by then, on a later day, not yet cancelled.
    """
    standing = [
        line.day
        for line in lines.itertuples()
        if line.made <= start < line.day and not line.cancelled <= start
    ]
    return min(standing, default=np.nan)


def read_all(visits: pd.DataFrame, lines: pd.DataFrame) -> np.ndarray:
    books = dict(list(lines.groupby(["practice", "client"])))
    by_client = visits.groupby(["practice", "client"], sort=False)
    start = by_client["day"].shift()
    return np.array([
        np.nan if np.isnan(day) else read_in_book(books[place], day)
        for *place, day in zip(visits["practice"], visits["client"], start, strict=True)
        for place in [tuple(place)]
    ])  # fmt: skip


@pytest.fixture(scope="module", params=[*WITH_BOOK, "mix", "sore_stay_home", "change_therapist"])
def booked(request):
    world = replace(WORLDS[request.param], moves_in="new line")
    return world, *simulate_book(world, 60, [4, (5, 1)])


def test_the_lines_tell_what_stood_in_the_book(booked):
    _, visits, lines = booked
    read = read_all(visits, lines)
    assert np.isfinite(read).sum() > 300
    np.testing.assert_array_equal(read, visits["agreed_day"].to_numpy())


def test_every_visit_is_an_attended_line_and_every_line_is_sound(booked):
    world, visits, lines = booked
    came = lines[lines["status"] == "attended"]
    columns = ["practice", "client", "day", "therapist"]
    pd.testing.assert_frame_equal(
        came[columns].reset_index(drop=True), visits[columns], check_dtype=False
    )
    assert not lines[["practice", "id"]].duplicated().any()
    assert set(lines["status"]) <= {"attended", "cancelled", "missed", "booked"}
    off = lines["status"] == "cancelled"
    assert (lines["cancelled"].notna() == off).all()
    assert (lines["made"] <= lines["day"]).all()
    assert (lines["made"] <= lines["cancelled"])[off].all()
    assert (lines["cancelled"] <= lines["day"])[off].all()
    place = ["practice", "client"]
    starts = visits.drop_duplicates(place)[[*place, "start"]]
    last = world.records_days - 1 - lines[place].merge(starts, on=place)["start"]
    assert (lines["made"] <= last).all()
    assert ((lines["day"] > last) == (lines["status"] == "booked"))[~off].all()


def test_only_a_move_in_place_hides_what_stood_in_the_book():
    world = replace(WORLDS["moved_in_place"], series=0.5)
    visits, lines = simulate_book(world, 100, [3])
    read, truth = read_all(visits, lines), visits["agreed_day"].to_numpy()
    moved = lines[lines["moved_on"].notna()]
    assert len(moved) > 100
    hidden = set(zip(moved["client"], moved["stood_on"], strict=True))
    wrong = (read != truth) & ~(np.isnan(read) & np.isnan(truth))
    assert wrong.sum() > 100
    assert set(zip(visits["client"][wrong], truth[wrong], strict=True)) <= hidden


@pytest.mark.parametrize("name", ["book_mix", "couples", "therapist_leaves", "packages"])
def test_a_practice_with_a_book_is_the_same_whichever_others_go_with_it(name):
    alone = simulate_book(WORLDS[name], 30, [3])
    among = simulate_book(WORLDS[name], 30, [1, (2, 5), 3])
    for one, all_of in zip(alone, among, strict=True):
        last = all_of[all_of["practice"] == 2].reset_index(drop=True)
        pd.testing.assert_frame_equal(one.drop(columns="practice"), last.drop(columns="practice"))


@pytest.mark.parametrize("name", TRIED)
def test_records_hold_the_day_in_the_book_in_place_of_booking_days(name):
    world = WORLDS[name]
    visits = simulate_visits(world, 40, [2])
    records = write_down(visits, world, day_in_book=True)
    usual = write_down(visits, world)
    assert "agreed_day" not in usual
    shared = [column for column in usual if column not in ("booked_day", "original_day")]
    assert set(records) == {*shared, "agreed_day"}
    pd.testing.assert_frame_equal(records[shared], usual[shared])
    agreed = records["agreed_day"]
    start = records.groupby("client_id")["day"].shift()
    assert (agreed > start)[agreed.notna()].all()
    recorded = usual["original_day"].notna()
    assert (agreed == usual["original_day"])[recorded].all()
    assert (agreed.isna() == (usual["booked_day"] > start))[start.notna() & ~recorded].all()
