"""What a massage practice's own records can say about pain and sleep."""

from analysis.estimate import Estimate
from analysis.records import RecordsError, load_sessions
from analysis.schema import PAIN, SLEEP, Outcome

__version__ = "0.1.0"

__all__ = ["PAIN", "SLEEP", "Estimate", "Outcome", "RecordsError", "load_sessions"]
