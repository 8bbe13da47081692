"""How many clients are counted, in words, so that no small group can be worked out."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis import PAIN, Outcome
from analysis.codes import Code
from analysis.estimate import Estimate
from analysis.question_1 import Association
from massage.words.who_counts import (
    can_tell_all,
    count_all,
    explain_who_counts,
    list_parts,
    name_plainly,
)

NOTHING = Estimate.blank(Code("none"), 0.95).unanswered(Code("not_worked_out"))
LEFT, NO_BASELINE = "left before the follow-up window", "no value at the first session"


def found(counted, **left_out):
    reasons = pd.Series(left_out, dtype=int)
    correlation = replace(NOTHING, n_clients=counted)
    return Association(PAIN, correlation, NOTHING, NOTHING, 1.0, (0.0, 1.0), (0, 0), reasons)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (found(0), "There are no clients."),
        (found(3), "There are fewer than five clients."),
        (found(12), "All 12 clients are counted for pain."),
        (found(163, left=34, no_baseline=3, not_known_new=2), "Of 202 clients, 163 are counted for "
         f"pain. Left out: {LEFT} (34); not recorded whether new or {NO_BASELINE} (5)."),
        (found(100, left=34, not_known_new=8, no_baseline=2), "Of 144 clients, 100 are counted for "
         f"pain. Left out: {LEFT} (34); {NO_BASELINE} or not recorded whether new (10)."),
        (found(163, left=2), f"163 clients are counted for pain. Left out: {LEFT}."),
        (found(3, left=20), "Of 23 clients, fewer than five are counted for pain. "
         f"Left out: {LEFT}."),
    ],
)  # fmt: skip
def test_who_counts(one, said):
    assert explain_who_counts({"pain": one}) == [said]


def test_all_clients_are_not_counted_where_few_are_left_out_of_one_question():
    pair = {"pain": found(163, left=2), "sleep": found(150, left=10, no_baseline=5)}
    assert not can_tell_all(pair)
    assert count_all(3775, 165, pair) == "3,775 sessions"
    assert explain_who_counts(pair)[1] == (
        f"150 clients are counted for pain. Left out: {LEFT}; {NO_BASELINE}."
    )
    assert count_all(3775, 240, {"pain": found(163, left=77)}) == "3,775 sessions of 240 clients"
    assert count_all(35, 3, {"pain": found(3)}) == "35 sessions of fewer than five clients"


def test_names_are_words():
    [named] = name_plainly([Outcome("activity_limit", 0, 10, better="lower")])
    assert (named.name, named.column) == ("activity limit", "activity_limit")
    assert name_plainly([PAIN]) == (PAIN,)


@pytest.mark.parametrize(
    ("counted", "left_out", "parts"),
    [
        (30, {"left": 9, "not_new": 6}, [("counted", 30), ("left early", 9), ("not new", 6)]),
        (30, {"left": 9, "no_baseline": 2},
         [("counted", 30), ("left early, or another reason", 11)]),
        (30, {"not_new": 20, "left": 3, "no_baseline": 2},
         [("counted", 30), ("not new", 20), ("left early, or another reason", 5)]),
        (30, {}, [("counted", 30)]),
        (30, {"left": 4}, []),
        (4, {"left": 40}, []),
        (0, {"left": 40}, [("counted", 0), ("left early", 40)]),
    ],
)  # fmt: skip
def test_parts_are_told_where_no_small_group_can_be_worked_out(counted, left_out, parts):
    table = list_parts({"pain": found(counted, **left_out)}, "pain")
    assert list(table.itertuples(index=False, name=None)) == parts


def test_no_parts_are_told_where_another_outcome_leaves_few_out():
    both = {"pain": found(30, left=20), "sleep": found(47, left=3)}
    assert list_parts(both, "pain").empty
