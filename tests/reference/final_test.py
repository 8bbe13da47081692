"""Who passes the final test without having read anything: every pair of rules, 500 learners.

The last rule for numbers is none: it tells what rules for letters add where all numbers are right.
The last rows are of people who know half, and guess the other letters by lot: half of the places,
or half of the bank's questions. "Within a point" is then the chance of that, as lots fall.

Run from the project's folder, with src and tools on the path; it writes final_test.csv beside it.
No lots are drawn but the learners' codes: for each form the chance to pass is worked out. What is
left of chance is which 500 codes were taken.
"""

from itertools import combinations_with_replacement
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd

from course.bank import BANK, read_bank
from course.rehearse import (
    WORKED_OUT,
    chance_to_pass,
    chance_within,
    copied,
    know,
    needed,
    sit,
)
from course.rules import CHOICE_RULES, NUMBER_RULES

ROOT = Path(__file__).resolve().parents[2]
LEARNERS = 500


def tabulate(learners: int = LEARNERS) -> pd.DataFrame:
    """One row per rule for letters, or two half and half, and rule for numbers."""
    bank = read_bank(ROOT / "notebooks" / "course" / "source" / "final_test" / BANK)
    pairs = [[sit(bank, f"learner {each}", form) for form in (1, 2)] for each in range(learners)]
    points, rows = needed(bank), []
    for one, two in combinations_with_replacement(CHOICE_RULES, 2):
        chances = [[np.mean([form.letters[one], form.letters[two]], axis=0) for form in pair]
                   for pair in pairs]  # fmt: skip
        cached = [[{} for _ in pair] for pair in pairs]
        for numbers in (*NUMBER_RULES, WORKED_OUT):
            got = np.array([[each.sum() + form.numbers[numbers]
                             for each, form in zip(by_form, pair, strict=True)]
                            for by_form, pair in zip(chances, pairs, strict=True)])  # fmt: skip
            passes = []
            for by_form, pair, seen in zip(chances, pairs, cached, strict=True):
                for each, form, kept in zip(by_form, pair, seen, strict=True):
                    right = form.numbers[numbers]
                    if right not in kept:
                        kept[right] = chance_to_pass(each, right, points)
                    passes.append(kept[right])
            letters = one if one == two else f"{one} / {two}"
            rows.append(_row(letters, numbers, got, 100 * float(np.mean(passes))))
    rows.append(_copying(pairs, points))
    rows.append(_knowing("half of the places", pairs, list(bank.questions), points))
    rows.append(_knowing("half of the questions", pairs, list(bank.entries), points))
    return pd.DataFrame(rows)


def _row(letters, numbers, got, passed):
    apart = np.abs(got[:, 0] - got[:, 1])
    return {
        "letters": letters,
        "numbers": numbers,
        "points_form_1": round(float(got[:, 0].mean()), 2),
        "points_form_2": round(float(got[:, 1].mean()), 2),
        "within_a_point_of_100": round(100 * float(np.mean(apart <= 1 + 1e-6)), 1),
        "pass_of_100": float(f"{passed:.2g}"),
    }


def _copying(pairs, points):
    got = np.array([
        [copied(mine[form], other[form]) for form in (0, 1)]
        for mine, other in zip(pairs, pairs[1:] + pairs[:1], strict=True)
    ])  # fmt: skip
    return _row("a neighbour's", "a neighbour's", got,
                100 * float(np.mean(got >= points)))  # fmt: skip


def _knowing(what, pairs, all_of_them, points):
    random, got, within, passes = Random(8), [], [], []
    for pair in pairs:
        known = set(random.sample(all_of_them, len(all_of_them) // 2))
        chances = [know(form, known) for form in pair]
        got.append([sum(each) for each in chances])
        within.append(chance_within(*chances))
        passes += [chance_to_pass(each, 0, points) for each in chances]
    row = _row(f"knows {what}, else by lot", "known, or wrong", np.array(got),
               100 * float(np.mean(passes)))  # fmt: skip
    return row | {"within_a_point_of_100": round(100 * float(np.mean(within)), 1)}


if __name__ == "__main__":
    table = tabulate().sort_values(["pass_of_100", "points_form_1"], ascending=False)
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False)
    print(table.head(12).to_string())
