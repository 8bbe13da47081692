"""Make the course from its sources, grade what is handed in, write certificates."""

PASS_SHARE = 0.8  # of the final test's points


class CourseError(Exception):
    """A course notebook, or a folder of submissions, can't be used; the text says why."""
