"""The verdict's grammar: direction and size, two axes apart, over every combination.

All combinations are kept in reference/verdicts.csv, which
``python -m tests.analysis.test_verdicts`` writes anew.
"""

from dataclasses import replace
from functools import cache
from io import StringIO
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import stdtr

from analysis import PAIN, PLAN, SLEEP, Estimate, Outcome
from analysis.codes import Code
from analysis.estimate import adjust_family
from analysis.question_1 import Association
from analysis.question_2 import METHOD, Comparison
from analysis.verdicts import find_excluded, judge_between, judge_within, list_marks

SNAPSHOT = Path(__file__).parents[1] / "reference" / "verdicts.csv"
DF = 100
QUANTILE = stats.t.ppf(0.975, DF)
Z_VALUES = {"far": 4.0, "near": 2.1, "not": 0.5}  # passes any step; alone only; never
SIZES = {"under 0.5": 0.05, "under 1": 0.15, "under 2": 0.35, "any size": 1.2}  # standard errors


def number(z, error, reason=None):
    """An Estimate that lies ``z`` standard errors off 0."""
    margin, p = QUANTILE * error, 2 * stdtr(DF, -abs(z))
    found = Estimate(
        z * error, z * error - margin, z * error + margin, 0.95, p, DF, 120, 120, 0, Code("none"),
        standard_error=error,
    )  # fmt: skip
    return found if reason is None else found.unanswered(reason)


def within(z, error, outcome=PAIN, blocked_by=()):
    found = vars(number(z, error)) | {"method": METHOD}
    return Comparison(**found, outcome=outcome, blocked_by=blocked_by)


def between(rank_z, slope_z, error, outcome=PAIN, reason=None):
    ranks, slope = number(rank_z, 0.09, reason), number(slope_z, error, reason)
    nobody = pd.Series(dtype=int)
    return Association(outcome, ranks, slope, slope, np.nan, (0.5, 1.0), (4, 30), nobody)


def family(*found):
    named = {one.outcome.name: one for one in found}
    return adjust_family(named, PLAN.sure)


def judge_combinations():
    """One row per combination of what an outcome and the one beside it show, with its verdict."""
    rows = []
    for way, (shown, z), (size, error), (beside, other_z) in product(
        (1, -1), Z_VALUES.items(), SIZES.items(), {"blocked": None, **Z_VALUES}.items()
    ):
        other = (
            within(1, 0.1, SLEEP, ("no_season",))
            if other_z is None
            else within(other_z, 0.1, SLEEP)
        )
        told = family(within(way * z, error), other)
        rows.append(("within", way, shown, "", size, beside, judge_within(told["pain"])))
        for ranks, rank_z in Z_VALUES.items():
            for side in (1, -1):
                first = between(side * rank_z, way * z, error)
                second = (
                    between(1, 1, 0.1, SLEEP, Code("no_spread"))
                    if other_z is None
                    else between(other_z, other_z, 0.1, SLEEP)
                )
                told = family(first, second)
                verdict = judge_between(told["pain"])
                ranked = f"{ranks} {'same' if side == way else 'other'} way"
                rows.append(("between", way, shown, ranked, size, beside, verdict))
    names = ["question", "way", "points", "ranks", "size", "beside", "verdict"]
    return pd.DataFrame(rows, columns=names)


@cache
def combinations():
    """The same, with the verdict's direction, size and drawn interval."""
    table = judge_combinations()
    told = pd.DataFrame(
        {
            "direction": one.direction,
            "excludes": one.excludes,
            "low": round(one.drawn.low, 3),
            "high": round(one.drawn.high, 3),
            "level": one.drawn.level,
            "open_end": one.open_end,
            "note": one.note or "",
        }
        for one in table["verdict"]
    )
    return table.drop(columns="verdict").join(told)


def test_every_combination_is_told_as_agreed():
    kept = pd.read_csv(SNAPSHOT, keep_default_na=False, na_values={"excludes": ""})
    written = combinations().to_csv(index=False, lineterminator="\n")
    told = pd.read_csv(StringIO(written), keep_default_na=False, na_values={"excludes": ""})
    pd.testing.assert_frame_equal(told, kept)


def test_question_2_leaves_out_zero_just_where_a_direction_is_named():
    table = combinations().query("question == 'within'")
    off_zero = (table["low"] > 0) | (table["high"] < 0)
    assert list(off_zero) == list(table["direction"].isin(["better", "worse"]))


def test_question_1_is_never_drawn_off_zero_without_a_direction():
    table = combinations().query("question == 'between'")
    off_zero = (table["low"] > 0) | (table["high"] < 0)
    named = table["direction"].isin(["better", "worse"])
    assert list(off_zero) == list(named)
    assert table.loc[table["open_end"], "note"].isin(["points_only", "opposite_signs"]).all()
    assert not named[table["ranks"].str.contains("other way")].any()


def test_a_direction_takes_both_ranks_and_points():
    table = combinations().query("question == 'between' and beside == 'not'")
    named = table[table["direction"].isin(["better", "worse"])]
    assert set(named["points"]) == {"far"}
    assert set(named["ranks"]) == {"far same way"}


