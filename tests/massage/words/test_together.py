"""Both questions together: every cell of the plan's table, word for word.

What is said is kept in reference/decisions.txt, which
``python -m tests.massage.words.test_together`` writes anew.
"""

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from analysis import PAIN, Practice, compare_intervals, load_sessions
from analysis.codes import Code
from analysis.looks import Look
from analysis.plan import PLAN, PUBLISHED
from analysis.question_2 import METHOD, Comparison
from analysis.threats import BLOCKING, THREATS
from massage.words import decisions
from massage.words.codes import read_words
from massage.words.decisions import decide, show_between, show_within
from massage.words.formats import sentence
from massage.words.together import (
    answer_both,
    answer_closed_days,
    answer_within,
    describe_plan,
    list_warnings,
    tabulate_threats,
    tell_meaning,
)
from massage.worlds import simulate_sessions
from tests.massage.words.test_answers import FORBIDDEN, NOTHING, association, estimate

SNAPSHOT = Path(__file__).parents[2] / "reference" / "decisions.txt"
T_114 = 1.98099  # 97.5 % quantile of t with 114 degrees of freedom
SHOWN_BETWEEN = {
    decisions.MORE: association(estimate(0.31, 0.12, 0.48, p=0.002)),
    decisions.LESS: association(estimate(-0.31, -0.48, -0.12, p=0.002)),
    decisions.UNCLEAR: association(estimate(0.05, -0.11, 0.21)),
    decisions.NONE: association(NOTHING, p_holm=np.nan),
}


def looks(*fired, n_clients=200):
    return {name: Look(0.12, 0.002, name in fired, True, n_clients) for name in BLOCKING}


def examined(middle, low, high, p, *blocked_by, n_clients=200, outcome=PAIN):
    return Comparison(
        middle, low, high, 0.95, p, 114.0, 115, 1311, 0, METHOD, outcome=outcome,
        n_moved=40, blocked_by=blocked_by, p_holm=p, looks=looks(*blocked_by, n_clients=n_clients),
        standard_error=(high - low) / 2 / T_114,
    )  # fmt: skip


FEW = "clients with two usable intervals: 6, where 10 are needed"
TOO_FEW = Code("few_intervals", n=6, needed=10)
SHOWN_WITHIN = {
    decisions.BETTER: examined(0.26, 0.11, 0.41, 0.001),
    decisions.WORSE: examined(-0.26, -0.41, -0.11, 0.001),
    decisions.UNCLEAR: examined(0.06, -0.09, 0.21, 0.4),
    decisions.NONE: Comparison.blank(METHOD, 0.95, looks=looks()).unanswered(TOO_FEW),
    decisions.BLOCKED: examined(0.77, 0.66, 0.88, 0.001, "no_move_record", "past_pain"),
}


def sentences():
    cells = product(SHOWN_BETWEEN.items(), SHOWN_WITHIN.items())
    return [f"{q1} x {q2}: {answer_both(a, b)}" for (q1, a), (q2, b) in cells]


def test_every_cell_says_what_was_agreed():
    assert "\n".join(sentences()) + "\n" == SNAPSHOT.read_text(encoding="utf-8")


def test_the_table_has_every_cell_once():
    words = read_words("decisions")
    cells = [(one, two) for one, row in words["cells"].items() for two in row]
    assert sorted(cells) == sorted(product(words["question_1"], words["question_2"]))


@pytest.mark.parametrize("sentence", sentences())
def test_no_cell_claims_that_massage_does_anything(sentence):
    assert not [word for word in FORBIDDEN if word in sentence]
    assert "twice as often" not in sentence.replace("nothing about coming twice as often", "")


@pytest.mark.parametrize("answer", sentences())
def test_no_sentence_is_long(answer):
    """At most 33 words, numbers, interval and n among them: it was one sentence of up to 150."""
    for one in re.split(r"(?<=\.) (?=[A-Z])", answer.split(": ", 1)[1]):
        assert len(re.findall(r"\S*\w\S*", one)) <= 33, one


@pytest.mark.parametrize("shown", SHOWN_BETWEEN)
def test_states_of_question_1(shown):
    assert show_between(SHOWN_BETWEEN[shown]) == shown


