"""Closed days from visits alone and from a list; which are left out, and why."""

from datetime import date

import pandas as pd
import pytest

from massage.intake.closures import EVERYONE, find_closures

MONDAY = date(2024, 4, 1).toordinal()


def work(therapist, closed=(), days=range(250), week=range(5), per_day=2):
    """A row per visit of a therapist who works on these weekdays unless closed."""
    kept = [day for day in days if day % 7 in week and day not in closed]
    return pd.DataFrame(
        {"therapist": therapist, "day": [MONDAY + day for day in kept for _ in range(per_day)]}
    )


def find(*parts, **options):
    return find_closures(pd.concat(parts, ignore_index=True), **options)


def told(closures):
    return [
        (one.therapist, one.first - MONDAY, one.last - MONDAY, one.left_out)
        for one in closures.runs.itertuples()
    ]


def test_a_run_of_three_usual_days_with_six_visits_expected_is_a_closure():
    closed = [*range(70, 75), *range(100, 103), 130, 131]
    found = find(work("A", closed, per_day=3))
    assert told(found) == [("A", 70, 74, ""), ("A", 100, 102, "")]
    [first, second] = found.runs.itertuples()
    assert (first.working_days, second.working_days) == (5, 3)
    assert second.expected == pytest.approx(3 * (19 + 19 + 18) / 20)


def test_five_point_nine_visits_expected_are_too_few():
    rare = work("A", range(70, 73), per_day=1)
    assert told(find(rare)) == []
    assert told(find(work("A", [*range(70, 75), *range(77, 82)], per_day=1))) == [("A", 70, 81, "")]


def test_closed_days_run_on_over_a_weekend_and_end_with_a_visit():
    assert told(find(work("A", range(74, 88)))) == [("A", 74, 87, "")]
    assert told(find(work("A", [day for day in range(74, 88) if day != 81]))) == [
        ("A", 74, 80, ""), ("A", 84, 87, ""),
    ]  # fmt: skip


def test_days_before_her_first_and_after_her_last_visit_are_not_closed():
    closures = find(work("A"), work("B", days=range(60, 200)))
    assert told(closures) == []
    assert (closures.first, closures.last) == (MONDAY, MONDAY + 249)


def test_a_weekday_is_usual_from_five_of_a_hundred_days_and_four_of_a_hundred_visits():
    weekly = work("A")
    saturdays = pd.DataFrame({"therapist": "A", "day": [MONDAY + 5, MONDAY + 12] * 20})
    once = saturdays.drop_duplicates()
    assert list(find(weekly, once).usual.loc["A"]) == [True] * 5 + [False] * 2
    assert find(weekly, saturdays).usual.loc["A", 5]
    one_of_many = pd.DataFrame({"therapist": "A", "day": [MONDAY + 5] * 40})
    assert not find(weekly, one_of_many).usual.loc["A", 5]


def test_a_therapist_with_nineteen_days_has_no_week_of_her_own():
    few = work("B", days=range(25))
    assert few["day"].nunique() == 19
    assert list(find(work("A"), few).usual.index) == ["A"]
    assert list(find(work("A"), work("B", days=range(26))).usual.index) == ["A", "B"]


@pytest.mark.parametrize(
    ("first", "last", "left_out"),
    [
        (date(2024, 12, 16), date(2024, 12, 19), ""),
        (date(2024, 12, 16), date(2024, 12, 20), "turn_of_year"),
        (date(2025, 1, 6), date(2025, 1, 10), "turn_of_year"),
        (date(2025, 1, 7), date(2025, 1, 10), ""),
        (date(2024, 12, 9), date(2025, 1, 31), "turn_of_year"),
    ],
)
def test_closings_that_touch_the_turn_of_the_year_are_left_out(first, last, left_out):
    closed = range(first.toordinal() - MONDAY, last.toordinal() - MONDAY + 1)
    [found] = told(find(work("A", closed, days=range(400))))
    assert found[-1] == left_out


def test_a_closing_of_the_whole_practice_is_left_out_and_one_that_goes_on_is_not():
    together, alone = range(70, 75), range(70, 82)
    found = find(work("A", together), work("B", together, week=range(4)))
    assert {one[-1] for one in told(found)} == {"whole_practice"}
    found = find(work("A", together), work("B", alone))
    assert told(found) == [("A", 70, 74, "whole_practice"), ("B", 70, 81, "")]


def test_with_one_therapist_no_closing_is_one_of_the_whole_practice():
    assert told(find(work("A", range(70, 75)))) == [("A", 70, 74, "")]


def test_a_therapist_who_does_not_work_on_those_weekdays_says_nothing():
    found = find(work("A", range(70, 73)), work("B", week=[4]))
    assert told(found) == [("A", 70, 72, "")]


def test_a_list_needs_no_expected_visits_and_its_single_days_are_left_out():
    listed = {"A": frozenset(range(MONDAY + 70, MONDAY + 77)), EVERYONE: frozenset({MONDAY + 21})}
    rare = work("A", [21, *range(70, 75), *range(98, 110)], per_day=1)
    assert told(find(rare, listed=listed)) == [("A", 21, 21, "too_short"), ("A", 70, 74, "")]
    assert told(find(work("A"), listed=listed)) == []


def test_visits_of_nobody_count_for_nobody():
    nobody = work("", range(0))
    assert told(find(work("A", range(70, 75)), nobody)) == [("A", 70, 74, "")]
    assert find(nobody).runs.empty
    assert find(nobody.assign(therapist=None)).usual.empty
