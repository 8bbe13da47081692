"""What the records answer, in sentences and tables: every one computed from the numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.estimate import Estimate, average
from analysis.plan import PLAN, Plan
from analysis.question_1 import WIDER, Association
from analysis.records import CheckedRecords
from analysis.schema import Outcome
from analysis.verdicts import CANT_TELL, Verdict, judge_between
from massage.figures.values import mean_course
from massage.words.codes import join, read_words, say, tell, tell_left_out, tell_remarks
from massage.words.decisions import NONE, UNCLEAR, show_between
from massage.words.formats import interval, later_weeks, number, p_value, percent

WORDS = "answers"


def answer_between(found: Association) -> str:
    """Answer question 1 for one outcome in one or two sentences, with interval and n."""
    shown = show_between(found)
    if shown == NONE:
        return say(WORDS, "between_none", found=found)
    keys = (f"between_{shown}", _find_fit(found) if shown == UNCLEAR else "", "not_a_cause")
    answer = say(WORDS, *keys, found=found, numbers=say(WORDS, "numbers", found=found))
    return join(explain_few(found), answer)


def _find_fit(found: Association) -> str:
    """Say which values fit the records where no direction is named: a key of the words."""
    if not found.correlation.p_value < found.plan.sure:
        return "fits"
    if not found.signs_agree:
        return "opposite"
    by_points = found.p_decides >= found.plan.sure
    return "leaves_out_zero_by_ranks" if by_points else "leaves_out_zero"


def explain_few(found: Association) -> str:
    """Say that few clients decide question 1, as a sentence to begin with; else an empty text."""
    if not found.correlation.n_deciding < found.plan.few_deciding:
        return ""
    visits, n_commonest = found.commonest
    if 2 * n_commonest < found.correlation.n_clients:
        return say(WORDS, "few_decide")
    key = "few_came_once" if visits == 1 else "few_came"
    return say(WORDS, key, found=found, n=n_commonest, visits=visits)


def answer_slope(found: Association) -> str:
    """Put question 1 in the outcome's own points, against the smallest difference that matters."""
    slope, (low, high) = found.told_slope, found.middle_half
    alike = number(low, 1) == number(high, 1) and slope.reason != WIDER
    places = {
        "found": found,
        "slope": slope,
        "pace": say(WORDS, "pace_alike" if alike else "pace", low=low, high=high),
    }
    if not slope.answered:
        return say(WORDS, "slope_wider" if slope.reason == WIDER else "slope_none", **places)
    places |= {"low": _more_or_less(slope.low), "high": _more_or_less(slope.high)}
    sure = slope.low < 0 < slope.high or found.direction != CANT_TELL
    said = say(WORDS, "slope", "" if sure else "no_direction", **places)
    return join(said, tell_size(judge_between(found)))


def _more_or_less(change: float) -> str:
    return say(WORDS, "points_less" if change < 0 else "points_more", size=abs(change))


def tell_size(verdict: Verdict) -> str:
    """Say which mark for averages the whole drawn interval stays under, or that it reaches all."""
    if not verdict.drawn.answered:
        return ""
    key = "reaches" if verdict.excludes is None else "stays_under"
    largest, places = verdict.marks[-1], {"drawn": verdict.drawn, "excludes": verdict.excludes}
    return say(WORDS, key, largest=largest, **places)


def explain_left_out(found: Association) -> str:
    """Say how many clients stand behind the answer, and why the others don't."""
    left_out = tell_left_out(found.left_out)
    total = int(left_out.sum()) + found.correlation.n_clients
    if not total:
        return say(WORDS, "no_clients")
    reasons = [say(WORDS, "left_out_because", reason=one, n=n) for one, n in left_out.items()]
    key = "left_out" if reasons else "all_counted"
    return say(WORDS, key, found=found, total=total, reasons="; ".join(reasons))


def tabulate_associations(associations: Mapping[str, Association]) -> pd.DataFrame:
    """One row per outcome and measure of question 1, in words."""
    words, rows = read_words(WORDS), []
    for found in associations.values():
        decides = p_value(found.p_decides) if found.correlation.answered else ""
        for name, measure in words["measures"].items():
            one = getattr(found, name)
            rows.append(
                {
                    "outcome": found.outcome.name,
                    "measure": measure,
                    "estimate": number(one.estimate) if one.answered else words["no_estimate"],
                    "interval": interval(one) if one.answered else tell(one.reason),
                    "n": one.n_clients,
                    "p_decides": decides if name == "correlation" else "",
                }
            )
    return pd.DataFrame(rows).rename(columns=words["columns"])


def tabulate_columns(sessions: pd.DataFrame) -> pd.DataFrame:
    """One row per column of the record format: what it is, and how many sessions carry a value."""
    meanings = pd.Series(read_words("columns")).rename_axis("column").reset_index(name="meaning")
    shares = sessions.notna().mean().map(percent)
    recorded = meanings["column"].map(shares).fillna(say(WORDS, "not_recorded"))
    return meanings.assign(recorded=recorded).rename(columns=read_words(WORDS)["columns"])


def answer_check(checked: CheckedRecords) -> str:
    """Say whether the records keep the format, and what was noticed."""
    if checked.broken:
        return say(WORDS, "broken", n=len(checked.broken))
    sessions = checked.sessions
    kept = say(WORDS, "kept", n=len(sessions), n_clients=sessions["client_id"].nunique())
    remarks = [say(WORDS, "remark", remark=one) for one in tell_remarks(checked.remarks)]
    return join(kept, *(remarks or [say(WORDS, "no_remarks")]))


def answer_change(clients: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN) -> str:
    """Say how much clients seen again had changed, and that time alone can do that."""
    improvement = clients[f"{outcome.name}_improvement"]
    change = average(improvement, level=plan.level, fewest=plan.fewest_clients)
    if not change.answered:
        key = "change_none"
    elif change.low <= 0 <= change.high:
        key = "change_unclear"
    else:
        key = "change_better" if change.estimate > 0 else "change_worse"
    weeks, size = later_weeks(plan.windows), abs(change.estimate)
    return say(WORDS, key, name=outcome.name, change=change, weeks=weeks, size=size)


def answer_time_alone(sessions: pd.DataFrame, outcome: Outcome) -> str:
    """Say how far the mean of a practice moves over the first weeks."""
    means = mean_course(sessions, outcome)
    if len(means) < 2 or means["week"].iloc[0] > 0:
        return say(WORDS, "no_course", name=outcome.name)
    return say(WORDS, "course", name=outcome.name, first=means.iloc[0], last=means.iloc[-1])


def answer_correlation(found: Estimate, x: str, y: str) -> str:
    """Say what a correlation between two columns of people shows, with interval and n."""
    if not found.answered:
        key = "correlation_none"
    elif found.low <= 0 <= found.high:
        key = "correlation_unclear"
    else:
        key = "correlation_larger" if found.estimate > 0 else "correlation_smaller"
    return say(WORDS, key, found=found, x=x, y=y)
