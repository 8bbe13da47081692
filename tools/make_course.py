"""Make the course's student notebooks, feedback and pages from notebooks/course/source."""

import sys
from pathlib import Path

from analysis.course.make import make_course
from analysis.course.store import CourseError

if __name__ == "__main__":
    try:
        make_course(Path(__file__).resolve().parents[1], sys.argv[1:])
    except CourseError as refused:
        print(f"Nothing was made. {refused}", file=sys.stderr)
        sys.exit(1)
