"""What a deck shows in short: claims, verdicts, and what to record next."""

import re

import pandas as pd
import pytest

from analysis import PAIN, Practice, load_sessions
from massage.claims import CLAIMS, answer_claims, examine_claims, read_evidence
from massage.claims.claim import WRITTEN
from massage.report.findings import (
    list_limits,
    say,
    suggest_recording,
    tabulate_claims_briefly,
    tabulate_verdicts,
    tell_false_alarms,
    tell_slope,
)
from massage.words.formats import listed
from tests.massage.report.practices import KINDS

MINUS = "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def sessions():
    return KINDS["blocked"][0]()


@pytest.fixture(scope="module")
def table(sessions):
    return examine_claims(Practice(sessions))


def test_each_claim_has_a_row_with_what_records_and_print_say(table):
    shown = tabulate_claims_briefly(table, read_evidence())
    assert list(shown["claim"]) == [f"{c.id.removeprefix('C')}. {c.words}" for c in CLAIMS]
    answers = answer_claims(table)
    full = answers["C10"]
    assert full.startswith(shown["these records"].iloc[9])
    limit = full.removeprefix(shown["these records"].iloc[9]).strip()
    assert f"Claim 10: {limit}" in list_limits(table)


def test_how_many_are_in_a_small_group_is_not_told(table):
    assert (table["n_clients"].between(1, 4) & table["text"].str.contains("too few")).any()
    said = " ".join(tabulate_claims_briefly(table, read_evidence())["these records"])
    assert "too few to tell (n under 5)" in said
    assert not re.search(r"n = [0-4]\b(?![,.]\d)", said)
    assert not re.search(r"(?<![\d.,])[1-4] of \d+ clients", said)


def test_each_limit_stands_once_with_its_claims(table):
    said = list_limits(table)
    assert len({one.partition(": ")[2] for one in said}) == len(said) > 3
    of_time = [one["id"][1:] for one in WRITTEN["claims"] if one.get("limits") == ["time"]]
    assert said[1].startswith(f"Claims {listed(of_time)}: People come when it is worst")


def test_false_alarms_are_told_without_the_names_of_methods():
    rates = pd.DataFrame(
        {
            "world": ["taper", "plain"] * 2,
            "analysis": ["today", "today", "question_2", "question_2"],
            "clients": 200,
            "runs": 1000,
            "significant": [0.92, 0.04, 0.05, 0.07],
            "significant_error": [0.01, 0.01, 0.01, 0.01],
        }
    )
    first, *said = tell_false_alarms(rates, {"today": "The usual one", "question_2": "Question 2"})
    assert first.startswith("A computer made 1,000 practices of each of 2 kinds, with 200 clients")
    assert said == [
        "The usual one announced one in 48 of 100 on average, and in the worst kind in 92 "
        "(95 % interval 90 to 94).",
        "Question 2 announced one in 6 of 100 on average, and in the worst kind in 7 "
        "(95 % interval 5 to 9).",
    ]
    assert not re.search("taper|Monte Carlo", " ".join([first, *said]))


def test_a_slope_comes_with_n_and_interval(practice):
    found = Practice(load_sessions(practice), [PAIN]).question_1["pain"]
    low = f"{MINUS}0.55"
    assert tell_slope(found) == f"pain: 0.72 points (95 % interval {low} to 2.00; n = 163)."
    few = tell_slope(Practice(KINDS["three clients"][0](), [PAIN]).question_1["pain"])
    assert few.startswith("pain: can't be said (clients with all the values: fewer than five, ")


def test_verdicts_are_counted(table):
    shown = tabulate_verdicts(table).set_index("these records")
    assert shown["parts of claims"].sum() == len(table)
    for verdict, rows in table.groupby("verdict"):
        assert shown.loc[verdict, "parts of claims"] == len(rows)
    assert shown.loc["print only", "claims by number"] == "13"


def test_what_to_record_next_follows_from_what_is_missing(sessions):
    blocked = suggest_recording(sessions, Practice(sessions, [PAIN]).question_2)
    assert blocked[0] == (
        "Question 2 for pain: to make it usable, record the day first agreed of each moved "
        "appointment (original_day)."
    )
    assert say("every_move") in blocked
    assert (
        blocked[-1] == f"{len(sessions)} sessions hold 20 of the 21 columns of the record format."
    )
    fewer = sessions.drop(columns=["mood", "modality"])
    said = suggest_recording(fewer, {})
    assert said[0] == "For the article's claims, also record: modality and mood."
