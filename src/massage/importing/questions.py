"""What the import asks: its steps in order, and the questions that no file or word is about."""

from __future__ import annotations

from collections.abc import Iterator

from massage.importing.answers import (
    COLUMN,
    NO,
    ONE_PERSON,
    SAME,
    TWO_PEOPLE,
    WITHOUT,
    YES,
    find_guessed,
    find_same,
)
from massage.importing.ask_files import ask_of_days, ask_of_files, ask_of_headers, ask_of_kinds
from massage.importing.ask_words import (
    NOTHING,
    ask_of_conditions,
    ask_of_rating_words,
    ask_of_services,
    ask_of_status,
)  # fmt: skip
from massage.importing.asking import Asking, Question, Step
from massage.importing.columns import CHOICES, NOT_READ, choose
from massage.importing.counting import Strangers
from massage.importing.examples import DATES, show_examples
from massage.importing.wording import offer, say
from massage.importing.words_of import list_unread_ratings
from massage.intake.dates import can_be_two_days, is_elsewhere
from massage.intake.guess_scores import find_scores
from massage.intake.scores import SCALED
from massage.intake.tables import OF_APPOINTMENTS
from massage.words.codes import read_words


def list_steps(asking: Asking, unmatched: Strangers) -> tuple[Step, ...]:
    """Return the steps that files need, in order; ``unmatched`` are without an appointment."""
    of_words, of_conditions = (say(key, "asked") for key in ("rating_words", "conditions"))
    steps = [
        ask_of_files(asking),
        ask_of_kinds(asking),
        ask_of_headers(asking),
        ask_of_days(asking),
        *_ask_of_columns(asking),
        Step("dates", "plain", tuple(_ask_of_dates(asking))),
        Step("came", "words", tuple(ask_of_status(asking))),
        Step("ratings", "plain", tuple(_ask_of_ratings(asking))),
        Step("ratings", "words", tuple(ask_of_rating_words(asking)), of_words),
        Step("ratings", "words", tuple(ask_of_conditions(asking)), of_conditions),
        Step("names", "plain", tuple(_ask_of_names(asking, unmatched))),
        Step("moving", "plain", tuple(_ask_of_moving(asking))),
        Step("services", "words", tuple(ask_of_services(asking))),
    ]
    return tuple(step for step in steps if step.questions or step.notes)


def _ask_of_columns(asking: Asking) -> Iterator[Step]:
    """What each column is, kind of file by kind of file."""
    order, zone = asking.told.get("date_order"), asking.told.get("time_zone")
    for kind, headers in asking.files.headers.items():
        guessed = find_guessed(asking.suggested, kind, headers)
        own = {key[2]: value for key, value in asking.answers.items()
               if key[:2] == (COLUMN, kind)}  # fmt: skip
        words = read_words("columns") | dict(offer("choices"))
        options = tuple((choice, words[choice]) for choice in CHOICES[kind])
        asked = []
        for name in headers:
            others = {one: value for one, value in own.items() if one != name}
            value = asking.columns[kind][name]
            shown = show_examples(asking.files.cells(kind, name), value, order, zone, asking.shift)
            asked.append(Question(
                (COLUMN, kind, name), say("taken_for"), options, own.get(name, value),
                choose(guessed, others)[name], of=name, examples=shown,
            ))  # fmt: skip
        notes = [say("first_name_alone")] if _takes_first_names_alone(asking, kind) else []
        notes += [say("unread_ratings")] if _leaves_ratings(asking, kind) else []
        yield Step("columns", "columns", tuple(asked), say(kind, "kinds"), tuple(notes))


def _leaves_ratings(asking: Asking, kind: str) -> bool:
    """Whether a column that isn't read seems to be a rating, or several of them the same one."""
    several: list[str] = []
    unread = asking.named(kind, NOT_READ)
    left = (file.frame.filter(unread) for file in asking.files.read if file.kind == kind)
    return any(find_scores(frame, several) or several for frame in left)


def _takes_first_names_alone(asking: Asking, kind: str) -> bool:
    named = asking.named(kind, "client", "client_first")
    alone = len(named) == 1 and not asking.named(kind, "client_last")
    return alone and "first" in named[0].casefold()


def _ask_of_dates(asking: Asking) -> Iterator[Question]:
    """In which order days and months stand, and where the practice is, where that matters."""
    cells = [cell for place in asking.places(DATES) for cell in asking.files.cells(*place).unique()]
    if any(map(can_be_two_days, cells)):
        yield _ask_of_setting(asking, "date_order")
    zone = asking.before.get("time_zone", "")
    if zone or any(map(is_elsewhere, cells)):
        yield asking.pick(("time_zone",), say("time_zone", "asked"), (), zone)


def _ask_of_ratings(asking: Asking) -> Iterator[Question]:
    if any(asking.places(["pain_before", "sleep_quality"])):
        yield _ask_of_setting(asking, "rated")
    rated = (asking.files.cells(*place) for place in asking.places(SCALED))
    if any(list_unread_ratings(cells, asking.people)[1] for cells in rated):
        yield _ask_of_setting(asking, "ranges")


def _ask_of_names(asking: Asking, unmatched: Strangers) -> Iterator[Question]:
    near = unmatched.near
    key, said = ("last_name_first",), asking.before.get("last_name_first")
    default = "" if said is None else YES if said else NO
    if default or key in asking.answers or any(pair.turned for pair in near):
        yield _ask_of_setting(asking, "last_name_first", default)
    turned_first = not asking.answers.get(key, default)  # the answer may settle these pairs
    same = find_same(asking.before)
    for pair in near:
        if pair.turned and turned_first:
            continue
        default = ONE_PERSON if same.get(pair.name) == pair.other else ""
        yield asking.pick(
            (SAME, pair.name, pair.other), say("same", "asked"), offer("same"), default,
            of=say("pair", file=pair.file, line=pair.line, other_file=pair.other_file,
                   other_line=pair.other_line),
            remark=say("turned" if pair.turned else "similar"),
        )  # fmt: skip
    two = any(asking.answers.get((SAME, pair.name, pair.other)) == TWO_PEOPLE for pair in near)
    said = asking.before.get(WITHOUT) or (WITHOUT,) in asking.answers
    if unmatched.has_others or two or said:
        yield _ask_of_setting(asking, WITHOUT)


def _ask_of_moving(asking: Asking) -> Iterator[Question]:
    if asking.named(OF_APPOINTMENTS, "booked"):
        yield _ask_of_setting(asking, "moving")
    if asking.named(OF_APPOINTMENTS, "original"):
        default = YES if asking.before.get("moves_recorded") else ""
        yield _ask_of_setting(asking, "moves_recorded", default, NOTHING)


def _ask_of_setting(
    asking: Asking, name: str, default: str | None = None, unsaid: object = ""
) -> Question:
    """A question about a setting, which stands as it is suggested unless a default is given."""
    default = asking.before.get(name, "") if default is None else default
    return asking.pick((name,), say(name, "asked"), offer(name), default, unsaid)
