"""Lines of the appointment book: what it shows of each booked visit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from massage.worlds.diary import Arrays, Visit
from massage.worlds.slots import Slots

ATTENDED, CANCELLED, MISSED, TO_COME = "attended", "cancelled", "missed", "booked"


def write_line(
    clients: np.ndarray,
    visit: Visit,
    made: np.ndarray,
    day: np.ndarray,
    status: str,
    cancelled: np.ndarray | None = None,
    **stood: np.ndarray,
) -> Arrays:
    """Write a line of the book for some of the clients at a visit."""
    none = np.full(len(clients), np.nan)
    line = {
        "at": np.arange(len(clients)),
        "who": visit.who,
        "made": made,
        "day": day,
        "status": np.full(len(clients), status, dtype=object),
        "cancelled": none if cancelled is None else cancelled,
        "therapist": visit.therapist,
        **({"moved_on": none, "stood_on": none} | stood),
    }
    return keep(line, clients)


def list_slots(
    slots: Slots, visit: Visit, which: np.ndarray, cancelled: np.ndarray | None = None
) -> Arrays:
    """Write a line for each of these slots: cancelled on a day of each client, or to come."""
    at, place = np.nonzero(which)
    none = np.full(len(at), np.nan)
    return {
        "at": at,
        "who": visit.who[at],
        "made": slots.made[at, place],
        "day": slots.day[at, place],
        "status": np.full(len(at), ATTENDED if cancelled is None else CANCELLED, dtype=object),
        "cancelled": none if cancelled is None else cancelled[at],
        "therapist": visit.therapist[at],
        "moved_on": none,
        "stood_on": none,
    }


def keep(line: Arrays, which: np.ndarray) -> Arrays:
    """Keep some of the lines."""
    return {name: values[which] for name, values in line.items()}


def show_on(lines: pd.DataFrame, last: np.ndarray) -> pd.DataFrame:
    """Show the book at the end of a day, given by line: what was entered later isn't in it."""
    known = (lines["made"] <= last).to_numpy()
    lines, last = lines[known].copy(), last[known]
    undone = lines["moved_on"] > last
    lines["day"] = lines["day"].mask(undone, lines["stood_on"]).astype(int)
    lines[["moved_on", "stood_on"]] = lines[["moved_on", "stood_on"]].mask(undone)
    not_yet = lines["cancelled"] > last
    lines["cancelled"] = lines["cancelled"].mask(not_yet)
    to_come = not_yet | ((lines["day"] > last) & (lines["status"] != CANCELLED))
    lines["status"] = lines["status"].mask(to_come, TO_COME)
    return lines
