"""What is tried for days off does what it says, and the page holds what came out."""

from unittest.mock import patch

import numpy as np
import pytest

from analysis import PAIN
from analysis.asked import Asked
from analysis.question_2 import compare
from massage.worlds import calendar
from massage.worlds.calendar import draw_calendar
from tests.reference.closed_tries import both, by_visit, habits, page, trips, whole
from tests.reference.closed_tries.count import count, lift, simulate, write

PLAIN = whole.PLAIN
CLIENTS = 60


def test_nobody_comes_while_she_is_away():
    with trips.going_away(trips.Habit()) as tell:
        for visits in simulate(PLAIN, 2, CLIENTS):
            day = (visits["start"] + visits["day"]).to_numpy()
            own = trips.list_trips(visits, tell(), CLIENTS)
            assert len(own) > 50
            later = visits["day"].gt(0).to_numpy()
            for client, first, last in own.itertuples(index=False):
                hers = later & visits["client"].eq(client).to_numpy()
                assert not ((day[hers] >= first) & (day[hers] <= last)).any()


def test_families_are_away_in_school_holidays():
    with trips.going_away(trips.Habit(school=0.7)) as tell:
        list(simulate(PLAIN, 1, CLIENTS))
        begins = trips.is_school_holiday(tell().first)
    assert 0.6 < begins.mean() < 0.9  # three of five are families; a third of the others by chance


def test_who_goes_when_well_has_less_pain_before():
    with trips.going_away(trips.Habit(by_wellbeing=1.5)):
        practices = trips.simulate.draw_practices(PLAIN, CLIENTS, [1])
        away = trips.draw_trips(practices, trips.Habit(by_wellbeing=1.5), PLAIN, CLIENTS, [1])[0]
    start = practices.people["start"][away.who]
    before = np.maximum(away.first - start - trips.BOOKS_AHEAD, 0)
    assert practices.body.slow[before, away.who].mean() < -0.5


def test_the_whole_practice_is_closed_together():
    with patch.object(calendar, "_draw_vacations", whole.Together(5)):
        away = draw_calendar(PLAIN, 7).away
    assert away.any()
    assert (away == away[0]).all()
    with patch.object(calendar, "_draw_vacations", whole.Together(3)):
        away = draw_calendar(PLAIN, 7).away
    assert away.all(axis=0).any()
    assert not (away == away[0]).all()


@pytest.fixture(scope="module")
def sessions():
    visits = next(iter(simulate(PLAIN, 1, 200)))
    return write(visits, PLAIN)


def test_leaving_out_clients_is_what_the_joint_error_rests_on(sessions):
    found = both.answer_both(sessions)
    clients = sessions["client_id"].unique()[:40:4]
    moves = found.moves[:40:4]
    assert (np.abs(moves).max(axis=0) > 0.005).all()
    plan = lift(fewest_pushed_clients=1)
    for client, (within, by_days_off) in zip(clients, moves, strict=True):
        others = sessions[sessions["client_id"] != client]
        asked = Asked(others, PAIN, plan)
        again = compare([asked])["pain"].estimate - found.within.estimate
        assert again == pytest.approx(within, abs=0.001)
        again = both.compare_by_closed_days([asked])["pain"].estimate - found.by_days_off.estimate
        assert again == pytest.approx(by_days_off, abs=0.003)


def test_two_answers_with_nothing_in_common_are_weighted_by_their_variances(sessions):
    found = both.answer_both(sessions)
    rng = np.random.default_rng(1)
    own = rng.standard_normal((200, 2))
    own[:100, 0] = own[100:, 1] = 0
    se = found.within.standard_error, 10.0
    own *= np.array(se) / np.sqrt((own**2).sum(axis=0) * 199 / 200)
    one = both.replace(found, moves=own)
    joined = both.join(one)
    weight = 1 / np.array(se) ** 2
    both_told = [found.within.estimate, found.by_days_off.estimate]
    assert joined.estimate == pytest.approx(weight @ both_told / weight.sum(), abs=1e-9)
    assert joined.high - joined.estimate == pytest.approx(
        both.stdtrit(found.within.df, 0.975) / np.sqrt(weight.sum()), rel=1e-9
    )


def test_a_therapist_s_habit_is_that_of_her_other_clients():
    world = by_visit.replace(by_visit.LOT, therapists=6)
    visits = next(iter(simulate(world, 1, CLIENTS)))
    written = by_visit.write_habits(by_visit.write_down(visits, world))
    gap = np.log2(written.groupby("client_id")["day"].shift(-1) - written["day"])
    for row in (0, 50, 300):
        one = written.loc[row]
        others = written["client_id"].ne(one["client_id"])
        others &= written["therapist_id"].eq(one["therapist_id"])
        assert one["shift_after"] == pytest.approx(gap[others].mean())


def test_clients_are_compared_by_the_instrument_s_normal_equations():
    world = by_visit.replace(habits.HABITS, therapists=6)
    visits = next(iter(simulate(world, 1, 200)))
    rows = habits.list_clients(visits, by_visit.write_down(visits, world))
    y = rows["pain_before"].to_numpy()
    held = rows[["pain_before_first", "pain_after", "time"]].assign(one=1.0).to_numpy()
    instruments = np.column_stack([rows["habit"], held])
    regressors = np.column_stack([rows["length"], held])
    slopes = np.linalg.solve(instruments.T @ regressors, instruments.T @ y)
    by_client, by_therapist = habits.compare_clients(rows, y)
    assert by_client.estimate == pytest.approx(slopes[0], rel=1e-3)
    assert by_therapist.estimate == by_client.estimate
    assert by_therapist.df <= 5


def test_shares_and_their_errors():
    rows = [
        {"try": "x", "world": "w", "clients": 200, "choice": "c", "refused": 0.0, "blocked": 0.0,
         "claimed": one, "found": one, "held": 1 - one, "lean": lean, "half_width": 1.0, "f": 20.0}
        for one, lean in ((1.0, 0.2), (0.0, 0.0), (0.0, -0.2), (0.0, 0.0))
    ]  # fmt: skip
    line = count(rows).iloc[0]
    assert (line["runs"], line["found"], line["lean"]) == (4, 0.25, 0)
    assert line["found_error"] == pytest.approx(np.sqrt(0.25 * 0.75 / 4), abs=1e-4)
    assert line["spread"] == pytest.approx(np.std([0.2, 0, -0.2, 0], ddof=1), abs=1e-4)


@pytest.mark.parametrize("name", page.CHOICES)
def test_the_page_holds_what_came_out(name, root):
    text = (root / "docs" / "days-off-tried.md").read_text(encoding="utf-8")
    rows = page.write_rows(name)
    assert len(rows) >= 4
    assert "\n".join(rows) in text
