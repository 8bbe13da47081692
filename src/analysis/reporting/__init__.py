"""Run the notebooks and build the report."""

from analysis.reporting.build import build_report
from analysis.reporting.run import NotebookError

__all__ = ["NotebookError", "build_report"]
