"""How often is an export enough? Snapshots of simulated books, where moves in place follow pain.

Each practice's book is shown as it stood every so many days, its appointments are followed through
these exports, and question 2 (pain) is asked of what they show. In parts, from the repository's
root; what a file of rows holds already isn't run again:

    python -m tests.reference.snapshots ROWS.csv --clients 200 --every 7 14 --runs 0 400
    python -m tests.reference.snapshots --table ROWS.csv ...

The first appends to ROWS.csv a row per practice and cell: world, number of ``clients``, days
between exports (``every``; 0: the truth), share of them that was ``forgotten``, and allowed
``spacing`` between a visit and the export that shows what was booked there. The second writes
snapshots.csv beside this file: ``runs``, the shares ``claimed`` (p < .05 and not blocked),
``significant`` (blocked or not), ``blocked``, ``answered`` (with a number) and, of these,
``covered`` (the interval holds the truth), ``known`` (of visits with something in the book),
``right`` (of those known), and the ``mean`` of the estimate with the ``truth``.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd

from analysis import PAIN, Practice
from massage.intake.book import read_book
from massage.intake.history import take_up_all
from massage.intake.plan import SPACING_DAYS
from massage.intake.snapshots import CAME, OFF, STANDS, Told, View, place_lines
from massage.worlds.lines import ATTENDED, CANCELLED
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_book
from massage.worlds.truth import find_truths
from massage.worlds.world import FLARE_MOVED, SORE_STAY_HOME, WORLDS

SEED, BACK = 20_261_129, 31  # an export shows so many days before its own
EVERY = (1, 7, 14, 30)
Cell = tuple[int, float, int]  # days between exports, share of them forgotten, spacing
TRUTH = (0, 0.0, 0)
OUT = Path(__file__).with_suffix(".csv")
ASKED = "question_2_in_book"
SHARES = ("claimed", "significant", "blocked", "answered", "covered", "known", "right")
MIDDLE, SERIES, ONE_BY_ONE, TRUE = 200, "moved_in_place", "put_off_in_place", "true_moved_in_place"
TOLD = (  # what is said of the days between exports, of these, and of the spacing that is allowed
    ("every evening", 0, 0),
    ("four evenings of five", 1, 0),
    ("every week", 7, 0),
    ("every two weeks", 14, 0),
    ("every month", 30, 0),
    ("every week, counted for the days before", 7, 7),
)
CELL = ["world", "clients", "every", "forgotten", "spacing"]
MOVED = WORLDS["moved_in_place"]
IN_PLACE = {
    "moved_in_place": MOVED,
    "flares_in_place": replace(FLARE_MOVED, moves_in="place"),
    "put_off_in_place": replace(SORE_STAY_HOME, moves_in="place"),
    "true_moved_in_place": replace(MOVED, relief_pain=0.6, relief_sleep=0.6),
}


def show_all(visits: pd.DataFrame, lines: pd.DataFrame, days: Sequence[int]) -> list[View]:
    """Show what an export of each calendar day tells: the last month, and all that is to come."""
    first = lines["client"].map(find_starts(visits)).to_numpy()
    names = ("made", "day", "cancelled", "moved_on", "stood_on")
    made, day, cancelled, moved, stood = (lines[name].to_numpy(float) + first for name in names)
    came, off = (lines["status"].eq(status).to_numpy() for status in (ATTENDED, CANCELLED))
    number, client = lines["id"].to_numpy(), lines["client"].to_numpy()
    views = []
    for taken in days:
        at = np.where(moved > taken, stood, day)
        there = np.flatnonzero((made <= taken) & (at >= taken - BACK))
        is_off = off & ~(cancelled > taken)
        state = np.where(is_off, OFF, np.where(came & (at < taken), CAME, STANDS))
        columns = (number, client, made, at, np.where(is_off, cancelled, np.nan), state)
        view = View(taken, taken - BACK, {})
        for followed, *told in zip(*(column[there].tolist() for column in columns), strict=True):
            view.lines[followed] = [(_tell(*told), -1)]
        views.append(view)
    return views


def _tell(client: int, made: float, at: float, off: float, state: str) -> Told:
    return Told(client, int(made), int(at), None if np.isnan(off) else int(off), state)


def find_starts(visits: pd.DataFrame) -> pd.Series:
    """The calendar day of each client's first visit."""
    return visits.drop_duplicates("client").set_index("client")["start"]


