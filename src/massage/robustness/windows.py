"""Windows in which question 1 can be asked, by the names of their exposure and follow-up."""

from __future__ import annotations

from analysis.plan import DAYS_PER_WEEK, Plan, Windows
from massage.words import formats
from massage.words.codes import read_words

WORDS = read_words("robustness")["choices"]
WEEKS = (4, 6, 8)
LENGTHS = (6, 12)


def list_windows(plan: Plan) -> dict[tuple[str, str], Windows]:
    """Windows by the names of their exposure and follow-up, those that don't overlap."""
    own = plan.windows
    first, later = name_own(own)
    length = own.follow_up[1] - own.follow_up[0]
    named, exposures = {}, {_name("weeks", n): (0, DAYS_PER_WEEK * n) for n in WEEKS}
    for name, (start, end) in (exposures | {first: own.exposure}).items():
        follow_ups = {_name("weeks_after", n): (end + 1, end + DAYS_PER_WEEK * n) for n in LENGTHS}
        follow_ups[later] = (end + 1, end + 1 + length) if _follows_at_once(own) else own.follow_up
        named |= {
            (name, other): Windows((start, end), days)
            for other, days in follow_ups.items()
            if days[0] > end
        }
    return named | {(first, later): own}


def _follows_at_once(windows: Windows) -> bool:
    """Whether the follow-up is some whole weeks right after the exposure."""
    end, (after, last) = windows.exposure[1], windows.follow_up
    return after == end + 1 and (last - end) % DAYS_PER_WEEK == 0


def name_own(windows: Windows) -> tuple[str, str]:
    """Name the plan's exposure and follow-up in weeks, or in days where they aren't whole weeks."""
    (start, end), (after, last) = windows.exposure, windows.follow_up
    whole = start == 0 and end % DAYS_PER_WEEK == 0
    days = formats.WORDS["days"].format
    first = _name("weeks", end // DAYS_PER_WEEK) if whole else days(start=start, end=end)
    if _follows_at_once(windows):
        return first, _name("weeks_after", (last - end) // DAYS_PER_WEEK)
    return first, days(start=after, end=last)


def _name(key: str, n: int) -> str:
    return WORDS[key].format(n=n)
