"""What could be had back from shared sums, by attackers who know far more than a pooler does.

    python tests/reference/shared_attack.py > tests/reference/shared_attack.csv

About five minutes on one core. Practices of 100 clients in which massage does nothing. One client
who counts in question 1 for pain is attacked:

``insider``: knows every record of all others and the days on which she came; works out, for each of
the 121 pairs of a first and a later rating, what the practice would have shared, and keeps those
that fit. Of these the pair that is most frequent among the others is guessed. ``insider_groups``:
knows who was in which group, too, which nobody can, as groups are drawn anew and not kept.

``outsider``: knows no record. Has the files of before and after she joined, and whether she came
more often than most. Guesses whether she improved more than her frequency, first rating and day
foretell.

``exact`` files have all digits, ``coarse`` ones are as shared; ``none`` guesses without any file,
with the most frequent pair among the others or a coin. ``right`` is the share of right guesses,
``fitting`` how many pairs fit on average, ``error`` the Monte Carlo error of ``right``.
"""

import sys

import numpy as np
import pandas as pd

from analysis import PAIN
from analysis.correlation import correlate
from analysis.regression import ancova
from massage.practice import Practice
from massage.registry.coarse import coarsen_answer, coarsen_piece
from massage.registry.groups import draw_groups
from massage.worlds import simulate_sessions

N_CLIENTS, TRIALS, TRIALS_GROUPS = 100, 120, 20
ADJUST = ["pain_baseline", "pain_follow_up_day"]
PAIRS = [(first, later) for first in range(11) for later in range(11)]
RULES = {"adjust_for": ADJUST, "level": 0.95, "fewest": 10}


def answer(clients):
    """Correlation on Fisher's z and slope, each with its error."""
    found = correlate(clients, "frequency", "pain_improvement", **RULES)
    slope = ancova(clients, outcome="pain_improvement", exposure="frequency", **RULES)
    return [(np.arctanh(found.estimate), found.standard_error, found.df),
            (slope.estimate, slope.standard_error, slope.df)]  # fmt: skip


def write(answers, coarse):
    """What is shared of answers, as one tuple."""
    if not coarse:
        return tuple(np.round(np.ravel(answers), 10))
    return tuple(number for one in answers for number in coarsen_answer(*one))


def write_groups(clients, groups, coarse):
    """How far the answers without each group lie from their mean, as shared."""
    whole = answer(clients)
    left = np.array([[one[0] for one in answer(clients[~clients["client_id"].isin(group)])]
                     for group in groups])  # fmt: skip
    apart = left - left.mean(axis=0)
    if not coarse:
        return tuple(np.round(apart.ravel(), 10))
    return tuple(coarsen_piece(one, error) for row in apart
                 for one, (_, error, _) in zip(row, whole, strict=True))  # fmt: skip


def with_pair(clients, victim, pair):
    """The clients with the victim's ratings replaced."""
    first, later = pair
    changed = clients.copy()
    changed.loc[victim, ["pain_baseline", "pain_follow_up"]] = first, later
    changed.loc[victim, "pain_improvement"] = first - later
    return changed


def open_clients(seed):
    """Those of a practice's clients who count in question 1 for pain."""
    sessions = simulate_sessions("regression_to_mean", n_clients=N_CLIENTS, seed=seed)
    used = ["frequency", "pain_improvement", *ADJUST]
    clients = Practice(sessions, (PAIN,)).clients.dropna(subset=used).reset_index(drop=True)
    return clients.astype(dict.fromkeys(used, float))


def guess(fitting, others):
    """The fitting pair that is most frequent among the others, the first of those tied."""
    seen = others[["pain_baseline", "pain_follow_up"]].value_counts()
    return max(fitting, key=lambda pair: seen.get(pair, 0))


def attack_inside(rows):
    for seed in range(TRIALS):
        rng, clients = np.random.default_rng(seed), open_clients(seed)
        victim = int(rng.integers(len(clients)))
        truth = tuple(clients.loc[victim, ["pain_baseline", "pain_follow_up"]].astype(int))
        others = clients.drop(index=victim)
        rows.append(("insider", "none", len(PAIRS), guess(PAIRS, others) == truth))
        supposed = {pair: with_pair(clients, victim, pair) for pair in PAIRS}
        answers = {pair: answer(one) for pair, one in supposed.items()}
        fits = {}
        for coarse in (False, True):
            shared = write(answers[truth], coarse)
            fits[coarse] = [pair for pair in PAIRS if write(answers[pair], coarse) == shared]
            name = "coarse" if coarse else "exact"
            rows.append(("insider", name, len(fits[coarse]), guess(fits[coarse], others) == truth))
        if seed < TRIALS_GROUPS:
            groups = draw_groups(clients["client_id"], rng)
            shared = write_groups(clients, groups, True)
            left = [pair for pair in fits[True]
                    if write_groups(supposed[pair], groups, True) == shared]  # fmt: skip
            rows.append(("insider_groups", "coarse", len(left), guess(left, others) == truth))


def attack_outside(rows):
    for seed in range(TRIALS * 4):
        rng, clients = np.random.default_rng(seed), open_clients(seed)
        victim = int(rng.integers(len(clients)))
        x = np.column_stack([np.ones(len(clients)), clients[["frequency", *ADJUST]]])
        y = clients["pain_improvement"].to_numpy()
        truth = (y - x @ np.linalg.lstsq(x, y, rcond=None)[0])[victim] > 0
        often = np.sign(clients["frequency"][victim] - clients["frequency"].mean())
        before, after = answer(clients.drop(index=victim)), answer(clients)
        for name in ("exact", "coarse"):
            was, now = (write(one, name == "coarse")[3] for one in (before, after))
            way = often * np.sign(now - was)
            says = way > 0 if way else rng.random() < 0.5
            rows.append(("outsider", name, 0, says == truth))
        rows.append(("outsider", "none", 0, rng.random() < 0.5))


def main() -> None:
    """Print one row per attacker and kind of file."""
    rows = []
    attack_outside(rows)
    attack_inside(rows)
    table = pd.DataFrame(rows, columns=["attacker", "file", "fitting", "right"])
    table["right"] = table["right"].astype(float)
    found = table.groupby(["attacker", "file"], sort=False).agg(
        trials=("right", "size"), right=("right", "mean"), fitting=("fitting", "mean"))  # fmt: skip
    found["error"] = np.sqrt(found["right"] * (1 - found["right"]) / found["trials"])
    found.to_csv(sys.stdout, float_format="%.3f")


if __name__ == "__main__":
    main()
