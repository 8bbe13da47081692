"""Say in words what was shared, and what several practices answer together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pandas as pd

from analysis.lean import find_lean
from massage.practice import Practice
from massage.registry.groups import FEWEST_IN_GROUP
from massage.registry.pool import BLOCKED, Pooled, Registry
from massage.registry.share import CORRELATION, QUESTIONS, SLOPE, count_left_out, list_answers
from massage.words.codes import fill, read_words, say, tell
from massage.words.formats import NOT_ADVICE, capital, number, plain, span, told, whole

WORDS = "registry"
PRIVACY = ("holds", "gives_away", "to_whom")


def tell_shared(practice: Practice, content: Mapping, out: object) -> list[str]:
    """Say what was written, how many clients it leaves out, and what could be had back from it."""
    said = [say(WORDS, "shared", out=out)]
    answers = {one.name: dict(list_answers(practice, one)) for one in practice.outcomes}
    for row in count_left_out(practice, content).itertuples():
        places = {"Name": capital(plain(row.outcome)), "question": _name(row.question)}
        if row.reason:
            key = "not_written_blocked" if row.reason == BLOCKED else "not_written"
            why = answers[row.outcome][row.question].reason
            said.append(say(WORDS, key, n=row.left_out, reason=why and tell(why), **places))
            continue
        key = "rests" if row.left_out else "rests_all"
        said.append(say(WORDS, key, n=row.n_clients, left=told(row.left_out), **places))
    return [*said, *tell_privacy()]


def tell_registry(registry: Registry) -> list[str]:
    """Say what all practices answer together, question by question."""
    n = registry.n_practices
    said = [say(WORDS, "practices", n_practices=n), say(WORDS, "not_proof")]
    if registry.n_synthetic:
        key = "all_synthetic" if registry.n_synthetic == n else "synthetic"
        said.append(say(WORDS, key, n=whole(registry.n_synthetic)))
    for name in next(iter(registry.answers.values())):
        for question in QUESTIONS:
            said.append("")
            said.extend(tell_pooled(registry.answers[question][name]))
    return [*said, "", say(WORDS, "cant_know"), NOT_ADVICE]


def tell_pooled(pooled: Pooled) -> list[str]:
    """Say one question's pooled answer, and what each practice answers."""
    rows = pooled.practices.sort_values("estimate", kind="stable")
    return [tell_heading(pooled), *tell_answer(pooled), *map(tell_row, rows.itertuples())]


def tell_heading(pooled: Pooled) -> str:
    """Name the outcome and the question."""
    name = capital(plain(pooled.outcome.name))
    return say(WORDS, "heading", Name=name, question=say(WORDS, pooled.question))


def tell_mean(pooled: Pooled) -> str:
    """Say which way the mean points, with its interval and the clients behind it."""
    mean = pooled.mean
    if not mean.answered:
        return say(WORDS, "no_answer", reason=tell(pooled.mean.reason))
    places = {"k": len(pooled.practices), "estimate": mean.estimate, "mean": mean,
              "lean": find_lean(pooled.outcome, pooled.plan)}  # fmt: skip
    between = pooled.question in (CORRELATION, SLOPE)
    last = "lean" if pooled.may_be_lean else "not_a_cause" if between else ""
    return say(WORDS, pooled.direction, "counted", last, n_clients=mean.n_clients, **places)


def tell_row(row: object) -> str:
    """Say one practice's answer."""
    places = {"practice": row.practice, "estimate": row.estimate, "n": row.n_clients}
    return say(WORDS, "row", low=row.low, high=row.high, **places)


def tell_answer(pooled: Pooled) -> list[str]:
    """Say the mean, the spread, the next practice, who is left out, whether errors are right."""
    return [
        tell_mean(pooled),
        *_tell_around(pooled),
        *_tell_left_out(pooled),
        *_tell_errors(pooled),
    ]


def tabulate_practices(pooled: Pooled) -> pd.DataFrame:
    """One row of words per practice, ordered by answer, and one for all of them."""
    words, rows = read_words(WORDS), pooled.practices.sort_values("estimate", kind="stable")
    shown = [(whole(r.practice), r, r.n_clients) for r in rows.itertuples()]
    if pooled.mean.answered:
        shown.append((words["mean_row"], pooled.mean, pooled.mean.n_clients))
    table = [
        (name, number(one.estimate), span(one.low, one.high), whole(n)) for name, one, n in shown
    ]
    columns = ("practice", "answer", "interval", "clients")
    return pd.DataFrame(table, columns=[words[f"{column}_column"] for column in columns])


def tell_privacy() -> list[str]:
    """Say what a file of shared sums holds, what could be had back from it, and whom to hand it."""
    return [say(WORDS, key, fewest=FEWEST_IN_GROUP) for key in PRIVACY]


def show_file(content: Mapping) -> str:
    """Write what a practice shares as a block of Markdown."""
    return f"```json\n{json.dumps(content, indent=2, ensure_ascii=False)}\n```"


def _tell_around(pooled: Pooled) -> Iterator[str]:
    if pooled.mean.answered:
        spread, next_one = pooled.together.spread, pooled.together.next_one
        yield say(WORDS, "spread", spread=spread.estimate, low=spread.low, high=spread.high)
        yield say(WORDS, "share", share=pooled.together.share)
        yield say(WORDS, "next_one", low=next_one.low, high=next_one.high)
    if pooled.contradict:
        yield say(WORDS, "contradict", better=pooled.n_better, worse=pooled.n_worse)


def _tell_left_out(pooled: Pooled) -> Iterator[str]:
    words = read_words(WORDS)
    for reason, n in sorted(pooled.left_out.items()):
        why = fill(words.get(f"because_{reason}", words["because_any"]), {"reason": reason})
        yield say(WORDS, "left_out", n=n, reason=why)
    for threat, n in sorted(pooled.fired.items()):
        yield say(WORDS, "fired", n=n, threat=threat)


def _tell_errors(pooled: Pooled) -> Iterator[str]:
    check = pooled.check
    if check.n_practices:
        key = "errors_fit" if check.low <= 1 <= check.high else "errors_off"
        yield say(WORDS, key, ratio=check.ratio, low=check.low, high=check.high)
    elif len(pooled.practices):
        yield say(WORDS, "no_groups")


def _name(question: str) -> str:
    return read_words(WORDS)["asked"][question]