@pytest.mark.parametrize("shown", SHOWN_WITHIN)
def test_states_of_question_2(shown):
    assert show_within(SHOWN_WITHIN[shown]) == shown


def test_a_block_wins_over_any_number_and_shows_none():
    for p in (0.001, 0.5):
        blocked = examined(0.77, 0.66, 0.88, p, "no_season")
        assert show_within(blocked) == decisions.BLOCKED
        for text in (answer_within(blocked), answer_both(SHOWN_BETWEEN[decisions.MORE], blocked)):
            assert not [number for number in ("0.77", "0.66", "0.88") if number in text]
            assert "keep the calendar month of each session (month)" in text


@pytest.mark.parametrize("name", BLOCKING)
def test_every_block_says_what_would_lift_it(name):
    text = answer_within(examined(0.1, 0.0, 0.2, 0.04, name))
    words = read_words("threats")
    assert tell_meaning(name, Look(0.12, fired=True), "pain", PLAN) in text
    assert words[name]["on_board"].endswith(".")
    for key in words[name]["remedies"]:
        assert words["remedies"][key][1:] in text


def test_every_threat_has_words():
    assert list(read_words("threats"))[: len(THREATS)] == list(THREATS)
    assert sentence("one client's") == "One client's."


def test_the_plan_decides_how_sure_a_direction_must_be():
    better = replace(SHOWN_WITHIN[decisions.BETTER], p_holm=0.03)
    strict = replace(better, plan=replace(PLAN, sure=0.01))
    assert show_within(better) == decisions.BETTER
    assert show_within(strict) == decisions.UNCLEAR
    assert answer_within(strict).startswith("These records can't tell")


def test_holm_decides_the_direction():
    unsure = replace(SHOWN_WITHIN[decisions.BETTER], p_holm=0.06, p_value=0.03)
    assert show_within(unsure) == decisions.UNCLEAR
    text = answer_within(unsure)
    assert text.startswith("These records can't tell whether the same client")
    allowed = "; p = .060 once several questions are allowed for)"
    assert allowed in text
    assert allowed not in answer_within(SHOWN_WITHIN[decisions.UNCLEAR])


def test_a_block_without_a_number_says_why_there_is_none():
    none = SHOWN_WITHIN[decisions.NONE]
    by = ("no_booking_dates",)
    blocked = replace(none, blocked_by=by, looks=looks(*by))
    for text in (answer_within(blocked), answer_both(SHOWN_BETWEEN[decisions.MORE], blocked)):
        assert f" Besides, {FEW}. To make it usable, export every" in text


def test_few_clients_are_told_what_could_not_be_checked():
    small = examined(0.26, 0.11, 0.41, 0.001, n_clients=60)
    text = answer_both(SHOWN_BETWEEN[decisions.MORE], small)
    assert text.endswith(" It could not be checked whether bookings foresee pain.")
    practice = Practice(simulate_sessions("plain", n_clients=60, seed=1), (PAIN,))
    assert any("are too few to rule it out" in one for one in list_warnings(practice, "pain"))


def test_answer_within_names_the_size_that_its_interval_stays_under():
    assert answer_within(SHOWN_WITHIN[decisions.BETTER]) == (
        "The same client arrived better in pain after a shorter interval (half the interval: 0.26 "
        "points better, 95 % interval 0.11 better to 0.41 better; n = 115 clients with 1,311 "
        "intervals). The whole 95 % interval stays under 0.5 points on average, either way. "
        "It holds only if every visit that was moved or skipped is on record. It may have other "
        "reasons than massage, and is about one interval, not about coming twice as often."
    )


@pytest.mark.parametrize("estimate", [0.03, -0.03])
def test_what_the_method_leans_by_alone_is_no_direction(estimate):
    found = examined(estimate, estimate - 0.02, estimate + 0.02, 0.001)
    way = "better" if estimate > 0 else "worse"
    least, most = ("0.01", "0.05") if estimate > 0 else ("0.05", "0.01")
    numbers = (
        f"(half the interval: 0.03 points {way}, 95 % interval {least} {way} to {most} {way}; "
        "n = 115 clients with 1,311 intervals)."
    )
    lean = (
        "The interval leaves out 0, but by no more than this way of asking may be off where "
        "massage does nothing, however many clients there are: 0.04 points."
    )
    alone, both = answer_within(found), answer_both(SHOWN_BETWEEN[decisions.UNCLEAR], found)
    assert "can't tell whether the same client arrives better or worse in pain" in alone
    assert f"{numbers} {lean}" in alone
    assert lean in both
    assert show_within(found) == decisions.UNCLEAR
    assert lean not in answer_within(SHOWN_WITHIN[decisions.BETTER])
    blocked = replace(found, blocked_by=("past_pain",))
    assert lean not in answer_both(SHOWN_BETWEEN[decisions.UNCLEAR], blocked)


