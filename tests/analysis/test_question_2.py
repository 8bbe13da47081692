"""Question 2 against R, published expectations and simulated error rates."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import PAIN, SLEEP, Outcome, Practice, compare_intervals, find_threats
from analysis.intervals import comparable, list_intervals
from analysis.question_2 import halve_interval
from analysis.within import NO_CHANGE, ONE_DECIDES
from massage.words.codes import tell
from tests.book import with_book
from tests.reference.few_vary import CELLS, draw

REFERENCE = Path(__file__).parents[1] / "reference"
PRINTED = pd.read_csv(REFERENCE / "intervals.csv").set_index(["practice", "outcome"])
OUTCOMES = {"pain": PAIN, "sleep": SLEEP}
EXACT = 1e-8
DEFINITE = ("no_booking_dates", "no_move_record", "no_season")


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("practice", ["practice_mix", "practice_therapists", "practice_book"])
def test_everything_agrees_with_r(practice, outcome):
    sessions = pd.read_csv(REFERENCE / f"{practice}.csv")
    found = compare_intervals(sessions, OUTCOMES[outcome])
    threats = find_threats(sessions, OUTCOMES[outcome]).set_index("name")
    printed = PRINTED.loc[(practice, outcome)].set_index("what")["value"]
    assert len(printed) == 22
    for what, value in printed.items():
        name, _, field = what.partition(".")
        ours = threats.loc[name, field] if field else getattr(found, name)
        assert ours == pytest.approx(value, abs=EXACT, nan_ok=True), what


def test_degrees_of_freedom_are_theirs_whose_intervals_vary():
    """The jackknife rests on those few: with all clients' it claimed in up to 16 of 100."""
    few, enough = (
        compare_intervals(draw(60, varying, "even", np.random.default_rng(3)))
        for varying in (4, 20)
    )
    assert 3 < few.n_deciding < 4
    assert few.df == few.n_deciding - 1
    assert few.high - few.estimate == pytest.approx(stats.t.ppf(0.975, few.df) * few.standard_error)
    assert 15 < enough.n_deciding < 20
    assert enough.df == 59


def test_few_vary_as_simulated():
    """The committed output of `make coverage ALL=1`: with the rule at most 7 of 100."""
    table = pd.read_csv(REFERENCE / "few_vary.csv")
    assert len(table) == len(CELLS)
    assert table["significant"].max() <= 0.07
    assert table["without_rule"].max() > 0.12


def test_order_of_rows_does_not_matter(mix):
    shuffled = mix.sample(frac=1, random_state=1)
    assert compare_intervals(shuffled) == compare_intervals(mix)


@pytest.mark.parametrize(
    ("missing", "threat"),
    [
        ("booked_day", "no_booking_dates"),
        ("original_day", "no_move_record"),
        ("month", "no_season"),
    ],
)
@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
def test_what_is_not_recorded_blocks(mix, missing, threat, outcome):
    found = compare_intervals(mix.drop(columns=missing), outcome)
    assert threat in found.blocked_by
    assert not found.usable
    assert not set(DEFINITE) & set(compare_intervals(mix, outcome).blocked_by)


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
@pytest.mark.parametrize("practice", ["practice_mix", "practice_therapists", "practice_moved_120"])
def test_the_day_in_the_book_gives_what_the_days_it_follows_from_give(practice, outcome):
    """The same intervals; more is held equal where the book is on record."""
    sessions = pd.read_csv(REFERENCE / f"{practice}.csv")
    book = with_book(sessions)
    ours, theirs = (list_intervals(one, outcome) for one in (book, sessions))
    same = ["standing", "moved", "agreed_day", "before", "y"]
    pd.testing.assert_frame_equal(ours[same], theirs[same])
    found = compare_intervals(book, outcome)
    assert found.n_moved > 0
    assert compare_intervals(book.drop(columns="agreed_known"), outcome) == found
    beside = book.join(sessions[["booked_day"]]).assign(booked_day=-1)  # isn't asked any more
    assert compare_intervals(beside, outcome) == found


