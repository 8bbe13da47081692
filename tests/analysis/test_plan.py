"""The plan is obeyed: each field changes something, and words follow what it says."""

import re
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from analysis import (
    PAIN,
    PLAN,
    SLEEP,
    Plan,
    Windows,
    compare_intervals,
    load_sessions,
    summarise_clients,
)
from analysis.plan import CLOSED_DAYS_ALONE
from analysis.records import check_records
from massage import figures
from massage.claims import examine_claims
from massage.claims.conditions import pool_changes
from massage.claims.groups import summarise_records
from massage.claims.one_client import answer_course, follow_longest
from massage.claims.tell import tabulate_claims
from massage.figures.catalogue import CATALOGUE
from massage.practice import Practice
from massage.report.results import find_results
from massage.robustness.specifications import fit_specifications, list_specifications
from massage.robustness.unrecorded import suppose_put_off
from massage.words.answers import answer_between, answer_change, answer_slope
from massage.words.codes import tell
from massage.words.formats import coverage, first_weeks, later_weeks
from massage.words.together import answer_both, answer_within

OTHER_WINDOWS = Windows((0, 56), (57, 112))
FIRED = {"threat_p": 0.999}  # every size is then what decides
SIZES = dict.fromkeys(
    ("past_pain_size", "short_gap_size", "late_booking_size", "cut_short_size", "sorer_size"), 1e6
) | {"unrated_size": 1.0}
OF_THE_BOOK = (
    "own_trend",
    "own_season",
    "own_waves",
    "season_waves",
    "earlier_surprises",
    "book_half_life",
)
REFERENCE = Path(__file__).parents[1] / "reference"
CHANGED = {
    "windows": OTHER_WINDOWS,
    "sure": 0.9,
    "marks": (100.0,),
    "sleep_marks": (100.0,),
    "lean": 10.0,
    "sleep_lean": 10.0,
    "fewest_clients": 500,
    "fewest_other_pace": 500,
    "few_deciding": 500,
    "first_start_day": 120,
    "own_trend": 0.0,
    "own_season": 0.0,
    "own_waves": 0,
    "season_waves": 1,
    "earlier_surprises": 0,
    "moved_half_life": 1.0,
    "book_half_life": 1.0,
    "most_lasting": 0.0,
    "ridge": 1.0,
    "fewest_varying": 10_000,
    "threat_p": 0.999,
    "past_pain_size": 0.0,
    "past_pain_hinges": (),
    "surprise": 0.2,
    "fewest_surprises": 10_000,
    "short_gap_size": 0.0,
    "late_booking_size": 0.0,
    "unrated_size": 0.0,
    "most_not_standing": 0.0,
    "least_gap_spread": 10.0,
    "censored_days": 0,
    "checkable_clients": 10_000,
    "supposed_moved": (1, 5),
    "judged_moved": 2,
    "put_off_days": 3,
    "put_off_worst": 0.9,
    "brought_forward_days": 3,
    "brought_forward_worst": 0.9,
    "brought_forward_gap": 0.1,
    "fewest_pushed_clients": 10_000,
    "fewest_closures": 10_000,
    "fewest_therapists": 100,
    "least_first_stage_f": 1e6,
    "closed_waves": 1,
    "most_pull": 0.0,
    "most_rest": 0.0,
    "shortest_of_usual": 0.9,
    "cut_short_size": 0.0,
    "sorer_size": 0.0,
    "switching_share": 0.0,
}


@pytest.fixture(scope="module")
def sessions(practice):
    return load_sessions(practice)


@cache
def outputs(path, plan, outcome):
    """What both questions give, in numbers and words."""
    practice = Practice(load_sessions(path), (outcome,), plan)
    one, other = practice.question_1[outcome.name], practice.question_2[outcome.name]
    return [
        *(repr(part) for part in (one.correlation, one.slope, other)),
        practice.threats.to_csv(),
        repr(answer_in_numbers(practice.closed_days[outcome.name])),
        repr(practice.bounds),
        repr(practice.verdicts[outcome.name].get("bounds")),
        answer_both(one, other),
        answer_between(one),
        answer_slope(one),
    ]


def answer_in_numbers(found):
    """The parts of an answer that don't name the plan."""
    return found.estimate, found.low, found.high, found.reason, found.blocked_by


def test_every_field_of_the_plan_is_tried():
    assert list(CHANGED) == [field.name for field in fields(Plan)]


