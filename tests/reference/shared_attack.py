"""What could be had back from shared sums, by attackers who know far more than a pooler does.

    python tests/reference/shared_attack.py > tests/reference/shared_attack.csv

About ten minutes on one core. Practices of 100 clients in which massage does nothing, and of 200
with days off for the answer by these. One client who counts for pain is attacked. In question 1:

``insider``: knows every record of all others and the days on which she came; works out, for each of
the 121 pairs of a first and a later rating, what the practice would have shared, and keeps those
that fit. Of these the pair that is most frequent among the others is guessed. ``insider_groups``:
knows who was in which group, too, which nobody can, as groups are drawn anew and not kept.

``outsider``: knows no record. Has the files of before and after she joined, and whether she came
more often than most. Guesses whether she improved more than her frequency, first rating and day
foretell.

In question 2, and by days off:

``insider_one``: knows every record of all others, and hers but for one rating on arrival that
counts; works out for each of the 11 ratings what the practice would have shared, and guesses the
most frequent among the others of those that fit.

``outsider``: knows no record. Has the files of before and after she joined, and guesses whether her
own intervals speak for shorter ones more than the others' do.

``exact`` files have all digits, ``coarse`` ones are as shared; ``none`` guesses without any file,
with the most frequent pair among the others or a coin. ``right`` is the share of right guesses,
``fitting`` how many pairs or ratings fit on average, ``error`` the Monte Carlo error of ``right``.
"""

import sys

import numpy as np
import pandas as pd

from analysis import PAIN, PLAN
from analysis.asked import Asked
from analysis.closed_days import answer_by_closed_days
from analysis.correlation import correlate
from analysis.question_2 import answer_asked
from analysis.regression import ancova
from massage.practice import Practice
from massage.registry.coarse import coarsen_answer, coarsen_piece
from massage.registry.groups import draw_groups
from massage.registry.share import find_error
from massage.worlds import simulate_sessions

N_CLIENTS, TRIALS, TRIALS_GROUPS = 100, 120, 20
ADJUST = ["pain_baseline", "pain_follow_up_day"]
PAIRS = [(first, later) for first in range(11) for later in range(11)]
WITHIN = {"within": ("regression_to_mean", 100, answer_asked),
          "closed_days": ("closed_plain", 200, answer_by_closed_days)}  # fmt: skip
MOST_DRAWN = 5
TRIALS_WITHIN = {"within": 240, "closed_days": 120}
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
        rows.append(("question_1", "insider", "none", len(PAIRS), guess(PAIRS, others) == truth))
        supposed = {pair: with_pair(clients, victim, pair) for pair in PAIRS}
        answers = {pair: answer(one) for pair, one in supposed.items()}
        fits = {}
        for coarse in (False, True):
            shared = write(answers[truth], coarse)
            fits[coarse] = [pair for pair in PAIRS if write(answers[pair], coarse) == shared]
            name = "coarse" if coarse else "exact"
            rows.append(
                (
                    "question_1",
                    "insider",
                    name,
                    len(fits[coarse]),
                    guess(fits[coarse], others) == truth,
                )
            )
        if seed < TRIALS_GROUPS:
            groups = draw_groups(clients["client_id"], rng)
            shared = write_groups(clients, groups, True)
            left = [pair for pair in fits[True]
                    if write_groups(supposed[pair], groups, True) == shared]  # fmt: skip
            rows.append(
                ("question_1", "insider_groups", "coarse", len(left), guess(left, others) == truth)
            )


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
            rows.append(("question_1", "outsider", name, 0, says == truth))
        rows.append(("question_1", "outsider", "none", 0, rng.random() < 0.5))


def answer_within(sessions, work):
    """Question 2's answer or the one by days off, its error and degrees of freedom."""
    found = work(Asked(sessions, PAIN, PLAN))
    if not found.answered:
        return None
    error = found.standard_error
    if work is answer_by_closed_days:
        error = max(find_error(found.ratio, one) for one in found.ratio.spreads)
    return [(found.estimate, error, found.df)]


def attack_within(rows, question):
    world, n_clients, work = WITHIN[question]
    for seed in range(TRIALS_WITHIN[question]):
        rng = np.random.default_rng(seed)
        sessions = simulate_sessions(world, n_clients=n_clients, seed=seed)
        whole = answer_within(sessions, work)
        place, supposed = suppose_rating(sessions, work, rng) if whole else (None, {})
        if place is None:
            continue
        hers = sessions["client_id"] == sessions["client_id"][place]
        others = sessions.loc[~hers, "pain_before"].value_counts()
        truth = int(sessions["pain_before"][place])
        rows.append((question, "insider_one", "none", 11, others.idxmax() == truth))
        without = answer_within(sessions[~hers].reset_index(drop=True), work)
        for name, coarse in (("exact", False), ("coarse", True)):
            shared = write(whole, coarse)
            fits = [
                one for one, found in supposed.items() if found and write(found, coarse) == shared
            ]
            says = max(fits, key=lambda rating: others.get(rating, 0))
            rows.append((question, "insider_one", name, len(fits), says == truth))
            if without:
                speaks = np.sign(whole[0][0] - without[0][0])
                way = np.sign(shared[0] - write(without, coarse)[0])
                rows.append((question, "outsider", name, 0, (way or rng.choice([-1, 1])) == speaks))
        if without:
            rows.append((question, "outsider", "none", 0, rng.choice([-1, 1]) == speaks))


def suppose_rating(sessions, work, rng):
    """A rating that counts, drawn by lot, and the answer for each that it might be."""
    rated = sessions.index[sessions["pain_before"].notna() & (sessions["day"] >= 42)]
    for place in rng.permutation(rated)[:MOST_DRAWN]:
        supposed = {
            rating: answer_within(
                sessions.assign(
                    pain_before=sessions["pain_before"].where(sessions.index != place, rating)
                ),
                work,
            )
            for rating in range(11)
        }
        if len({write(found, False) for found in supposed.values() if found}) > 1:
            return place, supposed
    return None, {}


def main() -> None:
    """Print one row per attacker and kind of file."""
    rows = []
    attack_outside(rows)
    attack_inside(rows)
    for question in WITHIN:
        attack_within(rows, question)
    table = pd.DataFrame(rows, columns=["question", "attacker", "file", "fitting", "right"])
    table["right"] = table["right"].astype(float)
    found = table.groupby(["question", "attacker", "file"], sort=False).agg(
        trials=("right", "size"), right=("right", "mean"), fitting=("fitting", "mean"))  # fmt: skip
    found["error"] = np.sqrt(found["right"] * (1 - found["right"]) / found["trials"])
    found.to_csv(sys.stdout, float_format="%.3f")


if __name__ == "__main__":
    main()
