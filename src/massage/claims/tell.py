"""What the claims come to, in sentences and tables, beside what was found in print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from analysis.estimate import Estimate
from analysis.plan import PLAN, Plan
from massage.claims.changes import Crossing
from massage.claims.claim import CANT_TELL, CLAIMS, CONFIRMATORY, DESCRIBED, NAMED, WRITTEN, Claim
from massage.claims.evidence import answer_from_print
from massage.claims.time_to_relief import Curve
from massage.claims.two_groups import WithAndWithout
from massage.small_groups import Told, how_to_tell, is_small, possible_parts, widest_interval
from massage.words.codes import fill, read_words, say
from massage.words.formats import (
    FEW,
    count,
    interval,
    later_weeks,
    listed,
    number,
    p_value,
    visible,
    whole,
)

WORDS, UNKNOWN = "claims", ""
WITH_NUMBERS = (*NAMED, CANT_TELL, DESCRIBED)


def answer_claims(table: pd.DataFrame, claims: Sequence[Claim] = CLAIMS) -> dict[str, str]:
    """Say per claim, by its id, what the records say: the table's texts, and the claim's limit.

    The first text of claims 1 and 2 holds both questions.
    """
    answers = {}
    for claim in claims:
        rows = table[table["id"] == claim.id]
        texts = rows["text"].iloc[:1] if rows["kind"].eq(CONFIRMATORY).all() else rows["text"]
        limit = [claim.limit] if rows["verdict"].isin(WITH_NUMBERS).any() else []
        answers[claim.id] = " ".join(dict.fromkeys([*texts, *limit])).strip()
    return answers


def tabulate_claims(table: pd.DataFrame) -> pd.DataFrame:
    """Write the table of ``examine_claims`` in words: one row per part, numbers rounded."""
    interval = [
        UNKNOWN if pd.isna(row.low) else say(WORDS, "ends", low=row.low, high=row.high)
        for row in table.itertuples()
    ]
    told = pd.DataFrame(
        {
            "claim": table["id"],
            "part": table["part"],
            "kind": table["kind"],
            "agreement": table["agreement"],
            "unit": table["unit"],
            "estimate": [_write(value, number) for value in table["estimate"]],
            say(WORDS, "interval", level=table["level"].iloc[0]): interval,
            "p": [_write(value, p_value) for value in table["p_value"]],
            "p_adjusted": [_write(value, p_value) for value in table["p_adjusted"]],
            "n": table["n_clients"],
            "verdict": table["verdict"],
        }
    )
    return told.rename(columns=read_words(WORDS)["columns"])


def lay_beside(records: Mapping[str, str], evidence: pd.DataFrame) -> pd.DataFrame:
    """Lay what records say beside what print says: one row per claim, in words."""
    beside = pd.DataFrame(
        {
            "claim": claim.words,
            "records": records[claim.id],
            "published": answer_from_print(evidence, claim.id),
        }
        for claim in CLAIMS
    )
    return beside.rename(columns=read_words(WORDS)["columns"])


def _write(value: float, write: Callable[[float], str]) -> str:
    return UNKNOWN if pd.isna(value) else write(value)


def tell_numbers(found: Estimate, how: str, **ways: str | int) -> str:
    """Put an estimate into words, as claims.toml says; ``ways`` are those of ``tell_way``."""
    if how in TOLD_BY_SIZE:
        return TOLD_BY_SIZE[how](found)
    places = {
        "found": found,
        "clients": count(found.n_clients, "client"),
        "estimate": number(found.estimate),
        "interval": interval(found),
        "way": tell_way(found, **ways) if ways else "",
    }
    if how in PLACES:
        places |= PLACES[how](found, **ways)
    return fill(WRITTEN["tellings"][how], places)


def tell_besides(found: Estimate, how: str, **ways: str | int) -> str:
    """Say what stands beside the numbers, in a sentence of its own; empty where nothing does."""
    if how not in WRITTEN["besides"]:
        return ""
    return fill(WRITTEN["besides"][how], PLACES[how](found, **ways))


def tell_way(found: Estimate, unit: str, up: str, down: str, per: str = "", digits: int = 2) -> str:
    """Write so many ``unit`` ``up`` where positive, ``down`` where not, with the interval."""

    def size(value: float) -> str:
        return visible(abs(value), digits)

    def way(value: float) -> str:
        return down if value < 0 else up

    low, high = sorted((found.low, found.high), key=abs)
    ends = say(WORDS, "same_way", low=size(low), high=size(high), way=way(high))
    if way(low) != way(high):
        ways = {"low_way": way(found.low), "high_way": way(found.high)}
        ends = say(WORDS, "both_ways", low=size(found.low), high=size(found.high), **ways)
    many = size(found.estimate)
    unit = read_words(WORDS)["one_of"].get(unit, unit) if float(many) == 1 else unit
    told = {"many": many, "unit": unit, "way": way(found.estimate), "per": per, "ends": ends}
    return say(WORDS, "way", level=found.level, **told)


def _of_watched(found: Estimate, **_: object) -> dict[str, str]:
    """Of how many: ``n_dropped`` clients were watched but couldn't be counted."""
    n, watched = found.n_clients, found.n_clients + found.n_dropped
    if how_to_tell(n, watched) is Told.EXACTLY:
        return {"whole": say(WORDS, "watched", n=watched - n, watched=watched)}
    return {"whole": say(WORDS, "watched_few")}


