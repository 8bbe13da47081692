"""Small groups in words: which counts are hidden, and which stay."""

import pandas as pd
import pytest

from analysis import PAIN, Outcome
from analysis.association import Association
from analysis.estimate import unanswered
from analysis.presenting.small import count_all, explain_who_counts, hide_small, name_plainly

NOTHING = unanswered("not asked", method="none", level=0.95)


def found(counted, **left_out):
    reasons = pd.Series({key.replace("_", " "): n for key, n in left_out.items()}, dtype=int)
    correlation = unanswered("not asked", method="none", level=0.95, n_clients=counted)
    return Association(PAIN, correlation, NOTHING, NOTHING, 1.0, (0.0, 1.0), (0, 0), reasons)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("too few to tell (n = 4)", "too few to tell (n under 5)"),
        ("with all the values: 3, where 10", "with all the values: fewer than five, where 10"),
        ("other care: 3, without: 4, where", "other care: fewer than five, without: "
         "fewer than five, where"),
        ("2 of 46 clients, 4 %, 95 % interval 1 % to 15 %",
         "fewer than five of 46 clients, 95 % interval 1 % to 15 %"),
        ("of 3 who had it at first, 2 no longer did", "fewer than five had it at first"),
        ("of 30 who had it at first, 2 no longer did",
         "of 30 who had it at first, fewer than five no longer did"),
        ("9 had improved, 2 had the same value and 1 were worse",
         "9 had improved, fewer than five had the same value and fewer than five were worse"),
        ("3 clients", "fewer than five clients"),
    ],
)  # fmt: skip
def test_small_counts_become_words(text, shown):
    assert hide_small(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "n = 40)", "n = 3,096", "n = 4.5", "1,852 clients", "5 clients", "14 clients",
        "68 of 222 clients, 31 %, 95 % interval 25 % to 37 %", "all the values: 9, where 10",
        "0 of 41 clients, 0 %, 95 % interval 0 % to 9 %", "2 points", "the mean was 1.2 clients",
    ],
)  # fmt: skip
def test_everything_else_stays(text):
    assert hide_small(text) == text


def test_reasons_of_few_clients_have_no_number():
    assert explain_who_counts(found(163, left=34, moved=3, ill=2)) == (
        "Of 202 clients, 163 are counted for pain. "
        "Left out: left (34); moved and ill (fewer than five each)."
    )


def test_no_small_number_follows_from_the_others():
    said = explain_who_counts(found(100, left=34, recent=8, moved=2))
    assert said == (
        "Of 144 clients, 100 are counted for pain. "
        "Left out: left (34); recent (five or more); moved (fewer than five)."
    )


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (found(0), "There are no clients."),
        (found(12), "All 12 clients are counted for pain."),
        (found(3), "All fewer than five clients are counted for pain."),
        (found(3, left=20), "Of 23 clients, fewer than five are counted for pain. "
         "Left out: left (20)."),
    ],
)  # fmt: skip
def test_few_or_all_counted(one, said):
    assert explain_who_counts(one) == said


def test_sessions_of_few_clients_are_counted_and_the_clients_not():
    assert count_all(3775, 240) == "3,775 sessions of 240 clients"
    assert count_all(35, 3) == "35 sessions of fewer than five clients"


def test_names_are_words():
    [named] = name_plainly([Outcome("activity_limit", 0, 10, better="lower")])
    assert (named.name, named.column) == ("activity limit", "activity_limit")
    assert name_plainly([PAIN]) == (PAIN,)
