"""Therapists' habits, between clients: how long the gaps are that hers gives her other clients.

Each client has one therapist for good, and the gaps of this therapist's other clients stand for her
own. Asked is what half of *all* her gaps does to pain on arrival from day 43 to day 224, first
ratings and time held equal.

As for physicians, of whom each has an interval of her own (Schwartz and others 1999,
doi:10.1046/j.1525-1497.1999.00322.x; DeSalvo and others 2003, doi:10.1093/intqhc/mzg067), and who
stand for what was decided where cases come to them by lot (Goldsmith-Pinkham, Hull & Kolesar 2025,
doi:10.3386/w34473).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np
import pandas as pd
from tests.reference.closed_tries.count import Row, note
from tests.reference.closed_tries.count import simulate as simulate_practices

from analysis import PAIN, PLAN
from analysis.closed_days import METHOD, ClosedDays
from analysis.instrument import Ratio, take_off
from analysis.panel import Panel
from massage.worlds import drawn, simulate
from massage.worlds.drawn import Practices, Seed
from massage.worlds.records import write_down
from massage.worlds.sizes import World
from massage.worlds.world import MODERATE, PEAK

RUNS = 100
FROM, UNTIL, DRAW, CHOSEN = 43, 224, 12, 0.5  # days; of chance; how far choice follows a trait
SIZES = {6: (200, 600), 30: (600,)}  # clients, by therapists


@dataclass(frozen=True)
class Chain:
    """How clients come to therapists, and what else goes with a therapist's habit.

    ``chosen``: those who recover more choose therapists with longer gaps (how far ranks go
    together). ``heals``: points by which clients of a therapist who gives gaps one SD shorter
    recover more, whatever their own gaps.
    """

    world: World
    chosen: float = 0.0
    heals: float = 0.0


HABITS = replace(PEAK, therapist_interval_sd=0.35)
RELIEF = {"relief_pain": MODERATE, "relief_sleep": MODERATE}
BETWEEN = {
    "by lot": Chain(HABITS),
    "by lot, therapists differ in results": Chain(replace(HABITS, therapist_recovery_sd=0.6)),
    "by lot, therapists hardly differ in habit": Chain(replace(HABITS, therapist_interval_sd=0.1)),
    "by lot, who sees clients often heals better": Chain(HABITS, heals=0.3),
    "clients who recover more choose longer gaps": Chain(HABITS, chosen=CHOSEN),
    "by lot, massage does something": Chain(replace(HABITS, **RELIEF)),
}


def draw_chain(chain: Chain) -> Callable[[World, int, Sequence[Seed]], Practices]:
    """Draw practices whose clients come to therapists in this way."""

    def draw(world: World, n_clients: int, seeds: Sequence[Seed]) -> Practices:
        practices = drawn.draw_practices(world, n_clients, seeds)
        people, body = practices.people, practices.body
        habit = practices.therapists[0]
        therapist = people["therapist"].copy()
        for practice, seed in enumerate(seeds if chain.chosen else ()):
            own = people["practice"] == practice
            noise = np.random.default_rng([*np.atleast_1d(seed), DRAW]).standard_normal(n_clients)
            wish = chain.chosen * people["eagerness"][own]
            wish += np.sqrt(1 - chain.chosen**2) * noise
            place = wish.argsort().argsort() * world.therapists // n_clients
            gives = habit[practice * world.therapists : (practice + 1) * world.therapists]
            therapist[own] = gives.argsort()[place]
        people["therapist"] = therapist
        if chain.heals:
            of = habit[people["practice"] * world.therapists + therapist]
            day = np.arange(len(body.pain))[:, None]
            more = -chain.heals * of / world.therapist_interval_sd
            off = more * (1 - np.exp(-day / world.recovery_days))
            body = replace(body, pain=body.pain - off)
        return replace(practices, people=people, body=body)

    return draw


def list_clients(visits: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """A row per client with two gaps or more in the time asked about, complete."""
    table = sessions.assign(client=visits["client"].to_numpy())
    start = table["day"].groupby(table["client"]).shift()
    table["length"] = np.log2(table["day"] - start)
    first = table[table["day"] == 0].set_index("client")
    late = table[start.ge(FROM) & table["day"].le(UNTIL)].dropna(subset=["pain_before"])
    late = late.assign(time=np.log1p(late["day"])).groupby("client")
    rows = late[["pain_before", "length", "time"]].mean()[late.size() >= 2]
    first = first.rename(columns={"pain_before": "pain_before_first"})
    rows = rows.join(first[["therapist_id", "pain_before_first", "pain_after"]])
    rows = rows.dropna()
    others = rows.groupby("therapist_id")["length"]
    n = others.transform("size")
    rows = rows.assign(habit=(others.transform("sum") - rows["length"]) / (n - 1).where(n > 1))
    return rows.dropna()


def compare_clients(rows: pd.DataFrame, y: np.ndarray) -> tuple[Ratio, Ratio]:
    """What doubling all gaps does to y: clients each for herself, and also by therapist."""
    n = len(rows)
    panel = Panel(np.zeros(n, dtype=int), np.ones(n), np.empty((n, 0)), np.ones(n))
    held = rows[["pain_before_first", "pain_after", "time"]].to_numpy().T
    values = np.column_stack([y, rows["length"], rows["habit"]])
    left, cleared = take_off(panel, held, held, panel.centre(values), PLAN.ridge)
    z, own = cleared[:, 2], (left[:, 0], left[:, 1], np.arange(n))
    return Ratio.of(z, *own), Ratio.of(z, *own, [rows["therapist_id"].to_numpy()])


def tell(ratio: Ratio) -> ClosedDays:
    """The ratio as an answer, refused where days off would be."""
    blank = ClosedDays.blank(METHOD, PLAN.level, outcome=PAIN, plan=PLAN)
    found = replace(
        blank,
        ratio=ratio,
        first_stage_f=ratio.first_stage_f,
        estimate=-PAIN.sign * ratio.estimate,
        p_value=ratio.p_value,
    )
    if found.first_stage_f < PLAN.least_first_stage_f:
        return found.unanswered(METHOD)
    return found.at_level(PLAN.level)


def try_it() -> Iterator[Row]:
    """Each world's practices."""
    for therapists, sizes in SIZES.items():
        for name, chain in BETWEEN.items():
            world = replace(chain.world, therapists=therapists)
            for clients in sizes:
                yield from _try_one(f"{name}, {therapists} therapists", chain, world, clients)


