"""Closed days of a practice's therapists: found in the visits alone, or taken from a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from massage.intake import plan

WEEK = 7
EVERYONE = "everyone"  # whose days in a list are everybody's
TURN_OF_YEAR, WHOLE_PRACTICE, TOO_SHORT = "turn_of_year", "whole_practice", "too_short"
COLUMNS = ["therapist", "first", "last", "working_days", "expected", "left_out"]
Listed = Mapping[str, frozenset[int]]  # closed days by therapist


@dataclass(frozen=True)
class Closures:
    """Closed days of therapists. Days are ``date.toordinal``, weekdays 0 for Monday to 6.

    ``runs`` has a row per closing, by ``therapist`` and ``first`` day: its ``last`` day, both usual
    working days, how many of them there are in between (``working_days``), the visits ``expected``
    on them, and why it is ``left_out`` (a code, "" where it is used). ``usual`` says by therapist
    and weekday whether she usually works; therapists with too few days aren't there. ``first`` and
    ``last`` are the days of the first and last visit of the practice.
    """

    runs: pd.DataFrame
    usual: pd.DataFrame
    first: int
    last: int

    @property
    def used(self) -> pd.DataFrame:
        """The closings that are used."""
        return self.runs[self.runs["left_out"] == ""]


def weekday(day: np.ndarray | int) -> np.ndarray:
    """Weekday of ordinal days, 0 for Monday."""
    return (np.asarray(day) - 1) % WEEK


def find_closures(visits: pd.DataFrame, listed: Listed | None = None) -> Closures:
    """Find the closed days of each therapist in visits (``therapist``, ``day``), a row each.

    A weekday is usual for a therapist with 20 days or more if she saw somebody on at least 5 % of
    them, and it holds 4 % of her visits. A closing is a run of at least 3 of her usual days without
    a visit on which 6 or more were expected, by up to 10 same weekdays before and after. With a
    list (by therapist, or ``everyone``) a closing is a run of its days on which she saw nobody.

    Left out are those that touch 20 December to 6 January (``turn_of_year``), on all of whose days
    every therapist with that weekday, two or more of them, saw nobody (``whole_practice``), and of
    a list those of fewer than 3 days (``too_short``). "" and NaN for a therapist count as nobody.
    Cost: linear in visits, and in therapists times days.
    """
    known = visits[visits["therapist"].fillna("") != ""]
    per_day = known.groupby(["therapist", "day"]).size()
    days_of = per_day.groupby(level=0).size()
    names = days_of.index[days_of >= plan.FEWEST_DAYS]
    usual, parts = {}, []
    for name in names:
        own = per_day.loc[name]
        start = int(own.index.min())
        counts = np.bincount(own.index.to_numpy(int) - start, weights=own.to_numpy())
        usual[name] = _find_usual(counts, start)
        parts.append(_expect(counts, start, usual[name]).assign(therapist=name))
    week = pd.DataFrame.from_dict(usual, orient="index", columns=range(WEEK), dtype=bool)
    first, last = (int(visits["day"].min()), int(visits["day"].max())) if len(visits) else (0, 0)
    runs = pd.DataFrame({name: [] for name in COLUMNS})
    if parts:
        runs = _find_runs(pd.concat(parts, ignore_index=True), listed)
    return Closures(runs, week, first, last)


def _find_usual(counts: np.ndarray, start: int) -> np.ndarray:
    """Which weekdays are usual, of visits on consecutive days."""
    of_week = weekday(start + np.arange(len(counts)))
    days = np.bincount(of_week, minlength=WEEK)
    seen = np.bincount(of_week, weights=counts > 0, minlength=WEEK)
    held = np.bincount(of_week, weights=counts, minlength=WEEK)
    enough = held >= plan.VISITS_SHARE * counts.sum()
    return (seen >= plan.SEEN_SHARE * days) & enough & (seen > 0)


def _expect(counts: np.ndarray, start: int, usual: np.ndarray) -> pd.DataFrame:
    """Usual days of one therapist from her first to her last: visits, and how many are expected."""
    expected = np.zeros(len(counts))
    for offset in range(min(WEEK, len(counts))):
        own = counts[offset::WEEK]
        at, total = np.arange(len(own)), np.concatenate([[0.0], np.cumsum(own)])
        low = np.maximum(at - plan.SAME_WEEKDAYS, 0)
        high = np.minimum(at + plan.SAME_WEEKDAYS + 1, len(own))
        others = np.maximum(high - low - 1, 1)
        expected[offset::WEEK] = (total[high] - total[low] - own) / others
    day = start + np.arange(len(counts))
    table = pd.DataFrame({"day": day, "seen": counts, "expected": expected})
    return table[usual[weekday(day)]]


def _find_runs(days: pd.DataFrame, listed: Listed | None) -> pd.DataFrame:
    """Runs of consecutive usual days of a therapist on which she saw nobody."""
    silent = days["seen"].eq(0)
    closed = silent if listed is None else silent & _is_listed(days, listed)
    by_day = days.assign(silent=silent).groupby("day")["silent"].agg(["all", "size"])
    nobody, several = days["day"].map(by_day["all"]), days["day"].map(by_day["size"]) >= 2
    begins = closed.ne(closed.shift()) | days["therapist"].ne(days["therapist"].shift())
    rows = days.assign(nobody=nobody, several=several, run=begins.cumsum())[closed]
    runs = rows.groupby(["therapist", "run"]).agg(
        first=("day", "min"), last=("day", "max"), working_days=("day", "size"),
        expected=("expected", "sum"), nobody=("nobody", "all"), several=("several", "any"),
    ).reset_index()  # fmt: skip
    short = runs["working_days"] < plan.SHORTEST_CLOSURE
    if listed is None:
        is_closure = ~short & (runs["expected"] >= plan.EXPECTED_VISITS)
        runs, short = runs[is_closure], short[is_closure]
    turn = [_touches_turn(*one) for one in zip(runs["first"], runs["last"], strict=True)]
    whole = runs["nobody"].astype(bool) & runs["several"].astype(bool)
    reasons = [np.array(turn, dtype=bool), whole, short]
    codes = np.select(reasons, [TURN_OF_YEAR, WHOLE_PRACTICE, TOO_SHORT], "")
    runs = runs.assign(left_out=codes)[COLUMNS]
    return runs.sort_values(["therapist", "first"], ignore_index=True)


def _is_listed(days: pd.DataFrame, listed: Listed) -> pd.Series:
    of_all = listed.get(EVERYONE, frozenset())
    pairs = zip(days["therapist"], days["day"], strict=True)
    return pd.Series(
        [day in of_all or day in listed.get(name, frozenset()) for name, day in pairs], days.index
    )


def _touches_turn(first: int, last: int) -> bool:
    """Whether a run of days touches the turn of a year."""
    begins, ends = plan.TURN_OF_YEAR
    years = range(date.fromordinal(first).year - 1, date.fromordinal(last).year + 1)
    return any(
        first <= date(year + 1, *ends).toordinal() and last >= date(year, *begins).toordinal()
        for year in years
    )
