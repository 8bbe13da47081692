"""A client's own days away in place of, and beside, her therapist's days off.

Each client has a calendar of her own: the days on which she says she is away are closed. Which
planned visits that pushes, and how far on average in other weeks of the quarter, is worked out as
for therapists' days off.
"""

from collections.abc import Iterator
from unittest.mock import patch

import numpy as np
import pandas as pd
from tests.reference.closed_choices import Choice, answer
from tests.reference.closed_tries.count import CLIENTS, Row, find_truth, note, simulate, write
from tests.reference.closed_tries.trips import Habit, going_away, list_trips

from analysis.within import therapist_terms
from massage.intake import plan, shifts
from massage.intake.closures import Closures, find_closures
from massage.intake.shifts import find_shifts, write_shifts
from massage.worlds.calendar import FIRST_DAY
from massage.worlds.world import CLOSED, CLOSED_BEYOND, CLOSED_TRUE

RUNS = 100
CALENDARS = 40  # each client has a calendar, so chance of the draw evens out
PLAIN, TRUE = CLOSED["closed_plain"], CLOSED_TRUE["true_closed"]
WORLDS = {
    "away at any time": (PLAIN, Habit()),
    "away when well": (PLAIN, Habit(by_wellbeing=1.5)),
    "families away in school holidays": (PLAIN, Habit(school=0.7)),
    "half a point less pain while away": (PLAIN, Habit(rest=0.5)),
    "a point less pain while away": (PLAIN, Habit(rest=1.0)),
    "a point less pain while the therapist is away": (
        CLOSED_BEYOND["closed_clients_away"],
        Habit(),
    ),
    "every flare moves a visit": (CLOSED["closed_flare_moved"], Habit()),
    "massage does something": (TRUE, Habit()),
}


def push(visits: pd.DataFrame, trips: pd.DataFrame, *, by_both: bool) -> pd.DataFrame:
    """What days away, or these and the therapists' days off, do to each next visit."""
    day = FIRST_DAY.toordinal() + visits["start"] + visits["day"]
    therapist = visits["therapist"].map("T{:03d}".format)
    rows = pd.DataFrame({"client": visits["client"], "therapist": therapist, "day": day})
    theirs = find_closures(rows)
    hers = rows.drop_duplicates("client").set_index("client")["therapist"]
    hers = hers[hers.isin(theirs.usual.index)]
    name = "C{:04d}".format
    usual = theirs.usual.loc[hers].set_axis(hers.index.map(name))
    runs = trips.assign(therapist=trips["client"].map(name), working_days=5, expected=6.0,
                        left_out="")  # fmt: skip
    runs[["first", "last"]] += FIRST_DAY.toordinal()
    off = hers.rename("therapist").reset_index().merge(theirs.runs, on="therapist")
    off["therapist"] = off["client"].map(name)
    if not by_both:
        off["left_out"] = "hers only"
    runs = pd.concat([runs, off])[theirs.runs.columns]
    runs = runs.sort_values(["therapist", "first"], ignore_index=True)
    own = Closures(runs, usual, theirs.first, theirs.last)
    with (
        patch.object(plan, "COUNTERFACTUALS", CALENDARS),
        patch.object(shifts, "_is_before", lambda day, *_: np.zeros(len(day), dtype=bool)),
    ):
        found = find_shifts(rows.assign(therapist=rows["client"].map(name)), own)
    found["hers"] = visits["therapist"]
    written = write_shifts(found, np.random.default_rng(int(visits["calendar"].iloc[0])))
    return written.drop(columns="before_closure")


def add_shifted(rows: pd.DataFrame, *others: object) -> list[np.ndarray]:
    """The therapists' columns, and whether days off push the visit at all.

    What is left of the shift is how far they push it: how a client feels just after days off is
    then held equal.
    """
    return [*therapist_terms(rows, *others), rows["shifted"].to_numpy()]


CHOICES = {"": Choice(), ", being pushed held equal": Choice(columns=add_shifted)}


def try_it() -> Iterator[Row]:
    """Each world's practices."""
    for name, (world, habit) in WORLDS.items():
        truth, where = find_truth(world), {"world": name, "clients": CLIENTS}
        with going_away(habit) as tell_trips:
            for visits in simulate(world, RUNS):
                sessions = write(visits, world)
                trips = list_trips(visits, tell_trips(), CLIENTS)
                for pushed_by, records in {
                    "therapists' days off": sessions,
                    "own days away": sessions.assign(**push(visits, trips, by_both=False)),
                    "both as one": sessions.assign(**push(visits, trips, by_both=True)),
                }.items():
                    for held, how in CHOICES.items():
                        found = answer(records, how)[0]
                        yield where | note(f"{pushed_by}{held}", found, truth)
