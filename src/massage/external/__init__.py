"""Real data that nobody here made: found in a folder that the user names, never carried along."""

from massage.external.files import (
    ExternalDataError,
    describe_missing,
    find_external,
    tabulate_sources,
)
from massage.external.published import compare_with_papers
from massage.external.trials import read_back_pain_trial, read_flotation_sessions

__all__ = [
    "ExternalDataError",
    "compare_with_papers",
    "describe_missing",
    "find_external",
    "read_back_pain_trial",
    "read_flotation_sessions",
    "tabulate_sources",
]
