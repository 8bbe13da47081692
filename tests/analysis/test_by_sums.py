"""Question 2 and its threats from pieces are those of all records at once."""

import pickle
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, PLAN, SLEEP, Outcome, Practice, load_sessions, panel, visits
from analysis.by_sums import ask_source
from analysis.closed_days import compare_by_closed_days
from analysis.panel import Panel
from analysis.question_2 import compare, select_recalled
from analysis.within import fit_within
from massage.worlds import WORLDS, simulate_sessions
from tests.analysis.conftest import REFERENCE
from tests.analysis.test_sources import Pieces
from tests.reference.few_vary import draw

MOOD = Outcome("mood", 0, 10, better="higher")
WIDE = Outcome("relaxed", -300, 300, better="higher")
EXACT = 1e-9
NUMBERS = ("estimate", "low", "high", "p_value", "p_holm", "df", "standard_error", "n_deciding",
           "n_clients", "n_rows", "n_dropped", "n_moved")  # fmt: skip
CLOSED = (*NUMBERS, "first_stage_f", "n_shifted")


class BySums(Practice):
    """A practice that answers from what pieces of its records sum up to."""

    def __init__(self, source, outcomes, plan=PLAN):
        super().__init__(source.sessions, outcomes, plan)
        self._asked = ask_source(source, outcomes, plan)


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
    "book of a few": lambda: of("book_mix", 14, day_in_book=True),
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
    "closed": lambda: load_sessions(REFERENCE / "practice_closed.csv"),
    "closed, missing values": lambda: with_holes(
        load_sessions(REFERENCE / "practice_closed.csv"),
        (*RATED[:4], "shift_after", "shifted", "before_closure", "closure_block", "period_block"),
        0.05,
    ),
    "closed, few clients": lambda: load_sessions(REFERENCE / "practice_closed.csv")[
        lambda one: one["client_id"].isin(one["client_id"].unique()[:90])
    ],
    "closed, one therapist": lambda: load_sessions(REFERENCE / "practice_closed.csv").assign(
        therapist_id="T1"
    ),
    "closed, nothing else": lambda: load_sessions(REFERENCE / "practice_closed.csv").drop(
        columns=["active", "before_closure", "pain_after"]
    ),
}
ASKED = (PAIN, SLEEP)


@cache
def at_once(kind):
    return answer_all(Practice(PRACTICES[kind](), ASKED))


def answer_all(practice):
    assert practice.question_2.keys() == practice.looks.keys() == practice.bounds.keys()
    assert practice.closed_days.keys() == practice.bounds.keys()
    return practice


def assert_same_numbers(one, other, names):
    for name in names:
        expected = pytest.approx(getattr(other, name), rel=EXACT, abs=EXACT, nan_ok=True)
        assert getattr(one, name) == expected, name


def assert_same_answers(found, answers, numbers):
    assert list(found) == list(answers)
    for name, answer in answers.items():
        ours = found[name]
        assert (ours.blocked_by, ours.reason) == (answer.blocked_by, answer.reason)
        assert_same_numbers(ours, answer, numbers)
        assert_same_looks(ours.looks, answer.looks)


def assert_same_looks(found, looks):
    assert list(found) == list(looks)
    for threat, look in looks.items():
        one = found[threat]
        assert_same_numbers(one, look, ("value", "p_value"))
        assert replace(one, value=0, p_value=0) == replace(look, value=0, p_value=0), threat


def assert_same(found, practice):
    assert_same_answers(found.question_2, practice.question_2, NUMBERS)
    assert_same_answers(found.closed_days, practice.closed_days, CLOSED)
    assert list(found.looks) == list(practice.looks)
    for name, looks in practice.looks.items():
        assert_same_looks(found.looks[name], looks)
    assert found.bounds.keys() == practice.bounds.keys()
    for name, bounds in practice.bounds.items():
        for ours, one in zip(found.bounds[name], bounds, strict=True):
            assert replace(ours, low=0, high=0) == replace(one, low=0, high=0)
            assert_same_numbers(ours, one, ("low", "high"))


@pytest.mark.parametrize(
    "kind",
    [pytest.param(one, marks=[pytest.mark.rates] * ("closed, " in one)) for one in PRACTICES],
)
def test_pieces_give_what_all_records_do(kind):
    practice = at_once(kind)
    assert_same(BySums(Pieces(practice.sessions, 2), ASKED), practice)


@pytest.mark.parametrize("pieces", [1, pytest.param(14, marks=pytest.mark.rates)])
def test_neither_one_piece_nor_one_a_client_changes_anything(pieces):
    practice = at_once("book of a few")
    assert_same(BySums(Pieces(practice.sessions, pieces), ASKED), practice)


def test_the_kinds_are_what_they_are_called():
    answers = {kind: at_once(kind).question_2 for kind in PRACTICES}
    for kind in ("hardly any clients", "one client"):
        assert answers[kind]["pain"].reason.startswith("few_intervals")
    assert answers["one decides"]["pain"].reason == "one_decides"
    assert at_once("one decides").looks["pain"]["one_client"].fired
    assert answers["nobody's interval differs"]["pain"].reason == "no_change"
    assert answers["moves not on record"]["pain"].blocked_by == ("no_move_record",)
    assert answers["mix"]["pain"].answered
    assert answers["book"]["sleep"].answered
    assert at_once("many leave").looks["pain"]["drop_out"].fired
    assert all(one.answered for one in at_once("mix").bounds["pain"])
    closed = {kind: at_once(kind).closed_days["pain"] for kind in PRACTICES}
    assert closed["closed"].answered
    assert closed["closed, missing values"].answered
    assert closed["closed, few clients"].reason == "few_clients"
    assert closed["closed, one therapist"].reason == "one_therapist"
    assert closed["mix"].reason == "no_shifts"


