"""Unit 2: those who began high, in a practice where massage does nothing and nothing heals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis import PAIN, summarise_clients
from analysis.plan import PLAN
from massage.course.slider import Picture
from massage.figures.style import ACCENT, INK, SOFT, explain_marks, new_axes
from massage.words.formats import count, later_weeks, number, points
from massage.worlds import simulate_sessions

CLIENTS, SEED, FEWEST = 240, 2026, 5
WORLD = "still"  # massage does nothing, nothing heals, and clients come on any day
WHEN = ("first session", later_weeks(PLAN.windows))


def seen_again(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return clients with pain at the first session and in weeks 7 to 12, one row each.

    Columns as ``summarise_clients`` gives them: ``pain_baseline``, ``pain_follow_up`` and
    ``pain_improvement`` (points, positive is better) have no gaps.
    """
    return summarise_clients(sessions, [PAIN]).dropna(subset=["pain_improvement"])


def begin_high(at_least: int) -> Picture:
    """Draw those who rated their first pain at least so high, then and later."""
    sessions = simulate_sessions(WORLD, n_clients=CLIENTS, seed=SEED)
    return draw_two_ratings(seen_again(sessions), at_least, new_axes())


def draw_two_ratings(clients: pd.DataFrame, at_least: int, ax: Axes) -> Picture:
    """Lines: each client's two ratings, for first ratings of at least so much. Thick: the means.

    Fewer than five clients are not drawn.
    """
    chosen = clients[clients["pain_baseline"] >= at_least]
    n = len(chosen)
    ax.set(
        title=f"Began at {at_least} or more: where were they later? (n = {n})",
        ylabel="pain (0 to 10, lower is better)",
        ylim=(-0.5, 10.5),
        xlim=(-0.25, 1.25),
        yticks=range(0, 11, 2),
    )
    if n < FEWEST:
        few = f"Only {count(n, 'client')}: too few to show."
        ax.text(0.5, 0.5, few, ha="center", va="center", transform=ax.transAxes, color=INK)
        ax.set(xticks=[], yticks=[])
        return ax, few
    ratings = chosen[["pain_baseline", "pain_follow_up"]]
    shift = np.linspace(-0.18, 0.18, n)[:, None]  # so that equal ratings don't hide each other
    ax.plot([0, 1], (ratings.to_numpy() + shift).T, color=SOFT, alpha=0.5, linewidth=0.9)
    means = ratings.mean().to_numpy()
    everyone = clients["pain_baseline"].mean()
    ax.plot([0, 1], means, color=ACCENT, marker="o", linewidth=3, label="mean of these clients")
    ax.axhline(everyone, color=INK, linestyle="--", linewidth=1,
               label="mean of all clients at the first session")  # fmt: skip
    ax.set_xticks([0, 1], WHEN)
    explain_marks(ax)
    return ax, describe_two_ratings(clients, at_least)


def describe_two_ratings(clients: pd.DataFrame, at_least: int) -> str:
    """Put ``draw_two_ratings`` into words."""
    chosen = clients[clients["pain_baseline"] >= at_least]
    if len(chosen) < FEWEST:
        return f"Only {count(len(chosen), 'client')}: too few to show."
    first, later = chosen["pain_baseline"].mean(), chosen["pain_follow_up"].mean()
    return (
        f"{count(len(chosen), 'client')} began at {points(at_least)} or more: their mean was "
        f"{number(first, 1)} at the first session and {number(later, 1)} in {WHEN[1]}. The "
        f"mean of all {count(len(clients), 'client')} at the first session was "
        f"{number(clients['pain_baseline'].mean(), 1)}."
    )