def test_days_in_the_book_that_are_not_known_are_left_out(mix):
    book = with_book(mix)
    unknown = book["agreed_known"].where(mix.index % 3 > 0, "no")
    some = compare_intervals(book.assign(agreed_known=unknown))
    assert 0 < some.n_intervals < compare_intervals(book).n_intervals
    assert not set(DEFINITE) & set(some.blocked_by)
    none = compare_intervals(book.assign(agreed_known="no"))
    assert np.isnan(none.estimate)
    assert "no_move_record" in none.blocked_by
    assert "no_booking_dates" not in none.blocked_by


def test_an_empty_column_of_days_in_the_book_blocks(mix):
    empty = with_book(mix).assign(agreed_day=np.nan)
    assert {"no_booking_dates", "no_move_record"} <= set(compare_intervals(empty).blocked_by)


def test_an_empty_column_of_moves_means_never_moved(mix):
    never = mix.assign(original_day=np.nan)
    assert "no_move_record" not in compare_intervals(never).blocked_by
    assert compare_intervals(never).n_moved == 0


def test_turning_the_outcome_round_turns_nothing_else(mix):
    """10 - sleep, lower is better, is the same question."""
    turned = mix.assign(trouble=10 - mix["sleep_quality"])
    trouble = Outcome("trouble", 0, 10, better="lower", name="sleep")
    ours, other = compare_intervals(mix, SLEEP), compare_intervals(turned, trouble)
    for field in ("estimate", "low", "high", "p_value", "n_intervals"):
        assert getattr(ours, field) == pytest.approx(getattr(other, field), abs=1e-9)
    same = ["value", "p_value", "fired"]
    first, second = (
        find_threats(d, o).set_index("name").loc[["short_gap", "drop_out"], same]
        for d, o in ((mix, SLEEP), (turned, trouble))
    )
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize("unit", [2.0**-40, 1e-10, 1e-300, 1e159, 1e300])
@pytest.mark.parametrize("columns", [("pain_before", "pain_after"), ("sleep_quality",)])
def test_units_do_not_matter(mix, columns, unit):
    """On a scale of 0 to 1e-9 or 0 to 1e160 the answer is that of 0 to 10, in those units."""
    plain = PAIN if columns[0] == PAIN.column else SLEEP
    scaled = mix.assign(**{column: mix[column] * unit for column in columns})
    ours = compare_intervals(mix, plain)
    stretched = replace(plain, high=10 * unit, smallest=None)
    other = compare_intervals(scaled, stretched)
    for field in ("estimate", "low", "high", "standard_error"):
        expected = getattr(ours, field) * unit
        assert getattr(other, field) == pytest.approx(expected, rel=1e-12), field
    for field in ("p_value", "df", "n_deciding"):
        expected = getattr(ours, field)
        assert getattr(other, field) == pytest.approx(expected, rel=1e-12), field
    tables = [find_threats(mix, plain), find_threats(scaled, stretched)]
    compared = [table[["p_value", "fired", "checked"]] for table in tables]
    pd.testing.assert_frame_equal(*compared, rtol=1e-10)
    values, theirs = (table.set_index("name")["value"] for table in tables)
    for name, power in (("short_gap", 1), ("late_booking", 1), ("past_pain", -1), ("drop_out", -1)):
        assert theirs[name] == pytest.approx(values[name] * unit**power, rel=1e-10), name


def test_past_week_ratings_leave_out_short_intervals(mix):
    short = compare_intervals(mix, SLEEP)
    now = compare_intervals(mix, replace(SLEEP, name="sleep last night", column="sleep_now"))
    assert tell(now.reason).startswith("clients with two usable intervals: 0, where 10 are needed")
    renamed = mix.rename(columns={"sleep_quality": "sleep_now"})
    all_gaps = compare_intervals(
        renamed, Outcome("sleep_now", 0, 10, better="higher", name="last night")
    )
    assert all_gaps.n_intervals > short.n_intervals


def test_few_clients_give_no_answer(mix):
    few = mix[mix["client_id"].isin(mix["client_id"].unique()[:8])]
    found = compare_intervals(few)
    assert tell(found.reason).startswith("clients with two usable intervals: ")
    assert np.isnan([found.estimate, found.low, found.high, found.p_value]).all()


