"""What a practice shares so that others can pool it: sums per question, no record of anybody."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from math import sqrt

import numpy as np
import pandas as pd

from analysis import closed_days, question_2
from analysis.asked import Asked
from analysis.codes import Code
from analysis.estimate import NAN, Estimate
from analysis.instrument import Ratio, Spread
from analysis.pushes import list_booked, select_rows
from analysis.question_1 import associate_clients
from analysis.refusal import Refusal
from analysis.schema import Outcome
from massage.practice import Practice
from massage.registry.coarse import coarsen_answer, coarsen_piece
from massage.registry.groups import FEWEST_IN_GROUP, leave_groups_out
from massage.words.codes import say
from massage.words.formats import told, whole

SCHEMA_VERSION, FORM = 1, "massage-sums"
CORRELATION, SLOPE, WITHIN, CLOSED = "correlation", "slope", "within", "closed_days"
QUESTIONS = (CORRELATION, SLOPE, WITHIN, CLOSED)
THREATENED = {WITHIN: "within", CLOSED: "closed_days"}  # and as threats name their question
Json = dict[str, object]


@dataclass(frozen=True)
class Answer:
    """One answer as it is pooled: a correlation on Fisher's z, all else in points.

    ``clients`` are those who count, and ``without`` gives the estimate when some don't.
    """

    found: Estimate
    estimate: float
    error: float
    df: float
    clients: Sequence
    without: Callable[[np.ndarray], float]
    blocked_by: tuple[str, ...] = ()

    @property
    def reason(self) -> Code | None:
        """Why no number is shared; None where one is."""
        if self.found.reason is not None:
            return self.found.reason
        n = self.found.n_clients
        few = Code("few_to_share", n=n, needed=FEWEST_IN_GROUP)
        return few if n < FEWEST_IN_GROUP else None


class FewLeftError(Refusal):
    """So few clients weren't picked that sums about them could be worked out."""


def share_sums(practice: Practice, rng: np.random.Generator) -> Json:
    """Return what is shared, ready to become JSON.

    Per outcome and question: the estimate, its standard error and degrees of freedom, all no finer
    than pooling needs, how many clients and rows count, which threats fired, and how far the answer
    without each group of ten clients or more lies from the mean of these. Groups are drawn anew by
    ``rng`` each time, so that nobody can know who is in which. What is blocked, can't be answered,
    or rests on fewer than ten clients has a code instead.
    """
    content: Json = {
        "form": FORM,
        "schema_version": SCHEMA_VERSION,
        "program": name_version(),
        "plan": {
            "all": practice.plan.fingerprint,
            "without_closed_days": practice.plan.fingerprint_without_closed_days,
        },
        "fewest_in_group": FEWEST_IN_GROUP,
        "synthetic": practice.made_up,
        "sites": sorted(practice.sites),
        "outcomes": {
            str(one.name): _share_outcome(practice, one, rng) for one in practice.outcomes
        },
    }
    return content | {"checksum": sum_up(content)}


def refuse_few_left(practice: Practice) -> None:
    """Raise FewLeftError where picking clients by their pain site leaves under ten of the others.

    With sums about everybody, theirs could be worked out.
    """
    picked = practice.sessions["client_id"].nunique()
    rest = practice.n_everybody - picked
    if practice.sites and 0 < rest < FEWEST_IN_GROUP:
        places = {"picked": whole(picked), "n": practice.n_everybody, "rest": told(rest)}
        raise FewLeftError(say("registry", "few_left", **places))


