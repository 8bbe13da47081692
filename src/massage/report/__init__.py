"""Run the notebooks and build the report."""

from massage.report.build import build_report
from massage.report.run import NotebookError

__all__ = ["NotebookError", "build_report"]
