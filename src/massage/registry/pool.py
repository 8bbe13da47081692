"""What several practices shared, as one answer per outcome and question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy.special import chdtri, stdtrit

from analysis.codes import Direction
from analysis.estimate import NAN, Estimate, adjust_holm
from analysis.lean import find_lean, may_be_lean
from analysis.plan import PLAN, Plan
from analysis.schema import Outcome
from massage.outcomes import read_outcome
from massage.registry.files import Sums
from massage.registry.groups import error_from_groups
from massage.registry.random_effects import Together, put_together
from massage.registry.share import CLOSED, CORRELATION, QUESTIONS, SLOPE, WITHIN

OTHER_PLAN, BLOCKED = "other_plan", "blocked"
COLUMNS = ["practice", "estimate", "low", "high", "standard_error", "df", "n_clients", "n_rows",
           "fired"]  # fmt: skip
TOLD_AS = {CORRELATION: np.tanh}  # from the scale on which it is pooled to the one that is told


@dataclass(frozen=True)
class ErrorCheck:
    """The practices' errors against those from their groups of clients.

    ``ratio`` of the second to the first, over all practices that have groups, with its interval;
    ``n_practices`` have them. NaN without any. Errors are right where the interval holds 1.
    """

    ratio: float
    low: float
    high: float
    n_practices: int


@dataclass(frozen=True)
class Pooled:
    """One question's answer about one outcome over all practices.

    ``together`` is on the scale told: correlations from -1 to 1, the spread of these on Fisher's z;
    all else in the outcome's points, positive = better. ``practices`` has one row per answer:
    ``practice``, its number in the order given, ``estimate``, ``low``, ``high``,
    ``standard_error`` (Fisher's z for correlations), ``df``, ``n_clients``, ``n_rows``, ``fired``.
    ``left_out`` counts practices by why they have no answer, ``fired`` those with one in which a
    threat fired. Of the answers ``n_better`` and ``n_worse`` leave 0 out at a level at which in one
    of 20 such lists any would by chance. ``p_holm`` is adjusted over the outcomes.
    """

    outcome: Outcome
    question: str
    together: Together
    practices: pd.DataFrame
    left_out: dict[str, int]
    fired: dict[str, int]
    n_better: int
    n_worse: int
    check: ErrorCheck
    plan: Plan = PLAN
    p_holm: float = field(default=NAN, compare=False)

    @property
    def mean(self) -> Estimate:
        """The mean of the practices' true answers."""
        return self.together.mean

    @property
    def contradict(self) -> bool:
        """Whether some practices clearly answer one way and some the other."""
        return min(self.n_better, self.n_worse) > 0

    @property
    def may_be_lean(self) -> bool:
        """Whether what question 2 leans by may be all that the mean's interval shows."""
        lean = find_lean(self.outcome, self.plan)
        return self.question in (WITHIN, CLOSED) and may_be_lean(self.mean, lean)

    @property
    def direction(self) -> Direction:
        """Which way the mean points: where Holm's step is passed and no lean explains it."""
        if not self.mean.answered:
            return "no_answer"
        if self.may_be_lean or not self.p_holm < self.plan.sure:
            return "cant_tell"
        return "better" if self.mean.estimate > 0 else "worse"


@dataclass(frozen=True)
class Registry:
    """Practices' shared sums, and each question's pooled answer: ``answers[question][outcome]``."""

    files: Sequence[Sums]
    answers: dict[str, dict[str, Pooled]]
    plan: Plan = PLAN

    @property
    def n_practices(self) -> int:
        """How many practices shared."""
        return len(self.files)

    @property
    def n_synthetic(self) -> int:
        """How many of them were simulated."""
        return sum(one.synthetic for one in self.files)


def pool_sums(files: Sequence[Sums], plan: Plan = PLAN) -> Registry:
    """Pool what practices shared. ``files`` are as ``read_all`` returns them.

    Closed days of a practice that asked about them by another plan are left out, and counted. A
    blocked answer is left out, and counted. Question 1 takes the larger p-value of correlation and
    slope, as it does in one practice.
    """
    outcomes = {
        name: read_outcome(outcome["asks"])
        for one in files
        for name, outcome in one.outcomes.items()
    }
    answers = {
        question: {
            name: _pool(files, outcome, question, plan) for name, outcome in outcomes.items()
        }
        for question in QUESTIONS
    }
    between = {
        name: float(np.fmax(one.mean.p_value, answers[SLOPE][name].mean.p_value))
        for name, one in answers[CORRELATION].items()
    }
    for question, found in answers.items():
        own = {name: one.mean.p_value for name, one in found.items()}
        adjusted = adjust_holm(between if question in (CORRELATION, SLOPE) else own)
        answers[question] = {n: replace(one, p_holm=adjusted[n]) for n, one in found.items()}
    return Registry(files, answers, plan)


def _pool(files: Sequence[Sums], outcome: Outcome, question: str, plan: Plan) -> Pooled:
    rows, apart = [], []
    left_out: Counter[str] = Counter()
    fired: Counter[str] = Counter()
    for number, one in enumerate(files, start=1):
        found = one.outcomes.get(str(outcome.name), {}).get(question, {"reason": "not_asked"})
        if question == CLOSED and one.plan["all"] != plan.fingerprint:
            found = {"reason": OTHER_PLAN}
        if "estimate" not in found:
            left_out[found.get("reason", BLOCKED)] += 1
            continue
        fired.update(found["fired"])
        apart.append(found["apart"])
        told = [found[name] for name in ("standard_error", "df", "n_clients", "n_rows")]
        rows.append((number, found["estimate"], NAN, NAN, *told, tuple(found["fired"])))
    table = pd.DataFrame(rows, columns=COLUMNS)
    estimates, errors, df = (
        table[name].to_numpy(dtype=float) for name in ("estimate", "standard_error", "df")
    )
    together = put_together(estimates, errors, df, plan.level)
    counted = {name: int(table[name].sum()) for name in ("n_clients", "n_rows")}
    mean = replace(together.mean, **counted)
    clear = estimates / errors / stdtrit(df, 1 - plan.sure / 2 / max(len(table), 1))
    margin = stdtrit(df, 0.5 + plan.level / 2) * errors
    ends = {"estimate": estimates, "low": estimates - margin, "high": estimates + margin}
    if question in TOLD_AS:
        ends = {name: TOLD_AS[question](one) for name, one in ends.items()}
        mean = _tell_scale(mean, question)
        together = replace(together, next_one=_tell_scale(together.next_one, question))
    return Pooled(
        outcome,
        question,
        replace(together, mean=mean),
        table.assign(**ends),
        dict(left_out),
        dict(fired),
        int((clear > 1).sum()),
        int((clear < -1).sum()),
        check_errors(errors, apart, plan.level),
        plan,
    )


def check_errors(errors: np.ndarray, apart: Sequence[Sequence[float]], level: float) -> ErrorCheck:
    """Hold the practices' errors against those from their groups of clients.

    An error from n groups has n - 1 degrees of freedom: the ratio's square, times the sum of these,
    follows chi squared where answers are normal and errors right.
    """
    kept = np.array([bool(one) for one in apart], dtype=bool)
    if not kept.any():
        return ErrorCheck(NAN, NAN, NAN, 0)
    again = np.array([error_from_groups(one) for one in apart if one])
    freedom = np.array([len(one) - 1 for one in apart if one])
    total, beside = freedom.sum(), (1 - level) / 2
    square = float(np.sum(freedom * (again / errors[kept]) ** 2) / total)
    ends = (np.sqrt(square * total / chdtri(total, share)) for share in (beside, 1 - beside))
    return ErrorCheck(square**0.5, *map(float, ends), int(kept.sum()))


def _tell_scale(found: Estimate, question: str) -> Estimate:
    low, middle, high = map(float, TOLD_AS[question]([found.low, found.estimate, found.high]))
    return replace(found, low=low, estimate=middle, high=high)
