"""Which counts may be told: small groups can't be worked out from the rest."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from massage.claims.changes import Crossing
from massage.claims.tell import tell_besides, tell_crossing, tell_numbers, tell_share
from massage.small_groups import (
    Told,
    follows_from_rest,
    how_to_tell,
    list_cells,
    list_ranges,
    merge_neighbours,
    merge_smallest,
    possible_parts,
    widest_interval,
)


def share(k, n):
    low, high = proportion_confint(k, n, alpha=0.05, method="beta")
    return SimpleNamespace(estimate=k / n, low=low, high=high, level=0.95, n_clients=n)


@pytest.mark.parametrize("whole", range(5, 60))
def test_a_small_part_has_two_possible_values_or_more(whole):
    for part in range(whole + 1):
        same = possible_parts(part, whole)
        assert part in same
        small = 0 < part < 5 or 0 < whole - part < 5
        alike = [n for n in same if how_to_tell(n, whole) is how_to_tell(part, whole)]
        assert part in alike
        if small:
            assert len(alike) >= 2, (part, whole)
        assert (how_to_tell(part, whole) is Told.EXACTLY) is not small


def test_an_interval_is_the_same_whichever_is_true_and_covers_each():
    for n in (10, 46, 163):
        ends = {widest_interval([(k, n) for k in possible_parts(true, n)], 0.95)
                for true in range(1, 5)}  # fmt: skip
        assert len(ends) == 1
        [(low, high)] = ends
        assert low == pytest.approx(share(1, n).low)
        assert high == pytest.approx(share(4, n).high)
    assert widest_interval([(0, 10)], 0.95) == pytest.approx(
        proportion_confint(0, 10, method="beta")
    )


def test_a_share_of_few_clients_reads_the_same_for_one_to_four():
    said = {tell_share(share(k, 46)) for k in range(1, 5)}
    assert said == {"fewer than five of 46 clients, 95 % interval inside under 1 % to 21 %"}
    rest = {tell_share(share(k, 46)) for k in range(42, 46)}
    assert rest == {"all but fewer than five of 46 clients, 95 % interval inside 79 % to over 99 %"}
    assert tell_share(share(5, 46)).startswith("5 of 46 clients, 11 %, 95 % interval 4 % to")
    assert tell_share(share(0, 46)).startswith("0 of 46 clients, 0 %")


def crossing(reached, under, above, fell):
    counted = {"n_rows": under, "n_dropped": 0, "method": "", "p_value": np.nan, "df": np.nan}
    went = {"n_reached": reached, "n_above": above, "n_fell": fell}
    return Crossing(**vars(share(reached, under)), **counted, **went)


def test_who_crossed_a_mark_gives_no_small_group_away():
    few = {tell_crossing(crossing(12, 60 - above, above, 0)) for above in range(1, 5)}
    assert len(few) == 1
    assert not {"59", "58", "57", "56", "12 "} & set(few.pop().split())
    told = tell_crossing(crossing(12, 60, 30, 3))
    assert told.startswith("12 of 60 clients, 20 %")
    assert told.endswith("of 30 who had it at first, fewer than five no longer did")
    assert tell_crossing(crossing(12, 60, 30, 27)).endswith("all but fewer than five no longer did")
    assert tell_crossing(crossing(12, 60, 6, 5)).endswith(
        "of 6 who had it at first, some no longer did"
    )
    assert tell_crossing(crossing(12, 60, 0, 0)).endswith("nobody had it at first")


def test_few_who_were_watched_and_not_counted_are_not_told():
    def said(n_dropped):
        found = crossing(12, 60, 0, 0)
        ways = {"unit": "days", "up": "sooner", "down": "later"}
        watched = SimpleNamespace(**vars(found) | {"n_dropped": n_dropped})
        numbers = tell_numbers(watched, "watched", **ways)
        return f"{numbers}. {tell_besides(watched, 'watched', **ways)}"

    assert len({said(n) for n in range(1, 5)}) == 1
    assert "n = 60 clients. 7 of 67 clients watched lack a first" in said(7)
    assert "60 clients. Fewer than five others who were watched lack" in said(3)


@pytest.mark.parametrize(
    ("groups", "known"),
    [((40, 3), True), ((40, 12), False), ((40, 1, 1), True), ((40, 4, 4), True),
     ((40, 2, 1), False), ((), False)],
)  # fmt: skip
def test_small_groups_that_follow_from_the_rest(groups, known):
    assert follows_from_rest(groups) is known


def test_parts_are_put_together_until_none_is_small():
    merged = merge_smallest(pd.Series({"left": 34, "recent": 8, "moved": 2, "none": 0}))
    assert merged == [(["left"], 34), (["moved", "recent"], 10)]
    assert merge_smallest(pd.Series({"ill": 1, "moved": 2})) == [(["ill", "moved"], 3)]
    assert list(merge_neighbours([140, 19, 4])) == [0, 1, 1]
    assert list(merge_neighbours([3, 140, 19])) == [0, 0, 1]


def test_ranges_and_cells_hold_everybody_and_no_few():
    random = np.random.default_rng(3)
    for n in (5, 23, 163):
        people = pd.Series(np.arange(n)).astype(str)
        x, y = (pd.Series(random.poisson(3, n).astype(float)) for _ in range(2))
        for table in (list_ranges(x, people), list_cells(x, y, people),
                      list_cells(x + random.normal(size=n), y, people)):  # fmt: skip
            assert table["clients"].min() >= 5
            assert table["clients"].sum() == n
        cells = list_cells(x, y, people)
        assert np.average(cells["y"], weights=cells["clients"]) == pytest.approx(y.mean())
    visits = pd.Series(["A"] * 30 + ["B", "C", "D", "E"] + list("ABCDEFG"))
    values = pd.Series([9.0] * 30 + [8.0, 8.0, 7.0, 7.0] + [1.0] * 7)
    ranges = list_ranges(values, visits)
    assert ranges["clients"].min() >= 5
    assert ranges["rows"].sum() == len(values)
