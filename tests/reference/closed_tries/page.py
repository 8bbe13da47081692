"""Rows of the tables in docs/days-off-tried.md.

A cell says of 100 practices in how many p < .05 (of those with an answer; of ``CLAIMS``, of all, in
how many of these nothing blocks it, either) and how many have no answer; in brackets the mean
answer less the truth and half the width of the interval, its median.
"""

from pathlib import Path

import pandas as pd
from tests.reference.closed_tries.count import CLIENTS

OUT = Path(__file__).parent.with_suffix(".csv")
CHOICES = {
    "away": (
        "therapists' days off", "own days away", "both as one",
        "both as one, being pushed held equal",
    ),
    "whole": ("left out, as in the plan", "used", "used, a column for each four weeks"),
    "ill": ("left out, as in the plan", "used", "used, a column for each four weeks"),
    "both": ("by what was agreed", "by days off", "the plan's table", "joined where both agree"),
    "habits": ("each client for herself", "clients of one therapist together"),
    "by_visit": ("no therapist held equal", "the next visit's therapist held equal"),
    "alone": ("one is enough",),
}  # fmt: skip
CLAIMS = ("both", "by_visit")
WORDS = {
    "closed_plain": "nothing wrong", "closed_flare_moved": "every flare moves a visit",
    "closed_mix": "moves and much else", "closed_weather": "weather that all share",
    "closed_season": "a season of pain and gaps", "closed_foreseen": "bookings foresee pain",
    "closed_sore_stay_home": "sore clients put visits off",
    "closed_clients_away": "clients at rest while their therapist is away",
    "closed_taper": "gaps grow as pain falls", "closed_chosen_by_pain": "pain chooses the day",
    "true_closed": "massage does something",
}  # fmt: skip


def write_rows(name: str) -> list[str]:
    """A row per world of one try, a column per choice."""
    table = pd.read_csv(OUT)
    table = table[table["try"] == name]
    rows, count = [], "claimed" if name in CLAIMS else "found"
    for (world, clients), own in table.groupby(["world", "clients"], sort=False):
        own = own.set_index("choice")
        for code, words in WORDS.items():
            world = world.replace(code, words)
        size = (
            f", {clients} clients"
            if name == "habits" or (name == "alone" and clients != CLIENTS)
            else ""
        )
        cells = [f"{world}{size}", *(_write(own.loc[choice], count) for choice in CHOICES[name])]
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def _write(one: pd.Series, count: str) -> str:
    refused = f"{100 * one['refused']:.0f}"
    if one["refused"] == 1:
        return f"-, {refused}"
    numbers = f"{one['lean']:+.2f}, {one['half_width_median']:.2f}"
    return f"{100 * one[count]:.0f}, {refused} ({numbers})"