@pytest.mark.parametrize("name", CHANGED)
def test_something_follows_from_each_field(practice, name):
    sizes = SIZES if name in SIZES else {}
    base = replace(PLAN, **FIRED if name in [*SIZES, "fewest_surprises"] else {}, **sizes)
    if name in OF_THE_BOOK:
        practice = REFERENCE / "practice_book.csv"
    if name in CLOSED_DAYS_ALONE:
        practice = REFERENCE / "practice_closed.csv"
    if name == "fewest_varying":  # a practice where clients change therapist
        practice = REFERENCE / "practice_therapists.csv"
    outcome = (
        SLEEP if name in ("short_gap_size", "sleep_marks", "sleep_lean", "cut_short_size") else PAIN
    )  # in pain they arrive better, if anything
    changed = replace(base, **{name: CHANGED[name]})
    assert outputs(practice, changed, outcome) != outputs(practice, base, outcome)
    assert changed.fingerprint != base.fingerprint
    shorter = [one.fingerprint_without_closed_days for one in (changed, base)]
    assert (shorter[0] == shorter[1]) == (name in CLOSED_DAYS_ALONE)


def test_what_closed_days_alone_use_changes_no_other_answer(sessions):
    alone = {name: CHANGED[name] for name in CLOSED_DAYS_ALONE}
    changed, base = (Practice(sessions, plan=one) for one in (replace(PLAN, **alone), PLAN))
    for name, found in base.question_2.items():
        other = changed.question_2[name]
        assert (other.estimate, other.low, other.p_holm) == (
            found.estimate,
            found.low,
            found.p_holm,
        )
        assert other.blocked_by == found.blocked_by
    assert changed.bounds == base.bounds
    for name, association in base.question_1.items():
        assert changed.question_1[name].p_holm == association.p_holm


@pytest.mark.rates
def test_five_hundred_clients_stop_every_number(sessions, practice):
    plan = replace(PLAN, fewest_clients=500)
    for found in Practice(sessions, plan=plan).question_1.values():
        for one in (found.correlation, found.slope, found.slope_by_therapist):
            assert not one.answered
            assert "500 are needed" in tell(one.reason)
        assert "can't" in answer_between(found)
    for examined in Practice(sessions, plan=plan).question_2.values():
        assert "500 are needed" in tell(examined.reason)
    table = examine_claims(Practice(sessions, plan=plan))
    assert table["estimate"].isna().all()
    assert set(table["verdict"]) <= {"no answer", "too few to tell", "print only"}
    assert suppose_put_off(sessions, PAIN, plan)["low"].isna().all()
    listed = list_specifications(plan).head(3)
    assert fit_specifications(sessions, PAIN, listed, plan)["low"].isna().all()
    clients = summarise_clients(sessions)
    assert "500 are needed" in answer_change(clients, PAIN, plan)
    assert pool_changes(summarise_records(sessions).clients, PAIN, plan).by_condition.empty
    assert "no answer is given with fewer than 500" in " ".join(
        tell(remark, "remarks") for remark in check_records(practice, plan=plan).remarks
    )
    own = Practice(sessions, plan=plan)
    for refused in (
        figures.plot_change(own, PAIN, shared=True),
        figures.plot_improvement(own, PAIN, shared=True),
        figures.plot_relief(own, shared=True),
    ):
        assert refused.withheld == "Fewer than 500 clients have the values for it."
    assert own.curves[0] == []


def test_results_follow_a_plan(practice):
    found = find_results(practice, (PAIN,), replace(PLAN, fewest_clients=500, sure=0.2))
    assert found["plan"]["published"] is False
    for question in ("between_clients", "within_clients"):
        assert found[question]["pain"]["estimate"] is None
        assert found[question]["pain"]["level"] == pytest.approx(0.8)
    assert all(part["estimate"] is None for claim in found["claims"] for part in claim["parts"])


@pytest.mark.rates
@pytest.mark.parametrize("sure", [0.9, 0.5, 0.2, 0.01])
def test_an_interval_never_contradicts_what_is_said(sessions, sure):
    plan = replace(PLAN, sure=sure)
    level = coverage(1 - sure)
    for found in Practice(sessions, (PAIN,), plan).question_1.values():
        one = found.correlation
        assert (one.p_value < sure) == (one.low > 0 or one.high < 0)
        assert f"{level} interval" in answer_between(found)
        named = max(one.p_value, found.slope.p_value) < sure and found.signs_agree
        assert ("can't tell" in answer_between(found)) == (not named)
        if found.slope.low > 0 or found.slope.high < 0:
            assert ("no direction is sure" in answer_slope(found)) == (not named)
        assert (found.direction in ("better", "worse")) == named
    for examined in Practice(sessions, (PAIN,), plan).question_2.values():
        one = examined
        assert (one.p_value < sure) == (one.low > 0 or one.high < 0)
        assert f"{level} interval" in answer_within(examined)
    practice = Practice(sessions, plan=plan)
    table = examine_claims(practice)
    known = table.dropna(subset=["p_value", "low"])
    outside = (known["low"] > 0) | (known["high"] < 0)
    assert list(outside) == list(known["p_value"] < sure)
    told = ~known["verdict"].isin(["can't tell", "no answer"])
    opposite = [
        one.correlation.p_value for one in practice.question_1.values() if not one.signs_agree
    ]
    sure_of = (known["p_adjusted"] < sure) & ~known["p_value"].isin(opposite)
    assert list(told) == list(sure_of)
    assert not table["text"].str.contains("95 %").any()
    assert f"{level} interval" in tabulate_claims(table)
    conditions = figures.plot_changes(practice)
    assert f"{level} intervals" in conditions.alternative
    assert compare_intervals(sessions, plan=plan).level == plan.level


