"""How many visits put off unseen would undo question 2's answer?"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from analysis.schema import Outcome
from massage.figures.figure import Figure
from massage.figures.icons import DOT, Icons, draw_icons, explain_icons, write_above
from massage.figures.style import write_title
from massage.practice import Practice
from massage.robustness.unrecorded import answer_put_off, can_be_undone, find_tipping_number
from massage.words.codes import say
from massage.words.formats import capital, in_words
from massage.words.together import explain_block

COLUMNS, MOST = 60, 2400  # icons in a row, and in all
WORDS = "sure"


def plot_put_off(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:
    """Icon array: of all standing visits, those that would undo the answer, had they been put off.

    Where there are more than ``MOST``, each icon is of several visits.
    """
    name = str(outcome.name)
    compared, supposed = practice.question_2[name], practice.supposed[name]
    if not can_be_undone(compared):
        says = answer_put_off(supposed, compared)
        return Figure(withheld=explain_block(compared) or says if shared else says)
    n, tipping = int(supposed["n_appointments"].iloc[0]), find_tipping_number(supposed)
    stays = bool(np.isnan(tipping))
    moved = round((supposed["per_hundred"].iloc[-1] if stays else tipping) / 100 * n)
    unit = -(-n // MOST)
    filled = -(-moved // unit)
    icons = [
        Icons(filled, say(WORDS, "put_off_moved", moved=moved), "worse"),
        Icons(n // unit - filled, say(WORDS, "put_off_rest", rest=n - moved), "unsure", DOT),
    ]
    stem = "put_off_stays" if stays else "put_off"
    title = "put_off_one" if moved == 1 else stem

    def paint(ax: Axes) -> None:
        draw_icons(icons, ax, COLUMNS)
        write_above(say(WORDS, "put_off_each", unit=unit, n=n), ax)
        write_title(say(WORDS, title, moves=capital(in_words(moved)), name=name), ax.figure)
        explain_icons(icons, ax.figure)

    says = say(WORDS, f"{stem}_says", moved=moved, n=n, name=name)
    told = {"n": n, "unit": unit, "filled": filled}
    told["outcome"] = say(WORDS, "put_off_holds" if stays else "put_off_undone")
    data = supposed.rename(columns={"n_appointments": "appointments"})
    return Figure(paint, says, say(WORDS, "put_off_alternative", **told), data, (4.2, 3.5))
