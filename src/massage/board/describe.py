"""Describe the answer board: question, headlines, one line, an interval each, caveat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from analysis.estimate import Estimate
from analysis.schema import FULL_RANGE, Outcome
from analysis.verdicts import (
    BETTER,
    BETWEEN,
    BOUNDS,
    CANT_TELL,
    CLOSED_DAYS,
    NO_ANSWER,
    WITHIN,
    WORSE,
    Bounds,
    Verdict,
    disagree,
    find_source,
)
from massage.practice import Practice
from massage.words.codes import fill, read_words, tell
from massage.words.formats import listed, mark, plain, sentence

WORDS = "board"
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
    ``n_clients`` for bounds. ``open_end``: drawn on to 0, its end there open.
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
class Panel:
    """The strips of one question, in its own unit, with what it can't show."""

    question: str
    title: str
    unit: str
    caveat: str
    strips: tuple[Strip, ...]

    @property
    def is_drawn(self) -> bool:
        """Whether any of its strips has an interval, so that there is something to warn of."""
        return any(strip.is_drawn for strip in self.strips)


@dataclass(frozen=True)
class Board:
    """All that the answer board shows; ``reach`` is its scale's end in points, on either side.

    ``headlines`` are pairs of whom they are about and at most five words.
    """

    tag: str
    made_up: bool
    question: str
    headlines: tuple[tuple[str, str], ...]
    line: str
    panels: tuple[Panel, ...]
    caveat: str
    reach: float

    @property
    def alternative(self) -> str:
        """The whole board for somebody who can't see it."""
        words = read_words(WORDS)["alternative"]
        heads = [words["headline"].format(label=one, words=said) for one, said in self.headlines]
        panels = [
            words["panel"].format(
                title=panel.title,
                unit=panel.unit,
                strips="; ".join(map(_tell_strip, panel.strips)),
            )
            for panel in self.panels
        ]
        places = {"question": self.question, "line": self.line, "caveat": self.caveat}
        return words["board"].format(headlines=" ".join(heads), panels=" ".join(panels), **places)


def describe_board(practice: Practice) -> Board:
    """Describe what the records answer, all of it from ``practice.verdicts``."""
    words, verdicts = read_words(WORDS), practice.verdicts
    outcomes = {one.name: one for one in practice.outcomes}
    names = {one.name: practice.name(one) for one in practice.outcomes}
    asked = [one for one in PANELS if any(one in found for found in verdicts.values())]
    panels = tuple(
        Panel(
            question,
            **words["panels"][question],
            strips=tuple(
                _describe_strip(question, found, outcomes[name], names[name])
                for name, found in verdicts.items()
                if question in found
            ),
        )
        for question in asked
    )
    ends = [abs(end) for one in panels for s in one.strips if s.is_drawn for end in (s.low, s.high)]
    reach = min(WIDEST, 1.06 * max([NARROWEST / 1.06, *ends]))
    return Board(
        tag=words["made_up" if practice.made_up else "own"],
        made_up=practice.made_up,
        question=words["question"],
        headlines=_list_headlines(verdicts, outcomes, names),
        line=_write_line(practice, names),
        panels=tuple(_leave_room(one, reach) for one in panels),
        caveat=words["caveat"],
        reach=reach,
    )


def write_headline(verdicts: Mapping[str, Any], outcome: Outcome) -> str:
    """Answer for one outcome in at most five words (six where its name has two)."""
    words = read_words(WORDS)
    source = find_source(verdicts)
    if not source:
        return words["headlines"][NO_ANSWER]
    found, places = verdicts[source], {"name": plain(outcome.name)}
    if source == BOUNDS:
        return fill(words["headlines"][BOUNDS], {"mark": found.excludes})
    if found.direction in (BETTER, WORSE) and not disagree(verdicts):
        table = "headlines" if source == WITHIN else "headlines_of_closed_days"
        return fill(words[table][f"{found.direction}_{outcome.better}"], places)
    if found.excludes is None or disagree(verdicts):
        return words["headlines"][CANT_TELL]
    return fill(words["headlines"]["either_way"], {"mark": found.excludes})


def _list_headlines(
    verdicts: Mapping[str, Mapping[str, Any]],
    outcomes: Mapping[str, Outcome],
    names: Mapping[str, str],
) -> tuple[tuple[str, str], ...]:
    """Each headline once, with the outcomes that it is about."""
    about: dict[str, list[str]] = {}
    for name, found in verdicts.items():
        about.setdefault(write_headline(found, outcomes[name]), []).append(names[name])
    return tuple((listed(names).capitalize(), said) for said, names in about.items())


