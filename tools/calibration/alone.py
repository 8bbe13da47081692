"""How many people change by the mark that matters to one where massage does nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis.schema import PAIN, SLEEP, Outcome
from massage.aside import write_aside
from massage.robustness.time_alone import WAYS, count_ways
from massage.worlds.calibrate import Settings, list_batches, simulate_practices
from massage.worlds.world import WORLDS

WORLD = "regression_to_mean"  # nothing but a peak of pain that passes, and recovery by itself


def tabulate_time_alone(path: Path, settings: Settings) -> pd.DataFrame:
    """Count who changed in simulated practices of ``WORLD``, and write one row per outcome.

    Columns: ``world``, ``outcome``, ``mark`` (points), the settings, ``counted`` (mean number of
    clients seen again), and ``better``, ``same``, ``worse``: the practices' mean share of these,
    each with its Monte Carlo error (``_error``).
    """
    shares: dict[str, list[dict]] = {str(one): [] for one in (PAIN, SLEEP)}
    for seeds in tqdm(list_batches(WORLD, settings), "Practices"):
        for practice in simulate_practices(WORLDS[WORLD], settings, seeds):
            for one in (PAIN, SLEEP):
                counts = count_ways(practice.clients[f"{one.name}_improvement"], one.smallest)
                shares[str(one)].append({**counts / counts.sum(), "counted": counts.sum()})
    rows = [_summarise(one, shares[str(one)], settings) for one in (PAIN, SLEEP)]
    table = pd.DataFrame(rows).round(6)
    write_aside(path, table.to_csv(index=False, lineterminator="\n"))
    return table


def _summarise(outcome: Outcome, shares: list[dict], settings: Settings) -> dict[str, object]:
    each = pd.DataFrame(shares)
    row = {"world": WORLD, "outcome": str(outcome), "mark": outcome.smallest, **settings.columns}
    row["counted"] = each["counted"].mean()
    for way in WAYS:
        row[way] = each[way].mean()
        row[f"{way}_error"] = each[way].std(ddof=1) / np.sqrt(len(each))
    return row