NAN, INF = float("nan"), float("inf")
NO_NUMBERS = (None, "1", True, NAN, INF, -INF)
NO_COUNTS = (*NO_NUMBERS, 0, -1, 9.5, 10.0)
NO_DAYS = (*NO_NUMBERS, -1, 9.5, 10.0)
NO_SIZES = (*NO_NUMBERS, -1, -1e-6)
NO_SHARES = (*NO_NUMBERS, -0.1, 1.1, 5)
NO_MARKS = (None, 1.0, (), [0.5, 1.0], (1.0, 0.5), (1.0, 1.0), (0.0, 1.0), (True, 2.0), (1.0, INF))
WRONG = {
    "windows": (None, (0, 42), ((0, 42), (43, 84))),
    "sure": (*NO_SHARES, 0, 1),
    "marks": NO_MARKS,
    "sleep_marks": NO_MARKS,
    "lean": NO_SIZES,
    "sleep_lean": NO_SIZES,
    "fewest_clients": NO_COUNTS,
    "fewest_other_pace": NO_COUNTS,
    "few_deciding": NO_COUNTS,
    "first_start_day": NO_DAYS,
    "own_trend": NO_SIZES,
    "own_season": NO_SIZES,
    "own_waves": NO_DAYS,
    "season_waves": NO_COUNTS,
    "earlier_surprises": NO_DAYS,
    "moved_half_life": (*NO_SIZES, 0),
    "book_half_life": (*NO_SIZES, 0),
    "most_lasting": (*NO_SHARES, 1),
    "ridge": NO_SIZES,
    "fewest_varying": NO_COUNTS,
    "threat_p": NO_SHARES,
    "past_pain_size": NO_SIZES,
    "past_pain_hinges": (None, 30, [30, 60], (60, 30), (30, 30), (-30, 30), (30.5,), (True, 60)),
    "surprise": NO_SIZES,
    "fewest_surprises": NO_COUNTS,
    "short_gap_size": NO_SIZES,
    "late_booking_size": NO_SIZES,
    "unrated_size": NO_SHARES,
    "most_not_standing": NO_SHARES,
    "least_gap_spread": NO_SIZES,
    "censored_days": NO_DAYS,
    "checkable_clients": NO_COUNTS,
    "supposed_moved": (*NO_MARKS, (2, 100), (2.0, 250.0)),
    "judged_moved": (*NO_SIZES, 0),
    "put_off_days": NO_COUNTS,
    "put_off_worst": (*NO_SHARES, 0, 1),
    "brought_forward_days": NO_COUNTS,
    "brought_forward_worst": (*NO_SHARES, 0, 1),
    "brought_forward_gap": (*NO_SIZES, 0),
    "fewest_pushed_clients": NO_COUNTS,
    "fewest_closures": NO_COUNTS,
    "fewest_therapists": NO_COUNTS,
    "least_first_stage_f": NO_SIZES,
    "closed_waves": NO_COUNTS,
    "most_pull": NO_SIZES,
    "most_rest": NO_SHARES,
    "shortest_of_usual": NO_SHARES,
    "cut_short_size": NO_SIZES,
    "sorer_size": NO_SIZES,
    "switching_share": NO_SHARES,
}


def test_every_field_of_the_plan_is_checked():
    assert list(WRONG) == [field.name for field in fields(Plan)]


@pytest.mark.parametrize("name", WRONG)
def test_a_plan_refuses_what_a_field_can_t_be(name):
    for value in WRONG[name]:
        with pytest.raises(ValueError, match=f"^{name} is .*; it must be "):
            replace(PLAN, **{name: value})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sure": "0.05"}, "sure is '0.05'; it must be a number between 0 and 1, like 0.05"),
        ({"few_deciding": NAN}, "few_deciding is nan; it must be a whole number, 1 or more, like "
         "10"),
        ({"most_lasting": 1}, "most_lasting is 1; it must be a share from 0 to under 1, like 0.75"),
        ({"past_pain_hinges": (60, 30)}, "past_pain_hinges is (60, 30); it must be whole days that "
         "rise, like (30, 60, 90, 120, 180)"),
    ],
)  # fmt: skip
def test_a_plan_says_what_is_wrong_and_what_would_be_right(change, said):
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        replace(PLAN, **change)


