"""Who changed from the first session to the follow-up?"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.practice import Practice
from analysis.schema import Outcome
from massage.figures.figure import (
    FEW,
    FEWER,
    IN_CELLS,
    NO_VALUES,
    Figure,
    fewest_in_a_mark,
    has_few_rated,
    withhold,
)
from massage.figures.style import INK, draw_circles, stack
from massage.small_groups import merge_neighbours
from massage.words.answers import answer_change
from massage.words.formats import clients as clients_of
from massage.words.formats import later_weeks, listed, whole

WAYS = ("had improved", "had the same value", "were worse")


def plot_change(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:
    """Circles: value at the first session against the follow-up; the line means no change."""
    if reason := why_no_change(practice, outcome, shared=shared):
        return withhold(reason)
    first, later = f"{outcome.name}_baseline", f"{outcome.name}_follow_up"
    weeks, fewest = later_weeks(practice.plan.windows), fewest_in_a_mark(shared)
    improvement = practice.clients[f"{outcome.name}_improvement"].dropna()
    pairs = stack(practice.clients, first, later, fewest)

    def paint(ax: Axes) -> None:
        draw_circles(pairs, ax, fewest)
        ax.axline((outcome.low, outcome.low), slope=1, color=INK, linestyle="--",
                  label="no change")  # fmt: skip
        edge = 0.05 * (outcome.high - outcome.low)
        ends = (outcome.low - edge, outcome.high + edge)
        ax.set(
            title=f"Who changed in {outcome.name}? (n = {len(improvement)})",
            xlabel=f"{outcome.name} at the first session",
            ylabel=f"{outcome.name} in {weeks}",
            xlim=ends,
            ylim=ends,
        )

    alternative = (
        f"Circles of {outcome.name} at the first session against {weeks}: of "
        f"{clients_of(len(improvement))}, {_count_ways(improvement)}.{IN_CELLS * shared}"
    )
    names = {"x": "at_first", "y": weeks.replace(" ", "_")}
    says = answer_change(practice.clients, outcome, practice.plan)
    size = (5.6, 5.6 if shared else 5.2)
    return Figure(paint, says, alternative, pairs.rename(columns=names), size)


def why_no_change(practice: Practice, outcome: Outcome, *, shared: bool) -> str:
    """Say why no change of single clients is shown; an empty text where it is."""
    fewest = practice.plan.fewest_clients
    changed = practice.clients[[f"{outcome.name}_improvement", "frequency"]].dropna()
    if shared and has_few_rated(practice.sessions, outcome):
        return FEW
    if shared and len(changed) < fewest:
        return FEWER.format(fewest)
    return NO_VALUES if changed.empty else ""


def _count_ways(improvement: pd.Series) -> str:
    """Say how many went which way, the ways of few clients put together."""
    counts = [int(one.sum()) for one in (improvement > 0, improvement == 0, improvement < 0)]
    groups = pd.DataFrame({"group": merge_neighbours(counts), "n": counts, "way": WAYS})
    merged = groups.groupby("group").agg(n=("n", "sum"), way=("way", " or ".join))
    return listed([f"{whole(row.n)} {row.way}" for row in merged.itertuples()])
