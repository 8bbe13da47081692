"""What slides say: how many there are, their titles, words beside pictures, and notes."""

import re

import pytest

from analysis import PAIN, SLEEP, compare_intervals
from analysis.schema import COLUMNS
from massage.board.describe import describe_board
from massage.outcomes import read_outcome
from massage.practice import Practice
from massage.report.deck.contents import ON_THE_BOARD, list_slides, show_answer
from massage.words.formats import NOT_ADVICE
from massage.worlds import simulate_sessions

FEWEST, MOST, WORDS = 4, 12, 25
STRESS = ("stress", "mood")


@pytest.fixture(scope="module")
def shipped(clinic):
    """The synthetic practice and its slides."""
    return clinic, list_slides(clinic)


def words_of(slides):
    alternatives = [picture.alternative for slide in slides for picture in slide.pictures]
    parts = [part for slide in slides for part in (slide.title, *slide.words, *slide.notes)]
    return " ".join([*parts, *alternatives])


def all_slides(shipped, thin_slides):
    return [slide for _, slides in (shipped, *thin_slides.values()) for slide in slides]


def test_a_usable_practice_has_twelve_slides_that_say_what_was_found(shipped):
    _, slides = shipped
    titles = [slide.title for slide in slides]
    assert len(slides) == len(set(titles)) == MOST
    assert titles[0] == "Do clients who come more often improve more?"
    assert titles[1] == (
        "Pain: less pain after shorter gaps. Sleep, can't tell: under 0.25 points, either way"
    )
    assert titles[2] == "163 of 240 clients are counted for pain"
    assert titles[7] == "Nine unseen moves would undo the answer for pain"
    assert len(slides[7].pictures) == 2
    assert titles[10].startswith("What massage itself does can't be known")
    assert titles[11].startswith("All that is needed is written down")


def test_the_second_slide_is_the_answer_board(shipped):
    own, slides = shipped
    assert [bool(slide.board) for slide in slides] == [at == 1 for at in range(len(slides))]
    assert repr(slides[1].board) == repr(describe_board(own))  # NaN is where nothing is drawn
    assert slides[1].board.alternative in " ".join(slides[1].notes)
    assert all(answer in slides[1].notes for answer in own.answers.values())


@pytest.mark.parametrize(
    ("kind", "headline"),
    [("blocked", "Perhaps under 1 point"), ("three clients", "No answer yet")],
)
def test_without_an_answer_there_are_four(thin_slides, kind, headline):
    """Where only moves in silence block the answer, the bounds say a size, as a supposition."""
    _, slides = thin_slides[kind]
    assert len(slides) == FEWEST
    assert headline in slides[1].board.headlines[0]
    assert slides[3].title.startswith(("Write ", "Go on writing"))


def test_all_that_can_be_said_beside_a_picture_is_short(shipped, thin_slides):
    beside = [slide.words for slide in all_slides(shipped, thin_slides) if slide.pictures]
    counts = [len(" ".join(words).split()) for words in beside]
    assert len(counts) > 10
    assert max(counts) <= WORDS


def test_pictures_are_described_and_have_no_second_title(shipped, thin_slides):
    for slide in all_slides(shipped, thin_slides):
        for at, picture in enumerate(slide.pictures):
            assert len(picture.alternative) >= 25
            told = f"Say what the picture shows. {picture.alternative}"
            assert told in slide.notes
            drawn = picture.drawing
            titles = [drawn.get_suptitle(), *(ax.get_title() for ax in drawn.axes)]
            said = {" ".join(title.split()) for title in titles} - {""}
            assert slide.title not in said
            assert bool(drawn.get_suptitle()) == (at > 0)


def test_each_slide_has_something_to_say_once(shipped, thin_slides):
    for _, slides in (shipped, *thin_slides.values()):
        assert all(slide.notes for slide in slides)
        told = [one for slide in slides for one in slide.notes]
        assert len(set(told)) == len(told)
    assert not re.search(r"\b[0-9a-f]{12}\b", " ".join(shipped[1][0].notes))


def test_the_speaker_is_told_what_was_always_told(shipped):
    said = words_of(shipped[1])
    for part in (
        "Say whose records these are before you show a number.",
        "Rank correlation: 1 when",
        "Say that those who left may have been well again, or may have found no help",
        "half of the clients came no more often than the one in the middle",
        "this compares nobody with anybody",
        "every circle is five clients or more",
        "sets sessions per week against the first rating minus the last",
        "Say what could make it wrong for pain.",
        "Say what could make it wrong for sleep.",
        "a benefit of 0.23 points in pain",
        "Say this slowly",
        "Claim 10: ",
        "Say how print was read.",
        "Say who could write this down",
        f"3,775 sessions hold 21 of the {len(COLUMNS)} columns",
        "Shorter ones would leave out what keeps them true.",
        "The plan of analysis is the published one",
        NOT_ADVICE,
    ):
        assert part in said, part


def test_no_count_of_fewer_than_five_clients_is_shown(shipped, thin_slides):
    for slide in all_slides(shipped, thin_slides):
        said = words_of([slide])
        assert not re.search(
            r"\(n = [1-4]\b(?![.,]\d)|\([1-4]\)|(?<![\d.,])[1-4] (of \d+ )?clients", said
        ), said


def test_fewer_than_five_clients_are_not_drawn(thin_slides):
    own, slides = thin_slides["three clients"]
    assert own.sessions["client_id"].nunique() == 3
    assert [slide.title for slide in slides if slide.pictures] == [slides[3].title]
    assert slides[2].title == "Who came?"
    assert slides[2].words == ("There are fewer than five clients.",)


def test_a_blocked_question_is_told_without_a_number(thin_slides):
    own, slides = thin_slides["blocked"]
    said, found = words_of(slides), compare_intervals(own.sessions)
    assert found.blocked_by == ("no_move_record",)
    for value in (found.estimate, found.low, found.high):
        assert not re.search(rf"{abs(value):.2f} (points )?(better|worse)", said)
    assert "write down the day of her next visit in the book" in said
    assert "Nobody wrote down which visits were moved" in slides[1].words[0]


def test_sleep_that_is_not_recorded_is_to_be_recorded_next(thin_slides):
    _, slides = thin_slides["no sleep"]
    assert "For the article's claims, also record: sleep quality." in words_of(slides[-1:])


def test_other_outcomes_take_the_place_of_pain(thin_slides):
    _, slides = thin_slides["other outcomes"]
    shown = " ".join(part for slide in slides for part in (slide.title, *slide.words))
    assert "relaxed" in shown.lower()
    assert not re.search(r"\bpain\b", shown.replace("worse pain", ""))


def test_a_board_of_many_outcomes_shows_the_first_and_names_the_others():
    sessions = simulate_sessions("practice", n_clients=60, seed=7)
    own = Practice(sessions, (PAIN, SLEEP, *(read_outcome(name) for name in STRESS)))
    slide = show_answer(own)
    assert {len(panel.strips) for panel in slide.board.panels} == {ON_THE_BOARD}
    assert slide.board.line.endswith("For stress and mood, see the notes.")
    whole = describe_board(own)
    assert {len(panel.strips) for panel in whole.panels} == {4}
    assert whole.alternative in slide.notes[0]
