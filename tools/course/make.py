"""Make the course: student versions, feedback data, and the pages that are counted from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat
from tqdm import tqdm

from course import CourseError
from course.release import Released, release
from course.syllabus import (
    Contents,
    insert,
    read_contents,
    write_hours,
    write_objectives,
    write_rubric,
    write_table,
)
from massage.aside import write_aside
from massage.course.forms import FILE
from massage.course.store import FINAL_TEST, decode, encode

NOTEBOOKS = Path("notebooks") / "course"
FEEDBACK = Path("src") / "massage" / "course" / "feedback"
PAGES = Path("docs") / "course"


def make_course(root: Path, names: Sequence[str] = ()) -> None:
    """Make the notebooks of these names, or all of them, and then the pages.

    Nothing is written before all of them could be made. Raises CourseError with the reason.
    """
    made = [
        release(path) for path in tqdm(find_sources(root, names), unit="notebook", disable=None)
    ]
    contents = [read_contents(each.name, each.student, each.questions, each.forms) for each in made]
    others = [each for each in read_made(root) if each.name not in {new.name for new in contents}]
    texts = {path: text for each in made for path, text in _files(root, each).items()}
    texts |= write_pages(root, in_order([*contents, *others]))
    for path, text in texts.items():
        write_aside(path, text)


def find_sources(root: Path, names: Sequence[str] = ()) -> list[Path]:
    """Return the source notebooks of these names, or all. Raises CourseError for one not there."""
    folder = root / NOTEBOOKS / "source"
    there = {path.stem: path for path in sorted(folder.glob("*/*.ipynb"))
             if path.stem == path.parent.name}  # fmt: skip
    for name in names:
        if name not in there:
            raise CourseError(f"there is no source notebook {name}; there are {', '.join(there)}.")
    return [there[name] for name in names or there]


def read_made(root: Path) -> list[Contents]:
    """Read what lies there of the course: student versions with their questions."""
    found = []
    for path in sorted((root / NOTEBOOKS / "release").glob("*/*.ipynb")):
        data = root / FEEDBACK / f"{path.stem}.json"
        questions = decode(data.read_text(encoding="utf-8"))
        student = nbformat.read(path, as_version=4)
        forms = data.with_name(FILE)
        is_there = path.stem == FINAL_TEST and forms.exists()
        text = forms.read_text(encoding="utf-8") if is_there else ""
        found.append(read_contents(path.stem, student, questions, text))
    return in_order(found)


def in_order(contents: Sequence[Contents]) -> list[Contents]:
    """Return the units in their order, the final test last."""
    return sorted(contents, key=lambda each: (each.name == FINAL_TEST, each.name))


def write_pages(root: Path, contents: Sequence[Contents]) -> dict[Path, str]:
    """Return the pages with their counted parts renewed, by path."""
    syllabus, guide = (root / PAGES / name for name in ("syllabus.md", "instructor-guide.md"))
    text = syllabus.read_text(encoding="utf-8")
    for name, write in {"hours": write_hours, "objectives": write_objectives,
                        "table": write_table}.items():  # fmt: skip
        text = insert(text, name, write(contents))
    rubric = insert(guide.read_text(encoding="utf-8"), "rubric", write_rubric(contents))
    return {syllabus: text, guide: rubric}


def _files(root: Path, made: Released) -> dict[Path, str]:
    notebook = Path(made.name) / f"{made.name}.ipynb"
    forms = {root / FEEDBACK / FILE: made.forms} if made.forms else {}
    return forms | {
        root / NOTEBOOKS / "source" / notebook: nbformat.writes(made.source) + "\n",
        root / NOTEBOOKS / "release" / notebook: nbformat.writes(made.student) + "\n",
        root / FEEDBACK / f"{made.name}.json": encode(made.questions),
    }
