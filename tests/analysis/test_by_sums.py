"""Question 2 and its threats from pieces are those of all records at once."""

import pickle
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, PLAN, SLEEP, Outcome, Practice, load_sessions
from analysis.by_sums import bound_source, compare_source, compare_source_by_closed_days
from analysis.sources import Frame
from massage.worlds import WORLDS, simulate_sessions
from tests.analysis.conftest import REFERENCE
from tests.reference.few_vary import draw

MOOD = Outcome("mood", 0, 10, better="higher")
WIDE = Outcome("relaxed", -300, 300, better="higher")
EXACT = 1e-9
NUMBERS = ("estimate", "low", "high", "p_value", "p_holm", "df", "standard_error", "n_deciding",
           "n_clients", "n_rows", "n_dropped", "n_moved")  # fmt: skip


def with_holes(sessions, columns, share=0.1):
    rng = np.random.default_rng(1)
    holes = {name: sessions[name].mask(rng.random(len(sessions)) < share) for name in columns}
    return sessions.assign(**holes)


def of(world, n_clients=120, *, day_in_book=False):
    return simulate_sessions(WORLDS[world], n_clients=n_clients, seed=5, day_in_book=day_in_book)


def only_one_varies():
    even = draw(20, 1, "even", np.random.default_rng(1))
    return even.assign(pain_after=even["pain_before"])


def decided_by_therapists():
    """Therapists who see every client, a few, or one; and visits of which none is known."""
    sessions = of("change_therapist")
    rng = np.random.default_rng(4)
    others = np.where(rng.random(len(sessions)) < 0.02, "T998", sessions["therapist_id"])
    first = sessions["client_id"] == sessions["client_id"].iloc[0]
    return sessions.assign(therapist_id=np.where(first, "A000", others))


RATED = ("pain_before", "pain_after", "sleep_quality", "therapist_id", "month", "active")
PRACTICES = {
    "mix": lambda: of("mix"),
    "book": lambda: of("book_mix", day_in_book=True),
    "book, not always known": lambda: pd.read_csv(REFERENCE / "practice_book.csv"),
    "missing values": lambda: with_holes(of("mix"), RATED),
    "missing values, book": lambda: with_holes(of("book_mix", day_in_book=True), RATED),
    "ties": lambda: of("mix").assign(
        pain_before=lambda one: one["pain_before"].round(-1), sleep_quality=5.0
    ),
    "moves not on record": lambda: of("flare_moved").drop(columns="original_day"),
    "bare": lambda: of("plain")[["client_id", "day", "booked_day", "pain_before", "sleep_quality"]],
    "therapists": decided_by_therapists,
    "many leave": lambda: of("improvers_leave", 200),
    "hardly any clients": lambda: of("plain", 9),
    "one client": lambda: of("plain", 1),
    "one decides": only_one_varies,
    "nobody's interval differs": lambda: draw(20, 0, "even", np.random.default_rng(1)),
    "empty columns": lambda: of("plain").assign(month=np.nan, therapist_id=None, agreed_day=np.nan),
    "some pieces without therapists": lambda: of("mix").assign(
        therapist_id=lambda one: one["therapist_id"].where(one["client_id"] > "C5")
    ),
}
ASKED = (PAIN, SLEEP)


@cache
def at_once(kind, outcomes=ASKED):
    practice = Practice(PRACTICES[kind](), outcomes)
    return practice.sessions, practice.question_2, practice.looks


def assert_same(found, answers, looks):
    assert list(found) == list(answers)
    for name, answer in answers.items():
        ours = found[name]
        assert (ours.blocked_by, ours.reason) == (answer.blocked_by, answer.reason)
        for number in NUMBERS:
            expected = pytest.approx(getattr(answer, number), rel=EXACT, abs=EXACT, nan_ok=True)
            assert getattr(ours, number) == expected, number
        assert list(ours.looks) == list(looks[name])
        for threat, look in looks[name].items():
            theirs = [getattr(look, field) for field in ("value", "p_value")]
            one = ours.looks[threat]
            assert [one.value, one.p_value] == pytest.approx(
                theirs, rel=EXACT, abs=EXACT, nan_ok=True
            ), threat
            assert replace(one, value=0, p_value=0) == replace(look, value=0, p_value=0), threat


