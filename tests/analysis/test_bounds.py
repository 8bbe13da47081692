"""Bounds against draws of the visits supposed to be moved, and what they may not depend on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, PLAN, SLEEP, Practice
from analysis.asked import Asked
from analysis.bounds import BROUGHT_FORWARD, PUT_OFF, find_bounds
from analysis.question_2 import answer_from, select_rows
from analysis.threats import THREATS
from massage.worlds import simulate_sessions
from tests.book import with_book

REFERENCE = Path(__file__).parents[1] / "reference"
WAYS = [(when, most) for when in (PUT_OFF, BROUGHT_FORWARD) for most in (2, 5, 10)]


@pytest.fixture(scope="module")
def sessions():
    return simulate_sessions("regression_to_mean", n_clients=80, seed=3)


def numbers(bounds):
    return np.array([(one.low, one.high) for one in bounds])


def draw_answers(rows, outcome, share, when, n=60):
    """Ends of the interval, averaged over draws of whole visits among the worst arrivals."""
    rng = np.random.default_rng(5)
    standing = [place for place, kept in enumerate(rows["standing"]) if kept]
    means = rows.groupby("client")["y"].mean()
    worse = -outcome.sign * (rows["y"] - rows["client"].map(means)).round(9).to_numpy()
    gap = (rows["day"] - rows["start"]).to_numpy()
    logs = np.log(gap)
    usual = np.exp(rows["client"].map(rows.assign(logs=logs).groupby("client")["logs"].mean()))
    short = gap <= PLAN.brought_forward_gap * usual.to_numpy()
    part = PLAN.put_off_worst if when == PUT_OFF else PLAN.brought_forward_worst
    ends = []
    for _ in range(n):
        lot = rng.random(len(rows))
        by = [(when == BROUGHT_FORWARD and not short[i], -worse[i], lot[i], i) for i in standing]
        pool = [i for *_, i in sorted(by)[: round(part * len(standing))]]
        some = rng.choice(pool, round(share * len(standing)), replace=False)
        days = -np.minimum(PLAN.put_off_days, gap[some] // 2)
        days = days if when == PUT_OFF else np.full(len(some), PLAN.brought_forward_days)
        moved, index = rows.copy(), rows.index[some]
        moved.loc[index, ["standing", "moved"]] = 0.0, 1.0
        moved.loc[index, "agreed_day"] = rows["day"].iloc[some] + days
        moved.loc[index, "weight"] = 0.5 ** (np.abs(days) / PLAN.moved_half_life)
        found = answer_from(moved, 0, outcome, PLAN)
        ends.append((found.low, found.high))
    return np.mean(ends, axis=0)


@pytest.mark.parametrize("outcome", [PAIN, SLEEP], ids=["pain", "sleep"])
@pytest.mark.parametrize("when", [PUT_OFF, BROUGHT_FORWARD])
def test_ends_are_those_of_drawn_visits_on_average(sessions, outcome, when):
    asked = Asked(sessions, outcome, PLAN)
    rows, _ = select_rows(asked.intervals, outcome)
    drawn = draw_answers(rows, outcome, 0.05, when)
    plain = answer_from(rows, 0, outcome, PLAN)
    bound = next(b for b in find_bounds(asked) if (b.when, b.per_hundred) == (when, 5))
    outer = min(plain.low, drawn[0]), max(plain.high, drawn[1])
    moved_by = max(plain.low - outer[0], outer[1] - plain.high)
    assert moved_by > 0.05
    assert (bound.low, bound.high) == pytest.approx(outer, abs=0.15 * moved_by)


def test_there_is_one_for_each_way_and_share_and_more_moves_make_them_wider(sessions):
    for found in Practice(sessions).bounds.values():
        assert [(one.when, one.per_hundred) for one in found] == WAYS
        for some in (found[:3], found[3:]):
            assert (np.diff(numbers(some)[:, 0]) <= 0).all()
            assert (np.diff(numbers(some)[:, 1]) >= 0).all()


def test_neither_the_order_of_rows_nor_codes_matter(sessions):
    codes = {code: f"X{n * 7919 % 10007}" for n, code in enumerate(sessions["client_id"].unique())}
    other = sessions.assign(client_id=sessions["client_id"].map(codes)).sample(
        frac=1, random_state=1
    )
    for name, found in Practice(sessions).bounds.items():
        assert numbers(Practice(other).bounds[name]) == pytest.approx(numbers(found), abs=1e-9)


@pytest.mark.parametrize("missing", [["original_day"], ["month"], ["month", "original_day"]])
def test_a_blocked_question_has_bounds(sessions, missing):
    blocked = Practice(sessions.drop(columns=missing))
    assert blocked.question_2["pain"].blocked_by
    for name in ("pain", "sleep"):
        assert np.isfinite(numbers(blocked.bounds[name])).all()


def test_only_what_moves_in_silence_explain_is_bounded(sessions):
    bounded = Practice(sessions.drop(columns="original_day"))
    for found in bounded.verdicts.values():
        assert found["bounds"].per_hundred == 5
    for missing in (["month"], ["month", "original_day"]):
        blocked = Practice(sessions.drop(columns=missing))
        assert "no_season" in blocked.question_2["pain"].blocked_by
        assert all("bounds" not in found for found in blocked.verdicts.values())
    assert {name for name, one in THREATS.items() if one.bounded} == {"short_gap", "no_move_record"}


def test_rows_count_whether_the_day_in_the_book_is_known_or_not(sessions):
    known = with_book(sessions).drop(columns="agreed_known")
    unknown = known.assign(agreed_known=known["agreed_day"].notna().map({True: "no", False: None}))
    blocked = Practice(unknown)
    assert blocked.question_2["pain"].blocked_by == ("no_move_record",)
    assert blocked.bounds == Practice(known).bounds


@pytest.mark.parametrize("missing", [["booked_day", "original_day"], None])
def test_too_few_rows_give_a_reason(sessions, missing):
    few = sessions.drop(columns=missing) if missing else sessions
    if not missing:
        few = few[few["client_id"].isin(few["client_id"].unique()[:6])]
    practice = Practice(few)
    for one in practice.bounds["pain"]:
        assert np.isnan(one.low)
        assert one.reason in ("few_intervals", "few_intervals_left")
        assert one.reason.facts["needed"] == 10
    assert len(practice.bounds["pain"]) == 6
    assert "bounds" not in practice.verdicts["pain"]


def test_the_verdict_takes_the_outer_ends_of_both_ways(sessions):
    practice = Practice(sessions)
    five = [one for one in practice.bounds["pain"] if one.per_hundred == 5]
    found = practice.verdicts["pain"]["bounds"]
    assert found.low == min(one.low for one in five)
    assert found.high == max(one.high for one in five)
    wide = replace(PLAN, marks=(10.0,))
    assert Practice(sessions, plan=wide).verdicts["pain"]["bounds"].excludes == 10


@pytest.mark.parametrize(
    ("practice", "outcome"), [("practice_book", PAIN), ("practice_mix", SLEEP)]
)
def test_every_number_agrees_with_r(practice, outcome):
    """tests/reference/bounds.R: visit by visit, a refit without each client."""
    expected = pd.read_csv(REFERENCE / "bounds_expected.csv").query("practice == @practice")
    found = find_bounds(Asked(pd.read_csv(REFERENCE / f"{practice}.csv"), outcome, PLAN))
    assert set(expected["outcome"]) == {outcome.name}
    assert [(one.when, one.per_hundred) for one in found] == list(
        zip(expected["when"], expected["per_hundred"], strict=True)
    )
    assert numbers(found) == pytest.approx(expected[["low", "high"]].to_numpy(), abs=1e-8)
