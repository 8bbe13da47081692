"""The calibration as a page: every world and analysis, with what the numbers mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from analysis.plan import PLAN
from massage.words.formats import listed, plain

INTRODUCTION = """# How often is each analysis wrong?

Practices that a simulator made, whose truth is known; this page is written from
`data/calibration/` by `make calibrate`. Of 100 practices, in how many is a result announced (p
below .05, two-sided)? Where massage does nothing, chance alone allows 5.

- *today*: sessions per week against first minus last pain, over the whole stay (Pearson's r)
- *windows*: the same in fixed windows, adjusted for the first value and the therapist (ANCOVA)
- *question 1*: this project's, between clients; it can't tell massage from what goes with it
- *question 2*: this project's, the same client after shorter and longer intervals
- *blocked*: of 100 practices, in how many question 2 refused to answer; where massage does nothing,
  the columns of question 2 count those too, so that nothing is hidden; where it does something,
  they don't

Where a cell has three numbers, they are for practices of {sizes} clients; *today* and *windows*
are for {middle}.

A number here has a Monte Carlo error of at most {error} of 100.
"""

EARLIER_PLAN = """
These rates were measured under an earlier plan ({plans}). Since then intervals became wider where
few clients differ: those of question 1, of *windows*, and of question 2 where few clients'
intervals vary. The new rates can only be lower, of false alarms and of what is found alike.
"""

Column = tuple[str, Callable[[str], str]]  # heading, and a world's cell
QUESTION_2 = {"question_2": "pain", "question_2_sleep": "sleep"}
MOST_CLAIMED, LEAST_COVERAGE = 0.07, 0.94
FAILURES = """Every kind of practice in which question 2, threats counted, claims something in more
than {most:.0f} of 100 practices although massage does nothing, or whose intervals hold the truth in
fewer than {least:.0f} of 100, by more than two Monte Carlo errors; and every kind in which massage
does nothing, threats let most practices through, and the mean answer lies more than {lean:g} points
and three Monte Carlo errors off 0 (positive: in favour of massage). A lean is seldom claimed with
few clients, and more often with every client more:
"""
LEAST_LEAN, MOST_BLOCKED = 0.01, 0.5
TRUTH = """*Truth* is what half the interval changes in the ratings that are written down, in a
copy of the world whose intervals are drawn by lot. Where ratings lean on the last one, that is less
than what changes in pain itself. *In favour*: of 100 practices, in how many the interval lies above
0, blocked or not; where massage does nothing, chance allows 2.5.

"""


def write_calibration(rates: pd.DataFrame, groups: dict[str, Sequence[str]], middle: int) -> str:
    """Return the page as Markdown: one table per group of worlds, failures, coverage and bias.

    ``groups`` maps a heading to its worlds; ``middle`` is the number of clients for the columns of
    the analyses that are shown once.
    """
    sizes = sorted(rates["clients"].unique())
    errors = rates[["significant_error", "coverage_error", "blocked_error"]]
    shown = " / ".join(map(str, sizes))
    text = INTRODUCTION.format(sizes=shown, middle=middle, error=f"{100 * errors.max().max():.1f}")
    if set(rates["plan"]) != {PLAN.fingerprint}:
        text += EARLIER_PLAN.format(plans=listed(sorted(set(rates["plan"]))))
    for heading, worlds in groups.items():
        text += f"\n## {heading}\n\n" + _tabulate(rates, worlds, sizes, middle)
    text += "\n## Where question 2 does not hold\n\n" + _list_failures(rates)
    return (
        text + "\n## Truth, bias and coverage\n\n" + TRUTH + _tabulate_truth(rates, groups, sizes)
    )


def _list_failures(rates: pd.DataFrame) -> str:
    """List where question 2 claims too much or covers too little, beyond two Monte Carlo errors."""
    rows = rates[rates["analysis"].isin(QUESTION_2)].sort_values("clients", kind="stable")
    null = rows["truth"] == 0
    too_often = null & (rows["claimed"] - 2 * rows["claimed_error"] > MOST_CLAIMED)
    too_narrow = ~null & (rows["coverage"] + 2 * rows["coverage_error"] < LEAST_COVERAGE)
    lines = [FAILURES.format(most=100 * MOST_CLAIMED, least=100 * LEAST_COVERAGE, lean=LEAST_LEAN)]
    leans = null & (rows["bias"].abs() > LEAST_LEAN) & (rows["bias"].abs() > 3 * rows["bias_error"])
    leans &= rows["blocked"] < MOST_BLOCKED
    for failed, words, tell in (
        (too_often, "claims something in {}", _tell_share("claimed")),
        (too_narrow, "the interval holds the truth in {}", _tell_share("coverage")),
        (leans, "leans by {}", _tell_bias),
    ):
        for (world, analysis), found in rows[failed].groupby(["world", "analysis"], sort=False):
            each = [tell(row) for _, row in found.iterrows()]
            name = f"{plain(world)}, {QUESTION_2[analysis]}"
            lines.append(f"- {name}: {words.format(listed(each))}")
    return "\n".join(lines if len(lines) > 1 else [*lines, "None."]) + "\n"


def _tell_share(what: str) -> Callable[[pd.Series], str]:
    return lambda row: f"{100 * row[what]:.0f} of 100 practices of {row['clients']} clients"


def _tell_bias(row: pd.Series) -> str:
    return f"{row['bias']:+.2f} points with {row['clients']} clients"


def _tabulate(rates: pd.DataFrame, worlds: Sequence[str], sizes: Sequence[int], middle: int) -> str:
    cells = rates.set_index(["world", "analysis", "clients"])
    nothing = set(rates.loc[(rates["analysis"] == "question_2") & (rates["truth"] == 0), "world"])

    def share(world: str, analysis: str, clients: int, what: str = "significant") -> str:
        return f"{100 * cells.loc[(world, analysis, clients), what]:.0f}"

    def each(world: str, analysis: str, what: str = "significant") -> str:
        return " / ".join(share(world, analysis, size, what) for size in sizes)

    def found(world: str, analysis: str) -> str:
        return each(world, analysis, "significant" if world in nothing else "claimed")

    columns: list[Column] = [
        ("kind of practice", plain),
        ("today", lambda w: share(w, "today", middle)),
        ("windows", lambda w: share(w, "fixed_windows", middle)),
        ("question 1", lambda w: each(w, "question_1")),
        ("question 2, pain", lambda w: found(w, "question_2")),
        ("blocked", lambda w: each(w, "question_2", "blocked")),
        ("question 2, sleep", lambda w: found(w, "question_2_sleep")),
        ("blocked, sleep", lambda w: each(w, "question_2_sleep", "blocked")),
    ]
    return _markdown(columns, worlds)


def _tabulate_truth(
    rates: pd.DataFrame, groups: dict[str, Sequence[str]], sizes: Sequence[int]
) -> str:
    cells = rates.set_index(["world", "analysis", "clients"])

    def each(world: str, analysis: str, what: str, form: str) -> str:
        values = (cells.loc[(world, analysis, size), what] for size in sizes)
        return " / ".join(
            format(100 * v if what in ("coverage", "in_favour") else v, form) for v in values
        )

    columns: list[Column] = [
        ("kind of practice", plain),
        ("pain: truth", lambda w: each(w, "question_2", "truth", ".2f")),
        ("bias", lambda w: each(w, "question_2", "bias", ".3f")),
        ("coverage (of 100)", lambda w: each(w, "question_2", "coverage", ".0f")),
        ("in favour", lambda w: each(w, "question_2", "in_favour", ".0f")),
        ("sleep: truth", lambda w: each(w, "question_2_sleep", "truth", ".2f")),
        ("bias", lambda w: each(w, "question_2_sleep", "bias", ".3f")),
        ("coverage (of 100)", lambda w: each(w, "question_2_sleep", "coverage", ".0f")),
    ]
    return _markdown(columns, [world for worlds in groups.values() for world in worlds])


def _markdown(columns: Sequence[Column], worlds: Sequence[str]) -> str:
    headings = " | ".join(heading for heading, _ in columns)
    lines = [f"| {headings} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(cell(world) for _, cell in columns)} |" for world in worlds]
    return "\n".join(lines) + "\n"
