"""Shifts against plain loops over single days, in practices with odd weeks and odd closings."""

import time
from datetime import date

import numpy as np
import pandas as pd
import pytest

from massage.intake import plan
from massage.intake.closures import find_closures
from massage.intake.shifts import SHIFTS, find_shifts, write_shifts
from tests.massage.intake.plain_shifts import find_closings, from_ordinals, list_shifts

FIRST = date(2023, 9, 4).toordinal()  # a Monday
MON_FRI, THREE_DAYS, ONE_DAY = (0, 1, 2, 3, 4), (0, 2, 5), (3,)


def visit(weeks, closed, n_clients, n_days=300, seed=1, switch=0.0, gap=12.0):
    """Clients who come about every ``gap`` days on the first open day of their therapist."""
    rng = np.random.default_rng(seed)
    names = list(weeks)
    rows = []
    for client in range(n_clients):
        own = names[client % len(names)]
        rhythm = gap * np.exp(0.4 * rng.standard_normal())
        day = int(rng.integers(0, n_days // 2))
        while day < n_days:
            who = names[rng.integers(len(names))] if rng.random() < switch else own
            while (day % 7) not in weeks[who] or any(
                a <= day <= b for name, a, b in closed if name in (who, "")
            ):
                day += 1
            if day >= n_days:
                break
            rows.append((f"c{client}", who, FIRST + day))
            day += 1 + int(rhythm * np.exp(0.3 * rng.standard_normal()))
            if rng.random() < 0.02:
                break
    return pd.DataFrame(rows, columns=["client", "therapist", "day"])


CHRISTMAS = ("", 107, 124)
PRACTICES = {
    "one therapist": visit({"A": MON_FRI}, [("A", 42, 55), ("A", 140, 146), CHRISTMAS], 40),
    "part-time days": visit(
        {"A": MON_FRI, "B": THREE_DAYS, "C": ONE_DAY},
        [("A", 63, 76), ("B", 70, 90), ("C", 150, 175), ("B", 182, 190)],
        70, switch=0.1,
    ),
    "the whole practice": visit(
        {"A": MON_FRI, "B": (0, 1, 2, 3)}, [("", 49, 55), ("A", 161, 180), CHRISTMAS], 60,
        switch=0.2,
    ),
    "public holidays": visit(
        {"A": MON_FRI, "B": MON_FRI},
        [("", 35, 35), ("", 60, 61), ("", 200, 202), ("A", 210, 216), ("B", 98, 108)],
        60, seed=3,
    ),
    "at the edges": visit(
        {"A": MON_FRI, "B": MON_FRI}, [("A", 3, 9), ("B", 266, 285), ("A", 280, 292)], 60, seed=4
    ),
    "quick rhythm": visit({"A": MON_FRI, "B": (1,)}, [("A", 80, 93), ("B", 80, 110)], 50, seed=5,
                          gap=3.0, switch=0.3),
}  # fmt: skip


@pytest.mark.parametrize("name", PRACTICES)
def test_as_by_plain_loops(name):
    rows = PRACTICES[name]
    rows.loc[rows.index[::53], "therapist"] = None
    closures = find_closures(rows)
    plain, usual = find_closings(from_ordinals(rows))
    ours = [
        (one.therapist, date.fromordinal(one.first), date.fromordinal(one.last), one.left_out)
        for one in closures.runs.itertuples()
    ]
    assert ours == sorted(plain)
    assert {who: set(np.flatnonzero(week)) for who, week in closures.usual.iterrows()} == usual

    rng = np.random.default_rng(plan.SHIFTS_SEED)
    weeks = rng.integers(0, 13, (plan.COUNTERFACTUALS, len(closures.used)))
    start = time.process_time()
    expected = list_shifts(from_ordinals(rows), weeks)
    between = time.process_time()
    found = find_shifts(rows, closures)
    assert time.process_time() - between < 0.2 * (between - start)
    told = found["shift_after"].notna()
    keys = [
        (client, date.fromordinal(day))
        for client, day in zip(rows["client"][told], rows["day"][told], strict=True)
    ]
    assert set(keys) == set(expected)
    assert len(keys) > 100
    values = found[told]
    others = np.array([expected[key][:3] for key in keys])
    columns = ["shift_after", "shift_before", "raw_after"]
    assert np.abs(values[columns].to_numpy() - others).max() < 1e-12
    assert np.abs(others).max() > 0.1
    assert values["period"].tolist() == [expected[key][3] for key in keys]
    whose = closures.usual.index[values["hers"].astype(int)]
    assert whose.tolist() == [expected[key][4] for key in keys]
    assert values["before_closure"].tolist() == [expected[key][5] for key in keys]


def test_one_visit_by_hand():
    """Every other Monday, and two weeks closed from the Monday on which she would come next."""
    clients = [f"c{n}" for n in range(20)]
    rows = pd.DataFrame(
        [(c, "A", FIRST + n % 5 + 14 * k) for n, c in enumerate(clients) for k in range(20)
         if not 84 <= 14 * k < 98], columns=["client", "therapist", "day"],
    )  # fmt: skip
    others = rows.assign(client=rows["client"] + "'", day=rows["day"] + 7)
    both = pd.concat([rows, others[~others["day"].between(FIRST + 84, FIRST + 97)]])
    both = both.reset_index(drop=True)
    closures = find_closures(both)
    [closed] = closures.used.itertuples()
    assert (closed.first - FIRST, closed.last - FIRST, closed.working_days) == (84, 95, 10)
    found = find_shifts(both, closures).assign(**both)
    of_first = found[found["client"].eq("c0")].set_index("day")["raw_after"]
    open_before, gaps = 2, [14, 14, 14, 14, 14, 15, 16, 17, 18]  # Saturdays go to the Friday
    assert len(gaps) + open_before == plan.PLANNED_DAYS
    by_hand = sum(np.log2(28 / gap) for gap in gaps) / plan.PLANNED_DAYS
    assert of_first[FIRST + 70] == pytest.approx(by_hand, abs=1e-12)
    assert of_first[FIRST + 14] == 0


def test_the_mean_shift_over_calendars_is_taken_off():
    found = find_shifts(PRACTICES["one therapist"], find_closures(PRACTICES["one therapist"]))
    assert found["raw_after"].mean() > 0.02
    assert abs(found["shift_after"].mean()) < 0.6 * found["raw_after"].mean()


def test_written_columns_say_no_date_and_no_order():
    rows = PRACTICES["part-time days"]
    found = find_shifts(rows, find_closures(rows))
    written = write_shifts(found, np.random.default_rng(1))
    assert list(written) == SHIFTS
    empty = rows["day"] > rows["day"].max() - plan.LAST_DAYS
    assert written[empty].isna().all().all()
    told = written.dropna()
    assert written[~empty & rows["therapist"].notna()]["shift_after"].notna().mean() > 0.95
    assert (told["shift_after"] * 100).round(6).mod(1).eq(0).all()
    assert set(told["shifted"]) == set(told["before_closure"]) == {"yes", "no"}
    period = found["period"].dropna()
    codes = pd.Series(told["period_block"].str[1:].astype(int).to_numpy(), period)
    assert codes.groupby(level=0).nunique().eq(1).all()
    in_order = codes.groupby(level=0).first()
    assert not in_order.is_monotonic_increasing
    assert told.groupby("closure_block")["period_block"].nunique().eq(1).all()
    again = write_shifts(found, np.random.default_rng(2))
    pd.testing.assert_frame_equal(again[SHIFTS[:3]], written[SHIFTS[:3]])
    assert not again["period_block"].equals(written["period_block"])


def test_nothing_can_be_said_without_intervals_or_a_week():
    rows = pd.DataFrame({"client": list("abc"), "therapist": "A", "day": FIRST + np.arange(3)})
    assert find_shifts(rows, find_closures(rows))["shift_after"].isna().all()
    alone = visit({"A": MON_FRI}, [], 40).drop_duplicates("client")
    assert find_shifts(alone, find_closures(alone))["shift_after"].isna().all()


def test_the_order_of_rows_changes_nothing():
    rows = PRACTICES["the whole practice"]
    mixed = rows.sample(frac=1, random_state=1)
    there, here = (find_shifts(one, find_closures(one)) for one in (rows, mixed))
    pd.testing.assert_frame_equal(there, here.sort_index())


def test_four_times_the_clients_take_less_than_four_times_as_long():
    weeks = {f"T{n}": MON_FRI for n in range(6)}
    closed = [
        (name, a, a + 13) for n, name in enumerate(weeks) for a in range(40 + 7 * n, 700, 160)
    ]
    few, many = (visit(weeks, closed, n, n_days=730, gap=14.0) for n in (100, 400))
    assert len(many) > 4 * len(few)
    assert time_of(few) * 4 > time_of(many)


def time_of(rows):
    spent = []
    for _ in range(3):
        before = time.process_time()
        find_shifts(rows, find_closures(rows))
        spent.append(time.process_time() - before)
    return min(spent)
