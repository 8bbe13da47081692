"""Do other defensible choices say the same?"""

from __future__ import annotations

import numpy as np

from analysis.schema import Outcome
from massage.figures.figure import Figure, withhold, write
from massage.figures.style import INK, LINE, UNSURE
from massage.practice import Practice
from massage.robustness.specifications import (
    CHOICES,
    answer_specifications,
    count_sides,
    side_of_zero,
    title_specifications,
)
from massage.words.codes import say

NAME = "other_choices"


def plot_specifications(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:  # noqa: ARG001
    """Curve of all specifications, sorted, over the grid of what each of them chose."""
    fitted = practice.fitted[str(outcome.name)]
    answered = fitted.dropna(subset=["low"]).sort_values("estimate", ignore_index=True)
    if answered.empty:
        return withhold("no_answer")
    title, own = title_specifications(count_sides(fitted)), say("sure", "choices_own")
    says = answer_specifications(fitted, outcome)
    ends = {"lowest": answered["estimate"].min(), "highest": answered["estimate"].max()}
    clear, n = int((side_of_zero(answered) != 0).sum()), len(answered)
    alternative = write(NAME, "alternative", n=n, clear=clear, **ends)
    data = answered.rename(columns={"n_clients": "clients"})
    panels = {"nrows": 2, "height_ratios": (2, 3), "sharex": True}

    def paint(axes: np.ndarray) -> None:
        upper, lower = axes
        ordered = fitted.sort_values("estimate", ignore_index=True)
        places, outside = np.arange(len(ordered)), side_of_zero(ordered) != 0
        rows = [(choice, value) for choice in CHOICES for value in fitted[choice].unique()]
        upper.vlines(places, ordered["low"], ordered["high"], color=UNSURE, linewidth=1)
        upper.plot(places[~outside], ordered.loc[~outside, "estimate"], ".", color=UNSURE,
                   label=write(NAME, "holds"))  # fmt: skip
        upper.plot(places[outside], ordered.loc[outside, "estimate"], "^", color=INK,
                   label=write(NAME, "leaves"))  # fmt: skip
        upper.axhline(0, color=INK, linewidth=0.8)
        upper.set(ylabel=write(NAME, "ylabel"), xticks=[])
        for row, (choice, value) in enumerate(rows):
            here = places[(ordered[choice] == value).to_numpy()]
            lower.plot(here, np.full(len(here), row), "|", color=INK, markersize=6)
        lower.set_yticks(range(len(rows)), [f"{choice}: {value}" for choice, value in rows])
        lower.set_ylim(len(rows) - 0.5, -0.5)
        for ax in axes:
            for place in places[ordered["ours"].to_numpy()]:
                ax.axvline(place, color=INK, linestyle=":", linewidth=1.5, label=own)
        lower.set(xlabel=write(NAME, "xlabel"), xticks=[])
        lower.grid(color=LINE)
        upper.figure.suptitle(write(NAME, "title", title=title, name=outcome.name, n=n))

    return Figure(paint, says, alternative, data, (7.0, 7.0), panels)
