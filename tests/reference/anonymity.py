"""k-anonymity and l-diversity by pyCANON, to hold ours against.

pyCANON 1.3.6 pins older numpy and pandas than this project's, so it isn't installed with it. Run
from the project's top with the package alone (pip download --no-deps pycanon), its wheel named:
.venv/bin/python tests/reference/anonymity.py pycanon-1.3.6-py3-none-any.whl
Writes anonymity.csv: the traits of the clients of data/sessions.csv at their first visit.
"""

import sys
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent
SETS = ("pain_site", "pain_site+modality", "therapist_id", "pain_site+therapist_id")

if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    from pycanon import anonymity

    sessions = pd.read_csv("data/sessions.csv", keep_default_na=False)
    clients = sessions[sessions["day"] == 0].reset_index(drop=True)
    rows = []
    for traits in SETS:
        names = traits.split("+")
        k = anonymity.k_anonymity(clients, names)
        rows.append((traits, k, anonymity.l_diversity(clients, names, ["condition"])))
    table = pd.DataFrame(rows, columns=["traits", "k", "l_of_condition"])
    table.to_csv(FOLDER / "anonymity.csv", index=False, lineterminator="\n")