def sum_up(content: Json) -> str:
    """Checksum over everything but itself: it shows slips, and proves nothing."""
    own = {name: value for name, value in content.items() if name != "checksum"}
    text = json.dumps(own, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def name_version() -> str:
    """The program's version."""
    try:
        return version("massage-records")
    except PackageNotFoundError:
        return "not installed"


def list_answers(practice: Practice, outcome: Outcome) -> Iterator[tuple[str, Answer]]:
    """Yield each question's answer for an outcome, ready to be pooled."""
    name, plan, clients = str(outcome.name), practice.plan, practice.clients
    between, within = practice.question_1[name], practice.question_2[name]
    used = [
        "frequency",
        *(f"{name}_{part}" for part in ("improvement", "baseline", "follow_up_day")),
    ]
    counted = clients.loc[clients[used].notna().all(axis=1), "client_id"]

    def associate(part: str, group: np.ndarray) -> float:
        left = clients[~clients["client_id"].isin(group)]
        found = getattr(associate_clients(left, (outcome,), plan)[name], part).estimate
        return np.arctanh(found) if part == CORRELATION else found

    for part in (CORRELATION, SLOPE):
        found = getattr(between, part)
        number = np.arctanh(found.estimate) if part == CORRELATION else found.estimate
        error, df, without = found.standard_error, found.df, partial(associate, part)
        yield part, Answer(found, number, error, df, counted, without)

    asked = Asked(practice.sessions, outcome, plan)
    rows = question_2.select_rows(asked.intervals, outcome, plan)[0]

    def halve(group: np.ndarray) -> float:
        left = asked.intervals[~asked.intervals["client"].isin(group)]
        return question_2.halve_interval(left, outcome, plan).estimate

    numbers = within.estimate, within.standard_error, within.df
    yield WITHIN, Answer(within, *numbers, rows["client"].unique(), halve, within.blocked_by)
    yield CLOSED, _answer_closed(practice, asked)


def _answer_closed(practice: Practice, asked: Asked) -> Answer:
    found = practice.closed_days[str(asked.outcome.name)]
    if not found.answered or found.ratio is None:
        return Answer(found, NAN, NAN, NAN, (), lambda _: NAN)
    ratio, codes = found.ratio, np.sort(asked.sessions["client_id"].unique())
    rows = select_rows(list_booked(asked))[0]

    def push(group: np.ndarray) -> float:
        gone = asked.sessions["client_id"].isin(codes[group.astype(int)])
        left = asked.sessions[~gone].reset_index(drop=True)
        return closed_days.answer_by_closed_days(Asked(left, asked.outcome, asked.plan)).estimate

    errors = [find_error(ratio, one) for one in ratio.spreads]
    clients = rows["client"].unique()
    return Answer(found, found.estimate, max(errors), found.df, clients, push, found.blocked_by)


def find_error(ratio: Ratio, spread: Spread) -> float:
    """Standard error of a ratio by the delta method, over one way of grouping rows."""
    b = ratio.estimate
    square = spread.over_over - 2 * b * spread.over_under + b**2 * spread.under_under
    return sqrt(square) / abs(ratio.under)


def _share_outcome(practice: Practice, outcome: Outcome, rng: np.random.Generator) -> Json:
    threats = practice.threats
    own = threats[(threats["outcome"] == outcome.name) & threats["fired"]]
    shared: Json = {"asks": str(outcome)}
    for question, answer in list_answers(practice, outcome):
        fired = own.loc[own["question"] == THREATENED.get(question), "name"]
        shared[question] = _write(answer, sorted(fired), rng)
    return shared


def _write(answer: Answer, fired: list[str], rng: np.random.Generator) -> Json:
    if answer.reason is not None:
        return {"reason": str(answer.reason), "fired": fired}
    counts = {"n_clients": answer.found.n_clients, "n_rows": answer.found.n_rows}
    if answer.blocked_by:
        return {"blocked_by": list(answer.blocked_by), "fired": fired, **counts}
    estimate, error, df = coarsen_answer(answer.estimate, answer.error, answer.df)
    apart = leave_groups_out(answer.without, answer.clients, rng)
    return {
        "estimate": estimate,
        "standard_error": error,
        "df": df,
        **counts,
        "fired": fired,
        "apart": [coarsen_piece(float(one), answer.error) for one in apart],
    }


def count_left_out(practice: Practice, content: Json) -> pd.DataFrame:
    """One row per outcome and question: how many clients what is shared rests on, and leaves out.

    Columns: ``outcome``, ``question``, ``n_clients`` (0 where no number is shared), ``left_out``,
    ``reason`` (a code; empty where a number is shared). It stays with the practice.
    """
    n, rows = practice.sessions["client_id"].nunique(), []
    for name, shared in content["outcomes"].items():
        for question in QUESTIONS:
            one = shared[question]
            counted = one["n_clients"] if "estimate" in one else 0
            reason = one.get("reason", "blocked" if "blocked_by" in one else "")
            rows.append((name, question, counted, n - counted, reason))
    return pd.DataFrame(rows, columns=["outcome", "question", "n_clients", "left_out", "reason"])
