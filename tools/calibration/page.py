"""The page about error rates: every world and analysis, and every claim, from saved tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.plan import PLAN
from massage import templates
from massage.claims.claim import CHANGE, COMPARISON, LINK

MOST_CLAIMED, LEAST_COVERAGE, LEAST_LEAN, MOST_BLOCKED = 0.07, 0.94, 0.01, 0.5
STILL, PEAK, HEAL, SEEN = "still", "regression_to_mean", "strains_heal", "recovery_seen_at_first"
MIDDLE, NATURAL = "200", "natural"
SIZES = ("60", MIDDLE, "600")
ANY = "any"
SPREAD = ("C12", "spread of the change")
RELIEF = ("C3", "time to relief")  # a claim that looks at recovery itself, which is there in SEEN
FEWEST_ANSWERED = 50

render = partial(templates.render, "calibration")


def write_calibration(rates: pd.DataFrame, groups: dict[str, Sequence[str]], middle: int) -> str:
    """Return the page as Markdown: one table per group of worlds, failures, coverage and bias.

    ``groups`` maps a heading to its worlds; ``middle`` is the number of clients for the columns of
    the analyses that are shown once.
    """
    plans = set(rates["plan"])
    nothing = rates["analysis"].eq("question_2") & rates["truth"].eq(0)
    return render(
        "calibration.md.j2",
        rates=rates.set_index(["world", "analysis", "clients"]).to_dict("index"),
        sizes=sorted(rates["clients"].unique()),
        middle=middle,
        groups={heading: tuple(worlds) for heading, worlds in groups.items()},
        nothing=set(rates.loc[nothing, "world"]),
        failures=_find_failures(rates),
        largest_error=rates[["significant_error", "coverage_error", "blocked_error"]].max().max(),
        earlier_plans=[] if plans == {PLAN.fingerprint_without_closed_days} else sorted(plans),
        most_claimed=MOST_CLAIMED,
        least_coverage=LEAST_COVERAGE,
        least_lean=LEAST_LEAN,
    )


def _find_failures(rates: pd.DataFrame) -> list[dict[str, object]]:
    """Where question 2 claims too much, covers too little or leans, beyond Monte Carlo errors."""
    rows = rates[rates["analysis"].isin(["question_2", "question_2_sleep"])]
    rows = rows.sort_values("clients", kind="stable")
    null, lean = rows["truth"] == 0, rows["bias"].abs()
    failed = {
        "claimed": null & (rows["claimed"] - 2 * rows["claimed_error"] > MOST_CLAIMED),
        "coverage": ~null & (rows["coverage"] + 2 * rows["coverage_error"] < LEAST_COVERAGE),
        "bias": null & (lean > LEAST_LEAN) & (lean > 3 * rows["bias_error"])
        & (rows["blocked"] < MOST_BLOCKED),
    }  # fmt: skip
    return list_failures(rows, failed)


def list_failures(rows: pd.DataFrame, failed: Mapping[str, pd.Series]) -> list[dict[str, object]]:
    """Return what failed, per world and analysis, with its rows; ``failed`` marks rows by what."""
    return [
        {"what": what, "world": world, "analysis": analysis, "rows": found.to_dict("records")}
        for what, where in failed.items()
        for (world, analysis), found in rows[where].groupby(["world", "analysis"], sort=False)
    ]


def read_error_rates(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of ``try_claims``, by the file's name: clients per practice, or natural."""
    return {name: pd.read_csv(folder / f"{name}.csv") for name in (*SIZES, NATURAL)}


def hold_out(rates: pd.DataFrame) -> pd.DataFrame:
    """Return the comparisons and the link where nothing is there, those answered often enough."""
    compared = rates[rates["kind"].isin([COMPARISON, LINK]) & (rates["id"] != ANY)]
    compared = compared.drop(_pick(compared[compared["world"] == SEEN], RELIEF).index)
    return compared[compared["answered"] >= FEWEST_ANSWERED]


def any_announced(rates: pd.DataFrame) -> pd.DataFrame:
    """Return in how many practices any comparison was announced, where nothing is there."""
    return rates[(rates["id"] == ANY) & (rates["world"] != SEEN)]


def write_error_rates(rates: Mapping[str, pd.DataFrame]) -> str:
    """Return the section on claims as Markdown, from the tables of ``read_error_rates``."""
    held = {name: hold_out(table) for name, table in rates.items()}
    alone = []
    for claim in _list_claims(held[MIDDLE]):
        own = [_pick(table, claim) for table in held.values()]
        announced = pd.concat(own)["announced"].max()
        alone.append({"name": " ".join(claim), "tables": own, "announced": announced})
    middle = rates[MIDDLE]
    changes = [
        {
            "name": " ".join(claim),
            "still": _pick_world(middle, claim, STILL),
            "peak": _pick_world(middle, claim, PEAK),
        }
        for claim in _list_claims(middle[middle["kind"] == CHANGE])
    ]
    return render(
        "claims.md.j2",
        n_worlds=middle["world"].nunique(),
        runs=[str(table["runs"].iloc[0]) for table in rates.values()],
        fewest=FEWEST_ANSWERED,
        errors=pd.concat(held.values())["significant_error"],
        alone=alone,
        any_of_them=[any_announced(table)["announced"] for table in rates.values()],
        seen=[_pick_world(rates[size], RELIEF, SEEN)["significant"] for size in SIZES[1:]],
        changes=changes,
        heal=[_pick_world(rates[size], SPREAD, HEAL)["announced"] for size in SIZES],
    )


def _list_claims(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(table[["id", "part"]].drop_duplicates().itertuples(index=False, name=None))


def _pick(table: pd.DataFrame, claim: tuple[str, str]) -> pd.DataFrame:
    return table[table["id"].eq(claim[0]) & table["part"].eq(claim[1])]


def _pick_world(table: pd.DataFrame, claim: tuple[str, str], world: str) -> pd.Series:
    return _pick(table[table["world"] == world], claim).iloc[0]
