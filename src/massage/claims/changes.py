"""What changed from the first session to the follow-up, and who crossed a mark."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from analysis.codes import Code
from analysis.estimate import NAN, Estimate, average
from analysis.plan import PLAN, Plan
from analysis.schema import Outcome


@dataclass(frozen=True)
class Crossing(Estimate):
    """Share of clients under a mark at first who reached it, and who went the other way.

    ``n_reached`` of ``n_clients`` reached it; ``n_fell`` of the ``n_above`` who began there didn't
    keep it.
    """

    n_reached: int = 0
    n_above: int = 0
    n_fell: int = 0


def average_change(clients: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN) -> Estimate:
    """Estimate the mean improvement from the first session to the follow-up.

    Positive is better. One value per client, Student's interval. Nobody is compared with anybody:
    time alone, and coming when it is worst, change ratings too. ``clients`` are those of
    ``summarise_clients``.
    """
    improvement = clients[f"{outcome.name}_improvement"]
    return average(improvement, level=plan.level, fewest=plan.fewest_clients)


def share_reaching(
    clients: pd.DataFrame, outcome: Outcome, mark: float, plan: Plan = PLAN
) -> Crossing:
    """Estimate the share of clients under ``mark`` at first who reached it at the follow-up.

    Exact interval (Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404). Ratings that go up and
    down carry some clients over any mark; ``n_fell`` shows how many went back.
    """
    first, later = (clients[f"{outcome.name}_{when}"] for when in ("baseline", "follow_up"))
    known = first.notna() & later.notna()
    under, above = known & (first < mark), known & (first >= mark)
    n, reached = int(under.sum()), int((under & (later >= mark)).sum())
    crossing = Crossing.blank(
        Code("exact_binomial"), plan.level, n, n, int((~known).sum()),
        n_reached=reached, n_above=int(above.sum()), n_fell=int((above & (later < mark)).sum()),
    )  # fmt: skip
    if n < plan.fewest_clients:
        few = Code("few_under_mark", mark=mark, n=n, needed=plan.fewest_clients)
        return crossing.unanswered(few)
    return with_share(crossing, reached)


def with_share(blank: Estimate, events: int) -> Estimate:
    """Return the Estimate of a share of its clients with its exact interval."""
    n = blank.n_clients
    low, high = proportion_confint(events, n, alpha=1 - blank.level, method="beta")
    share = {"estimate": events / n, "low": float(low), "high": float(high), "p_value": NAN}
    return replace(blank, **share)
