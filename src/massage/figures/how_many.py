"""How many clients would tell, where these records can't?"""

from __future__ import annotations

import numpy as np

from analysis.schema import PAIN, SLEEP, Outcome
from analysis.verdicts import WITHIN
from massage.figures.figure import Figure
from massage.figures.icons import PALE, Icons, draw_icons, explain_icons, write_above
from massage.figures.style import write_title
from massage.practice import Practice
from massage.words.codes import say
from massage.worlds.calibrate import read_calibrations

WORDS, WORLD, COLUMNS = "sure", "true_moderate", 50
ANALYSES = {PAIN.column: "question_2", SLEEP.column: "question_2_sleep"}


def plot_how_many(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:  # noqa: ARG001
    """Icon arrays: of 100 made-up practices, in how many question 2 sees what is there, by size.

    Withheld where question 2 names a direction, and for ratings that weren't simulated.
    """
    name = str(outcome.name)
    if outcome not in (PAIN, SLEEP):
        return Figure(withheld=say(WORDS, "power_unknown"))
    if practice.verdicts[name][WITHIN].is_named:
        return Figure(withheld=say(WORDS, "power_named", name=name))
    rates = read_calibrations()
    here = rates["world"].eq(WORLD) & rates["analysis"].eq(ANALYSES[outcome.column])
    power = rates[here].sort_values("clients")
    seen = dict(zip(power["clients"], (100 * power["claimed"]).round().astype(int), strict=True))
    words = [say(WORDS, "power_each", clients=n, share=share) for n, share in seen.items()]
    truth = power["truth"].iloc[0]

    def paint(axes: np.ndarray) -> None:
        for ax, share, label in zip(axes.flat, seen.values(), words, strict=True):
            draw_icons(_list_icons(share, truth), ax, COLUMNS)
            write_above(label, ax)
        write_title(say(WORDS, "power"), ax.figure)
        explain_icons(_list_icons(min(seen.values()), truth), ax.figure)

    places = {"truth": truth, "name": name, "clients": min(seen), "share": seen[min(seen)]}
    says = say(WORDS, "power_says", **places)
    alternative = say(WORDS, "power_alternative", each="; ".join(words),
                      error=power["claimed_error"].max(), **places)  # fmt: skip
    columns = {"clients": "clients_each", "claimed": "seen", "claimed_error": "seen_error"}
    data = power[["truth", "runs", *columns]].rename(columns=columns).reset_index(drop=True)
    return Figure(paint, says, alternative, data, (4.2, 2.8), {"nrows": len(seen)})


def _list_icons(n: int, truth: float) -> list[Icons]:
    return [Icons(n, say(WORDS, "power_seen", truth=truth), "better"),
            Icons(100 - n, say(WORDS, "power_missed"), "same", PALE)]  # fmt: skip
