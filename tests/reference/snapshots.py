"""How often is an export enough? Snapshots of simulated books, where moves in place follow pain.

Each practice's book is shown as it stood every so many days, its appointments are followed through
these exports, and question 2 (pain) is asked of what they show. Writes snapshots.csv beside this
file: one row per world, number of ``clients``, days between exports (``every``; 0: the truth) and
allowed ``spacing`` between a visit and the export that shows what was booked there, with ``runs``,
the shares ``claimed`` (p < .05 and not blocked), ``significant`` (blocked or not) and ``blocked``,
``known`` (of visits with something in the book)
and ``right`` (of those known), and the mean of the estimate (``mean``). Run from the repository's
root: ``python -m tests.reference.snapshots CLIENTS RUNS [WORLD ...]``; other rows are kept.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import PAIN, Practice
from massage.intake.book import read_book
from massage.intake.history import take_up_all
from massage.intake.snapshots import CAME, OFF, STANDS, Told, View, place_lines
from massage.worlds.lines import ATTENDED, CANCELLED, show_on
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_book
from massage.worlds.world import FLARE_MOVED, SORE_STAY_HOME, WORLDS

SEED, BACK = 20_261_129, 31
WRITTEN = 2  # every so many
DAILY_RUNS = 3  # a daily export takes as long as all others together
EXPORTS = {1: (7,), 3: (7,), 7: (1, 2, 3, 7), 14: (3, 7), 30: (7,)}
OUT = Path(__file__).with_suffix(".csv")
MOVED = WORLDS["moved_in_place"]
IN_PLACE = {
    "moved_in_place": MOVED,
    "flares_in_place": replace(FLARE_MOVED, moves_in="place"),
    "put_off_in_place": replace(SORE_STAY_HOME, moves_in="place"),
    "true_moved_in_place": replace(MOVED, relief_pain=0.6, relief_sleep=0.6),
}


def show(lines: pd.DataFrame, starts: pd.Series, day: int) -> View:
    """Show what an export of a calendar day tells: the last month, and all that is to come."""
    first = lines["client"].map(starts)
    recent = (lines[["day", "stood_on"]].max(axis=1) + first >= day - BACK) & (
        lines["made"] + first <= day
    )
    told = show_on(lines[recent], day - first[recent].to_numpy())
    first = first[told.index].to_numpy()
    states = {ATTENDED: CAME, CANCELLED: OFF}
    on = told["day"].to_numpy() + first
    recent = on >= day - BACK
    view = View(day, day - BACK, {})
    columns = (told["id"], told["client"], told["made"] + first, on, told["cancelled"] + first,
               told["status"])  # fmt: skip
    for number, client, made, at, cancelled, status in zip(
        *(column[recent] for column in columns), strict=True
    ):
        state = states.get(status, STANDS)
        off = None if np.isnan(cancelled) else int(cancelled)
        state = STANDS if state == CAME and at >= day else state
        view.lines[number] = [(Told(client, int(made), int(at), off, state), -1)]
    return view


def ask_exports(
    visits: pd.DataFrame, lines: pd.DataFrame, every: int, last: int
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield what the exports tell of each visit, for each spacing."""
    starts = visits.drop_duplicates("client").set_index("client")["start"]
    days = [*range(0, last, every), last]
    _, changes = take_up_all([show(lines, starts, day) for day in days])
    first = visits["client"].map(starts)
    came = visits.assign(person=visits["client"], day=visits["day"] + first)[["person", "day"]]
    for spacing in EXPORTS[every]:
        found = read_book(came, place_lines(changes, days, spacing))
        yield (
            spacing,
            pd.DataFrame(
                {"agreed_day": found["agreed"] - first, "agreed_known": found["agreed_known"]}
            ),
        )


def run(name: str, n_clients: int, number: int) -> list[dict[str, object]]:
    """One practice: what question 2 says at each spacing."""
    world = IN_PLACE[name]
    visits, lines = simulate_book(world, n_clients, [(SEED, number)])
    records = write_down(visits, world)
    agreed = visits["agreed_day"]
    found = []
    truth = pd.DataFrame({"agreed_day": agreed, "agreed_known": "yes"}, visits.index)
    asked = [(0, 0, truth)]
    for every in EXPORTS:
        if every > 1 or number < DAILY_RUNS:
            exported = ask_exports(visits, lines, every, world.records_days - 1)
            asked += [(every, spacing, told) for spacing, told in exported]
    for every, spacing, told in asked:
        told["agreed_known"] = told["agreed_known"].where(told["agreed_day"].notna())
        answer = Practice(records.assign(**told), outcomes=(PAIN,)).question_2["pain"]
        standing = agreed.notna() & visits["day"].gt(0)
        known = told["agreed_known"].eq("yes") & standing
        found.append(
            {
                "world": name, "clients": n_clients, "every": every, "spacing": spacing,
                "run": number,
                "significant": answer.p_value < 0.05, "blocked": bool(answer.blocked_by),
                "claimed": answer.p_value < 0.05 and not answer.blocked_by,
                "known": known.sum() / standing.sum(), "estimate": answer.estimate,
                "right": (told["agreed_day"] == agreed)[known].mean(),
            }
        )  # fmt: skip
    return found


def summarise(found: pd.DataFrame) -> pd.DataFrame:
    """One row per world, number of clients, days between exports and spacing."""
    by = found.groupby(["world", "clients", "every", "spacing"], sort=False)
    shares = by[["claimed", "significant", "blocked", "known", "right"]].mean()
    table = shares.assign(mean=by["estimate"].mean(), runs=by.size())
    return table.reset_index().round(4)


def main(n_clients: int, runs: int, names: list[str]) -> None:
    """Run every practice, and write the table as they are done."""
    found: list[dict[str, object]] = []
    for number in range(runs):
        for name in names:
            found += run(name, n_clients, number)
        if number % WRITTEN == WRITTEN - 1 or number == runs - 1:
            table = summarise(pd.DataFrame(found))
            kept = pd.read_csv(OUT) if OUT.exists() else table.iloc[:0]
            same = kept["world"].isin(names) & kept["clients"].eq(n_clients)
            table = pd.concat([kept[~same], table]) if len(kept) else table
            table.to_csv(OUT, index=False, lineterminator="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or list(IN_PLACE))
