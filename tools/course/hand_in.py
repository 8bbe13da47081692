"""Read what learners handed in, without running any of it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

import nbformat
from nbformat import NotebookNode

from course import CourseError
from course.release import WRITE_HERE
from course.source import answered, called
from massage.course.reading import is_blank
from massage.course.store import home_of

LETTERS = "abcde"  # what each notebook calls the letters, for answers typed without quotes
_NAMED = re.compile(r"""^ *answers\[["'](T?\d+\.\d+)["']\]""", re.M)
_WILD = re.compile(
    r"[][*?]"
)  # nbgrader looks for folders by patterns, and these mean something there
_MOST_DIGITS = 15  # more than a float keeps, and far more than any answer has
_UNREADABLE = (SyntaxError, ValueError, TypeError, MemoryError, RecursionError)


@dataclass(frozen=True)
class HandedIn:
    """One notebook of one student, and which notebook of the course it is."""

    student: str
    notebook: str
    path: Path
    book: NotebookNode


def find_handed_in(folder: Path, names: Sequence[str]) -> list[HandedIn]:
    """Return the course's notebooks in the students' folders, known by their questions.

    A file may have any name, such as ``unit_2 (1).ipynb``. Raises CourseError where there is no
    notebook of the course, one can't be read, a student handed in the same one twice, or a folder
    has a name that nbgrader can't use.
    """
    found, unreadable = [], []
    for path in sorted(folder.glob("*/*.ipynb")):
        try:
            book = nbformat.read(path, as_version=4)
        except Exception as error:  # nbformat raises its own, json's, and KeyError
            unreadable.append(f"{path} can't be read as a notebook ({type(error).__name__}).")
            continue
        if (name := recognise(book)) in names:
            student = normalize("NFC", path.parent.name)  # a Mac may write ë as two letters
            found.append(HandedIn(student, name, path, book))
    if faults := [*unreadable, *_twice(found), *_wild(found)]:
        raise CourseError("\n".join(["Nothing was graded.", *faults]))
    if not found:
        raise CourseError(
            f"{folder} holds no notebook of the course. It should hold one folder per student, and "
            f"in it that student's notebooks: {folder / 'ann' / (names[0] + '.ipynb')}"
        )
    return found


def find_left_out(folder: Path, found: Sequence[HandedIn]) -> list[Path]:
    """Return the files below a folder that weren't taken, and its empty folders; no hidden ones."""
    graded = {each.path for each in found}
    return sorted(
        path
        for path in folder.rglob("*")
        if path not in graded
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and (path.is_file() or not any(path.iterdir()))
    )


def recognise(book: NotebookNode) -> str | None:
    """Return which notebook of the course asks most of the questions in this one."""
    asked = [call[1] for cell in book.cells if (call := called(cell)) and call[1]]
    homes = Counter(map(home_of, asked)).most_common(1)
    return homes[0][0] if homes else None


def read_answers(book: NotebookNode) -> dict[str, object]:
    """Return the letters and numbers that were typed in, by question; the last one counts.

    Blank answers are left out. So is what can't be told without running it: `find_unreadable`.
    """
    typed = {name: value for name, value in _typed(book) if value is not None}
    return {name: value for name, value in typed.items() if not is_blank(value)}


def find_unreadable(book: NotebookNode) -> list[str]:
    """Return the questions with an answer that is neither a letter nor a number, nor text."""
    return sorted({name for name, value in _typed(book) if value is None} - set(read_answers(book)))


def read_written(book: NotebookNode) -> dict[str, str]:
    """Return the written answers by nbgrader's name of their cell, such as ``written-1-4``.

    JupyterLab gives both halves of a cell that was split that name; then both are the answer.
    """
    written: dict[str, str] = {}
    for cell in book.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if grade_id.startswith("written-") and cell.source.strip() not in ("", WRITE_HERE):
            before = f"{written[grade_id]}\n\n" if grade_id in written else ""
            written[grade_id] = before + cell.source
    return written


def lay_in(blank: NotebookNode, handed_in: NotebookNode) -> NotebookNode:
    """Return the blank student version with the answers of another, and nothing else of it.

    A written answer is text: ``<`` and ``![`` are written so that no browser takes them for a tag,
    or for a picture to be fetched.
    """
    answers, written = read_answers(handed_in), read_written(handed_in)
    laid = deepcopy(blank)
    for cell in laid.cells:
        if (name := answered(cell)) in answers:
            cell.source = f'answers["{name}"] = {answers[name]!r}'
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if grade_id in written:
            cell.source = written[grade_id].replace("<", "&lt;").replace("![", "!\\[")
    return laid


def count_not_answered(laid: NotebookNode) -> int:
    """Return how many questions, written ones too, are as they were in the blank version."""
    return sum(
        answered(cell) is not None or cell.source.strip() == WRITE_HERE for cell in laid.cells
    )


def _typed(book: NotebookNode) -> list[tuple[str, object]]:
    """Return every answer in the order of the cells; None for one that can't be read."""
    found: list[tuple[str, object]] = []
    for cell in book.cells:
        if cell.cell_type != "code" or not _NAMED.search(cell.source):
            continue
        try:
            lines = ast.parse(cell.source).body
        except _UNREADABLE:
            lines = []
        plain = []
        for line in lines:
            match line:
                case ast.Assign(
                    targets=[ast.Subscript(ast.Name("answers"), ast.Constant(str(name)))]
                ):
                    plain.append((name, _value(line.value)))
        named = dict.fromkeys(_NAMED.findall(cell.source))
        found += [(name, None) for name in named if name not in dict(plain)] + plain
    return found


def _value(node: ast.expr) -> object:
    if isinstance(node, ast.Name) and node.id in LETTERS:
        return node.id
    try:
        value = ast.literal_eval(node)
    except _UNREADABLE:
        return None
    parts = value if isinstance(value, tuple) else (value,)  # 0,5 typed without quotes
    return value if all(map(_is_plain, parts)) else None


def _is_plain(value: object) -> bool:
    if isinstance(value, int | float):
        return abs(value) < 10**_MOST_DIGITS
    return isinstance(value, str)


def _wild(found: Sequence[HandedIn]) -> list[str]:
    names = sorted({each.student for each in found if _WILD.search(each.student)})
    return [f"The folder {name} has one of [ ] * ? in its name; take it out." for name in names]


def _twice(found: Sequence[HandedIn]) -> list[str]:
    times = Counter((each.student, each.notebook) for each in found)
    return [
        f"{student} handed in {name} more than once; keep one: "
        + ", ".join(str(each.path) for each in found if (each.student, each.notebook) == key)
        for key, many in times.items()
        if many > 1
        for student, name in [key]
    ]
