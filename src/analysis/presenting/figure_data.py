"""The data behind each figure as a table, without groups of fewer than five clients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from analysis.association import Association
from analysis.claims.conditions import Pooled
from analysis.claims.figures import BAR, relief_by_client
from analysis.claims.time_to_relief import Curve
from analysis.comparison import Examination
from analysis.courses import centre_intervals, mean_course
from analysis.estimate import Estimate
from analysis.intervals import list_intervals
from analysis.schema import Outcome

FEWEST_SHOWN = 5  # clients in a group that may be handed on


def keep_large(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows with fewer than five clients, where a table counts ``clients``."""
    if "clients" not in table:
        return table
    return table[table["clients"] >= FEWEST_SHOWN].reset_index(drop=True)


def count_frequencies(clients: pd.DataFrame) -> pd.DataFrame:
    """``sessions_per_week`` and the ``clients`` who came that often."""
    return _count(clients.rename(columns={"frequency": "sessions_per_week"}), ["sessions_per_week"])


def count_ratings(sessions: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """``value``, the ``sessions`` at which it was written down, and of how many ``clients``."""
    known = sessions[["client_id", outcome.column]].dropna().set_axis(["client", "value"], axis=1)
    grouped = known.groupby("value")["client"]
    return grouped.agg(sessions="size", clients="nunique").reset_index()


def average_courses(sessions: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """``week``, ``mean`` and the ``clients`` in it; no single course."""
    return mean_course(sessions, outcome).rename(columns={"n": "clients"})


def count_pairs(clients: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Count ``clients`` at each combination of columns, which get new names."""
    return _count(clients.rename(columns=columns), list(columns.values()))


def list_slopes(associations: Mapping[str, Association]) -> pd.DataFrame:
    """Question 1 in points per extra weekly session: one row per outcome with an answer."""
    answered = {
        name: one.told_slope for name, one in associations.items() if one.told_slope.answered
    }
    return _list_estimates(answered)


def list_halving(examined: Mapping[str, Examination]) -> pd.DataFrame:
    """Question 2 in points better after half an interval: one row per outcome not blocked."""
    usable = {name: one for name, one in examined.items() if one.comparison.usable}
    table = _list_estimates({name: one.comparison for name, one in usable.items()})
    return table.assign(intervals=[one.comparison.n_intervals for one in usable.values()])


def average_tenths(sessions: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Means of each tenth of the intervals, shortest first.

    ``length`` is log2 of days and ``y`` the outcome's points, both against the client's own mean;
    ``intervals`` and ``clients`` stand behind them.
    """
    rows = centre_intervals(sessions, outcome)
    client = list_intervals(sessions, outcome)["client"].loc[rows.index]
    tenths = pd.qcut(rows["length"], 10, labels=False, duplicates="drop").rename("tenth") + 1
    grouped = rows.assign(client=client).groupby(tenths)
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


def count_relief(sessions: pd.DataFrame) -> pd.DataFrame:
    """``clients`` by how far pain fell on average ``from_points`` ``to_points``."""
    start = np.floor(relief_by_client(sessions) / BAR) * BAR
    counted = start.value_counts().sort_index()
    return pd.DataFrame(
        {"from_points": counted.index, "to_points": counted.index + BAR, "clients": counted}
    )


def list_specifications_fitted(fitted: pd.DataFrame) -> pd.DataFrame:
    """Every specification that gives a number, lowest first."""
    answered = fitted.dropna(subset=["low"]).sort_values("estimate", ignore_index=True)
    return answered.rename(columns={"n_clients": "clients"})


def _count(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return table[columns].dropna().groupby(columns).size().rename("clients").reset_index()


def _list_estimates(estimates: Mapping[str, Estimate]) -> pd.DataFrame:
    names = ["estimate", "low", "high", "level"]
    rows = [
        {"outcome": name, **{key: getattr(one, key) for key in names}, "clients": one.n_clients}
        for name, one in estimates.items()
    ]
    return pd.DataFrame(rows, columns=["outcome", *names, "clients"])