def test_another_rating_and_range_ask_for_pain_too():
    sessions = of("flare_moved_hidden", 150)
    wide = 60 * sessions["mood"] - 300
    sessions = sessions.assign(relaxed=wide)
    for outcome in (WIDE, MOOD):
        practice = Practice(sessions, (outcome,))
        assert_same(BySums(Pieces(practice.sessions, 3), (outcome,)), practice)
        assert any(look.about == "pain" for look in practice.looks[outcome.name].values())


@pytest.mark.rates
def test_another_plan_is_followed():
    plan = replace(
        PLAN, fewest_varying=1, earlier_surprises=2, own_waves=0, sure=0.1, put_off_worst=0.04
    )
    practice = Practice(at_once("book").sessions, ASKED, plan)
    found = BySums(Pieces(practice.sessions, 4), ASKED, plan)
    assert_same(found, practice)
    assert found.question_2["pain"].level == 0.9


@pytest.mark.parametrize("at_a_time", [1, 100])
def test_clients_that_are_gone_through_a_few_at_a_time_give_what_all_do(at_a_time, monkeypatch):
    """One client each time, and a few; with the book, moved visits and slow courses of her own."""
    practice = at_once("book")
    monkeypatch.setattr(panel, "ROWS_AT_ONCE", at_a_time)
    assert_same(Practice(practice.sessions, ASKED), practice)


def test_more_therapists_than_columns_could_hold_have_levels(monkeypatch):
    """The answer is that of dummies for each client's pairs of therapists, and of pieces, too."""
    one_by_one = at_once("therapists")
    monkeypatch.setattr(visits, "MANY_THERAPISTS", 2)
    practice = Practice(one_by_one.sessions, ASKED)
    assert_same(BySums(Pieces(practice.sessions, 3), ASKED), practice)
    monkeypatch.setattr(panel, "ROWS_AT_ONCE", 100)
    assert_same(Practice(practice.sessions, ASKED), practice)
    [pain, _] = practice._asked
    rows, _ = select_recalled(pain.recalled, PAIN, PLAN)
    grouped = Panel.of(rows, PLAN, weighted=True)
    length, start = np.log2(rows["day"] - rows["start"]), rows["before"]
    fit = fit_within(grouped, rows["y"].to_numpy(), [length.to_numpy(), start.to_numpy()])
    pairs = [rows["client"], rows["therapist"], rows["therapist_before"]]
    codes = pd.factorize(pd.MultiIndex.from_arrays(pairs))[0]
    dummies = (codes[:, None] == np.arange(codes.max() + 1)).astype(float)
    root = np.sqrt(rows["weight"].to_numpy())
    columns = np.column_stack([length, start, dummies]) * root[:, None]
    slopes = np.linalg.lstsq(columns, rows["y"].to_numpy() * root, rcond=None)[0]
    assert fit.estimates[0] == pytest.approx(slopes[:2], abs=1e-9)
    assert practice.question_2["pain"].answered
    assert practice.question_2["pain"].estimate != one_by_one.question_2["pain"].estimate


def test_no_more_passes_than_sums_follow_from_earlier_ones():
    """And no piece returns more than a few sums, however many visits it has."""
    passes, largest = [], []

    class Counting(Pieces):
        def map_clients(self, work, columns):
            passes.append(list(columns))
            for sums in super().map_clients(pickle.loads(pickle.dumps(work)), columns):
                largest.append(max(len(pickle.dumps(one)) for one in sums.values()))
                yield sums

    ask_source(Counting(at_once("mix").sessions, 2), ASKED)
    assert len(passes) <= 5
    assert all(one == passes[0] for one in passes)
    assert {"duration_min", "condition", "modality"}.isdisjoint(passes[0])
    assert max(largest) < 100_000
    passes.clear()
    ask_source(Counting(at_once("book").sessions, 2), ASKED)
    assert len(passes) <= 7


def test_order_of_pieces_does_not_matter():
    class Backwards(Pieces):
        def map_clients(self, work, columns):
            return reversed(list(super().map_clients(work, columns)))

    practice = at_once("mix")
    assert_same(BySums(Backwards(practice.sessions, 3), ASKED), practice)


def test_records_that_are_empty_have_no_answer():
    [pain] = ask_source(Pieces(at_once("mix").sessions.iloc[:0], 2), (PAIN,))
    found = compare([pain])["pain"]
    assert found.reason == "few_intervals"
    assert found.n_clients == 0


@pytest.mark.rates
def test_pieces_ask_pain_about_visits_cut_short_where_sleep_alone_is_asked_about():
    sessions = load_sessions(REFERENCE / "practice_closed.csv")
    gap = sessions.groupby("client_id")["day"].diff()
    rated = sessions["pain_before"].where(~(gap < 7), 10.0)
    plan = replace(PLAN, cut_short_size=0.05)
    practice = Practice(sessions.assign(pain_before=rated), (SLEEP,), plan)
    asked = ask_source(Pieces(practice.sessions, 3), (SLEEP,), plan)
    found = compare_by_closed_days(asked)["sleep"]
    assert found.looks["cut_short"].about == "pain"
    assert found.blocked_by == practice.closed_days["sleep"].blocked_by
    assert "cut_short" in found.blocked_by
