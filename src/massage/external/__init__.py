"""Real data that nobody here made: found in a folder that the user names, never carried along."""

from massage.external.back_pain_trial import read_back_pain_trial
from massage.external.files import ExternalDataError, describe_missing, find_external
from massage.external.flotation import read_flotation_sessions
from massage.external.published import compare_with_papers, tabulate_sources

__all__ = [
    "ExternalDataError",
    "compare_with_papers",
    "describe_missing",
    "find_external",
    "read_back_pain_trial",
    "read_flotation_sessions",
    "tabulate_sources",
]
