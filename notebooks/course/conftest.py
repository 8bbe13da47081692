"""The course's notebooks are run by tests/massage/course, blank and solved, so not by nbval."""

collect_ignore = ["source", "release"]
