"""The data behind each figure as a table, without groups of fewer than five clients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from analysis.estimate import FEWEST_CLIENTS, Estimate
from analysis.plan import PLAN, Plan
from analysis.question_1 import Association
from analysis.question_2 import Comparison
from analysis.schema import PAIN, Outcome
from massage.claims.conditions import Pooled
from massage.claims.figures import bar_width, relief_by_client
from massage.claims.time_to_relief import Curve
from massage.figures.values import centre_intervals, mean_course
from massage.small_groups import list_cells, list_ranges
from massage.words.formats import SMALLEST_GROUP


def keep_large(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows with fewer than five clients, where a table counts ``clients``."""
    if "clients" not in table:
        return table
    return table[table["clients"] >= SMALLEST_GROUP].reset_index(drop=True)


def count_frequencies(clients: pd.DataFrame) -> pd.DataFrame:
    """``clients`` who came ``sessions_per_week_from`` so often ``to`` so often, at least five."""
    ranges = list_ranges(clients["frequency"], clients["client_id"])
    return _name_ends(ranges, "sessions_per_week").drop(columns="rows")


def count_ratings(sessions: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """``sessions`` at which a value ``from`` here ``to`` here was written down, and ``clients``."""
    ranges = list_ranges(sessions[outcome.column], sessions["client_id"])
    return _name_ends(ranges, "value").rename(columns={"rows": "sessions"})


def average_courses(sessions: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """``week``, ``mean``, ``low`` and ``high`` of the middle half of ``clients``; no single course.

    The middle half is empty where fewer than ten clients came.
    """
    means = mean_course(sessions, outcome).rename(columns={"n": "clients"})
    ends = means[["low", "high"]].where(means["clients"] >= FEWEST_CLIENTS)
    return means.assign(low=ends["low"], high=ends["high"])


def list_circles(clients: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Means of two columns, which get new names, in cells of five ``clients`` or more."""
    (x, x_name), (y, y_name) = columns.items()
    cells = list_cells(clients[x], clients[y], clients["client_id"])
    return cells.rename(columns={"x": x_name, "y": y_name})[[x_name, y_name, "clients"]]


def list_slopes(associations: Mapping[str, Association]) -> pd.DataFrame:
    """Question 1 in points per extra weekly session: one row per outcome with an answer."""
    answered = {
        name: one.told_slope for name, one in associations.items() if one.told_slope.answered
    }
    return _list_estimates(answered)


def list_halving(compared: Mapping[str, Comparison]) -> pd.DataFrame:
    """Question 2 in points better after half an interval: one row per outcome not blocked."""
    usable = {name: one for name, one in compared.items() if one.usable}
    table = _list_estimates(usable)
    return table.assign(intervals=[one.n_intervals for one in usable.values()])


def average_tenths(sessions: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN) -> pd.DataFrame:
    """Means of each tenth of the intervals, shortest first.

    ``length`` is log2 of days and ``y`` the outcome's points, both against the client's own mean;
    ``intervals`` and ``clients`` stand behind them.
    """
    rows = centre_intervals(sessions, outcome, plan)
    tenths = pd.qcut(rows["length"], 10, labels=False, duplicates="drop").rename("tenth") + 1
    grouped = rows.groupby(tenths)
    return grouped.agg(
        length=("length", "mean"),
        y=("y", "mean"),
        intervals=("y", "size"),
        clients=("client", "nunique"),
    ).reset_index()


def list_conditions(pooled: Pooled) -> pd.DataFrame:
    """Each condition's own answer and what pooling draws it to."""
    names = ["condition", "estimate", "low", "high", "pooled", "n_clients"]
    return pooled.by_condition[names].rename(columns={"n_clients": "clients"})


def list_curves(curves: Iterable[Curve]) -> pd.DataFrame:
    """Share still without lasting relief, by group and day."""
    parts = [
        pd.DataFrame(
            {"came": one.group, "day": one.days, "share": one.share, "clients": one.n_clients}
        )
        for one in curves
    ]
    return pd.concat(parts, ignore_index=True)


def count_relief(sessions: pd.DataFrame, pain: Outcome = PAIN) -> pd.DataFrame:
    """``clients`` by how far pain fell on average ``from_points`` ``to_points``, at least five."""
    width, fall = bar_width(pain), relief_by_client(sessions, pain)
    start = np.floor(fall / width) * width
    ranges = list_ranges(start, pd.Series(fall.index, index=fall.index))
    return pd.DataFrame(
        {
            "from_points": ranges["low"],
            "to_points": ranges["high"] + width,
            "clients": ranges["clients"],
        }
    )


def list_specifications_fitted(fitted: pd.DataFrame) -> pd.DataFrame:
    """Every specification that gives a number, lowest first."""
    answered = fitted.dropna(subset=["low"]).sort_values("estimate", ignore_index=True)
    return answered.rename(columns={"n_clients": "clients"})


def _name_ends(ranges: pd.DataFrame, name: str) -> pd.DataFrame:
    return ranges.rename(columns={"low": f"{name}_from", "high": f"{name}_to"})


def _list_estimates(estimates: Mapping[str, Estimate]) -> pd.DataFrame:
    names = ["estimate", "low", "high", "level"]
    rows = [
        {"outcome": name, **{key: getattr(one, key) for key in names}, "clients": one.n_clients}
        for name, one in estimates.items()
    ]
    return pd.DataFrame(rows, columns=["outcome", *names, "clients"])
