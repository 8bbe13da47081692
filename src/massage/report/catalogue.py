"""The figures that can be handed on: a list that can be read before any of them is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.plan import PLAN, Plan
from analysis.schema import Outcome
from massage.claims import alternatives as words_of_claims
from massage.claims import figures as claim_figures
from massage.claims.conditions import Pooled
from massage.claims.tell import tell_change_unit, tell_curves
from massage.figures import alternatives as words_of
from massage.figures import between as figures
from massage.figures import within as figures_within
from massage.figures.between import new_axes
from massage.figures.values import centre_intervals
from massage.report import figure_data
from massage.report.material import Material
from massage.report.refusals import (
    NO_ANSWER,
    ONE_CLIENT,
    blocked_or_few,
    few_came,
    few_changed,
    few_courses,
    few_eased,
    few_left_of_changes,
    few_left_of_halving,
    few_rated,
    few_relieved,
    no_halving,
    nothing_to_undo,
    when,
)
from massage.robustness.specifications import answer_specifications
from massage.robustness.unrecorded import answer_put_off
from massage.words.answers import answer_between, answer_change, answer_slope, answer_time_alone
from massage.words.formats import SMALLEST_GROUP, first_weeks, later_weeks
from massage.words.together import answer_within

RECORDS, OUTCOME, GROUP = "these records", "each outcome", "each group of published figures"
Subject = Outcome | str | None  # an outcome, the name of a published group, or neither

HALVING_UNIT = "points of pain better after half the interval"


@dataclass(frozen=True)
class Entry:
    """One figure, or one for each outcome or published group.

    ``draw``, ``describe`` (text alternative), ``tell`` (what it says, for the caption) and
    ``tabulate`` (the data behind it) take the material and the subject; ``refuse`` returns why it
    is left out, and an empty text where it isn't.
    """

    name: str
    notebook: str
    question: str
    about: str
    draw: Callable[[Material, Subject], Axes | Figure] | None = None
    describe: Callable[[Material, Subject], str] | None = None
    tell: Callable[[Material, Subject], str] | None = None
    tabulate: Callable[[Material, Subject], pd.DataFrame] | None = None
    refuse: Callable[[Material, Subject], str] = lambda _material, _subject: ""

    def ask(self, plan: Plan) -> str:
        """Return the question, about the plan's own weeks."""
        return self.question.format(first_weeks=first_weeks(plan.windows))


def list_catalogue() -> pd.DataFrame:
    """One row per entry: its name, the notebook it is from, its question, and what it is about."""
    columns = ["name", "notebook", "question", "about"]
    rows = [[one.name, one.notebook, one.ask(PLAN), one.about] for one in CATALOGUE]
    return pd.DataFrame(rows, columns=columns)


def _draw_evidence(m: Material, group: str) -> Axes:
    rows = _evidence(m, group)
    return claim_figures.plot_evidence(rows, new_axes(width=8.5, height=1.6 + 0.75 * len(rows)))


def _evidence(m: Material, group: str) -> pd.DataFrame:
    return m.evidence[m.evidence["group"] == group]


def _describe_conditions(pooled: Pooled, unit: str, plan: Plan) -> str:
    """Put conditions into words without the counts of those that are too small to be drawn."""
    named = words_of_claims.describe_conditions(replace(pooled, left_out={}), unit, plan)
    return f"{named} Conditions with too few clients are not drawn." if pooled.left_out else named


def _tell_all(sentences: list[str]) -> str:
    return " ".join(sentences)


