"""What approving bodies and instructors ask for, counted and collected from the notebooks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from nbformat import NotebookNode

from course import PASS_SHARE, CourseError
from course.source import called, tagged
from massage.course.store import FINAL_TEST, Question, unpack
from massage.words.formats import count, listed

WORDS_PER_HOUR = 12_000
COMPUTED = "words_computed"  # in a student version's metadata: counted when its source was run
MINUTES = {"exercise": 5, "question": 2, "written": 10}
_OBJECTIVE = re.compile(r"^- \*\*(\d[a-z])\*\* (.+)$", re.M)
_SOURCE = re.compile(r"^- \((\d[a-z](?:, \d[a-z])*)\) (.+?doi\.org/\S+)", re.M | re.DOTALL)
_NOT_WORDS = re.compile(r"\]\([^)]*\)|https?://\S+|[*_#|`]")


@dataclass(frozen=True)
class Contents:
    """What one notebook holds: its title, objectives and sources by code, and what it takes.

    ``words`` are those of the text cells, ``computed`` those that cells of code show when they run.
    """

    name: str
    title: str
    objectives: dict[str, str]
    sources: dict[str, list[str]]
    questions: Mapping[str, Question]
    words: int
    exercises: int
    computed: int = 0

    @property
    def read(self) -> int:
        """How many words a learner reads."""
        return self.words + self.computed

    @property
    def written(self) -> int:
        """How many questions a person grades."""
        return sum(question.kind == "written" for question in self.questions.values())

    @property
    def minutes(self) -> float:
        """Reading by its words, and the rest by the minutes that each kind is given."""
        asked = len(self.questions) - self.written
        return (
            60 * self.read / WORDS_PER_HOUR
            + MINUTES["exercise"] * self.exercises
            + MINUTES["question"] * asked
            + MINUTES["written"] * self.written
        )


def read_contents(
    name: str, student: NotebookNode, questions: Mapping[str, Question], forms: str = ""
) -> Contents:
    """Read a student version. Raises CourseError for a unit that lacks one of its parts.

    ``forms`` are the final test's questions, packed: the words of one form count as read.
    """
    objectives = dict(_OBJECTIVE.findall(_text_of(student, "objectives")))
    sources: dict[str, list[str]] = {}
    for codes, text in _SOURCE.findall(_text_of(student, "sources")):
        for code in codes.split(", "):
            sources.setdefault(code, []).append(" ".join(text.split()))
    if name != FINAL_TEST:
        parts = {"objectives": objectives, "sources": sources,
                 "reflection": tagged(student, "reflection")}  # fmt: skip
        missing = [part for part, found in parts.items() if not found]
        if missing:
            raise CourseError(f"{name} lacks a readable cell tagged {listed(missing)}.")
    title = student.cells[0].source.splitlines()[0].lstrip("# ")
    exercises = len(tagged(student, "exercise"))
    words = count_words(student) + (count_words_of_a_form(forms) if forms else 0)
    computed = student.metadata.get(COMPUTED, 0)
    return Contents(name, title, objectives, sources, questions, words, exercises, computed)


def read_aloud(student: NotebookNode) -> str:
    """Return the text cells; what is computed stands in no student version."""
    parts = [cell.source for cell in student.cells if cell.cell_type == "markdown"]
    return "\n\n".join(_NOT_WORDS.sub("", part) for part in parts if part)


def count_words(student: NotebookNode) -> int:
    """Count the words of the text cells."""
    return _count(read_aloud(student))


def count_computed(ran: Sequence[NotebookNode]) -> int:
    """Count the words of sentences and tables that cells show, once they ran.

    Replies to answers aren't counted, nor is what stands on figures and below sliders.
    """
    shown = [
        output.data.get("text/markdown") or output.data["text/plain"]
        for cell in ran
        if cell.cell_type == "code" and not called(cell)
        for output in cell.outputs
        if {"text/markdown", "text/html"} & set(output.get("data", {}))
    ]
    return sum(map(_count, shown))


def count_words_of_a_form(forms: str) -> int:
    """Count the words of the questions and options of one form, the first of the first pair."""
    plain = unpack(forms)
    asked = [plain["questions"][entry] for entry, _ in plain["pairs"][0][0].values()]
    return sum(_count(" ".join([each["stem"], *each.get("options", ())])) for each in asked)


def write_hours(contents: Sequence[Contents]) -> str:
    """Write how long each unit takes, as a table with its sum."""
    lines = [
        "| part | words | exercises | questions | written answers | minutes |",
        "|---|---|---|---|---|---|",
    ]
    for each in contents:
        asked = len(each.questions) - each.written
        lines.append(
            f"| {_label(each.name)} | {each.read:,} | {each.exercises} | {asked} | {each.written} "
            f"| {each.minutes:.0f} |"
        )
    total = sum(each.minutes for each in contents)
    words = sum(each.read for each in contents)
    unseen = MINUTES["exercise"] * sum(each.exercises for each in contents)
    lines += [
        "",
        f"Together {total / 60:.1f} hours. Reading: {words:,} words at {WORDS_PER_HOUR:,} words an "
        f"hour, {60 * words / WORDS_PER_HOUR:.0f} minutes. Practice: {MINUTES['exercise']} minutes "
        f"for each exercise, {MINUTES['question']} for each question that is checked at once, "
        f"{MINUTES['written']} for each written answer. These minutes are our own figures, not "
        "measured; time a first class and correct them.",
        "",
        f'Exercises ("change one thing and look") are not handed in. Without their {unseen} '
        f"minutes it is {(total - unseen) / 60:.1f} hours, for a body that counts only what is "
        "read or handed in.",
    ]
    return "\n".join(lines)


def write_objectives(contents: Sequence[Contents]) -> str:
    """Write each unit's title with its objectives."""
    parts = []
    for each in contents:
        if each.objectives:
            items = [f"- **{code}** {text}" for code, text in each.objectives.items()]
            heading = f"### {_label(each.name).capitalize()}: {each.title}"
            parts.append("\n".join([heading, "", *items]))
    return "\n\n".join(parts)


