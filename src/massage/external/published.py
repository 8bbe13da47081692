"""Figures printed in the papers of the real data sets, held against what the files give."""

from __future__ import annotations

import pandas as pd

from analysis.correlation import correlate
from massage.external.back_pain_trial import read_back_pain_trial
from massage.external.files import SOURCES
from massage.external.flotation import read_flotation_sheets
from massage.words.formats import number, percent

ARMS = {"Pool": "pool", "Pool Preferred": "pool preferred", "Control": "chair"}
PRINTED_MINUTES = {"pool": (53.0, 12.3), "pool preferred": (75.4, 29.4), "chair": (58.4, 4.3)}
PRINTED_ADHERENCE = {"pool": 0.85, "pool preferred": 0.89, "chair": 0.74}
PRINTED_PAIN = {
    "pain reprocessing": (1.18, 1.24),
    "placebo": (2.84, 1.64),
    "usual care": (3.13, 1.45),
}
PRINTED_SLEEP = {"pain reprocessing": 17.73, "placebo": 20.50, "usual care": 20.89}
PRINTED_NEARLY_FREE = {"pain reprocessing": 33, "placebo": 10, "usual care": 5}


def flotation_figures() -> pd.DataFrame:
    """Return one row per arm of the flotation trial: minutes (mean, SD), share of visits kept."""
    sheets = read_flotation_sheets()
    arms = sheets["Demographics"].set_index("ID")["Condition"].map(ARMS)
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
    flotation, back_pain = flotation_figures(), back_pain_figures()
    rows = []
    for arm, (mean, sd) in PRINTED_MINUTES.items():
        found = flotation.loc[arm]
        rows.append((f"flotation, {arm}: minutes, mean (SD)", _mean_sd(mean, sd, 1),
                     _mean_sd(found["mean"], found["sd"], 1)))  # fmt: skip
        rows.append((f"flotation, {arm}: visits kept", percent(PRINTED_ADHERENCE[arm]),
                     percent(found["kept"])))  # fmt: skip
    for group, (mean, sd) in PRINTED_PAIN.items():
        found = back_pain.loc[group]
        rows.append((f"back pain, {group}: pain after, mean (SD)", _mean_sd(mean, sd, 2),
                     _mean_sd(found["pain_mean"], found["pain_sd"], 2)))  # fmt: skip
        rows.append((f"back pain, {group}: sleep after, mean", number(PRINTED_SLEEP[group]),
                     number(found["sleep_mean"])))  # fmt: skip
        rows.append((f"back pain, {group}: people with pain of 1 or less",
                     str(PRINTED_NEARLY_FREE[group]), f"{found['nearly_free']:.0f}"))  # fmt: skip
    r = correlate(read_back_pain_trial(), "pain_fall", "sleep_fall", method="pearson")
    rows.append(("back pain: fall in pain against fall in sleep trouble, r (n)", "not printed",
                 f"{number(r.estimate)} ({r.n_clients})"))  # fmt: skip
    return pd.DataFrame(rows, columns=["figure", "printed", "computed"])


def tabulate_sources() -> pd.DataFrame:
    """Return what the real data sets are, where they are published, licence and fingerprint."""
    return pd.DataFrame(
        {
            "file": source.file,
            "what": source.what,
            "data": source.data_doi,
            "paper": source.paper_doi,
            "licence": source.licence,
            "SHA-256": source.sha256,
        }
        for source in SOURCES
    )


def _mean_sd(mean: float, sd: float, digits: int) -> str:
    return f"{number(mean, digits)} ({number(sd, digits)})"
