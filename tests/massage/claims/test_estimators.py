"""Each claim's estimator against R, and against what can be worked out by hand."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import PAIN, PLAN, SLEEP, Windows, load_sessions
from analysis.codes import Code
from analysis.estimate import Estimate, around
from analysis.intervals import list_intervals
from analysis.question_2 import halve_interval
from analysis.schema import CONDITIONS
from massage.claims import safety, time_to_relief
from massage.claims.changes import average_change, average_relief, correlate_within, share_reaching
from massage.claims.conditions import pool, pool_changes, pool_halving
from massage.claims.groups import Records, summarise_records
from massage.claims.one_client import follow_longest
from massage.claims.safety import count_events, rate_per_hundred, share_with_event
from massage.claims.time_to_relief import (
    compare_time_to_relief,
    curves_by_frequency,
    list_first_intervals,
    watch_for_relief,
)
from massage.claims.two_groups import compare_modality, differ_between, differ_within
from massage.outcomes import read_outcome
from massage.words.codes import tell

REFERENCE = Path(__file__).parents[2] / "reference"
FIELDS = ["estimate", "low", "high", "p_value", "n_clients"]


HOURS, STRESS = read_outcome("sleep_hours"), read_outcome("stress")

WINDOWS_OF_R = replace(PLAN, windows=Windows((0, 42), (43, 84)))


@pytest.fixture(scope="module")
def sessions():
    return load_sessions(REFERENCE / "claims_sessions.csv")


@pytest.fixture(scope="module")
def records(sessions):
    return summarise_records(sessions, (PAIN, SLEEP, HOURS, STRESS), WINDOWS_OF_R)


@pytest.fixture(scope="module")
def printed():
    return pd.read_csv(REFERENCE / "claims.csv", index_col="name").astype(float)


def change(records, condition, outcome):
    return average_change(records.by_condition[condition], outcome)


def set_apart(clients):
    """Strains eased by 3 points more, scoliosis by 2 less."""
    more = 3 * (clients["condition"] == "strain") - 2 * (clients["condition"] == "scoliosis")
    return clients.assign(pain_improvement=clients["pain_improvement"] + more)


ASKED = {
    "change_pain_fibromyalgia": lambda r: change(r, "fibromyalgia", PAIN),
    "change_sleep_fibromyalgia": lambda r: change(r, "fibromyalgia", SLEEP),
    "change_stress_stress": lambda r: change(r, "stress", STRESS),
    "reach_8_hours": lambda r: share_reaching(r, HOURS, 8),
    "relief_at_once": average_relief,
    "share_with_event": share_with_event,
    "rate_per_hundred": rate_per_hundred,
    "modality": lambda r: compare_modality(r, "lymphatic"),
    "care_between": differ_between,
    "rmcorr_plain": lambda r: correlate_within(
        r.sessions, "pain_before", "stress", hold_equal=False
    ),
    "rmcorr_adjusted": lambda r: correlate_within(r.sessions, "pain_before", "stress"),
    "time_to_relief": compare_time_to_relief,
    "pooled_mean": lambda r: pool_changes(r.clients).mean,
    "pooled_spread": lambda r: pool_changes(r.clients).spread,
    "apart_mean": lambda r: pool_changes(set_apart(r.clients)).mean,
    "apart_spread": lambda r: pool_changes(set_apart(r.clients)).spread,
}


@pytest.mark.parametrize("name", ASKED)
def test_equals_r(records, printed, name):
    found = ASKED[name](records)
    expected = printed.loc[name, FIELDS].dropna()
    assert len(expected) >= (1 if name == "rmcorr_plain" else 2)
    for field, value in expected.items():
        assert getattr(found, field) == pytest.approx(value, rel=1e-7, abs=1e-9), field


def test_curves_equal_r(records, printed):
    (often, seldom), p_value = curves_by_frequency(records)
    assert often.mean_days == pytest.approx(printed.loc["rmst_often", "estimate"])
    assert seldom.mean_days == pytest.approx(printed.loc["rmst_seldom", "estimate"])
    assert (often.n_clients, seldom.n_clients) == tuple(
        printed.loc[["rmst_often", "rmst_seldom"], "n_clients"]
    )
    assert p_value == pytest.approx(printed.loc["logrank", "p_value"])


@pytest.mark.parametrize(("place", "name"), [(0, "often"), (1, "seldom")])
def test_bands_of_the_curves_equal_r(records, printed, place, name):
    curve = curves_by_frequency(records)[0][place]
    expected = printed.loc[[f"curve_{name}_{pair}" for pair in range(1, 7)]]
    for field, column in (("share", "estimate"), ("low", "low"), ("high", "high")):
        assert getattr(curve, field)[1:] == pytest.approx(list(expected[column]), rel=1e-9), field
    assert (curve.low[0], curve.high[0]) == (1, 1)
    assert expected["low"].notna().all()


def test_no_band_where_nobody_or_everybody_found_relief():
    share, at_risk = np.array([1.0, 0.5, 0.0]), np.array([4, 4, 2])
    low, high = time_to_relief._surround(share, at_risk, np.array([0, 2, 2]), 0.95)
    assert np.isnan([low[0], high[0], low[2], high[2]]).all()
    error = 1.959964 * np.sqrt(2 / (4 * 2)) / np.log(0.5)  # of log(-log(0.5)): its closed form
    assert [low[1], high[1]] == pytest.approx([0.5 ** np.exp(-error), 0.5 ** np.exp(error)])


def test_pooling_draws_as_metafor_does(records, printed):
    pooled = pool_changes(set_apart(records.clients))
    assert pooled.by_condition["pooled"].nunique() == 7
    for row in pooled.by_condition.itertuples():
        expected = printed.loc[f"apart_{row.condition}", "estimate"]
        assert row.pooled == pytest.approx(expected)


def test_slopes_with_other_care_and_without_are_r_s(records, printed):
    found = differ_between(records)
    expected = printed.loc[["care_slope_with", "care_slope_without"]]
    assert [found.mostly_with, found.mostly_without] == pytest.approx(list(expected["estimate"]))
    assert [found.n_with, found.n_without] == list(expected["n_clients"])


def known(estimates, errors, df):
    """Answers with these numbers, in the order of the conditions."""
    answers = iter(zip(estimates, errors, strict=True))

    def answer(_):
        estimate, error = next(answers)
        return around(Estimate.blank(Code("none"), 0.95, 20), estimate, error, df)

    return pool(answer, [f"condition {place}" for place in range(len(estimates))])


def test_certain_errors_give_metafor_s_mean_spread_and_q_profile(printed):
    found = known([-0.8, 0.1, 0.5, 1.4, 2.0], [0.2, 0.3, 0.1, 0.25, 0.4], np.inf)
    fields = ["estimate", "low", "high"]
    for part, name in ((found.mean, "mean_certain"), (found.spread, "spread_certain")):
        numbers = [getattr(part, field) for field in fields]
        assert numbers == pytest.approx(list(printed.loc[name, fields]), rel=1e-4)
    shrunk = printed.filter(like="shrunk_", axis=0)["estimate"]
    assert list(found.by_condition["pooled"]) == pytest.approx(list(shrunk), rel=1e-5)


@pytest.mark.parametrize(("spread", "df"), [(0.0, 12), (0.0, 40), (0.4, 12), (0.4, 40)])
def test_spread_s_interval_covers_and_its_test_holds(spread, df):
    """400 draws of seven conditions whose standard errors are themselves estimated."""
    rng = np.random.default_rng(8)
    error = np.array([0.2, 0.3, 0.4, 0.5, 0.6, 0.3, 0.4])
    runs, covered, rejected, mean_covered = 400, 0, 0, 0
    for _ in range(runs):
        estimates = 1 + spread * rng.standard_normal(7) + error * rng.standard_normal(7)
        found = known(estimates, error * np.sqrt(rng.chisquare(df, 7) / df), df)
        covered += found.spread.low <= spread <= found.spread.high
        mean_covered += found.mean.low <= 1 <= found.mean.high
        rejected += found.spread.p_value < 0.05
    two_errors = 2 * np.sqrt(0.05 * 0.95 / runs)
    assert covered / runs >= 0.95 - two_errors
    assert mean_covered / runs >= 0.93 - two_errors
    if not spread:
        assert rejected / runs <= 0.025 + two_errors


def test_the_spread_is_told_from_none_just_where_its_interval_leaves_out_0():
    rng = np.random.default_rng(3)
    found = [
        known(rng.normal(0, scale, 5), [0.3] * 5, 20).spread for scale in np.linspace(0, 2, 60)
    ]
    told = [one.p_value < 0.05 for one in found]
    assert told == [one.low > 0 for one in found]
    assert 10 < sum(told) < 50


def test_answers_that_are_all_the_same_have_a_spread_that_chance_allows():
    found = known([1.0, 1.0, 1.0], [0.3, 0.2, 0.4], 20).spread
    assert (found.estimate, found.low, found.p_value) == (0, 0, 1)
    assert 0.1 < found.high < 5


def test_a_condition_in_which_all_changed_alike_does_not_decide(records):
    alike = records.clients["condition"] == "strain"
    clients = records.clients.assign(
        pain_improvement=records.clients["pain_improvement"].mask(alike, 1.0)
    )
    pooled = pool_changes(clients)
    assert "strain" not in set(pooled.by_condition["condition"])
    assert pooled.left_out["strain"] == "all_the_same"


def test_conditions_that_begin_with_more_pain_hold_their_error_rate():
    """150 draws: the first value differs by a point between conditions, the change doesn't."""
    rng = np.random.default_rng(12)
    condition = np.repeat(CONDITIONS, [30, 15, 12, 20, 40, 20, 13])
    severe = pd.Series(dict(zip(CONDITIONS, [-1, 1, 0, 2, 0.5, -0.5, 0], strict=True)))[condition]
    runs, told = 150, 0
    for _ in range(runs):
        first = severe.to_numpy() + rng.normal(5, 1.5, 150)
        clients = pd.DataFrame({"condition": condition, "pain_baseline": first})
        clients["pain_follow_up_day"] = rng.integers(43, 85, 150)
        clients["pain_improvement"] = 0.5 * first + rng.normal(0, 1.5, 150)
        told += pool_changes(clients).spread.p_value < 0.05
    assert told / runs <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / runs)


