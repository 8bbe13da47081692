"""Everything the records answer, as one dictionary that becomes JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from analysis.answers import answer_between
from analysis.association import Association, associate
from analysis.estimate import Estimate
from analysis.provenance import sha256
from analysis.records import load_sessions
from analysis.schema import PAIN, SLEEP, Outcome

SCHEMA_VERSION = 1
Json = dict[str, object]


def find_results(path: str | Path, outcomes: Sequence[Outcome] = (PAIN, SLEEP)) -> Json:
    """Answer from a file of session records; what can't be answered is None with a ``reason``.

    Raises RecordsError when the file breaks the record format.
    """
    sessions = load_sessions(path, outcomes)
    associations = associate(sessions, outcomes)
    return {
        "schema_version": SCHEMA_VERSION,
        "source": {
            "file": Path(path).name,
            "sha256": sha256(path),
            "n_sessions": len(sessions),
            "n_clients": int(sessions["client_id"].nunique()),
        },
        "between_clients": {name: _between(found) for name, found in associations.items()},
        "answers": {name: answer_between(found) for name, found in associations.items()},
    }


def _between(found: Association) -> Json:
    correlation = found.correlation
    main = _numbers(correlation) | {"p_holm": _none_if_nan(found.p_holm)}
    slope = _numbers(found.slope) | {
        "unit": f"points of {found.outcome.name} per extra weekly session; positive is better",
        "smallest_difference": found.outcome.smallest,
    }
    return main | {"slope": slope, "left_out": {k: int(n) for k, n in found.left_out.items()}}


def _numbers(estimate: Estimate) -> Json:
    names = ("estimate", "low", "high", "p_value")
    found: Json = {name: _none_if_nan(getattr(estimate, name)) for name in names}
    found |= {"n_clients": estimate.n_clients, "method": estimate.method}
    return found if estimate.answered else found | {"reason": estimate.reason}


def _none_if_nan(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
