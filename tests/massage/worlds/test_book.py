"""The appointment book: its lines tell what the simulator knows, and each habit is what it says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.records import check_records
from analysis.schema import COLUMNS
from massage.intake.shifts import SHIFTS
from massage.worlds import WORLDS
from massage.worlds.people import draw_people, live
from massage.worlds.records import simulate_sessions, write_down
from massage.worlds.simulate import simulate_book, simulate_visits
from massage.worlds.world import BOOKED, BOOKED_TRUE, TRIED

WITH_BOOK = BOOKED | BOOKED_TRUE


def read_in_book(lines: list, start: int) -> float:
    """Read the day that stood in one client's book at the end of the day ``start``.

    Straight from the definition: lines made by then, on a later day, not yet cancelled.
    """
    standing = [
        one.day for one in lines if one.made <= start < one.day and not one.cancelled <= start
    ]
    return min(standing, default=np.nan)


def read_all(visits: pd.DataFrame, lines: pd.DataFrame) -> np.ndarray:
    by_place = lines.groupby(["practice", "client"])
    books = {place: list(book.itertuples()) for place, book in by_place}
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


def test_visits_are_skipped_on_bad_days_alone():
    world = replace(WORLDS["skipped_when_sore"], skips=0.0, moved=0.0, standing=1.0)
    visits, lines = simulate_book(world, 1200, [8])
    rng = np.random.default_rng(8)
    swing = live(draw_people(world, 1200, rng), world, rng).swing
    due = lines[(lines["day"] > 0) & (lines["status"] != "booked")]
    last = due["client"].map(visits.groupby("client")["day"].max())
    before = due[due["day"] <= last]  # what is cancelled on leaving lies after the last visit
    bad = swing[before["day"], before["client"]] > world.flare_size
    gone = before["status"] != "attended"
    rebooked = before["made"] > 0
    assert not gone[~bad].any()
    assert gone[bad & ~rebooked].mean() == pytest.approx(0.3, abs=0.03)
    assert (before["status"] == "missed")[gone].mean() == pytest.approx(0.5, abs=0.06)
    notice = (before["day"] - before["cancelled"])[before["status"] == "cancelled"]
    assert set(notice) == {0, 1, 2, 3}


def test_who_skips_comes_to_the_next_of_the_series_or_books_anew():
    visits, lines = simulate_book(replace(WORLDS["skipped_both"], moved=0.0), 300, [9])
    skipped = visits["agreed_day"].notna() & (visits["agreed_day"] != visits["day"])
    previous = visits.groupby("client")["day"].shift()
    series = skipped & visits["books_ahead"] & (visits["booked_day"] <= previous)
    anew = skipped & (visits["booked_day"] > previous)
    assert series.sum() > 100
    assert anew.sum() > 100
    assert (visits["agreed_day"] < visits["day"])[skipped].all()
    came = lines[lines["status"] == "attended"].reset_index(drop=True)
    assert (came["made"] == visits["booked_day"]).all()


def test_a_series_is_booked_at_one_time_and_the_next_when_it_is_used_up():
    world = replace(WORLDS["true_booked"], series=1.0, skips=0.0, moved=0.0)
    _, lines = simulate_book(world, 100, [2])
    made = lines[lines["day"] > 0].groupby(["client", "made"])
    assert (made.size() == world.series_length).all()
    last = made["day"].max().reset_index()
    following = last.groupby("client")["made"].shift(-1)
    assert (following == last["day"])[following.notna()].all()


def test_gaps_grow_by_plan():
    world = replace(WORLDS["plain"], gap_growth=0.2, moved=0.0, standing=1.0)
    visits = simulate_visits(world, 600, [1])
    start = visits.groupby("client")["day"].shift()
    length = np.log(visits["day"] - start) - visits["log_interval"]
    known = start.notna()
    assert np.polyfit(start[known] / 180, length[known], 1)[0] == pytest.approx(0.2, abs=0.03)


def test_an_extra_visit_leaves_what_stands_in_the_book():
    world = replace(WORLDS["extra_visits"], moved=0.0, skips=0.0, extra_in_flare=1.0)
    visits, lines = simulate_book(world, 200, [6])
    extra = visits["day"] < visits["agreed_day"]
    assert extra.sum() > 300
    assert (visits["day"] - visits["booked_day"])[extra].between(0, 2).all()
    following = visits.groupby("client")["agreed_day"].shift(-1)
    assert (following == visits["agreed_day"])[extra & following.notna()].all()
    assert not (extra & extra.groupby(visits["client"]).shift(fill_value=False)).any()
    assert len(lines) > len(visits)


def test_a_practice_cancels_some_days_before():
    world = replace(WORLDS["practice_cancels"], skips=0.0, moved=0.0, practice_cancels=0.2)
    visits, lines = simulate_book(world, 400, [6])
    last = lines["client"].map(visits.groupby("client")["day"].max())
    previous = lines["made"].groupby(lines["client"]).shift()
    stood = lines[(lines["day"] < last) & (lines["day"] > 0) & previous.notna()]
    off = stood["status"] == "cancelled"
    assert (stood["day"] - stood["cancelled"])[off].between(0, 5).all()
    at_desk = stood["made"].isin([0]) & stood["client"].map(
        visits.drop_duplicates("client").set_index("client")["books_ahead"]
    )
    assert off[at_desk].mean() == pytest.approx(0.2, abs=0.03)


def test_after_a_package_some_wait_for_weeks():
    world = replace(WORLDS["packages"], series=1.0, skips=0.0, moved=0.0)
    visits = simulate_visits(world, 300, [6])
    nothing = visits["agreed_day"].isna() & (visits["day"] > 0)
    gap = visits["day"] - visits.groupby("client")["day"].shift()
    number = visits.groupby("client").cumcount()
    assert (gap[nothing] > 21).all()
    assert number[nothing].min() == world.series_length + 1
    assert not (nothing & nothing.groupby(visits["client"]).shift(fill_value=False)).any()
    ended = number == world.series_length + 1
    assert nothing[ended].mean() == pytest.approx(0.5, abs=0.1)


def test_a_therapist_leaves_and_her_clients_go_on_with_a_colleague():
    world = WORLDS["therapist_leaves"]
    visits, lines = simulate_book(world, 400, [6])
    gone = round(0.6 * world.records_days)
    calendar = visits["start"] + visits["day"]
    hers = visits["therapist"] == 0
    assert hers[calendar < gone].mean() > 0.1
    assert not hers[calendar >= gone].any()
    start = lines["client"].map(visits.drop_duplicates("client").set_index("client")["start"])
    left = lines[(lines["therapist"] == 0) & (start + lines["day"] >= gone)]
    assert len(left) > 50
    assert (left["status"] == "cancelled").all()
    assert (start + left["cancelled"])[left.index].max() < gone
    clients = visits[hers & (calendar > gone - 30)]["client"].unique()
    stayed = visits[visits["client"].isin(clients) & (calendar >= gone)]["client"].nunique()
    assert stayed > 0.6 * len(clients)


def test_couples_come_together_and_their_pains_go_together():
    visits = simulate_visits(WORLDS["couples"], 400, [6])
    days = visits.groupby("client")["day"].apply(tuple)
    assert all(days[pair] == days[pair + 1] for pair in range(0, 400, 2))
    assert days.nunique() > 180
    rng = np.random.default_rng(6)
    swing = live(draw_people(WORLDS["couples"], 400, rng), WORLDS["couples"], rng).swing[60:]
    together = [np.corrcoef(swing[:, pair], swing[:, pair + 1])[0, 1] for pair in range(0, 400, 2)]
    strangers = [np.corrcoef(swing[:, pair], swing[:, pair - 1])[0, 1] for pair in range(2, 400, 2)]
    assert np.mean(together) == pytest.approx(0.7, abs=0.05)
    assert np.mean(strangers) == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize("name", ["plain", "book_mix", "therapist_leaves"])
def test_session_records_with_the_day_in_the_book_are_sound(name, tmp_path):
    sessions = simulate_sessions(name, n_clients=60, seed=9, day_in_book=True)
    sessions.to_csv(tmp_path / "records.csv", index=False)
    assert check_records(tmp_path / "records.csv").broken == ()
    without = {"booked_day", "original_day", "agreed_known", *SHIFTS}
    assert list(sessions) == [column for column in COLUMNS if column not in without]
    usual = simulate_sessions(name, n_clients=60, seed=9)
    shared = [column for column in usual if column in sessions]
    pd.testing.assert_frame_equal(sessions[shared], usual[shared])