def test_answers_closer_than_chance_do_not_narrow_the_spread():
    alike = known([1.0, 1.001, 0.999, 1.0005], [0.3] * 4, 20).spread
    chance = known([1.25, 1.0, 0.75, 1.1], [0.3] * 4, 20).spread
    assert alike.high > 0.2
    assert alike.high == pytest.approx(chance.high, rel=0.4)


def test_two_conditions_are_too_few_to_pool():
    found = known([1.0, 2.0], [0.3, 0.3], 20)
    assert not found.mean.answered
    assert "conditions with an answer: 2" in tell(found.spread.reason)


def visits(days, pain, **columns):
    rows = pd.DataFrame({"client_id": "A", "day": days, "pain_before": pain, "new_client": "yes"})
    return rows.assign(**columns)


@pytest.mark.parametrize(
    ("days", "pain", "blocks", "relief"),
    [
        ([0, 50, 80, 110], [6, 3, 3, 3], 1, True),  # two low blocks in a row: the first pair
        ([0, 50, 80, 110, 130], [6, 3, 5, 4, 4], 3, True),  # low, high, low, low: the third
        ([0, 50, 55, 80], [6, 3, 9, 4], 1, True),  # only the first value of a block counts
        ([0, 50, 80, 140, 160], [6, 5, 5, 1, 1], 1, False),  # a block without a value ends it
        ([0, 50, 80], [6, 5, 4], 1, False),
    ],
)
def test_lasting_relief_by_hand(days, pain, blocks, relief):
    watched = watch_for_relief(summarise_records(visits(days, pain), plan=WINDOWS_OF_R))
    assert (watched["blocks"].iloc[0], watched["relief"].iloc[0]) == (blocks, relief)