@pytest.mark.parametrize(
    ("p_values", "tested"),
    [
        ((0.01, 0.03), (2, 1)),
        ((0.03, 0.01), (1, 2)),
        ((0.03, 0.04), (2, 2)),
        ((0.01, 0.2), (2, 1)),
        ((0.001, 0.02, 0.04), (3, 2, 1)),
        ((0.001, 0.03, 0.04), (3, 2, 2)),
        ((0.04, None), (1, 1)),
        ((None, None), (1, 1)),
    ],
)
def test_intervals_have_the_level_of_holms_step(p_values, tested):
    """By hand: Holm 1979; from the step that isn't passed on, all at that step's level."""
    found = {
        str(at): replace(
            within(stats.t.isf((p or 1) / 2, DF), 0.1), blocked_by=() if p else ("no_season",)
        )
        for at, p in enumerate(p_values)
    }
    assert tuple(one.n_tested for one in adjust_family(found, 0.05).values()) == tested


def test_the_drawn_interval_is_students_at_its_level():
    verdict = judge_within(family(within(1.0, 0.2), within(0.3, 0.2, SLEEP))["pain"])
    low, high = stats.t.interval(0.975, DF, loc=0.2, scale=0.2)
    assert verdict.drawn.level == 0.975
    assert verdict.drawn.low == pytest.approx(low, abs=1e-12)
    assert verdict.drawn.high == pytest.approx(high, abs=1e-12)


def test_marks_are_half_for_sleep_and_follow_the_range():
    assert list_marks(PAIN, PLAN) == (0.5, 1, 2)
    assert list_marks(SLEEP, PLAN) == (0.25, 0.5, 1)
    assert list_marks(Outcome("promis", 8, 40, better="lower"), PLAN) == (1.6, 3.2, 6.4)


@pytest.mark.parametrize(
    ("low", "high", "mark"),
    [(-0.49, 0.49, 0.5), (-0.5, 0.1, 1), (0.1, 0.5, 1), (-1.9, 0, 2), (-2, 0, None), (1, 5, None)],
)
def test_a_mark_is_excluded_only_from_inside(low, high, mark):
    assert find_excluded(low, high, (0.5, 1, 2)) == mark


def test_a_blocked_outcome_does_not_count():
    found = family(within(2.1, 0.1), within(4.0, 0.1, SLEEP, ("no_season",)))
    pain, sleep = judge_within(found["pain"]), judge_within(found["sleep"])
    assert (pain.direction, pain.drawn.level) == ("better", 0.95)
    assert (sleep.direction, sleep.excludes, sleep.drawn.answered) == ("no_answer", None, False)
    assert np.isnan(found["sleep"].p_holm)


@pytest.mark.parametrize("alike", [0.0, 0.5, 0.95])
def test_directions_hold_their_error_rate_over_two_outcomes(alike):
    """2,000 draws of two outcomes without a difference, more and less alike: at most 5 % named.

    Question 1's ranks and points agree by 0.9, so that it names fewer. Two Monte Carlo errors.
    """
    rng, runs = np.random.default_rng(4), 2_000
    between_two = np.array([[1, alike], [alike, 1]])
    each = np.kron(between_two, [[1, 0.9], [0.9, 1]])
    named = {"within": 0, "between": 0}
    for pain, pain_ranks, sleep, sleep_ranks in rng.multivariate_normal(np.zeros(4), each, runs):
        asked = {
            "within": family(within(pain, 0.1), within(sleep, 0.1, SLEEP)),
            "between": family(
                between(pain_ranks, pain, 0.1), between(sleep_ranks, sleep, 0.1, SLEEP)
            ),
        }
        for question, told in asked.items():
            named[question] += any(one.direction in ("better", "worse") for one in told.values())
    error = (0.05 * 0.95 / runs) ** 0.5
    # normal draws judged by t with 100 degrees of freedom: a little more than 5 of 100 by itself
    exact = 2 * stats.norm.sf(stats.t.isf(0.0125, DF)) * 2
    assert named["within"] / runs <= exact + 2 * error
    assert named["between"] / runs <= named["within"] / runs


@pytest.mark.parametrize("mark", [0.5, 1.0])
def test_a_size_that_is_just_reached_is_rarely_excluded(mark):
    """At a truth of exactly the mark: at most 2.5 of 100 for one outcome (10,000 draws)."""
    rng, n = np.random.default_rng(3), 10_000
    error = mark / 6
    false = 0
    for estimate in rng.standard_t(DF, n) * error + mark:
        verdict = judge_within(within(estimate / error, error))
        false += verdict.excludes is not None and verdict.excludes <= mark
    assert false / n <= 0.025 + 2 * (0.025 * 0.975 / n) ** 0.5
    assert false / n >= 0.025 - 3 * (0.025 * 0.975 / n) ** 0.5


if __name__ == "__main__":
    combinations().to_csv(SNAPSHOT, index=False, lineterminator="\n")
