"""What is asked of outcomes: each thing worked out once, what they share once for all."""

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from analysis import PAIN, SLEEP
from analysis.asked import Asked, ask_together
from analysis.intervals import list_intervals
from analysis.plan import PLAN
from analysis.totals import Everyone, Unknown
from analysis.visits import Visits


@pytest.fixture
def read(monkeypatch):
    """Count how often visits are read."""
    counted, of = Counter(), Visits.of

    def count(*given):
        counted["visits"] += 1
        return of(*given)

    monkeypatch.setattr(Visits, "of", count)
    return counted


def test_outcomes_asked_about_together_read_the_visits_once(mix, read):
    asked = ask_together(mix, (PAIN, SLEEP), PLAN)
    for one in (*asked, *asked):
        pd.testing.assert_frame_equal(one.intervals, list_intervals(mix, one.outcome))
    assert read["visits"] - len(asked) * 2 == 1  # those of list_intervals beside it
    assert asked[0].intervals is asked[0].intervals


def test_what_is_left_out_is_read_anew_and_nothing_else_is(book, read):
    pain, sleep = ask_together(book, (PAIN, SLEEP), PLAN)
    assert pain.list_without("no such column") is pain.intervals
    assert not {"book"} & set(pain.list_without("agreed_day"))
    assert "pain_next" in sleep.list_without("agreed_day")
    assert read["visits"] == 2
    bare = list_intervals(book.drop(columns="agreed_day"), PAIN)
    pd.testing.assert_frame_equal(pain.list_without("agreed_day"), bare)


def test_a_total_of_pieces_is_asked_for_once_however_many_outcomes_there_are(mix):
    everyone = Everyone({})
    for one in ask_together(mix, (PAIN, SLEEP), PLAN, everyone):
        for _ in range(2):
            with pytest.raises(Unknown):
                one.intervals  # noqa: B018
    assert {name: len(sums) for name, sums in everyone.wanted.items()} == {"held": 1}


def test_those_asked_alone_share_nothing(mix):
    one, other = (Asked(mix, PAIN, PLAN) for _ in range(2))
    assert one.together is not other.together
    assert one.held is not other.held
    assert replace(one, outcome=SLEEP, found={}).held is one.held