@pytest.mark.parametrize(
    ("days", "pain"),
    [([0, 50, 80], [3, 1, 1]), ([0, 50, 110], [6, 1, 1]), ([0, 10, 41], [6, 1, 1])],
    ids=["begins under 4", "second block empty", "gone before the landmark"],
)
def test_who_is_not_watched(days, pain):
    assert watch_for_relief(summarise_records(visits(days, pain))).empty


def test_first_intervals_leave_plans_that_follow_pain_aside():
    """Plans that lengthen as pain falls: the usual interval is read at the same pain for all."""
    rows = []
    for client, pain in {"A": [8, 2, 4, 6, 8, 2], "B": [2, 6, 4, 2, 8]}.items():
        day = 0
        for number, value in enumerate(pain):
            rows.append({"client_id": client, "day": day, "booked_day": -1, "pain_before": value})
            day += 60 if number == 0 else round(14 * 2 ** (-(value - 5) / 4))
    found = list_first_intervals(summarise_records(pd.DataFrame(rows))).set_index("client_id")
    assert found["first_interval"].tolist() == pytest.approx([np.log2(60)] * 2)
    assert found.loc["A", "usual_interval"] == pytest.approx(
        found.loc["B", "usual_interval"], abs=0.1
    )


def test_first_intervals_are_those_to_the_day_in_the_book():
    """One of a series was skipped: 14 days were agreed at the first visit, not 28."""
    days, agreed = [0, 28, 49, 63, 77, 91], [None, 14, 49, 56, 77, 91]
    known = [None, "yes", "yes", "no", "yes", "yes"]
    seen = visits(days, 5.0, agreed_day=agreed, agreed_known=known)
    (first,) = list_first_intervals(summarise_records(seen))["first_interval"]
    assert first == np.log2(14)
    unseen = seen.assign(agreed_known="no")
    assert list_first_intervals(summarise_records(unseen))["first_interval"].isna().all()


