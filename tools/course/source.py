"""Read a source notebook: which cells are answers, and what is said to each."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import replace

from nbformat import NotebookNode

from course import CourseError
from massage.course.checking import match
from massage.course.store import Option, Question

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
AUTHORS_ONLY = ("feedback", "values")
RESULT = ("check", "note", "check_written", "finish")
_ANSWER = re.compile(r'^answers\["(T?\d+\.\d+)"\] = "___"$', re.M)
_CALL = re.compile(rf'^({"|".join(RESULT)})\((?:"(T?\d+\.\d+)")?', re.M)
_HEAD = re.compile(r"(Feedback|Checklist) (T?\d+\.\d+), objective (\d[a-z])\s*\n")
_ITEM = re.compile(r"^- (?:([a-h]|otherwise|[\w.]+ ± [\d.]+)( \(right\))?: )?(.+)", re.DOTALL)


def tagged(book: NotebookNode, tag: str) -> list[NotebookNode]:
    """Return the cells with this tag."""
    return [cell for cell in book.cells if tag in cell.metadata.get("tags", [])]


def called(cell: NotebookNode) -> tuple[str, str] | None:
    """Return which of the course's functions a cell calls, and for which question."""
    found = _CALL.search(cell.source) if cell.cell_type == "code" else None
    return (found.group(1), found.group(2) or "") if found else None


def answered(cell: NotebookNode) -> str | None:
    """Return the question that a cell is the answer to."""
    found = _ANSWER.search(cell.source) if cell.cell_type == "code" else None
    return found.group(1) if found else None


def refuse_open_solutions(book: NotebookNode, name: str) -> None:
    """Raise CourseError where a solution region isn't closed, is nested or stands alone."""
    for place, cell in enumerate(book.cells, start=1):
        marks = re.findall(rf"^{BEGIN}$|^{END}$", cell.source, re.M)
        if marks != [BEGIN, END] * (len(marks) // 2):
            raise CourseError(
                f"{name}, cell {place}: a solution begins with the line {BEGIN} and ends with the "
                f"line {END}; here one of them is missing. The cell starts: "
                f"{cell.source.splitlines()[0]}"
            )
        if marks and answered(cell) is None:
            raise CourseError(
                f"{name}, cell {place}: a solution stands below a line like "
                'answers["2.1"] = "___"; here that line is missing.'
            )


def read_questions(
    book: NotebookNode, values: Mapping[str, float], name: str
) -> dict[str, Question]:
    """Return every question of a source notebook from its feedback cells.

    ``values`` are numbers by name that feedback may use. Raises CourseError for feedback that
    can't be read, a question without feedback, or a solution that isn't the right answer.
    """
    found = [_read_feedback(cell.source, values, name) for cell in tagged(book, "feedback")]
    models = _read_models(book)
    questions = {
        question.name: replace(question, model=models.get(question.name, "")) for question in found
    }
    asked = [call[1] for cell in book.cells if (call := called(cell)) and call[1]]
    if sorted(asked) != sorted(questions) or len(found) != len(questions):
        differ = sorted(set(asked) ^ set(questions)) or asked
        raise CourseError(
            f"{name}: each question needs one check cell and one feedback cell; look at "
            f"{', '.join(differ)}."
        )
    for cell in book.cells:
        if answered(cell):
            _refuse_wrong_solution(cell, questions, name)
    return questions


def _read_models(book: NotebookNode) -> dict[str, str]:
    """Return each written question's model answer, which stands before its check."""
    pairs = zip(book.cells, book.cells[1:], strict=False)
    return {
        call[1]: before.source
        for before, cell in pairs
        if (call := called(cell)) and call[0] == "check_written"
    }


def solution(cell: NotebookNode) -> object:
    """Return the answer that stands in an answer cell's solution region."""
    region = cell.source.split(BEGIN)[-1].split(END)[0]
    return ast.literal_eval(ast.parse(region.strip()).body[-1].value)


def _read_feedback(text: str, values: Mapping[str, float], name: str) -> Question:
    head = _HEAD.match(text)
    if not head:
        first = text.splitlines()[0] if text else "nothing"
        raise CourseError(
            f"{name}: a feedback cell starts like 'Feedback 2.1, objective 2a' or 'Checklist 2.8, "
            f"objective 2e', then an empty line; here it starts: {first}"
        )
    kind, question, objective = head.groups()
    items = [
        _ITEM.match(item.strip()) for item in re.split(r"\n(?=- )", text[head.end() :].strip())
    ]
    if not all(items):
        raise CourseError(f"{name}, feedback {question}: each line starts with '- '.")
    try:
        parts = [(key, right, _fill(said, values)) for key, right, said in map(_groups, items)]
        options = tuple(_option(*part, values) for part in parts if part[0] != "otherwise")
    except (KeyError, ValueError) as error:
        raise CourseError(
            f"{name}, feedback {question}: {error} is not among the values of the cell tagged "
            "'values'."
        ) from error
    otherwise = next((said for key, _, said in parts if key == "otherwise"), "")
    if kind == "Checklist":
        return Question(question, "written", objective, len(options), options)
    kind = "number" if options[0].key is None else "choice"
    if sum(option.right for option in options) != 1 or (kind == "number" and not otherwise):
        raise CourseError(
            f"{name}, feedback {question}: one answer is marked (right), and a question with a "
            "number also says something to '- otherwise:'."
        )
    return Question(question, kind, objective, 1, options, otherwise)


def _groups(item: re.Match[str]) -> tuple[str | None, bool, str]:
    key, right, said = item.groups()
    return key, bool(right), said


def _fill(text: str, values: Mapping[str, float]) -> str:
    return " ".join(text.split()).format_map(values)


def _option(key: str | None, right: bool, text: str, values: Mapping[str, float]) -> Option:
    if key is None or len(key) == 1:
        return Option(text, right, key)
    value, within = key.split(" ± ")
    number = values[value] if value.isidentifier() else float(value)
    return Option(text, right, None, float(number), float(within))


def _refuse_wrong_solution(
    cell: NotebookNode, questions: Mapping[str, Question], name: str
) -> None:
    asked = answered(cell)
    if BEGIN not in cell.source or asked not in questions:
        raise CourseError(f"{name}: the answer to {asked} needs a solution and a feedback cell.")
    option = match(questions[asked], solution(cell))
    if option is None or not option.right:
        raise CourseError(
            f"{name}: the solution of {asked} is not the answer that its feedback calls right."
        )
