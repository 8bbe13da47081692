"""Unit 2: those who began high, in a practice where massage does nothing and nothing heals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import PAIN, summarise_clients
from analysis.plan import PLAN
from massage.course.pictures.parts import put_words
from massage.course.slider import Picture
from massage.figures.style import INK, UNSURE, explain_marks, new_axes
from massage.words.codes import read_words
from massage.words.formats import count, later_weeks, number, points
from massage.worlds import simulate_sessions

CLIENTS, SEED, FEWEST = 240, 2026, 5
WORLD = "still"  # massage does nothing, nothing heals, and clients come on any day


def seen_again(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return clients with pain at the first session and in the follow-up, one row each.

    Columns as ``summarise_clients`` gives them: ``pain_baseline``, ``pain_follow_up`` and
    ``pain_improvement`` (points, positive is better) have no gaps.
    """
    return summarise_clients(sessions, [PAIN]).dropna(subset=["pain_improvement"])


def begin_high(at_least: int) -> Picture:
    """Draw those who rated their first pain at least so high, then and later.

    Lines: each client's two ratings. Thick: the means. Fewer than five clients are not drawn.
    """
    clients = seen_again(simulate_sessions(WORLD, n_clients=CLIENTS, seed=SEED))
    chosen = clients.loc[clients["pain_baseline"] >= at_least, ["pain_baseline", "pain_follow_up"]]
    n, means, everyone = len(chosen), chosen.mean().to_numpy(), clients["pain_baseline"].mean()
    words, weeks = read_words("course")["unit_2"], later_weeks(PLAN.windows)
    drawn, says = put_words(
        new_axes(),
        "unit_2",
        says="few" if n < FEWEST else "says",
        at_least=at_least,
        points=points(at_least),
        n=n,
        clients=count(n, "client"),
        first=number(means[0], 1),
        later=number(means[1], 1),
        weeks=weeks,
        everyone=count(len(clients), "client"),
        mean=number(everyone, 1),
    )
    drawn.set(ylim=(-0.5, 10.5), xlim=(-0.25, 1.25), yticks=range(0, 11, 2))
    if n < FEWEST:
        drawn.text(0.5, 0.5, says, ha="center", va="center", transform=drawn.transAxes, color=INK)
        drawn.set(xticks=[], yticks=[])
        return drawn, says
    shift = np.linspace(-0.18, 0.18, n)[:, None]  # so that equal ratings don't hide each other
    drawn.plot([0, 1], (chosen.to_numpy() + shift).T, color=UNSURE, alpha=0.5, linewidth=0.9)
    drawn.plot([0, 1], means, color=INK, marker="o", linewidth=3, label=words["mean"])
    drawn.axhline(everyone, color=INK, linestyle="--", linewidth=1,
                  label=words["mean_of_all"])  # fmt: skip
    drawn.set_xticks([0, 1], [words["first"], weeks])
    explain_marks(drawn)
    return drawn, says