def _regular(n_clients, odd=()):
    """Clients who come every 14 days; those in ``odd`` after 10 and 18 days in turn."""
    rng = np.random.default_rng(4)
    days = {
        client: np.cumsum([0, *([10, 18] * 6 if client in odd else [14] * 12)])
        for client in range(n_clients)
    }
    rows = [(f"C{client}", day) for client, visits in days.items() for day in visits]
    table = pd.DataFrame(rows, columns=["client_id", "day"])
    pain = rng.integers(1, 9, len(table)).astype(float)
    before = table.groupby("client_id")["day"].shift().fillna(-5)
    return table.assign(booked_day=before, original_day=np.nan, pain_before=pain,
                        pain_after=np.maximum(0, pain - rng.integers(0, 3, len(table))),
                        month=1 + table["day"] % 12)  # fmt: skip


def test_equal_intervals_give_no_answer():
    assert compare_intervals(_regular(20)).reason == NO_CHANGE
    assert find_threats(_regular(20)).set_index("name").loc["gap_spread", "fired"]


def test_one_client_who_decides_everything_blocks():
    found = compare_intervals(_regular(20, odd=[3]))
    assert found.reason == ONE_DECIDES
    assert found.blocked_by == ("one_client",)
    assert compare_intervals(_regular(20, odd=[3, 4, 5])).blocked_by == ()


def test_holm_over_the_outcomes(mix):
    found = Practice(mix).question_2
    raw = sorted(one.p_value for one in found.values())
    assert min(one.p_holm for one in found.values()) == pytest.approx(min(1, 2 * raw[0]))


def test_an_outcome_that_is_not_recorded_is_not_answered(mix):
    found = compare_intervals(mix, Outcome("mood", 0, 10, better="higher"))
    assert tell(found.reason).startswith("clients with two usable intervals: 0")
    assert not found.usable


def test_intervals_that_differ_only_with_the_therapist_give_no_number():
    """One therapist sees clients after 7 days, the other after 14 and rates a point higher."""
    rng = np.random.default_rng(1)
    rows = []
    for client in range(40):
        therapists = rng.choice(["A", "B"], 25)
        days = np.cumsum(np.where(therapists == "A", 7, 14))
        rated = 5 + (therapists == "B") + rng.integers(-1, 2, 25)
        frame = pd.DataFrame({"day": days - days[0], "pain_before": rated.astype(float)})
        rows.append(frame.assign(client_id=f"C{client}", therapist_id=therapists))
    sessions = pd.concat(rows, ignore_index=True).assign(original_day=np.nan)
    sessions["month"] = sessions["day"] // 30 % 12 + 1
    sessions["booked_day"] = sessions.groupby("client_id")["day"].shift(fill_value=-7)
    found = compare_intervals(sessions)
    assert found.reason == NO_CHANGE
    assert np.isnan(found.estimate)
    assert compare_intervals(sessions.drop(columns="therapist_id")).answered


def test_a_column_with_holes_is_named_by_how_much_it_costs(mix):
    holes = mix.assign(pain_after=mix["pain_after"].where(mix.index % 100 == 0))
    found = compare_intervals(holes)
    lack = f"(left out because a value is missing: {found.n_dropped:,} intervals)"
    assert tell(found.reason).endswith(f"where 10 are needed {lack}")
    assert found.n_dropped > 100


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
def test_ratings_that_never_differ_give_no_number(mix, outcome):
    found = compare_intervals(mix.assign(**{outcome.column: 5.0}), outcome)
    assert tell(found.reason) == "the values leave no spread to judge by"
    assert np.isnan([found.estimate, found.low, found.high, found.p_value]).all()
    threats = find_threats(mix.assign(**{outcome.column: 5.0}), outcome).set_index("name")
    assert np.isnan(threats.loc["short_gap", "p_value"])


def test_columns_that_are_absent_leave_the_model(mix):
    bare = mix.drop(columns=["pain_after", "therapist_id", "active", "sleep_quality"])
    assert compare_intervals(bare).answered
    assert not find_threats(bare).set_index("name").loc["drop_out", "checked"]


def test_missing_values_are_counted(mix):
    holes = mix.assign(pain_before=mix["pain_before"].where(mix.index % 5 > 0))
    found = halve_interval(list_intervals(holes, PAIN), PAIN)
    whole = halve_interval(list_intervals(mix, PAIN), PAIN)
    assert found.n_dropped > whole.n_dropped
    late = comparable(list_intervals(holes, PAIN), PAIN)
    assert found.n_dropped == late[["before", "y", "after"]].isna().any(axis=1).sum()
