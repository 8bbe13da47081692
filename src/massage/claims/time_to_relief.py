"""Time to relief that lasts, watched from a landmark day, by how often clients came before it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import ndtri
from scipy.stats import CensoredData, logrank

from analysis.clients import subtract
from analysis.codes import Code
from analysis.estimate import NAN, Estimate
from analysis.intervals import are_agreed
from analysis.regression import ancova
from analysis.schema import PAIN
from analysis.terms import season_terms
from massage.claims.groups import Records, season_of_first_visit
from massage.outcomes import share_scale
from massage.words.tables import read_words

BLOCK_DAYS = 28
BLOCK_PAIRS = 6
LEAST_BASELINE = 4
LASTING_FALL = 2
FEWEST_LATER = 3
WORDS = read_words("claims")["worked_out_from"]
TIME, FIRST = WORDS["time"], WORDS["first"]


@dataclass(frozen=True)
class Curve:
    """Share of a group still without lasting relief, by days since the landmark (Kaplan-Meier).

    ``low`` and ``high`` are its pointwise interval, log-log, from Greenwood's variance; NaN where
    nobody has found relief yet, or everybody has. ``mean_days`` is the restricted mean: days
    without lasting relief, of those looked at.

    Source: Kalbfleisch & Prentice 2002, doi:10.1002/9781118032985 (section 1.4).
    """

    group: str
    n_clients: int
    days: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    level: float
    mean_days: float


def watch_for_relief(records: Records) -> pd.DataFrame:
    """Return one row per client watched for lasting relief from the landmark on.

    The landmark is the last day on which sessions are counted.

    Watched are new clients with pain of 4 or more at the first session and a value in each of the
    first two blocks of 28 days after it. One value per block counts, the first, so that those
    who come often aren't looked at more often. Relief is lasting when two blocks in a row lie 2
    points or more under the first session. A client is no longer watched once a block has no value.

    Columns: ``client_id``, ``frequency`` (sessions per week up to it), ``pain_baseline``,
    ``season_cos`` and ``season_sin`` of the first session's month where months are recorded,
    ``blocks`` (pairs of blocks watched, at most 6) and ``relief`` (whether the last brought it).
    """
    clients = records.clients.assign(pain_baseline=records.clients[f"{records.pain.name}_baseline"])
    clients = clients.reset_index(drop=True)[["client_id", "frequency", "pain_baseline"]]
    clients = clients[clients["pain_baseline"] >= LEAST_BASELINE]
    values = _blocks(records).loc[clients.index]
    fall = values.apply(lambda block: subtract(clients["pain_baseline"], block))
    low = (fall >= LASTING_FALL).to_numpy(dtype=bool)
    known = values.notna().cummin(axis=1).to_numpy(dtype=bool)
    pair_low, pair_known = low[:, :-1] & low[:, 1:], known[:, 1:]
    first_relief = np.where((pair_low & pair_known).any(axis=1), pair_low.argmax(axis=1), np.inf)
    watched = np.minimum(pair_known.sum(axis=1), first_relief + 1)
    found = clients.assign(blocks=watched.astype(int), relief=np.isfinite(first_relief))
    found = found.join(
        season_of_first_visit(records.read("client_id", "day", "month")), on="client_id"
    )
    return found[found["blocks"] > 0].reset_index(drop=True)


def _blocks(records: Records) -> pd.DataFrame:
    """First pain value of each client in each block after the landmark; missing where none."""
    sessions = records.read("day", records.pain.column)
    landmark = records.plan.windows.exposure[1]
    rows = sessions[["day"]].assign(
        client=records.client,
        value=sessions.get(records.pain.column, np.nan),
        block=(sessions["day"] - landmark - 1) // BLOCK_DAYS,
    )
    inside = rows[rows["value"].notna() & rows["block"].between(0, BLOCK_PAIRS)]
    first = inside.sort_values(["client", "day"]).drop_duplicates(["client", "block"])
    table = first.pivot(index="client", columns="block", values="value")
    return table.reindex(index=range(len(records.clients)), columns=range(BLOCK_PAIRS + 1))


def compare_time_to_relief(records: Records) -> Estimate:
    """Estimate how many days sooner lasting relief came after half the first interval.

    The time without lasting relief, restricted to the 168 days watched, as one pseudo-value per
    client, on log2 of the interval agreed at the first visit, with the client's usual interval, the
    first value and the season held equal; HC3 errors. Positive: sooner. How often clients come
    follows how they fare and who they are; whether the first interval was shorter than usual for
    the same client does so least. It is agreed before the course is seen, though not before the
    prognosis can be: where whoever is going to recover soon comes back sooner, that is found here.

    A usual interval takes three later ones, so the answer is about clients who stayed that long;
    ``n_dropped`` are those watched for relief who didn't. NaN with a ``reason`` for too few
    clients, or where nobody found relief.

    Source: Andersen, Hansen & Klein 2004, doi:10.1007/s10985-004-4771-0 (pseudo-values).
    """
    plan = records.plan
    first = list_first_intervals(records)
    watched = watch_for_relief(records).merge(first, on="client_id")
    used = watched.dropna(subset=["first_interval", "usual_interval"])
    days = pseudo_values(used["blocks"], used["relief"]) * BLOCK_DAYS
    season = [name for name in ("season_cos", "season_sin") if name in used]
    found = ancova(
        used.rename(columns={"first_interval": FIRST}).assign(**{TIME: days}),
        outcome=TIME,
        exposure=FIRST,
        adjust_for=["usual_interval", "pain_baseline", *season],
        level=plan.level,
        fewest=plan.fewest_clients,
    )
    return replace(
        found,
        n_dropped=len(watched) - found.n_clients,
        method=Code("pseudo_values", of=found.method),
    )


def list_first_intervals(records: Records) -> pd.DataFrame:
    """Return each client's first agreed interval and her usual later one, in log2 of days.

    One row per client, ordered by code: ``client_id``; ``first_interval``, agreed at the first
    visit, when nobody could know how pain would go; ``usual_interval``, the mean of those agreed at
    visits from the plan's first day on, as they would be at the same pain and season: plans
    lengthen as pain falls, and that share is taken off by a regression within clients. Missing
    where the first visit agreed none, or fewer than three later ones are on record.
    """
    agreed = records.intervals[are_agreed(records.intervals)]
    agreed = agreed[agreed["agreed_day"] > agreed["start"]]
    length = np.log2(agreed["agreed_day"] - agreed["start"])
    first, later = agreed["start"] == 0, agreed["start"] >= records.plan.first_start_day
    table = records.clients[["client_id"]].reset_index(drop=True)
    return table.assign(
        first_interval=table.index.map(length[first].set_axis(agreed.loc[first, "client"])),
        usual_interval=table.index.map(_usual_length(agreed[later], length[later])),
    )


def _usual_length(rows: pd.DataFrame, length: pd.Series) -> pd.Series:
    """Mean length by client, read at the same pain and season for all."""
    columns = np.column_stack([rows["before"], *season_terms(rows, 1)])
    terms = pd.DataFrame(columns, index=rows.index).dropna()
    length, client = length[terms.index], rows["client"][terms.index]

    def centred(values: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
        return values - values.groupby(client).transform("mean")

    slopes, *_ = np.linalg.lstsq(centred(terms).to_numpy(), centred(length).to_numpy(), rcond=None)
    by_client = (length - terms.to_numpy() @ slopes).groupby(client)
    return by_client.mean()[by_client.size() >= FEWEST_LATER]


def pseudo_values(blocks: pd.Series, relief: pd.Series) -> np.ndarray:
    """Return each client's pseudo-value of the mean number of blocks without relief, at most 6."""
    at_risk, events = _watch_pairs(blocks, relief)
    n = len(blocks)
    everyone = _restricted_mean(at_risk.sum(axis=0), events.sum(axis=0))
    without = _restricted_mean(at_risk.sum(axis=0) - at_risk, events.sum(axis=0) - events)
    return n * everyone - (n - 1) * without


