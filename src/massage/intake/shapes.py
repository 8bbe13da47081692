"""Tables of another shape than one row per appointment: blocks side by side, REDCap's lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from massage.intake.dates import is_date

NUMBER = "{n}"  # in a mapping's name of a column: Date{n} stands for Date1, Date2 and so on
REDCAP = {"redcap_event_name", "redcap_repeat_instrument", "event name", "repeat instrument"}
NOT_ASKED = ("client", "file", "line", "unread_mark")
OF_FAMILY = re.compile(r"(\D*?)(\d{1,2})(\D*)")
MOSTLY = 0.9


def find_blocks(columns: pd.Index, name: str) -> dict[str, str]:
    """The columns that a name with ``{n}`` in it stands for, by their number."""
    before, _, after = name.partition(NUMBER)
    form = re.compile(rf"{re.escape(before)}(\d+){re.escape(after)}")
    return {found[1]: column for column in map(str, columns) if (found := form.fullmatch(column))}


def stack_visits(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a row per visit where a sheet has visits side by side, without being told of them.

    So it is where columns that differ by a number alone (Date1, Date2) hold dates, and others have
    such numbers, too. Any other table is returned as it is.
    """
    families: dict[str, set[str]] = {}
    for found in filter(None, map(OF_FAMILY.fullmatch, map(str, frame.columns))):
        before, number, after = found.groups("")
        families.setdefault(f"{before}{NUMBER}{after}", set()).add(number)
    several = {name: numbers for name, numbers in families.items() if len(numbers) > 1}
    dated = [name for name in several
             if _hold_dates(frame[[*find_blocks(frame.columns, name).values()]])]  # fmt: skip
    beside = [name for name in several if dated and several[name] & several[dated[0]]]
    return stack_blocks(frame, beside) if len(beside) > 1 else frame


def _hold_dates(frame: pd.DataFrame) -> bool:
    cells = frame.stack()
    filled = cells[cells.str.strip().ne("")]
    return not filled.empty and float(filled.map(is_date).mean()) >= MOSTLY


def stack_blocks(frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Return a row per block, in place of a row per client with its blocks side by side.

    ``names`` are columns as a mapping writes them. Columns of a block get the mapping's name; those
    without a number are repeated. Blocks in which nothing stands are left out. A table without
    blocks is returned as it is.
    """
    wanted = {name for name in names if NUMBER in name}
    blocks = {name: found for name in wanted - {*frame} if (found := find_blocks(frame, name))}
    if not blocks:
        return frame
    numbers = sorted({number for found in blocks.values() for number in found}, key=int)
    own = {column for found in blocks.values() for column in found.values()}
    once = frame.drop(columns=[*own])
    parts = []
    for number in numbers:
        block = pd.DataFrame(
            {
                name: frame[found[number]] if number in found else ""
                for name, found in blocks.items()
            },
            index=frame.index,
        )
        filled = block.apply(lambda cells: cells.str.strip().ne("")).any(axis=1)
        parts.append(once.join(block)[filled])
    return pd.concat(parts).sort_index(kind="stable")


def is_redcap(frame: pd.DataFrame) -> bool:
    """Whether a table is an export of REDCap with events or repeated forms."""
    return not REDCAP.isdisjoint(str(name).casefold() for name in frame)


def take_up_what_is_asked_once(
    table: pd.DataFrame, when: str, per_visit: list[str]
) -> tuple[pd.DataFrame, int]:
    """Return visits of REDCap's lines, and how many lines hold only what is asked once.

    A line without a date in ``when`` and without anything of ``per_visit`` is no visit. What such
    lines hold of a client (condition, pain site) is put where her other lines hold nothing.
    """
    filled = table.apply(lambda cells: cells.astype(str).str.strip().ne(""))
    is_visit = filled[[when, *per_visit]].any(axis=1)
    once = table[~is_visit]
    visits = table[is_visit].copy()
    for role in [name for name in table if name not in (when, *NOT_ASKED)]:
        told = once[filled.loc[once.index, role]].drop_duplicates("client")
        by_client = told.set_index("client")[role]
        empty = ~filled.loc[visits.index, role]
        visits.loc[empty, role] = visits.loc[empty, "client"].map(by_client).fillna("")
    return visits, len(once)
