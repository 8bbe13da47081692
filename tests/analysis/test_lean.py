"""A direction is named only beyond what the method itself leans by, however narrow the interval."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from analysis import PAIN, PLAN, SLEEP, Outcome
from analysis.codes import Code
from analysis.lean import find_lean, may_be_lean
from analysis.question_2 import Comparison
from analysis.verdicts import LEAN, judge_within
from massage.worlds.calibrate import CALIBRATIONS, read_calibrations
from massage.worlds.world import BOOKED, IDENTIFIABLE_NULLS

WIDE = replace(PAIN, high=100)
TRIED = {
    PAIN: ("question_2", "question_2_in_book"),
    SLEEP: ("question_2_sleep", "question_2_in_book_sleep"),
}


def compared(estimate, half, outcome=PAIN, **other):
    ends = {"low": estimate - half, "high": estimate + half}
    p_value = 2 * norm.sf(norm.isf(0.025) * abs(estimate) / half)
    return Comparison(
        estimate, **ends, level=0.95, p_value=p_value, p_holm=p_value, df=9e5, n_clients=9**6,
        n_rows=9**6, n_dropped=0, standard_error=half / 1.96, method=Code("halved_interval"),
        outcome=outcome, **other,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "direction"),
    [
        (compared(0.03, 0.01), "cant_tell"),
        (compared(-0.03, 0.01), "cant_tell"),
        (compared(0.08, 0.03), "better"),
        (compared(-0.08, 0.03), "worse"),
        (compared(0.09, 0.085), "better"),  # as wide as those whose error rate was found
        (compared(0.025, 0.01, SLEEP), "cant_tell"),
        (compared(0.045, 0.01, SLEEP), "better"),
        (compared(0.3, 0.1, WIDE), "cant_tell"),
        (compared(0.8, 0.3, WIDE), "better"),
        (compared(0.03, 0.01, Outcome("mood", 0, 10, better="higher")), "cant_tell"),
        (compared(0.03, 0.01, plan=replace(PLAN, lean=0.0)), "better"),
        (compared(0.01, 0.02), "cant_tell"),
    ],
)
def test_a_direction_is_named_beyond_the_lean_alone(found, direction):
    verdict = judge_within(found)
    assert found.direction == verdict.direction == direction
    assert (verdict.note == LEAN) == (direction == "cant_tell" and abs(found.estimate) > 0.01)
    assert verdict.is_named == (not verdict.drawn.low <= 0 <= verdict.drawn.high)
    assert verdict.open_end == (verdict.note == LEAN)


def test_a_blocked_answer_stays_one():
    verdict = judge_within(compared(0.03, 0.01, blocked_by=("past_pain",)))
    assert (verdict.direction, verdict.note) == ("no_answer", None)


def test_no_answer_is_no_lean():
    nothing = compared(0.03, 0.01).unanswered(Code("few_intervals"))
    assert not may_be_lean(nothing, 0.04)


@pytest.mark.parametrize("outcome", TRIED, ids=str)
def test_the_plan_holds_what_was_measured(outcome):
    """At the sizes with the narrowest intervals; Monte Carlo error of a mean there: 0.003."""
    folders = (CALIBRATIONS, CALIBRATIONS / "book", CALIBRATIONS / "large")
    rates = pd.concat(map(read_calibrations, folders))
    rows = rates[rates["analysis"].isin(TRIED[outcome]) & (rates["clients"] >= 600)
                 & rates["world"].isin([*IDENTIFIABLE_NULLS, *BOOKED])]  # fmt: skip
    assert set(rows["clients"]) == {600, 6000}
    assert rows["bias_error"].max() < 0.006
    leans = rows["bias"].abs()
    assert leans.max() < find_lean(outcome, PLAN) < 2 * leans.max()


def test_the_page_tells_what_was_measured_with_6000_clients(root):
    page = " ".join((root / "docs" / "registry.md").read_text(encoding="utf-8").split())
    rates = read_calibrations(root / "data" / "calibration" / "large").reset_index(drop=True)
    rates, true = rates[rates["truth"] == 0], rates[rates["truth"] > 0]
    of_each = rates.groupby("world")["runs"].first()
    assert f"{len(of_each)} kinds, {of_each.max()} practices each" in page
    for outcome, text in ((PAIN, "{:.3f} points of pain off 0 (Monte Carlo error {:.3f})"),
                          (SLEEP, "{:.3f} points of sleep ({:.3f})")):  # fmt: skip
        rows = rates[rates["analysis"].isin(TRIED[outcome])]
        worst = rows.loc[rows["bias"].abs().idxmax()]
        assert text.format(abs(worst["bias"]), worst["bias_error"]) in page
    worst = rates.loc[rates["claimed"].idxmax()]
    told = f"{100 * worst['claimed']:.1f} {100 * worst['claimed_error']:.0f}".split()
    assert f"{np.ceil(float(told[0])):.0f} of 100 practices of the worst kind" in page
    assert f"announce something (error {told[1]})" in page
    again = pd.read_csv(root / "tests" / "reference" / "lean.csv")
    assert f"at most {100 * again['named'].max():.0f} of 100 do" in page
    assert set(again["n"]) == {100}
    assert f"book isn't on record, {100 * again['leaves_out_0'].max():.0f} of 100" in page
    worst = true.loc[true["coverage"].idxmin()]
    assert (true["world"].nunique(), worst["world"]) == (7, "true_flare_moved")
    assert abs(worst["bias"]) == true["bias"].abs().max()
    assert f"{worst['bias']:.2f} points off a truth of {worst['truth']:.2f} points" in page
    held = f"{np.ceil(100 * worst['coverage']):.0f} of 100 hold the truth"
    assert f"{held} (error {100 * worst['coverage_error']:.0f};" in page


@pytest.mark.rates
@pytest.mark.parametrize("error", [0.002, 0.01, 0.02, 0.038, 0.045])
def test_false_alarms_stay_rare_where_the_method_leans(error):
    """Of 20,000 answers that lean by 0.031 points; Monte Carlo error 0.002."""
    estimates = np.random.default_rng(1).normal(0.031, error, 20_000)
    found = [compared(one, 1.96 * error).direction for one in estimates]
    assert np.mean(np.array(found) != "cant_tell") < 0.13