@pytest.mark.parametrize(
    "change",
    [
        {"most_lasting": 0}, {"ridge": 0}, {"threat_p": 0}, {"threat_p": 1}, {"first_start_day": 0},
        {"few_deciding": 1}, {"surprise": 2}, {"past_pain_hinges": (0,)}, {"past_pain_size": 1e6},
    ],
)  # fmt: skip
def test_the_ends_of_what_a_field_can_be_belong_to_it(change):
    assert replace(PLAN, **change) != PLAN


def test_numbers_of_numpy_make_the_same_plan():
    start, end = PLAN.windows.exposure
    after, last = PLAN.windows.follow_up
    same = replace(
        PLAN,
        windows=Windows((np.int64(start), np.int32(end)), (after, np.int64(last))),
        sure=np.float64(0.05),
        fewest_clients=np.int64(10),
        past_pain_hinges=tuple(np.array(PLAN.past_pain_hinges)),
    )
    assert same == PLAN
    assert same.is_published


@pytest.mark.parametrize("name", ["exposure", "follow_up"])
@pytest.mark.parametrize(
    "days",
    [None, 5, "ab", (), (5,), (0, 7, 14), [50, 60], (60, 50), (50, 50), (50, 60.0), (50, 60.5),
     (-7, 60), (True, 60), (50, None), (50, INF)],
)  # fmt: skip
def test_windows_are_two_whole_days_each(name, days):
    with pytest.raises(ValueError, match=f"^{name} is .*; it must be two whole days from 0 on"):
        Windows(**{name: days})


@pytest.mark.parametrize("follow_up", [(42, 84), (20, 84), (0, 42)])
def test_the_follow_up_begins_after_the_exposure(follow_up):
    said = f"follow_up is {follow_up} where exposure is (0, 42); it must begin after day 42"
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        Windows((0, 42), follow_up)


@pytest.mark.parametrize(
    ("windows", "first", "later"),
    [
        (Windows((0, 42), (43, 84)), "first six weeks", "weeks 7 to 12"),
        (OTHER_WINDOWS, "first eight weeks", "weeks 9 to 16"),
        (Windows((0, 91), (92, 182)), "first 13 weeks", "weeks 14 to 26"),
        (Windows((0, 40), (50, 80)), "days 0 to 40", "days 50 to 80"),
        (Windows((7, 42), (43, 84)), "days 7 to 42", "weeks 7 to 12"),
        (Windows((0, 7), (8, 14)), "days 0 to 7", "weeks 2 to 2"),
    ],
)
def test_windows_in_words(windows, first, later):
    assert first_weeks(windows) == first
    assert later_weeks(windows) == later


@pytest.mark.parametrize("windows", [OTHER_WINDOWS, Windows((0, 40), (50, 80))])
def test_words_follow_the_windows(sessions, windows):
    plan = replace(PLAN, windows=windows)
    own = Practice(sessions, plan=plan)
    table = examine_claims(own)
    course = follow_longest(sessions, PAIN, plan)
    shown = [
        figures.plot_frequency(own),
        figures.plot_change(own, PAIN),
        figures.plot_improvement(own, PAIN),
    ]
    drawn = [one.draw().axes[0] for one in shown]
    said = [
        answer_change(own.clients, PAIN, plan),
        *(text for one in shown for text in (one.alternative, one.says)),
        answer_course(course, plan),
        answer_course(None, plan),
        *table["text"],
        *table["unit"],
        *(entry.ask(plan) for entry in CATALOGUE),
        *(" ".join([ax.get_title(), ax.get_xlabel(), ax.get_ylabel()]) for ax in drawn),
        *figures.plot_change(own, PAIN).data.columns,
        *list_specifications(plan).query("ours").iloc[0].astype(str),
    ]
    text = " ".join(said)
    for old in ("weeks 7 to 12", "weeks_7_to_12", "first six weeks", "6 weeks", "43 to 84"):
        assert old not in text
    assert text.count(later_weeks(windows)) > 5
    assert text.count(first_weeks(windows)) > 5
    own = Practice(sessions, (PAIN,), plan).question_1["pain"].slope
    listed = list_specifications(plan)
    assert listed["ours"].sum() == 1
    fitted = fit_specifications(sessions, PAIN, listed[listed["ours"]], plan).iloc[0]
    assert fitted["estimate"] == pytest.approx(own.estimate)


def test_question_2_starts_where_the_plan_says(sessions):
    late = compare_intervals(sessions, plan=replace(PLAN, first_start_day=365))
    assert 0 < late.n_intervals < compare_intervals(sessions).n_intervals / 2
