"""The list of specifications, each against the functions it stands for, and its words."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from analysis import PAIN, PLAN, Outcome, Windows, ancova, summarise_clients
from massage.practice import Practice
from massage.robustness.specifications import (
    CHOICES,
    IN_MINUTES,
    answer_specifications,
    explain_minutes,
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
    nothing = fit_specifications(sessions, missing, list_specifications().head(4))
    assert answer_specifications(nothing, missing) == (
        f"None of the {len(nothing)} choices gives a number for grip."
    )


@pytest.fixture(scope="module")
def timed(sessions):
    """Sessions of 30 to 90 minutes; of a third of the clients, one early session isn't timed."""
    lengths = (30 + 15 * (sessions["day"] % 5)).astype(float)
    third = sessions["client_id"].isin(sessions["client_id"].unique()[::3])
    return sessions.assign(duration_min=lengths.mask(third & (sessions["day"] == 0)))


@pytest.fixture(scope="module")
def own(timed):
    return Practice(timed, [PAIN])


def in_minutes(table):
    return table["exposure"].str.endswith(IN_MINUTES)


def test_minutes_double_the_list_and_none_of_it_is_ours():
    plain, both = list_specifications(), list_specifications(minutes=True)
    assert len(both) == 2 * len(plain)
    pd.testing.assert_frame_equal(both[~in_minutes(both)].reset_index(drop=True), plain)
    assert not both[list(CHOICES)].duplicated().any()
    assert both.loc[in_minutes(both), "ours"].sum() == 0
    assert both["ours"].sum() == 1


def test_windows_of_ones_own_are_counted_in_minutes_too():
    plan = replace(PLAN, windows=Windows((3, 40), (41, 90)))
    both = list_specifications(plan, minutes=True)
    assert "days 3 to 40 in minutes" in set(both["exposure"])
    assert len(both) == 2 * len(list_specifications(plan))


def test_minutes_by_hand(timed):
    """All minutes of the first eight weeks, where each session there is timed, over 60 a week."""
    listed = list_specifications(minutes=True)
    chosen = {
        "exposure": "8 weeks in minutes", "baseline": "day 0", "follow-up": "12 weeks after",
        "value": "first", "held equal": "baseline", "who": "everyone",
    }  # fmt: skip
    row = listed[(listed[list(chosen)] == pd.Series(chosen)).all(axis=1)]
    fitted = fit_specifications(timed, PAIN, row).iloc[0]
    windows = Windows((0, 56), (57, 140))
    clients = summarise_clients(timed.drop(columns="new_client"), [PAIN], windows)
    minutes = {}
    for client, own in timed[timed["day"] <= 56].groupby("client_id"):
        if own["duration_min"].notna().all():
            minutes[client] = own["duration_min"].sum() / 8 / timed["duration_min"].median()
    table = clients.assign(minutes=clients["client_id"].map(minutes))
    found = ancova(
        table, outcome="pain_improvement", exposure="minutes", adjust_for=["pain_baseline"]
    )
    assert (fitted["estimate"], fitted["low"], fitted["high"]) == pytest.approx(
        (found.estimate, found.low, found.high)
    )
    sessions_too = clients[["pain_improvement", "pain_baseline"]].notna().all(axis=1).sum()
    assert fitted["n_clients"] == found.n_clients < sessions_too


def test_sessions_of_one_length_say_the_same_in_minutes(sessions):
    same = sessions.assign(duration_min=45.0)
    both = fit_specifications(same, PAIN, list_specifications(minutes=True))
    numbers = ["estimate", "low", "high", "p_value"]
    in_sessions, minutes = both[~in_minutes(both)], both[in_minutes(both)]
    assert minutes[numbers].to_numpy() == pytest.approx(in_sessions[numbers].to_numpy())


def test_other_rows_stay_as_they_were(own, fitted):
    both = own.fitted["pain"]
    kept = both[~in_minutes(both)].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, fitted)


def test_a_window_without_a_session_has_no_minutes(timed):
    """Nobody comes between days 1 and 3 but some do: the others had 0 minutes, as 0 sessions."""
    plan = replace(PLAN, windows=Windows((1, 10), (43, 84)))
    listed = list_specifications(plan, minutes=True)
    own = listed[listed["exposure"].isin(["days 1 to 10", "days 1 to 10 in minutes"])]
    found = fit_specifications(timed, PAIN, own, plan)
    n = found.groupby("exposure")["n_clients"].max()
    assert n["days 1 to 10"] == n["days 1 to 10 in minutes"] > 50  # day 0 is not in it


@pytest.mark.parametrize("kind", ["no column", "no value", "one length"])
def test_without_lengths_that_differ_the_list_is_as_it_was(sessions, kind):
    bare = sessions.drop(columns="duration_min", errors="ignore")
    made = {
        "no column": bare,
        "no value": bare.assign(duration_min=float("nan")),
        "one length": bare.assign(duration_min=60.0),
    }[kind]
    pd.testing.assert_frame_equal(Practice(made).listed, list_specifications())
    said = explain_minutes(made)
    assert ("All sessions of known length have 60 minutes" in said) == (kind == "one length")
    assert ("isn't recorded" in said) == (kind != "one length")


def test_the_practice_lists_minutes_where_lengths_differ(own, timed):
    assert len(own.listed) == 2 * len(list_specifications())
    assert len(own.fitted["pain"]) == len(own.listed)
    assert "told as sessions of 60 minutes, the length in the middle" in explain_minutes(timed)


def test_it_is_said_what_minutes_give_and_whom_they_leave_out(own):
    own = own.fitted["pain"]
    ours = own[own["ours"]].iloc[0]
    same = (own[list(CHOICES)[1:]] == ours[list(CHOICES)[1:]]).all(axis=1)
    row = own[same & (own["exposure"] == ours["exposure"] + IN_MINUTES)].iloc[0]
    left, n = int(ours["n_clients"] - row["n_clients"]), int(ours["n_clients"])
    said = answer_specifications(own, PAIN)
    size = f"{row['estimate']:.2f} points (interval {row['low']:.2f} to {row['high']:.2f}; "
    size = size.replace("-", "\N{MINUS SIGN}")
    assert f"Counted in minutes, the plan's own choice gives {size}n = {n - left} clients)" in said
    share = f"{100 * left / n:.0f} % of the clients of that choice ({left} of {n})"
    assert said.endswith(f"Minutes leave out {share}.")
    assert 5 < left < n - 5


@pytest.mark.parametrize(
    ("n", "told"),
    [
        (60, "n = 60 clients). Minutes leave out none of the clients of that choice."),
        (
            57,
            "five). Minutes leave out fewer than five of the clients of that choice.",
        ),
        (40, "n = 40 clients). Minutes leave out 33 % of the clients of that choice (20 of 60)."),
        (0, "gives no number. Minutes leave out 100 % of the clients of that choice (60 of 60)."),
        (2, "the plan's own choice gives no number."),
    ],
)
def test_a_few_who_are_left_out_are_not_counted(fitted, n, told):
    known = n >= PLAN.fewest_clients
    own = fitted[fitted["ours"]].assign(n_clients=60)
    numbers = {"low": -1.0, "high": 1.0} if known else {"low": float("nan"), "high": float("nan")}
    minutes = own.assign(n_clients=n, ours=False, exposure=own["exposure"] + IN_MINUTES, **numbers)
    said = answer_specifications(pd.concat([own, minutes], ignore_index=True), PAIN)
    assert told in said
    assert said.endswith(told)
    assert not re.search(r"\b(57|58|2) ", said.partition("Counted in minutes")[2])
