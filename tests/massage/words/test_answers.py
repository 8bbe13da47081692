"""Every sentence, word for word, in every case it was written for."""

import dataclasses
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, PLAN, Estimate, Outcome, Windows, summarise_clients
from analysis.codes import Code
from analysis.question_1 import Association
from analysis.records import CheckedRecords
from massage import figures
from massage.practice import Practice
from massage.words.answers import (
    answer_between,
    answer_change,
    answer_check,
    answer_correlation,
    answer_slope,
    answer_time_alone,
    explain_left_out,
    tabulate_associations,
    tabulate_columns,
)
from massage.words.formats import count, interval, listed, number, p_value, percent
from massage.worlds import WORLDS, simulate_sessions
from massage.worlds.analyses import open_practices
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits

T_100 = 1.98397  # 97.5 % quantile of t with 100 degrees of freedom
FORBIDDEN = ("effect", "works", "significant", "strong", "weak", "proves", "because of massage")


def estimate(middle, low, high, p=0.2, n=120):
    error = (high - low) / 2 / T_100
    return Estimate(middle, low, high, 0.95, p, 100.0, n, n, 0, Code("none"), standard_error=error)


def association(correlation, slope=None, p_holm=None, outcome=PAIN, left_out=None):
    sign = -1 if correlation.estimate < 0 else 1
    slope = slope or replace(estimate(0.6 * sign, -0.6, 1.8), p_value=correlation.p_value)
    holm = correlation.p_value if p_holm is None else p_holm
    reasons = pd.Series({} if left_out is None else left_out, dtype=int)
    return Association(outcome, correlation, slope, slope, holm, (0.5, 0.83), (4, 30), reasons)


NOTHING = Estimate.blank(Code("none"), 0.95).unanswered(Code("few_complete", n=7, needed=10))

CAVEAT = "What would happen if a client came more often can't be known from this."
HELD = "first value and follow-up's day held equal"

BETWEEN = {
    "more": (
        association(estimate(0.31, 0.12, 0.48, p=0.002)),
        f"Clients who came more often improved more in pain. Rank correlation 0.31 (95 % "
        f"interval 0.12 to 0.48; n = 120 clients), {HELD}. {CAVEAT}",
    ),
    "a little more, of very many": (
        association(estimate(0.0048, 0.0016, 0.0079, p=0.002, n=385_238)),
        f"Clients who came more often improved more in pain. Rank correlation 0.005 (95 % "
        f"interval 0.002 to 0.01; n = 385,238 clients), {HELD}. {CAVEAT}",
    ),
    "less": (
        association(estimate(-0.31, -0.48, -0.12, p=0.002)),
        f"Clients who came more often improved less in pain. Rank correlation −0.31 (95 % "
        f"interval −0.48 to −0.12; n = 120 clients), {HELD}. {CAVEAT}",
    ),
    "can't tell": (
        association(estimate(0.05, -0.11, 0.21)),
        "These records can't tell whether clients who come more often improve more or less in "
        f"pain. Rank correlation 0.05 (95 % interval −0.11 to 0.21; n = 120 clients), {HELD}. "
        f"Every value in that interval fits the records. {CAVEAT}",
    ),
    "not after Holm": (
        association(estimate(0.2, 0.01, 0.38, p=0.04), p_holm=0.08),
        "These records can't tell whether clients who come more often improve more or less in "
        f"pain. Rank correlation 0.20 (95 % interval 0.01 to 0.38; n = 120 clients), {HELD}. The "
        f"interval leaves out 0, but p = .080 once several questions are allowed for. {CAVEAT}",
    ),
    "no answer": (
        association(NOTHING, p_holm=np.nan),
        "These records can't answer the question for pain: clients with all the values: 7, where "
        "10 are needed.",
    ),
}

HALF = "n = 120). The middle half of them came 0.5 to 0.8 times a week."
UNSURE = "Taken with the correlation and all questions, no direction is sure."
REACHES = "The 95 % interval reaches 2 points on average, or more."
UNDER_2 = "The whole 95 % interval stays under 2 points on average, either way."

