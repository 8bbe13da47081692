"""What a deck shows in short: each claim beside print, and what to record next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.intervals import has_values
from analysis.plan import PLAN, Plan
from analysis.question_1 import Association
from analysis.question_2 import Comparison
from analysis.schema import COLUMNS, Outcome
from massage.claims.claim import CLAIMS, CONFIRMATORY, WRITTEN, Claim, write_claims
from massage.claims.evidence import answer_from_print
from massage.words.codes import tell
from massage.words.formats import count, interval, listed, number, plain
from massage.words.together import explain_remedy
from massage.words.who_counts import can_tell_all

VERDICTS_CAPTION = (
    f"What these records say to each part of the article's {WRITTEN['how_many']} claims. The last "
    "slides have the claims by number. 'Described': counted, without a yes or no."
)
CLAIMS_CAPTION = "Much eases with time alone, and clients chose: no line says what massage does."
EVERY_MOVE = (
    "Keep writing down every moved appointment with the day first agreed. Question 2 holds only "
    "if all of them are there."
)


def tabulate_claims_briefly(table: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """One row of words per claim: the claim, what records say, what was found in print.

    ``table`` is the one of ``examine_claims``. The claims' limits are left to ``CLAIMS_CAPTION``
    and to what the speaker says.
    """
    return pd.DataFrame(
        {
            "claim": f"{claim.id.removeprefix('C')}. {claim.words}",
            "these records": " ".join(dict.fromkeys(_texts(table, claim))),
            "published": answer_from_print(evidence, claim.id),
        }
        for claim in CLAIMS
    )


def tabulate_verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """One row per verdict: on how many parts of claims it was reached, and of which claims."""
    numbers = table["id"].str.removeprefix("C")
    found = numbers.groupby(table["verdict"], sort=False).agg(
        [len, lambda ids: listed(list(dict.fromkeys(ids)))]
    )
    shown = (
        found.set_axis(["parts of claims", "claims by number"], axis=1)
        .rename_axis("these records")
        .reset_index()
    )
    return shown.sort_values("parts of claims", ascending=False, kind="stable", ignore_index=True)


def list_limits(table: pd.DataFrame, claims: Sequence[Claim] = CLAIMS) -> list[str]:
    """Say what the claims' numbers can't know: one sentence for claims that share a limit."""
    asked = set(table["id"])
    of: dict[str, list[str]] = {}
    for claim in claims:
        if claim.limit and claim.id in asked:
            of.setdefault(claim.limit, []).append(claim.id.removeprefix("C"))
    return [
        f"{'Claims' if len(ids) > 1 else 'Claim'} {listed(ids)}: {limit}"
        for limit, ids in of.items()
    ]


def tell_slope(found: Association) -> str:
    """Say question 1 in points in few words; ``answer_slope`` says what they mean."""
    slope, name = found.told_slope, found.outcome.name
    if not slope.answered:
        return f"{name}: can't be said ({tell(slope.reason)})."
    estimate = f"{number(slope.estimate)} points"
    return f"{name}: {estimate} ({interval(slope)}; n = {slope.n_clients})."


def tell_false_alarms(rates: pd.DataFrame, analyses: Mapping[str, str]) -> list[str]:
    """Say for a lay audience how often each analysis announces a result where there is none.

    ``rates`` are rows of a calibration, ``analyses`` maps its names to those that are said.
    """
    first = rates.iloc[0]
    said = [
        f"A computer made {first['runs']:,} practices of each of {rates['world'].nunique()} kinds, "
        f"with {first['clients']} clients each, in which massage does nothing. Chance alone allows "
        "a result in 5 of 100."
    ]
    for analysis, label in analyses.items():
        rows = rates[rates["analysis"] == analysis].sort_values("significant")
        worst, mean = rows.iloc[-1], rows["significant"].mean()
        ends = (worst["significant"] + side * 1.96 * worst["significant_error"] for side in (-1, 1))
        low, high = (number(100 * min(1, max(0, end)), 0) for end in ends)
        said.append(
            f"{label} announced one in {number(100 * mean, 0)} of 100 on average, and in the worst "
            f"kind in {number(100 * worst['significant'], 0)} (95 % interval {low} to {high})."
        )
    return said


def can_show_frequency(
    clients: pd.DataFrame, associations: Mapping[str, Association], plan: Plan = PLAN
) -> bool:
    """Whether how often all clients came may be shown: ten, and their number may be told."""
    return len(clients) >= plan.fewest_clients and can_tell_all(associations)


def can_show_change(clients: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN) -> bool:
    """Whether as many clients have both values as a sentence about them needs."""
    return int(clients[f"{outcome.name}_improvement"].count()) >= plan.fewest_clients


def suggest_recording(sessions: pd.DataFrame, compared: Mapping[str, Comparison]) -> list[str]:
    """Say what to record from now on: to unblock question 2, and for the article's claims."""
    blocked = [
        f"Question 2 for {name}: {explain_remedy(one)}."
        for name, one in compared.items()
        if one.blocked_by
    ]
    claims = write_claims([one.outcome for one in compared.values()])
    needed = dict.fromkeys(c for claim in claims for part in claim.parts for c in part.columns)
    missing = [plain(column) for column in needed if not has_values(sessions, column)]
    held = sum(has_values(sessions, column) for column in COLUMNS)
    wanted = (
        f"For the article's claims, also record: {listed(missing)}."
        if missing
        else "The columns that the article's claims need are all there."
    )
    return [
        *blocked,
        wanted,
        EVERY_MOVE,
        f"{count(len(sessions), 'session')} hold {held} of the {len(COLUMNS)} columns of the "
        "record format.",
    ]


def _texts(table: pd.DataFrame, claim: Claim) -> list[str]:
    """Return a claim's sentences; the first of claims 1 and 2 holds both questions."""
    rows = table[table["id"] == claim.id]
    texts = rows["text"].iloc[:1] if rows["kind"].eq(CONFIRMATORY).all() else rows["text"]
    return [plain(text) for text in texts]
