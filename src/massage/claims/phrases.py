"""Numbers of the claims in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from analysis.estimate import Estimate
from analysis.plan import PLAN, Plan
from massage.claims.changes import Crossing
from massage.claims.time_to_relief import Curve
from massage.claims.two_groups import TwoGroups, WithAndWithout
from massage.small_groups import (
    Told,
    how_to_tell,
    is_small,
    possible_parts,
    widest_interval,
)
from massage.words.codes import read_words
from massage.words.formats import (
    FEW,
    clients,
    count,
    coverage,
    interval,
    later_weeks,
    listed,
    number,
    p_value,
    percent,
    visible,
)


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
        return f"{self._write(found)}; n = {count(found.n_clients, 'client')}"

    def tell_watched(self, found: Estimate) -> str:
        """Write the same where ``n_dropped`` clients were watched but couldn't be counted."""
        n, watched = found.n_clients, found.n_clients + found.n_dropped
        whole = f"{n:,} of {clients(watched)} watched, the others"
        if how_to_tell(n, watched) is not Told.EXACTLY:
            whole = f"{clients(n)}, and {FEW} more watched"
        return f"{self._write(found)}; n = {whole} without a first or three later agreed intervals"

    def tell_groups(self, found: TwoGroups) -> str:
        """Write the same for two groups of clients."""
        return (
            f"{self._write(found)}; n = {count(found.n_first, 'client')} with it mostly, "
            f"{found.n_second:,} with other kinds"
        )

    def tell_both(self, found: WithAndWithout) -> str:
        """Write a difference, and what it is between."""
        both = found.mostly_with, found.mostly_without
        mostly, others = (f"{visible(value)} {self.unit}" for value in both)
        gloss = "; a minus means less improvement" if min(both) < 0 else ""
        return (
            f"{self._write(found)}; by themselves: {mostly} with other care at half of visits or "
            f"more, n = {count(found.n_with, 'client')}, {others} at fewer, "
            f"n = {count(found.n_without, 'client')}{gloss}"
        )

    def _write(self, found: Estimate) -> str:
        size = self._size(found.estimate)
        unit = self.unit.removesuffix("s") if float(size) == 1 else self.unit
        return (
            f"{size} {unit} {self._way(found.estimate)}{self.per}, "
            f"{coverage(found.level)} interval {self._ends(found.low, found.high)}"
        )

    def _ends(self, low: float, high: float) -> str:
        if self._way(low) != self._way(high):
            return f"{self._size(low)} {self._way(low)} to {self._size(high)} {self._way(high)}"
        nearer, further = sorted((low, high), key=abs)
        return f"{self._size(nearer)} to {self._size(further)} {self._way(high)}"

    def _size(self, value: float) -> str:
        return visible(abs(value), self.digits)

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
    n = found.n_clients
    events = round(found.estimate * n)
    if how_to_tell(events, n) is Told.EXACTLY:
        return f"{events:,} of {clients(n)}, {_between(found)}"
    possible = [(each, n) for each in possible_parts(events, n)]
    return f"{_part(events, n)} of {clients(n)}, {_inside(found, possible)}"


def tell_crossing(found: Crossing) -> str:
    """Write a share who reached a mark, and who went the other way."""
    n, above, everyone = found.n_clients, found.n_above, found.n_clients + found.n_above
    if is_small(above):
        few = [everyone - each for each in possible_parts(above, everyone)]
        possible = [(min(each, n_under), n_under) for n_under in few
                    for each in possible_parts(found.n_reached, n)]  # fmt: skip
        return (
            f"{_inside(found, possible)}; of {clients(everyone)}, {FEW} had it at first, and how "
            "many reached it isn't told"
        )
    share = tell_share(found)
    if not above:
        return f"{share}; nobody had it at first"
    return f"{share}; of {above:,} who had it at first, {_part(found.n_fell, above)} no longer did"


def tell_rate(found: Estimate) -> str:
    """Write a rate per hundred sessions."""
    return (
        f"{visible(found.estimate, 1)}, {interval(found, 1)}; n = "
        f"{count(found.n_clients, 'client')} with {count(found.n_rows, 'session')}"
    )


TELLING = {
    "size": Ways.tell,
    "watched": Ways.tell_watched,
    "groups": Ways.tell_groups,
    "both": Ways.tell_both,
    "correlation": tell_correlation,
    "spread": tell_spread,
    "share": tell_share,
    "crossing": tell_crossing,
    "rate": tell_rate,
}


def pick_telling(how: str, **ways: str | int) -> Callable[[Estimate], str]:
    """Return what puts an estimate into words, by name; with ``ways`` for those of ``Ways``."""
    return partial(TELLING[how], Ways(**ways)) if ways else TELLING[how]


def tell_change_unit(plan: Plan = PLAN) -> str:
    """Write the unit of a change in pain."""
    return f"points of pain better in {later_weeks(plan.windows)} than at first"


def tell_curves(curves: Sequence[Curve], p: float, plan: Plan = PLAN) -> str:
    """Say how long both groups were without lasting relief, and what that can't say."""
    words = read_words("claims")
    if not curves:
        return words["no_curves"].format(fewest=plan.fewest_clients)
    each = [
        f"{number(curve.mean_days, 0)} days for {count(curve.n_clients, 'client')} who came "
        f"{curve.group} at first"
        for curve in curves
    ]
    return words["curves"].format(days=curves[0].days[-1], each=listed(each), p=p_value(p))


def _part(part: int, whole: int) -> str:
    """Write a part of a whole that is known, as it may be told."""
    words = {Told.FEW: FEW, Told.ALL_BUT_FEW: f"all but {FEW}", Told.SOME: "some"}
    return words.get(how_to_tell(part, whole), f"{part:,}")


def _inside(found: Estimate, possible: Sequence[tuple[int, int]]) -> str:
    low, high = widest_interval(possible, found.level)
    return f"{percent(found.level)} interval inside {percent(low)} to {percent(high)}"


def _between(found: Estimate) -> str:
    ends = f"{percent(found.low)} to {percent(found.high)}"
    return f"{percent(found.estimate)}, {coverage(found.level)} interval {ends}"
