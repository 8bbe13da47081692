"""What a practice shares: the answers' own numbers, no finer than needed, and nothing else."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtrit

from analysis import PAIN, SLEEP
from analysis.plan import PLAN
from massage.practice import Practice
from massage.registry.coarse import coarsen, coarsen_answer
from massage.registry.groups import draw_groups, error_from_groups, leave_groups_out
from massage.registry.share import (
    CLOSED,
    CORRELATION,
    QUESTIONS,
    SLOPE,
    WITHIN,
    FewLeftError,
    count_left_out,
    list_answers,
    refuse_few_left,
    share_sums,
    sum_up,
)
from massage.registry.tell import tell_shared
from massage.words.codes import say
from massage.worlds import simulate_sessions
from tests.reference.shared_attack import PAIRS, answer, open_clients, with_pair, write


@pytest.fixture(scope="module")
def sessions():
    return simulate_sessions("true_closed", n_clients=160, seed=5)


@pytest.fixture(scope="module")
def practice(sessions):
    return Practice(sessions)


@pytest.fixture(scope="module")
def content(practice):
    return share_sums(practice, np.random.default_rng(1))


@pytest.fixture
def share(sessions):
    """A practice of the same records but for a change, and what it shares."""

    def share(change=pd.DataFrame.copy, plan=PLAN, outcomes=(PAIN,)):
        practice = Practice(change(sessions), outcomes, plan)
        return practice, share_sums(practice, np.random.default_rng(1))

    return share


def test_numbers_are_those_of_the_answers_to_half_of_their_error(practice, content):
    for name in ("pain", "sleep"):
        q1, shared = practice.question_1[name], content["outcomes"][name]
        exact = {
            CORRELATION: (np.arctanh(q1.correlation.estimate), q1.correlation.standard_error),
            SLOPE: (q1.slope.estimate, q1.slope.standard_error),
            WITHIN: (practice.question_2[name].estimate, practice.question_2[name].standard_error),
        }
        for question, (estimate, error) in exact.items():
            one = shared[question]
            assert one["estimate"] == pytest.approx(estimate, abs=error / 4 * (1 + 1e-9))
            assert one["standard_error"] == pytest.approx(error, rel=1 / 20 + 1e-9)
            assert one["estimate"] != estimate
        assert shared[WITHIN]["n_clients"] == practice.question_2[name].n_clients
        assert shared[WITHIN]["n_rows"] == practice.question_2[name].n_intervals


def test_closed_days_have_the_error_of_the_widest_grouping(practice, content):
    """Anderson and Rubin's set, far from weak, is as wide as that error makes it."""
    found, shared = practice.closed_days["pain"], content["outcomes"]["pain"][CLOSED]
    assert shared["estimate"] == pytest.approx(found.estimate, abs=shared["standard_error"] / 3.5)
    widest = max(found.ratio.spreads, key=lambda one: one.over_over)
    low, high = found.ratio.find_interval(0.01)
    near = (high - low) / 2 / stdtrit(widest.n_groups - 1, 0.505)
    assert shared["standard_error"] == pytest.approx(near, rel=0.09)


def test_the_error_can_be_worked_out_again_from_groups(content):
    ratios = [
        error_from_groups(one["apart"]) / one["standard_error"]
        for outcome in content["outcomes"].values()
        for one in (outcome[question] for question in QUESTIONS)
        if one.get("apart")
    ]
    assert len(ratios) >= 6
    assert all(0.4 < one < 1.9 for one in ratios)  # nine degrees of freedom: 1e-3 on either side


def test_an_answer_without_a_group_is_that_of_the_records_without_it(sessions, practice):
    """The pieces are made from tables of clients and of intervals; here from the records."""
    rng = np.random.default_rng(3)
    found = dict(list_answers(practice, PAIN))
    codes = np.sort(sessions["client_id"].unique())
    for question in (SLOPE, WITHIN, CLOSED):
        group = draw_groups(found[question].clients, rng)[0]
        gone = group if question == SLOPE else codes[group.astype(int)]
        left = Practice(sessions[~sessions["client_id"].isin(gone)].reset_index(drop=True))
        direct = {
            SLOPE: left.question_1["pain"].slope.estimate,
            WITHIN: left.question_2["pain"].estimate,
            CLOSED: left.closed_days["pain"].estimate,
        }[question]
        assert found[question].without(group) == pytest.approx(direct, rel=1e-9)


def test_every_client_that_counts_is_in_one_group(practice):
    for _, found in list_answers(practice, PAIN):
        if found.reason:
            continue
        groups = draw_groups(found.clients, np.random.default_rng(1))
        assert sorted(np.concatenate(groups)) == sorted(found.clients)
        assert len(found.clients) == found.found.n_clients


