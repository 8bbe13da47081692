"""The article's claims: what claims.toml says of each, for the outcomes that were asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from analysis.estimate import Estimate
from analysis.intervals import has_values
from analysis.plan import PLAN, Plan
from analysis.schema import PAIN, SLEEP, Outcome
from massage.claims.changes import (
    average_change,
    average_relief,
    correlate_worse,
    share_with_full_night,
)
from massage.claims.conditions import spread_of_change, spread_of_halving
from massage.claims.groups import Records, as_asked
from massage.claims.safety import rate_per_hundred, share_with_event
from massage.claims.time_to_relief import compare_time_to_relief
from massage.claims.two_groups import compare_modality, differ_between, differ_within
from massage.outcomes import read_outcome, share_scale
from massage.words import formats
from massage.words.codes import fill, read_words
from massage.words.formats import later_weeks

WRITTEN = read_words("claims", "massage.claims")
KINDS, VERDICTS = WRITTEN["kinds"], WRITTEN["verdicts"]
CONFIRMATORY, PRINT_ONLY = KINDS["confirmatory"], KINDS["print_only"]
CHANGE, COMPARISON, LINK = KINDS["change"], KINDS["comparison"], KINDS["link"]
DESCRIPTION = KINDS["description"]
AGREES, AGAINST = VERDICTS["agrees"], VERDICTS["against"]
BETTER, WORSE = VERDICTS["better"], VERDICTS["worse"]
CANT_TELL, DESCRIBED = VERDICTS["cant_tell"], VERDICTS["described"]
FOLLOWS_FROM = {"agreed_day": "booked_day"}
AS_WRITTEN = (
    "name", "columns", "unit", "scale", "agreement", "yes", "no", "unclear", "tell",
    "verdict", "question",
)  # fmt: skip
MEASURES: dict[str, Callable[..., Estimate]] = {
    one.__name__: one
    for one in (
        average_change, average_relief, compare_modality, compare_time_to_relief, correlate_worse,
        differ_between, differ_within, rate_per_hundred, share_with_event, share_with_full_night,
        spread_of_change, spread_of_halving,
    )
}  # fmt: skip
OUTCOMES = {
    key: replace(read_outcome(one["column"]), name=one["name"])
    for key, one in WRITTEN["outcomes"].items()
}


@dataclass(frozen=True)
class Part:
    """One thing that a claim says and that session records can speak to.

    ``columns`` are needed; ``ask`` returns the Estimate, in ``unit``, positive in the claim's
    favour (None for questions 1 and 2, which are asked together, and for print); ``scale`` is the
    unit in few words; ``agreement`` is what would count as agreement; ``yes``, ``no`` and
    ``unclear`` begin the sentence for each way it can turn out, ``tell`` says how its numbers are
    put into words. ``verdict`` names what agrees, where the name that goes with its kind doesn't
    fit. ``question`` 1 or 2 is asked about ``outcome``; ``refused`` says why a rating that was
    asked about can't be used, if it can't.
    """

    name: str
    kind: str
    columns: tuple[str, ...] = ()
    ask: Callable[[Records], Estimate] | None = None
    unit: str = ""
    scale: str = ""
    agreement: str = ""
    yes: str = ""
    no: str = ""
    unclear: str = ""
    tell: Mapping[str, str | int] = field(default_factory=dict)
    verdict: str = ""
    question: int = 0
    outcome: Outcome | None = None
    refused: str = ""

    def find_missing(self, sessions: pd.DataFrame) -> list[str]:
        """Columns that are needed without a value, where none is in the one they follow from."""
        return [
            column
            for column in self.columns
            if not has_values(sessions, column)
            and not has_values(sessions, FOLLOWS_FROM.get(column, column))
        ]


@dataclass(frozen=True)
class Claim:
    """One claim: its words, its parts, and what no number of theirs can say."""

    id: str
    words: str
    parts: tuple[Part, ...]
    limit: str = ""


def list_outcomes(outcomes: Sequence[Outcome]) -> dict[str, Outcome]:
    """Return what the claims are about, by the name in claims.toml: as asked about, if it was."""
    return {key: as_asked(own, outcomes) for key, own in OUTCOMES.items()}


def write_claims(
    outcomes: Sequence[Outcome] = (PAIN, SLEEP), plan: Plan = PLAN
) -> tuple[Claim, ...]:
    """Write the claims about the outcomes that were asked about, by this plan.

    Where an outcome stands for one of the format's, each claim uses its column, range and
    direction; a part with marks that are fixed for another scale says why it can't.
    """
    asked = list_outcomes(outcomes)
    pain, (start, end) = asked["pain"], plan.windows.follow_up
    asked["leaving"] = next((one for one in outcomes if one.column == pain.on_leaving), pain)
    needed = OUTCOMES | {"leaving": pain}
    places = asked | {
        "on_leaving": pain.on_leaving or PAIN.on_leaving,
        "weeks": later_weeks(plan.windows),
        "days": formats.WORDS["days"].format(start=start, end=end),
    }
    for one in WRITTEN["directions"]:
        usual = all(asked[key].better == needed[key].better for key in one["of"])
        places |= one["usual" if usual else "turned"]
    return tuple(
        Claim(
            one["id"],
            one["words"],
            tuple(_write_part(part, asked, needed, places) for part in one["parts"]),
            " ".join(WRITTEN["limits"][key] for key in one.get("limits", ())),
        )
        for one in WRITTEN["claims"]
    )


def _write_part(
    part: Mapping, asked: Mapping[str, Outcome], needed: Mapping[str, Outcome], places: Mapping
) -> Part:
    if "like" in part:
        part = WRITTEN["templates"][part["like"]] | part
    keys = part.get("outcomes", ())
    own = [asked[key] for key in keys]
    same_scale = all(share_scale(asked[key], needed[key]) for key in keys)
    places = places | {
        "outcome": own[0] if own else None,
        "condition": part.get("condition"),
        "points": part.get("points", "points") if same_scale else "points",
    }
    return Part(
        **{name: _fill(part[name], places) for name in AS_WRITTEN if name in part},
        kind=KINDS[part["kind"]],
        ask=_measure_by(part, own) if "measure" in part else None,
        outcome=places["outcome"],
        refused=_refuse(part["fixed"], asked, needed, places) if "fixed" in part else "",
    )


def _fill(value: str | int | list | dict, places: Mapping) -> str | int | tuple | dict:
    """Fill the places of every sentence in what is written."""
    if isinstance(value, dict):
        return {key: _fill(one, places) for key, one in value.items()}
    if isinstance(value, list):
        return tuple(_fill(one, places) for one in value)
    return fill(value, places) if isinstance(value, str) else value


def _measure_by(part: Mapping, own: Sequence[Outcome]) -> Callable[[Records], Estimate]:
    measure, condition = MEASURES[part["measure"]], part.get("condition")

    def ask(records: Records) -> Estimate:
        asked = records.by_condition[condition] if condition else records
        return measure(asked, *own, **part.get("arguments", {}))

    return ask


def _refuse(
    fixed: Mapping, asked: Mapping[str, Outcome], needed: Mapping[str, Outcome], places: Mapping
) -> str:
    """Say why a fixed mark can't be used on another scale; empty where the scale is that one."""
    scales = {"asked": asked[fixed["outcome"]], "needed": needed[fixed["outcome"]]}
    if share_scale(*scales.values()):
        return ""
    return fill(WRITTEN["another_scale"], scales | {"what": fill(fixed["what"], places)})


CLAIMS = write_claims()
OWN_VERDICTS = {part.verdict for claim in CLAIMS for part in claim.parts if part.verdict}
NAMED = (AGREES, AGAINST, BETTER, WORSE, *OWN_VERDICTS)
