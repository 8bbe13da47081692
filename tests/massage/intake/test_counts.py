"""What is counted of ratings on the way to records."""

import pandas as pd
import pytest

from massage.intake.counts import count_low_ratings
from massage.intake.mapping import make_mapping
from massage.intake.near_names import count_two_in_one
from massage.intake.plan import OFTEN_RATED
from massage.intake.warned import find_warnings, tell_warnings


def visits(highest, n=OFTEN_RATED):
    ratings = [float(rating % (highest + 1)) for rating in range(n)]
    return pd.DataFrame({"pain_before": ratings, "sleep_hours": 5.0, "sleep_quality": 7.0})


@pytest.mark.parametrize(
    ("table", "n"),
    [
        (visits(5), 1),
        (visits(6), 0),
        (visits(5, OFTEN_RATED - 1), 0),
        (visits(5).assign(sleep_quality=4.0), 2),
        (visits(5).drop(columns="pain_before"), 0),
        (visits(5)[["sleep_hours"]], 0),
    ],
)
def test_ratings_that_never_go_above_half_are_counted(table, n):
    """A scale from 1 to 5 is read as it stands: half of it would be said to be all there is."""
    assert count_low_ratings(table) == n


def test_ratings_that_may_be_on_another_scale_stay_with_the_records():
    mapping = make_mapping({"appointments": {"client": "Who", "start": "When"}})
    warned = find_warnings({"low_ratings": 2}, {}, mapping)
    assert "2 columns of ratings never go above 5" in " ".join(tell_warnings(warned))


def test_names_of_two_people_are_counted():
    """A couple on one line is a third client, beside the two who come alone."""
    two = ["ann elm & bob fir", "ann and bob elm", "ann elm +bob", "ann & bob", "ann elm / bob fir",
           "ann und bob elm"]  # fmt: skip
    one = ["ann elm", "sandy anderson", "elm, ann", "ann elm +1", "a&1", "x+y@z.org", "", "7"]
    assert count_two_in_one(pd.Series([*two, *one, *two])) == len(two)
    mapping = make_mapping({"appointments": {"client": "Who", "start": "When"}})
    told = tell_warnings(find_warnings({"two_in_one": 2}, {}, mapping))
    assert "2 names seem to be of two people" in " ".join(told)