def _describe_strip(
    question: str, verdicts: Mapping[str, Any], outcome: Outcome, name: str
) -> Strip:
    found = verdicts[question]
    if question == WITHIN and found.direction == NO_ANSWER and BOUNDS in verdicts:
        return _describe_bounds(verdicts[BOUNDS], outcome, name)
    words, unit = read_words(WORDS), (outcome.high - outcome.low) / FULL_RANGE
    drawn, state = found.drawn, found.direction
    answers = question != BETWEEN and found.is_named
    return Strip(
        name,
        state,
        words["states"][question][state],
        words["symbols"][state],
        colour=state if answers else "unsure",
        size=_tell_size(found),
        numbers=_write_numbers(drawn),
        note=sentence(tell(found.note)) if found.note else "",
        marks=_place_marks(found.marks, unit),
        **(
            {}
            if not drawn.answered
            else {
                "low": drawn.low / unit,
                "middle": drawn.estimate / unit,
                "high": drawn.high / unit,
            }
        ),
        n_clients=drawn.n_clients if drawn.answered else NAN,
        inside=(found.excludes or NAN) / unit,
        open_end=found.open_end,
    )


def _write_numbers(drawn: Estimate) -> str:
    if drawn.answered:
        return fill(read_words(WORDS)["numbers"], {"drawn": drawn})
    if blocked_by := getattr(drawn, "blocked_by", ()):
        return read_words(WORDS)["lines"]["blocked"][blocked_by[0]]
    if {"n", "needed"} <= set(drawn.reason.facts):
        return fill(read_words(WORDS)["needed"], drawn.reason.facts)
    return sentence(tell(drawn.reason))


def _describe_bounds(found: Bounds, outcome: Outcome, name: str) -> Strip:
    words, unit = read_words(WORDS), (outcome.high - outcome.low) / FULL_RANGE
    return Strip(
        name,
        BOUNDS,
        words["states"][WITHIN][BOUNDS],
        words["symbols"][BOUNDS],
        colour="unsure",
        size=_tell_size(found),
        numbers=fill(words["supposed"], {"bounds": found}),
        note="",
        marks=_place_marks(found.marks, unit),
        inside=(found.excludes or NAN) / unit,
        low=found.low / unit,
        high=found.high / unit,
    )


def _place_marks(marks: tuple[float, ...], unit: float) -> tuple[tuple[float, str], ...]:
    return tuple((one / unit, mark(one)) for one in marks)


def _leave_room(panel: Panel, reach: float) -> Panel:
    marks = (
        tuple((at, label if at >= NEAREST * reach else "") for at, label in strip.marks)
        for strip in panel.strips
    )
    strips = (replace(s, marks=own) for s, own in zip(panel.strips, marks, strict=True))
    return replace(panel, strips=tuple(strips))


def _tell_size(found: Verdict | Bounds) -> str:
    if isinstance(found, Verdict) and not found.drawn.answered:
        return ""
    named = isinstance(found, Verdict) and found.is_named
    key = "under" if named else "under_either_way"
    places = {"mark": found.excludes, "largest": found.marks[-1]}
    return fill(read_words(WORDS)["sizes"]["reaches" if found.excludes is None else key], places)


def _write_line(practice: Practice, names: Mapping[str, str]) -> str:
    """Say what stands in the way of an answer, then what question 1 found, in its own words."""
    words, said = read_words(WORDS)["lines"], []
    sources = {name: find_source(found) for name, found in practice.verdicts.items()}
    for name, source in sources.items():
        if source == BOUNDS:
            said.append(fill(words["other"][BOUNDS], vars(practice.verdicts[name][BOUNDS])))
        elif not source:
            blocked_by = practice.question_2[name].blocked_by
            said.append(words["blocked"][blocked_by[0] if blocked_by else "few"])
        if disagree(practice.verdicts[name]):
            said.append(words["other"]["disagree"])
    ways: dict[str, list[str]] = {}
    for name, found in practice.verdicts.items():
        ways.setdefault(found[BETWEEN].direction, []).append(names[name])
    said += [fill(words[BETWEEN][way], {"names": listed(about)}) for way, about in ways.items()]
    return " ".join(dict.fromkeys(said))


def _tell_strip(strip: Strip) -> str:
    words, size = read_words(WORDS)["alternative"], f", {strip.size}" if strip.size else ""
    return words["strip"].format(name=strip.name, word=strip.word, size=size, numbers=strip.numbers)
