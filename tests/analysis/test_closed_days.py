"""Question 2 by closed days: against R, refused with a reason, and each rule of its own."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import (
    PAIN,
    PLAN,
    SLEEP,
    Outcome,
    Practice,
    compare_closed_days,
    find_threats,
    load_sessions,
)
from analysis.verdicts import (
    CLOSED_DAYS,
    NO_ANSWER,
    WITHIN,
    disagree,
    find_source,
    judge_within,
)
from tests.reference.unrated import leave_out

REFERENCE = Path(__file__).parents[1] / "reference"
PRINTED = pd.read_csv(REFERENCE / "closed_days.csv").set_index(["outcome", "name"])["value"]
EXACT = 1e-8
LOOKS = (
    "never_came_back", "cut_short", "unrated", "sorer_before_closures", "switching",
    "plain_outside",
)  # fmt: skip


@pytest.fixture(scope="module")
def sessions():
    return load_sessions(REFERENCE / "practice_closed.csv")


@pytest.fixture(scope="module")
def practice(sessions):
    return Practice(sessions)


def ask(sessions, outcome=PAIN, **changed):
    return compare_closed_days(sessions, outcome, plan=replace(PLAN, **changed))


def test_the_answer_does_not_follow_the_codes(sessions, practice):
    """Codes are random: the same visits under other codes give the same answer."""
    rng, coded = np.random.default_rng(1), sessions.copy()
    for column in ("client_id", "therapist_id", "closure_block", "period_block"):
        codes = sessions[column].dropna().unique()
        coded[column] = sessions[column].map(dict(zip(codes, rng.permutation(codes), strict=True)))
    again, found = compare_closed_days(coded), practice.closed_days["pain"]
    assert (coded["client_id"] != sessions["client_id"]).any()
    for name in ("estimate", "low", "high", "p_value", "first_stage_f"):
        assert getattr(again, name) == pytest.approx(getattr(found, name), rel=1e-9)


@pytest.mark.parametrize("outcome", ["pain", "sleep"])
def test_everything_agrees_with_r(practice, outcome):
    found, printed = practice.closed_days[outcome], PRINTED[outcome]
    wider, (after, before) = found.at_level(0.975), found.weights
    never, cut_short, unrated, sorer, switching, plain = (found.looks[name] for name in LOOKS)
    assert unrated == practice.question_2[outcome].looks["unrated"]  # whose R is that of intervals
    ours = {
        **{name: getattr(found, name) for name in (
            "estimate", "low", "high", "p_value", "first_stage_f", "n_clients", "n_intervals",
            "n_dropped", "n_shifted",
        )},
        "low_975": wider.low, "high_975": wider.high,
        "weight_after": after, "weight_before": before,
        "never_came_back": never.value, "never_came_back_p": never.p_value,
        "cut_short": cut_short.value, "cut_short_p": cut_short.p_value,
        "sorer": sorer.value, "sorer_p": sorer.p_value, "switching": switching.value,
        "plain": plain.value,
    }  # fmt: skip
    groupings = ("client", "therapist_block", "period_block")
    for by, spread in zip(groupings, found.ratio.spreads, strict=True):
        ends = spread.find_set(found.ratio.over, found.ratio.under, 0.95)
        low, high = sorted(-found.outcome.sign * end for end in ends)
        f = found.ratio.under**2 / spread.under_under
        ours |= {f"low_by_{by}": low, f"high_by_{by}": high, f"f_by_{by}": f}
    told = [name for name in printed.index if not name.startswith("p_by_")]
    assert set(ours) == set(told)
    for name in told:
        assert ours[name] == pytest.approx(printed[name], abs=EXACT), name
    p_values = printed[[f"p_by_{by}" for by in groupings]]
    assert found.p_value == pytest.approx(p_values.max(), abs=EXACT)


def test_neither_order_nor_scale_nor_days_in_the_book_matter(sessions, practice):
    shuffled = sessions.sample(frac=1, random_state=1)
    in_book = sessions.assign(agreed_day=sessions["day"].where(sessions["day"] > 0))
    for other in (shuffled, in_book):
        assert ask(other).estimate == pytest.approx(practice.closed_days["pain"].estimate, abs=1e-9)
    tens = {name: 10 * sessions[name] for name in ("pain_before", "pain_after")}
    wide = ask(sessions.assign(**tens), Outcome("pain_before", 0, 100, "lower", name="pain"))
    found = practice.closed_days["pain"]
    for name in ("estimate", "low", "high"):
        assert getattr(wide, name) == pytest.approx(10 * getattr(found, name), rel=1e-6)


def test_ratings_the_other_way_round_turn_the_answer_round(sessions):
    turned = sessions.assign(ease=10 - sessions["pain_before"])
    turned = turned.rename(columns={"pain_after": "left_out"})
    same, other = (
        ask(turned.drop(columns=["left_out", *away]).rename(columns=names), outcome)
        for outcome, away, names in (
            (PAIN, ["ease"], {}),
            (Outcome("mood", 0, 10, "higher"), ["pain_before"], {"ease": "mood"}),
        )
    )
    assert other.estimate == pytest.approx(same.estimate, abs=1e-9)
    assert (other.low, other.high) == pytest.approx((same.low, same.high), abs=1e-9)


@pytest.mark.parametrize(
    ("reason", "change", "changed"),
    [
        ("no_shifts", {"drop": ["shift_after"]}, {}),
        ("no_booking_dates", {"drop": ["booked_day"]}, {}),
        ("no_season", {"drop": ["month"]}, {}),
        ("few_clients", {}, {"fewest_pushed_clients": 134}),
        ("few_clients", {}, {"fewest_clients": 134}),
        ("few_closures", {}, {"fewest_closures": 1000}),
        ("one_therapist", {}, {"fewest_therapists": 7}),
        ("weak", {}, {"least_first_stage_f": 100.0}),
    ],
)
def test_what_can_t_be_answered_says_why(sessions, reason, change, changed):
    found = ask(sessions.drop(columns=change.get("drop", [])), **changed)
    assert found.reason == reason
    assert np.isnan([found.estimate, found.low, found.p_value]).all()
    assert not found.looks
    assert found.direction == NO_ANSWER
    facts = {"few_clients": {"n": 133, "needed": 134}, "weak": {"needed": 100.0}}
    assert facts.get(reason, {}).items() <= found.reason.facts.items()


def test_colleagues_with_hardly_any_clients_don_t_count(sessions):
    code = sessions["therapist_id"].value_counts().index
    mostly = sessions["therapist_id"].where(sessions["client_id"] < "C17000", code[0])
    assert ask(sessions.assign(therapist_id=mostly)).reason != "one_therapist"
    assert ask(sessions.assign(therapist_id="T1")).reason == "one_therapist"
    assert ask(sessions.drop(columns="therapist_id")).reason == "one_therapist"


def test_clients_who_never_came_back_block_it(practice):
    assert not practice.closed_days["sleep"].blocked_by
    found = practice.closed_days["pain"]
    assert found.blocked_by == ("never_came_back",)
    verdict = practice.verdicts["pain"][CLOSED_DAYS]
    assert verdict.direction == NO_ANSWER
    assert verdict.drawn.reason == "blocked"


def test_threats_say_which_way_of_asking_they_are_about(sessions):
    table = find_threats(sessions)
    closed = table[table["question"] == CLOSED_DAYS]
    assert tuple(closed["name"]) == LOOKS
    assert closed["blocks"].tolist() == [True, True, True, False, False, False]
    assert set(table["question"]) == {WITHIN, CLOSED_DAYS}
    without = find_threats(sessions.drop(columns="shift_before"))
    assert set(without["question"]) == {WITHIN}


@pytest.mark.parametrize(("rule", "blocks"), [("hardly any", False), ("after short gaps", True)])
def test_ratings_of_pain_left_out_after_some_gaps_block_both(sessions, rule, blocks):
    answers = Practice(leave_out(sessions, rule, 1)).closed_days
    assert all(one.answered for one in answers.values())
    assert ["unrated" in one.blocked_by for one in answers.values()] == [blocks, blocks]
    assert answers["sleep"].looks["unrated"].about == ("pain" if blocks else "")


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.975])
def test_an_interval_leaves_out_nought_where_p_is_under_its_level(sessions, level):
    for turn in (-1.5, -0.5, 0.0, 0.5, 1.5):
        gap = sessions.groupby("client_id")["day"].diff().fillna(14)
        lean = sessions["pain_before"] + turn * np.log2(gap / 14)
        found = ask(sessions.assign(pain_before=lean.clip(0, 10)), threat_p=0.0).at_level(level)
        assert (found.p_value < 1 - level) == (found.low > 0 or found.high < 0)


def cut_short(sessions):
    """Visits that came after less than half of the mean of the client's other gaps, roughly."""
    gap = sessions.groupby("client_id")["day"].diff()
    usual = np.exp(np.log(gap).groupby(sessions["client_id"]).transform("median"))
    return gap < 0.45 * usual


