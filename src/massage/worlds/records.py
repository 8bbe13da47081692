"""From simulated visits to session records: what a practice would have written down."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.schema import COLUMNS, PAIN_SITES
from massage.aside import write_aside
from massage.intake.closures import find_closures
from massage.intake.shifts import find_shifts, write_shifts
from massage.provenance import SYNTHETIC, truth_beside
from massage.stopping import undisturbed
from massage.words.codes import say
from massage.worlds.calendar import FIRST_DAY
from massage.worlds.drawn import Seed
from massage.worlds.simulate import simulate_visits
from massage.worlds.world import WORLDS, World

RECENT_DAYS = 90
DAYS_PER_YEAR, DAYS_PER_MONTH = 365, 365 / 12
PAIN_SITE_SHARES = (0.40, 0.15, 0.20, 0.12, 0.08, 0.05)
MODALITIES = ("swedish", "deep_tissue", "myofascial", "lymphatic")
DURATIONS, DURATION_SHARES = (30, 60, 90), (0.2, 0.6, 0.2)
EVENTS, MODERATE_SHARE = ("none", "mild", "moderate"), 0.1
EVENTS_PER_SESSION = 0.035
AS_BOOKED, IN_BOOK = ("booked_day", "original_day"), ("agreed_day",)
RATINGS = ("pain_before", "pain_after", "sleep_quality")
STRESS_SD_BETWEEN, STRESS_SD_SLOW, STRESS_SD_FAST = 1.5, 0.8, 0.75


def simulate_sessions(
    world: str | World, *, n_clients: int, seed: Seed, day_in_book: bool = False
) -> pd.DataFrame:
    """Simulate a practice's session records, every column of the record format but some.

    Parameters
    ----------
    world : name of a world in ``WORLDS``, or a ``World``.
    n_clients : clients in the records, each with one session at least.
    seed : the same seed gives the same records.
    day_in_book : with ``agreed_day`` in place of ``booked_day`` and ``original_day``.

    Returns
    -------
    One row per session, ordered by client and day, columns as in ``data/README.md``. Calendar day 0
    of the records is 1 January.

    Raises ValueError for a world that isn't known, or fewer than one client.
    """
    if isinstance(world, str) and world not in WORLDS:
        raise ValueError(say("commands", "no_world", world=world, known=", ".join(WORLDS)))
    sizes = WORLDS[world] if isinstance(world, str) else world
    if n_clients < 1:
        raise ValueError(say("commands", "no_clients", n=n_clients))
    visits = simulate_visits(sizes, n_clients, [seed])
    sessions = write_down(visits, sizes, day_in_book=day_in_book)
    parts = (*seed, 1) if isinstance(seed, tuple) else (seed, 1)
    rng = np.random.default_rng(parts)
    more = _describe(visits, sizes, rng)
    client = visits["client"].to_numpy()
    clients = _codes("C", n_clients, 10 * n_clients, rng)[client]
    therapists = _codes("T", sizes.therapists, 100, rng)[visits["therapist"]]
    everything = sessions.assign(**more, client_id=clients, therapist_id=therapists)
    everything = everything[[name for name in COLUMNS if name in everything]]
    return everything.sort_values(["client_id", "day"], ignore_index=True)


def write_world(world: str, *, n_clients: int, seed: int, path: str | Path) -> None:
    """Simulate a named world into a CSV file of session records and a file with its truth.

    The truth (``NAME.truth.json``) holds the world's sizes, the seed and the records' fingerprint.
    Raises ValueError for a world that isn't known, or fewer than one client.
    """
    sessions = simulate_sessions(world, n_clients=n_clients, seed=seed)
    text = sessions.convert_dtypes().to_csv(index=False, lineterminator="\n")
    truth = {
        "note": SYNTHETIC,
        "world": world,
        "n_clients": n_clients,
        "seed": seed,
        "sha256": sha256(text.encode()).hexdigest(),
        "sizes": asdict(WORLDS[world]),
    }
    with undisturbed():
        write_aside(Path(path), text)
        write_aside(truth_beside(path), json.dumps(truth, indent=2) + "\n")


def write_down(visits: pd.DataFrame, world: World, *, day_in_book: bool = False) -> pd.DataFrame:
    """Return the session records' columns that both questions use, one row per visit.

    ``day_in_book``: with the day that stood in the book at the end of the day of the visit before
    (``agreed_day``), in place of ``booked_day`` and ``original_day``. With what closed days do to
    the next visit where the world has any.
    Clients and therapists are numbers here. Clients of several practices have different ones.
    """
    booking = IN_BOOK if day_in_book else AS_BOOKED
    calendar = visits["start"] + visits["day"]
    shifts = _find_shifts(visits) if world.has_calendar else {}
    last = calendar.groupby([visits["practice"], visits["client"]]).transform("max")
    return pd.DataFrame(
        {
            "practice": visits["practice"],
            "client_id": visits["practice"] * (visits["client"].max() + 1) + visits["client"],
            **visits[["day", *booking, *RATINGS]],
            "therapist_id": visits["therapist"],
            "new_client": np.where(visits["start"] >= RECENT_DAYS, "yes", "no"),
            "active": np.where(world.records_days - 1 - last <= RECENT_DAYS, "yes", "no"),
            **shifts,
            "month": (calendar % DAYS_PER_YEAR // DAYS_PER_MONTH).astype(int) + 1,
        }
    )


def _find_shifts(visits: pd.DataFrame) -> pd.DataFrame:
    """How far closed days push each next visit, practice by practice, as ``anonymise`` finds it."""
    parts = []
    for _, own in visits.groupby("practice"):
        rows = pd.DataFrame(
            {
                "client": own["client"],
                "therapist": own["therapist"].map("T{:03d}".format),
                "day": FIRST_DAY.toordinal() + own["start"] + own["day"],
            }
        )
        shifts = find_shifts(rows, find_closures(rows))
        parts.append(write_shifts(shifts, np.random.default_rng(int(own["calendar"].iloc[0]))))
    return pd.concat(parts)


def _describe(
    visits: pd.DataFrame, world: World, rng: np.random.Generator
) -> dict[str, np.ndarray | pd.Series]:
    """Draw the other columns: traits of the client, other ratings, other care, adverse events."""
    n, client = len(visits), visits["client"].to_numpy()
    n_clients = client.max() + 1
    rested = visits["sleep"] - world.sleep_mean
    stress = (
        rng.normal(4.5, STRESS_SD_BETWEEN, n_clients)[client]
        + world.stress_per_pain * (visits["pain"] - world.pain_mean)
        + STRESS_SD_SLOW * _swing(visits, world.stress_memory, rng)
        + rng.normal(0, STRESS_SD_FAST, n)
    )
    mood = 6.0 - 0.45 * (stress - 4.5) + 0.25 * rested + rng.normal(0, 0.9, n)
    hours = (2 * (6.6 + 0.35 * rested + rng.normal(0, 0.5, n))).round().clip(4, 22) / 2
    return {
        "condition": visits["condition"],
        "pain_site": rng.choice(PAIN_SITES, n_clients, p=PAIN_SITE_SHARES)[client],
        "modality": rng.choice(MODALITIES, n_clients, p=world.modality_shares)[client],
        "duration_min": rng.choice(DURATIONS, n_clients, p=DURATION_SHARES)[client],
        "sleep_hours": hours.mask(rng.random(n) < world.sleep_missing),
        "stress": _rating(stress),
        "mood": _rating(mood),
        "activity_limit": _rating(0.85 * visits["pain"] + rng.normal(0, 1.0, n)),
        "other_care": np.where(rng.random(n) < rng.beta(1.0, 2.5, n_clients)[client], "yes", "no"),
        "adverse_event": _events(visits, rng.gamma(1.0, EVENTS_PER_SESSION, n_clients), rng),
    }


def _swing(visits: pd.DataFrame, memory: float, rng: np.random.Generator) -> np.ndarray:
    """Draw a course of standard deviation 1 per client of which ``memory`` is left each day."""
    gap = visits["day"].diff().where(visits["client"].eq(visits["client"].shift()), np.inf)
    kept = memory ** gap.to_numpy(dtype=float)
    news = np.sqrt(1 - kept**2) * rng.standard_normal(len(visits))
    course = np.empty(len(visits))
    level = 0.0
    for visit in range(len(visits)):
        level = kept[visit] * level + news[visit]
        course[visit] = level
    return course


def _events(visits: pd.DataFrame, chance: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw what followed each last session, from the client's own chance; blank where none was."""
    event = np.where(rng.random(len(visits)) < MODERATE_SHARE, EVENTS[2], EVENTS[1])
    happened = rng.random(len(visits)) < chance[visits["client"]]
    answer = np.where(happened, event, EVENTS[0]).astype(object)
    was_there = (visits["day"] > 0) | (visits["start"] < RECENT_DAYS)
    return np.where(was_there, answer, np.nan)


def _rating(value: pd.Series) -> pd.Series:
    return value.round().clip(0, 10)


def _codes(letter: str, n: int, room: int, rng: np.random.Generator) -> np.ndarray:
    """Draw n different codes: a letter, and numbers that all have the same number of digits."""
    room = 10 ** len(str(room - 1))
    drawn = rng.choice(np.arange(room, 2 * room), n, replace=False) % room + room
    return np.array([f"{letter}{number}" for number in drawn], dtype=object)
