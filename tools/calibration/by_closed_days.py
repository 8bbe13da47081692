"""The page's part on question 2 by closed days, from saved tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.plan import PLAN
from calibration.in_book import read_book_rates
from calibration.page import render
from massage.worlds.world import CLOSED, CLOSED_LARGE, CLOSED_TRUE

BY_CLOSED_DAYS = ("closed_days", "closed_days_sleep")


def read_closed_rates(folder: Path) -> pd.DataFrame:
    """Read the tables of question 2 by closed days, with shares of those that were answered.

    ``refused`` is the share without a number, ``found`` that of the others which are significant;
    ``through`` is empty without an export. No rows where the folder isn't there yet.
    """
    rates = read_book_rates(folder)
    if rates.empty:
        return rates
    answered = rates["answered"] / rates["runs"]
    found = (rates["significant"] / answered).where(answered > 0)
    error = (found * (1 - found) / rates["answered"]) ** 0.5
    return rates.assign(refused=1 - answered, found=found, found_error=error)


def write_closed(rates: pd.DataFrame) -> str:
    """Return the part as Markdown, from the rows of ``read_closed_rates``; nothing of no rows."""
    if rates.empty:
        return ""
    of_export = ["world", "through", "clients", "runs"]
    direct, exported = (rates[rates["through"].isna() == one] for one in (True, False))
    is_large = direct["world"].isin(CLOSED_LARGE)
    usual, large = direct[~is_large], direct[is_large]
    return render(
        "closed.md.j2",
        cells=direct.set_index(["world", "analysis", "clients"]).to_dict("index"),
        exported=exported.set_index(["world", "analysis"]).to_dict("index"),
        exports=exported[of_export].drop_duplicates().to_dict("records"),
        tables={"nothing": tuple(CLOSED), "something": tuple(CLOSED_TRUE)},
        analyses=BY_CLOSED_DAYS,
        sizes=sorted(usual["clients"].unique()),
        runs=sorted(usual["runs"].unique()),
        largest_error=usual["found_error"].max(),
        large=[world for world in CLOSED_LARGE if world in set(large["world"])],
        large_sizes=sorted(large["clients"].unique()),
        large_runs=sorted(large["runs"].unique()),
        is_earlier=set(rates["plan"]) != {PLAN.fingerprint},
        plans=sorted(rates["plan"].unique()),
    )
