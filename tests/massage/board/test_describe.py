"""The answer board: one description, every combination of verdicts, page and picture alike."""

import itertools
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, SLEEP, Estimate, Outcome
from analysis.codes import Code
from analysis.looks import Look
from analysis.verdicts import Bounds, Verdict
from massage import figures
from massage.board import describe
from massage.board.describe import describe_board
from massage.board.tell import write_headline
from massage.practice import Practice
from massage.worlds import simulate_sessions
from tests.analysis.test_verdicts import judge_combinations

SNAPSHOT = Path(__file__).parents[2] / "reference" / "headlines.txt"
STRIPS = SNAPSHOT.with_name("board_strips.csv")
CAUSAL = ("effect", "works", "cures", "helps", "heals", "because of", "causes", "thanks to")
NOTHING = Estimate.blank(Code("none"), 0.95).unanswered(Code("few_complete", n=7, needed=10))
MARKS = {PAIN: (0.5, 1.0, 2.0), SLEEP: (0.25, 0.5, 1.0)}


def verdict(direction, excludes, outcome=PAIN, middle=0.2, margin=0.15):
    drawn = NOTHING
    if direction != "no_answer":
        numbers = (middle, middle - margin, middle + margin)
        drawn = Estimate(*numbers, 0.975, 0.01, 100, 120, 120, 0, Code("none"))
    return Verdict(direction, drawn, 0.01, MARKS[outcome], excludes)


def bounds(high, outcome=PAIN):
    return Bounds(-0.2, high, 5, MARKS[outcome])


def combinations():
    """A line for each combination of what question 2, closed days and bounds say of an outcome."""
    lines = []
    for outcome in (PAIN, SLEEP):
        smallest = MARKS[outcome][0]
        directions = ("better", "worse", "cant_tell", "no_answer")
        for within, closed, supposed in itertools.product(
            directions, (None, *directions), (None, "small", "large")
        ):
            for excludes in (None,) if within == "no_answer" else (None, smallest):
                found = {"within": verdict(within, excludes, outcome)}
                if closed:
                    found["closed_days"] = verdict(closed, excludes, outcome)
                if supposed:
                    found["bounds"] = bounds(smallest / 2 if supposed == "small" else 9, outcome)
                asked = f"{within} {excludes}, closed days {closed}, bounds {supposed}"
                lines.append(f"{outcome.name}: {asked}: {write_headline(found, outcome)}")
    return lines


@pytest.fixture(scope="module")
def own():
    return Practice(simulate_sessions("practice", n_clients=120, seed=7))


@pytest.fixture(scope="module")
def board(own):
    return describe_board(own)


def test_every_headline_is_as_agreed():
    assert "\n".join(combinations()) + "\n" == SNAPSHOT.read_text(encoding="utf-8")


def test_a_headline_has_at_most_five_words_and_no_cause():
    for line in combinations():
        headline = line.rsplit(": ", 1)[1]
        assert len(headline.split()) <= 5, headline
        assert not [word for word in CAUSAL if word in headline.lower()]


def test_bounds_never_name_a_direction():
    found = {"within": verdict("no_answer", None), "bounds": Bounds(0.1, 0.4, 5, MARKS[PAIN])}
    assert write_headline(found, PAIN) == "Perhaps under 0.5 points"
    found["bounds"] = Bounds(0.1, 9.0, 5, MARKS[PAIN])
    assert write_headline(found, PAIN) == "No answer yet"


def test_two_sources_that_disagree_tell_nothing():
    found = {"within": verdict("better", 0.5), "closed_days": verdict("worse", 1.0, middle=-0.5)}
    assert write_headline(found, PAIN) == "These records can't tell"


def test_question_1_is_never_in_the_headline_nor_coloured(own):
    named = {
        name: replace(
            one, p_holm=0.001, correlation=replace(one.correlation, estimate=0.3, p_value=0.0005),
            slope=replace(one.slope, estimate=1.5, standard_error=0.2, p_value=0.0005),
        )
        for name, one in own.question_1.items()
    }  # fmt: skip
    other = Practice(own.sessions.drop(columns="month"))
    other.__dict__ |= {"question_1": named, "bounds": dict.fromkeys(named, ())}
    board = describe_board(other)
    assert [said for _, said in board.headlines] == ["No answer yet"]
    between = next(panel for panel in board.panels if panel.question == "between")
    assert {strip.state for strip in between.strips} == {"better"}
    assert {strip.colour for strip in between.strips} == {"unsure"}
    assert "went together" in board.line