def write_table(contents: Sequence[Contents]) -> str:
    """Write which objective is practised where, tested by what, and founded on what."""
    test = {
        name: question
        for each in contents
        if each.name == FINAL_TEST
        for name, question in each.questions.items()
    }
    lines = [
        "| unit | objective | practised in | tested by | reference |",
        "|---|---|---|---|---|",
    ]
    for each in contents:
        for code in each.objectives:
            tested = _asking(test, code) or "the unit alone"
            lines.append(
                f"| {_label(each.name)} | {code} | {_asking(each.questions, code)} "
                f"| {tested} | {'; '.join(each.sources.get(code, []))} |"
            )
    most = sum(question.points for question in test.values())
    lines += [
        "",
        f"The final test has {count(len(test), 'question')} and {count(most, 'point')}; "
        f"{ceil(PASS_SHARE * most)} or more pass.",
    ]
    return "\n".join(lines)


def write_rubric(contents: Sequence[Contents]) -> str:
    """Write what each written answer should contain: one point each."""
    parts = []
    for each in contents:
        for question in each.questions.values():
            if question.kind == "written":
                items = [f"- {option.text}" for option in question.options]
                head = (
                    f"### {question.name} (objective {question.objective}, "
                    f"{count(question.points, 'point')})"
                )
                parts.append("\n".join([head, "", *items]))
    return "\n\n".join(parts)


def insert(document: str, name: str, body: str) -> str:
    """Return the document with the body between the two markers of this name.

    Raises CourseError where the markers aren't there.
    """
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    if begin not in document or end not in document:
        raise CourseError(f"the document lacks {begin} or {end}")
    between = re.escape(begin) + ".*" + re.escape(end)
    return re.sub(between, lambda _: f"{begin}\n\n{body}\n\n{end}", document, flags=re.S)


def _count(text: str) -> int:
    return len(re.findall(r"\b\w[\w'’.,-]*", text))


def _text_of(book: NotebookNode, tag: str) -> str:
    return "\n".join(cell.source for cell in tagged(book, tag))


def _label(name: str) -> str:
    return name.replace("_", " ")


def _asking(questions: Mapping[str, Question], code: str) -> str:
    return ", ".join(name for name, asked in questions.items() if asked.objective == code)
