"""The figures that can be handed on, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.plan import Plan
from analysis.schema import Outcome
from massage import figures
from massage.figures.figure import Figure
from massage.practice import Practice
from massage.words.formats import first_weeks

RECORDS, OUTCOME = "these records", "each outcome"
PRINT, MADE_UP = "published figures", "made-up practices"


@dataclass(frozen=True)
class Entry:
    """A figure's name, the notebook it is from, its question, and what there is one of it for."""

    name: str
    notebook: str
    question: str
    about: str
    plot: Callable[..., Figure]

    def ask(self, plan: Plan) -> str:
        """Return the question, about the plan's own weeks."""
        return self.question.format(first_weeks=first_weeks(plan.windows))

    def list_subjects(self, practice: Practice) -> list[tuple[Outcome, ...]]:
        """What there is one figure for: each outcome, or all there is."""
        return [(one,) for one in practice.outcomes] if self.about == OUTCOME else [()]


CATALOGUE = (
    Entry("answer", "00", "Do clients who come more often improve more?", RECORDS,
          figures.plot_board),
    Entry("ratings", "01", "Which values were written down?", OUTCOME, figures.plot_ratings),
    Entry("frequency", "02", "How often did clients come in their {first_weeks}?", RECORDS,
          figures.plot_frequency),
    Entry("single-courses", "02", "What do single courses look like?", OUTCOME,
          figures.plot_single_courses),
    Entry("courses", "02", "How did the ratings go over the first weeks?", OUTCOME,
          figures.plot_courses),
    Entry("change", "02", "Who changed?", OUTCOME, figures.plot_change),
    Entry("improvement", "03", "Do clients who come more often improve more?", OUTCOME,
          figures.plot_improvement),
    Entry("intervals", "05", "How does the same client arrive after a shorter gap?", OUTCOME,
          figures.plot_intervals),
    Entry("put-off", "05", "How many visits put off unseen would undo the answer?", OUTCOME,
          figures.plot_put_off),
    Entry("change-by-condition", "06", "How much did pain change, by condition?", RECORDS,
          figures.plot_changes),
    Entry("half-the-interval-by-condition", "06",
          "What does a shorter gap go with, by condition?", RECORDS, figures.plot_halvings),
    Entry("time-to-relief", "06", "How long until pain had fallen and stayed down?", RECORDS,
          figures.plot_relief_curves),
    Entry("relief-at-once", "06", "By how much does pain fall from arriving to leaving?", RECORDS,
          figures.plot_relief),
    Entry("one-course", "06", "What does one course look like?", RECORDS, figures.plot_course),
    Entry("other-choices", "07", "Do other choices say the same?", OUTCOME,
          figures.plot_specifications),
    Entry("hundred-practices", "08", "What does the number of clients do?", MADE_UP,
          figures.plot_hundred_practices),
    Entry("print", "09", "What was printed?", PRINT, figures.plot_print),
)  # fmt: skip


def list_figures(practice: Practice) -> Iterator[tuple[Entry, str, Figure]]:
    """Yield each entry of the catalogue, its outcome if any, and its figure as it is handed on."""
    for entry in CATALOGUE:
        for subject in entry.list_subjects(practice):
            about = "".join(str(one.name) for one in subject)
            yield entry, about, entry.plot(practice, *subject, shared=True)
