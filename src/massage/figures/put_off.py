"""How many visits put off unseen would undo question 2's answer?"""

from __future__ import annotations

from matplotlib.axes import Axes

from analysis.schema import Outcome
from massage.figures.figure import Figure, withhold
from massage.figures.style import INK
from massage.practice import Practice
from massage.robustness.unrecorded import answer_put_off, can_be_undone
from massage.words.formats import coverage, number, short, whole
from massage.words.together import explain_block


def plot_put_off(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:
    """Line with its band: benefit of half the interval, by visits supposed to be put off."""
    name = str(outcome.name)
    compared, supposed = practice.question_2[name], practice.supposed[name]
    says = answer_put_off(supposed, compared)
    if not can_be_undone(compared):
        return withhold(explain_block(compared) or says if shared else says)
    n = int(supposed["n_appointments"].iloc[0])

    def paint(ax: Axes) -> None:
        ax.fill_between(supposed["per_hundred"], supposed["low"], supposed["high"], color=INK,
                        alpha=0.18, linewidth=0,
                        label=f"{coverage(compared.level)} interval")  # fmt: skip
        ax.plot(supposed["per_hundred"], supposed["estimate"], color=INK, label="estimate")
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set(
            title="How many visits put off when worse, and not written down,\nwould undo the "
            f"answer for {outcome.name}? (n = {whole(n)} standing visits)",
            xlabel="visits put off by up to a week, of 100 standing ones (the worst arrivals)",
            ylabel="points better after half the interval",
        )

    known = supposed.dropna(subset=["low"])
    first, last = (
        f"{number(row['estimate'])} ({number(row['low'])} to {number(row['high'])})"
        for row in (known.iloc[0], known.iloc[-1])
    )
    most = short(known["per_hundred"].iloc[-1])
    alternative = (
        f"A line with a band. Points better in {outcome.name} after half the interval: {first} if "
        f"no visit was put off unseen, {last} if {most} in 100 were."
    )
    data = supposed.rename(columns={"n_appointments": "appointments"})
    return Figure(paint, says, alternative, data, (7.0, 3.6))
