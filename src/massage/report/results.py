"""Everything the records answer, as one dictionary that becomes JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from analysis.bounds import Bound
from analysis.closed_days import ClosedDays
from analysis.estimate import Estimate
from analysis.plan import PLAN, Plan
from analysis.question_1 import Association
from analysis.question_2 import Comparison
from analysis.schema import PAIN, SLEEP, Outcome
from analysis.verdicts import BETWEEN, BOUNDS, CLOSED_DAYS, WITHIN, Verdict, judge_within
from massage.claims import CLAIMS, answer_claims, examine_claims, read_evidence
from massage.claims.evidence import answer_from_print
from massage.practice import Practice, load_practice
from massage.provenance import sha256
from massage.words.codes import METHODS, fill, read_words, say, tell, tell_left_out, tell_remarks
from massage.words.together import tell_meanings

SCHEMA_VERSION = 1
WORDS = "report"
PART_NUMBERS = ("estimate", "low", "high", "p_value", "p_adjusted")
Json = dict[str, object]


def find_results(
    path: str | Path,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    plan: Plan = PLAN,
    *,
    sites: Sequence[str] = (),
    claims: bool = True,
) -> Json:
    """Answer from a file of session records; what can't be answered is None with a ``reason``.

    With ``sites`` about clients who came for one of these, which the source then lists. Without
    ``claims`` they are left out, and it is said. Raises as ``load_practice`` does.
    """
    practice = load_practice(path, outcomes, plan, sites=sites)
    source = describe(Path(path).name, practice) | {"sha256": sha256(path)}
    return answer(practice, source, list_claims(practice) if claims else None)


def describe(name: str, practice: Practice, engine: str = "pandas") -> Json:
    """Where the answers come from; the fingerprint is put in by who has it."""
    return {
        "file": name,
        "sha256": None,
        "n_sessions": practice.n_sessions,
        "n_clients": len(practice.clients),
        "remarks": tell_remarks(practice.checked.remarks),
        "engine": engine,
        **({"sites": list(practice.sites)} if practice.sites else {}),
    }


def answer(practice: Practice, source: Json, claims: list[Json] | None) -> Json:
    """Everything that a practice answers; where there are no claims, it is said why."""
    plan = practice.plan
    return {
        "schema_version": SCHEMA_VERSION,
        "source": source,
        "between_clients": {name: _between(found) for name, found in practice.question_1.items()},
        "within_clients": {
            name: _compared(found, n_moved=found.n_moved)
            for name, found in practice.question_2.items()
        },
        "closed_days": {name: _closed(found) for name, found in practice.closed_days.items()},
        "bounds": {name: [_bound(one) for one in found] for name, found in practice.bounds.items()},
        "verdicts": {
            name: {question: _verdict(verdicts[question]) for question in (BETWEEN, WITHIN)}
            | {CLOSED_DAYS: _verdict(judge_within(practice.closed_days[name]))}
            | {BOUNDS: _judge(practice, name)}
            for name, verdicts in practice.verdicts.items()
        },
        "threats": _threats(practice),
        "claims": claims or [],
        **({} if claims is not None else {"claims_reason": say("large", "no_claims")}),
        "plan": {"fingerprint": plan.fingerprint, "published": plan.is_published},
        "answers": practice.answers,
    }


def list_claims(practice: Practice) -> list[Json]:
    """Each claim with what records and print say, and the numbers behind its parts."""
    table, evidence = examine_claims(practice), read_evidence()
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
    return _explain(part, PART_NUMBERS, row["text"])


def _explain(row: Json, names: Sequence[str], text: str) -> Json:
    """The row with None for the numbers that aren't there, and with ``text`` as the reason.

    The first of ``names`` is what the row is about.
    """
    row = row | {name: _none_if_nan(row[name]) for name in names}
    if row[names[0]] is None:
        return row | {"reason": text}
    return row | ({"reason": _say("no_chance")} if row["p_value"] is None else {})


def _say(key: str, **places: object) -> str:
    return fill(read_words(WORDS)["results"][key], places)


def _between(found: Association) -> Json:
    correlation = found.correlation
    main = _numbers(correlation) | {"p_holm": _none_if_nan(found.p_holm)}
    slope = _numbers(found.slope) | {
        "unit": _say("slope", name=found.outcome.name),
        "smallest_difference": found.outcome.smallest,
    }
    return main | {
        "slope": slope,
        "left_out": {k: int(n) for k, n in tell_left_out(found.left_out).items()},
    }


def _compared(found: Comparison, **own: float | None) -> Json:
    return _numbers(found) | {
        "n_intervals": found.n_intervals,
        "p_holm": _none_if_nan(found.p_holm),
        **own,
        "blocked_by": list(found.blocked_by),
        "unit": _say("halving", name=found.outcome.name),
        "smallest_difference": found.outcome.smallest,
    }


def _closed(found: ClosedDays) -> Json:
    strength = _none_if_nan(found.first_stage_f)
    return _compared(found, n_shifted=found.n_shifted, first_stage_f=strength)


def _verdict(verdict: Verdict) -> Json:
    """Which way, the interval in points as it is drawn, and why one beside 0 names no direction.

    Positive is better.
    """
    drawn, note = verdict.drawn, verdict.note
    return {
        "direction": verdict.direction,
        "excludes": verdict.excludes,
        "drawn_low": _none_if_nan(drawn.low),
        "drawn_high": _none_if_nan(drawn.high),
        "drawn_level": drawn.level if drawn.answered else None,
        "p_decides": _none_if_nan(verdict.p_decides),
        **({"note": tell(note)} if note else {}),
    }


def _bound(bound: Bound) -> Json:
    """Both ends in points, positive is better, and what is supposed."""
    ends = {"low": _none_if_nan(bound.low), "high": _none_if_nan(bound.high)}
    reason = {"reason": tell(bound.reason)} if bound.reason else {}
    return {"per_hundred": bound.per_hundred, "when": bound.when, **ends, **reason}


def _judge(practice: Practice, name: str) -> Json:
    """The size that the bounds leave out, either way; None where they reach the largest mark."""
    if BOUNDS in practice.verdicts[name]:
        found = practice.verdicts[name][BOUNDS]
        return {"excludes": found.excludes, "per_hundred": found.per_hundred}
    lacking = [one.reason for one in practice.bounds[name] if one.reason]
    why = lacking[0] if lacking else practice.verdicts[name][WITHIN].drawn.reason
    return {"excludes": None, "per_hundred": practice.plan.judged_moved, "reason": tell(why)}


def _threats(practice: Practice) -> list[Json]:
    table = practice.threats.assign(meaning=tell_meanings(practice))
    return [
        _explain(row, ("value", "p_value"), row["meaning"])
        for row in table.to_dict(orient="records")
    ]


def _numbers(estimate: Estimate) -> Json:
    names = ("estimate", "low", "high", "p_value")
    found: Json = {name: _none_if_nan(getattr(estimate, name)) for name in names}
    found |= {"level": estimate.level}
    found |= {"n_clients": estimate.n_clients, "method": tell(estimate.method, METHODS)}
    return found if estimate.answered else found | {"reason": tell(estimate.reason)}


def _none_if_nan(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
