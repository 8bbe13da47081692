"""What a massage practice's own records can say about pain and sleep."""

from analysis.association import associate
from analysis.clients import Windows, summarise_clients
from analysis.correlation import correlate
from analysis.estimate import Estimate
from analysis.records import RecordsError, load_sessions
from analysis.regression import ancova
from analysis.schema import PAIN, SLEEP, Outcome
from analysis.worlds import simulate_sessions

__version__ = "0.1.0"

__all__ = [
    "PAIN",
    "SLEEP",
    "Estimate",
    "Outcome",
    "RecordsError",
    "Windows",
    "ancova",
    "associate",
    "correlate",
    "load_sessions",
    "simulate_sessions",
    "summarise_clients",
]
