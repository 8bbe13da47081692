"""What a deck shows in short: claims, verdicts, and what to record next."""

import re

import pytest

from analysis import PAIN
from analysis.claims import CLAIMS, answer_claims, examine_claims, read_evidence
from analysis.comparison import examine_all
from analysis.presenting.brief import (
    EVERY_MOVE,
    SMALL,
    list_limits,
    suggest_recording,
    tabulate_claims_briefly,
    tabulate_verdicts,
)
from tests.presenting.records import KINDS


@pytest.fixture(scope="module")
def sessions():
    return KINDS["blocked"][0]()


@pytest.fixture(scope="module")
def table(sessions):
    return examine_claims(sessions)


def test_each_claim_has_a_row_with_what_records_and_print_say(table):
    shown = tabulate_claims_briefly(table, read_evidence())
    assert list(shown["claim"]) == [f"{c.id.removeprefix('C')}. {c.words}" for c in CLAIMS]
    answers = answer_claims(table)
    full = SMALL.sub("n under 5", answers["C10"])
    assert full.startswith(shown["these records"].iloc[9])
    assert full.removeprefix(shown["these records"].iloc[9]).strip() in list_limits(table)


def test_how_many_are_in_a_small_group_is_not_told(table):
    assert (table["n_clients"].between(1, 4) & table["text"].str.contains("too few")).any()
    said = " ".join(tabulate_claims_briefly(table, read_evidence())["these records"])
    assert "too few to tell (n under 5)" in said
    assert not re.search(r"n = [0-4]\b(?![,.]\d)", said)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("n = 4)", "n under 5)"), ("n = 40)", "n = 40)"), ("n = 3,096", "n = 3,096")],
)
def test_only_small_counts_are_hidden(text, shown):
    assert SMALL.sub("n under 5", text) == shown


def test_verdicts_are_counted(table):
    shown = tabulate_verdicts(table).set_index("these records")
    assert shown["parts"].sum() == len(table)
    for verdict, rows in table.groupby("verdict"):
        assert shown.loc[verdict, "parts"] == len(rows)
    assert shown.loc["print only", "of claims"] == "13"


def test_what_to_record_next_follows_from_what_is_missing(sessions):
    blocked = suggest_recording(sessions, examine_all(sessions, [PAIN]))
    assert blocked[0] == (
        "Question 2 for pain: to make it usable, record the day first agreed of each moved "
        "appointment (original_day)."
    )
    assert EVERY_MOVE in blocked
    assert (
        blocked[-1] == f"{len(sessions)} sessions hold 20 of the 21 columns of the record format."
    )
    fewer = sessions.drop(columns=["mood", "modality"])
    said = suggest_recording(fewer, {})
    assert said[0] == "For the article's claims, also record: modality and mood."
