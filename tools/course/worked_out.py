"""The right answers to the final test's questions with numbers, from the facts of their draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from statistics import fmean, median
from typing import Any

from analysis.estimate import adjust_holm

Facts = Mapping[str, Any]
MARK = 0.05  # below it a p is announced
BY_CHANCE = 5  # of 100


def _adjusted(facts: Facts) -> list[float]:
    return list(adjust_holm({str(place): p for place, p in enumerate(facts["p"])}).values())


ANSWERS: dict[str, Callable[[Facts], float]] = {
    "mean_of_filled": lambda facts: fmean(facts["filled"]),
    "mean_with_zero": lambda facts: fmean([*facts["filled"], 0]),
    "fall_by_zero": lambda facts: fmean(facts["filled"]) - fmean([*facts["filled"], 0]),
    "second_day_mended": lambda facts: facts["days"][1] - facts["days"][0],
    "last_day_mended": lambda facts: facts["days"][2] - facts["days"][0],
    "median": lambda facts: median(facts["ratings"]),
    "how_many_worse": lambda facts: sum(later > first for first, later in facts["pairs"]),
    "how_many_better": lambda facts: sum(later < first for first, later in facts["pairs"]),
    "improvement_of_sleep": lambda facts: facts["later"] - facts["first"],
    "improvement_of_pain": lambda facts: facts["first"] - facts["later"],
    "smallest_adjusted": lambda facts: min(_adjusted(facts)),
    "how_many_left": lambda facts: sum(p < MARK for p in _adjusted(facts)),
    "alarms_of_100": lambda facts: 100 * facts["announced"] / facts["practices"],
    "alarms_beyond_chance": (
        lambda facts: 100 * facts["announced"] / facts["practices"] - BY_CHANCE
    ),
    "how_many_people": lambda facts: len(set(facts["codes"])),
    "how_many_seen_again": lambda facts: sum(n > 1 for n in Counter(facts["codes"]).values()),
    "days_first_agreed": lambda facts: facts["agreed"] - facts["before"],
    "how_many_agreed": lambda facts: sum(
        booked == before for (before, _), (_, booked) in pairwise(facts["visits"])
    ),
    "difference_in_points": lambda facts: facts["difference"] * facts["spread"],
    "upper_end_in_points": lambda facts: facts["high"] * facts["spread"],
}
