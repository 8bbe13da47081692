"""Which lines of which files are exports of one book on different days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from massage.intake.history import History, find_books, follow
from massage.intake.ledger import Ledger
from massage.intake.mapping import Mapping
from massage.intake.states import ATTENDED, find_states
from massage.intake.tables import PLACE, ExportError, Exports
from massage.intake.taken import find_borne_out, find_taken
from massage.intake.wording import name_lines, say


def tell_apart(appointments: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return each line that is told once, and a row per line of each file: ``row``, ``file``."""
    cells = [name for name in appointments.columns if name not in PLACE]
    row = appointments.groupby(cells, sort=False, dropna=False).ngroup()
    once = appointments[~row.duplicated()].reset_index(drop=True)
    return once, pd.DataFrame({"row": row, "file": appointments["file"]})


def find_views(
    shown: pd.DataFrame,
    exports: Exports,
    kept: pd.DataFrame,
    mapping: Mapping,
    today: date,
    ledger: Ledger,
) -> pd.DataFrame:
    """Return the rows of ``shown`` with ``followed``, ``book`` and ``taken``.

    ``book`` is the lowest number of the files that tell of the same appointments, 0 where the
    ledger does; ``taken`` is the day of the file, NaN where its book has no other export, or none
    whose day is known. Raises ExportError for days that can't be.
    """
    told = exports.appointments
    followed = follow(told, kept, ledger.secret)
    shown = shown.assign(
        followed=shown["row"].map(followed), day=shown["row"].map(kept["day"]), taken=np.nan
    )
    numbered = "id" in told and told["id"].str.strip().ne("").any()
    can_be_followed = numbered or kept["booked"].notna().any()
    if not can_be_followed:
        return shown.assign(book=shown["file"])
    book = find_books(shown, numbered, ledger.days)
    shown = shown.assign(book=shown["file"].map(book))
    files = shown.groupby("book")["file"].unique()
    several = [file for number, own in files.items() if len(own) > 1 or number == 0 for file in own]
    days, broken = find_taken(
        {file: exports.places[file] for file in sorted(several)},
        shown[["row", "file"]].join(kept.drop(columns="file"), on="row"),
        mapping, today,
    )  # fmt: skip
    undated = (file for file in files.get(0, ()) if days.get(file, file) is None)
    broken += [say("taken_unknown", file=file) for file in undated]
    if broken:
        raise ExportError(broken)
    taken = shown["file"].map(days).astype(float)
    unknown = taken.isna().groupby(shown["book"]).transform("any")
    return shown.assign(taken=taken.mask(unknown))


def find_last_days(
    shown: pd.DataFrame,
    exports: Exports,
    kept: pd.DataFrame,
    mapping: Mapping,
    today: date,
) -> pd.Series:
    """Return by row the day after which what it tells was still to come; NaN where it isn't known.

    That is the day of the last file that holds the line, if the days of all that do are borne out.
    Raises ExportError for days that are said and can't be.
    """
    lines = shown[["row", "file"]].join(kept.drop(columns="file"), on="row")
    files = {file: exports.places[file] for file in sorted(shown["file"].unique())}
    said = find_states(exports.appointments, mapping)["state"]
    is_said_early = bool((said.eq(ATTENDED) & kept["day"].gt(today.toordinal())).any())
    days, broken = find_borne_out(files, lines, mapping, today, is_said_early=is_said_early)
    if broken:
        raise ExportError(broken)
    day = shown["file"].map(days).astype(float)
    by_row = day.groupby(shown["row"])
    return by_row.max().where(day.notna().groupby(shown["row"]).all())


def refuse_differing(shown: pd.DataFrame, told: pd.DataFrame) -> int:
    """Return how many lines stand twice in exports of one day.

    Raises ExportError where two files of one day tell the same appointment (``id``) differently.
    """
    views = ["book", "taken"] if shown["taken"].notna().any() else []
    of_day = shown.assign(book=shown["book"].where(shown["taken"].notna(), -1))
    once = of_day.drop_duplicates(["row", *views])
    if "id" in told:
        number = once["row"].map(told["id"].str.strip())
        once = once.assign(id=number)[number.ne("")]
        first = once.groupby(["id", *views], dropna=False)["file"].transform("first")
        changed = told.loc[once["row"][once["file"] != first].unique()]
        broken = name_lines(changed, say("told_differently"))
        if broken:
            raise ExportError(broken)
    return len(shown) - len(of_day.drop_duplicates(["row", *views]))


def place_all(history: History, lines: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return where appointments stood: as exports show it, and those of one export as it tells.

    ``names`` are those of people whom a ledger knows by code.
    """
    others = lines[~lines.index.isin(list(history.last))]
    others = others.assign(until=others["cancelled"], seen=False, undated=others["booked"].isna())
    shown = [one.assign(person=one["person"].replace(names)) for one in history.lines]
    stood = [*shown, others[["person", "booked", "day", "until", "seen", "undated"]]]
    return pd.concat([part for part in stood if len(part)], ignore_index=True)


def name_contradicted(found: Sequence[tuple[str, int]], told: pd.DataFrame) -> list[str]:
    """Return where exports contradict each other: file and line, and no cell."""
    at = pd.DataFrame([(f"contradicted_{kind}", row) for kind, row in found if row >= 0],
                      columns=["why", "row"])  # fmt: skip
    return [
        text
        for why, own in at.groupby("why", sort=False)
        for text in name_lines(told.loc[sorted(own["row"])], say(str(why)))
    ]
