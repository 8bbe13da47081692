"""The back pain trial, one row per randomised person (doi:10.1001/jamapsychiatry.2021.2669)."""

from __future__ import annotations

import pandas as pd

from analysis.clients import subtract
from massage.external.files import find_external

FILE = "back_pain_trial.csv"
GROUPS = {1: "pain reprocessing", 2: "placebo", 3: "usual care"}


def read_back_pain_trial() -> pd.DataFrame:
    """Return one row per randomised person, before and after treatment.

    Columns ``client_id``, ``group``, ``pain_before_treatment``, ``pain_after_treatment`` (0-10,
    lower is better), ``sleep_before_treatment``, ``sleep_after_treatment`` (PROMIS raw sum 8-40,
    lower is better), and the two falls, ``pain_fall`` and ``sleep_fall`` (positive is better).
    Raises ExternalDataError when the file isn't there.
    """
    table = pd.read_csv(find_external(FILE), na_values=["NaN", "<undefined>"])
    table = table[table["group"].notna()]
    wide = table.pivot(index="id", columns="time", values=["pain_avg", "promis_sleep"])
    people = pd.DataFrame(
        {
            "group": table.groupby("id")["group"].first().map(GROUPS),
            "pain_before_treatment": wide["pain_avg"][1],
            "pain_after_treatment": wide["pain_avg"][2],
            "sleep_before_treatment": wide["promis_sleep"][1],
            "sleep_after_treatment": wide["promis_sleep"][2],
        }
    )
    for name in ("pain", "sleep"):
        before, after = (people[f"{name}_{when}_treatment"] for when in ("before", "after"))
        people[f"{name}_fall"] = subtract(before, after)
    return people.rename_axis("client_id").reset_index()