@pytest.mark.parametrize("pieces", [1, 2, 7])
@pytest.mark.parametrize("kind", PRACTICES)
def test_pieces_give_what_all_records_do(kind, pieces):
    sessions, answers, looks = at_once(kind)
    assert_same(compare_source(Frame(sessions, pieces), ASKED), answers, looks)


def test_a_client_a_piece_gives_what_all_records_do():
    sessions, answers, looks = at_once("book")
    assert_same(compare_source(Frame(sessions, 120), ASKED), answers, looks)


def test_the_kinds_are_what_they_are_called():
    for kind in ("hardly any clients", "one client"):
        assert at_once(kind)[1]["pain"].reason.startswith("few_intervals")
    assert at_once("one decides")[1]["pain"].reason == "one_decides"
    assert at_once("one decides")[2]["pain"]["one_client"].fired
    assert at_once("nobody's interval differs")[1]["pain"].reason == "no_change"
    assert at_once("moves not on record")[1]["pain"].blocked_by == ("no_move_record",)
    assert at_once("mix")[1]["pain"].answered
    assert at_once("book")[1]["sleep"].answered
    assert at_once("many leave")[2]["pain"]["drop_out"].fired


def test_another_rating_and_range_ask_for_pain_too():
    sessions = of("flare_moved_hidden", 150)
    wide = 60 * sessions["mood"] - 300
    sessions = sessions.assign(relaxed=wide)
    for outcome in (WIDE, MOOD):
        practice = Practice(sessions, (outcome,))
        found = compare_source(Frame(practice.sessions, 3), (outcome,))
        assert_same(found, practice.question_2, practice.looks)
        assert any(look.about == "pain" for look in practice.looks[outcome.name].values())


def test_another_plan_is_followed():
    plan = replace(PLAN, fewest_varying=1, earlier_surprises=2, own_waves=0, sure=0.1)
    practice = Practice(at_once("book")[0], ASKED, plan)
    found = compare_source(Frame(practice.sessions, 4), ASKED, plan)
    assert_same(found, practice.question_2, practice.looks)
    assert found["pain"].level == 0.9


def test_no_more_passes_than_sums_follow_from_earlier_ones():
    """And no piece returns more than a few sums, however many visits it has."""
    passes, largest = [], []

    class Counting(Frame):
        def map_clients(self, work, columns):
            found = super().map_clients(pickle.loads(pickle.dumps(work)), columns)
            passes.append(list(columns))
            largest.append(found["sums"].map(len).max())
            return found

    compare_source(Counting(at_once("mix")[0], 2), ASKED)
    assert len(passes) <= 5
    assert all(one == passes[0] for one in passes)
    assert {"duration_min", "condition", "modality"}.isdisjoint(passes[0])
    assert max(largest) < 100_000
    passes.clear()
    compare_source(Counting(at_once("book")[0], 2), ASKED)
    assert len(passes) <= 6


def test_order_of_pieces_does_not_matter():
    class Backwards(Frame):
        def map_clients(self, work, columns):
            return super().map_clients(work, columns).iloc[::-1]

    sessions, answers, looks = at_once("mix")
    assert_same(compare_source(Backwards(sessions, 5), ASKED), answers, looks)


def test_records_that_are_empty_have_no_answer():
    sessions = at_once("mix")[0].iloc[:0]
    found = compare_source(Frame(sessions, 2), ASKED)
    assert found["pain"].reason == "few_intervals"
    assert found["pain"].n_clients == 0


BOUNDED = ("mix", "book, not always known", "missing values, book", "ties", "one decides",
           "hardly any clients", "therapists")  # fmt: skip


