"""What to write down from today, and how far these records are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.intervals import has_values
from analysis.question_2 import Comparison
from massage.figures.figure import Figure
from massage.figures.icons import PALE, RING, TEXT, Icons, draw_icons, leave_bare, write_above
from massage.figures.style import write_title
from massage.look.tokens import read_colours
from massage.practice import Practice
from massage.small_groups import is_small
from massage.words import formats
from massage.words.codes import join, read_words, say
from massage.words.formats import FEW, SMALLEST_GROUP, in_words, listed, name_thing, told

WORDS, VISIT = "sure", "visit"
LACKING = {"booked": "no_booking_dates", "book": "no_move_record", "month": "no_season"}
THINGS = ("booked", "book", VISIT, "month")  # in the order in which they happen
LONGEST = 16  # letters of ratings' names that have room under a circle
AREA = 420  # of a circle on the line, in square points


def plot_write_down(practice: Practice, *, shared: bool = False) -> Figure:  # noqa: ARG001
    """Timeline: what question 2 needs, ticked where these records hold it, dashed where they don't.

    Below it the clients whom question 2 has so far, of those whom a first answer takes. Withheld
    where nothing is missing and there are enough.
    """
    table = list_things(practice)
    compared = _ask_first(practice)
    needed, missing = practice.plan.fewest_clients, table[~table["held"]]
    if missing.empty and compared.n_clients >= needed:
        return Figure(withheld=say(WORDS, "write_down_held"))
    n, key = len(missing), "write_down" if len(missing) else "write_down_all"
    things = f"{in_words(n)} {name_thing('thing', n)}"
    enough = "write_down_enough" if compared.n_clients >= needed else "write_down_progress"
    progress = say(WORDS, enough, so_far=told(compared.n_clients), needed=needed)

    def paint(axes: Sequence[Axes]) -> None:
        line, below = axes
        _draw_line(table, line)
        draw_icons(_list_icons(compared, needed), below, needed)
        write_above(progress, below)
        write_title(say(WORDS, key, things=things), line.figure)

    says = say(WORDS, "write_down_says", held=len(table) - n, n=len(table))
    alternative = say(
        WORDS,
        "write_down_alternative",
        n=len(table),
        held=listed(list(table.loc[table["held"], "thing"])) or formats.WORDS["nothing"],
        missing=listed(list(missing["thing"])) or formats.WORDS["nothing"],
        tells=join(*missing["tells"]),
        progress=progress,
    )
    panels = {"nrows": 2, "height_ratios": (4, 1)}
    return Figure(paint, says, alternative, table, (4.2, 2.7), panels)


def list_things(practice: Practice) -> pd.DataFrame:
    """List what question 2 needs: ``thing``, whether it is ``held``, and what it ``tells``."""
    words, blocked_by = read_words(WORDS), _ask_first(practice).blocked_by
    held = {thing: threat not in blocked_by for thing, threat in LACKING.items()}
    held[VISIT] = all(has_values(practice.sessions, one.column) for one in practice.outcomes)
    names = listed([str(one.name) for one in practice.outcomes])
    names = names if len(names) <= LONGEST else words["things"]["ratings"]
    rows = [(words["things"][one].format(names=names), held[one], words["tells"][one])
            for one in THINGS]  # fmt: skip
    return pd.DataFrame(rows, columns=["thing", "held", "tells"])


def _ask_first(practice: Practice) -> Comparison:
    return practice.question_2[str(practice.outcomes[0].name)]


def _draw_line(table: pd.DataFrame, ax: Axes) -> None:
    colours, places = read_colours(), np.arange(len(table))
    ax.plot(places, np.zeros(len(table)), color=colours["line"], linewidth=3, zorder=0)
    for place, row in zip(places, table.itertuples(), strict=True):
        face, edge, style, sign = (
            ("ink", "ink", "-", "\N{CHECK MARK}") if row.held else ("paper", "worse", "--", "+")
        )
        ax.scatter(place, 0, s=AREA, facecolor=colours[face], edgecolor=colours[edge],
                   linestyle=style, linewidth=1.8)  # fmt: skip
        ax.text(place, 0, sign, ha="center", va="center_baseline", fontsize=TEXT + 3,
                color=colours["paper" if row.held else "worse"])  # fmt: skip
        under = "\n".join(row.thing.split(" ", 1)).replace(formats.WORDS["and"], ",\n")
        ax.text(place, -0.75, under, ha="center", va="top", fontsize=TEXT, color=colours["ink"])
    ax.set(xlim=(-0.5, len(table) - 0.5), ylim=(-2.6, 0.8))
    leave_bare(ax)


def _list_icons(compared: Comparison, needed: int) -> list[Icons]:
    """Clients so far and still needed; one to four aren't told apart."""
    n = min(compared.n_clients, needed)
    few = min(SMALLEST_GROUP - 1, needed) if is_small(n) else 0
    so_far = 0 if few else n
    return [
        Icons(so_far, say(WORDS, "write_down_so_far"), "ink"),
        Icons(few, FEW, "same", PALE),
        Icons(needed - so_far - few, say(WORDS, "write_down_needed"), "unsure", RING),
    ]
