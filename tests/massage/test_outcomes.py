"""Outcomes are read and written as text."""

import pytest

from analysis import PAIN, SLEEP, Outcome
from massage.outcomes import read_outcome, read_outcomes, share_scale, write_outcomes


def test_outcomes_survive_being_written_and_read():
    outcomes = (PAIN, Outcome("how relaxed", -3, 3.5, better="higher", name="ease", smallest=0.5))
    assert read_outcomes(write_outcomes(outcomes)) == outcomes
    assert read_outcomes("") == (PAIN, SLEEP)
    assert read_outcomes("stress") == (Outcome("stress", 0, 10, better="lower"),)
    assert read_outcomes("sleep_hours") == (Outcome("sleep_hours", 0, 24, better="higher"),)
    assert read_outcomes("pain relaxed:-3:3:higher")[0] == PAIN


@pytest.mark.parametrize("text", ["a:1:2", "a:1:2:higher:b:c", ":1:2:higher", "a:x:2:higher"])
def test_an_outcome_that_cannot_be_read(text):
    with pytest.raises(ValueError, match=r"column:low:high:better|smallest"):
        read_outcome(text)


def test_a_scale_is_range_and_direction():
    assert share_scale(PAIN, Outcome("stress", 0, 10, better="lower"))
    for low, high, better in ((1, 10, "lower"), (0, 100, "lower"), (0, 10, "higher")):
        assert not share_scale(PAIN, Outcome("pain_before", low, high, better=better))
