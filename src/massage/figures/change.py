"""Who changed from the first session to the follow-up, and how many do by time alone?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.practice import Practice
from analysis.schema import Outcome
from massage.figures.figure import Figure, has_few_rated, withhold
from massage.figures.icons import (
    DISC,
    HALF,
    ON_A_LINE,
    PALE,
    RING,
    Icons,
    draw_icons,
    explain_icons,
    share_out,
    write_above,
)
from massage.figures.style import write_title
from massage.robustness.time_alone import WAYS, count_ways, find_time_alone
from massage.small_groups import merge_neighbours
from massage.words import formats
from massage.words.codes import say
from massage.words.formats import capital, later_weeks, listed

WORDS, HERE, ALONE = "sure", "of_100", "time_alone_of_100"
LOOKS = {"better": ("better", DISC), "same": ("same", PALE), "worse": ("worse", RING)}
ANY = 1e-9  # of a change, where no mark is published


def plot_change(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:
    """Icon arrays: of 100 clients, who is better or worse by the mark that matters to a person.

    Beside them, where it is known, the same in made-up practices where massage does nothing.
    Neighbouring ways of few clients are put together.
    """
    if withheld := withhold_change(practice, outcome, shared=shared):
        return withheld
    counts = count_ways(practice.clients[f"{outcome.name}_improvement"], outcome.smallest or ANY)
    alone = find_time_alone(outcome, practice.plan)
    table = _merge(counts, alone, outcome.smallest)
    if (table["first"] != table["last"]).all() and len(table) == 1:
        return withhold("rest")
    beside = [] if alone is None else [_list_icons(table, ALONE)]
    icons = [_list_icons(table, HERE), *beside]
    places = {
        "name": str(outcome.name),
        "title": capital(str(outcome.name)),
        "n": int(counts.sum()),
        "weeks": later_weeks(practice.plan.windows),
        "better": icons[0][0].n,
        "alone": icons[-1][0].n,
        "n_better": table["clients"].iloc[0],
        "way": table["way"].iloc[0],
        "shares": _tell(icons[0]),
        "shares_alone": _tell(icons[-1]),
    }
    places |= {} if alone is None else dict(alone[["runs", "clients", "better_error"]])
    split = table["last"].iloc[0] == WAYS[0]
    under = ["change_here", "change_alone"] if beside and split else ["change_only", "change_other"]
    title = ("change" if beside else "change_here_only") if split else "change_few"

    def paint(axes: Axes | np.ndarray) -> None:
        for ax, one, key in zip(np.ravel(axes), icons, under, strict=False):
            draw_icons(one, ax, 10 if beside else 20)
            write_above(say(WORDS, key, **places), ax, HALF if beside else ON_A_LINE)
        write_title(say(WORDS, title, **places), ax.figure)
        explain_icons(icons[0], ax.figure)

    told = ("change_says_few", "change_alone_too")
    if split:
        told = ("change_says", "change_beside" if beside else "change_alone_unknown")
    described = ("change_alternative", "change_alternative_beside" * len(beside))
    says = say(WORDS, *told, **places)
    alternative = say(WORDS, *described, **places)
    data = table.drop(columns=["first", "last"])
    size = (4.2, 3.5 if beside else 3.4)
    return Figure(paint, says, alternative, data, size, {"ncols": len(icons)})


def withhold_change(practice: Practice, outcome: Outcome, *, shared: bool) -> Figure | None:
    """Say why no change of single clients is shown; None where it is."""
    fewest = practice.plan.fewest_clients
    changed = practice.clients[[f"{outcome.name}_improvement", "frequency"]].dropna()
    if shared and has_few_rated(practice, outcome):
        return withhold("fewer")
    if shared and len(changed) < fewest:
        return withhold("fewer", fewest)
    return withhold("no_values") if changed.empty else None


def _merge(counts: pd.Series, alone: pd.Series | None, mark: float | None) -> pd.DataFrame:
    """One row per way, few clients' put together: its name, ``clients``, and of 100 here and alone.

    ``first`` and ``last`` are the ways that it holds.
    """
    stem = "way_" if mark else "way_any_"
    ways = [say(WORDS, f"{stem}{way}", mark=mark) for way in WAYS]
    each = pd.DataFrame({"group": merge_neighbours(list(counts)), "way": ways, "code": WAYS})
    each = each.assign(clients=counts.to_numpy())
    each["share"] = 0.0 if alone is None else alone[list(WAYS)].to_numpy(dtype=float)
    table = each.groupby("group", as_index=False).agg(
        way=("way", formats.WORDS["or"].join), clients=("clients", "sum"), share=("share", "sum"),
        first=("code", "first"), last=("code", "last"),
    )  # fmt: skip
    table = table[table["clients"] > 0].assign(**{HERE: lambda rows: share_out(rows["clients"])})
    if alone is not None:
        table[ALONE] = share_out(table["share"])
    return table.drop(columns=["group", "share"]).reset_index(drop=True)


def _list_icons(table: pd.DataFrame, column: str) -> list[Icons]:
    looks = table["first"].where(table["first"] == table["last"], "same").map(LOOKS)
    return [
        Icons(n, way, *look)
        for n, way, look in zip(table[column], table["way"], looks, strict=True)
    ]


def _tell(icons: list[Icons]) -> str:
    return listed([f"{one.label}: {one.n}" for one in icons])
