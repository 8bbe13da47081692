"""Grade a folder of submissions with nbgrader, and write the marks."""

import sys
from pathlib import Path

from analysis.course.grade import grade_class
from analysis.course.store import CourseError

ROOT = Path(__file__).resolve().parents[1]


def main(submissions: str, out: str) -> None:
    """Write ``marks.csv`` into ``out``; nbgrader's own folder lies in ``grading`` beside it."""
    folder = Path(out).resolve()
    marks = grade_class(ROOT, Path(submissions).resolve(), folder / "grading")
    marks.to_csv(folder / "marks.csv", index=False)
    print(f"{len(marks)} rows in {Path(out) / 'marks.csv'}")


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[1]:
        print("Name the folder: make grade SUBMISSIONS=path/to/folder", file=sys.stderr)
        sys.exit(2)
    try:
        main(*sys.argv[1:])
    except CourseError as refused:
        print(refused, file=sys.stderr)
        sys.exit(1)
