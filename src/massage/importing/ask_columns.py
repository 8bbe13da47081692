"""What is asked of files, of their columns, and of how they write dates."""

from __future__ import annotations

from collections.abc import Iterator

from massage.importing.answers import COLUMN, find_guessed
from massage.importing.asking import Asking, Question, Step
from massage.importing.columns import CHOICES, choose
from massage.importing.examples import DATES, show_examples
from massage.importing.wording import offer, say
from massage.intake.dates import can_be_two_days, is_elsewhere


def ask_of_columns(asking: Asking) -> Iterator[Step]:
    """What each column is, kind of file by kind of file."""
    order, zone = asking.told.get("date_order"), asking.told.get("time_zone")
    for kind, headers in asking.files.headers.items():
        guessed = find_guessed(asking.suggested, kind, headers)
        own = {key[2]: value for key, value in asking.answers.items()
               if key[:2] == (COLUMN, kind)}  # fmt: skip
        options = tuple((choice, say(choice, "choices")) for choice in CHOICES[kind])
        asked = []
        for name in headers:
            others = {one: value for one, value in own.items() if one != name}
            value = asking.columns[kind][name]
            shown = show_examples(asking.files.cells(kind, name), value, order, zone, asking.shift)
            asked.append(Question(
                (COLUMN, kind, name), say("taken_for"), options, own.get(name, value),
                choose(guessed, others)[name], of=name, examples=shown,
            ))  # fmt: skip
        notes = (say("first_name_alone"),) if _takes_first_names_alone(asking, kind) else ()
        yield Step("columns", "columns", tuple(asked), say(kind, "kinds"), notes)


def _takes_first_names_alone(asking: Asking, kind: str) -> bool:
    named = asking.named(kind, "client", "client_first")
    alone = len(named) == 1 and not asking.named(kind, "client_last")
    return alone and "first" in named[0].casefold()


def ask_of_dates(asking: Asking) -> Iterator[Question]:
    """In which order days and months stand, and where the practice is, where that matters."""
    cells = [cell for place in asking.places(DATES) for cell in asking.files.cells(*place).unique()]
    if any(map(can_be_two_days, cells)):
        default = asking.before.get("date_order", "")
        yield asking.pick(("date_order",), say("date_order", "asked"), offer("date_order"), default)
    zone = asking.before.get("time_zone", "")
    if zone or any(map(is_elsewhere, cells)):
        yield asking.pick(("time_zone",), say("time_zone", "asked"), (), zone)
