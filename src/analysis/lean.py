"""How far question 2 may lie off however many clients there are, and answers no farther from 0.

More clients make an interval narrower. What bookings do that no column holds stays as large as it
is: in simulated practices in which massage does nothing, up to 0.03 points of pain with 600 clients
and with 6,000 (CALIBRATION.md). There an interval ends up leaving out 0 without anything to find.
"""

from __future__ import annotations

from analysis.estimate import Estimate
from analysis.plan import Plan
from analysis.schema import FULL_RANGE, SLEEP, Outcome


def find_lean(outcome: Outcome, plan: Plan) -> float:
    """Return how far question 2 may lie off the truth at worst, in the outcome's points."""
    lean = plan.sleep_lean if outcome.column == SLEEP.column else plan.lean
    return lean * (outcome.high - outcome.low) / FULL_RANGE


def may_be_lean(found: Estimate, lean: float) -> bool:
    """Whether an interval leaves 0 out, and may do so by what the method leans alone.

    Its error is smaller than the lean, and its nearer end less than the lean from 0. Those with a
    larger error hold their error rates: they are of so few clients as were calibrated.
    """
    nearer = min(abs(found.low), abs(found.high))
    return found.low * found.high > 0 and found.standard_error < lean and nearer < lean
