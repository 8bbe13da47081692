"""How numbers are written, whether they come from Python, numpy or pandas."""

import numpy as np
import pytest

from massage.words import formats


@pytest.mark.parametrize("kind", [int, np.int64, float, np.float64])
def test_one_is_told_apart_from_many(kind):
    assert [formats.count(kind(n), "client") for n in (0, 1, 2)] == [
        "0 clients", "1 client", "2 clients",
    ]  # fmt: skip
    assert [formats.points(kind(n)) for n in (1, 2)] == ["1 point", "2 points"]


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.004, "0.00"), (-0.004, "0.00"), (-1.5, "\N{MINUS SIGN}1.50"), (1234.5, "1234.50")],
)
def test_a_number_has_fixed_digits_and_is_never_minus_nothing(value, written):
    assert formats.number(value) == written


def test_what_is_not_nothing_is_seen():
    assert [formats.visible(value) for value in (0.004, 0.0004, 0.00004)] == [
        "0.004", "0.0004", "0.00",
    ]  # fmt: skip


def test_values_are_as_short_as_they_are_and_whole_numbers_have_thousands():
    assert [formats.short(value) for value in (10.0, 2.5, 0.1234567)] == ["10", "2.5", "0.123457"]
    assert [formats.whole(n) for n in (999, 1311, np.float64(1e6))] == ["999", "1,311", "1,000,000"]
    assert [formats.of_100(0.054), formats.of_100(0.054, 1)] == ["5", "5.4"]
    assert [formats.percent(share) for share in (0, 0.001, 0.12, 0.999, 1)] == [
        "0 %", "under 1 %", "12 %", "over 99 %", "100 %",
    ]  # fmt: skip


def test_p_is_written_as_in_papers():
    assert [formats.p_value(p) for p in (0.0004, 0.03, 1.0)] == ["< .001", ".030", "1.000"]


def test_small_groups_are_not_told():
    assert [formats.told(n) for n in (0, 4, 5, 1200)] == ["0", "fewer than five", "5", "1,200"]
    assert [formats.group_size(n) for n in (4, 5)] == ["n under 5", "n = 5"]
