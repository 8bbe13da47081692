"""Rules of the record format that look across columns or rows, and how each is explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

QUOTED = 40  # characters of a cell that a message quotes
LINE, ROW = "line", "row"  # where messages say that something stands: in a file, in a frame
Broken = Iterator[tuple[int, str]]


@dataclass(frozen=True)
class Rule:
    """A rule in words, the columns it needs, and a function that finds the lines that break it.

    ``holds`` tells at once whether none does, from a number per client, the days and the frame.
    """

    text: str
    needs: tuple[str, ...]
    find: Callable[[pd.DataFrame, str], Broken]
    holds: Callable[[np.ndarray, np.ndarray, pd.DataFrame], bool]


def quote(cell: object) -> str:
    """Show a cell in a message: short, on one line, numbers without needless zeros."""
    text = f"{cell:g}" if isinstance(cell, float) else str(cell)
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= QUOTED else text[:QUOTED] + "..."


def _find_repeated_day(frame: pd.DataFrame, place: str = LINE) -> Broken:
    key = frame[["client_id", "day"]].dropna()
    first = pd.Series(key.index, index=key.index).groupby([key["client_id"], key["day"]])
    for line, earlier in first.transform("first").items():
        if line != earlier:
            client, day = key.loc[line]
            yield (
                line,
                (
                    f"{place} {line}, day: {day:g} is already there for client {quote(client)} "
                    f"({place} {earlier}): keep one row per client and day"
                ),
            )


def _find_late_start(frame: pd.DataFrame, place: str = LINE) -> Broken:
    unsure = frame.loc[frame["day"].isna(), "client_id"]
    known = frame.loc[~frame["client_id"].isin(unsure), ["client_id", "day"]].dropna()
    first = known.loc[known.groupby("client_id")["day"].idxmin()]
    for line, client, day in first[first["day"] > 0].itertuples():
        yield (
            line,
            (
                f"{place} {line}, day: {day:g} is the first day of client {quote(client)}: "
                "count days from the client's first session, which is day 0"
            ),
        )


def _find_booked_after(frame: pd.DataFrame, place: str = LINE) -> Broken:
    late = frame[frame["booked_day"] > frame["day"]]
    for line, day, booked in late[["day", "booked_day"]].itertuples():
        yield (
            line,
            (
                f"{place} {line}, booked_day: {booked:g} is after the session's day, {day:g}: "
                "write the day on which the appointment was fixed, which can't be later"
            ),
        )


def _find_two_answers(column: str) -> Callable[[pd.DataFrame, str], Broken]:
    def find(frame: pd.DataFrame, place: str = LINE) -> Broken:
        known = frame.loc[frame[column].isin(["yes", "no"]), ["client_id", column]].dropna()
        first = known.groupby("client_id")[column].transform("first")
        changed = known[known[column] != first].groupby("client_id").head(1)
        for line, client, value in changed.itertuples():
            yield (
                line,
                (
                    f"{place} {line}, {column}: {value} is not what an earlier row of client "
                    f"{quote(client)} says: write the same answer in every row of a client"
                ),
            )

    return find


def _days_differ(client: np.ndarray, day: np.ndarray, _: pd.DataFrame) -> bool:
    visit = np.sort(client * (day.max(initial=0) + 1) + day)
    return not (visit[1:] == visit[:-1]).any()


def _all_start(client: np.ndarray, day: np.ndarray, _: pd.DataFrame) -> bool:
    return bool(np.bincount(client, day == 0).all())


def _none_booked_after(_: np.ndarray, day: np.ndarray, frame: pd.DataFrame) -> bool:
    return not (frame["booked_day"].to_numpy() > day).any()


def _one_answer(column: str) -> Callable[[np.ndarray, np.ndarray, pd.DataFrame], bool]:
    def holds(client: np.ndarray, _: np.ndarray, frame: pd.DataFrame) -> bool:
        answers = frame[column].array.factorize()[0]
        given = [
            np.bincount(client, answers == one) > 0 for one in range(answers.max(initial=-1) + 1)
        ]
        return not (np.sum(given, axis=0) > 1).any()

    return holds


PER_DAY, PER_CLIENT = ("client_id", "day"), ("new_client", "active")
RULES = (
    Rule("One row per client and day.", PER_DAY, _find_repeated_day, _days_differ),
    Rule("Each client's first session is day 0.", PER_DAY, _find_late_start, _all_start),
    Rule("`booked_day` is not after `day`.", ("day", "booked_day"), _find_booked_after,
         _none_booked_after),
    *(
        Rule(f"`{name}` has one answer per client.", ("client_id", name), _find_two_answers(name),
             _one_answer(name))
        for name in PER_CLIENT
    ),
)  # fmt: skip
