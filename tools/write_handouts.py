"""Write the course's syllabus, guide and evaluation form as pages for the printer."""

import sys
from pathlib import Path

from course.handouts import write_handouts
from course.make import PAGES

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    print(*write_handouts(ROOT / PAGES, Path(sys.argv[1]) / "course"), sep="\n")