def test_four_intervals_on_one_scale(own, board):
    strips = [strip for panel in board.panels for strip in panel.strips]
    assert len(strips) == 4
    for panel in board.panels:
        for strip in panel.strips:
            drawn = own.verdicts[strip.name][panel.question].drawn
            assert (strip.low, strip.middle, strip.high) == (drawn.low, drawn.estimate, drawn.high)
            assert f"n = {drawn.n_clients}" in strip.numbers
            assert f"{100 * drawn.level:g} % interval" in strip.numbers
    assert [at for at, _ in strips[0].marks] == [0.5, 1, 2]
    assert [at for at, _ in strips[1].marks] == [0.25, 0.5, 1]
    assert 2.2 <= board.reach <= 4


def test_a_mark_too_near_to_zero_has_no_label(own, monkeypatch):
    monkeypatch.setattr(describe, "NARROWEST", 4.0)
    pain, sleep = describe.describe_board(own).panels[0].strips
    assert pain.marks == ((0.5, "½"), (1, "1"), (2, "2"))
    assert sleep.marks == ((0.25, ""), (0.5, "½"), (1, "1"))


def test_another_range_is_drawn_in_its_share():
    sessions = simulate_sessions("practice", n_clients=120, seed=7)
    half = sessions.assign(pain=sessions["pain_before"] * 5).drop(columns="pain_before")
    wide = Outcome("pain", 0, 50, better="lower")
    strips = [p.strips[0] for p in describe_board(Practice(half, (wide,))).panels]
    unit = Practice(half, (wide,)).verdicts["pain"]["between"].drawn.estimate / 5
    assert strips[1].middle == pytest.approx(unit)
    assert [at for at, _ in strips[1].marks] == [0.5, 1, 2]
    assert [label for _, label in strips[1].marks] == ["2.5", "5", "10"]


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (["month"], "The month"),
        (["original_day"], "which visits were moved"),
        (["booked_day", "original_day", "month"], "when visits were booked"),
    ],
)
def test_a_blocked_answer_has_no_number_and_says_what_lacks(own, missing, said):
    blocked = Practice(own.sessions.drop(columns=missing))
    blocked.__dict__["bounds"] = dict.fromkeys(blocked.question_2, ())
    board = describe_board(blocked)
    assert [words for _, words in board.headlines] == ["No answer yet"]
    within = board.panels[0]
    assert not within.caveats
    assert said.lower().removeprefix("the ") in board.line.lower()


def test_a_blocked_answer_is_bounded_and_says_what_lacks_and_what_is_supposed(own):
    board = describe_board(Practice(own.sessions.drop(columns="original_day")))
    assert {said for _, said in board.headlines} <= {
        "Perhaps under 0.5 points", "Perhaps under 1 point", "Perhaps under 2 points",
    }  # fmt: skip
    assert "which visits were moved" in board.line
    assert "at most 5 of 100 visits were put off, or brought forward" in board.line
    panel = board.panels[0]
    assert {strip.state for strip in panel.strips} == {"bounds"}
    assert all(np.isnan(strip.middle) for strip in panel.strips)
    assert [
        one.startswith("True only if no more visits than supposed") for one in panel.caveats
    ] == [True]


def test_a_reader_may_choose_what_is_supposed(own):
    """Each share that was worked out, the verdict's own as the board shows it, none of a side."""
    panel = describe_board(Practice(own.sessions.drop(columns="original_day"))).panels[0]
    assert [one.label for one in panel.suppositions] == ["2 of 100", "5 of 100", "10 of 100"]
    assert [one.judged for one in panel.suppositions] == [False, True, False]
    assert panel.suppositions[1].strips == panel.strips
    for strips in zip(*(one.strips for one in panel.suppositions), strict=True):
        ends = [strip.high for strip in strips]
        assert ends == sorted(ends)
        assert [-strip.low for strip in strips] == ends
        for strip, label in zip(strips, ("2", "5", "10"), strict=True):
            assert f"points either way, even if up to {label} of 100 visits" in strip.numbers
            assert "better" not in strip.numbers


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.104, "In these records 10 of 100 visits fell off their client's usual weekday, "
                "as if moved. They are left out here; moves by whole weeks can't be seen."),
        (0.004, "In these records visits kept their client's usual weekday."),
        (np.nan, ""),
    ],
)  # fmt: skip
def test_visits_off_their_weekday_say_how_much_to_suppose(own, share, said):
    practice = Practice(own.sessions.drop(columns="original_day"))
    assert "off_weekday" in practice.looks["pain"]
    practice.__dict__["looks"] = {"pain": {"off_weekday": Look(share)}}
    caveats = describe_board(practice).panels[0].caveats
    assert list(caveats[1:]) == [said] * bool(said)


def test_an_answer_leaves_nothing_to_suppose(board):
    assert all(panel.suppositions == () for panel in board.panels)