def test_visits_far_sooner_than_usual_do_not_count(sessions):
    every, usual = ask(sessions, shortest_of_usual=0.0), ask(sessions)
    assert usual.n_intervals < every.n_intervals
    sore = sessions["pain_before"].where(~cut_short(sessions), 10.0)
    assert abs(ask(sessions.assign(pain_before=sore)).estimate - usual.estimate) < abs(
        ask(sessions.assign(pain_before=sore), shortest_of_usual=0.0).estimate - every.estimate
    )


@pytest.mark.parametrize(("rating", "blocks"), [(10.0, True), (0.0, False)])
def test_visits_far_sooner_than_usual_block_where_they_find_clients_worse(sessions, rating, blocks):
    rated = sessions["pain_before"].where(~cut_short(sessions), rating)
    found = ask(sessions.assign(pain_before=rated), cut_short_size=0.05)
    look = found.looks["cut_short"]
    assert look.p_value < 0.01
    assert (look.value > 0.05) == look.fired == ("cut_short" in found.blocked_by) == blocks
    larger = ask(sessions.assign(pain_before=rated), cut_short_size=2.0)
    assert "cut_short" not in larger.blocked_by


def test_visits_that_pain_brings_block_sleep_too(sessions):
    rated = sessions["pain_before"].where(~cut_short(sessions), 10.0)
    changed, plan = sessions.assign(pain_before=rated), replace(PLAN, cut_short_size=0.05)
    own = compare_closed_days(sessions, SLEEP, plan=plan)
    assert "cut_short" not in own.blocked_by
    for found in (
        compare_closed_days(changed, SLEEP, plan=plan),
        Practice(changed, (PAIN, SLEEP), plan).closed_days["sleep"],
    ):
        assert "cut_short" in found.blocked_by
        assert found.looks["cut_short"].about == "pain"