SLOPES = {
    "reaches the largest mark": (
        estimate(0.6, -1.6, 2.8),
        0.2,
        "One more session a week went with anything from 1.60 points less to 2.80 points more "
        f"improvement in pain (95 % interval around 0.60; {HALF} {REACHES}",
    ),
    "under the largest mark": (
        estimate(0.6, -0.6, 1.8),
        0.2,
        "One more session a week went with anything from 0.60 points less to 1.80 points more "
        f"improvement in pain (95 % interval around 0.60; {HALF} {UNDER_2}",
    ),
    "beyond it": (
        estimate(3.0, 2.1, 3.9, p=0.01),
        0.01,
        "One more session a week went with anything from 2.10 points more to 3.90 points more "
        f"improvement in pain (95 % interval around 3.00; {HALF} {REACHES}",
    ),
    "worse, and beyond it": (
        estimate(-3.0, -3.9, -2.1, p=0.01),
        0.01,
        "One more session a week went with anything from 3.90 points less to 2.10 points less "
        f"improvement in pain (95 % interval around −3.00; {HALF} {REACHES}",
    ),
    "leaves out zero, but the correlation can't tell": (
        estimate(1.0, 0.1, 1.9, p=0.03),
        0.2,
        "One more session a week went with anything from 0.10 points more to 1.90 points more "
        f"improvement in pain (95 % interval around 1.00; {HALF} {UNSURE} {UNDER_2}",
    ),
    "no answer": (
        NOTHING,
        0.2,
        "By how many points can't be said for pain: clients with all the "
        "values: 7, where 10 are needed.",
    ),
}


@pytest.mark.parametrize(("found", "sentence"), BETWEEN.values(), ids=BETWEEN)
def test_answer_between(found, sentence):
    assert answer_between(found) == sentence


@pytest.mark.parametrize(("slope", "p_holm", "sentence"), SLOPES.values(), ids=SLOPES)
def test_answer_slope(slope, p_holm, sentence):
    sign = -1 if slope.estimate < 0 else 1
    found = association(estimate(0.1 * sign, -1, 1), slope, p_holm)
    assert answer_slope(found) == sentence


def test_marks_follow_the_range_of_the_rating():
    relaxed = Outcome("relaxed", -3, 3, better="higher")
    sentence = answer_slope(association(estimate(0, -1, 1), estimate(0.1, -0.9, 1.1), 0.2, relaxed))
    assert sentence.endswith("stays under 1.2 points on average, either way.")


def test_left_out_are_told_by_reason():
    found = association(estimate(0, -1, 1, n=7), left_out={"left": 2, "too_recent": 1})
    assert explain_left_out(found) == (
        "Of 10 clients, 7 are counted for pain. Left out: left before the "
        "follow-up window (2); still a client, but too recent for a follow-up (1)."
    )
    assert explain_left_out(association(estimate(0, -1, 1))) == (
        "All 120 clients are counted for pain."
    )


def test_change_names_time_as_a_cause():
    better = pd.DataFrame({"pain_improvement": [1.0, 2.0, 3.0, np.nan] * 5})
    plan = dataclasses.replace(PLAN, windows=Windows((0, 42), (43, 84)))
    assert answer_change(better, PAIN, plan) == (
        "Clients seen again in weeks 7 to 12 were 2.0 points better in pain than at their first "
        "session (95 % interval 1.5 to 2.5 for the improvement; n = 15). Time alone can do that: "
        "people often come when they feel worst."
    )
    assert answer_change(-better, PAIN, plan) == (
        "Clients seen again in weeks 7 to 12 were 2.0 points worse in pain than at their first "
        "session (95 % interval −2.5 to −1.5 for the improvement; n = 15). Time alone can do that: "
        "trouble comes and goes."
    )
    assert answer_change(better - 2, PAIN, plan) == (
        "Whether clients seen again in weeks 7 to 12 were better or worse in pain than at their "
        "first session can't be told (95 % interval −0.5 to 0.5 for the improvement; n = 15)."
    )
    assert answer_change(better.head(3), PAIN) == (
        "How pain changed can't be said: clients with a value: fewer than five, where 10 are "
        "needed."
    )


def test_time_alone_tells_the_mean_course():
    six = [f"C{n}" for n in range(6)]
    first = pd.DataFrame({"client_id": six, "day": 0, "pain_before": [6.0, 8.0] * 3})
    later = pd.DataFrame({"client_id": six[:5], "day": 14, "pain_before": 4.0})
    sessions = pd.concat([first, later], ignore_index=True)
    assert answer_time_alone(sessions, PAIN) == (
        "The mean of pain went from 7.0 at the first session (n = 6 clients) to 4.0 around week 1 "
        "(n = 5)."
    )
    cant = "The course of pain can't be told: first or later values are missing."
    assert answer_time_alone(sessions.drop(columns="pain_before"), PAIN) == cant
    unrated = sessions.assign(pain_before=sessions["pain_before"].where(sessions["day"] > 0))
    assert answer_time_alone(unrated, PAIN) == cant
    assert answer_time_alone(first, PAIN) == cant
    assert answer_time_alone(sessions.drop(index=10), PAIN) == cant