def ask_exports(
    visits: pd.DataFrame, lines: pd.DataFrame, days: Sequence[int], spacings: Sequence[int]
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield what the exports of these days tell of each visit, for each spacing."""
    _, changes = take_up_all(show_all(visits, lines, days))
    first = visits["client"].map(find_starts(visits))
    came = visits.assign(person=visits["client"], day=visits["day"] + first)[["person", "day"]]
    for spacing in spacings:
        found = read_book(came, place_lines(changes, days, spacing))
        told = {"agreed_day": found["agreed"] - first, "agreed_known": found["agreed_known"]}
        yield spacing, pd.DataFrame(told)


def run(name: str, n_clients: int, number: int, cells: Sequence[Cell]) -> list[dict[str, object]]:
    """One practice: what question 2 says in each cell: days, share forgotten, spacing."""
    world = IN_PLACE[name]
    visits, lines = simulate_book(world, n_clients, [(SEED, number)])
    records = write_down(visits, world)
    agreed = visits["agreed_day"]
    asked = []
    last = world.records_days - 1
    for every, forgotten in dict.fromkeys(cell[:2] for cell in cells):
        if every == 0:
            truth = {"agreed_day": agreed, "agreed_known": "yes"}
            asked.append((*TRUTH, pd.DataFrame(truth, visits.index)))
            continue
        rng = np.random.default_rng((SEED, number, every))
        days = [day for day in range(0, last, every) if rng.random() >= forgotten]
        spacings = [spacing for *own, spacing in cells if own == [every, forgotten]]
        exported = ask_exports(visits, lines, [*days, last], spacings)
        asked += [(every, forgotten, spacing, told) for spacing, told in exported]
    standing = agreed.notna() & visits["day"].gt(0)
    found = []
    for every, forgotten, spacing, told in asked:
        told["agreed_known"] = told["agreed_known"].where(told["agreed_day"].notna())
        answer = Practice(records.assign(**told), outcomes=(PAIN,)).question_2["pain"]
        known = told["agreed_known"].eq("yes") & standing
        found.append(
            {
                "world": name, "clients": n_clients, "every": every,
                "forgotten": forgotten, "spacing": spacing, "run": number,
                "estimate": answer.estimate, "low": answer.low, "high": answer.high,
                "p_value": answer.p_value, "blocked": bool(answer.blocked_by),
                "known": known.sum() / standing.sum(),
                "right": (told["agreed_day"] == agreed)[known].mean(),
            }
        )  # fmt: skip
    return found


def add_rows(
    path: Path, sizes: Sequence[int], cells: Sequence[Cell], runs: range, names: Sequence[str]
) -> None:
    """Append what each practice says to a file of rows, practice by practice."""
    there = pd.read_csv(path)[[*CELL, "run"]] if path.exists() else pd.DataFrame()
    done = set(there.itertuples(index=False, name=None))
    began, n = process_time(), 0
    for number in runs:
        for n_clients in sizes:
            for name in names:
                left = [one for one in cells if (name, n_clients, *one, number) not in done]
                if left:
                    rows = pd.DataFrame(run(name, n_clients, number, left))
                    rows.to_csv(path, mode="a", header=not path.exists(), index=False)
                    n += 1
    print(f"{n} practices, {(process_time() - began) / max(n, 1):.2f} s of a processor each")


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per world, number of clients and cell."""
    truths = {name: find_truths(IN_PLACE[name], [ASKED])[ASKED] for name in rows["world"].unique()}
    rows = rows.drop_duplicates([*CELL, "run"]).assign(truth=rows["world"].map(truths))
    significant = rows["p_value"] < 0.05
    judged = rows.assign(
        claimed=significant & ~rows["blocked"],
        significant=significant,
        answered=rows["estimate"].notna(),
        covered=rows["truth"].between(rows["low"], rows["high"]).where(rows["estimate"].notna()),
    )
    judged["covered"] = judged["covered"].astype(float)
    by = judged.groupby(CELL)
    shares = by[list(SHARES)].mean()
    table = shares.assign(mean=by["estimate"].mean(), truth=by["truth"].first(), runs=by.size())
    return table.reset_index().round(4)


def write_rows() -> list[str]:
    """Rows of the table in docs/mapping.md: what is known, claimed where nothing is, and found."""
    table = pd.read_csv(OUT)
    rows = []
    for said, every, spacing in TOLD:
        cell = table[table["every"].eq(every) & table["spacing"].eq(spacing)].set_index("world")
        middle = cell[cell["clients"].eq(MIDDLE)]
        known = (f"{100 * middle.loc[world, 'known']:.0f}" for world in (SERIES, ONE_BY_ONE))
        nothing = cell.drop(index=TRUE)
        worst = nothing.groupby("clients")["claimed"].max()
        found = f"{100 * middle.loc[TRUE, 'claimed']:.0f}"
        claimed = ", ".join(f"{100 * share:.0f} ({n})" for n, share in worst.items())
        rows.append(f"| {said} | {' | '.join((*known, claimed, found))} |")
    return rows


def main() -> None:
    """Run a part, or write the table of parts."""
    parser = argparse.ArgumentParser(prog="tests.reference.snapshots")
    parser.add_argument("rows", nargs="+", type=Path)
    parser.add_argument("--table", action="store_true", help="write the table of these rows")
    parser.add_argument("--clients", nargs="+", type=int, default=[200])
    parser.add_argument("--every", nargs="+", type=int, default=[0, *EVERY])
    parser.add_argument("--forgotten", nargs="+", type=float, default=[0.0])
    parser.add_argument("--spacing", nargs="+", type=int, default=[SPACING_DAYS])
    parser.add_argument("--runs", nargs=2, type=int, default=[0, 400], metavar=("FROM", "TO"))
    parser.add_argument("--worlds", nargs="+", choices=IN_PLACE, default=list(IN_PLACE))
    given = parser.parse_args()
    if given.table:
        table = summarise(pd.concat([pd.read_csv(path) for path in given.rows]))
        table.to_csv(OUT, index=False, lineterminator="\n")
        print(table.to_string(index=False))
        return
    cells = [*product(filter(None, given.every), given.forgotten, given.spacing)]
    cells += [TRUTH] if 0 in given.every else []
    add_rows(given.rows[0], given.clients, cells, range(*given.runs), given.worlds)


if __name__ == "__main__":
    main()