@pytest.mark.parametrize(("n", "groups"), [(49, 0), (50, 5), (99, 9), (100, 10), (1000, 10)])
def test_groups_hold_ten_clients_or_more(n, groups):
    drawn = draw_groups(range(n), np.random.default_rng(1))
    assert len(drawn) == groups
    assert all(len(one) >= 10 for one in drawn)


def test_distances_sum_to_nothing_so_that_they_tell_no_more_of_the_answer():
    found = leave_groups_out(lambda group: float(group.sum()), range(60), np.random.default_rng(1))
    assert found.sum() == pytest.approx(0, abs=1e-9)
    assert len(leave_groups_out(lambda _: np.nan, range(60), np.random.default_rng(1))) == 0


def test_the_jackknife_over_groups_of_a_mean_is_the_means_own_error():
    values = np.random.default_rng(4).standard_normal(100_000)
    everybody = np.arange(len(values))

    def without(group):
        return values[np.setdiff1d(everybody, group, assume_unique=True)].mean()

    rng = np.random.default_rng(5)
    errors = [error_from_groups(leave_groups_out(without, everybody, rng)) for _ in range(40)]
    right = values.std() / np.sqrt(len(values))
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(right, rel=0.15)  # 40 x 9 df: 3.7 %


@pytest.mark.parametrize(
    ("value", "most", "written"),
    [(0.1234, 0.025, 0.12), (0.1234, 0.05, 0.1), (-0.031, 0.0199, -0.03), (7.3, 3.0, 8.0),
     (123.0, 12.3, 120.0), (0.0004, 0.001, 0.0)],
)  # fmt: skip
def test_numbers_are_rounded_to_steps_of_1_2_or_5(value, most, written):
    assert coarsen(value, most) == written


@pytest.mark.parametrize(("df", "written"), [(1.0, 1.0), (1.9, 1.5), (9.0, 8.0), (130.0, 100.0)])
def test_degrees_of_freedom_are_rounded_down(df, written):
    assert coarsen_answer(0.1, 0.1, df)[2] == written <= df


def test_rounding_adds_no_more_than_two_percent_to_the_variance():
    rng = np.random.default_rng(6)
    for error in (0.04, 0.0999, 0.4, 7.9):
        off = np.array(
            [coarsen_answer(v, error, 50.0)[0] - v for v in error * rng.standard_normal(4000)]
        )
        assert np.mean(off**2) < 1.1 * error**2 / 48
        assert abs(np.mean(off)) < 4 * error / np.sqrt(48 * 4000)


def test_nothing_else_is_in_the_file(content, sessions):
    text = json.dumps(content)
    words = set(re.findall(r'"([^"]*)"', text))
    for column in ("client_id", "therapist_id", "closure_block", "period_block"):
        assert not words & {str(code) for code in sessions[column].dropna().unique()}
    keys = {"form", "schema_version", "program", "plan", "fewest_in_group", "synthetic", "sites",
            "outcomes", "checksum"}  # fmt: skip
    assert set(content) == keys
    answer = {"estimate", "standard_error", "df", "n_clients", "n_rows", "fired", "apart"}
    for outcome in content["outcomes"].values():
        assert set(outcome) == {"asks", *QUESTIONS}
        for question in QUESTIONS:
            assert set(outcome[question]) in (answer, {"reason", "fired"})
            counts = [outcome[question].get(name, 10) for name in ("n_clients", "n_rows")]
            assert min(counts) >= 10


def test_the_plan_signs_it(share, content):
    assert content["plan"] == {
        "all": PLAN.fingerprint, "without_closed_days": PLAN.fingerprint_without_closed_days,
    }  # fmt: skip
    other = replace(PLAN, fewest_closures=5)
    _, signed = share(plan=other, outcomes=(SLEEP,))
    assert signed["plan"]["all"] == other.fingerprint != PLAN.fingerprint
    assert signed["plan"]["without_closed_days"] == PLAN.fingerprint_without_closed_days


def test_the_checksum_is_over_everything_but_itself(content):
    assert content["checksum"] == sum_up(content) == sum_up(json.loads(json.dumps(content)))
    changed = json.loads(json.dumps(content))
    changed["outcomes"]["pain"][WITHIN]["n_clients"] += 1
    assert sum_up(changed) != content["checksum"]


def test_what_is_blocked_has_no_number(share):
    _, content = share(lambda sessions: sessions.drop(columns="original_day"))
    shared = content["outcomes"]["pain"][WITHIN]
    assert set(shared) == {"blocked_by", "fired", "n_clients", "n_rows"}
    assert shared["blocked_by"] == ["no_move_record"]


