"""Figures printed in the papers of the real data sets, held against what the files give."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.correlation import correlate
from massage.external.files import read_table
from massage.external.trials import read_back_pain_trial, read_flotation_sheets
from massage.words.formats import number, percent


def flotation_figures() -> pd.DataFrame:
    """Return one row per arm of the flotation trial: minutes (mean, SD), share of visits kept."""
    sheets = read_flotation_sheets("Demographics", "Session Duration", "Adherance")
    arms = sheets["Demographics"].set_index("ID")["Condition"].map(read_table("printed")["arms"])
    minutes = sheets["Session Duration"].join(arms, on="ID").groupby("Condition")["Duration"]
    kept = sheets["Adherance"].join(arms, on="ID")
    share = kept["Completed_Visit"].eq("Yes").groupby(kept["Condition"]).mean()
    found = pd.DataFrame({"mean": minutes.mean(), "sd": minutes.std(), "kept": share})
    return found.rename_axis("arm")


def back_pain_figures() -> pd.DataFrame:
    """Return one row per group of the back pain trial: pain, sleep, people nearly free of pain."""
    people = read_back_pain_trial()
    groups = people.groupby("group")
    return pd.DataFrame(
        {
            "pain_mean": groups["pain_after_treatment"].mean(),
            "pain_sd": groups["pain_after_treatment"].std(),
            "sleep_mean": groups["sleep_after_treatment"].mean(),
            "nearly_free": people["pain_after_treatment"].le(1).groupby(people["group"]).sum(),
        }
    )


def compare_with_papers() -> pd.DataFrame:
    """Return each printed figure beside the computed one, both as text.

    Raises ExternalDataError when a data file isn't there.
    """
    printed, words = read_table("printed"), read_table("printed")["told"]
    trials = (
        ("flotation", flotation_figures(), _write_flotation),
        ("back_pain", back_pain_figures(), _write_back_pain),
    )
    rows = []
    for trial, found, write in trials:
        for group, figures in printed[trial].items():
            computed = write(found.loc[group])
            rows += [
                (words[trial].format(group=group, what=words[what]), text, computed[what])
                for what, text in write(figures).items()
            ]
    r = correlate(read_back_pain_trial(), "pain_fall", "sleep_fall", method="pearson")
    computed = f"{number(r.estimate)} ({r.n_clients})"
    rows.append((words["together"], words["not_printed"], computed))
    return pd.DataFrame(rows, columns=list(printed["columns"].values()))


def _write_flotation(arm: Mapping[str, float]) -> dict[str, str]:
    return {
        "minutes": f"{number(arm['mean'], 1)} ({number(arm['sd'], 1)})",
        "kept": percent(arm["kept"]),
    }


def _write_back_pain(group: Mapping[str, float]) -> dict[str, str]:
    return {
        "pain": f"{number(group['pain_mean'])} ({number(group['pain_sd'])})",
        "sleep": number(group["sleep_mean"]),
        "nearly_free": number(group["nearly_free"], 0),
    }
