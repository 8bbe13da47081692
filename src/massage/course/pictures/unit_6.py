"""Unit 6: what drawing lots does, and what simulated trials of different sizes can tell."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis import PAIN
from analysis.codes import Code
from analysis.estimate import Estimate, around
from massage.course.pictures.parts import holds, put_words
from massage.course.slider import Picture
from massage.figures.style import INK, SOFT, UNSURE, explain_marks, new_axes
from massage.words.codes import read_words
from massage.words.formats import number, points

SEED, TRIALS, LARGEST = 2026, 20, 320
USUAL = 1063  # trials whose counts are about those of most draws, at every size
SIZES = (10, 20, 40, 80, 160, 320)  # people in each of the two groups
TIME_ALONE, MASSAGE_ADDS, SPREAD = 1.5, 1.0, 2.5  # points of pain; massage helps in these trials
NOTHING, MATTERS = 0, PAIN.smallest
MARKS = ((NOTHING, "nothing", "right"), (MATTERS, "matters", "left"),
         (MASSAGE_ADDS, "truth", "center"))  # fmt: skip


def invite(people: int) -> pd.DataFrame:
    """Return made-up people with two traits, 0 to 10: ``pain`` at first, and ``hope``."""
    rng = np.random.default_rng(SEED)
    traits = {"pain": rng.normal(5, 1.5, people), "hope": rng.normal(5, 2, people)}
    return pd.DataFrame(traits).clip(0, 10)


def choose(people: pd.DataFrame) -> pd.Series:
    """Say who gets massage where people choose: those with more hope and more pain."""
    wish = people["hope"] + people["pain"]
    return wish > wish.median()


def draw_lots(people: pd.DataFrame, lots: int) -> pd.Series:
    """Say who gets massage where lots are drawn; another number is another draw."""
    half = np.arange(len(people)) < len(people) / 2
    return pd.Series(np.random.default_rng(lots).permutation(half), index=people.index)


def tabulate_groups(people: pd.DataFrame, ways: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Write the means of both groups, one row per way of choosing who gets massage."""
    words, rows = read_words("course")["unit_6"], []
    for way, massage in ways.items():
        row = {words["way"]: way}
        for trait in people:
            ours, others = (words[key].format(trait=trait) for key in ("with_massage", "others"))
            row[ours] = number(people.loc[massage, trait].mean(), 1)
            row[others] = number(people.loc[~massage, trait].mean(), 1)
        rows.append(row)
    return pd.DataFrame(rows)


def run_trials(per_group: int) -> list[Estimate]:
    """Run 20 simulated trials: points that pain fell more with massage than with waiting.

    Pain falls by 1.5 points with time alone and by 1 point more with massage, with a standard
    deviation of 2.5 between people. Interval: Student's, for two groups of one spread. A larger
    trial holds the people of the smaller one.
    """
    rng = np.random.default_rng(USUAL)
    falls = np.round(rng.normal(TIME_ALONE, SPREAD, (TRIALS, 2, LARGEST)))
    falls[:, 0] += MASSAGE_ADDS
    return [_compare(*trial[:, :per_group]) for trial in falls]


def _compare(massage: np.ndarray, waiting: np.ndarray) -> Estimate:
    n, df = len(massage), 2 * len(massage) - 2
    blank = Estimate.blank(Code("difference_of_means"), 0.95, 2 * n, 2 * n)
    error = np.sqrt((massage.var(ddof=1) + waiting.var(ddof=1)) / n)
    return around(blank, massage.mean() - waiting.mean(), error, df)


def count_verdicts(found: list[Estimate]) -> dict[str, int]:
    """Count what the intervals hold: ``both`` marks, ``nothing`` (0), ``matters`` (2 points)."""
    return {
        "both": sum(holds(one, NOTHING) and holds(one, MATTERS) for one in found),
        "nothing": sum(holds(one, NOTHING) for one in found),
        "matters": sum(holds(one, MATTERS) for one in found),
    }


def trials_of_size(per_group: int) -> Picture:
    """Draw the intervals of 20 simulated trials with so many people in each group.

    One line per trial, thick where its interval holds both 0 and what matters.
    """
    found, ax, words = run_trials(per_group), new_axes(height=4.8), read_words("course")["unit_6"]
    thick, thin = {"color": UNSURE, "linewidth": 3.5}, {"color": INK, "linewidth": 1.5}
    for place, one in enumerate(found):
        both = holds(one, NOTHING) and holds(one, MATTERS)
        ax.hlines(place, one.low, one.high, **thick if both else thin)
        ax.plot(one.estimate, place, "o", color=INK, markersize=5)
    ax.axvline(NOTHING, color=INK, linewidth=1)
    ax.axvline(MATTERS, color=INK, linewidth=1, linestyle="--")
    ax.axvline(MASSAGE_ADDS, color=SOFT, linewidth=1, linestyle=":")
    ax.plot([], [], **thick, label=words["holds"])
    ax.plot([], [], **thin, label=words["leaves"])
    ax.set(xlim=(-3.9, 5.2), ylim=(TRIALS + 2.2, -2.6), yticks=[])
    for value, key, side in MARKS:
        ax.text(value, -1.2, words[key], ha=side, fontsize=9, color=INK)
    explain_marks(ax)
    counts = count_verdicts(found)
    return put_words(
        ax,
        "unit_6",
        trials=TRIALS,
        n=per_group,
        adds=points(MASSAGE_ADDS),
        matters=points(MATTERS),
        both=counts["both"],
        nothing=counts["nothing"],
        large=counts["matters"],
    )