def test_check_in_words():
    sessions = pd.DataFrame({"client_id": ["A", "B"]})
    sound = CheckedRecords(sessions, (), ())
    assert answer_check(sound) == (
        "2 sessions of 2 clients keep every rule of the record format. "
        "Nothing thin or odd was noticed."
    )
    thin = dataclasses.replace(sound, remarks=("few clients: 2",))
    assert answer_check(thin).endswith("Remark: few clients: 2.")
    broken = dataclasses.replace(sound, broken=("line 2: bad",))
    assert answer_check(broken) == "The records break 1 rule, so nothing is computed."


def test_two_columns_of_people():
    assert answer_correlation(estimate(0.38, 0.21, 0.53), "a", "b") == (
        "Where a was larger, b tended to be larger: r = 0.38 (95 % interval 0.21 to 0.53; n = 120 "
        "people). Neither need cause the other."
    )
    assert answer_correlation(estimate(-0.38, -0.53, -0.21), "a", "b").startswith(
        "Where a was larger, b tended to be smaller"
    )
    assert answer_correlation(estimate(0.1, -0.2, 0.3), "a", "b").startswith(
        "Whether a and b go together can't be told"
    )
    assert answer_correlation(NOTHING, "a", "b").startswith("Whether a and b go together can't be")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("world", ["plain", "practice"])
def test_no_sentence_claims_too_much(world, seed):
    """Every sentence and text alternative that the package writes about simulated practices."""
    own = Practice(simulate_sessions(world, n_clients=80, seed=seed))
    shown = [figures.plot_frequency(own), figures.plot_board(own)]
    said = [answer_time_alone(own.sessions, PAIN)]
    for found in own.question_1.values():
        said += [answer_between(found), answer_slope(found), explain_left_out(found)]
        said += [answer_change(own.clients, found.outcome)]
        shown += [
            plot(own, found.outcome)
            for plot in (figures.plot_improvement, figures.plot_change, figures.plot_courses)
        ]
    said += [text for one in shown for text in (one.says, one.alternative, one.withheld)]
    for sentence in said:
        assert not re.search(rf"\b({'|'.join(FORBIDDEN)})\b", sentence.lower()), sentence
        assert "nan" not in sentence


@pytest.mark.rates
def test_a_direction_is_named_as_rarely_as_promised():
    """In practices without any association, at most one in twenty names one, for two outcomes."""
    runs, named = 200, 0
    visits = simulate_visits(WORLDS["plain"], 60, range(runs))
    for practice in open_practices(write_down(visits, WORLDS["plain"])):
        said = " ".join(answer_between(one) for one in practice.question_1.values())
        named += "improved more" in said or "improved less" in said
    assert named / runs < 0.05 + 2 * np.sqrt(0.05 * 0.95 / runs)


def test_table_of_question_1():
    sessions = simulate_sessions("practice", n_clients=60, seed=1).drop(columns="sleep_quality")
    table = tabulate_associations(Practice(sessions).question_1)
    assert list(table["outcome"]) == ["pain"] * 3 + ["sleep"] * 3
    assert list(table["estimate"][3:]) == ["can't be given"] * 3
    reason = "clients with all the values: 0, where 10 are needed"
    assert list(table["interval"][3:5]) == [reason] * 2
    assert table["interval"][0].startswith("95 % interval ")


def test_table_of_columns():
    sessions = simulate_sessions("practice", n_clients=5, seed=1).drop(columns="mood")
    table = tabulate_columns(sessions).set_index("column")["has a value"]
    assert (table["day"], table["mood"]) == ("100 %", "not recorded")


def test_clients_of_a_practice_improve():
    clients = summarise_clients(simulate_sessions("regression_to_mean", n_clients=150, seed=1))
    assert "points better in pain" in answer_change(clients, PAIN)


def test_how_numbers_are_written():
    assert [number(-0.004), number(-1.25), number(2.0, 1)] == ["0.00", "−1.25", "2.0"]
    assert [p_value(0.0004), p_value(0.03), p_value(1.0)] == ["< .001", ".030", "1.000"]
    assert [count(1, "client"), count(2400, "session")] == ["1 client", "2,400 sessions"]
    assert [listed(["a"]), listed(["a", "b", "c"])] == ["a", "a, b and c"]
    assert percent(0.125) == "12 %"
    assert interval(estimate(0, -0.5, 0.5), 1) == "95 % interval −0.5 to 0.5"
