"""Write the lines of an appointment book as booking programs export them, with ratings beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from massage.worlds.calendar import FIRST_DAY
from massage.worlds.lines import ATTENDED, CANCELLED, MISSED, TO_COME, show_on
from write_example import CONDITION, PAIN, SLEEP, WORDS, name_clients, write_rating

PAIN_AFTER = "How bad is your pain after the massage (0-10)?"
RATED = {PAIN: "pain_before", PAIN_AFTER: "pain_after", SLEEP: "sleep_quality"}
SERVICE, MINUTES = "Swedish massage 60 minutes", 60
STARTS, MADE, OFF = (pd.Timedelta(hours=hours) for hours in (10, 11.25, 8.5))
CLOCK = "%Y-%m-%d %H:%M:%S"
Tables = dict[str, pd.DataFrame]


def write_export(
    visits: pd.DataFrame, lines: pd.DataFrame, form: str, on: int | None = None
) -> Tables:
    """Return one practice's book as a program exports it, every cell as text.

    ``visits`` and ``lines`` are those of ``simulate_book``; ``form`` is one of ``FORMS``; ``on`` is
    the calendar day on whose evening the export is taken, the records' last unless given. Tables by
    name: ``appointments``, a row per line in order of dates (Acuity's and Cliniko's, which have no
    word for what is still to come, end with that day); where the form has them, ``clients``; and
    ``scores``, a row per attended visit, where the program doesn't keep ratings with the
    appointment. Calendar day 0 is 1 January 2023. Acuity's and Jane's tell no day of a
    cancellation, Jane's none of booking.

    Raises ValueError for a form that isn't known, several practices, or more clients than names.
    """
    if form not in FORMS:
        raise ValueError(f"there is no form {form!r}; there are {', '.join(FORMS)}")
    if visits["practice"].nunique() > 1:
        raise ValueError("one practice has one export; give the visits and lines of one")
    starts = visits.drop_duplicates("client").set_index("client")["start"]
    if on is not None:
        lines = show_on(lines, on - lines["client"].map(starts).to_numpy())
    rated = visits[["client", "day", *RATED.values(), "condition"]].assign(status=ATTENDED)
    rows = lines.merge(rated, on=["client", "day", "status"], how="left")
    rows = rows.join(name_clients(starts.index), on="client")
    first = pd.Timestamp(FIRST_DAY) + pd.to_timedelta(rows["client"].map(starts), "D")
    for name in ("day", "made", "cancelled"):
        rows[name] = first + pd.to_timedelta(rows[name], "D")
    rows["therapist"] = [f"Therapist {number + 1}" for number in rows["therapist"]]
    rows = rows.sort_values(["day", "id"], ignore_index=True)
    return FORMS[form](rows)


def map_form(form: str, **settings: str) -> dict[str, Any]:
    """Return what a mapping file says with which ``anonymise`` reads a form's export.

    ``settings`` come on top of the form's own. Raises KeyError for a form that isn't known.
    """
    own = {"acuity": {"date_order": "month first"}, "cliniko": {"time_zone": "UTC"}}
    scores = {key: question for question, key in RATED.items()} | {"condition": CONDITION}
    if form != "acuity":
        scores = {"client": KEYS[form], "date": "Date"} | scores
    words = {word: condition for condition, word in WORDS.items()}
    top = {"preset": form} | own.get(form, {}) | settings
    return {**top, "scores": scores, "conditions": words}


def _write_acuity(rows: pd.DataFrame) -> Tables:
    rows = _until_that_day(rows)
    export = pd.DataFrame(
        {
            "Start Time": _at(rows["day"] + STARTS, "%m/%d/%Y %I:%M %p").str.lower(),
            "End Time": _ends(rows, "%m/%d/%Y %I:%M %p").str.lower(),
            "First Name": rows["first_name"],
            "Last Name": rows["last_name"],
            "Phone": rows["phone"],
            "Email": rows["email"],
            "Type": SERVICE,
            "Calendar": rows["therapist"],
            "Appointment Price": "80.00",
            "Notes": "",
            "Date Scheduled": _at(rows["made"], "%m/%d/%Y"),
            "Label": rows["status"].map({CANCELLED: "Cancelled", MISSED: "No Show"}).fillna(""),
            **_ratings(rows),
            "Appointment ID": (5_000_000 + rows["id"]).astype(str),
        }
    )
    return {"appointments": export}


def _write_fresha(rows: pd.DataFrame) -> Tables:
    form = "%d %b %Y, %I:%M%p"
    words = {ATTENDED: "Completed", CANCELLED: "Cancelled", MISSED: "No Show", TO_COME: "Confirmed"}
    off = rows["status"] == CANCELLED
    export = pd.DataFrame(
        {
            "Appt. ref.": "#" + (10_000_000 + rows["id"]).astype(str),
            "Client": rows["name"],
            "Team member": rows["therapist"],
            "Resource": "",
            "Status": rows["status"].map(words),
            "Created date": _in_fresha(rows["made"] + MADE, form),
            "Scheduled date": _in_fresha(rows["day"] + STARTS, form),
            "Cancelled date": _in_fresha(rows["cancelled"] + OFF, form),
            "Category": "Massage",
            "Service": SERVICE,
            "Duration (mins)": f"{MINUTES}min",
            "Appt. slot": rows["day"].dt.strftime("%A"),
            "Created by": rows["therapist"],
            "Cancelled by": rows["name"].where(off, ""),
            "Location": "Studio",
            "Net sales": "£60.00",
            "Cancellation reason": "",
            "Fees charged": "£0.00",
            "Prepayments": "£0.00",
        }
    )
    return {"appointments": export, "scores": _scores(rows, "fresha", rows["name"])}


def _write_jane(rows: pd.DataFrame) -> Tables:
    words = {ATTENDED: "archived", CANCELLED: "cancelled", MISSED: "no_show", TO_COME: "booked"}
    guid = "p-" + (40_000 + rows["client"]).astype(str)
    export = pd.DataFrame(
        {
            "id": (700_000 + rows["id"]).astype(str),
            "patient_guid": guid,
            "treatment_name": SERVICE,
            "start_at": _at(rows["day"] + STARTS, CLOCK),
            "end_at": _ends(rows, CLOCK),
            "state": rows["status"].map(words),
        }
    )
    came = rows["day"].where(rows["status"] == ATTENDED).groupby(guid)
    clients = pd.DataFrame(
        {
            "patient_guid": guid,
            "First Name": rows["first_name"],
            "Last Name": rows["last_name"],
            "Email": rows["email"],
            "Mobile Phone": rows["phone"],
            "First Visit": _at(came.transform("min"), "%Y-%m-%d"),
            "Last Visit": _at(came.transform("max"), "%Y-%m-%d"),
            "Active": "true",
        }
    )
    clients = clients.drop_duplicates("patient_guid", ignore_index=True)
    return {"appointments": export, "clients": clients, "scores": _scores(rows, "jane", guid)}


def _write_cliniko(rows: pd.DataFrame) -> Tables:
    rows, form = _until_that_day(rows), "%Y-%m-%dT%H:%M:%SZ"
    export = pd.DataFrame(
        {
            "id": (90_000_000 + rows["id"]).astype(str),
            "created_at": _at(rows["made"] + MADE, form),
            "starts_at": _at(rows["day"] + STARTS, form),
            "ends_at": _ends(rows, form),
            "cancelled_at": _at(rows["cancelled"] + OFF, form),
            "did_not_arrive": (rows["status"] == MISSED).map({True: "true", False: "false"}),
            "patient_arrived": (rows["status"] == ATTENDED).map({True: "true", False: "false"}),
            "patient_name": rows["name"],
            "notes": "",
        }
    )
    return {"appointments": export, "scores": _scores(rows, "cliniko", rows["name"])}


FORMS: dict[str, Callable[[pd.DataFrame], Tables]] = {
    "acuity": _write_acuity,
    "fresha": _write_fresha,
    "jane": _write_jane,
    "cliniko": _write_cliniko,
}
KEYS = {"fresha": "Client", "jane": "patient_guid", "cliniko": "patient_name"}


def _until_that_day(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["status"] != TO_COME].reset_index(drop=True)


def _scores(rows: pd.DataFrame, form: str, client: pd.Series) -> pd.DataFrame:
    """Write the ratings of attended visits down as a form of the practice's own."""
    table = pd.DataFrame(
        {KEYS[form]: client, "Date": _at(rows["day"], "%Y-%m-%d"), **_ratings(rows)}
    )
    return table[(rows["status"] == ATTENDED).to_numpy()].reset_index(drop=True)


def _ratings(rows: pd.DataFrame) -> dict[str, pd.Series]:
    written = {question: rows[name].map(write_rating) for question, name in RATED.items()}
    return written | {CONDITION: rows["condition"].replace(WORDS).fillna("")}


def _at(moment: pd.Series, form: str) -> pd.Series:
    return moment.dt.strftime(form).fillna("")


def _in_fresha(moment: pd.Series, form: str) -> pd.Series:
    return _at(moment, form).str.replace("AM", "am").str.replace("PM", "pm")


def _ends(rows: pd.DataFrame, form: str) -> pd.Series:
    return _at(rows["day"] + STARTS + pd.Timedelta(minutes=MINUTES), form)
