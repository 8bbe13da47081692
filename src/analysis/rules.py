"""Rules of the record format that look across columns or rows, and how each is explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

QUOTED = 40  # characters of a cell that a message quotes
FEW = 5  # lines that are told one by one
ROUNDED = r"\d(?:[.,]\d+[eE][+-]?|[eE]\+)\d{1,3}"  # 2.98725E+13
LONG, CUT = (
    r"\d{12,}(\.0)?",
    r"(\d{6,}0{6,}|\d{15}0+)(\.0)?",
)  # six digits kept, or fifteen, the rest zeros
FEWEST_CUT = 3
BY_DAY = ("client_id", "day")
ROUNDED_ID = (
    "a number that a spreadsheet has rounded, so that several people may have become one: in "
    "the spreadsheet that the numbers come from, format the column as text, and export again"
)
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


def is_rounded(codes: pd.Series) -> pd.Series:
    """Whether each code is a number that a spreadsheet has rounded.

    So is 2.98725E+13; and so are long numbers where all of them end in zeros.
    """
    unlike = pd.Series(codes.dropna().unique(), dtype=str)
    rounded, long, cut = (unlike.str.fullmatch(form) for form in (ROUNDED, LONG, CUT))
    if cut[long].all() and cut.sum() >= FEWEST_CUT:
        rounded |= cut
    return codes.isin(unlike[rounded])


def _find_rounded(frame: pd.DataFrame) -> Broken:
    for name in [name for name in ("client_id", "therapist_id") if name in frame]:
        rounded = frame.loc[is_rounded(frame[name]), name]
        if len(rounded):
            line = rounded.index[0]
            more = f" (and {len(rounded) - 1:,} more lines like it)" if len(rounded) > 1 else ""
            yield line, f"line {line}, {name}: {quote(rounded.iloc[0])}{more} is {ROUNDED_ID}"


def _known_days(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.loc[~is_rounded(frame["client_id"]), ["client_id", "day"]].dropna()


def _is_repeated(frame: pd.DataFrame) -> pd.Series:
    """Whether the client has a day that stands in more than one line."""
    key = _known_days(frame)
    twice = key.loc[key.duplicated(), "client_id"].unique()
    return frame["client_id"].isin(twice)


def _find_repeated_day(frame: pd.DataFrame) -> Broken:
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
                f"line {line}, day: {len(earlier):,} lines have a client and day that an earlier "
                f"line has, this one first ({day:g}, client {quote(client)}, line "
                f"{earlier.iloc[0]}). Were client codes given out anew at each site, so that one "
                "code stands for several people? Then put the site's code in front of each, such "
                "as A-12 and B-12. Only where it is the same person, keep one row per client and "
                "day"
            ),
        )
        return
    for line, before in earlier.items():
        client, day = key.loc[line]
        yield (
            line,
            (
                f"line {line}, day: {day:g} is already there for client {quote(client)} "
                f"(line {before}): keep one row per client and day; if these are two people, such "
                "as of two sites, give them two codes"
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
        told = frame[column].isin(["yes", "no"]) & ~_is_repeated(frame)
        known = frame.loc[told, ["client_id", column]].dropna()
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
    Rule("Codes are as given out, not rounded.", ("client_id",), _find_rounded),
    Rule("One row per client and day.", BY_DAY, _find_repeated_day),
    Rule("Each client's first session is day 0.", BY_DAY, _find_late_start),
    Rule("`booked_day` is not after `day`.", ("day", "booked_day"), _find_booked_after),
    *(
        Rule(
            f"`{name}` has one answer per client.",
            ("client_id", "day", name),
            _find_two_answers(name),
        )
        for name in ("new_client", "active")
    ),
)
