"""Numbers of the claims in words, and what each kind of comparison can't know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.claims.changes import Crossing
from analysis.claims.time_to_relief import Curve
from analysis.estimate import Estimate
from analysis.words import count, interval, listed, number, p_value, percent

TIME = (
    "People come when it is worst, and much eases with time alone. Nobody is compared with anybody "
    "here, so these records can't say which part massage had."
)
BAD_HOURS = (
    "People come in bad hours, and bad hours pass by themselves (regression to the mean). Both "
    "ratings were given to the person who gave the massage. These records can't take that off."
)
CHOSEN = (
    "How often clients come and what they get was chosen, not drawn by lot, so a difference may "
    "have other reasons than massage."
)
WHICH_FIRST = "Which of stress and pain comes first can't be known from this."
WRITTEN_DOWN = "Only what clients were asked about, told and had written down is counted."
REASONS = "Conditions may differ in other ways than what massage does."


@dataclass(frozen=True)
class Ways:
    """A number with a direction: so many ``unit`` ``up`` where positive, ``down`` where not."""

    unit: str
    up: str
    down: str
    per: str = ""
    digits: int = 2

    def tell(self, found: Estimate) -> str:
        """Write the estimate, its interval and n."""
        return (
            f"{self._size(found.estimate)} {self.unit} {self._way(found.estimate)}{self.per}, "
            f"{percent(found.level)} interval {self._ends(found.low, found.high)}; "
            f"n = {count(found.n_clients, 'client')}"
        )

    def _ends(self, low: float, high: float) -> str:
        if self._way(low) != self._way(high):
            return f"{self._size(low)} {self._way(low)} to {self._size(high)} {self._way(high)}"
        nearer, further = sorted((low, high), key=abs)
        return f"{self._size(nearer)} to {self._size(further)} {self._way(high)}"

    def _size(self, value: float) -> str:
        return number(abs(value), self.digits)

    def _way(self, value: float) -> str:
        return self.down if value < 0 else self.up


def tell_correlation(found: Estimate) -> str:
    """Write a correlation within clients."""
    return (
        f"correlation {number(found.estimate)}, {interval(found)}; n = "
        f"{count(found.n_clients, 'client')} with {count(found.n_rows, 'visit')}"
    )


def tell_spread(found: Estimate) -> str:
    """Write a standard deviation between conditions."""
    return (
        f"standard deviation between conditions {number(found.estimate)} points, "
        f"{interval(found)}; n = {count(found.n_clients, 'client')}"
    )


def tell_share(found: Estimate) -> str:
    """Write a share of clients."""
    events = round(found.estimate * found.n_clients)
    return f"{events:,} of {count(found.n_clients, 'client')}, {_between(found)}"


def tell_crossing(found: Crossing) -> str:
    """Write a share who reached a mark, and who went the other way."""
    back = f"of {found.n_above:,} who had it at first, {found.n_fell:,} no longer did"
    return (
        f"{found.n_reached:,} of {count(found.n_clients, 'client')}, {_between(found)}; "
        f"{back if found.n_above else 'nobody had it at first'}"
    )


def tell_rate(found: Estimate) -> str:
    """Write a rate per hundred sessions."""
    return (
        f"{number(found.estimate, 1)}, {interval(found, 1)}; n = "
        f"{count(found.n_clients, 'client')} with {count(found.n_rows, 'session')}"
    )


def tell_curves(curves: Sequence[Curve], p: float) -> str:
    """Say how long both groups were without lasting relief, and what that can't say."""
    if not curves:
        return "There is no time to relief to compare: nobody found it, or all came equally often."
    each = [
        f"{number(curve.mean_days, 0)} days for {count(curve.n_clients, 'client')} who came "
        f"{curve.group} at first"
        for curve in curves
    ]
    return (
        f"Mean time without lasting relief, of {curves[0].days[-1]} days watched: {listed(each)} "
        f"(log-rank p = {p_value(p)}). How often they came was their choice, and nothing is held "
        f"equal here, so the curves describe and no more."
    )


def _between(found: Estimate) -> str:
    ends = f"{percent(found.low)} to {percent(found.high)}"
    return f"{percent(found.estimate)}, {percent(found.level)} interval {ends}"