def test_all_gaps_outside_the_interval_are_a_warning(sessions):
    wide, narrow = ask(sessions), ask(sessions, sure=0.999)
    for found, fired in ((wide, False), (narrow, True)):
        look = found.looks["plain_outside"]
        assert look.value == pytest.approx(PRINTED["pain", "plain"], abs=EXACT)
        assert (look.value < found.low or look.value > found.high) == look.fired == fired
        assert found.stands_apart == fired
        assert "plain_outside" not in found.blocked_by


def test_only_rows_booked_by_the_visit_before_count(sessions):
    before = sessions.groupby("client_id")["day"].shift()
    late = sessions["booked_day"].where(sessions["booked_day"] <= before, before + 1)
    day = sessions["day"]
    on_demand = sessions.assign(booked_day=late.where(late <= day, day))
    assert ask(on_demand).n_intervals == ask(sessions).n_intervals
    none = sessions.assign(booked_day=day.where(day == 0, before + 1))
    assert ask(none).reason == "few_clients"


def test_where_both_ways_stand_they_may_disagree(practice):
    within = judge_within(replace(practice.question_2["pain"], blocked_by=()))
    assert within.drawn.answered
    far = replace(within, drawn=replace(within.drawn, low=5.0, estimate=6.0, high=7.0))
    none = replace(within, direction=NO_ANSWER, drawn=within.drawn.unanswered("weak"))
    for first, second, apart, source in [
        (within, within, False, WITHIN),
        (within, far, True, WITHIN),
        (within, none, False, WITHIN),
        (none, within, False, CLOSED_DAYS),
        (none, none, False, ""),
    ]:
        both = {WITHIN: first, CLOSED_DAYS: second}
        assert (disagree(both), find_source(both)) == (apart, source)
    assert not disagree({WITHIN: within})


def test_sleep_needs_a_rhythm_of_a_week(sessions):
    asked = SLEEP, replace(SLEEP, recall_days=0)
    weekly, every = (ask(sessions, one) for one in asked)
    assert weekly.n_intervals < every.n_intervals
