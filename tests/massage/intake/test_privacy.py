"""How alike clients are, against pyCANON, and what a linking attack finds, by hand."""

from pathlib import Path

import pandas as pd
import pytest

from massage.intake.attack import BOOK, attack, days_of_first_visit
from massage.intake.privacy import (
    Merged,
    add_book,
    attack_each_policy,
    measure_hiding,
    measure_without,
    merge_rare_conditions,
)
from massage.intake.wording import say_in

REFERENCE = Path(__file__).parents[2] / "reference"
PRINTED = pd.read_csv(REFERENCE / "anonymity.csv")


@pytest.mark.parametrize("row", list(PRINTED.itertuples()), ids=PRINTED["traits"])
def test_k_and_l_equal_pycanon_s(row, practice):
    sessions = pd.read_csv(practice, keep_default_na=False)
    first = sessions[sessions["day"] == 0]
    traits = first[["client_id", "day", *row.traits.split("+")]]
    with_condition = measure_hiding(traits.assign(condition=first["condition"]))
    assert (measure_hiding(traits).k, with_condition.diversity) == (row.k, row.l_of_condition)


def visits(**days):
    rows = [(client, day) for client, own in days.items() for day in own]
    return pd.DataFrame(rows, columns=["client_id", "day"])


def test_a_client_is_found_where_nobody_else_came_on_the_same_days():
    found = attack(visits(a=(0, 7), b=(0, 7), c=(0, 8, 15), d=(0, 8, 16))).set_index("known")
    assert found.loc["the dates of any three visits", "tried"] == 2
    assert (found["tried"].drop("the dates of any three visits") == 4).all()
    assert found.loc["the dates of all visits", "found"] == 2
    assert found.loc["how many visits there were", "found"] == 0
    assert found.loc["the days between visits, to the week", "found"] == 0


def test_rare_conditions_join_until_other_is_large_enough():
    names = ["strain"] * 8 + ["stress"] * 6 + ["scoliosis"] * 2 + ["pregnancy"]
    records = pd.DataFrame({"client_id": map(str, range(17)), "day": 0, "condition": names})
    merged, which = merge_rare_conditions(records, 5)
    assert which == Merged(into_other=("pregnancy", "scoliosis", "stress"))
    assert merged["condition"].value_counts().to_dict() == {"other": 9, "strain": 8}


def test_the_attack_is_made_under_each_policy():
    records = visits(a=(0, 7), b=(0, 7), c=(0, 9), d=(0, 9)).assign(month=[1, 1, 2, 2, 1, 1, 1, 1])
    found = attack_each_policy(records).set_index("known")
    assert list(found.columns) == ["tried", "practice", "safe_harbor"]
    by_month = found.loc["the month of the first visit, and how many there were"]
    assert by_month.to_list() == [4, 1, 0]
    by_dates = found.loc["the dates of any two visits"]
    assert by_dates.to_list() == [4, 2, 0]  # a and b share their days, and not their months


def test_whoever_knows_more_finds_no_fewer(practice):
    found = attack_each_policy(pd.read_csv(practice)).set_index("known")
    by_count = found.loc["how many visits there were"]
    by_month = found.loc["the month of the first visit, and how many there were"]
    assert (by_month >= by_count).all()
    assert by_month["safe_harbor"] == by_count["safe_harbor"] > 0
    two, three = (found.loc[f"the dates of any {n} visits"] for n in ("two", "three"))
    assert (three["practice"] / three["tried"]) > (two["practice"] / two["tried"]) > 0.1
    assert two["safe_harbor"] < two["practice"]


BOOKED = visits(a=(0, 14, 28), b=(0, 14, 28), c=(0, 14, 28), d=(0, 14, 28)).assign(
    agreed_day=[None, 14, 28, None, 14, 28, None, 14, 25, None, 14, None]
)


def test_what_stood_in_the_book_tells_clients_apart_who_came_on_the_same_days():
    """Of four who came alike, one had agreed to another day, and one to none."""
    found = attack(BOOKED).set_index("known")["found"]
    assert found["the dates of all visits"] == 0
    agreed = "for which day each was agreed before"
    assert found[f"the dates of the first three visits, and {agreed}"] == 2
    another = "how many visits there were, and before how many another day was agreed"
    assert found[another] == 1
    assert found["the days between visits and to the day agreed before, to the week"] == 1
    assert found[f"the dates of any two visits, and {agreed}"] <= 2
    assert found["the dates of any two visits"] == 0


def test_what_the_book_adds_is_told_where_it_adds_most():
    attacks = attack_each_policy(BOOKED)
    pair = add_book(attacks, "practice")
    assert pair["known"].to_list() == [
        "the dates of the first three visits",
        "the dates of the first three visits, and for which day each was agreed before",
    ]
    assert pair["practice"].to_list() == [0, 2]
    assert add_book(attack_each_policy(BOOKED.drop(columns="agreed_day")), "practice").empty


def test_whoever_knows_the_book_as_well_finds_no_fewer(practice):
    sessions = pd.read_csv(practice)
    moved = sessions["original_day"].notna()
    agreed = sessions["original_day"].where(moved, sessions["day"])
    before = sessions.groupby("client_id")["day"].shift()
    stood = (moved | (sessions["booked_day"] <= before)) & (agreed > before)
    found = attack(sessions.assign(agreed_day=agreed.where(stood))).set_index("known")["found"]
    more = [found[[say_in("known", name) for name in pair]].to_list() for pair in BOOK.items()]
    assert all(alone <= together for alone, together in more)
    assert sum(alone < together for alone, together in more) >= 3


def test_months_and_days_place_the_first_visit_in_the_year():
    """Days 0, 30 and 59 in January, March and March: the first was on the 30th or 31st... ."""
    records = visits(a=(0, 30, 59), b=(0, 10)).assign(month=[1, 3, 3, 5, 5])
    days = days_of_first_visit(records)
    may_and_still_may = 31 - 10
    january_then_march_twice = {29, 30, 31}  # with the day that a leap day may add
    assert days["a"] <= len(january_then_march_twice)
    assert days["b"] in (may_and_still_may, may_and_still_may + 1)
    assert (days_of_first_visit(records.drop(columns="month")) == 365).all()


def test_conditions_that_too_few_have_are_left_empty():
    records = pd.DataFrame({"client_id": map(str, range(30)), "day": 0})
    records["condition"] = ["pregnancy"] * 2 + ["strain"] + [None] * 27
    left, merged = merge_rare_conditions(records, 5)
    assert "condition" not in left
    assert merged == Merged(left_empty=("pregnancy", "strain"))


def test_a_condition_that_is_not_recorded_is_no_second_condition():
    records = pd.DataFrame({"client_id": list("abcdef"), "day": 0, "therapist_id": "T1"})
    records["condition"] = ["strain"] * 3 + [None] * 3
    assert measure_hiding(records).diversity == 1


def test_k_without_each_trait_is_that_of_the_records_without_it():
    traits = pd.DataFrame(
        {"client_id": list("abcdef"), "day": 0, "condition": ["strain"] * 3 + ["stress"] * 3,
         "therapist_id": ["T1", "T2"] * 3}
    )  # fmt: skip
    assert measure_hiding(traits).k == 1
    assert measure_without(traits).to_dict() == {"condition": 3, "therapist_id": 3}
