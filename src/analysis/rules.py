"""Rules of the record format that look across columns or rows, and how each is explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

QUOTED = 40  # characters of a cell that a message quotes
FEW = 5  # lines that are told one by one
ROUNDED = r"\d(?:[.,]\d+[eE][+-]?|[eE]\+)\d{1,3}"  # 2.98725E+13
LONG, CUT = (
    r"\d{12,}(\.0)?",
    r"(\d{6,}0{6,}|\d{15}0+)(\.0)?",
)  # six digits kept, or fifteen, the rest zeros
FEWEST_CUT = 3
CODES = ("client_id", "therapist_id")
ROUNDED_ID = (
    "a number that a spreadsheet has rounded, so that several people may have become one: in "
    "the spreadsheet that the numbers come from, format the column as text, and export again"
)
LINE, ROW = "line", "row"  # where messages say that something stands: in a file, in a frame
SITES = (
    "Were client codes given out anew at each site, so that one code stands for several people? "
    "Then put the site's code in front of each, such as A-12 and B-12."
)
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


def is_rounded(codes: pd.Series) -> pd.Series:
    """Whether each code is a number that a spreadsheet has rounded.

    So is 2.98725E+13; and so are long numbers where all of them end in zeros.
    """
    unlike = pd.Series(codes.dropna().unique(), dtype=str)
    rounded, long, cut = (unlike.str.fullmatch(form) for form in (ROUNDED, LONG, CUT))
    if cut[long].all() and cut.sum() >= FEWEST_CUT:
        rounded |= cut
    return codes.isin(unlike[rounded])


def _find_rounded(frame: pd.DataFrame, place: str = LINE) -> Broken:
    for name in [name for name in CODES if name in frame]:
        rounded = frame.loc[is_rounded(frame[name]), name]
        if len(rounded):
            line = rounded.index[0]
            more = f" (and {len(rounded) - 1:,} more like it)" if len(rounded) > 1 else ""
            yield line, f"{place} {line}, {name}: {quote(rounded.iloc[0])}{more} is {ROUNDED_ID}"


def _known_days(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.loc[~is_rounded(frame["client_id"]), ["client_id", "day"]].dropna()


def _is_repeated(frame: pd.DataFrame) -> pd.Series:
    """Whether the client has a day that stands in more than one line."""
    key = _known_days(frame)
    twice = key.loc[key.duplicated(), "client_id"].unique()
    return frame["client_id"].isin(twice)


def _find_repeated_day(frame: pd.DataFrame, place: str = LINE) -> Broken:
    key = _known_days(frame)
    first = pd.Series(key.index, index=key.index).groupby([key["client_id"], key["day"]])
    earlier = first.transform("first")
    earlier = earlier[earlier != earlier.index]
    if len(earlier) > FEW:
        line = earlier.index[0]
        client, day = key.loc[line]
        yield (
            line,
            (
                f"{place} {line}, day: {len(earlier):,} {place}s have a client and day that an "
                f"earlier {place} has, this one first ({day:g}, client {quote(client)}, {place} "
                f"{earlier.iloc[0]}). {SITES} Only where it is the same person, keep one row per "
                "client and day"
            ),
        )
        return
    for line, before in earlier.items():
        client, day = key.loc[line]
        yield (
            line,
            (
                f"{place} {line}, day: {day:g} is already there for client {quote(client)} "
                f"({place} {before}): keep one row per client and day; if these are two people, "
                "such as of two sites, give them two codes"
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
        told = frame[column].isin(["yes", "no"]) & ~_is_repeated(frame)
        known = frame.loc[told, ["client_id", column]].dropna()
        first = known.groupby("client_id")[column].transform("first")
        changed = known[known[column] != first].groupby("client_id").head(1)
        if len(changed) > FEW:
            line, client = changed.index[0], changed["client_id"].iloc[0]
            yield (
                line,
                (
                    f"{place} {line}, {column}: {len(changed):,} clients have both answers, this "
                    f"one first (client {quote(client)}). {SITES} Only where it is the same "
                    "person, write the same answer in all her rows"
                ),
            )
            return
        for line, client, value in changed.itertuples():
            yield (
                line,
                (
                    f"{place} {line}, {column}: {value} is not what an earlier row of client "
                    f"{quote(client)} says: write the same answer in every row of a client; if "
                    "these are two people, such as of two sites, give them two codes"
                ),
            )

    return find


def _none_rounded(_client: np.ndarray, _day: np.ndarray, frame: pd.DataFrame) -> bool:
    return not any(is_rounded(frame[name]).any() for name in CODES if name in frame)


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
    Rule("Codes are as given out, not rounded.", ("client_id",), _find_rounded, _none_rounded),
    Rule("One row per client and day.", PER_DAY, _find_repeated_day, _days_differ),
    Rule("Each client's first session is day 0.", PER_DAY, _find_late_start, _all_start),
    Rule("`booked_day` is not after `day`.", ("day", "booked_day"), _find_booked_after,
         _none_booked_after),
    *(
        Rule(f"`{name}` has one answer per client.", ("client_id", "day", name),
             _find_two_answers(name), _one_answer(name))
        for name in PER_CLIENT
    ),
)  # fmt: skip
