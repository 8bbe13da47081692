"""Describe the answer board: question, headlines, one line, an interval each, caveat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from analysis.schema import FULL_RANGE, Outcome
from analysis.verdicts import BETWEEN, BOUNDS, CLOSED_DAYS, WITHIN, judge_bounds
from massage.board import tell
from massage.practice import Practice
from massage.words.codes import fill, read_words
from massage.words.formats import listed, mark

PANELS = (WITHIN, CLOSED_DAYS, BETWEEN)
NARROWEST, WIDEST = 2.2, 4.0  # points of a 0-10 rating on either side of 0
NEAREST = 0.1  # of the reach: a mark nearer to 0 has no room for its label
NAN = float("nan")


@dataclass(frozen=True)
class Strip:
    """One interval: what is said of it, and where it lies in points of a 0-10 rating.

    ``colour`` is a token's name. ``marks`` are places right of 0 with their labels (empty where 0
    is too near), ``inside`` the one that its whole interval stays under, either way (NaN: none).
    ``low``, ``middle``, ``high`` and ``n_clients`` are NaN where nothing is drawn, ``middle`` and
    ``n_clients`` for bounds, which are as wide on either side. ``open_end``: drawn on to 0, its end
    there open.
    """

    name: str
    state: str
    word: str
    symbol: str
    colour: str
    size: str
    numbers: str
    note: str
    marks: tuple[tuple[float, str], ...]
    n_clients: float = NAN
    inside: float = NAN
    low: float = NAN
    middle: float = NAN
    high: float = NAN
    open_end: bool = False

    @property
    def is_drawn(self) -> bool:
        """Whether there is an interval."""
        return self.low == self.low


@dataclass(frozen=True)
class Supposition:
    """What is supposed of 100 visits, whether the verdict supposes it, and the bounds it gives."""

    label: str
    judged: bool
    strips: tuple[Strip, ...]


@dataclass(frozen=True)
class Panel:
    """The strips of one question, in its own unit, with what it can't show.

    ``suppositions`` are those that a reader may choose among where bounds are shown, ``suggested``
    how many moves the records suggest.
    """

    question: str
    title: str
    unit: str
    caveat: str
    strips: tuple[Strip, ...]
    suppositions: tuple[Supposition, ...] = ()
    suggested: str = ""

    @property
    def caveats(self) -> tuple[str, ...]:
        """What to know of what is drawn: of intervals, of bounds, or of both."""
        drawn = [strip.state == BOUNDS for strip in self.strips if strip.is_drawn]
        supposed = read_words(tell.WORDS)["caveat_of_bounds"]
        told = tuple(filter(None, (supposed, self.suggested)))
        return (self.caveat,) * (False in drawn) + told * (True in drawn)


@dataclass(frozen=True)
class Board:
    """All that the answer board shows; ``reach`` is its scale's end in points, on either side.

    ``asked_of`` says whom the headlines compare. These are pairs of what they are about and at most
    five words.
    """

    tag: str
    made_up: bool
    question: str
    asked_of: str
    headlines: tuple[tuple[str, str], ...]
    line: str
    panels: tuple[Panel, ...]
    caveat: str
    reach: float

    @property
    def titles(self) -> list[str]:
        """The headlines as a title has them: what each is about, and its words."""
        return [f"{about}: {said[0].lower()}{said[1:]}" for about, said in self.headlines]

    @property
    def alternative(self) -> str:
        """The whole board for somebody who can't see it."""
        words = read_words(tell.WORDS)["alternative"]
        heads = [words["headline"].format(label=one, words=said) for one, said in self.headlines]
        panels = [
            words["panel"].format(**vars(one) | {"strips": "; ".join(map(_tell_strip, one.strips))})
            for one in self.panels
        ]
        places = {"question": self.question, "line": self.line, "caveat": self.caveat}
        return words["board"].format(headlines=" ".join(heads), panels=" ".join(panels), **places)


def describe_board(practice: Practice) -> Board:
    """Describe what the records answer, all of it from ``practice.verdicts``."""
    words, verdicts = read_words(tell.WORDS), practice.verdicts
    outcomes = {str(one.name): one for one in practice.outcomes}
    names = {str(one.name): practice.name(one) for one in practice.outcomes}
    scale = tell.tell_scale(practice.outcomes)
    suppositions = _list_suppositions(practice, names)
    panels = tuple(
        Panel(
            question,
            **{key: fill(one, {"scale": scale}) for key, one in words["panels"][question].items()},
            strips=tuple(
                describe_strip(question, found, outcomes[name], names[name])
                for name, found in verdicts.items()
                if question in found
            ),
            suppositions=suppositions if question == WITHIN else (),
            suggested=tell.tell_weekdays(practice) if question == WITHIN and suppositions else "",
        )
        for question in PANELS
        if any(question in found for found in verdicts.values())
    )
    ends = [abs(end) for one in panels for s in one.strips if s.is_drawn for end in (s.low, s.high)]
    reach = min(WIDEST, 1.06 * max([NARROWEST / 1.06, *ends]))
    return Board(
        tag=words["made_up" if practice.made_up else "own"],
        made_up=practice.made_up,
        question=words["question"],
        asked_of=words["asked_of"],
        headlines=_list_headlines(verdicts, outcomes, names),
        line=tell.write_line(practice, names),
        panels=tuple(_leave_room(one, reach) for one in panels),
        caveat=words["caveat"],
        reach=reach,
    )


