"""Unwanted events: how many clients had one, and how many per hundred sessions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import special, stats

from analysis.codes import Code
from analysis.estimate import NAN, Estimate
from analysis.schema import ADVERSE_EVENTS
from massage.claims.changes import with_share
from massage.claims.groups import Records
from massage.words.formats import SMALLEST_GROUP

NOTHING = ADVERSE_EVENTS[0]
PER, RULE_OF_THREE, RESAMPLES = 100, 3, 2000
MANY = 10_000  # clients


def count_events(records: Records) -> pd.DataFrame:
    """Return ``events`` and ``sessions`` with an answer per client, for those with any answer.

    The answer is about the session before, so a new client's first one has none to give: day 0 of
    clients who aren't known to have come before is left out. Where ``new_client`` isn't there,
    every answer counts.
    """
    sessions, client = records.sessions, records.client
    happened = (sessions["adverse_event"] != NOTHING).to_numpy(bool, na_value=False)
    asked = sessions["adverse_event"].notna().to_numpy()
    if "new_client" in sessions:
        later = (sessions["day"] > 0) | sessions["new_client"].isin(["no", False])
        asked = asked & later.to_numpy()
    both = {"events": happened & asked, "sessions": asked}
    counts = {name: np.bincount(client[rows], minlength=len(records.clients))
              for name, rows in both.items()}  # fmt: skip
    table = pd.DataFrame(counts, pd.Index(records.clients["client_id"]))
    return table[table["sessions"] > 0]


def share_with_event(records: Records) -> Estimate:
    """Estimate the share of clients with any unwanted event on record, with an exact interval.

    With no event at all the upper end is 3 / clients. Events that nobody wrote down are not there,
    nor what befell clients who never came back to be asked. NaN with a ``reason`` for fewer than
    ten clients, or where no session is recorded as ``none``: blanks then may stand for that.
    Sources: Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404; Hanley & Lippman-Hand 1983,
    doi:10.1001/jama.1983.03330370053031 (no event).
    """
    clients = count_events(records)
    blank = _blank(Code("exact_binomial"), clients, records)
    if not blank.answered:
        return blank
    n, events = len(clients), int((clients["events"] > 0).sum())
    found = with_share(blank, events)
    if events:
        return found
    return replace(found, high=RULE_OF_THREE / n, method=Code("rule_of_three"))


def rate_per_hundred(records: Records, seed: int = 0) -> Estimate:
    """Estimate unwanted events per hundred sessions; clients, not sessions, are drawn again.

    Interval: BCa bootstrap over clients, 2,000 draws from ``seed`` (Efron 1987,
    doi:10.1080/01621459.1987.10478410). NaN with a ``reason`` where ``share_with_event`` has none,
    where fewer than five clients had an event, or all had as many per session.
    """
    clients = count_events(records)
    blank = _blank(Code("events_resampled"), clients, records)
    if not blank.answered:
        return blank
    events, n_sessions = (clients[name].to_numpy() for name in ("events", "sessions"))
    if np.count_nonzero(events) < SMALLEST_GROUP:
        return blank.unanswered(Code("few_events"))
    if np.ptp(events / n_sessions) == 0:
        return blank.unanswered(Code("events_alike"))
    rate = PER * events.sum() / n_sessions.sum()
    drawn = _draw_rates(events, n_sessions, np.random.default_rng(seed))
    without_each = PER * (events.sum() - events) / (n_sessions.sum() - n_sessions)
    shares = _correct_shares(rate, drawn, without_each, blank.level)
    if not np.isfinite(shares).all():
        return blank.unanswered(Code("clients_alike"))
    low, high = map(float, stats.quantile(drawn, shares))
    return replace(blank, estimate=float(rate), low=low, high=high, p_value=NAN)


def _draw_rates(events: np.ndarray, sessions: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rates of clients drawn again, as many of them: one draw at a time, so memory stays small.

    Of ``MANY`` clients, how often each pair of counts is drawn: the same chances, far fewer draws.
    """
    n, both = len(events), events + 1j * sessions  # looked up and added together
    if n < MANY:
        sums = np.array([both.take(rng.integers(0, n, n)).sum() for _ in range(RESAMPLES)])
    else:
        pairs, n_clients = np.unique(both, return_counts=True)
        sums = rng.multinomial(n, n_clients / n, RESAMPLES) @ pairs
    return PER * sums.real / sums.imag


def _correct_shares(
    rate: float, drawn: np.ndarray, without_each: np.ndarray, level: float
) -> np.ndarray:
    """Between which shares of the drawn rates the BCa interval lies (as scipy.stats.bootstrap)."""
    n = float(len(without_each))
    below = (np.count_nonzero(drawn < rate) + np.count_nonzero(drawn <= rate)) / (2 * len(drawn))
    influence = (n - 1) * (without_each.mean() - without_each)
    skew = 1 / 6 * (np.sum(influence**3) / n**3) / (np.sum(influence**2) / n**2) ** (3 / 2)
    bias = special.ndtri(below)
    ends = bias + special.ndtri((1 - level) / 2) * np.array([1, -1])
    return special.ndtr(bias + ends / (1 - skew * ends))


def _blank(method: Code, clients: pd.DataFrame, records: Records) -> Estimate:
    """Return an Estimate without a number, with the reason if there can't be one."""
    n, events, plan = len(clients), records.sessions["adverse_event"], records.plan
    rows = int(clients["sessions"].sum()), int(events.isna().sum())
    blank = Estimate.blank(method, plan.level, n, *rows)
    if n < plan.fewest_clients:
        return blank.unanswered(Code("few_asked", n=n, needed=plan.fewest_clients))
    if not events.eq(NOTHING).any():
        return blank.unanswered(Code("nothing_not_recorded", nothing=NOTHING))
    return blank
