"""The small figures that say how sure an answer is, and what would make it surer."""

from __future__ import annotations

from massage.figures.alarms import plot_alarms
from massage.figures.change import plot_change
from massage.figures.choices import plot_choices
from massage.figures.counted import plot_counted
from massage.figures.figure import Figure
from massage.figures.how_many import plot_how_many
from massage.figures.put_off import plot_put_off
from massage.figures.trial import plot_trial
from massage.figures.write_down import plot_write_down
from massage.practice import Practice
from massage.robustness.unrecorded import can_be_undone


def list_sure(practice: Practice) -> list[Figure]:
    """List how sure the answer is, as handed on: six figures, some of them maybe withheld.

    Visits that would undo it, who changed, false alarms, other choices, who is counted, a trial for
    scale. About the first outcome asked about; the first of them about the first one that has an
    answer to undo. Where not every session is at hand, the first and the fourth aren't there.
    """
    first, found = practice.outcomes[0], practice.question_2
    answered = [one for one in practice.outcomes if can_be_undone(found[str(one.name)])]
    of_clients = [
        plot_change(practice, first, shared=True),
        plot_alarms(practice, shared=True),
        plot_counted(practice, first, shared=True),
        plot_trial(practice, shared=True),
    ]
    if not practice.has_every_session:
        return of_clients
    change, alarms, *others = of_clients
    put_off = plot_put_off(practice, (answered or [first])[0], shared=True)
    return [put_off, change, alarms, plot_choices(practice, first, shared=True), *others]


def list_next(practice: Practice) -> list[Figure]:
    """List what to do next, as handed on: what to write down, and how many clients would tell."""
    first = practice.outcomes[0]
    return [plot_write_down(practice, shared=True), plot_how_many(practice, first, shared=True)]
