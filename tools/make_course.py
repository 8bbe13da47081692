"""Make the course's student notebooks, feedback and pages from notebooks/course/source."""

import sys
from collections.abc import Sequence
from pathlib import Path

from course import CourseError
from course.make import make_course

ROOT = Path(__file__).resolve().parents[1]


def main(root: Path, names: Sequence[str]) -> int:
    """Make these notebooks, or all; return the exit code."""
    try:
        make_course(root, names)
    except CourseError as refused:
        print(f"Nothing was made. {refused}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(ROOT, sys.argv[1:]))
