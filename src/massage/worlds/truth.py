"""What massage truly does in a world, from a copy of it in which intervals are drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.plan import PLAN
from analysis.schema import Outcome
from massage.worlds.analyses import ANALYSES, WITHIN, open_practices
from massage.worlds.drawn import draw_practices
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_drawn
from massage.worlds.sizes import World

RUNS, CLIENTS, BATCH, ALIKE = 200, 200, 10, 200
SEED = 20_261_123
NOT_BY_CHANCE = (
    "severity_to_interval", "recovery_to_interval", "season_to_interval", "taper_to_interval",
    "past_to_interval", "prognosis_to_interval", "recovery_to_first_interval", "moved",
    "flare_books", "flare_moves", "sore_puts_off", "leaving_per_improvement",
    "therapist_interval_sd", "changes_therapist", "package_pause", "skips", "skips_sore",
    "skips_well", "extra_in_flare", "practice_cancels", "therapist_leaves", "gap_growth",
    "rush_to_interval", "worker_to_interval", "trend_to_interval", "vacation_weeks",
)  # fmt: skip


def randomise(world: World) -> World:
    """Return the world with bookings that follow nothing but chance: no move, flare or plan."""
    return replace(world, standing=1.0, **dict.fromkeys(NOT_BY_CHANCE, 0.0))


def find_truths(world: World, analyses: Sequence[str]) -> dict[str, float]:
    """Return the value that each analysis should find in a world, positive in favour of massage.

    The randomised copy is run twice with the same chance, with massage and without: visits are the
    same, so the difference is what massage does. For question 2 it is that difference's slope on
    log2 of the interval, moved by its random part alone, among intervals planned alike; for the
    others, the mean difference in the analysis's own estimate over 200 practices of 200 clients.
    """
    if world.is_null:
        return dict.fromkeys(analyses, 0.0)  # the two copies are the same
    treated = randomise(world)
    control = replace(treated, relief_pain=0.0, relief_sleep=0.0)
    found: dict[str, list] = {name: [] for name in analyses}
    for start in range(0, RUNS, BATCH):
        seeds = [(SEED, run) for run in range(start, start + BATCH)]
        drawn = draw_practices(treated, CLIENTS, seeds)  # which is the same without massage
        copies = [simulate_drawn(one, drawn) for one in (treated, control)]
        for name in WITHIN.keys() & found:
            found[name].append(_late_intervals(*copies, WITHIN[name]))
        between = found.keys() - WITHIN
        practices = [open_practices(write_down(v, world)) for v in copies] if between else []
        for name in between:
            with_massage, without = (
                np.array([ANALYSES[name](one).estimate for one in each]) for each in practices
            )
            found[name].append(np.nanmean(with_massage - without))
    return {
        name: -WITHIN[name].sign * _slope(pd.concat(parts))
        if name in WITHIN
        else float(np.nanmean(parts))
        for name, parts in found.items()
    }


def _slope(rows: pd.DataFrame) -> float:
    """Slope of the difference on length, by the random part, within bins of the planned length."""
    alike = pd.qcut(rows["planned"], ALIKE, labels=False)
    difference, deviation, length = (
        rows[name] - rows.groupby(alike)[name].transform("mean")
        for name in ("difference", "deviation", "length")
    )
    return float(deviation @ difference / (deviation @ length))


def _late_intervals(treated: pd.DataFrame, control: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Late intervals: what massage changed on arrival, log2 length, its random part."""
    keys = [treated["practice"], treated["client"]]
    start = treated["day"].groupby(keys).shift()
    gap = treated["day"] - start
    rows = pd.DataFrame(
        {
            "difference": treated[outcome.column] - control[outcome.column],
            "deviation": treated["deviation"],
            "length": np.log2(gap),
            "planned": treated["log_interval"],
        }
    )
    return rows[(start >= PLAN.first_start_day) & (gap >= outcome.recall_days)].dropna()
