"""How a claim is measured, by name: functions of records, outcomes and arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from analysis.estimate import Estimate
from analysis.schema import Outcome
from massage.claims.changes import average_change, average_relief, correlate_within, share_reaching
from massage.claims.conditions import pool_changes, pool_halving
from massage.claims.groups import Records
from massage.claims.safety import rate_per_hundred, share_with_event
from massage.claims.time_to_relief import compare_time_to_relief
from massage.claims.two_groups import compare_modality, differ_between, differ_within

FULL_NIGHT = 8


def correlate_worse(records: Records, x: Outcome, y: Outcome) -> Estimate:
    """Correlate worse with worse within clients: a rating turned the other way turns the sign."""
    found = correlate_within(records.sessions, x.column, y.column, plan=records.plan)
    if x.better == y.better:
        return found
    return replace(found, estimate=-found.estimate, low=-found.high, high=-found.low)


MEASURES: dict[str, Callable[..., Estimate]] = {
    "average_change": lambda of, outcome: average_change(of.clients, outcome, of.plan),
    "average_relief": lambda of: average_relief(of.sessions, of.pain, of.plan),
    "share_with_full_night": lambda of, hours: share_reaching(
        of.clients, hours, FULL_NIGHT, of.plan
    ),
    "share_with_event": lambda of: share_with_event(of.sessions, of.plan),
    "rate_per_hundred": lambda of: rate_per_hundred(of.sessions, plan=of.plan),
    "compare_time_to_relief": compare_time_to_relief,
    "compare_modality": compare_modality,
    "correlate_worse": correlate_worse,
    "differ_between": differ_between,
    "differ_within": differ_within,
    "spread_of_change": lambda of: pool_changes(of.clients, of.pain, of.plan).spread,
    "spread_of_halving": lambda of: pool_halving(of).spread,
}
