"""What a deck says beside the answers: whose records, each claim in short, what to record next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.intervals import has_values
from analysis.question_1 import Association
from analysis.question_2 import Comparison
from analysis.schema import COLUMNS
from massage.claims import examine_claims
from massage.claims.claim import CLAIMS, CONFIRMATORY, WRITTEN, Claim, write_claims
from massage.claims.evidence import answer_from_print, describe_evidence_base, read_evidence
from massage.outcomes import read_outcomes
from massage.practice import Practice, load_practice
from massage.provenance import describe_source
from massage.robustness.false_alarms import answer_smallest_seen, pick_rates
from massage.words.codes import read_words, tell
from massage.words.formats import NOT_ADVICE, count, interval, listed, number, plain, whole
from massage.words.together import explain_remedy, list_warnings
from massage.words.who_counts import count_all, explain_who_counts, name_plainly
from massage.worlds.calibrate import read_calibrations
from massage.worlds.world import IDENTIFIABLE_NULLS

__all__ = [  # what the notebook behind the slides takes from here
    "answer_smallest_seen",
    "caption_verdicts",
    "describe_evidence_base",
    "examine_claims",
    "explain_who_counts",
    "list_limits",
    "list_threats",
    "read_evidence",
    "read_practice",
    "read_rates",
    "say",
    "suggest_recording",
    "tabulate_claims_briefly",
    "tabulate_verdicts",
    "tell_false_alarms",
    "tell_records",
    "tell_slope",
    "tell_slopes",
]
FALSE_ALARMS = {
    "today": "The usual analysis",
    "question_2": "Question 2, each client against herself,",
}
CLIENTS = 200  # in each calibrated practice of which false alarms are told


def say(key: str, **places: object) -> str:
    """Return one of the sentences that are told beside the answers, with its places filled."""
    return read_words("findings")[key].format(**places)


def read_practice(path: str | Path, outcomes: str = "", sites: str = "") -> Practice:
    """Read session records as a practice whose outcomes, as written on a command line, are words.

    Raises as ``load_practice`` does.
    """
    return load_practice(path, name_plainly(read_outcomes(outcomes)), sites=sites.split())


def tell_records(path: str | Path, practice: Practice) -> list[str]:
    """Say how many records there are, whose they are, and that nothing here is advice."""
    counted = count_all(len(practice.sessions), len(practice.clients), practice.question_1)
    who = practice.tell_who(shared=True)
    return [f"{counted}.", *([who] if who else []), describe_source(path), NOT_ADVICE]


def tell_slopes(associations: Mapping[str, Association]) -> list[str]:
    """Say question 1 in points in few words; ``answer_slope`` says what they mean."""
    return [say("in_points"), *map(tell_slope, associations.values())]


def tell_slope(found: Association) -> str:
    """Say question 1 in points in few words, for one outcome."""
    slope, name = found.told_slope, found.outcome.name
    if not slope.answered:
        return say("no_slope", name=name, reason=tell(slope.reason))
    points = number(slope.estimate)
    return say("slope", name=name, points=points, interval=interval(slope), n=slope.n_clients)


def list_threats(practice: Practice, name: str) -> list[str]:
    """Say for the speaker what could make question 2 wrong for an outcome."""
    seen = list_warnings(practice, name) or [say("no_threat")]
    return [say("could_be_wrong", name=name), *seen]


def tabulate_claims_briefly(table: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """One row of words per claim: the claim, what records say, what was found in print.

    ``table`` is the one of ``examine_claims``. The claims' limits are left to the table's caption
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


def caption_verdicts() -> str:
    """Say what the table of verdicts shows."""
    return say("verdicts_caption", how_many=WRITTEN["how_many"])


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


def read_rates(folder: str | Path) -> pd.DataFrame:
    """Calibrations of practices in which massage does nothing, and question 2 can be answered."""
    return pick_rates(read_calibrations(folder), list(IDENTIFIABLE_NULLS), CLIENTS)


def tell_false_alarms(rates: pd.DataFrame, analyses: Mapping[str, str] = FALSE_ALARMS) -> list[str]:
    """Say for a lay audience how often each analysis announces a result where there is none.

    ``rates`` are rows of a calibration, ``analyses`` maps its names to those that are said.
    """
    first, worlds = rates.iloc[0], rates["world"].nunique()
    said = [say("many_made", runs=whole(first["runs"]), worlds=worlds, clients=first["clients"])]
    for analysis, label in analyses.items():
        rows = rates[rates["analysis"] == analysis].sort_values("significant")
        worst, margin = rows["significant"].iloc[-1], 1.96 * rows["significant_error"].iloc[-1]
        shares = {
            "mean": rows["significant"].mean(),
            "worst": worst,
            "low": max(0, worst - margin),
            "high": min(1, worst + margin),
        }
        of_100 = {name: number(100 * share, 0) for name, share in shares.items()}
        said.append(say("announced", label=label, **of_100))
    return said


def suggest_recording(sessions: pd.DataFrame, compared: Mapping[str, Comparison]) -> list[str]:
    """Say what to record from now on: to unblock question 2, and for the article's claims."""
    blocked = {name: one for name, one in compared.items() if one.blocked_by}
    claims = write_claims([one.outcome for one in compared.values()])
    needed = dict.fromkeys(c for claim in claims for part in claim.parts for c in part.columns)
    missing = [plain(column) for column in needed if not has_values(sessions, column)]
    held = sum(has_values(sessions, column) for column in COLUMNS)
    counted = count(len(sessions), "session")
    return [
        *(say("unblock", name=name, remedy=explain_remedy(one)) for name, one in blocked.items()),
        say("record_too", missing=listed(missing)) if missing else say("all_there"),
        say("every_move"),
        say("columns_held", sessions=counted, held=held, columns=len(COLUMNS)),
    ]


def _texts(table: pd.DataFrame, claim: Claim) -> list[str]:
    """Return a claim's sentences; the first of claims 1 and 2 holds both questions."""
    rows = table[table["id"] == claim.id]
    texts = rows["text"].iloc[:1] if rows["kind"].eq(CONFIRMATORY).all() else rows["text"]
    return [plain(text) for text in texts]
