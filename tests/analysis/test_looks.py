"""Each look at the records finds what it is for, and says where it could not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, find_threats
from analysis.intervals import list_intervals
from massage.worlds import WORLDS, simulate_sessions


def test_few_clients_behind_a_look_leave_it_unchecked():
    """Many clients in the records, but bookings of a few only."""
    sessions = simulate_sessions("mix", n_clients=150, seed=1)
    few = sessions["client_id"].unique()[:40]
    known = sessions["client_id"].isin(few)
    sparse = sessions.assign(booked_day=sessions["booked_day"].where(known))
    looked_at = ["past_pain", "short_gap"]
    assert not find_threats(sparse).set_index("name").loc[looked_at, "checked"].any()


def test_too_few_surprises_leave_short_gap_unchecked():
    even = replace(WORLDS["plain"], interval_sd_within=0.1, moved=0.0)
    sessions = simulate_sessions(even, n_clients=150, seed=7)
    row = find_threats(sessions).set_index("name").loc["short_gap"]
    assert not row["checked"]


def test_yes_and_no_may_be_true_and_false(mix):
    flags = mix.assign(active=mix["active"].eq("yes"))
    pd.testing.assert_frame_equal(find_threats(flags), find_threats(mix))


def test_leaving_that_improvement_foretells_without_error_has_no_number():
    """All who left did so right after a fall to 1, and nobody else ever came down to it."""
    days = (0, 10, 25, 44, 60, 200)
    rows = [
        (
            f"C{client}",
            day,
            1.0 if client % 2 and day == 200 else 6.0,
            "no" if client % 2 else "yes",
        )
        for client in range(14)
        for day in days
    ]
    sessions = pd.DataFrame(rows, columns=["client_id", "day", "pain_before", "active"])
    row = find_threats(sessions).set_index("name").loc["drop_out"]
    assert np.isnan(row["value"])
    assert not row["fired"]
    assert not row["checked"]


def test_the_share_that_is_not_standing_is_of_all_where_the_book_is_on_record(book):
    """Days that aren't known aren't counted as given up."""
    whole = book.assign(agreed_known=book["agreed_known"].where(book["agreed_day"].isna(), "yes"))
    some = whole.assign(agreed_known=whole["agreed_known"].where(book.index % 10 == 0, "no"))
    known, unknown = (
        find_threats(one).set_index("name").loc["not_standing", "value"] for one in (whole, some)
    )
    rows = list_intervals(whole, PAIN)
    assert known == pytest.approx(1 - rows["standing"].mean())
    assert rows["late"].mean() <= unknown < known
