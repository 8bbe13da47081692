"""The slides, in order: what each shows, and what is said to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from analysis.schema import Outcome
from analysis.verdicts import BETWEEN, BOUNDS, WITHIN, find_source
from massage import figures
from massage.board.describe import Board, describe_board
from massage.claims.evidence import describe_evidence_base, read_evidence
from massage.figures.figure import Figure
from massage.practice import Practice
from massage.report.deck import notes
from massage.report.deck.slide import Slide, draw_pictures
from massage.robustness.false_alarms import answer_smallest_seen
from massage.words.answers import answer_between, answer_change, answer_slope
from massage.words.codes import fill, join, read_words
from massage.words.formats import (
    CANT_BE_KNOWN,
    NOT_ADVICE,
    first_weeks,
    later_weeks,
    listed,
    plain,
)
from massage.words.together import answer_within, describe_plan
from massage.words.who_counts import count_all, explain_who_counts

WORDS = "slides"
ON_THE_BOARD = 2  # outcomes that a slide has room for


def list_slides(practice: Practice) -> list[Slide]:
    """Return the slides of a practice: four where question 2 has no answer yet, else up to twelve.

    One whose figure is withheld isn't there.
    """
    sources = {find_source(found) for found in practice.verdicts.values()}
    shown = CONTENTS if sources - {"", BOUNDS} else SHORT
    return [slide for show in shown if (slide := show(practice))]


def show_records(practice: Practice) -> Slide:
    """Whose records these are, and how many."""
    associations = practice.question_1
    counted = count_all(len(practice.sessions), len(practice.clients), associations)
    words = [f"{counted}.", notes.tell_source(practice), NOT_ADVICE]
    return _write("records", practice, words)


def show_answer(practice: Practice) -> Slide:
    """The answer board."""
    board = describe_board(practice)
    told = [*_read("answer", practice, "notes"), *practice.answers.values()]
    said = (_tell_picture(board.alternative), *told)
    return Slide(
        ". ".join(board.titles), (board.line, board.caveat), board=_keep_first(board), notes=said
    )


def show_counted(practice: Practice) -> Slide | None:
    """How many clients the answer is about, and why the others aren't in it."""
    told = explain_who_counts(practice.question_1)
    return _draw("counted", practice, [_about(figures.plot_counted)], told)


def show_frequency(practice: Practice) -> Slide | None:
    """How often clients came."""
    return _draw("frequency", practice, [_of_all(figures.plot_frequency)])


def show_change(practice: Practice) -> Slide:
    """What changed, beside where massage does nothing; who came, where that isn't told."""
    told = [answer_change(practice.clients, one, practice.plan) for one in practice.outcomes]
    changed = _draw("change", practice, [_about(figures.plot_change)], told)
    came = explain_who_counts(practice.question_1)
    return changed or _write("who", practice, came, told)


def show_more_often(practice: Practice) -> Slide | None:
    """Question 1: whether clients who came more often improved more."""
    found = practice.question_1.values()
    told = [say(one) for one in found for say in (answer_between, answer_slope)]
    return _draw("more_often", practice, [_about(figures.plot_improvement)], told, BETWEEN)


def show_sooner(practice: Practice) -> Slide | None:
    """Question 2: the same client after a shorter gap."""
    told = [answer_within(one) for one in practice.question_2.values()]
    told += [line for name in practice.question_2 for line in notes.list_threats(practice, name)]
    return _draw("sooner", practice, [_about(figures.plot_intervals)], told, WITHIN)


def show_how_sure(practice: Practice) -> Slide | None:
    """Visits put off that would undo the answer, and false alarms where there is nothing."""
    plots = [_about(figures.plot_put_off), _of_all(figures.plot_alarms)]
    return _draw("how_sure", practice, plots)


def show_choices(practice: Practice) -> Slide | None:
    """Whether other choices say the same, and what practices of three sizes would say."""
    plots = [_about(figures.plot_choices), _of_all(figures.plot_hundred_practices)]
    return _draw("choices", practice, plots)


def show_print(practice: Practice) -> Slide | None:
    """What a trial found, on its own scale."""
    evidence = describe_evidence_base(read_evidence())
    told = [*notes.list_limits(practice.examined), notes.say("how_read"), evidence]
    return _draw("print", practice, [_of_all(figures.plot_trial)], told)


