"""What was found in print: our table of published figures, claim by claim."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from massage.shipped import SHIPPED
from massage.words import formats
from massage.words.codes import read_words, say
from massage.words.formats import p_value, short, whole

EVIDENCE = SHIPPED / "data" / "evidence.csv"
WORDS = read_words("claims")
NOT_FOUND, SEEN = WORDS["not_found"], WORDS["seen"]
RATIO, DIFFERENCE, SCALE = (WORDS["scales"][one] for one in ("ratio", "difference", "rating"))
IN_PRINT, SECOND_HAND = "abstract", "secondary page"
FORMS = {
    "claims": r"C\d{1,2}( C\d{1,2})*", "headline": "yes|no", "group": None, "study": ".+",
    "year": (1950, 2030), "n": (1, np.inf), "population": ".+", "massage": None,
    "comparator": None, "outcome": ".+", "when": None, "scale": None,
    "estimate": (-np.inf, np.inf), "low": (-np.inf, np.inf), "high": (-np.inf, np.inf),
    "p": (0, 1), "finding": r".*\.", "doi": r"(10\..*)?", "seen": "|".join(SEEN),
}  # fmt: skip


def _keeps(cells: pd.Series, form: str | tuple[float, float] | None) -> pd.Series:
    """Whether each cell has the form that a text needs, or lies in the range of a number."""
    if isinstance(form, tuple):
        return cells.isna() | pd.to_numeric(cells, errors="coerce").between(*form)
    return cells.fillna("").astype(str).str.fullmatch(form or ".*")


def read_evidence(path: str | Path = EVIDENCE) -> pd.DataFrame:
    """Read the table of published figures: one row per figure, in the order of the file.

    Columns: ``claims`` it speaks to, ``headline`` (whether it stands for its claim in the report),
    ``group`` of figures that may be drawn side by side, ``study``, ``year``, ``n`` people,
    ``population``, ``massage``, ``comparator``, ``outcome``, ``when``, ``scale``, ``estimate`` with
    ``low`` and ``high`` (differences above 0 and ratios above 1 favour massage), ``p``, ``finding``
    in our words, ``doi``, ``seen`` (how well the figure was seen). Figures that nobody saw in print
    are not in it. Raises ValueError for a table that breaks these rules.
    """
    table = pd.read_csv(path)
    if list(table) != list(FORMS):
        raise ValueError(say("claims", "wrong_columns", columns=", ".join(FORMS)))
    for name, form in FORMS.items():
        wrong = table[~_keeps(table[name], form)]
        if len(wrong):
            place = {"line": wrong.index[0] + 2, "column": name, "cell": wrong[name].iloc[0]}
            raise ValueError(say("claims", "wrong_cell", **place))
    known = table.dropna(subset=["low", "high"], how="all")
    if not known["estimate"].between(known["low"], known["high"], inclusive="neither").all():
        raise ValueError(WORDS["wrong_interval"])
    groups = table.groupby("group")
    if groups["scale"].nunique().ne(1).any() or groups["estimate"].count().lt(2).any():
        raise ValueError(WORDS["wrong_group"])
    numbers = [name for name, form in FORMS.items() if isinstance(form, tuple)]
    return table.astype(dict.fromkeys(numbers, float))


def find_evidence(evidence: pd.DataFrame, claim: str) -> pd.DataFrame:
    """Return the rows that speak to a claim, by its id."""
    return evidence[evidence["claims"].str.split().map(lambda ids: claim in ids)]


def find_headlines(evidence: pd.DataFrame, claim: str) -> pd.DataFrame:
    """Return the rows that stand for a claim wherever it is told in few words, by its id."""
    rows = find_evidence(evidence, claim)
    return rows[rows["headline"] == "yes"]


def pick_trial(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the arms of the trial that stands beside these records for scale, maybe none.

    The rule: it stands for the first claim, was seen in print itself (what must be checked before
    use never is), is on a scale of 0 to 10 as ratings are, and has an interval; of several, the
    trial with the most people, with its arms against the same comparator at the same time.
    """
    rows = evidence[
        evidence["seen"].eq(IN_PRINT) & evidence["scale"].eq(SCALE) & evidence["low"].notna()
    ]
    heads = rows[rows.index.isin(find_headlines(evidence, "C1").index)]
    if heads.empty:
        return heads
    same = ["study", "comparator", "outcome", "when"]
    largest = heads.sort_values("n", kind="stable").iloc[-1]
    return rows[(rows[same] == largest[same]).all(axis=1)]


def pick_study(evidence: pd.DataFrame, study: str) -> str:
    """Say everything that the table holds of one study, a sentence per figure."""
    return " ".join(cite(row) for row in evidence[evidence["study"] == study].itertuples())


def answer_from_print(evidence: pd.DataFrame, claim: str) -> str:
    """Say what was found in print for a claim: its headline figures, with n and source."""
    return " ".join(map(cite, find_headlines(evidence, claim).itertuples())) or NOT_FOUND


def cite(row: tuple) -> str:
    """Write one figure as a sentence: study, n, finding, numbers."""
    numbers = write_figure(row)
    finding = row.finding.removesuffix(".")
    return f"{_name(row)}: {finding}{f' ({numbers})' if numbers else ''}."


def write_figure(row: tuple) -> str:
    """Write a figure's numbers: estimate, interval, p-value; empty where neither is known."""
    if pd.isna(row.low) and pd.isna(row.p):
        return ""
    parts = []
    if not pd.isna(row.estimate):
        named, size = row.scale in (RATIO, DIFFERENCE), short(row.estimate)
        parts.append(f"{row.scale} {size}" if named else f"{size} {row.scale}")
    if not pd.isna(row.low):
        parts.append(say("claims", "print_interval", low=row.low, high=row.high))
    if not pd.isna(row.p):
        parts.append(f"p = {p_value(row.p)}")
    return ", ".join(parts)


def tell_missing_interval(seen: pd.Series) -> str:
    """Say where no interval was found for figures that were seen there."""
    places = dict.fromkeys(WORDS["not_seen"][place] for place in seen)
    return say("claims", "no_interval", places=formats.WORDS["or"].join(places))


def tabulate_evidence(rows: pd.DataFrame) -> pd.DataFrame:
    """One row of words per figure: who, what was compared and found, where it was read."""
    against = (WORDS["against"] + rows["comparator"]).fillna("")
    source = rows["doi"].fillna(WORDS["no_doi"]) + " (" + rows["seen"].map(SEEN) + ")"
    table = pd.DataFrame(
        {
            "study": [f"{_name(row)}, {row.population}" for row in rows.itertuples()],
            "compared": (rows["massage"] + against + ": ").fillna("") + rows["outcome"],
            "found": [f"{row.finding} {write_figure(row)}".strip() for row in rows.itertuples()],
            "source": source,
        }
    )
    return table.rename(columns=WORDS["columns"]).reset_index(drop=True)


def describe_evidence_base(evidence: pd.DataFrame) -> str:
    """Say how many figures the table holds, and how well they were seen."""
    return say(
        "claims",
        "evidence",
        figures=len(evidence),
        studies=evidence["study"].nunique(),
        intervals=evidence["low"].notna().sum(),
        abstracts=(evidence["seen"] == SECOND_HAND).sum(),
    )


def _name(row: tuple) -> str:
    return row.study if pd.isna(row.n) else f"{row.study} (n = {whole(row.n)})"
