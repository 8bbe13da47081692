"""Grade a folder of submissions with nbgrader, and write the marks."""

import os
import sys
from pathlib import Path
from warnings import catch_warnings

from course import CourseError
from course.grade import grade_class
from course.hand_in import find_handed_in, find_left_out, find_unreadable
from course.key import find_code_faults
from course.make import find_sources
from massage.words.formats import listed

ROOT = Path(__file__).resolve().parents[1]
BY_HAND = (
    "{student}, {notebook}: the answer to {names} can't be read without running it, and counts as "
    "blank. Look at it yourself, and change its points in the formgrader if it deserves some."
)


def main(root: Path, submissions: Path, out: Path) -> int:
    """Write ``marks.csv`` into ``out``, and what nbgrader needs beside it; return the exit code.

    A folder may begin with ``~``: behind ``SUBMISSIONS=`` not every shell knows it.
    """
    submissions, out = submissions.expanduser(), out.expanduser()
    try:
        handed_in = find_handed_in(submissions, [path.stem for path in find_sources(root)])
        with catch_warnings(action="ignore"):  # nbgrader's own, which say nothing to instructors
            marks = grade_class(root, handed_in, out.resolve() / "grading")
        aside = out / "marks.new"
        marks.to_csv(aside, index=False, float_format="%g", encoding="utf-8-sig")  # for Excel
        os.replace(aside, out / "marks.csv")
    except CourseError as refused:
        print(refused, file=sys.stderr)
        return 1
    except PermissionError as refused:
        print(f"{refused.filename} can't be written. Is marks.csv open in a spreadsheet? Close it.",
              file=sys.stderr)  # fmt: skip
        return 1
    except KeyboardInterrupt:
        print("Stopped. marks.csv is as it was; run it again, and it goes on.", file=sys.stderr)
        return 1
    for each in handed_in:
        if names := find_unreadable(each.book):
            print(BY_HAND.format(**vars(each), names=listed(names)))
    for fault in find_code_faults(handed_in):
        print(fault)
    for path in find_left_out(submissions, handed_in):
        print(f"Not graded, since it is no notebook of the course in a student's folder: {path}")
    print(f"{len(marks)} rows in {out / 'marks.csv'}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[1]:
        print("Name the folder: make grade SUBMISSIONS=path/to/folder", file=sys.stderr)
        sys.exit(2)
    sys.exit(main(ROOT, *map(Path, sys.argv[1:])))
