"""Where an interval is narrower than what the method leans by, it is said."""

from dataclasses import replace

import pytest

from analysis import PAIN, PLAN, SLEEP, Outcome
from analysis.codes import Code
from analysis.question_2 import Comparison
from massage import open_practice
from massage.robustness.false_alarms import tell_lean
from massage.words.together import answer_both

ENERGY = Outcome("energy", 0, 10, better="higher", name="energy")
SAID = (
    "In made-up practices in which massage does nothing, this way of asking leans by up to "
    "{} points of {}, however many clients there are. An interval that reaches so near to 0 may "
    "show that lean, and tells nothing."
)


def compared(estimate, half, outcome=PAIN, **other):
    ends = {"low": estimate - half, "high": estimate + half}
    return Comparison(
        estimate, **ends, level=0.95, p_value=1e-9, df=9e5, n_clients=9**6, n_rows=9**6,
        n_dropped=0, method=Code("halved_interval"), outcome=outcome, p_holm=1e-9, **other,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (compared(0.02, 0.001), SAID.format("0.03", "pain")),
        (compared(-0.031, 0.002), SAID.format("0.03", "pain")),
        (compared(0.012, 0.001, SLEEP), SAID.format("0.02", "sleep")),
        (compared(0.018, 0.001, SLEEP), ""),
        (compared(0.035, 0.002), ""),
        (compared(0.2, 0.19), ""),
        (compared(0.02, 0.03), ""),
        (compared(0.02, 0.001, ENERGY), ""),
        (compared(0.02, 0.001, replace(PAIN, high=100)), ""),
        (compared(0.02, 0.001, plan=replace(PLAN, ridge=1e-5)), ""),
        (compared(0.02, 0.001, blocked_by=("past_pain",)), ""),
    ],
)
def test_only_what_the_method_leans_by_is_said_to_tell_nothing(found, said):
    if found.low < 0 < found.high:
        found = replace(found, p_value=0.2, p_holm=0.2)
    assert tell_lean(found) == said


def test_it_stands_behind_both_answers(practice):
    records = open_practice(practice)
    found = records.question_2 | {"pain": compared(0.02, 0.001)}
    records.question_2 = found
    both = answer_both(records.question_1["pain"], found["pain"])
    told = f"{both} {SAID.format('0.03', 'pain')}"
    assert records.answers["pain"] == told
    assert "leans by" not in records.answers["sleep"]
