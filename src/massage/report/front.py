"""The front of the report: the board, who came, how sure it is, the checks, the claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.plan import Plan
from massage import figures
from massage.board.describe import Board, describe_board
from massage.claims import read_evidence
from massage.claims.claim import (
    AGAINST,
    AGREES,
    BETTER,
    CANT_TELL,
    DESCRIBED,
    PRINT_ONLY,
    WORSE,
    Claim,
    Part,
    write_claims,
)
from massage.claims.evidence import find_headlines
from massage.claims.tell import TOLD_BY_SIZE
from massage.figures.figure import Figure
from massage.figures.svg import write_svg
from massage.practice import Practice
from massage.small_groups import Told, how_to_tell
from massage.words.codes import fill, read_words
from massage.words.formats import group_size, visible

WORDS = "page"
FILTERS = {AGREES: "agree", AGAINST: "against", BETTER: "better", WORSE: "against",
           CANT_TELL: "cant_tell", DESCRIBED: "better"}  # fmt: skip
DOI = "https://doi.org/"
NEAR_END = 0.25  # of a line: a 0 nearer to an end has no room for its label


@dataclass(frozen=True)
class ClaimPart:
    """One part of a claim: its verdict, and its interval as shares of a line (None: no number).

    ``marks`` are places on the line with their numbers, in ``unit``; ``alternative`` says both.
    """

    name: str
    verdict: str
    n: str
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    zero: float | None = None
    marks: tuple[tuple[float, str], ...] = ()
    unit: str = ""
    alternative: str = ""


@dataclass(frozen=True)
class ClaimRow:
    """A claim with its parts, the kinds it is found by, and the studies that speak to it."""

    words: str
    parts: tuple[ClaimPart, ...]
    kinds: tuple[str, ...]
    studies: tuple[tuple[str, str], ...]


def list_boards(practice: Practice) -> list[tuple[str, Board]]:
    """The board of everybody, and that of those who came for the back, each with what leads to it.

    Each has its own adjustment for several outcomes. Where sites aren't recorded there is one.
    """
    words = read_words(WORDS)
    boards = [("", describe_board(practice))]
    back = practice.for_back
    if back is None:
        return boards
    n, n_all = practice.n_for_back, practice.sessions["client_id"].nunique()
    exactly = how_to_tell(n, n_all) is Told.EXACTLY
    key = "came_for_back" if exactly else "came_for_back_few"
    return [*boards, (fill(words[key], {"n": n, "n_all": n_all}), describe_board(back))]


def list_cards(shown: list[Figure], *, says: bool = False) -> list[dict[str, str]]:
    """The figures that aren't withheld, each as SVG, with what it ``says`` or by itself."""
    drawn = [one for one in shown if not one.withheld]
    return [
        {"svg": write_svg(one.draw(), one.alternative), "says": one.says * says} for one in drawn
    ]


def list_who_came(practice: Practice) -> list[Figure]:
    """Figures that describe before anything is tested: how often, who is counted, what changed."""
    first = practice.outcomes[0]
    changes = [figures.plot_change(practice, one, shared=True) for one in practice.outcomes]
    return [
        figures.plot_frequency(practice, shared=True),
        figures.plot_counted(practice, first, shared=True),
        *changes,
    ]


def list_how_sure(practice: Practice) -> list[Figure]:
    """Figures of how sure the answer is, without those that describe."""
    came = {one.alternative for one in list_who_came(practice)}
    sure = [*figures.list_sure(practice), figures.plot_hundred_practices(practice, shared=True)]
    return [one for one in sure if one.alternative not in came]


def tabulate_checks(practice: Practice) -> pd.DataFrame:
    """One row per threat to question 2: what is sound, and a tick by outcome."""
    words, table = read_words("threats"), practice.threats
    return (
        table.assign(
            check=table["name"].map(lambda name: words[name]["sound"]),
            tick=[_tick(row) for row in table.itertuples()],
        )
        .pivot(index="check", columns="outcome", values="tick")
        .reindex([words[name]["sound"] for name in dict.fromkeys(table["name"])])
        [[str(one.name) for one in practice.outcomes]]
    )  # fmt: skip


def list_claims(practice: Practice) -> Iterator[ClaimRow]:
    """Each claim with what these records say of its parts, and who wrote about it."""
    table, evidence = practice.examined, read_evidence()
    table = table[table["kind"] != PRINT_ONLY]
    for claim in write_claims(practice.outcomes, practice.plan):
        parts = table[table["id"] == claim.id].to_dict("records")
        yield ClaimRow(
            claim.words,
            tuple(map(_describe_part, parts, claim.parts)),
            tuple(dict.fromkeys(FILTERS.get(one["verdict"], "nothing") for one in parts))
            or ("nothing",),
            _list_studies(evidence, claim),
        )


def tell_large(plan: Plan) -> str:
    """Say what isn't told of records that no memory holds, and what their number doesn't mend."""
    return fill(read_words(WORDS)["large"], vars(plan))


def _tick(row: Any) -> str:  # noqa: ANN401
    if row.fired:
        return "blocks" if row.blocks else "warns"
    if not row.checked:
        return "unchecked"
    return "fact" if pd.isna(row.p_value) else "sound"


def _describe_part(row: Mapping[str, Any], part: Part) -> ClaimPart:
    """Where nothing is told, an interval beside 0 is drawn on to it: it is no result."""
    numbers, n = [row["low"], row["estimate"], row["high"]], row["n_clients"]
    said = row["part"], row["verdict"], group_size(n) if n else ""
    if any(pd.isna(numbers)) or not any(numbers) or not _is_told(row, part):
        return ClaimPart(*said)
    if row["verdict"] == CANT_TELL:
        numbers = [min(0, row["low"]), row["estimate"], max(0, row["high"])]
    left, right = min(0, *numbers), max(0, *numbers)
    *places, zero = [(one - left) / (right - left) for one in (*numbers, 0)]
    low, middle, high, *ends = (_write(one, part) for one in (*numbers, left, right))
    marks = [(0.0, ends[0]), (1.0, ends[1])]
    marks += [(zero, "0")] if NEAR_END < zero < 1 - NEAR_END else []
    told = {"unit": part.scale, "low": low, "middle": middle, "high": high}
    alternative = fill(read_words(WORDS)["interval"], told)
    return ClaimPart(*said, *places, zero, tuple(marks), part.scale, alternative)


def _is_told(row: Mapping[str, Any], part: Part) -> bool:
    """Whether its words hold these numbers: where few clients are counted, they don't."""
    how, n = part.tell.get("how"), row["n_clients"]
    exactly = how_to_tell(round(row["estimate"] * n), n) is Told.EXACTLY
    return how not in TOLD_BY_SIZE or (how == "share" and exactly)


def _write(value: float, part: Part) -> str:
    return visible(value, part.tell.get("digits", 2)) if value else "0"


def _list_studies(evidence: pd.DataFrame, claim: Claim) -> tuple[tuple[str, str], ...]:
    named = find_headlines(evidence, claim.id).drop_duplicates("study")
    links = (DOI + named["doi"]).fillna("")
    return tuple(zip(named["study"], links, strict=True))
