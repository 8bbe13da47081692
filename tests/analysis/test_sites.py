"""Who came for which site: by the first that is recorded, whatever the order of the rows."""

import pandas as pd
import pytest

from analysis import PAIN, SLEEP, Outcome, load_sessions
from analysis.plan import PLAN
from analysis.records import THIN, check_records, find_thin
from analysis.schema import PAIN_SITES
from analysis.sites import find_first_sites, restrict_checked, restrict_to_sites
from tests.book import with_book

SESSIONS = pd.DataFrame(
    [
        ("B", 20, "neck", 4),
        ("A", 14, "neck", 5),
        ("A", 0, "low_back", 6),
        ("B", 0, None, 7),
        ("B", 5, "upper_back", 6),
        ("C", 0, None, 8),
        ("D", 0, "other", 3),
        ("A", 7, None, 5),
    ],
    columns=["client_id", "day", "pain_site", "pain_before"],
)


def test_the_first_recorded_site_decides_not_the_first_row_nor_a_blank():
    assert find_first_sites(SESSIONS).to_dict() == {
        "A": "low_back",
        "B": "upper_back",
        "D": "other",
    }
    shuffled = SESSIONS.sample(frac=1, random_state=3)
    assert find_first_sites(shuffled).to_dict() == find_first_sites(SESSIONS).to_dict()


@pytest.mark.parametrize(
    ("sites", "rows"),
    [
        (["low_back"], [1, 2, 7]),
        (["upper_back"], [0, 3, 4]),
        (("upper_back", "low_back"), [0, 1, 2, 3, 4, 7]),
        (["neck"], []),  # it was the second site of two clients
        (["other", "widespread"], [6]),
    ],
)
def test_all_sessions_of_those_who_came_for_it_are_kept_in_order(sites, rows):
    expected = SESSIONS.loc[rows].reset_index(drop=True)
    pd.testing.assert_frame_equal(restrict_to_sites(SESSIONS, sites), expected)


def test_without_sites_nobody_is_left():
    assert restrict_to_sites(SESSIONS.drop(columns="pain_site"), PAIN_SITES).empty
    assert restrict_to_sites(SESSIONS.assign(pain_site=None), PAIN_SITES).empty
    assert find_first_sites(SESSIONS.drop(columns="pain_site")).empty


def test_a_site_that_the_format_does_not_have_is_an_error():
    with pytest.raises(ValueError, match="'back' is not a pain site; write low_back, upper_back,"):
        restrict_to_sites(SESSIONS, ["low_back", "back"])


def test_every_client_is_in_one_part_or_has_no_site(practice):
    sessions = load_sessions(practice)
    parts = [restrict_to_sites(sessions, [site]) for site in PAIN_SITES]
    assert sum(map(len, parts)) == len(sessions)
    assert sum(part["client_id"].nunique() for part in parts) == sessions["client_id"].nunique()


def test_remarks_are_on_those_who_are_left(practice, tmp_path):
    """Of the file, what was left out; of the clients picked, how thin they are."""
    sessions = with_book(load_sessions(practice)).assign(mine=1)
    sessions.loc[sessions["pain_site"] == "other", "sleep_quality"] = None
    sessions.to_csv(tmp_path / "own.csv", index=False)
    checked = check_records(tmp_path / "own.csv")
    assert list(checked.remarks) == ["extra_columns"]
    left = restrict_checked(checked, ["other"], (PAIN, SLEEP))
    assert "extra_columns" in left.remarks
    assert {"no_values", "few_in_records"} <= set(left.remarks)
    few = left.remarks[list(left.remarks).index("few_in_records")]
    assert few.facts == {"n": 6, "fewest": PLAN.fewest_clients}
    named = [one.facts["column"] for one in left.remarks if one == "one_value"]
    assert "pain_site" not in named  # that is what was asked for
    many = restrict_checked(checked, ["low_back"], (PAIN, SLEEP))
    assert list(many.remarks) == ["extra_columns"]
    assert set(many.sessions["pain_site"]) == {"low_back"}


def test_a_remark_that_is_no_longer_true_goes(practice, tmp_path):
    three = load_sessions(practice).query("client_id in client_id.unique()[:3]")
    three.to_csv(tmp_path / "few.csv", index=False)
    checked = check_records(tmp_path / "few.csv")
    assert [one.facts["n"] for one in checked.remarks if one == "few_in_records"] == [3]
    site = find_first_sites(checked.sessions).iloc[0]
    left = restrict_checked(checked, [site], (PAIN, SLEEP))
    counts = [one.facts["n"] for one in left.remarks if one == "few_in_records"]
    assert counts == [left.sessions["client_id"].nunique()]


def test_what_is_thin_has_the_codes_that_are_taken_for_it():
    grip = Outcome("grip", 0, 10, better="higher")
    bare = SESSIONS.assign(pain_before=5.0)
    book = bare.assign(agreed_day=14.0, agreed_known="no")
    thin = [*find_thin(bare, [grip], fewest=10)]
    for one in (bare.assign(booked_day=0), book, book.drop(columns="agreed_day")):
        thin += find_thin(one, [grip], fewest=10)
    assert {*thin} == {*THIN}
