"""How often each claim's answer is wrong, as a piece of the calibration's page."""

from __future__ import annotations

import pandas as pd

from analysis.claims.claim import CHANGE, COMPARISON
from analysis.words import plain

STILL, PEAK = "still", "regression_to_mean"
INTRODUCTION = """
## The article's claims

Every claim was asked of {runs} practices of {clients} clients in each of {worlds} kinds of practice
in which massage does nothing (`make claims`), with conditions equally frequent, so that each claim
finds clients. *Alone*: of 100 practices with an answer, in how many is p below .05. *Announced*: of
100 practices, in how many a direction is named once all claims are allowed for. Monte Carlo error:
at most {error} of 100.

Comparisons, over all kinds of practice:

"""
CHANGES = """
Changes from one visit to another, which time alone brings about too. *Still*: a practice in which
nothing changes at all, so that chance allows 5. *At a peak*: massage does nothing, but clients come
when it is worst, and recover by themselves.

"""


def write_error_rates(rates: pd.DataFrame) -> str:
    """Return the section as Markdown, from the table of ``try_claims``."""
    compared = rates[rates["kind"] == COMPARISON]
    changed = rates[rates["kind"] == CHANGE]
    text = INTRODUCTION.format(
        runs=rates["runs"].iloc[0],
        clients=rates["clients"].iloc[0],
        worlds=rates["world"].nunique(),
        error=f"{100 * compared['significant_error'].max():.1f}",
    )
    lines = ["| claim | alone: mean | alone: highest | announced: highest |", "|---|---|---|---|"]
    for (claim, part), own in compared.groupby(["id", "part"], sort=False):
        worst = own.loc[own["significant"].idxmax()]
        lines.append(
            f"| {claim} {part} | {_of_100(own['significant'].mean())} | "
            f"{_of_100(worst['significant'])} ({plain(worst['world'])}) | "
            f"{_of_100(own['announced'].max())} |"
        )
    text += "\n".join(lines) + "\n" + CHANGES
    lines = ["| claim | still: alone | announced | at a peak: announced |", "|---|---|---|---|"]
    for (claim, part), own in changed.groupby(["id", "part"], sort=False):
        still, peak = (
            own[own["world"] == world].iloc[0] for world in ("still", "regression_to_mean")
        )
        lines.append(
            f"| {claim} {part} | {_of_100(still['significant'])} | {_of_100(still['announced'])} | "
            f"{_of_100(peak['announced'])} |"
        )
    return text + "\n".join(lines) + "\n"


def _of_100(share: float) -> str:
    return f"{100 * share:.1f}"