CATALOGUE = (
    Entry(
        "ratings", "01", "Which values were written down?", OUTCOME,
        lambda m, o: figures.plot_ratings(m.sessions, o, new_axes(height=3.4), SMALLEST_GROUP),
        lambda m, o: words_of.describe_ratings(m.sessions, o),
        lambda m, o: words_of.describe_ratings(m.sessions, o),
        lambda m, o: figure_data.count_ratings(m.sessions, o),
        few_rated,
    ),
    Entry(
        "frequency", "02", "How often did clients come in their {first_weeks}?", RECORDS,
        lambda m, _: figures.plot_frequency(m.clients, new_axes(), SMALLEST_GROUP, m.plan),
        lambda m, _: words_of.describe_frequency(m.clients, m.plan),
        lambda m, _: words_of.describe_frequency(m.clients, m.plan),
        lambda m, _: figure_data.count_frequencies(m.clients),
        few_came,
    ),
    Entry(
        "single-courses", "02", "What do single courses look like?", OUTCOME,
        refuse=lambda _m, _o: ONE_CLIENT,
    ),
    Entry(
        "courses", "02", "How did the ratings go over the first weeks?", OUTCOME,
        lambda m, o: figures.plot_middle_course(m.sessions, o, new_axes()),
        lambda m, o: words_of.describe_courses(m.sessions, o, single=False),
        lambda m, o: answer_time_alone(m.sessions, o),
        lambda m, o: figure_data.average_courses(m.sessions, o),
        few_courses,
    ),
    Entry(
        "change", "02", "Who changed?", OUTCOME,
        lambda m, o: figures.plot_change(
            m.clients, o, new_axes(width=5.6, height=5.6), SMALLEST_GROUP, m.plan
        ),
        lambda m, o: words_of.describe_change(m.clients, o, m.plan, in_cells=True),
        lambda m, o: answer_change(m.clients, o, m.plan),
        lambda m, o: figure_data.list_circles(
            m.clients,
            {
                f"{o.name}_baseline": "at_first",
                f"{o.name}_follow_up": later_weeks(m.plan.windows).replace(" ", "_"),
            },
        ),
        few_changed,
    ),
    Entry(
        "improvement", "03", "Do clients who come more often improve more?", OUTCOME,
        lambda m, o: figures.plot_improvement(
            m.clients, m.question_1[str(o.name)], new_axes(), SMALLEST_GROUP
        ),
        lambda m, o: words_of.describe_improvement(m.question_1[str(o.name)], in_cells=True),
        lambda m, o: answer_between(m.question_1[str(o.name)]),
        lambda m, o: figure_data.list_circles(
            m.clients, {"frequency": "sessions_per_week", f"{o.name}_improvement": "points_better"}
        ),
        few_changed,
    ),
    Entry(
        "points", "03", "How much more improvement went with one more session a week?", RECORDS,
        lambda m, _: figures.plot_slopes(m.question_1, new_axes(height=3.2)),
        lambda m, _: words_of.describe_slopes(m.question_1),
        lambda m, _: _tell_all([answer_slope(one) for one in m.question_1.values()]),
        lambda m, _: figure_data.list_slopes(m.question_1),
        lambda m, _: when(figure_data.list_slopes(m.question_1).empty, NO_ANSWER),
    ),
    Entry(
        "intervals", "05", "How does the same client arrive after a shorter interval?", OUTCOME,
        lambda m, o: figures_within.plot_intervals(
            m.sessions, o, new_axes(), SMALLEST_GROUP, m.plan
        ),
        lambda m, o: words_of.describe_intervals(
            centre_intervals(m.sessions, o, m.plan), o, in_cells=True
        ),
        lambda _m, _o: "Raw records: nothing is held equal, so this line is not the answer.",
        lambda m, o: figure_data.average_tenths(m.sessions, o, m.plan),
        blocked_or_few,
    ),
    Entry(
        "half-the-interval", "05", "How much better after half the interval?", RECORDS,
        lambda m, _: figures_within.plot_halving(m.question_2, new_axes(height=3.2)),
        lambda m, _: words_of.describe_halving(m.question_2),
        lambda m, _: _tell_all([answer_within(one) for one in m.question_2.values()]),
        lambda m, _: figure_data.list_halving(m.question_2),
        no_halving,
    ),
    Entry(
        "put-off", "05", "How many visits put off unseen would undo the answer?", OUTCOME,
        lambda m, o: figures_within.plot_put_off(
            m.supposed[str(o.name)], m.question_2[str(o.name)], new_axes(height=3.6)
        ),
        lambda m, o: words_of.describe_put_off(m.supposed[str(o.name)], m.question_2[str(o.name)]),
        lambda m, o: answer_put_off(m.supposed[str(o.name)], m.question_2[str(o.name)]),
        lambda m, o: m.supposed[str(o.name)].rename(columns={"n_appointments": "appointments"}),
        nothing_to_undo,
    ),
    Entry(
        "change-by-condition", "06", "How much did pain change, by condition?", RECORDS,
        lambda m, _: claim_figures.plot_conditions(
            m.changes, "How much did pain change, by condition?", tell_change_unit(m.plan),
            new_axes(height=5.4),
        ),
        lambda m, _: _describe_conditions(m.changes, tell_change_unit(m.plan), m.plan),
        lambda m, _: m.claims["C12"],
        lambda m, _: figure_data.list_conditions(m.changes),
        few_left_of_changes,
    ),
    Entry(
        "half-the-interval-by-condition", "06",
        "What does a shorter interval go with, by condition?", RECORDS,
        lambda m, _: claim_figures.plot_conditions(
            m.halving, "What does a shorter interval go with, by condition?", HALVING_UNIT,
            new_axes(height=5.4),
        ),
        lambda m, _: _describe_conditions(m.halving, HALVING_UNIT, m.plan),
        lambda m, _: m.claims["C12"],
        lambda m, _: figure_data.list_conditions(m.halving),
        few_left_of_halving,
    ),
    Entry(
        "time-to-relief", "06", "How long until pain had fallen and stayed down?", RECORDS,
        lambda m, _: claim_figures.plot_relief_curves(m.curves[0], new_axes(), m.plan),
        lambda m, _: words_of_claims.describe_relief_curves(m.curves[0], m.plan),
        lambda m, _: tell_curves(*m.curves, m.plan),
        lambda m, _: figure_data.list_curves(m.curves[0]),
        few_eased,
    ),
    Entry(
        "relief-at-once", "06", "By how much does pain fall from arriving to leaving?", RECORDS,
        lambda m, _: claim_figures.plot_relief(
            m.sessions, new_axes(), SMALLEST_GROUP, m.records.pain, m.plan
        ),
        lambda m, _: words_of_claims.describe_relief(m.sessions, m.records.pain, m.plan),
        lambda m, _: m.claims["C10"],
        lambda m, _: figure_data.count_relief(m.sessions, m.records.pain),
        few_relieved,
    ),
    Entry(
        "one-course", "06", "What does one course look like?", RECORDS,
        refuse=lambda _m, _o: ONE_CLIENT,
    ),
    Entry(
        "other-choices", "07", "Do other choices say the same?", OUTCOME,
        lambda m, o: figures_within.plot_specifications(m.fitted[str(o.name)], str(o.name)),
        lambda m, o: words_of.describe_specifications(m.fitted[str(o.name)]),
        lambda m, o: answer_specifications(m.fitted[str(o.name)], o),
        lambda m, o: figure_data.list_specifications_fitted(m.fitted[str(o.name)]),
        lambda m, o: when(m.fitted[str(o.name)]["low"].isna().all(), NO_ANSWER),
    ),
    Entry(
        "print", "09", "What was printed?", GROUP,
        _draw_evidence,
        lambda m, g: words_of_claims.describe_evidence(_evidence(m, g)),
        lambda _m, _g: "Each row is one published figure; none are pooled.",
        lambda m, g: _evidence(m, g),
    ),
)  # fmt: skip