def test_no_event_gives_three_by_clients(sessions):
    nothing = summarise_records(sessions.assign(adverse_event="none"))
    found = share_with_event(nothing)
    assert (found.estimate, found.low, found.high) == (0, 0, 3 / 144)
    assert "fewer than five clients" in tell(rate_per_hundred(nothing).reason)


def test_blanks_for_nothing_are_not_taken_for_nobody_asked(sessions):
    only_events = sessions["adverse_event"].where(sessions["adverse_event"] != "none")
    for ask in (share_with_event, rate_per_hundred):
        found = ask(summarise_records(sessions.assign(adverse_event=only_events)))
        assert np.isnan(found.estimate)
        assert tell(found.reason).startswith("no session is recorded as none")


def test_a_new_client_s_first_session_has_no_last_one(sessions):
    at_first = sessions["adverse_event"].mask(sessions["day"] == 0, "serious")
    counted, before = (count_events(summarise_records(sessions.assign(adverse_event=column)))
                       for column in (at_first, sessions["adverse_event"]))  # fmt: skip
    new = set(sessions.loc[sessions["new_client"] == "yes", "client_id"]) & set(counted.index)
    assert counted.loc[sorted(new)].equals(before.loc[sorted(new)])
    assert counted["events"].sum() > before["events"].sum()


def test_clients_who_are_all_alike_give_no_interval():
    rows = pd.DataFrame({"client_id": np.repeat(np.arange(12).astype(str), 4)})
    rows["day"] = np.tile([0, 7, 14, 21], 12)
    rows["adverse_event"] = np.tile(["none", "mild", "none", "none"], 12)
    assert (
        tell(rate_per_hundred(summarise_records(rows)).reason)
        == "every client had as many events per session"
    )


def test_rate_s_interval_is_near_that_of_a_ratio_of_sums(records):
    found = rate_per_hundred(records)
    clients = count_events(records)
    left = clients["events"] - found.estimate / 100 * clients["sessions"]
    error = 100 * np.sqrt(144 / 143 * np.sum(left**2)) / clients["sessions"].sum()
    assert len(clients) == 144
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.15)
    assert rate_per_hundred(records) == found


def test_rate_of_many_clients_is_drawn_from_the_same_chances(records, monkeypatch):
    """An end of 2,000 draws varies by at most .026 of the interval's length (200 seeds, each way).

    So two means of twenty lie within .03 of it in all but 3 of 10,000.
    """
    one_by_one = [rate_per_hundred(records, seed) for seed in range(20)]
    monkeypatch.setattr(safety, "MANY", 1)
    by_counts = [rate_per_hundred(records, seed) for seed in range(20)]
    for end in ("low", "high"):
        few, many = ([getattr(one, end) for one in found] for found in (one_by_one, by_counts))
        length = one_by_one[0].high - one_by_one[0].low
        assert few != many
        assert np.mean(many) == pytest.approx(np.mean(few), abs=0.03 * length)


def test_difference_with_other_care_is_that_of_two_halves(sessions, records):
    share = sessions["other_care"].eq("yes").groupby(sessions["client_id"]).mean()
    halves = [
        halve_interval(list_intervals(sessions[sessions["client_id"].isin(ids)], PAIN), PAIN)
        for ids in (share.index[share >= 0.5], share.index[share < 0.5])
    ]
    found = differ_within(records)
    welch = stats.ttest_ind_from_stats(
        *(value for one in halves
          for value in (one.estimate, one.standard_error * np.sqrt(one.n_clients), one.n_clients)),
        equal_var=False,
    )  # fmt: skip
    assert found.p_value == pytest.approx(welch.pvalue)
    assert found.estimate == pytest.approx(halves[0].estimate - halves[1].estimate)
    assert found.mostly_with == halves[0].estimate
    assert (found.n_with, found.n_without) == tuple(half.n_clients for half in halves)


