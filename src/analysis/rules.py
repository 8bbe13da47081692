"""Rules of the record format that look across columns or rows, and how each is explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

QUOTED = 40  # characters of a cell that a message quotes
Broken = Iterator[tuple[int, str]]


@dataclass(frozen=True)
class Rule:
    """A rule in words, the columns it needs, and a function that finds the lines that break it."""

    text: str
    needs: tuple[str, ...]
    find: Callable[[pd.DataFrame], Broken]


def quote(cell: object) -> str:
    """Show a cell in a message: short, on one line, numbers without needless zeros."""
    text = f"{cell:g}" if isinstance(cell, float) else str(cell)
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= QUOTED else text[:QUOTED] + "..."


def _find_repeated_day(frame: pd.DataFrame) -> Broken:
    key = frame[["client_id", "day"]].dropna()
    first = pd.Series(key.index, index=key.index).groupby([key["client_id"], key["day"]])
    for line, earlier in first.transform("first").items():
        if line != earlier:
            client, day = key.loc[line]
            yield (
                line,
                (
                    f"line {line}, day: {day:g} is already there for client {quote(client)} "
                    f"(line {earlier}): keep one row per client and day"
                ),
            )


def _find_late_start(frame: pd.DataFrame) -> Broken:
    unsure = frame.loc[frame["day"].isna(), "client_id"]
    known = frame.loc[~frame["client_id"].isin(unsure), ["client_id", "day"]].dropna()
    first = known.loc[known.groupby("client_id")["day"].idxmin()]
    for line, client, day in first[first["day"] > 0].itertuples():
        yield (
            line,
            (
                f"line {line}, day: {day:g} is the first day of client {quote(client)}: "
                "count days from the client's first session, which is day 0"
            ),
        )


def _find_booked_after(frame: pd.DataFrame) -> Broken:
    late = frame[frame["booked_day"] > frame["day"]]
    for line, day, booked in late[["day", "booked_day"]].itertuples():
        yield (
            line,
            (
                f"line {line}, booked_day: {booked:g} is after the session's day, {day:g}: "
                "write the day on which the appointment was fixed, which can't be later"
            ),
        )


def _find_two_answers(column: str) -> Callable[[pd.DataFrame], Broken]:
    def find(frame: pd.DataFrame) -> Broken:
        known = frame.loc[frame[column].isin(["yes", "no"]), ["client_id", column]].dropna()
        first = known.groupby("client_id")[column].transform("first")
        changed = known[known[column] != first].groupby("client_id").head(1)
        for line, client, value in changed.itertuples():
            yield (
                line,
                (
                    f"line {line}, {column}: {value} is not what an earlier row of client "
                    f"{quote(client)} says: write the same answer in every row of a client"
                ),
            )

    return find


RULES = (
    Rule("One row per client and day.", ("client_id", "day"), _find_repeated_day),
    Rule("Each client's first session is day 0.", ("client_id", "day"), _find_late_start),
    Rule("`booked_day` is not after `day`.", ("day", "booked_day"), _find_booked_after),
    *(
        Rule(f"`{name}` has one answer per client.", ("client_id", name), _find_two_answers(name))
        for name in ("new_client", "active")
    ),
)