def show_unknown(practice: Practice) -> Slide:
    """What can't be known."""
    seen = map(answer_smallest_seen, practice.question_2.values())
    return _write("unknown", practice, [CANT_BE_KNOWN], seen)


def show_next(practice: Practice) -> Slide:
    """What to write down from today."""
    record = notes.suggest_recording(practice)
    plan = (notes.say("how_worked_out"), describe_plan(practice.plan))
    told = [*record, notes.tell_held(practice), *plan]
    drawn = _draw("next", practice, [_of_all(figures.plot_write_down)], told)
    return drawn or _write("next", practice, record, told)


CONTENTS = (
    show_records, show_answer, show_counted, show_frequency, show_change, show_more_often,
    show_sooner, show_how_sure, show_choices, show_print, show_unknown, show_next,
)  # fmt: skip
SHORT = (show_records, show_answer, show_change, show_next)

Plot = Callable[[Practice], tuple[Figure, Outcome | None]]


def _about(plot: Callable[..., Figure]) -> Plot:
    """Draw a figure about the first outcome for which there is one."""

    def draw(practice: Practice) -> tuple[Figure, Outcome | None]:
        drawn = ((plot(practice, one, shared=True), one) for one in practice.outcomes)
        return next((pair for pair in drawn if not pair[0].withheld), (Figure(withheld="-"), None))

    return draw


def _of_all(plot: Callable[..., Figure]) -> Plot:
    """Draw a figure about all the records."""
    return lambda practice: (plot(practice, shared=True), None)


def _draw(
    key: str,
    practice: Practice,
    plots: Sequence[Plot],
    told: Iterable[str] = (),
    question: str = "",
) -> Slide | None:
    """Make a slide of figures, if any is there, with the answer to ``question`` in numbers.

    Words stand beside one picture, and not beside two.
    """
    pairs = [pair for plot in plots if not (pair := plot(practice))[0].withheld]
    if not pairs:
        return None
    beside = len(pairs) == 1
    title, pictures = draw_pictures([figure for figure, _ in pairs], beside=beside)
    numbers = _tell_numbers(key, practice, pairs[0][1], question)
    words = [*numbers, *_read(key, practice, "words")]
    says = [line for one, _ in pairs for line in (_tell_picture(one.alternative), one.says)]
    said = dict.fromkeys(filter(None, [*says, *_read(key, practice, "notes"), *told]))
    return Slide(title, tuple(words) if beside else (), pictures, notes=tuple(said))


def _write(key: str, practice: Practice, words: Iterable[str], told: Iterable[str] = ()) -> Slide:
    """Make a slide of words alone."""
    said = [*_read(key, practice, "notes"), *told]
    return Slide(read_words(WORDS)[key]["title"], tuple(dict.fromkeys(words)), notes=tuple(said))


def _read(key: str, practice: Practice, part: str) -> list[str]:
    """Return a slide's words or notes, with the plan's weeks in their places."""
    windows = practice.plan.windows
    places = {"weeks": later_weeks(windows), "first_weeks": first_weeks(windows)}
    return [fill(one, places) for one in read_words(WORDS)[key].get(part, ())]


def _tell_picture(alternative: str) -> str:
    return f"{read_words(WORDS)['picture']} {alternative}"


def _keep_first(board: Board) -> Board:
    """Return the board with as many outcomes as a slide has room for; the notes hold them all."""
    panels = [replace(panel, strips=panel.strips[:ON_THE_BOARD]) for panel in board.panels]
    left = board.panels[0].strips[ON_THE_BOARD:]
    if not left:
        return board
    names = listed([strip.name for strip in left])
    line = join(board.line, fill(read_words(WORDS)["answer"]["left"], {"names": names}))
    return replace(board, panels=tuple(panels), line=line)


def _tell_numbers(
    key: str, practice: Practice, outcome: Outcome | None, question: str
) -> list[str]:
    """Write an outcome's answer to a question in numbers, as the board has it."""
    words = read_words(WORDS)
    return [
        fill(words["numbers"], {"strip": strip, "unit": words[key]["unit"]})
        for panel in describe_board(practice).panels
        for strip in panel.strips
        if panel.question == question and strip.is_drawn and strip.name == plain(outcome.name)
    ]
