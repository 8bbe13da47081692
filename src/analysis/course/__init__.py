"""What the course's notebooks call: answers are checked, and figures can be slid through."""

from analysis.course.check import check, check_written
from analysis.course.explore import explore
from analysis.course.final_test import finish, note
from analysis.course.records import find_practice, open_records

__all__ = ["check", "check_written", "explore", "find_practice", "finish", "note", "open_records"]
