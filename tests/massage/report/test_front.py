"""The front says of a claim, and of a check, no more than the numbers show."""

import pandas as pd
import pytest

from massage.claims.claim import CANT_TELL, DESCRIBED
from massage.report import front
from massage.words.codes import read_words


@pytest.fixture(scope="module")
def own(clinic):
    return clinic


def test_an_interval_beside_zero_without_a_verdict_is_drawn_on_to_it(own):
    table = own.examined
    beside = table[(table["verdict"] == CANT_TELL) & (table["low"] * table["high"] > 0)]
    assert len(beside)  # or nothing is tried
    parts = [part for claim in front.list_claims(own) for part in claim.parts]
    unsure = [one for one in parts if one.verdict == CANT_TELL and one.low is not None]
    assert len(unsure) >= len(beside)
    assert all(one.low <= one.zero <= one.high for one in unsure)


def test_small_groups_are_not_counted_on_the_front(own):
    few = own.examined.assign(n_clients=3)
    other = type(own)(own.sessions)
    other.__dict__["examined"] = few
    told = {part.n for claim in front.list_claims(other) for part in claim.parts}
    assert told == {"n under 5"}


def test_few_clients_are_told_what_could_not_be_checked(own):
    few = own.sessions["client_id"].isin(own.sessions["client_id"].unique()[:60])
    ticks = front.tabulate_checks(type(own)(own.sessions[few]))
    assert "unchecked" in set(ticks["pain"])
    assert read_words("page")["ticks"]["unchecked"] == "can't be checked"


def test_a_check_that_only_saw_nothing_is_no_yes(own):
    ticks = front.tabulate_checks(own)
    assert set(ticks.loc["The month is written down"]) == {"fact"}
    assert set(ticks.loc["Gaps don't follow older scores"]) == {"sound"}
    fired = own.threats.assign(fired=True)
    assert {front._tick(row) for row in fired.itertuples()} == {"blocks", "warns"}
    assert pd.isna(own.threats.set_index("name")["p_value"]["no_season"]).all()


def test_a_small_picture_has_a_scale_in_its_own_unit(own):
    """Both ends with their numbers, 0 where there is room, and the numbers for who can't see."""
    parts = {part.name: part for claim in front.list_claims(own) for part in claim.parts}
    drawn = [one for claim in front.list_claims(own) for one in claim.parts if one.marks]
    assert len(drawn) >= 20
    for one in drawn:
        assert one.unit
        assert one.marks[:2] == ((0.0, one.marks[0][1]), (1.0, one.marks[1][1]))
        assert one.marks[0][1] != one.marks[1][1]
        assert (one.zero == 0) == (one.marks[0][1] == "0")
        assert one.unit in one.alternative
    relief = parts["time to relief"]
    assert relief.marks == ((0.0, "\N{MINUS SIGN}128"), (1.0, "62"), (relief.zero, "0"))
    assert parts["clients with an event"].marks == ((0.0, "0"), (1.0, "0.37"))
    assert parts["stress with pain"].alternative == (
        "On a scale of correlation: 0.33, interval 0.30 to 0.35"
    )
    assert parts["from arriving to leaving"].unit == "points less on leaving"


def test_a_share_of_few_is_not_drawn_since_its_picture_would_tell_it(own):
    """ "Fewer than five of 46" could be read off as two of 46."""
    parts = {part.name: part for claim in front.list_claims(own) for part in claim.parts}
    assert "fewer than five of 46" in own.claims["C7"]
    assert parts["reached eight hours"].low is None
    assert parts["reached eight hours"].verdict == DESCRIBED
    few = own.examined.copy()
    few.loc[few["part"] == "clients with an event", "estimate"] = 3 / 222
    other = type(own)(own.sessions)
    other.__dict__["examined"] = few
    parts = {part.name: part for claim in front.list_claims(other) for part in claim.parts}
    assert parts["clients with an event"].low is None