@pytest.mark.parametrize("kind", BOUNDED)
def test_bounds_of_pieces_are_those_of_all_records(kind):
    practice = Practice(PRACTICES[kind](), ASKED)
    found = bound_source(Frame(practice.sessions, 3), ASKED)
    assert found.keys() == practice.bounds.keys()
    for name, bounds in practice.bounds.items():
        for ours, one in zip(found[name], bounds, strict=True):
            assert (ours.per_hundred, ours.when, ours.reason) == (
                one.per_hundred, one.when, one.reason
            )  # fmt: skip
            expected = pytest.approx([one.low, one.high], rel=EXACT, abs=EXACT, nan_ok=True)
            assert [ours.low, ours.high] == expected


def test_bounds_are_there_to_be_compared():
    assert all(one.answered for one in Practice(PRACTICES["mix"](), ASKED).bounds["pain"])


CLOSED = ("estimate", "low", "high", "p_value", "p_holm", "df", "first_stage_f", "n_clients",
          "n_rows", "n_dropped", "n_shifted")  # fmt: skip


def with_closed_days():
    return load_sessions(REFERENCE / "practice_closed.csv")


CLOSED_PRACTICES = {
    "closed": with_closed_days,
    "missing values": lambda: with_holes(
        with_closed_days(),
        (*RATED[:4], "shift_after", "shifted", "before_closure", "closure_block", "period_block"),
        0.05,
    ),
    "few clients": lambda: with_closed_days()[
        lambda one: one["client_id"].isin(one["client_id"].unique()[:90])
    ],
    "one therapist": lambda: with_closed_days().assign(therapist_id="T1"),
    "no shifts": lambda: of("mix"),
    "nothing else": lambda: with_closed_days().drop(
        columns=["active", "before_closure", "pain_after"]
    ),
}


@pytest.mark.parametrize("pieces", [1, 4])
@pytest.mark.parametrize("kind", CLOSED_PRACTICES)
def test_closed_days_of_pieces_are_those_of_all_records(kind, pieces):
    practice = Practice(CLOSED_PRACTICES[kind](), ASKED)
    found = compare_source_by_closed_days(Frame(practice.sessions, pieces), ASKED)
    for name, answer in practice.closed_days.items():
        ours = found[name]
        assert (ours.blocked_by, ours.reason) == (answer.blocked_by, answer.reason)
        numbers = [[getattr(one, number) for number in CLOSED] for one in (ours, answer)]
        assert numbers[0] == pytest.approx(numbers[1], rel=EXACT, abs=EXACT, nan_ok=True)
        assert list(ours.looks) == list(answer.looks)
        for threat, look in answer.looks.items():
            one = ours.looks[threat]
            assert [one.value, one.p_value] == pytest.approx(
                [look.value, look.p_value], rel=EXACT, abs=EXACT, nan_ok=True
            ), threat
            assert replace(one, value=0, p_value=0) == replace(look, value=0, p_value=0), threat


def test_pieces_ask_pain_about_visits_cut_short_where_sleep_alone_is_asked_about():
    sessions = with_closed_days()
    gap = sessions.groupby("client_id")["day"].diff()
    rated = sessions["pain_before"].where(~(gap < 7), 10.0)
    plan = replace(PLAN, cut_short_size=0.05)
    practice = Practice(sessions.assign(pain_before=rated), (SLEEP,), plan)
    found = compare_source_by_closed_days(Frame(practice.sessions, 3), (SLEEP,), plan)["sleep"]
    assert found.looks["cut_short"].about == "pain"
    assert found.blocked_by == practice.closed_days["sleep"].blocked_by
    assert "cut_short" in found.blocked_by


def test_closed_days_are_there_to_be_compared():
    answers = {
        kind: Practice(CLOSED_PRACTICES[kind](), (PAIN,)).closed_days["pain"]
        for kind in CLOSED_PRACTICES
    }
    assert answers["closed"].answered
    assert answers["missing values"].answered
    assert answers["few clients"].reason == "few_clients"
    assert answers["one therapist"].reason == "one_therapist"
    assert answers["no shifts"].reason == "no_shifts"
