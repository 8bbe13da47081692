"""How many clients are counted, in words, so that no small group can be worked out."""

import pandas as pd
import pytest

from analysis import PAIN, Outcome
from analysis.association import Association
from analysis.estimate import unanswered
from massage.presenting.small import (
    can_tell_all,
    count_all,
    explain_who_counts,
    name_plainly,
)

NOTHING = unanswered("not asked", method="none", level=0.95)


def found(counted, **left_out):
    reasons = pd.Series({key.replace("_", " "): n for key, n in left_out.items()}, dtype=int)
    correlation = unanswered("not asked", method="none", level=0.95, n_clients=counted)
    return Association(PAIN, correlation, NOTHING, NOTHING, 1.0, (0.0, 1.0), (0, 0), reasons)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (found(0), "There are no clients."),
        (found(3), "There are fewer than five clients."),
        (found(12), "All 12 clients are counted for pain."),
        (found(163, left=34, moved=3, ill=2), "Of 202 clients, 163 are counted for pain. "
         "Left out: left (34); ill or moved (5)."),
        (found(100, left=34, recent=8, moved=2), "Of 144 clients, 100 are counted for pain. "
         "Left out: left (34); moved or recent (10)."),
        (found(163, left=2), "163 clients are counted for pain. Left out: left."),
        (found(3, left=20), "Of 23 clients, fewer than five are counted for pain. "
         "Left out: left."),
    ],
)  # fmt: skip
def test_who_counts(one, said):
    assert explain_who_counts({"pain": one}) == [said]


def test_all_clients_are_not_counted_where_few_are_left_out_of_one_question():
    pair = {"pain": found(163, left=2), "sleep": found(150, left=10, ill=5)}
    assert not can_tell_all(pair)
    assert count_all(3775, 165, pair) == "3,775 sessions"
    assert explain_who_counts(pair)[1] == "150 clients are counted for pain. Left out: left; ill."
    assert count_all(3775, 240, {"pain": found(163, left=77)}) == "3,775 sessions of 240 clients"
    assert count_all(35, 3, {"pain": found(3)}) == "35 sessions of fewer than five clients"


def test_names_are_words():
    [named] = name_plainly([Outcome("activity_limit", 0, 10, better="lower")])
    assert (named.name, named.column) == ("activity limit", "activity_limit")
    assert name_plainly([PAIN]) == (PAIN,)
