"""The figures that can be handed on, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.plan import Plan
from analysis.schema import Outcome
from massage import figures
from massage.figures.figure import Figure, write
from massage.practice import Practice
from massage.words.formats import first_weeks

RECORDS, OUTCOME, PRINT, MADE_UP = "records", "outcome", "print", "made_up"


@dataclass(frozen=True)
class Entry:
    """A figure's name, the notebook it is from, what there is one of it for, and its function."""

    name: str
    notebook: str
    about: str
    plot: Callable[..., Figure]

    def ask(self, plan: Plan) -> str:
        """Return the question, about the plan's own weeks."""
        return write("questions", self.name, first_weeks=first_weeks(plan.windows))

    def list_subjects(self, practice: Practice) -> list[tuple[Outcome, ...]]:
        """What there is one figure for: each outcome, or all there is."""
        return [(one,) for one in practice.outcomes] if self.about == OUTCOME else [()]


CATALOGUE = (
    Entry("answer", "00", RECORDS, figures.plot_board),
    Entry("ratings", "01", OUTCOME, figures.plot_ratings),
    Entry("frequency", "02", RECORDS, figures.plot_frequency),
    Entry("single-courses", "02", OUTCOME, figures.plot_single_courses),
    Entry("courses", "02", OUTCOME, figures.plot_courses),
    Entry("change", "02", OUTCOME, figures.plot_change),
    Entry("improvement", "03", OUTCOME, figures.plot_improvement),
    Entry("intervals", "05", OUTCOME, figures.plot_intervals),
    Entry("put-off", "05", OUTCOME, figures.plot_put_off),
    Entry("change-by-condition", "06", RECORDS, figures.plot_changes),
    Entry("half-the-interval-by-condition", "06", RECORDS, figures.plot_halvings),
    Entry("time-to-relief", "06", RECORDS, figures.plot_relief_curves),
    Entry("relief-at-once", "06", RECORDS, figures.plot_relief),
    Entry("one-course", "06", RECORDS, figures.plot_course),
    Entry("other-choices", "07", OUTCOME, figures.plot_specifications),
    Entry("hundred-practices", "08", MADE_UP, figures.plot_hundred_practices),
    Entry("print", "09", PRINT, figures.plot_print),
)


def list_figures(practice: Practice) -> Iterator[tuple[Entry, str, Figure]]:
    """Yield each entry of the catalogue, its outcome if any, and its figure as it is handed on."""
    for entry in CATALOGUE:
        for subject in entry.list_subjects(practice):
            about = "".join(str(one.name) for one in subject)
            yield entry, about, entry.plot(practice, *subject, shared=True)