def test_fewer_than_ten_clients_are_not_written_whatever_the_plan(share):
    def pick_eleven(sessions):
        few = sessions["client_id"].isin(sessions["client_id"].unique()[:11])
        return sessions[few].reset_index(drop=True)

    plan = replace(PLAN, fewest_clients=5, fewest_other_pace=1)
    small, content = share(pick_eleven, plan)
    assert small.question_1["pain"].slope.n_clients < 10
    assert content["outcomes"]["pain"][SLOPE] == {"reason": "few_to_share", "fired": []}


def test_it_is_said_how_many_clients_are_left_out(practice, content):
    said = tell_shared(practice, content, "sums.json")
    n, n_all = practice.question_2["pain"].n_clients, 160
    assert f"Pain, question 2: {n} clients count; the other {n_all - n} aren't in it." in said
    table = count_left_out(practice, content)
    counted = table["reason"] == ""
    assert (table["n_clients"] + table["left_out"] == n_all).all()
    assert counted.sum() >= 6
    joined = " ".join(said)
    assert "What could be had back from it" in joined
    assert "none is about fewer than 10 clients" in joined


def test_records_without_days_off_say_so(share):
    shifts = ["shift_after", "shift_before"]
    plain, content = share(lambda sessions: sessions.drop(columns=shifts))
    assert content["outcomes"]["pain"][CLOSED] == {"reason": "no_shifts", "fired": []}
    said = " ".join(tell_shared(plain, content, "sums.json"))
    assert (
        "by days off: no number is written, which leaves out all 160 clients: these records don't "
        "say how far days off would push visits."
    ) in said


def test_a_handful_left_over_by_a_pain_site_is_refused(sessions):
    clients = sessions["client_id"].unique()
    last = sessions["client_id"].isin(clients[-4:])
    site = np.where(last, "neck", "low_back")
    practice = Practice(sessions.assign(pain_site=site))
    with pytest.raises(FewLeftError, match="the other fewer than five could be worked out"):
        refuse_few_left(practice.restrict_to(["low_back"]))
    half = Practice(
        sessions.assign(pain_site=np.where(sessions["client_id"] < clients[60], "neck", "low_back"))
    )
    refuse_few_left(half.restrict_to(["low_back"]))
    refuse_few_left(practice)


def test_groups_are_drawn_anew_each_time_and_answers_are_not(practice, content):
    again = share_sums(practice, np.random.default_rng(2))
    for name in ("pain", "sleep"):
        one, other = (shared["outcomes"][name][WITHIN] for shared in (content, again))
        assert one["apart"] != other["apart"]
        assert {**one, "apart": 0} == {**other, "apart": 0}


def error(table, question, attacker):
    return table.loc[(question, attacker, "coarse"), "error"]


def test_the_attack_has_the_numbers_that_are_told(root):
    table = pd.read_csv(root / "tests/reference/shared_attack.csv").set_index(
        ["question", "attacker", "file"]
    )
    insider, without, outsider = (
        round(100 * table.loc[("question_1", *row), "right"])
        for row in (("insider", "coarse"), ("insider", "none"), ("outsider", "coarse"))
    )
    told = say("registry", "gives_away", fewest=10)
    assert f"right in {insider} of 100 trials, and in {without} without the file" in told
    assert f"told in {outsider} of 100 whether" in told
    page = (root / "docs/registry.md").read_text(encoding="utf-8")
    assert f"| {insider} of 100 (MC 3); " in page
    assert f"| {outsider} of 100 (MC 2) | 50 of 100, a coin |" in page
    assert table.loc[("question_1", "insider", "exact"), "right"] == 1
    for question in ("within", "closed_days"):
        for attacker in ("insider_one", "outsider"):
            exact, coarse, none = (
                table.loc[(question, attacker, file), "right"]
                for file in ("exact", "coarse", "none")
            )
            assert exact == 1
            told = f"| {100 * coarse:.0f} of 100 (MC {100 * error(table, question, attacker):.0f})"
            assert told in page
            assert f" {100 * none:.0f} of 100" in page
    assert insider < 50


def test_a_file_with_all_digits_gives_the_last_client_away_and_a_shared_one_does_not():
    """One practice of the attack: one pair of ratings fits all digits, many fit what is shared."""
    clients = open_clients(1)
    supposed = [answer(with_pair(clients, 0, pair)) for pair in PAIRS]
    truth = answer(clients)
    fitting = [
        sum(write(one, coarse) == write(truth, coarse) for one in supposed)
        for coarse in (False, True)
    ]
    assert fitting[0] == 1
    assert fitting[1] >= 5
