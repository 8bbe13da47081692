"""What some of the records hold, put together, is what all of them do."""

import numpy as np
import pandas as pd

from analysis.held import Held

RECORDS = pd.DataFrame(
    {
        "client_id": ["A", "A", "B", "B"],
        "month": [np.nan, np.nan, 3, np.nan],
        "therapist_id": ["T2", "T9", None, "T10"],
        "closure_block": [None, None, "x", "x"],
        "stress": np.nan,
    }
)


def test_pieces_hold_what_all_do():
    whole, parts = Held.of(RECORDS), [Held.of(one) for one in (RECORDS[:2], RECORDS[2:])]
    for both in (parts[0] + parts[1], parts[1] + parts[0]):
        assert both.columns == whole.columns == {
            "client_id", "month", "therapist_id", "closure_block"
        }  # fmt: skip
        assert {name: list(one.codes) for name, one in both.codes.items()} == {
            "therapist_id": ["T10", "T2", "T9"], "closure_block": ["x"]
        }  # fmt: skip


def test_numbers_are_the_same_in_every_piece():
    whole = Held.of(RECORDS)
    numbers = [whole.number(one, "therapist_id") for one in (RECORDS, RECORDS[2:])]
    assert np.array_equal(numbers[0], [1, 2, np.nan, 0], equal_nan=True)
    assert np.array_equal(numbers[1], [np.nan, 0], equal_nan=True)
    assert np.isnan(whole.number(RECORDS, "period_block")).all()