def _list_headlines(
    verdicts: Mapping[str, Mapping[str, Any]],
    outcomes: Mapping[str, Outcome],
    names: Mapping[str, str],
) -> tuple[tuple[str, str], ...]:
    """Each headline once, with the outcomes that it is about."""
    labels, about = read_words(tell.WORDS)["labels"], {}
    for name, found in verdicts.items():
        key, said = tell.pick_headline(found), tell.write_headline(found, outcomes[name])
        about.setdefault((key, said), []).append(names[name])
    return tuple(
        (fill(labels.get(key, labels["other"]), {"names": listed(shared).capitalize()}), said)
        for (key, said), shared in about.items()
    )


def describe_strip(
    question: str, verdicts: Mapping[str, Any], outcome: Outcome, name: str
) -> Strip:
    """Describe one interval: that of bounds where question 2 has none, and they are there."""
    supposed = question == WITHIN and _shows_bounds(verdicts)
    found = verdicts[BOUNDS if supposed else question]
    state = BOUNDS if supposed else found.direction
    words, unit = read_words(tell.WORDS), (outcome.high - outcome.low) / FULL_RANGE
    drawn = None if supposed else found.drawn
    is_drawn = supposed or drawn.answered
    low, high = (-found.size, found.size) if supposed else (drawn.low, drawn.high)
    return Strip(
        name,
        state,
        words["states"][question][state],
        words["symbols"][state],
        colour=state if not supposed and question != BETWEEN and found.is_named else "unsure",
        size=tell.tell_size(found),
        numbers=tell.tell_bounds(found) if supposed else tell.tell_numbers(drawn),
        note="" if supposed else tell.tell_note(found),
        marks=tuple((one / unit, mark(one)) for one in found.marks),
        inside=(found.excludes or NAN) / unit,
        low=low / unit if is_drawn else NAN,
        middle=drawn.estimate / unit if drawn and is_drawn else NAN,
        high=high / unit if is_drawn else NAN,
        n_clients=drawn.n_clients if drawn and is_drawn else NAN,
        open_end=not supposed and found.open_end,
    )


def _list_suppositions(practice: Practice, names: Mapping[str, str]) -> tuple[Supposition, ...]:
    """List what may be supposed of moves in silence; none where no bounds are shown."""
    shown = {
        str(one.name): one
        for one in practice.outcomes
        if _shows_bounds(practice.verdicts[str(one.name)])
    }
    words, suppositions = read_words(tell.WORDS), []
    for per_hundred in practice.plan.supposed_moved if shown else ():
        strips = []
        for name, outcome in shown.items():
            verdicts = practice.verdicts[name]
            supposed = judge_bounds(practice.bounds[name], per_hundred, verdicts[BOUNDS].marks)
            if supposed:
                found = {**verdicts, BOUNDS: supposed}
                strips.append(describe_strip(WITHIN, found, outcome, names[name]))
        label = fill(words["of_100"], {"per_hundred": per_hundred})
        judged = per_hundred == practice.plan.judged_moved
        suppositions.append(Supposition(label, judged, tuple(strips)))
    return tuple(suppositions)


def _shows_bounds(verdicts: Mapping[str, Any]) -> bool:
    return BOUNDS in verdicts and tell.has_no_answer(verdicts)


def _leave_room(panel: Panel, reach: float) -> Panel:
    def leave(strip: Strip) -> Strip:
        marks = ((at, label if at >= NEAREST * reach else "") for at, label in strip.marks)
        return replace(strip, marks=tuple(marks))

    suppositions = (
        replace(one, strips=tuple(map(leave, one.strips))) for one in panel.suppositions
    )
    strips = tuple(map(leave, panel.strips))
    return replace(panel, strips=strips, suppositions=tuple(suppositions))


def _tell_strip(strip: Strip) -> str:
    words, size = read_words(tell.WORDS)["alternative"], f", {strip.size}" if strip.size else ""
    return words["strip"].format(name=strip.name, word=strip.word, size=size, numbers=strip.numbers)
