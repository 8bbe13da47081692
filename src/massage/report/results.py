"""Everything the records answer, as one dictionary that becomes JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.association import Association, associate
from analysis.comparison import Examination, examine_all
from analysis.estimate import Estimate
from analysis.plan import PLAN, Plan
from analysis.records import RecordsError, check_records
from analysis.schema import PAIN, SLEEP, Outcome
from massage.claims import CLAIMS, answer_claims, examine_claims, read_evidence
from massage.claims.evidence import answer_from_print
from massage.provenance import sha256
from massage.words.codes import tell
from massage.words.together import answer_both

SCHEMA_VERSION = 1
NO_CHANCE = "a fact of the records, in which chance has no part, or without spread to judge by"
PART_NUMBERS = ("estimate", "low", "high", "p_value", "p_adjusted")
Json = dict[str, object]


def find_results(
    path: str | Path, outcomes: Sequence[Outcome] = (PAIN, SLEEP), plan: Plan = PLAN
) -> Json:
    """Answer from a file of session records; what can't be answered is None with a ``reason``.

    Raises RecordsError when the file breaks the record format.
    """
    checked = check_records(path, outcomes, plan)
    if checked.broken:
        raise RecordsError(checked.broken, checked.remarks)
    sessions = checked.sessions
    associations = associate(sessions, outcomes, plan)
    examined = examine_all(sessions, outcomes, plan)
    return {
        "schema_version": SCHEMA_VERSION,
        "source": {
            "file": Path(path).name,
            "sha256": sha256(path),
            "n_sessions": len(sessions),
            "n_clients": int(sessions["client_id"].nunique()),
            "remarks": [tell(remark, "remarks") for remark in checked.remarks],
        },
        "between_clients": {name: _between(found) for name, found in associations.items()},
        "within_clients": {name: _within(found) for name, found in examined.items()},
        "threats": [threat for found in examined.values() for threat in _threats(found)],
        "claims": _claims(sessions, outcomes, plan),
        "plan": {"fingerprint": plan.fingerprint, "published": plan.is_published},
        "answers": {
            name: answer_both(found, examined[name]) for name, found in associations.items()
        },
    }


def _claims(sessions: pd.DataFrame, outcomes: Sequence[Outcome], plan: Plan) -> list[Json]:
    """Each claim with what records and print say, and the numbers behind its parts."""
    table, evidence = examine_claims(sessions, outcomes, plan=plan), read_evidence()
    records = answer_claims(table)
    return [
        {
            "id": claim.id,
            "claim": claim.words,
            "records": records[claim.id],
            "evidence": answer_from_print(evidence, claim.id),
            "parts": [_part(row) for row in table[table["id"] == claim.id].to_dict("records")],
        }
        for claim in CLAIMS
    ]


def _part(row: Json) -> Json:
    part = {name: value for name, value in row.items() if name not in ("id", "claim")}
    numbers = {name: _none_if_nan(part[name]) for name in PART_NUMBERS}
    reason = {"reason": row["text"]} if numbers["estimate"] is None else {}
    if not reason and numbers["p_value"] is None:
        reason = {"reason": NO_CHANCE}
    return part | numbers | reason


def _between(found: Association) -> Json:
    correlation = found.correlation
    main = _numbers(correlation) | {"p_holm": _none_if_nan(found.p_holm)}
    slope = _numbers(found.slope) | {
        "unit": f"points of {found.outcome.name} per extra weekly session; positive is better",
        "smallest_difference": found.outcome.smallest,
    }
    return main | {"slope": slope, "left_out": {k: int(n) for k, n in found.left_out.items()}}


def _within(found: Examination) -> Json:
    comparison = found.comparison
    return _numbers(comparison) | {
        "n_intervals": comparison.n_intervals,
        "p_holm": _none_if_nan(found.p_holm),
        "n_moved": comparison.n_moved,
        "blocked_by": list(comparison.blocked_by),
        "unit": f"points of {found.outcome.name} per interval cut in half; positive is better",
        "smallest_difference": found.outcome.smallest,
    }


def _threats(found: Examination) -> list[Json]:
    return [_threat(row) for row in found.threats.to_dict(orient="records")]


def _threat(row: Json) -> Json:
    numbers = {name: _none_if_nan(row[name]) for name in ("value", "p_value")}
    if numbers["value"] is None:
        return row | numbers | {"reason": row["meaning"]}
    return row | numbers | ({"reason": NO_CHANCE} if numbers["p_value"] is None else {})


def _numbers(estimate: Estimate) -> Json:
    names = ("estimate", "low", "high", "p_value")
    found: Json = {name: _none_if_nan(getattr(estimate, name)) for name in names}
    found |= {"level": estimate.level}
    found |= {"n_clients": estimate.n_clients, "method": estimate.method}
    return found if estimate.answered else found | {"reason": estimate.reason}


def _none_if_nan(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
