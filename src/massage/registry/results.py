"""What several practices answer together, as one dictionary that becomes JSON."""

from __future__ import annotations

import math

from analysis.estimate import Estimate
from massage.registry.pool import Pooled, Registry
from massage.registry.share import CORRELATION
from massage.words.codes import METHODS, say, tell

SCHEMA_VERSION = 1
Json = dict[str, object]


def list_results(registry: Registry) -> Json:
    """Return every pooled answer; what can't be answered is None with a ``reason`` beside it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "n_practices": registry.n_practices,
        "n_synthetic": registry.n_synthetic,
        "programs": sorted({one.program for one in registry.files}),
        "plan": registry.plan.fingerprint_without_closed_days,
        "sites": list(registry.files[0].sites),
        **{
            question: {name: _pooled(one) for name, one in answers.items()}
            for question, answers in registry.answers.items()
        },
    }


def _pooled(pooled: Pooled) -> Json:
    together, check = pooled.together, pooled.check
    unit = "unit_correlation" if pooled.question == CORRELATION else "unit"
    return {
        **_numbers(pooled.mean, "estimate", "low", "high", "p_value", "standard_error", "df"),
        "p_holm": _none_if_nan(pooled.p_holm),
        "direction": pooled.direction,
        "unit": say("registry", unit, name=pooled.outcome.name),
        "n_practices": len(pooled.practices),
        "n_clients": int(pooled.practices["n_clients"].sum()),
        "n_rows": int(pooled.practices["n_rows"].sum()),
        "spread": _numbers(together.spread, "estimate", "low", "high", "p_value"),
        "share_of_spread": _none_if_nan(together.share),
        "next_practice": _numbers(together.next_one, "low", "high"),
        "contradict": {"better": pooled.n_better, "worse": pooled.n_worse},
        "left_out": pooled.left_out,
        "fired": pooled.fired,
        "errors_from_groups": {
            "ratio": _none_if_nan(check.ratio),
            "low": _none_if_nan(check.low),
            "high": _none_if_nan(check.high),
            "n_practices": check.n_practices,
        },
        "practices": [
            row | {"fired": list(row["fired"])} for row in pooled.practices.to_dict("records")
        ],
    }


def _numbers(found: Estimate, *names: str) -> Json:
    numbers: Json = {name: _none_if_nan(getattr(found, name)) for name in names}
    numbers |= {"level": found.level, "method": tell(found.method, METHODS)}
    return numbers if found.answered else numbers | {"reason": tell(found.reason)}


def _none_if_nan(value: float) -> float | None:
    """Return a number; None where there is none, or it is infinite (normal quantiles' df)."""
    return float(value) if math.isfinite(value) else None
