"""A practice works out each thing once, and gives what the plain functions give."""

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from analysis import (
    PAIN,
    PLAN,
    SLEEP,
    Outcome,
    Practice,
    RecordsError,
    compare_intervals,
    find_threats,
    summarise_clients,
    threats,
)

TROUBLE = Outcome("trouble", 0, 10, better="lower")


@pytest.fixture(scope="module")
def practice(mix):
    return Practice(mix.assign(trouble=10 - mix["sleep_quality"]), (PAIN, SLEEP, TROUBLE))


def test_each_answer_is_that_of_the_functions(mix, practice):
    assert practice.question_2["sleep"] == compare_intervals(mix, SLEEP)
    pd.testing.assert_frame_equal(practice.clients.filter(like="pain_"),
                                  summarise_clients(mix, [PAIN]).filter(like="pain_"))  # fmt: skip
    ours = practice.threats[practice.threats["outcome"] == "sleep"].reset_index(drop=True)
    pd.testing.assert_frame_equal(ours, find_threats(mix, SLEEP))


def test_each_thing_is_worked_out_once(practice):
    for name in ("clients", "question_1", "question_2", "looks", "threats"):
        assert getattr(practice, name) is getattr(practice, name)


def test_each_rating_is_looked_at_once_pain_too(practice, monkeypatch):
    """Sleep and trouble each ask what was found of pain."""
    looked_at = Counter()

    def count(name, look):
        def counted(asked):
            looked_at[name, asked.outcome.name] += 1
            return look(asked)

        return counted

    for name, one in threats.THREATS.items():
        monkeypatch.setitem(threats.THREATS, name, one._replace(look=count(name, one.look)))
    again = Practice(practice.sessions, practice.outcomes)
    assert len(again.threats) == 3 * (len(threats.THREATS) - 1)  # every move is on record
    assert set(looked_at.values()) == {1}
    assert len(looked_at) == 3 * len(threats.THREATS)


def test_the_plan_is_followed(practice):
    strict = Practice(practice.sessions, (PAIN,), replace(PLAN, fewest_clients=500))
    assert strict.question_1["pain"].plan.fewest_clients == 500
    assert not strict.question_2["pain"].answered


def test_sessions_are_checked(mix):
    with pytest.raises(RecordsError, match="pain_before"):
        Practice(mix.assign(pain_before=11.0))