def test_what_rests_on_question_2_is_blocked_with_it(sessions):
    unmoved = summarise_records(sessions.drop(columns="original_day"))
    pooled = pool_halving(unmoved)
    for found in (differ_within(unmoved), pooled.spread):
        assert tell(found.reason) == "question 2 is blocked by no_move_record"
    assert pooled.by_condition.empty


def test_a_kind_of_massage_that_few_had_is_not_compared(records):
    few = compare_modality(records.by_condition["scoliosis"], "lymphatic")
    assert np.isnan([few.estimate, few.low, few.high, few.p_value]).all()
    assert tell(few.reason).startswith(
        "clients with lymphatic massage or with other kinds: fewer than"
    )
    assert tell(few.reason).endswith("where 10 of each are needed")
    assert min(few.n_first, few.n_second) < 10


def test_a_kind_of_massage_that_nobody_wrote_down_is_not_taken_for_another(records):
    found = compare_modality(records, "hot_stone")
    assert tell(found.reason) == (
        "no session of these clients is recorded as hot stone; words are compared as they are "
        "written, and theirs are deep tissue, lymphatic, myofascial and swedish"
    )


def test_other_care_takes_ten_clients_with_and_ten_without(sessions):
    never = summarise_records(sessions.assign(other_care="no"))
    found = differ_between(never)
    assert tell(found.reason).startswith("clients with other care: 0, without: ")
    assert np.isnan([found.estimate, found.mostly_with, found.mostly_without]).all()


@pytest.mark.parametrize("size", [10, 40])
def test_small_sides_hold_their_error_rate(size):
    """400 draws of 150 clients, few with the kind asked about, whose changes vary more."""
    rng = np.random.default_rng(size)
    lymphatic = np.arange(150) < size
    clients = pd.DataFrame({"client_id": np.arange(100, 250).astype(str)})
    sessions = clients.assign(day=0, modality=np.where(lymphatic, "lymphatic", "swedish"))
    low, runs = {0.05: 0, 0.01: 0}, 400
    for _ in range(runs):
        first = rng.normal(5, 1.5, 150)
        change = 0.5 * first + rng.normal(0, np.where(lymphatic, 1.5, 1.0))
        table = clients.assign(
            pain_improvement=change, pain_baseline=first,
            pain_follow_up_day=rng.integers(43, 85, 150),
        )  # fmt: skip
        p = compare_modality(Records(sessions, table), "lymphatic").p_value
        low = {level: count + (p < level) for level, count in low.items()}
    for level, count in low.items():
        assert count / runs <= level + 3 * np.sqrt(level * (1 - level) / runs)


def test_ratings_that_do_not_vary_within_clients_are_not_linked(sessions):
    still = sessions.assign(stress=5.0)
    alike = sessions.assign(stress=sessions["pain_before"])
    for one in (still, alike):
        found = correlate_within(one, "stress", "pain_before")
        assert "don't vary apart from each other within clients" in tell(found.reason)
    assert "where 10 are needed" in tell(
        correlate_within(sessions.head(40), "stress", "pain_before").reason
    )


def test_two_ratings_that_both_fall_with_time_are_not_linked():
    """A common trend alone: linked if time isn't held equal, not linked if it is."""
    rng = np.random.default_rng(4)
    day = np.tile(np.arange(0, 280, 14), 60)
    trend = -2 * np.log1p(day)
    rows = pd.DataFrame(
        {"client_id": np.repeat(np.arange(60), 20).astype(str), "day": day}
        | {name: trend + rng.normal(0, 1, len(day)) for name in ("x", "y")}
    )
    assert correlate_within(rows, "x", "y", hold_equal=False).estimate > 0.5
    held = correlate_within(rows, "x", "y")
    assert held.low < 0 < held.high