def _try_one(name: str, chain: Chain, world: World, clients: int) -> Iterator[Row]:
    without = replace(world, relief_pain=0.0, relief_sleep=0.0)
    with patch.object(simulate, "draw_practices", draw_chain(chain)):
        found, effects = [], []
        for visits in simulate_practices(world, RUNS, clients):
            rows = list_clients(visits, write_down(visits, world))
            found.append(compare_clients(rows, rows["pain_before"].to_numpy()))
            effects.append((0.0, found[-1][0].under))
        if not world.is_null:
            copies = zip(simulate_practices(world, RUNS, clients),
                         simulate_practices(without, RUNS, clients), strict=True)  # fmt: skip
            effects = []
            for one, other in copies:
                rows, plain = (list_clients(v, write_down(v, world)) for v in (one, other))
                change = (rows["pain_before"] - plain["pain_before"]).reindex(rows.index)
                ratio = compare_clients(rows, change.to_numpy())[0]
                effects.append((ratio.over, ratio.under))
    over, under = np.sum(effects, axis=0)
    truth = -PAIN.sign * over / under
    for by_client, by_therapist in found:
        where = {"world": name, "clients": clients}
        yield where | note("each client for herself", tell(by_client), truth)
        yield where | note("clients of one therapist together", tell(by_therapist), truth)