def test_the_plan_is_the_published_one():
    assert PLAN.fingerprint == PUBLISHED
    assert describe_plan() == f"The plan of analysis is the published one ({PUBLISHED})."


@pytest.mark.parametrize(
    "change",
    [{"sure": 0.06}, {"past_pain_size": 0.03}, {"ridge": 1e-5}],
)
def test_any_change_of_the_plan_shows(change):
    changed = replace(PLAN, **change)
    assert changed.fingerprint != PUBLISHED
    assert "changed from the published plan" in describe_plan(changed)


def test_the_plan_reaches_the_method():
    sessions = simulate_sessions("plain", n_clients=60, seed=1)
    later = compare_intervals(sessions, plan=replace(PLAN, first_start_day=100))
    assert later.n_intervals < compare_intervals(sessions).n_intervals


def test_table_of_threats():
    table = tabulate_threats(Practice(simulate_sessions("plain", n_clients=40, seed=1)))
    assert len(table) == 2 * (len(THREATS) - 1)  # every move is on record
    assert set(table["found"]) <= {"fired", "not seen", "could not be checked"}
    assert (table.loc[table["threat"] == "past_pain", "found"] == "could not be checked").all()


@pytest.fixture(scope="module")
def by_closed_days(root):
    sessions = load_sessions(root / "tests" / "reference" / "practice_closed.csv")
    return Practice(sessions, (PAIN,)).closed_days["pain"]


@pytest.mark.parametrize(
    ("estimate", "p", "begins"),
    [
        (0.5, 0.001, "Where days off made a gap shorter, the same client arrived better in pain ("),
        (-0.5, 0.001, "Where days off made a gap shorter, the same client arrived worse in pain ("),
        (0.5, 0.2, "From gaps that days off changed, these records can't tell whether"),
    ],
)
def test_closed_days_are_told_as_days_off_and_never_as_agreed(by_closed_days, estimate, p, begins):
    text = answer_closed_days(replace(by_closed_days, estimate=estimate, p_value=p, p_holm=p,
                                      blocked_by=()))  # fmt: skip
    assert text.startswith(begins)
    assert f"n = {by_closed_days.n_clients} clients" in text
    assert "It holds only if days off aren't taken because of how clients feel" in text
    assert "moved or skipped" not in text
    assert "all gaps together" not in text.lower()


def test_all_gaps_that_tell_something_else_are_told_beside_days_off(by_closed_days):
    plain = replace(by_closed_days.looks["plain_outside"], fired=True)
    looks = by_closed_days.looks | {"plain_outside": plain}
    answers = [replace(by_closed_days, looks=looks, blocked_by=one) for one in ((), ("cut_short",))]
    said, blocked = map(answer_closed_days, answers)
    assert said.endswith(
        " All gaps together tell something else of pain than those that days off made longer or "
        "shorter, so visits seem to be booked by how clients feel."
    )
    assert "All gaps together" not in blocked


def test_closed_days_without_an_answer_say_why(by_closed_days, practice):
    lacking = Practice(load_sessions(practice), (PAIN,)).closed_days["pain"]
    assert answer_closed_days(lacking) == (
        "Days off don't tell of pain: these records don't say how far days off would push visits."
    )
    text = answer_closed_days(replace(by_closed_days, blocked_by=("never_came_back",)))
    assert text.startswith("Days off can't be used for an answer about pain. ")
    assert text.endswith(
        "To make it usable, write down for every client who stops coming when and why she did."
    )
    assert "95 %" not in text


def test_an_unknown_cell_is_not_made_up():
    with pytest.raises(KeyError):
        decide("more", "sideways")


if __name__ == "__main__":
    SNAPSHOT.write_text("\n".join(sentences()) + "\n", encoding="utf-8", newline="\n")
