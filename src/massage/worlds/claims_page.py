"""How often each claim's answer is wrong, as a piece of the calibration's page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from massage.claims.claim import CHANGE, COMPARISON, LINK
from massage.words.codes import read_words
from massage.words.formats import listed, plain

STILL, PEAK, HEAL, SEEN = "still", "regression_to_mean", "strains_heal", "recovery_seen_at_first"
MIDDLE, NATURAL = "200", "natural"
ANY = "any"
SPREAD = ("C12", "spread of the change")
FEWEST_ANSWERED = 50
NOT_NULL = {("C3", "time to relief"): SEEN}  # where recovery itself is what a claim looks at
WORDS = read_words("claims")


def read_error_rates(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of ``try_claims``, by the file's name: clients per practice, or natural."""
    return {name: pd.read_csv(folder / f"{name}.csv") for name in ("60", MIDDLE, "600", NATURAL)}


def hold_out(rates: pd.DataFrame) -> pd.DataFrame:
    """Return the comparisons and the link where nothing is there, those answered often enough."""
    compared = rates[rates["kind"].isin([COMPARISON, LINK]) & (rates["id"] != ANY)]
    for (claim, part), world in NOT_NULL.items():
        there = compared["id"].eq(claim) & compared["part"].eq(part) & compared["world"].eq(world)
        compared = compared[~there]
    return compared[compared["answered"] >= FEWEST_ANSWERED]


def any_announced(rates: pd.DataFrame) -> pd.DataFrame:
    """Return in how many practices any comparison was announced, where nothing is there."""
    return rates[(rates["id"] == ANY) & ~rates["world"].isin(NOT_NULL.values())]


def write_error_rates(rates: Mapping[str, pd.DataFrame]) -> str:
    """Return the section as Markdown, from the tables of ``read_error_rates``."""
    held = {name: hold_out(table) for name, table in rates.items()}
    errors = pd.concat(held.values())["significant_error"]
    runs = {name: int(table["runs"].iloc[0]) for name, table in rates.items()}
    text = WORDS["error_rates"].format(
        runs=listed([str(n) for n in runs.values()]),
        worlds=rates[MIDDLE]["world"].nunique(),
        fewest=FEWEST_ANSWERED,
        error=_of_100(errors.mean()),
        most=_of_100(errors.max()),
    )
    heads = [f"{name} clients" if name.isdigit() else "200, natural" for name in rates]
    lines = [f"| claim | {' | '.join(heads)} | announced |", "|---" * (len(heads) + 2) + "|"]
    for claim, part in held[MIDDLE].groupby(["id", "part"], sort=False).groups:
        own = [_pick(table, claim, part) for table in held.values()]
        announced = max(table["announced"].max() for table in own if len(table))
        cells = [_mean_and_highest(table) for table in own]
        lines.append(f"| {claim} {part} | {' | '.join(cells)} | {_of_100(announced)} |")
    any_of_them = [any_announced(table)["announced"] for table in rates.values()]
    cells = [f"{_of_100(one.mean())} ({_of_100(one.max())})" for one in any_of_them]
    lines.append(f"| any comparison, announced | {' | '.join(cells)} | |")
    text += "\n".join(lines) + "\n"
    sizes = [name for name in rates if name.isdigit()]
    (part, world), *_ = NOT_NULL.items()
    seen = [_one(rates[size], *part, world)["significant"] for size in sizes[1:]]
    text += WORDS["error_rates_seen"].format(seen=" / ".join(map(_of_100, seen)))
    changed = rates[MIDDLE][rates[MIDDLE]["kind"] == CHANGE]
    lines = ["| claim | still: alone | announced | at a peak: announced |", "|---|---|---|---|"]
    for claim, part in changed.groupby(["id", "part"], sort=False).groups:
        still, peak = (_one(changed, claim, part, world) for world in (STILL, PEAK))
        lines.append(
            f"| {claim} {part} | {_of_100(still['significant'])} | {_of_100(still['announced'])} | "
            f"{_of_100(peak['announced'])} |"
        )
    heal = [_one(rates[size], *SPREAD, HEAL)["announced"] for size in sizes]
    return (
        text
        + "\n".join(lines)
        + "\n"
        + WORDS["error_rates_heal"].format(heal=" / ".join(map(_of_100, heal)))
    )


def _pick(table: pd.DataFrame, claim: str, part: str) -> pd.DataFrame:
    return table[(table["id"] == claim) & (table["part"] == part)]


def _one(table: pd.DataFrame, claim: str, part: str, world: str) -> pd.Series:
    own = _pick(table, claim, part)
    return own[own["world"] == world].iloc[0]


def _mean_and_highest(table: pd.DataFrame) -> str:
    if table.empty:
        return "too few answers"
    worst = table.loc[table["significant"].idxmax()]
    highest = f"{_of_100(worst['significant'])} in {plain(worst['world'])}"
    return f"{_of_100(table['significant'].mean())} ({highest})"


def _of_100(share: float) -> str:
    return f"{100 * share:.1f}"
