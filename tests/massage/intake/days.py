"""Exports of one small practice on different days."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from massage.intake.anonymise import anonymise
from massage.intake.mapping import make_mapping

CAME, CANCELLED, MISSED, COMING = "Completed", "Cancelled", "No show", "Confirmed"
DAY_0 = date(2025, 3, 3)
TODAY = date(2026, 1, 1)
HEADER = ["No", "Client", "Date", "Made", "Status", "Cancelled", "Service", "Pain"]
MAP = {
    "appointments": {"id": "No", "client": "Client", "start": "Date", "booked": "Made",
                     "status": "Status", "cancelled_at": "Cancelled", "service": "Service"},
    "status": {"attended": [CAME], "cancelled": [CANCELLED], "missed": [MISSED],
               "coming": [COMING]},
    "scores": {"pain_before": "Pain"},
    "moving": "in place",
}  # fmt: skip
BY_CLIENT = MAP | {"appointments": {**MAP["appointments"], "id": []}}


class Line:
    """An appointment: where it stands from which day on, and what becomes of it in the end."""

    def __init__(self, made, *days, end=CAME, off=None, who="Ann", shown=True, given=None):
        self.made, self.end, self.off, self.who, self.given = made, end, off, who, given
        moved = [(made, days[0]), *days[1:]]
        self.stood, self.shown = sorted(moved, key=lambda one: one[0]), shown

    def day_on(self, on):
        return [day for since, day in self.stood if since <= on][-1]

    def tell(self, number, on):
        """Cells of the export of a day; None where it isn't there yet."""
        if self.made > on:
            return None
        day = self.day_on(on)
        is_off = self.end == CANCELLED and (self.off if self.off is not None else day) <= on
        status = CANCELLED if is_off else COMING if day > on else self.end
        if is_off and not self.shown:
            return None
        who = self.given[1] if self.given and self.given[0] <= on else self.who
        written = write(self.off) if is_off and self.off is not None else ""
        return [str(number), who, write(day), write(self.made), status, written, "Massage",
                "3" if status == CAME else ""]  # fmt: skip


def write(day):
    return (DAY_0 + timedelta(days=int(day))).isoformat()


BOB = [Line(-3, 0, who="Bob"), Line(-3, 1, who="Cy"), Line(-3, 2, who="Di"), Line(-5, 0)]


def export(folder, lines, on, change=None):
    """Write the export of a day, with the day in its name, and three more clients."""
    told = [line.tell(number, on) for number, line in enumerate([*BOB, *lines], start=1)]
    table = pd.DataFrame([row for row in told if row], columns=HEADER)
    if change:
        table = change(table)
    path = folder / f"appointments {write(on)}.csv"
    table.to_csv(path, index=False)
    return path


def run(folder, paths, mapping=MAP):
    found = anonymise(paths, make_mapping(mapping), folder / "key", fewest=2, today=TODAY)
    ann = found.records[found.records["client_id"].eq(found.key["clients"]["ann"])]
    return found, ann.set_index("day")


def known_of(ann):
    agreed = ann.get("agreed_day", pd.Series(np.nan, ann.index))
    known = ann.get("agreed_known", pd.Series(np.nan, ann.index))
    return {
        day: (None, None) if pd.isna(agreed[day]) else (int(agreed[day]), known[day])
        for day in ann.index
        if day
    }
