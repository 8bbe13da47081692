"""A linking attack on session records: can whoever knows a little about a client find her again?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.intervals import has_values
from massage.intake.wording import say_in

YEAR = 365
MONTHS = np.repeat(np.arange(1, 13), [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])  # by day
MOST_TRIED, SEED = 100, 0
FIRST_VISITS = 3
BOOK = {  # what is known: the same, and what stood in the appointment book before each visit
    "first_dates": "first_dates_and_book",
    "two_dates": "two_dates_and_book",
    "how_many": "how_many_and_not_kept",
    "weeks": "weeks_and_book",
}
BEYOND = 10**6  # more than any day, so that a client and a day make one whole number


def attack(records: pd.DataFrame) -> pd.DataFrame:
    """Try to find clients again by what an acquaintance may know; one row per kind of knowledge.

    Columns: ``known``, ``tried``, ``found`` (clients whom it fits and nobody else). Days since the
    first session keep every gap, so whoever knows when somebody came can mostly find her. Where
    the month is recorded, it places the days in the year. Where the records hold the day that
    stood in the book, each knowledge in ``BOOK`` is tried with it, too.

    All clients are tried, and for dates of some visits at most 100, drawn at random.
    """
    rows = records.sort_values(["client_id", "day"])
    own = rows.groupby("client_id")
    days, how_many = own["day"].agg(tuple), own.size()
    dates = _join(days, own["month"].agg(tuple) if "month" in rows else None)
    first_dates = dates.map(lambda known: tuple(part[:FIRST_VISITS] for part in known))
    ratings = days.map(lambda _: ())
    if "pain_before" in rows:
        ratings = own["pain_before"].agg(lambda one: tuple(one.head(FIRST_VISITS).fillna(-1)))
    traits = _first(rows, "condition"), _first(rows, "therapist_id")
    fits = _fits(rows)
    weeks = days.map(lambda own: tuple(round(gap / 7) for gap in np.diff(own)))
    found = {
        "all_dates": _count_alone(dates),
        "first_dates": _count_alone(first_dates),
        "two_dates": _attack_by_dates(rows, fits, 2),
        "three_dates": _attack_by_dates(rows, fits, 3),
        "how_many": _count_alone(how_many),
        "weekdays": _count_alone(days.map(lambda own: tuple(day % 7 for day in own))),
        "weeks": _count_alone(weeks),
        "month_and_how_many": _count_alone(_join(_first(rows, "month"), how_many)),
        "traits_and_how_many": _count_alone(_join(*traits, how_many)),
        "first_ratings": _count_alone(ratings),
    }
    if has_values(rows, "agreed_day"):
        ahead = (rows["agreed_day"] - rows["day"]).astype(float).fillna(BEYOND)
        in_book = ahead.groupby(rows["client_id"]).agg(tuple)
        not_kept = in_book.map(lambda own: sum(0 < abs(days) < BEYOND for days in own))
        in_weeks = in_book.map(lambda own: tuple(round(days / 7) for days in own))
        first_book = in_book.map(lambda own: own[:FIRST_VISITS])
        found |= {
            BOOK["first_dates"]: _count_alone(_join(first_dates, first_book)),
            BOOK["two_dates"]: _attack_by_dates(rows, fits, 2, ahead.to_numpy()),
            BOOK["how_many"]: _count_alone(_join(how_many, not_kept)),
            BOOK["weeks"]: _count_alone(_join(weeks, in_weeks)),
        }
    return pd.DataFrame(
        [(say_in("known", known), *counts) for known, counts in found.items()],
        columns=["known", "tried", "found"],
    )


def days_of_first_visit(records: pd.DataFrame) -> pd.Series:
    """Return on how many days of a year each client's first visit can have been, by client.

    The months of her visits and the days between them leave few. 365 where no month is recorded.
    """
    return pd.Series(_fits(records).sum(axis=1), index=np.sort(records["client_id"].unique()))


def _join(*parts: pd.Series | None) -> pd.Series:
    """Knowledge of several things at once; what isn't recorded can't be used."""
    known = [part for part in parts if part is not None]
    return pd.Series(list(zip(*known, strict=True)), index=known[0].index)


def _first(rows: pd.DataFrame, name: str) -> pd.Series | None:
    return rows.groupby("client_id")[name].first().fillna("") if name in rows else None


def _count_alone(known: pd.Series) -> tuple[int, int]:
    """How many clients there are, and how many of them are like nobody else."""
    return len(known), int((~known.duplicated(keep=False)).sum())


def _fits(records: pd.DataFrame) -> np.ndarray:
    """Which days of the year the first visit can have been on: one row per client, by code.

    A leap day between two visits moves the later one by a day, so both days are allowed.
    """
    codes, clients = np.unique(records["client_id"].to_numpy(str), return_inverse=True)
    if "month" not in records:
        return np.ones((len(codes), YEAR), dtype=bool)
    order = np.argsort(clients, kind="stable")
    day = (records["day"].to_numpy(int)[order, None] % YEAR).astype(np.int16)
    month = records["month"].fillna(0).to_numpy(np.int8)[order, None]
    possible = month == 0
    for leap in (0, 1):
        of_year = (np.arange(YEAR, dtype=np.int16) + day - np.int16(leap)) % np.int16(YEAR)
        possible = possible | (MONTHS.astype(np.int8)[of_year] == month)
    return np.logical_and.reduceat(possible, np.searchsorted(clients[order], range(len(codes))))


def _attack_by_dates(
    rows: pd.DataFrame, fits: np.ndarray, n_dates: int, told: np.ndarray | None = None
) -> tuple[int, int]:
    """Look for clients of whose visits some dates are known, year and all, and what is ``told``.

    The true date of a first visit isn't in the records: the middle one of those that can be is
    taken for it. Whom a shift of all days fits, and the months allow, is a candidate.
    """
    rng = np.random.default_rng(SEED)
    clients = np.unique(rows["client_id"].to_numpy(str), return_inverse=True)[1]
    days = rows["day"].to_numpy(int)
    told = np.zeros(len(rows)) if told is None else told
    places = clients * BEYOND + days  # in order, since rows are by client and day
    enough = np.flatnonzero(np.bincount(clients) >= n_dates)
    tried = rng.permutation(enough)[:MOST_TRIED]
    hits = 0
    for victim in tried:
        own = np.flatnonzero(clients == victim)
        known = np.sort(rng.permutation(own)[:n_dates])
        possible = np.flatnonzero(fits[victim])
        if not possible.size:
            continue
        shift = days - days[known[0]]
        of_year = (possible[possible.size // 2] - shift) % YEAR
        candidates = np.flatnonzero(fits[clients, of_year] & (told == told[known[0]]))
        for visit in known[1:]:
            wanted = clients[candidates] * BEYOND + days[visit] + shift[candidates]
            at = np.searchsorted(places, wanted).clip(max=len(places) - 1)
            candidates = candidates[(places[at] == wanted) & (told[at] == told[visit])]
        hits += np.unique(clients[candidates]).tolist() == [victim]
    return len(tried), hits