def _watch_pairs(blocks: pd.Series, relief: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Whether each client was watched in each pair of blocks, and whether it brought relief."""
    pairs, watched = np.arange(1, BLOCK_PAIRS + 1), blocks.to_numpy()[:, None]
    return watched >= pairs, (watched == pairs) & relief.to_numpy()[:, None]


def _share_without(at_risk: np.ndarray, events: np.ndarray) -> np.ndarray:
    """Kaplan-Meier curve after each pair; flat where nobody is watched any more."""
    return np.cumprod(1 - events / np.maximum(at_risk, 1), axis=-1)


def _restricted_mean(at_risk: np.ndarray, events: np.ndarray) -> np.ndarray:
    return 1 + _share_without(at_risk, events)[..., :-1].sum(axis=-1)


def curves_by_frequency(records: Records) -> tuple[list[Curve], float]:
    """Return Kaplan-Meier curves of clients who came more and less often, and the log-rank p-value.

    The two groups are split at the median of sessions per week in the exposure window. Nothing is
    held equal here. No curves, and NaN, for fewer clients in a group than the plan needs, where
    nobody found relief, or where pain isn't rated from 0 to 10, lower is better.
    """
    if not share_scale(records.pain, PAIN):
        return [], NAN
    watched = watch_for_relief(records)
    often = watched["frequency"] > watched["frequency"].median()
    fewest = min(often.sum(), (~often).sum())
    if fewest < records.plan.fewest_clients or not watched["relief"].any():
        return [], NAN
    groups = {WORDS["more_often"]: watched[often], WORDS["less_often"]: watched[~often]}
    curves = [_curve(group, name, records.plan.level) for name, group in groups.items()]
    p_value = logrank(*(_censor(group) for group in groups.values())).pvalue
    return curves, float(p_value)


def _censor(group: pd.DataFrame) -> CensoredData:
    return CensoredData.right_censored(group["blocks"], ~group["relief"])


def _curve(group: pd.DataFrame, name: str, level: float) -> Curve:
    pairs = _watch_pairs(group["blocks"], group["relief"])
    at_risk, events = (one.sum(axis=0) for one in pairs)
    steps = np.r_[1.0, _share_without(at_risk, events)]
    low, high = (np.r_[1.0, end] for end in _surround(steps[1:], at_risk, events, level))
    days = BLOCK_DAYS * np.arange(BLOCK_PAIRS + 1)
    mean = float(BLOCK_DAYS * steps[:-1].sum())
    return Curve(name, len(group), days, steps, low, high, level, mean)


def _surround(
    share: np.ndarray, at_risk: np.ndarray, events: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the log-log interval of each share; NaN for shares of 0 and 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(events > 0, events / (at_risk * (at_risk - events)), 0.0)
        width = ndtri(0.5 + level / 2) * np.sqrt(np.cumsum(terms)) / np.log(share)
        ends = share ** np.exp(-width), share ** np.exp(width)
    inside = (share > 0) & (share < 1)
    return tuple(np.where(inside, end, NAN) for end in ends)