def test_bounds_and_closed_days_have_their_places(own):
    other = Practice(own.sessions.drop(columns="month"))
    verdicts = {name: dict(found) for name, found in other.verdicts.items()}
    verdicts["pain"] |= {"bounds": bounds(0.3)}
    verdicts["sleep"] |= {"closed_days": verdict("better", 0.5, SLEEP)}
    other.__dict__["verdicts"] = verdicts
    board = describe_board(other)
    assert dict(board.headlines) == {
        "Pain": "Perhaps under 0.5 points", "Sleep": "Better sleep where visits shifted",
    }  # fmt: skip
    assert [panel.question for panel in board.panels] == ["within", "closed_days", "between"]
    supposed = board.panels[0].strips[0]
    assert (supposed.state, supposed.low, supposed.high) == ("bounds", -0.3, 0.3)
    assert np.isnan(supposed.middle)
    assert "5 of 100 visits" in board.line
    assert "rests on the therapists' days off, not on what was agreed" in board.line
    assert "5 of 100 visits" in supposed.numbers


def test_gaps_that_tell_something_else_than_days_off_are_named(own):
    other = Practice(own.sessions.drop(columns="month"))
    verdicts = {name: dict(found) for name, found in other.verdicts.items()}
    verdicts["sleep"] |= {"closed_days": verdict("better", 0.5, SLEEP)}
    found = other.closed_days["sleep"]
    apart = replace(found, looks={"plain_outside": Look(1.0, fired=True)})
    other.__dict__ |= {"verdicts": verdicts, "closed_days": other.closed_days | {"sleep": apart}}
    said = "All gaps together tell something else: visits seem to be booked by how clients feel."
    assert said in describe_board(other).line
    other.__dict__["closed_days"] |= {"sleep": found}
    assert said not in describe_board(other).line


def test_before_the_first_detail_stand_at_most_sixty_words(board):
    words = [board.tag, board.question, board.line, *itertools.chain(*board.headlines)]
    assert len(" ".join(words).split()) <= 60


def test_the_picture_says_the_same(own, board):
    found = figures.plot_board(own)
    assert found.alternative == board.alternative
    texts = " ".join(
        text.get_text().replace("\n", " ")
        for text in found.draw().findobj(match=lambda one: hasattr(one, "get_text"))
    )
    for panel in board.panels:
        assert panel.title in texts
        for strip in panel.strips:
            assert strip.numbers in texts
            assert strip.word in texts
    assert board.line in texts
    assert "Not medical advice" in texts


@pytest.mark.parametrize("drop", [[], ["month"], ["sleep_quality"]])
def test_the_picture_stays_inside_its_edges_at_any_width(own, drop):
    figure = figures.plot_board(Practice(own.sessions.drop(columns=drop)))
    for size in (None, (8.0, 6.0)):
        drawn = figure.draw(size)
        drawn.draw_without_rendering()
        for text in drawn.findobj(match=lambda one: hasattr(one, "get_text")):
            if text.get_text():
                box = text.get_window_extent()
                assert box.x0 >= -1, text.get_text()
                assert box.x1 <= drawn.bbox.width + 1, text.get_text()
                assert text.get_fontsize() >= 10.5


def strips():
    """One row per combination of verdicts: the words beside each interval, and what is drawn."""
    table = judge_combinations()
    drawn = [
        vars(describe.describe_strip(row.question, {row.question: row.verdict}, PAIN, "pain"))
        for row in table.itertuples()
    ]
    shown = ["word", "symbol", "colour", "size", "numbers", "note", "low", "middle", "high",
             "inside", "open_end"]  # fmt: skip
    beside = pd.DataFrame(drawn)[shown].round(3).rename(columns={"size": "size_told"})
    return table.drop(columns="verdict").join(beside)


def test_every_combination_is_drawn_as_agreed():
    told = pd.read_csv(StringIO(strips().to_csv(index=False)))
    pd.testing.assert_frame_equal(told, pd.read_csv(STRIPS))


def test_no_number_looks_like_a_result_that_is_not_one():
    """Off 0 only with a direction; coloured only where question 2 names it."""
    table = strips()
    off_zero = (table["low"] > 0) | (table["high"] < 0)
    ways = ["\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}"]
    named = table["symbol"].isin(ways)
    assert list(off_zero) == list(named)
    coloured = table["colour"] != "unsure"
    assert list(coloured) == list(named & (table["question"] == "within"))


if __name__ == "__main__":
    strips().to_csv(STRIPS, index=False, lineterminator="\n")
    SNAPSHOT.write_text("\n".join(combinations()) + "\n", encoding="utf-8")
