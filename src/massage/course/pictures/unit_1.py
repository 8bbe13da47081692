"""Unit 1: favourite numbers on a rating scale, and what the check says of a few typed rows."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from analysis.records import check_records
from analysis.schema import PAIN
from massage.course.pictures.parts import put_words
from massage.course.slider import Picture
from massage.figures.style import INK, UNSURE, explain_marks, new_axes
from massage.words.answers import answer_check
from massage.words.codes import read_words
from massage.words.formats import count, number, percent

CLIENTS, SEED = 300, 2026
PAIN_MEAN, PAIN_SD = 5.4, 1.7  # pain at the first session, see data/README.md
FELT_LESS = 1.0  # points: each client feels this much less pain the second time
FAVOURITES = np.array([0, 5, 10])


def check_typed(rows: str) -> str:
    """Check rows that were typed as text, as ``analysis check`` does with a file.

    Returns every broken rule, one a paragraph, or that the rows keep every rule. The first line of
    ``rows`` names the columns. Nothing is kept on disk.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rows.csv"
        file.write_text(rows.strip() + "\n", encoding="utf-8")
        checked = check_records(file, [PAIN])
    return "\n\n".join(map(str, checked.broken)) or answer_check(checked)


def say_ratings(share: int) -> pd.DataFrame:
    """Return what each client says at two visits, where this share in percent has favourites.

    Columns ``first`` and ``later``, ratings from 0 to 10, one row per client. Each feels exactly
    one point less the second time. Those with favourites say 0, 5 or 10, whichever is nearest;
    the others round to a whole number. The same clients have favourites at both visits, and those
    of a smaller share keep them in a larger one.
    """
    rng = np.random.default_rng(SEED)
    felt = rng.normal(PAIN_MEAN, PAIN_SD, CLIENTS).clip(FELT_LESS, 10)
    has_favourites = np.arange(CLIENTS) < CLIENTS * share / 100
    said = [
        np.where(has_favourites, _nearest_favourite(pain), np.floor(pain + 0.5))
        for pain in (felt, felt - FELT_LESS)
    ]
    return pd.DataFrame(dict(zip(("first", "later"), said, strict=True)))


def _nearest_favourite(pain: np.ndarray) -> np.ndarray:
    return FAVOURITES[np.abs(pain[:, None] - FAVOURITES).argmin(axis=1)]


def favourite_numbers(share: int) -> Picture:
    """Draw what clients say at two visits, where this share in percent has favourite numbers.

    Bars: how many clients say each number, side by side for the two visits.
    """
    said, ax, words = say_ratings(share), new_axes(), read_words("course")["unit_1"]
    for column, shift, dense in (("first", -0.2, 0.3), ("later", 0.2, 1)):
        counts = said[column].value_counts()
        ax.bar(counts.index + shift, counts, width=0.38, color=(UNSURE, dense), edgecolor=INK,
               linewidth=0.6, label=words[column])  # fmt: skip
    ax.set(xticks=range(11), xlim=(-0.6, 10.6), ylim=(0, 250))
    explain_marks(ax)
    return put_words(
        ax,
        "unit_1",
        share=share,
        percent=percent(share / 100),
        n=len(said),
        clients=count(len(said), "client"),
        lower=(said["later"] < said["first"]).sum(),
        same=(said["later"] == said["first"]).sum(),
        first=number(said["first"].mean()),
        later=number(said["later"].mean()),
    )
