"""Read the final test's bank of questions, and take the key out of what learners get."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import CourseError
from course.worked_out import ANSWERS
from massage.course.draws import DRAWS
from massage.course.forms import LETTERS
from massage.course.store import Question

BANK = "bank"
_LINES = {"choice": {"right", "wrong"}, "number": {"draw", "answer", "within"}}
_SAME = {"slot", "goal", "kind", "stem"}


@dataclass(frozen=True)
class Entry:
    """One question of the bank.

    ``slot`` is its place in the test; ``options`` of a choice are in the order of the alphabet, so
    that the order tells nothing, and ``right`` is the right one. A number is drawn by ``draw`` and
    worked out by ``answer``, and counts where it is ``within`` so much.
    """

    name: str
    slot: str
    goal: str
    kind: str
    stem: str
    options: tuple[str, ...] = ()
    right: str = ""
    draw: str = ""
    answer: str = ""
    within: float = 0.0


@dataclass(frozen=True)
class Bank:
    """The questions by their name, and by unit the heading above its part of the test."""

    entries: Mapping[str, Entry]
    headings: Mapping[str, str]

    @property
    def slots(self) -> dict[str, list[Entry]]:
        """The questions that may stand at each place of the test."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            found.setdefault(entry.slot, []).append(entry)
        return found

    @property
    def questions(self) -> dict[str, Question]:
        """The places of the test, as marks and pages need them: one point each, no options."""
        firsts = [entries[0] for entries in self.slots.values()]
        return {each.slot: Question(each.slot, each.kind, each.goal, 1, ()) for each in firsts}


def read_bank(folder: Path) -> Bank:
    """Read every ``unit_N.toml`` in a folder. Raises CourseError for an entry that can't be used.

    Each place needs two questions or more, all of the same goal and kind.
    """
    entries, headings = {}, {}
    for path in sorted(folder.glob("*.toml")):
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        headings[path.stem] = found["heading"]
        for place, line in enumerate(found["question"], start=1):
            entry = _read_entry(line, f"{path.name}, question {place}", len(entries))
            entries[entry.name] = entry
    bank = Bank(entries, headings)
    for slot, choices in bank.slots.items():
        if len(choices) < 2 or len({(each.goal, each.kind) for each in choices}) > 1:
            raise CourseError(
                f"{slot} of the final test needs two questions or more, of the same goal and kind."
            )
    return bank


def without_key(bank: Bank) -> dict[str, dict[str, Any]]:
    """Return what learners get of the questions: no mark of which option is right."""
    return {
        name: {"stem": each.stem}
        | ({"draw": each.draw} if each.draw else {"options": each.options})
        for name, each in bank.entries.items()
    }


def _read_entry(line: Mapping[str, Any], where: str, number: int) -> Entry:
    kind = line.get("kind")
    wanted = _SAME | _LINES.get(str(kind), set())
    if kind not in _LINES or line.keys() != wanted:
        raise CourseError(
            f"{where}: kind is 'choice' or 'number'; the lines of a choice are slot, goal, kind, "
            f"stem, right and wrong, those of a number end in draw, answer and within. Here: "
            f"{', '.join(line)}."
        )
    same = {key: str(line[key]) for key in sorted(_SAME)}
    name = f"q{number}"
    if kind == "choice":
        options: Sequence[str] = sorted([line["right"], *line["wrong"]])
        if len(set(options)) != len(LETTERS):
            raise CourseError(f"{where}: a choice has four options, and no two are the same.")
        return Entry(name, **same, options=tuple(options), right=line["right"])
    if line["draw"] not in DRAWS or line["answer"] not in ANSWERS or "{shown}" not in line["stem"]:
        raise CourseError(
            f"{where}: a number names a draw ({', '.join(DRAWS)}) and an answer "
            f"({', '.join(ANSWERS)}), and its stem has {{shown}} in it."
        )
    return Entry(name, **same, draw=line["draw"], answer=line["answer"], within=line["within"])
