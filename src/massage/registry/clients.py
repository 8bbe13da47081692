"""One row per client from an engine's one SQL text: question 1's table, and what rows break."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.plan import Windows
from analysis.schema import Outcome
from massage.registry.engine import Engine
from massage.registry.typed import render

VALUES = ("baseline", "follow_up", "follow_up_day")


def gather(engine: Engine, outcomes: Sequence[Outcome], windows: Windows) -> pd.DataFrame:
    """Gather one row per client, by code, with what ``complete`` takes and what her rows break.

    Beside the columns of ``analysis.clients.gather``: ``n_sessions``, ``n_agreed``, ``n_unknown``,
    ``first_day``, ``n_numbered`` (rows whose therapist's code may begin with a digit, as those do
    that a spreadsheet rounded), and what breaks rules: ``n_broken`` (rows), ``n_repeated`` (days
    that are there already), ``two_new_client``, ``two_active``. Where a file has each client's rows
    together and in order, days need not be compared.
    """
    layout, runs = engine.layout, engine.count_runs()
    places = {
        "exposure": windows.exposure,
        "follow_up": windows.follow_up,
        "outcomes": list(dict.fromkeys(layout.outcome_columns)),
    }
    found = engine.ask(render("clients", **places, repeated=not runs))
    if runs and runs != len(found):
        found = engine.ask(render("clients", **places, repeated=True))
    elif runs:
        found["n_repeated"], engine.in_order = 0, True
    for answer in ("new_client", "active"):
        yes, no = (found.pop(f"{said}_{answer}") > 0 for said in ("yes", "no"))
        found[f"two_{answer}"] = yes & no
        found[answer] = pd.Series("yes", found.index).where(
            yes, pd.Series("no", found.index).where(no)
        )
    for outcome in outcomes:
        safe = layout.safe(outcome.column)
        renamed = {f"{safe}_{value}": f"{outcome.name}_{value}" for value in VALUES}
        found = found.rename(columns=renamed)
    return found.set_index("client_id")
