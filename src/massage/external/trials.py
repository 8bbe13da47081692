"""The real data sets: the flotation trial's log as session records, the back pain trial's people.

Flotation: doi:10.5061/dryad.0k6djhb75; back pain: doi:10.1001/jamapsychiatry.2021.2669.
"""

from __future__ import annotations

import pandas as pd

from analysis.clients import subtract
from massage.external.files import find_external, read_table

ITEMS = {"Relaxed": "relaxed", "Peacefulness": "peaceful", "Pain": "pain_item"}


def read_back_pain_trial() -> pd.DataFrame:
    """Return one row per randomised person, before and after treatment.

    Columns ``client_id``, ``group``, ``pain_before_treatment``, ``pain_after_treatment`` (0-10,
    lower is better), ``sleep_before_treatment``, ``sleep_after_treatment`` (PROMIS raw sum 8-40,
    lower is better), and the two falls, ``pain_fall`` and ``sleep_fall`` (positive is better).
    Raises ExternalDataError when the file isn't there.
    """
    table = pd.read_csv(find_external("back_pain_trial.csv"), na_values=["NaN", "<undefined>"])
    table = table[table["group"].notna()]
    wide = table.pivot(index="id", columns="time", values=["pain_avg", "promis_sleep"])
    groups = {int(n): name for n, name in read_table("printed")["groups"].items()}
    people = table.groupby("id")["group"].first().map(groups).to_frame()
    ratings = {"pain": wide["pain_avg"], "sleep": wide["promis_sleep"]}
    for name, rating in ratings.items():
        people[f"{name}_before_treatment"], people[f"{name}_after_treatment"] = rating[1], rating[2]
    for name, rating in ratings.items():
        people[f"{name}_fall"] = subtract(rating[1], rating[2])
    return people.rename_axis("client_id").reset_index()


def read_flotation_sheets(*names: str) -> dict[str, pd.DataFrame]:
    """Return these sheets of the workbook, visits as numbers 1 to 6 however they were spelt.

    Raises ExternalDataError when the file isn't there.
    """
    sheets = pd.read_excel(find_external("float_rest_sessions.xlsx"), sheet_name=list(names))
    return {name: _with_visit_numbers(sheet) for name, sheet in sheets.items()}


def read_flotation_sessions() -> pd.DataFrame:
    """Return the log as session records: one row per visit that has ratings.

    Columns ``client_id``, ``day`` (sum of the days between sessions, 0 at the first),
    ``duration_min`` and three ratings from -3 (worse) to 3 (better) than before the session:
    ``relaxed``, ``peaceful`` and ``pain_item``. The last is a side effect of floating, mostly 0;
    it is not the pain that brings a client to a practice. Raises ExternalDataError when the file
    isn't there.
    """
    sheets = read_flotation_sheets("Event Checklist", "Session Duration", "Days Between Sessions")
    ratings = sheets["Event Checklist"].dropna(subset=["Response"])
    ratings = ratings[ratings["SideEffect"].isin(ITEMS)].pivot(
        index=["ID", "Visit"], columns="SideEffect", values="Response"
    )
    minutes = sheets["Session Duration"].dropna().set_index(["ID", "Visit"])["Duration"]
    sessions = ratings.rename(columns=ITEMS).join(minutes.rename("duration_min"))
    sessions = sessions.join(_visit_days(sheets["Days Between Sessions"])).reset_index()
    columns = ["client_id", "day", "duration_min", *ITEMS.values()]
    sessions = sessions.rename(columns={"ID": "client_id"})[columns]
    return sessions.astype({"day": int}).sort_values(["client_id", "day"], ignore_index=True)


def _with_visit_numbers(sheet: pd.DataFrame) -> pd.DataFrame:
    if "Visit" not in sheet:
        return sheet
    return sheet.assign(Visit=sheet["Visit"].astype(str).str.extract(r"(\d)")[0].astype(float))


def _visit_days(gaps: pd.DataFrame) -> pd.Series:
    """Day of each visit; the first column of gaps ends at visit 1, which is day 0."""
    waits = gaps.set_index("ID").set_axis([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], axis=1)
    waits[1.0] = waits[1.0].mul(0)
    return waits.cumsum(axis=1).rename_axis(columns="Visit").stack().rename("day")
