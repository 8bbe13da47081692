"""How often a pooled answer is wrong where massage does nothing, and how often its intervals hold.

    python tests/reference/pooled.py > tests/reference/pooled.csv

About six minutes on one core. ``practices`` of 60 to 200 clients each (by days off 150 to 400) are
put together, with true answers that lie ``apart`` from 0 by so many times the median practice's
error, their mean 0. ``drawn``: answers and errors drawn from their distributions, error 1 at 100
clients, with 0.6 degrees of freedom per client. The others are answers that simulated practices
share, from pooled_bank.csv; as they are shared, and with all digits.

``wrong``: share of means that leave 0 out, of 5 % at most; for the guard that is used (the wider of
Hartung and Knapp's interval and the normal one), for none, and for Knapp and Hartung's factor of 1
or more. ``wide``: mean width in a practice's own 95 % interval. ``next``: share of the next
practices' true answers that their 95 % interval holds; ``higgins`` the same for that of Higgins and
others. ``error``: Monte Carlo error of a share of 5 %, by registries that share no practice.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from massage.registry.coarse import coarsen_answer
from massage.registry.random_effects import find_variance, put_together, weigh

BANK = Path(__file__).parent / "pooled_bank.csv"
NORMAL = 1.959963984540054
DRAWN, BANKED = 600, 120
PRACTICES, APART = (2, 3, 5, 10, 30), (0.0, 0.5, 1.0)


def try_one(estimates, errors, df, future):
    """One registry: whether each interval leaves 0 out, their widths, whether the next is held."""
    k = len(estimates)
    between = find_variance(estimates, errors**2)
    centre, excess = weigh(estimates, errors**2, between)
    known = np.sum(1 / (errors**2 + between)) ** -0.5
    t = stdtrit(k - 1, 0.975)
    plain, factor = (t * known * max(least, excess / (k - 1)) ** 0.5 for least in (0.0, 1.0))
    half = max(plain, NORMAL * known)
    own = np.median(errors) * NORMAL
    row = {"wrong": abs(centre) > half, "wrong_without": abs(centre) > plain,
           "wrong_factor": abs(centre) > factor, "wide": half / own, "wide_without": plain / own,
           "wide_factor": factor / own}  # fmt: skip
    if k > 2:
        found = put_together(estimates, errors, df)
        assert np.isclose(found.mean.high - found.mean.low, 2 * half)
        reach = stdtrit(k - 2, 0.975) * np.hypot(factor / t, between**0.5)
        row["next"] = found.next_one.low < future < found.next_one.high
        row["wide_next"] = (found.next_one.high - found.next_one.low) / 2 / own
        row["higgins"] = abs(future - centre) < reach
        row["wide_higgins"] = reach / own
    return row


def summarise(rows, n_apart):
    """Means over registries; the Monte Carlo error by how many of them share no practice."""
    return dict(pd.DataFrame(rows).astype(float).mean()) | {"error": (0.05 * 0.95 / n_apart) ** 0.5}


def try_drawn(practices, apart, seed):
    rng, rows = np.random.default_rng(seed), []
    for _ in range(DRAWN):
        n = rng.integers(60, 201, practices)
        true_errors, df = np.sqrt(100 / n), 0.6 * n
        errors = true_errors * np.sqrt(rng.chisquare(df) / df)
        truth = apart * np.sqrt(100 / 130) * rng.standard_normal(practices + 1)
        estimates = truth[:-1] + true_errors * rng.standard_normal(practices)
        rows.append(try_one(estimates, errors, df, truth[-1]))
    return summarise(rows, DRAWN)


def try_bank(bank, practices, apart, seed, coarse):
    rng, rows = np.random.default_rng(seed), []
    middle = bank["error"].median()
    for _, own in bank.groupby("outcome"):
        for _ in range(BANKED // 2):
            some = own.sample(practices, random_state=rng)
            truth = apart * middle * rng.standard_normal(practices + 1)
            estimates, errors, df = some[["estimate", "error", "df"]].to_numpy().T
            estimates = estimates + truth[:-1]
            if coarse:
                three = zip(estimates, errors, df, strict=True)
                estimates, errors, df = np.array([coarsen_answer(*one) for one in three]).T
            rows.append(try_one(estimates, errors, df, truth[-1]))
    return summarise(rows, min(BANKED, len(bank) // practices))


def main() -> None:
    """Print one row per kind of practice, question, number of practices and spread."""
    rows = []
    for practices in PRACTICES:
        for apart in APART:
            cell = {"from": "drawn", "question": "any", "digits": "all"}
            cell |= {"practices": practices, "apart": apart}
            rows.append(cell | try_drawn(practices, apart, len(rows)))
    bank = pd.read_csv(BANK)
    usable = bank[bank["blocked"].isna() & bank["estimate"].notna()]
    for (kind, question), own in usable.groupby(["kind", "question"]):
        for practices in (5, 10, 30):
            for apart, coarse in ((0.0, True), (0.0, False), (1.0, True)):
                cell = {"from": kind, "question": question, "digits": "shared" if coarse else "all"}
                cell |= {"practices": practices, "apart": apart}
                rows.append(cell | try_bank(own, practices, apart, practices, coarse))
    pd.DataFrame(rows).to_csv(sys.stdout, index=False, float_format="%.3f")


if __name__ == "__main__":
    main()
