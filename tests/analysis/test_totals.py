"""Totals over pieces are those of everything at once, and nothing goes on without them."""

import gc
import weakref

import numpy as np
import pandas as pd
import pytest

from analysis.totals import ALL_AT_HAND, ByNumber, Codes, Everyone, Length, Tally, Unknown, join

PARTS = [np.array([3.0, 1.0]), np.array([]), np.array([2.0, 2.0, 4.0])]
WHOLE = np.concatenate(PARTS)


def spread(values, everyone):
    """A number that takes one total after the other."""
    n, total = everyone.add((len(values), values.sum())).value
    return everyone.add_up(lambda: ((values - total / n) ** 2).sum()).value


def ask_pieces(work, parts):
    known, passes = {}, 0
    while True:
        try:
            return work(parts[0], Everyone(known, name="spread")), passes
        except Unknown:
            wanted = []
            for one in parts:
                piece = Everyone(known, name="spread")
                with pytest.raises(Unknown):
                    work(one, piece)
                wanted.append(piece.wanted["spread"])
            sums = wanted[0]
            for more in wanted[1:]:
                sums = join(sums, more)
            known["spread"] = [*known.get("spread", []), *sums]
            passes += 1


def test_one_pass_for_each_total_that_follows_from_another():
    assert spread(WHOLE, ALL_AT_HAND) == pytest.approx(5.2)
    assert ask_pieces(spread, PARTS) == (pytest.approx(5.2), 2)


def test_totals_of_two_questions_are_kept_apart():
    piece = Everyone({"one": [5]})
    assert piece.named("one").add(1).value == 5
    with pytest.raises(Unknown):
        _ = piece.named("two").add(1).value
    assert piece.wanted == {"two": [1]}


def test_what_is_known_isn_t_added_up_again():
    def fail():
        raise AssertionError

    assert Everyone({"": [7]}).add_up(fail).value == 7


def test_all_that_is_asked_for_before_one_is_needed_is_wanted():
    piece = Everyone({})
    piece.add(1)
    piece.add_up(lambda: 2)
    assert piece.wanted == {"": [1, 2]}


def test_nothing_at_hand_is_kept():
    rows = np.zeros(3)
    kept = weakref.ref(rows)
    piece = Everyone({})
    with pytest.raises(Unknown):
        spread(rows, piece)
    del rows
    gc.collect()
    assert kept() is None


def test_a_length_is_no_square():
    assert Length(3e200) + Length(4e200) == pytest.approx(5e200)


def test_a_tally_counts_rows_of_both():
    tables = [pd.DataFrame({"a": PARTS[k], "b": PARTS[k] < 1}) for k in (0, 2)]
    both = Tally.of(tables[0]) + Tally.of(tables[1])
    pd.testing.assert_frame_equal(both.rows, Tally.of(pd.concat(tables)).rows)
    assert both.rows["n"].tolist() == [1, 2, 1, 1]


def test_sums_by_number_are_as_long_as_the_larger():
    one, two = ByNumber.of(np.array([0.0, 2.0]), np.array([5.0, 7.0])), ByNumber.of(np.array([]))
    assert one.sums.tolist() == [[1, 5], [0, 0], [1, 7]]
    assert two.sums.shape == (0, 1)
    more = ByNumber.of(np.array([1]), np.array([2.0]))
    assert (one + more).sums.tolist() == [[1, 5], [1, 2], [1, 7]]
    assert (more + one).sums.tolist() == (one + more).sums.tolist()


def test_codes_are_in_order():
    both = Codes.of(pd.Series(["d", "b", None])) + Codes.of(pd.Series(["a", "c"]))
    assert both.number(["d", "a"]).tolist() == [3, 0]
