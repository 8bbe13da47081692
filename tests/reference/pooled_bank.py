"""Simulated practices of 60 to 200 clients in which massage does nothing, and what each shares.

    python tests/reference/pooled_bank.py > tests/reference/pooled_bank.csv

About four minutes on one core. Practice i is drawn with seed i: its size, and its records. "nulls"
takes the kinds of practice in turn; question 1, which is wrong in most of them, isn't asked then;
"plain" asks it where it is right; "closed" has days off, and 150 to 400 clients. ``from_groups`` is
the error from leaving groups of clients out.
"""

import sys

import numpy as np
import pandas as pd

from massage.practice import Practice
from massage.registry.groups import error_from_groups, leave_groups_out
from massage.registry.share import CLOSED, CORRELATION, SLOPE, WITHIN, list_answers
from massage.worlds import IDENTIFIABLE_NULLS, simulate_sessions

WORLDS = {"nulls": tuple(IDENTIFIABLE_NULLS), "plain": ("regression_to_mean",),
          "closed": ("closed_plain",)}  # fmt: skip
ASKED = {"nulls": (WITHIN,), "plain": (CORRELATION, SLOPE, WITHIN), "closed": (CLOSED,)}
SIZES = {"nulls": (60, 200), "plain": (60, 200), "closed": (150, 400)}
RUNS = {"nulls": 300, "plain": 300, "closed": 120}
WITH_GROUPS = 100  # practices of each kind


def main() -> None:
    """Print one row per practice, outcome and question with an answer that isn't blocked."""
    rows = []
    for kind, worlds in WORLDS.items():
        for seed in range(RUNS[kind]):
            rng = np.random.default_rng(seed)
            n_clients = int(rng.integers(SIZES[kind][0], SIZES[kind][1] + 1))
            world = worlds[seed % len(worlds)]
            practice = Practice(simulate_sessions(world, n_clients=n_clients, seed=seed))
            for outcome in practice.outcomes:
                for question, answer in list_answers(practice, outcome):
                    if question not in ASKED[kind]:
                        continue
                    blocked = "+".join(answer.blocked_by)
                    row = (kind, world, seed, n_clients, outcome.name, question)
                    if answer.reason:
                        rows.append((*row, str(answer.reason), *[np.nan] * 4))
                        continue
                    groups = np.nan
                    if seed < WITH_GROUPS and not blocked:
                        apart = leave_groups_out(answer.without, answer.clients, rng)
                        groups = error_from_groups(apart)
                    rows.append((*row, blocked, answer.estimate, answer.error, answer.df, groups))
    columns = ["kind", "world", "seed", "n_clients", "outcome", "question", "blocked",
               "estimate", "error", "df", "from_groups"]  # fmt: skip
    pd.DataFrame(rows, columns=columns).to_csv(sys.stdout, index=False, float_format="%.6g")


if __name__ == "__main__":
    main()
