"""Try what is named, or everything, and write it into ``closed_tries.csv``.

Run from the repository's root: ``python -m tests.reference.closed_tries [NAME ...]``.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import sys
from importlib import import_module
from pathlib import Path

import pandas as pd
from tests.reference.closed_tries.count import count
from tqdm import tqdm

OUT = Path(__file__).parent.with_suffix(".csv")
TRIES = ("away", "whole", "ill", "both", "habits", "by_visit", "alone")


def main() -> None:
    """Replace what the table says of each try."""
    for name in sys.argv[1:] or TRIES:
        rows = import_module(f"tests.reference.closed_tries.{name}").try_it()
        table = count([{"try": name} | row for row in tqdm(rows, desc=name)])
        if OUT.exists():
            others = pd.read_csv(OUT)
            table = pd.concat([others[others["try"] != name], table])
        order = table["try"].map(TRIES.index)
        table = table.iloc[order.argsort(kind="stable")]
        table.to_csv(OUT, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
