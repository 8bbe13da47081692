"""What each threat to question 2 means, in one sentence, and what would lift it."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.plan import Plan
from analysis.threats import Look
from massage.words.formats import clients


@dataclass(frozen=True)
class Words:
    """A threat's words: what is looked at, what it means when it fires, what would lift it."""

    looks_at: str
    fired: str
    remedy: str = ""


BY_LOT = (
    "agree some intervals by lot, or by a rule that doesn't look at how the client feels, and say "
    "so in the records"
)

THREATS = {
    "past_pain": Words(
        "whether agreed intervals follow {name} from before the starting visit",
        "Agreed intervals follow something about {name} that the starting visit doesn't show: "
        "older ratings are read, or those who book know where it is heading.",
        BY_LOT,
    ),
    "short_gap": Words(
        "whether clients arrive worse after intervals agreed surprisingly short",
        "Clients arrived worse in {name} after intervals agreed far shorter than usual, as when "
        "visits are set ahead of a bad time or moved without a record.",
        "record every moved appointment with the day first agreed (original_day), small moves too, "
        f"and if all are, {BY_LOT}",
    ),
    "no_booking_dates": Words(
        "whether it is recorded when appointments were fixed",
        "It isn't recorded when appointments were fixed (booked_day), so a visit made because of "
        "{name} can't be told from one planned before.",
        "record the day on which each appointment was fixed (booked_day)",
    ),
    "no_move_record": Words(
        "whether moved appointments are recorded",
        "It isn't recorded which appointments were moved (original_day), and appointments put off "
        "because of {name} look just like a benefit of coming sooner.",
        "record the day first agreed of each moved appointment (original_day)",
    ),
    "no_season": Words(
        "whether the month is recorded",
        "The month isn't recorded, and where {name} and bookings both follow the season that looks "
        "just like a benefit of coming sooner.",
        "keep the calendar month of each session (month)",
    ),
    "one_client": Words(
        "whether one client decides everything",
        "Without one of the clients nothing is left to work {name} out from.",
        "go on recording until several clients have intervals of different lengths",
    ),
    "late_booking": Words(
        "whether clients arrive otherwise after late bookings",
        "Clients arrived otherwise in {name} at visits booked late than at standing appointments; "
        "late-booked visits are left out, but planned ones may follow {name} too.",
    ),
    "drop_out": Words(
        "whether leaving follows improvement",
        "Leaving went with improvement in {name} so far, so those who stayed are not like those "
        "who came.",
    ),
    "not_standing": Words(
        "the share of intervals that are not standing appointments",
        "Many intervals are not standing appointments, so the answer is about a part of the "
        "visits only.",
    ),
    "gap_spread": Words(
        "how much a client's agreed intervals differ",
        "A client's agreed intervals hardly differ, so there is little to learn from.",
    ),
}


def tell_meaning(name: str, look: Look, outcome_name: str, plan: Plan) -> str:
    """Say in one sentence what a threat's look at the records means."""
    words = THREATS[name]
    if look.fired:
        return words.fired.format(name=look.about or outcome_name)
    what = words.looks_at.format(name=outcome_name)
    if look.is_checked(plan):
        return f"Looked at {what}: nothing that stands out."
    few = f"{clients(look.n_clients)} are too few to rule it out"
    why = few if look.worked_out else "these records don't let it be worked out"
    return f"Could not be checked: {what} ({why})."
