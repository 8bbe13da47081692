"""One row per client from an engine's one SQL text: question 1's table, and what rows break."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.clients import complete
from analysis.plan import Windows
from analysis.schema import OUTCOME_COLUMNS, Outcome
from massage.registry.engine import Engine
from massage.registry.typed import render

VALUES = ("baseline", "follow_up", "follow_up_day")


def gather(engine: Engine, outcomes: Sequence[Outcome], windows: Windows) -> pd.DataFrame:
    """Gather one row per client, by code, with what ``complete`` takes and what her rows break.

    Beside the columns of ``analysis.clients.gather``: ``n_sessions``, ``n_rated``, ``n_agreed``,
    ``n_unknown``, ``n_broken``, ``n_repeated``, ``n_without_day``, ``first_day``,
    ``two_new_client``, ``two_active``.
    """
    layout = engine.layout
    rated = [layout.safe(one) for one in layout.found
             if one in OUTCOME_COLUMNS or one in {asked.column for asked in outcomes}]  # fmt: skip
    asked = render(
        "clients",
        exposure=windows.exposure,
        follow_up=windows.follow_up,
        outcomes=list(dict.fromkeys(layout.outcome_columns)),
        rated=f"coalesce({', '.join([*rated, 'NULL'])})" if rated else "NULL",
    )
    found = engine.ask(asked)
    for outcome in outcomes:
        safe = layout.safe(outcome.column)
        renamed = {f"{safe}_{value}": f"{outcome.name}_{value}" for value in VALUES}
        found = found.rename(columns=renamed)
    return found.set_index("client_id")


def summarise(
    gathered: pd.DataFrame, outcomes: Sequence[Outcome], windows: Windows
) -> pd.DataFrame:
    """Summarise sound records into one row per client, as ``summarise_clients`` does."""
    return complete(gathered, outcomes, windows)
