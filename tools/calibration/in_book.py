"""The page's part on question 2 by the day in the book, from saved tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.plan import PLAN
from calibration.page import LEAST_COVERAGE, MOST_CLAIMED, list_failures, render
from massage.words.formats import listed
from massage.worlds.calibrate import read_calibrations
from massage.worlds.world import BOOKED, BOOKED_TRUE, IDENTIFIABLE_NULLS, NULLS_TRUE, TRUE

MOST_BLOCKED, MOST_LEAN = 0.06, 0.03
BY_BOOK = ("question_2_in_book", "question_2_in_book_sleep")
BY_MOVES = ("question_2", "question_2_sleep")
WORST, MEAN = "worst", "mean"
SUMMED = ["claimed", "blocked"]
EXPORTED = ", through an export"


def read_book_rates(folder: Path) -> pd.DataFrame:
    """Read the tables of the rule by the day in the book; ``through`` is empty without an export.

    No rows where the folder isn't there yet.
    """
    if not folder.is_dir():
        return pd.DataFrame()
    rates = read_calibrations(folder)
    return rates if "through" in rates else rates.assign(through=None)


def write_in_book(rates: pd.DataFrame, middle: int) -> str:
    """Return the part as Markdown, from the rows of ``read_book_rates``; nothing of no rows.

    ``middle`` is the number of clients at which the rule by bookings and moves stands beside it.
    A cell that wasn't measured is a dash.
    """
    if rates.empty:
        return ""
    direct = rates[rates["through"].isna()]
    both = rates["analysis"].isin(BY_BOOK)
    return render(
        "book.md.j2",
        booked=_lay_out(direct, tuple(BOOKED)),
        nulls=_lay_out(direct, tuple(IDENTIFIABLE_NULLS)),
        booked_true=_lay_out(direct, tuple(BOOKED_TRUE)),
        nulls_true=_lay_out(direct, tuple(TRUE | NULLS_TRUE)),
        exports=_lay_out_exports(rates, direct),
        by_book=BY_BOOK,
        by_moves=BY_MOVES,
        sizes=sorted(direct["clients"].unique()),
        middle=middle,
        runs=sorted(direct["runs"].unique()),
        largest_error=direct[["claimed_error", "coverage_error", "blocked_error"]].max().max(),
        earlier_plans=_count_by_plan(rates[both]),
        failures=find_book_failures(rates[both]),
        most_claimed=MOST_CLAIMED,
        least_coverage=LEAST_COVERAGE,
        most_blocked=MOST_BLOCKED,
        most_lean=MOST_LEAN,
    )


def find_book_failures(rates: pd.DataFrame) -> list[dict[str, object]]:
    """Where the rule claims or refuses too much, covers too little or leans.

    Claims and coverage count beyond two Monte Carlo errors, refusals and leans as measured.
    """
    through = rates["through"].notna()
    rows = rates.assign(world=rates["world"].mask(through, rates["world"] + EXPORTED))
    rows = rows.sort_values("clients", kind="stable")
    null = rows["truth"] == 0
    return list_failures(
        rows,
        {
            "claimed": null & (rows["claimed"] - 2 * rows["claimed_error"] > MOST_CLAIMED),
            "coverage": ~null & (rows["coverage"] + 2 * rows["coverage_error"] < LEAST_COVERAGE),
            "blocked": rows["blocked"] > MOST_BLOCKED,
            "bias": null & (rows["bias"].abs() > MOST_LEAN),
        },
    )


def _count_by_plan(rates: pd.DataFrame) -> list[str]:
    """What was measured under plans that aren't today's: kinds of practice by size, of each."""
    earlier = rates[rates["plan"] != PLAN.fingerprint_without_closed_days]
    found = []
    for plan, of_plan in earlier.groupby("plan"):
        kinds = of_plan.groupby("clients")["world"].nunique()
        sizes = [f"{n} with {size} clients" for size, n in kinds.items()]
        found.append(f"{plan} ({listed(sizes)})")
    return found


def _lay_out(rates: pd.DataFrame, worlds: tuple[str, ...]) -> dict[str, object]:
    """Rows of a table and its cells, by world, analysis and clients; worst and mean last."""
    rows = rates[rates["world"].isin(worlds)]
    of_each = rows.groupby(["analysis", "clients"])[SUMMED]
    summed = [of_each.max().assign(world=WORST), of_each.mean().assign(world=MEAN)]
    whole = pd.concat([rows, *(one.reset_index() for one in summed)])
    cells = whole.set_index(["world", "analysis", "clients"]).to_dict("index")
    return {"worlds": worlds, "cells": cells}


def _lay_out_exports(rates: pd.DataFrame, direct: pd.DataFrame) -> list[dict[str, object]]:
    """Tables of what came through exports, one per form and size, beside the same from records."""
    return [
        {"form": form, "clients": clients, "runs": rows["runs"].iloc[0]}
        | _lay_out(rows, tuple(rows["world"].unique()))
        | {"direct": _lay_out(direct, tuple(rows["world"].unique()))["cells"]}
        for (form, clients), rows in rates.groupby(["through", "clients"])
    ]