def test_one_course_by_hand():
    rows = pd.DataFrame({"client_id": "A", "day": [0, 14, 28, 56, 70, 84, 98]})
    rows["pain_before"] = [6, 6, 5, 5, 4, 2, 2]
    course = follow_longest(pd.concat([rows, rows.head(4).assign(client_id="B")]), PAIN)
    assert len(course.ratings) == 7
    assert (course.early_middle, course.later_middle) == (6, 3)
    assert course.share_better == pytest.approx((3 * 4 - 0.5) / 12)
    slopes = [
        (last["pain_before"] - first["pain_before"]) / (last["day"] - first["day"]) * 28
        for first, last in combinations(rows.to_dict("records"), 2)
    ]
    assert course.trend == pytest.approx(np.median(slopes))
    assert follow_longest(rows.head(4), PAIN) is None


def test_the_variance_between_answers_is_solved_to_the_last_digits():
    """At Paule and Mandel's variance, answers lie exactly as far apart as chance puts them."""
    rng = np.random.default_rng(4)
    for scale in (1e-6, 1.0, 1e6):
        estimates, errors = scale * rng.normal(0, 1, 7), scale * rng.uniform(0.1, 0.6, 7)
        answers = {
            name: around(Estimate.blank(Code("none"), 0.95, 20), e, s, 19)
            for name, e, s in zip(CONDITIONS, estimates, errors, strict=True)
        }
        pooled = pool(answers.__getitem__)
        weights = 1 / (errors**2 + pooled.spread.estimate**2)
        centre = np.average(estimates, weights=weights)
        assert weights @ (estimates - centre) ** 2 == pytest.approx(6, rel=1e-10)
        assert pooled.mean.estimate == pytest.approx(centre, rel=1e-10)


def test_a_fall_of_two_points_is_one_whatever_the_decimals():
    """From 7.3 to 5.3 is 2 points, though in binary fractions it is a little less."""
    rows = [(f"C{i}", day, 7.3 if day == 0 else 5.3) for i in range(12) for day in (0, 45, 75, 100)]
    sessions = pd.DataFrame(rows, columns=["client_id", "day", "pain_before"])
    watched = watch_for_relief(summarise_records(sessions, (PAIN,)))
    assert watched["relief"].all()


@pytest.mark.parametrize("order", [slice(1, None), slice(None, None, -1)])
def test_clients_that_are_not_those_of_the_sessions_are_refused(sessions, order):
    records = summarise_records(sessions)
    table = records.clients[order].reset_index(drop=True)
    with pytest.raises(ValueError, match="must be all clients of these sessions"):
        Records(sessions, table).halve(np.ones(len(table), dtype=bool))


def test_intervals_of_a_group_without_days_of_booking_are_as_if_nobody_else_were_there(sessions):
    came_for = summarise_records(sessions).clients.set_index("client_id")["condition"]
    group = sessions["client_id"].map(came_for).eq("chronic_pain")
    agreed = sessions["day"].where((sessions["day"] > 0) & (sessions["booked_day"] % 3 > 0))
    booked = sessions["booked_day"].mask(group)
    mixed = sessions.drop(columns="original_day").assign(agreed_day=agreed, booked_day=booked)
    kept = summarise_records(mixed).by_condition["chronic_pain"].intervals
    alone = summarise_records(mixed[group]).intervals[list(kept)]
    pd.testing.assert_frame_equal(kept.reset_index(drop=True), alone.reset_index(drop=True))


def test_a_group_has_levels_of_therapists_only_where_its_own_are_many(sessions, monkeypatch):
    """Three see everyone else, two the group: it is answered as if nobody else were there."""
    monkeypatch.setattr("analysis.visits.MANY_THERAPISTS", 2)
    came_for = summarise_records(sessions).clients.set_index("client_id")["condition"]
    group = sessions["client_id"].map(came_for).eq("chronic_pain")
    turns = np.arange(len(sessions))
    seen_by = np.where(group, turns % 2, turns % 3)
    mixed = sessions.assign(therapist_id=[f"T{number}" for number in seen_by])
    records, alone = summarise_records(mixed), summarise_records(mixed[group])
    chosen = (records.clients["condition"] == "chronic_pain").to_numpy(bool)
    kept, whole = records.by_condition["chronic_pain"], np.ones(len(alone.clients), dtype=bool)
    assert "level" in records.intervals
    assert set(kept.intervals) == set(alone.intervals) - {"late"}
    assert "level" not in alone.intervals
    for found in (records.halve(chosen), kept.halve(whole), kept.compared):
        for name in FIELDS:
            expected = getattr(alone.halve(whole), name)
            assert getattr(found, name) == pytest.approx(expected, nan_ok=True)