def _by_themselves(found: WithAndWithout, unit: str, **_: object) -> dict[str, str]:
    """What a difference is between."""
    both = found.mostly_with, found.mostly_without
    mostly, others = (f"{visible(value)} {unit}" for value in both)
    return {
        "mostly": mostly,
        "others": others,
        "n_with": count(found.n_with, "client"),
        "n_without": count(found.n_without, "client"),
        "gloss": WRITTEN["minus"] if min(both) < 0 else "",
    }


PLACES = {
    "watched": _of_watched,
    "both": _by_themselves,
    "groups": lambda found, **_: {"n_first": count(found.n_first, "client")},
    "correlation": lambda found: {"visits": count(found.n_rows, "visit")},
    "rate": lambda found: {
        "estimate": visible(found.estimate, 1),
        "interval": interval(found, 1),
        "sessions": count(found.n_rows, "session"),
    },
}


def tell_share(found: Estimate) -> str:
    """Write a share of clients."""
    n = found.n_clients
    events = round(found.estimate * n)
    if how_to_tell(events, n) is Told.EXACTLY:
        ends = say(WORDS, "between", **vars(found))
    else:
        ends = _inside(found, [(each, n) for each in possible_parts(events, n)])
    return say(WORDS, "share", part=_part(events, n), n=n, ends=ends)


def tell_crossing(found: Crossing) -> str:
    """Write a share who reached a mark, and who went the other way."""
    n, above, everyone = found.n_clients, found.n_above, found.n_clients + found.n_above
    if is_small(above):
        few = [everyone - each for each in possible_parts(above, everyone)]
        possible = [(min(each, n_under), n_under) for n_under in few
                    for each in possible_parts(found.n_reached, n)]  # fmt: skip
        return say(WORDS, "crossing_few", ends=_inside(found, possible), n=everyone)
    share, key = tell_share(found), "crossing" if above else "crossing_none"
    return say(WORDS, key, share=share, above=above, fell=_part(found.n_fell, above))


TOLD_BY_SIZE = {"share": tell_share, "crossing": tell_crossing}


def tell_change_unit(plan: Plan = PLAN) -> str:
    """Write the unit of a change in pain."""
    return say(WORDS, "change_unit", weeks=later_weeks(plan.windows))


def tell_curves(curves: Sequence[Curve], p: float, plan: Plan = PLAN) -> str:
    """Say how long both groups were without lasting relief, and what that can't say."""
    if not curves:
        return say(WORDS, "no_curves", fewest=plan.fewest_clients)
    each = [say(WORDS, "curve", curve=one, days=number(one.mean_days, 0)) for one in curves]
    return say(WORDS, "curves", days=curves[0].days[-1], each=listed(each), p=p_value(p))


def _part(part: int, of: int) -> str:
    """Write a part of a whole that is known, as it may be told."""
    words = read_words(WORDS)
    few = {Told.FEW: FEW, Told.ALL_BUT_FEW: words["all_but_few"], Told.SOME: words["some"]}
    return few.get(how_to_tell(part, of), whole(part))


def _inside(found: Estimate, possible: Sequence[tuple[int, int]]) -> str:
    low, high = widest_interval(possible, found.level)
    return say(WORDS, "inside", level=found.level, low=low, high=high)
