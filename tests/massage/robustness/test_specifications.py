"""The list of specifications, each against the functions it stands for, and its words."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis import PAIN, PLAN, Outcome, Windows, ancova, summarise_clients
from massage.robustness.specifications import (
    CHOICES,
    answer_specifications,
    fit_specifications,
    list_specifications,
    tabulate_choices,
)
from massage.worlds import simulate_sessions


@pytest.fixture(scope="module")
def sessions():
    return simulate_sessions("motivated_recoverers", n_clients=150, seed=5)


@pytest.fixture(scope="module")
def fitted(sessions):
    return fit_specifications(sessions, PAIN, list_specifications())


def test_every_combination_once_and_one_is_ours():
    plan = replace(PLAN, windows=Windows((0, 42), (43, 84)))
    table = list_specifications(plan)
    assert len(table) == 3 * 2 * 2 * 2 * 4 * 2
    assert not table[list(CHOICES)].duplicated().any()
    assert table["ours"].sum() == 1
    assert len(tabulate_choices(table)) == len(CHOICES)


def test_ours_is_question_1(sessions, fitted):
    clients = summarise_clients(sessions, [PAIN])
    found = ancova(
        clients,
        outcome="pain_improvement",
        exposure="frequency",
        adjust_for=["pain_baseline", "pain_follow_up_day"],
    )
    own = fitted[fitted["ours"]].iloc[0]
    assert (own["estimate"], own["low"], own["p_value"]) == pytest.approx(
        (found.estimate, found.low, found.p_value)
    )


def test_another_one_by_hand(sessions, fitted):
    """Eight weeks, mean of the first two weeks, mean of 12 weeks, nothing held equal, everyone."""
    chosen = {
        "exposure": "8 weeks", "baseline": "mean of days 0 to 14", "follow-up": "12 weeks after",
        "value": "mean", "held equal": "nothing", "who": "everyone",
    }  # fmt: skip
    row = fitted[(fitted[list(chosen)] == pd.Series(chosen)).all(axis=1)].iloc[0]
    everyone = sessions.drop(columns="new_client")
    clients = summarise_clients(everyone, [PAIN], Windows((0, 56), (57, 140))).set_index(
        "client_id"
    )

    def mean(low, high):
        rows = sessions[sessions["day"].between(low, high)]
        return rows.groupby("client_id")["pain_before"].mean()

    early = mean(0, 14).where(clients["pain_baseline"].notna())
    table = clients.assign(better=early - mean(57, 140)).reset_index()
    found = ancova(table, outcome="better", exposure="frequency")
    assert (row["estimate"], row["high"]) == pytest.approx((found.estimate, found.high))
    assert row["n_clients"] == found.n_clients


def test_what_is_said_counts_every_specification(fitted):
    text = answer_specifications(fitted, PAIN)
    above = int((fitted["low"] > 0).sum())
    assert f"The interval lies above 0 in {above}, below 0 in 0" in text
    assert f"{len(fitted)} of {len(fitted)} choices give a number" in text


def test_an_outcome_that_is_not_there_is_said(sessions):
    missing = Outcome("grip", 0, 10, better="higher")
    nothing = fit_specifications(sessions, missing, list_specifications())
    assert answer_specifications(nothing, missing) == (
        f"None of the {len(nothing)} choices gives a number for grip."
    )
